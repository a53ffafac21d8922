package paying

import (
	"context"
	"crypto/sha256"
	"strings"

	"marque/internal/book"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/autopay"
	"marque/internal/core/contract"
	"marque/internal/core/notice"
	"marque/internal/core/payment"
	"marque/internal/core/statement"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/paper"
	"marque/internal/store/autopays"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/payments"
)

// Consent is what a customer signs: the wish, the key of the form, and how we know who it was.
type Consent struct {
	Contract contract.ID
	Wish     autopay.Wish
	Key      string // the same key signs once
	Shown    []byte // DigestOf the text that was shown: another text is not signed
	Network  string
	Methods  string // that the session was proved by
}

// DigestOf names the words of an authorisation, so that what is signed is what was shown.
func DigestOf(text []string) []byte {
	sum := sha256.Sum256([]byte(autopay.Joined(text)))
	return sum[:]
}

// PrepareAutopay tells whether a wish can be had, and puts an account that was typed on file. It returns the account to name in the consent.
func (s *Service) PrepareAutopay(ctx context.Context, by access.Actor, contractID contract.ID, w autopay.Wish, typed payment.AccountInput) (Account, error) {
	var account payment.Account
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.ContractRead, On: access.OnContract(contractID)}, func(r engine.Reader) error {
		a, err := s.lookAhead(r, contractID, 0)
		if err != nil {
			return err
		}
		if err := autopay.MayEnrol(a.state); err != nil {
			return err
		}
		if !w.Account.IsZero() {
			account, _, err = s.wishedAccounts(r, by, a.stored, w)
			return err
		}
		var wrong error
		account, wrong = payment.NewAccount(id.New[payment.Account](s.IDs), by.Party, typed)
		if wrong == nil {
			wrong = s.Bank.fits(a.stored, account)
		}
		return both(w.Check(a.stored.Terms.Kind), wrong)
	})
	if err != nil || !w.Account.IsZero() {
		return shown(account), err
	}
	return s.keep(ctx, by, account)
}

// EnrolAutopay signs: it turns autopay on, or puts another authorisation in the place of the one there was.
func (s *Service) EnrolAutopay(ctx context.Context, by access.Actor, c Consent) (autopay.ID, error) {
	if c.Key == "" {
		return autopay.ID{}, expired()
	}
	enrolment := id.Derive[autopay.Enrolment](c.Contract.String(), c.Key)
	pass := door.Pass{By: by, Do: access.AutopaySign, On: access.OnContract(c.Contract), Key: c.Key, Note: enrolment.String()}
	err := s.Door.Write(ctx, pass, func(tx *engine.Tx) error { return s.sign(tx, by, c, enrolment) })
	if fault.Is(err, fault.Repeated) {
		return enrolment, nil
	}
	return enrolment, err
}

func (s *Service) sign(tx *engine.Tx, by access.Actor, c Consent, enrolment autopay.ID) error {
	if err := contracts.Lock(tx, c.Contract); err != nil {
		return err
	}
	a, err := s.lookAhead(tx, c.Contract, 0)
	if err != nil {
		return err
	}
	e, words, err := s.wished(tx, by, &a, c.Wish)
	if err != nil {
		return err
	}
	if string(DigestOf(words.Text)) != string(c.Shown) {
		return l10n.Fault(fault.Conflict,
			"Something about your contract has changed while you were reading. Please look at the authorization once more.",
			"Algo de su contrato cambió mientras usted leía. Revise la autorización otra vez.",
			"Während Sie lasen, hat sich an Ihrem Vertrag etwas geändert. Bitte sehen Sie sich die Ermächtigung noch einmal an.")
	}
	e.ID = enrolment
	changed, err := s.replace(tx, &e, a.today)
	if err != nil {
		return err
	}
	for _, account := range []payment.AccountID{e.Account, e.Fallback} {
		if err := s.prenote(tx, by, a.stored, account); err != nil {
			return err
		}
	}
	if err := autopays.Insert(tx, e); err != nil {
		return err
	}
	if err := s.carry(tx, e, words.Next, a.today); err != nil {
		return err
	}
	if err := s.evidence(tx, &a, e, c, words); err != nil {
		return err
	}
	if err := s.discount(tx, &a, e, true); err != nil {
		return err
	}
	return s.tellOn(tx, &a, e, words, changed)
}

