package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// Setting describes one setting. Flags, help, documents and loading all read
// the same table.
type Setting struct {
	Key     string // in the settings file, and the flag's name
	Default string
	Help    string // a sentence in Chinese; the value's name stands in backquotes
	Secret  bool   // has no flag and is never shown
	Address bool   // may hold a password: then it is no flag's value, and it is never shown

	set func(*Config, string) error // reads a value into the Config; the error completes 「值」…
}

// Env returns the name of the setting's environment variable.
func (s Setting) Env() string { return envName(s.Key) }

const (
	envPrefix    = "PLANBOT_"
	configKey    = "config"
	configHelp   = "设置`文件`，YAML 或 TOML；不指定时读取当前目录里的 " + defaultFile + "（如果有）"
	defaultFile  = "planbot.yaml"
	keyToken     = "telegram-token"
	keyTokenFile = "telegram-token-file"

	keyHook       = "webhook-url"
	keyHookSecret = "webhook-secret"

	tokenForm = "应当是 @BotFather 给出的“数字:字母”形式"
)

// Settings lists every setting.
var Settings = []Setting{
	{
		Key: "listen", Default: "127.0.0.1:8080",
		Help: "网页和接口监听的`地址`；要让其他电脑访问，写 0.0.0.0:8080",
		set:  setListen,
	},
	{
		Key:  "public-url",
		Help: "用户从外面访问网页的`网址`，回答里的链接由它开头；不设时 Telegram 里不带网页链接",
		set:  func(c *Config, v string) (err error) { c.PublicURL, err = address(v); return err },
	},
	{
		Key:  "plans",
		Help: "存放工作要点的`文件夹`，设了就只用里面的文件；不设时用数据库里发布的，一份都没有时用自带的示例",
		set:  func(c *Config, v string) error { c.Plans = v; return nil },
	},
	{
		Key: "store", Default: "planbot.db", Address: true,
		Help: "`数据库`：发布的版本、订阅和待发的提醒。SQLite 文件的路径，或者 postgres:// 地址；地址里有密码时不要写成命令行参数",
		set:  setStore,
	},
	{
		Key:  "default-plan",
		Help: "问题没有指明文件时使用的工作要点`编号`（文件名去掉后缀）；不设时由最新的一份回答",
		set:  func(c *Config, v string) error { c.DefaultPlan = v; return nil },
	},
	{
		Key:  "index",
		Help: "存放检索索引的`文件夹`，随时可以删除重建；不设时索引放在内存里",
		set:  func(c *Config, v string) error { c.Index = v; return nil },
	},
	{
		Key: "telegram-api", Default: "https://api.telegram.org",
		Help: "Telegram 机器人接口的`网址`；用自建的接口服务时修改",
		set:  setTelegramAPI,
	},
	{
		Key: keyToken, Secret: true,
		Help: "Telegram 机器人令牌；不设时只提供网页和接口。没有命令行参数，以免被本机其他用户看到",
		set:  setToken,
	},
	{
		Key:  keyTokenFile,
		Help: "存放 Telegram 机器人令牌的`文件`，代替 " + keyToken,
		set:  func(*Config, string) error { return nil }, // Load reads the file
	},
	{
		Key:  keyHook,
		Help: "Telegram 从外面推送消息用的`网址`，转到 listen 监听的地址；不带路径时自动加上一段猜不到的路径。不设时由 planbot 自己去取消息",
		set:  setWebhook,
	},
	{
		Key: keyHookSecret, Secret: true,
		Help: "推送消息时核对的密钥，自己随意定，1 到 256 个字母、数字、_ 或 -；设置了 " + keyHook + " 就必须设置。没有命令行参数",
		set:  setWebhookSecret,
	},
	{
		Key: "log-level", Default: "info",
		Help: "日志的`级别`：debug、info、warn 或 error",
		set:  setLogLevel,
	},
}

