package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"planbot/alert"
)

// Pace says how far apart sends are at the least.
type Pace = alert.Pace

// doubt is how long after the start of a lease that ran out without an outcome
// the alert may be sent again: the first send may have arrived.
const doubt = 60 * time.Second

// never is the ready of a queue that has nothing to send.
const never = math.MaxInt64

// now is when a row changed, for the operator to see; no rule looks at it.
func now() int64 { return time.Now().UnixMicro() }

// lockChats makes the queues of chats where they are missing, and keeps other
// processes from them until the transaction ends. Whoever changes a chat's
// alerts locks its queue first, several in the order of their numbers.
func (t *tx) lockChats(chats ...int64) error {
	for _, chat := range slices.Compact(slices.Sorted(slices.Values(chats))) {
		_, err := t.exec(`INSERT INTO queues (chat, next, ready, head) VALUES ($1, 0, $2, 0)
			ON CONFLICT (chat) DO UPDATE SET next = queues.next`, chat, int64(never))
		if err != nil {
			return err
		}
	}
	return nil
}

// requeue works out when a chat's next alert may be claimed. The oldest one
// that is engaged holds back what is newer than itself; older ones may go when
// they are due. While one is being sent the chat waits for it, at the longest
// until its lease ends.
func (t *tx) requeue(chat int64) error {
	var head, ready, lease int64 = math.MaxInt64, never, 0
	err := t.get("SELECT seq, due, lease FROM alerts WHERE chat = $1 AND state = 'pending' AND engaged = 1 ORDER BY lease DESC, seq LIMIT 1",
		[]any{chat}, &head, &ready, &lease)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	if lease > 0 {
		return t.setQueue(chat, head, lease)
	}
	var seq, due int64
	err = t.get("SELECT seq, due FROM alerts WHERE chat = $1 AND state = 'pending' AND engaged = 0 AND seq < $2 ORDER BY due, seq LIMIT 1",
		[]any{chat, head}, &seq, &due)
	switch {
	case errors.Is(err, ErrNotFound):
	case err != nil:
		return err
	case due < ready:
		head, ready = seq, due
	}
	return t.setQueue(chat, head, ready)
}

func (t *tx) setQueue(chat, head, ready int64) error {
	_, err := t.exec("UPDATE queues SET head = $2, ready = CASE WHEN next > $3 THEN next ELSE $3 END WHERE chat = $1", chat, head, ready)
	return err
}

// insertAlerts stores a publication's alerts.
func (t *tx) insertAlerts(alerts []alert.Alert) error {
	if len(alerts) == 0 {
		return nil
	}
	chats := make([]int64, len(alerts))
	for i := range alerts {
		chats[i] = alerts[i].Place.Chat
	}
	if err := t.lockChats(chats...); err != nil {
		return err
	}
	last, err := t.raise(counterAlert, len(alerts))
	if err != nil {
		return err
	}
	for i := range alerts {
		if err := t.addAlert(&alerts[i], last-int64(len(alerts)-1-i)); err != nil {
			return err
		}
	}
	for _, chat := range slices.Compact(slices.Sorted(slices.Values(chats))) {
		if err := t.requeue(chat); err != nil {
			return err
		}
	}
	return nil
}

// addAlert stores an alert, or adds it to the digest that waits.
func (t *tx) addAlert(a *alert.Alert, seq int64) error {
	if a.Digest {
		if err := t.extend(a); !errors.Is(err, ErrNotFound) {
			return err
		}
	}
	parts, err := json.Marshal(a.Parts)
	if err != nil {
		return err
	}
	n, err := t.exec(`INSERT INTO alerts
		(seq, id, chat, topic, digest, due, created, parts, state, attempts, ambiguous, error, message, changed, engaged, owner, started, lease)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'pending', 0, 0, '', 0, $9, 0, '', 0, 0) ON CONFLICT (id) DO NOTHING`,
		seq, a.ID, a.Place.Chat, a.Place.Topic, bit(a.Digest), micros(a.Due), micros(a.Created), string(parts), now())
	if err == nil && n == 0 {
		return ErrKeyTaken
	}
	return err
}

