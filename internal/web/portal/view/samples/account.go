package samples

import (
	"marque/internal/core/statement"
	"time"

	"marque/internal/civil"
	"marque/internal/money"
	"marque/internal/web/portal/view"
	"marque/internal/web/ui"
)

const contractHref = "/contracts/C806105925"

func loan() view.Contract {
	return view.Contract{
		Href: contractHref, Number: "C806105925", Model: "2024 Vela Hybrid Touring", Status: ui.Status{Tone: ui.OK, Text: "Up to date"},
		Balance: 1658021, Financed: 2684595, Rate: 57_400_000, Start: civil.Must(2024, time.January, 17), End: civil.Must(2029, time.February, 1),
		MonthsDone: 33, MonthsTotal: 60,
	}
}

func lease() view.Contract {
	return view.Contract{
		Href: contractHref, Number: "C618319810", Model: "2025 A5 Coupe", Status: ui.Status{Tone: ui.OK, Text: "Up to date"},
		Balance: 812000, Start: civil.Must(2025, time.January, 9), End: civil.Must(2028, time.January, 9), MonthsDone: 23, MonthsTotal: 36,
		Lease: &view.Lease{MilesDriven: 24180, MilesAllowed: 36000, MilesByNow: 23000, ReadOn: civil.Must(2026, time.November, 3),
			Forecast: "At this pace you end 1,240 miles over, about $310.00.", ForecastOver: true},
	}
}

// balances is a loan that is paid down evenly with one larger step, by the month.
func balances(today civil.Date) *ui.BalanceChart {
	chart := &ui.BalanceChart{Today: today, Finding: "You have paid off $10,265.74 since January 2024. At this pace you are done in February 2029.",
		Caption: "Balance by year"}
	start, balance := civil.Must(2024, time.January, 17), money.Cents(2684595)
	for i := range 61 {
		on := start.AddMonths(i, 17)
		chart.Points = append(chart.Points, ui.Point{On: on, Balance: max(balance, 0)})
		balance -= 30200 + money.Cents(i)*270
		if i == 18 {
			balance -= 250000
		}
	}
	chart.Points[60].Balance = 0
	return chart
}

func recent() []view.Payment {
	ok := ui.Status{Tone: ui.OK, Text: "Received"}
	return []view.Payment{
		{On: civil.Must(2026, time.November, 1), Title: "Payment", Amount: 61244, Status: ok, Href: "/payments/4"},
		{On: civil.Must(2026, time.October, 1), Title: "Payment", Amount: 61244, Status: ok, Href: "/payments/3"},
		{On: civil.Must(2026, time.September, 3), Title: "Payment", Amount: 61244, Status: ui.Status{Tone: ui.Bad, Text: "Returned"}, Href: "/payments/2"},
	}
}

func vehicle() view.Vehicle {
	return view.Vehicle{Name: "2024 Vela Hybrid Touring", VIN: "JTD4ZTSSXPA534893", Plate: "8KLM 204", Miles: 31482,
		ReadOn: civil.Must(2026, time.November, 3), Ownership: "Held by us until the loan is paid off"}
}

func dashboards(f ui.Frame) []Sample {
	base := view.Dashboard{
		Frame: f, Contract: loan(), Chart: balances(Today()), Vehicle: vehicle(), Recent: recent(), History: contractHref + "/history",
		Next: &view.NextPayment{Amount: 61244, Due: civil.Must(2026, time.December, 1), When: "in 9 days", Pay: contractHref + "/pay",
			Autopay: ui.Status{Tone: ui.Plain, Text: "Autopay is off"}},
	}
	return []Sample{
		{"dashboard", base.Page()},
		{"dashboard-autopay", autopay(base).Page()},
		{"dashboard-late", late(base).Page()},
		{"dashboard-lease", leased(base).Page()},
		{"dashboard-new", fresh(base).Page()},
		{"dashboard-paid", paidOff(base).Page()},
	}
}

func autopay(p view.Dashboard) view.Dashboard {
	next := *p.Next
	next.Autopay = ui.Status{Tone: ui.OK, Text: "Autopay is on, from Checking •••• 6789"}
	next.Debits = []view.Debit{{On: civil.Must(2026, time.December, 1), Amount: 61244}, {On: civil.Must(2027, time.January, 1), Amount: 61244},
		{On: civil.Must(2027, time.February, 1), Amount: 61244}}
	p.Next = &next
	p.Switch = []ui.Link{{Text: "2024 Vela Hybrid Touring", Href: contractHref, Current: true}, {Text: "2025 A5 Coupe", Href: "/contracts/C618319810"}}
	p.Alerts = []view.Notice{{Tone: ui.Info, Title: "Your November statement is ready", Link: &ui.Link{Text: "Open it (PDF, 38 kB)", Href: "/s.pdf"}}}
	return p
}

