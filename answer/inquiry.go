package answer

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"planbot/corpus"
)

// inquiry is one question under way over several plans.
type inquiry struct {
	ctx    context.Context
	e      *Engine
	link   *link
	prev   State
	asked  string // the question, or the one before where only the plan changes
	bare   *question
	follow int32 // the plan of the answer before, -1 for none
	chosen int32 // the default one, -1 for none

	again bool     // asked is the question before
	inner bool     // asked to see where a suggestion leads: nothing is suggested
	held  []uint64 // the plans that have each of the question's words
}

// none is no plan.
const none int32 = -1

// group is plans that may answer, in the order in which they are asked. A
// question goes on to the next group where no plan of this one answers.
type group struct {
	ids []int32
	how standing
}

// standing says which plans of a group are heard beside the one that answers:
// those that are as much meant as it is.
type standing int

const (
	sameSeries standing = iota // of its place, topic and year
	samePlace                  // of its place and year
	otherPlace                 // the newest of every place: a topic alone is named
	sameYear                   // of its year: nothing is named
)

// reply is what one plan says.
type reply struct {
	id       int32
	k        *knowledge
	text     string // the question as it was asked of the plan
	answer   Answer
	question Question
}

func (e *Engine) begin(ctx context.Context, question string, prev State) *inquiry {
	c := &inquiry{ctx: ctx, e: e, prev: prev, asked: question, follow: e.idOf(prev.Plan), chosen: e.idOf(prev.Default)}
	if c.chosen == none {
		c.chosen = e.idOf(e.opts.DefaultPlan)
	}
	c.link = e.linker.read(question)
	e.linker.resolve(c.link, c.base())
	c.bare = bareQuestion(c.link)
	return c
}

// base is the plan that is asked where none is named, none for any.
func (c *inquiry) base() int32 {
	if c.follow != none {
		return c.follow
	}
	return c.chosen
}

// year is the year that a plan is for.
func (c *inquiry) year(id int32) int { return c.e.books[id].plan.Head.Year }

func (e *Engine) idOf(id corpus.PlanID) int32 {
	if i, ok := e.byID[id]; ok && id != "" {
		return i
	}
	return none
}

// bareQuestion reads what a question says beside plans and years, against no
// plan.
func bareQuestion(ln *link) *question {
	var more []stretch
	for _, y := range ln.years {
		more = append(more, y.stretch)
	}
	for _, m := range ln.places {
		more = append(more, m.stretch)
	}
	var words vocabulary
	q := &question{text: words.read(normal(ln.without(0, more...)), false)}
	if len(q.tokens) > maxTokens {
		q.tokens = q.tokens[:maxTokens]
	}
	q.findCues()
	return q
}

// answer asks the plans that may answer, one group after another.
func (c *inquiry) answer() Answer {
	if c.link.missing != "" && !c.saidInside() {
		return c.notLoaded()
	}
	c.takeOver()
	if c.nothingAsked() {
		return c.whatOf()
	}
	if len(c.link.parts)+len(c.link.lost) > 1 {
		return c.eachPart()
	}
	var first *reply
	for _, g := range c.groups() {
		if len(g.ids) == 0 {
			continue
		}
		found, refused := c.try(g)
		if found != nil {
			return c.told(found, g)
		}
		if first == nil {
			first = refused
		}
	}
	return c.refused(first)
}

// saidInside tells whether the plan that would be asked speaks of a document
// that is not loaded: one that it follows, or asks to be written.
func (c *inquiry) saidInside() bool {
	id := c.base()
	if id == none {
		return false
	}
	text := quiet(c.e.books[id].plan.Text)
	for _, m := range c.link.numbers {
		if len(m.ids) == 0 && !strings.Contains(text, fmt.Sprintf("%d%d号", m.doc.year, m.doc.seq)) {
			return false
		}
	}
	for _, name := range c.link.names {
		if len(c.link.numbers) == 0 && !strings.Contains(text, c.link.word(name)) {
			return false
		}
	}
	c.link.named, c.link.missing, c.link.cuts = false, "", nil
	return true
}

