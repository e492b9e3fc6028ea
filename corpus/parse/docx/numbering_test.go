package docx

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNumerals(t *testing.T) {
	for format, want := range map[string]map[int]string{
		"decimal":                      {0: "0", 7: "7", 120: "120", -3: "-3"},
		"":                             {3: "3"},
		"none":                         {3: ""},
		"bahtText":                     {3: "3"}, // Word writes it in decimal
		"decimalZero":                  {0: "00", 7: "07", 12: "12"},
		"numberInDash":                 {3: "- 3 -"},
		"hex":                          {10: "A", 255: "FF"},
		"ordinal":                      {1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 11: "11th", 12: "12th", 13: "13th", 21: "21st", 111: "111th"},
		"lowerLetter":                  {1: "a", 26: "z", 27: "aa", 53: "aaa", 0: "0", 781: "781", 2147483647: "2147483647"},
		"upperLetter":                  {28: "BB"},
		"upperRoman":                   {1: "I", 4: "IV", 9: "IX", 1994: "MCMXCIV", 0: "0", 40000: "40000"},
		"lowerRoman":                   {14: "xiv"},
		"decimalFullWidth":             {10: "１０"},
		"ideographDigital":             {1: "一", 10: "一〇", 105: "一〇五", -1: "-1"},
		"taiwaneseDigital":             {10: "一○"},
		"chineseCounting":              {1: "一", 10: "十", 11: "十一", 20: "二十", 21: "二十一", 99: "九十九", 100: "一○○", 101: "一○一"},
		"taiwaneseCounting":            {12: "十二", 30: "三十"},
		"chineseCountingThousand":      {1: "一", 10: "十", 15: "十五", 20: "二十", 100: "一百", 101: "一百零一", 110: "一百一十", 111: "一百一十一", 1001: "一千零一", 1010: "一千零一十", 10000: "一万", 10101: "一万零一百零一", 100000: "十万", 0: "0", 100000000: "100000000"},
		"taiwaneseCountingThousand":    {10000: "一萬"},
		"japaneseCounting":             {1: "一", 10: "十", 20: "二十", 100: "百", 101: "百一", 111: "百十一", 1000: "千", 10000: "一万"},
		"chineseLegalSimplified":       {1: "壹", 10: "壹拾", 21: "贰拾壹", 105: "壹佰零伍"},
		"ideographLegalTraditional":    {3: "參", 26: "貳拾陸"},
		"japaneseLegal":                {3: "参", 12: "壱拾弐"},
		"decimalEnclosedCircle":        {1: "①", 20: "⑳", 21: "21"},
		"decimalEnclosedCircleChinese": {10: "⑩", 11: "11"},
		"decimalEnclosedFullstop":      {1: "⒈", 20: "⒛"},
		"decimalEnclosedParen":         {1: "⑴", 20: "⒇"},
		"ideographEnclosedCircle":      {1: "㈠", 10: "㈩", 11: "11"},
		"ideographTraditional":         {1: "甲", 10: "癸", 11: "11"},
		"ideographZodiac":              {1: "子", 12: "亥", 13: "13"},
		"ideographZodiacTraditional":   {1: "甲子", 12: "乙亥", 60: "癸亥", 61: "61"},
	} {
		for n, want := range want {
			if got := numeral(n, format); got != want {
				t.Errorf("%d as %s is %q, want %q", n, format, got, want)
			}
		}
	}
}

// level writes w:lvl; more goes into it.
func level(at int, format, text, more string) string {
	return fmt.Sprintf(`<w:lvl w:ilvl="%d">`, at) + `<w:start w:val="1"/><w:numFmt w:val="` + format + `"/>` + more + `<w:lvlText w:val="` + text + `"/></w:lvl>`
}

// plan writes w:abstractNum, num w:num.
func plan(id int, content string) string {
	return fmt.Sprintf(`<w:abstractNum w:abstractNumId="%d">%s</w:abstractNum>`, id, content)
}

