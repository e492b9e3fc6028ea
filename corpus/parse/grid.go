package parse

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"planbot/corpus"
	"planbot/corpus/parse/source"
)

// A file that holds its tables as such says of every cell which column it is
// in, and which cells are merged. Such a table is read by its columns: what a
// column holds is told by its header, of one row or several.

// grid is the state of a table that is read by columns.
type grid struct {
	line    int // of its header
	columns []column
	header  [][]string // the rows of its header
	seen    int        // how many of them were repeated, where a page break cut the table
	tasks   bool       // its rows are tasks
	group   string     // what the last row over the whole width says
	above   []field    // the cells of the row above
	measure string     // that all its values are counted in: 单位：亿元
	items   int        // that its rows are
	values  int        // that its rows have
}

// field is a cell with what it says, its own or that of the merged cell that
// covers it.
type field struct {
	words string
	span  corpus.Span
	from  corpus.Anchor // the item in whose row it stands
	own   bool
}

// readGrid reads a row whose file gives it columns.
func (r *reader) readGrid(i int) {
	p := &r.paras[i]
	r.task = nil
	cells, words := cellsOf(p), r.wordsOf(p)
	defer func() {
		if b := &r.plan.Blocks[len(r.plan.Blocks)-1]; b.Cells != nil {
			b.Merges = mergesOf(p)
		}
	}()
	g := r.openGrid(len(cells))
	switch {
	case g != nil && g.repeats(words):
		r.addBlock(corpus.BlockHeader, r.owner(), p, cells)
	case isHeader(words):
		r.beginGrid(i, words)
		r.addBlock(corpus.BlockHeader, r.owner(), p, cells)
	case g == nil && len(nonEmpty(words)) == 1:
		r.addBlock(corpus.BlockCaption, r.owner(), p, nil)
	case g == nil:
		r.readRow(p)
	default:
		item := r.readGridRow(p, g, cells, words)
		if item == "" {
			item = r.owner()
		}
		r.addBlock(corpus.BlockRow, item, p, cells)
	}
}

// warnEmptyGrids names the tables of which nothing but the header is left.
func (r *reader) warnEmptyGrids() {
	for _, g := range r.grids {
		if g.items == 0 && (g.tasks || g.name() >= 0) {
			r.warn(g.line, "表格只有表头，各行没有内容，没有读出指标或任务：%s", strings.Join(nonEmpty(g.header[0]), "、"))
		}
		if g.items > 0 && !g.tasks && g.valued() && g.values == 0 {
			r.warn(g.line, "表格里各行的数值都是空的，读出的 %d 项指标没有数值：%s", g.items, strings.Join(nonEmpty(g.header[0]), "、"))
		}
	}
}

// mergesOf says which cells of a row are covered.
func mergesOf(p *paragraph) []corpus.Merge {
	out := make([]corpus.Merge, len(p.cells))
	for c := range p.cells {
		switch p.cells[c].From {
		case source.Above:
			out[c] = corpus.MergeAbove
		case source.Left:
			out[c] = corpus.MergeLeft
		}
	}
	return out
}

// wordsOf returns the words of a row's cells, white space removed.
func (r *reader) wordsOf(p *paragraph) []string {
	words := r.cellWords(cellsOf(p))
	for c, at := range p.at {
		if at.RestEnd > at.RestStart {
			words[c] += squash(p.text[at.RestStart:at.RestEnd])
		}
	}
	return words
}

// openGrid returns the table that a row of so many cells belongs to: the one
// that is being read, or that a page break cut.
func (r *reader) openGrid(cells int) *grid {
	if r.grid == nil || len(r.grid.columns) != cells {
		return nil
	}
	for _, b := range slices.Backward(r.plan.Blocks) {
		switch b.Kind {
		case corpus.BlockNote:
		case corpus.BlockRow, corpus.BlockHeader:
			return r.grid
		default:
			return nil
		}
	}
	return nil
}

