package web

import (
	"slices"
	"strconv"
	"strings"

	"planbot/corpus"
)

// table is a run of header and rows on its way to a grid of columns: what an
// indicator is grouped under, its name, measure and values, and what stands
// behind them, first of all who leads.
//
// A merged cell is printed in its first row only. Its owner is that row, and
// the rows below name it (CategoryFrom and so on), so that the grid can give
// the cell back its height. A lead unit that was printed before the name keeps
// its place in the text, inside the name's cell, and is set in its column by
// the style sheet.
type table struct {
	doc                   *document
	before, middle, after int  // columns
	least                 int  // columns that rows without an indicator need
	measured              bool // the first column behind the name is the measure
	labels                []string
	rows                  []tableRow
}

// tableRow is a row with the owners of its merged cells.
type tableRow struct {
	block     *corpus.Block
	indicator *corpus.Indicator // nil for a row that is none
	name      int               // the index of the name's cell
	values    int               // the index behind the last value's cell
	owners    [3]corpus.Anchor  // of category, subcategory and leads; "" where there is none
}

// The kinds of merged cells, indices of owners.
const (
	category = iota
	subcategory
	leads
)

// table writes a caption, headers and rows.
func (d *document) table(blocks []corpus.Block) {
	d.open("div", "class", "table")
	d.open("table", "role", "table")
	if blocks[0].Kind == corpus.BlockCaption {
		d.open("caption", "id", d.id(blocks[0].Item))
		d.text(&blocks[0], blocks[0].Span)
		d.shut("caption")
		blocks = blocks[1:]
	}
	if isGrid(blocks) {
		d.grid(blocks)
		d.shut("table")
		d.shut("div")
		return
	}
	t := d.newTable(blocks)
	d.open("colgroup")
	for column := range t.columns() {
		d.open("col", "class", t.class(column))
	}
	d.shut("colgroup")
	if heads := len(blocks) - len(t.rows); heads > 0 {
		d.open("thead", "role", "rowgroup")
		for i := range heads {
			t.header(&blocks[i])
		}
		d.shut("thead")
	}
	d.open("tbody", "role", "rowgroup")
	for i := range t.rows {
		t.row(i)
	}
	d.shut("tbody")
	d.shut("table")
	d.shut("div")
}

// newTable reads the rows of one run. The columns are those of all runs with
// the same headers: a table that a page break cut stays one to the eye.
func (d *document) newTable(blocks []corpus.Block) *table {
	t := &table{doc: d}
	for i := range blocks {
		if blocks[i].Kind == corpus.BlockRow {
			t.rows = append(t.rows, d.readRow(&blocks[i]))
		}
	}
	heads := d.headWords(&blocks[0])
	current := ""
	for i := range d.plan.Blocks {
		b := &d.plan.Blocks[i]
		switch {
		case b.Kind == corpus.BlockHeader:
			current = d.headWords(b)
		case b.Kind == corpus.BlockRow && current == heads:
			t.widen(d.readRow(b))
		}
	}
	for _, r := range t.rows {
		t.widen(r)
	}
	return t
}

// headWords is what a row of headers says, "" for another row.
func (d *document) headWords(b *corpus.Block) string {
	if b.Kind != corpus.BlockHeader {
		return ""
	}
	return squash(b.Span.Of(d.plan.Text))
}

// readRow finds a row's indicator in its cells.
func (d *document) readRow(block *corpus.Block) tableRow {
	r := tableRow{block: block, indicator: d.plan.Indicator(block.Item)}
	n := r.indicator
	if n == nil {
		return r
	}
	r.name = slices.Index(block.Cells, n.NameSpan)
	if r.name < 0 {
		r.indicator = nil
		return r
	}
	r.values = r.name + 1
	for _, v := range n.Values {
		r.values = max(r.values, slices.Index(block.Cells, v.Span)+1)
	}
	own := func(words bool, from corpus.Anchor) corpus.Anchor {
		if !words || from != "" {
			return from
		}
		return n.Anchor
	}
	r.owners = [3]corpus.Anchor{own(n.Category != "", n.CategoryFrom), own(n.Subcategory != "", n.SubcategoryFrom), own(len(n.Leads) > 0, n.LeadsFrom)}
	return r
}

// widen makes room for a row.
func (t *table) widen(r tableRow) {
	cells := r.block.Cells
	for len(cells) > 0 && cells[len(cells)-1].Empty() {
		cells = cells[:len(cells)-1]
	}
	if r.indicator == nil {
		t.least = max(t.least, len(cells))
		return
	}
	for kind, columns := range map[int]int{category: 1, subcategory: 2} {
		if r.owners[kind] != "" {
			t.before = max(t.before, columns)
		}
	}
	for i := subcategory + 1; i < r.name; i++ {
		if !cells[i].Empty() {
			t.before = max(t.before, i+1)
		}
	}
	t.middle = max(t.middle, r.values-r.name)
	t.measured = t.measured || r.values-r.name > len(r.indicator.Values)+1
	t.after = max(t.after, len(cells)-r.values)
	if r.owners[leads] != "" {
		t.after = max(t.after, 1)
	}
}

// columns is the width of the grid.
func (t *table) columns() int { return max(t.before+t.middle+t.after, t.least, len(t.labels)) }

// header writes a row of headers. Where it has fewer cells than the grid has
// columns, the first spans what indicators are grouped under.
func (t *table) header(block *corpus.Block) {
	d := t.doc
	cells, span := block.Cells, 1
	if t.middle > 0 {
		cells = slices.DeleteFunc(slices.Clone(cells), corpus.Span.Empty)
	}
	if t.before > 1 {
		span = max(1, t.before+t.middle+t.after-len(cells)+1)
	}
	t.labels = nil
	d.open("tr", "class", "header", "role", "row", "id", d.id(block.Item))
	for _, cell := range cells {
		d.open("th", "scope", "col", "role", "columnheader", "class", t.class(len(t.labels)), "colspan", spanned(span))
		for range span {
			t.labels = append(t.labels, squash(cell.Of(d.plan.Text)))
		}
		span = 1
		d.text(block, cell)
		d.shut("th")
	}
	t.fill(len(t.labels))
	d.shut("tr")
}

// spanned is a count as an attribute, "" for 1, which goes without saying.
func spanned(n int) string {
	if n <= 1 {
		return ""
	}
	return strconv.Itoa(n)
}

// fill writes empty cells from a column to the grid's end.
func (t *table) fill(from int) {
	for range t.columns() - from {
		t.doc.open("td", "class", "blank")
		t.doc.shut("td")
	}
}

// class names a column for the style sheet.
func (t *table) class(column int) string {
	switch i := column - t.before; {
	case t.middle == 0:
		return "plain"
	case i < 0 && column == category:
		return "category"
	case i < 0:
		return "subcategory"
	case i == 0:
		return "name"
	case i == 1 && t.measured:
		return "measure"
	case i < t.middle:
		return "value"
	case i == t.middle:
		return "lead"
	}
	return "plain"
}

// label is what a column's header says.
func (t *table) label(column int) string {
	if column < len(t.labels) {
		return t.labels[column]
	}
	return ""
}

// inherited joins the words that a row takes from the merged cells above it.
func inherited(n *corpus.Indicator) string {
	var words []string
	if n.CategoryFrom != "" {
		words = append(words, n.Category)
	}
	if n.SubcategoryFrom != "" && n.Subcategory != "" {
		words = append(words, n.Subcategory)
	}
	return strings.Join(words, " · ")
}
