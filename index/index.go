// Package index finds the items of plans by words. It is the only importer of
// bleve, and a cache: it can be built anew from the plans at any time and is
// never the truth.
//
// What is found is an entry: an item, a sentence of a task (cut at 。；！？) or
// a commitment. Entries are folded by corpus/fold, cut into bigrams by bleve's
// cjk analyzer and ranked by BM25. The index holds terms alone; spans are read
// from the plans when it is opened.
//
// What the cjk analyzer would lose is mended here: folding comes first, since
// it drops full-width digits, and single characters have a field of their own,
// since inside a run it knows pairs only. It cuts numbers from what they count
// (2025|年), so values must never be compared through search.
package index

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"sync/atomic"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"

	"planbot/corpus"
	"planbot/corpus/fold"
)

const (
	// defaultLimit is how many hits a query without a limit gets.
	defaultLimit = 10
	// slack is how many entries are fetched beyond the limit, so that a tie at
	// the limit's edge is broken here and not by bleve.
	slack = 16
	// maxTerms bounds a query's cost, some 4 µs a term. No question is longer.
	maxTerms = 256
)

// ErrClosed says that the index was closed.
var ErrClosed = errors.New("index closed")

// Index finds items of the plans that it was made from. Its methods are safe
// for concurrent use.
type Index struct {
	*part                         // of most plans
	later []*part                 // of those that came or changed since, see With
	home  map[corpus.PlanID]*part // the part that a plan is found in
	dead  map[*part]int           // how many entries of a part are of plans that are found elsewhere, or not any more
}

// part is an index of bleve's with its entries. It never changes; indexes that
// follow one another share it.
type part struct {
	bleve   bleve.Index
	entries []entry
	plans   map[corpus.PlanID]*corpus.Plan
	users   atomic.Int32 // the indexes that it is part of
}

// Build makes an index in memory. The plans must have distinct IDs.
func Build(plans []*corpus.Plan) (*Index, error) {
	x, err := newIndex(plans)
	if err != nil {
		return nil, err
	}
	if err := x.build(); err != nil {
		return nil, err
	}
	return x, nil
}

// newIndex returns an index that lacks bleve's part.
func newIndex(plans []*corpus.Plan) (*Index, error) {
	p, err := newPart(plans)
	if err != nil {
		return nil, err
	}
	p.users.Add(1)
	x := &Index{part: p, home: make(map[corpus.PlanID]*part, len(plans))}
	for id := range p.plans {
		x.home[id] = p
	}
	return x, nil
}

func twoPlans(id corpus.PlanID) error {
	return fmt.Errorf("两个工作要点的编号都是 %q，无法建立索引", id)
}

func newPart(plans []*corpus.Plan) (*part, error) {
	p := &part{plans: make(map[corpus.PlanID]*corpus.Plan, len(plans))}
	for _, plan := range plans {
		if p.plans[plan.ID] != nil {
			return nil, twoPlans(plan.ID)
		}
		p.plans[plan.ID] = plan
		p.entries = append(p.entries, entriesOf(plan)...)
	}
	return p, nil
}

// build makes bleve's part in memory.
func (p *part) build() (err error) {
	// bleve.NewMemOnly would take its old store: slower to build and to ask.
	if p.bleve, err = bleve.NewUsing("", newMapping(), scorch.Name, scorch.Name, nil); err != nil {
		return fmt.Errorf("make index: %w", err)
	}
	if err := p.fill(); err != nil {
		return errors.Join(fmt.Errorf("fill index: %w", err), p.bleve.Close())
	}
	return nil
}

// fill writes the entries in batches, since memory grows with a batch.
func (p *part) fill() error {
	const size = 1000
	for start := 0; start < len(p.entries); start += size {
		batch := p.bleve.NewBatch()
		for i := start; i < min(start+size, len(p.entries)); i++ {
			if err := batch.Index(name(i), p.entries[i].document()); err != nil {
				return err
			}
		}
		if err := p.bleve.Batch(batch); err != nil {
			return err
		}
	}
	for i := range p.entries {
		p.entries[i].content = "" // held by bleve now, as terms
	}
	return nil
}

// name is an entry's name for bleve. Names sort as the entries do.
func name(i int) string { return fmt.Sprintf("%08d", i) }

// Close frees what the index holds and no other index shares. No search may
// follow.
func (x *Index) Close() error {
	var errs []error
	for _, p := range x.parts() {
		if p.users.Add(-1) == 0 {
			errs = append(errs, p.bleve.Close())
		}
	}
	return errors.Join(errs...)
}

func (x *Index) parts() []*part { return append([]*part{x.part}, x.later...) }

