package cli

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"marque/internal/app"
	"marque/internal/core/access"
)

// textsCommand is what an operator does about texts and signed mail.
func textsCommand() command {
	return command{
		name: "texts", summary: "Show the day's budget of texts, give it back after it was used up, or print where a gateway hands over replies such as STOP", args: "[status|reset|address]",
		examples: []string{"marque texts status", "marque texts reset    # after you know who asked for so many codes", "marque texts address  # for STOP, START and HELP: give it to the gateway, and to nobody else"},
		run: func(ctx context.Context, c *call) error {
			word := strings.Join(c.args, " ")
			if !slices.Contains([]string{"", "status", "reset", "address"}, word) {
				return exit{statusUsage, "texts takes one word: status, reset or address. Try: marque texts --help"}
			}
			return c.with(ctx, func(a *app.App) error {
				switch word {
				case "address":
					at := a.RepliesAt()
					return c.answer(map[string]any{"address": at}, at)
				case "reset":
					if err := a.Notifying.ResetTexts(ctx, access.System("operator")); err != nil {
						return err
					}
				}
				return c.texts(ctx, a)
			})
		},
	}
}

func (c *call) texts(ctx context.Context, a *app.App) error {
	s, err := a.Notifying.Texts(ctx)
	if err != nil {
		return err
	}
	words := fmt.Sprintf("%d texts since midnight UTC, of %d a day.", s.Used, s.Budget)
	switch {
	case s.Stopped:
		words += " Texts are stopped until midnight UTC, or until: marque texts reset"
	case s.Budget == 0:
		words = fmt.Sprintf("%d texts since midnight UTC. There is no budget.", s.Used)
	}
	return c.answer(map[string]any{"used": s.Used, "budget": s.Budget, "stopped": s.Stopped}, words)
}

func dkimCommand() command {
	return command{
		name: "dkim", summary: "Print the DNS records that publish the keys letters are signed with",
		examples: []string{"openssl genrsa -out data/dkim.pem 2048 && marque dkim", "openssl genpkey -algorithm ed25519 -out data/dkim.pem && marque dkim"},
		run: func(ctx context.Context, c *call) error {
			if err := c.noWords(); err != nil {
				return err
			}
			return c.with(ctx, c.records)
		},
	}
}

// records prints each record once: several brands may share a key.
func (c *call) records(a *app.App) error {
	keys, err := a.DKIM()
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, brand := range slices.Sorted(maps.Keys(keys)) {
		name, text, err := keys[brand].Record()
		if err != nil {
			return err
		}
		if seen[name] {
			continue
		}
		seen[name] = true
		if err := c.answer(map[string]string{"name": name, "type": "TXT", "text": text}, name+". IN TXT "+inStrings(text)); err != nil {
			return err
		}
	}
	if len(seen) == 0 {
		return c.answer(map[string]string{}, "No key is set: mail.dkim in marque.json names domain, selector and key_file.")
	}
	return nil
}

// inStrings quotes a record's text in pieces of at most 255 bytes, as zone files want it (RFC 1035, section 3.3).
func inStrings(text string) string {
	const most = 255
	out := ""
	for len(text) > 0 {
		n := min(most, len(text))
		out += fmt.Sprintf(" %q", text[:n])
		text = text[n:]
	}
	return "(" + out + " )"
}
