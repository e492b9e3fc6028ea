package answer

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"planbot/corpus"
	"planbot/corpus/parse"
)

// The plans of these tests: two invented cities, 北临市 with three years of one
// topic, and what the State Council might issue.
var severalPlans = map[string]string{
	"north-digital-2021": digital("北临市", 2021, "临数办〔2021〕4号", "网络零售额\t亿元\t400\t500\t市商务局\n数据中心机架数\t架\t-\t800\t市工信局"),
	"north-digital-2022": digital("北临市", 2022, "临数办〔2022〕5号", "网络零售额\t亿元\t480\t600\t市商务局\n数据中心机架数\t架\t790\t1000\t市工信局\n算力规模\t万卡\t-\t3\t市工信局"),
	"north-digital-2023": digital("北临市", 2023, "临数办〔2023〕6号", "网络零售额\t亿元\t580\t700左右\t市商务局\n数据中心机架数\t个\t1000\t1200\t市发展改革委\n算力规模\t卡\t30000\t50000\t市工信局\n数字经济增加值\t亿元\t90\t120\t市统计局"),
	"south-digital-2023": strings.ReplaceAll(digital("南川市", 2023, "川数办〔2023〕2号", "网络零售额\t亿元\t90\t110\t市商务局\n5G基站数\t个\t100\t150\t市工信局\n数字经济增加值\t亿元\t30\t40\t市统计局"), "新建5G基站300个", "新建5G基站80个"),
	"north-open-2023": `北临市政务服务管理局关于印发《北临市2023年政务公开工作要点》的通知

临政服发〔2023〕9号

各县人民政府：

北临市政务服务管理局

2023年3月10日

北临市2023年政务公开工作要点

一、重点领域

1. 做好年度报告公开。发布年度报告2份，网络零售额等数据按月公开。（责任单位：市政务服务局、市商务局）

2. 推进数字经济信息公开。数字经济增加值每季度公开1次。（责任单位：市统计局）

3. 支持北京银行网点公开收费。公开网点20个。（北京银行北临分行牵头，市金融办配合）
`,
	"state-2018-greenhouse": `国务院关于加快推进温室农业机械化和温室装备产业转型升级的指导意见

国发〔2018〕93号

各省、自治区、直辖市人民政府：

一、主要任务

（一）加强温室农机研发。到2025年，温室机械化率达到55%。（工业和信息化部、农业农村部负责）

（二）推动政策落实。建立协调机制，国务院办公厅开展督查5次。（国务院办公厅牵头，国务院国资委配合）

国务院

2018年12月21日
`,
	"state-2016-ecology": `国务院关于印发“十三五”湿地保护规划的通知

国发〔2016〕95号

各省、自治区、直辖市人民政府：

“十三五”湿地保护规划

一、主要任务

（一）扩大湿地面积。到2020年，湿地面积达到8亿亩。（国家林业局负责）

国务院

2016年11月24日
`,
	"miit-2021-sensor": `工业和信息化部关于印发《传感器产业三年行动计划（2021-2023年）》的通知

工信部科〔2021〕17号

一、主要任务

1. 突破传感器芯片。到2023年，培育传感器企业30家。（工业和信息化部牵头，国家能源局配合）

工业和信息化部

2021年2月3日
`,
}

// digital is a city's plan for its digital economy, with a table and two tasks.
func digital(city string, year int, number, rows string) string {
	return fmt.Sprintf(`%[1]s数字经济领导小组办公室

%[3]s

%[2]d年%[1]s数字经济工作要点

一、主要目标

指标	单位	%[5]d年	%[2]d年	牵头单位
%[4]s

二、主要任务

1. 建设新型基础设施。新建5G基站300个。（责任单位：市工信局、市通信办，完成时限：%[2]d年10月）

2. 培育数字企业。培育数字企业%[6]d家，推广无人机%[6]d架。（市工信局牵头，市商务局配合）

%[1]s数字经济领导小组办公室

%[2]d年6月1日
`, city, year, number, rows, year-1, year-2000)
}

