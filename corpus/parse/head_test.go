package parse

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"planbot/corpus/parse/text"
)

func TestHead(t *testing.T) {
	const task = "\n一、任务\n1. 做好工作。（市甲局负责）\n"
	for _, c := range []struct{ name, source, want string }{
		{"a notice with everything", `
赣州市数字经济创新发展工作领导小组办公室

赣市数创办〔2023〕1号

关于印发《2023年赣州市数字经济 工作要点》的通知

各县（市、区）人民政府，市政府各部门，市属、驻市各单位：

现将《2023年赣州市数字经济工作要点》印发给你们，请执行。

附件：2023年赣州市数字经济工作要点

赣州市数字经济创新发展工作
领导小组办公室
2023年6月30日

2023年赣州市数字经济 工作要点
` + task, "2023年赣州市数字经济工作要点|赣市数创办〔2023〕1号|赣州市数字经济创新发展工作领导小组办公室|2023-06-30|2023|赣州市|各县（市、区）人民政府,市政府各部门,市属、驻市各单位"},
		{"the issuer in the title, sealed for", `
北京市政务公开领导小组办公室关于印发《北京市2022年政务公开工作要点》的通知
京公开办发〔2022〕1号
各区人民政府，市政府各委、办、局，各市属机构：
北京市政务公开领导小组办公室(北京市政务服务管理局代章)
2022年1月21日
(此件公开发布)
北京市2022年政务公开工作要点
` + task, "北京市2022年政务公开工作要点|京公开办发〔2022〕1号|北京市政务公开领导小组办公室|2022-01-21|2022|北京市|各区人民政府,市政府各委、办、局,各市属机构"},
		{"a title on two lines, the signature at the end", `
国务院关于加快推进农业机械化和
 农机装备产业转型升级的指导意见
 国发〔2018〕42号
 各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
 为加快升级，现提出以下意见。` + task + "国务院\n2018年12月21日\n（此件公开发布）\n", "国务院关于加快推进农业机械化和农机装备产业转型升级的指导意见|国发〔2018〕42号|国务院|2018-12-21|2018||各省、自治区、直辖市人民政府,国务院各部委,各直属机构"},
		{"a notice without 《》", `
国务院办公厅关于印发“无废城市”建设
 试点工作方案的通知
 国办发〔2018〕128号` + task, "“无废城市”建设试点工作方案|国办发〔2018〕128号|国务院办公厅||0||"},
		{"run together", `国务院关于印发国家环境保护“十二五”规划的通知国发〔2011〕42号 各省人民政府，国务院各部委：　  现将《规划》印发给你们，请执行。　　　　　　国  务  院
　　　　  二○一一年十二月十五日` + task, "国家环境保护“十二五”规划|国发〔2011〕42号|国务院|2011-12-15|2011||各省人民政府,国务院各部委"},
		{"several issuers", `
工业和信息化部等三部门关于印发《专项行动实施意见》的通知
工信部联科〔2025〕279号
工业和信息化部
中央网信办
国家数据局
2025年12月25日
专项行动实施意见
` + task, "专项行动实施意见|工信部联科〔2025〕279号|工业和信息化部、中央网信办、国家数据局|2025-12-25|2025||"},
		{"issuer and date on one line at the end", "临江市人民政府关于促进消费的意见" + task + "临江市人民政府2024年5月4日", "临江市人民政府关于促进消费的意见||临江市人民政府|2024-05-04|2024|临江市|"},
		{"the year in the title is not that of the issue", "全市2024年工作要点\n（2023年12月20日）" + task, "全市2024年工作要点|||2023-12-20|2024||"},
		{"a date inside the plan is no signature", "临江市工作方案" + task + "市水务局\n2023年12月31日\n2. 修路。（市交通局负责）\n", "临江市工作方案||||0|临江市|"},
		{"nothing", task, "||||0||"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := readText(t, c.source).Head
			got := fmt.Sprintf("%s|%s|%s|%s|%d|%s|%s", h.Title, h.Number, h.Issuer, h.Date, h.Year, h.Region.Name, strings.Join(h.Addressees, ","))
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What a page break or a hard line end cut is made whole; what begins something
// new is not.
func TestPageBreaks(t *testing.T) {
	for _, c := range []struct{ name, source, want string }{
		{"inside a word", "梳理产业链条，将政策措施延伸至数字产业，围绕重点领域谋划布局数\n\n字孪生、元宇宙。", "梳理产业链条，将政策措施延伸至数字产业，围绕重点领域谋划布局数字孪生、元宇宙。|"},
		{"inside a quote", "强化调度。实施“项\n\n目大会战”。", "强化调度。实施“项目大会战”。|"},
		{"short lines may be headings", "做好收入，支出\n各地要重视。", "做好收入，支出|各地要重视。|"},
		{"after a full stop in the line", "提升能力。加强网络\n\n安全保障。", "提升能力。加强网络安全保障。|"},
		{"inside a note", "〔责任单位：市工信局，赣州经\n\n开区管委会]", "〔责任单位：市工信局，赣州经开区管委会]|"},
		{"after 、", "市财政局、\n市科技局", "市财政局、市科技局|"},
		{"behind a bracket", "加大支持。（\n市甲局）", "加大支持。（市甲局）|"},
		{"behind a quote", "实施“\n千企”行动。", "实施“千企”行动。|"},
		{"before punctuation", "加强管理\n，提升水平。", "加强管理，提升水平。|"},
		{"before a closing bracket", "加强管理（试行\n）。", "加强管理（试行）。|"},
		{"inside a number", "提升能力。规模达到80\n%以上。", "提升能力。规模达到80%以上。|"},
		{"a paragraph that ended", "提升能力。\n加强管理。", "提升能力。|加强管理。|"},
		{"a heading", "加强组织领导\n各地要重视。", "加强组织领导|各地要重视。|"},
		{"a new item", "提升能力，加强管理\n2. 修路。", "提升能力，加强管理|2. 修路。|"},
		{"a sub-item", "提升能力。抓好\n（2）修路。", "提升能力。抓好|（2）修路。|"},
		{"a footnote", "提升能力。抓好\n¹ 说明。", "提升能力。抓好|¹ 说明。|"},
		{"a row", "提升能力。抓好\n甲\t乙", "提升能力。抓好|甲\t乙|"},
		{"after a row", "甲\t乙，\n丙", "甲\t乙，|丙|"},
		{"a label", "提升能力。抓好\n责任单位：市甲局", "提升能力。抓好|责任单位：市甲局|"},
		{"a date", "提升能力。抓好\n2023年6月30日", "提升能力。抓好|2023年6月30日|"},
		{"a decimal is no item", "提升能力。增长\n2.5个百分点。", "提升能力。增长2.5个百分点。|"},
		{"white space of all kinds", "\ufeff \u00a0\u3000提升能力。\u3000\u00a0 \n \t \n\f\v\u2028加强管理。", "提升能力。|加强管理。|"},
	} {
		var got strings.Builder
		whole, _ := paragraphs(text.Lines(strings.ReplaceAll(c.source, "\ufeff", "")), nil)
		for _, p := range whole {
			got.WriteString(p.text + "|")
		}
		if got.String() != c.want {
			t.Errorf("%s: %q, want %q", c.name, got.String(), c.want)
		}
	}
}
