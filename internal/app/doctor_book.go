package app

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"marque/internal/core/incident"
	"marque/internal/gateway/mail"
	"marque/internal/gateway/sms"
	"marque/internal/store/engine"
	"marque/internal/store/queue"
	"marque/internal/store/settings"
)

// book looks at the database, and then at what is in it. What one step needs is in the step before.
func (e *examiner) book(ctx context.Context, how ExamineOptions) {
	c := e.o.Config
	if _, err := os.Stat(c.Data); err != nil {
		return // said already
	}
	if _, err := os.Stat(c.SQLitePath()); err != nil && c.DatabaseURL == "" {
		e.say("database", Fault, "There is no database at %s. marque migrate makes one.", c.SQLitePath())
		return
	}
	o := e.o
	o.Log = quietest()
	a, err := openStore(ctx, o)
	if err != nil {
		e.told("database", Fault, err)
		return
	}
	defer func() { _ = a.Close() }() // nothing was written
	if !e.condition(ctx, a) || !e.schema(ctx, a) || !e.keys(ctx, a) {
		return
	}
	// What lies outside was asked already; here it is only in the way.
	if err := a.wire(Options{Config: c, Now: o.Now, Outside: Outside{Mail: mail.NewLog(a.Log), Text: sms.NewLog(a.Log)}}); err != nil {
		e.told("settings", Fault, err)
		return
	}
	for _, look := range []func(context.Context, *App) error{e.days, e.work, e.money, e.audit(how)} {
		if err := look(ctx, a); err != nil {
			e.told("database", Fault, err)
		}
	}
}

// mostDrift is how far the database's clock may be from ours: its times and ours are compared nowhere in earnest, but a person compares them.
const mostDrift = 5 * time.Second

// condition looks at the database itself.
func (e *examiner) condition(ctx context.Context, a *App) bool {
	c, err := a.DB.Condition(ctx)
	if err != nil {
		e.told("database", Fault, err)
		return false
	}
	if !a.DB.Postgres() {
		e.say("database", Well, "SQLite %s answers; the file has %s.", c.Version, megabytes(c.Bytes))
		return true
	}
	if c.Standby {
		e.say("database", Fault, "PostgreSQL takes no writes: it is a standby, or set to read only.")
		return false
	}
	e.say("database", Well, "PostgreSQL %s answers; the database has %s.", c.Version, megabytes(c.Bytes))
	if !c.Encrypted && !nearby(a.Config.DatabaseURL) {
		e.say("database", Mind, "The way to PostgreSQL is not encrypted: add sslmode=verify-full to its address.")
	}
	if drift := c.Now.Sub(e.o.Now()); drift.Abs() > mostDrift {
		e.say("clock", Fault, "The database's clock is %s from this machine's. Keep both right by NTP.", drift.Abs().Round(time.Second))
	} else {
		e.say("clock", Well, "The database's clock agrees with this machine's.")
	}
	return true
}

// nearby tells whether a PostgreSQL is on this machine.
func nearby(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	host := u.Hostname()
	if q := u.Query().Get("host"); q != "" {
		host = q
	}
	return host == "" || host == "localhost" || strings.HasPrefix(host, "/") || strings.HasPrefix(host, "127.") || host == "::1"
}

// schema looks whether the database fits this program.
func (e *examiner) schema(ctx context.Context, a *App) bool {
	known, err := engine.KnownSchema()
	if err != nil {
		e.told("schema", Fault, err)
		return false
	}
	at, err := a.DB.Schema(ctx)
	if err != nil {
		e.told("schema", Fault, err)
		return false
	}
	if at > known {
		e.say("schema", Fault, "The database is newer (%d) than this program (%d). Start the newer program.", at, known)
		return false
	}
	own, err := a.DB.Pending(ctx)
	if err == nil {
		var jobs int
		jobs, err = queue.Pending(ctx, a.DB)
		own += jobs
	}
	switch {
	case err != nil:
		e.told("schema", Fault, err)
	case own > 0 && a.DB.Postgres():
		e.say("schema", Fault, "The database is older than this program; migrations that wait: %d. Run: marque migrate", own)
	case own > 0:
		e.say("schema", Mind, "Migrations that wait: %d. The next command that opens the book makes them; then ask again.", own)
	default:
		e.say("schema", Well, "The schema is the one of this program (%d).", at)
		return true
	}
	return false
}

// keys looks whether the keys are those of the database, and makes none.
func (e *examiner) keys(ctx context.Context, a *App) bool {
	check, err := settings.KeysCheck(a.DB.Reader(ctx))
	if err == nil && check == "" {
		e.say("keys", Fault, "The database has no keys yet. Run: marque migrate")
		return false
	}
	if err == nil {
		err = a.loadKeys(ctx)
	}
	if err != nil {
		e.told("keys", Fault, err)
		return false
	}
	e.say("keys", Well, "%s opens the database. A copy of it must lie elsewhere: nothing opens without it.", filepath.Join(a.Config.Data, KeyFile))
	return true
}

// days looks whether days are closed as they end.
func (e *examiner) days(ctx context.Context, a *App) error {
	_, at, err := a.Billing.Day(ctx)
	if err != nil {
		return err
	}
	switch behind := a.openDays(at); {
	case at.Pinned:
		e.say("days", Well, "The business date stands at %s, as in a demo.", at.Business)
	case at.Closed.IsZero():
		e.say("days", Mind, "No day was closed yet. marque serve closes the first one by itself.")
	case behind > 1:
		e.say("days", Fault, "Days that are over and not closed: %d; the last that was closed is %s. Run: marque cycle", behind, at.Closed)
	case behind == 1:
		e.say("days", Mind, "%s is over and not closed yet. marque serve does it, or: marque cycle", at.Closed+1)
	default:
		e.say("days", Well, "Every day is closed through %s.", at.Closed)
	}
	return nil
}

