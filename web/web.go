// Package web serves planbot on the web: a page to ask, the plans to read, and
// the JSON interface.
//
// Pages are made on the server and work without a script; the one script only
// moves an arriving reader to the quoted words and copies an answer. Nothing is
// loaded from elsewhere, no cookie is set, and the state of a conversation
// travels in the address, so that every page can be passed on as a link.
package web

import (
	"context"
	"embed"
	"html/template"
	"log/slog"
	"net/http"
	"runtime/debug"

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

	// Version returns a version of a plan that is not in service any more, by
	// corpus.Plan.Version; nil where there is none. nil where none is kept.
	Version func(ctx context.Context, id corpus.PlanID, version string) *corpus.Plan
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
	mux.HandleFunc("GET /healthz", health)
	mux.HandleFunc("GET /static/{name}", s.static)
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, http.StatusNotFound, "没有这一页", "地址可能不完整，或者页面已经不在了。")
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Allow", "GET, HEAD")
		s.fail(w, r, http.StatusMethodNotAllowed, "这里只能读取，不能提交", "请在提问页输入问题。")
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
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		defer func() {
			if p := recover(); p != nil {
				s.opts.Logger.Error("web: panic", "path", r.URL.Path, "panic", p, "stack", string(debug.Stack()))
				s.fail(w, r, http.StatusInternalServerError, "出错了", "请稍后再试。")
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// health says that the server answers requests.
func health(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write([]byte("ok\n"))
}
