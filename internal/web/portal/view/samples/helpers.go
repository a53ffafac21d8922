package samples

import (
	"time"

	"marque/internal/civil"
	"marque/internal/fault"
	"marque/internal/web/portal/view"
	"marque/internal/web/ui"
)

// helpers are the pages on which somebody lets a person help, and those of that person.
func helpers(stranger, f ui.Frame) []Sample {
	contract := f.Say("%s, contract %s", "%s, contrato %s", "%s, Vertrag %s", "2024 Vela Hybrid Touring", "C806105925")
	sees := f.Say("May see what is owed and was paid", "Puede ver lo que se debe y se pagó", "Darf sehen, was offen ist und gezahlt wurde")
	pays := f.Say("May see what is owed and was paid, and pay from the helper’s own account", "Puede ver lo que se debe y se pagó, y pagar desde una cuenta propia", "Darf sehen, was offen ist und gezahlt wurde, und von einem eigenen Konto zahlen")
	until := func(may string) string {
		return f.Say("%s, until %s", "%s, hasta el %s", "%s, bis %s", may, Today().AddDays(120))
	}
	end := f.Say("End", "Terminar", "Beenden")
	list := view.Helpers{Frame: f, Invite: "/profile/helpers/new", Done: f.Say("The invitation is on its way.", "La invitación está en camino.", "Die Einladung ist unterwegs."), Helpers: []view.Helper{
		{Name: "Tom Reyes", Status: ui.Status{Tone: ui.OK, Text: f.Say("Helps", "Ayuda", "Hilft")}, Lines: []string{contract, until(pays)}, End: "/profile/helpers/1/2/end", EndsBy: end},
		{Name: "Grace Kowalski", Status: ui.Status{Tone: ui.Info, Text: f.Say("Invited", "Invitación enviada", "Eingeladen")}, Lines: []string{contract, until(sees)}, End: "/profile/helpers/1/3/end", EndsBy: end},
		{Name: "Wilhelmina Featherstonehaugh", Status: ui.Status{Tone: ui.Plain, Text: f.Say("Over", "Terminó el plazo", "Vorbei")}, Lines: []string{contract, until(sees)}},
	}}
	invite := view.HelpInvite{Frame: f, Action: "/profile/helpers/new", Earliest: Today().String(), Latest: Today().AddDays(366).String(),
		Contract: ui.Choices{Name: "contract", Legend: f.Say("Contract", "Contrato", "Vertrag"), Options: []ui.Choice{{Value: "1", Label: contract}}},
		Kind:     ui.Choices{Name: "kind", Legend: f.Say("What may this person do?", "¿Qué puede hacer esta persona?", "Was darf diese Person?"), Options: []ui.Choice{{Value: "view", Label: sees, Chosen: true}, {Value: "pay", Label: pays}}},
	}
	failed := invite
	failed.Failure = view.Failure{Fields: []fault.Field{
		{Name: "email", Message: f.Say("Enter an email address like name@example.com.", "Ingrese un correo electrónico como nombre@example.com.", "Geben Sie eine E-Mail-Adresse wie name@example.com ein.")},
		{Name: "until", Message: f.Say("Choose a day from today to %s.", "Elija un día desde hoy hasta el %s.", "Wählen Sie einen Tag von heute bis zum %s.", Today().AddDays(366))},
	}}
	offer := view.HelpOffer{Frame: stranger, Code: "ABCD-EFGH", SignIn: "/helping/accept?code=ABCD-EFGH", Register: "/helping/offer"}
	accept := view.HelpOffer{Frame: f, Code: "ABCD-EFGH", Accept: "/helping/accept", Contract: "1", Help: "2", Details: []ui.Fact{
		{Label: f.Say("From", "De", "Von"), Value: "Maya Okafor"},
		{Label: f.Say("Contract", "Contrato", "Vertrag"), Value: "2024 Vela Hybrid Touring", Detail: "C806105925"},
		{Label: f.Say("You", "Usted", "Sie"), Value: f.Say("May help until %s", "Puede ayudar hasta el %s", "Dürfen helfen bis %s", Today().AddDays(120)), Detail: pays},
	}}
	whom := f.Say("You help %s with contract %s until %s.", "Usted ayuda a %s con el contrato %s hasta el %s.", "Sie helfen %s bei Vertrag %s bis %s.", "Maya Okafor", "C806105925", Today().AddDays(120))
	mine := view.Helping{Frame: f, Helps: []view.HelpedLine{{Href: "/helping/contracts/1", Name: "2024 Vela Hybrid Touring", From: whom, Until: pays}}, Offers: []view.HelpOffer{accept}}
	paid := recent(f)
	for i := range paid {
		paid[i].Href = ""
	}
	helped := view.Helped{Frame: f, Contract: loan(), Banner: whom, Pay: "/contracts/1/pay", Leave: "/helping/contracts/1/leave", Payments: paid,
		Upcoming: []view.Payment{{On: civil.Must(2026, time.December, 1), Title: f.Say("Payment", "Pago", "Zahlung"), Amount: 61244, Status: ui.Status{Tone: ui.Plain, Text: f.Say("To come", "Por venir", "Kommt")}}}, Details: []ui.Fact{
			{Label: f.Say("Due now", "Por pagar ahora", "Jetzt fällig"), Value: f.Money(61244)}, {Label: f.Say("Balance", "Saldo", "Restschuld"), Value: f.Money(1658021)},
		}}
	return []Sample{
		{"helpers", list.Page()}, {"helpers-none", view.Helpers{Frame: f, Invite: "/profile/helpers/new"}.Page()}, {"helper-invite", invite.Page()}, {"helper-invite-failed", failed.Page()},
		{"help-offer", offer.Page()}, {"help-accept", accept.Page()}, {"helping", mine.Page()}, {"helping-none", view.Helping{Frame: f}.Page()}, {"helped", helped.Page()},
	}
}
