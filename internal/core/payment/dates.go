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

// Earliest returns the first day on which a payment made now can count: the business date until its day is closed, the next business
// day after.
func Earliest(business civil.Date, closed bool, c civil.Calendar) civil.Date {
	if closed {
		business++
	}
	return civil.OnOrAfter(c, business)
}

// CutOff returns the instant at which a business date stops taking payments.
func CutOff(business civil.Date, zone *time.Location) time.Time {
	y, m, d := business.Split()
	return time.Date(y, m, d, CutOffHour, 0, 0, 0, zone)
}

// SettlesOn returns the banking day on which a debit that counts on a date is settled: the next one.
func SettlesOn(date civil.Date, c civil.Calendar) civil.Date { return civil.AddBusiness(c, date, 1) }

// FinalOn returns the banking day after which an ordinary return can no longer come.
func FinalOn(settled civil.Date, c civil.Calendar) civil.Date {
	return civil.AddBusiness(c, settled, returnWindow)
}

// FinalOn is FinalOn on a rail: a SEPA debit has five banking days for an ordinary return, and one to arrive. A consumer may ask for the money back for eight weeks, and a debit
// that nobody authorized may come back for thirteen months; that is told when it happens.
func (r Rail) FinalOn(settled civil.Date, c civil.Calendar) civil.Date {
	const window = 6
	if r == SEPA {
		return civil.AddBusiness(c, settled, window)
	}
	return FinalOn(settled, c)
}

// EffectiveOn returns the banking day to ask of the bank for a debit that counts on a date and leaves at the close of a day: the next one
// after either, for a file that leaves in the evening is processed on the next banking day at the earliest.
func EffectiveOn(date, closed civil.Date, c civil.Calendar) civil.Date {
	return SettlesOn(max(date, closed), c)
}

// ArrivesOn returns the banking day on which money is taken for granted: the effective day asked for, or when the file left later than that,
// the next banking day.
func ArrivesOn(date, sent civil.Date, c civil.Calendar) civil.Date {
	asked := SettlesOn(date, c)
	if sent > asked {
		return SettlesOn(sent, c)
	}
	return asked
}
