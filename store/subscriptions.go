package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"planbot/alert"
)

// kept is a subscription in the form of its row.
type kept struct{ sameness, scope, filter string }

// keep writes a subscription's scope and filter. The sameness is of what is
// followed, not of what people call it, and not of the order of the filter's kinds.
func keep(sub *alert.Subscription) (k kept, err error) {
	scope, err := json.Marshal(sub.Scope)
	if err != nil {
		return k, err
	}
	filter, err := json.Marshal(sub.Filter)
	if err != nil {
		return k, err
	}
	same := struct {
		Scope  alert.Scope
		Filter alert.Filter
		Digest bool
	}{sub.Scope, sub.Filter, sub.Digest}
	same.Scope.Of = ""
	same.Filter.Kinds = sorted(same.Filter.Kinds)
	same.Filter.Items = sorted(same.Filter.Items)
	text, err := json.Marshal(same)
	if err != nil {
		return k, err
	}
	sum := sha256.Sum256(text)
	return kept{hex.EncodeToString(sum[:]), string(scope), string(filter)}, nil
}

func sorted[T ~string](all []T) []T { return slices.Compact(slices.Sorted(slices.Values(all))) }

const subscriptionColumns = "id, chat, topic, scope, filter, digest, author, made, off"

func scanSubscription(row scanner) (sub alert.Subscription, err error) {
	var scope, filter string
	var digest, made int64
	if err := row.Scan(&sub.ID, &sub.Place.Chat, &sub.Place.Topic, &scope, &filter, &digest, &sub.By, &made, &sub.Off); err != nil {
		return sub, err
	}
	sub.Digest, sub.At = digest == 1, fromMicros(made)
	err = errors.Join(json.Unmarshal([]byte(scope), &sub.Scope), json.Unmarshal([]byte(filter), &sub.Filter))
	return sub, err
}

// change runs fn in a transaction that raises the revision of subscriptions
// and settings.
func (s *Store) change(ctx context.Context, fn func(*tx) error) error {
	return s.write(ctx, func(t *tx) error {
		if _, err := t.raise(counterSubscriptions, 1); err != nil {
			return err
		}
		return fn(t)
	})
}

// Subscribe stores what a place follows and returns it with its ID. Where the
// place follows the same already, with the same filter and rhythm, that one is
// returned as it stands, turned on again. ErrLimit where the chat has limit
// subscriptions, resting ones too.
func (s *Store) Subscribe(ctx context.Context, sub alert.Subscription, limit int) (out alert.Subscription, err error) {
	k, err := keep(&sub)
	if err != nil {
		return out, err
	}
	err = s.change(ctx, func(t *tx) error {
		err := t.wake(sub.Place, k, &out)
		if !errors.Is(err, ErrNotFound) {
			return err
		}
		var have int
		if err := t.get("SELECT COUNT(*) FROM subscriptions WHERE chat = $1", []any{sub.Place.Chat}, &have); err != nil {
			return err
		}
		if have >= limit {
			return ErrLimit
		}
		return t.insertSubscription(sub, k, &out)
	})
	return out, err
}

// wake turns on the subscription that is the same.
func (t *tx) wake(place alert.Place, k kept, out *alert.Subscription) (err error) {
	*out, err = scanSubscription(t.QueryRowContext(t.ctx, `UPDATE subscriptions SET off = '' WHERE chat = $1 AND topic = $2 AND sameness = $3
		RETURNING `+subscriptionColumns, place.Chat, place.Topic, k.sameness))
	return orNotFound(err)
}

func (t *tx) insertSubscription(sub alert.Subscription, k kept, out *alert.Subscription) error {
	id, err := t.raise(counterSubscription, 1)
	if err != nil {
		return err
	}
	*out, err = scanSubscription(t.QueryRowContext(t.ctx, `INSERT INTO subscriptions (id, chat, topic, sameness, scope, filter, digest, author, made, off)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '') RETURNING `+subscriptionColumns,
		id, sub.Place.Chat, sub.Place.Topic, k.sameness, k.scope, k.filter, bit(sub.Digest), sub.By, micros(sub.At)))
	return err
}

