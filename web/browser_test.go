package web_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// browser is a browser at the web.
type browser struct {
	t    *testing.T
	ctx  context.Context
	base string // the web's address
}

// browse starts a browser and the web. Whatever a page asks of another server,
// or reports as an error, fails the test.
func browse(t *testing.T) *browser {
	t.Helper()
	server := httptest.NewServer(handler(t))
	t.Cleanup(server.Close)
	profile, err := os.MkdirTemp("", "planbot-browser")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(profile) })
	flags := append(chromedp.DefaultExecAllocatorOptions[:len(chromedp.DefaultExecAllocatorOptions):len(chromedp.DefaultExecAllocatorOptions)],
		chromedp.UserDataDir(profile), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.Flag("headless", "new"))
	for _, off := range []string{"quic", "background-networking", "component-update", "sync"} {
		flags = append(flags, chromedp.Flag("disable-"+off, true))
	}
	ctx, stop := chromedp.NewExecAllocator(t.Context(), flags...)
	t.Cleanup(stop)
	ctx, done := context.WithTimeout(ctx, 3*time.Minute)
	t.Cleanup(done)
	ctx, quit := chromedp.NewContext(ctx)
	t.Cleanup(quit)
	chromedp.ListenTarget(ctx, func(event any) {
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			if !strings.HasPrefix(e.Request.URL, server.URL) {
				t.Errorf("a page asks for %s", e.Request.URL)
			}
		case *log.EventEntryAdded:
			if e.Entry.Level == log.LevelError {
				t.Errorf("a page reports: %s %s", e.Entry.Text, e.Entry.URL)
			}
		}
	})
	if err := chromedp.Run(ctx, network.Enable(), log.Enable()); err != nil {
		t.Fatalf("no browser could be started (make deps installs one): %v", err)
	}
	return &browser{t, ctx, server.URL}
}

// screen makes the page as wide as a phone, a tablet or a desk's screen.
func screen(width int64) chromedp.Action {
	return emulation.SetDeviceMetricsOverride(width, 740, 1, width < 600)
}

func (b *browser) run(actions ...chromedp.Action) {
	b.t.Helper()
	if err := chromedp.Run(b.ctx, actions...); err != nil {
		b.t.Fatal(err)
	}
}

// open opens a page at a width.
func (b *browser) open(path string, width int64, then ...chromedp.Action) {
	b.t.Helper()
	b.run(append([]chromedp.Action{screen(width), chromedp.Navigate(b.base + path)}, then...)...)
}

// seen evaluates to whether an element is in view, below the bar at the top.
func seen(selector string) string {
	return fmt.Sprintf(`(() => {
		const box = document.querySelector(%q)?.getBoundingClientRect();
		const bar = document.querySelector(".bar").getBoundingClientRect();
		return !!box && box.height > 0 && box.bottom > bar.bottom && box.top < innerHeight && box.top > bar.bottom - 1;
	})()`, selector)
}

// arrive polls until an element is in view and stays there.
func arrive(selector string) chromedp.Action {
	return chromedp.Poll(seen(selector), nil, chromedp.WithPollingTimeout(10*time.Second), chromedp.WithPollingInterval(50*time.Millisecond))
}

// A question asked on the page leads through the answer's link to the quoted
// words, highlighted and in view.
func TestAskAndArrive(t *testing.T) {
	b := browse(t)
	for _, width := range []int64{360, 1200} {
		for _, question := range []string{"5G基站今年要建多少个", "电子信息产业营收目标是多少"} {
			var quote, marked, item, named string
			b.open("/", width,
				chromedp.SendKeys("#q", question, chromedp.ByQuery),
				chromedp.Submit("#q", chromedp.ByQuery),
				chromedp.WaitVisible(".answer.answered", chromedp.ByQuery),
				chromedp.Evaluate(`document.querySelector(".source blockquote").textContent`, &quote),
				chromedp.Click(".source .open", chromedp.ByQuery),
				chromedp.WaitVisible(".document mark", chromedp.ByQuery),
				arrive("#quote-1"),
				chromedp.Evaluate(`[...document.querySelectorAll("mark")].map(m => m.textContent).join("")`, &marked),
				chromedp.Evaluate(`document.querySelector("mark").closest(":target")?.id ?? ""`, &item),
				chromedp.Evaluate(`location.hash.slice(1)`, &named),
			)
			if squash(marked) != squash(quote) || quote == "" {
				t.Errorf("%s: %q is quoted, %q highlighted", question, quote, marked)
			}
			if item != named || item == "" {
				t.Errorf("%s: the quote stands in %q, the link names %q", question, item, named)
			}
		}
	}
}

