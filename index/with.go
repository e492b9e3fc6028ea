package index

import (
	"maps"
	"slices"

	"planbot/corpus"
)

// maxParts is how many parts an index may have before those of later plans are
// made one: each costs some goroutines of bleve's.
const maxParts = 32

// With returns an index of plans that shares with x all that has not changed.
// Only plans that x does not have, the very same value or one of the same text
// and number of items, are indexed, in memory, in some milliseconds each. x
// stays as it is; both must be closed. Scores of plans that were indexed
// together compare with each other; across a change they do so roughly.
func (x *Index) With(plans []*corpus.Plan) (*Index, error) {
	next := &Index{part: x.part, later: slices.Clone(x.later), home: make(map[corpus.PlanID]*part, len(plans)), dead: make(map[*part]int)}
	var fresh []*corpus.Plan
	for _, p := range plans {
		if _, twice := next.home[p.ID]; twice {
			return nil, twoPlans(p.ID)
		}
		home := x.home[p.ID]
		if home == nil || !samePlan(home.plans[p.ID], p) || len(x.later) >= maxParts && home != x.part {
			home = nil
			fresh = append(fresh, p)
		}
		next.home[p.ID] = home
	}
	if len(fresh) > 0 {
		p, err := newPart(fresh)
		if err == nil {
			err = p.build()
		}
		if err != nil {
			return nil, err
		}
		for id := range p.plans {
			next.home[id] = p
		}
		next.later = append(next.later, p)
	}
	next.keepUsed()
	return next, nil
}

// keepUsed drops the parts that no plan is found in, and counts what is dead in
// the others.
func (x *Index) keepUsed() {
	used := make(map[*part]bool)
	for p := range maps.Values(x.home) {
		used[p] = true
	}
	x.later = slices.DeleteFunc(x.later, func(p *part) bool { return !used[p] })
	for _, p := range x.parts() {
		p.users.Add(1)
		for i := range p.entries {
			if x.home[p.entries[i].item.Plan] != p {
				x.dead[p]++
			}
		}
	}
}

// samePlan tells whether two values are one version of a plan, read alike.
func samePlan(a, b *corpus.Plan) bool {
	return a == b || a.Text == b.Text && len(a.Tasks) == len(b.Tasks) && len(a.Indicators) == len(b.Indicators) && len(a.Sections) == len(b.Sections)
}
