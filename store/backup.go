package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// tables are what a backup copies, in an order that the foreign keys allow.
var tables = []struct {
	name    string
	columns []string
}{
	{"counters", []string{"name", "value"}},
	{"plans", []string{"plan", "active", "remover", "removed"}},
	{"versions", []string{"plan", "number", "hash", "title", "year", "file", "author", "made", "size", "was", "was_number", "format", "changes", "parsed", "data"}},
	{"item_keys", []string{"plan", "number", "anchor", "item_key"}},
	{"settings", []string{"chat", "zone", "digest_hour", "quiet_from", "quiet_to", "more"}},
	{"subscriptions", []string{"id", "chat", "topic", "sameness", "scope", "filter", "digest", "author", "made", "off"}},
	{"alerts", []string{"seq", "id", "chat", "topic", "digest", "due", "created", "parts", "state", "attempts", "ambiguous", "error", "message", "changed", "engaged", "owner", "started", "lease"}},
	{"queues", []string{"chat", "next", "ready", "head"}},
	{"updates", []string{"id", "chat", "body", "made", "done", "owner", "handed"}},
	{"conversations", []string{"chat", "name", "value", "expires"}},
	{"questions", []string{"id", "asked", "chat", "message", "person", "plan", "question", "status", "answer", "rating"}},
}

// Backup writes the whole database, as it is at one moment, into a new SQLite
// file, of PostgreSQL too, while the database is in use. ErrExists where the
// file exists; it appears whole or not at all.
func (s *Store) Backup(ctx context.Context, file string) error {
	if _, err := os.Lstat(file); err == nil {
		return exists(file)
	}
	dir, err := os.MkdirTemp(filepath.Dir(file), ".backup-*")
	if err != nil {
		return &Error{fmt.Sprintf("备份文件 %s 无法写入。", file), fullness(err), err}
	}
	defer func() { _ = os.RemoveAll(dir) }() // what stays lies beside the backup and hinders nothing
	part := filepath.Join(dir, filepath.Base(file))
	if err := s.backupTo(ctx, part); err != nil {
		return err
	}
	return publishFile(part, file)
}

func exists(file string) error {
	return &Error{Sentence: fmt.Sprintf("文件 %s 已存在，没有覆盖。", file), Kind: ErrExists}
}

func (s *Store) backupTo(ctx context.Context, part string) error {
	target, err := Open(ctx, part)
	if err != nil {
		return err
	}
	target.db.SetMaxOpenConns(1) // the journal's mode changes only where nobody else has the file open
	err = s.read(ctx, func(from *tx) error { return target.fill(ctx, from) })
	if err == nil {
		_, err = target.db.ExecContext(ctx, "PRAGMA journal_mode = DELETE") // one file, nothing beside it
	}
	return errors.Join(err, target.Close())
}

// publishFile gives a finished file its name, which must be free, and syncs.
func publishFile(part, file string) error {
	f, err := os.Open(part)
	if err == nil {
		err = errors.Join(f.Sync(), f.Close())
	}
	if err == nil {
		err = os.Link(part, file)
		if err != nil && !errors.Is(err, os.ErrExist) { // a file system without links
			err = os.Rename(part, file)
		}
	}
	switch {
	case errors.Is(err, os.ErrExist):
		return exists(file)
	case err != nil:
		return &Error{fmt.Sprintf("备份文件 %s 无法写入。", file), fullness(err), err}
	}
	if dir, err := os.Open(filepath.Dir(file)); err == nil {
		_ = dir.Sync() // not every file system can
		_ = dir.Close()
	}
	return nil
}

// Restore fills an empty database from a backup. ErrNotEmpty where it holds
// anything, ErrNotFound where there is no such file, ErrDamaged, ErrNewer.
func Restore(ctx context.Context, file, dsn string) error {
	dir, err := os.MkdirTemp("", "planbot-restore-*")
	if err != nil {
		return &Error{"临时文件夹无法写入。", fullness(err), err}
	}
	defer func() { _ = os.RemoveAll(dir) }() // a copy, in the system's folder for such
	copied := filepath.Join(dir, filepath.Base(file))
	if err := copyBackup(file, copied); err != nil {
		return err
	}
	from, err := Open(ctx, copied) // a copy, so that an older schema is brought up to date and the backup stays as it is
	if errors.Is(err, ErrDamaged) {
		return &Error{fmt.Sprintf("%s 不是 planbot 的备份，或者已损坏，没有恢复。", file), ErrDamaged, err}
	}
	if err != nil {
		return err
	}
	return errors.Join(restore(ctx, from, dsn), from.Close())
}

func restore(ctx context.Context, from *Store, dsn string) error {
	to, err := Open(ctx, dsn)
	if err != nil {
		return err
	}
	err = from.read(ctx, func(t *tx) error { return to.fill(ctx, t) })
	return errors.Join(err, to.Close())
}

// copyBackup copies a backup, with the log beside it where it is a database
// that was in use.
func copyBackup(file, to string) error {
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return &Error{fmt.Sprintf("没有找到备份文件 %s。", file), ErrNotFound, err}
	case err != nil:
		return &Error{fmt.Sprintf("备份文件 %s 无法读取。", file), nil, err}
	case info.Size() == 0:
		return &Error{Sentence: fmt.Sprintf("备份文件 %s 是空的。", file), Kind: ErrDamaged}
	}
	if err := copyFile(file, to); err != nil {
		return &Error{fmt.Sprintf("备份文件 %s 无法读取。", file), fullness(err), err}
	}
	if err := copyFile(file+"-wal", to+"-wal"); err != nil && !errors.Is(err, os.ErrNotExist) {
		return &Error{fmt.Sprintf("备份文件 %s-wal 无法读取。", file), fullness(err), err}
	}
	return nil
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }() // only read
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// fill copies all rows of a transaction into an empty database.
func (s *Store) fill(ctx context.Context, from *tx) error {
	return s.write(ctx, func(to *tx) error {
		if err := to.mustBeEmpty(s.name); err != nil {
			return err
		}
		for _, table := range tables {
			if err := copyTable(from, to, table.name, table.columns); err != nil {
				return err
			}
		}
		return nil
	})
}

// mustBeEmpty refuses a database with contents, and drops the rows that a
// fresh one has.
func (t *tx) mustBeEmpty(name string) error {
	for _, table := range tables[1:] {
		var rows int
		query := "SELECT COUNT(*) FROM " + table.name
		if table.name == "queues" {
			query += " WHERE chat <> 0"
		}
		if err := t.get(query, nil, &rows); err != nil {
			return err
		}
		if rows > 0 {
			return &Error{Sentence: fmt.Sprintf("数据库 %s 不是空的，没有恢复。", name), Kind: ErrNotEmpty}
		}
	}
	for _, query := range []string{"DELETE FROM counters", "DELETE FROM queues"} {
		if _, err := t.exec(query); err != nil {
			return err
		}
	}
	return nil
}
