package parse

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"planbot/corpus"
)

const (
	openers = "〔［[（(【"
	closers = "〕］]）)】"
)

// isOpener tells a bracket that opens, isCloser one that closes.
func isOpener(r rune) bool {
	switch r {
	case '〔', '［', '[', '（', '(', '【':
		return true
	}
	return false
}

func isCloser(r rune) bool {
	switch r {
	case '〕', '］', ']', '）', ')', '】':
		return true
	}
	return false
}

// isHan tells the characters that most of a text is made of.
func isHan(r rune) bool { return '\u4e00' <= r && r <= '\u9fff' }

func isDigit(b byte) bool { return '0' <= b && b <= '9' }

// readCommitments finds the quantified promises of a task's text: of its title
// and its body, the notes about units aside.
func (r *reader) readCommitments(task *corpus.Task, notes []note) {
	from := task.TitleSpan.Start
	for _, n := range notes {
		r.readPromises(task, corpus.Span{Start: from, End: max(from, n.span.Start)})
		from = n.span.End
	}
	r.readPromises(task, corpus.Span{Start: from, End: max(from, task.Span.End)})
}

var (
	// flattened matches the header of a table whose cells run into each other.
	flattened = regexp.MustCompile(`20\d{2}年?\s*20\d{2}年`)
	// lookingBack matches the titles of what tells how things stand.
	lookingBack = regexp.MustCompile(`(?:形势|背景|现状|回顾)$|^(?:重大|重要)?意义$|取得.*(?:进展|成效|成就)$`)
)

// readPromises finds the quantified promises in a stretch of a task's text.
func (r *reader) readPromises(task *corpus.Task, s corpus.Span) {
	task.Commitments = append(task.Commitments, r.promisesIn(s, goal.MatchString(task.Title))...)
}

// promisesIn returns the quantified promises of a stretch of text. A term that
// heads a sentence holds up to its full stop, in a paragraph of goals up to the
// next term.
func (r *reader) promisesIn(s corpus.Span, goals bool) []corpus.Commitment {
	text := r.plan.Text
	var out []corpus.Commitment
	var term corpus.Date
	end, noted := s.Start, false
	for _, sentence := range s.Sentences(text) {
		if strings.Contains(text[end:sentence.Start], "\n") || !goals && strings.HasSuffix(text[s.Start:end], "。") {
			term = corpus.Date{}
		}
		end = sentence.End
		if noted && strings.HasSuffix(text[s.Start:sentence.Start], "\n") {
			noted = tableNote.MatchString(sentence.Of(text))
		}
		if noted {
			continue // what explains a table
		}
		baseline := false
		if isFlattened(sentence.Of(text)) {
			noted = true
			continue
		}
		sentence.Start += len(subItemStart.FindString(sentence.Of(text)))
		if date, _ := r.headingTerm(sentence.Of(text)); !date.IsZero() {
			term = date
		}
		for _, clause := range sentence.Split(text, "，,：") {
			baseline = r.isBaseline(clause) || baseline && !strings.Contains(clause.Of(text), "到20")
			if baseline || isCondition(text, clause) {
				continue
			}
			for _, promise := range promises(text, clause) {
				c := r.commitment(promise, sentence)
				if c.Deadline.IsZero() {
					c.Deadline = term
				}
				out = append(out, c)
			}
		}
	}
	return out
}

// tableNote matches a line that explains the table above it.
var tableNote = regexp.MustCompile(`^(?:注\s*[:：]|[` + ringed + `]|\d{1,2}[.．、])`)

// isBaseline tells whether a clause says how things stood before the plan.
func (r *reader) isBaseline(clause corpus.Span) bool {
	words := clause.Of(r.plan.Text)
	if !strings.Contains(words, "20") {
		return false
	}
	m := stood.FindStringSubmatch(words)
	if m == nil || strings.Contains(words, "到20") {
		return false
	}
	year := numberOf(m[1])
	return r.plan.Head.Year > 0 && year < r.plan.Head.Year
}

// stood matches what tells of a year: 2010年…比例为55%.
var stood = regexp.MustCompile(`^\s*(?:截至)?(20\d{2})年(?:底|末)?[^，。]{0,40}?(?:为|是|已|达到了|实现了|增长了|下降了)`)

