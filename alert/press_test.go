package alert

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"planbot/corpus"
	"planbot/corpus/parse"
)

// shelf is an Archive in memory.
type shelf struct {
	active   []Edition
	retired  []Edition
	subs     []Subscription
	revision int64
	changing int // how many times somebody subscribes while a text is published
	got      []Publication
}

func (s *shelf) Active(context.Context) ([]Edition, int64, error) {
	return slices.Clone(s.active), 0, nil
}
func (s *shelf) Subscriptions(context.Context) ([]Subscription, map[int64]Settings, int64, error) {
	return s.subs, nil, s.revision, nil
}
func (s *shelf) KeyTaken(context.Context, string, corpus.PlanID) (bool, error) { return false, nil }
func (s *shelf) Last(_ context.Context, id corpus.PlanID) (Edition, error) {
	for _, e := range append(append([]Edition{}, s.active...), s.retired...) {
		if e.Plan == id {
			return e, nil
		}
	}
	return Edition{}, ErrNotFound
}

func (s *shelf) Publish(_ context.Context, p Publication) (Version, error) {
	if s.changing > 0 {
		s.changing--
		s.revision++
	}
	if p.Revision != s.revision {
		return Version{}, ErrStale
	}
	for _, e := range s.active {
		if e.Plan == p.Plan.ID && e.Number != p.Expect {
			return Version{}, ErrStale
		}
	}
	s.got = append(s.got, p)
	return Version{Plan: p.Plan.ID, Number: p.Expect + 1, Hash: p.Plan.Version()}, nil
}

const body = "\n一、任务\n1.建设平台。建成平台3个。（市工信局负责）\n2.开展培训。培训100人次。（市人社局负责）\n"

func planOf(t *testing.T, id, title, text string) *corpus.Plan {
	t.Helper()
	p, err := parse.File(id+".txt", []byte(title+text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func edition(p *corpus.Plan, number int) Edition {
	return Edition{Version: Version{Plan: p.ID, Number: number, Hash: p.Version(), Title: p.Head.Title}, Parsed: p, Keys: corpus.NewKeys(p, nil, corpus.Pairs{}, nil)}
}

// What a text is to what is published: a new version, the same, another
// document under the same id, the next year's, a plan that comes back, a new one.
func TestLook(t *testing.T) {
	const title, number = "赣州市2023年数字经济工作要点", "\n赣数办〔2023〕1号"
	old := planOf(t, "a", title, number+body)
	last := planOf(t, "b", "赣州市2022年数字经济工作要点", body)
	gone := planOf(t, "gone", "赣州市2023年政务公开工作要点", body)
	s := &shelf{active: []Edition{edition(old, 4), edition(last, 1)}, retired: []Edition{edition(gone, 2)}}
	changed := "\n一、任务\n1.建设平台。建成平台5个。（市工信局负责）\n2.开展培训。培训100人次。（市人社局负责）\n"
	for _, c := range []struct {
		name  string
		plan  *corpus.Plan
		named bool
		id    corpus.PlanID
		kind  string
		count int
	}{
		{"the same text", planOf(t, "a", title, number+body), false, "a", "same", 0},
		{"a new text", planOf(t, "a", title, number+changed), false, "a", "version", 1},
		{"a new text under another name", planOf(t, "x", title, number+changed), false, "a", "version", 1},
		{"another name that was chosen", planOf(t, "x", title, number+changed), true, "x", "succeeds b", 1},
		{"another document", planOf(t, "a", "云港市2021年林业工作要点", changed), false, "a", "clash", -1},
		{"the next year's", planOf(t, "c", "赣州市2024年数字经济工作要点", changed), false, "c", "succeeds a", 1},
		{"one that was removed", planOf(t, "gone", "赣州市2023年政务公开工作要点", body), false, "gone", "retired", 0},
		{"one of another place", planOf(t, "d", "南昌市2024年数字经济工作要点", changed), false, "d", "new", 2},
		{"one of a place that nobody knows", planOf(t, "e", "云港市2024年数字经济工作要点", changed), false, "e", "new", 2},
	} {
		p, err := Look(t.Context(), s, c.plan, "f.txt", nil, c.named)
		if err != nil {
			t.Fatal(err)
		}
		kind := "new"
		switch {
		case p.Clash:
			kind = "clash"
		case p.Same:
			kind = "same"
		case p.Before != nil:
			kind = "version"
		case p.Retired != nil:
			kind = "retired"
		case p.Was != nil:
			kind = "succeeds " + string(p.Was.Plan)
		}
		if kind != c.kind || p.Plan.ID != c.id || c.count >= 0 && len(p.Changes) != c.count {
			t.Errorf("%s: %s of %s with %d changes, want %s of %s with %d", c.name, kind, p.Plan.ID, len(p.Changes), c.kind, c.id, c.count)
		}
	}
}

// Who subscribes while a text is published is not forgotten; whoever publishes
// meanwhile makes the preview stale; the same text is published once.
func TestPublish(t *testing.T) {
	const title = "赣州市2023年数字经济工作要点"
	old := planOf(t, "a", title, body)
	s := &shelf{active: []Edition{edition(old, 1)}, changing: 3, subs: []Subscription{{Place: Place{Chat: 5}, Scope: Scope{Kind: ScopeUnit, Name: "市工信局"}}}}
	look := func(text string) *Preview {
		t.Helper()
		p, err := Look(t.Context(), s, planOf(t, "a", title, text), "f.txt", nil, false)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	text := "\n一、任务\n1.建设平台。建成平台5个。（市工信局负责）\n2.开展培训。培训100人次。（市人社局负责）\n"
	p := look(text)
	v, err := Publish(t.Context(), s, p, "甲", time.Now())
	if err != nil || v.Number != 2 || len(s.got) != 1 || s.got[0].Revision != 3 || len(s.got[0].Alerts) != 1 || p.Places != 1 {
		t.Errorf("%+v, %v, %d publications", v, err, len(s.got))
	}
	s.active[0].Number = 2
	if _, err := Publish(t.Context(), s, p, "乙", time.Now()); !errors.Is(err, ErrStale) {
		t.Errorf("a stale preview: %v", err)
	}
	if _, err := Publish(t.Context(), s, look(body), "甲", time.Now()); !errors.Is(err, ErrSame) {
		t.Errorf("the same text: %v", err)
	}
}
