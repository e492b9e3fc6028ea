package corpus

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// Pairs says which item of a newer text is which of an older one: by its name
// and its text, never by its number. Items that are new or gone are in none.
type Pairs struct {
	ToOld, ToNew map[Anchor]Anchor

	least float64 // how alike two items must be, of 1
}

func (p *Pairs) add(old, now Anchor) { p.ToOld[now], p.ToNew[old] = old, now }

// PairItems finds the same items in two texts. The heads are always a pair.
func PairItems(before, after *Plan) Pairs {
	p := Pairs{ToOld: map[Anchor]Anchor{}, ToNew: map[Anchor]Anchor{}, least: 0.5}
	if Succession(before, after) { // another year words the same task anew
		p.least = 0.3
	}
	p.add(AnchorHead, AnchorHead)
	p.pair(faces(before, KindIndicator), faces(after, KindIndicator), indicatorAlike)
	p.pair(faces(before, KindTask), faces(after, KindTask), taskAlike)
	p.pair(faces(before, KindNote), faces(after, KindNote), noteAlike)
	below := p.sharedBelow(before, after)
	p.pair(faces(before, KindSection), faces(after, KindSection), func(a, b *face, near float64) float64 {
		return sectionAlike(a, b, near, below)
	})
	return p
}

// face is what an item is known by.
type face struct {
	anchor Anchor
	name   string // white space removed
	text   string // without the name
	values string // of an indicator
	place  string // what it stands under
	order  int    // among its kind
	names  bigrams
	texts  bigrams
}

// faces returns the items of one kind, in the text's order.
func faces(p *Plan, kind ItemKind) []*face {
	var all []*face
	add := func(f face) {
		f.name, f.order = squeeze(f.name), len(all)
		f.names, f.texts = bigramsOf(f.name), bigramsOf(f.text)
		all = append(all, &f)
	}
	switch kind {
	case KindIndicator:
		for i := range p.Indicators {
			n := &p.Indicators[i]
			add(face{anchor: n.Anchor, name: n.Name, values: valuesOf(n), place: n.Category + "/" + n.Subcategory + "/" + n.Measure})
		}
	case KindTask:
		for i := range p.Tasks {
			t := &p.Tasks[i]
			place := ""
			if s := p.Section(t.Section); s != nil {
				place = s.Title
			}
			add(face{anchor: t.Anchor, name: t.Title, text: squeeze(t.BodySpan.Of(p.Text)), place: place})
		}
	case KindNote:
		for i := range p.Notes {
			n := &p.Notes[i]
			add(face{anchor: n.Anchor, name: cmp.Or(n.Term, n.Mark), text: squeeze(n.Text)})
		}
	case KindSection:
		for i := range p.Sections {
			s := &p.Sections[i]
			add(face{anchor: s.Anchor, name: s.Title, text: squeeze(s.Span.Of(p.Text)), place: string(rune('0' + s.Level))})
		}
	}
	return all
}

func valuesOf(n *Indicator) string {
	var b strings.Builder
	for _, v := range n.Values {
		b.WriteString(v.Raw + "|")
	}
	return b.String()
}

// pair gives old items their new ones: first those that are alike in all, then
// those whose name stands once in either text, then the most alike.
func (p *Pairs) pair(old, now []*face, alike func(a, b *face, near float64) float64) {
	whole := func(f *face) string { return strings.Join([]string{f.name, f.text, f.values, f.place}, "\x00") }
	named := func(f *face) string { return f.name + "\x00" + f.place }
	for _, key := range []func(*face) string{whole, named, func(f *face) string { return f.name }} {
		old, now = p.pairUnique(old, now, key)
	}
	p.pairAlike(old, now, alike)
}

// pairUnique pairs the items whose key only one in either text has, and returns
// the others. Items that are alike in all are paired in their order.
func (p *Pairs) pairUnique(old, now []*face, key func(*face) string) (restOld, restNow []*face) {
	byKey := map[string][2][]*face{}
	for side, items := range [][]*face{old, now} {
		for _, f := range items {
			both := byKey[key(f)]
			both[side] = append(both[side], f)
			byKey[key(f)] = both
		}
	}
	for _, both := range byKey {
		if len(both[0]) == len(both[1]) && (len(both[0]) == 1 || allSame(both[0], both[1])) {
			for i := range both[0] {
				p.add(both[0][i].anchor, both[1][i].anchor)
			}
		}
	}
	return p.unpaired(old, now)
}

