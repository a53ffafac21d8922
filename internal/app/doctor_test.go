package app_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"marque/internal/app"
	"marque/internal/civil"
	"marque/internal/config"
	"marque/internal/core/access"
	"marque/internal/gateway/card/cardtest"
	"marque/internal/gateway/idp/idptest"
	"marque/internal/gateway/sms/smstest"
	"marque/internal/store/engine"
	"marque/internal/store/queue"
)

// found are the findings of an examination, one a line.
func found(t *testing.T, o app.Options) string {
	t.Helper()
	all := app.Examine(t.Context(), o, app.ExamineOptions{})
	lines := make([]string, len(all))
	for i, f := range all {
		lines[i] = fmt.Sprintf("%s|%s|%s", f.State, f.Part, f.Says)
	}
	text := strings.Join(lines, "\n")
	if app.Ill(all) != strings.Contains("\n"+text, "\nfault|") {
		t.Errorf("ill is %v for %s", app.Ill(all), text)
	}
	return text
}

func wants(t *testing.T, text string, sentences ...string) {
	t.Helper()
	for _, s := range sentences {
		if !strings.Contains(text, s) {
			t.Errorf("%q is not in:\n%s", s, text)
		}
	}
}

// nobody is an address at which nobody listens.
const nobody = "127.0.0.1:1"

func TestTheDoctorNamesEveryFaultInASentence(t *testing.T) {
	t.Parallel()
	machines(t, func(t *testing.T, used, empty machine) {
		o := used.options()
		o.Now = time.Now
		wants(t, found(t, empty.options()), "fault|data|The data directory "+empty.data+" is not there.")
		if empty.url != "" {
			if err := os.MkdirAll(empty.data, 0o700); err != nil {
				t.Fatal(err)
			}
			wants(t, found(t, empty.options()), "fault|schema|The database is older than this program")
		}
		a, err := app.Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = a.Close() })
		if text := found(t, o); strings.Contains("\n"+text, "\nfault") {
			t.Errorf("a fresh book: got %s", text)
		}
		if _, err := a.Operating.BackupBegins(t.Context(), access.System("admin"), "something to be recorded"); err != nil {
			t.Fatal(err)
		}
		if err := a.Cycle.Through(t.Context(), civil.On(time.Now(), time.UTC)-4, nil, func(app.Day) {}); err != nil {
			t.Fatal(err)
		}
		fail(t, a)
		tamper(t, a.DB)
		text := found(t, broken(t, o))
		wants(t, text, `fault|settings|There is no brand "lada"`, "fault|settings|secret of the sender dealer", "fault|settings|The feed's folder ", "fault|data|Others on this machine can read "+filepath.Join(used.data, app.KeyFile),
			"fault|mail|The mail server cannot be used now", "fault|texts|The text gateway cannot be reached", "fault|bank|Files for the bank cannot be put into",
			"fault|cards|The card processor does not answer", "fault|scanner|The scanner does not answer", "fault|sign-in of staff|", "fault|jobs|Jobs that were given up: 1, the last one test.job", "fault|audit|The record was changed or lost",
			"fault|days|Days that are over and not closed", "fault|certificate|The certificate of "+filepath.Join(used.data, app.KeyFile)+" cannot be used")
		if strings.Contains(text, "very-secret") {
			t.Error("a password is told")
		}
		late := o
		late.Now = func() time.Time { return time.Now().Add(-time.Hour) }
		wants(t, found(t, late), "fault|clock|The newest entry of the audit is ")
		if used.url != "" {
			wants(t, found(t, late), "fault|clock|The database's clock is 1h0m0s from this machine's")
		}
		if err := os.Remove(filepath.Join(used.data, app.KeyFile)); err != nil {
			t.Fatal(err)
		}
		wants(t, found(t, o), "fault|keys|This database has its keys already")
		if _, err := os.Stat(filepath.Join(used.data, app.KeyFile)); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("got %v: the doctor made keys", err)
		}
		o.Config.DatabaseURL = "postgres://marque:very-secret@" + nobody + "/marque"
		if text := found(t, o); !strings.Contains(text, "fault|database|") || strings.Contains(text, "very-secret") {
			t.Errorf("got %s", text)
		}
	})
}

