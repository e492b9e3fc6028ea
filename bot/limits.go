package bot

import (
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/go-telegram/bot/models"
)

// Limits bound how much is asked: 0 is the default, below 0 no limit.
type Limits struct {
	Person int // questions a minute
	Group  int // questions a minute of all members together
}

const (
	personLimit   = 20
	groupLimit    = 60
	rememberLimit = 10 * time.Minute // by then every limit is free
)

// verdict says what a limit says of a question.
type verdict int

const (
	allowed verdict = iota
	refused         // for the first time: say so
	ignored         // for another time: say nothing
)

// limits hold the rate limits of people and groups.
type limits struct {
	of     Limits
	people *memory[personKey, *limit]
	groups *memory[int64, *limit]
}

type limit struct {
	mu   sync.Mutex
	rate *rate.Limiter
	told bool
}

func newLimits(of Limits) *limits {
	if of.Person == 0 {
		of.Person = personLimit
	}
	if of.Group == 0 {
		of.Group = groupLimit
	}
	return &limits{
		of:     of,
		people: newMemory[personKey, *limit](rememberAnswers, rememberLimit),
		groups: newMemory[int64, *limit](rememberAnswers, rememberLimit),
	}
}

// ask asks whether a person's question at a time is within the limits. A group
// is one whose ID is below zero (Bot API, Chat).
func (l *limits) ask(at place, anonymous bool, when time.Time) verdict {
	key := personKey{user: at.user}
	if anonymous {
		key.chat = at.chat // all anonymous administrators share one user
	}
	person := limitOf(l.people, key, l.of.Person)
	if v := person.ask(when); v != allowed || at.chat > 0 {
		return v
	}
	v := limitOf(l.groups, at.chat, l.of.Group).ask(when)
	if v != allowed {
		person.silence()
	}
	return v
}

// limitOf returns the limit of a key, nil for none.
func limitOf[K comparable](m *memory[K, *limit], key K, perMinute int) *limit {
	if perMinute < 0 {
		return nil
	}
	m.asking.Lock()
	defer m.asking.Unlock()
	one, ok := m.get(key)
	if !ok {
		one = &limit{rate: rate.NewLimiter(rate.Every(time.Minute/time.Duration(perMinute)), perMinute)}
	}
	m.put(key, one) // kept as long as it is used
	return one
}

func (l *limit) ask(when time.Time) verdict {
	if l == nil {
		return allowed
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.rate.AllowN(when, 1):
		l.told = false
		return allowed
	case l.told:
		return ignored
	}
	l.told = true
	return refused
}

// silence says that a person has read that there is a limit.
func (l *limit) silence() {
	if l != nil {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.told = true
	}
}

// askedAt is when a message was written, as Telegram says: what waited during
// an outage was not asked in one second.
func askedAt(m *models.Message) time.Time { return time.Unix(int64(m.Date), 0) }
