package bot

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-telegram/bot/models"

	"planbot/alert"
	"planbot/answer"
	"planbot/corpus"
)

// Desk keeps what chats follow, and which alerts they got. store.Store is one.
type Desk interface {
	Subscribe(ctx context.Context, s alert.Subscription, limit int) (alert.Subscription, error)
	SubscriptionsAt(ctx context.Context, p alert.Place) ([]alert.Subscription, error)
	ChangeSubscription(ctx context.Context, s alert.Subscription) error
	Unsubscribe(ctx context.Context, p alert.Place, id int64) error
	RestChat(ctx context.Context, chat int64, why string) error
	WakeChat(ctx context.Context, chat int64) error
	MoveChat(ctx context.Context, from, to int64) error
	Settings(ctx context.Context, chat int64) (alert.Settings, error)
	SetSettings(ctx context.Context, chat int64, s alert.Settings) error
	Alert(ctx context.Context, id string) (alert.Delivery, error)
	Asked(ctx context.Context, q alert.Question) error
}

// What callback data of subscriptions begins with.
const (
	dataFollowItem = "s:i:" // and the item's key
	dataFollowUnit = "s:u:" // and the unit's name
	dataOpen       = "s:o:" // and the subscription's id
	dataDigest     = "s:d:" // and its id: at once or once a day
	dataEnd        = "s:x:" // and its id
	dataList       = "s:l"

	dataGood = "v:+" // the answer was good
	dataBad  = "v:-"
)

const (
	maxListed = 20 // subscriptions in one list
)

// onSubscriptions answers the commands about subscriptions.
func (b *Bot) onSubscriptions(ctx context.Context, m *models.Message, r request, at place) error {
	say := func(text string) error {
		_, err := b.send(ctx, at, plainForms(text))
		return err
	}
	if b.desk == nil {
		return say(at.say("no_desk"))
	}
	if r.command == cmdSettings {
		return b.onSettings(ctx, at)
	}
	here := alert.Place{Chat: at.chat, Topic: at.thread}
	if r.command == cmdSubscriptions || r.command == cmdUnsubscribe && r.text == "" {
		forms, err := b.listed(ctx, here, in(at.lang))
		if err != nil {
			return say(b.trouble(err, in(at.lang)))
		}
		_, err = b.send(ctx, at, forms)
		return err
	}
	if !b.mayFollow(ctx, m.Chat, at.user, r.command != cmdDigest && r.command != cmdQuiet, m.SenderChat != nil && m.SenderChat.ID == m.Chat.ID) {
		return say(at.say("only_admins"))
	}
	switch r.command {
	case cmdSubscribe:
		forms := b.subscribeTo(ctx, here, at, r.text, b.follows(m, at))
		_, err := b.send(ctx, at, forms)
		return err
	case cmdDigest, cmdQuiet:
		return say(b.setHours(ctx, at, r))
	}
	return say(b.unsubscribe(ctx, here, r.text, in(at.lang)))
}

// mayFollow tells whether a person may change what a chat follows: an
// administrator, or in a group that lets everybody do it, anybody.
func (b *Bot) mayFollow(ctx context.Context, chat models.Chat, user int64, open, anonymous bool) bool {
	return open && b.settingsOf(ctx, chat.ID).Everybody || b.isAdmin(ctx, chat, user, anonymous)
}

// trouble logs an error and says that there was one.
func (b *Bot) trouble(err error, s speech) string {
	b.log.Error("订阅没能读写", "error", err)
	return s.say("trouble")
}

// subscribeTo reads what somebody wants to be told of, and follows it.
func (b *Bot) subscribeTo(ctx context.Context, here alert.Place, at place, words string, prev answer.State) []form {
	t := b.current().Topic(ctx, words, prev)
	switch t.Status {
	case answer.NotFound:
		return plainForms(t.Reason + at.say("follow_examples"))
	case answer.Ambiguous:
		var keys [][]button
		for _, c := range t.Choices[:min(len(t.Choices), maxAsks)] {
			if key := b.keyOf(c.Item); key != "" {
				keys = append(keys, []button{{Text: cut(clean(c.Title), maxLabel), Data: dataFollowItem + key}})
			}
		}
		return []form{{text: at.say("which_one"), keys: keys}}
	}
	s := alert.Subscription{
		Place: here, By: at.user, At: time.Now(), Digest: t.Digest,
		Filter: alert.Filter{Kinds: t.Kinds, Items: t.Items, Direction: t.Direction, Beyond: t.Beyond},
		Scope:  alert.Scope{Kind: alert.ScopeKind(t.Kind), Plan: t.Plan, Name: t.Name, Of: t.Title},
	}
	if t.Kind == answer.TopicItem {
		if s.Scope.Name = b.keyOf(t.Item); s.Scope.Name == "" {
			return plainForms(at.say("cannot_follow"))
		}
	}
	if t.Kind == answer.TopicUnit && t.Lead {
		s.Scope.Kind = alert.ScopeLead
	}
	text, id := b.subscribe(ctx, s, in(at.lang))
	if id == 0 {
		return plainForms(text)
	}
	s.ID = id
	return []form{{text: text, keys: changeKeys(s, in(at.lang))}, {text: text}}
}

