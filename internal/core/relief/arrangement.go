package relief

import (
	"crypto/sha256"
	"fmt"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/money"
)

// ArrangementID names an arrangement.
type ArrangementID = id.Of[Arrangement]

// ArrangementState is where an arrangement stands.
type ArrangementState string

// The states. Kept is open; the others are its ends.
const (
	Kept      ArrangementState = "kept"      // so far
	Completed ArrangementState = "completed" // all that was past due is paid
	Broken    ArrangementState = "broken"    // a part was not there in time
)

// The bounds of an arrangement that a customer makes alone. Whoever needs more talks to somebody.
const (
	MostParts   = 4  // of one arrangement
	MostDays    = 60 // from its day to the last part: payments can be set up that far ahead
	FirstWithin = 14 // days until the first part
	MostLate    = 89 // days past due
	RestDays    = 90 // after one that was broken
	// GraceDays is how many days after its date a part may still count: a bank needs one to move it.
	GraceDays = 2
)

// ArrangementVersion names the words of an arrangement.
const ArrangementVersion = "arrangement-2026-11"

// Part is one dated amount.
type Part struct {
	On     civil.Date
	Amount money.Cents
}

// Plan is how a customer wants to pay what is past due: in so many parts, the first on a day, the others so many days apart.
type Plan struct {
	Parts int
	First civil.Date
	Every int // 7, 14 or 30 days
}

// Lay lays a plan out over an amount, each part on a day on which banks are open, or returns a fault that names the wrong fields: parts, first, every.
// The parts are equal; a cent that does not divide goes to the first ones.
func (p Plan) Lay(owed money.Cents, today civil.Date, banks civil.Calendar) ([]Part, error) {
	var wrong []fault.Field
	if p.Parts < 1 || p.Parts > MostParts {
		wrong = append(wrong, l10n.Field("parts", "Choose 1 to %s parts.", "Elija de 1 a %s partes.", "Wählen Sie 1 bis %s Teile.", MostParts))
	}
	if p.First <= today || p.First > today.AddDays(FirstWithin) {
		wrong = append(wrong, l10n.Field("first",
			"The first part must come within %s days, from tomorrow on.",
			"La primera parte debe pagarse dentro de %s días, a partir de mañana.",
			"Der erste Teil muss innerhalb von %s Tagen kommen, von morgen an.", FirstWithin))
	}
	if p.Every != 7 && p.Every != 14 && p.Every != 30 {
		wrong = append(wrong, l10n.Field("every",
			"Choose how far apart the parts are.",
			"Elija cuánto tiempo hay entre las partes.",
			"Wählen Sie den Abstand zwischen den Teilen."))
	}
	if err := fault.Inputs(wrong); err != nil {
		return nil, err
	}
	amounts := owed / money.Cents(p.Parts)
	rest := int(owed % money.Cents(p.Parts))
	out := make([]Part, p.Parts)
	for i := range out {
		on := p.First.AddDays(i * p.Every)
		for !banks.IsBusiness(on) {
			on++
		}
		out[i] = Part{On: on, Amount: amounts}
		if i < rest {
			out[i].Amount++
		}
	}
	if out[len(out)-1].On > today.AddDays(MostDays) {
		return nil, l10n.Input("parts",
			"The last part must come within %s days. Choose fewer parts, or closer together.",
			"La última parte debe pagarse dentro de %s días. Elija menos partes, o más seguidas.",
			"Der letzte Teil muss innerhalb von %s Tagen kommen. Wählen Sie weniger Teile oder kürzere Abstände.", MostDays)
	}
	return out, nil
}

// Arrangement is a customer's promise to pay what is past due in dated amounts.
type Arrangement struct {
	ID       ArrangementID
	Contract contract.ID
	Party    access.PartyID // who promised
	Owed     money.Cents    // past due when it was made
	Parts    []Part
	State    ArrangementState
	StateOn  civil.Date
	Since    civil.Date // its day: it covers what fell due before
	By       access.UserID
	At       time.Time
	Hash     []byte      // of the words that were shown
	Locale   l10n.Locale // in which they were shown
	Network  string
	Methods  string // that the session was proved by
}

// Left is what is still open of the instalments that the arrangement covers.
func (a *Arrangement) Left(s *contract.State) money.Cents {
	sum := money.Cents(0)
	for i := range s.Instalments {
		if x := &s.Instalments[i]; x.Due < a.Since {
			sum += x.Open()
		}
	}
	return min(sum, s.PastDue)
}

