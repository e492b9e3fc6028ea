package parse

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"planbot/corpus"
)

// paragraph is one or more lines of the source made whole.
type paragraph struct {
	text string
	line int         // of the source, counted from 1
	span corpus.Span // in the plan's text
}

var (
	chapterStart = regexp.MustCompile(`^(?:第([一二三四五六七八九十百]+)章\s*|([一二三四五六七八九十]+)[、.．]\s*)`)
	sectionStart = regexp.MustCompile(`^[（(]([一二三四五六七八九十]+)[）)]\s*`)
	itemStart    = regexp.MustCompile(`^(\d{1,3})(?:[.．]\s+|、\s*|[.．])`)
	decimalStart = regexp.MustCompile(`^\d{1,3}[.．]\d{1,2}(?:\D|$)`)
	dateLine     = regexp.MustCompile(`^(\d{4})年(\d{1,2})月(\d{1,2})日$`)
	footnote     = regexp.MustCompile(`^([¹²³⁴⁵⁶⁷⁸⁹][⁰¹²³⁴⁵⁶⁷⁸⁹]*)\s*`)
	attachment   = regexp.MustCompile(`^附\s*件`)
)

// startsItem tells whether a line starts with an arabic item number. A decimal
// (2.2 of a wrapped table) does not; a title that begins with digits
// (11.121人才梯队项目) does.
func startsItem(line string) bool {
	return itemStart.MatchString(line) && !decimalStart.MatchString(line)
}

// startsNew tells whether a line cannot be the rest of the one before it.
func startsNew(line string) bool {
	for _, start := range []*regexp.Regexp{chapterStart, sectionStart, dateLine, footnote, attachment} {
		if start.MatchString(line) {
			return true
		}
	}
	return startsItem(line) || isRow(line)
}

// isRow tells whether a line is a row of a table.
func isRow(line string) bool { return strings.Contains(line, "\t") }

// paragraphs splits the source into paragraphs and undoes page breaks.
func paragraphs(source string) []paragraph {
	var out []paragraph
	for i, line := range strings.Split(source, "\n") {
		line = strings.TrimFunc(line, func(r rune) bool { return unicode.IsSpace(r) && r != '\t' })
		if strings.TrimSpace(line) == "" {
			continue
		}
		if last := len(out) - 1; last >= 0 && goesOn(out[last].text, line) {
			out[last].text += line
			continue
		}
		out = append(out, paragraph{text: line, line: i + 1})
	}
	return out
}

// goesOn tells whether next is the rest of prev, which a page break cut.
func goesOn(prev, next string) bool {
	if isRow(prev) || startsNew(next) {
		return false
	}
	if openNote(prev) {
		return true
	}
	last, _ := utf8.DecodeLastRuneInString(prev)
	if strings.ContainsRune("，、", last) {
		return true
	}
	return strings.ContainsAny(prev, "，。；") && (unicode.IsLetter(last) || unicode.IsDigit(last))
}

// openNote tells whether a paragraph ends inside a bracket that opened a note
// about units.
func openNote(s string) bool {
	depth, start := 0, -1
	for i, r := range s {
		switch {
		case strings.ContainsRune(openers, r):
			if depth == 0 {
				start = i
			}
			depth++
		case strings.ContainsRune(closers, r) && depth > 0:
			depth--
		}
	}
	return depth > 0 && noteLabel.MatchString(s[start:])
}

// layOut joins paragraphs to the plan's text, a line each, and gives them
// their spans.
func layOut(paras []paragraph) string {
	var b strings.Builder
	for i := range paras {
		if i > 0 {
			b.WriteByte('\n')
		}
		start := b.Len()
		b.WriteString(paras[i].text)
		paras[i].span = corpus.Span{Start: start, End: b.Len()}
	}
	return b.String()
}

// squash removes white space, which plans scatter inside names and titles.
func squash(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// trimmed narrows a span of text to what is not white space at its edges.
func trimmed(text string, s corpus.Span) corpus.Span {
	part := s.Of(text)
	s.Start += len(part) - len(strings.TrimLeftFunc(part, unicode.IsSpace))
	s.End = s.Start + len(strings.TrimSpace(part))
	return s
}

// ordinal reads a Chinese number up to 99; 0 where it is none.
func ordinal(s string) int {
	const digits = "一二三四五六七八九"
	digit := func(s string) int {
		if i := strings.Index(digits, s); s != "" && i >= 0 {
			return i/len("一") + 1
		}
		return 0
	}
	tens, ones, hasTens := strings.Cut(s, "十")
	switch {
	case !hasTens:
		return digit(s)
	case tens == "":
		return 10 + digit(ones)
	}
	return digit(tens)*10 + digit(ones)
}
