package portal

import (
	"strconv"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/payment"
	"marque/internal/web/ui"
)

// statusOf says where a contract stands.
func statusOf(s *contract.State) ui.Status {
	switch s.Status {
	case contract.Pending:
		return ui.Status{Tone: ui.Info, Text: "Not started"}
	case contract.PaidOff:
		return ui.Status{Tone: ui.OK, Text: "Paid off"}
	case contract.ChargedOut:
		return ui.Status{Tone: ui.Bad, Text: "Charged off"}
	case contract.Matured:
		return ui.Status{Tone: ui.Warn, Text: "Term ended"}
	case contract.Ended:
		return ui.Status{Tone: ui.Plain, Text: "Ended"}
	case contract.Terminated:
		return ui.Status{Tone: ui.Plain, Text: "Ended early"}
	case contract.Undone:
		return ui.Status{Tone: ui.Plain, Text: "Cancelled"}
	}
	switch {
	case s.PastDue > 0:
		return ui.Status{Tone: ui.Bad, Text: "Past due"}
	case s.PaidAhead > 0:
		return ui.Status{Tone: ui.OK, Text: "Paid ahead"}
	}
	return ui.Status{Tone: ui.OK, Text: "In good standing"}
}

// stageWords says what being past due for so long means, as the reminders do.
func stageWords(d contract.Delinquency) string {
	switch d {
	case contract.Days30:
		return "It is more than 30 days late. Please pay it, or tell us what you can pay and when."
	case contract.Days60:
		return "It is more than 60 days late. Please pay what you can, or call us this week, so that we find a way together."
	case contract.Substandard, contract.Loss:
		return "It is more than 90 days late, which puts the contract and the vehicle at risk. Please pay or call us now: the sooner we talk, the more can be done."
	case contract.Current, contract.Days1:
	}
	return ""
}

// stepOf says where a payment stands.
func stepOf(p payment.Payment) ui.Status {
	switch p.State {
	case payment.Created:
		return ui.Status{Tone: ui.Info, Text: "Scheduled", Icon: "clock"}
	case payment.Batched, payment.Sent:
		return ui.Status{Tone: ui.Info, Text: "At your bank", Icon: "clock"}
	case payment.Settled, payment.Final:
		return ui.Status{Tone: ui.OK, Text: "Posted"}
	case payment.Returned:
		return ui.Status{Tone: ui.Bad, Text: "Returned"}
	}
	return ui.Status{Tone: ui.Plain, Text: "Cancelled"}
}

// within tells how far away a day is: "in 9 days", "today", "12 days ago".
func within(today, day civil.Date) string {
	switch n := day.Sub(today); {
	case n == 0:
		return "today"
	case n == 1:
		return "tomorrow"
	case n == -1:
		return "yesterday"
	case n > 0:
		return "in " + strconv.Itoa(n) + " days"
	default:
		return strconv.Itoa(-n) + " days ago"
	}
}

// months writes a number of months as years and months.
func months(n int) string {
	years, rest := n/12, n%12
	switch {
	case years == 0:
		return plural(rest, "month")
	case rest == 0:
		return plural(years, "year")
	}
	return plural(years, "year") + " " + plural(rest, "month")
}

func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return strconv.Itoa(n) + " " + thing + "s"
}

// ownershipOf says what became of the vehicle, when it left the customer.
func ownershipOf(reason string) string {
	switch contract.OwnershipReason(reason) {
	case contract.TotalLoss:
		return "This vehicle was reported as a total loss"
	case contract.Sold:
		return "This vehicle was reported as sold"
	case contract.TradeIn:
		return "This vehicle was reported as traded in"
	}
	return ""
}

// titleStatusOf says where the vehicle's title is.
func titleStatusOf(c contract.Kind, s *contract.State) string {
	switch s.Title {
	case "title_received":
		return "We have received the title"
	case "lien_recorded":
		return "Our lien is recorded on the title"
	case "lien_release_sent":
		return "Lien released; the title is on its way to you"
	}
	if c == contract.Lease {
		return "Held by the lessor"
	}
	return "Held with our lien until the loan is paid off"
}
