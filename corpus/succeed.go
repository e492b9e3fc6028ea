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
	if here, there := placeInTitle(p.Head.Title), placeInTitle(older.Head.Title); here != there {
		return false // also where neither is a place that is known
	}
	a, b := kindOfPlan(p.Head.Title), kindOfPlan(older.Head.Title)
	return a != "" && bigramsOf(a).dice(bigramsOf(b)) >= 2.0/3
}

// titlePlace matches the place that a title begins with.
var titlePlace = regexp.MustCompile(`^\p{Han}{2,12}?(?:自治区|自治州|自治县|新区|开发区|经开区|高新区|特区|[省市县区州旗盟])`)

func placeInTitle(title string) string {
	return titlePlace.FindString(yearsInTitle.ReplaceAllString(squeeze(title), ""))
}

// SameDocument tells whether two texts can be versions of one plan: they have
// the same number or title, or titles that are much alike and the same year.
func (p *Plan) SameDocument(q *Plan) bool {
	a, b := &p.Head, &q.Head
	if a.Number != "" && a.Number == b.Number || squeeze(a.Title) == squeeze(b.Title) {
		return true
	}
	if a.Year != 0 && b.Year != 0 && a.Year != b.Year || placeInTitle(a.Title) != placeInTitle(b.Title) {
		return false
	}
	return bigramsOf(kindOfPlan(a.Title)).dice(bigramsOf(kindOfPlan(b.Title))) >= 0.5
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
