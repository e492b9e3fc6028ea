package bot

import (
	"container/list"
	"sync"
	"time"
)

// memory keeps the values used last, at most so many and for at most so long.
type memory[K comparable, V any] struct {
	limit int
	life  time.Duration
	now   func() time.Time

	asking sync.Mutex // for those who get and put together

	mu    sync.Mutex
	order *list.List // of *entry, the one used last first
	byKey map[K]*list.Element
}

type entry[K comparable, V any] struct {
	key   K
	value V
	until time.Time
}

func newMemory[K comparable, V any](limit int, life time.Duration) *memory[K, V] {
	return &memory[K, V]{
		limit: limit, life: life, now: time.Now,
		order: list.New(), byKey: map[K]*list.Element{},
	}
}

// put keeps a value.
func (m *memory[K, V]) put(key K, value V) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.drop(key)
	m.byKey[key] = m.order.PushFront(&entry[K, V]{key, value, m.now().Add(m.life)})
	for m.order.Len() > m.limit {
		m.drop(m.order.Back().Value.(*entry[K, V]).key)
	}
}

// get returns a value that is still kept.
func (m *memory[K, V]) get(key K) (V, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var zero V
	element, ok := m.byKey[key]
	if !ok {
		return zero, false
	}
	e := element.Value.(*entry[K, V])
	if m.now().After(e.until) {
		m.drop(key)
		return zero, false
	}
	m.order.MoveToFront(element)
	return e.value, true
}

// drop forgets a key. The lock is held.
func (m *memory[K, V]) drop(key K) {
	if element, ok := m.byKey[key]; ok {
		m.order.Remove(element)
		delete(m.byKey, key)
	}
}
