package parse

import (
	"regexp"
	"slices"
	"strings"

	"planbot/corpus/fold"
	"planbot/corpus/parse/source"
)

// tabTable is a run of rows whose cells are parted by tabs, below their header.
type tabTable struct {
	finder *tableFinder
	from   int
	end    int             // behind its last row
	header []string        // squashed, of the columns
	heads  [][]source.Cell // the rows of the header
	lines  []tabLine
	groups bool // there are lines that group the rows below them
}

// tabLine is a line of a table.
type tabLine struct {
	at    int
	cells []string // nil for one that is no row
}

// tabs reads a run of rows with tabs. Where they have as many cells as their
// header, or can stand below it in one way only, they get its columns. Rows that
// merged cells left shorter or longer, of a table of indicators without further
// columns, are readRow's.
func (f *tableFinder) tabs(i int) int {
	if !isRow(f.in[i].Text) {
		return 0
	}
	words := squashed(splitTabs(f.in[i].Text))
	if !isHeader(words) {
		return f.goOn(i)
	}
	for words[len(words)-1] == "" {
		words = words[:len(words)-1]
	}
	plain := isPlainHeader(nonEmpty(words))
	if len(words) > maxColumns || plain && i < f.plainUntil {
		return 0
	}
	t := &tabTable{finder: f, from: i, header: words}
	if !t.readHeads() {
		t.collect(i + 1)
		f.keep(i, t.end, "表格的表头有两行，各列对不上，按原文保留，没有读取："+f.quote(i, i+2))
		return t.end - i
	}
	t.collect(i + len(t.heads))
	plain = plain && len(t.heads) == 1 && !t.groups
	if len(t.lines) == 0 || plain && (slices.Contains(words, "") || !f.even(i, words)) {
		f.plainUntil = t.end
		return 0
	}
	t.emit()
	return t.end - i
}

// maxColumns is the widest table that is read by its columns.
const maxColumns = 40

// splitTabs returns the cells of a row.
func splitTabs(text string) []string {
	return strings.Split(strings.TrimRight(text, " \u3000\r"), "\t")
}

// isPlainHeader tells whether readRow knows all that a header says.
func isPlainHeader(words []string) bool {
	if readHeader(words) == nil {
		return false
	}
	return !slices.ContainsFunc(words, func(w string) bool {
		switch c := readColumn(w); c.kind {
		case columnNumber, columnGroup, columnName, columnMeasure, columnUnits:
			return false
		case columnValue:
			return c.year == 0 && !c.target
		}
		return true
	})
}

// readHeads reads the rows of the header. A second one stands below the merged
// cells of the first. It is false for two rows that do not fit.
func (t *tabTable) readHeads() bool {
	f := t.finder
	one := cellsFrom(splitTabs(f.in[t.from].Text))[:len(t.header)]
	t.heads = [][]source.Cell{one}
	if t.from+1 >= len(f.in) || f.in[t.from+1].Row() || !strings.Contains(f.in[t.from+1].Text, "\t") {
		return true
	}
	below := squashed(splitTabs(f.in[t.from+1].Text))
	if !isBelowHeader(below) || slices.Equal(below, t.header) {
		return true
	}
	first, second, ok := t.spread(below)
	if !ok {
		return false
	}
	t.heads = [][]source.Cell{first, second}
	heads := make([]string, len(first))
	for _, row := range t.heads {
		words := make([]string, len(row))
		for c := range row {
			words[c] = squash(row[c].Text)
		}
		addHeader(heads, row, words)
	}
	t.header = heads
	return true
}

// isBelowHeader tells whether a row is the second of a header: all that it
// says is years, or parts of what stands above.
func isBelowHeader(words []string) bool {
	all := nonEmpty(words)
	return len(all) > 1 && !slices.ContainsFunc(all, func(w string) bool {
		return !partOfHead.MatchString(fold.Fold(w)) && !isHeadWord(w) || rowNumber.MatchString(w)
	})
}

var partOfHead = regexp.MustCompile(`^(?:20\d{2}年?\p{Han}{0,6}|(?:目标|完成|实际|实绩|计划|预期|累计|增长|增速|牵头|主办|配合|协办|小计|合计|其中|新建|改造|现状|基期)(?:值|数|量|情况|单位|部门)?(?:[（(].{1,8}[）)])?)$`)

