package parse

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"planbot/corpus/parse/source"
)

// Plain text has no tables, but what was one: cells parted by tabs, by pipes or
// by runs of spaces, or set each on a line of its own. Here they become rows
// with columns, where which cell is in which column is beyond doubt. What is
// not stays text, with a warning.

// tableFinder goes through the lines of a document.
type tableFinder struct {
	in       []source.Line
	out      []source.Line
	warnings []lineWarning

	evenBelow map[string]bool // by header: whether all rows below it are of its length
	tables    [][2]int        // the lines of tables that hold lines which could not be read
}

// lineWarning is a warning about a line of the document that is handed on.
type lineWarning struct {
	line    int // its index
	message string
}

// findTables returns the lines of a document, those of tables as rows with
// columns.
func findTables(doc source.Document) *tableFinder {
	f := &tableFinder{out: make([]source.Line, 0, len(doc.Lines))}
	f.in = slices.DeleteFunc(slices.Clone(doc.Lines), func(l source.Line) bool { return !l.Row() && strings.TrimSpace(l.Text) == "" })
	for i := 0; i < len(f.in); {
		n := 0
		if line := &f.in[i]; !line.Row() {
			switch {
			case strings.ContainsRune(line.Text, '\t'):
				n = f.tabs(i)
			case containsAny(line.Text, pipeMarks...) || i+1 < len(f.in) && isPipe(f.in[i+1].Text):
				n = f.pipes(i)
			case len(line.Text) <= 3*maxHead:
				n = f.cellLines(i)
			}
			if n == 0 && len(line.Text) <= maxSpaced && !strings.ContainsRune(line.Text, '\t') {
				n = f.spaced(i)
			}
		}
		if n == 0 {
			f.out = append(f.out, f.in[i])
			n = 1
		}
		i += n
	}
	return f
}

func (f *tableFinder) warn(message string) {
	f.warnings = append(f.warnings, lineWarning{max(0, len(f.out)-1), message})
}

// row adds a row at the place of a line.
func (f *tableFinder) row(at int, cells []source.Cell) {
	f.out = append(f.out, source.Line{Number: f.in[at].Number, Page: f.in[at].Page, Cells: cells})
}

func cellsFrom(words []string) []source.Cell {
	cells := make([]source.Cell, len(words))
	for i, w := range words {
		cells[i].Text = strings.TrimSpace(w)
	}
	return cells
}

// tabs reads a run of rows with tabs that all have as many cells as their
// header. Rows of other lengths have lost merged cells, and a header with an
// empty cell may stand askew; readRow reads those.
func (f *tableFinder) tabs(i int) int {
	header := squashed(strings.Split(f.in[i].Text, "\t"))
	if slices.Contains(header, "") || !isHeader(header) || !f.even(i, header) {
		return 0
	}
	var rows [][]string
	width := strings.Count(f.in[i].Text, "\t")
	for n := i; n < len(f.in) && !f.in[n].Row() && (isRow(f.in[n].Text) || n > i && strings.Count(f.in[n].Text, "\t") == width); n++ {
		rows = append(rows, strings.Split(strings.TrimRight(f.in[n].Text, " \u3000\r"), "\t"))
	}
	if len(rows) < 2 || slices.ContainsFunc(rows, func(r []string) bool { return len(r) != len(header) }) {
		return 0
	}
	g := gridOf(rows[0])
	for n, row := range rows {
		cells := cellsFrom(row)
		for c := range cells {
			if kind := g.columns[c].kind; n > 1 && cells[c].Text == "" && (kind == columnGroup || kind == columnUnits && !g.tasks) {
				cells[c].From = source.Above // an empty cell where rows are grouped was merged
			}
		}
		f.row(i+n, cells)
	}
	return len(rows)
}

