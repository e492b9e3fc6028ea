package html

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"planbot/corpus/parse/source"
)

// groupsOf returns the rows of a table by their groups, as they are shown: the
// head first and the foot last. Those of tables inside it are left aside.
func groupsOf(table *html.Node) [][]*html.Node {
	var head, body, foot [][]*html.Node
	var loose []*html.Node
	for part := table.FirstChild; part != nil; part = part.NextSibling {
		switch part.Data {
		case "tr":
			loose = append(loose, part)
		case "thead":
			head = append(head, children(part, "tr"))
		case "tbody":
			body = append(body, children(part, "tr"))
		case "tfoot":
			foot = append(foot, children(part, "tr"))
		}
	}
	return append(append(append(head, body...), loose), foot...)
}

func children(n *html.Node, names ...string) []*html.Node {
	var all []*html.Node
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		for _, name := range names {
			if c.Type == html.ElementNode && c.Data == name {
				all = append(all, c)
			}
		}
	}
	return all
}

func cellsOf(tr *html.Node) []*html.Node { return children(tr, "td", "th") }

var borderStyle = regexp.MustCompile(`(?i)border[a-z-]*\s*:\s*(?:[^;]*\s)?(?:solid|double|\d*[1-9]\d*(?:\.\d+)?(?:px|pt)|thin|medium)`)

// isBordered tells whether a table shows its lines by its own word.
func isBordered(n *html.Node) bool {
	border := attr(n, "border")
	return border != "" && border != "0" || borderStyle.MatchString(attr(n, "style"))
}

// shape is what tells a table of data from one that lays out a page.
type shape struct {
	rows, wide int  // rows with cells, with several of them
	headed     bool // its first row with several cells has words alone, as headers have
	largest    mass // what the cell with the most prose holds
}

// shapeOf looks at a table. all says what its cells hold.
func shapeOf(table *html.Node, all masses) shape {
	var s shape
	bordered := isBordered(table)
	for _, group := range groupsOf(table) {
		covered := 0 // rows that a cell above reaches into
		for _, tr := range group {
			cells := cellsOf(tr)
			if len(cells) == 0 {
				continue
			}
			if s.rows++; len(cells) > 1 || covered > 0 {
				if s.wide++; s.wide == 1 {
					s.headed = isHeader(cells, all, bordered)
				}
			}
			covered--
			for _, td := range cells {
				covered = max(covered, span(td, "rowspan", maxRowspan)-1)
				if m := all[td]; m.prose >= s.largest.prose {
					s.largest = m
				}
			}
		}
	}
	return s
}

// isHeader tells whether the cells of a row may be headers: short, without
// links, and three of them where nothing else marks a table of data.
func isHeader(cells []*html.Node, all masses, bordered bool) bool {
	filled, marked := 0, bordered
	for _, td := range cells {
		m := all[td]
		if m.linked > 0 || m.prose > 20 || m.stops > 0 {
			return false
		}
		if m.prose > 0 {
			filled++
		}
		marked = marked || td.Data == "th" || isBordered(td)
	}
	return filled > 2 || filled > 1 && marked
}

// isData tells a table of data from one that lays out a page: half of its rows
// have several cells, none holds a table, and no cell holds most of its text in
// several paragraphs, unless a header says what it is.
func isData(table *html.Node, all masses) bool {
	m := all[table]
	if m.tables > 1 {
		return false
	}
	s := shapeOf(table, all)
	if s.rows < 2 || 2*s.wide < s.rows {
		return false
	}
	article := s.largest.stops > 1 && s.largest.blocks > 3 && 2*s.largest.prose > m.prose
	return !article || s.headed
}

// The bounds of spans (HTML, 4.9.11) and of a table's fields.
const (
	maxColspan = 1000
	maxRowspan = 65534
	maxWidth   = 4096
	maxFields  = 1 << 22
)

// spot is a cell in the grid of its table.
type spot struct {
	node     *html.Node
	row, col int
	shown    bool // in a row above
}

// grid is a table laid out (HTML, 4.9.12): the spot that covers each field.
type grid struct {
	rows   [][]*spot
	fields int
	err    error
}

