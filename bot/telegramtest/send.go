package telegramtest

import (
	"encoding/json"
	"fmt"
	"time"
)

// knownChat returns the chat that a request is about. A bot cannot begin a
// conversation.
func (s *Server) knownChat(params map[string]any) (*chat, *failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chats[integer(params["chat_id"])]
	if c == nil {
		return nil, s.refuse("chat not found")
	}
	if thread := int(integer(params["message_thread_id"])); thread != 0 && !c.topics[thread] {
		return nil, s.refuse("message thread not found")
	}
	return c, nil
}

// refuse keeps a problem and answers with it. The lock is held.
func (s *Server) refuse(why string) *failure {
	s.problems = append(s.problems, why)
	f := badRequest("%s", why)
	return &f
}

// Join makes a chat known to the server without a message in it.
func (s *Server) Join(c Chat) { s.put(c, Message{From: &User{ID: 1, FirstName: "甲"}}) }

// sendMessage keeps the bot's message.
func (s *Server) sendMessage(params map[string]any) (Message, *failure) {
	c, failed := s.knownChat(params)
	if failed != nil {
		return Message{}, failed
	}
	text, err := messageText(params)
	if err != nil {
		f := badRequest("%v", err)
		return Message{}, &f
	}
	m := Message{From: &Me, Text: text}
	if thread := int(integer(params["message_thread_id"])); thread != 0 {
		m.Thread, m.IsTopic = thread, true
	}
	if m.ReplyTo, failed = s.repliedTo(c, params["reply_parameters"]); failed != nil {
		return Message{}, failed
	}
	m.ReplyMarkup = markupOf(params)
	return s.put(c.Chat, m), nil
}

// markupOf is a request's keyboard, as it was read from JSON.
func markupOf(params map[string]any) json.RawMessage {
	markup := params["reply_markup"]
	if markup == nil {
		return nil
	}
	raw, err := json.Marshal(markup)
	if err != nil {
		panic(fmt.Sprintf("telegramtest: markup: %v", err))
	}
	return raw
}

// editMessage changes a message of the bot. One that would stay as it is is
// refused, as by the real server.
func (s *Server) editMessage(params map[string]any) (Message, *failure) {
	c, failed := s.knownChat(params)
	if failed != nil {
		return Message{}, failed
	}
	text, err := messageText(params)
	if err != nil {
		f := badRequest("%v", err)
		return Message{}, &f
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	m, ok := c.messages[int(integer(params["message_id"]))]
	switch {
	case !ok:
		return Message{}, s.refuse("message to edit not found")
	case m.From == nil || m.From.ID != Me.ID:
		return Message{}, s.refuse("message can't be edited")
	case m.Text == text && string(m.ReplyMarkup) == string(markupOf(params)):
		f := badRequest("message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message")
		return Message{}, &f
	}
	m.Text, m.ReplyMarkup = text, markupOf(params)
	c.messages[m.ID] = m
	return m, nil
}

// Administer makes a person an administrator of a group, or no more.
func (s *Server) Administer(in Chat, u User, is bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.chats[in.ID]; c != nil {
		c.admins[u.ID] = is
	}
}

// chatMember says who somebody is in a group (Bot API, getChatMember).
func (s *Server) chatMember(params map[string]any) (any, *failure) {
	c, failed := s.knownChat(params)
	if failed != nil {
		return nil, failed
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	id := integer(params["user_id"])
	return member(id, map[bool]string{true: "administrator", false: "member"}[c.admins[id]]), nil
}

func member(user int64, status string) map[string]any {
	return map[string]any{"status": status, "user": User{ID: user, FirstName: "甲"}}
}

// Leave and Return throw the bot out of a chat and let it in again (Bot API,
// my_chat_member).
func (s *Server) Leave(in Chat, by User) { s.memberUpdate(in, by, "member", "kicked") }

// Return lets the bot in again.
func (s *Server) Return(in Chat, by User) { s.memberUpdate(in, by, "kicked", "member") }

func (s *Server) memberUpdate(in Chat, by User, before, after string) {
	out := func(status string) map[string]any {
		m := member(Me.ID, status)
		m["user"] = Me
		if status == "kicked" {
			m["until_date"] = 0
		}
		return m
	}
	s.Deliver("my_chat_member", map[string]any{"chat": in, "from": by, "date": time.Now().Unix(), "old_chat_member": out(before), "new_chat_member": out(after)})
}

func (s *Server) repliedTo(c *chat, parameters any) (*Message, *failure) {
	reply, _ := parameters.(map[string]any)
	if reply == nil {
		return nil, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	to, ok := c.messages[int(integer(reply["message_id"]))]
	if allow, _ := reply["allow_sending_without_reply"].(bool); !ok && !allow {
		return nil, s.refuse("message to be replied not found")
	}
	if !ok {
		return nil, nil
	}
	to.ReplyTo = nil
	return &to, nil
}

// answerCallback notes that a callback was answered.
func (s *Server) answerCallback(params map[string]any) (any, *failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id, _ := params["callback_query_id"].(string)
	if _, ok := s.callbacks[id]; !ok {
		return nil, s.refuse("query is too old and response timeout expired or query ID is invalid")
	}
	s.callbacks[id] = true
	return true, nil
}

// Type lets a person type words behind the bot's name, and returns the query's
// ID (Bot API, InlineQuery).
func (s *Server) Type(from User, words string) string {
	s.mu.Lock()
	id := fmt.Sprintf("inline-%d", len(s.callbacks))
	s.callbacks[id] = false
	s.mu.Unlock()
	s.Deliver("inline_query", map[string]any{"id": id, "from": from, "query": words, "offset": "", "chat_type": "group"})
	return id
}

// answerInline holds an inline answer against the limits that the API says in
// words (answerInlineQuery, InlineQueryResultArticle).
func (s *Server) answerInline(params map[string]any) (any, *failure) {
	results, _ := params["results"].([]any)
	if len(results) > 50 {
		f := badRequest("RESULTS_TOO_MUCH")
		return nil, &f
	}
	ids := map[string]bool{}
	for _, r := range results {
		result, _ := r.(map[string]any)
		id, _ := result["id"].(string)
		if id == "" || len(id) > 64 || ids[id] {
			f := badRequest("RESULT_ID_INVALID: %q", id)
			return nil, &f
		}
		ids[id] = true
		content, _ := result["input_message_content"].(map[string]any)
		text, _ := content["message_text"].(string)
		if _, err := messageText(map[string]any{"text": text, "parse_mode": content["parse_mode"]}); err != nil {
			f := badRequest("%v", err)
			return nil, &f
		}
		if err := checkMarkup(result["reply_markup"]); err != nil {
			f := badRequest("%v", err)
			return nil, &f
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	id, _ := params["inline_query_id"].(string)
	if _, ok := s.callbacks[id]; !ok {
		return nil, s.refuse("query is too old and response timeout expired or query ID is invalid")
	}
	s.callbacks[id] = true
	return true, nil
}
