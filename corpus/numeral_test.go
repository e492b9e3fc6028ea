package corpus

import (
	"strconv"
	"strings"
	"testing"
)

func TestParseNumeral(t *testing.T) {
	for s, want := range map[string]int{
		"0": 0, "1": 1, "16": 16, "007": 7, "１６": 16, "2023": 2023, "99999": 99999,
		"零": 0, "〇": 0, "一": 1, "九": 9, "十": 10, "十六": 16, "一十六": 16, "二十": 20, "九十九": 99,
		"一百": 100, "一百零五": 105, "一百一十": 110, "一百十": 110, "一百一十二": 112, "九百九十九": 999,
		"两": 2, "兩": 2, "两百": 200, "两千三百": 2300, "一千零一": 1001, "一千零一十": 1010, "九千九百九十九": 9999,
		"一万": 10000, "一万零三": 10003, "两万三千": 23000, "九万九千九百九十九": 99999,
		"廿": 20, "廿三": 23, "卅一": 31,
		"二〇二三": 2023, "二○二三": 2023, "二零二三": 2023, "一一〇": 110,
		"壹": 1, "拾": 10, "贰拾": 20, "貳拾參": 23, "陸": 6, "柒佰": 700,
		"⒈": 1, "⒗": 16, "㈢": 3, "㈩": 10, "⑫": 12, "⑴": 1,
	} {
		if got, ok := ParseNumeral(s); !ok || got != want {
			t.Errorf("%q is %d, %v, want %d", s, got, ok, want)
		}
	}
}

func TestParseNumeralRefuses(t *testing.T) {
	for _, s := range []string{
		"", " ", "-1", "+1", "1.5", "1,000", "一点五", "第一", "一、", "a", "甲", "十十", "十百", "百", "千", "万",
		"零十", "一百五", "一百零五十", "一二十", "十二三", "一千一", "十万", "一百万", "1十", "十6", "二零零零零零", "100000", "一 二",
		strings.Repeat("一", 60), strings.Repeat("9", 60), "\xff",
	} {
		if got, ok := ParseNumeral(s); ok {
			t.Errorf("%q is read as %d", s, got)
		}
	}
}

// Every number is read from the words that it is written in.
func TestParseNumeralReadsAll(t *testing.T) {
	for n := 1; n <= maxNumeral; n++ {
		if got, ok := ParseNumeral(hanNumeral(n)); !ok || got != n {
			t.Fatalf("%s is %d, %v, want %d", hanNumeral(n), got, ok, n)
		}
	}
}

func FuzzParseNumeral(f *testing.F) {
	for _, s := range []string{"十六", "一百零五", "二〇二三", "16", "壹", "㈢", "两万", "一百五"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, ok := ParseNumeral(s)
		if n < 0 || ok && n > maxNumeral {
			t.Fatalf("%q is %d", s, n)
		}
		if _, err := strconv.Atoi(s); ok && err == nil && s[0] == '-' {
			t.Fatalf("%q is a number", s)
		}
	})
}
