package relieving

import (
	"bytes"
	"context"
	"fmt"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/notice"
	"marque/internal/core/relief"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/payments"
	"marque/internal/store/reliefs"
)

// Arranged is a contract's newest arrangement as it stands.
type Arranged struct {
	relief.Arrangement
	Left  money.Cents // of what it covers
	OnWay money.Cents // from accounts, not yet counted
}

// Promise is an arrangement before it is made.
type Promise struct {
	Parts        []relief.Part
	Owed         money.Cents
	Kept, Broken relief.Standing
	Text         []l10n.Text
	Currency     money.Currency
}

// Arrangement returns a contract's newest arrangement, or nil, and why another cannot be made; nil when it can.
func (s *Service) Arrangement(ctx context.Context, by access.Actor, contractID contract.ID) (last *Arranged, blocked, err error) {
	err = s.Door.Read(ctx, door.Pass{By: by, Do: access.ContractRead, On: access.OnContract(contractID)}, func(r engine.Reader) error {
		f, err := s.facts(r, contractID)
		if err != nil {
			return err
		}
		last, err = s.arranged(r, &f, f.today)
		blocked = relief.MayArrange(f.state, last.plain())
		return err
	})
	return last, blocked, err
}

func (a *Arranged) plain() *relief.Arrangement {
	if a == nil {
		return nil
	}
	return &a.Arrangement
}

// arranged is the newest arrangement with what is left of it on a day, or nil.
func (s *Service) arranged(r engine.Reader, f *facts, day civil.Date) (*Arranged, error) {
	a, err := reliefs.LatestArrangement(r, f.stored.ID)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	out := &Arranged{Arrangement: a, Left: a.Left(f.state)}
	rows, err := payments.Of(r, f.stored.ID)
	for _, row := range rows {
		if row.State.InFlight() && row.Date <= day {
			out.OnWay += row.Amount
		}
	}
	return out, err
}

// Promise tells what a plan comes to, in the words that are agreed to, or why it cannot be had.
func (s *Service) Promise(ctx context.Context, by access.Actor, contractID contract.ID, plan relief.Plan) (Promise, error) {
	var out Promise
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.ContractRead, On: access.OnContract(contractID)}, func(r engine.Reader) error {
		f, err := s.facts(r, contractID)
		if err != nil {
			return err
		}
		out, err = s.promise(r, &f, plan)
		return err
	})
	return out, err
}

func (s *Service) promise(r engine.Reader, f *facts, plan relief.Plan) (Promise, error) {
	t := &f.stored.Terms
	out := Promise{Owed: f.state.PastDue, Currency: t.Money()}
	last, err := s.arranged(r, f, f.today)
	if err != nil {
		return out, err
	}
	if err := relief.MayArrange(f.state, last.plain()); err != nil {
		return out, err
	}
	if out.Parts, err = plan.Lay(out.Owed, f.today, civil.FederalReserve{}); err != nil {
		return out, err
	}
	out.Text = relief.ArrangementText(relief.Promise{
		Lender: s.Brands[t.Brand].LegalName, Number: t.Number, Vehicle: f.vehicle.Name(), Currency: t.Money(), Owed: out.Owed, Parts: out.Parts,
	})
	out.Kept, out.Broken, err = relief.Compare(*t, f.events, f.today, out.Parts)
	return out, err
}

// ArrangementIDOf names the arrangement that a key makes.
func ArrangementIDOf(c contract.ID, key string) relief.ArrangementID {
	return id.Derive[relief.Arrangement](c.String(), key)
}

// Arrange makes an arrangement, or returns the one that the same key made. It changes nothing in the contract.
func (s *Service) Arrange(ctx context.Context, by access.Actor, plan relief.Plan, c Consent) (relief.ArrangementID, error) {
	if c.Key == "" {
		return relief.ArrangementID{}, expired()
	}
	arrangement := ArrangementIDOf(c.Contract, c.Key)
	pass := door.Pass{By: by, Do: access.ReliefArrange, On: access.OnContract(c.Contract), Key: c.Key, Note: arrangement.String()}
	err := s.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		if err := contracts.Lock(tx, c.Contract); err != nil {
			return err
		}
		f, err := s.facts(tx, c.Contract)
		if err != nil {
			return err
		}
		p, err := s.promise(tx, &f, plan)
		if err != nil {
			return err
		}
		hash := relief.ArrangementDigest(c.Locale.Write(p.Text))
		if !bytes.Equal(hash, c.Shown) {
			return l10n.Fault(fault.Conflict,
				"Something about your contract has changed while you were reading. Please look at the arrangement once more.",
				"Algo de su contrato cambió mientras usted leía. Revise el acuerdo de pago otra vez.",
				"Während Sie lasen, hat sich an Ihrem Vertrag etwas geändert. Bitte sehen Sie sich die Zahlungsvereinbarung noch einmal an.")
		}
		a := relief.Arrangement{
			ID: arrangement, Contract: c.Contract, Party: by.Party, Owed: p.Owed, Parts: p.Parts, State: relief.Kept, StateOn: f.today, Since: f.today, By: by.User,
			At: s.Book.Now(), Hash: hash, Network: c.Network, Methods: c.Methods, Locale: c.Locale,
		}
		if err := reliefs.InsertArrangement(tx, a); err != nil {
			return err
		}
		return s.tellAll(tx, &f, notice.ArrangementMade{Change: notice.Change{
			Vehicle: f.vehicle.Name(), Why: p.Text[0], Next: l10n.T(
				"As long as it is kept, no late fee is added for what it covers. You find it under Relief and changes.",
				"Mientras se cumpla, no se agregan cargos por demora por lo que abarca. Lo encuentra en Facilidades de pago y cambios.",
				"Solange sie eingehalten wird, kommt für das, was sie umfasst, keine Mahngebühr dazu. Sie finden sie unter Zahlungserleichterung und Änderungen."),
		}}, "arrangement/"+arrangement.String())
	})
	if fault.Is(err, fault.Repeated) {
		return arrangement, nil
	}
	return arrangement, err
}

