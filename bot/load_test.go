package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"planbot/bot/telegramtest"
	"planbot/store"
)

// Load of the benchmark: how many ask, and how often in all.
const (
	loadChats   = 200
	loadUpdates = 20_000
	loadSeconds = 4 // of the paced part
)

// BenchmarkLoad measures against the fake, in one run: what the fake itself
// costs, with a loop that polls and sends and does nothing else; how many
// updates a second the bot answers with a durable inbox, by each edge; and how
// long an answer takes at half that load. All of it shares the machine.
func BenchmarkLoad(b *testing.B) {
	b.Run("fake", func(b *testing.B) {
		for b.Loop() {
			s := telegramtest.New(b)
			fill(s, loadUpdates)
			begin, before := time.Now(), cpu(b)
			noBot(b, s, loadUpdates)
			b.ReportMetric(loadUpdates/time.Since(begin).Seconds(), "updates/s")
			b.ReportMetric(float64((cpu(b)-before).Microseconds())/loadUpdates, "cpu-µs/update")
		}
	})
	for _, hook := range []bool{false, true} {
		b.Run(map[bool]string{false: "poll", true: "webhook"}[hook], func(b *testing.B) {
			for b.Loop() {
				before := cpu(b)
				rate := flooded(b, hook)
				b.ReportMetric(rate, "updates/s")
				b.ReportMetric(float64((cpu(b)-before).Microseconds())/loadUpdates, "cpu-µs/update")
				times := paced(b, hook, rate/2)
				b.ReportMetric(ms(times[len(times)/2]), "ms-p50-at-half")
				b.ReportMetric(ms(times[len(times)*99/100]), "ms-p99-at-half")
			}
		})
	}
}

// cpu is the time that the process has worked, on all cores.
func cpu(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func loadPerson(i int) telegramtest.User { return person(i * 7 % loadChats) }

func fill(s *telegramtest.Server, n int) {
	for i := range n {
		p := loadPerson(i)
		s.Say(telegramtest.Private(p), p, fmt.Sprint("问", i), nil)
	}
}

// noBot is a bot that does nothing: it polls, and sends every text back.
func noBot(b *testing.B, s *telegramtest.Server, n int) {
	client := &http.Client{Transport: transport()}
	defer client.CloseIdleConnections()
	address := s.URL + "/bot" + telegramtest.Token + "/"
	post := func(method string, in any, out any) {
		body, err := json.Marshal(in)
		if err != nil {
			panic(err)
		}
		resp, err := client.Post(address+method, "application/json", bytes.NewReader(body))
		if err != nil {
			panic(err)
		}
		defer func() { _ = resp.Body.Close() }()
		if out != nil {
			err = json.NewDecoder(resp.Body).Decode(out)
		} else {
			_, err = io.Copy(io.Discard, resp.Body)
		}
		if err != nil {
			panic(err)
		}
	}
	work := make(chan map[string]any, 100)
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			for m := range work {
				post("sendMessage", m, nil)
			}
		})
	}
	for offset := int64(0); n > 0; {
		var got struct {
			Result []struct {
				ID      int64                `json:"update_id"`
				Message telegramtest.Message `json:"message"`
			} `json:"result"`
		}
		post("getUpdates", map[string]any{"offset": offset, "timeout": 10}, &got)
		for _, u := range got.Result {
			offset = u.ID + 1
			work <- map[string]any{"chat_id": u.Message.Chat.ID, "text": u.Message.Text}
		}
		n -= len(got.Result)
	}
	close(work)
	all.Wait()
}

// loaded starts a bot with a durable inbox.
func loaded(b *testing.B, s *telegramtest.Server, hook bool) (stop func()) {
	in, err := store.Open(context.Background(), filepath.Join(b.TempDir(), "load.db"))
	if err != nil {
		b.Fatal(err)
	}
	o := Options{
		Token: telegramtest.Token, API: s.URL, Current: func() Asker { return echo }, Inbox: in,
		Logger: slog.New(slog.DiscardHandler), Limits: Limits{Person: -1, Group: -1},
	}
	var bot *Bot
	up := make(chan struct{})
	if hook {
		o.Hook = Webhook{Secret: hookSecret, URL: newFront(b, func(w http.ResponseWriter, r *http.Request) {
			<-up
			bot.ServeHTTP(w, r)
		})}
	}
	if bot, err = New(o); err != nil {
		b.Fatal(err)
	}
	close(up)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- bot.Run(ctx) }()
	return func() {
		cancel()
		if err := <-done; err != nil {
			b.Error(err)
		}
		count, err := in.Updates(context.Background())
		if err != nil || count[1] != s.SentCount() {
			b.Errorf("%d answers, the inbox holds %v, %v", s.SentCount(), count, err)
		}
		if err := in.Close(); err != nil {
			b.Error(err)
		}
	}
}

// flooded returns how many updates a second are answered when they all wait.
func flooded(b *testing.B, hook bool) float64 {
	s := telegramtest.New(b)
	fill(s, loadUpdates)
	begin := time.Now()
	stop := loaded(b, s, hook)
	s.AwaitSent(loadUpdates)
	rate := loadUpdates / time.Since(begin).Seconds()
	stop()
	return rate
}

// paced returns how long answers took, the shortest first, when so many a
// second are asked.
func paced(b *testing.B, hook bool, rate float64) []time.Duration {
	s := telegramtest.New(b)
	fill(s, loadChats) // everybody is known, every connection open
	stop := loaded(b, s, hook)
	s.AwaitSent(loadChats)
	n := int(rate * loadSeconds)
	asked := make([]time.Time, n)
	begin := time.Now()
	for i := range n {
		if ahead := time.Duration(float64(i)/rate*1e9) - time.Since(begin); ahead > time.Millisecond {
			time.Sleep(ahead)
		}
		p := loadPerson(i)
		asked[i] = time.Now()
		s.Say(telegramtest.Private(p), p, fmt.Sprint("再问", i), nil)
	}
	s.AwaitSent(loadChats + n)
	var times []time.Duration
	for _, r := range s.Sent() {
		var i int
		if _, err := fmt.Sscanf(strings.TrimSpace(r.Message.Text), "再问%d", &i); err == nil {
			times = append(times, r.At.Sub(asked[i]))
		}
	}
	stop()
	slices.Sort(times)
	return times
}
