package answer

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"planbot/corpus"
)

// aboutValue finds the indicator or the commitment that a question names.
func (k *knowledge) aboutValue(q *question) Question {
	promised := q.sayOne(cueNumber|cueChange|cueBoth|cueCheck|cueNew) || len(q.years) > 0 || q.measure != "" || q.namesQuantity()
	named := k.called(q)
	if named == nil {
		named = k.match(q, true, func(f *fact) bool { return f.indicator != nil || f.commitment != nil && promised })
		named = slices.DeleteFunc(named, func(c candidate) bool { return !c.names() || q.clashes(&c) })
		named = best(slices.DeleteFunc(named, func(c candidate) bool { return c.adds(q) && q.asksTotal() }))
	}
	if past, ok := k.pastGrowth(q, named); ok {
		return past
	}
	dated := slices.DeleteFunc(slices.Clone(named), func(c candidate) bool { return c.commitment != nil && !k.inYears(q, c.fact) })
	found := fitting(q, dated)
	switch {
	case len(named) > 0 && len(dated) == 0 && len(q.years) > 0:
		if text := k.sentencesOfYears(q, named); len(text) > 0 {
			return Question{Intent: AskContent, Facts: text, words: k.contentWords(q)}
		}
		return refuse("文件没有给出"+yearsOf(q)+"的“"+k.contentWords(q)+"”。", distinct(named)[:1]...)
	case len(dated) > 0 && len(found) == 0 && q.measure != "":
		return otherMeasure(q, dated)
	case len(found) == 0:
		return k.withoutNumber(q)
	}
	intent := AskValue
	if q.sayOne(cueChange) && found[0].indicator != nil {
		intent = AskChange
	}
	out := k.choose(found, intent)
	switch {
	case out.Intent == Choose && len(q.years) > 1 && ofYears(out.Facts, q.years):
		out.Intent = AskValue
	case len(found) == 1 && (found[0].loose && found[0].indicator != nil || found[0].split):
		return Question{Intent: Choose, Facts: out.Facts, Reason: "文件里没有完全同名的，最接近的是："}
	}
	out.exact = found[0].indicator != nil && found[0].skipped == 0
	out.partly = slices.ContainsFunc(found, func(c candidate) bool {
		c.own.add(&q.topic)
		return len(q.left(&c.own)) > 0
	})
	out.loose = len(found) == 1 && (found[0].loose || out.partly)
	return out
}

// asksTotal tells whether a question asks for what there is in all.
func (q *question) asksTotal() bool {
	return slices.ContainsFunc([]string{"总数", "总共", "一共", "总计", "合计", "共有"}, func(w string) bool { return strings.Contains(q.norm, w) })
}

// adds tells a promise of what is added, whose verb the question does not say.
func (c *candidate) adds(q *question) bool {
	if c.commitment == nil || c.stock {
		return false
	}
	for _, verb := range []string{"新增", "新建", "培育", "引进", "建设", "打造", "招引", "推广", "新上", "增加"} {
		if strings.Contains(c.name.norm, verb) {
			return !strings.Contains(q.norm, verb)
		}
	}
	return false
}

// sentencesOfYears returns the sentences around promises that speak of another
// year, where the year that is asked for stands in them too.
func (k *knowledge) sentencesOfYears(q *question, named []candidate) []*fact {
	var out []*fact
	for _, c := range named {
		if c.commitment == nil {
			continue
		}
		for i := range k.facts {
			f := &k.facts[i]
			within := f.task == c.task && f.commitment == nil && !f.title && f.span.Holds(c.commitment.Span)
			if within && slices.ContainsFunc(q.years, func(y int) bool { return strings.Contains(f.span.Of(k.plan.Text), fmt.Sprint(y)) }) && !slices.Contains(out, f) {
				out = append(out, f)
			}
		}
	}
	return out
}

// namesQuantity tells whether the question's last word is the name of a
// quantity: 覆盖率, 投资额.
func (q *question) namesQuantity() bool {
	content := q.content()
	if len(content) == 0 {
		return false
	}
	last := q.tokens[content[len(content)-1].to-1]
	return strings.ContainsRune("率额量数值比度", rune(last.id))
}

