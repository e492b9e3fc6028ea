package parse

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"planbot/corpus"
)

// How the names of units end: in a list that nothing but its names makes a
// note, and, less strictly, in one that a label or a word of duty closes.
var (
	strictEnding = endings(strings.Split(strictEndings, "|"))
	looseEnding  = endings(strings.Split(looseEndings, "|"))
)

const (
	strictEndings = `委|局|办|部|厅|院|署|会|党校|政府|银行|分行|支行|集团|公司|中心|总队|支队|部门|单位|机关|联社|总社|妇联|工商联|侨联|残联|文联|社科联|团市委|专班`
	looseEndings  = strictEndings + `|处|科|股|所|室|队|站|校|团|机构|企业|街道|县级市|园区|开发区|新区|各区|各县|各市|各镇|管理者`
)

// endings are the words that a name may end in.
type endings []string

// end tells whether a name ends in one of the endings.
func (e endings) end(name string) bool {
	return slices.ContainsFunc(e, func(ending string) bool { return strings.HasSuffix(name, ending) })
}

var (
	// genericUnit matches what stands for many units: 各县（市、区）, 各地区.
	genericUnit = regexp.MustCompile(`^(?:全[市省县区]|市级|省级|县级|市属|试点\p{Han}{2})?各.{0,24}(?:地|[区县市州盟旗镇乡村]|街道|部门|单位|政府|机构|企业|专班|学校|高校|医院|领域|组|（[^（）]{1,12}）)$|^地方各级`)
	notUnit     = regexp.MustCompile(`^(?:除|含|如|包括|即|简称|以下|以上|不含|例如|特别是|原|或|见|详见|其中|按|根据|由于|从|在|对|经)`)
)

// looksLikeUnit tells whether words can be the names of units.
func looksLikeUnit(w string) bool {
	names, _ := splitUnits(w)
	return len(names) > 0 && !slices.ContainsFunc(names, func(n string) bool { return !isUnit(n, looseEnding) })
}

// isUnit tells whether a name can be that of a unit.
func isUnit(name string, known endings) bool {
	size := utf8.RuneCountInString(name)
	if size < 2 || size > 30 {
		return false
	}
	if m := otherName.FindStringSubmatch(name); m != nil && known.end(m[1]) && strictEnding.end(m[2]) {
		name = m[1] // 市委统战部（市民宗局）
		size = utf8.RuneCountInString(name)
	}
	return (size > 2 && known.end(name) || strings.Contains(name, "各") && genericUnit.MatchString(name)) &&
		!strings.ContainsAny(name, "。，；：“”《》%") && !notUnit.MatchString(name)
}

var (
	// otherName matches a unit with its other name in brackets.
	otherName = regexp.MustCompile(`^(\p{Han}{2,20})[（(〔\[](\p{Han}{2,14})[）)〕\]]$`)
	// ownRole matches a unit with what it does in brackets: 市住建局（牵头）.
	ownRole    = regexp.MustCompile(`^(\p{Han}{2,20})[（(](牵头|配合|主办|协办|主责|参与)(?:单位|部门)?[）)]$`)
	openList   = regexp.MustCompile(`等(?:[^、，]{0,12}(?:部门|单位|地区|机构|公司|企业|机关))?$`)
	leadingAnd = regexp.MustCompile(`^(?:以及|及|和|并|(?:(?:上述|以上|此项|该项|本项|这项|各项)(?:任务|工作|事项|措施)(?:均|统一)?)?由)`)
	regionOnly = regexp.MustCompile(`^[^各有市省]\p{Han}{1,5}[县区市旗]$`)
	sharedTail = regexp.MustCompile(`(人民政府|管委会|管理委员会)$`)
	// kindsOnly is the rest of a name that lists kinds of places or bodies:
	// 、区人民政府 of 各县、区人民政府; 、办 and 、局 of 市政府各委、办、局.
	kindsOnly = regexp.MustCompile(`^(?:自治区|直辖市|计划单列市|县级市|地级市|自治州|市州|乡镇|街道|委|办|局|厅|院|[省市县区州盟旗乡镇])(?:[及和](?:自治区|直辖市|计划单列市|县级市))?(?:（[^（）]{1,9}）)?(?:人民政府|政府|管委会|办事处)?$`)
	kindsOpen = regexp.MustCompile(`各(?:[省市县区州盟旗乡镇委厅]|县级市|自治区|部委|乡镇|市州|区县|县区)$`)
	// kindOfUnit matches the rest of 各牵头部门和配合部门.
	kindOfUnit = regexp.MustCompile(`^(?:牵头|配合|责任|有关|相关|直属)?(?:部门|单位|机构)$`)
	belongs    = regexp.MustCompile(`^[国省市区县]属$`)
)

// oneBody lists bodies that have a 、 in their own name.
var oneBody = [][2]string{{"科委", "中关村管委会"}, {"科学技术委员会", "中关村科技园区管理委员会"}}

