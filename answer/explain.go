package answer

import (
	"context"
	"fmt"
	"strings"
)

// Explain says how a question is understood: for each plan that may answer it,
// a few at most, how its words are read, the tree, the facts that it comes near
// with what of the question each covers, and what none covers. prev is as for
// Ask.
func (e *Engine) Explain(question string, prev State) string {
	var out strings.Builder
	for _, one := range e.order(context.Background(), question, prev) {
		k := one.k
		fmt.Fprintf(&out, "计划 %s\n", k.plan.ID)
		clauses := clausesOf(one.text)
		k.explainQuestion(&out, one.text, prev)
		for _, c := range clauses {
			if len(clauses) > 1 {
				k.explainQuestion(&out, c, prev)
			}
		}
	}
	return out.String()
}

// order returns the plans that may answer, in the order in which they are
// asked, and what each is asked. There must be a plan.
func (e *Engine) order(ctx context.Context, question string, prev State) []reply {
	if len(e.books) == 1 {
		return []reply{{k: e.shelf.take(e.books[0]), text: question}}
	}
	c := e.begin(ctx, question, prev)
	var out []reply
	for _, g := range c.groups() {
		for _, id := range c.sift(g.ids) {
			if len(out) < maxExplained {
				out = append(out, reply{id: id, k: e.shelf.take(e.books[id]), text: c.textFor(id)})
			}
		}
	}
	if len(out) == 0 {
		out = append(out, reply{k: e.shelf.take(e.books[0]), text: question})
	}
	return out
}

// Understand returns how a question is understood against the first plan that
// may answer it. There must be a plan.
func (e *Engine) Understand(question string, prev State) Question {
	first := e.order(context.Background(), question, prev)[0]
	return first.k.understand(first.text, prev)
}

// maxExplained is how many facts of a plan, and how many plans, are shown at
// most.
const maxExplained = 10

func (k *knowledge) explainQuestion(out *strings.Builder, asked string, prev State) {
	q := k.scan(asked)
	fmt.Fprintf(out, "  问 %s\n", asked)
	fmt.Fprintf(out, "    归一 %s\n", q.norm)
	fmt.Fprintf(out, "    词 %s\n", q.marked())
	for _, line := range []struct{ label, words string }{
		{"单位", strings.Join(k.unitNamesOf(q), "、")},
		{"年份", strings.Trim(fmt.Sprint(q.years), "[]")},
		{"任务号", q.task},
		{"计量", q.measure},
		{"外单位", q.foreign},
		{"实义", k.contentWords(q)},
	} {
		if line.words != "" {
			fmt.Fprintf(out, "    %s %s\n", line.label, line.words)
		}
	}
	fmt.Fprintf(out, "    解 %s\n", k.understand(asked, prev))
	counts, _ := k.hits(q)
	shown := 0
	for _, enough := range []int32{4, 3, 2, 1} {
		for i := range k.facts {
			if (counts[i] == enough || enough == 4 && counts[i] > 4) && shown < maxExplained {
				k.explainFact(out, q, &k.facts[i])
				shown++
			}
		}
	}
}

// marked shows the tokens: [taken], (filler may stand here), plain words.
func (q *question) marked() string {
	var out []string
	for i := range q.tokens {
		word := q.words(i, i+1)
		switch {
		case q.taken.has(i):
			word = "[" + word + "]"
		case q.functions[i] != 0:
			word = "(" + word + ")"
		}
		out = append(out, word)
	}
	return strings.Join(out, " ")
}

func (k *knowledge) explainFact(out *strings.Builder, q *question, f *fact) {
	c := q.against(f, true)
	var left []string
	for _, s := range c.left {
		left = append(left, q.words(s.from, s.to))
	}
	fmt.Fprintf(out, "      %s 盖 %d 字", f, c.covered)
	if f.indicator != nil {
		fmt.Fprintf(out, "，名称余 %d 字", c.skipped)
		if !c.names() {
			out.WriteString("，只沾到名称的一部分")
		}
	}
	if len(left) > 0 {
		fmt.Fprintf(out, "，未盖 %s", strings.Join(left, "、"))
	}
	out.WriteString("\n")
}
