package html

import (
	"encoding/base64"
	"errors"
	"fmt"
	"mime/quotedprintable"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"planbot/corpus/parse/source"
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
		"临政办〔2024〕7号\n2024年03月08日\n临江市人民政府办公室关于印发2024年数字经济工作要点的通知\n各县（市、区）人民政府：\n" + preamble + "\n一、主要目标\n（一）建设基站¹。新建 5G基站\u00a0300 个。（市工信局负责）\n"},
	{"all in one paragraph with line breaks", `<html><body><div><a href=1>首页</a> &gt; <a href=2>公告</a></div><table width=100%><tr><td><h1>望湖县2024年工作要点</h1></td></tr><tr><td>发布时间：2024-03-08　来源：县政府办　字体：大 中 小</td></tr><tr><td><p>` + preamble + `<br>　　一、任务<br/>1、修路。（县交通局负责）<br><br>2、治水。（县水利局负责）</p></td></tr><tr><td>【打印】【关闭】</td></tr></table></body></html>`,
		"望湖县2024年工作要点\n" + preamble + "\n一、任务\n1、修路。（县交通局负责）\n2、治水。（县水利局负责）\n"},
	{"each line a div or a block span", `<body><div class=article-content><div>` + preamble + `</div><div><br></div><div>一、任务</div><span style="display: block">（一）修路。</span><span style="display:block">（县交通局负责）</span></div></body>`,
		preamble + "\n一、任务\n（一）修路。\n（县交通局负责）\n"},
	{"from Word", `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name=Generator content="Microsoft Word 15"><style>@page{}</style></head><body lang=ZH-CN><div class=WordSection1><p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span></p><p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span lang=EN-US><span style='mso-list:Ignore'>一、<span style='font:7.0pt "Times New Roman"'>&nbsp;</span></span></span><![endif]>总体要求</p><p class=MsoNormal>` + preamble + `<!-- note --></p><p class=MsoNormal>（一）培育<span lang=EN-US>20</span>家企业。（市工信局负责）</p></div></body></html>`,
		"一、\u00a0总体要求\n" + preamble + "\n（一）培育20家企业。（市工信局负责）\n"},
	{"preformatted", "<body><pre>临江市2024年工作要点\n\n一、任务\n1. 修路。（市交通局负责）\n" + preamble + "</pre></body>",
		"临江市2024年工作要点\n一、任务\n1. 修路。（市交通局负责）\n" + preamble + "\n"},
	{"lists", `<body><main><p>` + preamble + `</p><ol start=3><li>修路<li>治水<li value=9><p>种树</p></ol><ul><li>甲<li>乙</ul><ol type=A><li>丙</ol><ol style="list-style:none"><li>4. 丁</ol></main></body>`,
		preamble + "\n3. 修路\n4. 治水\n9.\n种树\n甲\n乙\nA. 丙\n4. 丁\n"},
	{"a table with merged cells", `<body><div><p>` + preamble + `</p><table><caption>主要指标</caption><thead><tr><th rowspan=2>类别<th rowspan="2">指标<th colspan=2>指标值<th rowspan=2>牵头单位</tr><tr><th>2023年<th>2024年</tr></thead><tr><td rowspan=2>规模<td>增加值（亿元）<td>10<td>12<br>以上<td rowspan=2><p>市工信局</p><p>市商务局</p></tr><tr><td>占比（%）<sup>[1]</sup><td>8<td>-</tr><tr><td colspan=5>二、其他</tr></table><p>注：略。</p></div></body>`,
		preamble + "\n主要指标\n类别 | 指标 | 指标值 | < | 牵头单位\n^ | ^ | 2023年 | 2024年 | ^\n规模 | 增加值（亿元） | 10 | 12 以上 | 市工信局 市商务局\n^ | 占比（%）¹ | 8 | - | ^\n二、其他 | < | < | < | <\n注：略。\n"},
	{"what is not shown", `<body><article><p>` + preamble + `</p><p hidden>甲</p><p style="display:none">乙</p><p aria-hidden="true">丙</p><p>丁<!--戊--></p><noscript>己</noscript><textarea>庚</textarea></article></body>`,
		preamble + "\n丁\n"},
	{"a layout table with a data table inside", `<body><table><tr><td>左栏</td><td><p>` + preamble + `</p><p>一、任务。</p><p>完成。</p><p>报送。</p><table><tr><td>任务<td>责任单位<tr><td>修路<td>市交通局</table></td></tr></table></body>`,
		preamble + "\n一、任务。\n完成。\n报送。\n任务 | 责任单位\n修路 | 市交通局\n"},
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
		{"10,000 columns", "<table><tr><td>甲<td>乙<tr>" + strings.Repeat("<td>一", 10_000) + "</table>", source.ErrTooLarge},
		{"a wide span", "<table><tr><td colspan=2000000000>甲<td>乙<tr><td>丙<td>丁</table>", source.ErrTooLarge},
	} {
		if _, err := Read([]byte(c.page)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

// What is nested very deeply, or spans very far, is read in a moment or refused.
func TestReadHostile(t *testing.T) {
	for name, page := range map[string]string{
		"deep elements": strings.Repeat("<div>", 100_000) + "甲",
		"deep tables":   strings.Repeat("<table><tr><td>甲<td>", 5_000),
		"long spans":    "<table>" + strings.Repeat("<tr><td rowspan=65534>甲<td>乙", 200) + "</table>",
		"many lists":    "<ol>" + strings.Repeat("<li>甲", 3_000),
	} {
		if _, err := Read([]byte(page)); err != nil && !errors.Is(err, source.ErrTooLarge) && !errors.Is(err, source.ErrBroken) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, c := range pages {
		f.Add([]byte(c.page))
	}
	f.Add([]byte("MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>甲\r\n--b--"))
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, err := Read(data)
		if err == nil && len(doc.Lines) == 0 {
			t.Error("neither lines nor an error")
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
