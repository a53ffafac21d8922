package app_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"marque/internal/app"
	"marque/internal/app/apptest"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/identity"
	"marque/internal/id"
	"marque/internal/seal"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/parties"
)

// searches is how often each kind of term is searched for, each time for somebody else.
const searches = 50

// townSizes are the numbers of customers among whom the desk searches; MARQUE_BENCH=whole adds a million.
func townSizes() []int {
	if os.Getenv("MARQUE_BENCH") == "whole" {
		return []int{20_000, 1_000_000}
	}
	return []int{20_000}
}

// BenchmarkDeskSearch searches as an agent does, by the desk's form over HTTP, for each kind of term that it knows: one search at a time, from the form
// that is sent to the page with whom it found. Each is in the audit, and so is each customer that it shows.
func BenchmarkDeskSearch(b *testing.B) {
	for _, n := range townSizes() {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			enginetest.Bench(b, func(b *testing.B, db *engine.DB) {
				for b.Loop() {
					benchSearch(b, db, n)
				}
			})
		})
	}
}

func benchSearch(b *testing.B, db *engine.DB, n int) {
	b.Helper()
	w := apptest.OpenChanged(b, db, apptest.NewClock(chaosMorning), func(o *app.Options) { o.Demo, o.Ease = false, app.Ease{} })
	c := gather(b, w, 0)
	fillTown(b, c, n)
	var wrote, asked atomic.Int64
	_, address := portalOf(b, w.App)
	s := &speaker{t: b, processes: []string{address}, path: "/desk", token: c.agent, client: crowdClient, wrote: &wrote, asked: &asked}
	if err := s.load(b.Context()); err != nil {
		b.Fatal(err)
	}
	var every []time.Duration
	worst := 0.0
	for _, kind := range terms {
		s.finds(b, kind.term(townsman(0)), kind.shows(townsman(0))) // its statements are warm
		var took []time.Duration
		for i := range searches {
			who := townsman((1 + i*7919) % n)
			start := time.Now()
			s.finds(b, kind.term(who), kind.shows(who))
			took = append(took, time.Since(start))
		}
		slices.Sort(took)
		b.Logf("%d customers, by %s: median %.1f ms, p99 %.1f ms", n, kind.name, milliseconds(took, 0.5), milliseconds(took, 0.99))
		worst = max(worst, milliseconds(took, 0.5))
		every = append(every, took...)
	}
	slices.Sort(every)
	b.ReportMetric(milliseconds(every, 0.5), "p50-ms")
	b.ReportMetric(milliseconds(every, 0.99), "p99-ms")
	b.ReportMetric(worst, "slowest-kind-p50-ms")
}

// terms are what the desk can search by.
var terms = []struct {
	name        string
	term, shows func(p resident) string
}{
	{"contract number", func(p resident) string { return p.number }, resident.name},
	{"VIN", func(p resident) string { return p.vin }, resident.name},
	{"username", func(p resident) string { return p.username }, resident.name},
	{"email", func(p resident) string { return p.email }, resident.name},
	{"phone", func(p resident) string { return p.phone }, resident.name},
	{"given and family name", resident.name, func(p resident) string { return p.number }},
	{"family name", func(p resident) string { return p.family }, func(resident) string { return "B0" }}, // somebody's contract
	{"the family name of one in a hundred", func(resident) string { return "Smith" }, func(resident) string { return "B0" }},
}

// resident is a made-up customer with a contract.
type resident struct{ given, family, email, phone, username, number, vin string }

func (p resident) name() string { return p.given + " " + p.family }

// townsman is the customer of a number: every hundredth is called Smith, of other family names there are five thousand.
func townsman(i int) resident {
	p := resident{
		given: fmt.Sprintf("Ana%d", i%997), family: fmt.Sprintf("Okafor%d", i%5000), email: fmt.Sprintf("customer.%d@example.com", i), phone: fmt.Sprintf("+1202%d", 2_000_000+i),
		username: fmt.Sprintf("resident.%d", i), number: fmt.Sprintf("B%07d", i), vin: fmt.Sprintf("WVWZZZ3C1%08d", i),
	}
	if i%100 == 0 {
		p.family = "Smith"
	}
	return p
}

// finds searches for a term and wants something on the page.
func (s *speaker) finds(b *testing.B, term, shown string) {
	b.Helper()
	page, err := s.call(b.Context(), http.MethodPost, "/desk/find", url.Values{"_csrf": {s.form}, "term": {term}, "why": {string(identity.ReasonCalled)}})
	if err != nil {
		b.Fatal(err)
	}
	if !bytes.Contains(page, []byte(shown)) {
		b.Fatalf("got a page without %s for %s", shown, term)
	}
}

// fillTown keeps so many customers with a contract and a user each, sealed as they always are.
func fillTown(b *testing.B, c *crowd, n int) {
	b.Helper()
	first, _ := c.w.Activate(b, apptest.Loan("C0"))
	model, err := contracts.ByID(c.w.DB.Reader(b.Context()), first)
	if err != nil {
		b.Fatal(err)
	}
	box, err := seal.Load(filepath.Join(c.w.Config.Data, app.KeyFile), false)
	if err != nil {
		b.Fatal(err)
	}
	const group = 1000
	for from := 0; from < n; from += group {
		err := c.w.DB.Write(b.Context(), func(tx *engine.Tx) error { return c.settle(tx, parties.New(box), model, from, min(from+group, n)) })
		if err != nil {
			b.Fatal(err)
		}
	}
	if c.w.DB.Postgres() { // as its own housekeeping would have by now
		if err := c.w.DB.Write(b.Context(), func(tx *engine.Tx) error { return all(tx, nil, `analyze`) }); err != nil {
			b.Fatal(err)
		}
	}
}

// settle keeps the customers from one number to another.
func (c *crowd) settle(tx *engine.Tx, people *parties.Store, model contracts.Contract, from, to int) error {
	var persons []parties.Party
	var signed []contracts.Contract
	var on []parties.Member
	var users [][]any
	for i := from; i < to; i++ {
		p := townsman(i)
		one := parties.Party{
			ID: id.Derive[access.Party]("town", p.number), Source: "/town", Ref: p.number, GivenName: p.given, FamilyName: p.family, BirthDate: civil.MustParse("1985-04-27"),
			Email: p.email, Phone: p.phone, TaxIDLast4: "1234", Locale: "en-US",
			Address: parties.Address{Line1: "1 Oak St", City: "Austin", Region: "TX", PostalCode: "78701", Country: "US", TimeZone: "America/Chicago"},
		}
		own := model
		own.ID, own.Terms.Number, own.VIN = id.Derive[contract.Contract]("town", p.number), p.number, p.vin
		users = append(users, []any{id.Derive[access.User]("town", p.number), one.ID, string(identity.UserActive), p.username, p.username, "", "", int64(0)})
		persons, signed, on = append(persons, one), append(signed, own), append(on, parties.Member{Contract: own.ID, Party: one.ID, Role: "borrower"})
	}
	if err := errors.Join(people.Insert(tx, persons), contracts.Insert(tx, signed...), parties.Attach(tx, on)); err != nil {
		return err
	}
	columns := []string{"id", "party_id", "state", "username", "username_norm", "name", "roles", "created_at"}
	return tx.Insert("users", columns, users)
}
