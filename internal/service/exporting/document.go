package exporting

import (
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"

	"marque/internal/civil"
	"marque/internal/core/autopay"
	"marque/internal/core/contract"
	"marque/internal/core/feed"
	"marque/internal/core/identity"
	"marque/internal/core/leaseend"
	"marque/internal/core/message"
	"marque/internal/core/payment"
	"marque/internal/core/vehicle"
	"marque/internal/money"
	"marque/internal/store/letters"
	"marque/internal/store/outbox"
	"marque/internal/store/parties"
	"marque/internal/store/payments"
	"marque/internal/store/statements"
	"marque/internal/store/vehicles"
)

// Format names the document's form; a field that goes or changes its meaning makes a new one.
const Format = "marque.contract-data/1"

// termsOf leaves out what the lessor thinks for itself: no party signed it.
func termsOf(t contract.Terms) contract.Terms {
	if t.Lease != nil {
		lease := *t.Lease
		lease.BaseResidual = 0
		t.Lease = &lease
	}
	return t
}

// lineData is a line of the fold; one that the fold derives was never recorded.
type lineData struct {
	contract.Line
	Recorded time.Time `json:"recorded,omitzero"`
}

type you struct {
	GivenName  string     `json:"given_name"`
	FamilyName string     `json:"family_name"`
	BirthDate  civil.Date `json:"birth_date,omitzero"`
	Email      string     `json:"email,omitempty"`
	Phone      string     `json:"phone,omitempty"`
	TaxIDLast4 string     `json:"tax_id_last4,omitempty"`
	Locale     string     `json:"locale"`
	Address    address    `json:"address"`
}

type address struct {
	Line1      string `json:"line1"`
	Line2      string `json:"line2,omitempty"`
	City       string `json:"city"`
	Region     string `json:"region,omitempty"`
	PostalCode string `json:"postal_code,omitempty"`
	Country    string `json:"country"`
	TimeZone   string `json:"time_zone,omitempty"`
}

func youOf(p parties.Party) you {
	return you{GivenName: p.GivenName, FamilyName: p.FamilyName, BirthDate: p.BirthDate, Email: p.Email, Phone: p.Phone, TaxIDLast4: p.TaxIDLast4, Locale: p.Locale, Address: address(p.Address)}
}

// person is somebody on the contract, as the contract itself names them.
type person struct {
	Role       feed.Role `json:"role"`
	GivenName  string    `json:"given_name"`
	FamilyName string    `json:"family_name"`
}

func peopleOf(members []parties.Member, people []parties.Party) []person {
	out := make([]person, 0, len(people))
	for _, m := range members {
		i := slices.IndexFunc(people, func(p parties.Party) bool { return p.ID == m.Party })
		if i >= 0 {
			out = append(out, person{feed.Role(m.Role), people[i].GivenName, people[i].FamilyName})
		}
	}
	return out
}

type eventData struct {
	Key       string             `json:"key"`
	Kind      contract.EventKind `json:"kind"`
	Effective civil.Date         `json:"effective"`
	Recorded  time.Time          `json:"recorded"`
	Body      json.RawMessage    `json:"body"`
}

func eventOf(e contract.Event) (eventData, error) {
	body, err := contract.EncodeBody(e.Body)
	return eventData{Key: e.Key, Kind: e.Body.Kind(), Effective: e.Effective, Recorded: e.Recorded.UTC(), Body: body}, err
}

type paymentData struct {
	ID         string               `json:"id"`
	Reference  string               `json:"reference"`
	Amount     money.Cents          `json:"amount"`
	For        contract.PaymentKind `json:"for"`
	Date       civil.Date           `json:"date"`
	State      payment.State        `json:"state"`
	StateOn    civil.Date           `json:"state_on"`
	ReturnCode string               `json:"return_code,omitempty"`
	Account    string               `json:"account_last4,omitempty"`
	CreatedAt  time.Time            `json:"created_at"`
}

func paymentOf(row payments.Row) paymentData {
	p := row.Payment
	return paymentData{ID: p.ID.String(), Reference: p.Reference, Amount: p.Amount, For: p.Kind, Date: p.Date, State: p.State, StateOn: p.StateOn, ReturnCode: p.ReturnCode, CreatedAt: p.CreatedAt.UTC()}
}

type refundData struct {
	ID         string        `json:"id"`
	Reference  string        `json:"reference"`
	Amount     money.Cents   `json:"amount"`
	Date       civil.Date    `json:"date"`
	State      payment.State `json:"state"`
	StateOn    civil.Date    `json:"state_on"`
	ReturnCode string        `json:"return_code,omitempty"`
}

