// Package corpus says what plans say: their items, units, quantities and
// spans. It imports the standard library only, and every other package of
// planbot speaks in its types.
//
// A plan is one text (Plan.Text) and structure over it. Every span is a pair
// of byte offsets into that text, so a quote is always Text[span.Start:span.End]
// and can never be anything but the source's own characters.
package corpus

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// PlanID names a plan: its file's name without the ending.
type PlanID string

// Anchor names an item inside its plan and is an element's id on the plan's
// page: "head", "section-2.5", "task-16", "indicator-30", "note-1".
// Tasks, indicators and notes count from 1 through the plan.
type Anchor string

// AnchorHead is the anchor of what stands before the plan's first chapter:
// title, number, issuer, date, addressees and the opening words. A signature
// behind the last task belongs to it too.
const AnchorHead Anchor = "head"

// ItemID names an item in the whole corpus.
type ItemID struct {
	Plan   PlanID
	Anchor Anchor
}

// String returns "plan#anchor", the form that citations carry.
func (id ItemID) String() string { return string(id.Plan) + "#" + string(id.Anchor) }

// Path returns the item's place on the web, without the server's address:
// "/plans/ID#ANCHOR".
func (id ItemID) Path() string { return id.Plan.Path() + "#" + string(id.Anchor) }

// Path returns the place of the plan's page, without the server's address.
func (id PlanID) Path() string { return "/plans/" + string(id) }

// MarshalText writes the form of String.
func (id ItemID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads the form of String.
func (id *ItemID) UnmarshalText(text []byte) error {
	parsed, err := ParseItemID(string(text))
	if err == nil {
		*id = parsed
	}
	return err
}

// ErrItemID says that a text is not of the form "plan#anchor".
var ErrItemID = errors.New("an item is written plan#anchor")

// ParseItemID reads the form that ItemID.String writes.
func ParseItemID(s string) (ItemID, error) {
	plan, anchor, ok := strings.Cut(s, "#")
	if !ok || plan == "" || anchor == "" {
		return ItemID{}, fmt.Errorf("%w: %q", ErrItemID, s)
	}
	return ItemID{Plan: PlanID(plan), Anchor: Anchor(anchor)}, nil
}

// Date is a day, a month (Day 0) or a year (Month 0) as a plan writes it.
type Date struct{ Year, Month, Day int }

// IsZero tells whether no date was read.
func (d Date) IsZero() bool { return d == Date{} }

// String returns "2023-06-30", "2023-10" or "2023"; "" for the zero date.
func (d Date) String() string {
	switch {
	case d.IsZero():
		return ""
	case d.Month == 0:
		return fmt.Sprintf("%04d", d.Year)
	case d.Day == 0:
		return fmt.Sprintf("%04d-%02d", d.Year, d.Month)
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// Plus returns the day that is some days (日, 天), months (月, 个月) or years (年)
// later; zero where d is no day.
func (d Date) Plus(n int, of string) Date {
	if d.Day == 0 {
		return Date{}
	}
	t := time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC)
	switch of {
	case "日", "天":
		t = t.AddDate(0, 0, n)
	case "月", "个月":
		t = t.AddDate(0, n, 0)
	default:
		t = t.AddDate(n, 0, 0)
	}
	return Date{t.Year(), int(t.Month()), t.Day()}
}

// Plan is one issued document, read.
type Plan struct {
	ID   PlanID
	Text string // the normalised text: decoded, page breaks undone; no other character added or lost
	Head Head

	Sections   []Section
	Tasks      []Task
	Indicators []Indicator
	Notes      []Note

	// Blocks lay the text out in reading order. They are disjoint, and
	// between them stands white space only.
	Blocks   []Block
	Warnings []Warning

	// The version and the text that it is of, where Seal was called. Comparing
	// with the same string costs nothing.
	version, versionOf string
}

// Version returns the first 8 hex digits of the SHA-256 of the plan's text.
// A link that carries spans carries the version too, so that spans of another
// text are never shown as this one's. It is cheap once Seal was called.
func (p *Plan) Version() string {
	if p.version != "" && p.versionOf == p.Text {
		return p.version
	}
	return versionOf(p.Text)
}

// SetID gives the plan another id, before it is shared.
func (p *Plan) SetID(id PlanID) {
	for i := range p.Notes {
		for j := range p.Notes[i].At {
			p.Notes[i].At[j].Plan = id
		}
	}
	p.ID = id
}

// Seal computes the plan's version, so that Version need not hash the text on
// each call. Whoever makes a plan calls it once, when the text is whole and
// before the plan is shared; a text that is changed later is hashed anew.
func (p *Plan) Seal() { p.version, p.versionOf = versionOf(p.Text), p.Text }

func versionOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:4])
}

