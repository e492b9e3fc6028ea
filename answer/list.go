package answer

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"planbot/corpus"
)

// list is a condition over the plan's items: it is held against the structure,
// never against what a search finds.
type list struct {
	of       string // listIndicators, listTasks or listAll
	lead     bool   // of units: as lead only
	support  bool   // of units: not as lead
	named    bool   // of a county: named, not by 各县（市、区）
	lower    bool   // the target is below what it starts from
	higher   bool
	most     int // that many with the greatest rise, by percentage
	least    int
	category string // of indicators
	section  corpus.Anchor
	promised bool // of tasks: with a number
	plainly  bool // of tasks: without one
	unnamed  bool // nobody is named
	together bool // of units: all of them take part
	negative bool // of indicators: with a value below zero
	missing  bool // of indicators: without a value to start from
	units    bool // not the items but the units that lead most of them
	all      bool
	due      int    // of tasks: due by the end of that month of the plan's year
	dueWord  string // of tasks: with these words in their deadline
}

// What lists are of.
const (
	listIndicators = "indicators"
	listTasks      = "tasks"
	listAll        = "all"
)

// String shows the condition.
func (l list) String() string {
	out := "list=" + l.of
	for _, f := range []struct {
		on   bool
		name string
	}{
		{l.lead, "lead"}, {l.support, "support"}, {l.named, "named"}, {l.lower, "lower"}, {l.higher, "higher"}, {l.most > 0, fmt.Sprint("most", l.most)}, {l.least > 0, fmt.Sprint("least", l.least)},
		{l.units, "units"}, {l.together, "together"}, {l.missing, "missing"}, {l.negative, "negative"}, {l.category != "", "category:" + l.category}, {l.section != "", string(l.section)}, {l.promised, "promised"}, {l.plainly, "plain"}, {l.unnamed, "unnamed"}, {l.due > 0, fmt.Sprint("due:", l.due)}, {l.dueWord != "", "due:" + l.dueWord}, {l.all, "all"},
	} {
		if f.on {
			out += "," + f.name
		}
	}
	return out
}

// askUnits asks what units lead and take part in.
func (k *knowledge) askUnits(q *question, units []string, prev State) Question {
	l := list{of: listAll, lead: strings.Contains(q.norm, "牵头"), support: q.sayOne(cueSupport) && !strings.Contains(q.norm, "牵头"), named: q.sayOne(cueNamed)}
	l.together = len(units) > 1 && together.MatchString(q.norm)
	switch indicators, tasks := q.sayOne(cueIndicators), q.sayOne(cueTasks); {
	case indicators && !tasks:
		l.of = listIndicators
	case tasks && !indicators:
		l.of = listTasks
	case !indicators && q.sayOne(cueFollow) && prev.Unit != "" && (prev.Intent == listIndicators || prev.Intent == listTasks):
		l.of = prev.Intent
	}
	return Question{Intent: AskUnit, Units: units, List: l}
}

var together = regexp.MustCompile(`共同|一起|都|同时|联合`)

// askList finds the conditions that a question sets for a list of items.
func (k *knowledge) askList(q *question, content []stretch) (Question, bool) {
	for _, ask := range []func(*question, []stretch) (Question, bool){
		k.askCountyList, k.askGroup, k.askDue, k.askNegative, k.askNamed, k.askMissing,
	} {
		if out, ok := ask(q, content); ok {
			return out, true
		}
	}
	switch {
	case len(content) > 0:
		return k.askPromised(q, content)
	case !q.sayOne(cueIndicators|cueTasks) || len(q.units) > 0:
		return Question{}, false
	case q.sayOne(cueMost) && q.sayOne(cueLead|cueUnits):
		l := list{of: listIndicators, units: true}
		if q.sayOne(cueTasks) && !q.sayOne(cueIndicators) {
			l.of = listTasks
		}
		return Question{Intent: AskList, List: l}, true
	case q.sayOne(cueTasks) && !q.sayOne(cueIndicators):
		return k.askPromised(q, content)
	}
	return k.askOrder(q)
}

// askCountyList lists what a county has to do, where nothing else is named.
func (k *knowledge) askCountyList(q *question, _ []stretch) (Question, bool) {
	county, at, size := k.countyIn(q)
	if county == nil || len(q.units) > 0 || mentions.MatchString(q.norm) && k.aboutContent(q).Intent != Refuse {
		return Question{}, false
	}
	rest := *q
	rest.take(at, at+size)
	if len(rest.content()) > 0 {
		return Question{}, false
	}
	out := k.askUnits(q, nil, State{})
	out.County = county
	return out, true
}

