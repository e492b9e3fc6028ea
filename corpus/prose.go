package corpus

import (
	"regexp"
	"slices"
	"strings"
)

// prose is what an item says in sentences.
type prose struct {
	anchor      Anchor
	plan        *Plan
	spans       []Span // without notes about units
	commitments []Commitment
	assignments []Assignment
	title       Span // told apart: a new title is a new name
}

// sentence is one sentence of a prose.
type sentence struct {
	span        Span
	words       string // without white space, and without the number of a sub-item
	grams       bigrams
	commitments []*Commitment
	inTitle     bool // it is the title, or a part of it
}

// subNumber matches the number of a sub-item, which renumbering changes.
var subNumber = regexp.MustCompile(`^(?:[（(][0-9０１２３４５６７８９一二三四五六七八九十]{1,3}[）)]|[①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳]|[0-9]{1,2}[.．、)）])`)

// anyYear matches the years that plans for different years differ in.
var anyYear = regexp.MustCompile(`20\d{2}年`)

// timeWords match the times that a sentence names.
var timeWords = regexp.MustCompile(`(?:[到至于在])?(?:20\d{2}年|今年|明年|本年|当年)?(?:\d{1,2}月(?:\d{1,2}日)?|第?[一二三四]季度|[上下]半年)?(?:[年月]?[底末内初])?(?:之?前|以前)?`)

// sentences cuts a prose into sentences.
func (x prose) sentences(plain func(string) string) []*sentence {
	var out []*sentence
	for _, s := range x.spans {
		for _, one := range s.Sentences(x.plan.Text) {
			words := plain(one.Of(x.plan.Text))
			if words == "" {
				continue
			}
			out = append(out, &sentence{span: one, words: words, grams: bigramsOf(words), inTitle: !x.title.Empty() && one.Start < x.title.End && x.title.Start < one.End})
		}
	}
	for i := range x.commitments {
		c := &x.commitments[i]
		for _, s := range out {
			if s.span.Start <= c.Span.Start && c.Span.Start < s.span.End {
				s.commitments = append(s.commitments, c)
				break
			}
		}
	}
	return out
}

// plain is a text as it is compared: without white space, marks at its end and
// a sub-item's number; of a succession without years.
func (d *differ) plain(s string) string {
	s = strings.TrimRight(squeeze(s), "。；;，,")
	s = subNumber.ReplaceAllString(s, "")
	if d.succession {
		s = anyYear.ReplaceAllString(s, "年")
	}
	return s
}

// prose compares two items sentence by sentence.
func (d *differ) prose(a, b prose) {
	old, now := a.sentences(d.plain), b.sentences(d.plain)
	from := len(d.changes)
	for _, p := range align(len(old), len(now), func(i, j int) float64 { return sentenceAlike(old[i], now[j]) }) {
		var was, is *sentence
		if p[0] >= 0 {
			was = old[p[0]]
		}
		if p[1] >= 0 {
			is = now[p[1]]
		}
		switch {
		case was == nil:
			d.oneSided(a, b, is, true)
		case is == nil:
			d.oneSided(a, b, was, false)
		default:
			d.sentence(a, b, was, is)
		}
	}
	if d.succession && a.title.Empty() { // a chapter's words differ each year; its goals are what matters
		d.changes = append(d.changes[:from], slices.DeleteFunc(d.changes[from:], func(c Change) bool { return c.Kind == ChangeWording })...)
	}
	d.changes = append(d.changes[:from], oneDeadlineEach(withoutMoved(d.changes[from:]))...)
	if d.succession {
		d.changes = append(d.changes[:from], oneWording(d.changes[from:])...)
	}
}

func sentenceAlike(a, b *sentence) float64 {
	if a.words == b.words {
		return 1.2
	}
	score := a.grams.dice(b.grams)
	if a.inTitle && b.inTitle {
		score += 0.5
	}
	return score - 0.35
}

// withoutMoved drops a sentence that only went elsewhere in the same item.
func withoutMoved(changes []Change) []Change {
	gone := map[string]int{}
	for _, c := range changes {
		if c.Kind == ChangeWording && c.After == "" {
			gone[squeeze(c.Before)]++
		}
	}
	moved := map[string]int{}
	out := slices.DeleteFunc(changes, func(c Change) bool {
		key := squeeze(c.After)
		if c.Kind == ChangeWording && c.Before == "" && gone[key] > 0 {
			gone[key]--
			moved[key]++
			return true
		}
		return false
	})
	return slices.DeleteFunc(out, func(c Change) bool {
		key := squeeze(c.Before)
		if c.Kind == ChangeWording && c.After == "" && moved[key] > 0 {
			moved[key]--
			return true
		}
		return false
	})
}

