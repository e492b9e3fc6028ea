package bot

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"planbot/answer"
	"planbot/corpus"
)

// Finding without typing: each view edits the one message that shows it. A
// view is named by its callback data, so that it can be made again at any time,
// also by a bot that has forgotten all: "n:", a letter, and keys of items.
const (
	dataView = "n:"

	viewPlan       = "p" // and the head's key
	viewUnits      = "u" // the head's key, a page
	viewUnit       = "U" // the head's key, the unit's mark, a page
	viewCategories = "c" // the head's key
	viewCategory   = "C" // the head's key, the category's mark, a page
	viewSections   = "s" // the head's key, a page
	viewSection    = "S" // the section's key, a page
	viewItem       = "k" // the item's key
)

// perView is how many things one view lists.
const perView = 8

// view is what the message shows.
type view struct {
	html string
	rows [][]button
}

func (v *view) row(buttons ...button) { v.rows = append(v.rows, buttons) }

func viewData(kind string, parts ...string) string {
	return dataView + kind + strings.Join(parts, ":")
}

// mark is a short name of a name that may be too long for callback data.
func mark(name string) string {
	sum := sha256.Sum256([]byte(name))
	return base64.RawURLEncoding.EncodeToString(sum[:6])
}

// finder makes views of one snapshot.
type finder struct {
	bot *Bot
	now Asker
	speech
}

// onFind answers a command that shows a view.
func (b *Bot) onFind(ctx context.Context, r request, at place, prev answer.State) error {
	f := finder{b, b.current(), in(at.lang)}
	plan := f.planOf(prev)
	if plan == nil || b.keyOf == nil {
		_, err := b.send(ctx, at, plainForms(at.say("no_plans")))
		return err
	}
	head := b.keyOf(corpus.ItemID{Plan: plan.ID, Anchor: corpus.AnchorHead})
	data := map[string]string{
		cmdPlan: viewData(viewPlan, head), cmdUnits: viewData(viewUnits, head, "0"),
		cmdIndicators: viewData(viewCategories, head), cmdTasks: viewData(viewSections, head, "0"),
	}[r.command]
	v, ok := f.view(data)
	if !ok {
		_, err := b.send(ctx, at, plainForms(at.say("no_plans")))
		return err
	}
	_, err := b.send(ctx, at, []form{{v.html, true, v.rows}, {text: at.say("trouble")}})
	return err
}

// showItem answers with an item's card; false where the key is of none.
func (b *Bot) showItem(ctx context.Context, at place, key string) (bool, error) {
	if b.itemOf == nil {
		return false, nil
	}
	f := finder{b, b.current(), in(at.lang)}
	v, ok := f.view(viewData(viewItem, key))
	if !ok {
		return false, nil
	}
	_, err := b.send(ctx, at, []form{{v.html, true, v.rows}, {text: at.say("trouble")}})
	return true, err
}

// onView turns the pressed message to another view, and returns what its
// presser is told.
func (b *Bot) onView(ctx context.Context, data string, at place) (say string, pop bool) {
	f := finder{b, b.current(), in(at.lang)}
	v, ok := f.view(data)
	if !ok {
		return at.say("item_gone"), true
	}
	b.edit(ctx, at, form{v.html, true, v.rows})
	return "", false
}

// planOf returns the plan that a person means: that of the answer before, the
// chat's own, or the newest.
func (f finder) planOf(prev answer.State) *corpus.Plan {
	for _, id := range []corpus.PlanID{prev.Plan, prev.Default} {
		if p := f.now.Plan(id); p != nil {
			return p
		}
	}
	if plans := f.now.Plans(); len(plans) > 0 {
		return plans[0]
	}
	return nil
}

// view makes the view that callback data names; not ok where it is of nothing
// that there is now.
func (f finder) view(data string) (view, bool) {
	name, isView := strings.CutPrefix(data, dataView)
	if !isView || name == "" || f.bot.itemOf == nil {
		return view{}, false
	}
	kind, parts := name[:1], strings.Split(name[1:], ":")
	id, _, ok := f.bot.itemOf(parts[0])
	plan := f.now.Plan(id.Plan)
	if !ok || plan == nil {
		return view{}, false
	}
	page := 0
	if len(parts) > 1 {
		page, _ = strconv.Atoi(parts[len(parts)-1]) // what is no number is the first page
	}
	switch kind {
	case viewPlan:
		return f.plan(plan, parts[0]), true
	case viewUnits:
		return f.units(plan, parts[0], page), true
	case viewUnit:
		return f.unit(plan, parts, page)
	case viewCategories:
		return f.categories(plan, parts[0]), true
	case viewCategory:
		return f.category(plan, parts, page)
	case viewSections:
		return f.sections(plan, parts[0], page), true
	case viewSection:
		return f.section(plan, id.Anchor, parts[0], page)
	case viewItem:
		return f.item(plan, id, parts[0])
	}
	return view{}, false
}

func (f finder) title(w *writer, text string) {
	w.strong(cut(clean(text), quoteUnits))
	w.text("\n")
}

