package parse

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"planbot/corpus"
)

var (
	labelPattern = regexp.MustCompile(`(主要责任|其他责任|协同责任|牵头责任|责任|牵头|配合|协同|协作|参与|参加|支持|负责|主办|协办|承办|指导)(单位|部门|科室)\s*[:：]`)
	noteLabel    = labelPattern
	// dutyWord closes a list of units in a note without a label.
	dutyWord   = regexp.MustCompile(`(?:分别|共同)?牵头(?:负责|落实|推进)?|会同|指导|参与|参加|配合|协助|(?:按照?|依)(?:各自)?(?:职责|职能|分管领域)(?:分工|任务分工)?(?:分别)?(?:负责|落实)?(?:落实)?|(?:分别|共同|具体|统筹|协同)?(?:负责|推进|落实)(?:落实)?`)
	leadRule   = regexp.MustCompile(`[，,；;]?\s*(?:列|排|排名|排在)(?:在)?(?:第一|首)位?(?:者|的)?\p{Han}{0,6}为牵头\p{Han}{0,4}(?:[，,]\s*下同)?`)
	noteEnding = regexp.MustCompile(`[，,；;。]?\s*(?:下同|以下均\p{Han}+[，,]?不再列出)`)
	deadline   = regexp.MustCompile(`(?:完成时限|完成时间|时限)\s*[:：]\s*(.*)$|[，,；;]?\s*((?:20\d{2}年)\s*(?:\d{1,2}月)?\s*(?:\d{1,2}日)?[底末]?之?前?\p{Han}{0,16}?(?:完成\p{Han}*|推进|前|底))\s*$`)
	dateWithin = regexp.MustCompile(`(20\d{2})年(?:(\d{1,2})月)?(?:(\d{1,2})日)?`)
	unitEnding = regexp.MustCompile(`(委|局|办|部|厅|院|署|会|处|所|室|队|党校|政府|管委会|委员会|办公室|银行|分行|集团|公司|总局|中心|税务局|各有关单位|有关部门|有关单位|各部门|单位|各县（市、区）|各区|各县|县级市|各镇|各街道|等部门|机关|联社|校|团)$`)
	generic    = regexp.MustCompile(`^各`)
)

// looksLikeUnit tells whether words can be the names of units.
func looksLikeUnit(w string) bool {
	names, _ := splitUnits(w)
	return len(names) > 0 && !slices.ContainsFunc(names, func(n string) bool {
		size := utf8.RuneCountInString(n)
		return size < 3 || size > 24 || !unitEnding.MatchString(n) && !generic.MatchString(n)
	})
}

// note is a bracket that names units.
type note struct {
	span    corpus.Span // with its brackets
	inner   corpus.Span
	closed  bool
	matched bool // the brackets are a pair
}

// notesOf finds the notes about units in a stretch of text.
func notesOf(text string, s corpus.Span) []note {
	var out []note
	depth, start := 0, 0
	var opener rune
	for i, r := range s.Of(text) {
		switch {
		case strings.ContainsRune(openers, r):
			if depth == 0 {
				opener, start = r, s.Start+i
			}
			depth++
		case depth > 0 && strings.ContainsRune(closers, r):
			depth--
			if depth > 0 {
				continue
			}
			n := note{
				span:    corpus.Span{Start: start, End: s.Start + i + len(string(r))},
				inner:   corpus.Span{Start: start + len(string(opener)), End: s.Start + i},
				closed:  true,
				matched: pairs(opener, r),
			}
			if isNote(n.inner.Of(text)) {
				out = append(out, n)
			}
		}
	}
	if depth > 0 {
		n := note{span: corpus.Span{Start: start, End: s.End}, inner: corpus.Span{Start: start + len(string(opener)), End: s.End}}
		if labelPattern.MatchString(n.inner.Of(text)) {
			out = append(out, n)
		}
	}
	return out
}

// pairs tells whether two brackets belong together; half and full width do.
func pairs(opener, closer rune) bool {
	const open, shut = "〔［[（(【", "〕］]）)】"
	kind := func(set string, r rune) int {
		i := utf8.RuneCountInString(set[:strings.IndexRune(set, r)])
		return []int{0, 1, 1, 2, 2, 3}[i]
	}
	return kind(open, opener) == kind(shut, closer)
}

