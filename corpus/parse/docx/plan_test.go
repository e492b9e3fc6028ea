package docx

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// planParts are the parts of an invented plan beside its text: numbered by
// styles, as templates of offices are, and by a list of its own in the annex.
func planParts() parts {
	style := func(id, base, more string) string {
		return `<w:style w:type="paragraph" w:styleId="` + id + `"><w:basedOn w:val="` + base + `"/>` + more + `</w:style>`
	}
	numbered := func(level string) string {
		return `<w:pPr><w:numPr><w:ilvl w:val="` + level + `"/><w:numId w:val="5"/></w:numPr></w:pPr>`
	}
	own := wr(`<w:rStyle w:val="mark"/>`, `<w:footnoteRef/>`)
	return parts{
		"word/styles.xml": root("styles", `<w:style w:type="paragraph" w:default="1" w:styleId="a"/>`+
			style("title", "a", "")+style("h1", "a", numbered("0"))+style("h2", "h1", numbered("1"))+style("h3", "h2", numbered("2"))+
			`<w:style w:type="character" w:styleId="mark"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>`),
		"word/numbering.xml": root("numbering", plan(5,
			level(0, "chineseCountingThousand", "%1、", glued+`<w:pStyle w:val="h1"/>`)+
				level(1, "chineseCounting", "（%2）", glued+`<w:pStyle w:val="h2"/>`)+
				level(2, "decimal", "%3.", `<w:lvlRestart w:val="0"/><w:pStyle w:val="h3"/>`))+
			plan(6, level(0, "decimal", "%1", glued))+num(5, 5, "")+num(6, 6, "")),
		"word/footnotes.xml": root("footnotes", `<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>`+
			`<w:footnote w:id="1">`+wp(own+wr("", wt(" 算力：每秒浮点运算次数。")))+`</w:footnote>`+
			`<w:footnote w:id="2">`+wp(own+wr("", wt(" 按常住人口计算。")))+`</w:footnote>`),
	}
}

func planBody() string {
	ref := func(id string) string {
		return wr(`<w:rStyle w:val="mark"/>`, `<w:footnoteReference w:id="`+id+`"/>`)
	}
	text := func(s string) string { return wr("", wt(s)) }
	number := func() string { return `<w:tc><w:p><w:pPr>` + inList(6, 0) + `</w:pPr></w:p></w:tc>` }
	return strings.Join([]string{
		tbl(tr(td("", "临江市人民政府办公室文件"))),
		para("", "临府办发〔2024〕7号"),
		para(""),
		para(`<w:pStyle w:val="title"/>`, "关于印发2024年临江市数字经济"),
		wp(`<w:pPr><w:pStyle w:val="title"/></w:pPr>` + wr("", wt("发展")+`<w:br/>`+wt("工作要点的通知"))),
		para("", "各县（市、区）人民政府，市政府各部门："),
		wp(text("现将《2024年临江市数字经济发展工作要点》印发给你们，请") + `<w:del w:id="1" w:author="乙">` + wr("", `<w:delText>参照</w:delText>`) + `</w:del><w:ins w:id="2" w:author="乙">` + text("认真贯彻") + `</w:ins>` + text("执行。")),
		para("", "临江市人民政府办公室"),
		para("", "2024年3月5日"),
		styled("h1", "总体要求"),
		wp(text("到年底，全市数字经济增加值达到") + wr(`<w:b/>`, wt("860亿元")) + text("左右，算力规模") + ref("1") + text("达到500P。")),
		styled("h1", "重点任务"),
		styled("h2", "夯实数字基础"),
		wp(`<w:pPr><w:pStyle w:val="h3"/></w:pPr>` + text("新建5G基站。新建5G基站不少于1200个，") + `<w:hyperlink w:anchor="附件1">` + text("见附件1") + `</w:hyperlink>` + text("。〔责任单位：市工信局，市通信管理局、各县（市、区）人民政府〕")),
		styled("h3", "建设算力中心。建成临江智算中心一期。（市发展改革委牵头，市财政局按职责分工负责，2024年10月底前完成）"),
		styled("h2", "推动产业数字化"),
		styled("h3", "改造企业。完成规模以上工业企业改造120家。〔责任单位：市工信局〕"),
		wp(text("专栏：") + begin + code(" SEQ 专栏 ") + separate + text("1") + end + text("  示范工程")),
		para(hide, "全年"), para("", "培育示范企业5家。"),
		styled("h1", "保障措施"),
		para("", "各单位要压实责任。"),
		para("", "附件1"),
		para("", "2024年临江市数字经济主要指标"),
		tbl(
			tr(td("", "类别"), td("", "序号"), td("", "指标名称"), td("", "单位"), td(span(2), "数值"), td("", "牵头单位")),
			tr(td(""), td(""), td(""), td(""), td("", "2023年"), td("", "2024年", "目标"), td("")),
			tr(td(restart, "综合"), number(), td("", "数字经济增加值"), td("", "亿元"), td("", "790"), td("", "860左右"), td(restart, "市发展改革委", "市统计局")),
			tr(td(goesOn), number(), `<w:tc>`+wp(text("每万人拥有5G基站数")+ref("2"))+`</w:tc>`, td("", "个"), td("", "16.3"), td("", "≥19"), td(goesOn)),
			tr(td("", "产业"), number(), td("", "软件业收入"), td("", "亿元"), td("", "-"), td("", "45"), td("", "市工信局")),
		),
		para("", "附件2"),
		para("", "重点任务清单"),
		tbl(
			tr(td("", "序号"), td("", "任务"), td("", "责任单位"), td("", "完成时限")),
			tr(td("", "1"), td("", "新建5G基站1200个", "完成验收"), td("", "市工信局"), td(restart, "2024年10月")),
			tr(td("", "2"), td("", "建成智算中心一期"), td("", "市发展改革委"), td(goesOn)),
			tr(td(span(4), "以上任务按季调度。")),
		),
		para("", "（此件公开发布）"),
		`<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>`,
	}, "")
}

func TestPlan(t *testing.T) {
	files := planParts()
	files["word/header1.xml"] = root("hdr", para("", "不读页眉"))
	files["word/comments.xml"] = root("comments", `<w:comment w:id="0">`+para("", "不读批注")+`</w:comment>`)
	doc, err := Read(files.file(t, body(planBody())))
	if err != nil {
		t.Fatal(err)
	}
	texts(t, doc)
	got := show(doc)
	golden := filepath.Join("testdata", "plan.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Error(diff)
	}
}

// BenchmarkRead reads a plan of the size of the longest ones; the rate is that
// of word/document.xml.
func BenchmarkRead(b *testing.B) {
	document := body(strings.Repeat(planBody(), 40))
	data := planParts().file(b, document)
	b.SetBytes(int64(len(document)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(data); err != nil {
			b.Fatal(err)
		}
	}
}
