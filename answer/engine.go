package answer

import (
	"context"
	"slices"
	"strings"
	"sync/atomic"

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
	case len([]rune(question)) > maxQuestion:
		return refusal("问题太长了，请用一两句话问，例如某项指标的目标或某项任务的责任单位。"), nil
	}
	q := normal(mentionPattern.ReplaceAllString(question, " "))
	if strings.IndexFunc(q, meaning) < 0 {
		return refusal("请输入一个问题，例如：" + example(e.plans[0]) + "？"), nil
	}
	var first Answer
	for i, k := range e.order(q, prev) {
		a := e.askPlan(ctx, k, q, prev)
		if a.Status != NotFound {
			return a, nil
		}
		if i == 0 {
			first = a
		}
	}
	return first, ctx.Err()
}

// order returns the plans that may answer: the one that the question names or
// follows, or the default one alone; else all, the newest first.
func (e *Engine) order(q string, prev State) []*knowledge {
	var named []*knowledge
	for _, k := range e.known {
		if title := normal(k.plan.Head.Title); title != "" && strings.Contains(q, title) {
			named = append(named, k)
		}
	}
	if len(named) > 0 {
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

// askPlan answers from one plan: as one question, or, where its parts each ask
// for something, part by part.
func (e *Engine) askPlan(ctx context.Context, k *knowledge, q string, prev State) Answer {
	if a, ok := e.askParts(k, q, prev); ok {
		return a
	}
	a := k.ask(understand(k, q), prev)
	if a.Status == NotFound {
		if fixed, from, to := k.corrected(q); from != "" {
			if b := k.ask(understand(k, fixed), prev); b.Status != NotFound {
				b.Parts = append(b.Parts, line("按“"+to+"”理解了“"+from+"”。"))
				return b
			}
		}
		e.suggest(ctx, k, q, &a)
	}
	return a
}

// askParts answers a question of several parts, a later one with the words of
// the first. ok is false where it has one part only, or one cannot be answered.
func (e *Engine) askParts(k *knowledge, q string, prev State) (joint Answer, ok bool) {
	var parts []string
	for _, part := range strings.FieldsFunc(q, func(r rune) bool { return strings.ContainsRune("，,。；;？?！!", r) }) {
		if numberPattern.MatchString(part) || leadPattern.MatchString(part) {
			parts = append(parts, part)
		}
	}
	if len(parts) < 2 || len(parts) > 4 {
		return Answer{}, false
	}
	subject := understand(k, parts[0]).rest
	for i, part := range parts {
		q := understand(k, part)
		if i > 0 {
			q = q.about(subject)
		}
		a := k.ask(q, prev)
		if a.Status != Answered {
			return Answer{}, false
		}
		joint.merge(a)
	}
	joint.Status = Answered
	return joint, true
}

// merge adds another answer's parts and citations.
func (a *Answer) merge(b Answer) {
	offset := len(a.Citations)
	a.Citations = append(a.Citations, b.Citations...)
	for _, p := range b.Parts {
		shifted := make([]int, len(p.Cites))
		for i, c := range p.Cites {
			shifted[i] = c + offset
		}
		a.Parts = append(a.Parts, Part{p.Runs, shifted})
	}
	a.State = b.State
}

// suggest offers the nearest items that the index finds.
func (e *Engine) suggest(ctx context.Context, k *knowledge, q string, a *Answer) {
	if e.search == nil || len(a.Suggestions) > 0 {
		return
	}
	hits, err := e.search.Search(ctx, corpus.Query{Plans: []corpus.PlanID{k.plan.ID}, Words: strings.Join(contentWords(q), " "), Limit: 10})
	if err != nil {
		return
	}
	for _, hit := range hits {
		for i := range k.facts {
			f := &k.facts[i]
			if question := f.question(); f.item == hit.Item.Anchor && f.commitment == nil && question != "" && !slices.Contains(a.Suggestions, question) && len(a.Suggestions) < 3 {
				a.Suggestions = append(a.Suggestions, question)
			}
		}
	}
}

// Live holds the engine that answers now. A new version of a plan makes a new
// engine, swapped in one step.
type Live struct{ engine atomic.Pointer[Engine] }

// Engine returns the current engine. A caller that needs more than one look
// at the plans keeps the one that it got.
func (l *Live) Engine() *Engine { return l.engine.Load() }

// Swap makes e the current engine.
func (l *Live) Swap(e *Engine) { l.engine.Store(e) }
