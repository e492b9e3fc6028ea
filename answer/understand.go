package answer

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"planbot/corpus"
)

// Intent is what a question asks of what it names.
type Intent string

// The intents.
const (
	AskValue    Intent = "value"    // of an indicator or a commitment
	AskChange   Intent = "change"   // between two years
	AskLead     Intent = "lead"     // who leads or is responsible
	AskDeadline Intent = "deadline" // by when
	AskContent  Intent = "content"  // what the plan says
	AskMeaning  Intent = "meaning"  // of a term
	AskSource   Intent = "source"   // of a number
	AskHead     Intent = "head"     // what the plan says of itself
	AskUnit     Intent = "unit"     // what units lead and take part in
	AskList     Intent = "list"     // the items that a condition holds for
	Choose      Intent = "choose"   // several facts fit equally well
	Refuse      Intent = "refuse"   // the plan does not say
)

// Question is a question as it was understood against one plan: a small tree.
type Question struct {
	Intent Intent
	Facts  []*fact // what it is about; with Choose, the choices; with Refuse, the nearest
	Years  []int
	Units  []string
	County *corpus.Region
	List   list
	Head   headField
	Reason string      // with Refuse: why, for the user
	Took   [][2]string // words that were taken for others of the plan's: as typed, as read
	And    []Question  // further questions in the same breath

	subject string // the words that name what it is about
	partly  bool   // some of its words stand only before what answers
	check   bool   // it asks whether something is so
	words   string // that an answer about contents is about
	says    cue
}

// String shows what was understood.
func (q Question) String() string {
	var b strings.Builder
	b.WriteString(string(q.Intent))
	var args []string
	for _, f := range q.Facts {
		args = append(args, f.String())
	}
	if q.Intent == AskHead {
		args = append(args, string(q.Head))
	}
	if q.List.of != "" {
		args = append(args, q.List.String())
	}
	for _, u := range q.Units {
		args = append(args, "unit="+u)
	}
	if q.County != nil {
		args = append(args, "county="+q.County.Name)
	}
	for _, y := range q.Years {
		args = append(args, fmt.Sprint(y))
	}
	for _, t := range q.Took {
		args = append(args, t[0]+"→"+t[1])
	}
	if q.Reason != "" {
		args = append(args, q.Reason)
	}
	fmt.Fprintf(&b, "(%s)", strings.Join(args, " "))
	for _, and := range q.And {
		b.WriteString(" and " + and.String())
	}
	return b.String()
}

// String names a fact by its item, and a commitment or sentence by its words.
func (f *fact) String() string {
	switch {
	case f.commitment != nil:
		return string(f.item) + "“" + f.label + "”"
	case f.indicator != nil || f.title || f.note != nil:
		return string(f.item)
	}
	return string(f.item) + "…"
}

// Understand reads a question against one plan. prev is the state of the
// answer that it follows.
func (k *knowledge) understand(asked string, prev State) Question {
	q := k.scan(asked)
	out := k.resolve(q, prev)
	if out.Intent == Refuse && q.sayOne(cueCheck) {
		if checked := k.resolve(q.withoutNumbers(), prev); checked.Intent != Refuse {
			return checked
		}
	}
	if out.Intent == Refuse {
		if fixed, took := k.mended(q); fixed != "" {
			if better := k.resolve(k.scan(fixed), prev); better.Intent != Refuse {
				better.Took = took
				return better
			}
		}
	}
	return out
}

func refuse(reason string, nearest ...*fact) Question {
	return Question{Intent: Refuse, Reason: reason, Facts: nearest}
}

// resolve decides what a question asks, and of what.
func (k *knowledge) resolve(q *question, prev State) Question {
	out := k.decide(q, prev)
	out.Years = q.years
	out.says = q.says
	out.check = q.sayOne(cueCheck)
	return out
}

