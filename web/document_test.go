package web_test

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"planbot/corpus"
	"planbot/corpus/parse"
)

// planPage returns the page of the plan that ships with planbot.
func planPage(t *testing.T, query string) *element {
	t.Helper()
	w := get(t, handler(t), ganzhou.Path()+query)
	if w.Code != 200 {
		t.Fatal(w.Code)
	}
	return read(t, w.Body.String())
}

// documentOf returns what a page shows of its plan.
func documentOf(t *testing.T, page *element) *element {
	t.Helper()
	found := page.find("article", "document")
	if len(found) != 1 {
		t.Fatalf("%d documents", len(found))
	}
	return found[0]
}

// checkText tells whether a page shows every character of a plan once and in
// order, white space aside.
func checkText(t *testing.T, page *element, plan *corpus.Plan) {
	t.Helper()
	got, want := []rune(documentOf(t, page).words()), []rune(squash(plan.Text))
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			t.Fatalf("%s: the page says %q where the plan says %q", plan.ID, string(got[i:min(i+20, len(got))]), string(want[i:min(i+20, len(want))]))
		}
	}
	if len(got) != len(want) {
		t.Errorf("%s: %d characters on the page, %d in the plan", plan.ID, len(got), len(want))
	}
}

// checkAnchors tells whether every item is an element, and no id stands twice.
func checkAnchors(t *testing.T, page *element, plan *corpus.Plan) {
	t.Helper()
	count := map[string]int{}
	for _, e := range page.all(func(e *element) bool { return e.attrs["id"] != "" }) {
		count[e.attrs["id"]]++
	}
	for id, n := range count {
		if n > 1 {
			t.Errorf("%s: id %q stands %d times", plan.ID, id, n)
		}
	}
	for _, item := range plan.Items() {
		if count[string(item.ID.Anchor)] == 0 {
			t.Errorf("%s: no element is %s", plan.ID, item.ID.Anchor)
		}
	}
	for _, a := range page.find("a", "") {
		if id, ok := strings.CutPrefix(a.attrs["href"], "#"); ok && count[id] == 0 {
			t.Errorf("%s: a link leads to #%s, which is nowhere", plan.ID, id)
		}
	}
}

// checkHeadings tells whether there is one first heading and no level is left out.
func checkHeadings(t *testing.T, page *element, plan *corpus.Plan) {
	t.Helper()
	last := 0
	for _, h := range page.all(func(e *element) bool { return len(e.tag) == 2 && e.tag[0] == 'h' && e.tag[1] > '0' && e.tag[1] < '7' }) {
		level := int(h.tag[1] - '0')
		if level > last+1 || level == 1 && last > 0 {
			t.Errorf("%s: <%s> %q follows <h%d>", plan.ID, h.tag, h.words(), last)
		}
		last = level
	}
}

func TestPlanPage(t *testing.T) {
	plan := engine(t).Plan(ganzhou)
	page := planPage(t, "")
	checkText(t, page, plan)
	checkAnchors(t, page, plan)
	checkHeadings(t, page, plan)
	for _, section := range plan.Sections {
		heading := page.id(string(section.Anchor)).children[0]
		if want := "h" + strconv.Itoa(section.Level+1); heading.tag != want || !strings.Contains(heading.words(), section.Title) {
			t.Errorf("%s is <%s> %q", section.Anchor, heading.tag, heading.words())
		}
	}
	for i := range plan.Tasks {
		task := page.id(string(plan.Tasks[i].Anchor))
		if got := task.words(); got != squash(plan.Tasks[i].Span.Of(plan.Text)) {
			t.Errorf("%s says %q", plan.Tasks[i].Anchor, got)
		}
		if units := task.find("span", "units"); len(units) != 1 || !strings.HasPrefix(units[0].words(), "〔责任单位：") {
			t.Errorf("%s: the note about units is not set off", plan.Tasks[i].Anchor)
		}
	}
	head := page.id("head")
	for class, words := range map[string]string{"letterhead": plan.Head.Issuer, "number": plan.Head.Number} {
		if e := head.find("p", class); len(e) != 1 || e[0].words() != words {
			t.Errorf("the %s is not %q", class, words)
		}
	}
	if len(page.id("contents").find("a", "")) != len(plan.Sections)+len(plan.Tasks)+1 {
		t.Error("the contents do not list every section, every task and the table")
	}
}

