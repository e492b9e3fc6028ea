package telegramtest

import (
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
)

// tags are the elements that Telegram knows, with the one attribute that each
// may have (Bot API, HTML style).
var tags = map[string]*regexp.Regexp{
	"b": nil, "strong": nil, "i": nil, "em": nil, "u": nil, "ins": nil, "s": nil, "strike": nil, "del": nil,
	"tg-spoiler": nil, "pre": nil,
	"span":       regexp.MustCompile(`^class="tg-spoiler"$`),
	"a":          regexp.MustCompile(`^href="[^"<>]*"$`),
	"code":       regexp.MustCompile(`^class="language-[^"<>]*"$`),
	"blockquote": regexp.MustCompile(`^expandable$`),
	"tg-emoji":   regexp.MustCompile(`^emoji-id="[0-9]+"$`),
}

var tagForm = regexp.MustCompile(`^<(/?)([A-Za-z-]+)(?:\s+([^<>]*?))?\s*>`)

// ParseHTML returns the text of a message in Telegram's HTML without its tags.
// The error is what the real server says.
func ParseHTML(s string) (string, error) {
	var out strings.Builder
	var open []string
	for i := 0; i < len(s); {
		if s[i] != '<' {
			end := strings.IndexByte(s[i:], '<')
			if end < 0 {
				end = len(s) - i
			}
			out.WriteString(html.UnescapeString(s[i : i+end]))
			i += end
			continue
		}
		m := tagForm.FindStringSubmatch(s[i:])
		if m == nil {
			return "", fmt.Errorf("can't parse entities: Unsupported start tag at byte offset %d", i)
		}
		var err error
		if open, err = turn(open, m[1] != "", strings.ToLower(m[2]), m[3]); err != nil {
			return "", fmt.Errorf("can't parse entities: %w at byte offset %d", err, i)
		}
		i += len(m[0])
	}
	if len(open) > 0 {
		return "", fmt.Errorf("can't parse entities: Can't find end tag corresponding to start tag %q", open[len(open)-1])
	}
	return out.String(), nil
}

// turn opens or closes an element.
func turn(open []string, closing bool, name, attribute string) ([]string, error) {
	form, known := tags[name]
	switch {
	case !known:
		return nil, fmt.Errorf("Unsupported start tag %q", name)
	case closing && (len(open) == 0 || open[len(open)-1] != name):
		return nil, fmt.Errorf("Unexpected end tag %q", name)
	case closing:
		return open[:len(open)-1], nil
	case attribute != "" && (form == nil || !form.MatchString(attribute)):
		return nil, fmt.Errorf("attribute %q of tag %q", attribute, name)
	case attribute == "" && (name == "a" || name == "span" || name == "tg-emoji"):
		return nil, fmt.Errorf("Tag %q must have an attribute", name)
	case name == "blockquote" && slices.Contains(open, name):
		return nil, fmt.Errorf("nested tag %q", name)
	}
	return append(open, name), nil
}
