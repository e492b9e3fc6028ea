package bot

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"planbot/answer"
	"planbot/bot/telegramtest"
	"planbot/store"
	"planbot/store/storetest"
)

// What the process that is killed is told.
const (
	childAPI     = "EDGE_TEST_API" // set in the child alone
	childStore   = "EDGE_TEST_STORE"
	childHook    = "EDGE_TEST_HOOK"
	childListen  = "EDGE_TEST_LISTEN"
	hookSecret   = "a-secret_of_the_tests"
	normalSeeds  = 2 // for each of four cases
	seedsSetting = "PLANBOT_SEEDS"
)

// databases are what the inbox is tried on.
var databases = map[string]func(t *testing.T) string{
	"sqlite":   func(t *testing.T) string { return filepath.Join(t.TempDir(), "edge.db") },
	"postgres": func(t *testing.T) string { return storetest.Postgres(t) },
}

// child is the process that is killed: a bot that answers with the question.
func child() error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	s, err := store.Open(ctx, os.Getenv(childStore))
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	b, err := New(Options{
		Token: telegramtest.Token, API: os.Getenv(childAPI), Current: func() Asker { return echo },
		Logger: slog.New(slog.NewTextHandler(os.Stderr, nil)), Inbox: s, Limits: Limits{Person: -1, Group: -1},
		Hook: Webhook{URL: os.Getenv(childHook), Secret: hookSecret},
	})
	if err != nil {
		return err
	}
	b.pace = fast
	b.pace.typing, b.pace.lease = time.Hour, 300*time.Millisecond
	if os.Getenv(childHook) != "" {
		listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", os.Getenv(childListen))
		if err != nil {
			return err
		}
		server := &http.Server{Handler: b, ReadHeaderTimeout: time.Minute}
		go func() { _ = server.Serve(listener) }()
		defer func() { _ = server.Close() }()
	}
	return b.Run(ctx)
}

// victim is a running child.
type victim struct {
	t   *testing.T
	cmd *exec.Cmd
	out logs
}

func startVictim(t *testing.T, s *telegramtest.Server, dsn, address string) *victim {
	t.Helper()
	v := &victim{t: t, cmd: exec.CommandContext(context.Background(), os.Args[0])}
	v.cmd.Env = append(os.Environ(), childAPI+"="+s.URL, childStore+"="+dsn)
	if address != "" {
		v.cmd.Env = append(v.cmd.Env, childHook+"=http://"+address, childListen+"="+address)
	}
	v.cmd.Stderr = &v.out
	if err := v.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return v
}

// kill ends the process as a power cut does.
func (v *victim) kill() {
	v.t.Helper()
	if err := v.cmd.Process.Kill(); err != nil {
		v.t.Fatal(err)
	}
	_ = v.cmd.Wait() // it says: killed
}

// stop ends it as an operator does.
func (v *victim) stop() {
	v.t.Helper()
	if err := v.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		v.t.Fatal(err)
	}
	if err := v.cmd.Wait(); err != nil {
		v.t.Fatalf("the bot ended with %v:\n%s", err, v.out.bytes())
	}
}

// A bot is killed at any time, on both databases and with both edges: no
// update is lost, none has two answers, and each chat's order is kept.
func TestKill(t *testing.T) {
	seeds := normalSeeds
	if text := os.Getenv(seedsSetting); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		seeds = n
	}
	for name, fresh := range databases {
		for _, edge := range []string{"poll", "webhook"} {
			t.Run(name+" "+edge, func(t *testing.T) {
				var total killed
				for seed := range seeds {
					total.add(killOnce(t, uint64(seed), fresh(t), edge == "webhook"))
				}
				t.Logf("%d seeds: %d updates, %d kills, %d answered, %d begun and cut off, 0 lost, 0 twice",
					seeds, total.updates, total.kills, total.answered, total.cut)
			})
		}
	}
}

// killed is what a run came to.
type killed struct{ updates, kills, answered, cut int }

func (k *killed) add(other killed) {
	k.updates += other.updates
	k.kills += other.kills
	k.answered += other.answered
	k.cut += other.cut
}

func killOnce(t *testing.T, seed uint64, dsn string, hook bool) killed {
	t.Helper()
	const chats, updates = 5, 60
	draw := rand.New(rand.NewPCG(seed, 7))
	s := telegramtest.New(t)
	address := ""
	if hook {
		address = freeAddress(t)
	}
	asked := map[int64][]string{}
	say := func(n int) {
		for range n {
			p := person(draw.IntN(chats))
			text := fmt.Sprintf("问%d的第%d", p.ID, len(asked[p.ID]))
			asked[p.ID] = append(asked[p.ID], text)
			s.Say(telegramtest.Private(p), p, text, nil)
		}
	}
	kills := 1 + draw.IntN(2)
	for range kills {
		say(updates / (kills + 1))
		v := startVictim(t, s, dsn, address)
		deadline(s, draw)
		v.kill()
	}
	say(updates - kills*(updates/(kills+1)))
	v := startVictim(t, s, dsn, address)
	inbox, err := store.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = inbox.Close() }()
	s.AwaitConfirmed()
	count, settled := settle(t, inbox)
	if !settled {
		t.Fatalf("seed %d: unfinished: %v\n%s", seed, count, v.out.bytes())
	}
	v.stop()
	result := killed{updates, kills, s.SentCount(), count[3]}
	if count[1]+count[3] != updates {
		t.Errorf("seed %d: %d updates lost: %v", seed, updates-count[1]-count[3], count)
	}
	checkOrder(t, s, asked, count[3])
	return result
}

