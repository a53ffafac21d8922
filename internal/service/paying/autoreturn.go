package paying

import (
	"fmt"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/autopay"
	"marque/internal/core/contract"
	"marque/internal/core/notice"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/store/autopays"
	"marque/internal/store/engine"
	"marque/internal/store/payments"
)

func (t *today) money(c money.Cents) l10n.Amount {
	return l10n.Amount{Cents: c, Currency: t.a.stored.Terms.Money()}
}

// autopayBack does what a returned debit of any kind means for autopay, and returns what the customer should do, or nothing when it is not
// autopay's business. It stops every authorisation on an account that the bank refuses, and presents a debit without cover again.
func (s *Service) autopayBack(tx *engine.Tx, row payments.Row, code payment.ReturnCode, day civil.Date) (next l10n.Text, err error) {
	made, err := autopays.DebitOf(tx, row.Contract, row.ID)
	own := err == nil
	if err != nil && !fault.Is(err, fault.NotFound) {
		return l10n.Text{}, err
	}
	if code.StopsAccount {
		if err := s.accountRefused(tx, row.Party, row.Account, code, day); err != nil {
			return l10n.Text{}, err
		}
	}
	if !own {
		return l10n.Text{}, nil
	}
	return s.debitBack(tx, row, made, code, day)
}

// accountRefused stops what draws on an account, on whatever contract.
func (s *Service) accountRefused(tx *engine.Tx, party access.PartyID, account payment.AccountID, code payment.ReturnCode, day civil.Date) error {
	all, err := autopays.OfAccount(tx, party, account)
	if err != nil {
		return err
	}
	for _, c := range all {
		e, err := autopays.Open(tx, c)
		if err != nil {
			return err
		}
		if err := s.refuse(tx, e, account, code, day); err != nil {
			return err
		}
	}
	return nil
}

// refuse ends, pauses or switches one enrolment whose account the bank refuses, and tells the customer.
func (s *Service) refuse(tx *engine.Tx, e autopay.Enrolment, account payment.AccountID, code payment.ReturnCode, day civil.Date) error {
	a, err := s.lookAhead(tx, e.Contract, day)
	if err != nil {
		return err
	}
	if autopay.SaysUnauthorised(code.Code) {
		return s.end(tx, &a, e, autopay.Unauthorised)
	}
	if e.Fallback == account {
		e.Fallback = payment.AccountID{}
		return autopays.Update(tx, e)
	}
	if err := s.callOff(tx, &a); err != nil {
		return err
	}
	e = e.Pause(autopay.AccountStopped)
	if err := autopays.Update(tx, e); err != nil {
		return err
	}
	n := notice.AutopayWaits{Why: sentBack(code), Next: l10n.T(
		"Please choose another bank account for autopay. Until then payments stay due on their dates, and nothing is taken.",
		"Elija otra cuenta bancaria para el pago automático. Mientras tanto los pagos vencen en sus fechas y no se cobra nada.",
		"Bitte wählen Sie ein anderes Bankkonto für die automatische Zahlung. Bis dahin bleiben Zahlungen an ihren Tagen fällig, und nichts wird eingezogen.")}
	if e.Runs() {
		last, err := s.lastFour(tx, e.Party, e)
		if err != nil {
			return err
		}
		n.Next = l10n.T(
			"As you authorized, autopay goes on with your account ending in %s.",
			"Como usted autorizó, el pago automático continúa con su cuenta que termina en %s.",
			"Wie von Ihnen genehmigt, geht die automatische Zahlung mit Ihrem Konto mit den Endziffern %s weiter.", last)
	}
	return s.tellAutopay(tx, &a, e, n, fmt.Sprintf("refused/%s/%s", e.ID, account))
}

// debitBack counts the return and presents the debit again: on the same account when it lacked cover, on the fallback when it was refused.
func (s *Service) debitBack(tx *engine.Tx, row payments.Row, made autopays.Made, code payment.ReturnCode, day civil.Date) (l10n.Text, error) {
	e, err := autopays.Open(tx, row.Contract)
	if fault.Is(err, fault.NotFound) {
		return l10n.T("Please make the payment another way, or call us.", "Haga el pago de otra forma o llámenos.", "Bitte zahlen Sie auf anderem Weg oder rufen Sie uns an."), nil
	}
	if err != nil {
		return l10n.Text{}, err
	}
	a, err := s.lookAhead(tx, row.Contract, day)
	if err != nil {
		return l10n.Text{}, err
	}
	e.Returns++
	if err := autopays.Update(tx, e); err != nil {
		return l10n.Text{}, err
	}
	if a.stored.Terms.Product.DiscountEnds(e.Returns) {
		if err := s.discount(tx, &a, e, false); err != nil {
			return l10n.Text{}, err
		}
	}
	on, again := autopay.Again(code, made.Try, made.First, day, s.Calendar)
	if !again && code.StopsAccount && e.Runs() && e.Account != row.Account {
		on, again = autopay.AfterSwitch(day, s.Calendar), true
	}
	if !again || a.state.AutopayStops != "" {
		return l10n.T("Please make the payment another way, or call us.", "Haga el pago de otra forma o llámenos.", "Bitte zahlen Sie auf anderem Weg oder rufen Sie uns an."), nil
	}
	return s.presentAgain(tx, &today{a: a, e: e}, row, made, on)
}

// presentAgain orders the debit once more; the customer reads the day before it comes.
func (s *Service) presentAgain(tx *engine.Tx, t *today, row payments.Row, made autopays.Made, on civil.Date) (l10n.Text, error) {
	made.Try++
	t.debit = autopay.Debit{Amount: row.Amount, Final: row.Kind == contract.PayoffPayment}
	p := t.payment(s, made, on)
	made.Payment = p.ID
	added, err := autopays.AddDebit(tx, made)
	if err != nil || !added {
		return l10n.Text{}, err
	}
	if err := payments.Insert(tx, payments.Row{Payment: p, Party: t.e.Party}); err != nil {
		return l10n.Text{}, err
	}
	last, err := s.lastFour(tx, t.e.Party, t.e)
	if err != nil {
		return l10n.Text{}, err
	}
	return l10n.T(
		"We will take it again from your account ending in %s on %s. If you pay another way before, we will not; you can also cancel it online until then.",
		"Lo cobraremos otra vez de su cuenta que termina en %s el %s. Si antes paga de otra forma, no lo haremos; hasta entonces también puede cancelarlo en línea.",
		"Wir ziehen sie am %[2]s erneut von Ihrem Konto mit den Endziffern %[1]s ein. Wenn Sie vorher auf anderem Weg zahlen, tun wir es nicht; bis dahin können Sie sie auch online stornieren.", last, on), nil
}
