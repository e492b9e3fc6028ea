// Package bot answers questions in Telegram.
//
// Updates come by long polling. An update is confirmed to Telegram only when
// it and all before it are finished, so that none is lost at a stop or a
// crash; the updates of a chat are handled in order, chats in parallel. Until
// an update is finished Telegram shows the next 99 and no more, so a chat that
// is told to wait holds up the others only when they have asked that often.
//
// What a message asks is read in message.go, what is said is written in
// render.go; a send that Telegram refuses is repeated in plainer forms. The
// subject of a follow-up question is kept in memory, by message and by person.
package bot

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	telegram "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"planbot/alert"
	"planbot/answer"
	"planbot/config"
	"planbot/corpus"
)

// ErrToken means that Telegram does not know the token, or that it cannot be
// one.
var ErrToken = errors.New("Telegram 不认识这个令牌，请向 @BotFather 核对后重新设置")

const defaultAPI = "https://api.telegram.org"

// Asker answers questions. answer.Engine is one.
type Asker interface {
	Ask(ctx context.Context, question string, prev answer.State) (answer.Answer, error)
	Topic(ctx context.Context, words string, prev answer.State) answer.Topic
	Plans() []*corpus.Plan
	Plan(id corpus.PlanID) *corpus.Plan
	Card(id corpus.ItemID) (answer.Answer, bool)
	Related(id corpus.ItemID) []corpus.Item
	Units(id corpus.PlanID) []answer.UnitCount
}

// Options are the bot's settings.
type Options struct {
	Token     config.Secret
	API       string       // base address of the Bot API, "" for Telegram's own
	PublicURL string       // of the web, "" where there is none: passages are then quoted, not linked
	Current   func() Asker // the engine that answers now, asked for once a question
	Logger    *slog.Logger // nil for the default one

	Inbox Inbox  // nil: updates are finished before they are confirmed, and kept nowhere
	Owner string // names this process unlike all others that share the inbox
	Hook  Webhook

	Workers int // chats answered at a time, 0 for 64
	Limits  Limits

	Desk   Desk                                                       // nil: nobody can follow anything
	KeyOf  func(corpus.ItemID) string                                 // an item's short key, "" where it has none; needed with Desk and to find without typing
	ItemOf func(key string) (id corpus.ItemID, title string, ok bool) // needed with Desk
}

// Bot is a Telegram bot. Run it once.
type Bot struct {
	token   config.Secret
	api     string
	public  string
	current func() Asker
	log     *slog.Logger

	http   *http.Client
	client *telegram.Bot
	me     models.User // who we are, known before the first update
	link   link

	intake   *intake // nil without an inbox
	hook     Webhook
	workers  int
	ready    atomic.Bool // whether the webhook takes updates
	limits   *limits
	updates  *tracker
	finished chan struct{} // a signal that an update was finished

	byMessage *memory[messageKey, exchange]
	byPerson  *memory[personKey, answer.State]
	admins    *memory[personKey, bool] // who administers which group
	chats     *memory[int64, alert.Settings]

	desk   Desk
	keyOf  func(corpus.ItemID) string
	itemOf func(string) (corpus.ItemID, string, bool)

	pace pace
}

// pace holds the times the bot waits; tests shorten them.
type pace struct {
	backoff    time.Duration // the first wait after a fault
	maxBackoff time.Duration
	second     time.Duration // a second of retry_after
	recheck    time.Duration // between polls while updates are unfinished
	grace      time.Duration // for what is being handled at a stop
	cut        time.Duration // for it to end when it is cut off
	confirm    time.Duration // for the last confirmation, and for the inbox's last commit
	typing     time.Duration // an answer that takes longer is announced; 0: every one
	beat       time.Duration // between signs of life in the inbox
	lease      time.Duration // without one, until others take over
}

// grace, cut and twice confirm together stay below 10 s.
var defaultPace = pace{
	backoff:    500 * time.Millisecond,
	maxBackoff: 30 * time.Second,
	second:     time.Second,
	recheck:    500 * time.Millisecond,
	grace:      5 * time.Second,
	cut:        time.Second,
	confirm:    1500 * time.Millisecond,
	typing:     300 * time.Millisecond,
	beat:       time.Second,
	lease:      updatesLease,
}

// workers is how many chats are answered at a time.
const workers = 64

const (
	rememberAnswers = 20_000
	rememberMessage = 7 * 24 * time.Hour
	rememberPerson  = time.Hour // later, 那去年呢 is more likely about something else
)

var tokenForm = regexp.MustCompile(`^[0-9]+:[A-Za-z0-9_-]+$`)

