package parse

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"planbot/corpus"
	"planbot/corpus/parse/source"
)

// rowsOf makes rows of lines whose cells are parted by |: ^ is covered from
// above, < from the left. Other lines are prose.
func rowsOf(text string) source.Document {
	var b source.Builder
	for i, line := range strings.Split(strings.Trim(text, "\n"), "\n") {
		l := source.Line{Number: i + 1, Text: line}
		if strings.Contains(line, "|") {
			l.Text = ""
			for cell := range strings.SplitSeq(line, "|") {
				switch cell = strings.TrimSpace(cell); cell {
				case "^":
					l.Cells = append(l.Cells, source.Cell{From: source.Above})
				case "<":
					l.Cells = append(l.Cells, source.Cell{From: source.Left})
				default:
					l.Cells = append(l.Cells, source.Cell{Text: cell})
				}
			}
		}
		if err := b.Add(l); err != nil {
			panic(err)
		}
	}
	doc, err := b.Document()
	if err != nil {
		panic(err)
	}
	return doc
}

func readRows(t *testing.T, text string) *corpus.Plan {
	t.Helper()
	doc := rowsOf(text)
	var words strings.Builder
	for i := range doc.Lines {
		words.WriteString(doc.Lines[i].Words() + "\n")
	}
	p := read("test", doc)
	checkPlan(t, words.String(), p)
	return p
}

// tableRows writes what was read of tables: indicators and tasks, a line each.
func tableRows(p *corpus.Plan) string {
	var b strings.Builder
	for i := range p.Indicators {
		n := &p.Indicators[i]
		fmt.Fprintf(&b, "%s|%s|%s|%s", n.Category, n.Subcategory, n.Name, n.Measure)
		if n.Attribute != "" {
			fmt.Fprintf(&b, "|%s", n.Attribute)
		}
		for _, v := range slices.Concat(n.Values, n.Growth) {
			fmt.Fprintf(&b, "; %d %s %s", v.Year, v.Kind, quantity(v.Quantity))
		}
		fmt.Fprintf(&b, "; %s%s\n", strings.Join(n.Leads, " "), map[bool]string{true: "^"}[n.LeadsFrom != ""])
	}
	for i := range p.Tasks {
		task := &p.Tasks[i]
		fmt.Fprintf(&b, "%s %s", task.Number, task.Title)
		for _, a := range task.Assignments {
			fmt.Fprintf(&b, " / %s", describe(a))
		}
		b.WriteByte('\n')
	}
	for _, w := range p.Warnings {
		if !strings.Contains(w.Message, "标题") && !strings.Contains(w.Message, "没有写明责任单位") {
			fmt.Fprintf(&b, "! %d %s\n", w.Line, w.Message)
		}
	}
	return b.String()
}

