package answer

import (
	"strings"
	"testing"

	"planbot/corpus"
)

// Questions and how they are understood, without an index.
func TestUnderstand(t *testing.T) {
	k := learn(examplePlan(t))
	for _, c := range []struct{ asked, want string }{
		{"网络零售额目标是多少", "value(indicator-23)"},
		{"去年网络零售额是多少", "value(indicator-23 2022)"},
		{"2022年和2023年网络零售额", "value(indicator-23 2022 2023)"},
		{"網絡零售額目標", "value(indicator-23)"},
		{"５Ｇ基站每万人目标", "value(indicator-30 task-16“每万人拥有5G基站数达19个”)"},
		{"网零增速目标", "value(indicator-24 网零→网络零售)"},
		{"网络另售额目标", "value(indicator-23 网络另售→网络零售)"},
		{"gongxinju牵头哪些指标", "unit(list=indicators,lead unit=市工信局 gongxinju→工信局)"},
		{"PUE目标", "value(indicator-34)"},
		{"电子信息产业营收比去年增加多少", "change(indicator-10 2022)"},
		{"PUE哪个单位牵头", "lead(indicator-34)"},
		{"今年要新建多少个5G基站", "value(task-16“新建成5G基站不少于3000个” 2023)"},
		{"无人机谁负责", "lead(task-7…)"},
		{"第16项任务责任单位", "lead(task-16)"},
		{"任务十六", "content(task-16)"},
		{"第三章有哪些任务", "content(section-3)"},
		{"（五）有哪些任务", "content(section-2.5)"},
		{"市商务局牵头哪些指标", "unit(list=indicators,lead unit=市商务局)"},
		{"工信局和发改委共同负责的任务", "unit(list=tasks,together unit=市工信局 unit=市发展改革委)"},
		{"于都县有哪些任务", "unit(list=tasks county=于都县)"},
		{"章贡区单独点名的任务有哪些", "unit(list=tasks,named county=章贡区)"},
		{"哪些指标2023年目标低于2022年", "list(list=indicators,lower 2023 2022)"},
		{"增幅最大的三个指标", "list(list=indicators,most3)"},
		{"数字政务与民生有哪些指标", "list(list=indicators,category:数字政务与民生,all)"},
		{"一极一地一区是什么意思", "meaning(note-1)"},
		{"5G基站2022年数据的来源", "source(indicator-30 2022)"},
		{"这个文件的文号是什么", "head(number)"},
		{"一共有多少项任务", "head(tasks)"},
		{"增加值目标", "choose(indicator-1 indicator-4 indicator-15)"},
		{"数字产业化增加值目标", "refuse("},
		{"2024年网络零售额目标", "refuse("},
		{"省发改委牵头哪些指标", "refuse(文件里没有提到“省发改委”。)"},
		{"每万人拥有6G基站数", "refuse("},
		{"我们县有什么任务", "refuse("},
		{"", "refuse("},
	} {
		got := k.understand(c.asked, State{}).String()
		if got != c.want && (!strings.HasSuffix(c.want, "(") || !strings.HasPrefix(got, c.want)) {
			t.Errorf("%s: %s, want %s", c.asked, got, c.want)
		}
	}
}

func FuzzAsk(f *testing.F) {
	plan := examplePlan(f)
	e := newEngine(f, plan)
	for _, s := range []string{"网络零售额目标", "\xff\xfe", "5G\x00基站", "(二)（三）第百项", "和和和、、多少和", "去年今年明年前年2022年22年", "@bot 谁牵头？那呢", strings.Repeat("数字经济", 120)} {
		f.Add(s, "它呢")
	}
	f.Fuzz(func(t *testing.T, question, next string) {
		a := ask(t, e, question, State{})
		verbatim(t, plan, a)
		verbatim(t, plan, ask(t, e, next, a.State))
		if a.Status == Answered && len(a.Citations) == 0 {
			t.Errorf("%q is answered without a citation: %s", question, a.Text())
		}
	})
}

// Over several plans, whatever is asked: quotes are quotes, and suggestions do
// not lead in circles.
func FuzzSeveral(f *testing.F) {
	e := newEngine(f, append(readPlans(f, severalPlans), examplePlan(f))...)
	for _, s := range []string{"北临市2022年数字经济要点里网络零售额目标是多少", "那南川呢", "抚州市5G基站", "历年网络零售额", "比2022年要点增长多少", "国发〔2018〕93号", "北临和南川的5G基站", "2021-2023年", "去年的要点", "号2018号文", "于都县赣州市北临", "\xff第１２号", "市工信局牵头哪些任务"} {
		f.Add(s, "那去年呢", "")
		f.Add("网络零售额目标", s, north23)
	}
	f.Fuzz(func(t *testing.T, question, next, chosen string) {
		state := State{Default: corpus.PlanID(chosen)}
		for _, q := range []string{question, next} {
			a := ask(t, e, q, state)
			for _, c := range a.Citations {
				if p := e.Plan(c.Item.Plan); p == nil || c.Quote == "" || !strings.Contains(p.Text, c.Quote) {
					t.Errorf("%q: %s: %q is no quote", q, c.Item, c.Quote)
				}
			}
			if a.Text() == "" || a.Status == Answered && len(a.Citations) == 0 {
				t.Errorf("%q: %s %q without a citation", q, a.Status, a.Text())
			}
			state = a.State
		}
	})
}

// The same question has the same answer, however often the plan is read.
func TestSameAnswers(t *testing.T) {
	one, two := newEngine(t, examplePlan(t)), newEngine(t, examplePlan(t))
	for _, g := range readGold(t, "testdata/questions.jsonl") {
		first := ask(t, one, g.Turns[0], State{}).JSON("")
		for _, again := range []JSON{ask(t, one, g.Turns[0], State{}).JSON(""), ask(t, two, g.Turns[0], State{}).JSON("")} {
			if again.Text != first.Text || strings.Join(again.Suggestions, "|") != strings.Join(first.Suggestions, "|") {
				t.Errorf("%s: %q, then %q", g.Turns[0], first.Text, again.Text)
			}
		}
	}
}
