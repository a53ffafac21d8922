package onboarding

import (
	"fmt"
	"slices"

	"marque/internal/core/contract"
	"marque/internal/core/feed"
	"marque/internal/core/notice"
	"marque/internal/core/statement"
	"marque/internal/courier"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/store/letters"
	"marque/internal/store/queue"
	"marque/internal/store/vehicles"
)

// tiding is something to be told to everybody on a contract.
type tiding struct {
	to   *holder
	once string
	say  func(vehicle string) notice.Notice
}

func (p *plan) tell(h *holder, once string, say func(vehicle string) notice.Notice) {
	p.tidings = append(p.tidings, tiding{h, "retail/" + once + "/" + h.id.String(), say})
}

// newsDays is how old a fact may be that people are told of: what a first import brings of years ago is no news.
const newsDays = 30

// released is the status of a title that is on its way to its owner.
const released = "lien_release_sent"

// tellFact plans what people are told of a fact, who are on a contract of the vehicle that goes on, and the letter that they will need.
func (p *plan) tellFact(e *feed.Event, f feed.Fact, h *holder) error {
	_, on := f.About()
	today, err := p.today()
	if err != nil || h.fresh || on < h.terms.ContractDate || on < today.AddDays(-newsDays) {
		return err
	}
	switch d := f.(type) {
	case *feed.Recall:
		return p.tellRecall(e, d, h)
	case *feed.Title:
		if d.Status == released {
			p.tell(h, "title/"+short(e.Told()), func(vehicle string) notice.Notice { return notice.TitleReleased{Vehicle: vehicle, On: on} })
		}
	case *feed.Ownership:
		state, err := p.stateOf(h, today)
		if err != nil || !goesOn(state) || state.Ownership != "" {
			return err
		}
		p.tell(h, "left/"+short(e.Told()), func(vehicle string) notice.Notice {
			return notice.VehicleLeft{Vehicle: vehicle, Reason: contract.OwnershipReason(d.Reason), On: on}
		})
		p.letters = append(p.letters, letters.Order{Contract: h.id, Kind: statement.PayoffLetter, About: e.Key()})
	}
	return nil
}

// tellRecall plans the news of an open recall, unless a later word has closed it already.
func (p *plan) tellRecall(e *feed.Event, d *feed.Recall, h *holder) error {
	if d.Status != "open" {
		return nil
	}
	known, err := vehicles.Recalls(p.tx, d.VIN)
	if err != nil {
		return err
	}
	later := func(x vehicles.Recall) bool {
		return x.VIN == d.VIN && x.Campaign == d.Campaign && x.Told.After(e.Told())
	}
	if slices.ContainsFunc(known, later) || slices.ContainsFunc(p.facts.Recalls, later) {
		return nil
	}
	p.tell(h, "recall/"+d.Campaign, func(vehicle string) notice.Notice {
		return notice.RecallOpen{Vehicle: vehicle, Campaign: d.Campaign, Title: d.Title}
	})
	return nil
}

// words names a matter to our own people.
func words(m feed.Matter) string {
	switch m {
	case feed.MatterDue:
		return "due date"
	case feed.MatterMonths:
		return "term"
	case feed.MatterParties:
		return "people"
	}
	return string(m)
}

// changes says what an amendment changes, a sentence for each matter.
func changes(a *feed.Amendment, currency money.Currency) []l10n.Text {
	var out []l10n.Text
	if a.Rate != nil {
		out = append(out, l10n.T("The yearly interest rate is %s.", "La tasa de interés anual es %s.", "Der Zinssatz im Jahr beträgt %s.", l10n.Share(*a.Rate)))
	}
	if a.Payment > 0 {
		out = append(out, l10n.T("The regular payment is %s.", "El pago regular es %s.", "Die reguläre Rate beträgt %s.", l10n.Amount{Cents: a.Payment, Currency: currency}))
	}
	if a.Due != (feed.Due{}) {
		out = append(out, l10n.T("The next payment is due on %s.", "El próximo pago vence el %s.", "Die nächste Rate ist am %s fällig.", a.Due.First))
	}
	if a.Credit.Amount > 0 {
		out = append(out, l10n.T("%s is taken off what you owe.", "Se descuentan %s de lo que debe.", "%s werden von Ihrer Schuld abgezogen.", l10n.Amount{Cents: a.Credit.Amount, Currency: currency}))
	}
	if a.Months > 0 {
		out = append(out, l10n.T("The lease runs %s longer.", "El arrendamiento dura %s más.", "Das Leasing läuft %s länger.",
			l10n.Count(a.Months, l10n.T("month", "mes", "Monat"), l10n.T("months", "meses", "Monate"))))
	}
	if a.Parties != nil {
		out = append(out, l10n.T("Who is on the contract, or how we reach them, was brought up to date.", "Se actualizó quiénes están en el contrato o cómo comunicarnos con ellos.",
			"Wer am Vertrag beteiligt ist oder wie wir sie erreichen, wurde auf den neuesten Stand gebracht."))
	}
	return out
}

// writeTidings tells everybody on the contracts what was planned, and orders the letters. A letter is written after the commit.
func (p *plan) writeTidings() error {
	jobs := make([]queue.Job, len(p.letters))
	for i, o := range p.letters {
		jobs[i] = queue.Job{Kind: letters.Issue, Args: o, Key: o.Key()}
	}
	if err := queue.Add(p.tx, jobs...); err != nil || p.o.Quiet {
		return err
	}
	var post []courier.Parcel
	for _, t := range p.tidings {
		people, err := p.s.parties.OnContract(p.tx, t.to.id)
		if err != nil {
			return err
		}
		v, err := vehicles.ByVIN(p.tx, t.to.vin)
		if err != nil {
			return fmt.Errorf("tell of contract %s: %w", t.to.id, err)
		}
		post = append(post, courier.Parcel{Notice: t.say(v.Name()), Brand: t.to.terms.Brand, Contract: t.to.id, Once: t.once}.ForAll(people)...)
	}
	_, err := p.s.d.Courier.SendAll(p.tx, post)
	return err
}
