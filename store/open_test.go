package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"planbot/alert"
	"planbot/store/storetest"
)

// Processes that start at the same moment migrate once.
func testOpenTogether(t *testing.T, open opener) {
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() { open(t) })
	}
	wait.Wait()
	same(t, must[int64](t)(open(t).Revision(context.Background())), int64(0))
}

// A schema of a later planbot is refused, one of an earlier is brought up to date.
func testNewer(t *testing.T, open opener) {
	ctx := context.Background()
	s := open(t)
	subscribe(t, s, follow(1, 0, "甲"))
	first, err := migrations.ReadFile("migrations/00001_first.sql")
	ok(t, err)
	later := fstest.MapFS{
		"00001_first.sql": {Data: first},
		"99999_later.sql": {Data: []byte("-- +goose Up\nALTER TABLE settings ADD COLUMN later TEXT NOT NULL DEFAULT 'x';\n")},
	}
	ok(t, s.migrateTo(ctx, later))
	same(t, on(t, s), []int64{1})
	err = s.prepare(ctx)
	is(t, err, ErrNewer)
	if !strings.Contains(err.Error(), s.name) {
		t.Errorf("%q does not name %q", err, s.name)
	}
}

// NUL, bad UTF-8 and long texts are stored, or refused whole.
func testHostile(t *testing.T, open opener) {
	ctx := context.Background()
	s := open(t)
	for _, text := range []string{"\x00", "\xff\xfe", strings.Repeat("字", 100_000), "'; DROP TABLE alerts; --", "\u202e"} {
		sub := follow(1, 0, text)
		subscribe(t, s, sub)
		ok(t, s.Rest(ctx, sub.Place, text))
		ok(t, s.SetSettings(ctx, 1, alert.Settings{Zone: text}))
		ok(t, s.Remember(ctx, 1, text[:1], []byte(text), at(time.Hour)))
		value, found, err := s.Recall(ctx, 1, text[:1], start)
		ok(t, err)
		same(t, found, true)
		same(t, string(value), text)
		_, err = s.Alert(ctx, text)
		is(t, err, ErrNotFound)
	}
	p := publication(t, s, "linjiang", 1)
	p.Plan.Head.Title, p.File, p.By = "\x00标题", "\xff.txt", "\x00"
	must[Version](t)(s.Publish(ctx, p))
	_, err := s.Plan(ctx, "linjiang", 1)
	ok(t, err)
}

// A context that ended is not called a fault of the database.
func testEnded(t *testing.T, open opener) {
	s := open(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	is(t, s.SetSettings(ctx, 1, alert.Settings{}), context.Canceled)
	_, err := s.Revision(ctx)
	is(t, err, context.Canceled)
}

func testConversations(t *testing.T, open opener) {
	ctx := context.Background()
	s := open(t)
	ok(t, s.Remember(ctx, 1, "a", []byte("old"), at(time.Hour)))
	ok(t, s.Remember(ctx, 1, "a", nil, at(2*time.Hour)))
	value, found, err := s.Recall(ctx, 1, "a", at(time.Hour))
	ok(t, err)
	same(t, found, true)
	same(t, len(value), 0)
	_, found, err = s.Recall(ctx, 1, "a", at(2*time.Hour))
	ok(t, err)
	same(t, found, false)
	ok(t, s.Remember(ctx, 1, "b", nil, at(3*time.Hour)))
	ok(t, s.ForgetExpired(ctx, at(2*time.Hour)))
	same(t, len(dump(t, s)["conversations"]), 1)
}

// What is no database or damaged is refused with its name, and an empty file
// is a fresh store.
func TestDamaged(t *testing.T) {
	ctx := context.Background()
	file := filepath.Join(t.TempDir(), "a.db")
	s, err := Open(ctx, file)
	ok(t, err)
	for i := range 50 {
		must[Version](t)(s.Publish(ctx, publication(t, s, fmt.Sprintf("p%03d", i), i)))
	}
	ok(t, s.Close())
	whole, err := os.ReadFile(file)
	ok(t, err)
	random := make([]byte, 8192)
	for i := range random {
		random[i] = byte(rand.Int())
	}
	half := bytes.Clone(whole)
	for i := 4096; i < len(half)-4096; i += 2 {
		half[i] ^= 0x5a
	}
	for name, data := range map[string][]byte{
		"random": random, "overwritten": half, "header": append([]byte("SQLite format 4\x00"), whole[16:]...),
		"text": []byte("临江市2026年工作要点"), "cut": whole[:len(whole)/2],
	} {
		path := filepath.Join(t.TempDir(), name+".db")
		ok(t, os.WriteFile(path, data, 0o600))
		_, err := Open(ctx, path)
		if !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", name, err)
		}
		after, err := os.ReadFile(path)
		ok(t, err)
		if !bytes.Equal(after, data) {
			t.Errorf("%s: the file was changed", name)
		}
	}
	empty := filepath.Join(t.TempDir(), "empty.db")
	ok(t, os.WriteFile(empty, nil, 0o600))
	same(t, must[int64](t)(openAt(t, empty).Revision(ctx)), int64(0))
}