// oneWording leaves one change of wording of an item: the next year's plan
// words most tasks anew, and a person wants to know which.
func oneWording(changes []Change) []Change {
	told := false
	return slices.DeleteFunc(changes, func(c Change) bool {
		again := told && c.Kind == ChangeWording
		told = told || c.Kind == ChangeWording
		return again
	})
}

// oneSided tells of a sentence that is new or gone: of its promises, or else of
// its words.
func (d *differ) oneSided(a, b prose, s *sentence, isNew bool) {
	if s.inTitle {
		return // the name tells it
	}
	p, put := a, func(kind ChangeKind, words string, span Span, about string) {
		d.add(a.anchor, b.anchor, Change{Kind: kind, Before: words, SpanBefore: span, About: about, Units: a.answerable(s)})
	}
	if isNew {
		p, put = b, func(kind ChangeKind, words string, span Span, about string) {
			d.add(a.anchor, b.anchor, Change{Kind: kind, After: words, SpanAfter: span, About: about, Units: b.answerable(s)})
		}
	}
	for _, c := range s.commitments {
		put(ChangeCommitment, p.plan.Quote(c.Span), s.span, c.Subject)
	}
	if len(s.commitments) == 0 {
		put(ChangeWording, p.plan.Quote(s.span), s.span, "")
	}
}

// answerable returns who answers for a sentence; nil where that is everybody
// whom the item names.
func (x prose) answerable(s *sentence) []UnitRole {
	var units []UnitRole
	for _, as := range x.assignments {
		if as.Governs.Start < s.span.End && s.span.Start < as.Governs.End {
			units = joinUnits(units, as.Units)
		}
	}
	return units
}

// sentence compares two sentences: their promises, and then the words that are
// left.
func (d *differ) sentence(a, b prose, was, is *sentence) {
	if was.words == is.words && sameDeadlines(was, is, d.deadlineMoved) {
		return
	}
	base := Change{SpanBefore: was.span, SpanAfter: is.span, Units: joinUnits(b.answerable(is), a.answerable(was))}
	cutOld, cutNow := &mask{text: d.before.Text, span: was.span}, &mask{text: d.after.Text, span: is.span}
	from := len(d.changes)
	put := func(kind ChangeKind, about, before, after string) *Change {
		c := base
		c.Kind, c.About, c.Before, c.After = kind, about, before, after
		d.add(a.anchor, b.anchor, c)
		return &d.changes[len(d.changes)-1]
	}
	pairs := align(len(was.commitments), len(is.commitments), func(i, j int) float64 {
		return 0.2 + bigramsOf(was.commitments[i].Subject).dice(bigramsOf(is.commitments[j].Subject))
	})
	moved := false
	for _, p := range crossed(pairs, was.commitments, is.commitments) {
		switch {
		case p[0] < 0:
			c := is.commitments[p[1]]
			put(ChangeCommitment, c.Subject, "", d.after.Quote(c.Span))
			cutNow.drop(c.Span)
		case p[1] < 0:
			c := was.commitments[p[0]]
			put(ChangeCommitment, c.Subject, d.before.Quote(c.Span), "")
			cutOld.drop(c.Span)
		default:
			x, y := was.commitments[p[0]], is.commitments[p[1]]
			d.quantities(x, y, put, cutOld, cutNow)
			if d.deadlineMoved(x.Deadline, y.Deadline) {
				moved = true
				put(ChangeDeadline, "", x.Deadline.String(), y.Deadline.String()).Direction = later(x.Deadline, y.Deadline)
			}
		}
	}
	left, right := d.plain(cutOld.rest()), d.plain(cutNow.rest())
	if moved {
		left, right = timeWords.ReplaceAllString(left, ""), timeWords.ReplaceAllString(right, "")
	}
	if left == right || was.inTitle && is.inTitle && d.renamedAnyway(a, b, left, right) {
		return
	}
	if len(d.changes) == from && strings.ReplaceAll(left, ",", "，") == strings.ReplaceAll(right, ",", "，") {
		return
	}
	put(ChangeWording, "", d.before.Quote(was.span), d.after.Quote(is.span))
}

// crossed pairs promises that only changed places with others.
func crossed(pairs [][2]int, old, now []*Commitment) [][2]int {
	for i := range pairs {
		for j := range pairs {
			if pairs[i][0] >= 0 && pairs[i][1] < 0 && pairs[j][0] < 0 && pairs[j][1] >= 0 && old[pairs[i][0]].Subject == now[pairs[j][1]].Subject {
				pairs[i][1] = pairs[j][1]
				pairs[j][1] = -1
			}
		}
	}
	return slices.DeleteFunc(pairs, func(p [2]int) bool { return p[0] < 0 && p[1] < 0 })
}

