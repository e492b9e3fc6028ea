package bot

import (
	"bytes"
	"context"
	"flag"
	"log/slog"
	"os"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"planbot/answer"
	"planbot/bot/telegramtest"
	"planbot/corpus"
	"planbot/corpus/parse"
	"planbot/index"
	"planbot/plans"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestMain(m *testing.M) {
	if os.Getenv(childAPI) != "" {
		if err := child(); err != nil {
			panic(err)
		}
		return
	}
	goleak.VerifyTestMain(m,
		goleak.IgnoreTopFunction("github.com/blevesearch/bleve_index_api.AnalysisWorker")) // bleve's pool, for the process
}

// The people of the tests.
var (
	alice = telegramtest.User{ID: 11, FirstName: "甲"}
	bob   = telegramtest.User{ID: 12, FirstName: "乙"}
	group = telegramtest.Group(100500)
)

// asks is an Asker that is a function.
type asks func(ctx context.Context, question string, prev answer.State) (answer.Answer, error)

func (f asks) Ask(ctx context.Context, q string, prev answer.State) (answer.Answer, error) {
	return f(ctx, q, prev)
}
func (f asks) Plans() []*corpus.Plan                    { return nil }
func (f asks) Plan(corpus.PlanID) *corpus.Plan          { return nil }
func (f asks) Card(corpus.ItemID) (answer.Answer, bool) { return answer.Answer{}, false }
func (f asks) Related(corpus.ItemID) []corpus.Item      { return nil }
func (f asks) Units(corpus.PlanID) []answer.UnitCount   { return nil }
func (f asks) Topic(context.Context, string, answer.State) answer.Topic {
	return answer.Topic{Status: answer.NotFound}
}

// echo answers with the question.
var echo = asks(func(_ context.Context, q string, _ answer.State) (answer.Answer, error) {
	return says(q), nil
})

func says(lines ...string) answer.Answer {
	a := answer.Answer{Status: answer.Answered}
	for _, l := range lines {
		a.Parts = append(a.Parts, answer.Part{Runs: []answer.Run{{Text: l}}})
	}
	return a
}

// example returns an engine over the plans that ship with planbot, until the
// test ends.
func example(t *testing.T) *answer.Engine {
	t.Helper()
	names, err := plans.Files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var read []*corpus.Plan
	for _, n := range names {
		data, err := plans.Files.ReadFile(n.Name())
		if err != nil {
			t.Fatal(err)
		}
		p, err := parse.File(n.Name(), data)
		if err != nil {
			t.Fatal(err)
		}
		read = append(read, p)
	}
	found, err := index.Build(read)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := found.Close(); err != nil {
			t.Error(err)
		}
	})
	return answer.New(read, found, answer.Options{})
}

// fast is a pace for tests: a second of Telegram's lasts 10 ms. A busy machine
// has time to finish.
var fast = pace{
	backoff: 2 * time.Millisecond, maxBackoff: 20 * time.Millisecond, second: 10 * time.Millisecond,
	recheck: 20 * time.Millisecond, grace: 20 * time.Second, cut: time.Second, confirm: 10 * time.Second,
	beat: 20 * time.Millisecond, lease: time.Minute,
}

// running is a bot at work.
type running struct {
	t    *testing.T
	bot  *Bot
	log  *logs
	end  context.CancelFunc
	done chan error
}

// run starts a bot at a server; change, where not nil, changes its options,
// tune its pace.
// The bot stops with the test, before the server does.
func run(t *testing.T, s *telegramtest.Server, asker Asker, change func(*Options), tune ...func(*pace)) *running {
	t.Helper()
	r := &running{t: t, log: &logs{}, done: make(chan error, 1)}
	o := Options{
		Token:   telegramtest.Token,
		API:     s.URL,
		Current: func() Asker { return asker },
		Limits:  Limits{Person: -1, Group: -1},
		Logger:  slog.New(slog.NewTextHandler(r.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	if change != nil {
		change(&o)
	}
	b, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	b.pace = fast
	for _, f := range tune {
		f(&b.pace)
	}
	r.bot = b
	ctx, cancel := context.WithCancel(t.Context())
	r.end = cancel
	go func() { r.done <- b.Run(ctx) }()
	t.Cleanup(func() { r.stop() })
	return r
}

// stop stops the bot, which must do so in time and keep the token to itself.
func (r *running) stop() {
	r.t.Helper()
	if r.end == nil {
		return
	}
	r.end()
	r.end = nil
	select {
	case err := <-r.done:
		if err != nil {
			r.t.Errorf("Run: %v", err)
		}
	case <-time.After(time.Minute):
		r.t.Fatal("the bot does not stop")
	}
	if bytes.Contains(r.log.bytes(), []byte("TEST_abcdefghijklmnopqrstuvwxyz")) {
		r.t.Errorf("the log shows the token:\n%s", r.log.bytes())
	}
}

// logs keeps what is logged.
type logs struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *logs) bytes() []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	return bytes.Clone(l.buf.Bytes())
}

// count returns how many lines hold a text.
func (l *logs) count(text string) int { return bytes.Count(l.bytes(), []byte(text)) }
