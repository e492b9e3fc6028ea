package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/pflag"
)

func defaults() Config {
	return Config{Listen: "127.0.0.1:8080", Store: "planbot.db", TelegramAPI: "https://api.telegram.org", LogLevel: slog.LevelInfo}
}

// sources is what one reading finds. Files are made in the working directory.
type sources struct {
	args  []string
	env   map[string]string
	files map[string]string
}

// load reads the settings in a folder of their own.
func load(t *testing.T, s sources) (Config, error) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, content := range s.files {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, value := range s.env {
		t.Setenv(name, value)
	}
	flags := pflag.NewFlagSet("test", pflag.ContinueOnError)
	Flags(flags)
	if err := flags.Parse(s.args); err != nil {
		t.Fatal(err)
	}
	return Load(flags)
}

func TestLoad(t *testing.T) {
	for _, c := range []struct {
		name string
		from sources
		want func(*Config)
	}{
		{"nothing", sources{}, func(*Config) {}},
		{"a file by its usual name", sources{files: map[string]string{"planbot.yaml": "listen: :1\n"}},
			func(c *Config) { c.Listen = ":1" }},
		{"environment over file", sources{
			files: map[string]string{"planbot.yaml": "listen: :1\nplans: p\n"},
			env:   map[string]string{"PLANBOT_LISTEN": ":2"},
		}, func(c *Config) { c.Listen, c.Plans = ":2", "p" }},
		{"flag over environment", sources{
			args:  []string{"--listen", ":3"},
			files: map[string]string{"planbot.yaml": "listen: :1\n"},
			env:   map[string]string{"PLANBOT_LISTEN": ":2"},
		}, func(c *Config) { c.Listen = ":3" }},
		{"a flag that repeats the default is a flag", sources{
			args: []string{"--listen", "127.0.0.1:8080"},
			env:  map[string]string{"PLANBOT_LISTEN": ":2"},
		}, func(*Config) {}},
		{"a named TOML file", sources{
			args:  []string{"--config", "other.toml"},
			files: map[string]string{"planbot.yaml": "listen: :1\n", "other.toml": "log-level = \"debug\"\n"},
		}, func(c *Config) { c.LogLevel = slog.LevelDebug }},
		{"a file named by the environment", sources{
			env:   map[string]string{"PLANBOT_CONFIG": "other.yml"},
			files: map[string]string{"other.yml": "default-plan: 2023\n"},
		}, func(c *Config) { c.DefaultPlan = "2023" }},
		{"--config over its variable", sources{
			args:  []string{"--config", "a.yaml"},
			env:   map[string]string{"PLANBOT_CONFIG": "b.yaml"},
			files: map[string]string{"a.yaml": "index: a", "b.yaml": "index: b"},
		}, func(c *Config) { c.Index = "a" }},
		{"empty values are none", sources{
			files: map[string]string{"planbot.yaml": "listen: ''\nplans:\n"},
			env:   map[string]string{"PLANBOT_LOG_LEVEL": "", "PLANBOT_TELEGRAM_API": ""},
		}, func(*Config) {}},
		{"addresses lose the slash at their end", sources{env: map[string]string{
			"PLANBOT_PUBLIC_URL": "https://plan.example/bot/", "PLANBOT_TELEGRAM_API": "http://127.0.0.1:8081/",
		}}, func(c *Config) { c.PublicURL, c.TelegramAPI = "https://plan.example/bot", "http://127.0.0.1:8081" }},
		{"a database's address in the environment", sources{env: map[string]string{"PLANBOT_STORE": "postgres://plan:hush@db:5432/plan"}},
			func(c *Config) { c.Store = "postgres://plan:hush@db:5432/plan" }},
		{"a database's address without a password", sources{args: []string{"--store", "postgresql://plan@db/plan"}},
			func(c *Config) { c.Store = "postgresql://plan@db/plan" }},
		{"a database's file", sources{args: []string{"--store", "data/planbot.db"}},
			func(c *Config) { c.Store = "data/planbot.db" }},
		{"a token in the environment", sources{env: map[string]string{"PLANBOT_TELEGRAM_TOKEN": "12:ab-C_d"}},
			func(c *Config) { c.TelegramToken = "12:ab-C_d" }},
		{"a token in the settings file", sources{files: map[string]string{"planbot.yaml": "telegram-token: '12:ab'"}},
			func(c *Config) { c.TelegramToken = "12:ab" }},
		{"a webhook", sources{
			args: []string{"--webhook-url", "https://bot.example/"}, env: map[string]string{"PLANBOT_WEBHOOK_SECRET": "a-B_9"},
		}, func(c *Config) { c.WebhookURL, c.WebhookSecret = "https://bot.example", "a-B_9" }},
		{"a webhook on this machine", sources{
			env: map[string]string{"PLANBOT_WEBHOOK_URL": "http://127.0.0.1:8080/hook", "PLANBOT_WEBHOOK_SECRET": "a"},
		}, func(c *Config) { c.WebhookURL, c.WebhookSecret = "http://127.0.0.1:8080/hook", "a" }},
		{"a token in a file of its own", sources{
			args: []string{"--telegram-token-file", "token"}, files: map[string]string{"token": "12:ab\n"},
		}, func(c *Config) { c.TelegramToken = "12:ab" }},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := defaults()
			c.want(&want)
			got, err := load(t, c.from)
			if err != nil {
				t.Fatal(err)
			}
			if got != want {
				t.Error(cmp.Diff(want, got))
				if got.TelegramToken != want.TelegramToken {
					t.Error("the token differs")
				}
			}
		})
	}
}

