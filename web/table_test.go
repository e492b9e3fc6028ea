package web_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
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
