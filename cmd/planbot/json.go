package main

import "planbot/corpus"

// The JSON of planbot parse --json. Strings are "" and lists empty where the
// plan does not say.

type planOut struct {
	ID          corpus.PlanID    `json:"id"`
	Version     string           `json:"version"`
	Title       string           `json:"title"`
	Number      string           `json:"number"`
	Issuer      string           `json:"issuer"`
	Date        string           `json:"date"`
	Year        int              `json:"year"`
	Region      string           `json:"region"`
	Addressees  []string         `json:"addressees"`
	Sections    []sectionOut     `json:"sections"`
	Tasks       []taskOut        `json:"tasks"`
	Indicators  []indicatorOut   `json:"indicators"`
	Notes       []noteOut        `json:"notes"`
	Assignments []assignmentOut  `json:"assignments"`
	Warnings    []corpus.Warning `json:"warnings"`
}

type sectionOut struct {
	Item   corpus.Anchor `json:"item"`
	Number string        `json:"number"`
	Title  string        `json:"title"`
	Level  int           `json:"level"`
	Parent corpus.Anchor `json:"parent,omitempty"`

	Commitments []commitmentOut `json:"commitments"`
}

type taskOut struct {
	Item        corpus.Anchor   `json:"item"`
	Number      string          `json:"number"`
	Title       string          `json:"title"`
	Text        string          `json:"text"`
	Section     corpus.Anchor   `json:"section"`
	Parent      corpus.Anchor   `json:"parent,omitempty"`
	Assignments []assignmentOut `json:"assignments"`
	Commitments []commitmentOut `json:"commitments"`
}

type assignmentOut struct {
	Item        corpus.Anchor     `json:"item"`
	Units       []corpus.UnitRole `json:"units"`
	Open        bool              `json:"open"`
	Each        bool              `json:"each,omitempty"`
	Deadline    string            `json:"deadline"`
	DeadlineRaw string            `json:"deadline_raw"`
	Quote       string            `json:"quote"`
	Governs     string            `json:"governs"`
}

type commitmentOut struct {
	Text       string        `json:"text"`
	Subject    string        `json:"subject"`
	Quantities []quantityOut `json:"quantities"`
	Deadline   string        `json:"deadline"`
	Span       [2]int        `json:"span"`
}

type quantityOut struct {
	Raw        string            `json:"raw"`
	Low        *corpus.Decimal   `json:"low"`
	High       *corpus.Decimal   `json:"high"`
	Comparator corpus.Comparator `json:"comparator"`
	Cumulative bool              `json:"cumulative,omitempty"`
	Measure    string            `json:"measure"`
}

type indicatorOut struct {
	Item            corpus.Anchor   `json:"item"`
	Name            string          `json:"name"`
	Measure         string          `json:"measure"`
	Category        string          `json:"category"`
	CategoryFrom    corpus.Anchor   `json:"category_from,omitempty"`
	Subcategory     string          `json:"subcategory"`
	SubcategoryFrom corpus.Anchor   `json:"subcategory_from,omitempty"`
	Attribute       string          `json:"attribute,omitempty"`
	Values          []valueOut      `json:"values"`
	Growth          []valueOut      `json:"growth"`
	Unsplit         bool            `json:"unsplit,omitempty"`
	Leads           []string        `json:"leads"`
	LeadsFrom       corpus.Anchor   `json:"leads_from,omitempty"`
	Notes           []corpus.Anchor `json:"notes"`
	Quote           string          `json:"quote"`
}

type valueOut struct {
	Year   int              `json:"year"`
	Kind   corpus.ValueKind `json:"kind"`
	Column string           `json:"column,omitempty"`
	quantityOut
}

func valueJSON(v *corpus.Value) valueOut {
	return valueOut{v.Year, v.Kind, v.Column, quantityJSON(&v.Quantity)}
}

type noteOut struct {
	Item corpus.Anchor   `json:"item"`
	Mark string          `json:"mark"`
	Term string          `json:"term"`
	Text string          `json:"text"`
	At   []corpus.Anchor `json:"at"`
}

