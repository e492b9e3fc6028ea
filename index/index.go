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
	bleve   bleve.Index
	entries []entry
	plans   map[corpus.PlanID]bool
}

// Build makes an index in memory. The plans must have distinct IDs.
func Build(plans []*corpus.Plan) (*Index, error) {
	x, err := newIndex(plans)
	if err != nil {
		return nil, err
	}
	// bleve.NewMemOnly would take its old store: slower to build and to ask.
	if x.bleve, err = bleve.NewUsing("", newMapping(), scorch.Name, scorch.Name, nil); err != nil {
		return nil, fmt.Errorf("make index: %w", err)
	}
	if err := x.fill(); err != nil {
		return nil, errors.Join(fmt.Errorf("fill index: %w", err), x.Close())
	}
	return x, nil
}

// newIndex returns an index that lacks bleve's part.
func newIndex(plans []*corpus.Plan) (*Index, error) {
	x := &Index{plans: make(map[corpus.PlanID]bool, len(plans))}
	for _, p := range plans {
		if x.plans[p.ID] {
			return nil, fmt.Errorf("两个工作要点的编号都是 %q，无法建立索引", p.ID)
		}
		x.plans[p.ID] = true
		x.entries = append(x.entries, entriesOf(p)...)
	}
	return x, nil
}

// fill writes the entries in batches, since memory grows with a batch.
func (x *Index) fill() error {
	const size = 1000
	for start := 0; start < len(x.entries); start += size {
		batch := x.bleve.NewBatch()
		for i := start; i < min(start+size, len(x.entries)); i++ {
			if err := batch.Index(name(i), x.entries[i].document()); err != nil {
				return err
			}
		}
		if err := x.bleve.Batch(batch); err != nil {
			return err
		}
	}
	for i := range x.entries {
		x.entries[i].content = "" // held by bleve now, as terms
	}
	return nil
}

// name is an entry's name for bleve. Names sort as the entries do.
func name(i int) string { return fmt.Sprintf("%08d", i) }

// Close frees what the index holds. No search may follow.
func (x *Index) Close() error { return x.bleve.Close() }

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
	limit = min(limit, len(x.entries))
	req := bleve.NewSearchRequestOptions(x.within(q.Plans, words), limit+slack, 0, false)
	req.SortBy([]string{"-_score", "_id"})
	res, err := x.bleve.SearchInContext(ctx, req)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, bleve.ErrorIndexClosed):
		return nil, ErrClosed
	case err != nil:
		return nil, fmt.Errorf("search: %w", err)
	}
	return x.hits(res.Hits, limit)
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

// within restricts words to plans, at no score of its own.
func (x *Index) within(plans []corpus.PlanID, words query.Query) query.Query {
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
	if len(plans) == 0 || x.allIn(wanted) {
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

// allIn tells whether the index holds no plan but the wanted ones.
func (x *Index) allIn(wanted map[corpus.PlanID]bool) bool {
	for id := range x.plans {
		if !wanted[id] {
			return false
		}
	}
	return true
}

// hits turns bleve's matches into hits in a settled order.
func (x *Index) hits(found search.DocumentMatchCollection, limit int) ([]corpus.Hit, error) {
	type ranked struct {
		entry int
		score float64
	}
	all := make([]ranked, len(found))
	for i, m := range found {
		n, err := strconv.Atoi(m.ID)
		if err != nil || n < 0 || n >= len(x.entries) {
			return nil, fmt.Errorf("search: entry %q is unknown", m.ID)
		}
		// The last digits of a sum depend on the order of its terms.
		all[i] = ranked{n, math.Round(m.Score*1e6) / 1e6}
	}
	slices.SortFunc(all, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.entry, b.entry))
	})
	hits := make([]corpus.Hit, 0, min(limit, len(all)))
	for _, r := range all[:min(limit, len(all))] {
		e := x.entries[r.entry]
		hits = append(hits, corpus.Hit{Item: e.item, Span: e.span, Score: r.score})
	}
	return hits, nil
}
