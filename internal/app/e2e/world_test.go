package e2e_test

import (
	"bufio"
	"bytes"
	"context"
	"net"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"marque/internal/app"
	"marque/internal/app/apptest"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/feed"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/id"
	"marque/internal/service/enrolling"
	"marque/internal/service/onboarding"
	"marque/internal/service/overview"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/web/guard"
	"marque/internal/worker"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

// opening is when every world begins: ten in the morning of a banking day in New York, two days after the sample's balances.
const opening = "2026-11-02T15:00:00Z"

// patience is how long anything may take that is waited for: much longer than it takes on a busy machine.
const patience = 30 * time.Second

// world is an installation that answers on a port and carries its messages.
type world struct {
	*apptest.World
	gate *guard.Gate
	port string
	seen map[string]int // messages that were read, by kind and address
}

func serve(t *testing.T, db *engine.DB) *world {
	t.Helper()
	return serveWorld(t, openChanged(t, db, apptest.NewClock(opening)))
}

// openChanged opens an installation whose passwords and puzzles cost next to nothing, unless the test wants what they cost in earnest.
func openChanged(t *testing.T, db *engine.DB, clock *apptest.Clock, change ...func(*app.Options)) *apptest.World {
	t.Helper()
	return apptest.OpenChanged(t, db, clock, func(o *app.Options) {
		o.Ease = app.Ease{Robots: identity.EasyWork(), Hashes: identity.Cost{MemoryKiB: 64, Passes: 1, Threads: 1}}
		for _, c := range change {
			c(o)
		}
	})
}

func serveWorld(t *testing.T, open *apptest.World) *world {
	t.Helper()
	w := &world{World: open, seen: map[string]int{}}
	var err error
	if w.gate, err = w.Portal("test"); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(w.gate)
	server.Config = guard.Server(w.gate)
	server.Start()
	t.Cleanup(server.Close)
	if _, w.port, err = net.SplitHostPort(server.Listener.Addr().String()); err != nil {
		t.Fatal(err)
	}
	if err := w.Queue.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := w.Queue.Stop(ctx); err != nil {
			t.Errorf("stop the queue: %v", err)
		}
	})
	return w
}

// person is somebody of the sample feed with one contract.
type person struct {
	brand, number         string
	given, family         string
	month, day, year, zip string
	email, phone, vin     string
	house, tax            string
	username, password    string
}

// site is the address of the person's brand.
func (w *world) site(brand string) string { return "http://" + brand + ".localhost:" + w.port }

// people are two customers of each brand, all with loans whose next statement closes within the month.
func people(brand string) (invited, claiming person) {
	if brand == "norden" {
		return person{brand: brand, number: "C937613265"}.named("grace.kowalski", "lantern hedgehog velvet 41"),
			person{brand: brand, number: "C833132934"}.named("nguyen.kim", "granite bicycle sonnet 88")
	}
	return person{brand: brand, number: "C111171790"}.named("grace.safarik", "lantern hedgehog velvet 41"),
		person{brand: brand, number: "C304674183"}.named("nguyen.kowalski", "granite bicycle sonnet 88")
}

func (p person) named(username, password string) person {
	p.username, p.password = username, password
	return p
}

// samplePath is the sample of the retail feed: made-up people.
const samplePath = "../../core/feed/testdata/retail.jsonl"

// activate applies the sample's message that opens a person's contract, and fills in what it says about the person.
func (w *world) activate(t *testing.T, p person) person {
	t.Helper()
	data, err := os.ReadFile(samplePath)
	if err != nil {
		t.Fatal(err)
	}
	for scan := bufio.NewScanner(bytes.NewReader(data)); scan.Scan(); {
		e, err := feed.Decode(scan.Bytes(), feed.Rules{Now: w.Clock.Now()})
		if err != nil || e.Subject != p.number {
			continue
		}
		out, err := w.Onboarding.Apply(t.Context(), access.System("feed"), []feed.Event{e}, onboarding.Options{})
		if err != nil || out[0].Result != onboarding.Applied {
			t.Fatalf("apply %s: got %v, %v", e.ID, out, err)
		}
		return p.from(e)
	}
	t.Fatalf("the sample has no contract %s", p.number)
	return p
}