func num(id, plan int, content string) string {
	return fmt.Sprintf(`<w:num w:numId="%d"><w:abstractNumId w:val="%d"/>%s</w:num>`, id, plan, content)
}

const glued = `<w:suff w:val="nothing"/>`

func startAt(level, n int) string {
	return fmt.Sprintf(`<w:lvlOverride w:ilvl="%d"><w:startOverride w:val="%d"/></w:lvlOverride>`, level, n)
}

func styled(style, text string) string { return para(`<w:pStyle w:val="`+style+`"/>`, text) }

func TestNumbering(t *testing.T) {
	official := listOf(1, "chineseCountingThousand", "%1、", "chineseCounting", "（%2）", "decimal", "%3.", "decimal", "（%4）")
	in := func(list, level int, text string) string { return para(inList(list, level), text) }
	for _, c := range []struct {
		name, lists, styles, body string
		want                      string
	}{
		{"as offices number", official, "",
			in(1, 0, "总体要求") + in(1, 1, "目标") + in(1, 1, "原则") + in(1, 2, "建设5G") + in(1, 2, "改造") + in(1, 3, "子项") + in(1, 0, "重点任务") + in(1, 1, "基础") + in(1, 2, "又一"),
			"一、总体要求 （一）目标 （二）原则 1.建设5G 2.改造 （1）子项 二、重点任务 （一）基础 1.又一"},
		{"a paragraph in between", official, "", in(1, 0, "甲") + para("", "插入") + in(1, 0, "乙"), "一、甲 插入 二、乙"},
		{"gaps", plan(1, level(0, "decimal", "%1.", "")+level(1, "decimal", "%1.%2", `<w:suff w:val="space"/>`)+level(2, "decimal", "%1.%2.%3", glued)) + num(1, 1, ""), "",
			in(1, 0, "甲") + in(1, 1, "乙") + in(1, 2, "丙"), "1. 甲/1.1 乙/1.1.1丙"},
		{"levels passed over count", plan(1, level(0, "decimal", "%1.", glued)+level(1, "decimal", "%1.%2 ", glued)+level(2, "decimal", "%1.%2.%3 ", glued)) + num(1, 1, ""), "",
			in(1, 1, "a") + in(1, 1, "b") + in(1, 0, "c") + in(1, 2, "d") + in(1, 1, "e") + in(1, 0, "f") + in(1, 1, "g"),
			"1.1 a/1.2 b/2.c/2.1.1 d/2.2 e/3.f/3.1 g"},
		{"lists of one plan go on, but from a start of their own", plan(1, level(0, "decimal", "%1.", glued)) + num(1, 1, "") + num(2, 1, startAt(0, 1)) + num(3, 1, "") + num(4, 1, startAt(0, 7)), "",
			in(1, 0, "a") + in(1, 0, "b") + in(3, 0, "c") + in(2, 0, "d") + in(2, 0, "e") + in(1, 0, "f") + in(4, 0, "g") + in(4, 0, "h"),
			"1.a 2.b 3.c 1.d 2.e 3.f 7.g 8.h"},
		{"a start of its own holds behind a higher level", plan(1, level(0, "decimal", "%1.", glued)+level(1, "decimal", "%2）", glued)) + num(1, 1, startAt(1, 5)), "",
			in(1, 0, "a") + in(1, 1, "b") + in(1, 1, "c") + in(1, 0, "d") + in(1, 1, "e"), "1.a 5）b 6）c 2.d 5）e"},
		{"a list's own level", plan(1, level(0, "decimal", "%1.", glued)) + num(1, 1, `<w:lvlOverride w:ilvl="0">`+level(0, "upperRoman", "%1-", glued)+`</w:lvlOverride>`), "",
			in(1, 0, "a") + in(1, 0, "b"), "I-a II-b"},
		{"a level that never begins anew", plan(1, level(0, "chineseCounting", "%1、", glued)+level(1, "decimal", "%2.", glued+`<w:lvlRestart w:val="0"/>`)) + num(1, 1, ""), "",
			in(1, 0, "a") + in(1, 1, "b") + in(1, 1, "c") + in(1, 0, "d") + in(1, 1, "e"), "一、a 1.b 2.c 二、d 3.e"},
		{"a level that begins anew behind the first only", plan(1, level(0, "decimal", "%1.", glued)+level(1, "decimal", "%2)", glued)+level(2, "decimal", "%3]", glued+`<w:lvlRestart w:val="1"/>`)) + num(1, 1, ""), "",
			in(1, 0, "a") + in(1, 1, "b") + in(1, 2, "c") + in(1, 1, "d") + in(1, 2, "e") + in(1, 0, "f") + in(1, 2, "g"), "1.a 1)b 1]c 2)d 2]e 2.f 1]g"},
		{"decimal numbers by law", plan(1, level(0, "chineseCounting", "第%1章 ", glued)+level(1, "decimal", "%1.%2 ", glued+`<w:isLgl/>`)+level(2, "decimal", "%1.%3 ", glued+`<w:isLgl w:val="0"/>`)) + num(1, 1, ""), "",
			in(1, 0, "a") + in(1, 1, "b") + in(1, 2, "c"), "第一章 a/1.1 b/一.1 c"},
		{"other formats", plan(1, level(0, "decimalEnclosedCircleChinese", "%1", glued)+level(1, "none", "项%2", glued)+level(2, "none", "", glued)) + num(1, 1, ""), "",
			in(1, 0, "a") + in(1, 0, "b") + in(1, 1, "c") + in(1, 2, "d"), "①a ②b 项c d"},
		{"a format of its own", `<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="9"/><mc:AlternateContent xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"><mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="001, 002, 003, ..."/></mc:Choice><mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent>` + glued + `<w:lvlText w:val="%1-"/></w:lvl></w:abstractNum>` + num(1, 1, ""), "",
			in(1, 0, "a") + in(1, 0, "b"), "009-a 010-b"},
		{"bullets", plan(1, level(0, "bullet", "&#xF0B7;", `<w:rPr><w:rFonts w:ascii="Symbol"/></w:rPr>`)+level(1, "bullet", "o", `<w:rPr><w:rFonts w:ascii="Courier New"/></w:rPr>`)+level(2, "bullet", "&#xF0A7;", `<w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr>`)+level(3, "bullet", "&#xF061;", `<w:rPr><w:rFonts w:ascii="Webdings"/></w:rPr>`)+level(4, "bullet", "—", glued)) + num(1, 1, ""), "",
			in(1, 0, "a") + in(1, 1, "b") + in(1, 2, "c") + in(1, 3, "d") + in(1, 4, "e"), "• a/○ b/▪ c/- d/—e"},
		{"a hidden number", plan(1, level(0, "decimal", "%1.", `<w:rPr><w:vanish/></w:rPr>`)) + num(1, 1, ""), "", in(1, 0, "a"), "a"},
		{"no list, no level, no such thing", plan(1, level(0, "decimal", "%1.", glued)) + num(1, 1, "") + num(2, 99, ""), "",
			in(0, 0, "a") + in(7, 0, "b") + in(1, 99, "c") + in(1, -1, "d") + in(1, 3, "e") + in(2, 0, "f") + para(`<w:numPr><w:numId w:val="1"/></w:numPr>`, "g"), "a b c d e f 1.g"},
		{"deleted and hidden paragraphs do not count", plan(1, level(0, "decimal", "%1.", glued)) + num(1, 1, ""), "",
			in(1, 0, "a") + para(inList(1, 0)+gone, "") + wp(`<w:pPr>`+inList(1, 0)+hide+`</w:pPr>`+wr(`<w:vanish/>`, wt("x"))) + in(1, 0, "b") + para(inList(1, 0)+gone, "c") + in(1, 0, "d"), "1.a 2.b 3.cd"},
		{"an empty one does", plan(1, level(0, "decimal", "%1.", glued)) + num(1, 1, ""), "", in(1, 0, "") + in(1, 0, "a"), "1. 2.a"},
		{"two that run together", plan(1, level(0, "decimal", "%1.", glued)) + num(1, 1, ""), "", para(inList(1, 0)+hide, "a。") + para("", "b") + in(1, 0, "c"), "1.a。b 2.c"},
		{"only the first line has the number", plan(1, level(0, "decimal", "%1.", glued)) + num(1, 1, ""), "", wp(`<w:pPr>` + inList(1, 0) + `</w:pPr>` + wr("", wt("a")+`<w:br/>`+wt("b"))), "1.a b"},
		{"by styles", plan(1, level(0, "chineseCounting", "%1、", glued+`<w:pStyle w:val="h1"/>`)+level(1, "chineseCounting", "（%2）", glued+`<w:pStyle w:val="h2"/>`)+level(2, "decimal", "%3.", glued)) + num(1, 1, ""),
			`<w:style w:type="paragraph" w:styleId="h1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>` +
				`<w:style w:type="paragraph" w:styleId="h2"><w:basedOn w:val="h1"/><w:pPr><w:numPr><w:ilvl w:val="7"/></w:numPr></w:pPr></w:style>` +
				`<w:style w:type="paragraph" w:styleId="h3"><w:pPr><w:numPr><w:ilvl w:val="2"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>` +
				`<w:style w:type="paragraph" w:styleId="child"><w:basedOn w:val="h1"/></w:style>`,
			styled("h1", "a") + styled("h2", "b") + styled("h3", "c") + styled("h2", "d") + styled("child", "e") + para(`<w:pStyle w:val="h1"/><w:numPr><w:numId w:val="0"/></w:numPr>`, "f") + para(`<w:pStyle w:val="h1"/><w:numPr><w:ilvl w:val="1"/></w:numPr>`, "g") + styled("h1", "h"),
			"一、a （一）b 1.c （二）d 二、e f （一）g 三、h"},
		{"by the style of a list", plan(1, `<w:numStyleLink w:val="ls"/>`) + plan(2, `<w:styleLink w:val="ls"/>`+level(0, "decimal", "%1)", glued)) + num(1, 1, "") + num(2, 2, ""),
			`<w:style w:type="numbering" w:styleId="ls"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>`,
			in(1, 0, "a") + in(2, 0, "b"), "1)a 2)b"},
		{"by styles of lists that are each other's", plan(1, `<w:numStyleLink w:val="ls"/>`) + num(1, 1, ""),
			`<w:style w:type="numbering" w:styleId="ls"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>`, in(1, 0, "a"), "a"},
		{"in cells", plan(1, level(0, "decimal", "%1", "")) + num(1, 1, ""), "",
			tbl(tr(`<w:tc>`+in(1, 0, "")+`</w:tc>`, td(restart, "甲")), tr(`<w:tc>`+in(1, 0, "")+`</w:tc>`, `<w:tc><w:tcPr>`+goesOn+`</w:tcPr>`+in(1, 0, "藏")+`</w:tc>`), tr(`<w:tc>`+in(1, 0, "")+`</w:tc>`, td("", "乙"))),
			"|1|甲|/|2|↑|/|3|乙|"},
		{"a start that is no number", plan(1, `<w:lvl w:ilvl="0"><w:start w:val="99999999999999"/><w:numFmt w:val="decimal"/>`+glued+`<w:lvlText w:val="%1.%9%%0%"/></w:lvl>`) + num(1, 1, ""), "", in(1, 0, "a"), "0.%%0%a"},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := parts{"word/numbering.xml": root("numbering", c.lists), "word/styles.xml": root("styles", c.styles)}
			doc, err := Read(files.file(t, body(c.body)))
			if err != nil {
				t.Fatal(err)
			}
			by := " "
			if strings.Contains(c.want, "/") {
				by = "/"
			}
			if diff := cmp.Diff(strings.Split(c.want, by), texts(t, doc)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
