package answer

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"planbot/corpus"
)

// titleIn returns the task or the section whose title is all that a question
// names, where it asks for no number: 主要目标是什么.
func (k *knowledge) titleIn(q *question) *fact {
	if q.sayOne(cueHowMany|cueChange) || q.measure != "" || q.sayOne(cueNumber) && !q.sayOne(cueContent|cueMeaning) {
		return nil
	}
	for i := range k.facts {
		if f := &k.facts[i]; f.title && len(f.name.tokens) >= 4 && k.onlyNames(q, f.name) {
			return f
		}
	}
	return nil
}

// aboutLead finds who answers for what a question names.
func (k *knowledge) aboutLead(q *question, intent Intent) Question {
	if called := k.called(q); called != nil && !q.sayOne(cueTasks) {
		return Question{Intent: intent, Facts: distinct(called)}
	}
	found := k.match(q, false, func(f *fact) bool { return f.indicator != nil && !q.sayOne(cueTasks) || f.task != nil })
	if len(found) == 0 && q.sayOne(cueTasks) {
		found = k.match(q, false, func(f *fact) bool { return f.indicator != nil })
	}
	found = slices.DeleteFunc(found, func(c candidate) bool { return !c.names() })
	found = preferring(found, func(c candidate) bool {
		if c.indicator != nil {
			return !q.sayOne(cueTasks)
		}
		return !q.sayOne(cueIndicators)
	})
	found = preferring(k.verbatim(q, best(found)), func(c candidate) bool { return k.takesPart(q, c.fact) })
	if len(found) == 0 {
		found = k.match(q, true, func(f *fact) bool { return f.task != nil })
	}
	if len(found) == 0 {
		found = k.narrowed(q, k.tasksWith(q))
	}
	if len(found) == 0 {
		return k.uncovered(q)
	}
	if only := statedLead(q, found); only != nil {
		return Question{Intent: intent, Facts: []*fact{only}}
	}
	found = preferring(found, func(c candidate) bool { return c.indicator != nil || len(c.task.Assignments) > 0 })
	facts := onePerNote(q, found)
	if len(facts) > 3 {
		return Question{Intent: Choose, Facts: onePerItem(found)}
	}
	return Question{Intent: intent, Facts: facts}
}

// onePerNote keeps the first fact of each note about units. The title of a task
// that is not said nearly whole gives way to its sentences.
func onePerNote(q *question, found []candidate) []*fact {
	var out []*fact
	for i := range found {
		c := &found[i]
		sentence := slices.ContainsFunc(found, func(d candidate) bool { return d.item == c.item && !d.title && d.task != nil })
		if c.title && sentence && !c.mostlySaid(q) {
			continue
		}
		if !slices.ContainsFunc(out, func(f *fact) bool { return f.item == c.item && f.governor() == c.governor() }) {
			out = append(out, c.fact)
		}
	}
	return out
}

// narrowed takes of each task that has several notes the sentence that says most
// of the question, so that the note that governs it answers and not all.
func (k *knowledge) narrowed(q *question, tasks []candidate) []candidate {
	for i := range tasks {
		if len(tasks[i].task.Assignments) < 2 {
			continue
		}
		most := 3 // characters: less is chance
		for j := range k.facts {
			f := &k.facts[j]
			if f.task != tasks[i].task || f.title || f.commitment != nil {
				continue
			}
			if c := q.against(f, false); c.covered > most {
				most, tasks[i].fact = c.covered, f
			}
		}
	}
	return tasks
}

// takesPart tells whether a unit that the question names takes part in a fact.
func (k *knowledge) takesPart(q *question, f *fact) bool {
	return slices.ContainsFunc(k.unitNamesOf(q), func(name string) bool {
		if f.indicator != nil {
			return slices.Contains(f.indicator.Leads, name)
		}
		return f.task != nil && slices.ContainsFunc(f.task.Assignments, func(a corpus.Assignment) bool {
			return slices.ContainsFunc(a.Units, func(u corpus.UnitRole) bool { return u.Name == name })
		})
	})
}