// isNote tells a note about units from other brackets: it carries a label, or
// is a list of units, with or without a word for what they do.
func isNote(inner string) bool {
	if labelPattern.MatchString(inner) {
		return true
	}
	inner = deadline.ReplaceAllString(noteEnding.ReplaceAllString(leadRule.ReplaceAllString(inner, ""), ""), "")
	if strings.ContainsAny(inner, "。！？“”《》") {
		return false
	}
	if m := dutyWord.FindStringIndex(inner); m != nil && m[0] > 0 {
		names, _ := splitUnits(inner[:m[0]])
		return slices.ContainsFunc(names, looksLikeUnit)
	}
	return utf8.RuneCountInString(inner) >= 3 && looksLikeUnit(inner)
}

// startsNote tells whether a paragraph begins with a note about units.
func startsNote(s string) bool {
	first, _ := utf8.DecodeRuneInString(s)
	if !strings.ContainsRune(openers, first) {
		return false
	}
	notes := notesOf(s, corpus.Span{End: len(s)})
	return len(notes) > 0 && notes[0].span.Start == 0
}

// endsInNote tells whether a text's last words are a note about units.
func endsInNote(s string) bool {
	s = strings.TrimRight(s, "。；; \n")
	notes := notesOf(s, corpus.Span{End: len(s)})
	return len(notes) > 0 && notes[len(notes)-1].span.End == len(s)
}

// noteIndex returns where the first note about units starts, -1 for none.
func noteIndex(s string) int {
	if notes := notesOf(s, corpus.Span{End: len(s)}); len(notes) > 0 {
		return notes[0].span.Start
	}
	return -1
}

// readAssignments reads the notes of a task. Each answers for the sentences
// between the note before it, or the title, and itself.
func (r *reader) readAssignments(task *corpus.Task) {
	text := r.plan.Text
	from := task.TitleSpan.End
	notes := notesOf(text, task.Span)
	for _, n := range notes {
		a := r.assignment(text, n)
		a.Item = task.Anchor
		a.Governs = governed(text, from, n.span.Start)
		if a.Governs.Empty() {
			a.Governs = governed(text, task.TitleSpan.Start, n.span.Start)
		}
		if len(a.Units) == 0 && a.DeadlineRaw == "" {
			r.warn(r.lineAt(n.span.Start), "任务“%s”的责任说明读不出单位，按原文保留：%s", task.Title, squash(n.span.Of(text)))
			continue
		}
		task.Assignments = append(task.Assignments, a)
		from = n.span.End
		r.warnBrackets(task, n)
	}
	task.BodySpan = body(text, task, notes)
	if len(notes) == 0 {
		r.warn(r.lineAt(task.Span.Start), "任务“%s”没有写明责任单位。", task.Title)
	}
}

func (r *reader) warnBrackets(task *corpus.Task, n note) {
	switch {
	case !n.closed:
		r.warn(r.lineAt(n.span.Start), "任务“%s”的责任说明没有右括号，读到段末为止。", task.Title)
	case !n.matched:
		text := n.span.Of(r.plan.Text)
		first, size := utf8.DecodeRuneInString(text)
		last, _ := utf8.DecodeLastRuneInString(text[size:])
		r.warn(r.lineAt(n.span.Start), "任务“%s”的责任说明左右括号不一致（%c与%c），已按一对读取。", task.Title, first, last)
	}
}

// governed narrows what stands between two offsets to its sentences.
func governed(text string, start, end int) corpus.Span {
	s := trimmed(text, corpus.Span{Start: start, End: max(start, end)})
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
	s := governed(text, task.TitleSpan.End, end)
	if s.Empty() {
		return task.TitleSpan
	}
	return s
}

// assignment reads who does what in a note.
func (r *reader) assignment(text string, n note) corpus.Assignment {
	a := corpus.Assignment{Span: n.span}
	inner := squash(n.inner.Of(text))
	inner = noteEnding.ReplaceAllString(leadRule.ReplaceAllString(inner, ""), "")
	inner = readDeadline(&a, inner)
	labels := labelPattern.FindAllStringSubmatchIndex(inner, -1)
	if len(labels) == 0 {
		readDuties(&a, inner, corpus.RoleResponsible)
	}
	for i, m := range labels {
		end := len(inner)
		if i+1 < len(labels) {
			end = labels[i+1][0]
		}
		readDuties(&a, strings.Trim(inner[m[1]:end], "，,；;。 "), labelRole(inner[m[2]:m[3]], len(labels) > 1))
	}
	markLead(&a, r.leadRuleHolds(n))
	return a
}

// leadRuleHolds tells whether the plan has said by now, once for all notes
// that follow, that the first unit of a list leads.
func (r *reader) leadRuleHolds(n note) bool {
	stated := leadRule.FindStringIndex(r.plan.Text)
	return stated != nil && stated[0] < n.span.End
}

