package answer

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"planbot/corpus"
)

func run(text string) Run    { return Run{Text: text} }
func strong(text string) Run { return Run{Text: text, Strong: true} }

func line(text string) Part { return Part{Runs: []Run{run(text)}} }

func refusal(text string) Answer { return Answer{Status: NotFound, Parts: []Part{line(text)}} }

func (k *knowledge) notFound(_ query, reason string) Answer {
	a := refusal(reason)
	a.State.Plan = k.plan.ID
	return a
}

// ambiguous offers the candidates as questions.
func (k *knowledge) ambiguous(_ query, found []candidate) Answer {
	return Answer{
		Status:      Ambiguous,
		Parts:       []Part{line("有几项都符合，请选一项：")},
		Suggestions: questionsOf(found),
		State:       State{Plan: k.plan.ID},
	}
}

func questionsOf(found []candidate) []string {
	var out []string
	for _, c := range found {
		if q := c.question(); q != "" && !slices.Contains(out, q) && len(out) < 8 {
			out = append(out, q)
		}
	}
	return out
}

// question is a question that the fact answers.
func (f *fact) question() string {
	switch {
	case f.indicator != nil:
		return f.label + "的" + strconv.Itoa(f.plan.Head.Year) + "年目标是多少"
	case f.task != nil:
		return f.task.Title + "这项任务的内容是什么"
	case f.note != nil && f.note.Term != "":
		return f.label + "是什么意思"
	}
	return ""
}

func example(p *corpus.Plan) string {
	if len(p.Indicators) > 0 {
		return p.Indicators[0].Name + "的目标是多少"
	}
	return p.Tasks[0].Title + "由哪个单位负责"
}

// cite adds a citation and returns its index.
func (a *Answer) cite(p *corpus.Plan, item corpus.Anchor, title string, span corpus.Span) int {
	for i, c := range a.Citations {
		if c.Item.Anchor == item && len(c.Spans) == 1 && c.Spans[0] == span {
			return i
		}
	}
	a.Citations = append(a.Citations, Citation{
		Item: corpus.ItemID{Plan: p.ID, Anchor: item}, Title: title,
		Quote: p.Quote(span), Spans: []corpus.Span{span}, Version: p.Version(),
	})
	return len(a.Citations) - 1
}

// answerFacts answers for each candidate what was asked of it.
func (k *knowledge) answerFacts(q query, found []candidate) Answer {
	a := Answer{Status: Answered, State: State{Plan: k.plan.ID, Item: found[0].item}}
	for _, c := range found {
		switch {
		case q.lead && c.task != nil:
			k.taskUnits(&a, c.task)
		case q.lead:
			if valueAsked.MatchString(q.asked) {
				k.indicatorValues(&a, q, c.indicator)
			}
			k.indicatorLead(&a, c.indicator)
		case c.indicator != nil:
			k.indicatorValues(&a, q, c.indicator)
		case c.commitment != nil:
			k.promise(&a, c)
		default:
			k.taskText(&a, q, c)
		}
	}
	return a
}

var leadingNumber = regexp.MustCompile(`^([-~～－—\d.,]+)(以上|以下|以内|左右|上下)?$`)

// shown writes a value with its measure: 15左右 in % is 15%左右.
func shown(v corpus.Quantity) string {
	if v.Raw == "" {
		return "无"
	}
	if m := leadingNumber.FindStringSubmatch(v.Raw); m != nil {
		return m[1] + v.Measure + m[2]
	}
	return v.Raw
}

func kindName(kind corpus.ValueKind) string {
	if kind == corpus.ValueTarget {
		return "目标"
	}
	return ""
}

