package samples

import (
	"slices"
	"time"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/web/console/view"
	"marque/internal/web/ui"
)

// casing are the pages of cases at the desk.
func casing(f ui.Frame) []Sample {
	late, soon, later := ui.Status{Tone: ui.Bad, Text: "Overdue by 2 days"}, ui.Status{Tone: ui.Warn, Text: "Ends in 3 days"}, ui.Status{Tone: ui.Info, Text: "By Dec 31, 2026", Icon: "hourglass"}
	theirs := ui.Status{Tone: ui.Plain, Text: "The customer’s, until Apr 30, 2027"}
	list := view.Cases{
		Frame: f, Facts: "3 cases, 1 clock missed.", Action: "/desk/cases", More: true,
		Views: []ui.Link{{Text: "All", Href: "/desk/cases?view=all", Current: true}, {Text: "Mine", Href: "/desk/cases?view=mine"}, {Text: "Closed", Href: "/desk/cases?view=closed"}},
		Menus: []ui.Menu{{Name: "kind", Label: "Kind", Options: []ui.Choice{{Label: "Any"}, {Value: "military", Label: "Military service"}}}, {Name: "view", Label: "Which", Options: []ui.Choice{{Value: "all", Label: "All"}, {Value: "mine", Label: "Mine"}}}},
		Rows: ui.Table{Caption: "Cases", Hidden: true, Columns: []ui.Column{{Label: "About"}, {Label: "Next clock"}, {Label: "By"}, {Label: "Stage"}, {Label: "Who has it"}}, Rows: [][]ui.Cell{
			{{Text: "A payment that is not right (Dmitri Šafařík-Nguyễn, C806105925)", Href: "/desk/cases/1/1", Strong: true}, {Text: "Decide whether there was an error, or credit the amount provisionally"}, {Status: &late}, {Text: "We work on it"}, {Text: "Dana Whitfield"}},
			{{Text: "Payments that are hard right now", Href: "/desk/cases/1/2", Strong: true}, {Text: "Tell the customer what was decided"}, {Status: &soon}, {Text: "Waits for somebody"}, {Text: "Sam Okafor"}},
			{{Text: "Military service", Href: "/desk/cases/1/3", Strong: true}, {Text: "The next word to the customer, as promised"}, {Status: &later}, {Text: "We work on it"}, {Text: "Nobody"}}}},
	}
	empty := list
	empty.Rows.Rows, empty.Facts, empty.More = nil, "0 cases, 0 clocks missed.", false
	asked := view.NewCase{
		Frame: f, Action: "/desk/cases/1/new", Key: "k", Why: "called", Ticket: "C-77", Back: "/desk/customers/1/contracts/1?why=called", Detail: "Contract C806105925, 2023 Norden Vela Hybrid",
		Kinds:    ui.Choices{Name: "kind", Legend: "What is it about?", Options: []ui.Choice{{Value: "payment_dispute", Label: "A payment that is not right"}, {Value: "bereavement", Label: "A death"}}},
		Party:    ui.Menu{Name: "party", Label: "With whom do we talk about it?", Hint: "This person is told, and sees the case.", Options: []ui.Choice{{Value: "1", Label: "Dmitri Šafařík-Nguyễn"}, {Value: "2", Label: "Ada Nguyễn"}}},
		Payment:  ui.Menu{Name: "payment", Label: "The payment, where one is disputed", Options: []ui.Choice{{Label: "None"}, {Value: "1", Label: "Nov 1, 2026, $612.44, 7Q4M-2KXD"}}},
		Received: ui.Field{Name: "received", Label: "When did it reach us?", Hint: "Clocks run from this day.", Type: "date", Value: "2026-11-20", Short: true},
		Promised: ui.Field{Name: "promised", Label: "By when does the customer hear from us?", Hint: "Left empty: ten business days.", Type: "date", Short: true, Optional: true},
	}
	refused := asked
	refused.Failure = deskFields("kind", "Choose what the case is about.", "received", "Enter the day on which it reached us: today or earlier.")
	refused.Kinds.Errors, refused.Received.Errors = refused.Fields, refused.Fields
	one := view.Case{
		Frame: f, Title: "A payment that is not right", Status: late, Customer: "/desk/customers/1", Contract: "/desk/customers/1/contracts/1", Notice: "It is kept. The clocks below follow.",
		Facts: []ui.Fact{{Label: "With", Value: "Dmitri Šafařík-Nguyễn"}, {Label: "Contract", Value: "C806105925", Code: true}, {Label: "Reached us", Value: "November 16, 2026"}, {Label: "Who has it", Value: "Dana Whitfield"}, {Label: "Payment", Value: "$612.44 on Nov 1, 2026", Detail: "Reference 7Q4M-2KXD"}},
		Clocks: ui.Table{Caption: "Clocks of the case", Hidden: true, Columns: []ui.Column{{Label: "What"}, {Label: "How it stands"}, {Label: "Last day"}, {Label: "Section"}}, Rows: [][]ui.Cell{
			{{Text: "Decide whether there was an error, or credit the amount provisionally", Strong: true}, {Status: &late}, {Text: "December 1, 2026"}, {Text: "12 CFR 1005.11(c)(1), (c)(2)(i), which this house keeps as its own"}},
			{{Text: "Decide at the latest", Strong: true}, {Status: &later}, {Text: "December 31, 2026"}, {Text: "12 CFR 1005.11(c)(2), which this house keeps as its own"}},
			{{Text: "Notice and orders may still come", Strong: true}, {Status: &theirs}, {Text: "April 30, 2027"}, {Text: "50 U.S.C. 3937(b)(1)(A)"}}}},
		Laws:  []view.Law{{Text: "Correct an error within one business day after it is found.", Citation: "12 CFR 1005.11(c)(1), (c)(2)(iii)"}, {Text: "State law may set a day."}},
		ToDo:  "The case moves no money. A payment that has not gone out is canceled by the customer on its page.",
		Notes: []ui.Said{{Anchor: "n1", Who: "Sam Okafor", When: "November 20, 2026 at 9:59 AM EST", At: "2026-11-20T14:59:00Z", Text: "The bank’s trace is asked for."}},
		Acts: &view.CaseActs{Take: "/desk/cases/1/1/give", Me: "1", Give: "/desk/cases/1/1/give", To: ui.Menu{Name: "to", Label: "Hand it over to", Options: []ui.Choice{{Label: "Choose"}, {Value: "2", Label: "Sam Okafor"}}}, Move: "/desk/cases/1/1/move",
			Stage:    ui.Choices{Name: "stage", Legend: "Stage", Hint: "Waiting stops no clock.", Options: []ui.Choice{{Value: "open", Label: "We work on it", Chosen: true}, {Value: "waiting", Label: "Waits for somebody"}}},
			Promised: ui.Field{Name: "promised", Label: "The customer hears from us by", Type: "date", Value: "2026-12-04", Short: true},
			Days:     []ui.Field{{Name: "credited", Label: "Credited provisionally", Type: "date", Short: true, Optional: true}}, Note: "/desk/cases/1/1/notes", Close: "/desk/cases/1/1/close"},
	}
	failed := one
	failed.Failure, failed.Notice = deskFields("outcome", "Write a sentence.", "note", "Write a sentence."), ""
	over := one
	over.Acts, over.Notice, over.Notes, over.Outcome, over.Status = nil, "", nil, "The debit of November 1 was taken twice. The second one is credited.", ui.Status{Tone: ui.Plain, Text: "Closed on Dec 3, 2026", Icon: "lock"}
	disputed := one
	disputed.Title, disputed.Notice = "A fee or a balance that is not right", ""
	disputed.Notes = []ui.Said{{Anchor: "n1", Who: "Dmitri Šafařík-Nguyễn", When: "November 18, 2026 at 9:59 AM EST", At: "2026-11-18T14:59:00Z", Text: "The customer disputes these lines of the invoice of the lease’s end:\nExcess wear: Tire below the tread, each, $180.00\n\nIt was new in September."}}
	disputed.Disputed = disputedLines(f)
	answered := disputed
	stood := *answered.Disputed
	stood.Lines, stood.Seen = nil, slices.Clone(stood.Seen)
	stood.Seen[0].Status = &ui.Status{Tone: ui.Plain, Text: "Stands"}
	stood.Seen[0].Parts = append(slices.Clone(stood.Seen[0].Parts), ui.Fact{Label: "Answered on", Value: "November 24, 2026", Detail: "The picture of the inspection shows 2/32 of an inch of tread; the lease asks for 4/32."})
	answered.Disputed = &stood
	unsaidWhy := disputed
	unsaidWhy.Failure = deskFields("reason", "Write a sentence.")
	figures := func(what, value string) []ui.Cell { return []ui.Cell{{Text: what}, {Text: value, Strong: true}} }
	report := view.Reports{
		Frame: f, Action: "/desk/reports", File: "/desk/reports/report.csv?since=2026-10-24&until=2026-11-22",
		Since: ui.Field{Name: "since", Label: "From", Type: "date", Value: "2026-10-24", Short: true}, Until: ui.Field{Name: "until", Label: "Through", Type: "date", Value: "2026-11-22", Short: true},
		Sections: []view.ReportSection{
			{ID: "talks", Title: "Conversations", Note: "A promise is kept when we answered, or closed the conversation, by its hour.", Rows: ui.Table{Caption: "Conversations", Hidden: true, Columns: []ui.Column{{Label: "What"}, {Label: "Count", Figure: true}}, Rows: [][]ui.Cell{
				figures("Opened", "212"), figures("Promises kept", "188"), figures("Promises missed", "9")}}},
			{ID: "cases", Title: "Cases", Rows: ui.Table{Caption: "Cases", Hidden: true, Columns: []ui.Column{{Label: "What"}}}}},
	}
	unsaid := report
	unsaid.Sections, unsaid.File, unsaid.Failure = nil, "", deskFields("since", "Choose from one day to 92 days, until today at most.")
	unsaid.Since.Errors = unsaid.Fields
	return []Sample{
		{"desk-reports", report.Page()}, {"desk-reports-failed", unsaid.Page()},
		{"desk-cases", list.Page()}, {"desk-cases-none", empty.Page()}, {"desk-case-new", asked.Page()}, {"desk-case-new-failed", refused.Page()},
		{"desk-case", one.Page()}, {"desk-case-failed", failed.Page()}, {"desk-case-over", over.Page()},
		{"desk-case-disputed", disputed.Page()}, {"desk-case-answered", answered.Page()}, {"desk-case-disputed-failed", unsaidWhy.Page()},
	}
}

