package answer

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"planbot/corpus"
)

// answerUnits lists what units, or a county, lead and take part in.
func (k *knowledge) answerUnits(q Question) Answer {
	a := Answer{Status: Answered, State: State{Plan: k.plan.ID, Intent: q.List.of}}
	names := q.Units
	if q.County != nil {
		names = k.unitsOfCounty(q.County)
	}
	if len(names) > 0 {
		a.State.Unit = names[0]
		if q.List.together {
			k.listTogether(&a, names)
			names = nil
		}
		for _, name := range names {
			before := len(a.Citations)
			if q.List.of != listTasks {
				k.listIndicators(&a, name)
			}
			if q.List.of != listIndicators || len(a.Citations) == before {
				k.listTasks(&a, name, q.List)
			}
		}
	}
	if county := countyOf(q, names); county != "" && !q.List.named {
		k.listCounty(&a, county)
	}
	if len(a.Citations) == 0 && q.List.lead {
		for _, name := range names {
			k.listTasks(&a, name, list{})
		}
	}
	if len(a.Citations) == 0 {
		if q.County != nil {
			return k.refused("文件里没有写" + q.County.Name + "的任务。")
		}
		return k.refused("文件里没有写" + strings.Join(names, "、") + "的指标或任务。")
	}
	return a
}

// unitsOfCounty are the plan's units that bear the county's name.
func (k *knowledge) unitsOfCounty(r *corpus.Region) []string {
	var out []string
	for _, u := range k.units {
		if strings.HasPrefix(u.name, r.Name) {
			out = append(out, u.name)
		}
	}
	return out
}

// countyOf returns the county that a question is about, "" for none.
func countyOf(q Question, names []string) string {
	if q.County != nil {
		return q.County.Name
	}
	for _, name := range names {
		if county, ok := strings.CutSuffix(name, "人民政府"); ok && !strings.HasPrefix(name, "各") {
			return county
		}
	}
	return ""
}

func (k *knowledge) listIndicators(a *Answer, who string) {
	var parts []Part
	for i := range k.plan.Indicators {
		n := &k.plan.Indicators[i]
		if !slices.Contains(n.Leads, who) {
			continue
		}
		parts = append(parts, k.indicatorLine(a, len(parts)+1, n))
	}
	if len(parts) == 0 {
		if len(k.plan.Indicators) > 0 {
			a.Parts = append(a.Parts, line(who+"没有牵头的指标。"))
		}
		return
	}
	a.Parts = append(a.Parts, Part{Runs: []Run{plain(who + "牵头的指标有"), strong(fmt.Sprintf("%d个", len(parts))), plain("：")}})
	a.Parts = append(a.Parts, parts...)
}

// indicatorLine is a numbered line with an indicator's target.
func (k *knowledge) indicatorLine(a *Answer, number int, n *corpus.Indicator) Part {
	at := a.cite(k.plan, n.Anchor, n.Name, n.Span)
	runs := []Run{plain(strconv.Itoa(number) + ". "), strong(n.Name)}
	if v, ok := lastValue(n); ok {
		runs = append(runs, plain("："+valueLabel(v)+shown(v.Quantity)))
	}
	return Part{Runs: runs, Cites: []int{at}}
}

func lastValue(n *corpus.Indicator) (corpus.Value, bool) {
	if len(n.Values) == 0 {
		return corpus.Value{}, false
	}
	return n.Values[len(n.Values)-1], true
}

// nothingLed begins what is said where a unit leads no task.
const nothingLed = "文件没有写"

func (k *knowledge) listTasks(a *Answer, who string, l list) {
	var parts []Part
	first := 0
	for i := range k.plan.Tasks {
		part, leads, ok := k.taskLine(a, &k.plan.Tasks[i], who, l)
		if !ok {
			continue
		}
		if leads {
			first++
		}
		parts = append(parts, part)
	}
	if len(parts) == 0 {
		if len(k.plan.Tasks) > 0 {
			a.Parts = append(a.Parts, line(nothingLed+who+map[bool]string{true: "牵头", false: "负责"}[l.lead]+"的任务。"))
		}
		return
	}
	head, tail := "负责或参与的任务有", fmt.Sprintf("，其中牵头或列在首位%d项：", first)
	switch {
	case l.lead:
		head, tail = "牵头或列在首位的任务有", "："
	case l.support:
		head, tail = "不在首位、参与的任务有", "："
	}
	a.Parts = append(a.Parts, Part{Runs: []Run{plain(who + head), strong(fmt.Sprintf("%d项", len(parts))), plain(tail)}})
	a.Parts = append(a.Parts, parts...)
}

