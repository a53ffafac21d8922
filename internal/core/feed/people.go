package feed

import (
	"net/mail"
	"regexp"
	"strings"

	"marque/internal/civil"
)

// Role is a person's part in a contract.
type Role string

// The roles. A loan has one borrower and a lease one lessee; the others owe beside them, or vouch for them.
const (
	Borrower   Role = "borrower"
	CoBorrower Role = "co_borrower"
	Lessee     Role = "lessee"
	CoLessee   Role = "co_lessee"
	Guarantor  Role = "guarantor"
)

// Person is a party of a contract as the retail system knows it. Fields that may be absent are empty then.
type Person struct {
	Role       Role
	Ref        string // the retail system's reference; the same person has the same one on every contract
	GivenName  string
	FamilyName string
	BirthDate  civil.Date
	Email      string
	Phone      string // E.164
	TaxIDLast4 string
	Locale     string // BCP 47; empty when nothing was said
	Address    Address
}

// Address is where a person lives.
type Address struct {
	Line1, Line2, City, Region, PostalCode, Country, TimeZone string
}

// oldest is the greatest age in years that a birth date may imply.
const oldest = 130

func (r *reader) people(o object, kind string) []Person {
	var out []Person
	refs := map[string]string{}
	for _, each := range o.objects("parties", MaxParties) {
		p := r.person(each)
		if first, twice := refs[p.Ref]; twice && p.Ref != "" {
			r.refuse(each.at("party_ref"), "%q stands already at %s.", p.Ref, first)
		}
		refs[p.Ref] = each.path
		out = append(out, p)
	}
	if len(out) > 0 {
		r.checkRoles(o, kind, out)
	}
	return out
}

// checkRoles wants exactly one first obligor, of the word that belongs to the kind of contract.
func (r *reader) checkRoles(o object, kind string, people []Person) {
	first, other := Borrower, Lessee
	if kind == "lease" {
		first, other = Lessee, Borrower
	}
	n := 0
	for _, p := range people {
		switch p.Role {
		case "":
			return // refused already
		case first:
			n++
		case other:
			r.refuse(o.at("parties"), "A %s has a %s, not a %s.", kind, first, other)
			return
		}
	}
	if n != 1 {
		r.refuse(o.at("parties"), "A %s has exactly one %s; here are %d.", kind, first, n)
	}
}

func (r *reader) person(o object) Person {
	p := Person{
		Role: Role(o.oneOf("role", false, string(Borrower), string(CoBorrower), string(Lessee), string(CoLessee), string(Guarantor))),
		Ref:  o.reference("party_ref", false), GivenName: o.text("given_name", rule{max: maxName}), FamilyName: o.text("family_name", rule{max: maxName}),
		BirthDate: o.birth(), Email: o.email("email"), Phone: o.phone("phone"), Locale: o.matching("locale", localeTag, "en-US"),
		TaxIDLast4: o.lastFour("tax_id_last4"), Address: r.address(o.object("address", false)),
	}
	o.done()
	return p
}

// birth reads an optional birth date. What was given is not repeated in the sentence: reports are read by many.
func (o object) birth() civil.Date {
	text := o.text("birth_date", rule{max: maxCode, optional: true})
	if text == "" {
		return 0
	}
	d, err := civil.Parse(text)
	if err != nil || d > o.r.at || d < o.r.at.AddMonths(-12*oldest, 1) {
		o.r.refuse(o.at("birth_date"), "This is not the birth date of a living person, written YYYY-MM-DD.")
		return 0
	}
	return d
}

// lastFour reads the end of a tax number, and does not repeat it either.
func (o object) lastFour(name string) string {
	s := o.text(name, rule{max: maxName, optional: true})
	if s != "" && !fourDigits.MatchString(s) {
		o.r.refuse(o.at(name), "These are not the last four digits of a tax number.")
		return ""
	}
	return s
}

func (r *reader) address(o object) Address {
	a := Address{
		Line1: o.text("line1", rule{max: maxLine}), Line2: o.text("line2", rule{max: maxLine, optional: true}), City: o.text("city", rule{max: maxName}),
		Region: o.text("region", rule{max: maxName, optional: true}), Country: o.matching("country", country, "US"),
		PostalCode: o.text("postal_code", rule{max: 16, optional: true}), TimeZone: o.zone("time_zone"),
	}
	if !o.ok {
		return a
	}
	if a.Country == "" && !o.has("country") {
		r.refuse(o.at("country"), "This is missing.")
	}
	if a.Country == "US" {
		r.americanAddress(o, a)
	}
	o.done()
	return a
}

func (r *reader) americanAddress(o object, a Address) {
	if !stateCode.MatchString(a.Region) {
		r.refuse(o.at("region"), "A state of the United States has two letters, such as PA.")
	}
	if !zip.MatchString(a.PostalCode) {
		r.refuse(o.at("postal_code"), "A ZIP code has five digits, or nine with a hyphen.")
	}
}

// What some texts look like. E.164 admits fifteen digits; the shortest numbers in use have seven. In the North American plan
// (country code 1) there are ten, and neither the area nor the exchange begins with 0 or 1.
var (
	fourDigits = regexp.MustCompile(`^[0-9]{4}$`)
	country    = regexp.MustCompile(`^[A-Z]{2}$`)
	stateCode  = regexp.MustCompile(`^[A-Z]{2}$`)
	zip        = regexp.MustCompile(`^[0-9]{5}(-[0-9]{4})?$`)
	e164       = regexp.MustCompile(`^\+[2-9][0-9]{6,14}$|^\+1[2-9][0-9]{2}[2-9][0-9]{6}$`)
	localeTag  = regexp.MustCompile(`^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2}|-[0-9]{3})?$`)
	zoneName   = regexp.MustCompile(`^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+){0,2}$`)
)

// matching reads an optional text of a given form.
func (o object) matching(name string, form *regexp.Regexp, like string) string {
	s := o.text(name, rule{max: maxName, optional: true})
	if s != "" && !form.MatchString(s) {
		o.r.refuse(o.at(name), "%q is not written like %s.", shorten(s), like)
		return ""
	}
	return s
}

func (o object) phone(name string) string {
	s := o.text(name, rule{max: maxCode, optional: true})
	if s != "" && !e164.MatchString(s) {
		o.r.refuse(o.at(name), "This is not a telephone number in international form, such as +12015550123.")
		return ""
	}
	return s
}

func (o object) zone(name string) string {
	s := o.matching(name, zoneName, "America/New_York")
	if s != "" && o.r.rules.Zone != nil && !o.r.rules.Zone(s) {
		o.r.refuse(o.at(name), "There is no time zone %q.", shorten(s))
	}
	return s
}

// email reads an optional mail address: what net/mail reads as a bare address, and which mail servers everywhere deliver — no quoted
// local part, no address literal, a domain with a point.
func (o object) email(name string) string {
	s := o.text(name, rule{max: maxEmail, optional: true})
	if s == "" {
		return ""
	}
	parsed, err := mail.ParseAddress(s)
	if err != nil || parsed.Address != s || !deliverable(s) {
		o.r.refuse(o.at(name), "This is not an e-mail address, such as name@example.com.")
		return ""
	}
	return s
}

func deliverable(address string) bool {
	at := strings.LastIndexByte(address, '@')
	local, domain := address[:at], address[at+1:]
	if len(local) > 64 || strings.ContainsAny(address, "\"[]()<>,;: ") || !strings.Contains(domain, ".") {
		return false
	}
	for label := range strings.SplitSeq(domain, ".") {
		if label == "" || len(label) > 63 || strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") {
			return false
		}
	}
	return true
}
