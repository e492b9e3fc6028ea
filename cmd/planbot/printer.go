package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// printer writes lines and keeps the first error.
type printer struct {
	w     io.Writer
	width int // of a line, in terminal columns; 0 for any
	rule  string
	color bool
	paint palette
	err   error
}

// newPrinter returns a printer of a look.
func newPrinter(w io.Writer, l look) *printer {
	p := &printer{w: w, width: l.width, rule: "-", color: l.color, paint: paletteOf(l.color)}
	if l.terminal {
		p.rule = "─"
	}
	return p
}

// plainPrinter returns a printer of lines of any width, without colours.
func plainPrinter(w io.Writer) *printer { return newPrinter(w, look{}) }

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}

// paragraph writes a text behind an indent, wrapped; the lines that follow the
// first stand behind as many columns more as hanging says.
func (p *printer) paragraph(indent string, hanging int, text string) {
	rest := strings.Repeat(" ", columnsOf(indent)+hanging)
	for i, l := range wrapped(text, p.room(len(rest))) {
		if i > 0 {
			indent = rest
		}
		p.line("%s", strings.TrimRight(indent+l, " "))
	}
}

// room returns how many columns a line has left behind an indent.
func (p *printer) room(indent int) int {
	if p.width == 0 {
		return anyWidth
	}
	return max(leastCell, p.width-indent)
}

const (
	anyWidth = 1 << 30
	// widest is the widest that a column of columns is made; what is longer
	// pushes the rest of its line.
	widest = 40
	// leastCell is the narrowest that a text is wrapped to.
	leastCell = 16
	gap       = 2 // columns between two of a table
	// wholeName is the longest name that a column of names is made wide for.
	wholeName = 24
)

// columns writes rows with their cells aligned, each row behind indent, the last
// cell wrapped. paints colour the columns from the first on.
func (p *printer) columns(indent string, rows [][]string, paints ...paint) {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			if n := columnsOf(cell); n <= widest {
				widths[i] = max(widths[i], n)
			}
		}
	}
	for _, row := range rows {
		line := indent
		at := columnsOf(indent)
		for i, cell := range row {
			lines := []string{cell}
			if i == len(row)-1 {
				lines = wrapped(cell, p.room(at))
			}
			for j, text := range lines {
				if j > 0 {
					p.line("%s", strings.TrimRight(line, " "))
					line = strings.Repeat(" ", at)
				}
				if i < len(row)-1 {
					text = pad(text, widths[i])
				}
				line += painted(text, paints, i)
			}
			if i < len(row)-1 {
				line += strings.Repeat(" ", gap)
				at += max(columnsOf(cell), widths[i]) + gap
			}
		}
		p.line("%s", strings.TrimRight(line, " "))
	}
}

func painted(text string, paints []paint, i int) string {
	if i < len(paints) && paints[i] != nil && text != "" {
		return paints[i](text)
	}
	return text
}

// column is one of a table.
type column struct {
	head  string
	least int  // the narrowest that it is made, in terminal columns
	names bool // its cells list names, which stay whole where they fit
	first bool // where rows are lists, it comes before the others
	paint paint
}

// row is one of a table: a cell for each column, or a heading that stands alone.
type row struct {
	cells   []string
	heading string
}

// table writes rows below the heads of their columns, wrapped to the printer's
// width. Columns without a word in any row are left out. It returns false, and
// writes nothing, where the columns do not fit beside each other.
func (p *printer) table(indent string, columns []column, rows []row) bool {
	columns, rows = withoutEmpty(columns, rows)
	widths, fit := p.fit(columnsOf(indent), columns, rows)
	if !fit {
		return false
	}
	heads := row{}
	total := 0
	for i := range columns {
		heads.cells = append(heads.cells, columns[i].head)
		total += widths[i] + gap
	}
	all := slices.Repeat([]paint{p.paint.label}, len(columns))
	p.row(indent, widths, make([]column, len(columns)), heads, all)
	p.line("%s%s", indent, p.paint.soft(strings.Repeat(p.rule, total-gap)))
	paints := make([]paint, len(columns))
	for i := range columns {
		paints[i] = columns[i].paint
	}
	for i, r := range rows {
		if r.heading == "" {
			p.row(indent, widths, columns, r, paints)
			continue
		}
		if i > 0 && rows[i-1].heading == "" {
			p.line("")
		}
		for _, l := range wrapped(r.heading, total-gap) {
			p.line("%s%s", indent, p.paint.heading(l))
		}
	}
	return true
}