// pastGrowth answers what a past year's growth was, 去年增长了多少: only a row of
// growth can say it, not the difference between that year and the target.
func (k *knowledge) pastGrowth(q *question, named []candidate) (Question, bool) {
	percent := q.measure != "" && classOf(q.measure) == "percent"
	past := len(q.years) == 1 && q.years[0] != k.plan.Head.Year && !q.versus
	growth := percent && !q.versus && (len(q.years) == 0 || q.years[0] == k.plan.Head.Year)
	if !q.sayOne(cueChange) || len(named) != 1 || named[0].indicator == nil || !past && !growth {
		return Question{}, false
	}
	for i := range k.facts {
		if g := &k.facts[i]; g.indicator != nil && g.label == named[0].label+"增速" {
			return Question{Intent: AskValue, Facts: []*fact{g}, subject: g.label}, true
		}
	}
	if strings.HasSuffix(named[0].label, "增速") || !past {
		return Question{}, false
	}
	return refuse(fmt.Sprintf("文件没有写“%s”%d年比上一年的变化。", named[0].label, q.years[0]), named[0].fact), true
}

func yearsOf(q *question) string {
	var out []string
	for _, y := range q.years {
		out = append(out, fmt.Sprintf("%d年", y))
	}
	return strings.Join(out, "、")
}

// otherMeasure refuses a number that the plan counts in something else.
func otherMeasure(q *question, list []candidate) Question {
	c := list[0]
	measure := strings.Join(c.measures(), "、")
	if strings.Trim(measure, "-—－") == "" {
		measure = "无"
	}
	return refuse("文件里“"+c.label+"”的单位是“"+measure+"”，没有以“"+q.measure+"”计的数。", distinct(list)[:min(3, len(list))]...)
}

// inYears tells whether a promise can answer for the years that a question
// names, and for a change where it promises one: 降低10%. A promise that no year
// is written to is for the plan's own.
func (k *knowledge) inYears(q *question, f *fact) bool {
	if q.sayOne(cueChange) && (q.versus || !changes.MatchString(f.name.norm)) {
		return false
	}
	year := cmp.Or(f.year, k.year, k.plan.Head.Year)
	return len(q.years) == 0 || slices.Contains(q.years, year)
}

var changes = regexp.MustCompile(`降|减|压缩|提升|提高|增长|增加|上升|缩短|拓展`)

// ofYears tells whether promises are one for each year.
func ofYears(facts []*fact, years []int) bool {
	return len(facts) == len(years) && !slices.ContainsFunc(years, func(y int) bool {
		return !slices.ContainsFunc(facts, func(f *fact) bool { return f.commitment != nil && f.year == y })
	})
}

// clashes tells a stock from an increase: 累计 is never 新增.
func (q *question) clashes(c *candidate) bool {
	total, add := strings.Contains(c.name.norm, "累计"), strings.Contains(c.name.norm, "新增")
	return total && q.sayOne(cueNew) || add && q.sayOne(cueTotal)
}

// fitting keeps the candidates that can be what is asked for: with a number
// where one is asked for, in the measure that is named. Where a measure is
// named and nothing is counted in one of its kind, nothing fits.
func fitting(q *question, list []candidate) []candidate {
	if q.sayOne(cueNumber) {
		list = preferring(list, func(c candidate) bool { return c.hasNumber() })
	}
	if q.measure == "" {
		return list
	}
	class := classOf(q.measure)
	list = slices.DeleteFunc(slices.Clone(list), func(c candidate) bool {
		return !slices.ContainsFunc(c.measures(), func(m string) bool { return fits(class, m) })
	})
	return preferring(list, func(c candidate) bool {
		return slices.ContainsFunc(c.measures(), func(m string) bool {
			return strings.HasPrefix(m, q.measure) || strings.HasPrefix(q.measure, m) && m != ""
		})
	})
}

// fits tells whether a measure can be of the kind that is asked for. 个 asks for
// whatever can be counted, and counts most of it.
func fits(class, measure string) bool {
	of := classOf(measure)
	switch class {
	case "any":
		return measure != "" && of != "money" && of != "percent"
	case "count", "people":
		return of == "count" || of == "people" || of == "any"
	}
	return measure == "" || of == "" || of == class
}

// preferring keeps those that are ok, or all where none is.
func preferring(list []candidate, ok func(candidate) bool) []candidate {
	out := slices.DeleteFunc(slices.Clone(list), func(c candidate) bool { return !ok(c) })
	if len(out) == 0 {
		return list
	}
	return out
}

func (f *fact) hasNumber() bool {
	if f.indicator != nil {
		return true
	}
	return f.commitment != nil && slices.ContainsFunc(f.commitment.Quantities, func(n corpus.Quantity) bool { return n.Low != nil || n.High != nil })
}

func (f *fact) measures() []string {
	if f.indicator != nil {
		return []string{f.indicator.Measure}
	}
	var out []string
	if f.commitment != nil {
		for _, n := range f.commitment.Quantities {
			out = append(out, n.Measure)
		}
	}
	return out
}

