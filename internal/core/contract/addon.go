package contract

import (
	"marque/internal/civil"
	"marque/internal/fault"
	"marque/internal/money"
)

// AddOn is a product sold with the contract, such as GAP or a service contract, that can be cancelled for the part not used (money.md 1.14).
type AddOn struct {
	Price      money.Cents
	From, To   civil.Date // cover runs from the first to before the second
	StartMiles int
	Miles      int            // covered; 0 is no limit of miles
	Fee        money.Cents    // kept for the cancellation
	Rounding   money.Rounding // of the refund
}

// The bounds of what an add-on may say.
const (
	maxCoverDays  = 40 * 366
	maxCoverMiles = 10_000_000
)

// Refund returns what is given back when the cover ends on a day with a reading of the odometer: pro rata by days or by miles, whichever has
// used more of it, less the fee, never less than nothing. It is credited as a Credit from AddOnRefund: to principal first while a balance exists.
func (a AddOn) Refund(on civil.Date, odometer int) (money.Cents, error) {
	switch days := a.To.Sub(a.From); {
	case a.Price < 0 || a.Price > money.MaxAmount || a.Fee < 0 || a.Fee > money.MaxAmount:
		return 0, fault.Input("price", "The price and the fee of an add-on are between 0 and the largest amount.")
	case a.From.IsZero() || days <= 0 || days > maxCoverDays:
		return 0, fault.Input("to", "The cover of an add-on is 1 day to 40 years long.")
	case a.Miles < 0 || a.Miles > maxCoverMiles:
		return 0, fault.Input("miles", "This add-on covers more miles than any vehicle drives.")
	case a.Miles > 0 && odometer < a.StartMiles:
		return 0, fault.Input("odometer", "The reading is lower than the one at the start of the cover.")
	}
	refund, err := a.unused(a.To.Sub(min(max(on, a.From), a.To)), a.To.Sub(a.From))
	if err != nil {
		return 0, err
	}
	if a.Miles > 0 {
		byMiles, err := a.unused(max(a.Miles-(odometer-a.StartMiles), 0), a.Miles)
		if err != nil {
			return 0, err
		}
		refund = min(refund, byMiles)
	}
	return max(refund-a.Fee, 0), nil
}

// unused is the price for a part of the whole.
func (a AddOn) unused(part, whole int) (money.Cents, error) {
	c, err := money.MulDiv(int64(a.Price), int64(part), int64(whole), a.Rounding)
	return money.Cents(c), err
}