// renamedAnyway tells whether two sentences that hold the titles differ in the
// titles alone.
func (d *differ) renamedAnyway(a, b prose, left, right string) bool {
	was, is := d.plain(a.title.Of(d.before.Text)), d.plain(b.title.Of(d.after.Text))
	return was != is && strings.Replace(left, was, is, 1) == right
}

func sameDeadlines(was, is *sentence, moved func(a, b Date) bool) bool {
	if len(was.commitments) != len(is.commitments) {
		return false
	}
	for i := range was.commitments {
		if moved(was.commitments[i].Deadline, is.commitments[i].Deadline) {
			return false
		}
	}
	return true
}

// quantities compares the quantities of two promises, and masks those that it
// compared.
func (d *differ) quantities(x, y *Commitment, put func(ChangeKind, string, string, string) *Change, cutOld, cutNow *mask) {
	if len(x.Quantities) != len(y.Quantities) {
		put(ChangeCommitment, y.Subject, d.before.Quote(x.Span), d.after.Quote(y.Span))
		cutOld.drop(x.Span)
		cutNow.drop(y.Span)
		return
	}
	for i := range x.Quantities {
		p, q := &x.Quantities[i], &y.Quantities[i]
		cutOld.cut(p.Span)
		cutNow.cut(q.Span)
		if squeeze(p.Raw) == squeeze(q.Raw) && p.Measure == q.Measure {
			continue
		}
		kind := ChangeCommitment
		switch same := sameNumbers(*p, *q); {
		case same && p.Measure != q.Measure:
			kind = ChangeMeasure
		case same:
			kind = ChangeQualifier
		}
		c := put(kind, y.Subject, d.before.Quote(p.Span), d.after.Quote(q.Span))
		c.compare(*p, *q)
		if c.Delta != nil {
			c.Measure = q.Measure
		}
	}
}

// mask is a sentence out of which what was compared is cut.
type mask struct {
	text string
	span Span
	cuts []cut
}

type cut struct {
	Span
	mark string // that is left in its place
}

func (m *mask) cut(s Span) { m.cuts = append(m.cuts, cut{s, "#"}) }

func (m *mask) drop(s Span) { m.cuts = append(m.cuts, cut{s, ""}) }

// rest returns what is left, a mark where something was cut.
func (m *mask) rest() string {
	slices.SortFunc(m.cuts, func(a, b cut) int { return a.Start - b.Start })
	var b strings.Builder
	at := m.span.Start
	for _, c := range m.cuts {
		if c.Start < at || c.End > m.span.End {
			continue
		}
		b.WriteString(m.text[at:c.Start] + c.mark)
		at = c.End
	}
	b.WriteString(m.text[at:m.span.End])
	return strings.Trim(strings.ReplaceAll(b.String(), "，，", "，"), "，、")
}

// maxAlign bounds the table of align, in cells.
const maxAlign = 1 << 20

// align pairs two sequences in their order so that the scores add up to the
// most (Needleman and Wunsch). Pairs whose score is not above 0 are none. An
// index is -1 where one side has no counterpart.
func align(n, m int, score func(i, j int) float64) [][2]int {
	if (n+1)*(m+1) > maxAlign {
		return inOrder(n, m)
	}
	best := make([][]float64, n+1)
	scores := make([][]float64, n)
	for i := range best {
		best[i] = make([]float64, m+1)
	}
	for i := n - 1; i >= 0; i-- {
		scores[i] = make([]float64, m)
		for j := m - 1; j >= 0; j-- {
			scores[i][j] = score(i, j)
			best[i][j] = max(best[i+1][j], best[i][j+1])
			if scores[i][j] > 0 {
				best[i][j] = max(best[i][j], scores[i][j]+best[i+1][j+1])
			}
		}
	}
	var out [][2]int
	i, j := 0, 0
	for i < n && j < m {
		switch {
		case scores[i][j] > 0 && best[i][j] == scores[i][j]+best[i+1][j+1]:
			out = append(out, [2]int{i, j})
			i, j = i+1, j+1
		case best[i][j] == best[i+1][j]:
			out = append(out, [2]int{i, -1})
			i++
		default:
			out = append(out, [2]int{-1, j})
			j++
		}
	}
	for ; i < n; i++ {
		out = append(out, [2]int{i, -1})
	}
	for ; j < m; j++ {
		out = append(out, [2]int{-1, j})
	}
	return out
}

// inOrder pairs two long sequences by their places.
func inOrder(n, m int) [][2]int {
	var out [][2]int
	for i := range max(n, m) {
		p := [2]int{i, i}
		if i >= n {
			p[0] = -1
		}
		if i >= m {
			p[1] = -1
		}
		out = append(out, p)
	}
	return out
}
