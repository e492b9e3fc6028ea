package answer

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"planbot/corpus"
	"planbot/corpus/fold"
)

// question is a question's words, read against one plan: what they mention,
// what they say of what is asked, and which of them the plan must cover.
type question struct {
	text
	folded string // as typed, folded
	plan   string // the plan's title, normalised
	says   cue

	taken     bits     // tokens read as years, units, numbers of tasks
	topic     bits     // tokens that name the plan's own subject
	verbs     bits     // tokens of verbs, which count where the plan has them
	functions []uint16 // for each token, the lengths of the filler that begins there

	years   []int
	task    string   // the number of a task as the plan prints it, in digits
	chapter string   // the number of a chapter or section, likewise
	level   int      // 1 a chapter, 2 a section
	units   []int    // of knowledge.units
	foreign string   // a unit of another level or place: 省发改委
	levels  []string // 国家级, 省级: what answers must say it
	versus  bool     // a year is what something is compared with: 比去年
	measure string   // what the number asked for is counted in
}

// howShort matches a question of how far a time is cut.
var howShort = regexp.MustCompile(`(?:时限|期限|时间|周期|时长)[^，。]{0,4}(?:压缩|压减|缩短|减少|控制)[到至在]?(?:多少|几|多久)`)

// scan reads a question's words against the plan.
func (k *knowledge) scan(asked string) *question {
	folded := fold.Fold(asked)
	norm := folded
	if strings.Contains(norm, "(") {
		norm = bracketNumber.ReplaceAllString(norm, "第${1}节")
	}
	norm = joinLatin(unified(norm))
	if k.number != "" {
		norm = strings.Replace(norm, k.number, " ", 1)
	}
	for short, long := range k.short {
		norm = replaceWord(norm, short, long)
	}
	q := &question{folded: folded, plan: k.topic.norm, text: k.vocab.read(norm, false)}
	if len(q.tokens) > maxTokens {
		q.tokens = q.tokens[:maxTokens]
	}
	q.findCues()
	if howShort.MatchString(q.norm) { // 审批时限压缩到多少 asks for a number, not for a day
		q.says = q.says&^cueDeadline | cueNumber
	}
	k.bind(q)
	k.findYears(q)
	k.findNumbers(q)
	k.findUnits(q)
	k.findStrangeUnit(q)
	k.findOwnRegion(q)
	k.findTopic(q)
	q.measure = measureAsked(q.norm)
	for _, asks := range []string{"多少", "几"} {
		if at := strings.Index(q.norm, asks+q.measure); q.measure != "" && at >= 0 {
			q.takeBytes(at+len(asks), at+len(asks)+len(q.measure))
		}
	}
	if strings.Contains(q.norm, "要求") {
		if at := demand.FindStringSubmatchIndex(q.norm); at != nil {
			q.takeBytes(at[2], at[3])
		}
	}
	if at := strings.Index(q.norm, "谁"); at > 0 && strings.ContainsRune("和跟与同合", lastRune(q.norm[:at])) && asksWhoElse.MatchString(q.norm) {
		q.says = q.says&^cueLead | cueContent
	}
	if strings.Contains(q.norm, "级") {
		q.levels = levelWords.FindAllString(q.norm, -1)
	}
	if strings.Contains(q.norm, "多少") {
		q.says |= cueHowMany
	}
	if q.measure == "" && strings.Contains(q.norm, "数") && countNoun.MatchString(q.norm) {
		q.measure = "个"
	}
	return q
}

// grammar are the characters that join words and are never a part of one.
const grammar = "的要了着和与及跟或由把在从到至这那其之都也还就又再并且而但使你我他是有吗呢吧啊么哦呀哈"

// bind keeps a character that forms a word of the plan with its neighbour from
// being filler: 数 in 数字, 元 in 元宇宙.
func (k *knowledge) bind(q *question) {
	for i, tok := range q.tokens {
		if q.functions[i]&(1<<1) == 0 || tok.latin() || strings.ContainsRune(grammar, rune(tok.id)) {
			continue
		}
		before := i > 0 && !strings.ContainsRune("数量值", rune(tok.id)) && !q.verbs.has(i) && tok.joined && k.said(pair{q.tokens[i-1].id, tok.id})
		behind := i+1 < len(q.tokens) && q.tokens[i+1].joined && k.said(pair{tok.id, q.tokens[i+1].id})
		if before || behind {
			q.functions[i] &^= 1 << 1
		}
	}
}

// bracketNumber is the number of a section as plans print it.
var bracketNumber = regexp.MustCompile(`\(([一二三四五六七八九十]+)\)`)

