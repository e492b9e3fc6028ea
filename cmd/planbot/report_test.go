package main

import (
	"bytes"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"planbot/corpus"
	"planbot/corpus/parse"
)

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text    string
		columns int
		want    string // lines parted by |
	}{
		{"", 10, ""},
		{"短", 10, "短"},
		{"完善信息通信网络", 8, "完善信息|通信网络"},
		{"完善信息通信网络", 9, "完善信息|通信网络"},      // a character is never halved
		{"市工信局、市商务局", 8, "市工信|局、市商|务局"},   // 、 begins no line
		{"（一）落实“一件事”", 10, "（一）落|实“一件事”"}, // no line ends beside “
		{"建5G基站3000个", 8, "建5G基站|3000个"},
		{"建设3000个", 6, "建设|3000个"}, // a number stays whole
		{"planbot parse", 8, "planbot|parse"},
		{"新建成 5G 基站", 7, "新建成|5G 基站"},     // the space at a break is dropped
		{"abcdefghij", 4, "abcd|efgh|ij"}, // unless it is longer than a line
		{"占比15.5%以上", 8, "占比|15.5%以|上"},
		{"甲，，，，乙", 6, "甲，，|，，乙"}, // where nothing else is left
		{"  缩进", 20, "  缩进"},
	} {
		lines := wrapped(c.text, c.columns)
		if got := strings.Join(lines, "|"); got != c.want {
			t.Errorf("%q in %d is %q, want %q", c.text, c.columns, got, c.want)
		}
	}
}

func TestWrapNames(t *testing.T) {
	for _, c := range []struct {
		text    string
		columns int
		want    string
	}{
		{"", 10, ""},
		{"市工信局、市商务局", 12, "市工信局、|市商务局"},
		{"市工信局、市商务局", 18, "市工信局、市商务局"},
		{"市委办、各县（市、区）", 12, "市委办、|各县（市、|区）"}, // longer than a line
		{"市工信局、各县（市、区）", 16, "市工信局、|各县（市、区）"},
		{"市园林绿化局 （同2）", 12, "市园林绿化局|（同2）"},
	} {
		if got := strings.Join(wrappedNames(c.text, c.columns), "|"); got != c.want {
			t.Errorf("%q in %d is %q, want %q", c.text, c.columns, got, c.want)
		}
	}
}

func FuzzWrap(f *testing.F) {
	for _, s := range []string{"新建成 5G 基站不少于 3000 个", "、、、、", "（（（（“", "abc def", "e\u0301\u200b", "\xff甲", "市工信局、各县（市、区）"} {
		f.Add(s, 10)
	}
	f.Fuzz(func(t *testing.T, s string, columns int) {
		if columns < 2 || columns > 200 || len(s) > 2000 || strings.ContainsAny(s, "\n\r\t") || !utf8.ValidString(s) {
			return
		}
		for _, lines := range [][]string{wrapped(s, columns), wrappedNames(s, columns)} {
			if squashed := strings.ReplaceAll(strings.Join(lines, ""), " ", ""); squashed != strings.ReplaceAll(s, " ", "") {
				t.Errorf("%q in %d lost characters: %q", s, columns, lines)
			}
			for _, l := range lines {
				if columnsOf(l) > columns {
					t.Errorf("%q in %d: the line %q takes %d", s, columns, l, columnsOf(l))
				}
			}
		}
	})
}

func TestTable(t *testing.T) {
	columns := []column{{head: "编号", least: 4}, {head: "任务", least: 8}, {head: "空", least: 4}, {head: "责任", least: 10, names: true}}
	rows := []row{
		{heading: "一、网络"},
		{cells: []string{"1", "建设网络", "", "市工信局、市商务局"}},
		{cells: []string{"2", "开展培训和评估总结", "", "市委办"}},
	}
	for _, c := range []struct {
		width int
		want  string
	}{
		{0, ` 编号  任务                责任
 --------------------------------------------
 一、网络
 1     建设网络            市工信局、市商务局
 2     开展培训和评估总结  市委办
`},
		{32, ` 编号  任务          责任
 -------------------------------
 一、网络
 1     建设网络      市工信局、
                     市商务局
 2     开展培训和评  市委办
       估总结
`},
		{24, ""}, // does not fit
	} {
		var out bytes.Buffer
		p := newPrinter(&out, look{width: c.width})
		if fit := p.table(" ", columns, rows); fit != (c.want != "") || p.err != nil {
			t.Errorf("in %d columns: %v, %v", c.width, fit, p.err)
		}
		if diff := cmp.Diff(c.want, out.String()); diff != "" {
			t.Errorf("in %d columns: %s", c.width, diff)
		}
	}
}

