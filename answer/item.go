package answer

import (
	"cmp"
	"slices"
	"strings"

	"planbot/corpus"
)

// Card says all that a plan says of one item, without a question: the values and
// leads of an indicator, who answers for a task, by when and what it promises,
// the words of a section or a note. ok is false where there is no such item.
func (e *Engine) Card(id corpus.ItemID) (a Answer, ok bool) {
	at, known := e.byID[id.Plan]
	if !known {
		return a, false
	}
	k := e.shelf.take(e.books[at])
	a = Answer{Status: Answered, State: State{Plan: id.Plan, Item: id.Anchor}}
	p := k.plan
	switch {
	case p.Indicator(id.Anchor) != nil:
		n := p.Indicator(id.Anchor)
		k.indicatorValues(&a, Question{says: cueBoth}, n)
		k.indicatorLead(&a, Question{}, n)
	case p.Task(id.Anchor) != nil:
		k.taskCard(&a, p.Task(id.Anchor))
	case p.Note(id.Anchor) != nil:
		n := p.Note(id.Anchor)
		a.say(a.cite(p, id.Anchor, cmp.Or(n.Term, "注"+n.Mark), n.Span), plain(n.Text))
	case p.Section(id.Anchor) != nil:
		s := p.Section(id.Anchor)
		a.say(a.cite(p, id.Anchor, s.Title, s.Span), strong(strings.TrimSpace(s.Number+" "+s.Title)))
	case id.Anchor == corpus.AnchorHead:
		k.planCard(&a)
	default:
		return a, false
	}
	return a, true
}

// taskCard says who answers for a task and what it promises.
func (k *knowledge) taskCard(a *Answer, t *corpus.Task) {
	at := a.cite(k.plan, t.Anchor, t.Title, t.Span)
	a.say(at, strong(taskName(t)+" "+t.Title))
	if len(t.Assignments) == 0 {
		a.say(at, plain("文件没有写明责任单位。"))
	}
	for _, as := range t.Assignments {
		note := a.cite(k.plan, t.Anchor, t.Title, as.Span)
		a.say(note, roles(as)...)
		if as.DeadlineRaw != "" {
			a.say(note, plain("完成时限："), strong(as.DeadlineRaw))
		}
	}
	for i := range k.facts {
		if f := &k.facts[i]; f.commitment != nil && f.item == t.Anchor {
			a.say(a.cite(k.plan, t.Anchor, t.Title, f.commitment.Sentence), strong(f.label))
		}
	}
}

// planCard says what a plan says of itself.
func (k *knowledge) planCard(a *Answer) {
	for _, field := range []headField{headTitle, headNumber, headIssuer, headDate, countTasks, countItems, countUnits} {
		one := k.answerHead(Question{Head: field})
		if one.Status != Answered {
			continue
		}
		c := one.Citations[0]
		at := a.cite(k.plan, c.Item.Anchor, c.Title, c.Spans[0])
		a.say(at, one.Parts[0].Runs...)
	}
}

// UnitCount is a unit with how much a plan gives it.
type UnitCount struct {
	Name              string
	Tasks, Indicators int
}

// Units returns the units that a plan names, those with most to do first.
func (e *Engine) Units(id corpus.PlanID) []UnitCount {
	p := e.Plan(id)
	if p == nil {
		return nil
	}
	at := map[string]int{}
	var all []UnitCount
	count := func(name string) *UnitCount {
		if _, ok := at[name]; !ok {
			at[name] = len(all)
			all = append(all, UnitCount{Name: name})
		}
		return &all[at[name]]
	}
	for i := range p.Indicators {
		for _, name := range p.Indicators[i].Leads {
			count(name).Indicators++
		}
	}
	for i := range p.Tasks {
		seen := map[string]bool{}
		for _, a := range p.Tasks[i].Assignments {
			for _, u := range a.Units {
				if !seen[u.Name] {
					seen[u.Name] = true
					count(u.Name).Tasks++
				}
			}
		}
	}
	slices.SortStableFunc(all, func(a, b UnitCount) int { return cmp.Compare(b.Tasks+b.Indicators, a.Tasks+a.Indicators) })
	return all
}

// Related returns the items of the same plan about the same thing as one: tasks
// that promise what an indicator counts, indicators that a task's promises are
// of. The most alike come first.
func (e *Engine) Related(id corpus.ItemID) []corpus.Item {
	at, ok := e.byID[id.Plan]
	if !ok {
		return nil
	}
	k := e.shelf.take(e.books[at])
	var names []text
	for i := range k.facts {
		if f := &k.facts[i]; f.item == id.Anchor && (f.indicator != nil || f.commitment != nil) {
			names = append(names, f.name)
		}
	}
	found := map[corpus.Anchor]bool{}
	for i := range k.facts {
		f := &k.facts[i]
		if f.item == id.Anchor || f.indicator == nil && f.commitment == nil || found[f.item] {
			continue
		}
		for _, name := range names {
			if len(name.norm) >= minRelated && (strings.Contains(f.name.norm, name.norm) || len(f.name.norm) >= minRelated && strings.Contains(name.norm, f.name.norm)) {
				found[f.item] = true
			}
		}
	}
	var out []corpus.Item
	for _, item := range k.plan.Items() {
		if found[item.ID.Anchor] && len(out) < maxRelated {
			out = append(out, item)
		}
	}
	return out
}

const (
	minRelated = 9 // bytes of the shorter name
	maxRelated = 6
)
