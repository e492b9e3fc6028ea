package answer

import (
	"fmt"
	"slices"
	"strings"
)

// resolve finds the plans that all fit what a question says of plans. base is
// the plan that the question would otherwise be asked of, -1 for none: years
// are counted from its year, and 去年的要点 is one of its series. Names that no
// plan has all of may name one plan each.
func (l *linker) resolve(ln *link, base int32) {
	ln.findVersus()
	ln.keepFiveYears()
	if base >= 0 {
		ln.names = slices.DeleteFunc(ln.names, func(name stretch) bool { return ln.kindIn(name) == nounInside })
	}
	s := l.selected(ln, base)
	ln.named, ln.plans, ln.missing = s.said, s.ids, s.missing
	ln.byTopic = s.topic && !s.place && !s.number && !s.issuer
	switch {
	case ln.missing != "":
		ln.plans = nil
		l.resolveEach(ln, base)
	case len(s.parts) > 1:
		ln.parts = s.parts
	case !ln.named:
		ln.topical = l.about(l.bestTopics(l.mentionedRuns(ln)))
	}
	ln.cut(s.said)
}

// selected narrows the plans by all that is said of them.
func (l *linker) selected(ln *link, base int32) *selection {
	s := &selection{l: l, ln: ln}
	s.byNumber()
	s.byFar()
	s.byPlace()
	s.byIssuer()
	s.byTopic()
	s.byYear(base)
	return s
}

// part is plans that are named beside others.
type part struct {
	ids  []int32
	said stretch // what names them
}

// resolveEach takes the numbers, or else the names, one by one. A name that
// says a year alone is of the series of the one before.
func (l *linker) resolveEach(ln *link, base int32) {
	var stretches []stretch
	for _, m := range ln.numbers {
		stretches = append(stretches, m.stretch)
	}
	if len(stretches) == 0 {
		stretches = ln.names
	}
	if len(stretches) < 2 {
		return
	}
	var lost []string
	for _, one := range stretches {
		s := l.selected(ln.only(one), base)
		switch {
		case s.missing != "":
			lost = append(lost, s.missing)
		case s.said:
			ln.parts = append(ln.parts, part{s.ids, one})
			ln.plans = append(ln.plans, s.ids...)
			base = s.ids[0]
		}
	}
	if len(ln.parts) > 0 {
		ln.missing = ""
		ln.lost = lost
	}
	slices.Sort(ln.plans)
	ln.plans = slices.Compact(ln.plans)
}

// only is the link with nothing named but what stands in a stretch.
func (ln *link) only(one stretch) *link {
	out := *ln
	within := func(s stretch) bool { return one.from <= s.from && s.to <= one.to }
	keep := func(list []mention) []mention {
		return slices.DeleteFunc(slices.Clone(list), func(m mention) bool { return !within(m.stretch) })
	}
	out.names = []stretch{one}
	out.numbers, out.places, out.issuers, out.far, out.nouns = keep(ln.numbers), keep(ln.places), keep(ln.issuers), keep(ln.far), keep(ln.nouns)
	out.years = slices.DeleteFunc(slices.Clone(ln.years), func(y yearMention) bool { return !within(y.stretch) })
	return &out
}

// keepFiveYears leaves the five-year plans that are said, 十三五, as years only
// where they name a plan.
func (ln *link) keepFiveYears() {
	ln.years = slices.DeleteFunc(ln.years, func(y yearMention) bool { return y.five && !ln.inName(y.stretch) })
}

// findVersus takes the names behind 比 for what something is compared with:
// 比2022年要点增长多少 asks this year's plan.
func (ln *link) findVersus() {
	ln.names = slices.DeleteFunc(ln.names, func(name stretch) bool {
		from := -1
		for _, word := range []string{"相比于", "相比", "相较于", "相较", "比", "较"} {
			if strings.HasSuffix(string(ln.text[:name.from]), word) && from < 0 {
				from = name.from - len([]rune(word))
			}
		}
		year := slices.ContainsFunc(ln.years, func(y yearMention) bool { return name.from <= y.from && y.to <= name.to })
		if from < 0 || !year {
			return false
		}
		ln.versus = true
		ln.against = append(ln.against, stretch{from, name.to})
		return true
	})
}

// selection narrows the plans by one kind of naming after another.
type selection struct {
	l       *linker
	ln      *link
	ids     []int32
	said    bool // something names plans
	missing string

	place, topic, number, issuer bool

	parts []part // where plans of several places or years are named
}

