package answer

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// candidate is a fact whose words cover a question's.
type candidate struct {
	*fact
	own     bits   // the question's tokens that the fact itself says
	covered int    // how many
	skipped int    // tokens of an indicator's name that the question does not say
	start   bool   // the name's beginning is said
	end     bool   // the name's end is said
	said    []bool // of the name's tokens, which the question says
	left    []stretch
	split   bool // a word of the question is said half by it, half before it
	loose   bool // words of the question stand apart in the name
}

// hits returns, for every fact, how many of the question's pairs its name
// holds, and whether the plan holds each token that needs cover.
func (k *knowledge) hits(q *question) (counts []int32, possible bool) {
	counts = make([]int32, len(k.facts))
	q.pairs(func(_ int, p pair) {
		for _, f := range k.naming(p) {
			counts[f]++
		}
	})
	if strings.Contains(q.norm, "占比") {
		for i := range k.facts {
			if slices.Contains(k.facts[i].within, true) {
				counts[i]++
			}
		}
	}
	known := k.known(q)
	known.add(&q.topic)
	return counts, len(q.left(&known)) == 0
}

// known marks the tokens that stand in the plan beside the same neighbour.
func (k *knowledge) known(q *question) (known bits) {
	q.pairs(func(i int, p pair) {
		if k.said(p) {
			known.set(i)
			if p[1] != 0 {
				known.set(i + 1)
			}
		}
	})
	return known
}

// called returns the indicator whose whole name is all that a question says: it
// is what is meant, whatever else has the same words. nil where there is none.
func (k *knowledge) called(q *question) []candidate {
	content := q.content()
	if len(content) != 1 {
		return nil
	}
	i, ok := k.byName[q.words(content[0].from, content[0].to)]
	if !ok {
		return nil
	}
	c := candidate{fact: &k.facts[i], start: true, end: true}
	for at := content[0].from; at < content[0].to; at++ {
		c.own.set(at)
		c.covered++
	}
	if q.clashes(&c) {
		return nil
	}
	return []candidate{c}
}

// maxVerbs is how many tokens a fact may cover as verbs, beside its pairs.
const maxVerbs = 3

// match returns the facts that are wanted and that leave no word of the
// question uncovered, in the order of the plan. around lets the words that a
// commitment or a sentence goes on from cover what it does not say itself.
func (k *knowledge) match(q *question, around bool, want func(*fact) bool) []candidate {
	counts, possible := k.hits(q)
	if !possible {
		return nil
	}
	need, enough := q.need(), 0
	var out []candidate
	for i := range k.facts {
		f := &k.facts[i]
		most := 2*int(counts[i]) + maxVerbs // a pair covers two tokens
		if counts[i] == 0 || f.indicator != nil && most < need || most < enough || !want(f) {
			continue
		}
		c := q.against(f, around)
		if len(c.left) > 0 || c.covered == 0 {
			continue
		}
		if c.indicator != nil && c.skipped == 0 && !q.clashes(&c) {
			enough = max(enough, c.covered) // what says less is not the best
		}
		out = append(out, c)
	}
	return out
}

// need is how many tokens no filler can cover. A pair covers two at most.
func (q *question) need() int {
	var free bits
	free.add(&q.topic)
	free.add(&q.taken)
	for i, sizes := range q.functions {
		for n := 1; sizes>>n != 0; n++ {
			if sizes&(1<<n) != 0 {
				for j := i; j < min(i+n, len(q.tokens)); j++ {
					free.set(j)
				}
			}
		}
	}
	n := 0
	for i := range q.tokens {
		if !free.has(i) {
			n++
		}
	}
	return n
}

