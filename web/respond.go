package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"
)

// errorPage is a page that says what went wrong and where to go on.
type errorPage struct {
	Title string
	Hint  string
	Plans []planLink
}

// fail answers with a sentence, as JSON under /api.
func (s *server) fail(w http.ResponseWriter, r *http.Request, status int, sentence, hint string) {
	if strings.HasPrefix(r.URL.Path, "/api/") {
		s.json(w, status, map[string]string{"error": sentence + "：" + hint})
		return
	}
	page := errorPage{Title: sentence, Hint: hint}
	if status == http.StatusNotFound {
		page.Plans = planLinks(s.current().Plans())
	}
	s.render(w, r, status, "error.html", page)
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
	w.Header().Set("Cache-Control", "no-cache")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes())
}

// render writes a page whole or not at all.
func (s *server) render(w http.ResponseWriter, r *http.Request, status int, name string, data any) {
	var b bytes.Buffer
	if err := pages.ExecuteTemplate(&b, name, data); err != nil {
		s.opts.Logger.Error("web: render", "page", name, "error", err)
		http.Error(w, "出错了，请稍后再试。", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if status == http.StatusOK {
		serve(w, r, b.Bytes())
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes())
}

// serve writes content that a browser keeps and asks for anew each time: an
// answer from a plan that has changed is never shown from a cache.
func serve(w http.ResponseWriter, r *http.Request, content []byte) {
	sum := sha256.Sum256(content)
	w.Header().Set("ETag", `"`+hex.EncodeToString(sum[:8])+`"`)
	w.Header().Set("Cache-Control", "no-cache")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}

// static serves the style sheet, the script and the icon; it lists nothing.
func (s *server) static(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	content, err := staticFiles.ReadFile(path.Join("static", path.Base(name)))
	if err != nil {
		s.fail(w, r, http.StatusNotFound, "没有这个文件", "地址可能不完整。")
		return
	}
	w.Header().Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
	serve(w, r, content)
}
