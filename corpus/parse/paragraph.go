package parse

import (
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"planbot/corpus"
	"planbot/corpus/parse/source"
)

// paragraph is one or more lines of the source made whole.
type paragraph struct {
	text  string
	cells []source.Cell  // of a row that has columns
	at    []source.Place // of each of the cells in text
	kept  bool           // it is part of a table that is not read
	line  int            // of the source, counted from 1
	marks []lineMark     // where its further lines begin
	span  corpus.Span    // in the plan's text
	rank  rank           // in the plan's numbering
	noted bool           // it is numbered, and a note about units follows before the next such paragraph
	notes []note         // about units, that it holds
	ends  bool           // it ends in one
}

// lineMark says at which offset of a paragraph a line of the source begins.
type lineMark struct{ at, line int }

// lineAt returns the source's line at an offset of the paragraph's text.
func (p *paragraph) lineAt(offset int) int {
	i := sort.Search(len(p.marks), func(i int) bool { return p.marks[i].at > offset })
	if i == 0 {
		return p.line
	}
	return p.marks[i-1].line
}

// superscripts are the digits that mark a footnote.
const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹"

var (
	dateLine   = regexp.MustCompile(`^[（(]?(?:\d{4}|` + hanYear + `)年[\d` + hanDigits + `]{1,2}月[\d` + hanDigits + `]{1,3}\s?日[）)]?(?:[（(]此件.{1,12}[）)])?$`)
	footnote   = regexp.MustCompile(`^([¹²³⁴⁵⁶⁷⁸⁹][` + superscripts + `]*)\s*`)
	attachment = regexp.MustCompile(`^附\s*件`)
)

// starters begin a line that cannot be the rest of the one before it.
var starters = []*regexp.Regexp{subItemStart, dateLine, release, footnote, attachment, labelLine}

// starterRunes are the Chinese characters that one of the starters begins with.
const starterRunes = hanDigits + formalDigits + "第附二〇零主其协牵责責配協参參支负負办承指項项分具领联牽與辦協導"

// startsNew tells whether a line cannot be the rest of the one before it.
func startsNew(line string) bool {
	if first, _ := utf8.DecodeRuneInString(line); isHan(first) && !strings.ContainsRune(starterRunes, first) {
		return isRow(line)
	}
	for _, start := range starters {
		if start.MatchString(line) {
			return true
		}
	}
	return rankOf(line) != rankNone || isRow(line)
}

// numberAndTab matches a heading whose number a word processor set apart by a tab.
var numberAndTab = regexp.MustCompile(`^\s*(?:[（(](?:[` + hanDigits + `]+|\d{1,3})[）)]|第[` + hanDigits + `百]+[章节条]|(?:[` + hanDigits + `]+|\d{1,3})[、.．])\t[^\t]*\S\s*$`)

// isRow tells whether a line is a row of a table: a tab stands inside it. One
// that indents a line, or stands behind a heading's number, makes no row.
func isRow(line string) bool {
	return strings.IndexByte(line, '\t') >= 0 && strings.ContainsRune(strings.TrimSpace(line), '\t') && !numberAndTab.MatchString(line)
}

// isRow tells whether the paragraph is a row of a table.
func (p *paragraph) isRow() bool { return p.kept || len(p.cells) > 1 || isRow(p.text) }

// paragraphs splits the source into paragraphs and undoes page breaks. The lines
// that hold page numbers are left out; their indexes come back beside.
func paragraphs(doc source.Document, kept map[int]bool) ([]paragraph, []int) {
	lines := make([]string, len(doc.Lines))
	for i := range doc.Lines {
		switch line := doc.Lines[i].Words(); {
		case len(doc.Lines[i].Cells) > 1: // the places of its cells count
			lines[i] = line
		case isRow(line): // an empty cell at its edge counts
			lines[i] = strings.TrimFunc(line, func(r rune) bool { return unicode.IsSpace(r) && r != '\t' })
		default:
			lines[i] = strings.TrimSpace(line)
		}
	}
	pages := pageNumbers(lines)
	var out []paragraph
	var whole strings.Builder
	flush := func() {
		if len(out) > 0 {
			out[len(out)-1].text = whole.String()
			whole.Reset()
		}
	}
	open := opening{width: wrapWidth(lines)}
	for i, line := range lines {
		switch {
		case line == "" || isIn(pages, i):
			continue
		case len(out) > 0 && len(doc.Lines[i].Cells) < 2 && !kept[i] && open.goesOn(line):
			last := &out[len(out)-1]
			last.marks = append(last.marks, lineMark{whole.Len(), i + 1})
		default:
			flush()
			out = append(out, paragraph{line: i + 1, cells: doc.Lines[i].Cells, kept: kept[i]})
			if len(doc.Lines[i].Cells) > 1 {
				_, out[len(out)-1].at = doc.Lines[i].Layout()
			}
			open = opening{width: open.width}
		}
		whole.WriteString(line)
		open.add(line)
		open.row = open.row || kept[i] || len(doc.Lines[i].Cells) > 1
	}
	flush()
	return out, pages
}

