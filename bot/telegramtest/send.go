package telegramtest

import (
	"encoding/json"
	"fmt"
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
	if markup := params["reply_markup"]; markup != nil {
		if m.ReplyMarkup, err = json.Marshal(markup); err != nil {
			panic(fmt.Sprintf("telegramtest: markup: %v", err)) // it was read from JSON
		}
	}
	return s.put(c.Chat, m), nil
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
