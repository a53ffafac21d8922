package paying

import (
	"context"
	"fmt"
	"io"
	"strings"

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
	"marque/internal/money"
	"marque/internal/store/autopays"
	"marque/internal/store/bankfiles"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/payments"
)

// clearsOn is the first banking day on which a debit may settle on an account whose prenote is open.
func (s *Service) clearsOn(r engine.Reader, v payment.Verification) (civil.Date, error) {
	day, err := s.nextLeave(r)
	return v.ClearsOn(day, s.Calendar), err
}

// nextLeave is the day on which the next file leaves.
func (s *Service) nextLeave(r engine.Reader) (civil.Date, error) {
	today, err := s.Book.Today(r)
	if err != nil {
		return 0, err
	}
	closed, err := s.Book.Closed(r, today)
	if closed {
		today++
	}
	return today, err
}

// mayDeposit is a fault that tells why no micro entries can be sent to an account, or nothing.
func (s *Service) mayDeposit(r engine.Reader, by access.Actor, a payment.Account) error {
	switch {
	case a.Rail() != payment.ACH:
		return l10n.Fault(fault.Conflict,
			"An account with an IBAN is verified by its first payment.",
			"Una cuenta con IBAN se verifica con su primer pago.",
			"Ein Konto mit IBAN wird durch seine erste Zahlung bestätigt.")
	case a.Status == payment.Verified:
		return l10n.Fault(fault.Conflict,
			"This account is verified already.",
			"Esta cuenta ya está verificada.",
			"Dieses Konto ist bereits bestätigt.")
	case a.Status == payment.Stopped:
		return l10n.Fault(fault.Conflict,
			"Your bank does not accept entries to this account any more.",
			"Su banco ya no acepta movimientos en esta cuenta.",
			"Ihre Bank nimmt für dieses Konto keine Aufträge mehr an.")
	}
	v, err := payments.OpenVerification(r, a.ID)
	if err == nil {
		return being(v)
	}
	if !fault.Is(err, fault.NotFound) {
		return err
	}
	ofAccount, ofParty, err := payments.CountVerifications(r, a.Party, a.ID, s.Book.Now().Add(-aDay))
	switch {
	case err != nil:
		return err
	case ofAccount >= payment.MostOfAnAccount:
		return l10n.Fault(fault.Conflict,
			"We have sent deposits to this account %s times. Please call us, or use another account.",
			"Ya enviamos depósitos a esta cuenta %s veces. Llámenos o use otra cuenta.",
			"Wir haben %s-mal Gutschriften auf dieses Konto gesendet. Bitte rufen Sie uns an, oder benutzen Sie ein anderes Konto.", payment.MostOfAnAccount)
	case ofParty >= payment.MostVerifiesADay:
		return l10n.Fault(fault.TooMany,
			"Enough deposits were asked for in the last 24 hours. Please try again tomorrow.",
			"Ya se pidieron suficientes depósitos en las últimas 24 horas. Inténtelo mañana.",
			"In den letzten 24 Stunden wurden genug Gutschriften verlangt. Bitte versuchen Sie es morgen wieder.")
	}
	return s.idle(r, a)
}

func being(v payment.Verification) error {
	if v.Method == payment.ByPrenote {
		return l10n.Fault(fault.Conflict,
			"Your bank is being asked about this account already.",
			"Ya se está consultando a su banco sobre esta cuenta.",
			"Ihre Bank wird bereits nach diesem Konto gefragt.")
	}
	return l10n.Fault(fault.Conflict,
		"This account is being verified already.",
		"Esta cuenta ya se está verificando.",
		"Dieses Konto wird bereits bestätigt.")
}

// idle is a Conflict when something is to be drawn on an account: Nacha lets no other entry go to it until micro entries are through (2.7).
func (s *Service) idle(r engine.Reader, a payment.Account) error {
	waiting, err := payments.UsesOf(r, a.Party, a.ID)
	if err != nil {
		return err
	}
	uses, err := autopays.OfAccount(r, a.Party, a.ID)
	if err != nil {
		return err
	}
	if len(waiting)+len(uses) > 0 {
		return l10n.Fault(fault.Conflict,
			"A payment from this account is on its way, or autopay uses it. It is verified by that.",
			"Un pago desde esta cuenta está en camino, o el pago automático la usa. Con eso se verifica.",
			"Von diesem Konto ist eine Zahlung unterwegs, oder die automatische Zahlung benutzt es. Dadurch wird es bestätigt.")
	}
	return nil
}

