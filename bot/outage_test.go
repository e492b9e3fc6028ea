package bot

import (
	"context"
	"errors"
	"fmt"
	"net"
	"testing"
	"time"

	"planbot/bot/telegramtest"
)

// Whatever becomes of the polls, the bot goes on, and says so once.
func TestPollFaults(t *testing.T) {
	const poll = "getUpdates"
	for _, c := range []struct {
		name  string
		fault telegramtest.Fault
		line  string
	}{
		{"conflict", telegramtest.Fault{Method: poll, Times: 3, Code: 409, Description: "Conflict: terminated by other getUpdates request"}, "另一个程序"},
		{"webhook", telegramtest.Fault{Method: poll, Times: 3, Code: 409, Description: "Conflict: can't use getUpdates method while webhook is active"}, "另一个程序"},
		{"5xx", telegramtest.Fault{Method: poll, Times: 3, Code: 500, Description: "Internal Server Error"}, "暂时连不上"},
		{"proxy's page", telegramtest.Fault{Method: poll, Times: 3, Code: 504, Body: "<html>"}, "暂时连不上"},
		{"flood", telegramtest.Fault{Method: poll, Times: 3, Code: 429, RetryAfter: 2, Description: "Too Many Requests: retry after 2"}, "暂时连不上"},
		{"cut", telegramtest.Fault{Method: poll, Times: 3, Drop: true}, "暂时连不上"},
		{"answer lost", telegramtest.Fault{Method: poll, Times: 3, Cut: true}, "暂时连不上"},
		{"not found", telegramtest.Fault{Method: poll, Times: 3, Code: 404, Description: "Not Found"}, "暂时连不上"},
		{"getMe", telegramtest.Fault{Method: "getMe", Times: 3, Code: 502, Body: "Bad Gateway"}, "暂时连不上"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := telegramtest.New(t)
			s.Script(c.fault)
			s.Say(telegramtest.Private(alice), alice, "问", nil)
			r := run(t, s, echo, nil)
			s.AwaitSent(1)
			s.AwaitConfirmed()
			r.stop()
			if n := len(s.Sent()); n != 1 {
				t.Errorf("answered %d times", n)
			}
			if n := r.log.count(c.line); n != 1 {
				t.Errorf("%d lines say %q:\n%s", n, c.line, r.log.bytes())
			}
		})
	}
}

// A long outage, before the start or after, ends with every question answered.
func TestOutage(t *testing.T) {
	s := telegramtest.New(t)
	s.Down(true)
	r := run(t, s, echo, nil)
	time.Sleep(20 * fast.maxBackoff)
	s.Down(false)
	s.Say(telegramtest.Private(alice), alice, "一", nil)
	s.AwaitSent(1)
	s.Down(true)
	for i := range 5 {
		s.Say(telegramtest.Private(alice), alice, fmt.Sprint("二", i), nil)
	}
	time.Sleep(20 * fast.maxBackoff)
	s.Down(false)
	s.AwaitSent(6)
	s.AwaitConfirmed()
	if n := r.log.count("暂时连不上"); n != 2 {
		t.Errorf("%d lines for two outages", n)
	}
	if n := r.log.count("已恢复"); n != 2 {
		t.Errorf("%d lines for two ends", n)
	}
}

// A send for which no connection comes about waits for as long as it takes.
func TestUnreachable(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := "http://" + l.Addr().String()
	_ = l.Close()
	s := telegramtest.New(t)
	r := run(t, s, echo, func(o *Options) { o.API = address })
	time.Sleep(20 * fast.maxBackoff)
	r.stop()
	if n := r.log.count("暂时连不上"); n != 1 {
		t.Errorf("%d lines:\n%s", n, r.log.bytes())
	}
	tries := 0
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	err = r.bot.retry(ctx, 2, func(context.Context) error {
		if tries++; tries > 20 {
			cancel()
		}
		return &net.OpError{Op: "dial", Err: errors.New("no route to host")}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("gave up after %d tries: %v", tries, err)
	}
}
