package html

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/html"

	"planbot/corpus/parse/source"
)

// writer turns elements into lines as a browser breaks them.
type writer struct {
	all   masses // what the elements hold
	lines []line
	line  strings.Builder
	last  rune  // of the line
	space blank // that stands behind it
	mark  string
	lists []list
	plain bool // the line holds text outside links
	size  int
	err   error
}

// blank is white space between words.
type blank int

const (
	noBlank   blank = iota
	wordSpace       // shown as a space
	lineEnd         // of the source: not shown between wide characters (CSS Text 3, 4.1.3)
)

// mode is how text is written.
type mode struct {
	pre  bool // line ends and spaces count
	link bool
}

// list is an open list.
type list struct {
	kind    string // of its numbers; "" for bullets
	none    bool
	next    int
	step    int
	ordered bool
}

// blocks are the elements that begin and end a line (HTML, 15.3).
var blocks = map[string]bool{
	"address": true, "article": true, "blockquote": true, "body": true, "center": true, "dd": true, "details": true, "dir": true, "div": true, "dl": true,
	"dt": true, "fieldset": true, "figcaption": true, "figure": true, "footer": true, "form": true, "h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true,
	"header": true, "hgroup": true, "hr": true, "html": true, "legend": true, "li": true, "listing": true, "main": true, "menu": true, "nav": true, "ol": true, "p": true, "plaintext": true, "pre": true,
	"search": true, "section": true, "summary": true, "table": true, "tbody": true, "td": true, "tfoot": true, "th": true, "thead": true, "tr": true, "ul": true, "xmp": true, "caption": true, "aside": true, "optgroup": true, "option": true,
}

var (
	display    = regexp.MustCompile(`(?i)(?:^|[;\s])display\s*:\s*([a-z-]+)`)
	superStyle = regexp.MustCompile(`(?i)vertical-align\s*:\s*super`)
	preStyle   = regexp.MustCompile(`(?i)white-space\s*:\s*(pre|pre-wrap|pre-line|break-spaces|normal|nowrap)\b`)
	listStyle  = regexp.MustCompile(`(?i)list-style(?:-type)?\s*:[^;]*?\b(none|decimal|(?:lower|upper)-(?:alpha|latin|roman)|cjk-ideographic|simp-chinese-(?:in)?formal|trad-chinese-(?:in)?formal)\b`)
	ignored    = regexp.MustCompile(`(?i)mso-list\s*:\s*ignore`)
	noteClass  = regexp.MustCompile(`^Mso(?:Footnote|Endnote)Reference$`)
	onlyDigits = regexp.MustCompile(`^\s*(\d{1,3})\s*$`)
	noteDigits = regexp.MustCompile(`^\s*[\[(（〔]?(\d{1,3})[\])）〕]?\s*$`)
)

// flush ends a line.
func (w *writer) flush() {
	words := strings.TrimRightFunc(w.line.String(), unicode.IsSpace)
	w.line.Reset()
	if words != "" {
		w.lines = append(w.lines, line{text: words, link: !w.plain})
	}
	w.plain, w.space = false, noBlank
}

// grow counts what is written.
func (w *writer) grow(n int) {
	if w.size += n; w.size > source.MaxText {
		w.err = source.ErrTooLarge
	}
}

// put writes a character that is no white space of the source.
func (w *writer) put(r rune, m mode) {
	if w.line.Len() == 0 {
		if unicode.IsSpace(r) {
			return // an indentation
		}
		w.line.WriteString(w.mark)
		w.mark = ""
	} else if w.space == wordSpace || w.space == lineEnd && (!isWide(w.last) || !isWide(r)) {
		w.line.WriteByte(' ')
	}
	w.space, w.last = noBlank, r
	w.line.WriteRune(r)
	w.plain = w.plain || !m.link && !unicode.IsSpace(r)
}

// isWide tells the characters of Chinese and their signs.
func isWide(r rune) bool {
	return r >= 0x2e80 && (r <= 0x303f || r >= 0x3040 && r <= 0x9fff || r >= 0xf900 && r <= 0xfaff || r >= 0xfe30 && r <= 0xfe4f || r >= 0xff00 && r <= 0xff60 || r >= 0x20000 && r <= 0x3ffff)
}

