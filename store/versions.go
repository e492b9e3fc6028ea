package store

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"planbot/alert"
	"planbot/corpus"
)

// What is published, and what is kept of it.
type (
	// Version is one text of a plan as it was published.
	Version = alert.Version
	// Stored is a version with its contents.
	Stored = alert.Edition
	// Publication is what one published text brings.
	Publication = alert.Publication
)

// Publish stores a new version of a plan and puts it into service, with its
// items' keys, its changes and the alerts, in one transaction. A pending digest
// of the same place and Due takes the new parts, and no second row is made.
//
// Errors: ErrStale where Expect is not the active version any more, or the plan
// that this one succeeds has a newer text, or the subscriptions have changed
// since Revision: the caller computes again. ErrSame where the active version
// has the same text. ErrKeyTaken where a key is that of an item of another plan
// than this one, its forerunners and its successors, or an alert's ID is taken.
func (s *Store) Publish(ctx context.Context, p Publication) (Version, error) {
	v := Version{
		Plan: p.Plan.ID, Hash: p.Plan.Version(), Title: clean(p.Plan.Head.Title), Year: p.Plan.Head.Year, File: clean(p.File),
		By: clean(p.By), At: fromMicros(micros(p.At)), Size: len(p.Data), Active: true, Was: p.Was, WasNumber: p.WasNumber,
	}
	changes, err := json.Marshal(p.Changes)
	if err != nil {
		return Version{}, err
	}
	packed, format, err := pack(p.Plan)
	if err != nil {
		return Version{}, err
	}
	err = s.write(ctx, func(t *tx) error {
		if err := t.admit(&v, p); err != nil {
			return err
		}
		if err := t.insertVersion(&v, p.Data, packed, format, string(changes)); err != nil {
			return err
		}
		if err := t.insertKeys(&v, p.Keys); err != nil {
			return err
		}
		return t.insertAlerts(p.Alerts)
	})
	if err != nil {
		return Version{}, err
	}
	return v, nil
}

// admit takes the locks under which publications follow one another, and
// refuses one that was computed against what is no longer so. It sets v.Number.
func (t *tx) admit(v *Version, p Publication) error {
	if _, err := t.raise(counterCorpus, 1); err != nil {
		return err
	}
	revision, err := t.raise(counterSubscriptions, 0)
	if err != nil {
		return err
	}
	active, hash, err := t.active(v.Plan)
	if err != nil {
		return err
	}
	was, _, err := t.active(p.Was)
	switch {
	case err != nil:
		return err
	case active != p.Expect || revision != p.Revision:
		return ErrStale
	case active == 0 && p.WasNumber > 0 && was > p.WasNumber:
		return ErrStale
	case active > 0 && hash == v.Hash:
		return ErrSame
	}
	return t.get("SELECT COALESCE(MAX(number), 0) + 1 FROM versions WHERE plan = $1", []any{string(v.Plan)}, &v.Number)
}

// active returns a plan's version in service, 0 and "" where none is.
func (t *tx) active(plan corpus.PlanID) (number int, hash string, err error) {
	err = t.get(`SELECT v.number, v.hash FROM plans p JOIN versions v ON v.plan = p.plan AND v.number = p.active
		WHERE p.plan = $1`, []any{string(plan)}, &number, &hash)
	if errors.Is(err, ErrNotFound) {
		return 0, "", nil
	}
	return number, hash, err
}

func (t *tx) insertVersion(v *Version, data, packed []byte, format int, changes string) error {
	_, err := t.exec(`INSERT INTO plans (plan, active, remover, removed) VALUES ($1, $2, '', 0)
		ON CONFLICT (plan) DO UPDATE SET active = excluded.active, remover = '', removed = 0`, string(v.Plan), v.Number)
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO versions
		(plan, number, hash, title, year, file, author, made, size, was, was_number, format, changes, parsed, data)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		string(v.Plan), v.Number, v.Hash, v.Title, v.Year, v.File, v.By, micros(v.At), v.Size,
		string(v.Was), v.WasNumber, format, changes, packed, blob(data))
	return err
}

// blob is data for a column that takes no NULL.
func blob(data []byte) []byte {
	if data == nil {
		return []byte{}
	}
	return data
}