func TestOpenRefused(t *testing.T) {
	for _, dsn := range []string{
		"postgres://u:geheim@127.0.0.1:1/x?connect_timeout=2", "postgres://u:geheim@%zz/x", "postgres://u:geheim@h/x?sslmode=geheim",
		filepath.Join(t.TempDir(), "none", "a.db"), t.TempDir(),
	} {
		s, err := Open(context.Background(), dsn)
		if err == nil {
			ok(t, s.Close())
			t.Errorf("%s was opened", dsn)
			continue
		}
		for cause := err; cause != nil; cause = errors.Unwrap(cause) {
			if strings.Contains(fmt.Sprintf("%+v", cause), "geheim") {
				t.Errorf("the password is told: %v", cause)
			}
		}
		var e *Error
		if !errors.As(err, &e) || e.Cause != nil && strings.Contains(e.Cause.Error(), "geheim") {
			t.Errorf("%s: %v", dsn, err)
		}
	}
}

// A full disk stores nothing by halves, and all is well when there is room.
func TestFull(t *testing.T) {
	ctx := context.Background()
	s := openAt(t, filepath.Join(t.TempDir(), "a.db"))
	s.db.SetMaxOpenConns(1) // the bound is the connection's
	limit := func(pages int) {
		_, err := s.db.ExecContext(ctx, fmt.Sprintf("PRAGMA max_page_count = %d", pages))
		ok(t, err)
	}
	var pages int
	ok(t, s.db.QueryRowContext(ctx, "PRAGMA page_count").Scan(&pages))
	limit(pages + 20)
	var err error
	stored := 0
	before := dump(t, s)
	var last Publication
	for ; stored < 1000; stored++ {
		last = publication(t, s, fmt.Sprintf("p%03d", stored), stored)
		last.Alerts = []alert.Alert{notice(fmt.Sprint(stored), 1, start)}
		if _, err = s.Publish(ctx, last); err != nil {
			break
		}
		before = dump(t, s)
	}
	is(t, err, ErrFull)
	if stored == 0 || !strings.Contains(err.Error(), s.name) {
		t.Errorf("%d stored: %v", stored, err)
	}
	same(t, dump(t, s), before)
	_, _, err = s.CommitUpdates(ctx, "a", []Update{{ID: 1, Chat: 1, Body: make([]byte, 1<<20), At: start}}, nil, nil, nil)
	is(t, err, ErrFull)
	limit(1 << 30)
	must[Version](t)(s.Publish(ctx, last))
	same(t, len(must[[]Version](t)(s.Plans(ctx))), stored+1)
}