// even tells whether the rows from i on, up to another header, all have as many
// cells as theirs.
func (f *tableFinder) even(i int, header []string) bool {
	key := strings.Join(header, "\t")
	if known, ok := f.evenBelow[key]; ok { // a header that pages repeat is asked about once
		return known
	}
	if f.evenBelow == nil {
		f.evenBelow = map[string]bool{}
	}
	f.evenBelow[key] = f.evenFrom(i, header)
	return f.evenBelow[key]
}

func (f *tableFinder) evenFrom(i int, header []string) bool {
	for n := i; n < len(f.in); n++ {
		if f.in[n].Row() || !isRow(f.in[n].Text) {
			continue
		}
		row := strings.Split(f.in[n].Text, "\t")
		if words := squashed(row); isHeader(words) && !slices.Equal(nonEmpty(words), header) {
			break
		}
		if len(row) != len(header) {
			return false
		}
	}
	return true
}

func squashed(words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = squash(w)
	}
	return out
}

// gridOf returns the columns of a header of one row.
func gridOf(header []string) *grid {
	g := &grid{}
	for _, w := range squashed(header) {
		g.columns = append(g.columns, readColumn(w))
	}
	g.settle(0)
	return g
}

// pipes are the characters that draw upright lines.
const pipes = "|｜│┃"

var pipeMarks = strings.Split(pipes, "")

var (
	onlyPipe  = regexp.MustCompile(`^[` + pipes + `]$`)
	drawnLine = regexp.MustCompile(`^[\s` + pipes + `:\-—–─━┄═+┌┐└┘├┤┬┴┼]+$`)
)

func isPipe(s string) bool { return len(s) < 8 && onlyPipe.MatchString(strings.TrimSpace(s)) }

func isPipeRune(r rune) bool { return strings.ContainsRune(pipes, r) }

// pipes reads rows whose cells are parted by pipes, in lines or on lines of
// their own.
func (f *tableFinder) pipes(i int) int {
	rows, at, n := f.pipeLines(i)
	if rows == nil {
		rows, at, n = f.loosePipes(i)
	}
	if len(rows) < 2 {
		return 0
	}
	if slices.ContainsFunc(rows, func(r []string) bool { return len(r) != len(rows[0]) }) {
		f.out = append(f.out, f.in[i])
		f.warn("用竖线分隔的表格各行格数不同，按原文保留，没有读取。")
		f.out = append(f.out, f.in[i+1:i+n]...)
		return n
	}
	for k, row := range rows {
		f.row(at[k], cellsFrom(row))
	}
	return n
}

// pipeLines reads lines with pipes in them: the rows, the index of each one's
// line, and how many lines they take.
func (f *tableFinder) pipeLines(i int) (rows [][]string, at []int, lines int) {
	n := i
	for ; n < len(f.in) && !f.in[n].Row(); n++ {
		line := strings.TrimSpace(f.in[n].Text)
		if strings.Count(strings.Map(plainPipe, line), "|") < 1 || isPipe(line) {
			break
		}
		if drawnLine.MatchString(line) {
			continue
		}
		cells := strings.Split(strings.TrimSuffix(strings.TrimPrefix(strings.Map(plainPipe, line), "|"), "|"), "|")
		if strings.Count(strings.Map(plainPipe, line), "|") < 2 && len(cells) < 2 {
			break
		}
		rows, at = append(rows, cells), append(at, n)
	}
	return rows, at, n - i
}

func plainPipe(r rune) rune {
	if isPipeRune(r) {
		return '|'
	}
	return r
}

// loosePipes reads cells on lines of their own with a pipe between them. A row
// ends where no pipe follows.
func (f *tableFinder) loosePipes(i int) (rows [][]string, at []int, lines int) {
	n := i
	for n+1 < len(f.in) && isPipe(f.in[n+1].Text) && !isPipe(f.in[n].Text) {
		row := []string{f.in[n].Text}
		start := n
		for n++; n < len(f.in) && isPipe(f.in[n].Text); {
			n++
			if n < len(f.in) && !isPipe(f.in[n].Text) {
				row = append(row, f.in[n].Text)
				n++
			} else {
				row = append(row, "")
			}
		}
		rows, at = append(rows, row), append(at, start)
		if len(rows) > 1 && len(row) != len(rows[0]) {
			return nil, nil, 0
		}
	}
	return rows, at, n - i
}