// Judge returns where an arrangement stands at the end of a day: onWay is what is on its way for that day or before.
func (a *Arrangement) Judge(s *contract.State, onWay money.Cents, day civil.Date) ArrangementState {
	left := a.Left(s)
	switch {
	case a.State != Kept:
		return a.State
	case left == 0:
		return Completed
	case s.Status != contract.Active:
		return Broken
	}
	must := money.Cents(0)
	for _, p := range a.Parts {
		if p.On.AddDays(GraceDays) <= day {
			must += p.Amount
		}
	}
	if a.Owed-(left-onWay) < must {
		return Broken
	}
	return Kept
}

// Next is the first part that is not yet paid by what came in, or none.
func (a *Arrangement) Next(left money.Cents) (Part, bool) {
	paid := max(a.Owed-left, 0)
	for _, p := range a.Parts {
		if paid < p.Amount {
			return Part{On: p.On, Amount: p.Amount - paid}, true
		}
		paid -= p.Amount
	}
	return Part{}, false
}

// End closes an arrangement that was kept so far.
func (a Arrangement) End(as ArrangementState, on civil.Date) (Arrangement, error) {
	if a.State != Kept {
		return a, l10n.Fault(fault.Conflict,
			"This arrangement is over.",
			"Este acuerdo de pago ya terminó.",
			"Diese Zahlungsvereinbarung ist beendet.")
	}
	a.State, a.StateOn = as, on
	return a, nil
}

// MayArrange returns a fault that tells the customer why no arrangement can be made, or nothing. Last is the newest that there was, or nil.
func MayArrange(s *contract.State, last *Arrangement) error {
	switch {
	case s.Status != contract.Active:
		return l10n.Fault(fault.Conflict,
			"Only an active contract can have an arrangement.",
			"Solo un contrato activo puede tener un acuerdo de pago.",
			"Eine Zahlungsvereinbarung gibt es nur für einen laufenden Vertrag.")
	case s.PastDue == 0:
		return l10n.Fault(fault.Conflict,
			"Nothing is past due, so there is nothing to arrange.",
			"No hay nada vencido, así que no hay nada que acordar.",
			"Nichts ist überfällig, also ist nichts zu vereinbaren.")
	case s.DaysPastDue > MostLate:
		return l10n.Fault(fault.Conflict,
			"It has been past due for long. Please call us, and we look for a way together.",
			"Lleva mucho tiempo vencido. Llámenos y buscaremos juntos una solución.",
			"Der Betrag ist schon lange überfällig. Bitte rufen Sie uns an, dann suchen wir gemeinsam einen Weg.")
	case last != nil && last.State == Kept:
		return l10n.Fault(fault.Conflict,
			"You have an arrangement already; you find it above.",
			"Usted ya tiene un acuerdo de pago; lo encuentra arriba.",
			"Sie haben bereits eine Zahlungsvereinbarung; Sie finden sie oben.")
	case last != nil && last.State == Broken && s.AsOf < last.StateOn.AddDays(RestDays):
		return l10n.Fault(fault.Conflict,
			"The last arrangement could not be kept. Please call us, and we look for another way together.",
			"El último acuerdo de pago no se pudo cumplir. Llámenos y buscaremos juntos otra solución.",
			"Die letzte Zahlungsvereinbarung konnte nicht eingehalten werden. Bitte rufen Sie uns an, dann suchen wir gemeinsam einen anderen Weg.")
	}
	return nil
}

// Standing is how a contract would stand at the end of a plan.
type Standing struct {
	On       civil.Date
	PastDue  money.Cents
	Days     int
	Fees     money.Cents
	Interest money.Cents // that runs from today until then
}

// Compare tells how a contract would stand on the day after the last part when the parts and the instalments of the meantime are paid on their
// days, and when nothing is paid. While an arrangement is kept no late fee falls on what it covers.
func Compare(t contract.Terms, events []contract.Event, today civil.Date, parts []Part) (kept, broken Standing, err error) {
	now, err := contract.Fold(t, events, contract.At{AsOf: today})
	if err != nil {
		return kept, broken, fmt.Errorf("fold today: %w", err)
	}
	end := parts[len(parts)-1].On + 1
	paid := events[:len(events):len(events)]
	pay := func(key string, on civil.Date, amount money.Cents) {
		paid = append(paid, contract.Event{Key: key, Effective: on, Recorded: latestOf(events), Body: contract.Payment{Amount: amount, Method: "ach"}})
	}
	for i, p := range parts {
		pay(fmt.Sprintf("arrangement/%d", i), p.On, p.Amount)
	}
	for i := range now.Instalments {
		if x := &now.Instalments[i]; x.Due >= today && x.Due < end && x.Open() > 0 {
			pay(fmt.Sprintf("instalment/%d", i), x.Due, x.Open())
		}
	}
	if kept, err = standing(t, paid, now, end, true); err != nil {
		return kept, broken, err
	}
	broken, err = standing(t, events, now, end, false)
	return kept, broken, err
}