// Subscriptions returns those that are on, ordered by their IDs, the settings
// of the chats that have any, and the revision of both, of one moment.
func (s *Store) Subscriptions(ctx context.Context) (all []alert.Subscription, settings map[int64]alert.Settings, revision int64, err error) {
	err = s.read(ctx, func(t *tx) error {
		if revision, err = t.counter(counterSubscriptions); err != nil {
			return err
		}
		if settings, err = t.settings(""); err != nil {
			return err
		}
		all, err = list(t, scanSubscription, "SELECT "+subscriptionColumns+" FROM subscriptions WHERE off = '' ORDER BY id")
		return err
	})
	return all, settings, revision, err
}

// SubscriptionsAt returns what a place follows, resting or not, ordered by the IDs.
func (s *Store) SubscriptionsAt(ctx context.Context, place alert.Place) (all []alert.Subscription, err error) {
	err = s.read(ctx, func(t *tx) error {
		all, err = list(t, scanSubscription, "SELECT "+subscriptionColumns+" FROM subscriptions WHERE chat = $1 AND topic = $2 ORDER BY id", place.Chat, place.Topic)
		return err
	})
	return all, err
}

// ChangeSubscription gives a subscription another scope, filter, rhythm or
// reason to rest. Where the place follows the same already, the two become
// this one. ErrNotFound unless ID and Place both match.
func (s *Store) ChangeSubscription(ctx context.Context, sub alert.Subscription) error {
	k, err := keep(&sub)
	if err != nil {
		return err
	}
	return s.change(ctx, func(t *tx) error {
		_, err := t.exec("DELETE FROM subscriptions WHERE chat = $1 AND topic = $2 AND sameness = $3 AND id <> $4", sub.Place.Chat, sub.Place.Topic, k.sameness, sub.ID)
		if err != nil {
			return err
		}
		return t.one("UPDATE subscriptions SET sameness = $4, scope = $5, filter = $6, digest = $7, off = $8 WHERE id = $1 AND chat = $2 AND topic = $3",
			sub.ID, sub.Place.Chat, sub.Place.Topic, k.sameness, k.scope, k.filter, bit(sub.Digest), clean(sub.Off))
	})
}

// Unsubscribe removes a subscription. ErrNotFound unless it is the place's.
func (s *Store) Unsubscribe(ctx context.Context, place alert.Place, id int64) error {
	return s.change(ctx, func(t *tx) error {
		return t.one("DELETE FROM subscriptions WHERE id = $1 AND chat = $2 AND topic = $3", id, place.Chat, place.Topic)
	})
}

// Rest turns the subscriptions of one place off, for a reason that is not "",
// and cancels its pending alerts.
func (s *Store) Rest(ctx context.Context, place alert.Place, why string) error {
	return s.rest(ctx, place.Chat, why, " AND topic = $3", place.Topic)
}

// RestChat turns all subscriptions of a chat off, for a reason that is not "",
// and cancels its pending alerts.
func (s *Store) RestChat(ctx context.Context, chat int64, why string) error {
	return s.rest(ctx, chat, why, "")
}

// rest lets what a chat follows rest; which narrows it, its arguments are
// numbered from $3.
func (s *Store) rest(ctx context.Context, chat int64, why, which string, args ...any) error {
	args = append([]any{chat, clean(why)}, args...)
	changed := fmt.Sprintf("$%d", len(args)+1)
	return s.change(ctx, func(t *tx) error {
		if err := t.lockChats(chat); err != nil {
			return err
		}
		if _, err := t.exec("UPDATE subscriptions SET off = $2 WHERE chat = $1"+which, args...); err != nil {
			return err
		}
		_, err := t.exec("UPDATE alerts SET state = 'canceled', error = $2, changed = "+changed+`, engaged = 0, owner = '', lease = 0
			WHERE chat = $1 AND state = 'pending'`+which, append(args, now())...)
		if err != nil {
			return err
		}
		return t.requeue(chat)
	})
}

