package alert

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"planbot/corpus"
)

func decimal(s string) *corpus.Decimal {
	d, err := corpus.ParseDecimal(s)
	if err != nil {
		panic(err)
	}
	return d
}

const ganzhouCode = "3607"

func lead(names ...string) []corpus.UnitRole {
	var units []corpus.UnitRole
	for i, n := range names {
		u := corpus.UnitRole{Name: n, Role: corpus.RoleSupport}
		if i == 0 {
			u = corpus.UnitRole{Name: n, Role: corpus.RoleLead, Basis: corpus.BasisStated}
		}
		units = append(units, u)
	}
	return units
}

func TestMatches(t *testing.T) {
	target := corpus.Change{
		Item: corpus.ItemID{Plan: "g-2023", Anchor: "indicator-3"}, Was: corpus.ItemID{Plan: "g-2023", Anchor: "indicator-4"},
		Kind: corpus.ChangeTarget, Direction: corpus.Raised, Percent: decimal("10"), Region: ganzhouCode,
		Units: lead("市工信局", "市商务局", "各县（市、区）"), Category: []string{"数字产业化", "规模效应"}, Keys: []string{"k2345678"},
	}
	wording := corpus.Change{
		Item: corpus.ItemID{Plan: "g-2023", Anchor: "task-3"}, Kind: corpus.ChangeWording, Region: ganzhouCode,
		Units: []corpus.UnitRole{{Name: "市教育局", Role: corpus.RoleResponsible, Basis: corpus.BasisPosition}, {Name: "章贡区人民政府", Role: corpus.RoleResponsible}},
	}
	carried := corpus.Change{
		Item: corpus.ItemID{Plan: "g-2024", Anchor: "indicator-1"}, Was: corpus.ItemID{Plan: "g-2023", Anchor: "indicator-3"},
		Kind: corpus.ChangeTarget, Direction: corpus.Lowered, Percent: decimal("-2.5"), Keys: []string{"new45678", "k2345678"},
	}
	for _, c := range []struct {
		name   string
		scope  Scope
		filter Filter
		change corpus.Change
		want   bool
	}{
		{"everything", Scope{Kind: ScopeAll}, Filter{}, target, true},
		{"the plan", Scope{Kind: ScopePlan, Plan: "g-2023"}, Filter{}, target, true},
		{"another plan", Scope{Kind: ScopePlan, Plan: "g-2022"}, Filter{}, target, false},
		{"the plan that is succeeded", Scope{Kind: ScopePlan, Plan: "g-2023"}, Filter{}, carried, true},
		{"the item", Scope{Kind: ScopeItem, Name: "k2345678"}, Filter{}, target, true},
		{"the item in the next year's plan", Scope{Kind: ScopeItem, Name: "k2345678"}, Filter{}, carried, true},
		{"another item", Scope{Kind: ScopeItem, Name: "other678"}, Filter{}, target, false},
		{"a unit that leads", Scope{Kind: ScopeUnit, Name: "市工信局"}, Filter{}, target, true},
		{"a unit by its full name", Scope{Kind: ScopeUnit, Name: "赣州市工业和信息化局"}, Filter{}, target, true},
		{"a unit that supports", Scope{Kind: ScopeUnit, Name: "市商务局"}, Filter{}, target, true},
		{"a unit that supports, as lead", Scope{Kind: ScopeLead, Name: "市商务局"}, Filter{}, target, false},
		{"a unit that leads, as lead", Scope{Kind: ScopeLead, Name: "市工信局"}, Filter{}, target, true},
		{"the first of a list counts as lead", Scope{Kind: ScopeLead, Name: "市教育局"}, Filter{}, wording, true},
		{"another unit", Scope{Kind: ScopeUnit, Name: "市教育局"}, Filter{}, target, false},
		{"the same bureau of the province", Scope{Kind: ScopeUnit, Name: "省商务厅"}, Filter{}, target, false},
		{"a county that is meant by 各县（市、区）", Scope{Kind: ScopeUnit, Name: "于都县"}, Filter{}, target, true},
		{"a county's government", Scope{Kind: ScopeUnit, Name: "于都县人民政府"}, Filter{}, target, true},
		{"a county-level city", Scope{Kind: ScopeUnit, Name: "瑞金市"}, Filter{}, target, true},
		{"a county elsewhere", Scope{Kind: ScopeUnit, Name: "南昌县"}, Filter{}, target, false},
		{"a county by its own name", Scope{Kind: ScopeUnit, Name: "章贡区"}, Filter{}, wording, true},
		{"another county", Scope{Kind: ScopeUnit, Name: "南康区"}, Filter{}, wording, false},
		{"a unit in one plan", Scope{Kind: ScopeUnit, Name: "市工信局", Plan: "g-2023"}, Filter{}, target, true},
		{"a unit in another plan", Scope{Kind: ScopeUnit, Name: "市工信局", Plan: "h-2023"}, Filter{}, target, false},
		{"the category", Scope{Kind: ScopeCategory, Name: "数字产业化"}, Filter{}, target, true},
		{"the subcategory", Scope{Kind: ScopeCategory, Name: "规模效应"}, Filter{}, target, true},
		{"another category", Scope{Kind: ScopeCategory, Name: "产业化数字"}, Filter{}, target, false},
		{"the kind", Scope{Kind: ScopeAll}, Filter{Kinds: []corpus.ChangeKind{corpus.ChangeTarget, corpus.ChangeLead}}, target, true},
		{"another kind", Scope{Kind: ScopeAll}, Filter{Kinds: []corpus.ChangeKind{corpus.ChangeLead}}, target, false},
		{"indicators", Scope{Kind: ScopeAll}, Filter{Items: []corpus.ItemKind{corpus.KindIndicator}}, target, true},
		{"indicators, of a task", Scope{Kind: ScopeAll}, Filter{Items: []corpus.ItemKind{corpus.KindIndicator}}, wording, false},
		{"raised", Scope{Kind: ScopeAll}, Filter{Direction: corpus.Raised}, target, true},
		{"lowered", Scope{Kind: ScopeAll}, Filter{Direction: corpus.Lowered}, target, false},
		{"raised, of words", Scope{Kind: ScopeAll}, Filter{Direction: corpus.Raised}, wording, false},
		{"by 10% or more", Scope{Kind: ScopeAll}, Filter{Beyond: decimal("10")}, target, true},
		{"by more than it did", Scope{Kind: ScopeAll}, Filter{Beyond: decimal("10.01")}, target, false},
		{"by a percentage, downwards", Scope{Kind: ScopeAll}, Filter{Beyond: decimal("2.5")}, carried, true},
		{"by a percentage, of words", Scope{Kind: ScopeAll}, Filter{Beyond: decimal("0.1")}, wording, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := Subscription{Scope: c.scope, Filter: c.filter}
			if got := s.Matches(&c.change); got != c.want {
				t.Errorf("Matches is %v", got)
			}
			found := false
			NewIndex([]Subscription{s}).Concerned([]corpus.Change{c.change}, func(*Subscription, int) { found = true })
			if found != c.want {
				t.Errorf("the index says %v", found)
			}
		})
	}
}

