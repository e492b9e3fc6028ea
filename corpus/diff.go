package corpus

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Diff returns what differs between two texts of a plan, in the order of the
// newer one, what was removed last. Where they are plans for different years,
// the newer one succeeds the older: then targets are held against targets, a
// deadline that moved with the year is no change, and neither is what only says
// which year it is.
//
// One fact that changes is one change. What numbers, line ends and tables look
// like is no fact.
func Diff(before, after *Plan) []Change {
	d := &differ{before: before, after: after, pairs: PairItems(before, after)}
	if d.succession = Succession(before, after); d.succession {
		d.years = after.Head.Year - before.Head.Year
	} else {
		d.head()
	}
	d.sections()
	d.tasks()
	d.indicators()
	d.notes()
	d.sort()
	return d.changes
}

// Added returns the tasks and indicators of a plan that nothing went before, each
// as a change.
func Added(plan *Plan) []Change {
	d := &differ{before: &Plan{}, after: plan, pairs: Pairs{ToOld: map[Anchor]Anchor{}, ToNew: map[Anchor]Anchor{}}}
	d.tasks()
	d.indicators()
	d.sort()
	return d.changes
}

// Succession tells whether two texts are plans for different years, and not the
// same plan with its year corrected: that keeps its number.
func Succession(before, after *Plan) bool {
	a, b := &before.Head, &after.Head
	return a.Year != 0 && b.Year != 0 && a.Year != b.Year && (a.Number == "" || a.Number != b.Number)
}

// differ compares two texts.
type differ struct {
	before, after *Plan
	pairs         Pairs
	succession    bool
	years         int // from the older to the newer one, of a succession
	changes       []Change
}

// add completes a change of a pair of items, or of one that is new or gone.
func (d *differ) add(old, now Anchor, c Change) {
	if now != "" {
		c.Item = ItemID{d.after.ID, now}
	}
	if old != "" {
		c.Was = ItemID{d.before.ID, old}
		if now == "" {
			c.Item = c.Was
		}
	}
	title, units, category := d.after.about(now)
	if now == "" {
		title, units, category = d.before.about(old)
	} else if old != "" {
		_, unitsBefore, _ := d.before.about(old)
		units = joinUnits(units, unitsBefore)
	}
	if c.Title == "" {
		c.Title = title
	}
	if c.Units == nil {
		c.Units = units
	}
	c.Category = category
	c.Region = cmp.Or(d.after.Head.Region.Code, d.before.Head.Region.Code)
	c.QuoteBefore, c.QuoteAfter = d.before.Quote(c.SpanBefore), d.after.Quote(c.SpanAfter)
	d.changes = append(d.changes, c)
}

// about returns an item's title, who answers for it, and what it stands under.
func (p *Plan) about(a Anchor) (title string, units []UnitRole, category []string) {
	if n := p.Indicator(a); n != nil {
		for _, lead := range n.Leads {
			units = append(units, UnitRole{Name: lead, Role: RoleLead, Basis: BasisStated})
		}
		for _, c := range []string{n.Category, n.Subcategory} {
			if c != "" {
				category = append(category, c)
			}
		}
		return n.Name, units, category
	}
	if t := p.Task(a); t != nil {
		for _, as := range t.Assignments {
			units = joinUnits(units, as.Units)
		}
		return t.Title, units, p.headingsAbove(t.Section)
	}
	if s := p.Section(a); s != nil {
		return s.Title, nil, p.headingsAbove(s.Parent)
	}
	if n := p.Note(a); n != nil {
		return cmp.Or(n.Term, "注"+n.Mark), nil, nil
	}
	return p.Head.Title, nil, nil
}

// headingsAbove returns the titles of a section and those above it, the highest
// first.
func (p *Plan) headingsAbove(a Anchor) []string {
	var titles []string
	for s := p.Section(a); s != nil && len(titles) < 10; s = p.Section(s.Parent) {
		titles = append([]string{s.Title}, titles...)
	}
	return titles
}

