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
	text := r.plan.Text
	for _, sentence := range s.Sentences(text) {
		if isFlattened(sentence.Of(text)) {
			continue
		}
		sentence.Start += len(subItemStart.FindString(sentence.Of(text)))
		for _, clause := range sentence.Split(text, "，,：") {
			for _, promise := range promises(text, clause) {
				task.Commitments = append(task.Commitments, r.commitment(promise, sentence))
			}
		}
	}
}

// isFlattened tells whether a table's cells run into each other in a sentence.
func isFlattened(s string) bool { return flattened.MatchString(s) || flattenedTable(s) }

// warnFlattened names the tables whose cells run into each other.
func (r *reader) warnFlattened() {
	for i := range r.paras {
		p := &r.paras[i]
		if p.isRow() || !containsAny(p.text, "指", "项", "年20") {
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
func promises(text string, clause corpus.Span) []corpus.Span {
	pieces := clause.Split(text, "、")
	if strings.Contains(clause.Of(text), "分别") {
		pieces = []corpus.Span{clause}
	}
	var out []corpus.Span
	start := clause.Start
	for _, piece := range pieces {
		found := quantities(text, piece)
		if len(found) == 0 {
			continue
		}
		if last := len(out) - 1; last >= 0 && start == piece.Start && subject(text, withoutEdges(text, piece), found) == "" {
			out[last].End = piece.End
		} else {
			out = append(out, corpus.Span{Start: start, End: piece.End})
		}
		start = piece.End
	}
	if len(out) > 0 {
		out[len(out)-1].End = clause.End
	}
	for i := range out {
		out[i] = withoutEdges(text, out[i])
	}
	return out
}

// withoutEdges drops the marks that end a clause.
func withoutEdges(text string, s corpus.Span) corpus.Span {
	s = s.Trim(text)
	part := s.Of(text)
	s.End = s.Start + len(strings.TrimRight(part, "，,、。；;！？： "))
	s.Start += len(part) - len(strings.TrimLeft(part, "★☆▲△●■"))
	return s
}

func (r *reader) commitment(span, sentence corpus.Span) corpus.Commitment {
	text := r.plan.Text
	c := corpus.Commitment{Span: span, Sentence: sentence, Quantities: quantities(text, span)}
	c.Subject = subject(text, span, c.Quantities)
	c.Deadline = r.deadlineBefore(span, sentence)
	return c
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