// repeats tells whether a row is the next one of the table's header, which a
// page begins with anew.
func (g *grid) repeats(words []string) bool {
	if g.seen < len(g.header) && slices.Equal(g.header[g.seen], words) {
		g.seen++
		return true
	}
	if g.seen = 0; slices.Equal(g.header[0], words) {
		g.seen = 1
		return true
	}
	return false
}

// beginGrid begins a table at the first row of its header. The header goes on
// with rows that hold nothing but what stands below its merged cells.
func (r *reader) beginGrid(i int, words []string) {
	g := &grid{line: r.paras[i].line, header: [][]string{words}, seen: 1, above: make([]field, len(words)), measure: r.measureAbove()}
	heads := make([]string, len(words))
	addHeader(heads, r.paras[i].cells, words)
	for n := i + 1; n < len(r.paras) && len(r.paras[n].cells) == len(words); n++ {
		below := r.wordsOf(&r.paras[n])
		if len(below) != len(words) || !goesBelow(r.paras[n].cells, below, r.paras[n-1].cells) {
			break
		}
		g.header = append(g.header, below)
		addHeader(heads, r.paras[n].cells, below)
	}
	for _, words := range heads {
		g.columns = append(g.columns, readColumn(words))
	}
	numeric := r.numeric(i+len(g.header), len(words))
	g.settle(r.plan.Head.Year, numeric)
	r.grid, r.grids = g, append(r.grids, g)
	if name := g.name(); name >= 0 && g.columns[name].measure != "" {
		g.measure = g.columns[name].measure
	}
	line := r.paras[i].line
	if unread := g.unread(numeric); !g.tasks && len(unread) > 0 {
		r.warn(line, "表格里有数值的“%s”列没有读取，按原文保留。", strings.Join(unread, "”“"))
	}
	for _, words := range g.dropSecond() {
		r.warn(line, "表头里有两列说的是同一年的同一种数值，“%s”一列没有读取。", words)
	}
	switch {
	case g.tasks:
	case g.name() < 0:
		r.warn(line, "表头里没有指标名称或任务一列，整张表按原文保留，未读出指标：%s", strings.Join(nonEmpty(words), " "))
	case !g.valued():
		r.warn(line, "表头里没有年度或目标值一列，读出的指标没有数值：%s", strings.Join(nonEmpty(heads), "、"))
	}
}

// numeric tells the columns whose cells are numbers, by the rows from a
// paragraph on.
func (r *reader) numeric(from, columns int) []bool {
	numbers, all := make([]int, columns), make([]int, columns)
	for n := from; n < min(from+8, len(r.paras)) && len(r.paras[n].cells) == columns; n++ {
		for c, word := range r.wordsOf(&r.paras[n]) {
			if word == "" || isPlaceholder(word) {
				continue
			}
			all[c]++
			if isNumber(word) {
				numbers[c]++
			}
		}
	}
	out := make([]bool, columns)
	for c := range out {
		out[c] = 2*numbers[c] > all[c]
	}
	return out
}

// unread returns the headers of the columns of numbers that are not read: those
// of a part of a year.
func (g *grid) unread(numeric []bool) []string {
	var out []string
	for c := range g.columns {
		if g.columns[c].kind == columnOther && numeric[c] && g.columns[c].words != "" && g.name() >= 0 {
			out = append(out, g.columns[c].words)
		}
	}
	return out
}

// tableMeasure matches what a table's title says of its values: 单位：亿元.
var tableMeasure = regexp.MustCompile(`(?:计量)?单位[：:]((?:[万亿]|百万|千万)?(?:` + measures + `))[）)]?$`)

// measureAbove returns the measure that the lines above a table give its
// values, "" where they give none.
func (r *reader) measureAbove() string {
	for n, b := range slices.Backward(r.plan.Blocks) {
		if n < len(r.plan.Blocks)-2 || b.Kind == corpus.BlockRow || b.Span.End-b.Span.Start > 3*60 {
			return ""
		}
		if m := tableMeasure.FindStringSubmatch(squash(b.Span.Of(r.plan.Text))); m != nil {
			return m[1]
		}
	}
	return ""
}

