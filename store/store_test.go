package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"planbot/alert"
	"planbot/corpus"
	"planbot/corpus/parse"
	"planbot/plans"
	"planbot/store/storetest"
)

var start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func at(d time.Duration) time.Time { return start.Add(d) }

// opener opens the same fresh database as often as it is called.
type opener func(t *testing.T) *Store

// kinds are the databases that everything is tried on.
var kinds = map[string]func(tb testing.TB) string{
	"sqlite":   func(tb testing.TB) string { return filepath.Join(tb.TempDir(), "计划 a%b?c#d.db") },
	"postgres": storetest.Postgres,
}

// TestStore runs the whole suite on both databases.
func TestStore(t *testing.T) {
	for kind, fresh := range kinds {
		t.Run(kind, func(t *testing.T) { suite(t, fresh) })
	}
}

func suite(t *testing.T, fresh func(tb testing.TB) string) {
	for name, test := range map[string]func(t *testing.T, open opener){
		"versions": testVersions, "stale": testStale, "keys": testKeys, "atomic": testAtomic, "old format": testOldFormat, "questions": testQuestions,
		"digests": testDigests, "item of": testItemOf,
		"subscribe": testSubscribe, "change subscription": testChangeSubscription, "rest": testRest, "move": testMove, "settings": testSettings,
		"order": testOrder, "pace": testPace, "lease": testLease, "outcomes": testOutcomes, "claim together": testClaimTogether,
		"later does not hold": testLaterDoesNotHold, "inbox": testInbox, "inbox death": testInboxDeath, "inbox leave": testInboxLeave, "inbox together": testInboxTogether, "conversations": testConversations,
		"publish together": testPublishTogether, "backup": testBackup, "open together": testOpenTogether, "newer": testNewer,
		"hostile": testHostile, "ended": testEnded, "broken": testBroken,
	} {
		t.Run(name, func(t *testing.T) {
			dsn := fresh(t)
			test(t, func(t *testing.T) *Store { return openAt(t, dsn) })
		})
	}
}

func openAt(tb testing.TB, dsn string) *Store {
	tb.Helper()
	s, err := Open(context.Background(), dsn)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	return s
}

func must[T any](tb testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
		return v
	}
}

func ok(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		var e *Error
		if errors.As(err, &e) {
			tb.Fatal(err, e.Cause)
		}
		tb.Fatal(err)
	}
}

func is(tb testing.TB, err, want error) {
	tb.Helper()
	if !errors.Is(err, want) {
		tb.Fatalf("got error %v, want %v", err, want)
	}
}

func same(tb testing.TB, got, want any) {
	tb.Helper()
	if !reflect.DeepEqual(got, want) {
		tb.Fatalf("got  %+v\nwant %+v", got, want)
	}
}

// text is a small plan of an invented city.
func text(year, target int) string {
	return fmt.Sprintf("临江市%d年数字经济工作要点\n\n一、基础设施\n1.建设5G基站。新建5G基站%d个以上。（责任单位：市工信局）\n2.推进上云。推动企业上云%d家。（责任单位：市大数据局）\n", year, target, target*2)
}

func plan(tb testing.TB, id string, year, target int) (*corpus.Plan, []byte) {
	tb.Helper()
	data := []byte(text(year, target))
	p, err := parse.File(id+".txt", data)
	ok(tb, err)
	return p, data
}

// publication is the next version of a plan, with keys that its ID begins.
func publication(tb testing.TB, s *Store, id string, target int) Publication {
	tb.Helper()
	p, data := plan(tb, id, 2026, target)
	keys := map[corpus.Anchor]string{}
	for _, item := range p.Items() {
		keys[item.ID.Anchor] = fmt.Sprintf("%.4s%s", id, item.ID.Anchor)
	}
	_, _, revision, err := s.Subscriptions(context.Background())
	ok(tb, err)
	return Publication{Plan: p, File: id + ".txt", Data: data, By: "张三", At: at(time.Hour), Revision: revision, Keys: keys}
}

func ganzhou(tb testing.TB) (*corpus.Plan, []byte) {
	tb.Helper()
	const file = "ganzhou-2023-digital-economy.txt"
	data, err := plans.Files.ReadFile(file)
	ok(tb, err)
	p, err := parse.File(file, data)
	ok(tb, err)
	return p, data
}

// notice is an alert with one part.
func notice(id string, chat int64, due time.Time) alert.Alert {
	return alert.Alert{ID: id, Place: alert.Place{Chat: chat}, Due: due, Created: start, Parts: []alert.Part{{
		Plan: "linjiang", Title: "临江市工作要点", From: "a", To: "b",
		Changes: []corpus.Change{{Item: corpus.ItemID{Plan: "linjiang", Anchor: "task-1"}, Kind: corpus.ChangeTarget, Before: "1", After: "2"}},
	}}}
}

// send puts alerts into the outbox.
func send(tb testing.TB, s *Store, alerts ...alert.Alert) {
	tb.Helper()
	ok(tb, s.write(context.Background(), func(t *tx) error { return t.insertAlerts(alerts) }))
}

var quick = Pace{Bot: 0, Chat: time.Second, Group: 3 * time.Second, Batch: 10}

// claim claims for owner and returns the IDs that it got.
func claim(tb testing.TB, s *Store, when time.Time, owner string, p Pace) (ids []string, next time.Time) {
	tb.Helper()
	got, next, err := s.Claim(context.Background(), when, owner, p, 30*time.Second)
	ok(tb, err)
	for _, d := range got {
		ids = append(ids, d.Alert.ID)
	}
	return ids, next
}
