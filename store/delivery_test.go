package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"planbot/alert"
)

// full tells that the faults are tried at full size (make faults), not at the
// size of every day's tests.
func full() bool { return os.Getenv("PLANBOT_FAULTS") == "full" }

// sized returns a size of every day, or that of the full run.
func sized(everyDay, fullRun int) int {
	if full() {
		return fullRun
	}
	return everyDay
}

// TestDelivery tries the faults of alerts on both databases.
func TestDelivery(t *testing.T) {
	for kind, fresh := range kinds {
		for name, test := range map[string]func(t *testing.T, open opener){
			"many": testMany, "flood": testFlood, "flood of two": testFloodOfTwo, "flood of three": testFloodOfThree,
			"unsent": testUnsent, "uncertain": testUncertain, "never answered": testNeverAnswered, "given up": testGivenUp,
			"outage": testOutage, "half an outage": testHalfOutage,
			"gone": testGone, "no topic": testNoTopic, "moved": testMoved, "moved nowhere": testMovedNowhere,
			"quiet": testQuiet, "one digest": testOneDigest, "full disk": testFullDisk,
			"replicas": testReplicas, "replicas at once": testReplicasAtOnce,
		} {
			t.Run(kind+"/"+name, func(t *testing.T) {
				dsn := fresh(t)
				test(t, func(t *testing.T) *Store { return openAt(t, dsn) })
			})
		}
	}
}

// rule allows n requests in any stretch of a length.
type rule struct {
	n   int
	per time.Duration
}

// wait returns how long a request at a time is too early, after the earlier ones.
func (r rule) wait(earlier []time.Time, at time.Time) time.Duration {
	if len(earlier) < r.n {
		return 0
	}
	return max(0, r.per-at.Sub(earlier[len(earlier)-r.n]))
}

// limiter holds requests against Telegram's limits, those that it refuses too.
type limiter struct {
	bot, private, group rule
	all                 []time.Time
	of                  map[int64][]time.Time
}

func newLimiter() *limiter {
	return &limiter{rule{30, time.Second}, rule{1, time.Second}, rule{20, time.Minute}, nil, map[int64][]time.Time{}}
}

// take counts a request and returns how long it is too early.
func (l *limiter) take(chat int64, at time.Time) time.Duration {
	one := l.private
	if chat < 0 {
		one = l.group
	}
	wait := max(l.bot.wait(l.all, at), one.wait(l.of[chat], at))
	l.all, l.of[chat] = append(l.all, at), append(l.of[chat], at)
	return wait
}

// The limiter of the tests can find fault.
func TestLimiter(t *testing.T) {
	for _, c := range []struct {
		chats, each int
		apart       time.Duration
		wrong       int
	}{
		{1, 3, time.Second, 0}, {1, 3, time.Second - 1, 2}, {30, 1, 0, 0}, {31, 1, 0, 1}, {31, 1, time.Second/30 + 1, 0},
		{-1, 20, 0, 0}, {-1, 21, 0, 1}, {-1, 21, 3 * time.Second, 0}, {-1, 21, 3*time.Second - 1, 1},
	} {
		l, wrong, n := newLimiter(), 0, 0
		for range c.each {
			for chat := range max(c.chats, -c.chats) {
				who := int64(chat + 1)
				if c.chats < 0 {
					who = -who
				}
				if l.take(who, at(time.Duration(n)*c.apart)) > 0 {
					wrong++
				}
				n++
			}
		}
		if wrong != c.wrong {
			t.Errorf("%+v: %d violations", c, wrong)
		}
	}
}

// request is a send that Telegram saw.
type request struct {
	id      string
	place   alert.Place
	at      time.Time
	parts   int
	again   bool // said to be repeated
	arrived bool
}

// verdict is what becomes of a send that keeps to the limits.
type verdict struct {
	arrives bool
	failure *alert.Failure // nil: answered with the message
}

var (
	taken     = verdict{arrives: true}
	cutBefore = verdict{failure: &alert.Failure{Kind: alert.Unsent, Err: errors.New("refused")}}
	cutAfter  = verdict{true, &alert.Failure{Kind: alert.Uncertain, Err: errors.New("cut")}}
	cutUnsent = verdict{false, &alert.Failure{Kind: alert.Uncertain, Err: errors.New("cut")}}
)