// addHeader adds a row of the header to what each column is called.
func addHeader(heads []string, cells []source.Cell, words []string) {
	for c := range heads {
		at := c
		for at > 0 && cells[at].From == source.Left {
			at--
		}
		if cells[at].From == source.Own {
			heads[c] += words[at]
		}
	}
}

// goesBelow tells whether a row goes on with the header above it: what it holds
// stands below merged cells, the rest is covered from above.
func goesBelow(cells []source.Cell, words []string, above []source.Cell) bool {
	covered := false
	for c := range cells {
		switch {
		case cells[c].From == source.Above:
			covered = true
		case words[c] == "" && cells[c].From == source.Own, isHeadWord(words[c]):
		case above[c].From == source.Left || c+1 < len(above) && above[c+1].From == source.Left:
		default:
			return false
		}
	}
	return covered
}

// readGridRow reads a row below the header. It returns the item that the row
// is, "" where it is none.
func (r *reader) readGridRow(p *paragraph, g *grid, cells []corpus.Span, words []string) corpus.Anchor {
	fields := make([]field, len(cells))
	only, full := -1, true
	for c := range cells {
		switch p.cells[c].From {
		case source.Above:
			fields[c] = g.above[c]
			fields[c].own = false
			full = full && fields[c].words == ""
		case source.Left:
			fields[c] = fields[c-1]
			fields[c].own = false
		default:
			fields[c] = field{words: words[c], span: cells[c], own: true}
			if words[c] != "" {
				full = full && only < 0
				only = c
			}
		}
	}
	if full && only >= 0 && g.columns[only].kind == columnNumber && rowNumber.MatchString(words[only]) {
		full = false // a number with nothing behind it
	}
	if full && only >= 0 && (only == 0 || p.cells[(only+1)%len(cells)].From == source.Left || !g.tasks && only <= g.name()) || g.groups(fields) {
		g.group = withoutPersons(words[max(only, 0)])
		if name := g.title(); !full && name >= 0 {
			g.group = withoutPersons(words[name])
		}
		g.above = make([]field, len(cells))
		return ""
	}
	var item corpus.Anchor
	switch {
	case g.tasks:
		item = r.gridTask(p, g, fields)
	case g.name() >= 0:
		item = r.gridIndicator(p, g, fields)
	}
	if item != "" {
		g.items++
	}
	for c := range fields {
		if fields[c].own {
			fields[c].from = item
		}
	}
	g.above = fields
	return item
}

// title returns the column of the names or the tasks, -1 where there is none.
func (g *grid) title() int {
	if g.tasks {
		return slices.IndexFunc(g.columns, func(c column) bool { return c.kind == columnTask })
	}
	return g.name()
}

// groups tells whether a row that holds its number and its name alone groups
// those below it: its number is Chinese, 一 or （一）.
func (g *grid) groups(fields []field) bool {
	name, numbered := g.title(), false
	if name < 0 || !fields[name].own || fields[name].words == "" {
		return false
	}
	for c, f := range fields {
		switch {
		case c == name:
		case g.columns[c].kind == columnNumber && f.own && isGroupNumber(f.words):
			numbered = true
		case f.words != "":
			return false
		}
	}
	return numbered
}

// isGroupNumber tells a Chinese number: 一, （一）.
func isGroupNumber(words string) bool {
	words = strings.Trim(words, "（）()、.．")
	return numberOf(words) > 0 && !strings.ContainsAny(words, "0123456789")
}

// inPerson matches what a row that groups others says of who leads in person.
var inPerson = regexp.MustCompile(`[（(][^（()）]*(?:领导|责任人|负责人)[^（()）]*[）)]$`)

func withoutPersons(s string) string { return inPerson.ReplaceAllString(s, "") }

