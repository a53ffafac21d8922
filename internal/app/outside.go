package app

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"marque/internal/config"
	"marque/internal/core/leaseend"
	"marque/internal/core/message"
	"marque/internal/core/notice"
	"marque/internal/core/reminder"
	"marque/internal/core/statement"
	"marque/internal/fault"
	"marque/internal/gateway/bank"
	"marque/internal/gateway/bank/ach"
	"marque/internal/gateway/bank/folder"
	"marque/internal/gateway/bank/sepa"
	"marque/internal/gateway/bank/sftp"
	"marque/internal/gateway/card"
	"marque/internal/gateway/clamd"
	"marque/internal/gateway/idp"
	"marque/internal/gateway/mail"
	"marque/internal/gateway/sms"
	"marque/internal/gateway/sms/smpp"
	"marque/internal/gateway/webhook"
	"marque/internal/l10n"
	"marque/internal/service/messaging"
	"marque/internal/service/notifying"
	"marque/internal/service/paying"
	"marque/internal/service/signin"
	"marque/internal/web/ui"
)

// outside fills in what was not given from the configuration.
func (a *App) outside(given Outside) (Outside, error) {
	var err error
	if given.Mail == nil {
		if given.Mail, err = a.mailer(); err != nil {
			return given, err
		}
	}
	if given.Text == nil {
		if given.Text, err = a.texter(); err != nil {
			return given, err
		}
	}
	if given.Bank.Rail == nil {
		if given.Bank, err = a.bank(); err != nil {
			return given, err
		}
	}
	if given.Scan == nil && a.Config.Scanner != "" {
		scanner, err := clamd.New(a.Config.Scanner)
		if err != nil {
			return given, err
		}
		given.Scan = scanner.Scan
	}
	if given.Hooks == nil {
		given.Hooks = webhook.New()
	}
	if given.Card == nil && a.Config.Cards.Driver == config.DriverStripe {
		given.Card, err = a.cards()
	}
	return given, err
}

// cards makes the way to the card processor.
func (a *App) cards() (*card.Stripe, error) {
	c := a.Config.Cards
	secrets := []string{c.Secret.Reveal()}
	if c.OldSecret != "" {
		secrets = append(secrets, c.OldSecret.Reveal())
	}
	return card.New(card.Settings{Base: c.Base, Key: c.Key.Reveal(), Secrets: secrets, Now: a.now})
}

// spool is the folder in the data directory where files to the bank are put together.
const spool = "bank-spool"

// bank makes the rail, and the way to the bank.
func (a *App) bank() (paying.Bank, error) {
	b := a.Config.Bank
	from := bank.Nobody()
	if b.Destination != "" {
		from = originator(b)
	}
	rail, err := ach.New(from)
	if err != nil {
		return paying.Bank{}, err
	}
	out := paying.Bank{Rail: rail, SEPA: sepa.Reader()}
	if c := b.SEPA; c.CreditorID != "" {
		out.Euro = true
		if out.SEPA, err = sepa.New(sepa.Creditor{Name: c.Name, ID: c.CreditorID, IBAN: c.IBAN, BIC: c.BIC}); err != nil {
			return paying.Bank{}, err
		}
	}
	switch b.Driver {
	case config.DriverFolder:
		out.Carrier = a.Folder(b.Out, b.In)
	case config.DriverSFTP:
		out.Carrier, err = sftp.New(sftp.Settings{
			Addr: b.SFTPHost, User: b.SFTPUser, KeyFile: b.SFTPKeyFile, HostKey: b.SFTPHostKey, Out: b.Out, In: b.In,
		})
	default:
		out.Player = bank.NewSandbox(rail)
	}
	return out, err
}

func originator(b config.Bank) ach.Originator {
	out := ach.Originator{
		Destination: b.Destination, DestinationName: b.DestinationName, Origin: b.Origin, OriginName: b.OriginName, ODFI: b.ODFI,
		Company: ach.Company{Name: b.CompanyName, ID: b.CompanyID}, Companies: map[string]ach.Company{},
	}
	for _, c := range b.Companies {
		out.Companies[c.Brand] = ach.Company{Name: c.CompanyName, ID: c.CompanyID}
	}
	return out
}

// Folder is a way to and from the bank by folders.
func (a *App) Folder(out, in string) paying.Carrier {
	return folder.New(out, in, filepath.Join(a.Config.Data, spool))
}

// carrier is what both kinds of drivers are.
type carrier interface {
	Send(ctx context.Context, e notice.Envelope) (string, error)
}

func (a *App) mailer() (carrier, error) {
	m := a.Config.Mail
	if m.Driver != config.DriverSMTP {
		return mail.NewLog(a.Log), nil
	}
	from := map[string]string{}
	for _, s := range a.Config.Sites {
		if s.MailFrom != "" {
			from[s.Brand] = s.MailFrom
		}
	}
	keys, err := a.DKIM()
	if err != nil {
		return nil, err
	}
	return mail.New(mail.Settings{
		Host: m.Host, Port: m.Port, User: m.User, Password: m.Password.Reveal(), TLS: mail.TLS(m.TLS), From: m.From, FromOf: from, Bounce: m.Bounce,
		DKIM: keys[""], DKIMOf: keys, Now: a.now,
	})
}

