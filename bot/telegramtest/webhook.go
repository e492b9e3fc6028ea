package telegramtest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"time"
)

// webhook brings updates to the bot (Bot API, setWebhook).
type webhook struct {
	url, secret string
	stop        context.CancelFunc
	calls       []Call
}

// Call is an attempt to bring an update.
type Call struct {
	Update int64
	Code   int // 0 where there was no answer
}

// Calls returns the attempts so far.
func (s *Server) Calls() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.hook.calls)
}

// Webhook returns the address and the secret that the bot has set.
func (s *Server) Webhook() (address, secret string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.hook.url, s.hook.secret
}

var secretForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`)

// checkWebhook holds setWebhook against the API's words. HTTP is for loopback,
// where the real server is a local one.
func checkWebhook(params map[string]any) error {
	address, _ := params["url"].(string)
	u, err := url.Parse(address)
	if address == "" || err != nil {
		return err
	}
	ip := net.ParseIP(u.Hostname())
	if u.Scheme != "https" && (u.Scheme != "http" || ip == nil || !ip.IsLoopback()) {
		return errors.New("bad webhook: An HTTPS URL must be provided for webhook")
	}
	if secret, ok := params["secret_token"].(string); ok && !secretForm.MatchString(secret) {
		return errors.New("bad webhook: secret token contains unallowed characters")
	}
	if n := integer(params["max_connections"]); params["max_connections"] != nil && (n < 1 || n > 100) {
		return fmt.Errorf("max_connections is %d, not 1 to 100", n)
	}
	return checkPoll(map[string]any{"allowed_updates": params["allowed_updates"]})
}

// setWebhook begins to bring updates, or with no address ends that.
func (s *Server) setWebhook(params map[string]any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.hook.stop != nil {
		s.hook.stop()
	}
	s.hook.url, _ = params["url"].(string)
	s.hook.secret, _ = params["secret_token"].(string)
	s.hook.stop = nil
	if drop, _ := params["drop_pending_updates"].(bool); drop {
		s.inbox.pending = nil
	}
	if s.hook.url != "" {
		n := int(integer(params["max_connections"]))
		if n == 0 {
			n = 40
		}
		var ctx context.Context
		ctx, s.hook.stop = context.WithCancel(context.Background())
		s.pushing.Go(func() { s.push(ctx, s.hook.url, s.hook.secret, n) })
	}
	s.wake()
}

// push brings what is pending: the updates of a chat one after the other, of
// several chats at once, each until it is taken.
func (s *Server) push(ctx context.Context, address, secret string, connections int) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: connections}}
	defer client.CloseIdleConnections()
	busy := map[int64]bool{}
	var all sync.WaitGroup
	defer all.Wait()
	for {
		s.mu.Lock()
		changed := s.pushed
		var next []update
		for _, u := range s.inbox.pending {
			if len(busy) == connections {
				break
			}
			if !busy[u.Chat] {
				busy[u.Chat] = true
				next = append(next, u)
			}
		}
		s.mu.Unlock()
		for _, u := range next {
			all.Go(func() {
				if wait := s.bring(ctx, client, address, secret, u); wait > 0 {
					select {
					case <-time.After(wait):
					case <-ctx.Done():
						return
					}
				}
				s.mu.Lock()
				defer s.mu.Unlock()
				delete(busy, u.Chat)
				s.wakePush()
			})
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return
		}
	}
}

// wakePush tells the webhook that something changed. The lock is held.
func (s *Server) wakePush() {
	close(s.pushed)
	s.pushed = make(chan struct{})
}

// bring makes one attempt, and returns how long to wait before the next one.
func (s *Server) bring(ctx context.Context, client *http.Client, address, secret string, u update) time.Duration {
	body, err := json.Marshal(u)
	if err != nil {
		panic(fmt.Sprintf("telegramtest: update: %v", err))
	}
	code, after := 0, 1
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		panic(fmt.Sprintf("telegramtest: webhook: %v", err))
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
	if resp, err := client.Do(req); err == nil {
		_, _ = io.Copy(io.Discard, resp.Body) // so that the connection is used again
		_ = resp.Body.Close()
		code = resp.StatusCode
		if n, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil {
			after = n
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hook.calls = append(s.hook.calls, Call{u.ID, code})
	if code >= 200 && code < 300 {
		s.inbox.remove(u.ID)
		s.wake()
		return 0
	}
	return time.Duration(after) * hookPause
}

// hookPause is how long a second of Retry-After lasts here.
const hookPause = 10 * time.Millisecond

// remove takes out an update, wherever it comes several times. It moves what
// lies before, which is little.
func (in *inbox) remove(id int64) {
	for {
		i := slices.IndexFunc(in.pending, func(u update) bool { return u.ID >= id }) // they are sorted
		if i < 0 || in.pending[i].ID != id {
			return
		}
		copy(in.pending[1:i+1], in.pending[:i])
		in.pending = in.pending[1:]
	}
}

// chatOf is in whose order an update stands.
func chatOf(body []byte) int64 {
	var of struct {
		Chat    Chat `json:"chat"`
		Message struct {
			Chat Chat `json:"chat"`
		} `json:"message"`
	}
	if json.Unmarshal(body, &of) != nil {
		return 0
	}
	if of.Chat.ID != 0 {
		return of.Chat.ID
	}
	return of.Message.Chat.ID
}

// closeWebhook ends it with the server.
func (s *Server) closeWebhook() {
	s.mu.Lock()
	if s.hook.stop != nil {
		s.hook.stop()
	}
	s.mu.Unlock()
	s.pushing.Wait()
}

// Edit lets a person edit a message.
func (s *Server) Edit(m Message, text string) Message {
	s.mu.Lock()
	m.Text, m.Entities, m.EditDate = text, Entities(text), time.Now().Unix()
	if c := s.chats[m.Chat.ID]; c != nil {
		c.messages[m.ID] = m
	}
	s.mu.Unlock()
	s.Deliver("edited_message", m)
	return m
}
