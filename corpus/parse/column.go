package parse

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"planbot/corpus/fold"
)

// columnKind is what a column holds.
type columnKind int

const (
	columnOther     columnKind = iota
	columnNumber               // 序号
	columnGroup                // 类别, 一级指标
	columnName                 // 指标名称
	columnMeasure              // 计量单位
	columnValue                // 2023年, 目标值
	columnGrowth               // 年均增速
	columnScore                // 分值: what reaching a target counts, no target
	columnAttribute            // 约束性, 定量
	columnTask                 // 重点任务, 工作内容
	columnUnits                // 牵头单位, 责任科室
	columnPerson               // 责任人, 牵头领导: no units
	columnDeadline             // 完成时限
	columnRemark               // 备注, 指标说明
	columnKinds
)

type columnForm struct {
	kind    columnKind
	pattern *regexp.Regexp
}

// duties are the words before 单位 that make units of it.
const duties = `牵头|责任|负责|主管|主办|承办|配合|协同|协办|参与|监考|实施|落实|考核|主责|协助|指导`

// columnForms tell a column by its header, folded. The first that matches
// counts.
var columnForms = []columnForm{
	{columnScore, regexp.MustCompile(`分值|权重|得分|分数|赋分|计分|标准分`)},
	{columnNumber, regexp.MustCompile(`^(?:序号?|编号|项次|号)$`)},
	{columnPerson, regexp.MustCompile(`^[^及和与/、（(]*(?:责任人|负责人|联系人|联络员|电话|领导|姓名)$`)},
	{columnUnits, regexp.MustCompile(`(?:` + duties + `)(?:单位|部门|科室|处室|机构|机关|主体)`)},
	{columnPerson, regexp.MustCompile(`责任人|负责人|联系人|联络员|电话|领导|姓名`)},
	{columnRemark, regexp.MustCompile(`备注|说明|依据|来源|解释|定义|计算方法|考核办法|评价标准`)},
	{columnOther, regexp.MustCompile(`资金|投资`)},
	{columnAttribute, regexp.MustCompile(`属性|性质|指标类型`)},
	{columnDeadline, regexp.MustCompile(`时限|期限|时间|进度|节点`)},
	{columnMeasure, regexp.MustCompile(`^(?:计量|计算|度量|指标)?单位$`)},
	{columnOther, regexp.MustCompile(`季度|半年|\d月|[一二三四五六七八九十]月`)}, // a part of the year, which has no value of its own here
	{columnGrowth, regexp.MustCompile(`^[〔［\[（(]?(?:五年|规划期)?累计[〕］\]）)]?(?:值|数)?\d?$|年均|增速|增长|增幅|比20\d\d年|较20\d\d年|提高|下降|变化`)},
	{columnTask, regexp.MustCompile(`任务(?:内容|事项|名称)|工作任务|重点任务|目标任务|工作内容|事项|举措|措施`)},
	{columnValue, regexp.MustCompile(`20\d{2}年?|\d{2,3}年度|目标值|指标值|计划数|计划值|任务数|任务量|基期|现状|完成值|完成情况|完成数|预期值|实际值|基数|基准|上年|^目标$|年度目标|年度计划|全年目标|预期目标`)},
	{columnGroup, regexp.MustCompile(`^[大中小子]类$|类别|分类|类型|领域|板块|方面|[一二]级指标|维度`)},
	{columnName, regexp.MustCompile(`指标|名称`)},
	{columnTask, taskHead},
}

// column is a column of a table.
type column struct {
	kind    columnKind
	words   string // of its header
	year    int    // that its values are of; 0 where the header names none
	before  bool   // they are of the year before the plan's
	target  bool
	base    bool
	measure string // that its header gives its values: 年均增速（%）
	label   string // of a column of units: 牵头, 责任
	mixed   bool   // its cells hold persons beside units
}

var (
	anyYear        = regexp.MustCompile(`20\d{2}`)
	republicColumn = regexp.MustCompile(`^(?:民国)?(\d{2,3})年`)
	measureIn      = regexp.MustCompile(`[（(](?:单位[：:])?((?:[万亿]|百万|千万)?(?:` + measures + `))[）)]`)
	unitsHead      = regexp.MustCompile(`(` + duties + `)(?:单位|部门|科室|处室|机构|机关|主体)`)
	dutyEnd        = regexp.MustCompile(`单位(牵头|主办|主责|配合|协办|协同|参与|协助)$`)
	targetHead     = regexp.MustCompile(`目标|预期|计划|任务数|任务量`)
)

