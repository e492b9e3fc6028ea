package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"

	"planbot/answer"
	"planbot/bot"
	"planbot/config"
)

// runBot serves Telegram until ctx ends; without a token it says so. An error
// is one line for the operator: the token is refused, or an address cannot be
// one. The web goes on without the bot.
func runBot(ctx context.Context, settings config.Config, live *answer.Live, log *slog.Logger) error {
	if settings.TelegramToken == "" {
		fmt.Fprintln(os.Stderr, "没有设置 PLANBOT_TELEGRAM_TOKEN，只提供网页和接口。")
		<-ctx.Done()
		return nil
	}
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
