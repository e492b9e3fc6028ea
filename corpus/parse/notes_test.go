package parse

import (
	"fmt"
	"strings"
	"testing"

	"planbot/corpus"
)

// describe writes an assignment as its units by role, then what else it says.
func describe(a corpus.Assignment) string {
	var parts []string
	var role corpus.Role
	for _, u := range a.Units {
		name := u.Name
		if u.Basis != "" {
			name += "*" + string(u.Basis)
		}
		if u.Role == role {
			parts[len(parts)-1] += " " + name
			continue
		}
		role = u.Role
		parts = append(parts, string(role)+" "+name)
	}
	if a.Open {
		parts = append(parts, "等")
	}
	if a.DeadlineRaw != "" {
		parts = append(parts, fmt.Sprintf("%s(%s)", a.DeadlineRaw, a.Deadline))
	}
	return strings.Join(parts, "; ")
}

// noteForms are notes about units as plans write them; the letters and numbers
// are the rows of the collection of real variations that they stand for.
var noteForms = []struct{ name, note, want string }{
	{"A1", "〔责任单位：市工信局，章贡区、南康区人民政府，赣州经开区管委会〕", "responsible 市工信局*position 章贡区人民政府 南康区人民政府 赣州经开区管委会"},
	{"A1 other closing bracket", "〔责任单位：市工信局、市科技局]", "responsible 市工信局*position 市科技局"},
	{"A2", "（责任单位：市气象局、市应急局、市地震局）", "responsible 市气象局*position 市应急局 市地震局"},
	{"A2 brackets inside", "（责任单位：市财政局，各县（市、区））", "responsible 市财政局*position 各县（市、区）"},
	{"A2b", "（责任部门：市住房城乡建设管理委、市规划资源局等；各区政府）", "responsible 市住房城乡建设管理委*position 市规划资源局 各区政府; 等"},
	{"A3", "(责任单位:省应急厅牵头，省公安厅、省财政厅等分工负责)", "lead 省应急厅*stated; support 省公安厅 省财政厅; 等"},
	{"A4", "[责任单位:老街办、区招商服务中心、长乐投资有限公司]", "responsible 老街办*position 区招商服务中心 长乐投资有限公司"},
	{"A5", "（牵头单位：市发展改革委，配合单位：市委组织部、市人力资源和社会保障局，各区、县级市）", "lead 市发展改革委*stated; support 市委组织部 市人力资源和社会保障局 各区、县级市"},
	{"A6 traditional", "(牽頭單位:市經貿委;配合單位:市發改委、國土房管局)", "lead 市經貿委*stated; support 市發改委 國土房管局"},
	{"A7", "（牵头单位：省发展改革委；责任单位：省编办、省国土资源厅）", "lead 省发展改革委*stated; support 省编办 省国土资源厅"},
	{"A8", "（市场监管总局牵头，公安部、人力资源社会保障部、税务总局等国务院相关部门以及各地区按职责分工负责）", "lead 市场监管总局*stated; support 公安部 人力资源社会保障部 税务总局 各地区; 等"},
	{"A9", "（税务总局、财政部、海关总署负责）", "responsible 税务总局*position 财政部 海关总署"},
	{"A9 rule", "（税务总局、财政部负责，排在第一位的部门为牵头部门，下同）", "lead 税务总局*rule; support 财政部"},
	{"A9 rule after a full stop", "（财政部、税务总局负责。列第一位者为牵头单位，下同）", "lead 财政部*rule; support 税务总局"},
	{"A10", "(市交通委、市教委、市卫生健康委分别负责落实)", "responsible 市交通委 市教委 市卫生健康委"},
	{"A10 each leads", "(市发展改革委、市规划自然资源委分别牵头，各区政府负责落实，完成时限：2022年10月)", "lead 市发展改革委*stated 市规划自然资源委*stated; support 各区政府; 2022年10月(2022-10)"},
	{"A10 joined by 、", "(市交通委牵头、各区政府负责落实)", "lead 市交通委*stated; support 各区政府"},
	{"A10 lead and do", "（农业农村部、工业和信息化部牵头负责）", "lead 农业农村部*stated 工业和信息化部*stated"},
	{"A10 jointly", "（商务部、海关总署共同牵头）", "lead 商务部*stated 海关总署*stated"},
	{"A11", "（市公安局会同市交通局负责）", "lead 市公安局*stated; support 市交通局"},
	{"A11 with a deadline", "（市公安局牵头，会同天津市、河北省相关部门协同推进，2023年12月底前完成）", "lead 市公安局*stated; support 天津市 河北省相关部门; 2023年12月底前完成(2023-12)"},
	{"A12", "（商务部指导，供销合作总社参与）", "guide 商务部; support 供销合作总社"},
	{"A13", "（市公安局、市人力资源社会保障局、北京市税务局按分管领域负责，2023年12月底前完成）", "responsible 市公安局 市人力资源社会保障局 北京市税务局; 2023年12月底前完成(2023-12)"},
	{"A13 of all", "（各区按分管领域负责，持续推进）", "responsible 各区; 持续推进()"},
	{"A14", "（商务部、农业部）", "responsible 商务部*position 农业部"},
	{"A14 one", "（林业局）", "responsible 林业局*position"},
	{"A15", "\n牵头单位:区发改局\n责任单位:立山经济开发区,全区经济运行各专班", "lead 区发改局*stated; support 立山经济开发区 全区经济运行各专班"},
	{"A16", "\n牵头领导:王仁洲 责任单位:市交通委 项目责任人:劳可军 配合单位:市公安局、市城管局,各区政府", "responsible 市交通委*position; support 市公安局 市城管局 各区政府"},
	{"A23", "（主要责任单位：县教育局；其他责任单位：县财政局、县住建局）", "lead 县教育局*stated; support 县财政局 县住建局"},
	{"A24", "（各地区、各部门负责）", "responsible 各地区*position 各部门"},
	{"A24 all of a government", "（市政府相关部门负责落实，完成时限：2022年6月）", "responsible 市政府相关部门*position; 2022年6月(2022-06)"},
	{"A25", "（生态环境部指导，试点城市政府负责落实。以下均需试点城市政府落实，不再列出）", "guide 生态环境部; responsible 试点城市政府"},
	{"synthetic 【】", "【责任单位：市民政局】", "responsible 市民政局*position"},

	{"、 in a name", "（市科委、中关村管委会、市商务局负责）", "responsible 市科委、中关村管委会*position 市商务局"},
	{"shared ending", "（责任单位：章贡区、赣县区、信丰县、龙南市人民政府）", "responsible 章贡区人民政府*position 赣县区人民政府 信丰县人民政府 龙南市人民政府"},
	{"kinds of places", "（各县、区人民政府，各市、县、区负责）", "responsible 各县、区人民政府*position 各市、县、区"},
	{"等 and more", "（人力资源社会保障部等有关部门和单位负责）", "responsible 人力资源社会保障部*position; 等"},
	{"等 alone", "（责任单位：市委人才办、市科技局等，各县（市、区））", "responsible 市委人才办*position 市科技局 各县（市、区）; 等"},
	{"和 joins", "（教育部和财政部负责）", "responsible 教育部*position 财政部"},
	{"和 in a name", "（文化和旅游部、各有关部门和单位负责）", "responsible 文化和旅游部*position 各有关部门和单位"},
	{"stuck together", "（责任单位：区发改局区统计局）", "responsible 区发改局*position 区统计局"},
	{"parted by a space", "（责任单位：市工信局 市发展改革委）", "responsible 市工信局*position 市发展改革委"},
	{"a space in a name", "（责任单位：市 工信局、市发展 改革委）", "responsible 市工信局*position 市发展改革委"},
	{"companies", "（责任单位：赣州国投集团、国网赣州供电公司、中国人民银行赣州分行）", "responsible 赣州国投集团*position 国网赣州供电公司 中国人民银行赣州分行"},
	{"party bodies", "（市委组织部、市委网信办、团市委、市妇联、市工商联、市总工会负责）", "responsible 市委组织部*position 市委网信办 团市委 市妇联 市工商联 市总工会"},
	{"duty words in a name", "（市协同创新中心、市就业指导中心、市重点项目推进办负责）", "responsible 市协同创新中心*position 市就业指导中心 市重点项目推进办"},

	{"E label", "（责任单位：市民政局；完成时限：2021年10月）", "responsible 市民政局*position; 2021年10月(2021-10)"},
	{"E label first", "（完成时限：2021年10月；责任单位：市民政局）", "responsible 市民政局*position; 2021年10月(2021-10)"},
	{"E and go on", "（市公安局负责，2023年10月底前完成首批并持续推进）", "responsible 市公安局*position; 2023年10月底前完成首批并持续推进(2023-10)"},
	{"E year only in the title", "（市公安局负责，年底前完成）", "responsible 市公安局*position; 年底前完成(2023-12)"},
	{"E months", "（市公安局负责，5月底前动工）", "responsible 市公安局*position; 5月底前动工()"},
	{"E half a year", "（市公安局负责，2019年上半年）", "responsible 市公安局*position; 2019年上半年(2019-06)"},
	{"E first", "（2023年6月底前，市公安局负责）", "responsible 市公安局*position; 2023年6月底前(2023-06)"},
}

