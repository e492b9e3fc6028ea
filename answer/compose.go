package answer

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"planbot/corpus"
)

func plain(text string) Run  { return Run{Text: text} }
func strong(text string) Run { return Run{Text: text, Strong: true} }

func line(text string) Part { return Part{Runs: []Run{plain(text)}} }

func refusal(text string) Answer { return Answer{Status: NotFound, Parts: []Part{line(text)}} }

func (k *knowledge) refused(reason string) Answer {
	a := refusal(reason)
	a.State.Plan = k.plan.ID
	return a
}

// answer says what an understood question asks for.
func (k *knowledge) answer(q Question) Answer {
	var a Answer
	switch q.Intent {
	case Refuse:
		a = k.refused(q.Reason)
		a.Suggestions = k.questionsOf(q.Facts, 3)
		return a
	case Choose:
		a = Answer{Status: Ambiguous, Parts: []Part{line(cmp.Or(q.Reason, "有几项都符合，请选一项："))}, Suggestions: k.questionsOf(q.Facts, maxChoices), State: State{Plan: k.plan.ID, Subject: shortened(q.subject)}}
		if more := len(q.Facts) - len(a.Suggestions); more > 0 {
			a.Parts = append(a.Parts, line(fmt.Sprintf("还有%d项没有列出，请把名称说得更具体。", more)))
		}
		return a
	case AskHead:
		a = k.answerHead(q)
	case AskUnit:
		a = k.answerUnits(q)
	case AskList:
		a = k.answerList(q)
	case AskMeaning:
		a = k.explain(q.Facts[0])
	case AskSource:
		a = k.source(q.Facts[0])
	default:
		a = k.answerFacts(q)
	}
	if q.claimed != "" && a.Status == Answered && q.Intent == AskValue && !slices.Contains(numberPattern.FindAllString(a.Text(), -1), q.claimed) {
		a.Parts = append([]Part{line("文件写的不是“" + q.claimed + "”。")}, a.Parts...)
	}
	if q.loose && a.Status == Answered {
		a.Parts = append(a.Parts, line("（文件里的名称是“"+q.Facts[0].label+"”，请核对是不是要问的。）"))
	}
	for _, took := range q.Took {
		a.Parts = append(a.Parts, line("（“"+took[0]+"”按“"+took[1]+"”理解。）"))
	}
	return a
}

var numberPattern = regexp.MustCompile(`\d+(?:\.\d+)?`)

// maxChoices is how many choices are offered at once.
const maxChoices = 8

// questionsOf returns a question for each fact, each answered by that fact.
func (k *knowledge) questionsOf(facts []*fact, most int) []string {
	var out []string
	for _, f := range facts {
		if len(out) == most {
			break
		}
		if q := k.question(f); q != "" && !slices.Contains(out, q) {
			out = append(out, q)
		}
	}
	return out
}

// question is a question that the fact answers, "" where there is none. A
// promise whose own words fit others too is asked for with the words before it.
func (k *knowledge) question(f *fact) string {
	switch {
	case f.indicator != nil:
		return f.label + "的目标是多少"
	case f.commitment != nil && f.hasNumber():
		q := asked(f.commitment, f.label)
		if f.year > 0 && !strings.Contains(q, fmt.Sprint(f.year)) {
			q = fmt.Sprintf("%d年", f.year) + q
		}
		if !k.leadsTo(q, f) {
			q = k.clauseBefore(f) + q
		}
		return q
	case f.task != nil:
		return f.task.Title + "这项任务的内容是什么"
	case f.section != nil:
		return f.section.Title + "的内容是什么"
	case f.note != nil && f.note.Term != "":
		return f.label + "是什么意思"
	}
	return ""
}

// leadsTo tells whether a question is answered by a fact, first of all.
func (k *knowledge) leadsTo(question string, f *fact) bool {
	q := k.understand(question, State{})
	return q.Intent != Choose && q.Intent != Refuse && slices.Contains(q.Facts, f)
}

// clauseBefore is the clause that a promise goes on from, with its comma.
func (k *knowledge) clauseBefore(f *fact) string {
	clauses := corpus.Span{Start: f.commitment.Sentence.Start, End: f.commitment.Span.Start}.Split(k.plan.Text, "，；")
	if len(clauses) == 0 {
		return ""
	}
	return squashed(clauses[len(clauses)-1].Of(k.plan.Text))
}

