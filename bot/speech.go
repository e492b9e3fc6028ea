package bot

import (
	"cmp"
	"embed"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"planbot/alert"
	"planbot/corpus"
)

// What the bot itself says stands in texts, a file a language. What plans say
// is never translated.
//
//go:embed texts/*.toml
var texts embed.FS

// The languages that the bot speaks.
const (
	chinese = "zh"
	english = "en"
)

// speech says texts in one language.
type speech struct {
	lang  string
	texts *i18n.Localizer
}

var speeches = func() map[string]speech {
	bundle := i18n.NewBundle(language.Chinese)
	bundle.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	for _, lang := range []string{chinese, english} {
		if _, err := bundle.LoadMessageFileFS(texts, "texts/active."+lang+".toml"); err != nil {
			panic("bot: texts: " + err.Error()) // they are part of the program
		}
	}
	all := map[string]speech{}
	for _, lang := range []string{chinese, english} {
		all[lang] = speech{lang, i18n.NewLocalizer(bundle, lang)}
	}
	return all
}()

// in returns the speech of a language: Chinese for whoever speaks it and for
// whoever does not say, English for all others.
func in(code string) speech {
	if code == "" || code == chinese || strings.HasPrefix(code, chinese+"-") {
		return speeches[chinese]
	}
	return speeches[english]
}

// say returns a text. fill are the names in it, each with its value behind.
func (s speech) say(id string, fill ...any) string {
	data := make(map[string]any, len(fill)/2)
	for i := 0; i+1 < len(fill); i += 2 {
		data[fill[i].(string)] = fill[i+1]
	}
	text, err := s.texts.Localize(&i18n.LocalizeConfig{MessageID: id, TemplateData: data})
	if err != nil { // a test holds that none is missing
		return id
	}
	return strings.TrimPrefix(text, "\n")
}

// kind names a kind of change.
func (s speech) kind(k corpus.ChangeKind) string { return s.say("kind_" + string(k)) }

// what says what of an item changed: 目标值（2023年）.
func (s speech) what(c *corpus.Change) string {
	if c.About == "" {
		return s.kind(c.Kind)
	}
	return s.say("what_about", "What", s.kind(c.Kind), "About", cut(c.About, maxSide))
}

// words are those of a difference.
func (s speech) words() alert.Words {
	return alert.Words{Points: s.say("points"), Comma: s.say("comma"), About: s.say("about")}
}

// subscription says what is followed.
func (s speech) subscription(sub *alert.Subscription) string {
	parts := []string{s.say("scope_"+string(sub.Scope.Kind), "Name", cmp.Or(sub.Scope.Of, sub.Scope.Name))}
	for _, k := range sub.Filter.Items {
		parts = append(parts, s.say("filter_"+string(k)+"s"))
	}
	if len(sub.Filter.Kinds) > 0 {
		var kinds []string
		for _, k := range sub.Filter.Kinds {
			kinds = append(kinds, s.kind(k))
		}
		parts = append(parts, s.say("filter_kinds", "Kinds", strings.Join(kinds, s.say("list_comma"))))
	}
	switch sub.Filter.Direction {
	case corpus.Raised:
		parts = append(parts, s.say("filter_raised"))
	case corpus.Lowered:
		parts = append(parts, s.say("filter_lowered"))
	}
	if sub.Filter.Beyond != nil {
		parts = append(parts, s.say("filter_beyond", "Percent", sub.Filter.Beyond))
	}
	if sub.Digest {
		parts = append(parts, s.say("filter_digest"))
	}
	if sub.Off != "" {
		parts = append(parts, s.say("resting", "Why", sub.Off))
	}
	return strings.Join(parts, s.say("comma"))
}