// withNote is a plan of one task that ends in a note.
func withNote(note string) string {
	return "2023年临江市工作要点\n一、任务\n1. 做好检查。开展两轮检查。" + note + "\n"
}

func TestNotes(t *testing.T) {
	for _, c := range noteForms {
		t.Run(c.name, func(t *testing.T) {
			p := readText(t, withNote(c.note))
			var got []string
			for _, a := range p.Tasks[0].Assignments {
				got = append(got, describe(a))
				if governs := p.Quote(a.Governs); governs != "开展两轮检查。" && len(p.Tasks[0].Assignments) == 1 {
					t.Errorf("governs %q", governs)
				}
			}
			if got := strings.Join(got, " / "); got != c.want {
				t.Errorf("%s\n got %s\nwant %s", c.note, got, c.want)
			}
		})
	}
}

// Brackets that name no units are no notes.
func TestOrdinaryBrackets(t *testing.T) {
	for _, s := range []string{
		"发展物流（快递）业。", "修订办法（试行）。", "支持各类院校（含技工院校）办学。", "由临江市政务服务局（市政务局）统一受理。",
		"建设（点）位。", "推进各县（市、区）工作。", "发挥领导小组（以下简称领导小组办公室）作用。", "落实《办法》（财政部令第1号）。",
		"明确负责人（牵头人）。", "完成改造（2022年）。", "按期完成（附件1）。", "建立由政府负责人牵头的机制（联席会议）。",
		"人员数量达到25%（超过100人的企业达到15%）。", "推行（各省（自治区）至少2个地市）试点。",
	} {
		p := readText(t, "2023年临江市工作要点\n一、任务\n1. 做好工作。"+s+"\n")
		if got := p.Tasks[0].Assignments; len(got) > 0 {
			t.Errorf("%s is read as %s", s, describe(got[0]))
		}
	}
}