// A full disk leaves an outbox as it was, at any step of a delivery, and what
// waits is delivered when there is room.
func TestFullWhileDelivering(t *testing.T) {
	ctx := context.Background()
	s := openAt(t, filepath.Join(t.TempDir(), "a.db"))
	s.db.SetMaxOpenConns(1) // the bound is the connection's
	limit := func(pages int) {
		t.Helper()
		_, err := s.db.ExecContext(ctx, fmt.Sprintf("PRAGMA max_page_count = %d", pages))
		ok(t, err)
	}
	alerts := batch(5, half(40)...)
	send(t, s, alerts...)
	long := strings.Repeat("字", 100_000) // takes room
	full := map[string]int{}
	// try does a step without room; where that is too little, with room.
	try := func(step string, do func() error) {
		t.Helper()
		before := dump(t, s)
		limit(1) // SQLite takes as many as there are
		err := do()
		limit(1 << 30)
		if err == nil {
			return
		}
		is(t, err, ErrFull)
		full[step]++
		same(t, dump(t, s), before)
		ok(t, do())
	}
	var got []alert.Delivery
	take := func(when time.Time, owner string) func() error {
		return func() (err error) {
			got, _, err = s.Claim(ctx, when, owner, quick, time.Minute)
			return err
		}
	}
	for n, step := range []string{"delivered", "retry", "bury", "hold", "move", "rest"} {
		owner := step + long
		try("claim", take(at(time.Duration(n)*time.Hour), owner))
		id, chat := got[0].Alert.ID, got[0].Alert.Place.Chat
		try(step, map[string]func() error{
			"delivered": func() error { return s.Delivered(ctx, id, owner, 1, start) },
			"retry":     func() error { return s.Retry(ctx, id, owner, start, true, long+long) },
			"bury":      func() error { return s.Bury(ctx, id, owner, long+long) },
			"hold":      func() error { return s.Hold(ctx, id, owner, start) },
			"move":      func() error { return s.MoveChat(ctx, chat, -1000) },
			"rest":      func() error { return s.RestChat(ctx, chat, long) },
		}[step])
	}
	t.Logf("too full for %v", full)
	for _, step := range []string{"claim", "retry", "bury", "rest"} {
		if full[step] == 0 {
			t.Errorf("there was room for %s: %v", step, full)
		}
	}
	w := newWorld(t)
	w.now = at(24 * time.Hour)
	w.run(s)
	count := states(t, s)
	same(t, count[alert.Pending], 0)
	same(t, count[alert.Sent]+count[alert.Dead]+count[alert.Canceled], len(alerts))
}

// What drivers say is told apart.
func TestFailed(t *testing.T) {
	for _, c := range []struct{ err, want error }{
		{&pgconn.PgError{Code: "53100"}, ErrFull},
		{&pgconn.PgError{Code: "XX001"}, ErrDamaged},
		{fmt.Errorf("write: %w", syscall.ENOSPC), ErrFull},
		{fmt.Errorf("publish: %w", ErrStale), ErrStale},
		{context.Canceled, context.Canceled},
	} {
		got := failed("数据.db", c.err)
		is(t, got, c.want)
		is(t, got, c.err)
		var e *Error
		if errors.As(got, &e) && !strings.Contains(e.Sentence, "数据.db") {
			t.Errorf("%q names no database", e)
		}
	}
	same(t, failed("", nil), nil)
	same(t, again(&pgconn.PgError{Code: "40P01"}), true)
	same(t, again(&pgconn.PgError{Code: "53100"}), false)
}

// fillStore stores something in every table.
func fillStore(t *testing.T, s *Store) {
	ctx := context.Background()
	p := publication(t, s, "linjiang", 1)
	p.Alerts = []alert.Alert{notice("a1", 1, start), notice("a2", -2, start), digest("a3", 1, "一")}
	must[Version](t)(s.Publish(ctx, p))
	subscribe(t, s, follow(1, 0, "甲"))
	ok(t, s.SetSettings(ctx, 1, alert.Settings{Zone: "UTC"}))
	same(t, takes(t, s, "a", Update{ID: 1, Chat: 1, Body: []byte{0, 255}, At: start}, Update{ID: 2, Chat: 1, At: start}), []int64{1, 2})
	ok(t, s.Remember(ctx, 1, "a", []byte{}, at(time.Hour)))
	ok(t, s.Asked(ctx, alert.Question{At: start, Chat: 1, Message: 3, Person: 5, Question: "谁牵头", Status: "answered", Rating: 1}))
	claim(t, s, start, "w", Pace{Batch: 1})
}

