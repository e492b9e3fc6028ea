package corpus

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestItemID(t *testing.T) {
	id := ItemID{Plan: "ganzhou-2023", Anchor: "section-2.5"}
	if got, want := id.String(), "ganzhou-2023#section-2.5"; got != want {
		t.Errorf("String is %q, want %q", got, want)
	}
	if got, want := id.Path(), "/plans/ganzhou-2023#section-2.5"; got != want {
		t.Errorf("Path is %q, want %q", got, want)
	}
	for _, id := range []ItemID{id, {"a", AnchorHead}, {"计划", "task-1"}, {"a", "b#c"}} {
		if got, err := ParseItemID(id.String()); err != nil || got != id {
			t.Errorf("%s read again is %v, %v", id, got, err)
		}
	}
	for _, bad := range []string{"", "a", "#", "a#", "#b"} {
		if got, err := ParseItemID(bad); !errors.Is(err, ErrItemID) || !strings.Contains(err.Error(), fmt.Sprintf("%q", bad)) {
			t.Errorf("%q is read as %v, %v", bad, got, err)
		}
	}
}

func TestItemIDJSON(t *testing.T) {
	want := map[ItemID][]ItemID{{"a", "task-1"}: {{"a", "note-2"}}}
	data, err := json.Marshal(want)
	if text := `{"a#task-1":["a#note-2"]}`; err != nil || string(data) != text {
		t.Fatalf("%s, %v, want %s", data, err, text)
	}
	var got map[ItemID][]ItemID
	if err := json.Unmarshal(data, &got); err != nil || cmp.Diff(want, got) != "" {
		t.Errorf("%v, %v", got, err)
	}
	kept := ItemID{"a", "b"}
	if err := json.Unmarshal([]byte(`"nothing"`), &kept); !errors.Is(err, ErrItemID) || kept != (ItemID{"a", "b"}) {
		t.Errorf("%v, %v: a bad text must change nothing", kept, err)
	}
}

func TestDate(t *testing.T) {
	for _, c := range []struct {
		date Date
		want string
	}{
		{Date{}, ""}, {Date{Year: 2023}, "2023"}, {Date{2023, 6, 0}, "2023-06"}, {Date{2023, 6, 30}, "2023-06-30"}, {Date{2023, 10, 1}, "2023-10-01"},
	} {
		if got := c.date.String(); got != c.want || c.date.IsZero() != (c.want == "") {
			t.Errorf("%#v is %q, want %q", c.date, got, c.want)
		}
	}
}

func TestSpan(t *testing.T) {
	text := "一二三"
	s := Span{3, 6}
	if s.Of(text) != "二" || s.Empty() || !(Span{3, 3}).Empty() || !(Span{}).Empty() {
		t.Errorf("%v of %q is %q", s, text, s.Of(text))
	}
	for _, c := range []struct {
		inner Span
		want  bool
	}{
		{Span{3, 6}, true}, {Span{4, 5}, true}, {Span{2, 6}, false}, {Span{3, 7}, false}, {Span{6, 6}, true},
	} {
		if s.Holds(c.inner) != c.want {
			t.Errorf("%v holds %v: %v", s, c.inner, !c.want)
		}
	}
}

// small is a plan of a line for every item, the note before the last task.
func small() *Plan {
	p := &Plan{ID: "p"}
	p.Head.Title = "要点"
	add := func(kind BlockKind, item Anchor, line string) Span {
		s := Span{len(p.Text), len(p.Text) + len(line)}
		p.Text += line + "\n"
		p.Blocks = append(p.Blocks, Block{Kind: kind, Item: item, Span: s})
		return s
	}
	add(BlockTitle, AnchorHead, "要点")
	add(BlockParagraph, AnchorHead, "现印发：")
	s := add(BlockHeading, "section-1", "一、目标")
	p.Sections = append(p.Sections, Section{Anchor: "section-1", Title: "目标", Span: s})
	s = add(BlockRow, "indicator-1", "增加值\t亿元\t5")
	p.Indicators = append(p.Indicators, Indicator{Anchor: "indicator-1", Name: "增加值", Span: s, Values: []Value{{Year: 2022, Kind: ValueBaseline}, {Year: 2023, Kind: ValueTarget}}})
	s = add(BlockTask, "task-1", "1. 甲。（市甲局负责）")
	p.Tasks = append(p.Tasks, Task{Anchor: "task-1", Title: "甲", Span: s, Assignments: []Assignment{{Item: "task-1", Span: s}}})
	s = add(BlockNote, "note-1", "¹ 说明")
	p.Notes = append(p.Notes, Note{Anchor: "note-1", Mark: "¹", Span: s}, Note{Anchor: "note-2", Mark: "²", Term: "乙", Span: s})
	s = add(BlockTask, "task-2", "2. 乙。（市乙局负责）")
	p.Tasks = append(p.Tasks, Task{Anchor: "task-2", Title: "乙", Span: s, Assignments: []Assignment{{Item: "task-2", Span: s}}})
	add(BlockSign, AnchorHead, "2023年6月30日")
	return p
}