func flooded(after time.Duration) verdict {
	return verdict{failure: &alert.Failure{Kind: alert.Flood, RetryAfter: after, Err: errors.New("429")}}
}

func refused(kind alert.FailureKind, to int64) verdict {
	return verdict{failure: &alert.Failure{Kind: kind, MovedTo: to, Err: errors.New("refused for good")}}
}

// world is Telegram with its limits, on a clock that the test moves.
type world struct {
	t      *testing.T
	script func(d *alert.Delivery, nth int) verdict // nth send of the alert, from 1; nil: all arrive
	probe  func() error                             // nil: somebody answers

	mu       sync.Mutex
	now      time.Time
	limits   *limiter
	seen     []request
	sends    map[string]int
	until    map[int64]time.Time // of floods
	tooEarly int                 // violations of the limits
	steps    int
}

func newWorld(t *testing.T) *world {
	return &world{t: t, now: start, limits: newLimiter(), sends: map[string]int{}, until: map[int64]time.Time{}}
}

func (w *world) Probe(context.Context) error {
	if w.probe == nil {
		return nil
	}
	return w.probe()
}

func (w *world) Send(_ context.Context, d *alert.Delivery) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.receive(d, w.now)
}

// receive receives a send at a time.
func (w *world) receive(d *alert.Delivery, now time.Time) (int, error) {
	chat := d.Alert.Place.Chat
	r := request{id: d.Alert.ID, place: d.Alert.Place, at: now, parts: len(d.Alert.Parts), again: d.Ambiguous}
	w.sends[r.id]++
	v := taken
	switch wait := w.limits.take(chat, now); {
	case wait > 0, now.Before(w.until[chat]):
		w.tooEarly++
		v = flooded(max(wait, w.until[chat].Sub(now)))
	case w.script != nil:
		v = w.script(d, w.sends[r.id])
	}
	r.arrived = v.arrives
	w.seen = append(w.seen, r)
	if v.failure == nil {
		return len(w.seen), nil
	}
	if v.failure.Kind == alert.Flood {
		w.until[chat] = now.Add(v.failure.RetryAfter)
	}
	return 0, v.failure
}

// deliverer returns a process that delivers to the world.
func (w *world) deliverer(s *Store, owner string, to alert.Sender) *alert.Deliverer {
	return &alert.Deliverer{Outbox: s, Sender: to, Owner: owner, Pace: alert.TelegramPace, Log: slog.New(slog.DiscardHandler)}
}

// run lets one process deliver until nothing is pending.
func (w *world) run(s *Store) {
	w.t.Helper()
	w.turns(s, func() []*alert.Deliverer { return nil }, w.deliverer(s, "w", w))
}

