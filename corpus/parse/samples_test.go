package parse

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"planbot/corpus"
)

// samples are plans of many forms: written for these tests, the letters and
// numbers being the rows of the collection of real variations. The fuzz
// targets start from them.
var samples = []struct {
	name, text string
	items      string // sections and tasks in order: anchor, number, title, count of notes
}{
	{"B1 no space behind the dot, B3 、 and a space", `临江市2024年工作要点
一、目标
1.拓展市场。开拓两个市场。（市商务局负责）
2、修路。农村道路畅通工程。（市交通局负责）
3. 治水。（市水利局负责）
`, `section-1 一 目标
task-1 1 拓展市场 1
task-2 2 修路 1
task-3 3 治水 1`},
	{"B2 full-width dot", `临江市2024年工作方案
一、措施
（一）资金
1．直达基层。及时总结。（市财政局牵头，市审计局配合）
2．加强监督。（市审计局负责）
`, `section-1 一 措施
section-1.1 （一） 资金
task-1 1 直达基层 1
task-2 2 加强监督 1`},
	{"B4 sections that run on are the tasks", `临江市关于促进就业的实施意见
一、稳岗
（一）返还保费。对企业返还保费。（市人社局、市财政局负责）
（二）提供担保。（市财政局负责）
二、创业
（三）发放贷款。（市财政局负责）
`, `section-1 一 稳岗
task-1 （一） 返还保费 1
task-2 （二） 提供担保 1
section-2 二 创业
task-3 （三） 发放贷款 1`},
	{"B5 chapters are the tasks", `临江市2024年督查激励措施
一、对成效显著的县，给予资金奖励。（市财政局负责）
二、对改革先行的县，优先试点。（市市场监管局负责）
`, `task-1 一 对成效显著的县，给予资金奖励 1
task-2 二 对改革先行的县，优先试点 1`},
	{"B6 sub-items, B13 dashes", `临江市2024年分工方案
一、任务
1. 精简事项。（市审改办牵头）
主要措施：
（1）全面清理。（市审改办负责）
——分级清理。
2. 压缩时间。（市场监管局牵头）
- 推广网办。
- 推广联办。
`, `section-1 一 任务
task-1 1 精简事项 2
task-2 2 压缩时间 1`},
	{"B7 numbering starts anew", `临江市2024年工作要点
一、甲
（一）乙
1. 丙。（市甲局负责）
（二）丁
1. 戊。（市乙局负责）
二、己
（一）庚
1. 辛。（市丙局负责）
`, `section-1 一 甲
section-1.1 （一） 乙
task-1 1 丙 1
section-1.2 （二） 丁
task-2 1 戊 1
section-2 二 己
section-2.1 （一） 庚
task-3 1 辛 1`},
	{"B9 a title that starts with digits, B18 decimals are no items", `临江市2024年人才工作要点
一、人才
10.引才。（市人社局负责）
11.121人才梯队项目。（市委组织部负责）
2.2      5     〔2.8〕
`, `section-1 一 人才
task-1 10 引才 1
task-2 11 121人才梯队项目 1`},
	{"B10 chapters and sections by 第", `临江市“十四五”生态规划
第一章　形势
生态环境持续改善。
第二章　治理
第一节　治水
到2025年，治水工程完成20项。
第二节　治气
加强治理。
`, `section-1 第一章 形势
section-2 第二章 治理
task-1 第一节 治水 0
task-2 第二节 治气 0`},
	{"B11 articles", `临江市优化营商环境办法
第一章　总则
第一条　为优化营商环境，制定本办法。
第二条　本办法适用于本市。
`, `section-1 第一章 总则
task-1 第一条 为优化营商环境，制定本办法 0
task-2 第二条 本办法适用于本市 0`},
	{"B12 one note below several paragraphs", `临江市数据要素行动计划（2024—2026年）
一、行动
（一）数据要素×工业制造
开展创新。
支持企业。
（市工信局牵头，市数据局配合）
（二）数据要素×现代农业
开展监测。
（市农业农村局牵头）
`, `section-1 一 行动
task-1 （一） 数据要素×工业制造 1
task-2 （二） 数据要素×现代农业 1`},
	{"only principles are numbered", `临江市2024年政务公开要点
一、总体要求
（一）基本原则
1.服务为民。坚持服务。
2.依法规范。坚持依法。
二、任务
（一）公开信息。做好公开。
（二）解读政策。做好解读。
（三）回应关切。做好回应。
`, `section-1 一 总体要求
section-1.1 （一） 基本原则
section-2 二 任务
task-1 （一） 公开信息 0
task-2 （二） 解读政策 0
task-3 （三） 回应关切 0`},
	{"contents on one line", `临江市“十四五”规划
目　　录
第一章　全市发展形势　第一节　取得进展　第二章　重点任务　第一节　治水
第一章　全市发展形势
发展良好。
第二章　重点任务
第一节　治水
到2025年，完成20项。
第二节　治气
加强治理。
`, `section-1 第一章 全市发展形势
section-2 第二章 重点任务
task-1 第一节 治水 0
task-2 第二节 治气 0`},
	{"annexes number anew", `临江市2024年工作意见
一、任务
（一）公开信息。做好公开。（市甲局负责）
附件：
1.重点行业指引
2.分工表
临江市人民政府
2024年3月1日
附件1
重点行业指引
本指引供参考。
一、工业
（一）改造。做好改造。（市乙局负责）
附件 2
一、分工
（一）汇总。（市丙局负责）
`, `section-1 一 任务
task-1 （一） 公开信息 1
annex-1 附件1 重点行业指引
annex-1.1 一 工业
task-2 （一） 改造 1
annex-2 附件2 
annex-2.1 一 分工
task-3 （一） 汇总 1`},
	{"a heading with a note above noted items", `临江市2024年工作要点
一、任务
（一）公开信息。做好公开。（市甲局牵头）
（二）修路
1.测量。（市乙局负责）
2.施工。（市丙局负责）
（三）治水。统筹治水。（市丁局牵头）
1.清淤。（市戊局负责）
2.绿化。（市己局负责）
（四）治气
1.监测。（市庚局负责）
`, `section-1 一 任务
task-1 （一） 公开信息 1
section-1.2 （二） 修路
task-2 1 测量 1
task-3 2 施工 1
task-4 （三） 治水 1
task-5 1 清淤 1
task-6 2 绿化 1
section-1.4 （四） 治气
task-7 1 监测 1`},
	{"headings and their measures have notes", `临江市2024年分工方案
（一）精简事项。（市审改办牵头）具体措施：1．全面清理。（市审改办负责）
2．压缩时间。（市场监管局负责）
（二）优化服务。（市政务局牵头）
具体措施：
1．推广网办。（市数据局负责）
`, `task-1 （一） 精简事项 3
task-2 （二） 优化服务 2`},
	{"parts, formal numbers, full-width digits", `临江市施政计划
壹、教育
一、学前教育
(一) 扩充幼儿园。（教育局）
贰、交通
一、道路
㈠ 养护。（交通局）
`, `section-1 壹 教育
section-1.1 一 学前教育
task-1 (一) 扩充幼儿园 1
section-2 贰 交通
section-2.1 一 道路
task-2 ㈠ 养护 1`},
	{"an item whose title begins as a decimal does", `临江市2024年工作要点
4.建库。（市甲局负责）
5.5G网络建设。（市乙局负责）
6. 2024年底前完成改造。（市丙局负责）
`, `task-1 4 建库 1
task-2 5 5G网络建设 1
task-3 6 2024年底前完成改造 1`},
	{"B14 on one line", `临江市人民政府关于印发《临江市2024年消费方案》的通知 为促进消费，制定本方案。一、促进消费（一）发放补贴。发放补贴20万元。（市商务局负责）（二）举办活动。举办活动3场。（市文旅局牵头，市商务局配合）二、加强保障（三）安排资金。落实资金。（市财政局负责）三、强化督查（四）开展督查。（市政府办负责）
`, `section-1 一 促进消费
task-1 （一） 发放补贴 1
task-2 （二） 举办活动 1
section-2 二 加强保障
task-3 （三） 安排资金 1
section-3 三 强化督查
task-4 （四） 开展督查 1`},
	{"cut at a fixed width", `临江市关于发展电子商务的意见临政发〔2024〕5号
各县人民政府，市政府各部门：为发展电子商务，现
提出以下意见：一、宽松环境（一）降低门槛。清理审
批事项。（市商务局、市市场监管局）放宽登记条件，完
善管理措施。（市政府有关部门）二、促进创业（二）鼓
励创业。建设创业园区，扶持网络商户，提供创业孵
化服务。（市人社局、市商务局）三、转型升级（三）创
新方式。发展新型消费，推动传统商贸企业转型，完
善配送网络，支持农村电商。（市商务局）四、强化支
撑（四）完善统计制度，增强统计的及时性和真实性，
扩大统计覆盖面。（市统计局）五、加强领导（五）各
地区要认真落实，重要情况及时向市人民政府报告。
临江市人民政府2024年5月4日
`, `section-1 一 宽松环境
task-1 （一） 降低门槛 2
section-2 二 促进创业
task-2 （二） 鼓励创业 1
section-3 三 转型升级
task-3 （三） 创新方式 1
section-4 四 强化支撑
task-4 （四） 完善统计制度，增强统计的及时性和真实性，扩大统计覆盖面 1
section-5 五 加强领导
task-5 （五） 各地区要认真落实，重要情况及时向市人民政府报告 1`},
	{"B16 table of contents", `临江市生态规划
目  录
一、形势
二、任务
一、形势
生态良好。
二、任务
1. 治水。（市水利局负责）
`, `section-1 一 形势
section-2 二 任务
task-1 1 治水 1`},
	{"attachments are no items", `临江市2024年工作方案
一、任务
（一）做好检查。（市甲局负责）
附件：1.事项清单（2024年新增）
2.证照清单
附件1
事项清单
`, `section-1 一 任务
task-1 （一） 做好检查 1
annex-1 附件1 事项清单`},
	{"Windows line ends and spaces", "临江市2024年工作要点\r\n\r\n  一、任务\r\n\u3000\u30001. 做好 检查。（市 甲局负责）\r\n", `section-1 一 任务
task-1 1 做好检查 1`},
	{"tabs as indents and behind numbers", "临江市2024年工作要点\n\t一、任务\t\n\t\t1.\t做好检查。（市甲局负责）\n（一）\t其他\n\t2、\t总结。（市乙局负责）\n", `section-1 一 任务
task-1 1 做好检查 1
section-1.1 （一） 其他
task-2 2 总结 1`},
	{"A21 a table of tasks", "临江市2024年任务分解表\n序号\t任务\t责任单位\t时限\n1\t修路\t市交通局\t2024年6月\n2\t治水\t市水利局 市住建局\t\n", `task-1 1 修路 1
task-2 2 治水 1`},
	{"a table with indicators and footnotes", ganzhouLike, `section-1 一 目标`},
}

