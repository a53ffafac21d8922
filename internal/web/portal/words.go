package portal

import (
	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/l10n"
	"marque/internal/web/ui"
)

// stageWords says what being past due for so long means, as the reminders do.
func stageWords(f ui.Frame, d contract.Delinquency) string {
	switch d {
	case contract.Days30:
		return f.Say("It is more than 30 days late. Please pay it, or tell us what you can pay and when.", "Tiene más de 30 días de atraso. Páguelo o díganos cuánto puede pagar y cuándo.", "Der Betrag ist mehr als 30 Tage überfällig. Bitte zahlen Sie ihn, oder sagen Sie uns, was Sie wann zahlen können.")
	case contract.Days60:
		return f.Say("It is more than 60 days late. Please pay what you can, or call us this week, so that we find a way together.", "Tiene más de 60 días de atraso. Pague lo que pueda o llámenos esta semana para buscar juntos una solución.", "Der Betrag ist mehr als 60 Tage überfällig. Bitte zahlen Sie, was Sie können, oder rufen Sie uns diese Woche an, damit wir gemeinsam einen Weg finden.")
	case contract.Substandard, contract.Loss:
		return f.Say("It is more than 90 days late, which puts the contract and the vehicle at risk. Please pay or call us now: the sooner we talk, the more can be done.", "Tiene más de 90 días de atraso, lo que pone en riesgo el contrato y el vehículo. Pague o llámenos ahora: cuanto antes hablemos, más se puede hacer.", "Der Betrag ist mehr als 90 Tage überfällig. Das gefährdet den Vertrag und das Fahrzeug. Bitte zahlen Sie, oder rufen Sie uns jetzt an: Je früher wir sprechen, desto mehr ist möglich.")
	case contract.Current, contract.Days1:
	}
	return ""
}

// within tells how far away a day is: "in 9 days", "today", "12 days ago".
func within(f ui.Frame, today, day civil.Date) string {
	switch n := day.Sub(today); {
	case n == 0:
		return f.Say("today", "hoy", "heute")
	case n == 1:
		return f.Say("tomorrow", "mañana", "morgen")
	case n == -1:
		return f.Say("yesterday", "ayer", "gestern")
	case n > 0:
		return f.Say("in %s days", "en %s días", "in %s Tagen", n)
	default:
		return f.Say("%s days ago", "hace %s días", "vor %s Tagen", -n)
	}
}

// months writes a number of months as years and months.
func months(f ui.Frame, n int) string {
	years := l10n.Count(n/12, l10n.T("year", "año", "Jahr"), l10n.T("years", "años", "Jahre"))
	rest := l10n.Count(n%12, l10n.T("month", "mes", "Monat"), l10n.T("months", "meses", "Monate"))
	switch {
	case n < 12:
		return rest.In(f.Locale)
	case n%12 == 0:
		return years.In(f.Locale)
	}
	return f.Say("%s %s", "%s y %s", "%s und %s", years, rest)
}

// sooner writes how much earlier one day is than another: in months, or in days when it is less than one.
func sooner(f ui.Frame, day, than civil.Date) string {
	if n := day.MonthsUntil(than); n > 0 {
		return months(f, n)
	}
	return l10n.Count(than.Sub(day), l10n.T("day", "día", "Tag"), l10n.T("days", "días", "Tage")).In(f.Locale)
}

// pages counts the pages of a document.
func pages(f ui.Frame, n int) string {
	return l10n.Count(n, l10n.T("page", "página", "Seite"), l10n.T("pages", "páginas", "Seiten")).In(f.Locale)
}

// ownershipOf says what became of the vehicle, when it left the customer.
func ownershipOf(f ui.Frame, reason string) string {
	switch contract.OwnershipReason(reason) {
	case contract.TotalLoss:
		return f.Say("This vehicle was reported as a total loss", "Este vehículo se reportó como pérdida total", "Dieses Fahrzeug wurde als Totalschaden gemeldet")
	case contract.Sold:
		return f.Say("This vehicle was reported as sold", "Este vehículo se reportó como vendido", "Dieses Fahrzeug wurde als verkauft gemeldet")
	case contract.TradeIn:
		return f.Say("This vehicle was reported as traded in", "Este vehículo se reportó como entregado a cuenta de otro", "Dieses Fahrzeug wurde als in Zahlung gegeben gemeldet")
	}
	return ""
}

// titleStatusOf says where the vehicle's title is.
func titleStatusOf(f ui.Frame, c contract.Kind, s *contract.State) string {
	switch s.Title {
	case "title_received":
		return f.Say("We have received the title", "Recibimos el título", "Wir haben den Fahrzeugbrief erhalten")
	case "lien_recorded":
		return f.Say("Our lien is recorded on the title", "Nuestro gravamen está registrado en el título", "Unser Pfandrecht ist im Fahrzeugbrief eingetragen")
	case "lien_release_sent":
		return f.Say("Lien released; the title is on its way to you", "Gravamen liberado; el título está en camino", "Pfandrecht gelöscht; der Fahrzeugbrief ist zu Ihnen unterwegs")
	}
	if c == contract.Lease {
		return f.Say("Held by the lessor", "Lo tiene el arrendador", "Beim Leasinggeber")
	}
	return f.Say("Held with our lien until the loan is paid off", "Con nuestro gravamen hasta que el préstamo se liquide", "Mit unserem Pfandrecht, bis das Darlehen abgelöst ist")
}
