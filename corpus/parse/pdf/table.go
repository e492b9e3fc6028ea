package pdf

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"planbot/corpus/parse/source"
)

// near is how far lines that meet may lie apart, in points.
const near = 3.0

// table is a grid of ruled lines with the text in it.
type table struct {
	xs, ys []float64 // the lines' places: from the left, and from the top
	cells  [][]cell  // by row and column
}

// cell is a field of the grid. Where no line parts two fields they are one cell,
// which the first of them, by rows, holds.
type cell struct {
	glyphs   []glyph
	merge    source.Merge
	row, col int // of the field that holds the cell
	x0, x1   float64
}

// findTables finds the grids that a page's lines make: at least two fields, each
// closed on its four sides by lines that meet.
func findTables(rules []rule) []*table {
	var out []*table
	for _, group := range connected(rules) {
		if t := newTable(group); t != nil {
			out = append(out, t)
		}
	}
	return out
}

// connected groups the lines that meet.
func connected(rules []rule) [][]rule {
	parent := make([]int, len(rules))
	for i := range parent {
		parent[i] = i
	}
	find := func(i int) int {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	order := make([]int, len(rules))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(rules[a].x0, rules[b].x0) })
	var active []int // lines that may still meet one that begins further right
	for _, i := range order {
		active = slices.DeleteFunc(active, func(j int) bool { return rules[j].x1 < rules[i].x0-near })
		for _, j := range active {
			if meet(rules[i], rules[j]) {
				parent[find(i)] = find(j)
			}
		}
		if active = append(active, i); len(active) > maxActive {
			active = active[1:]
		}
	}
	groups := map[int][]rule{}
	var roots []int
	for i, r := range rules {
		root := find(i)
		if groups[root] == nil {
			roots = append(roots, root)
		}
		groups[root] = append(groups[root], r)
	}
	out := make([][]rule, len(roots))
	for i, root := range roots {
		out[i] = groups[root]
	}
	return out
}

// maxActive bounds the lines that are compared with each other.
const maxActive = 2000

func meet(a, b rule) bool {
	return a.x0 <= b.x1+near && b.x0 <= a.x1+near && a.y0 <= b.y1+near && b.y0 <= a.y1+near
}

// newTable returns the grid of a group of lines, nil where they make none.
func newTable(rules []rule) *table {
	t := &table{}
	for _, r := range rules {
		if r.x0 == r.x1 {
			t.xs = append(t.xs, r.x0)
		} else {
			t.ys = append(t.ys, r.y0)
		}
	}
	t.xs, t.ys = places(t.xs), places(t.ys)
	slices.Reverse(t.ys)
	rows, cols := len(t.ys)-1, len(t.xs)-1
	if rows < 1 || cols < 1 || rows*cols < 2 || cols > source.MaxCells || rows*cols > maxRules {
		return nil
	}
	t.merge(rules, rows, cols)
	return t
}

// places returns the distinct places of lines, from the lowest.
func places(at []float64) []float64 {
	slices.Sort(at)
	var out []float64
	for _, x := range at {
		if len(out) == 0 || x-out[len(out)-1] > near {
			out = append(out, x)
		}
	}
	return out
}

// merge finds which fields no line parts. A cell is a rectangle of fields: it
// grows to the right and then down while nothing parts it from what is there.
func (t *table) merge(rules []rule, rows, cols int) {
	right, below := t.borders(rules, rows, cols)
	t.cells = make([][]cell, rows)
	for i := range t.cells {
		t.cells[i] = make([]cell, cols)
		for j := range t.cells[i] {
			t.cells[i][j].row = -1
		}
	}
	for i := range rows {
		for j := range cols {
			if t.cells[i][j].row >= 0 {
				continue
			}
			toCol, toRow := j, i
			for toCol+1 < cols && !right[i][toCol] && t.cells[i][toCol+1].row < 0 {
				toCol++
			}
			for toRow+1 < rows && unparted(below[toRow][j:toCol+1]) && t.free(toRow+1, j, toCol) {
				toRow++
			}
			t.claim(i, j, toRow, toCol)
		}
	}
}

