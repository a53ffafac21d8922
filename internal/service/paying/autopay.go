package paying

import (
	"context"
	"fmt"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/autopay"
	"marque/internal/core/contract"
	"marque/internal/core/payment"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/store/autopays"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/payments"
	"marque/internal/store/vehicles"
)

// shownDebits is how many debits ahead are shown, and announced by the consent itself.
const shownDebits = 3

// Autopay is a contract's autopay as its owner sees it.
type Autopay struct {
	Enrolment autopay.Enrolment // the newest; its State is empty when there never was one
	Account   Account
	Fallback  Account
	Next      []autopay.Debit // what will be taken next
	Blocked   error           // a fault that tells why it cannot be turned on
	Discount  Discount
	Accounts  []Account // to choose from
	Today     civil.Date
	CutOff    time.Time // until when the next debit can be stopped
	PastDue   money.Cents
	Fees      money.Cents
	Regular   money.Cents
	Kind      contract.Kind
	Currency  money.Currency
	Vehicle   string
	Zone      *time.Location // the customer's, in which times are told
}

// On tells whether debits are drawn.
func (a Autopay) On() bool { return a.Enrolment.Runs() }

// Discount is what autopay does to the rate, when the product grants it.
type Discount struct {
	Rate  money.Rate  // taken off; none when the product grants none
	On    bool        // it is in force
	Saves money.Cents // over the rest of the contract, if everything is paid on its day
}

// ahead is what autopay is derived from, in one snapshot.
type ahead struct {
	stored contracts.Contract
	events []contract.Event
	state  *contract.State
	today  civil.Date
	from   civil.Date // first day on which a debit can still be made
	onWay  []contract.Event
	rows   []payments.Row
}

// lookAhead reads what autopay is derived from as of a day; none is today.
func (s *Service) lookAhead(r engine.Reader, contractID contract.ID, from civil.Date) (ahead, error) {
	var a ahead
	var err error
	if a.stored, err = contracts.ByID(r, contractID); err != nil {
		return a, err
	}
	if a.today, err = s.Book.Today(r); err != nil {
		return a, err
	}
	if a.from = from; from.IsZero() {
		closed, err := s.Book.Closed(r, a.today)
		if err != nil {
			return a, err
		}
		if a.from = a.today; closed {
			a.from++
		}
	}
	if a.events, err = contracts.Events(r, contractID); err != nil {
		return a, err
	}
	if a.state, err = contract.Fold(a.stored.Terms, a.events, contract.At{AsOf: a.from}); err != nil {
		return a, fmt.Errorf("fold contract %s: %w", contractID, err)
	}
	a.rows, err = payments.Of(r, contractID)
	for _, row := range a.rows {
		if row.State.InFlight() {
			a.onWay = append(a.onWay, row.Event(keyOf(row)))
		}
	}
	return a, err
}

func (a *ahead) standing() autopay.Standing {
	return autopay.Standing{Terms: a.stored.Terms, Events: a.events, OnWay: a.onWay, From: a.from}
}

// Autopay tells how a contract's autopay stands.
func (s *Service) Autopay(ctx context.Context, by access.Actor, contractID contract.ID) (Autopay, error) {
	var out Autopay
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.ContractRead, On: access.OnContract(contractID)}, func(r engine.Reader) error {
		a, err := s.lookAhead(r, contractID, 0)
		if err != nil {
			return err
		}
		if out, err = s.described(r, &a); err != nil {
			return err
		}
		if out.Zone, err = s.zoneOf(r, by); err != nil {
			return err
		}
		out.Enrolment, err = autopays.Latest(r, contractID)
		if fault.Is(err, fault.NotFound) {
			return s.choosable(r, by, &out)
		}
		if err != nil {
			return err
		}
		if err := s.enrolled(r, &a, &out); err != nil {
			return err
		}
		return s.choosable(r, by, &out)
	})
	return out, err
}

// described fills in what does not depend on an enrolment.
func (s *Service) described(r engine.Reader, a *ahead) (Autopay, error) {
	st := a.state
	out := Autopay{
		Blocked: autopay.MayEnrol(st), Today: a.today, PastDue: st.PastDue, Fees: st.Fees, Regular: st.Payment, Kind: st.Kind,
		Currency: a.stored.Terms.Money(), CutOff: payment.CutOff(a.from, s.Book.Zone()),
	}
	v, err := vehicles.ByVIN(r, a.stored.VIN)
	if err != nil {
		return out, err
	}
	out.Vehicle = v.Name()
	out.Discount = discountOf(a)
	return out, nil
}