// DKIM loads the keys that letters are signed with: each brand's own, and under no name the one of all others.
func (a *App) DKIM() (map[string]*mail.DKIM, error) {
	all := map[string]config.DKIM{"": a.Config.Mail.DKIM}
	for _, s := range a.Config.Sites {
		all[s.Brand] = s.DKIM
	}
	keys := map[string]*mail.DKIM{}
	for brand, d := range all {
		if d.Domain == "" {
			continue
		}
		file := d.KeyFile
		if filepath.Base(file) == file {
			file = filepath.Join(a.Config.Data, file)
		}
		var err error
		if keys[brand], err = mail.LoadDKIM(d.Domain, d.Selector, file); err != nil {
			return nil, err
		}
	}
	return keys, nil
}

func (a *App) texter() (carrier, error) {
	s := a.Config.SMS
	switch s.Driver {
	case config.DriverHTTP:
		return sms.New(sms.Settings{
			URL: s.URL, Method: s.Method, Body: s.Body, Headers: s.Headers, Success: s.Success, User: s.User, Password: s.Password.Reveal(),
			From: s.From, Base: a.reportBase,
		})
	case config.DriverSMPP:
		client, err := smpp.New(smpp.Settings{
			Address: s.SMPP.Address, TLS: s.SMPP.TLS != config.TLSOff, User: s.User, Password: s.Password.Reveal(), SystemType: s.SMPP.SystemType,
			From: s.From, Window: s.SMPP.Window, Log: a.Log,
			Receipt: func(ctx context.Context, name string, delivered bool) error {
				return a.Notifying.Hear(ctx, notifying.Said{Name: name, Delivered: delivered})
			},
			Reply: func(ctx context.Context, from, text string) error { return a.Notifying.Heard(ctx, from, text) },
		})
		if err != nil {
			return nil, err
		}
		a.centre = client
		return client, nil
	}
	return sms.NewLog(a.Log), nil
}

// reportBase is where gateways reach the portal.
func (a *App) reportBase(brand string) string {
	if base := a.Config.SMS.Report.Base; base != "" {
		return base
	}
	b, ok := a.Brands.ByKey(brand)
	if !ok {
		b = a.Brands.All()[0]
	}
	return a.siteOf(b)
}

// CameBack takes a letter from the mailbox for bounces, as it is; recipient is the address it went to, as the mail server says it, or nothing.
// It tells whether it was a report on a letter of ours.
func (a *App) CameBack(ctx context.Context, letter io.Reader, recipient string) (bool, error) {
	b, ok, err := mail.ReadBounce(letter, recipient)
	if !ok || err != nil {
		return false, err
	}
	err = a.Notifying.CameBack(ctx, b)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil, err
}

// RepliesAt is the address to which a gateway hands over texts that came to us.
func (a *App) RepliesAt() string { return a.reportBase("") + a.Notifying.RepliesAt() }

// reach says where texts may go.
func (a *App) reach() notice.Reach {
	r := notice.Reach{PerDay: a.Config.SMS.PerDay}
	for _, c := range a.Config.SMS.Countries {
		r.Countries = append(r.Countries, notice.Country{Prefix: c.Prefix, PerHour: c.PerHour})
	}
	return r
}

// warnings says at the start what does not leave although customers wait for it.
func (a *App) warnings() {
	if a.demo {
		return
	}
	for what, driver := range map[string]string{"mail": a.Config.Mail.Driver, "text": a.Config.SMS.Driver} {
		if cmp.Or(driver, config.DriverLog) == config.DriverLog {
			a.Log.Warn("nothing leaves: the driver is log, so nobody gets a code", "kind", what)
		}
	}
}

// signers is how each brand signs what it sends.
type signers struct {
	names      map[string]string
	notices    map[string]notice.Brand
	statements map[string]statement.Brand
	reminders  map[string]reminder.Policy
	answers    map[string]messaging.Brand
}

// check refuses a policy of a brand's that is out of bounds.
func (s signers) check() error {
	for brand, p := range s.reminders {
		if err := p.Check(); err != nil {
			return fmt.Errorf("brand %s: %w", brand, err)
		}
	}
	for brand, b := range s.answers {
		if err := b.Hours.Check(); err != nil {
			return fmt.Errorf("brand %s: %w", brand, err)
		}
	}
	return nil
}

