package bot

import (
	"context"

	telegram "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

// The commands.
const (
	cmdAsk   = "ask"
	cmdHelp  = "help"
	cmdStart = "start"

	cmdSubscribe     = "subscribe"
	cmdSubscriptions = "subscriptions"
	cmdUnsubscribe   = "unsubscribe"
	cmdDigest        = "digest"
	cmdQuiet         = "quiet"
)

// setCommands sets the command menus. That they are missing harms nobody who
// types.
func (b *Bot) setCommands(ctx context.Context) {
	for _, p := range menus() {
		err := b.retry(ctx, startAttempts, func(ctx context.Context) error {
			_, err := b.client.SetMyCommands(ctx, p)
			return err
		})
		if err != nil && ctx.Err() == nil {
			b.log.Warn("未能设置 Telegram 命令菜单", "error", err)
			return
		}
	}
}

// menus returns the command menus by scope and language (Bot API,
// BotCommandScope): Chinese for clients set to it, English for all others.
func menus() []*telegram.SetMyCommandsParams {
	var all []*telegram.SetMyCommandsParams
	for _, in := range []struct{ language, ask, help, start string }{
		{"zh", "提问，例如 /ask 谁牵头", "使用说明", "开始"},
		{"", "Ask a question about the plan", "How to ask", "Start"},
	} {
		ask := models.BotCommand{Command: cmdAsk, Description: in.ask}
		help := models.BotCommand{Command: cmdHelp, Description: in.help}
		start := models.BotCommand{Command: cmdStart, Description: in.start}
		all = append(all,
			&telegram.SetMyCommandsParams{LanguageCode: in.language, Scope: &models.BotCommandScopeAllPrivateChats{}, Commands: []models.BotCommand{start, ask, help}},
			&telegram.SetMyCommandsParams{LanguageCode: in.language, Scope: &models.BotCommandScopeAllGroupChats{}, Commands: []models.BotCommand{ask, help}})
	}
	return all
}
