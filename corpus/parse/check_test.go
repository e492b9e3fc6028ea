package parse

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"planbot/corpus"
	"planbot/corpus/parse/text"
)

// checkPlan holds a plan against what every plan must keep: nothing of the
// source is lost, every character belongs to one item, and every span names a
// stretch of the text.
func checkPlan(t *testing.T, source string, p *corpus.Plan) {
	t.Helper()
	if got, want := squash(p.Text), squash(withoutPages(t, source, p)); got != want {
		t.Errorf("the text is not the source:\n%.300q\n%.300q", got, want)
	}
	c := checker{t: t, p: p, items: map[corpus.Anchor]corpus.Item{}}
	for _, item := range p.Items() {
		if _, twice := c.items[item.ID.Anchor]; twice {
			t.Errorf("two items have the anchor %s", item.ID.Anchor)
		}
		c.items[item.ID.Anchor] = item
		c.span("item "+string(item.ID.Anchor), item.Span)
	}
	c.blocks()
	c.head()
	c.sections()
	for i := range p.Tasks {
		c.task(i)
	}
	for i := range p.Indicators {
		c.indicator(i)
	}
	for i := range p.Notes {
		c.note(i)
	}
	lines := strings.Count(source, "\n") + 1
	for _, w := range p.Warnings {
		if w.Line < 1 || w.Line > lines || w.Message == "" {
			t.Errorf("warning %+v of a source with %d lines", w, lines)
		}
	}
}

// withoutPages drops the lines with page numbers, each of which a warning names.
func withoutPages(t *testing.T, source string, p *corpus.Plan) string {
	t.Helper()
	lines := strings.Split(source, "\n")
	trimmed := make([]string, len(lines))
	for i, line := range lines {
		trimmed[i] = strings.TrimSpace(line)
	}
	for _, i := range pageNumbers(trimmed) {
		if !slices.ContainsFunc(p.Warnings, func(w corpus.Warning) bool { return strings.Contains(w.Message, squash(lines[i])) }) {
			t.Errorf("no warning names the page number %q", lines[i])
		}
		lines[i] = ""
	}
	return strings.Join(lines, "\n")
}

type checker struct {
	t     *testing.T
	p     *corpus.Plan
	items map[corpus.Anchor]corpus.Item
}

// span tells whether a span lies inside the text on rune boundaries.
func (c *checker) span(what string, s corpus.Span) bool {
	c.t.Helper()
	text := c.p.Text
	ok := 0 <= s.Start && s.Start <= s.End && s.End <= len(text) &&
		(s.Start == len(text) || utf8.RuneStart(text[s.Start])) && (s.End == len(text) || utf8.RuneStart(text[s.End]))
	if !ok {
		c.t.Errorf("%s: span %v is none of the text's %d bytes", what, s, len(text))
	}
	return ok
}

// inside tells whether a span is one, and lies in another.
func (c *checker) inside(what string, inner, outer corpus.Span) {
	c.t.Helper()
	if c.span(what, inner) && !outer.Holds(inner) {
		c.t.Errorf("%s: span %v is not inside %v", what, inner, outer)
	}
}

func (c *checker) exists(what string, a corpus.Anchor) {
	c.t.Helper()
	if _, ok := c.items[a]; !ok {
		c.t.Errorf("%s: there is no item %q", what, a)
	}
}

func (c *checker) blocks() {
	at, line := 0, 0
	for i, b := range c.p.Blocks {
		what := fmt.Sprintf("block %d (%s of %s)", i, b.Kind, b.Item)
		c.exists(what, b.Item)
		if !c.span(what, b.Span) {
			return
		}
		if b.Span.Start < at || b.Span.Empty() || strings.TrimSpace(c.p.Text[at:b.Span.Start]) != "" {
			c.t.Errorf("%s: %v does not follow on %d: %q", what, b.Span, at, c.p.Text[at:max(at, b.Span.Start)])
		}
		if b.Line < line || b.Line < 1 {
			c.t.Errorf("%s: line %d comes behind line %d", what, b.Line, line)
		}
		at, line = b.Span.End, b.Line
		for _, cell := range b.Cells {
			c.inside(what+" cell", cell, b.Span)
		}
	}
	if rest := c.p.Text[at:]; strings.TrimSpace(rest) != "" {
		c.t.Errorf("no block holds %.100q", rest)
	}
}

func (c *checker) head() {
	h := &c.p.Head
	for what, s := range map[string]corpus.Span{"title": h.TitleSpan, "number": h.NumberSpan, "issuer": h.IssuerSpan, "date": h.DateSpan, "addressees": h.AddresseesSpan} {
		c.span(what, s)
	}
	text := squash(h.TitleSpan.Of(c.p.Text))
	if !strings.Contains(text, h.Title) {
		c.t.Errorf("the title %q does not stand in %q", h.Title, text)
	}
	if h.NumberSpan.Of(c.p.Text) != "" && squash(h.NumberSpan.Of(c.p.Text)) != h.Number {
		c.t.Errorf("the number %q does not stand in %q", h.Number, h.NumberSpan.Of(c.p.Text))
	}
	for _, name := range strings.Split(h.Issuer, "、") {
		if !strings.Contains(squash(h.IssuerSpan.Of(c.p.Text)), name) {
			c.t.Errorf("the issuer %q does not stand in %q", name, h.IssuerSpan.Of(c.p.Text))
		}
	}
	if !strings.Contains(squash(h.DateSpan.Of(c.p.Text)), h.DateRaw) {
		c.t.Errorf("the date %q does not stand in %q", h.DateRaw, h.DateSpan.Of(c.p.Text))
	}
}

