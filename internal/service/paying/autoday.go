package paying

import (
	"context"
	"fmt"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/autopay"
	"marque/internal/core/contract"
	"marque/internal/core/notice"
	"marque/internal/core/payment"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/store/autopays"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/payments"
)

// autopayReach is how far ahead of a due date an enrolment is looked at: the announcement of a debit that is drawn before it.
const autopayReach = 14 + autopay.MostLead + 1

// autopayDay draws the debits of a day, announces those ahead that differ, and ends what is over. Each contract is a transaction of its own;
// running it again for the same day finds nothing to do.
func (s *Service) autopayDay(ctx context.Context, day civil.Date) (int, error) {
	if err := s.reconsider(ctx, day); err != nil {
		return 0, err
	}
	drawn := 0
	var after contract.ID
	for {
		var page []contract.ID
		err := s.Door.Read(ctx, door.Pass{By: cycle(), Do: access.PaymentSettle, On: access.OnSystem("payments")}, func(r engine.Reader) error {
			var err error
			page, err = autopays.Near(r, day.AddDays(autopayReach), after, pageSize)
			return err
		})
		if err != nil || len(page) == 0 {
			return drawn, err
		}
		after = page[len(page)-1]
		for _, c := range page {
			n, err := s.autopayOf(ctx, c, day)
			if err != nil {
				return drawn, fmt.Errorf("autopay of contract %s: %w", c, err)
			}
			drawn += n
		}
	}
}

// today is what autopay has to do on one contract.
type today struct {
	a        ahead
	e        autopay.Enrolment
	debit    autopay.Debit
	due      bool
	announce []autopay.Debit
	over     bool
}

func (t *today) nothing() bool { return !t.due && len(t.announce) == 0 && !t.over }

// autopayOf does what a day asks of one contract, and opens a transaction only when there is something to do.
func (s *Service) autopayOf(ctx context.Context, contractID contract.ID, day civil.Date) (int, error) {
	var todo today
	err := s.Door.Read(ctx, door.Pass{By: cycle(), Do: access.PaymentSettle, On: access.OnSystem("payments")}, func(r engine.Reader) error {
		var err error
		todo, err = s.toDo(r, contractID, day)
		return err
	})
	if err != nil || todo.nothing() {
		return 0, err
	}
	drawn := 0
	pass := door.Pass{By: cycle(), Do: access.PaymentSettle, On: access.OnContract(contractID), Note: "autopay"}
	err = s.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		drawn = 0
		if err := contracts.Lock(tx, contractID); err != nil {
			return err
		}
		todo, err := s.toDo(tx, contractID, day)
		if err != nil {
			return err
		}
		drawn = count(todo.due)
		return s.do(tx, &todo, day)
	})
	return drawn, err
}

// toDo derives what a day asks of one contract.
func (s *Service) toDo(r engine.Reader, contractID contract.ID, day civil.Date) (today, error) {
	var t today
	var err error
	if t.e, err = autopays.Open(r, contractID); err != nil {
		if fault.Is(err, fault.NotFound) {
			err = nil // ended in the meantime
		}
		return t, err
	}
	if t.a, err = s.lookAhead(r, contractID, day); err != nil {
		return t, err
	}
	if t.over = over(&t.a); t.over || !t.e.Runs() {
		return t, nil
	}
	next, err := t.e.Upcoming(t.a.standing(), shownDebits)
	if err != nil {
		return t, err
	}
	t.announce = t.e.ToAnnounce(next, day)
	if len(next) == 0 || next[0].On != day || next[0].Skipped {
		return t, nil
	}
	made, err := autopays.Debited(r, contractID, next[0].Instalment)
	t.debit, t.due = next[0], !made
	return t, err
}

// over tells whether the contract takes no more debits for good: its state stops autopay and no payment is on its way that might come back.
func over(a *ahead) bool {
	if a.state.AutopayStops == "" {
		return false
	}
	for _, row := range a.rows {
		if row.State.InFlight() || row.State == payment.Settled {
			return false
		}
	}
	return true
}

func (s *Service) do(tx *engine.Tx, t *today, day civil.Date) error {
	if t.over {
		return s.end(tx, &t.a, t.e, autopay.ContractOver)
	}
	if t.due {
		if err := s.draw(tx, t, day); err != nil {
			return err
		}
	}
	for _, d := range t.announce {
		if err := s.announce(tx, t, d, day); err != nil {
			return err
		}
	}
	return nil
}

