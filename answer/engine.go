package answer

import (
	"context"
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
	search Searcher
	opts   Options
}

// New returns an engine over plans. search must hold the same plans.
func New(plans []*corpus.Plan, search Searcher, opts Options) *Engine {
	return &Engine{plans: plans, search: search, opts: opts}
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

// Ask answers a question. prev is the State of the answer that it follows,
// zero for a first question. Any string is a question; what cannot be read is
// answered politely with NotFound. The only error is the context's.
func (e *Engine) Ask(ctx context.Context, question string, prev State) (Answer, error) {
	return Answer{}, ctx.Err()
}

// Live holds the engine that answers now. A new version of a plan makes a new
// engine, swapped in one step.
type Live struct{ engine atomic.Pointer[Engine] }

// Engine returns the current engine. A caller that needs more than one look
// at the plans keeps the one that it got.
func (l *Live) Engine() *Engine { return l.engine.Load() }

// Swap makes e the current engine.
func (l *Live) Swap(e *Engine) { l.engine.Store(e) }