// joinLatin undoes spaces inside 5 g and g d p: between letters and digits that
// stand alone.
func joinLatin(s string) string {
	if !strings.Contains(s, " ") {
		return s
	}
	words := strings.Split(s, " ")
	out := words[0]
	for i, w := range words[1:] {
		before := words[i]
		if !endsAlone(before) || !beginsAlone(w) {
			out += " "
		}
		out += w
	}
	return out
}

// endsAlone tells whether s ends in one letter, or a number, with nothing of
// its kind before it.
func endsAlone(s string) bool {
	n := len(s)
	if n == 0 || !wordRune(rune(s[n-1])) {
		return false
	}
	return n == 1 || !wordRune(rune(s[n-2])) || strings.Trim(s, "0123456789") == ""
}

// beginsAlone tells whether s begins with one letter or digit with nothing of
// its kind behind it.
func beginsAlone(s string) bool {
	return len(s) > 0 && wordRune(rune(s[0])) && (len(s) == 1 || !wordRune(rune(s[1])))
}

// replaceWord replaces a Latin word where it stands whole.
func replaceWord(s, word, by string) string {
	for from := 0; ; {
		at := strings.Index(s[from:], word)
		if at < 0 {
			return s
		}
		at += from
		end := at + len(word)
		if at > 0 && wordRune(rune(s[at-1])) || end < len(s) && wordRune(rune(s[end])) {
			from = end
			continue
		}
		s = s[:at] + by + s[end:]
		from = at + len(by)
	}
}

// findCues notes what the question's phrases say and where filler may stand.
func (q *question) findCues() {
	q.functions = make([]uint16, len(q.tokens))
	table := cues()
	blocked := 0
	for i, tok := range q.tokens {
		first, _ := utf8.DecodeRuneInString(q.norm[tok.start:])
		found := false
		lengths := table.lengths[first]
		for n := min(longestOf(lengths), len(q.tokens)-i, 15); n > 0; n-- {
			if lengths&(1<<n) == 0 {
				continue
			}
			says, ok := table.says[q.words(i, i+n)]
			switch {
			case !ok || i < blocked:
				continue
			case says == 0:
				blocked = i + n
				q.functions[i] = 0
				found = true
				n = 0
				continue
			case !found:
				q.says |= says
				found = true
			}
			if says&(cueNew|cueTotal) == 0 {
				q.functions[i] |= 1 << n
			}
			if says&cueVerb != 0 {
				for j := i; j < i+n; j++ {
					q.verbs.set(j)
				}
			}
		}
	}
}

// sayOne tells whether the question says any of the cues.
func (q *question) sayOne(c cue) bool { return q.says&c != 0 }

func (q *question) take(from, to int) {
	for i := from; i < to; i++ {
		q.taken.set(i)
	}
}

// left returns the stretches that carry meaning and that mask does not cover,
// so cut that as little as possible is left.
func (q *question) left(mask *bits) []stretch {
	n := len(q.tokens)
	var costs, steps [64]int // enough for nearly every question, without an allocation
	cost, step := costs[:], steps[:]
	if n >= len(costs) {
		cost, step = make([]int, n+1), make([]int, n)
	}
	for i := n - 1; i >= 0; i-- {
		if mask.has(i) || q.taken.has(i) {
			cost[i], step[i] = cost[i+1], 1
			continue
		}
		cost[i], step[i] = cost[i+1]+1, 0
		for size := 1; size < 16 && i+size <= n; size++ {
			if mask.has(i+size-1) || q.taken.has(i+size-1) {
				break
			}
			if q.functions[i]&(1<<size) != 0 && cost[i+size] < cost[i] {
				cost[i], step[i] = cost[i+size], size
			}
		}
	}
	var out []stretch
	for i := 0; i < n; i += max(step[i], 1) {
		if step[i] > 0 {
			continue
		}
		if last := len(out) - 1; last >= 0 && out[last].to == i && q.tokens[i].joined {
			out[last].to++
		} else {
			out = append(out, stretch{i, i + 1})
		}
	}
	return out
}

// content returns the stretches that carry meaning by themselves.
func (q *question) content() []stretch { return q.left(&bits{}) }