func unparted(borders []bool) bool { return !slices.Contains(borders, true) }

func (t *table) free(row, from, to int) bool {
	return !slices.ContainsFunc(t.cells[row][from:to+1], func(c cell) bool { return c.row >= 0 })
}

// claim gives a rectangle of fields to the cell of its first.
func (t *table) claim(row, col, toRow, toCol int) {
	for i := row; i <= toRow; i++ {
		for j := col; j <= toCol; j++ {
			c := &t.cells[i][j]
			c.row, c.col, c.x0, c.x1 = row, col, t.xs[col], t.xs[toCol+1]
			switch {
			case i > row:
				c.merge = source.Above
			case j > col:
				c.merge = source.Left
			}
		}
	}
}

// borders tells which fields have a line on their right, and which one below.
func (t *table) borders(rules []rule, rows, cols int) (right, below [][]bool) {
	right, below = grid(rows, cols), grid(rows, cols)
	for _, r := range rules {
		if r.x0 == r.x1 {
			for j := range cols {
				if math.Abs(t.xs[j+1]-r.x0) > near {
					continue
				}
				for i := range rows {
					if y := (t.ys[i] + t.ys[i+1]) / 2; r.y0 <= y && y <= r.y1 {
						right[i][j] = true
					}
				}
			}
			continue
		}
		for i := range rows {
			if math.Abs(t.ys[i+1]-r.y0) > near {
				continue
			}
			for j := range cols {
				if x := (t.xs[j] + t.xs[j+1]) / 2; r.x0 <= x && x <= r.x1 {
					below[i][j] = true
				}
			}
		}
	}
	return right, below
}

func grid(rows, cols int) [][]bool {
	out := make([][]bool, rows)
	for i := range out {
		out[i] = make([]bool, cols)
	}
	return out
}

// take gives a character that stands in the table to its cell.
func (t *table) take(g glyph) bool {
	x, y := g.x+g.width/2, g.y+0.3*g.size
	if x < t.xs[0] || x > t.xs[len(t.xs)-1] || y > t.ys[0] || y < t.ys[len(t.ys)-1] {
		return false
	}
	col, _ := slices.BinarySearch(t.xs, x)
	row, _ := slices.BinarySearchFunc(t.ys, y, func(at, y float64) int { return cmp.Compare(y, at) })
	field := &t.cells[max(0, row-1)][max(0, col-1)]
	own := &t.cells[field.row][field.col]
	own.glyphs = append(own.glyphs, g)
	return true
}

// rows returns the table's rows that hold text as lines of the page.
func (t *table) rows() []line {
	var out []line
	for i, row := range t.cells {
		if slices.ContainsFunc(row, func(c cell) bool { return len(c.glyphs) > 0 }) {
			out = append(out, line{row: row, y: (t.ys[i] + t.ys[i+1]) / 2, size: 1})
		}
	}
	return out
}

// cells returns a row as a document has it.
func cells(row []cell) []source.Cell {
	out := make([]source.Cell, len(row))
	for i := range row {
		out[i] = source.Cell{Text: row[i].text(), From: row[i].merge}
	}
	return out
}

// text returns a cell's text. A line that fills the cell's width goes on in the
// next one; any other is parted from it.
func (c *cell) text() string {
	var b strings.Builder
	full := false
	for _, l := range lines(c.glyphs) {
		text := l.text()
		switch {
		case b.Len() == 0:
			b.WriteString(text)
		case full:
			joined := join(b.String(), text)
			b.Reset()
			b.WriteString(joined)
		default:
			b.WriteString(" " + text)
		}
		full = l.x1-l.x0 > c.x1-c.x0-2.4*l.size
	}
	return b.String()
}
