package alert

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"sync"
	"time"
)

// Pace is the least time between two sends.
type Pace struct {
	Bot   time.Duration // overall
	Chat  time.Duration // to one private chat
	Group time.Duration // to one group
	Batch int           // how many may be under way together, and so come twice after a crash
}

// TelegramPace keeps below Telegram's limits: 30 messages a second overall, one
// a second to a chat, 20 a minute to a group (Bots FAQ, "My bot is hitting
// limits"). One alert is under way at a time: a crash brings no more than one
// twice.
var TelegramPace = Pace{Bot: 34 * time.Millisecond, Chat: time.Second + 20*time.Millisecond, Group: 3*time.Second + 20*time.Millisecond, Batch: 1}

// Outbox is where alerts wait. A claimed alert is its owner's until the lease
// ends.
type Outbox interface {
	Claim(ctx context.Context, now time.Time, owner string, p Pace, lease time.Duration) (got []Delivery, next time.Time, err error)
	Delivered(ctx context.Context, id, owner string, message int, at time.Time) error
	Retry(ctx context.Context, id, owner string, due time.Time, ambiguous bool, why string) error
	Hold(ctx context.Context, id, owner string, due time.Time) error
	Bury(ctx context.Context, id, owner, why string) error
	HoldBot(ctx context.Context, until time.Time) error
	HoldChat(ctx context.Context, chat int64, until time.Time) error
	Rest(ctx context.Context, place Place, why string) error
	RestChat(ctx context.Context, chat int64, why string) error
	MoveChat(ctx context.Context, from, to int64) error
}

// Sender brings an alert to its place. An error is a *Failure, or the context's.
type Sender interface {
	Send(ctx context.Context, d *Delivery) (message int, err error)
}

// Prober is a Sender that can find out, without sending anything, whether
// somebody answers. A Deliverer asks at the start and after a send without an
// answer, so that an outage costs no alert its attempts.
type Prober interface {
	Probe(ctx context.Context) error // nil: sends would be answered
}

// FailureKind is why a send failed, and so what is to be done.
type FailureKind int

// The kinds of failure.
const (
	Unsent    FailureKind = iota // nothing was sent: tried again later
	Uncertain                    // it may have arrived: repeated once
	Flood                        // too many requests: not before RetryAfter
	Gone                         // the chat does not want or have the bot any more
	NoTopic                      // the topic is closed or deleted
	Moved                        // the group became MovedTo
	Refused                      // this message will never be taken
)

// Failure is a send that failed.
type Failure struct {
	Kind       FailureKind
	RetryAfter time.Duration // of Flood
	MovedTo    int64         // of Moved
	Err        error
}

// Error returns the cause.
func (f *Failure) Error() string { return f.Err.Error() }

// Unwrap returns the cause.
func (f *Failure) Unwrap() error { return f.Err }

const (
	lease        = 2 * time.Minute // longer than a send may take
	repeatAfter  = time.Minute     // what may have arrived is repeated then
	firstBackoff = 2 * time.Second
	lastBackoff  = 5 * time.Minute
	giveUpAfter  = 300             // attempts: a day of them, at the longest backoff
	grace        = 4 * time.Second // for a send that is under way at a stop
	manySilent   = 5               // sends in a row without an answer mean an outage
	lastProbe    = 30 * time.Second
	idle         = time.Second // how long nothing due is not looked at again
)

// Deliverer brings alerts to chats. Several may share an Outbox.
type Deliverer struct {
	Outbox Outbox
	Sender Sender
	Owner  string // this process's name, unlike all others'
	Pace   Pace
	Log    *slog.Logger

	mu      sync.Mutex
	reached bool                // somebody answered, and nobody was silent since
	silent  int                 // sends in a row that nobody answered
	probes  int                 // probes in a row that failed
	floods  map[int64]time.Time // where Telegram asks to wait, and until when
	owed    []arrival           // what the outbox could not write down
}

// arrival is an alert that arrived.
type arrival struct {
	id      string
	message int
	at      time.Time
}