// SendDeposits verifies an account by two small deposits that leave with the next file.
func (s *Service) SendDeposits(ctx context.Context, by access.Actor, account payment.AccountID) error {
	var seed [4]byte
	if _, err := io.ReadFull(s.Random, seed[:]); err != nil { // before the transaction, which may run twice
		return fmt.Errorf("choose amounts: %w", err)
	}
	first, second := payment.MicroAmounts(seed)
	pass := door.Pass{By: by, Do: access.BankAccountProve, On: access.OnParty(by.Party), Note: "deposits " + account.String()}
	return s.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		if err := payments.LockParty(tx, by.Party); err != nil {
			return err
		}
		if err := s.holdContracts(tx, by.Party); err != nil {
			return err
		}
		a, err := payments.Listed(tx, s.Box, by.Party, account)
		if err != nil {
			return err
		}
		if err := s.mayDeposit(tx, by, a); err != nil {
			return err
		}
		on, err := s.occasion(tx, by.Party)
		if err != nil {
			return err
		}
		return s.order(tx, by, a, on, payment.ByMicro, first, second)
	})
}

// prenote asks the bank about an account that nothing has verified, when nothing else will before: called for by autopay.
func (s *Service) prenote(tx *engine.Tx, by access.Actor, on contracts.Contract, account payment.AccountID) error {
	if account.IsZero() {
		return nil
	}
	a, err := payments.Account(tx, s.Box, by.Party, account)
	if err != nil {
		return err
	}
	wanted, err := s.wantsPrenote(tx, a)
	if err != nil || !wanted {
		return err
	}
	return s.order(tx, by, a, on, payment.ByPrenote)
}

// wantsPrenote tells whether autopay on an account is to be preceded by a prenote.
func (s *Service) wantsPrenote(r engine.Reader, a payment.Account) (bool, error) {
	if a.Status != payment.Unverified || a.Rail() != payment.ACH {
		return false, nil
	}
	_, err := payments.OpenVerification(r, a.ID)
	if err == nil || !fault.Is(err, fault.NotFound) {
		return false, err
	}
	waiting, err := payments.UsesOf(r, a.Party, a.ID)
	return len(waiting) == 0, err
}

// order keeps a verification and its entries, which wait for the next file.
func (s *Service) order(tx *engine.Tx, by access.Actor, a payment.Account, on contracts.Contract, how payment.Method, amounts ...money.Cents) error {
	today, err := s.nextLeave(tx)
	if err != nil {
		return err
	}
	v := payment.Verification{
		ID: id.New[payment.Verification](s.IDs), Party: a.Party, Account: a.ID, Contract: on.ID, Method: how, State: payment.VerifyOrdered, Date: today, By: hand(by), At: s.Book.Now(),
	}
	if err := payments.InsertVerification(tx, v); err != nil {
		return err
	}
	entries := []payment.Entry{{Kind: payment.PrenoteEntry}}
	if how == payment.ByMicro {
		entries = []payment.Entry{
			{Kind: payment.MicroEntry, Amount: amounts[0]}, {Kind: payment.MicroEntry, Amount: amounts[1]}, {Kind: payment.MicroDebit, Amount: amounts[0] + amounts[1]},
		}
	}
	for i, e := range entries {
		e.ID, e.Class, e.Brand = v.Entry(i+1), payment.Web, on.Terms.Brand
		e.Reference = "V" + strings.TrimPrefix(referenceOf(payment.ID(v.ID)), "P")
		if err := bankfiles.Add(tx, bankfiles.Entry{Entry: e, Date: today, Party: a.Party, Account: a.ID}); err != nil {
			return err
		}
	}
	return nil
}

