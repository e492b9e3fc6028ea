package answer

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"planbot/corpus"
)

// fact is one thing that a plan says, with the words by which it is asked for.
type fact struct {
	item  corpus.Anchor
	label string // as printed, white space removed
	name  text   // what is said by itself
	lead  text   // of a commitment or sentence: the words before it that it goes on from

	indicator  *corpus.Indicator
	commitment *corpus.Commitment
	task       *corpus.Task // the one that a commitment or a sentence stands in, or the task itself
	section    *corpus.Section
	note       *corpus.Note
	span       corpus.Span // what is quoted
	title      bool        // a task's or a section's title, not its text

	year   int    // of a commitment or a sentence: the year that its paragraph names before it, 0 for none
	stock  bool   // of a commitment: what there is in all, not what is added
	echoes []int  // of an indicator: promises that give its target in its words
	core   []bool // of an indicator's name: tokens that matter, brackets and 数量 aside
	coreAt []int  // the indexes of core
	within []bool // of an indicator's name: tokens between 占 and 比重, which name what it is a part of
}

// quantified tells whether the fact has a number, or words in place of one.
func (f *fact) quantified() bool { return f.indicator != nil || f.commitment != nil }

// knowledge is what the engine knows of one plan before a question comes.
type knowledge struct {
	plan        *corpus.Plan
	number      string // 文号, normalised
	places      []text // what the plan's own place is called
	year        int    // the year that the title says the plan is for, 0 where it says none
	vocab       vocabulary
	facts       []fact
	topic       text   // the plan's title
	all         string // the plan's whole text, normalised
	pairs       pairs
	byName      map[string]int // indicators by their whole names
	units       []unit
	alias       names                      // units by all their names
	short       map[string]string          // short forms that the plan explains in brackets: pue
	sounds      func() map[string][]string // toneless pinyin of the names' parts; made when first asked for
	spellings   func() map[string]string   // pinyin without spaces to names, likewise
	counties    []corpus.Region
	countyNames names // of counties
	categories  []category
}

// category groups indicators.
type category struct {
	label string
	name  text
}

func learn(p *corpus.Plan) *knowledge {
	k := &knowledge{plan: p, vocab: make(vocabulary)}
	k.topic = k.read(p.Head.Title)
	k.number = normal(p.Head.Number)
	for _, place := range placeNames(&p.Head) {
		k.places = append(k.places, k.read(place))
	}
	if strings.Contains(p.Head.Title, fmt.Sprint(p.Head.Year)) {
		k.year = p.Head.Year
	}
	for i := range p.Indicators {
		k.addIndicator(&p.Indicators[i])
	}
	for i := range p.Indicators {
		k.addCategory(p.Indicators[i].Category)
		k.addCategory(p.Indicators[i].Subcategory)
	}
	for i := range p.Tasks {
		k.addTask(&p.Tasks[i])
	}
	loose := p.LooseRows()
	for i := range p.Sections {
		k.addSection(&p.Sections[i], loose[p.Sections[i].Anchor])
	}
	for i := range p.Notes {
		n := &p.Notes[i]
		k.add(fact{item: n.Anchor, label: cmp.Or(n.Term, "注"+n.Mark), name: k.read(n.Term), note: n, span: n.Span})
	}
	k.facts = slices.Clone(slices.Clip(k.facts)) // without what append left over
	all := k.read(p.Text)
	k.all = all.norm
	k.pairs = pairsOf(all, k.facts)
	k.findEchoes()
	k.findNames()
	k.units = unitsOf(p)
	k.alias = unitNames(k.units)
	k.short = shortForms(p)
	k.addCounties()
	k.sounds = sync.OnceValue(func() map[string][]string { return soundsOf(k) })
	k.spellings = sync.OnceValue(func() map[string]string { return speltNames(k.sounds()) })
	return k
}

// findNames maps the indicators' names, with and without 数量 and what stands in
// brackets, to them. A name that two share names neither.
func (k *knowledge) findNames() {
	k.byName = make(map[string]int)
	shared := make(map[string]bool)
	for i := range k.facts {
		f := &k.facts[i]
		if f.indicator == nil {
			continue
		}
		for _, name := range slices.Compact([]string{f.name.norm, f.coreName()}) {
			if _, taken := k.byName[name]; taken {
				shared[name] = true
			}
			k.byName[name] = i
		}
	}
	for name := range shared {
		delete(k.byName, name)
	}
}