// Step sends what may be sent at a time, and returns when to look again. The
// only error is the outbox's or the context's; what was claimed then stays
// claimed: what arrived is written down by a later Step, the rest is repeated
// when its lease ends.
func (d *Deliverer) Step(ctx context.Context, now time.Time) (next time.Time, err error) {
	if err := d.settle(ctx); err != nil {
		return now.Add(idle), err
	}
	if wait := d.probe(ctx); wait > 0 {
		return now.Add(wait), ctx.Err()
	}
	got, next, err := d.Outbox.Claim(ctx, now, d.Owner, d.pace(), lease)
	if err != nil {
		return now.Add(idle), err
	}
	errs := make([]error, len(got))
	var wg sync.WaitGroup
	for i := range got {
		wg.Go(func() { errs[i] = d.deliver(ctx, &got[i], now) })
	}
	wg.Wait()
	if latest := now.Add(idle); next.IsZero() || next.After(latest) {
		next = latest // others may add alerts at any time
	}
	return next, errors.Join(errs...)
}

// settle writes down what arrived and could not be written down then: on a full
// disk, an alert must not be sent again and again because its lease ends.
func (d *Deliverer) settle(ctx context.Context) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for len(d.owed) > 0 {
		a := d.owed[0]
		err := d.Outbox.Delivered(ctx, a.id, d.Owner, a.message, a.at)
		if err != nil && !errors.Is(err, ErrLost) && !errors.Is(err, ErrNotFound) {
			return err
		}
		d.owed = d.owed[1:]
	}
	return nil
}

// probe returns how long to wait because nobody answers; 0 where somebody does,
// or where the Sender cannot tell.
func (d *Deliverer) probe(ctx context.Context) time.Duration {
	p, can := d.Sender.(Prober)
	d.mu.Lock()
	defer d.mu.Unlock()
	if !can || d.reached {
		return 0
	}
	err := p.Probe(ctx)
	if d.reached = err == nil; d.reached {
		d.probes = 0
		return 0
	}
	if d.probes++; d.probes == 1 && ctx.Err() == nil {
		d.Log.Warn("暂时连不上 Telegram，提醒留待以后发送", "error", err)
	}
	return min(backoff(d.probes), lastProbe)
}

// pace is the Pace, of one alert at a time while nobody answers.
func (d *Deliverer) pace() Pace {
	d.mu.Lock()
	defer d.mu.Unlock()
	p := d.Pace
	if d.silent >= manySilent {
		p.Batch = 1
	}
	return p
}

// Run delivers until ctx ends.
func (d *Deliverer) Run(ctx context.Context) {
	for ctx.Err() == nil {
		next, err := d.Step(ctx, time.Now())
		if err != nil && ctx.Err() == nil {
			d.Log.Error("提醒暂时不能发送，稍后再试", "error", err)
			next = time.Now().Add(idle)
		}
		t := time.NewTimer(time.Until(next))
		select {
		case <-ctx.Done():
		case <-t.C:
		}
		t.Stop()
	}
}

// deliver sends one alert and writes down what came of it. What is written down
// after a stop still must be, so that nothing is sent twice.
func (d *Deliverer) deliver(ctx context.Context, a *Delivery, now time.Time) error {
	id := a.Alert.ID
	if until, quiet := a.Settings.Quiet(now); quiet {
		return d.Outbox.Hold(ctx, id, d.Owner, until)
	}
	sending, cancel := finishing(ctx)
	message, err := d.Sender.Send(sending, a)
	cancel()
	ctx = context.WithoutCancel(ctx)
	var f *Failure
	switch {
	case err == nil:
		d.heard()
		err := d.Outbox.Delivered(ctx, id, d.Owner, message, now)
		if err != nil {
			d.mu.Lock()
			d.owed = append(d.owed, arrival{id, message, now})
			d.mu.Unlock()
		}
		return err
	case !errors.As(err, &f):
		f = &Failure{Kind: Uncertain, Err: err} // cut off by a stop
	}
	if f.Kind != Unsent && f.Kind != Uncertain {
		d.heard()
	}
	d.Log.Warn("一条提醒没有送达", "alert", id, "chat", a.Alert.Place.Chat, "attempts", a.Attempts, "error", f)
	return d.failed(ctx, a, now, f)
}