// asked turns a promise into the question for its numbers: 新建5G基站不少于
// 3000个 into 新建5G基站多少个.
func asked(c *corpus.Commitment, label string) string {
	for _, q := range slices.Backward(c.Quantities) {
		if q.Low != nil || q.High != nil {
			if at := strings.LastIndex(label, q.Raw); at >= 0 {
				return label[:at] + "多少" + strings.TrimSuffix(q.Measure, "%") + label[at+len(q.Raw):]
			}
		}
	}
	return label
}

// cite adds a citation and returns its index.
func (a *Answer) cite(p *corpus.Plan, item corpus.Anchor, title string, span corpus.Span) int {
	for i, c := range a.Citations {
		if c.Item.Anchor == item && len(c.Spans) == 1 && c.Spans[0] == span {
			return i
		}
	}
	a.Citations = append(a.Citations, Citation{
		Item: corpus.ItemID{Plan: p.ID, Anchor: item}, Title: cmp.Or(title, string(item)),
		Quote: p.Quote(span), Spans: []corpus.Span{span}, Version: p.Version(),
	})
	return len(a.Citations) - 1
}

func (a *Answer) say(cite int, runs ...Run) {
	a.Parts = append(a.Parts, Part{Runs: runs, Cites: []int{cite}})
}

// answerFacts answers for each fact what was asked of it.
func (k *knowledge) answerFacts(q Question) Answer {
	a := Answer{Status: Answered, State: State{Plan: k.plan.ID, Item: q.Facts[0].item, Intent: string(q.Intent), Subject: shortened(q.subject)}}
	if q.Facts[0].commitment != nil {
		a.State.At = q.Facts[0].span.Start
	}
	if q.Intent == AskContent && len(q.Facts) > 1 {
		a.Parts = append(a.Parts, line(fmt.Sprintf("有%d处说到“%s”：", len(q.Facts), q.words)))
	}
	for i, f := range q.Facts {
		switch {
		case q.Intent == AskLead && f.task != nil:
			k.taskUnits(&a, q, f)
		case q.Intent == AskLead && f.indicator != nil:
			k.indicatorLead(&a, q, f.indicator)
		case q.Intent == AskDeadline:
			k.deadline(&a, f)
		case f.indicator != nil:
			k.indicatorValues(&a, q, f.indicator)
			if i == 0 && len(q.Facts) == 1 {
				k.echo(&a, q, f)
			}
		case f.commitment != nil:
			k.promise(&a, f)
		default:
			k.says(&a, f)
		}
	}
	if q.County != nil {
		k.countyToo(&a, q)
	}
	return a
}

// shortened keeps a state small.
func shortened(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60])
	}
	return s
}

// boundWords stand behind a number and bound it.
var boundWords = []string{"以上", "以下", "以内", "左右", "上下", ""}

// shown writes a value with its measure: 15左右 in % is 15%左右. Words stay as
// they are.
func shown(v corpus.Quantity) string {
	measure := v.Measure
	switch {
	case v.Raw == "":
		return "无"
	case strings.Trim(measure, "-—－") == "" || strings.Contains(v.Raw, measure):
		return v.Raw
	}
	for _, bound := range boundWords {
		if number, ok := strings.CutSuffix(v.Raw, bound); ok {
			if strings.Trim(number, "-~～－—0123456789.,") == "" {
				return number + measure + bound
			}
			break
		}
	}
	return v.Raw
}

// valueLabel names a value by its year: 2023年目标, 2022年.
func valueLabel(v corpus.Value) string {
	label := ""
	if v.Year > 0 {
		label = strconv.Itoa(v.Year) + "年"
	}
	if v.Kind == corpus.ValueTarget {
		label += "目标"
	}
	return cmp.Or(label, "数值")
}

