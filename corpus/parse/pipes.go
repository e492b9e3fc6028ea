package parse

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"planbot/corpus/parse/source"
)

// pipes are the characters that draw upright lines.
const pipes = "|｜│┃"

// drawings are the characters that tables are drawn with, as a class has them.
const drawings = pipes + `:\-—–─━┄═+┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬║`

var pipeMarks = strings.Split(pipes, "")

var (
	onlyPipe  = regexp.MustCompile(`^[` + pipes + `]$`)
	drawnLine = regexp.MustCompile(`^[\s` + drawings + `]+$`)
)

func isPipe(s string) bool { return len(s) < 8 && onlyPipe.MatchString(strings.TrimSpace(s)) }

func isPipeRune(r rune) bool { return strings.ContainsRune(pipes, r) }

// isDrawn tells whether a line holds nothing but what draws a table.
func isDrawn(s string) bool {
	first, _ := utf8.DecodeRuneInString(s)
	return (first == ' ' || strings.ContainsRune(drawings, first)) && strings.ContainsAny(s, pipes+"┌├└┬┼┴╔╠╚+") && len(s) >= 3 && drawnLine.MatchString(s)
}

// pipes reads rows whose cells are parted by pipes, in lines or on lines of
// their own. The pipes stay in the text, but are in no cell.
func (f *tableFinder) pipes(i int) int {
	if n := f.pipeLines(i); n > 0 {
		return n
	}
	return f.loosePipes(i)
}

// pipeRow is a line with pipes, or one that is drawn.
type pipeRow struct {
	at    int
	cells []source.Cell // nil for a drawn line
	end   string        // the pipe that it ends in
}

// pipeLines reads lines with pipes in them, below a header.
func (f *tableFinder) pipeLines(i int) int {
	var rows []pipeRow
	n, header := i, -1
	for ; n < len(f.in) && !f.in[n].Row(); n++ {
		line := strings.TrimSpace(f.in[n].Text)
		switch {
		case isDrawn(line):
			rows = append(rows, pipeRow{at: n})
			continue
		case isPipe(line), !strings.ContainsAny(line, pipes):
		default:
			row := cutPipes(line)
			if header < 0 {
				header = len(rows)
			}
			if row.at = n; len(row.cells) > 1 && len(row.cells) <= maxColumns {
				rows = append(rows, row)
				continue
			}
		}
		break
	}
	if header < 0 || len(rows) < header+2 || !isHeader(squashedCells(rows[header].cells)) {
		return 0
	}
	f.emitPipes(rows, len(rows[header].cells))
	return n - i
}

func squashedCells(cells []source.Cell) []string {
	words := make([]string, len(cells))
	for c := range cells {
		words[c] = squash(cells[c].Text)
	}
	return words
}

// cutPipes cuts a line at its pipes. Those at its edges part nothing.
func cutPipes(line string) pipeRow {
	var row pipeRow
	before := ""
	add := func(text string) {
		row.cells = append(row.cells, source.Cell{Text: text, Before: before})
		before = ""
	}
	start := 0
	for at, r := range line {
		if !isPipeRune(r) {
			continue
		}
		if at > 0 {
			add(line[start:at])
		}
		start = at + utf8.RuneLen(r)
		before = line[at:start]
	}
	if start < len(line) {
		add(line[start:])
	} else {
		row.end = before
	}
	return row
}

// emitPipes hands rows on. A drawn line is printed behind the row above it, or
// before the first. A row with more or fewer cells than the header has is kept
// as it is.
func (f *tableFinder) emitPipes(rows []pipeRow, width int) {
	var g *grid
	above := ""
	for n := 0; n < len(rows); n++ {
		row := &rows[n]
		if row.cells == nil {
			above += strings.TrimSpace(f.in[row.at].Text) + " "
			continue
		}
		if len(row.cells) != width {
			f.keep(row.at, row.at+1, "用竖线分隔的表格这一行与表头的格数不同，按原文保留，没有读取："+f.quote(row.at, row.at+1))
			continue
		}
		if g == nil {
			g = gridOf(squashedCells(row.cells))
		} else if !isHeader(squashedCells(row.cells)) {
			row.cells = g.merge(row.cells)
		}
		behind := row.end
		for n+1 < len(rows) && rows[n+1].cells == nil {
			n++
			behind += " " + strings.TrimSpace(f.in[rows[n].at].Text)
		}
		row.cells[0].Before, above = above+row.cells[0].Before, ""
		f.rowBefore(row.at, row.cells, behind)
	}
}