// asTyped returns a stretch in the user's own words as far as they are known.
func (k *knowledge) asTyped(q *question, s stretch) string {
	for s.from > 0 && q.tokens[s.from].joined && !q.taken.has(s.from-1) && k.said(pair{q.tokens[s.from-1].id, q.tokens[s.from].id}) && s.to-s.from == 1 {
		s.from-- // 要求, though 要 alone is filler
	}
	// 量 is filler, but part of 量子 and of 产量.
	if s.from > 0 && q.tokens[s.from].joined && q.tokens[s.from-1].id == '量' {
		s.from--
	}
	if s.to < len(q.tokens) && q.tokens[s.to].joined && strings.ContainsRune("量值额率", rune(q.tokens[s.to].id)) {
		s.to++
	}
	if s.to < len(q.tokens) && q.tokens[s.to].joined && strings.ContainsRune("局委办部厅院", rune(q.tokens[s.to].id)) {
		s.to++ // 市委办, though 办 alone is filler
	}
	word := q.words(s.from, s.to)
	if strings.Contains(q.folded, word) {
		return strings.ToUpper(word)
	}
	return word
}

var fullYear = regexp.MustCompile(`^(?:19|20)\d\d$`)

// relativeYears are counted from the year that the plan is for.
var relativeYears = map[string]int{
	"前年": -2, "大前年": -3, "去年": -1, "上年": -1, "上一年": -1, "上年度": -1, "上一年度": -1, "前一年": -1, "去年底": -1, "去年年底": -1, "今年": 0, "本年": 0, "本年度": 0, "今年底": 0, "今年年底": 0, "明年": 1, "下一年": 1, "后年": 2, "大后年": 3,
}

// findYears takes the years out of a question.
func (k *knowledge) findYears(q *question) {
	for i := 0; i < len(q.tokens); i++ {
		word := q.words(i, i+1)
		followed := i+1 < len(q.tokens) && q.tokens[i+1].id == '年'
		switch {
		case digit(word[0]) && fullYear.MatchString(word) && (followed || i+1 == len(q.tokens) || !isMeasure(q.words(i+1, i+2))):
			year, _ := strconv.Atoi(word)
			q.addYear(i, 1, year)
		case followed && len(word) == 2 && digit(word[0]) && digit(word[1]) && word >= "10" && word <= "40":
			year, _ := strconv.Atoi(word)
			q.addYear(i, 1, 2000+year)
		case k.plan.Head.Year > 0 && (i == 0 || !noYear[q.words(i-1, i+1)]):
			for n := min(4, len(q.tokens)-i); n >= 2; n-- {
				if add, ok := relativeYears[q.words(i, i+n)]; ok {
					q.addYear(i, n, k.plan.Head.Year+add)
					break
				}
			}
		}
	}
}

func (q *question) addYear(at, size, year int) {
	if !slices.Contains(q.years, year) {
		q.years = append(q.years, year)
	}
	q.take(at, at+size)
	for end := at + size; end < len(q.tokens) && strings.ContainsRune("年底末前", rune(q.tokens[end].id)); end++ {
		q.take(end, end+1)
	}
	if at > 0 && (q.tokens[at-1].id == '比' && (at == 1 || q.tokens[at-2].id != '占') || q.tokens[at-1].id == '较') {
		q.versus = true
		next := rune(0)
		if end := at + size; end < len(q.tokens) {
			next = rune(q.tokens[end].id)
		}
		switch next { // 比去年低
		case '低', '少':
			q.says |= cueLower
			q.take(at+size, at+size+1)
		case '高', '多':
			q.says |= cueHigher
			q.take(at+size, at+size+1)
		}
		q.says |= cueChange
	}
	if at > 0 && strings.ContainsRune("与跟和同于", rune(q.tokens[at-1].id)) {
		q.versus = true
	}
}

var (
	taskNumber    = regexp.MustCompile(`第([\d一二三四五六七八九十百]+)(?:项|条|个任务|号|件|款)(?:工作任务|重点任务|任务|工作)?|任务([\d一二三四五六七八九十]+)|([\d一二三四五六七八九十]+)号(?:任务|工作)|\btask (\d+)`)
	chapterNumber = regexp.MustCompile(`第([一二三四五六七八九十\d]+)(?:章|部分|大项|大点|节|板块)`)
)

// findNumbers takes the number of a task or a chapter out of a question.
func (k *knowledge) findNumbers(q *question) {
	if !numbersItem(q.norm) {
		return
	}
	if m := taskNumber.FindStringSubmatchIndex(q.norm); m != nil {
		q.task = numeral(submatch(q.norm, m))
		q.takeBytes(m[0], m[1])
	}
	if m := chapterNumber.FindStringSubmatchIndex(q.norm); m != nil {
		q.chapter, q.level = numeral(submatch(q.norm, m)), 1
		if strings.HasSuffix(q.norm[m[0]:m[1]], "节") {
			q.level = 2
		}
		q.takeBytes(m[0], m[1])
	}
}

