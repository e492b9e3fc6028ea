package main

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// printer writes lines and keeps the first error.
type printer struct {
	w     io.Writer
	paint palette
	err   error
}

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}

// newPrinter returns a printer that colours what a terminal shows.
func newPrinter(w io.Writer) *printer { return &printer{w: w, paint: paletteFor(w)} }

// widest is the widest that a column is made; what is longer pushes the rest
// of its line.
const widest = 40

// columns writes rows with their cells aligned, each row behind indent. paints
// colour the columns from the first on.
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
		for i, cell := range row {
			text := pad(cell, widths[i])
			if i < len(paints) && paints[i] != nil {
				text = paints[i](text)
			}
			line += text + "  "
		}
		p.line("%s", strings.TrimRight(line, " "))
	}
}

// pad fills a text up to a number of terminal columns.
func pad(s string, columns int) string {
	return s + strings.Repeat(" ", max(0, columns-columnsOf(s)))
}

// columnsOf counts the columns that a text takes on a terminal, where a
// Chinese character takes two.
func columnsOf(s string) int {
	n := 0
	for _, r := range s {
		switch kind := width.LookupRune(r).Kind(); {
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case kind == width.EastAsianWide || kind == width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}
