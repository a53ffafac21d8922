package cli

import (
	"context"
	"fmt"
	"strings"

	"marque/internal/app"
	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/service/granting"
)

// clientOptions are the flags of marque admin clients.
type clientOptions struct {
	scopes, redirect string
	rate             int
}

func (o *clientOptions) bind(c *call) {
	c.set.StringVar(&o.scopes, "scopes", "", "clients add: what the program may do: "+strings.ReplaceAll(access.WriteScopes(access.Scopes()), " ", ", ")+"; several by comma")
	c.set.StringVar(&o.redirect, "redirect", "", "clients add: an app for customers, answered at this address exactly; several by comma. Without it the program is a partner's")
	c.set.IntVar(&o.rate, "rate", 0, fmt.Sprintf("clients add: requests a minute; default %d for a partner, %d for an app and customer", identity.PartnerRate, identity.AppRate))
}

// clientWork says what to do with the API's clients, or nothing when the words say nothing.
func (c *call) clientWork() adminWork {
	tasks := map[string]adminWork{"add": addClient, "list": listClients, "rotate": rotateClient, "end": endClient}
	if len(c.args) < 2 || c.args[0] != "clients" || (len(c.args) == 2) != (c.args[1] == "list") || len(c.args) > 3 {
		return nil
	}
	return tasks[c.args[1]]
}

// clientAnswer is a client for programs.
type clientAnswer struct {
	ID        string   `json:"client_id"`
	Secret    string   `json:"client_secret,omitempty"`
	Kind      string   `json:"kind"`
	Name      string   `json:"name"`
	Scopes    string   `json:"scope"`
	Brand     string   `json:"brand,omitempty"`
	Redirects []string `json:"redirect_uris,omitempty"`
	Rate      int      `json:"rate"`
	Ended     bool     `json:"ended"`
}

func clientOf(x granting.Client, secret string) clientAnswer {
	return clientAnswer{
		ID: x.ID.String(), Secret: secret, Kind: string(x.Kind), Name: x.Name, Scopes: access.WriteScopes(x.Scopes), Brand: x.Brand, Redirects: x.Redirects, Rate: x.Rate,
		Ended: !x.Alive(),
	}
}

func addClient(ctx context.Context, c *call, a *app.App) error {
	o := c.opts.admin.clients
	scopes, err := access.ReadScopes(o.scopes)
	if err != nil {
		return err
	}
	x := granting.Client{Kind: identity.PartnerClient, Name: c.args[2], Scopes: scopes, Brand: c.opts.admin.brand, Rate: o.rate}
	if o.redirect != "" {
		x.Kind, x.Redirects = identity.AppClient, strings.Split(o.redirect, ",")
	}
	entered, err := a.Granting.Add(ctx, adminBy(), x)
	if err != nil {
		return err
	}
	return c.answerEntered(entered)
}

// answerEntered shows a secret once: it is not kept anywhere.
func (c *call) answerEntered(x granting.Entered) error {
	lines := []string{"client_id      " + x.ID.String()}
	sentence := fmt.Sprintf("%s is an app: customers allow it on the portal. It needs no secret.", x.Name)
	if x.Secret != "" {
		lines = append(lines, "client_secret  "+x.Secret)
		sentence = fmt.Sprintf("%s is a partner. Hand over both; the secret is shown this once.", x.Name)
	}
	return c.answer(clientOf(x.Client, x.Secret), sentence, lines...)
}

func listClients(ctx context.Context, c *call, a *app.App) error {
	all, err := a.Granting.List(ctx, adminBy())
	if err != nil {
		return err
	}
	answers := []clientAnswer{}
	lines := []string{"NAME\tKIND\tCLIENT ID\tRATE\tSCOPES"}
	for _, x := range all {
		answers = append(answers, clientOf(x, ""))
		kind := string(x.Kind)
		if x.Brand != "" {
			kind += " of " + x.Brand
		}
		if !x.Alive() {
			kind = "ended"
		}
		lines = append(lines, fmt.Sprintf("%s\t%s\t%s\t%d\t%s", x.Name, kind, x.ID, x.Rate, access.WriteScopes(x.Scopes)))
	}
	return c.answer(answers, fmt.Sprintf("%d clients.", len(all)), table(lines)...)
}

// theClient finds a client by its name or id.
func (c *call) theClient(ctx context.Context, a *app.App) (access.ClientID, error) {
	all, err := a.Granting.List(ctx, adminBy())
	if err != nil {
		return access.ClientID{}, err
	}
	for _, x := range all {
		if x.Name == c.args[2] || x.ID.String() == c.args[2] {
			return x.ID, nil
		}
	}
	return access.ClientID{}, fault.Newf(fault.NotFound, "There is no client named %q.", c.args[2])
}

func rotateClient(ctx context.Context, c *call, a *app.App) error {
	client, err := c.theClient(ctx, a)
	if err != nil {
		return err
	}
	entered, err := a.Granting.Rotate(ctx, adminBy(), client)
	if err != nil {
		return err
	}
	return c.answer(clientOf(entered.Client, entered.Secret), "The secret before it works for 24 hours more. This one is shown this once.", "client_secret  "+entered.Secret)
}

func endClient(ctx context.Context, c *call, a *app.App) error {
	client, err := c.theClient(ctx, a)
	if err != nil {
		return err
	}
	x, err := a.Granting.End(ctx, adminBy(), client)
	if err != nil {
		return err
	}
	return c.answer(clientOf(x, ""), x.Name+" has ended: no secret, no token and no app of it works any more.")
}
