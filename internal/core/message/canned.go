package message

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
)

// CannedID names a reply that the lender has written beforehand.
type CannedID = id.Of[Canned]

// Canned is a reply written beforehand, in every language. {names} in braces stand for facts of the customer's account.
type Canned struct {
	ID    CannedID
	Title string // for the desk
	Words [3]string
}

// In returns its words in a language.
func (c Canned) In(l l10n.Locale) string {
	if int(l) < len(c.Words) {
		return c.Words[l]
	}
	return c.Words[l10n.EnUS]
}

// Facts are what may stand in a reply, by name: texts, dates and amounts. What does not hold for this account is not there.
type Facts map[string]any

// The names of facts.
const (
	FactName     = "name"
	FactAgent    = "agent"
	FactContract = "contract"
	FactPhone    = "phone"
	FactAmount   = "amount"   // next payment
	FactDue      = "due"      // and its day
	FactPastDue  = "past_due" // what is past due
	FactBalance  = "balance"
)

// FactNames lists every fact.
func FactNames() []string {
	return []string{FactName, FactAgent, FactContract, FactPhone, FactAmount, FactDue, FactPastDue, FactBalance}
}

var placeholder = regexp.MustCompile(`\{([a-z_]*)\}`)

// Fill writes a reply with an account's facts, as the language writes them. A fact that does not hold for the account is told: a sentence
// about a payment that is not due must not be sent.
func Fill(text string, facts Facts, l l10n.Locale) (string, error) {
	missing := ""
	out := placeholder.ReplaceAllStringFunc(text, func(found string) string {
		fact, ok := facts[found[1:len(found)-1]]
		if !ok {
			missing = found
			return found
		}
		return l10n.T("%s", "%s", "%s", fact).In(l)
	})
	if missing != "" {
		return "", fault.Inputf("canned", "This reply speaks of %s, and there is none on this account.", missing)
	}
	return out, nil
}

// The bounds of replies that a lender writes.
const (
	mostTitle  = 60
	mostCanned = 2000
)

// Check refuses a reply that lacks something, or names a fact that there is not.
func (c *Canned) Check() error {
	c.Title = strings.Join(strings.Fields(clean(c.Title)), " ")
	if n := utf8.RuneCountInString(c.Title); n == 0 || n > mostTitle {
		return fault.Inputf("title", "Give the reply a title of at most %d characters.", mostTitle)
	}
	for i, l := range l10n.All() {
		field := l.Language()
		text := strings.TrimSpace(clean(c.Words[i]))
		if n := utf8.RuneCountInString(text); n == 0 || n > mostCanned {
			return fault.Inputf(field, "Write the reply in this language too, in at most %d characters.", mostCanned)
		}
		for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
			if !slices.Contains(FactNames(), m[1]) {
				return fault.Inputf(field, "There is no fact %s. There are {%s}.", m[0], strings.Join(FactNames(), "}, {"))
			}
		}
		c.Words[i] = text
	}
	return nil
}

func canned(key, title, en, es, de string) Canned {
	return Canned{ID: id.Derive[Canned]("canned", key), Title: title, Words: [3]string{en, es, de}}
}

// Ready lists the replies that come with the house.
func Ready() []Canned {
	return []Canned{
		canned("next", "Next payment", "Your next payment of {amount} is due {due}.", "Su próximo pago de {amount} vence el {due}.", "Ihre nächste Zahlung von {amount} ist am {due} fällig."),
		canned("past-due", "What is past due",
			"{past_due} is past due on your contract {contract}. You can pay it, or arrange to pay it in parts, on the first page after you sign in; or call us at {phone}.",
			"En su contrato {contract} hay {past_due} vencidos. Puede pagarlos, o acordar pagarlos en partes, en la primera página después de entrar; o llámenos al {phone}.",
			"In Ihrem Vertrag {contract} sind {past_due} überfällig. Sie können sie auf der ersten Seite nach dem Anmelden zahlen oder in Teilen vereinbaren, oder rufen Sie uns an: {phone}."),
		canned("balance", "Balance", "Today {balance} is left on your contract {contract}.", "Hoy quedan {balance} en su contrato {contract}.", "Heute sind in Ihrem Vertrag {contract} noch {balance} offen."),
		canned("payoff", "How to get a payoff amount",
			"You find the exact payoff amount for any day under “What it costs to pay it off”, on the card of your contract. There you can also get it as a letter.",
			"Encuentra el monto exacto para liquidar su contrato, para cualquier día, en la tarjeta de su contrato. Allí también puede obtenerlo como carta.",
			"Den genauen Ablösebetrag für jeden Tag finden Sie auf der Karte Ihres Vertrags. Dort bekommen Sie ihn auch als Schreiben."),
		canned("file", "Ask for a file",
			"Could you send us a photo or a scan of it here? Use “Attach files” below: PDF, JPEG, PNG or HEIC.",
			"¿Podría enviarnos aquí una foto o una copia escaneada? Use «Adjuntar archivos» abajo: PDF, JPEG, PNG o HEIC.",
			"Können Sie uns hier ein Foto oder einen Scan davon senden? Nutzen Sie unten „Dateien anhängen“: PDF, JPEG, PNG oder HEIC."),
		canned("thanks", "Anything else?", "Glad that we could help, {name}. If there is anything else, just write here.", "Nos alegra haber podido ayudar, {name}. Si necesita algo más, escriba aquí.",
			"Schön, dass wir helfen konnten, {name}. Wenn noch etwas ist, schreiben Sie einfach hier."),
	}
}
