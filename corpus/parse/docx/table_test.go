package docx

import (
	"strings"
	"testing"
)

func TestTables(t *testing.T) {
	for _, c := range []struct{ name, body, want string }{
		{"rows and cells", tbl(tr(td("", "序号"), td("", "指标")), tr(td("", "1"), td("", "产值"))) + para("", "后"), `
1|序号|指标|
2|1|产值|
3 后
`},
		{"several paragraphs and lines in a cell", tbl(tr(td("", "市工信局", "", " 市发改委 "), `<w:tc>`+wp(wr("", wt("责任")+`<w:br/>`+wt("单位")))+`</w:tc>`)), `
1|市工信局 市发改委|责任 单位|
`},
		{"cells over several columns", tbl(tr(td(span(2), "年度"), td("", "单位")), tr(td("", "2022"), td("", "2023"), td("", "个"))), `
1|年度|←|单位|
2|2022|2023|个|
`},
		{"cells over several rows", tbl(tr(td(restart, "一类"), td("", "a"), td(restart, "甲局")), tr(td(goesOn), td("", "b"), td(`<w:vMerge w:val="continue"/>`, "藏")), tr(td("", "二类"), td("", "c"), td("", "乙局"))), `
1|一类|a|甲局|
2|↑|b|↑|
3|二类|c|乙局|
`},
		{"both", tbl(tr(td(span(2)+restart, "大"), td("", "x")), tr(td(span(2)+goesOn), td("", "y")), tr(td("", "a"), td("", "b"), td("", "z"))), `
1|大|←|x|
2|↑|↑|y|
3|a|b|z|
`},
		{"a merged cell that has none above", tbl(tr(td(goesOn, "甲"), td("", "乙")), tr(td("", "丙"), td(goesOn, "丁"))), `
1|甲|乙|
2|丙|丁|
`},
		{"one that begins in another column", tbl(tr(td(restart, "甲"), td("", "乙"), td("", "己")), tr(td("", "丙"), td(goesOn, "丁"), td("", "庚"))), `
1|甲|乙|己|
2|丙|丁|庚|
`},
		{"one that spans other columns", tbl(tr(td(restart+span(2), "甲"), td("", "乙")), tr(td(goesOn, "丙"), td("", "丁"), td("", "戊"))), `
1|甲|←|乙|
2|丙|丁|戊|
`},
		{"one that goes on from it", tbl(tr(td(goesOn, "甲"), td("", "乙")), tr(td(goesOn, "藏"), td("", "丁")), tr(td(goesOn, "藏"), td("", "己"))), `
1|甲|乙|
2|↑|丁|
3|↑|己|
`},
		{"merged in the old way", tbl(tr(td(`<w:hMerge w:val="restart"/>`, "甲"), td(`<w:hMerge/>`, "藏"), td("", "乙")), tr(td("", "1"), td("", "2"), td("", "3"))), `
1|甲|←|乙|
2|1|2|3|
`},
		{"columns left empty", tbl(tr(td("", "a"), td("", "b"), td("", "c")),
			`<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>`+td("", "b")+td("", "c")+`</w:tr>`,
			`<w:tr><w:trPr><w:gridAfter w:val="1"/></w:trPr>`+td("", "a")+td("", "b")+`</w:tr>`,
			tr(td("", "a"), td("", "b"))), `
1|a|b|c|
2||b|c|
3|a|b||
4|a|b||
`},
		{"columns in which nothing begins", tbl(tr(td(span(3), "a"), td(span(5), "b")), tr(td(span(3), "c"), td(span(2), "d"), td(span(3), "e"))), `
1|a|b|←|
2|c|d|e|
`},
		{"rows and cells in content controls", tbl(`<w:sdt><w:sdtContent>`+tr(td("", "a"), `<w:sdt><w:sdtContent>`+td("", "b")+`</w:sdtContent></w:sdt>`)+`</w:sdtContent></w:sdt>`, `<w:bookmarkStart w:id="1" w:name="x"/>`), `
1|a|b|
`},
		{"deleted and hidden rows and cells", tbl(tr(td("", "a"), td("", "b")),
			`<w:tr><w:trPr><w:del w:id="1"/></w:trPr>`+td("", "x")+td("", "y")+`</w:tr>`,
			`<w:tr><w:trPr><w:hidden/></w:trPr>`+td("", "x")+td("", "y")+`</w:tr>`,
			`<w:tr><w:trPr><w:ins w:id="1"/></w:trPr>`+td("", "c")+td(`<w:cellDel w:id="3"/>`, "z")+td("", "d")+`</w:tr>`), `
1|a|b|
2|c|d|
`},
		{"one column is prose", tbl(tr(td("", "专栏1", "建设基站。")), tr(td("", "第二段。"))), `
1 专栏1
2 建设基站。
3 第二段。
`},
		{"columns that are empty frame prose", tbl(tr(td("", ""), td("", "通知", "正文。")), tr(td(""), td("", "落款"))), `
1 
2 通知
3 正文。
4 
5 落款
`},
		{"a table in a cell", tbl(tr(td("", "任务"), `<w:tc>`+para("", "目标")+tbl(tr(td("", "2022"), td("", "16")), tr(td("", "2023"), td("", "19")))+para("", "完")+`</w:tc>`), tr(td("", "a"), td("", "b"))), `
1|任务|目标 2022 16 2023 19 完|
2|a|b|
`},
		{"a table in a frame", tbl(tr(`<w:tc>` + para("", "前") + tbl(tr(td("", "a"), td("", "b")), tr(td("", "c"), td("", "d"))) + para("", "后") + `</w:tc>`)), `
1 前
2|a|b|
3|c|d|
4 后
`},
		{"a table in a frame with something beside it", tbl(tr(td("", "栏目"), `<w:tc>`+tbl(tr(td("", "a"), td("", "b")), tr(td("", "c"), td("", "d")))+`</w:tc>`)), `
1 栏目
2|a|b|
3|c|d|
`},
		{"a frame in a frame", tbl(tr(`<w:tc>` + tbl(tr(td("", "甲", "乙"))) + `</w:tc>`)), `
1 甲
2 乙
`},
		{"an empty table", tbl() + tbl(tr()) + tbl(tr(td("")), tr(td(""))) + para("", "后"), `
1 
2 
3 后
`},
		{"a deleted mark in a cell", tbl(tr(`<w:tc>`+para(gone, "前")+para("", "后")+para(gone, "")+`</w:tc>`, td("", "x"))), `
1|前后|x|
`},
		{"a text box in a cell", tbl(tr(`<w:tc>`+wp(wr("", wt("格"))+`<w:r><w:drawing>`+shape+para("", "框")+shapeEnd+`</w:drawing></w:r>`)+`</w:tc>`, td("", "x"))), `
1|格 框|x|
`},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc, err := Read(parts{}.file(t, body(c.body)))
			if err != nil {
				t.Fatal(err)
			}
			if got := show(doc); got != strings.TrimPrefix(c.want, "\n") {
				t.Errorf("got\n%swant%s", got, c.want)
			}
		})
	}
}