func readOne(tb testing.TB, id, text string) *corpus.Plan {
	tb.Helper()
	return readPlans(tb, map[string]string{id: text})[0]
}

func readPlans(tb testing.TB, texts map[string]string, ids ...string) []*corpus.Plan {
	tb.Helper()
	var out []*corpus.Plan
	for id, text := range texts {
		if len(ids) > 0 && !slices.Contains(ids, id) {
			continue
		}
		p, err := parse.File(id+".txt", []byte(text))
		if err != nil {
			tb.Fatal(err)
		}
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b *corpus.Plan) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return out
}

// asking is a conversation over several plans and what its last answer must be.
type asking struct {
	turns  string // parted by /
	plan   string // the default one
	status Status
	cites  string   // the items that must be cited, the first of them first
	has    []string // of the text
	lacks  []string
}

func (a asking) check(t *testing.T, e *Engine) {
	t.Helper()
	var got Answer
	for _, turn := range strings.Split(a.turns, "/") {
		state := got.State
		state.Default = corpus.PlanID(a.plan)
		got = ask(t, e, turn, state)
		for _, c := range got.Citations {
			if p := e.Plan(c.Item.Plan); p == nil || !strings.Contains(p.Text, c.Quote) || c.Quote == "" {
				t.Errorf("%s: %s: %q is no quote", a.turns, c.Item, c.Quote)
			}
		}
	}
	var faults []string
	if got.Status != a.status {
		faults = append(faults, string(got.Status))
	}
	var items []string
	for _, c := range got.Citations {
		items = append(items, c.Item.String())
	}
	for i, want := range strings.Fields(a.cites) {
		if !slices.Contains(items, want) || i == 0 && items[0] != want {
			faults = append(faults, fmt.Sprintf("cites %v, not %s", items, want))
		}
	}
	text := got.Text() + "\n" + strings.Join(got.Suggestions, "\n")
	for _, s := range a.has {
		if !strings.Contains(text, s) {
			faults = append(faults, "lacks "+s)
		}
	}
	for _, s := range a.lacks {
		if strings.Contains(text, s) {
			faults = append(faults, "holds "+s)
		}
	}
	if len(faults) > 0 {
		t.Errorf("%s (%s): %s\n%s", a.turns, a.plan, strings.Join(faults, "; "), text)
	}
}

const north23, north22, south23 = "north-digital-2023", "north-digital-2022", "south-digital-2023"

