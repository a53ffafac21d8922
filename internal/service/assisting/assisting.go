// Package assisting is the desk's help with signing in: finding a customer, seeing why the sign-in fails, checking who calls, and the acts
// that follow, some of them decided by a second person. It shows masked values only, every look and act names its reason, and the customer
// is told of each act at every address on file.
package assisting

import (
	"context"
	"io"
	"slices"
	"strings"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/courier"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/seal"
	"marque/internal/store/assists"
	"marque/internal/store/attempts"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/outbox"
	"marque/internal/store/parties"
	"marque/internal/store/texts"
	"marque/internal/store/users"
)

// Deps is what the service needs.
type Deps struct {
	Door    *door.Door
	Box     *seal.Box
	Now     civil.Clock
	IDs     *id.Source
	Random  io.Reader
	Courier *courier.Courier
	Texts   *texts.Gate // which texts may leave; nil is all
	Limits  identity.Limits
	Brand   string            // of customers who have no contract any more
	Sites   map[string]string // address of each brand's portal, no path
}

// Service helps.
type Service struct {
	d       Deps
	users   *users.Store
	parties *parties.Store
}

// New returns a service.
func New(d Deps) *Service {
	return &Service{d: d, users: users.New(d.Box), parties: parties.New(d.Box)}
}

// Hit is a customer that was found.
type Hit struct {
	Party     access.PartyID
	Name      string
	City      string
	Contracts []string
}

// mostHits bounds what one search shows: who finds more asks for more.
const mostHits = 20

// mostTerm bounds what is searched for.
const mostTerm = 254

// Find looks for customers by contract number, VIN, username, e-mail, telephone or name. The term is in no log and no audit.
func (s *Service) Find(ctx context.Context, by access.Actor, term string, why identity.Why) ([]Hit, error) {
	if err := why.Check(); err != nil {
		return nil, err
	}
	if term = strings.TrimSpace(term); term == "" || len(term) > mostTerm {
		return nil, fault.Input("term", "Enter a contract number, VIN, username, email, phone or name.")
	}
	var found []access.PartyID
	err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.CustomerFind, On: access.OnSystem("desk"), Note: why.Note()}, func(r engine.Reader) error {
		var err error
		found, err = s.look(r, term)
		return err
	})
	var hits []Hit
	for i := 0; i < len(found) && err == nil; i++ {
		var h Hit
		h, err = s.hit(ctx, by, found[i], why)
		hits = append(hits, h)
	}
	return hits, err
}

// hit reads what a list shows of one customer. It is a look at that customer, so it is in that customer's audit.
func (s *Service) hit(ctx context.Context, by access.Actor, party access.PartyID, why identity.Why) (Hit, error) {
	h := Hit{Party: party}
	err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.CustomerFind, On: access.OnParty(party), Note: why.Note()}, func(r engine.Reader) error {
		person, err := s.parties.ByID(r, party)
		if err != nil {
			return err
		}
		h.Name, h.City = nameOf(person), strings.Trim(person.Address.City+", "+person.Address.Region, ", ")
		h.Contracts, err = numbersOf(r, party)
		return err
	})
	return h, err
}

// look gathers whom a term may mean, each once.
func (s *Service) look(r engine.Reader, term string) ([]access.PartyID, error) {
	var out []access.PartyID
	for _, way := range []func(engine.Reader, string) ([]access.PartyID, error){s.byContract, s.byUser, s.byContact, s.parties.IDsByName} {
		found, err := way(r, term)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return nil, err
		}
		for _, p := range found {
			if !p.IsZero() && !slices.Contains(out, p) && len(out) < mostHits {
				out = append(out, p)
			}
		}
	}
	return out, nil
}

func (s *Service) byContract(r engine.Reader, term string) ([]access.PartyID, error) {
	term = strings.ToUpper(strings.ReplaceAll(term, " ", ""))
	found, err := contracts.ByVIN(r, term)
	if err != nil {
		return nil, err
	}
	if c, err := contracts.ByNumber(r, term); err == nil {
		found = append(found, c)
	} else if !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	var out []access.PartyID
	for _, c := range found[:min(len(found), mostHits)] {
		members, err := parties.Members(r, c.ID)
		if err != nil {
			return nil, err
		}
		for _, m := range members {
			out = append(out, m.Party)
		}
	}
	return out, nil
}

