package store

import (
	"context"
	"database/sql"
	"errors"
	"math"
	"slices"
	"strings"
	"time"
)

// Update is one that came in from Telegram. It is an alias of a plain struct,
// so that the bot can have the same type without importing this package.
type Update = struct {
	ID   int64
	Chat int64 // in whose order it stands
	Body []byte
	At   time.Time // when it came in
}

// What becomes of an update: the values of the column done.
const (
	updateTaken = 0
	updateDone  = 1
	updateBegun = 2 // its effect may have happened
	updateCut   = 3 // begun by a process that died: never handled again
)

// CommitUpdates does in one transaction, in this order, what waits:
//
//   - take stores updates, all in the order of their slice. mine are those that
//     owner is to handle, also when they were stored before. An update of a
//     chat in which another owner has unfinished ones goes to that owner, so
//     that the chat's order is kept; ClaimUpdates tells it.
//   - begin marks updates as begun: begun are those that owner may handle now,
//     never the same one twice. Missing are those that went to another owner.
//   - giveBack undoes begin for updates that had no effect.
//   - done marks updates as done. Their text is dropped.
func (s *Store) CommitUpdates(ctx context.Context, owner string, take []Update, begin, giveBack, done []int64) (mine, begun []int64, err error) {
	err = s.write(ctx, func(t *tx) error {
		var err error
		if mine, err = t.takeUpdates(owner, take, s.turn == nil); err != nil {
			return err
		}
		if begun, err = t.markUpdates("done = 2, handed = 0 WHERE done = 0", owner, begin); err != nil {
			return err
		}
		if _, err = t.markUpdates("done = 0 WHERE done = 2", owner, giveBack); err != nil {
			return err
		}
		_, err = t.markUpdates("done = 1, handed = 0, body = substr(body, 1, 0) WHERE done <> 1", owner, done)
		return err
	})
	return mine, begun, err
}

// maxMarks bounds the parameters of one statement.
const maxMarks = 500

func (t *tx) takeUpdates(owner string, take []Update, shared bool) (mine []int64, err error) {
	if len(take) == 0 {
		return nil, nil
	}
	if shared { // takers of one chat take turns, or each would miss what the other takes
		if _, err := t.raise(counterInbox, 0); err != nil {
			return nil, err
		}
	}
	for len(take) > 0 {
		part := take[:min(len(take), maxMarks)]
		take = take[len(part):]
		got, err := t.takePart(owner, part)
		if err != nil {
			return nil, err
		}
		mine = append(mine, got...)
	}
	return mine, nil
}

func (t *tx) takePart(owner string, part []Update) ([]int64, error) {
	owners, err := t.ownersOf(owner, part)
	if err != nil {
		return nil, err
	}
	var rows strings.Builder
	args := make([]any, 0, 6*len(part))
	for i, u := range part {
		if i > 0 {
			rows.WriteString(", ")
		}
		whose, elsewhere := owners[u.Chat]
		if !elsewhere {
			whose = owner
		}
		rows.WriteString("(" + oneOf(len(args)+1, 6) + ", 0)")
		args = append(args, u.ID, u.Chat, blob(u.Body), micros(u.At), whose, bit(elsewhere))
	}
	fresh, err := t.exec("INSERT INTO updates (id, chat, body, made, owner, handed, done) VALUES "+rows.String()+" ON CONFLICT (id) DO NOTHING", args...)
	if err != nil {
		return nil, err
	}
	ids := make([]int64, len(part))
	for i, u := range part {
		ids[i] = u.ID
	}
	if len(owners) == 0 && fresh == int64(len(part)) {
		return ids, nil
	}
	return list(t, scanOne[int64], "SELECT id FROM updates WHERE done = 0 AND handed = 0 AND owner = $1 AND id IN ("+oneOf(2, len(ids))+")", with(owner, ids)...)
}

// ownersOf returns in whose hands the updates' chats are: other owners, and
// owner itself where it has yet to be told of earlier updates.
func (t *tx) ownersOf(owner string, part []Update) (map[int64]string, error) {
	var chats []int64
	for _, u := range part {
		if !slices.Contains(chats, u.Chat) {
			chats = append(chats, u.Chat)
		}
	}
	owners := map[int64]string{}
	_, err := list(t, func(row scanner) (struct{}, error) {
		var chat int64
		var whose string
		err := row.Scan(&chat, &whose)
		owners[chat] = whose
		return struct{}{}, err
	}, "SELECT chat, owner FROM updates WHERE done IN (0, 2) AND (owner <> $1 OR handed = 1) AND chat IN ("+oneOf(2, len(chats))+") ORDER BY id", with(owner, chats)...)
	return owners, err
}

// markUpdates changes the owner's updates with these IDs and returns which it
// changed. change is SET's and the first of WHERE's terms.
func (t *tx) markUpdates(change, owner string, ids []int64) (changed []int64, err error) {
	slices.Sort(ids) // two processes never wait for each other in circles
	for len(ids) > 0 {
		part := ids[:min(len(ids), maxMarks)]
		ids = ids[len(part):]
		got, err := list(t, scanOne[int64], "UPDATE updates SET "+change+" AND owner = $1 AND id IN ("+oneOf(2, len(part))+") RETURNING id", with(owner, part)...)
		if err != nil {
			return nil, err
		}
		changed = append(changed, got...)
	}
	return changed, nil
}

