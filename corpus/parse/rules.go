package parse

import (
	"regexp"
	"slices"
	"strings"

	"planbot/corpus"
)

// A plan may state a rule once for all its notes: that the first unit of a list
// leads, that responsible units lead where no lead is named, or that a unit
// answers for all that follows and is not listed again.

var (
	firstLeads = regexp.MustCompile(`[，,；;。]?\s*(?:每项\p{Han}{0,4})?(?:责任单位|责任部门|单位|部门)?(?:中|里)?(?:位列|列|排名|排序|排在|排|居|位于|处于)?(?:在)?(?:第一|首)(?:位|个|家|名)?(?:者|的)?\p{Han}{0,8}?[为是](?:牵头|主要责任|主责)\p{Han}{0,6}(?:[，,]\s*其[他余]\p{Han}{0,6}为(?:参与|配合|协同|协办)\p{Han}{0,4})?(?:[，,]\s*下同)?`)
	allLead    = regexp.MustCompile(`[，,；;。]?\s*(?:无|没有|未列|未明确|未注明)牵头(?:单位|部门)的?[，,]?\s*责任(?:单位|部门)即?[为是]牵头(?:单位|部门)(?:[，,]\s*下同)?`)
	// notListed matches a default; its first group holds the units and their duty.
	notListed = regexp.MustCompile(`[，,；;。]?\s*(?:以下|下列|各项|其他|其余)(?:各项|各条|所有)?(?:任务|工作|措施|事项)?均[需由须应要为]?([^，。；]{2,40}?)[，,、]?\s*(?:以下)?(?:不再|不另|不一一|不再一一|恕不)(?:逐一|逐项|重复|单独|另行|一一)?(?:列出|列示|列明|注明|标注|说明|赘述)`)
)

// rule is one that a plan states, from where on it holds.
type rule struct {
	from  int
	holds bool
	units []corpus.UnitRole // that a default adds
}

// planRules are the rules that a plan states.
type planRules struct {
	first, all rule
	defaults   []rule
}

// findRules reads the rules that a plan states. One that a note states holds
// from that note on, one that stands in the text by itself for the whole plan.
func (r *reader) findRules() {
	for i := range r.paras {
		p := &r.paras[i]
		if containsAny(p.text, "为牵头", "是牵头", "为主要责任", "为主责") {
			r.rules.first.state(p, firstLeads)
			r.rules.all.state(p, allLead)
		}
		if containsAny(p.text, "不再", "不另", "不一一", "恕不") {
			r.findDefaults(p)
		}
	}
}

// findDefaults reads who answers for all that follows a paragraph.
func (r *reader) findDefaults(p *paragraph) {
	for _, m := range notListed.FindAllStringSubmatchIndex(p.text, -1) {
		var a corpus.Assignment
		words := squash(p.text[m[2]:m[3]])
		if duty := findDuty(words); duty != nil {
			add(&a, words[:duty[0]], dutyRole(strings.TrimRight(words[duty[0]:duty[1]], "，,；;、。"), corpus.RoleResponsible, false))
		} else {
			add(&a, words, corpus.RoleResponsible)
		}
		a.Units = slices.DeleteFunc(a.Units, func(u corpus.UnitRole) bool { return !isUnit(u.Name, looseEnding) })
		if len(a.Units) == 0 {
			r.warn(p.lineAt(m[0]), "“%s”里读不出单位，没有添加到以后各项的责任单位。", strings.TrimLeft(squash(p.text[m[0]:m[1]]), "，,；;。"))
			continue
		}
		for i := range a.Units {
			a.Units[i].Basis = corpus.BasisRule
		}
		r.rules.defaults = append(r.rules.defaults, rule{p.span.Start + m[0], true, a.Units})
	}
}

// state takes the rule from a paragraph where none was stated before: one inside
// a note holds from there on, any other everywhere.
func (u *rule) state(p *paragraph, pattern *regexp.Regexp) {
	m := pattern.FindStringIndex(p.text)
	if u.holds || m == nil {
		return
	}
	u.holds = true
	for _, n := range p.notes {
		if at := p.span.Start + m[0]; n.span.Start <= at && at < n.span.End {
			u.from = at
		}
	}
}

// containsAny tells whether a text contains one of the words.
func containsAny(text string, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
}

// at tells whether the rule holds for a note.
func (u *rule) at(note corpus.Span) bool { return u.holds && u.from < note.End }

// withoutRules drops what a note says of all notes.
func withoutRules(inner string) string {
	if strings.Contains(inner, "牵头") {
		inner = firstLeads.ReplaceAllString(inner, "")
		inner = allLead.ReplaceAllString(inner, "")
	}
	if strings.Contains(inner, "均") {
		inner = notListed.ReplaceAllString(inner, "")
	}
	if strings.Contains(inner, "下同") {
		inner = noteEnding.ReplaceAllString(inner, "")
	}
	return inner
}

// addDefaults adds the units that the plan says answer for all that follows a
// place, where the note does not name them itself.
func (r *reader) addDefaults(a *corpus.Assignment) {
	for _, d := range r.rules.defaults {
		if d.from >= a.Span.Start {
			continue
		}
		for _, u := range d.units {
			if !slices.ContainsFunc(a.Units, func(have corpus.UnitRole) bool { return have.Name == u.Name }) {
				a.Units = append(a.Units, u)
			}
		}
	}
}

// markLead gives the leads their basis: stated where the plan names them; else
// the first of a list of responsible units, by a rule that the plan states,
// which makes the others support it, or else by its position alone.
func (r *reader) markLead(a *corpus.Assignment) {
	stated := false
	for i := range a.Units {
		if a.Units[i].Role == corpus.RoleLead {
			a.Units[i].Basis, stated = corpus.BasisStated, true
		}
	}
	if stated || len(a.Units) == 0 || a.Units[0].Role != corpus.RoleResponsible || a.Units[0].Basis == corpus.BasisRule {
		return
	}
	switch {
	case r.rules.all.at(a.Span):
		for i := range a.Units {
			if u := &a.Units[i]; u.Role == corpus.RoleResponsible && u.Basis == "" {
				u.Role, u.Basis = corpus.RoleLead, corpus.BasisRule
			}
		}
	case r.rules.first.at(a.Span):
		a.Units[0].Role, a.Units[0].Basis = corpus.RoleLead, corpus.BasisRule
		for i := range a.Units[1:] {
			if u := &a.Units[1+i]; u.Role == corpus.RoleResponsible && u.Basis == "" {
				u.Role = corpus.RoleSupport
			}
		}
	case !a.Each:
		a.Units[0].Basis = corpus.BasisPosition
	}
}
