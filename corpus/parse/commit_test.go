package parse

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"planbot/corpus"
)

// quantity writes a quantity as it is printed and what was read from it.
func quantity(q corpus.Quantity) string {
	side := func(d *corpus.Decimal) string {
		if d == nil {
			return ""
		}
		return d.String()
	}
	return fmt.Sprintf("%s{%s %s..%s %s}", q.Raw, q.Comparator, side(q.Low), side(q.High), q.Measure)
}

// promise writes a commitment: its subject, its quantities and its deadline.
func promise(c corpus.Commitment) string {
	parts := []string{c.Subject}
	for _, q := range c.Quantities {
		parts = append(parts, quantity(q))
	}
	if !c.Deadline.IsZero() {
		parts = append(parts, "by "+c.Deadline.String())
	}
	return strings.Join(parts, " ")
}

func TestCommitments(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"新建5G基站不少于3000个", "新建5G基站 不少于3000个{≥ 3000.. 个}"},
		{"覆盖率达 80%以上", "覆盖率 达80%以上{≥ 80.. %}"},
		{"营收突破 2000 亿元", "营收 突破2000亿元{> 2000.. 亿元}"},
		{"控制在4%以内", "控制在 4%以内{≤ ..4 %}"},
		{"示范企业 70 家左右", "示范企业 70家左右{about 70..70 家}"},
		{"培育标杆企业 2-3 家", "培育标杆企业 2-3家{range 2..3 家}"},
		{"完成8至10个区域调查", "完成区域调查 8至10个{range 8..10 个}"},
		{"降价10%—15%", "降价 10%—15%{range 10..15 %}"},
		{"解析量达4亿个", "解析量 达4亿个{= 4..4 亿个}"},
		{"总规模达到2万亿元", "总规模 达到2万亿元{= 2..2 万亿元}"},
		{"投资1,234.5万元", "投资 1,234.5万元{= 1234.5..1234.5 万元}"},
		{"至少 75%的事项网办", "的事项网办 至少75%{≥ 75.. %}"},
		{"不高于1.5‰", " 不高于1.5‰{≤ ..1.5 ‰}"},
		{"降费1500多亿元", "降费 1500多亿元{> 1500.. 亿元}"},
		{"招引20亿元以上重大项目20个", "招引重大项目 20亿元以上{≥ 20.. 亿元} 20个{= 20..20 个}"},
		{"取证时间从平均22个工作日压缩至9个工作日", "取证时间从平均压缩至 22个工作日{= 22..22 个工作日} 9个工作日{= 9..9 个工作日}"},
		{"甲企业、乙企业各20家以上", "甲企业、乙企业各 20家以上{≥ 20.. 家}"},
		{"建基地6个、园区1个", "建基地 6个{= 6..6 个} / 园区 1个{= 1..1 个}"},
		{"花生、油菜机械化率分别达到65%和55%", "花生、油菜机械化率分别和 达到65%{= 65..65 %} 55%{= 55..55 %}"},
		{"城乡居民收入分别增长7%、8%左右", "城乡居民收入分别增长、 7%{= 7..7 %} 8%左右{about 8..8 %}"},
		{"登记时间压缩至10个、5个工作日以内", "登记时间压缩至、 10个{= 10..10 个} 5个工作日以内{≤ ..5 个工作日}"},
		{"到2025年，总量达到5万吨", "总量 达到5万吨{= 5..5 万吨} by 2025"},
		{"2019年底前压缩至6个月，2020年6月底前压缩至5个月", "2019年底前压缩至 6个月{= 6..6 个月} by 2019-12 / 2020年6月底前压缩至 5个月{= 5..5 个月} by 2020-06"},
		{"新增建成量争取进入全省前三水平", "新增建成量争取进入 全省前三水平{ .. }"},
		{"综合排名保持全省前列", "综合排名保持 全省前列{ .. }"},
		{"长期雇用5人及以上", "长期雇用 5人及以上{≥ 5.. 人}"},
		{"财政收入实现正增长", "财政收入 实现正增长{ .. }"},
		{"居民收入与经济增长基本同步", "居民收入 与经济增长基本同步{ .. }"},
		{"将审查周期压减三分之一", "将审查周期 压减三分之一{ .. }"},
		{"开办时间压缩一半以上", "开办时间 压缩一半以上{ .. }"},
		{"包装用量至少减半", "包装用量 至少减半{ .. }"},
		{"满意度不低于全省平均水平", "满意度 不低于全省平均水平{ .. }"},
		{"企业数量翻一番", "企业数量 翻一番{ .. }"},

		// Nothing is promised.
		{"推动经济增长", ""}, {"实现同步推进", ""}, {"与数字经济发展同步规划建设", ""}, {"轮番上阵", ""},
		{"围绕“1+5+N”重点产业", ""}, {"推进IPv6和5G应用", ""}, {"开展第二批认定", ""}, {"第3批试点", ""}, {"2023年6月30日起施行", ""},
		{"建设12315平台", ""}, {"工业和信息化部等8部门", ""}, {"培育若干个项目", ""}, {"前后衔接", ""}, {"《条例》第5条", ""},
	} {
		p := readText(t, "2023年临江市要点\n一、任务\n1. 做好工作。"+c.text+"。（市甲局负责）\n")
		var got []string
		for _, m := range p.Tasks[0].Commitments {
			got = append(got, promise(m))
		}
		if diff := cmp.Diff(c.want, strings.Join(got, " / ")); diff != "" {
			t.Errorf("%s: %s", c.text, diff)
		}
	}
}