// settle waits until every update in an inbox is finished.
func settle(t *testing.T, in *store.Store) (count [4]int, ok bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); {
		var err error
		if count, err = in.Updates(t.Context()); err != nil {
			t.Fatal(err)
		}
		if count[0]+count[2] == 0 {
			return count, true
		}
		_ = sleep(t.Context(), 5*time.Millisecond)
	}
	return count, false
}

// deadline returns when the child is to be killed: when so many messages were
// sent, or requests made, or so many updates taken.
func deadline(s *telegramtest.Server, draw *rand.Rand) {
	sent, requests, pending := s.SentCount(), len(s.Requests()), s.Pending()
	n := draw.IntN(15)
	switch draw.IntN(4) {
	case 0:
		s.Await("messages", func() bool { return s.SentCount() >= min(sent+n+1, sent+pending) })
	case 1:
		s.Await("requests", func() bool { return len(s.Requests()) > requests+n })
	case 2: // a message has arrived and its sender does not know
		hold := make(chan struct{})
		s.Script(telegramtest.Fault{Method: "sendMessage", Hold: hold})
		s.Await("a message", func() bool { return s.SentCount() >= sent+2 || s.Pending() == 0 })
		close(hold)
	default:
		s.Await("a batch", func() bool { return s.Pending() < pending || s.SentCount() > sent })
	}
}

