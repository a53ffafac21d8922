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
	way, err := a.Edge(nil)
	if err != nil {
		return err
	}
	listener, err := listen(ctx, a.Config.Listen)
	if err != nil {
		return err
	}
	address, scheme := listener.Addr().String(), "http"
	admin, err := c.startBeside(ctx, a.Config.AdminListen, a.ServeAdmin)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	plain := func() error { return nil }
	if way != nil {
		listener, scheme = way.Listener(listener), "https"
		plain, err = c.startBeside(ctx, a.Config.HTTPListen, func(ctx context.Context, l net.Listener) error { return a.ServePlain(ctx, l, way) })
		if err != nil {
			return errors.Join(err, listener.Close(), admin())
		}
	}
	a.Log.Info("serving", "address", address, "scheme", scheme)
	if err := c.answer(map[string]string{"listening": address}, "Listening on "+scheme+"://"+address); err != nil {
		return errors.Join(err, listener.Close(), plain(), admin())
	}
	return errors.Join(a.Serve(ctx, listener, handler), plain(), admin())
}

func listen(ctx context.Context, address string) (net.Listener, error) {
	var l net.ListenConfig
	listener, err := l.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fault.Newf(fault.Unavailable, "Cannot listen on %s: %v.", address, err)
	}
	return listener, nil
}

// startBeside serves another address, when there is one, and returns what ends it and waits for its end.
func (c *call) startBeside(ctx context.Context, address string, serve func(context.Context, net.Listener) error) (wait func() error, err error) {
	if address == "" {
		return func() error { return nil }, nil
	}
	listener, err := listen(ctx, address)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- serve(ctx, listener) }()
	return func() error {
		cancel()
		if err := <-ended; err != nil {
			return fmt.Errorf("address %s: %w", address, err)
		}
		return nil
	}, nil
}
