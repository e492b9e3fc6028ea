package answer

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"planbot/corpus"
)

// gold is one question of testdata/*.jsonl with what its answer must hold.
type gold struct {
	ID        string   `json:"id"`
	Turns     []string `json:"turns"`
	Kind      string   `json:"kind"`
	Status    Status   `json:"status"`
	FirstCite []string `json:"first_cite"`
	QuoteHas  []string `json:"first_quote_has"`
	AllCites  []string `json:"all_cites"`
	Has       []string `json:"has"`
	Lacks     []string `json:"lacks"`
}

func readGold(t *testing.T, file string) []gold {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	var out []gold
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var g gold
		if err := json.Unmarshal(lines.Bytes(), &g); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		out = append(out, g)
	}
	return out
}

// faults says what is wrong with the answer to a question.
func (g gold) faults(a Answer) (out []string) {
	text := bare(a.Text())
	var items []string
	for _, c := range a.Citations {
		items = append(items, c.Item.String())
	}
	if a.Status != g.Status {
		out = append(out, fmt.Sprintf("status %s, wanted %s", a.Status, g.Status))
	}
	if a.Status == Answered && len(items) == 0 {
		out = append(out, "answered without a citation")
	}
	if len(g.FirstCite) > 0 && (len(items) == 0 || !slices.Contains(g.FirstCite, items[0])) {
		out = append(out, fmt.Sprintf("first cites %v, wanted %v", items, g.FirstCite))
	}
	for _, s := range g.QuoteHas {
		if len(a.Citations) == 0 || !strings.Contains(bare(a.Citations[0].Quote), bare(s)) {
			out = append(out, "the quote lacks "+s)
		}
	}
	for _, c := range g.AllCites {
		if !slices.Contains(items, c) {
			out = append(out, "does not cite "+c)
		}
	}
	for _, s := range g.Has {
		if !strings.Contains(text, bare(s)) {
			out = append(out, "lacks "+s)
		}
	}
	for _, s := range g.Lacks {
		if strings.Contains(text, bare(s)) {
			out = append(out, "holds "+s)
		}
	}
	return out
}

// bare drops white space and commas, which plans and people set at will.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == ',' || r == '，' {
			return -1
		}
		return r
	}, s)
}

// verbatim checks that every quote stands in its plan and every suggestion can
// be asked.
func verbatim(t *testing.T, p *corpus.Plan, a Answer) {
	t.Helper()
	for _, c := range a.Citations {
		for _, s := range c.Spans {
			if s.Start < 0 || s.End > len(p.Text) || s.Empty() {
				t.Fatalf("%s: span %v", c.Item, s)
			}
		}
		if c.Quote == "" || !strings.Contains(p.Text, c.Quote) {
			t.Errorf("%s: quote %q does not stand in the plan", c.Item, c.Quote)
		}
	}
	if a.Text() == "" {
		t.Error("an answer without text")
	}
}

// The question files, scored: a golden report a file, by kind. Any question
// that is not answered as it should be stands in it.
func TestQuestions(t *testing.T) {
	plan := examplePlan(t)
	e := newEngine(t, plan)
	for _, file := range []string{"questions", "more", "field"} {
		t.Run(file, func(t *testing.T) {
			report(t, plan, e, filepath.Join("testdata", file))
		})
	}
}

func report(t *testing.T, plan *corpus.Plan, e *Engine, name string) {
	t.Helper()
	var failed bytes.Buffer
	right, all := map[string]int{}, map[string]int{}
	var kinds []string
	for _, g := range readGold(t, name+".jsonl") {
		var a Answer
		for _, turn := range g.Turns {
			a = ask(t, e, turn, a.State)
			verbatim(t, plan, a)
		}
		if !slices.Contains(kinds, g.Kind) {
			kinds = append(kinds, g.Kind)
		}
		all[g.Kind]++
		if faults := g.faults(a); len(faults) > 0 {
			fmt.Fprintf(&failed, "%s %s: %s\n", g.ID, strings.Join(g.Turns, " / "), strings.Join(faults, "; "))
		} else {
			right[g.Kind]++
		}
	}
	var out bytes.Buffer
	sum, total := 0, 0
	slices.Sort(kinds)
	for _, kind := range kinds {
		fmt.Fprintf(&out, "%s: %d/%d\n", kind, right[kind], all[kind])
		sum, total = sum+right[kind], total+all[kind]
	}
	fmt.Fprintf(&out, "all: %d/%d\n%s", sum, total, failed.Bytes())
	golden(t, name+".golden", out.Bytes())
}

func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; run with -update and look at the diff:\n%s", file, got)
	}
}
