package answer

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"planbot/corpus"
)

// query is a question, read.
type query struct {
	asked   string // normalised, whole
	rest    string // without years, task numbers and units
	content []string
	focus   []string // of a later part of a question: the words that are its own
	years   []int
	task    string // its printed number
	units   []unit
	county  corpus.Region
	lead    bool
	compare bool
	number  bool
}

// String shows what was understood.
func (q query) String() string {
	var units []string
	for _, u := range q.units {
		units = append(units, u.name)
	}
	return fmt.Sprintf("content=%q years=%v task=%q units=%q county=%q lead=%t compare=%t number=%t",
		q.content, q.years, q.task, units, q.county.Name, q.lead, q.compare, q.number)
}

// understand reads a normalised question against what a plan holds.
func understand(k *knowledge, asked string) query {
	q := query{asked: asked}
	rest := asked
	for short, long := range k.alias {
		if standsIn(rest, short) {
			rest = strings.ReplaceAll(rest, short, long)
		}
	}
	q.years, rest = findYears(k.plan, rest)
	if m := taskNumber.FindStringSubmatchIndex(rest); m != nil {
		q.task = number(submatch(rest, m))
		rest = rest[:m[0]] + " " + rest[m[1]:]
	}
	q.units, rest = findUnits(k, rest)
	q.county, rest = findCounty(k, rest)
	for _, name := range []string{k.plan.Head.Region.Name, k.plan.Head.Region.ShortName()} {
		if name != "" {
			rest = strings.ReplaceAll(rest, name, " ")
		}
	}
	q.rest = rest
	q.content = contentWords(rest)
	q.lead = leadPattern.MatchString(rest)
	q.compare = comparePattern.MatchString(asked) || bothPattern.MatchString(asked)
	q.number = numberPattern.MatchString(rest) || len(q.years) > 0
	return q
}

// about gives a later part of a question the words of the first.
func (q query) about(subject string) query {
	q.focus = q.content
	q.rest = strings.Join(contentWords(subject), " ") + " " + q.rest
	q.content = contentWords(q.rest)
	return q
}

// looksBack tells whether a question asks for another year than the plan's,
// which only a table has.
func (q query) looksBack(p *corpus.Plan) bool {
	return q.compare || slices.ContainsFunc(q.years, func(year int) bool { return year != p.Head.Year })
}

func submatch(s string, m []int) string {
	for i := 2; i < len(m); i += 2 {
		if m[i] >= 0 {
			return s[m[i]:m[i+1]]
		}
	}
	return ""
}

// number returns a number in digits.
func number(s string) string {
	if n, err := strconv.Atoi(s); err == nil {
		return strconv.Itoa(n)
	}
	const digits = "一二三四五六七八九"
	digit := func(s string) int { return strings.Index(digits, s)/len("一") + 1 }
	tens, ones, ok := strings.Cut(s, "十")
	n := 0
	switch {
	case !ok:
		return strconv.Itoa(digit(s))
	case tens == "":
		n = 10
	default:
		n = 10 * digit(tens)
	}
	if ones != "" {
		n += digit(ones)
	}
	return strconv.Itoa(n)
}

// findYears takes the years out of a question. 去年 and 今年 are the plan's.
func findYears(p *corpus.Plan, s string) (years []int, rest string) {
	for _, m := range yearPattern.FindAllStringSubmatch(s, -1) {
		if year, err := strconv.Atoi(m[1]); err == nil && year >= 1990 && year <= 2060 {
			years = append(years, year)
			s = strings.Replace(strings.Replace(s, m[1]+"年", " ", 1), m[1], " ", 1)
		}
	}
	if m := shortYear.FindStringSubmatch(s); m != nil {
		year, _ := strconv.Atoi(m[1])
		years = append(years, 2000+year)
		s = strings.Replace(s, m[1]+"年", " ", 1)
	}
	for _, relative := range []struct {
		word string
		add  int
	}{{"前年", -2}, {"去年", -1}, {"上年", -1}, {"明年", 1}, {"后年", 2}, {"今年", 0}} {
		if strings.Contains(s, relative.word) && p.Head.Year > 0 {
			years = append(years, p.Head.Year+relative.add)
			s = strings.ReplaceAll(s, relative.word, " ")
		}
	}
	return years, s
}

// findCounty takes a county of the plan's city out of a question.
func findCounty(k *knowledge, s string) (corpus.Region, string) {
	for _, r := range corpus.Regions() {
		if !r.IsCounty() || !r.Within(k.plan.Head.Region) {
			continue
		}
		for _, name := range []string{r.Name, r.ShortName()} {
			if strings.Contains(s, name) {
				return r, strings.ReplaceAll(s, name, " ")
			}
		}
	}
	return corpus.Region{}, s
}
