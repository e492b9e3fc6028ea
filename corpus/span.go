package corpus

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Span is a stretch of a plan's text: byte offsets, Start inclusive, End exclusive.
type Span struct{ Start, End int }

// Empty tells whether the span holds nothing.
func (s Span) Empty() bool { return s.End <= s.Start }

// Holds tells whether inner lies wholly inside s.
func (s Span) Holds(inner Span) bool { return s.Start <= inner.Start && inner.End <= s.End }

// Of returns the stretch of text that the span names.
func (s Span) Of(text string) string { return text[s.Start:s.End] }

// Trim returns the stretch without the white space at its edges.
func (s Span) Trim(text string) Span {
	part := s.Of(text)
	s.Start += len(part) - len(strings.TrimLeftFunc(part, unicode.IsSpace))
	s.End = s.Start + len(strings.TrimSpace(part))
	return s
}

// Split cuts the stretch behind each of the marks that stands outside brackets
// and quotes, but not at the comma of 1,000. What is opened is closed by the
// line's end at the latest.
func (s Span) Split(text, marks string) []Span {
	var out []Span
	depth, start := 0, s.Start
	for i, r := range s.Of(text) {
		switch {
		case '\u4e00' <= r && r <= '\u9fff': // most of a text, and never a mark
			continue
		case opens(r):
			depth++
		case depth > 0 && closes(r):
			depth--
		case r == '\n':
			depth = 0
		}
		if depth == 0 && strings.ContainsRune(marks, r) && !partsThousands(text, s.Start+i) {
			end := s.Start + i + utf8.RuneLen(r)
			out = append(out, Span{Start: start, End: end})
			start = end
		}
	}
	if start < s.End {
		out = append(out, Span{Start: start, End: s.End})
	}
	return out
}

func opens(r rune) bool {
	switch r {
	case '〔', '［', '[', '（', '(', '【', '“', '《', '‘':
		return true
	}
	return false
}

func closes(r rune) bool {
	switch r {
	case '〕', '］', ']', '）', ')', '】', '”', '》', '’':
		return true
	}
	return false
}

// partsThousands tells whether the comma of a number stands at an offset.
func partsThousands(text string, at int) bool {
	return text[at] == ',' && 0 < at && at+1 < len(text) && isDigit(text[at-1]) && isDigit(text[at+1])
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }

// Sentences cuts the stretch at 。；;！？ and line ends outside brackets and
// quotes. The mark stays with its sentence; white space at the edges does not.
func (s Span) Sentences(text string) []Span {
	var out []Span
	for _, one := range s.Split(text, "。；;！？\n") {
		if one = one.Trim(text); !one.Empty() {
			out = append(out, one)
		}
	}
	return out
}
