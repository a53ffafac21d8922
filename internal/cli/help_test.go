package cli_test

import (
	"strings"
	"testing"

	"marque/internal/cli"
)

func TestHelpAboutHelpIsHelp(t *testing.T) {
	t.Parallel()
	for _, words := range [][]string{{"help", "help"}, {"help", "--help"}, {"--help", "-h"}, {"-h", "verify"}} {
		var out strings.Builder
		if status := cli.Main(t.Context(), cli.Env{Out: &out, Err: &out}, words); status != 0 || !strings.Contains(out.String(), "Usage: marque COMMAND") {
			t.Errorf("%v: got status %d and %q, want the help", words, status, out.String())
		}
	}
}
