package bot

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	telegram "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"planbot/alert"
	"planbot/corpus"
)

// dataAlert begins the data of a button that turns an alert's pages: a:ID:PAGE.
const dataAlert = "a:"

// perPage is how many changes one page of an alert shows.
const perPage = 5

// Send sends an alert. It makes one attempt: when the next one is due is for
// alert.Deliverer to say. The error is an *alert.Failure, or ctx's.
func (b *Bot) Send(ctx context.Context, d *alert.Delivery) (message int, err error) {
	forms := b.alertForms(&d.Alert, 0, d.Ambiguous, in(d.Settings.Language))
	at := place{chat: d.Alert.Place.Chat, thread: d.Alert.Place.Topic}
	for {
		id, err := b.sendOnce(ctx, at, forms[0])
		if err == nil {
			return id, nil
		}
		if ctx.Err() != nil {
			return 0, ctx.Err()
		}
		f := b.fault(err)
		if rest := plainer(forms, f); len(rest) > 0 {
			forms = rest
			continue
		}
		return 0, failureOf(f)
	}
}

func (b *Bot) sendOnce(ctx context.Context, at place, f form) (id int, err error) {
	p := sendParams(at, f)
	err = once(ctx, requestTimeout, func(ctx context.Context) error {
		m, err := b.client.SendMessage(ctx, p)
		if err == nil {
			id = m.ID
		}
		return err
	})
	return id, err
}

// failureOf says what is to be done about a fault.
func failureOf(f *fault) *alert.Failure {
	out := &alert.Failure{Kind: alert.Uncertain, Err: f}
	about := strings.ToLower(f.text)
	switch f.kind {
	case flood:
		out.Kind, out.RetryAfter = alert.Flood, time.Duration(max(f.after, 1))*time.Second
	case unreachable, badToken, conflict, notFound:
		out.Kind = alert.Unsent
	case forbidden:
		out.Kind = alert.Gone
	case migrated:
		out.Kind, out.MovedTo = alert.Moved, f.chat
	case badRequest:
		switch {
		case strings.Contains(about, "topic"), strings.Contains(about, "thread"):
			out.Kind = alert.NoTopic
		case strings.Contains(about, "chat not found"), strings.Contains(about, "deactivated"), strings.Contains(about, "kicked"), strings.Contains(about, "not enough rights"):
			out.Kind = alert.Gone
		default:
			out.Kind = alert.Refused
		}
	case temporary:
		if f.answered { // a 5xx: the server did not do it
			out.Kind = alert.Unsent
		}
	}
	return out
}

// alertForms writes a page of an alert, linked where there is a public address,
// and as plain text.
func (b *Bot) alertForms(a *alert.Alert, page int, again bool, in speech) []form {
	changes := a.Changes()
	pages := (len(changes) + perPage - 1) / perPage
	page = max(0, min(page, pages-1))
	keys := turns(a.ID, page, pages, in)
	text := func(html, linked bool) string {
		w := &alertWriter{writer{html: html}, in, b.public, linked}
		w.page(a, changes, page, again)
		return strings.TrimSpace(w.out.String())
	}
	forms := []form{
		{text(true, false), true, keys},
		{text(false, false), false, keys},
		{text(false, false), false, nil},
	}
	if b.public != "" {
		forms = append([]form{{text(true, true), true, keys}}, forms...)
	}
	return forms
}

// turns returns the buttons that turn the pages.
func turns(id string, page, pages int, in speech) [][]button {
	var row []button
	if page > 0 {
		row = append(row, button{Text: in.say("page_before"), Data: fmt.Sprintf("%s%s:%d", dataAlert, id, page-1)})
	}
	if page < pages-1 {
		row = append(row, button{Text: in.say("page_after"), Data: fmt.Sprintf("%s%s:%d", dataAlert, id, page+1)})
	}
	if len(row) == 0 {
		return nil
	}
	return [][]button{row}
}

// alertWriter writes a page of an alert.
type alertWriter struct {
	writer
	speech
	public string // of the web
	linked bool
}

// page writes what changed from which version to which, and each change with
// before and after.
func (w *alertWriter) page(a *alert.Alert, changes []alert.Numbered, page int, again bool) {
	w.text("🔔 ")
	if a.Digest {
		w.text(w.say("alert_digest"))
	}
	w.strong(w.say("alert_changes", "N", len(changes)))
	if again {
		w.text(w.say("alert_again"))
	}
	w.text("\n")
	if pages := (len(changes) + perPage - 1) / perPage; pages > 1 {
		if page == 0 {
			w.text(w.summary(changes) + "\n")
		}
		w.text(w.say("alert_page", "Page", page+1, "Pages", pages) + "\n")
	}
	var part *alert.Part
	for i := page * perPage; i < min(len(changes), (page+1)*perPage); i++ {
		if changes[i].Part != part {
			part = changes[i].Part
			w.head(part)
		}
		w.change(i+1, changes[i])
	}
	w.text("\n" + w.say("alert_id", "ID", a.ID))
}

