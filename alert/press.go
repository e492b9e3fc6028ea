package alert

import (
	"context"
	"errors"
	"time"

	"planbot/corpus"
)

// Version is one text of a plan as it was published.
type Version struct {
	Plan      corpus.PlanID
	Number    int    // 1, 2, … for each plan
	Hash      string // the text's, corpus.Plan.Version
	Title     string
	Year      int
	File      string // the name of the file that it came in
	By        string
	At        time.Time
	Size      int  // of the file, in bytes
	Active    bool // in service
	Was       corpus.PlanID
	WasNumber int // the version that it succeeded, of Was
}

// Edition is a version with its contents.
type Edition struct {
	Version
	Data   []byte // the file's own bytes
	Parsed *corpus.Plan
	Keys   corpus.Keys
}

// Publication is what one published text brings: all of it is stored, or nothing.
type Publication struct {
	Plan *corpus.Plan
	File string
	Data []byte
	By   string
	At   time.Time

	Expect    int           // the active version that Changes were computed against, 0 for none
	Was       corpus.PlanID // the plan that this one succeeds, "" for none
	WasNumber int
	Revision  int64 // of the subscriptions and settings that Alerts were matched with

	Keys    corpus.Keys
	Changes []corpus.Change
	Alerts  []Alert
}

// Why a text is not published.
var (
	ErrStale = errors.New("published meanwhile: to be computed again")
	ErrSame  = errors.New("the active version has the same text")
)

// Archive keeps what is published.
type Archive interface {
	Active(ctx context.Context) (editions []Edition, revision int64, err error)
	Subscriptions(ctx context.Context) (on []Subscription, settings map[int64]Settings, revision int64, err error)
	// Last returns the newest version of a plan, in service or not. ErrNotFound.
	Last(ctx context.Context, id corpus.PlanID) (Edition, error)
	KeyTaken(ctx context.Context, key string, but corpus.PlanID) (bool, error)
	Publish(ctx context.Context, p Publication) (Version, error)
}

// Preview is what publishing a text would do. It holds until somebody else
// publishes a text of the same plan.
type Preview struct {
	Plan    *corpus.Plan
	File    string
	Data    []byte
	Before  *Edition // the active version of the same plan; nil for a new plan
	Retired *Edition // the last version of a plan that is out of service
	Clash   bool     // the id is that of another document: it must not be published so
	Was     *Edition // the plan that a new one succeeds; nil for none
	Same    bool     // the active version has the same text
	Changes []corpus.Change
	Keys    corpus.Keys
	Places  int // how many places would hear of it
}

// From is the text that the changes are against, nil for a plan without one.
func (p *Preview) From() *Edition {
	switch {
	case p.Before != nil:
		return p.Before
	case p.Retired != nil:
		return p.Retired
	}
	return p.Was
}

// Look computes what publishing a plan would do. A plan with the id of an
// active one, or with its number and title, is a new version of it, and gets
// its id; another may succeed one of an earlier year (corpus.Plan.Succeeds).
//
// Where named, the id was chosen by somebody, and is not changed.
func Look(ctx context.Context, a Archive, plan *corpus.Plan, file string, data []byte, named bool) (*Preview, error) {
	editions, _, err := a.Active(ctx)
	if err != nil {
		return nil, err
	}
	p := &Preview{Plan: plan, File: file, Data: data}
	p.Before = sameAs(plan, editions, named)
	if p.Before != nil {
		plan.SetID(p.Before.Plan)
		p.Same = p.Before.Hash == plan.Version()
	} else if err := p.findOlder(ctx, a, editions); err != nil {
		return nil, err
	}
	pairs, old := corpus.Pairs{}, corpus.Keys(nil)
	if from := p.From(); from != nil && from.Plan == plan.ID {
		pairs, old = corpus.PairItems(from.Parsed, plan), from.Keys
		p.Clash = !plan.SameDocument(from.Parsed)
	}
	p.Keys = corpus.NewKeys(plan, old, pairs, func(key string) bool {
		taken, keyErr := a.KeyTaken(ctx, key, plan.ID)
		err = errors.Join(err, keyErr)
		return taken && keyErr == nil
	})
	if err != nil {
		return nil, err
	}
	p.Changes = changesOf(p, plan)
	subs, settings, _, err := a.Subscriptions(ctx)
	if err != nil {
		return nil, err
	}
	p.Places = len(Compose(p.news(), subs, settings, time.Now()))
	return p, nil
}