func late(p view.Dashboard) view.Dashboard {
	p.Contract.Status = ui.Status{Tone: ui.Bad, Text: "32 days past due"}
	p.Next = &view.NextPayment{Amount: 124988, Due: civil.Must(2026, time.October, 21), When: "32 days ago", Pay: contractHref + "/pay",
		Parts:   []ui.Fact{{Label: "November payment", Value: "$612.44"}, {Label: "December payment", Value: "$612.44"}, {Label: "Late fee", Value: "$25.00"}},
		Autopay: ui.Status{Tone: ui.Plain, Text: "Autopay is off"},
		PastDue: &view.PastDue{Amount: 63744, Days: 32, Fee: 2500, Stage: "It is more than 30 days late. Please pay it, or tell us what you can pay and when."}}
	p.Vehicle.Recalls = []string{"Inspect high-voltage connector (26V-813). Your dealer does it at no charge."}
	return p
}

func leased(p view.Dashboard) view.Dashboard {
	p.Contract, p.Chart = lease(), nil
	p.Vehicle.Name, p.Vehicle.Ownership = "2025 A5 Coupe", ""
	p.Next = &view.NextPayment{Amount: 58000, Due: civil.Must(2026, time.December, 9), When: "in 17 days", Pay: contractHref + "/pay",
		Autopay: ui.Status{Tone: ui.Plain, Text: "Autopay is off"}, Arranged: "A payment of $580.00 is on its way for December 9."}
	return p
}

func fresh(p view.Dashboard) view.Dashboard {
	p.Contract.Balance, p.Contract.MonthsDone, p.Contract.Status = p.Contract.Financed, 0, ui.Status{Tone: ui.Info, Text: "New"}
	p.Recent, p.Chart = nil, nil
	return p
}

func paidOff(p view.Dashboard) view.Dashboard {
	p.Contract.Balance, p.Contract.Status = 0, ui.Status{Tone: ui.OK, Text: "Paid off", Icon: "badge-check"}
	p.Next = nil
	p.Alerts = []view.Notice{{Tone: ui.OK, Title: "This loan is paid off. Well done.", Text: "The title is on its way to you: 10 to 15 business days."}}
	return p
}

func paying(f ui.Frame) []Sample {
	pay := view.Pay{Frame: f, Action: contractHref + "/pay", Contract: loan(), Amount: "due", Account: "acc-1", Date: "2026-12-01",
		Due: view.AmountChoice{Amount: 61244, Label: "Due now", Hint: "The payment for December 1"}, Accounts: []view.BankAccount{{Value: "acc-1", Name: "Checking •••• 6789",
			Hint: "First Example Bank"}}, Earliest: Today(), Latest: civil.Must(2026, time.December, 22),
		CutOff: "Send it by 6:00 PM Central and it counts from the day you choose.",
		Extra: []view.ExtraEffect{{Extra: 5000, Sooner: "3 months", Interest: 21418}, {Extra: 10000, Sooner: "5 months", Interest: 38702},
			{Extra: 20000, Sooner: "9 months", Interest: 64975}}}
	pay.MayPrincipal, pay.PayoffToday, pay.Choose = true, 1658021, contractHref+"/extra"
	pay.Instruction = "Extra money lowers your balance, and your due date stays where it is."
	failed := pay
	failed.MayPrincipal, failed.NoPrincipal = false, "A payment can go to principal only when nothing is past due."
	failed.Amount, failed.Other, failed.Account = "other", "6l2.44", "new"
	failed.PastDue = view.AmountChoice{Amount: 63744, Label: "Due now", Hint: "12 days late, with the late fee"}
	failed.New = view.NewAccount{Routing: "123456780"}
	failed.Failure = fields("other", "Enter an amount such as 612.44", "routing", "This is not a routing number. Check the 9 digits", "account_number", "Enter the account number")
	review := view.PayReview{Frame: f, Action: contractHref + "/pay/review", Key: "key-2", Amount: 61244, On: civil.Must(2026, time.December, 1), Back: contractHref + "/pay",
		Carried: []view.Hidden{{Name: "draft", Value: "d-1"}}, Counts: "It counts from December 1, as long as your bank honors it.",
		Consent: "By pressing the button you authorize " + f.Brand.LegalName + " to take this amount once from this account.",
		Answers: []ui.Fact{{Label: "For", Value: "2024 Vela Hybrid Touring", Detail: "Contract C806105925"},
			{Label: "Amount", Value: "$612.44", Detail: "Due now", Change: contractHref + "/pay#amount"},
			{Label: "From", Value: "Checking •••• 6789", Detail: "First Example Bank", Change: contractHref + "/pay#account"},
			{Label: "On", Value: "December 1, 2026", Change: contractHref + "/pay#date"}}}
	more := review
	more.Amount, more.Effect = 111244, []string{"$500.00 of it is more than what is due. Extra money lowers your balance, and your due date stays where it is.",
		"You are done 1 month sooner, on August 1, 2029, and pay $68.20 less interest."}
	extra := view.Extra{Frame: f, Action: contractHref + "/extra", Key: "k", Contract: loan(), Amount: "100.00", Options: []view.ExtraOption{
		{Value: "lower_debt", Label: "Lower the debt", What: "Extra money lowers your balance, and your due date stays where it is.", Numbers: "You pay $14.10 less interest, and your last payment on September 1, 2029 is smaller.", Chosen: true},
		{Value: "pay_ahead", Label: "Pay ahead", What: "Extra money makes the next payments count as paid, so your next due date moves ahead.", Numbers: "Your next payment is then due on January 1, 2027, and you pay $14.10 less interest."},
		{Value: "shorten", Label: "Shorten the loan", What: "Extra money lowers your balance, and the last payments fall away.", Numbers: "You pay $14.10 less interest, and your last payment on September 1, 2029 is smaller."},
		{Value: "lower_payment", Label: "Lower the payment", What: "Extra money lowers your balance, and every payment after it is computed anew and becomes smaller.", Numbers: "Your payment becomes $608.91 instead of $612.44, and you pay $7.60 less interest."}}}
	mistyped := extra
	mistyped.Amount, mistyped.Options, mistyped.Failure = "a lot", nil, fields("extra", "Enter an amount like 100.00.")
	return []Sample{
		{"review-more", more.Page()}, {"extra", extra.Page()}, {"extra-failed", mistyped.Page()},
		{"pay", pay.Page()},
		{"pay-failed", failed.Page()},
		{"review", review.Page()},
		{"receipt", receipt(f).Page()},
		{"receipt-sent", sent(f).Page()},
		{"receipt-returned", returned(f).Page()},
	}
}

