// Package exporting writes a contract with everything that is known about it, and what is known about the customer who asks, as one JSON document:
// for another program, another lender, or a drawer. docs/integrator/contract-data.md describes it. Its parts are read one after the other and
// written as they come, so that no transaction waits for a slow reader.
package exporting

import (
	"context"
	"fmt"
	"io"
	"slices"

	"marque/internal/book"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/notice"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/seal"
	"marque/internal/store/autopays"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/letters"
	"marque/internal/store/messages"
	"marque/internal/store/outbox"
	"marque/internal/store/parties"
	"marque/internal/store/payments"
	"marque/internal/store/statements"
	"marque/internal/store/users"
	"marque/internal/store/vehicles"
)

// Deps is what the service needs.
type Deps struct {
	Door *door.Door
	Book *book.Book
	Box  *seal.Box
}

// Service writes documents.
type Service struct {
	Deps
	parties *parties.Store
	users   *users.Store
}

// New returns a service.
func New(d Deps) *Service {
	return &Service{Deps: d, parties: parties.New(d.Box), users: users.New(d.Box)}
}

// Contract writes a contract's document for a customer. That it was taken is recorded before the first byte; after the first byte an error
// leaves a document that is cut off, and the caller must not let it pass for a whole one.
func (s *Service) Contract(ctx context.Context, by access.Actor, contractID contract.ID, to io.Writer) error {
	pass := door.Pass{By: by, Do: access.DataTake, On: access.OnContract(contractID)}
	if err := s.Door.Write(ctx, pass, func(*engine.Tx) error { return nil }); err != nil {
		return err
	}
	e := &export{Service: s, ctx: ctx, pass: pass, contract: contractID, w: newWriter(to)}
	for _, part := range []func() error{e.head, e.history, e.money, e.papers, e.vehicle, e.consents, e.cards, e.messages} {
		if err := part(); err != nil {
			return err
		}
	}
	return e.w.end()
}

// export is one document on its way.
type export struct {
	*Service
	ctx      context.Context
	pass     door.Pass
	contract contract.ID
	w        *writer
	stored   contracts.Contract
	state    *contract.State
	events   []contract.Event
}

// read asks for one part in a snapshot of its own.
func (e *export) read(fn func(r engine.Reader) error) error { return e.Door.Read(e.ctx, e.pass, fn) }

// head writes what the document is, the contract and the people.
func (e *export) head() error {
	var people []parties.Party
	var members []parties.Member
	err := e.read(func(r engine.Reader) error {
		var err error
		if e.stored, err = contracts.ByID(r, e.contract); err != nil {
			return err
		}
		today, err := e.Book.Today(r)
		if err != nil {
			return err
		}
		if e.events, err = contracts.Events(r, e.contract); err != nil {
			return err
		}
		if e.state, err = contract.Fold(e.stored.Terms, e.events, contract.At{AsOf: today}); err != nil {
			return fmt.Errorf("fold contract %s: %w", e.contract, err)
		}
		if members, err = parties.Members(r, e.contract); err != nil {
			return err
		}
		people, err = e.parties.OnContract(r, e.contract)
		return err
	})
	if err != nil {
		return err
	}
	e.w.field("format", Format)
	e.w.field("made_at", e.Book.Now().UTC())
	e.w.field("contract_id", e.contract)
	e.w.field("terms", termsOf(e.stored.Terms))
	for i := range people {
		if people[i].ID == e.pass.By.Party {
			e.w.field("you", youOf(people[i]))
		}
	}
	e.w.field("people", peopleOf(members, people))
	return nil
}

// history writes the state, each line with its working, and the events behind them.
func (e *export) history() error {
	summary := *e.state
	summary.Lines, summary.Segments = nil, nil
	e.w.field("state", summary)
	e.w.list("lines")
	for i := range e.state.Lines {
		e.w.item(lineData{Line: e.state.Lines[i], Recorded: e.state.Lines[i].Recorded.UTC()})
	}
	e.w.close()
	e.w.list("events")
	for _, x := range e.events {
		item, err := eventOf(x)
		if err != nil {
			return err
		}
		e.w.item(item)
	}
	e.w.close()
	return nil
}

