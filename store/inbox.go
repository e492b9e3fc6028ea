package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// Update is one that came in from Telegram.
type Update struct {
	ID   int64
	Chat int64
	Body []byte
	At   time.Time
}

// TakeUpdate stores an update; fresh is false where it was stored before.
func (s *Store) TakeUpdate(ctx context.Context, id, chat int64, body []byte, at time.Time) (fresh bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		n, err := t.exec("INSERT INTO updates (id, chat, body, made, done) VALUES ($1, $2, $3, $4, 0) ON CONFLICT (id) DO NOTHING",
			id, chat, blob(body), micros(at))
		fresh = n > 0
		return err
	})
	return fresh, err
}

// FinishUpdate says that an update was handled. ErrNotFound.
func (s *Store) FinishUpdate(ctx context.Context, id int64) error {
	return s.write(ctx, func(t *tx) error { return t.one("UPDATE updates SET done = 1 WHERE id = $1", id) })
}

// Unfinished returns the updates that were stored and not finished, ordered by
// their IDs.
func (s *Store) Unfinished(ctx context.Context) (all []Update, err error) {
	err = s.read(ctx, func(t *tx) error {
		all, err = list(t, func(row scanner) (u Update, err error) {
			var made int64
			err = row.Scan(&u.ID, &u.Chat, &u.Body, &made)
			u.At = fromMicros(made)
			return u, err
		}, "SELECT id, chat, body, made FROM updates WHERE done = 0 ORDER BY id")
		return err
	})
	return all, err
}

// ForgetUpdates drops the finished updates that came before a time.
func (s *Store) ForgetUpdates(ctx context.Context, before time.Time) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec("DELETE FROM updates WHERE done = 1 AND made < $1", micros(before))
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