func TestGrid(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a header of two rows and merged cells", `
临江市2024年工作要点
类别 | 指标名称 | 单位 | 指标值 | < | 牵头单位
^ | ^ | ^ | 2023年 | 2024年目标 | ^
规模 | 增加值 | 亿元 | 10 | 12以上 | 市发展改革委
^ | 占比 | % | 8.1 | 8.5左右 | ^
基础 | 新建基站 | 个 | - | 300 | 市工信局 市通信管理局
 | 合计 |  | 5 | 6 | 
`, `规模||增加值|亿元; 2023 baseline 10{= 10..10 亿元}; 2024 target 12以上{≥ 12.. 亿元}; 市发展改革委
规模||占比|%; 2023 baseline 8.1{= 8.1..8.1 %}; 2024 target 8.5左右{about 8.5..8.5 %}; 市发展改革委^
基础||新建基站|个; 2023 baseline { .. 个}; 2024 target 300{= 300..300 个}; 市工信局 市通信管理局
||合计|; 2023 baseline 5{= 5..5 }; 2024 target 6{= 6..6 }; 
`},
		{"growth, cumulation and kinds", `
临江市“十三五”规划（2016—2020年）
指标 | 2015年 | 2020年 | 年均增速（%）或〔累计〕 | 属性
一、环境质量 | < | < | < | <
森林蓄积量（亿立方米） | 151 | 165 | 〔14〕 | 约束性
空气质量优良天数比率（%） | 76.7 | >80 | — | ^
总产值（亿元） | 100 | 150左右 | 8.5 | 预期性
`, `一、环境质量||森林蓄积量|亿立方米|约束性; 2015 baseline 151{= 151..151 亿立方米}; 2020 target 165{= 165..165 亿立方米}; 2020 growth 〔14〕{= 14..14 亿立方米}; 
一、环境质量||空气质量优良天数比率|%|约束性; 2015 baseline 76.7{= 76.7..76.7 %}; 2020 target >80{> 80.. %}; 2020 growth { .. %}; 
一、环境质量||总产值|亿元|预期性; 2015 baseline 100{= 100..100 亿元}; 2020 target 150左右{about 150..150 亿元}; 2020 growth 8.5{= 8.5..8.5 %}; 
`},
		{"levels of names and no values", `
临江市指标体系（2024年）
序号 | 一级指标 | 二级指标 | 三级指标 | 指标性质 | 备注
1 | 源头减量 | 工业 | 产生强度 | 定量 | 略
2 | ^ | ^ | 审核企业数量▲ | 定性 | 
`, `源头减量|工业|产生强度||定量; 
源头减量|工业|审核企业数量▲||定性; 
! 2 表头里没有年度或目标值一列，读出的指标没有数值：序号、一级指标、二级指标、三级指标、指标性质、备注
`},
		{"a score is no target", `
临江区2024年目标任务
指标名称 | 分值 | 目标值 | 责任单位
一、经济发展（牵头领导：王某某） | < | < | <
固定资产投资额 | 3 | 186亿元 | 区发改委区统计局
`, `一、经济发展||固定资产投资额|; 2024 target 186亿元{= 186..186 亿元}; 区发改委 区统计局
`},
		{"tasks with merged units and times", `
望湖县2024年重点任务分工表
序号 | 重点任务 | 牵头单位 | 配合单位 | 责任人 | 完成时限
1 | 修复道路20公里 | 县交通局 | 县财政局等 | 王某某 | 年底前
2 | 治水 | ^ | 各乡镇 | 李某 | ^
3 | 种树 | 县林业局 |  | - | 6月底前动工
`, `1 修复道路20公里 / lead 县交通局*stated; support 县财政局; 等; 年底前(2024-12)
2 治水 / lead 县交通局*stated; support 各乡镇; 年底前(2024-12)
3 种树 / lead 县林业局*stated; 6月底前动工()
`},
		{"units with their duties", `
望湖县2024年重点任务分工表
任务 | 责任单位
修路 | 县交通局牵头，县财政局、各乡镇配合
治水 | 县水利局、县住建局
`, ` 修路 / lead 县交通局*stated; support 县财政局 各乡镇
 治水 / responsible 县水利局*position 县住建局
`},
		{"a table over two pages", `
望湖县2024年指标表
指标 | 单位 | 2024年
产量 | 吨 | 5
指标 | 单位 | 2024年
产值 | 亿元 | 7
`, `||产量|吨; 2024 target 5{= 5..5 吨}; 
||产值|亿元; 2024 target 7{= 7..7 亿元}; 
`},
		{"rows without a name or a task", `
望湖县2024年指标表
指标 | 单位 | 2024年
 | 吨 | 5
产值 | 亿元 | 7
任务 | 责任单位
 | 县水利局
治水 | 县水利局
`, `||产值|亿元; 2024 target 7{= 7..7 亿元}; 
 治水 / responsible 县水利局*position
! 3 表格这一行没有指标名称，未作为指标：吨 5
! 6 表格这一行没有写明任务，未作为任务：县水利局
`},
		{"no header", `
望湖县2024年工作要点
甲 | 乙 | 丙
1. 治水。（县水利局负责）
`, `1 治水 / responsible 县水利局*position
! 2 表格没有可识别的表头，按原文保留，未读出指标。
`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, tableRows(readRows(t, c.text))); diff != "" {
				t.Error(diff)
			}
		})
	}
}
