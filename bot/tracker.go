package bot

import (
	"slices"
	"sync"
	"time"
)

// tracker knows which updates were seen and which are finished.
type tracker struct {
	mu   sync.Mutex
	next int64          // all below are finished
	seen map[int64]bool // those from next on: whether finished
	past *memory[int64, struct{}]
}

// An update that Telegram sends again long after it was confirmed is still
// known: it keeps updates for 24 hours (Bot API, Getting updates).
const (
	rememberUpdates  = 10_000
	rememberUpdateIn = 25 * time.Hour
)

func newTracker() *tracker {
	return &tracker{seen: map[int64]bool{}, past: newMemory[int64, struct{}](rememberUpdates, rememberUpdateIn)}
}

// accept reports whether an update is new, and takes note of it.
func (t *tracker) accept(id int64) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, seen := t.seen[id]; seen {
		return false
	}
	_, past := t.past.get(id)
	t.seen[id] = past // what comes a second time is confirmed again, or it would come for ever
	return !past
}

// finish marks an update as finished.
func (t *tracker) finish(id int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, ok := t.seen[id]; ok {
		t.seen[id] = true
	}
}

// unfinished reports whether an update is still being handled.
func (t *tracker) unfinished() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, finished := range t.seen {
		if !finished {
			return true
		}
	}
	return false
}

// offset returns the ID below which all updates are finished, 0 at first.
func (t *tracker) offset() int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	ids := make([]int64, 0, len(t.seen))
	for id := range t.seen {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		if !t.seen[id] {
			t.next = id
			break
		}
		t.next = id + 1
		delete(t.seen, id)
		t.past.put(id, struct{}{})
	}
	return t.next
}

// settle forgets the offset when Telegram has no update left. After a quiet
// week it begins with a new ID chosen at random, which may be a lower one (Bot
// API, Update), and an offset above it would hide it.
func (t *tracker) settle() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.seen) == 0 {
		t.next = 0
	}
}
