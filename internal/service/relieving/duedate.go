package relieving

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"

	"marque/internal/book"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/notice"
	"marque/internal/core/relief"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
)

// Move is a due date to move to.
type Move struct {
	Contract contract.ID
	First    civil.Date // the next due date; the ones after fall on its day of the month
	Key      string     // the same key moves once
	Shown    []byte     // MoveDigest of the numbers that were shown
}

// Moved is what a move comes to.
type Moved struct {
	Now, Then relief.Outlook
	Today     civil.Date
	Currency  money.Currency
}

// Digest names the numbers, so that what is agreed to is what was shown.
func (m Moved) Digest() []byte {
	t := m.Then
	sum := sha256.Sum256(fmt.Appendf(nil, "move|%s|%s|%s|%d|%d|%d", t.First, t.Ends, t.Maturity, t.More, t.Fee, t.Last))
	return sum[:]
}

// PrepareMove tells what a move would come to, or why it cannot be had.
func (s *Service) PrepareMove(ctx context.Context, by access.Actor, contractID contract.ID, first civil.Date) (Moved, error) {
	var out Moved
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.ContractRead, On: access.OnContract(contractID)}, func(r engine.Reader) error {
		f, err := s.facts(r, contractID)
		if err != nil {
			return err
		}
		out, err = f.move(first)
		return err
	})
	return out, err
}

func (f *facts) move(first civil.Date) (Moved, error) {
	out := Moved{Today: f.today, Currency: f.stored.Terms.Money()}
	if err := f.onlyLoans(); err != nil {
		return out, err
	}
	change := contract.DueDateChange{First: first}
	fee, err := f.state.MayMoveDue(change)
	if err != nil {
		return out, err
	}
	if out.Now, err = f.look(nil); err != nil {
		return out, err
	}
	out.Then, err = f.look(change)
	out.Then.Fee = fee
	return out, err
}

// MoveDue moves the due dates, charges the fee that the policy names, and tells everybody on the contract.
func (s *Service) MoveDue(ctx context.Context, by access.Actor, m Move) error {
	if m.Key == "" {
		return expired()
	}
	pass := door.Pass{By: by, Do: access.ReliefDueDate, On: access.OnContract(m.Contract), Key: m.Key, Note: m.First.String()}
	err := s.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		if err := contracts.Lock(tx, m.Contract); err != nil {
			return err
		}
		f, err := s.facts(tx, m.Contract)
		if err != nil {
			return err
		}
		moved, err := f.move(m.First)
		if err != nil {
			return err
		}
		if !bytes.Equal(moved.Digest(), m.Shown) {
			return l10n.Fault(fault.Conflict,
				"Something about your contract has changed while you were reading. Please look at the numbers once more.",
				"Algo de su contrato cambió mientras usted leía. Revise los números otra vez.",
				"Während Sie lasen, hat sich an Ihrem Vertrag etwas geändert. Bitte sehen Sie sich die Zahlen noch einmal an.")
		}
		return s.putMove(tx, &f, m, moved)
	})
	if fault.Is(err, fault.Repeated) {
		return nil
	}
	return err
}

func (s *Service) putMove(tx *engine.Tx, f *facts, m Move, moved Moved) error {
	events := []contract.Event{s.Book.Event(m.Contract, book.Key("due_date", m.Key), f.today, contract.DueDateChange{First: m.First})}
	if fee := moved.Then.Fee; fee > 0 {
		events = append(events, s.Book.Event(m.Contract, book.Key("due_date_fee", m.Key), f.today, contract.FeeAssessed{Fee: contract.DueDateMove, Amount: fee}))
	}
	if _, err := s.Book.AppendOn(tx, m.Contract, f.today, events...); err != nil {
		return err
	}
	why := l10n.T(
		"Your next payment is due on %s instead of %s; the payments after it follow on that day of the month.",
		"Su próximo pago vence el %s en vez del %s; los pagos siguientes vencen ese mismo día de cada mes.",
		"Ihre nächste Zahlung ist am %s fällig statt am %s; die Zahlungen danach folgen an diesem Tag des Monats.", m.First, moved.Now.First)
	next := l10n.T("No fee was charged.", "No se cobró ningún cargo.", "Es wurde keine Gebühr berechnet.")
	if moved.Then.Fee > 0 {
		next = l10n.T("The fee for it is %s.", "El cargo por ello es de %s.", "Die Gebühr dafür beträgt %s.", l10n.Amount{Cents: moved.Then.Fee, Currency: moved.Currency})
	}
	return s.tellAll(tx, f, notice.DueDateMoved{Change: notice.Change{Vehicle: f.vehicle.Name(), Why: why, Next: next.Then(autopayFollows())}}, "")
}

func autopayFollows() l10n.Text {
	return l10n.T("If autopay is on, it follows by itself.", "Si el pago automático está activado, se ajusta solo.", "Wenn die automatische Zahlung eingeschaltet ist, folgt sie von selbst.")
}