// notLoaded refuses a question that names a plan that there is not.
func (c *inquiry) notLoaded() Answer {
	a := refusal("没有收录" + c.link.missing + "。")
	a.State.Plan = c.prev.Plan
	return a
}

// takeOver asks the question before of another plan: 那北京呢.
func (c *inquiry) takeOver() {
	if !c.link.named || c.prev.Asked == "" || c.hasContent() {
		return
	}
	asked := c.prev.Asked
	if c.bare.says&(cueLead|cueNumber|cueTarget|cueDeadline|cueContent|cueChange) != 0 && c.prev.Subject != "" {
		asked = c.prev.Subject + "，" + c.link.without(0, c.placeStretches()...)
	} else if !c.bare.sayOne(cueFollow) && strings.TrimSpace(c.bare.norm) != "" && c.bare.says&^(cueFiller|cueFollow|cueThis|cueDocument) != 0 {
		return
	}
	years := c.link.freeYears()
	c.asked, c.again = asked, true
	c.link = c.e.linker.retold(asked, c.link, years)
	c.bare, c.held = bareQuestion(c.link), nil
}

func (c *inquiry) placeStretches() []stretch {
	var out []stretch
	for _, m := range c.link.places {
		out = append(out, m.stretch)
	}
	return out
}

// retold is the link of another question of the plans that ln names.
func (l *linker) retold(asked string, ln *link, years []yearMention) *link {
	for _, y := range years {
		if y.relative {
			continue
		}
		asked = fmt.Sprintf("%d年", y.year) + asked
	}
	out := l.read(asked)
	out.plans, out.named, out.byTopic, out.lost = ln.plans, true, ln.byTopic, ln.lost
	for _, p := range ln.parts {
		out.parts = append(out.parts, part{ids: p.ids}) // it is not said in this question
	}
	return out
}

// hasContent tells whether a question names something beside plans and years.
func (c *inquiry) hasContent() bool {
	for _, s := range c.bare.content() {
		if s.to-s.from > 1 || c.bare.tokens[s.from].latin() {
			return true
		}
	}
	return false
}

// nothingAsked tells whether a question names plans and asks nothing.
func (c *inquiry) nothingAsked() bool {
	return c.link.named && len(c.bare.tokens) == 0
}

// whatOf asks what is to be said of the plan that is named.
func (c *inquiry) whatOf() Answer {
	p := c.e.plans[c.link.plans[0]]
	a := refusal("要问" + titled(p) + "的什么？例如：" + example(p) + "？")
	a.State.Plan = p.ID
	a.Suggestions = []string{aimedAt(p) + example(p)}
	return a
}

// titled is a plan's title in its marks; its ID where it has none.
func titled(p *corpus.Plan) string {
	if p.Head.Title == "" {
		return "“" + string(p.ID) + "”"
	}
	return "《" + p.Head.Title + "》"
}

// aimedAt begins a question that is meant for one plan.
func aimedAt(p *corpus.Plan) string {
	if p.Head.Title == "" {
		return p.Head.Number
	}
	return titled(p) + "里"
}

// groups returns the plans that may answer.
func (c *inquiry) groups() []group {
	l := c.e.linker
	if c.link.named {
		out := []group{c.namedGroup()}
		if base := c.base(); base != none && !c.again && len(c.link.names) == 0 && !slices.Contains(c.link.plans, base) {
			out = append(out, group{[]int32{base}, sameSeries}) // which may speak of that place
		}
		return out
	}
	var out []group
	if c.follow != none {
		out = append(out, group{c.withYears(c.follow), sameSeries})
		if !c.hasContent() || c.bare.sayOne(cueThis) {
			return out
		}
	}
	if c.chosen != none {
		if c.chosen != c.follow {
			out = append(out, group{c.withYears(c.chosen), sameSeries})
		}
		return out
	}
	if c.follow != none && c.bare.sayOne(cueFollow) {
		return append(out, group{c.byYears(c.link.topical), otherPlace}) // 那X呢 means the same plan, or one that it names
	}
	if kind := c.link.bareKind(); kind > 0 {
		out = append(out, group{l.of(c.byYears(c.every()), func(d *card) bool { return slices.Contains(d.nouns, nounWords[kind-1][0]) }), sameYear})
	}
	if within := l.around(c.link); len(within) > 0 {
		out = append(out, group{within, samePlace})
	}
	if len(c.link.topical) > 0 {
		out = append(out, group{c.byYears(c.link.topical), otherPlace})
	}
	return append(out, group{c.byYears(c.every()), sameYear})
}