// joinUnits puts the units of b behind those of a that are not there yet.
func joinUnits(a, b []UnitRole) []UnitRole {
	out := slices.Clone(a)
	for _, u := range b {
		if !slices.ContainsFunc(out, func(o UnitRole) bool {
			return o.Name == u.Name && o.Role == u.Role && (o.Basis == "") == (u.Basis == "")
		}) {
			out = append(out, u)
		}
	}
	return out
}

// sort puts the changes in the order of the newer text, removed items last.
func (d *differ) sort() {
	at := map[Anchor]int{}
	for i, item := range d.after.Items() {
		at[item.ID.Anchor] = i
	}
	place := func(c Change) int {
		if c.Kind == ChangeRemoved {
			return 1 << 30
		}
		return at[c.Item.Anchor]
	}
	slices.SortStableFunc(d.changes, func(a, b Change) int { return cmp.Compare(place(a), place(b)) })
}

// head compares what the plans say of themselves.
func (d *differ) head() {
	a, b := &d.before.Head, &d.after.Head
	for _, f := range []struct {
		kind          ChangeKind
		about         string
		before, after string
		was, is       Span
	}{
		{ChangeRenamed, "", a.Title, b.Title, a.TitleSpan, b.TitleSpan},
		{ChangeWording, "文号", a.Number, b.Number, a.NumberSpan, b.NumberSpan},
		{ChangeWording, "发文机关", a.Issuer, b.Issuer, a.IssuerSpan, b.IssuerSpan},
		{ChangeWording, "成文日期", a.DateRaw, b.DateRaw, a.DateSpan, b.DateSpan},
		{ChangeWording, "主送单位", strings.Join(a.Addressees, "、"), strings.Join(b.Addressees, "、"), a.AddresseesSpan, b.AddresseesSpan},
	} {
		if squeeze(f.before) != squeeze(f.after) {
			d.add(AnchorHead, AnchorHead, Change{Kind: f.kind, About: f.about, Before: f.before, After: f.after, SpanBefore: f.was, SpanAfter: f.is})
		}
	}
	d.prose(prose{anchor: AnchorHead, plan: d.before, spans: d.before.loose(AnchorHead)}, prose{anchor: AnchorHead, plan: d.after, spans: d.after.loose(AnchorHead)})
}

// loose returns the paragraphs of an item that is no task, and the rows of
// tables that are none.
func (p *Plan) loose(a Anchor) []Span {
	var spans []Span
	for i := range p.Blocks {
		if b := &p.Blocks[i]; b.Item == a && (b.Kind == BlockParagraph || b.Kind == BlockCaption || b.Kind == BlockRow) {
			spans = append(spans, b.Span)
		}
	}
	return spans
}

// sections compares titles, and what stands under them outside the tasks.
func (d *differ) sections() {
	for i := range d.after.Sections {
		s := &d.after.Sections[i]
		old := d.before.Section(d.pairs.ToOld[s.Anchor])
		if old == nil {
			if !d.succession {
				d.add("", s.Anchor, Change{Kind: ChangeAdded, After: s.Title, SpanAfter: s.Span})
			}
			continue
		}
		if squeeze(old.Title) != squeeze(s.Title) && !d.succession {
			d.add(old.Anchor, s.Anchor, Change{Kind: ChangeRenamed, Before: old.Title, After: s.Title, SpanBefore: old.Span, SpanAfter: s.Span})
		}
		d.prose(prose{anchor: old.Anchor, plan: d.before, spans: d.before.loose(old.Anchor), commitments: old.Commitments}, prose{anchor: s.Anchor, plan: d.after, spans: d.after.loose(s.Anchor), commitments: s.Commitments})
	}
	for i := range d.before.Sections {
		if s := &d.before.Sections[i]; d.pairs.ToNew[s.Anchor] == "" && !d.succession {
			d.add(s.Anchor, "", Change{Kind: ChangeRemoved, Before: s.Title, SpanBefore: s.Span})
		}
	}
}

