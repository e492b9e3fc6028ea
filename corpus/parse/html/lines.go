package html

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"planbot/corpus/parse/source"
)

// line is a line of a page.
type line struct {
	text  string
	cells []source.Cell
	link  bool // links and nothing else
}

func (l *line) row() bool { return l.cells != nil }

// plain returns the line's text with every kind of space as a usual one, as the
// patterns want it.
func (l *line) plain() string { return plain(l.text) }

func plain(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r > 0x7f && unicode.IsSpace(r) {
			return ' '
		}
		return r
	}, s))
}

const (
	button = `(?:我要)?(?:打\s*印(?:本页|此页|文章|正文)?|关\s*闭(?:本页|窗口|页面)?|收\s*藏(?:本页)?|纠\s*错|返回顶部|返回首页|返回列表|顶部|下载(?:文字版|图片版|正文)?|朗\s*读|听全文|语音播报|转\s*发|复制链接|字体|字号|放大|缩小|默认|大|中|小|A[+-]?|微信|微博|QQ空间|空间|朋友圈|人人网|新浪微博|腾讯微博|更多|分享)`
)

// meta matches the lines that stand above an article and are none of it.
var meta = regexp.MustCompile(`^(?:` + strings.Join([]string{
	`(?:您?的?(?:当前|现在)的?|你)?(?:所在|的)?(?:位置|栏目)\s*(?:是|为)?\s*[:：].*`,
	`(?:[>＞»]?\s*)?(?:网站)?首页\s*[>＞»/\\|-].*`, `首页`, `[>＞»/|\s]+`, `[>＞»].{0,20}`,
	`[\s\[【〖（(|]*` + button + `(?:[\s\]】〗）)、|\[【〖（(:：/]*` + button + `)*[\s\]】〗）)|]*`,
	`[【\[]?\s*(?:字体|字号|字体大小|文字大小|视力保护色?)\s*[】\]]?\s*[:：].{0,30}`,
	`分享(?:到|至)?\s*[:：]?.{0,30}`, `扫一扫.{0,24}`, `(?:用)?手机扫.{0,24}`, `.{0,12}二维码.{0,12}`,
	`(?:本页|文章|稿件)?(?:浏览|点击|阅读|访问)(?:次数|数|量|率)?\s*[:：].{0,20}`, `浏览\s*\d*\s*次`,
	`(?:发布|更新|发表|添加|发文|公开|成文|生成|提交|录入)(?:时间|日期)\s*[:：].{0,120}`, `(?:日期|时间)\s*[:：]\s*[\d年月日: /.-]{6,30}.{0,80}`, `\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?(?:\s*来源\s*[:：].{0,60})?`,
	`(?:信息|文章|稿件)?来源\s*[:：].{0,100}`, `(?:责任|网站|本文|文字)?(?:编辑|校对|审核|签发|撰稿|供稿)\s*[:：].{0,30}`, `(?:作者|发布人|信息员|供稿单位|信息提供|发布单位|发布机构)\s*[:：].{0,40}`,
}, "|") + `)$`)

// ending matches the lines that stand below an article, with what follows them.
var ending = regexp.MustCompile(`^(?:` + strings.Join([]string{
	`[\s\[【〖（(]*(?:打\s*印(?:本页|此页|文章|正文)?|关\s*闭(?:本页|窗口|页面)?|我要纠错|返回顶部|返回列表)[\s\]】〗）)、|]*(?:[\s\]】〗）)、|\[【〖（(]*` + button + `)*[\s\]】〗）)|]*`,
	`分享(?:到|至)\s*[:：]?.{0,30}`, `分享\s*[:：]?`, `扫一扫.{0,24}`, `(?:用)?手机扫.{0,24}`,
	`(?:上|下)一[篇页条]\s*[:：].{0,100}`, `(?:上|下)一[篇页条]`,
	`[【\[]?\s*(?:相关|关联|延伸|推荐)(?:链接|解读|文档|新闻|文章|政策|文件|阅读|稿件|信息|内容|资讯)\s*[】\]]?\s*[:：]?.{0,100}`, `(?:政策|文件)解读\s*[:：]?`, `(?:猜你喜欢|热点(?:推荐|新闻|排行)|网友评论|我要评论|智能问答).{0,20}`,
	`(?:网站地图|联系我们|关于我们|无障碍浏览|设为首页|友情链接).{0,60}`,
}, "|") + `)$`)

// marks stand in the footers of sites alone.
var marks = []string{"版权所有", "著作权所有", "ICP备", "ICP 备", "公网安备", "公安备案", "网站标识码", "备案号", "备案编号", "opyright", "©", "All Rights Reserved"}

// longestEnd is how many bytes the lines around an article have.
const longestEnd = 400

// ends tells whether a line stands below an article.
func ends(words string) bool {
	if len(words) > longestEnd {
		return false
	}
	isMark := func(m string) bool { return strings.Contains(words, m) }
	return ending.MatchString(words) || !strings.ContainsAny(words, "。；，") && slices.ContainsFunc(marks, isMark) && !numbered.MatchString(words)
}

// isMeta tells whether a line stands above an article and is none of it.
func isMeta(words string) bool { return len(words) <= longestEnd && meta.MatchString(words) }