// A question names its plan in many ways.
func TestNamingPlans(t *testing.T) {
	e := newEngine(t, readPlans(t, severalPlans)...)
	for _, c := range []asking{
		{"北临市数字经济要点里网络零售额目标是多少", "", Answered, north23 + "#indicator-1", []string{"700亿元左右", "依据《2023年北临市数字经济工作要点》"}, []string{"110"}},
		{"南川网络零售额目标", "", Answered, south23 + "#indicator-1", []string{"110亿元"}, []string{"700"}},
		{"南川市2023年数字经济工作要点网络零售额目标是多少", north23, Answered, south23 + "#indicator-1", []string{"110亿元"}, nil},
		{"《2022年北临市数字经济工作要点》里网络零售额目标是多少", north23, Answered, north22 + "#indicator-1", []string{"600亿元"}, nil},
		{"北临市2022年数字经济要点里网络零售额目标", south23, Answered, north22 + "#indicator-1", []string{"600亿元"}, nil},
		{"2022年的要点网络零售额定的是多少", north23, Answered, north22 + "#indicator-1", []string{"2022年目标：600亿元"}, nil},
		{"去年的要点网络零售额定的是多少", north23, Answered, north22 + "#indicator-1", []string{"600亿元", "2022年实际基数：580亿元"}, nil},
		{"上一年度的要点里数据中心机架数是多少", north23, Answered, north22 + "#indicator-2", []string{"1000架"}, nil},
		{"今年的要点网络零售额目标是多少", north22, Answered, north22 + "#indicator-1", []string{"600亿元"}, []string{"700"}},
		{"临数办〔2022〕5号里5G基站建多少个", "", Answered, north22 + "#task-1", []string{"300个"}, nil},
		{"临数办2022 5号第2项谁牵头", "", Answered, north22 + "#task-2", []string{"市工信局"}, nil},
		{"国发2018 93号温室机械化率到2025年多少", "", Answered, "state-2018-greenhouse#task-1", []string{"55%"}, nil},
		{"国发93号文谁负责温室农机研发", north23, Answered, "state-2018-greenhouse#task-1", []string{"工业和信息化部"}, nil},
		{"十三五湿地保护规划里湿地面积达到多少亩", north23, Answered, "state-2016-ecology#task-1", []string{"8亿亩"}, nil},
		{"93号文什么时候印发的", north23, Answered, "state-2018-greenhouse#head", []string{"2018年12月21日"}, nil},
		{"国务院那个农机文件里温室机械化率要达到多少", north23, Answered, "state-2018-greenhouse#task-1", []string{"55%"}, nil},
		{"农机意见的文号", north23, Answered, "state-2018-greenhouse#head", []string{"国发〔2018〕93号"}, nil},
		{"市政务服务局的公开要点年度报告发布几份", north23, Answered, "north-open-2023#task-1", []string{"2份"}, nil},
		{"政务公开要点第2项谁负责", north23, Answered, "north-open-2023#task-2", []string{"市统计局"}, nil},
		{"工信部发的传感器计划要培育多少家企业", north23, Answered, "miit-2021-sensor#task-1", []string{"30家"}, nil},
		{"2022年传感器行动计划要培育多少家企业", "", Answered, "miit-2021-sensor#task-1", []string{"30家"}, nil},
		{"北临政务公开要点和南川数字经济要点", "", NotFound, "", nil, nil},
		{"临数办〔2022〕5号和川数办〔2023〕2号分别是什么时候印发的", "", Answered, north22 + "#head " + south23 + "#head", []string{"2022年6月1日", "2023年6月1日"}, nil},
		{"国发〔2018〕93号和国发〔2018〕94号分别是什么时候印发的", "", Answered, "state-2018-greenhouse#head", []string{"2018年12月21日", "没有收录", "94号"}, nil},
		{"北临市2021年和2022年数字经济要点各是什么时候印发的", "", Answered, "", []string{"2021年6月1日", "2022年6月1日"}, []string{"2023年"}},
		{"北临和南川的网络零售额目标分别是多少", "", Answered, north23 + "#indicator-1 " + south23 + "#indicator-1", []string{"700亿元左右", "110亿元"}, nil},
		{"农机意见和传感器计划分别是哪天发的", "", Answered, "", []string{"2018年12月21日", "2021年2月3日"}, nil},
		{"传感器里培育企业多少家", "", Answered, "miit-2021-sensor#task-1", []string{"30家"}, nil},
	} {
		c.check(t, e)
	}
}

// What is named and not loaded is said to be so; no other plan's number is
// given for it.
func TestNotLoaded(t *testing.T) {
	e := newEngine(t, append(readPlans(t, severalPlans), examplePlan(t))...)
	for _, c := range []asking{
		{"抚州市的5G基站目标", "", NotFound, "", []string{"没有收录抚州市的文件"}, []string{"3000", "300个"}},
		{"抚州5G基站要建多少个", "ganzhou-2023-digital-economy", NotFound, "", []string{"抚州"}, []string{"3000"}},
		{"抚州市2023年数字经济工作要点里5G基站建多少个", "", NotFound, "", []string{"没有收录", "抚州"}, []string{"3000", "300个"}},
		{"2019年的要点网络零售额是多少", north23, NotFound, "", []string{"没有收录“2019年的要点”"}, []string{"700", "400"}},
		{"十四五湿地保护规划里湿地面积达到多少亩", "", NotFound, "", []string{"没有收录", "十四五"}, []string{"8亿"}},
		{"国发〔2019〕3号里谁牵头", "", NotFound, "", []string{"国发〔2019〕3号"}, nil},
		{"南川市政务公开要点第1项谁负责", "", NotFound, "", []string{"没有收录", "南川"}, []string{"市政务服务局"}},
		{"北临市2020年数字经济要点网络零售额目标", "", NotFound, "", []string{"2020年"}, []string{"700", "500", "400"}},
		{"江西省5G基站要建多少个", "", NotFound, "", []string{"江西"}, []string{"3000"}},
		{"2024年的实施方案谁来编制", north23, NotFound, "", nil, []string{"没有收录"}},
		{"于都县有哪些任务", "", Answered, "", []string{"于都县", "赣州"}, nil},
		{"赣州市于都县有哪些任务", north23, Answered, "", []string{"于都县"}, nil},
		{"赣州经开区有哪些任务", north23, Answered, "ganzhou-2023-digital-economy#task-5", nil, nil},
	} {
		c.check(t, e)
	}
}

