package web

import (
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"planbot/corpus"
)

type planPage struct {
	Title    string
	Plan     *corpus.Plan
	Contents []corpus.Section
	Body     template.HTML
	Stale    bool
}

func (s *server) plan(w http.ResponseWriter, r *http.Request) {
	p := s.current().Plan(corpus.PlanID(r.PathValue("id")))
	if p == nil {
		s.fail(w, r, http.StatusNotFound, "没有这份工作要点。")
		return
	}
	page := planPage{Title: p.Head.Title, Plan: p, Contents: p.Sections}
	var marks []corpus.Span
	if at := r.FormValue("at"); at != "" {
		page.Stale = r.FormValue("v") != p.Version()
		if !page.Stale {
			marks = readMarks(at, p.Text)
		}
	}
	page.Body = (&document{plan: p, marks: marks, named: map[corpus.Anchor]bool{}}).html()
	s.render(w, r, http.StatusOK, "plan.html", page)
}

// maxMarks is how many quotes one link can highlight.
const maxMarks = 200

// readMarks reads START-END,… of a link: byte offsets into text. What lies
// outside it, cuts a character or is no span is left out.
func readMarks(at, text string) []corpus.Span {
	var out []corpus.Span
	for _, part := range strings.Split(at, ",") {
		from, to, _ := strings.Cut(part, "-")
		start, err := strconv.Atoi(from)
		if err != nil {
			continue
		}
		end, err := strconv.Atoi(to)
		if err != nil || start < 0 || end <= start || end > len(text) || len(out) == maxMarks {
			continue
		}
		if utf8.RuneStart(text[start]) && (end == len(text) || utf8.RuneStart(text[end])) {
			out = append(out, corpus.Span{Start: start, End: end})
		}
	}
	return out
}

// document lays a plan out as HTML. It writes the plan's own characters and
// nothing else into the page, escaped, so that a mark is always a stretch of
// the source.
type document struct {
	plan  *corpus.Plan
	marks []corpus.Span
	named map[corpus.Anchor]bool
	b     strings.Builder
}

func (d *document) html() template.HTML {
	open := false
	for i := range d.plan.Blocks {
		block := &d.plan.Blocks[i]
		row := block.Kind == corpus.BlockRow || block.Kind == corpus.BlockHeader
		switch {
		case row && !open:
			d.b.WriteString(`<div class="table" role="table">`)
		case !row && open:
			d.b.WriteString("</div>")
		}
		open = row
		if row {
			d.row(block)
			continue
		}
		d.block(block)
	}
	if open {
		d.b.WriteString("</div>")
	}
	return template.HTML(d.b.String()) //nolint:gosec // every text in it went through HTMLEscape
}

// id is the block's anchor as an attribute, once an item.
func (d *document) id(item corpus.Anchor) string {
	if d.named[item] {
		return ""
	}
	d.named[item] = true
	return ` id="` + template.HTMLEscapeString(string(item)) + `"`
}

var blockTags = map[corpus.BlockKind]string{
	corpus.BlockTitle: "h1", corpus.BlockCaption: "h4", corpus.BlockNote: "aside",
}

func (d *document) block(block *corpus.Block) {
	tag, ok := blockTags[block.Kind]
	if !ok {
		tag = "p"
	}
	if block.Kind == corpus.BlockTitle && d.named[corpus.AnchorHead] {
		tag = "p"
	}
	if section := d.plan.Section(block.Item); block.Kind == corpus.BlockHeading && section != nil {
		tag = "h" + strconv.Itoa(min(section.Level+1, 5))
	}
	fmt.Fprintf(&d.b, `<%s class="%s"%s>`, tag, block.Kind, d.id(block.Item))
	if task := d.plan.Task(block.Item); task != nil {
		d.task(task, block.Span)
	} else {
		d.text(block.Span)
	}
	fmt.Fprintf(&d.b, "</%s>", tag)
}

// task sets a task's title and its notes about units off from its text.
func (d *document) task(task *corpus.Task, span corpus.Span) {
	at := span.Start
	part := func(s corpus.Span, tag string) {
		if !span.Holds(s) || s.Start < at {
			return
		}
		d.text(corpus.Span{Start: at, End: s.Start})
		d.b.WriteString(tag)
		d.text(s)
		d.b.WriteString("</" + strings.Fields(tag[1 : len(tag)-1])[0] + ">")
		at = s.End
	}
	part(task.TitleSpan, "<strong>")
	for _, a := range task.Assignments {
		part(a.Span, `<span class="units">`)
	}
	d.text(corpus.Span{Start: at, End: span.End})
}

// row writes a table's row: the cells that a merged cell took from it are
// given back as attributes, which the style sheet shows.
func (d *document) row(block *corpus.Block) {
	fmt.Fprintf(&d.b, `<div class="%s" role="row"%s>`, block.Kind, d.id(block.Item))
	indicator := d.plan.Indicator(block.Item)
	if indicator != nil {
		group := indicator.Category
		if indicator.Subcategory != "" {
			group += " · " + indicator.Subcategory
		}
		fmt.Fprintf(&d.b, `<span class="group" data-group="%s" data-leads="%s"></span>`,
			template.HTMLEscapeString(group), template.HTMLEscapeString(inheritedLeads(indicator)))
	}
	for _, cell := range block.Cells {
		if cell.Empty() {
			continue
		}
		fmt.Fprintf(&d.b, `<span class="cell" role="cell"%s>`, d.label(indicator, cell))
		d.text(cell)
		d.b.WriteString("</span>")
	}
	d.b.WriteString("</div>")
}

func inheritedLeads(n *corpus.Indicator) string {
	if n.LeadsFrom == "" {
		return ""
	}
	return strings.Join(n.Leads, "、")
}

// label names a cell's column for narrow screens.
func (d *document) label(n *corpus.Indicator, cell corpus.Span) string {
	if n == nil {
		return ""
	}
	label := ""
	switch {
	case cell == n.NameSpan:
		return ` data-name="true"`
	case cell.Of(d.plan.Text) == n.Measure:
		label = "单位"
	}
	for _, v := range n.Values {
		if v.Span == cell {
			label = strconv.Itoa(v.Year) + "年"
		}
	}
	if label == "" {
		return ""
	}
	return ` data-label="` + label + `"`
}

// text writes a stretch of the plan with its highlighted parts.
func (d *document) text(s corpus.Span) {
	marked := func(at int) (inside bool, until int) {
		until = s.End
		for _, m := range d.marks {
			switch {
			case m.Start <= at && at < m.End:
				return true, min(m.End, s.End)
			case m.Start > at:
				until = min(until, m.Start)
			}
		}
		return false, until
	}
	for at := s.Start; at < s.End; {
		inside, until := marked(at)
		words := template.HTMLEscapeString(d.plan.Text[at:until])
		if inside && strings.TrimSpace(words) != "" {
			words = "<mark>" + words + "</mark>"
		}
		d.b.WriteString(words)
		at = until
	}
}