// readDeadline takes the deadline out of a note.
func readDeadline(a *corpus.Assignment, inner string) string {
	m := deadline.FindStringSubmatchIndex(inner)
	if m == nil {
		return inner
	}
	group := m[2:4] // after a label; else m[4:6], the words alone
	if group[0] < 0 {
		group = m[4:6]
	}
	raw := inner[group[0]:group[1]]
	a.DeadlineRaw = raw
	if d := dateWithin.FindStringSubmatch(raw); d != nil {
		a.Deadline = dateOf(d[1], d[2], d[3])
	}
	return strings.TrimRight(inner[:m[0]], "，,；; ")
}

// labelRole is what a label makes of its units. 责任单位 beside another label
// names who works with the lead.
func labelRole(label string, several bool) corpus.Role {
	switch label {
	case "牵头", "牵头责任", "主要责任", "主办":
		return corpus.RoleLead
	case "配合", "协同", "协作", "参与", "参加", "支持", "协办", "协同责任", "其他责任":
		return corpus.RoleSupport
	case "指导":
		return corpus.RoleGuide
	}
	if several {
		return corpus.RoleSupport
	}
	return corpus.RoleResponsible
}

// readDuties reads lists of units, each closed by a word for what they do. A
// list without such a word has the role that its label gives.
func readDuties(a *corpus.Assignment, s string, role corpus.Role) {
	led := false
	for s != "" {
		m := dutyWord.FindStringIndex(s)
		if m == nil {
			add(a, s, role)
			return
		}
		list, word, rest := s[:m[0]], s[m[0]:m[1]], s[m[1]:]
		add(a, list, dutyRole(word, role, led))
		led = led || strings.Contains(word, "牵头") || word == "会同"
		if word == "会同" {
			role = corpus.RoleSupport
		}
		s = strings.TrimLeft(rest, "，,；;、。 ")
	}
}

func dutyRole(word string, role corpus.Role, led bool) corpus.Role {
	switch {
	case strings.Contains(word, "牵头"), word == "会同":
		return corpus.RoleLead
	case word == "指导":
		return corpus.RoleGuide
	case led, word == "参与", word == "参加", word == "配合", word == "协助":
		return corpus.RoleSupport
	}
	return role
}

func add(a *corpus.Assignment, list string, role corpus.Role) {
	names, open := splitUnits(list)
	a.Open = a.Open || open
	for _, name := range names {
		a.Units = append(a.Units, corpus.UnitRole{Name: name, Role: role})
	}
}

// markLead gives the leads their basis: stated where the plan names them; else
// the first of a list of responsible units, by a rule that the plan states or
// else by its position alone.
func markLead(a *corpus.Assignment, rule bool) {
	stated := false
	for i := range a.Units {
		if a.Units[i].Role == corpus.RoleLead {
			a.Units[i].Basis, stated = corpus.BasisStated, true
		}
	}
	if stated || len(a.Units) == 0 || a.Units[0].Role != corpus.RoleResponsible {
		return
	}
	a.Units[0].Basis = corpus.BasisPosition
	if rule {
		a.Units[0].Role, a.Units[0].Basis = corpus.RoleLead, corpus.BasisRule
	}
}

var (
	openList   = regexp.MustCompile(`等(?:[^、，]{0,12}(?:部门|单位|地区|机构|公司|企业))?$`)
	leadingAnd = regexp.MustCompile(`^(?:以及|及|和|并|由)`)
	regionOnly = regexp.MustCompile(`^[^各有市省]\p{Han}{1,5}[县区市旗]$`)
	sharedTail = regexp.MustCompile(`(人民政府|管委会|管理委员会)$`)
)

// splitUnits splits a list of units at 、 ， ； and spaces outside brackets.
// open tells whether the list ends in 等. An ending that several names share
// (章贡区、南康区人民政府) is given back to each.
func splitUnits(s string) (names []string, open bool) {
	for _, group := range split(s, corpus.Span{End: len(s)}, "，,；; \u3000\t\n") {
		var part []string
		for _, piece := range split(s, group, "、") {
			name := strings.Trim(squash(piece.Of(s)), "、，,；;。：: ")
			name = leadingAnd.ReplaceAllString(name, "")
			if cut := openList.ReplaceAllString(name, ""); cut != name {
				name, open = cut, true
			}
			if name != "" {
				part = append(part, name)
			}
		}
		names = append(names, withSharedEnding(part)...)
	}
	return names, open
}

func withSharedEnding(names []string) []string {
	if len(names) < 2 {
		return names
	}
	tail := sharedTail.FindString(names[len(names)-1])
	if tail == "" {
		return names
	}
	for i := len(names) - 2; i >= 0 && regionOnly.MatchString(names[i]); i-- {
		names[i] += tail
	}
	return names
}
