package parse

import (
	"slices"
	"strings"
	"unicode/utf8"

	"planbot/corpus"
	"planbot/corpus/fold"
)

// minKnown is the shortest name that is compared with known ones, in characters:
// short ones are near too many.
const minKnown = 4

// warnUnknown names the units that no list knows and that differ from a known
// one, or from another of the plan, by a character: they are misprinted more
// often than not.
func (r *reader) warnUnknown() {
	count := map[string]int{}
	r.eachUnit(func(name string, _ int) { count[name]++ })
	told := map[string]bool{}
	r.eachUnit(func(name string, at int) {
		if told[name] || utf8.RuneCountInString(name) < minKnown || strings.ContainsAny(name, "各、（(") {
			return
		}
		told[name] = true
		simple := fold.Fold(name) // a traditional name is no misprint
		if _, known := corpus.FindUnit(simple); known || simple != name && traditionalOnly(name, simple) {
			return
		}
		if near := nearestTo(name, count); near != "" {
			r.warn(r.lineAt(at), "单位“%s”不在单位名录里，最接近的是“%s”，请核对。", name, near)
		}
	})
}

// traditionalOnly tells whether a name has characters of the traditional script:
// such names follow rules of their own, which the list does not know.
func traditionalOnly(name, simple string) bool {
	return utf8.RuneCountInString(name) == utf8.RuneCountInString(simple)
}

// nearestTo returns the known unit, or the one that the plan names more often,
// that is one character off; "" where there is none.
func nearestTo(name string, count map[string]int) string {
	if near, distance := corpus.NearestUnit(name); distance == 1 && utf8.RuneCountInString(near) == utf8.RuneCountInString(name) {
		return near
	}
	var others []string
	for other, n := range count {
		if n > 2*count[name] && utf8.RuneCountInString(other) == utf8.RuneCountInString(name) {
			others = append(others, other)
		}
	}
	slices.Sort(others)
	if near, distance := corpus.NearestName(name, others); distance == 1 {
		return near
	}
	return ""
}

// eachUnit calls f with every unit of the plan and where it is named.
func (r *reader) eachUnit(f func(name string, at int)) {
	for i := range r.plan.Tasks {
		for _, a := range r.plan.Tasks[i].Assignments {
			for _, u := range a.Units {
				f(u.Name, a.Span.Start)
			}
		}
	}
	for i := range r.plan.Indicators {
		n := &r.plan.Indicators[i]
		for _, lead := range n.Leads {
			f(lead, n.Span.Start)
		}
	}
}