// Words that name one plan and stand in another.
func TestNamesWithinPlans(t *testing.T) {
	e := newEngine(t, append(readPlans(t, severalPlans), readPlans(t, map[string]string{"beijing-digital-2023": digital("北京市", 2023, "京数办〔2023〕1号", "网络零售额\t亿元\t9000\t9900\t市商务局")})...)...)
	for _, c := range []asking{
		{"北京银行牵头哪些任务", "north-open-2023", Answered, "north-open-2023#task-3", []string{"北京银行"}, []string{"9900"}},
		{"数字经济增加值每季度公开几次", "north-open-2023", Answered, "north-open-2023#task-2", []string{"1次"}, []string{"120"}},
		{"国务院办公厅牵头哪些任务", "", Answered, "state-2018-greenhouse#task-2", []string{"国务院办公厅"}, nil},
		{"国务院国资委参与哪些任务", "state-2018-greenhouse", Answered, "state-2018-greenhouse#task-2", []string{"国务院国资委"}, nil},
		{"工业和信息化部负责哪些任务", "state-2018-greenhouse", Answered, "state-2018-greenhouse#task-1", nil, []string{"传感器"}},
		{"温室意见里工信部负责哪些任务", "", Answered, "state-2018-greenhouse#task-1", nil, []string{"传感器"}},
		{"网络零售额目标谁牵头", north23, Answered, north23 + "#indicator-1", []string{"市商务局"}, nil},
	} {
		c.check(t, e)
	}
}

// A topic alone does not choose between cities.
func TestTopicAlone(t *testing.T) {
	e := newEngine(t, readPlans(t, severalPlans)...)
	for _, c := range []asking{
		{"数字经济要点里网络零售额目标是多少", "", Ambiguous, "", []string{"《2023年北临市数字经济工作要点》里", "《2023年南川市数字经济工作要点》里"}, []string{"700", "110"}},
		{"数字经济增加值目标", "", Ambiguous, "", []string{"北临市", "南川市"}, nil},
		{"数字经济要点里5G基站数目标", "", Ambiguous, "", nil, nil},
		{"数字经济要点里算力规模目标", "", Answered, north23 + "#indicator-3", []string{"50000卡"}, nil},
		{"数字经济要点里网络零售额目标是多少", south23, Answered, south23 + "#indicator-1", []string{"110亿元"}, []string{"700"}},
		{"2023年网络零售额目标", "", Answered, "", []string{"700亿元左右", "110亿元"}, nil},
		{"历年网络零售额", "", Ambiguous, "", []string{"《2023年北临市", "《2023年南川市"}, []string{"700"}},
		{"数字经济要点里网络零售额目标是多少/南川", "", Answered, south23 + "#indicator-1", []string{"110亿元"}, []string{"700"}},
		{"数字经济要点里网络零售额目标是多少/北临市的", "", Answered, north23 + "#indicator-1", []string{"700亿元左右"}, []string{"110"}},
		{"算力规模目标是多少", "", Answered, north23 + "#indicator-3", []string{"50000卡", "依据《2023年"}, nil},
	} {
		c.check(t, e)
	}
	a := ask(t, e, "数字经济要点里网络零售额目标是多少", State{})
	for i, want := range []string{"700亿元左右", "110亿元"} {
		if got := ask(t, e, a.Suggestions[i], State{}); got.Status != Answered || !strings.Contains(got.Text(), want) {
			t.Errorf("%s: %s", a.Suggestions[i], got.Text())
		}
	}
}

