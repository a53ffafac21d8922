package enginetest

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"os"
	"strings"

	"github.com/jackc/pgx/v5/pgxpool"

	"marque/internal/store/engine"
)

// clone copies the template into a database of its own and returns its URL and what drops it.
func (s *suite) clone(ctx context.Context) (address string, drop func() error, err error) {
	return s.create(ctx, func() string { return s.template })
}

// empty is clone without any table.
func (s *suite) empty(ctx context.Context) (address string, drop func() error, err error) {
	return s.create(ctx, func() string { return "template0 encoding 'UTF8' locale 'C'" })
}

func (s *suite) create(ctx context.Context, template func() string) (address string, drop func() error, err error) {
	s.serverOnce.Do(func() { s.serverErr = s.start(ctx) })
	if s.serverErr != nil {
		return "", nil, s.serverErr
	}
	name := "t_" + strings.ToLower(rand.Text())
	if err := s.command(ctx, "create database "+name+" template "+template()+" strategy file_copy"); err != nil {
		return "", nil, err
	}
	drop = func() error { return s.command(context.Background(), "drop database "+name+" with (force)") }
	address, err = inDatabase(s.admin, name)
	return address, drop, err
}

// start finds or starts the server and makes the template.
func (s *suite) start(ctx context.Context) error {
	s.admin = os.Getenv(Env)
	if s.admin == "" && os.Getenv(Quick) != "" {
		return errQuick
	}
	if s.admin == "" {
		server, err := StartServer(ctx)
		if err != nil {
			return err
		}
		s.server, s.admin = server, server.URL
	}
	var err error
	if s.pool, err = pgxpool.New(ctx, s.admin); err != nil {
		return err
	}
	return s.makeTemplate(ctx)
}

// makeTemplate migrates a database of this program's own: on a shared server another program may have another schema.
func (s *suite) makeTemplate(ctx context.Context) error {
	s.template = "marque_" + strings.ToLower(rand.Text())
	if err := s.command(ctx, "create database "+s.template+" template template0 encoding 'UTF8' locale 'C'"); err != nil {
		return err
	}
	address, err := inDatabase(s.admin, s.template)
	if err != nil {
		return err
	}
	return migrated(engine.Config{URL: address})
}

// command runs one statement in the server's own database.
func (s *suite) command(ctx context.Context, sql string) error {
	if _, err := s.pool.Exec(ctx, sql); err != nil {
		return fmt.Errorf("%s: %w", sql, err)
	}
	return nil
}

// inDatabase is the server's address with another database.
func inDatabase(address, name string) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", fmt.Errorf("read %s: %w", Env, err)
	}
	u.Path = "/" + name
	return u.String(), nil
}

// stop ends the server of this program, or drops the template from a shared one.
func (s *suite) stop() error {
	var err error
	if s.server == nil && s.template != "" && s.serverErr == nil {
		err = s.command(context.Background(), "drop database "+s.template+" with (force)")
	}
	if s.pool != nil {
		s.pool.Close()
	}
	if s.server != nil {
		err = s.server.Stop()
	}
	return err
}