// longWait is how long a job or a message may wait while somebody serves.
const longWait = 15 * time.Minute

// work looks who serves, what waits and what was given up.
func (e *examiner) work(ctx context.Context, a *App) error {
	list, err := a.Rekeying.List(ctx, examinedBy())
	if err != nil {
		return err
	}
	seen := make([]time.Time, len(list.Processes))
	for i, p := range list.Processes {
		seen[i] = p.Seen
	}
	now, serves, late := e.o.Now(), awake(seen, e.o.Now()), Mind
	if serves {
		late = Fault // somebody is there to do it
		e.say("processes", Well, "Processes that serve this book: %d.", len(seen))
	} else {
		e.say("processes", Mind, "No process serves this book now: nobody answers customers, and jobs wait.")
	}
	dead, err := a.Operating.Failed(ctx, examinedBy())
	if err != nil {
		return err
	}
	if len(dead) > 0 {
		e.say("jobs", Fault, "Jobs that were given up: %d, the last one %s on %s. See: marque admin jobs failed", len(dead), dead[0].Kind, dead[0].At.UTC().Format(time.RFC3339))
	}
	oldest, err := a.Operating.Waits(ctx, examinedBy())
	if err != nil {
		return err
	}
	if wait := now.Sub(oldest); !oldest.IsZero() && wait > longWait {
		e.say("jobs", late, "Jobs wait since %s.", oldest.UTC().Format(time.RFC3339))
	} else if len(dead) == 0 {
		e.say("jobs", Well, "No job was given up, and none waits long.")
	}
	if err := e.partners(ctx, a); err != nil {
		return err
	}
	return e.messages(ctx, a, late)
}

// partners looks whether messages to partners arrive.
func (e *examiner) partners(ctx context.Context, a *App) error {
	all, err := a.Publishing.List(ctx, examinedBy())
	if err != nil {
		return err
	}
	alive := 0
	for i := range all {
		p := &all[i]
		if !p.Alive() {
			continue
		}
		if alive++; p.Dead > 0 {
			e.say("partners", Mind, "Messages to %s that were given up: %d. See: marque admin hooks dead", p.Name, p.Dead)
		}
	}
	e.say("partners", Well, "Partners that are told what happens: %d.", alive)
	return nil
}

// messages looks whether letters and texts leave.
func (e *examiner) messages(ctx context.Context, a *App, late Health) error {
	board, err := a.Informing.Refresh(ctx)
	if err != nil {
		return err
	}
	for what, s := range map[string]incident.Sending{"Letters": board.Mail, "Texts": board.Texts} {
		if s.At(e.o.Now()) != incident.Working {
			e.say("messages", late, "%s do not leave as they should: %d wait, %d were refused in the last hour.", what, s.Waiting, s.Refused)
		}
	}
	if n := len(board.In("", incident.Going, e.o.Now())); n > 0 {
		e.say("messages", Mind, "Incidents that customers are told of: %d. See: marque admin incidents list", n)
	}
	return nil
}

// money looks what waits for a person at the bank.
func (e *examiner) money(ctx context.Context, a *App) error {
	held, err := a.Paying.Held(ctx, examinedBy())
	if err != nil {
		return err
	}
	if !held.IsZero() {
		e.say("payments", Mind, "This book was restored as of %s, and nothing leaves for the bank until you have asked it: marque bank status, then marque bank send --release", held.UTC().Format(time.RFC3339))
	}
	s, err := a.Paying.Status(ctx, examinedBy())
	if err != nil {
		return err
	}
	if s.Quarantined > 0 {
		e.say("payments", Mind, "Lines of the bank's files that wait for a person: %d. See: marque bank status", s.Quarantined)
	}
	return nil
}

// checkpointAge is how old the newest signed checkpoint of an audit that has moved may be: they are made daily.
const checkpointAge = 48 * time.Hour

// audit proves the record, unless that is left out.
func (e *examiner) audit(how ExamineOptions) func(ctx context.Context, a *App) error {
	return func(ctx context.Context, a *App) error {
		if how.Quick {
			e.say("audit", Mind, "The audit was not proved (--quick).")
			return nil
		}
		r, err := a.Verifying.Record(ctx, examinedBy())
		if err != nil {
			return err
		}
		const shown = 5
		for _, finding := range r.Findings[:min(shown, len(r.Findings))] {
			e.say("audit", Fault, "The record was changed or lost: %s.", finding)
		}
		if len(r.Findings) == 0 {
			e.say("audit", Well, "The audit's chains and checkpoints are whole.")
		}
		if ahead := r.Newest.Sub(e.o.Now()); ahead > time.Minute {
			e.say("clock", Fault, "The newest entry of the audit is %s ahead of this machine's clock: the clock went back.", ahead.Round(time.Second))
		}
		if !r.Checkpoint.IsZero() && r.Newest.Sub(r.Checkpoint) > checkpointAge {
			e.say("audit", Mind, "The last signed checkpoint is of %s; marque serve makes one a day.", r.Checkpoint.UTC().Format(time.DateOnly))
		}
		return nil
	}
}

func megabytes(n int64) string {
	const mega = 1_000_000
	return fmt.Sprintf("%d MB", (n+mega/2)/mega)
}