// maxHead is the longest cell of a header, in characters.
const maxHead = 14

// knownHeads returns how many lines from i on are cells of a header, each on a
// line of its own.
func (f *tableFinder) knownHeads(i int) int {
	n := 0
	for i+n < len(f.in) && n < 12 {
		line := &f.in[i+n]
		words := squash(line.Text)
		if line.Row() || words == "" || utf8.RuneCountInString(words) > maxHead || !isHeadWord(words) {
			break
		}
		n++
	}
	return n
}

// isHeadWord tells whether words say what a column holds, and nothing else.
func isHeadWord(words string) bool { return headWord.MatchString(words) }

var headWord = regexp.MustCompile(`^(?:序号?|编号|项次|类别|分类|领域|板块|分值|权重|得分|备注|说明|属性|(?:计量)?单位|基期值?|现状值?|基数|20\d{2}年(?:度)?\p{Han}{0,8}|` +
	`\p{Han}{0,8}(?:任务|内容|事项|措施|项目|名称|指标|目标|目标值|指标值|完成值|部門|部门|单位|單位|科室|时限|期限|时间|进度|责任人|负责人|责任领导|牵头领导|分管领导|联系人|性质|增速|增长|举措|工作))(?:[（(][^（()）]{1,12}[）)])?$`)

// cellLines reads a table whose cells stand on a line each: a header of three
// cells or more, and rows in which every line has its column.
func (f *tableFinder) cellLines(i int) int {
	most := f.knownHeads(i)
	header := f.words(i, i+most)
	if most < 3 || len(header) != most || !isHeader(header) {
		return 0
	}
	for k := most; k >= 3; k-- { // the first row may begin as a header's cell does
		if t := (&cellTable{finder: f, grid: gridOf(header[:k]), header: i}); isHeader(header[:k]) && t.read(i+k) {
			return t.end - i
		}
	}
	f.out = append(f.out, f.in[i])
	f.warn("这里像是一张表格的表头（" + strings.Join(header, "、") + "），但下面各行读不出来，按原文保留。")
	f.out = append(f.out, f.in[i+1:i+most]...)
	return most
}

// cellTable is a table of one cell a line.
type cellTable struct {
	finder *tableFinder
	grid   *grid
	header int
	end    int // behind its last line
	rows   int
}

// read reads the rows from a line on; false where there is none.
func (t *cellTable) read(at int) bool {
	f := t.finder
	mark, warned := len(f.out), len(f.warnings)
	words := make([]string, len(t.grid.columns))
	for c := range words {
		words[c] = f.in[t.header+c].Text
	}
	f.row(t.header, cellsFrom(words))
	numbered := t.grid.columns[0].kind == columnNumber
	next := 0
	for t.end = at; t.end < len(f.in) && !f.in[t.end].Row(); {
		line := squash(f.in[t.end].Text)
		number := numberOf(strings.TrimRight(line, ".．、"))
		switch {
		case line == "":
			t.end++
			continue
		case isGroupLine(line) && t.rowFollows(t.end+1, numbered, next):
			t.group(line)
			continue
		case numbered && number > 0 && (next == 0 || number == next) && rowNumber.MatchString(line):
			t.segment(t.end+1, t.segmentEnd(t.end+1, number+1), line)
			next = number + 1
			continue
		case !numbered && t.record(t.end, len(f.in), ""):
			continue
		}
		break
	}
	if t.rows == 0 {
		f.out, f.warnings = f.out[:mark], f.warnings[:warned]
		return false
	}
	f.tables = append(f.tables, [2]int{mark, len(f.out)})
	return true
}

