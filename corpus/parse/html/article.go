package html

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"planbot/corpus/parse/source"
)

// unseen selects what a browser does not show, and what is no part of an
// article.
const unseen = `script, style, noscript, template, iframe, object, svg, canvas, head, nav, footer, aside, form, button, input, select, textarea, label, ` +
	`[hidden], [aria-hidden="true"], [style*="display:none"], [style*="display: none"], [style*="visibility:hidden"], [style*="visibility: hidden"], ` +
	`.breadcrumb, .share, .bshare-custom, .bdsharebuttonbox, #share, .pagination`

// articles selects what government sites, and the makers of their pages, hold
// an article in.
var articles = []string{
	"#UCAP-CONTENT", ".TRS_UEDITOR", ".TRS_Editor", ".trs_editor_view", "#zoom", "#Zoom", "#BodyLabel", "#artibody", "#articleContent", "#js_content",
	".pages_content", ".article-content", ".article_content", ".art_con", ".content_main", ".news_content", ".view-content", "article", "main",
}

// enough is which share of a page's prose an element must hold to be the article.
const (
	enough = 0.85
	known  = 0.6 // where its name says that it holds the article
)

// article returns the article of a page as lines.
func article(page *goquery.Document) (source.Document, error) {
	about := particulars(page)
	page.Find(unseen).Remove()
	root := find(page.Find("body").First())
	if root == nil {
		return source.Document{}, source.ErrEmpty
	}
	w := &writer{}
	if err := w.block(root, 0); err != nil {
		return source.Document{}, err
	}
	w.flush()
	if w.err != nil {
		return source.Document{}, w.err
	}
	return finish(w.withoutMenus(), about)
}

// find returns the element that holds the article: a known one, or else the
// innermost one that holds most of the page's prose.
func find(body *goquery.Selection) *html.Node {
	if body.Length() == 0 {
		return nil
	}
	all := measure(body.Nodes[0])
	for _, selector := range articles {
		var best *html.Node
		most := 0
		body.Find(selector).Each(func(_ int, s *goquery.Selection) {
			if n := all.of[s.Nodes[0]]; n > most {
				best, most = s.Nodes[0], n
			}
		})
		if best != nil && float64(most) >= known*float64(all.total) {
			return best
		}
	}
	root := body.Nodes[0]
	for {
		next := root
		for c := root.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == html.ElementNode && float64(all.of[c]) >= enough*float64(all.total) && all.total > 0 && !isTablePart(c) {
				next = c
			}
		}
		if next == root {
			return root
		}
		root = next
	}
}

// isTablePart tells the elements that would be no table if they stood alone.
func isTablePart(n *html.Node) bool {
	switch n.Data {
	case "p", "ul", "ol", "li", "span", "font", "b", "strong", "th":
		return true
	case "td":
		return !holdsBlocks(n)
	case "table":
		return isData(n)
	}
	return false
}

// holdsBlocks tells whether a cell holds several paragraphs.
func holdsBlocks(n *html.Node) bool {
	blocks := 0
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && (d.Data == "p" || d.Data == "div" || d.Data == "br") {
			blocks++
		}
	}
	return blocks > 3
}

// prose says how much of it the elements of a page hold, in Chinese characters
// outside links.
type prose struct {
	of    map[*html.Node]int
	total int
}

func measure(root *html.Node) prose {
	p := prose{of: map[*html.Node]int{}}
	p.total = p.add(root, false, 0)
	return p
}

// maxDepth is how deep elements are followed; deeper ones count for nothing.
const maxDepth = 400

func (p *prose) add(n *html.Node, inLink bool, depth int) int {
	if n.Type == html.TextNode {
		if inLink {
			return 0
		}
		return han(n.Data)
	}
	total := 0
	if depth < maxDepth {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			total += p.add(c, inLink || n.Data == "a", depth+1)
		}
	}
	p.of[n] = total
	return total
}

func han(s string) int {
	n := 0
	for _, r := range s {
		if unicode.Is(unicode.Han, r) {
			n++
		}
	}
	return n
}

// about is what a page's table of particulars says.
type about struct{ title, number, issuer, date string }

var (
	particular = regexp.MustCompile(`^(索\s*引\s*号|主题分类|发文机关|发布机构|成文日期|发文日期|标\s*题|名\s*称|发文字号|文\s*号|发布日期|有效性|主题词|组配分类|公文种类|体裁分类)[:：]?$`)
	inOne      = regexp.MustCompile(`^(索\s*引\s*号|主题分类|发文机关|发布机构|成文日期|发文日期|标\s*题|名\s*称|发文字号|文\s*号|发布日期|有效性|主题词|组配分类|公文种类|体裁分类)\s*[:：]\s*(.*)$`)
)

