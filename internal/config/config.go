// Package config is what an operator can set: values with defaults that run on a laptop, checked once at the start and explained in
// sentences. Where a value comes from is in load.go; what is done with it is the business of whoever gets it.
package config

import (
	"log/slog"
	"path/filepath"
	"time"
)

// FileName is the optional file in the data directory that holds settings.
const FileName = "marque.json"

// Config is everything that can be set. The zero value with its defaults filled in (see Default) runs on one machine without a server
// beside it: SQLite, mail and texts to the log, loopback only.
type Config struct {
	Data           string     `json:"-"`               // the data directory: database file, keys, documents
	DatabaseURL    string     `json:"database_url"`    // postgres://…; empty is SQLite in the data directory
	Listen         string     `json:"listen"`          // host:port of the portal
	AdminListen    string     `json:"admin_listen"`    // host:port of metrics and profiles; empty is off
	Sites          []Site     `json:"sites"`           // which brand answers under which address
	TLSCert        string     `json:"tls_cert"`        // PEM file of the certificate and its chain; empty leaves TLS to a proxy
	TLSKey         string     `json:"tls_key"`         // PEM file of its key
	ACME           string     `json:"acme"`            // letsencrypt, or the address of another ACME directory; empty is off
	ACMEEmail      string     `json:"acme_email"`      // where the authority warns
	HTTPListen     string     `json:"http_listen"`     // host:port of plain HTTP that leads to https; empty is off
	TrustedProxies []string   `json:"trusted_proxies"` // networks (CIDR) whose X-Forwarded-For is believed
	TimeZone       string     `json:"time_zone"`       // the lender's zone: when its business day begins
	Policy         Policy     `json:"policy"`
	LogLevel       slog.Level `json:"log_level"`
	Mail           Mail       `json:"mail"`
	SMS            SMS        `json:"sms"`
	Bank           Bank       `json:"bank"`
	Cards          Cards      `json:"cards"`
	Brands         string     `json:"brands"`  // folder of the lender's own brands; empty is the program's
	Scanner        string     `json:"scanner"` // of uploaded files: unix:/run/clamav/clamd.ctl or tcp:host:port; empty is none
	Redis          Secret     `json:"redis"`   // redis://user:password@host:6379/0, by which several processes tell each other of live conversations; empty is one process
	Desk           Desk       `json:"desk"`
	Feed           Feed       `json:"feed"`

	// Zone is TimeZone, loaded.
	Zone *time.Location `json:"-"`
}

// Site is one public address of the portal and the brand that it shows.
type Site struct {
	Brand    string `json:"brand"`
	URL      string `json:"url"`       // https://pay.example.com, no path
	MailFrom string `json:"mail_from"` // sender of this brand's mail; empty is mail.from
	DKIM     DKIM   `json:"dkim"`      // signs this brand's mail; empty is mail.dkim
}

// DKIM says with which key letters are signed. Without a domain they are not.
type DKIM struct {
	Domain   string `json:"domain"`
	Selector string `json:"selector"`
	KeyFile  string `json:"key_file"` // PEM, RSA or Ed25519; a plain name lies in the data directory
}

// LetsEncrypt is the short name of the best known ACME authority.
const LetsEncrypt = "letsencrypt"

// TLS tells whether connections to Listen are encrypted by the program itself.
func (c Config) TLS() bool { return c.TLSCert != "" || c.ACME != "" }

// Policy says how strictly sign-in follows the standards; what each one deviates from is printed at start-up.
type Policy string

// The policies. Standard is the default.
const (
	Strict   Policy = "strict"
	Standard Policy = "standard"
	Legacy   Policy = "legacy"
)

// The drivers. Log writes that there was something to send, never what.
const (
	DriverLog  = "log"
	DriverSMTP = "smtp"
	DriverHTTP = "http"
	DriverSMPP = "smpp"
)

// The drivers of the bank. The sandbox plays a bank; by folder and by SFTP go real files.
const (
	DriverSandbox = "sandbox"
	DriverFolder  = "folder"
	DriverSFTP    = "sftp"
)

// DriverStripe takes cards on pages of Stripe's.
const DriverStripe = "stripe"

// How mail is encrypted on its way to the server.
const (
	TLSRequired      = "required"      // STARTTLS or nothing is sent
	TLSImplicit      = "implicit"      // TLS from the first byte, usually port 465
	TLSOpportunistic = "opportunistic" // STARTTLS when offered; can be stripped by an attacker on the way
	TLSOff           = "off"           // never; only for a server on this machine
)

