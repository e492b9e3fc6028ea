package main

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"planbot/corpus"
)

// columnsOf counts the columns that a text takes on a terminal, where a
// Chinese character takes two.
func columnsOf(s string) int {
	n := 0
	for _, r := range s {
		n += columnsOfRune(r)
	}
	return n
}

func columnsOfRune(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	}
	if kind := width.LookupRune(r).Kind(); kind == width.EastAsianWide || kind == width.EastAsianFullwidth {
		return 2
	}
	return 1
}

// pad fills a text up to a number of terminal columns.
func pad(s string, columns int) string {
	return s + strings.Repeat(" ", max(0, columns-columnsOf(s)))
}

// piece is a line of a wrapped text: byte offsets into it.
type piece struct{ from, to int }

const (
	notFirst = "、，。；：！？）》”’】〕］」』%％‰℃·…—,.;:!?)]}～~"
	notLast  = "（《“‘【〔［「『([{￥$≥≤＞＜>＜<"
)

// wrap breaks a text into lines of at most so many columns, by the rules of
// Chinese type: between any two characters, but none of 、，。） begins a line
// and none of （“《 ends one; words and numbers stay whole where they fit. The
// space at a break is dropped.
func wrap(s string, columns int) []piece {
	var lines []piece
	line, used := piece{}, 0
	for _, a := range atoms(s, max(columns, 2)) {
		blank := strings.TrimSpace(s[a.from:a.to]) == ""
		n := columnsOf(s[a.from:a.to])
		switch {
		case used+n <= columns || used == 0 && !blank:
			if used == 0 {
				line.from = a.from
			}
			if blank && used == 0 {
				continue
			}
			line.to, used = a.to, used+n
		case blank: // the break stands for it
			lines, line, used = append(lines, line), piece{a.to, a.to}, 0
		default:
			lines, line, used = append(lines, line), a, n
		}
	}
	if used > 0 || len(lines) == 0 {
		lines = append(lines, line)
	}
	for i, l := range lines {
		lines[i].to = l.from + len(strings.TrimRight(s[l.from:l.to], " "))
	}
	return lines
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
		if line != "" && columnsOf(line+name) > columns {
			lines = append(lines, strings.TrimRight(line, " "))
			line = ""
		}
		if line += name; columnsOf(line) > columns {
			cut := wrapped(line, columns)
			lines = append(lines, cut[:len(cut)-1]...)
			line = cut[len(cut)-1]
		}
	}
	return append(lines, line)
}

// splitNames cuts a list behind each 、 outside brackets, and behind spaces.
func splitNames(s string) []string {
	var names []string
	for _, part := range (corpus.Span{End: len(s)}).Split(s, "、 ") {
		names = append(names, part.Of(s))
	}
	return names
}

// atoms cuts a text where a line may end. None is wider than columns.
func atoms(s string, columns int) []piece {
	var out []piece
	from, used := 0, 0
	var before rune
	for i, r := range s {
		n := columnsOfRune(r)
		if i > 0 && (mayBreak(before, r) || used+n > columns) {
			out = append(out, piece{from, i})
			from, used = i, 0
		}
		used += n
		before = r
	}
	if from < len(s) {
		out = append(out, piece{from, len(s)})
	}
	return out
}

// mayBreak tells whether a line may end between two characters.
func mayBreak(a, b rune) bool {
	switch {
	case a == ' ' || b == ' ':
		return a != b
	case columnsOfRune(b) == 0 || strings.ContainsRune(notFirst, b) || strings.ContainsRune(notLast, a):
		return false
	}
	return columnsOfRune(a) == 2 || columnsOfRune(b) == 2
}
