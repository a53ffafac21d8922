package app

import (
	"crypto/tls"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"time"

	"marque/internal/config"
)

// quietest is a log that writes nothing.
func quietest() *slog.Logger { return slog.New(slog.DiscardHandler) }

// settings looks at what the settings name beside the outside: brands, secrets, certificates.
func (e *examiner) settings() {
	c := e.o.Config
	brands, err := loadBrands(c.Brands)
	if err != nil {
		e.told("settings", Fault, err)
		return
	}
	e.a.Brands = brands
	before := len(e.found)
	for _, s := range c.Sites {
		if _, ok := brands.ByKey(s.Brand); !ok {
			e.say("settings", Fault, "There is no brand %q, which sites names. Try: marque admin brands list", s.Brand)
		}
	}
	if _, err := e.a.senders(); err != nil {
		e.told("settings", Fault, err)
	}
	if c.Feed.Pull.TokenFile != "" {
		if _, err := e.a.secretFile(c.Feed.Pull.TokenFile); err != nil {
			e.told("settings", Fault, err)
		}
	}
	if len(c.Sites) == 0 {
		e.say("settings", Mind, "No site is set, so the links in letters lead to %s.", e.a.siteOf(brands.All()[0]))
	}
	if c.Policy != config.Strict && c.Policy != config.Standard {
		e.say("settings", Mind, "The policy %s departs from the standards of sign-in: marque admin compliance", c.Policy)
	}
	if dir := c.Feed.Folder; dir != "" {
		if probe, err := os.CreateTemp(dir, ".check-*"); err != nil {
			e.say("settings", Fault, "The feed's folder %s cannot be used: its files could not be put aside.", dir)
		} else if err := errors.Join(probe.Close(), os.Remove(probe.Name())); err != nil {
			e.told("settings", Fault, err)
		}
	}
	e.certificate()
	if len(e.found) == before {
		e.say("settings", Well, "The settings can be used.")
	}
}

// renewBefore is when a certificate that nobody has renewed is worth a word.
const renewBefore = 14 * 24 * time.Hour

// certificate looks at the way in: whose TLS it is, and how long it holds.
func (e *examiner) certificate() {
	c := e.o.Config
	host, _, err := net.SplitHostPort(c.Listen)
	ip, notIP := netip.ParseAddr(host)
	local := err == nil && (host == "localhost" || notIP == nil && ip.IsLoopback())
	if !c.TLS() && !local && len(c.TrustedProxies) == 0 {
		e.say("settings", Mind, "%s is reached from outside without TLS, and no proxy is trusted. See TLS in the administrator's guide.", c.Listen)
	}
	if c.TLSCert == "" {
		return
	}
	pair, err := tls.LoadX509KeyPair(c.TLSCert, c.TLSKey)
	if err != nil {
		e.say("certificate", Fault, "The certificate of %s cannot be used: %v.", c.TLSCert, err)
		return
	}
	left := pair.Leaf.NotAfter.Sub(e.o.Now())
	switch until := pair.Leaf.NotAfter.UTC().Format(time.DateOnly); {
	case left <= 0:
		e.say("certificate", Fault, "The certificate of %s ended on %s.", c.TLSCert, until)
	case left < renewBefore:
		e.say("certificate", Mind, "The certificate of %s ends on %s.", c.TLSCert, until)
	default:
		e.say("certificate", Well, "The certificate holds until %s.", until)
	}
}

// machine looks at the data directory, its disk and this machine's clock.
func (e *examiner) machine() {
	data := e.o.Config.Data
	info, err := os.Stat(data)
	switch {
	case err != nil:
		e.say("data", Fault, "The data directory %s is not there. marque migrate makes it, or name another by --data.", data)
		return
	case !info.IsDir():
		e.say("data", Fault, "%s is no directory.", data)
		return
	}
	if anothers(info) {
		e.say("data", Mind, "%s belongs to another user. Run commands as that one: what is made here by you it may not be able to use.", data)
	}
	e.modes(data, info)
	e.disk(data)
	if unsynced, known := clockUnsynced(); known && unsynced {
		e.say("clock", Mind, "Nothing keeps this machine's clock right. Codes, sign-ins and the business day go by it: install chrony, or turn on systemd-timesyncd.")
	} else if known {
		e.say("clock", Well, "This machine's clock is kept right.")
	}
}

// modes looks whether others can read what lies in the data directory.
func (e *examiner) modes(data string, info fs.FileInfo) {
	const others = 0o077
	open := []string{}
	if info.Mode().Perm()&others != 0 {
		for _, name := range []string{KeyFile, config.FileName, "marque.db"} {
			if f, err := os.Stat(filepath.Join(data, name)); err == nil && f.Mode().Perm()&others != 0 {
				open = append(open, name)
			}
		}
	}
	for _, name := range open {
		state := Mind
		if name == KeyFile {
			state = Fault
		}
		e.say("data", state, "Others on this machine can read %s: chmod 600 %[1]s", filepath.Join(data, name))
	}
	if len(open) == 0 {
		e.say("data", Well, "Nobody else on this machine reads %s.", data)
	}
}

// What a disk must have free: below the first the next day's close or backup fails; below the second it is worth a word.
const (
	leastFree = 256 << 20
	roomFor   = 3 // times the database: a backup needs it twice for a moment
)

func (e *examiner) disk(data string) {
	free, known := diskFree(data)
	if !known {
		return
	}
	var file int64
	if info, err := os.Stat(e.o.Config.SQLitePath()); err == nil {
		file = info.Size()
	}
	text := megabytes(free)
	switch {
	case free < leastFree:
		e.say("disk", Fault, "Only %s are free under %s.", text, data)
	case free < leastFree+roomFor*file:
		e.say("disk", Mind, "%s are free under %s; a backup beside a database of %s needs more.", text, data, megabytes(file))
	default:
		e.say("disk", Well, "%s are free under %s.", text, data)
	}
}

// awake tells whether one of the processes was seen lately.
func awake(processes []time.Time, now time.Time) bool {
	const beats = 3
	return slices.ContainsFunc(processes, func(seen time.Time) bool { return now.Sub(seen) < beats*holdEvery })
}
