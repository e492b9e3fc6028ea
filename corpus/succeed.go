package corpus

import (
	"regexp"
	"strings"
)

// yearsInTitle matches the years that a title names.
var yearsInTitle = regexp.MustCompile(`(?:20\d{2}[-—–～至到]+)?20\d{2}年?(?:度)?`)

// Succeeds tells whether a plan is the next one of another: for the same
// region, for a later year, of the same kind by its title. Titles differ in
// what a year stresses, so two thirds of their words are enough.
func (p *Plan) Succeeds(older *Plan) bool {
	if p.ID == older.ID || older.Head.Year == 0 || p.Head.Year <= older.Head.Year || p.Head.Region.Code != older.Head.Region.Code {
		return false
	}
	a, b := kindOfPlan(p.Head.Title), kindOfPlan(older.Head.Title)
	return a != "" && bigramsOf(a).dice(bigramsOf(b)) >= 2.0/3
}

// kindOfPlan is a title without its years and marks.
func kindOfPlan(title string) string {
	title = yearsInTitle.ReplaceAllString(squeeze(title), "")
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("《》“”（）()关于印发的通知", r) {
			return -1
		}
		return r
	}, title)
}

// Predecessor returns the latest of some plans that a plan succeeds, nil where
// there is none.
func (p *Plan) Predecessor(among []*Plan) *Plan {
	var best *Plan
	for _, q := range among {
		if p.Succeeds(q) && (best == nil || q.Head.Year > best.Head.Year) {
			best = q
		}
	}
	return best
}