// isGroupLine matches a line that groups the rows below it.
func isGroupLine(line string) bool {
	return utf8.RuneCountInString(line) <= 60 && (numbers[rankChapter].MatchString(line) || numbers[rankSection].MatchString(line)) && !strings.ContainsAny(line, "。；")
}

// rowFollows tells whether a row begins at a line.
func (t *cellTable) rowFollows(at int, numbered bool, next int) bool {
	f := t.finder
	if at >= len(f.in) || f.in[at].Row() {
		return false
	}
	line := squash(f.in[at].Text)
	if numbered {
		n := numberOf(line)
		return rowNumber.MatchString(line) && n > 0 && (next == 0 || n == next)
	}
	_, ok := t.match(at, len(f.in))
	return ok
}

func (t *cellTable) group(line string) {
	cells := make([]source.Cell, len(t.grid.columns))
	for c := range cells {
		cells[c].From = source.Left
	}
	cells[0] = source.Cell{Text: line}
	t.finder.row(t.end, cells)
	t.end++
}

// segmentEnd returns where the lines of a numbered row end: before the next
// number or the line that groups what follows, or where the table does.
func (t *cellTable) segmentEnd(at, next int) int {
	f := t.finder
	for n := at; n < len(f.in); n++ {
		line := squash(f.in[n].Text)
		if f.in[n].Row() || rowNumber.MatchString(line) && numberOf(strings.TrimRight(line, ".．、")) == next {
			return n
		}
		if isGroupLine(line) && n > at {
			return n
		}
	}
	// The last row: it ends with the last line that its columns take.
	if m, ok := t.match(at, len(f.in)); ok {
		return m.end
	}
	return at
}

// segment reads the lines of a numbered row, which may hold further rows
// without a number.
func (t *cellTable) segment(from, to int, number string) {
	f := t.finder
	start := t.end
	mark := len(f.out)
	for t.end = from; t.end < to; {
		if !t.record(t.end, to, number) {
			f.out = append(f.out[:mark], f.in[start:to]...)
			f.warnings = append(f.warnings, lineWarning{mark, "表格这一行各格的归属读不准，按原文保留，没有读取：" + strings.Join(f.words(start, to), " ")})
			t.end = to
			return
		}
		number = ""
	}
	t.end = max(t.end, to)
}

func (f *tableFinder) words(from, to int) []string {
	var out []string
	for _, l := range f.in[from:to] {
		if w := squash(l.Text); w != "" {
			out = append(out, w)
		}
	}
	return out
}

// record reads one row from a line on.
func (t *cellTable) record(at, to int, number string) bool {
	m, ok := t.match(at, to)
	if !ok {
		return false
	}
	if len(m.cells) > 0 && t.grid.columns[0].kind == columnNumber {
		m.cells[0].Text = number
	}
	if number != "" && at > 0 {
		at--
	}
	t.finder.row(at, m.cells)
	t.end = m.end
	t.rows++
	return true
}

// matched is a row whose lines have their columns.
type matched struct {
	cells []source.Cell
	end   int
}

// match gives the lines from at on to the columns in their order. Each column
// takes one line, one of units as many as are units; a time, a measure and
// remarks may be missing. It fails where lines could be given in two ways.
func (t *cellTable) match(at, to int) (matched, bool) {
	f := t.finder
	m := matched{cells: make([]source.Cell, len(t.grid.columns)), end: at}
	columns := t.grid.columns
	for c := 0; c < len(columns); c++ {
		if columns[c].kind == columnNumber {
			continue
		}
		if columns[c].kind == columnUnits {
			last := c
			for last+1 < len(columns) && columns[last+1].kind == columnUnits {
				last++
			}
			if !t.matchUnits(&m, c, last, to) {
				return m, false
			}
			c = last
			continue
		}
		if m.end >= to || f.in[m.end].Row() {
			if optional(columns[c].kind) {
				continue
			}
			return m, false
		}
		word := squash(f.in[m.end].Text)
		switch {
		case takes(columns[c], word):
			m.cells[c].Text = f.in[m.end].Text
			m.end++
		case !optional(columns[c].kind):
			return m, false
		}
	}
	return m, true
}