// numbersItem tells, fast, whether a question may give the number of an item.
func numbersItem(norm string) bool {
	return strings.Contains(norm, "第") || strings.Contains(norm, "任务") || strings.Contains(norm, "号") || strings.Contains(norm, "task")
}

func (q *question) takeBytes(from, to int) {
	for i, tok := range q.tokens {
		if from <= int(tok.start) && int(tok.end) <= to {
			q.taken.set(i)
		}
	}
}

func submatch(s string, m []int) string {
	for i := 2; i < len(m); i += 2 {
		if m[i] >= 0 {
			return s[m[i]:m[i+1]]
		}
	}
	return ""
}

// numeral returns a number in digits; other words stay as they are.
func numeral(s string) string {
	if n, ok := corpus.ParseNumeral(s); ok {
		return strconv.Itoa(n)
	}
	return s
}

// findOwnRegion makes the plan's own place filler: it adds nothing.
func (k *knowledge) findOwnRegion(q *question) {
	for i := range q.tokens {
		for _, name := range k.places {
			if run(name, 0, q.text, i) == len(name.tokens) {
				q.functions[i] |= 1 << len(name.tokens)
			}
		}
	}
}

// findTopic marks where the question says what the plan as a whole is about.
func (k *knowledge) findTopic(q *question) {
	for _, s := range align(q.text, &q.taken, k.topic) {
		if s.size >= 4 {
			for i := s.at; i < s.at+s.size; i++ {
				q.topic.set(i)
			}
		}
	}
}

// The measures that a question may ask for, by what they count.
var measureClasses = map[string]string{
	"亿元": "money", "亿": "money", "万元": "money", "元": "money", "百分点": "percent", "个百分点": "percent", "个点": "percent", "%": "percent",
	"批次": "batch", "批": "batch", "场": "event", "场次": "event", "户": "households", "家": "count", "项": "count", "名": "count", "人": "count", "台": "count", "条": "count", "个": "any",
	"个亿": "money", "多亿": "money", "亿次": "count", "亿个": "count", "万个": "count", "万家": "count", "人次": "people", "万人次": "people", "亿人": "people",
	"座": "count", "套": "count", "次": "count", "件": "count", "份": "count", "架": "count", "辆": "count", "艘": "count", "支": "count", "篇": "count", "册": "count", "栋": "count", "间": "count", "张": "count", "种": "count", "所": "count", "处": "count",
	"万亩": "area", "亩": "area", "公里": "length", "万吨": "weight", "吨": "weight", "万人": "people", "万户": "households",
	"工作日": "days", "个工作日": "days", "天": "days", "个月": "months", "小时": "hours", "分钟": "minutes",
}

// demand is 要求 behind the name of a quantity, where it says no more than 目标;
// 总体要求 is a title.
var demand = regexp.MustCompile(`[率额量数值比速重度](要求)(?:是|$)`)

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

// asksWhoElse asks who takes part in something, not who is responsible.
var asksWhoElse = regexp.MustCompile(`^[^牵负责]*(?:和|跟|与|同|联合)谁[^牵负责]*$`)

var levelWords = regexp.MustCompile(`国家级|省级|市级|县级|区级|部级`)

// countNoun asks how many there are.
var countNoun = regexp.MustCompile(`(?:数量|个数|家数|数目)(?:目标|是多少|多少|要|有|$)`)

func isMeasure(word string) bool { return measureClasses[word] != "" || word == "万" }

// measureAsked returns the measure behind 多少 or 几, "" where none stands there.
func measureAsked(norm string) string {
	for _, asks := range []string{"多少", "几"} {
		_, after, ok := strings.Cut(norm, asks)
		if !ok {
			continue
		}
		for n := 4; n >= 1; n-- {
			runes := []rune(after)
			if len(runes) >= n && measureClasses[string(runes[:n])] != "" {
				return string(runes[:n])
			}
		}
	}
	if strings.Contains(norm, "百分之") {
		return "%"
	}
	return ""
}

// classOf returns what a measure counts, "" where that is not known.
func classOf(measure string) string {
	if c := measureClasses[measure]; c != "" {
		return c
	}
	if strings.HasSuffix(measure, "元") {
		return "money"
	}
	if rest := strings.TrimLeft(measure, "万亿"); rest != measure && rest != "" {
		return measureClasses[rest]
	}
	return ""
}
