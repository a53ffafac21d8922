package samples

import (
	"time"

	"marque/internal/civil"
	"marque/internal/web/portal/view"
	"marque/internal/web/ui"
)

func reliefWays() []view.ReliefWay {
	ends, later := civil.Must(2029, time.September, 1), civil.Must(2029, time.October, 1)
	return []view.ReliefWay{
		{Name: "No change", First: civil.Must(2026, time.December, 1), Payment: 61244, Ends: ends, Last: 58207, Maturity: ends, More: "$0.00"},
		{Name: "Due date moved to December 12", First: civil.Must(2026, time.December, 12), Payment: 61244, Ends: civil.Must(2029, time.September, 12), Last: 61090,
			Maturity: civil.Must(2029, time.September, 12), More: "$28.83", Fee: 2500},
		{Name: "One payment moved to the end", First: civil.Must(2027, time.January, 1), Payment: 61244, Ends: later, Last: 67131, Maturity: later, More: "$89.24"},
		{Name: "Payments computed anew", First: civil.Must(2026, time.December, 1), Payment: 61160, Ends: ends, Last: 61131, Maturity: ends, More: "$1.02"},
	}
}

func agreement() []string {
	return []string{
		"We ask Norden Drive Finance, Inc. to extend contract C806105925 (2024 Vela Hybrid Touring): one payment is moved to the end of the contract.",
		"The next payment is due on January 1, 2027 instead of December 1, 2026; the payments after it follow month by month. The regular payment stays $612.44.",
		"Interest keeps accruing every day at the contract's rate. If every payment is made on its day, we pay $89.24 more interest than without the extension.",
	}
}

// reliefs are the pages of relief and changes in the states worth looking at.
func reliefs(f ui.Frame) []Sample {
	href := contractHref + "/relief"
	can := view.Relief{Frame: f, Contract: loan(), Ways: reliefWays(), Move: view.ReliefMove{Show: href, Typed: "2026-12-12", Go: href + "/due-date?first=2026-12-12"},
		Extend: view.ReliefStep{Go: href + "/extension"}}
	signers := []ui.Fact{{Label: "Dmitri Šafařík-Nguyễn (you)", Value: "Signed November 22, 2026 at 9:10 AM CST"}, {Label: "Ana Šafařík", Value: "Not yet signed"}}
	waits := can
	waits.Done, waits.Extend = "Your signature is kept.", view.ReliefStep{Blocked: "An extension waits for signatures; you find it above."}
	waits.Open = &view.ReliefOpen{Status: ui.Status{Tone: ui.Warn, Text: "Waits for signatures", Icon: "clock"}, Signers: signers,
		Words: "It counts when everybody has signed, each with their own sign-in. There are 5 days left: it ends by itself on November 27, 2026 at 4:00 PM CST.", Withdraw: href + "/extension/1/withdraw"}
	cannot := can
	cannot.PastDue, cannot.Extend.Go, cannot.Move.Go = "$612.44 is past due.", "", ""
	cannot.Arrange.Go = href + "/arrangement"
	cannot.Extend.Blocked, cannot.Move.Blocked = "A payment can be moved here only when nothing is past due. Please talk to us.", "The due date can be moved only when nothing is past due."
	granted := can
	granted.Open = &view.ReliefOpen{Status: ui.Status{Tone: ui.OK, Text: "Signed by all"}, Words: "It counts since November 20, 2026: the payment that was next moved to the end of the contract.",
		Signers: signers[:1], PDF: href + "/extension/1/agreement.pdf"}
	sign := view.ReliefReview{Frame: f, Contract: loan(), Title: "Move a payment to the end", Lead: "Please read it. By the button you sign it electronically.", Action: href + "/extension", Key: "k",
		Ways: []view.ReliefWay{reliefWays()[0], reliefWays()[2]}, Text: agreement(), Signers: signers, Until: "Everybody signs with their own sign-in within 5 days. We send them a message.",
		Button: "Sign and ask for the extension", Back: href}
	move := view.ReliefReview{Frame: f, Contract: loan(), Title: "Check the new due date", Action: href + "/due-date", Key: "k", Ways: reliefWays()[:2], Button: "Move my due date to December 12", Back: href,
		Lead: "Your next payment is due on December 12, 2026 instead of December 1, 2026, and the ones after it on that day of the month. The fee is $25.00."}
	return []Sample{
		{"relief", can.Page()}, {"relief-waits", waits.Page()}, {"relief-cannot", cannot.Page()}, {"relief-granted", granted.Page()},
		{"relief-sign", sign.Page()}, {"relief-move", move.Page()},
	}
}