// choose answers for one candidate, or asks which of several is meant. A row
// of the table and promises of the same number in the text are one thing said
// twice.
func (k *knowledge) choose(found []candidate, intent Intent) Question {
	slices.SortStableFunc(found, func(a, b candidate) int { return order(a.fact) - order(b.fact) })
	facts := distinct(found)
	if len(facts) > 1 && (facts[0].indicator == nil || !k.sameThing(facts)) {
		facts = withoutRepeats(k.withoutEchoes(facts))
	}
	if len(facts) == 1 || facts[0].indicator != nil && k.sameThing(facts) {
		return Question{Intent: intent, Facts: facts}
	}
	return Question{Intent: Choose, Facts: facts}
}

func order(f *fact) int {
	if f.indicator != nil {
		return 0
	}
	return 1
}

func distinct(found []candidate) []*fact {
	var out []*fact
	for _, c := range found {
		out = append(out, c.fact)
	}
	return out
}

// withoutEchoes drops the promises that say again what an indicator among the
// facts says.
func (k *knowledge) withoutEchoes(facts []*fact) []*fact {
	return slices.DeleteFunc(slices.Clone(facts), func(g *fact) bool {
		return g.commitment != nil && slices.ContainsFunc(facts, func(f *fact) bool {
			return f.indicator != nil && k.sameThing([]*fact{f, g}) && sameSubject(f, g)
		})
	})
}

// withoutRepeats drops the promises that another one of the same task says again
// with words before it: 五年内 before the same.
func withoutRepeats(facts []*fact) []*fact {
	return slices.DeleteFunc(slices.Clone(facts), func(g *fact) bool {
		return g.commitment != nil && slices.ContainsFunc(facts, func(f *fact) bool {
			return f.commitment != nil && f.item == g.item && len(f.name.norm) > len(g.name.norm) && strings.HasSuffix(f.name.norm, g.name.norm)
		})
	})
}

// sameThing tells whether the first fact, an indicator, and the rest, promises
// in the text, give the same number.
func (k *knowledge) sameThing(facts []*fact) bool {
	target, ok := facts[0].indicator.Value(k.plan.Head.Year)
	if !ok {
		return false
	}
	for _, f := range facts[1:] {
		if f.commitment == nil || !slices.ContainsFunc(f.commitment.Quantities, func(n corpus.Quantity) bool { return sameNumber(n, target.Quantity) }) {
			return false
		}
	}
	return true
}

func sameNumber(a, b corpus.Quantity) bool {
	number := func(q corpus.Quantity) *corpus.Decimal {
		if q.Low != nil {
			return q.Low
		}
		return q.High
	}
	x, y := number(a), number(b)
	return x != nil && y != nil && x.Cmp(y) == 0
}

// withoutNumber answers a question for a number that the plan does not give:
// where the plan speaks of the matter, it says so; else which word is missing.
func (k *knowledge) withoutNumber(q *question) Question {
	if q.sayOne(cueNew) && (len(q.years) == 0 || slices.Equal(q.years, []int{k.plan.Head.Year})) {
		stock := k.match(q.without(cueNew), false, func(f *fact) bool { return f.indicator != nil })
		stock = slices.DeleteFunc(stock, func(c candidate) bool { return !c.names() || q.clashes(&c) })
		if stock = fitting(q, best(stock)); len(stock) == 1 {
			return Question{Intent: AskChange, Facts: distinct(stock)}
		}
	}
	content := k.aboutContent(q)
	if content.Intent == Refuse || !q.sayOne(cueNumber|cueChange|cueBoth) {
		return content
	}
	if q.measure == "" && q.sayOne(cueTarget) && !q.sayOne(cueCount) && k.speaksOfTarget(q) {
		return content
	}
	facts := content.Facts
	if q.asksTotal() {
		return refuse("文件提到了“"+k.contentWords(q)+"”，但没有给出总数。", facts[:min(3, len(facts))]...)
	}
	return refuse("文件提到了“"+k.contentWords(q)+"”，但没有给出这样的数字。", facts[:min(3, len(facts))]...)
}

// speaksOfTarget tells whether the plan itself has the question's words with
// 目标 behind them: 总体目标.
func (k *knowledge) speaksOfTarget(q *question) bool {
	for _, s := range q.content() {
		if strings.Contains(k.all, q.words(s.from, s.to)+"目标") {
			return true
		}
	}
	return false
}

func (k *knowledge) contentWords(q *question) string {
	var words []string
	for _, s := range q.content() {
		words = append(words, k.asTyped(q, s))
	}
	return strings.Join(words, "、")
}