// subscribe follows, and says what came of it. The id is 0 where nothing did.
func (b *Bot) subscribe(ctx context.Context, s alert.Subscription, in speech) (string, int64) {
	kept, err := b.desk.Subscribe(ctx, s, alert.MaxSubscriptions)
	switch {
	case errors.Is(err, alert.ErrLimit):
		return in.say("limit", "N", alert.MaxSubscriptions), 0
	case err != nil:
		return b.trouble(err, in), 0
	}
	return in.say("followed", "What", in.subscription(&kept)), kept.ID
}

// listed shows what a place follows, with a button for each.
func (b *Bot) listed(ctx context.Context, here alert.Place, in speech) ([]form, error) {
	subs, err := b.desk.SubscriptionsAt(ctx, here)
	if err != nil {
		return nil, err
	}
	if len(subs) == 0 {
		return plainForms(in.say("follows_nothing")), nil
	}
	settings, err := b.desk.Settings(ctx, here.Chat)
	if err != nil {
		return nil, err
	}
	lines := []string{in.say("follows", "N", len(subs))}
	var keys [][]button
	for i, s := range subs[:min(len(subs), maxListed)] {
		lines = append(lines, fmt.Sprintf("%d. %s", i+1, in.subscription(&s)))
		keys = append(keys, []button{{Text: cut(fmt.Sprintf("%d. %s", i+1, s.Scope.Of), maxLabel), Data: dataOpen + strconv.FormatInt(s.ID, 10)}})
	}
	if len(subs) > maxListed {
		lines = append(lines, in.say("follows_more", "N", len(subs)-maxListed))
	}
	lines = append(lines, in.hours(settings))
	return []form{{text: strings.Join(lines, "\n"), keys: keys}, {text: strings.Join(lines, "\n")}}, nil
}

// hours says when digests come and when no alert does.
func (s speech) hours(of alert.Settings) string {
	text := s.say("hours", "Hour", of.DigestHour)
	if of.QuietFrom != of.QuietTo {
		return text + s.say("hours_quiet", "From", of.QuietFrom, "To", of.QuietTo)
	}
	return text + s.say("hours_no_quiet")
}

var (
	hourForm  = regexp.MustCompile(`^(\d{1,2})(?:点|[:：]00)?$`)
	quietForm = regexp.MustCompile(`^(\d{1,2})(?:点|[:：]00)?\s*(?:-|—|–|~|～|到|至)\s*(\d{1,2})(?:点|[:：]00)?$`)
)

// setHours sets the digest's hour, or the quiet hours.
func (b *Bot) setHours(ctx context.Context, at place, r request) string {
	in := in(at.lang)
	s, err := b.desk.Settings(ctx, at.chat)
	if err != nil {
		return b.trouble(err, in)
	}
	hour := func(s string) (int, bool) {
		n, err := strconv.Atoi(s)
		return n, err == nil && n <= 23
	}
	text := strings.TrimSpace(r.text)
	switch m, quiet := hourForm.FindStringSubmatch(text), quietForm.FindStringSubmatch(text); {
	case r.command == cmdDigest && m != nil:
		n, ok := hour(m[1])
		if !ok {
			return in.say("digest_range")
		}
		s.DigestHour = n
	case r.command == cmdDigest:
		return in.say("digest_usage") + "\n" + in.hours(s)
	case text == "关" || text == "关闭" || strings.EqualFold(text, "off"):
		s.QuietFrom, s.QuietTo = 0, 0
	case quiet != nil:
		from, okFrom := hour(quiet[1])
		to, okTo := hour(quiet[2])
		if !okFrom || !okTo || from == to {
			return in.say("quiet_range")
		}
		s.QuietFrom, s.QuietTo = from, to
	default:
		return in.say("quiet_usage") + "\n" + in.hours(s)
	}
	if err := b.set(ctx, at.chat, s); err != nil {
		return b.trouble(err, in)
	}
	return in.say("hours_set", "Hours", in.hours(s))
}

