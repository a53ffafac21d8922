package leaseend

import (
	"time"

	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/money"
)

// Wear is a line of the tariff of excess wear: what is charged for a piece of damage that is larger than a measure.
type Wear struct {
	Key   string // stored, so it never changes
	What  l10n.Text
	Free  l10n.Text // what is ordinary wear and costs nothing
	Price money.Cents
}

// Tariff is a published tariff of excess wear, of a brand or the program's own.
type Tariff struct {
	Version  string // names its lines and prices; new ones get a new name
	Currency string // of the prices, ISO 4217; empty is the contract's own, whichever it is
	Lines    []Wear
}

// Line returns a line of the tariff.
func (t Tariff) Line(key string) (Wear, bool) {
	for _, w := range t.Lines {
		if w.Key == key {
			return w, true
		}
	}
	return Wear{}, false
}

// Tariffs are the brands' own tariffs, by the brand's key.
type Tariffs map[string]Tariff

// Of returns the tariff that counts for a brand's contract in a currency: the brand's own where its prices are in it, or else the program's.
func (all Tariffs) Of(brand, currency string) Tariff {
	if t, own := all[brand]; own && t.Currency == currency {
		return t
	}
	return Published()
}

// Published is the program's own tariff. Its prices are in the minor unit of the contract's currency.
func Published() Tariff {
	return Tariff{Version: "wear-2026-11", Lines: published()}
}

func published() []Wear {
	return []Wear{
		{"scratch", l10n.T("Scratch through the paint, per panel", "Rayón que atraviesa la pintura, por panel", "Kratzer durch den Lack, je Bauteil"), l10n.T("up to 4 inches, three a panel", "hasta 4 pulgadas, tres por panel", "bis 4 Zoll, drei je Bauteil"), 15_000},
		{"dent", l10n.T("Dent, per panel", "Abolladura, por panel", "Delle, je Bauteil"), l10n.T("up to 2 inches, two a panel", "hasta 2 pulgadas, dos por panel", "bis 2 Zoll, zwei je Bauteil"), 12_500},
		{"bumper", l10n.T("Bumper cracked or pushed in", "Parachoques agrietado o hundido", "Stoßfänger gerissen oder eingedrückt"), l10n.T("scuffs up to 4 inches", "raspones de hasta 4 pulgadas", "Schrammen bis 4 Zoll"), 45_000},
		{"glass", l10n.T("Windshield chipped or cracked", "Parabrisas astillado o agrietado", "Windschutzscheibe mit Steinschlag oder Riss"), l10n.T("a repaired chip out of the driver’s sight", "una astilla reparada fuera de la vista del conductor", "ein reparierter Steinschlag außerhalb des Sichtfelds"), 40_000},
		{"wheel", l10n.T("Wheel scraped or bent, each", "Rin raspado o doblado, cada uno", "Felge zerkratzt oder verbogen, je Rad"), l10n.T("scrapes up to 2 inches", "raspones de hasta 2 pulgadas", "Kratzer bis 2 Zoll"), 17_500},
		{"tire", l10n.T("Tire below the tread, each", "Llanta por debajo del dibujo mínimo, cada una", "Reifen unter der Profiltiefe, je Reifen"), l10n.T("4/32 inch or more left", "quedan 4/32 de pulgada o más", "noch 4/32 Zoll oder mehr"), 18_000},
		{"seat", l10n.T("Seat torn, burned or stained, each", "Asiento roto, quemado o manchado, cada uno", "Sitz gerissen, verbrannt oder befleckt, je Sitz"), l10n.T("what a cleaning takes out", "lo que sale con una limpieza", "was eine Reinigung entfernt"), 25_000},
		{"key", l10n.T("Key missing, each", "Llave faltante, cada una", "Fehlender Schlüssel, je Stück"), l10n.T("none", "ninguna", "keiner"), 30_000},
	}
}

// Photo is a picture of the vehicle that a lessee took before the return, with the line of the tariff that it is about.
type Photo struct {
	ID       PhotoID
	Contract contract.ID
	Party    access.PartyID
	Wear     string    // key of the tariff; empty for a picture that shows that nothing is wrong
	What     l10n.Text // what the tariff called it when the picture came; none for an older picture
	Amount   money.Cents
	Version  string // of the tariff
	Name     string // of the file
	Kind     string // of the file, a media type
	Size     int
	At       time.Time
}

// Shows says what damage a picture shows, in the words that it came with, whatever a later tariff says; nothing of one that shows none.
func (p Photo) Shows() l10n.Text {
	if p.Wear == "" {
		return l10n.Text{}
	}
	line, _ := Published().Line(p.Wear) // a picture without words is older than any other tariff
	return p.What.Or(line.What).Or(l10n.Name(p.Wear))
}

// PhotoID names a photo.
type PhotoID = id.Of[Photo]
