// Package fold brings text to the form in which words are compared.
//
// It stands below its floor's other packages (corpus/parse, index, answer) as
// their common foundation, so that a plan's text, an index entry and a
// question are folded by the same rules:
//
//   - width, ligatures and other compatibility forms are undone (NFKD, a
//     character at a time) and accents dropped: ５Ｇ is 5g, ① is 1, é is e;
//   - letters are lower case;
//   - traditional characters are simplified one by one, by OpenCC's table,
//     whatever stands beside them, so that the fold of a part is a part of the
//     fold. 乾坤 becomes 干坤, on both sides of a comparison;
//   - superscript digits are dropped, since they are footnote marks;
//   - control, zero-width and bidi characters and bytes that are no UTF-8 are
//     dropped;
//   - white space is one space, and none at either end or beside a Chinese
//     character, a bracket or a comma: Chinese is typed spaced out at times.
//
// Every rule but the last looks at one character alone.
package fold

import (
	"slices"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold returns the form of s that is compared. It allocates nothing when s
// stands in that form already. Fold(Fold(s)) is Fold(s).
func Fold(s string) string {
	n := foldedPrefix(s)
	if n == len(s) {
		return s
	}
	f := folder{out: append(make([]byte, 0, len(s)), s[:n]...)}
	f.prev, _ = utf8.DecodeLastRuneInString(s[:n])
	f.run(s, n)
	return string(f.out)
}

// FoldMap returns Fold(s) and, for every byte of it, the byte offset in s of
// the character that it comes from, so that a match in the folded text gives a
// span of s. offsets has one entry more than folded has bytes; the last is
// len(s). Offsets never decrease.
func FoldMap(s string) (folded string, offsets []int) {
	f := folder{out: make([]byte, 0, len(s)), offsets: make([]int, 0, len(s)+1), mapped: true}
	f.run(s, 0)
	return string(f.out), append(f.offsets, len(s))
}

// folder builds a folded text character by character.
type folder struct {
	out     []byte
	offsets []int
	mapped  bool // offsets are wanted

	prev  rune // the last character written; 0 before the first
	gap   bool // white space was met since
	gapAt int  // and starts here
}

// run folds s from byte i on.
func (f *folder) run(s string, i int) {
	for i < len(s) {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case unicode.IsSpace(r):
			if !f.gap {
				f.gap, f.gapAt = true, i
			}
		case r == utf8.RuneError && size == 1:
		case keeps(r):
			f.write(r, i)
		default:
			f.decompose(s[i:i+size], r, i)
		}
		i += size
	}
}

// decompose writes what the character c, which is r, folds to. at is its offset.
func (f *folder) decompose(c string, r rune, at int) {
	if superscript(r) {
		return
	}
	parts := norm.NFKD.PropertiesString(c).Decomposition()
	if len(parts) == 0 {
		f.put(r, at)
		return
	}
	for len(parts) > 0 {
		p, size := utf8.DecodeRune(parts)
		f.put(p, at)
		parts = parts[size:]
	}
}

// put writes a character that needs no more decomposition.
func (f *folder) put(r rune, at int) {
	switch {
	case unicode.IsSpace(r):
		if !f.gap {
			f.gap, f.gapAt = true, at
		}
	case dropped(r):
	default:
		f.write(simplify(unicode.ToLower(r)), at)
	}
}

// write appends a folded character and the space that may stand before it.
func (f *folder) write(r rune, at int) {
	if f.gap && f.prev != 0 && !tight(f.prev) && !tight(r) {
		f.out = append(f.out, ' ')
		if f.mapped {
			f.offsets = append(f.offsets, f.gapAt)
		}
	}
	f.gap, f.prev = false, r
	n := len(f.out)
	f.out = utf8.AppendRune(f.out, r)
	if f.mapped {
		for range f.out[n:] {
			f.offsets = append(f.offsets, at)
		}
	}
}

// foldedPrefix returns how many bytes of s, from its start, are folded already.
func foldedPrefix(s string) int {
	var prev rune
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == ' ' && prev != 0 && !tight(prev) {
			// A space is in place only between two characters that keep it.
			next, nextSize := utf8.DecodeRuneInString(s[i+1:])
			if keeps(next) && !tight(next) {
				prev, i = next, i+1+nextSize
				continue
			}
		}
		if !keeps(r) && !keepsRare(s[i:i+size], r) {
			return i
		}
		prev, i = r, i+size
	}
	return len(s)
}

// keepsRare tells exactly whether the character c, which is r, folds to itself.
func keepsRare(c string, r rune) bool {
	return len(c) > 1 && !dropped(r) && !unicode.IsSpace(r) && !superscript(r) &&
		norm.NFKD.PropertiesString(c).Decomposition() == nil && simplify(unicode.ToLower(r)) == r
}

// keeps tells, fast, that a character folds to itself. It may be wrong only in
// saying no. White space is never kept.
func keeps(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return r > ' ' && r < 0x7f && (r < 'A' || r > 'Z')
	case firstHan <= r && r <= lastHan:
		return simplify(r) == r
	}
	return r == '、' || r == '。' || '《' <= r && r <= '】' || r == '〔' || r == '〕'
}

// tight tells whether white space beside a folded character means nothing.
func tight(r rune) bool {
	switch r {
	case ',', ';', ':', '(', ')', '[', ']', '{', '}', '<', '>', '!', '?', '"', '\'':
		return true
	}
	return r >= 0x2e80 || 0x2010 <= r && r <= 0x206f // CJK and its punctuation, dashes, quotes
}

// dropped tells an accent, or a character that shows nothing.
func dropped(r rune) bool { return unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf, unicode.Cc) }

// superscript tells a footnote's digit.
func superscript(r rune) bool {
	return r == '¹' || r == '²' || r == '³' || r == '⁰' || '⁴' <= r && r <= '⁹'
}

// The block that holds nearly all of the table: CJK unified ideographs.
const (
	firstHan = '\u4e00'
	lastHan  = '\u9fff'
)

// simplify returns the simplified form of a character, itself where it has none.
func simplify(r rune) rune {
	switch {
	case r < '\u3400':
		return r
	case firstHan <= r && r <= lastHan:
		if s := common()[r-firstHan]; s != 0 {
			return s
		}
		return r
	}
	if i, ok := slices.BinarySearch(rareRunes(), r); ok {
		return rareSimple()[i]
	}
	return r
}

// The table, unpacked once when the first Chinese character is folded, in
// some 30 µs. It is generated: loading OpenCC's dictionaries instead costs
// every start 5 ms and the binary 1 MB.
var (
	common = sync.OnceValue(func() *[lastHan - firstHan + 1]rune {
		var table [lastHan - firstHan + 1]rune
		simple := []rune(commonSimplified)
		for i, r := range []rune(commonTraditional) {
			table[r-firstHan] = simple[i]
		}
		return &table
	})
	rareRunes  = sync.OnceValue(func() []rune { return []rune(rareTraditional) })
	rareSimple = sync.OnceValue(func() []rune { return []rune(rareSimplified) })
)
