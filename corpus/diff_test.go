package corpus_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"planbot/corpus"
	"planbot/corpus/parse"
)

func parseFile(text string) (*corpus.Plan, error) { return parse.File("a.txt", []byte(text)) }

func readText(t *testing.T, name, text string) *corpus.Plan {
	t.Helper()
	plan, err := parse.File(name, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

func ganzhou(t *testing.T) *corpus.Plan {
	t.Helper()
	data, err := os.ReadFile("../plans/ganzhou-2023-digital-economy.txt")
	if err != nil {
		t.Fatal(err)
	}
	return readText(t, "ganzhou.txt", string(data))
}

// mutation is one fact of a plan, changed alone.
type mutation struct {
	name string
	at   corpus.Span
	with string
	kind corpus.ChangeKind
	item corpus.Anchor
}

var number = regexp.MustCompile(`\d+`)

// another returns a text with its first number changed.
func another(s string) string {
	at := number.FindStringIndex(s)
	n, _ := strconv.Atoi(s[at[0]:at[1]])
	return s[:at[0]] + strconv.Itoa(n+7) + s[at[1]:]
}

// mutations returns a change of every fact of a plan.
func mutations(p *corpus.Plan) []mutation {
	var all []mutation
	add := func(kind corpus.ChangeKind, item corpus.Anchor, at corpus.Span, with string) {
		all = append(all, mutation{fmt.Sprintf("%s of %s: %s to %s", kind, item, at.Of(p.Text), with), at, with, kind, item})
	}
	cell := func(n *corpus.Indicator, words string) (corpus.Span, bool) {
		for _, b := range p.Blocks {
			if b.Kind != corpus.BlockRow || b.Span != n.Span {
				continue
			}
			for _, c := range b.Cells {
				if strings.Join(strings.Fields(c.Of(p.Text)), "") == words {
					return c, true
				}
			}
		}
		return corpus.Span{}, false
	}
	for i := range p.Indicators {
		n := &p.Indicators[i]
		add(corpus.ChangeRenamed, n.Anchor, n.NameSpan, n.NameSpan.Of(p.Text)+"总量")
		for _, v := range n.Values {
			words := v.Span.Of(p.Text)
			if !number.MatchString(words) {
				continue
			}
			kind := corpus.ChangeTarget
			if v.Kind == corpus.ValueBaseline {
				kind = corpus.ChangeBaseline
			}
			add(kind, n.Anchor, v.Span, another(words))
			if strings.HasSuffix(words, "左右") {
				add(corpus.ChangeQualifier, n.Anchor, v.Span, strings.TrimSuffix(words, "左右"))
			} else if v.Comparator == corpus.Exact {
				add(corpus.ChangeQualifier, n.Anchor, v.Span, words+"以上")
			}
		}
		if at, ok := cell(n, n.Measure); ok && n.Measure != "" {
			add(corpus.ChangeMeasure, n.Anchor, at, "万"+n.Measure)
		}
		if at, ok := cell(n, strings.Join(n.Leads, "、")); ok && n.LeadsFrom == "" && len(n.Leads) > 0 {
			add(corpus.ChangeLead, n.Anchor, at, "市统计局")
		}
	}
	for i := range p.Tasks {
		t := &p.Tasks[i]
		add(corpus.ChangeRenamed, t.Anchor, t.TitleSpan, "加快"+t.TitleSpan.Of(p.Text))
		for _, a := range t.Assignments {
			for u, unit := range a.Units {
				name := unit.Name
				at := strings.Index(a.Span.Of(p.Text), name)
				for _, ending := range []string{"人民政府", "管委会"} {
					if at < 0 {
						name = strings.TrimSuffix(name, ending)
						at = strings.Index(a.Span.Of(p.Text), name)
					}
				}
				if at < 0 {
					continue
				}
				with := "市文物局"
				if name != unit.Name {
					with = "于都县"
				}
				kind := corpus.ChangeUnits
				if u == 0 {
					kind = corpus.ChangeLead
				}
				start := a.Span.Start + at
				add(kind, t.Anchor, corpus.Span{Start: start, End: start + len(name)}, with)
			}
		}
		for _, c := range t.Commitments {
			for _, q := range c.Quantities {
				if words := q.Span.Of(p.Text); number.MatchString(words) {
					add(corpus.ChangeCommitment, t.Anchor, q.Span, another(words))
				}
			}
		}
		for _, s := range t.BodySpan.Sentences(p.Text) {
			if s.Start >= t.TitleSpan.End {
				words := s.Of(p.Text)
				add(corpus.ChangeWording, t.Anchor, s, "着力"+words)
			}
		}
	}
	for i := range p.Notes {
		n := &p.Notes[i]
		add(corpus.ChangeWording, n.Anchor, corpus.Span{Start: n.Span.End, End: n.Span.End}, "另有规定的除外。")
	}
	for i := range p.Sections {
		s := &p.Sections[i]
		at := strings.Index(s.Span.Of(p.Text), s.Title)
		if at < 0 {
			continue
		}
		start := s.Span.Start + at
		add(corpus.ChangeRenamed, s.Anchor, corpus.Span{Start: start, End: start + len(s.Title)}, s.Title+"工程")
		for _, c := range s.Commitments {
			for _, q := range c.Quantities {
				if words := q.Span.Of(p.Text); number.MatchString(words) {
					add(corpus.ChangeCommitment, s.Anchor, q.Span, another(words))
				}
			}
		}
	}
	add(corpus.ChangeWording, corpus.AnchorHead, p.Head.NumberSpan, "赣市数创办〔2023〕9号")
	return all
}

// Every fact, changed alone, is one change of its kind at its item.
func TestDiffMutations(t *testing.T) {
	whole := ganzhou(t)
	before := readText(t, "ganzhou.txt", whole.Text)
	all := mutations(before)
	kinds := map[corpus.ChangeKind]int{}
	bad := 0
	for _, m := range all {
		kinds[m.kind]++
		after := readText(t, "ganzhou.txt", before.Text[:m.at.Start]+m.with+before.Text[m.at.End:])
		changes := corpus.Diff(before, after)
		if len(changes) == 1 && changes[0].Kind == m.kind && (changes[0].Item.Anchor == m.item) && changes[0].Before != changes[0].After {
			continue
		}
		bad++
		t.Errorf("%s gives %s", m.name, brief(changes))
	}
	// Ganzhou's plan sets no terms; TestDiffFacts has them.
	for _, kind := range []corpus.ChangeKind{corpus.ChangeTarget, corpus.ChangeBaseline, corpus.ChangeMeasure, corpus.ChangeQualifier, corpus.ChangeLead, corpus.ChangeUnits, corpus.ChangeCommitment, corpus.ChangeWording, corpus.ChangeRenamed} {
		if kinds[kind] == 0 {
			t.Errorf("no mutation of kind %s", kind)
		}
	}
	t.Logf("mutations: %d of %d right; by kind %v", len(all)-bad, len(all), kinds)
}

func brief(changes []corpus.Change) string {
	var b strings.Builder
	for _, c := range changes {
		fmt.Fprintf(&b, "\n\t%s %s %s: %q → %q", c.Kind, c.Item.Anchor, c.About, c.Before, c.After)
	}
	return b.String()
}

// What a plan looks like is no fact.
func TestDiffLayout(t *testing.T) {
	whole := ganzhou(t)
	before := readText(t, "ganzhou.txt", whole.Text)
	for _, c := range []struct {
		name string
		text string
	}{
		{"the same", before.Text},
		{"line ends", strings.ReplaceAll(before.Text, "\n", "\r\n")},
		{"empty lines", strings.ReplaceAll(before.Text, "\n", "\n\n")},
		{"renumbered tasks", renumbered(before)},
		{"spaces in titles", strings.ReplaceAll(before.Text, "数字经济重点项目个数", "数字经济 重点项目个数")},
		{"a table with every cell", withTable(before, "\t", "")},
		{"a table of pipes", withTable(before, " | ", "| ")},
		{"wrapped lines", wrapped(before, 40)},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.name != "the same" && c.text == before.Text {
				t.Fatal("nothing differs")
			}
			after := readText(t, "ganzhou.txt", c.text)
			if len(after.Tasks) != len(before.Tasks) || len(after.Indicators) != len(before.Indicators) {
				t.Fatalf("%d tasks and %d indicators, want %d and %d", len(after.Tasks), len(after.Indicators), len(before.Tasks), len(before.Indicators))
			}
			if changes := corpus.Diff(before, after); len(changes) > 0 {
				t.Errorf("%d changes:%s", len(changes), brief(changes))
			}
		})
	}
}

