package alert

import (
	"cmp"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"slices"
	"time"

	"planbot/corpus"
)

// Compose returns what a publication tells whom: one alert a place with all its
// changes that a subscription there follows, and for those who want a digest
// one of what they would not hear at once. Changes keep their order. The same
// arguments give the same alerts, ids included.
func Compose(news Part, subs []Subscription, settings map[int64]Settings, at time.Time) []Alert {
	type hearing struct {
		place  Place
		digest bool
	}
	heard := map[hearing][]int{} // changes, by their index
	NewIndex(subs).Concerned(news.Changes, func(s *Subscription, change int) {
		h := hearing{s.Place, s.Digest}
		heard[h] = append(heard[h], change)
	})
	for h, changes := range heard {
		slices.Sort(changes)
		heard[h] = slices.Compact(changes)
	}
	var all []Alert
	for h, changes := range heard {
		if h.digest {
			atOnce := heard[hearing{h.place, false}]
			changes = slices.DeleteFunc(slices.Clone(changes), func(i int) bool {
				_, told := slices.BinarySearch(atOnce, i)
				return told
			})
			if len(changes) == 0 {
				continue
			}
		}
		part := news
		part.Changes = make([]corpus.Change, len(changes))
		for n, i := range changes {
			part.Changes[n] = news.Changes[i]
		}
		chat, ok := settings[h.place.Chat]
		if !ok {
			chat = DefaultSettings
		}
		all = append(all, Alert{
			ID: alertID(news, h.place, h.digest, at), Place: h.place, Parts: []Part{part}, Digest: h.digest,
			Due: chat.Due(at, h.digest), Created: at,
		})
	}
	slices.SortFunc(all, func(a, b Alert) int {
		return cmp.Or(cmp.Compare(a.Place.Chat, b.Place.Chat), cmp.Compare(a.Place.Topic, b.Place.Topic), cmp.Compare(a.ID, b.ID))
	})
	return all
}

// idLetters leave out what people mistake for one another.
var idLetters = base32.NewEncoding("ABCDEFGHJKMNPQRSTUVWXYZ123456789").WithPadding(base32.NoPadding)

func alertID(news Part, place Place, digest bool, at time.Time) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%s\x00%d\x00%d\x00%t\x00%d", news.Plan, news.From, news.To, place.Chat, place.Topic, digest, at.UnixMicro()))
	return idLetters.EncodeToString(sum[:5])
}

// Count returns how many changes an alert tells.
func (a *Alert) Count() int {
	n := 0
	for i := range a.Parts {
		n += len(a.Parts[i].Changes)
	}
	return n
}

// Numbered is a change with the part that it is of.
type Numbered struct {
	Part   *Part
	Change *corpus.Change
}

// Changes returns an alert's changes in order.
func (a *Alert) Changes() []Numbered {
	var all []Numbered
	for i := range a.Parts {
		for j := range a.Parts[i].Changes {
			all = append(all, Numbered{&a.Parts[i], &a.Parts[i].Changes[j]})
		}
	}
	return all
}
