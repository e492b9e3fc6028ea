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

// columnKind is what a column holds.
type columnKind int

const (
	columnOther     columnKind = iota
	columnNumber               // 序号
	columnGroup                // 类别, 一级指标
	columnName                 // 指标名称
	columnMeasure              // 计量单位
	columnValue                // 2023年, 目标值
	columnGrowth               // 年均增速
	columnAttribute            // 约束性, 定量
	columnTask                 // 重点任务, 工作内容
	columnUnits                // 牵头单位, 责任科室
	columnDeadline             // 完成时限
)

type columnForm struct {
	kind    columnKind
	pattern *regexp.Regexp
}

// columnForms tell a column by its header. The first that matches counts.
var columnForms = []columnForm{
	{columnOther, regexp.MustCompile(`分值|权重|得分|分数|赋分|责任人|负责人|联系人|电话|领导|备注|说明|依据|来源|资金|投资`)},
	{columnNumber, regexp.MustCompile(`^(?:序号?|编号|项次|号)$`)},
	{columnAttribute, regexp.MustCompile(`属性|性质|指标类型`)},
	{columnDeadline, regexp.MustCompile(`时限|期限|时间|进度|节点`)},
	{columnUnits, regexp.MustCompile(`(?:牵头|责任|負責|负责|主管|主办|承办|配合|协同|协办|参与|监考|实施|落实|考核|主责)(?:单位|單位|部门|部門|科室|处室|机构|主体)`)},
	{columnMeasure, regexp.MustCompile(`^(?:计量|计算|度量|指标)?单位$`)},
	{columnGrowth, regexp.MustCompile(`年均|增速|增长|增幅|比20\d\d年|较20\d\d年|提高|下降|变化`)},
	{columnValue, regexp.MustCompile(`20\d{2}年?|\d{3}年度|目标值|指标值|基期|现状|完成值|完成情况|预期值|实际值|基数|基准|^目标$|年度目标`)},
	{columnGroup, regexp.MustCompile(`类别|分类|类型|领域|板块|方面|[一二]级指标|维度`)},
	{columnName, regexp.MustCompile(`指标|名称`)},
	{columnTask, taskHead},
}

// column is a column of a table.
type column struct {
	kind    columnKind
	words   string // of its header
	year    int
	target  bool
	base    bool
	measure string // that its header gives its values: 年均增速（%）
	label   string // of a column of units: 牵头, 责任
}

// grid is the state of a table that is read by columns.
type grid struct {
	line    int // of its header
	columns []column
	header  [][]string // the rows of its header
	seen    int        // how many of them were repeated, where a page break cut the table
	tasks   bool       // its rows are tasks
	group   string     // what the last row over the whole width says
	above   []field    // the cells of the row above
	items   int        // that its rows are
}

// field is a cell with what it says, its own or that of the merged cell that
// covers it.
type field struct {
	words string
	span  corpus.Span
	from  corpus.Anchor // the item in whose row it stands
	own   bool
}

// headerWord matches what can stand in a row of headers.
var headerWord = regexp.MustCompile(`^[^。；，]{1,24}$`)

// readColumn tells what a column holds by its header.
func readColumn(words string) column {
	c := column{words: words}
	for _, form := range columnForms {
		if form.pattern.MatchString(words) {
			c.kind = form.kind
			break
		}
	}
	if m := anyYear.FindAllString(words, -1); m != nil { // 2015年比2010年增长 is up to 2015
		c.year, _ = strconv.Atoi(slices.Max(m))
	} else if m := republicColumn.FindStringSubmatch(words); m != nil {
		c.year = republic + numberOf(m[1])
	}
	c.target = strings.Contains(words, "目标") || strings.Contains(words, "预期")
	c.base = containsAny(words, "基期", "现状", "基数", "基准", "完成", "实际")
	if m := measureIn.FindStringSubmatch(words); m != nil {
		c.measure = m[1]
	}
	if m := unitsHead.FindStringSubmatch(words); m != nil {
		c.label = m[1]
	}
	return c
}

var (
	anyYear        = regexp.MustCompile(`20\d{2}`)
	republicColumn = regexp.MustCompile(`(\d{3})年度`)
	measureIn      = regexp.MustCompile(`[（(](` + measures + `)[）)]`)
	unitsHead      = regexp.MustCompile(`(牵头|责任|負責|负责|主管|主办|承办|配合|协同|协办|参与|监考|实施|落实|考核|主责)(?:单位|單位|部门|部門|科室|处室|机构|主体)`)
)

var (
	numberCell = regexp.MustCompile(`^[-+<>≥≤＜＞〔]?\d+(?:[.,]\d+)*(?:[^\d年].*)?$`)
	setsTarget = regexp.MustCompile(`^(?:实现|保持|达到|与|增长|下降|提高|不低于|不高于|不少于)`)
)