// gridIndicator reads a row of a table of indicators.
func (r *reader) gridIndicator(p *paragraph, g *grid, fields []field) corpus.Anchor {
	name := fields[g.name()]
	if name.words == "" || !name.own || isNumber(name.words) {
		if some := nonEmpty(r.wordsOf(p)); len(some) > 1 || name.words == "" && len(some) > 0 {
			r.warn(p.line, "表格这一行没有指标名称，未作为指标：%s", strings.Join(some, " "))
		}
		return ""
	}
	n := corpus.Indicator{
		Anchor:   corpus.Anchor("indicator-" + strconv.Itoa(len(r.plan.Indicators)+1)),
		Name:     withoutMarks(name.words),
		NameSpan: name.span,
		Span:     p.span,
		Category: g.group,
	}
	if at := p.at[g.name()]; at.RestEnd > at.RestStart {
		n.NameRest = corpus.Span{Start: p.span.Start + at.RestStart, End: p.span.Start + at.RestEnd}
	}
	if n.Name, n.Measure = nameAndMeasure(itemLike.ReplaceAllString(n.Name, "")); n.Measure == "" {
		n.Measure = g.measure
	}
	var groups []field
	for c := range g.columns {
		switch f := fields[c]; g.columns[c].kind {
		case columnMeasure:
			if f.words != "" && !isPlaceholder(f.words) {
				n.Measure = f.words
			}
		case columnGroup:
			if f.words != "" {
				groups = append(groups, f)
			}
		case columnAttribute:
			n.Attribute = f.words
		}
	}
	if glued := g.glued(r.wordsOf(p)); glued != "" {
		n.Unsplit = true
		r.warn(p.line, "表格这一行的数值像是两格连在一起，分不开，没有读取数值：%s（%s）", glued, strings.Join(nonEmpty(r.wordsOf(p)), " "))
	}
	for c := range g.columns {
		kind := g.columns[c].kind
		if n.Unsplit || kind != columnValue && kind != columnGrowth {
			continue
		}
		v := r.gridValue(g.columns[c], fields[c], n.Measure)
		g.values += min(1, len(v.Raw))
		if kind == columnGrowth {
			n.Growth = append(n.Growth, v)
		} else {
			n.Values = append(n.Values, v)
		}
	}
	r.gridLeads(&n, g, fields)
	group(&n, groups)
	r.plan.Indicators = append(r.plan.Indicators, n)
	return n.Anchor
}

// gridLeads reads who answers for an indicator: the units that lead where the
// row names some, or else all that are responsible.
func (r *reader) gridLeads(n *corpus.Indicator, g *grid, fields []field) {
	var a corpus.Assignment
	led := g.led()
	var from corpus.Anchor
	for c := range g.columns {
		f := fields[c]
		if g.columns[c].kind != columnUnits || f.words == "" || isPlaceholder(f.words) || c > 0 && f == fields[c-1] {
			continue
		}
		before := len(a.Units)
		r.readDuties(&a, r.unitsIn(g.columns[c], f), labelRole(g.columns[c].label, led), true)
		if !f.own && len(a.Units) > before {
			from = f.from
		}
	}
	leads := slices.ContainsFunc(a.Units, func(u corpus.UnitRole) bool { return u.Role == corpus.RoleLead })
	for _, u := range a.Units {
		if u.Role == corpus.RoleLead || !leads && u.Role == corpus.RoleResponsible {
			n.Leads = append(n.Leads, u.Name)
		}
	}
	if len(n.Leads) > 0 {
		n.LeadsFrom = from
	}
}

// led tells whether a column of the table names who leads.
func (g *grid) led() bool {
	return slices.ContainsFunc(g.columns, func(c column) bool {
		return c.kind == columnUnits && labelRole(c.label, false) == corpus.RoleLead
	})
}

// lineEnd matches what stands for a line end in a cell of Markdown.
var lineEnd = regexp.MustCompile(`(?i)<br\s*/?>`)

