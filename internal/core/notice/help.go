package notice

import (
	"time"

	"marque/internal/civil"
	"marque/internal/fault"
	"marque/internal/l10n"
)

// The kinds about helpers: people whom somebody on a contract lets in.
const (
	KindHelpOffered Kind = "help_offered"
	KindHelpChanged Kind = "help_changed"
	KindHelpEnded   Kind = "help_ended"
)

// HelpOffered asks somebody to help with a contract. Its link is the way in, once.
type HelpOffered struct {
	From    string // who asks
	Pays    bool   // may pay too
	Until   civil.Date
	Link    string
	Expires time.Time
}

// HelpChange is what became of a helper.
type HelpChange string

// The changes.
const (
	HelpAsked    HelpChange = "asked"
	HelpAccepted HelpChange = "accepted"
	HelpOver     HelpChange = "ended"
)

// HelpChanged tells everybody on a contract about a helper: asked, there, or gone.
type HelpChanged struct {
	Name    string
	Change  HelpChange
	Pays    bool
	Until   civil.Date
	Vehicle string // may be empty
}

// HelpEnded tells a helper that the help is over before its time.
type HelpEnded struct {
	From string // on whose contract
}

func (HelpOffered) about() (Kind, []Channel) { return KindHelpOffered, mailOnly() }
func (HelpChanged) about() (Kind, []Channel) { return KindHelpChanged, mailOnly() }
func (HelpEnded) about() (Kind, []Channel)   { return KindHelpEnded, mailOnly() }

func (n HelpOffered) masked() Notice { n.Link = withoutSecret(n.Link); return n }
func (n HelpChanged) masked() Notice { return n }
func (n HelpEnded) masked() Notice   { return n }

func (n HelpOffered) check() error {
	if n.From == "" || n.Until.IsZero() || n.Expires.IsZero() {
		return fault.Input("from", "Help is asked for with who asks, its last day and until when it can be accepted.")
	}
	return checkLink(n.Link)
}

func (n HelpChanged) check() error {
	if n.Name == "" || n.Change != HelpAsked && n.Change != HelpAccepted && n.Change != HelpOver {
		return fault.Input("name", "What became of a helper is told with the helper's name.")
	}
	return checkDay(n.Until)
}

func (n HelpEnded) check() error {
	if n.From == "" {
		return fault.Input("from", "The end of help is told with whose contract it was about.")
	}
	return nil
}

func (n HelpOffered) enUS(h Head) words { return n.in(h) }
func (n HelpChanged) enUS(h Head) words { return n.in(h) }
func (n HelpEnded) enUS(h Head) words   { return n.in(h) }

func (n HelpOffered) esUS(h Head) words { return n.in(h) }
func (n HelpChanged) esUS(h Head) words { return n.in(h) }
func (n HelpEnded) esUS(h Head) words   { return n.in(h) }

func (n HelpOffered) deDE(h Head) words { return n.in(h) }
func (n HelpChanged) deDE(h Head) words { return n.in(h) }
func (n HelpEnded) deDE(h Head) words   { return n.in(h) }

// mayDo says how far a helper may go.
func mayDo(pays bool) l10n.Text {
	if pays {
		return l10n.T("see the contract and its payments, and pay from an account of one’s own", "ver el contrato y sus pagos, y pagar desde una cuenta propia",
			"den Vertrag und seine Zahlungen sehen und von einem eigenen Konto zahlen")
	}
	return l10n.T("see the contract and its payments", "ver el contrato y sus pagos", "den Vertrag und seine Zahlungen sehen")
}