// insertKeys stores the keys of a version's items and then looks whether one
// of them is that of an item outside the plan's line.
func (t *tx) insertKeys(v *Version, keys map[corpus.Anchor]string) error {
	insert, err := t.PrepareContext(t.ctx, "INSERT INTO item_keys (plan, number, anchor, item_key) VALUES ($1, $2, $3, $4)")
	if err != nil {
		return err
	}
	defer func() { _ = insert.Close() }() // ends with the transaction in any case
	seen := map[string]bool{}
	for anchor, key := range keys {
		if seen[key] {
			return ErrKeyTaken
		}
		seen[key] = true
		if _, err := insert.ExecContext(t.ctx, string(v.Plan), v.Number, string(anchor), key); err != nil {
			return err
		}
	}
	line, err := t.line(v.Plan)
	if err != nil {
		return err
	}
	others, err := list(t, scanOne[string], `SELECT DISTINCT o.plan FROM item_keys k
		JOIN item_keys o ON o.item_key = k.item_key AND o.plan <> k.plan
		WHERE k.plan = $1 AND k.number = $2`, string(v.Plan), v.Number)
	if err != nil {
		return err
	}
	for _, other := range others {
		if !line[corpus.PlanID(other)] {
			return ErrKeyTaken
		}
	}
	return nil
}

// line returns a plan with all that it succeeds and that succeed it, however
// far: their items hand their keys on.
func (t *tx) line(plan corpus.PlanID) (map[corpus.PlanID]bool, error) {
	pairs, err := list(t, func(row scanner) (pair [2]corpus.PlanID, err error) {
		err = row.Scan(&pair[0], &pair[1])
		return pair, err
	}, "SELECT DISTINCT plan, was FROM versions WHERE was <> ''")
	if err != nil {
		return nil, err
	}
	line := map[corpus.PlanID]bool{plan: true}
	for grown := true; grown; {
		grown = false
		for _, pair := range pairs {
			if line[pair[0]] != line[pair[1]] {
				line[pair[0]], line[pair[1]], grown = true, true, true
			}
		}
	}
	return line, nil
}

// versionColumns are read by scanVersion.
const versionColumns = `v.plan, v.number, v.hash, v.title, v.year, v.file, v.author, v.made, v.size, v.was, v.was_number,
	CASE WHEN p.active = v.number THEN 1 ELSE 0 END`

const fromVersions = " FROM versions v JOIN plans p ON p.plan = v.plan "

func scanVersion(row scanner) (Version, error) { return readVersion(row) }

// readVersion reads versionColumns, and more columns behind them.
func readVersion(row scanner, more ...any) (v Version, err error) {
	var made int64
	var active int
	err = row.Scan(append([]any{&v.Plan, &v.Number, &v.Hash, &v.Title, &v.Year, &v.File, &v.By, &made, &v.Size, &v.Was, &v.WasNumber, &active}, more...)...)
	v.At, v.Active = fromMicros(made), active == 1
	return v, err
}

// row is a version as it is kept.
type row struct {
	Stored
	packed []byte
	format int
}

const storedColumns = versionColumns + ", v.format, v.parsed, v.data"

func scanStored(r scanner) (out row, err error) {
	out.Version, err = readVersion(r, &out.format, &out.packed, &out.Data)
	return out, err
}

// open reads the plan out of a row.
func (r *row) open() (Stored, error) {
	var err error
	r.Parsed, r.Keys, err = unpack(r.packed, r.format, r.Plan, r.File, r.Data, r.Keys)
	return r.Stored, err
}

// Active returns the versions in service, ordered by their plans, and the
// revision of the corpus, of one moment.
func (s *Store) Active(ctx context.Context) ([]Stored, int64, error) {
	var rows []row
	var revision int64
	err := s.read(ctx, func(t *tx) (err error) {
		if revision, err = t.counter(counterCorpus); err != nil {
			return err
		}
		if rows, err = list(t, scanStored, "SELECT "+storedColumns+fromVersions+"WHERE v.number = p.active ORDER BY v.plan"); err != nil {
			return err
		}
		return t.readKeys(rows)
	})
	if err != nil {
		return nil, 0, err
	}
	all := make([]Stored, len(rows))
	for i := range rows {
		if all[i], err = rows[i].open(); err != nil {
			return nil, 0, failed(s.name, err)
		}
	}
	return all, revision, nil
}

func (t *tx) readKeys(rows []row) error {
	for i := range rows {
		r := &rows[i]
		pairs, err := list(t, func(row scanner) (pair [2]string, err error) {
			err = row.Scan(&pair[0], &pair[1])
			return pair, err
		}, "SELECT anchor, item_key FROM item_keys WHERE plan = $1 AND number = $2", string(r.Plan), r.Number)
		if err != nil {
			return err
		}
		r.Keys = make(map[corpus.Anchor]string, len(pairs))
		for _, pair := range pairs {
			r.Keys[corpus.Anchor(pair[0])] = pair[1]
		}
	}
	return nil
}

