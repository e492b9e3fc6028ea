package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"planbot/alert"
)

// expect is is for goroutines, which must not end the test.
func expect(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("got error %v, want %v", err, want)
	}
}

func testOrder(t *testing.T, open opener) {
	ctx := context.Background()
	s := open(t)
	_, next := claim(t, s, start, "w", quick)
	same(t, next.IsZero(), true)
	send(t, s, notice("a1", 1, start), notice("b1", 2, at(time.Minute)), notice("a2", 1, start), notice("a3", 1, start))
	got, next, err := s.Claim(ctx, start, "w", quick, 30*time.Second)
	ok(t, err)
	same(t, len(got), 1)
	want := alert.Delivery{
		Alert: notice("a1", 1, start), Settings: alert.DefaultSettings, State: alert.Pending, Attempts: 1, Changed: start,
	}
	same(t, got[0], want)
	same(t, next, at(30*time.Second)) // the lease's end

	ok(t, s.Retry(ctx, "a1", "w", at(20*time.Second), false, "429"))
	ids, next := claim(t, s, at(5*time.Second), "w", quick) // a2 waits for a1
	same(t, ids, []string(nil))
	same(t, next, at(20*time.Second))
	ids, _ = claim(t, s, at(20*time.Second), "w", quick)
	same(t, ids, []string{"a1"})
	ok(t, s.Delivered(ctx, "a1", "w", 77, at(20*time.Second)))
	got1 := must[alert.Delivery](t)(s.Alert(ctx, "a1"))
	want.State, want.Attempts, want.Message, want.Changed, want.Alert.Due = alert.Sent, 2, 77, at(20*time.Second), at(20*time.Second)
	same(t, got1, want)

	ids, next = claim(t, s, at(20*time.Second), "w", quick)
	same(t, ids, []string(nil)) // the chat's pace
	same(t, next, at(21*time.Second))
	ids, _ = claim(t, s, at(61*time.Second), "w", quick)
	same(t, ids, []string{"b1", "a2"})
	ok(t, s.Bury(ctx, "a2", "w", "bad request"))
	ids, _ = claim(t, s, at(62*time.Second), "w", quick)
	same(t, ids, []string{"a3"})
	pending, dead, err := s.Waiting(ctx)
	ok(t, err)
	same(t, []int{pending, dead}, []int{2, 1})
	same(t, len(must[[]alert.Delivery](t)(s.Alerts(ctx, alert.Dead, alert.Sent))), 2)
}

func testLaterDoesNotHold(t *testing.T, open opener) {
	ctx := context.Background()
	s := open(t)
	send(t, s, notice("a1", 1, at(time.Hour)), notice("a2", 1, start), notice("a3", 1, start))
	ids, next := claim(t, s, start, "w", quick)
	same(t, ids, []string{"a2"})
	same(t, next, at(30*time.Second))
	ok(t, s.Hold(ctx, "a2", "w", at(2*time.Hour))) // quiet hours: a3 does not wait either
	same(t, must[alert.Delivery](t)(s.Alert(ctx, "a2")).Attempts, 0)
	ids, _ = claim(t, s, at(time.Second), "w", quick)
	same(t, ids, []string{"a3"})
	ok(t, s.Retry(ctx, "a3", "w", at(3*time.Hour), false, "500"))
	ids, _ = claim(t, s, at(time.Hour), "w", quick) // older than what waits to be repeated
	same(t, ids, []string{"a1"})
	ok(t, s.Delivered(ctx, "a1", "w", 1, at(time.Hour)))
	send(t, s, notice("a4", 1, start))
	ids, next = claim(t, s, at(time.Hour+time.Minute), "w", quick)
	same(t, ids, []string(nil)) // a4 waits for a3
	same(t, next, at(2*time.Hour))
	for i, want := range []string{"a2", "a3", "a4"} {
		when := at(3*time.Hour + time.Duration(i)*time.Second)
		ids, _ = claim(t, s, when, "w", quick)
		same(t, ids, []string{want})
		ok(t, s.Delivered(ctx, want, "w", i, when))
	}
}