// optional tells the columns that a row may lack.
func optional(kind columnKind) bool {
	return kind == columnDeadline || kind == columnMeasure || kind == columnAttribute
}

// takes tells whether a column can hold a word.
func takes(c column, word string) bool {
	switch c.kind {
	case columnName, columnTask, columnGroup:
		return utf8.RuneCountInString(word) >= 2 && !rowNumber.MatchString(word) && !timeWords.MatchString(word) && !isPlaceholder(word)
	case columnValue, columnGrowth:
		return isValue(word)
	case columnMeasure:
		return isMeasure(word) && utf8.RuneCountInString(word) <= 6
	case columnDeadline:
		return timeWords.MatchString(word) || isPlaceholder(word)
	case columnAttribute:
		return attribute.MatchString(word)
	}
	if strings.Contains(c.words, "人") || strings.Contains(c.words, "领导") {
		return utf8.RuneCountInString(word) <= 10
	}
	if containsAny(c.words, "分", "权重") {
		return scoreWord.MatchString(word)
	}
	return false
}

var scoreWord = regexp.MustCompile(`^\d{1,3}(?:\.\d+)?分?$`)

// matchUnits gives lines of units to columns of units: all of them to one, or
// one to each.
func (t *cellTable) matchUnits(m *matched, first, last, to int) bool {
	f := t.finder
	var units []string
	for m.end < to && !f.in[m.end].Row() {
		word := squash(f.in[m.end].Text)
		if !looksLikeUnit(word) || timeWords.MatchString(word) {
			break
		}
		// A task may end as a unit does: it has further units or a time behind it.
		if len(units) > 0 && startsTask(word) {
			break
		}
		units = append(units, strings.TrimSpace(f.in[m.end].Text))
		m.end++
	}
	switch columns := last - first + 1; {
	case len(units) == 0:
		return false
	case columns == 1:
		m.cells[first].Text = strings.Join(units, " ")
	case len(units) == columns:
		for c := range units {
			m.cells[first+c].Text = units[c]
		}
	default:
		return false
	}
	return true
}

// startsTask tells a task whose last word is a unit's from a unit.
func startsTask(word string) bool { return taskVerb.MatchString(word) }

var taskVerb = regexp.MustCompile(`^(?:建设|新建|改造|建成|完成|推进|启动|开展|实施|完善|加强|整治|修复|打造|培育|组织|落实|公开|编制|制定|提升|优化|支持|成立|创建|扩建|续建)`)

const (
	maxSpaced = 400 // bytes of a line in columns
	gapWidth  = 2   // spaces between columns, in halves of a Chinese character
)

// piece is a stretch of a line between wide gaps, with where it stands on the
// screen.
type piece struct {
	text       string
	start, end int
}

// piecesOf cuts a line at wide gaps.
func piecesOf(line string) []piece {
	var out []piece
	var b strings.Builder
	column, start, gap := 0, 0, gapWidth
	flush := func() {
		if text := strings.TrimSpace(b.String()); text != "" {
			out = append(out, piece{text, start, column - gap})
		}
		b.Reset()
	}
	for _, r := range strings.TrimRight(line, " \u3000\u00a0") {
		width := 1
		if r >= 0x2e80 {
			width = 2
		}
		if r == ' ' || r == '\u3000' || r == '\u00a0' {
			gap += width
		} else {
			if gap >= gapWidth {
				flush()
				start = column
			}
			gap = 0
		}
		if gap < gapWidth {
			b.WriteRune(r)
		}
		column += width
	}
	gap = 0
	flush()
	return out
}

