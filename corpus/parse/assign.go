package parse

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"planbot/corpus"
)

const (
	labels = labelWords + `\s*[:：]`
	// labelWords are the labels, the longer of two that begin alike first.
	labelWords = `(主要责任|其他责任|协同责任|牵头责任|牵头[（(]责任[）)]|责任|責任|牵头|牽頭|配合|协同|協同|协作|协助|参与|參與|参加|支持|负责|負責|主办|主辦|主责|主管|协办|協辦|承办|承辦|实施|落实|监考|考核|督导|指导|指導)` +
		`(?:单位|單位|部门|部門|科室|处室|机构|主体)`
	// persons are labels that are followed by names of people.
	persons     = personWords + `\s*[:：]`
	timeLabels  = `(?:时间节点|完成节点|节点|完成时限|完成时间|完成期限|办结时限|时限要求|时间要求|时限)\s*[:：]`
	personWords = `(?:项目|牵头|分线|分管|具体|第一)?(?:责任人|负责人|联系人|责任领导|牵头领导|分管领导|分线领导|领导)`
)

var (
	labelPattern = regexp.MustCompile(labels)
	labelBefore  = regexp.MustCompile(`(?:` + labelWords + `|` + personWords + `)\s*$`)
	anyLabel     = regexp.MustCompile(labels + `|` + persons)
	labelLine    = regexp.MustCompile(`^(?:` + labels + `|` + persons + `|` + timeLabels + `)`)
	// labelClause matches a label inside a sentence: 责任单位为区发改委.
	labelClause = regexp.MustCompile(labelWords + `(?:\s*[:：]|为|是)`)
	dutyWord    = regexp.MustCompile(alsoTraditional(`会同|为` + labelWords + `(?:[，,；;、。]|$)|(?:` + dutyWords + `)(?:[，,；;、。]|$)`))
	noteEnding  = regexp.MustCompile(`[，,；;。]?\s*下同[。]?`)
	timeLabel   = regexp.MustCompile(timeLabels)
	timeWords   = regexp.MustCompile(`^(?:(?:于|於|至|到|在|自)?(?:20\d{2}年|今年|明年|本年|当年|年[底内末]|\d{1,2}月|[一二三四]季度|[上下]半年|[一二两三四五六七八九十]+年内|全年|常年|长期|持续|即日))`)
)

// dutyWords close a list of units: what they do.
const dutyWords = `(?:负责)?(?:(?:按照|依照|按|依据|依|根据)(?:各自)?(?:职责|职能)(?:分工)?)?(?:分别|共同|联合|总)*牵头(?:负责|落实|推进|组织实施|实施|组织|会同)?|(?:督促|统筹|业务|加强)?指导(?:落实)?|参与|参加|配合(?:落实|实施|推进|做好)?|督办|协助|各负其责|主办|协办|承办|` +
	`(?:按照|依照|按|依据|依|根据|结合)(?:各自)?(?:职责|职能|分管领域|任务)(?:分工|任务分工)?(?:分别|共同|协同)?(?:负责|落实|推进|配合)*|` +
	`(?:分别|共同|具体|统筹|协同|分工|组织)*(?:负责|推进|落实|实施)(?:落实|推进|实施|编制|编写|起草|制定|审核|审查|审批|验收|考核|监管|协调|资金保障|技术支持)?`

// findDuty returns where the first word of duty stands in a list of units, nil
// where there is none.
func findDuty(s string) []int {
	if !containsAny(s, "會同", "牽頭", "負責", "協助", "指導", "參與", "參加", "推進", "落實", "實施", "主辦", "協辦", "会同", "牵头", "负责", "指导", "参与", "参加", "配合", "协助", "推进", "落实", "实施", "主办", "协办", "承办", "督办", "为") {
		return nil
	}
	return dutyWord.FindStringIndex(s)
}

// note is a stretch of text that names units: a bracket, or a line that starts
// with a label.
type note struct {
	span    corpus.Span // with its brackets
	inner   corpus.Span
	closed  bool
	matched bool // the brackets are a pair
	line    bool // it is a line that starts with a label
	clause  bool // it is a clause of a sentence
}

