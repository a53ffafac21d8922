package app_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"marque/internal/app"
	"marque/internal/app/apptest"
	"marque/internal/civil"
	"marque/internal/config"
	"marque/internal/core/access"
	"marque/internal/core/autopay"
	"marque/internal/core/contract"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/money"
	"marque/internal/service/paying"
	"marque/internal/store/bankfiles"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/parties"
	"marque/internal/store/payments"
)

const (
	// chaosChild makes the test program a server of payments that can be killed.
	chaosChild = "APP_TEST_CHAOS"
	// chaosFor is how long the chaos lasts, such as 3m; make chaos sets it.
	chaosFor = "MARQUE_CHAOS"

	chaosMorning   = "2026-02-24T15:00:00Z"
	chaosContracts = 12
	chaosPayers    = 4
)

// TestMain runs the tests, or is the child that they kill.
func TestMain(m *testing.M) {
	for name, run := range map[string]func(context.Context) error{chaosChild: runChaos, liveChild: runLive} {
		if os.Getenv(name) == "" {
			continue
		}
		if err := run(context.Background()); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	enginetest.Main(m)
}

// chaosPlace is an installation that survives its processes.
type chaosPlace struct{ url, data string }

func (p chaosPlace) open(ctx context.Context) (*app.App, error) {
	set := config.Default()
	set.Data, set.DatabaseURL = p.data, p.url
	zone, err := time.LoadLocation(set.TimeZone)
	if err != nil {
		return nil, err
	}
	set.Zone = zone
	return app.Open(ctx, app.Options{Config: set, Now: apptest.NewClock(chaosMorning).Now, Outside: app.Outside{Mail: &apptest.Post{}, Text: &apptest.Post{}}})
}

// runChaos lets customers pay, change their autopay and days close, all at once, until somebody kills it. Each payment that was acknowledged is
// told on a line of its own before the next is begun.
func runChaos(ctx context.Context) error {
	p := chaosPlace{os.Getenv("CHAOS_URL"), os.Getenv("CHAOS_DATA")}
	a, err := p.open(ctx)
	if err != nil {
		return err
	}
	list, err := contracts.After(a.DB.Reader(ctx), contract.ID{}, chaosContracts)
	if err != nil {
		return err
	}
	c := &chaos{App: a, list: list, run: os.Getenv("CHAOS_RUN")}
	fmt.Println("ready")
	for n := range chaosPayers {
		go c.pays(ctx, n)
	}
	go c.changes(ctx)
	go c.closes(ctx)
	_, err = io.Copy(io.Discard, os.Stdin) // until the parent lets go
	return err
}

type chaos struct {
	*app.App
	list []contracts.Contract
	run  string
	say  sync.Mutex
}

func (c *chaos) told(format string, args ...any) {
	c.say.Lock()
	defer c.say.Unlock()
	fmt.Printf(format+"\n", args...)
}

// customer is the borrower of a contract.
func (c *chaos) customer(ctx context.Context, of contracts.Contract) (access.Actor, error) {
	members, err := parties.Members(c.DB.Reader(ctx), of.ID)
	if err != nil || len(members) == 0 {
		return access.Actor{}, errors.Join(err, errors.New("nobody is on it"))
	}
	return access.Customer(id.Derive[access.User]("test", members[0].Party.String()), members[0].Party), nil
}

// pays makes small payments, each under a key that is tried again until there is an answer, as a browser's form is sent again.
func (c *chaos) pays(ctx context.Context, n int) {
	for i := 0; ; i++ {
		of := c.list[rand.IntN(len(c.list))]
		key := fmt.Sprintf("%s-%d-%d", c.run, n, i)
		amount := money.Cents(101 + rand.IntN(900))
		for range 3 {
			paid, err := c.pay(ctx, of, key, amount)
			if err == nil {
				c.told("paid %s %s %d", of.ID, paid, amount)
				break
			}
			if fault.Of(err) != nil && !fault.Is(err, fault.Unavailable) {
				c.told("refused %v", err)
				break
			}
		}
	}
}

func (c *chaos) pay(ctx context.Context, of contracts.Contract, key string, amount money.Cents) (payment.ID, error) {
	by, err := c.customer(ctx, of)
	if err != nil {
		return payment.ID{}, err
	}
	today, _, err := c.Billing.Day(ctx)
	if err != nil {
		return payment.ID{}, err
	}
	o := paying.Order{Contract: of.ID, Amount: amount, Kind: contract.RegularPayment, Date: today.AddDays(2), Key: key, New: typed("880012347777")}
	account, err := c.Paying.Prepare(ctx, by, o)
	if err != nil {
		return payment.ID{}, err
	}
	o.Account = account.ID
	return c.Paying.PayOnce(ctx, by, o)
}

// changes signs people up for autopay and ends it again.
func (c *chaos) changes(ctx context.Context) {
	for i := 0; ; i++ {
		of := c.list[i%len(c.list)]
		by, err := c.customer(ctx, of)
		if err != nil {
			continue
		}
		if i/len(c.list)%2 == 1 {
			if c.Paying.CancelAutopay(ctx, by, of.ID) == nil {
				c.told("autopay ended")
			}
			continue
		}
		account, err := c.Paying.PrepareAutopay(ctx, by, of.ID, autopay.Wish{}, typed("880012347777"))
		if err != nil {
			continue
		}
		words, err := c.Paying.AutopayText(ctx, by, of.ID, autopay.Wish{Account: account.ID})
		if err != nil {
			continue
		}
		_, err = c.Paying.EnrolAutopay(ctx, by, paying.Consent{
			Contract: of.ID, Wish: autopay.Wish{Account: account.ID}, Key: fmt.Sprint(c.run, i), Shown: paying.DigestOf(words.Text), Network: "127.0.0.0/24", Methods: "password,app",
		})
		if err == nil {
			c.told("autopay signed")
		}
	}
}

// closes closes one day after the other.
func (c *chaos) closes(ctx context.Context) {
	for {
		_, at, err := c.Billing.Day(ctx)
		if err != nil {
			continue
		}
		if err := c.Cycle.Through(ctx, max(at.Closed, civil.MustParse("2026-02-24"))+1, nil, func(app.Day) {}); err == nil {
			c.told("closed")
		}
	}
}

// acknowledged is what the children said.
type acknowledged struct {
	mu    sync.Mutex
	paid  map[payment.ID]paidSum
	words map[string]int
}

type paidSum struct {
	contract contract.ID
	amount   money.Cents
}

// hear reads what a child says until it ends. A line that was cut off by its death acknowledges nothing.
func (k *acknowledged) hear(from io.Reader) {
	in := bufio.NewReader(from)
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		k.mu.Lock()
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		k.words[word]++
		var of, named string
		var amount int64
		if word == "refused" {
			k.words[rest]++
		}
		if n, _ := fmt.Sscan(rest, &of, &named, &amount); word == "paid" && n == 3 {
			c, err1 := id.Parse[contract.Contract](of)
			p, err2 := id.Parse[payment.Payment](named)
			if err1 == nil && err2 == nil {
				k.paid[p] = paidSum{c, money.Cents(amount)}
			}
		}
		k.mu.Unlock()
	}
}

