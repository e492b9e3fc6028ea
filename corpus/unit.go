package corpus

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Level is where in the state a body stands.
type Level int

// The levels. A name without a level or a region before it (发改委) is of
// LevelAny where there is such a body at several levels: it matches each.
const (
	LevelAny Level = iota
	LevelNation
	LevelProvince
	LevelCity
	LevelCounty
	LevelTown
)

// String returns 国家, 省, 市, 县 or 乡; "" for LevelAny.
func (l Level) String() string {
	return [...]string{"", "国家", "省", "市", "县", "乡"}[l]
}

// Unit is what the dictionary of units (units.tsv) knows of a name.
type Unit struct {
	Name   string // as asked for, white space removed
	Full   string // in full, with the same prefix: 市发展和改革委员会
	Core   string // in full without a prefix: 发展和改革委员会; "" for Generic and Loose
	Kind   string // what it is for: 发展改革; several are parted by commas
	Level  Level
	Prefix string // the level or the region before the name: 市, 国家, 赣州市; "" where it has none
	Region Region // the region that Prefix names; zero for a mere level, or where several have the name

	From, To int    // the years in which the body has or had the name; 0 where open
	Next     string // what took its place, in full and without a prefix; "" for none

	Generic bool // it stands for many: 各县（市、区）, 市直有关部门
	Loose   bool // it is known by its ending alone: 赣州经开区管委会, 市食盐专班
}

// FindUnit reads the name of a unit, in full or in a short form, with or without
// a level or a region before it. ok is false where the dictionary does not know
// the name and its ending does not tell either. Of several bodies that share a
// short form (文旅局) it returns the one that the dictionary lists first.
func FindUnit(name string) (u Unit, ok bool) {
	s := tidyUnit(name)
	if strings.Contains(s, "各") {
		return Unit{Name: s, Full: s, Generic: true}, true
	}
	if found := findBodies(s); len(found) > 0 {
		return unitOf(s, found), true
	}
	if standsForMany(s) {
		return Unit{Name: s, Full: s, Generic: true}, true
	}
	if first, rest, several := strings.Cut(s, "、"); several && first != "" && rest != "" { // 市科委、中关村管委会 is one body
		if second, known := FindUnit(rest); known {
			if u, ok = FindUnit(first); ok {
				u.Name, u.Full = s, u.Full+"、"+second.Full
			}
			return u, ok
		}
	}
	return looseUnit(s)
}

// UnitIn reads a name as a plan of a region prints it. 市X is the region's city
// (its municipality, where that is a province), 省X its province. A bare X部, X委
// or X总局 is national where the nation has it; other bare names are of the
// plan's own level. In a plan of the whole nation (region zero) a bare name is
// national.
func UnitIn(name string, of Region) (u Unit, ok bool) {
	u, ok = FindUnit(name)
	if !ok || u.Generic || !u.Region.IsZero() {
		return u, ok
	}
	switch {
	case u.Prefix == "" && u.Level == LevelAny && !u.Loose:
		if of.IsZero() || endsInAny(u.Name, "部", "委", "总局", "署", "委员会") {
			if slices.ContainsFunc(findBodies(u.Name), func(b body) bool { return b.row.at(LevelNation) }) {
				u.Level = LevelNation
				break
			}
		}
		u.Level, u.Region = of.level(), of
	case u.Prefix == "省", u.Prefix == "自治区":
		u.Region = of.above(LevelProvince)
	case u.Prefix == "市", u.Prefix == "州", u.Prefix == "盟":
		if u.Region = of; of.IsCounty() && !strings.HasSuffix(of.Name, u.Prefix) {
			u.Region = of.above(LevelCity)
		}
		if !strings.HasSuffix(u.Region.Name, u.Prefix) {
			u.Region = Region{}
		} else {
			u.Level = u.Region.level()
		}
	case of.IsCounty() && u.Prefix != "" && strings.HasSuffix(of.Name, u.Prefix):
		u.Region = of
	}
	return u, ok
}