func testPace(t *testing.T, open opener) {
	ctx := context.Background()
	s, other := open(t), open(t)
	for chat := range int64(6) {
		send(t, s, notice(fmt.Sprintf("a%d", chat), chat-3+chat/3, start), notice(fmt.Sprintf("b%d", chat), chat-3+chat/3, start)) // three groups, three private chats
	}
	p := Pace{Bot: 100 * time.Millisecond, Chat: time.Second, Group: 3 * time.Second, Batch: 4}
	ids, next := claim(t, s, start, "w", p)
	same(t, ids, []string{"a0", "a1", "a2", "a3"})
	same(t, next, at(400*time.Millisecond))
	ids, _ = claim(t, other, at(399*time.Millisecond), "v", p)
	same(t, ids, []string(nil))
	ids, _ = claim(t, other, at(400*time.Millisecond), "v", p)
	same(t, ids, []string{"a4", "a5"})
	for _, id := range []string{"a0", "a3"} {
		ok(t, s.Delivered(ctx, id, "w", 1, start))
	}
	ids, _ = claim(t, s, at(time.Second), "w", p)
	same(t, ids, []string{"b3"})
	ids, next = claim(t, s, at(2*time.Second), "w", p)
	same(t, ids, []string(nil))
	same(t, next, at(3*time.Second))

	ok(t, s.HoldBot(ctx, at(10*time.Second)))
	ok(t, s.HoldBot(ctx, at(5*time.Second))) // never earlier
	ids, next = claim(t, s, at(9*time.Second), "w", p)
	same(t, ids, []string(nil))
	same(t, next, at(10*time.Second))
	ok(t, s.HoldChat(ctx, -3, at(20*time.Second)))
	ids, _ = claim(t, s, at(10*time.Second), "w", p)
	same(t, ids, []string(nil))
	ids, _ = claim(t, s, at(20*time.Second), "w", p)
	same(t, ids, []string{"b0"})
}

// Whoever leases and never says what came of it died while sending.
func testLease(t *testing.T, open opener) {
	ctx := context.Background()
	s, other := open(t), open(t)
	send(t, s, notice("a1", 1, start), notice("a2", 1, start))
	ids, _ := claim(t, s, start, "w", quick)
	same(t, ids, []string{"a1"})
	ids, _ = claim(t, other, at(29*time.Second), "v", quick)
	same(t, ids, []string(nil))
	ids, next := claim(t, other, at(30*time.Second), "v", quick)
	same(t, ids, []string(nil))
	same(t, next, at(60*time.Second))
	is(t, s.Delivered(ctx, "a1", "w", 1, at(31*time.Second)), ErrLost)
	got, _, err := other.Claim(ctx, at(60*time.Second), "v", quick, 90*time.Second)
	ok(t, err)
	same(t, len(got), 1)
	same(t, got[0].Alert.ID, "a1")
	same(t, got[0].Ambiguous, true)
	same(t, got[0].Attempts, 2)
	is(t, s.Retry(ctx, "a1", "w", start, false, ""), ErrLost)
	is(t, s.Hold(ctx, "a1", "w", start), ErrLost)
	is(t, s.Bury(ctx, "a1", "w", ""), ErrLost)
	ok(t, other.Delivered(ctx, "a1", "v", 1, at(61*time.Second)))
	got, _, err = other.Claim(ctx, at(150*time.Second), "v", quick, 90*time.Second)
	ok(t, err)
	same(t, got[0].Alert.ID, "a2")
	same(t, got[0].Ambiguous, false)
	got, _, err = other.Claim(ctx, at(240*time.Second), "v", quick, 90*time.Second) // a lease longer than the doubt: at once
	ok(t, err)
	same(t, got[0].Alert.ID, "a2")
	same(t, got[0].Ambiguous, true)
}

