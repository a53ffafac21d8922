package autopay

import (
	"strings"
	"time"

	"marque/internal/civil"
	"marque/internal/l10n"
	"marque/internal/money"
)

// Version names the words of Text. New words get a new name; what was signed under an old one stays as it was.
const Version = "2026-11"

// Words is what the text of an authorisation is about.
type Words struct {
	Lender   string // legal name
	Phone    string
	Number   string // of the contract
	Vehicle  string
	Account  l10n.Text // "checking account ending in 6789"
	Fallback l10n.Text // the same, or nothing
	Regular  money.Cents
	Extra    money.Cents
	Lead     int
	Currency money.Currency
	CutOff   time.Time  // on the day of a debit, in the lender's zone
	First    civil.Date // day of the first debit
	Discount money.Rate // by which the rate is lower while autopay is on, or nothing
	Locale   l10n.Locale
}

// Text is the authorisation in plain words, in one language: what 12 CFR 1005.10(b) asks to be clear and readily understandable. It is shown before
// it is signed, kept as it was shown, and given as a copy.
func Text(w Words) []string {
	amount := l10n.T("%s", "%s", "%s", l10n.Amount{Cents: w.Regular, Currency: w.Currency})
	if w.Extra > 0 {
		amount = l10n.T("%s and %s extra", "%s y %s adicionales", "%s und %s zusätzlich", amount, l10n.Amount{Cents: w.Extra, Currency: w.Currency})
	}
	out := []l10n.Text{
		l10n.T("I authorize %s to debit my %s electronically for the payments of contract %s%s: the scheduled payment, now %s, %s, beginning %s.",
			"Autorizo a %s a debitar electrónicamente mi %s para los pagos del contrato %s%s: el pago programado, ahora de %s, %s, a partir del %s.",
			"Ich ermächtige %s, die Zahlungen des Vertrags %[3]s%[4]s elektronisch von meinem %[2]s einzuziehen: die planmäßige Rate, jetzt %[5]s, %[6]s, ab dem %[7]s.",
			w.Lender, w.Account, w.Number, of(w.Vehicle), amount, when(w.Lead), w.First),
	}
	out = append(out, terms(w)...)
	if !w.Fallback.IsZero() {
		out = append(out, l10n.T("If my bank refuses debits from this account, my %s is debited instead, after I was told.",
			"Si mi banco rechaza débitos de esta cuenta, se debita en su lugar mi %s, después de avisarme.",
			"Wenn meine Bank Einzüge von diesem Konto ablehnt, wird stattdessen von meinem %s eingezogen, nachdem ich es erfahren habe.", w.Fallback))
	}
	if w.Discount > 0 {
		out = append(out, l10n.T("While autopay is on, the rate of my contract is lower by %s a year.",
			"Mientras el pago automático está activado, la tasa de mi contrato es %s anual más baja.",
			"Solange die automatische Zahlung eingeschaltet ist, ist der Zinssatz meines Vertrags um %s im Jahr niedriger.", w.Locale.Percent(w.Discount, 2)))
	}
	return w.Locale.Write(out)
}

// terms are the paragraphs that are the same for everybody.
func terms(w Words) []l10n.Text {
	return []l10n.Text{
		l10n.T("The amount follows my contract: it is what is open of the scheduled payment on that day, less what I have paid another way, and the last payment is "+
			"whatever is left. When an amount differs from the one before I am told at least 10 days ahead; nothing above what I authorized or was told is taken.",
			"El monto sigue mi contrato: es lo que queda abierto del pago programado ese día, menos lo que haya pagado de otra forma, y el último pago es "+
				"lo que quede. Cuando un monto sea distinto del anterior, se me avisa al menos 10 días antes; no se cobra nada por encima de lo que autoricé o de lo que se me avisó.",
			"Der Betrag folgt meinem Vertrag: Er ist, was an diesem Tag von der planmäßigen Rate offen ist, abzüglich dessen, was ich anders gezahlt habe; die letzte Zahlung ist, "+
				"was noch übrig ist. Wenn ein Betrag vom vorigen abweicht, erfahre ich es mindestens 10 Tage vorher; mehr, als ich genehmigt oder erfahren habe, wird nicht eingezogen."),
		l10n.T("Autopay does not take amounts that are past due, or fees, other than with the last payment. I pay these myself.",
			"El pago automático no cobra montos vencidos ni cargos, salvo con el último pago. Esos los pago yo.",
			"Die automatische Zahlung zieht nichts Überfälliges und keine Gebühren ein, außer mit der letzten Zahlung. Das zahle ich selbst."),
		l10n.T("When a day is not a banking day, the payment counts on that day and my bank moves the money on the next banking day. A debit that is returned for "+
			"insufficient funds may be presented again at most twice, after I was told the day.",
			"Cuando un día no es hábil para los bancos, el pago cuenta ese día y mi banco mueve el dinero el siguiente día hábil. Un débito devuelto por "+
				"fondos insuficientes puede presentarse otra vez, como máximo dos veces, después de avisarme el día.",
			"Wenn ein Tag kein Bankarbeitstag ist, zählt die Zahlung an diesem Tag, und meine Bank bewegt das Geld am nächsten Bankarbeitstag. Ein Einzug, der mangels "+
				"Deckung zurückkommt, darf höchstens zweimal erneut vorgelegt werden, nachdem ich den Tag erfahren habe."),
		l10n.T("I can skip a payment, change this authorization or end it online until %s on the day of a payment, or by calling %s up to three business days before it. "+
			"It ends by itself when the contract is paid off, the vehicle is returned or sold, or my bank says that the debit was not authorized.",
			"Puedo omitir un pago, cambiar esta autorización o terminarla en línea hasta las %s del día de un pago, o llamando al %s hasta tres días hábiles antes. "+
				"Termina sola cuando el contrato se liquida, el vehículo se devuelve o se vende, o mi banco dice que el débito no estaba autorizado.",
			"Ich kann bis %s am Tag einer Zahlung online eine Zahlung auslassen, diese Ermächtigung ändern oder beenden, oder bis drei Bankarbeitstage vorher unter %s anrufen. "+
				"Sie endet von selbst, wenn der Vertrag abbezahlt ist, das Fahrzeug zurückgegeben oder verkauft wird oder meine Bank sagt, dass der Einzug nicht genehmigt war.",
			w.Locale.Clock(w.CutOff)+" "+w.CutOff.Format("MST"), w.Phone),
		l10n.T("Autopay is my choice: my contract does not depend on it. I keep a copy of this authorization.",
			"El pago automático es mi elección: mi contrato no depende de él. Conservo una copia de esta autorización.",
			"Die automatische Zahlung ist meine Wahl: Mein Vertrag hängt nicht davon ab. Ich behalte eine Kopie dieser Ermächtigung."),
	}
}

func of(vehicle string) string {
	if vehicle == "" {
		return ""
	}
	return " (" + vehicle + ")"
}

func when(lead int) l10n.Text {
	switch lead {
	case 0:
		return l10n.T("on its due date", "en su fecha de vencimiento", "an ihrem Fälligkeitstag")
	case 1:
		return l10n.T("one day before its due date", "un día antes de su fecha de vencimiento", "einen Tag vor ihrem Fälligkeitstag")
	}
	return l10n.T("%s days before its due date", "%s días antes de su fecha de vencimiento", "%s Tage vor ihrem Fälligkeitstag", lead)
}

// Joined is the text as one string: what is hashed and kept.
func Joined(text []string) string { return strings.Join(text, "\n\n") }
