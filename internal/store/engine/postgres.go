package engine

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// idleInTransaction ends a transaction whose process hangs: its row locks would stop everyone else.
const idleInTransaction = "60s"

// connectWithin bounds one attempt to reach the server.
const connectWithin = 10 * time.Second

// openPostgres opens a pool. What the URL says (pool_max_conns, application_name, sslmode) stands.
func openPostgres(ctx context.Context, url string) (*pgxpool.Pool, error) {
	c, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("read the PostgreSQL URL: %w", err)
	}
	params := c.ConnConfig.RuntimeParams
	if params["application_name"] == "" {
		params["application_name"] = "marque"
	}
	if params["idle_in_transaction_session_timeout"] == "" {
		params["idle_in_transaction_session_timeout"] = idleInTransaction
	}
	if c.ConnConfig.ConnectTimeout == 0 {
		c.ConnConfig.ConnectTimeout = connectWithin
	}
	pool, err := pgxpool.NewWithConfig(ctx, c)
	if err != nil {
		return nil, err
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("reach PostgreSQL: %w", err)
	}
	return pool, nil
}

// Pool returns the pool on PostgreSQL, else nil. Only store/queue may call it.
func (db *DB) Pool() *pgxpool.Pool { return db.pool }