// withoutNumbers returns the question without the numbers that are only held
// up for a check, with their measures and bounds, and those numbers.
func (q *question) withoutNumbers() (*question, []uint32) {
	out := *q
	var numbers []uint32
	for i := 0; i < len(q.tokens); i++ {
		if strings.Trim(q.words(i, i+1), "0123456789.,%") != "" || q.taken.has(i) {
			continue
		}
		numbers = append(numbers, q.tokens[i].id)
		out.take(i, i+1)
		for n := 3; n > 0; n-- {
			if i+1+n <= len(q.tokens) && (isMeasure(q.words(i+1, i+1+n)) || bound[q.words(i+1, i+1+n)]) {
				out.take(i+1, i+1+n)
				i += n
				n = 4 // 亿元 may be followed by 以上
			}
		}
	}
	return &out, numbers
}

// bound says how a number bounds what it counts.
var bound = set("以上 以下 左右 以内 之内 上下 不到 多")

// without returns the question with the words of a cue taken out.
func (q *question) without(c cue) *question {
	out := *q
	for i := range out.tokens {
		for n := 1; n <= 4 && i+n <= len(out.tokens); n++ {
			if cues().says[out.words(i, i+n)]&c != 0 {
				out.take(i, i+n)
			}
		}
	}
	out.says &^= c
	return &out
}

// aboutTask answers about a task by its number, or about something in it.
func (k *knowledge) aboutTask(q *question, content []stretch) Question {
	var found []*fact
	for i := range k.facts {
		f := &k.facts[i]
		if f.task != nil && f.title && numeral(strings.Trim(f.task.Number, "（）()、.")) == q.task {
			found = append(found, f)
		}
	}
	if len(found) == 0 {
		return refuse(fmt.Sprintf("文件里没有第%s项任务，一共%d项。", q.task, len(k.plan.Tasks)))
	}
	if len(content) > 0 {
		if inside, ok := k.inside(q, found); ok {
			return inside
		}
	}
	if len(found) > 1 {
		return Question{Intent: Choose, Facts: found}
	}
	out := Question{Intent: AskContent, Facts: found, subject: found[0].label}
	switch {
	case q.sayOne(cueLead | cueUnits):
		out.Intent = AskLead
	case q.sayOne(cueDeadline):
		out.Intent = AskDeadline
	}
	return out
}

// inside answers what a question names within the tasks of a number.
func (k *knowledge) inside(q *question, tasks []*fact) (Question, bool) {
	found := k.match(q, true, func(f *fact) bool {
		return f.commitment != nil && slices.ContainsFunc(tasks, func(t *fact) bool { return t.task == f.task })
	})
	if found = fitting(q, best(found)); len(found) == 0 || q.sayOne(cueLead) {
		if !q.sayOne(cueNumber) || q.sayOne(cueLead) {
			return Question{}, false
		}
		return refuse("第"+q.task+"项任务里没有这样的数字。", tasks...), true
	}
	return k.choose(found, AskValue), true
}

// sectionNumber is a section's number in digits.
func sectionNumber(s *corpus.Section) string {
	return numeral(strings.Trim(s.Number, "（）()第章节、"))
}

// stageTime matches the part of a year that a question names.
var stageTime = regexp.MustCompile(`年底|年末|全年|[上下]半年|[1-4一二三四]季度|\d{1,2}月底?`)

// staged returns the stage of a promise that a question means by its time: of
// 压缩至6个月，2024年底前进一步压缩至5个月 the second where it asks for 年底. The
// stages stand in one sentence, and only one of them names that time.
func (k *knowledge) staged(q *question, f *fact) *fact {
	when := stageTime.FindString(q.folded)
	if f.commitment == nil || when == "" || strings.Contains(f.label, when) {
		return f
	}
	var stage *fact
	for i := range k.facts {
		g := &k.facts[i]
		if g.commitment == nil || g.item != f.item || g.commitment.Sentence != f.commitment.Sentence || !strings.Contains(g.label, when) {
			continue
		}
		if stage != nil {
			return f
		}
		stage = g
	}
	if stage == nil {
		return f
	}
	return stage
}

// aboutChapter answers about a chapter by its number.
func (k *knowledge) aboutChapter(q *question) Question {
	var found []*fact
	atLevel := slices.ContainsFunc(k.facts, func(f fact) bool {
		return f.section != nil && f.title && f.section.Level == q.level && sectionNumber(f.section) == q.chapter
	})
	for i := range k.facts {
		f := &k.facts[i]
		if f.section != nil && f.title && (f.section.Level == q.level || !atLevel) && sectionNumber(f.section) == q.chapter {
			found = append(found, f)
		}
	}
	switch {
	case len(found) == 0:
		return refuse("文件里没有第" + q.chapter + "部分。")
	case len(found) > 1:
		return Question{Intent: Choose, Facts: found}
	}
	return Question{Intent: AskContent, Facts: found, subject: found[0].label}
}
