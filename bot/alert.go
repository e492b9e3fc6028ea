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
	forms := b.alertForms(&d.Alert, 0, d.Ambiguous)
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
func (b *Bot) alertForms(a *alert.Alert, page int, again bool) []form {
	changes := a.Changes()
	pages := (len(changes) + perPage - 1) / perPage
	page = max(0, min(page, pages-1))
	keys := turns(a.ID, page, pages)
	forms := []form{
		{b.alertText(a, changes, page, again, true, false), true, keys},
		{b.alertText(a, changes, page, again, false, false), false, keys},
		{b.alertText(a, changes, page, again, false, false), false, nil},
	}
	if b.public != "" {
		forms = append([]form{{b.alertText(a, changes, page, again, true, true), true, keys}}, forms...)
	}
	return forms
}

// turns returns the buttons that turn the pages.
func turns(id string, page, pages int) [][]button {
	var row []button
	if page > 0 {
		row = append(row, button{Text: "‹ 上一页", Data: fmt.Sprintf("%s%s:%d", dataAlert, id, page-1)})
	}
	if page < pages-1 {
		row = append(row, button{Text: "下一页 ›", Data: fmt.Sprintf("%s%s:%d", dataAlert, id, page+1)})
	}
	if len(row) == 0 {
		return nil
	}
	return [][]button{row}
}

// alertText writes one page of an alert: what changed from which version to
// which, and each change with before and after.
func (b *Bot) alertText(a *alert.Alert, changes []alert.Numbered, page int, again, html, linked bool) string {
	w := &writer{html: html}
	w.text("🔔 ")
	if a.Digest {
		w.text("每日汇总：")
	}
	w.strong(fmt.Sprintf("%d 处变化", len(changes)))
	if again {
		w.text("（重发，若已收到请忽略）")
	}
	w.text("\n")
	if pages := (len(changes) + perPage - 1) / perPage; pages > 1 {
		if page == 0 {
			w.text(summary(changes) + "\n")
		}
		w.text(fmt.Sprintf("第 %d 页，共 %d 页\n", page+1, pages))
	}
	var part *alert.Part
	for i := page * perPage; i < min(len(changes), (page+1)*perPage); i++ {
		if changes[i].Part != part {
			part = changes[i].Part
			b.writePartHead(w, part)
		}
		b.writeChange(w, i+1, changes[i], linked)
	}
	w.text("\n编号 " + a.ID)
	return strings.TrimSpace(w.out.String())
}

// summary counts an alert's changes by kind.
func summary(changes []alert.Numbered) string {
	n := map[corpus.ChangeKind]int{}
	for _, c := range changes {
		n[c.Change.Kind]++
	}
	var parts []string
	for _, k := range corpus.ChangeKinds {
		if n[k] > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", alert.KindName(k), n[k]))
		}
	}
	return strings.Join(parts, "，")
}

// writePartHead writes which plan changed.
func (b *Bot) writePartHead(w *writer, p *alert.Part) {
	w.text("\n《" + cut(p.Title, quoteUnits/6) + "》\n")
	from := p.From
	if p.Was != "" {
		from = string(p.Was) + " " + from
	}
	w.text("版本 " + from + " → " + p.To + "\n")
}

// maxSide is how much of either side of a change is shown, in characters.
const maxSide = 160

// writeChange writes one change in short lines.
func (b *Bot) writeChange(w *writer, number int, n alert.Numbered, linked bool) {
	c := n.Change
	w.text(fmt.Sprintf("\n%d. ", number))
	w.strong(cut(c.Title, quoteUnits/6))
	w.text("\n")
	before, after := alert.BeforeAfter(*c)
	before, after = cut(oneLine(before), maxSide), cut(oneLine(after), maxSide)
	switch c.Kind {
	case corpus.ChangeAdded, corpus.ChangeRemoved:
		w.strong(alert.KindName(c.Kind))
		w.text("：" + cut(oneLine(c.QuoteAfter+c.QuoteBefore), maxSide) + "\n")
	default:
		w.text(alert.What(*c) + "：" + before + " → ")
		w.strong(after)
		if more := alert.Difference(*c); more != "" {
			w.text("（" + more + "）")
		}
		w.text("\n")
	}
	if len(c.Also) > 0 {
		w.text(fmt.Sprintf("（同一格的还有 %d 个指标）\n", len(c.Also)))
	}
	if leads := leadNames(c.Units); leads != "" && c.Kind != corpus.ChangeLead {
		w.text("牵头（首位）：" + cut(leads, maxSide) + "\n")
	}
	if !linked {
		return
	}
	if c.Kind != corpus.ChangeRemoved {
		w.link("新文", b.public+passage(c.Item, c.SpanAfter, n.Part.To))
	}
	if c.Was.Plan != "" || c.Kind == corpus.ChangeRemoved {
		was := c.Was
		if c.Kind == corpus.ChangeRemoved {
			was = c.Item
		}
		if c.Kind != corpus.ChangeRemoved {
			w.text("　")
		}
		w.link("旧文", b.public+passage(was, c.SpanBefore, n.Part.From))
	}
	w.text("\n")
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
	id, number, _ := strings.Cut(data, ":")
	page, err := strconv.Atoi(number)
	if err != nil {
		return "这个按钮已经过期。", true
	}
	m := q.Message.Message
	d, err := b.desk.Alert(ctx, id)
	switch {
	case errors.Is(err, alert.ErrNotFound), err == nil && d.Alert.Place.Chat != m.Chat.ID:
		return "找不到这条提醒了。", true
	case err != nil:
		return b.trouble(err), true
	}
	b.edit(ctx, place{chat: m.Chat.ID, replyTo: m.ID}, b.alertForms(&d.Alert, page, false)[0])
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