// Values of several years, each from its plan.
func TestOverYears(t *testing.T) {
	e := newEngine(t, readPlans(t, severalPlans)...)
	all := []string{"2021年目标：500亿元", "2021年实际基数：480亿元", "2022年目标：600亿元", "2022年实际基数：580亿元", "2023年目标：700亿元左右", "《2021年北临市", "《2023年北临市"}
	three := "north-digital-2021#indicator-1 north-digital-2022#indicator-1 north-digital-2023#indicator-1"
	for _, c := range []asking{
		{"历年网络零售额目标", north23, Answered, "north-digital-2021#indicator-1 north-digital-2022#indicator-1 north-digital-2023#indicator-1", append(all, "2020年实际基数：400亿元"), nil},
		{"近三年网络零售额", north23, Answered, three, all, []string{"2020年"}},
		{"网络零售额2021年到2023年分别是多少", north23, Answered, three, all, []string{"2020年"}},
		{"北临市2021-2023年网络零售额目标", "", Answered, three, all, nil},
		{"网络零售额目标是多少/历年呢", north23, Answered, three, all, nil},
		{"2022年和2023年网络零售额各是多少", north23, Answered, north22 + "#indicator-1 " + north23 + "#indicator-1", []string{"2022年目标：600亿元", "2022年实际基数：580亿元", "2023年目标：700亿元左右"}, nil},
		{"2021年和2023年网络零售额各是多少", north23, Answered, "north-digital-2021#indicator-1", []string{"2021年目标：500亿元", "2023年目标：700亿元左右"}, []string{"600"}},
		{"网络零售额比2022年要点增长多少", north23, Answered, "", []string{"2022年目标：600亿元", "2023年目标比2022年目标增加约100亿元（700 − 600）"}, nil},
		{"网络零售额目标/比去年的要点提高多少", north23, Answered, "", []string{"2023年目标比2022年目标增加约100亿元（700 − 600）"}, nil},
		{"网络零售额比2019年要点增长多少", north23, NotFound, "", []string{"没有收录2019年"}, []string{"120"}},
		{"算力规模比2022年要点增长多少", north23, Answered, "", []string{"计量单位不同", "不能比较"}, []string{"49997"}},
		{"网络零售额目标是多少/那去年呢", north23, Answered, north22 + "#indicator-1 " + north23 + "#indicator-1", []string{"2022年目标：600亿元", "2022年实际基数：580亿元"}, nil},
		{"网络零售额目标是多少/那去年呢", "north-digital-2021", Answered, "north-digital-2021#indicator-1", []string{"2020年", "400亿元"}, nil},
		{"网络零售额目标是多少/去年的要点定的是多少", north23, Answered, north22 + "#indicator-1", []string{"600亿元"}, nil},
		{"网络零售额目标是多少/去年的要点定的是多少", "north-digital-2021", NotFound, "", []string{"没有收录2020年"}, nil},
		{"培育数字企业多少家/那去年呢", north23, Answered, north22 + "#task-2", []string{"22家"}, []string{"23家"}},
		{"历年培育数字企业多少家", north23, Answered, "north-digital-2021#task-2 north-digital-2022#task-2 north-digital-2023#task-2", []string{"21家", "22家", "23家"}, nil},
		{"2022年网络零售额目标是多少", north23, Answered, north22 + "#indicator-1", []string{"600亿元"}, nil},
		{"2022年无人机推广谁牵头", north23, Answered, north22 + "#task-2", []string{"市工信局"}, nil},
		{"2019年到2020年网络零售额各是多少", north23, Answered, "north-digital-2021#indicator-1", []string{"2020年", "400亿元", "没有2019年的数"}, nil},
		{"以上年龄的网络零售额是多少", north23, NotFound, "", nil, []string{"600", "580"}},
		{"2015年网络零售额是多少", north23, NotFound, "", []string{"2015年"}, nil},
		{"数据中心机架数目标/那2022年呢", north23, Answered, north22 + "#indicator-2", []string{"1000架"}, nil},
	} {
		c.check(t, e)
	}
}

