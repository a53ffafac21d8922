package engine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"marque/internal/fault"
)

// Backup writes everything that is committed into a new file, while others read and write: an SQLite file, or what pg_restore reads.
// It is the state of the moment at which it begins.
func (db *DB) Backup(ctx context.Context, c Config, path string) error {
	const ownerOnly = 0o600
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, ownerOnly)
	if err != nil {
		return fmt.Errorf("make the copy's file: %w", err)
	}
	if db.Postgres() {
		err = dump(ctx, c.URL, path)
	} else {
		err = copyLite(ctx, db.lite.path, path)
	}
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}

// copyLite reads one snapshot through a connection of its own, so that nobody waits for it; the log grows meanwhile.
func copyLite(ctx context.Context, from, to string) error {
	pool, err := openLitePool(ctx, from, 1, url.Values{"_pragma": {readCache}})
	if err != nil {
		return err
	}
	_, err = pool.ExecContext(ctx, `vacuum into $1`, to)
	if err := errors.Join(err, pool.Close()); err != nil {
		return fmt.Errorf("copy the database: %w", err)
	}
	return nil
}

// Restore puts what Backup wrote into the place of a database: a path at which nothing is yet, or an empty PostgreSQL database. On
// PostgreSQL all of it is there in the end, or nothing.
func Restore(ctx context.Context, c Config, from string) error {
	if c.URL == "" {
		return restoreLite(ctx, from, c.Path)
	}
	if err := mustBeEmpty(ctx, c.URL); err != nil {
		return err
	}
	if err := pgTool(ctx, "pg_restore", c.URL, "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", from); err != nil {
		return err
	}
	return analyze(ctx, c.URL)
}

// analyze counts the rows: until somebody has, PostgreSQL plans for empty tables, and a proof of a large book takes hours.
func analyze(ctx context.Context, address string) error {
	pool, err := openPostgres(ctx, address)
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	defer pool.Close()
	if _, err := pool.Exec(ctx, `analyze`); err != nil {
		return fmt.Errorf("count the rows: %w", err)
	}
	return nil
}

// restoreLite proves a copy whole before it gets its name.
func restoreLite(ctx context.Context, from, to string) error {
	if err := mustBeNew(to); err != nil {
		return err
	}
	pool, err := openLitePool(ctx, from, 1, url.Values{"_pragma": {readCache}})
	if err != nil {
		return fault.Newf(fault.Invalid, "The copy of the database is damaged: %v.", err)
	}
	var said string
	err = pool.QueryRowContext(ctx, `pragma integrity_check(1)`).Scan(&said)
	if err := errors.Join(err, pool.Close()); err != nil || said != "ok" {
		return fault.Newf(fault.Invalid, "The copy of the database is damaged: %s%v.", said, err)
	}
	if err := os.Rename(from, to); err != nil {
		return fmt.Errorf("put the database into its place: %w", err)
	}
	return nil
}

// mustBeNew refuses a place where a database is or was: what its log holds would be mixed into another.
func mustBeNew(path string) error {
	for _, end := range []string{"", "-wal", "-shm", "-journal"} {
		if info, err := os.Stat(path + end); err == nil && (end != "" || info.Size() > 0) {
			return fault.Newf(fault.Conflict, "There is a database at %s already. Restore into an empty directory.", path)
		}
	}
	return nil
}

// Vacant returns an error unless Restore may put a database there.
func Vacant(ctx context.Context, c Config) error {
	if c.URL != "" {
		return mustBeEmpty(ctx, c.URL)
	}
	return mustBeNew(c.Path)
}

func mustBeEmpty(ctx context.Context, address string) error {
	pool, err := openPostgres(ctx, address)
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	defer pool.Close()
	var n int
	err = pool.QueryRow(ctx, `select count(*) from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
		where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\_%'`).Scan(&n)
	if err != nil {
		return fmt.Errorf("look into the database: %w", err)
	}
	if n > 0 {
		return fault.New(fault.Conflict, "This PostgreSQL database holds tables already. Restore into an empty one (createdb).")
	}
	return nil
}

// dump calls PostgreSQL's own program: it knows every version's catalogue, and its files open with the tools that administrators have.
func dump(ctx context.Context, address, to string) error {
	return pgTool(ctx, "pg_dump", address, "--format=custom", "--compress=1", "--no-owner", "--no-privileges", "--file="+to)
}

// pgTool runs a program of PostgreSQL's against a database. The password goes by the environment: arguments show in the process list.
func pgTool(ctx context.Context, name, address string, args ...string) error {
	path, err := findTool(name)
	if err != nil {
		return err
	}
	at, secret, err := toolAddress(address)
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, path, append([]string{"--dbname=" + at, "--no-password"}, args...)...) //nolint:gosec // one of PostgreSQL's two programs
	cmd.Env = append(os.Environ(), "PGPASSWORD="+secret)
	if secret == "" {
		cmd.Env = os.Environ()
	}
	var said bytes.Buffer
	cmd.Stderr = &said
	if err := cmd.Run(); err != nil {
		return fault.Newf(fault.Unavailable, "%s failed: %s", name, lastLine(said.String(), err))
	}
	return nil
}

func lastLine(said string, err error) string {
	const most = 300
	lines := strings.Split(strings.TrimSpace(said), "\n")
	if last := lines[len(lines)-1]; last != "" {
		return last[:min(len(last), most)]
	}
	return err.Error()
}

// findTool looks where programs are, and then where Debian keeps PostgreSQL's, the newest first.
func findTool(name string) (string, error) {
	if path, err := exec.LookPath(name); err == nil {
		return path, nil
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if err != nil || len(found) == 0 {
		return "", fault.Newf(fault.Unavailable, "%s is not on this machine. Install PostgreSQL's client programs (Debian: apt-get install postgresql-client), not older than the server.", name)
	}
	return slices.Max(found), nil
}

// toolAddress is a database's address for PostgreSQL's own programs: without the password, which it returns beside, and without what only our
// driver understands.
func toolAddress(address string) (at, secret string, err error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" {
		return "", "", fault.New(fault.Invalid, "Give the database's address as postgres://user@host/name.")
	}
	if u.User != nil {
		secret, _ = u.User.Password()
		u.User = url.User(u.User.Username())
	}
	query := u.Query()
	if secret == "" {
		secret = query.Get("password")
	}
	query.Del("password")
	for name := range query {
		if strings.HasPrefix(name, "pool_") || strings.HasSuffix(name, "_cache_capacity") || name == "default_query_exec_mode" {
			query.Del(name)
		}
	}
	u.RawQuery = strings.ReplaceAll(query.Encode(), "+", "%20") // libpq reads a plus sign as one
	return u.String(), secret, nil
}
