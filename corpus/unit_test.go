package corpus

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestFindUnit(t *testing.T) {
	for _, c := range []struct {
		name, full, kind string
		level            Level
	}{
		// Types, with the levels that stand before them.
		{"市发展改革委", "市发展和改革委员会", "发展改革", LevelCity},
		{"市发展和改革委", "市发展和改革委员会", "发展改革", LevelCity},
		{"省发改委", "省发展和改革委员会", "发展改革", LevelProvince},
		{"自治区发展改革委", "自治区发展和改革委员会", "发展改革", LevelProvince},
		{"区发改局", "区发展和改革局", "发展改革", LevelCounty},
		{"国家发展改革委", "国家发展和改革委员会", "发展改革", LevelNation},
		{"中华人民共和国国家发展和改革委员会", "国家发展和改革委员会", "发展改革", LevelNation},
		{"发改委", "发展和改革委员会", "发展改革", LevelAny},
		{"市市场监管局", "市市场监督管理局", "市场监管", LevelCity},
		{"市场监管局", "市场监督管理局", "市场监管", LevelAny},
		{"市监局", "市场监督管理局", "市场监管", LevelAny},
		{"市政府金融办", "市人民政府金融工作办公室", "金融", LevelCity},
		{"市委金融办", "市委金融委员会办公室", "金融", LevelCity},
		{"市 数 据 局", "市数据局", "数据", LevelCity},
		{"市政数局", "市政务服务和数据管理局", "政务数据", LevelCity},
		{"市大数据局", "市大数据局", "数据", LevelCity},
		{"市行政审批局", "市行政审批局", "行政审批", LevelCity},
		{"市委办", "市委办公室", "党办", LevelCity},
		{"省委办公厅", "省委办公厅", "党办", LevelProvince},
		{"市政府办", "市人民政府办公室", "政府办", LevelCity},
		{"市委组织部", "市委组织部", "组织", LevelCity},
		{"中共赣州市委组织部", "赣州市委组织部", "组织", LevelCity},
		{"县纪委监委", "县纪律检查委员会", "纪委", LevelCounty},
		{"市高院", "市高级人民法院", "法院", LevelCity},
		{"团市委", "团市委", "共青团", LevelCity},
		{"共青团赣州市委", "团赣州市委", "共青团", LevelCity},
		{"市重大项目办", "市重大项目建设办公室", "重大项目", LevelCity},
		// Regions, known to the divisions or not.
		{"赣州市工信局", "赣州市工业和信息化局", "工信", LevelCity},
		{"江西省赣州市工信局", "江西省赣州市工业和信息化局", "工信", LevelCity},
		{"章贡区教体局", "章贡区教育体育局", "教育,体育", LevelCounty},
		{"北京市教委", "北京市教育委员会", "教育", LevelProvince},
		{"青溪市住建局", "青溪市住房和城乡建设局", "住建", LevelCity},
		{"章贡区", "章贡区人民政府", "政府", LevelCounty},
		{"于都县政府", "于都县人民政府", "政府", LevelCounty},
		// National bodies, now and before.
		{"商务部", "商务部", "商务", LevelNation},
		{"人社部", "人力资源和社会保障部", "人社", LevelNation},
		{"网信办", "委网络安全和信息化委员会办公室", "网信", LevelAny},
		{"中央网信办", "中央网络安全和信息化委员会办公室", "网信", LevelNation},
		{"食品药品监管总局", "国家食品药品监督管理总局", "食药监", LevelNation},
		{"空管委办公室", "国家空中交通管制委员会办公室", "空管", LevelNation},
		{"供销合作总社", "供销合作社联合社", "供销", LevelAny},
		// Branches with the region inside.
		{"国网赣州供电公司", "国网赣州供电公司", "供电", LevelCity},
		{"国网青溪市供电公司", "国网青溪市供电公司", "供电", LevelCity},
		{"赣州供电公司", "国网赣州供电公司", "供电", LevelCity},
		{"市税务局", "国家税务总局市税务局", "税务", LevelCity},
		{"国家税务总局赣州市税务局", "国家税务总局赣州市税务局", "税务", LevelCity},
		{"人民银行赣州市分行", "中国人民银行赣州市分行", "人民银行", LevelCity},
		{"国家统计局赣州调查队", "国家统计局赣州调查队", "调查", LevelCity},
		{"中国移动赣州分公司", "中国移动赣州分公司", "移动", LevelCity},
		// A second plate behind the name, and two bodies that are one.
		{"市发展改革委（市能源局）", "市发展和改革委员会", "发展改革", LevelCity},
		{"市科委、中关村管委会", "市科学技术委员会、中关村管委会", "科技", LevelCity},
	} {
		u, ok := FindUnit(c.name)
		if !ok || u.Full != c.full || u.Kind != c.kind || u.Level != c.level || u.Generic || u.Loose {
			t.Errorf("%s is %v %+v, want %s, %s, %v", c.name, ok, u, c.full, c.kind, c.level)
		}
	}
}

