package main

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"planbot/corpus"
)

// writeReport writes what was read for the editor to check, the warnings last.
func writeReport(w io.Writer, plan *corpus.Plan) error {
	out := newPrinter(w)
	out.head(plan)
	out.tasks(plan)
	out.indicators(plan)
	out.notes(plan)
	out.warnings(plan)
	return out.err
}

func (p *printer) head(plan *corpus.Plan) {
	h := plan.Head
	year := ""
	if h.Year != 0 {
		year = strconv.Itoa(h.Year)
	}
	p.line("%s\n", p.paint.heading(orUnknown(h.Title)))
	p.columns("  ", [][]string{
		{"文号", orUnknown(h.Number)},
		{"发文机关", orUnknown(h.Issuer)},
		{"成文日期", orUnknown(h.Date.String())},
		{"年份", orUnknown(year)},
		{"地区", orUnknown(h.Region.Name)},
		{"主送单位", orUnknown(strings.Join(h.Addressees, "、"))},
		{"编号", string(plan.ID) + "，版本 " + plan.Version()},
		{"读到", counts(plan)},
	}, p.paint.label)
}

func counts(plan *corpus.Plan) string {
	chapters, annexes, commitments := 0, 0, 0
	for i := range plan.Sections {
		s := &plan.Sections[i]
		commitments += len(s.Commitments)
		switch {
		case s.Level > 1:
		case strings.HasPrefix(s.Number, "附件"):
			annexes++
		default:
			chapters++
		}
	}
	for i := range plan.Tasks {
		commitments += len(plan.Tasks[i].Commitments)
	}
	var parts []string
	for _, c := range []struct {
		n    int
		what string
	}{
		{chapters, "章"}, {len(plan.Sections) - chapters - annexes, "节"}, {len(plan.Tasks), "项任务"},
		{len(plan.Assignments()), "处责任分工"}, {commitments, "处量化承诺"},
		{len(plan.Indicators), "个指标"}, {len(plan.Notes), "条脚注"}, {len(plan.Warnings), "处提醒"},
	} {
		parts = append(parts, fmt.Sprintf("%d %s", c.n, c.what))
	}
	if annexes > 0 {
		parts = append(parts, fmt.Sprintf("%d 个附件", annexes))
	}
	return strings.Join(parts, "，")
}

func (p *printer) tasks(plan *corpus.Plan) {
	if len(plan.Tasks) == 0 {
		return
	}
	p.line("\n%s%s", p.paint.heading(fmt.Sprintf("任务（%d 项）", len(plan.Tasks))), p.paint.soft(legend(plan)))
	shown := make(map[corpus.Anchor]bool)
	for i := range plan.Tasks {
		task := &plan.Tasks[i]
		p.sections(plan, task.Section, shown)
		p.line("\n  %s  %s", pad(task.Number, 3), p.paint.heading(orUnknown(task.Title)))
		var rows [][]string
		for j := range task.Assignments {
			rows = append(rows, assigned(plan, &task.Assignments[j], len(task.Assignments) > 1)...)
		}
		for _, c := range task.Commitments {
			rows = append(rows, []string{"承诺", oneLine(plan.Quote(c.Span))})
		}
		p.columns("       ", rows, p.paint.label)
	}
}

// sections writes the headings above a task that were not yet written.
func (p *printer) sections(plan *corpus.Plan, at corpus.Anchor, shown map[corpus.Anchor]bool) {
	s := plan.Section(at)
	if s == nil || shown[at] {
		return
	}
	shown[at] = true
	p.sections(plan, s.Parent, shown)
	number := s.Number
	if s.Level == 1 && !strings.HasPrefix(number, "第") {
		number += "、"
	}
	p.line("\n%s", p.paint.heading(number+s.Title))
	var rows [][]string
	for _, c := range s.Commitments {
		rows = append(rows, []string{"承诺", oneLine(plan.Quote(c.Span))})
	}
	p.columns("       ", rows, p.paint.label)
}

// roles are the roles of an assignment as the report names them.
var roles = []struct {
	role corpus.Role
	name string
}{
	{corpus.RoleLead, "牵头"}, {corpus.RoleResponsible, "责任"}, {corpus.RoleSupport, "配合"}, {corpus.RoleGuide, "指导"},
}