// keep leaves the plans that are among ids as well; where none is, words are
// what no plan is called.
func (s *selection) keep(ids []int32, words string) {
	if s.missing != "" {
		return
	}
	if s.said {
		ids = common(s.ids, ids)
	}
	s.said, s.ids = true, ids
	if len(ids) == 0 {
		s.missing = words
	}
}

// common returns what stands in both of two ordered lists.
func common(a, b []int32) []int32 {
	if len(a) > len(b) {
		a, b = b, a
	}
	var out []int32
	for _, id := range a {
		if _, ok := slices.BinarySearch(b, id); ok {
			out = append(out, id)
		}
	}
	return out
}

func (s *selection) byNumber() {
	for i := range s.ln.numbers {
		m := &s.ln.numbers[i]
		found := s.l.findNumber(m)
		if len(found) == 0 && m.doc.prefix != "" {
			m.from -= len([]rune(m.doc.prefix))
		}
		m.ids = found
		s.number = true
		s.keep(found, "文号为“"+s.ln.typed(m.stretch)+"”的文件")
	}
}

// findNumber returns the plans of a number, and takes the words before it for
// its prefix where they end in one.
func (l *linker) findNumber(m *mention) []int32 {
	words := m.doc.prefix
	m.doc.prefix = ""
	found := l.of(l.numbered(m.doc), func(c *card) bool { return strings.HasSuffix(words, c.number.prefix) })
	if len(found) > 0 {
		longest := ""
		for _, id := range found {
			if p := l.cards[id].number.prefix; len(p) > len(longest) {
				longest = p
			}
		}
		m.from -= len([]rune(longest))
		return l.of(found, func(c *card) bool { return c.number.prefix == longest })
	}
	if endsNumberPrefix(words) {
		m.doc.prefix = lastPart(words)
		return nil
	}
	return l.numbered(m.doc)
}

// lastPart cuts what cannot be part of a 文号 from the words before its year.
func lastPart(words string) string {
	for _, mark := range []string{"的", "按照", "根据", "关于", "请问", "和", "在", "看", "问"} {
		if i := strings.LastIndex(words, mark); i >= 0 {
			words = words[i+len(mark):]
		}
	}
	return words
}

// byPlace narrows by the places in names, or else by those that are named at
// all. Of a place and one inside it, side by side, the inner is meant.
func (s *selection) byPlace() {
	places := slices.DeleteFunc(slices.Clone(s.ln.places), func(m mention) bool { return !s.ln.inName(m.stretch) })
	if len(places) == 0 {
		places = s.ln.places
	}
	places = s.l.innermost(places)
	if len(places) == 0 {
		return
	}
	var ids []int32
	var words []string
	for _, m := range places {
		ids = append(ids, m.ids...)
		words = append(words, s.ln.typed(m.stretch))
		if !slices.ContainsFunc(s.parts, func(p part) bool { return slices.Equal(p.ids, m.ids) }) {
			s.parts = append(s.parts, part{m.ids, m.stretch})
		}
	}
	slices.Sort(ids)
	s.place = true
	s.keep(slices.Compact(ids), strings.Join(words, "、")+"的文件")
}

// innermost drops the places that hold the next one: 赣州市于都县 is 于都县 where a
// plan is of it. Of places that are not side by side the outer is meant.
func (l *linker) innermost(places []mention) []mention {
	var out []mention
	for i, m := range places {
		if i+1 < len(places) && m.to == places[i+1].from && l.holdsPlace(m, places[i+1]) {
			continue
		}
		inner := slices.ContainsFunc(places, func(o mention) bool { return o.to != m.from && l.holdsPlace(o, m) })
		if !inner {
			out = append(out, m)
		}
	}
	return out
}

// holdsPlace tells whether a place lies in another.
func (l *linker) holdsPlace(outer, inner mention) bool {
	o, i := l.cards[outer.ids[0]].region, l.cards[inner.ids[0]].region
	return o != "" && o != i && strings.HasPrefix(i, o)
}

// byFar looks for names with a place that no plan is of. A province before the
// city that is meant is none.
func (s *selection) byFar() {
	for _, m := range s.ln.far {
		i := slices.IndexFunc(s.ln.names, func(n stretch) bool { return n.from <= m.from && m.to <= n.to })
		outer := slices.ContainsFunc(s.ln.places, func(p mention) bool {
			return p.from == m.to && strings.HasPrefix(s.l.cards[p.ids[0]].region, regionOf(m).Code)
		})
		if i >= 0 && !outer {
			s.keep(nil, "“"+s.ln.typed(s.ln.names[i])+"”")
		}
	}
}

