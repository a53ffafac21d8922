package ui

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/mail"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"marque/internal/l10n"
)

// CheckBrands judges every brand of a folder and returns their number and a sentence for each fault; LoadBrands refuses a folder with any.
func CheckBrands(files fs.FS) (int, []error) {
	bs, faults := readBrands(files)
	return len(bs.list), faults
}

func readBrands(files fs.FS) (*Brands, []error) {
	out := &Brands{}
	names, err := fs.Glob(files, "*.json")
	if err != nil {
		return out, []error{fmt.Errorf("list the brands: %w", err)}
	}
	if len(names) == 0 || len(names) > maxBrands {
		return out, []error{fmt.Errorf("found %d brands, want between 1 and %d", len(names), maxBrands)}
	}
	var faults []error
	var stems []string
	for _, name := range names {
		b, wrong := readBrand(files, name)
		out.list = append(out.list, b)
		faults = append(faults, wrong...)
		stems = append(stems, strings.TrimSuffix(name, path.Ext(name)))
	}
	return out, slices.Concat(faults, out.distinct(), strays(files, stems))
}

// readBrand reads one brand with its drawings. Everything that is wrong with it is told at once.
func readBrand(files fs.FS, name string) (*Brand, []error) {
	b := &Brand{}
	raw, err := readBounded(files, name, maxBrandFile)
	if err != nil {
		return b, []error{err}
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(b); err != nil {
		return b, []error{fmt.Errorf("brand file %s: %w", name, err)}
	}
	var faults []error
	for _, err := range append(b.validate(), b.dress()...) {
		faults = append(faults, fmt.Errorf("brand file %s: %w", name, err))
	}
	stem := strings.TrimSuffix(name, path.Ext(name))
	logo, err := readDrawing(files, stem+".svg")
	if err != nil {
		faults = append(faults, err)
	}
	if b.motif, err = readDrawing(files, stem+"-motif.svg"); err != nil {
		faults = append(faults, err)
	}
	b.logo = string(logo)
	return b, append(faults, b.readLegal(files, stem)...)
}

// hostShape is a host name of RFC 1123 without a port.
var hostShape = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$`)

// mostHost is the longest host name (RFC 1035, 2.3.4).
const mostHost = 253

// reach judges where a brand is found and who answers: hosts, mailboxes, and its words in every language.
func (b *Brand) reach() []error {
	var faults []error
	for _, h := range b.Hosts {
		if len(h) > mostHost || !hostShape.MatchString(h) {
			faults = append(faults, fmt.Errorf("host %q is not a host name in small letters, without a port", h))
		}
	}
	for _, m := range []struct{ field, value string }{{"email_from", b.EmailFrom}, {"help_email", b.HelpEmail}} {
		if a, err := mail.ParseAddress(m.value); m.value != "" && (err != nil || a.Address != m.value) {
			faults = append(faults, fmt.Errorf("%s %q is not an email address", m.field, m.value))
		}
	}
	if len(b.Address) == 0 || strings.TrimSpace(strings.Join(b.Address, "")) == "" {
		faults = append(faults, errors.New("address is missing: letters and every page's foot name it"))
	}
	for _, l := range l10n.All()[1:] {
		if strings.TrimSpace(b.HoursIn[l.Tag()]) == "" {
			faults = append(faults, fmt.Errorf("hours_in has no words for %s: a reader of %s would read English", l.Tag(), l.Name()))
		}
	}
	for tag := range b.HoursIn {
		if l, known := l10n.Parse(tag); !known || l == l10n.EnUS {
			faults = append(faults, fmt.Errorf("hours_in names %q, which is none of the other languages", tag))
		}
	}
	if b.Answers != nil {
		if _, err := time.LoadLocation(b.Answers.Zone); err != nil || b.Answers.Zone == "" {
			faults = append(faults, fmt.Errorf("answers.zone %q is not a time zone such as America/New_York", b.Answers.Zone))
		}
	}
	return faults
}