// Head is what a plan says of itself. Strings are "" where the plan does not say.
type Head struct {
	Title      string // without 关于印发《…》的通知 around it, white space removed
	Number     string // 文号, as printed: 赣市数创办〔2023〕1号
	Issuer     string
	Date       Date   // of issue
	DateRaw    string // as printed: 2023年6月30日
	Year       int    // the year that the plan is for; 0 where unknown
	Region     Region // the city, province or county that it is for; zero where unknown
	Addressees []string

	TitleSpan, NumberSpan, IssuerSpan, DateSpan, AddresseesSpan Span
}

// Section is a heading with the paragraphs that stand directly under it.
type Section struct {
	Anchor Anchor
	Number string // as printed: 二、 is 二, （五） is （五）
	Title  string
	Level  int    // 1 a chapter, 2 its section, and so on
	Parent Anchor // "" for a chapter
	Span   Span   // the heading and its own paragraphs, tasks aside

	Commitments []Commitment // that its own paragraphs make: of goals that nobody in particular is named for
}

// Task is a numbered duty with its text.
type Task struct {
	Anchor      Anchor
	Number      string // as printed: 16
	Title       string
	Section     Anchor // "" where the plan has no sections
	Parent      Anchor // the task that it is a part of; "" for most
	Span        Span   // number, title, body and notes
	TitleSpan   Span
	BodySpan    Span // without number, title and the notes at its end
	Assignments []Assignment
	Commitments []Commitment
}

// Role is what a unit does for a stretch of text.
type Role string

// The roles, from the most to the least answerable.
const (
	RoleLead        Role = "lead"        // 牵头
	RoleResponsible Role = "responsible" // 责任单位 or 负责, with nobody named as lead
	RoleSupport     Role = "support"     // 配合, 参与, 按职责分工
	RoleGuide       Role = "guide"       // 指导
)

// Basis is why a unit counts as the lead.
type Basis string

// The bases.
const (
	BasisStated   Basis = "stated"   // the plan names it as lead
	BasisRule     Basis = "rule"     // by a rule that the plan states once
	BasisPosition Basis = "position" // first in the list, which is only a convention
)

// UnitRole is one unit of an assignment.
type UnitRole struct {
	Name  string `json:"name"` // as printed, shared endings given back
	Role  Role   `json:"role"`
	Basis Basis  `json:"basis"` // "" for a unit that is not the lead
}

// Assignment says who answers for a stretch of text.
type Assignment struct {
	Item        Anchor
	Units       []UnitRole
	Open        bool   // the list ends in 等
	Each        bool   // each unit answers for its own part: 分别负责, 按分管领域负责
	Deadline    Date   // zero where none is given
	DeadlineRaw string // the plan's own words
	Span        Span   // the note with its brackets
	Governs     Span   // the sentences that it answers for
}

// Commitment is one quantified promise inside a task's text.
type Commitment struct {
	Subject    string // the promise without its quantities, white space removed
	Span       Span   // the clause
	Sentence   Span   // the sentence that holds the clause
	Quantities []Quantity
	Deadline   Date
}

// Indicator is a row of a target table.
type Indicator struct {
	Anchor      Anchor
	Name        string // as printed, white space and footnote marks removed
	Measure     string // "" where the row has none
	Category    string
	Subcategory string
	Attribute   string  // what the table says of its kind: 约束性, 预期性, 定量; "" where it does not
	Values      []Value // in the table's order of columns
	Growth      []Value // how much it grows over years, as columns of their own say
	Unsplit     bool    // the row has values that cannot be told apart; then Values and Growth are empty
	Leads       []string
	Notes       []Anchor // the footnotes whose marks the row carries
	Span        Span     // the row
	NameSpan    Span
	NameRest    Span // where the name ends that was wrapped around the row's values; empty for most

	// The row that an inherited cell was read from; "" where it is the row's own.
	CategoryFrom, SubcategoryFrom, LeadsFrom Anchor
}

// Value returns the indicator's value for a year. Growth up to a year is no
// value of it.
func (n *Indicator) Value(year int) (Value, bool) {
	for _, v := range n.Values {
		if v.Year == year && v.Kind != ValueGrowth {
			return v, true
		}
	}
	return Value{}, false
}

// ValueKind tells a target from what it starts from.
type ValueKind string

