package main

import (
	"context"
	"log/slog"

	"planbot/answer"
	"planbot/bot"
	"planbot/config"
)

// runBot serves Telegram until ctx ends. An error is one line for the operator:
// the token is refused, or an address cannot be one. The web goes on without
// the bot.
func runBot(ctx context.Context, settings config.Config, live *answer.Live, log *slog.Logger) error {
	b, err := bot.New(bot.Options{
		Token:     settings.TelegramToken,
		API:       settings.TelegramAPI,
		PublicURL: settings.PublicURL,
		Current:   func() bot.Asker { return live.Engine() },
		Logger:    log,
	})
	if err != nil {
		return err
	}
	return b.Run(ctx)
}
