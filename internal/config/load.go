package config

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"strconv"
	"strings"

	"marque/internal/fault"
)

// Bounds of what is read.
const (
	maxFile  = 1 << 20 // a settings file of a megabyte is a mistake
	maxValue = 16 << 10
)

// Setting is one value that can be set by a flag or in the environment. The file holds the same and the lists.
type Setting struct {
	Flag string // --listen; empty when a flag would show a secret in the process list
	Env  string // MARQUE_LISTEN
	Help string
	set  func(c *Config, value string) error
}

// Settings lists every setting, in the order in which help shows them.
func Settings() []Setting {
	return append(general(), outside()...)
}

func general() []Setting {
	return []Setting{
		{"data", "MARQUE_DATA", "directory of the database file, keys and documents", text(func(c *Config) *string { return &c.Data })},
		{"", "MARQUE_DATABASE_URL", "postgres://… to use PostgreSQL; empty is SQLite in the data directory", text(func(c *Config) *string { return &c.DatabaseURL })},
		{"listen", "MARQUE_LISTEN", "address of the portal, host:port", text(func(c *Config) *string { return &c.Listen })},
		{"", "MARQUE_REDIS", "redis://host:6379 by which several processes tell each other of live conversations; empty is one process", text(func(c *Config) *string { return (*string)(&c.Redis) })},
		{"brands", "MARQUE_BRANDS", "folder of your own brands, which marque brand check judges; empty is those of the program", text(func(c *Config) *string { return &c.Brands })},
		{"scanner", "MARQUE_SCANNER", "clamd that looks at uploaded files, unix:PATH or tcp:host:port; empty is none", text(func(c *Config) *string { return &c.Scanner })},
		{"admin-listen", "MARQUE_ADMIN_LISTEN", "address of metrics, host:port; empty is off", text(func(c *Config) *string { return &c.AdminListen })},
		{"site", "MARQUE_SITES", "brand=https://host, several by comma", setSites},
		{"tls-cert", "MARQUE_TLS_CERT", "PEM file of the certificate with its chain; empty leaves TLS to a proxy", text(func(c *Config) *string { return &c.TLSCert })},
		{"tls-key", "MARQUE_TLS_KEY", "PEM file of the certificate's key", text(func(c *Config) *string { return &c.TLSKey })},
		{"acme", "MARQUE_ACME", "letsencrypt, or an ACME directory's address, to get certificates for the sites", text(func(c *Config) *string { return &c.ACME })},
		{"acme-email", "MARQUE_ACME_EMAIL", "where the ACME authority warns", text(func(c *Config) *string { return &c.ACMEEmail })},
		{"http-listen", "MARQUE_HTTP_LISTEN", "address of plain HTTP that leads to https, such as :80; empty is off", text(func(c *Config) *string { return &c.HTTPListen })},
		{"trusted-proxies", "MARQUE_TRUSTED_PROXIES", "networks whose X-Forwarded-For is believed, several by comma", setProxies},
		{"time-zone", "MARQUE_TIME_ZONE", "the lender's time zone", text(func(c *Config) *string { return &c.TimeZone })},
		{"policy", "MARQUE_POLICY", "strict, standard or legacy sign-in", func(c *Config, v string) error { c.Policy = Policy(v); return nil }},
		{"log-level", "MARQUE_LOG_LEVEL", "debug, info, warn or error", setLevel},
	}
}

