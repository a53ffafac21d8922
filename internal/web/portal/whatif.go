package portal

import (
	"net/http"
	"net/url"
	"strings"

	"marque/internal/civil"
	"marque/internal/core/autopay"
	"marque/internal/core/contract"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/service/overview"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

const pathWhatIf = "/contracts/{id}/what-if"

func whatIfPath(c contract.ID) string { return contractPath(c) + "/what-if" }

// whatIf plays more money to the end of a loan. It is a form that is only read: nothing changes.
func (p *Portal) whatIf(w http.ResponseWriter, r *guard.Request) error {
	on, err := contractID(r)
	if err != nil {
		return err
	}
	c, err := p.Overview.Contract(r.Context(), r.By, on)
	if err != nil {
		return err
	}
	now, err := outlookOf(c)
	if err != nil {
		return err
	}
	page := view.WhatIf{Monthly: r.FormValue("monthly"), By: r.FormValue("by"), Once: r.FormValue("once")}
	status := http.StatusOK
	wish, err := scenarioOf(r, c, page)
	if f := fault.Of(err); f != nil && f.Kind == fault.Invalid {
		page.Failure, status = noted(r, f), respond.Status(f)
	} else if err != nil {
		return err
	}
	var answer *played
	if err == nil && (page.By != "" || wish != (contract.Scenario{})) {
		if answer, err = play(c, now, wish); err != nil {
			return err
		}
	}
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		f.Currency = c.Terms.Money()
		page.Frame, page.Contract, page.Action = f, contractOf(f, c), whatIfPath(on)
		page.Earliest, page.Latest = c.State.NextDue.Date.String(), now.PayoffDate.String()
		page.Pay, page.Autopay, page.Instructed = contractPath(on)+"/pay", autopayPath(on), contractPath(on)+"/extra"
		if answer != nil {
			carry(&page, c)
			answer.fill(f, &page, c)
		}
		return page.Page()
	})
}

// carry lets the links to pay and to autopay begin with what was tried out.
func carry(page *view.WhatIf, c overview.Contract) {
	if page.Once != "" {
		page.Pay += "?" + url.Values{"amount": {"principal"}, "principal": {page.Once}}.Encode()
	}
	if page.Monthly != "" && (c.Autopay == "" || c.Autopay == autopay.Ended) {
		page.Autopay += "/set-up?" + url.Values{"extra": {page.Monthly}}.Encode()
	}
}

// outlookOf is how a loan ends as it is. What is over, or no loan, has nothing to try out.
func outlookOf(c overview.Contract) (contract.Outcome, error) {
	now, err := c.State.Outlook()
	if err == nil && c.State.Status != contract.Active {
		err = l10n.Fault(fault.Conflict, "There is nothing to try out: no payments are to come.", "No hay nada que probar: no quedan pagos por hacer.", "Es gibt nichts auszuprobieren: Es kommen keine Raten mehr.")
	}
	return now, err
}

// scenarioOf reads the form: nothing asked is nothing played.
func scenarioOf(r *guard.Request, c overview.Contract, typed view.WhatIf) (contract.Scenario, error) {
	var wrong []fault.Field
	read := func(field, text string) money.Cents {
		if strings.TrimSpace(text) == "" {
			return 0
		}
		amount, err := money.Parse(typedAmount(r, text), c.Terms.Money())
		switch {
		case err != nil || amount < 0:
			wrong = append(wrong, likeAmount(field, usualExtra))
		case amount > c.State.Balance():
			wrong = append(wrong, l10n.Field(field, "Enter at most what you owe: %s.", "Ingrese como máximo lo que debe: %s.", "Geben Sie höchstens ein, was Sie schulden: %s.", l10n.Amount{Cents: c.State.Balance(), Currency: c.Terms.Money()}))
		}
		return amount
	}
	x := contract.Scenario{Monthly: read("monthly", typed.Monthly), Once: read("once", typed.Once)}
	if typed.By == "" {
		return x, fault.Inputs(wrong)
	}
	day, err := civil.Parse(typed.By)
	if err != nil {
		wrong = append(wrong, likeDate("by", c.State.NextDue.Date))
	}
	if x.Monthly > 0 {
		wrong = append(wrong, l10n.Field("by", "Choose a day or an amount, not both.", "Elija una fecha o un monto, no ambos.", "Wählen Sie einen Tag oder einen Betrag, nicht beides."))
	}
	if err := fault.Inputs(wrong); err != nil {
		return x, err
	}
	x.Monthly, err = c.State.EndBy(day, x)
	return x, err
}