// TypeDeposits compares two amounts with those that were sent. The same key counts once. What comes back says whether they were right; a fault about the field first says that
// they were not, and how many tries are left.
func (s *Service) TypeDeposits(ctx context.Context, by access.Actor, account payment.AccountID, first, second, key string) error {
	typed, err := typedAmounts(first, second)
	if err != nil {
		return err
	}
	if key == "" {
		return expired()
	}
	var next payment.Verification
	pass := door.Pass{By: by, Do: access.BankAccountProve, On: access.OnParty(by.Party), Key: key, Note: "amounts " + account.String()}
	err = s.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		var err error
		next, err = s.try(tx, by, account, typed)
		return err
	})
	if fault.Is(err, fault.Repeated) {
		next, err = s.tried(ctx, by, account)
	}
	if err != nil {
		return err
	}
	return verdict(next)
}

// verdict is what the customer reads of a try.
func verdict(v payment.Verification) error {
	switch {
	case v.State == payment.VerifyPassed:
		return nil
	case v.State == payment.VerifyArrived && v.Left() == 1:
		return l10n.Input("first",
			"These are not the two amounts. You have one try left.",
			"Estos no son los dos montos. Le queda un intento.",
			"Das sind nicht die beiden Beträge. Sie haben noch einen Versuch.")
	case v.State == payment.VerifyArrived:
		return l10n.Input("first",
			"These are not the two amounts. You have %s tries left.",
			"Estos no son los dos montos. Le quedan %s intentos.",
			"Das sind nicht die beiden Beträge. Sie haben noch %s Versuche.", v.Left())
	}
	return l10n.Fault(fault.Conflict,
		"These were not the two amounts, and there are no more tries.",
		"Estos no eran los dos montos, y ya no quedan intentos.",
		"Das waren nicht die beiden Beträge, und es gibt keinen weiteren Versuch.")
}

func typedAmounts(first, second string) (typed [2]money.Cents, err error) {
	var wrong []fault.Field
	for i, x := range []struct{ name, typed string }{{"first", first}, {"second", second}} {
		amount, ok := payment.ReadMicro(x.typed)
		if !ok {
			wrong = append(wrong, l10n.Field(x.name, "Enter the cents of one deposit, like 0.32.", "Ingrese los centavos de un depósito, como 0.32.",
				"Geben Sie die Cent einer Gutschrift ein, wie 0.32."))
		}
		typed[i] = amount
	}
	return typed, fault.Inputs(wrong)
}

// tried reads what became of a try that was made before.
func (s *Service) tried(ctx context.Context, by access.Actor, account payment.AccountID) (payment.Verification, error) {
	var v payment.Verification
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.BankAccountRead, On: access.OnParty(by.Party)}, func(r engine.Reader) error {
		var err error
		v, err = payments.LatestVerification(r, by.Party, account)
		return err
	})
	return v, err
}

// try makes one try. It counts whether it is right or not.
func (s *Service) try(tx *engine.Tx, by access.Actor, account payment.AccountID, typed [2]money.Cents) (payment.Verification, error) {
	a, err := payments.Listed(tx, s.Box, by.Party, account)
	if err != nil {
		return payment.Verification{}, err
	}
	v, err := payments.OpenVerification(tx, a.ID)
	if fault.Is(err, fault.NotFound) {
		return v, l10n.Fault(fault.Conflict,
			"Nothing waits for amounts on this account.",
			"Esta cuenta no espera ningún monto.",
			"Für dieses Konto werden keine Beträge erwartet.")
	}
	if err != nil {
		return v, err
	}
	var sent [2]money.Cents
	for i := range sent {
		e, err := bankfiles.EntryByID(tx, v.Entry(i+1))
		if err != nil {
			return v, err
		}
		sent[i] = e.Amount
	}
	today, err := s.Book.Today(tx)
	if err != nil {
		return v, err
	}
	next, err := v.Try(typed, sent, today)
	if err != nil {
		return v, err
	}
	if err := payments.MoveVerification(tx, v, next); err != nil {
		return v, err
	}
	switch next.State {
	case payment.VerifyPassed:
		err = s.verified(tx, next, string(payment.ByMicro), l10n.T("The two amounts that you typed were right.", "Los dos montos que escribió eran correctos.", "Die beiden Beträge, die Sie eingegeben haben, stimmten."), today)
	case payment.VerifyFailed:
		err = s.notVerified(tx, next, l10n.T(
			"The amounts that were typed were wrong %s times.",
			"Los montos que se escribieron fueron incorrectos %s veces.",
			"Die eingegebenen Beträge waren %s-mal falsch.", payment.MostTries))
	}
	return next, err
}

