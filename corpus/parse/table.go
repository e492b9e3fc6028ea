package parse

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"planbot/corpus"
)

// table is the state of the table that is being read: what its header says and
// what its rows have inherited so far.
type table struct {
	line       int // of its header
	years      []valueColumn
	hasMeasure bool
	measure    string // of all values, where its title gives one
	hasLeads   bool   // it has a column for who answers
	warned     bool
	tasks      *taskColumns // of a table whose rows are tasks; nil for indicators

	category, subcategory, leads inherited
}

// valueColumn is a column of values.
type valueColumn struct {
	year   int
	target bool // the header says so
	last   bool // it is the last year of a header that calls none a target
}

// inherited is a merged cell: its words and the row that they stand in.
type inherited struct {
	words []string
	from  corpus.Anchor
}

var (
	yearCell    = regexp.MustCompile(`^(20\d{2})年?`)
	leadHead    = regexp.MustCompile(`^(牵头|责任|负责|主管|承办|配合|监考|实施)(单位|部门|科室|主体)`)
	measureHead = regexp.MustCompile(`^(计量|计算)?单位$`)
	valueWord   = regexp.MustCompile(`目标|基期|完成|实际|现状|指标值|预期`)
	nameHead    = regexp.MustCompile(`指标|项目|名称|内容|任务`)
)

// readRow reads a line with tabs: a header, a row with an indicator or a task,
// or a row that cannot be split, which is kept with a warning.
func (r *reader) readRow(p *paragraph) {
	r.task = nil
	cells := cellsOf(p)
	words := r.cellWords(cells)
	var header *table
	if !slices.ContainsFunc(words, func(w string) bool { return isNumber(w) && !bareYear.MatchString(w) }) {
		header = readHeader(words)
		if columns := readTaskHeader(words); header == nil && columns != nil {
			header = &table{tasks: columns}
		}
	}
	if header != nil {
		r.startTable(p, header)
		r.addBlock(corpus.BlockHeader, r.owner(), p, cells)
		return
	}
	t := r.openTable()
	var item corpus.Anchor
	switch {
	case t.tasks != nil:
		item = r.readTaskRow(p, t.tasks, cells, words)
	case len(t.years) == 0:
		r.warnTable(p, t)
	default:
		item = r.readIndicator(p, cells, words)
	}
	if item == "" {
		item = r.owner()
	}
	r.addBlock(corpus.BlockRow, item, p, cells)
}

// keepRow keeps a line of a table that is not read. Below rows with columns it
// goes over all of them.
func (r *reader) keepRow(p *paragraph) {
	r.task = nil
	s, last := r.section(), &corpus.Block{}
	if n := len(r.plan.Blocks); n > 0 {
		last = &r.plan.Blocks[n-1]
	}
	b := corpus.Block{Kind: corpus.BlockRow, Item: r.owner(), Span: p.span, Line: p.line, Cells: []corpus.Span{p.span}, Merges: []corpus.Merge{corpus.MergeNone}}
	if last.Kind == corpus.BlockRow || last.Kind == corpus.BlockHeader {
		for len(b.Cells) < len(last.Merges) {
			b.Cells = append(b.Cells, corpus.Span{Start: p.span.End, End: p.span.End})
			b.Merges = append(b.Merges, corpus.MergeLeft)
		}
	}
	if s != nil && last.Item == s.Anchor {
		s.Span.End = p.span.End
	}
	r.plan.Blocks = append(r.plan.Blocks, b)
}

// openTable returns the table that a row belongs to: the one that is being
// read, the one that a page break cut, or one without a header.
func (r *reader) openTable() *table {
	if r.table == nil && r.previous != nil {
		r.table = r.lastTable()
	}
	if r.table == nil {
		r.table = &table{}
		r.previous = r.table
	}
	return r.table
}

// startTable begins a table, or goes on with the one that a page break cut:
// then the header is repeated and the merged cells above still hold.
func (r *reader) startTable(p *paragraph, header *table) {
	header.line, header.measure = p.line, r.measureAbove()
	if last := r.lastTable(); last != nil && slices.Equal(last.years, header.years) && last.hasMeasure == header.hasMeasure && last.hasLeads == header.hasLeads {
		header.category, header.subcategory, header.leads = last.category, last.subcategory, last.leads
	}
	r.table, r.previous = header, header
}

// lastTable returns the table whose rows stood last, with nothing but
// footnotes since; nil where there is none.
func (r *reader) lastTable() *table {
	for _, b := range slices.Backward(r.plan.Blocks) {
		switch b.Kind {
		case corpus.BlockNote:
		case corpus.BlockRow, corpus.BlockHeader:
			return r.previous
		default:
			return nil
		}
	}
	return nil
}

// cellsOf returns the spans of a row's cells, trimmed.
func cellsOf(p *paragraph) []corpus.Span {
	var cells []corpus.Span
	for _, c := range p.at {
		cells = append(cells, corpus.Span{Start: p.span.Start + c.Start, End: p.span.Start + c.End})
	}
	if cells != nil {
		return cells
	}
	start := 0
	for i := 0; i <= len(p.text); i++ {
		if i < len(p.text) && p.text[i] != '\t' {
			continue
		}
		cell := corpus.Span{Start: start, End: i}.Trim(p.text)
		cells = append(cells, corpus.Span{Start: p.span.Start + cell.Start, End: p.span.Start + cell.End})
		start = i + 1
	}
	return cells
}