// Mail says how e-mail leaves.
type Mail struct {
	Driver   string `json:"driver"` // log or smtp
	Host     string `json:"host"`
	Port     int    `json:"port"`
	User     string `json:"user"`
	Password Secret `json:"password"`
	TLS      string `json:"tls"`
	Bounce   string `json:"bounce"` // bounces@aurelia.example: where letters come back to; empty is the sender
	From     string `json:"from"`   // Aurelia <no-reply@aurelia.example>
	DKIM     DKIM   `json:"dkim"`
}

// SMS says how texts leave. URL, Body and the values of Headers may hold {to}, {text}, {from}, {user}, {password}, {basic}, {dedup},
// {report}, {validity_minutes} and {validity_seconds}; internal/gateway/sms says how each is escaped.
type SMS struct {
	Driver   string            `json:"driver"` // log, http or smpp
	URL      string            `json:"url"`
	Method   string            `json:"method"`
	Body     string            `json:"body"`
	Headers  map[string]string `json:"headers"`
	Success  string            `json:"success"` // regular expression on the answer's body; its first group is the gateway's id
	User     string            `json:"user"`
	Password Secret            `json:"password"`
	From     string            `json:"from"`

	SMPP      SMPP      `json:"smpp"`
	Report    Report    `json:"report"`
	Inbound   Inbound   `json:"inbound"`
	PerDay    int       `json:"per_day"`   // texts of a day, over all countries; then codes by text stop until the next day
	Countries []Country `json:"countries"` // where texts may go; empty is +1
}

// SMPP says where the short message centre of the driver smpp is; user, password and sender are those of SMS.
type SMPP struct {
	Address    string `json:"address"` // host:port
	TLS        string `json:"tls"`     // implicit or off
	SystemType string `json:"system_type"`
	Window     int    `json:"window"` // most texts on their way at a time
}

// Report says how a gateway reports what became of a text, at the address that {report} stands for.
type Report struct {
	Base      string `json:"base"`      // https://host of this portal as the gateway reaches it; empty is the brand's site
	Field     string `json:"field"`     // of the query, form or JSON body; empty is status
	Delivered string `json:"delivered"` // regular expressions on the field's value; empty reads Kannel, Twilio and Vonage
	Failed    string `json:"failed"`
}

// Inbound says in which fields a gateway hands over texts that came to us, at the address that marque texts address prints. Empty reads Kannel,
// Twilio and Vonage.
type Inbound struct {
	From string `json:"from"` // the sender's number
	Text string `json:"text"`
}

// Country is one beginning of telephone numbers that texts go to.
type Country struct {
	Prefix  string `json:"prefix"`   // +1; a longer one wins
	PerHour int    `json:"per_hour"` // texts of an hour; 0 is no limit
}

// Desk is the identity provider at which the lender's own people sign in to the desk (OpenID Connect), and what they may do. Without an issuer there is none.
type Desk struct {
	Issuer     string            `json:"issuer"`
	ClientID   string            `json:"client_id"`
	Secret     Secret            `json:"secret"`
	RolesClaim string            `json:"roles_claim"` // the claim with roles or groups; empty leaves roles to marque admin users
	Roles      map[string]string `json:"roles"`       // the claim's values to agent, senior, collections, operator, auditor

	Waivers map[string]Waivers `json:"waivers"` // what a role may waive of fees without a second person; a role that is not there has the program's limits
}

// Waivers is how much somebody of a role may waive without a second person, in cents. Nothing is nothing.
type Waivers struct {
	Act int64 `json:"act"` // at once
	Day int64 `json:"day"` // on one business day
}

// Feed says who may hand messages over to the retail feed, and how. Without a sender HTTP is closed.
type Feed struct {
	Senders []Sender `json:"senders"`
	Folder  string   `json:"folder"` // where another system puts whole files of messages; empty is none
	Pull    Pull     `json:"pull"`
}

// Pull says from where the retail feed is fetched every minute. Without an address it is fetched nowhere.
type Pull struct {
	URL       string `json:"url"`
	TokenFile string `json:"token_file"` // shown as a bearer token; a plain name lies in the data directory
}

