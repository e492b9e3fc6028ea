package answer

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"planbot/corpus"
	"planbot/corpus/fold"
)

// TopicKind is what somebody asks to be told of.
type TopicKind string

// The kinds of topic.
const (
	TopicAll      TopicKind = "all"
	TopicPlan     TopicKind = "plan"
	TopicItem     TopicKind = "item"
	TopicUnit     TopicKind = "unit"
	TopicCategory TopicKind = "category"
)

// Topic is what a request to be told of changes names, and how it narrows it:
// 市商务局的指标 上调5%以上 每天汇总. It is read as a question is.
type Topic struct {
	Status  Status
	Kind    TopicKind
	Plan    corpus.PlanID
	Item    corpus.ItemID // of an item
	Name    string        // of a unit or a category
	Title   string        // what it is called to people
	Choices []Choice      // where several items fit equally well
	Reason  string        // where nothing fits

	Lead      bool // the unit as lead alone
	Digest    bool // once a day
	Kinds     []corpus.ChangeKind
	Items     []corpus.ItemKind
	Direction corpus.Direction
	Beyond    *corpus.Decimal
}

// Choice is one of several items.
type Choice struct {
	Item  corpus.ItemID
	Title string
}

// narrowing is one way in which words narrow a topic. What matches is no part
// of the name.
type narrowing struct {
	words *regexp.Regexp
	does  func(t *Topic, m []string)
}

var narrowings = []narrowing{
	{regexp.MustCompile(`(?:每天|每日)(?:汇总|一次|摘要)?|日报|汇总(?:发送)?|摘要`), func(t *Topic, _ []string) { t.Digest = true }},
	{regexp.MustCompile(`(?:(?:变化|变动|调整|幅度|超过|大于|上调|下调|提高|降低|增加|减少)+)(\d{1,3}(?:\.\d{1,2})?)(?:%|个百分点)(?:以上)?`), func(t *Topic, m []string) {
		t.Beyond, _ = corpus.ParseDecimal(m[1])
		t.turn(m[0])
	}},
	{regexp.MustCompile(`上调|下调|调高|调低|提高|降低|减少`), func(t *Topic, m []string) { t.turn(m[0]) }},
	{regexp.MustCompile(`(?:的)?(?:牵头|责任)(?:单位)?(?:的)?(?:变化|变动|调整|变更)|换(?:了)?牵头`), func(t *Topic, _ []string) {
		t.Kinds = append(t.Kinds, corpus.ChangeLead, corpus.ChangeUnits)
	}},
	{regexp.MustCompile(`(?:的)?(?:完成)?(?:时限|期限|截止时间|完成时间)(?:的)?(?:变化|变动|调整|变更)?`), func(t *Topic, _ []string) { t.Kinds = append(t.Kinds, corpus.ChangeDeadline) }},
	{regexp.MustCompile(`(?:的)?(?:目标值?|目标任务)(?:的)?(?:变化|变动|调整|变更)`), func(t *Topic, _ []string) {
		t.Kinds = append(t.Kinds, corpus.ChangeTarget, corpus.ChangeQualifier, corpus.ChangeCommitment)
	}},
	{regexp.MustCompile(`的(?:所有|全部)?指标(?:变化|变动|调整)?$`), func(t *Topic, _ []string) { t.Items = append(t.Items, corpus.KindIndicator) }},
	{regexp.MustCompile(`的(?:所有|全部)?(?:工作)?任务(?:变化|变动|调整)?$`), func(t *Topic, _ []string) { t.Items = append(t.Items, corpus.KindTask) }},
	{regexp.MustCompile(`(?:负责)?牵头(?:的)?$`), func(t *Topic, _ []string) { t.Lead = true }},
	{regexp.MustCompile(`(?:的)?(?:变化|变动|调整|变更|更新|消息)$`), func(*Topic, []string) {}},
}

