package answer

import (
	"strings"
	"testing"

	"planbot/corpus/parse"
)

// tourism is a sibling of the example: another city, topic and number.
const tourism = `临江市文化旅游领导小组办公室文件

临文旅办〔2024〕3号

2024年长沙市文化旅游工作要点

一、主要任务

1. 办好旅游大会。全年接待游客500万人次以上。（责任单位：市文旅局、市商务局）

2. 建设智慧农场。建设智慧农场3个。（市农业农村局牵头，市科技局配合，完成时限：2024年10月）
`

// Of several plans the one that a question names answers, and says which it is.
func TestPlanNamed(t *testing.T) {
	other, err := parse.File("tourism.txt", []byte(tourism))
	if err != nil {
		t.Fatal(err)
	}
	e := newEngine(t, examplePlan(t), other)
	for _, c := range []struct{ question, item, has string }{
		{"长沙文化旅游要点里智慧农场建几个", "tourism#task-2", "3个"},
		{"赣州数字经济要点里智慧农场建几个", "ganzhou-2023-digital-economy#task-12", "1个"},
		{"临文旅办〔2024〕3号第1项谁负责", "tourism#task-1", "市文旅局"},
		{"全年接待游客多少人次", "tourism#task-1", "500万人次以上"},
		{"网络零售额目标", "ganzhou-2023-digital-economy#indicator-23", "700亿元左右"},
	} {
		a := ask(t, e, c.question, State{})
		if a.Status != Answered || a.Citations[0].Item.String() != c.item || !strings.Contains(a.Text(), c.has) || !strings.Contains(a.Text(), "依据《") {
			t.Errorf("%s: %s %v", c.question, a.Text(), a.Citations)
		}
	}
}

// A task with a note behind each of its sentences, as many plans have it.
const notes = `北临市2024年政务公开工作要点

一、重点领域

（一）推进城市管理信息公开。做好发展夜间经济等信息公开。（市商务局负责落实）推进生活垃圾分类信息公开。（市城市管理委负责落实）做好公交线路调整情况公开，2024年10月底前完成。（市交通委牵头，各区政府配合）

（二）规范审批时限。2019年高价值专利审查周期压减30%以上，到2025年一般工商业电价平均降低10%，到2026年降低12%。（市知识产权局负责）
`

// The note that governs a sentence answers for it, and no other.
func TestNotesOfSentences(t *testing.T) {
	plan, err := parse.File("notes.txt", []byte(notes))
	if err != nil {
		t.Fatal(err)
	}
	e := newEngine(t, plan)
	for _, c := range []struct {
		question, has, lacks string
		status               Status
	}{
		{"垃圾分类谁负责", "市城市管理委", "市商务局", Answered},
		{"夜间经济归哪个部门管", "市商务局", "市城市管理委", Answered},
		{"公交线路调整谁牵头", "市交通委", "市商务局", Answered},
		{"公交线路调整信息公开谁负责", "市交通委", "市商务局", Answered},
		{"城市管理信息公开谁负责", "市商务局", "市知识产权局", Answered},
		{"高价值专利审查周期压减多少", "30%以上", "10%", Answered},
		{"发明专利审查周期压减多少", "发明专利", "30%", NotFound},
		{"2025年一般工商业电价降低多少", "10%", "12%", Answered},
		{"2027年一般工商业电价降低多少", "", "10%", NotFound},
	} {
		a := ask(t, e, c.question, State{})
		if a.Status != c.status || !strings.Contains(a.Text(), c.has) || strings.Contains(a.Text(), c.lacks) {
			t.Errorf("%s: %s %s", c.question, a.Status, a.Text())
		}
	}
}

// Values that run into each other are not called missing.
func TestValuesThatRunIntoEachOther(t *testing.T) {
	plan, err := parse.File("glued.txt", []byte("临江市2024年环保工作要点\n一、目标\n指标\t单位\t2023年\t2024年\n化学需氧量\t万吨\t2551.72347.6\t-8%\n氨氮\t万吨\t26.4\t23.8\n"))
	if err != nil {
		t.Fatal(err)
	}
	a := ask(t, newEngine(t, plan), "化学需氧量目标是多少", State{})
	if a.Status != Answered || !strings.Contains(a.Text(), "分不清") || strings.Contains(a.Text(), "8%。") || !strings.Contains(a.Citations[0].Quote, "2551.72347.6") {
		t.Errorf("%s %v", a.Text(), a.Citations)
	}
}

// A chapter that is called 任务 is not meant by 有哪些任务; a Latin word that
// stands for a Chinese one is not part of the year behind it.
func TestPlainHeading(t *testing.T) {
	plan, err := parse.File("hecheng.txt", []byte("禾城市2024年工作要点\n一、任务\n1.校园安全。检查50次。（市教育局牵头，市公安局配合）\n2.稳增长。地区生产总值2024年达到920亿元以上。（市发展改革委牵头）\n"))
	if err != nil {
		t.Fatal(err)
	}
	e := newEngine(t, plan)
	staged, err := parse.File("staged.txt", []byte("禾城市2024年工作要点\n一、经济\n1.审查。将商标审查周期压缩至6个月，2024年底前进一步压缩至5个月。（市市场监管局）\n2.工业。工业上半年增长7%、全年增长8%。（市工信局）\n3.压减审批时限。审批时限压缩至8个工作日以内。（市审批局）\n"))
	if err != nil {
		t.Fatal(err)
	}
	stages := newEngine(t, staged)
	for question, want := range map[string]string{
		"商标审查周期2024年底压缩到几个月": "5个月", "商标审查周期压缩到几个月": "6个月", "上半年工业增长多少": "7%", "全年工业增长多少": "8%", "审批时限压缩到多少": "8个工作日以内",
	} {
		if got := ask(t, stages, question, State{}).Text(); !strings.Contains(got, want) {
			t.Errorf("%s: %q", question, got)
		}
	}
	for question, want := range map[string][2]string{
		"市公安局有哪些任务":     {"校园安全", "稳增长"},
		"地区生产总值目标是多少":   {"920亿元以上", "没有"},
		"2024年GDP目标是多少": {"920亿元以上", "没有"},
	} {
		if got := ask(t, e, question, State{}).Text(); !strings.Contains(got, want[0]) || strings.Contains(got, want[1]) {
			t.Errorf("%s: %q", question, got)
		}
	}
}
