package api

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"

	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/service/overview"
	"marque/internal/service/paying"
	"marque/internal/web/guard"
)

// Account is a bank account, masked.
type Account struct {
	ID       string `json:"id" format:"uuid"`
	Type     string `json:"type" enum:"checking,savings,iban"`
	LastFour string `json:"last_four"`
	Name     string `json:"name,omitempty" doc:"What its owner calls it."`
	State    string `json:"state" enum:"unverified,verified,stopped" doc:"A stopped one takes no payment: its bank refused."`
	First    bool   `json:"first" doc:"The one that is offered first."`
}

func accountOf(a paying.Account) Account {
	return Account{ID: a.ID.String(), Type: string(a.Type), LastFour: a.LastFour, Name: a.Nickname, State: string(a.Status), First: a.Default}
}

// Choices is what can be paid.
type Choices struct {
	Today     string    `json:"today" format:"date"`
	Earliest  string    `json:"earliest" format:"date" doc:"The first day on which a payment can count."`
	Latest    string    `json:"latest" format:"date"`
	CutOff    string    `json:"cut_off" format:"date-time" doc:"Until when the earliest day can be had."`
	ToPay     Money     `json:"to_pay" doc:"What is due now, or else next, less what is on its way."`
	DueNow    Money     `json:"due_now"`
	PastDue   Money     `json:"past_due"`
	OnWay     Money     `json:"on_its_way"`
	Most      Money     `json:"most" doc:"The most that can be paid on the earliest day."`
	Next      *Due      `json:"next_due,omitempty"`
	Principal string    `json:"no_principal_only,omitempty" doc:"Why nothing can be paid to principal alone; left out when it can."`
	Accounts  []Account `json:"accounts" nullable:"false" doc:"On which a payment can draw."`
}

type choicesIn struct {
	OfContract
	Party string `query:"party_id" maxLength:"36" doc:"For a partner: on whose behalf it asks; the first on the contract when it says nothing."`
}

func (a *API) choices(r *guard.Request, in *choicesIn) (*out[Choices], error) {
	contractID, err := in.contract()
	if err != nil {
		return nil, err
	}
	by, err := a.behalf(r, contractID, in.Party)
	if err != nil {
		return nil, err
	}
	c, err := a.Paying.Choices(r.Context(), by, contractID)
	if err != nil {
		return nil, err
	}
	p := purse(c.Currency.Code)
	body := Choices{
		Today: day(c.Today), Earliest: day(c.Earliest), Latest: day(c.Latest), CutOff: instant(c.CutOff), ToPay: p.of(c.ToPay), DueNow: p.of(c.DueNow), PastDue: p.of(c.PastDue),
		OnWay: p.of(c.InFlight), Most: p.of(c.Payoff), Accounts: []Account{},
	}
	if c.Next.Amount > 0 {
		body.Next = &Due{c.Next.Number, day(c.Next.Date), p.of(c.Next.Amount)}
	}
	if f := fault.Of(c.NoPrincipal); f != nil {
		body.Principal = locale(r).Translate(f).Message
	}
	for _, x := range c.Accounts {
		body.Accounts = append(body.Accounts, accountOf(x))
	}
	return &out[Choices]{body}, nil
}

// behalf is who acts: a partner for somebody on the contract.
func (a *API) behalf(r *guard.Request, contractID contract.ID, party string) (access.Actor, error) {
	var partyID access.PartyID
	if party != "" {
		var err error
		if partyID, err = id.Parse[access.Party](party); err != nil {
			return r.By, fault.Input("party_id", "Nobody of this id is on the contract.")
		}
	}
	return a.Paying.Behalf(r.Context(), r.By, contractID, partyID)
}

