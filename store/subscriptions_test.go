package store

import (
	"context"
	"strings"
	"testing"
	"time"

	"planbot/alert"
	"planbot/corpus"
)

func follow(chat int64, topic int, unit string) alert.Subscription {
	return alert.Subscription{
		Place: alert.Place{Chat: chat, Topic: topic}, Scope: alert.Scope{Kind: alert.ScopeUnit, Name: unit, Of: unit + "等"},
		Filter: alert.Filter{Kinds: []corpus.ChangeKind{corpus.ChangeTarget, corpus.ChangeLead}}, By: 5, At: start,
	}
}

func subscribe(tb testing.TB, s *Store, sub alert.Subscription) alert.Subscription {
	tb.Helper()
	return must[alert.Subscription](tb)(s.Subscribe(context.Background(), sub, 100))
}

// on returns the IDs of the subscriptions that are on.
func on(tb testing.TB, s *Store) (ids []int64) {
	tb.Helper()
	all, _, _, err := s.Subscriptions(context.Background())
	ok(tb, err)
	for _, sub := range all {
		ids = append(ids, sub.ID)
	}
	return ids
}

func testSubscribe(t *testing.T, open opener) {
	ctx := context.Background()
	s := open(t)
	want := follow(-100, 3, "市工信局")
	beyond, err := corpus.ParseDecimal("2.50")
	ok(t, err)
	want.Filter.Beyond, want.Filter.Direction, want.Filter.Items = beyond, corpus.Lowered, []corpus.ItemKind{corpus.KindTask}
	got := subscribe(t, s, want)
	want.ID, want.Filter.Beyond = 1, got.Filter.Beyond
	same(t, got, want)
	same(t, got.Filter.Beyond.Cmp(beyond), 0)

	other := want // in another order, called otherwise
	other.Filter.Kinds = []corpus.ChangeKind{corpus.ChangeLead, corpus.ChangeTarget, corpus.ChangeLead}
	other.Scope.Of, other.By, other.Filter.Beyond = "工信局", 6, beyond
	same(t, subscribe(t, s, other).ID, int64(1))
	ok(t, s.RestChat(ctx, -100, "blocked"))
	same(t, on(t, s), []int64(nil))
	same(t, subscribe(t, s, other), got)
	same(t, on(t, s), []int64{1})

	other.Digest = true
	same(t, subscribe(t, s, other).ID, int64(2))
	other.Place.Topic = 4
	same(t, subscribe(t, s, other).ID, int64(3))
	_, err = s.Subscribe(ctx, follow(-100, 9, "市财政局"), 3)
	is(t, err, ErrLimit)
	must[alert.Subscription](t)(s.Subscribe(ctx, want, 3)) // the same is no more
	must[alert.Subscription](t)(s.Subscribe(ctx, follow(7, 0, "市财政局"), 1))
	same(t, len(must[[]alert.Subscription](t)(s.SubscriptionsAt(ctx, alert.Place{Chat: -100, Topic: 3}))), 2)

	_, settings, before, err := s.Subscriptions(ctx)
	ok(t, err)
	same(t, len(settings), 0)
	is(t, s.Unsubscribe(ctx, alert.Place{Chat: -100, Topic: 4}, 1), ErrNotFound)
	ok(t, s.Unsubscribe(ctx, alert.Place{Chat: -100, Topic: 3}, 1))
	_, _, after, err := s.Subscriptions(ctx)
	ok(t, err)
	same(t, after, before+1) // what failed raised nothing
	same(t, on(t, s), []int64{2, 3, 4})
}

