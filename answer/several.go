package answer

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"planbot/corpus"
)

// told finishes what one plan answered: with the values of other years, with
// what the plans say that are as much meant, and with the plan's name.
func (c *inquiry) told(r *reply, g group) Answer {
	if r.answer.Status == Ambiguous && g.how != otherPlace {
		a := c.signed(r)
		c.aim(&a, r.id)
		return a
	}
	if a, ok := c.overPlans(r, g); ok {
		return a
	}
	r = c.closest(r, g)
	peers, more := c.peers(r, g)
	elsewhere := slices.ContainsFunc(peers, func(p *reply) bool { return c.place(p.id) != c.place(r.id) })
	if a, ok := c.overYears(r); ok {
		if elsewhere {
			a = c.choosePlan(append([]*reply{r}, peers...), more)
		}
		return c.remembered(a)
	}
	if a, ok := c.withPeers(r, peers, more, g.how); ok {
		return c.remembered(a)
	}
	return c.remembered(c.signed(r))
}

// signed says which plan an answer is from.
func (c *inquiry) signed(r *reply) Answer {
	a := r.answer
	p := r.k.plan
	if a.Status != Answered && a.Status != Ambiguous || p.Head.Title == "" {
		return a
	}
	text := "依据" + titled(p)
	if year := p.Head.Year; year > 0 && !strings.Contains(p.Head.Title, fmt.Sprint(year)) && r.k.plan.Head.Date.Year > 0 {
		text += fmt.Sprintf("（%d年印发）", p.Head.Date.Year)
	}
	a.Parts = append(a.Parts, line(text+"。"))
	return a
}

// maxAskedKept is the longest question that is kept for the next one, in
// characters.
const maxAskedKept = 60

// remembered keeps what was asked, so that the next question can ask it of
// another plan.
func (c *inquiry) remembered(a Answer) Answer {
	if a.Status == NotFound {
		return a
	}
	asked := strings.TrimSpace(c.link.without(0, c.placeStretches()...))
	if !c.hasContent() && c.prev.Subject != "" {
		asked = c.prev.Subject + "，" + asked
	}
	if len([]rune(asked)) <= maxAskedKept {
		a.State.Asked = asked
	}
	return a
}

// refused is what is said where no plan answers: by the first that was asked,
// or that no plan is of the place that is named.
func (c *inquiry) refused(first *reply) Answer {
	if first == nil {
		return refusal("没有找到可以回答的文件，请把问题说得具体一些。")
	}
	a := first.answer
	a.State = c.kept(first)
	a.Parts = append(a.Parts, line(c.searched(first)))
	if place := c.strangePlace(first); place != "" {
		a.Parts = append([]Part{line("没有收录" + place + "的文件。")}, a.Parts...)
		a.Suggestions = nil
		return a
	}
	if c.inner {
		return a
	}
	c.e.suggest(c.ctx, first.k, first.text, &a)
	c.aim(&a, first.id)
	if c.base() != none && !c.link.named {
		c.suggestOthers(&a)
	}
	return a
}

// kept is the state after a refusal: what went before can go on to be asked of
// other plans; what was asked anew can be too.
func (c *inquiry) kept(first *reply) State {
	var names []stretch
	for _, m := range slices.Concat(c.link.far, c.link.places) {
		names = append(names, m.stretch)
	}
	asked := strings.TrimSpace(c.link.without(0, names...))
	bare := &question{text: vocabulary(nil).read(normal(asked), false)}
	bare.findCues()
	if c.again || len(bare.content()) == 0 {
		return c.prev
	}
	out := State{Plan: first.k.plan.ID}
	if len([]rune(asked)) <= maxAskedKept {
		out.Asked = asked
	}
	return out
}

// searched says which plans were asked.
func (c *inquiry) searched(first *reply) string {
	switch n := len(c.link.plans); {
	case c.link.named && n > 1:
		return fmt.Sprintf("查的是%s等%d份文件。", titled(first.k.plan), n)
	case c.link.named || c.base() != none:
		return "查的是" + titled(first.k.plan) + "。"
	}
	return fmt.Sprintf("查了收录的%d份文件。", len(c.e.books))
}

// strangePlace is a place that the question names, that no plan is of and that
// is not inside the place of the plan that was asked.
func (c *inquiry) strangePlace(r *reply) string {
	own := r.k.plan.Head.Region
	for _, m := range c.link.far {
		inside := slices.ContainsFunc(m.ids, func(i int32) bool { return corpus.Regions()[i].Within(own) })
		if !inside {
			return c.link.typed(m.stretch)
		}
	}
	return ""
}