// readColumn tells what a column holds by its header.
func readColumn(words string) column {
	c := column{words: words}
	folded := fold.Fold(words)
	for _, form := range columnForms {
		if form.pattern.MatchString(folded) {
			c.kind = form.kind
			break
		}
	}
	if m := anyYear.FindAllString(folded, -1); m != nil { // 2015年比2010年增长 is up to 2015
		c.year, _ = strconv.Atoi(slices.Max(m))
	} else if m := republicColumn.FindStringSubmatch(folded); m != nil && c.kind == columnValue {
		c.year = republic + numberOf(m[1])
	}
	c.target = targetHead.MatchString(folded)
	c.base = !c.target && containsAny(folded, "基期", "现状", "基数", "基准", "完成", "实际", "实绩", "上年")
	c.before = strings.Contains(folded, "上年")
	if m := measureIn.FindStringSubmatch(words); m != nil {
		c.measure = m[1]
	}
	if m := unitsHead.FindStringSubmatch(folded); m != nil {
		c.label = m[1]
		if m := dutyEnd.FindStringSubmatch(folded); m != nil { // 责任单位 over 牵头 and 配合
			c.label = m[1]
		}
		c.mixed = containsAny(folded, "责任人", "负责人", "领导")
	}
	return c
}

// isHeader tells whether a row can be the first of a header: at least two of
// its cells say what a column holds.
func isHeader(words []string) bool {
	if slices.ContainsFunc(words, func(w string) bool {
		return len(w) > 3*24 || w != "" && isDigit(w[0]) && !strings.Contains(w, "年") && !bareYear.MatchString(w)
	}) {
		return false
	}
	known, all := 0, 0
	for _, w := range words {
		if w == "" {
			continue
		}
		if bareYear.MatchString(w) { // what it is the others tell
			all++
			continue
		}
		if !headerWord.MatchString(w) || isPlaceholder(w) || numberCell.MatchString(w) || setsTarget.MatchString(w) {
			return false
		}
		all++
		if c := readColumn(w); c.kind != columnOther && (c.kind != columnValue || len(w) <= maxNumber) {
			known++
		}
	}
	return known >= 2 && 2*known >= all
}

var (
	// headerWord matches what can stand in a row of headers.
	headerWord = regexp.MustCompile(`^[^。；，]{1,24}$`)
	bareYear   = regexp.MustCompile(`^20\d{2}$`)
	numberCell = regexp.MustCompile(`^[-+<>≥≤＜＞〔]?\d+(?:[.,]\d+)*(?:[^\d年].*)?$`)
	setsTarget = regexp.MustCompile(`^(?:实现|保持|达到|与|不低于|不高于|不少于|(?:增长|下降|提高)[^（(])`)
)

// isHeadWord tells whether words say what a column holds, and nothing else.
func isHeadWord(words string) bool { return headWord.MatchString(fold.Fold(words)) }

var headWord = regexp.MustCompile(`^(?:序号?|编号|项次|类别|分类|领域|板块|分值|权重|得分|备注|说明|属性|(?:计量)?单位|基期值?|现状值?|基数|上年\p{Han}{0,4}|20\d{2}年(?:度)?\p{Han}{0,8}|\d{2,3}年度\p{Han}{0,6}|` +
	`\p{Han}{0,8}(?:任务|内容|事项|措施|项目|名称|指标|目标|目标值|指标值|完成值|部门|单位|科室|时限|期限|时间|进度|责任人|负责人|责任领导|牵头领导|分管领导|联系人|性质|增速|增长|举措|工作))(?:[（(][^（()）]{1,12}[）)])?$`)

// settle tells what the columns hold beside each other: a table with a measure
// or values has indicators, one with units and duties has tasks. Of several
// names the last is the indicator's, the others group it. year is the plan's,
// 0 where it is not known; numeric tells the columns that hold numbers, nil
// where that is not known.
func (g *grid) settle(year int, numeric []bool) {
	count := g.counts()
	for i := range numeric {
		if c := &g.columns[i]; numeric[i] && c.kind == columnValue && count[columnName] == 0 {
			g.nameTask()
			count = g.counts()
		}
	}
	if count[columnTask] > 0 && count[columnName]+count[columnValue]+count[columnGrowth]+count[columnUnits] == 0 {
		for i := range g.columns { // 任务, 单位, 时限: whose duty it is
			if c := &g.columns[i]; c.kind == columnMeasure && fold.Fold(c.words) == "单位" {
				c.kind = columnUnits
			}
		}
		count = g.counts()
	}
	named := count[columnName] > 0
	g.tasks = count[columnTask] > 0 && count[columnUnits]+count[columnDeadline] > 0 && count[columnMeasure] == 0 && !named ||
		count[columnTask]+count[columnName] > 0 && count[columnUnits]+count[columnDeadline] > 0 && count[columnValue]+count[columnMeasure]+count[columnAttribute]+count[columnGrowth] == 0
	last := -1
	for i := range g.columns {
		c := &g.columns[i]
		switch {
		case g.tasks && (c.kind == columnName || c.kind == columnValue && !c.base || c.kind == columnGrowth):
			c.kind = columnTask
		case !g.tasks && c.kind == columnTask && named && c.year > 0: // 2024年任务
			c.kind, c.target = columnValue, true
		case !g.tasks && c.kind == columnTask && !named:
			c.kind = columnName
		}
		if c.kind == columnName {
			if last >= 0 {
				g.columns[last].kind = columnGroup
			}
			last = i
		}
		if c.words == "" && last < 0 {
			c.kind = columnGroup
		}
	}
	if last < 0 && !g.tasks {
		g.nameBlank()
	}
	g.settleYears(year)
}

