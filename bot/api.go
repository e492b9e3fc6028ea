package bot

import (
	"context"
	"errors"
	"fmt"
	"net"
	"regexp"
	"strings"
	"sync/atomic"
	"time"

	telegram "github.com/go-telegram/bot"
)

// kind says what to do about a fault.
type kind int

const (
	temporary   kind = iota // 5xx, a cut connection, nonsense: try again, but not for ever
	unreachable             // no connection came about: try again until one does
	flood                   // 429: try again after the time told
	badRequest
	forbidden
	conflict // 409: another program reads the updates
	badToken // 401
	notFound // 404: as an answer to getMe, the token is wrong
	migrated // the group has a new ID
)

const (
	forever        = 0
	startAttempts  = 3
	sendAttempts   = 10
	requestTimeout = 30 * time.Second
	probeTimeout   = 10 * time.Second
	maxFault       = 300 // characters of a fault that are logged
)

// fault is an error of the Bot API, without the token. It wraps nothing, as
// what is below may show the token.
type fault struct {
	kind  kind
	text  string
	after int   // seconds to wait, of a flood
	chat  int64 // the new ID, of a migrated group

	answered bool // Telegram, or a server before it, said so
}

func (f *fault) Error() string { return f.text }

// mask returns s without the token.
func (b *Bot) mask(s string) string {
	token := b.token.Reveal()
	s = strings.ReplaceAll(s, token, b.token.String())
	if _, secret, ok := strings.Cut(token, ":"); ok {
		s = strings.ReplaceAll(s, secret, b.token.String())
	}
	return s
}

// fault classifies an error of the client (Bot API, Making requests and
// ResponseParameters).
func (b *Bot) fault(err error) *fault {
	if f, ok := errors.AsType[*fault](err); ok {
		return f
	}
	f := &fault{kind: temporary, text: cut(b.mask(err.Error()), maxFault)}
	if tooMany, ok := errors.AsType[*telegram.TooManyRequestsError](err); ok {
		f.kind, f.after = flood, tooMany.RetryAfter
	} else if moved, ok := errors.AsType[*telegram.MigrateError](err); ok {
		f.kind, f.chat = migrated, int64(moved.MigrateToChatID)
	} else if op, ok := errors.AsType[*net.OpError](err); ok && (op.Op == "dial" || op.Op == "proxyconnect") {
		f.kind = unreachable
	}
	if code := otherCode.FindStringSubmatch(f.text); code != nil {
		f.answered = true
		if code[1] == "4" {
			f.kind = badRequest
		}
	}
	for _, k := range []struct {
		err  error
		kind kind
	}{
		{telegram.ErrorBadRequest, badRequest},
		{telegram.ErrorForbidden, forbidden},
		{telegram.ErrorConflict, conflict},
		{telegram.ErrorUnauthorized, badToken},
		{telegram.ErrorNotFound, notFound},
	} {
		if errors.Is(err, k.err) {
			f.kind = k.kind
		}
	}
	return f
}

// otherCode is in what the client says of a code that has no error of its own.
// Nonsense in place of an answer has the code 0.
var otherCode = regexp.MustCompile(`error response from telegram for method \w+, ([45])\d\d `)

// asTokenError turns a refusal of the whole bot into ErrToken.
func asTokenError(err error) error {
	f, ok := errors.AsType[*fault](err)
	switch {
	case ok && f.kind == badToken:
		return fmt.Errorf("%w（%s）", ErrToken, f.text)
	case ok && f.kind == notFound:
		return fmt.Errorf("%w；如果改过接口地址，也请核对（%s）", ErrToken, f.text)
	}
	return err
}

// retry calls do until it succeeds, fails for good or has failed attempts
// times. Not counted are flood waits, which are obeyed, and failures to
// connect, which end when the outage does. The error is a *fault or ctx's.
func (b *Bot) retry(ctx context.Context, attempts int, do func(context.Context) error) error {
	wait := b.pace.backoff
	for {
		err := once(ctx, requestTimeout, do)
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		f := b.fault(err)
		pause := b.pause(f, &wait)
		switch f.kind {
		case flood, unreachable:
		case temporary, conflict:
			if attempts--; attempts == 0 {
				return f
			}
		default:
			return f
		}
		if err := jobOf(ctx).rest(func() error { return sleep(ctx, pause) }); err != nil {
			return err
		}
	}
}

// pause returns how long to wait after a fault, and doubles wait where
// Telegram does not say.
func (b *Bot) pause(f *fault, wait *time.Duration) time.Duration {
	if f.kind == flood {
		return time.Duration(max(f.after, 1)) * b.pace.second
	}
	pause := *wait
	*wait = min(pause*2, b.pace.maxBackoff)
	return pause
}

// once calls do with a bound on its time.
func once(ctx context.Context, limit time.Duration, do func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	return do(ctx)
}

// sleep waits for d or for ctx's end.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// link remembers how Telegram does not answer, so that an outage is logged once.
type link struct{ down, conflict atomic.Bool }

// note logs the first failure of an outage, and its end.
func (b *Bot) note(ctx context.Context, err error) {
	if err == nil {
		if down, conflict := b.link.down.Swap(false), b.link.conflict.Swap(false); down || conflict {
			b.log.Info("Telegram 已恢复连接")
		}
		return
	}
	if ctx.Err() != nil {
		return
	}
	switch f := b.fault(err); f.kind {
	case conflict:
		if !b.link.conflict.Swap(true) {
			b.log.Warn("另一个程序正用同一个令牌接收消息（或设置了 webhook），将不断重试", "error", f.text)
		}
	case badToken:
	default:
		if !b.link.down.Swap(true) {
			b.log.Warn("暂时连不上 Telegram，将不断重试；请检查网络、代理或接口地址", "api", b.mask(b.api), "error", f.text)
		}
	}
}