// SameUnit tells whether two names are of one body, in full or in short forms
// (市发改委 and 赣州市发展和改革委员会). They never are across levels: 省发展改革委
// is not 市发展改革委, 市X not 县X, and 县X not 区X. A name without a level
// matches that body of any level: 发改委 is the same as either, so SameUnit does
// not carry on from one pair to the next. A body that took another's place, or
// that does its work under another name elsewhere, is not the same (KinNames).
// What the dictionary does not know is compared by its characters, with the
// usual endings (管理委员会, 经济技术开发区) shortened.
func SameUnit(a, b string) bool {
	a, b = tidyUnit(a), tidyUnit(b)
	if a == b {
		return a != ""
	}
	ofA, ofB := findBodies(a), findBodies(b)
	for _, x := range ofA {
		for _, y := range ofB {
			if x.row == y.row && x.place.meets(y.place) {
				return true
			}
		}
	}
	return len(ofA) == 0 && len(ofB) == 0 && squeezeUnit(a) == squeezeUnit(b)
}

// UnitNames returns the names that a unit goes by: in full, in short and as
// people call it, each with the prefix that name has and without one. It
// returns none where the dictionary does not know the name.
func UnitNames(name string) []string {
	found := findBodies(tidyUnit(name))
	var names []string
	for _, b := range found {
		names = b.appendNames(names)
	}
	return distinctStrings(names)
}

// KinNames returns the names of other bodies that do the same work at the same
// place under another name: before or after a reform (市环保局 of 市生态环境局), or
// as other places call it (市经信局 of 市工信局). A place seldom has two of them,
// but where a plan prints both they are two: the caller must look.
func KinNames(name string) []string {
	found := findBodies(tidyUnit(name))
	var names []string
	for _, b := range found {
		for kind := range strings.SplitSeq(b.row.kind, ",") {
			for _, row := range unitKinds()[kind] {
				if kin := (body{row, b.place}); row != b.row && row.levels&b.row.levels != 0 && row.allows(b.place) {
					names = kin.appendNames(names)
				}
			}
		}
	}
	own := UnitNames(name)
	return slices.DeleteFunc(distinctStrings(names), func(s string) bool { return slices.Contains(own, s) })
}

// distinctStrings drops what stands before, in place.
func distinctStrings(all []string) []string {
	seen := make(map[string]bool, len(all))
	return slices.DeleteFunc(all, func(s string) bool {
		again := seen[s]
		seen[s] = true
		return again
	})
}

// body is a row of the dictionary at a place.
type body struct {
	row   *unitRow
	place place
}

// unitOf tells what the dictionary knows of a name that reads as any of found. A
// bare name is that of the type rather than of the nation's one body.
func unitOf(name string, found []body) Unit {
	b := found[0]
	if i := slices.IndexFunc(found, func(b body) bool { return b.row.levels != 1<<LevelNation }); i >= 0 {
		b = found[i]
	}
	u := Unit{
		Name: name, Full: b.named(b.row.full), Core: strings.Replace(b.row.full, "{}", "", 1), Kind: b.row.kind, Level: b.place.level, Prefix: b.place.text,
		From: b.row.from, To: b.row.to, Next: b.row.next,
	}
	if len(b.place.regions) == 1 {
		u.Region = b.place.regions[0]
	}
	if b.row.levels == 1<<LevelNation {
		u.Level = LevelNation
	}
	return u
}

// named puts the place where a form of the name has it.
func (b body) named(form string) string {
	if head, tail, inside := strings.Cut(form, "{}"); inside {
		return head + b.place.text + tail
	}
	return b.place.text + form
}

func (b body) appendNames(names []string) []string {
	bare := body{b.row, place{}}
	for _, forms := range [][]string{b.row.forms, b.row.spoken} {
		for _, form := range forms {
			names = append(names, b.named(form), bare.named(form))
		}
	}
	return names
}

// findBodies returns the rows that a tidy name may be of, each with the place
// that stands before or in it: those of its longest ending that is a name, first
// with a place that is known. A region alone (章贡区) is its government.
func findBodies(s string) []body {
	for _, find := range []func() []body{
		func() []body { return endingBodies(s, knownPlace) },
		func() []body { return patternBodies(s, knownPlace) },
		func() []body { return patternBodies(s, placeOfUnit) },
		func() []body { return endingBodies(s, placeOfUnit) },
	} {
		if found := find(); len(found) > 0 {
			return found
		}
	}
	if at, ok := knownPlace(s); ok && len(at.regions) > 0 && !at.short {
		for government := range dictionary().withName("人民政府") {
			return []body{{government, at}}
		}
	}
	if outside, _, ok := strings.Cut(s, "（"); ok && outside != "" && strings.HasSuffix(s, "）") { // 市发展改革委（市能源局）
		return findBodies(outside)
	}
	return nil
}

