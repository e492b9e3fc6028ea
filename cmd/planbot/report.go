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
func writeReport(w io.Writer, l look, plan *corpus.Plan) error {
	out := newPrinter(w, l)
	out.head(plan)
	out.assignments(plan)
	out.commitments(plan)
	out.indicators(plan)
	out.notes(plan)
	out.warnings(plan)
	return out.err
}

// title writes the heading of a part of the report, and a remark about it.
func (p *printer) title(remark, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	p.line("\n%s", p.paint.heading(text))
	if remark != "" {
		for _, l := range wrapped(remark, p.room(2)) {
			p.line("  %s", p.paint.soft(l))
		}
	}
}

func (p *printer) head(plan *corpus.Plan) {
	h := plan.Head
	year := ""
	if h.Year != 0 {
		year = strconv.Itoa(h.Year)
	}
	for _, l := range wrapped(orUnknown(h.Title), p.room(0)) {
		p.line("%s", p.paint.heading(l))
	}
	p.line("")
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

// outline walks the tasks of a plan in order. The headings above a task that were
// not yet met come before it.
func outline(plan *corpus.Plan, heading func(*corpus.Section), task func(*corpus.Task)) {
	shown := make(map[corpus.Anchor]bool)
	var above func(at corpus.Anchor)
	above = func(at corpus.Anchor) {
		if s := plan.Section(at); s != nil && !shown[at] {
			shown[at] = true
			above(s.Parent)
			heading(s)
		}
	}
	for i := range plan.Tasks {
		above(plan.Tasks[i].Section)
		task(&plan.Tasks[i])
	}
}

// headingOf writes a section's number and title as the plan prints them.
func headingOf(s *corpus.Section) string {
	if s.Level == 1 && !strings.HasPrefix(s.Number, "第") && !strings.HasPrefix(s.Number, "附件") {
		return s.Number + "、" + s.Title
	}
	return s.Number + s.Title
}

// roles are the roles of an assignment as the report names them.
var roles = []struct {
	role corpus.Role
	name string
}{
	{corpus.RoleLead, "牵头"}, {corpus.RoleResponsible, "责任"}, {corpus.RoleSupport, "配合"}, {corpus.RoleGuide, "指导"},
}

// assignments writes who answers for what, as a table where the line is wide
// enough, else one below the other.
func (p *printer) assignments(plan *corpus.Plan) {
	if len(plan.Tasks) == 0 {
		return
	}
	columns := []column{{head: "编号", least: 6}, {head: "任务", least: 14}}
	for _, r := range roles {
		columns = append(columns, column{head: r.name, least: 14, names: true})
	}
	columns = append(columns, column{head: "期限", least: 10, paint: p.paint.place}, column{head: "对应内容", least: 16, paint: p.paint.soft, first: true}, column{head: "牵头依据", least: 10, paint: p.paint.soft})
	alike, basis := commonBasis(plan)
	p.title(basis, "任务分工（%d 项任务，%d 处）", len(plan.Tasks), len(plan.Assignments()))
	p.line("")
	parts := inParts(plan)
	var rows []row
	outline(plan, func(s *corpus.Section) { rows = append(rows, row{heading: headingOf(s)}) }, func(task *corpus.Task) {
		for i, a := range assignmentsOf(task) {
			cells := []string{task.Number, orUnknown(task.Title)}
			if i > 0 {
				cells = []string{"", ""}
			}
			cells = append(cells, unitsByRole(plan, a)...)
			cells = append(cells, deadlineOf(a), governs(plan, task, a, parts), basisOf(a))
			if alike {
				cells[len(cells)-1] = ""
			}
			rows = append(rows, row{cells: cells})
		}
	})
	p.tableOrList(columns, rows)
}

// assignmentsOf returns a task's assignments; nil as the only one where there are
// none.
func assignmentsOf(task *corpus.Task) []*corpus.Assignment {
	if len(task.Assignments) == 0 {
		return []*corpus.Assignment{nil}
	}
	var all []*corpus.Assignment
	for i := range task.Assignments {
		all = append(all, &task.Assignments[i])
	}
	return all
}

// unitsByRole returns the names of an assignment's units, a cell a role.
func unitsByRole(plan *corpus.Plan, a *corpus.Assignment) []string {
	cells := make([]string, len(roles))
	if a == nil {
		cells[1] = orUnknown("")
		return cells
	}
	last := -1
	for i, r := range roles {
		var names []string
		for _, u := range a.Units {
			if u.Role == r.role {
				names = append(names, u.Name)
			}
		}
		if cells[i] = strings.Join(names, "、"); len(names) > 0 {
			last = i
		}
	}
	switch {
	case last < 0:
		cells[1] = oneLine(plan.Quote(a.Span))
	case a.Open:
		cells[last] += "等"
	}
	if a.Each && last >= 0 {
		cells[last] += " （各负其责）"
	}
	return cells
}

func deadlineOf(a *corpus.Assignment) string {
	if a == nil {
		return ""
	}
	return oneLine(a.DeadlineRaw)
}

// inParts tells whether an assignment of the plan answers for a part of its task.
func inParts(plan *corpus.Plan) bool {
	for i := range plan.Tasks {
		for j := range plan.Tasks[i].Assignments {
			if !wholeTask(plan, &plan.Tasks[i], &plan.Tasks[i].Assignments[j]) {
				return true
			}
		}
	}
	return false
}

// wholeTask tells whether an assignment answers for all of its task.
func wholeTask(plan *corpus.Plan, task *corpus.Task, a *corpus.Assignment) bool {
	if len(task.Assignments) > 1 {
		return false
	}
	rest := plan.Text[min(a.Governs.End, task.BodySpan.End):task.BodySpan.End]
	return strings.Trim(rest, "。；;\n ") == ""
}

// governs says what an assignment answers for; parts says that the plan has
// assignments for parts of tasks.
func governs(plan *corpus.Plan, task *corpus.Task, a *corpus.Assignment, parts bool) string {
	switch {
	case a == nil || !parts:
		return ""
	case wholeTask(plan, task, a):
		return "全项"
	}
	return excerpt(oneLine(plan.Quote(a.Governs)), 22, 10)
}

// basisOf says why an assignment's first unit counts as its lead.
func basisOf(a *corpus.Assignment) string {
	if a == nil {
		return ""
	}
	basis := ""
	for _, u := range a.Units {
		switch {
		case u.Basis == corpus.BasisStated:
			basis = "写明"
		case u.Basis == corpus.BasisRule:
			basis = "按文中规定"
		case u.Basis == corpus.BasisPosition && len(a.Units) > 1: // alone, nobody stands before others
			basis = "仅按排序"
		}
		if basis != "" {
			break
		}
	}
	return basis
}

// commonBasis tells whether all assignments of a plan that have a basis have the
// same, and explains it.
func commonBasis(plan *corpus.Plan) (alike bool, remark string) {
	seen := make(map[string]bool)
	for _, a := range plan.Assignments() {
		if basis := basisOf(&a); basis != "" {
			seen[basis] = true
		}
	}
	switch {
	case len(seen) == 1 && seen["写明"]:
		return true, "牵头单位都是文件写明的。"
	case len(seen) == 1 && seen["按文中规定"]:
		return true, "牵头单位都按文中的规定确定。"
	case len(seen) == 1 && seen["仅按排序"]:
		return true, "文件没有写明谁牵头；列在首位的通常是牵头单位，但这只是惯例。"
	case seen["仅按排序"]:
		return false, "仅按排序：没有写明谁牵头，列在首位的通常是牵头单位，但这只是惯例。"
	}
	return false, ""
}

// commitments writes the quantified promises with the numbers that were read.
func (p *printer) commitments(plan *corpus.Plan) {
	var rows []row
	n := 0
	add := func(number string, all []corpus.Commitment) {
		for _, c := range all {
			n++
			var read []string
			for _, q := range c.Quantities {
				read = append(read, oneLine(q.Raw))
			}
			rows = append(rows, row{cells: []string{number, oneLine(plan.Quote(c.Span)), strings.Join(read, "；"), c.Deadline.String()}})
			number = ""
		}
	}
	done := make(map[corpus.Anchor]bool)
	outline(plan, func(s *corpus.Section) {
		done[s.Anchor] = true
		rows = append(rows, row{heading: headingOf(s)})
		add("", s.Commitments)
	}, func(task *corpus.Task) { add(task.Number, task.Commitments) })
	for i := range plan.Sections { // those above no task
		if s := &plan.Sections[i]; !done[s.Anchor] && len(s.Commitments) > 0 {
			rows = append(rows, row{heading: headingOf(s)})
			add("", s.Commitments)
		}
	}
	if n == 0 {
		return
	}
	p.title("", "量化承诺（%d 处）", n)
	p.line("")
	p.tableOrList([]column{{head: "编号", least: 6}, {head: "承诺", least: 24}, {head: "读到的数", least: 12, paint: p.paint.place}, {head: "期限", least: 10}}, withoutIdle(rows))
}

// withoutIdle leaves out the headings that nothing stands under before the next
// one.
func withoutIdle(rows []row) []row {
	var out []row
	for i, r := range rows {
		if r.heading == "" || i+1 < len(rows) && rows[i+1].heading == "" {
			out = append(out, r)
		}
	}
	return out
}

func (p *printer) indicators(plan *corpus.Plan) {
	if len(plan.Indicators) == 0 {
		return
	}
	p.title("", "指标（%d 个）", len(plan.Indicators))
	p.line("")
	years := yearsOf(plan)
	columns := []column{{head: "序号", least: 4}, {head: "指标", least: 16}, {head: "单位", least: 4}}
	for _, y := range years {
		columns = append(columns, column{head: y.name(), least: 8, paint: p.paint.place})
	}
	columns = append(columns, column{head: "牵头", least: 12, names: true})
	var rows []row
	above := ""
	for i := range plan.Indicators {
		n := &plan.Indicators[i]
		if group := groupOf(n); group != above && group != "" {
			rows = append(rows, row{heading: group})
			above = group
		}
		cells := []string{strconv.Itoa(i + 1), n.Name, n.Measure}
		for _, y := range years {
			cells = append(cells, y.of(n))
		}
		lead := strings.Join(n.Leads, "、")
		if n.LeadsFrom != "" {
			lead += " （同" + strings.TrimPrefix(string(n.LeadsFrom), "indicator-") + "）"
		}
		rows = append(rows, row{cells: append(cells, lead)})
	}
	p.tableOrList(columns, rows)
}

// groupOf names the part of the table that an indicator stands in.
func groupOf(n *corpus.Indicator) string {
	if n.Category == "" || n.Subcategory == "" || n.Category == n.Subcategory {
		return n.Category + strings.TrimPrefix(n.Subcategory, n.Category)
	}
	return n.Category + " / " + n.Subcategory
}

// yearColumn is what a table says of a year.
type yearColumn struct {
	year int
	kind corpus.ValueKind
}

// yearsOf lists the columns that the plan's indicators have values in.
func yearsOf(plan *corpus.Plan) []yearColumn {
	var all []yearColumn
	for i := range plan.Indicators {
		for _, v := range plan.Indicators[i].Values {
			if c := (yearColumn{v.Year, v.Kind}); !slices.Contains(all, c) {
				all = append(all, c)
			}
		}
	}
	return all
}

func (c yearColumn) name() string {
	name := "目标"
	switch c.kind {
	case corpus.ValueBaseline:
		name = "基数"
	case corpus.ValueGrowth:
		name = "增长"
	}
	if c.year == 0 {
		return name
	}
	return fmt.Sprintf("%d年%s", c.year, name)
}

// of returns what an indicator's row says in the column; a dash where the cell is
// empty, nothing where the row has no such cell.
func (c yearColumn) of(n *corpus.Indicator) string {
	for _, v := range n.Values {
		if v.Year == c.year && v.Kind == c.kind {
			return orDash(oneLine(v.Raw))
		}
	}
	return ""
}

func (p *printer) notes(plan *corpus.Plan) {
	if len(plan.Notes) == 0 {
		return
	}
	p.title("", "脚注（%d 条）", len(plan.Notes))
	p.line("")
	var rows [][]string
	for _, n := range plan.Notes {
		rows = append(rows, []string{n.Mark, oneLine(n.Text)})
	}
	p.columns("  ", rows)
}

// tableOrList writes a table, or, where the line is too narrow, each row's cells
// one below the other.
func (p *printer) tableOrList(columns []column, rows []row) {
	const indent = "  "
	if p.table(indent, columns, rows) {
		return
	}
	for i, r := range rows {
		if r.heading != "" {
			if i > 0 && rows[i-1].heading == "" {
				p.line("")
			}
			for _, l := range wrapped(r.heading, p.room(columnsOf(indent))) {
				p.line("%s%s", indent, p.paint.heading(l))
			}
			continue
		}
		head := strings.TrimSpace(r.cells[0] + "  " + r.cells[1])
		if head != "" {
			p.paragraph(indent, 2, head)
		}
		p.columns(indent+"  ", listed(columns, r), p.paint.label)
	}
}

// listed returns the cells of a row behind its first two, each behind its
// column's head.
func listed(columns []column, r row) [][]string {
	var cells [][]string
	for i := 2; i < len(r.cells); i++ {
		switch cell := []string{columns[i].head, r.cells[i]}; {
		case r.cells[i] == "":
		case columns[i].first:
			cells = slices.Insert(cells, 0, cell)
		default:
			cells = append(cells, cell)
		}
	}
	return cells
}

func (p *printer) warnings(plan *corpus.Plan) {
	if len(plan.Warnings) == 0 {
		p.line("\n没有提醒。")
		return
	}
	p.title("", "提醒（%d 处，请对照原文核对）", len(plan.Warnings))
	for _, w := range plan.Warnings {
		p.line("")
		p.columns("  ", [][]string{{place(w), w.Message}}, p.paint.place)
		p.fault(strings.Repeat(" ", 2+columnsOf(place(w))+gap), w)
	}
}

// fault writes the source's words of a warning, with those at fault in colour, or
// underlined by ^ where there are no colours.
func (p *printer) fault(indent string, w corpus.Warning) {
	quote, words := oneLine(w.Quote), oneLine(w.Words)
	if quote == "" {
		return
	}
	at := max(0, strings.Index(quote, words))
	for _, l := range wrap(quote, p.room(columnsOf(indent))) {
		from, to := max(l.from, min(at, l.to)), min(l.to, max(at+len(words), l.from))
		if from > to {
			from, to = l.to, l.to
		}
		wrong := quote[from:to]
		line := ""
		for _, part := range []struct {
			text  string
			paint paint
		}{{quote[l.from:from], p.paint.soft}, {wrong, p.paint.fault}, {quote[to:l.to], p.paint.soft}} {
			if part.text != "" {
				line += part.paint(part.text)
			}
		}
		p.line("%s%s", indent, line)
		if wrong != "" && !p.color && words != quote {
			p.line("%s%s%s", indent, strings.Repeat(" ", columnsOf(quote[l.from:from])), strings.Repeat("^", columnsOf(wrong)))
		}
	}
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

// excerpt keeps so many characters of a text's start and end.
func excerpt(s string, start, end int) string {
	r := []rune(s)
	if len(r) <= start+end+1 {
		return s
	}
	return string(r[:start]) + "…" + string(r[len(r)-end:])
}

// place says where an editor finds what a warning is about.
func place(w corpus.Warning) string {
	if w.Page > 0 {
		return fmt.Sprintf("第 %d 页第 %d 行", w.Page, w.Line)
	}
	return fmt.Sprintf("第 %d 行", w.Line)
}
