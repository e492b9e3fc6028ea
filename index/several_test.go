package index

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search/query"

	"planbot/answer"
	"planbot/corpus"
)

// sizes of sets of siblings, by their items.
var sizes = []struct {
	name                        string
	cities, topics, years, step int
}{
	{"10k", 12, 4, 3, 1},
	{"100k", 40, 12, 3, 7},
}

func itemsOf(plans []*corpus.Plan) int {
	n := 0
	for _, p := range plans {
		n += len(p.Items())
	}
	return n
}

// Of 10,000 items of sibling plans the right one answers, named in all ways.
func TestSeveralPlans(t *testing.T) {
	size := sizes[0]
	plans := siblings(size.cities, size.topics, size.years)
	if n := itemsOf(plans); n < 9_000 {
		t.Fatalf("%d items", n)
	}
	e := answer.New(plans, nil, answer.Options{})
	right, all := map[string]int{}, map[string]int{}
	sum, total := 0, 0
	for _, q := range questions(size.cities, size.topics, size.years, size.step) {
		a, err := e.Ask(context.Background(), q.question, answer.State{})
		if err != nil {
			t.Fatal(err)
		}
		all[q.how]++
		total++
		switch {
		case q.right(a):
			right[q.how]++
			sum++
		case a.Status == answer.Answered:
			t.Errorf("%s: %s: %s %v", q.how, q.question, a.Text(), a.Citations[0].Item)
		default:
			t.Logf("%s: %s: %s", q.how, q.question, a.Text())
		}
	}
	for how, n := range all {
		t.Logf("%s: %d of %d", how, right[how], n)
	}
	if 100*sum < 95*total {
		t.Errorf("%d of %d right", sum, total)
	}
}

// right tells whether an answer rests on the item that is meant, first of all.
func (q naming) right(a answer.Answer) bool {
	return a.Status == answer.Answered && len(a.Citations) > 0 && a.Citations[0].Item == q.item
}

// BenchmarkSeveral asks questions that name their plan, of sets of sibling
// plans, and beside each asks bleve itself for the ten best entries of the same
// words in the same plan. items/s is how fast the index is built, the MB are
// what the plans, the index and the engine after all questions hold.
func BenchmarkSeveral(b *testing.B) {
	for _, size := range sizes {
		b.Run(size.name, func(b *testing.B) {
			empty := heapMB()
			plans := siblings(size.cities, size.topics, size.years)
			read := heapMB()
			began := time.Now()
			x := build(b, plans...)
			perSecond := float64(itemsOf(plans)) / time.Since(began).Seconds()
			indexed := heapMB()
			began = time.Now()
			engine := answer.New(plans, x, answer.Options{})
			start := time.Since(began)
			r := race{b: b, x: x, engine: engine}
			asked := questions(size.cities, size.topics, size.years, size.step)
			for i := 0; b.Loop(); i++ {
				r.ask(asked[i*7919%len(asked)])
			}
			r.report()
			b.ReportMetric(perSecond, "items/s")
			b.ReportMetric(float64(start.Milliseconds()), "start-ms")
			b.ReportMetric(read-empty, "plans-MB")
			b.ReportMetric(indexed-read, "index-MB")
			b.ReportMetric(heapMB()-indexed, "engine-MB")
			runtime.KeepAlive(engine)
		})
	}
}

func heapMB() float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / (1 << 20)
}

// race asks us and bleve the same, in turn.
type race struct {
	b            *testing.B
	x            *Index
	engine       *answer.Engine
	ours, theirs []time.Duration
	right        int
}

func (r *race) ask(q naming) {
	ctx := context.Background()
	began := time.Now()
	a, err := r.engine.Ask(ctx, q.question, answer.State{})
	if err != nil {
		r.b.Fatal(err)
	}
	r.ours = append(r.ours, time.Since(began))
	if q.right(a) {
		r.right++
	}
	began = time.Now()
	plan := query.NewTermQuery(string(q.item.Plan))
	plan.SetField(fieldPlan)
	plan.SetBoost(0)
	match := bleve.NewMatchQuery(q.question)
	match.SetField(fieldText)
	req := bleve.NewSearchRequestOptions(query.NewConjunctionQuery([]query.Query{plan, match}), 10, 0, false)
	if _, err := r.x.bleve.SearchInContext(ctx, req); err != nil {
		r.b.Fatal(err)
	}
	r.theirs = append(r.theirs, time.Since(began))
}

func (r *race) report() {
	slices.Sort(r.ours)
	slices.Sort(r.theirs)
	at := func(times []time.Duration, percent int) float64 {
		return float64(times[(len(times)-1)*percent/100].Nanoseconds())
	}
	for name, times := range map[string][]time.Duration{"ask": r.ours, "bleve": r.theirs} {
		r.b.ReportMetric(at(times, 50), name+"-p50-ns")
		r.b.ReportMetric(at(times, 99), name+"-p99-ns")
	}
	r.b.ReportMetric(at(r.ours, 50)/at(r.theirs, 50), "ratio")
	r.b.ReportMetric(100*float64(r.right)/float64(len(r.ours)), "right-%")
}

// BenchmarkSwap replaces one plan of 100,000 items, in the index and in the
// engine.
func BenchmarkSwap(b *testing.B) {
	size := sizes[1]
	plans := siblings(size.cities, size.topics, size.years)
	x := build(b, plans...)
	engine := answer.New(plans, x, answer.Options{})
	for i := 0; b.Loop(); i++ {
		changed := *plans[i%len(plans)]
		changed.Text += fmt.Sprintf("修订%d次。\n", i+1)
		next := slices.Clone(plans)
		next[i%len(plans)] = &changed
		y, err := x.With(next)
		if err != nil {
			b.Fatal(err)
		}
		engine = engine.With(next, y)
		closed(b, y)
	}
}