// suggestOthers offers to ask another plan, whose topic the question mentions.
func (c *inquiry) suggestOthers(a *Answer) {
	for n, id := range c.sift(c.link.topical) {
		if n == 3 || c.ctx.Err() != nil {
			return
		}
		if id == c.follow || id == c.chosen {
			continue
		}
		if r := c.say(id); r.answer.Status == Answered && r.k.plan.Head.Title != "" {
			a.Suggestions = append([]string{c.aimed(r)}, a.Suggestions...)
			return
		}
	}
}

// aim names a plan in the suggestions that another one would answer.
func (c *inquiry) aim(a *Answer, id int32) {
	for i, s := range a.Suggestions {
		if !c.inner && id != c.chosen && !c.e.leadsTo(c.ctx, s, State{Default: c.prev.Default}, id) {
			a.Suggestions[i] = aimedAt(c.e.plans[id]) + s
		}
	}
}

// leadsTo tells whether a question that stands alone is answered by a plan, and
// by no other.
func (e *Engine) leadsTo(ctx context.Context, question string, prev State, id int32) bool {
	c := e.begin(ctx, question, prev)
	c.inner = true
	a := c.answer()
	return a.Status == Answered && !slices.ContainsFunc(a.Citations, func(c Citation) bool { return c.Item.Plan != e.plans[id].ID })
}

// aimed is a question that asks the plan of a reply alone.
func (c *inquiry) aimed(r *reply) string {
	text := r.text
	if c.link.named || c.hasContent() {
		text = c.link.without(c.ownYear(r.id), c.placeStretches()...)
	}
	text = strings.TrimSpace(text)
	for _, word := range []string{"里面", "里", "中", "的"} {
		text = strings.TrimPrefix(text, word)
	}
	return aimedAt(r.k.plan) + text
}

// closeness is how many characters of the name of what a reply is about stand
// in the question side by side; whole tells whether all do.
func (c *inquiry) closeness(r *reply) (n int, whole bool) {
	if r.answer.Status != Answered || len(r.question.Facts) == 0 {
		return 0, false
	}
	name := r.question.Facts[0].name
	var none bits
	for _, s := range align(r.k.vocab.read(c.bare.norm, false), &none, name) {
		n = max(n, s.size)
	}
	return n, n == len(name.tokens)
}

// binding leaves the plans that say a word of the question side by side with
// the filler before it: 咨询服务, where 咨询 alone is filler.
func (c *inquiry) binding(ids []int32) []int32 {
	if c.e.sieve == nil {
		return ids
	}
	var rows [][]uint64
	for _, s := range c.bare.content() {
		if s.from > 0 && c.bare.tokens[s.from].joined {
			rows = append(rows, c.e.sieve.row(sign(c.bare.words(s.from-1, s.from), c.bare.words(s.from, s.from+1))))
		}
	}
	return slices.DeleteFunc(slices.Clone(ids), func(id int32) bool {
		return !slices.ContainsFunc(rows, func(row []uint64) bool { return row[id/64]&(1<<(id%64)) != 0 })
	})
}

// closest returns the reply whose plan has more of the question's words in one
// piece than any other that is meant: words that are filler to one plan may be
// what another one names.
func (c *inquiry) closest(r *reply, g group) *reply {
	most, whole := c.closeness(r)
	if whole || most == 0 || g.how == sameSeries || !r.question.aboutOne() {
		return r
	}
	asked := 0
	for _, id := range c.binding(c.holding(g.ids)) {
		if id == r.id || asked == maxPeers || g.how == samePlace && c.place(id) != c.place(r.id) {
			continue
		}
		asked++
		p := c.say(id)
		if n, _ := c.closeness(p); n > most && p.question.aboutOne() {
			r, most = p, n
		}
	}
	return r
}

// maxPeers is how many plans are heard beside the one that answers.
const maxPeers = 7

