package answer

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"planbot/corpus"
)

// ask answers one question from one plan.
func (k *knowledge) ask(q query, prev State) Answer {
	if a, ok := k.askHead(q); ok {
		return a
	}
	if progressPattern.MatchString(q.asked) {
		return k.notFound(q, "文件里只有目标，没有写实际进展。")
	}
	if year, ok := k.foreignYear(q); ok {
		return k.notFound(q, fmt.Sprintf("文件里没有%d年的数据。", year))
	}
	q, followed := k.follow(q, prev)
	switch {
	case followed != nil:
		return k.answerFacts(q, followed)
	case q.task != "":
		return k.askTask(q)
	case (len(q.units) > 0 || !q.county.IsZero()) && len(q.content) == 0:
		return k.askUnits(q, prev)
	case len(q.content) == 0:
		if a, ok := k.askFilter(q); ok {
			return a
		}
		return k.notFound(q, "没有听懂要问哪项指标或任务，请把名称说得具体一些。")
	}
	if a, ok := k.askMeaning(q); ok {
		return a
	}
	if prev.Item != "" && strings.HasSuffix(strings.TrimRight(q.asked, "？?。！"), "呢") {
		if a, ok := k.askJoined(q, prev); ok {
			return a
		}
	}
	return k.askFacts(q)
}

// foreignYear returns a year of the question that the plan has nothing for.
func (k *knowledge) foreignYear(q query) (int, bool) {
	for _, year := range q.years {
		known := year == k.plan.Head.Year || slices.ContainsFunc(k.plan.Indicators, func(n corpus.Indicator) bool {
			_, ok := n.Value(year)
			return ok
		})
		if !known {
			return year, true
		}
	}
	return 0, false
}

// follow gives a question that names nothing the item of the answer before.
func (k *knowledge) follow(q query, prev State) (query, []candidate) {
	if prev.Item == "" || prev.Plan != k.plan.ID || len(q.content) > 0 || len(q.units) > 0 || q.task != "" || !q.county.IsZero() {
		return q, nil
	}
	if !q.lead && !q.number && !q.compare && !contentPattern.MatchString(q.asked) {
		return q, nil
	}
	for i := range k.facts {
		f := &k.facts[i]
		if f.item == prev.Item && f.commitment == nil {
			return q, []candidate{{fact: f}}
		}
	}
	return q, nil
}

// askJoined reads 增速呢 as 网络零售额增速 after 网络零售额.
func (k *knowledge) askJoined(q query, prev State) (Answer, bool) {
	for i := range k.facts {
		f := &k.facts[i]
		if f.item != prev.Item || f.commitment != nil {
			continue
		}
		joined := q
		joined.rest = f.name + " " + q.rest
		joined.content = contentWords(joined.rest)
		own, _ := matching(k, joined.rest, func(g *fact) bool { return g != f && g.indicator != nil })
		if found := best(own); len(found) == 1 {
			return k.answerFacts(joined, found), true
		}
	}
	return Answer{}, false
}

// askFacts finds what a question's words name and answers for it.
func (k *knowledge) askFacts(q query) Answer {
	back := q.looksBack(k.plan)
	quantified := func(f *fact) bool { return f.indicator != nil || f.commitment != nil && !back }
	task := func(f *fact) bool { return f.task != nil && f.commitment == nil }
	if q.lead {
		return k.askLead(q, task)
	}
	asksContent := contentPattern.MatchString(q.asked) && !q.compare
	if asksContent && !numberPattern.MatchString(q.rest) {
		if found := k.tasksAbout(q, task); len(found) > 0 {
			return k.answerContent(q, found)
		}
	}
	own, inContext := matching(k, q.rest, quantified)
	for _, list := range [][]candidate{focused(q.focus, own), focused(q.head(), inContext)} {
		if found := counted(q, sameMeasure(q, best(list))); len(found) > 0 {
			return k.choose(q, found)
		}
	}
	found := k.tasksAbout(q, task)
	if len(found) == 0 {
		found = k.tasksAbout(q, func(f *fact) bool { return f.section != nil })
	}
	if len(found) == 0 {
		return k.uncovered(q)
	}
	if regexp.MustCompile(`多少|几|百分|数量`).MatchString(q.rest) || strings.Contains(q.rest, "目标") && !strings.Contains(k.text, strings.Join(q.content, "")+"目标") {
		a := k.notFound(q, "文件提到了“"+strings.Join(q.content, "、")+"”，但没有给出数字目标。")
		a.Suggestions = questionsOf(found)
		return a
	}
	return k.answerContent(q, found)
}

// tasksAbout returns what a question names among facts with text: by title
// where one does, else by text.
func (k *knowledge) tasksAbout(q query, want func(*fact) bool) []candidate {
	own, inContext := matching(k, q.rest, want)
	for _, c := range own {
		if c.skipped <= 2 {
			return []candidate{c}
		}
	}
	all := append(own, inContext...)
	slices.SortStableFunc(all, func(a, b candidate) int { return k.position(a.item) - k.position(b.item) })
	return all
}

func (k *knowledge) position(a corpus.Anchor) int {
	return slices.IndexFunc(k.facts, func(f fact) bool { return f.item == a })
}

