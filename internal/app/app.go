// Package app is the composition root: it opens the database and the keys, makes every service, and starts and stops what runs. Commands
// and end-to-end tests use what it makes; no rule lives here.
package app

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"runtime"
	"time"

	"marque/internal/book"
	"marque/internal/civil"
	"marque/internal/config"
	"marque/internal/core/identity"
	"marque/internal/core/message"
	"marque/internal/courier"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/gateway/sms/smpp"
	"marque/internal/hashing"
	"marque/internal/herald"
	"marque/internal/id"
	"marque/internal/redact"
	"marque/internal/seal"
	"marque/internal/service/adjusting"
	"marque/internal/service/assisting"
	"marque/internal/service/auditing"
	"marque/internal/service/billing"
	"marque/internal/service/caseworking"
	"marque/internal/service/enrolling"
	"marque/internal/service/exporting"
	"marque/internal/service/granting"
	"marque/internal/service/guiding"
	"marque/internal/service/helping"
	"marque/internal/service/informing"
	"marque/internal/service/ledgering"
	"marque/internal/service/lettering"
	"marque/internal/service/messaging"
	"marque/internal/service/notifying"
	"marque/internal/service/onboarding"
	"marque/internal/service/operating"
	"marque/internal/service/overview"
	"marque/internal/service/papering"
	"marque/internal/service/paying"
	"marque/internal/service/publishing"
	"marque/internal/service/receiving"
	"marque/internal/service/recovering"
	"marque/internal/service/rekeying"
	"marque/internal/service/relieving"
	"marque/internal/service/reminding"
	"marque/internal/service/reporting"
	"marque/internal/service/retaining"
	"marque/internal/service/securing"
	"marque/internal/service/servicing"
	"marque/internal/service/signin"
	"marque/internal/service/staffing"
	"marque/internal/service/tending"
	"marque/internal/service/verifying"
	"marque/internal/service/viewing"
	"marque/internal/store/engine"
	"marque/internal/store/queue"
	"marque/internal/store/texts"
	"marque/internal/web/live"
	"marque/internal/web/ui"
	"marque/internal/worker"
)

// Options says what to open and with what from the outside.
type Options struct {
	Config  config.Config
	Now     civil.Clock
	Random  io.Reader    // nil is the system's
	Log     *slog.Logger // nil writes nothing
	Demo    bool         // keep sent messages readable and show them on a page
	Outside Outside      // nil members are made from the configuration
	DB      *engine.DB   // an open database instead of the configured one; Close closes it
	Ease    Ease         // for tests
}

// Ease makes an installation cheaper than it may be in earnest, for tests that are about something else. No setting of the
// configuration reaches it; the zero value is the real thing.
type Ease struct {
	Robots identity.Work // of the check against robots
	Hashes identity.Cost // of passwords
	Live   time.Duration // how often a live connection's session is looked at
}

// Outside is where the program ends: what carries letters, texts and money.
type Outside struct {
	Mail notifying.Mailer
	Text notifying.Texter
	Bank paying.Bank
	Card paying.Cards // nil where cards are not taken
	Scan Scan         // nil where uploaded files are not scanned

	Hooks publishing.Post // messages to partners
}

// Scan says what a scanner found in a file, or nothing for a clean one.
type Scan = func(ctx context.Context, content []byte) (found string, err error)

// App is an open installation.
type App struct {
	Config  config.Config
	Log     *slog.Logger
	DB      *engine.DB
	Queue   *queue.Queue
	Brands  *ui.Brands
	Metrics *Metrics

	Assisting  *assisting.Service
	Auditing   *auditing.Service
	Billing    *billing.Service
	Cases      *caseworking.Service
	Reporting  *reporting.Service
	Enrolling  *enrolling.Service
	Exporting  *exporting.Service
	Granting   *granting.Service
	Publishing *publishing.Service
	Informing  *informing.Service
	Ledgering  *ledgering.Service
	Lettering  *lettering.Service
	Messaging  *messaging.Service
	Notifying  *notifying.Service
	Onboarding *onboarding.Service
	Operating  *operating.Service
	Overview   *overview.Service
	Helping    *helping.Service
	Guiding    *guiding.Service
	Papering   *papering.Service
	Paying     *paying.Service
	Receiving  *receiving.Service
	Recovering *recovering.Service
	Relieving  *relieving.Service
	Adjusting  *adjusting.Service
	Reminding  *reminding.Service
	Rekeying   *rekeying.Service
	Securing   *securing.Service
	Servicing  *servicing.Service
	Retaining  *retaining.Service
	SignIn     *signin.Service
	Staffing   *staffing.Service
	Tending    *tending.Service
	Verifying  *verifying.Service
	Viewing    *viewing.Service
	Cycle      *worker.Cycle

	ease      Ease
	demo      bool
	apps      []Authenticator
	now       civil.Clock
	box       *seal.Box
	ids       *id.Source
	passwords *hashing.Passwords
	centre    *smpp.Client // nil without the driver
	live      *live.Hub    // nil until there are pages
}

