package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"planbot/answer"
	"planbot/config"
	"planbot/corpus"
	"planbot/index"
	"planbot/store"
)

// snapshot is all that is live at a moment. A new version of a plan makes a new
// one, swapped in one step.
type snapshot struct {
	engine *answer.Engine
	found  *index.Index
	keys   map[corpus.PlanID]corpus.Keys
	items  map[string]corpus.ItemID // by their keys
}

// live is the snapshot that answers now, and what makes the next one.
type live struct {
	settings config.Config
	store    *store.Store // nil where there is none
	now      atomic.Pointer[snapshot]
	revision int64
}

// openLive makes the first snapshot. A file that is passed over is named in a
// line of its own.
func openLive(ctx context.Context, settings config.Config, st *store.Store, passed io.Writer) (*live, error) {
	l := &live{settings: settings, store: st}
	plans, keys, err := l.read(ctx, passed)
	if err != nil {
		return nil, err
	}
	if id := settings.DefaultPlan; id != "" && !slices.ContainsFunc(plans, hasID(corpus.PlanID(id))) {
		return nil, usage("设置 default-plan：没有编号为“%s”的工作要点。", id)
	}
	found, err := openIndex(settings.Index, plans)
	if err != nil {
		return nil, err
	}
	l.now.Store(newSnapshot(answer.New(plans, found, answer.Options{DefaultPlan: corpus.PlanID(settings.DefaultPlan)}), found, keys))
	return l, nil
}

func newSnapshot(engine *answer.Engine, found *index.Index, keys map[corpus.PlanID]corpus.Keys) *snapshot {
	s := &snapshot{engine: engine, found: found, keys: keys, items: map[string]corpus.ItemID{}}
	for plan, of := range keys {
		for anchor, key := range of {
			s.items[key] = corpus.ItemID{Plan: plan, Anchor: anchor}
		}
	}
	return s
}

// engine returns the engine that answers now.
func (l *live) engine() *answer.Engine { return l.now.Load().engine }

// keyOf returns an item's short key, "" where it has none.
func (l *live) keyOf(id corpus.ItemID) string { return l.now.Load().keys[id.Plan][id.Anchor] }

// itemOf returns the item that has a key, with its title.
func (l *live) itemOf(key string) (id corpus.ItemID, title string, ok bool) {
	s := l.now.Load()
	if id, ok = s.items[key]; !ok {
		return id, "", false
	}
	for _, item := range s.engine.Plan(id.Plan).Items() {
		if item.ID == id {
			return id, item.Title, true
		}
	}
	return id, "", false
}

// version returns a version of a plan by its text's hash, nil where none is
// kept.
func (l *live) version(ctx context.Context, id corpus.PlanID, hash string) *corpus.Plan {
	if l.store == nil {
		return nil
	}
	all, err := l.store.History(ctx, id)
	if err != nil {
		return nil
	}
	for _, v := range all {
		if v.Hash == hash {
			if one, err := l.store.Plan(ctx, id, v.Number); err == nil {
				return one.Parsed
			}
		}
	}
	return nil
}

// read returns the plans that are to be live: those of the folder that the
// settings name; else those that are published; else the example.
func (l *live) read(ctx context.Context, passed io.Writer) ([]*corpus.Plan, map[corpus.PlanID]corpus.Keys, error) {
	keys := map[corpus.PlanID]corpus.Keys{}
	if l.store != nil && l.settings.Plans == "" {
		editions, revision, err := l.store.Active(ctx)
		if err != nil {
			return nil, nil, err
		}
		l.revision = revision
		var plans []*corpus.Plan
		for _, e := range editions {
			plans, keys[e.Plan] = append(plans, e.Parsed), e.Keys
		}
		if len(plans) > 0 {
			return plans, keys, nil
		}
	}
	plans, err := loadPlans(l.settings.Plans, passed)
	if err != nil {
		return nil, nil, err
	}
	taken := map[string]bool{}
	for _, p := range plans {
		keys[p.ID] = corpus.NewKeys(p, nil, corpus.Pairs{}, func(k string) bool { return taken[k] })
		for _, k := range keys[p.ID] {
			taken[k] = true
		}
	}
	return plans, keys, nil
}

// refreshEvery is how often it is looked whether somebody published: what is
// published is live within a second.
const refreshEvery = 400 * time.Millisecond

// retireAfter is how long a snapshot is kept open that is live no more: longer
// than any question takes.
const retireAfter = time.Minute

// follow makes a new snapshot whenever something is published, until ctx ends.
func (l *live) follow(ctx context.Context, log *slog.Logger) {
	if l.store == nil || l.settings.Plans != "" {
		return
	}
	tick := time.NewTicker(refreshEvery)
	defer tick.Stop()
	down := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		err := l.refresh(ctx, log)
		switch {
		case err != nil && ctx.Err() == nil && !down:
			log.Error("数据库暂时读不出来，继续用已读入的工作要点回答", "error", err)
		case err == nil && down:
			log.Info("数据库已恢复")
		}
		down = err != nil
	}
}

func (l *live) refresh(ctx context.Context, log *slog.Logger) error {
	revision, err := l.store.Revision(ctx)
	if err != nil || revision == l.revision {
		return err
	}
	plans, keys, err := l.read(ctx, io.Discard)
	if err != nil {
		return err
	}
	old := l.now.Load()
	found, err := old.found.With(plans)
	if err != nil {
		return err
	}
	l.now.Store(newSnapshot(old.engine.With(plans, found), found, keys))
	time.AfterFunc(retireAfter, func() { _ = old.found.Close() })
	log.Info("已换上新发布的工作要点", "plans", len(plans), "revision", l.revision)
	return nil
}

// openStore opens the database. Where it is a file that is not there, and fresh
// is false, there is none.
func openStore(ctx context.Context, settings config.Config, fresh bool) (*store.Store, error) {
	dsn := settings.Store.Reveal()
	if _, err := os.Stat(dsn); !fresh && !strings.Contains(dsn, "://") && errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	st, err := store.Open(ctx, dsn)
	if err != nil {
		var known *store.Error
		if errors.As(err, &known) {
			return nil, usage("设置 store：%w", err)
		}
		return nil, usage("设置 store：数据库打不开（%w）。", err)
	}
	return st, nil
}