func refundOf(p payment.Refund) refundData {
	return refundData{ID: p.ID.String(), Reference: p.Reference, Amount: p.Amount, Date: p.Date, State: p.State, StateOn: p.StateOn, ReturnCode: p.ReturnCode}
}

type autopayData struct {
	ID       string         `json:"id"`
	Since    civil.Date     `json:"since"`
	SignedAt time.Time      `json:"signed_at"`
	State    autopay.State  `json:"state"`
	Why      autopay.Reason `json:"why,omitempty"`
	EndedOn  civil.Date     `json:"ended_on,omitzero"`
	Extra    money.Cents    `json:"extra"`
	LeadDays int            `json:"lead_days"`
	First    int            `json:"first_instalment"`
	Most     money.Cents    `json:"authorized"`
}

func autopayOf(e autopay.Enrolment) autopayData {
	return autopayData{ID: e.ID.String(), Since: e.Since, SignedAt: e.At.UTC(), State: e.State, Why: e.Why, EndedOn: e.EndedOn, Extra: e.Extra, LeadDays: e.Lead, First: e.First, Most: e.Most}
}

type statementData struct {
	ID        string      `json:"id"`
	Opened    civil.Date  `json:"opened"`
	Closed    civil.Date  `json:"closed"`
	Due       civil.Date  `json:"due,omitzero"`
	AmountDue money.Cents `json:"amount_due"`
	Balance   money.Cents `json:"balance"`
	SHA256    hexBytes    `json:"sha256"`
}

func statementOf(s statements.Statement) statementData {
	return statementData{ID: s.ID.String(), Opened: s.Opened, Closed: s.Closed, Due: s.Due, AmountDue: s.AmountDue, Balance: s.Balance, SHA256: s.SHA256}
}

type letterData struct {
	ID          string      `json:"id"`
	Kind        string      `json:"kind"`
	Title       string      `json:"title"`
	Issued      civil.Date  `json:"issued"`
	GoodThrough civil.Date  `json:"good_through,omitzero"`
	Amount      money.Cents `json:"amount"`
	SHA256      hexBytes    `json:"sha256"`
}

func letterOf(l letters.Row) letterData {
	return letterData{ID: l.ID.String(), Kind: string(l.Kind), Title: l.Title, Issued: l.Issued, GoodThrough: l.GoodThrough, Amount: l.Amount, SHA256: l.SHA256}
}

type vehicleData struct {
	VIN             string     `json:"vin"`
	Make            string     `json:"make"`
	Model           string     `json:"model"`
	ModelYear       int        `json:"model_year"`
	Trim            string     `json:"trim,omitempty"`
	Condition       string     `json:"condition,omitempty"`
	AssemblyCountry string     `json:"assembly_country,omitempty"`
	PersonalUse     bool       `json:"personal_use"`
	Plate           string     `json:"plate,omitempty"`
	Readings        []reading  `json:"readings"`
	Services        []service  `json:"services"`
	Titles          []titleOf  `json:"titles"`
	Recalls         []recallOf `json:"recalls"`
	Insurance       []proof    `json:"insurance"`
	Garage          *garage    `json:"garage,omitempty"` // where it is kept, when that was told
	Plans           []plan     `json:"plans"`            // what was to become of it at the end of a lease, the newest first
	Mileage         *mileage   `json:"mileage,omitempty"`
	Photos          []photo    `json:"photos"` // taken before the return, the oldest first
}

type photo struct {
	ID     string      `json:"id"`
	Wear   string      `json:"wear,omitempty"` // line of the tariff
	Amount money.Cents `json:"amount,omitempty"`
	Tariff string      `json:"tariff"`
	SentAt time.Time   `json:"sent_at"`
	Name   string      `json:"name"`
	Kind   string      `json:"kind"`
	Size   int         `json:"size"`
}

func photoOf(p leaseend.Photo) photo {
	return photo{p.ID.String(), p.Wear, p.Amount, p.Version, p.At.UTC(), p.Name, p.Kind, p.Size}
}

type plan struct {
	Way    string      `json:"way"`
	On     civil.Date  `json:"on"`
	Months int         `json:"months,omitempty"`
	Amount money.Cents `json:"amount"`
	At     time.Time   `json:"at"`
}

func planOf(c leaseend.Choice) plan { return plan{string(c.Way), c.On, c.Months, c.Amount, c.At.UTC()} }

// mileage is the newest odometer statement that was signed.
type mileage struct {
	On    civil.Date `json:"on"`
	Miles int        `json:"miles"`
	Claim string     `json:"claim"`
	Words string     `json:"words"`
	At    time.Time  `json:"at"`

	Lessor        string     `json:"lessor,omitempty"`
	LessorAddress string     `json:"lessor_address,omitempty"`
	NoticedOn     civil.Date `json:"noticed_on,omitzero"`  // when the lessor told the lessee of the duty
	ReceivedOn    civil.Date `json:"received_on,omitzero"` // when the statement was with the lessor
}