// indicatorValues says the values that are asked for: those of the years that
// are named; both where a difference or neither is asked for; else the target.
func (k *knowledge) indicatorValues(a *Answer, q Question, n *corpus.Indicator) {
	at := a.cite(k.plan, n.Anchor, n.Name, n.Span)
	both := q.Intent == AskChange || q.says&cueBoth != 0 || q.says&(cueNumber|cueTarget|cueCheck) == 0 && len(q.Years) == 0
	for _, v := range n.Values {
		wanted := both || slices.Contains(q.Years, v.Year)
		if !both && len(q.Years) == 0 {
			wanted = v.Kind == corpus.ValueTarget
		}
		if !wanted {
			continue
		}
		value := shown(v.Quantity)
		if v.Raw == "" {
			value = "无（表中为“" + v.Span.Of(k.plan.Text) + "”，文件没有给出数值）"
		}
		a.say(at, plain(n.Name+valueLabel(v)+"："), strong(value))
		a.State.Year = v.Year
	}
	switch {
	case n.Unsplit:
		a.say(at, plain("表中"+quoted(n.Name)+"一行的数值连在一起，分不清各是哪一格，请看原文。"))
	case len(a.Parts) == 0:
		a.say(at, plain("文件没有给出"+n.Name+"的目标值。"))
	}
	for _, v := range n.Growth { // what the target means, in the table's own words
		if v.Raw != "" {
			a.say(at, plain(v.Column+"："), strong(shown(v.Quantity)))
		}
	}
	if q.Intent == AskChange {
		k.difference(a, n, at)
	}
}

// difference shows the arithmetic between the first and the last value, and
// the row that gives the growth itself, where there is one.
func (k *knowledge) difference(a *Answer, n *corpus.Indicator, at int) {
	if len(n.Values) < 2 {
		return
	}
	from, to := n.Values[0], n.Values[len(n.Values)-1]
	if !exact(from) || !exact(to) {
		text := "两个数值不都是确定的数，不能相减。"
		if to.Comparator == corpus.AtMost || to.Comparator == corpus.Below {
			text += "目标写的是上限“" + to.Raw + "”，越低越好。"
		}
		a.say(at, plain(text))
		return
	}
	runs := subtracted(from, to, n.Measure, valueLabel(from), valueLabel(to))
	a.say(at, runs...)
	if len(runs) > 1 {
		k.growthRow(a, n)
	}
}

// subtracted shows the arithmetic between two exact values of one measure.
func subtracted(from, to corpus.Value, measure, fromLabel, toLabel string) []Run {
	diff := to.Low.Sub(from.Low)
	if diff.Sign() == 0 {
		return []Run{plain(toLabel + "与" + fromLabel + "相同。")}
	}
	word := map[bool]string{true: "减少", false: "增加"}[diff.Sign() < 0]
	about := ""
	if from.Comparator == corpus.About || to.Comparator == corpus.About {
		about = "约"
	}
	minus := from.Low.String()
	if strings.HasPrefix(minus, "-") {
		minus = "(" + minus + ")"
	}
	text := fmt.Sprintf("（%s − %s）", to.Low, minus)
	if percent, ok := diff.Abs().Percent(from.Low.Abs(), 2); ok && measure != "%" {
		text += "，" + word + "约" + percent.String() + "%"
	}
	if measure == "%" {
		measure = "个百分点"
	}
	return []Run{plain(toLabel + "比" + fromLabel + word + about), strong(diff.Abs().String() + measure), plain(text + "。")}
}

// growthRow adds the row 营收增速 to the difference of 营收.
func (k *knowledge) growthRow(a *Answer, n *corpus.Indicator) {
	for i := range k.plan.Indicators {
		g := &k.plan.Indicators[i]
		if g.Name != n.Name+"增速" {
			continue
		}
		if v, ok := lastValue(g); ok {
			a.say(a.cite(k.plan, g.Anchor, g.Name, g.Span), plain("表中另有“"+g.Name+"”"+valueLabel(v)+"："+shown(v.Quantity)+"。"))
		}
	}
}

// echo adds the promises in the text that give the indicator's target in the
// same words, and says where measure or words differ.
func (k *knowledge) echo(a *Answer, q Question, f *fact) {
	target, ok := f.indicator.Value(k.plan.Head.Year)
	if !ok || q.Intent != AskValue || len(q.Years) > 0 && !slices.Contains(q.Years, target.Year) {
		return
	}
	for _, i := range f.echoes {
		g := &k.facts[i]
		at := a.cite(k.plan, g.item, g.itemTitle(), g.commitment.Sentence)
		a.say(at, plain(g.place()+"也写到：“"+g.label+"”"+differently(f, g)+"。"))
	}
}

