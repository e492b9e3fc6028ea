package parse

import "strings"

// twins are the characters of duties, bounds and measures that Taiwan, Hong Kong
// and Macau write otherwise, each behind its simplified form.
const twins = "会會牵牽头頭负負责責协協办辦单單导導参參与與进進实實职職别別联聯总總据據门門减減于於内內个個项項条條户戶万萬亿億吨噸亩畝达達过過压壓缩縮场場"

// alsoTraditional makes a pattern match both forms of characters.
func alsoTraditional(pattern string) string {
	twin := map[rune]rune{}
	runes := []rune(twins)
	for i := 0; i < len(runes); i += 2 {
		twin[runes[i]] = runes[i+1]
	}
	var b strings.Builder
	class, escaped := false, false
	for _, r := range pattern {
		switch other := twin[r]; {
		case other == 0:
			b.WriteRune(r)
		case class:
			b.WriteString(string(r) + string(other))
		default:
			b.WriteString("[" + string(r) + string(other) + "]")
		}
		switch {
		case escaped:
			escaped = false
		case r == '\\':
			escaped = true
		case r == '[':
			class = true
		case r == ']':
			class = false
		}
	}
	return b.String()
}

// simplified makes the characters of duties and bounds simplified ones.
var simplified = func() *strings.Replacer {
	var pairs []string
	runes := []rune(twins)
	for i := 0; i < len(runes); i += 2 {
		pairs = append(pairs, string(runes[i+1]), string(runes[i]))
	}
	return strings.NewReplacer(pairs...)
}()
