package parse

import (
	"slices"
	"strings"

	"planbot/corpus/parse/source"
)

// Plain text has no tables, but what was one: cells parted by tabs, by pipes or
// by runs of spaces, or set each on a line of its own. Here they become rows
// with columns, where which cell is in which column is beyond doubt. What is
// not is kept line by line, with a warning, and nothing is read out of it.

// tableFinder goes through the lines of a document.
type tableFinder struct {
	in       []source.Line
	out      []source.Line
	kept     map[int]bool // the lines of out that are part of a table and are not read
	warnings []lineWarning

	evenBelow  map[string]bool // by header: whether all rows below it are of its length
	plainUntil int             // the line behind the last table that readRow is to read
	pipesUntil int             // the line behind the last ones that were looked at for pipes between them
	last       openTable       // that rows may go on with on the next page
}

// lineWarning is a warning about a line of the document that is handed on.
type lineWarning struct {
	line    int // its index
	message string
}

// openTable is a table whose rows were read.
type openTable struct {
	grid  *grid // nil for none
	width int
	end   int // the line behind its last row
}

// findTables returns the lines of a document, those of tables as rows with
// columns.
func findTables(doc source.Document) *tableFinder {
	f := &tableFinder{out: make([]source.Line, 0, len(doc.Lines)), kept: map[int]bool{}}
	f.in = slices.DeleteFunc(slices.Clone(doc.Lines), func(l source.Line) bool { return !l.Row() && strings.TrimSpace(l.Text) == "" })
	for i := 0; i < len(f.in); {
		n := f.table(i)
		if n == 0 {
			f.out = append(f.out, f.in[i])
			n = 1
		}
		i += n
	}
	return f
}

// table reads the table that begins at line i, and returns how many lines it
// takes; 0 where none begins.
func (f *tableFinder) table(i int) int {
	line := &f.in[i]
	if line.Row() {
		return 0
	}
	n := 0
	switch {
	case strings.ContainsRune(line.Text, '\t'):
		return f.tabs(i)
	case containsAny(line.Text, pipeMarks...) || i+1 < len(f.in) && (isPipe(f.in[i+1].Text) || isDrawn(line.Text)):
		n = f.pipes(i)
	case len(line.Text) <= 3*maxHead:
		n = f.cellLines(i)
	}
	if n == 0 && len(line.Text) <= maxSpaced {
		n = f.spaced(i)
	}
	return n
}

// keep hands lines on as they are, as part of a table that is not read, with a
// warning about the first.
func (f *tableFinder) keep(from, to int, message string) {
	f.warnings = append(f.warnings, lineWarning{len(f.out), message})
	for i := from; i < to; i++ {
		f.kept[len(f.out)] = true
		f.out = append(f.out, f.in[i])
	}
}

// keepRow keeps the lines of one row, as one.
func (f *tableFinder) keepRow(from, to int, message string) {
	at := len(f.out)
	f.keep(from, to, message)
	words := make([]string, to-from)
	for i := range words {
		words[i] = strings.TrimSpace(f.in[from+i].Text)
		delete(f.kept, at+i)
	}
	f.kept[at] = true
	f.out = append(f.out[:at], source.Line{Number: f.in[from].Number, Page: f.in[from].Page, Text: strings.Join(words, " ")})
}

// page hands the line with a page's number on that stands between two rows: it
// parts no table.
func (f *tableFinder) page(at int) {
	f.kept[len(f.out)] = true
	f.out = append(f.out, f.in[at])
}

// row adds a row at the place of a line.
func (f *tableFinder) row(at int, cells []source.Cell) {
	f.rowBefore(at, cells, "")
}

// rowBefore adds a row with what is printed behind it.
func (f *tableFinder) rowBefore(at int, cells []source.Cell, behind string) {
	for c := range cells {
		cells[c].Text = strings.TrimSpace(strings.ReplaceAll(cells[c].Text, "\t", " "))
	}
	f.out = append(f.out, source.Line{Number: f.in[at].Number, Page: f.in[at].Page, Cells: cells, Behind: behind})
}

// words returns the words of some lines, white space removed.
func (f *tableFinder) words(from, to int) []string {
	var out []string
	for _, l := range f.in[from:to] {
		if w := squash(l.Text); w != "" {
			out = append(out, w)
		}
	}
	return out
}

// quote is what some lines say, for a warning.
func (f *tableFinder) quote(from, to int) string {
	var words []string
	for _, l := range f.in[from:min(to, from+maxRowLines)] {
		words = append(words, strings.Fields(l.Text)...)
	}
	return shorten(strings.Join(words, " "), 60)
}

func cellsFrom(words []string) []source.Cell {
	cells := make([]source.Cell, len(words))
	for i, w := range words {
		cells[i].Text = w
	}
	return cells
}

func squashed(words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = squash(w)
	}
	return out
}

// isPageLine tells whether a line holds nothing but the number of a page.
func isPageLine(text string) bool {
	return len(text) <= maxNumber && pageNumber.MatchString(strings.TrimSpace(text))
}
