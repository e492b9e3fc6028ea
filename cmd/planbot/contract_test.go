package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// runLine runs a command line inside the test. Only the arguments matter: it
// runs in a folder of its own.
func runLine(t *testing.T, in string, args ...string) (out, errOut string, code int) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = run(context.Background(), args, strings.NewReader(in), &stdout, &stderr)
	return stdout.String(), stderr.String(), code
}

// at returns what stands in decoded JSON at a path such as tasks.0.title.
func at(t *testing.T, v any, path string) any {
	t.Helper()
	for key := range strings.SplitSeq(path, ".") {
		switch inner := v.(type) {
		case map[string]any:
			found, ok := inner[key]
			if !ok {
				t.Fatalf("%s: no field %q", path, key)
			}
			v = found
		case []any:
			n := 0
			if _, err := fmt.Sscan(key, &n); err != nil || n >= len(inner) {
				t.Fatalf("%s: no element %q of %d", path, key, len(inner))
			}
			v = inner[n]
		default:
			t.Fatalf("%s: nothing holds %q", path, key)
		}
	}
	return v
}

// The fields of parse --json that others rely on.
func TestParseJSONContract(t *testing.T) {
	out, errOut, code := runLine(t, "", "parse", "--json", "testdata/"+fixture)
	if code != 0 || errOut != "" {
		t.Fatalf("exit code %d, %s", code, errOut)
	}
	var plan map[string]any
	if err := json.Unmarshal([]byte(out), &plan); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		path string
		want any
	}{
		{"id", "qingxi-2024"},
		{"title", "青溪市2024年数字经济工作要点"},
		{"number", "青数办〔2024〕3号"},
		{"issuer", "青溪市数字经济发展领导小组办公室"},
		{"date", "2024-03-15"},
		{"year", 2024.0},
		{"sections.2.item", "section-2.1"},
		{"sections.2.number", "（一）"},
		{"sections.2.title", "夯实网络底座"},
		{"tasks.1.item", "task-2"},
		{"tasks.1.number", "2"},
		{"tasks.1.title", "推进一网通办"},
		{"tasks.1.text", "上线“一件事”服务30项。"},
		{"tasks.1.section", "section-2.1"},
		{"tasks.1.assignments.0.units.0.name", "市行政审批局"},
		{"tasks.1.assignments.0.units.0.role", "lead"},
		{"tasks.1.assignments.0.units.0.basis", "stated"},
		{"tasks.1.assignments.0.units.1.role", "support"},
		{"tasks.1.assignments.0.open", false},
		{"tasks.1.assignments.0.deadline", "2024-10"},
		{"tasks.1.assignments.0.quote", "（市行政审批局牵头，市财政局配合，2024年10月底前完成）"},
		{"tasks.1.assignments.0.governs", "上线“一件事”服务30项。"},
		{"tasks.0.commitments.0.text", "新建5G基站不少于120个"},
		{"tasks.0.commitments.0.quantities.0.raw", "不少于120个"},
		{"tasks.0.commitments.0.quantities.0.low", 120.0},
		{"tasks.0.commitments.0.quantities.0.high", nil},
		{"tasks.0.commitments.0.quantities.0.comparator", "≥"},
		{"tasks.0.commitments.0.quantities.0.measure", "个"},
		{"tasks.0.commitments.0.deadline", ""},
		{"indicators.0.item", "indicator-1"},
		{"indicators.0.name", "数字经济增加值"},
		{"indicators.0.measure", "亿元"},
		{"indicators.0.category", "总量"},
		{"indicators.0.subcategory", ""},
		{"indicators.0.values.0.year", 2023.0},
		{"indicators.0.values.0.kind", "baseline"},
		{"indicators.0.values.1.raw", "350左右"},
		{"indicators.0.values.1.kind", "target"},
		{"indicators.0.leads.0", "市发展改革委"},
		{"indicators.1.values.0.raw", ""},
		{"notes", []any{}},
		{"assignments.2.item", "task-3"},
		{"warnings.0.line", 15.0},
	} {
		if diff := cmp.Diff(c.want, at(t, plan, c.path)); diff != "" {
			t.Errorf("%s: %s", c.path, diff)
		}
	}
	if at(t, plan, "warnings.0.message") == "" {
		t.Error("a warning says nothing")
	}
}

// A file far beyond the limit costs neither memory nor time, alone or in a
// folder of plans.
func TestLargeFile(t *testing.T) {
	dir := t.TempDir()
	file := dir + "/large.txt"
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(file, 100<<20); err != nil {
		t.Fatal(err)
	}
	before := peak(t, 0, "version")
	if after := peak(t, 2, "parse", file); after-before > 16<<20 {
		t.Errorf("parse takes %d bytes, version %d", after, before)
	}
	if after := peak(t, 2, "ask", "--plans", dir, "5G基站"); after-before > 16<<20 {
		t.Errorf("ask takes %d bytes, version %d", after, before)
	}
}

// peak runs planbot and returns the most memory that it held, in bytes.
func peak(t *testing.T, code int, args ...string) int64 {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "planbot", args...)
	_ = cmd.Run()
	if cmd.ProcessState == nil || cmd.ProcessState.ExitCode() != code {
		t.Fatalf("planbot %v: %v, want exit code %d", args, cmd.ProcessState, code)
	}
	return cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss << 10 // Linux counts in KiB
}

// On a terminal a Chinese character takes two columns.
func TestColumns(t *testing.T) {
	for s, want := range map[string]int{"": 0, "5G": 2, "基站": 4, "５Ｇ": 4, "（一）": 6, "¹": 1, "e\u0301": 1, "5G基站\u200b": 6} {
		if got := columnsOf(s); got != want {
			t.Errorf("columnsOf(%q) = %d, want %d", s, got, want)
		}
	}
	var out bytes.Buffer
	p := &printer{w: &out}
	p.columns(" ", [][]string{{"指标", "值"}, {"5G", "1"}, {strings.Repeat("长", widest), "2"}, {"a"}})
	want := " 指标  值\n 5G    1\n " + strings.Repeat("长", widest) + "  2\n a\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
}

// An output that cannot be written to is an error, not a silence.
func TestBrokenOutput(t *testing.T) {
	for _, args := range [][]string{{"parse", "testdata/" + fixture}, {"parse", "--json", "testdata/" + fixture}, {"ask", "网络零售额"}, {"ask", "--json", "网络零售额"}, {"ask", "--jsonl"}, {"version"}} {
		var errOut bytes.Buffer
		in := strings.NewReader(`{"id":"a","turns":["网络零售额"]}`)
		if code := run(context.Background(), args, in, brokenWriter{}, &errOut); code != 1 || errOut.Len() == 0 {
			t.Errorf("%v: exit code %d, %q", args, code, errOut.String())
		}
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, os.ErrClosed }