// unsubscribe ends what the words name: a number of the list, all, or words.
func (b *Bot) unsubscribe(ctx context.Context, here alert.Place, words string, in speech) string {
	subs, err := b.desk.SubscriptionsAt(ctx, here)
	if err != nil {
		return b.trouble(err, in)
	}
	n, numberErr := strconv.Atoi(strings.Trim(words, " .、第项"))
	all := words == "全部" || words == "所有" || strings.EqualFold(words, "all")
	var ended []string
	for i, s := range subs {
		if all || numberErr == nil && n == i+1 || numberErr != nil && words == s.Scope.Of {
			if err := b.desk.Unsubscribe(ctx, here, s.ID); err != nil {
				return b.trouble(err, in)
			}
			ended = append(ended, in.subscription(&s))
		}
	}
	if len(ended) == 0 {
		return in.say("not_followed", "Words", cut(words, maxLabel))
	}
	return in.say("ended_several", "What", strings.Join(ended, "\n"))
}

// onDeskPress does what a button about subscriptions or alerts says, and
// returns what its presser is told; pop where it must be read.
func (b *Bot) onDeskPress(ctx context.Context, q *models.CallbackQuery, at place) (say string, pop bool) {
	in := in(at.lang)
	if b.desk == nil || q.Message.Message == nil {
		return in.say("no_desk"), true
	}
	if id, ok := strings.CutPrefix(q.Data, dataAlert); ok {
		return b.turnAlert(ctx, q, id)
	}
	if q.Data == dataGood || q.Data == dataBad {
		return b.rate(ctx, q, at), false
	}
	here := alert.Place{Chat: at.chat, Topic: at.thread}
	if q.Data != dataList && !strings.HasPrefix(q.Data, dataOpen) && !b.mayFollow(ctx, q.Message.Message.Chat, q.From.ID, true, false) {
		return in.say("only_admins"), true
	}
	switch {
	case strings.HasPrefix(q.Data, dataFollowItem):
		key := strings.TrimPrefix(q.Data, dataFollowItem)
		_, title, ok := b.itemOf(key)
		if !ok {
			return in.say("item_gone"), true
		}
		return b.followed(ctx, alert.Subscription{Place: here, By: q.From.ID, At: time.Now(), Scope: alert.Scope{Kind: alert.ScopeItem, Name: key, Of: title}}, in)
	case strings.HasPrefix(q.Data, dataFollowUnit):
		unit := clean(strings.TrimPrefix(q.Data, dataFollowUnit))
		return b.followed(ctx, alert.Subscription{Place: here, By: q.From.ID, At: time.Now(), Scope: alert.Scope{Kind: alert.ScopeUnit, Name: unit, Of: unit}}, in)
	case q.Data == dataList:
		forms, err := b.listed(ctx, here, in)
		if err != nil {
			return b.trouble(err, in), true
		}
		b.edit(ctx, at, forms[0])
		return "", false
	}
	return b.changeOne(ctx, q, at, here)
}

func (b *Bot) followed(ctx context.Context, s alert.Subscription, in speech) (string, bool) {
	text, id := b.subscribe(ctx, s, in)
	if id != 0 {
		text = in.say("followed_short", "What", s.Scope.Of)
	}
	return cut(text, maxCallbackText-1), true
}

// maxCallbackText is the longest text that a press is answered with (Bot API,
// answerCallbackQuery).
const maxCallbackText = 200

// changeOne shows, changes or ends one subscription.
func (b *Bot) changeOne(ctx context.Context, q *models.CallbackQuery, at place, here alert.Place) (string, bool) {
	in := in(at.lang)
	id, err := strconv.ParseInt(q.Data[len(dataOpen):], 10, 64)
	if err != nil {
		return in.say("button_old"), true
	}
	subs, err := b.desk.SubscriptionsAt(ctx, here)
	if err != nil {
		return b.trouble(err, in), true
	}
	for _, s := range subs {
		if s.ID != id {
			continue
		}
		switch q.Data[:len(dataOpen)] {
		case dataEnd:
			if err := b.desk.Unsubscribe(ctx, here, id); err != nil {
				return b.trouble(err, in), true
			}
			b.edit(ctx, at, form{text: in.say("ended", "What", in.subscription(&s)), keys: [][]button{{{Text: in.say("other_following"), Data: dataList}}}})
			return in.say("ended_short"), false
		case dataDigest:
			s.Digest = !s.Digest
			if err := b.desk.ChangeSubscription(ctx, s); err != nil {
				return b.trouble(err, in), true
			}
		}
		b.edit(ctx, at, subscriptionCard(s, in))
		return "", false
	}
	return in.say("ended_already"), true
}