// Hashes is how many password hashes were made since the start: each costs 19 MiB and some 40 ms.
func (a *App) Hashes() uint64 { return a.passwords.Count() }

// Progress is how far the close of a day is.
type Progress = billing.Progress

// Day is what the close of one business day did.
type Day = worker.Day

// Open opens an installation. A new SQLite directory is made, migrated and given keys; a PostgreSQL database must have been migrated.
func Open(ctx context.Context, o Options) (*App, error) {
	a, err := openStore(ctx, o)
	if err != nil {
		return nil, err
	}
	if err := a.prepare(ctx); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	if err := a.loadKeys(ctx); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	if err := a.wire(o); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

// Migrate brings the database's schema up to date, whichever it is, and gives a new one its keys.
func Migrate(ctx context.Context, o Options) error {
	a, err := openStore(ctx, o)
	if err != nil {
		return err
	}
	if err := a.migrate(ctx); err != nil {
		return errors.Join(err, a.Close())
	}
	return errors.Join(a.loadKeys(ctx), a.Close())
}

// HangUp ends all live connections; their pages come again, to another process where there is one.
func (a *App) HangUp(ctx context.Context) error {
	if a.live == nil {
		return nil
	}
	return a.live.Close(ctx)
}

// told passes on to live pages that a conversation has changed.
func (a *App) told(t message.Thread) {
	if a.live != nil {
		a.live.Told(t)
	}
}

// Close says goodbye to the text centre and closes the database. Whatever was started must have been stopped before.
func (a *App) Close() error {
	err := a.HangUp(context.Background())
	if a.centre != nil {
		err = errors.Join(err, a.centre.Close())
	}
	return errors.Join(err, a.DB.Close())
}

func openStore(ctx context.Context, o Options) (*App, error) {
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	o.Log = redact.Logger(o.Log) // from here on nobody has another
	a := &App{Config: o.Config, Log: o.Log, demo: o.Demo, ease: o.Ease, now: o.Now, Metrics: newMetrics(), ids: id.NewSource(o.Now, o.Random)}
	if err := dataDirectory(o.Config.Data); err != nil {
		return nil, err
	}
	var err error
	a.DB, err = database(ctx, o)
	return a, err
}

func database(ctx context.Context, o Options) (*engine.DB, error) {
	if o.DB != nil {
		return o.DB, nil
	}
	where := engine.Config{URL: o.Config.DatabaseURL, Log: o.Log}
	if where.URL == "" {
		where.Path = o.Config.SQLitePath()
	}
	return engine.Open(ctx, where)
}

// prepare migrates SQLite by itself; PostgreSQL is shared, so there somebody must say when.
func (a *App) prepare(ctx context.Context) error {
	if !a.DB.Postgres() {
		return a.migrate(ctx)
	}
	schema, err := a.DB.Pending(ctx)
	if err != nil {
		return err
	}
	jobs, err := queue.Pending(ctx, a.DB)
	if err != nil {
		return err
	}
	if schema+jobs > 0 {
		return fault.New(fault.Conflict, "The database is older than this program. Run: marque migrate")
	}
	return nil
}

func (a *App) migrate(ctx context.Context) error {
	if err := a.DB.Migrate(ctx); err != nil {
		return err
	}
	return queue.Migrate(ctx, a.DB)
}

// brandKeys lists the brands' keys.
func (a *App) brandKeys() []string {
	var out []string
	for _, b := range a.Brands.All() {
		out = append(out, b.Key)
	}
	return out
}

// wire makes the services.
func (a *App) wire(o Options) error {
	if o.Random == nil {
		o.Random = rand.Reader
	}
	var err error
	if a.Brands, err = loadBrands(a.Config.Brands); err != nil {
		return err
	}
	if a.passwords, err = hashing.New(hashing.Config{Box: a.box, Random: o.Random, Slots: runtime.NumCPU(), Cost: a.ease.Hashes}); err != nil {
		return err
	}
	outside, err := a.outside(o.Outside)
	if err != nil {
		return err
	}
	signing, err := a.signers()
	if err != nil {
		return err
	}
	dr, bk := door.New(a.DB, a.ids, a.now), book.New(a.now, a.Config.Zone)
	tell := herald.New(a.ids, a.now)
	bk.Watched(tell.Watch)
	post := courier.New(courier.Deps{Box: a.box, IDs: a.ids, Now: a.now, Zone: a.Config.Zone, Brands: signing.notices})
	gate := texts.New(a.reach(), a.box)
	limits, policy := identity.DefaultLimits(), identity.Policy(a.Config.Policy)

	a.Auditing = auditing.New(auditing.Deps{Door: dr, Box: a.box, Now: a.now})
	a.Billing = billing.New(billing.Deps{Door: dr, Book: bk, Box: a.box, IDs: a.ids, Courier: post, Brands: signing.statements})
	a.Enrolling = enrolling.New(enrolling.Deps{
		Door: dr, Box: a.box, Now: a.now, IDs: a.ids, Random: o.Random, Passwords: a.passwords, Courier: post, Texts: gate, Limits: limits, Policy: policy, Brands: signing.statements,
	})
	a.Granting = granting.New(granting.Deps{Door: dr, Box: a.box, Now: a.now, IDs: a.ids, Random: o.Random, Limits: limits, Brands: a.brandKeys()})
	a.Informing = informing.New(informing.Deps{Door: dr, Now: a.now, IDs: a.ids, Texts: gate, Brands: a.brandKeys()})
	a.Lettering = lettering.New(lettering.Deps{Door: dr, Book: bk, Box: a.box, Courier: post, Random: o.Random, Brands: signing.statements, Tariffs: a.tariffs()})
	a.Messaging = messaging.New(messaging.Deps{Door: dr, Book: bk, Box: a.box, Now: a.now, IDs: a.ids, Courier: post, Brands: signing.answers, Scan: outside.Scan, Told: a.told, Figures: a.figures})
	a.Ledgering = ledgering.New(ledgering.Deps{Door: dr, Book: bk})
	a.Notifying = notifying.New(notifying.Deps{
		Door: dr, Box: a.box, Now: a.now, Mail: outside.Mail, Text: outside.Text, Texts: gate, BrandNames: signing.names, Keep: a.demo,
		IDs: a.ids, Courier: post, Brand: a.Brands.All()[0].Key,
	})
	a.Onboarding = onboarding.New(onboarding.Deps{
		Door: dr, Book: bk, Box: a.box, Courier: post, IDs: a.ids, Random: o.Random, Now: a.now, Brands: signing.notices, Tariffs: a.tariffs(),
	})
	a.Tending = tending.New(tending.Deps{Door: dr, Book: bk, Box: a.box, IDs: a.ids, Now: a.now, Courier: post, Tariffs: a.tariffs(), Brands: signing.statements, Scan: outside.Scan})
	a.Helping = helping.New(helping.Deps{Door: dr, Book: bk, Box: a.box, IDs: a.ids, Now: a.now, Random: o.Random, Courier: post, Sites: a.sites()})
	a.Papering = papering.New(papering.Deps{Door: dr, Box: a.box, IDs: a.ids, Now: a.now, Zone: a.Config.Zone})
	a.Cases = caseworking.New(caseworking.Deps{Door: dr, Book: bk, Box: a.box, IDs: a.ids, Courier: post, Tariffs: a.tariffs()})
	a.Reporting = reporting.New(reporting.Deps{Door: dr, Book: bk})
	a.Exporting = exporting.New(exporting.Deps{Door: dr, Book: bk, Box: a.box})
	a.Overview = overview.New(overview.Deps{Door: dr, Book: bk, Box: a.box, Brands: signing.statements})
	a.Paying = paying.New(paying.Deps{
		Door: dr, Book: bk, Box: a.box, IDs: a.ids, Random: o.Random, Courier: post, Bank: outside.Bank, Cards: outside.Card, Calendar: civil.FederalReserve{}, Brands: signing.statements,
		Alone: func(ctx context.Context, fn func() error) error { return a.DB.Exclusively(ctx, "bank", fn) },
	})
	a.Publishing = publishing.New(publishing.Deps{Door: dr, Box: a.box, Now: a.now, IDs: a.ids, Random: o.Random, Post: outside.Hooks, Brands: a.brandKeys()})
	a.Receiving = receiving.New(receiving.Deps{Door: dr, Book: bk, Courier: post})
	a.Recovering = recovering.New(recovering.Deps{
		Door: dr, Box: a.box, Now: a.now, IDs: a.ids, Random: o.Random, Passwords: a.passwords, Texts: gate, Herald: tell, Courier: post, Policy: policy, Limits: limits,
	})
	a.Rekeying = rekeying.New(rekeying.Deps{Door: dr, Box: a.box, Now: a.now})
	a.Reminding = reminding.New(reminding.Deps{Door: dr, Book: bk, Box: a.box, Courier: post, Policies: signing.reminders})
	a.Adjusting = adjusting.New(adjusting.Deps{Door: dr, Book: bk, Box: a.box, Courier: post, Limits: a.waivers()})
	a.Relieving = relieving.New(relieving.Deps{Door: dr, Book: bk, Box: a.box, Courier: post, Brands: signing.statements})
	a.Retaining = retaining.New(retaining.Deps{Door: dr, Now: a.now})
	a.Securing = securing.New(securing.Deps{
		Door: dr, Box: a.box, Now: a.now, IDs: a.ids, Random: o.Random, Passwords: a.passwords, Texts: gate, Herald: tell, Courier: post, Policy: policy, Limits: limits,
	})
	a.Servicing = servicing.New(servicing.Deps{Door: dr, Book: bk})
	a.SignIn = signin.New(signin.Deps{
		Door: dr, Box: a.box, Now: a.now, IDs: a.ids, Random: o.Random, Passwords: a.passwords, Texts: gate, Courier: post, Limits: limits, Policy: policy, Company: a.company(),
	})
	first := a.Brands.All()[0]
	a.Staffing = staffing.New(staffing.Deps{
		Door: dr, Box: a.box, Now: a.now, IDs: a.ids, Random: o.Random, Passwords: a.passwords, Courier: post, Brand: first.Key, Site: a.siteOf(first),
	})
	a.Assisting = assisting.New(assisting.Deps{
		Door: dr, Box: a.box, Now: a.now, IDs: a.ids, Random: o.Random, Courier: post, Texts: gate, Limits: limits, Brand: first.Key, Sites: a.sites(),
	})
	a.Guiding = guiding.New(guiding.Deps{Door: dr, Box: a.box, IDs: a.ids, Now: a.now, Random: o.Random})
	a.Viewing = viewing.New(viewing.Deps{Door: dr, Box: a.box, IDs: a.ids, Now: a.now})
	a.Verifying = verifying.New(verifying.Deps{Door: dr, Book: bk, Box: a.box})
	a.Cycle = &worker.Cycle{Paying: a.Paying, Billing: a.Billing, Lettering: a.Lettering, Relieving: a.Relieving, Reminding: a.Reminding}
	a.Metrics.watchTexts(a.Notifying)
	a.Queue, err = queue.New(a.DB, queue.Config{Workers: worker.Jobs(worker.Services{Notifying: a.Notifying, Paying: a.Paying, Billing: a.Billing, Lettering: a.Lettering, Messaging: a.Messaging, Publishing: a.Publishing}), Log: quiet(a.Log)})
	a.Operating = operating.New(operating.Deps{Door: dr, Queue: a.Queue, Now: a.now})
	a.watchWork()
	return err
}

// quiet lets only the queue's warnings through: its daily business is in the metrics.
func quiet(log *slog.Logger) *slog.Logger { return slog.New(warnings{log.Handler()}) }

type warnings struct{ slog.Handler }

// Enabled implements slog.Handler.
func (w warnings) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && w.Handler.Enabled(ctx, level)
}
