// Package store keeps what must outlast a process: the plans' versions, who
// follows what, the alerts on their way, the updates that came in.
//
// It runs on SQLite, one file, or on PostgreSQL; the schema and the code are
// the same. Several processes may share a database. Nothing that a method
// confirmed is lost when a process or the machine dies: SQLite syncs every
// commit (WAL, synchronous=FULL).
//
// No rule of who hears of what is here. Times are kept as Unix microseconds.
package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the driver
)

//go:embed migrations/*.sql
var migrations embed.FS

// Store is an open database. It may be used by many goroutines at once.
type Store struct {
	db      *sql.DB
	name    string // for people: the file, or the address without user and password
	dialect goose.Dialect

	// One writer at a time in this process: SQLite allows no more, and waiting
	// here is fairer than SQLite's polling. nil for PostgreSQL.
	turn chan struct{}

	joined atomic.Bool // whether this process has claimed updates
}

// conns bounds the connections to the database.
const conns = 8

// Open opens a database and brings its schema up to date. dsn is the path of
// an SQLite file, which is made where it is missing, or an address that begins
// with postgres:// or postgresql://. Errors: ErrNewer, ErrDamaged, ErrFull.
func Open(ctx context.Context, dsn string) (*Store, error) {
	open := openSQLite
	if isAddress(dsn) {
		open = openPostgres
	}
	s, err := open(ctx, dsn)
	if err != nil {
		return nil, err
	}
	if err := s.prepare(ctx); err != nil {
		return nil, errors.Join(failed(s.name, err), s.Close())
	}
	return s, nil
}

// Close closes the database. Transactions under way end first.
func (s *Store) Close() error { return s.db.Close() }

func isAddress(dsn string) bool {
	return strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://")
}

// pragmas make SQLite keep what it confirmed, wait for other processes, and
// hold foreign keys.
const pragmas = "?_txlock=immediate&_pragma=busy_timeout(15000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)"

func openSQLite(_ context.Context, file string) (*Store, error) {
	path, err := filepath.Abs(file)
	if err == nil {
		err = touch(path)
	}
	if err != nil {
		return nil, &Error{fmt.Sprintf("数据库文件 %s 无法打开%s。", file, because(err)), fullness(err), err}
	}
	address := url.URL{Scheme: "file", Path: path}
	db, err := sql.Open("sqlite", address.String()+pragmas)
	if err != nil {
		return nil, failed(file, err)
	}
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	return &Store{db: db, name: file, dialect: goose.DialectSQLite3, turn: make(chan struct{}, 1)}, nil
}

// because says why a file cannot be opened, where that helps.
func because(err error) string {
	switch {
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return "：没有写入的权限"
	case errors.Is(err, fs.ErrNotExist):
		return "：文件夹不存在"
	case errors.Is(err, syscall.EISDIR):
		return "：这是文件夹，不是文件"
	}
	return ""
}

func fullness(err error) error {
	if isFull(err) {
		return ErrFull
	}
	return nil
}

// touch makes the file where it is missing, readable by its owner alone: it
// tells who follows what.
func touch(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // the operator names the file
	if err != nil {
		return err
	}
	return f.Close()
}

func openPostgres(ctx context.Context, dsn string) (*Store, error) {
	settings, err := pgx.ParseConfig(dsn)
	if err != nil {
		// The cause may hold the address with its password.
		return nil, &Error{Sentence: "PostgreSQL 的地址写法不对，应当像 postgres://用户:密码@主机:5432/库名。"}
	}
	name := fmt.Sprintf("%s/%s", settings.Host, settings.Database)
	db := stdlib.OpenDB(*settings)
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(failed(name, err), db.Close())
	}
	return &Store{db: db, name: name, dialect: goose.DialectPostgres}, nil
}

// prepare checks the file and migrates.
func (s *Store) prepare(ctx context.Context) error {
	if s.turn == nil {
		return s.migrateLocked(ctx)
	}
	var verdict string
	if err := s.db.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return &Error{fmt.Sprintf("数据库文件 %s 已损坏。请用备份恢复。", s.name), ErrDamaged, errors.New(verdict)}
	}
	var err error
	for range 3 { // another process may migrate at the same moment: then there is nothing left to do
		if err = s.migrate(ctx); err == nil || isOurs(err) || isFull(err) || isDamaged(err) {
			return err
		}
	}
	return err
}

// migrateLock is the number of PostgreSQL's advisory lock that migrations hold.
const migrateLock = 0x706c616e

// migrateLocked migrates while no other process does.
func (s *Store) migrateLocked(ctx context.Context) error {
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return err
	}
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", migrateLock); err != nil {
		return errors.Join(err, conn.Close())
	}
	err = s.migrate(ctx)
	_, unlock := conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", migrateLock)
	return errors.Join(err, unlock, conn.Close())
}

func (s *Store) migrate(ctx context.Context) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	return s.migrateTo(ctx, files)
}

