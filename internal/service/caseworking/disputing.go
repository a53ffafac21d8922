package caseworking

import (
	"context"
	"slices"
	"unicode/utf8"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/casefile"
	"marque/internal/core/contract"
	"marque/internal/core/leaseend"
	"marque/internal/core/notice"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/store/casefiles"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
)

// Stands says that a disputed line of an invoice stands.
type Stands struct {
	Contract contract.ID
	Case     casefile.ID
	Line     string // key of the charge
	Reason   string // for the customer, at most contract.MostStandsReason characters
	Key      string // the same key ends the dispute once
}

// disputed lists the lines that a case is about, in dispute and answered, and those in dispute that are in no case, as the feed tells them. What a lease's
// end costs must be known for it. It returns the contract as it stands; nothing of another case.
func (s *Service) disputed(r engine.Reader, c *Case) (stored contracts.Contract, state *contract.State, err error) {
	if c.Kind != casefile.BillDispute {
		return stored, nil, nil
	}
	if stored, err = contracts.ByID(r, c.Contract); err != nil {
		return stored, nil, err
	}
	if state, err = s.d.Book.Fold(r, stored, c.Today); err != nil {
		return stored, nil, err
	}
	c.Terms, c.Currency, c.Tariff = stored.Terms, stored.Terms.Money(), s.d.Tariffs.Of(stored.Terms.Brand, stored.Terms.Currency)
	v, err := state.Invoice()
	if fault.Is(err, fault.Conflict) {
		return stored, state, nil
	}
	for _, x := range v.Charges {
		if x.Said.Case == c.ID.String() || x.Disputed && x.Said.Case == "" {
			c.Disputed = append(c.Disputed, x)
		}
	}
	return stored, state, err
}

// Stand ends the dispute of a line that stands: it is due again, and everybody on the contract is told why. A line that is waived needs no such word.
func (s *Service) Stand(ctx context.Context, by access.Actor, n Stands) error {
	pass := door.Pass{By: by, Do: access.ChargeResolve, On: access.OnContract(n.Contract), Key: "stands/" + n.Key, Note: "case " + n.Case.String()}
	err := s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		if n.Key == "" {
			return fault.New(fault.Invalid, "This form has expired. Please load the page again.")
		}
		var err error
		if n.Reason, err = casefile.CheckText("reason", n.Reason); err != nil {
			return err
		}
		if utf8.RuneCountInString(n.Reason) > contract.MostStandsReason {
			return fault.Inputf("reason", "Use at most %d characters.", contract.MostStandsReason)
		}
		if err := contracts.Lock(tx, n.Contract); err != nil {
			return err
		}
		return s.stand(tx, n)
	})
	if fault.Is(err, fault.Repeated) {
		return nil
	}
	return err
}

// stand ends the dispute on a locked contract.
func (s *Service) stand(tx *engine.Tx, n Stands) error {
	c := Case{}
	var err error
	if c.File, err = casefiles.ByID(tx, s.d.Box, n.Contract, n.Case); err != nil {
		return err
	}
	if c.Stage == casefile.Closed {
		return fault.New(fault.Conflict, "This case is closed.")
	}
	if c.Today, err = s.d.Book.Today(tx); err != nil {
		return err
	}
	stored, before, err := s.disputed(tx, &c)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(c.Disputed, func(x contract.Charge) bool { return x.Key == n.Line && x.Disputed })
	if at < 0 {
		return fault.New(fault.Conflict, "This line is not in dispute any more.")
	}
	over := s.d.Book.Event(n.Contract, before.DisputeKey(0, n.Line), c.Today, contract.Disputed{Fee: n.Line, Over: true, Reason: n.Reason})
	state, err := s.d.Book.AppendOn(tx, n.Contract, c.Today, over)
	if err != nil {
		return err
	}
	v, err := state.Invoice()
	if err != nil {
		return err
	}
	line := &c.Disputed[at]
	return s.tellStands(tx, stored, answered{line: leaseend.ChargeWords(line, c.Tariff), open: line.Open, due: v.Due, by: v.DueOn(s.d.Book.Zone()), reason: n.Reason})
}

// answered is a line that was said to stand, and what then is due.
type answered struct {
	line      l10n.Text
	open, due money.Cents
	by        civil.Date
	reason    string
}

// tellStands tells everybody on the contract that a line stands, why, and what is due by when.
func (s *Service) tellStands(tx *engine.Tx, stored contracts.Contract, of answered) error {
	amount := func(c money.Cents) l10n.Amount { return l10n.Amount{Cents: c, Currency: stored.Terms.Money()} }
	next := l10n.T("Nothing of it is due. If you do not agree, write to us.", "Nada de eso se debe. Si no está de acuerdo, escríbanos.", "Davon ist nichts fällig. Wenn Sie nicht einverstanden sind, schreiben Sie uns.")
	if of.due > 0 {
		next = l10n.T("%s is to be paid by %s. If you do not agree, write to us.", "Se deben pagar %s a más tardar el %s. Si no está de acuerdo, escríbanos.", "%s sind bis zum %s zu zahlen. Wenn Sie nicht einverstanden sind, schreiben Sie uns.", amount(of.due), of.by)
	}
	_, err := s.d.Courier.TellAll(tx, stored, func(vehicle string) notice.Notice {
		return notice.VehicleNews{
			Vehicle: vehicle, Subject: l10n.T("A disputed charge stands", "Un cargo en disputa se mantiene", "Ein bestrittener Betrag bleibt"),
			Why:  l10n.T("%s, %s. The reason: %s", "%s, %s. El motivo: %s", "%s, %s. Der Grund: %s", of.line, amount(of.open), of.reason),
			Next: next,
		}
	})
	return err
}
