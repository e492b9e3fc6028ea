package bot

import (
	"context"
	"time"

	telegram "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

// adminFor is how long it is believed that somebody administers a group.
const adminFor = time.Minute

// isAdmin tells whether a person may change what a chat follows: in private
// everybody, in a group its administrators. Where Telegram does not say, nobody
// may.
func (b *Bot) isAdmin(ctx context.Context, chat models.Chat, user int64, anonymous bool) bool {
	if chat.Type == models.ChatTypePrivate || anonymous {
		return true
	}
	key := personKey{chat: chat.ID, user: user}
	if is, known := b.admins.get(key); known {
		return is
	}
	var member *models.ChatMember
	err := b.retry(ctx, startAttempts, func(ctx context.Context) error {
		var err error
		member, err = b.client.GetChatMember(ctx, &telegram.GetChatMemberParams{ChatID: chat.ID, UserID: user})
		return err
	})
	if err != nil {
		b.log.Warn("没能查到群成员的身份", "chat", chat.ID, "error", err)
		return false
	}
	is := member.Type == models.ChatMemberTypeOwner || member.Type == models.ChatMemberTypeAdministrator
	b.admins.put(key, is)
	return is
}

// onMember turns a chat's subscriptions off when the bot is thrown out or
// blocked, and on when it comes back (Bot API, Update: my_chat_member).
func (b *Bot) onMember(ctx context.Context, m *models.ChatMemberUpdated) {
	if b.desk == nil {
		return
	}
	out := func(c models.ChatMember) bool {
		return c.Type == models.ChatMemberTypeLeft || c.Type == models.ChatMemberTypeBanned
	}
	var err error
	switch {
	case out(m.NewChatMember):
		err = b.desk.RestChat(ctx, m.Chat.ID, in(m.From.LanguageCode).say("bot_out"))
	case out(m.OldChatMember):
		err = b.desk.WakeChat(ctx, m.Chat.ID)
	}
	if err != nil {
		b.log.Error("没能记下机器人的进出", "chat", m.Chat.ID, "error", err)
	}
}

// onMove takes what a group follows along to its new ID (Bot API, Message:
// migrate_to_chat_id).
func (b *Bot) onMove(ctx context.Context, from, to int64) {
	if b.desk == nil {
		return
	}
	if err := b.desk.MoveChat(ctx, from, to); err != nil {
		b.log.Error("没能随群迁移订阅", "chat", from, "to", to, "error", err)
	}
}