// chaosTime is how long it lasts: twenty seconds for both engines together, or what the environment says.
func chaosTime(t *testing.T) time.Duration {
	t.Helper()
	text := os.Getenv(chaosFor)
	if text == "" {
		return 10 * time.Second
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		t.Fatal(err)
	}
	return d / 2
}

// TestChaos kills the server and its PostgreSQL at random moments while customers pay, change their autopay and days close. Whatever was
// acknowledged must be there, once, and the book must prove itself.
func TestChaos(t *testing.T) {
	t.Parallel()
	if raced {
		t.Skip("not here: scripts/test runs the chaos without the race detector")
	}
	if os.Getenv(enginetest.Quick) != "" {
		t.Skip("NOT TESTED: quick tests kill no servers")
	}
	t.Run("sqlite", func(t *testing.T) { inChaos(t, "", nil) })
	t.Run("postgres", func(t *testing.T) {
		enginetest.EmptyURL(t) // skips where there is no PostgreSQL
		server, err := enginetest.StartDurable(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := server.Stop(); err != nil {
				t.Error(err)
			}
		})
		inChaos(t, server.URL, server)
	})
}

func inChaos(t *testing.T, url string, server *enginetest.Server) {
	t.Helper()
	p := chaosPlace{url, t.TempDir()}
	p.fill(t)
	heard := &acknowledged{paid: map[payment.ID]paidSum{}, words: map[string]int{}}
	until := time.Now().Add(chaosTime(t))
	kills, crashes := 0, 0
	for time.Now().Before(until) {
		end := p.child(t, kills, heard)
		time.Sleep(time.Duration(1500+rand.IntN(2500)) * time.Millisecond) // the moment of death is what is tested
		if server != nil && kills%2 == 1 {
			if err := server.Crash(t.Context(), func() { time.Sleep(time.Duration(rand.IntN(500)) * time.Millisecond) }); err != nil {
				t.Fatal(err)
			}
			crashes++
			time.Sleep(time.Second) // the server of payments finds its database again
		}
		end()
		kills++
	}
	t.Logf("%d kills of the server, %d of PostgreSQL, %d payments acknowledged, %v", kills, crashes, len(heard.paid), heard.words)
	if kills < 2 || len(heard.paid) == 0 || heard.words["closed"] == 0 || heard.words["autopay"] == 0 || server != nil && crashes == 0 {
		t.Error("the test did not test")
	}
	p.prove(t, heard)
}