func (s *selection) byIssuer() {
	for _, m := range s.ln.issuers {
		if !m.exact && !s.ln.inName(m.stretch) {
			continue
		}
		s.issuer = true
		s.keep(m.ids, s.ln.typed(m.stretch)+"发的这样的文件")
	}
}

// byTopic narrows by the topic, and by the kind of document, of each name. A
// name whose kind no such plan is of is no name: 数字经济规划 may be what a plan
// asks to be written.
func (s *selection) byTopic() {
	ln := s.ln
	ln.names = slices.DeleteFunc(ln.names, func(name stretch) bool {
		runs := slices.DeleteFunc(slices.Clone(ln.runs), func(r topicRun) bool { return r.from < name.from || r.to > name.to })
		kind := ln.kindIn(name)
		ofKind := func(nouns []string) bool { return kind <= 0 || slices.Contains(nouns, nounWords[kind-1][0]) }
		if len(runs) == 0 {
			some := slices.ContainsFunc(s.ids, func(id int32) bool { return ofKind(s.l.cards[id].nouns) })
			return s.said && !some && s.dropName(name)
		}
		topics := s.l.bestTopics(slices.DeleteFunc(runs, func(r topicRun) bool { return !ofKind(s.l.topics[r.topic].nouns) }))
		if len(topics) == 0 {
			return true
		}
		s.topic = true
		if s.said {
			s.keep(s.l.aboutAmong(topics, s.ids), "“"+ln.typed(name)+"”")
		} else {
			s.keep(s.l.about(topics), "“"+ln.typed(name)+"”")
		}
		return false
	})
}

// dropName tells whether a name without a topic, whose noun is not of the
// plans' kind, says nothing: a year in it still does.
func (s *selection) dropName(name stretch) bool {
	return !slices.ContainsFunc(s.ln.years, func(y yearMention) bool { return name.from <= y.from && y.to <= name.to })
}

// kindIn is the kind of document that a name says, 0 for any, -1 for none.
func (ln *link) kindIn(name stretch) int32 {
	kind := int32(-1)
	for _, m := range ln.nouns {
		if name.from <= m.from && m.to <= name.to {
			kind = m.ids[0]
		}
	}
	return kind
}

// byYear narrows by the year of a name; where nothing else is named, to the
// plans of the base's series.
func (s *selection) byYear(base int32) {
	years := s.ln.namedYears()
	if len(years) == 0 || s.missing != "" {
		return
	}
	ids := s.ids
	switch {
	case s.said:
	case base >= 0:
		ids = s.l.series[s.l.cards[base].series]
	default:
		for i := range s.l.cards {
			ids = append(ids, int32(i))
		}
	}
	if kind := s.ln.yearKind(); kind > 0 && !s.said && !slices.ContainsFunc(ids, func(id int32) bool { return slices.Contains(s.l.cards[id].nouns, nounWords[kind-1][0]) }) {
		s.ln.names = nil // 2024年实施方案 is what a plan asks to be written
		return
	}
	own := 0
	switch {
	case base >= 0:
		own = s.l.cards[base].to
	case len(ids) > 0:
		own = s.l.cards[ids[0]].to
	}
	var words []string
	for _, y := range years {
		words = append(words, fmt.Sprintf("%d年", y.in(own)))
	}
	what := strings.Join(words, "、") + "的这份文件"
	if !years[0].relative {
		i := slices.IndexFunc(s.ln.names, func(n stretch) bool { return n.from <= years[0].from && years[0].to <= n.to })
		what = "“" + s.ln.typed(s.ln.names[i]) + "”"
	}
	fit := s.l.of(ids, func(c *card) bool {
		return slices.ContainsFunc(years, func(y yearMention) bool { return c.covers(y.in(own)) })
	})
	if kind := s.ln.yearKind(); kind > 0 && !s.said {
		fit = preferringIDs(fit, func(id int32) bool { return slices.Contains(s.l.cards[id].nouns, nounWords[kind-1][0]) })
	}
	s.said = false
	s.keep(fit, what)
	if len(years) > 1 && len(s.parts) < 2 {
		s.parts = nil
		for _, y := range years {
			of := s.l.of(fit, func(c *card) bool { return c.covers(y.in(own)) })
			s.parts = append(s.parts, part{of, y.stretch})
		}
	}
}

func preferringIDs(ids []int32, ok func(int32) bool) []int32 {
	out := slices.DeleteFunc(slices.Clone(ids), func(id int32) bool { return !ok(id) })
	if len(out) == 0 {
		return ids
	}
	return out
}

