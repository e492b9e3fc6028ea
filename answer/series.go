package answer

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"planbot/corpus"
)

// cell is what one plan says of a series' subject for one year.
type cell struct {
	year  int
	kind  corpus.ValueKind
	value corpus.Value
	k     *knowledge // nil for a row of a table
	plan  *corpus.Plan
	fact  *fact             // of a promise
	row   *corpus.Indicator // of a table
}

// measure is what the cell's value is counted in.
func (c cell) measure() string {
	if c.row != nil {
		return cmp.Or(c.value.Measure, c.row.Measure)
	}
	return c.value.Measure
}

// label names the cell: 2022年目标, 2022年实际基数.
func (c cell) label() string {
	year := ""
	if c.year > 0 {
		year = strconv.Itoa(c.year) + "年"
	}
	if c.kind == corpus.ValueBaseline {
		return year + "实际基数"
	}
	return year + "目标"
}

// cellsOf returns what the plans of a series say of the subject of a fact: of
// the row of the same name, or of the promise of the same words. Where a plan
// has two such it says nothing certain, and is passed over.
func (c *inquiry) cellsOf(id int32, f *fact) []cell {
	var out []cell
	for _, other := range c.e.linker.series[c.e.linker.cards[id].series] {
		p := c.e.plans[other]
		if f.indicator != nil {
			if n := sameRow(p, f.indicator); n != nil {
				for _, v := range n.Values {
					out = append(out, cell{year: v.Year, kind: v.Kind, value: v, plan: p, row: n})
				}
			}
			continue
		}
		if g := samePromise(c.e.shelf.take(c.e.books[other]), f); g != nil {
			k := c.e.shelf.take(c.e.books[other])
			q := g.commitment.Quantities[len(g.commitment.Quantities)-1]
			year := cmp.Or(g.year, k.year, p.Head.Year)
			out = append(out, cell{year: year, kind: corpus.ValueTarget, value: corpus.Value{Year: year, Kind: corpus.ValueTarget, Quantity: q}, k: k, plan: p, fact: g})
		}
	}
	slices.SortStableFunc(out, func(a, b cell) int {
		return cmp.Or(a.year-b.year, -strings.Compare(string(a.kind), string(b.kind)))
	})
	return out
}

// rowName is an indicator's name in the form in which those of several plans
// are held against each other.
func rowName(n *corpus.Indicator) string {
	name := normal(withoutBrackets(n.Name))
	for _, tail := range []string{"数量", "个数", "总数", "数"} {
		if rest, ok := strings.CutSuffix(name, tail); ok {
			return rest
		}
	}
	return name
}

// sameRow returns the only row of a plan with the name of an indicator.
func sameRow(p *corpus.Plan, like *corpus.Indicator) *corpus.Indicator {
	want := rowName(like)
	var found *corpus.Indicator
	for i := range p.Indicators {
		n := &p.Indicators[i]
		if n == like {
			return n
		}
		if rowName(n) == want {
			if found != nil {
				return nil
			}
			found = n
		}
	}
	return found
}

// samePromise returns the only promise of a plan with the words of another,
// numbers aside.
func samePromise(k *knowledge, like *fact) *fact {
	want := normal(like.commitment.Subject)
	var found *fact
	for i := range k.facts {
		f := &k.facts[i]
		switch {
		case f == like:
			return f
		case f.commitment == nil || len(f.commitment.Quantities) == 0 || normal(f.commitment.Subject) != want:
			continue
		case found != nil:
			return nil
		}
		found = f
	}
	return found
}

// yearsAsked is what a question asks of several years.
type yearsAsked struct {
	years  []int // those that are named; none for all
	from   int   // with span: not before
	span   bool  // 历年, 近三年, 2021年到2023年
	versus bool  // 比2022年要点: against the target of that year's plan
	cuts   []stretch
}

var (
	spanWords = regexp.MustCompile(`历年来?|逐年|各年度?|近年来?|近[几两二三四五六七八九十\d]+年来?|这[几两三四五]年来?|过去[几两三四五]年|往年`)
	spanCount = regexp.MustCompile(`[两二三四五六七八九十\d]+`)
)

