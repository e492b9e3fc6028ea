package bot

import (
	"cmp"
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
	cmdSettings      = "settings"

	cmdPlan       = "plan"
	cmdUnits      = "units"
	cmdIndicators = "indicators"
	cmdTasks      = "tasks"
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
	if b.itemOf != nil {
		everybody = append(everybody, cmdPlan, cmdUnits, cmdIndicators, cmdTasks)
	}
	if b.desk != nil {
		everybody, following = append(everybody, cmdSubscriptions), []string{cmdSubscribe, cmdUnsubscribe, cmdSettings}
	}
	var all []*telegram.SetMyCommandsParams
	for _, language := range []string{"zh", ""} {
		menu := func(scope models.BotCommandScope, names ...[]string) {
			p := &telegram.SetMyCommandsParams{LanguageCode: language, Scope: scope}
			for _, name := range slices.Concat(names...) {
				p.Commands = append(p.Commands, models.BotCommand{Command: name, Description: in(cmp.Or(language, english)).say("menu_" + name)})
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
