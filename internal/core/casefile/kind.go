package casefile

import "marque/internal/l10n"

// Kind is what a case is about. It is stored, so a name never changes.
type Kind string

// The kinds.
const (
	PaymentDispute Kind = "payment_dispute"
	ReportDispute  Kind = "report_dispute"
	BillDispute    Kind = "bill_dispute"
	Hardship       Kind = "hardship"
	Bereavement    Kind = "bereavement"
	Military       Kind = "military"
	TotalLoss      Kind = "total_loss"
)

// Kinds lists every kind in the order in which they are offered.
func Kinds() []Kind {
	return []Kind{PaymentDispute, ReportDispute, BillDispute, Hardship, Bereavement, Military, TotalLoss}
}

// Valid tells whether there is such a kind.
func (k Kind) Valid() bool { _, known := kinds[k]; return known }

// Marked is a day that a kind of case knows.
type Marked struct {
	Mark  Mark
	Words string // for the desk
	Act   bool   // something that was done in the case: not before it was received
	Ahead bool   // may lie ahead
}

// Law is what is asked of us in a case, and where that stands.
type Law struct {
	Text     string
	Citation string // empty for a rule of the house
}

// about is everything that a kind is.
type about struct {
	words l10n.Text
	next  l10n.Text // what happens next, for the customer
	marks []Marked
	laws  []Law
	rules []Rule
	todo  string // what the desk does elsewhere, since a case itself moves no money
}

// Words says a kind, to stand within a sentence.
func (k Kind) Words() l10n.Text { return kinds[k].words }

// Next says what happens next in a case of the kind, to the customer.
func (k Kind) Next() l10n.Text { return kinds[k].next }

// Marks lists the days that the kind knows besides the one on which the case was received.
func (k Kind) Marks() []Marked { return kinds[k].marks }

// Laws lists what is asked of us.
func (k Kind) Laws() []Law { return kinds[k].laws }

// ToDo says what the desk does elsewhere: a case moves no money and stops no debit.
func (k Kind) ToDo() string { return kinds[k].todo }