// peers asks the plans that are as much meant as the one that answered; those
// that answer too are returned, the newest first, and how many were not asked.
func (c *inquiry) peers(r *reply, g group) (out []*reply, more int) {
	if _, ok := r.claim(); !ok && g.how != otherPlace {
		return nil, 0
	}
	if g.how == sameSeries {
		g.ids = c.e.linker.series[c.e.linker.cards[r.id].series]
	}
	heard := map[string]bool{c.place(r.id): true}
	for _, id := range c.holding(g.ids) {
		if id == r.id || !c.stands(r.id, id, g.how) || g.how == otherPlace && heard[c.place(id)] {
			continue
		}
		if len(out) == maxPeers || c.ctx.Err() != nil {
			more++
			continue
		}
		p := c.say(id)
		if p.answer.Status != Answered && (p.answer.Status != Ambiguous || g.how != otherPlace) {
			continue
		}
		heard[c.place(id)] = true
		out = append(out, p)
	}
	return out, more
}

// place is what tells the places of plans apart.
func (c *inquiry) place(id int32) string {
	place, _, _ := strings.Cut(c.e.linker.cards[id].series, "|")
	return place
}

// stands tells whether a plan is as much meant as the one that answered.
func (c *inquiry) stands(answered, other int32, how standing) bool {
	a, b := &c.e.linker.cards[answered], &c.e.linker.cards[other]
	switch {
	case how == otherPlace:
		return c.place(answered) != c.place(other)
	case c.year(answered) != c.year(other):
		return false
	case how == samePlace:
		return c.place(answered) == c.place(other)
	case how == sameSeries:
		return a.series == b.series
	}
	return true
}

// withPeers answers where several plans are meant. Where they say the same it
// is said once; where they differ each is heard; where they are too many, or of
// different places and only their topic is named, one must be chosen.
func (c *inquiry) withPeers(r *reply, peers []*reply, more int, how standing) (Answer, bool) {
	claim, _ := r.claim()
	closest, _ := c.closeness(r)
	if len(peers) == 0 {
		return Answer{}, false
	}
	if how == otherPlace {
		return c.choosePlan(append([]*reply{r}, peers...), more), true
	}
	differ := []*reply{r}
	var same []*reply
	for _, p := range peers {
		other, ok := p.claim()
		near, _ := c.closeness(p)
		switch {
		case !ok || other.intent != claim.intent || near < closest && p.question.aboutOne():
		case claim.agrees(other):
			same = append(same, p)
		default:
			differ = append(differ, p)
		}
	}
	switch {
	case len(differ) > maxVoices:
		return c.choosePlan(differ, more), true
	case len(differ) > 1:
		return c.voices(differ), true
	case len(same) > 0:
		return c.agreed(r, same), true
	}
	return Answer{}, false
}

// maxVoices is how many plans that differ are heard in one answer.
const maxVoices = 3

// choosePlan asks which of the plans is meant.
func (c *inquiry) choosePlan(replies []*reply, more int) Answer {
	a := Answer{Status: Ambiguous, Parts: []Part{line("有几份文件都说到，请选一份：")}, State: State{Plan: c.prev.Plan}}
	for _, r := range replies {
		if len(a.Suggestions) == maxChoices || r.k.plan.Head.Title == "" {
			more++
			continue
		}
		if s := c.aimed(r); !slices.Contains(a.Suggestions, s) {
			a.Suggestions = append(a.Suggestions, s)
		}
	}
	if more > 0 {
		a.Parts = append(a.Parts, line(fmt.Sprintf("另有%d份文件没有列出，请说出地区或文件名称。", more)))
	}
	return a
}

// The bounds of a list over plans.
const (
	maxLists = 5  // plans
	maxLines = 12 // lines of each
)

// overPlans lists what units do by plan, where no plan is named or set.
func (c *inquiry) overPlans(r *reply, g group) (Answer, bool) {
	if r.question.Intent != AskUnit || g.how == sameSeries || g.how == otherPlace {
		return Answer{}, false
	}
	replies, more := []*reply{r}, 0
	called := r.unitsCalled()
	for _, id := range g.ids {
		switch {
		case id == r.id || !namesUnits(c.e.plans[id], called):
			continue
		case len(replies) == maxLists || c.ctx.Err() != nil:
			more++
			continue
		}
		if p := c.say(id); p.answer.Status == Answered && p.question.Intent == AskUnit {
			replies = append(replies, p)
		}
	}
	replies = leadersOf(replies)
	if len(replies) == 1 {
		return c.remembered(c.signed(replies[0])), true
	}
	slices.SortStableFunc(replies, func(a, b *reply) int { return int(a.id - b.id) })
	a := Answer{Status: Answered}
	for _, p := range replies {
		a.Parts = append(a.Parts, line(titled(p.k.plan)+"："))
		a.mergeFirst(p.answer, maxLines)
	}
	if more > 0 {
		a.Parts = append(a.Parts, line(fmt.Sprintf("另有%d份文件也写到，没有列出，请说出地区、年份或文件名称。", more)))
	}
	a.State = replies[0].answer.State
	return c.remembered(a), true
}