// plan shows what a plan says of itself, and the ways into it.
func (f finder) plan(p *corpus.Plan, head string) view {
	var v view
	a, _ := f.now.Card(corpus.ItemID{Plan: p.ID, Anchor: corpus.AnchorHead})
	v.html = page{parts: a.Parts, speech: f.speech}.text(true, false, "")
	v.row(button{Text: f.say("find_units"), Data: viewData(viewUnits, head, "0")}, button{Text: f.say("find_tasks"), Data: viewData(viewSections, head, "0")})
	if len(p.Indicators) > 0 {
		v.row(button{Text: f.say("find_indicators"), Data: viewData(viewCategories, head)})
	}
	if f.bot.public != "" {
		v.row(button{Text: f.say("original"), URL: f.bot.public + p.ID.Path()})
	}
	plans := f.now.Plans()
	for _, other := range plans[:min(len(plans), perView)] {
		if key := f.bot.keyOf(corpus.ItemID{Plan: other.ID, Anchor: corpus.AnchorHead}); other.ID != p.ID && key != "" {
			v.row(button{Text: cut(clean(other.Head.Title), maxLabel), Data: viewData(viewPlan, key)})
		}
	}
	return v
}

// units lists the units of a plan, those with most to do first.
func (f finder) units(p *corpus.Plan, head string, page int) view {
	all := f.now.Units(p.ID)
	v, from, to := f.listOf(f.say("find_units_of", "Title", p.Head.Title, "N", len(all)), len(all), page)
	for _, u := range all[from:to] {
		v.row(button{Text: cut(clean(u.Name), maxLabel) + " " + f.say("find_counts", "Tasks", u.Tasks, "Indicators", u.Indicators), Data: viewData(viewUnit, head, mark(u.Name), "0")})
	}
	f.turn(&v, page, len(all), viewUnits, head)
	f.up(&v, viewData(viewPlan, head))
	return v
}

// unit lists what a unit leads and takes part in.
func (f finder) unit(p *corpus.Plan, parts []string, page int) (view, bool) {
	if len(parts) < 2 {
		return view{}, false
	}
	for _, u := range f.now.Units(p.ID) {
		if mark(u.Name) != parts[1] {
			continue
		}
		items := p.ItemsOf(u.Name)
		v := f.items(f.say("find_items_of", "Name", u.Name, "Tasks", u.Tasks, "Indicators", u.Indicators), items, page)
		f.turn(&v, page, len(items), viewUnit, parts[0], parts[1])
		if data := dataFollowUnit + u.Name; f.bot.desk != nil && len(data) <= maxData {
			v.row(button{Text: f.say("bell"), Data: data})
		}
		f.up(&v, viewData(viewUnits, parts[0], "0"))
		return v, true
	}
	return view{}, false
}

func (f finder) categories(p *corpus.Plan, head string) view {
	v, _, _ := f.listOf(f.say("find_categories_of", "Title", p.Head.Title, "N", len(p.Indicators)), 0, 0)
	for _, c := range p.Categories() {
		label := c
		if label == "" {
			label = f.say("find_uncategorised")
		}
		v.row(button{Text: cut(clean(label), maxLabel), Data: viewData(viewCategory, head, mark(c), "0")})
	}
	f.up(&v, viewData(viewPlan, head))
	return v
}

func (f finder) category(p *corpus.Plan, parts []string, page int) (view, bool) {
	for _, c := range p.Categories() {
		if len(parts) < 2 || mark(c) != parts[1] {
			continue
		}
		var items []corpus.Item
		for _, item := range p.Items() {
			if n := p.Indicator(item.ID.Anchor); n != nil && n.Category == c {
				items = append(items, item)
			}
		}
		label := c
		if label == "" {
			label = f.say("find_uncategorised")
		}
		v := f.items(label, items, page)
		f.turn(&v, page, len(items), viewCategory, parts[0], parts[1])
		f.up(&v, viewData(viewCategories, parts[0]))
		return v, true
	}
	return view{}, false
}

func (f finder) sections(p *corpus.Plan, head string, page int) view {
	all := p.TaskSections()
	if len(all) == 0 { // a plan without sections
		v, _ := f.section(p, "", head, page)
		return v
	}
	v, from, to := f.listOf(f.say("find_tasks_of", "Title", p.Head.Title, "N", len(p.Tasks)), len(all), page)
	for _, s := range all[from:to] {
		if key := f.bot.keyOf(corpus.ItemID{Plan: p.ID, Anchor: s.Anchor}); key != "" {
			v.row(button{Text: cut(clean(strings.TrimSpace(s.Number+" "+s.Title)), maxLabel), Data: viewData(viewSection, key, "0")})
		}
	}
	f.turn(&v, page, len(all), viewSections, head)
	f.up(&v, viewData(viewPlan, head))
	return v
}

func (f finder) section(p *corpus.Plan, a corpus.Anchor, key string, page int) (view, bool) {
	title := p.Head.Title
	if s := p.Section(a); s != nil {
		title = strings.TrimSpace(s.Number + " " + s.Title)
	}
	var items []corpus.Item
	for _, item := range p.Items() {
		if t := p.Task(item.ID.Anchor); t != nil && t.Section == a {
			items = append(items, item)
		}
	}
	v := f.items(title, items, page)
	f.turn(&v, page, len(items), viewSection, key)
	head := f.bot.keyOf(corpus.ItemID{Plan: p.ID, Anchor: corpus.AnchorHead})
	f.up(&v, viewData(viewSections, head, "0"))
	return v, true
}

