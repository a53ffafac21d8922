// Command withpostgres starts one PostgreSQL server, runs a command that finds it in MARQUE_TEST_POSTGRES, and stops it:
//
//	go run ./internal/store/engine/enginetest/withpostgres go test ./...
//
// With it the packages' tests share a server instead of starting one each.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"marque/internal/store/engine/enginetest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:])
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		os.Exit(max(exit.ExitCode(), 1)) //nolint:gocritic // run has cleaned up
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "withpostgres:", err)
		os.Exit(1)
	}
}

// run gives the command the server and its own exit status back.
func run(ctx context.Context, command []string) error {
	if len(command) == 0 {
		return errors.New("which command?")
	}
	server, err := enginetest.StartServer(ctx)
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, command[0], command[1:]...) //nolint:gosec // running what it is given is its purpose
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), enginetest.Env+"="+server.URL)
	return errors.Join(cmd.Run(), server.Stop())
}
