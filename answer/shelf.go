package answer

import (
	lru "container/list"
	"sync"
	"sync/atomic"

	"planbot/corpus"
)

// keptText is how much text of plans, in bytes, is kept learnt: some 700 plans
// of the usual size. What is learnt takes about 25 bytes for each.
const keptText = 12 << 20

// book is one plan of an engine: what it is called is known from the start,
// what it says is learnt when it is first asked. Engines that follow one
// another share the books of the plans that have not changed.
type book struct {
	plan  *corpus.Plan
	card  card
	once  sync.Once // of makeSigns
	signs []uint16  // sorted; nil until a sieve needs them

	learning sync.Mutex
	known    atomic.Pointer[knowledge]
	place    *lru.Element // on its shelf; guarded by the shelf
}

// shelf keeps the knowledge of the plans that were asked last.
type shelf struct {
	room int // in bytes of text

	mu    sync.Mutex
	order *lru.List // of *book, the one asked last first
	held  int
}

func newShelf(room int) *shelf { return &shelf{room: room, order: lru.New()} }

// take returns what a plan says, learning it where it is not known.
func (s *shelf) take(b *book) *knowledge {
	k := b.known.Load()
	if k == nil {
		b.learning.Lock()
		if k = b.known.Load(); k == nil {
			k = learn(b.plan)
			b.known.Store(k)
		}
		b.learning.Unlock()
	}
	s.touch(b)
	return k
}

// touch makes a book the one asked last, and forgets those for which there is
// no room. A plan that is being asked is never forgotten by its asker.
func (s *shelf) touch(b *book) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case b.place == nil:
		b.place = s.order.PushFront(b)
		s.held += len(b.plan.Text)
	case s.order.Front() != b.place:
		s.order.MoveToFront(b.place)
	}
	for s.held > s.room && s.order.Len() > 1 {
		s.drop(s.order.Back().Value.(*book))
	}
}

// drop forgets a book. The lock is held.
func (s *shelf) drop(b *book) {
	s.order.Remove(b.place)
	b.place = nil
	b.known.Store(nil)
	s.held -= len(b.plan.Text)
}

// forget drops the books that an engine does not have any more.
func (s *shelf) forget(kept map[*book]bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var next *lru.Element
	for el := s.order.Front(); el != nil; el = next {
		next = el.Next()
		if b := el.Value.(*book); !kept[b] {
			s.drop(b)
		}
	}
}
