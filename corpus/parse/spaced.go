package parse

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"planbot/corpus/parse/source"
)

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

// joinSingles joins the characters of a header that stand apart: 指  标.
func joinSingles(pieces []piece) []piece {
	words := make([]string, len(pieces))
	for i := range pieces {
		words[i] = pieces[i].text
	}
	var out []piece
	for i := 0; i < len(pieces); {
		n := max(1, singles(words[i:]))
		p := pieces[i]
		for _, q := range pieces[i+1 : i+n] {
			p.text, p.end = p.text+" "+q.text, q.end
		}
		out, i = append(out, p), i+n
	}
	return out
}

// singles returns how many characters, each a word, make the first word of a
// header: the fewest that say what a column holds; 0 where none do.
func singles(words []string) int {
	joined := ""
	for n, w := range words[:min(len(words), 4)] {
		if !isSingle(w) {
			return 0
		}
		if joined += w; n > 0 && isHeadWord(joined) {
			if n+1 < len(words) && words[n+1] == "值" {
				return n + 2
			}
			return n + 1
		}
	}
	return 0
}

// isSingle tells a single Chinese character.
func isSingle(s string) bool {
	r, size := utf8.DecodeRuneInString(s)
	return size == len(s) && isHan(r)
}

// spaced reads a table in columns of fixed width below a header.
func (f *tableFinder) spaced(i int) int {
	heads := joinSingles(piecesOf(f.in[i].Text))
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
		f.keep(i, i+n, "表格各栏换行交错，分不清每一格属于哪一行，按原文保留，没有读取："+f.quote(i, i+n))
	}
	return n
}

// spacedOnce reads a table whose cells are parted by single spaces: rows of as
// many words as the header has, each of which its column can hold. Others are
// kept.
func (f *tableFinder) spacedOnce(i int) int {
	words := strings.Fields(f.in[i].Text)
	if len(words) > 2*12 {
		return 0
	}
	var heads []string
	for k := 0; k < len(words); {
		n := max(1, singles(words[k:]))
		heads, k = append(heads, strings.Join(words[k:k+n], " ")), k+n
	}
	printed := heads
	words = squashed(heads)
	if len(words) < 3 || len(words) > 12 || !isHeader(words) || slices.ContainsFunc(words, func(w string) bool { return !isHeadWord(w) }) {
		return 0
	}
	columns := gridOf(words).columns
	rows := []int{i}
	for n := i + 1; n < min(len(f.in), rows[len(rows)-1]+3) && !f.in[n].Row(); n++ {
		if fitsWords(columns, f.in[n].Text) {
			rows = append(rows, n)
		}
	}
	if len(rows) == 1 {
		f.keep(i, i+1, "这里像是一张表格的表头（"+strings.Join(words, "、")+"），但各格没有分开，按原文保留，没有读取。")
		return 1
	}
	g := gridOf(words)
	for k, n := range rows {
		if k > 0 && n > rows[k-1]+1 {
			f.between(rows[k-1]+1, n, len(words))
		}
		cells := cellsFrom(printed)
		if k > 0 {
			cells = g.merge(cellsFrom(strings.Fields(f.in[n].Text)))
		}
		f.row(n, cells)
	}
	return rows[len(rows)-1] + 1 - i
}

// between hands on the lines between two rows: those that group rows over the
// whole width, others as they are.
func (f *tableFinder) between(from, to, width int) {
	for n := from; n < to; n++ {
		if line := squash(f.in[n].Text); isGroupLine(line) {
			f.row(n, bandOf(f.in[n].Text, width))
		} else {
			f.keep(n, n+1, "表格这一行与表头对不上，按原文保留，没有读取："+f.quote(n, n+1))
		}
	}
}

// fitsWords tells whether a line has a word for each column.
func fitsWords(columns []column, line string) bool {
	if len(line) > maxSpaced {
		return false
	}
	words := strings.Fields(line)
	if len(words) != len(columns) {
		return false
	}
	for c := range columns {
		if !columns[c].takes(words[c]) {
			return false
		}
	}
	return true
}

// spacedTable is a table in columns of fixed width.
type spacedTable struct {
	finder *tableFinder
	heads  []piece
	grid   *grid
	rows   [][]source.Cell // nil for the number of a page
	at     []int
}

// read reads the rows below the header at line i. It returns how many lines
// the table takes, and whether each row stands on its own.
func (s *spacedTable) read(i int) (lines int, ok bool) {
	f := s.finder
	end, sure := i+1, true
	for ; end < len(f.in) && !f.in[end].Row(); end++ {
		line := f.in[end].Text
		if isPageLine(line) && end+1 < len(f.in) && len(piecesOf(f.in[end+1].Text)) > 1 {
			s.rows, s.at = append(s.rows, nil), append(s.at, end)
			continue
		}
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
		if cells == nil {
			f.page(s.at[n])
			continue
		}
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
	for n, p := range pieces {
		c, sure := s.column(p, n)
		if len(pieces) == len(s.heads) { // a full row needs no measuring
			c, sure = n, true
		}
		if c <= last || !sure || s.grid.columns[c].misfits(squash(p.text)) {
			return cells, false
		}
		cells[c].Text, last = p.text, c
	}
	return cells, true
}

// column returns the column that the n-th piece of a line stands below. It is
// sure where the piece overlaps one header alone, or stands far nearer to one
// than to any other; a line's first piece may be as long as a name.
func (s *spacedTable) column(p piece, n int) (best int, sure bool) {
	if n == 0 && p.start <= s.heads[0].end {
		return 0, true
	}
	least, second := 1<<30, 1<<30
	for c, h := range s.heads {
		distance := max(0, p.start-h.end, h.start-p.end)
		switch {
		case distance < least:
			best, least, second = c, distance, least
		case distance < second:
			second = distance
		}
	}
	return best, second > 2*least+1
}

// only1 tells whether a row holds its first cell alone.
func only1(cells []source.Cell) bool {
	return cells != nil && cells[0].Text != "" && !slices.ContainsFunc(cells[1:], func(c source.Cell) bool { return c.Text != "" })
}

// nameless tells whether a row lacks its first cell.
func nameless(cells []source.Cell) bool { return cells != nil && cells[0].Text == "" }

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
				row[0].Rest = s.rows[n+1][0].Text
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
