package securing

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/store/audits"
	"marque/internal/store/clients"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/parties"
)

// Look is one time that somebody else opened something of this person's, or did something with it.
type Look struct {
	At       time.Time
	Agent    string           // the name, or nothing when whoever it was is gone
	By       access.ActorKind // an agent, a partner's program, or a customer: by an app, or another person
	Other    bool             // another person: on the contract too, or let in
	On       bool             // of another person: on the contract too
	Do       access.Action
	Why      identity.Reason // empty where none was asked for
	Contract string          // number of the contract that it was about; empty when it was about none

	Shown identity.ContactKind // the address that was shown in full; empty for any other look
	Page  string               // the page that was seen as the person sees it; empty for any other look
	Words string               // the reason for that, in the agent's own words
}

// Who is whose looks a list shows.
type Who string

// Whose looks a list may show.
const (
	Anybody   Who = ""
	Staff     Who = "staff"
	Companies Who = "companies"
	Apps      Who = "apps"
	People    Who = "people"
)

// Looks is one page of who looked.
type Looks struct {
	Looks []Look
	Older string // opens the next page; empty on the last one
}

// The bounds of lists: of what a page shows beside other things, and of one page of all.
const (
	mostLooks = 50
	mostRead  = 400 // to find these: a live conversation has many lines
	pageLooks = 25
)

// LookedAt lists who looked at a person's account and contracts, newest first, a page at a time; older is what the page before gave.
func (s *Service) LookedAt(ctx context.Context, v identity.Session, who Who, older string) (Looks, error) {
	before, err := readKey(older)
	if err != nil {
		return Looks{}, err
	}
	var out Looks
	err = s.d.Door.Read(ctx, own(v, access.SessionList, ""), func(r engine.Reader) error {
		w := who.watch()
		w.User, w.Before, w.Limit = v.User.ID, before, pageLooks+1
		rows, err := s.others(r, v.User, w)
		if err != nil {
			return err
		}
		out = Looks{}
		if len(rows) > pageLooks {
			rows = rows[:pageLooks]
			out.Older = writeKey(rows[pageLooks-1])
		}
		out.Looks, err = s.named(r, rows)
		return err
	})
	return out, err
}

func (w Who) watch() audits.Watch {
	any := w != Staff && w != Companies && w != Apps && w != People
	return audits.Watch{Staff: any || w == Staff, Partners: any || w == Companies, Apps: any || w == Apps, People: any || w == People}
}

// writeKey and readKey carry a place in a list through an address.
func writeKey(last audits.Row) string {
	return strconv.FormatInt(engine.Micros(last.At), 10) + "." + last.ID.String()
}

func readKey(text string) (audits.Key, error) {
	if text == "" {
		return audits.Key{}, nil
	}
	at, name, _ := strings.Cut(text, ".")
	micros, err1 := strconv.ParseInt(at, 10, 64)
	entry, err2 := id.Parse[audits.Entry](name)
	if err1 != nil || err2 != nil || micros <= 0 {
		return audits.Key{}, fault.New(fault.NotFound, "There is no such page.")
	}
	return audits.Key{At: engine.FromMicros(micros), ID: entry}, nil
}

// looks gathers the newest of what others did. Of an app's own looks the last of each kind is shown, so that they do not hide those of others.
func (s *Service) looks(r engine.Reader, u identity.User) ([]Look, error) {
	w := Anybody.watch()
	w.User, w.Limit = u.ID, mostRead
	apps := w
	w.Apps, apps.Staff, apps.Partners, apps.People = false, false, false, false
	others, err := s.others(r, u, w)
	if err != nil {
		return nil, err
	}
	own, err := s.others(r, u, apps)
	if err != nil {
		return nil, err
	}
	rows := append(lastOfTalks(others), lastOfEach(own)...)
	slices.SortFunc(rows, newestFirst)
	return s.named(r, rows[:min(len(rows), mostLooks)])
}

func newestFirst(a, b audits.Row) int {
	return cmp.Or(b.At.Compare(a.At), strings.Compare(b.ID.String(), a.ID.String()))
}

// others reads what is watched about the user, the party and its contracts.
func (s *Service) others(r engine.Reader, u identity.User, w audits.Watch) ([]audits.Row, error) {
	subjects := []access.Subject{access.OnUser(u.ID), access.OnParty(u.Party)}
	members, err := parties.MemberOf(r, u.Party)
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		subjects = append(subjects, access.OnContract(m.Contract))
	}
	var rows []audits.Row
	for _, on := range subjects {
		found, err := audits.Others(r, on, w)
		if err != nil {
			return nil, err
		}
		rows = append(rows, found...)
	}
	slices.SortFunc(rows, newestFirst)
	return rows[:min(len(rows), w.Limit)], nil
}