// sameSubject tells whether a promise's own words, with those that it goes on
// from, are the indicator's name but for a few.
func sameSubject(f, g *fact) bool {
	var own bits
	said, most, core := 0, 0, 0
	for _, s := range align(f.name, &own, g.name) {
		for i := s.at; i < s.at+s.size; i++ {
			own.set(i)
			if f.core[i] {
				said++
			}
		}
		most = max(most, s.size)
	}
	for i := range f.core {
		if f.core[i] {
			core++
		}
	}
	if most < 4 || strings.Contains(f.name.norm, "增速") != strings.Contains(g.name.norm, "增速") {
		return false
	}
	before := 0
	for _, s := range align(f.name, &own, g.lead) {
		before += s.size
	}
	return 4*said >= 3*core || 5*said >= 2*core && 10*(said+before) >= 9*core
}

// differently says how a promise's measure and name differ from the
// indicator's.
func differently(f, g *fact) string {
	var out []string
	for _, q := range g.commitment.Quantities {
		if f.indicator.Measure != "" && q.Measure != "" && q.Measure != f.indicator.Measure && strings.Trim(f.indicator.Measure, "-—－") != "" {
			out = append(out, "表中单位是“"+f.indicator.Measure+"”，这里是“"+q.Measure+"”")
		}
	}
	target, _ := lastValue(f.indicator)
	if i := slices.IndexFunc(g.commitment.Quantities, func(q corpus.Quantity) bool { return sameNumber(q, target.Quantity) }); i >= 0 && g.commitment.Quantities[i].Comparator != target.Comparator {
		out = append(out, "程度的说法与表中的“"+target.Raw+"”不同")
	}
	if !subsequence(f.coreName(), g.lead.norm+g.name.norm) {
		out = append(out, "名称与表中不同")
	}
	if len(out) == 0 {
		return ""
	}
	return "（" + strings.Join(out, "；") + "）"
}

// coreName is an indicator's name without brackets and 数量.
func (f *fact) coreName() string {
	var b strings.Builder
	for i, tok := range f.name.tokens {
		if f.core[i] {
			b.WriteString(f.name.norm[tok.start:tok.end])
		}
	}
	return b.String()
}

func (k *knowledge) indicatorLead(a *Answer, q Question, n *corpus.Indicator) {
	at := a.cite(k.plan, n.Anchor, n.Name, n.Span)
	if q.says&(cueTarget|cueHowMany) != 0 {
		k.indicatorValues(a, Question{Intent: AskValue, Years: q.Years, says: cueNumber}, n)
	}
	if len(n.Leads) == 0 {
		a.say(at, plain("表中没有写明"+quoted(n.Name)+"的牵头单位。"))
		return
	}
	part := Part{Runs: []Run{plain(n.Name + "的牵头单位："), strong(strings.Join(n.Leads, "、"))}, Cites: []int{at}}
	if source := k.plan.Indicator(n.LeadsFrom); source != nil {
		part.Cites = append(part.Cites, a.cite(k.plan, source.Anchor, source.Name, source.Span))
		part.Runs = append(part.Runs, plain("（表中合并单元格，写在"+quoted(source.Name)+"一行）"))
	}
	a.Parts = append(a.Parts, part)
	if len(n.Leads) == 1 {
		a.State.Unit = n.Leads[0]
	}
	k.checkUnits(a, q, n.Leads, "牵头单位")
}

// checkUnits answers 是不是X牵头 where X is not among those who do.
func (k *knowledge) checkUnits(a *Answer, q Question, units []string, role string) {
	for _, asked := range q.Units {
		if !slices.Contains(units, asked) {
			a.Parts = append(a.Parts, line("文件写的"+role+"里没有"+asked+"。"))
		}
	}
}

// titleOf is a task's title, cut where it is a whole sentence.
func titleOf(t *corpus.Task) string {
	if r := []rune(t.Title); len(r) > 32 {
		return string(r[:30]) + "……"
	}
	return t.Title
}

// taskName is how a task is called by its number.
func taskName(t *corpus.Task) string {
	number := strings.Trim(t.Number, "、.．")
	switch {
	case number == "":
		return "任务"
	case strings.ContainsAny(number, "（(") || strings.HasPrefix(number, "第"):
		return number
	}
	return "第" + number + "项"
}

