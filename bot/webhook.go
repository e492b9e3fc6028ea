package bot

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"

	telegram "github.com/go-telegram/bot"

	"planbot/config"
)

// Webhook says how Telegram reaches the bot.
type Webhook struct {
	URL    string // "" for long polling
	Secret config.Secret
}

const (
	maxHookBody     = 1 << 20 // bytes
	hookConnections = 100     // Telegram's most (Bot API, setWebhook)
	secretHeader    = "X-Telegram-Bot-Api-Secret-Token"
	retrySoon       = "1" // seconds, of Retry-After
)

var secretForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`)

// check refuses a webhook that cannot work.
func (h Webhook) check(inbox bool) error {
	switch {
	case h.URL == "":
		return nil
	case !inbox:
		return errors.New("bot: a webhook needs Options.Inbox")
	case !webAddress(h.URL):
		return errors.New("Telegram 的回调地址不是 http(s) 网址：" + h.URL)
	case !secretForm.MatchString(h.Secret.Reveal()):
		return errors.New("回调密钥应当是 1 到 256 个字母、数字、_ 或 -")
	}
	return nil
}

// Address is the full address that Telegram calls: URL, and where it names no
// path, one that is worked out from the secret, so that nobody guesses it.
func (h Webhook) Address() string {
	u, err := url.Parse(h.URL)
	if err != nil || h.URL == "" || u.Path != "" && u.Path != "/" {
		return h.URL
	}
	sum := sha256.Sum256([]byte("planbot webhook\n" + h.Secret.Reveal()))
	u.Path = "/telegram/" + hex.EncodeToString(sum[:16])
	return u.String()
}

// Path is the path of Address.
func (h Webhook) Path() string {
	u, err := url.Parse(h.Address())
	if err != nil {
		return ""
	}
	return u.Path
}

// setHook tells Telegram where to bring updates, or that the bot polls. What
// waits at Telegram is kept either way.
func (b *Bot) setHook(ctx context.Context) error {
	err := b.retry(ctx, forever, func(ctx context.Context) error {
		var err error
		if b.hook.URL == "" {
			_, err = b.client.DeleteWebhook(ctx, &telegram.DeleteWebhookParams{})
		} else {
			_, err = b.client.SetWebhook(ctx, &telegram.SetWebhookParams{
				URL: b.hook.Address(), SecretToken: b.hook.Secret.Reveal(),
				MaxConnections: hookConnections, AllowedUpdates: allowedUpdates,
			})
		}
		b.note(ctx, err)
		return err
	})
	if f, ok := errors.AsType[*fault](err); ok && f.kind == badRequest {
		return fmt.Errorf("Telegram 不接受回调地址 webhook-url：%w", f)
	}
	return asTokenError(err)
}

// ServeHTTP takes one update from Telegram's webhook. It answers 200 when the
// update is stored, and not before: until then Telegram sends it again.
func (b *Bot) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	code, why := b.hooked(w, r)
	if code == http.StatusOK {
		w.WriteHeader(code)
		return
	}
	b.log.Debug("回调请求没有接受", "code", code, "error", b.mask(why.Error()))
	switch code {
	case http.StatusServiceUnavailable:
		w.Header().Set("Retry-After", retrySoon)
	case http.StatusMethodNotAllowed:
		w.Header().Set("Allow", http.MethodPost)
	}
	http.Error(w, http.StatusText(code), code)
}

var (
	errMethod   = errors.New("not POST")
	errSecret   = errors.New("wrong secret")
	errBody     = errors.New("not an update")
	errNotReady = errors.New("not ready")
)

// hooked takes the update of a request and returns the code to answer with.
func (b *Bot) hooked(w http.ResponseWriter, r *http.Request) (int, error) {
	switch {
	case b.hook.URL == "":
		return http.StatusNotFound, errNotReady
	case r.Method != http.MethodPost:
		return http.StatusMethodNotAllowed, errMethod
	case !b.hook.knows(r.Header.Values(secretHeader)):
		return http.StatusUnauthorized, errSecret
	case r.ContentLength > maxHookBody:
		return http.StatusRequestEntityTooLarge, errBody
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxHookBody))
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return http.StatusRequestEntityTooLarge, err
	}
	if err != nil {
		return http.StatusBadRequest, err
	}
	if !json.Valid(body) {
		return http.StatusBadRequest, errBody
	}
	u := b.decodeOne(body)
	if u == nil || u.ID <= 0 {
		return http.StatusBadRequest, errBody
	}
	if !b.ready.Load() {
		return http.StatusServiceUnavailable, errNotReady
	}
	if b.intake.full() {
		return http.StatusServiceUnavailable, errFull
	}
	if err := b.intake.take(r.Context(), []received{{u, body}}); err != nil {
		return http.StatusServiceUnavailable, err
	}
	return http.StatusOK, nil
}

// knows compares a request's secret with ours, in a time that tells nothing.
func (h Webhook) knows(given []string) bool {
	if len(given) != 1 || h.Secret == "" {
		return false
	}
	got, want := sha256.Sum256([]byte(given[0])), sha256.Sum256([]byte(h.Secret.Reveal()))
	return subtle.ConstantTimeCompare(got[:], want[:]) == 1
}