// text writes a text node.
func (w *writer) text(s string, m mode) {
	w.grow(len(s))
	for _, r := range s {
		switch {
		case r != ' ' && r != '\t' && r != '\n' && r != '\r' && r != '\f':
			w.put(r, m)
		case m.pre && r == '\n':
			w.flush()
		case m.pre && r != '\r':
			if w.line.Len() > 0 {
				w.line.WriteRune(r)
				w.last = r
			}
		case r == '\n' && w.space == noBlank:
			w.space = lineEnd
		case r != '\n' && w.space == noBlank:
			w.space = wordSpace
		case r == '\n' && w.space == wordSpace:
			w.space = lineEnd // spaces around a line end go with it
		}
	}
}

// walk writes an element and what it holds. No element is deeper than the
// parser's bound of 512.
func (w *writer) walk(n *html.Node, m mode) {
	switch {
	case w.err != nil:
		return
	case n.Type == html.TextNode:
		w.text(n.Data, m)
		return
	case n.Type != html.ElementNode:
		return
	}
	style := attr(n, "style")
	switch {
	case n.Data == "br":
		w.flush()
		return
	case w.raised(n, style, m):
		return
	case n.Data == "table" && isData(n, w.all):
		w.flush()
		w.table(n)
		return
	case style != "" && ignored.MatchString(style):
		w.listNumber(n, m)
		return
	}
	w.element(n, style, m)
}

// element writes an element that is shown as it stands.
func (w *writer) element(n *html.Node, style string, m mode) {
	breaks := blocks[n.Data]
	if style != "" {
		breaks = breaksLine(style, breaks)
		if s := preStyle.FindStringSubmatch(style); s != nil {
			m.pre = !strings.HasPrefix(strings.ToLower(s[1]), "no")
		}
	}
	m.link = m.link || n.Data == "a"
	m.pre = m.pre || n.Data == "pre" || n.Data == "listing" || n.Data == "xmp" || n.Data == "plaintext"
	if breaks {
		w.flush()
	}
	first := len(w.lines)
	closeList := w.open(n, style)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.walk(c, m)
	}
	if breaks {
		w.flush()
	}
	if n.Data == "pre" {
		tabbed(w.lines[first:])
	}
	closeList()
}

func breaksLine(style string, breaks bool) bool {
	d := display.FindStringSubmatch(style)
	if d == nil {
		return breaks
	}
	switch strings.ToLower(d[1]) {
	case "block", "flex", "grid", "table", "list-item", "flow-root", "table-row":
		return true
	case "inline":
		return false
	}
	return breaks
}

// raised writes digits that stand higher than the line, as footnotes' marks do.
func (w *writer) raised(n *html.Node, style string, m mode) bool {
	digits := onlyDigits
	switch {
	case n.Data == "sup", style != "" && superStyle.MatchString(style):
	case noteClass.MatchString(attr(n, "class")):
		digits = noteDigits
	default:
		return false
	}
	found := digits.FindStringSubmatch(start(n))
	if found == nil {
		return false
	}
	for _, d := range found[1] {
		w.put([]rune("⁰¹²³⁴⁵⁶⁷⁸⁹")[d-'0'], m)
	}
	return true
}

// start returns the first characters of an element's text, enough for a number.
func start(n *html.Node) string {
	var b strings.Builder
	looked := 0
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
		if looked++; looked > 100 || b.Len() > 64 {
			break
		}
	}
	return b.String()
}

// listNumber writes a number that Word wrote into its paragraph, without the
// room behind it.
func (w *writer) listNumber(n *html.Node, m mode) {
	number := strings.TrimSpace(strings.ReplaceAll(start(n), "\u00a0", " "))
	if number == "·" || number == "" || strings.ContainsRune("\uf0b7\uf06c\uf0d8\uf06e\uf0a7\uf076\uf0fc●■◆Ø§üløoØ", []rune(number)[0]) && len([]rune(number)) == 1 {
		number = "-"
	}
	for _, r := range number {
		w.put(r, m)
	}
	if w.space = noBlank; w.last < 0x2e80 {
		w.space = wordSpace
	}
}