func (k *knowledge) indicatorValues(a *Answer, q query, n *corpus.Indicator) {
	at := a.cite(k.plan, n.Anchor, n.Name, n.Span)
	years := q.years
	if len(years) == 0 {
		years = []int{k.plan.Head.Year}
	}
	if q.compare {
		years = nil
		for _, v := range n.Values {
			years = append(years, v.Year)
		}
	}
	slices.Sort(years)
	for _, year := range slices.Compact(years) {
		v, ok := n.Value(year)
		if !ok {
			continue
		}
		value := shown(v.Quantity)
		if v.Raw == "" {
			value = "无（表中为“" + v.Span.Of(k.plan.Text) + "”，文件没有给出数值）"
		}
		a.Parts = append(a.Parts, Part{Runs: []Run{run(fmt.Sprintf("%s%d年%s：", n.Name, year, kindName(v.Kind))), strong(value)}, Cites: []int{at}})
		a.State.Year = year
	}
	if q.compare {
		k.difference(a, n, at)
	}
}

// difference shows the arithmetic between the first and the last value.
func (k *knowledge) difference(a *Answer, n *corpus.Indicator, at int) {
	if len(n.Values) < 2 {
		return
	}
	from, to := n.Values[0], n.Values[len(n.Values)-1]
	if from.Low == nil || to.Low == nil || from.High == nil || to.High == nil || from.Low.Cmp(from.High) != 0 || to.Low.Cmp(to.High) != 0 {
		a.Parts = append(a.Parts, Part{Runs: []Run{run("两个数值不都是确定的数，不能相减。")}, Cites: []int{at}})
		return
	}
	diff := to.Low.Sub(from.Low)
	word := "增加"
	if diff.Sign() < 0 {
		word = "减少"
	}
	measure := n.Measure
	if measure == "%" {
		measure = "个百分点"
	}
	about := ""
	if from.Comparator == corpus.About || to.Comparator == corpus.About {
		about = "约"
	}
	text := fmt.Sprintf("（%s − %s）", to.Low, from.Low)
	if strings.HasPrefix(from.Low.String(), "-") {
		text = fmt.Sprintf("（%s − (%s)）", to.Low, from.Low)
	}
	if percent, ok := diff.Abs().Percent(from.Low.Abs(), 2); ok && n.Measure != "%" {
		text += "，" + word + "约" + percent.String() + "%"
	}
	a.Parts = append(a.Parts, Part{
		Runs:  []Run{run(fmt.Sprintf("%d年目标比%d年%s%s", to.Year, from.Year, word, about)), strong(diff.Abs().String() + measure), run(text + "。")},
		Cites: []int{at},
	})
}

func (k *knowledge) indicatorLead(a *Answer, n *corpus.Indicator) {
	cites := []int{a.cite(k.plan, n.Anchor, n.Name, n.Span)}
	if len(n.Leads) == 0 {
		a.Parts = append(a.Parts, Part{Runs: []Run{run("表中没有写明" + n.Name + "的牵头单位。")}, Cites: cites})
		return
	}
	from := ""
	if source := k.plan.Indicator(n.LeadsFrom); source != nil {
		cites = append(cites, a.cite(k.plan, source.Anchor, source.Name, source.Span))
		from = "（合并单元格，写在" + source.Name + "一行）"
	}
	a.Parts = append(a.Parts, Part{Runs: []Run{run(n.Name + "的牵头单位："), strong(strings.Join(n.Leads, "、")), run(from)}, Cites: cites})
}

// taskUnits says who answers for a task, each note of it.
func (k *knowledge) taskUnits(a *Answer, t *corpus.Task) {
	if len(t.Assignments) == 0 {
		at := a.cite(k.plan, t.Anchor, t.Title, t.TitleSpan)
		a.Parts = append(a.Parts, Part{Runs: []Run{run("文件没有写明“" + t.Title + "”的责任单位。")}, Cites: []int{at}})
	}
	for _, as := range t.Assignments {
		at := a.cite(k.plan, t.Anchor, t.Title, as.Span)
		a.Parts = append(a.Parts, Part{Runs: append([]Run{run("第" + t.Number + "项“" + t.Title + "”的")}, roles(as)...), Cites: []int{at}})
	}
}

