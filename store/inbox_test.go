package store

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"
)

const lease = 10 * time.Second

func incoming(id, chat int64) Update {
	return Update{ID: id, Chat: chat, Body: []byte{0, byte(id)}, At: at(time.Duration(id) * time.Hour)}
}

// takes lets an owner take updates and returns those that it is to handle.
func takes(tb testing.TB, s *Store, owner string, take ...Update) []int64 {
	tb.Helper()
	mine, _, err := s.CommitUpdates(context.Background(), owner, take, nil, nil, nil)
	ok(tb, err)
	slices.Sort(mine)
	return mine
}

// marked lets an owner begin, give back and finish, and returns what it began.
func marked(tb testing.TB, s *Store, owner string, begin, giveBack, done []int64) []int64 {
	tb.Helper()
	_, begun, err := s.CommitUpdates(context.Background(), owner, nil, begin, giveBack, done)
	ok(tb, err)
	slices.Sort(begun)
	return begun
}

func claimed(tb testing.TB, s *Store, owner string, now time.Time) (handed, cut []int64) {
	tb.Helper()
	updates, cut, err := s.ClaimUpdates(context.Background(), owner, now, lease)
	ok(tb, err)
	for _, u := range updates {
		handed = append(handed, u.ID)
	}
	return handed, cut
}

func counted(tb testing.TB, s *Store, taken, done, begun, cut int) {
	tb.Helper()
	same(tb, must[[4]int](tb)(s.Updates(context.Background())), [4]int{taken, done, begun, cut})
}

// An update is taken once and begun once.
func testInbox(t *testing.T, open opener) {
	s := open(t)
	claimed(t, s, "a", start)
	same(t, takes(t, s, "a", incoming(8, -5), incoming(7, -5), incoming(9, 6)), []int64{7, 8, 9})
	same(t, takes(t, s, "a", incoming(8, -5), incoming(10, 6)), []int64{8, 10}) // what was not begun may be told again
	same(t, marked(t, s, "a", []int64{8, 7, 99}, nil, nil), []int64{7, 8})
	same(t, marked(t, s, "a", []int64{8, 9}, nil, nil), []int64{9})
	same(t, takes(t, s, "a", incoming(8, -5)), []int64(nil))
	same(t, marked(t, s, "a", nil, []int64{7}, []int64{8, 10}), []int64(nil)) // 10 had no effect: it was never begun
	counted(t, s, 1, 2, 1, 0)
	same(t, marked(t, s, "a", []int64{7, 8, 10}, nil, nil), []int64{7})
	same(t, marked(t, s, "b", nil, []int64{7}, []int64{9}), []int64(nil)) // not theirs
	counted(t, s, 0, 2, 2, 0)
	ok(t, s.ForgetUpdates(context.Background(), at(10*time.Hour))) // 8; 10 is later, 7 and 9 are not done
	counted(t, s, 0, 1, 2, 0)
	many := make([]Update, 3*maxMarks+1)
	ids := make([]int64, len(many))
	for i := range many {
		ids[i] = int64(1000 + i)
		many[i] = incoming(ids[i], int64(i%7))
	}
	same(t, takes(t, s, "a", many...), ids)
	same(t, marked(t, s, "a", slices.Clone(ids), nil, nil), ids)
}

// What an owner that died took goes to another, in order and not sooner than
// its lease runs out; what it began is cut off.
func testInboxDeath(t *testing.T, open opener) {
	s := open(t)
	claimed(t, s, "a", start)
	claimed(t, s, "b", start)
	same(t, takes(t, s, "a", incoming(1, 5), incoming(2, 5), incoming(3, 6)), []int64{1, 2, 3})
	marked(t, s, "a", []int64{1, 3}, nil, []int64{3})
	same(t, takes(t, s, "b", incoming(4, 5), incoming(5, 6)), []int64{5}) // 4 follows 2
	handed, cut := claimed(t, s, "a", at(time.Second))
	same(t, handed, []int64{4})
	same(t, cut, []int64(nil))
	handed, cut = claimed(t, s, "b", at(lease))
	same(t, len(handed)+len(cut), 0)
	handed, cut = claimed(t, s, "b", at(lease+2*time.Second))
	same(t, handed, []int64{2, 4})
	same(t, cut, []int64{1})
	same(t, marked(t, s, "a", []int64{1, 2, 4}, nil, nil), []int64(nil)) // it lives after all: too late
	same(t, takes(t, s, "a", incoming(6, 5)), []int64(nil))
	handed, _ = claimed(t, s, "b", at(lease+3*time.Second))
	same(t, handed, []int64{2, 4, 6})
	same(t, marked(t, s, "b", []int64{2, 4, 6, 5}, nil, nil), []int64{2, 4, 5, 6})
	marked(t, s, "b", nil, nil, []int64{2, 4, 5, 6})
	counted(t, s, 0, 5, 0, 1)
	ok(t, s.LeaveUpdates(context.Background(), "b"))
}

// Who left need not be waited for; on SQLite a new process waits for nobody.
func testInboxLeave(t *testing.T, open opener) {
	s := open(t)
	claimed(t, s, "a", start)
	takes(t, s, "a", incoming(1, 5))
	ok(t, s.LeaveUpdates(context.Background(), "a"))
	handed, _ := claimed(t, s, "b", start)
	same(t, handed, []int64{1})
	handed, _ = claimed(t, open(t), "c", start)
	if s.turn != nil {
		same(t, handed, []int64{1})
	} else {
		same(t, handed, []int64(nil))
	}
}

// Of many who take and begin the same updates at once, one gets each.
func testInboxTogether(t *testing.T, open opener) {
	const owners, updates = 4, 60
	s := open(t)
	for o := range owners {
		claimed(t, s, string(rune('a'+o)), start)
	}
	var mu sync.Mutex
	begun := map[int64]int{}
	var all sync.WaitGroup
	for o := range owners {
		all.Go(func() {
			owner := string(rune('a' + o))
			for id := range int64(updates) {
				ctx := context.Background()
				_, _, err := s.CommitUpdates(ctx, owner, []Update{incoming(id, id%5)}, nil, nil, nil)
				if err == nil {
					_, got, markErr := s.CommitUpdates(ctx, owner, nil, []int64{id}, nil, nil)
					err = markErr
					mu.Lock()
					for _, id := range got {
						begun[id]++
					}
					mu.Unlock()
				}
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	for id, n := range begun {
		if n != 1 {
			t.Errorf("%d was begun %d times", id, n)
		}
	}
	count := must[[4]int](t)(s.Updates(context.Background()))
	same(t, count[updateTaken]+count[updateBegun], updates)
	same(t, count[updateBegun], len(begun))
}
