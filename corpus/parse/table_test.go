package parse

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"planbot/corpus"
)

// ganzhouLike is a table whose merged cells leave rows of six and of seven
// columns, cut by a page with a footnote and a repeated header.
const ganzhouLike = "临江市2023年数字经济工作要点\n一、目标\n目标如下¹。\n主要预期目标\n\n" +
	"类别\t指标\t单位\t2022年\t2023年\t牵头单位\n" +
	"总量规模\t数字经济增加值\t亿元\t1785.6\t2050\t市发展改革委\n" +
	"\t数字经济增加值增速\t%\t13.9\t15左右\t\n" +
	"\n¹ 目标：指预期性目标。\n\n" +
	"类别\t指标\t单位\t2022年\t2023年\t牵头单位\t\n" +
	"\t增加值占比\t%\t39.5\t42左右\t\n" +
	"数字产业化\t规模效应\t核心产业增加值\t亿元\t365.02\t420\t市工信局 市发展改革委\n" +
	"\t\t核心产业增速\t%\t-4.1\t实现正增长\t\n" +
	"\t市统计局\t信息产业营收\t亿元\t1683.83\t2000\t\n" +
	"\t\t信息产业增速\t%\t1.5-1.7\t1.5以下\t\n" +
	"数字基础设施\t每万人拥有5G基站数 ²\t个\t-\t19\t市工信局\t\n" +
	"\t电能使用效率\t—\t—\t1.5以下\t市发展改革委\t\n" +
	"\t双千兆应用\t个\t27\t35\t\t\n" +
	"² 数据来源：省通信管理局。\n"

// row writes an indicator: group, name, values, leads, and where it inherits from.
func row(n corpus.Indicator) string {
	var values []string
	for _, v := range n.Values {
		raw := v.Raw
		if v.Comparator != "" && v.Comparator != corpus.Exact {
			raw += string(v.Comparator)
		}
		values = append(values, fmt.Sprintf("%d %s %q", v.Year, v.Kind, raw))
	}
	return fmt.Sprintf("%s(%s)/%s(%s) %s [%s] %s | %s(%s) %v", n.Category, n.CategoryFrom, n.Subcategory, n.SubcategoryFrom,
		n.Name, n.Measure, strings.Join(values, ", "), strings.Join(n.Leads, "、"), n.LeadsFrom, n.Notes)
}

