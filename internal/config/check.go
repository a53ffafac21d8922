package config

import (
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"marque/internal/fault"
)

// Bounds of lists, each far above what a lender has.
const (
	maxSites   = 100
	maxProxies = 100
	maxHeaders = 50
)

// checker collects what is wrong, so that an operator sees everything at once.
type checker struct{ wrong []fault.Field }

func (k *checker) need(ok bool, name, message string) {
	if !ok {
		k.wrong = append(k.wrong, fault.Field{Name: name, Message: message})
	}
}

// check validates all values and loads the zone.
func (c *Config) check() error {
	k := &checker{}
	k.need(c.Data != "", "data", "Name the data directory.")
	c.checkDatabase(k)
	k.need(isAddress(c.Listen), "listen", "Give an address as host:port, such as 127.0.0.1:8080.")
	k.need(c.Scanner == "" || strings.HasPrefix(c.Scanner, "unix:/") || isAddress(strings.TrimPrefix(c.Scanner, "tcp:")) && strings.HasPrefix(c.Scanner, "tcp:"), "scanner",
		"Give clamd's address as unix:/run/clamav/clamd.ctl or tcp:127.0.0.1:3310, or nothing for none.")
	k.need(isRedis(c.Redis.Reveal()), "redis", "Give Redis's address as redis://host:6379, rediss://user:password@host:6379/0 or unix:///run/redis.sock, or nothing for one process alone.")
	k.need(c.AdminListen == "" || isAddress(c.AdminListen), "admin_listen", "Give an address as host:port, or nothing to leave metrics off.")
	c.checkSites(k)
	c.checkTLS(k)
	c.checkProxies(k)
	zone, err := time.LoadLocation(c.TimeZone)
	k.need(err == nil && c.TimeZone != "" && c.TimeZone != "Local", "time_zone", "Give a zone of the time zone database, such as America/New_York.")
	c.Zone = zone
	k.need(slices.Contains([]Policy{Strict, Standard, Legacy}, c.Policy), "policy", "The policy is strict, standard or legacy.")
	c.Mail.check(k)
	for i, site := range c.Sites {
		site.DKIM.check(k, "sites["+strconv.Itoa(i)+"].dkim")
	}
	c.Mail.DKIM.check(k, "mail.dkim")
	c.SMS.check(k)
	c.Desk.check(k)
	c.Bank.check(k)
	c.Feed.check(k)
	c.Cards.check(k)
	return fault.Inputs(k.wrong)
}

func (c *Config) checkDatabase(k *checker) {
	if c.DatabaseURL == "" {
		return
	}
	u, err := url.Parse(c.DatabaseURL)
	k.need(err == nil && (u.Scheme == "postgres" || u.Scheme == "postgresql"), "database_url", "The database address must begin with postgres://.")
}

func isRedis(s string) bool {
	u, err := url.Parse(s)
	return s == "" || err == nil && (slices.Contains([]string{"redis", "rediss"}, u.Scheme) && u.Host != "" || u.Scheme == "unix" && u.Path != "")
}

func isAddress(s string) bool {
	_, port, err := net.SplitHostPort(s)
	if err != nil {
		return false
	}
	n, err := strconv.Atoi(port)
	return err == nil && n >= 0 && n <= 65535
}

var brandName = regexp.MustCompile(`^[a-z][a-z0-9-]{0,39}$`)

func (c *Config) checkSites(k *checker) {
	k.need(len(c.Sites) <= maxSites, "sites", "There can be at most 100 sites.")
	brands, hosts := map[string]bool{}, map[string]bool{}
	for i, s := range c.Sites {
		at := "sites[" + strconv.Itoa(i) + "]"
		k.need(brandName.MatchString(s.Brand), at+".brand", "A brand's name is lower-case letters, digits and hyphens.")
		k.need(!brands[s.Brand], at+".brand", "Each brand has one site.")
		brands[s.Brand] = true
		u, err := url.Parse(s.URL)
		if err != nil || u.Host == "" {
			k.need(false, at+".url", "Give an address such as https://pay.example.com.")
			continue
		}
		k.need(u.Path == "" && u.RawQuery == "" && u.Fragment == "" && u.User == nil, at+".url", "Give the address without a path.")
		k.need(u.Scheme == "https" || u.Scheme == "http" && isLoopback(u.Hostname()), at+".url", "The address must begin with https://; plain http is for localhost only.")
		k.need(!hosts[u.Host], at+".url", "Two sites have the same address.")
		hosts[u.Host] = true
		k.need(s.MailFrom == "" || isSender(s.MailFrom), at+".mail_from", senderHint)
	}
}

