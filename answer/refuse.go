package answer

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"planbot/corpus"
)

func refuse(reason string, nearest ...*fact) Question {
	return Question{Intent: Refuse, Reason: reason, Facts: nearest}
}

// cannotKnow refuses what no plan says: what has been done, and figures of a
// year that the plan does not speak of.
func (k *knowledge) cannotKnow(q *question) (Question, bool) {
	if q.sayOne(cueProgress) && !q.sayOne(cueLead) && (q.sayOne(cueNumber|cueCheck|cueContent) || len(q.content()) > 0) {
		return refuse("文件里只有目标，没有写实际进展。", k.nearest(q)...), true
	}
	for _, year := range q.years {
		if !k.knowsYear(year) {
			return refuse(fmt.Sprintf("文件里没有%d年的数据。", year), k.nearest(q)...), true
		}
	}
	return Question{}, false
}

// knowsYear tells whether the plan gives anything for a year.
func (k *knowledge) knowsYear(year int) bool {
	if year == k.plan.Head.Year {
		return true
	}
	if k.plan.Head.Year == 0 || len(k.plan.Indicators) == 0 {
		return strings.Contains(k.plan.Text, fmt.Sprint(year))
	}
	return slices.ContainsFunc(k.plan.Indicators, func(n corpus.Indicator) bool {
		_, ok := n.Value(year)
		return ok
	}) || strings.Contains(k.plan.Text, fmt.Sprintf("到%d年", year)) || strings.Contains(k.plan.Text, fmt.Sprintf("%d年底前", year))
}

// nearest returns the indicators that the question names, whatever else it says.
func (k *knowledge) nearest(q *question) []*fact {
	var out []*fact
	for i := range k.facts {
		f := &k.facts[i]
		if f.indicator == nil {
			continue
		}
		if c := q.against(f, false); c.covered >= 3 && c.names() && len(out) < 3 {
			out = append(out, f)
		}
	}
	return out
}

// uncovered refuses and says which word the plan does not have.
func (k *knowledge) uncovered(q *question) Question {
	known := k.known(q)
	var missing []string
	content := q.content()
	for _, gap := range q.left(&known) {
		for _, s := range content {
			if s.from <= gap.from && gap.to <= s.to && !slices.Contains(missing, k.missing(q, s, gap)) {
				missing = append(missing, k.missing(q, s, gap))
			}
		}
	}
	nearest := k.nearest(q)
	switch {
	case unsayable(q) != "":
		return refuse(unsayable(q), nearest...)
	case len(missing) > 0:
		return refuse("文件里没有提到“"+strings.Join(missing, "”“")+"”。", nearest...)
	case len(content) == 1:
		return refuse("文件里没有“"+k.contentWords(q)+"”的目标或规定。", nearest...)
	}
	return refuse("文件里没有把“"+k.contentWords(q)+"”放在一起说的内容。", nearest...)
}

// unsayable says why a question cannot be answered from any plan of this one's
// kind, "" where that is not so.
func unsayable(q *question) string {
	for _, u := range []struct{ words, reason string }{
		{"为什么 为何 原因 理由", "文件没有说明原因。"},
		{"电话 邮箱 地址 联系人 联系方式", "文件里没有联系方式。"},
		{"负责人 责任人 局长 主任 书记 处长 科长 分管领导", "文件只写单位，没有写到个人。"},
	} {
		for _, w := range strings.Fields(u.words) {
			if strings.Contains(q.norm, w) {
				return u.reason
			}
		}
	}
	return ""
}

// missing returns the word that a gap belongs to: the whole stretch where it
// is short or names a body, else the gap alone.
func (k *knowledge) missing(q *question, s, gap stretch) string {
	word := q.words(s.from, s.to)
	if s.to-s.from == 1 && strings.ContainsRune("局委办部厅", rune(q.tokens[s.from].id)) {
		for i := 0; i < 4 && s.from > 0 && q.tokens[s.from].joined && !q.taken.has(s.from-1) && !strings.ContainsRune(grammar, rune(q.tokens[s.from-1].id)); i++ {
			s.from--
		}
		return k.asTyped(q, s)
	}
	if utf8.RuneCountInString(word) <= 8 || unitWord(word) {
		return k.asTyped(q, s)
	}
	return k.asTyped(q, gap)
}