// every returns all plans.
func (c *inquiry) every() []int32 {
	out := make([]int32, len(c.e.books))
	for i := range out {
		out[i] = int32(i)
	}
	return out
}

// namedGroup orders the plans that a question names: the default one, those of
// the years that it says, those of the topic that it mentions or that the
// answer before was about, the newest.
func (c *inquiry) namedGroup() group {
	ids := c.byYears(c.link.plans)
	topics := c.e.linker.bestTopics(slices.DeleteFunc(slices.Clone(c.link.runs), func(r topicRun) bool { return r.to-r.from < 2 }))
	series := ""
	if c.follow != none {
		series = topicOfSeries(c.e.books[c.follow].card.series)
	}
	rank := func(id int32) int {
		switch {
		case id == c.chosen && len(c.link.namedYears()) == 0:
			return 0
		case slices.Contains(topics, c.e.linker.topicOf[id]):
			return 1
		case series != "" && topicOfSeries(c.e.books[id].card.series) == series:
			return 2
		}
		return 3
	}
	slices.SortStableFunc(ids, func(a, b int32) int { return rank(a) - rank(b) })
	g := group{ids, samePlace}
	if c.link.byTopic && !slices.Contains(ids, c.chosen) && !slices.Contains(ids, c.follow) {
		g.how = otherPlace
	}
	if slices.Contains(ids, c.chosen) {
		g.how = sameSeries
	}
	return g
}

func topicOfSeries(series string) string {
	_, topic, _ := strings.Cut(series, "|")
	return topic
}

// withYears returns a plan with those of its series that are for the years that
// a question says: the one for the year first, save where the plan is asked for
// a value that it may give itself.
func (c *inquiry) withYears(id int32) []int32 {
	var out []int32
	for _, y := range c.link.freeYears() {
		year := y.in(c.year(id))
		if other, ok := c.e.linker.sibling(id, year); ok && !c.e.books[id].card.covers(year) && !slices.Contains(out, other) {
			out = append(out, other)
		}
	}
	if len(out) == 0 {
		return []int32{id}
	}
	if len(out) == 1 && len(c.link.freeYears()) == 1 && !c.link.versus && !c.bare.sayOne(cueChange) && !c.followsValue(id) {
		return append(out, id)
	}
	return append([]int32{id}, out...)
}

// followsValue tells whether a question goes on from an answer of a plan and
// asks for a value: 那去年呢.
func (c *inquiry) followsValue(id int32) bool {
	if c.hasContent() || c.follow != id {
		return false
	}
	intent := c.e.shelf.take(c.e.books[id]).understand(c.link.question, c.prev).Intent
	return intent == AskValue || intent == AskChange || intent == Refuse
}

// byYears puts those for the one year that a question says first.
func (c *inquiry) byYears(ids []int32) []int32 {
	ids = slices.Clone(ids)
	years := c.link.freeYears()
	if len(years) != 1 || years[0].relative {
		return ids
	}
	slices.SortStableFunc(ids, func(a, b int32) int {
		return after(c.e.books[a].card.covers(years[0].year)) - after(c.e.books[b].card.covers(years[0].year))
	})
	return ids
}

func after(first bool) int {
	if first {
		return 0
	}
	return 1
}

