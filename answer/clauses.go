package answer

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"planbot/corpus"
)

// ask answers one message from one plan. A message may hold several questions,
// and a greeting or a story before them. What was understood is returned where
// the answer is to one question.
func (k *knowledge) ask(message string, prev State) (Answer, Question) {
	clauses := clausesOf(message)
	asking := k.askingOf(clauses)
	if len(asking) > 1 && len(asking) <= maxQuestions {
		if a, ok := k.askEach(asking, prev); ok {
			return a, Question{}
		}
	}
	understood := k.understand(message, prev)
	if a, ok := k.askPair(message, prev, understood); ok {
		return a, Question{}
	}
	whole := k.answer(understood)
	if whole.Status != NotFound || len(clauses) < 2 {
		return whole, understood
	}
	if rest := k.withoutStory(clauses); rest != "" {
		again := k.understand(rest, prev)
		if a := k.answer(again); a.Status != NotFound {
			return a, again
		}
	}
	return whole, understood
}

// askingOf returns the clauses that ask for something, each with the clauses
// before it that name something: 南昌市的，… must not be lost. Greetings and
// stories are left out.
func (k *knowledge) askingOf(clauses []string) []string {
	if len(clauses) == 1 {
		return nil
	}
	var asking []string
	named := ""
	for _, c := range clauses {
		q := k.scan(c)
		switch {
		case q.asks():
			asking = append(asking, named+c)
			named = ""
		case len(q.content()) > 0 && (!social(q.norm) || namesRegion(q.norm)):
			named += c + "，"
		}
	}
	if last := len(asking) - 1; last >= 0 && named != "" {
		asking[last] += "，" + named
	}
	return asking
}

// maxQuestions is how many questions of one message are answered one by one.
const maxQuestions = 4

// clauseEnds end a clause of a message.
const clauseEnds = "，,。；;？?！!\n"

func clausesOf(message string) []string {
	if !strings.ContainsAny(message, clauseEnds) {
		return []string{message}
	}
	return strings.FieldsFunc(message, func(r rune) bool { return strings.ContainsRune(clauseEnds, r) })
}

// asks tells whether a clause asks for something.
func (q *question) asks() bool {
	return q.sayOne(cueNumber | cueLead | cueChange | cueDeadline | cueMeaning | cueSource | cueDocNumber | cueIssuer | cueDate)
}

// askEach answers question by question, a later one as a follow-up of the one
// before. ok is false where the first is not answered; a later one that is not
// is said to be not in the plan.
func (k *knowledge) askEach(asking []string, prev State) (joint Answer, ok bool) {
	for i, clause := range asking {
		a := k.answer(k.understandAfter(clause, prev, i > 0))
		if a.Status != Answered && i == 0 || a.Status == Ambiguous {
			return Answer{}, false
		}
		joint.merge(a)
		if a.Status == Answered {
			prev = a.State
		}
	}
	joint.Status = Answered
	return joint, true
}

var joins = regexp.MustCompile(`和|与|以及|及|、|跟`)

// askPair answers A和B分别是多少 for A and for B: each is answered, or said not to
// be. ok is false where the message is no such question: it is answered whole by
// what says the words on both sides.
func (k *knowledge) askPair(message string, prev State, whole Question) (Answer, bool) {
	if !strings.ContainsAny(message, "和与及、跟") {
		return Answer{}, false
	}
	at := k.joint(message)
	if at == nil || whole.says&cueLead != 0 && len(whole.Units) > 0 || len(whole.Units) > 1 {
		return Answer{}, false
	}
	left, right := message[:at[0]], strings.Replace(message[at[1]:], "分别", "", 1)
	l, r := k.scan(left), k.scan(right)
	if !k.twoThings(l, r, left, whole) {
		return Answer{}, false
	}
	if len(l.years) == 1 && len(r.years) == 0 {
		right = fmt.Sprintf("%d年", l.years[0]) + right
	}
	a := k.answer(k.understand(left+k.tail(right), prev))
	if a.Status != Answered {
		return Answer{}, false
	}
	b := k.askAfter(right, a)
	switch {
	case b.Status != Answered && whole.Intent != Refuse && whole.Intent != Choose && !whole.partly && !k.namesWhole(l):
		return Answer{}, false
	case b.Status == Answered && a.Parts[0].Text() == b.Parts[0].Text():
		return Answer{}, false
	}
	a.merge(b)
	a.Suggestions = b.Suggestions
	return a, true
}

