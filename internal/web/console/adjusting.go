package console

import (
	"context"
	"crypto/rand"
	"net/http"
	"strconv"
	"strings"

	"marque/internal/core/access"
	"marque/internal/core/adjustment"
	"marque/internal/core/contract"
	"marque/internal/core/explain"
	"marque/internal/core/identity"
	"marque/internal/core/leaseend"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/service/adjusting"
	"marque/internal/web/console/view"
	"marque/internal/web/guard"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
	"marque/internal/web/wording"
)

// What follows a contract's path where its money is adjusted.
const (
	waivePath   = "/waive"
	reversePath = "/reverse"
)

// mostNote bounds what a form takes; the core says the same.
const mostNote = 300

// adjustPath is where a contract's money is adjusted, for the reason for which it was opened.
func adjustPath(party access.PartyID, c contract.ID, what string, why identity.Why) string {
	return strings.Replace(contractPath(party, c, why), "?", what+"?", 1)
}

// backToAdjust is where an adjustment leads back to that wanted a fresh factor first.
func backToAdjust(r *guard.Request) string {
	party, err := partyOf(r)
	if err != nil {
		return ui.PathDesk
	}
	contractID, err := contractOf(r)
	if err != nil {
		return customerPath(party, whyOf(r))
	}
	what := waivePath
	switch {
	case strings.HasSuffix(r.URL.Path, reversePath):
		what = reversePath
	case strings.Contains(r.URL.Path, payPath):
		what = payPath
	}
	return adjustPath(party, contractID, what, whyOf(r))
}

func (c *Console) waiveForm(w http.ResponseWriter, r *guard.Request) error {
	return c.adjust(w, r, adjustment.Waiver, waivePath)
}

func (c *Console) waive(w http.ResponseWriter, r *guard.Request) error {
	return c.adjust(w, r, adjustment.Waiver, waivePath)
}

func (c *Console) reverseForm(w http.ResponseWriter, r *guard.Request) error {
	return c.adjust(w, r, adjustment.Reversal, reversePath)
}

func (c *Console) reverse(w http.ResponseWriter, r *guard.Request) error {
	return c.adjust(w, r, adjustment.Reversal, reversePath)
}

// adjust shows the form, or takes it: what comes back is shown again with what was typed.
func (c *Console) adjust(w http.ResponseWriter, r *guard.Request, kind adjustment.Kind, what string) error {
	do := access.FeeWaive
	if kind == adjustment.Reversal {
		do = access.PaymentReverse
	}
	if !access.May(r.By, do) {
		return fault.New(fault.NotFound, "There is no such page.")
	}
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
		return c.askWhy(w, r, pathCustomers+party.String()+"/contracts/"+contractID.String()+what, wrong)
	}
	choices, err := c.Adjusting.Choices(r.Context(), r.By, party, contractID, why)
	if err != nil {
		return err
	}
	wish := adjusting.Wish{Party: party, Contract: contractID, Kind: kind, Why: why, Of: r.PostFormValue("of"), Reason: adjustment.Reason(r.PostFormValue("reason")),
		Note: r.PostFormValue("note"), Key: r.PostFormValue(ui.KeyField)}
	if r.Method == http.MethodGet && r.FormValue("of") != "" { // a case leads here with the line that was disputed
		wish.Of, wish.Reason = r.FormValue("of"), adjustment.Disputed
	}
	var back *fault.Fault
	if r.Method == http.MethodPost {
		state, err := c.propose(r.Context(), r, wish, choices)
		if back = fault.Of(err); back == nil && err != nil || back != nil && back.Kind != fault.Invalid && back.Kind != fault.Conflict {
			return err
		}
		if back == nil {
			return respond.SeeOther(w, r.Request, contractPath(party, contractID, why)+"&done="+proposedWord(state))
		}
	}
	return c.showAs(w, r, statusOf(back), func(f ui.Frame) respond.Page {
		f.Currency = choices.Terms.Money()
		page := adjustPage(f, wish, choices, r.PostFormValue("amount"), view.FailureOf(back))
		page.Back, page.Action = contractPath(party, contractID, why), adjustPath(party, contractID, what, why)
		return page.Page()
	})
}

