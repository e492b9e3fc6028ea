package bot

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"

	"github.com/go-telegram/bot/models"
)

// request is what a message asks of the bot.
type request struct {
	command string // cmdAsk for a plain question, "" where the bot is not meant
	text    string // what follows the command
}

// read finds out what a message asks. In a group only commands, mentions and
// replies to the bot's messages are meant for it (Bot API, Privacy mode).
func (b *Bot) read(m *models.Message) request {
	if !fromPerson(m) {
		return request{}
	}
	private := m.Chat.Type == models.ChatTypePrivate
	text, mentioned := b.withoutMentions(m)
	text = cut(strings.TrimSpace(clean(text)), maxText)
	switch {
	case strings.HasPrefix(text, "/"):
		return b.readCommand(text, private || mentioned)
	case !private && !mentioned && !b.isReplyToMe(m):
		return request{}
	case text != "":
		return request{command: cmdAsk, text: text}
	case mentioned || private && hasMedia(m):
		return request{command: cmdHelp}
	}
	return request{} // a service message, such as a pinned one
}

// fromPerson reports whether a person wrote the message, here and now: no
// bot, no channel, no message forwarded by itself or made through a bot. The
// anonymous administrator of a group is a person (Bot API, Message:
// sender_chat).
func fromPerson(m *models.Message) bool {
	if m.From == nil || m.ViaBot != nil || m.IsAutomaticForward {
		return false
	}
	switch m.Chat.Type {
	case models.ChatTypePrivate:
		return !m.From.IsBot
	case models.ChatTypeGroup, models.ChatTypeSupergroup:
		anonymous := m.SenderChat != nil && m.SenderChat.ID == m.Chat.ID
		return !m.From.IsBot || anonymous
	}
	return false
}

// hasMedia reports whether a person may have put the question into a voice
// message, a picture or a file.
func hasMedia(m *models.Message) bool {
	return m.Voice != nil || m.Audio != nil || m.Video != nil || m.VideoNote != nil || m.Document != nil || len(m.Photo) > 0
}

// readCommand reads a text that begins with a slash. The command ends where
// its letters do, so /ask谁牵头 is read too. A command that the bot does not
// know gets help where the bot was clearly meant.
func (b *Bot) readCommand(text string, meant bool) request {
	head, rest := text, ""
	if i := strings.IndexFunc(text[1:], notCommand); i >= 0 {
		head, rest = text[:i+1], strings.TrimSpace(text[i+1:])
	}
	name, to, suffixed := strings.Cut(strings.ToLower(head[1:]), "@")
	if suffixed {
		if !strings.EqualFold(to, b.me.Username) {
			return request{}
		}
		meant = true
	}
	switch {
	case name == cmdAsk, name == cmdHelp, name == cmdStart, isDeskCommand(name), isFindCommand(name):
		return request{command: name, text: rest}
	case meant:
		return request{command: cmdHelp}
	}
	return request{}
}

// notCommand reports whether a character ends a command (Bot API, Commands).
func notCommand(r rune) bool {
	return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' && r != '@'
}

// isReplyToMe reports whether the message replies to one of the bot's. In a
// topic every message replies to the topic's beginning, which does not count.
func (b *Bot) isReplyToMe(m *models.Message) bool {
	r := m.ReplyToMessage
	return r != nil && r.From != nil && r.From.ID == b.me.ID && r.ForumTopicCreated == nil
}

// withoutMentions returns the message's text, or its caption, without the
// places that name the bot, and whether there was one. Entities count in
// UTF-16 code units (Bot API, MessageEntity).
func (b *Bot) withoutMentions(m *models.Message) (string, bool) {
	text, marked := m.Text, m.Entities
	if text == "" {
		text, marked = m.Caption, m.CaptionEntities
	}
	units := utf16.Encode([]rune(text))
	entities := slices.Clone(marked)
	slices.SortFunc(entities, func(x, y models.MessageEntity) int { return y.Offset - x.Offset })
	found := false
	for _, e := range entities {
		if e.Offset < 0 || e.Length <= 0 || e.Offset > len(units) || e.Length > len(units)-e.Offset {
			continue
		}
		end := e.Offset + e.Length
		if b.namesMe(e, string(utf16.Decode(units[e.Offset:end]))) {
			units = slices.Concat(units[:e.Offset], []uint16{' '}, units[end:])
			found = true
		}
	}
	return string(utf16.Decode(units)), found
}

// namesMe reports whether an entity over text names the bot. A command that
// opens the message is read as one, not removed; /ask in its midst, as in
// 请问 /ask 谁牵头, is meant as well.
func (b *Bot) namesMe(e models.MessageEntity, text string) bool {
	switch e.Type {
	case models.MessageEntityTypeMention:
		return b.me.Username != "" && strings.EqualFold(text, "@"+b.me.Username)
	case models.MessageEntityTypeTextMention:
		return e.User != nil && e.User.ID == b.me.ID
	case models.MessageEntityTypeBotCommand:
		name, to, suffixed := strings.Cut(text, "@")
		if e.Offset == 0 {
			return false
		}
		return suffixed && strings.EqualFold(to, b.me.Username) || !suffixed && strings.EqualFold(name, "/"+cmdAsk)
	}
	return false
}

// clean returns s as valid text without control characters other than line
// breaks and tabs, and without marks that turn the direction of writing.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}
