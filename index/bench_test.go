package index

import (
	"fmt"
	"testing"

	"planbot/corpus"
)

// many makes plans of about the size of a real one.
func many(n int) []*corpus.Plan {
	var plans []*corpus.Plan
	for i := range n {
		var tasks []string
		for j := range 40 {
			tasks = append(tasks, fmt.Sprintf("%d.推进第%d号工程建设。新建5G基站不少于%d个，培育数字经济企业%d家；覆盖全部乡镇和工业园区。（市工信局牵头，各县（市、区）按职责分工负责）", j, j*i, j*7+i, i+j))
		}
		plans = append(plans, planOf(corpus.PlanID(fmt.Sprintf("plan-%d", i)), tasks...))
	}
	return plans
}

func BenchmarkBuild(b *testing.B) {
	plans := many(1)
	for b.Loop() {
		x, err := Build(plans)
		if err != nil {
			b.Fatal(err)
		}
		closed(b, x)
	}
}

func BenchmarkOpen(b *testing.B) {
	plans, dir := many(1), b.TempDir()
	for b.Loop() {
		x, err := Open(dir, plans)
		if err != nil {
			b.Fatal(err)
		}
		closed(b, x)
	}
}

func BenchmarkSearch(b *testing.B) {
	for _, n := range []int{1, 100} {
		x := build(b, many(n)...)
		b.Run(fmt.Sprintf("any of %d", n), func(b *testing.B) {
			for b.Loop() {
				find(b, x, "今年要培育多少家数字经济企业")
			}
		})
		b.Run(fmt.Sprintf("one of %d", n), func(b *testing.B) {
			for b.Loop() {
				find(b, x, "今年要培育多少家数字经济企业", "plan-0")
			}
		})
	}
}