// Follow-ups that ask the same of another plan.
func TestSwitchingPlans(t *testing.T) {
	e := newEngine(t, readPlans(t, severalPlans)...)
	for _, c := range []asking{
		{"北临市网络零售额目标是多少/那南川呢", "", Answered, south23 + "#indicator-1", []string{"110亿元"}, []string{"700"}},
		{"网络零售额目标是多少/南川市呢", north23, Answered, south23 + "#indicator-1", []string{"110亿元"}, nil},
		{"北临网络零售额目标是多少/谁牵头/那南川呢", "", Answered, south23 + "#indicator-1", []string{"市商务局"}, nil},
		{"网络零售额目标是多少/南川的谁牵头", north23, Answered, south23 + "#indicator-1", []string{"市商务局"}, nil},
		{"新建5G基站多少个/那南川呢", north23, Answered, south23 + "#task-1", []string{"80个"}, []string{"300"}},
		{"网络零售额目标是多少/那南川呢/那北临呢", north23, Answered, north23 + "#indicator-1", []string{"700亿元左右"}, nil},
		{"温室机械化率2025年目标/那网络零售额目标呢", "", NotFound, "", []string{"网络零售额"}, []string{"700", "110"}},
		{"北临网络零售额目标是多少/抚州呢/那南川呢", "", Answered, south23 + "#indicator-1", []string{"110亿元"}, nil},
		{"抚州网络零售额目标是多少/那南川呢", "", Answered, south23 + "#indicator-1", []string{"110亿元"}, nil},
		{"网络零售额目标是多少/那抚州呢", north23, NotFound, "", []string{"抚州"}, []string{"110", "700"}},
		{"网络零售额目标是多少/那北临和南川呢", "miit-2021-sensor", Answered, north23 + "#indicator-1", []string{"110亿元"}, nil},
		{"北临网络零售额目标是多少/那北临和南川呢", "", Answered, north23 + "#indicator-1 " + south23 + "#indicator-1", []string{"700亿元左右", "110亿元"}, nil},
		{"算力规模目标是多少/那南川呢", north23, NotFound, "", []string{"查的是《2023年南川市"}, []string{"50000"}},
		{"南川网络零售额目标是多少/谁牵头", north23, Answered, south23 + "#indicator-1", []string{"市商务局", "南川"}, nil},
		{"国发〔2018〕93号温室机械化率到2025年多少/网络零售额目标是多少", north23, Answered, north23 + "#indicator-1", []string{"700亿元左右"}, nil},
		{"无人机推广多少架/2022年的要点呢", north23, Answered, north22 + "#task-2", []string{"22架"}, nil},
	} {
		c.check(t, e)
	}
}

// The default plan is a chat's own, or that of the settings, and comes back in
// the state.
func TestDefaultPlan(t *testing.T) {
	plans := readPlans(t, severalPlans)
	e := New(plans, nil, Options{DefaultPlan: south23})
	if a := ask(t, e, "网络零售额目标", State{}); !strings.Contains(a.Text(), "110亿元") {
		t.Error(a.Text())
	}
	for _, question := range []string{"网络零售额目标", "量子计算机多少台", "", "抚州市2023年数字经济要点5G基站"} {
		a := ask(t, e, question, State{Default: north22})
		if a.State.Default != north22 {
			t.Errorf("%q: default %q", question, a.State.Default)
		}
	}
	if a := ask(t, e, "网络零售额目标", State{Default: north22}); !strings.Contains(a.Text(), "600亿元") {
		t.Error(a.Text())
	}
	if a := ask(t, e, "网络零售额目标", State{Default: "gone"}); !strings.Contains(a.Text(), "110亿元") {
		t.Error(a.Text())
	}
	a := ask(t, e, "温室机械化率目标", State{})
	if a.Status != NotFound || len(a.Suggestions) > 0 && ask(t, e, a.Suggestions[0], State{}).Status != Answered {
		t.Errorf("%s %v", a.Text(), a.Suggestions)
	}
}