func outside() []Setting {
	return []Setting{
		{"mail", "MARQUE_MAIL", "how e-mail leaves: log or smtp", text(func(c *Config) *string { return &c.Mail.Driver })},
		{"smtp-host", "MARQUE_SMTP_HOST", "mail server", text(func(c *Config) *string { return &c.Mail.Host })},
		{"smtp-port", "MARQUE_SMTP_PORT", "its port", whole(func(c *Config) *int { return &c.Mail.Port })},
		{"smtp-tls", "MARQUE_SMTP_TLS", "required, implicit, opportunistic or off", text(func(c *Config) *string { return &c.Mail.TLS })},
		{"smtp-user", "MARQUE_SMTP_USER", "user at the mail server", text(func(c *Config) *string { return &c.Mail.User })},
		{"", "MARQUE_SMTP_PASSWORD", "password at the mail server", text(func(c *Config) *string { return (*string)(&c.Mail.Password) })},
		{"mail-from", "MARQUE_MAIL_FROM", "sender, such as Aurelia <no-reply@aurelia.example>", text(func(c *Config) *string { return &c.Mail.From })},
		{"mail-bounce", "MARQUE_MAIL_BOUNCE", "mailbox that letters come back to, such as bounces@aurelia.example", text(func(c *Config) *string { return &c.Mail.Bounce })},
		{"sms", "MARQUE_SMS", "how texts leave: log, http or smpp", text(func(c *Config) *string { return &c.SMS.Driver })},
		{"sms-url", "MARQUE_SMS_URL", "address of the text gateway with {to}, {text} and so on", text(func(c *Config) *string { return &c.SMS.URL })},
		{"sms-user", "MARQUE_SMS_USER", "user at the text gateway", text(func(c *Config) *string { return &c.SMS.User })},
		{"", "MARQUE_SMS_PASSWORD", "password at the text gateway", text(func(c *Config) *string { return (*string)(&c.SMS.Password) })},
		{"sms-from", "MARQUE_SMS_FROM", "sender of texts", text(func(c *Config) *string { return &c.SMS.From })},
		{"sms-per-day", "MARQUE_SMS_PER_DAY", "texts of a day, after which codes by text stop; 0 is no budget", whole(func(c *Config) *int { return &c.SMS.PerDay })},
		{"sms-countries", "MARQUE_SMS_COUNTRIES", "beginnings of the numbers that texts go to, as +1, several by comma", setCountries},
		{"smpp-address", "MARQUE_SMPP_ADDRESS", "short message centre of the driver smpp, host:port", text(func(c *Config) *string { return &c.SMS.SMPP.Address })},
		{"smpp-tls", "MARQUE_SMPP_TLS", "implicit or off", text(func(c *Config) *string { return &c.SMS.SMPP.TLS })},
		{"desk-issuer", "MARQUE_DESK_ISSUER", "identity provider (OpenID Connect) at which staff sign in; empty is none", text(func(c *Config) *string { return &c.Desk.Issuer })},
		{"desk-client", "MARQUE_DESK_CLIENT", "our client id at it", text(func(c *Config) *string { return &c.Desk.ClientID })},
		{"", "MARQUE_DESK_SECRET", "our client secret at it", text(func(c *Config) *string { return (*string)(&c.Desk.Secret) })},
		{"cards", "MARQUE_CARDS", "where payments by card are taken: stripe, or empty for nowhere", text(func(c *Config) *string { return &c.Cards.Driver })},
		{"", "MARQUE_CARDS_KEY", "Stripe's secret key", text(func(c *Config) *string { return (*string)(&c.Cards.Key) })},
		{"", "MARQUE_CARDS_SECRET", "signing secret of Stripe's webhook at /hooks/cards", text(func(c *Config) *string { return (*string)(&c.Cards.Secret) })},
		{"bank", "MARQUE_BANK", "how debits reach the bank: sandbox, folder or sftp", text(func(c *Config) *string { return &c.Bank.Driver })},
	}
}

func text(field func(*Config) *string) func(*Config, string) error {
	return func(c *Config, value string) error { *field(c) = value; return nil }
}

func whole(field func(*Config) *int) func(*Config, string) error {
	return func(c *Config, value string) error {
		n, err := strconv.Atoi(value)
		if err != nil {
			return errors.New("this must be a whole number")
		}
		*field(c) = n
		return nil
	}
}

// setCountries keeps the share that the file gives a country.
func setCountries(c *Config, value string) error {
	countries := []Country{}
	for _, prefix := range list(value) {
		one := Country{Prefix: prefix}
		for _, old := range c.SMS.Countries {
			if old.Prefix == prefix {
				one = old
			}
		}
		countries = append(countries, one)
	}
	c.SMS.Countries = countries
	return nil
}

func setLevel(c *Config, value string) error {
	var level slog.Level
	if level.UnmarshalText([]byte(value)) != nil {
		return errors.New("this must be debug, info, warn or error")
	}
	c.LogLevel = level
	return nil
}