// tabbed makes rows of the lines of preformatted text that have tabs inside.
func tabbed(lines []line) {
	width := 0
	for i := range lines {
		width = max(width, strings.Count(lines[i].text, "\t")+1)
	}
	if width == 1 {
		return
	}
	for i := range lines {
		l := &lines[i]
		if !strings.Contains(l.text, "\t") {
			continue
		}
		parts := strings.Split(l.text, "\t")
		if width > source.MaxCells || len(parts) == 2 && numbered.MatchString(l.text) && len(parts[0]) < 16 {
			continue // the room behind a number
		}
		l.text, l.cells = "", make([]source.Cell, width)
		for c, part := range parts {
			l.cells[c].Text = strings.TrimSpace(part)
		}
	}
}

// open begins a list, or an item of one, and returns what ends it.
func (w *writer) open(n *html.Node, style string) (closeList func()) {
	switch n.Data {
	case "ol", "ul", "menu", "dir":
		l := listOf(n, style)
		w.lists = append(w.lists, l)
		return func() { w.lists = w.lists[:len(w.lists)-1] }
	case "li":
		w.mark = w.marker(n, style)
		return func() { w.mark = "" }
	}
	return func() {}
}

func listOf(n *html.Node, style string) list {
	l := list{next: 1, step: 1, ordered: n.Data == "ol", kind: attr(n, "type")}
	if s := listStyle.FindStringSubmatch(style); s != nil {
		l.kind = strings.ToLower(s[1])
		l.none = l.kind == "none"
	}
	if !l.ordered {
		return l
	}
	if hasAttr(n, "reversed") {
		l.step, l.next = -1, 0
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Data == "li" {
				l.next++
			}
		}
	}
	if first, err := strconv.ParseInt(strings.TrimSpace(attr(n, "start")), 10, 32); err == nil {
		l.next = int(first)
	}
	return l
}

func hasAttr(n *html.Node, key string) bool {
	for i := range n.Attr {
		if n.Attr[i].Key == key {
			return true
		}
	}
	return false
}

// marker returns what a browser shows before an item. An item that has its own
// number has none: its style sheet says so, or the number would stand twice.
func (w *writer) marker(n *html.Node, style string) string {
	if len(w.lists) == 0 {
		return ""
	}
	l := &w.lists[len(w.lists)-1]
	if value, err := strconv.ParseInt(strings.TrimSpace(attr(n, "value")), 10, 32); err == nil {
		l.next = int(value)
	}
	number := l.next
	l.next += l.step
	kind := l.kind
	if s := listStyle.FindStringSubmatch(style); s != nil {
		kind = strings.ToLower(s[1])
	}
	switch {
	case kind == "none", l.none, numbered.MatchString(strings.TrimSpace(start(n))):
		return ""
	case !l.ordered:
		return "- "
	}
	return numeral(number, kind)
}

// numeral writes the number of an item.
func numeral(n int, kind string) string {
	switch {
	case (kind == "a" || strings.HasPrefix(kind, "lower-alpha") || kind == "lower-latin") && n > 0:
		return letterOf(n, 'a') + ". "
	case (kind == "A" || kind == "upper-alpha" || kind == "upper-latin") && n > 0:
		return letterOf(n, 'A') + ". "
	case (kind == "i" || kind == "lower-roman") && 0 < n && n < 4000:
		return strings.ToLower(roman(n)) + ". "
	case (kind == "I" || kind == "upper-roman") && 0 < n && n < 4000:
		return roman(n) + ". "
	case strings.Contains(kind, "chinese") || kind == "cjk-ideographic":
		return chinese(n) + "、"
	}
	return strconv.Itoa(n) + ". "
}

func letterOf(n int, first byte) string {
	s := ""
	for ; n > 0; n = (n - 1) / 26 {
		s = string(first+byte((n-1)%26)) + s
	}
	return s
}

func roman(n int) string {
	var b strings.Builder
	for _, d := range []struct {
		value int
		sign  string
	}{{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for ; n >= d.value; n -= d.value {
			b.WriteString(d.sign)
		}
	}
	return b.String()
}

// chinese writes a number up to 99 in Chinese.
func chinese(n int) string {
	digits := []rune("零一二三四五六七八九")
	switch {
	case n < 0 || n > 99:
		return strconv.Itoa(n)
	case n < 10:
		return string(digits[n])
	}
	out := "十"
	if n >= 20 {
		out = string(digits[n/10]) + out
	}
	if n%10 > 0 {
		out += string(digits[n%10])
	}
	return out
}