// Sender is a system that signs what it sends (Standard Webhooks).
type Sender struct {
	Name        string   `json:"name"`
	Secrets     []Secret `json:"secrets"`      // whsec_…, two at most: the old one and the new one while they change
	SecretFiles []string `json:"secret_files"` // the same, each in a file of its own; a plain name lies in the data directory
	Sources     []string `json:"sources"`      // what its messages may name as their source; none is any
}

// Bank says how debits reach the bank. The bank gives the names and numbers of its contract with the lender; without them only the sandbox works.
type Bank struct {
	Driver          string    `json:"driver"`           // sandbox, folder or sftp
	Destination     string    `json:"destination"`      // the bank's routing number ("immediate destination")
	DestinationName string    `json:"destination_name"` // its name
	Origin          string    `json:"origin"`           // what the bank calls us ("immediate origin"), nine or ten characters
	OriginName      string    `json:"origin_name"`
	ODFI            string    `json:"odfi"`         // first eight digits of the originating bank's routing number; empty takes destination's
	CompanyID       string    `json:"company_id"`   // ten characters
	CompanyName     string    `json:"company_name"` // what customers see on their bank statements, sixteen characters
	Companies       []Company `json:"companies"`    // of brands with a name of their own
	Out             string    `json:"out"`          // the folder that the bank reads
	In              string    `json:"in"`           // the folder that the bank writes
	SFTPHost        string    `json:"sftp_host"`    // host:port
	SFTPUser        string    `json:"sftp_user"`
	SFTPKeyFile     string    `json:"sftp_key_file"` // private key without passphrase, readable by its owner only
	SFTPHostKey     string    `json:"sftp_host_key"` // the server's public key, or its fingerprint SHA256:…
	SEPA            SEPA      `json:"sepa"`          // for contracts in euros
}

// Cards says where payments by card are taken. Without a driver they are not.
type Cards struct {
	Driver    string `json:"driver"`     // empty or stripe
	Key       Secret `json:"key"`        // Stripe's secret key
	Secret    Secret `json:"secret"`     // the signing secret of the webhook at /hooks/cards
	OldSecret Secret `json:"old_secret"` // the one before it, while it is being changed
	Base      string `json:"base"`       // another address than Stripe's, for trying things out
}

// SEPA is who debits in euros are for. Without a creditor there are none.
type SEPA struct {
	Name       string `json:"name"`        // what customers see on their bank statements
	CreditorID string `json:"creditor_id"` // SEPA creditor identifier, from the central bank
	IBAN       string `json:"iban"`        // where the money goes
	BIC        string `json:"bic"`         // of that bank; may be empty
}

// Company is how one brand stands on its customers' bank statements.
type Company struct {
	Brand       string `json:"brand"`
	CompanyID   string `json:"company_id"`
	CompanyName string `json:"company_name"`
}

// Secret is a value that no log or message ever shows. Use Reveal where it is really needed.
type Secret string

// String hides the value.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "(set)"
}

// GoString hides the value from %#v.
func (s Secret) GoString() string { return s.String() }

// LogValue hides the value from slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText hides the value from JSON.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the value.
func (s *Secret) UnmarshalText(b []byte) error { *s = Secret(b); return nil }

// Reveal returns the value.
func (s Secret) Reveal() string { return string(s) }

// Default is what holds when nothing is set.
func Default() Config {
	return Config{
		Data:     "data",
		Listen:   "127.0.0.1:8080",
		TimeZone: "America/New_York",
		Policy:   Standard,
		Mail:     Mail{Driver: DriverLog, Port: 587, TLS: TLSRequired},
		SMS:      SMS{Driver: DriverLog, Method: "GET", PerDay: defaultPerDay, SMPP: SMPP{TLS: TLSImplicit, Window: defaultWindow}},
		Bank:     Bank{Driver: DriverSandbox},
	}
}

// The defaults of texts: a day's budget far above what a lender of ten thousand contracts needs, and few at once.
const (
	defaultPerDay = 20_000
	defaultWindow = 10
)

// File is the path of the optional settings file.
func (c Config) File() string { return filepath.Join(c.Data, FileName) }

// SQLitePath is where the SQLite database lies when there is no DatabaseURL.
func (c Config) SQLitePath() string { return filepath.Join(c.Data, "marque.db") }

// Site returns the site of a brand, and whether there is one.
func (c Config) Site(brand string) (Site, bool) {
	for _, s := range c.Sites {
		if s.Brand == brand {
			return s, true
		}
	}
	return Site{}, false
}
