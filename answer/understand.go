package answer

import (
	"fmt"
	"slices"
	"strings"

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

	subject string // the words that name what it is about
	loose   bool   // the plan's name for it has more between its words
	exact   bool   // its whole name is said
	partly  bool   // some of its words stand only before what answers
	claimed string // the number that the question holds up for a check
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

// understand reads a question against one plan. prev is the state of the
// answer that it follows.
func (k *knowledge) understand(asked string, prev State) Question {
	q := k.scan(asked)
	if checked, ok := k.checked(q, prev); ok {
		return checked
	}
	out := k.resolve(q, prev)
	if out.Intent == AskValue && len(out.Facts) == 1 {
		out.Facts[0] = k.staged(q, out.Facts[0])
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

// resolve decides what a question asks, and of what.
func (k *knowledge) resolve(q *question, prev State) Question {
	out := k.decide(q, prev)
	out.Years = q.years
	if q.sayOne(cueFollow) && len(q.years) == 0 && !q.sayOne(cueTarget) && out.Intent == AskValue && prev.Year != 0 && prev.Year != k.plan.Head.Year {
		out.Years = []int{prev.Year}
	}
	out.says = q.says
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
	if out, ok := k.neighbour(q, prev); ok {
		return out
	}
	if out, ok := k.follow(q, prev); ok {
		return out
	}
	content := q.content()
	if len(q.units) > 0 && len(q.left(&q.topic)) == 0 {
		content = nil // 数字经济要点里市工信局的任务: the subject is the plan's
	}
	if q.sayOne(cueSelf) && len(content) == 0 && len(q.units) == 0 {
		example := ""
		if len(k.units) > 0 {
			example = "，例如“" + k.units[0].name + "有哪些任务”"
		}
		return refuse("请说出单位或县（市、区）的名称" + example + "。")
	}
	switch {
	case q.task != "":
		if q.sayOne(cueFollow) && Intent(prev.Intent) == AskLead {
			q.says |= cueLead
		}
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
	if q.sayOne(cueFollow|cueThis) || prev.Subject != "" && len(content) == 1 && content[0].to-content[0].from <= 3 {
		if out, ok := k.joined(q, prev); ok {
			return out
		}
	}
	return k.about(q, prev)
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
	if q.says&^cueFiller == 0 && prev.Plan == "" {
		return refuse("您好！可以直接问目标、牵头单位或任务，例如：" + example(k.plan) + "？")
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
	if title := k.titleIn(q); title != nil && intent == AskValue {
		return Question{Intent: AskContent, Facts: []*fact{title}, subject: title.label}
	}
	var out Question
	switch intent {
	case AskLead, AskDeadline:
		out = k.aboutLead(q, intent)
		out.Units = k.unitNamesOf(q)
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
	if out.Intent == AskValue && slices.ContainsFunc(k.unitNamesOf(q), everyCounty) && !eachCounty.MatchString(out.Facts[0].name.norm) {
		return refuse("文件没有给出各县（市、区）的数字，只有全市的目标。", out.Facts[:1]...)
	}
	return out
}

// intent is what a question with content asks for.
func (q *question) intent(prev State) Intent {
	switch {
	case q.sayOne(cueLead), len(q.units) > 0 && q.sayOne(cueCheck):
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