// renumbered returns a plan whose tasks begin at 3 and whose other numbers are
// written in another way.
func renumbered(p *corpus.Plan) string {
	text := p.Text
	for i := range slices.Backward(p.Tasks) {
		task := &p.Tasks[i]
		n, _ := strconv.Atoi(task.Number)
		text = text[:task.Span.Start] + strconv.Itoa(n+2) + "．" + text[task.TitleSpan.Start:]
	}
	return text
}

// withTable returns a plan whose table is written anew, every cell in every row.
func withTable(p *corpus.Plan, gap, edge string) string {
	rows := []string{strings.Join([]string{"类别", "子类", "指标名称", "单位", "2022年", "2023年目标", "牵头单位"}, gap)}
	cellOf := func(s string) string {
		if s == "" {
			return "-"
		}
		return s
	}
	for _, n := range p.Indicators {
		rows = append(rows, strings.Join([]string{n.Category, cellOf(n.Subcategory), strings.TrimSpace(n.NameSpan.Of(p.Text)), n.Measure, cellOf(n.Values[0].Raw), cellOf(n.Values[1].Raw), strings.Join(n.Leads, "、")}, gap))
	}
	for i := range rows {
		rows[i] = edge + rows[i] + strings.TrimSpace(edge)
	}
	var out []string
	for _, b := range p.Blocks {
		switch {
		case b.Kind != corpus.BlockHeader && b.Kind != corpus.BlockRow:
			out = append(out, b.Span.Of(p.Text))
		case rows != nil:
			out, rows = append(out, rows...), nil
		}
	}
	return strings.Join(out, "\n")
}