// turns lets processes deliver in turns on one clock until nothing is pending;
// more returns those that replace the first ones, nil for no others.
func (w *world) turns(s *Store, more func() []*alert.Deliverer, ds ...*alert.Deliverer) {
	w.t.Helper()
	for range 1_000_000 {
		before, next := len(w.seen), time.Time{}
		for i := range ds {
			n, err := ds[(i+w.steps)%len(ds)].Step(context.Background(), w.now)
			ok(w.t, err)
			if next.IsZero() || n.Before(next) {
				next = n
			}
		}
		if changed := more(); changed != nil {
			ds = changed
		}
		w.steps++
		if len(w.seen) == before {
			pending, _, err := s.Waiting(context.Background())
			ok(w.t, err)
			if pending == 0 {
				return
			}
			next = later(next, w.now.Add(time.Millisecond))
			if w.probe == nil { // until then nothing can happen
				idle, err := s.nextClaim(context.Background())
				ok(w.t, err)
				next = later(next, idle)
			}
		}
		w.now = later(w.now, next)
	}
	w.t.Fatal("it does not end")
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// arrived returns what arrived at a chat, in order.
func (w *world) arrived(chat int64) (ids []string) {
	for _, r := range w.seen {
		if r.place.Chat == chat && r.arrived {
			ids = append(ids, r.id)
		}
	}
	return ids
}

// when returns when an alert was sent each time, since the start.
func (w *world) when(id string) (all []time.Duration) {
	for _, r := range w.seen {
		if r.id == id {
			all = append(all, r.at.Sub(start))
		}
	}
	return all
}

// check holds that no limit was violated, and returns how many arrivals were
// repetitions: each chat's alerts must have come all, in the order in which
// they were made, where lost names none.
func (w *world) check(alerts []alert.Alert, lost ...string) (twice int) {
	w.t.Helper()
	if w.tooEarly != 0 {
		w.t.Errorf("%d violations of the limits", w.tooEarly)
	}
	want := map[int64][]string{}
	for _, a := range alerts {
		if !slices.Contains(lost, a.ID) {
			want[a.Place.Chat] = append(want[a.Place.Chat], a.ID)
		}
	}
	for chat, ids := range want {
		got := w.arrived(chat)
		once := slices.Compact(slices.Clone(got))
		twice += len(got) - len(once)
		same(w.t, slices.DeleteFunc(once, func(id string) bool { return slices.Contains(lost, id) }), ids)
	}
	return twice
}

// batch makes alerts, each chat in its turn.
func batch(each int, chats ...int64) (all []alert.Alert) {
	for n := range each {
		for _, chat := range chats {
			all = append(all, notice(fmt.Sprintf("%d.%d", chat, n+1), chat, start))
		}
	}
	return all
}

// states counts the alerts by state.
func states(t *testing.T, s *Store) map[alert.State]int {
	t.Helper()
	count := map[alert.State]int{}
	for _, d := range must[[]alert.Delivery](t)(s.Alerts(context.Background())) {
		count[d.State]++
	}
	return count
}

// half returns n chats, every other one a group.
func half(n int) (chats []int64) {
	for i := range int64(n) {
		chats = append(chats, (i+1)*(1-2*(i%2)))
	}
	return chats
}

// All is delivered once, in order, within the limits, and as fast as they let.
func testMany(t *testing.T, open opener) {
	s, w := open(t), newWorld(t)
	alerts := batch(10, half(sized(200, 1000))...)
	send(t, s, alerts...)
	w.run(s)
	same(t, w.check(alerts), 0)
	same(t, len(w.seen), len(alerts))
	took, bound := w.seen[len(w.seen)-1].at.Sub(start), time.Duration(len(alerts))*time.Second/30
	t.Logf("%d alerts, %d violations, %v, bound %v, ratio %.3f, %d steps", len(alerts), w.tooEarly, took, bound, took.Seconds()/bound.Seconds(), w.steps)
	if took.Seconds() > 1.1*bound.Seconds() {
		t.Errorf("%v for a bound of %v", took, bound)
	}
}

// A flood holds its chat for as long as Telegram says, and no other.
func testFlood(t *testing.T, open opener) {
	s, w := open(t), newWorld(t)
	for i, after := range []time.Duration{time.Second, 35 * time.Second, time.Hour} {
		began, chat := w.now.Sub(start), int64(10*(i+1))
		w.script = func(d *alert.Delivery, nth int) verdict {
			if d.Alert.ID == fmt.Sprintf("%d.1", chat) && nth == 1 {
				return flooded(after)
			}
			return taken
		}
		alerts := batch(3, chat, chat+1, -chat)
		send(t, s, alerts...)
		w.run(s)
		same(t, w.check(alerts), 0)
		sent := w.when(fmt.Sprintf("%d.1", chat))
		if len(sent) != 2 || sent[1]-sent[0] < after || sent[1]-sent[0] > after+time.Second {
			t.Errorf("retry_after %v: sent at %v", after, sent)
		}
		for _, other := range []int64{chat + 1, -chat} {
			if last := w.when(fmt.Sprintf("%d.3", other)); last[0]-began > 10*time.Second {
				t.Errorf("retry_after %v: chat %d waited until %v", after, other, last)
			}
		}
	}
}

// floods lets the first alert of some chats meet a flood.
func floods(after map[int64]time.Duration) func(d *alert.Delivery, nth int) verdict {
	return func(d *alert.Delivery, nth int) verdict {
		if wait, ok := after[d.Alert.Place.Chat]; ok && nth == 1 && d.Alert.ID == fmt.Sprintf("%d.1", d.Alert.Place.Chat) {
			return flooded(wait)
		}
		return taken
	}
}

// Two chats that flood at a time mean that the bot is too fast.
func testFloodOfTwo(t *testing.T, open opener) {
	s, w := open(t), newWorld(t)
	w.script = floods(map[int64]time.Duration{1: 35 * time.Second, 2: 35 * time.Second})
	alerts := batch(3, 1, 2, 3, -4, 5, 6, 7)
	send(t, s, alerts...)
	w.run(s)
	same(t, w.check(alerts), 0)
	second := w.when("2.1")[0]
	for _, r := range w.seen {
		if after := r.at.Sub(start); second < after && after < second+35*time.Second {
			t.Errorf("%s was sent %v after the second flood", r.id, after-second)
		}
	}
}

// A short flood between does not let a long one be forgotten.
func testFloodOfThree(t *testing.T, open opener) {
	s, w := open(t), newWorld(t)
	w.script = floods(map[int64]time.Duration{1: time.Hour, 2: time.Second, 9: 35 * time.Second})
	alerts := append(batch(3, 1, 2, 3, -4), notice("9.1", 9, at(20*time.Second)), notice("5.1", 5, at(21*time.Second)))
	send(t, s, alerts...)
	w.run(s)
	same(t, w.check(alerts), 0)
	if third, next := w.when("9.1")[0], w.when("5.1")[0]; next < third+35*time.Second {
		t.Errorf("sent at %v after a flood at %v", next, third)
	}
	if first := w.when("1.1"); first[1]-first[0] < time.Hour {
		t.Errorf("the chat of the long flood was sent to at %v", first)
	}
}

// Where no request went out it is tried again, ever later, and its chat waits.
func testUnsent(t *testing.T, open opener) {
	s, w := open(t), newWorld(t)
	w.script = func(d *alert.Delivery, nth int) verdict {
		if d.Alert.ID == "1.1" && nth <= 4 {
			return cutBefore
		}
		return taken
	}
	alerts := batch(2, 1, 2)
	send(t, s, alerts...)
	w.run(s)
	same(t, w.check(alerts), 0)
	same(t, w.when("1.1"), []time.Duration{0, 2 * time.Second, 6 * time.Second, 14 * time.Second, 30 * time.Second})
	got := must[alert.Delivery](t)(s.Alert(context.Background(), "1.1"))
	same(t, []any{got.State, got.Ambiguous, got.Attempts}, []any{alert.Sent, false, 5})
}

// What may have arrived is repeated once, after a minute, and says so.
func testUncertain(t *testing.T, open opener) {
	s, w := open(t), newWorld(t)
	w.script = func(d *alert.Delivery, nth int) verdict {
		switch {
		case nth == 1 && d.Alert.ID == "1.1":
			return cutAfter
		case nth == 1 && d.Alert.ID == "2.1":
			return cutUnsent
		}
		return taken
	}
	alerts := batch(2, 1, 2, 3)
	send(t, s, alerts...)
	w.run(s)
	same(t, w.check(alerts), 1)
	for _, id := range []string{"1.1", "2.1"} {
		sent := w.when(id)
		same(t, len(sent), 2)
		same(t, sent[1]-sent[0], time.Minute)
		got := must[alert.Delivery](t)(s.Alert(context.Background(), id))
		same(t, []any{got.State, got.Ambiguous, got.Attempts}, []any{alert.Sent, true, 2})
	}
	for _, r := range w.seen {
		same(t, r.again, r.at.Sub(start) >= time.Minute && r.id != "1.2" && r.id != "2.2")
	}
}

// What nobody answers a second time is given up, as a third could be the third
// to arrive; the operator sees it, and what is newer goes on.
func testNeverAnswered(t *testing.T, open opener) {
	s, w := open(t), newWorld(t)
	w.script = func(d *alert.Delivery, _ int) verdict {
		if d.Alert.ID == "1.1" {
			return cutAfter
		}
		return taken
	}
	alerts := batch(2, 1, 2)
	send(t, s, alerts...)
	w.run(s)
	same(t, w.check(alerts), 1)
	same(t, len(w.when("1.1")), 2)
	got := must[alert.Delivery](t)(s.Alert(context.Background(), "1.1"))
	same(t, []any{got.State, got.Ambiguous}, []any{alert.Dead, true})
}

// An alert that its server never takes holds its chat for a day, not for ever.
func testGivenUp(t *testing.T, open opener) {
	s, w := open(t), newWorld(t)
	w.script = func(d *alert.Delivery, _ int) verdict {
		if d.Alert.ID == "1.1" {
			return cutBefore
		}
		return taken
	}
	alerts := batch(2, 1, 2)
	send(t, s, alerts...)
	w.run(s)
	w.check(alerts, "1.1")
	same(t, states(t, s), map[alert.State]int{alert.Sent: 3, alert.Dead: 1})
	if last := w.when("1.1"); last[len(last)-1] < 23*time.Hour || last[len(last)-1] > 30*time.Hour {
		t.Errorf("given up after %v", last[len(last)-1])
	}
}

const outage = 30 * time.Minute

// cuts lets every send between two times meet a cut connection.
func (w *world) cuts(from, to time.Duration, seed uint64) {
	random := rand.New(rand.NewPCG(seed, 1))
	w.script = func(*alert.Delivery, int) verdict {
		if w.now.Before(at(from)) || !w.now.Before(at(to)) {
			return taken
		}
		return []verdict{cutBefore, cutAfter, cutUnsent}[random.IntN(3)]
	}
}

// An outage loses nothing and uses up nobody's attempts.
func testOutage(t *testing.T, open opener) {
	s, w := open(t), newWorld(t)
	w.cuts(2*time.Second, 2*time.Second+outage, 1)
	w.probe = func() error {
		if w.now.Before(at(2*time.Second)) || !w.now.Before(at(2*time.Second+outage)) {
			return nil
		}
		return errors.New("unreachable")
	}
	alerts := batch(5, half(60)...)
	send(t, s, alerts...)
	w.run(s)
	twice := w.check(alerts)
	same(t, states(t, s), map[alert.State]int{alert.Sent: len(alerts)})
	t.Logf("%d alerts, %d of them twice, none given up, all delivered %v after the outage's end",
		len(alerts), twice, w.now.Sub(at(2*time.Second+outage)))
	if twice > 1 {
		t.Errorf("%d came twice", twice)
	}
	if after := w.seen[len(w.seen)-1].at.Sub(at(outage)); after > 5*time.Minute {
		t.Errorf("it took %v after the outage", after)
	}
}

// An outage that a probe does not show costs few alerts, and none silently.
func testHalfOutage(t *testing.T, open opener) {
	s, w := open(t), newWorld(t)
	w.cuts(2*time.Second, 2*time.Second+outage, 2)
	alerts := batch(5, half(60)...)
	send(t, s, alerts...)
	w.run(s)
	var dead []string
	for _, d := range must[[]alert.Delivery](t)(s.Alerts(context.Background(), alert.Dead)) {
		dead = append(dead, d.Alert.ID)
		same(t, d.Ambiguous, true)
	}
	twice := w.check(alerts, dead...)
	t.Logf("%d alerts, %d of them twice, %d given up", len(alerts), twice, len(dead))
	same(t, states(t, s)[alert.Sent], len(alerts)-len(dead))
	if len(dead) > 5 {
		t.Errorf("%d were given up", len(dead))
	}
	for id, n := range w.sends {
		if arrivals := len(slices.DeleteFunc(slices.Clone(w.seen), func(r request) bool { return r.id != id || !r.arrived })); arrivals > 2 {
			t.Errorf("%s arrived %d times of %d", id, arrivals, n)
		}
	}
	for _, id := range dead { // the operator sends them once more
		ok(t, s.Revive(context.Background(), id, w.now))
	}
	w.run(s)
	same(t, states(t, s), map[alert.State]int{alert.Sent: len(alerts)})
}

// in returns an alert to a topic.
func in(topic int, a alert.Alert) alert.Alert {
	a.Place.Topic = topic
	return a
}

// Who blocked the bot hears nothing more; nobody else is affected.
func testGone(t *testing.T, open opener) {
	s, w := open(t), newWorld(t)
	w.script = func(d *alert.Delivery, _ int) verdict {
		if d.Alert.ID == "-1.2" {
			return refused(alert.Gone, 0)
		}
		return taken
	}
	subscribe(t, s, follow(-1, 0, "甲"))
	subscribe(t, s, follow(-1, 3, "甲"))
	subscribe(t, s, follow(2, 0, "甲"))
	alerts := batch(5, -1, 2, -3)
	alerts[12] = in(3, alerts[12]) // -1.5
	send(t, s, alerts...)
	w.run(s)
	w.check(alerts, "-1.2", "-1.3", "-1.4", "-1.5")
	same(t, w.arrived(-1), []string{"-1.1"})
	same(t, on(t, s), []int64{3})
	same(t, states(t, s), map[alert.State]int{alert.Sent: 11, alert.Dead: 1, alert.Canceled: 3})
	same(t, w.sends["-1.3"], 0)
}

// A closed topic rests alone.
func testNoTopic(t *testing.T, open opener) {
	s, w := open(t), newWorld(t)
	w.script = func(d *alert.Delivery, _ int) verdict {
		if d.Alert.Place.Topic == 3 {
			return refused(alert.NoTopic, 0)
		}
		return taken
	}
	for topic := range 5 {
		subscribe(t, s, follow(-1, topic, "甲"))
	}
	subscribe(t, s, follow(-2, 3, "甲"))
	alerts := []alert.Alert{
		notice("a", -1, start), in(3, notice("b", -1, start)), in(4, notice("c", -1, start)), in(3, notice("d", -1, start)),
		notice("e", -1, start), in(3, notice("f", -1, start)), notice("g", -2, start),
	}
	send(t, s, alerts...)
	w.run(s)
	w.check(alerts, "b", "d", "f")
	same(t, on(t, s), []int64{1, 2, 3, 5, 6})
	same(t, states(t, s), map[alert.State]int{alert.Sent: 4, alert.Dead: 1, alert.Canceled: 2})
	same(t, w.sends["d"]+w.sends["f"], 0)
}

// A group that became another takes everything along.
func testMoved(t *testing.T, open opener) {
	ctx := context.Background()
	const from, to = -7, -1_001_234_567_890_123
	s, w := open(t), newWorld(t)
	w.script = func(d *alert.Delivery, _ int) verdict {
		if d.Alert.Place.Chat == from && d.Alert.ID != "-7.1" {
			return refused(alert.Moved, to)
		}
		return taken
	}
	subscribe(t, s, follow(from, 0, "甲"))
	ok(t, s.SetSettings(ctx, from, alert.Settings{DigestHour: 11}))
	alerts := batch(5, from, 2)
	send(t, s, alerts...)
	w.run(s)
	same(t, w.tooEarly, 0)
	same(t, w.arrived(from), []string{"-7.1"})
	same(t, w.arrived(to), []string{"-7.2", "-7.3", "-7.4", "-7.5"})
	same(t, w.sends["-7.3"], 1) // it was never sent to the old one
	same(t, states(t, s), map[alert.State]int{alert.Sent: 10})
	same(t, len(must[[]alert.Subscription](t)(s.SubscriptionsAt(ctx, alert.Place{Chat: to}))), 1)
	same(t, must[alert.Settings](t)(s.Settings(ctx, to)), alert.Settings{DigestHour: 11})
}

// A group that is said to be where it is already holds up nobody.
func testMovedNowhere(t *testing.T, open opener) {
	s, w := open(t), newWorld(t)
	w.script = func(d *alert.Delivery, _ int) verdict {
		switch d.Alert.ID {
		case "-1.1":
			return refused(alert.Moved, -1)
		case "-2.1":
			return refused(alert.Moved, 0)
		}
		return taken
	}
	alerts := batch(2, -1, -2)
	send(t, s, alerts...)
	w.run(s)
	w.check(alerts, "-1.1", "-2.1")
	same(t, states(t, s), map[alert.State]int{alert.Sent: 2, alert.Dead: 2})
}

// Quiet hours that begin while alerts wait hold them, in order.
func testQuiet(t *testing.T, open opener) {
	ctx := context.Background()
	s, w := open(t), newWorld(t)
	alerts := batch(4, -1, 2)
	send(t, s, alerts...)
	w.script = func(d *alert.Delivery, _ int) verdict {
		if d.Alert.ID == "-1.2" { // it is 17 o'clock in Shanghai
			ok(t, s.SetSettings(ctx, -1, alert.Settings{QuietFrom: 16, QuietTo: 20}))
		}
		return taken
	}
	w.run(s)
	same(t, w.check(alerts), 0)
	for _, id := range []string{"-1.3", "-1.4"} {
		if sent := w.when(id); len(sent) != 1 || sent[0] < 3*time.Hour || sent[0] > 3*time.Hour+time.Minute {
			t.Errorf("%s was sent at %v", id, sent)
		}
	}
	if sent := w.when("2.4"); sent[0] > time.Minute {
		t.Errorf("another chat waited until %v", sent)
	}
	same(t, must[alert.Delivery](t)(s.Alert(ctx, "-1.4")).Attempts, 1)
}

// jammed is an outbox that cannot write down what arrived.
type jammed struct {
	*Store
	until func() bool
}

func (j jammed) Delivered(ctx context.Context, id, owner string, message int, at time.Time) error {
	if !j.until() {
		return failed(j.name, &Error{Sentence: "full", Kind: ErrFull})
	}
	return j.Store.Delivered(ctx, id, owner, message, at)
}

// What arrived while the disk was full is not sent again.
func testFullDisk(t *testing.T, open opener) {
	s, w := open(t), newWorld(t)
	alerts := batch(3, 1, -2, 3)
	send(t, s, alerts...)
	d := w.deliverer(s, "w", w)
	d.Outbox = jammed{s, func() bool { return !w.now.Before(at(10 * time.Minute)) }}
	for w.now.Before(at(10 * time.Minute)) {
		next, err := d.Step(context.Background(), w.now)
		if err == nil {
			t.Fatal("the disk was not full")
		}
		w.now = next
	}
	same(t, len(w.seen), 1)
	w.turns(s, func() []*alert.Deliverer { return nil }, d)
	same(t, w.check(alerts), 0)
	same(t, len(w.seen), len(alerts))
	same(t, states(t, s), map[alert.State]int{alert.Sent: len(alerts)})
}

// A day's publications come as one message.
func testOneDigest(t *testing.T, open opener) {
	s, w := open(t), newWorld(t)
	for i := range 3 {
		send(t, s, digest(fmt.Sprintf("d%d", i), 1, fmt.Sprint(i)), digest(fmt.Sprintf("e%d", i), -2, fmt.Sprint(i)))
	}
	w.run(s)
	same(t, len(w.seen), 2)
	for _, r := range w.seen {
		same(t, []any{r.parts, r.at.Sub(start) >= 24*time.Hour}, []any{3, true})
	}
}

// mortal is the sending of a process that dies at its nth send, before it goes
// out or after it arrived, and so never says what came of it.
type mortal struct {
	*world
	clock  func() time.Time
	dieAt  int // 0 for never
	before bool

	sent   int
	killed int // sends without an outcome
}

func (m *mortal) Send(_ context.Context, d *alert.Delivery) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sent++
	dying := m.dieAt != 0 && m.sent >= m.dieAt
	if dying {
		m.killed++
	}
	if dying && m.before {
		runtime.Goexit()
	}
	id, err := m.receive(d, m.clock())
	if dying {
		runtime.Goexit()
	}
	return id, err
}

