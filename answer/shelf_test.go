package answer

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"planbot/corpus"
)

// cities are plans of invented cities, alike but for their numbers.
func cities(tb testing.TB, n int) []*corpus.Plan {
	tb.Helper()
	texts := make(map[string]string)
	for i := range n {
		city := string([]rune("墨砚笺琴棋书画茗竹梅")[i%10]) + string([]rune("川阳溪江")[i/10%4]) + "市"
		texts[fmt.Sprintf("city-%02d", i)] = digital(city, 2001+i/40, fmt.Sprintf("数办〔2023〕%d号", i+1), fmt.Sprintf("网络零售额\t亿元\t%d\t%d\t市商务局", i+1, i+100))
	}
	return readPlans(tb, texts)
}

func held(e *Engine) int {
	n := 0
	for _, b := range e.books {
		if b.known.Load() != nil {
			n++
		}
	}
	return n
}

// Plans are learnt when they are asked, and those asked last are kept as far as
// there is room. Many may ask at once.
func TestShelf(t *testing.T) {
	plans := cities(t, 12)
	e := build(plans, nil, Options{}, newShelf(4*len(plans[0].Text)), nil)
	if held(e) != 0 {
		t.Errorf("%d plans are learnt before the first question", held(e))
	}
	var wait sync.WaitGroup
	for i := range 96 {
		wait.Go(func() {
			n := i % len(plans)
			question := fmt.Sprintf("数办〔2023〕%d号网络零售额目标", n+1)
			if a := ask(t, e, question, State{}); !strings.Contains(a.Text(), fmt.Sprintf("%d亿元", n+100)) {
				t.Errorf("%s: %s", question, a.Text())
			}
		})
	}
	wait.Wait()
	if n := held(e); n > 5 {
		t.Errorf("%d plans are kept, there is room for 4", n)
	}
}

// An engine with one plan changed keeps what is known of the others, answers
// from the new text, and leaves the engine before it as it was.
func TestWith(t *testing.T) {
	plans := cities(t, 12)
	before := New(plans, nil, Options{DefaultPlan: "city-03"})
	for i := range plans {
		ask(t, before, fmt.Sprintf("数办〔2023〕%d号网络零售额目标", i+1), State{})
	}
	changed := readOne(t, "city-05", strings.ReplaceAll(plans[5].Text, "105", "999"))
	same := *plans[6] // another value of the same version
	next := append(append([]*corpus.Plan{}, plans[:5]...), changed, &same)
	next = append(next, plans[7:11]...) // and one taken away
	now := before.With(next, nil)
	if held(now) != 10 {
		t.Errorf("%d of 10 unchanged plans are known", held(now))
	}
	if now.Plan("city-06") != plans[6] || now.Plan("city-11") != nil || now.Plan("city-05") != changed {
		t.Error("the wrong plans are kept")
	}
	for _, c := range []struct {
		e        *Engine
		question string
		has      string
	}{
		{now, "数办〔2023〕6号网络零售额目标", "999亿元"}, {before, "数办〔2023〕6号网络零售额目标", "105亿元"},
		{now, "网络零售额目标", "103亿元"}, {now, "数办〔2023〕12号网络零售额目标", "没有收录"}, {before, "数办〔2023〕12号网络零售额目标", "111亿元"},
	} {
		if a := ask(t, c.e, c.question, State{}); !strings.Contains(a.Text(), c.has) {
			t.Errorf("%s: %s", c.question, a.Text())
		}
	}
}

// The sieve never holds back a plan that has the words.
func TestSieve(t *testing.T) {
	plans := append(readPlans(t, severalPlans), examplePlan(t))
	plans = append(plans, cities(t, 20)...)
	e := New(plans, nil, Options{})
	if e.sieve == nil {
		t.Fatal("no sieve")
	}
	for _, b := range e.books {
		k := e.shelf.take(b)
		for i := range k.facts {
			f := &k.facts[i]
			if !f.title && f.indicator == nil {
				continue
			}
			c := e.begin(t.Context(), f.label, State{})
			found := false
			for _, id := range c.holding(c.every()) {
				found = found || e.books[id] == b
			}
			if !found {
				t.Errorf("%s: %s is held back", b.plan.ID, f.label)
			}
		}
	}
}