func (c *checker) sections() {
	for i := range c.p.Sections {
		s := &c.p.Sections[i]
		if s.Parent != "" {
			c.exists("parent of "+string(s.Anchor), s.Parent)
		}
		if !strings.Contains(squash(s.Span.Of(c.p.Text)), s.Title) {
			c.t.Errorf("%s: %q is not in its text", s.Anchor, s.Title)
		}
	}
}

func (c *checker) task(i int) {
	task := &c.p.Tasks[i]
	what := string(task.Anchor)
	if what != fmt.Sprintf("task-%d", i+1) {
		c.t.Errorf("task %d is %s", i+1, what)
	}
	if task.Section != "" {
		c.exists("section of "+what, task.Section)
	}
	c.inside(what+" title", task.TitleSpan, task.Span)
	c.inside(what+" body", task.BodySpan, task.Span)
	for _, a := range task.Assignments {
		c.assignment(task, a)
	}
	for _, m := range task.Commitments {
		c.inside(what+" sentence", m.Sentence, task.Span)
		c.inside(what+" commitment", m.Span, m.Sentence)
		if len(m.Quantities) == 0 {
			c.t.Errorf("%s: %q promises nothing", what, m.Span.Of(c.p.Text))
		}
		for _, q := range m.Quantities {
			c.inside(what+" quantity", q.Span, m.Span)
			c.quantity(q)
		}
	}
}

// assignment checks that a note's units stand in it, shared endings aside.
func (c *checker) assignment(task *corpus.Task, a corpus.Assignment) {
	what := string(task.Anchor) + " note"
	if task.BodySpan == a.Governs && !task.Span.Holds(a.Span) { // merged cells of the rows above
		c.span(what, a.Span)
		return
	}
	c.inside(what, a.Span, task.Span)
	c.inside(what+"'s sentences", a.Governs, task.Span)
	if a.Item != task.Anchor || len(a.Units) == 0 && a.DeadlineRaw == "" {
		c.t.Errorf("%s is %+v", what, a)
	}
	note := squash(a.Span.Of(c.p.Text))
	for _, u := range a.Units {
		name := u.Name
		if !strings.Contains(note, name) {
			name = sharedTail.ReplaceAllString(name, "")
		}
		if u.Basis == corpus.BasisRule && u.Role != corpus.RoleLead { // added by a default that stands before
			continue
		}
		if name == "" || !strings.Contains(note, name) || u.Role == "" || (u.Role == corpus.RoleLead) != (u.Basis == corpus.BasisStated || u.Basis == corpus.BasisRule) {
			c.t.Errorf("%s %q has %+v", what, note, u)
		}
	}
	if !strings.Contains(note, a.DeadlineRaw) && !strings.Contains(squash(a.Governs.Of(c.p.Text)), a.DeadlineRaw) {
		c.t.Errorf("%s %q has the deadline %q", what, note, a.DeadlineRaw)
	}
}

func (c *checker) quantity(q corpus.Quantity) {
	if got := squash(q.Span.Of(c.p.Text)); got != q.Raw {
		c.t.Errorf("quantity %q is printed %q", q.Raw, got)
	}
	if (q.Comparator == corpus.NoValue) != (q.Low == nil && q.High == nil) {
		c.t.Errorf("quantity %q has comparator %q and sides %v, %v", q.Raw, q.Comparator, q.Low, q.High)
	}
}

func (c *checker) indicator(i int) {
	n := &c.p.Indicators[i]
	what := string(n.Anchor)
	if what != fmt.Sprintf("indicator-%d", i+1) {
		c.t.Errorf("indicator %d is %s", i+1, what)
	}
	c.inside(what+" name", n.NameSpan, n.Span)
	c.inside(what+" rest of the name", n.NameRest, corpus.Span{End: n.Span.End})
	if name := withoutMarks(squash(n.NameSpan.Of(c.p.Text) + n.NameRest.Of(c.p.Text))); n.Name == "" || n.Name != name && !strings.Contains(name, n.Name+"（"+n.Measure) && !strings.Contains(name, n.Name+"("+n.Measure) && itemLike.ReplaceAllString(name, "") != n.Name {
		c.t.Errorf("%s is named %q, printed %q", what, n.Name, name)
	}
	for _, v := range slices.Concat(n.Values, n.Growth) {
		c.inside(what+" value", v.Span, n.Span)
		if v.Raw != "" {
			c.quantity(v.Quantity)
		}
	}
	for from, words := range map[corpus.Anchor]string{n.CategoryFrom: n.Category, n.SubcategoryFrom: n.Subcategory, n.LeadsFrom: strings.Join(n.Leads, "")} {
		if from != "" {
			c.exists(what+" inherits", from)
		}
		if from != "" && words == "" {
			c.t.Errorf("%s inherits nothing from %s", what, from)
		}
	}
	for _, a := range n.Notes {
		c.exists(what+" note", a)
	}
}

func (c *checker) note(i int) {
	n := &c.p.Notes[i]
	if n.Anchor != corpus.Anchor(fmt.Sprintf("note-%d", i+1)) || squash(n.Mark+n.Text) != squash(n.Span.Of(c.p.Text)) {
		c.t.Errorf("note %d is %+v", i+1, n)
	}
	for _, id := range n.At {
		c.exists(string(n.Anchor)+" at", id.Anchor)
	}
}

// readText reads a source that is a plan, and checks it.
func readText(t *testing.T, source string) *corpus.Plan {
	t.Helper()
	p := read("test", text.Lines(source))
	checkPlan(t, source, p)
	return p
}