// spread gives both rows of a header their columns. Either the first has an
// empty cell for each column that a merged one covers, or it has one cell for
// all the columns that the second names.
func (t *tabTable) spread(below []string) (first, second []source.Cell, ok bool) {
	f := t.finder
	above, under := splitTabs(f.in[t.from].Text)[:len(t.header)], splitTabs(f.in[t.from+1].Text)
	if !slices.Contains(below, "") && !slices.Contains(t.header, "") {
		return t.spreadOne(above, under)
	}
	for len(under) < len(above) {
		under, below = append(under, ""), append(below, "")
	}
	for len(above) < len(under) && below[len(above)] != "" {
		above, t.header = append(above, ""), append(t.header, "")
	}
	if slices.ContainsFunc(under[len(above):], func(w string) bool { return squash(w) != "" }) {
		return nil, nil, false
	}
	for c := range above {
		switch {
		case t.header[c] != "":
			first = append(first, source.Cell{Text: above[c]})
		case c > 0 && below[c] != "" && below[c-1] != "":
			first = append(first, source.Cell{From: source.Left})
		default:
			return nil, nil, false
		}
		if below[c] == "" {
			second = append(second, source.Cell{From: source.Above})
		} else {
			second = append(second, source.Cell{Text: under[c]})
		}
	}
	return first, second, true
}

// spreadOne spreads the one cell of a header that can stand over all the
// columns that the row below it names.
func (t *tabTable) spreadOne(above, under []string) (first, second []source.Cell, ok bool) {
	wide := slices.IndexFunc(t.header, isWideHead)
	if wide < 0 || slices.ContainsFunc(t.header[wide+1:], isWideHead) {
		return nil, nil, false
	}
	for c := range above {
		first = append(first, source.Cell{Text: above[c]})
		if c != wide {
			second = append(second, source.Cell{From: source.Above})
			continue
		}
		for n := range under {
			second = append(second, source.Cell{Text: under[n]})
			if n > 0 {
				first = append(first, source.Cell{From: source.Left})
			}
		}
	}
	return first, second, true
}

// isWideHead tells a header that may stand over several: 指标值, 年度目标.
func isWideHead(w string) bool {
	c := readColumn(w)
	return c.kind == columnValue && c.year == 0 || c.kind == columnUnits && c.label == "责任"
}

// collect collects the rows from a line on, up to the next header or to what is
// no row. Lines that group rows and the numbers of pages may stand between.
func (t *tabTable) collect(from int) {
	f := t.finder
	t.end = from
	for n := from; n < len(f.in) && !f.in[n].Row(); n++ {
		text := f.in[n].Text
		if isRow(text) || strings.Count(text, "\t") == len(t.header)-1 {
			cells := splitTabs(text)
			if words := squashed(cells); isHeader(words) && !slices.Equal(nonEmpty(words), nonEmpty(t.header)) {
				break
			}
			t.lines, t.end = append(t.lines, tabLine{n, cells}), n+1
			continue
		}
		group := isGroupLine(squash(text)) && t.rowBelow(n+1)
		if !group && !isPageLine(text) {
			break
		}
		t.groups = t.groups || group
		t.lines = append(t.lines, tabLine{n, nil})
	}
	for len(t.lines) > 0 && t.lines[len(t.lines)-1].at >= t.end {
		t.lines = t.lines[:len(t.lines)-1]
	}
}

// rowBelow tells whether a row of the table, and no header, stands at a line.
func (t *tabTable) rowBelow(n int) bool {
	f := t.finder
	if n >= len(f.in) || f.in[n].Row() || !isRow(f.in[n].Text) {
		return false
	}
	words := squashed(splitTabs(f.in[n].Text))
	if isHeader(words) {
		return false
	}
	if len(words) == len(t.header) {
		return true
	}
	_, ok := alignRow(words, gridOf(t.header).columns)
	return ok
}

// emit hands the rows on with their columns.
func (t *tabTable) emit() {
	f := t.finder
	for n, cells := range t.heads {
		f.row(t.from+n, cells)
	}
	f.last = openTable{gridOf(t.header), len(t.header), t.end}
	for n := 0; n < len(t.lines); n++ {
		switch line := t.lines[n]; {
		case n+1 < len(t.lines) && t.broken(line, t.lines[n+1]):
			f.keepRow(line.at, t.lines[n+1].at+1, "表格这两行像是一行断开的，按原文保留，没有读取："+f.quote(line.at, t.lines[n+1].at+1))
			n++
		case line.cells != nil:
			f.tabRow(line)
		case isPageLine(f.in[line.at].Text):
			f.page(line.at)
		default:
			f.row(line.at, bandOf(f.in[line.at].Text, len(t.header)))
		}
	}
}