// listOf begins a view of a list, and returns which of n stand on a page.
func (f finder) listOf(title string, n, page int) (v view, from, to int) {
	from = max(0, min(page*perView, max(0, n-1)/perView*perView))
	to = min(n, from+perView)
	w := &writer{html: true}
	f.title(w, title)
	if pages := (n + perView - 1) / perView; pages > 1 {
		w.text(f.say("alert_page", "Page", from/perView+1, "Pages", pages))
	}
	return view{html: strings.TrimSpace(w.out.String())}, from, to
}

// items lists items with a button for each.
func (f finder) items(title string, items []corpus.Item, page int) view {
	v, from, to := f.listOf(title, len(items), page)
	for _, item := range items[from:to] {
		label := item.Title
		if t := f.now.Plan(item.ID.Plan).Task(item.ID.Anchor); t != nil && t.Number != "" {
			label = strings.Trim(t.Number, "、.．") + ". " + label
		}
		if key := f.bot.keyOf(item.ID); key != "" {
			v.row(button{Text: cut(clean(label), maxLabel), Data: viewData(viewItem, key)})
		}
	}
	return v
}

// turn adds the buttons that turn a list's pages.
func (f finder) turn(v *view, page, n int, kind string, parts ...string) {
	var row []button
	to := func(page int) string {
		return viewData(kind, append(append([]string{}, parts...), strconv.Itoa(page))...)
	}
	if page > 0 {
		row = append(row, button{Text: f.say("page_before"), Data: to(page - 1)})
	}
	if (page+1)*perView < n {
		row = append(row, button{Text: f.say("page_after"), Data: to(page + 1)})
	}
	if len(row) > 0 {
		v.rows = append(v.rows, row)
	}
}

func (f finder) up(v *view, data string) {
	if len(data) > len(dataView)+1 {
		v.row(button{Text: f.say("back"), Data: data})
	}
}

// item shows an item's card: its facts, the plan's own words folded away below,
// and what can be done with it.
func (f finder) item(p *corpus.Plan, id corpus.ItemID, key string) (view, bool) {
	a, ok := f.now.Card(id)
	if !ok {
		return view{}, false
	}
	shown := paginate(a, 0, maxLines)
	shown.speech = f.speech
	v := view{html: shown.text(true, true, "")}
	if f.bot.public != "" && len(a.Citations) > 0 {
		v.rows = append(v.rows, f.bot.sources(a.Citations[:1], f.speech)...)
	}
	for _, other := range f.now.Related(id)[:min(2, len(f.now.Related(id)))] {
		if k := f.bot.keyOf(other.ID); k != "" {
			v.row(button{Text: cut(f.say("related", "Title", clean(other.Title)), maxLabel), Data: viewData(viewItem, k)})
		}
	}
	f.neighbours(&v, p, id)
	var row []button
	if f.bot.desk != nil && id.Anchor != corpus.AnchorHead {
		row = append(row, button{Text: f.say("bell"), Data: dataFollowItem + key})
	}
	if len(a.Citations) > 0 {
		row = append(row, button{Text: f.say("copy"), Copy: &copyText{citationText(p, a.Citations[0])}})
	}
	v.rows = append(v.rows, row)
	return v, true
}

// neighbours adds the buttons to the items of the same kind before and behind.
func (f finder) neighbours(v *view, p *corpus.Plan, id corpus.ItemID) {
	kind, number, _ := strings.Cut(string(id.Anchor), "-")
	n, err := strconv.Atoi(number)
	if err != nil {
		return
	}
	var row []button
	for _, step := range []struct {
		by   int
		text string
	}{{-1, "item_before"}, {1, "item_after"}} {
		other := corpus.ItemID{Plan: p.ID, Anchor: corpus.Anchor(fmt.Sprintf("%s-%d", kind, n+step.by))}
		if k := f.bot.keyOf(other); k != "" {
			row = append(row, button{Text: f.say(step.text), Data: viewData(viewItem, k)})
		}
	}
	if len(row) > 0 {
		v.rows = append(v.rows, row)
	}
}

// maxCopy is the longest text that a button copies (Bot API, CopyTextButton).
const maxCopy = 256

// citationText is a citation to paste: the words, and where they stand.
func citationText(p *corpus.Plan, c answer.Citation) string {
	where := "（《" + cut(p.Head.Title, 60) + "》"
	if p.Head.Number != "" {
		where += p.Head.Number
	}
	where += "，" + cut(c.Title, 40) + "）"
	return cut(clean(oneLine(c.Quote)), maxCopy-1-units(where)) + where
}

// isFindCommand tells the commands that show views.
func isFindCommand(name string) bool {
	switch name {
	case cmdPlan, cmdUnits, cmdIndicators, cmdTasks:
		return true
	}
	return false
}