// bracket is one that was not closed yet.
type bracket struct {
	at     int
	opener rune
	levels int // of the brackets inside it
}

const (
	maxLevels = 3  // of brackets in a note: （各县（市、区）…）
	maxOpen   = 20 // unclosed brackets of a line that are looked at, the last ones
)

// lineNotes finds the notes of a line. Of brackets inside brackets the
// outermost that is a note counts.
func lineNotes(text string, line corpus.Span) []note {
	var out []note
	var stack []bracket
	for i, r := range line.Of(text) {
		switch {
		case isHan(r):
		case isOpener(r):
			stack = append(stack, bracket{at: line.Start + i, opener: r})
		case isCloser(r) && len(stack) > 0:
			last := len(stack) - 1
			n, levels := closeBracket(stack[last], line.Start+i, r), stack[last].levels
			if stack = stack[:last]; last > 0 {
				stack[last-1].levels = max(stack[last-1].levels, levels+1)
			}
			if levels < maxLevels && isNote(text, line, n) {
				out = addNote(out, n)
			}
		}
	}
	for _, b := range stack[max(0, len(stack)-maxOpen):] {
		n := note{span: corpus.Span{Start: b.at, End: line.End}, inner: corpus.Span{Start: b.at + utf8.RuneLen(b.opener), End: line.End}}
		if n.inner.End-n.inner.Start <= maxNote && labelPattern.MatchString(n.inner.Of(text)) {
			return addNote(out, n)
		}
	}
	if start := line.Trim(text); len(out) == 0 && start.End-start.Start <= maxNote && labelLine.MatchString(start.Of(text)) {
		return []note{{span: start, inner: start, closed: true, matched: true, line: true}}
	}
	return out
}

// clauseNote finds the clause of a line that names units behind a label: 增长
// 6%左右，责任单位为区发改委；. It stands outside brackets and ends with its
// sentence.
func clauseNote(text string, line corpus.Span) (note, bool) {
	if !containsAny(line.Of(text), "位为", "位是", "位:", "位：", "门为", "门是", "门:", "门：", "室为", "室:", "室：") {
		return note{}, false
	}
	for _, sentence := range line.Sentences(text) {
		words := sentence.Of(text)
		m := labelClause.FindStringIndex(words)
		if m == nil || m[0] == 0 && sentence.Start == line.Start || len(words) > maxNote || inBrackets(words[:m[0]]) || m[0] > 0 && !endsClause(words[:m[0]]) {
			continue
		}
		s := corpus.Span{Start: sentence.Start + m[0], End: sentence.Start + len(strings.TrimRight(words, "。；;！？ "))}
		if m[0] == 0 { // labels go on over ； to the paragraph's end
			s.End = line.Start + len(strings.TrimRight(line.Of(text), "。；;！？ \n"))
			if s.End-s.Start > maxNote {
				continue
			}
		}
		if first, _ := splitUnits(s.Of(text)[m[1]-m[0]:]); len(first) > 0 && isUnit(first[0], looseEnding) {
			return note{span: s, inner: s, closed: true, matched: true, clause: m[0] > 0}, true
		}
	}
	return note{}, false
}

// inBrackets tells whether a bracket is open at the end of a text.
func inBrackets(s string) bool {
	depth := 0
	for _, r := range s {
		switch {
		case isOpener(r):
			depth++
		case isCloser(r):
			depth = max(0, depth-1)
		}
	}
	return depth > 0
}

// endsClause tells whether a text ends where a clause does.
func endsClause(s string) bool {
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(s, " \u3000"))
	return strings.ContainsRune("，,；;。：: ）)", last)
}

// byUnits matches a sentence whose subject are units: 由市民政局、市司法局统筹
// 负责，… The first group holds them and their duty.
var byUnits = regexp.MustCompile(`^(?:[^，。；由]{0,40}，)?由([^，。；（）()]{2,240}?(?:统筹|具体|共同|分别|联合|总)*(?:牵头|负责))`)

