package parse

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"planbot/corpus"
)

// whenPattern matches a time as plans write it: 2023年10月底前, 明年上半年,
// 2018年第三季度, 12月底前, 年底, 五年内. It matches nothing at all too.
var (
	whenPattern = regexp.MustCompile(`^(?:(?:印发|发布|公布|施行|实施)(?:之日)?(?:起|后)(?P<count>\d{1,3}|[` + hanDigits + `两]{1,3})(?P<of>日|天|个?月|年)(?:之?内|前)|(?P<span>[` + hanDigits + `两]|\d{1,2})年之?内|` +
		`(?P<to>[到至])?(?:(?P<year>20\d{2}|[今明本当])年度?)?` +
		`(?:(?P<month>\d{1,2})月份?(?:(?P<day>\d{1,2})日)?|第?(?P<quarter>[一二三四1-4])季度|(?P<half>[上下])半年|(?P<yearend>年[底末内]|[底末内]))?` +
		`(?P<end>[底末]|上旬|中旬|下旬)?(?P<before>之?前)?)`)
	whenGroups = groupsOf(whenPattern)

	// startWords say that something begins at a time, doneWords that it is
	// finished by it.
	startWords = regexp.MustCompile(`^.{0,4}?(?:动工|开工|启动|投入使用|投用|投产|试运行|起|开始)`)
	doneWords  = regexp.MustCompile(`完成|建成|竣工|完工|实现|达到`)
)

// timeStarts are the characters that a time may begin with.
const timeStarts = `0123456789到至今明本当第上下中底末之前年印发公施实两` + hanDigits

// maxTime is the longest wording of a time, in bytes.
const maxTime = 96

// when is a time that a text names.
type when struct {
	date corpus.Date
	at   corpus.Span
	by   bool // the words set a term: 底, 前, 内, 到, a half or a quarter

	starts bool // something only begins then
}

// times returns the times that a text without white space names, relative ones
// resolved. A time whose year is not known is left out.
func (r *reader) times(text string) []when {
	if !strings.ContainsAny(text, "年月季") {
		return nil
	}
	var out []when
	year := 0 // that the text named last
	window := false
	var end int
	for at := 0; at < len(text); at = end {
		first, size := utf8.DecodeRuneInString(text[at:])
		end = at + size
		if !strings.ContainsRune(timeStarts, first) {
			continue
		}
		words := text[at:min(len(text), at+maxTime)]
		m := whenPattern.FindStringSubmatchIndex(words)
		if m == nil || m[1] == 0 {
			continue
		}
		end = at + m[1]
		group := func(name string) string {
			if i := 2 * whenGroups[name]; m[i] >= 0 {
				return words[m[i]:m[i+1]]
			}
			return ""
		}
		w, ok := r.when(group, &year)
		if group("to") == "到" && strings.HasSuffix(text[:at], "达") { // 达到2020年的2倍
			w.by = group("end")+group("before") != ""
		}
		rest := text[end:]
		if strings.HasPrefix(rest, "起") { // 2012年起5年内
			return nil
		}
		if until := group("day") != "" && isWindow(rest); until || window { // a rule is in force from a day to another
			window = until
			continue
		}
		if i := strings.IndexAny(rest, "，,；;。"); i >= 0 {
			rest = rest[:i]
		}
		if !ok {
			continue
		}
		w.starts = startWords.MatchString(rest) && !doneWords.MatchString(rest)
		w.at = corpus.Span{Start: at, End: end}
		out = append(out, w)
	}
	return out
}

// isWindow tells whether a day begins a time that ends on another day.
func isWindow(rest string) bool {
	return windowEnd.MatchString(rest)
}

var windowEnd = regexp.MustCompile(`^(?:起)?[至到—–-](?:20\d{2}年)?\d{1,2}月\d{1,2}日`)

// when reads one match. year is the year that the text named before, and takes
// the one that this match names.
func (r *reader) when(group func(string) string, year *int) (w when, ok bool) {
	if span := numberOf(group("span")); span > 0 {
		return when{date: corpus.Date{Year: r.plan.Head.Date.Year + span}, by: true}, r.plan.Head.Date.Year > 0
	}
	if count := numberOf(group("count")); count > 0 {
		date := r.plan.Head.Date.Plus(count, group("of"))
		return when{date: date, by: true}, !date.IsZero()
	}
	named, yearEnd := group("year"), group("yearend")
	month, day, quarter, half := numberOf(group("month")), numberOf(group("day")), numberOf(group("quarter")), group("half")
	if named == "" && yearEnd != "" && !strings.HasPrefix(yearEnd, "年") { // 底 needs a year before it
		return w, false
	}
	w.date.Year = r.yearNamed(named, *year)
	switch {
	case month > 12 || day > 31:
		return w, false
	case month > 0:
		w.date.Month, w.date.Day = month, day
	case quarter > 0:
		w.date.Month, w.by = 3*quarter, true
	case half != "":
		w.date.Month, w.by = map[string]int{"上": 6, "下": 12}[half], true
	case yearEnd != "":
		w.date.Month, w.by = 12, true
	case named == "":
		return w, false
	}
	if named != "" {
		*year = w.date.Year
	}
	w.by = w.by || group("to")+group("end")+group("before") != ""
	return w, w.date.Year > 0
}

