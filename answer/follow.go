package answer

import (
	"slices"
	"strings"
)

// follow gives a question that names nothing the item of the answer before.
func (k *knowledge) follow(q *question, prev State) (Question, bool) {
	if prev.Plan != k.plan.ID || len(q.content()) > 0 || q.task != "" || q.chapter != "" {
		return Question{}, false
	}
	if len(q.units) > 0 {
		return k.followUnit(q, prev)
	}
	if prev.Unit != "" && q.sayOne(cueTasks|cueIndicators) && q.sayOne(cueList|cueCount|cueFollow) && !q.sayOne(cueChange|cueMost|cueLeast|cueLower|cueHigher) && !strings.Contains(q.norm, "内容") {
		return k.askUnits(q, []string{prev.Unit}, prev), true
	}
	if prev.Item == "" || !q.sayOne(cueLead|cueNumber|cueChange|cueContent|cueDeadline|cueThis|cueFollow|cueSource|cueMeaning|cueBoth|cueCheck) && len(q.years) == 0 {
		return Question{}, false
	}
	facts := k.factsOf(prev)
	if len(facts) == 0 {
		return Question{}, false
	}
	if f := facts[0]; f.commitment != nil && !q.sayOne(cueLead) && (!k.inYears(q, f) || q.sayOne(cueChange)) {
		return k.otherYear(q, f), true
	}
	return Question{Intent: k.intentAfter(q, prev, facts[0]), Facts: facts, subject: prev.Subject}, true
}

// otherYear asks for what a promise is about in another year.
func (k *knowledge) otherYear(q *question, f *fact) Question {
	again := k.scan(asked(f.commitment, f.label))
	again.years, again.versus, again.says = q.years, q.versus, again.says|q.says&cueChange
	if out := k.aboutValue(again); out.Intent != Refuse && !slices.Contains(out.Facts, f) {
		return out
	}
	if len(q.years) == 0 {
		return refuse("文件只给出了“"+f.label+"”。", f)
	}
	return refuse("文件里没有找到"+yearsOf(q)+"的这项数字，给出的是“"+f.label+"”。", f)
}

// followUnit asks of another unit what was asked of one before.
func (k *knowledge) followUnit(q *question, prev State) (Question, bool) {
	if !q.sayOne(cueFollow) || prev.Unit == "" || prev.Intent == "" || q.sayOne(cueTasks|cueIndicators|cueList) {
		return Question{}, false
	}
	return k.askUnits(q, k.unitNamesOf(q), prev), true
}

// factsOf returns the facts that the answer before was about.
func (k *knowledge) factsOf(prev State) []*fact {
	var out []*fact
	for i := range k.facts {
		f := &k.facts[i]
		if f.item != prev.Item {
			continue
		}
		if prev.At == f.span.Start && f.commitment != nil && f.label == prev.Subject {
			return []*fact{f}
		}
		if f.indicator != nil || f.title || f.note != nil {
			out = append(out, f)
		}
	}
	return out
}

func (k *knowledge) intentAfter(q *question, prev State, f *fact) Intent {
	switch {
	case q.sayOne(cueLead):
		return AskLead
	case q.sayOne(cueSource) && f.indicator != nil:
		return AskSource
	case q.sayOne(cueDeadline):
		return AskDeadline
	case q.sayOne(cueChange) && f.indicator != nil:
		return AskChange
	case q.sayOne(cueNumber) && f.quantified(), len(q.years) > 0 && f.indicator != nil:
		return AskValue
	case q.sayOne(cueContent) || !f.quantified():
		return AskContent
	case Intent(prev.Intent) == AskLead:
		return AskLead
	}
	return AskValue
}

// joined reads 增速呢 after 网络零售额 as 网络零售额增速.
func (k *knowledge) joined(q *question, prev State) (Question, bool) {
	if prev.Plan != k.plan.ID || prev.Subject == "" {
		return Question{}, false
	}
	content := q.content()
	words := make([]string, len(content))
	for i, s := range content {
		words[i] = q.words(s.from, s.to)
	}
	alone := k.about(q, State{})
	if same, ok := k.sameAttribute(q, words, prev); ok {
		return same, true
	}
	if exactly(alone, prev) {
		return k.about(q, prev), true
	}
	if nearest := k.nearestChoice(alone, prev); nearest != nil {
		alone.Intent, alone.Facts = AskValue, []*fact{nearest}
		return alone, true
	}
	both := k.scan(prev.Subject + "，" + strings.Join(words, ""))
	both.says, both.years, both.measure = q.says, q.years, q.measure
	out := k.about(both, prev)
	switch {
	case out.Intent == Refuse || out.Intent == Choose:
		return Question{}, false
	case alone.Intent != Refuse && alone.Intent != Choose && !slices.ContainsFunc(out.Facts, func(f *fact) bool { return f.item == prev.Item || f.indicator != nil }):
		return Question{}, false
	}
	return out, true
}