// leadersOf leaves out the plans in which a unit leads nothing, where that is
// what is asked and it leads something in others.
func leadersOf(replies []*reply) []*reply {
	leading := slices.DeleteFunc(slices.Clone(replies), func(r *reply) bool {
		return r.question.List.lead && strings.HasPrefix(r.answer.Parts[0].Text(), nothingLed)
	})
	if len(leading) == 0 {
		return replies
	}
	return leading
}

// unitsCalled returns the names of the units, and the county, that a reply is
// about, as a test of the names that other plans print.
func (r *reply) unitsCalled() func(printed string) bool {
	names := make(map[string]bool)
	for _, u := range r.k.units {
		if slices.Contains(r.question.Units, u.name) {
			for _, a := range u.aliases {
				names[a] = true
			}
		}
	}
	county := r.question.County
	known := make(map[string]bool) // by what is printed: many plans name few units
	return func(printed string) bool {
		is, ok := known[printed]
		if !ok {
			is = names[normal(printed)] || county != nil && strings.HasPrefix(printed, county.Name)
			known[printed] = is
		}
		return is
	}
}

// namesUnits tells whether a plan gives something to do to a unit that is
// named.
func namesUnits(p *corpus.Plan, named func(string) bool) bool {
	for i := range p.Indicators {
		if slices.ContainsFunc(p.Indicators[i].Leads, named) {
			return true
		}
	}
	for i := range p.Tasks {
		for _, as := range p.Tasks[i].Assignments {
			if slices.ContainsFunc(as.Units, func(u corpus.UnitRole) bool { return named(u.Name) }) {
				return true
			}
		}
	}
	return false
}

// mergeFirst adds the first lines of another answer with what they cite.
func (a *Answer) mergeFirst(b Answer, lines int) {
	for i, p := range b.Parts {
		if i == lines {
			a.Parts = append(a.Parts, line(fmt.Sprintf("……这份文件里还有%d行。", len(b.Parts)-i)))
			return
		}
		cites := make([]int, len(p.Cites))
		for n, at := range p.Cites {
			cites[n] = a.add(b.Citations[at])
		}
		a.Parts = append(a.Parts, Part{p.Runs, cites})
	}
}

// voices says what each plan says, where they differ.
func (c *inquiry) voices(replies []*reply) Answer {
	head := fmt.Sprintf("%d份文件都说到，各是：", len(replies))
	if !slices.ContainsFunc(replies[1:], func(r *reply) bool { return !c.sameMatter(replies[0], r) }) {
		head = fmt.Sprintf("%d份文件说法不一：", len(replies))
	}
	a := Answer{Status: Answered, Parts: []Part{line(head)}}
	for _, r := range replies {
		a.Parts = append(a.Parts, line(titled(r.k.plan)+"："))
		a.merge(r.answer)
	}
	a.State = replies[0].answer.State
	return a
}

// sameMatter tells whether two plans of one place speak of one thing.
func (c *inquiry) sameMatter(a, b *reply) bool {
	return c.place(a.id) == c.place(b.id) && subjectOf(a.question.Facts[0]) == subjectOf(b.question.Facts[0])
}

// subjectOf is what a fact is about, in the form in which those of several
// plans are held against each other.
func subjectOf(f *fact) string {
	switch {
	case f.indicator != nil:
		return rowName(f.indicator)
	case f.commitment != nil:
		return normal(f.commitment.Subject)
	}
	return normal(f.label)
}

// agreed says once what several plans say alike, and cites them all.
func (c *inquiry) agreed(r *reply, same []*reply) Answer {
	a := c.signed(r)
	for _, p := range same {
		var cites []int
		for _, i := range p.answer.Parts[0].Cites {
			cites = append(cites, a.add(p.answer.Citations[i]))
		}
		a.Parts = append(a.Parts, Part{Runs: []Run{plain(titled(p.k.plan) + "的说法相同。")}, Cites: cites})
	}
	return a
}

