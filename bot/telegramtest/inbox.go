package telegramtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// inbox holds the updates that the bot has not confirmed.
type inbox struct {
	pending []update
	next    int64
	poll    chan struct{} // closed when another poll takes over
	longest time.Duration // of a poll; 0 for what the poll asks
}

type update struct {
	ID   int64
	Kind string
	Chat int64 // in whose order it stands
	Body json.RawMessage
}

// MarshalJSON writes the update as the API does.
func (u update) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]any{"update_id": u.ID, u.Kind: u.Body})
}

// Deliver puts an update of a kind into the bot's inbox and returns its ID.
// Unlike the real server it delivers what allowed_updates leaves out as well:
// updates may be older than the setting.
func (s *Server) Deliver(kind string, body any) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.inbox.next++
	return s.deliver(s.inbox.next, kind, body)
}

// DeliverAs is Deliver with an ID of the caller's choice: an update that comes
// twice or late, or after the IDs began anew.
func (s *Server) DeliverAs(id int64, kind string, body any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.inbox.next = id
	s.deliver(id, kind, body)
}

func (s *Server) deliver(id int64, kind string, body any) int64 {
	raw, err := json.Marshal(body)
	if err != nil {
		panic(fmt.Sprintf("telegramtest: update: %v", err))
	}
	sorted := len(s.inbox.pending) == 0 || s.inbox.pending[len(s.inbox.pending)-1].ID <= id
	s.inbox.pending = append(s.inbox.pending, update{id, kind, chatOf(raw), raw})
	if !sorted {
		slices.SortStableFunc(s.inbox.pending, func(a, b update) int { return int(a.ID - b.ID) })
	}
	s.wakePush()
	s.wake()
	return id
}

// NextUpdate returns the ID of the update that comes next.
func (s *Server) NextUpdate() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.inbox.next + 1
}

// Pending returns how many updates the bot has not confirmed.
func (s *Server) Pending() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.inbox.pending)
}

// ShortPolls lets no poll wait longer than this.
func (s *Server) ShortPolls(longest time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.inbox.longest = longest
}

// getUpdates confirms what is below the offset and returns what is left, at
// once or when there is any. A poll ends the one before (Bot API, getUpdates).
func (s *Server) getUpdates(r *http.Request, params map[string]any) (any, *failure) {
	limit := 100
	if params["limit"] != nil {
		limit = int(integer(params["limit"]))
	}
	offset := integer(params["offset"])
	mine := make(chan struct{})
	s.mu.Lock()
	if s.hook.url != "" {
		s.mu.Unlock()
		return nil, &failure{Code: 409, Description: "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"}
	}
	if s.inbox.poll != nil {
		close(s.inbox.poll)
	}
	s.inbox.poll = mine
	s.inbox.pending = slices.DeleteFunc(s.inbox.pending, func(u update) bool { return u.ID < offset })
	wait := time.Duration(integer(params["timeout"])) * time.Second
	if s.inbox.longest > 0 {
		wait = min(wait, s.inbox.longest)
	}
	s.wake()
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.inbox.poll == mine {
			s.inbox.poll = nil
		}
	}()
	timeout := time.After(wait)
	for {
		s.mu.Lock()
		batch := slices.DeleteFunc(slices.Clone(s.inbox.pending), func(u update) bool { return u.ID < offset })
		batch = batch[:min(limit, len(batch))]
		changed := s.changed
		s.mu.Unlock()
		if len(batch) > 0 {
			return batch, nil
		}
		select {
		case <-changed:
		case <-mine:
			return nil, &failure{Code: 409, Description: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"}
		case <-timeout:
			return []update{}, nil
		case <-r.Context().Done():
			return []update{}, nil
		case <-s.closing:
			return []update{}, nil
		}
	}
}
