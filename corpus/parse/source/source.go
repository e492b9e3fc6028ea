// Package source is what the reader of every file format hands on: the lines of
// a document in reading order, prose and rows of tables. Package parse makes a
// plan of them, the same for every format.
package source

import (
	"errors"
	"strings"
	"unicode"
)

// MaxText is the longest text that is read out of a file, in bytes. A small
// file may hold a large one, packed.
const MaxText = 20 << 20

// MaxCells is how many cells a row may have.
const MaxCells = 256

// Errors that readers return besides their own.
var (
	ErrEmpty    = errors.New("no text")
	ErrTooLarge = errors.New("text too large")
	ErrBroken   = errors.New("file damaged")
)

// Document is a file's text.
type Document struct{ Lines []Line }

// Line is a printed line, a paragraph that its format keeps whole, or the row
// of a table.
type Line struct {
	Number int    // where an editor finds it: the line of a text or of a page, the paragraph of a Word file, the row of a sheet, from 1
	Page   int    // the page or the sheet that Number counts in, from 1; 0 where the format has none
	Text   string // of prose, without line end; tabs in plain text alone, which has no other mark of a row
	Cells  []Cell // of a row; nil for prose
	Behind string // of a row: what is printed behind its cells and is part of none, as a line drawn below it; in plain text alone
}

// Cell is one cell of a row. A row has a cell for every column of its table, so
// that cells of one column have the same place in every row.
type Cell struct {
	Text string // without line end and tab; "" in what a merged cell covers
	From Merge  // where the text of this cell stands

	// In plain text, where rows are drawn with characters:
	Before string // what is printed before the cell and is part of none: |
	Rest   string // the end of the cell's text that is printed behind the row's other cells, since lines were wrapped
}

// Merge says whether a cell is covered by a merged one.
type Merge int

// The ways to be covered. A cell that is covered both ways is Above.
const (
	Own   Merge = iota // not covered
	Above              // by one that begins in a row above
	Left               // by one that begins in this row
)

// Row tells whether the line is the row of a table.
func (l *Line) Row() bool { return l.Cells != nil }

// Words returns the line's text; that of a row is its cells parted by tabs.
func (l *Line) Words() string {
	if !l.Row() {
		return l.Text
	}
	words, _ := l.Layout()
	return words
}

// Place is where a cell's text and its rest stand in a row's, in bytes.
type Place struct{ Start, End, RestStart, RestEnd int }

// Layout returns the text of a row in the order in which it is printed, and
// where each cell stands in it.
func (l *Line) Layout() (text string, cells []Place) {
	var b strings.Builder
	cells = make([]Place, len(l.Cells))
	for i, c := range l.Cells {
		if i > 0 {
			b.WriteByte('\t')
		}
		b.WriteString(c.Before)
		cells[i].Start = b.Len()
		b.WriteString(c.Text)
		cells[i].End = b.Len()
	}
	for i, c := range l.Cells {
		if c.Rest != "" {
			b.WriteByte('\t')
			cells[i].RestStart = b.Len()
			b.WriteString(c.Rest)
			cells[i].RestEnd = b.Len()
		}
	}
	b.WriteString(l.Behind)
	return b.String(), cells
}

// Builder collects the lines of a document and holds their bounds.
type Builder struct {
	doc  Document
	size int
}

// Add adds a line. Control characters and line ends inside it become spaces. It
// returns ErrTooLarge when the document is larger than MaxText or the row wider
// than MaxCells; the reader then gives up.
func (b *Builder) Add(line Line) error {
	line.Text = clean(line.Text)
	b.size += len(line.Text) + 1
	for i := range line.Cells {
		line.Cells[i].Text = strings.TrimSpace(clean(line.Cells[i].Text))
		b.size += len(line.Cells[i].Text) + 1
	}
	if b.size > MaxText || len(line.Cells) > MaxCells {
		return ErrTooLarge
	}
	b.doc.Lines = append(b.doc.Lines, line)
	return nil
}

// Document returns what was collected; ErrEmpty where that is white space only.
func (b *Builder) Document() (Document, error) {
	for i := range b.doc.Lines {
		if strings.TrimSpace(b.doc.Lines[i].Words()) != "" {
			return b.doc, nil
		}
	}
	return Document{}, ErrEmpty
}

// clean makes line ends, tabs and control characters spaces, and drops what is
// not seen: byte order marks, zero-width spaces and soft hyphens.
func clean(s string) string {
	if strings.IndexFunc(s, unclean) < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\ufeff', r == '\u200b', r == '\u200c', r == '\u200d', r == '\u00ad', r == '\u2060':
			return -1
		case unicode.IsControl(r), r == '\u2028', r == '\u2029':
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
}

func unclean(r rune) bool {
	return unicode.IsControl(r) || r == '\ufffd' || r == '\ufeff' || r == '\u00ad' || '\u200b' <= r && r <= '\u200d' || r == '\u2028' || r == '\u2029' || r == '\u2060'
}