// replace ends the enrolment that is open; what the customer wanted skipped stays skipped.
func (s *Service) replace(tx *engine.Tx, e *autopay.Enrolment, today civil.Date) (changed bool, err error) {
	old, err := autopays.Open(tx, e.Contract)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	ended, err := old.End(autopay.Replaced, today)
	if err != nil {
		return false, err
	}
	e.Skips = old.Skips
	return true, autopays.Update(tx, ended)
}

// carry records what the consent itself announced, and the skips of the enrolment before.
func (s *Service) carry(tx *engine.Tx, e autopay.Enrolment, next []autopay.Debit, today civil.Date) error {
	for _, d := range next {
		if d.Skipped {
			continue
		}
		if err := autopays.Announce(tx, e, d, today); err != nil {
			return err
		}
	}
	for _, n := range e.Skips {
		if err := autopays.Skip(tx, e, n, e.By, e.At); err != nil {
			return err
		}
	}
	return nil
}

// evidence keeps what was signed, with the copy for the customer.
func (s *Service) evidence(tx *engine.Tx, a *ahead, e autopay.Enrolment, c Consent, words Authorisation) error {
	who, err := s.parties.ByID(tx, e.Party)
	if err != nil {
		return err
	}
	t := &a.stored.Terms
	file, err := paper.Letter(statement.Letter{
		Title:     l10n.T("Autopay authorization", "Autorización de pago automático", "Ermächtigung zur automatischen Zahlung").In(words.Locale),
		Reference: autopayReference(e.ID), Issued: a.today, Locale: words.Locale.Tag(), Brand: s.Brands[t.Brand],
		Recipient: statement.Recipient{Names: []string{strings.TrimSpace(who.GivenName + " " + who.FamilyName)}},
		Contract:  statement.Facts{Number: t.Number, Currency: t.Currency},
		Parts:     authorisationParts(words, c, e, t.Money()),
	})
	if err != nil {
		return err
	}
	sum := sha256.Sum256(file.Bytes)
	return autopays.Sign(tx, s.Box, e, autopays.Authorisation{
		Version: words.Version, Signed: e.At, Network: c.Network, Methods: c.Methods, Text: autopay.Joined(words.Text), File: file.Bytes, SHA256: sum[:],
	})
}

// discount begins or ends the rate that autopay earns, as a segment that can be undone.
func (s *Service) discount(tx *engine.Tx, a *ahead, e autopay.Enrolment, on bool) error {
	d := discountOf(a)
	if d.Rate == 0 || d.On == on {
		return nil
	}
	segment, key := contract.RateSegment{Reason: contract.AutopayDiscount}, book.Key("autopay-discount", e.ID.String())
	if on {
		segment.Rate = d.Rate
	} else {
		key += ":end" // sorts after its beginning, when both are of one instant
	}
	_, err := s.Book.AppendOn(tx, e.Contract, a.today, s.Book.Event(e.Contract, key, a.today, segment))
	return err
}

// CancelAutopay turns autopay off. Debits that have not gone to the bank are called off with it.
func (s *Service) CancelAutopay(ctx context.Context, by access.Actor, contractID contract.ID) error {
	pass := door.Pass{By: by, Do: access.AutopayCancel, On: access.OnContract(contractID)}
	return s.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		if err := contracts.Lock(tx, contractID); err != nil {
			return err
		}
		e, err := autopays.Open(tx, contractID)
		if fault.Is(err, fault.NotFound) {
			return nil // off already: pressing twice is no mistake
		}
		if err != nil {
			return err
		}
		a, err := s.lookAhead(tx, contractID, 0)
		if err != nil {
			return err
		}
		return s.end(tx, &a, e, autopay.ByCustomer)
	})
}

