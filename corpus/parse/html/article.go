package html

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"planbot/corpus/parse/source"
)

// containers select what government sites, and the makers of their pages, hold
// an article in.
var containers = []string{
	"#UCAP-CONTENT", ".TRS_UEDITOR", ".TRS_Editor", ".trs_editor_view", "#zoom", "#Zoom", "#zoomcon", "#BodyLabel", "#artibody", "#articleContent", "#vsb_content", ".v_news_content", "#js_content",
	".pages_content", ".article-content", ".article_content", ".articleCon", ".art_con", ".xxgk_content", ".wzcon", ".news_content", ".news_con", ".view-content", "article", "main", ".article", "#content", ".content",
}

// Which share of a page's prose an element holds that is the article.
const (
	enough = 0.85
	known  = 0.6 // where its name says that it holds an article
)

// article returns the article of a page as lines.
func article(page *goquery.Document) (source.Document, error) {
	top := page.Find("body").First()
	if top.Length() == 0 {
		return source.Document{}, source.ErrEmpty
	}
	body := top.Nodes[0]
	about := headOf(page)
	prune(body)
	all := measure(body)
	dropFurniture(body, all, all[body])
	about.particulars(body, measure(body))
	all = measure(body)
	root := find(top, all, about)
	w := &writer{all: all}
	w.walk(root, mode{})
	w.flush()
	if w.err != nil {
		return source.Document{}, w.err
	}
	return finish(w.lines, about)
}

// unshown are the elements that a browser does not show, or that are no part of
// an article.
var unshown = map[string]bool{
	"script": true, "style": true, "noscript": true, "template": true, "iframe": true, "frame": true, "frameset": true, "object": true, "embed": true, "applet": true, "svg": true, "math": true, "canvas": true, "audio": true, "video": true,
	"button": true, "input": true, "select": true, "textarea": true, "datalist": true, "dialog": true, "del": true, "rp": true, "rt": true, "link": true, "meta": true, "title": true, "base": true, "img": true, "map": true, "noframes": true,
}

var hiding = regexp.MustCompile(`(?i)(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)`)

// isHidden tells whether an element is not shown.
func isHidden(n *html.Node) bool {
	if unshown[n.Data] {
		return true
	}
	for i := range n.Attr {
		switch a := &n.Attr[i]; a.Key {
		case "hidden":
			return true
		case "aria-hidden":
			if strings.EqualFold(strings.TrimSpace(a.Val), "true") {
				return true
			}
		case "style":
			if hiding.MatchString(a.Val) {
				return true
			}
		}
	}
	return false
}

// prune removes what is not shown.
func prune(n *html.Node) {
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		switch {
		case c.Type == html.CommentNode, c.Type == html.ElementNode && isHidden(c):
			n.RemoveChild(c)
		default:
			prune(c)
		}
		c = next
	}
}

// mass is what an element holds.
type mass struct {
	prose  int // Chinese characters outside links
	linked int // in links
	stops  int // 。
	bytes  int // of text
	blocks int // elements that part lines
	tables int
	lists  int
}

func (m *mass) add(o mass) {
	m.prose += o.prose
	m.linked += o.linked
	m.stops += o.stops
	m.bytes += o.bytes
	m.blocks += o.blocks
	m.tables += o.tables
	m.lists += o.lists
}

// without returns what an element holds besides one in it.
func (m mass) without(o mass) mass {
	return mass{m.prose - o.prose, m.linked - o.linked, m.stops - o.stops, m.bytes - o.bytes, m.blocks - o.blocks, m.tables - o.tables, m.lists - o.lists}
}

type masses map[*html.Node]mass

// measure says of every element what it holds. No element is deeper than the
// parser's bound of 512.
func measure(root *html.Node) masses {
	all := masses{}
	all.measure(root, false)
	return all
}

func (all masses) measure(n *html.Node, inLink bool) mass {
	var m mass
	if n.Type == html.TextNode {
		m.bytes = len(n.Data)
		m.stops = strings.Count(n.Data, "。")
		if inLink {
			m.linked = han(n.Data)
		} else {
			m.prose = han(n.Data)
		}
		return m
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		m.add(all.measure(c, inLink || c.Data == "a" && c.Type == html.ElementNode))
	}
	if n.Type == html.ElementNode {
		switch n.Data {
		case "p", "div", "br", "li", "tr":
			m.blocks++
		case "table":
			m.tables++
		case "ul", "dl":
			m.lists++
		}
		all[n] = m
	}
	return m
}

// han counts the Chinese characters of a text.
func han(s string) int {
	n := 0
	for _, r := range s {
		if r >= 0x2e80 && unicode.Is(unicode.Han, r) {
			n++
		}
	}
	return n
}

// furnitureName matches the class names and ids of what surrounds articles.
var furnitureName = regexp.MustCompile(`(?i)(?:^|[\s_-])(?:nav|navi|navbar|navigation|menu|header|head|top|topbar|footer|foot|bottom|copyright|breadcrumb\w*|crumbs?|position|location|dqwz|weizhi|share|bshare\S*|bdshare\S*|jiathis\S*|social\S*|sidebar|aside|side|related|relate|xgwd|xglj|xgjd|xgwz|pagination|pager|toolbar|tools|print|qrcode|ewm|erweima|saoyisao|fontsize|font-size|search|login|comments?|adv?|banner|prevnext|pre-next|dayin|guanbi)(?:$|[\s_-])`)

