package html

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
)

// about is what a page says of its article.
type about struct{ title, number, issuer, date string }

// headOf reads what a page's head says: the meta tags that government sites
// have to carry, else the heading or the title without the site's name.
func headOf(page *goquery.Document) about {
	meta := map[string]string{}
	page.Find("meta[name]").Each(func(_ int, s *goquery.Selection) {
		meta[strings.ToLower(s.AttrOr("name", ""))] = oneLine(s.AttrOr("content", ""))
	})
	site := meta["sitename"]
	if title := meta["articletitle"]; han(title) >= shortTitle {
		return about{title: title}
	}
	for _, h := range []string{"h1", "title"} {
		title := withoutSite(oneLine(page.Find(h).First().Text()), site)
		if han(title) >= shortTitle && letters(title) != letters(site) {
			return about{title: title}
		}
	}
	return about{}
}

// shortTitle is how many Chinese characters the shortest title has.
const shortTitle = 6

var (
	titleParts = regexp.MustCompile(`\s*[_|｜]\s*|\s+[-–—－]+\s+|[-–—－]+`)
	siteName   = regexp.MustCompile(`(?:政府|网|网站|门户|平台|频道|公开|政务|政策|文件|文库|公告|通知|公报|首页|中心|动态|解读|委员会|[局厅委办部署院会省市县区])(?:[（(].*[）)])?$`)
)

// withoutSite cuts the names of the site and of its columns off a page's title.
// A title that has such a sign in itself, as 2023—2025年 has, keeps it.
func withoutSite(title, site string) string {
	for {
		all := titleParts.FindAllStringIndex(title, -1)
		if len(all) == 0 {
			return title
		}
		last := all[len(all)-1]
		rest := strings.TrimSpace(title[last[1]:])
		if strings.TrimSpace(title[:last[0]]) == "" || rest != site && !siteName.MatchString(rest) {
			return title
		}
		title = strings.TrimSpace(title[:last[0]])
	}
}

// oneLine makes white space single spaces.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

const particularLabels = `索\s*引\s*号|信息索引号|主题分类|主\s*题\s*词|主题词|发文机关|发布机构|发文单位|发文机构|公开机构|公开主体|制发机关|成文日期|发文日期|生成日期|公开日期|发布日期|生效日期|标\s*题|名\s*称|信息名称|文件名称|发文字号|文\s*号|文\s*件\s*编\s*号|有效性|时\s*效\s*性|效\s*力|组配分类|公文种类|体裁分类|分\s*类|公开类别|公开方式|公开范围|公开形式|信息类别|信息来源|废止日期|统一登记号|所属主题|关\s*键\s*字`

// Particulars of a page: a label with its value, and a label alone.
var (
	labelAlone = regexp.MustCompile(`^[\[【]?\s*(` + particularLabels + `)\s*[\]】]?\s*[:：]?$`)
	labelValue = regexp.MustCompile(`^[\[【]?\s*(` + particularLabels + `)\s*[\]】]?\s*[:：]\s*(.+)$`)
)

// The bounds of a table of particulars.
const (
	fewestParticulars = 3
	mostParticulars   = 6000 // bytes
	longestParticular = 300  // bytes
)

// particulars reads and removes the tables of particulars.
func (a *about) particulars(body *html.Node, all masses) {
	var found []*html.Node
	var look func(n *html.Node)
	look = func(n *html.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type != html.ElementNode {
				continue
			}
			if isList(c, all[c]) && a.read(c) {
				found = append(found, c)
				continue
			}
			look(c)
		}
	}
	look(body)
	for _, n := range found {
		n.Parent.RemoveChild(n)
	}
}

// isList tells an element that may be a table of particulars: none is in it.
func isList(n *html.Node, m mass) bool {
	if m.bytes > mostParticulars {
		return false
	}
	switch n.Data {
	case "table":
		return m.tables == 1 && m.lists == 0
	case "ul", "dl":
		return m.tables == 0 && m.lists == 1
	case "div":
		return m.tables == 0 && m.lists == 0
	}
	return false
}