func TestTable(t *testing.T) {
	p := readText(t, ganzhouLike)
	var got []string
	for _, n := range p.Indicators {
		got = append(got, row(n))
	}
	want := []string{
		`总量规模()/() 数字经济增加值 [亿元] 2022 baseline "1785.6", 2023 target "2050" | 市发展改革委() []`,
		`总量规模(indicator-1)/() 数字经济增加值增速 [%] 2022 baseline "13.9", 2023 target "15左右about" | 市发展改革委(indicator-1) []`,
		`总量规模(indicator-1)/() 增加值占比 [%] 2022 baseline "39.5", 2023 target "42左右about" | 市发展改革委(indicator-1) []`,
		`数字产业化()/规模效应() 核心产业增加值 [亿元] 2022 baseline "365.02", 2023 target "420" | 市工信局、市发展改革委() []`,
		`数字产业化(indicator-4)/规模效应(indicator-4) 核心产业增速 [%] 2022 baseline "-4.1", 2023 target "实现正增长" | 市工信局、市发展改革委(indicator-4) []`,
		`数字产业化(indicator-4)/规模效应(indicator-4) 信息产业营收 [亿元] 2022 baseline "1683.83", 2023 target "2000" | 市统计局() []`,
		`数字产业化(indicator-4)/规模效应(indicator-4) 信息产业增速 [%] 2022 baseline "1.5-1.7range", 2023 target "1.5以下≤" | 市统计局(indicator-6) []`,
		`数字基础设施()/() 每万人拥有5G基站数 [个] 2022 baseline "", 2023 target "19" | 市工信局() [note-2]`,
		`数字基础设施(indicator-8)/() 电能使用效率 [] 2022 baseline "", 2023 target "1.5以下≤" | 市发展改革委() []`,
		`数字基础设施(indicator-8)/() 双千兆应用 [个] 2022 baseline "27", 2023 target "35" | 市发展改革委(indicator-9) []`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if len(p.Warnings) != 1 || p.Warnings[0].Line != 16 || !strings.Contains(p.Warnings[0].Message, "市统计局") {
		t.Errorf("warnings %v", p.Warnings)
	}
}

func TestFootnotes(t *testing.T) {
	p := readText(t, ganzhouLike)
	want := []corpus.Note{
		{Anchor: "note-1", Mark: "¹", Term: "目标", Text: "目标：指预期性目标。", At: []corpus.ItemID{{Plan: "test", Anchor: "section-1"}}},
		{Anchor: "note-2", Mark: "²", Term: "数据来源", Text: "数据来源：省通信管理局。", At: []corpus.ItemID{{Plan: "test", Anchor: "indicator-8"}}},
	}
	got := append([]corpus.Note(nil), p.Notes...)
	for i := range got {
		got[i].Span = corpus.Span{}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A plan may number its footnotes anew on each page: a mark belongs to the next
// note with its number.
func TestFootnotesOfSeveralPages(t *testing.T) {
	p := readText(t, "临江市2023年要点\n一、甲¹\n1. 甲甲。面积3km²。\n¹ 甲：说明。\n二、乙¹\n1. 乙乙。\n¹ 乙：说明。\n三、丙¹²\n1. 丙丙。\n")
	for i, want := range []string{"[test#section-1]", "[test#section-2]"} {
		if got := fmt.Sprint(p.Notes[i].At); got != want {
			t.Errorf("note %d stands at %s, want %s", i+1, got, want)
		}
	}
}

func TestTableForms(t *testing.T) {
	for _, c := range []struct{ name, table, want string }{
		{"C10 years of a plan and what else is said", "指标\t2020年\t2025年\t属性\n森林覆盖率（%）\t24.0\t24.6\t约束性\n单位能耗降低（%）\t-\t〔13.5〕\t约束性",
			`()/() 森林覆盖率 [%] 2020 baseline "24.0", 2025 target "24.6" | () []
()/() 单位能耗降低 [%] 2020 baseline "", 2025 target "〔13.5〕" | () []`},
		{"a column that is the target", "指标\t单位\t2024年目标\t责任单位\n粮食产量\t万吨\t≥300\t市农业农村局",
			`()/() 粮食产量 [万吨] 2024 target "≥300≥" | 市农业农村局() []`},
		{"a target without a year", "序号\t指标名称\t单位\t目标值\t责任单位\n1\t新增就业\t人\t不少于5000\t市人社局",
			`()/() 新增就业 [人] 2024 target "不少于5000≥" | 市人社局() []`},
		{"a measure that is printed with the value", "指标\t单位\t2024年\n压减\t天\t3天以内", `()/() 压减 [天] 2024 target "3天以内≤" | () []`},
		{"no header", "甲\t乙\t丙\n丁\t3\t4", ``},
		{"no values", "指标\t单位\t责任单位\n增加值\t亿元\t市统计局", `()/() 增加值 [亿元]  | 市统计局() []`},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := readText(t, "临江市2024年要点\n一、目标\n主要目标\n"+c.table+"\n二、任务\n1. 做好工作。（市甲局负责）\n")
			var got []string
			for _, n := range p.Indicators {
				got = append(got, row(n))
			}
			if diff := cmp.Diff(c.want, strings.Join(got, "\n")); diff != "" {
				t.Error(diff)
			}
			if c.want == "" && len(p.Warnings) == 0 {
				t.Error("nobody is told that the table was not read")
			}
		})
	}
}

// Rows that cannot be split are kept and named.
func TestTableRowsThatCannotBeRead(t *testing.T) {
	p := readText(t, "临江市2024年要点\n指标\t单位\t2023年\t2024年\t责任单位\n增加值\t亿元\t3\t4\t市统计局\n合计\t若干\n增速\t%\t5\t6\t\n")
	if len(p.Indicators) != 2 || len(p.Warnings) != 1 || p.Warnings[0].Line != 4 || !strings.Contains(p.Warnings[0].Message, "合计 若干") {
		t.Errorf("%d indicators, warnings %v", len(p.Indicators), p.Warnings)
	}
}

// A plan that does not say its year has its last column for the target.
func TestTableOfAPlanWithoutAYear(t *testing.T) {
	p := readText(t, "工作要点\n指标\t单位\t2020年\t2025年\n增加值\t亿元\t3\t4\n")
	if got, want := row(p.Indicators[0]), `()/() 增加值 [亿元] 2020 baseline "3", 2025 target "4" | () []`; got != want {
		t.Errorf("got %s", got)
	}
}

// A table whose cells run into each other is not read, and that is said.
func TestFlattenedTable(t *testing.T) {
	p := readText(t, "临江市2024年规划\n一、目标\n1. 主要目标。到2025年，森林覆盖率达到60%。\n专栏1　指标2015年2020年属性森林蓄积量（亿立方米）151165〔14〕约束性达标率>605个百分点\n")
	if got := p.Tasks[0].Commitments; len(got) != 1 || got[0].Quantities[0].Raw != "达到60%" {
		t.Errorf("%+v", got)
	}
	if !strings.Contains(fmt.Sprint(p.Warnings), "{4 0 这里是一张没有分开单元格的表格") {
		t.Errorf("warnings %v", p.Warnings)
	}
}

// A table may hold tasks: what is to be done, who answers, by when.
func TestTableOfTasks(t *testing.T) {
	p := readText(t, "临江市2024年工作任务分解表\n一、民生\n任务分解表\n"+
		"序号\t工作任务\t具体措施\t牵头单位\t配合单位\t完成时限\n"+
		"1\t新建幼儿园\t新建公办幼儿园5所\t市教育局\t市财政局、各县（市、区）\t2024年12月底前\n"+
		"2\t整治河道\t整治河道20公里以上\t市水利局\t-\t年底前\n"+
		"\t\t合并的一格\t市水利局\n"+
		"3\t总结\t\t\t\t\n"+
		"二、保障\n1. 落实资金。（市财政局负责）\n")
	var got []string
	for _, task := range p.Tasks {
		line := fmt.Sprintf("%s %s %s", task.Anchor, task.Number, task.Title)
		for _, a := range task.Assignments {
			line += " | " + describe(a)
		}
		for _, c := range task.Commitments {
			line += " | " + promise(c)
		}
		got = append(got, line)
	}
	want := []string{
		"task-1 1 新建幼儿园 | lead 市教育局*stated; support 市财政局 各县（市、区）; 2024年12月底前(2024-12) | 新建公办幼儿园 5所{= 5..5 所}",
		"task-2 2 整治河道 | lead 市水利局*stated; 年底前(2024-12) | 整治河道 20公里以上{≥ 20.. 公里}",
		"task-3 3 总结",
		"task-4 1 落实资金 | responsible 市财政局*position",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for i, want := range []string{"7 表格这一行与表头对不上", "8 任务“总结”没有写明责任单位"} {
		if i >= len(p.Warnings) || !strings.HasPrefix(fmt.Sprintf("%d %s", p.Warnings[i].Line, p.Warnings[i].Message), want) {
			t.Errorf("warnings %v, want %s", p.Warnings, want)
		}
	}
}

// A table without a header that can be read is named once.
func TestTableWithoutHeader(t *testing.T) {
	p := readText(t, "临江市2024年要点\n一、任务\n1. 做好工作。（市甲局负责）\n甲\t乙\n丙\t丁\n戊\t己\n")
	if len(p.Warnings) != 1 || p.Warnings[0].Line != 4 {
		t.Errorf("warnings %v", p.Warnings)
	}
}

// A column of row numbers is no category.
func TestTableWithRowNumbers(t *testing.T) {
	p := readText(t, "临江市2024年工作要点\n一、目标\n序号\t类别\t指标\t单位\t2023年\t2024年\t牵头单位\n"+
		"1\t农业\t粮食产量\t万吨\t10\t11\t市农业农村局\n2\t\t森林覆盖率\t%\t50\t51\t市林业局\n")
	var got []string
	for _, n := range p.Indicators {
		got = append(got, row(n))
	}
	want := []string{
		`农业()/() 粮食产量 [万吨] 2023 baseline "10", 2024 target "11" | 市农业农村局() []`,
		`农业(indicator-1)/() 森林覆盖率 [%] 2023 baseline "50", 2024 target "51" | 市林业局() []`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