// askGroup lists the indicators of a category or the tasks of a section.
func (k *knowledge) askGroup(q *question, _ []stretch) (Question, bool) {
	if len(q.units) == 0 && (q.sayOne(cueIndicators) || q.sayOne(cueList) && !q.sayOne(cueTasks)) {
		if category, ok := k.categoryIn(q); ok {
			return Question{Intent: AskList, List: list{of: listIndicators, category: category, all: true}}, true
		}
	}
	if q.sayOne(cueTasks) && q.sayOne(cueList|cueCount|cueContent) || strings.Contains(q.norm, "几") && howMany.MatchString(q.norm) {
		// 市公安局有哪些任务 does not mean the chapter 任务.
		if section := k.sectionIn(q); section != "" && (len(q.units) == 0 || !plainHeading.MatchString(k.plan.Section(section).Title)) {
			return Question{Intent: AskList, List: list{of: listTasks, section: section, all: true}}, true
		}
	}
	return Question{}, false
}

// askMissing lists the indicators with an empty value.
func (k *knowledge) askMissing(q *question, _ []stretch) (Question, bool) {
	if !q.sayOne(cueIndicators) || !q.sayOne(cueList) || !withoutValue.MatchString(q.norm) {
		return Question{}, false
	}
	return Question{Intent: AskList, List: list{of: listIndicators, missing: true}}, true
}

// askOrder lists indicators by how the target lies to what it starts from.
func (k *knowledge) askOrder(q *question) (Question, bool) {
	l := list{of: listIndicators}
	switch many := manyIn(q.norm); {
	case q.sayOne(cueMost):
		l.most = many
	case q.sayOne(cueLeast):
		l.least = many
	case q.sayOne(cueLower):
		l.lower = true
	case q.sayOne(cueHigher | cueChange):
		l.higher = true
	case q.sayOne(cueList) && !q.sayOne(cueNumber&^cueTarget):
		l.all = true
	default:
		return Question{}, false
	}
	return Question{Intent: AskList, List: l}, true
}

// askNamed lists the indicators whose names have the question's words: 赣政通有哪
// 些指标, 所有占GDP比重的指标.
func (k *knowledge) askNamed(q *question, content []stretch) (Question, bool) {
	if !q.sayOne(cueIndicators) || q.sayOne(cueLead|cueLower|cueHigher|cueMost|cueLeast|cueChange|cueTarget|cueHowMany) || len(content) == 0 || len(q.units) > 0 {
		return Question{}, false
	}
	found := k.match(q, false, func(f *fact) bool { return f.indicator != nil })
	if len(found) == 0 || len(found) == 1 && !q.sayOne(cueList) {
		return Question{}, false
	}
	return Question{Intent: AskList, Facts: distinct(found), List: list{of: listIndicators, all: true}, words: k.contentWords(q)}, true
}

var negativeWords = regexp.MustCompile(`负增长|为负|是负的|负数`)

// askNegative lists the indicators with a value below zero.
func (k *knowledge) askNegative(q *question, _ []stretch) (Question, bool) {
	if !q.sayOne(cueIndicators) {
		return Question{}, false
	}
	at := negativeWords.FindStringIndex(q.norm)
	if at == nil {
		return Question{}, false
	}
	rest := *q
	rest.takeBytes(at[0], at[1])
	if len(rest.content()) > 0 {
		return Question{}, false
	}
	return Question{Intent: AskList, List: list{of: listIndicators, negative: true}}, true
}

var (
	dueMonth = regexp.MustCompile(`(\d{1,2}|[一二三四五六七八九十]{1,2})月(?:份|底|末)?(?:之?前)?(?:要|需要?|应)?(?:完成|办完|办结|交账|到期)?`)
	dueHalf  = regexp.MustCompile(`(上半年|年底|年内)(?:之?前)?(?:要|需要?|应)?(?:完成|办完|办结|到期)`)
	dueWord  = regexp.MustCompile(`持续推进|长期坚持|长期推进`)
)