func receipt(f ui.Frame) view.Receipt {
	return view.Receipt{Frame: f, Contract: loan(), Reference: "P7Q4-M2KX", Status: ui.Status{Tone: ui.Info, Text: "Scheduled", Icon: "calendar-clock"},
		Amount: 61244, On: civil.Must(2026, time.December, 1), PDF: "/payments/5.pdf", Cancel: "/payments/5/cancel", Key: "key-3",
		CancelUntil: "November 30, 2026 at 6:00 PM Central Time",
		Details:     []ui.Fact{{Label: "From", Value: "Checking •••• 6789"}, {Label: "For", Value: "2024 Vela Hybrid Touring"}, {Label: "Made", Value: "November 22, 2026 at 9:10 AM"}},
		Happens: []view.Happening{{When: "Today", What: "We wrote it down and sent you a confirmation.", Done: true},
			{When: "December 1", What: "We ask your bank for $612.44. It counts from this day."},
			{When: "December 3", What: "Your bank shows it, and your balance here is final."}}}
}

func sent(f ui.Frame) view.Receipt {
	r := receipt(f)
	r.Status, r.Cancel, r.CancelUntil = ui.Status{Tone: ui.Info, Text: "At your bank", Icon: "hourglass"}, "", ""
	r.Happens[1].Done = true
	return r
}

func returned(f ui.Frame) view.Receipt {
	r := receipt(f)
	r.Status = ui.Status{Tone: ui.Bad, Text: "Returned", Icon: "undo-2"}
	r.Cancel, r.CancelUntil, r.Happens = "", "", nil
	r.Returned = &view.Returned{Why: "There was not enough money in the account on December 1 (your bank’s code R01).",
		Next: "Your balance is as it was before. Pay again by December 11 and no late fee is charged.", Pay: contractHref + "/pay"}
	return r
}

// statementSaid is what a month's statement says.
func statementSaid() statement.Page {
	heads := []statement.Head{{Text: "Date"}, {Text: "Method"}, {Text: "Amount", Figure: true}, {Text: "Interest", Figure: true}, {Text: "Principal", Figure: true}, {Text: "Fees", Figure: true}, {Text: "Balance", Figure: true}}
	return statement.Page{Lang: "en-US", Title: "Statement for November 2026", Parts: []statement.Piece{
		{Text: "Aurelia Motor Finance"}, {Text: "Issued November 11, 2026", Small: true}, {Level: 1, Text: "Statement for November 2026"}, {Text: "October 12 to November 11, 2026", Small: true},
		{Text: "Dmitri Šafařík-Nguyễn\n12 Main Street\nColumbus, OH 43215"}, {Text: "Amount due by December 1, 2026"}, {Text: "$612.44", Figure: true},
		{Facts: []statement.Said{{Name: "Payment", Value: "$612.44"}, {Name: "Total", Value: "$612.44", Total: true}}},
		{Level: 2, Text: "Your loan"}, {Facts: []statement.Said{{Name: "Contract", Value: "C806105925"}, {Name: "Rate", Value: "5.74%"}}},
		{Level: 2, Text: "Where your payments went"}, {Table: &statement.Grid{Heads: heads, Rows: []statement.Row{
			{Cells: []string{"Nov 1, 2026", "Bank account", "$612.44", "$83.41", "$529.03", "$0.00", "$16,580.21"}},
			{Cells: []string{"Paid in 2026", "", "$6,736.84", "$917.51", "$5,819.33", "$0.00", ""}, Total: true}}}},
		{Level: 2, Text: "Questions?"}, {Text: "Call (800) 555-0142", Small: true}, {Text: "pay.aurelia.example", Link: "https://pay.aurelia.example", Small: true},
	}}
}