// The kinds of value.
const (
	ValueTarget   ValueKind = "target"
	ValueBaseline ValueKind = "baseline"
	ValueGrowth   ValueKind = "growth" // how much it grows over the years before; never a target for a year
)

// Value is what an indicator's row says of a year. A placeholder such as - is
// a value whose Quantity.Raw is "".
type Value struct {
	Year   int // 0 where the plan does not say
	Kind   ValueKind
	Column string // what the header calls it, of growth: 年均增速（%）
	Quantity
}

// Note is a footnote.
type Note struct {
	Anchor Anchor
	Mark   string // as printed: ¹
	Term   string // the term that it explains, "" where it is a remark
	Text   string // without the mark
	Span   Span
	At     []ItemID // the items that carry its mark
}

// BlockKind is what a block is in the layout of the document.
type BlockKind string

// The kinds of block.
const (
	BlockTitle     BlockKind = "title"      // the plan's title, or the notice's
	BlockNumber    BlockKind = "number"     // 文号
	BlockAddressee BlockKind = "addressees" // 各县（市、区）人民政府…：
	BlockParagraph BlockKind = "paragraph"
	BlockSign      BlockKind = "sign"    // issuer and date at the end of a notice
	BlockHeading   BlockKind = "heading" // of a section
	BlockTask      BlockKind = "task"    // a task's paragraph, its number and title first
	BlockCaption   BlockKind = "caption" // a table's title
	BlockHeader    BlockKind = "header"  // a table's row of headers
	BlockRow       BlockKind = "row"     // a table's row
	BlockNote      BlockKind = "note"    // a footnote
)

// Block is one paragraph, heading or table row.
type Block struct {
	Kind  BlockKind
	Item  Anchor // the item that its characters belong to; never ""
	Span  Span
	Line  int    // of the source, counted from 1
	Cells []Span // of a header or a row

	// Which cells merged ones cover, where the file says so: then a row has a
	// cell for every column. nil elsewhere.
	Merges []Merge
}

// Merge says whether a cell is covered by a merged one.
type Merge byte

// The ways to be covered. A cell that is covered both ways is MergeAbove.
const (
	MergeNone  Merge = iota
	MergeAbove       // by a cell that begins in a row above
	MergeLeft        // by a cell that begins in this row
)

// Warning is what the editor should see: a dropped row, an unread bracket.
type Warning struct {
	Line    int    `json:"line"`           // of the source, counted from 1
	Page    int    `json:"page,omitempty"` // the page or the sheet that Line counts in; 0 where the file has none
	Message string `json:"message"`
	Quote   string `json:"quote,omitempty"` // the source's own characters around what is wrong; "" where no place in the text is
	Words   string `json:"words,omitempty"` // the words of Quote that are at fault
}

// ItemKind is what an item is.
type ItemKind string

// The kinds of item.
const (
	KindHead      ItemKind = "head"
	KindSection   ItemKind = "section"
	KindTask      ItemKind = "task"
	KindIndicator ItemKind = "indicator"
	KindNote      ItemKind = "note"
)

// Item is what can be cited.
type Item struct {
	ID    ItemID
	Kind  ItemKind
	Title string
	Span  Span
}

