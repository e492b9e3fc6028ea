package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"planbot/answer"
	"planbot/config"
	"planbot/web"
)

func serveCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "启动网页、接口，以及设置了令牌时的 Telegram 机器人",
		Long:  "启动网页、接口，以及设置了令牌时的 Telegram 机器人。\n\n" + config.Help(),
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			settings, err := config.Load(cmd.Flags())
			if err != nil {
				return usageError{err}
			}
			ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			return serve(ctx, settings)
		},
	}
	config.Flags(cmd.Flags())
	return cmd
}

// stopTime is how long requests that are under way may take to finish.
const stopTime = 10 * time.Second

// serve runs the web and, where a token is set, the bot until ctx ends.
func serve(ctx context.Context, settings config.Config) error {
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: settings.LogLevel}))
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", settings.Listen)
	if err != nil {
		return usage("设置 listen：不能监听 %s（%v）。端口可能已被占用，可以换一个，例如 --listen 127.0.0.1:8081", settings.Listen, err)
	}
	engine, err := openEngine(settings)
	if err != nil {
		_ = listener.Close()
		return err
	}
	live := &answer.Live{}
	live.Swap(engine)
	server := &http.Server{
		Handler:           web.New(func() web.Asker { return live.Engine() }, web.Options{PublicURL: settings.PublicURL, Logger: log}),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       2 * time.Minute,
	}
	fmt.Fprintf(os.Stderr, "网页在 http://%s\n", listener.Addr())
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stopped := make(chan error, 1)
	go func() { stopped <- runBot(ctx, settings, live, log) }()
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	select {
	case err = <-served:
		cancel()
		return errors.Join(err, <-stopped)
	case <-ctx.Done():
	case err = <-stopped:
		if err != nil {
			log.Error("Telegram 已停止，网页继续服务", "error", err)
		}
		<-ctx.Done()
		stopped <- nil
	}
	stopping, done := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
	defer done()
	err = server.Shutdown(stopping)
	return errors.Join(err, <-stopped)
}
