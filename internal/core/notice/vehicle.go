package notice

import "marque/internal/l10n"

// KindVehicleNews is about what was told or changed of the vehicle.
const KindVehicleNews Kind = "vehicle_news"

// VehicleNews tells everybody on a contract what one of them, or we, changed about the vehicle.
type VehicleNews struct {
	Vehicle string    // may be empty
	Subject l10n.Text // without an end: "Where your vehicle is kept was changed"
	Why     l10n.Text // what happened, a sentence or two
	Next    l10n.Text // what follows, a sentence or two
}

func (VehicleNews) about() (Kind, []Channel) { return KindVehicleNews, either() }

func (n VehicleNews) masked() Notice { return n }

func (n VehicleNews) check() error { return checkReason(n.Why.Then(n.Subject), n.Next) }

// words tells all in a mail; a text says only short what it is about, for not every word has letters that a text can carry.
func (n VehicleNews) words(h Head, short string) words {
	return Change{Vehicle: n.Vehicle, Why: n.Why, Next: n.Next}.told(h, h.says(n.Subject), short)
}

func (n VehicleNews) enUS(h Head) words { return n.words(h, h.says(n.Subject)+".") }
func (n VehicleNews) esUS(h Head) words { return n.words(h, "Hay novedades de su auto.") }
func (n VehicleNews) deDE(h Head) words { return n.words(h, h.says(n.Subject)+".") }
