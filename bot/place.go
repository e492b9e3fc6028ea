package bot

import (
	"github.com/go-telegram/bot/models"

	"planbot/corpus"
)

// place is where an answer goes and whom it answers.
type place struct {
	chat    int64
	thread  int // the forum topic; 0 for General and where there are none
	replyTo int // the message that is answered
	user    int64
	asked   bool // whether replyTo is the question, not the message of a pressed button

	short bool          // the chat wants answers of a few lines
	plan  corpus.PlanID // the chat's default plan

	lang string // the language_code of whoever is answered, "" where Telegram does not say
}

// say returns a text in the language of whoever is answered.
func (p place) say(id string, fill ...any) string { return in(p.lang).say(id, fill...) }

// messageKey names a message.
type messageKey struct {
	chat int64
	id   int
}

// personKey names a person in a thread of a chat.
type personKey struct {
	chat   int64
	thread int
	user   int64
}

func (p place) person() personKey { return personKey{p.chat, p.thread, p.user} }

// placeOf returns the place of the answer to a message.
func placeOf(m *models.Message) place {
	at := place{chat: m.Chat.ID, thread: threadOf(m), replyTo: m.ID, asked: true}
	if m.From != nil {
		at.user, at.lang = m.From.ID, m.From.LanguageCode
	}
	return at
}

// pressedAt returns the place of the answer to a pressed button. ok is false
// where its message is not in a chat that the bot is in (Bot API,
// CallbackQuery: inline_message_id).
func pressedAt(q *models.CallbackQuery) (at place, ok bool) {
	switch {
	case q.Message.Message != nil:
		m := q.Message.Message
		return place{chat: m.Chat.ID, thread: threadOf(m), replyTo: m.ID, user: q.From.ID, lang: q.From.LanguageCode}, true
	case q.Message.InaccessibleMessage != nil:
		m := q.Message.InaccessibleMessage
		return place{chat: m.Chat.ID, replyTo: m.MessageID, user: q.From.ID, lang: q.From.LanguageCode}, true
	}
	return place{}, false
}

// threadOf returns the forum topic of a message. A reply in a group without
// topics has a message_thread_id too, which a send must not repeat (Bot API,
// Message: is_topic_message).
func threadOf(m *models.Message) int {
	if m.IsTopicMessage {
		return m.MessageThreadID
	}
	return 0
}
