package answer

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"planbot/corpus"
	"planbot/corpus/fold"
)

// card is what a plan is called: by its head alone, so that the cards of all
// plans are known before any plan is learnt.
type card struct {
	places   []string // folded: 赣州市, 赣州; none for a plan of the whole country
	region   string   // the region's code, "" where it has none
	from, to int      // the years that the plan is for; 0 where unknown
	topic    string   // the title without year, place and issuer, folded, silent marks dropped
	pieces   []string // the topic's words without those that titles share
	nouns    []string // what kind of document the title says that it is
	issuers  []string // folded, by every name
	number   docNumber
	series   string // the same for the plans of one place and topic over the years
}

// docNumber is a document's number: 国发〔2018〕39号.
type docNumber struct {
	prefix    string // folded: 国发
	year, seq int
}

// nounWords are the kinds of document, the longer first. Those of one line are
// one kind.
var nounWords = [][]string{
	{"工作要点", "要点"},
	{"任务分工方案", "分工方案", "任务分工", "实施方案", "工作方案", "行动方案", "方案"},
	{"指导意见", "实施意见", "若干意见", "意见"},
	{"行动计划", "工作计划", "计划"},
	{"规划纲要", "规划", "纲要"},
	{"若干措施", "措施"}, {"管理办法", "办法"}, {"实施细则", "细则"}, {"清单"}, {"工作安排", "安排"}, {"决定"}, {"条例"},
}

// anyNoun are words for a document of whatever kind.
var anyNoun = []string{"红头文件", "文件", "通知", "材料"}

// shared are the words of titles that say nothing of what a plan is about.
var shared = []string{
	"进一步", "大力", "加快", "推进", "推动", "促进", "深化", "做优做强", "做大做强", "全面", "持续", "深入", "切实", "加强", "强化", "实施", "开展", "做好", "若干", "重点", "专项", "行动", "工作", "任务", "关于", "印发", "发展", "高质量", "创新",
	"建设", "试点", "当前和今后一个时期", "年度", "全国", "国家", "全市", "全省", "全区", "全县", "我市", "我省", "培育", "提升", "完善", "优化", "落实", "转型升级", "等", "有关", "通知",
}

// shortTopics are everyday words for what titles say in full.
var shortTopics = [][2]string{
	{"环境保护", "环保"}, {"电子商务", "电商"}, {"农业机械化", "农机化"}, {"人工智能", "ai"}, {"政务公开", "公开"}, {"体育竞赛表演", "体育赛事"}, {"固体废物", "固废"},
	{"安全生产", "安监"}, {"知识产权", "知产"}, {"社会保障", "社保"}, {"招商引资", "招商"}, {"科技创新", "科创"}, {"文化和旅游", "文旅"}, {"文化旅游", "文旅"}, {"民营经济", "民企"}, {"信用体系", "信用"},
}

var (
	titleYears = regexp.MustCompile(`((?:19|20)\d\d)年?(?:[-—–~至到]|--)((?:19|20)\d\d)年?`)
	oneYear    = regexp.MustCompile(`(?:19|20)\d\d年?度?`)
	fiveYears  = regexp.MustCompile(`十([一二三四五六])五`)
	// bodyOf finds a place that the list of divisions does not know: a new area, a zone.
	placeInTitle = regexp.MustCompile(`^(?:(?:19|20)\d\d年)?(\p{Han}{2,5}?(?:省|市|县|新区|开发区|高新区|经开区|自治州|自治区|盟|旗|区|州))`)
	numberParts  = regexp.MustCompile(`^(\p{Han}+)(\d{4})第?(\d{1,4})号$`)
)

// cardOf reads a plan's card.
func cardOf(p *corpus.Plan) card {
	h := &p.Head
	c := card{from: h.Year, to: h.Year, region: h.Region.Code, number: numberOf(h.Number)}
	title := quiet(fold.Fold(h.Title))
	c.places = placeNames(h)
	c.issuers = issuerNames(p, c.places)
	if m := titleYears.FindStringSubmatch(title); m != nil {
		c.from, _ = strconv.Atoi(m[1])
		c.to, _ = strconv.Atoi(m[2])
	} else if from, ok := fiveFrom(title); ok {
		c.from, c.to = from, from+4
	}
	c.topic = topicOf(title, c.places, h)
	c.nouns = nounsOf(c.topic)
	c.pieces = piecesOf(c.topic)
	place := quiet(fold.Fold(h.Issuer))
	if len(c.places) > 0 {
		place = c.places[0]
	}
	c.series = place + "|" + strings.Join(c.pieces, "|")
	return c
}