func testChangeSubscription(t *testing.T, open opener) {
	ctx := context.Background()
	s := open(t)
	sub := subscribe(t, s, follow(1, 0, "甲"))
	twin := subscribe(t, s, follow(1, 0, "乙"))
	sub.Digest = true
	ok(t, s.ChangeSubscription(ctx, sub))
	same(t, must[[]alert.Subscription](t)(s.SubscriptionsAt(ctx, sub.Place)), []alert.Subscription{sub, twin})
	wrong := sub
	wrong.Place.Chat = 2
	is(t, s.ChangeSubscription(ctx, wrong), ErrNotFound)
	sub.Scope, sub.Digest = twin.Scope, false // now both are the same
	ok(t, s.ChangeSubscription(ctx, sub))
	same(t, must[[]alert.Subscription](t)(s.SubscriptionsAt(ctx, sub.Place)), []alert.Subscription{sub})
}

func testRest(t *testing.T, open opener) {
	ctx := context.Background()
	s := open(t)
	for topic := range 3 {
		subscribe(t, s, follow(-1, topic, "甲"))
	}
	subscribe(t, s, follow(2, 0, "甲"))
	ok(t, s.Rest(ctx, alert.Place{Chat: -1, Topic: 1}, "topic closed"))
	same(t, on(t, s), []int64{1, 3, 4})
	same(t, must[[]alert.Subscription](t)(s.SubscriptionsAt(ctx, alert.Place{Chat: -1, Topic: 1}))[0].Off, "topic closed")
	send(t, s, notice("a1", -1, start), notice("a2", -1, start), notice("a3", 2, start))
	ids, _ := claim(t, s, start, "w", Pace{Batch: 1})
	same(t, ids, []string{"a1"})
	ok(t, s.RestChat(ctx, -1, "blocked"))
	same(t, on(t, s), []int64{4})
	is(t, s.Delivered(ctx, "a1", "w", 1, start), ErrLost)
	for _, id := range []string{"a1", "a2"} {
		same(t, must[alert.Delivery](t)(s.Alert(ctx, id)).State, alert.Canceled)
	}
	ids, _ = claim(t, s, at(time.Hour), "w", quick)
	same(t, ids, []string{"a3"})
	ok(t, s.WakeChat(ctx, -1))
	same(t, on(t, s), []int64{1, 2, 3, 4})
}

func testSettings(t *testing.T, open opener) {
	ctx := context.Background()
	s := open(t)
	same(t, must[alert.Settings](t)(s.Settings(ctx, 1)), alert.DefaultSettings)
	want := alert.Settings{Zone: "Asia/Urumqi", DigestHour: 9, QuietFrom: 22, QuietTo: 7, More: alert.More{Language: "en", DefaultPlan: "p", Everybody: true, Short: true}}
	ok(t, s.SetSettings(ctx, 1, alert.Settings{}))
	ok(t, s.SetSettings(ctx, 1, want))
	same(t, must[alert.Settings](t)(s.Settings(ctx, 1)), want)
	_, all, revision, err := s.Subscriptions(ctx)
	ok(t, err)
	same(t, revision, int64(2))
	same(t, all, map[int64]alert.Settings{1: want})
	send(t, s, notice("a1", 1, start), notice("a2", 2, start))
	got, _, err := s.Claim(ctx, start, "w", quick, time.Minute)
	ok(t, err)
	same(t, []alert.Settings{got[0].Settings, got[1].Settings}, []alert.Settings{want, alert.DefaultSettings})
}

