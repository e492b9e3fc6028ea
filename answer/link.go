package answer

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"planbot/corpus"
	"planbot/corpus/fold"
)

// naming is what a character of a question is in the name of a plan.
type naming byte

const (
	nameNone naming = iota
	nameGlue        // joins the parts of a name: 的, 那个, 关于, 推进
	namePlace
	nameYear
	nameIssuer
	nameTopic
	nameNoun   // 要点, 意见, 文件
	nameNumber // 文号
)

// link is what a question says of plans. A stretch of naming that ends in a
// noun or a number, 赣州市2023年数字经济要点, is a name: it names plans and
// nothing else. Outside of names a place names plans too, a topic only prefers
// them, since plans speak of the topics of others, and a year is whose value is
// asked for.
type link struct {
	question string
	text     []rune // folded, without silent marks
	at       []int  // for each character, and the end, where it stands in question
	marks    []naming

	years   []yearMention
	places  []mention
	issuers []mention
	numbers []mention
	nouns   []mention // ids[0] is the kind, -1 for any
	runs    []topicRun
	names   []stretch
	far     []mention // places that no plan is of; ids are regions

	plans   []int32   // those that are named, the newest first
	named   bool      // some are, or would be
	missing string    // what is named, where no plan is called so
	byTopic bool      // nothing but a topic and perhaps a year says which
	parts   []part    // where several plans are named side by side, each
	lost    []string  // and those of them that are not loaded
	versus  bool      // a plan of another year is what something is compared with
	against []stretch // its name, with the word before it
	topical []int32   // those whose topic is mentioned
	cuts    []stretch
}

// mention is a stretch of the text that names plans.
type mention struct {
	stretch
	ids   []int32
	doc   docNumber
	exact bool
}

// yearMention is a year that is said.
type yearMention struct {
	stretch
	year     int // for a relative one, how many years it lies from the plan's
	relative bool
	toNext   bool // a range to the next one begins here
	five     bool // 十三五, by its first year
}

// in returns the year, counted from a plan's.
func (y yearMention) in(own int) int {
	if y.relative {
		return own + y.year
	}
	return y.year
}

// read finds all that a question says of plans.
func (l *linker) read(question string) *link {
	ln := &link{question: question}
	folded, offsets := fold.FoldMap(question)
	for i, r := range folded {
		if !isSilent(r) {
			ln.text = append(ln.text, r)
			ln.at = append(ln.at, offsets[i])
		}
	}
	ln.at = append(ln.at, len(question))
	ln.marks = make([]naming, len(ln.text))
	ln.findNumbers()
	ln.findYears()
	l.findPlaces(ln)
	l.findIssuers(ln)
	free := func(i int) bool { return ln.marks[i] == nameNone }
	ln.runs = l.topicRuns(ln.text, free)
	for _, r := range ln.runs {
		ln.mark(stretch{r.from, r.to}, nameTopic)
	}
	ln.findNouns()
	ln.findNames()
	return ln
}

func (ln *link) mark(s stretch, as naming) {
	for i := s.from; i < s.to; i++ {
		ln.marks[i] = as
	}
}

func (ln *link) word(s stretch) string { return string(ln.text[s.from:s.to]) }

// typed is a stretch as the user wrote it.
func (ln *link) typed(s stretch) string {
	return strings.TrimSpace(ln.question[ln.at[s.from]:ln.at[s.to]])
}