// enrolled fills in what an enrolment adds: its accounts and what it takes next.
func (s *Service) enrolled(r engine.Reader, a *ahead, out *Autopay) error {
	e := out.Enrolment
	if e.State == autopay.Ended {
		return nil
	}
	var err error
	if out.Account, err = s.accountShown(r, e.Party, e.Account); err != nil {
		return err
	}
	if out.Fallback, err = s.accountShown(r, e.Party, e.Fallback); err != nil {
		return err
	}
	out.Next, err = s.nextOf(r, a, &e)
	if len(out.Next) > 0 {
		out.CutOff = payment.CutOff(out.Next[0].On, s.Book.Zone())
	}
	return err
}

// nextOf derives the debits ahead, without one that has been drawn already.
func (s *Service) nextOf(r engine.Reader, a *ahead, e *autopay.Enrolment) ([]autopay.Debit, error) {
	next, err := e.Upcoming(a.standing(), shownDebits+1)
	if err != nil || len(next) == 0 {
		return nil, err
	}
	made, err := autopays.Debited(r, e.Contract, next[0].Instalment)
	if err != nil {
		return nil, err
	}
	if made {
		next = next[1:]
	}
	return next[:min(len(next), shownDebits)], nil
}

func (s *Service) accountShown(r engine.Reader, party access.PartyID, account payment.AccountID) (Account, error) {
	if account.IsZero() {
		return Account{}, nil
	}
	a, err := payments.Account(r, s.Box, party, account)
	return shown(a), err
}

// choosable lists the accounts that autopay can draw on.
func (s *Service) choosable(r engine.Reader, by access.Actor, out *Autopay) error {
	if by.Kind != access.CustomerKind {
		return nil
	}
	all, err := payments.Accounts(r, s.Box, by.Party)
	for _, a := range all {
		if a.Status != payment.Stopped {
			out.Accounts = append(out.Accounts, shown(a))
		}
	}
	return err
}

// discountOf tells what autopay's discount is worth; a lease has no rate.
func discountOf(a *ahead) Discount {
	loan := a.stored.Terms.Loan
	if loan == nil || !a.stored.Terms.Product.Autopay.Discount || loan.AutopayDiscount == 0 {
		return Discount{}
	}
	d := Discount{Rate: loan.AutopayDiscount, On: discounted(a.events, a.from)}
	if d.On {
		return d
	}
	if out, err := a.state.WhatIf(contract.Scenario{Discount: d.Rate}); err == nil {
		d.Saves = out.InterestSaved
	}
	return d
}

// discounted tells whether the autopay discount is in force on a day.
func discounted(events []contract.Event, on civil.Date) bool {
	var last contract.Event
	for _, e := range events {
		segment, is := e.Body.(contract.RateSegment)
		if is && segment.Reason == contract.AutopayDiscount && e.Effective <= on && (last.Body == nil || !later(last, e)) {
			last = e
		}
	}
	segment, _ := last.Body.(contract.RateSegment)
	return segment.Rate > 0
}

// later tells whether an event counts after another.
func later(a, b contract.Event) bool {
	if a.Effective != b.Effective {
		return a.Effective > b.Effective
	}
	if !a.Recorded.Equal(b.Recorded) {
		return a.Recorded.After(b.Recorded)
	}
	return a.Key > b.Key
}

// Authorisation is what is shown before it is signed.
type Authorisation struct {
	Text    []string
	Next    []autopay.Debit
	Account Account
	Version string
	Locale  l10n.Locale  // of Text
	Asked   civil.Date   // until when the account's bank is asked first; none when it is not
	Left    []civil.Date // the due dates before that, which autopay leaves to the customer
}

// AutopayText returns what a customer is about to authorise: the words and the first debits with their exact amounts.
func (s *Service) AutopayText(ctx context.Context, by access.Actor, contractID contract.ID, w autopay.Wish) (Authorisation, error) {
	var out Authorisation
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.ContractRead, On: access.OnContract(contractID)}, func(r engine.Reader) error {
		a, err := s.lookAhead(r, contractID, 0)
		if err != nil {
			return err
		}
		_, out, err = s.wished(r, by, &a, w)
		return err
	})
	return out, err
}

