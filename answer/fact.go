package answer

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"planbot/corpus"
	"planbot/corpus/fold"
)

// fact is one thing that a plan says, with the words by which it is asked for.
type fact struct {
	plan       *corpus.Plan
	item       corpus.Anchor
	name       string // normalised
	context    string // normalised words around it
	label      string // as printed, for people
	indicator  *corpus.Indicator
	commitment *corpus.Commitment
	task       *corpus.Task // the commitment's, or the task itself
	note       *corpus.Note
	section    *corpus.Section
}

// knowledge is what the engine knows of one plan before a question comes.
type knowledge struct {
	plan  *corpus.Plan
	facts []fact
	units []unit
	text  string            // the whole plan, normalised
	head  string            // what names the plan itself
	alias map[string]string // Latin short forms that the plan explains: pue
	sound map[string]string // pinyin of the names' parts
}

func learn(p *corpus.Plan) *knowledge {
	k := &knowledge{plan: p, text: normal(p.Text)}
	k.head = normal(p.Head.Title + p.Head.Number + p.Head.Region.Name + "本市全市我市")
	k.alias = aliasesOf(p)
	for i := range p.Indicators {
		n := &p.Indicators[i]
		k.facts = append(k.facts, fact{plan: p, item: n.Anchor, name: normal(n.Name), label: n.Name, indicator: n,
			context: normal(n.Category + " " + n.Subcategory + " " + n.Measure)})
	}
	for i := range p.Tasks {
		t := &p.Tasks[i]
		for j := range t.Commitments {
			c := &t.Commitments[j]
			k.facts = append(k.facts, fact{plan: p, item: t.Anchor, name: normal(c.Span.Of(p.Text)), label: squashed(c.Span.Of(p.Text)),
				commitment: c, task: t, context: normal(c.Sentence.Of(p.Text) + " " + t.Title)})
		}
		k.facts = append(k.facts, fact{plan: p, item: t.Anchor, name: normal(t.Title), label: t.Title, task: t, context: normal(t.Span.Of(p.Text))})
	}
	for i := range p.Notes {
		n := &p.Notes[i]
		k.facts = append(k.facts, fact{plan: p, item: n.Anchor, name: normal(n.Term), label: cmp.Or(n.Term, "注"+n.Mark), note: n, context: normal(n.Text)})
	}
	for i := range p.Sections {
		s := &p.Sections[i]
		k.facts = append(k.facts, fact{plan: p, item: s.Anchor, name: normal(s.Title), label: s.Title, section: s, context: normal(s.Span.Of(p.Text))})
	}
	k.units = unitsOf(p)
	k.sound = soundsOf(k)
	return k
}

func squashed(s string) string { return strings.Join(strings.Fields(s), "") }

// aliasesOf reads the short forms that a plan explains in brackets, X（PUE）,
// where X ends an indicator's name.
func aliasesOf(p *corpus.Plan) map[string]string {
	out := make(map[string]string)
	rest := p.Text
	for {
		before, after, ok := strings.Cut(rest, "（")
		if !ok {
			return out
		}
		inner, _, _ := strings.Cut(after, "）")
		short := fold.Fold(inner)
		if len(short) >= 2 && len(short) <= 10 && strings.Trim(short, "abcdefghijklmnopqrstuvwxyz0123456789") == "" {
			out[short] = longestTail(p, before)
		}
		rest = after
	}
}

// longestTail returns the longest end of text, up to 12 characters, that an
// indicator's name holds; the last four characters where none does.
func longestTail(p *corpus.Plan, text string) string {
	runes := []rune(text[max(0, len(text)-48):])
	for n := min(12, len(runes)); n >= 4; n-- {
		tail := string(runes[len(runes)-n:])
		for i := range p.Indicators {
			if strings.Contains(p.Indicators[i].Name, tail) {
				return normal(tail)
			}
		}
	}
	return normal(string(runes[max(0, len(runes)-4):]))
}

// candidate is a fact held against a question.
type candidate struct {
	*fact
	own     int      // characters of the question that the fact's own name covers
	all     int      // with its context
	left    []string // words that neither covers
	ownLeft []string
	skipped int // characters of the name that the question does not say
}

func (f *fact) against(q string) candidate {
	c := newCover(q)
	out := candidate{fact: f, own: c.by(f.name)}
	out.ownLeft = abbreviates(c.left(), f.name)
	out.all = out.own + c.by(f.context)
	out.left = abbreviates(c.left(), f.name)
	for _, verb := range []string{"建", "新"} {
		if strings.Contains(q, verb) && strings.Contains(f.name, verb) {
			out.own++
		}
	}
	name := newCover(f.name)
	name.by(q)
	for _, covered := range name.mask {
		if !covered {
			out.skipped++
		}
	}
	return out
}

// matching returns the candidates among facts that leave no word of the
// question uncovered: those whose own names do where there are any, the best
// first.
func matching(k *knowledge, q string, want func(*fact) bool) (own, inContext []candidate) {
	for i := range k.facts {
		f := &k.facts[i]
		if !want(f) {
			continue
		}
		c := f.against(q)
		switch {
		case c.own > 0 && len(c.ownLeft) == 0 || len(c.ownLeft) == 0 && len(contentWords(q)) > 0:
			own = append(own, c)
		case c.all > 0 && len(c.left) == 0:
			inContext = append(inContext, c)
		}
	}
	for _, list := range [][]candidate{own, inContext} {
		slices.SortStableFunc(list, func(a, b candidate) int {
			return cmp.Or(cmp.Compare(b.own, a.own), cmp.Compare(a.skipped, b.skipped))
		})
	}
	return own, inContext
}

// best drops the candidates that a better one stands for: one whose name is
// part of theirs, or that says a word of the question that they do not.
func best(list []candidate) []candidate {
	var out []candidate
	for _, c := range list {
		beaten := slices.ContainsFunc(list, func(d candidate) bool {
			return d.fact != c.fact && (d.own > c.own || d.own == c.own && d.skipped == 0 && c.skipped > 0 ||
				d.own == c.own && utf8.RuneCountInString(d.name) < utf8.RuneCountInString(c.name) && subsequence(d.name, c.name))
		})
		if !beaten {
			out = append(out, c)
		}
	}
	return out
}
