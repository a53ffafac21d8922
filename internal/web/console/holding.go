package console

import (
	"net/http"
	"slices"
	"strings"

	"marque/internal/core/access"
	"marque/internal/core/autopay"
	"marque/internal/core/contract"
	"marque/internal/core/history"
	"marque/internal/core/identity"
	"marque/internal/core/message"
	"marque/internal/core/payment"
	"marque/internal/core/vehicle"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/service/overview"
	"marque/internal/web/console/view"
	"marque/internal/web/guard"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
	"marque/internal/web/wording"
)

// How much of a contract its page shows until everything is asked for.
const (
	entriesShown = 12
	momentsShown = 20
)

// allField asks for everything.
const allField = "all"

// contractPath is the page of a customer's contract, opened for a reason.
func contractPath(party access.PartyID, c contract.ID, why identity.Why) string {
	return strings.Replace(customerPath(party, why), "?", "/contracts/"+c.String()+"?", 1)
}

// holdings lists where a customer's contracts stand.
func (c *Console) holdings(f ui.Frame, party access.PartyID, why identity.Why, all []overview.Contract) ui.Table {
	t := ui.Table{Caption: "Contracts, the newest first", Hidden: true,
		Columns: []ui.Column{{Label: "Contract"}, {Label: "State"}, {Label: "Next"}, {Label: "Autopay"}, {Label: "Balance", Figure: true}}}
	for _, x := range all {
		f.Currency = x.Terms.Money()
		status := wording.Status(f, x.State)
		t.Rows = append(t.Rows, []ui.Cell{
			{Text: x.Name, Href: contractPath(party, x.ID, why), Unseen: ", contract " + x.Number, Strong: true}, {Status: &status},
			{Text: nextWords(f, x.State)}, {Text: autopayWords(x.Autopay)}, {Text: f.Money(x.State.Balance())},
		})
	}
	return t
}

// nextWords says what is due, and since when if it is late.
func nextWords(f ui.Frame, s *contract.State) string {
	switch {
	case s.PastDue > 0:
		return f.Money(s.DueNow) + " since " + f.Locale.DateMedium(s.OldestDue) + ", " + plural(s.DaysPastDue, "day")
	case s.NextDue.Amount == 0:
		return "Nothing"
	}
	return f.Money(s.NextDue.Amount) + " on " + f.Locale.DateMedium(s.NextDue.Date)
}

func autopayWords(s autopay.State) string {
	switch s {
	case autopay.Active:
		return "On"
	case autopay.Paused:
		return "Paused"
	}
	return "Off"
}

// talks lists what a customer wrote.
func (c *Console) talks(f ui.Frame, all []message.Thread) ui.Table {
	t := ui.Table{Caption: "Conversations, those that changed last first", Hidden: true, Columns: []ui.Column{{Label: "About"}, {Label: "Promise"}, {Label: "Last changed"}}}
	for _, x := range all {
		promise := c.promiseStatus(f, x)
		t.Rows = append(t.Rows, []ui.Cell{
			{Text: x.Subject, Href: deskTalkPath(x.ID), Unseen: ", " + x.Topic.Words().In(l10n.EnUS), Strong: true}, {Status: &promise}, {Text: c.local(f, x.Changed)},
		})
	}
	return t
}

// contractOf reads which contract a path names.
func contractOf(r *guard.Request) (contract.ID, error) {
	contractID, err := id.Parse[contract.Contract](r.PathValue("id"))
	if err != nil {
		return contractID, fault.New(fault.NotFound, "There is no such contract.")
	}
	return contractID, nil
}