// checkOrder holds what was sent against what was asked: once, in order, and
// nothing left out but what was cut off.
func checkOrder(t *testing.T, s *telegramtest.Server, asked map[int64][]string, cut int) {
	t.Helper()
	missing := 0
	sent := map[int64][]string{}
	for _, r := range s.Sent() {
		sent[r.Chat()] = append(sent[r.Chat()], strings.TrimSpace(r.Message.Text))
	}
	for chat, texts := range asked {
		next := 0
		for _, text := range sent[chat] {
			i := slices.Index(texts, text)
			if i < next {
				t.Errorf("chat %d: %q came twice or late: %q", chat, text, sent[chat])
			}
			next = max(next, i+1)
		}
		missing += len(texts) - len(sent[chat])
	}
	if missing > cut {
		t.Errorf("%d questions without an answer, %d cut off", missing, cut)
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

// withInbox gives a bot an inbox.
func withInbox(t *testing.T, dsn string) (*store.Store, func(*Options)) {
	t.Helper()
	s, err := store.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s, func(o *Options) { o.Inbox = s }
}

// hooked runs a bot with a webhook.
func runHooked(t *testing.T, s *telegramtest.Server, asker Asker, change func(*Options)) (*running, string) {
	t.Helper()
	var r *running
	var ready atomic.Bool
	front := newFront(t, func(w http.ResponseWriter, q *http.Request) {
		if !ready.Load() {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		r.bot.ServeHTTP(w, q)
	})
	r = run(t, s, asker, func(o *Options) {
		change(o)
		o.Hook = Webhook{URL: front, Secret: hookSecret}
	})
	ready.Store(true)
	s.Await("the webhook", func() bool { address, _ := s.Webhook(); return address != "" })
	return r, r.bot.hook.Address()
}

// newFront is a web server until the test ends.
func newFront(t testing.TB, serve http.HandlerFunc) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: serve}
	var done sync.WaitGroup
	done.Go(func() { _ = server.Serve(l) })
	t.Cleanup(func() {
		_ = server.Close()
		done.Wait()
	})
	return "http://" + l.Addr().String()
}

// 8 workers, 100 chats, 10,000 updates: each chat's order is exact.
func TestInboxOrder(t *testing.T) {
	const chats, updates = 100, 10_000
	_, inbox := withInbox(t, filepath.Join(t.TempDir(), "edge.db"))
	s := telegramtest.New(t)
	asked := map[int64][]string{}
	for i := range updates {
		p := person(i * 7 % chats)
		text := fmt.Sprintf("%d-%d", p.ID, i)
		asked[p.ID] = append(asked[p.ID], text)
		s.Say(telegramtest.Private(p), p, text, nil)
	}
	var now, most atomic.Int32
	asker := asks(func(_ context.Context, q string, _ answer.State) (answer.Answer, error) {
		most.Store(max(most.Load(), now.Add(1)))
		defer now.Add(-1)
		return says(q), nil
	})
	run(t, s, asker, func(o *Options) { inbox(o); o.Workers = 8 }, func(p *pace) { p.typing = time.Hour })
	s.AwaitSent(updates)
	s.AwaitConfirmed()
	checkOrder(t, s, asked, 0)
	if most.Load() > 8 {
		t.Errorf("%d worked at a time", most.Load())
	}
}

// Updates that come twice, late or in another order, by either edge, are
// answered once.
func TestInboxDuplicates(t *testing.T) {
	for name, fresh := range databases {
		for _, hook := range []bool{false, true} {
			t.Run(fmt.Sprint(name, " hook ", hook), func(t *testing.T) {
				in, inbox := withInbox(t, fresh(t))
				s := telegramtest.New(t)
				s.ShortPolls(5 * time.Millisecond)
				start := func() *running {
					if hook {
						r, _ := runHooked(t, s, echo, inbox)
						return r
					}
					return run(t, s, echo, inbox)
				}
				chat := telegramtest.Private(alice)
				s.Join(chat)
				deliver := func() {
					for _, id := range []int64{1003, 1001, 1002, 1001, 1003, 1002} {
						s.DeliverAs(id, "message", telegramtest.Message{ID: int(id), From: &alice, Chat: chat, Date: 1, Text: fmt.Sprint("问", id)})
					}
				}
				deliver()
				first := start()
				s.AwaitSent(3)
				s.AwaitConfirmed()
				first.stop()
				deliver()
				second := start()
				s.AwaitConfirmed()
				second.stop()
				if n := s.SentCount(); n != 3 {
					t.Errorf("%d answers: %v", n, answersByQuestion(s))
				}
				count, err := in.Updates(t.Context())
				if err != nil || count != [4]int{0, 3, 0, 0} {
					t.Errorf("the inbox holds %v, %v", count, err)
				}
			})
		}
	}
}

// Calls that are not Telegram's are refused, and nothing of them is kept.
func TestForgedCalls(t *testing.T) {
	in, inbox := withInbox(t, filepath.Join(t.TempDir(), "edge.db"))
	s := telegramtest.New(t)
	chat := telegramtest.Private(alice)
	s.Join(chat)
	r, address := runHooked(t, s, echo, inbox)
	for !r.bot.ready.Load() {
		_ = sleep(t.Context(), time.Millisecond)
	}
	good := `{"update_id":7,"message":{"message_id":1,"date":1,"from":{"id":11,"first_name":"甲"},"chat":{"id":11,"type":"private"},"text":"问"}}`
	for _, c := range []struct {
		name, method, secret, body string
		code                       int
	}{
		{"no secret", "POST", "", good, 401},
		{"wrong secret", "POST", hookSecret + "x", good, 401},
		{"part of the secret", "POST", hookSecret[:5], good, 401},
		{"GET", "GET", hookSecret, "", 405},
		{"PUT", "PUT", hookSecret, good, 405},
		{"empty", "POST", hookSecret, "", 400},
		{"bad JSON", "POST", hookSecret, good[:40], 400},
		{"two objects", "POST", hookSecret, good + good, 400},
		{"a list", "POST", hookSecret, "[" + good + "]", 400},
		{"no ID", "POST", hookSecret, `{"message":{}}`, 400},
		{"ID below zero", "POST", hookSecret, `{"update_id":-4}`, 400},
		{"ID too great", "POST", hookSecret, `{"update_id":99999999999999999999}`, 400},
		{"huge", "POST", hookSecret, `{"update_id":8,"x":"` + strings.Repeat("x", maxHookBody) + `"}`, 413},
		{"huge without a secret", "POST", "", strings.Repeat("x", maxHookBody+1), 401},
		{"good", "POST", hookSecret, good, 200},
		{"again", "POST", hookSecret, good, 200},
		{"of no known kind", "POST", hookSecret, `{"update_id":9,"news":{}}`, 200},
		{"of another shape", "POST", hookSecret, `{"update_id":10,"message":"text"}`, 200},
	} {
		req, err := http.NewRequest(c.method, address, strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		if c.secret != "" {
			req.Header.Set(secretHeader, c.secret)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		_ = resp.Body.Close()
		if resp.StatusCode != c.code {
			t.Errorf("%s: %d, not %d", c.name, resp.StatusCode, c.code)
		}
	}
	http.DefaultClient.CloseIdleConnections()
	settle(t, in)
	r.stop()
	count, err := in.Updates(t.Context())
	if err != nil || count != [4]int{0, 3, 0, 0} || s.SentCount() != 1 {
		t.Errorf("the inbox holds %v, %v, %d answers", count, err, s.SentCount())
	}
	if n := r.log.count(hookSecret); n != 0 {
		t.Errorf("the log shows the secret %d times", n)
	}
}
