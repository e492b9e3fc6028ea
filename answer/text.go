package answer

import (
	mathbits "math/bits"
	"strings"
	"unicode"
	"unicode/utf8"

	"planbot/corpus/fold"
)

// text is a folded stretch of a question or a plan, cut into tokens.
type text struct {
	norm   string // folded, quotes and brackets dropped, synonyms brought together
	tokens []token
}

// token is one Chinese character, or a whole Latin word or number.
type token struct {
	id         uint32
	start, end int32 // in norm
	joined     bool  // stands directly behind the token before it
}

// vocabulary numbers the tokens of a plan: a Chinese character is its own code
// point, any other word has a number above all code points. Once the plan is
// learnt it is only read; words that it does not hold are unknown, and equal to
// nothing.
type vocabulary map[string]uint32

const (
	firstWord = unicode.MaxRune + 1
	unknown   = ^uint32(0)
)

func (v vocabulary) learn(word string) uint32 {
	id, ok := v[word]
	if !ok {
		id = firstWord + uint32(len(v))
		v[word] = id
	}
	return id
}

// silent are the marks that plans and people put inside names at will.
const silent = "“”‘’\"'《》〈〉（）()〔〕[]【】「」『』、·`"

// normal folds s and brings synonyms to one form, so that the words of a
// question and of a plan can be compared.
func normal(s string) string { return unified(fold.Fold(s)) }

// unified does what normal does to a text that is folded.
func unified(folded string) string {
	return apart(synonyms.Replace(strings.Map(func(r rune) rune {
		if '一' <= r && r <= '鿿' || !strings.ContainsRune(silent, r) { // a character is never a mark
			return r
		}
		return -1
	}, folded)))
}

// apart keeps the Latin word that a synonym put in from the year behind it:
// 地区生产总值2024年 is no word gdp2024.
func apart(s string) string {
	for at := 0; ; {
		i := strings.Index(s[at:], "gdp")
		if i < 0 {
			return s
		}
		if at += i + len("gdp"); at < len(s) && '0' <= s[at] && s[at] <= '9' {
			s = s[:at] + " " + s[at:]
		}
	}
}

// read cuts normalised text into tokens. learn adds new words to v.
func (v vocabulary) read(norm string, learn bool) text {
	t := text{norm: norm, tokens: make([]token, 0, utf8.RuneCountInString(norm))}
	joined := false
	for i := 0; i < len(norm); {
		r, size := utf8.DecodeRuneInString(norm[i:])
		end := i + size
		var id uint32
		switch {
		case unicode.Is(unicode.Han, r):
			id = uint32(r)
		case wordRune(r):
			for end < len(norm) && (wordRune(rune(norm[end])) || inNumber(norm, end)) {
				end++
			}
			id = v.number(norm[i:end], learn)
		case unicode.IsLetter(r) || unicode.IsDigit(r) || r == '%':
			id = v.number(norm[i:end], learn)
		default:
			joined = false
			i = end
			continue
		}
		t.tokens = append(t.tokens, token{id, int32(i), int32(end), joined})
		joined = true
		i = end
	}
	return t
}

func (v vocabulary) number(word string, learn bool) uint32 {
	if learn {
		return v.learn(word)
	}
	if id, ok := v[word]; ok {
		return id
	}
	return unknown
}

// wordRune tells the letters and digits that Latin words and numbers are made of.
func wordRune(r rune) bool {
	return 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '&' || r == '+'
}

// inNumber tells whether the mark at i stands between two digits: 1.5, 1,785.
func inNumber(s string, i int) bool {
	return (s[i] == '.' || s[i] == ',') && i > 0 && i+1 < len(s) && digit(s[i-1]) && digit(s[i+1])
}

func digit(b byte) bool { return '0' <= b && b <= '9' }

// latin tells a token that is a word by itself: not one Chinese character.
func (t token) latin() bool { return t.id >= firstWord }

// words returns the tokens from i to j as they stand in the text.
func (t text) words(i, j int) string { return t.norm[t.tokens[i].start:t.tokens[j-1].end] }

// pair is two neighbouring tokens.
type pair [2]uint32

// pairs calls f for each place where two tokens stand side by side, with the
// index of the first; a Latin word stands for itself as well.
func (t text) pairs(f func(i int, p pair)) {
	for i, tok := range t.tokens {
		if tok.latin() && tok.id != unknown {
			f(i, pair{tok.id})
		}
		if i+1 < len(t.tokens) && t.tokens[i+1].joined && tok.id != unknown && t.tokens[i+1].id != unknown {
			f(i, pair{tok.id, t.tokens[i+1].id})
		}
	}
}

// maxTokens is the longest question that is read, in tokens.
const maxTokens = 512

// bits is a set of the tokens of a question.
type bits [maxTokens / 64]uint64

func (b *bits) set(i int)      { b[i/64] |= 1 << (i % 64) }
func (b *bits) has(i int) bool { return b[i/64]&(1<<(i%64)) != 0 }

func (b *bits) add(other *bits) {
	for i := range b {
		b[i] |= other[i]
	}
}

// stretch is tokens of a text, from included to to excluded.
type stretch struct{ from, to int }

// run returns how many tokens of a, from i, stand in b, from j, one by one and
// joined alike.
func run(a text, i int, b text, j int) int {
	n := 0
	for i+n < len(a.tokens) && j+n < len(b.tokens) {
		x, y := a.tokens[i+n], b.tokens[j+n]
		if x.id != y.id || x.id == unknown || n > 0 && (!x.joined || !y.joined) {
			break
		}
		n++
	}
	return n
}

// segment is a run of a question that stands in a name.
type segment struct{ at, inName, size int }

// align finds the runs of the question that stand in a name, from left to
// right, each the longest there; among equals the one that goes on from the
// run before. A single Chinese character is no run.
func align(q text, taken *bits, name text) []segment {
	var out []segment
	next := 0
	for i := 0; i < len(q.tokens); {
		best := segment{at: i}
		if !taken.has(i) {
			best = longest(q, i, taken, name, next)
		}
		if best.size == 0 {
			i++
			continue
		}
		out = append(out, best)
		next = best.inName + best.size
		i += best.size
	}
	return out
}

func longest(q text, i int, taken *bits, name text, next int) segment {
	best := segment{at: i}
	first := q.tokens[i].id
	for j := range name.tokens {
		if name.tokens[j].id != first {
			continue
		}
		n := run(q, i, name, j)
		for k := range n {
			if taken.has(i + k) {
				n = k
				break
			}
		}
		if n == 1 && !q.tokens[i].latin() {
			continue
		}
		if n > best.size || n == best.size && n > 0 && best.inName < next && j >= next {
			best.inName, best.size = j, n
		}
	}
	return best
}

// place returns where part stands in t in one run, -1 where it does not.
func (t text) place(part text) int {
	for j := 0; j+len(part.tokens) <= len(t.tokens); j++ {
		if len(part.tokens) > 0 && run(part, 0, t, j) == len(part.tokens) {
			return j
		}
	}
	return -1
}

// maxLength is the longest phrase or name that is looked up, in tokens.
const maxLength = 31

// longestOf is the highest length in a set of lengths, -1 for none.
func longestOf(lengths uint32) int { return maxLength - mathbits.LeadingZeros32(lengths) }