func documents(f ui.Frame) []Sample {
	bad := ui.Status{Tone: ui.Bad, Text: "Returned", Icon: "undo-2"}
	lines := []ui.Line{
		{Title: "Payment", Date: "Nov 1, 2026", Amount: 61244, Credit: true, After: "$16,580.21", AfterTag: "Balance",
			Parts: []ui.Fact{{Label: "Interest", Value: "$83.41"}, {Label: "Principal", Value: "$529.03"}, {Label: "Fees", Value: "$0.00"}},
			Working: []ui.Step{{Label: "Interest since October 1", Formula: "31 days × 5.74% × $17,109.38 ÷ 365", Result: "$83.41", Source: "Contract, section 2(b): simple interest, actual days over 365"},
				{Label: "The rest lowers the balance", Formula: "$612.44 − $83.41", Result: "$529.03", Source: "Step 3 of the order of payments: principal"}}},
		{Title: "Late fee", Date: "Oct 11, 2026", Amount: 2500, After: "$17,109.38", AfterTag: "Balance",
			Working: []ui.Step{{Label: "5% of what was late, at most $25.00", Formula: "5% × $612.44 = $30.62, capped", Result: "$25.00", Source: "Contract, section 4"}}},
		{Title: "Payment", Date: "Oct 1, 2026", Amount: 61244, Credit: true, Status: &bad, After: "$17,109.38", AfterTag: "Balance",
			Note: "Your bank returned this payment on October 5 because there was not enough money in the account. It counts as if it had never been made."},
	}
	year := view.StatementYear{Year: "2026"}
	for _, month := range []string{"November", "October", "September"} {
		year.Rows = append(year.Rows, view.StatementRow{Title: month + " 2026", Contract: "2024 Vela Hybrid Touring", Due: "$612.44 by the 1st", Read: "/s/" + month, PDF: "/s/" + month + ".pdf", Size: "38 kB"})
	}
	last := view.StatementYear{Year: "2025", Rows: []view.StatementRow{{Title: "Interest paid in 2025", Contract: "2024 Vela Hybrid Touring", PDF: "/s/interest.pdf", Size: "1 page"},
		{Title: "December 2025", Contract: "2024 Vela Hybrid Touring", Due: "$612.44 by the 1st", PDF: "/s/d.pdf", Size: "38 kB"}}}
	mail := "Dear Dmitri,\n\nyour payment of $612.44 is planned for December 1, 2026.\nSee it at http://aurelia.localhost:8080/payments/5.\n\nReference M-42K7"
	return []Sample{
		{"history", view.History{Frame: f, Contract: loan(), Sections: contractPages("/history"), Action: "/h", Groups: groups(), Years: years(), Lines: lines, Older: "/h?before=1", Files: historyFiles()}.Page()},
		{"history-filtered", view.History{Frame: f, Contract: loan(), Sections: contractPages("/history"), Action: "/h", Groups: groups(), Years: years(), Search: "late", Filtered: true, Count: 1, Lines: lines[2:3], Files: historyFiles()}.Page()},
		{"history-none", view.History{Frame: f, Contract: loan(), Action: "/h", Groups: groups(), Years: years(), Search: "4711", Filtered: true}.Page()},
		{"statements", view.Statements{Frame: f, Years: []view.StatementYear{year, last}}.Page()},
		{"statement", view.StatementPage{Frame: f, Said: statementSaid(), PDF: "/s/November.pdf", Size: "2 pages"}.Page()},
		{"statements-none", view.Statements{Frame: f}.Page()},
		{"outbox", view.Outbox{Frame: f, Apps: []view.AppCode{{Name: "Dana Whitfield", Username: "demo.agent", Code: "481 932", Left: 17}}, Messages: []view.Message{
			{Text: true, To: "•••• 42", At: "9:12 AM", Body: "Your Aurelia code is 204 117. We never ask for it by phone.\n@aurelia.localhost #204117"},
			{To: "customer131@example.com", Subject: "Your payment is planned", At: "9:10 AM", Body: mail}}}.Page()},
	}
}