// extend adds parts to the pending digest of the same place and Due that no
// attempt was made to send; ErrNotFound where there is none.
func (t *tx) extend(a *alert.Alert) error {
	var seq int64
	var text string
	err := t.get(`SELECT seq, parts FROM alerts WHERE chat = $1 AND topic = $2 AND due = $3 AND digest = 1
		AND state = 'pending' AND engaged = 0 ORDER BY seq LIMIT 1`, []any{a.Place.Chat, a.Place.Topic, micros(a.Due)}, &seq, &text)
	if err != nil {
		return err
	}
	var parts []alert.Part
	if err := json.Unmarshal([]byte(text), &parts); err != nil {
		return err
	}
	longer, err := json.Marshal(append(parts, a.Parts...))
	if err != nil {
		return err
	}
	_, err = t.exec("UPDATE alerts SET parts = $2, changed = $3 WHERE seq = $1", seq, string(longer), now())
	return err
}

// Claim takes for owner the oldest alerts that may be sent at now, at most one
// a chat and p.Batch in all, and leases them to it. It returns them with the
// time at which a further Claim may succeed, zero where nothing is pending.
//
// An alert is kept back by an older one of its chat that is being sent or is to
// be sent again, not by one that is due later by its own Due. An alert whose
// lease ran out without an outcome is Ambiguous, and due doubt after the lease
// began. Of several processes one claims at a time, and all share the pace.
func (s *Store) Claim(ctx context.Context, now time.Time, owner string, p Pace, lease time.Duration) (got []alert.Delivery, next time.Time, err error) {
	at := micros(now)
	if next, err = s.nextClaim(ctx); err != nil || next.IsZero() || next.After(now) {
		return nil, next, err
	}
	err = s.write(ctx, func(t *tx) error {
		got, err = t.claim(at, clean(owner), p, lease)
		return err
	})
	if err != nil {
		return nil, time.Time{}, err
	}
	next, err = s.nextClaim(ctx)
	return got, next, err
}

// nextClaim returns when the bot and a chat are both ready; zero where nothing
// is pending.
func (s *Store) nextClaim(ctx context.Context) (time.Time, error) {
	var bot, ready int64
	err := s.db.QueryRowContext(ctx, "SELECT next, (SELECT MIN(ready) FROM queues) FROM queues WHERE chat = 0").Scan(&bot, &ready)
	if err != nil || ready == never {
		return time.Time{}, failed(s.name, err)
	}
	return time.UnixMicro(max(bot, ready)).UTC(), nil
}

func (t *tx) claim(at int64, owner string, p Pace, lease time.Duration) ([]alert.Delivery, error) {
	var bot int64
	if err := t.get("UPDATE queues SET next = next WHERE chat = 0 RETURNING next", nil, &bot); err != nil || bot > at {
		return nil, err
	}
	if err := t.expire(at); err != nil {
		return nil, err
	}
	chats, err := list(t, scanOne[int64], readyQuery+t.skipLocked, at, max(p.Batch, 1))
	if err != nil || len(chats) == 0 {
		return nil, err
	}
	found, err := t.firsts(chats, at)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	got, err := t.lease(found, at, owner, at+lease.Microseconds())
	if err != nil {
		return nil, err
	}
	if err := t.paceChats(got, at, at+lease.Microseconds(), p); err != nil {
		return nil, err
	}
	_, err = t.exec("UPDATE queues SET next = $1 WHERE chat = 0", max(bot, at)+int64(len(got))*p.Bot.Microseconds())
	return got, err
}

// readyQuery walks the chats in the order of their first alerts until enough
// are ready. The sign keeps the databases from walking by ready and sorting.
const readyQuery = "SELECT chat FROM queues WHERE +ready <= $1 ORDER BY head LIMIT $2"