// isIn tells whether a number is in an ascending list.
func isIn(sorted []int, n int) bool {
	_, found := slices.BinarySearch(sorted, n)
	return found
}

// pageNumber matches a line that holds a page's number: — 3 —, 第3页, and as
// scanned texts have it, 一18 一 and 3一.
var pageNumber = regexp.MustCompile(`^(?:[-—–－─一]+\s*(\d{1,3})\s*[-—–－─一]+|(\d{1,3})\s*一|一\s*(\d{1,3})|第\s*(\d{1,3})\s*页(?:\s*[，,/]?\s*共\s*\d{1,3}\s*页)?)$`)

// pageNumbers returns the indexes of the lines that hold page numbers. There
// are several, each higher than the one before.
func pageNumbers(lines []string) []int {
	var found []int
	last := 0
	for i, line := range lines {
		if len(line) > maxNumber || line == "" {
			continue
		}
		m := pageNumber.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		n, _ := strconv.Atoi(m[1] + m[2] + m[3] + m[4])
		if n <= last {
			return nil
		}
		last, found = n, append(found, i)
	}
	if len(found) < 2 {
		return nil
	}
	return found
}

// wrapWidth returns how many characters fill a line of a text whose lines were
// cut at a fixed width: most of them are that long. It is 0 for other texts.
func wrapWidth(lines []string) int {
	count, all := map[int]int{}, 0
	for _, line := range lines {
		if n := utf8.RuneCountInString(line); n > 0 && !isRow(line) {
			count[n]++
			all++
		}
	}
	for n, c := range count {
		if n >= 20 && all >= 10 && 2*c > all {
			return n
		}
	}
	return 0
}

// opening is what a paragraph's lines so far say about whether the next line
// belongs to it.
type opening struct {
	width int // of a full line, where the text's lines were cut at one
	full  bool
	row   bool
	prose bool // it holds a mark that ends a sentence, or a long line with clauses
	depth int  // of brackets
	label bool // the outermost open bracket holds a label of a note
	size  int  // of what stands in that bracket
	tail  string
}

// maxNote is the longest note about units, in bytes.
const maxNote = 3000

// tailSize is how much of a paragraph's end is looked at, in bytes.
const tailSize = 48

// add takes in a line.
func (o *opening) add(line string) {
	o.row = o.row || isRow(line)
	size := utf8.RuneCountInString(line)
	o.full = o.width > 0 && size >= o.width
	o.prose = o.prose || containsAny(line, "。", "；") || size >= 30 && strings.Contains(line, "，")
	start := 0
	for i, r := range line {
		switch {
		case isHan(r):
		case isOpener(r):
			if o.depth == 0 {
				start, o.label, o.size, o.tail = i, false, 0, ""
			}
			o.depth++
		case isCloser(r) && o.depth > 0:
			o.depth--
		}
	}
	if o.depth > 0 {
		o.label = o.label || labelPattern.MatchString(o.tail+line[start:])
		o.size += len(line) - start
	}
	o.tail = lastBytes(o.tail+line, tailSize)
}

// lastBytes returns the last characters of s that fit in n bytes.
func lastBytes(s string, n int) string {
	for i := max(0, len(s)-n); i < len(s); i++ {
		if utf8.RuneStart(s[i]) {
			return s[i:]
		}
	}
	return s
}

// goesOn tells whether the next line is the rest of the paragraph, which a
// page break or a hard line end cut.
func (o *opening) goesOn(next string) bool {
	if o.row || isRow(next) {
		return false
	}
	if first, _ := utf8.DecodeRuneInString(next); strings.ContainsRune("，。、；：！？”’》）〕］】)]%％", first) {
		return true
	}
	if startsNew(next) {
		return false
	}
	if o.depth > 0 && o.label && o.size <= maxNote {
		return true
	}
	last, size := utf8.DecodeLastRuneInString(o.tail)
	switch {
	case strings.ContainsRune("，、“《‘"+openers, last):
		return true
	case !o.prose && !o.full:
		return false
	case strings.ContainsRune("”》%％", last):
		before, _ := utf8.DecodeLastRuneInString(o.tail[:len(o.tail)-size])
		return !strings.ContainsRune("。！？；", before)
	}
	return unicode.IsLetter(last) || unicode.IsDigit(last)
}

// layOut joins paragraphs to the plan's text, a line each, and gives them
// their spans.
func layOut(paras []paragraph) string {
	var b strings.Builder
	for i := range paras {
		if i > 0 {
			b.WriteByte('\n')
		}
		start := b.Len()
		b.WriteString(paras[i].text)
		paras[i].span = corpus.Span{Start: start, End: b.Len()}
	}
	return b.String()
}

// squash removes white space, which plans scatter inside names and titles.
func squash(s string) string {
	if !hasSpace(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// hasSpace tells whether a text may hold white space, by the bytes that it
// begins with in UTF-8.
func hasSpace(s string) bool {
	for i := 0; i < len(s); i++ {
		switch b := s[i]; {
		case b <= ' ', b == 0xc2, b == 0xe1, b == 0xe2:
			return true
		case b == 0xe3 && strings.HasPrefix(s[i:], "\u3000"):
			return true
		}
	}
	return false
}
