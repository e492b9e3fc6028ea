package bot

import (
	"context"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	telegram "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"planbot/answer"
)

// typingTimeout bounds what is only a courtesy.
const typingTimeout = 3 * time.Second

// exchange is a question and what its answer was, kept with the message that
// answers.
type exchange struct {
	question string
	prev     answer.State // what the question followed
	state    answer.State
	answer   int // the message that answers
}

// handle handles one update whole, and says what became of it. An update that a
// stop cuts off stays unfinished and comes again, unless the inbox says that it
// may have had an effect.
func (b *Bot) handle(ctx context.Context, u *models.Update, slots chan struct{}) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	j := &job{id: u.ID, intake: b.intake, slots: slots, cancel: cancel}
	finished := b.process(context.WithValue(ctx, jobKey{}, j), u)
	switch {
	case finished:
		b.finish(u.ID)
	case j.refused.Load():
		b.log.Info("一条消息已由另一个进程接手", "update", u.ID)
	case j.effect.Load() && b.intake != nil:
		b.log.Warn("一条消息没能在停止前处理完，可能已经回答，为免重复不再处理", "update", u.ID)
		b.finish(u.ID)
	default:
		b.log.Warn("一条消息没能在停止前处理完，下次启动后会再处理", "update", u.ID)
		if b.intake != nil && j.begun.Load() {
			b.intake.giveBack(u.ID)
		}
	}
}

// process carries an update out and reports whether that was to the end. A
// panic ends this update alone.
func (b *Bot) process(ctx context.Context, u *models.Update) (finished bool) {
	defer func() {
		if p := recover(); p != nil {
			b.log.Error("处理一条 Telegram 消息时出错", "update", u.ID, "panic", p, "stack", string(debug.Stack()))
			finished = true
		}
	}()
	var err error
	switch {
	case u.Message != nil:
		err = b.onMessage(ctx, u.Message)
	case u.EditedMessage != nil:
		err = b.onEdited(ctx, u.EditedMessage)
	case u.CallbackQuery != nil:
		err = b.onPress(ctx, u.CallbackQuery)
	case u.InlineQuery != nil:
		b.onInline(ctx, u.InlineQuery)
	case u.MyChatMember != nil:
		b.onMember(ctx, u.MyChatMember)
	}
	return err == nil
}

// onMessage answers a message that is meant for the bot. The only error is
// ctx's.
func (b *Bot) onMessage(ctx context.Context, m *models.Message) error {
	if m.MigrateToChatID != 0 {
		b.onMove(ctx, m.Chat.ID, m.MigrateToChatID)
		return nil
	}
	r, at := b.read(m), placeOf(m)
	if r.command == "" {
		return nil
	}
	at = b.heard(ctx, at)
	if stop, err := b.tooMuch(ctx, at, m); stop || err != nil {
		return err
	}
	switch {
	case r.command == cmdAsk && r.text != "":
		return b.answer(ctx, at, r.text, b.follows(m, at), 0)
	case isFindCommand(r.command):
		return b.onFind(ctx, r, at, b.follows(m, at))
	case r.command == cmdStart && r.text != "":
		if shown, err := b.showItem(ctx, at, r.text); shown || err != nil {
			return err
		}
	case isDeskCommand(r.command):
		return b.onSubscriptions(ctx, m, r, at)
	case r.command == cmdAsk:
		_, err := b.send(ctx, at, b.usage(ctx, at))
		return err
	}
	_, err := b.send(ctx, at, b.help(ctx, at))
	return err
}

// follows returns the State that a message follows: that of the message that
// it replies to, whoever wrote it; else of the last answer to the same person
// here. A message of ours that is forgotten is followed by nothing, as another
// subject would be the wrong one.
func (b *Bot) follows(m *models.Message, at place) answer.State {
	if r := m.ReplyToMessage; r != nil {
		if e, ok := b.byMessage.get(messageKey{at.chat, r.ID}); ok {
			return e.state
		}
		if b.isReplyToMe(m) {
			return answer.State{}
		}
	}
	state, _ := b.byPerson.get(at.person())
	return state
}