// contact matches the lines of a site's footer that a text could have too: they
// are dropped next to one that only a footer has.
var contact = regexp.MustCompile(`^(?:(?:主办|承办|协办|维护|运维|管理|技术支持|版权|建设)(?:单位|机构)?\s*[:：].{0,80}|(?:联系)?(?:地址|电话|邮编|邮政编码|传真|邮箱|电子邮箱|网站管理|站长统计|建议使用)\s*[:：]?.{0,100}|.{0,60}(?:主办|承办|网站管理)\s*)$`)

// column matches the heading of a list of links.
var column = regexp.MustCompile(`^.{0,6}(?:专题|推荐|热点|栏目|导航|排行|链接|相关|服务|最新|更多|关注|阅读|图解|解读|新闻|动态|资讯|信息|文件|政策|公告).{0,4}$`)

var (
	numbered  = regexp.MustCompile(`^(?:[一二三四五六七八九十百]{1,4}、|[（(][一二三四五六七八九十百\d]{1,4}[)）]|\d{1,3}(?:[.．、]|[)）])|第[一二三四五六七八九十百零\d]{1,4}[编章节条]|[①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳])`)
	dated     = regexp.MustCompile(`\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|[〇○零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日`)
	belongs   = regexp.MustCompile(`^(?:附\s*件|附\s*表|附\s*录|[（(]此件|注\s*[:：]|抄送)`)
	fileName  = regexp.MustCompile(`(?i)\.(?:docx?|xlsx?|pdf|wps|et|ofd|zip|rar|pptx?|txt|ceb)\s*(?:[（(].{0,20}[)）])?$`)
	addressee = regexp.MustCompile(`^.{2,60}[:：]$`)
)

// isProse tells a line that only an article has.
func isProse(l *line) bool {
	if l.row() || l.link {
		return l.row()
	}
	words := l.plain()
	return strings.ContainsAny(words, "。；") || numbered.MatchString(words) || dated.MatchString(words) || belongs.MatchString(words) || han(words) > 60
}

// finish drops what stands above and below the article, and puts before it what
// only the page's particulars say.
func finish(lines []line, a about) (source.Document, error) {
	lines = withoutFoot(withoutHead(lines, a))
	if len(lines) == 0 {
		return source.Document{}, source.ErrEmpty
	}
	var out source.Builder
	number := 0
	add := func(l source.Line) error {
		number++
		l.Number = number
		return out.Add(l)
	}
	for _, words := range a.lines(lines) {
		if err := add(source.Line{Text: words}); err != nil {
			return source.Document{}, err
		}
	}
	for _, l := range lines {
		if err := add(source.Line{Text: l.text, Cells: l.cells}); err != nil {
			return source.Document{}, err
		}
	}
	return out.Document()
}

// textOf returns the words of a document's lines.
func textOf(lines []source.Line) string {
	var b strings.Builder
	for i := range lines {
		b.WriteString(lines[i].Words())
	}
	return b.String()
}

// withoutHead drops the furniture above the first line that only an article
// has. Its title may stand among it.
func withoutHead(lines []line, a about) []line {
	first := 0
	for first < len(lines) {
		l := &lines[first]
		if words := l.plain(); l.row() || !isMeta(words) && (isProse(l) || addressee.MatchString(words)) {
			break
		}
		first++
	}
	var out []line
	for i := range first {
		l := &lines[i]
		isTitle := a.title != "" && letters(l.text) == letters(a.title)
		if isTitle || !isMeta(l.plain()) && !l.link {
			out = append(out, *l)
		}
	}
	return append(out, lines[first:]...)
}

// withoutFoot drops the furniture below the article: from the first line that
// ends one and has little prose behind it, no row and no number, and links and
// lines of a footer at the end.
func withoutFoot(lines []line) []line {
	behind := make([]int, len(lines)+1) // prose in the lines from there on
	last := -1                          // row or number
	for i := len(lines) - 1; i >= 0; i-- {
		l := &lines[i]
		behind[i] = behind[i+1]
		if !l.link {
			behind[i] += han(l.text)
			for _, c := range l.cells {
				behind[i] += han(c.Text)
			}
		}
		if last < 0 && (l.row() || !l.link && numbered.MatchString(l.plain())) {
			last = i
		}
	}
	for i := last + 1; i < len(lines); i++ {
		if 4*behind[i] < behind[0] && ends(lines[i].plain()) {
			return append(withoutTail(lines[:i:i]), files(lines[i:])...)
		}
	}
	return withoutTail(lines)
}

// files returns the lines that name attachments.
func files(lines []line) []line {
	var out []line
	for _, l := range lines {
		if l.link && fileName.MatchString(l.plain()) || strings.HasPrefix(l.text, "附件") {
			out = append(out, l)
		}
	}
	return out
}

// withoutTail drops links and furniture at the end of the lines; what a text
// could say of an address only beside what a footer alone says.
func withoutTail(lines []line) []line {
	end, footer, links := len(lines), false, false
	cut := end
	for end > 0 {
		l := &lines[end-1]
		words := l.plain()
		sure := ends(words) || links && column.MatchString(words)
		about := isMeta(words) && !isProse(l)
		if l.row() || fileName.MatchString(words) || belongs.MatchString(words) || !sure && !l.link && !about && !contact.MatchString(words) {
			break
		}
		end--
		footer, links = footer || sure, l.link
		if sure || l.link || footer || about {
			cut = end
		}
	}
	return lines[:cut]
}