func (ln *link) rest(i int) string {
	return string(ln.text[min(i, len(ln.text)):min(i+8, len(ln.text))])
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

// findNumbers finds document numbers: 国发〔2018〕39号, 国发2018 39号, 39号文.
func (ln *link) findNumbers() {
	for i, r := range ln.text {
		if r != '号' || i == 0 || !isDigit(ln.text[i-1]) {
			continue
		}
		if m, ok := ln.numberAt(i); ok {
			ln.numbers = append(ln.numbers, m)
			ln.mark(m.stretch, nameNumber)
		}
	}
}

// digitsBefore returns where the digits begin that end before i.
func (ln *link) digitsBefore(i int) int {
	for i > 0 && isDigit(ln.text[i-1]) {
		i--
	}
	return i
}

// numberAt reads the document number that ends in the 号 at i.
func (ln *link) numberAt(i int) (mention, bool) {
	from := ln.digitsBefore(i)
	digits := string(ln.text[from:i])
	m := mention{stretch: stretch{from, i + 1}}
	if len(digits) > 4 && len(digits) <= 8 { // the brackets of 〔2018〕39 are dropped
		m.doc.year, _ = strconv.Atoi(digits[:4])
		digits = digits[4:]
	} else {
		back := from
		for back > 0 && strings.ContainsRune("第 年", ln.text[back-1]) {
			back--
		}
		if start := ln.digitsBefore(back); back-start == 4 {
			m.doc.year, _ = strconv.Atoi(string(ln.text[start:back]))
			m.from = start
		}
	}
	m.doc.seq, _ = strconv.Atoi(digits)
	if m.doc.year != 0 && (m.doc.year < 1949 || m.doc.year > 2100) {
		return mention{}, false
	}
	start := m.from
	for start > 0 && m.from-start < 16 && '一' <= ln.text[start-1] && ln.text[start-1] <= '鿿' && ln.text[start-1] != '第' {
		start--
	}
	m.doc.prefix = string(ln.text[start:m.from])
	after := ln.rest(i + 1)
	isDoc := m.doc.year > 0 || strings.HasPrefix(after, "文") || endsNumberPrefix(m.doc.prefix)
	if strings.HasPrefix(after, "文") {
		m.to++
		if strings.HasPrefix(after, "文件") {
			m.to++
		}
	}
	return m, isDoc && !strings.HasPrefix(after, "任务") && !strings.HasPrefix(after, "工作")
}

// endsNumberPrefix tells words that the year of a 文号 can follow: 国办发.
func endsNumberPrefix(words string) bool {
	r, _ := utf8.DecodeLastRuneInString(words)
	return len([]rune(words)) > 1 && strings.ContainsRune("发办字函", r)
}

// findYears finds the years that are said.
func (ln *link) findYears() {
	for i := 0; i < len(ln.text); i++ {
		y, ok := ln.yearAt(i)
		if !ok || ln.marks[i] != nameNone {
			continue
		}
		for y.to < len(ln.text) && strings.ContainsRune("年度", ln.text[y.to]) {
			y.to++
		}
		y.to += issuedInMonth(ln.rest(y.to))
		if y.to+1 < len(ln.text) && strings.ContainsRune("-—–~至到", ln.text[y.to]) {
			_, y.toNext = ln.yearAt(y.to + 1)
		}
		ln.years = append(ln.years, y)
		ln.mark(y.stretch, nameYear)
		i = y.to - 1
	}
}

// issuedInMonth returns the length of a month in which something was issued:
// 12月 before 发的.
func issuedInMonth(words string) int {
	n := len(words) - len(strings.TrimLeft(words, "0123456789"))
	after, ok := strings.CutPrefix(words[n:], "月")
	after = strings.TrimPrefix(after, "份")
	if n == 0 || n > 2 || !ok || !issuedBehind(after) {
		return 0
	}
	return utf8.RuneCountInString(words) - utf8.RuneCountInString(after)
}

func (ln *link) yearAt(i int) (yearMention, bool) {
	if !isDigit(ln.text[i]) && !strings.ContainsRune("前大去上今本明下后十", ln.text[i]) {
		return yearMention{}, false // what no year begins with
	}
	end := i
	for end < len(ln.text) && isDigit(ln.text[end]) {
		end++
	}
	word := string(ln.text[i:end])
	behind := ln.rest(end)
	isYear := strings.HasPrefix(behind, "年")
	switch {
	case i > 0 && isDigit(ln.text[i-1]):
	case len(word) == 4 && (word[:2] == "19" || word[:2] == "20") && (isYear || behind == "" || behind[0] >= utf8.RuneSelf && !isMeasure(firstRune(behind)) && !strings.HasPrefix(behind, "号") || strings.ContainsRune(" -~,;:?!", rune(behind[0]))):
		year, _ := strconv.Atoi(word)
		return yearMention{stretch: stretch{i, end}, year: year}, true
	case len(word) == 2 && isYear && word >= "10" && word <= "40":
		year, _ := strconv.Atoi(word)
		return yearMention{stretch: stretch{i, end}, year: 2000 + year}, true
	case strings.HasPrefix(ln.rest(i), "十") && fiveYears.MatchString(string(ln.text[i:min(i+3, len(ln.text))])):
		from, _ := fiveFrom(string(ln.text[i : i+3]))
		return yearMention{stretch: stretch{i, i + 3}, year: from, five: true}, true
	case word == "" && (i == 0 || !noYear[string(ln.text[i-1:i+1])]):
		for n := min(4, len(ln.text)-i); n >= 2; n-- {
			if add, ok := relativeYears[string(ln.text[i:i+n])]; ok {
				return yearMention{stretch: stretch{i, i + n}, year: add, relative: true}, true
			}
		}
	}
	return yearMention{}, false
}

// noYear are words whose second character begins no year: 以上年龄, 过去年均,
// 今后年度.
var noYear = set("以上 以前 以后 过去 今后 目前 成本 如今 之前 之后 文明 往后 此前 此后 当前")

func firstRune(s string) string {
	_, size := utf8.DecodeRuneInString(s)
	return s[:size]
}

// Names of bodies that begin with a place, and what is done with another one:
// neither names the plan of that place.
var (
	bodyEndings  = []string{"银行", "大学", "学院", "集团", "公司", "股份", "医院", "分行", "支行", "路", "机场", "港", "电网", "分公司", "卫视", "日报"}
	towardPlaces = []string{"对接", "融入", "承接", "毗邻", "前往", "面向", "赴", "链接"}
)

// findPlaces finds the places that plans are of, and others.
func (l *linker) findPlaces(ln *link) {
	for i := 0; i < len(ln.text); i++ {
		if ln.marks[i] != nameNone {
			continue
		}
		groups, size := l.places.at(ln.text, i)
		regions, longer := everyRegion().at(ln.text, i)
		m := mention{stretch: stretch{i, i + max(size, longer)}}
		if m.to == i || ln.inBody(m.stretch) {
			continue
		}
		if size >= longer {
			for _, g := range groups {
				m.ids = append(m.ids, l.groups[g]...)
			}
			slices.Sort(m.ids)
			m.ids = slices.Compact(m.ids)
			ln.places = append(ln.places, m)
		} else {
			m.ids = regions
			ln.far = append(ln.far, m)
		}
		ln.mark(m.stretch, namePlace)
		i = m.to - 1
	}
}

// inBody tells whether a place is part of the name of a body, or what something
// is done with.
func (ln *link) inBody(s stretch) bool {
	before := string(ln.text[max(0, s.from-2):s.from])
	behind := ln.rest(s.to)
	return slices.ContainsFunc(bodyEndings, func(e string) bool { return strings.HasPrefix(behind, e) }) ||
		slices.ContainsFunc(towardPlaces, func(w string) bool { return strings.HasSuffix(before, w) })
}

// findIssuers finds the bodies that issued plans. They are bodies like others
// unless they stand in a name or are said to have issued something.
func (l *linker) findIssuers(ln *link) {
	for i := 0; i < len(ln.text); i++ {
		if ln.marks[i] != nameNone && ln.marks[i] != namePlace {
			continue
		}
		groups, size := l.issuers.at(ln.text, i)
		if size == 0 {
			continue
		}
		m := mention{stretch: stretch{i, i + size}}
		for _, g := range groups {
			m.ids = append(m.ids, l.groups[g]...)
		}
		m.exact = issuedBehind(ln.rest(m.to))
		ln.issuers = append(ln.issuers, m)
		ln.mark(m.stretch, nameIssuer)
		i = m.to - 1
	}
}

func issuedBehind(words string) bool {
	for _, w := range []string{"发的", "印发的", "发布的", "下发的", "出台的", "制定的", "发文"} {
		if strings.HasPrefix(words, w) {
			return true
		}
	}
	return false
}

// nounTrie finds the kinds of document. Kind 0 is any.
var nounTrie = sync.OnceValue(func() *trie {
	t := newTrie()
	for _, w := range anyNoun {
		t.put(w, 0)
	}
	for kind, words := range nounWords {
		for _, w := range words {
			t.put(w, int32(kind+1))
		}
	}
	return t
})

// behindNoun may follow the noun of a name; other characters make it a part of
// a longer word, as in 计划投资.
const behindNoun = "里中上内的是有一共谁什怎哪第文全发印标和与对把要由将规定提说写讲关还牵任指主各今本总几多分具呢吗吧"

// findNouns finds the nouns that may end a name, and what joins its parts.
func (ln *link) findNouns() {
	for i := 0; i < len(ln.text); i++ {
		if ln.marks[i] != nameNone {
			continue
		}
		if kinds, size := nounTrie().at(ln.text, i); size > 0 && (size > 2 || kinds[0] == 1 || ln.endsWord(i+size) || ln.afterTopic(i)) {
			m := mention{stretch: stretch{i, i + size}, ids: kinds}
			ln.nouns = append(ln.nouns, m)
			ln.mark(m.stretch, nameNoun)
			i += size - 1
			continue
		}
		if size := ln.insideTopic(i); size > 0 {
			m := mention{stretch: stretch{i, i + size}, ids: []int32{nounInside}}
			ln.nouns = append(ln.nouns, m)
			ln.mark(m.stretch, nameNoun)
			i += size - 1
			continue
		}
		if _, size := glueTrie().at(ln.text, i); size > 0 {
			for n := range size {
				if ln.marks[i+n] == nameNone {
					ln.marks[i+n] = nameGlue
				}
			}
			i += size - 1
		}
	}
}

// nounInside is the kind of 里 behind a topic: 放管服里, without a noun. It names
// plans only where no other is spoken of.
const nounInside = int32(-2)

// insideTopic returns the length of 里 or 里面 behind a topic of three characters
// or more.
func (ln *link) insideTopic(i int) int {
	if ln.text[i] != '里' || !slices.ContainsFunc(ln.runs, func(r topicRun) bool { return r.to == i && r.to-r.from > 2 }) {
		return 0
	}
	if i+1 < len(ln.text) && strings.ContainsRune("面头", ln.text[i+1]) {
		return 2
	}
	return 1
}

// endsWord tells whether a word can end before i.
func (ln *link) endsWord(i int) bool {
	return i == len(ln.text) || ln.text[i] < '一' || ln.text[i] > '鿿' || strings.ContainsRune(behindNoun, ln.text[i])
}

// afterTopic tells whether the words of a topic end before i, but for glue.
func (ln *link) afterTopic(i int) bool {
	for i > 0 && ln.marks[i-1] == nameGlue {
		i--
	}
	return i > 0 && ln.marks[i-1] == nameTopic
}

var glueTrie = sync.OnceValue(func() *trie {
	t := newTrie()
	for _, w := range []string{"的", "那个", "这个", "那份", "这份", "那", "关于", "发的", "印发的", "发布的", "下发的", "出台的", "制定的", "方面", "领域", " ", "版", "和", "+", "-", "年"} {
		t.put(w, 0)
	}
	for _, w := range shared {
		t.put(w, 0)
	}
	return t
})

// findNames finds the stretches of naming that end in a noun or a number and
// say more than the noun.
func (ln *link) findNames() {
	for i := 0; i < len(ln.text); {
		if ln.marks[i] == nameNone || ln.marks[i] == nameGlue {
			i++
			continue
		}
		last := ln.nameEnd(i)
		if last < 0 {
			for i < len(ln.text) && ln.marks[i] != nameNone {
				i++
			}
			continue
		}
		from := i
		for from > 0 && ln.marks[from-1] == nameGlue && !strings.ContainsRune("和 -+", ln.text[from-1]) {
			from-- // 国家 in 国家环境保护规划
		}
		ln.names = append(ln.names, stretch{from, last + 1})
		i = last + 1
	}
}

// nameEnd returns the last character of the name that begins at i, -1 where
// none does. A name ends at its first noun.
func (ln *link) nameEnd(i int) int {
	last, says := -1, false
	for ; i < len(ln.text) && ln.marks[i] != nameNone; i++ {
		switch ln.marks[i] {
		case nameNumber:
			last, says = i, true
		case namePlace, nameYear, nameIssuer, nameTopic:
			says = true
		case nameNoun:
			for says && i < len(ln.text) && ln.marks[i] == nameNoun {
				last = i
				i++
			}
			if says {
				return last
			}
		}
	}
	return last
}

// bareKind is the kind of document that is mentioned without a name: 这个要点; 0
// for none.
func (ln *link) bareKind() int32 {
	for _, m := range ln.nouns {
		if !ln.inName(m.stretch) && m.ids[0] > 0 {
			return m.ids[0]
		}
	}
	return 0
}

func (ln *link) inName(s stretch) bool {
	return slices.ContainsFunc(ln.names, func(n stretch) bool { return n.from <= s.from && s.to <= n.to })
}

// regionOf is the region that a far place is.
func regionOf(m mention) corpus.Region { return corpus.Regions()[m.ids[0]] }