// migrateTo brings the schema to the newest one of files; ErrNewer where it is
// beyond that.
func (s *Store) migrateTo(ctx context.Context, files fs.FS) error {
	provider, err := goose.NewProvider(s.dialect, s.db, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	current, target, err := provider.GetVersions(ctx)
	switch {
	case err != nil:
		return err
	case current > target:
		return &Error{Sentence: fmt.Sprintf("数据库 %s 由更新版本的 planbot 写成（结构 %d，本程序 %d），请升级 planbot。", s.name, current, target), Kind: ErrNewer}
	case current == target:
		return nil
	}
	_, err = provider.Up(ctx)
	return err
}

// tries bounds how often a transaction that another one hindered is begun.
const tries = 8

// write runs fn in one transaction: all of it happens, or nothing. fn may run
// more than once.
func (s *Store) write(ctx context.Context, fn func(*tx) error) error {
	if s.turn != nil {
		select {
		case s.turn <- struct{}{}:
			defer func() { <-s.turn }()
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	var err error
	for range tries {
		if err = s.once(ctx, nil, fn); err == nil || !again(err) {
			break
		}
	}
	return failed(s.name, err)
}

// read runs fn on one snapshot of the database.
func (s *Store) read(ctx context.Context, fn func(*tx) error) error {
	options := &sql.TxOptions{ReadOnly: true}
	if s.turn == nil {
		options.Isolation = sql.LevelRepeatableRead
	}
	return failed(s.name, s.once(ctx, options, fn))
}

func (s *Store) once(ctx context.Context, options *sql.TxOptions, fn func(*tx) error) error {
	t, err := s.db.BeginTx(ctx, options)
	if err != nil {
		return err
	}
	if err := fn(&tx{Tx: t, ctx: ctx, skipLocked: s.skipLocked()}); err != nil {
		if back := t.Rollback(); back != nil && !errors.Is(back, sql.ErrTxDone) {
			return errors.Join(err, back)
		}
		return err
	}
	return t.Commit()
}

// skipLocked ends a SELECT that takes the rows that no other process works on.
// SQLite has one writer, so nobody does.
func (s *Store) skipLocked() string {
	if s.turn == nil {
		return " FOR UPDATE SKIP LOCKED"
	}
	return ""
}

// tx is a transaction with the context that it lives in.
type tx struct {
	*sql.Tx
	ctx        context.Context
	skipLocked string
}

// exec runs a statement and returns how many rows it changed.
func (t *tx) exec(query string, args ...any) (int64, error) {
	result, err := t.ExecContext(t.ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// one runs a statement that is to change a row; ErrNotFound where there is none.
func (t *tx) one(query string, args ...any) error {
	n, err := t.exec(query, args...)
	if err == nil && n == 0 {
		return ErrNotFound
	}
	return err
}

// get reads one row; ErrNotFound where there is none.
func (t *tx) get(query string, args []any, into ...any) error {
	err := t.QueryRowContext(t.ctx, query, args...).Scan(into...)
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	return err
}

// scanner is a row to be read.
type scanner interface{ Scan(into ...any) error }

// list reads all rows of a query.
func list[T any](t *tx, scan func(scanner) (T, error), query string, args ...any) ([]T, error) {
	rows, err := t.QueryContext(t.ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // Err below says what went wrong
	var all []T
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}

// scanOne reads a row of one column.
func scanOne[T any](row scanner) (T, error) {
	var v T
	err := row.Scan(&v)
	return v, err
}

// The counters. Raising one locks it until the transaction ends.
const (
	counterCorpus        = "corpus"        // the revision of the active corpus
	counterSubscriptions = "subscriptions" // the revision of subscriptions and settings
	counterSubscription  = "subscription"  // the last subscription's ID
	counterAlert         = "alert"         // the last alert's seq
	counterInbox         = "inbox"         // 0; locked by who shares out updates
)

// raise adds to a counter and returns its new value. Adding 0 only locks it.
func (t *tx) raise(counter string, by int) (int64, error) {
	var value int64
	err := t.get("UPDATE counters SET value = value + $1 WHERE name = $2 RETURNING value", []any{by, counter}, &value)
	return value, err
}

func (t *tx) counter(name string) (int64, error) {
	var value int64
	err := t.get("SELECT value FROM counters WHERE name = $1", []any{name}, &value)
	return value, err
}

// micros is how a time is kept; 0 is the zero time.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func fromMicros(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMicro(n).UTC()
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// clean makes a text fit for PostgreSQL, which takes neither NUL nor bad UTF-8.
func clean(s string) string {
	if utf8.ValidString(s) && !strings.Contains(s, "\x00") {
		return s
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}

// oneOf writes "$from, $from+1, …" for n arguments.
func oneOf(from, n int) string {
	marks := make([]string, n)
	for i := range marks {
		marks[i] = fmt.Sprintf("$%d", from+i)
	}
	return strings.Join(marks, ", ")
}