func testOutcomes(t *testing.T, open opener) {
	ctx := context.Background()
	s := open(t)
	is(t, s.Delivered(ctx, "none", "w", 1, start), ErrNotFound)
	send(t, s, notice("a1", 1, start))
	is(t, s.Delivered(ctx, "a1", "", 1, start), ErrLost)
	claim(t, s, start, "w", quick)
	ok(t, s.Retry(ctx, "a1", "w", at(time.Minute), true, "cut\x00"))
	got := must[alert.Delivery](t)(s.Alert(ctx, "a1"))
	same(t, got.Ambiguous, true)
	same(t, got.Error, "cut\uFFFD")
	same(t, got.Alert.Due, at(time.Minute))
	claim(t, s, at(time.Minute), "w", quick)
	ok(t, s.Retry(ctx, "a1", "w", at(2*time.Minute), false, "500"))
	same(t, must[alert.Delivery](t)(s.Alert(ctx, "a1")).Ambiguous, true) // once in doubt, always
	is(t, s.Revive(ctx, "a1", start), ErrNotFound)
	claim(t, s, at(2*time.Minute), "w", quick)
	ok(t, s.Bury(ctx, "a1", "w", "given up"))
	_, next := claim(t, s, at(time.Hour), "w", quick)
	same(t, next.IsZero(), true)
	ok(t, s.Revive(ctx, "a1", at(time.Hour)))
	ids, _ := claim(t, s, at(time.Hour), "w", quick)
	same(t, ids, []string{"a1"})
	same(t, must[alert.Delivery](t)(s.Alert(ctx, "a1")).Attempts, 1)
}

// Two processes, several workers each: no alert is claimed twice, and every
// chat's come in order, though some are to be repeated.
func testClaimTogether(t *testing.T, open opener) {
	const chats, each = 100, 20
	stores := []*Store{open(t), open(t)}
	var alerts []alert.Alert
	for n := range each {
		for chat := range chats {
			alerts = append(alerts, notice(fmt.Sprintf("%03d-%02d", chat, n), int64(chat+1), start))
		}
	}
	send(t, stores[0], alerts...)
	var lock sync.Mutex
	clock, arrived, open1 := start, map[int64][]string{}, map[string]int{}
	var wait sync.WaitGroup
	for w := range 4 {
		s, owner := stores[w%2], fmt.Sprintf("w%d", w)
		wait.Go(func() {
			for {
				lock.Lock()
				clock = clock.Add(500 * time.Millisecond)
				now := clock
				lock.Unlock()
				got, next, err := s.Claim(context.Background(), now, owner, Pace{Chat: time.Second, Batch: 40}, 24*time.Hour)
				if err != nil {
					t.Error(err)
					return
				}
				if next.IsZero() {
					return
				}
				for i, d := range got {
					lock.Lock()
					open1[d.Alert.ID]++
					first := open1[d.Alert.ID] == 1
					lock.Unlock()
					if first && i%7 == 0 {
						err = s.Retry(context.Background(), d.Alert.ID, owner, now.Add(3*time.Second), false, "500")
					} else {
						lock.Lock()
						arrived[d.Alert.Place.Chat] = append(arrived[d.Alert.Place.Chat], d.Alert.ID)
						lock.Unlock()
						err = s.Delivered(context.Background(), d.Alert.ID, owner, 1, now)
					}
					if err != nil {
						t.Errorf("%s: %v", d.Alert.ID, err)
					}
				}
			}
		})
	}
	wait.Wait()
	same(t, len(arrived), chats)
	for chat, ids := range arrived {
		var want []string
		for n := range each {
			want = append(want, fmt.Sprintf("%03d-%02d", chat-1, n))
		}
		same(t, ids, want)
	}
}

