package tending

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/casefile"
	"marque/internal/core/contract"
	"marque/internal/core/leaseend"
	"marque/internal/core/message"
	"marque/internal/core/notice"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/store/casefiles"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
)

// MostWhy bounds why a line is disputed, in characters: a case's note keeps it with the lines' names.
const MostWhy = 1000

// Objection is a customer's dispute of lines of the invoice of a lease's end.
type Objection struct {
	Contract contract.ID
	Lines    []string // keys of the charges
	Why      string
	Key      string // the same key disputes once
}

// Dispute puts lines of an invoice in dispute: they are not due, and nothing pays them until that is over. The desk finds the words in a case with a clock.
// A line that is paid, in dispute, or was
// answered already is refused, and so is each after the day on which the invoice was due at first. Wrong are the fields lines and text.
func (s *Service) Dispute(ctx context.Context, by access.Actor, o Objection) error {
	if o.Key == "" {
		return expired()
	}
	if err := o.check(); err != nil {
		return err
	}
	pass := door.Pass{By: by, Do: access.ChargeDispute, On: access.OnContract(o.Contract), Key: o.Key}
	return once(s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		if err := contracts.Lock(tx, o.Contract); err != nil {
			return err
		}
		f, err := s.facts(tx, o.Contract)
		if err != nil {
			return err
		}
		charges, err := s.disputable(&f, o.Lines)
		if err != nil {
			return err
		}
		which, err := s.openDispute(tx, by, f, o, charges)
		if err != nil {
			return err
		}
		return s.putInDispute(tx, f, which, charges)
	}))
}

// check refuses an objection that names no line or does not say, in a text of a bounded length, what is wrong. It makes the text clean.
func (o *Objection) check() error {
	var wrong []fault.Field
	if len(o.Lines) == 0 {
		wrong = append(wrong, l10n.Field("lines", "Choose at least one line.", "Elija al menos una línea.", "Wählen Sie mindestens eine Zeile."))
	}
	text, err := message.CheckText(o.Why, 0)
	switch f := fault.Of(err); {
	case strings.TrimSpace(o.Why) == "":
		wrong = append(wrong, l10n.Field("text", "Say what is wrong.", "Diga qué es incorrecto.", "Sagen Sie, was falsch ist."))
	case utf8.RuneCountInString(text) > MostWhy || f != nil && utf8.RuneCountInString(o.Why) > MostWhy:
		wrong = append(wrong, l10n.Field("text", "Use at most %s characters.", "Use como máximo %s caracteres.", "Höchstens %s Zeichen.", MostWhy))
	case f != nil:
		wrong = append(wrong, f.Fields...)
	}
	o.Why = text
	return fault.Inputs(wrong)
}

// disputable returns the lines that are named, or why one of them cannot be disputed.
func (s *Service) disputable(f *facts, keys []string) ([]contract.Charge, error) {
	v, err := f.state.Invoice()
	if err != nil {
		return nil, err
	}
	if last := v.FirstDue(s.d.Book.Zone()); f.today > last {
		return nil, l10n.Fault(fault.Conflict, "Lines could be disputed here until %s. Please write to us instead.", "Las líneas se podían disputar aquí hasta el %s. Escríbanos, por favor.",
			"Zeilen konnten hier bis zum %s bestritten werden. Bitte schreiben Sie uns stattdessen.", last)
	}
	tariff := s.tariff(f)
	var out []contract.Charge
	for _, key := range keys {
		at := slices.IndexFunc(v.Charges, func(c contract.Charge) bool { return c.Key == key })
		twice := slices.ContainsFunc(out, func(c contract.Charge) bool { return c.Key == key })
		if at < 0 || twice {
			return nil, l10n.Input("lines", "Choose lines of this invoice.", "Elija líneas de esta factura.", "Wählen Sie Zeilen dieser Rechnung.")
		}
		switch c := v.Charges[at]; {
		case c.Open == 0:
			return nil, l10n.Input("lines", "%s: this line is settled already. Please write to us about it.", "%s: esta línea ya está saldada. Escríbanos sobre ella.", "%s: Diese Zeile ist schon beglichen. Bitte schreiben Sie uns dazu.", leaseend.ChargeWords(&c, tariff))
		case !c.Said.Over.IsZero():
			return nil, l10n.Input("lines", "%s: we have answered that already. Please write to us if you do not agree.", "%s: ya respondimos a eso. Escríbanos si no está de acuerdo.", "%s: Darauf haben wir schon geantwortet. Bitte schreiben Sie uns, wenn Sie nicht einverstanden sind.", leaseend.ChargeWords(&c, tariff))
		case c.Disputed:
			return nil, l10n.Input("lines", "%s: this line is in dispute already.", "%s: esta línea ya está en disputa.", "%s: Diese Zeile ist schon bestritten.", leaseend.ChargeWords(&c, tariff))
		default:
			out = append(out, c)
		}
	}
	return out, nil
}