// Three processes share an outbox in turns; some die while sending.
func testReplicas(t *testing.T, open opener) {
	now := start
	for round, dies := range []struct {
		at     [3]int
		before bool
	}{{[3]int{0, 0, 0}, false}, {[3]int{0, 20, 0}, true}, {[3]int{0, 20, 0}, false}, {[3]int{9, 0, 33}, false}, {[3]int{1, 1, 0}, true}} {
		w := newWorld(t)
		w.now = now
		var ds []*alert.Deliverer
		var senders []*mortal
		stores := []*Store{open(t), open(t), open(t)}
		for i, s := range stores {
			m := &mortal{world: w, clock: func() time.Time { return w.now }, dieAt: dies.at[i], before: dies.before}
			senders = append(senders, m)
			ds = append(ds, w.deliverer(s, fmt.Sprintf("w%d.%d", round, i), m))
		}
		var chats []int64
		for _, chat := range half(30) {
			chats = append(chats, chat*100+int64(round)*(chat/max(chat, -chat)))
		}
		alerts := batch(5, chats...)
		send(t, stores[0], alerts...)
		killed := 0
		w.turns(stores[0], func() (alive []*alert.Deliverer) {
			killed = 0
			for i, d := range ds {
				if killed += senders[i].killed; senders[i].killed == 0 {
					alive = append(alive, d)
				}
			}
			return alive
		}, ds...)
		twice := w.check(alerts)
		t.Logf("%v, before the send %v: %d claims killed, %d of %d alerts twice, %d violations", dies.at, dies.before, killed, twice, len(alerts), w.tooEarly)
		if dies.before && twice != 0 || twice > killed || killed > 2 {
			t.Errorf("%d twice after %d deaths", twice, killed)
		}
		for i, m := range senders {
			if m.sent == 0 {
				t.Errorf("process %d sent nothing", i)
			}
		}
		now = w.now.Add(time.Minute) // the limits start afresh
	}
}

