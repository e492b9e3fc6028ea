package main

import (
	"strings"

	"github.com/rivo/uniseg"

	"planbot/corpus"
)

// columnsOf counts the columns that a text takes on a terminal, where a
// Chinese character takes two.
func columnsOf(s string) int { return uniseg.StringWidth(s) }

// pad fills a text up to a number of terminal columns.
func pad(s string, columns int) string {
	return s + strings.Repeat(" ", max(0, columns-columnsOf(s)))
}

// piece is a line of a wrapped text: byte offsets into it.
type piece struct{ from, to int }

// wrap breaks a text into lines of at most so many columns where Unicode lets a
// line end (UAX #14): between Chinese characters, but not before 、，。） nor
// behind （“《; words and numbers stay whole where they fit. The spaces at a
// break are dropped.
func wrap(s string, columns int) []piece {
	var lines []piece
	line := piece{}
	for rest, state := s, -1; rest != ""; {
		var part string
		part, rest, _, state = uniseg.FirstLineSegmentInString(rest, state)
		for from, to := len(s)-len(rest)-len(part), len(s)-len(rest); from < to; {
			end := from + len(strings.TrimRight(s[from:to], " "))
			if columnsOf(s[line.from:end]) <= columns {
				line.to, from = max(line.to, end), to
				continue
			}
			if line.to > line.from {
				lines = append(lines, line)
				line = piece{from, from}
				continue
			}
			line.to = from + fitting(s[from:end], columns)
			lines = append(lines, line)
			from = line.to
			line = piece{from, from}
		}
	}
	if line.to > line.from || len(lines) == 0 {
		lines = append(lines, line)
	}
	return lines
}

// fitting returns how many bytes of a text fit in so many columns, a character
// at least.
func fitting(s string, columns int) int {
	n, used := 0, 0
	for rest, state := s, -1; rest != ""; {
		var cluster string
		var width int
		cluster, rest, width, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if used += width; n > 0 && used > columns {
			break
		}
		n += len(cluster)
	}
	return n
}

// wrapped returns the lines of a wrapped text.
func wrapped(s string, columns int) []string {
	pieces := wrap(s, columns)
	lines := make([]string, len(pieces))
	for i, l := range pieces {
		lines[i] = s[l.from:l.to]
	}
	return lines
}

// wrappedNames wraps a list of names parted by 、 outside brackets, or by a space. A
// name goes on in the next line only where it is longer than one.
func wrappedNames(s string, columns int) []string {
	var lines []string
	line := ""
	for _, name := range splitNames(s) {
		if line != "" && columnsOf(strings.TrimRight(line+name, " ")) > columns {
			lines = append(lines, strings.TrimRight(line, " "))
			line = ""
		}
		if line += name; columnsOf(strings.TrimRight(line, " ")) > columns {
			cut := wrapped(line, columns)
			lines = append(lines, cut[:len(cut)-1]...)
			line = cut[len(cut)-1]
		}
	}
	return append(lines, strings.TrimRight(line, " "))
}

// splitNames cuts a list behind each 、 outside brackets, and behind spaces.
func splitNames(s string) []string {
	var names []string
	for _, part := range (corpus.Span{End: len(s)}).Split(s, "、 ") {
		names = append(names, part.Of(s))
	}
	return names
}
