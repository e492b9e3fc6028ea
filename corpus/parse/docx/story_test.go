package docx

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// wr writes a run with properties around any content.
func wr(properties, content string) string {
	return `<w:r><w:rPr>` + properties + `</w:rPr>` + content + `</w:r>`
}

func wt(text string) string { return `<w:t xml:space="preserve">` + text + `</w:t>` }

func wp(content string) string { return `<w:p>` + content + `</w:p>` }

const (
	begin    = `<w:r><w:fldChar w:fldCharType="begin"/></w:r>`
	separate = `<w:r><w:fldChar w:fldCharType="separate"/></w:r>`
	end      = `<w:r><w:fldChar w:fldCharType="end"/></w:r>`
	shape    = `<wp:inline><wp:docPr id="1" name="框"/><a:graphic><a:graphicData><wps:wsp><wps:txbx><w:txbxContent>`
	shapeEnd = `</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline>`
	gone     = `<w:rPr><w:del w:id="1" w:author="甲"/></w:rPr>`
	hide     = `<w:rPr><w:vanish/></w:rPr>`
)

func code(text string) string { return `<w:r><w:instrText>` + text + `</w:instrText></w:r>` }

func TestParagraphs(t *testing.T) {
	for _, c := range []struct {
		name, body string
		want       []string
	}{
		{"runs", para("", "临江市", "2023年", "工作要点"), []string{"临江市2023年工作要点"}},
		{"an empty paragraph is a line", para("", "一") + para("") + para("", "二"), []string{"一", "", "二"}},
		{"tabs become spaces", wp(wr("", wt("1.")+`<w:tab/>`+wt("建设5G基站"))), []string{"1. 建设5G基站"}},
		{"a tab to a margin", wp(wr("", wt("一")+`<w:ptab w:alignment="right" w:relativeTo="margin" w:leader="none"/>`+wt("二"))), []string{"一 二"}},
		{"line breaks", wp(wr("", wt("第一行")+`<w:br/>`+wt("第二行")+`<w:cr/>`+wt("第三行"))) + para("", "下一段"), []string{"第一行", "第二行", "第三行", "下一段"}},
		{"a page break", wp(wr("", wt("上页")+`<w:br w:type="page"/>`+wt("下页"))), []string{"上页", "下页"}},
		{"hyphens", wp(wr("", wt("COVID")+`<w:noBreakHyphen/>`+wt("19经")+`<w:softHyphen/>`+wt("济"))), []string{"COVID-19经济"}},
		{"white space at the edge counts only if it says so", wp(wr("", `<w:t> 一 </w:t>`+`<w:t xml:space="preserve"> 二 </w:t>`) + wr("", `<w:t>
			三　</w:t>`)), []string{"一 二 三　"}},
		{"entities", para("", "A&amp;B&lt;5%&#x4E00;"), []string{"A&B<5%一"}},
		{"CDATA", wp(wr("", `<w:t><![CDATA[<5%]]></w:t>`)), []string{"<5%"}},
		{"inserted and deleted", wp(wr("", wt("新建")) + `<w:del w:id="1"><w:r><w:delText>2000</w:delText></w:r></w:del><w:ins w:id="2">` + wr("", wt("3000")) + `</w:ins>` + wr("", wt("个"))), []string{"新建3000个"}},
		{"deleted inside inserted", wp(`<w:ins w:id="1">` + wr("", wt("甲")) + `<w:del w:id="2">` + wr("", `<w:delText>乙</w:delText>`) + `</w:del></w:ins>`), []string{"甲"}},
		{"moved away and here", wp(`<w:moveFrom w:id="1">`+wr("", wt("走"))+`</w:moveFrom>`) + wp(`<w:moveTo w:id="2">`+wr("", wt("来"))+`</w:moveTo>`), []string{"", "来"}},
		{"former properties", wp(`<w:pPr><w:pPrChange w:id="1"><w:pPr>` + inList(1, 0) + `</w:pPr></w:pPrChange></w:pPr>` + wr(`<w:rPrChange w:id="1"><w:rPr><w:vanish/></w:rPr></w:rPrChange>`, wt("甲"))), []string{"甲"}},
		{"a deleted mark joins two paragraphs", para(gone, "前半") + para("", "后半"), []string{"前半后半"}},
		{"a deleted paragraph", para("", "一") + para(gone) + para("", "二"), []string{"一", "二"}},
		{"a deleted paragraph before a table", para("", "一") + para(gone) + tbl(tr(td("", "甲"), td("", "乙"))), []string{"一", "|甲|乙|"}},
		{"a deleted mark at the end", para(gone, "末"), []string{"末"}},
		{"a deleted mark behind a line break", wp(`<w:pPr>`+gone+`</w:pPr>`+wr("", wt("甲")+`<w:br/>`+wt("乙"))) + wp(wr("", wt("丙")+`<w:br/>`+wt("丁"))), []string{"甲", "乙丙", "丁"}},
		{"hidden text", wp(wr("", wt("看")) + wr(`<w:vanish/>`, wt("不")) + wr(`<w:vanish w:val="0"/>`, wt("见"))), []string{"看见"}},
		{"a hidden paragraph", para("", "一") + wp(`<w:pPr>`+hide+`</w:pPr>`+wr(`<w:vanish/>`, wt("藏"))) + para("", "二"), []string{"一", "二"}},
		{"a hidden mark joins two paragraphs", para(hide, "标题。") + para("", "正文。"), []string{"标题。正文。"}},
		{"a style separator", para(`<w:rPr><w:vanish/><w:specVanish/></w:rPr>`, "标题。") + para("", "正文。"), []string{"标题。正文。"}},
		{"a large first letter", para(`<w:framePr w:dropCap="drop" w:lines="2"/>`, "临") + para("", "江市"), []string{"临江市"}},
		{"capitals", wp(wr(`<w:caps/>`, wt("5g网络")) + wr(`<w:caps w:val="false"/>`, wt("nb"))), []string{"5G网络nb"}},
		{"a raised number", wp(wr("", wt("产值")) + wr(`<w:vertAlign w:val="superscript"/>`, wt("10")) + wr("", wt("达10"))), []string{"产值¹⁰达10"}},
		{"other raised text", wp(wr("", wt("x")) + wr(`<w:vertAlign w:val="superscript"/>`, wt("n+1")) + wr("", wt("CO")) + wr(`<w:vertAlign w:val="subscript"/>`, wt("2"))), []string{"xn+1CO2"}},
		{"a number lifted and made smaller", wp(wr(`<w:sz w:val="32"/>`, wt("产值")) + wr(`<w:position w:val="8"/><w:sz w:val="19"/>`, wt("1")) + wr(`<w:sz w:val="32"/>`, wt("达")) + wr(`<w:position w:val="8"/><w:sz w:val="32"/>`, wt("2")) + wr(`<w:position w:val="2"/><w:sz w:val="19"/>`, wt("3"))), []string{"产值¹达23"}},
		{"the same by the usual size", wp(wr(`<w:position w:val="6"/><w:sz w:val="13"/>`, wt("1")) + wr("", wt("注")) + wr(`<w:position w:val="6"/>`, wt("2"))), []string{"¹注2"}},
		{"a hyperlink", wp(wr("", wt("见")) + `<w:hyperlink r:id="rId9" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">` + wr("", wt("附件")) + `</w:hyperlink>`), []string{"见附件"}},
		{"smart tags and content controls", wp(`<w:smartTag w:element="date"><w:smartTagPr><w:attr w:name="Year" w:val="2023"/></w:smartTagPr>`+wr("", wt("2023年"))+`</w:smartTag><w:sdt><w:sdtPr><w:alias w:val="月"/></w:sdtPr><w:sdtContent>`+wr("", wt("6月"))+`</w:sdtContent></w:sdt>`) + `<w:sdt><w:sdtContent>` + para("", "段落") + `<w:customXml w:element="x">` + para("", "又一段") + `</w:customXml></w:sdtContent></w:sdt>`, []string{"2023年6月", "段落", "又一段"}},
		{"comments and bookmarks", wp(`<w:commentRangeStart w:id="0"/><w:bookmarkStart w:id="1" w:name="a"/>` + wr("", wt("甲")) + `<w:bookmarkEnd w:id="1"/><w:commentRangeEnd w:id="0"/>` + wr("", `<w:commentReference w:id="0"/><w:annotationRef/><w:lastRenderedPageBreak/>`)), []string{"甲"}},
		{"a reading above characters", wp(wr("", `<w:ruby><w:rubyPr/><w:rt>`+wr("", wt("lín"))+`</w:rt><w:rubyBase>`+wr("", wt("临"))+`</w:rubyBase></w:ruby>`) + wr("", wt("江"))), []string{"临江"}},
		{"an element of another vocabulary", wp(wr("", wt("甲")) + `<new:thing>` + wr("", wt("乙")) + `</new:thing>`), []string{"甲"}},

		{"a field", wp(wr("", wt("第")) + begin + code(" PAGE ") + separate + wr("", wt("3")) + end + wr("", wt("页"))), []string{"第3页"}},
		{"a simple field", wp(`<w:fldSimple w:instr=" DATE ">` + wr("", wt("6月30日")) + `</w:fldSimple>`), []string{"6月30日"}},
		{"a field in a field's code", wp(begin + code(" IF ") + begin + code(" X ") + separate + wr("", wt("藏")) + end + separate + wr("", wt("见")) + end), []string{"见"}},
		{"a field in a field's result", wp(begin + code(" TOC ") + separate + begin + code(" HYPERLINK ") + separate + wr("", wt("一、总体要求")) + end + end), []string{"一、总体要求"}},
		{"a field over paragraphs", wp(begin+code(" TOC ")+separate+wr("", wt("一"))) + para("", "二") + wp(wr("", wt("三"))+end), []string{"一", "二", "三"}},
		{"a field that never ends hides its paragraph only", wp(wr("", wt("甲"))+begin+code(" X ")+wr("", wt("藏"))) + para("", "乙") + wp(separate+wr("", wt("丙"))+end), []string{"甲", "乙", "丙"}},
		{"text beside a field's code", wp(begin + wr("", `<w:instrText>X</w:instrText>`+wt("藏")+`<w:br/>`) + separate + end + wr("", wt("见"))), []string{"见"}},
		{"a deleted field", wp(`<w:del w:id="1">` + begin + `</w:del>` + wr("", wt("见"))), []string{"见"}},
		{"a number in a ring", wp(begin + code(` eq \o\ac(○,`) + code(`21)`) + end + wr("", wt("项")) + begin + code(` EQ \o\ac(□,99)`) + end), []string{"㉑项99"}},
		{"a reading in a field", wp(begin + code(` EQ \* jc2 \* "Font:宋体" \* hps10 \o\ad(\s\up 9(lín),临)`) + end), []string{"临"}},
		{"a fraction in a field", wp(begin + code(` EQ \f(1,a+b)`) + end + begin + code(` XE "词"`) + end + begin + code(` EQ \r(2)`) + end), []string{"1/(a+b)"}},

		{"signs of a font", wp(wr("", `<w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="Wingdings 2" w:char="0052"/><w:sym w:font="Symbol" w:char="F0B3"/><w:sym w:font="宋体" w:char="25A1"/>`)), []string{"☑☑≥□"}},
		{"signs that no one knows", wp(wr("", `<w:sym w:font="Webdings" w:char="F061"/><w:sym w:font="Wingdings" w:char="zz"/><w:sym w:font="Wingdings" w:char="D800"/>`)), []string{"���"}},
		{"text in a font of signs", wp(wr(`<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>`, wt("ü þ完")) + wr(`<w:rFonts w:ascii="Symbol"/>`, wt("&#xF0B7;")) + wr("", wt("&#xF0B7;"))), []string{"✓ ☑完•�"}},

		{"a text box", wp(wr("", wt("框外"))+`<w:r><w:drawing>`+shape+para("", "框内")+para("", "二段")+shapeEnd+`</w:drawing></w:r>`) + para("", "下一段"), []string{"框外", "框内", "二段", "下一段"}},
		{"a text box once, of alternate markup", wp(`<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>` + shape + para("", "新") + shapeEnd + `</w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>` + para("", "旧") + `</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>`), []string{"", "新"}},
		{"a table in a text box", wp(wr("", wt("外")) + `<w:r><w:drawing>` + shape + tbl(tr(td("", "甲"), td("", "乙"))) + para("") + shapeEnd + `</w:drawing></w:r>`), []string{"外", "|甲|乙|", ""}},
		{"a text box in a text box, in a field's code", wp(begin + `<w:r><w:drawing>` + shape + para("", "藏") + shapeEnd + `</w:drawing></w:r>` + end + wr("", wt("见"))), []string{"见"}},
		{"a hidden text box", wp(wr("", wt("见")) + `<w:r><w:drawing><wp:anchor><wp:docPr id="1" hidden="1"/>` + shape + para("", "藏") + shapeEnd + `</wp:anchor></w:drawing></w:r>` + wr(`<w:vanish/>`, `<w:drawing>`+shape+para("", "藏")+shapeEnd+`</w:drawing>`)), []string{"见"}},
		{"a field does not reach into a text box", wp(begin + code(" X ") + separate + `<w:r><w:drawing>` + shape + wp(end+wr("", wt("内"))) + shapeEnd + `</w:drawing></w:r>` + wr("", wt("外")) + end), []string{"外", "内"}},
		{"WordArt", wp(wr("", `<w:pict><v:shape><v:textpath string="临江市人民政府文件"/></v:shape></w:pict>`)), []string{"", "临江市人民政府文件"}},

		{"alternate markup that no one knows", wp(`<mc:AlternateContent><mc:Choice Requires="new">` + wr("", wt("新")) + `</mc:Choice><mc:Choice Requires="wps">` + wr("", wt("中")) + `</mc:Choice><mc:Fallback>` + wr("", wt("旧")) + `</mc:Fallback></mc:AlternateContent>` + wr("", wt("后"))), []string{"中后"}},
		{"its fallback", wp(`<mc:AlternateContent><mc:Choice Requires="new wps">` + wr("", wt("新")) + `</mc:Choice><mc:Fallback>` + wr("", wt("旧")) + `</mc:Fallback></mc:AlternateContent>`), []string{"旧"}},
		{"no fallback", wp(wr("", wt("前")) + `<mc:AlternateContent><mc:Choice Requires="none">` + wr("", wt("新")) + `</mc:Choice></mc:AlternateContent>`), []string{"前"}},
		{"alternate markup in alternate markup", wp(`<mc:AlternateContent><mc:Choice Requires="wps"><mc:AlternateContent><mc:Choice Requires="new">` + wr("", wt("一")) + `</mc:Choice><mc:Fallback>` + wr("", wt("二")) + `</mc:Fallback></mc:AlternateContent></mc:Choice><mc:Fallback>` + wr("", wt("三")) + `</mc:Fallback></mc:AlternateContent>`), []string{"二"}},
		{"an alternative of nothing", wp(`<mc:Choice Requires="wps">` + wr("", wt("一")) + `</mc:Choice>` + wr("", wt("二"))), []string{"二"}},
		{"an emoji", wp(wr("", `<mc:AlternateContent xmlns:se="http://schemas.microsoft.com/office/word/2015/wordml/symex"><mc:Choice Requires="se"><se:symEx se:char="1F60A"/></mc:Choice><mc:Fallback>`+wt("😊")+`</mc:Fallback></mc:AlternateContent>`)), []string{"😊"}},

		{"a formula", wp(`<m:oMath><m:r><m:t>x</m:t></m:r><m:sSup><m:e><m:r><m:t>10</m:t></m:r></m:e><m:sup><m:r><m:t>3</m:t></m:r></m:sup></m:sSup><m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>`), []string{"x10³(a+b)/2"}},
		{"more formulas", `<m:oMathPara><m:oMath><m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/><m:sepChr m:val=","/></m:dPr><m:e><m:r><m:t>1</m:t></m:r></m:e><m:e><m:r><m:t>2</m:t></m:r></m:e></m:d><m:rad><m:deg/><m:e><m:r><m:t>y</m:t></m:r></m:e></m:rad><m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub><m:r><m:t>i</m:t></m:r></m:sub><m:sup/><m:e><m:r><m:t>z</m:t></m:r></m:e></m:nary></m:oMath></m:oMathPara>`, []string{"[1,2]√y∑iz"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc, err := Read(parts{}.file(t, body(c.body)))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, texts(t, doc)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestStyles(t *testing.T) {
	styles := root("styles", `<w:docDefaults><w:rPrDefault><w:rPr><w:vanish w:val="0"/></w:rPr></w:rPrDefault></w:docDefaults>`+
		`<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:rPr><w:caps/></w:rPr></w:style>`+
		`<w:style w:type="paragraph" w:styleId="plain"/>`+
		`<w:style w:type="paragraph" w:styleId="secret"><w:rPr><w:vanish/></w:rPr></w:style>`+
		`<w:style w:type="paragraph" w:styleId="child"><w:basedOn w:val="secret"/></w:style>`+
		`<w:style w:type="paragraph" w:styleId="open"><w:basedOn w:val="child"/><w:rPr><w:vanish w:val="off"/></w:rPr></w:style>`+
		`<w:style w:type="character" w:styleId="gone"><w:rPr><w:vanish/></w:rPr></w:style>`+
		`<w:style w:type="character" w:styleId="up"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>`+
		`<w:style w:type="character" w:styleId="sign"><w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr></w:style>`+
		`<w:style w:type="paragraph" w:styleId="one"><w:basedOn w:val="two"/></w:style>`+
		`<w:style w:type="paragraph" w:styleId="two"><w:basedOn w:val="one"/></w:style>`+
		`<w:style w:type="paragraph" w:styleId="self"><w:basedOn w:val="self"/></w:style>`)
	styled := func(paragraph, run, text string) string {
		mark := ""
		if run != "" { // the paragraph's end is seen
			mark = `<w:rPr><w:vanish w:val="0"/></w:rPr>`
		}
		return wp(`<w:pPr><w:pStyle w:val="` + paragraph + `"/>` + mark + `</w:pPr>` + wr(`<w:rStyle w:val="`+run+`"/>`, wt(text)))
	}
	for _, c := range []struct {
		name, body string
		want       []string
	}{
		{"the default style", para("", "ab"), []string{"AB"}},
		{"another one", styled("plain", "", "ab"), []string{"ab"}},
		{"hidden by the paragraph's style", styled("secret", "", "藏") + styled("child", "", "藏") + styled("plain", "", "见"), []string{"见"}},
		{"no longer", styled("open", "", "见"), []string{"见"}},
		{"hidden by the run's style", styled("plain", "gone", "藏"), []string{""}},
		{"two switches cancel each other out", styled("secret", "gone", "见"), []string{"见"}},
		{"raised by its style", styled("plain", "up", "2"), []string{"²"}},
		{"the font of a style", styled("plain", "sign", "ü"), []string{"✓"}},
		{"styles that are based on each other", styled("one", "two", "甲") + styled("self", "self", "乙"), []string{"甲", "乙"}},
		{"a style that is not there", styled("none", "none", "甲"), []string{"甲"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc, err := Read(parts{"word/styles.xml": styles}.file(t, body(c.body+styled("plain", "", "末"))))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(append(c.want, "末"), texts(t, doc)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestNotes(t *testing.T) {
	note := func(kind, id, content string) string {
		return `<w:` + kind + ` w:id="` + id + `">` + content + `</w:` + kind + `>`
	}
	ref := func(kind, id string) string {
		return wr(`<w:vertAlign w:val="superscript"/>`, `<w:`+kind+`Reference w:id="`+id+`"/>`)
	}
	own := wr(`<w:vertAlign w:val="superscript"/>`, `<w:footnoteRef/>`)
	notes := parts{
		"word/footnotes.xml": root("footnotes", `<w:footnote w:type="separator" w:id="-1">`+para("", "——")+`</w:footnote>`+
			note("footnote", "1", wp(own+wr("", wt(" 一类企业：规模以上。"))))+
			note("footnote", "2", para("", "没有记号。")+para("", "第二段。"))+
			note("footnote", "3", para("", "* 自己的记号。"))+
			note("footnote", "4", wp(own+wr("", wt("表里的注。"))))+
			note("footnote", "5", para("", "没有人引用。"))+
			note("footnote", "6", wp(own+wr("", wt("含表：")))+tbl(tr(td("", "甲"), td("", "乙"))))),
		"word/endnotes.xml": root("endnotes", note("endnote", "1", wp(wr("", `<w:endnoteRef/>`)+wr("", wt("尾注。"))))),
	}
	for _, c := range []struct {
		name, body string
		want       []string
	}{
		{"at the end", wp(wr("", wt("企业"))+ref("footnote", "1")+wr("", wt("增长"))+ref("footnote", "2")) + para("", "下文"),
			[]string{"企业¹增长²", "下文", "¹ 一类企业：规模以上。", "²没有记号。 第二段。"}},
		{"numbered as they are referred to", wp(ref("footnote", "2") + ref("endnote", "1") + ref("footnote", "1")),
			[]string{"¹²³", "¹没有记号。 第二段。", "²尾注。", "³ 一类企业：规模以上。"}},
		{"twice", wp(wr("", wt("甲")) + ref("footnote", "1") + wr("", wt("乙")) + ref("footnote", "1")),
			[]string{"甲¹乙¹", "¹ 一类企业：规模以上。"}},
		{"behind the table", wp(wr("", wt("前"))+ref("footnote", "1")) + tbl(tr(`<w:tc>`+wp(wr("", wt("指标"))+ref("footnote", "4"))+`</w:tc>`, td("", "数值"))) + para("", "后"),
			[]string{"前¹", "|指标²|数值|", "²表里的注。", "后", "¹ 一类企业：规模以上。"}},
		{"with a typed mark", wp(wr("", wt("甲")+`<w:footnoteReference w:id="3" w:customMarkFollows="1"/>`+wt("*")) + ref("footnote", "1")),
			[]string{"甲*¹", "* 自己的记号。", "¹ 一类企业：规模以上。"}},
		{"with a table", wp(wr("", wt("甲")) + ref("footnote", "6")), []string{"甲¹", "¹含表： 甲 乙"}},
		{"in deleted and hidden text", wp(`<w:del w:id="9">` + ref("footnote", "1") + `</w:del>` + wr(`<w:vanish/>`, `<w:footnoteReference w:id="2"/>`) + wr("", wt("甲")) + ref("footnote", "4")),
			[]string{"甲¹", "¹表里的注。"}},
		{"that is not there", wp(wr("", wt("甲")) + ref("footnote", "77") + ref("footnote", "1")), []string{"甲¹²", "² 一类企业：规模以上。"}},
		{"a reference's own mark outside a note", wp(wr("", wt("甲")+`<w:footnoteRef/>`)), []string{"甲"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc, err := Read(notes.file(t, body(c.body)))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, texts(t, doc)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
