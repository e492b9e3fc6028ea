package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"planbot/alert"
)

// What makes this binary a process that delivers: the database, where to, and
// how many died before it.
const (
	deliverFrom = "PLANBOT_TEST_DELIVER_FROM"
	deliverTo   = "PLANBOT_TEST_DELIVER_TO"
	deliverLife = "PLANBOT_TEST_DELIVER_LIFE"
)

func TestMain(m *testing.M) {
	if dsn := os.Getenv(deliverFrom); dsn != "" {
		if err := deliverAll(dsn, os.Getenv(deliverTo), os.Getenv(deliverLife)); err != nil {
			if of, ok := errors.AsType[*Error](err); ok {
				err = errors.Join(err, of.Cause)
			}
			panic(err) // the exit code tells it from a kill
		}
		return
	}
	m.Run()
}

// deliverAll delivers what waits, then returns. Its clock stands still but where
// it has to wait, and began long after that of the process before: so nobody
// waits for leases and doubts, and none ends while its owner lives.
func deliverAll(dsn, to, life string) error {
	ctx := context.Background()
	n, err := strconv.Atoi(life)
	if err != nil {
		return err
	}
	s, err := Open(ctx, dsn)
	if err != nil {
		return err
	}
	d := alert.Deliverer{Outbox: s, Sender: post(to), Owner: "life " + life, Pace: alert.TelegramPace, Log: slog.New(slog.DiscardHandler)}
	for now := at(time.Duration(n) * time.Hour); ; {
		next, err := d.Step(ctx, now)
		if err != nil {
			return err
		}
		pending, _, err := s.Waiting(ctx)
		if err != nil || pending == 0 {
			return errors.Join(err, s.Close())
		}
		now = later(now, next)
	}
}

// post is an alert.Sender over HTTP.
type post string

func (p post) Send(ctx context.Context, d *alert.Delivery) (int, error) {
	form := url.Values{"id": {d.Alert.ID}, "chat": {fmt.Sprint(d.Alert.Place.Chat)}}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, string(p)+"?"+form.Encode(), nil)
	if err != nil {
		return 0, err
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, &alert.Failure{Kind: alert.Uncertain, Err: err}
	}
	defer func() { _ = answer.Body.Close() }() // read below
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return 0, &alert.Failure{Kind: alert.Uncertain, Err: err}
	}
	return strconv.Atoi(string(text))
}

// When a process is killed, in respect of one of its sends.
const (
	beforeArrival = iota
	beforeAnswer
	afterAnswer
	atStart
	moments
)

// killer is what the processes deliver to. It kills them.
type killer struct {
	mu      sync.Mutex
	arrived []request
	process *os.Process
	kills   int

	moment int           // of the next kill
	sends  int           // until then
	delay  time.Duration // of what is killed behind an answer or at the start
}

func (k *killer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.sends--
	die := k.sends == 0
	if die && k.moment == beforeArrival {
		k.kill()
		panic(http.ErrAbortHandler)
	}
	chat, err := strconv.ParseInt(r.URL.Query().Get("chat"), 10, 64)
	if err != nil {
		panic(err)
	}
	k.arrived = append(k.arrived, request{id: r.URL.Query().Get("id"), place: alert.Place{Chat: chat}, arrived: true})
	if die && k.moment == beforeAnswer {
		k.kill()
		panic(http.ErrAbortHandler)
	}
	fmt.Fprint(w, len(k.arrived))
	if die && k.moment == afterAnswer {
		k.killLater()
	}
}

func (k *killer) kill() { _ = k.process.Kill() } // it may have ended before

func (k *killer) killLater() {
	process := k.process
	time.AfterFunc(k.delay, func() { _ = process.Kill() })
}

// live starts a process, and reports whether it ended by itself.
func (k *killer) live(t *testing.T, dsn, to string, life int) bool {
	t.Helper()
	program := must[string](t)(os.Executable())
	cmd := exec.CommandContext(context.Background(), program)
	cmd.Env = append(os.Environ(), deliverFrom+"="+dsn, deliverTo+"="+to, deliverLife+"="+strconv.Itoa(life))
	cmd.Stderr = os.Stderr
	k.mu.Lock()
	err := cmd.Start()
	k.process = cmd.Process
	if err == nil && k.moment == atStart && k.sends > 0 {
		k.killLater()
	}
	k.mu.Unlock()
	ok(t, err)
	err = cmd.Wait()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == -1 {
		k.kills++
		return false
	}
	ok(t, err)
	return true
}

// A process is killed at any moment, again and again: nothing is lost, at most
// one alert comes twice for each kill, and every chat's come in order.
func TestKill(t *testing.T) {
	for kind, fresh := range kinds {
		t.Run(kind, func(t *testing.T) {
			kills, twice, at := 0, 0, [moments]int{}
			for seed := range sized(10, 200) {
				t.Run(fmt.Sprint(seed), func(t *testing.T) {
					k, again := killSeed(t, fresh(t), uint64(seed), &at)
					kills, twice = kills+k, twice+again
					if again > k {
						t.Errorf("%d came twice after %d kills", again, k)
					}
				})
			}
			t.Logf("%d kills %v, 0 lost, %d twice", kills, at, twice)
			if kills == 0 || twice == 0 {
				t.Errorf("%d kills, %d twice: nothing was tried", kills, twice)
			}
		})
	}
}

func killSeed(t *testing.T, dsn string, seed uint64, moment *[moments]int) (kills, twice int) {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 9))
	s := openAt(t, dsn)
	alerts := batch(5, half(5)...)
	send(t, s, alerts...)
	k := &killer{}
	server := httptest.NewServer(k)
	defer server.Close()
	deaths := 1 + random.IntN(4)
	for life := 0; ; life++ {
		k.mu.Lock()
		k.moment, k.sends, k.delay = random.IntN(moments), 1+random.IntN(12), time.Duration(random.IntN(3000))*time.Microsecond
		if k.moment == atStart {
			k.delay *= 30
		}
		if life >= deaths {
			k.sends = 0
		}
		planned := k.moment
		k.mu.Unlock()
		if k.live(t, dsn, server.URL, life) {
			if life >= deaths {
				break
			}
			continue
		}
		moment[planned]++
		if life > deaths {
			t.Fatal("killed without a plan")
		}
	}
	server.Close() // a send of a dead one may still be coming in
	w := newWorld(t)
	w.seen = k.arrived
	twice = w.check(alerts)
	same(t, states(t, s), map[alert.State]int{alert.Sent: len(alerts)})
	if len(slices.Compact(w.arrived(1))) != 5 {
		t.Errorf("got %v", w.arrived(1))
	}
	return k.kills, twice
}
