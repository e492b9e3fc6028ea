package answer

import (
	"context"
	"flag"
	"testing"

	"planbot/corpus"
	"planbot/corpus/parse"
	"planbot/index"
	"planbot/plans"
)

var update = flag.Bool("update", false, "write the golden files anew")

// example is the plan that ships, read.
func examplePlan(tb testing.TB) *corpus.Plan {
	tb.Helper()
	const name = "ganzhou-2023-digital-economy.txt"
	data, err := plans.Files.ReadFile(name)
	if err != nil {
		tb.Fatal(err)
	}
	plan, err := parse.File(name, data)
	if err != nil {
		tb.Fatal(err)
	}
	return plan
}

func newEngine(tb testing.TB, all ...*corpus.Plan) *Engine {
	tb.Helper()
	found, err := index.Build(all)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = found.Close() })
	return New(all, found, Options{})
}

func ask(tb testing.TB, e *Engine, question string, prev State) Answer {
	tb.Helper()
	a, err := e.Ask(context.Background(), question, prev)
	if err != nil {
		tb.Fatal(err)
	}
	return a
}