func (r *reader) cellWords(cells []corpus.Span) []string {
	words := make([]string, len(cells))
	for i, c := range cells {
		words[i] = squash(c.Of(r.plan.Text))
	}
	return words
}

// readHeader returns the table that a row of headers begins, nil for a row of
// anything else.
func readHeader(words []string) *table {
	t := &table{}
	named := false
	for _, w := range words {
		m := yearCell.FindStringSubmatch(w)
		switch {
		case leadHead.MatchString(w):
			t.hasLeads = true
		case m != nil && utf8.RuneCountInString(w) <= 12:
			year, _ := strconv.Atoi(m[1])
			t.years = append(t.years, valueColumn{year: year, target: strings.Contains(w, "目标")})
		case deadlineHead.MatchString(w):
		case valueWord.MatchString(w) && utf8.RuneCountInString(w) <= 8:
			t.years = append(t.years, valueColumn{target: strings.Contains(w, "目标")})
		case measureHead.MatchString(w):
			t.hasMeasure = true
		case nameHead.MatchString(w) && utf8.RuneCountInString(w) <= 8:
			named = true
		}
	}
	if !named || len(t.years) == 0 && !t.hasMeasure {
		return nil
	}
	t.markTarget()
	return t
}

// markTarget takes the last year for the target where the header calls none so:
// then the plan's own year decides, but a plan may not say its year.
func (t *table) markTarget() {
	if len(t.years) > 0 && !slices.ContainsFunc(t.years, func(c valueColumn) bool { return c.target }) {
		t.years[len(t.years)-1].last = true
	}
}

// readIndicator reads a row from its measure and its values outwards: before
// them stands the name, before that what it is grouped under, behind them who
// leads. It returns "" where the row cannot be read.
func (r *reader) readIndicator(p *paragraph, cells []corpus.Span, words []string) corpus.Anchor {
	t := r.table
	at := findValues(words, t)
	if at <= 0 {
		r.warn(p.line, "表格这一行读不出名称、单位和数值，未作为指标：%s", strings.Join(nonEmpty(words), " "))
		return ""
	}
	name := at - 1
	if t.hasMeasure {
		name--
	}
	indicator := corpus.Indicator{
		Anchor:   corpus.Anchor("indicator-" + strconv.Itoa(len(r.plan.Indicators)+1)),
		Name:     withoutMarks(words[name]),
		NameSpan: cells[name],
		Span:     p.span,
	}
	if t.hasMeasure && !isPlaceholder(words[at-1]) {
		indicator.Measure = words[at-1]
	}
	if !t.hasMeasure {
		if indicator.Name, indicator.Measure = nameAndMeasure(indicator.Name); indicator.Measure == "" {
			indicator.Measure = t.measure
		}
	}
	for i, column := range t.years {
		indicator.Values = append(indicator.Values, r.value(column, words[at+i], cells[at+i], indicator.Measure))
	}
	r.groupIndicator(&indicator, p, words[:name])
	r.leadIndicator(&indicator, p, cells[at+len(t.years):])
	r.plan.Indicators = append(r.plan.Indicators, indicator)
	return indicator.Anchor
}

// warnTable warns once for a table whose rows hold nothing that can be read.
func (r *reader) warnTable(p *paragraph, t *table) {
	switch {
	case t.warned:
	case t.line == 0:
		r.warn(p.line, "表格没有可识别的表头，按原文保留，未读出指标。")
	default:
		r.warn(t.line, "表头里没有年度或目标值一列，整张表按原文保留，未读出指标。")
	}
	t.warned = true
}

// findValues returns the index of the first value cell, -1 where no place in
// the row fits the header, or several do, or a number is left over.
func findValues(words []string, t *table) int {
	first := 1
	if t.hasMeasure {
		first = 2
	}
	for _, isValue := range []func(string) bool{isPlainValue, isValue} {
		found := 0
		for at := first; at+len(t.years) <= len(words); at++ {
			name := withoutMarks(words[at-first])
			if name == "" || isNumber(name) || t.hasMeasure && !isMeasure(words[at-1]) ||
				slices.ContainsFunc(words[at:at+len(t.years)], func(w string) bool { return !isValue(w) }) {
				continue
			}
			if found > 0 {
				return -1
			}
			found = at
		}
		if found > 0 {
			if slices.ContainsFunc(words[found+len(t.years):], isNumber) {
				return -1
			}
			return found
		}
	}
	return -1
}

// isPlainValue tells whether a cell can be nothing but a value.
func isPlainValue(w string) bool { return isNumber(w) || isPlaceholder(w) }

// isMeasure tells whether a cell can be what values are counted in.
func isMeasure(w string) bool {
	return isPlaceholder(w) || w != "" && utf8.RuneCountInString(w) <= 8 && !strings.ContainsAny(w, "0123456789") && !looksLikeUnit(w)
}