// endingBodies reads a name as a place and a form behind it.
func endingBodies(s string, where func(string) (place, bool)) (found []body) {
	dict := dictionary()
	for i := range s {
		if _, is := dict.forms[s[i:]]; !is {
			continue
		}
		at, ok := where(s[:i])
		if !ok {
			continue
		}
		for row := range dict.withName(s[i:]) {
			if row.allows(at) {
				found = append(found, body{row, at})
			}
		}
		if len(found) > 0 {
			return found
		}
	}
	return nil
}

// patternBodies reads a name as a form that has the place inside.
func patternBodies(s string, where func(string) (place, bool)) []body {
	for _, p := range dictionary().patterns {
		rest, ok := strings.CutPrefix(s, p.head)
		if !ok {
			continue
		}
		middle, ok := strings.CutSuffix(rest, p.tail)
		if !ok {
			continue
		}
		if at, ok := where(middle); ok && p.row.allows(at) {
			return []body{{p.row, at}}
		}
	}
	return nil
}

// place is what stands before the name of a body: a level or a region.
type place struct {
	text    string
	level   Level
	word    bool     // a mere level: 市
	regions []Region // that have the name; none for a level and for what the divisions do not know
	short   bool     // the region is named without its ending: 赣州
}

// levelWords stand alone before a body's name.
var levelWords = map[string]Level{
	"国家": LevelNation, "省": LevelProvince, "自治区": LevelProvince,
	"市": LevelCity, "州": LevelCity, "盟": LevelCity, "自治州": LevelCity, "地区": LevelCity,
	"县": LevelCounty, "区": LevelCounty, "旗": LevelCounty, "自治县": LevelCounty,
	"镇": LevelTown, "乡": LevelTown, "街道": LevelTown,
}

// placeEndings end the names of regions that the divisions do not know, the
// longer first.
var placeEndings = []string{"自治区", "自治州", "自治县", "地区", "街道", "省", "市", "州", "盟", "县", "区", "旗", "镇", "乡"}

// maxPlace is the longest name of a region that the divisions do not know, in
// characters.
const maxPlace = 12

// placeOfUnit reads what stands before a body's name.
func placeOfUnit(s string) (at place, ok bool) {
	if at, ok = knownPlace(s); ok {
		return at, ok
	}
	return unknownPlace(withoutParty(s))
}

// withoutParty removes what may stand before a place in a name in full.
func withoutParty(s string) string {
	for _, before := range []string{"中国共产党", "中共", "中华人民共和国"} {
		s = strings.TrimPrefix(s, before)
	}
	return s
}

// knownPlace reads a level or a region of the divisions.
func knownPlace(s string) (at place, ok bool) {
	s = withoutParty(s)
	if s == "" {
		return place{}, true
	}
	if level, word := levelWords[s]; word {
		return place{text: s, level: level, word: true}, true
	}
	if found := RegionsNamed(s); len(found) > 0 {
		return regionPlace(s, found), true
	}
	for i := range s { // 江西省赣州市
		if outer := RegionsNamed(s[:i]); len(outer) > 0 && outer[0].Name == s[:i] {
			if inner := RegionsNamed(s[i:]); len(inner) > 0 {
				at = regionPlace(s[i:], inner)
				at.text = s
				return at, true
			}
		}
	}
	return place{}, false
}

func regionPlace(s string, found []Region) place {
	at := place{text: s, regions: found, level: found[0].level(), short: true}
	for _, r := range found {
		if r.Name == s {
			at.short = false
		}
	}
	return at
}

// unknownPlace reads the name of a region that the divisions do not have, such
// as a development zone or a region of an example.
func unknownPlace(s string) (at place, ok bool) {
	n := utf8.RuneCountInString(s)
	if n < 2 || n > maxPlace || strings.ContainsAny(s, "、，。；：（）“” ") || standsForMany(s) {
		return place{}, false
	}
	for _, ending := range placeEndings {
		if name, has := strings.CutSuffix(s, ending); has {
			_, still := levelWords[name]
			return place{text: s, level: levelWords[ending]}, name != "" && !still
		}
	}
	return place{}, false
}

