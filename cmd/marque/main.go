// Command marque is the portal and servicing engine for vehicle loans and leases, in one binary.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"marque/internal/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	info, err := os.Stderr.Stat()
	os.Exit(cli.Main(ctx, cli.Env{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Getenv: os.LookupEnv, Now: time.Now,
		Terminal: err == nil && info.Mode()&os.ModeCharDevice != 0,
	}, os.Args[1:]))
}