func TestFindUnitYears(t *testing.T) {
	for _, c := range []struct {
		name     string
		from, to int
		next     string
	}{
		{"环境保护部", 2008, 2018, "生态环境部"},
		{"银保监会", 2018, 2023, "国家金融监督管理总局"},
		{"市卫计委", 2013, 2018, "卫生健康委员会"},
		{"县乡村振兴局", 2021, 2024, "农业农村局"},
		{"国家数据局", 2023, 0, ""},
		{"市商务局", 0, 0, ""},
	} {
		u, ok := FindUnit(c.name)
		if !ok || u.From != c.from || u.To != c.to || u.Next != c.next {
			t.Errorf("%s: %+v", c.name, u)
		}
	}
}

func TestFindUnitKnowsManyAndLoose(t *testing.T) {
	for _, name := range []string{"各县（市、区）", "各县(市、区)人民政府", "各区政府", "市政府各部门", "各相关单位", "市直有关部门", "有关部门", "地方各级人民政府", "省级人民政府", "试点城市政府", "环境保护部门", "供水单位", "国务院相关部门"} {
		if u, ok := FindUnit(name); !ok || !u.Generic || u.Loose {
			t.Errorf("%s is %v %+v, want one for many", name, ok, u)
		}
	}
	for _, name := range []string{"赣州经开区管委会", "老街街道办事处", "市食盐专班", "市春运工作领导小组", "长乐投资有限公司", "青溪市", "某某大学", "青溪镇"} {
		if u, ok := FindUnit(name); !ok || u.Generic || !u.Loose {
			t.Errorf("%s is %v %+v, want one known by its ending", name, ok, u)
		}
	}
	for _, name := range []string{"", "市", "市发展改格委", "县教育厅", "推进", "3000个", "省省商务厅", "局", "某局"} {
		if u, ok := FindUnit(name); ok {
			t.Errorf("%q is %+v, want unknown", name, u)
		}
	}
}

