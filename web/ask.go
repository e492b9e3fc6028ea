package web

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"planbot/answer"
	"planbot/corpus"
)

// maxQuery is the longest question that is taken, in bytes; the engine itself
// says what is too long to be one.
const maxQuery = 64 << 10

// maxState is the longest state of a conversation that is read, in bytes.
const maxState = 2 << 10

// readState reads what writeState wrote; anything else is a first question.
func readState(s string) (state answer.State) {
	if len(s) > maxState {
		return state
	}
	data, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || json.Unmarshal(data, &state) != nil {
		return answer.State{}
	}
	return state
}

// writeState makes a state a word that can stand in an address; the zero
// state is "".
func writeState(state answer.State) string {
	data, err := json.Marshal(state)
	if err != nil || state == (answer.State{}) {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(data)
}

// question returns the question of a request as text that can be shown.
func question(r *http.Request) string {
	return strings.TrimSpace(strings.ToValidUTF8(r.FormValue("q"), "\uFFFD"))
}

// answered asks the snapshot; ok is false where the response is written.
func (s *server) answered(w http.ResponseWriter, r *http.Request, asker Asker) (a answer.Answer, ok bool) {
	q := question(r)
	if len(q) > maxQuery {
		s.fail(w, r, http.StatusRequestURITooLong, "问题太长了", "请用一两句话问。")
		return a, false
	}
	a, err := asker.Ask(r.Context(), q, readState(r.FormValue("state")))
	if err != nil {
		s.opts.Logger.Warn("web: ask", "error", err)
		s.fail(w, r, http.StatusServiceUnavailable, "没有来得及回答", "请再问一次。")
		return a, false
	}
	return a, true
}

// answerJSON is an ANSWER with the state that a follow-up question hands in.
type answerJSON struct {
	answer.JSON
	State string `json:"state,omitempty"`
}

func (s *server) apiAsk(w http.ResponseWriter, r *http.Request) {
	if a, ok := s.answered(w, r, s.current()); ok {
		s.json(w, http.StatusOK, answerJSON{a.JSON(s.opts.PublicURL), writeState(a.State)})
	}
}

// askPage is the page to ask on, with the answer where something was asked.
type askPage struct {
	Title    string
	Question string // as asked, cut where it is too long to be a heading
	Status   answer.Status
	Parts    []part
	Choices  []link
	Sources  []source
	More     []source // the sources beyond the first few
	Field    string   // what stands in the field: a question to mend
	State    string   // the state that the next question follows
	Plans    []planLink
	Examples []link
}

type link struct{ Text, Path string }

// planLink is a plan in a list.
type planLink struct {
	Path, Title, Number, Issuer, Date string
}

func planLinks(plans []*corpus.Plan) []planLink {
	var out []planLink
	for _, p := range plans {
		out = append(out, planLink{"/plans/" + url.PathEscape(string(p.ID)), planTitle(p), p.Head.Number, p.Head.Issuer, p.Head.DateRaw})
	}
	return out
}

// planTitle is what a plan is called: its ID where it has no title.
func planTitle(p *corpus.Plan) string {
	if p.Head.Title == "" {
		return string(p.ID)
	}
	return p.Head.Title
}

// shownQuestion is how many characters of a question a page repeats.
const shownQuestion = 120

func (s *server) ask(w http.ResponseWriter, r *http.Request) {
	asker := s.current()
	plans := asker.Plans()
	page := askPage{Title: "问工作要点"}
	q := question(r)
	if q == "" {
		page.Plans, page.Examples = planLinks(plans), examples(plans)
		s.render(w, r, http.StatusOK, "ask.html", page)
		return
	}
	a, ok := s.answered(w, r, asker)
	if !ok {
		return
	}
	page.Question = clip(q, shownQuestion)
	page.Title = page.Question + " · 问工作要点"
	page.Status, page.State = a.Status, writeState(a.State)
	if a.Status == answer.NotFound && page.Question == q {
		page.Field, page.State = q, writeState(readState(r.FormValue("state")))
	}
	for _, choice := range a.Suggestions {
		page.Choices = append(page.Choices, link{choice, askPath(choice, a.State.Plan, plans)})
	}
	page.Parts, page.Sources = parts(a), sources(asker, a.Citations)
	if len(page.Sources) > shownSources+1 {
		page.Sources, page.More = page.Sources[:shownSources], page.Sources[shownSources:]
	}
	s.render(w, r, http.StatusOK, "ask.html", page)
}

// clip cuts a text that is longer than n characters.
func clip(s string, n int) string {
	runes := []rune(s)
	if len(runes) <= n {
		return s
	}
	return string(runes[:n]) + "…"
}

// askPath is the link that asks a whole question. Where there are several
// plans it follows the plan, so that another one does not answer.
func askPath(question string, plan corpus.PlanID, plans []*corpus.Plan) string {
	query := url.Values{"q": {question}}
	if len(plans) > 1 && plan != "" {
		query.Set("state", writeState(answer.State{Plan: plan}))
	}
	return "/?" + query.Encode()
}

// examples are questions about the newest plan's own items.
func examples(plans []*corpus.Plan) []link {
	if len(plans) == 0 {
		return nil
	}
	p := plans[0]
	var out []link
	add := func(question string) { out = append(out, link{question, askPath(question, p.ID, plans)}) }
	if n := len(p.Indicators); n > 0 {
		add(p.Indicators[0].Name + "目标是多少")
		add(p.Indicators[n-1].Name + "谁牵头")
	}
	if n := len(p.Tasks); n > 0 {
		add(p.Tasks[n/2].Title + "由哪些单位负责")
		add("一共有多少项任务")
	}
	for i := range p.Notes {
		if term := p.Notes[i].Term; term != "" {
			add(term + "是什么意思")
			break
		}
	}
	return out
}