var roleNames = []struct {
	role corpus.Role
	name string
}{
	{corpus.RoleLead, "牵头单位"}, {corpus.RoleResponsible, "责任单位"}, {corpus.RoleSupport, "配合单位"}, {corpus.RoleGuide, "指导单位"},
}

// roles writes an assignment's units by role.
func roles(as corpus.Assignment) []Run {
	var out []Run
	for _, r := range roleNames {
		var names []string
		for _, u := range as.Units {
			if u.Role == r.role {
				names = append(names, u.Name)
			}
		}
		if len(names) == 0 {
			continue
		}
		if len(out) > 0 {
			out = append(out, run("；"))
		}
		out = append(out, run(r.name+"："), strong(strings.Join(names, "、")))
	}
	if as.Open {
		out = append(out, run("等（原文未列全）"))
	}
	if len(as.Units) > 1 && as.Units[0].Basis == corpus.BasisPosition {
		out = append(out, run("。"+as.Units[0].Name+"列在首位，原文没有写明牵头"))
	}
	return append(out, run("。"))
}

// promise answers with one commitment; the whole sentence is the quote.
func (k *knowledge) promise(a *Answer, c candidate) {
	at := a.cite(k.plan, c.item, c.task.Title, c.commitment.Sentence)
	a.Parts = append(a.Parts, Part{
		Runs:  []Run{strong(c.label), run("（" + strconv.Itoa(k.plan.Head.Year) + "年，第" + c.task.Number + "项“" + c.task.Title + "”）。")},
		Cites: []int{at},
	})
}

// answerContent says what tasks or sections say about the question's words.
func (k *knowledge) answerContent(q query, found []candidate) Answer {
	a := Answer{Status: Answered, State: State{Plan: k.plan.ID, Item: found[0].item}}
	if len(found) > 1 {
		a.Parts = append(a.Parts, line(fmt.Sprintf("有%d处说到“%s”：", len(found), strings.Join(q.content, "、"))))
	}
	for _, c := range found {
		k.taskText(&a, q, c)
	}
	return a
}

// taskText quotes the sentence that answers, or the whole where the item
// itself was asked for.
func (k *knowledge) taskText(a *Answer, q query, c candidate) {
	label := "第" + numberOf(c.fact) + "项“" + c.label + "”："
	span := c.textSpan()
	if c.section != nil {
		label = "“" + c.label + "”："
	}
	if c.all > 0 && (c.skipped > 2 || c.own == 0) {
		span = k.sentence(q, span)
	}
	at := a.cite(k.plan, c.item, c.label, span)
	a.Parts = append(a.Parts, Part{Runs: []Run{run(label), run(k.plan.Quote(span))}, Cites: []int{at}})
}

func numberOf(f *fact) string {
	if f.task != nil {
		return f.task.Number
	}
	return ""
}

func (f *fact) textSpan() corpus.Span {
	switch {
	case f.task != nil:
		return f.task.BodySpan
	case f.section != nil:
		return f.section.Span
	case f.note != nil:
		return f.note.Span
	}
	return f.indicator.Span
}

// sentence returns the sentence inside span that covers most of the question.
func (k *knowledge) sentence(q query, span corpus.Span) corpus.Span {
	found, most := span, 0
	start := span.Start
	for i, r := range span.Of(k.plan.Text) {
		if !strings.ContainsRune("。；！？\n", r) {
			continue
		}
		end := span.Start + i + len(string(r))
		s := corpus.Span{Start: start, End: end}
		start = end
		if n := newCover(q.rest).by(normal(s.Of(k.plan.Text))); n > most {
			found, most = s, n
		}
	}
	if start < span.End {
		if n := newCover(q.rest).by(normal(k.plan.Text[start:span.End])); n > most {
			found = corpus.Span{Start: start, End: span.End}
		}
	}
	return trim(k.plan.Text, found)
}

