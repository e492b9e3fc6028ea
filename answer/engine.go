package answer

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
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
	DefaultPlan corpus.PlanID // answers where a question names no plan; "" lets the newest that covers it answer
}

// Engine answers questions from one immutable set of plans and their index.
// Its methods are safe for concurrent use.
type Engine struct {
	plans  []*corpus.Plan
	known  []*knowledge // in the order of plans
	search Searcher
	opts   Options
}

// New returns an engine over plans. search must hold the same plans.
func New(plans []*corpus.Plan, search Searcher, opts Options) *Engine {
	sorted := slices.Clone(plans)
	slices.SortStableFunc(sorted, func(a, b *corpus.Plan) int {
		if d := b.Head.Year - a.Head.Year; d != 0 {
			return d
		}
		return strings.Compare(b.Head.Date.String(), a.Head.Date.String())
	})
	e := &Engine{plans: sorted, search: search, opts: opts}
	for _, p := range sorted {
		e.known = append(e.known, learn(p))
	}
	return e
}

// Plans returns the engine's plans, the newest first. The slice is shared.
func (e *Engine) Plans() []*corpus.Plan { return e.plans }

// Plan returns the plan with an ID, nil where there is none.
func (e *Engine) Plan(id corpus.PlanID) *corpus.Plan {
	for _, p := range e.plans {
		if p.ID == id {
			return p
		}
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
	switch {
	case len(e.plans) == 0:
		return refusal("还没有可以查询的工作要点。"), nil
	case utf8.RuneCountInString(question) > maxQuestion:
		return refusal("问题太长了，请用一两句话问，例如某项指标的目标或某项任务的责任单位。"), nil
	}
	if question = strings.ToValidUTF8(question, ""); strings.Contains(question, "@") {
		question = mentionPattern.ReplaceAllString(question, " ")
	}
	if strings.IndexFunc(question, wordLike) < 0 {
		return refusal("请输入一个问题，例如：" + example(e.plans[0]) + "？"), nil
	}
	var first Answer
	for i, k := range e.order(question, prev) {
		a := k.ask(question, prev)
		if a.Status != NotFound {
			if len(e.known) > 1 && k.plan.Head.Title != "" {
				a.Parts = append(a.Parts, line("依据《"+k.plan.Head.Title+"》。"))
			}
			return a, nil
		}
		if i == 0 {
			e.suggest(ctx, k, question, &a)
			first = a
		}
	}
	return first, ctx.Err()
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

// order returns the plans that may answer: the one that the question names or
// follows, or the default one alone; else all, the newest first.
func (e *Engine) order(question string, prev State) []*knowledge {
	if len(e.known) == 1 {
		return e.known
	}
	if named := e.named(normal(question)); len(named) > 0 {
		return named
	}
	for _, id := range []corpus.PlanID{prev.Plan, e.opts.DefaultPlan} {
		for _, k := range e.known {
			if id != "" && k.plan.ID == id {
				return []*knowledge{k}
			}
		}
	}
	return e.known
}

// enoughNamed is how much of a plan must be named, in characters, for the
// question to be asked of it alone.
const enoughNamed = 4

// named returns the plans that a question names best: by number, title, topic
// or place, and then by year.
func (e *Engine) named(norm string) []*knowledge {
	var best []*knowledge
	most := 0
	for _, k := range e.known {
		n := k.named(norm)
		switch {
		case n < enoughNamed || n < most:
		case n > most:
			best, most = []*knowledge{k}, n
		default:
			best = append(best, k)
		}
	}
	return best
}

// common are the words that titles share.
var common = strings.NewReplacer("工作要点", " ", "实施方案", " ", "指导意见", " ", "实施意见", " ", "工作方案", " ", "行动计划", " ", "意见", " ", "工作", " ", "关于", " ", "加快", " ", "推进", " ", "发展", " ", "进一步", " ", "印发", " ", "方案", " ", "规划", " ")

// named returns how much a question says of what the plan is called.
func (k *knowledge) named(norm string) int {
	head := &k.plan.Head
	if number := normal(head.Number); number != "" && strings.Contains(norm, number) {
		return 100
	}
	q := k.vocab.read(norm, false)
	n := 0
	for _, s := range align(q, &bits{}, k.vocab.read(common.Replace(k.topic.norm), false)) {
		if s.size >= 4 {
			n += s.size
		}
	}
	if name := head.Region.ShortName(); name != "" && !head.Region.IsZero() && strings.Contains(norm, normal(name)) {
		n += enoughNamed
	}
	if n > 0 && k.year > 0 && strings.Contains(norm, strconv.Itoa(k.year)) {
		n += 2
	}
	return n
}

// suggest offers the nearest items that the index finds.
func (e *Engine) suggest(ctx context.Context, k *knowledge, question string, a *Answer) {
	if e.search == nil || len(a.Suggestions) > 0 {
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

// Live holds the engine that answers now. A new version of a plan makes a new
// engine, swapped in one step.
type Live struct{ engine atomic.Pointer[Engine] }

// Engine returns the current engine. A caller that needs more than one look
// at the plans keeps the one that it got.
func (l *Live) Engine() *Engine { return l.engine.Load() }

// Swap makes e the current engine.
func (l *Live) Swap(e *Engine) { l.engine.Store(e) }