// subscriptionCard shows one subscription with what can be done to it.
func subscriptionCard(s alert.Subscription, in speech) form {
	return form{text: in.say("following", "What", in.subscription(&s)), keys: append(changeKeys(s, in), []button{{Text: in.say("back"), Data: dataList}})}
}

// changeKeys are the buttons that change or end a subscription.
func changeKeys(s alert.Subscription, in speech) [][]button {
	number := strconv.FormatInt(s.ID, 10)
	digest := "to_digest"
	if s.Digest {
		digest = "to_at_once"
	}
	return [][]button{{{Text: in.say(digest), Data: dataDigest + number}, {Text: in.say("end_following"), Data: dataEnd + number}}}
}

// edit changes the message whose button was pressed. That it is as it was is no
// fault (Bot API: message is not modified).
func (b *Bot) edit(ctx context.Context, at place, f form) {
	p := editParams(messageKey{at.chat, at.replyTo}, f)
	err := b.retry(ctx, startAttempts, func(ctx context.Context) error {
		_, err := b.client.EditMessageText(ctx, p)
		return err
	})
	if err != nil && ctx.Err() == nil && !strings.Contains(err.Error(), "not modified") {
		b.log.Warn("没能更新一条消息", "chat", at.chat, "error", err)
	}
}

// bell returns the buttons below an answer: one that follows what it is about,
// where that is something, and two that say what somebody thinks of it.
func (b *Bot) bell(a answer.Answer, in speech) [][]button {
	if b.desk == nil || a.Status != answer.Answered {
		return nil
	}
	data := ""
	switch item := a.State.Item; {
	case item != "" && item != corpus.AnchorHead:
		if key := b.keyOf(corpus.ItemID{Plan: a.State.Plan, Anchor: item}); key != "" {
			data = dataFollowItem + key
		}
	case a.State.Unit != "":
		data = dataFollowUnit + a.State.Unit
	}
	row := []button{{Text: "👍", Data: dataGood}, {Text: "👎", Data: dataBad}}
	if data != "" && len(data) <= maxData {
		row = append([]button{{Text: in.say("bell"), Data: data}}, row...)
	}
	return [][]button{row}
}

// rate keeps what somebody thinks of an answer, with the question.
func (b *Bot) rate(ctx context.Context, q *models.CallbackQuery, at place) string {
	kept, known := b.byMessage.get(messageKey{at.chat, at.replyTo})
	if !known {
		return at.say("button_old")
	}
	rated := alert.Question{
		At: time.Now(), Chat: at.chat, Message: at.replyTo, Person: q.From.ID, Plan: kept.state.Plan,
		Question: kept.question, Status: string(answer.Answered), Answer: q.Message.Message.Text, Rating: 1,
	}
	if q.Data == dataBad {
		rated.Rating = -1
	}
	if err := b.desk.Asked(ctx, rated); err != nil {
		return b.trouble(err, in(at.lang))
	}
	return at.say("thanks")
}

// keepUnanswered keeps a question that the plans do not answer.
func (b *Bot) keepUnanswered(ctx context.Context, at place, question string, a answer.Answer, sent messageKey) {
	if b.desk == nil || a.Status != answer.NotFound {
		return
	}
	err := b.desk.Asked(ctx, alert.Question{
		At: time.Now(), Chat: at.chat, Message: sent.id, Person: at.user, Plan: a.State.Plan,
		Question: question, Status: string(a.Status), Answer: a.Text(),
	})
	if err != nil {
		b.log.Error("没能记下一个没有答上来的问题", "error", err)
	}
}

// isDeskCommand tells the commands about subscriptions.
func isDeskCommand(name string) bool {
	return slices.Contains([]string{cmdSubscribe, cmdSubscriptions, cmdUnsubscribe, cmdDigest, cmdQuiet, cmdSettings}, name)
}

// isDeskData tells the data of buttons about subscriptions and alerts.
func isDeskData(data string) bool {
	return data == dataGood || data == dataBad || strings.HasPrefix(data, "s:") || strings.HasPrefix(data, dataAlert)
}