// propose reads the amount, which is all of the fee when none is typed, and hands the wish over.
func (c *Console) propose(ctx context.Context, r *guard.Request, wish adjusting.Wish, choices adjusting.Choices) (adjustment.State, error) {
	if wish.Kind == adjustment.Waiver {
		typed := strings.TrimSpace(r.PostFormValue("amount"))
		for _, x := range choices.Fees {
			if x.Key == wish.Of && typed == "" {
				wish.Amount = x.Open
			}
		}
		if typed != "" {
			wish.Amount, _ = money.Parse(strings.TrimPrefix(typed, "$"), choices.Terms.Money()) // what is no amount is none, and the core says so
		}
	}
	return c.Adjusting.Propose(ctx, r.By, wish)
}

func proposedWord(s adjustment.State) string {
	if s == adjustment.Done {
		return "waived"
	}
	return "proposed"
}

// adjustPage is the form, with what was typed.
func adjustPage(f ui.Frame, wish adjusting.Wish, choices adjusting.Choices, typed string, x view.Failure) view.Adjust {
	page := view.Adjust{
		Frame: f, Failure: x, Key: wish.Key, Button: "Propose the reversal",
		Title: "Reverse a payment", Empty: "No payment has counted on this contract.",
		Lead: "The payment is taken off the contract, as if it had never counted. No money is sent anywhere by this: if the customer is to have it back, or it belongs to another contract, that is done there. A second person decides.",
		Of:   ui.Choices{Name: "of", Legend: "Which payment?", Errors: x.Fields}, Reasons: ui.Choices{Name: "reason", Legend: "Why?", Errors: x.Fields},
		Note: ui.TextArea{Name: "note", Label: "For colleagues", Hint: "What happened, in a sentence. The customer reads the reason above, not this.", Value: wish.Note, Rows: 3, MaxLength: mostNote, Errors: x.Fields},
	}
	if page.Key == "" {
		page.Key = rand.Text()
	}
	for _, reason := range adjustment.Reasons(wish.Kind) {
		page.Reasons.Options = append(page.Reasons.Options, ui.Choice{Value: string(reason), Label: reason.Words().In(l10n.EnUS), Chosen: reason == wish.Reason})
	}
	if wish.Kind == adjustment.Reversal {
		for _, l := range choices.Payments {
			page.Of.Options = append(page.Of.Options, ui.Choice{Value: l.Key, Label: "Payment of " + f.Day(l.Effective), Aside: f.Money(l.Amount), Chosen: l.Key == wish.Of})
		}
		return page
	}
	page.Title, page.Empty, page.Button = "Waive a fee", "No fee is open on this contract.", "Waive it"
	page.Lead = limitWords(f, choices)
	page.Of.Legend = "Which fee?"
	page.Amount = &ui.Field{Name: "amount", Label: "How much", Hint: "Leave it empty to waive all that is open.", Value: typed, InputMode: "decimal", Short: true, Optional: true, Errors: x.Fields}
	for _, fee := range choices.Fees {
		page.Of.Options = append(page.Of.Options, ui.Choice{Value: fee.Key, Label: openFee(f, fee, choices.Charges), Aside: f.Money(fee.Open), Chosen: fee.Key == wish.Of})
	}
	return page
}

// limitWords say what whoever asks may waive alone.
func limitWords(f ui.Frame, c adjusting.Choices) string {
	if c.Limit.Act == 0 {
		return "A second person decides each waiver."
	}
	left := max(min(c.Limit.Act, c.Limit.Day-c.Alone), 0)
	return "Up to " + f.Money(c.Limit.Act) + " at once and " + f.Money(c.Limit.Day) + " in a day you waive alone; you have " + f.Money(left) + " left for now. A second person decides what is more."
}

// openFee names a fee so that two of a kind are told apart: what the end of a lease costs by what the inspection found, and where.
func openFee(f ui.Frame, fee contract.Fee, charges []contract.Charge) string {
	for i := range charges {
		if x := &charges[i]; x.Key == fee.Key {
			named := leaseend.ChargeWords(x, leaseend.Tariff{}).In(l10n.EnUS)
			if seen := leaseend.Seen(x, leaseend.Tariff{}); seen != "" {
				named += ", " + seen
			}
			return named
		}
	}
	return feeWords(string(fee.Kind)) + " of " + f.Day(fee.On)
}

