package parse

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"planbot/corpus"
)

// The parts of a quantity, as plans write them.
const (
	numberPattern = `(?:\d{1,3}(?:,\d{3})+|\d+)(?:[.．]\d+)?`
	boundBefore   = `不少于|不低于|不超过|不高于|不大于|不小于|至少|最少|达到|突破|超过|高于|低于|少于|大于|小于|约|近|达|超|[≥≤>＞<＜]`
	boundBehind   = `及以上|及以下|以上|以下|以内|左右|之内|上下|内`
	measures      = `亿千瓦时|万千瓦时|万千瓦|千瓦时|亿千瓦|千瓦|兆瓦|万平方米|平方公里|平方米|立方米|万立方米|亿立方米|公里|千米|米|` +
		`亿人次|万人次|人次|亿元|万元|亿美元|万美元|美元|欧元|港元|日元|元|万吨|亿吨|吨|万亩|亩|万户|户次|户|万人|亿人|人|名|亿次|千克|万次|亿个|万个|万家|万件|万台|标准箱|` +
		`个百分点|百分点|个工作日|工作日|小时|分钟|个月|%|％|‰|公斤|斤|` +
		`吨标准煤|微克/立方米|毫克/升|课时|学时|车次|班次|头|羽|张|批次|家次|场次|件次|个|家|项|条|件|次|场|批|种|所|座|处|台|套|辆|架|组|支|只|间|栋|门|款|部|期|轮|倍|天|位|株|公顷|颗|艘|列|对|份|篇|册|站|点|类`
)

// beforeEnds are the characters that beforePattern's matches end in.
const beforeEnds = `于於过過少到破约近达達超≥≤>＞<＜有成育`

// perMeasure is a measure, or one by another: 立方米/公顷, 万元/人.
const perMeasure = `(?:` + measures + `)(?:[/每](?:公顷|人|万元|平方米|立方米|吨|户|年|日|天|亩|千瓦时|万人|百人))?`

var (
	quantityPattern = regexp.MustCompile(alsoTraditional(
		`^(?P<low>` + numberPattern + `)\s*(?P<lowpercent>[%％])?\s*(?:(?P<lowscale>[万亿])\s*[-—~～－至到]\s*(?P<scaled>` + numberPattern + `)\s*|` +
			`(?:(?P<dash>[-—~～－至到])\s*(?P<high>` + numberPattern + `)\s*)?)` +
			`(?P<more>[多余])?\s*(?P<scale>[万亿])?\s*(?P<measure>` + perMeasure + `)?\s*(?P<behind>` + boundBehind + `)?`))
	beforePattern = regexp.MustCompile(alsoTraditional(`(?:` + boundBefore + `)(?:有|建成|培育|完成)?\s*$`))
	rankPattern   = regexp.MustCompile(`((?:全省|全国|全市|全区|省内|国内)?前(?:[一二三四五六七八九十]|\d+)(?:位|名|强|水平|行列)?|(?:全省|全国|全市|全区|省内|国内)前列)`)
	// wordPattern matches what sets a target in words: 压减三分之一, 实现正增长,
	// 与经济增长基本同步, 不低于全省平均水平.
	wordPattern = regexp.MustCompile(alsoTraditional(`([一二三四五六七八九]成(?:以上|左右))|((?:(?:至少|再)?(?:压减|压缩|减少|缩短|降低|下降|缩减|减)[至到]?)?(?:[二三四五六七八九十百]+分之[一二三四五六七八九十]+(?:点[一二三四五六七八九]+)?)(?:以上|左右|以内)?|` +
		`(?:至少|再)?(?:压减|压缩|减少|缩短|降低|下降|缩减)[至到]?一半(?:以上|左右)?|(?:至少|再)?减半|翻[一两]番|(?:实现|保持)?正增长|零增长|` +
		`与[^，。；]{2,14}?(?:增长|增速|发展)(?:速度)?(?:基本|保持)*同步(?:增长)?|(?:不低于|不高于|高于|低于|达到|超过)全[国省市区县]平均水平)(?:[^\p{Han}]|$|[的至到])`))
	cellPattern = regexp.MustCompile(
		`^(?P<before>` + boundBefore + `|-)?(?P<low>` + numberPattern + `)[%％]?(?:(?P<dash>[-—~～－至到])(?P<high>` + numberPattern + `))?[%％]?(?P<rest>.*)$`)
	ownMeasure = regexp.MustCompile(`^[万亿]?(?:` + measures + `)`)
	onlyBehind = regexp.MustCompile(`^(?:` + boundBehind + `)$`)

	// wordHints are what wordPattern's matches contain.
	wordHints = []string{"分之", "一半", "减半", "減半", "番", "正增长", "零增长", "同步", "平均水平", "成以上", "成左右"}

	quantityGroups = groupsOf(quantityPattern)
	cellGroups     = groupsOf(cellPattern)
)

