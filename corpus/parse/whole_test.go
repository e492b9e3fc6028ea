package parse

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"planbot/corpus"
)

// testdata/whole holds plans of several pages, in the styles that plans have,
// and what ought to be read of them: NAME.plan.json has the head, the
// indicators and the tasks with the names of their units, NAME.notes.json the
// notes about units in the order of the text, with roles and deadlines. Both
// were written by hand from the text.

// goldPlan is a whole plan.
type goldPlan struct {
	Title, Number, Issuer, Date string
	Indicators                  []struct {
		Item, Name, Measure string
		Values              map[string]string // by year
		Leads               []string
	}
	Tasks []struct {
		Item, Number, Title string
		Units               []string
	}
}

// goldNote is a note about units.
type goldNote struct {
	Note  string
	Units []struct {
		Name string
		Role corpus.Role
	}
	Deadline string // "" where it has none, or none that is certain
}

func TestWholePlans(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "whole", "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%d plans, %v", len(files), err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(file, ".txt")
		t.Run(filepath.Base(name), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			p, err := File(file, data)
			if err != nil {
				t.Fatal(err)
			}
			checkPlan(t, string(data), p)
			f := facts{t: t}
			golds, err := filepath.Glob(name + ".*.json")
			if err != nil || len(golds) == 0 {
				t.Fatalf("%s has no gold, %v", name, err)
			}
			for _, gold := range golds {
				if strings.HasSuffix(gold, ".notes.json") {
					f.notes(p, readGold[[]goldNote](t, gold))
				} else {
					f.plan(p, readGold[goldPlan](t, gold))
				}
			}
			t.Logf("%d of %d facts", f.right, f.all)
		})
	}
}

func readGold[T any](t *testing.T, file string) (gold T) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &gold); err != nil {
		t.Fatal(err)
	}
	return gold
}

// facts counts what is held against a gold file.
type facts struct {
	t          *testing.T
	right, all int
}

// same holds what was read against what ought to be, white space aside.
func (f *facts) same(what, got, want string) {
	f.t.Helper()
	f.all++
	if squash(got) == squash(want) {
		f.right++
		return
	}
	f.t.Errorf("%s: %q, want %q", what, got, want)
}

func (f *facts) plan(p *corpus.Plan, gold goldPlan) {
	f.t.Helper()
	f.same("title", p.Head.Title, gold.Title)
	f.same("number", p.Head.Number, gold.Number)
	f.same("issuer", p.Head.Issuer, gold.Issuer)
	f.same("date", p.Head.Date.String(), gold.Date)
	f.same("count of indicators", strconv.Itoa(len(p.Indicators)), strconv.Itoa(len(gold.Indicators)))
	for i, want := range gold.Indicators {
		if i >= len(p.Indicators) {
			break
		}
		n := &p.Indicators[i]
		f.same("indicator", string(n.Anchor), want.Item)
		f.same(want.Item+" name", n.Name, want.Name)
		f.same(want.Item+" measure", n.Measure, want.Measure)
		f.same(want.Item+" values", shownValues(n), fmt.Sprint(want.Values))
		f.same(want.Item+" leads", strings.Join(n.Leads, " "), strings.Join(want.Leads, " "))
	}
	f.same("count of tasks", strconv.Itoa(len(p.Tasks)), strconv.Itoa(len(gold.Tasks)))
	for i, want := range gold.Tasks {
		if i >= len(p.Tasks) {
			break
		}
		task := &p.Tasks[i]
		var units []string
		for _, a := range task.Assignments {
			units = append(units, unitNames(a)...)
		}
		f.same("task", string(task.Anchor), want.Item)
		f.same(want.Item+" number", task.Number, want.Number)
		f.same(want.Item+" title", task.Title, want.Title)
		f.same(want.Item+" units", strings.Join(units, " "), strings.Join(want.Units, " "))
	}
}

// shownValues writes a row's values by year; a placeholder is none.
func shownValues(n *corpus.Indicator) string {
	values := map[string]string{}
	for _, v := range n.Values {
		if v.Raw != "" {
			values[strconv.Itoa(v.Year)] = v.Raw
		}
	}
	return fmt.Sprint(values)
}

// unitNames returns the names of an assignment's units.
func unitNames(a corpus.Assignment) []string {
	var names []string
	for _, u := range a.Units {
		names = append(names, u.Name)
	}
	return names
}

// notes aligns the assignments with those of the gold by the names of their
// units, then compares roles and deadlines.
func (f *facts) notes(p *corpus.Plan, gold []goldNote) {
	f.t.Helper()
	got := p.Assignments()
	keys, wanted := make([]string, len(got)), make([]string, len(gold))
	for i, a := range got {
		keys[i] = strings.Join(unitNames(a), " ")
	}
	for i, want := range gold {
		var names []string
		for _, u := range want.Units {
			names = append(names, u.Name)
		}
		wanted[i] = strings.Join(names, " ")
	}
	at := 0
	for i, j := range aligned(wanted, keys) {
		want := gold[i]
		f.all++
		if j < 0 {
			f.t.Errorf("no note names %s (%s)", wanted[i], want.Note)
			continue
		}
		f.right++
		f.unwanted(keys[at:j])
		at = j + 1
		for k, u := range want.Units {
			f.same("role of "+u.Name+" in "+want.Note, string(got[j].Units[k].Role), string(u.Role))
		}
		f.same("deadline of "+want.Note, got[j].Deadline.String(), want.Deadline)
	}
	f.unwanted(keys[at:])
}

// unwanted names the notes that the gold does not have.
func (f *facts) unwanted(keys []string) {
	f.t.Helper()
	for _, key := range keys {
		f.all++
		f.t.Errorf("the plan has no note of %s", key)
	}
}

// aligned returns, for each of a, the index in b that it goes with in a longest
// common subsequence of the two, -1 where it goes with none.
func aligned(a, b []string) []int {
	length := make([][]int, len(a)+1) // of the rests from i and j on
	for i := range length {
		length[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			length[i][j] = max(length[i+1][j], length[i][j+1])
			if a[i] == b[j] {
				length[i][j] = max(length[i][j], length[i+1][j+1]+1)
			}
		}
	}
	out := make([]int, len(a))
	j := 0
	for i := range a {
		out[i] = -1
		for k := j; k < len(b); k++ {
			if a[i] == b[k] && length[i][j] == length[i+1][k+1]+1 {
				out[i], j = k, k+1
				break
			}
		}
	}
	return out
}
