package answer

import (
	"context"
	"fmt"
	"strings"
	"testing"
)

func TestTopic(t *testing.T) {
	e := newEngine(t, examplePlan(t))
	for _, c := range []struct{ words, want string }{
		{"市商务局", "unit 市商务局"},
		{"市商务局 的指标", "unit 市商务局 indicator"},
		{"市商务局的任务 每天汇总", "unit 市商务局 task digest"},
		{"赣州市商务局", "unit 市商务局"},
		{"市体育局", "unit 市体育局"}, // no task yet
		{"于都县", "unit 于都县"},
		{"章贡区人民政府", "unit 章贡区人民政府"},
		{"市工信局牵头的", "unit 市工信局 lead"},
		{"5G基站", "item indicator-30"},
		{"网络零售额", "item indicator-23"},
		{"订阅网络零售额增速 上调5%以上", "item indicator-24 up 5"},
		{"网络零售额下调", "item indicator-23 down"},
		{"数字产业化", "category 数字产业化"},
		{"服务业类", "category 服务业"},
		{"全部", "all"},
		{"所有变化", "all"},
		{"市商务局的所有变化", "unit 市商务局"},
		{"这份文件", "plan ganzhou-2023-digital-economy"},
		{"2023年赣州市做优做强数字经济工作要点", "plan ganzhou-2023-digital-economy"},
		{"赣市数创办〔2023〕1号", "plan ganzhou-2023-digital-economy"},
		{"市工信局 目标变化", "unit 市工信局 target qualifier commitment"},
		{"市工信局的牵头单位变化", "unit 市工信局 lead units"},
		{"完成时限变化 全部", "all deadline"},
		{"量子计算机", "not_found"},
		{"增加值", "ambiguous"},
		{"", "not_found"},
	} {
		got := e.Topic(context.Background(), c.words, State{})
		if s := got.brief(); s != c.want || c.want == "ambiguous" && len(got.Choices) < 2 {
			t.Errorf("%q is %q, want %q (%+v)", c.words, s, c.want, got)
		}
	}
	after, err := e.Ask(context.Background(), "数据中心电能使用效率目标是多少", State{})
	if err != nil {
		t.Fatal(err)
	}
	if got := e.Topic(context.Background(), "", after.State).brief(); got != "item indicator-34" {
		t.Errorf("what was asked before is %q", got)
	}
}

func (t Topic) brief() string {
	if t.Status != Answered {
		return string(t.Status)
	}
	parts := []string{string(t.Kind)}
	switch t.Kind {
	case TopicItem:
		parts = append(parts, string(t.Item.Anchor))
	case TopicPlan:
		parts = append(parts, string(t.Plan))
	case TopicUnit, TopicCategory:
		parts = append(parts, t.Name)
	}
	if t.Lead {
		parts = append(parts, "lead")
	}
	for _, k := range t.Items {
		parts = append(parts, string(k))
	}
	for _, k := range t.Kinds {
		parts = append(parts, string(k))
	}
	if t.Direction != "" {
		parts = append(parts, string(t.Direction))
	}
	if t.Beyond != nil {
		parts = append(parts, fmt.Sprint(t.Beyond))
	}
	if t.Digest {
		parts = append(parts, "digest")
	}
	return strings.Join(parts, " ")
}