func TestLoadRefuses(t *testing.T) {
	file := func(content string) sources { return sources{files: map[string]string{"planbot.yaml": content}} }
	env := func(name, value string) sources { return sources{env: map[string]string{name: value}} }
	for _, c := range []struct {
		name string
		from sources
		says []string
	}{
		{"a misspelt key", file("lisen: :1"), []string{"planbot.yaml", "lisen", "listen"}},
		{"a misspelt key without a value", file("lisen:"), []string{"planbot.yaml", "lisen", "listen"}},
		{"two misspelt keys", file("lisen: 1\nplan: x"), []string{"lisen", "plan ", "plans"}},
		{"a nested key", file("telegram:\n  token: 1:a"), []string{"telegram"}},
		{"a dotted key", file("telegram.token: 1:a"), []string{"telegram.token", "telegram-token"}},
		{"a list", file("listen: [a, b]"), []string{"planbot.yaml", "listen"}},
		{"a map for a value", file("listen: {a: b}"), []string{"planbot.yaml", "listen"}},
		{"no YAML", file("listen: [a"), []string{"planbot.yaml"}},
		{"config inside the file", file("config: a.yaml"), []string{"config"}},
		{"another format", sources{args: []string{"--config", "a.ini"}, files: map[string]string{"a.ini": ""}}, []string{"a.ini", ".toml"}},
		{"a missing file", sources{args: []string{"--config", "a.yaml"}}, []string{"a.yaml", "不存在"}},
		{"a folder", sources{args: []string{"--config", "."}}, []string{"设置文件 ."}},
		{"a misspelt variable", env("PLANBOT_LISEN", ":1"), []string{"PLANBOT_LISEN", "PLANBOT_LISTEN"}},
		{"a variable in small letters", env("planbot_listen", ":1"), []string{"planbot_listen", "PLANBOT_LISTEN"}},
		{"an address without a port", env("PLANBOT_LISTEN", "localhost"), []string{"PLANBOT_LISTEN", "localhost"}},
		{"a port out of range", file("listen: :70000"), []string{"planbot.yaml", "listen", "70000"}},
		{"a number for an address", file("listen: 8080"), []string{"planbot.yaml", "listen"}},
		{"a public address without a scheme", sources{args: []string{"--public-url", "plan.example"}}, []string{"--public-url", "plan.example"}},
		{"a public address with a query", env("PLANBOT_PUBLIC_URL", "https://plan.example/?a"), []string{"PLANBOT_PUBLIC_URL"}},
		{"an API that is no address", env("PLANBOT_TELEGRAM_API", "ftp://x"), []string{"PLANBOT_TELEGRAM_API"}},
		{"a level", env("PLANBOT_LOG_LEVEL", "loud"), []string{"PLANBOT_LOG_LEVEL", "loud", "debug"}},
		{"two wrong values", sources{args: []string{"--listen", "x", "--log-level", "y"}}, []string{"--listen", "--log-level"}},
		{"a token", env("PLANBOT_TELEGRAM_TOKEN", "hush"), []string{"PLANBOT_TELEGRAM_TOKEN"}},
		{"a password among the flags", sources{args: []string{"--store", "postgres://plan:hush@db/plan"}}, []string{"--store", "PLANBOT_STORE"}},
		{"a password among the flags, elsewhere", sources{args: []string{"--store", "postgres://plan@db/plan?password=hush"}}, []string{"--store", "PLANBOT_STORE"}},
		{"a database of another kind", env("PLANBOT_STORE", "mysql://plan:hush@db/plan"), []string{"PLANBOT_STORE", "postgres://"}},
		{"a token twice", sources{
			args: []string{"--telegram-token-file", "token"}, files: map[string]string{"token": "12:ab"},
			env: map[string]string{"PLANBOT_TELEGRAM_TOKEN": "12:hush"},
		}, []string{"telegram-token-file"}},
		{"a token file that is missing", sources{args: []string{"--telegram-token-file", "token"}}, []string{"telegram-token-file", "token"}},
		{"a token file that holds none", sources{
			args: []string{"--telegram-token-file", "token"}, files: map[string]string{"token": "hush"},
		}, []string{"telegram-token-file", "token"}},
		{"a webhook without a secret", env("PLANBOT_WEBHOOK_URL", "https://bot.example"), []string{"webhook-url", "PLANBOT_WEBHOOK_SECRET"}},
		{"a secret without a webhook", env("PLANBOT_WEBHOOK_SECRET", "hush"), []string{"webhook-secret", "webhook-url"}},
		{"a webhook without TLS", env("PLANBOT_WEBHOOK_URL", "http://bot.example"), []string{"PLANBOT_WEBHOOK_URL", "https"}},
		{"a secret that Telegram refuses", env("PLANBOT_WEBHOOK_SECRET", "hush hush"), []string{"PLANBOT_WEBHOOK_SECRET"}},
		{"a secret that is too long", env("PLANBOT_WEBHOOK_SECRET", strings.Repeat("x", 257)), []string{"PLANBOT_WEBHOOK_SECRET"}},
		{"an empty token file", sources{
			args: []string{"--telegram-token-file", "token"}, files: map[string]string{"token": ""},
		}, []string{"telegram-token-file", "token"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := load(t, c.from)
			if err == nil {
				t.Fatal("no error")
			}
			for _, word := range c.says {
				if !strings.Contains(err.Error(), word) {
					t.Errorf("%q is missing in: %v", word, err)
				}
			}
			if strings.Contains(err.Error(), "hush") {
				t.Errorf("the error shows the secret: %v", err)
			}
		})
	}
}

