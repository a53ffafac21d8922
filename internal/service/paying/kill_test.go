package paying_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"marque/internal/app"
	"marque/internal/app/apptest"
	"marque/internal/config"
	"marque/internal/core/payment"
	"marque/internal/gateway/bank/ach"
	"marque/internal/gateway/bank/banktest"
	"marque/internal/gateway/bank/sftp"
	"marque/internal/money"
	"marque/internal/service/paying"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// child names what the test program does instead of running tests, so that it can be killed.
const child = "PAYING_TEST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(child) != "" {
		if err := runChild(context.Background()); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	enginetest.Main(m)
}

// installed is an installation that processes share.
type installed struct{ url, data, out, in, server, key, host string }

func (i installed) env() []string {
	return []string{
		"PLACE_URL=" + i.url, "PLACE_DATA=" + i.data, "PLACE_OUT=" + i.out, "PLACE_IN=" + i.in, "PLACE_SERVER=" + i.server, "PLACE_KEY=" + i.key, "PLACE_HOST=" + i.host,
	}
}

func here() installed {
	get := os.Getenv
	return installed{get("PLACE_URL"), get("PLACE_DATA"), get("PLACE_OUT"), get("PLACE_IN"), get("PLACE_SERVER"), get("PLACE_KEY"), get("PLACE_HOST")}
}

// way is the folder, or the server when there is one.
func (i installed) way(a *app.App) (paying.Carrier, error) {
	if i.server == "" {
		return a.Folder(i.out, i.in), nil
	}
	return sftp.New(sftp.Settings{Addr: i.server, User: "root", KeyFile: i.key, HostKey: i.host, Out: i.out, In: i.in})
}

// runChild sends, receives or closes a day, and kills itself at the step that the environment names.
func runChild(ctx context.Context) error {
	place := here()
	set := config.Default()
	set.Data, set.DatabaseURL = place.data, place.url
	zone, err := time.LoadLocation(set.TimeZone)
	if err != nil {
		return err
	}
	set.Zone = zone
	a, err := app.Open(ctx, app.Options{Config: set, Now: apptest.NewClock(morning).Now})
	if err != nil {
		return err
	}
	a.Paying.Bank.Player = nil // files wait for a hand
	fmt.Println("ready")
	way, err := place.way(a)
	if err != nil {
		return err
	}
	at, _ := strconv.Atoi(os.Getenv("PLACE_DIE"))
	w := &deadly{Carrier: way, left: at}
	switch os.Getenv(child) {
	case "send":
		_, err = a.Paying.Deliver(ctx, operator(), w)
	case "receive":
		_, err = a.Paying.Receive(ctx, operator(), w)
	case "close":
		_, err = a.Paying.Close(ctx, day("2026-02-25"))
	}
	return errors.Join(err, a.Close())
}

// deadly is a way to the bank on which the process dies at the nth step: before or after each thing that it does there.
type deadly struct {
	paying.Carrier
	left int
}

func (d *deadly) step() {
	if d.left--; d.left == 0 {
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {} // it takes a moment
	}
}

func (d *deadly) Look(ctx context.Context, name string, content []byte) (payment.Stage, error) {
	d.step()
	s, err := d.Carrier.Look(ctx, name, content)
	d.step()
	return s, err
}

func (d *deadly) Begin(ctx context.Context, name string) error {
	d.step()
	err := d.Carrier.Begin(ctx, name)
	d.step()
	return err
}

func (d *deadly) Put(ctx context.Context, name string, content []byte) error {
	d.step()
	err := d.Carrier.Put(ctx, name, content)
	d.step()
	return err
}

func (d *deadly) Fetch(ctx context.Context, a payment.Arrival) ([]byte, error) {
	d.step()
	content, err := d.Carrier.Fetch(ctx, a)
	d.step()
	return content, err
}

// process runs a child and tells whether it was killed. It waits for its first word, and then kills it after a while when one is given.
func (i installed) process(t *testing.T, what string, die int, after time.Duration) (killed bool) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(append(os.Environ(), child+"="+what, "PLACE_DIE="+strconv.Itoa(die)), i.env()...)
	said := new(strings.Builder)
	cmd.Stderr = said
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "ready\n" {
		t.Fatalf("the child said %q, %v: %s", line, err, said)
	}
	if after > 0 {
		time.Sleep(after) // the moment of death is what is tested
		_ = cmd.Process.Kill()
	}
	err = cmd.Wait()
	if bad, ok := errors.AsType[*exec.ExitError](err); ok && bad.ExitCode() < 0 {
		return true
	}
	if err != nil {
		t.Fatalf("%s: %v: %s", what, err, said)
	}
	return false
}

