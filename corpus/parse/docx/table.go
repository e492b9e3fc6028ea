package docx

import (
	"slices"

	"planbot/corpus/parse/source"
)

// table is a w:tbl (ECMA-376 part 1, 17.4).
type table struct {
	rows   []tableRow
	frames bool // it only frames what stands in it
	filled bool // it holds text
}

type tableRow struct {
	cells []tableCell
	after bool // columns behind the last cell are left empty
	gone  bool // deleted or hidden
}

// tableCell is a cell. Its place is counted in columns of the table's grid.
type tableCell struct {
	start, span int
	blocks      []block
	merged      bool // with cells above or below
	above       bool // covered by one above
	left        bool // covered by the one before it
	gone        bool // deleted
	filled      bool // it holds text
}

// tableBlock reads a table and hands it on, with the notes that it refers to.
func (s *story) tableBlock(c *carry) error {
	if err := c.flush(); err != nil {
		return err
	}
	due := len(s.due)
	t := &table{}
	if err := s.rowsOf(t); err != nil {
		return err
	}
	t.judge()
	if err := c.give(block{table: t}); err != nil {
		return err
	}
	if s.body {
		return s.giveNotes(due)
	}
	return nil
}

// rowsOf reads the rows of a table, those in a content control too.
func (s *story) rowsOf(t *table) error {
	return s.d.children(func(e element) error {
		switch {
		case e.space != word || left[e.name]:
			return nil
		case e.name != "tr":
			return s.rowsOf(t)
		}
		var above []tableCell
		if n := len(t.rows); n > 0 {
			above = t.rows[n-1].cells
		}
		row := tableRow{}
		at := 0
		if err := s.cellsOf(&row, above, &at); err != nil || row.gone {
			return err
		}
		t.rows = append(t.rows, row)
		return s.count(1)
	})
}

// cellsOf reads the cells of a row. at is the column that the next one begins
// in.
func (s *story) cellsOf(row *tableRow, above []tableCell, at *int) error {
	return s.d.children(func(e element) error {
		switch {
		case e.space != word || left[e.name]:
			return nil
		case e.name == "trPr":
			return s.rowLook(row, at)
		case row.gone:
			return nil
		case e.name != "tc":
			return s.cellsOf(row, above, at)
		}
		cell, err := s.cell(above, *at)
		if err != nil || cell.gone {
			return err
		}
		if *at += cell.span; *at > source.MaxCells {
			return source.ErrTooLarge
		}
		row.cells = append(row.cells, cell)
		return s.count(1)
	})
}

// rowLook reads w:trPr.
func (s *story) rowLook(row *tableRow, at *int) error {
	return s.d.children(func(e element) error {
		switch {
		case e.is("gridBefore"):
			n := max(0, e.number("val", 0))
			if n > source.MaxCells {
				return source.ErrTooLarge
			}
			*at = n
		case e.is("gridAfter"):
			row.after = e.number("val", 0) > 0
		case e.is("del"), e.is("moveFrom"):
			row.gone = true
		case e.is("hidden"):
			row.gone = e.isOn()
		}
		return nil
	})
}

// cell reads w:tc. What stands in a covered cell is not seen, and not counted
// in its list.
func (s *story) cell(above []tableCell, at int) (tableCell, error) {
	cell := tableCell{start: at, span: 1}
	c := &carry{give: func(b block) error {
		cell.blocks = append(cell.blocks, b)
		cell.filled = cell.filled || b.isFilled()
		return nil
	}}
	err := s.d.children(func(e element) error {
		switch {
		case e.is("tcPr"):
			return s.cellLook(&cell, above)
		case cell.gone || cell.above || cell.left:
			return nil
		}
		return s.block(e, c)
	})
	if err != nil {
		return cell, err
	}
	return cell, c.flush()
}

// cellLook reads w:tcPr. A cell goes on from the one above only where that is
// merged itself (17.18.57) and spans the same columns (17.4, vMerge).
func (s *story) cellLook(cell *tableCell, above []tableCell) error {
	err := s.d.children(func(e element) error {
		switch {
		case e.is("gridSpan"):
			cell.span = max(1, e.number("val", 1))
			if cell.span > source.MaxCells {
				return source.ErrTooLarge
			}
		case e.is("vMerge"):
			cell.merged = true
			cell.above = e.attr("val") != "restart"
		case e.is("hMerge"):
			cell.left = e.attr("val") != "restart" && cell.start > 0
		case e.is("cellDel"):
			cell.gone = true
		}
		return nil
	})
	if cell.above {
		i, found := slices.BinarySearchFunc(above, cell.start, func(c tableCell, start int) int { return c.start - start })
		cell.above = found && above[i].merged && above[i].span == cell.span
	}
	return err
}

// words returns the table's text in one line.
func (t *table) words() string {
	var all []string
	for _, row := range t.rows {
		for i := range row.cells {
			all = append(all, row.cells[i].words())
		}
	}
	return oneLine(all)
}

func (c *tableCell) words() string {
	all := make([]string, len(c.blocks))
	for i := range c.blocks {
		all[i] = c.blocks[i].words()
	}
	return oneLine(all)
}

// judge finds out whether the table only frames what stands in it: no row has
// two cells with text, or the table is a single row around another table.
func (t *table) judge() {
	most := 0
	for _, row := range t.rows {
		filled := 0
		for _, c := range row.cells {
			if c.filled {
				filled++
			}
		}
		most = max(most, filled)
	}
	t.filled = most > 0
	t.frames = most < 2 || len(t.rows) == 1 && t.rows[0].holdsTable()
}

// holdsTable tells whether a cell holds a table of rows and columns.
func (row *tableRow) holdsTable() bool {
	for _, c := range row.cells {
		for _, b := range c.blocks {
			if b.table != nil && len(b.table.rows) > 1 && !b.table.frames {
				return true
			}
		}
	}
	return false
}

// columns returns where the table's columns begin: the places of the grid in
// which a cell of any row does.
func (t *table) columns() []int {
	var starts []int
	for _, row := range t.rows {
		end := 0
		for i, c := range row.cells {
			if i == 0 && c.start > 0 {
				starts = append(starts, 0)
			}
			starts = append(starts, c.start)
			end = c.start + c.span
		}
		if row.after {
			starts = append(starts, end)
		}
	}
	slices.Sort(starts)
	return slices.Compact(starts)
}

// giveTable adds a table's rows to the document, or what it frames.
func (r *reader) giveTable(t *table) error {
	if t.frames {
		return r.giveFramed(t)
	}
	columns := t.columns()
	for i := range t.rows {
		if err := r.giveLine(source.Line{Cells: t.rows[i].fill(columns)}); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) giveFramed(t *table) error {
	for _, row := range t.rows {
		for _, c := range row.cells {
			for _, b := range c.blocks {
				if err := r.give(b); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// fill returns a row's cells, one for every column.
func (row *tableRow) fill(columns []int) []source.Cell {
	out := make([]source.Cell, len(columns))
	next := 0
	for i, at := range columns {
		for next < len(row.cells) && row.cells[next].start+row.cells[next].span <= at {
			next++
		}
		if next == len(row.cells) || row.cells[next].start > at {
			continue
		}
		c := &row.cells[next]
		switch {
		case c.above:
			out[i].From = source.Above
		case c.left || c.start < at:
			out[i].From = source.Left
		default:
			out[i].Text = c.words()
		}
	}
	return out
}