// fiveFrom is the first year of the five-year plan that a text names: 2016 of
// 十三五.
func fiveFrom(text string) (year int, ok bool) {
	m := fiveYears.FindStringSubmatch(text)
	if m == nil {
		return 0, false
	}
	return 2006 + 5*(strings.Index("一二三四五六", m[1])/len("一")), true
}

// covers tells whether the plan is for a year.
func (c *card) covers(year int) bool { return c.from > 0 && c.from <= year && year <= c.to }

// quiet drops the marks that are put inside names at will.
func quiet(folded string) string {
	return strings.Map(func(r rune) rune {
		if isSilent(r) {
			return -1
		}
		return r
	}, folded)
}

// isSilent tells a mark that is put inside names at will.
func isSilent(r rune) bool {
	switch {
	case '一' <= r && r <= '鿿', '0' <= r && r <= '9', 'a' <= r && r <= 'z':
		return false
	}
	return strings.ContainsRune(silent, r)
}

// placeNames returns what the place of a plan is called, the full name first;
// none where it is for the whole country. A place that the list of divisions
// does not know is read from the title.
func placeNames(h *corpus.Head) []string {
	if !h.Region.IsZero() {
		return slices.Compact([]string{fold.Fold(h.Region.Name), fold.Fold(h.Region.ShortName())})
	}
	m := placeInTitle.FindStringSubmatch(fold.Fold(h.Title))
	if m == nil || strings.HasPrefix(m[1], "全") {
		return nil
	}
	full := m[1]
	short := (corpus.Region{Name: full}).ShortName()
	return slices.Compact([]string{full, short})
}

// numberOf reads a 文号; the zero value where it is none.
func numberOf(s string) docNumber {
	m := numberParts.FindStringSubmatch(strings.ReplaceAll(quiet(fold.Fold(s)), " ", ""))
	if m == nil {
		return docNumber{}
	}
	year, _ := strconv.Atoi(m[2])
	seq, _ := strconv.Atoi(m[3])
	return docNumber{m[1], year, seq}
}

// topicOf is what is left of a title without its years, place and issuer.
func topicOf(title string, places []string, h *corpus.Head) string {
	for _, issuer := range strings.Split(h.Issuer, "、") {
		title = strings.TrimPrefix(title, quiet(fold.Fold(issuer)))
	}
	title = titleYears.ReplaceAllString(title, "")
	title = fiveYears.ReplaceAllString(oneYear.ReplaceAllString(title, ""), "")
	for _, place := range places {
		title = strings.Replace(title, place, "", 1)
	}
	return strings.TrimPrefix(title, "关于")
}

// nounsOf returns the kinds of document that a title names, by the first word
// of each.
func nounsOf(topic string) []string {
	var out []string
	for _, kind := range nounWords {
		if slices.ContainsFunc(kind, func(w string) bool { return strings.Contains(topic, w) }) {
			out = append(out, kind[0])
		}
	}
	return out
}

// blanks puts a space in place of what titles share.
var blanks = func() *strings.Replacer {
	var pairs []string
	for _, kind := range nounWords {
		for _, w := range kind {
			pairs = append(pairs, w, " ")
		}
	}
	for _, w := range shared {
		pairs = append(pairs, w, " ")
	}
	return strings.NewReplacer(pairs...)
}()

// piecesOf returns the words that tell a topic from others.
func piecesOf(topic string) []string {
	var out []string
	for _, w := range strings.FieldsFunc(blanks.Replace(topic), func(r rune) bool { return r == ' ' || r == '的' || r == '和' || r == ',' }) {
		if len([]rune(w)) > 1 {
			out = append(out, w)
		}
	}
	return out
}

// bodyTails are dropped from an issuer's name, since its office speaks for it.
var bodyTails = []string{"办公厅", "办公室"}

// issuerNames returns the names of the bodies that issued a plan, folded.
func issuerNames(p *corpus.Plan, places []string) []string {
	var out []string
	for _, body := range strings.Split(p.Head.Issuer, "、") {
		if len([]rune(body)) < 2 {
			continue
		}
		for _, name := range aliasNames(p, places, body) {
			if len([]rune(name)) > 2 {
				out = append(out, quiet(name))
			}
		}
		for _, tail := range bodyTails {
			if rest, ok := strings.CutSuffix(body, tail); ok && len([]rune(rest)) > 2 {
				out = append(out, quiet(fold.Fold(rest)))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
