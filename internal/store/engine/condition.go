package engine

import (
	"context"
	"fmt"
	"time"
)

// Condition is how a database is, whatever is in it.
type Condition struct {
	Version   string    // the server's, or the library's
	Now       time.Time // the server's clock; zero where there is no server
	Standby   bool      // it takes no writes
	Encrypted bool      // the way to it; a file has none
	Bytes     int64     // of its tables, or of the file
}

// Condition asks the database how it is.
func (db *DB) Condition(ctx context.Context) (Condition, error) {
	var c Condition
	var err error
	if db.Postgres() {
		err = db.pool.QueryRow(ctx, `select current_setting('server_version'), clock_timestamp(), pg_is_in_recovery() or current_setting('default_transaction_read_only') = 'on',
			coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false), pg_database_size(current_database())`).
			Scan(&c.Version, &c.Now, &c.Standby, &c.Encrypted, &c.Bytes)
	} else {
		err = db.lite.writing.db.QueryRowContext(ctx, `select sqlite_version(), p.page_count * s.page_size from pragma_page_count p, pragma_page_size s`).Scan(&c.Version, &c.Bytes)
	}
	if err != nil {
		return c, fmt.Errorf("ask the database how it is: %w", err)
	}
	return c, nil
}
