// Package telegramtest is a strict Telegram for tests: a Bot API server on
// loopback that holds every request of a bot against the API's methods, fields,
// types and limits, and the people who talk to the bot.
//
// What the real server would refuse is refused here and kept as a problem; New
// fails the test for each. What the real server would let pass although it is
// a mistake (an unknown field) is a problem too. Faults are scripted.
package telegramtest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// Token is the one token that the server knows.
const Token = "7000000001:TEST_abcdefghijklmnopqrstuvwxyz-012"

// Me is the bot.
var Me = User{ID: 7000000001, IsBot: true, FirstName: "planbot", Username: "planbot"}

// patience bounds every wait for the bot.
const patience = time.Minute

// Server is a Telegram. Its methods are safe for concurrent use.
type Server struct {
	URL string // of the Bot API

	tb      testing.TB
	http    *httptest.Server
	closing chan struct{}

	mu        sync.Mutex
	changed   chan struct{} // closed at every change, and made anew
	requests  []Request
	problems  []string
	faults    []*Fault
	down      bool
	chats     map[int64]*chat
	callbacks map[string]bool // whether it was answered
	inbox     inbox
	hook      webhook
	pushed    chan struct{} // closed when the webhook has something to do, and made anew
	sent      int           // messages that sendMessage made

	pushing sync.WaitGroup
}

// Request is a request of the bot.
type Request struct {
	Method  string
	Params  map[string]any // as the API's types: string, json.Number, bool, []any, map[string]any
	Code    int            // 200, that of the error, 0 where there was no answer
	At      time.Time
	Message Message // that sendMessage made
}

// Chat is the chat that a request is about, 0 where it is about none.
func (r Request) Chat() int64 { return integer(r.Params["chat_id"]) }

// Text is the text that a request carries.
func (r Request) Text() string { text, _ := r.Params["text"].(string); return text }

// New starts a server, and stops it when the test ends.
func New(tb testing.TB) *Server {
	tb.Helper()
	s := &Server{
		tb:        tb,
		closing:   make(chan struct{}),
		changed:   make(chan struct{}),
		chats:     map[int64]*chat{},
		callbacks: map[string]bool{},
		inbox:     inbox{next: 1000},
		pushed:    make(chan struct{}),
	}
	s.http = httptest.NewServer(s)
	s.URL = s.http.URL
	tb.Cleanup(func() {
		s.closeWebhook()
		close(s.closing)
		s.http.Close()
		for _, p := range s.TakeProblems() {
			tb.Errorf("telegramtest: %s", p)
		}
	})
	return s
}

// ServeHTTP serves /bot<token>/METHOD (Bot API, Making requests).
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	token, method, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/bot"), "/")
	if token != Token {
		failure{Code: 401, Description: "Unauthorized"}.write(w)
		return
	}
	req := Request{Method: method, At: time.Now()}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil { // the bot has hung up
		s.keep(req, 0)
		return
	}
	params, err := readParams(r, body, method)
	req.Params = params
	if err == nil {
		err = checkLimits(method, params)
	}
	if err != nil {
		s.problem("%s: %v", method, err)
		s.keep(req, badRequest("%v", err).write(w))
		return
	}
	fault, cut := s.fault(method, integer(params["chat_id"]))
	switch {
	case cut:
		s.keep(req, 0)
		hangUp(w)
		return
	case fault != nil && fault.Hold != nil:
		select {
		case <-fault.Hold:
		case <-r.Context().Done():
		case <-s.closing:
		}
	case fault != nil && !fault.Cut:
		s.keep(req, fault.write(w))
		return
	}
	result, failed := s.do(r, method, &req) //nolint:contextcheck // deliveries to a webhook outlive the request
	switch {
	case fault != nil && fault.Cut:
		s.keep(req, 0)
		hangUp(w)
	case failed != nil:
		s.keep(req, failed.write(w))
	default:
		s.keep(req, http.StatusOK)
		writeJSON(w, http.StatusOK, map[string]any{"ok": true, "result": result})
	}
}

// do carries a request out.
func (s *Server) do(r *http.Request, method string, req *Request) (any, *failure) {
	switch method {
	case "getMe":
		return Me, nil
	case "getUpdates":
		return s.getUpdates(r, req.Params)
	case "sendMessage":
		m, failed := s.sendMessage(req.Params)
		req.Message = m
		return m, failed
	case "editMessageText":
		m, failed := s.editMessage(req.Params)
		req.Message = m
		return m, failed
	case "getChatMember":
		return s.chatMember(req.Params)
	case "sendChatAction":
		_, failed := s.knownChat(req.Params)
		return true, failed
	case "answerCallbackQuery":
		return s.answerCallback(req.Params)
	case "answerInlineQuery":
		return s.answerInline(req.Params)
	case "setMyCommands":
		return true, nil
	case "setWebhook":
		s.setWebhook(req.Params)
		return true, nil
	case "deleteWebhook":
		s.setWebhook(map[string]any{"drop_pending_updates": req.Params["drop_pending_updates"]})
		return true, nil
	}
	s.problem("%s: the API has it, this server does not", method)
	f := badRequest("method is not served")
	return nil, &f
}

// failure is an answer that is none.
type failure struct {
	Code        int
	Description string
	Parameters  map[string]any
}

func badRequest(format string, args ...any) failure {
	return failure{Code: 400, Description: "Bad Request: " + fmt.Sprintf(format, args...)}
}

func (f failure) write(w http.ResponseWriter) int {
	body := map[string]any{"ok": false, "error_code": f.Code, "description": f.Description}
	if f.Parameters != nil {
		body["parameters"] = f.Parameters
	}
	writeJSON(w, f.Code, body)
	return f.Code
}

func writeJSON(w http.ResponseWriter, code int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(v) // the bot may have hung up
}

// hangUp cuts the connection without an answer.
func hangUp(w http.ResponseWriter) {
	if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
		_ = conn.Close()
	}
}

// keep records a request and wakes those who wait.
func (s *Server) keep(r Request, code int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r.Code = code
	s.requests = append(s.requests, r)
	if r.Method == "sendMessage" && r.Message.ID != 0 {
		s.sent++
	}
	s.wake()
}

// wake tells that something changed. The lock is held.
func (s *Server) wake() {
	close(s.changed)
	s.changed = make(chan struct{})
}

func (s *Server) problem(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.problems = append(s.problems, fmt.Sprintf(format, args...))
	s.wake()
}

// TakeProblems returns the problems so far and forgets them.
func (s *Server) TakeProblems() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	taken := s.problems
	s.problems = nil
	return taken
}