func (n HelpOffered) in(h Head) words {
	from := line(n.From, maxName)
	return words{
		subject: l10n.T("%s asks for your help with a contract", "%s le pide ayuda con un contrato", "%s bittet Sie um Hilfe bei einem Vertrag", from).In(h.Locale),
		body: h.said(
			l10n.T("%s would like you to help with a contract at %s. Until %s you may: %s.", "%s desea que usted le ayude con un contrato en %s. Hasta el %s usted puede: %s.",
				"%s möchte, dass Sie bei einem Vertrag bei %s helfen. Bis zum %s dürfen Sie: %s.", from, h.Brand.Name, n.Until, mayDo(n.Pays)),
			l10n.T("You owe nothing by it. You sign in with an account of your own, and whoever is on the contract sees when you looked.",
				"No se obliga a nada. Usted entra con una cuenta propia, y quienes están en el contrato ven cuándo lo consultó.",
				"Sie verpflichten sich zu nichts. Sie melden sich mit einem eigenen Zugang an, und alle im Vertrag sehen, wann Sie hineingesehen haben.")),
		action: action{l10n.T("Read the invitation", "Leer la invitación", "Einladung lesen").In(h.Locale), n.Link},
		closing: h.said(l10n.T("The link works until %s, for one person. If you do not know %s, ignore this message.", "El enlace sirve hasta el %s, para una persona. Si no conoce a %s, ignore este mensaje.",
			"Der Link gilt bis %s, für eine Person. Wenn Sie %s nicht kennen, ignorieren Sie diese Nachricht.", h.instant(n.Expires), from)),
	}
}

func (n HelpChanged) in(h Head) words {
	name := line(n.Name, maxName)
	subject := l10n.T("%s was asked to help with your contract", "Se pidió a %s que ayude con su contrato", "%s wurde gebeten, bei Ihrem Vertrag zu helfen", name)
	what := l10n.T("%s was asked to help with your contract for %s. Until %s this person may, once the invitation is accepted: %s.",
		"Se pidió a %s que ayude con su contrato de %s. Hasta el %s esta persona puede, cuando acepte la invitación: %s.",
		"%s wurde gebeten, bei Ihrem Vertrag zu helfen: %s. Bis zum %s darf diese Person, sobald die Einladung angenommen ist: %s.", name, theirs(n.Vehicle), n.Until, mayDo(n.Pays))
	switch n.Change {
	case HelpAccepted:
		subject = l10n.T("%s helps with your contract now", "%s ayuda ahora con su contrato", "%s hilft jetzt bei Ihrem Vertrag", name)
		what = l10n.T("%s accepted to help with your contract for %s and may until %s: %s.", "%s aceptó ayudar con su contrato de %s y puede hasta el %s: %s.",
			"%s hilft jetzt bei Ihrem Vertrag (%s) und darf bis zum %s: %s.", name, theirs(n.Vehicle), n.Until, mayDo(n.Pays))
	case HelpOver:
		subject = l10n.T("%s no longer helps with your contract", "%s ya no ayuda con su contrato", "%s hilft nicht mehr bei Ihrem Vertrag", name)
		what = l10n.T("%s can no longer see anything of your contract for %s.", "%s ya no puede ver nada de su contrato de %s.", "%s sieht nichts mehr von Ihrem Vertrag (%s).", name, theirs(n.Vehicle))
	}
	return words{
		subject: subject.In(h.Locale),
		body: h.said(what, l10n.T("Helpers never see your address, phone, email, bank accounts, letters or how you sign in. Each look stands under Profile, and you can end the help there at any time.",
			"Quien ayuda nunca ve su dirección, teléfono, correo, cuentas bancarias, cartas ni cómo inicia sesión. Cada consulta figura en Perfil, y allí puede terminar la ayuda en cualquier momento.",
			"Helfende sehen nie Ihre Anschrift, Telefonnummer, E-Mail-Adresse, Bankkonten, Schreiben oder wie Sie sich anmelden. Jeder Blick steht unter Profil, und dort können Sie die Hilfe jederzeit beenden.")),
		action:  action{l10n.T("See who helps", "Ver quién ayuda", "Sehen, wer hilft").In(h.Locale), h.Brand.Site + "/profile/helpers"},
		closing: []string{h.called()},
	}
}

func (n HelpEnded) in(h Head) words {
	from := line(n.From, maxName)
	return words{
		subject: l10n.T("Your help for %s has ended", "Su ayuda para %s ha terminado", "Ihre Hilfe für %s ist beendet", from).In(h.Locale),
		body: h.said(l10n.T("You no longer see the contract of %s. Payments that you ordered and that are on their way are not changed by this.", "Usted ya no ve el contrato de %s. Esto no cambia los pagos que ordenó y que están en camino.",
			"Sie sehen den Vertrag von %s nicht mehr. Zahlungen, die Sie beauftragt haben und die unterwegs sind, bleiben davon unberührt.", from)),
	}
}