// tasks compares the tasks.
func (d *differ) tasks() {
	for i := range d.after.Tasks {
		t := &d.after.Tasks[i]
		old := d.before.Task(d.pairs.ToOld[t.Anchor])
		if old == nil {
			d.add("", t.Anchor, Change{Kind: ChangeAdded, After: t.Title, SpanAfter: t.Span})
			continue
		}
		if squeeze(old.Title) != squeeze(t.Title) {
			d.add(old.Anchor, t.Anchor, Change{Kind: ChangeRenamed, Before: old.Title, After: t.Title, SpanBefore: old.TitleSpan, SpanAfter: t.TitleSpan})
		}
		from := len(d.changes)
		d.assignments(old, t)
		d.prose(d.before.proseOf(old), d.after.proseOf(t))
		d.changes = append(d.changes[:from], oneDeadlineEach(d.changes[from:])...)
	}
	for i := range d.before.Tasks {
		if t := &d.before.Tasks[i]; d.pairs.ToNew[t.Anchor] == "" {
			d.add(t.Anchor, "", Change{Kind: ChangeRemoved, Before: t.Title, SpanBefore: t.Span})
		}
	}
}

// proseOf returns a task's text without its number and its notes.
func (p *Plan) proseOf(t *Task) prose {
	x := prose{anchor: t.Anchor, plan: p, commitments: t.Commitments, assignments: t.Assignments, title: t.TitleSpan}
	at := t.TitleSpan.Start
	notes := slices.Clone(t.Assignments)
	slices.SortFunc(notes, func(a, b Assignment) int { return a.Span.Start - b.Span.Start })
	for _, n := range notes {
		if n.Span.Start >= at && n.Span.End <= t.Span.End && !n.Span.Holds(t.TitleSpan) {
			x.spans = append(x.spans, Span{at, n.Span.Start})
			at = n.Span.End
		}
	}
	x.spans = append(x.spans, Span{at, max(at, t.Span.End)})
	return x
}

// oneDeadlineEach leaves one change of those that say that the same deadline
// moved: the term that heads a sentence is that of all its promises.
func oneDeadlineEach(changes []Change) []Change {
	type move struct {
		item          ItemID
		before, after string
	}
	seen := map[move]bool{}
	return slices.DeleteFunc(changes, func(c Change) bool {
		if c.Kind != ChangeDeadline {
			return false
		}
		m := move{c.Item, c.Before, c.After}
		known := seen[m]
		seen[m] = true
		return known
	})
}

// assignments compares who answers for a task.
func (d *differ) assignments(old, now *Task) {
	pairs := align(len(old.Assignments), len(now.Assignments), func(i, j int) float64 {
		return d.assignmentAlike(&old.Assignments[i], &now.Assignments[j])
	})
	for _, p := range pairs {
		var a, b *Assignment
		if p[0] >= 0 {
			a = &old.Assignments[p[0]]
		}
		if p[1] >= 0 {
			b = &now.Assignments[p[1]]
		}
		d.assignment(old.Anchor, now.Anchor, a, b)
	}
}

// assignmentAlike weighs what two assignments share: units and what they answer
// for. Two that share nothing still are one whose units all changed.
func (d *differ) assignmentAlike(a, b *Assignment) float64 {
	units := bigramsOf(unitList(a.Units)).dice(bigramsOf(unitList(b.Units)))
	governs := bigramsOf(squeeze(a.Governs.Of(d.before.Text))).dice(bigramsOf(squeeze(b.Governs.Of(d.after.Text))))
	return 0.1 + 0.45*units + 0.45*governs
}

func unitList(units []UnitRole) string {
	names := make([]string, len(units))
	for i, u := range units {
		names[i] = u.Name
	}
	return strings.Join(names, "、")
}

