package answer

import (
	"strings"
	"testing"

	"planbot/corpus"
)

func TestCard(t *testing.T) {
	e := newEngine(t, examplePlan(t))
	plan := e.Plans()[0]
	for _, c := range []struct {
		item corpus.Anchor
		want []string
	}{
		{"indicator-23", []string{"613.16亿元", "700亿元左右", "市商务局"}},
		{"task-16", []string{"第16项", "市工信局", "新建成5G基站不少于3000个"}},
		{"note-2", []string{"2022年数据来源省通信管理局"}},
		{"section-2", []string{"二 任务举措"}},
		{corpus.AnchorHead, []string{"赣市数创办〔2023〕1号", "25项", "38个"}},
	} {
		a, ok := e.Card(corpus.ItemID{Plan: plan.ID, Anchor: c.item})
		if !ok || len(a.Citations) == 0 {
			t.Errorf("%s has no card", c.item)
		}
		for _, want := range c.want {
			if !strings.Contains(a.Text(), want) {
				t.Errorf("%s: no %q in %q", c.item, want, a.Text())
			}
		}
		for _, cite := range a.Citations {
			if !strings.Contains(plan.Text, cite.Quote) {
				t.Errorf("%s: %q is no quote", c.item, cite.Quote)
			}
		}
	}
	for _, id := range []corpus.ItemID{{Plan: plan.ID, Anchor: "task-99"}, {Plan: "none", Anchor: "head"}} {
		if _, ok := e.Card(id); ok {
			t.Errorf("%s has a card", id)
		}
	}
	// Every item has one.
	for _, item := range plan.Items() {
		if a, ok := e.Card(item.ID); !ok || len(a.Parts) == 0 {
			t.Errorf("%s: %v", item.ID, a)
		}
	}
	units := e.Units(plan.ID)
	if len(units) < 20 || units[0].Tasks+units[0].Indicators < units[1].Tasks+units[1].Indicators || units[0].Name == "" {
		t.Errorf("units: %v", units)
	}
	if related := e.Related(corpus.ItemID{Plan: plan.ID, Anchor: "indicator-30"}); len(related) == 0 || related[0].ID.Anchor != "task-16" {
		t.Errorf("related to 5G: %v", related)
	}
}