// dropFurniture removes what surrounds an article, by its element or its name,
// where it holds little of the page's prose.
func dropFurniture(n *html.Node, all masses, total mass) {
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		if c.Type == html.ElementNode {
			m := all[c]
			if isFurniture(c) && m.prose*5 <= total.prose && m.stops <= 2 && m.tables == 0 && !namesPlan(c, m) {
				n.RemoveChild(c)
			} else {
				dropFurniture(c, all, total)
			}
		}
		c = next
	}
}

// docNumber matches a document's number.
var docNumber = regexp.MustCompile(`[〔\[［]\s*(?:19|20)\d{2}\s*[〕\]］]\s*第?\s*\d+\s*号`)

// namesPlan tells whether an element holds a document's number: it may be called
// a header and yet be the article's.
func namesPlan(n *html.Node, m mass) bool {
	if m.bytes > mostBeside {
		return false
	}
	for d := range n.Descendants() {
		if d.Type == html.TextNode && docNumber.MatchString(d.Data) {
			return true
		}
	}
	return false
}

func isFurniture(n *html.Node) bool {
	switch n.Data {
	case "nav", "header", "footer", "aside":
		return true
	case "p", "td", "tr", "tbody", "table", "span", "li", "h1", "h2", "h3", "body":
		return false
	}
	class, id := attr(n, "class"), attr(n, "id")
	return class != "" && furnitureName.MatchString(class) || id != "" && furnitureName.MatchString(id)
}

// find returns the element that holds the article.
func find(top *goquery.Selection, all masses, about about) *html.Node {
	body := top.Nodes[0]
	total := all[body].prose
	for _, selector := range containers {
		var best *html.Node
		most := 0
		top.Find(selector).Each(func(_ int, s *goquery.Selection) {
			if n := all[s.Nodes[0]].prose; n > most {
				best, most = s.Nodes[0], n
			}
		})
		if best != nil && float64(most) >= known*float64(total) {
			return widen(best, body, all)
		}
	}
	root := body
	for {
		next := inner(root, all, about, total)
		if next == nil {
			return root
		}
		root = next
	}
}

// widen takes the elements around a known one in where they hold more of the
// article: a second text, or a table beside it.
func widen(root, body *html.Node, all masses) *html.Node {
	best := root
	for range 2 {
		root = root.Parent
		if root == nil || root == body || isTablePart(root) {
			return best
		}
		if more := all[root].without(all[best]); more.tables > 0 || more.stops > 0 && more.prose >= 30 {
			best = root
		}
	}
	return best
}

// inner returns the child that holds the article, nil where there is none or
// where something of the article may stand beside it.
func inner(root *html.Node, all masses, about about, total int) *html.Node {
	var child *html.Node
	for c := root.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && total > 0 && float64(all[c].prose) >= enough*float64(total) {
			child = c
		}
	}
	if child == nil || isTablePart(child) || child.Data == "table" && isData(child, all) {
		return nil
	}
	if holdsCells(root) { // the cells of a layout
		if all[root].without(all[child]).stops > 0 {
			return nil
		}
		return child
	}
	for c := root.FirstChild; c != nil; c = c.NextSibling {
		if c != child && !isBeside(c, all, about) {
			return nil
		}
	}
	return child
}

// isTablePart tells the elements that are no article alone.
func isTablePart(n *html.Node) bool {
	switch n.Data {
	case "p", "ul", "ol", "dl", "li", "span", "font", "b", "strong", "th", "pre":
		return true
	}
	return false
}

func holdsCells(n *html.Node) bool {
	return n.Data == "table" || n.Data == "tbody" || n.Data == "tr"
}

// mostBeside is how many bytes of text may stand beside an article that are
// looked at line by line.
const mostBeside = 4000

// isBeside tells whether a node beside the article is furniture.
func isBeside(n *html.Node, all masses, about about) bool {
	m := all[n]
	if n.Type == html.TextNode {
		m.bytes = len(n.Data)
	}
	switch {
	case m.bytes == 0:
		return true
	case m.tables > 0 && m.prose > 0 && holdsData(n, all):
		return false
	case m.linked > 5*m.prose && m.stops == 0:
		return true
	case m.bytes > mostBeside:
		return false
	}
	w := &writer{all: all}
	w.walk(n, mode{})
	w.flush()
	for i := range w.lines {
		l := &w.lines[i]
		if l.row() || !l.link && han(l.text) > 1 && !isMeta(l.plain()) && !ends(l.plain()) && !contact.MatchString(l.plain()) && letters(l.text) != letters(about.title) {
			return false
		}
	}
	return true
}

func holdsData(n *html.Node, all masses) bool {
	if n.Data == "table" && isData(n, all) {
		return true
	}
	for d := range n.Descendants() {
		if d.Data == "table" && isData(d, all) {
			return true
		}
	}
	return false
}

// letters returns a text without white space and signs, as titles are compared.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

func attr(n *html.Node, key string) string {
	for i := range n.Attr {
		if n.Attr[i].Key == key {
			return n.Attr[i].Val
		}
	}
	return ""
}