// lastOfEach keeps the newest look of each app and kind, and everything that an app did.
func lastOfEach(rows []audits.Row) []audits.Row {
	type kind struct {
		client access.ClientID
		do     access.Action
	}
	seen := map[kind]bool{}
	return slices.DeleteFunc(rows, func(row audits.Row) bool {
		k := kind{row.Client, row.Action}
		again := row.Outcome == audits.Looked && seen[k]
		seen[k] = true
		return again
	})
}

// lastOfTalks keeps of what an agent read and wrote in one conversation the newest of each hour: a live conversation has many lines, and they
// stand in it.
func lastOfTalks(rows []audits.Row) []audits.Row {
	type talk struct {
		actor, note string
		do          access.Action
		hour        int64
	}
	seen := map[talk]bool{}
	return slices.DeleteFunc(rows, func(row audits.Row) bool {
		k := talk{row.ActorID, row.Note, row.Action, row.At.Unix() / int64(time.Hour/time.Second)}
		again := (row.Action == access.MessageRead || row.Action == access.MessageWrite) && row.Outcome != audits.Refused && seen[k]
		seen[k] = true
		return again
	})
}

// named puts names to what was done.
func (s *Service) named(r engine.Reader, rows []audits.Row) ([]Look, error) {
	out := make([]Look, len(rows))
	names := map[string]Look{}
	for i, row := range rows {
		who, known := names[row.ActorID+row.Client.String()+row.SubjectID]
		if !known {
			var err error
			if who, err = s.doer(r, row); err != nil {
				return nil, err
			}
			names[row.ActorID+row.Client.String()+row.SubjectID] = who
		}
		who.At, who.Do, who.Why = row.At, row.Action, identity.ReasonIn(row.Note)
		if row.Action == access.CustomerReveal {
			who.Shown = identity.RevealedIn(row.Note)
		}
		if which, page := identity.ViewingIn(row.Note); !which.IsZero() {
			var err error
			if who.Page, who.Words, err = page, "", nil; row.Action != access.ViewEnd {
				who.Words, err = s.viewingWords(r, which)
			}
			if err != nil {
				return nil, err
			}
		}
		out[i] = who
	}
	return out, nil
}

// viewingWords is why somebody of us saw a person's pages; nothing when that is kept no longer.
func (s *Service) viewingWords(r engine.Reader, which identity.ViewingID) (string, error) {
	v, err := s.viewings.ByID(r, which)
	if fault.Is(err, fault.NotFound) {
		err = nil
	}
	return v.Words, err
}

// doer says who did something, and on which contract.
func (s *Service) doer(r engine.Reader, row audits.Row) (Look, error) {
	var out Look
	var err error
	switch {
	case !row.Client.IsZero():
		out.By = access.CustomerKind
		out.Agent, err = s.program(r, row.Client.String())
	case row.ActorKind == access.PartnerKind.String():
		out.By = access.PartnerKind
		out.Agent, err = s.program(r, row.ActorID)
	case row.ActorKind == access.CustomerKind.String():
		out.By, out.Other = access.CustomerKind, true
		out.Agent, out.On, err = s.other(r, row)
	default:
		out.By = access.AgentKind
		out.Agent, err = s.agent(r, row.ActorID)
	}
	if err != nil || row.SubjectKind != access.ContractSubject {
		return out, err
	}
	out.Contract, err = numberOf(r, row.SubjectID)
	return out, err
}

// other names another customer, and tells whether that one is on the contract too.
func (s *Service) other(r engine.Reader, row audits.Row) (name string, on bool, err error) {
	userID, err := id.Parse[access.User](row.ActorID)
	if err != nil {
		return "", false, err
	}
	u, err := s.users.ByID(r, userID)
	if fault.Is(err, fault.NotFound) {
		return "", false, nil
	}
	if err == nil {
		on, err = parties.IsOn(r, u.Party, row.SubjectID)
	}
	return u.Name, on, err
}

// agent returns an agent's name.
func (s *Service) agent(r engine.Reader, user string) (string, error) {
	userID, err := id.Parse[access.User](user)
	if err != nil {
		return "", err
	}
	u, err := s.users.ByID(r, userID)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return "", err
	}
	return u.Name, nil
}

// program returns what a partner's program or an app is called.
func (s *Service) program(r engine.Reader, client string) (string, error) {
	clientID, err := id.Parse[access.Client](client)
	if err != nil {
		return "", err
	}
	c, err := clients.ByID(r, clientID)
	return c.Name, err
}

// numberOf returns the number of a contract, given by its id's text.
func numberOf(r engine.Reader, text string) (string, error) {
	contractID, err := id.Parse[contract.Contract](text)
	if err != nil {
		return "", err
	}
	c, err := contracts.ByID(r, contractID)
	return c.Terms.Number, err
}
