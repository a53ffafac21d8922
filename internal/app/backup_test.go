package app_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
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
	"marque/internal/core/contract"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/service/paying"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// machine is where an installation lives: a data directory, and a PostgreSQL database unless that is empty.
type machine struct{ data, url string }

// machines gives a test one that is in use and an empty one, on either engine.
func machines(t *testing.T, fn func(t *testing.T, used, empty machine)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		fn(t, machine{data: t.TempDir()}, machine{data: filepath.Join(t.TempDir(), "empty")})
	})
	t.Run("postgres", func(t *testing.T) {
		fn(t, machine{t.TempDir(), enginetest.PostgresURL(t)}, machine{filepath.Join(t.TempDir(), "empty"), enginetest.EmptyURL(t)})
	})
}

var backupClock = apptest.NewClock("2026-02-20T15:00:00Z")

func (m machine) options() app.Options {
	set := config.Default()
	set.Data, set.DatabaseURL, set.Zone = m.data, m.url, time.UTC
	return app.Options{Config: set, Now: backupClock.Now}
}

func (m machine) open(t *testing.T) *app.App {
	t.Helper()
	a, err := app.Open(t.Context(), m.options())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	return a
}

func (m machine) count(t *testing.T, query string) int {
	t.Helper()
	c := engine.Config{URL: m.url}
	if m.url == "" {
		c.Path = filepath.Join(m.data, "marque.db")
	}
	db, err := engine.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var n int
	if err := db.Reader(t.Context()).QueryRow(query).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

// debtor is somebody who pays a dollar whenever asked.
type debtor struct {
	on      contract.ID
	by      access.Actor
	account payment.AccountID
}

// atOnce is how many pay at once.
const atOnce = 3

// borrow makes a loan for each payer and one more.
func borrow(t *testing.T, a *app.App) []debtor {
	t.Helper()
	w := &apptest.World{App: a, Clock: backupClock}
	var out []debtor
	for i := range atOnce + 1 {
		var d debtor
		d.on, d.by = w.Activate(t, apptest.Loan(fmt.Sprintf("L-%04d", i)))
		account, err := a.Paying.Prepare(t.Context(), d.by, d.order("first"))
		if err != nil {
			t.Fatal(err)
		}
		d.account = account.ID
		out = append(out, d)
	}
	return out
}

func (d debtor) order(key string) paying.Order {
	o := paying.Order{Contract: d.on, Amount: payment.Smallest, Kind: contract.RegularPayment, Date: civil.MustParse("2026-02-20"), Account: d.account, Key: key}
	if d.account.IsZero() {
		o.New = payment.AccountInput{Type: "checking", Routing: "021000021", Number: "880012347777", Confirm: "7777"}
	}
	return o
}

func (d debtor) pay(ctx context.Context, a *app.App, key string) error {
	_, err := a.Paying.PayOnce(ctx, d.by, d.order(key))
	return err
}

func TestABackupUnderLoadRestoresOnAnEmptyMachineAndIsClean(t *testing.T) {
	t.Parallel()
	machines(t, func(t *testing.T, used, empty machine) {
		a := used.open(t)
		people := borrow(t, a)
		ctx, stop := context.WithCancel(t.Context())
		var all sync.WaitGroup
		paid := make(chan error, 1<<16)
		for p := range atOnce {
			all.Go(func() {
				for i := 0; ctx.Err() == nil; i++ {
					err := people[p].pay(ctx, a, fmt.Sprintf("k%d", i))
					if ctx.Err() == nil {
						paid <- err
					}
				}
			})
		}
		const before = 20
		for range before { // it is well under way
			if err := <-paid; err != nil {
				t.Error(err)
			}
		}
		file := filepath.Join(t.TempDir(), "book.tar")
		made, err := a.Backup(t.Context(), access.System("admin"), app.BackupOptions{Path: file, Passphrase: "correct horse battery"})
		stop()
		all.Wait()
		close(paid)
		for err := range paid {
			if err != nil {
				t.Errorf("a payment during the backup: %v", err)
			}
		}
		if err != nil || !made.Keys || made.Bytes == 0 {
			t.Fatalf("got %+v, %v", made, err)
		}
		done, err := app.Restore(t.Context(), empty.options(), app.RestoreOptions{Path: file, Passphrase: "correct horse battery"})
		if err != nil || done.Files == 0 {
			t.Fatalf("got %+v, %v", done, err)
		}
		back := empty.open(t)
		report, err := back.Verifying.Verify(t.Context(), access.System("verify"))
		if err != nil || report.Contracts != atOnce+1 || len(report.Findings) > 0 {
			t.Errorf("got %+v, %v, want a clean book of %d contracts", report, err, atOnce+1)
		}
		const payments = `select count(*) from payments`
		if n, all := empty.count(t, payments), used.count(t, payments); n < before || n > all {
			t.Errorf("got %d payments of %d, want at least the %d that were acknowledged before the backup", n, all, before)
		}
		if err := people[atOnce].pay(t.Context(), back, "after"); err != nil {
			t.Errorf("a payment on the restored book: %v", err)
		}
	})
}

func TestARestoredBookSendsNothingToTheBankUntilAPersonSaysSo(t *testing.T) {
	t.Parallel()
	machines(t, func(t *testing.T, used, empty machine) {
		a := used.open(t)
		if err := borrow(t, a)[0].pay(t.Context(), a, "k"); err != nil {
			t.Fatal(err)
		}
		if err := a.Cycle.Through(t.Context(), civil.MustParse("2026-02-20"), nil, func(app.Day) {}); err != nil {
			t.Fatal(err)
		}
		const waits = "ach-2026-02-20-1.ach"
		if err := a.Paying.Decide(t.Context(), access.System("bank"), waits, true); !fault.Is(err, fault.Conflict) {
			t.Errorf("got %v, want nothing to decide in a book that was not restored", err)
		}
		file := filepath.Join(t.TempDir(), "book.tar")
		if _, err := a.Backup(t.Context(), access.System("admin"), app.BackupOptions{Path: file}); err != nil {
			t.Fatal(err)
		}
		if _, err := app.Restore(t.Context(), empty.options(), app.RestoreOptions{Path: file}); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "keys") {
			t.Errorf("got %v for a backup without its keys", err)
		}
		keys, err := os.ReadFile(filepath.Join(used.data, app.KeyFile))
		if err != nil || os.WriteFile(filepath.Join(empty.data, app.KeyFile), keys, 0o600) != nil {
			t.Fatal(err)
		}
		if _, err := app.Restore(t.Context(), empty.options(), app.RestoreOptions{Path: file}); err != nil {
			t.Fatal(err)
		}
		back, by := empty.open(t), access.System("bank")
		way := back.Folder(t.TempDir(), "")
		if _, err := back.Paying.Deliver(t.Context(), by, way); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "restored") {
			t.Errorf("got %v, want nothing to leave", err)
		}
		if held, err := back.Paying.Held(t.Context(), by); err != nil || !held.Equal(backupClock.Now()) {
			t.Errorf("got %v, %v, want the instant of the backup", held, err)
		}
		if err := errors.Join(back.Paying.Decide(t.Context(), by, waits, true), back.Paying.Release(t.Context(), by)); err != nil {
			t.Fatal(err)
		}
		if sent, err := back.Paying.Deliver(t.Context(), by, way); err != nil || len(sent) != 0 {
			t.Errorf("got %v, %v after the release, want what the bank has had to stay here", sent, err)
		}
		if sent, err := a.Paying.Deliver(t.Context(), by, a.Folder(t.TempDir(), "")); err != nil || len(sent) != 1 || sent[0].File != waits {
			t.Errorf("got %v, %v: the book that was not restored sends its file", sent, err)
		}
	})
}

