package pdf

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"planbot/corpus/parse/source"
)

// line is a printed line of a page.
type line struct {
	glyphs []glyph // from left to right
	y      float64 // of its baseline
	size   float64 // of most of its characters
	x0, x1 float64
	number int    // on its page, from 1
	row    []cell // of a table; nil for prose
}

// lines puts a page's characters in lines, from the top.
func lines(glyphs []glyph) []line {
	glyphs = withoutDoubles(glyphs)
	slices.SortStableFunc(glyphs, func(a, b glyph) int { return cmp.Or(cmp.Compare(b.y, a.y), cmp.Compare(a.x, b.x)) })
	var out []line
	for _, g := range glyphs {
		if last := len(out) - 1; last >= 0 && out[last].y-g.y < sameLine*max(out[last].size, g.size) {
			l := &out[last]
			l.glyphs = append(l.glyphs, g)
			if g.size > l.size { // the larger ones carry the line, smaller ones are raised
				l.size, l.y = g.size, g.y
			}
			continue
		}
		out = append(out, line{glyphs: []glyph{g}, y: g.y, size: g.size})
	}
	for i := range out {
		out[i].settle()
	}
	return slices.DeleteFunc(out, func(l line) bool { return strings.TrimSpace(l.text()) == "" })
}

// sameLine is how far baselines of one line may lie apart, as a share of the
// size: raised numbers do.
const sameLine = 0.5

// settle orders a line's characters and finds its bounds.
func (l *line) settle() {
	slices.SortStableFunc(l.glyphs, func(a, b glyph) int { return cmp.Compare(a.x, b.x) })
	count, most := map[int]int{}, 0
	for _, g := range l.glyphs {
		if size := int(math.Round(g.size * 4)); strings.TrimSpace(g.text) != "" {
			if count[size]++; count[size] > most {
				most, l.size = count[size], g.size
			}
		}
	}
	l.x0, l.x1 = math.Inf(1), math.Inf(-1)
	for _, g := range l.glyphs {
		if strings.TrimSpace(g.text) != "" {
			l.x0, l.x1 = min(l.x0, g.x), max(l.x1, g.x+g.width)
		}
		if g.size > 0.9*l.size {
			l.y = g.y
		}
	}
}

// withoutDoubles drops characters that are shown twice in one place, which makes
// them bold.
func withoutDoubles(glyphs []glyph) []glyph {
	type key struct {
		text string
		x, y int
	}
	seen := map[key][]glyph{}
	out := glyphs[:0:0]
	for _, g := range glyphs {
		k := key{g.text, int(g.x / 8), int(g.y / 8)}
		double := false
		for dx := -1; dx <= 1 && !double; dx++ {
			for dy := -1; dy <= 1 && !double; dy++ {
				double = slices.ContainsFunc(seen[key{g.text, k.x + dx, k.y + dy}], func(o glyph) bool {
					return math.Abs(o.x-g.x) < 0.2*g.size && math.Abs(o.y-g.y) < 0.2*g.size
				})
			}
		}
		if !double || strings.TrimSpace(g.text) == "" {
			seen[k] = append(seen[k], g)
			out = append(out, g)
		}
	}
	return out
}

const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹"

// text returns the line's characters. A gap between Latin words becomes a space,
// and a wide one two, as between columns. Small raised digits are the marks of
// footnotes.
func (l *line) text() string {
	var b strings.Builder
	end, last := math.Inf(1), ' '
	for _, g := range l.glyphs {
		begin, _ := utf8.DecodeRuneInString(g.text)
		switch gap := (g.x - end) / l.size; {
		case gap > wideGap:
			b.WriteString("  ")
		case gap > wordGap && isLatin(last) && isLatin(begin):
			b.WriteByte(' ')
		}
		b.WriteString(l.shown(g))
		end = g.x + g.width
		last, _ = utf8.DecodeLastRuneInString(g.text)
	}
	return strings.TrimSpace(b.String())
}

const (
	wordGap = 0.2 // of the size
	wideGap = 1.2
)