// summary counts an alert's changes by kind.
func (w *alertWriter) summary(changes []alert.Numbered) string {
	n := map[corpus.ChangeKind]int{}
	for _, c := range changes {
		n[c.Change.Kind]++
	}
	var parts []string
	for _, k := range corpus.ChangeKinds {
		if n[k] > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", w.kind(k), n[k]))
		}
	}
	return strings.Join(parts, w.say("comma"))
}

// head writes which plan changed.
func (w *alertWriter) head(p *alert.Part) {
	w.text("\n" + w.say("alert_plan", "Title", cut(p.Title, quoteUnits/6)) + "\n")
	from := p.From
	if p.Was != "" {
		from = string(p.Was) + " " + from
	}
	w.text(w.say("alert_versions", "From", from, "To", p.To) + "\n")
}

// maxSide is how much of either side of a change is shown, in characters.
const maxSide = 160

// change writes one change in short lines.
func (w *alertWriter) change(number int, n alert.Numbered) {
	c := n.Change
	w.text(fmt.Sprintf("\n%d. ", number))
	w.strong(cut(c.Title, quoteUnits/6))
	w.text("\n")
	switch c.Kind {
	case corpus.ChangeAdded, corpus.ChangeRemoved:
		w.text(w.say("what_is", "What", w.kind(c.Kind), "Value", cut(oneLine(c.QuoteAfter+c.QuoteBefore), maxSide)) + "\n")
	default:
		w.text(w.say("change", "What", w.what(c), "Before", w.side(c.Before)))
		w.strong(w.side(c.After))
		if more := alert.Difference(*c); more != "" {
			w.text(w.say("brackets", "Text", w.difference(more)))
		}
		w.text("\n")
	}
	if len(c.Also) > 0 {
		w.text(w.say("alert_also", "N", len(c.Also)) + "\n")
	}
	if leads := leadNames(c.Units); leads != "" && c.Kind != corpus.ChangeLead {
		w.text(w.say("alert_lead", "Units", cut(leads, maxSide)) + "\n")
	}
	if w.linked {
		w.links(c, n.Part)
	}
}

// links writes where the new and the old words stand.
func (w *alertWriter) links(c *corpus.Change, part *alert.Part) {
	was := c.Was
	if c.Kind == corpus.ChangeRemoved {
		was = c.Item
	} else {
		w.link(w.say("alert_new"), w.public+passage(c.Item, c.SpanAfter, part.To))
	}
	if was.Plan != "" {
		if c.Kind != corpus.ChangeRemoved {
			w.text("　")
		}
		w.link(w.say("alert_old"), w.public+passage(was, c.SpanBefore, part.From))
	}
	w.text("\n")
}

// side is one side of a change as it is shown.
func (w *alertWriter) side(words string) string {
	if words = cut(oneLine(words), maxSide); words != "" {
		return words
	}
	return w.say("absent")
}

// passage returns the link to words of a version of a plan, without the
// server's address.
func passage(item corpus.ItemID, s corpus.Span, version string) string {
	query := "?v=" + url.QueryEscape(version)
	if !s.Empty() {
		query = fmt.Sprintf("?at=%d-%d&v=%s", s.Start, s.End, url.QueryEscape(version))
	}
	return item.Plan.Path() + query + "#" + url.PathEscape(string(item.Anchor))
}

func leadNames(units []corpus.UnitRole) string {
	var names []string
	for _, u := range units {
		if u.Role == corpus.RoleLead || u.Basis != "" {
			names = append(names, u.Name)
		}
	}
	return strings.Join(names, "、")
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// turnAlert shows another page of an alert to the chat that got it.
func (b *Bot) turnAlert(ctx context.Context, q *models.CallbackQuery, data string) (say string, pop bool) {
	in := in(q.From.LanguageCode)
	id, number, _ := strings.Cut(data, ":")
	page, err := strconv.Atoi(number)
	if err != nil {
		return in.say("button_old"), true
	}
	m := q.Message.Message
	d, err := b.desk.Alert(ctx, id)
	switch {
	case errors.Is(err, alert.ErrNotFound), err == nil && d.Alert.Place.Chat != m.Chat.ID:
		return in.say("alert_gone"), true
	case err != nil:
		return b.trouble(err, in), true
	}
	b.edit(ctx, place{chat: m.Chat.ID, replyTo: m.ID}, b.alertForms(&d.Alert, page, false, in)[0])
	return "", false
}

// sendParams are the parameters of a message in one form.
func sendParams(at place, f form) *telegram.SendMessageParams {
	p := &telegram.SendMessageParams{
		ChatID:             at.chat,
		MessageThreadID:    at.thread,
		Text:               f.text,
		LinkPreviewOptions: &models.LinkPreviewOptions{IsDisabled: telegram.True()},
	}
	if f.html {
		p.ParseMode = models.ParseModeHTML
	}
	if at.replyTo != 0 {
		p.ReplyParameters = &models.ReplyParameters{MessageID: at.replyTo, AllowSendingWithoutReply: true}
	}
	if len(f.keys) > 0 {
		p.ReplyMarkup = keyboard{f.keys}
	}
	return p
}