// yearNamed returns the year that a word names: 2023, 今, 明, or none, which is
// the year named before or else the plan's own. It is 0 where that is unknown.
func (r *reader) yearNamed(word string, before int) int {
	head := &r.plan.Head
	own := head.Year
	if yearsSpan.MatchString(head.Title) {
		own = 0 // 年底 of a plan for several years
	}
	switch word {
	case "今", "本", "当":
		return own
	case "明":
		if head.Date.Year > 0 {
			return head.Date.Year + 1
		}
		if own > 0 {
			return own + 1
		}
		return 0
	case "":
		if before > 0 {
			return before
		}
		return own
	}
	n, _ := strconv.Atoi(word)
	return n
}

// yearsSpan matches the title of a plan for several years: 2021—2023年.
var yearsSpan = regexp.MustCompile(`20\d{2}年?[-—–～~至到]+20\d{2}年`)

// deadline returns the time by which what the words speak of is finished: the
// last that they name. It is zero where they name none or none for certain.
func (r *reader) deadline(words string) corpus.Date {
	var last corpus.Date
	for _, w := range r.times(squash(words)) {
		switch {
		case w.starts:
		case !last.IsZero() && last != w.date && strings.Contains(words, "、"): // 隧道6月底前、桥梁9月底前: each part has its own
			return corpus.Date{}
		default:
			last = w.date
		}
	}
	return last
}

// maxClause is how far before the end of a promise its time is looked for, in
// bytes.
const maxClause = 600

// deadlineBefore returns the last term that a sentence sets before a clause
// ends: of 2019年底前压缩至6个月，2020年底前压缩至5个月 each half has its own.
func (r *reader) deadlineBefore(clause, sentence corpus.Span) corpus.Date {
	text := r.plan.Text
	words := squash(text[max(sentence.Start, clause.End-maxClause):clause.End])
	own := len(words) - len(squash(clause.Of(text))) // where the clause begins
	var last corpus.Date
	at := 0
	for _, w := range r.times(words) {
		switch {
		case w.by:
			last, at = w.date, w.at.Start
		case w.at.Start >= own && w.at.Start <= own+len("在") && !last.IsZero() && w.date.Month == 0: // 到2025年建成3个，2023年先行建成1个
			if last, at = w.date, w.at.Start; last.Year == r.plan.Head.Year {
				last = corpus.Date{}
			}
		}
	}
	if i := strings.LastIndex(words, "全年"); i > at { // 上半年增长7%，全年增长8%
		return corpus.Date{}
	}
	return last
}

// headingTerm returns the term that a sentence begins with, and its words.
func (r *reader) headingTerm(sentence string) (corpus.Date, string) {
	if first, _ := utf8.DecodeRuneInString(sentence); !strings.ContainsRune(openingStarts, first) && !unicode.IsSpace(first) {
		return corpus.Date{}, ""
	}
	words := strings.TrimRight(openingTime.FindString(squash(sentence[:min(len(sentence), maxTime)])), "，,")
	if words == "" {
		return corpus.Date{}, ""
	}
	for _, w := range r.times(words) {
		if w.by && !w.starts {
			return w.date, words
		}
	}
	return corpus.Date{}, ""
}

// openingStarts are the characters that openingTime's matches begin with.
const openingStarts = `力确在于到至今明年0123456789`

// openingTime matches the time that a sentence begins with: 2020年底前，…
var openingTime = regexp.MustCompile(`^(?:力争|确保)?(?:在|于|到|至)?(?:(?:20\d{2}年|今年|明年|年[底内末]|\d{1,2}月)[^，,；;。：:]{0,6}?(?:[底末]|之?前|季度|半年|内)(?:之?前)?[，,]?|[到至]20\d{2}年[，,])`)

// deadlineIn returns the term that a stretch of text begins with, and its words.
// Where the text sets further terms, each is of its own sentence, and none of
// the whole.
func (r *reader) deadlineIn(s corpus.Span) (date corpus.Date, words string) {
	text := squash(s.Of(r.plan.Text))
	text = text[len(measuresHead.FindString(text[:min(len(text), maxNumber)])):]
	date, words = r.headingTerm(text)
	if words == "" || strings.Contains(text[min(len(text), len(words)):], "全年") {
		return corpus.Date{}, ""
	}
	for _, w := range r.times(text) {
		if w.by && !w.starts && w.date != date && !inQuotes(text[:w.at.Start]) {
			return corpus.Date{}, ""
		}
	}
	return date, words
}

// measuresHead matches what stands before the text of a measure.
var measuresHead = regexp.MustCompile(`^(?:\p{Han}{0,4}措施[:：])?(?:[（(][\d０１２３４５６７８９]{1,2}[）)]|[` + ringed + `]|\d{1,2}[.．、)）])?`)

// inQuotes tells whether a text ends inside 《》, “” or brackets: what stands
// there is said of something else.
func inQuotes(s string) bool {
	for _, pair := range [][2]string{{"《", "》"}, {"“", "”"}, {"（", "）"}, {"(", ")"}} {
		if strings.LastIndex(s, pair[0]) > strings.LastIndex(s, pair[1]) {
			return true
		}
	}
	return false
}
