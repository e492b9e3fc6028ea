package corpus

import (
	"strconv"
	"strings"
)

// maxNumeral is the greatest number that ParseNumeral reads.
const maxNumeral = 99_999

// ParseNumeral reads a whole number as headings, dates and questions write it:
// in arabic digits of any width (16, １６), in Chinese ones with places (十六,
// 二十, 一百零五, 两千三百, 廿三) or without (二〇二三), in the forms of banks and of
// Taiwan (壹, 貳拾), and in the single characters for numbers (⒗, ㈢, ⑫). ok is
// false where s is anything besides such a number, is no well-formed one (一百五
// is 150 to one reader and 105 to another), or is above 99,999.
func ParseNumeral(s string) (n int, ok bool) {
	s = numeralForms.Replace(s)
	if s == "" || len(s) > len("九")*10 {
		return 0, false
	}
	if n, err := strconv.Atoi(s); err == nil {
		if s[0] < '0' || s[0] > '9' || n > maxNumeral { // a sign is part of no numeral
			return 0, false
		}
		return n, true
	}
	if !strings.ContainsAny(s, "十百千万") {
		return bareDigits(s)
	}
	n = placedDigits(s)
	if n <= 0 || strings.ReplaceAll(s, "一十", "十") != strings.ReplaceAll(hanNumeral(n), "一十", "十") {
		return 0, false
	}
	return n, true
}

// numeralForms brings digits of every form to those that are read.
var numeralForms = func() *strings.Replacer {
	pairs := []string{"〇", "零", "○", "零", "两", "二", "兩", "二", "廿", "二十", "卅", "三十", "萬", "万", "仟", "千", "佰", "百", "拾", "十"}
	row := func(forms string, from int) {
		for i, r := range []rune(forms) {
			pairs = append(pairs, string(r), strconv.Itoa(from+i))
		}
	}
	row("０１２３４５６７８９", 0)
	row("⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛", 1)
	row("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳", 1)
	row("⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇", 1)
	row("㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩", 1)
	for _, forms := range []string{"壹贰叁肆伍陆柒捌玖", "弌貳參肆伍陸柒捌玖", "弌弍弎"} {
		for i, r := range []rune(forms) {
			pairs = append(pairs, string(r), string(hanDigits[i+1]))
		}
	}
	return strings.NewReplacer(pairs...)
}()

var hanDigits = []rune("零一二三四五六七八九")

// hanDigit returns the value of a digit, -1 where r is none.
func hanDigit(r rune) int {
	for i, d := range hanDigits {
		if r == d {
			return i
		}
	}
	return -1
}

// bareDigits reads digits without places: 二零二三, or one alone.
func bareDigits(s string) (n int, ok bool) {
	for _, r := range s {
		d := hanDigit(r)
		if n = n*10 + d; d < 0 || n > maxNumeral {
			return 0, false
		}
	}
	return n, true
}

// placedDigits adds up digits with their places: 一千二百零三. 0 where a
// character is neither or the number is above maxNumeral. What is not well
// formed gives some number.
func placedDigits(s string) int {
	n, digit := 0, 0
	for _, r := range s {
		d := hanDigit(r)
		switch place := placeOf(r); {
		case place == 10_000:
			n, digit = (n+digit)*place, 0
		case place > 0:
			n, digit = n+max(digit, 1)*place, 0
		case d < 0:
			return 0
		default:
			digit = d
		}
	}
	if n += digit; n > maxNumeral {
		return 0
	}
	return n
}

// placeOf returns what a digit before r counts, 0 where r is no place.
func placeOf(r rune) int {
	switch r {
	case '十':
		return 10
	case '百':
		return 100
	case '千':
		return 1000
	case '万':
		return 10_000
	}
	return 0
}

// hanNumeral writes a number up to maxNumeral in Chinese digits with places.
func hanNumeral(n int) string {
	var b strings.Builder
	skipped := false
	for place, name := range places {
		d := n / place10[place] % 10
		if d == 0 {
			skipped = true
			continue
		}
		if skipped && b.Len() > 0 {
			b.WriteRune(hanDigits[0])
		}
		skipped = false
		b.WriteRune(hanDigits[d])
		b.WriteString(name)
	}
	return b.String()
}

var (
	places  = [...]string{"万", "千", "百", "十", ""}
	place10 = [...]int{10_000, 1000, 100, 10, 1}
)