// findOlder finds what a plan without an active version comes after: its own
// last version, or the plan that it succeeds.
func (p *Preview) findOlder(ctx context.Context, a Archive, editions []Edition) error {
	last, err := a.Last(ctx, p.Plan.ID)
	switch {
	case err == nil:
		p.Retired = &last
	case errors.Is(err, ErrNotFound):
		p.Was = succeeded(p.Plan, editions)
	default:
		return err
	}
	return nil
}

// sameAs returns the active version that a plan is a new text of.
func sameAs(plan *corpus.Plan, editions []Edition, named bool) *Edition {
	var same *Edition
	for i := range editions {
		e := &editions[i]
		if e.Plan == plan.ID {
			return e
		}
		h := &e.Parsed.Head
		if !named && plan.Head.Number != "" && h.Number == plan.Head.Number && h.Title == plan.Head.Title {
			same = e
		}
	}
	return same
}

func succeeded(plan *corpus.Plan, editions []Edition) *Edition {
	among := make([]*corpus.Plan, len(editions))
	for i := range editions {
		among[i] = editions[i].Parsed
	}
	was := plan.Predecessor(among)
	for i := range editions {
		if editions[i].Parsed == was && was != nil {
			return &editions[i]
		}
	}
	return nil
}

// changesOf returns what a text changes: against the version before, against the
// plan that it succeeds, or all its tasks and indicators as new.
func changesOf(p *Preview, plan *corpus.Plan) []corpus.Change {
	if from := p.From(); from != nil {
		changes := corpus.Diff(from.Parsed, plan)
		corpus.SetKeys(changes, from.Keys, p.Keys)
		return changes
	}
	changes := corpus.Added(plan)
	corpus.SetKeys(changes, nil, p.Keys)
	return changes
}

// news is what the preview's publication tells.
func (p *Preview) news() Part {
	n := Part{Plan: p.Plan.ID, Title: p.Plan.Head.Title, To: p.Plan.Version(), Changes: p.Changes}
	if from := p.From(); from != nil {
		n.From = from.Hash
	}
	if p.Before == nil && p.Was != nil {
		n.Was = p.Was.Plan
	}
	return n
}

// maxTries is how often alerts are matched anew because somebody subscribed
// meanwhile.
const maxTries = 20

// Publish publishes what a preview shows. ErrStale where another text of the
// plan was published since the preview, ErrSame where the active version has
// the same text: then nothing happens.
func Publish(ctx context.Context, a Archive, p *Preview, by string, at time.Time) (Version, error) {
	if p.Same {
		return p.Before.Version, ErrSame
	}
	pub := Publication{Plan: p.Plan, File: p.File, Data: p.Data, By: by, At: at, Keys: p.Keys, Changes: p.Changes}
	if p.Before != nil {
		pub.Expect = p.Before.Number
	} else if p.Was != nil {
		pub.Was, pub.WasNumber = p.Was.Plan, p.Was.Number
	}
	for try := 1; ; try++ {
		subs, settings, revision, err := a.Subscriptions(ctx)
		if err != nil {
			return Version{}, err
		}
		pub.Revision, pub.Alerts = revision, Compose(p.news(), subs, settings, at)
		v, err := a.Publish(ctx, pub)
		if !errors.Is(err, ErrStale) || try == maxTries {
			return v, err
		}
		if _, _, now, err := a.Subscriptions(ctx); err != nil || now == revision {
			return Version{}, errors.Join(ErrStale, err) // it was not the subscriptions
		}
	}
}
