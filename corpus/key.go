package corpus

import (
	"crypto/sha256"
	"encoding/base32"
	"strconv"
)

// Keys are the short names of a plan's items, 8 characters each, that
// subscriptions and deep links hold: an item keeps its key from version to
// version, whatever number and name it gets.
type Keys map[Anchor]string

// keyLetters leave out what people mistake for one another: 0 and o, 1, i and l.
var keyLetters = base32.NewEncoding("abcdefghjkmnpqrstuvwxyz123456789").WithPadding(base32.NoPadding)

// NewKeys returns the keys of a plan's items: an item that old had, by pairs,
// keeps its key. Others get one that is made of the plan's id and the item's
// name, so that the same first version has the same keys everywhere. taken
// tells keys that other items have, of any plan and version; nil for none.
func NewKeys(p *Plan, old Keys, pairs Pairs, taken func(string) bool) Keys {
	keys, used := Keys{}, map[string]bool{}
	for _, k := range old {
		used[k] = true
	}
	items := p.Items()
	for _, item := range items {
		a := item.ID.Anchor
		if was, ok := pairs.ToOld[a]; ok && old[was] != "" {
			keys[a] = old[was]
		}
	}
	for _, item := range items {
		if keys[item.ID.Anchor] != "" {
			continue
		}
		for n := 0; ; n++ {
			k := keyOf(p.ID, item, n)
			if !used[k] && (taken == nil || !taken(k)) {
				keys[item.ID.Anchor], used[k] = k, true
				break
			}
		}
	}
	return keys
}

func keyOf(plan PlanID, item Item, n int) string {
	sum := sha256.Sum256([]byte(string(plan) + "\x00" + string(item.Kind) + "\x00" + squeeze(item.Title) + "\x00" + strconv.Itoa(n)))
	return keyLetters.EncodeToString(sum[:5])
}

// SetKeys gives changes the keys of their items in the older and the newer text.
func SetKeys(changes []Change, old, now Keys) {
	for i := range changes {
		c := &changes[i]
		c.Keys = nil
		add := func(k string) {
			if k != "" {
				c.Keys = append(c.Keys, k)
			}
		}
		if c.Kind != ChangeRemoved {
			add(now[c.Item.Anchor])
		}
		if was := old[c.Was.Anchor]; len(c.Keys) == 0 || was != c.Keys[0] {
			add(was)
		}
		for _, a := range c.Also {
			add(now[a])
		}
	}
}
