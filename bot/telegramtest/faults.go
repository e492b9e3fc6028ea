package telegramtest

import (
	"io"
	"net/http"
)

// Fault is what goes wrong with a request. One that says neither Code nor Body
// nor Cut nor Drop nor Hold does nothing.
type Fault struct {
	Method string // "" for any but getUpdates
	Chat   int64  // 0 for any
	Times  int    // how often; 0 is once, negative is always

	Code        int // the error that is answered
	Description string
	RetryAfter  int    // seconds, of a 429
	MigrateTo   int64  // the group's new ID, of a 400
	Body        string // answered as it is in place of JSON, as a proxy does

	Cut  bool            // the request is carried out, but the connection is cut before the answer
	Drop bool            // the connection is cut and nothing carried out
	Hold <-chan struct{} // the request waits until this is closed, then it is carried out
}

// Script makes the next requests that fit fail, each fault in its turn.
func (s *Server) Script(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range faults {
		if f.Times == 0 {
			f.Times = 1
		}
		s.faults = append(s.faults, &f)
	}
}

// Down cuts every connection until it is called with false.
func (s *Server) Down(down bool) {
	s.mu.Lock()
	s.down = down
	s.wake()
	s.mu.Unlock()
	if down {
		s.http.CloseClientConnections()
	}
}

// fault takes the fault that a request is to meet, and reports whether its
// connection is cut at once.
func (s *Server) fault(method string, chat int64) (f *Fault, cut bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.down {
		return nil, true
	}
	for i, f := range s.faults {
		if f.Method != method && (f.Method != "" || method == "getUpdates") || f.Chat != 0 && f.Chat != chat {
			continue
		}
		if f.Times--; f.Times == 0 {
			s.faults = append(s.faults[:i:i], s.faults[i+1:]...)
		}
		return f, f.Drop
	}
	return nil, false
}

// write answers with the fault.
func (f *Fault) write(w http.ResponseWriter) int {
	if f.Body != "" {
		code := f.Code
		if code == 0 {
			code = http.StatusBadGateway
		}
		w.WriteHeader(code)
		_, _ = io.WriteString(w, f.Body) // the bot may have hung up
		return code
	}
	out := failure{Code: f.Code, Description: f.Description}
	switch {
	case f.RetryAfter != 0:
		out.Parameters = map[string]any{"retry_after": f.RetryAfter}
	case f.MigrateTo != 0:
		out.Parameters = map[string]any{"migrate_to_chat_id": f.MigrateTo}
	}
	return out.write(w)
}