func (k *knowledge) decide(q *question, prev State) Question {
	if out, ok := k.askHead(q); ok {
		return out
	}
	if q.foreign != "" {
		return refuse("文件里没有提到“" + q.foreign + "”。")
	}
	if out, ok := k.cannotKnow(q); ok {
		return out
	}
	if out, ok := k.follow(q, prev); ok {
		return out
	}
	content := q.content()
	if q.sayOne(cueSelf) && len(content) == 0 && len(q.units) == 0 {
		return refuse("请说出单位或县（市、区）的名称，例如“市财政局有哪些任务”。")
	}
	switch {
	case q.task != "":
		return k.aboutTask(q, content)
	case q.chapter != "":
		return k.aboutChapter(q)
	}
	if out, ok := k.askList(q, content); ok {
		return out
	}
	if len(content) == 0 {
		return k.withoutContent(q, prev)
	}
	if q.sayOne(cueFollow|cueThis) || prev.Item != "" && len(content) == 1 && content[0].to-content[0].from <= 3 {
		if out, ok := k.joined(q, prev); ok {
			return out
		}
	}
	return k.about(q, prev)
}

// cannotKnow refuses what no plan says: what has been done, and figures of a
// year that the plan does not speak of.
func (k *knowledge) cannotKnow(q *question) (Question, bool) {
	if q.sayOne(cueProgress) && (q.sayOne(cueNumber|cueCheck|cueContent) || len(q.content()) > 0) {
		return refuse("文件里只有目标，没有写实际进展。", k.nearest(q)...), true
	}
	for _, year := range q.years {
		if !k.knowsYear(year) {
			return refuse(fmt.Sprintf("文件里没有%d年的数据。", year), k.nearest(q)...), true
		}
	}
	return Question{}, false
}

// knowsYear tells whether the plan gives anything for a year.
func (k *knowledge) knowsYear(year int) bool {
	if year == k.plan.Head.Year {
		return true
	}
	if k.plan.Head.Year == 0 || len(k.plan.Indicators) == 0 {
		return strings.Contains(k.plan.Text, fmt.Sprint(year))
	}
	return slices.ContainsFunc(k.plan.Indicators, func(n corpus.Indicator) bool {
		_, ok := n.Value(year)
		return ok
	}) || strings.Contains(k.plan.Text, fmt.Sprintf("到%d年", year)) || strings.Contains(k.plan.Text, fmt.Sprintf("%d年底前", year))
}

// nearest returns the indicators that the question names, whatever else it says.
func (k *knowledge) nearest(q *question) []*fact {
	var out []*fact
	for i := range k.facts {
		f := &k.facts[i]
		if f.indicator == nil {
			continue
		}
		if c := q.against(f, false); c.covered >= 3 && c.names() && len(out) < 3 {
			out = append(out, f)
		}
	}
	return out
}