// read reads an element's particulars, and tells whether it holds nothing else.
func (a *about) read(n *html.Node) bool {
	values := map[string]string{}
	label, stray := "", 0
	for _, words := range pieces(n) {
		switch m := labelValue.FindStringSubmatch(words); {
		case m != nil:
			label = squash(m[1])
			values[label] = m[2]
		case labelAlone.MatchString(words):
			label = squash(labelAlone.FindStringSubmatch(words)[1])
			values[label] = ""
		case label == "":
			stray += len(words)
		default:
			values[label] = strings.TrimSpace(values[label] + " " + words)
			if len(values[label]) > longestParticular || strings.Contains(values[label], "。") {
				return false
			}
		}
	}
	filled := 0
	for _, v := range values {
		if v != "" {
			filled++
		}
	}
	if len(values) < fewestParticulars || filled < fewestParticulars-1 || stray > 30 { // a header has labels alone
		return false
	}
	set(&a.title, first(values, "标题", "名称", "信息名称", "文件名称"))
	set(&a.number, first(values, "发文字号", "文号", "文件编号"))
	set(&a.issuer, first(values, "发文机关", "发文单位", "发文机构", "制发机关"))
	set(&a.date, dayOf(first(values, "成文日期", "发文日期", "生成日期")))
	return true
}

func set(s *string, value string) {
	if value != "" {
		*s = value
	}
}

// pieces returns the texts of an element's cells and paragraphs.
func pieces(n *html.Node) []string {
	var all []string
	var b strings.Builder
	flush := func() {
		if words := oneLine(b.String()); words != "" {
			all = append(all, words)
		}
		b.Reset()
	}
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
			return
		}
		parts := blocks[n.Data] || n.Data == "br" || n.Data == "span" || n.Data == "label" || n.Data == "b" || n.Data == "strong" || n.Data == "em" || n.Data == "i"
		if parts {
			flush()
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
		if parts {
			flush()
		}
	}
	walk(n)
	flush()
	return all
}

func first(values map[string]string, labels ...string) string {
	for _, l := range labels {
		if v := strings.TrimSpace(values[l]); strings.Trim(v, "-—－/") != "" && v != "无" {
			return v
		}
	}
	return ""
}

var (
	dashedDay = regexp.MustCompile(`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:\s+\d{1,2}:.*)?$`)
	leadZero  = regexp.MustCompile(`([年月])0(\d)`)
)

// dayOf writes a date as plans do: 2024年3月8日.
func dayOf(s string) string {
	s = squash(dashedDay.ReplaceAllString(s, "${1}年${2}月${3}日"))
	return leadZero.ReplaceAllString(s, "$1$2")
}

func squash(s string) string { return strings.Join(strings.Fields(s), "") }

// lines returns what of the particulars the article does not say itself, as
// lines that stand before it.
func (a *about) lines(article []line) []string {
	var out []string
	for _, p := range []struct {
		words string
		said  func(words string, article []line) bool
	}{{a.number, says}, {a.title, saysTitle}, {a.issuer, saysIssuer}, {a.date, saysDate}} {
		if p.words != "" && utf8.RuneCountInString(p.words) <= longestParticular/3 && !p.said(letters(p.words), article) {
			out = append(out, p.words)
		}
	}
	return out
}

// says tells whether a line holds words.
func says(words string, article []line) bool {
	return slices.ContainsFunc(article, func(l line) bool { return strings.Contains(letters(l.text), words) })
}

// The bounds of the lines that a title, a signature or a date has.
const (
	titleLines  = 4
	titleMore   = 25 // characters that a title may have besides
	longestSign = 40 // characters
)

// saysTitle tells whether the article has a title as a title has to stand, on up
// to four lines of its own. In a sentence it is only mentioned.
func saysTitle(title string, article []line) bool {
	most := utf8.RuneCountInString(title) + titleMore
	for i := range article {
		joined := ""
		for n := i; n < min(len(article), i+titleLines); n++ {
			if article[n].row() || strings.ContainsAny(article[n].text, "。；") {
				break
			}
			joined += letters(article[n].text)
			if utf8.RuneCountInString(joined) > most {
				break
			}
			if strings.Contains(joined, title) {
				return true
			}
		}
	}
	return false
}

// saysIssuer tells whether a line begins or ends with a name.
func saysIssuer(name string, article []line) bool {
	return slices.ContainsFunc(article, func(l line) bool {
		words := letters(l.text)
		return strings.HasPrefix(words, name) || strings.HasSuffix(words, name)
	})
}

// saysDate tells whether a short line holds a date, written with or without
// zeros.
func saysDate(date string, article []line) bool {
	return slices.ContainsFunc(article, func(l line) bool {
		words := letters(l.text)
		return utf8.RuneCountInString(words) <= longestSign && strings.Contains(leadZero.ReplaceAllString(words, "$1$2"), date)
	})
}