// end ends an enrolment for a reason, and tells the customer: never silently.
func (s *Service) end(tx *engine.Tx, a *ahead, e autopay.Enrolment, why autopay.Reason) error {
	ended, err := e.End(why, a.today)
	if err != nil {
		return err
	}
	if err := autopays.Update(tx, ended); err != nil {
		return err
	}
	if err := s.callOff(tx, a); err != nil {
		return err
	}
	if err := s.discount(tx, a, e, false); err != nil {
		return err
	}
	return s.tellAutopay(tx, a, e, notice.AutopayOff{Why: offWhy(why, a), Next: offNext(why)}, "off/"+e.ID.String())
}

// callOff cancels debits of autopay that have not gone to the bank.
func (s *Service) callOff(tx *engine.Tx, a *ahead) error {
	for _, row := range a.rows {
		if row.State != payment.Created {
			continue
		}
		_, err := autopays.DebitOf(tx, row.Contract, row.ID)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return err
		}
		next, err := row.Cancel(a.today)
		if err != nil {
			return err
		}
		if err := payments.Move(tx, row.State, next); err != nil {
			return err
		}
	}
	return nil
}

// SkipAutopay leaves one of the debits ahead out, or takes it in again. The instalment stays due.
func (s *Service) SkipAutopay(ctx context.Context, by access.Actor, contractID contract.ID, instalment int, skip bool) error {
	pass := door.Pass{By: by, Do: access.AutopaySkip, On: access.OnContract(contractID)}
	return s.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		if err := contracts.Lock(tx, contractID); err != nil {
			return err
		}
		e, err := autopays.Open(tx, contractID)
		if err != nil {
			return err
		}
		a, err := s.lookAhead(tx, contractID, 0)
		if err != nil {
			return err
		}
		d, err := s.aheadOf(tx, &a, &e, instalment)
		if err != nil || d.Skipped == skip {
			return err
		}
		return s.setSkip(tx, &a, e, d, skip)
	})
}

// aheadOf returns the debit ahead of an instalment, or a fault.
func (s *Service) aheadOf(tx *engine.Tx, a *ahead, e *autopay.Enrolment, instalment int) (autopay.Debit, error) {
	next, err := s.nextOf(tx, a, e)
	if err != nil {
		return autopay.Debit{}, err
	}
	for _, d := range next {
		if d.Instalment == instalment {
			return d, nil
		}
	}
	return autopay.Debit{}, l10n.Fault(fault.Conflict,
		"This payment can no longer be skipped: it has gone to your bank, or it is too far ahead.",
		"Este pago ya no se puede omitir: ya se envió a su banco o aún falta demasiado.",
		"Diese Zahlung kann nicht mehr ausgelassen werden: Sie ist bei Ihrer Bank oder liegt zu weit in der Zukunft.")
}

func (s *Service) setSkip(tx *engine.Tx, a *ahead, e autopay.Enrolment, d autopay.Debit, skip bool) error {
	amount := d.Amount
	if skip {
		if err := autopays.Skip(tx, e, d.Instalment, e.By, s.Book.Now()); err != nil {
			return err
		}
	} else {
		if err := autopays.Unskip(tx, e, d.Instalment); err != nil {
			return err
		}
		amount = a.state.Payment
	}
	account, err := payments.Account(tx, s.Box, e.Party, e.Account)
	if err != nil {
		return err
	}
	n := notice.AutopaySkipped{Again: !skip, Payment: notice.Payment{Amount: amount, Currency: a.stored.Terms.Money(), Date: d.Due, Account: account.LastFour()}}
	return s.tellAutopay(tx, a, e, n, "")
}

// AutopayFile returns the copy of what was signed, exactly as it was rendered then.
func (s *Service) AutopayFile(ctx context.Context, by access.Actor, contractID contract.ID, enrolment autopay.ID) ([]byte, error) {
	var file []byte
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.StatementRead, On: access.OnContract(contractID)}, func(r engine.Reader) error {
		a, err := autopays.Signed(r, s.Box, contractID, enrolment)
		file = a.File
		return err
	})
	return file, err
}