// table writes a table's rows, each with a cell for every column in which a cell
// begins.
func (w *writer) table(table *html.Node) {
	for _, c := range children(table, "caption") {
		w.element(c, "", mode{})
	}
	var g grid
	for _, group := range groupsOf(table) {
		g.add(group)
	}
	if g.err != nil {
		w.err = g.err
		return
	}
	used := g.columns()
	for y, row := range g.rows {
		w.row(y, row, used)
	}
}

// add lays out a group of rows; no cell reaches beyond it.
func (g *grid) add(group []*html.Node) {
	var open []*spot // that covers a column from above
	var until []int  // the row before which it ends
	for i, tr := range group {
		y := len(g.rows)
		row := make([]*spot, 0, len(open))
		for col := range open {
			if until[col] > y {
				row = append(row[:col], open[col])
			} else {
				row = append(row[:col], nil)
			}
		}
		col := 0
		for _, td := range cellsOf(tr) {
			for col < len(row) && row[col] != nil {
				col++
			}
			s := &spot{node: td, row: y, col: col}
			across, down := span(td, "colspan", maxColspan), span(td, "rowspan", maxRowspan)
			if hasAttr(td, "rowspan") && strings.TrimSpace(attr(td, "rowspan")) == "0" {
				down = maxRowspan
			}
			for range across {
				for len(row) <= col {
					row, open, until = append(row, nil), grown(open, len(row)+1), grown(until, len(row)+1)
				}
				if row[col] == nil {
					row[col], open[col], until[col] = s, s, y+min(down, len(group)-i)
				}
				col++
			}
			if col > maxWidth {
				g.err = fmt.Errorf("%d columns: %w", col, source.ErrTooLarge)
				return
			}
		}
		if g.fields += len(row); g.fields > maxFields {
			g.err = fmt.Errorf("%d fields of a table: %w", g.fields, source.ErrTooLarge)
			return
		}
		g.rows = append(g.rows, row)
	}
}

// grown returns a slice of at least n values.
func grown[T any](s []T, n int) []T {
	for len(s) < n {
		var zero T
		s = append(s, zero)
	}
	return s
}

// columns tells in which columns a cell begins.
func (g *grid) columns() []bool {
	var used []bool
	for y, row := range g.rows {
		used = grown(used, len(row))
		for x, s := range row {
			used[x] = used[x] || s != nil && s.row == y && s.col == x
		}
	}
	return used
}

// row writes a row that shows something.
func (w *writer) row(y int, row []*spot, used []bool) {
	var cells []source.Cell
	filled := false
	var left *spot
	for x, is := range used {
		if !is {
			continue
		}
		var s *spot
		if x < len(row) {
			s = row[x]
		}
		cell := source.Cell{}
		switch {
		case s == nil:
		case s.shown:
			cell.From = source.Above
		case s == left:
			cell.From = source.Left
		case s.row == y:
			cell.Text = w.cell(s.node)
			filled = filled || cell.Text != ""
		}
		left = s
		cells = append(cells, cell)
	}
	if !filled {
		return
	}
	w.lines = append(w.lines, line{cells: cells})
	for _, s := range row {
		if s != nil {
			s.shown = true
		}
	}
}

func span(td *html.Node, key string, most int) int {
	digits := strings.TrimSpace(attr(td, key))
	n, err := strconv.Atoi(digits)
	switch {
	case err != nil && len(digits) > 9 && strings.Trim(digits, "0123456789") == "":
		return most
	case err != nil || n < 1:
		return 1
	}
	return min(n, most)
}

// cell returns what a cell shows, its lines parted by a space.
func (w *writer) cell(td *html.Node) string {
	inner := writer{all: w.all, size: w.size, err: w.err}
	inner.element(td, "", mode{})
	inner.flush()
	w.size, w.err = inner.size, inner.err
	words := make([]string, len(inner.lines))
	for i := range inner.lines {
		l := source.Line{Text: inner.lines[i].text, Cells: inner.lines[i].cells}
		words[i] = l.Words()
	}
	return strings.Join(words, " ")
}