// broken tells whether two lines look like one row of a table of tasks that a
// line end inside a cell has cut: the task, with nothing behind it, and then
// more of it, without a number.
func (t *tabTable) broken(line, next tabLine) bool {
	g := t.finder.last.grid
	if !g.tasks || g.columns[0].kind != columnNumber || line.cells == nil || next.cells == nil || next.at != line.at+1 ||
		len(line.cells)+len(next.cells)-1 != len(t.header) || len(line.cells) < 2 || len(next.cells) < 2 {
		return false
	}
	last, first := len(line.cells)-1, squash(next.cells[0])
	return g.columns[last].kind == columnTask && first != "" && !rowNumber.MatchString(first)
}

// bandOf returns the cells of a row that one cell covers whole.
func bandOf(text string, width int) []source.Cell {
	cells := make([]source.Cell, width)
	for c := range cells {
		cells[c].From = source.Left
	}
	cells[0] = source.Cell{Text: text}
	return cells
}

// tabRow hands a row of the last table on: with the columns that its cells
// stand in, or as it is where that is not certain.
func (f *tableFinder) tabRow(line tabLine) {
	g, words := f.last.grid, squashed(line.cells)
	if len(words) > f.last.width && len(nonEmpty(words[f.last.width:])) == 0 {
		words = words[:f.last.width]
	}
	cells := make([]source.Cell, f.last.width)
	if len(words) == len(cells) {
		for c := range words {
			cells[c].Text = line.cells[c]
		}
	} else {
		at, ok := alignRow(words, g.columns)
		if !ok {
			f.keep(line.at, line.at+1, "表格这一行与表头对不上，按原文保留，没有读取："+strings.Join(nonEmpty(words), " "))
			return
		}
		for i, c := range at {
			if c >= 0 {
				cells[c].Text = line.cells[i]
			}
		}
	}
	f.row(line.at, g.merge(cells))
}

// merge marks the cells of a row of plain text that were merged: where
// indicators are grouped and led, one that is empty has the words above it; one
// that stands alone, and names no indicator, goes over the whole row.
func (g *grid) merge(cells []source.Cell) []source.Cell {
	only, all := -1, 0
	for c := range cells {
		if squash(cells[c].Text) != "" {
			only, all = c, all+1
		}
	}
	if all == 1 && only <= max(g.title(), 0) {
		words := squash(cells[only].Text)
		if isGroupLine(words) || only != g.title() && !rowNumber.MatchString(words) {
			for c := only + 1; c < len(cells); c++ {
				cells[c].From = source.Left
			}
			return cells
		}
	}
	for c := range cells {
		if kind := g.columns[c].kind; cells[c].Text == "" && (kind == columnGroup || kind == columnUnits && !g.tasks) {
			cells[c].From = source.Above
		}
	}
	return cells
}

// goOn reads rows without a header of their own: those of the last table that
// the end of a page cut.
func (f *tableFinder) goOn(i int) int {
	if f.last.grid == nil || slices.ContainsFunc(f.in[f.last.end:i], func(l source.Line) bool {
		return !isPageLine(l.Text) && !footnote.MatchString(strings.TrimSpace(l.Text))
	}) {
		return 0
	}
	n := i
	for ; n < len(f.in) && !f.in[n].Row() && isRow(f.in[n].Text) && !isHeader(squashed(splitTabs(f.in[n].Text))); n++ {
		f.tabRow(tabLine{n, splitTabs(f.in[n].Text)})
	}
	f.last.end = n
	return n - i
}

// even tells whether the rows from i on, up to another header, all have as many
// cells as theirs.
func (f *tableFinder) even(i int, header []string) bool {
	key := strings.Join(header, "\t")
	if known, ok := f.evenBelow[key]; ok { // a header that pages repeat is asked about once
		return known
	}
	if f.evenBelow == nil {
		f.evenBelow = map[string]bool{}
	}
	f.evenBelow[key] = f.evenFrom(i, header)
	return f.evenBelow[key]
}

func (f *tableFinder) evenFrom(i int, header []string) bool {
	for n := i; n < len(f.in); n++ {
		if f.in[n].Row() || !isRow(f.in[n].Text) {
			continue
		}
		row := splitTabs(f.in[n].Text)
		if words := squashed(row); isHeader(words) && !slices.Equal(nonEmpty(words), header) {
			break
		}
		if len(row) != len(header) {
			return false
		}
	}
	return true
}