func setSites(c *Config, value string) error {
	sites := []Site{}
	for _, entry := range list(value) {
		brand, url, found := strings.Cut(entry, "=")
		if !found {
			return fmt.Errorf("%q must be written brand=https://host", entry)
		}
		old, _ := c.Site(brand)
		sites = append(sites, Site{Brand: brand, URL: url, MailFrom: old.MailFrom, DKIM: old.DKIM})
	}
	c.Sites = sites
	return nil
}

func setProxies(c *Config, value string) error {
	c.TrustedProxies = list(value)
	return nil
}

func list(value string) []string {
	out := []string{}
	for entry := range strings.SplitSeq(value, ",") {
		if entry = strings.TrimSpace(entry); entry != "" {
			out = append(out, entry)
		}
	}
	return out
}

// Given is what the command line set, to be laid over file and environment by Load.
type Given struct{ values map[string]string }

// Bind adds a flag for each setting that has one to a command's flags.
func Bind(flags *flag.FlagSet) *Given {
	g := &Given{values: map[string]string{}}
	for _, s := range Settings() {
		if s.Flag == "" {
			continue
		}
		flags.Func(s.Flag, s.Help+" ["+s.Env+"]", func(v string) error { g.values[s.Flag] = v; return nil })
	}
	return g
}

// Load puts the settings together: defaults, then the file in the data directory, then the environment, then flags; later wins.
// It returns a fault that names every wrong value. A nil Given means no flags; getenv is os.LookupEnv outside of tests.
func Load(given *Given, getenv func(string) (string, bool)) (Config, error) {
	c := Default()
	over := overrides(given, getenv)
	if dir, set := over["MARQUE_DATA"]; set {
		c.Data = dir.value
	}
	if err := c.readFile(); err != nil {
		return Config{}, err
	}
	var wrong []fault.Field
	for _, s := range Settings() {
		o, set := over[s.Env]
		if !set {
			continue
		}
		if len(o.value) > maxValue {
			wrong = append(wrong, fault.Field{Name: o.from, Message: "This value is longer than any setting."})
		} else if err := s.set(&c, o.value); err != nil {
			wrong = append(wrong, fault.Field{Name: o.from, Message: sentence(err.Error())})
		}
	}
	if len(wrong) > 0 {
		return Config{}, fault.Inputs(wrong)
	}
	return c, c.check()
}

type override struct{ from, value string }

func overrides(given *Given, getenv func(string) (string, bool)) map[string]override {
	out := map[string]override{}
	for _, s := range Settings() {
		if v, set := getenv(s.Env); set {
			out[s.Env] = override{s.Env, v}
		}
		if given == nil || s.Flag == "" {
			continue
		}
		if v, set := given.values[s.Flag]; set {
			out[s.Env] = override{"--" + s.Flag, v}
		}
	}
	return out
}

// readFile lays the settings file over c; no file is no error. An unknown name is refused: it is a typing mistake that would
// otherwise silently leave a default in place.
func (c *Config) readFile() error {
	f, err := os.Open(c.File())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read settings: %w", err)
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return fmt.Errorf("read settings %s: %w", c.File(), err)
	}
	if len(raw) > maxFile {
		return fault.Newf(fault.TooLarge, "%s is larger than a settings file can be.", c.File())
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(c); err != nil {
		return fault.Newf(fault.Invalid, "%s cannot be read: %s.", c.File(), explain(raw, err))
	}
	return nil
}

// explain turns a decoder's error into words with a place.
func explain(raw []byte, err error) string {
	if bad, ok := errors.AsType[*json.SyntaxError](err); ok {
		return fmt.Sprintf("line %d is not JSON", 1+bytes.Count(raw[:min(int(bad.Offset), len(raw))], []byte{'\n'}))
	}
	if bad, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Sprintf("%q must be a %s", bad.Field, bad.Type)
	}
	return strings.TrimPrefix(err.Error(), "json: ")
}

// sentence makes an error's text end as a sentence does.
func sentence(s string) string {
	return strings.ToUpper(s[:1]) + strings.TrimSuffix(s[1:], ".") + "."
}