func TestSameUnit(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"市发改委", "市发展和改革委员会", true},
		{"市发改委", "赣州市发展和改革委员会", true},
		{"赣州发改委", "赣州市发展改革委", true},
		{"江西省赣州市发改委", "赣州市发展改革委", true},
		{"发改委", "市发展和改革委员会", true},
		{"发改委", "省发展改革委", true},
		{"省发展改革委", "市发展改革委", false},
		{"国家发展改革委", "省发展改革委", false},
		{"市教育局", "县教育局", false},
		{"县教育局", "区教育局", false},
		{"于都县教育局", "县教育局", true},
		{"于都县教育局", "信丰县教育局", false},
		{"赣州市教育局", "县教育局", false},
		{"内蒙古自治区民委", "区民委", false},
		{"内蒙古自治区民委", "自治区民委", true},
		{"市数据局", "市政务服务局", false},
		{"市数据局", "市大数据局", false},
		{"市行政审批局", "市政务服务局", false},
		{"市工信局", "市经信局", false},
		{"市生态环境局", "市环保局", false},
		{"市委办", "市政府办", false},
		{"市档案局", "市档案馆", false},
		{"市人社局", "市人力资源和社会保障局", true},
		{"市人力资源社会保障局", "市人社局", true},
		{"市文旅局", "市文化广电和旅游局", true}, // a short form of several names
		{"市文旅局", "市文化和旅游局", true},
		{"市文化广电和旅游局", "市文化和旅游局", false},
		{"北京市税务局", "国家税务总局北京市税务局", true},
		{"人社部", "人力资源社会保障部", true},
		{"工商总局", "市场监管总局", false},
		{"章贡区", "章贡区人民政府", true},
		{"赣州经开区管委会", "赣州经济技术开发区管理委员会", true},
		{"赣州经开区管委会", "龙南经开区管委会", false},
		{"长乐投资公司", "长乐投资有限公司", true},
		{"各县（市、区）", "各县(市、区)", true},
		{"各县（市、区）", "各区", false},
		{"", "", false},
		{"", "市商务局", false},
	} {
		if got := SameUnit(c.a, c.b); got != c.want {
			t.Errorf("%s and %s: %v", c.a, c.b, got)
		}
		if got := SameUnit(c.b, c.a); got != c.want {
			t.Errorf("%s and %s: %v", c.b, c.a, got)
		}
	}
}

func TestUnitNames(t *testing.T) {
	for _, c := range []struct {
		name    string
		has     string
		hasNot  string
		kin     string
		kinNone string
	}{
		{"市发展改革委", "市发展改革委 市发改委 发改委 发改 市发展和改革委员会 发展和改革委员会", "市发改局 省发展改革委", "市发改局 发改局", "国家计委 市发改委"},
		{"市生态环境局", "市生态环境局 生态环境局", "市环保局", "市环保局 环保局", "市水务局"},
		{"市数据局", "市数据局", "市大数据局", "市大数据局", "市行政审批局 市政务服务局 市政数局"},
		{"县教育局", "教育局", "教育厅", "县教体局 县教委", "县教育厅 教育部 国家教委"},
		{"教育局", "教育局", "教育部", "教体局", "教育部 教育厅"},
		{"国网赣州供电公司", "国网赣州供电公司 赣州供电公司 供电公司", "市供电公司", "", ""},
		{"市委网信办", "网信办 委网信办 市网信办", "中央网信办", "", "中央网信办"},
	} {
		names, kin := UnitNames(c.name), KinNames(c.name)
		for _, w := range strings.Fields(c.has) {
			if !slices.Contains(names, w) {
				t.Errorf("%s does not go by %s: %v", c.name, w, names)
			}
		}
		for _, w := range strings.Fields(c.hasNot) {
			if slices.Contains(names, w) {
				t.Errorf("%s goes by %s", c.name, w)
			}
		}
		for _, w := range strings.Fields(c.kin) {
			if !slices.Contains(kin, w) {
				t.Errorf("%s has no kin %s: %v", c.name, w, kin)
			}
		}
		for _, w := range strings.Fields(c.kinNone) {
			if slices.Contains(kin, w) {
				t.Errorf("%s has the kin %s", c.name, w)
			}
		}
	}
	if names := UnitNames("某某研究院"); len(names) != 0 {
		t.Errorf("what the dictionary does not list goes by %v", names)
	}
}

