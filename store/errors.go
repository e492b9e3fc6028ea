package store

import (
	"context"
	"errors"
	"fmt"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"planbot/alert"
)

// What callers tell apart.
var (
	ErrNewer    = errors.New("数据库由更新版本的 planbot 写成")
	ErrDamaged  = errors.New("数据库文件已损坏或不是数据库")
	ErrFull     = errors.New("磁盘空间不足")
	ErrStale    = alert.ErrStale
	ErrSame     = alert.ErrSame
	ErrKeyTaken = errors.New("编号已被占用")
	ErrNotFound = alert.ErrNotFound
	ErrLimit    = alert.ErrLimit
	ErrLost     = alert.ErrLost
	ErrExists   = errors.New("文件已存在")
	ErrNotEmpty = errors.New("数据库不是空的")
)

// Error is a failure of the database. Its text is a sentence for people that
// names the database, never an address's password; what the driver said is
// the cause.
type Error struct {
	Sentence string
	Kind     error // one of the Err… above, nil where none fits
	Cause    error // nil where there is none
}

// Error returns the sentence.
func (e *Error) Error() string { return e.Sentence }

// Unwrap returns the kind and the cause.
func (e *Error) Unwrap() []error {
	var all []error
	for _, err := range []error{e.Kind, e.Cause} {
		if err != nil {
			all = append(all, err)
		}
	}
	return all
}

// ours are the errors that say all that is to be said.
var ours = []error{ErrNewer, ErrStale, ErrSame, ErrKeyTaken, ErrNotFound, ErrLimit, ErrLost, ErrExists, ErrNotEmpty}

// failed turns what a driver says of the database called name into an Error.
// Our own errors and those of a context that ended pass as they are.
func failed(name string, err error) error {
	if err == nil || isOurs(err) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	switch {
	case isFull(err):
		return &Error{fmt.Sprintf("数据库 %s 所在磁盘空间不足，没有写入任何内容。请腾出空间后重试。", name), ErrFull, err}
	case isDamaged(err):
		return &Error{fmt.Sprintf("数据库文件 %s 已损坏或不是数据库。请用备份恢复。", name), ErrDamaged, err}
	}
	return &Error{fmt.Sprintf("数据库 %s 无法访问。", name), nil, err}
}

func isOurs(err error) bool {
	var made *Error
	if errors.As(err, &made) {
		return true
	}
	for _, known := range ours {
		if errors.Is(err, known) {
			return true
		}
	}
	return false
}

// code returns SQLite's primary result code and PostgreSQL's SQLSTATE, whichever
// the error has.
func code(err error) (int, string) {
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return lite.Code() & 0xff, ""
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return 0, pg.Code
	}
	return 0, ""
}

func isFull(err error) bool {
	lite, pg := code(err)
	return lite == sqlite3.SQLITE_FULL || pg == "53100" || errors.Is(err, syscall.ENOSPC)
}

func isDamaged(err error) bool {
	lite, pg := code(err)
	return lite == sqlite3.SQLITE_CORRUPT || lite == sqlite3.SQLITE_NOTADB || pg == "XX001" || pg == "XX002"
}

// again tells whether a transaction failed only because of another one, so that
// it may be tried again: serialization failure, deadlock, busy.
func again(err error) bool {
	lite, pg := code(err)
	return lite == sqlite3.SQLITE_BUSY || pg == "40001" || pg == "40P01"
}