// expiredQuery finds the chats with leases that ran out: mostly none.
const expiredQuery = "SELECT DISTINCT chat FROM alerts WHERE lease > 0 AND lease <= $1 ORDER BY chat"

// expire ends the leases that ran out: whoever held one died while sending.
func (t *tx) expire(at int64) error {
	chats, err := list(t, scanOne[int64], expiredQuery, at)
	if err != nil {
		return err
	}
	for _, chat := range chats {
		if err := t.lockChats(chat); err != nil {
			return err
		}
		_, err := t.exec(`UPDATE alerts SET ambiguous = 1, owner = '', lease = 0, changed = $4, error = $5,
			due = CASE WHEN due > started + $3 THEN due ELSE started + $3 END
			WHERE chat = $1 AND lease > 0 AND lease <= $2`, chat, at, doubt.Microseconds(), now(), "发送进程中断，结果不明")
		if err != nil {
			return err
		}
		if err := t.requeue(chat); err != nil {
			return err
		}
	}
	return nil
}

// firsts returns, a chat each, the oldest alert that is due, unless an older
// one that is engaged and not yet due keeps it back.
func (t *tx) firsts(chats []int64, at int64) ([]int64, error) {
	return list(t, scanOne[int64], firstsQuery(len(chats)), append([]any{at}, anys(chats)...)...)
}

func firstsQuery(chats int) string {
	return `SELECT seq FROM (SELECT
			(SELECT a.seq FROM alerts a WHERE a.chat = q.chat AND a.state = 'pending' AND a.due <= $1 ORDER BY a.seq LIMIT 1) AS seq,
			(SELECT a.seq FROM alerts a WHERE a.chat = q.chat AND a.state = 'pending' AND a.engaged = 1 ORDER BY a.seq LIMIT 1) AS engaged
			FROM queues q WHERE q.chat IN (` + oneOf(2, chats) + `)) AS f
		WHERE seq IS NOT NULL AND (engaged IS NULL OR seq <= engaged) ORDER BY seq`
}

func anys(all []int64) []any {
	out := make([]any, len(all))
	for i, v := range all {
		out[i] = v
	}
	return out
}

const alertColumns = "seq, id, chat, topic, digest, due, created, parts, state, attempts, ambiguous, error, message, changed"

// delivery is a delivery with its place in the order.
type delivery struct {
	alert.Delivery
	seq    int64
	broken error // why its parts cannot be read; one such row must not stop the others
}

func scanAlert(row scanner) (d delivery, err error) {
	var digest, due, created, ambiguous, changed int64
	var parts string
	a := &d.Alert
	err = row.Scan(&d.seq, &a.ID, &a.Place.Chat, &a.Place.Topic, &digest, &due, &created, &parts,
		&d.State, &d.Attempts, &ambiguous, &d.Error, &d.Message, &changed)
	if err != nil {
		return d, err
	}
	a.Digest, a.Due, a.Created = digest == 1, fromMicros(due), fromMicros(created)
	d.Ambiguous, d.Changed = ambiguous == 1, fromMicros(changed)
	if d.broken = json.Unmarshal([]byte(parts), &a.Parts); d.broken != nil {
		d.Error = unreadable
	}
	return d, nil
}

// unreadable is the error of an alert whose row is broken.
const unreadable = "提醒内容已损坏，无法读取"

// lease marks alerts as being sent and returns them with their chats' settings,
// the oldest first.
func (t *tx) lease(seqs []int64, at int64, owner string, until int64) ([]alert.Delivery, error) {
	args := append([]any{owner, at, until}, anys(seqs)...)
	all, err := list(t, scanAlert, `UPDATE alerts SET owner = $1, started = $2, lease = $3, engaged = 1, attempts = attempts + 1, changed = $2
		WHERE seq IN (`+oneOf(4, len(seqs))+") AND state = 'pending' AND lease = 0 RETURNING "+alertColumns, args...)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(all, func(a, b delivery) int { return cmp.Compare(a.seq, b.seq) })
	whole, err := t.buryBroken(all)
	if err != nil {
		return nil, err
	}
	return t.withSettings(whole)
}

