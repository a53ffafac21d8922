package statement

import (
	"marque/internal/civil"
	"marque/internal/fault"
	"marque/internal/money"
)

// Receipt is proof of one payment order: what was asked for and, once it counts, where each cent went.
type Receipt struct {
	Reference string      `json:"reference"` // what the customer reads and quotes
	Made      civil.Date  `json:"made"`
	Locale    string      `json:"locale"`
	Brand     Brand       `json:"brand"`
	Recipient Recipient   `json:"recipient"`
	Contract  Facts       `json:"contract"`
	Amount    money.Cents `json:"amount"`
	Counts    civil.Date  `json:"counts"` // the day it counts from
	Method    string      `json:"method"` // such as "Checking •••• 4417", in the receipt's language
	Posted    bool        `json:"posted"` // it counts; To and Balance say how
	To        Allocation  `json:"to"`
	Balance   money.Cents `json:"balance"`
	Next      []string    `json:"next,omitempty"` // what happens next, in the receipt's language
}

// Check proves that the receipt adds up. One that does not is never issued.
func (r *Receipt) Check() error {
	if r.Reference == "" || r.Brand.LegalName == "" || r.Contract.Number == "" || r.Made.IsZero() || r.Counts.IsZero() || r.Amount <= 0 {
		return fault.New(fault.Internal, "A receipt lacks its reference, its brand, its contract, a date or its amount.")
	}
	if r.Posted && r.To.Total() != r.Amount {
		return fault.Newf(fault.Internal, "Receipt %s is not the sum of its parts.", r.Reference)
	}
	if len(r.Next) > MaxMessages {
		return fault.Newf(fault.TooLarge, "A receipt has at most %d messages.", MaxMessages)
	}
	return nil
}