// yearsAsked finds the years that a question asks of the series of a plan.
func (c *inquiry) yearsAsked(id int32) yearsAsked {
	out := yearsAsked{versus: c.link.versus}
	own := cmp.Or(c.ownYear(id), c.year(id))
	for i, y := range c.link.years {
		year := y.in(own)
		out.cuts = append(out.cuts, y.stretch)
		if !slices.Contains(out.years, year) {
			out.years = append(out.years, year)
		}
		if y.toNext && i+1 < len(c.link.years) {
			for next := year + 1; next < c.link.years[i+1].in(own); next++ {
				out.years = append(out.years, next)
			}
			out.cuts = append(out.cuts, stretch{y.to, c.link.years[i+1].from})
		}
	}
	slices.Sort(out.years)
	text := string(c.link.text)
	if at := spanWords.FindStringIndex(text); at != nil && !digitsBehind(text[at[1]:]) {
		out.span = true
		from := utf8.RuneCountInString(text[:at[0]])
		out.cuts = append(out.cuts, stretch{from, from + utf8.RuneCountInString(text[at[0]:at[1]])})
		if n := spanCount.FindString(text[at[0]:at[1]]); n != "" {
			many, err := strconv.Atoi(numeral(strings.Replace(n, "两", "二", 1)))
			if err == nil {
				out.from = own - many + 1
			}
		}
	}
	return out
}

func digitsBehind(s string) bool { return s != "" && digit(s[0]) }

// wants tells whether a question is about more than one plan's own year.
func (y yearsAsked) wants(own int) bool {
	return y.span || len(y.years) > 1 || len(y.years) == 1 && (y.years[0] != own || y.versus)
}

// subject asks a plan what a question is about with the years left out. ok is
// false where that is not one indicator or promise.
func (c *inquiry) subject(id int32, y yearsAsked) (*reply, bool) {
	k := c.e.shelf.take(c.e.books[id])
	r := &reply{id: id, k: k, text: c.link.without(0, append(y.cuts, c.link.against...)...)}
	r.question = k.understand(r.text, c.prev)
	if r.question.Intent == Choose || !r.question.aboutOne() {
		return nil, false
	}
	r.question.Years = nil
	r.answer = k.answer(r.question)
	return r, r.answer.Status == Answered
}

// aboutOne tells whether a question is about the value of one indicator or one
// promise.
func (q Question) aboutOne() bool {
	if q.Intent != AskValue && q.Intent != AskChange || len(q.Facts) == 0 {
		return false
	}
	return q.Facts[0].indicator != nil || q.Facts[0].commitment != nil && len(q.Facts) == 1 && len(q.Facts[0].commitment.Quantities) > 0
}

// overYears answers with the values of several years, each from the plan that
// gives it. ok is false where the plan that answered says it all.
func (c *inquiry) overYears(r *reply) (Answer, bool) {
	y := c.yearsAsked(r.id)
	if !r.question.aboutOne() || len(y.years) == 0 && !y.span {
		return Answer{}, false
	}
	f := r.question.Facts[0]
	cells := c.cellsOf(r.id, f)
	shown := y.pick(cells, c.year(r.id))
	change := y.versus || r.question.Intent == AskChange || c.bare.sayOne(cueChange) && (len(y.years) > 1 || y.span)
	if change && len(y.years) == 1 && !y.versus && len(r.answer.Citations) > 0 && !c.fromOthers(r, shown) {
		return Answer{}, false
	}
	if !y.span && !y.versus && !c.fromOthers(r, shown) || len(shown) == 0 {
		return Answer{}, false
	}
	if y.versus && !c.fromOthers(r, shown) {
		a := refusal(fmt.Sprintf("没有收录%s的这份文件，不能和它的目标比较。", yearList(y.years)))
		a.State = r.answer.State
		a.Suggestions = []string{f.label + "比" + yearList(y.years) + "变化多少"}
		return a, true
	}
	a := Answer{Status: Answered, State: r.answer.State}
	name := f.label
	if f.commitment != nil {
		name = squashed(f.commitment.Subject)
	}
	a.tell(name, shown)
	a.lacking(y, shown)
	if change {
		a.compare(shown)
	}
	a.State.Year = shown[len(shown)-1].year
	return a, true
}

// fromOthers tells whether a cell is from another plan than the one that
// answered.
func (c *inquiry) fromOthers(r *reply, cells []cell) bool {
	return slices.ContainsFunc(cells, func(one cell) bool { return one.plan != r.k.plan })
}

