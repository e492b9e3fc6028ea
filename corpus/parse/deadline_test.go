package parse

import (
	"testing"

	"planbot/corpus"
)

func TestDeadline(t *testing.T) {
	for _, c := range []struct{ words, want string }{
		{"2021年10月", "2021-10"},
		{"2023年10月底前完成并持续推进", "2023-10"},
		{"2023年10月底前完成首批并持续推进", "2023-10"},
		{"2023 年 6 月 30 日前", "2023-06-30"},
		{"持续推进", ""},
		{"长期坚持", ""},
		{"年底前", "2023-12"},
		{"年内完成", "2023-12"},
		{"12月底前", "2023-12"},
		{"6至9月", "2023-09"},
		{"今年年底前", "2023-12"},
		{"明年上半年", "2023-06"}, // the plan is dated in December 2022
		{"明年7月份", "2023-07"},
		{"明年底", "2023-12"},
		{"2018年第三季度", "2018-09"},
		{"四季度末前", "2023-12"},
		{"2019年上半年", "2019-06"},
		{"下半年", "2023-12"},
		{"2020年底前", "2020-12"},
		{"到2025年", "2025"},
		{"到2026年底", "2026-12"},
		{"於 2023 年底前", "2023-12"},
		{"五年内", "2027"},
		{"2012年起5年内", ""},
		{"自2023年7月起", ""},
		{"5月底前动工", ""},
		{"9月投入使用", ""},
		{"5月底前动工，12月底前完工", "2023-12"},
		{"2023年3月底前启动编制，9月底前完成", "2023-09"},
		{"2024年6月底前完成首批，2025年底前全部完成", "2025-12"},
		{"13月底前", ""},
		{"三年行动", ""},
		{"每月", ""},
		{"", ""},
	} {
		r := reader{plan: &corpus.Plan{Head: corpus.Head{Title: "2023年工作要点", Year: 2023, Date: corpus.Date{Year: 2022, Month: 12, Day: 27}}}}
		if got := r.deadline(c.words).String(); got != c.want {
			t.Errorf("%s: %q, want %q", c.words, got, c.want)
		}
	}
}

// Where a plan does not say its year, or is for several, no year is supposed.
func TestDeadlineOfUnknownYear(t *testing.T) {
	for _, head := range []corpus.Head{{Title: "工作要点"}, {Title: "2021—2023年行动计划", Year: 2021}} {
		r := reader{plan: &corpus.Plan{Head: head}}
		for _, words := range []string{"年底前", "6月底前", "今年上半年", "五年内"} {
			if got := r.deadline(words); !got.IsZero() {
				t.Errorf("%s of %q: %s", words, head.Title, got)
			}
		}
	}
}