// verified records that an account works, and tells its owner.
func (s *Service) verified(tx *engine.Tx, v payment.Verification, why string, how l10n.Text, on civil.Date) error {
	news, err := payments.Verify(tx, v.Party, v.Account, why, on)
	if err != nil || !news {
		return err
	}
	a, err := payments.Account(tx, s.Box, v.Party, v.Account)
	if err != nil {
		return err
	}
	return s.tellOwner(tx, a, notice.AccountVerified{Account: a.LastFour(), How: how}, "account-verified/"+v.ID.String(), false)
}

// notVerified tells why an account could not be verified; who has removed it meanwhile is told nothing.
func (s *Service) notVerified(tx *engine.Tx, v payment.Verification, why l10n.Text) error {
	a, err := payments.Listed(tx, s.Box, v.Party, v.Account)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.tellOwner(tx, a, notice.AccountNotVerified{Account: a.LastFour(), Why: why, Next: l10n.T(
		"You can start again on the page of your bank accounts, or pay from another account.",
		"Puede empezar de nuevo en la página de sus cuentas bancarias o pagar desde otra cuenta.",
		"Sie können auf der Seite Ihrer Bankkonten neu beginnen oder von einem anderen Konto zahlen.")},
		"account-not-verified/"+v.ID.String(), false)
}

// withdraw takes back what waits to verify an account that is removed. What stands in a file goes its way.
func (s *Service) withdraw(tx *engine.Tx, a payment.Account) error {
	v, err := payments.OpenVerification(tx, a.ID)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if v.State != payment.VerifyOrdered {
		return nil
	}
	entries := make([]payment.EntryID, v.Method.EntryCount())
	for i := range entries {
		entries[i] = v.Entry(i + 1)
	}
	gone, err := bankfiles.Withdraw(tx, entries...)
	if err != nil || gone == 0 {
		return err
	}
	today, err := s.Book.Today(tx)
	if err != nil {
		return err
	}
	next, err := v.Withdraw(today)
	if err != nil {
		return err
	}
	return payments.MoveVerification(tx, v, next)
}

// checked tells why an order cannot be made from an account as far as its verification goes, or nothing.
func (s *Service) checked(r engine.Reader, st standing, o Order, a payment.Account) error {
	if a.Status != payment.Unverified || a.Rail() != payment.ACH || o.Account.IsZero() {
		return nil
	}
	v, err := payments.OpenVerification(r, a.ID)
	switch {
	case fault.Is(err, fault.NotFound):
		return s.within(r, o, a)
	case err != nil:
		return err
	case v.Method == payment.ByPrenote && v.State == payment.VerifyOrdered:
		return s.within(r, o, a) // it has not left, and this debit takes its place
	case v.Method == payment.ByMicro:
		return l10n.Input("account",
			"This account is being verified. Type the two small deposits first, under Bank accounts, or choose another account.",
			"Esta cuenta se está verificando. Escriba primero los dos depósitos pequeños en Cuentas bancarias, o elija otra cuenta.",
			"Dieses Konto wird gerade bestätigt. Geben Sie zuerst unter Bankkonten die beiden kleinen Gutschriften ein, oder wählen Sie ein anderes Konto.")
	}
	return s.cleared(r, st, o, v)
}

// proofByDebit takes back a prenote that has not left: the debit that is ordered now asks the same, and no debit may follow a prenote sooner than three banking days.
func (s *Service) proofByDebit(tx *engine.Tx, a payment.Account) error {
	if a.Status != payment.Unverified {
		return nil
	}
	return s.withdraw(tx, a)
}

