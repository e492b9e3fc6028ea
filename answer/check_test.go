package answer

import (
	"fmt"
	"strings"
	"testing"
)

func TestCheck(t *testing.T) {
	var out strings.Builder
	plan := examplePlan(t)
	for _, f := range Check(plan) {
		fmt.Fprintf(&out, "%s: %s\n", f.Kind, f.Message)
		for _, c := range f.Citations {
			if !strings.Contains(plan.Text, c.Quote) {
				t.Errorf("%s: %q is no quote", f.Message, c.Quote)
			}
		}
	}
	golden(t, "testdata/check.golden", []byte(out.String()))
}

func TestExplain(t *testing.T) {
	e := newEngine(t, examplePlan(t))
	if got := e.Understand("网络零售额目标", State{}).String(); got != "value(indicator-23)" {
		t.Error(got)
	}
	got := e.Explain("今年要新建多少个5G基站", State{})
	for _, want := range []string{"归一 今年要新建多少个5g基站", "value(task-16“新建成5G基站不少于3000个” 2023)", "indicator-30 盖"} {
		if !strings.Contains(got, want) {
			t.Errorf("lacks %q:\n%s", want, got)
		}
	}
}