func testMove(t *testing.T, open opener) {
	ctx := context.Background()
	s := open(t)
	subscribe(t, s, follow(-1, 0, "甲"))
	subscribe(t, s, follow(-1, 0, "乙"))
	subscribe(t, s, follow(-2, 0, "甲"))
	ok(t, s.SetSettings(ctx, -1, alert.Settings{DigestHour: 1}))
	ok(t, s.SetSettings(ctx, -2, alert.Settings{DigestHour: 2}))
	ok(t, s.Remember(ctx, -1, "a", []byte("1a"), at(time.Hour)))
	ok(t, s.Remember(ctx, -1, "b", []byte("1b"), at(time.Hour)))
	ok(t, s.Remember(ctx, -2, "a", []byte("2a"), at(time.Hour)))
	send(t, s, notice("a1", -1, start), notice("a2", -1, start), notice("a3", -2, start))
	ids, _ := claim(t, s, start, "w", Pace{Batch: 1, Group: 3 * time.Second})
	same(t, ids, []string{"a1"})

	ok(t, s.MoveChat(ctx, -1, -2))
	ok(t, s.MoveChat(ctx, -2, -2))
	same(t, on(t, s), []int64{2, 3})
	same(t, len(must[[]alert.Subscription](t)(s.SubscriptionsAt(ctx, alert.Place{Chat: -1}))), 0)
	same(t, must[alert.Settings](t)(s.Settings(ctx, -2)).DigestHour, 2)
	same(t, must[alert.Settings](t)(s.Settings(ctx, -1)), alert.DefaultSettings)
	for key, want := range map[string]string{"a": "2a", "b": "1b"} {
		value, found, err := s.Recall(ctx, -2, key, start)
		ok(t, err)
		same(t, found, true)
		same(t, string(value), want)
	}
	ids, _ = claim(t, s, at(5*time.Second), "v", quick) // a1 is still being sent, by w
	same(t, ids, []string(nil))
	ok(t, s.Retry(ctx, "a1", "w", at(6*time.Second), false, "migrated"))
	for i, want := range []string{"a1", "a2", "a3"} {
		when := at(time.Duration(6+3*i) * time.Second)
		ids, _ = claim(t, s, when, "w", quick)
		same(t, ids, []string{want})
		same(t, must[alert.Delivery](t)(s.Alert(ctx, want)).Alert.Place.Chat, int64(-2))
		ok(t, s.Delivered(ctx, want, "w", i, when))
	}

	send(t, s, notice("b1", -3, start)) // to a chat that nothing is known of
	ok(t, s.HoldChat(ctx, -3, at(time.Hour)))
	ok(t, s.MoveChat(ctx, -3, -4))
	ids, next := claim(t, s, at(time.Minute), "w", quick)
	same(t, ids, []string(nil))
	same(t, next, at(time.Hour))
	ids, _ = claim(t, s, at(time.Hour), "w", quick)
	same(t, ids, []string{"b1"})
}

func testQuestions(t *testing.T, open opener) {
	s := open(t)
	ctx, at := t.Context(), time.UnixMicro(1_700_000_000_000_000)
	ask := func(q alert.Question) { t.Helper(); ok(t, s.Asked(ctx, q)) }
	ask(alert.Question{At: at, Chat: 5, Message: 7, Person: 1, Plan: "p", Question: "谁牵头", Status: "answered", Answer: "市商务局", Rating: 1})
	ask(alert.Question{At: at.Add(time.Hour), Chat: 5, Message: 7, Person: 1, Question: "谁牵头", Rating: -1}) // the same person again
	ask(alert.Question{At: at.Add(time.Minute), Chat: 5, Message: 7, Person: 2, Question: "谁牵头", Rating: 1})
	for range 2 {
		ask(alert.Question{At: at.Add(2 * time.Minute), Chat: 6, Person: 1, Question: strings.Repeat("无", 5000) + "\x00\xff", Status: "not_found"})
	}
	all, err := s.Questions(ctx, at, 10)
	ok(t, err)
	if len(all) != 4 || all[3].Rating != -1 || all[3].Answer != "市商务局" || all[0].Message != 0 || len(all[0].Question) > maxAsked {
		t.Errorf("%d questions: %+v", len(all), all)
	}
	if some, err := s.Questions(ctx, at.Add(time.Minute), 1); err != nil || len(some) != 1 {
		t.Errorf("%d of one, %v", len(some), err)
	}
	ok(t, s.ForgetQuestions(ctx, at.Add(90*time.Second)))
	if left, err := s.Questions(ctx, time.Time{}, 10); err != nil || len(left) != 2 {
		t.Errorf("%d left, %v", len(left), err)
	}
}