// fill makes a book of some loans.
func (p chaosPlace) fill(t *testing.T) {
	t.Helper()
	c := engine.Config{URL: p.url}
	if p.url == "" {
		c.Path = filepath.Join(p.data, "marque.db")
	}
	db, err := engine.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	if err := enginetest.Migrate(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	w := apptest.OpenIn(t, db, apptest.NewClock(chaosMorning), p.data)
	if err := w.Billing.Pin(t.Context(), civil.MustParse("2026-02-24")); err != nil {
		t.Fatal(err)
	}
	for i := range chaosContracts {
		w.Activate(t, apptest.Loan(fmt.Sprintf("C%02d", i)))
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// child starts a server of payments and returns what kills it.
func (p chaosPlace) child(t *testing.T, run int, heard *acknowledged) (kill func()) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$") //nolint:gosec // this very program
	cmd.Env = append(os.Environ(), chaosChild+"=1", "CHAOS_URL="+p.url, "CHAOS_DATA="+p.data, fmt.Sprintf("CHAOS_RUN=r%d", run))
	said := new(strings.Builder)
	cmd.Stderr = said
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ready := bufio.NewReader(out)
	if line, err := ready.ReadString('\n'); line != "ready\n" {
		_ = cmd.Wait()
		t.Fatalf("the child said %q, %v: %s", line, err, said)
	}
	var hearing sync.WaitGroup
	hearing.Go(func() { heard.hear(ready) })
	return func() {
		_ = cmd.Process.Kill()
		hearing.Wait() // to the end of what it said
		_ = cmd.Wait()
		_ = in.Close()
	}
}

// prove closes some more days, so that everything has come to its end, and looks at all of it.
func (p chaosPlace) prove(t *testing.T, heard *acknowledged) {
	t.Helper()
	a, err := p.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}()
	_, at, err := a.Billing.Day(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	const week = 8 // no payment is still in a file or on its way after this
	if err := a.Cycle.Through(t.Context(), max(at.Closed, civil.MustParse("2026-02-24"))+week, nil, func(app.Day) {}); err != nil {
		t.Fatal(err)
	}
	report, err := a.Verifying.Verify(t.Context(), access.System("test"))
	if err != nil || len(report.Findings) > 0 || report.Contracts != chaosContracts {
		t.Errorf("verify: got %+v, %v", report, err)
	}
	r := a.DB.Reader(t.Context())
	for paid, want := range heard.paid {
		if row, err := payments.ByID(r, want.contract, paid); err != nil || row.Amount != want.amount {
			t.Errorf("payment %s of %d was acknowledged: got %+v, %v", paid, want.amount, row.Payment, err)
		}
	}
	p.sums(t, r)
}

// sums compares the files to the bank with the payments and with the money in the ledger.
func (p chaosPlace) sums(t *testing.T, r engine.Reader) {
	t.Helper()
	files, err := bankfiles.SentSince(r, civil.MustParse("2026-01-01"))
	if err != nil {
		t.Fatal(err)
	}
	var inFiles, paid, cash int64
	for _, f := range files {
		inFiles += int64(f.Debits)
	}
	for query, into := range map[string]*int64{
		`select cast(coalesce(sum(amount), 0) as bigint) from payments where state in ('settled', 'final')`: &paid,
		`select cast(coalesce(sum(p.amount), 0) as bigint) from ledger_postings p join ledger_entries e on e.contract_id = p.contract_id and
			e.id = p.entry_id where p.account = 1000 and e.key like 'payment:%'`: &cash,
	} {
		if err := r.QueryRow(query).Scan(into); err != nil {
			t.Fatal(err)
		}
	}
	if inFiles == 0 || inFiles != paid || paid != cash {
		t.Errorf("got %d in the files, %d in payments that settled, %d in cash, want the same three times", inFiles, paid, cash)
	}
}
