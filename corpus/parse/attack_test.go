package parse

import (
	"fmt"
	"strings"
	"testing"

	"planbot/corpus"
)

// Wordings that were once misread: who answers, by when, and how much.
func TestHarderWordings(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"检查。抽检3000批次。市市场监管局牵头，市公安局配合，2024年9月底前完成。", "lead 市市场监管局, support 市公安局, by 2024-09; 3000批次"},
		{"校园安全。检查50次。市教育局牵头，市公安局、市卫健委按职责分工负责。", "lead 市教育局, support 市公安局, support 市卫健委; 50次"},
		{"水利。建坝3座。由市水利局牵头、市财政局配合实施。", "lead 市水利局, support 市财政局; 3座"},
		{"巡河。巡河20次。由市水利局、市林业局分别牵头，各县（市、区）人民政府负责落实。", "lead 市水利局, lead 市林业局, support 各县（市、区）人民政府; 20次"},
		{"市容。整治12处。由市城管局负责，6月底前完成。", "responsible 市城管局, by 2024-06; 12处"},
		{"水库。建坝3座。责任单位为市水利局，配合单位为市财政局。", "responsible 市水利局, support 市财政局; 3座"},
		{"住房。建房30套。责任单位为区住建局，区财政局配合。", "responsible 区住建局, support 区财政局; 30套"},
		{"商务。办展3场。（上述任务由县商务局牵头，县发改局配合）", "lead 县商务局, support 县发改局; 3场"},
		{"审计。整改20项。（市发展改革委、市财政局分别牵头，市审计局督办）", "lead 市发展改革委, lead 市财政局, support 市审计局; 20项"},
		{"增长。上半年增长7%、全年增长8%。（市工信局）", "responsible 市工信局; 7% by 2024-06; 8%"},
		{"建设。到2025年建成试飞基地3个，2026年建成1个。（市交通局）", "responsible 市交通局; 3个 by 2025; 1个 by 2026"},
		{"开发。隧道贯通。（市交通局牵头；完成时间：隧道6月底前、桥梁9月底前、边坡12月底前）", "lead 市交通局"},
		{"外资。利用外资30亿美元，收入100亿至120亿元。（市商务局）", "responsible 市商务局; 30亿美元; 100亿至120亿元"},
		{"用水。用水总量控制在12.5亿立方米内，社零增长6%。（市水利局）", "responsible 市水利局; ≤ 12.5亿立方米内; 6%"},
		{"测站。建站15±2个。（市气象局）", "responsible 市气象局"},
	} {
		plan, err := File("a.txt", []byte("禾城市2024年工作要点\n一、经济\n1."+c.text+"\n2.其他。做好其他工作。（市政府办）\n"))
		if err != nil {
			t.Fatal(err)
		}
		task := &plan.Tasks[0]
		var units, parts []string
		for _, a := range task.Assignments {
			for _, u := range a.Units {
				units = append(units, string(u.Role)+" "+u.Name)
			}
			if !a.Deadline.IsZero() {
				units = append(units, "by "+a.Deadline.String())
			}
		}
		parts = append(parts, strings.Join(units, ", "))
		for _, p := range task.Commitments {
			for _, q := range p.Quantities {
				text := q.Raw
				if q.Comparator == corpus.AtMost {
					text = "≤ " + text
				}
				if !p.Deadline.IsZero() {
					text += " by " + p.Deadline.String()
				}
				parts = append(parts, text)
			}
		}
		if got := strings.Join(parts, "; "); got != c.want {
			t.Errorf("%s\n\tis  %s\n\tnot %s", c.text, got, c.want)
		}
	}
}

// Bytes that are no characters are told with their line.
func TestDamaged(t *testing.T) {
	plan, err := File("a.txt", []byte("禾城市2024年工作要点\n一、经济\n1.检查。抽检"+strings.Repeat("食品", 40)+"3000批次。（北\xe4县人民政府负责）\n"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(fmt.Sprint(plan.Warnings), "读不出来的字符") {
		t.Errorf("warnings: %v", plan.Warnings)
	}
}
