package parse

import (
	"cmp"
	"strings"
	"unicode/utf8"

	"planbot/corpus/parse/source"
)

// maxHead is the longest cell of a header, in characters.
const maxHead = 14

// knownHeads returns how many lines from i on are cells of a header, each on a
// line of its own.
func (f *tableFinder) knownHeads(i int) int {
	n := 0
	for i+n < len(f.in) && n < 12 {
		line := &f.in[i+n]
		if line.Row() || len(line.Text) > 6*maxHead {
			break
		}
		words := squash(line.Text)
		if words == "" || utf8.RuneCountInString(words) > maxHead || !isHeadWord(words) {
			break
		}
		n++
	}
	return n
}

// cellLines reads a table whose cells stand on a line each: a header of three
// cells or more, and rows in which every line has its column.
func (f *tableFinder) cellLines(i int) int {
	most := f.knownHeads(i)
	if most < 3 {
		return 0
	}
	header := f.words(i, i+most)
	if !isHeader(header) {
		return 0
	}
	for k := most; k >= 3; k-- { // the first row may begin as a header's cell does
		t := &cellTable{finder: f, grid: gridOf(header[:k]), header: i}
		if isHeader(header[:k]) && t.read(i+k) && t.rows > 0 {
			return t.end - i
		}
		t.undo()
	}
	if t := (&cellTable{finder: f, grid: gridOf(header), header: i}); t.read(i + most) {
		return t.end - i
	}
	f.keep(i, i+most, "这里像是一张表格的表头（"+strings.Join(header, "、")+"），但下面各行读不出来，按原文保留。")
	return most
}

// cellTable is a table of one cell a line.
type cellTable struct {
	finder *tableFinder
	grid   *grid
	header int
	end    int // behind its last line
	rows   int
	begun  bool
	mark   [2]int // the lines and the warnings that the finder had before
}

// read reads the rows from a line on; false where there is none, read or kept.
func (t *cellTable) read(at int) bool {
	f := t.finder
	t.begun, t.mark = true, [2]int{len(f.out), len(f.warnings)}
	f.row(t.header, cellsFrom(f.words(t.header, at)))
	t.end = at
	if t.grid.columns[0].kind == columnNumber {
		t.numbered()
	} else {
		t.unnumbered()
	}
	if t.end == at {
		t.undo()
	}
	return t.end > at
}

// undo takes back what was handed on.
func (t *cellTable) undo() {
	f := t.finder
	if !t.begun {
		return
	}
	t.begun = false
	for n := t.mark[0]; n < len(f.out); n++ {
		delete(f.kept, n)
	}
	f.out, f.warnings = f.out[:min(len(f.out), t.mark[0])], f.warnings[:min(len(f.warnings), t.mark[1])]
}

// line returns the words of a line, "" behind the text's end and for a row.
func (t *cellTable) line(n int) string {
	f := t.finder
	if n >= len(f.in) || f.in[n].Row() || len(f.in[n].Text) > maxCell {
		return ""
	}
	return squash(f.in[n].Text)
}

// maxCell is the longest cell on a line of its own, in bytes.
const maxCell = 3000

// orderNumber returns the number that a line is, 0 where it is none.
func orderNumber(line string) int {
	if len(line) > maxNumber || !rowNumber.MatchString(line) {
		return 0
	}
	return numberOf(strings.Trim(line, "（）()、.．"))
}

// numbered reads rows that their numbers part.
func (t *cellTable) numbered() {
	next := 0
	for {
		line := t.line(t.end)
		switch number := orderNumber(line); {
		case number > 0 && (next == 0 || number == next || number == 1 && next > 1 && t.rows > 0):
			next = number + 1
			t.segment(t.end, t.segmentEnd(t.end+1, next))
		case isGroupLine(line) && t.numberFollows(t.end+1, next):
			t.band()
		case isPageLine(line) && t.numberFollows(t.end+1, next):
			t.finder.page(t.end)
			t.end++
		default:
			return
		}
	}
}

// isGroupLine matches a line that groups the rows below it.
func isGroupLine(line string) bool {
	return len(line) <= 4*60 && utf8.RuneCountInString(line) <= 60 && (numbers[rankChapter].MatchString(line) || numbers[rankSection].MatchString(line)) && !strings.ContainsAny(line, "。；")
}

// numberFollows tells whether a row begins at a line.
func (t *cellTable) numberFollows(at, next int) bool {
	n := orderNumber(t.line(at))
	return n > 0 && (next == 0 || n == next)
}

// band hands a line that groups the rows below it on.
func (t *cellTable) band() {
	f := t.finder
	f.row(t.end, bandOf(f.in[t.end].Text, len(t.grid.columns)))
	t.end++
}

// segmentEnd returns where the lines of a numbered row end: before the next
// number or the line that groups what follows. A value may be that number too:
// then the row ends where its lines have columns. The last row ends where its
// columns do.
func (t *cellTable) segmentEnd(at, next int) int {
	f := t.finder
	first := 0
	for n := at; n < min(len(f.in), at+maxRowLines) && t.line(n) != ""; n++ {
		line := t.line(n)
		switch {
		case orderNumber(line) == next, isPageLine(line) && orderNumber(t.line(n+1)) == next:
			if _, ok := alignLines(f.words(at, n), t.columns()); ok {
				return n
			}
			if first == 0 {
				first = n
			}
		case isGroupLine(line) && n > at:
			if _, ok := alignLines(f.words(at, n), t.columns()); ok || first > 0 {
				return cmp.Or(first, n)
			}
			return t.lastEnd(at)
		}
	}
	if end := t.fullEnd(at); end > first { // the next number was a value of the last row
		return end
	}
	if first > 0 {
		return first
	}
	return t.lastEnd(at)
}

