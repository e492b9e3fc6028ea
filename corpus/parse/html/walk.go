package html

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"

	"planbot/corpus/parse/source"
)

// writer turns elements into lines as a browser breaks them.
type writer struct {
	lines []source.Line
	links []bool // which lines are links and nothing else
	line  strings.Builder
	size  int
	err   error

	inLink int  // links that are open
	plain  bool // the line holds text outside links
}

// blocks are the elements that begin and end a line (HTML, 15.3).
var blocks = map[string]bool{
	"address": true, "article": true, "blockquote": true, "body": true, "center": true, "dd": true, "details": true, "dir": true, "div": true, "dl": true,
	"dt": true, "fieldset": true, "figcaption": true, "figure": true, "h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true, "header": true,
	"hr": true, "html": true, "legend": true, "li": true, "main": true, "ol": true, "p": true, "pre": true, "search": true, "section": true, "summary": true,
	"table": true, "tbody": true, "td": true, "tfoot": true, "th": true, "thead": true, "tr": true, "ul": true, "caption": true,
}

var (
	displayBlock = regexp.MustCompile(`(?i)display\s*:\s*block`)
	superStyle   = regexp.MustCompile(`(?i)vertical-align\s*:\s*super`)
	noMarker     = regexp.MustCompile(`(?i)list-style(?:-type)?\s*:\s*none`)
	onlyDigits   = regexp.MustCompile(`^\s*[\[(（〔]?(\d{1,3})[\])）〕]?\s*$`)
)

func (w *writer) flush() {
	words := strings.TrimSpace(w.line.String())
	w.line.Reset()
	if words != "" {
		w.add(source.Line{Text: words}, !w.plain)
	}
	w.plain = false
}

func (w *writer) add(l source.Line, link bool) {
	w.lines, w.links = append(w.lines, l), append(w.links, link)
}

func (w *writer) write(s string) {
	w.size += len(s)
	if w.size > source.MaxText {
		w.err = source.ErrTooLarge
		return
	}
	w.line.WriteString(s)
	w.plain = w.plain || w.inLink == 0 && strings.TrimSpace(s) != ""
}

// collapse makes the white space of a text node what a browser shows.
func collapse(s string) string {
	if !strings.ContainsAny(s, " \t\n\r\f") {
		return s
	}
	fields := strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == '\f' })
	out := strings.Join(fields, " ")
	if out == "" {
		return " "
	}
	if strings.ContainsRune(" \t\n\r\f", rune(s[0])) {
		out = " " + out
	}
	if strings.ContainsRune(" \t\n\r\f", rune(s[len(s)-1])) {
		out += " "
	}
	return out
}

// block writes an element and what it holds.
func (w *writer) block(n *html.Node, depth int) error {
	if depth > maxDepth || w.err != nil {
		return w.err
	}
	switch {
	case n.Type == html.TextNode:
		w.text(n)
		return w.err
	case n.Type != html.ElementNode && n.Type != html.DocumentNode:
		return w.err
	case n.Data == "br":
		w.flush()
		return w.err
	case n.Data == "sup" || superStyle.MatchString(attr(n, "style")):
		if m := onlyDigits.FindStringSubmatch(textIn(n, 0)); m != nil {
			w.write(superscript(m[1]))
			return w.err
		}
	case n.Data == "table" && isData(n):
		w.flush()
		w.table(n)
		return w.err
	}
	breaks := blocks[n.Data] || displayBlock.MatchString(attr(n, "style"))
	if breaks {
		w.flush()
	}
	if n.Data == "li" {
		w.write(marker(n))
	}
	if n.Data == "a" {
		w.inLink++
		defer func() { w.inLink-- }()
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if err := w.block(c, depth+1); err != nil {
			return err
		}
	}
	if breaks {
		w.flush()
	}
	return w.err
}

// text writes a text node. In <pre> line ends are kept.
func (w *writer) text(n *html.Node) {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Data != "pre" && p.Data != "textarea" {
			continue
		}
		for i, line := range strings.Split(n.Data, "\n") {
			if i > 0 {
				w.flush()
			}
			w.write(line)
		}
		return
	}
	words := collapse(n.Data)
	if strings.HasPrefix(words, " ") && (w.line.Len() == 0 || strings.HasSuffix(w.line.String(), " ")) {
		words = words[1:]
	}
	w.write(words)
}

// superscript writes a number as the mark of a footnote.
func superscript(digits string) string {
	var b strings.Builder
	for _, d := range digits {
		b.WriteRune([]rune("⁰¹²³⁴⁵⁶⁷⁸⁹")[d-'0'])
	}
	return b.String()
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// textIn returns the text in an element, in one line.
func textIn(n *html.Node, depth int) string {
	if n.Type == html.TextNode {
		return collapse(n.Data)
	}
	if depth > maxDepth {
		return ""
	}
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		b.WriteString(textIn(c, depth+1))
	}
	return b.String()
}