// spaced reads a table in columns of fixed width below a header.
func (f *tableFinder) spaced(i int) int {
	heads := piecesOf(f.in[i].Text)
	if len(heads) < 3 {
		return f.spacedOnce(i)
	}
	words := make([]string, len(heads))
	for c := range heads {
		words[c] = heads[c].text
	}
	if !isHeader(squashed(words)) {
		return 0
	}
	s := &spacedTable{finder: f, heads: heads, grid: gridOf(words)}
	n, ok := s.read(i)
	if !ok {
		f.out = append(f.out, f.in[i])
		f.warn("表格各栏换行交错，分不清每一格属于哪一行，按原文保留，没有读取。")
		f.out = append(f.out, f.in[i+1:i+n]...)
	}
	return n
}

// spacedOnce warns of a header whose cells are parted by single spaces: its
// rows cannot be told apart.
func (f *tableFinder) spacedOnce(i int) int {
	words := strings.Fields(f.in[i].Text)
	if len(words) < 3 || len(words) > 12 || !isHeader(words) || slices.ContainsFunc(words, func(w string) bool { return !isHeadWord(w) }) {
		return 0
	}
	f.out = append(f.out, f.in[i])
	f.warn("这里像是一张表格的表头（" + strings.Join(words, "、") + "），但各格没有分开，按原文保留，没有读取。")
	return 1
}

// spacedTable is a table in columns of fixed width.
type spacedTable struct {
	finder *tableFinder
	heads  []piece
	grid   *grid
	rows   [][]source.Cell
	at     []int
}

// read reads the rows below the header at line i. It returns how many lines
// the table takes, and whether each row stands on its own.
func (s *spacedTable) read(i int) (lines int, ok bool) {
	f := s.finder
	end, sure := i+1, true
	for ; end < len(f.in) && !f.in[end].Row(); end++ {
		line := f.in[end].Text
		pieces := piecesOf(line)
		if len(pieces) == 0 || len(pieces) == 1 && !s.goesOn(end) {
			break
		}
		cells, fits := s.place(pieces)
		if !fits {
			sure = false
		}
		s.rows, s.at = append(s.rows, cells), append(s.at, end)
	}
	for len(s.rows) > 0 && only1(s.rows[len(s.rows)-1]) && !s.joinable(len(s.rows)-1) {
		s.rows, s.at = s.rows[:len(s.rows)-1], s.at[:len(s.at)-1]
		end = f.lineBehind(s.at, i)
	}
	if len(s.rows) == 0 {
		return 1, false
	}
	if !sure || !s.join() {
		return end - i, false
	}
	header := make([]source.Cell, len(s.heads))
	for c := range s.heads {
		header[c].Text = s.heads[c].text
	}
	f.row(i, header)
	for n, cells := range s.rows {
		if only1(cells) {
			for c := 1; c < len(cells); c++ {
				cells[c].From = source.Left
			}
		}
		f.row(s.at[n], cells)
	}
	return end - i, true
}

func (f *tableFinder) lineBehind(at []int, header int) int {
	if len(at) == 0 {
		return header + 1
	}
	return at[len(at)-1] + 1
}

// goesOn tells whether a line without columns stands between rows: it is short,
// and a row with columns follows before prose does.
func (s *spacedTable) goesOn(at int) bool {
	f := s.finder
	line := squash(f.in[at].Text)
	if utf8.RuneCountInString(line) > 40 || strings.ContainsAny(line, "。；") || numbers[rankChapter].MatchString(line) {
		return false
	}
	for n := at + 1; n < min(at+3, len(f.in)) && !f.in[n].Row(); n++ {
		if len(piecesOf(f.in[n].Text)) > 1 {
			return true
		}
	}
	return len(s.rows) > 0 && s.cut(len(s.rows)-1)
}