func with(owner string, ids []int64) []any {
	args := make([]any, 0, 1+len(ids))
	args = append(args, owner)
	for _, id := range ids {
		args = append(args, id)
	}
	return args
}

// ClaimUpdates says that owner is alive at now. Owners that were not heard of
// for the time of a lease are dead: what they took and did not begin goes to
// this owner, and what they began is cut off, never to be handled again. On
// SQLite, which one process serves, a new owner finds all others dead.
//
// handed are the updates that owner does not know of, ordered by ID; they come
// again until they are begun. cut are the IDs of what was cut off.
func (s *Store) ClaimUpdates(ctx context.Context, owner string, now time.Time, lease time.Duration) (handed []Update, cut []int64, err error) {
	err = s.write(ctx, func(t *tx) error {
		handed, cut = nil, nil
		if s.turn == nil {
			if _, err := t.raise(counterInbox, 0); err != nil {
				return err
			}
		}
		known, err := t.exec("UPDATE handlers SET seen = $1 WHERE owner = $2", micros(now), owner)
		if err != nil {
			return err
		}
		dead := micros(now.Add(-lease))
		if known == 0 {
			if s.turn != nil && !s.joined.Load() {
				dead = math.MaxInt64
			}
			if _, err := t.exec("INSERT INTO handlers (owner, seen) VALUES ($1, $2)", owner, micros(now)); err != nil {
				return err
			}
		}
		if cut, err = t.inherit(owner, dead); err != nil {
			return err
		}
		handed, err = list(t, scanUpdate, "SELECT id, chat, body, made FROM updates WHERE handed = 1 AND owner = $1 AND done = 0 ORDER BY id LIMIT 5000", owner)
		return err
	})
	s.joined.CompareAndSwap(false, err == nil)
	return handed, cut, err
}

// inherit gives owner what those left that were last seen before a time.
func (t *tx) inherit(owner string, dead int64) (cut []int64, err error) {
	if _, err := t.exec("DELETE FROM handlers WHERE seen < $1 AND owner <> $2", dead, owner); err != nil {
		return nil, err
	}
	const gone = " AND owner NOT IN (SELECT owner FROM handlers)"
	cut, err = list(t, scanOne[int64], "UPDATE updates SET done = 3, handed = 0, body = substr(body, 1, 0) WHERE done IN (0, 2) AND done = 2"+gone+" RETURNING id")
	if err != nil {
		return nil, err
	}
	slices.Sort(cut)
	_, err = t.exec("UPDATE updates SET owner = $1, handed = 1 WHERE done IN (0, 2)"+gone, owner)
	return cut, err
}

// LeaveUpdates says that owner handles no more: others need not wait for its
// lease to run out.
func (s *Store) LeaveUpdates(ctx context.Context, owner string) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec("DELETE FROM handlers WHERE owner = $1", owner)
		return err
	})
}

func scanUpdate(row scanner) (u Update, err error) {
	var made int64
	err = row.Scan(&u.ID, &u.Chat, &u.Body, &made)
	u.At = fromMicros(made)
	return u, err
}

// Updates returns how many updates are taken, done, begun and cut off.
func (s *Store) Updates(ctx context.Context) (count [4]int, err error) {
	err = s.read(ctx, func(t *tx) error {
		_, err := list(t, func(row scanner) (struct{}, error) {
			var state, n int
			err := row.Scan(&state, &n)
			if err == nil && state >= 0 && state < len(count) {
				count[state] = n
			}
			return struct{}{}, err
		}, "SELECT done, COUNT(*) FROM updates GROUP BY done")
		return err
	})
	return count, err
}

// ForgetUpdates drops the done updates, and those that were cut off, that came
// before a time.
func (s *Store) ForgetUpdates(ctx context.Context, before time.Time) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec("DELETE FROM updates WHERE done IN (1, 3) AND made < $1", micros(before))
		return err
	})
}

// Remember keeps a value of a chat until a time, in place of the one before.
func (s *Store) Remember(ctx context.Context, chat int64, key string, value []byte, until time.Time) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(`INSERT INTO conversations (chat, name, value, expires) VALUES ($1, $2, $3, $4)
			ON CONFLICT (chat, name) DO UPDATE SET value = excluded.value, expires = excluded.expires`, chat, clean(key), blob(value), micros(until))
		return err
	})
}

// Recall returns a value that is kept at now; ok is false where there is none.
func (s *Store) Recall(ctx context.Context, chat int64, key string, now time.Time) (value []byte, ok bool, err error) {
	err = s.db.QueryRowContext(ctx, "SELECT value FROM conversations WHERE chat = $1 AND name = $2 AND expires > $3", chat, clean(key), micros(now)).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	return value, err == nil, failed(s.name, err)
}

// ForgetExpired drops the values whose time is over at now.
func (s *Store) ForgetExpired(ctx context.Context, now time.Time) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec("DELETE FROM conversations WHERE expires <= $1", micros(now))
		return err
	})
}

func orNotFound(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	return err
}