// against holds a fact against the question.
func (q *question) against(f *fact, around bool) candidate {
	c := candidate{fact: f}
	if slices.ContainsFunc(q.levels, func(l string) bool { return !strings.Contains(f.name.norm, l) }) {
		c.left = []stretch{{0, len(q.tokens)}}
		return c
	}
	segments := align(q.text, &q.taken, f.name)
	if f.indicator != nil && outOfOrder(q, segments) {
		c.left = []stretch{{0, len(q.tokens)}}
		return c
	}
	c.loose = q.apart(f, segments)
	said := make([]bool, len(f.name.tokens))
	for _, s := range segments {
		for i := range s.size {
			c.own.set(s.at + i)
			said[s.inName+i] = true
		}
		c.covered += s.size
	}
	c.covered += q.saidVerbs(f, &c.own) + q.saidShare(f, said, &c.own)
	c.said = said
	c.weigh()
	mask := c.own
	mask.add(&q.topic)
	c.left = q.left(&mask)
	if len(c.left) > 0 && around {
		before := mask
		q.goesOn(f, segments, &mask)
		c.left = q.left(&mask)
		c.split = q.splits(&before, &mask)
	}
	if f.indicator == nil && !f.stock {
		c.left = slices.DeleteFunc(c.left, func(s stretch) bool { return isNew(q.words(s.from, s.to)) })
	}
	return c
}

// saidVerbs marks the verbs of one character that the fact has, and returns
// how many.
func (q *question) saidVerbs(f *fact, own *bits) int {
	n := 0
	for i, tok := range q.tokens {
		if !q.verbs.has(i) || own.has(i) || !slices.ContainsFunc(f.name.tokens, func(t token) bool { return t.id == tok.id }) {
			continue
		}
		switch {
		case q.functions[i] == 1<<1:
			own.set(i)
			n++
		case tok.id == '建' && q.functions[i] != 0 && f.commitment != nil: // 建设 is 建成
			n++
		}
	}
	return n
}

// saidShare lets 占比 stand for 占…比重, and returns how many tokens it marked.
func (q *question) saidShare(f *fact, said []bool, own *bits) int {
	if f.indicator == nil || !slices.Contains(f.within, true) {
		return 0
	}
	n := 0
	for i := 1; i < len(q.tokens); i++ {
		if q.tokens[i-1].id == '占' && q.tokens[i].id == '比' && q.tokens[i].joined && !own.has(i) {
			own.set(i - 1)
			own.set(i)
			n += 2
			for j, tok := range f.name.tokens {
				said[j] = said[j] || tok.id == '占' || tok.id == '比' || tok.id == '重'
			}
		}
	}
	return n
}

// weigh finds how much of an indicator's name is said.
func (c *candidate) weigh() {
	said := c.said
	if c.indicator == nil {
		return
	}
	core := c.coreAt
	for _, i := range core {
		if !said[i] {
			c.skipped++
		}
	}
	last := len(core) - 1
	c.start = last > 0 && said[core[0]] && said[core[1]] || last >= 0 && said[core[0]] && c.name.tokens[core[0]].latin()
	if last > 2 && strings.ContainsRune("额率量值", rune(c.name.tokens[core[last]].id)) && !said[core[last]] {
		last--
	}
	c.end = last > 0 && said[core[last]] && said[core[last-1]]
}

// names tells whether the question names the indicator and does not merely
// share a word with its name: the name's start or end is said, and not only
// what it is a share of.
func (c *candidate) names() bool {
	if c.indicator == nil {
		return true
	}
	if c.skipped == 0 {
		return true
	}
	if c.covered == 2 && len(c.said) > 2 && c.said[0] && c.said[1] && generic[c.name.words(0, 2)] {
		return false
	}
	outside := false
	if slices.ContainsFunc(c.name.tokens, func(t token) bool { return t.latin() }) && c.skipped < len(c.name.tokens) {
		for i, tok := range c.name.tokens {
			if tok.latin() && c.said[i] && !c.within[i] && digit(c.name.norm[tok.start]) {
				return true
			}
		}
	}
	for i, tok := range c.name.tokens {
		if !c.within[i] && c.core[i] && tok.id != '占' && c.said[i] {
			outside = true
		}
	}
	return outside && (c.start || c.end)
}

// generic are words that begin names and name nothing.
var generic = set("新增 累计 全市 实施 推进 完成")

// outOfOrder tells whether one word of the question takes pieces of a name in
// another order than the name has them: 数字产业化 is not 产业数字化. Long words
// may change places.
func outOfOrder(q *question, segments []segment) bool {
	for i := 1; i < len(segments); i++ {
		a, b := segments[i-1], segments[i]
		if b.inName < a.inName && a.at+a.size == b.at && q.tokens[b.at].joined && a.size+b.size < 6 {
			return true
		}
	}
	return false
}