// Payment is one payment through this program.
type Payment struct {
	ID        string  `json:"id" format:"uuid"`
	Contract  string  `json:"contract_id" format:"uuid"`
	Reference string  `json:"reference" doc:"What the customer reads and quotes."`
	Amount    Money   `json:"amount"`
	Kind      string  `json:"kind" enum:"regular,payoff,principal_only"`
	Date      string  `json:"date" format:"date" doc:"On which it counts, if the bank honors it."`
	State     string  `json:"state" enum:"created,batched,sent,settled,final,returned,cancelled" doc:"Created can be called off. Batched and sent are on their way. Settled counts; final can hardly come back."`
	StateOn   string  `json:"state_on" format:"date"`
	Account   string  `json:"account_id,omitempty" format:"uuid"`
	LastFour  string  `json:"account_last_four,omitempty"`
	Return    *Return `json:"return,omitempty"`
	Paid      *Parts  `json:"paid,omitempty" doc:"Where each cent went, once it counts."`
	Created   string  `json:"created_at" format:"date-time"`
}

// Return is why a bank sent a payment back.
type Return struct {
	Code   string `json:"code" doc:"Of Nacha or ISO 20022."`
	Reason string `json:"reason"`
}

func paymentOf(p purse, l l10n.Locale, x payment.Payment) Payment {
	out := Payment{
		ID: x.ID.String(), Contract: x.Contract.String(), Reference: x.Reference, Amount: p.of(x.Amount), Kind: string(x.Kind), Date: day(x.Date), State: string(x.State),
		StateOn: day(x.StateOn), Created: instant(x.CreatedAt),
	}
	if !x.Account.IsZero() {
		out.Account = x.Account.String()
	}
	if x.State == payment.Returned {
		out.Return = &Return{x.ReturnCode, payment.ReturnCodeOf(x.ReturnCode).Plain.In(l)}
	}
	return out
}

type paymentsIn struct {
	OfContract
	Paging
	State string `query:"state" enum:"created,batched,sent,settled,final,returned,cancelled" doc:"Only payments in this state."`
}

func (a *API) payments(r *guard.Request, in *paymentsIn) (*out[page[Payment]], error) {
	c, err := a.look(r, in.OfContract)
	if err != nil {
		return nil, err
	}
	all := slices.Clone(c.Payments)
	if in.State != "" {
		all = slices.DeleteFunc(all, func(x payment.Payment) bool { return string(x.State) != in.State })
	}
	slices.SortStableFunc(all, func(x, y payment.Payment) int { return cmp.Compare(y.Date, x.Date) })
	p, l := purseOf(&c.Terms), locale(r)
	body, err := cut(all, in.Paging, func(x payment.Payment) string { return x.ID.String() }, func(x payment.Payment) Payment { return paymentOf(p, l, x) })
	return &out[page[Payment]]{body}, err
}

type OfPayment struct {
	OfContract
	Payment string `path:"payment" doc:"The payment's id." example:"0193a7c2-7f00-7000-8000-000000000002"`
}

func (in OfPayment) ids() (contract.ID, payment.ID, error) {
	c, err := in.contract()
	if err != nil {
		return c, payment.ID{}, err
	}
	p, err := id.Parse[payment.Payment](in.Payment)
	return c, p, err
}

func (a *API) payment(r *guard.Request, in *OfPayment) (*out[Payment], error) {
	c, p, err := in.ids()
	if err != nil {
		return nil, err
	}
	return a.onePayment(r, c, p)
}

func (a *API) onePayment(r *guard.Request, c contract.ID, p payment.ID) (*out[Payment], error) {
	x, err := a.Overview.Payment(r.Context(), r.By, c, p)
	if err != nil {
		return nil, err
	}
	return &out[Payment]{withLine(locale(r), x)}, nil
}

// withLine adds what the payment paid.
func withLine(l l10n.Locale, x overview.Payment) Payment {
	p := purseOf(&x.Contract.Terms)
	body := paymentOf(p, l, x.Payment)
	body.LastFour = x.LastFour
	if line := x.Line(); line != nil {
		parts := p.parts(line)
		body.Paid = &parts
	}
	return body
}