// proofAgain orders the prenote of an account that autopay draws on, when the debit that stood in its place was called off.
func (s *Service) proofAgain(tx *engine.Tx, a payment.Account) error {
	wanted, err := s.wantsPrenote(tx, a)
	if err != nil || !wanted {
		return err
	}
	on, err := autopays.OfAccount(tx, a.Party, a.ID)
	if err != nil || len(on) == 0 {
		return err
	}
	stored, err := contracts.ByID(tx, on[0])
	if err != nil {
		return err
	}
	e, err := autopays.Open(tx, on[0])
	if err != nil {
		return err
	}
	return s.order(tx, access.Customer(e.By, a.Party), a, stored, payment.ByPrenote)
}

// within holds what is on its way from an unverified account against its bound.
func (s *Service) within(r engine.Reader, o Order, a payment.Account) error {
	if o.Kind == contract.PayoffPayment {
		return nil
	}
	waiting, err := payments.UsesOf(r, a.Party, a.ID)
	if err != nil {
		return err
	}
	sum := o.Amount
	for _, w := range waiting {
		if !w.Refund {
			sum += w.Amount
		}
	}
	if sum > payment.UnverifiedMost {
		return l10n.Input("amount",
			"From an account that is not verified yet, at most %s can be on its way. Verify it under Bank accounts, or pay less.",
			"Desde una cuenta aún no verificada puede haber como máximo %s en camino. Verifíquela en Cuentas bancarias, o pague menos.",
			"Von einem noch nicht bestätigten Konto können höchstens %s unterwegs sein. Bestätigen Sie es unter Bankkonten, oder zahlen Sie weniger.",
			l10n.Amount{Cents: payment.UnverifiedMost, Currency: money.USD()})
	}
	return nil
}

// cleared wants a debit to settle no sooner than a prenote allows.
func (s *Service) cleared(r engine.Reader, st standing, o Order, v payment.Verification) error {
	leaves, err := s.nextLeave(r)
	if err != nil {
		return err
	}
	clears := v.ClearsOn(leaves, s.Calendar)
	if o.Date.IsZero() || payment.EffectiveOn(o.Date, leaves, s.Calendar) >= clears {
		return nil
	}
	from := st.earliest
	for payment.EffectiveOn(from, leaves, s.Calendar) < clears {
		from = civil.AddBusiness(s.Calendar, from, 1)
	}
	return l10n.Input("date",
		"Your bank is being asked about this account. Choose %s or a later day, or another account.",
		"Se está consultando a su banco sobre esta cuenta. Elija el %s o un día posterior, u otra cuenta.",
		"Ihre Bank wird nach diesem Konto gefragt. Wählen Sie den %s oder einen späteren Tag, oder ein anderes Konto.", from)
}

// asked tells when the bank's answer about an account is through, if it is asked before autopay draws on it; none when it is not.
func (s *Service) asked(r engine.Reader, account payment.Account) (clears, leaves civil.Date, err error) {
	if leaves, err = s.nextLeave(r); err != nil {
		return 0, 0, err
	}
	v, err := payments.OpenVerification(r, account.ID)
	if err == nil && v.Method == payment.ByPrenote {
		return v.ClearsOn(leaves, s.Calendar), leaves, nil
	}
	if err != nil && !fault.Is(err, fault.NotFound) {
		return 0, 0, err
	}
	wanted, err := s.wantsPrenote(r, account)
	if err != nil || !wanted {
		return 0, leaves, err
	}
	return payment.ClearsOn(leaves, leaves, s.Calendar), leaves, nil
}

// afterAnswer is the number of the first instalment whose debit settles no sooner than the bank's answer about its account allows, and the due dates of those before it.
func (s *Service) afterAnswer(first int, next []autopay.Debit, clears, leaves civil.Date) (number int, left []civil.Date) {
	number = first
	for _, d := range next {
		if clears.IsZero() || payment.EffectiveOn(d.On, leaves, s.Calendar) >= clears {
			break
		}
		number, left = d.Instalment+1, append(left, d.Due)
	}
	return number, left
}