// WakeChat turns all subscriptions of a chat on again.
func (s *Store) WakeChat(ctx context.Context, chat int64) error {
	return s.change(ctx, func(t *tx) error {
		_, err := t.exec("UPDATE subscriptions SET off = '' WHERE chat = $1", chat)
		return err
	})
}

// MoveChat gives all that belongs to a chat to another: subscriptions,
// settings, alerts (pending ones go on there), conversations, the pace. Where
// the other has the same already, that one stays.
func (s *Store) MoveChat(ctx context.Context, from, to int64) error {
	if from == to {
		return nil
	}
	return s.change(ctx, func(t *tx) error {
		if err := t.lockChats(from, to); err != nil {
			return err
		}
		for _, move := range moves {
			if _, err := t.exec(move, from, to); err != nil {
				return err
			}
		}
		return t.requeue(to)
	})
}

// moves take a table each from chat $1 to chat $2: what the other has already
// is dropped, the rest taken there. Both chats have a queue; that of the other
// has no next where the lock has only just made it.
var moves = []string{
	`DELETE FROM subscriptions WHERE chat = $1 AND EXISTS (SELECT 1 FROM subscriptions o
		WHERE o.chat = $2 AND o.topic = subscriptions.topic AND o.sameness = subscriptions.sameness)`,
	"UPDATE subscriptions SET chat = $2 WHERE chat = $1",
	"DELETE FROM settings WHERE chat = $1 AND EXISTS (SELECT 1 FROM settings o WHERE o.chat = $2)",
	"UPDATE settings SET chat = $2 WHERE chat = $1",
	"DELETE FROM conversations WHERE chat = $1 AND EXISTS (SELECT 1 FROM conversations o WHERE o.chat = $2 AND o.name = conversations.name)",
	"UPDATE conversations SET chat = $2 WHERE chat = $1",
	"UPDATE queues SET next = (SELECT f.next FROM queues f WHERE f.chat = $1) WHERE chat = $2 AND next = 0",
	"DELETE FROM queues WHERE chat = $1 AND chat <> $2",
	"UPDATE alerts SET chat = $2 WHERE chat = $1",
}

// Settings returns a chat's wishes, the default ones where it has set none.
func (s *Store) Settings(ctx context.Context, chat int64) (alert.Settings, error) {
	out := alert.DefaultSettings
	err := s.read(ctx, func(t *tx) error {
		found, err := t.settings("WHERE chat = $1", chat)
		if set, ok := found[chat]; ok {
			out = set
		}
		return err
	})
	return out, err
}

// SetSettings stores a chat's wishes.
func (s *Store) SetSettings(ctx context.Context, chat int64, set alert.Settings) error {
	more, err := json.Marshal(set.More)
	if err != nil {
		return err
	}
	return s.change(ctx, func(t *tx) error {
		_, err := t.exec(`INSERT INTO settings (chat, zone, digest_hour, quiet_from, quiet_to, more) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (chat) DO UPDATE SET zone = excluded.zone, digest_hour = excluded.digest_hour,
			quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, more = excluded.more`,
			chat, clean(set.Zone), set.DigestHour, set.QuietFrom, set.QuietTo, clean(string(more)))
		return err
	})
}

func (t *tx) settings(where string, args ...any) (map[int64]alert.Settings, error) {
	type pair struct {
		chat int64
		set  alert.Settings
	}
	pairs, err := list(t, func(row scanner) (p pair, err error) {
		var more string
		if err = row.Scan(&p.chat, &p.set.Zone, &p.set.DigestHour, &p.set.QuietFrom, &p.set.QuietTo, &more); err == nil {
			err = json.Unmarshal([]byte(more), &p.set.More)
		}
		return p, err
	}, "SELECT chat, zone, digest_hour, quiet_from, quiet_to, more FROM settings "+where, args...)
	all := make(map[int64]alert.Settings, len(pairs))
	for _, p := range pairs {
		all[p.chat] = p.set
	}
	return all, err
}