// NewPayment is an order of a payment.
type NewPayment struct {
	Amount  Money  `json:"amount" doc:"For a payoff, the amount of its day."`
	Kind    string `json:"kind,omitempty" enum:"regular,payoff,principal_only" default:"regular"`
	Date    string `json:"date" format:"date" doc:"A business day: see payment-choices."`
	Account string `json:"account_id" format:"uuid" doc:"One of payment-choices."`
	Party   string `json:"party_id,omitempty" format:"uuid" doc:"For a partner: on whose behalf it pays; the first on the contract when it says nothing."`
}

// Once is what an order takes that counts once.
type Once struct {
	Key string `header:"Idempotency-Key" required:"true" minLength:"8" maxLength:"100" doc:"Your own, new for each order: the same key orders once." example:"order-2026-11-22-0001"`
}

// under is the key for us: another program's or another customer's is another one.
func (o Once) under(by access.Actor) string {
	return id.Derive[Once](by.Client.String(), by.User.String(), o.Key).String()
}

type createPaymentIn struct {
	OfContract
	Once
	Body NewPayment
}

func (in *createPaymentIn) order(by access.Actor) (paying.Order, error) {
	contractID, err := in.contract()
	if err != nil {
		return paying.Order{}, err
	}
	o := paying.Order{Contract: contractID, Amount: money.Cents(in.Body.Amount.Cents), Kind: contract.PaymentKind(in.Body.Kind), Key: in.under(by)}
	if o.Date, err = parseDay("date", in.Body.Date); err != nil {
		return o, err
	}
	if o.Account, err = id.Parse[payment.Account](in.Body.Account); err != nil {
		return o, fault.Input("account_id", "Choose one of the accounts of payment-choices.")
	}
	return o, nil
}

func (a *API) createPayment(r *guard.Request, in *createPaymentIn) (*out[Payment], error) {
	o, err := in.order(r.By)
	if err != nil {
		return nil, err
	}
	by, err := a.behalf(r, o.Contract, in.Body.Party)
	if err != nil {
		return nil, err
	}
	if paid, err := a.Paying.Ordered(r.Context(), by, o); err == nil || !fault.Is(err, fault.NotFound) {
		return a.paidOnce(r, by, o, in.Body.Amount, paid, err)
	}
	asked, wanted, err := a.Paying.Confirmation(r.Context(), by, o)
	if err != nil {
		return nil, renamed(err)
	}
	if asked.Currency != in.Body.Amount.Currency {
		return nil, fault.Inputf("amount.currency", "This contract is in %s.", asked.Currency)
	}
	if wanted && !a.confirmed(r) {
		if _, err := a.Paying.Prepare(r.Context(), by, o); err != nil { // nobody is asked to confirm what cannot be had
			return nil, renamed(err)
		}
		return nil, toConfirm(r, o)
	}
	paid, err := a.Paying.PayOnce(r.Context(), by, o)
	return a.paidOnce(r, by, o, in.Body.Amount, paid, err)
}

// paidOnce returns the payment of a key, which must be the one that was ordered now.
func (a *API) paidOnce(r *guard.Request, by access.Actor, o paying.Order, amount Money, paid payment.ID, err error) (*out[Payment], error) {
	if err != nil {
		return nil, renamed(err)
	}
	x, err := a.Overview.Payment(r.Context(), by, o.Contract, paid)
	if err != nil {
		return nil, err
	}
	if purseOf(&x.Contract.Terms).of(x.Amount) != amount || x.Date != o.Date || x.Kind != o.Kind || x.Account != o.Account {
		return nil, fault.Input("Idempotency-Key", "Another payment was ordered under this key. Use a new key for a new order.")
	}
	return &out[Payment]{withLine(locale(r), x)}, nil
}

// confirmed tells whether an app's customer has given a factor that is good for a payment. A partner has none to give.
func (a *API) confirmed(r *guard.Request) bool {
	return r.By.Kind == access.CustomerKind && r.Session.FreshForPayment(a.Now())
}