func isLatin(r rune) bool { return r < 0x250 && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

// shown returns a character as the line shows it.
func (l *line) shown(g glyph) string {
	if g.size < 0.9*l.size && g.y > l.y+0.15*l.size && len(g.text) == 1 && '0' <= g.text[0] && g.text[0] <= '9' {
		return string([]rune(superscripts)[g.text[0]-'0'])
	}
	return g.text
}

// assemble makes a document of pages.
func assemble(pages []page) (source.Document, error) {
	laid := make([][]line, len(pages))
	for i := range pages {
		laid[i] = layOut(&pages[i])
	}
	dropFurniture(pages, laid)
	a := assembler{body: bodySize(laid)}
	for i := range laid {
		a.measure(laid[i])
		for n := range laid[i] {
			if err := a.add(&laid[i][n], pages[i].number); err != nil {
				return source.Document{}, err
			}
		}
	}
	if err := a.flush(); err != nil {
		return source.Document{}, err
	}
	doc, err := a.out.Document()
	doc.Lines = joinCutRows(doc.Lines)
	return doc, err
}

var rowNumber = regexp.MustCompile(`^\d{1,3}[.、]?$`)

// joinCutRows puts together the rows that a page break cut: where rows are
// numbered, one without a number at the top of a page goes on with the last one
// of the page before, behind a header that the page repeats.
func joinCutRows(lines []source.Line) []source.Line {
	var out []source.Line
	for i := range lines {
		l := &lines[i]
		at := len(out) - 1
		if at > 0 && out[at].Page == l.Page && out[at].Row() && out[at-1].Page == l.Page-1 && !rowNumber.MatchString(first(&out[at])) {
			at-- // the repeated header
		}
		if at < 0 || !l.Row() || first(l) != "" || out[at].Page != l.Page-1 || len(out[at].Cells) != len(l.Cells) || !rowNumber.MatchString(first(&out[at])) {
			out = append(out, *l)
			continue
		}
		for c := range l.Cells {
			if more := l.Cells[c].Text; more != "" {
				out[at].Cells[c].Text = join(out[at].Cells[c].Text, more)
			}
		}
	}
	return out
}

// first returns the first cell of a row, "" for prose.
func first(l *source.Line) string {
	if !l.Row() {
		return ""
	}
	return l.Cells[0].Text
}

// layOut returns a page's lines and the rows of its tables, from the top.
func layOut(p *page) []line {
	tables := findTables(p.rules)
	var prose []glyph
	for _, g := range p.glyphs {
		if !slices.ContainsFunc(tables, func(t *table) bool { return t.take(g) }) {
			prose = append(prose, g)
		}
	}
	all := lines(prose)
	for _, t := range tables {
		all = append(all, t.rows()...)
	}
	slices.SortStableFunc(all, func(a, b line) int { return cmp.Compare(b.y, a.y) })
	for i := range all {
		all[i].number = i + 1
	}
	return all
}

// pageNumber matches a line that holds nothing but a page's number.
var pageNumber = regexp.MustCompile(`^[-—–－─·.\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/，,]?\s*共?\s*\d{1,4}\s*页?)?[-—–－─·.\s]*$`)

// dropFurniture drops page numbers and what stands at the same place on most
// pages, digits aside.
func dropFurniture(pages []page, laid [][]line) {
	seen := map[string]int{}
	for i := range laid {
		for n := range laid[i] {
			if l := &laid[i][n]; atEdge(l, &pages[i]) {
				seen[withoutDigits(l.text())]++
			}
		}
	}
	for i := range laid {
		laid[i] = slices.DeleteFunc(laid[i], func(l line) bool {
			if l.row != nil || !atEdge(&l, &pages[i]) {
				return false
			}
			text := l.text()
			return pageNumber.MatchString(text) || repeated(seen[withoutDigits(text)], len(laid))
		})
	}
}

// repeated tells whether a line stands on most pages; of two, on both.
func repeated(times, pages int) bool { return times > 1 && times > pages/2 }

// atEdge tells whether a line stands where running heads and page numbers do.
func atEdge(l *line, p *page) bool { return l.y < 0.1*p.height || l.y > 0.91*p.height }

func withoutDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) || unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// bodySize returns the size of most characters.
func bodySize(laid [][]line) float64 {
	count, body, most := map[int]int{}, 12.0, 0
	for _, page := range laid {
		for i := range page {
			size := int(math.Round(page[i].size * 2))
			if count[size] += len(page[i].glyphs); page[i].row == nil && count[size] > most {
				most, body = count[size], page[i].size
			}
		}
	}
	return body
}