func TestItems(t *testing.T) {
	p := small()
	var got []string
	for _, item := range p.Items() {
		got = append(got, fmt.Sprintf("%s %s %s %q", item.ID, item.Kind, item.Title, p.Quote(item.Span)))
	}
	want := []string{
		`p#head head 要点 "要点\n现印发："`, // not the signature at the end
		`p#section-1 section 目标 "一、目标"`,
		`p#indicator-1 indicator 增加值 "增加值\t亿元\t5"`,
		`p#task-1 task 甲 "1. 甲。（市甲局负责）"`,
		`p#note-1 note 注¹ "¹ 说明"`,
		`p#note-2 note 乙 "¹ 说明"`,
		`p#task-2 task 乙 "2. 乙。（市乙局负责）"`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if items := (&Plan{ID: "empty"}).Items(); len(items) != 1 || !items[0].Span.Empty() {
		t.Errorf("an empty plan has %v", items)
	}
}

func TestLookUp(t *testing.T) {
	p := small()
	if got := p.Task("task-2"); got != &p.Tasks[1] {
		t.Errorf("task-2 is %v", got)
	}
	if got := p.Indicator("indicator-1"); got != &p.Indicators[0] {
		t.Errorf("indicator-1 is %v", got)
	}
	if got := p.Note("note-2"); got != &p.Notes[1] {
		t.Errorf("note-2 is %v", got)
	}
	if got := p.Section("section-1"); got != &p.Sections[0] {
		t.Errorf("section-1 is %v", got)
	}
	for _, a := range []Anchor{"", "task", "task-", "task-0", "task--1", "task-3", "indicator-1", "task-1x"} {
		if got := p.Task(a); got != nil {
			t.Errorf("%q is %v", a, got)
		}
	}
	p.Tasks[0].Anchor, p.Tasks[1].Anchor = "task-2", "task-1"
	if got := p.Task("task-2"); got != &p.Tasks[0] {
		t.Errorf("an anchor that is out of order is not found: %v", got)
	}
}

func TestAssignmentsAreInOrder(t *testing.T) {
	p := small()
	p.Tasks[0], p.Tasks[1] = p.Tasks[1], p.Tasks[0]
	got := p.Assignments()
	if len(got) != 2 || got[0].Item != "task-1" || got[1].Item != "task-2" {
		t.Errorf("%v", got)
	}
}

func TestIndicatorValue(t *testing.T) {
	n := &small().Indicators[0]
	if v, ok := n.Value(2023); !ok || v.Kind != ValueTarget {
		t.Errorf("2023 is %v, %v", v, ok)
	}
	if v, ok := n.Value(2021); ok {
		t.Errorf("2021 is %v", v)
	}
}

func TestVersion(t *testing.T) {
	p := &Plan{Text: "一"}
	first := p.Version()
	if len(first) != 8 || strings.Trim(first, "0123456789abcdef") != "" {
		t.Errorf("%q is no version", first)
	}
	p.Seal()
	if got := p.Version(); got != first {
		t.Errorf("sealed, the version is %s, not %s", got, first)
	}
	p.Text = "二"
	if got := p.Version(); got == first {
		t.Error("another text has the same version")
	}
	empty := &Plan{}
	if empty.Version() == "" {
		t.Error("an empty text has no version")
	}
}

// A sealed plan's version costs nothing, however long its text is.
func TestVersionIsCheap(t *testing.T) {
	p := &Plan{Text: strings.Repeat("数字经济", 100_000)}
	p.Seal()
	if n := testing.AllocsPerRun(10, func() { p.Version() }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestLooseRows(t *testing.T) {
	p := &Plan{
		Text:       "一、目标\n经济\n甲 5\n乙 丙\n丁",
		Sections:   []Section{{Anchor: "section-1", Span: Span{0, 12}}},
		Indicators: []Indicator{{Anchor: "indicator-1", Category: "经济", Span: Span{20, 25}}},
		Blocks: []Block{
			{Kind: BlockHeading, Item: "section-1", Span: Span{0, 12}},
			{Kind: BlockRow, Item: "section-1", Span: Span{13, 19}},
			{Kind: BlockRow, Item: "indicator-1", Span: Span{20, 25}},
			{Kind: BlockRow, Item: "section-1", Span: Span{26, 33}},
			{Kind: BlockParagraph, Item: "section-1", Span: Span{34, 37}},
		},
	}
	got := p.LooseRows()
	if len(got) != 1 || len(got["section-1"]) != 1 || got["section-1"][0].Of(p.Text) != "乙 丙" {
		t.Errorf("%v", got)
	}
}
