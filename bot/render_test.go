package bot

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"planbot/answer"
	"planbot/bot/telegramtest"
	"planbot/corpus"
)

// sample returns an answer that is a list of n things, each cited.
func sample(n int) answer.Answer {
	a := answer.Answer{Status: answer.Answered, Parts: []answer.Part{{Runs: []answer.Run{{Text: "共"}, {Text: fmt.Sprint(n), Strong: true}, {Text: "项任务："}}}}}
	for i := range n {
		title := fmt.Sprintf("完善<信息&通信>网络建设之%d", i+1)
		a.Citations = append(a.Citations, answer.Citation{
			Item:    corpus.ItemID{Plan: "city-2023", Anchor: corpus.Anchor(fmt.Sprintf("task-%d", i+1))},
			Title:   title,
			Quote:   "新建成 5G 基站\n不少于 3000 个，" + strings.Repeat("每万人拥有 5G 基站数达 19 个，", 2),
			Spans:   []corpus.Span{{Start: 10, End: 20}, {Start: 30 + i, End: 40 + i}},
			Version: "29389428",
		})
		a.Parts = append(a.Parts, answer.Part{Runs: []answer.Run{{Text: fmt.Sprintf("第%d项 ", i+1)}, {Text: title, Strong: true}}, Cites: []int{i}})
	}
	return a
}