// unitsDo matches a sentence that begins with units and what they are to do:
// 市政务服务局牵头组织…, 财政部要…. The first group holds the units, the second
// says that they lead.
var unitsDo = regexp.MustCompile(`^([^，。；（）()：:要应须]{2,120}?)(?:(牵头)(?:组织|推进|负责)?|负责|(?:要|应|应当|须)[^，。；求对该急用]{1})`)

// subjectNotes finds the sentences of a stretch of text whose subject are the
// units that answer for them.
func subjectNotes(text string, within corpus.Span) []note {
	var out []note
	for _, sentence := range within.Sentences(text) {
		if n, ok := dutySentence(text, sentence); ok && len(out) == 0 {
			out = append(out, n)
			continue
		}
		if m := unitsDo.FindStringSubmatchIndex(sentence.Of(text)); m != nil && beginsWithUnits(sentence.Of(text)[m[2]:m[3]]) {
			inner := corpus.Span{Start: sentence.Start + m[2], End: sentence.Start + max(m[3], m[5])}
			out = append(out, note{span: inner, inner: inner, closed: true, matched: true, clause: true})
			continue
		}
		m := byUnits.FindStringSubmatchIndex(sentence.Of(text))
		if m == nil {
			continue
		}
		inner := corpus.Span{Start: sentence.Start + m[2], End: sentence.Start + m[3]}
		duty := findDuty(inner.Of(text))
		if duty == nil || duty[0] == 0 {
			continue
		}
		if onlyUnits(inner.Of(text)[:duty[0]]) {
			inner.End += alsoUnits(text[inner.End:sentence.End])
			out = append(out, note{span: inner, inner: inner, closed: true, matched: true, clause: true})
		}
	}
	return out
}

// dutySentence reads a sentence that says who does what, and nothing else, as a
// note on what stands before it: 市市场监管局牵头，市公安局配合，9月底前完成。
func dutySentence(text string, sentence corpus.Span) (note, bool) {
	if sentence.End-sentence.Start > maxNote {
		return note{}, false
	}
	words := strings.TrimRight(sentence.Of(text), "。；;")
	rest, units := words, 0
	for {
		if rest = strings.TrimLeft(rest, "、，,；; "); rest == "" {
			break
		}
		if timeWords.MatchString(rest) {
			_, rest, _ = strings.Cut(strings.ReplaceAll(rest, ",", "，"), "，")
			continue
		}
		duty := findDuty(rest)
		if duty == nil || duty[0] == 0 || !onlyUnits(rest[:duty[0]]) || verbs.MatchString(rest[:duty[0]]) {
			return note{}, false
		}
		units++
		rest = rest[duty[1]:]
	}
	if units < 2 && !strings.HasPrefix(words, "由") && !strings.ContainsAny(words, "，,") {
		return note{}, false // 市教育局负责 with nothing behind is read where it stands
	}
	s := corpus.Span{Start: sentence.Start, End: sentence.Start + len(words)}
	return note{span: s, inner: s, closed: true, matched: true}, units > 0
}

// closeBracket returns what may be a note: a bracket and the character at an
// offset that closes it.
func closeBracket(b bracket, at int, closer rune) note {
	return note{
		span:    corpus.Span{Start: b.at, End: at + utf8.RuneLen(closer)},
		inner:   corpus.Span{Start: b.at + utf8.RuneLen(b.opener), End: at},
		closed:  true,
		matched: pairs(b.opener, closer),
	}
}

// maxLabel is the longest label, in bytes.
const maxLabel = 48

// labelsIn returns where the labels of a note stand: a label's start and end
// with its colon, and those of the words that say what its units do, -1 where
// it names people.
func labelsIn(s string) [][]int {
	var out [][]int
	from := 0
	for i, r := range s {
		if r != ':' && r != '：' {
			continue
		}
		start := max(from, i-maxLabel)
		for !utf8.RuneStart(s[start]) {
			start++
		}
		if m := labelBefore.FindStringSubmatchIndex(s[start:i]); m != nil {
			from = i + utf8.RuneLen(r)
			role := []int{-1, -1}
			if m[2] >= 0 {
				role = []int{start + m[2], start + m[3]}
			}
			out = append(out, []int{start + m[0], from, role[0], role[1]})
		}
	}
	return out
}

