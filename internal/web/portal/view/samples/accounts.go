package samples

import (
	"time"

	"marque/internal/civil"
	"marque/internal/money"
	"marque/internal/web/portal/view"
	"marque/internal/web/ui"
)

const accountHref = "/accounts/1"

// bankAccounts are the pages of a person's bank accounts, in each of their states.
func bankAccounts(f ui.Frame) []Sample {
	household := f.Say("Household", "Hogar", "Haushalt")
	list := view.BankAccounts{Frame: f, Add: "/accounts/new", Accounts: []view.BankAccountCard{
		{Name: household, Detail: f.Say("%s, routing number %s", "%s, número de ruta %s", "%s, Bankleitzahl %s", checking(f, "6789"), "021000021"), Status: ui.Status{Tone: ui.OK, Text: f.Say("Verified", "Verificada", "Bestätigt")}, First: true, Href: accountHref,
			Words: f.Say("You typed its two small deposits on %s.", "Usted escribió sus dos depósitos pequeños el %s.", "Sie haben die beiden kleinen Gutschriften am %s eingegeben.", civil.Must(2026, time.November, 4)), Uses: []string{f.Say("Autopay for your %s uses it.", "El pago automático de su %s la usa.", "Die automatische Zahlung für Ihren %s nutzt es.", "2024 Vela Hybrid Touring")},
			Changed: f.Say("Corrected by your bank on %s. The account number now ends in 6789.", "Corregido por su banco el %s. El número de cuenta ahora termina en 6789.", "Von Ihrer Bank am %s berichtigt. Die Kontonummer endet jetzt auf 6789.", civil.Must(2026, time.November, 9))},
		{Name: savings(f, "4410"), Detail: f.Say("Routing number %s", "Número de ruta %s", "Bankleitzahl %s", "121042882"), Status: ui.Status{Tone: ui.Warn, Text: f.Say("Waiting for you", "Esperando por usted", "Wartet auf Sie")}, Href: accountHref,
			Words: f.Say("Two small deposits are in your account. Type their amounts by %s.", "Hay dos depósitos pequeños en su cuenta. Escriba sus montos a más tardar el %s.", "Auf Ihrem Konto sind zwei kleine Gutschriften. Geben Sie ihre Beträge bis %s ein.", civil.Must(2026, time.December, 4))},
		{Name: checking(f, "0001"), Detail: f.Say("Routing number %s", "Número de ruta %s", "Bankleitzahl %s", "011401533"), Status: ui.Status{Tone: ui.Info, Text: f.Say("Being verified", "En verificación", "Wird bestätigt")}, Href: accountHref,
			Words: f.Say("We are asking your bank whether it knows this account. If it does not say no, the account is verified on %s.",
				"Estamos preguntando a su banco si conoce esta cuenta. Si no dice que no, la cuenta queda verificada el %s.",
				"Wir fragen Ihre Bank, ob sie dieses Konto kennt. Sagt sie nicht nein, ist das Konto am %s bestätigt.", civil.Must(2026, time.November, 30))},
		{Name: f.Say("The old one", "La anterior", "Das alte"), Detail: f.Say("%s, routing number %s", "%s, número de ruta %s", "%s, Bankleitzahl %s", checking(f, "0303"), "021000021"), Status: ui.Status{Tone: ui.Bad, Text: f.Say("Stopped", "Detenida", "Gesperrt")}, Href: accountHref,
			Words: f.Say("On %s your bank answered that the account is closed. Nothing is taken from this account any more. Please use another one, or call us.",
				"El %s su banco respondió que la cuenta está cerrada. Ya no se cobra nada de esta cuenta. Use otra o llámenos.",
				"Am %s antwortete Ihre Bank, dass das Konto geschlossen ist. Von diesem Konto wird nichts mehr eingezogen. Bitte benutzen Sie ein anderes, oder rufen Sie uns an.", civil.Must(2026, time.November, 18))},
	}}
	full := list
	full.Add, full.NoMore, full.Done = "", f.Say("You have %s bank accounts here, which is the most. Remove one that you no longer use.", "Usted tiene aquí %s cuentas bancarias, que es el máximo. Elimine una que ya no use.",
		"Sie haben hier %s Bankkonten, mehr sind nicht möglich. Entfernen Sie eines, das Sie nicht mehr benutzen.", 10), f.Say("The account is removed. We told you by email.", "La cuenta se eliminó. Le avisamos por correo electrónico.", "Das Konto ist entfernt. Wir haben es Ihnen per E-Mail mitgeteilt.")
	details := []ui.Fact{{Label: f.Say("Account", "Cuenta", "Konto"), Value: checking(f, "6789")}, {Label: f.Say("Routing number", "Número de ruta", "Bankleitzahl"), Value: "021000021", Code: true}, {Label: f.Say("Added", "Agregada", "Hinzugefügt"), Value: f.Day(civil.Must(2026, time.November, 2))}}
	page := view.BankAccountPage{Frame: f, Back: "/accounts", Name: checking(f, "6789"), Details: details, Rename: accountHref + "/name", Prefer: accountHref + "/first", Remove: accountHref + "/remove"}
	fresh := page
	fresh.Done, fresh.Send, fresh.Status = f.Say("The account is added. We told you by email.", "La cuenta se agregó. Le avisamos por correo electrónico.", "Das Konto ist hinzugefügt. Wir haben es Ihnen per E-Mail mitgeteilt."), accountHref+"/deposits", ui.Status{Tone: ui.Plain, Text: f.Say("New", "Nueva", "Neu")}
	fresh.Words = f.Say("Not verified yet. Payments from it are bounded: at most %s can be on the way, apart from a payoff.",
		"Aún sin verificar. Los pagos desde ella están limitados: puede haber como máximo %s en camino, aparte de una liquidación.",
		"Noch nicht bestätigt. Zahlungen davon sind begrenzt: Höchstens %s können unterwegs sein, abgesehen von einer Ablösung.", money.Cents(500000))
	typing := page
	typing.Status, typing.Words = ui.Status{Tone: ui.Warn, Text: f.Say("Waiting for you", "Esperando por usted", "Wartet auf Sie")}, f.Say("Two small deposits are in your account. Type their amounts by %s.", "Hay dos depósitos pequeños en su cuenta. Escriba sus montos a más tardar el %s.", "Auf Ihrem Konto sind zwei kleine Gutschriften. Geben Sie ihre Beträge bis %s ein.", civil.Must(2026, time.December, 4))
	typing.Amounts = &view.TypeAmounts{Action: accountHref + "/amounts", Key: "k", Until: f.Day(civil.Must(2026, time.December, 4))}
	wrong := typing
	wrong.Amounts = &view.TypeAmounts{Action: accountHref + "/amounts", Key: "k", Until: f.Day(civil.Must(2026, time.December, 4)), First: "0.32", Second: "0.4", Tries: f.Say("Tries left: %s.", "Intentos restantes: %s.", "Verbleibende Versuche: %s.", 1)}
	wrong.Failure = fields("first", f.Say("These are not the two amounts. You have one try left.", "Estos no son los dos montos. Le queda un intento.", "Das sind nicht die beiden Beträge. Sie haben noch einen Versuch."))
	used := page
	used.Name, used.Nickname, used.First, used.Prefer, used.Status = household, household, true, "", ui.Status{Tone: ui.OK, Text: f.Say("Verified", "Verificada", "Bestätigt")}
	used.Words = f.Say("A payment from this account arrived on %s.", "Un pago desde esta cuenta llegó el %s.", "Eine Zahlung von diesem Konto kam am %s an.", civil.Must(2026, time.November, 4))
	used.Uses = []ui.Link{{Text: f.Say("Autopay for your %s uses it.", "El pago automático de su %s la usa.", "Die automatische Zahlung für Ihren %s nutzt es.", "2024 Vela Hybrid Touring"), Href: contractHref + "/autopay"}}
	used.Waiting = []string{f.Say("A payment of %s for %s is on its way.", "Un pago de %s para el %s está en camino.", "Eine Zahlung von %s für den %s ist unterwegs.", money.Cents(61244), civil.Must(2026, time.December, 1))}
	used.Changes = []string{f.Say("%s: The routing number is now 121042882, and the account number now ends in 6789.", "%s: El número de ruta ahora es 121042882 y el número de cuenta termina en 6789.",
		"%s: Die Bankleitzahl ist jetzt 121042882, und die Kontonummer endet auf 6789.", civil.Must(2026, time.November, 9))}
	refused := page
	refused.Failure, refused.Status, refused.Words = view.Failure{Problem: f.Say("A payment on %s is to come from this account. Cancel it first, or wait until it is made.", "Un pago del %s debe salir de esta cuenta. Cancélelo primero o espere a que se haga.",
		"Eine Zahlung am %s soll von diesem Konto kommen. Stornieren Sie sie zuerst, oder warten Sie, bis sie ausgeführt ist.", civil.Must(2026, time.December, 1))}, fresh.Status, fresh.Words
	refused.NoSend = f.Say("We have sent deposits to this account %s times. Please call us, or use another account.", "Ya enviamos depósitos a esta cuenta %s veces. Llámenos o use otra cuenta.",
		"Wir haben %s-mal Gutschriften auf dieses Konto gesendet. Bitte rufen Sie uns an, oder benutzen Sie ein anderes Konto.", 3)
	add := view.BankAccountNew{Frame: f, Back: "/accounts", Action: "/accounts/new"}
	failed := add
	failed.New, failed.Verify, failed.Nickname = view.NewAccount{Kind: "savings", Routing: "021000022"}, "later", household
	failed.Failure = fields("routing", routingWrong(f), "account_last4", f.Say("These are not the last four digits of the account number above.", "Estos no son los últimos cuatro dígitos del número de cuenta de arriba.", "Das sind nicht die letzten vier Ziffern der Kontonummer oben."))
	return []Sample{
		{"accounts", list.Page()}, {"accounts-none", view.BankAccounts{Frame: f, Add: "/accounts/new"}.Page()}, {"accounts-full", full.Page()},
		{"account-new", fresh.Page()}, {"account-typing", typing.Page()}, {"account-typing-failed", wrong.Page()}, {"account-used", used.Page()}, {"account-refused-failed", refused.Page()},
		{"account-add", add.Page()}, {"account-add-failed", failed.Page()},
	}
}
