package samples

import (
	"time"

	"marque/internal/civil"
	"marque/internal/core/relief"
	"marque/internal/money"
	"marque/internal/web/portal/view"
	"marque/internal/web/ui"
)

// arrangements are the pages on which what is past due is arranged.
func arrangements(f ui.Frame) []Sample {
	href := contractHref + "/relief"
	ask := view.Arrangement{Frame: f, Contract: loan(), Back: href, Show: href + "/arrangement", Action: href + "/arrangement", Owed: 63744, Parts: "2", First: "2026-11-30", Every: "14",
		Earliest: Today() + 1, Latest: Today().AddDays(14)}
	failed := ask
	failed.First, failed.Failure = "2027-01-30", fields("first", f.Say("The first part must come within 14 days, from tomorrow on.", "La primera parte debe pagarse dentro de 14 días, a partir de mañana.", "Der erste Teil muss innerhalb von 14 Tagen kommen, von morgen an."))
	plan := ask
	plan.Key, plan.Plan = "k", []view.ArrangementPart{{On: civil.Must(2026, time.November, 30), Amount: 31872}, {On: civil.Must(2026, time.December, 14), Amount: 31872}}
	plan.Kept = view.ArrangementEnd{On: civil.Must(2026, time.December, 15), Interest: 6012}
	plan.Broken = view.ArrangementEnd{On: civil.Must(2026, time.December, 15), PastDue: 124988, Days: 55, Fees: 5000, Interest: 6240}
	plan.Text = f.Locale.Write(relief.ArrangementText(relief.Promise{
		Lender: f.Brand.LegalName, Number: "C806105925", Vehicle: "2024 Vela Hybrid Touring", Currency: money.USD(), Owed: 63744,
		Parts: []relief.Part{{On: plan.Plan[0].On, Amount: 31872}, {On: plan.Plan[1].On, Amount: 31872}},
	}))
	plan.Accounts = []view.BankAccount{{Value: "acc-1", Name: checking(f, "6789")}}
	kept := view.Relief{Frame: f, Contract: loan(), PastDue: f.Say("%s is past due.", "%s está vencido.", "%s sind überfällig.", money.Cents(31872)), Ways: reliefWays(f), Move: view.ReliefMove{Show: href, Typed: "2026-12-12", Blocked: f.Say("The due date can be moved only when nothing is past due.", "La fecha de vencimiento solo se puede mover cuando no hay nada vencido.", "Der Fälligkeitstag kann nur verschoben werden, wenn nichts überfällig ist.")},
		Extend: view.ReliefStep{Blocked: f.Say("A payment can be moved here only when nothing is past due. Please talk to us.", "Aquí solo se puede posponer un pago cuando no hay nada vencido. Hable con nosotros.", "Eine Rate lässt sich hier nur verschieben, wenn nichts überfällig ist. Bitte sprechen Sie mit uns.")}}
	kept.Arranged = &view.ReliefArranged{Status: ui.Status{Tone: ui.OK, Text: f.Say("Kept so far", "Cumplido hasta ahora", "Bisher eingehalten")}, Words: f.Say("%s of it is left. Next: %s by %s.", "Quedan %s. Próximo: %s a más tardar el %s.", "Davon sind %s offen. Als Nächstes: %s bis %s.", money.Cents(31872), money.Cents(31872), civil.Must(2026, time.December, 14)), Pay: contractHref + "/pay",
		Parts: []ui.Fact{{Label: f.Day(civil.Must(2026, time.November, 30)), Value: f.Money(31872)}, {Label: f.Day(civil.Must(2026, time.December, 14)), Value: f.Money(31872)}}}
	return []Sample{{"arrangement", ask.Page()}, {"arrangement-failed", failed.Page()}, {"arrangement-plan", plan.Page()}, {"relief-arranged", kept.Page()}}
}