// groupsOf returns the index of each named group.
func groupsOf(pattern *regexp.Regexp) map[string]int {
	groups := map[string]int{}
	for i, name := range pattern.SubexpNames() {
		groups[name] = i
	}
	return groups
}

// bounds says how the words before and behind a number bound it.
func bounds(before, behind string) corpus.Comparator {
	switch before {
	case "不少于", "不低于", "不小于", "至少", "最少", "≥":
		return corpus.AtLeast
	case "不超过", "不高于", "不大于", "≤":
		return corpus.AtMost
	case "突破", "超过", "超", "高于", "大于", ">", "＞":
		return corpus.Above
	case "低于", "少于", "小于", "<", "＜":
		return corpus.Below
	case "约", "近":
		return corpus.About
	}
	switch behind {
	case "以上", "及以上":
		return corpus.AtLeast
	case "以下", "及以下", "以内", "之内", "内":
		return corpus.AtMost
	case "左右", "上下":
		return corpus.About
	}
	return corpus.Exact
}

// decimal reads a number as plans print it.
func decimal(s string) (*corpus.Decimal, error) {
	return corpus.ParseDecimal(strings.ReplaceAll(s, "．", "."))
}

// withBounds sets a quantity's comparator and its sides.
func withBounds(q corpus.Quantity, before, low, high, behind string) corpus.Quantity {
	first, err := decimal(low)
	if err != nil {
		return q
	}
	if second, err := decimal(high); err == nil {
		q.Comparator, q.Low, q.High = corpus.Range, first, second
		return q
	}
	q.Comparator = bounds(before, behind)
	switch q.Comparator {
	case corpus.AtLeast, corpus.Above:
		q.Low = first
	case corpus.AtMost, corpus.Below:
		q.High = first
	default:
		q.Low, q.High = first, first
	}
	return q
}

// cumulated matches a value in brackets, which is one summed up over the years.
var cumulated = regexp.MustCompile(`^〔(.+)〕$`)

// readCell reads a table's value. Words without a number, and what cannot be
// read whole, stay words. A measure in the cell counts before the column's.
func readCell(word, measure string) corpus.Quantity {
	q := corpus.Quantity{Raw: word, Measure: measure}
	inner := word
	if m := cumulated.FindStringSubmatch(word); m != nil {
		inner, q.Cumulative = m[1], true
	}
	m := cellPattern.FindStringSubmatch(inner)
	if m == nil {
		return q
	}
	group := func(name string) string { return m[cellGroups[name]] }
	before, low, rest := group("before"), group("low"), strings.TrimPrefix(group("rest"), measure)
	percent := strings.ContainsAny(inner, "%％") && !strings.ContainsAny(rest, "%％")
	if own := ownMeasure.FindString(rest); own != "" && measure == "" {
		q.Measure, rest = own, rest[len(own):]
	} else if percent && measure == "" {
		q.Measure = "%"
	}
	switch {
	case percent && q.Measure != "%": // in a column of 亿元
		q.Measure = "%"
		return q
	case rest != "" && !onlyBehind.MatchString(rest):
		q.Measure = measure
		return q
	case before == "-":
		before, low = "", "-"+low
	}
	return withBounds(q, before, low, group("high"), rest)
}

