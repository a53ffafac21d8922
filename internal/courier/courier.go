// Package courier is the one way to say something to somebody: it writes a notice, puts it into the outbox and its delivery into the
// queue, inside the caller's transaction. Nothing leaves here; service/notifying delivers after the commit.
package courier

import (
	"cmp"
	"fmt"
	"net/mail"
	"strings"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/notice"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/seal"
	"marque/internal/store/engine"
	"marque/internal/store/outbox"
	"marque/internal/store/parties"
	"marque/internal/store/queue"
)

// Deliver is the kind of the job that hands a message over; its argument is a Job.
const Deliver = "notice.deliver"

// Job is the argument of Deliver.
type Job struct {
	Message notice.MessageID `json:"message"`
}

// Deps is what a courier needs.
type Deps struct {
	Box    *seal.Box
	IDs    *id.Source
	Now    civil.Clock
	Zone   *time.Location          // the lender's, for readers without their own
	Brands map[string]notice.Brand // by key
}

// Courier sends notices. It is safe for use by several goroutines.
type Courier struct{ d Deps }

// New returns a courier.
func New(d Deps) *Courier { return &Courier{d} }

// Parcel is one notice to one address.
type Parcel struct {
	Notice    notice.Notice
	By        notice.Channel
	To        string // e-mail address or telephone number in E.164; never one that a stranger has just typed
	Brand     string // key
	Given     string // the reader's given name; may be empty
	Locale    l10n.Locale
	Zone      *time.Location // the reader's; nil is the lender's
	Party     access.PartyID // whose "messages we sent you" will show it; may be none
	Contract  contract.ID    // what it is about; may be none
	NotBefore time.Time      // zero is now
	Valid     time.Duration  // counted from NotBefore; zero is DefaultValid. For a code, as long as the code works
	Once      string         // when not empty, a second parcel of the same name is not sent: "statement/" + id

	phone string // of the person that For named: where a text goes that the person wants beside a letter
}

// For returns the parcel for a person: in that person's language and zone, shown among that person's messages.
func (p Parcel) For(person parties.Party) Parcel {
	p.Party, p.Given, p.phone = person.ID, person.GivenName, person.Phone
	p.Locale = l10n.Match(person.Locale)
	name := cmp.Or(person.Zone, person.Address.TimeZone)
	if zone, err := time.LoadLocation(name); err == nil && name != "" {
		p.Zone = zone
	}
	return p
}

// ForAll returns the parcel once for each person who has a mailbox, to be sent there. A name in Once is made each reader's own.
func (p Parcel) ForAll(people []parties.Party) []Parcel {
	var out []Parcel
	for _, who := range people {
		if who.Email == "" {
			continue
		}
		each := p.For(who)
		each.By, each.To = notice.Mail, who.Email
		if p.Once != "" {
			each.Once = p.Once + "/" + who.ID.String()
		}
		out = append(out, each)
	}
	return out
}

// Tell sends a parcel to each address once: a change is told to every mailbox and telephone on file. What has an @ is a mailbox, what is
// empty is left out.
func (c *Courier) Tell(tx *engine.Tx, p Parcel, addresses ...string) error {
	told := map[string]bool{"": true}
	for _, to := range addresses {
		if told[to] {
			continue
		}
		told[to] = true
		p.To, p.By = to, notice.SMS
		if strings.Contains(to, "@") {
			p.By = notice.Mail
		}
		if _, err := c.Send(tx, p); err != nil {
			return err
		}
	}
	return nil
}

// DefaultValid is how long a notice without a stated validity may wait for a server that is away.
const DefaultValid = 3 * 24 * time.Hour

// Send queues a parcel. It returns the message's id, also when Once was used before (then the id is of nothing that was stored).
// Call it inside the transaction that gives the reason; when that is rolled back nothing is sent.
func (c *Courier) Send(tx *engine.Tx, p Parcel) (notice.MessageID, error) {
	ids, err := c.SendAll(tx, []Parcel{p})
	if err != nil {
		return notice.MessageID{}, err
	}
	return ids[0], nil
}