// splitUnits splits a list of units at 、 ， ； and spaces outside brackets.
// open tells whether the list ends in 等. An ending that several names share
// (章贡区、南康区人民政府) is given back to each.
func splitUnits(s string) (names []string, open bool) {
	for _, group := range (corpus.Span{End: len(s)}).Split(s, "，,；; \u3000\u00a0\t\n") {
		var part []string
		for _, piece := range group.Split(s, "、") {
			for _, name := range splitJoined(squash(piece.Of(s))) {
				if cut := trimOpen(name); cut != name {
					name, open = cut, true
				}
				if name != "" {
					part = append(part, name)
				}
			}
		}
		names = append(names, withSharedEnding(joinKinds(part))...)
	}
	return names, open
}

var (
	andAlso = regexp.MustCompile(`以及|[及和与]`)
	// stuck matches two units that lost what stood between them.
	stuck = regexp.MustCompile(`^([市区县省])\p{Han}{1,10}?(?:局|厅|委|办)([市区县省])\p{Han}{2,10}(?:局|厅|委|办)$`)
)

// splitJoined splits a piece of a list where two units are joined by a word
// (教育部和财政部) or by nothing (区发改局区统计局). 和 inside a name (文化和旅游部)
// does not split it: what stands before must be a unit's name too.
func splitJoined(name string) []string {
	name = strings.Trim(name, "、，,；;。：: ")
	if containsAny(name[:min(len(name), 3)], "以", "及", "和", "并", "由", "上", "此", "该", "本", "这", "各") {
		name = leadingAnd.ReplaceAllString(name, "")
	}
	for _, m := range joints(name) {
		before, behind := name[:m[0]], name[m[1]:]
		if utf8.RuneCountInString(behind) < 3 && !genericUnit.MatchString(behind) || strings.HasPrefix(behind, "有关") || strings.HasPrefix(behind, "相关") || genericUnit.MatchString(before) && kindOfUnit.MatchString(behind) {
			continue
		}
		if name[m[0]:m[1]] == "以及" && before != "" || isUnit(trimOpen(before), strictEnding) && (isUnit(behind, strictEnding) || genericUnit.MatchString(behind)) {
			return append([]string{before}, splitJoined(behind)...)
		}
	}
	if before, behind, ok := strings.Cut(name, "/"); ok && isUnit(before, looseEnding) && isUnit(behind, looseEnding) {
		return append([]string{before}, splitJoined(behind)...)
	}
	if !containsAny(name[:min(len(name), 3)], "市", "区", "县", "省") {
		return []string{name}
	}
	if m := stuck.FindStringSubmatchIndex(name); m != nil && name[m[2]:m[3]] == name[m[4]:m[5]] && utf8.RuneCountInString(name[:m[4]]) >= 4 {
		return []string{name[:m[4]], name[m[4]:]}
	}
	return []string{name}
}

// joints returns where a name has a word that may join two.
func joints(name string) [][]int {
	if !strings.ContainsAny(name, "及和与") {
		return nil
	}
	return andAlso.FindAllStringIndex(name, -1)
}

func trimOpen(name string) string {
	if !strings.Contains(name, "等") {
		return name
	}
	return openList.ReplaceAllString(name, "")
}

// joinKinds puts together what 、 parts inside one name.
func joinKinds(names []string) []string {
	var out []string
	for _, name := range names {
		last := len(out) - 1
		if last >= 0 && (kindsOpen.MatchString(firstOf(out[last])) && kindsOnly.MatchString(name) || belongs.MatchString(out[last]) || isOneBody(out[last], name)) {
			out[last] += "、" + name
			continue
		}
		out = append(out, name)
	}
	return out
}

func firstOf(name string) string {
	first, _, _ := strings.Cut(name, "、")
	return first
}

func isOneBody(a, b string) bool {
	return slices.ContainsFunc(oneBody, func(parts [2]string) bool { return strings.HasSuffix(a, parts[0]) && b == parts[1] })
}

func withSharedEnding(names []string) []string {
	if len(names) < 2 {
		return names
	}
	tail := sharedTail.FindString(names[len(names)-1])
	if tail == "" {
		return names
	}
	for i := len(names) - 2; i >= 0 && regionOnly.MatchString(names[i]); i-- {
		names[i] += tail
	}
	return names
}

// withoutSpaces removes the white space that is scattered in a note. Between
// two units it stands for 、.
func withoutSpaces(s string) string {
	fields := strings.FieldsFunc(s, unicode.IsSpace)
	var b strings.Builder
	for i, field := range fields {
		if i > 0 && looseEnding.end(fields[i-1]) && startsUnit(field) {
			b.WriteString("、")
		}
		b.WriteString(field)
	}
	return b.String()
}

// startsUnit tells whether a word begins as the name of a unit does.
func startsUnit(s string) bool {
	first, _ := utf8.DecodeRuneInString(s)
	return strings.ContainsRune("市省区县各", first) && !labelLine.MatchString(s)
}