// place gives the pieces of a line to the columns that they stand below.
func (s *spacedTable) place(pieces []piece) (cells []source.Cell, ok bool) {
	cells = make([]source.Cell, len(s.heads))
	last := -1
	for _, p := range pieces {
		c := s.column(p)
		if len(pieces) == len(s.heads) { // a full row needs no measuring
			c = last + 1
		}
		if c <= last {
			return cells, false
		}
		cells[c].Text, last = p.text, c
	}
	return cells, true
}

// column returns the column that a piece stands below: the last that begins
// before the piece ends, of those that begin not far behind its start.
func (s *spacedTable) column(p piece) int {
	best, least := 0, 1<<30
	for c, h := range s.heads {
		distance := min(abs(p.start-h.start), abs((p.start+p.end)-(h.start+h.end))/2)
		if p.start <= h.end && h.start <= p.end {
			distance = 0
		}
		if distance < least {
			best, least = c, distance
		}
	}
	return best
}

func abs(n int) int { return max(n, -n) }

// only1 tells whether a row holds its first cell alone.
func only1(cells []source.Cell) bool {
	return cells[0].Text != "" && !slices.ContainsFunc(cells[1:], func(c source.Cell) bool { return c.Text != "" })
}

// nameless tells whether a row lacks its first cell.
func nameless(cells []source.Cell) bool { return cells[0].Text == "" }

// itemLike matches a name that begins with its number.
var itemLike = regexp.MustCompile(`^\d{1,3}[.．、]`)

// cut tells whether a row is a name that has lost its values to the next line.
func (s *spacedTable) cut(n int) bool {
	return n > 0 && nameless(s.rows[n]) && only1(s.rows[n-1]) && itemLike.MatchString(s.rows[n-1][0].Text)
}

// joinable tells whether a last row without values is the rest of a name.
func (s *spacedTable) joinable(n int) bool { return n > 1 && s.cut(n-1) }

// join puts together rows that were wrapped: a name with a number, its values on
// the next line, the rest of the name below them. It fails where rows are
// wrapped in another way.
func (s *spacedTable) join() bool {
	var rows [][]source.Cell
	var at []int
	for n := 0; n < len(s.rows); n++ {
		row := s.rows[n]
		switch {
		case n+1 < len(s.rows) && s.cut(n+1):
			row = slices.Clone(s.rows[n+1])
			row[0].Text = s.rows[n][0].Text
			rows, at = append(rows, row), append(at, s.at[n])
			n++
			if n+1 < len(s.rows) && only1(s.rows[n+1]) && !itemLike.MatchString(s.rows[n+1][0].Text) && s.endsName(n+1) {
				row[0].Text += s.rows[n+1][0].Text
				n++
			}
			continue
		case nameless(row):
			return false
		}
		rows, at = append(rows, row), append(at, s.at[n])
	}
	s.rows, s.at = rows, at
	return !s.grid.tasks || !slices.ContainsFunc(rows, only1)
}

// endsName tells whether a line is the rest of a name: the measure in brackets.
func (s *spacedTable) endsName(n int) bool {
	return strings.HasSuffix(s.rows[n][0].Text, "）") || strings.HasSuffix(s.rows[n][0].Text, ")")
}

var flatHeads = regexp.MustCompile(`(?:指\s*标|项\s*目).{0,12}?(?:20\d{2}年.{0,4}?20\d{2}年|累计.{0,3}属性|属性)`)

// flattenedTable tells a paragraph in which a table's cells run into each other.
func flattenedTable(text string) bool {
	if strings.Count(text, "20") < 2 && !strings.Contains(text, "属性") || !containsAny(text, "指标", "指　标", "指 标", "项目") {
		return false
	}
	m := flatHeads.FindStringIndex(text)
	return m != nil && len(text)-m[1] > 6 && strings.ContainsAny(text[m[1]:], "0123456789") && !strings.ContainsAny(text[m[0]:m[1]], "。，；")
}