// wrapped cuts the lines of a plan's prose at a width, as scanned texts have it.
func wrapped(p *corpus.Plan, width int) string {
	var out []string
	for line := range strings.SplitSeq(p.Text, "\n") {
		if strings.Contains(line, "\t") {
			out = append(out, line)
			continue
		}
		for r := []rune(line); ; r = r[width:] {
			if len(r) <= width {
				out = append(out, string(r))
				break
			}
			out = append(out, string(r[:width]))
		}
	}
	return strings.Join(out, "\n")
}

// linjiang is a plan with what Ganzhou's does not have: terms, leads by name,
// several notes, sub-items.
const linjiang = `临江市2024年数字政府工作要点
临数字办〔2024〕3号
一、总体目标
到2024年底，全市政务服务事项网上可办率达到95%以上，电子证照种类超过200种。
二、重点任务
（一）提升服务
1.推进一网通办。2024年9月底前，建成统一受理平台，接入事项不少于800项。（市行政审批局牵头，市大数据局、市公安局配合，2024年10月底前完成）
2.扩大电子证照应用。新增电子证照30种，年内压减办理时限三分之一。（市公安局负责；完成时限：2024年11月底前）
（1）建立证照目录。（市司法局负责）
（2）开展证照互认，覆盖6个县（市、区）。（市大数据局牵头，各县（市、区）人民政府配合）
（二）夯实底座
3.建设算力中心。建成机柜500个，2025年6月底前投入使用。责任单位：市发展改革委、市工信局
4.做好总结评估。
`

