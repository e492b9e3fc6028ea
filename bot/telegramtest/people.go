package telegramtest

import (
	"encoding/json"
	"fmt"
	"regexp"
	"time"
	"unicode/utf16"
)

// User is somebody (Bot API, User).
type User struct {
	ID        int64  `json:"id"`
	IsBot     bool   `json:"is_bot"`
	FirstName string `json:"first_name"`
	Username  string `json:"username,omitempty"`

	LanguageCode string `json:"language_code,omitempty"`
}

// Chat is where people talk (Bot API, Chat).
type Chat struct {
	ID      int64  `json:"id"`
	Type    string `json:"type"`
	Title   string `json:"title,omitempty"`
	IsForum bool   `json:"is_forum,omitempty"`
}

// Entity marks a stretch of a text (Bot API, MessageEntity).
type Entity struct {
	Type   string `json:"type"`
	Offset int    `json:"offset"`
	Length int    `json:"length"`
	User   *User  `json:"user,omitempty"`
}

// Message is a message (Bot API, Message).
type Message struct {
	ID                 int             `json:"message_id"`
	Thread             int             `json:"message_thread_id,omitempty"`
	IsTopic            bool            `json:"is_topic_message,omitempty"`
	From               *User           `json:"from,omitempty"`
	SenderChat         *Chat           `json:"sender_chat,omitempty"`
	Chat               Chat            `json:"chat"`
	Date               int64           `json:"date"`
	EditDate           int64           `json:"edit_date,omitempty"`
	ReplyTo            *Message        `json:"reply_to_message,omitempty"`
	ViaBot             *User           `json:"via_bot,omitempty"`
	IsAutomaticForward bool            `json:"is_automatic_forward,omitempty"`
	Text               string          `json:"text,omitempty"`
	Entities           []Entity        `json:"entities,omitempty"`
	Caption            string          `json:"caption,omitempty"`
	CaptionEntities    []Entity        `json:"caption_entities,omitempty"`
	Voice              json.RawMessage `json:"voice,omitempty"`
	TopicCreated       json.RawMessage `json:"forum_topic_created,omitempty"`
	PinnedMessage      *Message        `json:"pinned_message,omitempty"`
	ReplyMarkup        json.RawMessage `json:"reply_markup,omitempty"`
	MigrateTo          int64           `json:"migrate_to_chat_id,omitempty"`
}

// Button is a button under a message of the bot.
type Button struct {
	Text string `json:"text"`
	URL  string `json:"url"`
	Data string `json:"callback_data"`
}

// Buttons returns the message's buttons in reading order.
func (m Message) Buttons() []Button {
	var markup struct {
		Rows [][]Button `json:"inline_keyboard"`
	}
	if len(m.ReplyMarkup) > 0 {
		if err := json.Unmarshal(m.ReplyMarkup, &markup); err != nil {
			panic(fmt.Sprintf("telegramtest: markup: %v", err))
		}
	}
	var all []Button
	for _, row := range markup.Rows {
		all = append(all, row...)
	}
	return all
}

// Private is the chat of a person with the bot.
func Private(u User) Chat { return Chat{ID: u.ID, Type: "private"} }

// Group is a group, whose IDs are below zero.
func Group(id int64) Chat { return Chat{ID: -id, Type: "supergroup", Title: "工作群"} }

// chat is what the server knows of a chat.
type chat struct {
	Chat
	last     int
	messages map[int]Message
	topics   map[int]bool
	admins   map[int64]bool
}

// Say lets a person write a text, marked up as clients do, and delivers it.
// change may be nil; it changes the message before.
func (s *Server) Say(in Chat, from User, text string, change func(*Message)) Message {
	m := Message{From: &from, Text: text, Entities: Entities(text)}
	if change != nil {
		change(&m)
	}
	m = s.put(in, m)
	s.Deliver("message", m)
	return m
}

// Reply lets a person reply to a message.
func (s *Server) Reply(from User, to Message, text string) Message {
	return s.Say(to.Chat, from, text, func(m *Message) {
		to.ReplyTo = nil // the API nests no further
		m.ReplyTo, m.Thread, m.IsTopic = &to, to.Thread, to.IsTopic
	})
}

// Press lets a person press a button of a message, and returns the callback's
// ID.
func (s *Server) Press(from User, on Message, data string) string {
	s.mu.Lock()
	id := fmt.Sprintf("callback-%d", len(s.callbacks))
	s.callbacks[id] = false
	s.mu.Unlock()
	s.Deliver("callback_query", map[string]any{"id": id, "from": from, "message": on, "chat_instance": "1", "data": data})
	return id
}

// Pressed reports whether the bot has answered a callback.
func (s *Server) Pressed(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.callbacks[id]
}

// put gives a message its ID and keeps it.
func (s *Server) put(in Chat, m Message) Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chats[in.ID]
	if c == nil {
		c = &chat{Chat: in, last: 100, messages: map[int]Message{}, topics: map[int]bool{}, admins: map[int64]bool{}}
		s.chats[in.ID] = c
	}
	c.last++
	m.ID, m.Chat, m.Date = c.last, c.Chat, time.Now().Unix()
	c.messages[m.ID] = m
	if m.IsTopic {
		c.topics[m.Thread] = true
	}
	return m
}

var (
	mentionForm = regexp.MustCompile(`@[A-Za-z0-9_]{3,32}`)
	commandText = regexp.MustCompile(`(?:^|\s)(/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]{3,32})?)(?:\s|$)`)
)

// Entities marks a text's commands and mentions as clients do.
func Entities(text string) []Entity {
	var out []Entity
	inCommand := func(int) bool { return false }
	mark := func(kind string, start, end int) {
		length := func(s string) int { return len(utf16.Encode([]rune(s))) }
		out = append(out, Entity{Type: kind, Offset: length(text[:start]), Length: length(text[start:end])})
	}
	for _, at := range commandText.FindAllStringSubmatchIndex(text, -1) {
		mark("bot_command", at[2], at[3])
		before := inCommand
		inCommand = func(i int) bool { return i >= at[2] && i < at[3] || before(i) }
	}
	for _, at := range mentionForm.FindAllStringIndex(text, -1) {
		if !inCommand(at[0]) {
			mark("mention", at[0], at[1])
		}
	}
	return out
}