// broken is an installation in which everything that is named is away or wrong.
func broken(t *testing.T, o app.Options) app.Options {
	t.Helper()
	c := &o.Config
	c.Sites = []config.Site{{Brand: "lada", URL: "https://lada.example"}}
	c.Feed.Senders = []config.Sender{{Name: "dealer", SecretFiles: []string{"missing.secret"}}}
	c.Feed.Folder = filepath.Join(c.Data, "no", "feed")
	c.Mail = config.Mail{Driver: config.DriverSMTP, Host: "127.0.0.1", Port: 1, From: "a@lender.example", User: "marque", Password: "very-secret", TLS: config.TLSRequired}
	c.SMS.Driver, c.SMS.URL, c.SMS.Success, c.SMS.Password = config.DriverHTTP, "http://"+nobody+"/?to={to}&text={text}&v={validity_minutes}&p={password}", "ok", "very-secret"
	c.Bank.Driver, c.Bank.Out, c.Bank.In = config.DriverFolder, filepath.Join(c.Data, "no", "out"), filepath.Join(c.Data, "no", "in")
	c.Cards = config.Cards{Driver: config.DriverStripe, Key: "very-secret", Secret: "very-secret", Base: "http://" + nobody}
	c.Scanner, c.Desk.Issuer = "tcp:"+nobody, "http://"+nobody
	c.TLSCert, c.TLSKey = filepath.Join(c.Data, app.KeyFile), filepath.Join(c.Data, app.KeyFile)
	for _, path := range []string{c.Data, filepath.Join(c.Data, app.KeyFile)} {
		if err := os.Chmod(path, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return o
}

// fail lets one job be given up.
func fail(t *testing.T, a *app.App) {
	t.Helper()
	done := make(chan struct{})
	q, err := queue.New(a.DB, queue.Config{Workers: map[string]queue.Worker{"test.job": {Within: patience, Do: func(context.Context, json.RawMessage, int) error {
		defer close(done)
		return queue.Never(errors.New("the bank is closed"))
	}}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.DB.Write(t.Context(), func(tx *engine.Tx) error { return queue.Add(tx, queue.Job{Kind: "test.job", Args: 1}) }); err != nil {
		t.Fatal(err)
	}
	if err := q.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	<-done
	if err := q.Stop(context.Background()); err != nil { // writes down how it ended
		t.Fatal(err)
	}
}

// tamper changes an entry of the audit behind the program's back.
func tamper(t *testing.T, db *engine.DB) {
	t.Helper()
	statements := []string{"drop trigger if exists audits_no_update", "update audits set note = 'nothing happened'"}
	if db.Postgres() {
		statements[0] = "alter table audits disable trigger user"
	}
	err := db.Write(t.Context(), func(tx *engine.Tx) error {
		for _, s := range statements {
			if _, err := tx.Exec(s); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// quietSMTP takes everybody in and no letter.
type quietSMTP struct{ smtp.Session }

// NewSession implements smtp.Backend.
func (q quietSMTP) NewSession(*smtp.Conn) (smtp.Session, error) { return q, nil }

// Reset and Logout implement smtp.Session; a letter would end the test.
func (quietSMTP) Reset()        {}
func (quietSMTP) Logout() error { return nil }

// serveUntilEnd serves on a free port until the test ends.
func serveUntilEnd(t *testing.T, serve func(net.Listener) error) (port int) {
	t.Helper()
	l := listening(t)
	ended := make(chan struct{})
	go func() { defer close(ended); _ = serve(l) }()
	t.Cleanup(func() { _ = l.Close(); <-ended })
	at, _ := l.Addr().(*net.TCPAddr)
	return at.Port
}

// pong answers every connection as clamd answers a ping.
func pong(l net.Listener) error {
	for {
		c, err := l.Accept()
		if err != nil {
			return err
		}
		_, _ = io.ReadFull(c, make([]byte, len("zPING\x00")))
		_, _ = io.WriteString(c, "PONG\x00")
		_ = c.Close()
	}
}

func TestTheDoctorAsksEverybodyOutsideWithoutSendingAnything(t *testing.T) {
	t.Parallel()
	m := machine{data: t.TempDir()}
	o := m.options()
	o.Now = time.Now
	m.open(t)
	centre := smstest.NewCentre("right", nil).Begin(t)
	stripe := cardtest.Begin(t, time.Now)
	c := &o.Config
	c.Mail = config.Mail{Driver: config.DriverSMTP, Host: "127.0.0.1", Port: serveUntilEnd(t, smtp.NewServer(quietSMTP{}).Serve), From: "a@lender.example", TLS: config.TLSOff}
	c.SMS.Driver, c.SMS.User, c.SMS.Password, c.SMS.From = config.DriverSMPP, "marque", "right", "+15555550100"
	c.SMS.SMPP = config.SMPP{Address: centre.Address, TLS: config.TLSOff}
	c.Bank.Driver, c.Bank.Out, c.Bank.In, c.Bank.Destination = config.DriverFolder, t.TempDir(), t.TempDir(), ""
	c.Cards = config.Cards{Driver: config.DriverStripe, Key: cardtest.Key, Secret: cardtest.Secret, Base: stripe.URL}
	c.Scanner = fmt.Sprintf("tcp:127.0.0.1:%d", serveUntilEnd(t, pong))
	c.Desk.Issuer = idptest.Start(t, "https://localhost/back")
	wants(t, found(t, o), "ok|mail|The mail server 127.0.0.1 takes us in.", "ok|texts|The text centre takes us in.", "ok|bank|Both folders", "ok|cards|", "ok|scanner|", "ok|sign-in of staff|")
	if left, err := os.ReadDir(c.Bank.Out); err != nil || len(left) > 0 {
		t.Errorf("got %v, %v in the folder of the bank", left, err)
	}
	c.SMS.Password, c.Cards.Key = "wrong", "sk_wrong"
	wants(t, found(t, o), "fault|texts|The text centre does not take us in: bind: the centre answered", "as it should: status 401")
}