// unitsIn returns the units of a cell with what parts them. Of a column that
// holds persons too it returns what is a unit for certain.
func (r *reader) unitsIn(c column, f field) string {
	words := lineEnd.ReplaceAllString(withoutSpaces(f.span.Of(r.plan.Text)), "、")
	if !c.mixed {
		return words
	}
	names, _ := splitUnits(f.span.Of(r.plan.Text))
	names = slices.DeleteFunc(names, func(n string) bool { return !isUnit(n, looseEnding) })
	return strings.Join(names, "、")
}

// group puts an indicator below what its row is grouped under.
func group(n *corpus.Indicator, groups []field) {
	from := func(f field) corpus.Anchor {
		if f.own {
			return ""
		}
		return f.from
	}
	groups = slices.Clone(groups)
	for i := range groups {
		if isPlaceholder(groups[i].words) { // it stands under nothing
			groups[i] = field{own: true}
		}
	}
	if len(groups) > 0 {
		n.Category, n.CategoryFrom = groups[0].words, from(groups[0])
	}
	if len(groups) > 1 {
		n.Subcategory, n.SubcategoryFrom = groups[1].words, from(groups[1])
	}
}

// nameEnd matches the measure that a name may end in: 排放总量（万吨）.
var nameEnd = regexp.MustCompile(`^(.+)[（(]((?:[万亿]|百万|千万)?(?:` + measures + `|万元/人|元/人|平方米/人|吨标准煤/万元))[）)]$`)

// nameAndMeasure parts a name from the measure in its bracket.
func nameAndMeasure(name string) (string, string) {
	if m := nameEnd.FindStringSubmatch(name); m != nil {
		return m[1], m[2]
	}
	return name, ""
}

// gridValue reads a value in a column. What a row is counted in comes before
// what its column is; growth is counted as its column says, one that is summed
// up as the row.
func (r *reader) gridValue(c column, f field, measure string) corpus.Value {
	switch summed := strings.ContainsAny(f.words, "〔[［"); {
	case summed:
	case c.kind == columnGrowth, measure == "":
		measure = c.measure
	}
	v := r.value(valueColumn{year: c.year, target: c.target}, orPlaceholder(f.words), f.span, measure)
	switch {
	case c.kind == columnGrowth:
		v.Year, v.Kind, v.Column = c.year, corpus.ValueGrowth, c.words
	case c.base:
		v.Year, v.Kind = c.year, corpus.ValueBaseline
	}
	if !f.own {
		v.Span = corpus.Span{} // it stands in another row
		if f.words != "" {
			v.Quantity = corpus.Quantity{Measure: measure}
		}
	}
	return v
}