// namedYears are the years in names.
func (ln *link) namedYears() []yearMention {
	return slices.DeleteFunc(slices.Clone(ln.years), func(y yearMention) bool { return !ln.inName(y.stretch) })
}

// freeYears are those outside of names.
func (ln *link) freeYears() []yearMention {
	return slices.DeleteFunc(slices.Clone(ln.years), func(y yearMention) bool { return ln.inName(y.stretch) })
}

// yearKind is the kind of document of the first name with a year.
func (ln *link) yearKind() int32 {
	for _, y := range ln.years {
		for _, name := range ln.names {
			if name.from <= y.from && y.to <= name.to {
				return ln.kindIn(name)
			}
		}
	}
	return -1
}

// mentionedRuns are the runs outside of names that say enough of a topic: four
// characters, or one of its pieces whole.
func (l *linker) mentionedRuns(ln *link) []topicRun {
	return slices.DeleteFunc(slices.Clone(ln.runs), func(r topicRun) bool {
		whole := r.to-r.from > 2 && slices.Contains(l.topics[r.topic].pieces, ln.word(stretch{r.from, r.to}))
		return r.to-r.from < enoughNamed && !whole
	})
}

// enoughNamed is how many characters of a topic must be said outside of a name
// for its plans to be preferred.
const enoughNamed = 4

// bestTopics returns the topics that the runs say most of.
func (l *linker) bestTopics(runs []topicRun) []int32 {
	said := make(map[int32]int)
	most := 0
	for _, r := range runs {
		said[r.topic] += r.to - r.from
		most = max(most, said[r.topic])
	}
	var out []int32
	for t, n := range said {
		if n == most {
			out = append(out, t)
		}
	}
	slices.Sort(out)
	return out
}

// about returns the plans of topics, the newest first.
func (l *linker) about(topics []int32) []int32 {
	var out []int32
	for _, t := range topics {
		out = append(out, l.topics[t].plans...)
	}
	slices.Sort(out)
	return out
}

// aboutAmong returns those of some plans that are of topics.
func (l *linker) aboutAmong(topics, plans []int32) []int32 {
	return slices.DeleteFunc(slices.Clone(plans), func(id int32) bool { return !slices.Contains(topics, l.topicOf[id]) })
}

// cut notes what must be taken out before the question is asked of a plan: the
// names, the numbers, and the places that hold the named one.
func (ln *link) cut(named bool) {
	if !named {
		return
	}
	ln.cuts = append(ln.cuts, ln.names...)
	for _, m := range slices.Concat(ln.numbers, ln.far) {
		nextIs := slices.ContainsFunc(ln.places, func(p mention) bool { return p.from == m.to })
		if (m.doc.seq > 0 || nextIs) && !ln.inName(m.stretch) {
			ln.cuts = append(ln.cuts, m.stretch)
		}
	}
	for i := 1; i < len(ln.places); i++ {
		if ln.places[i-1].to == ln.places[i].from && !ln.inName(ln.places[i-1].stretch) {
			ln.cuts = append(ln.cuts, ln.places[i-1].stretch)
		}
	}
	for _, m := range ln.issuers {
		if m.exact && !ln.inName(m.stretch) {
			ln.cuts = append(ln.cuts, m.stretch)
		}
	}
	slices.SortFunc(ln.cuts, func(a, b stretch) int { return a.from - b.from })
}

// without is the question with the cuts, and further ones, taken out. relative
// years are written out, counted from own, where own is not 0.
func (ln *link) without(own int, more ...stretch) string {
	cuts := append(slices.Clone(ln.cuts), more...)
	slices.SortFunc(cuts, func(a, b stretch) int { return a.from - b.from })
	var b strings.Builder
	at := 0
	put := func(s stretch, by string) {
		if s.from >= at {
			b.WriteString(ln.question[ln.at[at]:ln.at[s.from]])
			b.WriteString(by)
			at = s.to
		}
	}
	years := ln.years
	for len(cuts) > 0 || len(years) > 0 {
		if len(years) == 0 || len(cuts) > 0 && cuts[0].from <= years[0].from {
			put(cuts[0], " ")
			cuts = cuts[1:]
			continue
		}
		if years[0].relative && own > 0 {
			put(years[0].stretch, fmt.Sprintf("%d年", years[0].in(own)))
		}
		years = years[1:]
	}
	if at < len(ln.text) {
		b.WriteString(ln.question[ln.at[at]:])
	}
	return b.String()
}