// many returns subscriptions and changes as a province has them.
func many(subs, changes int) ([]Subscription, []corpus.Change) {
	r := rand.New(rand.NewPCG(7, 7))
	bureaus := strings.Fields("市工信局 市商务局 市教育局 市公安局 市财政局 市人社局 市农业农村局 市行政审批局 市科技局 市统计局 市市场监管局 市自然资源局 市生态环境局 市住建局 市水利局 市文广旅局 市卫生健康委 市发展改革委 市民政局 市司法局")
	counties := strings.Fields("于都县 章贡区 南康区 赣县区 信丰县 大余县 上犹县 崇义县 安远县 定南县 全南县 宁都县 兴国县 会昌县 寻乌县 石城县 瑞金市 龙南市")
	categories := strings.Fields("数字产业化 产业化数字 数字基础设施 数字政务与民生 规模效应 服务业 制造业")
	kinds := corpus.ChangeKinds
	all := make([]Subscription, subs)
	for i := range all {
		s := Subscription{ID: int64(i), Place: Place{Chat: int64(i)}}
		switch r.IntN(20) {
		case 0:
			s.Scope = Scope{Kind: ScopePlan, Plan: corpus.PlanID(fmt.Sprintf("plan-%d", r.IntN(40)))}
		case 1:
			s.Scope = Scope{Kind: ScopeCategory, Name: categories[r.IntN(len(categories))]}
		case 2, 3, 4, 5, 6:
			s.Scope = Scope{Kind: ScopeUnit, Name: bureaus[r.IntN(len(bureaus))]}
		case 7, 8:
			s.Scope = Scope{Kind: ScopeLead, Name: bureaus[r.IntN(len(bureaus))]}
		case 9, 10:
			s.Scope = Scope{Kind: ScopeUnit, Name: counties[r.IntN(len(counties))]}
		default:
			s.Scope = Scope{Kind: ScopeItem, Name: fmt.Sprintf("key-%d", r.IntN(5000))}
		}
		if r.IntN(4) == 0 {
			s.Filter.Kinds = []corpus.ChangeKind{kinds[r.IntN(len(kinds))]}
		}
		if r.IntN(10) == 0 {
			s.Filter.Beyond = decimal("5")
		}
		all[i] = s
	}
	told := make([]corpus.Change, changes)
	for i := range told {
		units := lead(bureaus[r.IntN(len(bureaus))], bureaus[r.IntN(len(bureaus))])
		if r.IntN(3) == 0 {
			units = append(units, corpus.UnitRole{Name: "各县（市、区）", Role: corpus.RoleResponsible})
		}
		told[i] = corpus.Change{
			Item: corpus.ItemID{Plan: corpus.PlanID(fmt.Sprintf("plan-%d", r.IntN(40))), Anchor: corpus.Anchor(fmt.Sprintf("indicator-%d", i))},
			Kind: kinds[r.IntN(len(kinds))], Percent: decimal(fmt.Sprint(r.IntN(20))), Region: ganzhouCode, Units: units,
			Category: []string{categories[r.IntN(len(categories))]}, Keys: []string{fmt.Sprintf("key-%d", r.IntN(5000))},
		}
	}
	return all, told
}

