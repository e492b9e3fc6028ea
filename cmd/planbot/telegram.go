package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"sync"

	"planbot/alert"
	"planbot/bot"
	"planbot/config"
)

// newBot returns the bot; nil where no token is set.
func newBot(settings config.Config, live *live, owner string, log *slog.Logger) (*bot.Bot, error) {
	if settings.TelegramToken == "" {
		return nil, nil
	}
	return bot.New(bot.Options{
		Token:     settings.TelegramToken,
		API:       settings.TelegramAPI,
		PublicURL: settings.PublicURL,
		Current:   func() bot.Asker { return live.engine() },
		Logger:    log,
		Inbox:     live.store,
		Owner:     owner,
		Hook:      hookOf(settings),
		Desk:      live.store,
		KeyOf:     live.keyOf,
		ItemOf:    live.itemOf,
	})
}

func hookOf(settings config.Config) bot.Webhook {
	return bot.Webhook{URL: settings.WebhookURL, Secret: settings.WebhookSecret}
}

// withHook serves the webhook beside the web, on one listener: whoever runs
// planbot behind a proxy has one address and one certificate to look after.
func withHook(settings config.Config, b *bot.Bot, pages http.Handler) http.Handler {
	if b == nil || settings.WebhookURL == "" {
		return pages
	}
	path := hookOf(settings).Path()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == path {
			b.ServeHTTP(w, r)
			return
		}
		pages.ServeHTTP(w, r)
	})
}

// runBot serves Telegram until ctx ends. An error is one line for the operator:
// the token is refused. The web goes on without the bot.
func runBot(ctx context.Context, b *bot.Bot, live *live, owner string, log *slog.Logger) error {
	d := &alert.Deliverer{Outbox: live.store, Sender: b, Owner: owner, Pace: alert.TelegramPace, Log: log}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var delivery sync.WaitGroup
	delivery.Go(func() { d.Run(ctx) })
	err := b.Run(ctx)
	cancel()
	delivery.Wait()
	return err
}

// ownerName names this process unlike all others that share the database.
func ownerName() string {
	host, _ := os.Hostname() // any name will do: the random part tells processes apart
	return fmt.Sprintf("%s-%d-%s", host, os.Getpid(), rand.Text())
}