// No line of a report is wider than it may be, and colours change nothing else.
func TestReportWidths(t *testing.T) {
	for _, file := range []string{"testdata/" + fixture, "../../plans/ganzhou-2023-digital-economy.txt"} {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		plan, err := parse.File(file, data)
		if err != nil {
			t.Fatal(err)
		}
		plan.Warnings = append(plan.Warnings, corpus.Warning{Line: 1, Message: "提醒。", Quote: strings.Repeat("原文的话，", 30), Words: "原文的话，原文的话，"})
		for _, width := range []int{leastWidth, 60, 80, 100, 140, 300} {
			var plain, colored bytes.Buffer
			if err := errors.Join(writeReport(&plain, look{width: width}, plan), writeReport(&colored, look{width: width, color: true}, plan)); err != nil {
				t.Fatal(err)
			}
			for l := range strings.Lines(plain.String()) {
				if l = strings.TrimSuffix(l, "\n"); columnsOf(l) > width || strings.HasSuffix(l, " ") {
					t.Errorf("%s in %d columns: %q takes %d", file, width, l, columnsOf(l))
				}
			}
			if strings.Contains(plain.String(), "\x1b") || strings.ContainsAny(plain.String(), "─│┌") {
				t.Errorf("%s: colours or drawn lines without a terminal", file)
			}
			carets := func(l string) bool { return strings.Contains(l, "^^") }
			want := slices.DeleteFunc(strings.Split(plain.String(), "\n"), carets)
			if diff := cmp.Diff(want, strings.Split(withoutColors(colored.String()), "\n")); diff != "" {
				t.Errorf("%s in %d columns, in colour: %s", file, width, diff)
			}
		}
	}
}

// withoutColors drops what colours a text.
func withoutColors(s string) string {
	var b strings.Builder
	for part := range strings.SplitSeq("m"+s, "\x1b[") {
		_, text, _ := strings.Cut(part, "m")
		b.WriteString(text)
	}
	return b.String()
}

func TestWantsColor(t *testing.T) {
	for _, c := range []struct {
		mode     string
		terminal bool
		env      string // NAME=value, parted by spaces
		want     bool
	}{
		{"auto", true, "TERM=xterm", true},
		{"auto", true, "TERM=xterm NO_COLOR=1", false},
		{"auto", true, "TERM=xterm NO_COLOR=", true}, // empty is not set
		{"auto", true, "TERM=dumb", false},
		{"auto", true, "", false},
		{"auto", false, "TERM=xterm", false},
		{"always", false, "TERM=dumb NO_COLOR=1", true},
		{"never", true, "TERM=xterm", false},
	} {
		env := func(name string) (string, bool) {
			for _, v := range strings.Fields(c.env) {
				if value, ok := strings.CutPrefix(v, name+"="); ok {
					return value, true
				}
			}
			return "", false
		}
		if got := wantsColor(c.mode, c.terminal, env); got != c.want {
			t.Errorf("%s, terminal %v, %s: %v", c.mode, c.terminal, c.env, got)
		}
	}
}

// The help of every command fits on 80 columns.
func TestHelpWidth(t *testing.T) {
	for _, name := range []string{"", "ask", "check", "parse", "serve", "version"} {
		out, _, code := runLine(t, "", strings.Fields(name+" --help")...)
		if code != 0 {
			t.Fatalf("%s --help: exit code %d", name, code)
		}
		for l := range strings.Lines(out) {
			if l = strings.TrimSuffix(l, "\n"); columnsOf(l) > helpWidth && !strings.HasPrefix(l, "  planbot ") && !strings.HasPrefix(l, "  echo ") { // examples are lines to copy
				t.Errorf("%s --help: %q takes %d columns", name, l, columnsOf(l))
			}
		}
	}
}