// itemTitle is the title of the task or the section that a promise stands in.
func (f *fact) itemTitle() string {
	if f.task == nil {
		return f.section.Title
	}
	return f.task.Title
}

// place is how the task or the section that a promise stands in is called.
func (f *fact) place() string {
	if f.task == nil {
		return "“" + f.section.Title + "”"
	}
	return taskName(f.task)
}

// governor is the index of the note that answers for a sentence or a promise,
// -1 for a whole task and where no note does.
func (f *fact) governor() int {
	if f.title || f.task == nil {
		return -1
	}
	at := f.span.Start
	if f.commitment != nil {
		at = f.commitment.Span.Start
	}
	return slices.IndexFunc(f.task.Assignments, func(a corpus.Assignment) bool { return a.Governs.Start <= at && at < a.Governs.End })
}

// taskUnits says who answers for a task: by the notes that govern the sentence
// that was named, or by all of them.
func (k *knowledge) taskUnits(a *Answer, q Question, f *fact) {
	if f.commitment != nil && q.says&(cueTarget|cueHowMany) != 0 {
		k.promise(a, f)
	}
	t := f.task
	name := taskName(t) + " " + titleOf(t) + " "
	notes := t.Assignments
	if i := f.governor(); i >= 0 {
		notes = notes[i : i+1]
	}
	if len(notes) == 0 {
		at := a.cite(k.plan, t.Anchor, t.Title, t.TitleSpan)
		a.say(at, plain("文件没有写明 "+name+"的责任单位。"))
		return
	}
	var all []string
	for _, as := range notes {
		at := a.cite(k.plan, t.Anchor, t.Title, as.Span)
		a.say(at, append([]Run{plain(name + "的")}, roles(as)...)...)
		for _, u := range as.Units {
			all = append(all, u.Name)
		}
	}
	if len(notes) == 1 && len(notes[0].Units) > 0 {
		a.State.Unit = notes[0].Units[0].Name
	}
	k.checkUnits(a, q, all, "责任单位")
}

var roleNames = []struct {
	role corpus.Role
	name string
}{
	{corpus.RoleLead, "牵头单位"}, {corpus.RoleResponsible, "责任单位"}, {corpus.RoleSupport, "配合单位"}, {corpus.RoleGuide, "指导单位"},
}

// roleName is what a role is called. Where the first of a list leads by a rule,
// the plan says no more of the others than that they are responsible.
func roleName(as corpus.Assignment, role corpus.Role, name string) string {
	if role == corpus.RoleSupport && len(as.Units) > 0 && as.Units[0].Basis == corpus.BasisRule && as.Units[0].Role == corpus.RoleLead {
		return "其他责任单位"
	}
	return name
}

// quoted puts a name in quotes that has none of its own.
func quoted(name string) string {
	if strings.ContainsAny(name, "“”") {
		return name
	}
	return "“" + name + "”"
}

// roles writes an assignment's units by role, and what the lead rests on.
func roles(as corpus.Assignment) []Run {
	var out []Run
	for _, r := range roleNames {
		var units []string
		for _, u := range as.Units {
			if u.Role == r.role {
				units = append(units, u.Name)
			}
		}
		if len(units) == 0 {
			continue
		}
		if len(out) > 0 {
			out = append(out, plain("；"))
		}
		out = append(out, plain(roleName(as, r.role, r.name)+"："), strong(strings.Join(units, "、")))
	}
	if as.Open {
		out = append(out, plain("等（原文未列全）"))
	}
	if as.DeadlineRaw != "" {
		out = append(out, plain("；完成时限："), strong(as.DeadlineRaw))
	}
	switch {
	case len(as.Units) > 1 && as.Units[0].Basis == corpus.BasisPosition:
		out = append(out, plain("。"+as.Units[0].Name+"列在首位，原文没有写明牵头"))
	case len(as.Units) > 0 && as.Units[0].Basis == corpus.BasisRule && as.Units[0].Role == corpus.RoleLead:
		out = append(out, plain("。按文件“列第一位者为牵头单位”一类的规定，"+as.Units[0].Name+"牵头"))
	}
	return append(out, plain("。"))
}