// What messages look like.
func TestGolden(t *testing.T) {
	ambiguous := says("有几项都符合，请选一项：")
	ambiguous.Status, ambiguous.Suggestions = answer.Ambiguous, []string{"增加值的目标是多少", strings.Repeat("很长的", 9) + "指标的目标是多少"}
	long := says(strings.Repeat("长", 5000))
	cases := []struct {
		name   string
		answer answer.Answer
		from   int
	}{
		{"one", sample(1), 0},
		{"list", sample(5), 0},
		{"pages", sample(60), 0},
		{"last page", sample(60), 40},
		{"ambiguous", ambiguous, 0},
		{"not found", says("文件里没有提到“6G”。"), 0},
		{"long line", long, 0},
		{"empty", answer.Answer{}, 0},
	}
	var out strings.Builder
	for _, base := range []string{"", public} {
		for _, c := range cases {
			b := &Bot{public: base}
			f := b.forms(c.answer, c.from, place{lang: chinese})[0]
			fmt.Fprintf(&out, "=== %s %s\n%s\n", c.name, base, shorten(f.text))
			for _, row := range f.keys {
				fmt.Fprintf(&out, "[%s] %s%s\n", row[0].Text, row[0].URL, row[0].Data)
			}
		}
	}
	path := filepath.Join("testdata", "messages.golden")
	if *update {
		if err := os.WriteFile(path, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if out.String() != string(want) {
		t.Errorf("messages differ from %s; run go test ./bot -run Golden -update and read the diff. Now:\n%s", path, out.String())
	}
}

// shorten keeps the golden file readable.
func shorten(s string) string {
	s = regexp.MustCompile("长{20,}").ReplaceAllString(s, "长(…)长")
	if lines := strings.Split(s, "\n"); len(lines) > 14 {
		s = strings.Join(slices.Concat(lines[:6], []string{"(…)"}, lines[len(lines)-6:]), "\n")
	}
	return s
}

// fits holds every form of a message against what Telegram takes.
func fits(t *testing.T, forms []form) {
	t.Helper()
	for i, f := range forms {
		text := f.text
		if f.html {
			parsed, err := telegramtest.ParseHTML(text)
			if err != nil {
				t.Fatalf("form %d: %v\n%s", i, err, text)
			}
			text = parsed
		}
		if n := units(text); n > maxText || !utf8.ValidString(text) {
			t.Fatalf("form %d has %d units", i, n)
		}
		for _, row := range f.keys {
			for _, k := range row {
				if (k.URL == "") == (k.Data == "") || len(k.Data) > maxData || strings.TrimSpace(k.Text) == "" {
					t.Fatalf("form %d: button %+v", i, k)
				}
			}
		}
		raw, err := json.Marshal(keyboard{f.keys})
		if err != nil || strings.Contains(string(raw), "copy_text") {
			t.Fatalf("keyboard %s: %v", raw, err)
		}
	}
}

// Each form is plainer than the one before, and each shows the source.
func TestForms(t *testing.T) {
	a := sample(2)
	b := &Bot{public: public}
	forms := b.forms(a, 0, place{lang: chinese})
	fits(t, forms)
	if len(forms) != 4 {
		t.Fatalf("%d forms", len(forms))
	}
	for i, f := range forms {
		quoted := strings.Contains(f.text, "不少于 3000 个")
		if linked := len(f.keys) > 0; linked != (i == 0) || quoted == linked {
			t.Errorf("form %d: linked %v, quoted %v", i, linked, quoted)
		}
	}
	if strings.Contains(forms[2].text, "&lt;") || !strings.Contains(forms[2].text, "<信息&通信>") {
		t.Errorf("plain text is escaped: %s", forms[2].text)
	}
}

// Whatever an answer holds, its pages hold every line once and fit.
func FuzzForms(f *testing.F) {
	f.Add("共14项：", "<b>市&工信局</b>", "引文", "谁牵头", uint8(14), uint16(30), true)
	f.Add("\x00\xff\u202e", "😀", "\n\n", "", uint8(200), uint16(900), false)
	f.Add("", "", "", strings.Repeat("问", 30), uint8(0), uint16(0), true)
	f.Fuzz(func(t *testing.T, plain, strong, quote, ask string, lines uint8, times uint16, linked bool) {
		if len(plain)+len(strong)+len(quote) > 500 {
			return // the fuzzer would grow these and try little else
		}
		a := answer.Answer{Suggestions: []string{ask, ask + "？"}}
		for i := range int(lines) % 100 {
			a.Parts = append(a.Parts, answer.Part{
				Runs:  []answer.Run{{Text: plain}, {Text: strings.Repeat(strong, int(times)%300), Strong: true}},
				Cites: []int{i, i - 3, -1},
			})
			a.Citations = append(a.Citations, answer.Citation{Item: corpus.ItemID{Plan: "p", Anchor: corpus.Anchor(plain + fmt.Sprint(i%9))}, Title: strong, Quote: strings.Repeat(quote, 40)})
		}
		b := &Bot{}
		if linked {
			b.public = public
		}
		shown := 0
		for from := 0; ; {
			p := paginate(a, from, maxLines)
			fits(t, b.forms(a, from, place{lang: chinese}))
			shown += len(p.parts)
			if p.more == 0 {
				break
			}
			from += len(p.parts)
		}
		if shown != len(a.Parts) {
			t.Fatalf("%d of %d lines shown", shown, len(a.Parts))
		}
	})
}

// A question is known again from the button that offered it.
func TestAskData(t *testing.T) {
	for _, q := range []string{"谁牵头", strings.Repeat("问", 20) + "ab", strings.Repeat("问", 20) + "abc", strings.Repeat("问", 500)} {
		if data := askData(q); len(data) > maxData || strings.HasPrefix(data, dataAsk) != (len(q) <= 62) {
			t.Errorf("%q: %q", q, data)
		}
	}
}

func TestCut(t *testing.T) {
	for _, c := range []struct {
		s     string
		limit int
		want  string
	}{
		{"谁牵头", 3, "谁牵头"}, {"谁牵头", 2, "谁牵…"}, {"😀😀", 3, "😀…"}, {"😀", 0, "…"}, {"", 0, ""}, {"a", -1, "…"},
	} {
		if got := cut(c.s, c.limit); got != c.want {
			t.Errorf("cut(%q, %d) = %q", c.s, c.limit, got)
		}
	}
}

// The newest plan's questions are offered only where they are answered.
func TestExamples(t *testing.T) {
	engine := example(t)
	b := &Bot{current: func() Asker { return engine }}
	questions := b.examples(t.Context())
	if len(questions) != 2 || slices.Contains(questions, "") {
		t.Errorf("examples: %q", questions)
	}
}
