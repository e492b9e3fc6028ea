package answer

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"planbot/corpus"
)

// made is a question made from the plan's structure, with what its answer must
// say.
type made struct {
	kind, question string
	item           corpus.Anchor // "" where the plan does not say
	has            []string
}

// Over everything that the plan says, in the words in which it is asked for:
// no wrong answer, and nearly everything answered. What is not stands in the
// report.
func TestGenerated(t *testing.T) {
	plan := examplePlan(t)
	e := newEngine(t, plan)
	questions := slices.Concat(aboutIndicators(plan), aboutTasks(plan), aboutCommitments(plan), aboutUnits(plan), unanswerable(plan))
	if len(questions) < 2000 {
		t.Errorf("%d questions only", len(questions))
	}
	type tally struct{ all, right, choices, refused, wrong int }
	tallies := map[string]*tally{}
	suggested := map[string]bool{}
	var bad bytes.Buffer
	for _, q := range questions {
		if tallies[q.kind] == nil {
			tallies[q.kind] = &tally{}
		}
		n := tallies[q.kind]
		n.all++
		a := ask(t, e, q.question, State{})
		verbatim(t, plan, a)
		for _, s := range a.Suggestions {
			if !suggested[s] && ask(t, e, s, State{}).Status != Answered {
				t.Errorf("%q suggests %q, which is not answered", q.question, s)
			}
			suggested[s] = true
		}
		switch why := q.wrong(a); {
		case why != "":
			n.wrong++
			fmt.Fprintf(&bad, "wrong %s: %s: %s\n", q.kind, q.question, why)
		case q.item == "" || a.Status == Answered:
			n.right++
		case a.Status == Ambiguous:
			n.choices++
			fmt.Fprintf(&bad, "choices %s: %s\n", q.kind, q.question)
		default:
			n.refused++
			fmt.Fprintf(&bad, "refused %s: %s: %s\n", q.kind, q.question, a.Text())
		}
	}
	var out bytes.Buffer
	var sum tally
	for _, kind := range []string{"target", "baseline", "change", "lead", "units", "content", "commitment", "unit", "none"} {
		n := tallies[kind]
		fmt.Fprintf(&out, "%s: %d of %d, %d choices, %d refused, %d wrong\n", kind, n.right, n.all, n.choices, n.refused, n.wrong)
		sum = tally{sum.all + n.all, sum.right + n.right, sum.choices + n.choices, sum.refused + n.refused, sum.wrong + n.wrong}
	}
	fmt.Fprintf(&out, "all: %d of %d, %d choices, %d refused, %d wrong\n%s", sum.right, sum.all, sum.choices, sum.refused, sum.wrong, bad.Bytes())
	golden(t, "testdata/generated.golden", out.Bytes())
	if sum.wrong > 0 || 100*sum.right < 99*sum.all {
		t.Errorf("%d wrong, %d of %d right", sum.wrong, sum.right, sum.all)
	}
}

// wrong says what is wrong with an answer, "" where nothing is. A refusal or a
// choice is never wrong.
func (q made) wrong(a Answer) string {
	if a.Status != Answered {
		return ""
	}
	if q.item == "" {
		return "answered: " + a.Text()
	}
	if !slices.ContainsFunc(a.Citations, func(c Citation) bool { return c.Item.Anchor == q.item }) {
		return fmt.Sprintf("does not cite %s: %s", q.item, a.Text())
	}
	for _, s := range q.has {
		if !strings.Contains(bare(a.Text()), bare(s)) {
			return "lacks " + s + ": " + a.Text()
		}
	}
	return ""
}

// namesFor are the ways to write a name.
func namesFor(name string) []string {
	out := []string{name}
	for _, other := range []string{
		strings.NewReplacer("“", "", "”", "", "（", "", "）", "").Replace(name),
		strings.NewReplacer("“", "", "”", "").Replace(withoutBrackets(name)),
		strings.NewReplacer("5G", "５Ｇ", "M", "m", "GDP", "ＧＤＰ", "数", "數", "经济", "經濟", "业", "業").Replace(name),
		strings.Join(strings.Split(name, ""), " "),
	} {
		if !slices.Contains(out, other) {
			out = append(out, other)
		}
	}
	return out
}

func aboutIndicators(p *corpus.Plan) (out []made) {
	add := func(kind string, n *corpus.Indicator, has []string, forms ...string) {
		for _, name := range namesFor(n.Name) {
			for _, form := range forms {
				out = append(out, made{kind, strings.ReplaceAll(form, "X", name), n.Anchor, has})
			}
		}
	}
	for i := range p.Indicators {
		n := &p.Indicators[i]
		from, to := n.Values[0], n.Values[1]
		add("target", n, []string{n.Name, "2023年", shown(to.Quantity)}, "X目标是多少", "今年X要达到多少", "2023年X是多少", "请问X今年的目标值是多少呀，谢谢", "X2023年目标", "想问一下今年的X定的是多少")
		add("baseline", n, []string{n.Name, "2022年", shown(from.Quantity)}, "2022年X是多少", "去年X是多少", "X去年多少", "X22年是多少")
		add("lead", n, n.Leads, "X谁牵头", "X由哪个单位负责", "X归谁管", "X的牵头单位是哪家")
		change := []string{shown(from.Quantity), shown(to.Quantity)}
		if exact(from) && exact(to) {
			change = append(change, to.Low.Sub(from.Low).Abs().String())
		}
		add("change", n, change, "X比去年变化多少", "X比2022年增加多少")
	}
	return out
}