// joint returns where a message joins two things: at the first 和 that is not
// part of one of the plan's own words, as in 软件和信息技术 or 普及率.
func (k *knowledge) joint(message string) []int {
	for _, at := range joins.FindAllStringIndex(message, -1) {
		q := k.vocab.read(normal(message[:at[1]]), false)
		rest := k.vocab.read(normal(message[at[1]:]), false)
		n := len(q.tokens)
		if n < 2 || len(rest.tokens) == 0 || q.tokens[n-1].id == unknown {
			return at
		}
		before, join, after := q.tokens[n-2].id, q.tokens[n-1].id, rest.tokens[0].id
		if !k.said(pair{before, join}) || !k.said(pair{join, after}) {
			return at
		}
	}
	return nil
}

// askAfter answers the second of two questions, which may be two again.
func (k *knowledge) askAfter(right string, a Answer) Answer {
	q := k.understandAfter(right, a.State, true)
	if b, ok := k.askPair(right, a.State, q); ok {
		return b
	}
	return k.answer(q)
}

// twoThings tells whether a question asks for two things, and not for one with
// 和 in its name.
func (k *knowledge) twoThings(l, r *question, left string, whole Question) bool {
	if !r.asks() && !l.asks() && !k.namesWhole(l) {
		return false
	}
	if whole.Intent == Refuse || whole.Intent == Choose || whole.partly || whole.Intent == AskHead {
		return true
	}
	if k.namesWhole(l) && len(whole.Facts) == 1 && whole.Facts[0].indicator != nil {
		return true
	}
	return len(whole.Facts) == 1 && !subsequence(normal(left), whole.Facts[0].name.norm)
}

// namesWhole tells whether a question's words are the whole name of an
// indicator, or what is left of it without the plan's own subject.
func (k *knowledge) namesWhole(q *question) bool {
	found := k.match(q, false, func(f *fact) bool { return f.indicator != nil })
	found = best(slices.DeleteFunc(found, func(c candidate) bool { return !c.names() }))
	return len(found) == 1 && found[0].end && !found[0].loose
}

// tail is how a question asks: what stands behind the last word that carries
// meaning.
func (k *knowledge) tail(message string) string {
	q := k.scan(message)
	content := q.content()
	if len(content) == 0 {
		return message
	}
	return q.norm[q.tokens[content[len(content)-1].to-1].end:]
}

// understandAfter reads a later question of a message first with what the one
// before was about, then by itself.
func (k *knowledge) understandAfter(clause string, prev State, later bool) Question {
	if later {
		q := k.scan(clause)
		if len(q.content()) > 0 && len(q.units) == 0 && q.task == "" {
			if out, ok := k.joined(q, prev); ok {
				out.Years, out.says = q.years, q.says
				return out
			}
		}
	}
	return k.understand(clause, prev)
}

// merge adds another answer's parts and citations.
func (a *Answer) merge(b Answer) {
	at := make([]int, len(b.Citations))
	for i, c := range b.Citations {
		at[i] = a.add(c)
	}
	for _, p := range b.Parts {
		moved := make([]int, len(p.Cites))
		for i, c := range p.Cites {
			moved[i] = at[c]
		}
		a.Parts = append(a.Parts, Part{p.Runs, moved})
	}
	if b.Status == Answered {
		a.State = b.State
	}
}

// add adds a citation that is not there yet and returns its index.
func (a *Answer) add(c Citation) int {
	for i, has := range a.Citations {
		if has.Item == c.Item && len(has.Spans) == len(c.Spans) && (len(c.Spans) == 0 || has.Spans[0] == c.Spans[0]) {
			return i
		}
	}
	a.Citations = append(a.Citations, c)
	return len(a.Citations) - 1
}

// withoutStory drops the clauses in which people introduce themselves: those
// that begin with a greeting or with 我 and ask nothing. A clause that names
// another place is kept, whatever it begins with.
func (k *knowledge) withoutStory(clauses []string) string {
	var rest []string
	for _, c := range clauses {
		if q := k.scan(c); q.asks() || !social(q.norm) || namesRegion(q.norm) {
			rest = append(rest, c)
		}
	}
	if len(rest) == len(clauses) {
		return ""
	}
	return strings.Join(rest, "，")
}

func social(clause string) bool {
	for _, start := range []string{"我", "咱", "您好", "你好", "领导", "大家", "各位", "请问", "想", "谢谢", "感谢", "麻烦", "打扰", "最近", "听说", "昨天", "刚才", "群里", "本人", "不好意思", "老师"} {
		if strings.HasPrefix(clause, start) {
			return true
		}
	}
	return false
}

// namesRegion tells whether a clause names a province, a city or a county.
func namesRegion(clause string) bool {
	runes := []rune(clause)
	for i := range runes {
		for n := 2; n <= 8 && i+n <= len(runes); n++ {
			if len(corpus.RegionsNamed(string(runes[i:i+n]))) > 0 {
				return true
			}
		}
	}
	return false
}