func testBackup(t *testing.T, open opener) {
	ctx := context.Background()
	s := open(t)
	fillStore(t, s)
	dir := t.TempDir()
	file := filepath.Join(dir, "备份.db")
	ok(t, s.Backup(ctx, file))
	is(t, s.Backup(ctx, file), ErrExists)
	left, err := filepath.Glob(filepath.Join(dir, "*"))
	ok(t, err)
	hidden, err := filepath.Glob(filepath.Join(dir, ".*"))
	ok(t, err)
	same(t, append(left, hidden...), []string{file})
	want := dump(t, s)
	for _, table := range tables {
		if len(want[table.name]) == 0 {
			t.Errorf("%s is empty, so nothing is known of it", table.name)
		}
	}
	for kind, fresh := range kinds {
		dsn := fresh(t)
		ok(t, Restore(ctx, file, dsn))
		is(t, Restore(ctx, file, dsn), ErrNotEmpty)
		back := openAt(t, dsn)
		if got := dump(t, back); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s:\ngot  %v\nwant %v", kind, got, want)
		}
		same(t, subscribe(t, back, follow(1, 0, "乙")).ID, int64(2))
		ok(t, back.Delivered(ctx, "a1", "w", 1, start))
		send(t, back, notice("b1", 1, start))
	}
	checkRestoreRefused(t, dir)
	backupWhileWriting(t, s, dir)
}

func checkRestoreRefused(t *testing.T, dir string) {
	t.Helper()
	ctx := context.Background()
	is(t, Restore(ctx, filepath.Join(dir, "none.db"), filepath.Join(dir, "x.db")), ErrNotFound)
	broken := filepath.Join(dir, "broken.db")
	ok(t, os.WriteFile(broken, nil, 0o600))
	is(t, Restore(ctx, broken, filepath.Join(dir, "x.db")), ErrDamaged)
	ok(t, os.WriteFile(broken, bytes.Repeat([]byte("x"), 5000), 0o600))
	is(t, Restore(ctx, broken, filepath.Join(dir, "x.db")), ErrDamaged)
	if _, err := os.Stat(filepath.Join(dir, "x.db")); !errors.Is(err, os.ErrNotExist) {
		t.Error("a refused backup left a database")
	}
}

// A backup is of one moment: with as many alerts as the counter says.
func backupWhileWriting(t *testing.T, s *Store, dir string) {
	t.Helper()
	ctx := context.Background()
	var stop atomic.Bool
	var wait sync.WaitGroup
	wait.Go(func() {
		for i := 0; !stop.Load(); i++ {
			if err := s.write(ctx, func(t *tx) error {
				return t.insertAlerts([]alert.Alert{notice(fmt.Sprintf("x%d", i), 1, start), notice(fmt.Sprintf("y%d", i), 2, start)})
			}); err != nil {
				t.Error(err)
				return
			}
		}
	})
	for i := range 3 {
		file := filepath.Join(dir, fmt.Sprintf("while%d.db", i))
		if err := s.Backup(ctx, file); err != nil {
			t.Error(err)
			break
		}
		copied := openAt(t, file)
		var alerts, last int
		ok(t, copied.read(ctx, func(t *tx) error {
			return t.get("SELECT (SELECT COUNT(*) FROM alerts), (SELECT value FROM counters WHERE name = 'alert')", nil, &alerts, &last)
		}))
		same(t, alerts, last)
	}
	stop.Store(true)
	wait.Wait()
}

// An address of PostgreSQL is told from a path.
func TestPostgresAddress(t *testing.T) {
	s := openAt(t, storetest.Postgres(t))
	if s.turn != nil || strings.Contains(s.name, "postgres://") {
		t.Errorf("%q", s.name)
	}
}