func TestUnitIn(t *testing.T) {
	region := func(name string) Region { return RegionsNamed(name)[0] }
	for _, c := range []struct {
		name string
		of   Region
		want string
	}{
		{"市教育局", region("赣州市"), "市 赣州市"},
		{"省教育厅", region("赣州市"), "省 江西省"},
		{"县教育局", region("赣州市"), "县 "},
		{"市教委", region("北京市"), "省 北京市"},
		{"区教委", region("北京市"), "县 "},
		{"市教育局", region("于都县"), "市 赣州市"},
		{"县教育局", region("于都县"), "县 于都县"},
		{"市教育局", region("龙南市"), "县 龙南市"},
		{"市教育局", region("仙桃市"), "县 仙桃市"},
		{"市教委", region("延庆区"), "省 北京市"},
		{"市教育局", region("江西省"), "市 "},
		{"发展改革委", region("赣州市"), "国家 "},
		{"财政部", region("赣州市"), "国家 "},
		{"教育局", region("于都县"), "县 于都县"},
		{"统计局", region("赣州市"), "市 赣州市"},
		{"统计局", Region{}, "国家 "},
		{"信丰县教育局", region("赣州市"), "县 信丰县"},
		{"各县（市、区）", region("赣州市"), " "},
	} {
		u, ok := UnitIn(c.name, c.of)
		if got := u.Level.String() + " " + u.Region.Name; !ok || got != c.want {
			t.Errorf("%s in %s is %q, want %q", c.name, c.of.Name, got, c.want)
		}
	}
	if _, ok := UnitIn("推进", Region{}); ok {
		t.Error("推进 is a unit")
	}
}

func TestNearestUnit(t *testing.T) {
	for _, c := range []struct {
		name, want string
		distance   int
	}{
		{"市发展改格委", "市发展改革委", 1},
		{"市发展改委革", "市发展改革委", 1},
		{"市人力资源社保障局", "市人力资源社会保障局", 1},
		{"市住房城乡健设局", "市住房城乡建设局", 1},
		{"赣州市工业和信息花局", "赣州市工业和信息化局", 1},
		{"市市场临管局", "市市场监管局", 1},
		{"防汛杭旱指挥部", "防汛抗旱指挥部", 1},
		{"市防汛杭旱指挥部", "市防汛抗旱指挥部", 1},
		{"文化和旅由部", "文化和旅游部", 1},
		{"县教育厅", "县教育局", 1},
		{"市住房与城乡健设局", "市住房和城乡建设局", 2},
		{"市发展改革委", "市发展改革委", 0},
		{"各县（市、区）", "各县（市、区）", 0},
		{"赣州经开区管委会", "赣州经开区管委会", 0},
		{"雄安新区公共服务局", "", 0},
		{"推进项目建设", "", 0},
		{"局", "", 0},
		{"", "", 0},
	} {
		if got, d := NearestUnit(c.name); got != c.want || d != c.distance {
			t.Errorf("%s is nearest to %q at %d, want %q at %d", c.name, got, d, c.want, c.distance)
		}
	}
}

func TestNearestName(t *testing.T) {
	plan := []string{"市发展改革委", "市工信局", "老街街道办", "市工信局"}
	for _, c := range []struct {
		name, want string
		distance   int
	}{
		{"市发展改格委", "市发展改革委", 1}, {"巾发展改革委", "市发展改革委", 1}, {"老衔街道办", "老街街道办", 1},
		{"市工信局", "", 0}, {"市商务局", "", 0}, {"", "", 0}, {"市工倍局", "市工信局", 1},
	} {
		if got, d := NearestName(c.name, plan); got != c.want || d != c.distance {
			t.Errorf("%s is nearest to %q at %d", c.name, got, d)
		}
	}
}

func TestEditDistance(t *testing.T) {
	for _, c := range []struct {
		a, b        string
		limit, want int
	}{
		{"", "", 2, 0}, {"甲", "", 2, 1}, {"甲乙丙", "甲乙丙", 0, 0}, {"甲乙丙", "甲丙", 2, 1}, {"甲乙丙", "乙甲丙", 2, 1},
		{"甲乙丙", "丁戊己", 2, 3}, {"甲乙丙丁", "甲", 2, 3}, {"甲乙", "丙丁", 1, 2}, {"甲", "乙", 0, 1}, {"甲", "乙", -1, 1},
	} {
		if got := editDistance([]rune(c.a), []rune(c.b), c.limit); got != c.want {
			t.Errorf("%s to %s within %d: %d, want %d", c.a, c.b, c.limit, got, c.want)
		}
	}
}