// checkTLS wants one source of certificates, and nothing that only makes sense with one.
func (c *Config) checkTLS(k *checker) {
	k.need((c.TLSCert == "") == (c.TLSKey == ""), "tls_key", "Give the files of both the certificate and its key, or neither.")
	k.need(c.TLSCert == "" || c.ACME == "", "acme", "Certificates come from files or by ACME, not from both.")
	k.need(c.HTTPListen == "" || isAddress(c.HTTPListen), "http_listen", "Give an address as host:port, such as :80.")
	k.need(c.HTTPListen == "" || c.TLS(), "http_listen", "Plain HTTP leads to https: give certificate files or ACME too.")
	k.need(c.ACMEEmail == "" || isSender(c.ACMEEmail), "acme_email", "Give an e-mail address.")
	if c.ACME == "" {
		return
	}
	u, err := url.Parse(c.ACME)
	k.need(c.ACME == LetsEncrypt || err == nil && u.Scheme == "https" && u.Host != "", "acme", "Give letsencrypt, or an address of an ACME directory that begins with https://.")
	k.need(slices.ContainsFunc(c.Sites, func(s Site) bool { return strings.HasPrefix(s.URL, "https://") }), "acme", "Certificates are asked for the sites' hosts: give at least one site with https://.")
}

// isLoopback knows the names that browsers themselves treat as this machine.
func isLoopback(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

func (c *Config) checkProxies(k *checker) {
	k.need(len(c.TrustedProxies) <= maxProxies, "trusted_proxies", "There can be at most 100 networks.")
	for i, p := range c.TrustedProxies {
		_, err := netip.ParsePrefix(p)
		k.need(err == nil, "trusted_proxies["+strconv.Itoa(i)+"]", "Give a network such as 10.0.0.0/8, or one address as 10.0.0.7/32.")
	}
}

const senderHint = "Give a sender such as Aurelia <no-reply@aurelia.example>."

func isSender(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && !strings.ContainsAny(a.Address, "\r\n")
}

// bounceBox is a plain address with room for what stands behind a plus.
var bounceBox = regexp.MustCompile(`^[A-Za-z0-9._-]{1,15}@[A-Za-z0-9.-]+$`)

func (m *Mail) check(k *checker) {
	k.need(m.Driver == DriverLog || m.Driver == DriverSMTP, "mail.driver", "The mail driver is log or smtp.")
	k.need(slices.Contains([]string{TLSRequired, TLSImplicit, TLSOpportunistic, TLSOff}, m.TLS), "mail.tls", "Mail encryption is required, implicit, opportunistic or off.")
	k.need(m.From == "" || isSender(m.From), "mail.from", senderHint)
	k.need(m.Bounce == "" || bounceBox.MatchString(m.Bounce), "mail.bounce", "Give the mailbox for bounces as bounces@aurelia.example, with at most 15 characters before the @.")
	if m.Driver != DriverSMTP {
		return
	}
	k.need(m.Host != "", "mail.host", "Name the mail server.")
	k.need(m.Port > 0 && m.Port <= 65535, "mail.port", "The port is between 1 and 65535.")
	k.need(m.From != "", "mail.from", senderHint)
	k.need(m.TLS == TLSRequired || m.TLS == TLSImplicit || isLoopback(m.Host), "mail.tls", "Mail holds sign-in codes: only a mail server on this machine may be reached without encryption.")
	k.need(m.User == "" || m.TLS != TLSOff || isLoopback(m.Host), "mail.user", "A password is not sent without encryption.")
	k.need((m.User == "") == (m.Password == ""), "mail.password", "Give user and password, or neither.")
}

// maxRoles bounds the values of a claim that are mapped: no company has more groups for one desk.
const maxRoles = 1000

func (o *Desk) check(k *checker) {
	const most = 1_000_000_00 // a slip of the keyboard, not a fee
	for role, w := range o.Waivers {
		k.need(role == "agent" || role == "senior", "desk.waivers", "Only agents and seniors waive fees.")
		k.need(w.Act >= 0 && w.Act <= w.Day && w.Day <= most, "desk.waivers."+role, "Give cents: what is waived at once is not more than a day's, and that at most 1,000,000.00.")
	}
	if o.Issuer == "" {
		return
	}
	u, err := url.Parse(o.Issuer)
	k.need(err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http" && isLoopback(u.Hostname())), "desk.issuer",
		"Give the provider's address; it must begin with https://, plain http is for this machine only.")
	k.need(o.ClientID != "", "desk.client_id", "Give our client id at the provider.")
	k.need(o.Secret != "", "desk.secret", "Give our client secret at the provider.")
	k.need(o.RolesClaim == "" || len(o.Roles) > 0, "desk.roles", "Say which role each value of the claim gives.")
	k.need(len(o.Roles) <= maxRoles, "desk.roles", "There can be at most 1,000 values.")
}

func (s *SMS) check(k *checker) {
	k.need(slices.Contains([]string{DriverLog, DriverHTTP, DriverSMPP}, s.Driver), "sms.driver", "The text driver is log, http or smpp.")
	s.checkReach(k)
	s.checkSMPP(k)
	k.need(s.Method == "GET" || s.Method == "POST", "sms.method", "The method is GET or POST.")
	k.need(len(s.Headers) <= maxHeaders, "sms.headers", "There can be at most 50 headers.")
	_, err := regexp.Compile(s.Success)
	k.need(err == nil, "sms.success", "This is not a regular expression.")
	if s.Driver != DriverHTTP {
		return
	}
	s.checkHTTP(k)
}

func (s *SMS) checkHTTP(k *checker) {
	u, err := url.Parse(strings.NewReplacer("{", "", "}", "").Replace(s.URL))
	if err != nil || u.Host == "" {
		k.need(false, "sms.url", "Give the address of the text gateway.")
		return
	}
	k.need(u.Scheme == "https" || u.Scheme == "http" && isLoopback(u.Hostname()), "sms.url", "Texts hold sign-in codes: the address must begin with https://, plain http is for this machine only.")
	k.need(s.Success != "", "sms.success", "Say by a regular expression how the gateway says yes, such as ^(0: Accepted|3: Queued) for Kannel.")
}

// check wants the three parts together; the key is read where letters are signed.
func (d DKIM) check(k *checker, at string) {
	some, all := d.Domain+d.Selector+d.KeyFile != "", d.Domain != "" && d.Selector != "" && d.KeyFile != ""
	k.need(!some || all, at, "A signature needs domain, selector and key_file.")
}

// maxCountries is more than there are calling codes.
const maxCountries = 500

var callingCode = regexp.MustCompile(`^\+[1-9][0-9]{0,9}$`)

// checkReach also says where texts go when nobody said it.
func (s *SMS) checkReach(k *checker) {
	if len(s.Countries) == 0 {
		s.Countries = []Country{{Prefix: "+1"}}
	}
	k.need(s.PerDay >= 0, "sms.per_day", "The budget of a day is a number of texts, or 0 for none.")
	k.need(len(s.Countries) <= maxCountries, "sms.countries", "There can be at most 500 countries.")
	seen := map[string]bool{}
	for i, c := range s.Countries {
		at := "sms.countries[" + strconv.Itoa(i) + "]"
		k.need(callingCode.MatchString(c.Prefix) && !seen[c.Prefix], at, "Give each beginning of numbers once, as +1 or +49.")
		k.need(c.PerHour >= 0, at, "The share of an hour is a number of texts, or 0 for no limit.")
		seen[c.Prefix] = true
	}
	if s.Report.Base != "" {
		u, err := url.Parse(s.Report.Base)
		k.need(err == nil && u.Host != "" && u.Path == "" && (u.Scheme == "https" || isLoopback(u.Hostname())), "sms.report.base",
			"Give the address as https://host without a path; plain http is for this machine only.")
	}
}

func (s *SMS) checkSMPP(k *checker) {
	k.need(s.SMPP.TLS == TLSImplicit || s.SMPP.TLS == TLSOff, "sms.smpp.tls", "Encryption to the centre is implicit or off.")
	if s.Driver != DriverSMPP {
		return
	}
	host, _, err := net.SplitHostPort(s.SMPP.Address)
	k.need(err == nil, "sms.smpp.address", "Give the centre's address as host:port.")
	k.need(err != nil || s.SMPP.TLS == TLSImplicit || isPrivate(host), "sms.smpp.tls",
		"Texts hold sign-in codes: without encryption only a centre in a private network, such as the far end of a tunnel, may be reached.")
}

// isPrivate knows this machine and addresses that are not routed (RFC 1918, RFC 4193).
func isPrivate(host string) bool {
	ip, err := netip.ParseAddr(host)
	return isLoopback(host) || err == nil && ip.IsPrivate()
}

func (b *Bank) check(k *checker) {
	known := slices.Contains([]string{DriverSandbox, DriverFolder, DriverSFTP}, b.Driver)
	k.need(known, "bank.driver", "The bank driver is sandbox, folder or sftp.")
	k.need(len(b.Companies) <= maxSites, "bank.companies", "There can be at most 100 companies.")
	for i, c := range b.Companies {
		k.need(brandName.MatchString(c.Brand), "bank.companies["+strconv.Itoa(i)+"].brand", "A brand's name is lower-case letters, digits and hyphens.")
	}
	if b.Driver == DriverSandbox || !known {
		return
	}
	k.need(b.Destination != "", "bank.destination", "Give your bank's routing number, nine digits.")
	k.need(b.Out != "", "bank.out", "Name the folder that the bank reads.")
	k.need(b.In != "", "bank.in", "Name the folder that the bank writes.")
	if b.Driver == DriverFolder {
		return
	}
	k.need(isAddress(b.SFTPHost), "bank.sftp_host", "Give the bank's server as host:port, such as sftp.bank.example:22.")
	k.need(b.SFTPUser != "", "bank.sftp_user", "Give the user that the bank gave you.")
	k.need(b.SFTPKeyFile != "", "bank.sftp_key_file", "Name the file of your private key.")
	k.need(b.SFTPHostKey != "", "bank.sftp_host_key", "Give the server's public key, such as ssh-ed25519 AAAA…, or its fingerprint SHA256:…. The bank tells it to you.")
}

func (c *Cards) check(k *checker) {
	k.need(c.Driver == "" || c.Driver == DriverStripe, "cards.driver", "The card driver is stripe, or nothing to take no cards.")
	if c.Driver == "" {
		return
	}
	k.need(c.Key != "", "cards.key", "Give Stripe's secret key.")
	k.need(c.Secret != "", "cards.secret", "Give the signing secret of the webhook at /hooks/cards, which Stripe shows.")
	u, err := url.Parse(c.Base)
	k.need(c.Base == "" || err == nil && (u.Scheme == "https" || isLoopback(u.Hostname())), "cards.base", "The address must begin with https://; plain http is for this machine only.")
}

// mostSecrets is how many secrets of one sender hold at a time: the old one and the new one.
const mostSecrets = 2

func (f *Feed) check(k *checker) {
	k.need(len(f.Senders) <= maxSites, "feed.senders", "There can be at most 100 senders.")
	seen := map[string]bool{}
	for i, s := range f.Senders {
		at := "feed.senders[" + strconv.Itoa(i) + "]"
		k.need(brandName.MatchString(s.Name) && !seen[s.Name], at+".name", "Give each sender a name of its own: lower-case letters, digits and hyphens.")
		n := len(s.Secrets) + len(s.SecretFiles)
		k.need(n >= 1 && n <= mostSecrets, at+".secrets", "A sender has one secret, or two while they change.")
		seen[s.Name] = true
	}
	if f.Pull == (Pull{}) {
		return
	}
	u, err := url.Parse(f.Pull.URL)
	here := err == nil && isLoopback(u.Hostname())
	k.need(err == nil && u.Host != "" && u.User == nil && u.Fragment == "" && (u.Scheme == "https" || u.Scheme == "http" && here), "feed.pull.url",
		"Give an address that begins with https:// and has no password in it; plain http is for this machine only.")
	k.need(f.Pull.TokenFile != "" || here, "feed.pull.token_file", "A feed holds personal data: name the file with the token that is shown there.")
}
