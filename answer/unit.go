package answer

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"planbot/corpus"
)

// unit is a responsible body that the plan names.
type unit struct {
	name    string   // as printed
	aliases []string // what else it is called, normalised, the printed name first
	kin     []string // what the same office is called before or after a reform, or elsewhere
}

// unitsOf lists the units of a plan in the order of their first mention.
func unitsOf(p *corpus.Plan) []unit {
	var out []unit
	seen := make(map[string]bool)
	places := placeNames(&p.Head)
	add := func(name string) {
		if !seen[name] {
			seen[name] = true
			out = append(out, unit{name: name, aliases: aliasNames(p, places, name)})
		}
	}
	for _, name := range unitsPrinted(p) {
		add(name)
	}
	keepApart(out, p.Head.Region)
	addKin(out)
	return out
}

// unitsPrinted returns the units that a plan names as printed, each as often as
// it stands there.
func unitsPrinted(p *corpus.Plan) []string {
	var names []string
	for i := range p.Indicators {
		names = append(names, p.Indicators[i].Leads...)
	}
	for _, a := range p.Assignments() {
		for _, u := range a.Units {
			names = append(names, u.Name)
		}
	}
	return names
}

// keepApart takes from each unit the aliases that the plan prints as the name of
// another body: where it prints both 市城管局 and 市城管执法局, they are two. Two
// ways to write one body (市发改委, 市发展改革委) keep each other's.
func keepApart(units []unit, of corpus.Region) {
	printed := make(map[string]int)
	for i := range units {
		printed[units[i].aliases[0]] = i
	}
	for i := range units {
		u := &units[i]
		u.aliases = slices.DeleteFunc(u.aliases, func(alias string) bool {
			other, is := printed[alias]
			return is && other != i && !oneBody(u.name, units[other].name, of)
		})
	}
}

// oneBody tells whether two names that a plan of a region prints are of one body
// for certain: each by the first name in full that it stands for, at one level.
func oneBody(a, b string, of corpus.Region) bool {
	first, known := corpus.UnitIn(a, of)
	second, alsoKnown := corpus.UnitIn(b, of)
	return known && alsoKnown && first.Core == second.Core && first.Level == second.Level && corpus.SameUnit(a, b)
}

// addKin gives units the names that the same office has at other times and
// places, each to the only unit of the plan that it can mean.
func addKin(units []unit) {
	taken := make(map[string]int) // by how many units
	for i := range units {
		for _, alias := range units[i].aliases {
			taken[alias] += 2
		}
		units[i].kin = corpus.KinNames(units[i].name)
		for j, kin := range units[i].kin {
			units[i].kin[j] = normal(kin)
		}
		slices.Sort(units[i].kin)
		units[i].kin = slices.Compact(units[i].kin)
		for _, kin := range units[i].kin {
			taken[kin]++
		}
	}
	for i := range units {
		units[i].kin = slices.DeleteFunc(units[i].kin, func(kin string) bool { return taken[kin] > 1 })
	}
}

// levelPrefixes say of what place or level a unit is; people leave them out.
var levelPrefixes = []string{"市委", "市政府", "市人民政府", "省委", "省政府", "县委", "区委", "市", "省", "县", "区", "国家"}

// aliasNames returns the names that a unit goes by, normalised. places are what
// the place of its plan is called.
func aliasNames(p *corpus.Plan, places []string, name string) []string {
	names := []string{name}
	short := name
	for _, prefix := range slices.Concat(levelPrefixes, places) {
		if rest, ok := strings.CutPrefix(name, prefix); ok && prefix != "" && utf8.RuneCountInString(rest) >= 3 {
			names = append(names, rest)
			if len(rest) < len(short) {
				short = rest
			}
		}
	}
	if !strings.HasPrefix(name, "市") && p.Head.Region.Code != "" && !strings.HasPrefix(name, p.Head.Region.ShortName()) && short == name && len([]rune(name)) <= 8 {
		names = append(names, p.Head.Region.ShortName()+name)
	}
	if len(places) == 0 && short == name && !strings.HasPrefix(name, "国") && len([]rune(name)) <= 8 {
		names = append(names, "国家"+name)
	}
	if parts := strings.Split(name, "、"); len(parts) > 1 && !strings.ContainsAny(name, "（(") { // 市科委、中关村管委会 is one body
		names = append(names, parts...)
	}
	if rest, ok := strings.CutSuffix(name, "人民政府"); ok {
		names = append(names, rest+"政府")
	}
	if rest, ok := strings.CutSuffix(short, "管委会"); ok && utf8.RuneCountInString(rest) >= 3 {
		names = append(names, rest, strings.TrimSuffix(name, "管委会"))
	}
	if strings.HasPrefix(name, "各县") {
		names = append(names, "各县市区", "县市区", "各县区", "各区县", "各个县", "各县")
	}
	names = append(names, corpus.UnitNames(name)...)
	if len(places) > 0 { // 北京市交通委 is 市交通委 at home
		if rest, ok := strings.CutPrefix(name, places[0]); ok {
			names = append(names, corpus.UnitNames(string(lastRune(places[0]))+rest)...)
		}
	}
	for i := range names {
		names[i] = normal(names[i])
	}
	slices.Sort(names[1:])
	names = slices.Compact(names)
	if i := slices.Index(names[1:], names[0]); i >= 0 {
		names = slices.Delete(names, i+1, i+2)
	}
	return names
}