// eachPlace runs a test over both engines with an open world and what another process needs to open the same.
func eachPlace(t *testing.T, fn func(t *testing.T, w world, i installed)) {
	t.Helper()
	if os.Getenv(enginetest.Quick) != "" {
		t.Skip("NOT TESTED: quick tests kill no processes")
	}
	run := func(t *testing.T, url string) {
		i := installed{url: url, data: t.TempDir(), out: t.TempDir(), in: t.TempDir()}
		c := engine.Config{URL: url}
		if url == "" {
			c.Path = filepath.Join(i.data, "marque.db")
		}
		db, err := engine.Open(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		w := world{World: apptest.OpenIn(t, db, apptest.NewClock(morning), i.data)}
		w.Paying.Bank.Player = nil // files wait for a hand
		w.contract, w.by = w.Activate(t, apptest.Loan("C1"))
		fn(t, w, i)
	}
	t.Run("sqlite", func(t *testing.T) { run(t, "") })
	t.Run("postgres", func(t *testing.T) { run(t, enginetest.PostgresURL(t)) })
}

// some pays so many small payments from as many accounts.
func (w world) some(t *testing.T, n int) {
	t.Helper()
	for k := range n {
		w.small(t, fmt.Sprintf("8800%04d77", k), 300+money.Cents(k))
	}
}

// delivered proves that a folder holds each payment once, in whole files under final names.
func (w world) delivered(t *testing.T, out string, want int) {
	t.Helper()
	files, err := os.ReadDir(out)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, f := range files {
		content, err := os.ReadFile(filepath.Join(out, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		orders, err := ach.Orders(content)
		if err != nil {
			t.Errorf("%s: %v", f.Name(), err)
		}
		for _, o := range orders {
			seen[o.Number]++
		}
	}
	if len(seen) != want {
		t.Errorf("got %d accounts in %d files, want %d", len(seen), len(files), want)
	}
	for number, n := range seen {
		if n != 1 {
			t.Errorf("account %s is drawn on %d times", number, n)
		}
	}
}

func TestAFileIsSentOnceWhateverStepTheSenderDiesAt(t *testing.T) {
	t.Parallel()
	eachPlace(t, func(t *testing.T, w world, i installed) {
		const steps = 6 // before and after Look, Begin and Put
		deaths := 0
		for die := 1; die <= steps; die++ {
			i.out = t.TempDir()
			w.small(t, fmt.Sprintf("8800%04d77", die), 300)
			w.close(t, "2026-02-25")
			if i.process(t, "send", die, 0) {
				deaths++
			}
			if files, err := os.ReadDir(i.out); err != nil || len(files) > 1 || len(files) == 1 && !strings.HasSuffix(files[0].Name(), ".ach") {
				t.Errorf("death at step %d: got %v, %v in the folder, want a final name at most", die, files, err)
			}
			i.sends(t)
			w.delivered(t, i.out, 1)
		}
		if deaths != steps {
			t.Errorf("got %d deaths, want %d: the test did not test", deaths, steps)
		}
		if s := w.status(t); len(s.Waiting) != 0 {
			t.Errorf("got %+v waiting", s.Waiting)
		}
		w.proved(t)
	})
}

func TestAnInterruptedFileThatIsGoneIsLeftToAPerson(t *testing.T) {
	t.Parallel()
	eachPlace(t, func(t *testing.T, w world, i installed) {
		const afterPut = 6
		for _, taken := range []bool{true, false} {
			w.small(t, fmt.Sprintf("8800%v77", map[bool]string{true: "0001", false: "0002"}[taken]), 300)
			w.close(t, "2026-02-25")
			if !i.process(t, "send", afterPut, 0) {
				t.Fatal("the sender did not die")
			}
			files, err := filepath.Glob(filepath.Join(i.out, "*"))
			if err != nil || len(files) != 1 {
				t.Fatalf("got %v, %v", files, err)
			}
			if err := os.Rename(files[0], filepath.Join(t.TempDir(), "taken")); err != nil { // the bank has taken it
				t.Fatal(err)
			}
			name := filepath.Base(files[0])
			_, err = w.Paying.Deliver(t.Context(), operator(), w.Folder(i.out, ""))
			if err == nil || !strings.Contains(err.Error(), "Ask your bank") {
				t.Fatalf("got %v, want the question", err)
			}
			if err := w.Paying.Decide(t.Context(), operator(), name, taken); err != nil {
				t.Fatal(err)
			}
			done, err := w.Paying.Deliver(t.Context(), operator(), w.Folder(i.out, ""))
			if err != nil || (len(done) == 0) != taken {
				t.Errorf("taken %v: got %+v, %v", taken, done, err)
			}
			if err := w.Paying.Decide(t.Context(), operator(), name, taken); err == nil {
				t.Error("a decided file can be decided again")
			}
		}
		w.proved(t)
	})
}

func TestARealServerGetsAFileOnceThoughTheSenderIsKilledWhileItSends(t *testing.T) {
	t.Parallel()
	eachPlace(t, func(t *testing.T, w world, i installed) {
		s := banktest.SSHD(t)
		i.out, i.in, i.key, i.host = s.Out, s.In, s.KeyFile, s.HostKey
		killed, cuts := 0, []int64{800, 1800, 2400, 2800, 3200}
		for n, after := range cuts {
			w.small(t, fmt.Sprintf("8800%04d77", n), 300)
			w.close(t, "2026-02-25")
			cut := banktest.Cutting(t, s.Addr, after, true)
			i.server = cut.Addr
			killed += i.hangs(t, cut)
		}
		if killed < 3 {
			t.Errorf("got %d kills: the test did not test", killed)
		}
		i.server = s.Addr
		i.sends(t)
		w.delivered(t, s.Out, len(cuts))
		w.proved(t)
	})
}

// sends lets two processes send one after the other; the second finds nothing to do.
func (i installed) sends(t *testing.T) {
	t.Helper()
	for range 2 {
		if i.process(t, "send", 0, 0) {
			t.Fatal("the last sender died")
		}
	}
}

// hangs starts a sender whose way to the bank falls silent, and kills it then; it returns 0 when the sender had ended before.
func (i installed) hangs(t *testing.T, cut *banktest.Cut) int {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(append(os.Environ(), child+"=send"), i.env()...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case <-cut.Broken:
		_ = cmd.Process.Kill()
		<-ended
		return 1
	case err := <-ended:
		if err != nil {
			t.Fatalf("the sender: %v", err)
		}
		return 0
	}
}

func TestReturnsAreTakenOnceThoughTheReaderIsKilled(t *testing.T) {
	t.Parallel()
	eachPlace(t, func(t *testing.T, w world, i installed) {
		const payments = 25
		w.some(t, payments)
		_, orders := w.deliver(t, t.TempDir())
		var backs []ach.Back
		for _, o := range orders {
			backs = append(backs, ach.Back{Order: o, Code: "R01"})
		}
		if err := os.WriteFile(filepath.Join(i.in, "returns.ach"), returns(t, backs...), 0o600); err != nil {
			t.Fatal(err)
		}
		killed := 0
		random := rand.New(rand.NewPCG(7, 7))
		for _, die := range []int{1, 2} {
			if i.process(t, "receive", die, 0) {
				killed++
			}
		}
		for _, within := range []time.Duration{4, 8, 16, 32, 64, 120} { // early deaths first: a quick machine reads everything within the later ones
			if i.process(t, "receive", 0, time.Duration(1+random.Int64N(int64(within*time.Millisecond)))) {
				killed++
			}
		}
		if killed < 3 {
			t.Errorf("got %d kills: the test did not test", killed)
		}
		done, err := w.Paying.Receive(t.Context(), operator(), w.Folder("", i.in))
		if err != nil || len(done) != 1 || !done[0].Known && done[0].Returned+done[0].Repeated != payments {
			t.Errorf("got %+v, %v", done, err)
		}
		if s := w.status(t); s.Rates[2].Returned != payments || s.Rates[2].Debits != payments || s.Quarantined != 0 {
			t.Errorf("got %+v", s.Rates)
		}
		w.proved(t)
	})
}

func TestEveryPaymentStandsInOneFileThoughTheCloseIsKilled(t *testing.T) {
	t.Parallel()
	eachPlace(t, func(t *testing.T, w world, i installed) {
		const payments = 60
		w.some(t, payments)
		killed, ended := 0, false
		random := rand.New(rand.NewPCG(9, 9))
		for killed < 4 && !ended {
			if ended = !i.process(t, "close", 0, time.Duration(1+random.Int64N(int64(30*time.Millisecond)))); !ended {
				killed++
			}
		}
		if killed == 0 {
			t.Error("the close ended before it was killed: the test did not test")
		}
		if !ended {
			w.close(t, "2026-02-25")
		}
		if _, err := w.Paying.Deliver(t.Context(), operator(), w.Folder(i.out, "")); err != nil {
			t.Fatal(err)
		}
		w.delivered(t, i.out, payments)
		w.proved(t)
	})
}