// findEchoes finds the promises in the text that say an indicator's target
// again.
func (k *knowledge) findEchoes() {
	for i := range k.facts {
		f := &k.facts[i]
		if f.indicator == nil {
			continue
		}
		for j := range k.facts {
			if g := &k.facts[j]; g.commitment != nil && k.sameThing([]*fact{f, g}) && sameSubject(f, g) {
				f.echoes = append(f.echoes, j)
			}
		}
	}
}

func (k *knowledge) read(s string) text { return k.vocab.read(normal(s), true) }

func (k *knowledge) add(f fact) { k.facts = append(k.facts, f) }

// said tells whether two tokens stand side by side in the plan's text.
func (k *knowledge) said(p pair) bool { return k.pairs.ids[p]&inText != 0 }

// naming returns the facts whose name holds a pair. The slice is shared.
func (k *knowledge) naming(p pair) []int32 { return k.pairs.facts(p) }

func (k *knowledge) addIndicator(n *corpus.Indicator) {
	f := fact{item: n.Anchor, label: n.Name, name: k.read(n.Name), indicator: n, span: n.Span}
	core := k.read(withoutBrackets(n.Name))
	f.core = make([]bool, len(f.name.tokens))
	at := 0
	for i, tok := range f.name.tokens {
		if at < len(core.tokens) && core.tokens[at].id == tok.id {
			f.core[i] = true
			at++
		}
	}
	f.within = betweenShare(f.name)
	for _, whole := range []string{"全社会", "全市", "全省", "全区", "全县"} {
		if strings.HasPrefix(f.name.norm, whole) {
			clear(f.core[:len([]rune(whole))])
		}
	}
	for n := min(4, len(f.name.tokens)-2); n >= 2; n-- { // 实施双千兆创新应用 is asked for as 双千兆
		if cues().says[f.name.words(0, n)]&cueVerb != 0 {
			clear(f.core[:n])
			break
		}
	}
	for _, tail := range []string{"数量", "个数", "总数", "数"} {
		if n := len(f.name.tokens); strings.HasSuffix(f.name.norm, tail) {
			for i := range len([]rune(tail)) {
				f.core[n-1-i] = false
			}
			break
		}
	}
	for i, is := range f.core {
		if is {
			f.coreAt = append(f.coreAt, i)
		}
	}
	k.add(f)
}

func (k *knowledge) addCategory(label string) {
	if label != "" && !slices.ContainsFunc(k.categories, func(c category) bool { return c.label == label }) {
		k.categories = append(k.categories, category{label, k.read(label)})
	}
}

