package pdf

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Fonts draw a character and the radical of the same form by one glyph, and what
// makes PDFs from them often names the radical: ⼈⺠ for 人民. Radicals never
// stand alone in a plan, so each is read as its character, and ligatures as
// their letters.

// supplement holds the radicals that Unicode does not decompose with the
// characters of the same form (Unicode, EquivalentUnifiedIdeograph).
var supplement = map[rune]rune{
	'⺀': '冫', '⺄': '乙', '⺅': '亻', '⺆': '冂', '⺇': '几', '⺈': '刀', '⺉': '刂', '⺊': '卜', '⺋': '㔾', '⺌': '小', '⺍': '小', '⺎': '兀',
	'⺏': '尣', '⺐': '尢', '⺒': '巳', '⺓': '幺', '⺔': '彑', '⺕': '彐', '⺖': '忄', '⺗': '心', '⺘': '扌', '⺙': '攵', '⺛': '旡', '⺜': '日',
	'⺝': '月', '⺞': '歺', '⺠': '民', '⺡': '氵', '⺢': '氺', '⺣': '灬', '⺤': '爫', '⺦': '丬', '⺧': '牛', '⺨': '犭', '⺪': '疋', '⺫': '目',
	'⺬': '示', '⺭': '礻', '⺮': '竹', '⺯': '糹', '⺰': '纟', '⺱': '罓', '⺲': '罒', '⺳': '网', '⺶': '羊', '⺷': '羊', '⺸': '羊', '⺹': '耂',
	'⺻': '聿', '⺼': '月', '⺽': '臼', '⺾': '艹', '⺿': '艹', '⻀': '艹', '⻁': '虎', '⻂': '衤', '⻃': '覀', '⻄': '西', '⻅': '见', '⻆': '角',
	'⻈': '讠', '⻉': '贝', '⻊': '足', '⻋': '车', '⻌': '辶', '⻍': '辶', '⻎': '辶', '⻏': '阝', '⻐': '钅', '⻑': '長', '⻒': '镸', '⻓': '长',
	'⻔': '门', '⻖': '阝', '⻘': '青', '⻙': '韦', '⻚': '页', '⻛': '风', '⻜': '飞', '⻝': '食', '⻟': '飠', '⻠': '饣', '⻡': '首', '⻢': '马',
	'⻣': '骨', '⻤': '鬼', '⻥': '鱼', '⻦': '鸟', '⻧': '卤', '⻨': '麦', '⻩': '黄', '⻪': '黾', '⻫': '斉', '⻬': '齐', '⻭': '歯', '⻮': '齿',
	'⻯': '竜', '⻰': '龙', '⻱': '龟', '⻲': '亀',
}

// plain reads radicals as characters and ligatures as letters.
func plain(s string) string {
	if strings.IndexFunc(s, isForm) < 0 {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch same, ok := supplement[r]; {
		case ok:
			b.WriteRune(same)
		case isForm(r):
			b.WriteString(norm.NFKC.String(string(r)))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// isForm tells the radicals, the ligatures of Latin letters and the forms of
// compatibility that stand for another character of the same look.
func isForm(r rune) bool {
	return '\u2e80' <= r && r <= '\u2fdf' || '\ufb00' <= r && r <= '\ufb06' || '\uf900' <= r && r <= '\ufaff'
}