// New returns a bot. It talks to nobody before Run.
func New(o Options) (*Bot, error) {
	if !tokenForm.MatchString(o.Token.Reveal()) {
		return nil, fmt.Errorf("%w：令牌的格式是“数字:字母”", ErrToken)
	}
	if o.Current == nil {
		return nil, errors.New("bot: Options.Current is nil")
	}
	if o.API == "" {
		o.API = defaultAPI
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	b := &Bot{
		token:     o.Token,
		api:       strings.TrimRight(o.API, "/"),
		public:    strings.TrimRight(o.PublicURL, "/"),
		current:   o.Current,
		log:       o.Logger,
		http:      &http.Client{Transport: gate{transport()}},
		hook:      o.Hook,
		workers:   cmp.Or(o.Workers, workers),
		limits:    newLimits(o.Limits),
		updates:   newTracker(),
		finished:  make(chan struct{}, 1),
		byMessage: newMemory[messageKey, exchange](rememberAnswers, rememberMessage),
		byPerson:  newMemory[personKey, answer.State](rememberAnswers, rememberPerson),
		admins:    newMemory[personKey, bool](rememberAnswers, adminFor),
		chats:     newMemory[int64, alert.Settings](rememberAnswers, settingsFor),
		desk:      o.Desk,
		keyOf:     o.KeyOf,
		itemOf:    o.ItemOf,
		pace:      defaultPace,
	}
	if o.Inbox != nil {
		b.intake = newIntake(o.Inbox, cmp.Or(o.Owner, rand.Text()), o.Logger, &b.pace)
	}
	if err := b.hook.check(o.Inbox != nil); err != nil {
		return nil, err
	}
	if !webAddress(b.api) {
		return nil, errors.New(b.mask("Telegram 接口地址不是 http(s) 网址：" + b.api))
	}
	if b.public != "" && !webAddress(b.public) {
		return nil, errors.New("网页的公开地址不是 http(s) 网址：" + b.public)
	}
	client, err := telegram.New(o.Token.Reveal(),
		telegram.WithSkipGetMe(),
		telegram.WithServerURL(b.api),
		telegram.WithHTTPClient(pollTimeout, b.http),
		telegram.WithErrorsHandler(func(err error) { b.log.Debug("Telegram 客户端", "error", b.mask(err.Error())) }),
	)
	if err != nil {
		return nil, errors.New(b.mask(err.Error()))
	}
	b.client = client
	return b, nil
}

// transport returns connections that an outage does not spoil: one of HTTP/2
// would be kept for many requests and minutes after it died, and one that lies
// idle is dropped by networks between.
func transport() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.Protocols = new(http.Protocols)
	t.Protocols.SetHTTP1(true)
	t.MaxIdleConns, t.MaxIdleConnsPerHost = 2*workers, 2*workers
	t.IdleConnTimeout = 30 * time.Second
	return t
}

func webAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// Run answers until ctx ends, then finishes what is being handled, in less
// than 10 seconds, and returns nil. It returns ErrToken where Telegram refuses
// the token.
func (b *Bot) Run(ctx context.Context) error {
	defer b.http.CloseIdleConnections()
	if err := b.start(ctx); err != nil {
		return quiet(ctx, err)
	}
	b.log.Info("Telegram 机器人已启动", "username", b.me.Username)

	menus := make(chan struct{})
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		defer close(menus)
		b.setCommands(ctx)
	}()
	work, stopWork := context.WithCancel(context.WithoutCancel(ctx))
	defer stopWork()
	slots := make(chan struct{}, b.workers)
	d := newDispatcher(slots, b.intake != nil, func(u *models.Update) { b.handle(work, u, slots) })
	leave, err := b.openIntake(ctx, d)
	if err == nil {
		err = b.receive(ctx, d)
	}
	result := quiet(ctx, err)
	cancel()
	b.stop(d, stopWork)
	<-menus
	leave()
	if !errors.Is(err, ErrToken) && b.hook.URL == "" {
		b.confirm(context.WithoutCancel(ctx))
	}
	return result
}

// receive takes updates in by the webhook or the poll until ctx ends or the
// token is refused.
func (b *Bot) receive(ctx context.Context, d *dispatcher) error {
	if err := b.setHook(ctx); err != nil {
		return err
	}
	if b.hook.URL == "" {
		return b.poll(ctx, d)
	}
	b.ready.Store(true)
	<-ctx.Done()
	b.ready.Store(false)
	return ctx.Err()
}

// openIntake lets the inbox work until the function that it returns is called,
// and takes over what others left.
func (b *Bot) openIntake(ctx context.Context, d *dispatcher) (leave func(), err error) {
	if b.intake == nil {
		return func() {}, nil
	}
	b.intake.d = d
	run, stop := context.WithCancel(context.WithoutCancel(ctx))
	flush, abort := context.WithCancel(context.WithoutCancel(ctx))
	var loops sync.WaitGroup
	loops.Go(func() { b.intake.run(run, flush) })
	wait := b.pace.backoff
	for err = b.intake.claim(ctx); err != nil && ctx.Err() == nil; err = b.intake.claim(ctx) {
		b.log.Error("没能从数据库取回待处理的消息，将重试", "error", err)
		_ = sleep(ctx, b.pause(&fault{}, &wait)) // the loop sees ctx's end
	}
	loops.Go(func() { b.intake.keep(ctx) })
	return func() {
		stop()
		end := time.AfterFunc(b.pace.confirm, abort)
		loops.Wait()
		if err := b.intake.inbox.LeaveUpdates(flush, b.intake.owner); err != nil {
			b.log.Warn("停止前没能告诉数据库，其余消息稍后再由别的进程接手", "error", err)
		}
		end.Stop()
		abort()
	}, err
}

// quiet returns nil for an error that only says that ctx ended.
func quiet(ctx context.Context, err error) error {
	if ctx.Err() != nil && !errors.Is(err, ErrToken) {
		return nil
	}
	return err
}

// start learns the bot's name.
func (b *Bot) start(ctx context.Context) error {
	err := b.retry(ctx, forever, func(ctx context.Context) error {
		me, err := b.client.GetMe(ctx)
		if err == nil {
			b.me = *me
		}
		b.note(ctx, err)
		return err
	})
	return asTokenError(err)
}

// stop lets what must be finished finish, and cuts it off after the grace.
func (b *Bot) stop(d *dispatcher, stopWork context.CancelFunc) {
	done := d.close()
	select {
	case <-done:
		return
	case <-time.After(b.pace.grace):
	}
	stopWork()
	select {
	case <-done:
	case <-time.After(b.pace.cut):
		b.log.Warn("停止时仍有消息没有处理完")
	}
}