func feeWords(kind string) string {
	return explain.Title(&contract.Line{Kind: contract.KindFeeAssessed, Code: kind}).In(l10n.EnUS)
}

// proposals list what waits for a second person.
func (c *Console) proposals(f ui.Frame, all []adjusting.Listed) ui.Table {
	t := ui.Table{Caption: "Proposals, the oldest first", Hidden: true,
		Columns: []ui.Column{{Label: "What"}, {Label: "Customer"}, {Label: "Proposed by"}, {Label: "Ends by itself"}, {Label: "Amount", Figure: true}}}
	for _, x := range all {
		f.Currency = currencyOf(x.Currency)
		t.Rows = append(t.Rows, []ui.Cell{
			{Text: proposalTitle(x.Kind), Href: proposalPath(x.ID), Unseen: ", " + x.Name + ", contract " + x.Number, Strong: true}, {Text: x.Name + ", " + x.Number},
			{Text: x.By + ", " + c.local(f, x.At)}, {Text: c.local(f, x.Until)}, {Text: f.Money(x.Amount)},
		})
	}
	return t
}

func currencyOf(code string) money.Currency {
	currency, err := money.CurrencyOf(code)
	if err != nil {
		return money.USD()
	}
	return currency
}

func proposalPath(which adjustment.ID) string { return pathProposals + which.String() }

func proposalTitle(k adjustment.Kind) string {
	if k == adjustment.Reversal {
		return "Reverse a payment"
	}
	return "Waive a fee"
}

func proposalOf(r *guard.Request) (adjustment.ID, error) {
	which, err := id.Parse[adjustment.Adjustment](r.PathValue("proposal"))
	if err != nil {
		return which, fault.New(fault.NotFound, "There is no such proposal.")
	}
	return which, nil
}

// backToProposal is where a decision leads back to that wanted a fresh factor first.
func backToProposal(r *guard.Request) string {
	which, err := proposalOf(r)
	if err != nil {
		return ui.PathDeskRequests
	}
	return proposalPath(which)
}

func (c *Console) proposal(w http.ResponseWriter, r *guard.Request) error {
	return c.showProposal(w, r, nil)
}

// showProposal shows a proposal; x is why a decision came back.
func (c *Console) showProposal(w http.ResponseWriter, r *guard.Request, x *fault.Fault) error {
	which, err := proposalOf(r)
	if err != nil {
		return err
	}
	seen, err := c.Adjusting.Read(r.Context(), r.By, which)
	if err != nil {
		return err
	}
	return c.showAs(w, r, statusOf(x), func(f ui.Frame) respond.Page {
		f.Currency = seen.Terms.Money()
		page := view.Proposal{
			Frame: f, Failure: view.FailureOf(x), Title: proposalTitle(seen.Kind) + ": " + seen.Name, Facts: c.proposed(f, seen), Effect: effect(f, seen.Outlook),
			Customer: contractPath(seen.Party, seen.Contract, identity.Why{Reason: identity.ReasonReview}),
		}
		if seen.Unfit != nil {
			page.Unfit = seen.Unfit.Message
		}
		at := proposalPath(which)
		if seen.Open && seen.Proposal.By == r.By.User {
			page.Withdraw = at + "/withdraw"
		} else if seen.Open && access.May(r.By, access.ProposalDecide) {
			page.Decide = at
			page.Answers = ui.Choices{Name: "yes", Legend: "Your decision", Options: []ui.Choice{
				{Value: "yes", Label: "Agree", Hint: "It goes into the book at once, and everybody on the contract is told.", Chosen: r.PostFormValue("yes") == "yes"},
				{Value: "no", Label: "Refuse", Chosen: r.PostFormValue("yes") == "no"}}, Errors: page.Fields}
			page.Answer = ui.TextArea{Name: "answer", Label: "A note", Hint: "Needed when you refuse.", Value: r.PostFormValue("answer"), Rows: 2, MaxLength: mostNote, Optional: true, Errors: page.Fields}
		}
		return page.Page()
	})
}

