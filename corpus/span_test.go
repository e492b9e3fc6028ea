package corpus

import (
	"slices"
	"testing"
)

func TestSentences(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"", nil},
		{" 一句。 两句；三句\n四句！", []string{"一句。", "两句；", "三句", "四句！"}},
		{"引“内。外”不断。再", []string{"引“内。外”不断。", "再"}},
		{"括（里。外）不断。", []string{"括（里。外）不断。"}},
		{"未闭（一句。\n下一行。", []string{"未闭（一句。", "下一行。"}},
	} {
		var got []string
		for _, s := range (Span{End: len(c.text)}).Sentences(c.text) {
			got = append(got, s.Of(c.text))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}

func TestSplit(t *testing.T) {
	const text = "各县（市、区）、甲,1,000个,乙"
	var got []string
	for _, s := range (Span{End: len(text)}).Split(text, "、,") {
		got = append(got, s.Of(text))
	}
	if want := []string{"各县（市、区）、", "甲,", "1,000个,", "乙"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