var valueWords = regexp.MustCompile(`[\d]|增长|达标|完成|持平|提升|下降|保持|减半|以上|以下|以内|左右|同步|全覆盖|不低于|不超过|前列|[一二三四五六七八九十]+(家|个|项|倍)`)

// isValue tells whether a cell can be a value: a number, a placeholder or
// words that set a target.
func isValue(w string) bool {
	return isPlaceholder(w) || valueWords.MatchString(w) && !looksLikeUnit(w)
}

// isPlaceholder tells whether a cell says that there is nothing to say.
func isPlaceholder(w string) bool {
	return w != "" && strings.Trim(w, "-—–－─/") == ""
}

func nonEmpty(words []string) []string {
	return slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == "" })
}

// value reads a value cell. The plan's own year, and any later one, is a
// target; an earlier one is what the target starts from.
func (r *reader) value(column valueColumn, word string, span corpus.Span, measure string) corpus.Value {
	v := corpus.Value{Year: column.year, Kind: corpus.ValueBaseline}
	if v.Year == 0 {
		v.Year = r.plan.Head.Year
	}
	known := r.plan.Head.Year > 0
	if column.target || known && v.Year >= r.plan.Head.Year || !known && column.last {
		v.Kind = corpus.ValueTarget
	}
	if isPlaceholder(word) {
		v.Quantity = corpus.Quantity{Measure: measure, Span: span}
		return v
	}
	v.Quantity = readCell(word, measure)
	v.Span = span
	return v
}

// rowNumber is the number that a table gives its row.
var rowNumber = regexp.MustCompile(`^(?:\d{1,3}|[（(]\d{1,3}[）)]|①|②|③|④|⑤|⑥|⑦|⑧|⑨|⑩)[.．、]?$`)

// groupIndicator reads the cells before the name: category and subcategory,
// each its own or inherited from the row that it was merged over. A unit
// printed in the column of the subcategory is taken for the lead that it is.
func (r *reader) groupIndicator(n *corpus.Indicator, p *paragraph, before []string) {
	t := r.table
	if len(before) > 0 && rowNumber.MatchString(before[0]) { // a column of 序号
		before = before[1:]
	}
	cell := func(i int) string {
		if i < len(before) {
			return before[i]
		}
		return ""
	}
	category, subcategory := cell(0), cell(1)
	for i := 2; i < len(before); i++ {
		if before[i] != "" {
			r.warn(p.line, "指标“%s”前多出一格“%s”，按原文保留。", n.Name, before[i])
		}
	}
	if subcategory != "" && looksLikeUnit(subcategory) {
		r.warn(p.line, "指标“%s”的牵头单位“%s”印在了类别列，按牵头单位读取。", n.Name, subcategory)
		t.leads = inherited{splitCell(subcategory), n.Anchor}
		n.Leads = t.leads.words
		subcategory = ""
	}
	switch {
	case category != "":
		t.category = inherited{[]string{category}, n.Anchor}
		t.subcategory = inherited{}
		if n.Leads == nil {
			t.leads = inherited{}
		}
	case len(before) < 2:
		t.subcategory = inherited{}
	}
	if subcategory != "" {
		t.subcategory = inherited{[]string{subcategory}, n.Anchor}
		if n.Leads == nil && category == "" {
			t.leads = inherited{}
		}
	}
	n.Category, n.CategoryFrom = t.category.forRow(n.Anchor)
	n.Subcategory, n.SubcategoryFrom = t.subcategory.forRow(n.Anchor)
}

// forRow returns a merged cell's words and the row they come from, "" where
// that is the row itself.
func (i inherited) forRow(row corpus.Anchor) (string, corpus.Anchor) {
	if len(i.words) == 0 {
		return "", ""
	}
	if i.from == row {
		return i.words[0], ""
	}
	return i.words[0], i.from
}

// leadIndicator reads the cells behind the values. A row without lead units
// has those of the row above it in the same category: the cell was merged.
func (r *reader) leadIndicator(n *corpus.Indicator, p *paragraph, after []corpus.Span) {
	t := r.table
	for _, cell := range after {
		if w := cell.Of(r.plan.Text); w != "" && !isPlaceholder(w) && !attribute.MatchString(w) && (t.hasLeads || looksLikeUnit(w)) {
			t.leads = inherited{splitCell(w), n.Anchor}
			break
		}
	}
	n.Leads = t.leads.words
	if len(n.Leads) == 0 {
		if t.hasLeads {
			r.warn(p.line, "指标“%s”没有写明牵头单位。", n.Name)
		}
		return
	}
	if t.leads.from != n.Anchor {
		n.LeadsFrom = t.leads.from
	}
}

// attribute matches what tables say of an indicator besides its values.
var attribute = regexp.MustCompile(`^(约束性|预期性|定量|定性|[★▲●√])$`)

// splitCell splits the units of a cell, which stand apart by 、 or a space.
func splitCell(w string) []string {
	units, _ := splitUnits(w)
	return units
}