// pick returns the cells of the years that are asked for.
func (y yearsAsked) pick(cells []cell, own int) []cell {
	return slices.DeleteFunc(slices.Clone(cells), func(c cell) bool {
		switch {
		case y.span && len(y.years) == 0:
			return c.year < y.from
		case y.versus:
			return c.kind != corpus.ValueTarget || c.year != own && !slices.Contains(y.years, c.year)
		}
		return !slices.Contains(y.years, c.year)
	})
}

// tell says the cells by year. What two plans say alike is said once.
func (a *Answer) tell(name string, cells []cell) {
	for i, c := range cells {
		if i > 0 && slices.ContainsFunc(cells[:i], func(o cell) bool { return o.sameAs(c) && o.kind == c.kind }) {
			continue
		}
		part := Part{Runs: []Run{plain(name + c.label() + "："), strong(c.shown()), plain("（" + titled(c.plan))}, Cites: []int{a.citeCell(c)}}
		for _, o := range cells[i+1:] {
			if o.kind == c.kind && o.sameAs(c) {
				part.Runs = append(part.Runs, plain("、"+titled(o.plan)))
				part.Cites = append(part.Cites, a.citeCell(o))
			}
		}
		part.Runs = append(part.Runs, plain("）。"))
		a.Parts = append(a.Parts, part)
	}
	for i := 1; i < len(cells); i++ {
		if b, c := cells[i-1], cells[i]; b.year == c.year && b.kind == c.kind && !b.sameAs(c) {
			a.Parts = append(a.Parts, line(c.label()+"，几份文件说法不一。"))
			break
		}
	}
}

// sameAs tells whether two cells give the same value for one year.
func (c cell) sameAs(o cell) bool {
	return c.year == o.year && c.measure() == o.measure() && sameQuantity(c.value.Quantity, o.value.Quantity)
}

// shown is the cell's value as the plan writes it.
func (c cell) shown() string {
	if c.fact != nil {
		return c.fact.label
	}
	if c.value.Raw == "" {
		return "无（文件没有给出数值）"
	}
	q := c.value.Quantity
	q.Measure = c.measure()
	return shown(q)
}

func (a *Answer) citeCell(c cell) int {
	var at Answer
	if c.row != nil {
		at.cite(c.plan, c.row.Anchor, c.row.Name, c.row.Span)
	} else {
		at.cite(c.plan, c.fact.item, c.fact.task.Title, c.fact.commitment.Sentence)
	}
	return a.add(at.Citations[0])
}

// lacking names the years that are asked for and that no plan gives.
func (a *Answer) lacking(y yearsAsked, cells []cell) {
	years := slices.DeleteFunc(slices.Clone(y.years), func(year int) bool {
		return slices.ContainsFunc(cells, func(c cell) bool { return c.year == year })
	})
	if len(years) > 0 {
		a.Parts = append(a.Parts, line("收录的文件里没有"+yearList(years)+"的数。"))
	}
}

// yearList writes years: 2021年、2022年.
func yearList(years []int) string {
	var out []string
	for _, y := range years {
		out = append(out, fmt.Sprintf("%d年", y))
	}
	return strings.Join(out, "、")
}

// compare shows the arithmetic between the first and the last year: between
// targets where both years have one.
func (a *Answer) compare(cells []cell) {
	from, to := cells[0], cells[len(cells)-1]
	for _, c := range slices.Backward(cells) {
		if c.year == to.year && c.kind == corpus.ValueTarget {
			to = c
		}
	}
	cites := []int{a.citeCell(to), a.citeCell(from)}
	switch {
	case from.year == to.year:
		return
	case normal(from.measure()) != normal(to.measure()):
		a.Parts = append(a.Parts, Part{Runs: []Run{plain("两年的计量单位不同（“" + from.measure() + "”“" + to.measure() + "”），不能比较。")}, Cites: cites})
	case !exact(from.value) || !exact(to.value):
		a.Parts = append(a.Parts, Part{Runs: []Run{plain("两年的数不都是确定的数，不能相减。")}, Cites: cites})
	default:
		a.Parts = append(a.Parts, Part{Runs: subtracted(from.value, to.value, to.measure(), from.label(), to.label()), Cites: cites})
	}
}