// beginsWithUnits tells whether a sentence's subject is units.
func beginsWithUnits(list string) bool {
	return !strings.Contains(list, "由") && !verbs.MatchString(list) && onlyUnits(list)
}

// onlyUnits tells whether a list is of units and nothing else.
func onlyUnits(list string) bool {
	names, _ := splitUnits(list)
	return len(names) > 0 && !slices.ContainsFunc(names, func(name string) bool { return !isUnit(name, strictEnding) })
}

// alsoUnits returns how much of what stands behind a lead names units that work
// with it: what stands before the verb of ，会同市农业农村局制定规范.
func alsoUnits(s string) int {
	rest, ok := strings.CutPrefix(s, "，会同")
	if !ok {
		return 0
	}
	if end := strings.IndexAny(rest, "，。；"); end >= 0 {
		rest = rest[:end]
	}
	if verb := verbs.FindStringIndex(rest); verb != nil {
		rest = rest[:verb[0]]
	}
	if !onlyUnits(rest) {
		return 0
	}
	return len("，会同") + len(rest)
}

// verbs are what units do in the plans' sentences.
var verbs = regexp.MustCompile(`制定|编制|开展|研究|推进|建立|做好|完善|出台|指导|统筹|加强|推动|实施|落实|提出|起草|修订|负责|共同|抓好|梳理|明确|按照|对`)

// addNote adds a note in place of those that stand inside it.
func addNote(notes []note, n note) []note {
	for len(notes) > 0 && n.span.Holds(notes[len(notes)-1].span) {
		notes = notes[:len(notes)-1]
	}
	return append(notes, n)
}

// pairs tells whether two brackets belong together; half and full width do.
func pairs(opener, closer rune) bool {
	kind := func(set string, r rune) int {
		i := utf8.RuneCountInString(set[:strings.IndexRune(set, r)])
		return []int{0, 1, 1, 2, 2, 3}[i]
	}
	return kind(openers, opener) == kind(closers, closer)
}

// isNote tells a note about units from other brackets: it carries a label, or
// is a list of units with a word for what they do, or, where a sentence ends
// before it, a list of nothing but units.
func isNote(text string, within corpus.Span, n note) bool {
	if n.inner.End-n.inner.Start > maxNote {
		return false
	}
	inner := squash(n.inner.Of(text))
	if strings.ContainsAny(inner, ":：") && labelPattern.MatchString(inner) {
		return true
	}
	inner = dutiesOf(inner)
	if strings.ContainsAny(inner, "。！？“”《》") {
		return false
	}
	if m := findDuty(inner); m != nil && m[0] > 0 {
		names, _ := splitUnits(inner[:m[0]])
		return slices.ContainsFunc(names, looksLikeUnit)
	}
	if !onlyUnits(inner) {
		return false
	}
	names, _ := splitUnits(inner)
	return standsAlone(text, within, n, len(names))
}

// standsAlone tells whether a bare list of units stands where a note does:
// behind the end of a sentence, or, with several units, at one. Elsewhere a
// unit in brackets explains the word before it.
func standsAlone(text string, within corpus.Span, n note, units int) bool {
	before := strings.TrimRight(text[within.Start:n.span.Start], " \u3000")
	last, _ := utf8.DecodeLastRuneInString(before)
	behind := strings.Trim(text[n.span.End:within.End], " 。；\u3000")
	switch {
	case before == "":
		return behind == ""
	case strings.ContainsRune("。；！？）)", last):
		return true
	}
	next, _ := utf8.DecodeRuneInString(text[n.span.End:within.End])
	return units > 1 && (behind == "" || strings.ContainsRune("。；", next))
}

// dutiesOf returns a note without what it says besides who does what: the rule
// for who leads, and the deadline.
func dutiesOf(inner string) string {
	rest, _ := cutDeadline(withoutRules(inner))
	return strings.TrimRight(rest, "。，；")
}