// Items returns every item of the plan: the head first, then in the order of
// the text.
func (p *Plan) Items() []Item {
	id := func(a Anchor) ItemID { return ItemID{Plan: p.ID, Anchor: a} }
	items := []Item{{id(AnchorHead), KindHead, p.Head.Title, p.headSpan()}}
	for i := range p.Sections {
		s := &p.Sections[i]
		items = append(items, Item{id(s.Anchor), KindSection, s.Title, s.Span})
	}
	for i := range p.Tasks {
		t := &p.Tasks[i]
		items = append(items, Item{id(t.Anchor), KindTask, t.Title, t.Span})
	}
	for i := range p.Indicators {
		n := &p.Indicators[i]
		items = append(items, Item{id(n.Anchor), KindIndicator, n.Name, n.Span})
	}
	for i := range p.Notes {
		n := &p.Notes[i]
		items = append(items, Item{id(n.Anchor), KindNote, cmp.Or(n.Term, "注"+n.Mark), n.Span})
	}
	slices.SortStableFunc(items[1:], func(a, b Item) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	return items
}

// ItemsOf returns the indicators that a unit leads and the tasks that it has a
// part in, by its printed name, in the order of the text.
func (p *Plan) ItemsOf(unit string) []Item {
	return slices.DeleteFunc(p.Items(), func(item Item) bool {
		if n := p.Indicator(item.ID.Anchor); n != nil {
			return !slices.Contains(n.Leads, unit)
		}
		t := p.Task(item.ID.Anchor)
		return t == nil || !slices.ContainsFunc(t.Assignments, func(a Assignment) bool {
			return slices.ContainsFunc(a.Units, func(u UnitRole) bool { return u.Name == unit })
		})
	})
}

// Categories returns the categories of the plan's indicators in the order of
// the table; "" stands for those without one.
func (p *Plan) Categories() []string {
	var all []string
	for i := range p.Indicators {
		if c := p.Indicators[i].Category; !slices.Contains(all, c) {
			all = append(all, c)
		}
	}
	return all
}

// TaskSections returns the sections that tasks stand right under.
func (p *Plan) TaskSections() []*Section {
	has := map[Anchor]bool{}
	for i := range p.Tasks {
		has[p.Tasks[i].Section] = true
	}
	var all []*Section
	for i := range p.Sections {
		if has[p.Sections[i].Anchor] {
			all = append(all, &p.Sections[i])
		}
	}
	return all
}

// headSpan covers the blocks of the head that the text begins with. A signature
// behind the last task belongs to the head too, but not to this stretch.
func (p *Plan) headSpan() Span {
	var s Span
	for i, b := range p.Blocks {
		if b.Item != AnchorHead {
			break
		}
		if i == 0 {
			s = b.Span
		}
		s.End = b.Span.End
	}
	return s
}

// Task returns the task at an anchor, nil where there is none.
func (p *Plan) Task(a Anchor) *Task {
	return lookUp(p.Tasks, a, func(t *Task) Anchor { return t.Anchor })
}

// Indicator returns the indicator at an anchor, nil where there is none.
func (p *Plan) Indicator(a Anchor) *Indicator {
	return lookUp(p.Indicators, a, func(n *Indicator) Anchor { return n.Anchor })
}

// Section returns the section at an anchor, nil where there is none.
func (p *Plan) Section(a Anchor) *Section {
	return lookUp(p.Sections, a, func(s *Section) Anchor { return s.Anchor })
}

// Note returns the footnote at an anchor, nil where there is none.
func (p *Plan) Note(a Anchor) *Note {
	return lookUp(p.Notes, a, func(n *Note) Anchor { return n.Anchor })
}

// lookUp finds an item by its anchor. Tasks, indicators and notes count from
// 1, so the place that the anchor's number names is tried first.
func lookUp[T any](items []T, a Anchor, anchor func(*T) Anchor) *T {
	_, number, _ := strings.Cut(string(a), "-")
	if n, err := strconv.Atoi(number); err == nil && 0 < n && n <= len(items) && anchor(&items[n-1]) == a {
		return &items[n-1]
	}
	for i := range items {
		if anchor(&items[i]) == a {
			return &items[i]
		}
	}
	return nil
}

// Assignments returns every assignment of the plan in the order of its text.
func (p *Plan) Assignments() []Assignment {
	var all []Assignment
	for i := range p.Tasks {
		all = append(all, p.Tasks[i].Assignments...)
	}
	slices.SortStableFunc(all, func(a, b Assignment) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	return all
}

// LooseRows returns, by the item that they belong to, the rows of tables that
// are no items and stand outside the items' spans: those that could not be read.
func (p *Plan) LooseRows() map[Anchor][]Span {
	groups := map[string]bool{} // rows that only group others
	for i := range p.Indicators {
		groups[p.Indicators[i].Category] = true
	}
	rows := map[Anchor][]Span{}
	for i := range p.Blocks {
		b := &p.Blocks[i]
		if b.Kind != BlockRow || groups[strings.Join(strings.Fields(b.Span.Of(p.Text)), "")] {
			continue
		}
		if s := p.Section(b.Item); s != nil && !s.Span.Holds(b.Span) || b.Item == AnchorHead {
			rows[b.Item] = append(rows[b.Item], b.Span)
		}
	}
	return rows
}

// Quote returns the stretch of the plan's text that a span names, its edges
// free of white space.
func (p *Plan) Quote(s Span) string { return strings.TrimSpace(s.Of(p.Text)) }

// Query asks the index for the items that words find.
type Query struct {
	Plans []PlanID // search inside these; all where empty
	Words string   // normalised, question words removed
	Limit int      // at most this many hits; 10 where 0
}

// Hit is one entry that the index found. The same item may be hit through its
// own entry and through those of its sentences.
type Hit struct {
	Item  ItemID
	Span  Span // the stretch of the plan's text that the entry covers
	Score float64
}