// contract shows one contract of a customer, or asks for the reason first.
func (c *Console) contract(w http.ResponseWriter, r *guard.Request) error {
	party, err := partyOf(r)
	if err != nil {
		return err
	}
	contractID, err := contractOf(r)
	if err != nil {
		return err
	}
	why := whyOf(r)
	if wrong := fault.Of(why.Check()); wrong != nil {
		return c.askWhy(w, r, pathCustomers+party.String()+"/contracts/"+contractID.String(), wrong)
	}
	look, err := c.Overview.Look(r.Context(), r.By, party, contractID, why)
	if err != nil {
		return err
	}
	up, err := c.Assisting.Flags(r.Context(), r.By, party)
	if err != nil {
		return err
	}
	return c.show(w, r, func(f ui.Frame) respond.Page {
		f.Currency = look.Terms.Money()
		page := view.Contract{
			Frame: f, Title: look.Name, Detail: "Contract " + look.Number + " · " + strings.Join(look.People, ", "), Customer: customerPath(party, why),
			Status: wording.Status(f, look.State), Facts: standing(f, look), Payments: paymentTable(f, look.InFlight()), Statements: statementTable(f, look.Statements),
			Flags: c.flags(f, r, party, up).Up,
		}
		page.Notice, _ = doneWords(r.URL.Query().Get("done"))
		if access.May(r.By, access.FeeWaive) {
			page.Waive, page.Reverse = adjustPath(party, contractID, waivePath, why), adjustPath(party, contractID, reversePath, why)
		}
		if access.May(r.By, access.PaymentTake) {
			page.Take = adjustPath(party, contractID, payPath, why)
		}
		all := r.FormValue(allField) != ""
		page.Lines = entryLines(f, look, all)
		page.Moments = momentTable(f, look.Moments, all)
		if access.May(r.By, access.CaseOpen) {
			page.NewCase = strings.Replace(customerPath(party, why), pathCustomers+party.String(), newCasePath(contractID), 1)
		}
		if !all && (len(look.Entries) > entriesShown || len(look.Moments) > momentsShown) {
			page.All = contractPath(party, contractID, why) + "&" + allField + "=yes"
		}
		return page.Page()
	})
}

// standing is where a contract stands in figures.
func standing(f ui.Frame, look overview.Look) []ui.Fact {
	s := look.State
	facts := []ui.Fact{
		{Label: "Number", Value: look.Number, Code: true}, {Label: "VIN", Value: vehicle.MaskVIN(look.Vehicle.VIN), Code: true}, {Label: "Balance", Value: f.Money(s.Balance())},
		{Label: "Next", Value: nextWords(f, s)}, {Label: "Autopay", Value: autopayWords(look.Autopay)},
	}
	if s.Fees > 0 {
		facts = append(facts, ui.Fact{Label: "Fees open", Value: f.Money(s.Fees)})
	}
	if s.Credit > 0 {
		facts = append(facts, ui.Fact{Label: "Credit balance", Value: f.Money(s.Credit)})
	}
	if s.Lease != nil {
		facts = append(facts, ui.Fact{Label: "Lease ends", Value: f.Day(s.Lease.TermEnd)})
	} else {
		facts = append(facts, ui.Fact{Label: "Matures", Value: f.Day(s.Maturity)}, ui.Fact{Label: "Rate", Value: f.Locale.Percent(s.Rate, 2)})
	}
	return append(facts, ui.Fact{Label: "Began", Value: f.Day(look.Terms.ContractDate)})
}

// entryLines are the last entries with their working, as the customer reads them: the newest first.
func entryLines(f ui.Frame, look overview.Look, all bool) []ui.Line {
	var out []ui.Line
	for _, e := range slices.Backward(look.Entries) {
		if len(out) == entriesShown && !all {
			break
		}
		out = append(out, wording.Line(f, &look.Terms, e))
	}
	return out
}

func momentTable(f ui.Frame, moments []history.Moment, all bool) ui.Table {
	t := ui.Table{Caption: "What happened, the newest first", Hidden: true, Columns: []ui.Column{{Label: "When"}, {Label: "What"}}}
	for _, m := range slices.Backward(moments) {
		if len(t.Rows) == momentsShown && !all {
			break
		}
		what := m.Text.In(f.Locale)
		if more := m.More.In(f.Locale); more != "" {
			what += " · " + more
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: f.Locale.DateMedium(m.On)}, {Text: what}})
	}
	return t
}

func paymentTable(f ui.Frame, all []payment.Payment) ui.Table {
	t := ui.Table{Caption: "Payments on their way", Hidden: true, Columns: []ui.Column{{Label: "Counts on"}, {Label: "State"}, {Label: "Reference"}, {Label: "Amount", Figure: true}}}
	for _, p := range all {
		status := wording.Step(f, p)
		t.Rows = append(t.Rows, []ui.Cell{{Text: f.Locale.DateMedium(p.Date)}, {Status: &status}, {Text: p.Reference}, {Text: f.Money(p.Amount), Strong: true}})
	}
	return t
}

func statementTable(f ui.Frame, all []overview.Statement) ui.Table {
	t := ui.Table{Caption: "Statements, the newest first", Hidden: true,
		Columns: []ui.Column{{Label: "Closed"}, {Label: "Due"}, {Label: "Amount due", Figure: true}, {Label: "Balance", Figure: true}}}
	for _, s := range all {
		due := "Nothing"
		if !s.Due.IsZero() {
			due = f.Locale.DateMedium(s.Due)
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: f.Locale.DateMedium(s.Closed), Strong: true}, {Text: due}, {Text: f.Money(s.AmountDue)}, {Text: f.Money(s.Balance)}})
	}
	return t
}