// taskLine says what a unit does in a task, by each of its notes; ok is false
// where it does nothing that is asked for.
func (k *knowledge) taskLine(a *Answer, t *corpus.Task, who string, l list) (part Part, leading, ok bool) {
	var does []string
	for _, as := range t.Assignments {
		at := slices.IndexFunc(as.Units, func(u corpus.UnitRole) bool { return u.Name == who })
		if at < 0 {
			continue
		}
		role, leads := roleIn(as, at)
		if l.lead && !leads || l.support && leads {
			continue
		}
		leading = leading || leads
		if what := role + deadlineOf(as); !slices.Contains(does, what) {
			does = append(does, what)
		}
		part.Cites = append(part.Cites, a.cite(k.plan, t.Anchor, t.Title, as.Span))
	}
	part.Runs = []Run{plain(taskName(t) + " "), strong(titleOf(t)), plain("（" + strings.Join(does, "；") + "）")}
	return part, leading, len(does) > 0
}

// listTogether lists the tasks that all the units take part in.
func (k *knowledge) listTogether(a *Answer, units []string) {
	var parts []Part
	for i := range k.plan.Tasks {
		t := &k.plan.Tasks[i]
		for _, as := range t.Assignments {
			all := !slices.ContainsFunc(units, func(name string) bool {
				return !slices.ContainsFunc(as.Units, func(u corpus.UnitRole) bool { return u.Name == name })
			})
			if all {
				at := a.cite(k.plan, t.Anchor, t.Title, as.Span)
				parts = append(parts, Part{Runs: []Run{plain(taskName(t) + " "), strong(titleOf(t))}, Cites: []int{at}})
			}
		}
	}
	if len(parts) > 0 {
		a.Parts = append([]Part{{Runs: []Run{plain(strings.Join(units, "、") + "共同负责或参与的任务有"), strong(fmt.Sprintf("%d项", len(parts))), plain("：")}}}, parts...)
	}
}

func deadlineOf(as corpus.Assignment) string {
	if as.DeadlineRaw == "" {
		return ""
	}
	return "，" + as.DeadlineRaw
}

// roleIn names what the unit at an index of an assignment does, and whether it
// counts as the lead.
func roleIn(as corpus.Assignment, at int) (name string, leads bool) {
	u := as.Units[at]
	switch {
	case u.Basis == corpus.BasisPosition && len(as.Units) > 1:
		return "责任单位，列在首位", true
	case u.Basis == corpus.BasisRule && u.Role == corpus.RoleLead:
		return "按文件规定牵头", true
	case u.Basis == corpus.BasisRule:
		return "文中统一规定的责任单位", false
	}
	for _, r := range roleNames {
		if r.role == u.Role {
			return roleName(as, r.role, r.name), u.Role == corpus.RoleLead
		}
	}
	return string(u.Role), false
}

// everyCounty tells a unit that stands for every county.
func everyCounty(name string) bool {
	return strings.Contains(name, "各县") || strings.Contains(name, "各区")
}

// includes tells whether a unit that stands for every county stands for this
// one: 各区 does not for 于都县. Where the data does not know the plan's counties,
// the county's ending tells.
func (k *knowledge) includes(every, county string) bool {
	if len(k.counties) == 0 {
		ending, _ := utf8.DecodeLastRuneInString(county)
		return everyCounty(every) && strings.ContainsRune(every, ending)
	}
	regions, _ := corpus.EachRegion(every, k.plan.Head.Region)
	return slices.ContainsFunc(regions, func(r corpus.Region) bool { return r.Name == county })
}

