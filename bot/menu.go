package bot

import (
	"context"
	"slices"

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
	for _, p := range b.menus() {
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
// BotCommandScope): Chinese for clients set to it, English for all others. In
// groups only administrators are shown what only they may do.
func (b *Bot) menus() []*telegram.SetMyCommandsParams {
	everybody, following := []string{cmdAsk}, []string{}
	if b.desk != nil {
		everybody, following = append(everybody, cmdSubscriptions), []string{cmdSubscribe, cmdUnsubscribe, cmdDigest, cmdQuiet}
	}
	var all []*telegram.SetMyCommandsParams
	for _, language := range []string{"zh", ""} {
		menu := func(scope models.BotCommandScope, names ...[]string) {
			p := &telegram.SetMyCommandsParams{LanguageCode: language, Scope: scope}
			for _, name := range slices.Concat(names...) {
				p.Commands = append(p.Commands, models.BotCommand{Command: name, Description: descriptions[name][language]})
			}
			all = append(all, p)
		}
		menu(&models.BotCommandScopeAllPrivateChats{}, []string{cmdStart}, everybody, following, []string{cmdHelp})
		menu(&models.BotCommandScopeAllGroupChats{}, everybody, []string{cmdHelp})
		if b.desk != nil {
			menu(&models.BotCommandScopeAllChatAdministrators{}, everybody, following, []string{cmdHelp})
		}
	}
	return all
}

// descriptions say what the commands do, by language; "" is English.
var descriptions = map[string]map[string]string{
	cmdAsk:           {"zh": "提问，例如 /ask 谁牵头", "": "Ask a question about the plan"},
	cmdHelp:          {"zh": "使用说明", "": "How to ask"},
	cmdStart:         {"zh": "开始", "": "Start"},
	cmdSubscribe:     {"zh": "关注变化，例如 /subscribe 市商务局", "": "Follow a unit, an indicator or a plan"},
	cmdSubscriptions: {"zh": "查看这里关注了什么", "": "What is followed here"},
	cmdUnsubscribe:   {"zh": "取消关注，例如 /unsubscribe 1", "": "Stop following"},
	cmdDigest:        {"zh": "每天汇总的钟点，例如 /digest 8", "": "The hour of the daily digest"},
	cmdQuiet:         {"zh": "不打扰的时段，例如 /quiet 22-7", "": "Hours without alerts"},
}
