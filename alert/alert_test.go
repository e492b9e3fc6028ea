package alert

import (
	"slices"
	"testing"
	"time"

	"planbot/corpus"
)

func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, shanghai)
	if err != nil {
		panic(err)
	}
	return t
}

func TestDue(t *testing.T) {
	for _, c := range []struct {
		settings Settings
		at       string
		digest   bool
		want     string
	}{
		{Settings{}, "2024-03-01 10:00", false, "2024-03-01 10:00"},
		{Settings{QuietFrom: 22, QuietTo: 7}, "2024-03-01 23:30", false, "2024-03-02 07:00"},
		{Settings{QuietFrom: 22, QuietTo: 7}, "2024-03-02 06:59", false, "2024-03-02 07:00"},
		{Settings{QuietFrom: 22, QuietTo: 7}, "2024-03-02 07:00", false, "2024-03-02 07:00"},
		{Settings{QuietFrom: 12, QuietTo: 14}, "2024-03-02 13:00", false, "2024-03-02 14:00"},
		{Settings{QuietFrom: 12, QuietTo: 14}, "2024-03-02 11:59", false, "2024-03-02 11:59"},
		{Settings{DigestHour: 8}, "2024-03-01 10:00", true, "2024-03-02 08:00"},
		{Settings{DigestHour: 8}, "2024-03-01 07:59", true, "2024-03-01 08:00"},
		{Settings{DigestHour: 8}, "2024-03-01 08:00", true, "2024-03-02 08:00"},
		{Settings{DigestHour: 0}, "2024-02-28 23:00", true, "2024-02-29 00:00"},
		{Settings{DigestHour: 6, QuietFrom: 22, QuietTo: 7}, "2024-03-01 10:00", true, "2024-03-02 07:00"},
		{Settings{Zone: "Asia/Urumqi", DigestHour: 8}, "2024-03-01 08:30", true, "2024-03-01 10:00"},
		{Settings{Zone: "no such zone", DigestHour: 8}, "2024-03-01 07:00", true, "2024-03-01 08:00"},
	} {
		if got := c.settings.Due(at(c.at), c.digest); !got.Equal(at(c.want)) {
			t.Errorf("%+v at %s: due %s, want %s", c.settings, c.at, got.In(shanghai), c.want)
		}
	}
}

func TestCompose(t *testing.T) {
	news := Part{Plan: "p-2024", Title: "要点", From: "aaaa", To: "bbbb", Changes: []corpus.Change{
		{Item: corpus.ItemID{Plan: "p-2024", Anchor: "indicator-1"}, Kind: corpus.ChangeTarget, Units: lead("市商务局"), Keys: []string{"k1"}},
		{Item: corpus.ItemID{Plan: "p-2024", Anchor: "task-1"}, Kind: corpus.ChangeLead, Units: lead("市教育局", "市商务局")},
		{Item: corpus.ItemID{Plan: "p-2024", Anchor: "task-2"}, Kind: corpus.ChangeWording, Units: lead("市公安局")},
	}}
	subs := []Subscription{
		{Place: Place{1, 0}, Scope: Scope{Kind: ScopeUnit, Name: "市商务局"}},
		{Place: Place{1, 0}, Scope: Scope{Kind: ScopeItem, Name: "k1"}},                   // the same change once
		{Place: Place{1, 0}, Scope: Scope{Kind: ScopePlan, Plan: "p-2024"}, Digest: true}, // the rest with the digest
		{Place: Place{-2, 5}, Scope: Scope{Kind: ScopeUnit, Name: "市公安局"}},
		{Place: Place{-2, 6}, Scope: Scope{Kind: ScopeUnit, Name: "市水利局"}},
		{Place: Place{3, 0}, Scope: Scope{Kind: ScopeUnit, Name: "市商务局"}, Digest: true},
	}
	got := Compose(news, subs, map[int64]Settings{3: {DigestHour: 18}}, at("2024-03-01 10:00"))
	type told struct {
		place  Place
		digest bool
		due    string
		items  []corpus.Anchor
	}
	want := []told{
		{Place{-2, 5}, false, "2024-03-01 10:00", []corpus.Anchor{"task-2"}},
		{Place{1, 0}, false, "2024-03-01 10:00", []corpus.Anchor{"indicator-1", "task-1"}},
		{Place{1, 0}, true, "2024-03-02 08:00", []corpus.Anchor{"task-2"}},
		{Place{3, 0}, true, "2024-03-01 18:00", []corpus.Anchor{"indicator-1", "task-1"}},
	}
	for _, w := range want {
		i := slices.IndexFunc(got, func(a Alert) bool { return a.Place == w.place && a.Digest == w.digest })
		if i < 0 {
			t.Errorf("nothing for %+v", w.place)
			continue
		}
		var items []corpus.Anchor
		for _, c := range got[i].Changes() {
			items = append(items, c.Change.Item.Anchor)
		}
		if !slices.Equal(items, w.items) || !got[i].Due.Equal(at(w.due)) || len(got[i].ID) != 8 {
			t.Errorf("%+v hears %q of %v at %s, want %v at %s", w.place, got[i].ID, items, got[i].Due, w.items, w.due)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d alerts, want %d", len(got), len(want))
	}
	again := Compose(news, subs, nil, at("2024-03-01 10:00"))
	if again[0].ID != got[0].ID {
		t.Error("the same publication gives other ids")
	}
}

func TestSay(t *testing.T) {
	for _, c := range []struct {
		change     corpus.Change
		what, more string
	}{
		{corpus.Change{Kind: corpus.ChangeTarget, About: "2023年", Delta: decimal("200"), Percent: decimal("10.00"), Measure: "亿元"}, "目标值（2023年）", "+200亿元，+10%"},
		{corpus.Change{Kind: corpus.ChangeTarget, Delta: decimal("-2.5"), Percent: decimal("-3"), Measure: "%"}, "目标值", "−2.5个百分点"},
		{corpus.Change{Kind: corpus.ChangeQualifier, Delta: decimal("0"), Percent: decimal("0"), Measure: "家"}, "限定词", ""},
		{corpus.Change{Kind: corpus.ChangeCommitment, Delta: decimal("5"), Measure: "个"}, "量化承诺", "+5个"},
		{corpus.Change{Kind: corpus.ChangeLead}, "牵头（首位）单位", ""},
	} {
		if What(c.change) != c.what || Difference(c.change, Chinese) != c.more {
			t.Errorf("%q %q, want %q %q", What(c.change), Difference(c.change, Chinese), c.what, c.more)
		}
	}
	for _, k := range corpus.ChangeKinds {
		if KindName(k) == "" {
			t.Errorf("%s has no name", k)
		}
	}
}
