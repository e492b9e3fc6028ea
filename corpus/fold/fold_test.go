package fold

import (
	"os"
	"strings"
	"testing"
	"unicode/utf8"
)

var cases = []struct{ name, in, want string }{
	{"empty", "", ""},
	{"folded already", "5g基站今年要建多少个", "5g基站今年要建多少个"},
	{"lower case", "5G基站 IPv6", "5g基站ipv6"},
	{"width", "５Ｇ基站（１９）％", "5g基站(19)%"},
	{"traditional", "數字經濟與無線網絡後臺", "数字经济与无线网络后台"},
	{"a character alone is simplified as in any word", "乾坤", "干坤"},
	{"words that OpenCC knows only whole", "瞭解、著力、憑藉", "了解、着力、凭借"},
	{"simplified is left alone", "赣州市覆盖率", "赣州市覆盖率"},
	{"outside the common block", "㑮", "𫝈"},
	{"footnote marks", "每万人拥有5G基站数 ²，增加值¹⁰", "每万人拥有5g基站数,增加值"},
	{"subscript is a digit", "CO₂", "co2"},
	{"circled and enclosed", "①㈠㎡Ⅱ", "1(一)m2ii"},
	{"spaced out", "市 工 信 局", "市工信局"},
	{"between Latin words", "  Internet   of\tThings ", "internet of things"},
	{"numbers stay apart", "16.3\t19", "16.3 19"},
	{"beside Chinese", "新建 5G 基站 3000 个", "新建5g基站3000个"},
	{"beside a bracket", "5G （ A B ）", "5g(a b)"},
	{"ideographic space", "数　字", "数字"},
	{"line breaks", "数\r\n\r\n字孪生", "数字孪生"},
	{"no-break space", "a\u00a0b", "a b"},
	{"zero width", "\ufeff5\u200bG\u200d基\u2060站", "5g基站"},
	{"bidi", "\u202e5G\u202c", "5g"},
	{"control", "5\x00G\x1b\x7f", "5g"},
	{"invalid", "5\xffG\xe5\x9f", "5g"},
	{"only what is dropped", "\u200b \xff²", ""},
	{"accents", "é e\u0301 ā", "e e a"},
	{"upper case that has a dot", "İ", "i"},
	{"accent that composes in lower case only", "J\u030c", "j"},
	{"compatibility ideograph", "\uf9dc", "隆"},
	{"radical", "⼀", "一"},
	{"emoji", "👍🏽好", "👍🏽好"},
}

func TestFold(t *testing.T) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := Fold(c.in); got != c.want {
				t.Errorf("Fold(%q) = %q, want %q", c.in, got, c.want)
			}
			check(t, c.in)
		})
	}
}

func TestFoldMapGivesSpans(t *testing.T) {
	for _, c := range []struct{ in, find, want string }{
		{"今年新建 ５Ｇ 基站不少於3000個。", "5g基站", "５Ｇ 基站"},
		{"數字經濟", "经济", "經濟"},
		{"用㑮作", "𫝈", "㑮"}, // three bytes become four
		{"数\n\n字孪生体", "数字孪生", "数\n\n字孪生"},
		{"约½成", "1⁄2", "½"},
	} {
		folded, offsets := FoldMap(c.in)
		i := strings.Index(folded, c.find)
		if i < 0 {
			t.Errorf("FoldMap(%q) = %q, want %q in it", c.in, folded, c.find)
			continue
		}
		if got := c.in[offsets[i]:offsets[i+len(c.find)]]; got != c.want {
			t.Errorf("FoldMap(%q): %q comes from %q, want %q", c.in, c.find, got, c.want)
		}
	}
}

// Every character, alone and between others, folds to a fixed point.
func TestEveryRune(t *testing.T) {
	for r := rune(0); r <= utf8.MaxRune; r++ {
		s := string(r)
		once := Fold(s)
		if twice := Fold(once); twice != once {
			t.Fatalf("%U: Fold gives %q, then %q", r, once, twice)
		}
		if keeps(r) && once != s {
			t.Fatalf("%U: keeps says yes, Fold gives %q", r, once)
		}
	}
}

func TestPlanIsCheap(t *testing.T) {
	folded := Fold(plan(t))
	if n := testing.AllocsPerRun(10, func() { Fold(folded) }); n != 0 {
		t.Errorf("folding folded text allocates %v times", n)
	}
}

// check holds the contract of Fold and FoldMap for any text.
func check(t *testing.T, s string) {
	t.Helper()
	folded, offsets := FoldMap(s)
	if plain := Fold(s); plain != folded {
		t.Fatalf("Fold(%q) = %q, FoldMap gives %q", s, plain, folded)
	}
	if again := Fold(folded); again != folded {
		t.Fatalf("Fold(%q) = %q, folded again %q", s, folded, again)
	}
	if !utf8.ValidString(folded) {
		t.Fatalf("Fold(%q) = %q is no UTF-8", s, folded)
	}
	if len(offsets) != len(folded)+1 || offsets[len(folded)] != len(s) {
		t.Fatalf("FoldMap(%q): offsets %v for %d bytes of %d", s, offsets, len(folded), len(s))
	}
	starts := map[int]bool{len(s): true}
	for i := range s {
		starts[i] = true
	}
	for i, o := range offsets {
		if !starts[o] {
			t.Fatalf("FoldMap(%q): offset %d is inside a character", s, o)
		}
		if i > 0 && o < offsets[i-1] {
			t.Fatalf("FoldMap(%q): offsets %v go back", s, offsets)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, c := range cases {
		f.Add(c.in)
	}
	f.Fuzz(check)
}

func plan(tb testing.TB) string {
	tb.Helper()
	data, err := os.ReadFile("../../plans/ganzhou-2023-digital-economy.txt")
	if err != nil {
		tb.Fatal(err)
	}
	return string(data)
}

func BenchmarkFold(b *testing.B) {
	text := plan(b)
	for name, s := range map[string]string{
		"question":    "5g基站今年要建多少个",
		"typed":       "5G基站今年要建多少个",
		"traditional": "5G基站今年要建多少個",
		"plan":        text,
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(s)))
			for b.Loop() {
				Fold(s)
			}
		})
	}
	b.Run("map", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			FoldMap(text)
		}
	})
}
