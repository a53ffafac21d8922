package samples

import (
	"time"

	"marque/internal/civil"
	"marque/internal/core/statement"
	"marque/internal/web/portal/view"
	"marque/internal/web/ui"
)

// contractPages are the links between the pages of a contract.
func contractPages(here string) []ui.Link {
	links := []ui.Link{{Text: "History", Href: "/history"}, {Text: "To come", Href: "/upcoming"}, {Text: "Timeline", Href: "/timeline"}, {Text: "Your data", Href: "/data"}}
	for i := range links {
		links[i].Current = links[i].Href == here
	}
	return links
}

func groups(f ui.Frame) []ui.Choice {
	return []ui.Choice{{Label: f.Say("Everything", "Todo", "Alles"), Chosen: true}, {Value: "payments", Label: f.Say("Payments", "Pagos", "Zahlungen")},
		{Value: "charges", Label: f.Say("Charges and fees", "Cargos", "Kosten und Gebühren")}}
}

func years() []ui.Choice {
	return []ui.Choice{{Label: "All years"}, {Value: "2026", Label: "2026", Chosen: true}, {Value: "2025", Label: "2025"}}
}

func historyFiles() []ui.Link {
	return []ui.Link{{Text: "Table (CSV)", Href: "/h.csv"}, {Text: "For money programs (OFX)", Href: "/h.ofx"}, {Text: "For Quicken (QFX)", Href: "/h.qfx"}}
}

// upcomings shows what is still to be paid: on a loan with autopay, on a lease, and on a contract that is paid.
func upcomings(f ui.Frame) []Sample {
	due := func(n int) civil.Date { return civil.Must(2026, time.December, 1).AddMonths(n, 1) }
	page := view.Upcoming{Frame: f, Contract: loan(), Sections: contractPages("/upcoming"), Finding: "38 payments are left; the last one, due January 1, 2030, is $611.02.",
		More: "/upcoming?all=yes", MoreText: "Show all 38",
		OnTheWay: []view.Payment{{On: civil.Must(2026, time.November, 24), Title: "Bank payment", Amount: 20000, Status: ui.Status{Tone: ui.Info, Text: "Scheduled", Icon: "clock"}, Href: "/payments/5"}}}
	for n, how := range []string{"Autopay of $612.44 on December 1, 2026", "Skipped by you: please pay it", "Autopay of $612.44 on February 1, 2027", "Autopay", ""} {
		page.Rows = append(page.Rows, view.UpcomingRow{Number: n + 23, Due: due(n), Amount: 61244, Interest: 7895, Capital: 53349, Balance: 1658021, Autopay: how})
	}
	leased := view.Upcoming{Frame: f, Contract: lease(f), Sections: contractPages("/upcoming"), Finding: "13 payments are left; the last one is due December 14, 2027."}
	for n := range 3 {
		leased.Rows = append(leased.Rows, view.UpcomingRow{Number: n + 24, Due: due(n).AddDays(13), Amount: 51676, Rent: 48751, Tax: 2925})
	}
	return []Sample{
		{"upcoming", page.Page()}, {"upcoming-lease", leased.Page()},
		{"upcoming-none", view.Upcoming{Frame: f, Contract: loan(), Finding: "Nothing more is to be paid on this contract."}.Page()},
	}
}

// timelines tells a loan from its last statement back to its beginning, and offers it as a file.
func timelines(f ui.Frame) []Sample {
	page := view.Timeline{Frame: f, Contract: loan(), Sections: contractPages("/timeline"), Older: "/timeline?before=1", Years: []view.TimelineYear{
		{Year: "2026", Moments: []view.Moment{
			{When: "November 11", Icon: "file-text", Text: "Your statement of November 11, 2026 was ready.", More: "$612.44 by December 1, 2026", Href: "/s/1.pdf", Open: "Open"},
			{When: "November 1", Icon: "receipt", Text: "A payment of $612.44 was made.", More: "$83.41 went to interest and $529.03 to principal."},
			{When: "October 5", Icon: "triangle-alert", Text: "Your bank sent the payment of $612.44 back.", More: "there was not enough money in the account"},
			{When: "September 9", Icon: "car", Text: "The vehicle was serviced.", More: "Oil and filter"},
		}},
		{Year: "2024", Moments: []view.Moment{
			{When: "February 3", Icon: "key-round", Text: "Our lien was recorded on the title.", More: "PA"},
			{When: "January 17", Icon: "badge-check", Text: "Your contract began at Aurelia of Salem."},
		}},
	}}
	return []Sample{{"timeline", page.Page()}, {"data", view.TakeData{Frame: f, Contract: loan(), Sections: contractPages("/data"), Action: "/data"}.Page()}}
}

func paperless(f ui.Frame) view.Paper {
	page := view.Paper{Frame: f, Contract: loan(), Sample: "/sample.pdf", Action: "/contracts/1/paper", Key: "key-1"}
	for _, t := range statement.Paperless() {
		page.Words = append(page.Words, t.In(f.Locale))
	}
	return page
}

func paperFailed(f ui.Frame) view.Paper {
	page := paperless(f)
	page.Failure = fields("online", "Open the sample statement first, so that we know you can read it.")
	return page
}
