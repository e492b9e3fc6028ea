package parse

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A text that was copied off a web page may have lost its line ends: headings,
// paragraphs and items follow each other on one line, or on lines of a fixed
// width. Its paragraphs are cut again where the plan's numbering goes on: at a
// number that follows a sentence's end, or a chapter's short heading, and is
// the next one after the last of its kind.

// numbered finds what may be the number of a heading inside a line.
var numbered = regexp.MustCompile(`(?:([` + hanDigits + `]{1,3})、|[（(]([` + hanDigits + `]{1,3})[）)]|第([` + hanDigits + `]{1,3})章|(\d{1,3})[.．、])`)

// wideGap parts two paragraphs on one line: white space with an ideographic
// space in it.
var wideGap = regexp.MustCompile(`[\s\x{a0}\x{3000}]*\x{3000}[\s\x{a0}\x{3000}]+`)

// dateFirst matches the date of a signature that the plan's title follows.
var dateFirst = regexp.MustCompile(`^(?:\d{4}|` + hanYear + `)年[\d` + hanDigits + `]{1,2}月[\d` + hanDigits + `]{1,3}日[\s\x{a0}]+`)

// signedBehind matches the signature behind a text's last sentence.
var signedBehind = regexp.MustCompile(`[。）)]\s*(\p{Han}{4,40}[\s\x{a0}]+(?:\d{4}|` + hanYear + `)年[\d` + hanDigits + `]{1,2}月[\d` + hanDigits + `]{1,3}日)\s*$`)

// cut is where a run-on paragraph is cut.
type cut struct {
	at   int
	rank rank
}

// splitRunOn cuts the paragraphs of a text that has lost its line ends. Any
// other text is returned as it is.
func splitRunOn(paras []paragraph) []paragraph {
	if !slices.ContainsFunc(paras, func(p paragraph) bool { return chapterInside(p.text) }) {
		return paras
	}
	inside, starts := 0, 0
	oneLine := len(paras) <= 2 // the whole text is
	counter := counters{glued: oneLine}
	for i := range paras {
		if paras[i].isRow() {
			continue
		}
		for _, c := range counter.cuts(paras[i].text) {
			switch {
			case c.rank != rankChapter:
			case c.at == 0:
				starts++
			default:
				inside++
			}
		}
	}
	if inside < 2 && !oneLine || inside <= starts {
		return paras
	}
	var out []paragraph
	counter = counters{glued: oneLine}
	for i := range paras {
		if paras[i].isRow() {
			out = append(out, paras[i])
			continue
		}
		at := []int{0}
		for _, c := range counter.cuts(paras[i].text) {
			at = append(at, c.at)
		}
		if m := signedBehind.FindStringSubmatchIndex(paras[i].text); m != nil && m[2] > at[len(at)-1] {
			at = append(at, m[2])
		}
		for _, piece := range pieces(paras[i], at) {
			out = append(out, piecesAtGaps(piece)...)
		}
	}
	return out
}

// chapterInside tells whether a paragraph may hold the number of a second or a
// third chapter, as a text without line ends must.
func chapterInside(text string) bool {
	for _, number := range []string{"二、", "三、", "第二章", "第三章"} {
		if text != "" && strings.Contains(text[1:], number) {
			return true
		}
	}
	return false
}

// counters are the last numbers of each kind.
type counters struct {
	chapter, section, item int

	glued bool // the title may have the first chapter right behind it
}

// cuts returns where headings begin in a paragraph.
func (c *counters) cuts(text string) []cut {
	var out []cut
	for _, m := range numbered.FindAllStringSubmatchIndex(text, -1) {
		start, end := m[0], m[1]
		kind := c.next(text, m)
		if kind == rankNone || kind == rankItem && end < len(text) && isDigit(text[end]) {
			continue
		}
		below := false // it stands right behind a heading of a higher rank
		if last := len(out) - 1; last >= 0 {
			below = kind > out[last].rank && isHeading(text[out[last].at:start])
		}
		if !below && !endsSentence(text[:start]) && (kind != rankChapter || !endsTitle(text[:start], c.glued && c.chapter == 0)) {
			continue
		}
		c.set(kind, text, m)
		out = append(out, cut{start, kind})
	}
	return out
}

// number returns the rank and the number of a match; rankNone where the number
// is none.
func number(text string, m []int) (rank, int) {
	for group, kind := range []rank{rankChapter, rankSection, rankChapter, rankItem} {
		from, to := m[2*group+2], m[2*group+3]
		if from < 0 {
			continue
		}
		if kind == rankItem {
			n, _ := strconv.Atoi(text[from:to])
			return kind, n
		}
		return kind, numberOf(text[from:to])
	}
	return rankNone, 0
}