func trim(text string, s corpus.Span) corpus.Span {
	part := s.Of(text)
	s.Start += len(part) - len(strings.TrimLeft(part, " \n\t\u3000"))
	s.End = s.Start + len(strings.TrimSpace(part))
	return s
}

func (k *knowledge) explain(f *fact) Answer {
	a := Answer{Status: Answered, State: State{Plan: k.plan.ID, Item: f.item}}
	at := a.cite(k.plan, f.item, f.label, f.note.Span)
	a.Parts = []Part{{Runs: []Run{strong(f.note.Text)}, Cites: []int{at}}}
	return a
}

var headQuestions = []struct {
	pattern *regexp.Regexp
	answer  func(*knowledge) (label, value string, span corpus.Span)
}{
	{regexp.MustCompile(`文号|发文字号`), func(k *knowledge) (string, string, corpus.Span) {
		return "文号", k.plan.Head.Number, k.plan.Head.NumberSpan
	}},
	{regexp.MustCompile(`(什么时候|何时|哪天|哪一天|几时|几号)(印发|发布|发文|下发|出台|发)的?|(印发|发布|发文|下发|成文|出台)(的)?(时间|日期)|落款日期`), func(k *knowledge) (string, string, corpus.Span) {
		return "印发日期", k.plan.Head.DateRaw, k.plan.Head.DateSpan
	}},
	{regexp.MustCompile(`谁(印发|发布|下发|制定|发)的?|(哪个|什么|哪家)(单位|部门|机关)(印发|发布|下发|制定|发)的?|发文(单位|机关)|印发单位`), func(k *knowledge) (string, string, corpus.Span) {
		return "发文单位", k.plan.Head.Issuer, k.plan.Head.IssuerSpan
	}},
	{regexp.MustCompile(`标题|全称|叫什么名字?`), func(k *knowledge) (string, string, corpus.Span) {
		return "标题", k.plan.Head.Title, k.plan.Head.TitleSpan
	}},
	{regexp.MustCompile(`主送|发给(谁|哪些单位|了谁)`), func(k *knowledge) (string, string, corpus.Span) {
		return "主送", strings.Join(k.plan.Head.Addressees, "、"), k.plan.Head.AddresseesSpan
	}},
	{regexp.MustCompile(`(多少|几)(项|条|个)?(工作)?任务|任务(一共|总共|共)?有?(多少|几)(项|条|个)`), func(k *knowledge) (string, string, corpus.Span) {
		return "任务", strconv.Itoa(len(k.plan.Tasks)) + "项", k.plan.Head.TitleSpan
	}},
	{regexp.MustCompile(`(多少|几)(项|个|条)?指标|指标(一共|总共|共)?有?(多少|几)(项|个|条)`), func(k *knowledge) (string, string, corpus.Span) {
		return "指标", strconv.Itoa(len(k.plan.Indicators)) + "个", k.plan.Head.TitleSpan
	}},
}

// askHead answers what a plan says of itself.
func (k *knowledge) askHead(q query) (Answer, bool) {
	for _, h := range headQuestions {
		if !h.pattern.MatchString(q.asked) || len(q.units) > 0 || !q.county.IsZero() || q.task != "" {
			continue
		}
		c := newCover(h.pattern.ReplaceAllString(q.rest, " "))
		c.by(k.head)
		if len(c.left()) > 0 {
			continue
		}
		label, value, span := h.answer(k)
		if value == "" || span.Empty() {
			return k.notFound(q, "文件里没有写明"+label+"。"), true
		}
		a := Answer{Status: Answered, State: State{Plan: k.plan.ID}}
		at := a.cite(k.plan, corpus.AnchorHead, k.plan.Head.Title, span)
		a.Parts = []Part{{Runs: []Run{run(label + "："), strong(value)}, Cites: []int{at}}}
		return a, true
	}
	return Answer{}, false
}
