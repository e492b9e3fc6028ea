package web

import (
	"cmp"
	"slices"
	"strings"

	"planbot/corpus"
)

// row writes the i-th row.
func (t *table) row(i int) {
	d, r := t.doc, &t.rows[i]
	n := r.indicator
	if n == nil {
		t.plainRow(r)
		return
	}
	attrs := []string{"class", "row", "role", "row", "id", d.id(n.Anchor), "data-group", inherited(n)}
	if n.LeadsFrom != "" {
		attrs = append(attrs, "data-leads", strings.Join(n.Leads, "、"), "data-leads-label", t.label(t.before+t.middle))
	}
	d.open("tr", attrs...)
	t.groups(i)
	cells := r.block.Cells
	t.name(r)
	for k := 1; k < t.middle; k++ {
		cell := corpus.Span{}
		if r.name+k < r.values {
			cell = cells[r.name+k]
		}
		t.cell(r, cell, t.before+k)
	}
	t.leads(i)
	for k := 1; k < t.after; k++ {
		t.cell(r, cellAt(cells, r.values+k), t.before+t.middle+k)
	}
	t.fill(t.before + t.middle + t.after)
	d.shut("tr")
}

// groups writes the cells before the name.
func (t *table) groups(i int) {
	r := &t.rows[i]
	n, own := r.indicator, r.block.Cells[:r.name]
	width := 1
	if t.before > 1 && !t.divided(r.owners[category]) {
		width = t.before
	}
	for column := range max(t.before, len(own)) {
		cell := cellAt(own, column)
		if t.displaced(r, column) {
			cell = corpus.Span{}
		}
		switch {
		case column == category && r.owners[category] != "":
			t.group(i, category, cell, n.Category, width)
		case column == subcategory && r.owners[subcategory] != "":
			t.group(i, subcategory, cell, n.Subcategory, t.before-1)
		case column >= width && column < t.before || !cell.Empty():
			t.cell(r, cell, column)
		}
	}
}

// name writes the cell that names the row, and before the name the lead units
// that were printed there.
func (t *table) name(r *tableRow) {
	d, name := t.doc, r.block.Cells[r.name]
	for column := range r.name {
		if !t.displaced(r, column) {
			continue
		}
		d.open("th", "class", "name displaced", "role", "rowheader", "scope", "row")
		d.open("span", "class", "lead", "data-label", t.label(t.before+t.middle))
		d.text(r.block, r.block.Cells[column])
		d.shut("span")
		d.open("span", "class", "words")
		d.text(r.block, name)
		d.shut("span")
		d.shut("th")
		return
	}
	d.open("th", "class", "name", "role", "rowheader", "scope", "row")
	d.text(r.block, name)
	d.shut("th")
}

// divided tells whether any row of a merged category has a subcategory.
func (t *table) divided(owner corpus.Anchor) bool {
	for _, r := range t.rows {
		if r.owners[category] == owner && r.owners[subcategory] != "" {
			return true
		}
	}
	return false
}

// displaced tells whether a cell before the name holds the row's lead units.
func (t *table) displaced(r *tableRow, column int) bool {
	cell := cellAt(r.block.Cells[:r.name], column)
	if cell.Empty() || r.indicator.LeadsFrom != "" || r.owners[leads] == "" {
		return false
	}
	words := squash(cell.Of(t.doc.plan.Text))
	return words == strings.Join(r.indicator.Leads, "") && words != r.indicator.Category && words != r.indicator.Subcategory
}

// height is how many rows from the i-th on share a merged cell; 0 where the
// cell began above.
func (t *table) height(i, kind int) int {
	owner := t.rows[i].owners[kind]
	if i > 0 && t.rows[i-1].owners[kind] == owner {
		return 0
	}
	n := 1
	for i+n < len(t.rows) && t.rows[i+n].owners[kind] == owner {
		n++
	}
	return n
}

// group writes a merged cell in its first row. Where a page break put the words
// into the table before, they are restored.
func (t *table) group(i, kind int, cell corpus.Span, words string, width int) {
	height := t.height(i, kind)
	class := map[int]string{category: "category", subcategory: "subcategory", leads: "lead"}[kind]
	switch {
	case height == 0:
	case cell.Empty():
		d := t.doc
		d.open("td", "class", class, "role", "cell", "data-restored", "true", "rowspan", spanned(height), "colspan", spanned(width))
		d.words(words)
		d.shut("td")
	default:
		t.merged(&t.rows[i], cell, class, height, width)
	}
}

// leads writes the cell of the lead units.
func (t *table) leads(i int) {
	r := &t.rows[i]
	cell := cellAt(r.block.Cells, r.values)
	for column := range r.name {
		if t.displaced(r, column) && cell.Empty() {
			t.blank("lead", t.height(i, leads), 1)
			return
		}
	}
	switch {
	case t.after == 0:
	case r.owners[leads] != "" && (cell.Empty() || r.indicator.LeadsFrom == ""):
		t.group(i, leads, cell, strings.Join(r.indicator.Leads, "、"), 1)
	default:
		t.cell(r, cell, t.before+t.middle)
	}
}

// plainRow writes a row that is no indicator: its cells in their order, a
// first one that stands alone across the table.
func (t *table) plainRow(r *tableRow) {
	d, cells := t.doc, r.block.Cells
	d.open("tr", "class", "row plain", "role", "row", "id", d.id(r.block.Item))
	if alone := !slices.ContainsFunc(cells[min(1, len(cells)):], func(c corpus.Span) bool { return !c.Empty() }); alone {
		t.merged(r, cellAt(cells, 0), "band", 1, t.columns())
	} else {
		for k := range max(len(cells), t.columns()) {
			if cell := cellAt(cells, k); !cell.Empty() || k < t.columns() {
				t.cell(r, cell, k)
			}
		}
	}
	d.shut("tr")
}

// cell writes a cell that is not merged.
func (t *table) cell(r *tableRow, cell corpus.Span, column int) {
	d, class := t.doc, t.class(column)
	if r.indicator == nil {
		class = "plain"
	}
	if cell.Empty() {
		class += " blank"
	}
	d.open("td", "class", class, "role", "cell", "data-label", t.label(column))
	d.text(r.block, cell)
	d.shut("td")
}

// merged writes a cell of several rows or columns.
func (t *table) merged(r *tableRow, cell corpus.Span, class string, height, width int) {
	d, label := t.doc, ""
	if class == "lead" {
		label = t.label(t.before + t.middle)
	}
	d.open("td", "class", class, "role", "cell", "rowspan", spanned(height), "colspan", spanned(width), "data-label", label)
	d.text(r.block, cell)
	d.shut("td")
}

// blank writes a cell without words.
func (t *table) blank(class string, height, width int) {
	t.doc.open("td", "class", cmp.Or(class, "plain")+" blank", "role", "cell", "rowspan", spanned(height), "colspan", spanned(width))
	t.doc.shut("td")
}

// cellAt returns a row's cell, an empty one behind its end.
func cellAt(cells []corpus.Span, i int) corpus.Span {
	if i < len(cells) {
		return cells[i]
	}
	return corpus.Span{}
}