// kinds is the table. A period stands here only with the section that sets it.
var kinds = map[Kind]about{
	PaymentDispute: {
		words: l10n.T("a payment that is not right", "un pago que no es correcto", "eine Zahlung, die nicht stimmt"),
		next: l10n.T("We look into the payment and tell you what we found.", "Investigamos el pago y le decimos qué encontramos.",
			"Wir prüfen die Zahlung und sagen Ihnen, was wir gefunden haben."),
		marks: []Marked{{Mark: Credited, Words: "Credited provisionally", Act: true}, {Mark: Decided, Words: "Decided whether there was an error", Act: true}},
		rules: []Rule{
			{What: "Decide whether there was an error, or credit the amount provisionally", From: Received, Days: 10, Business: true, Ends: []Mark{Credited, Decided}, Citation: "12 CFR 1005.11(c)(1), (c)(2)(i)", House: true},
			{What: "Decide at the latest", From: Received, Days: 45, Ends: []Mark{Decided}, Citation: "12 CFR 1005.11(c)(2)", House: true},
			{What: "Tell the customer the result", From: Decided, Days: 3, Business: true, Citation: "12 CFR 1005.11(c)(1), (c)(2)(iv)", House: true},
		},
		laws: []Law{
			{Text: "The bank that holds the customer’s account owes these days. This house keeps them for every payment that it took, and the customer can claim at the bank as well.", Citation: "12 CFR 1005.2(i), 1005.11"},
			{Text: "Correct an error within one business day after it is found.", Citation: "12 CFR 1005.11(c)(1), (c)(2)(iii)"},
			{Text: "Tell of a provisional credit, its amount and date, within two business days after it.", Citation: "12 CFR 1005.11(c)(2)(ii)"},
			{Text: "Where there was no error, explain in writing what was found, and send the papers on request.", Citation: "12 CFR 1005.11(d)(1)"},
		},
		todo: "The case moves no money. A payment that has not gone out is canceled by the customer on its page; a credit or a correction comes as an event of the contract by the feed.",
	},
	ReportDispute: {
		words: l10n.T("what we reported to a credit bureau", "lo que informamos a una agencia de crédito", "was wir einer Auskunftei gemeldet haben"),
		next: l10n.T("We check what we reported and tell you the result.", "Revisamos lo que informamos y le decimos el resultado.",
			"Wir prüfen, was wir gemeldet haben, und sagen Ihnen das Ergebnis."),
		marks: []Marked{{Mark: Informed, Words: "The customer sent more that matters", Act: true}},
		rules: []Rule{{What: "Investigate, and tell the customer the result", From: Received, Days: 30, Longer: Informed, By: 15, Citation: "12 CFR 1022.43(e)(3); 15 U.S.C. 1681i(a)(1)"}},
		laws: []Law{
			{Text: "Investigate reasonably, and look at everything that the customer sent.", Citation: "12 CFR 1022.43(e)(1), (2)"},
			{Text: "What was wrong is corrected with every bureau that it was sent to.", Citation: "12 CFR 1022.43(e)(4)"},
			{Text: "A dispute that is frivolous is answered within five business days after we found that, with the reasons.", Citation: "12 CFR 1022.43(f)(2), (3)"},
		},
		todo: "This program sends nothing to credit bureaus. Have the correction sent by whoever furnishes your data.",
	},
	BillDispute: {
		words: l10n.T("a fee or a balance that is not right", "un cargo o un saldo que no es correcto", "eine Gebühr oder ein Stand, der nicht stimmt"),
		next: l10n.T("We work the figure out again and tell you what we found.", "Volvemos a calcular la cifra y le decimos qué encontramos.",
			"Wir rechnen die Zahl noch einmal nach und sagen Ihnen, was wir gefunden haben."),
		laws: []Law{{Text: "For a loan or lease of fixed term no federal section sets a day: the promise below holds. State law may set one."}},
		todo: "Open the contract: every entry stands there with its working. A fee is waived there: at once within your limit, else by a second person.",
	},
	Hardship: {
		words: l10n.T("payments that are hard right now", "pagos difíciles en este momento", "Zahlungen, die gerade schwerfallen"),
		next: l10n.T("We look for a way with you. What you can choose yourself stands under “Relief and changes”.", "Buscamos una solución con usted. Lo que puede elegir por su cuenta está en «Ayuda y cambios».",
			"Wir suchen mit Ihnen einen Weg. Was Sie selbst wählen können, steht unter „Hilfe und Änderungen“."),
		marks: []Marked{{Mark: Decided, Words: "Told the customer what can be had", Act: true}},
		rules: []Rule{{What: "Tell the customer what was decided", From: Received, Days: 30, Ends: []Mark{Decided}, Citation: "12 CFR 1002.9(a)(1)(i)", House: true}},
		laws:  []Law{{Text: "A request that counts as an application for credit is answered within 30 days after it is complete. This house keeps the day for each request.", Citation: "12 CFR 1002.2(f), 1002.9(a)(1)(i)"}},
		todo:  "Another due date, an extension or an arrangement is the customer’s to choose and sign, under “Relief and changes” of the contract. The case itself stops no debit and no late fee.",
	},
	Bereavement: {
		words: l10n.T("a death", "un fallecimiento", "ein Todesfall"),
		next: l10n.T("We are sorry. We go through with you what happens with the contract; nothing has to be decided today.", "Lo sentimos mucho. Vemos con usted qué pasa con el contrato; no hay que decidir nada hoy.",
			"Unser Beileid. Wir gehen mit Ihnen durch, was aus dem Vertrag wird; heute muss nichts entschieden werden."),
		marks: []Marked{{Mark: Died, Words: "Day of death"}, {Mark: ClaimsEnd, Words: "Last day for claims, in the court’s notice to creditors", Ahead: true}, {Mark: Filed, Words: "Claim filed with the estate", Act: true}},
		rules: []Rule{{What: "File the claim with the estate", From: ClaimsEnd, Ends: []Mark{Filed}, Citation: "The court’s notice to creditors, under the state’s probate law"}},
		laws: []Law{
			{Text: "Talk of the debt with the spouse, a co-signer and whoever acts for the estate. The rule binds debt collectors; this house keeps it.", Citation: "12 CFR 1006.6(a)(4), 1006.6(d)(1)"},
			{Text: "How long claims may be filed is set by the state and by the court: enter the day of its notice."},
		},
		todo: "Ask for the death certificate and for who acts for the estate. Autopay ends at the page of the contract by whoever signed it, or by the bank.",
	},
	Military: {
		words: l10n.T("military service", "servicio militar", "Militärdienst"),
		next: l10n.T("Send us a copy of the orders, if you have not yet: until 180 days after the service ends. Interest above 6% is then forgiven from the day of the call.", "Envíenos copia de las órdenes, si aún no lo ha hecho: hasta 180 días después de terminar el servicio. El interés superior al 6 % se condona desde el día del llamado.",
			"Senden Sie uns eine Kopie des Befehls, wenn noch nicht geschehen: bis 180 Tage nach dem Ende des Dienstes. Zinsen über 6 % werden dann ab dem Tag der Einberufung erlassen."),
		marks: []Marked{
			{Mark: Called, Words: "Called to service", Ahead: true}, {Mark: Released, Words: "Service ended", Ahead: true}, {Mark: Proved, Words: "Notice and orders received, or service verified", Act: true},
			{Mark: Noticed, Words: "Notice that the lease ends, received"}, {Mark: Returned, Words: "Leased vehicle returned"},
		},
		rules: []Rule{
			{What: "Notice and orders may still come", From: Released, Days: 180, Ends: []Mark{Proved}, Citation: "50 U.S.C. 3937(b)(1)(A)", Theirs: true},
			{What: "Return of a leased vehicle, so that the lease ends", From: Noticed, Days: 15, Ends: []Mark{Returned}, Citation: "50 U.S.C. 3955(c)(1)(B)", Theirs: true},
		},
		laws: []Law{
			{Text: "On a debt from before the service, interest above 6% a year, with fees, is forgiven for the time of service, and the payment falls by as much.", Citation: "50 U.S.C. 3937(a)"},
			{Text: "Once notice and orders are here, the debt is treated so from the day of the call. The Defense Manpower Data Center may be asked instead.", Citation: "50 U.S.C. 3937(b)"},
			{Text: "No repossession without a court’s order, where a payment was made before the service.", Citation: "50 U.S.C. 3952"},
			{Text: "A lease may be ended for service; no fee for ending it early.", Citation: "50 U.S.C. 3955"},
		},
		todo: "The case changes no rate. The lower rate comes as an amendment of the contract by the feed.",
	},
	TotalLoss: {
		words: l10n.T("a vehicle that is lost", "un vehículo con pérdida total", "ein Fahrzeug mit Totalschaden"),
		next: l10n.T("Please keep paying until your insurer has paid: what is left is settled then. We talk to your insurer.", "Siga pagando hasta que su aseguradora haya pagado: después se liquida lo que quede. Nosotros hablamos con su aseguradora.",
			"Bitte zahlen Sie weiter, bis Ihre Versicherung gezahlt hat: Dann wird abgerechnet, was bleibt. Wir sprechen mit Ihrer Versicherung."),
		marks: []Marked{{Mark: Lost, Words: "Day of the loss"}, {Mark: Settled, Words: "The insurer’s money is here", Act: true}},
		laws:  []Law{{Text: "No federal section sets a day for the settlement: the promise below holds. The state’s law of insurance sets the insurer’s days, and of refunds of gap cover."}},
		todo:  "Send the insurer a payoff letter from the contract’s page. The settlement comes as a payment; the loss itself by the feed. Ask whether there is gap cover, and claim what is left from it.",
	},
}