func (t *Topic) turn(word string) {
	switch {
	case strings.ContainsAny(word, "上高增") && !strings.Contains(word, "以上"):
		t.Direction = corpus.Raised
	case strings.ContainsAny(word, "下低减"):
		t.Direction = corpus.Lowered
	case strings.HasPrefix(word, "上调"), strings.HasPrefix(word, "提高"), strings.HasPrefix(word, "增加"):
		t.Direction = corpus.Raised
	}
}

var (
	politeFollow = regexp.MustCompile(`^(?:请|帮我|帮忙|我要|我想|麻烦)*(?:订阅|关注|跟踪|提醒我?)?(?:关于)?`)
	everything   = regexp.MustCompile(`^(?:所有|全部|一切|全部文件|所有文件|所有要点|全部要点)$`)
	wholePlan    = regexp.MustCompile(`^(?:这份|本|这个|整个|整份|全部)?(?:文件|要点|工作要点|计划|方案|全文)$`)
)

// Topic reads what somebody wants to be told of. prev is as for Ask: without
// any words, and for 这个, the topic is what the answer before was about.
func (e *Engine) Topic(ctx context.Context, words string, prev State) Topic {
	t := Topic{Status: Answered}
	name := strings.TrimSpace(fold.Fold(words))
	name = strings.TrimSpace(politeFollow.ReplaceAllString(name, ""))
	name = strings.Join(strings.Fields(name), "")
	for again := true; again; {
		again = false
		for _, n := range narrowings {
			if m := n.words.FindStringSubmatch(name); m != nil && m[0] != "" {
				n.does(&t, m)
				name, again = strings.Trim(strings.Replace(name, m[0], "", 1), "的，,、 "), true
			}
		}
	}
	if !everything.MatchString(name) {
		name = strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(name, "所有"), "全部"), "的")
	}
	switch {
	case name == "" || name == "这个" || name == "它" || name == "这项":
		e.topicBefore(&t, prev)
	case everything.MatchString(name):
		t.Kind, t.Title = TopicAll, "全部工作要点"
	case wholePlan.MatchString(name):
		e.topicPlan(&t, prev)
	case e.namedPlan(&t, name), e.namedCategory(&t, name), e.namedUnit(&t, name):
	default:
		e.namedItem(ctx, &t, name, prev)
	}
	return t
}

// topicBefore takes the topic from the answer before.
func (e *Engine) topicBefore(t *Topic, prev State) {
	plan := e.Plan(prev.Plan)
	switch {
	case plan != nil && prev.Item != "" && prev.Item != corpus.AnchorHead:
		t.Kind, t.Item = TopicItem, corpus.ItemID{Plan: prev.Plan, Anchor: prev.Item}
		t.Title = itemTitle(plan, prev.Item)
	case prev.Unit != "":
		t.Kind, t.Name, t.Title = TopicUnit, prev.Unit, prev.Unit
	default:
		t.Status, t.Reason = NotFound, "请写明要关注什么：一个单位、一个指标或任务、一个类别，或者“全部”。"
	}
}

func itemTitle(p *corpus.Plan, a corpus.Anchor) string {
	for _, item := range p.Items() {
		if item.ID.Anchor == a {
			return item.Title
		}
	}
	return ""
}

// topicPlan is the plan that the chat is about: of the answer before, the
// default, or the only one.
func (e *Engine) topicPlan(t *Topic, prev State) {
	id := prev.Plan
	for _, other := range []corpus.PlanID{prev.Default, e.opts.DefaultPlan} {
		if id == "" {
			id = other
		}
	}
	if id == "" && len(e.plans) == 1 {
		id = e.plans[0].ID
	}
	plan := e.Plan(id)
	if plan == nil {
		t.Status, t.Reason = NotFound, "现在有几份文件，请写明是哪一份，例如写上它的标题或文号。"
		return
	}
	t.Kind, t.Plan, t.Title = TopicPlan, id, plan.Head.Title
}