// eachPart asks each of the plans that a question names side by side. Values of
// several years are said together.
func (c *inquiry) eachPart() Answer {
	if r, _ := c.try(c.namedGroup()); r != nil && len(c.link.lost) == 0 && c.link.namedYears() != nil {
		if a, ok := c.overYears(r); ok {
			return c.remembered(a)
		}
	}
	a := Answer{Status: Answered}
	var first *reply
	for _, p := range c.link.parts {
		g := c.namedGroup()
		g.ids = slices.DeleteFunc(g.ids, func(id int32) bool { return !slices.Contains(p.ids, id) })
		found, refused := c.tryWithout(g, p)
		switch {
		case found != nil && found.answer.Status == Answered:
			a.Parts = append(a.Parts, line(titled(found.k.plan)+"："))
			a.merge(found.answer)
			first = cmp.Or(first, found)
		case found != nil:
			a.Parts = append(a.Parts, line(titled(found.k.plan)+"有几项都符合，请单独问。"))
		case refused != nil:
			a.Parts = append(a.Parts, line(titled(refused.k.plan)+"没有写到这项内容。"))
		}
	}
	for _, words := range c.link.lost {
		a.Parts = append(a.Parts, line("没有收录"+words+"。"))
	}
	if first == nil {
		found, refused := c.try(c.namedGroup())
		if found != nil {
			return c.signed(found)
		}
		return c.refused(refused)
	}
	return c.remembered(a)
}

// tryWithout asks the plans of one part with the places of the others left out.
func (c *inquiry) tryWithout(g group, p part) (found, refused *reply) {
	own := *c
	ln := *c.link
	own.link = &ln
	ln.cuts = slices.Clone(ln.cuts)
	for _, o := range ln.parts {
		if o.said != p.said && !ln.inName(o.said) {
			ln.cuts = append(ln.cuts, o.said)
			if o.said.to < len(ln.text) && strings.ContainsRune("和与及、跟,", ln.text[o.said.to]) {
				ln.cuts = append(ln.cuts, stretch{o.said.to, o.said.to + 1})
			}
		}
	}
	slices.SortFunc(ln.cuts, func(a, b stretch) int { return a.from - b.from })
	return own.try(g)
}

// claim is what an answer says, in a form that can be compared.
type claim struct {
	intent Intent
	values []corpus.Quantity
	words  string
}

// claim returns what a reply says; ok is false where it cannot be compared with
// what another plan says.
func (r *reply) claim() (claim, bool) {
	q := r.question
	if r.answer.Status != Answered || len(q.Facts) == 0 {
		return claim{}, false
	}
	out := claim{intent: q.Intent}
	switch q.Intent {
	case AskValue:
		out.values = r.k.valuesOf(q)
		return out, len(out.values) > 0
	case AskLead, AskDeadline:
		var words []string
		for _, p := range r.answer.Parts {
			for _, run := range p.Runs {
				if run.Strong {
					words = append(words, run.Text)
				}
			}
		}
		out.words = strings.Join(words, "、")
		return out, out.words != ""
	}
	return out, false
}

// valuesOf returns the quantities that an answer about a value gives.
func (k *knowledge) valuesOf(q Question) []corpus.Quantity {
	f := q.Facts[0]
	if f.commitment != nil {
		return f.commitment.Quantities
	}
	var out []corpus.Quantity
	if f.indicator == nil {
		return nil
	}
	for _, v := range f.indicator.Values {
		if slices.Contains(q.Years, v.Year) || len(q.Years) == 0 && v.Kind == corpus.ValueTarget {
			v.Measure = cmp.Or(v.Measure, f.indicator.Measure)
			out = append(out, v.Quantity)
		}
	}
	return out
}

// agrees tells whether two plans say the same.
func (c claim) agrees(o claim) bool {
	return c.words == o.words && slices.EqualFunc(c.values, o.values, sameQuantity)
}

// sameQuantity tells whether two quantities say the same, in one measure.
func sameQuantity(a, b corpus.Quantity) bool {
	if a.Low == nil && a.High == nil || b.Low == nil && b.High == nil {
		return normal(a.Raw) == normal(b.Raw)
	}
	same := func(x, y *corpus.Decimal) bool { return x == nil && y == nil || x != nil && y != nil && x.Cmp(y) == 0 }
	return same(a.Low, b.Low) && same(a.High, b.High) && a.Comparator == b.Comparator &&
		(a.Measure == b.Measure || a.Measure == "" || b.Measure == "")
}