// draw makes the payment of a debit; the day's close sends it with all others.
func (s *Service) draw(tx *engine.Tx, t *today, day civil.Date) error {
	made := autopays.Made{Contract: t.e.Contract, Instalment: t.debit.Instalment, Try: 1, Autopay: t.e.ID, First: day}
	p := t.payment(s, made, t.debit.On)
	made.Payment = p.ID
	added, err := autopays.AddDebit(tx, made)
	if err != nil || !added {
		return err
	}
	if err := payments.Insert(tx, payments.Row{Payment: p, Party: t.e.Party}); err != nil {
		return err
	}
	t.e.Last = t.debit.Amount
	if err := autopays.Update(tx, t.e); err != nil {
		return err
	}
	if t.debit.Left == 0 {
		return nil
	}
	return s.tellAutopay(tx, &t.a, t.e, notice.AutopayWaits{
		Why: l10n.T(
			"Autopay took %s today. Another %s is due, which we had not announced to you in time, so it was not taken.",
			"El pago automático cobró %s hoy. Otros %s están pendientes; no se lo habíamos anunciado a tiempo, así que no se cobraron.",
			"Heute wurden %s automatisch eingezogen. Weitere %s sind fällig; wir hatten sie Ihnen nicht rechtzeitig angekündigt, deshalb wurden sie nicht eingezogen.", t.money(t.debit.Amount), t.money(t.debit.Left)),
		Next: l10n.T(
			"Please pay the rest yourself. From the next payment on autopay takes the whole amount.",
			"Pague usted el resto. Desde el próximo pago, el pago automático cobra el monto completo.",
			"Bitte zahlen Sie den Rest selbst. Ab der nächsten Zahlung wird der ganze Betrag automatisch eingezogen."),
	}, fmt.Sprintf("left/%s", p.ID))
}

// debitID is the payment of one try to draw one instalment.
func debitID(contractID contract.ID, instalment, try int) payment.ID {
	return id.Derive[payment.Payment]("autopay", contractID.String(), fmt.Sprint(instalment), fmt.Sprint(try))
}

// payment is a debit as a payment.
func (t *today) payment(s *Service, made autopays.Made, on civil.Date) payment.Payment {
	p := payment.Payment{
		ID:       debitID(t.e.Contract, made.Instalment, made.Try),
		Contract: t.e.Contract, Account: t.e.Account, Amount: t.debit.Amount, Kind: contract.RegularPayment, Date: on, State: payment.Created,
		StateOn: on, By: t.e.By, CreatedAt: s.Book.Now(),
	}
	if t.debit.Final && t.a.state.Kind == contract.Loan {
		p.Kind = contract.PayoffPayment
	}
	p.Reference = referenceOf(p.ID)
	return p
}

// announce tells of a debit ahead, and keeps that it was told.
func (s *Service) announce(tx *engine.Tx, t *today, d autopay.Debit, day civil.Date) error {
	if err := autopays.Announce(tx, t.e, d, day); err != nil {
		return err
	}
	account, err := s.lastFour(tx, t.e.Party, t.e)
	if err != nil {
		return err
	}
	usual := t.e.Last
	if usual == 0 {
		usual = t.e.Most
	}
	n := notice.AutopayAhead{Usual: usual, Final: d.Final, Payment: notice.Payment{
		Amount: d.Amount, Currency: t.a.stored.Terms.Money(), Date: d.On, Account: account,
	}}
	return s.tellAutopay(tx, &t.a, t.e, n, fmt.Sprintf("ahead/%s/%d/%d", t.e.ID, d.Instalment, d.Amount))
}

// reconsider looks again at debits that are to be presented once more today: what the customer has paid meanwhile is not taken.
func (s *Service) reconsider(ctx context.Context, day civil.Date) error {
	var again []autopays.Made
	err := s.Door.Read(ctx, door.Pass{By: cycle(), Do: access.PaymentSettle, On: access.OnSystem("payments")}, func(r engine.Reader) error {
		var err error
		again, err = autopays.Again(r, day)
		return err
	})
	if err != nil {
		return err
	}
	for _, m := range again {
		pass := door.Pass{By: cycle(), Do: access.PaymentSettle, On: access.OnContract(m.Contract), Note: "presented again " + m.Payment.String()}
		err := s.Door.Write(ctx, pass, func(tx *engine.Tx) error { return s.stillOwed(tx, m, day) })
		if err != nil {
			return fmt.Errorf("debit %s again: %w", m.Payment, err)
		}
	}
	return nil
}

// stillOwed calls a second presentment off when less than its amount is still open.
func (s *Service) stillOwed(tx *engine.Tx, m autopays.Made, day civil.Date) error {
	if err := contracts.Lock(tx, m.Contract); err != nil {
		return err
	}
	row, err := payments.ByID(tx, m.Contract, m.Payment)
	if err != nil || row.State != payment.Created {
		return err
	}
	a, err := s.lookAhead(tx, m.Contract, day)
	if err != nil {
		return err
	}
	open := a.state.PastDue + a.state.Fees
	if m.Instalment <= len(a.state.Instalments) && a.state.Instalments[m.Instalment-1].Due >= day {
		open += a.state.Instalments[m.Instalment-1].Open()
	}
	for _, other := range a.rows {
		if other.ID != row.ID && other.State.InFlight() {
			open -= other.Amount
		}
	}
	if open >= row.Amount && a.state.AutopayStops == "" {
		return nil
	}
	next, err := row.Cancel(day)
	if err != nil {
		return err
	}
	if err := payments.Move(tx, row.State, next); err != nil {
		return err
	}
	account, err := payments.Account(tx, s.Box, row.Party, row.Account)
	if err != nil {
		return err
	}
	return s.tell(tx, row.Party, next, account, func(n notice.Payment) notice.Notice { return notice.PaymentCancelled{Payment: n} })
}