// assignment compares two assignments; one of them may be nil.
func (d *differ) assignment(old, now Anchor, a, b *Assignment) {
	was, is := &Assignment{}, &Assignment{}
	if a != nil {
		was = a
	}
	if b != nil {
		is = b
	}
	base := Change{SpanBefore: was.Span, SpanAfter: is.Span, Units: joinUnits(is.Units, was.Units)}
	leadWas, restWas := leadAndRest(was)
	leadIs, restIs := leadAndRest(is)
	if leadWas.names != leadIs.names || leadWas.role != leadIs.role && leadWas.names != "" {
		c := base
		c.Kind, c.Before, c.After = ChangeLead, leadWas.names, leadIs.names
		if c.Before == c.After {
			c.Before, c.After = c.Before+"（"+leadWas.role+"）", c.After+"（"+leadIs.role+"）"
		}
		d.add(old, now, c)
	}
	if !sameRest(restWas, restIs, leadWas, leadIs) || was.Open != is.Open {
		c := base
		c.Kind, c.Before, c.After = ChangeUnits, restNames(restWas, was.Open), restNames(restIs, is.Open)
		if c.Before == c.After {
			c.Before, c.After = withRoles(restWas), withRoles(restIs)
		}
		d.add(old, now, c)
	}
	if d.deadlineMoved(was.Deadline, is.Deadline) || was.Deadline.IsZero() && is.Deadline.IsZero() && d.plain(was.DeadlineRaw) != d.plain(is.DeadlineRaw) {
		c := base
		c.Kind, c.Before, c.After = ChangeDeadline, cmp.Or(was.DeadlineRaw, was.Deadline.String()), cmp.Or(is.DeadlineRaw, is.Deadline.String())
		c.Direction = later(was.Deadline, is.Deadline)
		d.add(old, now, c)
	}
}

// leadership is who leads, and what it rests on.
type leadership struct {
	names string
	role  string
	each  []string
}

// leadAndRest parts who leads from the others. Without a lead, those that are
// alone responsible count as the first.
func leadAndRest(a *Assignment) (lead leadership, rest []UnitRole) {
	for _, u := range a.Units {
		if u.Role == RoleLead || u.Basis != "" {
			lead.each = append(lead.each, u.Name)
			lead.role = map[bool]string{true: "牵头", false: "责任单位"}[u.Role == RoleLead]
			if u.Basis == BasisPosition {
				lead.role = "列首位"
			}
			continue
		}
		rest = append(rest, u)
	}
	lead.names = strings.Join(lead.each, "、")
	return lead, rest
}

// sameRest tells whether the units besides the lead are the same, in any order.
// One that became the lead, or was it, is told with the lead.
func sameRest(a, b []UnitRole, leadA, leadB leadership) bool {
	key := func(units []UnitRole, other leadership, own leadership) []string {
		var names []string
		for _, u := range units {
			if leadA.names != leadB.names && slices.Contains(other.each, u.Name) && !slices.Contains(own.each, u.Name) {
				continue
			}
			names = append(names, u.Name+"\x00"+string(u.Role))
		}
		slices.Sort(names)
		return names
	}
	return slices.Equal(key(a, leadB, leadA), key(b, leadA, leadB))
}

func restNames(units []UnitRole, open bool) string {
	s := unitList(units)
	if open {
		s += "等"
	}
	return s
}

// withRoles lists units with what they do, where that alone changed.
func withRoles(units []UnitRole) string {
	names := make([]string, len(units))
	for i, u := range units {
		names[i] = u.Name + "（" + map[Role]string{RoleLead: "牵头", RoleResponsible: "责任单位", RoleSupport: "配合", RoleGuide: "指导"}[u.Role] + "）"
	}
	return strings.Join(names, "、")
}

// deadlineMoved tells whether a deadline is another, and not only that of
// another year's plan.
func (d *differ) deadlineMoved(a, b Date) bool {
	if a == b { // a term over several years, of either plan
		return false
	}
	if !a.IsZero() && !b.IsZero() {
		a.Year += d.years
	}
	return a != b
}

// later says where a date went.
func later(a, b Date) Direction {
	if a.IsZero() || b.IsZero() {
		return Unordered
	}
	switch cmp.Or(cmp.Compare(a.Year, b.Year), cmp.Compare(monthOf(a), monthOf(b)), cmp.Compare(dayOf(a), dayOf(b))) {
	case -1:
		return Raised
	case 1:
		return Lowered
	}
	return Unordered
}

// monthOf and dayOf are the last ones where a date names none: 2023 ends with
// 2023-12.
func monthOf(d Date) int { return cmp.Or(d.Month, 12) }