func (a *App) signers() (signers, error) {
	out := signers{map[string]string{}, map[string]notice.Brand{}, map[string]statement.Brand{}, map[string]reminder.Policy{}, map[string]messaging.Brand{}}
	for _, b := range a.Brands.All() {
		site := a.siteOf(b)
		out.names[b.Key] = b.Name
		out.notices[b.Key] = notice.Brand{Key: b.Key, Name: b.Name, Site: site, Phone: b.Phone, Hours: b.Hours, HoursIn: b.HoursIn, Operator: operator(b), Texts: legalTexts(b)}
		out.statements[b.Key] = statement.Brand{
			Name: b.Name, LegalName: b.LegalName, Address: strings.Join(b.Address, ", "), Phone: b.Phone, Hours: b.Hours, HoursIn: b.HoursIn, Site: site, Accent: b.Accent.Light,
			License: b.License, Imprint: imprint(b, site), Clauses: clauses(b),
		}
		if r := b.Reminders; r != nil {
			out.reminders[b.Key] = reminder.Policy{Before: r.BeforeDue, Stages: r.PastDue}
		}
		hours, err := a.answers(b)
		if err != nil {
			return out, fmt.Errorf("brand %s: %w", b.Key, err)
		}
		out.answers[b.Key] = messaging.Brand{Name: b.Name, Phone: b.Phone, Hours: hours}
	}
	return out, out.check()
}

// tariffs are the brands' own tariffs of excess wear, as their files have them.
func (a *App) tariffs() leaseend.Tariffs {
	out := leaseend.Tariffs{}
	for _, b := range a.Brands.All() {
		if b.Tariff == nil {
			continue
		}
		t := leaseend.Tariff{Version: b.Tariff.Version, Currency: b.Tariff.Currency}
		for _, l := range b.Tariff.Lines {
			t.Lines = append(t.Lines, leaseend.Wear{Key: l.Key, What: l10n.OfWords(l.What), Free: l10n.OfWords(l.Free), Price: l.Amount()})
		}
		out[b.Key] = t
	}
	return out
}

// operator is who operates a brand's portal in law, in one line.
func operator(b *ui.Brand) string {
	line := b.Company()
	if b.License != "" {
		line += ", " + b.License
	}
	return line
}

// legalTexts lead to a brand's legal texts.
func legalTexts(b *ui.Brand) []notice.Text {
	var out []notice.Text
	for _, k := range b.LegalTexts() {
		out = append(out, notice.Text{Name: k.Words(), Path: ui.LegalPath(k)})
	}
	return out
}

// imprint is where a brand's imprint stands, as people type it; empty without one.
func imprint(b *ui.Brand, site string) string {
	if !slices.Contains(b.LegalTexts(), ui.Imprint) {
		return ""
	}
	return strings.TrimPrefix(site, "https://") + ui.LegalPath(ui.Imprint)
}

// clauses are what a brand's papers say besides, as its file has them.
func clauses(b *ui.Brand) []statement.Clause {
	out := make([]statement.Clause, len(b.Clauses))
	for i, c := range b.Clauses {
		out[i] = statement.Clause(c)
	}
	return out
}

// answers are when a brand answers messages: what it says, or office hours of the lender's zone.
func (a *App) answers(b *ui.Brand) (message.Hours, error) {
	says := b.Answers
	if says == nil {
		says = &ui.Answers{Zone: a.Config.Zone.String(), Days: map[string]string{"mon-fri": "09:00-17:00"}, Holidays: true, Within: 8}
	}
	h := message.Hours{Holidays: says.Holidays, Answer: time.Duration(says.Within) * time.Hour}
	var err error
	if h.Zone, err = time.LoadLocation(says.Zone); err != nil {
		return h, fmt.Errorf("answers: %w", err)
	}
	h.Days, err = message.ParseHours(says.Days)
	return h, err
}

// siteOf is the brand's public address: the configured one, or its first host over TLS.
func (a *App) siteOf(b *ui.Brand) string {
	if site, ok := a.Config.Site(b.Key); ok {
		return strings.TrimSuffix(site.URL, "/")
	}
	if len(b.Hosts) == 0 {
		return "https://localhost"
	}
	return "https://" + b.Hosts[0]
}

// deskCompanyBack is where the identity provider sends people back to.
const deskCompanyBack = ui.PathDeskSignIn + "/company/back"

// company is the identity provider of the staff, or none.
func (a *App) company() signin.Company {
	if a.Config.Desk.Issuer == "" {
		return nil
	}
	return a.companyAt(a.siteOf(a.Brands.All()[0]))
}

func (a *App) companyAt(site string) *idp.Provider {
	c := a.Config.Desk
	return idp.New(idp.Settings{
		Issuer: c.Issuer, ClientID: c.ClientID, Secret: c.Secret.Reveal(), Redirect: site + deskCompanyBack, RolesClaim: c.RolesClaim, Roles: c.Roles,
	})
}

// sites maps each brand to its address.
func (a *App) sites() map[string]string {
	out := map[string]string{}
	for _, b := range a.Brands.All() {
		out[b.Key] = a.siteOf(b)
	}
	return out
}