// money writes payments, refunds and autopay.
func (e *export) money() error {
	return e.read(func(r engine.Reader) error {
		rows, err := payments.Of(r, e.contract)
		if err != nil {
			return err
		}
		paid := make([]paymentData, len(rows))
		for i, row := range rows {
			paid[i] = paymentOf(row)
			if row.Party != e.pass.By.Party {
				continue // whose account it is, is theirs to tell
			}
			account, err := payments.Account(r, e.Box, row.Party, row.Account)
			if err != nil {
				return err
			}
			paid[i].Account = account.LastFour()
		}
		e.w.field("payments", paid)
		refunds, err := payments.Refunds(r, e.contract)
		if err != nil {
			return err
		}
		e.w.field("refunds", mapped(refunds, refundOf))
		enrolments, err := autopays.Of(r, e.contract)
		e.w.field("autopay", mapped(enrolments, autopayOf))
		return err
	})
}

// papers writes which statements and letters there are; the files themselves are on the pages.
func (e *export) papers() error {
	return e.read(func(r engine.Reader) error {
		issued, err := statements.Of(r, e.contract)
		if err != nil {
			return err
		}
		e.w.field("statements", mapped(issued, statementOf))
		written, err := letters.Of(r, e.contract)
		e.w.field("letters", mapped(written, letterOf))
		return err
	})
}

// vehicle writes the vehicle and what was told of it while the contract runs.
func (e *export) vehicle() error {
	return e.read(func(r engine.Reader) error {
		v, err := vehicles.ByVIN(r, e.stored.VIN)
		if err != nil {
			return err
		}
		from, to := e.stored.Terms.ContractDate, e.state.VehicleUntil()
		readings, err := vehicles.Readings(r, v.VIN, from, to)
		if err != nil {
			return err
		}
		readings = slices.DeleteFunc(readings, func(x vehicles.Reading) bool { return x.Source == vehicles.Return && !e.state.CameBack(x.On) })
		visits, err := vehicles.Services(r, v.VIN, from, to)
		if err != nil {
			return err
		}
		titles, err := vehicles.Titles(r, v.VIN, from, to)
		if err != nil {
			return err
		}
		recalls, err := vehicles.Recalls(r, v.VIN)
		if err != nil {
			return err
		}
		proofs, err := vehicles.Proofs(r, e.Box, e.contract)
		if err != nil {
			return err
		}
		kept, err := vehicles.GarageOf(r, e.Box, e.contract)
		out := vehicleOf(v, readings, visits, titles, recalls)
		out.Insurance = mapped(proofs, proofOf)
		if !kept.Since.IsZero() {
			g := garage(kept)
			out.Garage = &g
		}
		if err == nil {
			err = e.leaseEnd(r, &out)
		}
		e.w.field("vehicle", out)
		return err
	})
}

// leaseEnd fills in what was said about the end of a lease.
func (e *export) leaseEnd(r engine.Reader, out *vehicleData) error {
	plans, err := vehicles.Choices(r, e.contract)
	if err != nil {
		return err
	}
	out.Plans = mapped(plans, planOf)
	photos, err := vehicles.Photos(r, e.Box, e.contract)
	if err != nil {
		return err
	}
	out.Photos = mapped(photos, photoOf)
	signed, err := vehicles.MileageOf(r, e.Box, e.contract)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	out.Mileage = &mileage{signed.On, signed.Miles, string(signed.Claim), signed.Words, signed.At.UTC(), signed.Lessor, signed.LessorAddress, signed.Noticed, signed.Received}
	return err
}

// consents writes what the customer agreed to, or did not.
func (e *export) consents() error {
	return e.read(func(r engine.Reader) error {
		all, err := e.users.Consents(r, e.pass.By.User)
		e.w.field("consents", mapped(all, consentOf))
		return err
	})
}

// cards writes what an agent put beside messages for the customer to act on.
func (e *export) cards() error {
	return e.read(func(r engine.Reader) error {
		all, err := messages.OffersOn(r, e.pass.By.Party, e.contract)
		e.w.field("cards", mapped(all, cardOf))
		return err
	})
}

// messages writes what was sent to the customer about this contract or about none, a page at a time.
func (e *export) messages() error {
	e.w.list("messages")
	var before notice.MessageID
	for {
		var page []outbox.Message
		err := e.read(func(r engine.Reader) error {
			var err error
			page, err = outbox.Of(r, e.Box, e.pass.By.Party, before)
			return err
		})
		if err != nil {
			return err
		}
		for _, m := range page {
			if m.Contract.IsZero() || m.Contract == e.contract {
				e.w.item(messageOf(m))
			}
		}
		if len(page) < outbox.MostListed {
			break
		}
		before = page[len(page)-1].ID
	}
	e.w.close()
	return nil
}

// mapped writes each of a list in its own form; none is an empty list.
func mapped[A, B any](all []A, form func(A) B) []B {
	out := make([]B, len(all))
	for i := range all {
		out[i] = form(all[i])
	}
	return out
}