func withoutBrackets(name string) string {
	var b strings.Builder
	depth := 0
	for _, r := range name {
		switch {
		case strings.ContainsRune("（(", r):
			depth++
		case strings.ContainsRune("）)", r):
			depth--
		case depth == 0:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// betweenShare marks the whole in 占…比重: it says what the indicator is a
// part of, not what it is.
func betweenShare(name text) []bool {
	out := make([]bool, len(name.tokens))
	from := slices.IndexFunc(name.tokens, func(t token) bool { return t.id == '占' })
	if from < 0 || from == len(name.tokens)-1 {
		return out
	}
	end := len(name.tokens)
	for _, tail := range []string{"比重", "占比"} {
		if strings.HasSuffix(name.norm, tail) {
			end -= 2
		}
	}
	for i := from + 1; i < end; i++ {
		out[i] = true
	}
	return out
}

func (k *knowledge) addTask(t *corpus.Task) {
	plain := k.plan.Text
	k.add(fact{item: t.Anchor, label: t.Title, name: k.read(t.Title), task: t, span: t.BodySpan, title: true})
	around := t.Title
	if s := k.plan.Section(t.Section); s != nil {
		around = s.Title + " " + around
	}
	above := k.read(around)
	for j := range t.Commitments {
		k.add(k.promiseFact(fact{item: t.Anchor, task: t}, &t.Commitments[j], around))
	}
	for _, between := range betweenNotes(t) {
		for _, s := range between.Sentences(plain) {
			k.add(fact{item: t.Anchor, label: t.Title, name: k.read(s.Of(plain)), lead: above, task: t, span: s, year: k.yearBefore(s.Start, s)})
		}
	}
}

// promiseFact makes the fact of a promise. around is the title above it.
func (k *knowledge) promiseFact(f fact, c *corpus.Commitment, around string) fact {
	plain := k.plan.Text
	words := c.Span.Of(plain)
	f.label, f.name, f.commitment, f.span = squashed(words), k.read(words), c, c.Sentence
	f.lead = k.read(around + " " + plain[c.Sentence.Start:c.Span.Start])
	f.year, f.stock = k.yearBefore(c.Sentence.Start, c.Span), isStock(words)
	return f
}

// betweenNotes cuts a task's text at its notes about units, so that no sentence
// begins with the note of the one before it.
func betweenNotes(t *corpus.Task) []corpus.Span {
	var out []corpus.Span
	start := t.BodySpan.Start
	for _, a := range t.Assignments {
		if t.BodySpan.Holds(a.Span) && start <= a.Span.Start {
			out = append(out, corpus.Span{Start: start, End: a.Span.Start})
			start = a.Span.End
		}
	}
	return append(out, corpus.Span{Start: start, End: max(start, t.BodySpan.End)})
}

var yearNamed = regexp.MustCompile(`(比|较|与|自|从|[-—–～至])?(20\d\d)$`)

// yearBefore returns the year that the paragraph of a stretch names last, up to
// the stretch's end: 到2025年，…. 0 where it names none. from is where its
// sentence begins.
func (k *knowledge) yearBefore(from int, s corpus.Span) int {
	for _, b := range k.plan.Blocks {
		if b.Span.Holds(s) {
			from = b.Span.Start
			break
		}
	}
	if i := strings.LastIndexByte(k.plan.Text[from:s.Start], '\n'); i >= 0 {
		from += i
	}
	before := k.plan.Text[from:s.End]
	for {
		i := strings.LastIndex(before, "年")
		if i < 0 {
			return 0
		}
		before = before[:i]
		m := yearNamed.FindStringSubmatch(before[max(0, i-len("比2023")):])
		// Not the year of another document's title, nor one that is compared with.
		if m != nil && m[1] == "" && strings.LastIndex(before, "《") <= strings.LastIndex(before, "》") {
			year, _ := strconv.Atoi(m[2])
			return year
		}
	}
}

// addSection adds a section with its sentences, its promises, and the rows of
// its tables that are no items.
func (k *knowledge) addSection(s *corpus.Section, rows []corpus.Span) {
	plain := k.plan.Text
	title := k.read(s.Title)
	k.add(fact{item: s.Anchor, label: s.Title, name: title, section: s, span: s.Span, title: true})
	for i, sentence := range s.Span.Sentences(plain) {
		if i > 0 {
			k.add(fact{item: s.Anchor, label: s.Title, name: k.read(sentence.Of(plain)), lead: title, section: s, span: sentence})
		}
	}
	for _, row := range rows {
		k.add(fact{item: s.Anchor, label: s.Title, name: k.read(row.Of(plain)), lead: title, section: s, span: row})
	}
	for j := range s.Commitments {
		k.add(k.promiseFact(fact{item: s.Anchor, section: s}, &s.Commitments[j], s.Title))
	}
}

func squashed(s string) string { return strings.Join(strings.Fields(s), "") }

// shortForms reads the Latin short forms that a plan explains in brackets,
// X（PUE）, to the words before the bracket that an indicator's name holds, or
// else its last four characters.
func shortForms(p *corpus.Plan) map[string]string {
	out := make(map[string]string)
	rest := p.Text
	for {
		before, after, ok := strings.Cut(rest, "（")
		if !ok {
			return out
		}
		inner, _, _ := strings.Cut(after, "）")
		short := normal(inner)
		if len(short) >= 2 && len(short) <= 10 && strings.Trim(short, "abcdefghijklmnopqrstuvwxyz0123456789") == "" && strings.Trim(short, "0123456789") != "" {
			out[short] = longForm(p, before)
		}
		rest = after
	}
}

func longForm(p *corpus.Plan, before string) string {
	runes := []rune(before[max(0, len(before)-48):])
	for n := min(12, len(runes)); n >= 4; n-- {
		tail := string(runes[len(runes)-n:])
		for i := range p.Indicators {
			if strings.Contains(p.Indicators[i].Name, tail) {
				return normal(tail)
			}
		}
	}
	return normal(string(runes[max(0, len(runes)-4):]))
}

// addCounties lists the counties of the plan's city.
func (k *knowledge) addCounties() {
	k.countyNames = newNames()
	k.counties = k.plan.Head.Region.Counties()
	for i, r := range k.counties {
		k.countyNames.put(normal(r.Name), i)
		k.countyNames.put(normal(r.ShortName()), i)
	}
}