// Search returns the entries that share words with the query, the best first
// and equals in the order of the plans' text. The same query on the same plans
// always gives the same hits. A query without words finds nothing. The error
// is the context's, or says that the index is broken or closed.
func (x *Index) Search(ctx context.Context, q corpus.Query) ([]corpus.Hit, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	words := x.words(q.Words)
	if words == nil {
		return nil, nil
	}
	limit := q.Limit
	if limit <= 0 {
		limit = defaultLimit
	}
	wanted := make(map[*part][]corpus.PlanID)
	for _, id := range q.Plans {
		wanted[x.home[id]] = append(wanted[x.home[id]], id)
	}
	var all []ranked
	for n, p := range x.parts() {
		if len(q.Plans) > 0 && wanted[p] == nil {
			continue
		}
		found, err := x.searchPart(ctx, p, p.within(wanted[p], words), limit)
		if err != nil {
			return nil, err
		}
		for i := range found {
			found[i].part = n
		}
		all = append(all, found...)
	}
	return best(all, limit), nil
}

// searchPart returns the matches in a part that are of plans found there.
func (x *Index) searchPart(ctx context.Context, p *part, words query.Query, limit int) ([]ranked, error) {
	req := bleve.NewSearchRequestOptions(words, min(limit, len(p.entries))+slack+x.dead[p], 0, false)
	req.SortBy([]string{"-_score", "_id"})
	res, err := p.bleve.SearchInContext(ctx, req)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, bleve.ErrorIndexClosed):
		return nil, ErrClosed
	case err != nil:
		return nil, fmt.Errorf("search: %w", err)
	}
	found, err := p.ranked(res.Hits)
	return slices.DeleteFunc(found, func(r ranked) bool { return x.home[r.of.item.Plan] != p }), err
}

// words returns the query for any of the words, nil where there are none.
func (x *Index) words(words string) query.Query {
	seen := map[string]bool{}
	var terms []query.Query
	for _, token := range x.bleve.Mapping().AnalyzerNamed(analyzer).Analyze([]byte(fold.Fold(words))) {
		term := string(token.Term)
		if seen[term] || len(terms) == maxTerms {
			continue
		}
		seen[term] = true
		t := query.NewTermQuery(term)
		t.SetField(fieldText)
		if token.Type == analysis.Single { // a character with no neighbour to pair with
			t.SetField(fieldSingle)
		}
		terms = append(terms, t)
	}
	if terms == nil {
		return nil
	}
	return query.NewDisjunctionQuery(terms)
}

// within restricts words to plans, at no score of its own; to none where there
// are none.
func (p *part) within(plans []corpus.PlanID, words query.Query) query.Query {
	wanted := map[corpus.PlanID]bool{}
	var terms []query.Query
	for _, id := range plans {
		if !wanted[id] {
			wanted[id] = true
			t := query.NewTermQuery(string(id))
			t.SetField(fieldPlan)
			t.SetBoost(0)
			terms = append(terms, t)
		}
	}
	if len(plans) == 0 || p.allIn(wanted) {
		return words
	}
	plan := terms[0]
	if len(terms) > 1 {
		d := query.NewDisjunctionQuery(terms)
		d.SetBoost(0)
		plan = d
	}
	// A conjunct, not bleve's filter: ten times as fast.
	return query.NewConjunctionQuery([]query.Query{plan, words})
}

// allIn tells whether the part holds no plan but the wanted ones.
func (p *part) allIn(wanted map[corpus.PlanID]bool) bool {
	for id := range p.plans {
		if !wanted[id] {
			return false
		}
	}
	return true
}

// ranked is a match.
type ranked struct {
	part, number int // of the part, and of the entry in it
	of           *entry
	score        float64
}

// ranked turns bleve's matches into ours.
func (p *part) ranked(found search.DocumentMatchCollection) ([]ranked, error) {
	all := make([]ranked, len(found))
	for i, m := range found {
		n, err := strconv.Atoi(m.ID)
		if err != nil || n < 0 || n >= len(p.entries) {
			return nil, fmt.Errorf("search: entry %q is unknown", m.ID)
		}
		// The last digits of a sum depend on the order of its terms.
		all[i] = ranked{number: n, of: &p.entries[n], score: math.Round(m.Score*1e6) / 1e6}
	}
	return all, nil
}

// best returns the best hits in a settled order.
func best(all []ranked, limit int) []corpus.Hit {
	slices.SortFunc(all, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(b.score, a.score), a.part-b.part, a.number-b.number)
	})
	hits := make([]corpus.Hit, 0, min(limit, len(all)))
	for _, r := range all[:min(limit, len(all))] {
		hits = append(hits, corpus.Hit{Item: r.of.item, Span: r.of.span, Score: r.score})
	}
	return hits
}
