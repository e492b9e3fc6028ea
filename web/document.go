package web

import (
	"html/template"
	"slices"
	"strconv"
	"strings"

	"planbot/corpus"
)

// document lays a plan out as HTML. Every character of the plan that is not
// white space comes out once and in order; what is added to it are attributes
// and elements marked data-restored. All of it goes through open and words,
// which escape.
type document struct {
	plan   *corpus.Plan
	marks  []corpus.Span // in the order of the text, disjoint
	quotes int           // how many of them have begun
	named  map[corpus.Anchor]bool
	noted  map[corpus.Anchor]bool // the notes whose marks have been passed
	lost   []corpus.Item          // items that no block belongs to
	headed bool                   // the page's first heading is written
	b      strings.Builder
}

// layOut returns a plan's page; headed tells whether it holds a first heading.
func layOut(plan *corpus.Plan, marks []corpus.Span) (body template.HTML, headed bool) {
	d := &document{plan: plan, marks: marks, named: map[corpus.Anchor]bool{}, noted: map[corpus.Anchor]bool{}}
	d.lost = slices.DeleteFunc(plan.Items(), func(item corpus.Item) bool {
		return slices.ContainsFunc(plan.Blocks, func(b corpus.Block) bool { return b.Item == item.ID.Anchor })
	})
	for blocks := plan.Blocks; len(blocks) > 0; {
		n := together(blocks)
		if startsTable(blocks) {
			d.table(blocks[:n])
		} else {
			d.item(blocks[:n])
		}
		blocks = blocks[n:]
	}
	d.rescue(len(plan.Text) + 1)
	return template.HTML(d.b.String()), d.headed //nolint:gosec // open and words escape all that goes in
}

// startsTable tells whether a table begins: a row, or a caption and a row.
func startsTable(blocks []corpus.Block) bool {
	if blocks[0].Kind == corpus.BlockCaption && len(blocks) > 1 {
		return isRow(&blocks[1])
	}
	return isRow(&blocks[0])
}

func isRow(b *corpus.Block) bool { return b.Kind == corpus.BlockRow || b.Kind == corpus.BlockHeader }

// together returns how many blocks from the first on make one table or one
// stretch of an item.
func together(blocks []corpus.Block) int {
	table := startsTable(blocks)
	n := 1
	for n < len(blocks) {
		next := &blocks[n]
		switch {
		case table && (!isRow(next) || next.Kind == corpus.BlockHeader && blocks[n-1].Kind == corpus.BlockRow):
			return n
		case !table && (startsTable(blocks[n:]) || next.Item != blocks[0].Item):
			return n
		}
		n++
	}
	return n
}

// open begins an element. attrs are names and values; those with the value ""
// are left out.
func (d *document) open(tag string, attrs ...string) {
	d.b.WriteString("<" + tag)
	for pair := range slices.Chunk(attrs, 2) {
		if value := pair[1]; value != "" {
			d.b.WriteString(" " + pair[0] + `="` + template.HTMLEscapeString(value) + `"`)
		}
	}
	d.b.WriteString(">")
}

func (d *document) shut(tag string) { d.b.WriteString("</" + tag + ">") }

// id returns an item's anchor where no element has it yet.
func (d *document) id(item corpus.Anchor) string {
	if d.named[item] {
		return ""
	}
	d.named[item] = true
	return string(item)
}

// rescue gives the items before an offset that no block belongs to an element,
// so that no link to them leads nowhere.
func (d *document) rescue(before int) {
	for len(d.lost) > 0 && d.lost[0].Span.Start < before {
		d.open("span", "class", "lost", "id", d.id(d.lost[0].ID.Anchor))
		d.shut("span")
		d.lost = d.lost[1:]
	}
}

// item writes blocks of one item that stand together.
func (d *document) item(blocks []corpus.Block) {
	kind, _, _ := strings.Cut(string(blocks[0].Item), "-")
	d.open("div", "class", "item "+kind, "id", d.id(blocks[0].Item))
	for len(blocks) > 0 {
		n := 1
		if kind := blocks[0].Kind; kind == corpus.BlockTitle || kind == corpus.BlockSign {
			for n < len(blocks) && blocks[n].Kind == kind && !d.letterhead(&blocks[n-1]) {
				n++
			}
			d.lines(blocks[:n])
		} else {
			d.block(&blocks[0])
		}
		blocks = blocks[n:]
	}
	d.shut("div")
}

// letterhead tells whether a title is no title but who issues the plan.
func (d *document) letterhead(b *corpus.Block) bool {
	return b.Kind == corpus.BlockTitle && d.plan.Head.Issuer != "" && squash(b.Span.Of(d.plan.Text)) == squash(d.plan.Head.Issuer)
}

// lines writes the lines of a title, or of a signature.
func (d *document) lines(blocks []corpus.Block) {
	tag, class := "p", string(blocks[0].Kind)
	switch {
	case d.letterhead(&blocks[0]):
		class = "letterhead"
	case blocks[0].Kind != corpus.BlockTitle:
	case d.headed:
		tag = "h2"
	default:
		tag, d.headed = "h1", true
	}
	d.open(tag, "class", class)
	for i := range blocks {
		d.open("span", "class", "line")
		d.rescue(blocks[i].Span.End)
		d.text(&blocks[i], blocks[i].Span)
		d.shut("span")
	}
	d.shut(tag)
}

// block writes a paragraph; a heading or a title that its text runs on from
// becomes an element of its own.
func (d *document) block(block *corpus.Block) {
	d.rescue(block.Span.End)
	rest := block.Span
	if end, level := d.heading(block); end > rest.Start {
		head := corpus.Span{Start: rest.Start, End: end}
		rest.Start = end
		tag, class := "h"+strconv.Itoa(min(level, 6)), ""
		if strings.TrimSpace(rest.Of(d.plan.Text)) != "" {
			class = "run"
		}
		d.open(tag, "class", class)
		d.text(block, head)
		d.shut(tag)
		if class == "" {
			return
		}
	}
	class := string(block.Kind)
	if rest.Start > block.Span.Start {
		class += " run"
	}
	d.open("p", "class", class)
	d.paragraph(block, rest)
	d.shut("p")
}

// paragraph sets a task's notes about units off from its text.
func (d *document) paragraph(block *corpus.Block, rest corpus.Span) {
	if task := d.plan.Task(block.Item); task != nil {
		for _, a := range task.Assignments {
			if !rest.Holds(a.Span) {
				continue
			}
			class := "units"
			if strings.TrimSpace(d.plan.Text[a.Span.End:block.Span.End]) == "" {
				class += " last"
			}
			d.text(block, corpus.Span{Start: rest.Start, End: a.Span.Start})
			d.open("span", "class", class)
			d.text(block, a.Span)
			d.shut("span")
			rest.Start = a.Span.End
		}
	}
	d.text(block, rest)
}

func squash(s string) string { return strings.Join(strings.Fields(s), "") }
