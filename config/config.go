// Package config reads planbot's settings once and hands them on as one typed
// value. It is the only importer of viper.
//
// A setting is taken from the first of: its flag, its environment variable,
// the settings file, its default. The file is YAML or TOML, named by --config
// or PLANBOT_CONFIG; without either it is planbot.yaml in the working
// directory, if there is one. What is misspelt is refused, never ignored.
package config

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"

	"github.com/spf13/pflag"
	"github.com/spf13/viper"
)

// Config holds every setting.
type Config struct {
	Listen        string // host:port
	PublicURL     string // without a slash at its end; "" where the web is not public
	Plans         string // a folder; "" for the example plan
	Store         Secret // a file, or the address of a PostgreSQL database
	DefaultPlan   string // a plan's ID, or ""
	Index         string // a folder; "" for an index in memory
	TelegramAPI   string // without a slash at its end
	TelegramToken Secret // "" where Telegram is not used
	WebhookURL    string // "" where the bot polls
	WebhookSecret Secret // set where WebhookURL is
	LogLevel      slog.Level
}

// Flags registers the flags of the settings with these keys, of all settings
// where none is named, and --config. A secret has no flag, since other users
// of the machine see a program's flags.
func Flags(flags *pflag.FlagSet, keys ...string) {
	flags.String(configKey, "", configHelp+"（环境变量 "+envName(configKey)+"）")
	for _, s := range Settings {
		if s.Secret || len(keys) > 0 && !slices.Contains(keys, s.Key) {
			continue
		}
		flags.String(s.Key, s.Default, s.Help+"（环境变量 "+s.Env()+"）")
	}
}

// Load reads the settings. flags holds those that Flags registered, parsed;
// nil is no flags. Every error is one or more sentences for the operator, a
// line each.
func Load(flags *pflag.FlagSet) (Config, error) {
	if flags == nil {
		flags = pflag.NewFlagSet("", pflag.ContinueOnError)
	}
	l := loader{viper: viper.New(), flags: flags}
	if err := errors.Join(unknownEnv(os.Environ()), l.readFile()); err != nil {
		return Config{}, err
	}
	var problems []error
	for _, s := range Settings {
		if err := l.bind(s); err != nil {
			return Config{}, err
		}
	}
	var c Config
	for _, s := range Settings {
		value := l.viper.GetString(s.Key)
		if value == "" {
			value = s.Default // an empty value is none: there is no setting that it could mean
		}
		if f := l.flags.Lookup(s.Key); s.Address && f != nil && f.Changed && hasPassword(value) {
			problems = append(problems, errors.New("参数 --"+s.Key+"：密码不要写在命令行里，本机其他用户看得到。请改用环境变量 "+s.Env()+" 或设置文件。"))
			continue
		}
		if err := s.set(&c, value); err != nil {
			problems = append(problems, l.refuse(s, value, err))
		}
	}
	if len(problems) == 0 { // or a value that was refused would be called missing
		problems = append(problems, webhook(c))
	}
	problems = append(problems, l.token(&c))
	return c, errors.Join(problems...)
}

// loader is one reading of the settings.
type loader struct {
	viper *viper.Viper
	flags *pflag.FlagSet
	file  string            // "" where none was read
	given map[string]string // what the file says
}

// bind tells viper where a setting may stand.
func (l *loader) bind(s Setting) error {
	l.viper.SetDefault(s.Key, s.Default)
	if err := l.viper.BindEnv(s.Key, s.Env()); err != nil {
		return fmt.Errorf("bind %s: %w", s.Env(), err)
	}
	if f := l.flags.Lookup(s.Key); f != nil && !s.Secret {
		if err := l.viper.BindPFlag(s.Key, f); err != nil {
			return fmt.Errorf("bind --%s: %w", s.Key, err)
		}
	}
	return nil
}

// readFile reads the settings file into viper.
func (l *loader) readFile() error {
	named := os.Getenv(envName(configKey))
	if f := l.flags.Lookup(configKey); f != nil && f.Changed {
		named = f.Value.String()
	}
	l.file = named
	if named == "" {
		l.file = defaultFile
	}
	data, err := os.ReadFile(l.file)
	switch {
	case errors.Is(err, os.ErrNotExist) && named == "":
		l.file = ""
		return nil
	case errors.Is(err, os.ErrNotExist):
		return fmt.Errorf("设置文件 %s 不存在", l.file)
	case err != nil:
		return fmt.Errorf("设置文件 %s 无法读取：%w", l.file, err)
	}
	if l.given, err = parse(l.file, data); err != nil {
		return err
	}
	merged := make(map[string]any, len(l.given))
	for key, value := range l.given {
		merged[key] = value
	}
	return l.viper.MergeConfigMap(merged)
}

// token takes the bot's token from its file where one is set.
func (l *loader) token(c *Config) error {
	path := l.viper.GetString(keyTokenFile)
	if path == "" {
		return nil
	}
	if c.TelegramToken != "" {
		return fmt.Errorf("%s 和 %s 都设置了，只能用一个", keyToken, keyTokenFile)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("%s 指定的文件 %s 无法读取：%w", keyTokenFile, path, err)
	}
	token := strings.TrimSpace(string(data))
	if err := setToken(c, token); err != nil || token == "" {
		return fmt.Errorf("%s 指定的文件 %s 里不是机器人令牌：%s", keyTokenFile, path, tokenForm)
	}
	return nil
}

// webhook refuses a webhook without its secret, or a secret that nothing uses.
func webhook(c Config) error {
	switch {
	case c.WebhookURL != "" && c.WebhookSecret == "":
		return fmt.Errorf("设置了 %s，还要设置 %s：用环境变量 %s 或设置文件", keyHook, keyHookSecret, envName(keyHookSecret))
	case c.WebhookURL == "" && c.WebhookSecret != "":
		return fmt.Errorf("设置了 %s，还要设置 %s", keyHookSecret, keyHook)
	}
	return nil
}

// refuse names the setting whose value is wrong, and where the value stands.
func (l *loader) refuse(s Setting, value string, why error) error {
	place := "默认值"
	switch f := l.flags.Lookup(s.Key); {
	case f != nil && f.Changed:
		place = "参数 --" + s.Key
	case os.Getenv(s.Env()) != "":
		place = "环境变量 " + s.Env()
	case l.given[s.Key] != "":
		place = "设置文件 " + l.file + " 里的 " + s.Key
	}
	if s.Secret || s.Address {
		return fmt.Errorf("%s不对：%w", place, why)
	}
	return fmt.Errorf("%s不对：%q %w", place, value, why)
}

// unknownEnv refuses variables that look like settings and are none.
func unknownEnv(environ []string) error {
	known := []string{envName(configKey)}
	for _, s := range Settings {
		known = append(known, s.Env())
	}
	var problems []error
	for _, pair := range environ {
		name, _, _ := strings.Cut(pair, "=")
		if strings.HasPrefix(strings.ToUpper(name), envPrefix) && !slices.Contains(known, name) {
			problems = append(problems, fmt.Errorf("环境变量 %s 不是 planbot 的设置，是不是想写 %s？", name, nearest(name, known)))
		}
	}
	return errors.Join(problems...)
}
