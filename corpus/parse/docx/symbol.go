package docx

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// symbols are the fonts whose characters stand for others: what the codes from
// 0x20 on show, "�" where Unicode has nothing of the kind. A box to be ticked
// is □ in all of them.
var symbols = map[string][]rune{
	"symbol": []rune(` !∀#∃%&∍()∗+,−./0123456789:;<=>?` +
		`≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_` +
		`�αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼�` +
		strings.Repeat("�", 32) +
		`€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…��↵` +
		`ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓` +
		`◊〈®©™∑�����������〉∫⌠�⌡`),
	"wingdings": []rune(` ✏✂✁👓🔔📖🕯☎✆✉�📪📫📬📭📁📂📄��🗄⌛⌨��💻�💾�✇✍` +
		`�✌👌👍👎☜☞☝☟✋☺😐☹💣☠⚐🏱✈☼💧❄�✞�✠✡☪☯ॐ☸♈♉` +
		`♊♋♌♍♎♏♐♑♒♓&&●❍■□□❑❒⬧⧫◆❖⬥⌧⍓⌘❀✿❝❞�` +
		`⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿��������·•` +
		`▪○⭕◯◉◎�▪□�✦★✶✴✹✵�⌖⟡⌑�✪✰���������` +
		`���������������������⌫⌦�➢���➲��` +
		`←→↑↓↖↗↙↘←→↑↓↖↗↙↘⇦⇨⇧⇩⬄⇳⬁⬀⬃⬂▫▫✗✓☒☑�`),
	"wingdings 2": []rune(strings.Repeat("�", 47) + `✗✓☒☑☒☒` + strings.Repeat("�", 20) +
		`⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿�` +
		strings.Repeat("�", 21) + `•●●●○○○○◎◎◾■■■□□□□□▣` + strings.Repeat("�", 5) + `◆◇�◈`),
}

// symbolFont returns a font's name if its characters stand for others, "" if
// they stand for themselves.
func symbolFont(name string) string {
	name = strings.ToLower(strings.TrimSpace(name))
	switch name {
	case "wingdings 3", "webdings", "zapfdingbats", "zapf dingbats", "mt extra":
		return name // known to be such, but not their signs
	}
	if symbols[name] != nil {
		return name
	}
	return ""
}

// inFont returns what a text shows in a font. Files have the codes of such
// fonts plain or in the private area from U+F000 on, and from there they stand
// for signs in any font.
func inFont(text, font string) string {
	if font == "" && !strings.ContainsFunc(text, isPrivate) {
		return text
	}
	return strings.Map(func(r rune) rune {
		switch {
		case isPrivate(r):
			return sign(r-0xf000, font)
		case font != "" && 0x20 < r && r <= 0xff:
			return sign(r, font)
		}
		return r
	}, text)
}

func isPrivate(r rune) bool { return 0xf020 <= r && r <= 0xf0ff }

// sign returns what a code shows in a font, U+FFFD where no one can tell.
func sign(code rune, font string) rune {
	if list := symbols[font]; 0x20 <= code && int(code-0x20) < len(list) {
		return list[code-0x20]
	}
	return utf8.RuneError
}

// symbolOf reads w:sym (ECMA-376 part 1, 17.3.3.30): a font and a code.
func symbolOf(e element) string {
	code, err := strconv.ParseUint(e.attr("char"), 16, 32)
	if err != nil || !utf8.ValidRune(rune(code)) || code < 0x20 {
		return string(utf8.RuneError)
	}
	return inFont(string(rune(code)), symbolFont(e.attr("font")))
}

// bullet returns what marks a paragraph of a list without numbers. Word's own
// second level is the letter o, which in its font looks like a ring.
func bullet(text, font string) string {
	shown := inFont(text, font)
	switch {
	case strings.ContainsRune(shown, utf8.RuneError):
		return "-"
	case shown == "o":
		return "○"
	}
	return shown
}
