package web_test

import (
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// hostile are values that something may trip over.
var hostile = []string{
	"", " ", "\x00", "\xff\xfe", "\u202e\u200b\ufeff", "？！", "😀", "<", `"`, "'",
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `' onmouseover='alert(1)`, `javascript:alert(1)`,
	`{{.}}`, `${7*7}`, `</title><svg onload=alert(1)>`, `--><b>`, `]]>`, "&lt;script&gt;", "%3Cscript%3E", "\r\nSet-Cookie: a=b",
	"../../etc/passwd", "..%2f..%2fetc/passwd", `..\..\windows`, "/etc/passwd", "//example.com", "https://example.com/",
	"0", "-1", "0-1", "0-3", "3-0", "0-0", "9223372036854775807-9223372036854775808", "1e9-2e9", "0x0-0x10", "٠-٣", "0-3,0-3,3-6", "-", ",,,,", "0-99999",
	"1; DROP TABLE plans", "' OR 1=1", "null", "true", "[]", "{}", "e30", "eyJwbGFuIjoiPGI-In0", "eyJ5ZWFyIjoxZTk5OX0", "eyJwbGFuIjp7fX0",
	strings.Repeat("增", 500), strings.Repeat("a", 5000), strings.Repeat("5G基站", 4000), strings.Repeat("0-3,", 5000), strings.Repeat("（", 400),
}

// targets returns some hundreds of addresses from hostile values: each value in
// each place, and a fixed draw of combinations.
func targets(version string) []string {
	plan := ganzhou.Path()
	var out []string
	for _, v := range hostile {
		e := url.QueryEscape(v)
		out = append(out,
			"/?q="+e, "/?state="+e, "/?q=5G&state="+e, "/api/ask?q="+e, "/api/ask?q=5G&state="+e,
			plan+"?at="+e, plan+"?at="+e+"&v="+version, plan+"?at=0-3&v="+e, "/?"+e+"="+e,
			"/plans/"+url.PathEscape(v), "/static/"+url.PathEscape(v), "/"+url.PathEscape(v), "/api/"+url.PathEscape(v),
		)
	}
	draw := rand.New(rand.NewPCG(1, 2))
	one := func() string { return url.QueryEscape(hostile[draw.IntN(len(hostile))]) }
	for range 300 {
		out = append(out, "/?q="+one()+"&state="+one()+"&q="+one(), plan+"?at="+one()+","+one()+"&v="+version)
	}
	return out
}

func TestHostile(t *testing.T) {
	h := handler(t)
	list := targets(engine(t).Plan(ganzhou).Version())
	for _, target := range list {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://planbot.test"+target, nil)
		if err != nil {
			t.Fatal(err)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		shown := target[:min(len(target), 120)]
		if w.Code >= http.StatusInternalServerError {
			t.Errorf("%s: %d", shown, w.Code)
		}
		if w.Header().Get("Set-Cookie") != "" {
			t.Errorf("%s sets a cookie", shown)
		}
		if !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") || w.Code < 400 && w.Code >= 300 {
			continue
		}
		checkHarmless(t, shown, w.Body.String())
	}
	if len(list) < 900 {
		t.Errorf("%d addresses", len(list))
	}
}

// checkHarmless tells a page that a parameter has put something into: elements
// and attributes that planbot never writes, or a link that leads elsewhere.
func checkHarmless(t *testing.T, target, page string) {
	t.Helper()
	if strings.ContainsRune(page, 0) {
		t.Errorf("%s: the page holds a NUL", target)
	}
	for _, e := range read(t, page).all(func(*element) bool { return true }) {
		switch e.tag {
		case "img", "svg", "b", "iframe", "style", "object", "base":
			t.Errorf("%s: the page holds <%s>", target, e.tag)
		case "script":
			if e.attrs["src"] != "/static/planbot.js" || e.words() != "" {
				t.Errorf("%s: the page holds a script", target)
			}
		}
		for name, value := range e.attrs {
			elsewhere := (name == "href" || name == "src" || name == "action") && !strings.HasPrefix(value, "#") &&
				(!strings.HasPrefix(value, "/") || strings.HasPrefix(value, "//"))
			if strings.HasPrefix(name, "on") || name == "style" || elsewhere {
				t.Errorf("%s: <%s %s=%q>", target, e.tag, name, value)
			}
		}
	}
}
