package parse

import "regexp"

// A row of plain text that lacks cells is read where its cells can stand in the
// columns in one way only. What a cell says tells which columns can hold it; it
// must not tell two.

// alignRow gives the cells of a row to columns, in their order. It returns
// which column each cell that is not empty stands in; false where it can be
// done in no way, or in several.
func alignRow(words []string, columns []column) (at []int, ok bool) {
	var cells []int // the indexes of those that are not empty
	for i, w := range words {
		if w != "" {
			cells = append(cells, i)
		}
	}
	if len(cells) == 0 || len(cells) > len(columns) {
		return nil, false
	}
	// ways[c] is in how many ways the cells so far can be placed with the last
	// of them in column c, 2 for more; from[n][c] where the one before then is.
	from := make([][]int, len(cells))
	var ways []int
	for n, cell := range cells {
		next := make([]int, len(columns))
		from[n] = make([]int, len(columns))
		for c := range columns {
			if !columns[c].takes(words[cell]) {
				continue
			}
			if n == 0 {
				if skips(columns[:c], cell) {
					next[c] = 1
				}
				continue
			}
			for b := range c {
				if ways[b] > 0 && skips(columns[b+1:c], cell-cells[n-1]-1) {
					next[c] = min(2, next[c]+ways[b])
					from[n][c] = b
				}
			}
		}
		ways = next
	}
	last, all := -1, 0
	for c := range columns {
		if ways[c] > 0 && ends(columns[c+1:]) {
			last, all = c, all+ways[c]
		}
	}
	if all != 1 {
		return nil, false
	}
	at = make([]int, len(words))
	for i := range at {
		at[i] = -1
	}
	for n := len(cells) - 1; n >= 0; n-- {
		at[cells[n]] = last
		last = from[n][last]
	}
	return at, true
}

// skips tells whether a row may have so many empty cells, and no others, for
// these columns: what it lacks was merged, and a value is never left out
// without its cell.
func skips(columns []column, empty int) bool {
	if len(columns) < empty {
		return false
	}
	lacking, needed := 0, 0
	for i := range columns {
		switch kind := columns[i].kind; {
		case kind == columnName || kind == columnTask:
			return false
		case kind.lacking():
			lacking++
		default:
			needed++
		}
	}
	return needed <= empty
}

// ends tells whether a row may end before these columns.
func ends(columns []column) bool {
	for i := range columns {
		if kind := columns[i].kind; kind == columnName || kind == columnTask {
			return false
		}
	}
	return true
}

// lineSpan is which lines of a row a column has.
type lineSpan struct{ from, to int }

// maxRowLines is the longest row of a table of one cell a line that is read.
const maxRowLines = 40

// alignLines gives the lines of one row to columns, in their order: a line to
// each column, to one of units or of tasks as many as can be its own. Where
// that cannot be done, cells may be missing. It returns the lines of each
// column; false where it can be done in no way, or in several.
func alignLines(lines []string, columns []column) ([]lineSpan, bool) {
	if len(lines) == 0 || len(lines) > maxRowLines {
		return nil, false
	}
	for _, lacking := range []bool{false, true} {
		a := lineAligner{lines: lines, columns: columns, lacking: lacking}
		if got, ways := a.align(); ways > 0 {
			return got, ways == 1
		}
	}
	return nil, false
}

type lineAligner struct {
	lines   []string
	columns []column
	lacking bool // cells may be missing
	single  bool // no cell but one of units has several lines
}

// align counts the ways, 2 for more, and returns the one that it found last.
func (a *lineAligner) align() ([]lineSpan, int) {
	n, m := len(a.lines), len(a.columns)
	ways := make([][]int, m+1) // of the lines from i on to the columns from c on
	take := make([][]int, m+1) // how many lines column c then takes
	for c := range ways {
		ways[c], take[c] = make([]int, n+1), make([]int, n+1)
	}
	ways[m][n] = 1
	for c := m - 1; c >= 0; c-- {
		for i := range n + 1 {
			for k := 0; i+k <= n && (k == 0 || a.goesOn(c, i, k)); k++ {
				if w := ways[c+1][i+k]; w > 0 && (k > 0 || a.lacking && a.columns[c].kind.lacking()) {
					ways[c][i], take[c][i] = min(2, ways[c][i]+w), k
				}
			}
		}
	}
	out := make([]lineSpan, m)
	for c, i := 0, 0; c < m && ways[0][0] > 0; c++ {
		out[c] = lineSpan{i, i + take[c][i]}
		i += take[c][i]
	}
	return out, ways[0][0]
}

// goesOn tells whether the k-th line from i on can be one of a column's.
func (a *lineAligner) goesOn(c, i, k int) bool {
	column, line := &a.columns[c], a.lines[i+k-1]
	switch {
	case k == 1:
		return column.takes(line)
	case column.kind == columnUnits: // a task may end as a unit does
		return column.takes(line) && !isPlaceholder(line) && !startsTask(line)
	case column.kind == columnTask && !a.single:
		return column.takes(line) && (!looksLikeUnit(line) || startsTask(line))
	}
	return false
}

// startsTask tells a task whose last word is a unit's from a unit.
func startsTask(word string) bool { return taskVerb.MatchString(word) }

var taskVerb = regexp.MustCompile(`^(?:建设|新建|改造|建成|完成|推进|启动|开展|实施|完善|加强|整治|修复|打造|培育|组织|落实|公开|编制|制定|提升|优化|支持|成立|创建|扩建|续建|组建|加快|深化)`)