// toConfirm leads to the page on which the customer confirms this very order. The payment that is made there has the same key, so the program
// finds it under the id that it would have had here.
func toConfirm(r *guard.Request, o paying.Order) error {
	page := "/contracts/" + o.Contract.String() + "/pay/review?" + url.Values{
		"cents": {strconv.FormatInt(int64(o.Amount), 10)}, "date": {o.Date.String()}, "account": {o.Account.String()}, "key": {o.Key}, "for": {string(o.Kind)},
	}.Encode()
	return confirmation{fault.New(fault.Forbidden, "The customer must confirm this payment. Send the customer to the page in confirm_url."), r.Site().Origin + page}
}

// renamed gives the services' fields the names that the body has.
func renamed(err error) error {
	f := fault.Of(err)
	if f == nil || len(f.Fields) == 0 {
		return err
	}
	x := *f
	x.Fields = slices.Clone(f.Fields)
	for i := range x.Fields {
		switch x.Fields[i].Name {
		case "account":
			x.Fields[i].Name = "account_id"
		case "amount":
			x.Fields[i].Name = "amount.cents"
		}
	}
	return &x
}

func (a *API) cancelPayment(r *guard.Request, in *OfPayment) (*out[Payment], error) {
	c, p, err := in.ids()
	if err != nil {
		return nil, err
	}
	if err := a.Paying.Cancel(r.Context(), r.By, c, p); err != nil {
		return nil, err
	}
	return a.onePayment(r, c, p)
}

// Autopay is how a contract's autopay stands.
type Autopay struct {
	State    string  `json:"state" enum:"off,active,paused,ended" doc:"Paused waits for another account: the bank refused a debit."`
	Account  string  `json:"account_last_four,omitempty"`
	Fallback string  `json:"fallback_last_four,omitempty" doc:"Drawn on when the bank refuses the other."`
	Extra    *Money  `json:"extra,omitempty" doc:"With every payment."`
	Lead     int     `json:"lead_days" doc:"Before the due date on which a debit counts."`
	Debits   []Debit `json:"next_debits" nullable:"false"`
	CutOff   string  `json:"cut_off,omitempty" format:"date-time" doc:"Until when the next debit can be stopped."`
	Blocked  string  `json:"blocked,omitempty" doc:"Why it cannot be turned on."`
	Today    string  `json:"today" format:"date"`
}

func (a *API) autopay(r *guard.Request, in *OfContract) (*out[Autopay], error) {
	contractID, err := in.contract()
	if err != nil {
		return nil, err
	}
	x, err := a.Paying.Autopay(r.Context(), r.By, contractID)
	if err != nil {
		return nil, err
	}
	p := purse(x.Currency.Code)
	body := Autopay{
		State: autopayState(x.Enrolment.State), Account: x.Account.LastFour, Fallback: x.Fallback.LastFour, Lead: x.Enrolment.Lead, Extra: p.some(x.Enrolment.Extra),
		Debits: debitsOf(p, x.Next), Today: day(x.Today),
	}
	if len(x.Next) > 0 {
		body.CutOff = instant(x.CutOff)
	}
	if f := fault.Of(x.Blocked); f != nil {
		body.Blocked = locale(r).Translate(f).Message
	}
	return &out[Autopay]{body}, nil
}

// accounts is a list that has no pages: it is bounded.
type accounts struct {
	Items []Account `json:"items" nullable:"false"`
}

func (a *API) bankAccounts(r *guard.Request, _ *struct{}) (*out[accounts], error) {
	all, err := a.Paying.BankAccounts(r.Context(), r.By)
	if err != nil {
		return nil, err
	}
	body := accounts{Items: []Account{}}
	for _, x := range all.All {
		body.Items = append(body.Items, accountOf(x.Account))
	}
	return &out[accounts]{body}, nil
}
