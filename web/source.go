package web

import (
	"strings"

	"planbot/answer"
	"planbot/corpus"
)

// shownSources is how many sources stand open on an answer's page.
const shownSources = 5

// part is a line of an answer, with the links to what it rests on where the
// answer has several sources.
type part struct {
	Runs  []answer.Run
	Links []link
}

func parts(a answer.Answer) []part {
	var out []part
	for _, p := range a.Parts {
		line := part{Runs: p.Runs}
		for _, i := range p.Cites {
			if len(a.Citations) > 1 && i < len(a.Citations) && len(line.Links) < shownSources {
				line.Links = append(line.Links, link{a.Citations[i].Title, a.Citations[i].Path()})
			}
		}
		out = append(out, line)
	}
	return out
}

// source is a citation as the answer's page shows it.
type source struct {
	Number int // counted from 1
	Title  string
	Plan   string
	Pieces []piece // of the quote
	Path   string
}

// piece is a stretch of a quote: the whole, or one cell of a table's row.
type piece struct {
	Text  string
	Label string // the year of a value's cell
}

func sources(asker Asker, citations []answer.Citation) []source {
	var out []source
	for i, c := range citations {
		s := source{Number: i + 1, Title: c.Title, Path: c.Path()}
		plan := asker.Plan(c.Item.Plan)
		if plan != nil {
			s.Plan = planTitle(plan)
		}
		s.Pieces = pieces(c.Quote, plan, c.Item.Anchor)
		out = append(out, s)
	}
	return out
}

// pieces splits a quote at its tabs. The cells of an indicator's values are
// labelled with their years, which the row itself does not say.
func pieces(quote string, plan *corpus.Plan, item corpus.Anchor) []piece {
	var out []piece
	for text := range strings.SplitSeq(quote, "\t") {
		if text = strings.TrimSpace(text); text != "" {
			out = append(out, piece{Text: text})
		}
	}
	if plan == nil || len(out) < 2 {
		return out
	}
	n := plan.Indicator(item)
	if n == nil {
		return out
	}
	at := 0
	for _, v := range n.Values {
		word := v.Span.Of(plan.Text)
		for i := at; i < len(out); i++ {
			if out[i].Text == word {
				out[i].Label, at = yearLabel(v.Year), i+1
				break
			}
		}
	}
	return out
}