// putInDispute puts the events into the book. Their keys are in the order in which they come, since of a day's words on one line the last holds.
func (s *Service) putInDispute(tx *engine.Tx, f facts, which casefile.ID, charges []contract.Charge) error {
	var events []contract.Event
	for _, c := range charges {
		events = append(events, s.d.Book.Event(f.stored.ID, f.state.DisputeKey(len(events), c.Key), f.today, contract.Disputed{Fee: c.Key, Case: which.String()}))
	}
	_, err := s.d.Book.AppendOn(tx, f.stored.ID, f.today, events...)
	return err
}

// openDispute opens the case in which the desk finds what the customer says, and tells everybody on the contract.
func (s *Service) openDispute(tx *engine.Tx, by access.Actor, f facts, o Objection, charges []contract.Charge) (casefile.ID, error) {
	n, err := casefiles.Count(tx, o.Contract)
	if err != nil {
		return casefile.ID{}, err
	}
	if n >= casefile.MostOpen {
		return casefile.ID{}, l10n.Fault(fault.Conflict, "There are many matters open on this contract already. Please write to us instead.", "Ya hay muchos asuntos abiertos en este contrato. Escríbanos, por favor.", "Zu diesem Vertrag sind schon viele Anliegen offen. Bitte schreiben Sie uns stattdessen.")
	}
	c, err := casefile.New(casefile.File{
		ID: id.Derive[casefile.File](o.Contract.String(), "dispute", o.Key), Contract: o.Contract, Party: by.Party, Kind: casefile.BillDispute, OpenedBy: by.User, Opened: s.d.Now(),
		Days: map[casefile.Mark]civil.Date{casefile.Received: f.today},
	}, f.today)
	if err != nil {
		return c.ID, err
	}
	if err := casefiles.Insert(tx, c); err != nil {
		return c.ID, err
	}
	note := casefile.Note{ID: id.New[casefile.Note](s.d.IDs), By: by.User, At: s.d.Now(), Text: s.disputeNote(&f, charges, o.Why)}
	if err := casefiles.AddNote(tx, s.d.Box, c, note); err != nil {
		return c.ID, err
	}
	return c.ID, s.tellDisputed(tx, f, charges, c.Promised)
}

// disputeNote is what the desk reads: the lines with their amounts, and the customer's words.
func (s *Service) disputeNote(f *facts, charges []contract.Charge, why string) string {
	tariff, text := s.tariff(f), []string{"The customer disputes these lines of the invoice of the lease’s end:"}
	for i := range charges {
		text = append(text, leaseend.ChargeWords(&charges[i], tariff).In(l10n.EnUS)+", "+l10n.EnUS.Money(charges[i].Open, f.stored.Terms.Money()))
	}
	if len(text) > mostNamed {
		text = append(text[:mostNamed], fmt.Sprintf("and %d more", len(text)-mostNamed))
	}
	return strings.Join(append(text, "", why), "\n")
}

// tellDisputed tells everybody on the contract what is in dispute, and by when we answer.
func (s *Service) tellDisputed(tx *engine.Tx, f facts, charges []contract.Charge, promised civil.Date) error {
	sum := money.Cents(0)
	for i := range charges {
		sum += charges[i].Open
	}
	_, err := s.tell(tx, f, notice.VehicleNews{
		Subject: l10n.T("A charge is in dispute", "Un cargo está en disputa", "Ein Betrag ist bestritten"),
		Why: l10n.T("%s of what the end of your lease costs is in dispute and not due now.", "%s de lo que cuesta el final de su arrendamiento están en disputa y no se deben ahora.", "%s von dem, was das Ende Ihres Leasings kostet, sind bestritten und jetzt nicht fällig.",
			l10n.Amount{Cents: sum, Currency: f.stored.Terms.Money()}),
		Next: l10n.T("We look into it. You hear from us by %s. What is not in dispute stays due.", "Lo revisamos. Tendrá noticias nuestras a más tardar el %s. Lo que no está en disputa se sigue debiendo.",
			"Wir prüfen es. Sie hören von uns bis zum %s. Was nicht bestritten ist, bleibt fällig.", promised),
	})
	return err
}

// mostNamed is how many lines of a note name what is disputed.
const mostNamed = 20