// listCounty lists the tasks that every county has, which is not being named.
func (k *knowledge) listCounty(a *Answer, county string) {
	var parts []Part
	all := ""
	for i := range k.plan.Tasks {
		t := &k.plan.Tasks[i]
		for _, as := range t.Assignments {
			if u := slices.IndexFunc(as.Units, func(u corpus.UnitRole) bool { return k.includes(u.Name, county) }); u >= 0 {
				all = as.Units[u].Name
				c := a.cite(k.plan, t.Anchor, t.Title, as.Span)
				parts = append(parts, Part{Runs: []Run{plain(taskName(t) + " "), strong(titleOf(t))}, Cites: []int{c}})
			}
		}
	}
	if len(parts) == 0 {
		return
	}
	a.Parts = append(a.Parts, Part{Runs: []Run{plain("由" + all + "负责、包括" + county + "在内的任务有"), strong(fmt.Sprintf("%d项", len(parts))), plain("（没有单独点名）：")}})
	a.Parts = append(a.Parts, parts...)
}

// answerList lists the items that a condition holds for.
func (k *knowledge) answerList(q Question) Answer {
	l := q.List
	switch {
	case l.due > 0 || l.dueWord != "":
		return k.dueList(q)
	case l.units:
		return k.unitRanking(l)
	case l.of == listTasks:
		return k.taskList(l)
	case len(q.Facts) > 0:
		return k.namedList(q)
	case l.all, l.missing:
		return k.indicatorList(l)
	case l.negative:
		return k.negativeList(q.Years)
	case l.most > 0 || l.least > 0:
		return k.ranking(l)
	}
	return k.comparison(l)
}

// negativeList lists the values below zero, of the years where some are named.
func (k *knowledge) negativeList(years []int) Answer {
	a := Answer{Status: Answered, State: State{Plan: k.plan.ID}}
	var parts []Part
	for i := range k.plan.Indicators {
		n := &k.plan.Indicators[i]
		for _, v := range n.Values {
			if v.High == nil || v.High.Sign() >= 0 || len(years) > 0 && !slices.Contains(years, v.Year) {
				continue
			}
			at := a.cite(k.plan, n.Anchor, n.Name, n.Span)
			parts = append(parts, Part{Runs: []Run{plain(fmt.Sprintf("%d. ", len(parts)+1)), strong(n.Name), plain("：" + valueLabel(v) + shown(v.Quantity))}, Cites: []int{at}})
		}
	}
	if len(parts) == 0 {
		return k.refused("没有数值为负的指标。")
	}
	return listed(a, "数值为负的指标有", fmt.Sprintf("%d个", len(parts)), parts)
}

func (k *knowledge) namedList(q Question) Answer {
	a := Answer{Status: Answered, State: State{Plan: k.plan.ID}}
	var parts []Part
	for _, f := range q.Facts {
		parts = append(parts, k.indicatorLine(&a, len(parts)+1, f.indicator))
	}
	return listed(a, "名称里有“"+q.words+"”的指标有", fmt.Sprintf("%d个", len(parts)), parts)
}

func (k *knowledge) indicatorList(l list) Answer {
	a := Answer{Status: Answered, State: State{Plan: k.plan.ID}}
	var parts []Part
	for i := range k.plan.Indicators {
		n := &k.plan.Indicators[i]
		if l.missing && !slices.ContainsFunc(n.Values, func(v corpus.Value) bool { return v.Raw == "" }) {
			continue
		}
		if l.category == "" || n.Category == l.category || n.Subcategory == l.category {
			parts = append(parts, k.indicatorLine(&a, len(parts)+1, n))
		}
	}
	if len(parts) == 0 {
		return k.refused("文件里没有指标。")
	}
	head := "指标有"
	if l.missing {
		head = "有数值空缺的指标有"
	}
	if l.category != "" {
		head = "“" + l.category + "”的指标有"
	}
	return listed(a, head, fmt.Sprintf("%d个", len(parts)), parts)
}