// buryBroken gives up the alerts that cannot be read and returns the others.
func (t *tx) buryBroken(all []delivery) (whole []delivery, err error) {
	for i := range all {
		if all[i].broken == nil {
			whole = append(whole, all[i])
			continue
		}
		_, err := t.exec("UPDATE alerts SET state = 'dead', engaged = 0, owner = '', lease = 0, error = $2 WHERE seq = $1", all[i].seq, unreadable)
		if err != nil {
			return nil, err
		}
		if err := t.requeue(all[i].Alert.Place.Chat); err != nil {
			return nil, err
		}
	}
	return whole, nil
}

func (t *tx) withSettings(all []delivery) ([]alert.Delivery, error) {
	if len(all) == 0 {
		return nil, nil
	}
	var where string
	var chats []any
	if len(all) <= 100 { // more are read faster whole
		for i := range all {
			chats = append(chats, all[i].Alert.Place.Chat)
		}
		where = fmt.Sprintf("WHERE chat IN (%s)", oneOf(1, len(chats)))
	}
	settings, err := t.settings(where, chats...)
	out := make([]alert.Delivery, len(all))
	for i := range all {
		out[i] = all[i].Delivery
		out[i].Settings = alert.DefaultSettings
		if set, ok := settings[out[i].Alert.Place.Chat]; ok {
			out[i].Settings = set
		}
	}
	return out, err
}

// paceChats moves the next sends of the chats that are being sent to, and lets
// the chats wait for the outcome.
func (t *tx) paceChats(got []alert.Delivery, at, until int64, p Pace) error {
	if len(got) == 0 {
		return nil
	}
	args := []any{at + p.Group.Microseconds(), at + p.Chat.Microseconds(), until}
	for i := range got {
		args = append(args, got[i].Alert.Place.Chat)
	}
	_, err := t.exec(`UPDATE queues SET next = CASE WHEN chat < 0 THEN CAST($1 AS BIGINT) ELSE CAST($2 AS BIGINT) END, ready = $3
		WHERE chat IN (`+oneOf(4, len(got))+")", args...)
	return err
}

// Delivered says that an alert arrived as a message. ErrLost where the lease
// is not owner's any more, ErrNotFound where there is no such alert.
func (s *Store) Delivered(ctx context.Context, id, owner string, message int, at time.Time) error {
	return s.settle(ctx, id, owner, "state = 'sent', engaged = 0, error = '', changed = $3, message = $4", micros(at), message)
}

// Retry says that an attempt failed and is to be repeated at due; ambiguous
// where it may have arrived. Newer alerts of the chat wait. Errors as of Delivered.
func (s *Store) Retry(ctx context.Context, id, owner string, due time.Time, ambiguous bool, why string) error {
	return s.settle(ctx, id, owner, "due = $4, ambiguous = CASE WHEN $5 = 1 THEN 1 ELSE ambiguous END, error = $6, changed = $3", now(), micros(due), bit(ambiguous), clean(why))
}

// Hold gives an alert back until due; no attempt is counted, and newer alerts
// of the chat do not wait. Errors as of Delivered.
func (s *Store) Hold(ctx context.Context, id, owner string, due time.Time) error {
	return s.settle(ctx, id, owner, "due = $4, engaged = 0, attempts = attempts - 1, changed = $3", now(), micros(due))
}

// Bury gives an alert up. Errors as of Delivered.
func (s *Store) Bury(ctx context.Context, id, owner, why string) error {
	return s.settle(ctx, id, owner, "state = 'dead', engaged = 0, error = $4, changed = $3", now(), clean(why))
}

