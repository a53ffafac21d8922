package statement

import (
	"strings"

	"marque/internal/civil"
	"marque/internal/l10n"
	"marque/internal/money"
)

// LeastInterest is the interest of a year from which a lender must give a statement (IRC 6050AA: 600 USD).
const LeastInterest money.Cents = 60_000

// InterestVersion names the form of the statement of interest. Another form is another version; what was issued stays as it is.
const InterestVersion = "interest-2026-11"

// The years for which interest on a vehicle loan can be deducted (IRC 163(h)(4), as of Public Law 119-21).
const (
	firstInterestYear = 2025
	lastInterestYear  = 2028
)

// loansFrom is the first day on which a loan can have been made (IRC 163(h)(4)(B)).
func loansFrom() civil.Date { return civil.Must(2025, 1, 1) }

// InterestCase is what decides whether a year's interest is reported.
type InterestCase struct {
	Year     int
	Lease    bool
	Made     civil.Date
	New      bool // at delivery
	Personal bool
	VIN      string
	Assembly string // ISO 3166 country of final assembly, as the maker's system said; may be empty
	Interest money.Cents
	Currency string
}

// Qualifies tells whether the lender reports the interest of a case to the customer and the Internal Revenue Service, and when not, why in
// a sentence. The weight of a passenger vehicle (under 14,000 lb) and the first lien are what this program serves. A statement that does not
// qualify can still be had, as a letter.
func (c InterestCase) Qualifies() (bool, l10n.Text) {
	switch {
	case c.Lease:
		return false, l10n.T(
			"A lease has no interest.",
			"Un arrendamiento no tiene intereses.",
			"Ein Leasing hat keine Zinsen.")
	case c.Currency != "USD":
		return false, l10n.T(
			"The rule is one of the United States.",
			"La regla es de los Estados Unidos.",
			"Die Regel ist eine der Vereinigten Staaten.")
	case c.Year < firstInterestYear || c.Year > lastInterestYear:
		return false, l10n.T(
			"The interest of this year cannot be deducted by the rule for vehicle loans.",
			"Los intereses de este año no se pueden deducir según la regla para préstamos de vehículos.",
			"Die Zinsen dieses Jahres lassen sich nach der Regel für Fahrzeugkredite nicht absetzen.")
	case c.Made < loansFrom():
		return false, l10n.T(
			"The loan was made before January 1, 2025.",
			"El préstamo se otorgó antes del 1 de enero de 2025.",
			"Der Kredit wurde vor dem 1. Januar 2025 geschlossen.")
	case !c.New:
		return false, l10n.T(
			"The vehicle was not new.",
			"El vehículo no era nuevo.",
			"Das Fahrzeug war nicht neu.")
	case !c.Personal:
		return false, l10n.T(
			"The vehicle is not for personal use.",
			"El vehículo no es para uso personal.",
			"Das Fahrzeug dient nicht der privaten Nutzung.")
	case !c.assembledHere():
		return false, l10n.T(
			"The vehicle was not finally assembled in the United States, as far as its maker told us.",
			"El ensamblaje final del vehículo no se hizo en los Estados Unidos, según lo que nos dijo su fabricante.",
			"Das Fahrzeug wurde nicht in den Vereinigten Staaten endmontiert, soweit der Hersteller uns das gesagt hat.")
	case c.Interest < LeastInterest:
		return false, l10n.T(
			"The interest of the year is less than $600.00.",
			"Los intereses del año son menos de $600.00.",
			"Die Zinsen des Jahres betragen weniger als 600,00 $.")
	}
	return true, l10n.Text{}
}

// assembledHere goes by the maker's word, and else by the vehicle identification number: 1, 4 and 5 are the United States (IRS Notice 2025-57).
func (c InterestCase) assembledHere() bool {
	if c.Assembly != "" {
		return c.Assembly == "US"
	}
	return c.VIN != "" && strings.ContainsRune("145", rune(c.VIN[0]))
}