func (k *knowledge) taskList(l list) Answer {
	a := Answer{Status: Answered, State: State{Plan: k.plan.ID}}
	var parts []Part
	for i := range k.plan.Tasks {
		t := &k.plan.Tasks[i]
		numbers := slices.ContainsFunc(t.Commitments, func(c corpus.Commitment) bool { return (&fact{commitment: &c}).hasNumber() })
		switch {
		case l.section != "" && !k.under(t.Section, l.section), l.promised && !numbers, l.plainly && numbers, l.unnamed && len(t.Assignments) > 0:
			continue
		}
		span := t.TitleSpan
		if l.promised {
			span = t.Commitments[0].Sentence
		}
		at := a.cite(k.plan, t.Anchor, t.Title, span)
		parts = append(parts, Part{Runs: []Run{plain(taskName(t) + " "), strong(titleOf(t))}, Cites: []int{at}})
	}
	head := "任务有"
	switch {
	case l.section != "":
		head = "“" + k.plan.Section(l.section).Title + "”的任务有"
	case l.promised:
		head = "写有数字目标的任务有"
	case l.plainly:
		head = "没有写数字目标的任务有"
	case l.unnamed:
		head = "没有写明责任单位的任务有"
	}
	if len(parts) == 0 {
		return k.refused(strings.TrimSuffix(head, "有") + "一项也没有。")
	}
	return listed(a, head, fmt.Sprintf("%d项", len(parts)), parts)
}

// under tells whether a section is outer or lies in it.
func (k *knowledge) under(section, outer corpus.Anchor) bool {
	for section != "" {
		if section == outer {
			return true
		}
		s := k.plan.Section(section)
		if s == nil {
			return false
		}
		section = s.Parent
	}
	return false
}

func listed(a Answer, head, count string, parts []Part) Answer {
	a.Parts = append([]Part{{Runs: []Run{plain(head), strong(count), plain("：")}}}, parts...)
	return a
}

// fromTo returns the first and the last value of an indicator where both have
// numbers.
func fromTo(n *corpus.Indicator) (from, to corpus.Value, ok bool) {
	if len(n.Values) < 2 {
		return from, to, false
	}
	from, to = n.Values[0], n.Values[len(n.Values)-1]
	return from, to, (from.Low != nil || from.High != nil) && (to.Low != nil || to.High != nil)
}

// comparison lists the indicators whose target lies below, or above, what it
// starts from.
func (k *knowledge) comparison(l list) Answer {
	a := Answer{Status: Answered, State: State{Plan: k.plan.ID}}
	var parts []Part
	for i := range k.plan.Indicators {
		n := &k.plan.Indicators[i]
		from, to, ok := fromTo(n)
		if !ok || from.Low == nil || from.High == nil {
			continue
		}
		if l.lower && to.High != nil && to.High.Cmp(from.Low) < 0 || l.higher && to.Low != nil && to.Low.Cmp(from.High) > 0 {
			at := a.cite(k.plan, n.Anchor, n.Name, n.Span)
			parts = append(parts, Part{Runs: []Run{strong(n.Name), plain(fmt.Sprintf("：%s%s → %s%s", valueLabel(from), shown(from.Quantity), valueLabel(to), shown(to.Quantity)))}, Cites: []int{at}})
		}
	}
	word := map[bool]string{true: "低于", false: "高于"}[l.lower]
	if len(parts) == 0 {
		return k.refused("没有目标" + word + "上年的指标。")
	}
	return listed(a, "目标"+word+"上年的指标有", fmt.Sprintf("%d个", len(parts)), parts)
}

// ranking orders indicators by how much their target lies above what it starts
// from, in percent. Shares and rates, which change by percentage points, are
// left out.
func (k *knowledge) ranking(l list) Answer {
	type ranked struct {
		n       *corpus.Indicator
		percent *corpus.Decimal
	}
	var all []ranked
	for i := range k.plan.Indicators {
		n := &k.plan.Indicators[i]
		from, to, ok := fromTo(n)
		if !ok || !exact(from) || !exact(to) || n.Measure == "%" {
			continue
		}
		if percent, ok := to.Low.Sub(from.Low).Percent(from.Low.Abs(), 2); ok {
			all = append(all, ranked{n, percent})
		}
	}
	if len(all) == 0 {
		return k.refused("文件里没有可以比较增幅的指标。")
	}
	slices.SortStableFunc(all, func(a, b ranked) int {
		if l.least > 0 {
			return a.percent.Cmp(b.percent)
		}
		return b.percent.Cmp(a.percent)
	})
	a := Answer{Status: Answered, State: State{Plan: k.plan.ID}}
	word := map[bool]string{true: "大", false: "小"}[l.most > 0]
	a.Parts = append(a.Parts, line(fmt.Sprintf("按目标比上年的增幅排，最%s的是（以%%计的指标按百分点变化，不参加排序）：", word)))
	for i, r := range all[:min(len(all), cmp.Or(l.most, l.least))] {
		from, to, _ := fromTo(r.n)
		at := a.cite(k.plan, r.n.Anchor, r.n.Name, r.n.Span)
		a.Parts = append(a.Parts, Part{Runs: []Run{plain(fmt.Sprintf("%d. ", i+1)), strong(r.n.Name), plain(fmt.Sprintf("：%s → %s，%s%%", shown(from.Quantity), shown(to.Quantity), signed(r.percent)))}, Cites: []int{at}})
	}
	return a
}

