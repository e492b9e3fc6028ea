package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"planbot/config"
	"planbot/web"
)

func serveCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:         "serve",
		Short:       "启动网页、接口，以及设置了令牌时的 Telegram 机器人",
		Long:        "启动网页、接口，以及设置了令牌时的 Telegram 机器人。按 Ctrl-C 停止。\n\n" + config.Help(),
		Annotations: map[string]string{settingsShown: ""},
		Args:        noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			settings, err := config.Load(cmd.Flags())
			if err != nil {
				return usageError{err}
			}
			ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			context.AfterFunc(ctx, stop) // a second signal ends at once
			return serve(ctx, settings, cmd.ErrOrStderr())
		},
	}
	config.Flags(cmd.Flags())
	return cmd
}

// stopTime is how long requests that are under way may take to finish.
const stopTime = 5 * time.Second

// serve runs the web and, where a token is set, the bot until ctx ends. The
// web goes on when the bot ends.
func serve(ctx context.Context, settings config.Config, errOut io.Writer) error {
	log := slog.New(slog.NewTextHandler(errOut, &slog.HandlerOptions{Level: settings.LogLevel}))
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", settings.Listen)
	if err != nil {
		return cannotListen(settings.Listen, err)
	}
	st, err := openStore(ctx, settings, true)
	if err != nil {
		_ = listener.Close()
		return err
	}
	defer func() { _ = st.Close() }()
	if err := st.ForgetQuestions(ctx, time.Now().AddDate(-1, 0, 0)); err != nil { // who asked what is nobody's business for ever
		log.Warn("没能清理一年前的问题", "error", err)
	}
	live, err := openLive(ctx, settings, st, errOut)
	if err != nil {
		_ = listener.Close()
		return err
	}
	owner := ownerName()
	b, botErr := newBot(settings, live, owner, log)
	pages := web.New(func() web.Asker { return live.engine() }, web.Options{PublicURL: settings.PublicURL, Logger: log, Version: live.version})
	server := &http.Server{
		Handler:           withHook(settings, b, pages),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       2 * time.Minute,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	fmt.Fprintf(errOut, "已读取 %d 份工作要点。网页在 http://%s\n", len(live.engine().Plans()), listener.Addr())
	if settings.TelegramToken == "" {
		fmt.Fprintln(errOut, "没有设置 PLANBOT_TELEGRAM_TOKEN，只提供网页和接口。")
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var background sync.WaitGroup
	background.Go(func() { live.follow(ctx, log) })
	background.Go(func() {
		err := botErr
		if b != nil && err == nil {
			err = runBot(ctx, b, live, owner, log)
		}
		if err != nil {
			log.Error("Telegram 已停止，网页继续服务", "error", err)
		}
	})
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	select {
	case err = <-served:
		cancel()
	case <-ctx.Done():
		err = stopWeb(context.WithoutCancel(ctx), server)
	}
	background.Wait()
	return err
}

// stopWeb lets requests that are under way finish, and cuts off those that
// take too long.
func stopWeb(ctx context.Context, server *http.Server) error {
	ctx, cancel := context.WithTimeout(ctx, stopTime)
	defer cancel()
	err := server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		return server.Close()
	}
	return err
}

// cannotListen says why an address cannot be listened on.
func cannotListen(address string, err error) error {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return usage("设置 listen：%s 的端口已被占用，请换一个，例如 --listen 127.0.0.1:8081", address)
	case errors.Is(err, syscall.EACCES):
		return usage("设置 listen：没有权限监听 %s，1024 以下的端口要管理员权限，请换一个，例如 --listen 127.0.0.1:8081", address)
	}
	return usage("设置 listen：不能监听 %s（%w）", address, err)
}