// Several notes in one paragraph each answer for the sentences before them.
func TestNotesGovern(t *testing.T) {
	p := readText(t, "2023年临江市工作要点\n一、任务\n（一）规范公开\n1. 推进公开。推进执法公开。(各区政府负责落实)在网站公开草案10件。(市司法局负责落实)开展培训。\n（1）组织考试。（市人社局负责）\n后续工作另行安排。\n2. 总结。\n")
	var got []string
	for _, a := range p.Tasks[0].Assignments {
		got = append(got, p.Quote(a.Governs)+" "+describe(a))
	}
	want := "推进执法公开。 responsible 各区政府*position\n在网站公开草案10件。 responsible 市司法局*position\n开展培训。\n（1）组织考试。 responsible 市人社局*position"
	if got := strings.Join(got, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if len(p.Tasks[0].Commitments) != 1 || p.Tasks[0].Commitments[0].Subject != "在网站公开草案" {
		t.Errorf("commitments %+v", p.Tasks[0].Commitments)
	}
	if got := p.Quote(p.Tasks[0].Span); strings.Contains(got, "后续工作") {
		t.Errorf("the task takes what follows its last note: %q", got)
	}
}

// A note on its own lines, cut by a page, that opens with 〔 and closes with ].
func TestNoteOnItsOwnLines(t *testing.T) {
	p := readText(t, withNote("\n\n〔责任单位：市工信局，章贡区、南康区人民政府，赣州经\n\n开区管委会]"))
	if got, want := describe(p.Tasks[0].Assignments[0]), noteForms[0].want; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if len(p.Warnings) != 1 || p.Warnings[0].Line != 5 || !strings.Contains(p.Warnings[0].Message, "〔与]") {
		t.Errorf("warnings %v", p.Warnings)
	}
}

func TestWarnings(t *testing.T) {
	for _, c := range []struct{ name, source, want string }{
		{"no closing bracket", withNote("〔责任单位：市工信局、市科技局"), "3 任务“做好检查”的责任说明没有右括号，读到段末为止。"},
		{"nobody named", withNote("（责任单位：）"), "3 任务“做好检查”的责任说明读不出单位，按原文保留：（责任单位：）"},
		{"a bracket that may be a note", withNote("（有条件的可先行牵头探索）"), "3 任务“做好检查”里的括号没有读作责任说明，按原文保留：（有条件的可先行牵头探索）/3 任务“做好检查”没有写明责任单位。"},
		{"a default without a unit", withNote("（市环保局负责。以下均需抓紧落实，不再列出）"), "3 “以下均需抓紧落实，不再列出”里读不出单位，没有添加到以后各项的责任单位。"},
		{"one task of two without a note", "2023年临江市工作要点\n一、任务\n1. 甲工作。（市甲局负责）\n2. 乙工作。\n", "4 任务“乙工作”没有写明责任单位。"},
		{"no notes at all", "2023年临江市工作要点\n一、任务\n1. 甲工作。\n2. 乙工作。\n", "3 全文 2 项任务都没有写明责任单位。"},
		{"what asks nothing of anybody", "2023年临江市工作要点\n一、总则\n1. 指导思想。坚持原则。\n2. 甲工作。（市甲局负责）\n", ""},
		{"a note outside the tasks", "2023年临江市工作要点\n一、任务\n1. 甲工作。（市甲局负责）\n指标\t2023年\n甲产值\t5亿元\n（市乙局负责）\n", "6 责任说明不在任何一项任务里，按原文保留：（市乙局负责）"},
		{"no title and no year", "1. 甲工作。（市甲局负责）\n", "1 没有读出文件标题。/1 没有读出年度：标题和落款里都没有年份。"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, w := range readText(t, c.source).Warnings {
				got = append(got, fmt.Sprintf("%d %s", w.Line, w.Message))
			}
			if got := strings.Join(got, "/"); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// startsNew looks closer only at lines that begin with one of starterRunes:
// every label must begin with one.
func TestStarterRunes(t *testing.T) {
	kinds, _, _ := strings.Cut(labels, ")")
	for _, label := range strings.FieldsFunc(kinds+"|"+persons, func(r rune) bool { return strings.ContainsRune("|()?:", r) }) {
		if line := label + "单位：市甲局"; labelLine.MatchString(line) && !startsNew(line) {
			t.Errorf("%q does not start a line", line)
		}
	}
	for _, line := range []string{"一、甲", "第一章 甲", "第二节 甲", "第三条 甲", "附件1", "二〇二三年六月三十日", "〇", "1. 甲", "（一）甲", "（1）甲", "① 甲", "——甲", "¹ 甲", "2023年6月30日", "（此件公开发布）", "甲\t乙"} {
		if got := startsNew(line); got != (line != "〇") {
			t.Errorf("%q starts something new: %v", line, got)
		}
	}
}

// A rule that a plan states once holds for the notes that it is stated for.
func TestRules(t *testing.T) {
	plan := func(lines ...string) string {
		return "2023年临江市工作要点\n一、任务\n" + strings.Join(lines, "\n") + "\n"
	}
	for _, c := range []struct{ name, text, want string }{
		{"a default from its note on", plan("1. 甲。（市甲局负责）", "2. 乙。（市乙局指导，试点县政府负责落实。以下均需试点县政府落实，不再列出）", "3. 丙。（市丙局负责）", "4. 丁。（市丁局、试点县政府负责）"),
			"responsible 市甲局*position / guide 市乙局; responsible 试点县政府 / responsible 市丙局*position 试点县政府*rule / responsible 市丁局*position 试点县政府"},
		{"a default before the tasks", "2023年临江市工作要点\n以下各项任务均由各县（市、区）政府配合，不再列出。\n一、任务\n1. 甲。（市甲局牵头）\n",
			"lead 市甲局*stated; support 各县（市、区）政府*rule"},
		{"the first leads from its note on", plan("1. 甲。（市甲局、市乙局负责）", "2. 乙。（市甲局、市乙局负责，列第一位者为牵头单位，下同）", "3. 丙。（市丙局、市丁局负责）"),
			"responsible 市甲局*position 市乙局 / lead 市甲局*rule; support 市乙局 / lead 市丙局*rule; support 市丁局"},
		{"the first leads, said at the end", plan("1. 甲。（市甲局、市乙局负责）", "2. 乙。（市丙局）") + "注：排名第一的责任单位为牵头单位，其他列入单位为参与单位。\n",
			"lead 市甲局*rule; support 市乙局 / lead 市丙局*rule"},
		{"the first leads, in the head", "2023年临江市工作要点\n各项任务责任单位中列首位的为牵头单位。\n一、任务\n1. 甲。（责任单位：市甲局、市乙局）\n",
			"lead 市甲局*rule; support 市乙局"},
		{"who is responsible leads", plan("1. 甲。（责任单位：市甲局、市乙局，无牵头单位的，责任单位即为牵头单位，下同）", "2. 乙。（牵头单位：市丙局；责任单位：市丁局）", "3. 丙。（责任单位：市戊局）"),
			"lead 市甲局*rule 市乙局*rule / lead 市丙局*stated; support 市丁局 / lead 市戊局*rule"},
		{"no rule", plan("1. 甲。由第一书记牵头推进。（市甲局、市乙局负责）"), "responsible 市甲局*position 市乙局"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, a := range readText(t, c.text).Assignments() {
				got = append(got, describe(a))
			}
			if got := strings.Join(got, " / "); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

// Units that stand in the sentence itself, without brackets.
func TestNotesInSentences(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"A17", "人均生产总值:增长6%左右(按常住人口),责任单位为区发改委;财政收入:增长5%。", "人均生产总值:增长6%左右(按常住人口),责任单位为区发改委; = responsible 区发改委*position"},
		{"A18", "2022年6月底前，由各区民政局、区农业农村局统筹负责，组织各街道开展排查。", "2022年6月底前，由各区民政局、区农业农村局统筹负责，组织各街道开展排查。 = responsible 各区民政局*position 区农业农村局; 2022年6月底前(2022-06)"},
		{"label with a colon", "农村道路畅通工程,牵头部门:市交通局，配合部门:市财政局。", "农村道路畅通工程,牵头部门:市交通局，配合部门:市财政局。 = lead 市交通局*stated; support 市财政局"},
		{"led by", "由市发展改革委牵头，会同市财政局制定办法。", "由市发展改革委牵头，会同市财政局制定办法。 = lead 市发展改革委*stated; support 市财政局"},
		{"nobody by name", "由专人负责，由主要领导牵头，建立责任单位清单。", ""},
		{"beside a note", "由市甲局负责建库。（市乙局负责）", "由市甲局负责建库。 = responsible 市乙局*position"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := readText(t, "2023年临江市工作要点\n一、任务\n1. "+c.text+"\n2. 其他。（市丁局负责）\n")
			var got []string
			for _, a := range p.Tasks[0].Assignments {
				got = append(got, p.Quote(a.Governs)+" = "+describe(a))
			}
			if got := strings.Join(got, " / "); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}