// readAssignments reads the notes of a task. Each answers for the sentences
// between the note before it, or the title, and itself.
func (r *reader) readAssignments(task *corpus.Task, notes []note) {
	text := r.plan.Text
	from := task.TitleSpan.End
	if !ownTitle(text, task) {
		from = task.TitleSpan.Start
	}
	for _, n := range joinLines(text, notes) {
		a := r.assignment(n)
		a.Item = task.Anchor
		a.Governs = r.governedBy(n, task, from)
		if a.DeadlineRaw == "" {
			a.Deadline, a.DeadlineRaw = r.deadlineIn(a.Governs)
		}
		if len(a.Units) == 0 && a.DeadlineRaw == "" {
			r.warn(r.lineAt(n.span.Start), "任务“%s”的责任说明读不出单位，按原文保留：%s", task.Title, squash(n.span.Of(text)))
			continue
		}
		task.Assignments = append(task.Assignments, a)
		from = n.span.End
		r.warnNote(task, n)
	}
	task.BodySpan = body(text, task, notes)
	r.warnUnread(task, notes)
}

// warnNote names what is odd about a note.
func (r *reader) warnNote(task *corpus.Task, n note) {
	text := n.span.Of(r.plan.Text)
	switch {
	case !n.closed:
		r.warnAt(n.span, "任务“%s”的责任说明没有右括号，读到段末为止。", task.Title)
	case !n.matched:
		first, _ := utf8.DecodeRuneInString(text)
		last, _ := utf8.DecodeLastRuneInString(text)
		r.warnAt(n.span, "任务“%s”的责任说明左右括号不一致（%c与%c），已按一对读取。", task.Title, first, last)
	}
}

// governedBy returns the sentences that a note answers for. One that is a
// clause answers for its own sentence, up to where it stands.
func (r *reader) governedBy(n note, task *corpus.Task, from int) corpus.Span {
	text := r.plan.Text
	if n.clause {
		for _, s := range (corpus.Span{Start: task.Span.Start, End: task.Span.End}).Sentences(text) {
			if s.Holds(n.span) {
				return governed(text, max(s.Start, min(task.TitleSpan.Start, n.span.Start)), s.End)
			}
		}
	}
	if s := governed(text, from, n.span.Start); !s.Empty() {
		return s
	}
	return governed(text, task.TitleSpan.Start, n.span.Start)
}

// joinLines makes one note of label lines that follow each other: 牵头单位：…
// and below it 配合单位：…
func joinLines(text string, notes []note) []note {
	var out []note
	for _, n := range notes {
		if last := len(out) - 1; last >= 0 && n.line && out[last].line && strings.TrimSpace(text[out[last].span.End:n.span.Start]) == "" &&
			!sameLabel(out[last].inner.Of(text), n.inner.Of(text)) {
			out[last].span.End, out[last].inner.End = n.span.End, n.inner.End
			continue
		}
		out = append(out, n)
	}
	return out
}

// sameLabel tells whether a note already holds the label that a line starts with.
func sameLabel(joined, line string) bool {
	label := labelLine.FindString(line)
	return strings.Contains(squash(joined), strings.TrimRight(squash(label), ":："))
}

// mayBeNote matches words that a note about units would have.
var mayBeNote = regexp.MustCompile(`牵头|负责(?:[^人]|$)|责任单位`)

// warnUnread names the brackets of a task that may be notes but are not read
// as such.
func (r *reader) warnUnread(task *corpus.Task, notes []note) {
	text := r.plan.Text
	for _, s := range brackets(text, task.Span) {
		words := s.Of(text)
		if len(words) > maxNote || !mayBeNote.MatchString(words) {
			continue
		}
		if i, _ := slices.BinarySearchFunc(notes, s.Start, func(n note, at int) int { return n.span.End - 1 - at }); i == len(notes) || notes[i].span.Start >= s.End {
			r.warn(r.lineAt(s.Start), "任务“%s”里的括号没有读作责任说明，按原文保留：%s", task.Title, squash(words))
		}
	}
}

