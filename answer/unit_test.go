package answer

import (
	"slices"
	"strings"
	"testing"

	"planbot/corpus"
	"planbot/corpus/parse"
)

// planOf reads a plan of a region in which each unit has one task.
func planOf(t *testing.T, title string, units ...string) *corpus.Plan {
	t.Helper()
	var b strings.Builder
	b.WriteString(title + "\n\n一、重点任务\n")
	for i, unit := range units {
		task := []string{"修建城北水渠", "更换路灯灯具", "清理河道淤泥", "编修村志县志", "翻新老街牌坊"}[i]
		b.WriteString(string('1'+rune(i)) + ". " + task + "。完成" + task + "12处。（责任单位：" + unit + "）\n")
	}
	plan, err := parse.File("plan.txt", []byte(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// What units a name of a question means, in plans that print certain units.
func TestUnitAliases(t *testing.T) {
	for _, c := range []struct {
		printed string // units, parted by spaces
		asked   string
		want    string
	}{
		// Two bodies of one plan are two, whatever each is called elsewhere.
		{"市数据局 市政务服务局", "市数据局", "市数据局"},
		{"市数据局 市政务服务局", "市政务服务局", "市政务服务局"},
		{"市数据局 市政务服务局", "市政数局", ""},
		{"市数据局 市大数据局", "市大数据局", "市大数据局"},
		{"市数据局 市大数据局", "市数据局", "市数据局"},
		{"市行政审批局 市政务服务局 市数据局", "行政审批局", "市行政审批局"},
		{"市城管局 市城管执法局", "市城管局", "市城管局"},
		{"市城管局 市城管执法局", "市城管执法局", "市城管执法局"},
		{"市教育局 市教体局", "市教育局", "市教育局"},
		{"市教育局 市教体局", "教体局", "市教体局"},
		{"市委金融办 市金融监管局", "金融监管局", "市金融监管局"},
		{"市委金融办 市金融监管局", "市委金融办", "市委金融办"},
		// The same office under another name, where it is the only one.
		{"市数据局", "市大数据局", "市数据局"},
		{"市生态环境局", "环保局", "市生态环境局"},
		{"市教体局", "教育局", "市教体局"},
		{"市教体局", "体育局", "市教体局"},
		{"市数据局 市大数据中心", "大数据局", "市数据局"},
		{"市住建局 市自然资源局", "市规建局", ""}, // either could be meant
		// One body in two ways of writing.
		{"市发改委 市发展改革委", "市发改委", "市发展改革委 市发改委"},
		{"市发改委 市发展改革委", "发展和改革委员会", "市发展改革委 市发改委"},
		// Levels: with two in a plan, the bare name means both.
		{"市教育局 县教育局", "市教育局", "市教育局"},
		{"市教育局 县教育局", "教育局", "县教育局 市教育局"},
		{"发展改革委 市发展改革委", "市发展改革委", "市发展改革委"},
		{"发展改革委 市发展改革委", "发展改革委", "发展改革委"},
		{"财政局 市财政局", "财政局", "市财政局 财政局"}, // of the city's own plan both
		// Branches and parties.
		{"国网赣州供电公司 市公安局", "供电公司", "国网赣州供电公司"},
		{"市委网信办 市委宣传部", "网信办", "市委网信办"},
		{"市委网信办 市委宣传部", "宣传部", "市委宣传部"},
		{"团市委 市妇联", "共青团市委", "团市委"},
	} {
		k := learn(planOf(t, "赣州市2024年城建工作要点", strings.Fields(c.printed)...))
		q := k.scan(c.asked + "有哪些任务")
		got := k.unitNamesOf(q)
		slices.Sort(got)
		if strings.Join(got, " ") != c.want {
			t.Errorf("of %s, %s means %q, want %q", c.printed, c.asked, got, c.want)
		}
	}
}

// 各县（市、区） and its like stand for the counties of the plan's own region.
func TestEveryCounty(t *testing.T) {
	for _, c := range []struct {
		title, unit, county string
		want                bool
	}{
		{"赣州市2024年城建工作要点", "各县（市、区）", "于都县", true},
		{"赣州市2024年城建工作要点", "各县（市、区）", "龙南市", true},
		{"赣州市2024年城建工作要点", "各区", "章贡区", true},
		{"赣州市2024年城建工作要点", "各区", "于都县", false},
		{"北京市2024年城建工作要点", "各区政府", "延庆区", true},
		{"重庆市2024年城建工作要点", "各区县", "城口县", true},
		{"湖北省2024年城建工作要点", "各市、县（区）", "仙桃市", true},
		{"青溪市2024年城建工作要点", "各县（市、区）", "临溪县", true}, // no counties in the data: the ending tells
		{"青溪市2024年城建工作要点", "各区", "临溪县", false},
		{"仙桃市2024年城建工作要点", "各镇（街道）", "沔城镇", false}, // towns are not in the data
	} {
		k := learn(planOf(t, c.title, "市住建局", c.unit))
		if got := k.includes(c.unit, c.county); got != c.want {
			t.Errorf("%s of %s includes %s: %v", c.unit, c.title, c.county, got)
		}
	}
	k := learn(planOf(t, "赣州市2024年城建工作要点", "市住建局", "各区"))
	if a, _ := k.ask("于都县有哪些任务", State{}); a.Status != NotFound {
		t.Errorf("各区 gives 于都县 a task: %s", a.Text())
	}
	if a, _ := k.ask("章贡区有哪些任务", State{}); a.Status != Answered || !strings.Contains(a.Text(), "更换路灯灯具") {
		t.Errorf("各区 gives 章贡区 none: %s", a.Text())
	}
	for _, city := range []string{"东莞市", "中山市", "仙桃市"} {
		k := learn(planOf(t, city+"2024年城建工作要点", "市住建局", "各镇街"))
		if len(k.counties) != 0 {
			t.Errorf("%s has the counties %v", city, k.counties)
		}
	}
}