// A promise may stand in a task's title, and what tells how things stand
// promises nothing.
func TestCommitmentsOfTitles(t *testing.T) {
	p := readText(t, "2023年临江市要点\n一、发展形势\n1. 去年增长6.5%。\n二、目标\n2.努力实现地区生产总值增长6.2%左右。\n责任单位:市发改局\n（1）投资增长8%。\n")
	if got := len(p.Tasks[0].Commitments); got != 0 {
		t.Errorf("%d promises of the past", got)
	}
	var got []string
	for _, m := range p.Tasks[1].Commitments {
		got = append(got, promise(m))
	}
	want := "努力实现地区生产总值增长 6.2%左右{about 6.2..6.2 %} / 投资增长 8%{= 8..8 %}"
	if diff := cmp.Diff(want, strings.Join(got, " / ")); diff != "" {
		t.Error(diff)
	}
}

func TestReadCell(t *testing.T) {
	for _, c := range []struct{ word, measure, want string }{
		{"2050", "亿元", "2050{= 2050..2050 亿元}"},
		{"15左右", "%", "15左右{about 15..15 %}"},
		{"15%左右", "%", "15%左右{about 15..15 %}"},
		{"1.5以下", "", "1.5以下{≤ ..1.5 }"},
		{"-4.29", "%", "-4.29{= -4.29..-4.29 %}"},
		{"1.5-1.7", "", "1.5-1.7{range 1.5..1.7 }"},
		{"2～3家", "家", "2～3家{range 2..3 家}"},
		{"≥35", "%", "≥35{≥ 35.. %}"},
		{">38", "", ">38{> 38.. }"},
		{"＜5", "", "＜5{< ..5 }"},
		{"不低于90", "%", "不低于90{≥ 90.. %}"},
		{"100以上", "个", "100以上{≥ 100.. 个}"},
		{"1,234.5", "万元", "1,234.5{= 1234.5..1234.5 万元}"},
		{"实现正增长", "%", "实现正增长{ .. %}"},
		{"与经济增长基本同步", "", "与经济增长基本同步{ .. }"},
		{"〔14〕", "", "〔14〕{= 14..14 }"},
		{"8%", "亿元", "8%{ .. %}"},
		{"8%以上", "", "8%以上{≥ 8.. %}"},
		{"15.7415左右和6", "", "15.7415左右和6{ .. }"},
		{"2025年前完成", "", "2025年前完成{ .. }"},
	} {
		if got := quantity(readCell(c.word, c.measure)); got != c.want {
			t.Errorf("%s is %s, want %s", c.word, got, c.want)
		}
	}
}