// brackets returns the outermost brackets of a stretch of text, with what
// stands in them.
func brackets(text string, s corpus.Span) []corpus.Span {
	var out []corpus.Span
	depth, start := 0, 0
	for i, r := range s.Of(text) {
		switch {
		case r == '\n':
			depth = 0
		case isOpener(r):
			if depth == 0 {
				start = s.Start + i
			}
			depth++
		case depth > 0 && isCloser(r):
			if depth--; depth == 0 {
				out = append(out, corpus.Span{Start: start, End: s.Start + i + utf8.RuneLen(r)})
			}
		}
	}
	return out
}

// ownTitle tells whether a task's title stands for itself, and is not the first
// clause of its first sentence.
func ownTitle(text string, task *corpus.Task) bool {
	next, _ := utf8.DecodeRuneInString(text[task.TitleSpan.End:task.Span.End])
	return next != '，' && next != ','
}

// governed narrows what stands between two offsets to its sentences.
func governed(text string, start, end int) corpus.Span {
	s := corpus.Span{Start: start, End: max(start, end)}.Trim(text)
	s.Start += len(s.Of(text)) - len(strings.TrimLeft(s.Of(text), "。；，、：:;, \n\t\u3000"))
	return s
}

// body is the task's text without its number, its title and the notes at its
// end; the title where there is nothing else.
func body(text string, task *corpus.Task, notes []note) corpus.Span {
	end := task.Span.End
	for _, n := range slices.Backward(notes) {
		if strings.Trim(text[n.span.End:end], "。；; \n") != "" {
			break
		}
		end = n.span.Start
	}
	start := task.TitleSpan.End
	if !ownTitle(text, task) {
		start = task.TitleSpan.Start
	}
	s := governed(text, start, end)
	if s.Empty() {
		return task.TitleSpan
	}
	return s
}

// assignment reads who does what in a note.
func (r *reader) assignment(n note) corpus.Assignment {
	a := corpus.Assignment{Span: n.span}
	inner := withoutSpaces(n.inner.Of(r.plan.Text))
	inner, a.DeadlineRaw = cutDeadline(withoutRules(inner))
	a.Deadline = r.deadline(a.DeadlineRaw)
	found := labelsIn(inner)
	if n.clause || len(found) == 0 {
		found = labelClause.FindAllStringSubmatchIndex(inner, -1)
	}
	if len(found) == 0 {
		r.readDuties(&a, inner, corpus.RoleResponsible, false)
	}
	led := namesLead(inner, found)
	for i, m := range found {
		end := len(inner)
		if i+1 < len(found) {
			end = found[i+1][0]
		}
		if m[2] >= 0 { // else it names people
			r.readDuties(&a, strings.Trim(inner[m[1]:end], "，,；;。 "), labelRole(inner[m[2]:m[3]], led), true)
		}
	}
	r.addDefaults(&a)
	r.markLead(&a)
	return a
}

// namesLead tells whether one of a note's labels names who leads.
func namesLead(inner string, found [][]int) bool {
	return slices.ContainsFunc(found, func(m []int) bool { return m[2] >= 0 && labelRole(inner[m[2]:m[3]], false) == corpus.RoleLead })
}

// cutDeadline takes the deadline out of a note: what a label for it names, or
// a part at the note's end or start that speaks of time.
func cutDeadline(inner string) (rest, raw string) {
	if m := timeLabel.FindStringIndex(inner); m != nil {
		end := len(inner)
		for _, stop := range [][]int{anyLabel.FindStringIndex(inner[m[1]:]), {strings.IndexAny(inner[m[1]:], "；;")}} {
			if stop != nil && stop[0] >= 0 {
				end = min(end, m[1]+stop[0])
			}
		}
		return strings.Trim(strings.TrimRight(inner[:m[0]], "，,；;、。 ")+inner[end:], "；;"), strings.Trim(inner[m[1]:end], "，,；;。 ")
	}
	parts := (corpus.Span{End: len(inner)}).Split(inner, "，,；;。")
	for i := len(parts) - 1; i > 0; i-- {
		if part := parts[i].Of(inner); timeWords.MatchString(part) {
			return strings.TrimRight(inner[:parts[i].Start], "，,；;。 ") + after(inner[parts[i].End:]), strings.TrimRight(part, "，,；;。 ")
		}
	}
	if len(parts) > 1 && timeWords.MatchString(parts[0].Of(inner)) {
		return inner[parts[0].End:], strings.TrimRight(parts[0].Of(inner), "，,；;。 ")
	}
	return inner, ""
}