// askDue lists the tasks by their deadline.
func (k *knowledge) askDue(q *question, _ []stretch) (Question, bool) {
	if !q.sayOne(cueList|cueCount|cueTasks) || q.sayOne(cueLead) {
		return Question{}, false
	}
	l := list{of: listTasks}
	var at []int
	switch {
	case dueMonth.MatchString(q.norm):
		at = dueMonth.FindStringSubmatchIndex(q.norm)
		l.due, _ = strconv.Atoi(numeral(q.norm[at[2]:at[3]]))
	case dueHalf.MatchString(q.norm):
		at = dueHalf.FindStringSubmatchIndex(q.norm)
		l.due = map[string]int{"上半年": 6}[q.norm[at[2]:at[3]]]
		if l.due == 0 {
			l.due = 12
		}
	case dueWord.MatchString(q.norm):
		at = dueWord.FindStringIndex(q.norm)
		l.dueWord = q.norm[at[0]:at[1]]
	default:
		return Question{}, false
	}
	rest := *q
	rest.takeBytes(at[0], at[1])
	if l.due > 12 || len(rest.content()) > 0 || l.due == 0 && l.dueWord == "" {
		return Question{}, false
	}
	return Question{Intent: AskList, List: l, Units: k.unitNamesOf(q)}, true
}

// plainHeading matches titles that are no more than the word for what they hold.
var plainHeading = regexp.MustCompile(`^(?:重点|主要|工作|总体|具体|年度|目标|全年)*(?:任务|工作|措施|举措|目标|内容|安排)+$`)

var howMany = regexp.MustCompile(`几条|几项|几点|几个方面`)

var withoutValue = regexp.MustCompile(`没有.*(数据|数值|基数|基期|数字)|(数据|数值|基数).*(没有|为空|缺)`)

// askPromised lists the tasks with or without numbers, or all of them.
func (k *knowledge) askPromised(q *question, content []stretch) (Question, bool) {
	l := list{of: listTasks}
	if !q.sayOne(cueTasks) || len(q.units) > 0 || len(content) > 1 {
		return Question{}, false
	}
	word := ""
	if len(content) == 1 {
		word = q.words(content[0].from, content[0].to)
	}
	negative := strings.Contains(q.norm, "没有") || strings.Contains(q.norm, "没写") || strings.Contains(q.norm, "未明确")
	numbers := strings.Contains(q.norm, "数量目标") || strings.Contains(q.norm, "量化") || strings.Contains(q.norm, "数字目标") || strings.Contains(q.norm, "具体数字")
	switch {
	case numbers && (word == "" || word == "量化" || word == "数字" || word == "没"):
		l.promised, l.plainly = !negative, negative
	case word == "" && negative && q.sayOne(cueLead):
		l.unnamed = true
	case word == "" && q.sayOne(cueList) && !q.sayOne(cueLead):
		l.all = true
	default:
		return Question{}, false
	}
	return Question{Intent: AskList, List: l}, true
}

// manyIn is the number of items that a ranking asks for: 最大的三个.
func manyIn(norm string) int {
	for i, word := range []string{"一个", "两个", "三个", "四个", "五个", "六个", "七个", "八个", "九个", "十个"} {
		if strings.Contains(norm, word) || strings.Contains(norm, fmt.Sprintf("%d个", i+1)) || strings.Contains(norm, strings.Replace(word, "个", "项", 1)) || strings.Contains(norm, fmt.Sprintf("前%d", i+1)) {
			return i + 1
		}
	}
	return 1
}

// categoryIn returns the category or subcategory that is all that a question
// names.
func (k *knowledge) categoryIn(q *question) (string, bool) {
	for _, c := range k.categories {
		if k.onlyNames(q, c.name) {
			return c.label, true
		}
	}
	return "", false
}

// sectionIn returns the section whose title is all that a question names.
func (k *knowledge) sectionIn(q *question) corpus.Anchor {
	for i := range k.facts {
		if f := &k.facts[i]; f.section != nil && f.title && k.onlyNames(q, f.name) {
			return f.item
		}
	}
	return ""
}

// onlyNames tells whether a question names the given name whole and nothing
// else but 类, 板块 and filler.
func (k *knowledge) onlyNames(q *question, name text) bool {
	at := q.place(name)
	if at < 0 {
		return false
	}
	var mask bits
	for i := at; i < at+len(name.tokens); i++ {
		mask.set(i)
	}
	left := q.left(&mask)
	return len(left) == 0 || len(left) == 1 && (q.words(left[0].from, left[0].to) == "类" || q.words(left[0].from, left[0].to) == "板块")
}