// proposed are the facts of a proposal.
func (c *Console) proposed(f ui.Frame, x adjusting.Seen) []ui.Fact {
	what := "Payment of " + f.Day(x.Counted)
	if x.Kind == adjustment.Waiver {
		what = feeWords(x.What) + " of " + f.Day(x.Counted)
	}
	facts := []ui.Fact{
		{Label: "Contract", Value: x.Number, Code: true}, {Label: proposalTitle(x.Kind), Value: f.Money(x.Amount), Detail: what},
		{Label: "Reason", Value: x.Reason.Words().In(l10n.EnUS), Detail: x.Note}, {Label: "Proposed by", Value: x.By, Detail: c.local(f, x.At)},
	}
	if x.Open {
		return append(facts, ui.Fact{Label: "State", Value: "Waits for a second person", Detail: "Ends by itself on " + c.local(f, x.Until)})
	}
	return append(facts, ui.Fact{Label: "State", Value: endedWords(x), Detail: endedDetail(x, c.local(f, x.Decided))})
}

func endedWords(x adjusting.Seen) string {
	switch x.State {
	case adjustment.Done:
		if x.Decider == "" {
			return "Done at once, within the limit"
		}
		return "Agreed to by " + x.Decider
	case adjustment.Refused:
		return "Refused by " + x.Decider
	case adjustment.Withdrawn:
		return "Taken back"
	case adjustment.Waiting:
	}
	return "Nobody decided in time"
}

func endedDetail(x adjusting.Seen, when string) string {
	if x.Decided.IsZero() {
		return ""
	}
	return strings.Trim(when+". "+x.Answer, " ")
}

// effect sets the contract without the proposal beside the contract with it.
func effect(f ui.Frame, o adjustment.Outlook) ui.Table {
	t := ui.Table{Caption: "The contract today, without it and with it", Hidden: true, Columns: []ui.Column{{Label: "Figure"}, {Label: "Now", Figure: true}, {Label: "With it", Figure: true}}}
	if o.Before == nil || o.After == nil {
		return t
	}
	row := func(label string, of func(*contract.State) string) {
		t.Rows = append(t.Rows, []ui.Cell{{Text: label}, {Text: of(o.Before)}, {Text: of(o.After), Strong: of(o.Before) != of(o.After)}})
	}
	row("Balance", func(s *contract.State) string { return f.Money(s.Balance()) })
	row("Fees open", func(s *contract.State) string { return f.Money(s.Fees) })
	row("Due now", func(s *contract.State) string { return f.Money(s.DueNow) })
	row("Past due", func(s *contract.State) string { return f.Money(s.PastDue) })
	row("Days past due", func(s *contract.State) string { return strconv.Itoa(s.DaysPastDue) })
	row("Credit balance", func(s *contract.State) string { return f.Money(s.Credit) })
	row("State", func(s *contract.State) string { return wording.Status(f, s).Text })
	return t
}

func (c *Console) decideProposal(w http.ResponseWriter, r *guard.Request) error {
	which, err := proposalOf(r)
	if err != nil {
		return err
	}
	yes := r.PostFormValue("yes")
	if yes != "yes" && yes != "no" {
		return c.showProposal(w, r, fault.Input("yes", "Agree or refuse."))
	}
	err = c.Adjusting.Decide(r.Context(), r.By, which, yes == "yes", r.PostFormValue("answer"))
	if f := fault.Of(err); f != nil && (f.Kind == fault.Invalid || f.Kind == fault.Conflict) {
		return c.showProposal(w, r, f)
	}
	if err != nil {
		return err
	}
	done := map[string]string{"yes": "agreed", "no": "refused"}[yes]
	return respond.SeeOther(w, r.Request, ui.PathDeskRequests+"?done="+done)
}

func (c *Console) withdrawProposal(w http.ResponseWriter, r *guard.Request) error {
	which, err := proposalOf(r)
	if err != nil {
		return err
	}
	if err := c.Adjusting.Withdraw(r.Context(), r.By, which); err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, ui.PathDeskRequests+"?done=withdrawn")
}