// fullEnd returns where a row ends behind which no other stands: with the first
// lines that fill all columns, and what more its last column can hold; 0 where
// none do.
func (t *cellTable) fullEnd(at int) int {
	for n := at + 1; n <= min(len(t.finder.in), at+12) && t.line(n-1) != ""; n++ {
		a := lineAligner{lines: t.finder.words(at, n), columns: t.columns()}
		if _, ways := a.align(); ways != 1 {
			continue
		}
		for n < at+maxRowLines && t.holdsMore(n) {
			n++
		}
		return n
	}
	return 0
}

// lastEnd is fullEnd, or where cells are missing the last line that has a
// column; at where none has.
func (t *cellTable) lastEnd(at int) int {
	if end := t.fullEnd(at); end > 0 {
		return end
	}
	end := at
	for n := at + 2; n <= min(len(t.finder.in), at+12) && t.line(n-1) != ""; n++ {
		a := lineAligner{lines: t.finder.words(at, n), columns: t.columns(), lacking: true}
		if _, ways := a.align(); ways == 1 {
			end = n
		}
	}
	return end
}

// holdsMore tells whether the last column, of units, can hold a line too. The
// one above a date is a signature.
func (t *cellTable) holdsMore(n int) bool {
	columns := t.columns()
	last, line := &columns[len(columns)-1], t.line(n)
	return last.kind == columnUnits && line != "" && last.takes(line) && !dateLine.MatchString(t.line(n+1))
}

// columns are those behind the row's number.
func (t *cellTable) columns() []column {
	if t.grid.columns[0].kind == columnNumber {
		return t.grid.columns[1:]
	}
	return t.grid.columns
}

// segment reads the lines of a numbered row, the number's first. They may hold
// further rows without a number.
func (t *cellTable) segment(at, to int) {
	f := t.finder
	number := f.in[at].Text
	mark, rows := len(f.out), t.rows
	ok := to > at+1
	if spans, one := alignLines(f.words(at+1, to), t.columns()); ok && one {
		t.emit(at, at+1, number, spans)
	} else {
		for n, first := at+1, at; ok && n < to; {
			var end int
			if spans, end, ok = t.record(n, to); ok {
				t.emit(first, n, number, spans)
				n, first, number = end, end, ""
			}
		}
	}
	if t.end = max(to, at+1); !ok {
		f.out, t.rows = f.out[:mark], rows
		end := to
		if to == at+1 { // the last row, whose end is not known
			end = min(len(f.in), at+1+len(t.columns()))
			for n := at + 1; n < end; n++ {
				if line := t.line(n); line == "" || rankOf(line) != rankNone {
					end = n
				}
			}
		}
		f.keepRow(at, end, "表格这一行各格的归属读不准，按原文保留，没有读取："+f.quote(at, end))
		t.end = end
	}
}

// record reads one row without a number from a line on, a line to each cell,
// units as many as there are. It returns its lines and the line behind it.
func (t *cellTable) record(at, to int) ([]lineSpan, int, bool) {
	var found []lineSpan
	end, columns := 0, t.columns()
	for _, lacking := range []bool{false, true} {
		for n := at + 1; n <= min(to, at+12) && t.line(n-1) != ""; n++ {
			a := lineAligner{lines: t.finder.words(at, n), columns: columns, lacking: lacking, single: true}
			spans, ways := a.align()
			if ways == 0 || n < to && t.holdsMore(n) {
				continue
			}
			if ways > 1 || found != nil {
				return nil, at, false
			}
			found, end = spans, n
		}
		if found != nil {
			return found, end, true
		}
	}
	return nil, at, false
}

// emit hands a row on.
func (t *cellTable) emit(at, from int, number string, spans []lineSpan) {
	f := t.finder
	cells := make([]source.Cell, len(t.grid.columns))
	shift := len(cells) - len(spans)
	if shift > 0 {
		cells[0].Text = number
	}
	for c, s := range spans {
		var words []string
		for _, l := range f.in[from+s.from : from+s.to] {
			words = append(words, strings.TrimSpace(l.Text))
		}
		cells[c+shift].Text = strings.Join(words, " ")
	}
	f.row(at, t.grid.merge(cells))
	t.rows++
}

// unnumbered reads rows that nothing but their cells part.
func (t *cellTable) unnumbered() {
	f := t.finder
	for t.line(t.end) != "" {
		spans, end, ok := t.record(t.end, len(f.in))
		switch {
		case ok:
			t.emit(t.end, t.end, "", spans)
			t.end = end
			continue
		case isGroupLine(t.line(t.end)):
			if _, _, ok := t.record(t.end+1, len(f.in)); ok {
				t.band()
				continue
			}
		}
		break
	}
	t.warnRest()
}

// warnRest warns where a table ends before what may be a further row.
func (t *cellTable) warnRest() {
	f, n := t.finder, t.end
	for ; n < min(len(f.in), t.end+maxRowLines); n++ {
		line := t.line(n)
		if line == "" || rankOf(line) != rankNone || utf8.RuneCountInString(line) > 40 || strings.ContainsAny(line, "。；：:") || dateLine.MatchString(line) || attachment.MatchString(line) || isPageLine(line) {
			break
		}
	}
	if t.rows > 0 && n-t.end >= 2 && (n >= len(f.in) || !dateLine.MatchString(t.line(n))) {
		f.keep(t.end, n, "表格从这里起各格的归属读不准，按原文保留，没有读取："+f.quote(t.end, n))
		t.end = n
	}
}