// SendAll is Send for many, in a number of statements that hardly grows with them. One that cannot be sent keeps all back. What a reader has
// switched off is not sent and has no id; what a reader wants by text as well goes both ways, the text outside of the quiet hours.
func (c *Courier) SendAll(tx *engine.Tx, all []Parcel) ([]notice.MessageID, error) {
	chosen, err := wished(tx, all)
	if err != nil {
		return nil, err
	}
	ids := make([]notice.MessageID, len(all))
	var messages []outbox.Message
	for i, p := range all {
		for _, way := range c.ways(p, chosen) {
			m, err := c.message(way)
			if err != nil {
				return nil, err
			}
			if way.By == p.By {
				ids[i] = m.ID
			}
			messages = append(messages, m)
		}
	}
	return ids, c.put(tx, messages)
}

func (c *Courier) put(tx *engine.Tx, messages []outbox.Message) error {
	added, err := outbox.AddAll(tx, c.d.Box, messages)
	if err != nil {
		return err
	}
	var jobs []queue.Job
	for i, m := range messages {
		if !added[i] {
			continue
		}
		job := queue.Job{Kind: Deliver, Args: Job{m.ID}, Key: m.ID.String()}
		if m.NotBefore.After(m.Created) {
			job.At = m.NotBefore
		}
		jobs = append(jobs, job)
	}
	return queue.Add(tx, jobs...)
}

func (c *Courier) message(p Parcel) (outbox.Message, error) {
	brand, known := c.d.Brands[p.Brand]
	if !known {
		return outbox.Message{}, fmt.Errorf("send notice: no brand %q", p.Brand)
	}
	if err := checkAddress(p.By, p.To); err != nil {
		return outbox.Message{}, err
	}
	if p.Valid < 0 {
		return outbox.Message{}, fault.Input("valid", "A notice is valid for some time.")
	}
	now := c.d.Now()
	m := outbox.Message{
		ID: id.New[notice.Message](c.d.IDs), Once: p.Once, Channel: p.By, Kind: notice.KindOf(p.Notice), Brand: p.Brand, Party: p.Party,
		Contract: p.Contract, To: p.To, Created: now, NotBefore: later(now, p.NotBefore),
	}
	m.Reference = notice.ReferenceOf(m.ID)
	m.Expires = m.NotBefore.Add(orDefault(p.Valid))
	head := notice.Head{Brand: brand, Given: p.Given, Locale: p.Locale, Zone: p.Zone, Reference: m.Reference}
	if head.Zone == nil {
		head.Zone = c.d.Zone
	}
	var err error
	if m.Letter, err = notice.Write(p.Notice, head, p.By); err != nil {
		return m, err
	}
	m.Record, err = notice.Record(p.Notice, head, p.By)
	m.Record.HTML = "" // the plain words are record enough
	return m, err
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func orDefault(valid time.Duration) time.Duration {
	if valid == 0 {
		return DefaultValid
	}
	return valid
}

// longestAddress is RFC 5321's bound on a path (section 4.5.3.1.3).
const longestAddress = 254

// checkAddress refuses what no server would take, and whatever could become a second recipient or a header.
func checkAddress(by notice.Channel, to string) error {
	wrong := fault.Input("to", "This is not an address that a message can be sent to.")
	if len(to) > longestAddress {
		return wrong
	}
	if by == notice.SMS {
		digits, plus := strings.CutPrefix(to, "+")
		const shortest, longest = 7, 15 // ITU-T E.164
		if !plus || len(digits) < shortest || len(digits) > longest || strings.Trim(digits, "0123456789") != "" {
			return wrong
		}
		return nil
	}
	a, err := mail.ParseAddress(to)
	if err != nil || a.Address != to {
		return wrong
	}
	return nil
}