// settle ends a lease with its outcome: an assignment of columns, whose
// arguments are numbered from $3.
func (s *Store) settle(ctx context.Context, id, owner, outcome string, args ...any) error {
	return s.write(ctx, func(t *tx) error {
		chat, err := t.lockAlert(id)
		if err != nil {
			return err
		}
		n, err := t.exec("UPDATE alerts SET owner = '', lease = 0, "+outcome+" WHERE id = $1 AND owner = $2 AND lease > 0 AND state = 'pending'",
			append([]any{clean(id), clean(owner)}, args...)...)
		switch {
		case err != nil:
			return err
		case n == 0:
			return ErrLost
		}
		return t.requeue(chat)
	})
}

// lockAlert locks the queue that an alert is in and returns its chat. The chat
// may move between the look and the lock; then it looks again.
func (t *tx) lockAlert(id string) (chat int64, err error) {
	for range tries {
		var still int64
		if err := t.get("SELECT chat FROM alerts WHERE id = $1", []any{clean(id)}, &chat); err != nil {
			return 0, err
		}
		if err := t.lockChats(chat); err != nil {
			return 0, err
		}
		if err := t.get("SELECT chat FROM alerts WHERE id = $1", []any{clean(id)}, &still); err != nil || still == chat {
			return chat, err
		}
	}
	return 0, ErrLost
}

// HoldBot lets nothing be claimed until a time.
func (s *Store) HoldBot(ctx context.Context, until time.Time) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec("UPDATE queues SET next = $1 WHERE chat = 0 AND next < $1", micros(until))
		return err
	})
}

// HoldChat lets nothing of a chat be claimed until a time.
func (s *Store) HoldChat(ctx context.Context, chat int64, until time.Time) error {
	return s.write(ctx, func(t *tx) error {
		if err := t.lockChats(chat); err != nil {
			return err
		}
		if _, err := t.exec("UPDATE queues SET next = $2 WHERE chat = $1 AND next < $2", chat, micros(until)); err != nil {
			return err
		}
		return t.requeue(chat)
	})
}

// Alert returns an alert with what happened to it. ErrNotFound.
func (s *Store) Alert(ctx context.Context, id string) (alert.Delivery, error) {
	all, err := s.alerts(ctx, "WHERE id = $1", clean(id))
	if err == nil && len(all) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return alert.Delivery{}, err
	}
	return all[0], nil
}

// Alerts returns the alerts in some states, in all where none is given, the
// newest first.
func (s *Store) Alerts(ctx context.Context, states ...alert.State) ([]alert.Delivery, error) {
	where, args := "", []any(nil)
	if len(states) > 0 {
		for _, state := range states {
			args = append(args, string(state))
		}
		where = "WHERE state IN (" + oneOf(1, len(args)) + ")"
	}
	return s.alerts(ctx, where+" ORDER BY seq DESC", args...)
}

func (s *Store) alerts(ctx context.Context, where string, args ...any) (out []alert.Delivery, err error) {
	err = s.read(ctx, func(t *tx) error {
		all, err := list(t, scanAlert, "SELECT "+alertColumns+" FROM alerts "+where, args...)
		if err != nil {
			return err
		}
		out, err = t.withSettings(all)
		return err
	})
	return out, err
}

// Revive makes a dead alert pending again, its attempts uncounted. ErrNotFound
// where it is not dead.
func (s *Store) Revive(ctx context.Context, id string, due time.Time) error {
	return s.write(ctx, func(t *tx) error {
		chat, err := t.lockAlert(id)
		if err != nil {
			return err
		}
		err = t.one("UPDATE alerts SET state = 'pending', due = $2, attempts = 0, changed = $3 WHERE id = $1 AND state = 'dead'", clean(id), micros(due), now())
		if err != nil {
			return err
		}
		return t.requeue(chat)
	})
}

// Waiting counts the alerts that are pending and those that are dead.
func (s *Store) Waiting(ctx context.Context) (pending, dead int, err error) {
	err = s.read(ctx, func(t *tx) error {
		return t.get(`SELECT (SELECT COUNT(*) FROM alerts WHERE state = 'pending'), (SELECT COUNT(*) FROM alerts WHERE state = 'dead')`, nil, &pending, &dead)
	})
	return pending, dead, err
}
