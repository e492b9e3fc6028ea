package answer

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"
	"golang.org/x/text/unicode/norm"
)

// sound is the toneless pinyin of a word, "" where a character is not Chinese:
// 6G must never sound like 5G.
func sound(word string) string {
	out := make([]byte, 0, 24)
	for _, r := range word {
		said, ok := pinyin.PinyinDict[int(r)]
		if !ok {
			return ""
		}
		out = append(toneless(out, said), ' ')
	}
	return string(out)
}

// toneless adds the first reading of a character without its tone. ü is v, as
// it is typed.
func toneless(out []byte, readings string) []byte {
	for _, r := range readings {
		switch {
		case r == ',':
			return out
		case r < utf8.RuneSelf:
			out = append(out, byte(r))
		case strings.ContainsRune("üǖǘǚǜ", r):
			out = append(out, 'v')
		default:
			out = append(out, norm.NFD.PropertiesString(string(r)).Decomposition()[0])
		}
	}
	return out
}

// soundsOf maps the pinyin of every part, two to four characters long, of the
// plan's names to the parts, and of the units' names to the names.
func soundsOf(k *knowledge) map[string][]string {
	out := make(map[string][]string)
	put := func(part string) {
		key := sound(part)
		if key == "" {
			return
		}
		for _, p := range out[key] {
			if p == part {
				return
			}
		}
		out[key] = append(out[key], part)
	}
	for _, u := range k.units {
		for _, a := range u.aliases {
			put(a)
		}
	}
	for i := range k.facts {
		f := &k.facts[i]
		if f.indicator == nil && f.note == nil && !f.title {
			continue
		}
		for n := 4; n >= 2; n-- {
			for at := 0; at+n <= len(f.name.tokens); at++ {
				put(f.name.words(at, at+n))
			}
		}
	}
	return out
}

// mended corrects a question's words that the plan does not hold to those of
// its names that sound alike or that they shorten. It returns "" where nothing
// can be corrected, else the question and what was taken for what.
func (k *knowledge) mended(q *question) (fixed string, took [][2]string) {
	fixed = q.norm
	for _, m := range []func(*question, string) (string, [2]string){k.spelled, k.soundsLike, k.abbreviated} {
		for range 3 {
			next, one := m(q, fixed)
			if next == fixed {
				break
			}
			fixed = next
			took = append(took, one)
		}
	}
	if len(took) == 0 {
		return "", nil
	}
	return fixed, took
}

// spelled reads a unit or a name that is written in pinyin: gongxinju.
func (k *knowledge) spelled(q *question, norm string) (string, [2]string) {
	for i := 0; i < len(norm); {
		r, size := utf8.DecodeRuneInString(norm[i:])
		if !unicode.IsLetter(r) || r >= utf8.RuneSelf {
			i += size
			continue
		}
		end := i
		for end < len(norm) && ('a' <= norm[end] && norm[end] <= 'z' || norm[end] == ' ' && end+1 < len(norm) && 'a' <= norm[end+1] && norm[end+1] <= 'z') {
			end++
		}
		word := norm[i:end]
		if name := k.spellings()[strings.ReplaceAll(word, " ", "")]; name != "" {
			return norm[:i] + name + norm[end:], [2]string{word, name}
		}
		i = max(end, i+size)
	}
	return norm, [2]string{}
}

// speltNames maps the pinyin of names, without spaces, to the longest name that
// is spelt so.
func speltNames(sounds map[string][]string) map[string]string {
	out := make(map[string]string, len(sounds))
	for key, parts := range sounds {
		spelt := strings.ReplaceAll(key, " ", "")
		if len(spelt) < 5 {
			continue
		}
		for _, p := range parts {
			if has := out[spelt]; has == "" || len(p) > len(has) || len(p) == len(has) && p < has {
				out[spelt] = p
			}
		}
	}
	return out
}

// soundsLike corrects a stretch of three or four characters, one of which at
// least the plan does not hold there, to the only part of a name that sounds
// the same and shares a character. Shorter words sound alike by chance.
func (k *knowledge) soundsLike(q *question, norm string) (string, [2]string) {
	t := k.scan(norm)
	known := k.known(t)
	gaps := t.left(&known)
	for n := 4; n >= 3; n-- {
		for i := 0; i+n <= len(t.tokens); i++ {
			if !within(gaps, i, i+n) {
				continue
			}
			word := t.words(i, i+n)
			parts := k.sounds()[sound(word)]
			if len(parts) == 1 && parts[0] != word && utf8.RuneCountInString(word) == n && strings.ContainsAny(word, parts[0]) {
				at := int(t.tokens[i].start)
				return t.norm[:at] + parts[0] + t.norm[at+len(word):], [2]string{word, parts[0]}
			}
		}
	}
	return norm, [2]string{}
}

// within tells whether a gap touches the tokens from i to j.
func within(gaps []stretch, i, j int) bool {
	for _, g := range gaps {
		if g.from < j && i < g.to {
			return true
		}
	}
	return false
}

// abbreviated reads two to four characters that shorten a name, 网零 for
// 网络零售额: they begin it and stand in it in order. All names that they
// shorten must begin alike.
func (k *knowledge) abbreviated(q *question, norm string) (string, [2]string) {
	t := k.scan(norm)
	known := k.known(t)
	for _, gap := range t.left(&known) {
		for n := min(4, gap.to-gap.from); n >= 2; n-- {
			for i := gap.from; i+n <= gap.to; i++ {
				word := t.words(i, i+n)
				if name := k.longer(word); name != "" {
					at := int(t.tokens[i].start)
					return t.norm[:at] + name + t.norm[at+len(word):], [2]string{word, name}
				}
			}
		}
	}
	return norm, [2]string{}
}

// longer returns the words of indicators' names that a short form stands for.
func (k *knowledge) longer(short string) string {
	found := ""
	for i := range k.facts {
		f := &k.facts[i]
		if f.indicator == nil {
			continue
		}
		part := spread(f.name, short)
		switch {
		case part == "":
		case found == "" || strings.HasPrefix(found, part):
			found = part
		case !strings.HasPrefix(part, found):
			return ""
		}
	}
	return found
}

// spread returns the part of a name that a short form is made of, a character
// of each word of two: 网 and 零 of 网络零售.
func spread(name text, short string) string {
	runes := []rune(short)
	for at := 0; at+2*len(runes) <= len(name.tokens); at++ {
		ok := true
		for i, r := range runes {
			tok := name.tokens[at+2*i]
			if tok.id != uint32(r) || tok.latin() {
				ok = false
				break
			}
		}
		if ok {
			return name.words(at, at+2*len(runes))
		}
	}
	return ""
}