func dayOf(d Date) int { return cmp.Or(d.Day, 31) }

// notes compares footnotes.
func (d *differ) notes() {
	if d.succession {
		return
	}
	for i := range d.after.Notes {
		n := &d.after.Notes[i]
		old := d.before.Note(d.pairs.ToOld[n.Anchor])
		switch {
		case old == nil:
			d.add("", n.Anchor, Change{Kind: ChangeAdded, After: n.Text, SpanAfter: n.Span})
		case squeeze(old.Text) != squeeze(n.Text):
			d.add(old.Anchor, n.Anchor, Change{Kind: ChangeWording, Before: old.Text, After: n.Text, SpanBefore: old.Span, SpanAfter: n.Span})
		}
	}
	for i := range d.before.Notes {
		if n := &d.before.Notes[i]; d.pairs.ToNew[n.Anchor] == "" {
			d.add(n.Anchor, "", Change{Kind: ChangeRemoved, Before: n.Text, SpanBefore: n.Span})
		}
	}
}

// indicators compares the rows of tables.
func (d *differ) indicators() {
	for i := range d.after.Indicators {
		n := &d.after.Indicators[i]
		old := d.before.Indicator(d.pairs.ToOld[n.Anchor])
		if old == nil {
			d.add("", n.Anchor, Change{Kind: ChangeAdded, After: n.said(d.after), SpanAfter: n.Span})
			continue
		}
		d.indicator(old, n)
	}
	for i := range d.before.Indicators {
		if n := &d.before.Indicators[i]; d.pairs.ToNew[n.Anchor] == "" {
			d.add(n.Anchor, "", Change{Kind: ChangeRemoved, Before: n.said(d.before), SpanBefore: n.Span})
		}
	}
}

// said is an indicator with its target, for one that is new or gone.
func (n *Indicator) said(p *Plan) string {
	if v, ok := n.target(p); ok && v.Raw != "" {
		return n.Name + " " + counted(v.Raw, n.measureOf(v))
	}
	return n.Name
}

// target returns the value for the plan's year, or the last that is a target.
func (n *Indicator) target(p *Plan) (v Value, ok bool) {
	for _, w := range n.Values {
		if w.Kind == ValueTarget && (!ok || w.Year == p.Head.Year) {
			v, ok = w, true
		}
	}
	return v, ok
}

// measureOf returns the measure of a value that is not in its own words.
func (n *Indicator) measureOf(v Value) string {
	if m := cmp.Or(v.Measure, n.Measure); !strings.HasSuffix(v.Raw, m) {
		return m
	}
	return ""
}

func (d *differ) indicator(old, now *Indicator) {
	base := Change{SpanBefore: old.Span, SpanAfter: now.Span}
	put := func(kind ChangeKind, about, before, after string) *Change {
		c := base
		c.Kind, c.About, c.Before, c.After = kind, about, before, after
		d.add(old.Anchor, now.Anchor, c)
		return &d.changes[len(d.changes)-1]
	}
	if squeeze(old.Name) != squeeze(now.Name) {
		put(ChangeRenamed, "", old.Name, now.Name)
	}
	if old.Measure != now.Measure {
		put(ChangeMeasure, "", old.Measure, now.Measure)
	}
	d.values(old, now, put)
	d.leads(old, now, put)
	if d.succession {
		return
	}
	d.inherited(now, put, "类别", old.Category, now.Category, old.CategoryFrom, now.CategoryFrom)
	d.inherited(now, put, "子类别", old.Subcategory, now.Subcategory, old.SubcategoryFrom, now.SubcategoryFrom)
	if old.Attribute != now.Attribute {
		put(ChangeWording, "属性", old.Attribute, now.Attribute)
	}
	d.otherCells(old, now, put)
}

// otherCells compares what else a row says: remarks, units that work with the
// lead, terms. Only what neither text has elsewhere in the row counts, so that
// another order of columns is no change.
func (d *differ) otherCells(old, now *Indicator, put func(ChangeKind, string, string, string) *Change) {
	was, is := d.before.restOfRow(old), d.after.restOfRow(now)
	if slices.Equal(was, is) || !old.Unsplit && !now.Unsplit && (d.before.isRow(old.Span) == nil) != (d.after.isRow(now.Span) == nil) {
		return
	}
	put(ChangeWording, "", strings.Join(was, "；"), strings.Join(is, "；"))
}

