package docx

import (
	"fmt"
	"strconv"
	"strings"
)

// numeral writes a number in a format of ST_NumberFormat (ECMA-376 part 1,
// 17.18.59; where Word does otherwise, as [MS-OI29500] says). A format that is
// not known, and a number beyond a format's signs, is written in decimal.
func numeral(n int, format string) string {
	if format == "none" {
		return ""
	}
	if write := numerals[format]; write != nil {
		if s := write(n); s != "" {
			return s
		}
	}
	return strconv.Itoa(n)
}

const (
	hanDigits   = "〇一二三四五六七八九"
	countDigits = "○一二三四五六七八九"
)

// numerals are the formats other than decimal. They return "" for a number that
// they have no sign for.
var numerals = map[string]func(n int) string{
	"decimalZero":                  func(n int) string { return fmt.Sprintf("%02d", n) },
	"numberInDash":                 func(n int) string { return "- " + strconv.Itoa(n) + " -" },
	"hex":                          func(n int) string { return strings.ToUpper(strconv.FormatInt(int64(n), 16)) },
	"ordinal":                      ordinal,
	"lowerLetter":                  letters('a'),
	"upperLetter":                  letters('A'),
	"lowerRoman":                   func(n int) string { return strings.ToLower(roman(n)) },
	"upperRoman":                   roman,
	"decimalFullWidth":             digits("０１２３４５６７８９"),
	"decimalFullWidth2":            digits("０１２３４５６７８９"),
	"ideographDigital":             digits(hanDigits),
	"japaneseDigitalTenThousand":   digits(hanDigits),
	"taiwaneseDigital":             digits(countDigits),
	"chineseCounting":              tens(countDigits),
	"taiwaneseCounting":            tens(countDigits),
	"chineseCountingThousand":      places{digits: "零一二三四五六七八九", units: "十百千", tenThousand: '万', zero: true, bareTen: true}.write,
	"taiwaneseCountingThousand":    places{digits: "零一二三四五六七八九", units: "十百千", tenThousand: '萬', zero: true, bareTen: true}.write,
	"chineseLegalSimplified":       places{digits: "零壹贰叁肆伍陆柒捌玖", units: "拾佰仟", tenThousand: '万', zero: true}.write,
	"ideographLegalTraditional":    places{digits: "零壹貳參肆伍陸柒捌玖", units: "拾佰仟", tenThousand: '萬', zero: true}.write,
	"japaneseCounting":             places{digits: "〇一二三四五六七八九", units: "十百千", tenThousand: '万', bareOnes: true}.write,
	"japaneseLegal":                places{digits: "〇壱弐参四伍六七八九", units: "拾百阡", tenThousand: '萬'}.write,
	"decimalEnclosedCircle":        row('①', 20),
	"decimalEnclosedCircleChinese": row('①', 10),
	"decimalEnclosedFullstop":      row('⒈', 20),
	"decimalEnclosedParen":         row('⑴', 20),
	"ideographEnclosedCircle":      row('㈠', 10),
	"ideographTraditional":         signs("甲乙丙丁戊己庚辛壬癸"),
	"ideographZodiac":              signs("子丑寅卯辰巳午未申酉戌亥"),
	"ideographZodiacTraditional":   sexagenary,
}

// row returns the format whose signs follow one another in Unicode.
func row(first rune, count int) func(n int) string {
	return func(n int) string {
		if n < 1 || n > count {
			return ""
		}
		return string(first + rune(n-1))
	}
}

// signs returns the format that has a sign for each of the first numbers.
func signs(all string) func(n int) string {
	list := []rune(all)
	return func(n int) string {
		if n < 1 || n > len(list) {
			return ""
		}
		return string(list[n-1])
	}
}

// sexagenary counts by stems and branches, 甲子 to 癸亥.
func sexagenary(n int) string {
	if n < 1 || n > 60 {
		return ""
	}
	return signs("甲乙丙丁戊己庚辛壬癸")((n-1)%10+1) + signs("子丑寅卯辰巳午未申酉戌亥")((n-1)%12+1)
}

// digits returns the decimal format with other digits.
func digits(ten string) func(n int) string {
	list := []rune(ten)
	return func(n int) string {
		if n < 0 {
			return ""
		}
		return strings.Map(func(r rune) rune { return list[r-'0'] }, strconv.Itoa(n))
	}
}

// tens returns the format that names the tens up to 99, and from there on
// writes digits: 二十一, 一○○.
func tens(ten string) func(n int) string {
	list := []rune(ten)
	return func(n int) string {
		if n < 10 || n > 99 {
			return digits(ten)(n)
		}
		out := "十"
		if n >= 20 {
			out = string(list[n/10]) + out
		}
		if n%10 > 0 {
			out += string(list[n%10])
		}
		return out
	}
}

// places is a format that names the places of a number: 一百零一.
type places struct {
	digits, units string // 0 to 9; ten, hundred, thousand
	tenThousand   rune
	zero          bool // an empty place between others is named
	bareTen       bool // 十 is not 一十 at the start
	bareOnes      bool // nor are 百 and 千 一百 and 一千, anywhere
}

func (p places) write(n int) string {
	if n <= 0 || n > 99_999_999 {
		return ""
	}
	out := p.group(n / 10_000)
	if n >= 10_000 {
		out += string(p.tenThousand)
		if rest := n % 10_000; p.zero && rest > 0 && rest < 1_000 {
			out += string([]rune(p.digits)[0])
		}
	}
	out += p.group(n % 10_000)
	if p.bareTen {
		if rest, cut := strings.CutPrefix(out, "一十"); cut {
			return "十" + rest
		}
	}
	return out
}

// group writes a number below 10,000, "" for 0.
func (p places) group(n int) string {
	list, units := []rune(p.digits), []rune(p.units)
	var out []rune
	gap := false
	for place, size := 3, 1000; place >= 0; place, size = place-1, size/10 {
		digit := n / size % 10
		if digit == 0 {
			gap = len(out) > 0
			continue
		}
		if gap && p.zero {
			out = append(out, list[0])
		}
		gap = false
		if place == 0 || digit > 1 || !p.bareOnes {
			out = append(out, list[digit])
		}
		if place > 0 {
			out = append(out, units[place-1])
		}
	}
	return string(out)
}

// letters returns the format a to z, aa to zz, as far as Word's 780.
func letters(first rune) func(n int) string {
	return func(n int) string {
		if n < 1 || n > 780 {
			return ""
		}
		return strings.Repeat(string(first+rune((n-1)%26)), (n-1)/26+1)
	}
}

func roman(n int) string {
	if n < 1 || n > 32_767 {
		return ""
	}
	var b strings.Builder
	for _, sign := range []struct {
		size int
		sign string
	}{
		{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"},
		{50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"},
	} {
		for ; n >= sign.size; n -= sign.size {
			b.WriteString(sign.sign)
		}
	}
	return b.String()
}

// ordinal writes 1st, 2nd, 3rd, as Word does in English and in Chinese text.
func ordinal(n int) string {
	end := "th"
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			end = "st"
		case 2:
			end = "nd"
		case 3:
			end = "rd"
		}
	}
	return strconv.Itoa(n) + end
}

// mark writes a note's number.
func mark(n int) string { return superscript(strconv.Itoa(n)) }

// superscript raises decimal digits.
func superscript(decimal string) string {
	list := []rune("⁰¹²³⁴⁵⁶⁷⁸⁹")
	return strings.Map(func(r rune) rune { return list[r-'0'] }, decimal)
}

// isDecimal tells whether a text is made of ASCII digits.
func isDecimal(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
