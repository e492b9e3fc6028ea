package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"os"
	"sync"

	"planbot/alert"
	"planbot/bot"
	"planbot/config"
)

// runBot serves Telegram until ctx ends. An error is one line for the operator:
// the token is refused, or an address cannot be one. The web goes on without
// the bot.
func runBot(ctx context.Context, settings config.Config, live *live, log *slog.Logger) error {
	b, err := bot.New(bot.Options{
		Token:     settings.TelegramToken,
		API:       settings.TelegramAPI,
		PublicURL: settings.PublicURL,
		Current:   func() bot.Asker { return live.engine() },
		Logger:    log,
		Desk:      live.store,
		KeyOf:     live.keyOf,
		ItemOf:    live.itemOf,
	})
	if err != nil {
		return err
	}
	d := &alert.Deliverer{Outbox: live.store, Sender: b, Owner: ownerName(), Pace: alert.TelegramPace, Log: log}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var delivery sync.WaitGroup
	delivery.Go(func() { d.Run(ctx) })
	err = b.Run(ctx)
	cancel()
	delivery.Wait()
	return err
}

// ownerName names this process unlike all others that share the database.
func ownerName() string {
	host, _ := os.Hostname() // any name will do: the random part tells processes apart
	return fmt.Sprintf("%s-%d-%s", host, os.Getpid(), rand.Text())
}
