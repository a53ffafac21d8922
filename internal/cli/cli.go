// Package cli is the command line: one file a command, each with its own words of help. A command reads its flags, asks the
// application for one thing and prints the answer; it knows no rule and no SQL.
package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"marque/internal/civil"
	"marque/internal/config"
	"marque/internal/fault"
)

// Env is the world around a command, so that a test can stand in for it.
type Env struct {
	In       io.Reader
	Out, Err io.Writer
	Getenv   func(string) (string, bool)
	Now      civil.Clock
	Terminal bool // whether Err is a terminal, where a progress bar makes sense
}

// The exit statuses.
const (
	statusOK      = 0
	statusFailed  = 1
	statusUsage   = 2
	statusLater   = 75 // of sysexits.h: a mail server keeps the letter and comes again
	statusPartial = 3  // some of the input was refused, the rest is done
)

// exit is an error with a status of its own; without a message it prints nothing more.
type exit struct {
	status  int
	message string
}

func (e exit) Error() string { return e.message }

// command is one word of the command line.
type command struct {
	name     string
	summary  string
	args     string // what follows the flags
	examples []string
	flags    func(c *call)
	run      func(ctx context.Context, c *call) error
}

// call is one run of a command.
type call struct {
	Env
	set   *flag.FlagSet
	given *config.Given
	args  []string
	json  bool
	opts  options
}

// options are the values of flags that only some commands have.
type options struct {
	date, report string
	explain      string // a contract whose day is explained
	source       string
	known        string
	port         int
	seed         uint64
	digest       bool
	quick, quiet bool
	shadow       shadowOptions
	ledger       ledgerOptions
	admin        adminOptions
	checkpoints  string
	bank         bankOptions
	feed         feedOptions
	passphrase   string // the file that holds it
	inPlace      bool
}

func commands() []command {
	return []command{
		demoCommand(), serveCommand(), migrateCommand(), backupCommand(), restoreCommand(), importCommand(), feedCommand(), cycleCommand(), bankCommand(), verifyCommand(), brandCommand(), doctorCommand(), ledgerCommand(), explainCommand(), calcCommand(), shadowCommand(), textsCommand(), dkimCommand(), mailCommand(), adminCommand(), versionCommand(),
	}
}

// Main runs one command and returns the exit status. Whatever goes wrong is one sentence on Err.
func Main(ctx context.Context, env Env, args []string) int {
	if len(args) == 0 || args[0] == "help" || args[0] == "--help" || args[0] == "-h" {
		return help(env, args)
	}
	for _, cmd := range commands() {
		if cmd.name == args[0] {
			return report(env, runCommand(ctx, env, cmd, args[1:]))
		}
	}
	fmt.Fprintf(env.Err, "marque: there is no command %q. Try: marque help\n", args[0])
	return statusUsage
}

func runCommand(ctx context.Context, env Env, cmd command, args []string) error {
	c := &call{Env: env, set: flag.NewFlagSet(cmd.name, flag.ContinueOnError)}
	c.set.SetOutput(io.Discard)
	c.given = config.Bind(c.set)
	c.set.BoolVar(&c.json, "json", false, "answer in JSON, one object a line")
	if cmd.flags != nil {
		cmd.flags(c)
	}
	positional, err := parse(c.set, args)
	if errors.Is(err, flag.ErrHelp) {
		explain(env.Out, cmd, c.set)
		return nil
	}
	if err != nil {
		return exit{statusUsage, fmt.Sprintf("%v. Try: marque %s --help", err, cmd.name)}
	}
	c.args = positional
	return cmd.run(ctx, c)
}

// parse takes flags before, between and after the words, as people type them.
func parse(set *flag.FlagSet, args []string) ([]string, error) {
	var words []string
	for {
		if err := set.Parse(args); err != nil {
			return nil, err
		}
		if set.NArg() == 0 {
			return words, nil
		}
		words = append(words, set.Arg(0))
		args = set.Args()[1:]
	}
}

// report prints an error as a sentence and returns its status.
func report(env Env, err error) int {
	if err == nil {
		return statusOK
	}
	status := statusFailed
	var e exit
	if errors.As(err, &e) {
		status = e.status
	}
	if f := fault.Of(err); f != nil && len(f.Fields) > 1 {
		for _, field := range f.Fields {
			fmt.Fprintf(env.Err, "marque: %s: %s\n", field.Name, field.Message)
		}
		return status
	}
	if text := err.Error(); text != "" {
		fmt.Fprintf(env.Err, "marque: %s\n", strings.Join(strings.Fields(text), " "))
	}
	return status
}

func help(env Env, args []string) int {
	if len(args) > 1 && args[0] == "help" && args[1] != "help" && !strings.HasPrefix(args[1], "-") {
		return Main(context.Background(), env, []string{args[1], "--help"})
	}
	fmt.Fprint(env.Out, "Marque is the portal and servicing engine for vehicle loans and leases.\n\nUsage: marque COMMAND [flags]\n\n")
	w := tabwriter.NewWriter(env.Out, 2, 0, 3, ' ', 0)
	for _, cmd := range commands() {
		fmt.Fprintf(w, "  %s\t%s\n", cmd.name, cmd.summary)
	}
	_ = w.Flush()
	fmt.Fprint(env.Out, `
Every command takes --data DIR (default ./data) for SQLite, or MARQUE_DATABASE_URL=postgres://… for PostgreSQL.
"marque help COMMAND" tells more, with examples.
`)
	return statusOK
}

func explain(out io.Writer, cmd command, set *flag.FlagSet) {
	fmt.Fprintf(out, "%s\n\nUsage: marque %s\n\nFlags:\n", cmd.summary, strings.TrimSpace(cmd.name+" [flags] "+cmd.args))
	w := tabwriter.NewWriter(out, 2, 0, 3, ' ', 0)
	set.VisitAll(func(f *flag.Flag) {
		fmt.Fprintf(w, "  --%s\t%s\n", f.Name, f.Usage)
	})
	_ = w.Flush()
	fmt.Fprint(out, "\nExamples:\n")
	for _, example := range cmd.examples {
		fmt.Fprintf(out, "  %s\n", example)
	}
}

// config puts the settings together for this call.
func (c *call) config() (config.Config, error) { return config.Load(c.given, c.Getenv) }

// date reads a --date flag; empty gives no date.
func (c *call) date() (civil.Date, error) {
	if c.opts.date == "" {
		return 0, nil
	}
	d, err := civil.Parse(c.opts.date)
	if err != nil {
		return 0, exit{statusUsage, fmt.Sprintf("--date: %v", err)}
	}
	return d, nil
}

// noWords refuses words that a command has no use for.
func (c *call) noWords() error {
	if len(c.args) > 0 {
		return exit{statusUsage, fmt.Sprintf("%q is not understood here. Try: marque %s --help", c.args[0], c.set.Name())}
	}
	return nil
}
