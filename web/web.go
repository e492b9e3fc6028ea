// Package web serves planbot on the web: a page to ask, the plans to read, and
// the JSON interface. Pages are made on the server and work without a script.
package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"html/template"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"

	"planbot/answer"
	"planbot/corpus"
)

// Asker is the snapshot of plans that answers a request.
type Asker interface {
	Ask(ctx context.Context, question string, prev answer.State) (answer.Answer, error)
	Plans() []*corpus.Plan
	Plan(id corpus.PlanID) *corpus.Plan
}

// Options are the settings of the web.
type Options struct {
	PublicURL string // the address that links in JSON start with; "" makes them paths
	Logger    *slog.Logger
}

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed static
var staticFiles embed.FS

var pages = template.Must(template.ParseFS(templateFiles, "templates/*.html"))

type server struct {
	current func() Asker
	opts    Options
}

// New returns the handler of every page. current is called once a request, so
// that a request sees one snapshot.
func New(current func() Asker, opts Options) http.Handler {
	if opts.Logger == nil {
		opts.Logger = slog.Default()
	}
	s := &server{current, opts}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.ask)
	mux.HandleFunc("GET /plans/{id}", s.plan)
	mux.HandleFunc("GET /api/ask", s.apiAsk)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	mux.Handle("GET /static/", http.FileServerFS(staticFiles))
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, http.StatusNotFound, "没有这一页。")
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Allow", "GET, HEAD")
		s.fail(w, r, http.StatusMethodNotAllowed, "这里只能读取，不能提交。")
	})
	return s.guard(mux)
}

// policy allows nothing but the server's own style sheet, script and form.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guard sets the headers of every response and turns a panic into a page.
func (s *server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		defer func() {
			if p := recover(); p != nil {
				s.opts.Logger.Error("web: panic", "path", r.URL.Path, "panic", p, "stack", string(debug.Stack()))
				s.fail(w, r, http.StatusInternalServerError, "出错了，请稍后再试。")
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// fail answers with a sentence, as JSON under /api.
func (s *server) fail(w http.ResponseWriter, r *http.Request, status int, sentence string) {
	if strings.HasPrefix(r.URL.Path, "/api/") {
		s.json(w, status, map[string]string{"error": sentence})
		return
	}
	s.render(w, r, status, "error.html", map[string]string{"Title": sentence})
}

func (s *server) json(w http.ResponseWriter, status int, v any) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		s.opts.Logger.Error("web: encode", "error", err)
		status = http.StatusInternalServerError
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes())
}

// render writes a page whole or not at all, with an ETag.
func (s *server) render(w http.ResponseWriter, r *http.Request, status int, name string, data any) {
	var b bytes.Buffer
	if err := pages.ExecuteTemplate(&b, name, data); err != nil {
		s.opts.Logger.Error("web: render", "page", name, "error", err)
		http.Error(w, "出错了，请稍后再试。", http.StatusInternalServerError)
		return
	}
	sum := sha256.Sum256(b.Bytes())
	tag := `"` + hex.EncodeToString(sum[:8]) + `"`
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if status == http.StatusOK {
		w.Header().Set("ETag", tag)
		w.Header().Set("Cache-Control", "no-cache")
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes())
}

// maxQuery is the longest question that is taken, in bytes.
const maxQuery = 16 << 10

// maxState is the longest state of a conversation that is read, in bytes.
const maxState = 1 << 10

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

func writeState(state answer.State) string {
	data, err := json.Marshal(state)
	if err != nil || state == (answer.State{}) {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(data)
}

// answered asks the snapshot; ok is false where the response is written.
func (s *server) answered(w http.ResponseWriter, r *http.Request, asker Asker) (a answer.Answer, ok bool) {
	q := r.FormValue("q")
	if len(q) > maxQuery {
		s.fail(w, r, http.StatusRequestURITooLong, "问题太长了。")
		return a, false
	}
	a, err := asker.Ask(r.Context(), q, readState(r.FormValue("s")))
	if err != nil {
		s.opts.Logger.Warn("web: ask", "error", err)
		s.fail(w, r, http.StatusServiceUnavailable, "没有来得及回答，请再问一次。")
		return a, false
	}
	return a, true
}

func (s *server) apiAsk(w http.ResponseWriter, r *http.Request) {
	if a, ok := s.answered(w, r, s.current()); ok {
		s.json(w, http.StatusOK, a.JSON(s.opts.PublicURL))
	}
}

type askPage struct {
	Title    string
	Question string
	State    string
	Answer   *answer.Answer
	Plans    []*corpus.Plan
	Examples []string
}

func (s *server) ask(w http.ResponseWriter, r *http.Request) {
	asker := s.current()
	page := askPage{Title: "问工作要点", Question: r.FormValue("q"), Plans: asker.Plans()}
	if page.Question != "" {
		a, ok := s.answered(w, r, asker)
		if !ok {
			return
		}
		page.Title = page.Question
		page.Answer, page.State = &a, writeState(a.State)
	} else {
		page.Examples = examples(page.Plans)
	}
	s.render(w, r, http.StatusOK, "ask.html", page)
}

// examples are questions about the newest plan's own items.
func examples(plans []*corpus.Plan) []string {
	var out []string
	if len(plans) == 0 {
		return out
	}
	p := plans[0]
	if n := len(p.Indicators); n > 0 {
		out = append(out, p.Indicators[0].Name+"目标是多少", p.Indicators[n/2].Name+"谁牵头")
	}
	if n := len(p.Tasks); n > 0 {
		out = append(out, p.Tasks[n/2].Title+"由哪些单位负责", "一共有多少项任务")
	}
	return out
}