// follow gives a question that names nothing the item of the answer before.
func (k *knowledge) follow(q *question, prev State) (Question, bool) {
	if prev.Plan != k.plan.ID || len(q.content()) > 0 || q.task != "" || q.chapter != "" {
		return Question{}, false
	}
	if len(q.units) > 0 {
		return k.followUnit(q, prev)
	}
	if prev.Unit != "" && q.sayOne(cueTasks|cueIndicators) && q.sayOne(cueList|cueCount) && !q.sayOne(cueChange|cueMost|cueLeast|cueLower|cueHigher) && !strings.Contains(q.norm, "内容") {
		return k.askUnits(q, []string{prev.Unit}, prev), true
	}
	if prev.Item == "" || !q.sayOne(cueLead|cueNumber|cueChange|cueContent|cueDeadline|cueThis|cueFollow|cueSource|cueMeaning|cueBoth|cueCheck) && len(q.years) == 0 {
		return Question{}, false
	}
	facts := k.factsOf(prev)
	if len(facts) == 0 {
		return Question{}, false
	}
	return Question{Intent: k.intentAfter(q, prev, facts[0]), Facts: facts, subject: prev.Subject}, true
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
	if nearest := k.nearestChoice(alone, prev); nearest != nil {
		alone.Intent, alone.Facts = AskValue, []*fact{nearest}
		return alone, true
	}
	both := k.scan(prev.Subject + strings.Join(words, ""))
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

// withoutContent answers a question that names units or counties only.
func (k *knowledge) withoutContent(q *question, prev State) Question {
	if len(q.units) > 0 {
		return k.askUnits(q, k.unitNamesOf(q), prev)
	}
	// A title may be made of filler alone: 强化组织实施.
	titles := k.match(q, false, func(f *fact) bool { return f.title })
	titles = slices.DeleteFunc(titles, func(c candidate) bool { return c.covered < 4 })
	if titles = best(titles); len(titles) == 1 {
		intent := q.intent(prev)
		if intent == AskValue {
			intent = AskContent
		}
		return Question{Intent: intent, Facts: distinct(titles), subject: titles[0].label}
	}
	return refuse("没有听懂要问哪项指标或任务，请把名称说得具体一些。")
}

func (k *knowledge) unitNamesOf(q *question) []string {
	var out []string
	for _, id := range q.units {
		out = append(out, k.units[id].name)
	}
	return out
}

// about answers a question that names something by its words.
func (k *knowledge) about(q *question, prev State) Question {
	if out, ok := k.askCounty(q); ok {
		return out
	}
	if out, ok := k.askMeaning(q); ok {
		return out
	}
	intent := q.intent(prev)
	var out Question
	switch intent {
	case AskLead, AskDeadline:
		out = k.aboutLead(q, intent)
	case AskContent:
		if out = k.aboutContent(q); out.Intent == Refuse {
			if value := k.aboutValue(q); value.Intent != Refuse {
				out = value
			}
		}
	default:
		out = k.aboutValue(q)
	}
	out.subject = q.subject(out.Facts)
	return out
}

// intent is what a question with content asks for.
func (q *question) intent(prev State) Intent {
	switch {
	case q.sayOne(cueLead):
		return AskLead
	case q.sayOne(cueDeadline) && !q.sayOne(cueTarget):
		return AskDeadline
	case q.sayOne(cueNumber | cueChange | cueBoth):
		return AskValue
	case q.sayOne(cueContent | cueList):
		return AskContent
	case q.sayOne(cueFollow) && prev.Intent == string(AskLead):
		return AskLead
	}
	return AskValue
}

// subject is what the question names, in words that can be joined to those of
// the next question.
func (q *question) subject(facts []*fact) string {
	if len(facts) == 1 && (facts[0].indicator != nil || facts[0].commitment != nil) {
		return facts[0].label
	}
	var words []string
	for _, s := range q.content() {
		words = append(words, q.words(s.from, s.to))
	}
	return strings.Join(words, "")
}

// aboutValue finds the indicator or the commitment that a question names.
func (k *knowledge) aboutValue(q *question) Question {
	back := slices.ContainsFunc(q.years, func(y int) bool { return y != k.plan.Head.Year }) || q.sayOne(cueChange)
	found := k.match(q, true, func(f *fact) bool { return f.indicator != nil || f.commitment != nil && !back })
	found = slices.DeleteFunc(found, func(c candidate) bool { return !c.names() || q.clashes(&c) })
	found = fitting(q, best(found))
	if len(found) == 0 {
		return k.withoutNumber(q)
	}
	intent := AskValue
	if q.sayOne(cueChange) && found[0].indicator != nil {
		intent = AskChange
	}
	out := k.choose(found, intent)
	out.partly = slices.ContainsFunc(found, func(c candidate) bool {
		c.own.add(&q.topic)
		return len(q.left(&c.own)) > 0
	})
	return out
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
		return !slices.ContainsFunc(c.measures(), func(m string) bool { return m == "" || classOf(m) == "" || classOf(m) == class })
	})
	return preferring(list, func(c candidate) bool {
		return slices.ContainsFunc(c.measures(), func(m string) bool {
			return strings.HasPrefix(m, q.measure) || strings.HasPrefix(q.measure, m) && m != ""
		})
	})
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
	if len(facts) > 1 && !(facts[0].indicator != nil && k.sameThing(facts)) {
		facts = k.withoutEchoes(facts)
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
	if q.sayOne(cueNew) {
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
	return Question{Intent: Refuse, Reason: "文件提到了“" + k.contentWords(q) + "”，但没有给出这样的数字。", Facts: facts[:min(3, len(facts))]}
}

// speaksOfTarget tells whether the plan itself has the question's words with
// 目标 behind them: 总体目标.
func (k *knowledge) speaksOfTarget(q *question) bool {
	for _, s := range q.content() {
		if strings.Contains(k.all.norm, q.words(s.from, s.to)+"目标") {
			return true
		}
	}
	return false
}

func (k *knowledge) contentWords(q *question) string {
	var words []string
	for _, s := range q.content() {
		words = append(words, q.asTyped(s))
	}
	return strings.Join(words, "、")
}

// withoutNumbers returns the question without the numbers that are only held
// up for a check: 是3000个还是5000个. Those that a fact has still count for it.
func (q *question) withoutNumbers() *question {
	out := *q
	out.functions = slices.Clone(q.functions)
	for i, tok := range q.tokens {
		if digit(q.norm[tok.start]) && strings.Trim(q.words(i, i+1), "0123456789.,") == "" {
			out.functions[i] |= 1 << 1
		}
	}
	return &out
}

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

// aboutLead finds who answers for what a question names.
func (k *knowledge) aboutLead(q *question, intent Intent) Question {
	found := k.match(q, false, func(f *fact) bool { return f.indicator != nil || f.task != nil })
	found = slices.DeleteFunc(found, func(c candidate) bool { return !c.names() })
	found = preferring(found, func(c candidate) bool {
		return !(q.sayOne(cueTasks) && c.indicator != nil || q.sayOne(cueIndicators) && c.indicator == nil)
	})
	if found = best(found); len(found) == 0 {
		found = k.match(q, true, func(f *fact) bool { return f.task != nil })
	}
	if len(found) == 0 {
		found = k.tasksWith(q)
	}
	if len(found) == 0 {
		return k.uncovered(q)
	}
	if exact := slices.IndexFunc(found, func(c candidate) bool { return c.indicator != nil && c.skipped == 0 }); exact >= 0 {
		return Question{Intent: intent, Facts: []*fact{found[exact].fact}}
	}
	facts := onePerItem(found)
	if len(facts) > 3 {
		return Question{Intent: Choose, Facts: facts}
	}
	return Question{Intent: intent, Facts: facts}
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
	var out []candidate
	for i := range k.facts {
		f := &k.facts[i]
		if f.task == nil || !f.title {
			continue
		}
		c := candidate{fact: f}
		for j := range k.facts {
			if g := &k.facts[j]; g.task == f.task && g.commitment == nil {
				d := q.against(g, false)
				c.own.add(&d.own)
				c.covered = max(c.covered, d.covered)
			}
		}
		mask := c.own
		mask.add(&q.topic)
		if c.covered > 0 && len(q.left(&mask)) == 0 {
			out = append(out, c)
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
	if len(found) == 0 {
		return k.uncovered(q)
	}
	return Question{Intent: AskContent, Facts: onePerItem(found), words: k.contentWords(q)}
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
		for _, s := range content {
			if !strings.Contains(c.name.norm, q.words(s.from, s.to)) {
				return false
			}
		}
		return true
	})
}

// uncovered refuses and says which word the plan does not have.
func (k *knowledge) uncovered(q *question) Question {
	var known bits
	q.pairs(func(i int, p pair) {
		if k.pairs[p] {
			known.set(i)
			if p[1] != 0 {
				known.set(i + 1)
			}
		}
	})
	var missing []string
	content := q.content()
	for _, gap := range q.left(&known) {
		for _, s := range content {
			if s.from <= gap.from && gap.to <= s.to && !slices.Contains(missing, k.missing(q, s, gap)) {
				missing = append(missing, k.missing(q, s, gap))
			}
		}
	}
	nearest := k.nearest(q)
	switch {
	case unsayable(q) != "":
		return refuse(unsayable(q), nearest...)
	case len(missing) > 0:
		return refuse("文件里没有提到“"+strings.Join(missing, "”“")+"”。", nearest...)
	case len(content) == 1:
		return refuse("文件里没有“"+k.contentWords(q)+"”的目标或规定。", nearest...)
	}
	return refuse("文件里没有把“"+k.contentWords(q)+"”放在一起说的内容。", nearest...)
}

// unsayable says why a question cannot be answered from any plan of this one's
// kind, "" where that is not so.
func unsayable(q *question) string {
	for _, u := range []struct{ words, reason string }{
		{"为什么 为何 原因 理由", "文件没有说明原因。"},
		{"电话 邮箱 地址 联系人 联系方式", "文件里没有联系方式。"},
		{"负责人 责任人 局长 主任 书记 处长 科长 分管领导", "文件只写单位，没有写到个人。"},
	} {
		for _, w := range strings.Fields(u.words) {
			if strings.Contains(q.norm, w) {
				return u.reason
			}
		}
	}
	return ""
}

// missing returns the word that a gap belongs to: the whole stretch where it
// is short or names a body, else the gap alone.
func (k *knowledge) missing(q *question, s, gap stretch) string {
	word := q.words(s.from, s.to)
	if s.to-s.from == 1 && strings.Contains("局委办部厅", word) {
		for i := 0; i < 4 && s.from > 0 && q.tokens[s.from].joined && !q.taken.has(s.from-1) && !strings.ContainsRune(grammar, rune(q.tokens[s.from-1].id)); i++ {
			s.from--
		}
		return q.asTyped(s)
	}
	if utf8.RuneCountInString(word) <= 8 || unitWord(word) {
		return q.asTyped(s)
	}
	return q.asTyped(gap)
}

// askMeaning finds the footnote that explains a term or gives the source of a
// number.
func (k *knowledge) askMeaning(q *question) (Question, bool) {
	if q.sayOne(cueSource) {
		return k.askSource(q)
	}
	if !q.sayOne(cueMeaning) && !(q.sayOne(cueContent) && strings.Contains(q.norm, "是什么")) {
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
	switch {
	case out.Intent == Refuse:
		return out, true
	case out.Intent == AskLead || out.Intent == AskContent || out.Intent == AskDeadline:
		out.County = &county.region
		return out, true
	}
	return refuse("文件没有给出"+county.region.Name+"自己的数字，只有全市的目标。", out.Facts[:min(3, len(out.Facts))]...), true
}

// countyIn returns the county that a question names.
func (k *knowledge) countyIn(q *question) (c *county, at, size int) {
	for i := range k.counties {
		for _, name := range k.counties[i].names {
			n := utf8.RuneCountInString(name)
			for at := 0; at+n <= len(q.tokens); at++ {
				if q.words(at, at+n) == name && !q.taken.has(at) {
					return &k.counties[i], at, n
				}
			}
		}
	}
	return nil, 0, 0
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
	case q.sayOne(cueLead):
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

// aboutChapter answers about a chapter by its number.
func (k *knowledge) aboutChapter(q *question) Question {
	var found []*fact
	for i := range k.facts {
		f := &k.facts[i]
		if f.section != nil && f.title && f.section.Level == q.level && numeral(strings.Trim(f.section.Number, "（）第章节、")) == q.chapter {
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