// particulars reads and removes the table above an article. It has at least
// three of the labels that such tables have.
func particulars(page *goquery.Document) about {
	var a about
	page.Find("table, ul, dl, div").EachWithBreak(func(_ int, s *goquery.Selection) bool {
		if han(s.Text()) > 600 || s.Find("table, ul, dl").Length() > 0 {
			return true
		}
		values := map[string]string{}
		label := ""
		s.Find("td, th, li, dt, dd, span, p").Each(func(_ int, c *goquery.Selection) {
			if c.Children().Is("td, th, li, dt, dd, span, p") {
				return
			}
			words := strings.Join(strings.Fields(c.Text()), " ")
			switch m := inOne.FindStringSubmatch(words); {
			case m != nil && m[2] != "":
				values[squash(m[1])], label = m[2], ""
			case particular.MatchString(words):
				label = squash(strings.TrimRight(words, ":："))
			case label != "" && words != "":
				values[label], label = words, ""
			}
		})
		if len(values) < 3 {
			return true
		}
		a = about{first(values, "标题", "名称"), first(values, "发文字号", "文号"), first(values, "发文机关", "发布机构"), first(values, "成文日期", "发文日期")}
		s.Remove()
		return false
	})
	if a.title == "" {
		a.title = siteTitle(page)
	}
	return a
}

func first(values map[string]string, labels ...string) string {
	for _, l := range labels {
		if v := strings.TrimSpace(values[l]); v != "" && v != "-" && v != "无" {
			return v
		}
	}
	return ""
}

// siteTitle returns the page's heading, or its title without the site's name.
func siteTitle(page *goquery.Document) string {
	if h := strings.Join(strings.Fields(page.Find("h1").First().Text()), ""); han(h) >= 6 {
		return h
	}
	title, _, _ := strings.Cut(strings.NewReplacer("－", "_", "-", "_", "|", "_", "—", "_").Replace(page.Find("title").First().Text()), "_")
	return strings.Join(strings.Fields(title), "")
}

// furniture matches the lines that stand around articles.
var furniture = regexp.MustCompile(`^(?:` + strings.Join([]string{
	`(?:您?的?(?:当前|现在)的?)?(?:所在)?位置\s*[:：].*`, `首页\s*[>＞»/].*`, `[\s\[【〖（(]*(?:打印(?:本页|此页|文章)?|关闭(?:本页|窗口)?|收藏|纠错|返回顶部|返回首页|我要纠错|下载|朗读|听全文)[\s\]】〗）)、|]*(?:[\[【〖（(]?(?:打印|关闭|收藏|纠错)(?:本页|窗口)?[\]】〗）)]?\s*)*`,
	`[【\[]?\s*(?:字体|字号|字体大小)\s*[:：]?\s*[\[【]?\s*[大中小\s|\]】\[【]+`, `分享(?:到|至)?\s*[:：]?.{0,30}`, `扫一扫.{0,20}`, `(?:浏览|点击|阅读|访问)(?:次数|数|量)\s*[:：]?.{0,20}`,
	`(?:发布|更新|发表|添加)(?:时间|日期)\s*[:：].{0,60}`, `(?:信息)?来源\s*[:：].{0,60}`, `(?:责任)?编辑\s*[:：].{0,20}`, `作者\s*[:：].{0,20}`, `(?:上|下)一[篇页条]\s*[:：]?.{0,80}`,
	`相关(?:链接|解读|文档|新闻|文章|政策|阅读|附件|稿件)\s*[:：]?.{0,80}`, `.{0,40}(?:版权所有|ICP备|公网安备|网站标识码|备案号|技术支持\s*[:：]|主办单位\s*[:：].{0,20}承办单位).*`, `(?:中|大|小)`, `(?:网站地图|联系我们|无障碍浏览|设为首页).{0,40}`,
}, "|") + `)$`)

// finish drops what surrounds an article, and puts before it what only the
// page's particulars say.
func finish(lines []source.Line, a about) (source.Document, error) {
	lines = slices.DeleteFunc(lines, func(l source.Line) bool {
		words := strings.TrimSpace(strings.ReplaceAll(l.Text, "\u00a0", " "))
		return !l.Row() && (words == "" || furniture.MatchString(words))
	})
	var head []source.Line
	body := squash(textOf(lines))
	for _, words := range []string{a.title, a.number, a.issuer, a.date} {
		if words != "" && !strings.Contains(body, squash(words)) && len(lines) > 0 {
			head = append(head, source.Line{Text: words})
		}
	}
	var out source.Builder
	for i, l := range append(head, lines...) {
		l.Number = i + 1
		if err := out.Add(l); err != nil {
			return source.Document{}, err
		}
	}
	return out.Document()
}

// withoutMenus returns the lines without those at the start and the end that are
// links and nothing else.
func (w *writer) withoutMenus() []source.Line {
	from, to := 0, len(w.lines)
	for from < to && w.links[from] {
		from++
	}
	for to > from && w.links[to-1] && !strings.Contains(w.lines[to-1].Text, "附件") {
		to--
	}
	return w.lines[from:to]
}

func textOf(lines []source.Line) string {
	var b strings.Builder
	for i := range lines {
		b.WriteString(lines[i].Words())
	}
	return b.String()
}

func squash(s string) string { return strings.Join(strings.Fields(s), "") }
