package demo

import (
	"context"
	"fmt"
	"regexp"

	"marque/internal/app"
	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/fault"
	"marque/internal/service/enrolling"
)

// Customer is somebody who can sign in to the demo.
type Customer struct {
	Brand    string `json:"brand"`
	Name     string `json:"name"`
	Username string `json:"username"`
	Password string `json:"password"`
	Try      string `json:"try"`
}

// chosen says which contracts get a sign-in: the nth of a show.
func chosen() []struct {
	show, username, password, try string
	nth                           int
} {
	return []struct {
		show, username, password, try string
		nth                           int
	}{
		{"current", "demo.loan", "Orchard-lantern-58-quiet", "a loan in good standing: open any payment to see where each cent went, then pay", 1},
		{"past due", "demo.late", "Harbor-thimble-23-amber", "a loan that is past due: what is owed, what it costs, how to put it right", 0},
		{"lease near its end", "demo.lease", "Meadow-copper-71-violet", "a lease near its end: miles against the allowance", 0},
	}
}

// register walks some of the people through registration, by the same pages' services and with the code from the outbox.
func register(ctx context.Context, a *app.App, all []made) ([]Customer, error) {
	var out []Customer
	for _, want := range chosen() {
		c, err := find(all, want.show, want.nth)
		if err != nil {
			return nil, err
		}
		if err := enrol(ctx, a, c, want.username, want.password); err != nil {
			return nil, fmt.Errorf("register %s: %w", want.username, err)
		}
		out = append(out, Customer{
			Brand: brandIn(c), Name: c.person.given + " " + c.person.family, Username: want.username, Password: want.password, Try: want.try,
		})
	}
	return out, nil
}

func find(all []made, show string, nth int) (made, error) {
	for _, c := range all {
		if c.show != show {
			continue
		}
		if nth == 0 {
			return c, nil
		}
		nth--
	}
	return made{}, fault.Newf(fault.Internal, "The demo has no contract that is %s.", show)
}

func brandIn(c made) string {
	brand, _ := c.messages[0].data["brand"].(string)
	return brand
}

var sixDigits = regexp.MustCompile(`\b\d{6}\b`)

func enrol(ctx context.Context, a *app.App, c made, username, password string) error {
	from := enrolling.From{Network: "127.0.0.0/24", Brand: brandIn(c)}
	begun, err := a.Enrolling.Claim(ctx, from, identity.Facts{Contract: c.number, FamilyName: c.person.family, BirthDate: c.person.born.String()})
	if err != nil {
		return err
	}
	code, err := sentCode(ctx, a)
	if err != nil {
		return err
	}
	if _, err := a.Enrolling.Confirm(ctx, begun.Token, code); err != nil {
		return err
	}
	if _, err := a.Enrolling.Choose(ctx, begun.Token, username, password); err != nil {
		return err
	}
	_, err = a.Enrolling.Finish(ctx, from, begun.Token, nil)
	return err
}

// sentCode reads the newest registration code from the demo's outbox, as the customer would from the telephone.
func sentCode(ctx context.Context, a *app.App) (string, error) {
	sent, err := a.Notifying.Recent(ctx, access.System("demo"), notice.MessageID{})
	if err != nil {
		return "", err
	}
	for _, m := range sent {
		if code := sixDigits.FindString(m.Text); m.Kind == notice.KindContactCode && code != "" {
			return code, nil
		}
	}
	return "", fault.New(fault.Internal, "No registration code was sent.")
}
