package web_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"planbot/answer"
	"planbot/corpus"
	"planbot/web"
)

func ask(q string) string { return "/?q=" + url.QueryEscape(q) }

func TestPages(t *testing.T) {
	h := handler(t)
	plan := ganzhou.Path()
	version := engine(t).Plan(ganzhou).Version()
	for _, c := range []struct {
		name, target string
		status       int
		holds        string
	}{
		{"the empty page", "/", 200, "<form"},
		{"an answer", ask("5G基站今年要建多少个"), 200, `class="answer answered"`},
		{"no question", "/?q=", 200, "可以这样问"},
		{"white space", "/?q=%20%E3%80%80", 200, "可以这样问"},
		{"only punctuation", ask("？？！。"), 200, `class="answer not_found"`},
		{"a long question", ask(strings.Repeat("基站", 2500)), 200, `class="answer not_found"`},
		{"an endless question", ask(strings.Repeat("基站", 50000)), 414, "问题太长了"},
		{"bad UTF-8", "/?q=%ff%fe5G", 200, "\uFFFD"},
		{"a query that cannot be read", "/?q=%zz&;;", 200, "<form"},
		{"a state that cannot be read", ask("5G基站今年要建多少个") + "&state=%00%ff", 200, `class="answer`},
		{"a plan", plan, 200, `id="task-16"`},
		{"a quote", plan + "?at=11662-11821&v=" + version, 200, `<mark id="quote-1">`},
		{"quotes", plan + "?at=91-170,11662-11821&v=" + version, 200, `href="#quote-2"`},
		{"another version", plan + "?at=11662-11821&v=00000000", 200, "另一个版本"},
		{"no version", plan + "?at=11662-11821", 200, "另一个版本"},
		{"a quote inside a character", plan + "?at=1-2&v=" + version, 200, "读不出来"},
		{"a quote behind the end", plan + "?at=1-99999999&v=" + version, 200, "读不出来"},
		{"a quote turned round", plan + "?at=90-61&v=" + version, 200, "读不出来"},
		{"no numbers", plan + "?at=a-b,-,,1&v=" + version, 200, "读不出来"},
		{"numbers that overflow", plan + "?at=0-9223372036854775808&v=" + version, 200, "读不出来"},
		{"no such plan", "/plans/nothing", 404, "没有这份文件"},
		{"no such page", "/nothing", 404, "没有这一页"},
		{"the plans' folder", "/plans/", 404, "没有这一页"},
		{"the style sheet", "/static/planbot.css", 200, ":root"},
		{"no such file", "/static/nothing", 404, "没有这个文件"},
		{"the files' folder", "/static/", 404, "没有这一页"},
		{"health", "/healthz", 200, "ok"},
	} {
		w := get(t, h, c.target)
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.holds) {
			t.Errorf("%s: %d, holds %q: %v", c.name, w.Code, c.holds, strings.Contains(w.Body.String(), c.holds))
		}
		if strings.Contains(w.Header().Get("Content-Type"), "text/html") {
			read(t, w.Body.String())
		}
	}
}

func TestHeaders(t *testing.T) {
	h := handler(t)
	for _, target := range []string{"/", ganzhou.Path(), "/nothing", "/api/ask?q=5G", "/static/planbot.js"} {
		w := get(t, h, target)
		csp := w.Header().Get("Content-Security-Policy")
		if !strings.HasPrefix(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") || w.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %v", target, w.Header())
		}
		if w.Header().Get("Set-Cookie") != "" || strings.Contains(w.Body.String(), " style=") || strings.Contains(w.Body.String(), "<script>") {
			t.Errorf("%s sets a cookie, or has a style or a script inside", target)
		}
		tag := w.Header().Get("ETag")
		if w.Code != http.StatusOK || strings.HasPrefix(target, "/api/") {
			continue
		}
		again := httptest.NewRequest(http.MethodGet, target, nil)
		again.Header.Set("If-None-Match", tag)
		w = httptest.NewRecorder()
		h.ServeHTTP(w, again)
		if w.Code != http.StatusNotModified || w.Body.Len() != 0 {
			t.Errorf("%s with its ETag %s: %d", target, tag, w.Code)
		}
	}
}

func TestMethods(t *testing.T) {
	h := handler(t)
	for method, status := range map[string]int{http.MethodHead: 200, http.MethodPost: 405, http.MethodDelete: 405, "BREW": 405} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(method, "/", nil))
		if w.Code != status {
			t.Errorf("%s: %d", method, w.Code)
		}
	}
}

// reply is an ANSWER with its state.
type reply struct {
	answer.JSON
	State string `json:"state"`
}

func apiAsk(t *testing.T, h http.Handler, q, state string) reply {
	t.Helper()
	w := get(t, h, "/api/ask?"+url.Values{"q": {q}, "state": {state}}.Encode())
	var out reply
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil || w.Code != http.StatusOK {
		t.Fatalf("%q: %d, %v: %s", q, w.Code, err, w.Body)
	}
	if out.Citations == nil || out.Suggestions == nil {
		t.Errorf("%q: a list is null: %s", q, w.Body)
	}
	return out
}

func TestAPI(t *testing.T) {
	h := handler(t)
	a := apiAsk(t, h, "电子信息产业营收目标是多少", "")
	if a.Status != answer.Answered || len(a.Citations) == 0 || a.State == "" {
		t.Fatalf("%+v", a)
	}
	if url := a.Citations[0].URL; !strings.HasPrefix(url, "https://example.org/plans/"+string(ganzhou)+"?at=") || !strings.HasSuffix(url, "#indicator-10") {
		t.Error(url)
	}
	follow := apiAsk(t, h, "那去年呢", a.State)
	if follow.Status != answer.Answered || len(follow.Citations) == 0 || follow.Citations[0].Item != a.Citations[0].Item {
		t.Errorf("the follow-up: %+v", follow)
	}
	for _, q := range []string{"", "？", "\x00", strings.Repeat("长", 5000)} {
		if a := apiAsk(t, h, q, "bad state"); a.Status != answer.NotFound || a.Text == "" {
			t.Errorf("%.20q: %+v", q, a)
		}
	}
}

