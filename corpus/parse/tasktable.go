package parse

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"planbot/corpus"
)

// taskColumns is what the header of a table of tasks says of its columns:
// 序号, 工作任务, 责任单位, 完成时限. A column that there is none of is -1.
type taskColumns struct {
	cells            int
	number, deadline int
	texts            []int // the task, then what more is said of it
	leads            []leadColumn
}

// leadColumn is a column of units.
type leadColumn struct {
	at    int
	label string // 牵头, 责任, 配合
}

var (
	taskHead     = regexp.MustCompile(`任务|内容|事项|措施|项目|工作|目标`)
	numberHead   = regexp.MustCompile(`^(?:序号|编号)$`)
	deadlineHead = regexp.MustCompile(`时限|期限|时间|进度`)
)

// readTaskHeader returns the columns of a row of headers that begins a table
// of tasks: it names them and who answers. It is nil for any other row.
func readTaskHeader(words []string) *taskColumns {
	c := &taskColumns{cells: len(words), number: -1, deadline: -1}
	for i, w := range words {
		m := leadHead.FindStringSubmatch(w)
		switch {
		case utf8.RuneCountInString(w) > 10:
			return nil
		case m != nil:
			c.leads = append(c.leads, leadColumn{i, m[1]})
		case numberHead.MatchString(w):
			c.number = i
		case deadlineHead.MatchString(w):
			c.deadline = i
		case taskHead.MatchString(w):
			c.texts = append(c.texts, i)
		}
	}
	if len(c.texts) == 0 || len(c.leads) == 0 {
		return nil
	}
	return c
}

// fits tells whether a row has the header's columns: as many cells, a task,
// and units or nothing where units belong. Merged cells shift what follows.
func (c *taskColumns) fits(words []string) bool {
	if len(words) != c.cells || words[c.texts[0]] == "" {
		return false
	}
	for _, column := range c.leads {
		if w := words[column.at]; w != "" && !isPlaceholder(w) && !looksLikeUnit(w) {
			return false
		}
	}
	return true
}

// readTaskRow reads a row of a table of tasks. It returns "" where the row
// does not have the header's columns.
func (r *reader) readTaskRow(p *paragraph, c *taskColumns, cells []corpus.Span, words []string) corpus.Anchor {
	if !c.fits(words) {
		if named := nonEmpty(words); len(named) > 1 {
			r.warn(p.line, "表格这一行与表头对不上，未作为任务：%s", strings.Join(named, " "))
		}
		return ""
	}
	name := cells[c.texts[0]]
	task := corpus.Task{
		Anchor:    corpus.Anchor("task-" + strconv.Itoa(len(r.plan.Tasks)+1)),
		Section:   r.sectionAnchor(),
		Span:      p.span,
		TitleSpan: titleSpan(r.plan.Text, name, nil),
		BodySpan:  corpus.Span{Start: name.Start, End: max(name.End, cells[c.texts[len(c.texts)-1]].End)},
	}
	if c.number >= 0 {
		task.Number = words[c.number]
	}
	task.Title = squash(task.TitleSpan.Of(r.plan.Text))
	if a := r.rowAssignment(c, cells, words); len(a.Units) > 0 {
		a.Item, a.Governs = task.Anchor, name
		task.Assignments = append(task.Assignments, a)
	}
	for _, i := range c.texts {
		r.readPromises(&task, cells[i])
	}
	r.plan.Tasks = append(r.plan.Tasks, task)
	r.states = append(r.states, taskState{row: true})
	return task.Anchor
}

// assignment reads the units and the deadline of a row.
func (r *reader) rowAssignment(c *taskColumns, cells []corpus.Span, words []string) corpus.Assignment {
	var a corpus.Assignment
	cover := func(s corpus.Span) {
		if a.Span.Empty() {
			a.Span = s
		}
		a.Span = corpus.Span{Start: min(a.Span.Start, s.Start), End: max(a.Span.End, s.End)}
	}
	for _, column := range c.leads {
		if w := words[column.at]; w != "" && !isPlaceholder(w) {
			add(&a, w, labelRole(column.label, len(c.leads) > 1))
			cover(cells[column.at])
		}
	}
	if c.deadline >= 0 && words[c.deadline] != "" && !isPlaceholder(words[c.deadline]) {
		a.DeadlineRaw = words[c.deadline]
		a.Deadline = r.deadline(a.DeadlineRaw)
		cover(cells[c.deadline])
	}
	r.markLead(&a)
	return a
}
