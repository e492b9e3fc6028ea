package web

import (
	"cmp"
	"slices"
	"strings"

	"planbot/corpus"
)

// grid is a table whose file says which column every cell is in, and which
// cells are merged.
type grid struct {
	doc    *document
	blocks []corpus.Block
	labels []string // of the columns, the rows of the header joined
	class  []string
	leads  string // what the column of units is called
}

// isGrid tells whether a run of rows has exact columns, all as many.
func isGrid(blocks []corpus.Block) bool {
	return !slices.ContainsFunc(blocks, func(b corpus.Block) bool {
		return b.Merges == nil || len(b.Cells) != len(b.Merges) || len(b.Merges) != len(blocks[0].Merges)
	})
}

// grid writes headers and rows with their merged cells.
func (d *document) grid(blocks []corpus.Block) {
	g := &grid{doc: d, blocks: blocks, labels: make([]string, len(blocks[0].Cells)), class: make([]string, len(blocks[0].Cells))}
	heads := slices.IndexFunc(blocks, func(b corpus.Block) bool { return b.Kind != corpus.BlockHeader })
	if heads < 0 {
		heads = len(blocks)
	}
	for i := range heads {
		g.label(&blocks[i])
	}
	for i := range blocks {
		if n := d.plan.Indicator(blocks[i].Item); n != nil {
			g.classify(&blocks[i], n)
			break
		}
	}
	d.open("colgroup")
	for _, class := range g.class {
		d.open("col", "class", cmp.Or(class, "plain"))
	}
	d.shut("colgroup")
	if heads > 0 {
		d.open("thead", "role", "rowgroup")
		g.rows(0, heads)
		d.shut("thead")
	}
	d.open("tbody", "role", "rowgroup")
	g.rows(heads, len(blocks))
	d.shut("tbody")
}

// label adds a row of the header to what the columns are called.
func (g *grid) label(b *corpus.Block) {
	words := ""
	for c, cell := range b.Cells {
		switch b.Merges[c] {
		case corpus.MergeNone:
			words = squash(cell.Of(g.doc.plan.Text))
			g.labels[c] += words
		case corpus.MergeLeft:
			g.labels[c] += words
		}
	}
}

// classify names the columns for the style sheet by an indicator's row.
func (g *grid) classify(b *corpus.Block, n *corpus.Indicator) {
	for c, cell := range b.Cells {
		switch {
		case cell == n.NameSpan:
			g.class[c] = "name"
		case slices.ContainsFunc(n.Values, func(v corpus.Value) bool { return v.Span == cell && !cell.Empty() }):
			g.class[c] = "value"
		case n.Measure != "" && squash(cell.Of(g.doc.plan.Text)) == n.Measure:
			g.class[c] = "measure"
		case len(n.Leads) > 0 && strings.Contains(squash(cell.Of(g.doc.plan.Text)), n.Leads[0]):
			g.leads = g.labels[c]
		}
	}
}

// rows writes rows of the header or the body; no cell spans both.
func (g *grid) rows(from, to int) {
	d := g.doc
	for i := from; i < to; i++ {
		b := &g.blocks[i]
		attrs := []string{"role", "row", "id", d.id(b.Item), "class"}
		switch n := d.plan.Indicator(b.Item); {
		case b.Kind == corpus.BlockHeader:
			attrs = append(attrs, "header")
		case n == nil:
			attrs = append(attrs, "row plain", "data-leads", g.covered(i, from))
		case n.LeadsFrom != "":
			attrs = append(attrs, "row", "data-group", inherited(n), "data-leads", strings.Join(n.Leads, "、"), "data-leads-label", g.leads)
		default:
			attrs = append(attrs, "row", "data-group", inherited(n))
		}
		d.open("tr", attrs...)
		for c := range b.Cells {
			if b.Merges[c] == corpus.MergeNone || b.Merges[c] == corpus.MergeAbove && i == from {
				g.cell(i, c, to)
			}
		}
		d.shut("tr")
	}
}

// covered is what a row of tasks takes from merged cells above it.
func (g *grid) covered(i, from int) string {
	b := &g.blocks[i]
	if b.Kind != corpus.BlockRow || g.doc.plan.Task(b.Item) == nil {
		return ""
	}
	var words []string
	for c := range b.Cells {
		above := i
		for above > from && g.blocks[above].Merges[c] == corpus.MergeAbove {
			above--
		}
		if above < i {
			words = append(words, g.labels[c]+"："+squash(g.blocks[above].Cells[c].Of(g.doc.plan.Text)))
		}
	}
	return strings.Join(words, "；")
}

// cell writes a cell over all the rows and columns that it covers.
func (g *grid) cell(i, c, to int) {
	d, b := g.doc, &g.blocks[i]
	width, height := 1, 1
	for c+width < len(b.Cells) && b.Merges[c+width] == corpus.MergeLeft {
		width++
	}
	for i+height < to && g.blocks[i+height].Merges[c] == corpus.MergeAbove {
		height++
	}
	cell := b.Cells[c]
	switch {
	case b.Kind == corpus.BlockHeader:
		d.open("th", "scope", "col", "role", "columnheader", "class", g.class[c], "colspan", spanned(width), "rowspan", spanned(height))
		g.words(b, c)
		d.shut("th")
		return
	case g.class[c] == "name" && width == 1:
		d.open("th", "class", "name", "role", "rowheader", "scope", "row", "rowspan", spanned(height))
		g.words(b, c)
		if n := d.plan.Indicator(b.Item); n != nil {
			d.text(b, n.NameRest)
		}
		d.shut("th")
		return
	}
	class := g.class[c]
	switch {
	case width == len(b.Cells):
		class = "band"
	case class == "" || g.doc.plan.Indicator(b.Item) == nil:
		class = "plain"
	}
	if cell.Empty() {
		class += " blank"
	}
	d.open("td", "class", class, "role", "cell", "colspan", spanned(width), "rowspan", spanned(height), "data-label", g.labels[c])
	g.words(b, c)
	d.shut("td")
}

// words writes a cell with what is drawn before it in the text, and behind the
// last: the page holds it, but does not show it.
func (g *grid) words(b *corpus.Block, c int) {
	cell := b.Cells[c]
	if cell.Empty() {
		return
	}
	before := b.Span.Start
	for _, other := range b.Cells[:c] {
		before = max(before, other.End)
	}
	g.drawn(b, corpus.Span{Start: before, End: cell.Start})
	g.doc.text(b, cell)
	if !slices.ContainsFunc(b.Cells[c+1:], func(s corpus.Span) bool { return !s.Empty() }) {
		end := cell.End
		if n := g.doc.plan.Indicator(b.Item); n != nil && !n.NameRest.Empty() {
			g.drawn(b, corpus.Span{Start: end, End: n.NameRest.Start})
			end = n.NameRest.End
		}
		g.drawn(b, corpus.Span{Start: end, End: b.Span.End})
	}
}

// drawn writes what parts cells: |.
func (g *grid) drawn(b *corpus.Block, s corpus.Span) {
	if s.Empty() || strings.TrimSpace(s.Of(g.doc.plan.Text)) == "" {
		return
	}
	g.doc.open("span", "class", "drawn", "hidden", "hidden")
	g.doc.text(b, s)
	g.doc.shut("span")
}