// restOfRow returns the words of a row's cells that are not read as anything,
// sorted; of a row whose values cannot be told apart all of them.
func (p *Plan) restOfRow(n *Indicator) []string {
	if n.Unsplit {
		return []string{squeeze(n.Span.Of(p.Text))}
	}
	known := map[string]bool{"": true, squeeze(n.Name): true, n.Measure: true, n.Category: true, n.Subcategory: true, n.Attribute: true, strings.Join(n.Leads, "、"): true}
	for _, v := range slices.Concat(n.Values, n.Growth) {
		known[squeeze(v.Span.Of(p.Text))] = true
		known[squeeze(v.Raw)] = true
	}
	for _, lead := range n.Leads {
		known[lead] = true
	}
	var rest []string
	for _, cell := range p.isRow(n.Span) {
		words := squeeze(cell.Of(p.Text))
		if !known[words] && !n.NameSpan.Holds(cell) && !cell.Holds(n.NameSpan) && strings.Trim(words, "0123456789.．、-—－–/") != "" && unitsOf(words) != unitsOf(strings.Join(n.Leads, "、")) {
			rest = append(rest, words)
		}
	}
	slices.Sort(rest)
	return rest
}

// unitsOf is a list of units without what parts them.
func unitsOf(list string) string {
	return strings.NewReplacer("、", "", "，", "", ",", "", "；", "").Replace(list)
}

// isRow returns the cells of the row at a span, nil where there is none.
func (p *Plan) isRow(s Span) []Span {
	for i := range p.Blocks {
		if b := &p.Blocks[i]; b.Kind == BlockRow && b.Span == s {
			return b.Cells
		}
	}
	return nil
}

// inherited compares a cell that may be merged over several rows: what changed
// in it is told once, at the row in which it begins.
func (d *differ) inherited(now *Indicator, put func(ChangeKind, string, string, string) *Change, about, before, after string, fromOld, fromNow Anchor) {
	if before == after {
		return
	}
	if !d.sharesChange(now, fromNow, fromOld, ChangeWording, about, before, after) {
		put(ChangeWording, about, before, after)
	}
}

// sharesChange adds a row to the change of the row that its cell was read from.
func (d *differ) sharesChange(now *Indicator, fromNow, fromOld Anchor, kind ChangeKind, about, before, after string) bool {
	if fromNow == "" && fromOld == "" {
		return false
	}
	for i := range d.changes {
		c := &d.changes[i]
		if c.Kind == kind && c.About == about && c.Before == before && c.After == after &&
			(c.Item.Anchor == fromNow && c.Item.Plan == d.after.ID || fromNow == "" && c.Was.Anchor == fromOld || slices.Contains(c.Also, fromNow)) {
			c.Also = append(c.Also, now.Anchor)
			return true
		}
	}
	return false
}

// leads compares who leads an indicator.
func (d *differ) leads(old, now *Indicator, put func(ChangeKind, string, string, string) *Change) {
	before, after := strings.Join(old.Leads, "、"), strings.Join(now.Leads, "、")
	if before == after || d.sharesChange(now, now.LeadsFrom, old.LeadsFrom, ChangeLead, "", before, after) {
		return
	}
	put(ChangeLead, "", before, after)
}

// values compares the values of a row: of the same year and kind, of a
// succession the targets.
func (d *differ) values(old, now *Indicator, put func(ChangeKind, string, string, string) *Change) {
	if d.succession {
		a, okA := old.target(d.before)
		b, okB := now.target(d.after)
		if okA || okB {
			d.value(old, now, a, b, put)
		}
		return
	}
	pairValues(old.Values, now.Values, func(a, b Value) { d.value(old, now, a, b, put) })
	pairValues(old.Growth, now.Growth, func(a, b Value) { d.value(old, now, a, b, put) })
}