func (s *Service) byUser(r engine.Reader, term string) ([]access.PartyID, error) {
	u, err := s.users.ByIdentifier(r, identity.ReadIdentifier(term))
	return []access.PartyID{u.Party}, err
}

func (s *Service) byContact(r engine.Reader, term string) ([]access.PartyID, error) {
	if strings.Contains(term, "@") {
		return s.parties.IDsByEmail(r, term)
	}
	phone, err := identity.CheckContact(identity.ContactPhone, term)
	if err != nil {
		return nil, nil //nolint:nilerr // what is no number is nobody's
	}
	return s.parties.IDsByPhone(r, phone)
}

func nameOf(p parties.Party) string { return strings.TrimSpace(p.GivenName + " " + p.FamilyName) }

func numbersOf(r engine.Reader, party access.PartyID) ([]string, error) {
	all, err := contracts.OfParty(r, party)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, c := range all[:min(len(all), mostHits)] {
		out = append(out, c.Terms.Number)
	}
	return out, nil
}

// Help is all that the desk sees of one customer's way in.
type Help struct {
	Party     access.PartyID
	Name      string
	Contracts []string
	User      identity.User // zero: has not registered
	Contacts  []Contact
	Factors   []Factor
	Locks     []Lock
	Attempts  []identity.Attempt // newest first
	Sent      []Sent             // newest first
	Requests  []Asked            // newest first
	Checks    []identity.Check   // newest first
	Proved    time.Time          // until when this agent may act on a check; zero: not checked
	Questions []Question
	Advice    []string
	NewSince  time.Time // a contact changed in the last fourteen days; zero: none did
}

// Contact is an address on file, masked.
type Contact struct {
	Kind  identity.ContactKind
	Shown string
	Since time.Time // zero: since the contract came
	New   bool
	// Failing is when a letter last came back from this mailbox for good, or since when this phone wants no texts; zero when neither.
	Failing time.Time
}

// Factor is one thing that the customer proves with.
type Factor struct {
	Factor   identity.Factor
	Hint     string
	Since    time.Time
	Disabled bool
}

// Lock is something that keeps the customer out for a time.
type Lock struct {
	Outcome identity.Outcome
	Until   time.Time
}

// Sent is one message to the customer and what became of it.
type Sent struct {
	At      time.Time
	Kind    notice.Kind
	Channel notice.Channel
	To      string // masked
	State   outbox.State
	Report  outbox.Report
	Reason  string
}

// Asked is a request with the names of who asked and decided.
type Asked struct {
	identity.Request
	Customer, By, Decided string
}

// Help shows why somebody cannot sign in. The look is in the audit with its reason before anything is read, and the customer sees it.
func (s *Service) Help(ctx context.Context, by access.Actor, party access.PartyID, why identity.Why) (Help, error) {
	if err := why.Check(); err != nil {
		return Help{}, err
	}
	var h Help
	err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.CustomerHelp, On: access.OnParty(party), Note: why.Note()}, func(r engine.Reader) error {
		person, err := s.parties.ByID(r, party)
		if err != nil {
			return err
		}
		h = Help{Party: party, Name: nameOf(person)}
		for _, part := range []func(engine.Reader, *Help) error{s.contacts, s.proofs, s.locks, s.timeline, s.requests} {
			if err := part(r, &h); err != nil {
				return err
			}
		}
		for _, c := range h.Checks {
			if c.Holds(by.User, s.d.Now()) && h.Proved.IsZero() {
				h.Proved = c.At.Add(identity.CheckLife)
			}
		}
		if h.Questions, err = s.questions(r, person); err != nil {
			return err
		}
		h.Advice = advise(h, s.d.Now())
		return nil
	})
	return h, err
}

// failing says since when nothing reaches an address.
func (s *Service) failing(r engine.Reader, c identity.Contact) (time.Time, error) {
	if c.Kind == identity.ContactEmail {
		f, err := outbox.FailingOf(r, s.d.Box, c.Address, s.d.Now())
		return f.Last, err
	}
	at, err := s.d.Texts.Standing(r, c.Address)
	if !at.Stopped {
		at.Since = time.Time{}
	}
	return at.Since, err
}

