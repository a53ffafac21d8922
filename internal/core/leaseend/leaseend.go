// Package leaseend is what a lessee says when a lease comes to its end: what shall become of the vehicle, and what its odometer shows. What each way
// costs is core/contract's.
package leaseend

import (
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/message"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/money"
)

// Way is what shall become of the vehicle. It is stored, so a name never changes.
type Way string

// The ways.
const (
	Return Way = "return"
	Buy    Way = "buy"
	Extend Way = "extend"
)

// Choice is what a lessee means to do. It binds nobody: whoever answers the conversation arranges it.
type Choice struct {
	ID       ChoiceID
	Contract contract.ID
	Party    access.PartyID
	Way      Way
	On       civil.Date  // the day of the return or purchase; of an extension the new end
	Months   int         // of an extension
	Amount   money.Cents // what it came to by the page on that day
	Thread   message.ID  // the conversation that tells the desk
	At       time.Time
}

// ChoiceID names a choice.
type ChoiceID = id.Of[Choice]

// afterTerm is how many days a vehicle that should be back already may still take.
const afterTerm = 30

// Last is the latest day that can be chosen for a return.
func Last(w contract.Ways, today civil.Date) civil.Date {
	if today < w.End {
		return w.End
	}
	return today.AddDays(afterTerm)
}

// Plan fills in what a choice comes to on a day, or returns a fault that names the wrong field: way, on, months.
func (c Choice) Plan(w contract.Ways, today civil.Date) (Choice, error) {
	if today < w.Opens {
		return c, l10n.Fault(fault.Conflict, "You can choose from %s on.", "Puede elegir a partir del %s.", "Sie können ab dem %s wählen.", w.Opens)
	}
	last := Last(w, today)
	switch c.Way {
	case Return:
		if c.On < today || c.On > last {
			return c, l10n.Input("on", "Choose a day from today to %s.", "Elija un día desde hoy hasta el %s.", "Wählen Sie einen Tag von heute bis zum %s.", last)
		}
		c.Months, c.Amount = 0, w.Return.Charge
	case Buy:
		c.Months, c.Amount = 0, w.Buy.Charge
		if c.On != w.End {
			c.On, c.Amount = today, w.Now.Amount
		}
	case Extend:
		if c.Months < 1 || c.Months > len(w.Longer) {
			return c, l10n.Input("months", "Choose one of the extensions in the list.", "Elija una de las extensiones de la lista.", "Wählen Sie eine der Verlängerungen aus der Liste.")
		}
		c.On, c.Amount = w.Longer[c.Months-1].End, money.Cents(c.Months)*w.Month
	default:
		return c, l10n.Input("way", "Choose what you want to do with the vehicle.", "Elija qué quiere hacer con el vehículo.", "Wählen Sie, was mit dem Fahrzeug geschehen soll.")
	}
	return c, nil
}

// Words say a choice in the lessee's voice, for the conversation and to show it again.
func (c Choice) Words(currency money.Currency) l10n.Text {
	amount := l10n.Amount{Cents: c.Amount, Currency: currency}
	switch c.Way {
	case Buy:
		return l10n.T("I want to buy the vehicle on %s. By the page it costs %s then.", "Quiero comprar el vehículo el %s. Según la página, entonces cuesta %s.", "Ich möchte das Fahrzeug am %s kaufen. Laut der Seite kostet es dann %s.", c.On, amount)
	case Extend:
		return l10n.T("I want to keep the vehicle longer, until %s. By the page that costs %s in all.", "Quiero conservar el vehículo más tiempo, hasta el %s. Según la página, eso cuesta %s en total.", "Ich möchte das Fahrzeug länger behalten, bis zum %s. Laut der Seite kostet das insgesamt %s.", c.On, amount)
	}
	if c.Amount < 0 {
		return l10n.T("I want to return the vehicle on %s. By the page I get %s back, before excess wear.", "Quiero devolver el vehículo el %s. Según la página, me devuelven %s, sin contar el desgaste excesivo.", "Ich möchte das Fahrzeug am %s zurückgeben. Laut der Seite bekomme ich %s zurück, vor übermäßiger Abnutzung.", c.On, l10n.Amount{Cents: -c.Amount, Currency: currency})
	}
	return l10n.T("I want to return the vehicle on %s. By the page it comes to %s, before excess wear.", "Quiero devolver el vehículo el %s. Según la página, son %s, sin contar el desgaste excesivo.", "Ich möchte das Fahrzeug am %s zurückgeben. Laut der Seite sind es %s, vor übermäßiger Abnutzung.", c.On, amount)
}
