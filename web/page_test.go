package web_test

import (
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"

	"planbot/answer"
	"planbot/corpus"
	"planbot/corpus/parse"
	"planbot/index"
	"planbot/plans"
	"planbot/web"
)

const ganzhou corpus.PlanID = "ganzhou-2023-digital-economy"

// openEngine reads the plans that ship with planbot, once for all tests.
var openEngine = sync.OnceValues(func() (*answer.Engine, error) {
	names, err := fs.Glob(plans.Files, "*.txt")
	if err != nil {
		return nil, err
	}
	var read []*corpus.Plan
	for _, name := range names {
		data, err := plans.Files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		plan, err := parse.File(path.Base(name), data)
		if err != nil {
			return nil, err
		}
		read = append(read, plan)
	}
	found, err := index.Build(read)
	if err != nil {
		return nil, err
	}
	return answer.New(read, found, answer.Options{}), nil
})

func engine(t testing.TB) *answer.Engine {
	t.Helper()
	e, err := openEngine()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// handler is the web over the plans that ship with planbot.
func handler(t testing.TB) http.Handler {
	t.Helper()
	e := engine(t)
	return web.New(func() web.Asker { return e }, web.Options{PublicURL: "https://example.org", Logger: slog.New(slog.DiscardHandler)})
}

// get asks a handler for an address.
func get(t testing.TB, h http.Handler, target string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, target, nil))
	return w
}

// element is a part of a page.
type element struct {
	tag      string
	attrs    map[string]string
	parent   *element
	children []*element // elements, and texts, whose tag is ""
	text     string
}

// read reads a page. Pages are written so that an XML reader with HTML's void
// elements reads them too, which holds their nesting.
func read(t testing.TB, page string) *element {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(page))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	root := &element{}
	at := root
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			e := &element{tag: token.Name.Local, attrs: map[string]string{}, parent: at}
			for _, a := range token.Attr {
				e.attrs[a.Name.Local] = a.Value
			}
			at.children = append(at.children, e)
			if !slices.Contains(xml.HTMLAutoClose, e.tag) {
				at = e
			}
		case xml.EndElement:
			if at.tag != token.Name.Local {
				t.Fatalf("</%s> ends <%s>", token.Name.Local, at.tag)
			}
			at = at.parent
		case xml.CharData:
			at.children = append(at.children, &element{text: string(token), parent: at})
		}
	}
	if at != root {
		t.Fatalf("<%s> does not end", at.tag)
	}
	return root
}

// all returns the elements under e that a test picks, in order.
func (e *element) all(pick func(*element) bool) []*element {
	var out []*element
	for _, c := range e.children {
		if c.tag != "" && pick(c) {
			out = append(out, c)
		}
		out = append(out, c.all(pick)...)
	}
	return out
}

// find returns the elements with a tag and a class; "" is any.
func (e *element) find(tag, class string) []*element {
	return e.all(func(c *element) bool {
		return (tag == "" || c.tag == tag) && (class == "" || slices.Contains(strings.Fields(c.attrs["class"]), class))
	})
}

// id returns the element with an id, nil where there is none.
func (e *element) id(id string) *element {
	for _, c := range e.all(func(c *element) bool { return c.attrs["id"] == id }) {
		return c
	}
	return nil
}

// words returns the text under e without white space and without what was
// restored.
func (e *element) words() string {
	if e.tag == "" && e.text != "" {
		return squash(e.text)
	}
	var b strings.Builder
	for _, c := range e.children {
		if c.attrs["data-restored"] == "" {
			b.WriteString(c.words())
		}
	}
	return b.String()
}

func squash(s string) string { return strings.Join(strings.Fields(s), "") }
