package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"planbot/alert"
	"planbot/answer"
	"planbot/config"
	"planbot/corpus/parse"
	"planbot/store"
)

// value matches what the plan of the test promises, which every version does
// otherwise.
var value = regexp.MustCompile(`1\d{3}个`)

// While one version after the other is published, every question is answered,
// each from one version whole: the value and the quote agree.
func TestPublishWhileAsking(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	st, err := store.Open(ctx, filepath.Join(t.TempDir(), "planbot.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = st.Close() }()
	publish := func(n int) {
		t.Helper()
		text := fmt.Sprintf("临江市2024年数字经济工作要点\n一、任务\n1.建设基站。新建5G基站%d个。（市工信局负责）\n2.开展培训。培训%d人次。（市人社局负责）\n", n, 2*n)
		plan, err := parse.File("linjiang.txt", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		p, err := alert.Look(ctx, st, plan, "linjiang.txt", []byte(text), false)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := alert.Publish(ctx, st, p, "甲", time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	publish(1000)
	l, err := openLive(ctx, config.Config{}, st, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	var asking sync.WaitGroup
	asked := make([]int, 3)
	for i := range asked {
		asking.Go(func() {
			for ctx.Err() == nil {
				a, err := l.engine().Ask(context.WithoutCancel(ctx), "5G基站新建多少个", answer.State{})
				if err != nil || a.Status != answer.Answered || len(a.Citations) == 0 {
					t.Errorf("not answered: %v %+v", err, a)
					return
				}
				said, quoted := value.FindString(a.Text()), value.FindString(a.Citations[0].Quote)
				if said == "" || said != quoted {
					t.Errorf("%q with the quote %q", a.Text(), a.Citations[0].Quote)
					return
				}
				asked[i]++
			}
		})
	}
	for n := 1001; n <= 1020; n++ {
		publish(n)
		if err := l.refresh(ctx, log); err != nil {
			t.Fatal(err)
		}
		a, err := l.engine().Ask(ctx, "5G基站新建多少个", answer.State{})
		if err != nil || !strings.Contains(a.Text(), fmt.Sprint(n)) {
			t.Errorf("version %d is not live: %q %v", n, a.Text(), err)
		}
	}
	cancel()
	asking.Wait()
	for i, n := range asked {
		if n == 0 {
			t.Errorf("asker %d asked nothing", i)
		}
	}
}
