package statement

import (
	"strings"

	"marque/internal/civil"
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
func (c InterestCase) Qualifies() (bool, string) {
	switch {
	case c.Lease:
		return false, "A lease has no interest."
	case c.Currency != "USD":
		return false, "The rule is one of the United States."
	case c.Year < firstInterestYear || c.Year > lastInterestYear:
		return false, "The interest of this year cannot be deducted by the rule for vehicle loans."
	case c.Made < loansFrom():
		return false, "The loan was made before January 1, 2025."
	case !c.New:
		return false, "The vehicle was not new."
	case !c.Personal:
		return false, "The vehicle is not for personal use."
	case !c.assembledHere():
		return false, "The vehicle was not finally assembled in the United States, as far as its maker told us."
	case c.Interest < LeastInterest:
		return false, "The interest of the year is less than $600.00."
	}
	return true, ""
}

// assembledHere goes by the maker's word, and else by the vehicle identification number: 1, 4 and 5 are the United States (IRS Notice 2025-57).
func (c InterestCase) assembledHere() bool {
	if c.Assembly != "" {
		return c.Assembly == "US"
	}
	return c.VIN != "" && strings.ContainsRune("145", rune(c.VIN[0]))
}