// An answer is copied with its quote and its link.
func TestCopy(t *testing.T) {
	b := browse(t)
	var copied string
	b.open(ask("5G基站今年要建多少个"), 360,
		chromedp.Evaluate(`navigator.clipboard.writeText = async text => { window.copied = text; }`, nil),
		chromedp.Click(".copy", chromedp.ByQuery),
		chromedp.Poll(`window.copied`, &copied, chromedp.WithPollingTimeout(5*time.Second), chromedp.WithPollingInterval(50*time.Millisecond)),
	)
	if !strings.Contains(copied, "\n出处：") || !strings.Contains(copied, b.base+ganzhou.Path()+"?at=") {
		t.Errorf("copied %q", copied)
	}
}

// pagesToTry are pages of every kind.
func pagesToTry(t *testing.T) []string {
	t.Helper()
	version := engine(t).Plan(ganzhou).Version()
	return []string{
		"/", ask("5G基站今年要建多少个"), ask("营收目标是多少"), ask("市工信局今年有哪些任务"), ask("火星基地建几个"), ask(strings.Repeat("a", 300)),
		ganzhou.Path(), ganzhou.Path() + "?at=4644-4692,6054-6135,3732-3806&v=" + version + "#indicator-30", ganzhou.Path() + "?at=0-3&v=0#note-1",
	}
}

// On no screen does a page need to be moved sideways.
func TestNoOverflow(t *testing.T) {
	b := browse(t)
	const wide = `[...document.querySelectorAll("body *")].filter(e => {
		const box = e.getBoundingClientRect();
		return box.width > 1 && (box.right > innerWidth + 1 || box.left < -1);
	}).map(e => e.tagName + "." + e.className).concat(document.documentElement.scrollWidth > innerWidth ? ["page"] : []).slice(0, 5)`
	for _, path := range pagesToTry(t) {
		for _, width := range []int64{360, 768, 1200} {
			var found []string
			b.open(path, width, chromedp.Evaluate(wide, &found))
			if len(found) > 0 {
				t.Errorf("%s at %d: %q", path, width, found)
			}
		}
	}
}

// On a phone what can be tapped is at least 44 pixels high; links inside a line
// of text aside.
func TestTapTargets(t *testing.T) {
	b := browse(t)
	const small = `[...document.querySelectorAll("a, button, summary, input:not([type=hidden])")].filter(e =>
		!e.matches(".note-mark, .cite") && e.checkVisibility() && (e.offsetHeight < 44 || e.offsetWidth < 44)
	).map(e => e.outerHTML)`
	for _, path := range pagesToTry(t) {
		var found []string
		b.open(path, 360,
			chromedp.Evaluate(`document.querySelectorAll("details").forEach(d => d.open = true)`, nil), chromedp.Evaluate(small, &found))
		if len(found) > 0 {
			t.Errorf("%s: %q", path, found)
		}
	}
}

// Every word stands out from its ground by the 4.5 to 1 that WCAG's AA asks
// for, by day and by night.
func TestContrast(t *testing.T) {
	b := browse(t)
	const faint = `(() => {
		const channels = c => c.match(/[\d.]+/g).map(Number);
		const light = c => channels(c).slice(0, 3).map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
			.reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
		const ground = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if ((channels(c)[3] ?? 1) > 0) return c; } return "rgb(255, 255, 255)"; };
		return [...document.querySelectorAll("body *")].filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())).map(e => {
			const [a, b] = [light(getComputedStyle(e).color), light(ground(e))];
			return [(Math.max(a, b) + .05) / (Math.min(a, b) + .05), e.tagName + "." + e.className];
		}).filter(([ratio]) => ratio < 4.5).map(String).slice(0, 5);
	})()`
	for _, theme := range []string{"light", "dark"} {
		b.run(emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}}))
		for _, path := range pagesToTry(t) {
			var found []string
			b.open(path, 1200, chromedp.Evaluate(faint, &found))
			if len(found) > 0 {
				t.Errorf("%s, %s: %q", path, theme, found)
			}
		}
	}
}

// Without its script a page still opens at the item, highlights it and marks
// the quote.
func TestWithoutScript(t *testing.T) {
	b := browse(t)
	version := engine(t).Plan(ganzhou).Version()
	b.run(emulation.SetScriptExecutionDisabled(true))
	for _, width := range []int64{360, 1200} {
		for link, item := range map[string]string{"?at=11662-11821&v=" + version: "task-16", "?at=3732-3806&v=" + version: "indicator-30", "": "section-2.5"} {
			var inView, targeted bool
			b.open(ganzhou.Path()+link+"#"+item, width,
				chromedp.Evaluate(seen(`[id="`+item+`"]`), &inView), chromedp.Evaluate(`!!document.querySelector(":target")`, &targeted))
			if !inView || !targeted {
				t.Errorf("#%s at %d: in view %v, highlighted %v", item, width, inView, targeted)
			}
		}
	}
}