// meets tells whether two names with these places can be of one body.
func (p place) meets(q place) bool {
	switch {
	case p.text == "" || q.text == "" || p.text == q.text:
		return true
	case p.word && q.word:
		return false
	case p.word:
		return q.isA(p.text)
	case q.word:
		return p.isA(q.text)
	}
	return slices.ContainsFunc(p.regions, func(r Region) bool { return slices.Contains(q.regions, r) })
}

// isA tells whether a region is what a level's word says: 赣州 is a 市.
func (p place) isA(word string) bool {
	if word == "区" && strings.HasSuffix(p.text, "自治区") {
		return false
	}
	return strings.HasSuffix(p.text, word) ||
		slices.ContainsFunc(p.regions, func(r Region) bool {
			return strings.HasSuffix(r.Name, word) && (word != "区" || r.level() == LevelCounty)
		})
}

// level returns the region's place in the state; LevelAny for the zero region.
func (r Region) level() Level {
	switch len(r.Code) {
	case 2:
		return LevelProvince
	case 4:
		return LevelCity
	case 6:
		return LevelCounty
	}
	return LevelAny
}

// above returns the region of a level that r lies in; where the data has none
// between a county and its province, the province for a municipality, else zero.
func (r Region) above(level Level) Region {
	size := map[Level]int{LevelProvince: 2, LevelCity: 4}[level]
	if len(r.Code) < size {
		return Region{}
	}
	if found, ok := regionOf(r.Code[:size]); ok {
		return found
	}
	if found, ok := regionOf(r.Code[:2]); ok && strings.HasSuffix(found.Name, "市") {
		return found
	}
	return Region{}
}

// standsForMany tells whether a name stands for many units.
func standsForMany(s string) bool {
	for _, prefix := range []string{"有关", "相关", "地方", "省级", "市级", "县级", "乡级", "区级", "镇级", "基层", "所在", "属地", "试点", "沿海", "全国", "全省", "全市", "全县", "全区", "本级", "其他", "其它"} {
		if strings.HasPrefix(s, prefix) {
			return true
		}
	}
	return strings.Contains(s, "各") || strings.Contains(s, "有关") || strings.Contains(s, "相关") ||
		endsInAny(s, "部门", "单位", "机构", "企业", "方面", "主体", "地区", "地方", "业主")
}

func endsInAny(s string, endings ...string) bool {
	return slices.ContainsFunc(endings, func(ending string) bool { return strings.HasSuffix(s, ending) })
}

// looseUnit knows a name by its ending, or as that of a region.
func looseUnit(s string) (u Unit, ok bool) {
	for _, p := range dictionary().loose {
		if before, has := strings.CutSuffix(s, p.tail); has && before != "" {
			return Unit{Name: s, Full: s, Kind: p.row.kind, Loose: true}, true
		}
	}
	if at, is := unknownPlace(s); is {
		return Unit{Name: s, Full: s, Kind: "政府", Level: at.level, Prefix: s, Loose: true}, true
	}
	return Unit{}, false
}

// tidyUnit removes white space and brings brackets to one form.
func tidyUnit(name string) string {
	return unitBrackets.Replace(strings.Join(strings.Fields(name), ""))
}

var unitBrackets = strings.NewReplacer("(", "（", ")", "）")

// squeezeUnit shortens a name's usual endings, so that names that the
// dictionary does not know can be compared.
func squeezeUnit(name string) string { return unitEndings.Replace(name) }

var unitEndings = strings.NewReplacer(
	"管理委员会", "管委会", "街道办事处", "街道", "街道办", "街道", "人民政府", "政府",
	"国家级经济技术开发区", "经开区", "经济技术开发区", "经开区", "经济开发区", "经开区",
	"高新技术产业开发区", "高新区", "高新技术产业园区", "高新区", "高新技术开发区", "高新区",
	"股份有限公司", "公司", "有限责任公司", "公司", "有限公司", "公司", "集团公司", "集团",
	"委员会", "委", "办公室", "办", "工作专班", "专班", "和", "",
)