// isCondition tells whether a clause says whom something is for: 长期雇用5人及以
// 上的网络商户，可…, or …达到25%并签订合同的，….
func isCondition(text string, clause corpus.Span) bool {
	words := strings.TrimRight(clause.Of(text), "，, ")
	if !strings.HasSuffix(clause.Of(text), "，") && !strings.HasSuffix(clause.Of(text), ",") {
		return false
	}
	return strings.HasSuffix(words, "的") || forWhom.MatchString(words) && mayDo.MatchString(text[clause.End:min(len(text), clause.End+maxNumber)])
}

var (
	forWhom = regexp.MustCompile(`的(?:企业|商户|网络商户|人员|个人|项目|单位|家庭|机构|用人单位|劳动者|毕业生|农户|产品)$`)
	mayDo   = regexp.MustCompile(`^\s*(?:可|给予|享受|应当|不得|按)`)
	// ruleName matches what stands behind a number that is part of a rule's name:
	// 7天无理由退货实施细则.
	ruleName = regexp.MustCompile(`^[^，。、]{0,10}(?:实施细则|管理办法|暂行办法|条例|规定)`)
)

// isFlattened tells whether a table's cells run into each other in a sentence.
func isFlattened(s string) bool {
	return strings.Count(s, "20") > 1 && flattened.MatchString(s) || flattenedTable(s) || flattenedTasks(s)
}

// warnFlattened names the tables whose cells run into each other.
func (r *reader) warnFlattened() {
	for i := range r.paras {
		p := &r.paras[i]
		if p.isRow() || !containsAny(p.text, "指", "项", "年20", "序") {
			continue
		}
		for _, s := range p.span.Sentences(r.plan.Text) {
			if isFlattened(s.Of(r.plan.Text)) {
				r.warn(r.lineAt(s.Start), "这里是一张没有分开单元格的表格，按原文保留，没有读取数值：%s", shorten(squash(s.Of(r.plan.Text)), 30))
				break
			}
		}
	}
}

// shorten cuts a text to a number of characters.
func shorten(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n]) + "…"
}

// promises splits a clause at 、 where each piece has a quantity of its own: a
// piece without one goes with the piece behind it, the last with the one
// before, and so does a piece that is nothing but a quantity. 分别 keeps a
// clause whole. A clause without a quantity promises none.
func promises(text string, clause corpus.Span) []pledge {
	pieces := []corpus.Span{clause}
	if words := clause.Of(text); strings.Contains(words, "、") && !strings.Contains(words, "分别") {
		pieces = clause.Split(text, "、")
	}
	var out []pledge
	start := clause.Start
	for _, piece := range pieces {
		found := quantities(text, piece)
		if len(found) == 0 {
			continue
		}
		if last := len(out) - 1; last >= 0 && start == piece.Start && subject(text, withoutEdges(text, piece), found) == "" {
			out[last].span.End = piece.End
			out[last].quantities = append(out[last].quantities, found...)
		} else {
			out = append(out, pledge{corpus.Span{Start: start, End: piece.End}, found})
		}
		start = piece.End
	}
	if len(out) > 0 {
		out[len(out)-1].span.End = clause.End
	}
	for i := range out {
		out[i].span = withoutEdges(text, out[i].span)
	}
	return out
}

// pledge is a clause, or a part of one, with the quantities in it.
type pledge struct {
	span       corpus.Span
	quantities []corpus.Quantity
}

// withoutEdges drops the marks that end a clause.
func withoutEdges(text string, s corpus.Span) corpus.Span {
	s = s.Trim(text)
	part := s.Of(text)
	s.End = s.Start + len(strings.TrimRight(part, "，,、。；;！？： "))
	s.Start += len(part) - len(strings.TrimLeft(part, "★☆▲△●■"))
	return s
}

func (r *reader) commitment(p pledge, sentence corpus.Span) corpus.Commitment {
	return corpus.Commitment{
		Span: p.span, Sentence: sentence, Quantities: p.quantities,
		Subject:  subject(r.plan.Text, p.span, p.quantities),
		Deadline: r.deadlineBefore(p.span, sentence),
	}
}

// subject is a promise without its quantities, white space removed.
func subject(text string, span corpus.Span, found []corpus.Quantity) string {
	var b strings.Builder
	at := span.Start
	for _, q := range found {
		b.WriteString(text[at:q.Span.Start])
		at = min(q.Span.End, span.End)
	}
	b.WriteString(text[at:max(at, span.End)])
	return squash(b.String())
}
