// Package alert decides who hears of which change, and delivers it.
//
// A Subscription says what a chat follows. Concerning and Matches are pure:
// the same change concerns the same subscriptions at any time, on any machine.
// What a publication tells the chats is composed before it is stored, and
// stored with it in one transaction (Publication); Deliverer brings it to the
// chats at Telegram's pace.
package alert

import (
	"errors"
	"time"

	"planbot/corpus"
)

// What a place may be told of its subscriptions.
var (
	ErrLimit    = errors.New("the chat follows as much as it may")
	ErrNotFound = errors.New("no such subscription or alert here")
	ErrLost     = errors.New("the lease ended: another process has the alert")
)

// MaxSubscriptions is how many subscriptions a chat may have.
const MaxSubscriptions = 100

// Place is where a chat hears: the chat, and in a group with topics the topic.
type Place struct {
	Chat  int64 `json:"chat"`
	Topic int   `json:"topic,omitempty"` // message_thread_id; 0 for General and where there are none
}

// ScopeKind is what a subscription follows.
type ScopeKind string

// The kinds of scope.
const (
	ScopeAll      ScopeKind = "all"
	ScopePlan     ScopeKind = "plan"
	ScopeItem     ScopeKind = "item"
	ScopeUnit     ScopeKind = "unit" // in any role; a county hears of what 各县（市、区） gives it
	ScopeLead     ScopeKind = "lead" // a unit, as lead or as the one that is responsible
	ScopeCategory ScopeKind = "category"
)

// Scope is what a subscription follows.
type Scope struct {
	Kind ScopeKind     `json:"kind"`
	Plan corpus.PlanID `json:"plan,omitempty"` // of a plan; for units and categories the one plan that is meant, "" for all
	Name string        `json:"name,omitempty"` // the unit, the category, or an item's key
	Of   string        `json:"of,omitempty"`   // what people call it: an item's title
}

// Filter narrows what a subscription hears of. The zero Filter lets all pass.
type Filter struct {
	Kinds     []corpus.ChangeKind `json:"kinds,omitempty"`     // only these
	Items     []corpus.ItemKind   `json:"items,omitempty"`     // only of these: indicators, tasks
	Direction corpus.Direction    `json:"direction,omitempty"` // only numbers that went there
	Beyond    *corpus.Decimal     `json:"beyond,omitempty"`    // only numbers that changed by this percentage or more
}

// Subscription is what one place follows.
type Subscription struct {
	ID     int64     `json:"id"`
	Place  Place     `json:"place"`
	Scope  Scope     `json:"scope"`
	Filter Filter    `json:"filter"`
	Digest bool      `json:"digest,omitempty"` // once a day, not at once
	By     int64     `json:"by,omitempty"`     // the person who made it
	At     time.Time `json:"at"`
	Off    string    `json:"off,omitempty"` // why it rests: blocked, topic closed; "" while it is on
}

// Settings are a chat's wishes. Hours are of the clock in Zone.
type Settings struct {
	Zone       string `json:"zone,omitempty"` // IANA name; "" is Asia/Shanghai
	DigestHour int    `json:"digest_hour"`    // 0–23
	QuietFrom  int    `json:"quiet_from"`     // no alert from this hour
	QuietTo    int    `json:"quiet_to"`       // to this one; none where both are the same

	More
}

// More are the wishes that have nothing to do with time.
type More struct {
	Language    string        `json:"language,omitempty"`     // zh or en; "" is that of whoever is answered
	DefaultPlan corpus.PlanID `json:"default_plan,omitempty"` // that answers where a question names none
	Everybody   bool          `json:"everybody,omitempty"`    // may change what a group follows, not administrators alone
	Short       bool          `json:"short,omitempty"`        // answers of a few lines
}

// DefaultSettings are those of a chat that has set none: the digest at 8, no
// quiet hours.
var DefaultSettings = Settings{DigestHour: 8}

// Alert is the message that one publication gives one place, or that a day's
// publications give it as a digest.
type Alert struct {
	ID      string    `json:"id"` // 8 characters, shown, so that a message that comes twice can be told
	Place   Place     `json:"place"`
	Parts   []Part    `json:"parts"`
	Digest  bool      `json:"digest,omitempty"`
	Due     time.Time `json:"due"` // not before
	Created time.Time `json:"created"`
}

// Part is what one publication changed.
type Part struct {
	Plan    corpus.PlanID   `json:"plan"`
	Title   string          `json:"title"`
	From    string          `json:"from"` // the older text's version, with its plan where that is another
	To      string          `json:"to"`
	Was     corpus.PlanID   `json:"was,omitempty"` // the plan that this one succeeds
	Changes []corpus.Change `json:"changes"`
}

// Question is what somebody asked and what came of it, kept for the editor.
type Question struct {
	At       time.Time     `json:"at"`
	Chat     int64         `json:"chat"`
	Message  int           `json:"message,omitempty"` // that answers
	Person   int64         `json:"person"`
	Plan     corpus.PlanID `json:"plan,omitempty"`
	Question string        `json:"question"`
	Status   string        `json:"status"` // answered, ambiguous, not_found
	Answer   string        `json:"answer"`
	Rating   int           `json:"rating"` // 1 good, -1 bad, 0 none
}

// State is how far the delivery of an alert is.
type State string

// The states.
const (
	Pending  State = "pending"
	Sent     State = "sent"
	Dead     State = "dead"     // given up, kept for the operator to see
	Canceled State = "canceled" // the place was left before it could be sent
)

// Delivery is an alert with what happened to it.
type Delivery struct {
	Alert     Alert
	Settings  Settings // of the chat
	State     State
	Attempts  int
	Ambiguous bool // a send may have arrived
	Error     string
	Message   int // the id of the message that brought it
	Changed   time.Time
}
