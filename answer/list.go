package answer

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"planbot/corpus"
)

// The intents that a follow-up about another unit repeats.
const (
	listIndicators = "unit-indicators"
	listTasks      = "unit-tasks"
	listAll        = "unit-all"
)

var everyCounty = regexp.MustCompile(`^各县`)

// askUnits lists what units lead and take part in.
func (k *knowledge) askUnits(q query, prev State) Answer {
	intent := listAll
	switch hasIndicators, hasTasks := strings.Contains(q.asked, "指标"), strings.Contains(q.asked, "任务"); {
	case hasIndicators && !hasTasks:
		intent = listIndicators
	case hasTasks && !hasIndicators:
		intent = listTasks
	case len(q.units) > 0 && prev.Unit != "" && strings.HasPrefix(prev.Intent, "unit-") && strings.Contains(q.asked, "呢"):
		intent = prev.Intent
	}
	a := Answer{Status: Answered, State: State{Plan: k.plan.ID, Intent: intent}}
	var names []string
	for _, u := range q.units {
		names = append(names, u.name)
	}
	if len(names) > 0 {
		a.State.Unit = names[0]
		if intent != listTasks {
			k.listIndicators(&a, names)
		}
		if intent != listIndicators || len(a.Citations) == 0 {
			k.listTasks(&a, names, strings.Contains(q.asked, "牵头"))
		}
	}
	if county := countyOf(q, names); county != "" && !strings.Contains(q.asked, "点名") {
		k.listCounty(&a, county)
	}
	if len(a.Citations) == 0 {
		return k.notFound(q, "文件里没有写"+strings.Join(names, "、")+"的指标或任务。")
	}
	return a
}

// countyOf returns the county that a question is about, "" for none.
func countyOf(q query, names []string) string {
	if !q.county.IsZero() {
		return q.county.Name
	}
	for _, name := range names {
		if county, ok := strings.CutSuffix(name, "人民政府"); ok {
			return county
		}
	}
	return ""
}

func (k *knowledge) listIndicators(a *Answer, names []string) {
	var parts []Part
	for i := range k.plan.Indicators {
		n := &k.plan.Indicators[i]
		if !slices.ContainsFunc(n.Leads, func(l string) bool { return slices.Contains(names, l) }) {
			continue
		}
		v, _ := n.Value(k.plan.Head.Year)
		at := a.cite(k.plan, n.Anchor, n.Name, n.Span)
		parts = append(parts, Part{Runs: []Run{run(fmt.Sprintf("%d. ", len(parts)+1)), strong(n.Name), run(fmt.Sprintf("：%d年目标%s", k.plan.Head.Year, shown(v.Quantity)))}, Cites: []int{at}})
	}
	if len(parts) == 0 {
		if len(k.plan.Indicators) > 0 {
			a.Parts = append(a.Parts, line(strings.Join(names, "、")+"没有牵头的指标。"))
		}
		return
	}
	a.Parts = append(a.Parts, Part{Runs: []Run{run(strings.Join(names, "、") + "牵头的指标有"), strong(fmt.Sprintf("%d个", len(parts))), run("：")}})
	a.Parts = append(a.Parts, parts...)
}

func (k *knowledge) listTasks(a *Answer, names []string, leadOnly bool) {
	var parts []Part
	first := 0
	for i := range k.plan.Tasks {
		t := &k.plan.Tasks[i]
		for _, as := range t.Assignments {
			at := slices.IndexFunc(as.Units, func(u corpus.UnitRole) bool { return slices.Contains(names, u.Name) })
			if at < 0 {
				continue
			}
			role, leads := roleIn(as, at)
			if leads {
				first++
			} else if leadOnly {
				continue
			}
			c := a.cite(k.plan, t.Anchor, t.Title, as.Span)
			parts = append(parts, Part{Runs: []Run{run("第" + t.Number + "项 "), strong(t.Title), run("（" + role + "）")}, Cites: []int{c}})
		}
	}
	if len(parts) == 0 {
		if len(k.plan.Tasks) > 0 {
			a.Parts = append(a.Parts, line("文件没有写"+strings.Join(names, "、")+"负责的任务。"))
		}
		return
	}
	head := "负责或参与的任务有"
	if leadOnly {
		head = "牵头或列在首位的任务有"
	}
	a.Parts = append(a.Parts, Part{Runs: []Run{run(strings.Join(names, "、") + head), strong(fmt.Sprintf("%d项", len(parts))), run(fmt.Sprintf("，其中牵头或列在首位%d项：", first))}})
	a.Parts = append(a.Parts, parts...)
}

// roleIn names what the unit at an index of an assignment does, and whether it
// counts as the lead.
func roleIn(as corpus.Assignment, at int) (name string, leads bool) {
	u := as.Units[at]
	if u.Basis == corpus.BasisPosition {
		return "责任单位，列在首位", true
	}
	for _, r := range roleNames {
		if r.role == u.Role {
			return r.name, u.Role == corpus.RoleLead
		}
	}
	return string(u.Role), false
}

// listCounty lists the tasks that every county has, which is not being named.
func (k *knowledge) listCounty(a *Answer, county string) {
	var parts []Part
	for i := range k.plan.Tasks {
		t := &k.plan.Tasks[i]
		for _, as := range t.Assignments {
			if slices.ContainsFunc(as.Units, func(u corpus.UnitRole) bool { return everyCounty.MatchString(u.Name) }) {
				c := a.cite(k.plan, t.Anchor, t.Title, as.Span)
				parts = append(parts, Part{Runs: []Run{run("第" + t.Number + "项 "), strong(t.Title)}, Cites: []int{c}})
			}
		}
	}
	if len(parts) == 0 {
		return
	}
	a.Parts = append(a.Parts, Part{Runs: []Run{run("由各县（市、区）负责、" + county + "在内的任务有"), strong(fmt.Sprintf("%d项", len(parts))), run("（没有单独点名）：")}})
	a.Parts = append(a.Parts, parts...)
}

// askFilter lists the indicators whose target is below or above what it
// starts from.
func (k *knowledge) askFilter(q query) (Answer, bool) {
	if !strings.Contains(q.asked, "指标") {
		return Answer{}, false
	}
	lower, higher := lowerPattern.MatchString(q.asked), higherPattern.MatchString(q.asked)
	if lower == higher {
		return Answer{}, false
	}
	a := Answer{Status: Answered, State: State{Plan: k.plan.ID}}
	var parts []Part
	for i := range k.plan.Indicators {
		n := &k.plan.Indicators[i]
		if len(n.Values) < 2 {
			continue
		}
		from, to := n.Values[0], n.Values[len(n.Values)-1]
		if from.Low == nil || to.Low == nil || from.High == nil || to.High == nil {
			continue
		}
		if lower && to.High.Cmp(from.Low) < 0 || higher && to.Low.Cmp(from.High) > 0 {
			at := a.cite(k.plan, n.Anchor, n.Name, n.Span)
			parts = append(parts, Part{Runs: []Run{strong(n.Name), run(fmt.Sprintf("：%d年%s → %d年目标%s", from.Year, shown(from.Quantity), to.Year, shown(to.Quantity)))}, Cites: []int{at}})
		}
	}
	word := "低于"
	if higher {
		word = "高于"
	}
	if len(parts) == 0 {
		return k.notFound(q, "没有目标"+word+"基数的指标。"), true
	}
	a.Parts = append([]Part{{Runs: []Run{run("目标" + word + "上年的指标有"), strong(fmt.Sprintf("%d个", len(parts))), run("：")}}}, parts...)
	return a, true
}