// nameBlank takes the last column without a header before the values for that
// of the names, where the header names none.
func (g *grid) nameBlank() {
	first := slices.IndexFunc(g.columns, func(c column) bool { return c.kind == columnValue })
	for i := first - 1; i >= 0; i-- {
		if g.columns[i].words == "" {
			g.columns[i].kind = columnName
			return
		}
	}
}

// nameTask makes the first column of tasks one of names: 项目, 2024年目标.
func (g *grid) nameTask() {
	for i := range g.columns {
		if c := &g.columns[i]; c.kind == columnTask {
			c.kind = columnName
			return
		}
	}
}

func (g *grid) counts() (count [columnKinds]int) {
	for i := range g.columns {
		count[g.columns[i].kind]++
	}
	return count
}

// settleYears tells the years of the columns of values, which of them hold the
// targets, and what growth is up to.
func (g *grid) settleYears(year int) {
	for i := range g.columns {
		if c := &g.columns[i]; c.before && c.year == 0 && year > 0 {
			c.year = year - 1
		}
	}
	g.markTarget(year)
	until := 0
	for i := range g.columns {
		c := &g.columns[i]
		if c.kind == columnValue {
			until = max(until, c.year)
		}
		if c.kind == columnGrowth && c.year == 0 { // growth is that up to the last year
			c.year = until
		}
	}
	for i := range g.columns { // a target that is set in growth alone
		c := &g.columns[i]
		if c.kind == columnGrowth && c.target && !slices.ContainsFunc(g.columns, func(o column) bool { return o.kind == columnValue && o.target }) {
			c.kind = columnValue
		}
	}
}

// markTarget takes the last column of values for the target where the header
// calls none so and the plan's year does not say.
func (g *grid) markTarget(year int) {
	last := -1
	for i := range g.columns {
		if c := &g.columns[i]; c.kind == columnValue {
			if c.target || c.year > 0 && year > 0 && c.year >= year {
				return
			}
			last = i
		}
	}
	if last >= 0 && !g.columns[last].base && (year == 0 || g.columns[last].year == 0) {
		g.columns[last].target = true
	}
}

// dropSecond gives up the columns of values that say of a year what another
// says: a target and one to strive for. It returns their headers.
func (g *grid) dropSecond() []string {
	type meaning struct {
		kind   columnKind
		year   int
		target bool
	}
	seen := map[meaning]bool{}
	var dropped []string
	for i := range g.columns {
		c := &g.columns[i]
		if c.kind != columnValue && c.kind != columnGrowth {
			continue
		}
		m := meaning{c.kind, c.year, c.target}
		if seen[m] {
			c.kind = columnOther
			dropped = append(dropped, c.words)
		}
		seen[m] = true
	}
	return dropped
}

// name returns the column of the indicators' names, -1 where there is none.
func (g *grid) name() int {
	return slices.IndexFunc(g.columns, func(c column) bool { return c.kind == columnName })
}

// valued tells whether the table has a column of values.
func (g *grid) valued() bool {
	return slices.ContainsFunc(g.columns, func(c column) bool { return c.kind == columnValue || c.kind == columnGrowth })
}

// gridOf returns the columns of a header of one row.
func gridOf(header []string) *grid {
	g := &grid{}
	for _, w := range squashed(header) {
		g.columns = append(g.columns, readColumn(w))
	}
	g.settle(0, nil)
	return g
}