// assembler joins lines to paragraphs, over page breaks too.
type assembler struct {
	out  source.Builder
	body float64 // size of most characters

	left, right float64 // the edges of a page's prose
	open        source.Line
	full        bool    // the open paragraph's last line reaches the right edge
	size, y     float64 // of that line
	page        int
	notes       []source.Line // footnotes that wait for the paragraph's end
	inNote      bool          // the last line belongs to a footnote
}

// measure finds the edges of a page's prose: where most lines begin, and the
// rightmost end that several reach.
func (a *assembler) measure(page []line) {
	starts := map[int]int{}
	left, most := 0, 0
	var ends []float64
	for i := range page {
		l := &page[i]
		if l.row != nil || math.Abs(l.size-a.body) > 1 {
			continue
		}
		at := int(math.Round(l.x0))
		if starts[at]++; starts[at] > most || starts[at] == most && at < left {
			left, most = at, starts[at]
		}
		ends = append(ends, l.x1)
	}
	slices.Sort(ends)
	for i, end := range slices.Backward(ends) {
		// One line may stick out; an edge is where several end.
		from, _ := slices.BinarySearch(ends, end-fullLine*a.body)
		if i+1-from >= max(2, len(ends)/8) {
			a.left, a.right = float64(left), end
			return
		}
	}
}

// fullLine is how far before the right edge a full line may end, as a share of
// the size: a character that does not fit goes to the next line, and a mark
// takes one with it.
const fullLine = 2.2

// add takes the next line of a page.
func (a *assembler) add(l *line, page int) error {
	if l.row != nil {
		if err := a.flush(); err != nil {
			return err
		}
		return a.out.Add(source.Line{Number: l.number, Page: page, Cells: cells(l.row)})
	}
	text := l.text()
	next := source.Line{Number: l.number, Page: page, Text: text}
	first, _ := utf8.DecodeRuneInString(text)
	switch {
	case l.size < 0.95*a.body && strings.ContainsRune(superscripts, first):
		a.notes, a.inNote = append(a.notes, next), true
		return nil
	case a.inNote && l.size < 0.95*a.body && l.y < 300:
		note := &a.notes[len(a.notes)-1]
		note.Text = join(note.Text, text)
		return nil
	}
	a.inNote = false
	if a.goesOn(l, page) {
		a.open.Text = join(a.open.Text, text)
	} else {
		if err := a.flush(); err != nil {
			return err
		}
		a.open = next
	}
	a.size, a.full, a.y, a.page = l.size, l.x1 > a.right-fullLine*l.size, l.y, page
	return nil
}

// goesOn tells whether a line belongs to the open paragraph: the line before it
// is full, and it is not indented, of the same size and not far below.
func (a *assembler) goesOn(l *line, page int) bool {
	return a.open.Text != "" && a.full && l.x0 < a.left+1.2*l.size && math.Abs(l.size-a.size) < 0.1*a.size &&
		(page != a.page || a.y-l.y < 2.6*l.size)
}

// join puts a wrapped line behind what stands before it.
func join(before, line string) string {
	last, _ := utf8.DecodeLastRuneInString(before)
	first, _ := utf8.DecodeRuneInString(line)
	if isLatin(last) && isLatin(first) && (!unicode.IsDigit(last) || !unicode.IsDigit(first)) {
		return before + " " + line
	}
	return before + line
}

// flush ends the open paragraph and gives out the footnotes that waited.
func (a *assembler) flush() error {
	if a.open.Text != "" {
		if err := a.out.Add(a.open); err != nil {
			return err
		}
	}
	a.open, a.full = source.Line{}, false
	for _, n := range a.notes {
		if err := a.out.Add(n); err != nil {
			return err
		}
	}
	a.notes = nil
	return nil
}
