package cli

import (
	"context"
	"errors"
	"fmt"
	"net"

	"marque/internal/app"
	"marque/internal/fault"
)

func serveCommand() command {
	return command{
		name: "serve", summary: "Answer customers, work on jobs, close the days on schedule",
		examples: []string{
			"marque serve --listen 127.0.0.1:8080",
			"MARQUE_DATABASE_URL=postgres://marque@db/marque marque serve --admin-listen 127.0.0.1:9090",
		},
		run: func(ctx context.Context, c *call) error {
			if err := c.noWords(); err != nil {
				return err
			}
			o, err := c.options()
			if err != nil {
				return err
			}
			o.Log = logger(c.Err, o.Config.LogLevel)
			a, err := app.Open(ctx, o)
			if err != nil {
				return err
			}
			return errors.Join(c.serve(ctx, a), a.Close())
		},
	}
}

// serve listens where the configuration says.
func (c *call) serve(ctx context.Context, a *app.App) error {
	handler, err := a.Portal(buildVersion()["version"])
	if err != nil {
		return err
	}
	listener, err := listen(ctx, a.Config.Listen)
	if err != nil {
		return err
	}
	admin, err := c.startAdmin(ctx, a)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	a.Log.Info("serving", "address", listener.Addr().String())
	if err := c.answer(map[string]string{"listening": listener.Addr().String()}, "Listening on http://"+listener.Addr().String()); err != nil {
		return err
	}
	return errors.Join(a.Serve(ctx, listener, handler), admin())
}

func listen(ctx context.Context, address string) (net.Listener, error) {
	var l net.ListenConfig
	listener, err := l.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fault.Newf(fault.Unavailable, "Cannot listen on %s: %v.", address, err)
	}
	return listener, nil
}

// startAdmin serves the operator's address, when there is one, and returns what waits for its end.
func (c *call) startAdmin(ctx context.Context, a *app.App) (wait func() error, err error) {
	if a.Config.AdminListen == "" {
		return func() error { return nil }, nil
	}
	listener, err := listen(ctx, a.Config.AdminListen)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- a.ServeAdmin(ctx, listener) }()
	return func() error {
		cancel()
		if err := <-ended; err != nil {
			return fmt.Errorf("admin address: %w", err)
		}
		return nil
	}, nil
}