func TestLoadWithoutFlags(t *testing.T) {
	t.Chdir(t.TempDir())
	got, err := Load(nil)
	if err != nil || got != defaults() {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestFlagsOfSomeSettings(t *testing.T) {
	flags := pflag.NewFlagSet("test", pflag.ContinueOnError)
	Flags(flags, "plans", "index")
	var names []string
	flags.VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	if diff := cmp.Diff([]string{"config", "index", "plans"}, names); diff != "" {
		t.Error(diff)
	}
}

// Every setting is explained wherever it can be set, and none is shown that
// must not be.
func TestSettingsAreExplained(t *testing.T) {
	flags := pflag.NewFlagSet("test", pflag.ContinueOnError)
	Flags(flags)
	help := Help()
	for _, s := range Settings {
		if !strings.Contains(help, " "+s.Key+" ") || !strings.Contains(help, s.Env()) || s.Help == "" {
			t.Errorf("Help does not explain %s", s.Key)
		}
		f := flags.Lookup(s.Key)
		if (f == nil) != s.Secret {
			t.Errorf("%s: flag %v, secret %v", s.Key, f != nil, s.Secret)
		}
		if f != nil && !strings.Contains(f.Usage, s.Env()) {
			t.Errorf("--%s does not name %s", s.Key, s.Env())
		}
		var c Config
		if err := s.set(&c, s.Default); err != nil {
			t.Errorf("the default of %s: %v", s.Key, err)
		}
	}
}

func TestSecretIsMasked(t *testing.T) {
	const hush = "12:hush"
	c := Config{TelegramToken: hush}
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&out, verb+verb+"\n", c, c.TelegramToken)
	}
	if err := json.NewEncoder(&out).Encode(c); err != nil {
		t.Fatal(err)
	}
	for _, h := range []slog.Handler{slog.NewJSONHandler(&out, nil), slog.NewTextHandler(&out, nil)} {
		slog.New(h).Info("start", "config", c, "token", c.TelegramToken, "at", &c)
	}
	fmt.Fprintln(&out, c.TelegramToken, c.TelegramToken.String(), c.TelegramToken.GoString())
	if strings.Contains(out.String(), "hush") || !strings.Contains(out.String(), mask) {
		t.Errorf("printed: %s", out.String())
	}
	if c.TelegramToken.Reveal() != hush {
		t.Error("Reveal does not")
	}
	if got := fmt.Sprint(Secret("")); got != "" {
		t.Errorf("no secret is printed as %q", got)
	}
}

func FuzzParse(f *testing.F) {
	for _, content := range []string{"listen: :1\n", "a: {b: c}", "listen = \":1\"", "\xff", "a: &a [*a]", "a.b: 1", "? [x]\n: y", "1: 2", "[a]\nb=1979-05-27"} {
		f.Add([]byte(content))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, name := range []string{"a.yaml", "a.toml"} {
			values, err := parse(name, data)
			if err != nil && !strings.Contains(err.Error(), name) {
				t.Errorf("%s is not named: %v", name, err)
			}
			for key := range values {
				if err == nil && !strings.Contains(strings.Join(keys(), " "), key) {
					t.Errorf("%s: key %q was let through", name, key)
				}
			}
		}
	})
}

func FuzzLoad(f *testing.F) {
	for _, content := range []string{"listen: :1\n", "telegram-token: 1:a", "lisen: 2"} {
		f.Add([]byte(content))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "planbot.yaml")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		flags := pflag.NewFlagSet("test", pflag.ContinueOnError)
		Flags(flags)
		if err := flags.Parse([]string{"--config", path}); err != nil {
			t.Fatal(err)
		}
		if c, err := Load(flags); err == nil && (c.Listen == "" || c.TelegramAPI == "") {
			t.Errorf("settings are missing: %+v", c)
		}
	})
}