func TestDiffFacts(t *testing.T) {
	before := readText(t, "linjiang.txt", linjiang)
	for _, c := range []struct{ from, to, want string }{
		{"达到95%以上", "达到96%以上", "commitment section-1 达到95%以上→达到96%以上 up"},
		{"达到95%以上", "达到95%", "qualifier section-1"},
		{"到2024年底，全市", "到2025年底，全市", "deadline section-1 2024-12→2025-12 up"},
		{"2024年9月底前，建成", "2024年8月底前，建成", "deadline task-1 2024-09→2024-08 down"},
		{"不少于800项", "不少于900项", "commitment task-1 up"},
		{"不少于800项", "800项", "qualifier task-1"},
		{"不少于800项", "不少于800件", "measure task-1"},
		{"，接入事项不少于800项", "", "commitment task-1 →"},
		{"（市行政审批局牵头", "（市数据局牵头", "lead task-1 市行政审批局→市数据局"},
		{"市大数据局、市公安局配合", "市公安局、市大数据局配合", ""},
		{"市大数据局、市公安局配合", "市大数据局配合", "units task-1 市大数据局、市公安局→市大数据局"},
		{"市行政审批局牵头，市大数据局、市公安局配合", "市大数据局牵头，市行政审批局、市公安局配合", "lead task-1 市行政审批局→市大数据局"},
		{"2024年10月底前完成）", "2024年12月底前完成）", "deadline task-1 up"},
		{"，2024年10月底前完成）", "）", "deadline task-1"},
		{"（市公安局负责；完成时限：2024年11月底前）", "（市公安局负责）", "deadline task-2 2024年11月底前→"},
		{"新增电子证照30种", "新增电子证照三十种", "*"},
		{"压减办理时限三分之一", "压减办理时限二分之一", "commitment task-2"},
		{"覆盖6个县", "覆盖8个县", "commitment task-2 up"},
		{"（1）建立证照目录。（市司法局负责）\n（2）", "（1）", "*"},
		{"建立证照目录", "编制证照目录", "wording task-2"},
		{"机柜500个", "机柜300个", "commitment task-3 down"},
		{"2025年6月底前投入使用", "2025年9月底前投入使用", "*"},
		{"责任单位：市发展改革委、市工信局", "责任单位：市工信局、市发展改革委", "lead task-3"},
		{"4.做好总结评估。\n", "", "removed task-4"},
		{"4.做好总结评估。\n", "4.做好总结评估。\n5.加强宣传。\n", "added task-5"},
		{"4.做好总结评估。", "4.开展总结评估。", "renamed task-4"},
		{"3.建设算力中心。", "3.加快建设全市算力中心。", "renamed task-3"},
		{"（二）夯实底座", "（二）夯实数字底座", "renamed section-2.2"},
		{"一、总体目标\n", "一、主要目标\n", "renamed section-1"},
		{"临数字办〔2024〕3号", "临数字办〔2024〕5号", "wording head"},
		{"2.扩大", "6.扩大", ""},
		{"（1）建立", "①建立", ""},
	} {
		t.Run(c.from+" to "+c.to, func(t *testing.T) {
			if strings.Count(linjiang, c.from) != 1 {
				t.Fatalf("%q stands %d times", c.from, strings.Count(linjiang, c.from))
			}
			after := readText(t, "linjiang.txt", strings.Replace(linjiang, c.from, c.to, 1))
			changes := corpus.Diff(before, after)
			if c.want == "*" { // some change, told once or twice
				if len(changes) == 0 || len(changes) > 2 {
					t.Errorf("%d changes:%s", len(changes), brief(changes))
				}
				return
			}
			var got []string
			for _, x := range changes {
				got = append(got, string(x.Kind)+" "+string(x.Item.Anchor))
			}
			fields := strings.Fields(c.want)
			switch {
			case c.want == "" && len(changes) == 0:
			case c.want == "" || len(changes) != 1 || got[0] != fields[0]+" "+fields[1]:
				t.Errorf("want %q, got %d:%s", c.want, len(changes), brief(changes))
			case slices.Contains(fields[2:], "up") && changes[0].Direction != corpus.Raised, slices.Contains(fields[2:], "down") && changes[0].Direction != corpus.Lowered:
				t.Errorf("direction %q, want %s", changes[0].Direction, c.want)
			}
			for _, f := range fields[min(2, len(fields)):] {
				if from, to, ok := strings.Cut(f, "→"); ok && len(changes) == 1 && (from != "" && changes[0].Before != from || to != "" && changes[0].After != to || to == "" && changes[0].After != "") {
					t.Errorf("%q → %q, want %s", changes[0].Before, changes[0].After, f)
				}
			}
			for _, x := range changes {
				for _, q := range []struct {
					quote string
					plan  *corpus.Plan
				}{{x.QuoteBefore, before}, {x.QuoteAfter, after}} {
					if q.quote != "" && !strings.Contains(q.plan.Text, q.quote) {
						t.Errorf("%q is no quote", q.quote)
					}
				}
			}
		})
	}
}