// Two plans of one year that say a thing twice.
func TestDisagreement(t *testing.T) {
	texts := map[string]string{
		"notice": digital("北临市", 2023, "临数办〔2023〕6号", "网络零售额\t亿元\t580\t700\t市商务局\n算力规模\t万卡\t-\t3\t市工信局"),
		"annex":  strings.ReplaceAll(digital("北临市", 2023, "临数办〔2023〕7号", "网络零售额\t亿元\t580\t720\t市商务局\n算力规模\t万卡\t-\t3\t市发展改革委"), "6月1日", "7月1日"),
		"open":   severalPlans["north-open-2023"],
		"other":  digital("南川市", 2023, "川数办〔2023〕2号", "网络零售额\t亿元\t90\t110\t市商务局\n用电量\t万度\t1\t2\t市商务局"),
		"older":  digital("南川市", 2022, "川数办〔2022〕2号", "用电量\t万度\t1\t1.5\t市商务局"),
	}
	e := newEngine(t, readPlans(t, texts)...)
	for _, c := range []asking{
		{"北临市网络零售额目标是多少", "", Answered, "annex#indicator-1 notice#indicator-1", []string{"说法不一", "700亿元", "720亿元"}, []string{"110"}},
		{"网络零售额目标是多少", "notice", Answered, "notice#indicator-1 annex#indicator-1", []string{"说法不一", "700亿元", "720亿元"}, []string{"110"}},
		{"北临算力规模目标", "", Answered, "annex#indicator-2 notice#indicator-2", []string{"3万卡", "说法相同"}, []string{"不一"}},
		{"北临算力规模谁牵头", "", Answered, "annex#indicator-2 notice#indicator-2", []string{"说法不一", "市工信局", "市发展改革委"}, nil},
		{"网络零售额目标是多少", "", Answered, "annex#indicator-1 notice#indicator-1 other#indicator-1", []string{"700亿元", "720亿元", "110亿元"}, nil},
		{"用电量目标是多少", "", Answered, "other#indicator-2", []string{"2万度"}, []string{"1.5"}},
		{"临数办〔2023〕7号网络零售额目标是多少", "", Answered, "annex#indicator-1", []string{"720亿元"}, []string{"700"}},
	} {
		c.check(t, e)
	}
}

// What units do, by plan where none is set.
func TestListsOverPlans(t *testing.T) {
	texts := make(map[string]string)
	for i, name := range []string{"甲", "乙", "丙", "丁", "戊", "己", "庚", "辛"} {
		texts[fmt.Sprintf("city-%d", i)] = strings.ReplaceAll(digital(name+"阳市", 2015+i, fmt.Sprintf("阳数办〔%d〕1号", 2015+i), "网络零售额\t亿元\t1\t2\t市商务局"), "市工信局", map[bool]string{true: "市大数据局", false: "市工信局"}[i == 3])
	}
	e := newEngine(t, readPlans(t, texts)...)
	for _, c := range []asking{
		{"市工信局牵头哪些任务", "", Answered, "city-7#task-1 city-6#task-1 city-2#task-2", []string{"《2022年辛阳市", "《2017年丙阳市", "另有2份文件"}, []string{"丁阳市", "甲阳市"}},
		{"市工信局牵头哪些任务", "city-1", Answered, "city-1#task-1", []string{"乙阳市"}, []string{"辛阳市", "另有"}},
		{"辛阳市工信局牵头哪些任务", "", Answered, "city-7#task-1", []string{"辛阳市"}, []string{"庚阳市"}},
		{"市大数据局牵头哪些任务", "", Answered, "city-3#task-1", []string{"丁阳市"}, []string{"辛阳市"}},
	} {
		c.check(t, e)
	}
}