// statedLead returns the indicator that answers alone who leads: the one whose
// whole name is said, or, as the table alone says 牵头, the only one.
func statedLead(q *question, found []candidate) *fact {
	var only *fact
	n := 0
	for _, c := range found {
		if c.indicator == nil {
			continue
		}
		if c.skipped == 0 {
			return c.fact
		}
		only = c.fact
		n++
	}
	if n == 1 && len(only.indicator.Leads) > 0 && strings.Contains(q.norm, "牵头") {
		return only
	}
	return nil
}

// onePerItem keeps the first fact of each item, a title before its text.
func onePerItem(found []candidate) []*fact {
	var out []*fact
	for _, c := range found {
		if !slices.ContainsFunc(out, func(f *fact) bool { return f.item == c.item }) {
			out = append(out, c.fact)
		}
	}
	return out
}

// tasksWith returns the tasks whose whole text covers the question, though no
// sentence alone does.
func (k *knowledge) tasksWith(q *question) []candidate {
	said := make(map[*corpus.Task]*bits)
	q.pairs(func(i int, p pair) {
		for _, at := range k.naming(p) {
			f := &k.facts[at]
			if f.task == nil || f.commitment != nil || q.taken.has(i) {
				continue
			}
			if said[f.task] == nil {
				said[f.task] = &bits{}
			}
			said[f.task].set(i)
			if p[1] != 0 {
				said[f.task].set(i + 1)
			}
		}
	})
	var out []candidate
	for i := range k.facts {
		f := &k.facts[i]
		if !f.title || f.task == nil || said[f.task] == nil {
			continue
		}
		mask := *said[f.task]
		mask.add(&q.topic)
		if len(q.left(&mask)) == 0 {
			out = append(out, candidate{fact: f, own: mask})
		}
	}
	return out
}

// aboutContent finds where the plan speaks of what a question names: by the
// title of a task or a section, else by sentences.
func (k *knowledge) aboutContent(q *question) Question {
	text := func(f *fact) bool { return (f.task != nil || f.section != nil) && f.commitment == nil }
	found := k.match(q, false, text)
	titled := slices.DeleteFunc(slices.Clone(found), func(c candidate) bool { return !c.title || !c.mostlySaid(q) })
	switch {
	case len(titled) > 0:
		found = best(titled)
	case len(found) == 0:
		if found = k.match(q, true, text); len(found) == 0 {
			found = k.tasksWith(q)
		}
	default:
		found = k.verbatim(q, found)
	}
	found = slices.DeleteFunc(found, func(c candidate) bool { return !k.saysYears(q, c.fact) })
	if !q.sayOne(cueContent | cueList | cueTasks) {
		found = slices.DeleteFunc(found, func(c candidate) bool { return !c.title && !k.inOnePiece(q, &c) })
	}
	if len(found) == 0 {
		return k.uncovered(q)
	}
	return Question{Intent: AskContent, Facts: onePerItem(found), words: k.contentWords(q)}
}

// saysYears tells whether a sentence speaks of the years that a question names,
// where those are not the plan's own.
func (k *knowledge) saysYears(q *question, f *fact) bool {
	for _, y := range q.years {
		if year := fmt.Sprint(y); y != k.plan.Head.Year && !strings.Contains(f.span.Of(k.plan.Text), year) && f.year != y {
			return false
		}
	}
	return f.year == 0 || len(q.years) == 0 || slices.Contains(q.years, f.year) || f.title
}

// inOnePiece tells whether each of the question's words stands in a sentence
// as it was asked, not in pieces here and there.
func (k *knowledge) inOnePiece(q *question, c *candidate) bool {
	for _, s := range q.content() {
		if !strings.Contains(c.name.norm, q.words(s.from, s.to)) && !strings.Contains(q.plan, q.words(s.from, s.to)) {
			return false
		}
	}
	return true
}