// judge closes the arrangements that a day decides: those that are paid, and those of which a part is missing. It returns how many ended.
func (s *Service) judge(ctx context.Context, day civil.Date) (int, error) {
	ended := 0
	var after contract.ID
	for {
		var page []contract.ID
		err := s.Door.Read(ctx, door.Pass{By: access.System("cycle"), Do: access.ReliefClose, On: access.OnSystem("relief")}, func(r engine.Reader) error {
			var err error
			page, err = reliefs.KeptArrangements(r, after, pageSize)
			return err
		})
		if err != nil || len(page) == 0 {
			return ended, err
		}
		after = page[len(page)-1]
		for _, c := range page {
			done, err := s.judgeOne(ctx, c, day)
			if err != nil {
				return ended, fmt.Errorf("judge the arrangement of contract %s: %w", c, err)
			}
			if done {
				ended++
			}
		}
	}
}

func (s *Service) judgeOne(ctx context.Context, contractID contract.ID, day civil.Date) (bool, error) {
	pass := door.Pass{By: access.System("cycle"), Do: access.ReliefClose, On: access.OnContract(contractID), Note: "arrangement on " + day.String()}
	ended := false
	err := s.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		ended = false
		if err := contracts.Lock(tx, contractID); err != nil {
			return err
		}
		f, err := s.factsOn(tx, contractID, day)
		if err != nil {
			return err
		}
		a, err := s.arranged(tx, &f, day)
		if err != nil || a == nil {
			return err
		}
		as := a.Judge(f.state, a.OnWay, day)
		if as == a.State {
			return nil
		}
		over, err := a.End(as, day)
		if err != nil {
			return err
		}
		if err := reliefs.EndArrangement(tx, over); err != nil {
			return err
		}
		ended = true
		return s.tellOver(tx, &f, over, a.Left)
	})
	return ended, err
}

// tellOver tells everybody how an arrangement ended: never silently.
func (s *Service) tellOver(tx *engine.Tx, f *facts, a relief.Arrangement, left money.Cents) error {
	once := "arrangement-over/" + a.ID.String()
	if a.State == relief.Completed {
		return s.tellAll(tx, f, notice.ArrangementCompleted{Change: notice.Change{
			Vehicle: f.vehicle.Name(), Why: l10n.T(
				"You kept your arrangement: everything that it covered is paid. Thank you.",
				"Usted cumplió su acuerdo: todo lo que abarcaba está pagado. Gracias.",
				"Sie haben Ihre Vereinbarung erfüllt: Alles, was sie umfasste, ist bezahlt. Vielen Dank."), Next: l10n.T("The next payments are due on their usual dates.", "Los próximos pagos vencen en sus fechas habituales.", "Die nächsten Zahlungen sind an ihren üblichen Tagen fällig."),
		}}, once)
	}
	amount := l10n.Amount{Cents: left, Currency: f.stored.Terms.Money()}
	return s.tellAll(tx, f, notice.ArrangementBroken{Change: notice.Change{
		Vehicle: f.vehicle.Name(), Why: l10n.T(
			"A part of your arrangement was not there in time, so the arrangement has ended. %s of it is still past due.",
			"Una parte de su acuerdo no llegó a tiempo, así que el acuerdo terminó. Todavía están vencidos %s.",
			"Ein Teil Ihrer Vereinbarung war nicht rechtzeitig da, deshalb ist sie beendet. Davon sind noch %s überfällig.", amount),
		Next: l10n.T(
			"Please pay it, or call us: we look for another way together. Late fees that the contract provides are charged from now on.",
			"Páguelos o llámenos: buscamos juntos otra solución. Desde ahora se cobran los cargos por demora que prevé el contrato.",
			"Bitte zahlen Sie, oder rufen Sie uns an: Wir suchen gemeinsam einen anderen Weg. Mahngebühren, die der Vertrag vorsieht, werden ab jetzt berechnet."),
	}}, once)
}