func (k *knowledge) askLead(q query, task func(*fact) bool) Answer {
	own, _ := matching(k, q.rest, func(f *fact) bool { return f.indicator != nil || task(f) })
	if found := best(own); len(found) > 0 {
		return k.choose(q, found)
	}
	_, inContext := matching(k, q.rest, task)
	switch {
	case len(inContext) == 0:
		return k.uncovered(q)
	case len(inContext) > 3:
		return k.ambiguous(q, inContext)
	}
	return k.answerFacts(q, inContext)
}

// sameMeasure keeps the candidates counted in the measure that was asked for,
// where any is.
func sameMeasure(q query, list []candidate) []candidate {
	m := askedMeasure.FindStringSubmatch(q.asked)
	if m == nil {
		return list
	}
	var out []candidate
	for _, c := range list {
		if slices.ContainsFunc(c.measures(), func(measure string) bool { return strings.HasPrefix(measure, m[1]) }) {
			out = append(out, c)
		}
	}
	if len(out) == 0 {
		return list
	}
	return out
}

func (f *fact) measures() []string {
	if f.indicator != nil {
		return []string{f.indicator.Measure}
	}
	var out []string
	if f.commitment != nil {
		for _, quantity := range f.commitment.Quantities {
			out = append(out, quantity.Measure)
		}
	}
	return out
}

// counted keeps the candidates that have a number, where the question asks for
// one and any has.
func counted(q query, list []candidate) []candidate {
	if !strings.Contains(q.asked, "多少") && !strings.Contains(q.asked, "几") {
		return list
	}
	out := slices.DeleteFunc(slices.Clone(list), func(c candidate) bool {
		return c.commitment != nil && !slices.ContainsFunc(c.commitment.Quantities, func(n corpus.Quantity) bool { return n.Low != nil || n.High != nil })
	})
	if len(out) == 0 {
		return list
	}
	return out
}

// head returns the words that the number asked for belongs to: those that a
// later part of a question adds, else the last one.
func (q query) head() []string {
	if len(q.focus) > 0 || len(q.content) == 0 {
		return q.focus
	}
	return q.content[len(q.content)-1:]
}

// focused keeps the candidates whose own names say the given words, where any
// does.
func focused(focus []string, list []candidate) []candidate {
	if len(focus) == 0 {
		return list
	}
	var out []candidate
	for _, c := range list {
		if words := newCover(strings.Join(focus, " ")); words.by(c.name) > 0 && len(words.left()) == 0 {
			out = append(out, c)
		}
	}
	if len(out) == 0 {
		return list
	}
	return out
}

// choose answers for one candidate, or asks which of several is meant. A row
// of the table comes first, and what the text promises in the same words is
// said with it.
func (k *knowledge) choose(q query, found []candidate) Answer {
	rows := 0
	for _, c := range found {
		if c.indicator != nil {
			rows++
		}
	}
	if len(found) > 1 && (rows != 1 || len(found) > 3) {
		return k.ambiguous(q, found)
	}
	slices.SortStableFunc(found, func(a, b candidate) int {
		switch {
		case (a.indicator != nil) == (b.indicator != nil):
			return 0
		case a.indicator != nil:
			return -1
		}
		return 1
	})
	if len(found) > 1 && found[0].skipped > found[1].skipped {
		return k.ambiguous(q, found)
	}
	return k.answerFacts(q, found)
}

// askTask answers about a task by its number.
func (k *knowledge) askTask(q query) Answer {
	var found []candidate
	for i := range k.facts {
		f := &k.facts[i]
		if f.task != nil && f.commitment == nil && number(strings.Trim(f.task.Number, "（）()")) == q.task {
			found = append(found, candidate{fact: f})
		}
	}
	switch {
	case len(found) == 0:
		return k.notFound(q, "文件里没有第"+q.task+"项任务，一共"+fmt.Sprint(len(k.plan.Tasks))+"项。")
	case len(found) > 1:
		return k.ambiguous(q, found)
	case q.lead:
		return k.answerFacts(q, found)
	}
	return k.answerContent(q, found)
}

// askMeaning explains a term, or names the source of a number, by a footnote.
func (k *knowledge) askMeaning(q query) (Answer, bool) {
	source := sourcePattern.MatchString(q.asked)
	if !source && !meaningPattern.MatchString(q.asked) {
		return Answer{}, false
	}
	rest := meaningPattern.ReplaceAllString(q.rest, " ")
	for i := range k.facts {
		f := &k.facts[i]
		if f.note == nil {
			continue
		}
		c := newCover(rest)
		if c.by(f.name) == 0 && !source {
			continue
		}
		c.by(f.context)
		for _, at := range f.note.At {
			if n := k.plan.Indicator(at.Anchor); n != nil && source {
				c.by(normal(n.Name))
			}
		}
		if len(c.left()) == 0 {
			return k.explain(f), true
		}
	}
	return Answer{}, false
}

// unknownUnit is a word that looks like a body's name.
var unknownUnit = regexp.MustCompile(`\p{Han}{1,6}?(?:局|委|办|厅)`)

// uncovered says which word of the question the plan does not have.
func (k *knowledge) uncovered(q query) Answer {
	c := newCover(q.rest)
	c.by(k.text)
	missing := c.left()
	if body := unknownUnit.FindString(q.rest); body != "" && len(missing) > 0 && strings.Contains(body, missing[0]) {
		missing = []string{body}
	}
	reason := "文件里没有同时说到这些：" + strings.Join(q.content, "、") + "。"
	if len(missing) > 0 {
		reason = "文件里没有提到“" + strings.Join(missing, "”“") + "”。"
	}
	return k.notFound(q, reason)
}