// heard completes a place with its chat's settings.
func (b *Bot) heard(ctx context.Context, at place) place {
	s := b.settingsOf(ctx, at.chat)
	if s.Language != "" {
		at.lang = s.Language
	}
	at.short, at.plan = s.Short, s.DefaultPlan
	return at
}

// onPress answers a pressed button. Every press is answered, or its button
// would show a running clock (Bot API, CallbackQuery). The only error is
// ctx's.
func (b *Bot) onPress(ctx context.Context, q *models.CallbackQuery) error {
	at, ok := pressedAt(q)
	p, known := b.pressed(q, at)
	reply := &telegram.AnswerCallbackQueryParams{CallbackQueryID: q.ID}
	desk := ok && isDeskData(q.Data)
	if ok {
		at = b.heard(ctx, at)
	}
	setting := ok && strings.HasPrefix(q.Data, dataSettings)
	view := ok && strings.HasPrefix(q.Data, dataView)
	switch {
	case setting:
		reply.Text, reply.ShowAlert = b.onSetting(ctx, q, at)
	case view:
		reply.Text, reply.ShowAlert = b.onView(ctx, q.Data, at)
	case desk:
		reply.Text, reply.ShowAlert = b.onDeskPress(ctx, q, at)
	case !ok || !known:
		reply.Text, reply.ShowAlert = in(q.From.LanguageCode).say("button_expired"), true
	}
	err := b.retry(ctx, startAttempts, func(ctx context.Context) error {
		_, err := b.client.AnswerCallbackQuery(ctx, reply)
		return err
	})
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil: // "query is too old": the clock has stopped by itself
		b.log.Debug("没能应答按钮", "error", err)
	}
	if !ok || !known || desk || view || setting {
		return nil
	}
	if stop, err := b.refuse(ctx, at, b.limits.ask(at, q.From.IsBot, time.Now())); stop || err != nil {
		return err
	}
	return b.answer(ctx, at, p.question, p.prev, p.from)
}

// answer asks and sends what comes back, from a line of it on. The only error
// is ctx's.
func (b *Bot) answer(ctx context.Context, at place, question string, prev answer.State, from int) error {
	shown := b.announce(ctx, at)
	prev.Default = at.plan
	a, err := b.ask(ctx, question, prev)
	shown()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		b.log.Error("没能回答一个问题", "error", err)
		_, err := b.send(ctx, at, plainForms(at.say("trouble_answering")))
		return err
	}
	sent, err := b.send(ctx, at, b.forms(a, from, at))
	if err != nil || sent.id == 0 {
		return err
	}
	b.keepUnanswered(ctx, at, question, a, sent)
	e := exchange{question, prev, a.State, sent.id}
	b.byMessage.put(sent, e)
	if at.asked {
		b.byMessage.put(messageKey{at.chat, at.replyTo}, e)
	}
	b.byPerson.put(at.person(), a.State)
	return nil
}

// ask asks the engine. A panic there is an error of this question.
func (b *Bot) ask(ctx context.Context, question string, prev answer.State) (a answer.Answer, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return b.current().Ask(ctx, question, prev)
}

// announce shows that an answer is on its way where it takes long, until the
// function that it returns is called.
func (b *Bot) announce(ctx context.Context, at place) (stop func()) {
	if b.pace.typing == 0 {
		b.showTyping(ctx, at)
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	timer := time.AfterFunc(b.pace.typing, func() {
		defer close(done)
		b.showTyping(ctx, at)
	})
	return func() {
		cancel()
		if !timer.Stop() {
			<-done
		}
	}
}

// showTyping shows that an answer is on its way.
func (b *Bot) showTyping(ctx context.Context, at place) {
	p := &telegram.SendChatActionParams{ChatID: at.chat, MessageThreadID: at.thread, Action: models.ChatActionTyping}
	err := once(ctx, typingTimeout, func(ctx context.Context) error {
		_, err := b.client.SendChatAction(ctx, p)
		return err
	})
	if err != nil && ctx.Err() == nil {
		b.log.Debug("没能显示正在输入", "error", b.fault(err))
	}
}