// neighbour answers 下一项呢 and 上一项呢 after a task or an indicator.
func (k *knowledge) neighbour(q *question, prev State) (Question, bool) {
	step := 0
	switch {
	case strings.Contains(q.norm, "下一项"), strings.Contains(q.norm, "下一条"), strings.Contains(q.norm, "下一个"):
		step = 1
	case strings.Contains(q.norm, "上一项"), strings.Contains(q.norm, "上一条"), strings.Contains(q.norm, "上一个"):
		step = -1
	}
	if step == 0 || prev.Plan != k.plan.ID || prev.Item == "" {
		return Question{}, false
	}
	var of []*fact
	at := -1
	for i := range k.facts {
		f := &k.facts[i]
		if f.indicator == nil && (f.task == nil || !f.title) {
			continue
		}
		if f.item == prev.Item {
			at = len(of)
		}
		of = append(of, f)
	}
	if at < 0 || at+step < 0 || at+step >= len(of) || (of[at].task == nil) != (of[at+step].task == nil) {
		return refuse("没有" + map[int]string{1: "下", -1: "上"}[step] + "一项了。"), true
	}
	next := of[at+step]
	return Question{Intent: k.intentAfter(q, prev, next), Facts: []*fact{next}, subject: next.label}, true
}

// exactly tells whether a question names one whole indicator, another than the
// answer before was about.
func exactly(q Question, prev State) bool {
	return len(q.Facts) == 1 && q.Facts[0].indicator != nil && q.Facts[0].item != prev.Item && q.exact
}

// sameAttribute asks for the growth, or the share, of what a question names
// where the answer before was about one: 电子信息呢 after 软件业营收增速.
func (k *knowledge) sameAttribute(q *question, words []string, prev State) (Question, bool) {
	before := k.factsOf(prev)
	if len(before) != 1 || before[0].indicator == nil {
		return Question{}, false
	}
	attribute := attributeOf(before[0].name.norm)
	if attribute == "" || attributeOf(q.norm) != "" {
		return Question{}, false
	}
	both := k.scan(strings.Join(words, "") + attribute)
	both.says, both.years, both.measure = q.says, q.years, q.measure
	out := k.about(both, State{})
	return out, out.Intent != Refuse && out.Intent != Choose && len(out.Facts) > 0 && out.Facts[0].indicator != nil
}

func attributeOf(name string) string {
	for _, a := range []string{"增速", "占gdp比重", "占比", "增加值", "营收"} {
		if strings.Contains(name, a) {
			return a
		}
	}
	return ""
}

// nearestChoice returns the indicator among the choices whose name begins like
// that of the answer before, longer than all others; nil where there is none.
func (k *knowledge) nearestChoice(q Question, prev State) *fact {
	if q.Intent != Choose {
		return nil
	}
	before := k.factsOf(prev)
	if len(before) != 1 || before[0].indicator == nil {
		return nil
	}
	var nearest *fact
	most, ties := 3, 0
	for _, f := range q.Facts {
		n := run(before[0].name, 0, f.name, 0)
		switch {
		case f.indicator == nil || n < most || n < 4:
		case n > most:
			nearest, most, ties = f, n, 0
		default:
			ties++
		}
	}
	if ties > 0 {
		return nil
	}
	return nearest
}

// checked reads 是3000个还是5000个: what is asked for must be named by the other
// words; the numbers only choose among what those name.
func (k *knowledge) checked(q *question, prev State) (Question, bool) {
	if !q.sayOne(cueCheck) {
		return Question{}, false
	}
	bare, numbers := q.withoutNumbers()
	if len(numbers) == 0 {
		return Question{}, false
	}
	out := k.resolve(bare, prev)
	if len(numbers) == 1 {
		i := slices.IndexFunc(q.tokens, func(t token) bool { return t.id == numbers[0] && digit(q.norm[t.start]) })
		if i >= 0 {
			out.claimed = strings.ReplaceAll(q.words(i, i+1), ",", "")
		}
	}
	if out.Intent == Choose {
		var said []*fact
		for _, f := range out.Facts {
			if slices.ContainsFunc(f.name.tokens, func(t token) bool { return slices.Contains(numbers, t.id) }) {
				said = append(said, f)
			}
		}
		if len(said) == 1 {
			out.Intent, out.Facts = AskValue, said
		}
	}
	return out, out.Intent != Refuse
}