var quotedTerm = regexp.MustCompile(`“[^“”]{3,}”`)

func aboutTasks(p *corpus.Plan) (out []made) {
	for i := range p.Tasks {
		task := &p.Tasks[i]
		var units []string
		for _, a := range task.Assignments {
			for _, u := range a.Units {
				units = append(units, u.Name)
			}
		}
		for _, form := range []string{"X由谁负责", "X的责任单位是哪些", "请问X归哪个部门管", "第N项任务谁负责", "N号任务的责任单位"} {
			out = append(out, made{"units", strings.NewReplacer("X", task.Title, "N", task.Number).Replace(form), task.Anchor, units})
		}
		for _, form := range []string{"X这项任务的内容是什么", "X具体怎么要求的", "第N项任务是什么", "任务N说了什么"} {
			out = append(out, made{"content", strings.NewReplacer("X", task.Title, "N", task.Number).Replace(form), task.Anchor, []string{task.Title}})
		}
		for _, term := range quotedTerm.FindAllString(task.BodySpan.Of(p.Text), -1) {
			for _, form := range []string{"哪些任务提到X", "X怎么说的"} {
				out = append(out, made{"content", strings.ReplaceAll(form, "X", term), task.Anchor, []string{task.Title}})
			}
		}
	}
	return out
}

// aboutCommitments asks for every promised number by the promise's own words.
func aboutCommitments(p *corpus.Plan) (out []made) {
	for i := range p.Tasks {
		task := &p.Tasks[i]
		for j := range task.Commitments {
			c := &task.Commitments[j]
			f := fact{commitment: c}
			if !f.hasNumber() {
				continue
			}
			question := asked(c, squashed(c.Span.Of(p.Text)))
			raw := c.Quantities[len(c.Quantities)-1].Raw
			for _, form := range []string{"X", "今年X", "请问X？"} {
				out = append(out, made{"commitment", strings.ReplaceAll(form, "X", question), task.Anchor, []string{raw}})
			}
		}
	}
	return out
}

// aboutUnits asks what every unit leads and takes part in.
func aboutUnits(p *corpus.Plan) (out []made) {
	for _, u := range unitsOf(p) {
		var item corpus.Anchor
		tasks := 0
		for i := range p.Tasks {
			for _, a := range p.Tasks[i].Assignments {
				if slices.ContainsFunc(a.Units, func(r corpus.UnitRole) bool { return r.Name == u.name }) {
					item = p.Tasks[i].Anchor
					tasks++
				}
			}
		}
		for _, form := range []string{"X有哪些任务", "X负责哪些任务", "X一共有多少项任务"} {
			out = append(out, made{"unit", strings.ReplaceAll(form, "X", u.name), item, []string{fmt.Sprintf("%d项", tasks)}})
		}
	}
	return out
}

// unanswerable swaps the year, the place, the unit or the object of questions
// that the plan answers.
func unanswerable(p *corpus.Plan) (out []made) {
	for i := range p.Indicators {
		name := p.Indicators[i].Name
		for _, form := range []string{
			"2021年X是多少", "2024年X目标是多少", "X2025年目标", "前年X是多少", "明年X目标是多少",
			"南昌市X目标是多少", "深圳X目标是多少", "江西省X是多少", "于都县X目标是多少",
			"X实际完成多少", "X完成进度如何", "X联系电话", "X的负责人是谁", "为什么X定这个目标", "医疗X目标是多少", "X预算是多少万元经费",
		} {
			out = append(out, made{kind: "none", question: strings.ReplaceAll(form, "X", name)})
		}
	}
	for i := range p.Tasks {
		for _, form := range []string{"X的专项经费是多少亿元", "X的联系人电话", "X去年完成得怎么样，目前进展如何"} {
			out = append(out, made{kind: "none", question: strings.ReplaceAll(form, "X", p.Tasks[i].Title)})
		}
		for j := range p.Tasks[i].Commitments {
			c := &p.Tasks[i].Commitments[j]
			question := asked(c, squashed(c.Span.Of(p.Text)))
			for _, form := range []string{"2021年X", "南昌市X", "医疗X", "X已经完成多少"} {
				out = append(out, made{kind: "none", question: strings.ReplaceAll(form, "X", question)})
			}
		}
	}
	for _, unit := range []string{"市卫健委", "市教育局", "市公安局", "市交通运输局", "省发改委", "省工信厅", "南昌市工信局", "国家税务总局", "市水利局", "章贡区财政局"} {
		for _, form := range []string{"X有哪些任务", "X牵头哪些指标", "X负责什么"} {
			out = append(out, made{kind: "none", question: strings.ReplaceAll(form, "X", unit)})
		}
	}
	return out
}