// Plan returns a version with its contents; number 0 is the one in service.
// ErrNotFound.
func (s *Store) Plan(ctx context.Context, id corpus.PlanID, number int) (Stored, error) {
	var rows []row
	err := s.read(ctx, func(t *tx) (err error) {
		rows, err = list(t, scanStored, "SELECT "+storedColumns+fromVersions+`
			WHERE v.plan = $1 AND v.number = CASE WHEN $2 = 0 THEN p.active ELSE $2 END`, string(id), number)
		if err != nil {
			return err
		}
		return t.readKeys(rows)
	})
	if err != nil {
		return Stored{}, err
	}
	if len(rows) == 0 {
		return Stored{}, ErrNotFound
	}
	out, err := rows[0].open()
	return out, failed(s.name, err)
}

// Last returns a plan's newest version with its contents, in service or not.
// ErrNotFound.
func (s *Store) Last(ctx context.Context, id corpus.PlanID) (Stored, error) {
	all, err := s.History(ctx, id)
	if err != nil {
		return Stored{}, err
	}
	if len(all) == 0 {
		return Stored{}, ErrNotFound
	}
	return s.Plan(ctx, id, all[0].Number)
}

// History returns a plan's versions, the newest first; none for a plan that
// was never published.
func (s *Store) History(ctx context.Context, id corpus.PlanID) ([]Version, error) {
	return s.versions(ctx, "WHERE v.plan = $1 ORDER BY v.number DESC", string(id))
}

// Plans returns the versions in service, ordered by their plans.
func (s *Store) Plans(ctx context.Context) ([]Version, error) {
	return s.versions(ctx, "WHERE v.number = p.active ORDER BY v.plan")
}

func (s *Store) versions(ctx context.Context, where string, args ...any) (all []Version, err error) {
	err = s.read(ctx, func(t *tx) error {
		all, err = list(t, scanVersion, "SELECT "+versionColumns+fromVersions+where, args...)
		return err
	})
	return all, err
}

// Changes returns what a version changed against the one before, or against
// the plan that it succeeded. ErrNotFound.
func (s *Store) Changes(ctx context.Context, id corpus.PlanID, number int) ([]corpus.Change, error) {
	var text string
	err := s.read(ctx, func(t *tx) error {
		return t.get("SELECT changes FROM versions WHERE plan = $1 AND number = $2", []any{string(id), number}, &text)
	})
	if err != nil {
		return nil, err
	}
	var changes []corpus.Change
	err = json.Unmarshal([]byte(text), &changes)
	return changes, failed(s.name, err)
}

// Remove takes a plan out of service and keeps its history. ErrNotFound where
// it is not in service.
func (s *Store) Remove(ctx context.Context, id corpus.PlanID, by string, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		if _, err := t.raise(counterCorpus, 1); err != nil {
			return err
		}
		return t.one("UPDATE plans SET active = 0, remover = $2, removed = $3 WHERE plan = $1 AND active > 0", string(id), clean(by), micros(at))
	})
}

// Revision returns the number of the active corpus, which every publication
// and removal raises. It is one cheap query.
func (s *Store) Revision(ctx context.Context) (int64, error) {
	var revision int64
	err := s.db.QueryRowContext(ctx, "SELECT value FROM counters WHERE name = $1", counterCorpus).Scan(&revision)
	return revision, failed(s.name, err)
}

// ItemOf returns the item that has a short key, in the newest version that
// knows it. ErrNotFound.
func (s *Store) ItemOf(ctx context.Context, key string) (corpus.ItemID, error) {
	var id corpus.ItemID
	err := s.read(ctx, func(t *tx) error {
		return t.get(`SELECT k.plan, k.anchor FROM item_keys k JOIN versions v ON v.plan = k.plan AND v.number = k.number
			WHERE k.item_key = $1 ORDER BY v.made DESC, v.number DESC LIMIT 1`, []any{clean(key)}, &id.Plan, &id.Anchor)
	})
	return id, err
}

// KeyTaken tells whether an item of another plan has, or had, a short key.
func (s *Store) KeyTaken(ctx context.Context, key string, but corpus.PlanID) (bool, error) {
	taken := 0
	err := s.read(ctx, func(t *tx) error {
		return t.get("SELECT COUNT(*) FROM item_keys WHERE item_key = $1 AND plan <> $2", []any{clean(key), string(but)}, &taken)
	})
	return taken > 0, err
}