// after is what follows a deadline inside a note, parted from what precedes it.
func after(rest string) string {
	if rest = strings.TrimLeft(rest, "，,；;。 "); rest == "" {
		return ""
	}
	return "；" + rest
}

// labelRole is what a label makes of its units. 责任单位 beside a label for the
// lead names who works with it.
func labelRole(label string, led bool) corpus.Role {
	switch label {
	case "牵头", "牽頭", "牵头责任", "牵头（责任）", "牵头(责任)", "主要责任", "主办", "主辦", "主责":
		return corpus.RoleLead
	case "配合", "协同", "協同", "协作", "协助", "参与", "參與", "参加", "支持", "协办", "協辦", "协同责任", "其他责任":
		return corpus.RoleSupport
	case "指导", "指導", "督导":
		return corpus.RoleGuide
	}
	if led {
		return corpus.RoleSupport
	}
	return corpus.RoleResponsible
}

// readDuties reads lists of units, each closed by a word for what they do. A
// list without such a word has the role that its label gives; without a label
// it must look like units to be read.
func (r *reader) readDuties(a *corpus.Assignment, s string, role corpus.Role, labelled bool) {
	led, joined := false, false
	for s != "" {
		m := findDuty(s)
		if m == nil {
			if labelled || looksLikeUnit(s) {
				add(a, s, role)
			} else {
				r.warn(r.lineAt(a.Span.Start), "责任说明里的“%s”不像单位，没有读取。", s)
			}
			return
		}
		list, word, rest := s[:m[0]], s[m[0]:m[1]], s[m[1]:]
		word = strings.TrimRight(word, "，,；;、。")
		a.Each = a.Each || strings.Contains(word, "分别") || strings.Contains(word, "分管领域") || strings.Contains(word, "各自")
		if comma := strings.LastIndexAny(list, "，,"); labelled && comma > 0 && dutyRole(word, role, led) == corpus.RoleSupport && role != corpus.RoleSupport { // 责任单位：甲，乙配合
			add(a, list[:comma], role)
			list = list[comma:]
		}
		if joined { // 甲会同乙牵头: 甲 leads
			add(a, list, corpus.RoleSupport)
		} else {
			add(a, list, dutyRole(word, role, led))
		}
		word = simplified.Replace(word)
		led = led || strings.Contains(word, "牵头") || word == "会同"
		if joined = word == "会同"; joined {
			role = corpus.RoleSupport
		}
		s = strings.TrimLeft(rest, "，,；;、。 ")
	}
}

func dutyRole(word string, role corpus.Role, led bool) corpus.Role {
	word = simplified.Replace(word)
	if m := labelPattern.FindStringSubmatch(word + "："); m != nil { // 为牵头单位
		return labelRole(m[1], led)
	}
	switch {
	case led && word == "会同":
		return corpus.RoleSupport
	case strings.Contains(word, "牵头"), word == "会同":
		return corpus.RoleLead
	case strings.Contains(word, "指导"):
		return corpus.RoleGuide
	case word == "主办":
		return corpus.RoleLead
	case led, word == "参与", word == "参加", strings.HasPrefix(word, "配合"), word == "协助", word == "协办":
		return corpus.RoleSupport
	}
	return role
}

func add(a *corpus.Assignment, list string, role corpus.Role) {
	names, open := splitUnits(list)
	a.Open = a.Open || open
	for _, name := range names {
		if m := ownRole.FindStringSubmatch(name); m != nil {
			a.Units = append(a.Units, corpus.UnitRole{Name: m[1], Role: labelRole(m[2], true)})
			continue
		}
		a.Units = append(a.Units, corpus.UnitRole{Name: name, Role: role})
	}
}