type proof struct {
	ID      string     `json:"id"`
	Insurer string     `json:"insurer"`
	Policy  string     `json:"policy,omitempty"`
	Until   civil.Date `json:"until"`
	SentAt  time.Time  `json:"sent_at"`
	Name    string     `json:"name"`
	Kind    string     `json:"kind"`
	Size    int        `json:"size"`
}

func proofOf(p vehicle.Proof) proof {
	return proof{p.ID.String(), p.Insurer, p.Policy, p.Until, p.At.UTC(), p.Name, p.Kind, p.Size}
}

type garage struct {
	Line1      string    `json:"line1"`
	Line2      string    `json:"line2,omitempty"`
	City       string    `json:"city"`
	Region     string    `json:"region"`
	PostalCode string    `json:"postal_code"`
	Country    string    `json:"country"`
	Since      time.Time `json:"since"`
}

type reading struct {
	On     civil.Date `json:"on"`
	Value  int        `json:"value"`
	Unit   string     `json:"unit"`
	Source string     `json:"source"`
}

type service struct {
	On      civil.Date `json:"on"`
	Dealer  string     `json:"dealer"`
	Summary string     `json:"summary"`
	Link    string     `json:"link,omitempty"`
}

type titleOf struct {
	On     civil.Date `json:"on"`
	State  string     `json:"state,omitempty"`
	Status string     `json:"status"`
}

type recallOf struct {
	Campaign string `json:"campaign"`
	Title    string `json:"title"`
	Link     string `json:"link,omitempty"`
	Status   string `json:"status"`
}

func vehicleOf(v vehicles.Vehicle, readings []vehicles.Reading, visits []vehicles.Service, titles []vehicles.Title, recalls []vehicles.Recall) vehicleData {
	return vehicleData{
		VIN: v.VIN, Make: v.Make, Model: v.Model, ModelYear: v.ModelYear, Trim: v.Trim, Condition: v.Condition, AssemblyCountry: v.AssemblyCountry, PersonalUse: v.PersonalUse, Plate: v.Plate,
		Readings: mapped(readings, func(x vehicles.Reading) reading { return reading{x.On, x.Value, x.Unit, x.Source} }),
		Services: mapped(visits, func(x vehicles.Service) service { return service{x.On, x.Dealer, x.Summary, x.Link} }),
		Titles:   mapped(titles, func(x vehicles.Title) titleOf { return titleOf{x.On, x.State, x.Status} }),
		Recalls:  mapped(recalls, func(x vehicles.Recall) recallOf { return recallOf{x.Campaign, x.Title, x.Link, x.Status} }),
	}
}

type consentData struct {
	Kind    identity.ConsentKind `json:"kind"`
	Given   bool                 `json:"given"`
	Version string               `json:"version"`
	At      time.Time            `json:"at"`
}

func consentOf(c identity.Consent) consentData {
	return consentData{c.Kind, c.Given, c.Version, c.At.UTC()}
}

// cardData is what an agent put beside a message.
type cardData struct {
	ID             string     `json:"id"`
	ConversationID string     `json:"conversation_id"`
	At             time.Time  `json:"at"`
	Kind           string     `json:"kind"`
	Cents          int64      `json:"cents"`
	Currency       string     `json:"currency"`
	GoodThrough    civil.Date `json:"good_through"`
	Ends           civil.Date `json:"ends"`
}

func cardOf(o message.Offer) cardData {
	return cardData{ID: o.ID.String(), ConversationID: o.Thread.String(), At: o.At.UTC(), Kind: string(o.Kind), Cents: int64(o.Amount), Currency: o.Currency.Code, GoodThrough: o.Through, Ends: o.Ends}
}

type messageData struct {
	ID        string    `json:"id"`
	Reference string    `json:"reference"`
	Channel   string    `json:"channel"`
	Kind      string    `json:"kind"`
	To        string    `json:"to"`
	At        time.Time `json:"at"`
	State     string    `json:"state"`
	Subject   string    `json:"subject,omitempty"`
	Text      string    `json:"text"`
}

func messageOf(m outbox.Message) messageData {
	return messageData{ID: m.ID.String(), Reference: m.Reference, Channel: string(m.Channel), Kind: string(m.Kind), To: m.To, At: m.Created.UTC(), State: string(m.State), Subject: m.Record.Subject, Text: m.Record.Text}
}

// hexBytes are written as figures.
type hexBytes []byte

// MarshalText implements encoding.TextMarshaler.
func (b hexBytes) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, b), nil }