// disputedLines are two lines of an invoice, of which one is still in dispute and one was waived.
func disputedLines(f ui.Frame) *view.DisputedLines {
	on := civil.Must(2026, time.November, 16)
	return &view.DisputedLines{
		Seen: []ui.Line{
			{Title: "Excess wear: Tire below the tread, each", Date: f.Day(on), Amount: 18_000, Status: &ui.Status{Tone: ui.Warn, Text: "In dispute"}, Link: &ui.Link{Text: "Waive this line", Href: "/desk/customers/1/contracts/1/waive?of=i%2Fwear%2F1"},
				Parts:   []ui.Fact{{Label: "What the inspection found", Value: "Tire worn, front left"}, {Label: "Disputed on", Value: "November 18, 2026"}},
				Working: []ui.Step{{Label: "The inspection of November 16, 2026", Result: "$180.00", Source: "Clause 12"}}},
			{Title: "Excess wear: Dent in the body, each", Date: f.Day(on), Amount: 12_500, Status: &ui.Status{Tone: ui.OK, Text: "Waived"},
				Parts: []ui.Fact{{Label: "Disputed on", Value: "November 18, 2026"}, {Label: "Waived", Value: f.Money(12_500)}}},
		},
		Lines:  []ui.Choice{{Value: "i/wear/1", Label: "Excess wear: Tire below the tread, each", Aside: f.Money(18_000), Chosen: true}, {Value: "i/wear/2", Label: "Disposition fee", Aside: f.Money(35_000)}},
		Action: "/desk/cases/1/1/stands", Waive: true, Key: "k", Most: contract.MostStandsReason,
	}
}
