package lettering

import (
	"context"
	"encoding/json"
	"fmt"

	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/statement"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/letters"
	"marque/internal/store/queue"
)

// IssueJob is the kind of the job that issues a letter which something asks for by itself, such as an amendment.
const IssueJob = letters.Issue

// Asked does IssueJob: it issues the letter once. What cannot be true any more, because the contract has gone on meanwhile, is given up.
func (s *Service) Asked(ctx context.Context, args json.RawMessage) error {
	var o letters.Order
	if err := json.Unmarshal(args, &o); err != nil {
		return queue.Never(fmt.Errorf("read job: %w", err))
	}
	_, err := s.Issue(ctx, access.System("letters"), Order{Contract: o.Contract, Kind: o.Kind, About: o.About, Key: o.Key()})
	if f := fault.Of(err); f != nil && f.Kind != fault.Unavailable {
		return queue.Never(err)
	}
	return err
}

// change is what a message of the retail system has changed on the contract.
type change struct {
	matters []contracts.Amendment
	events  map[string]contract.Event // by key
}

// changed reads what a message has changed.
func changed(r engine.Reader, o Order) (change, error) {
	c := change{events: map[string]contract.Event{}}
	all, err := contracts.Amendments(r, o.Contract)
	if err != nil {
		return c, err
	}
	for _, a := range all {
		if a.Told.By == o.About {
			c.matters = append(c.matters, a)
		}
	}
	events, err := contracts.Events(r, o.Contract)
	for _, e := range events {
		c.events[e.Key] = e
	}
	return c, err
}

// amendment is the letter about what the parties have agreed anew.
func (w *writing) amendment(c change) (money.Cents, error) {
	if len(c.matters) == 0 {
		return 0, fault.New(fault.Conflict, "There is no such amendment of this contract.")
	}
	say := func(t l10n.Text) string { return t.In(w.locale) }
	w.letter.Title = say(l10n.T("Change of your contract", "Cambio de su contrato", "Änderung Ihres Vertrags"))
	var facts []statement.Fact
	for _, m := range c.matters {
		if e, ok := c.events[m.Key]; ok {
			facts = append(facts, w.agreed(e.Body)...)
		}
	}
	first := l10n.T("As agreed with your dealer, this changes on your contract from %s. Everything else stays as it was signed.",
		"Como se acordó con su concesionario, esto cambia en su contrato desde el %s. Todo lo demás queda como se firmó.",
		"Wie mit Ihrem Händler vereinbart, ändert sich an Ihrem Vertrag ab dem %s Folgendes. Alles andere bleibt, wie es unterschrieben wurde.", c.matters[0].On)
	w.letter.Parts = []statement.Part{
		{Paragraphs: []string{say(first)}, Facts: w.about()},
		{Heading: say(l10n.T("What changes", "Qué cambia", "Was sich ändert")), Facts: facts},
	}
	if len(facts) == 0 {
		w.letter.Parts[1].Paragraphs = []string{say(l10n.T("Who is on the contract, or how we reach them.", "Quiénes están en el contrato o cómo comunicarnos con ellos.",
			"Wer am Vertrag beteiligt ist oder wie wir sie erreichen."))}
	}
	return 0, nil
}

// agreed writes one matter of an amendment.
func (w *writing) agreed(b contract.Body) []statement.Fact {
	fact := func(name l10n.Text, value string) []statement.Fact {
		return []statement.Fact{{Name: name.In(w.locale), Value: value}}
	}
	switch b := b.(type) {
	case contract.RateSegment:
		return fact(l10n.T("Yearly interest rate", "Tasa de interés anual", "Zinssatz im Jahr"), w.locale.Percent(b.Rate, 2))
	case contract.Reamortised:
		return fact(l10n.T("Regular payment", "Pago regular", "Reguläre Rate"), w.money(b.Payment))
	case contract.DueDateChange:
		return fact(l10n.T("Next due date", "Próximo vencimiento", "Nächste Fälligkeit"), w.locale.DateLong(b.First))
	case contract.Credit:
		return fact(l10n.T("Taken off what you owe", "Descontado de lo que debe", "Von Ihrer Schuld abgezogen"), w.money(b.Amount))
	case contract.LeaseExtension:
		return fact(l10n.T("Months added to the lease", "Meses añadidos al arrendamiento", "Monate, um die das Leasing länger läuft"), w.locale.Number(int64(b.Months)))
	}
	return nil
}

// cancellation is the letter that nothing is owed because the contract was undone.
func (w *writing) cancellation() (money.Cents, error) {
	s := w.f.state
	if s.Status != contract.Undone {
		return 0, fault.New(fault.Conflict, "This contract was not cancelled.")
	}
	say := func(t l10n.Text) string { return t.In(w.locale) }
	w.letter.Title = say(l10n.T("Cancellation of your contract", "Anulación de su contrato", "Rückabwicklung Ihres Vertrags"))
	w.letter.Parts = []statement.Part{
		{Paragraphs: []string{say(l10n.T("This contract was cancelled from its beginning. You owe nothing on it. What you have paid on it is yours.",
			"Este contrato fue anulado desde su inicio. No debe nada por él. Lo que pagó es suyo.",
			"Dieser Vertrag wurde von Anfang an rückgängig gemacht. Sie schulden daraus nichts. Was Sie gezahlt haben, gehört Ihnen."))}, Facts: w.about()},
		{Facts: []statement.Fact{{Name: say(l10n.T("Your credit balance", "Su saldo a favor", "Ihr Guthaben")), Value: w.money(s.Credit), Total: true}}},
	}
	return s.Credit, nil
}