// outline writes the sections and tasks of a plan in order.
func outline(p *corpus.Plan) string {
	var out []string
	for _, item := range p.Items() {
		switch item.Kind {
		case corpus.KindSection:
			s := p.Section(item.ID.Anchor)
			out = append(out, fmt.Sprintf("%s %s %s", s.Anchor, s.Number, s.Title))
		case corpus.KindTask:
			s := p.Task(item.ID.Anchor)
			out = append(out, fmt.Sprintf("%s %s %s %d", s.Anchor, s.Number, s.Title, len(s.Assignments)))
		}
	}
	return strings.Join(out, "\n")
}

func TestStructure(t *testing.T) {
	for _, c := range samples {
		t.Run(c.name, func(t *testing.T) {
			source := strings.ReplaceAll(c.text, "\r\n", "\n")
			if diff := cmp.Diff(c.items, outline(readText(t, source))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A text that is cut anywhere, and any number of samples run together, still
// loses nothing.
func TestNothingIsLost(t *testing.T) {
	var all strings.Builder
	for _, c := range samples {
		text := strings.ReplaceAll(c.text, "\r\n", "\n")
		all.WriteString(text)
		readText(t, all.String())
		runes := []rune(text)
		for cut := 0; cut < len(runes); cut += 7 {
			readText(t, string(runes[cut:]))
			readText(t, string(runes[:cut]))
			readText(t, string(runes[:cut])+"\n\n"+string(runes[cut:]))
		}
		readText(t, strings.ReplaceAll(text, "\n", ""))
		readText(t, strings.ReplaceAll(text, "。", "\n"))
		readText(t, strings.NewReplacer("）", "", ")", "", "〕", "").Replace(text))
		readText(t, strings.NewReplacer("（", "", "(", "", "〔", "").Replace(text))
	}
}

func TestSectionParents(t *testing.T) {
	p := readText(t, "临江市2024年工作要点\n一、甲\n（一）乙\n1. 丙。\n（二）丁\n1. 戊。\n二、己\n（一）庚\n1. 辛。\n附件\n一、壬\n1. 癸。\n")
	var got []string
	for _, s := range p.Sections {
		got = append(got, fmt.Sprintf("%s %d %q", s.Anchor, s.Level, s.Parent))
	}
	want := []string{`section-1 1 ""`, `section-1.1 2 "section-1"`, `section-1.2 2 "section-1"`, `section-2 1 ""`, `section-2.1 2 "section-2"`, `annex-1 1 ""`, `annex-1.1 2 "annex-1"`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