// marker returns the number that an item of an ordered list shows.
func marker(li *html.Node) string {
	list := li.Parent
	if list == nil || list.Data != "ol" || noMarker.MatchString(attr(list, "style")) || noMarker.MatchString(attr(li, "style")) {
		return ""
	}
	n, err := strconv.Atoi(attr(list, "start"))
	if err != nil {
		n = 1
	}
	for c := list.FirstChild; c != nil; c = c.NextSibling {
		if c.Data != "li" {
			continue
		}
		if v, err := strconv.Atoi(attr(c, "value")); err == nil {
			n = v
		}
		if c == li {
			break
		}
		n++
	}
	switch kind := attr(list, "type"); {
	case (kind == "a" || kind == "A") && 1 <= n && n <= 26:
		return string(kind[0]+byte(n-1)) + ". "
	case strings.Contains(attr(list, "style"), "cjk-ideographic") || strings.Contains(attr(list, "style"), "simp-chinese"):
		return chinese(n) + "、"
	}
	return strconv.Itoa(n) + ". "
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

// rowsOf returns the rows of a table, those of tables inside it aside.
func rowsOf(table *html.Node) []*html.Node {
	var rows []*html.Node
	for part := table.FirstChild; part != nil; part = part.NextSibling {
		switch part.Data {
		case "tr":
			rows = append(rows, part)
		case "thead", "tbody", "tfoot":
			for tr := part.FirstChild; tr != nil; tr = tr.NextSibling {
				if tr.Data == "tr" {
					rows = append(rows, tr)
				}
			}
		}
	}
	return rows
}

func cellsOf(tr *html.Node) []*html.Node {
	var cells []*html.Node
	for c := tr.FirstChild; c != nil; c = c.NextSibling {
		if c.Data == "td" || c.Data == "th" {
			cells = append(cells, c)
		}
	}
	return cells
}

// isData tells a table of data from one that lays out a page: most of its rows
// have several cells, and no cell holds paragraphs of prose.
func isData(table *html.Node) bool {
	wide, all := 0, 0
	for _, tr := range rowsOf(table) {
		cells := cellsOf(tr)
		if len(cells) == 0 {
			continue
		}
		if all++; len(cells) > 1 {
			wide++
		}
		for _, td := range cells {
			if strings.Count(textIn(td, 0), "。") > 2 && holdsBlocks(td) || holdsTable(td) {
				return false
			}
		}
	}
	return all > 1 && 2*wide >= all
}

func holdsTable(n *html.Node) bool {
	for d := range n.Descendants() {
		if d.Data == "table" {
			return true
		}
	}
	return false
}

// maxRowspan is the longest rowspan (HTML, 4.9.11).
const maxRowspan = 65534

// table writes a table's rows, each with a cell for every column.
func (w *writer) table(table *html.Node) {
	for c := table.FirstChild; c != nil; c = c.NextSibling {
		if c.Data == "caption" {
			w.write(strings.TrimSpace(textIn(c, 0)))
			w.flush()
		}
	}
	var below []int // how many more rows each column is covered for
	for _, tr := range rowsOf(table) {
		var row []source.Cell
		cells := cellsOf(tr)
		for col := 0; len(cells) > 0 || col < len(below); col++ {
			if col >= source.MaxCells {
				w.err = source.ErrTooLarge
				return
			}
			if col < len(below) && below[col] > 0 {
				below[col]--
				row = append(row, source.Cell{From: source.Above})
				continue
			}
			if len(cells) == 0 {
				row = append(row, source.Cell{})
				continue
			}
			td := cells[0]
			cells = cells[1:]
			down := span(td, "rowspan", maxRowspan) - 1
			for i := range span(td, "colspan", source.MaxCells) {
				for len(below) <= col+i {
					below = append(below, 0)
				}
				cell := source.Cell{From: source.Left}
				if i == 0 {
					cell = source.Cell{Text: w.cell(td)}
				}
				row, below[col+i] = append(row, cell), down
			}
			col = len(row) - 1
		}
		w.row(row)
	}
}

// row adds a row that shows something.
func (w *writer) row(row []source.Cell) {
	for i := range row {
		if row[i].Text != "" {
			w.add(source.Line{Cells: row}, false)
			return
		}
	}
}

func span(td *html.Node, key string, most int) int {
	n, err := strconv.Atoi(strings.TrimSpace(attr(td, key)))
	if err != nil || n < 1 {
		return 1
	}
	return min(n, most)
}

// cell returns what a cell shows, its lines parted by a space.
func (w *writer) cell(td *html.Node) string {
	inner := writer{size: w.size}
	for c := td.FirstChild; c != nil && inner.err == nil; c = c.NextSibling {
		w.err = inner.block(c, 0)
	}
	inner.flush()
	w.size = inner.size
	words := make([]string, len(inner.lines))
	for i := range inner.lines {
		words[i] = strings.ReplaceAll(inner.lines[i].Words(), "\t", " ")
	}
	out := strings.Join(words, " ")
	if !utf8.ValidString(out) {
		out = strings.ToValidUTF8(out, "\ufffd")
	}
	return out
}