var (
	unitLevels = regexp.MustCompile(`^(?:国?省?市?县?乡?|\*)$`)
	unitYears  = regexp.MustCompile(`^(?:(?:\d{4})?-(?:\d{4})?)?$`)
	unitName   = regexp.MustCompile(`^\*?[\p{Han}A-Za-z0-9（）“”{}]+$`)
)

// Every line of units.tsv is right: its columns are, no name stands twice in a
// row, and what took a body's place is a name too.
func TestUnitsFile(t *testing.T) {
	n := 0
	for line := range strings.Lines(unitsTSV) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		n++
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		for len(cells) < 7 {
			cells = append(cells, "")
		}
		names := append(strings.Fields(cells[3]), cells[2])
		for i, name := range names {
			if !unitName.MatchString(name) || slices.Contains(names[:i], name) {
				t.Errorf("the name %q: %s", name, line)
			}
		}
		if len(cells) != 7 || cells[0] == "" || cells[1] == "" || !unitLevels.MatchString(cells[1]) || !unitYears.MatchString(cells[5]) {
			t.Errorf("the columns of %s", line)
		}
		if _, known := FindUnit(cells[6]); cells[6] != "" && !known {
			t.Errorf("%s is no name: %s", cells[6], line)
		}
		if strings.Contains(line, " \t") || strings.Contains(line, "\t ") || strings.Contains(line, "  ") {
			t.Errorf("spaces: %s", line)
		}
	}
	if n < 800 {
		t.Errorf("only %d names", n)
	}
}

// Every form is found, stands at the levels that its row says, and is the same
// unit as the full name.
func TestUnitsFindThemselves(t *testing.T) {
	words := map[Level]string{LevelProvince: "省", LevelCity: "市", LevelCounty: "县", LevelTown: "镇"}
	for i := range dictionary().rows {
		r := &dictionary().rows[i]
		if r.full[0] == '*' {
			continue
		}
		for _, form := range r.forms {
			if u, ok := FindUnit((body{r, place{}}).named(form)); !ok || u.Loose || u.Generic {
				t.Errorf("%s is not found: %+v", form, u)
			}
			for level, word := range words {
				name := (body{r, place{text: word}}).named(form)
				if full := (body{r, place{text: word}}).named(r.full); r.at(level) && !SameUnit(name, full) {
					t.Errorf("%s is not %s", name, full)
				}
			}
		}
	}
}

func FuzzFindUnit(f *testing.F) {
	for _, s := range []string{"市发展改革委", "国网赣州供电公司", "各县（市、区）", "团市委", "、", "（）", "市科委、中关村管委会", "江西省赣州市章贡区", "\xff市", "市发展改格委"} {
		f.Add(s, "市发改委")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		if len(a) > 300 || len(b) > 300 {
			return
		}
		if SameUnit(a, b) != SameUnit(b, a) {
			t.Errorf("%q and %q are the same one way only", a, b)
		}
		u, ok := FindUnit(a)
		if ok && u.Name == "" {
			t.Errorf("%q is found without a name", a)
		}
		near, d := NearestUnit(a)
		if d < 0 || d > maxDistance || near == "" && d != 0 {
			t.Errorf("%q is nearest to %q at %d", a, near, d)
		}
		if ok && !u.Loose && d != 0 {
			t.Errorf("%q is known, and nearest to %q", a, near)
		}
		UnitIn(a, RegionsNamed("赣州市")[0])
		KinNames(a)
		EachRegion(a, RegionsNamed("赣州市")[0])
	})
}
