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
