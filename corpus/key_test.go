package corpus_test

import (
	"strings"
	"testing"

	"planbot/corpus"
)

// An item keeps its key whatever number and name it gets; a new one gets a key
// of its own, and the same first version has the same keys everywhere.
func TestKeys(t *testing.T) {
	first := readText(t, "linjiang.txt", linjiang)
	keys := corpus.NewKeys(first, nil, corpus.Pairs{}, nil)
	again := corpus.NewKeys(readText(t, "linjiang.txt", linjiang), nil, corpus.Pairs{}, nil)
	seen := map[string]bool{}
	for _, item := range first.Items() {
		k := keys[item.ID.Anchor]
		if len(k) != 8 || seen[k] || k != again[item.ID.Anchor] {
			t.Errorf("%s has %q, and %q elsewhere", item.ID, k, again[item.ID.Anchor])
		}
		seen[k] = true
	}
	second := readText(t, "linjiang.txt", strings.NewReplacer(
		"1.推进一网通办。", "1.加强宣传。做好解读。\n2.深化一网通办。", "2.扩大", "3.扩大", "3.建设", "4.建设", "4.做好总结评估。\n", "").Replace(linjiang))
	now := corpus.NewKeys(second, keys, corpus.PairItems(first, second), nil)
	for was, is := range map[corpus.Anchor]corpus.Anchor{"task-1": "task-2", "task-2": "task-3", "task-3": "task-4", "head": "head", "section-2.2": "section-2.2"} {
		if keys[was] == "" || keys[was] != now[is] {
			t.Errorf("%s had %q, as %s it has %q", was, keys[was], is, now[is])
		}
	}
	if k := now["task-1"]; k == "" || seen[k] {
		t.Errorf("the new item has %q", k)
	}
	taken := corpus.NewKeys(first, nil, corpus.Pairs{}, func(k string) bool { return seen[k] })
	for a, k := range taken {
		if seen[k] || len(k) != 8 {
			t.Errorf("%s has %q, which another plan has", a, k)
		}
	}
	changes := corpus.Diff(first, second)
	corpus.SetKeys(changes, keys, now)
	for _, c := range changes {
		if len(c.Keys) == 0 {
			t.Errorf("%s of %s has no key", c.Kind, c.Item)
		}
	}
}

func TestSucceeds(t *testing.T) {
	read := func(id, title string) *corpus.Plan {
		p := readText(t, id+".txt", title+"\n一、任务\n1.建设平台。建成平台3个。（市工信局负责）\n2.开展培训。培训100人次。（市人社局负责）\n")
		return p
	}
	old, older := read("a", "赣州市2022年数字经济工作要点"), read("b", "赣州市2021年数字经济工作要点")
	now := read("c", "赣州市2023年做优做强数字经济工作要点")
	for _, other := range []*corpus.Plan{read("d", "赣州市2022年政务公开工作要点"), read("e", "南昌市2022年数字经济工作要点"), read("f", "赣州市2024年数字经济工作要点")} {
		if now.Succeeds(other) {
			t.Errorf("%s succeeds %s", now.Head.Title, other.Head.Title)
		}
	}
	if got := now.Predecessor([]*corpus.Plan{older, old, now}); got != old {
		t.Errorf("it succeeds %v", got)
	}
	if got := older.Predecessor([]*corpus.Plan{old, now}); got != nil {
		t.Errorf("the oldest succeeds %s", got.Head.Title)
	}
}

// Two texts, whatever they are, are compared without a crash; one with itself
// has no change; every quote stands in its text.
func FuzzDiff(f *testing.F) {
	f.Add(linjiang, strings.Replace(linjiang, "95%", "96%", 1))
	f.Add(linjiang, "临江市2025年数字政府工作要点\n1.扩大电子证照应用。新增30种。（市公安局负责）\n")
	f.Add("a\n1.甲。\n2.乙。", "a\n1.乙。\n1.甲。")
	f.Fuzz(func(t *testing.T, a, b string) {
		if len(a)+len(b) > 20_000 {
			return
		}
		before, err := parseFile(a)
		if err != nil {
			return
		}
		if changes := corpus.Diff(before, before); len(changes) > 0 {
			t.Fatalf("a text differs from itself: %s", brief(changes))
		}
		after, err := parseFile(b)
		if err != nil {
			return
		}
		for _, c := range corpus.Diff(before, after) {
			if c.Kind == "" || c.Item.Anchor == "" || !strings.Contains(before.Text, c.QuoteBefore) || !strings.Contains(after.Text, c.QuoteAfter) {
				t.Fatalf("a change without its quotes: %+v", c)
			}
		}
	})
}
