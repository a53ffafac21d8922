package relief

import (
	"crypto/sha256"
	"strings"

	"marque/internal/l10n"
	"marque/internal/money"
)

// Words is what the agreement speaks of.
type Words struct {
	Lender   string
	Number   string
	Vehicle  string
	Currency money.Currency
	Now      Outlook // without the extension
	Then     Outlook // with it
}

// Text is the agreement, paragraph by paragraph. The same numbers make the same words, whoever reads them in a language.
func Text(w Words) []l10n.Text {
	amount := func(c money.Cents) l10n.Amount { return l10n.Amount{Cents: c, Currency: w.Currency} }
	return []l10n.Text{
		l10n.T("We ask %s to extend contract %s (%s): %s moved to the end of the contract.",
			"Pedimos a %s que prorrogue el contrato %s (%s): %s al final del contrato.",
			"Wir bitten %s, den Vertrag %s (%s) zu verlängern: %s an das Ende des Vertrags verschoben.",
			w.Lender, w.Number, w.Vehicle, moved(w.Then.Periods)),
		l10n.T("The next payment is due on %s instead of %s; the payments after it follow month by month. The regular payment stays %s.",
			"El próximo pago vence el %s en vez del %s; los pagos siguientes vencen mes a mes. El pago regular sigue siendo de %s.",
			"Die nächste Rate ist am %s fällig statt am %s; die Raten danach folgen Monat für Monat. Die regelmäßige Rate bleibt bei %s.",
			w.Then.First, w.Now.First, amount(w.Then.Payment)),
		l10n.T("Interest keeps accruing every day at the contract's rate. If every payment is made on its day, we pay %s more interest than without the extension.",
			"Los intereses se siguen generando cada día a la tasa del contrato. Si cada pago se hace en su día, pagamos %s más de intereses que sin la prórroga.",
			"Die Zinsen laufen jeden Tag zum Zinssatz des Vertrags weiter. Wenn jede Rate an ihrem Tag gezahlt wird, zahlen wir %s mehr Zinsen als ohne die Verlängerung.",
			amount(max(w.Then.More, 0))),
		l10n.T("The contract then ends with a payment of %s on %s instead of %s on %s; the last due date of the contract becomes %s.",
			"El contrato termina entonces con un pago de %s el %s en vez de %s el %s; la última fecha de vencimiento del contrato pasa a ser el %s.",
			"Der Vertrag endet dann mit einer Rate von %s am %s statt %s am %s; der letzte Fälligkeitstag des Vertrags wird der %s.",
			amount(w.Then.Last), w.Then.Ends, amount(w.Now.Last), w.Now.Ends, w.Then.Maturity),
		l10n.T("The payment that is moved is not reported as late. What was past due before stays past due. Everything else in the contract stays as it is.",
			"El pago que se mueve no se reporta como atrasado. Lo que ya estaba vencido sigue vencido. Todo lo demás en el contrato queda igual.",
			"Die verschobene Rate wird nicht als verspätet gemeldet. Was vorher überfällig war, bleibt überfällig. Alles andere im Vertrag bleibt, wie es ist."),
		l10n.T("The extension counts only when everybody who owes under the contract has signed, and only if these dates and figures still hold then. We sign electronically and may keep a copy.",
			"La prórroga solo cuenta cuando hayan firmado todos los obligados del contrato, y solo si estas fechas y cifras siguen siendo válidas entonces. Firmamos electrónicamente y podemos guardar una copia.",
			"Die Verlängerung gilt erst, wenn alle unterschrieben haben, die aus dem Vertrag schulden, und nur, wenn diese Tage und Zahlen dann noch stimmen. Wir unterschreiben elektronisch und dürfen eine Kopie behalten."),
	}
}

func moved(n int) l10n.Text {
	if n == 1 {
		return l10n.T("one payment is", "un pago se mueve", "eine Rate wird")
	}
	return l10n.T("%s payments are", "%s pagos se mueven", "%s Raten werden", n)
}

// Payments is a number of payments in words.
func Payments(n int) l10n.Text {
	if n == 1 {
		return l10n.T("one payment", "un pago", "eine Rate")
	}
	return l10n.T("%s payments", "%s pagos", "%s Raten", n)
}

// Joined is the text as it is kept.
func Joined(text []string) string { return strings.Join(text, "\n\n") }

// Parted takes a kept text apart.
func Parted(text string) []string { return strings.Split(text, "\n\n") }

// Digest names the words, so that what is signed is what was shown.
func Digest(text []string) []byte {
	sum := sha256.Sum256([]byte(Version + "|" + Joined(text)))
	return sum[:]
}
