package payment

import (
	"time"

	"marque/internal/civil"
)

// DaysAhead is how far ahead a payment can be set: two due dates, and the bound of a standing order by hand.
const DaysAhead = 60

// CutOffHour is the hour of the lender's day until which a payment can still count today. The file to the bank leaves after it.
const CutOffHour = 17

// returnWindow is how many banking days an ordinary return (R01 and its like) may take: two by Nacha's rule, and one to arrive.
const returnWindow = 3

// Earliest returns the first day on which a payment made now can count: the business date until the cut-off, the next business day after.
// The business date is the lender's and may stand apart from the clock (a demo's day stands still).
func Earliest(business civil.Date, now time.Time, zone *time.Location, c civil.Calendar) civil.Date {
	if civil.On(now, zone) == business && now.In(zone).Hour() >= CutOffHour {
		business++
	}
	return civil.OnOrAfter(c, business)
}

// SettlesOn returns the banking day on which a debit that counts on a date is settled: the next one.
func SettlesOn(date civil.Date, c civil.Calendar) civil.Date { return civil.AddBusiness(c, date, 1) }

// FinalOn returns the banking day after which an ordinary return can no longer come.
func FinalOn(settled civil.Date, c civil.Calendar) civil.Date {
	return civil.AddBusiness(c, settled, returnWindow)
}