// plainly are words between the parts of a name that say nothing more of what
// it is.
var plainly = strings.NewReplacer("工作", "", "综合", "", "领域", "", "年度", "", "应用", "", "服务", "", "实际", "", "累计", "", "拥有", "")

// apart tells whether one word of the question is found in pieces, with more
// between them than a few characters or the plan's own subject: 数字经济营收 in
// 数字经济核心产业营收.
func (q *question) apart(f *fact, segments []segment) bool {
	for i := 1; i < len(segments); i++ {
		a, b := segments[i-1], segments[i]
		if b.inName-a.inName-a.size <= 3 || a.at+a.size != b.at || !q.tokens[b.at].joined || q.tokens[b.at].latin() || q.tokens[b.at-1].latin() || q.words(b.at, b.at+b.size) == "增速" {
			continue
		}
		between := plainly.Replace(f.name.words(a.inName+a.size, b.inName))
		if utf8.RuneCountInString(between) > 3 && !strings.Contains(q.plan, between) {
			return true
		}
	}
	return false
}

// splits tells whether a word of Chinese characters is covered half by one mask
// and half by what the other adds.
func (q *question) splits(own, all *bits) bool {
	for i := 1; i < len(q.tokens); i++ {
		a, b := q.tokens[i-1], q.tokens[i]
		if b.joined && !q.topic.has(i-1) && !q.topic.has(i) && !a.latin() && !b.latin() && q.functions[i-1] == 0 && q.functions[i] == 0 && all.has(i-1) && all.has(i) && own.has(i-1) != own.has(i) {
			return true
		}
	}
	return false
}

// goesOn covers what stands before a commitment or a sentence and that it goes
// on from: whole words, or the beginning of one whose end it says itself, and
// Latin words anywhere.
func (q *question) goesOn(f *fact, own []segment, mask *bits) {
	covered := *mask
	covered.add(&q.taken)
	for _, s := range align(q.text, &covered, f.lead) {
		before := slices.ContainsFunc(own, func(o segment) bool { return o.at > s.at })
		inside := q.tokens[s.at].joined && slices.ContainsFunc(own, func(o segment) bool { return o.at+o.size == s.at })
		if before && !inside || q.tokens[s.at].latin() {
			for i := s.at; i < s.at+s.size; i++ {
				mask.set(i)
			}
		}
	}
}

func isNew(word string) bool { return cues().says[word]&cueNew != 0 }

// isStock tells a promise about what there is in all, not what is added.
func isStock(promise string) bool {
	return slices.ContainsFunc([]string{"累计", "拥有", "覆盖率", "占比", "普及率", "支持率", "达"}, func(w string) bool { return strings.Contains(promise, w) })
}

// best keeps the candidates that say most of the question, and drops those
// that a plainer one stands for: 营收 for 营收增速, where both fit.
func best(list []candidate) []candidate {
	most := 0
	for _, c := range list {
		most = max(most, c.covered)
	}
	list = slices.DeleteFunc(slices.Clone(list), func(c candidate) bool { return c.covered < most })
	exact := slices.ContainsFunc(list, func(c candidate) bool { return c.indicator != nil && c.skipped == 0 })
	return slices.DeleteFunc(slices.Clone(list), func(c candidate) bool {
		if c.indicator == nil {
			return false
		}
		if exact {
			return c.skipped > 0
		}
		return slices.ContainsFunc(list, func(d candidate) bool { return d.plainerThan(&c) })
	})
}

// plainerThan tells whether c names what d says more of: d's name goes on
// where c's ends, or has c's words and others between, the start being said.
func (c *candidate) plainerThan(d *candidate) bool {
	if c.indicator == nil || c.fact == d.fact || len(c.name.tokens) >= len(d.name.tokens) {
		return false
	}
	if run(c.name, 0, d.name, 0) == len(c.name.tokens) {
		return true
	}
	return c.start && d.start && subsequence(c.name.norm, d.name.norm)
}

// subsequence tells whether the characters of part stand in whole in order.
func subsequence(part, whole string) bool {
	for _, r := range whole {
		first, size := utf8.DecodeRuneInString(part)
		if part == "" {
			return true
		}
		if r == first {
			part = part[size:]
		}
	}
	return part == ""
}
