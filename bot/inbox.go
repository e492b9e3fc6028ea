package bot

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-telegram/bot/models"
)

// Update is an update as an Inbox keeps it. It is an alias of a plain struct,
// so that a store can have the same type without importing this package.
type Update = struct {
	ID   int64
	Chat int64 // in whose order it stands
	Body []byte
	At   time.Time // when it came in
}

// Inbox keeps updates durably. store.Store is one; several processes may share
// it. What a method confirmed outlasts the process and the machine.
type Inbox interface {
	// CommitUpdates stores updates, marks others as begun, takes that back, and
	// marks others as done, all at once. mine are the updates of take that owner
	// is to handle, begun those of begin that it may have effects for now, each
	// once for all owners together.
	CommitUpdates(ctx context.Context, owner string, take []Update, begin, giveBack, done []int64) (mine, begun []int64, err error)
	// ClaimUpdates says that owner lives, and takes over from owners that were
	// not heard of for a lease. handed, ordered by ID, are the updates that owner
	// got in other ways than by take, until they are begun; cut are the IDs of
	// those that a dead owner began, never to be handled again.
	ClaimUpdates(ctx context.Context, owner string, now time.Time, lease time.Duration) (handed []Update, cut []int64, err error)
	// LeaveUpdates says that owner handles no more.
	LeaveUpdates(ctx context.Context, owner string) error
	// ForgetUpdates drops the finished updates that came before a time.
	ForgetUpdates(ctx context.Context, before time.Time) error
}

const (
	maxHeld      = 2000           // updates in memory; what comes beyond waits at Telegram
	forgetAfter  = 48 * time.Hour // Telegram keeps updates for 24 hours (Bot API, Getting updates)
	forgetEvery  = time.Hour
	gather       = 1 * time.Millisecond  // between commits: one costs as much for one mark as for thirty
	linger       = 20 * time.Millisecond // for marks that nobody waits for
	lingerSize   = 200
	updatesLease = 15 * time.Second // without a sign of life, until others take over
)

// errFull means that too many updates wait already.
var errFull = errors.New("too many updates wait")

// intake stands between the edges and the dispatcher where there is an Inbox.
// A group committer: what waits while a commit is under way goes with the next,
// over all chats.
type intake struct {
	inbox Inbox
	owner string
	log   *slog.Logger
	pace  *pace
	cut   atomic.Int64 // updates that were cut off by a crash

	mu    sync.Mutex
	next  *commit
	held  map[int64]bool // dispatched and not yet marked as done
	room  chan struct{}  // a signal that held has become smaller
	wake  chan struct{}  // a signal that next has something
	order sync.Mutex     // held from a commit or a claim until what it brought is dispatched
	d     *dispatcher
}

// commit is what goes into the inbox together.
type commit struct {
	take                  []Update
	read                  map[int64]*models.Update // of take
	begin, giveBack, done []int64

	ready chan struct{} // closed when it is committed or has failed
	begun []int64
	err   error
}

func newIntake(inbox Inbox, owner string, log *slog.Logger, p *pace) *intake {
	return &intake{
		inbox: inbox, owner: owner, log: log, pace: p,
		next: newCommit(), held: map[int64]bool{},
		room: make(chan struct{}, 1), wake: make(chan struct{}, 1),
	}
}

func newCommit() *commit {
	return &commit{read: map[int64]*models.Update{}, ready: make(chan struct{})}
}

// add puts something into the next commit and returns it.
func (in *intake) add(put func(*commit)) *commit {
	in.mu.Lock()
	defer in.mu.Unlock()
	put(in.next)
	if in.next.waited() || in.next.size() > lingerSize {
		notify(in.wake)
	}
	return in.next
}

// waited reports whether somebody waits for the commit.
func (c *commit) waited() bool { return len(c.take)+len(c.begin) > 0 }

func (c *commit) size() int { return len(c.take) + len(c.begin) + len(c.giveBack) + len(c.done) }

