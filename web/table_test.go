package web_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"planbot/corpus"
	"planbot/corpus/parse"
)

// A table's merged cells stand over the rows that they were merged over: laid
// out on a grid, every row says its category, its subcategory and who leads.
func TestMergedCells(t *testing.T) {
	plan := engine(t).Plan(ganzhou)
	document := documentOf(t, planPage(t, ""))
	rows := map[string][]string{}
	for _, table := range document.find("table", "") {
		for id, cells := range gridOf(t, table) {
			rows[id] = cells
		}
		for _, th := range table.find("th", "") {
			if th.attrs["scope"] == "" {
				t.Errorf("the header %q has no scope", th.words())
			}
		}
	}
	for _, n := range plan.Indicators {
		want := []string{n.Category, n.Subcategory, n.Name, n.Measure}
		if n.Subcategory == "" {
			want[1] = n.Category
		}
		for _, v := range n.Values {
			want = append(want, squash(v.Span.Of(plan.Text)))
		}
		want = append(want, strings.Join(n.Leads, ""))
		got := rows[string(n.Anchor)]
		if n.Measure == "" && len(got) > 3 {
			got[3] = ""
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s:\n got %q\nwant %q", n.Anchor, got, want)
		}
	}
}

// gridOf lays a table's cells out and returns the words of each row by its id.
func gridOf(t *testing.T, table *element) map[string][]string {
	t.Helper()
	type merged struct {
		words string
		left  int
	}
	width := len(table.find("col", ""))
	above := make([]merged, width)
	out := map[string][]string{}
	for _, tr := range table.find("tr", "") {
		var row []string
		take := func() {
			for len(row) < width && above[len(row)].left > 0 {
				above[len(row)].left--
				row = append(row, above[len(row)].words)
			}
		}
		for _, cell := range append(tr.find("th", ""), tr.find("td", "")...) {
			if cell.parent != tr {
				t.Fatal("a cell stands outside its row")
			}
		}
		displaced := ""
		for _, cell := range tr.children {
			take()
			words := strings.Trim(cell.words(), "⁰¹²³⁴⁵⁶⁷⁸⁹")
			if span := cell.find("span", "lead"); len(span) == 1 {
				displaced = span[0].words()
				words = cell.find("span", "words")[0].words()
			}
			if cell.attrs["class"] == "lead blank" {
				words = displaced
			}
			for range max(1, number(cell.attrs["colspan"])) {
				if len(row) == width {
					t.Fatalf("%s: more cells than the %d columns", tr.attrs["id"], width)
				}
				above[len(row)] = merged{words, number(cell.attrs["rowspan"]) - 1}
				row = append(row, words)
			}
		}
		take()
		if len(row) != width {
			t.Errorf("%s: %d of %d columns", tr.attrs["id"], len(row), width)
		}
		out[tr.attrs["id"]] = row
	}
	return out
}

func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// plainTables has tables in plain text: with a header of two rows, drawn with
// pipes, with a wrapped name, and a row that could not be read.
const plainTables = `临江市2024年工作要点
一、目标
类别	指标	指标值		责任单位
		2023年	2024年
规模	增加值（亿元）	10	12	市统计局
	占比（%）	8	9
二、任务
| 序号 | 工作任务 | 责任单位 |
|------|----------|----------|
| 1 | 新建公园2个 | 市城管局 |
| 2 | 修路 |
| 3 | 治水 | 市水利局 |
三、信息化
指标                              2010年    2015年
1.宽带普及率（%）                    35        50
2.信息化项目投资占全社会投资的
                                     2.2       5
比例（%）
`

// The tables of plain text stand in their columns, and the page holds all that
// they are drawn with.
func TestPlainTables(t *testing.T) {
	plan, err := parse.File("x.txt", []byte(plainTables))
	if err != nil {
		t.Fatal(err)
	}
	page := read(t, get(t, stage(&staged{plans: []*corpus.Plan{plan}}), "/plans/x").Body.String())
	checkAnchors(t, page, plan)
	document := documentOf(t, page)
	if got, want := len(document.words()), len(squash(plan.Text)); got != want {
		t.Errorf("%d bytes on the page, %d in the plan", got, want)
	}
	rows := map[string][]string{}
	for _, table := range document.find("table", "") {
		for id, cells := range gridOf(t, table) {
			rows[id] = cells
		}
	}
	for id, want := range map[string]string{
		"indicator-1": "规模 增加值（亿元） 10 12 市统计局",
		"indicator-2": "规模 占比（%） 8 9 市统计局",
		"task-1":      "|1 |新建公园2个 |市城管局|",
		"indicator-4": "2.信息化项目投资占全社会投资的比例（%） 2.2 5",
	} {
		if got := strings.Join(rows[id], " "); got != want {
			t.Errorf("%s is %q, want %q", id, got, want)
		}
	}
	if kept := document.find("td", "band"); len(kept) != 1 || kept[0].words() != "|2|修路|" {
		t.Errorf("%d rows over the whole table", len(kept))
	}
}