// namedPlan takes words that are a plan's title, number or id.
func (e *Engine) namedPlan(t *Topic, name string) bool {
	var found []*corpus.Plan
	for _, p := range e.plans {
		title := fold.Fold(p.Head.Title)
		if name == title || name == fold.Fold(p.Head.Number) || name == fold.Fold(string(p.ID)) || strings.Trim(name, "《》") == title {
			found = append(found, p)
		}
	}
	if len(found) == 1 {
		t.Kind, t.Plan, t.Title = TopicPlan, found[0].ID, found[0].Head.Title
	}
	return len(found) == 1
}

// namedCategory takes words that are a category of indicators.
func (e *Engine) namedCategory(t *Topic, name string) bool {
	name = strings.TrimSuffix(strings.TrimSuffix(name, "类指标"), "类")
	for _, p := range e.plans {
		for i := range p.Indicators {
			n := &p.Indicators[i]
			for _, category := range []string{n.Category, n.Subcategory} {
				if category != "" && fold.Fold(category) == name {
					t.Kind, t.Name, t.Title = TopicCategory, category, category
					return true
				}
			}
		}
	}
	return false
}

// namedUnit takes words that are a unit's name: one that a plan prints, one
// that is known, or a county.
func (e *Engine) namedUnit(t *Topic, name string) bool {
	take := func(unit string) bool {
		t.Kind, t.Name, t.Title = TopicUnit, unit, unit
		return true
	}
	for _, p := range e.plans {
		for _, printed := range unitsPrinted(p) {
			if fold.Fold(printed) == name {
				return take(printed)
			}
		}
	}
	if counties := corpus.RegionsNamed(name); slices.ContainsFunc(counties, corpus.Region.IsCounty) {
		for _, p := range e.plans {
			for _, c := range counties {
				if c.Within(p.Head.Region) {
					return take(c.Name)
				}
			}
		}
	}
	if u, ok := corpus.FindUnit(name); ok && !u.Loose && !u.Generic {
		for _, p := range e.plans { // as a plan prints it, where one does
			for _, printed := range unitsPrinted(p) {
				if corpus.SameUnit(printed, name) {
					return take(printed)
				}
			}
		}
		return take(name)
	}
	return false
}

// namedItem takes words that name an item as a question does.
func (e *Engine) namedItem(ctx context.Context, t *Topic, name string, prev State) {
	if len(e.books) == 0 {
		t.Status, t.Reason = NotFound, "还没有工作要点。"
		return
	}
	for _, one := range e.order(ctx, name, prev) {
		q := one.k.understand(one.text, State{Default: prev.Default})
		plan := one.k.plan
		switch {
		case q.Intent == AskUnit && len(q.Units) == 1 && q.County == nil:
			t.Kind, t.Name, t.Title = TopicUnit, q.Units[0], q.Units[0]
			return
		case q.Intent == Refuse || len(q.Facts) == 0:
			continue
		}
		seen := map[corpus.Anchor]bool{}
		for _, f := range q.Facts {
			if !seen[f.item] {
				seen[f.item] = true
				t.Choices = append(t.Choices, Choice{corpus.ItemID{Plan: plan.ID, Anchor: f.item}, itemTitle(plan, f.item)})
			}
		}
		if len(t.Choices) == 1 {
			t.Kind, t.Item, t.Title, t.Choices = TopicItem, t.Choices[0].Item, t.Choices[0].Title, nil
		} else {
			t.Status = Ambiguous
		}
		return
	}
	if a := e.answer(ctx, name, prev); a.Status == Answered && a.State.Item != "" && len(a.Citations) > 0 {
		t.Kind, t.Item, t.Title = TopicItem, a.Citations[0].Item, a.Citations[0].Title
		return
	}
	t.Status, t.Reason = NotFound, "文件里没有找到“"+name+"”这样的单位、指标、任务或类别。"
}