// What a row says besides its values is compared too; a term over several years
// is no change of the next year's plan; promises that change places are other words, and no other promises.
func TestDiffRest(t *testing.T) {
	table := func(rest string) string {
		return "临江市2024年工作要点\n一、任务\n1.其他。做好工作。（市政府办）\n序号\t指标\t单位\t2023年\t2024年\t牵头单位\t配合单位\t完成时限\n1\t学位数\t个\t100\t200\t市教育局\t" + rest + "\n2\t床位数\t张\t300\t400\t市卫健委\t市财政局\t10月底前\n"
	}
	long := func(year int) string {
		return fmt.Sprintf("临江市%d年工作要点\n一、任务\n1.造林。到2025年底前完成造林5万亩。（市林业局牵头，2025年底前完成）\n", year)
	}
	swapped := "临江市2024年工作要点\n一、任务\n1.证照。%s。（市公安局负责）\n"
	for _, c := range []struct {
		name, before, after string
		want                []corpus.ChangeKind
	}{
		{"a column for those who help", table("市财政局\t8月底前"), table("市人社局\t8月底前"), []corpus.ChangeKind{corpus.ChangeWording}},
		{"a column for terms", table("市财政局\t8月底前"), table("市财政局\t9月底前"), []corpus.ChangeKind{corpus.ChangeWording}},
		{"a number of the row", table("市财政局\t8月底前"), strings.Replace(table("市财政局\t8月底前"), "\n1\t学位数", "\n9\t学位数", 1), nil},
		{"a term over years", long(2023), long(2024), nil},
		{"promises that change places", fmt.Sprintf(swapped, "新增电子证照60类，用证量不少于500万次"), fmt.Sprintf(swapped, "用证量不少于500万次，新增电子证照60类"), []corpus.ChangeKind{corpus.ChangeWording}},
	} {
		changes := corpus.Diff(readText(t, "a.txt", c.before), readText(t, "a.txt", c.after))
		var got []corpus.ChangeKind
		for _, x := range changes {
			got = append(got, x.Kind)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v%s", c.name, got, brief(changes))
		}
	}
	change := corpus.Diff(readText(t, "a.txt", strings.Replace(table("市财政局\t8月底前"), "\t200\t", "\t700左右\t", 1)), readText(t, "a.txt", strings.Replace(table("市财政局\t8月底前"), "\t200\t", "\t800以上\t", 1)))
	if len(change) != 1 || change[0].Before != "700个左右" || change[0].After != "800个以上" || !change[0].Approximate {
		t.Errorf("bounded values: %s", brief(change))
	}
}
