package telegramtest

import (
	"fmt"
	"slices"
	"time"
)

// Requests returns the requests with these methods, all where none is named.
func (s *Server) Requests(methods ...string) []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Request
	for _, r := range s.requests {
		if len(methods) == 0 || slices.Contains(methods, r.Method) {
			out = append(out, r)
		}
	}
	return out
}

// Sent returns the messages that the bot sent and the server took.
func (s *Server) Sent() []Request {
	return slices.DeleteFunc(s.Requests("sendMessage"), func(r Request) bool { return r.Message.ID == 0 })
}

// SentCount is how many messages Sent returns.
func (s *Server) SentCount() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sent
}

// Await waits until ready holds, and fails the test where it never does.
func (s *Server) Await(what string, ready func() bool) {
	s.tb.Helper()
	timeout := time.After(patience)
	for {
		s.mu.Lock()
		changed := s.changed
		s.mu.Unlock()
		if ready() {
			return
		}
		select {
		case <-changed:
		case <-timeout:
			s.tb.Fatalf("telegramtest: waited in vain for %s; requests: %d, problems: %q", what, len(s.Requests()), s.TakeProblems())
		}
	}
}

// AwaitSent waits until the bot has sent n messages in all, and returns them.
func (s *Server) AwaitSent(n int) []Request {
	s.tb.Helper()
	s.Await(fmt.Sprintf("%d messages", n), func() bool { return s.SentCount() >= n })
	return s.Sent()
}

// AwaitConfirmed waits until the bot has confirmed every update.
func (s *Server) AwaitConfirmed() {
	s.tb.Helper()
	s.Await("every update to be confirmed", func() bool { return s.Pending() == 0 })
}