// A row that cannot be read is given up, and holds nothing back.
func testBroken(t *testing.T, open opener) {
	ctx := context.Background()
	s := open(t)
	send(t, s, notice("a1", 1, start), notice("a2", 1, start), notice("b1", 2, start))
	ok(t, s.write(ctx, func(t *tx) error { return t.one("UPDATE alerts SET parts = '[{' WHERE id = 'a1'") }))
	ids, _ := claim(t, s, start, "w", quick)
	same(t, ids, []string{"b1"})
	got := must[[]alert.Delivery](t)(s.Alerts(ctx, alert.Dead))
	same(t, []string{got[0].Alert.ID, got[0].Error}, []string{"a1", unreadable})
	ids, _ = claim(t, s, start, "w", quick)
	same(t, ids, []string{"a2"})
}

// A claim reads no table from end to end.
func TestClaimByIndex(t *testing.T) {
	s := openAt(t, kinds["sqlite"](t))
	for query, args := range map[string][]any{
		readyQuery: {1, 2}, expiredQuery: {1}, firstsQuery(2): {1, 2, 3}, "SELECT MIN(ready) FROM queues": nil,
	} {
		ok(t, s.read(context.Background(), func(tr *tx) error {
			steps, err := list(tr, func(row scanner) (step string, err error) {
				var a, b, c int
				err = row.Scan(&a, &b, &c, &step)
				return step, err
			}, "EXPLAIN QUERY PLAN "+query, args...)
			for _, step := range steps {
				if strings.HasPrefix(step, "SCAN") && !strings.Contains(step, "INDEX") && !strings.Contains(step, "SCAN f") || strings.Contains(step, "SCAN alerts") || strings.Contains(step, "SCAN a ") {
					t.Errorf("%s: %s", query, step)
				}
			}
			return err
		}))
	}
}

// BenchmarkClaim claims one alert of 10,000 that wait in 1,000 chats, and says
// that it arrived.
func BenchmarkClaim(b *testing.B) {
	for kind, fresh := range kinds {
		for _, batch := range []int{1, 10} {
			b.Run(fmt.Sprintf("%s/batch=%d", kind, batch), func(b *testing.B) { benchmarkClaim(b, openAt(b, fresh(b)), batch) })
		}
	}
}

func benchmarkClaim(b *testing.B, s *Store, batch int) {
	var alerts []alert.Alert
	for i := range 10_000 {
		alerts = append(alerts, notice(fmt.Sprint(i), int64(i%1000+1), start))
	}
	send(b, s, alerts...)
	now, n := start, 10_000
	for b.Loop() {
		now = now.Add(time.Second)
		ids, _ := claim(b, s, now, "w", Pace{Bot: time.Second / 30, Chat: time.Second, Batch: batch})
		if len(ids) != batch {
			b.Fatalf("%d claimed", len(ids))
		}
		b.StopTimer() // as many wait as before
		for _, id := range ids {
			ok(b, s.Delivered(context.Background(), id, "w", 1, now))
			n++
			send(b, s, notice(fmt.Sprint(n), int64(n%1000+1), start))
		}
		b.StartTimer()
	}
}

// BenchmarkPublish publishes the Ganzhou plan with alerts for 100 chats.
func BenchmarkPublish(b *testing.B) {
	for kind, fresh := range kinds {
		b.Run(kind, func(b *testing.B) {
			s := openAt(b, fresh(b))
			p := publication(b, s, "linjiang", 1)
			p.Plan, p.Data = ganzhou(b)
			p.Keys = nil
			text := p.Plan.Text
			for b.Loop() {
				p.Plan.Text = text + fmt.Sprint(p.Expect)
				p.Alerts = nil
				for chat := range 100 {
					p.Alerts = append(p.Alerts, notice(fmt.Sprintf("%d-%d", p.Expect, chat), int64(chat+1), start))
				}
				v, err := s.Publish(context.Background(), p)
				ok(b, err)
				p.Expect = v.Number
			}
		})
	}
}