func TestABackupThatIsDamagedLockedOrForAnotherPlaceIsRefused(t *testing.T) {
	t.Parallel()
	used, empty := machine{data: t.TempDir()}, machine{data: filepath.Join(t.TempDir(), "empty")}
	a := used.open(t)
	dir := t.TempDir()
	plain, locked := filepath.Join(dir, "plain.tar"), filepath.Join(dir, "locked")
	admin := access.System("admin")
	for path, passphrase := range map[string]string{plain: "", locked: "correct horse battery"} {
		if _, err := a.Backup(t.Context(), admin, app.BackupOptions{Path: path, Passphrase: passphrase}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := a.Backup(t.Context(), admin, app.BackupOptions{Path: plain}); !fault.Is(err, fault.Conflict) {
		t.Errorf("got %v for a backup over another", err)
	}
	if _, err := a.Backup(t.Context(), admin, app.BackupOptions{Path: filepath.Join(dir, "x"), Passphrase: "short"}); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v for a short passphrase", err)
	}
	text, err := os.ReadFile(plain)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := os.ReadFile(filepath.Join(used.data, app.KeyFile))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(text, keys) {
		t.Error("a backup without a passphrase holds the keys")
	}
	changed := bytes.Clone(text)
	changed[bytes.Index(changed, []byte("SQLite format 3"))+5000] ^= 1
	flipped, cut, empties := filepath.Join(dir, "flipped.tar"), filepath.Join(dir, "cut.tar"), filepath.Join(dir, "none.tar")
	for path, text := range map[string][]byte{flipped: changed, cut: text[:len(text)/2], empties: nil} {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name, path, passphrase, want string
		to                           machine
	}{
		{"locked", locked, "", "--passphrase-file", empty},
		{"another passphrase", locked, "correct horse batterie", "does not open", empty},
		{"a changed byte", flipped, "", "damaged", empty},
		{"half of it", cut, "", "damaged", empty},
		{"nothing", empties, "", "damaged", empty},
		{"no file", filepath.Join(dir, "missing"), "", "cannot be read", empty},
		{"a place in use", plain, "", "already", used},
		{"another engine", plain, "", "cannot go into PostgreSQL", machine{empty.data, "postgres://127.0.0.1:1/none"}},
		{"without keys", plain, "", "keys", empty},
	} {
		_, err := app.Restore(t.Context(), c.to.options(), app.RestoreOptions{Path: c.path, Passphrase: c.passphrase})
		if f := fault.Of(err); f == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
		left, err := filepath.Glob(filepath.Join(empty.data, "*.d*"))
		if err != nil || len(left) > 0 {
			t.Errorf("%s left %v behind", c.name, left)
		}
	}
}