func TestNoteMarks(t *testing.T) {
	page := planPage(t, "")
	for _, note := range engine(t).Plan(ganzhou).Notes {
		mark, text := page.id(string(note.Anchor)+"-mark"), page.id(string(note.Anchor))
		if mark == nil || mark.attrs["href"] != "#"+string(note.Anchor) || mark.words() != note.Mark {
			t.Errorf("%s: its mark does not lead to it", note.Anchor)
			continue
		}
		if back := text.find("a", "note-mark"); len(back) != 1 || back[0].attrs["href"] != "#"+mark.attrs["id"] {
			t.Errorf("%s does not lead back to its mark", note.Anchor)
		}
	}
}

// What is highlighted is what was quoted, for every item at once and for
// stretches that cross items, cells and footnote marks.
func TestQuotes(t *testing.T) {
	plan := engine(t).Plan(ganzhou)
	var spans []corpus.Span
	for _, item := range plan.Items() {
		spans = append(spans, item.Span)
	}
	for _, c := range [][]corpus.Span{
		{plan.Tasks[15].Commitments[0].Span},
		{plan.Indicators[29].Span},
		{plan.Tasks[3].Span, plan.Indicators[0].NameSpan, plan.Notes[1].Span},
		{{Start: plan.Tasks[0].Span.Start, End: plan.Tasks[8].Span.End}},
		{{Start: 0, End: len(plan.Text)}},
		spans,
	} {
		var at []string
		for _, s := range c {
			at = append(at, fmt.Sprintf("%d-%d", s.Start, s.End))
		}
		page := planPage(t, "?at="+strings.Join(at, ",")+"&v="+url.QueryEscape(plan.Version()))
		checkText(t, page, plan)
		var marked strings.Builder
		for _, m := range page.find("mark", "") {
			marked.WriteString(m.words())
		}
		if want := squash(covered(plan.Text, c)); marked.String() != want {
			t.Errorf("%v: highlighted %.80q, not %.80q", at, marked.String(), want)
		}
		if page.id("quote-1") == nil {
			t.Errorf("%v: no first quote", at)
		}
	}
}

// covered returns the characters that any of the spans holds.
func covered(text string, spans []corpus.Span) string {
	var b strings.Builder
	for i, r := range text {
		if slices.ContainsFunc(spans, func(s corpus.Span) bool { return s.Start <= i && i < s.End }) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Plans that are written otherwise.
func TestOtherPlans(t *testing.T) {
	for name, text := range map[string]string{
		"run-in": "某市2024年工作要点\n\n一、总体要求\n\n坚持稳中求进，单位面积产量达到5kg/m²。\n\n（一）坚持创新。推进创新。（市科技局牵头，市财政局配合）完善制度。（市司法局负责）\n\n（二）坚持开放。扩大开放。（市商务局负责）\n",
		"years":  "某县2024年工作要点\n\n一、主要目标\n\n2024年主要目标\n\n指标\t2023年\t2024年\n粮食产量（万吨）\t10\t11\n森林覆盖率（%）\t60\t61\n\n1. 抓好生产。抓好粮食生产。（责任单位：县农业农村局）\n",
		"tasks":  "某区2024年任务分工\n\n一、任务\n\n任务分工表\n\n序号\t任务\t责任单位\n1\t修路\t区交通局\n\t架桥\t\n三、其他\n\n1. 种树。种树一千亩。（责任单位：区林业局）\n",
		"bare":   "1. 修路。修路十公里。（责任单位：市交通局）\n2. 架桥。架桥三座。（责任单位：市住建局）\n",
	} {
		plan, err := parse.File(name+".txt", []byte(text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		page := read(t, get(t, stage(&staged{plans: []*corpus.Plan{plan}}), plan.ID.Path()).Body.String())
		checkText(t, page, plan)
		checkAnchors(t, page, plan)
		checkHeadings(t, page, plan)
		for _, table := range page.find("table", "") {
			gridOf(t, table)
		}
	}
}

// Items that no block belongs to are elements too, and what a plan says is
// never markup.
func TestStrangePlans(t *testing.T) {
	text := `<b>甲</b> & "乙"`
	plan := &corpus.Plan{
		ID: "x", Text: text,
		Tasks:    []corpus.Task{{Anchor: "task-1", Number: "<i>", Title: "<u>", Span: corpus.Span{Start: 3, End: 6}}},
		Sections: []corpus.Section{{Anchor: "section-1", Title: `"><script>`, Level: 9}},
		Blocks:   []corpus.Block{{Kind: corpus.BlockParagraph, Item: corpus.AnchorHead, Span: corpus.Span{End: len(text)}}},
	}
	for _, p := range []*corpus.Plan{plan, {ID: "x"}} {
		body := get(t, stage(&staged{plans: []*corpus.Plan{p}}), "/plans/x").Body.String()
		page := read(t, body)
		checkAnchors(t, page, p)
		checkHarmless(t, "/plans/x", body)
		checkText(t, page, p)
	}
}
