// Package answer turns a question into a cited answer.
//
// What a plan says is learnt as facts with the words by which they are asked
// for (knowledge.go). A question is cut into tokens, its cues, years, units and
// numbers are noted (question.go, lexicon.go), and it is read into a small tree
// (Question, understand.go) without an index: by aligning its words with those
// of the facts (match.go), by what kind of thing it asks for (value.go, about.go,
// list.go, head.go, follow.go), else it is refused with the reason (refuse.go).
// The facts of the tree become an Answer (compose.go, listing.go). No string of
// an Answer comes from anywhere but the plan and this package's fixed
// templates. The index is asked only for what to suggest.
//
// The package has more than 2,000 lines: it is what planbot is for, and its
// parts share the plan's facts and the question's tokens, which nobody else
// needs to know.
package answer

import (
	"fmt"
	"net/url"
	"strings"

	"planbot/corpus"
)

// Status says whether the question was answered.
type Status string

// The statuses.
const (
	Answered  Status = "answered"
	Ambiguous Status = "ambiguous" // several facts fit equally well; Suggestions holds a question for each
	NotFound  Status = "not_found" // the plans do not say; Suggestions holds the nearest questions
)

// Answer is what planbot says to one question: facts, not prose. The command
// line, the web and Telegram each render it.
type Answer struct {
	Status      Status
	Parts       []Part     // in reading order, the answer itself first
	Citations   []Citation // the one that answers first
	Suggestions []string   // each a question that can be asked as it stands
	State       State      // what a follow-up question needs
}

// Part is one short line of an answer, as runs of text.
type Part struct {
	Runs  []Run
	Cites []int // indices into Answer.Citations
}

// Run is a stretch of a part's text.
type Run struct {
	Text   string
	Strong bool // the value or the names that were asked for
}

// Text returns the part as one line of plain text.
func (p Part) Text() string {
	var b strings.Builder
	for _, r := range p.Runs {
		b.WriteString(r.Text)
	}
	return b.String()
}

// Text returns the answer as plain text, a line a part.
func (a Answer) Text() string {
	lines := make([]string, len(a.Parts))
	for i, p := range a.Parts {
		lines[i] = p.Text()
	}
	return strings.Join(lines, "\n")
}

// Citation is the place in a plan that an answer rests on.
type Citation struct {
	Item    corpus.ItemID
	Title   string
	Quote   string        // the plan's own characters
	Spans   []corpus.Span // of the quoted words in the plan's text
	Version string        // of that text
}

// Path returns the link to the cited place without the server's address:
// /plans/ID?at=START-END&v=VERSION#ANCHOR. "at" lists the spans to highlight,
// joined by commas.
func (c Citation) Path() string {
	query := ""
	if len(c.Spans) > 0 {
		spans := make([]string, len(c.Spans))
		for i, s := range c.Spans {
			spans[i] = fmt.Sprintf("%d-%d", s.Start, s.End)
		}
		query = "?at=" + strings.Join(spans, ",") + "&v=" + url.QueryEscape(c.Version)
	}
	return "/plans/" + url.PathEscape(string(c.Item.Plan)) + query + "#" + url.PathEscape(string(c.Item.Anchor))
}

// JSON is the form in which an Answer leaves planbot: the ANSWER of ask
// --json, ask --jsonl and GET /api/ask.
type JSON struct {
	Status      Status         `json:"status"`
	Text        string         `json:"text"`
	Citations   []CitationJSON `json:"citations"`
	Suggestions []string       `json:"suggestions"`
}

// CitationJSON is a citation in JSON.
type CitationJSON struct {
	Item  corpus.ItemID `json:"item"`
	Title string        `json:"title"`
	Quote string        `json:"quote"`
	URL   string        `json:"url"`
}

// JSON returns the answer's JSON form. base is the public address of the web
// without a slash at its end; where it is "", urls are paths.
func (a Answer) JSON(base string) JSON {
	out := JSON{Status: a.Status, Text: a.Text(), Citations: []CitationJSON{}, Suggestions: []string{}}
	for _, c := range a.Citations {
		out.Citations = append(out.Citations, CitationJSON{c.Item, c.Title, c.Quote, base + c.Path()})
	}
	out.Suggestions = append(out.Suggestions, a.Suggestions...)
	return out
}

// State is what a follow-up question takes from the answer that it follows.
// It is a small value that can be stored with a message. The zero State
// follows nothing.
type State struct {
	Plan   corpus.PlanID `json:"plan,omitempty"`
	Item   corpus.Anchor `json:"item,omitempty"`
	Unit   string        `json:"unit,omitempty"`
	Year   int           `json:"year,omitempty"`
	Intent string        `json:"intent,omitempty"`

	Subject string `json:"subject,omitempty"` // the words that named the item
	At      int    `json:"at,omitempty"`      // where the quote stands, of a commitment
	Asked   string `json:"asked,omitempty"`   // what was asked, plans aside, so that it can be asked of another plan

	// Default is the plan that answers where a question names none and follows
	// none, instead of Options.DefaultPlan: a chat's own. It goes from the state
	// that is handed in to that of the answer, unchanged.
	Default corpus.PlanID `json:"default,omitempty"`
}