// promise answers with one commitment; the whole sentence is the quote.
func (k *knowledge) promise(a *Answer, f *fact) {
	at := a.cite(k.plan, f.item, f.itemTitle(), f.commitment.Sentence)
	where := f.place()
	if f.task != nil {
		where += " " + titleOf(f.task)
	}
	if year := cmp.Or(f.year, k.year); year > 0 && !strings.Contains(f.label, fmt.Sprint(year)) {
		where = fmt.Sprintf("%d年，%s", year, where)
	}
	a.say(at, strong(f.label), plain("（"+where+"）。"))
}

// deadline says by when a task, or the sentence that was named, is due.
func (k *knowledge) deadline(a *Answer, f *fact) {
	if f.task != nil {
		for _, as := range f.task.Assignments {
			if as.DeadlineRaw != "" && (f.title || as.Governs.Start <= f.span.Start && f.span.Start < as.Governs.End) {
				at := a.cite(k.plan, f.item, f.task.Title, as.Span)
				a.say(at, plain(taskName(f.task)+" "+titleOf(f.task)+" 的完成时限："), strong(as.DeadlineRaw), plain("。"))
				return
			}
		}
	}
	for _, s := range f.span.Sentences(k.plan.Text) {
		if dated.MatchString(s.Of(k.plan.Text)) {
			at := a.cite(k.plan, f.item, f.label, s)
			a.say(at, plain("原文写的是："+k.plan.Quote(s)))
			return
		}
	}
	at := a.cite(k.plan, f.item, f.label, f.span)
	text := "文件没有给“" + f.label + "”写明完成时限"
	if year := k.year; year > 0 {
		text += fmt.Sprintf("，这是%d年的计划", year)
	}
	a.say(at, plain(text+"。"))
}

var dated = regexp.MustCompile(`20\d\d年|\d{1,2}月底?|年底前|年内|上半年|下半年|季度`)

// says gives the plan's own words: a task or a section that was named by its
// title whole, else the sentence.
func (k *knowledge) says(a *Answer, f *fact) {
	label := f.label + "："
	if f.task != nil {
		label = taskName(f.task) + " " + titleOf(f.task) + "："
	}
	if f.section != nil && f.title && len(f.span.Sentences(k.plan.Text)) == 1 {
		if tasks := k.taskList(list{of: listTasks, section: f.item}); tasks.Status == Answered {
			a.cite(k.plan, f.item, f.label, f.span)
			state := a.State
			a.merge(tasks)
			a.State = state
			return
		}
	}
	at := a.cite(k.plan, f.item, f.label, f.span)
	a.say(at, plain(label), plain(k.plan.Quote(f.span)))
}

func (k *knowledge) explain(f *fact) Answer {
	a := Answer{Status: Answered, State: State{Plan: k.plan.ID, Item: f.item}}
	a.say(a.cite(k.plan, f.item, f.label, f.note.Span), strong(f.note.Text))
	return a
}

// source says what the footnotes at an indicator say.
func (k *knowledge) source(f *fact) Answer {
	a := Answer{Status: Answered, State: State{Plan: k.plan.ID, Item: f.item, Subject: f.label}}
	for _, anchor := range f.indicator.Notes {
		if note := k.plan.Note(anchor); note != nil {
			a.say(a.cite(k.plan, anchor, "注"+note.Mark, note.Span), plain(f.label+"的脚注："), strong(note.Text))
		}
	}
	a.cite(k.plan, f.item, f.label, f.span)
	if len(a.Parts) == 0 {
		return k.refused("文件没有写明“" + f.label + "”的数据来源。")
	}
	return a
}

// countyToo says whether the county takes part in the tasks of an answer.
func (k *knowledge) countyToo(a *Answer, q Question) {
	for _, f := range q.Facts {
		if f.task == nil {
			continue
		}
		for _, as := range f.task.Assignments {
			for _, u := range as.Units {
				if strings.HasPrefix(u.Name, q.County.Name) {
					a.Parts = append(a.Parts, line(taskName(f.task)+"点名写了"+u.Name+"。"))
				} else if k.includes(u.Name, q.County.Name) {
					a.Parts = append(a.Parts, line(taskName(f.task)+"的“"+u.Name+"”包括"+q.County.Name+"。"))
				}
			}
		}
	}
}