// loose is a table whose cells stand on lines of their own, with a pipe on a
// line between them. Where a row ends, its last cell and the first one of the
// next row stand in one part.
type loose struct {
	finder *tableFinder
	parts  [][]int // the lines between pipes
	drawn  []int   // the line of the pipe before each part
	grid   *grid
	rows   [][]source.Cell
	lines  []int // where each row begins
	end    int   // behind the last row
}

// loosePipes reads a table that begins at line i.
func (f *tableFinder) loosePipes(i int) int {
	if i < f.pipesUntil || i+1 >= len(f.in) || !isPipe(f.in[i+1].Text) || isPipe(f.in[i].Text) {
		return 0
	}
	l := &loose{finder: f, parts: [][]int{{i}}, drawn: []int{-1}}
	n, last := i+1, i+1
	for ; n < len(f.in) && !f.in[n].Row() && n-last <= maxRowLines; n++ {
		switch text := f.in[n].Text; {
		case isPipe(text):
			l.parts, l.drawn, last = append(l.parts, nil), append(l.drawn, n), n
		case strings.ContainsAny(text, pipes):
			last = -len(f.in) // ends
		default:
			l.parts[len(l.parts)-1] = append(l.parts[len(l.parts)-1], n)
		}
	}
	f.pipesUntil = n
	width := slices.IndexFunc(l.parts, func(p []int) bool { return len(p) != 1 }) + 1
	if width < 2 || width > maxColumns {
		return 0
	}
	header := make([]string, width)
	for c := range header {
		header[c] = f.in[l.parts[c][0]].Text
	}
	if !isHeader(squashed(header)) {
		return 0
	}
	l.grid = gridOf(header)
	if !l.read() {
		end := l.drawn[len(l.drawn)-1] + 1
		f.keep(i, min(end+1, len(f.in)), "用竖线分隔的表格各行的格数对不上，按原文保留，没有读取："+f.quote(i, end))
		return min(end+1, len(f.in)) - i
	}
	for n, cells := range l.rows {
		if n > 0 {
			cells = l.grid.merge(cells)
		}
		f.row(l.lines[n], cells)
	}
	return l.end - i
}

// read reads the rows; false where a line can belong to two cells.
func (l *loose) read() bool {
	step := len(l.grid.columns) - 1
	if len(l.parts) == 0 || (len(l.parts)-1)%step != 0 {
		return false
	}
	first := l.parts[0]
	for at := 0; at+step < len(l.parts); at += step {
		cells := make([]source.Cell, step+1)
		cells[0].Text = l.join(first)
		for c := 1; c <= step; c++ {
			cells[c] = source.Cell{Text: l.join(l.parts[at+c]), Before: strings.TrimSpace(l.finder.in[l.drawn[at+c]].Text)}
		}
		l.lines = append(l.lines, l.begin(first, at+1))
		var last []int
		var ok bool
		if at+2*step < len(l.parts) {
			last, first, ok = l.split(l.parts[at+step])
		} else {
			last, ok = l.tail(l.parts[at+step]), true
		}
		if !ok {
			return false
		}
		cells[step].Text = l.join(last)
		l.rows = append(l.rows, cells)
		if l.end = l.drawn[at+step] + 1; len(last) > 0 {
			l.end = last[len(last)-1] + 1
		}
	}
	return true
}

// begin returns the line where a row begins.
func (l *loose) begin(first []int, next int) int {
	if len(first) > 0 {
		return first[0]
	}
	return l.drawn[next]
}

func (l *loose) join(lines []int) string {
	words := make([]string, len(lines))
	for i, n := range lines {
		words[i] = strings.TrimSpace(l.finder.in[n].Text)
	}
	return strings.Join(words, " ")
}

// split parts the lines between two rows: the last cell of one, the first of
// the next. A number begins a row; else there must be a line for each.
func (l *loose) split(part []int) (last, first []int, ok bool) {
	columns, n := l.grid.columns, len(part)
	word := func(i int) string { return squash(l.finder.in[part[i]].Text) }
	end := &columns[len(columns)-1]
	switch {
	case n == 0:
		return nil, nil, true
	case columns[0].kind == columnNumber && rowNumber.MatchString(word(n-1)):
		return part[:n-1], part[n-1:], true
	case columns[0].kind == columnNumber:
		return part, nil, end.takes(word(n - 1))
	case n != 2 || end.kind == columnUnits && end.takes(word(1)):
		return nil, nil, false
	}
	return part[:1], part[1:], true
}

// tail returns the lines behind the last pipe that are the last cell.
func (l *loose) tail(part []int) []int {
	end := &l.grid.columns[len(l.grid.columns)-1]
	n := 0
	for n < len(part) {
		word := squash(l.finder.in[part[n]].Text)
		if !end.takes(word) || rankOf(word) != rankNone || n > 0 && end.kind != columnUnits {
			break
		}
		n++
	}
	return part[:n]
}
