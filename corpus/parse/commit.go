package parse

import (
	"regexp"
	"strings"

	"planbot/corpus"
)

var (
	openers = "〔［[（(【"
	closers = "〕］]）)】"
	quotes  = map[rune]rune{'“': '”', '《': '》', '‘': '’'}
)

// split cuts a stretch of text behind each of the marks that stands outside
// brackets and quotes.
func split(text string, s corpus.Span, marks string) []corpus.Span {
	var out []corpus.Span
	depth, start := 0, s.Start
	for i, r := range s.Of(text) {
		switch {
		case strings.ContainsRune(openers, r), quotes[r] != 0:
			depth++
		case depth > 0 && (strings.ContainsRune(closers, r) || strings.ContainsRune("”》’", r)):
			depth--
		case depth == 0 && strings.ContainsRune(marks, r):
			end := s.Start + i + len(string(r))
			out = append(out, corpus.Span{Start: start, End: end})
			start = end
		}
	}
	if start < s.End {
		out = append(out, corpus.Span{Start: start, End: s.End})
	}
	return out
}

// Sentences splits a stretch of text at 。；！？ and line ends outside brackets
// and quotes. The mark stays with its sentence.
func Sentences(text string, s corpus.Span) []corpus.Span {
	var out []corpus.Span
	for _, one := range split(text, s, "。；！？\n") {
		if one = trimmed(text, one); !one.Empty() {
			out = append(out, one)
		}
	}
	return out
}

// readCommitments finds the quantified promises of a task's text.
func (r *reader) readCommitments(task *corpus.Task) {
	text := r.plan.Text
	for _, sentence := range Sentences(text, task.BodySpan) {
		if startsNote(sentence.Of(text)) {
			continue
		}
		for _, clause := range split(text, sentence, "，,：") {
			for _, promise := range promises(text, clause) {
				task.Commitments = append(task.Commitments, r.commitment(promise, sentence))
			}
		}
	}
}

// promises splits a clause at 、 where each piece has a quantity of its own: a
// piece without one goes with the piece behind it, the last with the one
// before. A clause without a quantity promises none.
func promises(text string, clause corpus.Span) []corpus.Span {
	var out []corpus.Span
	start := clause.Start
	for _, piece := range split(text, clause, "、") {
		if len(quantities(text, piece)) == 0 {
			continue
		}
		out = append(out, corpus.Span{Start: start, End: piece.End})
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
	s = trimmed(text, s)
	part := s.Of(text)
	s.End = s.Start + len(strings.TrimRight(part, "，,、。；！？： "))
	return s
}

var byDate = regexp.MustCompile(`(20\d{2})年(?:(\d{1,2})月)?(?:底|末)?(?:之?前)`)

func (r *reader) commitment(span, sentence corpus.Span) corpus.Commitment {
	text := r.plan.Text
	c := corpus.Commitment{Span: span, Sentence: sentence, Quantities: quantities(text, span)}
	var subject strings.Builder
	at := span.Start
	for _, q := range c.Quantities {
		subject.WriteString(text[at:q.Span.Start])
		at = q.Span.End
	}
	subject.WriteString(text[at:span.End])
	c.Subject = squash(subject.String())
	if m := byDate.FindStringSubmatch(squash(sentence.Of(text))); m != nil {
		c.Deadline = dateOf(m[1], m[2], "")
	}
	return c
}
