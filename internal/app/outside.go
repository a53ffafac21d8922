package app

import (
	"context"
	"strings"

	"marque/internal/config"
	"marque/internal/core/notice"
	"marque/internal/core/statement"
	"marque/internal/gateway/bank"
	"marque/internal/gateway/mail"
	"marque/internal/gateway/sms"
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
	if given.Bank == nil {
		given.Bank = bank.NewSandbox()
	}
	return given, nil
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
	return mail.New(mail.Settings{
		Host: m.Host, Port: m.Port, User: m.User, Password: m.Password.Reveal(), TLS: mail.TLS(m.TLS), From: m.From, FromOf: from, Now: a.now,
	})
}

func (a *App) texter() (carrier, error) {
	s := a.Config.SMS
	if s.Driver != config.DriverHTTP {
		return sms.NewLog(a.Log), nil
	}
	return sms.New(sms.Settings{
		URL: s.URL, Method: s.Method, Body: s.Body, Headers: s.Headers, Success: s.Success, User: s.User, Password: s.Password.Reveal(), From: s.From,
	})
}

// signers is how each brand signs what it sends.
type signers struct {
	names      map[string]string
	notices    map[string]notice.Brand
	statements map[string]statement.Brand
}

func (a *App) signers() signers {
	out := signers{map[string]string{}, map[string]notice.Brand{}, map[string]statement.Brand{}}
	for _, b := range a.Brands.All() {
		site := a.siteOf(b)
		out.names[b.Key] = b.Name
		out.notices[b.Key] = notice.Brand{Key: b.Key, Name: b.Name, Site: site, Phone: b.Phone, Hours: b.Hours}
		out.statements[b.Key] = statement.Brand{
			Name: b.Name, LegalName: b.LegalName, Address: strings.Join(b.Address, ", "), Phone: b.Phone, Hours: b.Hours, Site: site, Accent: b.Accent.Light,
		}
	}
	return out
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
