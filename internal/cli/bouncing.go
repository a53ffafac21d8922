package cli

import (
	"cmp"
	"context"
	"io"

	"marque/internal/app"
	"marque/internal/fault"
)

// mailCommand is what a mail server pipes letters into.
func mailCommand() command {
	return command{
		name: "mail", summary: "Take a letter that came back, from a mail server's pipe, and note what it reports", args: "bounce",
		examples: []string{`marque mail bounce --data /var/lib/marque < letter.eml`, `action "bounces" mda "marque mail bounce --data /var/lib/marque" user marque   # in smtpd.conf of OpenSMTPD`},
		run: func(ctx context.Context, c *call) error {
			if len(c.args) != 1 || c.args[0] != "bounce" {
				return exit{statusUsage, "mail takes one word, bounce. Try: marque mail --help"}
			}
			ours := false
			err := c.with(ctx, func(a *app.App) (err error) {
				ours, err = a.CameBack(ctx, c.In, c.recipient())
				return err
			})
			// The rest of the letter is read, since a mail server takes a closed pipe for a failure.
			_, _ = io.Copy(io.Discard, c.In)
			if err != nil {
				return exit{statusLater, "The letter could not be noted: " + sentenceOf(err)}
			}
			words := "This is no report on a letter of ours. Nothing is noted."
			if ours {
				words = "Noted."
			}
			return c.answer(map[string]any{"ours": ours}, words)
		},
	}
}

// recipient is the address that the letter went to, as OpenSMTPD and Postfix say it.
func (c *call) recipient() string {
	bySMTPD, _ := c.Getenv("RECIPIENT")
	byPostfix, _ := c.Getenv("ORIGINAL_RECIPIENT")
	return cmp.Or(bySMTPD, byPostfix)
}

// sentenceOf is what is said of an error in a mail server's log.
func sentenceOf(err error) string {
	if f := fault.Of(err); f != nil {
		return f.Message
	}
	return err.Error()
}
