package portal

import (
	"net/http"
	"strings"

	"marque/internal/civil"
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
		page.Failure, status = view.FailureOf(r.Locale(), f), respond.Status(f)
	} else if err != nil {
		return err
	}
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		f.Currency = c.Terms.Money()
		page.Frame, page.Contract, page.Action = f, contractOf(f, c), whatIfPath(on)
		page.Earliest, page.Latest = c.State.NextDue.Date.String(), now.PayoffDate.String()
		page.Pay, page.Autopay, page.Instructed = contractPath(on)+"/pay", autopayPath(on), contractPath(on)+"/extra"
		if err == nil && (page.By != "" || wish != (contract.Scenario{})) {
			p.played(f, &page, c, now, wish)
		}
		return page.Page()
	})
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

// played fills the page with what comes of a wish.
func (p *Portal) played(f ui.Frame, page *view.WhatIf, c overview.Contract, now contract.Outcome, wish contract.Scenario) {
	then, err := c.State.WhatIf(wish)
	if err != nil {
		return
	}
	ahead, err := c.State.Ahead(wish)
	if err != nil {
		return
	}
	page.Now = view.Ending{Payment: c.State.Payment, Ends: now.PayoffDate, Count: now.Instalments, Interest: now.Interest}
	page.Then = view.Ending{Payment: c.State.Payment + wish.Monthly, Ends: then.PayoffDate, Count: then.Instalments, Interest: then.Interest}
	page.Finding = saved(f, wish, then)
	page.Chart = aheadChart(f, c, ahead)
}

// saved says in a sentence what a wish brings.
func saved(f ui.Frame, wish contract.Scenario, then contract.Outcome) string {
	switch {
	case wish.Monthly == 0 && wish.Once == 0:
		return f.Say("You are done by then as it is.", "Así como está, terminará para entonces.", "Sie sind auch so bis dahin fertig.")
	case then.Sooner == 0:
		return f.Say("You pay %s less interest, and your last payment is smaller.", "Pagará %s menos de intereses, y su último pago será más pequeño.", "Sie zahlen %s weniger Zinsen, und Ihre letzte Rate ist kleiner.", then.InterestSaved)
	case wish.Monthly == 0:
		return f.Say("You are done %s sooner and pay %s less interest.", "Terminará %s antes y pagará %s menos de intereses.", "Sie sind %s früher fertig und zahlen %s weniger Zinsen.", months(f, then.Sooner), then.InterestSaved)
	}
	return f.Say("With %s more each time you are done %s sooner and pay %s less interest.", "Con %s más cada vez terminará %s antes y pagará %s menos de intereses.",
		"Mit jeweils %s mehr sind Sie %s früher fertig und zahlen %s weniger Zinsen.", wish.Monthly, months(f, then.Sooner), then.InterestSaved)
}

// aheadChart draws what is to come with a wish, and thin what comes without it.
func aheadChart(f ui.Frame, c overview.Contract, ahead []contract.Expected) *ui.BalanceChart {
	chart := &ui.BalanceChart{Today: c.Today, Caption: f.Say("Balance by date", "Saldo por fecha", "Restschuld nach Tagen"),
		Finding: f.Say("The thin line is your balance as it is, the other one with it.", "La línea fina es su saldo como está; la otra, con ello.", "Die dünne Linie ist Ihre Restschuld, wie es ist, die andere damit.")}
	start := ui.Point{On: c.Today, Balance: c.State.Principal}
	chart.Points, chart.Instead = append(chart.Points, start), append(chart.Instead, start)
	left := map[civil.Date]money.Cents{}
	for _, x := range ahead {
		left[x.Due] = x.Balance
	}
	asIs, err := c.State.Upcoming(0)
	if err != nil {
		return nil
	}
	for _, x := range asIs {
		if x.Due > c.Today {
			chart.Instead = addPoint(chart.Instead, ui.Point{On: x.Due, Balance: x.Balance})
			chart.Points = addPoint(chart.Points, ui.Point{On: x.Due, Balance: left[x.Due]}) // nothing once it is paid off
		}
	}
	return chart
}