// isHeader tells whether a row can be the first of a header: at least two of
// its cells say what a column holds.
func isHeader(words []string) bool {
	if slices.ContainsFunc(words, func(w string) bool { return len(w) > 3*24 || isNumber(w) }) {
		return false
	}
	known, all := 0, 0
	for _, w := range words {
		if w == "" {
			continue
		}
		if !headerWord.MatchString(w) || isPlaceholder(w) || numberCell.MatchString(w) || setsTarget.MatchString(w) {
			return false
		}
		all++
		if c := readColumn(w); c.kind != columnOther && (c.kind != columnValue || len(w) <= maxNumber) {
			known++
		}
	}
	return known >= 2 && 2*known >= all
}

// readGrid reads a row whose file gives it columns.
func (r *reader) readGrid(i int) {
	p := &r.paras[i]
	r.task = nil
	cells := cellsOf(p)
	defer func() {
		if b := &r.plan.Blocks[len(r.plan.Blocks)-1]; b.Cells != nil {
			b.Merges = mergesOf(p)
		}
	}()
	words := r.cellWords(cells)
	g := r.openGrid(len(cells), p.line)
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

// openGrid returns the table that a row of so many cells belongs to: the one
// that is being read, or that a page break cut.
func (r *reader) openGrid(cells, line int) *grid {
	if r.grid == nil || len(r.grid.columns) != cells {
		return nil
	}
	for _, s := range r.spans {
		if s[0] < r.grid.line && line <= s[1] {
			return r.grid
		}
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
	g := &grid{line: r.paras[i].line, header: [][]string{words}, seen: 1, above: make([]field, len(words))}
	heads := make([]string, len(words))
	g.addHeader(heads, r.paras[i].cells, words)
	for n := i + 1; n < len(r.paras) && len(r.paras[n].cells) == len(words); n++ {
		below := r.cellWords(cellsOf(&r.paras[n]))
		if len(below) != len(words) || !goesBelow(r.paras[n].cells, below, r.paras[n-1].cells) {
			break
		}
		g.header = append(g.header, below)
		g.addHeader(heads, r.paras[n].cells, below)
	}
	for _, words := range heads {
		g.columns = append(g.columns, readColumn(words))
	}
	g.settle(r.plan.Head.Year)
	r.grid, r.grids = g, append(r.grids, g)
	switch {
	case g.tasks:
	case g.name() >= 0:
		if !slices.ContainsFunc(g.columns, func(c column) bool { return c.kind == columnValue || c.kind == columnGrowth }) {
			r.warn(r.paras[i].line, "表头里没有年度或目标值一列，读出的指标没有数值：%s", strings.Join(nonEmpty(heads), "、"))
		}
	default:
		r.warn(r.paras[i].line, "表头里没有指标名称或任务一列，整张表按原文保留，未读出指标：%s", strings.Join(nonEmpty(words), " "))
	}
}

// addHeader adds a row of the header to what each column is called.
func (g *grid) addHeader(heads []string, cells []source.Cell, words []string) {
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
		case words[c] == "" && cells[c].From == source.Own:
		case above[c].From == source.Left || c+1 < len(above) && above[c+1].From == source.Left:
		default:
			return false
		}
	}
	return covered
}

// settle tells what the columns hold beside each other: a table with a measure
// or values has indicators, one with units and duties has tasks. Of several
// names the last is the indicator's, the others group it.
func (g *grid) settle(year int) {
	var count [columnDeadline + 1]int
	for i := range g.columns {
		count[g.columns[i].kind]++
	}
	named := count[columnName] > 0
	g.tasks = count[columnTask] > 0 && count[columnUnits]+count[columnDeadline] > 0 && count[columnMeasure] == 0 && !named ||
		count[columnTask]+count[columnName] > 0 && count[columnUnits]+count[columnDeadline] > 0 && count[columnValue]+count[columnMeasure]+count[columnAttribute]+count[columnGrowth] == 0
	last := -1
	for i := range g.columns {
		c := &g.columns[i]
		switch {
		case g.tasks && (c.kind == columnName || c.kind == columnValue || c.kind == columnGrowth):
			c.kind = columnTask
		case !g.tasks && c.kind == columnTask && !named:
			c.kind = columnName
		}
		if c.kind == columnName {
			if last >= 0 {
				g.columns[last].kind = columnGroup
			}
			last = i
		}
		if c.words == "" && last < 0 {
			c.kind = columnGroup
		}
	}
	g.markTarget(year)
	until := 0
	for i := range g.columns { // growth is that up to the last year
		c := &g.columns[i]
		if c.kind == columnValue {
			until = max(until, c.year)
		}
		if c.kind == columnGrowth && c.year == 0 {
			c.year = until
		}
	}
}

// markTarget takes the last column of values for the target where the header
// calls none so and the plan's year does not say.
func (g *grid) markTarget(year int) {
	last := -1
	for i := range g.columns {
		if c := &g.columns[i]; c.kind == columnValue {
			if c.target || c.year > 0 && year > 0 && c.year >= year {
				return
			}
			last = i
		}
	}
	if last >= 0 && !g.columns[last].base && (year == 0 || g.columns[last].year == 0) {
		g.columns[last].target = true
	}
}