// assigned returns an assignment's units, a row a role. several says that the
// task has other assignments too, so that what this one governs is shown.
func assigned(plan *corpus.Plan, a *corpus.Assignment, several bool) [][]string {
	var rows [][]string
	for _, r := range roles {
		var names []string
		for _, u := range a.Units {
			if u.Role == r.role {
				names = append(names, u.Name+because(u.Basis, len(a.Units)))
			}
		}
		if len(names) > 0 {
			rows = append(rows, []string{r.name, strings.Join(names, "、")})
		}
	}
	if len(rows) == 0 {
		rows = append(rows, []string{"责任", oneLine(plan.Quote(a.Span))})
	}
	last := &rows[len(rows)-1][1]
	if a.Open {
		*last += "等"
	}
	if a.DeadlineRaw != "" {
		rows = append(rows, []string{"期限", oneLine(a.DeadlineRaw)})
	}
	if several {
		rows = append(rows, []string{"对应", shorten(oneLine(plan.Quote(a.Governs)), 30)})
	}
	return rows
}

// legend explains what because says of a unit, where it says it.
func legend(plan *corpus.Plan) string {
	for _, a := range plan.Assignments() {
		for _, u := range a.Units {
			if u.Basis == corpus.BasisPosition && len(a.Units) > 1 {
				return "　仅按排序：没有写明谁牵头，列在首位"
			}
		}
	}
	return ""
}

// because says why a unit counts as the lead where the plan does not name it so.
func because(basis corpus.Basis, units int) string {
	switch {
	case basis == corpus.BasisRule:
		return "（按文中规定）"
	case basis == corpus.BasisPosition && units > 1: // alone, nobody stands before others
		return "（仅按排序）"
	}
	return ""
}

func (p *printer) indicators(plan *corpus.Plan) {
	if len(plan.Indicators) == 0 {
		return
	}
	p.line("\n%s", p.paint.heading(fmt.Sprintf("指标（%d 个）", len(plan.Indicators))))
	years := yearsOf(plan)
	header := []string{"", "指标", "计量单位"}
	for _, y := range years {
		header = append(header, y.name())
	}
	rows := [][]string{append(header, "牵头")}
	for i := range plan.Indicators {
		n := &plan.Indicators[i]
		row := []string{strconv.Itoa(i + 1), n.Name, orDash(n.Measure)}
		for _, y := range years {
			row = append(row, orDash(y.of(n)))
		}
		lead := strings.Join(n.Leads, "、")
		if n.LeadsFrom != "" {
			lead += "（同 " + strings.TrimPrefix(string(n.LeadsFrom), "indicator-") + "）"
		}
		rows = append(rows, append(row, orDash(lead)))
	}
	p.columns("  ", rows)
}

// column is what a table says of a year.
type column struct {
	year int
	kind corpus.ValueKind
}

// yearsOf lists the columns that the plan's indicators have values in.
func yearsOf(plan *corpus.Plan) []column {
	var all []column
	for i := range plan.Indicators {
		for _, v := range plan.Indicators[i].Values {
			if c := (column{v.Year, v.Kind}); !slices.Contains(all, c) {
				all = append(all, c)
			}
		}
	}
	return all
}

func (c column) name() string {
	name := map[corpus.ValueKind]string{corpus.ValueTarget: "目标", corpus.ValueBaseline: "基数", corpus.ValueGrowth: "增长"}[c.kind]
	if c.year == 0 {
		return name
	}
	return fmt.Sprintf("%d年%s", c.year, name)
}

// of returns what an indicator's row says in the column.
func (c column) of(n *corpus.Indicator) string {
	for _, v := range n.Values {
		if v.Year == c.year && v.Kind == c.kind {
			return oneLine(v.Raw)
		}
	}
	return ""
}

func (p *printer) notes(plan *corpus.Plan) {
	if len(plan.Notes) == 0 {
		return
	}
	p.line("\n%s", p.paint.heading(fmt.Sprintf("脚注（%d 条）", len(plan.Notes))))
	var rows [][]string
	for _, n := range plan.Notes {
		rows = append(rows, []string{n.Mark, oneLine(n.Text)})
	}
	p.columns("  ", rows)
}

func (p *printer) warnings(plan *corpus.Plan) {
	if len(plan.Warnings) == 0 {
		p.line("\n没有提醒。")
		return
	}
	p.line("\n%s", p.paint.heading(fmt.Sprintf("提醒（%d 处，请对照原文核对）", len(plan.Warnings))))
	var rows [][]string
	for _, w := range plan.Warnings {
		rows = append(rows, []string{place(w), w.Message})
	}
	p.columns("  ", rows, p.paint.place, p.paint.fault)
}

func orUnknown(s string) string {
	if s == "" {
		return "（未写明）"
	}
	return s
}

func orDash(s string) string {
	if s == "" {
		return "－"
	}
	return s
}

// oneLine makes all white space single spaces.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// shorten cuts a text to a number of characters.
func shorten(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n]) + "…"
}

// place says where an editor finds what a warning is about.
func place(w corpus.Warning) string {
	if w.Page > 0 {
		return fmt.Sprintf("第 %d 页第 %d 行", w.Page, w.Line)
	}
	return fmt.Sprintf("第 %d 行", w.Line)
}