func latestOf(events []contract.Event) time.Time {
	last := time.Time{}
	for i := range events {
		if events[i].Recorded.After(last) {
			last = events[i].Recorded
		}
	}
	return last
}

func standing(t contract.Terms, events []contract.Event, now *contract.State, end civil.Date, spared bool) (Standing, error) {
	s, err := contract.Fold(t, events, contract.At{AsOf: end})
	if err != nil {
		return Standing{}, fmt.Errorf("look ahead: %w", err)
	}
	out := Standing{On: end, PastDue: s.PastDue, Days: s.DaysPastDue, Fees: s.Fees, Interest: s.Total.Interest + s.Interest - now.Total.Interest - now.Interest}
	for _, fee := range contract.LateFeesDue(s) {
		if !spared || !Spares(s, fee.Fee.Instalment, now.AsOf) {
			out.Fees += fee.Fee.Amount
		}
	}
	return out, nil
}

// Spares tells whether an arrangement of a day covers an instalment, so that no late fee falls on it while it is kept.
func Spares(s *contract.State, instalment int, since civil.Date) bool {
	for i := range s.Instalments {
		if s.Instalments[i].Number == instalment {
			return s.Instalments[i].Due < since
		}
	}
	return false
}

// Promise is what an arrangement's words speak of.
type Promise struct {
	Lender   string
	Number   string
	Vehicle  string
	Currency money.Currency
	Owed     money.Cents
	Parts    []Part
}

// ArrangementText is the promise, paragraph by paragraph. The same numbers make the same words in a language.
func ArrangementText(p Promise) []l10n.Text {
	parts := make([]l10n.Text, len(p.Parts))
	for i, x := range p.Parts {
		parts[i] = l10n.T("%s by %s", "%s a más tardar el %s", "%s bis zum %s", l10n.Amount{Cents: x.Amount, Currency: p.Currency}, x.On)
	}
	return []l10n.Text{
		l10n.T("%s is past due on contract %s (%s) with %s. I promise to pay it like this: %s.",
			"Están vencidos %s del contrato %s (%s) con %s. Prometo pagarlos así: %s.",
			"%s sind überfällig aus dem Vertrag %s (%s) mit %s. Ich verspreche, sie so zu zahlen: %s.",
			l10n.Amount{Cents: p.Owed, Currency: p.Currency}, p.Number, p.Vehicle, p.Lender, l10n.List("; ", parts)),
		l10n.T("The payments that fall due in the meantime stay due on their dates. The arrangement changes nothing in the contract: interest keeps accruing, and what is past due stays past due until it is paid.",
			"Los pagos que vencen mientras tanto siguen venciendo en sus fechas. El acuerdo no cambia nada en el contrato: los intereses se siguen generando, y lo vencido sigue vencido hasta que se pague.",
			"Die Raten, die inzwischen fällig werden, bleiben an ihren Tagen fällig. Die Vereinbarung ändert nichts am Vertrag: Die Zinsen laufen weiter, und was überfällig ist, bleibt überfällig, bis es bezahlt ist."),
		l10n.T("As long as I keep it, no late fee is added for what it covers and no reminder is sent about it. A fee that was charged before stays.",
			"Mientras lo cumpla, no se agrega ningún cargo por demora por lo que abarca ni se envía ningún recordatorio al respecto. Un cargo que se cobró antes se mantiene.",
			"Solange ich sie einhalte, kommt für das, was sie umfasst, keine Mahngebühr dazu, und es wird nicht daran erinnert. Eine Gebühr von vorher bleibt."),
		l10n.T("A part counts when it is there within %s days after its date. If one is missing then, the arrangement ends by itself, I am told, and late fees that the contract provides are charged as if it had never been made.",
			"Una parte cuenta si llega dentro de los %s días siguientes a su fecha. Si entonces falta una, el acuerdo termina solo, se me avisa, y los cargos por demora que prevé el contrato se cobran como si nunca se hubiera hecho.",
			"Ein Teil zählt, wenn er innerhalb von %s Tagen nach seinem Tag da ist. Fehlt dann einer, endet die Vereinbarung von selbst, ich erfahre es, und Mahngebühren, die der Vertrag vorsieht, werden berechnet, als hätte es sie nie gegeben.", GraceDays),
	}
}

// ArrangementDigest names the words, so that what is agreed to is what was shown.
func ArrangementDigest(text []string) []byte {
	sum := sha256.Sum256([]byte(ArrangementVersion + "|" + Joined(text)))
	return sum[:]
}
