// Package xlsx reads Excel files (ECMA-376, Part 1, 18): every sheet that is
// shown, its rows and columns that are shown, with values as Excel shows them.
package xlsx

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"planbot/corpus/parse/source"
)

// The bounds of what a file may hold.
const (
	maxUnpacked = 100 << 20 // bytes of all its parts
	maxPart     = 32 << 20  // bytes of one that is kept in memory
	maxCovered  = 2_000_000 // fields that merged cells cover
	maxRich     = 20_000    // cells whose characters are looked at one by one
)

// Read returns the rows of a workbook's sheets. A row's number is the sheet's,
// and its page is the sheet. It returns source.ErrEmpty where nothing is shown,
// source.ErrTooLarge beyond a bound and source.ErrBroken for a damaged file.
func Read(data []byte) (doc source.Document, err error) {
	defer func() {
		// excelize trusts what the parts of a file say of each other.
		if r := recover(); r != nil {
			doc, err = source.Document{}, fmt.Errorf("%w: %v", source.ErrBroken, r)
		}
	}()
	file, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxPart})
	switch {
	case err != nil && strings.Contains(err.Error(), "unzip size exceeds"):
		return source.Document{}, source.ErrTooLarge
	case err != nil:
		return source.Document{}, fmt.Errorf("%w: %w", source.ErrBroken, err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	b := &book{file: file}
	for i, name := range file.GetSheetList() {
		if visible, err := file.GetSheetVisible(name); err != nil || !visible {
			continue
		}
		s := &sheet{book: b, name: name, page: i + 1}
		if err := s.read(); err != nil {
			return source.Document{}, err
		}
		b.sheets = append(b.sheets, s)
	}
	b.sheets = slices.DeleteFunc(b.sheets, func(s *sheet) bool { return len(s.rows) == 0 })
	for _, s := range b.sheets {
		if err := s.write(len(b.sheets) > 1); err != nil {
			return source.Document{}, err
		}
	}
	return b.out.Document()
}

// book is a workbook that is being read.
type book struct {
	file   *excelize.File
	sheets []*sheet
	out    source.Builder
	rich   int // cells that were looked at one by one
	fields int // that merged cells cover
}

// sheet is one of its sheets.
type sheet struct {
	*book
	name string
	page int

	rows        []row
	left, right int // columns that hold something, from 1
	hidden      map[int]bool
	covered     map[[2]int]source.Merge // by row and column
}

// row is a row that holds something.
type row struct {
	number int
	words  []string // from column 1
}

func (s *sheet) read() error {
	rows, err := s.file.Rows(s.name)
	if err != nil {
		return nil // a sheet of charts alone
	}
	defer func() { _ = rows.Close() }()
	s.left = source.MaxCells + 1
	for number := 1; rows.Next(); number++ {
		shown := !rows.GetRowOpts().Hidden
		words, err := rows.Columns()
		if err != nil {
			return fmt.Errorf("%w: %w", source.ErrBroken, err)
		}
		first, last := slices.IndexFunc(words, notEmpty)+1, len(words)
		for last > 0 && !notEmpty(words[last-1]) {
			last--
		}
		switch {
		case !shown || last == 0:
			continue
		case last > source.MaxCells:
			return source.ErrTooLarge
		}
		s.left, s.right = min(s.left, first), max(s.right, last)
		s.rows = append(s.rows, row{number, slices.Clone(words[:last])})
	}
	if err := rows.Error(); err != nil {
		return fmt.Errorf("%w: %w", source.ErrBroken, err)
	}
	return s.readMerges()
}

func notEmpty(s string) bool { return strings.TrimSpace(s) != "" }

// readMerges finds the fields that merged cells cover, and the columns that are
// hidden.
func (s *sheet) readMerges() error {
	if len(s.rows) == 0 {
		return nil
	}
	s.hidden = map[int]bool{}
	for col := s.left; col <= s.right; col++ {
		letters, err := excelize.ColumnNumberToName(col)
		if err != nil {
			return fmt.Errorf("%w: %w", source.ErrBroken, err)
		}
		if visible, err := s.file.GetColVisible(s.name, letters); err == nil && !visible {
			s.hidden[col] = true
		}
	}
	merges, err := s.file.GetMergeCells(s.name, true)
	if err != nil {
		return fmt.Errorf("%w: %w", source.ErrBroken, err)
	}
	s.covered = map[[2]int]source.Merge{}
	last := s.rows[len(s.rows)-1].number
	for _, m := range merges {
		x0, y0, err0 := excelize.CellNameToCoordinates(m.GetStartAxis())
		x1, y1, err1 := excelize.CellNameToCoordinates(m.GetEndAxis())
		if err := errors.Join(err0, err1); err != nil {
			return fmt.Errorf("%w: %w", source.ErrBroken, err)
		}
		for y := y0; y <= min(y1, last); y++ {
			for x := x0; x <= min(x1, s.right); x++ {
				switch {
				case y > y0:
					s.covered[[2]int{y, x}] = source.Above
				case x > x0:
					s.covered[[2]int{y, x}] = source.Left
				}
				if s.fields++; s.fields > maxCovered {
					return source.ErrTooLarge
				}
			}
		}
	}
	return nil
}

// unnamed matches the names that Excel itself gives to sheets.
var unnamed = regexp.MustCompile(`^(?:Sheet|工作表|表)\s*\d*$`)

// write gives out the sheet's rows. named says that its name tells it from
// others.
func (s *sheet) write(named bool) error {
	if named && !unnamed.MatchString(s.name) {
		if err := s.out.Add(source.Line{Number: 1, Page: s.page, Text: s.name}); err != nil {
			return err
		}
	}
	begun := false // the table's header was seen
	for i := range s.rows {
		cells := s.cells(&s.rows[i])
		line := source.Line{Number: s.rows[i].number, Page: s.page, Cells: cells}
		switch text, alone := only(cells); {
		case text == "":
			continue
		case len(cells) == 1 || alone && (!begun || isProse(text)):
			line.Text, line.Cells = text, nil
		case !alone:
			begun = true
		}
		if err := s.out.Add(line); err != nil {
			return err
		}
	}
	return nil
}

// only returns a text of a row, "" where there is none; alone tells whether it
// is the only one.
func only(cells []source.Cell) (text string, alone bool) {
	alone = true
	for _, c := range cells {
		switch {
		case c.Text == "":
		case text != "":
			return text, false
		default:
			text = c.Text
		}
		if c.From == source.Above {
			alone = false // it stands beside a cell of the rows above
		}
	}
	return text, alone
}

// isProse tells a remark below or inside a table from a row that groups others.
func isProse(text string) bool {
	return strings.ContainsAny(text, "。；") || strings.HasPrefix(text, "注") || strings.HasPrefix(text, "备注") || strings.HasPrefix(text, "说明") || utf8.RuneCountInString(text) > 60
}

// cells returns a row's cells in the columns that are shown.
func (s *sheet) cells(r *row) []source.Cell {
	var out []source.Cell
	for col := s.left; col <= s.right; col++ {
		if s.hidden[col] {
			continue
		}
		cell := source.Cell{From: s.covered[[2]int{r.number, col}]}
		if cell.From == source.Own && col <= len(r.words) {
			cell.Text = strings.Join(strings.Fields(s.marked(r.words[col-1], r.number, col)), " ")
		}
		out = append(out, cell)
	}
	return out
}

// marked returns a cell's text with raised digits as the marks of footnotes.
func (s *sheet) marked(words string, row, col int) string {
	if !strings.ContainsAny(words, "0123456789") || !strings.ContainsFunc(words, func(r rune) bool { return r > 0x2e80 }) || s.rich > maxRich {
		return words
	}
	s.rich++
	cell, err := excelize.CoordinatesToCellName(col, row)
	if err != nil {
		return words
	}
	runs, err := s.file.GetCellRichText(s.name, cell)
	if err != nil || len(runs) < 2 {
		return words
	}
	var b strings.Builder
	for _, run := range runs {
		raised := run.Font != nil && run.Font.VertAlign == "superscript"
		for _, r := range run.Text {
			if raised && '0' <= r && r <= '9' {
				r = []rune("⁰¹²³⁴⁵⁶⁷⁸⁹")[r-'0']
			}
			b.WriteRune(r)
		}
	}
	return b.String()
}
