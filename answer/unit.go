package answer

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"

	"planbot/corpus"
)

// unit is a responsible body with the names that people use for it.
type unit struct {
	name    string   // as printed
	aliases []string // normalised, the name's own first
}

// unitsOf lists the units of a plan in order of their first mention.
func unitsOf(p *corpus.Plan) []unit {
	var out []unit
	add := func(name string) {
		if !slices.ContainsFunc(out, func(u unit) bool { return u.name == name }) && !strings.HasPrefix(name, "各") {
			out = append(out, unit{name, aliasNames(p, name)})
		}
	}
	for i := range p.Indicators {
		for _, name := range p.Indicators[i].Leads {
			add(name)
		}
	}
	for _, a := range p.Assignments() {
		for _, u := range a.Units {
			add(u.Name)
		}
	}
	return out
}

func aliasNames(p *corpus.Plan, name string) []string {
	names := []string{name}
	short := name
	for _, prefix := range []string{"市委", "市政府", "省委", "县委", "区委", "市", "省", "县", "区", p.Head.Region.ShortName()} {
		if rest, ok := strings.CutPrefix(name, prefix); ok && prefix != "" && utf8.RuneCountInString(rest) >= 3 {
			names = append(names, rest)
			short = rest
		}
	}
	for _, ending := range []string{"人民政府", "管委会"} {
		for _, n := range slices.Clone(names) {
			if rest, ok := strings.CutSuffix(n, ending); ok {
				names = append(names, rest)
			}
		}
	}
	for core, others := range unitAliases {
		if strings.HasSuffix(short, core) {
			for _, other := range others {
				names = append(names, other, "市"+other)
			}
		}
	}
	for i := range names {
		names[i] = normal(names[i])
	}
	slices.SortFunc(names[1:], func(a, b string) int {
		if d := len(b) - len(a); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	return names
}

// findUnits takes the units that a question names out of it. Units that share
// an alias are all returned; a longer name wins over a shorter one inside it.
func findUnits(k *knowledge, q string) (found []unit, rest string) {
	rest = q
	for {
		alias := ""
		for _, u := range k.units {
			for _, a := range u.aliases {
				if len(a) > len(alias) && strings.Contains(rest, a) && !insideName(k, rest, a) {
					alias = a
				}
			}
		}
		if alias == "" {
			return found, rest
		}
		for _, u := range k.units {
			if slices.Contains(u.aliases, alias) && !slices.ContainsFunc(found, func(f unit) bool { return f.name == u.name }) {
				found = append(found, u)
			}
		}
		rest = strings.ReplaceAll(rest, alias, " ")
	}
}

// insideName tells whether a short alias stands in the question only as a part
// of a longer word of the plan's names.
func insideName(k *knowledge, q, alias string) bool {
	if utf8.RuneCountInString(alias) > 2 {
		return false
	}
	at := strings.Index(q, alias)
	around := q[at:]
	runes := []rune(around)
	if len(runes) < 3 {
		return false
	}
	return slices.ContainsFunc(k.facts, func(f fact) bool { return strings.Contains(f.name, string(runes[:3])) })
}

var soundArgs = pinyin.NewArgs()

// sound is the toneless pinyin of a word; other characters stand for
// themselves, so that 6G never sounds like 5G.
func sound(w string) string {
	var b strings.Builder
	for _, r := range w {
		if said := pinyin.SinglePinyin(r, soundArgs); len(said) > 0 {
			b.WriteString(said[0])
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// soundsOf maps the pinyin of every part, two to four characters long, of the
// plan's names to the part, and of the units' names to the names.
func soundsOf(k *knowledge) map[string]string {
	out := make(map[string]string)
	put := func(part string) {
		key := sound(part)
		if _, taken := out[key]; key != "" && !taken {
			out[key] = part
		}
	}
	for _, u := range k.units {
		for _, a := range u.aliases {
			put(a)
		}
	}
	for i := range k.facts {
		if f := &k.facts[i]; f.indicator == nil && (f.task == nil || f.commitment != nil) {
			continue
		}
		runes := []rune(k.facts[i].name)
		for n := 4; n >= 2; n-- {
			for at := 0; at+n <= len(runes); at++ {
				put(string(runes[at : at+n]))
			}
		}
	}
	return out
}

// corrected mends words that the plan does not hold and that sound like one of
// its names, and says what it took for what.
func (k *knowledge) corrected(q string) (fixed, from, to string) {
	runes := []rune(q)
	for i := range runes {
		if latin(runes[i]) && (i == 0 || !latin(runes[i-1])) {
			end := i
			for end < len(runes) && latin(runes[end]) {
				end++
			}
			word := string(runes[i:end])
			if name := k.sound[word]; len(word) >= 5 && name != "" {
				return strings.Replace(q, word, name, 1), word, name
			}
		}
	}
	for n := 4; n >= 2; n-- {
		for i := 0; i+n <= len(runes); i++ {
			word := string(runes[i : i+n])
			name := k.sound[sound(word)]
			if name == "" || name == word || utf8.RuneCountInString(name) != n || strings.Contains(k.text, word) || len(contentOf(runes[i:i+n])) == 0 {
				continue
			}
			return strings.Replace(q, word, name, 1), word, name
		}
	}
	return q, "", ""
}