func (p person) from(e feed.Event) person {
	opens := e.Data.(*feed.Activation)
	who := opens.Parties[0]
	p.vin = string(opens.Vehicle.VIN)
	p.given, p.family, p.email, p.phone, p.zip = who.GivenName, who.FamilyName, who.Email, who.Phone, who.Address.PostalCode
	p.house, _, _ = strings.Cut(who.Address.Line1, " ")
	p.tax = who.TaxIDLast4
	p.year, p.month, p.day = who.BirthDate.String()[:4], who.BirthDate.String()[5:7], who.BirthDate.String()[8:]
	return p
}

// read returns the next message of a kind to an address that was not read yet.
func (w *world) read(t *testing.T, kind notice.Kind, to string) notice.Envelope {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	key := string(kind) + " " + to
	e, err := w.Post.Await(ctx, kind, to, w.seen[key])
	if err != nil {
		t.Fatal(err)
	}
	w.seen[key]++
	return e
}

// sent counts what was sent of a kind to an address.
func (w *world) sent(kind notice.Kind, to string) int {
	n := 0
	for _, e := range w.Post.Sent(kind) {
		if e.To == to {
			n++
		}
	}
	return n
}

var sixDigits = regexp.MustCompile(`\b\d{6}\b`)

// code reads the six digits from the next message of a kind.
func (w *world) code(t *testing.T, kind notice.Kind, to string) string {
	t.Helper()
	e := w.read(t, kind, to)
	code := sixDigits.FindString(e.Letter.Text)
	if code == "" {
		t.Fatalf("no code in %q", e.Letter.Text)
	}
	return code
}

// invitation returns the path that the invitation's link leads to.
func (w *world) invitation(t *testing.T, p person) string {
	t.Helper()
	e := w.read(t, notice.KindInvitation, p.email)
	at := strings.Index(e.Letter.Text, "https://")
	if at < 0 {
		t.Fatalf("no link in %q", e.Letter.Text)
	}
	link, err := url.Parse(strings.Fields(e.Letter.Text[at:])[0])
	if err != nil {
		t.Fatal(err)
	}
	if link.Hostname() != p.brand+".localhost" {
		t.Errorf("got an invitation to %s, want the brand's own site", link.Hostname())
	}
	return link.RequestURI()
}

// contract folds a contract by the id that stands in a page's address.
func (w *world) contract(t *testing.T, address string) overview.Contract {
	t.Helper()
	_, rest, _ := strings.Cut(address, "/contracts/")
	rest, _, _ = strings.Cut(rest, "/")
	contractID, err := id.Parse[contract.Contract](rest)
	if err != nil {
		t.Fatalf("no contract in %s: %v", address, err)
	}
	c, err := w.Overview.Contract(t.Context(), access.System("test"), contractID)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// closeDays moves the clock to the evening of a day and closes everything up to it.
func (w *world) closeDays(t *testing.T, until string) {
	t.Helper()
	evening, err := time.Parse(time.RFC3339, until+"T23:30:00Z")
	if err != nil {
		t.Fatal(err)
	}
	w.Clock.Advance(evening.Sub(w.Clock.Now()))
	w.through(t, until)
}

// provesTrue runs `marque verify`.
func (w *world) provesTrue(t *testing.T) {
	t.Helper()
	report, err := w.Verifying.Verify(t.Context(), access.System("test"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range report.Findings {
		t.Errorf("verify: %s", f)
	}
}

// through closes the days up to one.
func (w *world) through(t *testing.T, until string) {
	t.Helper()
	day, err := civil.Parse(until)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Cycle.Through(t.Context(), day, nil, func(worker.Day) {}); err != nil {
		t.Fatal(err)
	}
}

// enrol registers a person through the services, as the pages do it.
func (w *world) enrol(t *testing.T, p person) person {
	t.Helper()
	ctx, from := t.Context(), enrolling.From{Network: "192.0.2.0/24", Brand: p.brand}
	at, err := w.Enrolling.Claim(ctx, from, identity.Facts{Contract: p.number, FamilyName: p.family, PostalCode: p.zip})
	if err == nil {
		_, err = w.Enrolling.Confirm(ctx, at.Token, w.code(t, notice.KindContactCode, p.phone))
	}
	if err == nil {
		_, err = w.Enrolling.Choose(ctx, at.Token, p.username, p.password)
	}
	if err == nil {
		_, err = w.Enrolling.Finish(ctx, from, at.Token, nil)
	}
	if err != nil {
		t.Fatalf("register %s: %v", p.username, err)
	}
	return p
}