func notify(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// take stores updates and dispatches those that are ours. When it returns nil
// they are durable.
func (in *intake) take(ctx context.Context, updates []received) error {
	if len(updates) == 0 {
		return nil
	}
	now := time.Now()
	c := in.add(func(c *commit) {
		for _, u := range updates {
			c.take = append(c.take, Update{ID: u.ID, Chat: chatOf(u.Update), Body: u.body, At: now})
			c.read[u.ID] = u.Update
		}
	})
	select {
	case <-c.ready:
		return c.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// begin marks an update as begun and reports whether it is ours. It does not
// give up before ctx ends: without a durable mark there is no effect.
func (in *intake) begin(ctx context.Context, id int64) (bool, error) {
	wait := in.pace.backoff
	for {
		c := in.add(func(c *commit) { c.begin = append(c.begin, id) })
		select {
		case <-c.ready:
		case <-ctx.Done():
			return false, ctx.Err()
		}
		if c.err == nil {
			return slices.Contains(c.begun, id), nil
		}
		if err := sleep(ctx, wait); err != nil {
			return false, err
		}
		wait = min(2*wait, in.pace.maxBackoff)
	}
}

// finish marks an update as done, with the next commit.
func (in *intake) finish(id int64) {
	in.add(func(c *commit) { c.done = append(c.done, id) })
}

// giveBack undoes the begin of an update that had no effect.
func (in *intake) giveBack(id int64) {
	in.add(func(c *commit) { c.giveBack = append(c.giveBack, id) })
}

// run commits until ctx ends, and then once more what is left. flush bounds
// that.
func (in *intake) run(ctx context.Context, flush context.Context) {
	wait := in.pace.backoff
	var last time.Time // when a commit began
	for {
		select {
		case <-ctx.Done():
			in.commit(flush)
			return
		case <-in.wake:
		case <-time.After(linger):
		}
		if pause := gather - time.Since(last); pause > 0 {
			_ = sleep(ctx, pause) // a stop ends it, and commits
		}
		last = time.Now()
		if in.commit(flush) {
			wait = in.pace.backoff
			continue
		}
		_ = sleep(ctx, wait) // either way the loop sees to it
		wait = min(2*wait, in.pace.maxBackoff)
	}
}

// commit commits what waits. After a failure what was handled waits again;
// takes and begins are told.
func (in *intake) commit(ctx context.Context) bool {
	in.order.Lock()
	defer in.order.Unlock()
	in.mu.Lock()
	c := in.next
	in.next = newCommit()
	in.mu.Unlock()
	defer close(c.ready)
	if c.size() == 0 {
		return true
	}
	slices.SortStableFunc(c.take, func(x, y Update) int { return int(x.ID - y.ID) })
	c.take = slices.CompactFunc(c.take, func(x, y Update) bool { return x.ID == y.ID })
	mine, begun, err := in.inbox.CommitUpdates(ctx, in.owner, c.take, c.begin, c.giveBack, c.done)
	if err != nil {
		c.err = err
		in.log.Error("消息没能存进数据库，将重试", "error", err)
		in.add(func(next *commit) {
			next.giveBack, next.done = append(c.giveBack, next.giveBack...), append(c.done, next.done...)
		})
		return false
	}
	c.begun = begun
	slices.Sort(mine)
	in.mu.Lock()
	defer in.mu.Unlock()
	for _, id := range c.done {
		delete(in.held, id)
	}
	notify(in.room)
	for _, id := range mine {
		in.dispatch(c.read[id])
	}
	return true
}

// dispatch hands an update on, once. The lock is held.
func (in *intake) dispatch(u *models.Update) {
	if in.held[u.ID] {
		return
	}
	in.held[u.ID] = true
	in.d.add(chatOf(u), u)
}

// full reports whether no more should be taken.
func (in *intake) full() bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	return len(in.held)+len(in.next.take) >= maxHeld
}

// awaitRoom waits until more may be taken, or ctx ends.
func (in *intake) awaitRoom(ctx context.Context) {
	for in.full() {
		select {
		case <-in.room:
		case <-ctx.Done():
			return
		}
	}
}

// keep says that we live, takes over from those that do not, and forgets, until
// ctx ends. The first claim has been made.
func (in *intake) keep(ctx context.Context) {
	var forgot time.Time
	for sleep(ctx, in.pace.beat) == nil {
		if err := in.claim(ctx); err != nil && ctx.Err() == nil {
			in.log.Error("没能从数据库取回待处理的消息，将重试", "error", err)
		}
		if now := time.Now(); now.Sub(forgot) > forgetEvery {
			if err := in.inbox.ForgetUpdates(ctx, now.Add(-forgetAfter)); err == nil {
				forgot = now
			}
		}
	}
}

// claim dispatches what we are to handle and have not taken ourselves.
func (in *intake) claim(ctx context.Context) error {
	in.order.Lock()
	defer in.order.Unlock()
	handed, cut, err := in.inbox.ClaimUpdates(ctx, in.owner, time.Now(), in.pace.lease)
	if err != nil {
		return err
	}
	if len(cut) > 0 {
		in.cut.Add(int64(len(cut)))
		in.log.Warn("上次中断时有消息正在处理，可能没有答完；为免重复，不再处理", "count", len(cut), "updates", cut[:min(len(cut), 20)])
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	for _, u := range handed {
		in.dispatch(in.parse(u))
	}
	return nil
}

// parse reads an update that was kept. It was read before it was kept: one that
// cannot be read is without contents.
func (in *intake) parse(u Update) *models.Update {
	read := new(models.Update)
	if err := json.Unmarshal(u.Body, read); err != nil {
		return &models.Update{ID: u.ID}
	}
	read.ID = u.ID
	return read
}

// received is an update with the text that it came as.
type received struct {
	*models.Update
	body []byte
}