// The index finds what asking every subscription finds.
func TestIndexFindsAll(t *testing.T) {
	subs, changes := many(3000, 40)
	var want, got []string
	for i := range changes {
		for j := range subs {
			if subs[j].Matches(&changes[i]) {
				want = append(want, fmt.Sprint(i, " ", subs[j].ID))
			}
		}
	}
	NewIndex(subs).Concerned(changes, func(s *Subscription, change int) { got = append(got, fmt.Sprint(change, " ", s.ID)) })
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(want, got) || len(want) < 1000 {
		t.Errorf("%d matches by the index, %d by asking all", len(got), len(want))
	}
}

// 50 changes against 100,000 subscriptions, the index built anew each time.
func BenchmarkMatch(b *testing.B) {
	subs, changes := many(100_000, 50)
	b.ReportAllocs()
	matches := 0
	for b.Loop() {
		matches = 0
		NewIndex(subs).Concerned(changes, func(*Subscription, int) { matches++ })
	}
	b.ReportMetric(float64(matches), "matches")
}

func BenchmarkCompose(b *testing.B) {
	subs, changes := many(100_000, 50)
	b.ReportAllocs()
	alerts := 0
	for b.Loop() {
		alerts = len(Compose(Part{Changes: changes}, subs, nil, at("2024-03-01 10:00")))
	}
	b.ReportMetric(float64(alerts), "alerts")
}