// names finds things by what they are called; lengths has a bit for each
// length, in tokens, of the names that begin with a character.
type names struct {
	ids     map[string][]int
	lengths map[rune]uint32
}

func (n *names) put(name string, id int) {
	if name == "" || slices.Contains(n.ids[name], id) {
		return
	}
	n.ids[name] = append(n.ids[name], id)
	r, _ := utf8.DecodeRuneInString(name)
	n.lengths[r] |= 1 << min(len(make(vocabulary).read(name, true).tokens), maxLength)
}

func newNames() names { return names{make(map[string][]int), make(map[rune]uint32)} }

func unitNames(units []unit) names {
	out := newNames()
	for i, u := range units {
		for _, a := range u.aliases {
			out.put(a, i)
		}
		for _, kin := range u.kin {
			out.put(kin, i)
		}
	}
	return out
}

// at returns the longest name that begins at a token.
func (n *names) at(q *question, i int) (ids []int, size int) {
	r, _ := utf8.DecodeRuneInString(q.norm[q.tokens[i].start:])
	lengths := n.lengths[r]
	for size := min(longestOf(lengths), len(q.tokens)-i); size > 0; size-- {
		if lengths&(1<<size) == 0 {
			continue
		}
		if found := n.ids[q.words(i, i+size)]; found != nil {
			return found, size
		}
	}
	return nil, 0
}

// findUnits takes the units out of a question. Units that share a name are all
// meant.
func (k *knowledge) findUnits(q *question) {
	for i := 0; i < len(q.tokens); i++ {
		ids, size := k.alias.at(q, i)
		switch {
		case size == 0 || q.taken.has(i):
			continue
		case k.foreignBefore(q, i) != "":
			q.foreign = k.foreignBefore(q, i) + q.words(i, i+size)
			continue
		case size <= 3 && !q.looksLikeUnit(i, size):
			continue
		}
		for _, id := range ids {
			if !slices.Contains(q.units, id) {
				q.units = append(q.units, id)
			}
		}
		q.take(i, i+size)
		i += size - 1
	}
}

// strangeUnit is a body's name as people write it.
var strangeUnit = regexp.MustCompile(`[市省县区]\p{Han}{2,7}?(?:局|厅|委员会)`)

// findStrangeUnit finds a unit that the plan does not name, where the question
// asks about units.
func (k *knowledge) findStrangeUnit(q *question) {
	if len(q.units) > 0 || q.foreign != "" || !q.sayOne(cueLead|cueTasks|cueIndicators|cueList) {
		return
	}
	for _, m := range strangeUnit.FindAllStringIndex(q.norm, -1) {
		word := q.norm[m[0]:m[1]]
		if !strings.ContainsAny(word, "哪什几我该各每本谁归是的由个") && !strings.Contains(k.all, word) {
			q.foreign = word
			return
		}
	}
}

// foreignLevels stand before a unit of another level than the plan's.
var foreignLevels = []string{"省", "县", "区", "国家", "中央", "全国", "镇", "乡", "自治区", "街道"}

// nationalLevels are no other level's to a plan of the whole country.
var nationalLevels = []string{"国家", "中央", "全国"}

// foreignBefore returns the word before a unit's name that makes it another's.
func (k *knowledge) foreignBefore(q *question, i int) string {
	if i == 0 || !q.tokens[i].joined {
		return ""
	}
	// A region's name: 南昌市发改委, 广东省工信厅, but not the plan's own.
	for n := min(8, i); n > 1; n-- {
		if found := corpus.RegionsNamed(q.words(i-n, i)); len(found) > 0 {
			if slices.Contains(found, k.plan.Head.Region) {
				return ""
			}
			return q.words(i-n, i)
		}
	}
	for n := min(3, i); n > 0; n-- {
		word := q.words(i-n, i)
		if slices.Contains(foreignLevels, word) && (len(k.places) > 0 || !slices.Contains(nationalLevels, word)) {
			return word
		}
	}
	return ""
}

// looksLikeUnit tells whether a short name is used as a unit's: it ends as
// bodies' names do, or what follows asks about a body.
func (q *question) looksLikeUnit(i, size int) bool {
	word := q.words(i, i+size)
	for _, ending := range []string{"局", "委", "办", "部", "厅", "院", "集团", "公司", "会", "区", "县"} {
		if strings.HasSuffix(word, ending) {
			return true
		}
	}
	next := i + size
	if next >= len(q.tokens) || !q.tokens[next].joined {
		return i == 0 || !q.tokens[i].joined || q.functions[i-1]&2 != 0
	}
	if i > 0 && q.tokens[i].joined && q.functions[i-1]&2 == 0 {
		return false
	}
	table := cues()
	for n := min(6, len(q.tokens)-next); n > 0; n-- {
		if table.says[q.words(next, next+n)]&(cueLead|cueTasks|cueIndicators|cueList|cueFollow|cueCount) != 0 || n == 1 && strings.ContainsRune("的和与及有", rune(q.tokens[next].id)) {
			return true
		}
	}
	return false
}

// unitWord is a stretch that looks like the name of a body.
func unitWord(word string) bool {
	n := utf8.RuneCountInString(word)
	if n < 2 || n > 16 {
		return false
	}
	for _, ending := range []string{"局", "委", "办", "厅", "部", "院", "集团", "公司", "委员会", "办公室"} {
		if strings.HasSuffix(word, ending) {
			return true
		}
	}
	return false
}