func allSame(old, now []*face) bool {
	for i := range old {
		if old[i].text != now[i].text || old[i].values != now[i].values || old[i].name != now[i].name {
			return false
		}
	}
	return true
}

func (p *Pairs) unpaired(old, now []*face) (restOld, restNow []*face) {
	for _, f := range old {
		if _, ok := p.ToNew[f.anchor]; !ok {
			restOld = append(restOld, f)
		}
	}
	for _, f := range now {
		if _, ok := p.ToOld[f.anchor]; !ok {
			restNow = append(restNow, f)
		}
	}
	return restOld, restNow
}

// maxAlike bounds how many pairs of items are compared by their words.
const maxAlike = 4_000_000

// pairAlike pairs what is most alike, where it is alike enough.
func (p *Pairs) pairAlike(old, now []*face, alike func(a, b *face, near float64) float64) {
	if len(old)*len(now) > maxAlike {
		return
	}
	type couple struct {
		old, now *face
		score    float64
	}
	var all []couple
	for i, a := range old {
		for j, b := range now {
			near := 1 - float64(abs(i*max(1, len(now))-j*max(1, len(old))))/float64(len(old)*len(now)+1)
			if score := alike(a, b, max(0, near)); score >= p.least {
				all = append(all, couple{a, b, score})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b couple) int { return cmp.Compare(b.score, a.score) })
	for _, c := range all {
		_, takenOld := p.ToNew[c.old.anchor]
		_, takenNow := p.ToOld[c.now.anchor]
		if !takenOld && !takenNow {
			p.add(c.old.anchor, c.now.anchor)
		}
	}
}

func abs(n int) int { return max(n, -n) }

// indicatorAlike weighs what two indicators share. The same name at another
// place is more than the same place with another name; with another name the
// values must be the same.
func indicatorAlike(a, b *face, near float64) float64 {
	score := 0.4*a.names.dice(b.names) + 0.1*near
	if a.name == b.name {
		score += 0.15
	}
	if a.place == b.place {
		score += 0.15
	}
	if a.values == b.values && strings.Trim(a.values, "|") != "" {
		score += 0.3
	}
	return score
}

func taskAlike(a, b *face, near float64) float64 {
	body := a.texts.dice(b.texts)
	if a.text == "" && b.text == "" { // the title is all that there is
		body = a.names.dice(b.names)
	}
	score := 0.35*a.names.dice(b.names) + 0.55*body + 0.05*near
	if a.place == b.place {
		score += 0.05
	}
	return score
}

func noteAlike(a, b *face, near float64) float64 {
	score := 0.8*a.texts.dice(b.texts) + 0.05*near
	if a.name == b.name {
		score += 0.15
	}
	return score
}

// sharedBelow counts the tasks that each old section shares with each new one.
func (p *Pairs) sharedBelow(before, after *Plan) map[[2]Anchor]float64 {
	shared, all := map[[2]Anchor]float64{}, map[Anchor]float64{}
	for i := range before.Tasks {
		t := &before.Tasks[i]
		all[t.Section]++
		if now := after.Task(p.ToNew[t.Anchor]); now != nil {
			shared[[2]Anchor{t.Section, now.Section}]++
		}
	}
	for key := range shared {
		shared[key] /= all[key[0]]
	}
	return shared
}

func sectionAlike(a, b *face, near float64, below map[[2]Anchor]float64) float64 {
	if a.place != b.place { // a chapter is no section
		return 0
	}
	return max(0.4*a.names.dice(b.names)+0.5*below[[2]Anchor{a.anchor, b.anchor}]+0.15*near, 0.85*a.texts.dice(b.texts)+0.1*near)
}

// squeeze removes white space.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// bigrams are the pairs of neighbouring characters of a text, with their counts.
type bigrams struct {
	count map[[2]rune]int
	all   int
	whole string
}

func bigramsOf(s string) bigrams {
	g := bigrams{count: map[[2]rune]int{}, whole: s}
	last := rune(-1)
	for _, r := range s {
		if last >= 0 {
			g.count[[2]rune{last, r}]++
			g.all++
		}
		last = r
	}
	return g
}

// dice returns how much two texts share, 0 to 1: twice the bigrams in common
// by those of both (Dice's coefficient).
func (g bigrams) dice(h bigrams) float64 {
	if g.whole == h.whole {
		return 1
	}
	if g.all+h.all == 0 {
		return 0
	}
	if len(h.count) < len(g.count) {
		g, h = h, g
	}
	common := 0
	for k, n := range g.count {
		common += min(n, h.count[k])
	}
	return 2 * float64(common) / float64(g.all+h.all)
}
