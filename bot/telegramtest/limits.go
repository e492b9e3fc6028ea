package telegramtest

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// checkLimits holds parameters against what the API says in words: lengths,
// lists of values, what a button may be.
func checkLimits(method string, params map[string]any) error {
	switch method {
	case "getUpdates":
		return checkPoll(params)
	case "sendMessage", "editMessageText":
		if _, err := messageText(params); err != nil {
			return err
		}
		return checkMarkup(params["reply_markup"])
	case "setWebhook":
		return checkWebhook(params)
	case "sendChatAction":
		action, _ := params["action"].(string)
		return oneOf("action", action, chatActions)
	case "answerCallbackQuery":
		if text, _ := params["text"].(string); utf8.RuneCountInString(text) > 200 {
			return errors.New("text is longer than 200 characters")
		}
	case "setMyCommands":
		return checkCommands(params)
	}
	return nil
}

var chatActions = strings.Fields(`typing upload_photo record_video upload_video record_voice upload_voice
	upload_document choose_sticker find_location record_video_note upload_video_note`)

var updateKinds = strings.Fields(`message edited_message channel_post edited_channel_post business_connection
	business_message edited_business_message deleted_business_messages message_reaction message_reaction_count
	inline_query chosen_inline_result callback_query shipping_query pre_checkout_query purchased_paid_media poll
	poll_answer my_chat_member chat_member chat_join_request chat_boost removed_chat_boost`)

func oneOf(name, value string, list []string) error {
	if !slices.Contains(list, value) {
		return fmt.Errorf("%s is %q, not one of %s", name, value, strings.Join(list, ", "))
	}
	return nil
}

func checkPoll(params map[string]any) error {
	if n := integer(params["timeout"]); n < 0 || n > 50 {
		return fmt.Errorf("timeout is %d, not 0 to 50", n)
	}
	if n := integer(params["limit"]); params["limit"] != nil && (n < 1 || n > 100) {
		return fmt.Errorf("limit is %d, not 1 to 100", n)
	}
	kinds, _ := params["allowed_updates"].([]any)
	for _, k := range kinds {
		if err := oneOf("allowed_updates", fmt.Sprint(k), updateKinds); err != nil {
			return err
		}
	}
	return nil
}

// messageText returns a message's text after the entities' parsing.
func messageText(params map[string]any) (string, error) {
	text, _ := params["text"].(string)
	switch mode, _ := params["parse_mode"].(string); mode {
	case "":
	case "HTML":
		parsed, err := ParseHTML(text)
		if err != nil {
			return "", err
		}
		text = parsed
	default:
		return "", fmt.Errorf("parse_mode is %q; HTML is all that is read here", mode)
	}
	if strings.TrimSpace(text) == "" {
		return "", errors.New("message text is empty")
	}
	if n := len(utf16.Encode([]rune(text))); n > 4096 {
		return "", fmt.Errorf("message is too long: %d UTF-16 code units", n)
	}
	return text, nil
}

// checkMarkup holds an inline keyboard against the rules for its buttons.
func checkMarkup(markup any) error {
	object, _ := markup.(map[string]any)
	rows, _ := object["inline_keyboard"].([]any)
	for _, row := range rows {
		buttons, _ := row.([]any)
		if len(buttons) == 0 || len(buttons) > 8 {
			return fmt.Errorf("a row of %d buttons", len(buttons))
		}
		for _, b := range buttons {
			if err := checkButton(b.(map[string]any)); err != nil {
				return err
			}
		}
	}
	if len(rows) > 100 {
		return fmt.Errorf("%d rows of buttons", len(rows))
	}
	return nil
}

func checkButton(b map[string]any) error {
	if text, _ := b["text"].(string); strings.TrimSpace(text) == "" {
		return errors.New("text buttons are unallowed in the inline keyboard: no text")
	}
	actions := 0
	for name := range b {
		if !slices.Contains([]string{"text", "icon_custom_emoji_id", "style"}, name) {
			actions++
		}
	}
	if actions != 1 {
		return fmt.Errorf("button %q has %d actions, not one", b["text"], actions)
	}
	if data, ok := b["callback_data"].(string); ok && (data == "" || len(data) > 64) {
		return fmt.Errorf("BUTTON_DATA_INVALID: callback_data has %d bytes", len(data))
	}
	if link, ok := b["url"].(string); ok {
		u, err := url.Parse(link)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			return fmt.Errorf("inline keyboard button URL %q is invalid: Wrong HTTP URL", link)
		}
	}
	return nil
}

var commandForm = regexp.MustCompile(`^[a-z0-9_]{1,32}$`)

func checkCommands(params map[string]any) error {
	commands, _ := params["commands"].([]any)
	if len(commands) > 100 {
		return fmt.Errorf("%d commands", len(commands))
	}
	for _, c := range commands {
		command := c.(map[string]any)
		name, _ := command["command"].(string)
		description, _ := command["description"].(string)
		if n := utf8.RuneCountInString(description); !commandForm.MatchString(name) || n < 1 || n > 256 {
			return fmt.Errorf("BOT_COMMAND_INVALID: %q %q", name, description)
		}
	}
	if language, _ := params["language_code"].(string); language != "" && len(language) != 2 {
		return fmt.Errorf("language_code is %q, not two letters", language)
	}
	return nil
}