// quantities returns the numbers of a stretch of text that count something:
// those with a measure, a bound or a rank; not dates, not the numbers inside
// names (5G, IPv6, 1+5+N).
func quantities(text string, within corpus.Span) []corpus.Quantity {
	part := within.Of(text)
	inWords := containsAny(part, wordHints...)
	if !inWords && !strings.ContainsAny(part, "0123456789") && !strings.Contains(part, "前") {
		return nil
	}
	var found []corpus.Quantity
	for at := 0; ; {
		next := strings.IndexAny(part[at:], "0123456789")
		if next < 0 {
			break
		}
		start := at + next
		m := quantityPattern.FindStringSubmatchIndex(part[start:])
		if q, ok := readQuantity(part, at, start, m); ok {
			q.Span.Start += within.Start
			q.Span.End += within.Start
			found = append(found, q)
		}
		at = start + m[1]
	}
	var patterns []*regexp.Regexp
	if inWords {
		patterns = append(patterns, wordPattern)
	}
	if len(found) == 0 && strings.Contains(part, "前") {
		patterns = append(patterns, rankPattern)
	}
	for _, pattern := range patterns {
		for _, m := range pattern.FindAllStringSubmatchIndex(part, -1) {
			at, end := m[2], m[3]
			if at < 0 {
				at, end = m[4], m[5]
			}
			if strings.HasSuffix(part[:at], "提") || strings.HasPrefix(part[at:], "零增长") && strings.HasSuffix(part[:at], "社") { // 提前一年, 社零增长6%
				continue
			}
			span := corpus.Span{Start: within.Start + at, End: within.Start + end}
			if !slices.ContainsFunc(found, func(q corpus.Quantity) bool { return q.Span.Start < span.End && span.Start < q.Span.End }) {
				found = append(found, corpus.Quantity{Raw: squash(span.Of(text)), Span: span})
			}
		}
	}
	slices.SortFunc(found, func(a, b corpus.Quantity) int { return a.Span.Start - b.Span.Start })
	if len(found) > 1 && strings.Contains(part, "分别") {
		shareMeasure(found)
	}
	return found
}

// shareMeasure gives the measure and the bound behind the last of a list to all:
// 分别压缩至15个、7个工作日以内.
func shareMeasure(found []corpus.Quantity) {
	last := &found[len(found)-1]
	for i := range found[:len(found)-1] {
		q := &found[i]
		if q.Measure != "" && q.Measure != last.Measure && strings.HasPrefix(last.Measure, q.Measure) {
			q.Measure = last.Measure
			if q.Comparator == corpus.Exact && last.Comparator == corpus.AtMost {
				q.Comparator, q.Low = corpus.AtMost, nil
			}
		}
	}
}

// readQuantity reads one match of quantityPattern at start; what bounds it may
// stand before it, from an offset on. ok is false for a number that counts
// nothing.
func readQuantity(part string, from, start int, m []int) (q corpus.Quantity, ok bool) {
	rest := part[start:]
	group := func(name string) string {
		i := 2 * quantityGroups[name]
		if m[i] < 0 {
			return ""
		}
		return rest[m[i]:m[i+1]]
	}
	measure := group("scale") + cmp.Or(group("measure"), group("lowpercent"))
	high := group("high")
	if low := group("lowscale"); low != "" { // 100亿至120亿元
		if high = group("scaled"); low != group("scale") {
			return q, false
		}
	}
	if strings.HasSuffix(part[:start], "±") {
		return q, false
	}
	if measure == "" && (group("behind") == "" || !reaches.MatchString(lastBytes(part[from:start], 24))) || insideName(part, start, start+m[1]) || ruleName.MatchString(rest[m[1]:]) || group("measure") == "部" && strings.HasPrefix(rest[m[1]:], "门") {
		return q, false
	}
	tail := lastBytes(part[from:start], 24)
	before := ""
	if last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(tail, " \u3000\t\n")); strings.ContainsRune(beforeEnds, last) {
		before = beforePattern.FindString(tail)
	}
	span := corpus.Span{Start: start - len(before), End: start + len(strings.TrimRight(rest[:m[1]], " \u3000\n\t"))}
	q = corpus.Quantity{
		Raw:     squash(span.Of(part)),
		Measure: strings.ReplaceAll(measure, "％", "%"),
		Span:    span,
	}
	before = simplified.Replace(strings.TrimRight(strings.TrimSpace(before), "有建成培育完"))
	if group("more") != "" && bounds(before, "") == corpus.Exact {
		before = "超过" // 1500多亿元
	}
	return withBounds(q, before, group("low"), high, simplified.Replace(group("behind"))), true
}

// reaches matches the words before a number that needs no measure: 降至1.5以下.
var reaches = regexp.MustCompile(`(?:[至到在]|达到|高于|低于|为)\s*$`)

var nameBefore = regexp.MustCompile(`(?:[A-Za-z+.\d]|第\s?)$`)

// insideName tells whether the number at start belongs to a name or an order.
func insideName(part string, start, end int) bool {
	return nameBefore.MatchString(lastBytes(part[:start], 8)) || strings.HasPrefix(part[end:], "+")
}
