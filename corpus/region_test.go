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

func TestCounties(t *testing.T) {
	for name, want := range map[string]int{
		"赣州市": 18, "北京市": 16, "上海市": 16, "天津市": 16, "重庆市": 38,
		"湖北省": 103,                              // with 仙桃市 and others that no city is above
		"东莞市": 0, "中山市": 0, "儋州市": 0, "嘉峪关市": 0, // cities without counties
		"仙桃市": 0, "龙南市": 0, "于都县": 0, // counties themselves
	} {
		counties := RegionsNamed(name)[0].Counties()
		if len(counties) != want {
			t.Errorf("%s has %d counties, want %d: %s", name, len(counties), want, names(counties))
		}
	}
	if (Region{}).Counties() != nil {
		t.Error("the zero region has counties")
	}
}

func TestEachRegion(t *testing.T) {
	for _, c := range []struct {
		words, of string
		count     int
		with      string
		without   string
	}{
		{"各县（市、区）", "赣州市", 18, "龙南市 章贡区 于都县", ""},
		{"各县(市、区)人民政府", "赣州市", 18, "龙南市", ""},
		{"各县（市、区）和赣州经开区", "赣州市", 18, "龙南市", ""},
		{"各县区", "赣州市", 18, "龙南市", ""},
		{"各县", "赣州市", 13, "于都县", "章贡区 龙南市"},
		{"各区", "赣州市", 3, "章贡区", "于都县 龙南市"},
		{"各区政府", "北京市", 16, "延庆区", ""},
		{"各县（市、区）", "北京市", 16, "延庆区", ""},
		{"各区县", "重庆市", 38, "城口县 渝中区", ""},
		{"各区", "重庆市", 26, "渝中区", "城口县"},
		{"各旗县区", "呼和浩特市", 9, "新城区 武川县", ""},
		{"各市（州）", "湖北省", 13, "武汉市 恩施土家族苗族自治州", "仙桃市"},
		{"各市、州、直管市、林区", "湖北省", 17, "武汉市 仙桃市 神农架林区", "江岸区"},
		{"各市、县（区）", "湖北省", 103, "仙桃市 江岸区", "武汉市"},
		{"各地级以上市人民政府", "广东省", 21, "东莞市", ""},
		{"各省级人民政府", "", 31, "北京市 西藏自治区", "赣州市"},
		{"各省、自治区、直辖市人民政府", "", 31, "重庆市", ""},
		{"各县（市、区）", "东莞市", 0, "", ""},
		{"各县（市、区）", "中山市", 0, "", ""},
		{"各县（市、区）", "仙桃市", 0, "", ""},
		{"各县（市、区）", "龙南市", 0, "", ""},
		{"各乡镇", "于都县", 0, "", ""},
		{"各镇（街道）", "仙桃市", 0, "", ""},
		{"各乡镇", "赣州市", 0, "", ""},
		{"各有关单位", "赣州市", 0, "", ""},
		{"各区农业农村局", "赣州市", 0, "", ""},
		{"各县（市、区）", "", 0, "", ""},
		{"各地", "赣州市", 0, "", ""},
		{"章贡区", "赣州市", 0, "", ""},
		{"各", "赣州市", 0, "", ""},
	} {
		var of Region
		if c.of != "" {
			of = RegionsNamed(c.of)[0]
		}
		regions, ok := EachRegion(c.words, of)
		if len(regions) != c.count || ok != (c.count > 0) {
			t.Errorf("%s of %s are %d, %v, want %d: %s", c.words, c.of, len(regions), ok, c.count, names(regions))
		}
		for _, name := range strings.Fields(c.with) {
			if !strings.Contains(names(regions), name) {
				t.Errorf("%s of %s are without %s", c.words, c.of, name)
			}
		}
		for _, name := range strings.Fields(c.without) {
			if strings.Contains(names(regions), name) {
				t.Errorf("%s of %s are with %s", c.words, c.of, name)
			}
		}
	}
}