// Three processes share an outbox at the same time, one dies. The clock is the
// machine's, set forward where nothing can be sent and nobody is sending: so
// nobody waits for the dead one's lease.
func testReplicasAtOnce(t *testing.T, open opener) {
	w := newWorld(t)
	fast := Pace{Bot: 500 * time.Microsecond, Chat: 5 * time.Millisecond, Group: 10 * time.Millisecond, Batch: 1}
	began := time.Now()
	var skipped time.Duration
	var sending sync.RWMutex // held for writing by who sets the clock forward
	clock := func() time.Time {
		w.mu.Lock()
		defer w.mu.Unlock()
		return start.Add(time.Since(began) + skipped).Truncate(time.Microsecond) // as the store keeps times
	}
	w.limits = &limiter{rule{1000, 0}, rule{1, 0}, rule{1, 0}, nil, map[int64][]time.Time{}} // they are held to at the end
	alerts := batch(5, half(60)...)
	stores := []*Store{open(t), open(t), open(t)}
	send(t, stores[0], alerts...)
	var wait sync.WaitGroup
	senders := make([]*mortal, len(stores))
	for i, s := range stores {
		var now time.Time // of the step: what the pace is held to
		m := &mortal{world: w, clock: func() time.Time { return now }}
		if i == 1 {
			m.dieAt = 2
		}
		senders[i] = m
		d := w.deliverer(s, fmt.Sprint("w", i), m)
		d.Pace = fast
		wait.Go(func() {
			for m.killed == 0 {
				sending.RLock()
				now = clock()
				before := m.sent
				_, err := d.Step(context.Background(), now)
				sending.RUnlock()
				if err != nil {
					t.Error(err)
					return
				}
				pending, _, err := s.Waiting(context.Background())
				if err != nil || pending == 0 {
					expect(t, err, nil)
					return
				}
				if m.sent > before {
					continue
				}
				sending.Lock()
				next, err := s.nextClaim(context.Background())
				expect(t, err, nil)
				skip := max(0, next.Sub(clock()))
				w.mu.Lock()
				skipped += skip
				w.mu.Unlock()
				sending.Unlock()
			}
		})
	}
	wait.Wait()
	twice := w.check(alerts)
	t.Logf("%d of %d alerts twice; the processes sent %d, %d and %d", twice, len(alerts), senders[0].sent, senders[1].sent, senders[2].sent)
	if twice > senders[1].killed || senders[1].killed > 1 {
		t.Errorf("%d twice after %d deaths", twice, senders[1].killed)
	}
	slices.SortFunc(w.seen, func(a, b request) int { return a.at.Compare(b.at) })
	held := &limiter{rule{1, fast.Bot}, rule{1, fast.Chat}, rule{1, fast.Group}, nil, map[int64][]time.Time{}}
	for _, r := range w.seen {
		if wait := held.take(r.place.Chat, r.at); wait > 0 {
			t.Errorf("%s was sent %v too early", r.id, wait)
		}
	}
}