// name returns the column of the indicators' names, -1 where there is none.
func (g *grid) name() int {
	return slices.IndexFunc(g.columns, func(c column) bool { return c.kind == columnName })
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
	if full && only >= 0 && (only == 0 || p.cells[(only+1)%len(cells)].From == source.Left || !g.tasks && only <= g.name()) {
		g.group = withoutPersons(words[only])
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

// persons matches what a row that groups others says of who leads in person.
var inPerson = regexp.MustCompile(`[（(][^（()）]*(?:领导|责任人|负责人)[^（()）]*[）)]$`)

func withoutPersons(s string) string { return inPerson.ReplaceAllString(s, "") }

// gridIndicator reads a row of a table of indicators.
func (r *reader) gridIndicator(p *paragraph, g *grid, fields []field) corpus.Anchor {
	name := fields[g.name()]
	if name.words == "" || !name.own {
		if some := nonEmpty(r.cellWords(cellsOf(p))); len(some) > 1 || name.words == "" && len(some) > 0 {
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
	n.Name, n.Measure = nameAndMeasure(itemLike.ReplaceAllString(n.Name, ""))
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
		case columnUnits:
			if f.words != "" && !isPlaceholder(f.words) {
				n.Leads = append(n.Leads, splitCell(r.unitsIn(f))...)
				if !f.own {
					n.LeadsFrom = f.from
				}
			}
		}
	}
	if w := g.glued(fields); w != "" {
		r.warn(p.line, "表格这一行的数值像是两格连在一起，分不开，未作为指标：%s", w)
		return ""
	}
	for c := range g.columns {
		if kind := g.columns[c].kind; kind == columnValue || kind == columnGrowth {
			v := r.gridValue(g.columns[c], fields[c], n.Measure)
			if kind == columnGrowth {
				n.Growth = append(n.Growth, v)
			} else {
				n.Values = append(n.Values, v)
			}
		}
	}
	group(&n, groups)
	r.plan.Indicators = append(r.plan.Indicators, n)
	return n.Anchor
}

// longDecimal matches a number with more decimals than plans give.
var longDecimal = regexp.MustCompile(`\d\.\d{3,}`)

// glued returns a value that stands beside an empty cell and looks like two: of
// 15.74 and 15左右, 15.7415左右.
func (g *grid) glued(fields []field) string {
	empty, long := false, ""
	for c := range g.columns {
		if g.columns[c].kind != columnValue {
			continue
		}
		empty = empty || fields[c].words == ""
		if longDecimal.MatchString(fields[c].words) {
			long = fields[c].words
		}
	}
	if !empty {
		return ""
	}
	return long
}

// unitsIn returns the units of a cell with the white space that parts them.
func (r *reader) unitsIn(f field) string {
	return withoutSpaces(f.span.Of(r.plan.Text))
}

// group puts an indicator below what its row is grouped under.
func group(n *corpus.Indicator, groups []field) {
	from := func(f field) corpus.Anchor {
		if f.own {
			return ""
		}
		return f.from
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

// gridValue reads a value in a column.
func (r *reader) gridValue(c column, f field, measure string) corpus.Value {
	if c.measure != "" && !strings.ContainsAny(f.words, "〔[［") {
		measure = c.measure
	}
	v := r.value(valueColumn{year: c.year, target: c.target}, orPlaceholder(f.words), f.span, measure)
	switch {
	case c.kind == columnGrowth:
		v.Year, v.Kind, v.Column = c.year, corpus.ValueGrowth, c.words
	case c.base && !c.target:
		v.Kind = corpus.ValueBaseline
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
		return r.moreOfTask(p)
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
		a.Item, a.Governs = task.Anchor, name.span
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

// moreOfTask reads a row that goes on with the task above it.
func (r *reader) moreOfTask(p *paragraph) corpus.Anchor {
	words := nonEmpty(r.cellWords(cellsOf(p)))
	if len(words) == 0 {
		return ""
	}
	r.warn(p.line, "表格这一行没有写明任务，未作为任务：%s", strings.Join(words, " "))
	return ""
}

// gridAssignment reads who answers for a row's task, and by when. Units in a
// cell that covers several rows answer for each of them.
func (r *reader) gridAssignment(g *grid, fields []field) corpus.Assignment {
	var a corpus.Assignment
	led := slices.ContainsFunc(g.columns, func(c column) bool { return c.kind == columnUnits && labelRole(c.label, false) == corpus.RoleLead })
	own := false // the span is of this row
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
			r.readDuties(&a, r.unitsIn(f), labelRole(g.columns[c].label, led), true)
			cover(f)
		case columnDeadline:
			a.DeadlineRaw, a.Deadline = f.words, r.deadline(f.words)
			cover(f)
		}
	}
	r.markLead(&a)
	return a
}
