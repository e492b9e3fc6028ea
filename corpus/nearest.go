package corpus

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// NearestUnit returns the name of the dictionary that is nearest to one that it
// does not know, with the same level or region before it, and how many
// characters differ (one more, one less, another one, or two changed over):
// 市发展改革委 at 1 of 市发展改格委. A name of less than six characters, its prefix
// aside, may differ by one, a longer one by two, one of less than three by none.
// It returns "" where no name is that near, and a known name itself at 0.
func NearestUnit(name string) (nearest string, distance int) {
	s := tidyUnit(name)
	ending, known := looseEnding(s)
	if known && ending == "" {
		return s, 0
	}
	best := nearness{distance: maxDistance + 1}
	for i := range s {
		at, ok := placeOfUnit(s[:i])
		if !ok {
			continue
		}
		if found := nearestForm([]rune(s[i:]), at, ending); found.before(best) {
			best = found
			nearest = s[:i] + found.text
		}
	}
	switch {
	case nearest != "":
		return nearest, best.distance
	case known:
		return s, 0
	}
	return "", 0
}

// looseEnding tells whether a name is known, and the ending where that alone
// makes it known. A name known by its ending is compared all the same, with
// those of the same ending and of some length: 防汛杭旱指挥部.
func looseEnding(s string) (ending string, known bool) {
	u, known := FindUnit(s)
	if !u.Loose {
		return "", known
	}
	for _, p := range dictionary().loose {
		if strings.HasSuffix(s, p.tail) {
			return p.tail, true
		}
	}
	return "", true
}

// NearestName returns the one of some names that is nearest to another name, and
// how many characters differ, by the bounds of NearestUnit; "" where none is
// that near. Of equally near ones it returns the first. The name itself is
// passed over.
func NearestName(name string, among []string) (nearest string, distance int) {
	r := []rune(name)
	best := maxDistance + 1
	for _, other := range among {
		if other == name {
			continue
		}
		limit := min(best-1, allowedDistance(len(r)))
		if d := editDistance(r, []rune(other), limit); d <= limit {
			nearest, best = other, d
		}
	}
	if nearest == "" {
		return "", 0
	}
	return nearest, best
}

// maxDistance is the greatest distance that is looked for.
const maxDistance = 2

// allowedDistance is how far a name of so many characters may be from another.
func allowedDistance(size int) int {
	switch {
	case size < 3:
		return 0
	case size < 6:
		return 1
	}
	return maxDistance
}

// nearness is how near a form is. Of equally near ones the first is better that
// has as many characters, then the one that its body is best known by.
type nearness struct {
	text     string
	distance int
	resized  bool // it has more or less characters
	rank     int
}

func (n nearness) before(other nearness) bool {
	switch {
	case n.text == "" || other.text == "":
		return n.text != ""
	case n.distance != other.distance:
		return n.distance < other.distance
	case n.resized != other.resized:
		return other.resized
	}
	return n.rank < other.rank
}

// nearestForm returns the form nearest to a name without its place.
func nearestForm(core []rune, at place, ending string) nearness {
	var best nearness
	allowed := allowedDistance(len(core))
	if ending != "" {
		allowed = min(allowed-1, 1) // of six characters and more
	}
	for size := len(core) - allowed; size <= len(core)+allowed; size++ {
		for _, f := range formsBySize()[size] {
			if !strings.HasSuffix(f.text, ending) || !slices.ContainsFunc(f.rows, func(r *unitRow) bool { return r.allows(at) }) {
				continue
			}
			if d := editDistance(core, f.runes, allowed); d <= allowed {
				if n := (nearness{f.text, d, size != len(core), f.rank}); n.before(best) {
					best = n
				}
			}
		}
	}
	return best
}

// sizedForm is a form with its characters.
type sizedForm struct {
	text  string
	runes []rune
	rank  int // its place among its row's forms
	rows  []*unitRow
}

// formsBySize holds the forms by how many characters they have. It is made when
// a name is not known.
var formsBySize = sync.OnceValue(func() map[int][]sizedForm {
	out := make(map[int][]sizedForm)
	d := dictionary()
	for text := range d.forms {
		size := utf8.RuneCountInString(text)
		f := sizedForm{text: text, runes: []rune(text), rows: slices.Collect(d.withName(text))}
		f.rank = slices.Index(f.rows[0].forms, text)
		out[size] = append(out[size], f)
	}
	for _, forms := range out {
		slices.SortFunc(forms, func(a, b sizedForm) int { return strings.Compare(a.text, b.text) })
	}
	return out
})

// editDistance returns how many characters must be added, left out, changed or
// changed over to make one name of the other; limit+1 where that is more than
// limit.
func editDistance(a, b []rune, limit int) int {
	if limit < 0 || len(a)-len(b) > limit || len(b)-len(a) > limit {
		return max(limit, 0) + 1
	}
	before, last, next := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		next[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			next[j] = min(last[j]+1, next[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				next[j] = min(next[j], before[j-2]+1)
			}
			least = min(least, next[j])
		}
		if least > limit {
			return limit + 1
		}
		before, last, next = last, next, before
	}
	return min(last[len(b)], limit+1)
}