// mostlySaid tells whether the question says a title nearly whole.
func (c *candidate) mostlySaid(q *question) bool {
	n := 0
	for _, s := range align(q.text, &q.taken, c.name) {
		n += s.size
	}
	return n >= len(c.name.tokens)-4 && 2*n >= len(c.name.tokens)
}

// verbatim keeps the candidates that have the question's words in one piece,
// where any has.
func (k *knowledge) verbatim(q *question, found []candidate) []candidate {
	content := q.content()
	return preferring(found, func(c candidate) bool {
		if c.indicator != nil {
			return true
		}
		for _, s := range content {
			if !strings.Contains(c.name.norm, q.words(s.from, s.to)) {
				return false
			}
		}
		return true
	})
}

// askMeaning finds the footnote that explains a term or gives the source of a
// number.
func (k *knowledge) askMeaning(q *question) (Question, bool) {
	if q.sayOne(cueSource) {
		return k.askSource(q)
	}
	if !q.sayOne(cueMeaning) && (!q.sayOne(cueContent) || !strings.Contains(q.norm, "是什么")) {
		return Question{}, false
	}
	notes := k.match(q, false, func(f *fact) bool { return f.note != nil && len(f.name.tokens) > 0 })
	if len(notes) > 0 {
		return Question{Intent: AskMeaning, Facts: distinct(notes)[:1]}, true
	}
	if !q.sayOne(cueMeaning) {
		return Question{}, false
	}
	content := k.aboutContent(q)
	if content.Intent == Refuse {
		return content, true
	}
	return refuse("文件提到了“"+k.contentWords(q)+"”，但没有解释它的意思。", content.Facts[:min(3, len(content.Facts))]...), true
}

// askSource finds the footnote at the indicator that the question names.
func (k *knowledge) askSource(q *question) (Question, bool) {
	found := k.match(q, false, func(f *fact) bool { return f.indicator != nil && len(f.indicator.Notes) > 0 })
	found = slices.DeleteFunc(found, func(c candidate) bool { return !c.names() })
	if found = best(found); len(found) > 0 {
		return Question{Intent: AskSource, Facts: distinct(found)[:1]}, true
	}
	if all := k.match(q, false, func(f *fact) bool { return f.indicator != nil }); len(all) > 0 {
		return refuse("文件没有写明这个数字的来源。", distinct(all)[:1]...), true
	}
	return Question{}, false
}

var mentions = regexp.MustCompile(`提到|提及|涉及`)

// askCounty answers a question that names a county and something else: plans
// of a city give counties duties, not numbers of their own.
func (k *knowledge) askCounty(q *question) (Question, bool) {
	county, at, size := k.countyIn(q)
	if county != nil && q.says&cueContent != 0 && mentions.MatchString(q.norm) {
		return k.aboutContent(q), true
	}
	if county == nil || len(k.match(q, false, func(f *fact) bool { return true })) > 0 {
		return Question{}, false
	}
	rest := *q
	rest.take(at, at+size)
	if len(rest.content()) == 0 {
		return Question{}, false
	}
	out := k.about(&rest, State{})
	switch out.Intent {
	case Refuse:
		return out, true
	case AskLead, AskDeadline:
		out.County = county
		return out, true
	case AskContent:
		if q.sayOne(cueContent | cueList | cueTasks) {
			out.County = county
			return out, true
		}
	case AskValue:
		if f := out.Facts[0]; f.commitment != nil && eachCounty.MatchString(f.name.norm) {
			return out, true // 每个县培育…
		}
	}
	return refuse("文件没有给出"+county.Name+"自己的数字，只有全市的目标。", out.Facts[:min(3, len(out.Facts))]...), true
}

var eachCounty = regexp.MustCompile(`每个县|各县|市县各|每县|各区`)

// countyIn returns the county of the plan's city that a question names.
func (k *knowledge) countyIn(q *question) (r *corpus.Region, at, size int) {
	for i := range q.tokens {
		if ids, size := k.countyNames.at(q, i); size > 0 && !q.taken.has(i) {
			return &k.counties[ids[0]], i, size
		}
	}
	return nil, 0, 0
}
