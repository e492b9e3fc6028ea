package answer

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"planbot/corpus/fold"
)

// normal is the form in which the question's words and the plan's are
// compared: folded, without punctuation inside, synonyms brought together.
func normal(s string) string {
	return synonyms.Replace(strings.Map(func(r rune) rune {
		if strings.ContainsRune("“”‘’\"'《》〈〉（）()〔〕[]【】、·　", r) {
			return -1
		}
		return r
	}, fold.Fold(s)))
}

// words of a question, character by character, and which of them are covered.
type cover struct {
	runes []rune
	mask  []bool
}

func newCover(q string) *cover {
	runes := []rune(q)
	return &cover{runes, make([]bool, len(runes))}
}

// by marks what text covers: stretches of at least two characters, Latin words
// and numbers whole only. It returns how many characters of content it marked.
func (c *cover) by(text string) int {
	if text == "" {
		return 0
	}
	got := 0
	for i := 0; i < len(c.runes); {
		n := c.longest(i, text)
		for j := i; j < i+n; j++ {
			if !c.mask[j] {
				c.mask[j] = true
				got++
			}
		}
		i += max(n, 1)
	}
	return got
}

func (c *cover) longest(i int, text string) int {
	if c.mask[i] || !meaning(c.runes[i]) || i > 0 && sameToken(c.runes[i-1], c.runes[i]) {
		return 0
	}
	for n := min(len(c.runes)-i, 24); n >= 1; n-- {
		end := i + n
		if end < len(c.runes) && sameToken(c.runes[end-1], c.runes[end]) || n == 1 && unicode.Is(unicode.Han, c.runes[i]) {
			continue
		}
		if standsIn(text, string(c.runes[i:end])) {
			return n
		}
	}
	return 0
}

func meaning(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '%' }

// sameToken tells whether two neighbours belong to one Latin word or number.
func sameToken(a, b rune) bool { return latin(a) && latin(b) }

func latin(r rune) bool {
	return r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '.' || r == '+')
}

// standsIn tells whether part stands in text without cutting a Latin word or
// number of it.
func standsIn(text, part string) bool {
	first, _ := utf8.DecodeRuneInString(part)
	last, _ := utf8.DecodeLastRuneInString(part)
	for from := 0; ; {
		at := strings.Index(text[from:], part)
		if at < 0 {
			return false
		}
		at += from
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		after, _ := utf8.DecodeRuneInString(text[at+len(part):])
		if !(latin(first) && digitOrLetterLike(first, before)) && !(latin(last) && digitOrLetterLike(last, after)) {
			return true
		}
		from = at + len(part)
	}
}

func digitOrLetterLike(a, b rune) bool { return latin(b) && unicode.IsDigit(a) == unicode.IsDigit(b) }

// left returns the words of the question that nothing covers and that carry
// meaning.
func (c *cover) left() []string {
	var out []string
	for i := 0; i < len(c.runes); {
		if c.mask[i] || !meaning(c.runes[i]) {
			i++
			continue
		}
		end := i
		for end < len(c.runes) && !c.mask[end] && meaning(c.runes[end]) {
			end++
		}
		out = append(out, contentOf(c.runes[i:end])...)
		i = end
	}
	return out
}

// contentOf drops the function words of a stretch, the longest first.
func contentOf(runes []rune) []string {
	var out []string
	start := 0
	flush := func(end int) {
		if end > start {
			out = append(out, string(runes[start:end]))
		}
	}
	for i := 0; i < len(runes); {
		n := functionAt(runes, i)
		if n == 0 {
			i++
			continue
		}
		flush(i)
		i += n
		start = i
	}
	flush(len(runes))
	return out
}

func functionAt(runes []rune, i int) int {
	if i > 0 && sameToken(runes[i-1], runes[i]) {
		return 0
	}
	for n := min(longestWord, len(runes)-i); n > 0; n-- {
		if i+n < len(runes) && sameToken(runes[i+n-1], runes[i+n]) {
			continue
		}
		if w := string(runes[i : i+n]); functionWords[w] || lightVerbs[w] {
			return n
		}
	}
	return 0
}

// abbreviates drops the words that shorten a name: their characters stand in
// it in order (网零 for 网络零售额).
func abbreviates(left []string, name string) []string {
	var out []string
	for _, w := range left {
		if n := utf8.RuneCountInString(w); n < 2 || n > 4 || latin([]rune(w)[0]) || !subsequence(w, name) {
			out = append(out, w)
		}
	}
	return out
}

// subsequence tells whether the characters of part stand in whole in order.
func subsequence(part, whole string) bool {
	rest := whole
	for _, r := range part {
		_, after, ok := strings.Cut(rest, string(r))
		if !ok {
			return false
		}
		rest = after
	}
	return true
}

// contentWords are the words of a question that carry meaning.
func contentWords(q string) []string { return newCover(q).left() }