// around returns the plans of the cities that hold a county which no plan is of.
func (l *linker) around(ln *link) []int32 {
	var out []int32
	for _, m := range ln.far {
		for _, i := range m.ids {
			code := corpus.Regions()[i].Code
			if len(code) == 6 {
				out = append(out, l.regions[code[:4]]...)
				out = append(out, l.regions[code[:2]]...)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// fewPlans are asked one by one; of more only those that have the question's
// words, or most of them.
const (
	fewPlans = 8
	nearly   = 8
)

// sift leaves the plans of a group that may cover the question.
func (c *inquiry) sift(ids []int32) []int32 {
	if len(ids) <= fewPlans || c.e.sieve == nil {
		return ids
	}
	if out := c.holding(ids); len(out) > 0 {
		return out
	}
	may := c.e.sieve.most(c.wordRows(), len(c.e.books))
	out := slices.DeleteFunc(may, func(id int32) bool { return !slices.Contains(ids, id) })
	if len(out) == 0 {
		out = ids
	}
	return out[:min(nearly, len(out))]
}

// holding leaves the plans that have each of the question's words; all where
// they are too few for a sieve.
func (c *inquiry) holding(ids []int32) []int32 {
	if c.e.sieve == nil {
		return ids
	}
	if c.held == nil {
		c.held = c.e.sieve.all(c.wordRows())
	}
	return slices.DeleteFunc(slices.Clone(ids), func(id int32) bool { return c.held[id/64]&(1<<(id%64)) == 0 })
}

func (c *inquiry) wordRows() [][]uint64 { return c.e.sieve.wordRows(c.bare.text, c.bare.content()) }

// maxAsked is how many plans of a group are asked at most.
const maxAsked = 24

// try asks plans until one answers; refused is what the first said that did not.
func (c *inquiry) try(g group) (found, refused *reply) {
	for n, id := range c.sift(g.ids) {
		if c.ctx.Err() != nil || n == maxAsked {
			break
		}
		r := c.say(id)
		if r.answer.Status != NotFound {
			return r, refused
		}
		if refused == nil {
			refused = r
		}
	}
	return nil, refused
}

// say asks one plan.
func (c *inquiry) say(id int32) *reply {
	k := c.e.shelf.take(c.e.books[id])
	years := c.yearsAsked(id)
	if years.span || years.versus {
		if r, ok := c.subject(id, years); ok {
			return r
		}
	}
	r := &reply{id: id, k: k, text: c.textFor(id)}
	r.answer, r.question = k.ask(r.text, c.prev)
	if r.answer.Status == NotFound && years.wants(c.year(id)) && len(c.e.linker.series[c.e.linker.cards[id].series]) > 1 {
		if of, ok := c.subject(id, years); ok && len(years.pick(c.cellsOf(id, of.question.Facts[0]), c.year(id))) > 0 {
			return of
		}
	}
	if r.answer.Status == NotFound && len(c.link.cuts) > 0 {
		// What named the plan may be what is asked for as well.
		if a, q := k.ask(c.link.question, c.prev); a.Status != NotFound {
			r.answer, r.question = a, q
		}
	}
	return r
}

// textFor is the question as it is asked of a plan.
func (c *inquiry) textFor(id int32) string {
	if c.follow != none && id != c.follow && !c.link.named && !c.hasContent() && c.prev.Asked != "" {
		before := c.e.linker.read(c.prev.Asked)
		var years []stretch
		for _, y := range before.years {
			years = append(years, y.stretch)
		}
		return before.without(0, years...)
	}
	return c.link.without(c.ownYear(id))
}

// ownYear is the year that relative years are counted from where that is not
// the plan's own, else 0.
func (c *inquiry) ownYear(id int32) int {
	base := c.base()
	if base == none || c.e.linker.cards[base].series != c.e.linker.cards[id].series || c.year(base) == c.year(id) {
		return 0
	}
	return c.year(base)
}
