package corpus

import (
	"strings"
	"testing"
)

func names(regions []Region) string {
	var all []string
	for _, r := range regions {
		all = append(all, r.Code+r.Name)
	}
	return strings.Join(all, " ")
}

func TestRegionsNamed(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"赣州市", "3607赣州市"},
		{"赣州", "3607赣州市"},
		{"于都", "360731于都县"},
		{"北京", "11北京市"},
		{"和县", "340523和县"}, // a name of one character keeps its ending
		{"和", ""},
		{"内蒙古", "15内蒙古自治区"},
		{"新疆", "65新疆维吾尔自治区"},
		{"广西", "45广西壮族自治区"},
		{"赣州市人民政府", ""},
		{"", ""},
	} {
		if got := names(RegionsNamed(c.name)); got != c.want {
			t.Errorf("%q is %q, want %q", c.name, got, c.want)
		}
	}
}

func TestRegionsNamedHasNamesakes(t *testing.T) {
	for name, least := range map[string]int{"鼓楼区": 4, "鼓楼": 4, "朝阳区": 2, "吉林": 2} {
		found := RegionsNamed(name)
		if len(found) < least {
			t.Errorf("%s: %s", name, names(found))
		}
		for i := 1; i < len(found); i++ {
			if found[i-1].Code >= found[i].Code {
				t.Errorf("%s is not ordered by code: %s", name, names(found))
			}
		}
	}
}

func TestFindRegion(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"2023年赣州市做优做强数字经济工作要点", "赣州市"},
		{"北京市2022年政务公开工作要点", "北京市"},
		{"江西省赣州市", "江西省"},
		{"安徽省和县", "安徽省"},
		{"和县2024年工作要点", "和县"},
		{"内蒙古自治区工作方案", "内蒙古自治区"},
		{"国务院关于促进就业的意见", ""},
		{"赣州的工作", ""}, // a short name alone may be anything
		{"", ""},
		{"市", ""},
		{"\xff赣州市", "赣州市"},
	} {
		got, ok := FindRegion(c.text)
		if got.Name != c.want || ok != (c.want != "") {
			t.Errorf("%q names %v, %v, want %q", c.text, got, ok, c.want)
		}
	}
}

func TestRegionLevels(t *testing.T) {
	ganzhou, yudu, jiangxi := RegionsNamed("赣州市")[0], RegionsNamed("于都县")[0], RegionsNamed("江西省")[0]
	for _, c := range []struct {
		inner, outer Region
		want         bool
	}{
		{yudu, ganzhou, true}, {yudu, jiangxi, true}, {yudu, yudu, true}, {ganzhou, yudu, false},
		{yudu, Region{}, false}, {Region{}, ganzhou, false},
	} {
		if got := c.inner.Within(c.outer); got != c.want {
			t.Errorf("%v within %v: %v", c.inner, c.outer, got)
		}
	}
	if !yudu.IsCounty() || ganzhou.IsCounty() || (Region{}).IsCounty() {
		t.Error("only 于都县 is a county")
	}
	if yudu.IsZero() || !(Region{}).IsZero() {
		t.Error("only the zero region is zero")
	}
}

// Every name in the table finds its region, and a short name is never empty.
func TestRegionsFindThemselves(t *testing.T) {
	all := Regions()
	if len(all) < 3000 {
		t.Fatalf("only %d regions", len(all))
	}
	for i, r := range all {
		if i > 0 && all[i-1].Code >= r.Code {
			t.Errorf("%s stands behind %s", r.Code, all[i-1].Code)
		}
		if short := r.ShortName(); len([]rune(short)) < 2 || !strings.HasPrefix(r.Name, short) {
			t.Errorf("the short name of %s is %q", r.Name, short)
		}
		for _, name := range []string{r.Name, r.ShortName()} {
			if !strings.Contains(names(RegionsNamed(name)), r.Code+r.Name) {
				t.Errorf("%s does not find %s", name, r.Code)
			}
		}
		if found, ok := FindRegion(r.Name); !ok || !strings.HasPrefix(r.Name, found.Name) && found.Name != r.Name {
			t.Errorf("%s finds %s", r.Name, found.Name)
		}
	}
}
