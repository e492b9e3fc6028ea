package answer

import (
	"cmp"
	"context"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"planbot/corpus"
)

// Searcher finds the items that words find. Package index has the one that
// planbot uses.
type Searcher interface {
	Search(ctx context.Context, q corpus.Query) ([]corpus.Hit, error)
}

// Options are the engine's settings.
type Options struct {
	// DefaultPlan answers where a question names no plan and State.Default is not
	// set; "" lets the newest that covers it answer.
	DefaultPlan corpus.PlanID
}

// Engine answers questions from one immutable set of plans and their index.
// Its methods are safe for concurrent use.
type Engine struct {
	plans  []*corpus.Plan
	books  []*book // in the order of plans
	byID   map[corpus.PlanID]int32
	shelf  *shelf
	linker *linker
	sieve  *sieve // nil where there are few plans
	search Searcher
	opts   Options
}

// New returns an engine over plans. search must hold the same plans; it may be
// nil, then only what a plan's structure gives is suggested. What the plans say
// is learnt plan by plan when it is first asked for, and kept for the plans
// that were asked last.
func New(plans []*corpus.Plan, search Searcher, opts Options) *Engine {
	return build(plans, search, opts, newShelf(keptText), nil)
}

// With returns an engine over plans, with e's settings and all that e knows of
// those that have not changed: the same plan, or one with the same ID, head and
// text. Of such a plan e's own value goes on to be used. e stays as it is.
func (e *Engine) With(plans []*corpus.Plan, search Searcher) *Engine {
	next := build(plans, search, e.opts, e.shelf, e)
	kept := make(map[*book]bool, len(next.books))
	for _, b := range next.books {
		kept[b] = true
	}
	e.shelf.forget(kept)
	return next
}

func build(plans []*corpus.Plan, search Searcher, opts Options, shelf *shelf, before *Engine) *Engine {
	e := &Engine{shelf: shelf, search: search, opts: opts, byID: make(map[corpus.PlanID]int32, len(plans))}
	for _, p := range plans {
		e.books = append(e.books, before.bookOf(p))
	}
	slices.SortStableFunc(e.books, func(a, b *book) int {
		return cmp.Or(b.plan.Head.Year-a.plan.Head.Year, strings.Compare(b.plan.Head.Date.String(), a.plan.Head.Date.String()))
	})
	cards := make([]card, len(e.books))
	for i, b := range e.books {
		e.plans = append(e.plans, b.plan)
		e.byID[b.plan.ID] = int32(i)
		cards[i] = b.card
	}
	if len(e.books) > 1 {
		e.linker = newLinker(cards)
	}
	if len(e.books) > fewPlans {
		e.sieve = newSieve(e.books)
	}
	return e
}

// bookOf returns the book of a plan that e has, else a new one. e may be nil.
func (e *Engine) bookOf(p *corpus.Plan) *book {
	if e != nil {
		if i, ok := e.byID[p.ID]; ok && samePlan(e.books[i].plan, p) {
			return e.books[i]
		}
	}
	return &book{plan: p, card: cardOf(p)}
}

// samePlan tells whether two values are one version of a plan, read alike.
func samePlan(a, b *corpus.Plan) bool {
	return a == b || a.Version() == b.Version() && a.Text == b.Text && reflect.DeepEqual(a.Head, b.Head) &&
		len(a.Tasks) == len(b.Tasks) && len(a.Indicators) == len(b.Indicators)
}

// Plans returns the engine's plans, the newest first. The slice is shared.
func (e *Engine) Plans() []*corpus.Plan { return e.plans }

// Plan returns the plan with an ID, nil where there is none.
func (e *Engine) Plan(id corpus.PlanID) *corpus.Plan {
	if i, ok := e.byID[id]; ok {
		return e.plans[i]
	}
	return nil
}

// maxQuestion is the longest question that is read, in characters; a longer
// one is answered with the request to shorten it.
const maxQuestion = 500

// Ask answers a question. prev is the State of the answer that it follows,
// zero for a first question. Any string is a question; what cannot be read is
// answered politely with NotFound. The only error is the context's.
func (e *Engine) Ask(ctx context.Context, question string, prev State) (Answer, error) {
	if err := ctx.Err(); err != nil {
		return Answer{}, err
	}
	a := e.answer(ctx, question, prev)
	a.State.Default = prev.Default
	return a, ctx.Err()
}

func (e *Engine) answer(ctx context.Context, question string, prev State) Answer {
	switch {
	case len(e.plans) == 0:
		return refusal("还没有可以查询的工作要点。")
	case utf8.RuneCountInString(question) > maxQuestion:
		return refusal("问题太长了，请用一两句话问，例如某项指标的目标或某项任务的责任单位。")
	}
	if question = strings.ToValidUTF8(question, ""); strings.Contains(question, "@") {
		question = mentionPattern.ReplaceAllString(question, " ")
	}
	if strings.IndexFunc(question, wordLike) < 0 {
		return refusal("请输入一个问题，例如：" + example(e.plans[0]) + "？")
	}
	if len(e.books) > 1 {
		return e.begin(ctx, question, prev).answer()
	}
	k := e.shelf.take(e.books[0])
	a, _ := k.ask(question, prev)
	e.suggest(ctx, k, question, &a)
	return a
}

var mentionPattern = regexp.MustCompile(`@[A-Za-z0-9_]+`)

func wordLike(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// example is a question that a plan answers.
func example(p *corpus.Plan) string {
	if len(p.Indicators) > 0 {
		return p.Indicators[0].Name + "的目标是多少"
	}
	return p.Tasks[0].Title + "由哪个单位负责"
}

// suggest offers the nearest items that the index finds.
func (e *Engine) suggest(ctx context.Context, k *knowledge, question string, a *Answer) {
	if e.search == nil || a.Status != NotFound || len(a.Suggestions) > 0 {
		return
	}
	q := k.scan(question)
	hits, err := e.search.Search(ctx, corpus.Query{Plans: []corpus.PlanID{k.plan.ID}, Words: k.contentWords(q), Limit: 10})
	if err != nil {
		return
	}
	for _, hit := range hits {
		if question := k.questionAbout(hit.Item.Anchor); question != "" && !slices.Contains(a.Suggestions, question) && len(a.Suggestions) < 3 {
			a.Suggestions = append(a.Suggestions, question)
		}
	}
}

// questionAbout is a question about an item as a whole.
func (k *knowledge) questionAbout(item corpus.Anchor) string {
	for i := range k.facts {
		if f := &k.facts[i]; f.item == item && f.commitment == nil {
			return k.question(f)
		}
	}
	return ""
}
