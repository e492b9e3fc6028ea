package parse

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"planbot/corpus"
	"planbot/corpus/parse/text"
	"planbot/plans"
)

var update = flag.Bool("update", false, "write the golden files anew")

const ganzhouFile = "ganzhou-2023-digital-economy.txt"

// ganzhouBytes is the plan that ships with planbot.
func ganzhouBytes(tb testing.TB) []byte {
	tb.Helper()
	data, err := plans.Files.ReadFile(ganzhouFile)
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

func ganzhou(t *testing.T) *corpus.Plan {
	t.Helper()
	p, err := File(ganzhouFile, ganzhouBytes(t))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// The whole plan as it is read: -update writes the file anew, and the change
// shows as a diff.
func TestGanzhouGolden(t *testing.T) {
	p := ganzhou(t)
	source, err := text.Decode(ganzhouBytes(t))
	if err != nil {
		t.Fatal(err)
	}
	checkPlan(t, source, p)
	golden := filepath.Join("testdata", "ganzhou.golden")
	got := dump(p)
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Error(diff)
	}
}

// dump writes all that was read of a plan.
func dump(p *corpus.Plan) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	h := &p.Head
	line("plan %s\ntitle %s\nnumber %s\nissuer %s\ndate %s (%s)\nyear %d\nregion %s %s\naddressees %s",
		p.ID, h.Title, h.Number, h.Issuer, h.Date, h.DateRaw, h.Year, h.Region.Code, h.Region.Name, strings.Join(h.Addressees, " | "))
	for i := range p.Sections {
		s := &p.Sections[i]
		line("\n%s %s (level %d, in %q) %s\n  %s", s.Anchor, s.Number, s.Level, s.Parent, s.Title, one(p, s.Span))
	}
	for i := range p.Tasks {
		s := &p.Tasks[i]
		line("\n%s %s in %s %s\n  %s", s.Anchor, s.Number, s.Section, s.Title, one(p, s.BodySpan))
		for _, a := range s.Assignments {
			line("  note %s\n    %s\n    governs %s", one(p, a.Span), describe(a), one(p, a.Governs))
		}
		for _, c := range s.Commitments {
			line("  promises %s\n    %s", one(p, c.Span), promise(c))
		}
	}
	line("")
	for _, n := range p.Indicators {
		line("%s %s", n.Anchor, row(n))
	}
	for _, n := range p.Notes {
		line("\n%s %s %s at %v\n  %s", n.Anchor, n.Mark, n.Term, n.At, n.Text)
	}
	line("")
	for _, block := range p.Blocks {
		line("%d %s of %s, %d cells: %.30s", block.Line, block.Kind, block.Item, len(block.Cells), one(p, block.Span))
	}
	line("")
	for _, w := range p.Warnings {
		line("warning %d %s", w.Line, w.Message)
	}
	return b.String()
}

// one writes a stretch of the text on one line.
func one(p *corpus.Plan, s corpus.Span) string {
	return strings.NewReplacer("\n", "⏎", "\t", "⇥").Replace(p.Quote(s))
}

func TestGanzhouPageBreaks(t *testing.T) {
	p := ganzhou(t)
	for _, whole := range []string{"谋划布局数字孪生", "实施新基建“项目大会战”", "提升网络安全", "赣州经开区管委会]", "领导小组办公室"} {
		if !strings.Contains(strings.ReplaceAll(p.Text, "工作\n领导", "工作领导"), whole) {
			t.Errorf("%s is cut", whole)
		}
	}
}

func TestGanzhouIndicators(t *testing.T) {
	p := ganzhou(t)
	if len(p.Indicators) != 38 {
		t.Fatalf("%d indicators", len(p.Indicators))
	}
	none, two, misplaced := 0, 0, 0
	for _, n := range p.Indicators {
		cells := p.Blocks[slices.IndexFunc(p.Blocks, func(b corpus.Block) bool { return b.Item == n.Anchor })].Cells
		if n.LeadsFrom != "" {
			none++
			from := p.Indicator(n.LeadsFrom)
			if !slices.Equal(n.Leads, from.Leads) || from.LeadsFrom != "" || from.Span.Start >= n.Span.Start {
				t.Errorf("%s has its leads from %s, which has %v", n.Anchor, n.LeadsFrom, from.Leads)
			}
		}
		if len(n.Leads) == 2 {
			two++
		}
		if squash(cells[1].Of(p.Text)) == "市工信局" {
			misplaced++
			if !slices.Equal(n.Leads, []string{"市工信局"}) || n.LeadsFrom != "" || n.Subcategory != "规模效应" {
				t.Errorf("%s has %v and stands under %s", n.Anchor, n.Leads, n.Subcategory)
			}
		}
		if len(n.Values) != 2 || n.Values[0].Year != 2022 || n.Values[0].Kind != corpus.ValueBaseline || n.Values[1].Year != 2023 || n.Values[1].Kind != corpus.ValueTarget {
			t.Errorf("%s has %v", n.Anchor, n.Values)
		}
	}
	if none != 26 || two != 6 || misplaced != 1 {
		t.Errorf("%d rows have no lead of their own, %d have two, %d has it in the category's column", none, two, misplaced)
	}
}

// Every promise with a number or a rank that the 25 tasks make, and none else.
func TestGanzhouCommitments(t *testing.T) {
	p := ganzhou(t)
	counts := map[int]int{2: 2, 3: 2, 5: 1, 8: 5, 9: 5, 10: 1, 11: 1, 12: 3, 13: 4, 14: 4, 15: 1, 16: 6, 18: 2, 19: 4, 21: 1}
	for i := range p.Tasks {
		if got, want := len(p.Tasks[i].Commitments), counts[i+1]; got != want {
			t.Errorf("task %d has %d promises, not %d", i+1, got, want)
		}
	}
	var got []string
	for _, c := range p.Task("task-16").Commitments {
		got = append(got, promise(c))
	}
	want := []string{
		"新建成5G基站 不少于3000个{≥ 3000.. 个}",
		"每万人拥有5G基站数 达19个{= 19..19 个}",
		"5G基站新增建成量及每万人拥有量争取进入 全省前三水平{ .. }",
		"城市家庭千兆光纤网络覆盖率 达300%{= 300..300 %}",
		"市城域网IPv6固定网络流量占比 15%以上{≥ 15.. %}",
		"政府网站二三级链接支持率 达到100%{= 100..100 %}",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
