package bot

import (
	"strings"
	"testing"

	"planbot/bot/telegramtest"
)

// What is not for the bot gets nothing; what follows it still gets an answer.
func TestNotMeant(t *testing.T) {
	robot := telegramtest.User{ID: 99, IsBot: true, FirstName: "别的机器人", Username: "other_bot"}
	private := telegramtest.Private(alice)
	channel := telegramtest.Chat{ID: -1009, Type: "channel", Title: "频道"}
	for _, c := range []struct {
		name   string
		in     telegramtest.Chat
		from   telegramtest.User
		text   string
		change func(*telegramtest.Message)
	}{
		{"group talk", group, alice, asking, nil},
		{"another bot's command", group, alice, "/ask@other_bot " + asking, nil},
		{"another bot's command in private", private, alice, "/ask@other_bot " + asking, nil},
		{"an unknown command", group, alice, "/weather", nil},
		{"a mention of somebody else", group, alice, "@planbot2 " + asking, nil},
		{"an address", group, alice, "写信到 me@planbot.example", func(m *telegramtest.Message) {
			m.Entities = []telegramtest.Entity{{Type: "email", Offset: 4, Length: 18}}
		}},
		{"a bot in a group", group, robot, "/ask " + asking, nil},
		{"a bot's mention", group, robot, "@planbot " + asking, nil},
		{"through a bot", private, alice, asking, func(m *telegramtest.Message) { m.ViaBot = &robot }},
		{"through a bot in a group", group, alice, "@planbot " + asking, func(m *telegramtest.Message) { m.ViaBot = &robot }},
		{"a channel's post in its group", group, telegramtest.User{ID: 777000, FirstName: "Telegram"}, "@planbot " + asking, func(m *telegramtest.Message) {
			m.SenderChat, m.IsAutomaticForward = &channel, true
		}},
		{"in a channel's name", group, telegramtest.User{ID: 136817688, IsBot: true, FirstName: "Channel"}, "/ask " + asking, func(m *telegramtest.Message) {
			m.SenderChat = &channel
		}},
		{"in a channel", channel, alice, "/ask " + asking, nil},
		{"a channel post without author", channel, alice, "/ask " + asking, func(m *telegramtest.Message) { m.From = nil }},
		{"a reply to somebody else", group, alice, asking, func(m *telegramtest.Message) {
			m.ReplyTo = &telegramtest.Message{ID: 3, From: &bob, Chat: group, Date: 1, Text: "好"}
		}},
		{"talk in a topic that the bot opened", group, alice, asking, func(m *telegramtest.Message) {
			m.Thread, m.IsTopic = 7, true
			m.ReplyTo = &telegramtest.Message{ID: 7, Thread: 7, IsTopic: true, From: &telegramtest.Me, Chat: group, Date: 1, TopicCreated: []byte(`{"name":"题","icon_color":1}`)}
		}},
		{"a pinned message", private, alice, "", func(m *telegramtest.Message) {
			m.PinnedMessage = &telegramtest.Message{ID: 3, From: &bob, Chat: private, Date: 1, Text: "好"}
		}},
		{"nothing", private, alice, "", nil},
		{"white space", private, alice, " \n\u200e ", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := telegramtest.New(t)
			run(t, s, echo, nil)
			s.Say(c.in, c.from, c.text, c.change)
			expectOnly(t, s)
		})
	}
	for _, kind := range []string{"edited_message", "channel_post", "edited_channel_post", "my_chat_member", "something_new"} {
		t.Run(kind, func(t *testing.T) {
			s := telegramtest.New(t)
			run(t, s, echo, nil)
			s.Join(private)
			s.Deliver(kind, telegramtest.Message{ID: 7, From: &alice, Chat: private, Date: 1, Text: asking})
			expectOnly(t, s)
		})
	}
}

// expectOnly delivers a last question and expects its answer alone, and no
// request for anything else.
func expectOnly(t *testing.T, s *telegramtest.Server) {
	t.Helper()
	m := s.Say(telegramtest.Private(bob), bob, "末了", nil)
	s.AwaitConfirmed()
	sent := s.Sent()
	if len(sent) != 1 || sent[0].Chat() != m.Chat.ID {
		t.Errorf("sent %d messages: %v", len(sent), sent)
	}
	if n := len(s.Requests("sendChatAction")); n != 1 {
		t.Errorf("%d times typing", n)
	}
}

// What is for the bot is read whole, without its name.
func TestMeant(t *testing.T) {
	anonymous := telegramtest.User{ID: 1087968824, IsBot: true, FirstName: "Group", Username: "GroupAnonymousBot"}
	for _, c := range []struct {
		name   string
		in     telegramtest.Chat
		from   telegramtest.User
		text   string
		change func(*telegramtest.Message)
		want   string
	}{
		{"plain in private", telegramtest.Private(alice), alice, " 谁牵头 ", nil, "谁牵头"},
		{"mention at the end", group, alice, "谁牵头 @PLANBOT", nil, "谁牵头"},
		{"mention after emoji", group, alice, "😀👨‍👩‍👧 @planbot 谁牵头", nil, "谁牵头"},
		{"mention by name", group, alice, "机器人 谁牵头", func(m *telegramtest.Message) {
			m.Entities = []telegramtest.Entity{{Type: "text_mention", Offset: 0, Length: 3, User: &telegramtest.Me}}
		}, "谁牵头"},
		{"two mentions", group, alice, "@planbot 谁牵头 @planbot", nil, "谁牵头"},
		{"mention and command", group, alice, "@planbot /ask 谁牵头", nil, "谁牵头"},
		{"command on two lines", group, alice, "/ask\n谁牵头", nil, "谁牵头"},
		{"command without a space", telegramtest.Private(alice), alice, "/ask谁牵头", nil, "谁牵头"},
		{"command in the midst", group, alice, "请问 /ask@planbot 谁牵头", nil, "谁牵头"},
		{"wrong entities", telegramtest.Private(alice), alice, "谁牵头", func(m *telegramtest.Message) {
			m.Entities = []telegramtest.Entity{{Type: "mention", Offset: -1, Length: 3}, {Type: "mention", Offset: 1 << 62, Length: 1 << 62}, {Type: "mention", Offset: 2, Length: 50}}
		}, "谁牵头"},
		{"a caption", group, alice, "", func(m *telegramtest.Message) {
			m.Caption, m.CaptionEntities = "@planbot 谁牵头", telegramtest.Entities("@planbot 谁牵头")
		}, "谁牵头"},
		{"a voice message", telegramtest.Private(alice), alice, "", func(m *telegramtest.Message) {
			m.Voice = []byte(`{"file_id":"v","file_unique_id":"v","duration":1}`)
		}, "/ask"},
		{"only a mention", group, alice, "@planbot", nil, "/ask"},
		{"a thread of replies, which is no topic", group, alice, "/ask 谁牵头", func(m *telegramtest.Message) { m.Thread = 55 }, "谁牵头"},
		{"an anonymous administrator", group, anonymous, "/ask 谁牵头", func(m *telegramtest.Message) { m.SenderChat = &group }, "谁牵头"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := telegramtest.New(t)
			run(t, s, echo, nil)
			s.Say(c.in, c.from, c.text, c.change)
			got := s.AwaitSent(1)[0].Message.Text
			if !strings.Contains(got, c.want) || strings.Contains(strings.ToLower(got), "planbot") {
				t.Errorf("got %q", got)
			}
		})
	}
}