// played is what comes of a wish, beside what is.
type played struct {
	wish        contract.Scenario
	now, then   contract.Outcome
	asIs, ahead []contract.Expected
}

func play(c overview.Contract, now contract.Outcome, wish contract.Scenario) (*played, error) {
	out := &played{wish: wish, now: now}
	var err error
	if out.then, err = c.State.WhatIf(wish); err != nil {
		return nil, err
	}
	if out.ahead, err = c.State.Ahead(wish); err != nil {
		return nil, err
	}
	out.asIs, err = c.State.Upcoming(0)
	return out, err
}

// fill puts the answer on the page.
func (x *played) fill(f ui.Frame, page *view.WhatIf, c overview.Contract) {
	page.Now = view.Ending{Payment: c.State.Payment, Ends: x.now.PayoffDate, Count: x.now.Instalments, Interest: x.now.Interest}
	page.Then = view.Ending{Payment: c.State.Payment + x.wish.Monthly, Ends: x.then.PayoffDate, Count: x.then.Instalments, Interest: x.then.Interest}
	page.Finding, page.Chart = x.saved(f), x.chart(f, c)
}

// saved says in a sentence what a wish brings.
func (x *played) saved(f ui.Frame) string {
	wish, then, earlier := x.wish, x.then, ""
	if then.PayoffDate < x.now.PayoffDate {
		earlier = sooner(f, then.PayoffDate, x.now.PayoffDate)
	}
	switch {
	case wish.Monthly == 0 && wish.Once == 0:
		return f.Say("You are done by then as it is.", "Así como está, terminará para entonces.", "Sie sind auch so bis dahin fertig.")
	case earlier == "":
		return f.Say("You pay %s less interest, and your last payment is smaller.", "Pagará %s menos de intereses, y su último pago será más pequeño.", "Sie zahlen %s weniger Zinsen, und Ihre letzte Rate ist kleiner.", then.InterestSaved)
	case wish.Monthly == 0:
		return f.Say("You are done %s sooner and pay %s less interest.", "Terminará %s antes y pagará %s menos de intereses.", "Sie sind %s früher fertig und zahlen %s weniger Zinsen.", earlier, then.InterestSaved)
	}
	return f.Say("With %s more each time you are done %s sooner and pay %s less interest.", "Con %s más cada vez terminará %s antes y pagará %s menos de intereses.",
		"Mit jeweils %s mehr sind Sie %s früher fertig und zahlen %s weniger Zinsen.", wish.Monthly, earlier, then.InterestSaved)
}

// chart draws what is to come with a wish, and thin what comes without it.
func (x *played) chart(f ui.Frame, c overview.Contract) *ui.BalanceChart {
	chart := &ui.BalanceChart{Today: c.Today, Caption: f.Say("Balance by date", "Saldo por fecha", "Restschuld nach Tagen"),
		Finding: f.Say("The thin line is your balance as it is, the other one with it.", "La línea fina es su saldo como está; la otra, con ello.", "Die dünne Linie ist Ihre Restschuld, wie es ist, die andere damit.")}
	start := ui.Point{On: c.Today, Balance: c.State.Principal}
	chart.Points, chart.Instead = append(chart.Points, start), append(chart.Instead, start)
	left := map[civil.Date]money.Cents{}
	for _, row := range x.ahead {
		left[row.Due] = row.Balance
	}
	for _, row := range x.asIs {
		if row.Due > c.Today {
			chart.Instead = addPoint(chart.Instead, ui.Point{On: row.Due, Balance: row.Balance})
			chart.Points = addPoint(chart.Points, ui.Point{On: row.Due, Balance: left[row.Due]}) // nothing once it is paid off
		}
	}
	return chart
}