// row writes the cells of a row on as many lines as the highest needs.
func (p *printer) row(indent string, widths []int, columns []column, r row, paints []paint) {
	var cells [][]string
	height := 1
	for i, cell := range r.cells {
		lines := wrapped(cell, widths[i])
		if columns[i].names {
			lines = wrappedNames(cell, widths[i])
		}
		cells = append(cells, lines)
		height = max(height, len(lines))
	}
	for n := range height {
		line, owed := indent, 0
		for i, lines := range cells {
			text := ""
			if n < len(lines) {
				text = lines[n]
			}
			if text != "" {
				line += strings.Repeat(" ", owed) + painted(text, paints, i)
				owed = 0
			}
			owed += widths[i] + gap - columnsOf(text)
		}
		p.line("%s", strings.TrimRight(line, " "))
	}
}

// withoutEmpty leaves out the columns that no row says anything in.
func withoutEmpty(columns []column, rows []row) ([]column, []row) {
	keep := make([]bool, len(columns))
	for _, r := range rows {
		for i, cell := range r.cells {
			keep[i] = keep[i] || cell != ""
		}
	}
	var kept []column
	for i, c := range columns {
		if keep[i] {
			kept = append(kept, c)
		}
	}
	out := make([]row, len(rows))
	for n, r := range rows {
		out[n].heading = r.heading
		for i, cell := range r.cells {
			if keep[i] {
				out[n].cells = append(out[n].cells, cell)
			}
		}
	}
	return kept, out
}

// fit gives each column of a table its width: as much as its widest cell needs,
// or, where the line has less, so much that rows become no higher than they must.
// ok is false where not even the narrowest fit.
func (p *printer) fit(indent int, columns []column, rows []row) (widths []int, ok bool) {
	widths = make([]int, len(columns))
	needed := make([]int, len(columns))
	var cells [][]int // how much each cell needs
	for _, r := range rows {
		if r.heading == "" {
			needs := make([]int, len(columns))
			for i, cell := range r.cells {
				needs[i] = columnsOf(cell)
				needed[i] = max(needed[i], needs[i])
			}
			cells = append(cells, needs)
		}
	}
	left := p.width - indent - gap*(len(columns)-1)
	for i, c := range columns {
		needed[i] = max(needed[i], columnsOf(c.head))
		widths[i] = min(needed[i], max(c.least, columnsOf(c.head)))
		left -= widths[i]
	}
	if p.width == 0 {
		return needed, true
	}
	ok = left >= 0
	for i, c := range columns {
		if c.names && left > 0 {
			more := min(left, max(0, min(longestName(rows, i), wholeName)-widths[i]))
			widths[i] += more
			left -= more
		}
	}
	for ; left > 0; left-- {
		i := highest(cells, widths, needed)
		if i < 0 {
			break
		}
		widths[i]++
	}
	return widths, ok
}

// longestName returns how much the longest name in a column needs.
func longestName(rows []row, i int) int {
	longest := 0
	for _, r := range rows {
		if r.heading == "" {
			for _, name := range splitNames(r.cells[i]) {
				longest = max(longest, columnsOf(name))
			}
		}
	}
	return longest
}

// highest returns the column that makes rows the highest and can be wider, -1
// where none can.
func highest(cells [][]int, widths, needed []int) int {
	gain := make([]float64, len(widths))
	for _, needs := range cells {
		tallest, height := -1, 0.0
		for i, n := range needs {
			if h := float64(n) / float64(widths[i]); widths[i] < needed[i] && h > height {
				tallest, height = i, h
			}
		}
		if tallest >= 0 {
			gain[tallest] += height / float64(widths[tallest])
		}
	}
	best := -1
	for i := range widths {
		if widths[i] < needed[i] && (best < 0 || gain[i] > gain[best]) {
			best = i
		}
	}
	return best
}