// wished checks a wish and makes the enrolment that it would be, with its words.
func (s *Service) wished(r engine.Reader, by access.Actor, a *ahead, w autopay.Wish) (autopay.Enrolment, Authorisation, error) {
	var e autopay.Enrolment
	var out Authorisation
	if err := autopay.MayEnrol(a.state); err != nil {
		return e, out, err
	}
	account, fallback, err := s.wishedAccounts(r, by, a.stored, w)
	if err != nil {
		return e, out, err
	}
	e = autopay.Enrolment{
		Contract: a.stored.ID, Party: by.Party, Account: w.Account, Fallback: w.Fallback, Extra: w.Extra, Lead: w.Lead, First: firstFrom(a),
		Most: a.state.Payment + w.Extra, State: autopay.Active, Since: a.today, By: by.User, At: s.Book.Now(),
	}
	out = Authorisation{Account: shown(account), Version: w.Locale.Version(autopay.Version), Locale: w.Locale}
	whole := e
	whole.Most = money.MaxAmount // the consent shows the first debits: they are announced by it
	if out.Next, err = s.nextOf(r, a, &whole); err != nil {
		return e, out, err
	}
	clears, leaves, err := s.asked(r, account)
	if err != nil {
		return e, out, err
	}
	out.Asked = clears
	if e.First, out.Left = s.afterAnswer(e.First, out.Next, clears, leaves); len(out.Left) > 0 {
		whole.First = e.First
		if out.Next, err = s.nextOf(r, a, &whole); err != nil {
			return e, out, err
		}
	}
	words, err := s.words(r, a, e, account, fallback)
	words.Locale = w.Locale
	if err != nil {
		return e, out, err
	}
	if len(out.Next) > 0 {
		words.First = out.Next[0].On
	}
	out.Text = autopay.Text(words)
	return e, out, nil
}

// firstFrom is the number of the first instalment that is not past due.
func firstFrom(a *ahead) int {
	for i := range a.state.Instalments {
		if inst := &a.state.Instalments[i]; inst.Due >= a.from {
			return inst.Number
		}
	}
	return len(a.state.Instalments) + 1
}

// wishedAccounts returns the accounts of a wish, and what is wrong with it.
func (s *Service) wishedAccounts(r engine.Reader, by access.Actor, c contracts.Contract, w autopay.Wish) (account, fallback payment.Account, err error) {
	wrong := w.Check(c.Terms.Kind)
	if account, err = s.onFile(r, by, w.Account, "account"); err == nil {
		err = s.Bank.fits(c, account)
	}
	if err != nil {
		return account, fallback, both(wrong, err)
	}
	if !w.Fallback.IsZero() {
		if fallback, err = s.onFile(r, by, w.Fallback, "fallback"); err == nil {
			err = s.Bank.fits(c, fallback)
		}
		if err != nil {
			return account, fallback, both(wrong, err)
		}
	}
	return account, fallback, wrong
}

func (s *Service) onFile(r engine.Reader, by access.Actor, account payment.AccountID, field string) (payment.Account, error) {
	a, err := payments.Listed(r, s.Box, by.Party, account)
	if fault.Is(err, fault.NotFound) {
		return a, l10n.Input(field,
			"Choose one of your bank accounts.",
			"Elija una de sus cuentas bancarias.",
			"Wählen Sie eines Ihrer Bankkonten.")
	}
	if err == nil && a.Status == payment.Stopped {
		return a, l10n.Input(field,
			"Your bank does not accept payments from this account any more. Choose another one.",
			"Su banco ya no acepta pagos desde esta cuenta. Elija otra.",
			"Ihre Bank nimmt von diesem Konto keine Zahlungen mehr an. Wählen Sie ein anderes.")
	}
	if err != nil || a.Status != payment.Unverified {
		return a, err
	}
	v, err := payments.OpenVerification(r, a.ID)
	if err == nil && v.Method == payment.ByMicro {
		return a, l10n.Input(field,
			"This account is being verified. Type the two small deposits first, under Bank accounts, or choose another account.",
			"Esta cuenta se está verificando. Escriba primero los dos depósitos pequeños en Cuentas bancarias, o elija otra cuenta.",
			"Dieses Konto wird gerade bestätigt. Geben Sie zuerst unter Bankkonten die beiden kleinen Gutschriften ein, oder wählen Sie ein anderes Konto.")
	}
	if fault.Is(err, fault.NotFound) {
		err = nil
	}
	return a, err
}

// words gathers what the authorisation says.
func (s *Service) words(r engine.Reader, a *ahead, e autopay.Enrolment, account, fallback payment.Account) (autopay.Words, error) {
	v, err := vehicles.ByVIN(r, a.stored.VIN)
	if err != nil {
		return autopay.Words{}, err
	}
	t, brand := &a.stored.Terms, s.Brands[a.stored.Terms.Brand]
	w := autopay.Words{
		Lender: brand.LegalName, Phone: brand.Phone, Number: t.Number, Vehicle: v.Name(), Account: named(account), Regular: a.state.Payment, Extra: e.Extra,
		Lead: e.Lead, Currency: t.Money(), First: a.from,
		CutOff: payment.CutOff(a.from, s.Book.Zone()),
	}
	if !e.Fallback.IsZero() {
		w.Fallback = named(fallback)
	}
	if d := discountOf(a); d.Rate > 0 {
		w.Discount = d.Rate
	}
	return w, nil
}

// named is an account in words.
func named(a payment.Account) l10n.Text {
	return l10n.T("%s ending in %s", "%s que termina en %s", "%s mit den Endziffern %s", a.Type.Words(), a.LastFour())
}