// pairValues calls do for the values of the same year, kind and column, and for
// those that one side lacks.
func pairValues(old, now []Value, do func(a, b Value)) {
	key := func(v Value) string { return string(v.Kind) + strconv.Itoa(v.Year) + v.Column }
	rest := slices.Clone(old)
	for _, b := range now {
		at := slices.IndexFunc(rest, func(a Value) bool { return key(a) == key(b) })
		if at < 0 {
			do(Value{Kind: b.Kind, Year: b.Year, Column: b.Column}, b)
			continue
		}
		do(rest[at], b)
		rest = slices.Delete(rest, at, at+1)
	}
	for _, a := range rest {
		do(a, Value{Kind: a.Kind, Year: a.Year, Column: a.Column})
	}
}

func (d *differ) value(old, now *Indicator, a, b Value, put func(ChangeKind, string, string, string) *Change) {
	if squeeze(a.Raw) == squeeze(b.Raw) && a.Cumulative == b.Cumulative {
		return
	}
	kind := ChangeTarget
	if b.Kind == ValueBaseline {
		kind = ChangeBaseline
	}
	if sameNumbers(a.Quantity, b.Quantity) {
		kind = ChangeQualifier
	}
	about := cmp.Or(b.Column, yearWord(a.Year, b.Year))
	c := put(kind, about, counted(a.Raw, old.measureOf(a)), counted(b.Raw, now.measureOf(b)))
	c.compare(a.Quantity, b.Quantity)
	if c.Delta != nil {
		c.Measure = now.measureOf(b)
	}
}

// counted writes a value with its measure, what bounds it last: 700亿元左右.
func counted(raw, measure string) string {
	if raw == "" {
		return ""
	}
	for _, bound := range []string{"及以上", "及以下", "以上", "以下", "以内", "左右", "之内", "上下"} {
		if number, ok := strings.CutSuffix(raw, bound); ok && number != "" {
			return number + measure + bound
		}
	}
	return raw + measure
}

func yearWord(a, b int) string {
	if a == 0 && b == 0 {
		return ""
	}
	if a == b || a == 0 || b == 0 {
		return strconv.Itoa(cmp.Or(b, a)) + "年"
	}
	return strconv.Itoa(a) + "年→" + strconv.Itoa(b) + "年"
}

// sameNumbers tells whether two quantities hold the same numbers.
func sameNumbers(a, b Quantity) bool {
	na, nb := numbersOf(a), numbersOf(b)
	if len(na) == 0 || len(na) != len(nb) {
		return false
	}
	for i := range na {
		if na[i].Cmp(nb[i]) != 0 {
			return false
		}
	}
	return true
}

// numbersOf returns the distinct sides of a quantity that are numbers.
func numbersOf(q Quantity) []*Decimal {
	var out []*Decimal
	for _, n := range []*Decimal{q.Low, q.High} {
		if n != nil && (len(out) == 0 || out[0].Cmp(n) != 0) {
			out = append(out, n)
		}
	}
	return out
}

// compare says where a quantity went, and by how much where both are one number
// of the same measure.
func (c *Change) compare(a, b Quantity) {
	c.Direction, c.Delta, c.Percent = between(a, b)
	c.Approximate = c.Delta != nil && (a.Comparator != Exact || b.Comparator != Exact)
}

func between(a, b Quantity) (way Direction, delta, percent *Decimal) {
	na, nb := numbersOf(a), numbersOf(b)
	if len(na) == 0 || len(nb) == 0 || a.Measure != b.Measure {
		return Unordered, nil, nil
	}
	low, high := nb[0].Cmp(na[0]), nb[len(nb)-1].Cmp(na[len(na)-1])
	switch {
	case low >= 0 && high >= 0 && low+high > 0:
		way = Raised
	case low <= 0 && high <= 0 && low+high < 0:
		way = Lowered
	}
	if len(na) > 1 || len(nb) > 1 {
		return way, nil, nil
	}
	delta = nb[0].Sub(na[0])
	if p, ok := delta.Percent(na[0].Abs(), 2); ok {
		percent = p
	}
	return way, delta, percent
}
