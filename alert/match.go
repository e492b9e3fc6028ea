package alert

import (
	"slices"
	"strings"

	"planbot/corpus"
)

// Matches tells whether a change is one that a subscription follows: inside its
// scope, and let pass by its filter. It depends on nothing else.
func (s *Subscription) Matches(c *corpus.Change) bool {
	return s.Scope.holds(c) && s.Filter.passes(c)
}

func (s Scope) holds(c *corpus.Change) bool {
	if s.Kind != ScopePlan && s.Plan != "" && s.Plan != c.Item.Plan && s.Plan != c.Was.Plan {
		return false
	}
	switch s.Kind {
	case ScopeAll:
		return true
	case ScopePlan:
		return s.Plan == c.Item.Plan || s.Plan == c.Was.Plan
	case ScopeItem:
		return slices.Contains(c.Keys, s.Name)
	case ScopeUnit, ScopeLead:
		return slices.ContainsFunc(c.Units, func(u corpus.UnitRole) bool {
			return (s.Kind == ScopeUnit || leads(u)) && concernsUnit(s.Name, u.Name, c.Region)
		})
	case ScopeCategory:
		return slices.ContainsFunc(c.Category, func(name string) bool { return name == s.Name })
	}
	return false
}

// leads tells whether a unit leads, or is the one that answers.
func leads(u corpus.UnitRole) bool {
	return u.Role == corpus.RoleLead || u.Basis != ""
}

// concernsUnit tells whether what a plan gives to a unit concerns the one that
// somebody follows: it is the same, or each of many that it is one of.
func concernsUnit(followed, printed, region string) bool {
	if followed == printed || corpus.SameUnit(followed, printed) {
		return true
	}
	return eachHolds(printed, followed, region)
}

// eachHolds tells whether 各县（市、区） of a plan's region means a county.
func eachHolds(printed, followed, region string) bool {
	if !strings.Contains(printed, "各") {
		return false
	}
	return slices.Contains(countiesOf(printed, region), countyName(followed))
}

// countiesOf returns the names of the regions that 各县（市、区） means.
func countiesOf(printed, region string) []string {
	var names []string
	for _, r := range corpus.Regions() {
		if r.Code != region {
			continue
		}
		each, _ := corpus.EachRegion(printed, r)
		for _, e := range each {
			names = append(names, e.Name)
		}
	}
	return names
}

// countyName is a county's name in that of its government: 章贡区人民政府.
func countyName(unit string) string {
	for _, ending := range []string{"人民政府", "政府"} {
		unit = strings.TrimSuffix(unit, ending)
	}
	return unit
}

func (f *Filter) passes(c *corpus.Change) bool {
	switch {
	case len(f.Kinds) > 0 && !slices.Contains(f.Kinds, c.Kind):
		return false
	case len(f.Items) > 0 && !slices.Contains(f.Items, kindOf(c.Item.Anchor)):
		return false
	case f.Direction != corpus.Unordered && c.Direction != f.Direction:
		return false
	case f.Beyond != nil:
		return c.Percent != nil && c.Percent.Abs().Cmp(f.Beyond) >= 0
	}
	return true
}

// kindOf is the kind of item that an anchor names.
func kindOf(a corpus.Anchor) corpus.ItemKind {
	kind, _, _ := strings.Cut(string(a), "-")
	if kind == "annex" {
		return corpus.KindSection
	}
	return corpus.ItemKind(kind)
}

// Index finds the subscriptions that a change concerns, without asking each: a
// change names its plan, its items, its units and its category, and each of
// these leads to those who follow it.
type Index struct {
	all        []*Subscription
	byPlan     map[corpus.PlanID][]*Subscription
	byItem     map[string][]*Subscription
	byCategory map[string][]*Subscription
	byUnit     map[string][]*Subscription // by the name as somebody followed it
}

// NewIndex returns an index of subscriptions.
func NewIndex(subs []Subscription) *Index {
	x := &Index{
		byPlan: map[corpus.PlanID][]*Subscription{}, byItem: map[string][]*Subscription{},
		byCategory: map[string][]*Subscription{}, byUnit: map[string][]*Subscription{},
	}
	for i := range subs {
		s := &subs[i]
		switch s.Scope.Kind {
		case ScopeAll:
			x.all = append(x.all, s)
		case ScopePlan:
			x.byPlan[s.Scope.Plan] = append(x.byPlan[s.Scope.Plan], s)
		case ScopeItem:
			x.byItem[s.Scope.Name] = append(x.byItem[s.Scope.Name], s)
		case ScopeCategory:
			x.byCategory[s.Scope.Name] = append(x.byCategory[s.Scope.Name], s)
		case ScopeUnit, ScopeLead:
			x.byUnit[s.Scope.Name] = append(x.byUnit[s.Scope.Name], s)
		}
	}
	return x
}

// Concerned calls do for every subscription that each change concerns, with the
// change's index, in the order of the changes.
func (x *Index) Concerned(changes []corpus.Change, do func(*Subscription, int)) {
	followed := x.followers(changes)
	for i := range changes {
		c := &changes[i]
		seen := map[*Subscription]bool{}
		try := func(subs []*Subscription) {
			for _, s := range subs {
				if !seen[s] && s.Matches(c) {
					seen[s] = true
					do(s, i)
				}
			}
		}
		try(x.all)
		try(x.byPlan[c.Item.Plan])
		try(x.byPlan[c.Was.Plan])
		for _, k := range c.Keys {
			try(x.byItem[k])
		}
		for _, name := range c.Category {
			try(x.byCategory[name])
		}
		for _, u := range c.Units {
			for _, name := range followed[unitIn{u.Name, c.Region}] {
				// The name is known to concern the unit: only the role and the filter are left.
				for _, s := range x.byUnit[name] {
					if !seen[s] && (s.Scope.Kind == ScopeUnit || leads(u)) && (s.Scope.Plan == "" || s.Scope.Plan == c.Item.Plan || s.Scope.Plan == c.Was.Plan) && s.Filter.passes(c) {
						seen[s] = true
						do(s, i)
					}
				}
			}
		}
	}
}

// unitIn is a unit's name as a plan of a region prints it.
type unitIn struct{ name, region string }

// followers returns, for each unit that the changes name, the followed names
// that it concerns. Comparing two names is dear, so each pair is compared once.
func (x *Index) followers(changes []corpus.Change) map[unitIn][]string {
	out := map[unitIn][]string{}
	for i := range changes {
		for _, u := range changes[i].Units {
			key := unitIn{u.Name, changes[i].Region}
			if _, known := out[key]; known {
				continue
			}
			counties := map[string]bool{}
			if strings.Contains(u.Name, "各") {
				for _, name := range countiesOf(u.Name, key.region) {
					counties[name] = true
				}
			}
			names := []string{}
			for name := range x.byUnit {
				if name == u.Name || corpus.SameUnit(name, u.Name) || counties[countyName(name)] {
					names = append(names, name)
				}
			}
			slices.Sort(names)
			out[key] = names
		}
	}
	return out
}
