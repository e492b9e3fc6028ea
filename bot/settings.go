package bot

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/go-telegram/bot/models"

	"planbot/alert"
	"planbot/corpus"
)

// settingsFor is how long a chat's settings are believed, so that not every
// message asks the database.
const settingsFor = 20 * time.Second

// What callback data of settings begins with.
const (
	dataSettings = "g:"

	setLanguage  = "l" // and zh, en or nothing
	setPlan      = "p" // and the head's key, or nothing
	setPlans     = "P" // shows the plans
	setEverybody = "e"
	setShort     = "s"
	setDigest    = "d" // and the hour, or nothing: shows the hours
	setQuiet     = "q" // and FROM-TO
	setShow      = "-"
)

// settingsOf returns a chat's settings, the default ones where they cannot be
// read.
func (b *Bot) settingsOf(ctx context.Context, chat int64) alert.Settings {
	if b.desk == nil {
		return alert.DefaultSettings
	}
	if s, known := b.chats.get(chat); known {
		return s
	}
	s, err := b.desk.Settings(ctx, chat)
	if err != nil {
		b.log.Error("没能读出聊天的设置", "chat", chat, "error", err)
		return alert.DefaultSettings
	}
	b.chats.put(chat, s)
	return s
}

// set stores a chat's settings.
func (b *Bot) set(ctx context.Context, chat int64, s alert.Settings) error {
	err := b.desk.SetSettings(ctx, chat, s)
	if err == nil {
		b.chats.put(chat, s)
	}
	return err
}

// onSettings shows the settings of a chat.
func (b *Bot) onSettings(ctx context.Context, at place) error {
	if b.desk == nil {
		_, err := b.send(ctx, at, plainForms(at.say("no_desk")))
		return err
	}
	f := b.settingsCard(b.settingsOf(ctx, at.chat), in(at.lang))
	_, err := b.send(ctx, at, []form{f, {text: f.text}})
	return err
}

// settingsCard shows settings, a button for each.
func (b *Bot) settingsCard(s alert.Settings, in speech) form {
	plan := in.say("set_newest")
	if p := b.current().Plan(s.DefaultPlan); p != nil {
		plan = p.Head.Title
	}
	language := map[string]string{"": "set_own_language", chinese: "set_chinese", english: "set_english"}[s.Language]
	length := map[bool]string{true: "set_short", false: "set_whole"}[s.Short]
	who := map[bool]string{true: "set_everybody", false: "set_admins"}[s.Everybody]
	lines := []string{
		in.say("settings"),
		in.say("set_line_plan", "Value", plan),
		in.say("set_line_language", "Value", in.say(language)),
		in.say("set_line_length", "Value", in.say(length)),
		in.say("set_line_who", "Value", in.say(who)),
		in.hours(s),
	}
	key := func(text, data string) button { return button{Text: in.say(text), Data: dataSettings + data} }
	next := map[string]string{"": chinese, chinese: english, english: ""}[s.Language]
	return form{text: strings.Join(lines, "\n"), keys: [][]button{
		{key("set_plan", setPlans), key("set_language", setLanguage+next)},
		{key("set_length", setShort), key("set_who", setEverybody)},
		{key("set_digest", setDigest), key("set_quiet", setQuiet)},
	}}
}

// onSetting changes a setting as a button says, and returns what its presser is
// told.
func (b *Bot) onSetting(ctx context.Context, q *models.CallbackQuery, at place) (say string, pop bool) {
	speak := in(at.lang)
	if b.desk == nil || q.Message.Message == nil {
		return speak.say("no_desk"), true
	}
	if !b.isAdmin(ctx, q.Message.Message.Chat, q.From.ID, false) {
		return speak.say("only_admins"), true
	}
	s, err := b.desk.Settings(ctx, at.chat)
	if err != nil {
		return b.trouble(err, speak), true
	}
	what, value := q.Data[len(dataSettings):], ""
	if what != "" {
		what, value = what[:1], what[1:]
	}
	if keys := b.settingChoices(what, value, speak); keys != nil {
		b.edit(ctx, at, form{text: b.settingsCard(s, speak).text, keys: keys})
		return "", false
	}
	if !b.change(&s, what, value) {
		return speak.say("button_old"), true
	}
	if err := b.set(ctx, at.chat, s); err != nil {
		return b.trouble(err, speak), true
	}
	if s.Language != "" {
		speak = in(s.Language)
	}
	b.edit(ctx, at, b.settingsCard(s, speak))
	return "", false
}

// settingChoices returns the values that a setting may be given, nil where the
// button gives one.
func (b *Bot) settingChoices(what, value string, in speech) [][]button {
	if value != "" {
		return nil
	}
	var keys [][]button
	switch what {
	case setPlans:
		keys = append(keys, []button{{Text: in.say("set_newest"), Data: dataSettings + setPlan}})
		plans := b.current().Plans()
		for _, p := range plans[:min(len(plans), perView)] {
			if key := b.keyOf(corpus.ItemID{Plan: p.ID, Anchor: corpus.AnchorHead}); key != "" {
				keys = append(keys, []button{{Text: cut(clean(p.Head.Title), maxLabel), Data: dataSettings + setPlan + key}})
			}
		}
	case setDigest:
		var row []button
		for hour := 6; hour <= 21; hour++ {
			row = append(row, button{Text: strconv.Itoa(hour), Data: dataSettings + setDigest + strconv.Itoa(hour)})
			if len(row) == 8 {
				keys, row = append(keys, row), nil
			}
		}
	case setQuiet:
		for _, hours := range []string{"0-0", "21-7", "22-7", "22-8", "23-8", "12-14"} {
			text := hours
			if hours == "0-0" {
				text = in.say("set_no_quiet")
			}
			keys = append(keys, []button{{Text: text, Data: dataSettings + setQuiet + hours}})
		}
	default:
		return nil
	}
	return append(keys, []button{{Text: in.say("back"), Data: dataSettings + setShow}})
}

// change gives a setting its value; false for what is none.
func (b *Bot) change(s *alert.Settings, what, value string) bool {
	switch what {
	case setShow:
	case setLanguage:
		if value != "" && value != chinese && value != english {
			return false
		}
		s.Language = value
	case setPlan:
		id, _, ok := b.itemOf(value)
		if value != "" && !ok {
			return false
		}
		s.DefaultPlan = id.Plan
	case setEverybody:
		s.Everybody = !s.Everybody
	case setShort:
		s.Short = !s.Short
	case setDigest:
		hour, err := strconv.Atoi(value)
		if err != nil || hour < 0 || hour > 23 {
			return false
		}
		s.DigestHour = hour
	case setQuiet:
		from, to, _ := strings.Cut(value, "-")
		first, err := strconv.Atoi(from)
		last, lastErr := strconv.Atoi(to)
		if err != nil || lastErr != nil || first < 0 || first > 23 || last < 0 || last > 23 {
			return false
		}
		s.QuietFrom, s.QuietTo = first, last
	default:
		return false
	}
	return true
}