// heard notes that somebody answers.
func (d *Deliverer) heard() {
	d.mu.Lock()
	d.silent, d.reached = 0, true
	d.mu.Unlock()
}

// finishing returns a context for a send that is under way at a stop: it ends
// some seconds after ctx does.
func finishing(ctx context.Context) (context.Context, context.CancelFunc) {
	sending, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(grace, cancel) })
	return sending, func() {
		stop()
		cancel()
	}
}

func (d *Deliverer) failed(ctx context.Context, a *Delivery, now time.Time, f *Failure) error {
	id, place := a.Alert.ID, a.Alert.Place
	switch f.Kind {
	case Flood:
		until := now.Add(f.RetryAfter)
		if d.floodsOf(place.Chat, now, until) > 1 {
			if err := d.Outbox.HoldBot(ctx, until); err != nil {
				return err
			}
		}
		return errors.Join(d.Outbox.HoldChat(ctx, place.Chat, until), d.Outbox.Retry(ctx, id, d.Owner, until, a.Ambiguous, f.Error()))
	case Gone:
		return errors.Join(d.Outbox.Bury(ctx, id, d.Owner, f.Error()), d.Outbox.RestChat(ctx, place.Chat, f.Error()))
	case NoTopic:
		return errors.Join(d.Outbox.Bury(ctx, id, d.Owner, f.Error()), d.Outbox.Rest(ctx, place, f.Error()))
	case Moved:
		if f.MovedTo == 0 || f.MovedTo == place.Chat {
			return d.Outbox.Bury(ctx, id, d.Owner, f.Error())
		}
		// Given back first: after the move the row is another chat's.
		return errors.Join(d.Outbox.Retry(ctx, id, d.Owner, now, a.Ambiguous, f.Error()), d.Outbox.MoveChat(ctx, place.Chat, f.MovedTo))
	case Refused:
		return d.Outbox.Bury(ctx, id, d.Owner, f.Error())
	case Uncertain:
		// Where nobody answers, nobody is asked: else an outage would use up the
		// attempts of all.
		if err := d.pauseIfDown(ctx, now); err != nil {
			return err
		}
		if a.Ambiguous { // a third send could bring it a third time
			return d.Outbox.Bury(ctx, id, d.Owner, fmt.Sprintf("重发后仍没有收到回音，可能已经送达：%v", f))
		}
		return d.Outbox.Retry(ctx, id, d.Owner, now.Add(repeatAfter), true, f.Error())
	}
	if err := d.pauseIfDown(ctx, now); err != nil {
		return err
	}
	if a.Attempts >= giveUpAfter {
		return d.Outbox.Bury(ctx, id, d.Owner, f.Error())
	}
	return d.Outbox.Retry(ctx, id, d.Owner, now.Add(backoff(a.Attempts)), a.Ambiguous, f.Error())
}

// pauseIfDown holds all sends where several in a row got no answer.
func (d *Deliverer) pauseIfDown(ctx context.Context, now time.Time) error {
	d.mu.Lock()
	d.silent++
	d.reached = false
	silent := d.silent
	d.mu.Unlock()
	if silent < manySilent {
		return nil
	}
	return d.Outbox.HoldBot(ctx, now.Add(backoff(silent-manySilent+1)))
}

// backoff returns how long to wait after a number of attempts.
func backoff(attempts int) time.Duration {
	wait := firstBackoff
	for ; attempts > 1 && wait < lastBackoff; attempts-- {
		wait *= 2
	}
	return min(wait, lastBackoff)
}

// floodsOf counts the chats in which Telegram asks to wait at a time: a second
// one means that it is the bot as a whole that is too fast.
func (d *Deliverer) floodsOf(chat int64, now, until time.Time) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	maps.DeleteFunc(d.floods, func(_ int64, till time.Time) bool { return !now.Before(till) })
	if d.floods == nil {
		d.floods = map[int64]time.Time{}
	}
	d.floods[chat] = until
	return len(d.floods)
}