// next returns the rank of a match that is the next of its kind, rankNone for
// any other.
func (c *counters) next(text string, m []int) rank {
	kind, n := number(text, m)
	last := map[rank]int{rankChapter: c.chapter, rankSection: c.section, rankItem: c.item}[kind]
	if n == last+1 || n == 1 && kind != rankChapter {
		return kind
	}
	return rankNone
}

func (c *counters) set(kind rank, text string, m []int) {
	_, n := number(text, m)
	switch kind {
	case rankChapter:
		c.chapter = n
	case rankSection:
		c.section = n
	case rankItem:
		c.item = n
	}
}

// endsSentence tells whether a text is empty or ends a sentence.
func endsSentence(s string) bool {
	s = strings.TrimRight(s, " \t\u3000\u00a0\n")
	last, _ := utf8.DecodeLastRuneInString(s)
	return s == "" || strings.ContainsRune("。！？；：:）)〕]”", last)
}

// endsTitle tells whether a text ends in a title and a space, glued without one.
func endsTitle(s string, glued bool) bool {
	title := strings.TrimRight(s, " \t\u3000\u00a0")
	return (title != s || glued) && utf8.RuneCountInString(title) <= maxTitle+10 && planEnding.MatchString(title)
}

// isHeading tells whether words can be a heading.
func isHeading(s string) bool {
	return len(s) <= 4*maxTitle && utf8.RuneCountInString(s) <= maxTitle && !strings.ContainsAny(s, "。；！？")
}

// pieces cuts a paragraph at offsets in ascending order, the first of which
// is 0.
func pieces(p paragraph, at []int) []paragraph {
	var out []paragraph
	for i, from := range at {
		to := len(p.text)
		if i+1 < len(at) {
			to = at[i+1]
		}
		text := strings.TrimSpace(p.text[from:to])
		if text == "" {
			continue
		}
		lead := strings.Index(p.text[from:to], text)
		piece := paragraph{text: text, line: p.lineAt(from + lead)}
		for _, m := range p.marks {
			if from+lead < m.at && m.at < from+lead+len(text) {
				piece.marks = append(piece.marks, lineMark{m.at - from - lead, m.line})
			}
		}
		out = append(out, piece)
	}
	return out
}

// piecesAtGaps cuts a paragraph at wide gaps, and behind a date that begins
// what is left.
func piecesAtGaps(p paragraph) []paragraph {
	if p.isRow() {
		return []paragraph{p}
	}
	at := []int{0}
	for _, gap := range wideGap.FindAllStringIndex(p.text, -1) {
		if gap[0] > 0 {
			at = append(at, gap[0])
		}
	}
	var out []paragraph
	for _, piece := range pieces(p, at) {
		at := []int{0}
		if m := dateFirst.FindStringIndex(piece.text); m != nil {
			at = append(at, m[1])
		}
		out = append(out, pieces(piece, at)...)
	}
	return out
}

var (
	titleAndNumber = regexp.MustCompile(`^.{0,120}?(?:通知|意见|方案|要点|规划|计划|决定|办法|措施)\s*([^的\P{Han}]{2,12}\s*[〔\[［（(【]\d{4}[〕\]］）)】]第?\d{1,4}号)\s*`)
	addressees     = regexp.MustCompile(`^(?:各|国务院|市|省|区|县)[^。；“”《》：:]{0,120}(?:政府|部门|单位|机构|委|局|办|会|院|企业|公司|集团|（局、委）)[：:]`)
	glued          = regexp.MustCompile(`\x{3000}{4,}\s*(\p{Han}[\p{Han} \x{a0}]{1,40})$`)
)

// splitHead cuts the first paragraphs of a text where its title, its number,
// its addressees and its signature were run together.
func splitHead(paras []paragraph) []paragraph {
	var out []paragraph
	for i := range paras {
		if i >= 12 || paras[i].isRow() {
			return append(out, paras[i:]...)
		}
		text, from := paras[i].text, 0
		at := []int{0}
		if m := titleAndNumber.FindStringSubmatchIndex(text); m != nil {
			at, from = append(at, m[2], m[1]), m[1]
		}
		if m := addressees.FindStringIndex(text[from:]); m != nil {
			at = append(at, from+m[1])
		}
		if m := glued.FindStringSubmatchIndex(text); m != nil && m[2] > at[len(at)-1] {
			at = append(at, m[2])
		}
		out = append(out, pieces(paras[i], at)...)
	}
	return out
}
