package bot

import (
	"context"
	"errors"
	"net"
	"net/http"
	"path"
	"sync/atomic"
)

// job is an update that is being handled, in the context of all that is done
// for it.
type job struct {
	id     int64
	intake *intake // nil without an inbox
	slots  chan struct{}
	cancel context.CancelFunc

	begun   atomic.Bool
	refused atomic.Bool // it went to another process
	effect  atomic.Bool // Telegram may have done something
}

type jobKey struct{}

// jobOf returns the update that ctx belongs to, nil where it belongs to none.
func jobOf(ctx context.Context) *job {
	j, _ := ctx.Value(jobKey{}).(*job)
	return j
}

// errRefused means that another process handles the update.
var errRefused = errors.New("another process handles this update")

// begin marks the update durably as begun, once, before its first effect.
func (j *job) begin(ctx context.Context) error {
	if j.intake == nil || j.begun.Load() {
		return nil
	}
	ours := false
	err := j.rest(func() (err error) {
		ours, err = j.intake.begin(ctx, j.id)
		return err
	})
	if err != nil {
		return err
	}
	if !ours {
		j.refused.Store(true)
		j.cancel()
		return errRefused
	}
	j.begun.Store(true)
	return nil
}

// rest gives the worker's slot to another chat while do waits for something
// that may take long.
func (j *job) rest(do func() error) error {
	if j == nil || j.slots == nil {
		return do()
	}
	<-j.slots
	defer func() { j.slots <- struct{}{} }()
	return do()
}

// gate is the way to Telegram. Every request that belongs to an update and
// changes something there passes it, so that none can forget to begin.
type gate struct{ *http.Transport }

// RoundTrip begins the update where that is needed, and notes whether there
// may have been an effect.
func (g gate) RoundTrip(r *http.Request) (*http.Response, error) {
	j := jobOf(r.Context())
	if j == nil || harmless[path.Base(r.URL.Path)] {
		return g.Transport.RoundTrip(r)
	}
	if err := j.begin(r.Context()); err != nil {
		if r.Body != nil {
			_ = r.Body.Close() // RoundTrip must, also on errors
		}
		return nil, err
	}
	resp, err := g.Transport.RoundTrip(r)
	op, isOp := errors.AsType[*net.OpError](err)
	switch {
	case err == nil && resp.StatusCode >= 400 && resp.StatusCode < 500:
	case isOp && (op.Op == "dial" || op.Op == "proxyconnect"):
	default:
		j.effect.Store(true)
	}
	return resp, err
}

// harmless are the methods that a repeated update may call again.
var harmless = map[string]bool{"getMe": true, "getChatMember": true, "getFile": true, "sendChatAction": true, "answerInlineQuery": true}