func planJSON(p *corpus.Plan) planOut {
	return planOut{
		ID: p.ID, Version: p.Version(),
		Title: p.Head.Title, Number: p.Head.Number, Issuer: p.Head.Issuer,
		Date: p.Head.Date.String(), Year: p.Head.Year, Region: p.Head.Region.Name,
		Addressees: list(p.Head.Addressees, func(s *string) string { return *s }),
		Sections: list(p.Sections, func(s *corpus.Section) sectionOut {
			return sectionOut{s.Anchor, s.Number, s.Title, s.Level, s.Parent, commitmentsJSON(p, s.Commitments)}
		}),
		Tasks:       list(p.Tasks, func(t *corpus.Task) taskOut { return taskJSON(p, t) }),
		Indicators:  list(p.Indicators, func(n *corpus.Indicator) indicatorOut { return indicatorJSON(p, n) }),
		Notes:       list(p.Notes, noteJSON),
		Assignments: list(p.Assignments(), func(a *corpus.Assignment) assignmentOut { return assignmentJSON(p, a) }),
		Warnings:    list(p.Warnings, func(w *corpus.Warning) corpus.Warning { return *w }),
	}
}

// list maps a slice; the result is never nil, so that JSON shows [].
func list[T, U any](in []T, f func(*T) U) []U {
	out := make([]U, len(in))
	for i := range in {
		out[i] = f(&in[i])
	}
	return out
}

func taskJSON(p *corpus.Plan, t *corpus.Task) taskOut {
	return taskOut{
		Item: t.Anchor, Number: t.Number, Title: t.Title, Text: p.Quote(t.BodySpan), Section: t.Section, Parent: t.Parent,
		Assignments: list(t.Assignments, func(a *corpus.Assignment) assignmentOut { return assignmentJSON(p, a) }),
		Commitments: commitmentsJSON(p, t.Commitments),
	}
}

func commitmentsJSON(p *corpus.Plan, all []corpus.Commitment) []commitmentOut {
	return list(all, func(c *corpus.Commitment) commitmentOut {
		return commitmentOut{
			Text: p.Quote(c.Span), Subject: c.Subject,
			Quantities: list(c.Quantities, quantityJSON),
			Deadline:   c.Deadline.String(),
			Span:       [2]int{c.Span.Start, c.Span.End},
		}
	})
}

func assignmentJSON(p *corpus.Plan, a *corpus.Assignment) assignmentOut {
	return assignmentOut{
		Item: a.Item, Units: list(a.Units, func(u *corpus.UnitRole) corpus.UnitRole { return *u }), Open: a.Open, Each: a.Each,
		Deadline: a.Deadline.String(), DeadlineRaw: a.DeadlineRaw,
		Quote: p.Quote(a.Span), Governs: p.Quote(a.Governs),
	}
}

func quantityJSON(q *corpus.Quantity) quantityOut {
	return quantityOut{q.Raw, q.Low, q.High, q.Comparator, q.Cumulative, q.Measure}
}

func indicatorJSON(p *corpus.Plan, n *corpus.Indicator) indicatorOut {
	return indicatorOut{
		Item: n.Anchor, Name: n.Name, Measure: n.Measure,
		Category: n.Category, CategoryFrom: n.CategoryFrom,
		Subcategory: n.Subcategory, SubcategoryFrom: n.SubcategoryFrom,
		Attribute: n.Attribute, Unsplit: n.Unsplit,
		Values: list(n.Values, valueJSON), Growth: list(n.Growth, valueJSON),
		Leads: list(n.Leads, func(s *string) string { return *s }), LeadsFrom: n.LeadsFrom,
		Notes: list(n.Notes, func(a *corpus.Anchor) corpus.Anchor { return *a }),
		Quote: p.Quote(n.Span),
	}
}

func noteJSON(n *corpus.Note) noteOut {
	return noteOut{n.Anchor, n.Mark, n.Term, n.Text, list(n.At, func(id *corpus.ItemID) corpus.Anchor { return id.Anchor })}
}
