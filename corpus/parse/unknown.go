package parse

import (
	"slices"
	"strings"
	"unicode/utf8"

	"planbot/corpus"
	"planbot/corpus/fold"
)

const (
	// minKnown is the shortest name that is compared with known ones, in
	// characters: short ones are near too many. One of no more than that must be
	// near a name that the plan itself prints.
	minKnown = 4
	// maxPrinted is how often an unknown name may be printed and still be taken
	// for a misprint of a known one: a plan that names a body time and again knows
	// its name.
	maxPrinted = 2
	// farFrom is how long a name must be, and printed only once, to be compared
	// with known ones that differ by two characters.
	farFrom = 8
	// fewerFrom is how long a name must be to be compared with known ones that
	// have a character more or less: 新能源局 is not 能源局.
	fewerFrom = 7
)

// warnUnknown names the units that no list knows and that differ from a known
// one, or from another of the plan, by a character or two: they are misprinted
// more often than not. It names what does not look like a unit at all, too.
// Local bodies that no list has are many, and are passed over.
func (r *reader) warnUnknown() {
	printed := map[string]int{}
	r.eachUnit(func(name string, _ corpus.Span) { printed[name]++ })
	told := map[string]bool{}
	r.eachUnit(func(name string, at corpus.Span) {
		if told[name] || strings.ContainsAny(name, "各、（(") {
			return
		}
		told[name] = true
		if fold.Fold(name) != name && isTraditional(name) { // such names follow rules of their own
			return
		}
		if s, ok := findSquashed(r.plan.Text, at, name); ok {
			at = s
		}
		if near := misprintOf(name, printed); near != "" && utf8.RuneCountInString(name) >= minKnown {
			r.warnAt(at, "单位“%s”不在单位名录里，最接近的是“%s”，请核对。", name, near)
		} else if _, known := corpus.FindUnit(name); !known && !looseEnding.end(name) {
			r.warnAt(at, "“%s”列在责任单位里，但不像单位名称，请核对。", name)
		}
	})
}

// isTraditional tells whether a name has characters of the traditional script.
func isTraditional(name string) bool {
	return utf8.RuneCountInString(fold.Fold(name)) == utf8.RuneCountInString(name)
}

// misprintOf returns the known unit, or the one that the plan prints more often,
// that a name is a misprint of; "" where it is known itself or near none. printed
// says how often the plan prints each of its units.
func misprintOf(name string, printed map[string]int) string {
	size := utf8.RuneCountInString(name)
	near, distance := corpus.NearestUnit(name)
	if distance == 0 && near != "" || strings.HasSuffix(name, "部门") {
		return ""
	}
	resized := utf8.RuneCountInString(near) != size
	switch {
	case near == "" || printed[name] > maxPrinted || otherKind(name, near) || resized && size < fewerFrom && printed[near] == 0:
	case printed[near] > 0, distance == 1 && size > minKnown, distance == 2 && size >= farFrom && printed[name] == 1:
		return near
	}
	if _, known := corpus.FindUnit(name); known {
		return ""
	}
	var others []string
	for other, n := range printed {
		if n > 2*printed[name] && !otherKind(name, other) && utf8.RuneCountInString(other) >= minKnown {
			others = append(others, other)
		}
	}
	slices.Sort(others)
	near, _ = corpus.NearestName(name, others)
	return near
}

// otherKind tells whether two names differ in what stands at their start or
// their end alone, which makes them different bodies: 市科创办 and 市科创委, 县X and
// 区X, 第一医院 and 第二医院.
func otherKind(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) != len(y) {
		long, short := a, b
		if len(x) < len(y) {
			long, short = b, a
		}
		return strings.HasPrefix(long, short) || strings.HasSuffix(long, short)
	}
	for i := range x {
		if x[i] == y[i] {
			continue
		}
		if i == 0 || i == len(x)-1 || strings.ContainsRune(ordinals, x[i]) && strings.ContainsRune(ordinals, y[i]) {
			return string(x[i+1:]) == string(y[i+1:])
		}
		return false
	}
	return false
}

// ordinals tell bodies of one name apart.
const ordinals = "一二三四五六七八九十东西南北中上下新老大小县区市省镇乡"

// eachUnit calls f with every unit of the plan and the note or row that names it.
func (r *reader) eachUnit(f func(name string, at corpus.Span)) {
	for i := range r.plan.Tasks {
		for _, a := range r.plan.Tasks[i].Assignments {
			for _, u := range a.Units {
				f(u.Name, a.Span)
			}
		}
	}
	for i := range r.plan.Indicators {
		n := &r.plan.Indicators[i]
		for _, lead := range n.Leads {
			f(lead, n.Span)
		}
	}
}