func (s *Service) contacts(r engine.Reader, h *Help) error {
	var err error
	if h.Contracts, err = numbersOf(r, h.Party); err != nil {
		return err
	}
	all, err := s.parties.Contacts(r, h.Party)
	for _, c := range all {
		fresh := s.fresh(c)
		failing, err := s.failing(r, c)
		if err != nil {
			return err
		}
		h.Contacts = append(h.Contacts, Contact{Kind: c.Kind, Shown: identity.Hint(c.Kind.Factor(), c.Address), Since: c.Since, New: fresh, Failing: failing})
		if fresh && c.Since.After(h.NewSince) {
			h.NewSince = c.Since
		}
	}
	return err
}

// fresh tells whether an address counts as new.
func (s *Service) fresh(c identity.Contact) bool {
	return !c.Since.IsZero() && s.d.Now().Sub(c.Since) < identity.NewContact
}

func (s *Service) proofs(r engine.Reader, h *Help) error {
	u, err := s.users.ByParty(r, h.Party)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	h.User = u
	all, err := s.users.Authenticators(r, u.ID)
	for _, a := range all {
		if a.Factor == identity.FactorRecovery && a.Used > 0 {
			continue
		}
		h.Factors = append(h.Factors, Factor{Factor: a.Factor, Hint: hintOf(a), Since: a.CreatedAt, Disabled: !a.DisabledAt.IsZero()})
	}
	return err
}

func hintOf(a identity.Authenticator) string {
	if a.Factor == identity.FactorText || a.Factor == identity.FactorMail {
		return identity.Hint(a.Factor, a.Secret)
	}
	return ""
}

// locks reads what the throttle holds against the customer's names and codes.
func (s *Service) locks(r engine.Reader, h *Help) error {
	if h.User.ID.IsZero() {
		return nil
	}
	l := s.d.Limits
	for _, g := range []struct {
		rule identity.Rule
		key  string
	}{
		{l.Account, identity.ReadIdentifier(h.User.Username).Folded}, {l.Account, identity.ReadIdentifier(h.User.Email).Folded},
		{l.Codes, h.User.ID.String()}, {l.Authenticator, "user " + h.User.ID.String()},
	} {
		until, err := s.users.Until(r, g.rule, g.key)
		if err != nil {
			return err
		}
		if until.After(s.d.Now()) {
			h.Locks = append(h.Locks, Lock{Outcome: identity.OutcomeOfRule(g.rule.Scope), Until: until})
		}
	}
	return nil
}

func (s *Service) timeline(r engine.Reader, h *Help) error {
	var err error
	if !h.User.ID.IsZero() {
		if h.Attempts, err = attempts.Of(r, s.d.Box, h.User.ID); err != nil {
			return err
		}
	}
	all, err := outbox.Of(r, s.d.Box, h.Party, notice.MessageID{})
	for _, m := range all[:min(len(all), mostSent)] {
		factor := identity.FactorMail
		if m.Channel == notice.SMS {
			factor = identity.FactorText
		}
		h.Sent = append(h.Sent, Sent{
			At: m.Created, Kind: m.Kind, Channel: m.Channel, To: identity.Hint(factor, m.To), State: m.State, Report: m.Report, Reason: m.Reason,
		})
	}
	return err
}

// mostSent is how many messages one page shows.
const mostSent = 30

func (s *Service) requests(r engine.Reader, h *Help) error {
	all, err := assists.Of(r, h.Party)
	if err != nil {
		return err
	}
	if h.Requests, err = s.named(r, all); err != nil {
		return err
	}
	h.Checks, err = assists.Checks(r, h.Party)
	return err
}

// named adds names to requests.
func (s *Service) named(r engine.Reader, all []identity.Request) ([]Asked, error) {
	var out []Asked
	for _, q := range all {
		a := Asked{Request: q}
		for user, name := range map[access.UserID]*string{q.User: &a.Customer, q.AskedBy: &a.By, q.DecidedBy: &a.Decided} {
			if user.IsZero() {
				continue
			}
			u, err := s.users.ByID(r, user)
			if err != nil {
				return nil, err
			}
			*name = u.Name
		}
		out = append(out, a)
	}
	return out, nil
}
