package html

import (
	"encoding/base64"
	"errors"
	"flag"
	"fmt"
	"mime/quotedprintable"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"planbot/corpus/parse/source"
	"planbot/corpus/parse/text"
)

// dump writes lines; cells are parted by |, ^ is covered from above, < from the
// left.
func dump(doc source.Document) string {
	var b strings.Builder
	for _, l := range doc.Lines {
		b.WriteString(l.Text)
		for i, c := range l.Cells {
			if i > 0 {
				b.WriteString(" | ")
			}
			b.WriteString([]string{"", "^", "<"}[c.From] + c.Text)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// preamble is long enough to be the most of its page.
const preamble = "为加快发展数字经济，推进产业数字化和数字产业化，提升治理能力，结合我市实际，制定本要点。各县（市、区）要抓好落实，按季度报送进展。"

var pages = []struct{ name, page, want string }{
	{"a ministry's page with particulars", `<!doctype html><html><head><title>临江市人民政府办公室关于印发数字经济工作要点的通知_政府信息公开_临江市人民政府</title><meta charset="utf-8"><style>p{}</style></head><body>
<div class="header"><a href="/">首页</a><ul><li><a>政务公开</a><li><a>办事服务</a></ul></div>
<div class="BreadcrumbNav">当前位置：<a>首页</a>&nbsp;&gt;&nbsp;<a>政策文件</a></div>
<table><tr><td>标　　题：</td><td>临江市人民政府办公室关于印发2024年数字经济工作要点的通知</td></tr><tr><td>索 引 号：</td><td>0001/2024-1</td><td>主题分类：</td><td>科技</td></tr><tr><td>发文机关：</td><td>临江市人民政府办公室</td><td>成文日期：</td><td>2024年03月08日</td></tr><tr><td>发文字号：</td><td>临政办〔2024〕7号</td></tr></table>
<div class="wrap"><div id="UCAP-CONTENT" class="trs_editor_view"><p style="text-align:center"><strong>临江市人民政府办公室关于印发2024年数字经济工作要点的通知</strong></p>
<p>各县（市、区）人民政府：</p><p>&emsp;&emsp;` + preamble + `</p><p>　　一、主要目标</p><p>（一）建设基站<sup>1</sup>。新建
5G基站&nbsp;300 个。<span>（市工信局负责）</span></p></div>
<div class="share">分享到：<a>微信</a></div><p>扫一扫在手机打开当前页</p></div>
<div class="footer">主办单位：临江市人民政府办公室　网站标识码：3600000001　赣ICP备05000001号</div><script>var a="<p>x</p>"</script></body></html>`,
		"临政办〔2024〕7号\n2024年3月8日\n临江市人民政府办公室关于印发2024年数字经济工作要点的通知\n各县（市、区）人民政府：\n" + preamble + "\n一、主要目标\n（一）建设基站¹。新建 5G基站\u00a0300 个。（市工信局负责）\n"},
	{"all in one paragraph with line breaks", `<html><body><div><a href=1>首页</a> &gt; <a href=2>公告</a></div><table width=100%><tr><td><h1>望湖县2024年工作要点</h1></td></tr><tr><td>发布时间：2024-03-08　来源：县政府办　字体：大 中 小</td></tr><tr><td><p>` + preamble + `<br>　　一、任务<br/>1、修路。（县交通局负责）<br><br>2、治水。（县水利局负责）</p></td></tr><tr><td>【打印】【关闭】</td></tr></table></body></html>`,
		"望湖县2024年工作要点\n" + preamble + "\n一、任务\n1、修路。（县交通局负责）\n2、治水。（县水利局负责）\n"},
	{"each line a div or a block span", `<body><div class=article-content><div>` + preamble + `</div><div><br></div><div>一、任务</div><span style="display: block">（一）修路。</span><span style="display:block">（县交通局负责）</span></div></body>`,
		preamble + "\n一、任务\n（一）修路。\n（县交通局负责）\n"},
	{"from Word", `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name=Generator content="Microsoft Word 15"><style>@page{}</style></head><body lang=ZH-CN><div class=WordSection1><p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span></p><p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span lang=EN-US><span style='mso-list:Ignore'>一、<span style='font:7.0pt "Times New Roman"'>&nbsp;</span></span></span><![endif]>总体要求</p><p class=MsoNormal>` + preamble + `<!-- note --></p><p class=MsoNormal>（一）培育<span lang=EN-US>20</span>家企业。（市工信局负责）</p></div></body></html>`,
		"一、总体要求\n" + preamble + "\n（一）培育20家企业。（市工信局负责）\n"},
	{"preformatted", "<body><pre>临江市2024年工作要点\n\n一、任务\n1. 修路。（市交通局负责）\n" + preamble + "</pre></body>",
		"临江市2024年工作要点\n一、任务\n1. 修路。（市交通局负责）\n" + preamble + "\n"},
	{"lists", `<body><main><p>` + preamble + `</p><ol start=3><li>修路<li>治水<li value=9><p>种树</p></ol><ul><li>甲<li>乙</ul><ol type=A><li>丙</ol><ol style="list-style:none"><li>4. 丁</ol></main></body>`,
		preamble + "\n3. 修路\n4. 治水\n9. 种树\n- 甲\n- 乙\nA. 丙\n4. 丁\n"},
	{"a table with merged cells", `<body><div><p>` + preamble + `</p><table><caption>主要指标</caption><thead><tr><th rowspan=2>类别<th rowspan="2">指标<th colspan=2>指标值<th rowspan=2>牵头单位</tr><tr><th>2023年<th>2024年</tr></thead><tr><td rowspan=2>规模<td>增加值（亿元）<td>10<td>12<br>以上<td rowspan=2><p>市工信局</p><p>市商务局</p></tr><tr><td>占比（%）<sup>1</sup><td>8<td>-</tr><tr><td colspan=5>二、其他</tr></table><p>注：略。</p></div></body>`,
		preamble + "\n主要指标\n类别 | 指标 | 指标值 | < | 牵头单位\n^ | ^ | 2023年 | 2024年 | ^\n规模 | 增加值（亿元） | 10 | 12 以上 | 市工信局 市商务局\n^ | 占比（%）¹ | 8 | - | ^\n二、其他 | < | < | < | <\n注：略。\n"},
	{"what is not shown", `<body><article><p>` + preamble + `</p><p hidden>甲</p><p style="display:none">乙</p><p aria-hidden="true">丙</p><p>丁<!--戊--></p><noscript>己</noscript><textarea>庚</textarea></article></body>`,
		preamble + "\n丁\n"},
	{"a layout table with a data table inside", `<body><table><tr><td>左栏</td><td><p>` + preamble + `</p><p>一、任务。</p><p>完成。</p><p>报送。</p><table><tr><td>任务<td>责任单位<tr><td>修路<td>市交通局</table></td></tr></table></body>`,
		preamble + "\n一、任务。\n完成。\n报送。\n任务 | 责任单位\n修路 | 市交通局\n"},
}

var update = flag.Bool("update", false, "write the golden files anew")

// The pages below testdata are of invented sites, in the styles of real ones.
func TestReadPages(t *testing.T) {
	files, err := filepath.Glob("testdata/pages/*.*ht*")
	if err != nil || len(files) < 10 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			doc, err := Read(data)
			if err != nil {
				t.Fatal(err)
			}
			golden := strings.TrimSuffix(file, filepath.Ext(file)) + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(dump(doc)), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), dump(doc)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRead(t *testing.T) {
	for _, c := range pages {
		t.Run(c.name, func(t *testing.T) {
			doc, err := Read([]byte(c.page))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, dump(doc)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A page is the same in whatever encoding it is saved, alone or with its parts.
func TestReadEncodings(t *testing.T) {
	page := func(charset string) string {
		return `<html><head><meta http-equiv="Content-Type" content="text/html; charset=` + charset + `"></head><body><p>` + preamble + `</p></body></html>`
	}
	encode := func(s string, err error) string {
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	quoted := func(s string) string {
		var b strings.Builder
		w := quotedprintable.NewWriter(&b)
		if _, err := w.Write([]byte(s)); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	archive := func(kind, transfer, body string) string {
		return "From: <Saved by Blink>\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"--b\"\r\n\r\n\r\n----b\r\nContent-Type: text/css\r\n\r\np{}\r\n----b\r\nContent-Type: " + kind +
			"\r\nContent-Transfer-Encoding: " + transfer + "\r\n\r\n" + body + "\r\n----b--\r\n"
	}
	gbk := encode(simplifiedchinese.GBK.NewEncoder().String(page("gb2312")))
	for name, data := range map[string]string{
		"UTF-8":            page("utf-8"),
		"UTF-8 undeclared": strings.Replace(page("x"), `content="text/html; charset=x"`, "", 1),
		"GB2312":           gbk,
		"GBK undeclared":   strings.Replace(gbk, "charset=gb2312", "", 1),
		"a wrong word":     page("no-such-encoding"),
		"UTF-8 as GBK":     page("gbk"),
		"GBK as UTF-8":     strings.Replace(gbk, "charset=gb2312", "charset=utf-8", 1),
		"UTF-16":           encode(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(page("utf-16"))),
		"MHTML, in a part": archive("multipart/alternative; boundary=inner", "7bit", "--inner\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"+page("utf-8")+"\r\n--inner--\r\n"),
		"MHTML, one part":  "MIME-Version: 1.0\nContent-Type: text/html; charset=gbk\nContent-Transfer-Encoding: BASE64\n\n" + base64.StdEncoding.EncodeToString([]byte(gbk)),
		"MHTML, quoted":    archive("text/html", "quoted-printable", quoted(page("utf-8"))),
		"MHTML, GBK":       archive("text/html; charset=gbk", "base64", base64.StdEncoding.EncodeToString([]byte(gbk))),
	} {
		doc, err := Read([]byte(data))
		if err != nil || dump(doc) != preamble+"\n" {
			t.Errorf("%s: %v %.80q", name, err, dump(doc))
		}
	}
	traditional := "為加快發展數位經濟，推進產業轉型，制定本要點，各單位要抓好落實。"
	big5 := encode(traditionalchinese.Big5.NewEncoder().String(`<meta charset="big5"><p>` + traditional))
	if doc, err := Read([]byte(big5)); err != nil || dump(doc) != traditional+"\n" {
		t.Errorf("Big5: %v %q", err, dump(doc))
	}
}

func TestReadRefuses(t *testing.T) {
	for _, c := range []struct {
		name, page string
		want       error
	}{
		{"nothing", "", source.ErrEmpty},
		{"an empty page", "<html><body> </body></html>", source.ErrEmpty},
		{"scripts alone", "<html><script>document.write('甲')</script></html>", source.ErrEmpty},
		{"an archive without a page", "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b--", source.ErrBroken},
		{"an archive of itself", "MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n", source.ErrBroken},
		{"furniture alone", "<div class=nav><a>首页</a></div><p>扫一扫在手机打开当前页</p><p>版权所有：临江市人民政府</p>", source.ErrEmpty},
		{"an archive that was cut", "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>" + preamble, source.ErrBroken},
		{"archives in archives", strings.Repeat("MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\n", 10), source.ErrBroken},
	} {
		if _, err := Read([]byte(c.page)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

// What is made to take time and memory is read in a moment or refused.
func TestReadHostile(t *testing.T) {
	nested := func(open, inner, closing string, n int) string {
		return strings.Repeat(open, n) + inner + strings.Repeat(closing, n)
	}
	for _, c := range []struct {
		name, page string
		want       error
	}{
		{"deep elements", nested("<div>", "甲", "", 100_000), source.ErrBroken},
		{"elements just not too deep", nested("<div>", strings.Repeat("<p>甲</p>", 5_000), "</div>", 500), nil},
		{"furniture in furniture", nested("<div class=footer>", strings.Repeat("<i>甲</i>", 5_000), "</div>", 500), nil},
		{"deep tables", nested("<table><tr><td>甲<td>", strings.Repeat("<p>乙。</p>", 5_000), "", 120), nil},
		{"long spans", "<table border=1>" + strings.Repeat("<tr><td rowspan=65534>甲<td>乙", 300) + "</table>", source.ErrTooLarge},
		{"wide and long spans", "<table border=1>" + strings.Repeat("<tr><td rowspan=65534 colspan=1000>甲", 2) + strings.Repeat("<tr><td>乙<td>丙", 5_000) + "</table>", source.ErrTooLarge},
		{"10,000 columns", "<table border=1><tr><td>甲<td>乙<tr>" + strings.Repeat("<td>一", 10_000) + "</table>", source.ErrTooLarge},
		{"a list in a list", nested("<ol><li>", "甲", "", 200), nil},
		{"many items", "<ol>" + strings.Repeat("<li>甲", 30_000), nil},
		{"many tags", strings.Repeat("<p>", maxTags+1), source.ErrTooLarge},
		{"many attributes", "<p " + strings.Repeat("a ", maxSpaces+1) + ">甲", source.ErrTooLarge},
		{"unclosed marks", strings.Repeat("<b><i><a>甲", 10_000), source.ErrBroken},
		{"marks closed in disorder", strings.Repeat("<b><i><u>甲</b></i></u>", 10_000), nil},
		{"many lines of a footer", strings.Repeat("<p>版权所有</p>", 10_000), source.ErrEmpty},
		{"many particulars", strings.Repeat("<div><p>索引号：1<p>文号：2<p>标题：3</div>", 5_000), source.ErrEmpty},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := Read([]byte("<meta charset=utf-8><body>" + c.page)); !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	for _, c := range pages {
		f.Add([]byte(c.page))
	}
	f.Add([]byte("MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>甲\r\n--b--"))
	files, err := filepath.Glob("testdata/pages/*.*ht*")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, err := Read(data)
		if err == nil && len(doc.Lines) == 0 {
			t.Error("neither lines nor an error")
		}
		for _, e := range []error{source.ErrBroken, source.ErrEmpty, source.ErrTooLarge, text.ErrBinary} {
			if errors.Is(err, e) {
				err = nil
			}
		}
		if err != nil {
			t.Errorf("error %v", err)
		}
		for i := range doc.Lines {
			if l := &doc.Lines[i]; l.Number != i+1 || strings.Contains(l.Words(), "\n") || l.Row() && len(l.Cells) > source.MaxCells {
				t.Errorf("line %+v", *l)
			}
		}
	})
}

// BenchmarkRead reads pages of a hundred and of a thousand paragraphs.
func BenchmarkRead(b *testing.B) {
	for _, n := range []int{100, 1000} {
		page := []byte("<body><div>" + strings.Repeat("<p>"+preamble+"</p>", n) + "</div></body>")
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.SetBytes(int64(len(page)))
			for b.Loop() {
				if _, err := Read(page); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// What an article says is kept, whatever it looks like; what stands around it is
// dropped.
func TestReadEdges(t *testing.T) {
	body := "<p>一、总体要求。" + preamble + "</p>"
	for _, c := range []struct{ name, page, want string }{
		{"lines of an article like those of a footer", "<div><p>临江市数字经济大会方案</p>" + body + "<p>主办单位：市工信局　承办单位：市会展中心</p><p>来源：市级财政</p><p>地址：市民中心</p><p>大</p><p>发布时间：6月</p><p>首页 > 专栏发布。</p></div>",
			"临江市数字经济大会方案\n一、总体要求。" + preamble + "\n主办单位：市工信局　承办单位：市会展中心\n来源：市级财政\n地址：市民中心\n大\n发布时间：6月\n首页 > 专栏发布。\n"},
		{"a signature and an annex", "<div>" + body + "<p>市工信局</p><p>附件1</p><p>重点项目表</p></div>", "一、总体要求。" + preamble + "\n市工信局\n附件1\n重点项目表\n"},
		{"buttons above and below", "<div><p>【字体：<a>大</a> <a>中</a> <a>小</a>】</p><p>阅读量：5　发布日期：2024-01-01</p>" + body + "<p>[打印] [关闭]</p><p>上一篇：某某通知。</p><p>版权所有</p></div>", "一、总体要求。" + preamble + "\n"},
		{"tasks that speak of footers", "<div>" + body + "<p>1. 软件版权所有者登记</p><p>网站备案号清理，由市网信办负责</p><p>相关政策</p><p>2. 兑现奖补</p><p>市工信局</p></div>", "一、总体要求。" + preamble + "\n1. 软件版权所有者登记\n网站备案号清理，由市网信办负责\n相关政策\n2. 兑现奖补\n市工信局\n"},
		{"a table behind the buttons", "<div>" + body + "<p>打印 关闭</p><table border=1><tr><td>任务<td>单位<tr><td>修路<td>市交通局</table></div>", "一、总体要求。" + preamble + "\n打印 关闭\n任务 | 单位\n修路 | 市交通局\n"},
		{"links to files", "<div>" + body + "<p><a>任务清单.xlsx</a></p><p>分享到：</p><p><a>项目表.pdf（2MB）</a></p><p><a>别的文章</a></p></div>", "一、总体要求。" + preamble + "\n任务清单.xlsx\n项目表.pdf（2MB）\n"},
		{"an annex beside the known container", "<div class=box><div id=zoom>" + body + "</div><div><table border=1><tr><td>任务<td>单位<tr><td>修路<td>市交通局</table></div></div>", "一、总体要求。" + preamble + "\n任务 | 单位\n修路 | 市交通局\n"},
		{"the number in a header", "<div class=page><div class=header>临政办〔2024〕7号</div><div class=txt>" + body + "</div></div>", "临政办〔2024〕7号\n一、总体要求。" + preamble + "\n"},
		{"particulars without an article's title", "<title>临江市方案_政策文件_临江市人民政府</title><ul><li>索引号：1<li>主题分类：综合<li>标　题：临江市2024—2025年方案<li>发文机关：临江市人民政府<li>成文日期：2024-03-08<li>文号：临政〔2024〕1号</ul>" + "<p>各单位：</p>" + body,
			"临政〔2024〕1号\n临江市2024—2025年方案\n临江市人民政府\n2024年3月8日\n各单位：\n一、总体要求。" + preamble + "\n"},
		{"particulars that the article says too", "<table><tr><td>索引号：<td>1<td>发文机关<td>临江市人民政府<tr><td>标题<td>临江市2024年方案<td>成文日期<td>2024年03月08日<tr><td>文号<td>临政〔2024〕1号<td>有效性<td>有效</table><p>临江市人民政府</p><p>临政〔2024〕1号</p><p>临江市</p><p>2024年方案</p>" + body + "<p>2024年3月8日</p>",
			"临江市人民政府\n临政〔2024〕1号\n临江市\n2024年方案\n一、总体要求。" + preamble + "\n2024年3月8日\n"},
		{"a table of documents", "<div>" + body + "<table border=1><tr><td>标题<td>文号<td>发文机关<td>成文日期<tr><td>甲<td>乙<td>丙<td>丁</table></div>", "一、总体要求。" + preamble + "\n标题 | 文号 | 发文机关 | 成文日期\n甲 | 乙 | 丙 | 丁\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc, err := Read([]byte("<meta charset=utf-8>" + c.page))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, dump(doc)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReadTables(t *testing.T) {
	for _, c := range []struct{ name, page, want string }{
		{"spans beyond every bound", `<table border=1><tr><th>甲<th>乙<tr><td rowspan=65534>丙<td>丁<tr><td>戊<tr><td colspan=2000000000>己<tr><td colspan=99999999999999999999>庚</table>`, "甲 | 乙\n丙 | 丁\n^ | 戊\n^ | 己\n^ | 庚\n"},
		{"a span to the end of its group", `<table border=1><tbody><tr><td rowspan=0>甲<td>乙<tr><td>丙<tbody><tr><td>丁<td>戊</table>`, "甲 | 乙\n^ | 丙\n丁 | 戊\n"},
		{"head and foot", `<table border=1><tfoot><tr><td>合计<td>3</tfoot><tbody><tr><td>甲<td>1<tr><td>乙<td>2</tbody><thead><tr><th>项<th>数</thead></table>`, "项 | 数\n甲 | 1\n乙 | 2\n合计 | 3\n"},
		{"a column that no cell begins in", `<table border=1><tr><td colspan=2>甲<td>乙<tr><td colspan=2>丙<td>丁</table>`, "甲 | 乙\n丙 | 丁\n"},
		{"spans that meet", `<table border=1><tr><td>甲<td rowspan=2>乙<td>丙<tr><td colspan=2>丁<td>戊</table>`, "甲 | 乙 | 丙\n丁 | ^ | 戊\n"},
		{"a row without text", `<table border=1><tr><td>甲<td>乙<tr><td rowspan=2><td>&nbsp;<tr><td>丙</table>`, "甲 | 乙\n | 丙\n"},
		{"rows of their own length", `<table border=1><tr><td>甲<td>乙<td>丙<tr><td>丁</td></tr><tr><td>戊<td>己</table>`, "甲 | 乙 | 丙\n丁 |  | \n戊 | 己 | \n"},
		{"a cell of paragraphs, with a header", `<table><tr><td>序号<td>任务<td>单位<tr><td>1<td><p>甲。</p><p>乙。</p><p>丙。</p><p>丁。</p><td>市交通局</table>`, "序号 | 任务 | 单位\n1 | 甲。 乙。 丙。 丁。 | 市交通局\n"},
		{"one cell in most rows", `<table><tr><td>甲<tr><td>乙<tr><td>丙<td>丁</table>`, "甲\n乙\n丙\n丁\n"},
		{"a table in a table's cell", `<table><tr><td>任务</td><td><table border=1><tr><td>甲<td>乙<tr><td>丙<td>丁</table></td></tr><tr><td>x</td><td>戊</td></tr></table>`, "任务\n甲 | 乙\n丙 | 丁\nx\n戊\n"},
		{"a hidden row and cell", `<table border=1><tr><td>甲<td>乙<tr hidden><td>丙<td>丁<tr><td style="display: none">戊<td>己<td>庚</table>`, "甲 | 乙\n己 | 庚\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc, err := Read([]byte("<meta charset=utf-8><div><p>" + preamble + "</p>" + c.page + "<p>以上。</p></div>"))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(preamble+"\n"+c.want+"以上。\n", dump(doc)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReadSpaces(t *testing.T) {
	for page, want := range map[string]string{
		"<p>甲\n 乙</p>":                                 "甲乙\n",
		"<p>甲 乙</p>":                                   "甲 乙\n",
		"<p>a\nb 5\n个</p>":                             "a b 5 个\n",
		"<p>甲<b>\n乙</b>\n<i>，丙</i></p>":                "甲乙，丙\n",
		"<p>　　甲&nbsp;&nbsp;乙　丙 　 </p>":                 "甲\u00a0\u00a0乙　丙\n",
		"甲<br>\n<br/>　乙<p>丙</p>丁":                      "甲\n乙\n丙\n丁\n",
		"甲<div>乙</div>丙<span>丁<p>戊</p>己</span>":        "甲\n乙\n丙丁\n戊\n己\n",
		"<pre>\n甲  乙\n\n　丙\t丁\n</pre>":                 "甲  乙\n丙 | 丁\n",
		"<pre>一、\t甲\n二</pre>":                          "一、\t甲\n二\n",
		`<div style="white-space: pre-line">甲` + "\n乙": "甲\n乙\n",
		"<p>甲<wbr>乙&shy;丙&#8203;丁</p>":                 "甲乙丙丁\n",
		"<p>10<sup>4</sup>吨<sup>a</sup>，<span style='vertical-align:super'>12</span>，x<sub>2</sub></p>": "10⁴吨a，¹²，x2\n",
		"<p>甲<ruby>乙<rp>(</rp><rt>yi</rt></ruby><del>丙</del><ins>丁</ins><s>戊</s>":                       "甲乙丁戊\n",
		"<p>&#x4e00;&#19968;&lt;&copy;": "一一<©\n",
	} {
		w := &writer{}
		root, err := html.Parse(strings.NewReader("<body>" + page))
		if err != nil {
			t.Fatal(err)
		}
		body := goquery.NewDocumentFromNode(root).Find("body").Nodes[0]
		prune(body)
		w.walk(body, mode{})
		w.flush()
		var got source.Builder
		for _, l := range w.lines {
			if err := got.Add(source.Line{Text: l.text, Cells: l.cells}); err != nil {
				t.Fatal(err)
			}
		}
		doc, err := got.Document()
		if want := strings.ReplaceAll(want, "\t", " "); err != nil || dump(doc) != want {
			t.Errorf("%q: %v %q, want %q", page, err, dump(doc), want)
		}
	}
}

func TestWithoutSite(t *testing.T) {
	for title, want := range map[string]string{
		"临江市方案_政策文件_临江市人民政府":            "临江市方案",
		"临江市方案 - 政务公开 - 临江市人民政府门户网站":    "临江市方案",
		"临江市方案-临江市工业和信息化局":              "临江市方案",
		"临江市三年行动方案（2023—2025年）-临江市人民政府": "临江市三年行动方案（2023—2025年）",
		"临江市2023-2025年行动方案":             "临江市2023-2025年行动方案",
		"临江市方案|临江（试验区）网":                "临江市方案",
		"临江市“互联网+政务服务”方案—2024年":         "临江市“互联网+政务服务”方案—2024年",
		"临江市人民政府":                       "临江市人民政府",
		"_临江市人民政府":                      "_临江市人民政府",
		"临江市方案_今日临江":                    "临江市方案",
	} {
		if got := withoutSite(title, "今日临江"); got != want {
			t.Errorf("%s: %s, want %s", title, got, want)
		}
	}
}

func TestNumeral(t *testing.T) {
	for _, c := range []struct {
		n    int
		kind string
		want string
	}{
		{1, "", "1. "}, {-3, "", "-3. "}, {28, "a", "ab. "}, {27, "upper-latin", "AA. "}, {0, "a", "0. "}, {1994, "I", "MCMXCIV. "}, {4, "i", "iv. "}, {4000, "I", "4000. "}, {21, "cjk-ideographic", "二十一、"}, {10, "simp-chinese-informal", "十、"}, {7, "decimal", "7. "},
	} {
		if got := numeral(c.n, c.kind); got != c.want {
			t.Errorf("%d as %q: %q, want %q", c.n, c.kind, got, c.want)
		}
	}
}