// Help explains every setting with its environment variable and its default,
// for a command's help text.
func Help() string {
	var b strings.Builder
	b.WriteString("每项设置依次取自：命令行参数、环境变量、设置文件、默认值。\n\n")
	line := func(key, env, help, standard string) {
		help = strings.ReplaceAll(help, "`", "")
		if standard != "" {
			help += "（默认 " + standard + "）"
		}
		fmt.Fprintf(&b, "  %s  %s\n      %s\n", key, env, help)
	}
	line(configKey, envName(configKey), configHelp, "")
	for _, s := range Settings {
		line(s.Key, s.Env(), s.Help, s.Default)
	}
	return b.String()
}

func setListen(c *Config, v string) error {
	_, port, err := net.SplitHostPort(v)
	if n, convErr := strconv.Atoi(port); err != nil || convErr != nil || n < 0 || n > 65535 {
		return errors.New("不是“地址:端口”，例如 127.0.0.1:8080")
	}
	c.Listen = v
	return nil
}

func setTelegramAPI(c *Config, v string) (err error) {
	c.TelegramAPI, err = address(v)
	return err
}

// token is what @BotFather gives out.
var token = regexp.MustCompile(`^[0-9]+:[A-Za-z0-9_-]+$`)

func setToken(c *Config, v string) error {
	if v != "" && !token.MatchString(v) {
		return errors.New(tokenForm)
	}
	c.TelegramToken = Secret(v)
	return nil
}

// setWebhook reads the address that Telegram calls. It takes HTTPS alone; HTTP
// is for a Bot API server on the same machine.
func setWebhook(c *Config, v string) (err error) {
	if c.WebhookURL, err = address(v); err != nil || v == "" {
		return err
	}
	u, err := url.Parse(v)
	if err != nil {
		return err
	}
	ip := net.ParseIP(u.Hostname())
	if u.Scheme != "https" && u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return errors.New("不是以 https:// 开头的网址，Telegram 只接受 https")
	}
	return nil
}

var hookSecret = regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`)

func setWebhookSecret(c *Config, v string) error {
	if v != "" && !hookSecret.MatchString(v) {
		return errors.New("应当是 1 到 256 个字母、数字、_ 或 -")
	}
	c.WebhookSecret = Secret(v)
	return nil
}

func setLogLevel(c *Config, v string) error {
	levels := map[string]slog.Level{
		"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError,
	}
	level, ok := levels[strings.ToLower(v)]
	if !ok {
		return errors.New("不是 debug、info、warn、error 之一")
	}
	c.LogLevel = level
	return nil
}

// setStore reads the database's place. It stays secret, as an address may hold
// a password.
func setStore(c *Config, v string) error {
	if name, _, address := strings.Cut(v, "://"); address && name != "postgres" && name != "postgresql" {
		return errors.New("不是文件路径，也不是 postgres:// 地址")
	}
	if keyValue.MatchString(v) { // PostgreSQL's other form, and no file's name
		return errors.New("PostgreSQL 的地址要写成 postgres:// 的形式")
	}
	c.Store = Secret(v)
	return nil
}

var keyValue = regexp.MustCompile(`(?:^|\s)(?:host|hostaddr|user|password|dbname|port|sslmode)\s*=`)

// hasPassword tells whether an address holds a password.
func hasPassword(v string) bool {
	u, err := url.Parse(v)
	if err != nil {
		return strings.Contains(v, "://") // one that cannot be read may hold one
	}
	_, has := u.User.Password()
	return has || u.Query().Has("password")
}

// address reads a web address and drops slashes at its end.
func address(v string) (string, error) {
	if v == "" {
		return "", nil
	}
	u, err := url.Parse(v)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return "", errors.New("不是以 http:// 或 https:// 开头的网址")
	}
	if u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return "", errors.New("这个网址不能带用户名、? 或 #")
	}
	return strings.TrimRight(v, "/?#"), nil
}

func envName(key string) string {
	return envPrefix + strings.ToUpper(strings.ReplaceAll(key, "-", "_"))
}
