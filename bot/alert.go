package bot

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptrace"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
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
		id, connected, err := b.sendOnce(ctx, at, forms[0])
		if err == nil {
			return id, nil
		}
		if ctx.Err() != nil {
			return 0, ctx.Err()
		}
		f := b.fault(err)
		if f.kind == temporary && !f.answered && !connected {
			f.kind = unreachable
		}
		if rest := plainer(forms, f); len(rest) > 0 {
			forms = rest
			continue
		}
		return 0, failureOf(f)
	}
}

// Probe asks Telegram whether it is there, without sending anything. The error
// says why a send would not be answered.
func (b *Bot) Probe(ctx context.Context) error {
	err := once(ctx, probeTimeout, func(ctx context.Context) error {
		_, err := b.client.GetMe(ctx)
		return err
	})
	if err == nil {
		return nil
	}
	if f := b.fault(err); f.kind != flood {
		return f
	}
	return nil // a send will hear how long to wait
}

// sendOnce sends a form, and tells whether there was a connection to do it on:
// without one nothing was sent.
func (b *Bot) sendOnce(ctx context.Context, at place, f form) (id int, connected bool, err error) {
	p := sendParams(at, f)
	var got atomic.Bool // the connection may come about behind the time limit
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { got.Store(true) }})
	err = once(ctx, requestTimeout, func(ctx context.Context) error {
		var m sentMessage
		err := b.call(ctx, "sendMessage", p, &m)
		if err == nil {
			id = m.ID
		}
		return err
	})
	return id, got.Load(), err
}

// noTopic tells that a topic is closed or deleted: TOPIC_CLOSED, TOPIC_DELETED,
// TOPIC_ID_INVALID, message thread not found.
func noTopic(about string) bool {
	return !ofMessage(about) && (strings.Contains(about, "topic_") || strings.Contains(about, "thread not found"))
}

// ofMessage tells that a refusal quotes the message, whose words mean nothing here.
func ofMessage(about string) bool {
	return strings.Contains(about, "can't parse") || strings.Contains(about, "button")
}

// noChat are what Telegram says of a chat that the bot may not write to, in the
// words of a 400.
var noChat = []string{
	"chat not found", "user not found", "peer_id_invalid", "deactivated", "deleted", "kicked", "blocked", "not a member", "initiate conversation",
	"not enough rights", "no rights to send", "administrator rights", "chat_write_forbidden", "chat_restricted", "chat_admin_required",
	"chat_send_plain_forbidden", "channel_private", "channel_invalid", "user_banned_in_channel",
}

// ofChat tells that a refusal is about the chat and not about the message.
func ofChat(about string) bool {
	return !ofMessage(about) && slices.ContainsFunc(noChat, func(words string) bool { return strings.Contains(about, words) })
}

// failureOf says what is to be done about a fault.
func failureOf(f *fault) *alert.Failure {
	out := &alert.Failure{Kind: alert.Uncertain, Err: f}
	about := strings.ToLower(f.text)
	if refused := f.kind == badRequest || f.kind == forbidden; refused && noTopic(about) {
		out.Kind = alert.NoTopic
		return out
	}
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
		out.Kind = alert.Refused
		if ofChat(about) {
			out.Kind = alert.Gone
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
		for most := maxSide; ; most /= 2 { // cut as far as a message needs
			w := &alertWriter{writer{html: html}, in, b.public, linked, most}
			w.page(a, changes, page, again)
			if w.size <= maxText || most < minSide {
				return strings.TrimSpace(w.out.String())
			}
		}
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
	most   int // how much of a text of a change is shown, in UTF-16 code units
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
	w.text("\n" + w.say("alert_plan", "Title", cut(oneLine(p.Title), min(w.most, maxTitle))) + "\n")
	from := p.From
	if p.Was != "" {
		from = string(p.Was) + " " + from
	}
	w.text(w.say("alert_versions", "From", cut(from, w.most), "To", cut(p.To, w.most)) + "\n")
}

// How much of a text of a change is shown, in UTF-16 code units.
const (
	maxSide  = 160
	maxTitle = 100
	minSide  = 20 // with this a page of them fits
)

// change writes one change in short lines.
func (w *alertWriter) change(number int, n alert.Numbered) {
	c := n.Change
	w.text(fmt.Sprintf("\n%d. ", number))
	w.strong(cut(oneLine(c.Title), min(w.most, maxTitle)))
	w.text("\n")
	switch c.Kind {
	case corpus.ChangeAdded, corpus.ChangeRemoved:
		w.text(w.say("what_is", "What", w.kind(c.Kind), "Value", cut(oneLine(c.QuoteAfter+c.QuoteBefore), w.most)) + "\n")
	default:
		w.text(w.say("change", "What", cut(oneLine(w.what(c)), w.most), "Before", w.side(c.Before)))
		w.strong(w.side(c.After))
		if more := alert.Difference(*c, w.words()); more != "" {
			w.text(w.say("brackets", "Text", cut(oneLine(more), w.most)))
		}
		w.text("\n")
	}
	if len(c.Also) > 0 {
		w.text(w.say("alert_also", "N", len(c.Also)) + "\n")
	}
	if leads := leadNames(c.Units); leads != "" && c.Kind != corpus.ChangeLead {
		w.text(w.say("alert_lead", "Units", cut(oneLine(leads), w.most)) + "\n")
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
	if words = cut(oneLine(words), w.most); words != "" {
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
