package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"

	"marque/internal/app"
	"marque/internal/civil"
	"marque/internal/config"
	"marque/internal/demo"
)

// The demo's own defaults.
const (
	demoPort = 8080
	demoDir  = "demo-data"
	demoSeed = 1
)

func demoCommand() command {
	return command{
		name: "demo", summary: "Fill a fresh data directory with a made-up book and serve it",
		examples: []string{
			"marque demo",
			"marque demo --port 9000 --data /tmp/demo --date 2026-11-20 --seed 7",
			"marque cycle --data demo-data --date 2026-12-01   # move the demo's business date on",
		},
		flags: func(c *call) {
			c.set.IntVar(&c.opts.port, "port", demoPort, "port on this machine; 0 takes a free one")
			c.set.StringVar(&c.opts.date, "date", "", "business date of a fresh book, YYYY-MM-DD; default today")
			c.set.Uint64Var(&c.opts.seed, "seed", demoSeed, "another seed makes another book")
		},
		run: runDemo,
	}
}

// The files that remember who can sign in, beside the book: customers, and the staff at the desk.
const (
	signInsFile     = "sign-ins.json"
	deskSignInsFile = "desk-sign-ins.json"
)

func runDemo(ctx context.Context, c *call) error {
	if err := c.noWords(); err != nil {
		return err
	}
	date, err := c.date()
	if err != nil {
		return err
	}
	o, err := c.demoOptions()
	if err != nil {
		return err
	}
	listener, err := listen(ctx, "127.0.0.1:"+strconv.Itoa(c.opts.port))
	if err != nil {
		return fmt.Errorf("%w Try another --port", err)
	}
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	o.Config.Sites = []config.Site{
		{Brand: "aurelia", URL: "http://aurelia.localhost:" + port}, {Brand: "norden", URL: "http://norden.localhost:" + port},
	}
	a, err := app.Open(ctx, o)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	customers, err := c.demoBook(ctx, a, date)
	if err != nil {
		return errors.Join(err, listener.Close(), a.Close())
	}
	staff, err := c.demoStaff(ctx, a)
	if err != nil {
		return errors.Join(err, listener.Close(), a.Close())
	}
	for _, x := range staff {
		a.ShowCodes(app.Authenticator{Name: x.Name, Username: x.Username, Secret: x.Secret})
	}
	handler, err := a.Portal(buildVersion()["version"])
	if err != nil {
		return errors.Join(err, listener.Close(), a.Close())
	}
	if err := c.welcome(ctx, a, port, customers, staff); err != nil {
		return errors.Join(err, listener.Close(), a.Close())
	}
	return errors.Join(a.Serve(ctx, listener, handler), a.Close())
}

// demoOptions puts the demo into a directory of its own unless one is named.
func (c *call) demoOptions() (app.Options, error) {
	o, err := c.options()
	if err != nil {
		return o, err
	}
	if o.Config.Data == config.Default().Data {
		o.Config.Data = demoDir
	}
	o.Demo = true
	return o, nil
}

// demoBook loads a fresh book, or finds who can sign in to the one that is there.
func (c *call) demoBook(ctx context.Context, a *app.App, date civil.Date) ([]demo.Customer, error) {
	path := filepath.Join(a.Config.Data, signInsFile)
	var customers []demo.Customer
	if text, err := os.ReadFile(path); err == nil {
		if err := json.Unmarshal(text, &customers); err != nil {
			return nil, fmt.Errorf("read %s: %w", path, err)
		}
		return customers, nil
	}
	if date.IsZero() {
		date = civil.On(c.Now(), a.Config.Zone)
	}
	fmt.Fprintf(c.Err, "Making a book of about 60 contracts as of %s …\n", date)
	customers, err := demo.Load(ctx, a, demo.Options{Date: date, Seed: c.opts.seed, Zone: zoneExists})
	if err != nil {
		return nil, err
	}
	return customers, keepSignIns(path, customers)
}

// demoStaff hires the demo's staff, or finds who was hired before: a book that was made by an older program gets them too.
func (c *call) demoStaff(ctx context.Context, a *app.App) ([]demo.Agent, error) {
	path := filepath.Join(a.Config.Data, deskSignInsFile)
	var staff []demo.Agent
	if text, err := os.ReadFile(path); err == nil {
		if err := json.Unmarshal(text, &staff); err != nil {
			return nil, fmt.Errorf("read %s: %w", path, err)
		}
		return staff, nil
	}
	staff, err := demo.Hire(ctx, a, c.Now)
	if err != nil {
		return nil, err
	}
	return staff, keepSignIns(path, staff)
}

func keepSignIns(path string, signIns any) error {
	text, err := json.MarshalIndent(signIns, "", "  ")
	if err != nil {
		return fmt.Errorf("write sign-ins: %w", err)
	}
	const ownerOnly = 0o600
	return os.WriteFile(path, text, ownerOnly)
}

// welcome says where to go and what to try.
func (c *call) welcome(ctx context.Context, a *app.App, port string, customers []demo.Customer, staff []demo.Agent) error {
	today, _, err := a.Billing.Day(ctx)
	if err != nil {
		return err
	}
	url := "http://localhost:" + port
	if c.json {
		return json.NewEncoder(c.Out).Encode(map[string]any{"url": url, "business_date": today, "customers": customers, "staff": staff, "desk": url + "/desk"})
	}
	fmt.Fprintf(c.Out, "\nMarque is running at %s (business date %s)\n", url, today)
	fmt.Fprintf(c.Out, "Two brands: http://aurelia.localhost:%s and http://norden.localhost:%s\n\nSign in as\n", port, port)
	for _, x := range customers {
		fmt.Fprintf(c.Out, "  %-11s %-26s %s, at http://%s.localhost:%s: %s\n", x.Username, x.Password, x.Name, x.Brand, port, x.Try)
	}
	fmt.Fprintf(c.Out, "\nThe staff sign in at %s/desk (an address holds one session: use http://aurelia.localhost:%s/desk for the second of them)\n", url, port)
	for _, x := range staff {
		fmt.Fprintf(c.Out, "  %-11s %-26s %s, %s: %s\n  %-11s key for an authenticator app: %s\n", x.Username, x.Password, x.Name, x.Role, x.Try, "", x.Secret.Grouped())
	}
	_, err = fmt.Fprintf(c.Out, "\nCodes and invitations are not sent but shown at %s/demo/outbox, those of the staff's apps too.\nRegister with an invitation from there, or with its contract number.\nMove the day on: marque cycle --data %s --date %s\nStop with Ctrl-C.\n",
		url, a.Config.Data, today.AddDays(1))
	return err
}