// takes tells whether a column can hold a word.
func (c *column) takes(word string) bool {
	switch c.kind {
	case columnNumber:
		return rowNumber.MatchString(word) || numberOf(strings.Trim(word, "（）()、.．")) > 0
	case columnName, columnTask, columnGroup:
		return utf8.RuneCountInString(word) >= 2 && !rowNumber.MatchString(word) && !isTerm(word) && !isPlaceholder(word) && !isNumber(word)
	case columnValue, columnGrowth:
		return isNumber(word) || isPlaceholder(word) || isTargetWord(word)
	case columnScore:
		return scoreWord.MatchString(word)
	case columnMeasure:
		return isMeasure(word) && utf8.RuneCountInString(word) <= 6
	case columnUnits:
		return isPlaceholder(word) || looksLikeUnit(word) && !isTerm(word)
	case columnDeadline:
		return isTerm(word) || isPlaceholder(word)
	case columnAttribute:
		return attribute.MatchString(word)
	case columnPerson:
		return utf8.RuneCountInString(word) <= 12 && !isNumber(word) && !isTerm(word)
	case columnRemark:
		return utf8.RuneCountInString(word) >= 2 && !isNumber(word) && !isTerm(word) && !looksLikeUnit(word)
	}
	return word != ""
}

// isTerm tells whether a cell says by when, or how often.
func isTerm(word string) bool { return timeWords.MatchString(word) || oftenWords.MatchString(word) }

var oftenWords = regexp.MustCompile(`^(?:每[日周月季年]|按[月季年]|常态化?|定期|适时|近期|20\d{2}(?:[.．/-]\d{1,2}|$))`)

// misfits tells a word that a column cannot hold for certain.
func (c *column) misfits(word string) bool {
	switch c.kind {
	case columnValue, columnGrowth:
		return attribute.MatchString(word) || !isNumber(word) && looksLikeUnit(word)
	case columnName, columnTask, columnUnits, columnMeasure:
		return isNumber(word)
	}
	return false
}

// lacking tells the columns whose cell a row may lack, since it was merged with
// the one above, or is left out where there is nothing to say.
func (k columnKind) lacking() bool {
	switch k {
	case columnNumber, columnGroup, columnUnits, columnDeadline, columnMeasure, columnAttribute, columnPerson, columnRemark:
		return true
	}
	return false
}

var (
	scoreWord = regexp.MustCompile(`^\d{1,3}(?:\.\d+)?[%％分]?$`)
	// numberForm matches a value that is a number with its bounds and its measure.
	numberForm = regexp.MustCompile(`^(?:力争|确保|争取|` + boundBefore + `|[-+±〔])*` + numberPattern + `[%％‰]?(?:[-—~～－至到]` + numberPattern + `)?[%％‰]?[万亿]?(?:` + perMeasure + `)?[多余]?(?:` + boundBehind + `)?(?:[（(][^（()）]{1,15}[）)])?〕?$`)
	targetWord = regexp.MustCompile(`增长|达标|完成|持平|提升|下降|保持|减半|以上|以下|以内|左右|同步|全覆盖|不低于|不超过|前列|[一二三四五六七八九十]+(?:家|个|项|倍|位|名)|前[一二三四五六七八九十\d]`)
)

// numberStarts are the characters that numberForm's matches begin with.
const numberStarts = `0123456789-+±〔力确争不至最达突超高低少大小约近≥≤>＞<＜`

// isNumber tells whether a cell is a number, with what bounds and measures it.
func isNumber(word string) bool {
	first, _ := utf8.DecodeRuneInString(word)
	return strings.ContainsRune(numberStarts, first) && strings.ContainsAny(word, "0123456789") && numberForm.MatchString(word)
}

// isTargetWord tells whether a cell sets a target in words: 与经济增长基本同步.
func isTargetWord(word string) bool {
	return targetWord.MatchString(word) && utf8.RuneCountInString(word) <= 20 && !looksLikeUnit(word)
}

var (
	// longDecimal matches a number with more decimals than plans give.
	longDecimal = regexp.MustCompile(`\d\.\d{3,}`)
	// twoNumbers matches two numbers that nothing parts: 2551.72347.6, 76.7>80,
	// 151165〔14〕.
	twoNumbers = regexp.MustCompile(`\d\.\d+\.\d|\d[>＞<＜≥≤〔]`)
)

// glued returns a value that looks like two which nothing parts: 2551.72347.6,
// or, beside an empty cell, 15.7415左右 of 15.74 and 15左右.
func (g *grid) glued(words []string) string {
	empty, long := false, ""
	for c := range g.columns {
		if kind := g.columns[c].kind; kind != columnValue && kind != columnGrowth {
			continue
		}
		if twoNumbers.MatchString(words[c]) {
			return words[c]
		}
		empty = empty || words[c] == ""
		if longDecimal.MatchString(words[c]) {
			long = words[c]
		}
	}
	if !empty {
		return ""
	}
	return long
}
