package demo

import (
	"context"
	"fmt"
	"regexp"

	"marque/internal/app"
	"marque/internal/core/access"
	"marque/internal/core/autopay"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/service/enrolling"
	"marque/internal/service/paying"
)

// Customer is somebody who can sign in to the demo.
type Customer struct {
	Brand    string `json:"brand"`
	Name     string `json:"name"`
	Username string `json:"username"`
	Password string `json:"password"`
	Try      string `json:"try"`

	by      access.Actor
	autopay bool
}

// chosen says which contracts get a sign-in: the nth of a show.
func chosen() []struct {
	show, username, password, try string
	nth                           int
	autopay                       bool
} {
	return []struct {
		show, username, password, try string
		nth                           int
		autopay                       bool
	}{
		{"current", "demo.loan", "Orchard-lantern-58-quiet", "a loan in good standing: open any payment to see where each cent went, then pay", 1, false},
		{"past due", "demo.late", "Harbor-thimble-23-amber", "a loan that is past due: what is owed, what it costs, how to put it right", 0, false},
		{"lease near its end", "demo.lease", "Meadow-copper-71-violet", "a lease near its end: miles against the allowance", 0, false},
		{"lease turned in", "demo.return", "Cobalt-pasture-36-ribbon", "a lease that was turned in: excess miles and wear line by line, what the deposit paid, what is left", 0, false},
		{"current", "demo.auto", "Willow-saddle-64-bright", "a loan on autopay with a discount: the next three debits to the cent, skip one, read what was signed", 0, true},
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
		by, err := enrol(ctx, a, c, want.username, want.password)
		if err != nil {
			return nil, fmt.Errorf("register %s: %w", want.username, err)
		}
		out = append(out, Customer{
			Brand: brandIn(c), Name: c.person.given + " " + c.person.family, Username: want.username, Password: want.password, Try: want.try, by: by, autopay: want.autopay,
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

func enrol(ctx context.Context, a *app.App, c made, username, password string) (access.Actor, error) {
	nobody := access.Anonymous()
	from := enrolling.From{Network: "127.0.0.0/24", Brand: brandIn(c)}
	begun, err := a.Enrolling.Claim(ctx, from, identity.Facts{Contract: c.number, FamilyName: c.person.family, BirthDate: c.person.born.String()})
	if err != nil {
		return nobody, err
	}
	code, err := sentCode(ctx, a)
	if err != nil {
		return nobody, err
	}
	if _, err := a.Enrolling.Confirm(ctx, begun.Token, code); err != nil {
		return nobody, err
	}
	if _, err := a.Enrolling.Choose(ctx, begun.Token, username, password); err != nil {
		return nobody, err
	}
	done, err := a.Enrolling.Finish(ctx, from, begun.Token, nil)
	return access.Customer(done.User, done.Party), err
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

// startAutopay signs for those who show it, as they would on the page: after the history is there, so that the first debit is ahead.
func startAutopay(ctx context.Context, a *app.App, all []Customer) error {
	for _, c := range all {
		if !c.autopay {
			continue
		}
		contracts, err := a.Overview.Contracts(ctx, c.by)
		if err != nil {
			return err
		}
		account, err := a.Paying.PrepareAutopay(ctx, c.by, contracts[0].ID, autopay.Wish{}, payment.AccountInput{
			Type: "checking", Routing: "021000021", Number: "000123456789", Confirm: "6789",
		})
		if err != nil {
			return err
		}
		wish := autopay.Wish{Account: account.ID}
		words, err := a.Paying.AutopayText(ctx, c.by, contracts[0].ID, wish)
		if err != nil {
			return err
		}
		_, err = a.Paying.EnrolAutopay(ctx, c.by, paying.Consent{
			Contract: contracts[0].ID, Wish: wish, Key: "demo-" + c.Username, Shown: paying.DigestOf(words.Text), Network: "127.0.0.0/24", Methods: "password,text",
		})
		if err != nil {
			return fmt.Errorf("autopay of %s: %w", c.Username, err)
		}
	}
	return nil
}