// A follow-up goes through the form's hidden field, and the page that it makes
// can be passed on.
func TestFollowUp(t *testing.T) {
	h := handler(t)
	page := read(t, get(t, h, ask("电子信息产业营收目标是多少")).Body.String())
	state := ""
	for _, field := range page.all(func(e *element) bool { return e.attrs["name"] == "state" }) {
		state = field.attrs["value"]
	}
	next := read(t, get(t, h, ask("那去年呢")+"&state="+state).Body.String())
	if len(next.find("section", "answered")) != 1 || len(next.find("li", "source")) == 0 {
		t.Errorf("the state %q is not followed", state)
	}
}

// Every example of the empty page and every choice is a link that is answered.
func TestLinksAsk(t *testing.T) {
	h := handler(t)
	links := read(t, get(t, h, "/").Body.String()).find("ul", "choices")[0].find("a", "")
	if len(links) < 3 {
		t.Fatalf("%d examples", len(links))
	}
	for _, a := range links {
		if page := read(t, get(t, h, a.attrs["href"]).Body.String()); len(page.find("section", "answered")) != 1 {
			t.Errorf("%s is not answered", a.words())
		}
	}
}

// staged answers with what a test sets.
type staged struct {
	answer answer.Answer
	err    error
	plans  []*corpus.Plan
}

func (s *staged) Ask(context.Context, string, answer.State) (answer.Answer, error) {
	if s.answer.Status == "panic" {
		panic("staged")
	}
	return s.answer, s.err
}
func (s *staged) Plans() []*corpus.Plan { return s.plans }
func (s *staged) Plan(id corpus.PlanID) *corpus.Plan {
	for _, p := range s.plans {
		if p.ID == id {
			return p
		}
	}
	return nil
}

func stage(s *staged) http.Handler {
	return web.New(func() web.Asker { return s }, web.Options{Logger: slog.New(slog.DiscardHandler)})
}

func TestStagedAnswers(t *testing.T) {
	two := []*corpus.Plan{{ID: "a"}, {ID: "b"}}
	choice := answer.Answer{Status: answer.Ambiguous, Suggestions: []string{"甲&乙"}, State: answer.State{Plan: "b"}}
	page := read(t, get(t, stage(&staged{answer: choice, plans: two}), ask("甲")).Body.String())
	href := page.find("ul", "choices")[0].find("a", "")[0].attrs["href"]
	if got, _ := url.Parse(href); got.Query().Get("q") != "甲&乙" || got.Query().Get("state") == "" {
		t.Errorf("a choice among several plans leads to %s", href)
	}
	page = read(t, get(t, stage(&staged{answer: choice, plans: two[:1]}), ask("甲")).Body.String())
	if href := page.find("ul", "choices")[0].find("a", "")[0].attrs["href"]; strings.Contains(href, "state") {
		t.Errorf("a choice of the only plan leads to %s", href)
	}
	many := answer.Answer{Status: answer.Answered}
	for range 12 {
		many.Citations = append(many.Citations, answer.Citation{Item: corpus.ItemID{Plan: "a", Anchor: "task-1"}, Quote: "甲"})
	}
	page = read(t, get(t, stage(&staged{answer: many, plans: two}), ask("甲")).Body.String())
	if open, all := len(page.find("ol", "sources")[0].find("li", "")), len(page.find("li", "source")); open != 5 || all != 12 {
		t.Errorf("%d of %d sources stand open", open, all)
	}
	if w := get(t, stage(&staged{err: errors.New("staged")}), ask("甲")); w.Code != http.StatusServiceUnavailable {
		t.Errorf("an error is a %d", w.Code)
	}
	if w := get(t, stage(&staged{answer: answer.Answer{Status: "panic"}}), ask("甲")); w.Code != http.StatusInternalServerError {
		t.Errorf("a panic is a %d", w.Code)
	}
}

// A link into a version that is not in service any more shows that one.
func TestOldVersion(t *testing.T) {
	e := engine(t)
	plan := e.Plan(ganzhou)
	old := *plan
	old.Text = strings.Replace(plan.Text, "3000", "2800", 1)
	old.Seal()
	h := web.New(func() web.Asker { return e }, web.Options{Version: func(_ context.Context, id corpus.PlanID, version string) *corpus.Plan {
		if id == plan.ID && version == old.Version() {
			return &old
		}
		return nil
	}})
	at := strings.Index(old.Text, "2800")
	for _, c := range []struct{ query, want, not string }{
		{fmt.Sprintf("?at=%d-%d&v=%s", at, at+4, old.Version()), `2800</mark>`, "3000"},
		{"?v=" + old.Version(), "这是旧版本", "3000"},
		{"?v=" + old.Version(), `href="/plans/` + string(plan.ID) + `">看现行版本`, "引文的另一个版本"},
		{"?v=00000000", "3000", "这是旧版本"},
		{"?v=" + plan.Version(), "3000", "这是旧版本"},
	} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/plans/"+string(plan.ID)+c.query, nil))
		if body := w.Body.String(); w.Code != http.StatusOK || !strings.Contains(body, c.want) || strings.Contains(body, c.not) {
			t.Errorf("%s: %d, has %q: %v, has %q: %v", c.query, w.Code, c.want, strings.Contains(body, c.want), c.not, strings.Contains(body, c.not))
		}
	}
}