// dueList lists the tasks whose deadline is asked for, the earliest first.
func (k *knowledge) dueList(q Question) Answer {
	type due struct {
		task *corpus.Task
		note corpus.Assignment
	}
	var all []due
	for i := range k.plan.Tasks {
		t := &k.plan.Tasks[i]
		for _, as := range t.Assignments {
			d := as.Deadline
			by := q.List.due > 0 && !d.IsZero() && d.Year == k.plan.Head.Year && d.Month > 0 && d.Month <= q.List.due
			takes := len(q.Units) == 0 || slices.ContainsFunc(as.Units, func(u corpus.UnitRole) bool { return slices.Contains(q.Units, u.Name) })
			if takes && (by || q.List.dueWord != "" && strings.Contains(as.DeadlineRaw, q.List.dueWord)) {
				all = append(all, due{t, as})
			}
		}
	}
	if len(all) == 0 {
		return k.refused("文件里没有写明这样的完成时限的任务。")
	}
	slices.SortStableFunc(all, func(a, b due) int { return cmp.Compare(a.note.Deadline.String(), b.note.Deadline.String()) })
	a := Answer{Status: Answered, State: State{Plan: k.plan.ID}}
	var parts []Part
	for _, d := range all {
		at := a.cite(k.plan, d.task.Anchor, d.task.Title, d.note.Span)
		parts = append(parts, Part{Runs: []Run{plain(taskName(d.task) + " "), strong(titleOf(d.task)), plain("（" + d.note.DeadlineRaw + "）")}, Cites: []int{at}})
	}
	return listed(a, strings.Join(q.Units, "、")+"符合这一时限的有", fmt.Sprintf("%d处", len(parts)), parts)
}

// unitRanking orders the units by how many indicators, or tasks, they lead or
// stand first in.
func (k *knowledge) unitRanking(l list) Answer {
	type led struct {
		name  string
		spans []Citation
	}
	var all []led
	for _, u := range k.units {
		of := led{name: u.name}
		var found Answer
		if l.of == listTasks {
			k.listTasks(&found, u.name, list{lead: true})
		} else {
			k.listIndicators(&found, u.name)
		}
		if of.spans = found.Citations; len(of.spans) > 0 {
			all = append(all, of)
		}
	}
	if len(all) == 0 {
		return k.refused("文件没有写明牵头单位。")
	}
	slices.SortStableFunc(all, func(a, b led) int { return len(b.spans) - len(a.spans) })
	a := Answer{Status: Answered, State: State{Plan: k.plan.ID}}
	what := map[bool]string{true: "项任务（列在首位或牵头）", false: "个指标"}[l.of == listTasks]
	for i, u := range all[:min(10, len(all))] {
		part := Part{Runs: []Run{plain(fmt.Sprintf("%d. ", i+1)), strong(u.name), plain(fmt.Sprintf("：%d%s", len(u.spans), what))}}
		for _, c := range u.spans {
			if i == 0 || len(all[0].spans) == len(u.spans) {
				part.Cites = append(part.Cites, a.add(c))
			}
		}
		a.Parts = append(a.Parts, part)
	}
	return a
}

func signed(d *corpus.Decimal) string {
	if d.Sign() > 0 {
		return "+" + d.String()
	}
	return d.String()
}

// exact tells a value with one number, about or not.
func exact(v corpus.Value) bool { return v.Low != nil && v.High != nil && v.Low.Cmp(v.High) == 0 }