func orPlaceholder(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// gridTask reads a row of a table of tasks. A row whose task is covered from
// above adds to who answers for it.
func (r *reader) gridTask(p *paragraph, g *grid, fields []field) corpus.Anchor {
	var texts []field
	number := ""
	for c := range g.columns {
		switch f := fields[c]; {
		case g.columns[c].kind == columnNumber:
			number = f.words
		case g.columns[c].kind == columnTask && f.own && f.words != "":
			texts = append(texts, f)
		}
	}
	if len(texts) == 0 {
		return r.moreOfTask(p, g, fields)
	}
	name := texts[0]
	task := corpus.Task{
		Anchor:    corpus.Anchor("task-" + strconv.Itoa(len(r.plan.Tasks)+1)),
		Number:    number,
		Section:   r.sectionAnchor(),
		Span:      p.span,
		TitleSpan: titleSpan(r.plan.Text, name.span, nil),
		BodySpan:  corpus.Span{Start: name.span.Start, End: max(name.span.End, texts[len(texts)-1].span.End)},
	}
	task.Title = squash(task.TitleSpan.Of(r.plan.Text))
	if a := r.gridAssignment(g, fields); len(a.Units) > 0 || a.DeadlineRaw != "" {
		r.markLead(&a)
		a.Item, a.Governs = task.Anchor, task.BodySpan
		if a.Span.Empty() {
			a.Span = name.span
		}
		task.Assignments = append(task.Assignments, a)
	}
	for _, f := range texts {
		r.readPromises(&task, f.span)
	}
	r.plan.Tasks = append(r.plan.Tasks, task)
	r.states = append(r.states, taskState{row: true})
	return task.Anchor
}

// moreOfTask reads a row whose task is covered from above: who else answers
// for it. It is "" for a row that names no task.
func (r *reader) moreOfTask(p *paragraph, g *grid, fields []field) corpus.Anchor {
	words := nonEmpty(r.wordsOf(p))
	if len(words) == 0 {
		return ""
	}
	task, ok := r.taskAbove(g, fields)
	more := r.ownAssignment(g, fields)
	if !ok || len(more.Units) == 0 {
		r.warn(p.line, "表格这一行没有写明任务，未作为任务：%s", strings.Join(words, " "))
		return ""
	}
	task.Span.End = p.span.End
	if last := len(task.Assignments) - 1; last >= 0 && more.DeadlineRaw == "" && !task.Assignments[last].Span.Empty() {
		r.joinUnits(&task.Assignments[last], more)
		return task.Anchor
	}
	more.Item, more.Governs = task.Anchor, task.BodySpan
	r.markLead(&more)
	task.Assignments = append(task.Assignments, more)
	return task.Anchor
}

// joinUnits adds the units of a further row to those of a task. They stand
// behind them in the list: by position none of them leads.
func (r *reader) joinUnits(a *corpus.Assignment, more corpus.Assignment) {
	whole := *a
	whole.Units = append(slices.Clone(a.Units), more.Units...)
	for i := range whole.Units {
		if u := &whole.Units[i]; u.Basis == corpus.BasisRule || u.Basis == corpus.BasisPosition {
			u.Role, u.Basis = corpus.RoleResponsible, ""
		}
	}
	r.markLead(&whole)
	a.Units, a.Open = whole.Units, a.Open || more.Open
	a.Span.End = more.Span.End
}

// taskAbove returns the task whose cell covers a row, if it was read last.
func (r *reader) taskAbove(g *grid, fields []field) (*corpus.Task, bool) {
	for c := range g.columns {
		if g.columns[c].kind == columnTask && fields[c].words != "" {
			last := len(r.plan.Tasks) - 1
			return &r.plan.Tasks[max(last, 0)], last >= 0 && r.plan.Tasks[last].Anchor == fields[c].from
		}
	}
	return nil, false
}

// ownAssignment reads the units and the deadline of a row's own cells.
func (r *reader) ownAssignment(g *grid, fields []field) corpus.Assignment {
	own := make([]field, len(fields))
	for c, f := range fields {
		if f.own {
			own[c] = f
		}
	}
	return r.gridAssignment(g, own)
}

// gridAssignment reads who answers for a row's task, and by when. Units in a
// cell that covers several rows answer for each of them.
func (r *reader) gridAssignment(g *grid, fields []field) corpus.Assignment {
	var a corpus.Assignment
	led, own := g.led(), false // own: the span is of this row
	cover := func(f field) {
		switch {
		case a.Span.Empty():
			a.Span, own = f.span, f.own
		case f.own && own:
			a.Span = corpus.Span{Start: min(a.Span.Start, f.span.Start), End: max(a.Span.End, f.span.End)}
		}
	}
	for c := range g.columns {
		f := fields[c]
		if f.words == "" || isPlaceholder(f.words) || c > 0 && g.columns[c].kind == g.columns[c-1].kind && fields[c] == fields[c-1] {
			continue
		}
		switch g.columns[c].kind {
		case columnUnits:
			r.readDuties(&a, r.unitsIn(g.columns[c], f), labelRole(g.columns[c].label, led), true)
			cover(f)
		case columnDeadline:
			a.DeadlineRaw, a.Deadline = f.words, r.deadline(f.words)
			cover(f)
		}
	}
	return a
}
