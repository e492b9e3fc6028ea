package parse

import (
	"regexp"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"planbot/corpus"
)

const (
	maxWords = 120 // the longest words at fault that are shown, in characters
	maxQuote = 120 // the longest paragraph that is quoted whole
	around   = 20  // how many characters stand around them in a longer one

	// maxSought is for how many warnings of a plan the words are looked for, so
	// that a text of one line and many faults is read in time.
	maxSought = 200
)

// warnAt adds a warning about a stretch of the plan's text.
func (r *reader) warnAt(s corpus.Span, format string, args ...any) {
	r.warn(r.lineAt(s.Start), format, args...)
	r.quote(&r.plan.Warnings[len(r.plan.Warnings)-1], s)
}

// quote gives a warning the words at fault, and what stands around them in the
// same paragraph.
func (r *reader) quote(w *corpus.Warning, s corpus.Span) {
	text := r.plan.Text
	s = s.Trim(text)
	if s.Empty() {
		return
	}
	s.End = s.Start + len(firstRunes(s.Of(text), maxWords))
	whole := corpus.Span{Start: strings.LastIndexByte(text[:s.Start], '\n') + 1, End: len(text)}
	if end := strings.IndexByte(text[s.Start:], '\n'); end >= 0 {
		whole.End = s.Start + end
	}
	s.End = min(s.End, whole.End)
	w.Words, w.Quote = s.Of(text), whole.Trim(text).Of(text)
	if utf8.RuneCountInString(w.Quote) > maxQuote {
		w.Quote = strings.TrimSpace(clauseEnd(text[whole.Start:s.Start]) + w.Words + clauseStart(text[s.End:whole.End]))
	}
}

const clauseMarks = "，。；：！？、;!?"

// clauseEnd returns the end of a text: so much as around says, and more up to
// where its clause begins.
func clauseEnd(s string) string {
	end := lastRunes(s, around)
	before := lastRunes(s[:len(s)-len(end)], around)
	if i := strings.LastIndexAny(before, clauseMarks); i >= 0 {
		_, size := utf8.DecodeRuneInString(before[i:])
		before = before[i+size:]
	}
	return before + end
}

// clauseStart returns the start of a text: so much as around says, and more up to
// where its clause ends.
func clauseStart(s string) string {
	start := firstRunes(s, around)
	behind := firstRunes(s[len(start):], around)
	if i := strings.IndexAny(behind, clauseMarks); i >= 0 {
		_, size := utf8.DecodeRuneInString(behind[i:])
		behind = behind[:i+size]
	}
	return start + behind
}

func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

func lastRunes(s string, n int) string {
	for i := len(s); i > 0; n-- {
		if n == 0 {
			return s[i:]
		}
		_, size := utf8.DecodeLastRuneInString(s[:i])
		i -= size
	}
	return s
}

// namedWords match what a warning says of the source's own words: at its end
// behind a colon, or in quotation marks.
var namedWords = regexp.MustCompile(`：([^：“”]+)$|“([^“”]+)”`)

// quoteWarnings finds the places of the warnings that were given a line alone:
// where the words that they name stand in it, the last named first.
func (r *reader) quoteWarnings() {
	sought := 0
	for i := range r.plan.Warnings {
		w := &r.plan.Warnings[i]
		if w.Quote != "" || sought == maxSought {
			continue
		}
		sought++
		named := namedWords.FindAllStringSubmatch(w.Message, -1)
		for _, m := range slices.Backward(named) {
			if s, ok := r.findOnLine(w.Line, strings.TrimSuffix(m[1]+m[2], "…")); ok {
				r.quote(w, s)
				break
			}
		}
	}
}

// findOnLine returns where words stand in the paragraphs that a line of the
// source is of, white space aside.
func (r *reader) findOnLine(line int, words string) (corpus.Span, bool) {
	from := sort.Search(len(r.paras), func(i int) bool { return r.paras[i].line > line })
	for i := from - 1; i >= 0; i-- {
		p := &r.paras[i]
		last := p.line
		if n := len(p.marks); n > 0 {
			last = p.marks[n-1].line
		}
		if last < line {
			break
		}
		if s, ok := findSquashed(r.plan.Text, p.span, words); ok {
			return s, true
		}
	}
	return corpus.Span{}, false
}

// findSquashed returns where words stand first in a stretch of text, white space
// aside.
func findSquashed(text string, within corpus.Span, words string) (corpus.Span, bool) {
	words = squash(words)
	first, _ := utf8.DecodeRuneInString(words)
	if words == "" {
		return corpus.Span{}, false
	}
	for i, r := range within.Of(text) {
		if r != first {
			continue
		}
		start := within.Start + i
		if size := squashedPrefix(text[start:within.End], words); size > 0 {
			return corpus.Span{Start: start, End: start + size}, true
		}
	}
	return corpus.Span{}, false
}

// squashedPrefix returns how many bytes of a text hold words at its start, white
// space aside; 0 where they do not stand there.
func squashedPrefix(text, words string) int {
	for i, r := range text {
		switch {
		case unicode.IsSpace(r):
			continue
		case !strings.HasPrefix(words, string(r)):
			return 0
		}
		if words = words[utf8.RuneLen(r):]; words == "" {
			return i + utf8.RuneLen(r)
		}
	}
	return 0
}
