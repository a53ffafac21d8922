package notice

import (
	"strings"
	"time"

	"marque/internal/civil"
	"marque/internal/l10n"
)

// What frames the words of every notice, and the pieces that all languages share.

// say returns words in the reader's language; see l10n.T.
func (h Head) say(en, es, de string, args ...any) string {
	return l10n.T(en, es, de, args...).In(h.Locale)
}

// maxSentence bounds a sentence that comes from outside this package.
const maxSentence = 300

// says writes a sentence that comes from outside this package.
func (h Head) says(t l10n.Text) string { return line(t.In(h.Locale), maxSentence) }

// day writes a date in the reader's language.
func (h Head) day(d civil.Date) string { return h.Locale.DateLong(d) }

// instant writes an instant in the reader's language and zone, with the zone's name.
func (h Head) instant(t time.Time) string {
	local := t.In(h.Zone)
	zone, _ := local.Zone()
	return h.Locale.DateAndClock(local) + " " + zone
}

// notMe is where a mailed link undoes something, after one more click.
func (h Head) notMe(token string) string { return h.Brand.Site + "/not-me?link=" + token }

// seeAccounts leads to the page of bank accounts.
func (h Head) seeAccounts() action {
	return action{h.say("See my bank accounts", "Ver mis cuentas bancarias", "Meine Bankkonten ansehen"), h.Brand.Site + "/accounts"}
}

func (h Head) seeAutopay() action {
	return action{h.say("See my autopay", "Ver mi pago automático", "Meine automatische Zahlung ansehen"), h.Brand.Site + "/"}
}

// device names the browser and, after a word that joins them, what it runs on.
func (n NewDevice) device(on string) string {
	return line(strings.Replace(n.Device, " on ", on, 1), maxPlace)
}

func (p Payment) amount(h Head) string { return h.Locale.Money(p.Amount, p.Currency) }

// corrected is what is said of bank details when nothing more is known.
func corrected() l10n.Text {
	return l10n.T("Its details were corrected.", "Se corrigieron sus datos.", "Die Angaben dazu wurden berichtigt.")
}

// calling follows whatever asks for a call: the number, where there is one.
func calling(h Head) string {
	if h.Brand.Phone == "" {
		return ""
	}
	return ": " + h.Brand.Phone
}

func greeting(h Head) string {
	if h.Given == "" {
		return h.say("Hello,", "Hola:", "Guten Tag,")
	}
	return h.say("Hello %s,", "Hola, %s:", "Guten Tag, %s,", h.Given)
}

func signature(h Head) []string {
	out := []string{h.Brand.Name}
	if h.Brand.Phone != "" {
		out = append(out, strings.TrimSpace(h.Brand.Phone+"  "+h.Brand.Hours))
	}
	return out
}

func footer(h Head) []string {
	host := h.Brand.host()
	out := []string{
		h.say("Is this message really from us? Sign in at %s and look for reference %s under \"Messages we sent you\".",
			"¿Este mensaje es realmente nuestro? Inicie sesión en %s y busque la referencia %s en \"Mensajes que le enviamos\".",
			"Ist diese Nachricht wirklich von uns? Melden Sie sich auf %s an und suchen Sie die Referenz %s unter „Nachrichten an Sie“.", host, h.Reference),
		h.say("Our links always lead to %s. Never enter your password anywhere else.",
			"Nuestros enlaces siempre llevan a %s. Nunca escriba su contraseña en otro lugar.",
			"Unsere Links führen immer zu %s. Geben Sie Ihr Passwort niemals woanders ein.", host),
	}
	if h.Brand.Operator != "" {
		out = append(out, h.Brand.Operator)
	}
	return out
}

// legal leads to the brand's legal texts.
func legal(h Head) []action {
	var out []action
	for _, t := range h.Brand.Texts {
		out = append(out, action{t.Name.In(h.Locale), h.Brand.Site + t.Path})
	}
	return out
}
