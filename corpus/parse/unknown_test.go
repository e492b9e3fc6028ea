package parse

import (
	"fmt"
	"strings"
	"testing"
)

// A unit that no list knows is named where it is near a known one, and passed
// over where it is a local body.
func TestWarnUnknown(t *testing.T) {
	for _, c := range []struct {
		units string // of a task each
		want  string // the names in warnings with what they are near
	}{
		{"市发展改格委", "市发展改格委>市发展改革委"},
		{"市发展改委革", "市发展改委革>市发展改革委"},
		{"市人力资源社保障局", "市人力资源社保障局>市人力资源社会保障局"},
		{"市防汛杭旱指挥部", "市防汛杭旱指挥部>市防汛抗旱指挥部"},
		{"市人力资源与社会保璋局", "市人力资源与社会保璋局>市人力资源和社会保障局"},
		{"临江市住房城乡健设局", "临江市住房城乡健设局>临江市住房城乡建设局"},
		// Near a name that the plan prints.
		{"市工倍局 市工信局", "市工倍局>市工信局"},
		{"市水科所 市永科所 市水科所 市水科所", "市永科所>市水科所"},
		{"市工倍局", ""}, // short names are near too many
		{"市发展改格委 市发展改格委 市发展改格委", ""}, // printed time and again: it knows its name
		{"市发展改格委 市发展改格委 市发展改格委 市发展改革委", ""},
		// Known, or of a kind of their own.
		{"市发展改革委 市政数局 市大数据局", ""},
		{"市科创办 市新能源局 市农文旅局 雄安新区公共服务局", ""},
		{"临江经开区管委会 市食盐专班 市某某工作领导小组", ""},
		{"第一人民医院 第二人民医院 第二人民医院 第二人民医院", ""},
		{"北山街道办 南山街道办 南山街道办 南山街道办", ""},
		{"各县（市、区） 市直有关部门 有关单位", ""},
		{"市發展改革委 市人力資源社會保障局", ""}, // names in the traditional script have rules of their own
	} {
		var b strings.Builder
		b.WriteString("临江市2024年工作要点\n\n一、重点任务\n")
		for i, unit := range strings.Fields(c.units) {
			fmt.Fprintf(&b, "%d. 推进事项%d。完成一批项目。（责任单位：%s）\n", i+1, i+1, unit)
		}
		plan, err := File("plan.txt", []byte(b.String()))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, w := range plan.Warnings {
			if _, rest, ok := strings.Cut(w.Message, "单位“"); ok && strings.Contains(w.Message, "名录") {
				name, rest, _ := strings.Cut(rest, "”")
				_, near, _ := strings.Cut(rest, "“")
				near, _, _ = strings.Cut(near, "”")
				got = append(got, name+">"+near)
				if w.Words != name {
					t.Errorf("%s: the words at fault are %q", name, w.Words)
				}
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %q, want %q", c.units, got, c.want)
		}
	}
}

// What stands among units and is no name of one is named too.
func TestWarnNoUnit(t *testing.T) {
	plan, err := File("plan.txt", []byte("临江市2024年工作要点\n\n一、重点任务\n1. 推进照明。换灯30盏。（责任单位：市住建局、按进度推进、老街街道、办公室、市水科所）\n"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, w := range plan.Warnings {
		if strings.Contains(w.Message, "不像单位名称") {
			got = append(got, w.Words)
		}
	}
	if strings.Join(got, " ") != "按进度" {
		t.Errorf("%q are said not to be units", got)
	}
}

// A warning quotes the words at fault, and what stands around them.
func TestWarningQuotes(t *testing.T) {
	long := strings.Repeat("这一段文字很长，用来看引文怎样截取。", 12)
	for _, c := range []struct{ text, message, words, quote string }{
		{"1. 推进绿化。新增绿地20公顷。\n2. 推进照明。换灯30盏。（市住建局负责）", "没有写明责任单位", "推进绿化", "1. 推进绿化。新增绿地20公顷。"},
		{"1. 推进照明。换灯30盏。〔责任单位：市 住建局]", "左右括号不一致", "〔责任单位：市 住建局]", "1. 推进照明。换灯30盏。〔责任单位：市 住建局]"},
		{"1. 推进照明。" + long + "共换灯12345.67盏。（责任单位：市发展改格委）" + long, "名录", "市发展改格委", "用来看引文怎样截取。共换灯12345.67盏。（责任单位：市发展改格委）这一段文字很长，用来看引文怎样截取。这一段文字很长，"},
	} {
		plan, err := File("plan.txt", []byte("临江市2024年工作要点\n\n一、重点任务\n"+c.text+"\n"))
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, w := range plan.Warnings {
			if !strings.Contains(w.Message, c.message) {
				continue
			}
			found = true
			if w.Words != c.words || w.Quote != c.quote {
				t.Errorf("%s\nwords %q\nquote %q", w.Message, w.Words, w.Quote)
			}
			if !strings.Contains(plan.Text, w.Quote) || !strings.Contains(w.Quote, w.Words) {
				t.Errorf("%q is not of the text", w.Quote)
			}
		}
		if !found {
			t.Errorf("no warning says %s: %v", c.message, plan.Warnings)
		}
	}
}
