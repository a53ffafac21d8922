package vehicle

import (
	"strings"
	"time"
	"unicode/utf8"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
)

// Proof is a proof of insurance that a customer sent: a file and what it says.
type Proof struct {
	ID       ProofID
	Contract contract.ID
	Party    access.PartyID
	Insurer  string
	Policy   string // its number; may be empty
	Until    civil.Date
	Name     string // of the file
	Kind     string // of the file, a media type
	Size     int
	At       time.Time
}

// ProofID names a proof.
type ProofID = id.Of[Proof]

// The bounds of a proof.
const (
	mostInsurer   = 80
	mostPolicy    = 40
	longestPolicy = 2 * 366 // days ahead: vehicle insurance runs for six or twelve months
)

// Check returns a fault that names every wrong field: insurer, policy, until.
func (p *Proof) Check(today civil.Date) error {
	p.Insurer, p.Policy = strings.Join(strings.Fields(p.Insurer), " "), strings.Join(strings.Fields(p.Policy), " ")
	var wrong []fault.Field
	if n := utf8.RuneCountInString(p.Insurer); n < 2 || n > mostInsurer {
		wrong = append(wrong, l10n.Field("insurer", "Enter the name of the insurance company.", "Ingrese el nombre de la aseguradora.", "Geben Sie den Namen der Versicherung ein."))
	}
	if utf8.RuneCountInString(p.Policy) > mostPolicy {
		wrong = append(wrong, l10n.Field("policy", "A policy number has at most %s characters.", "Un número de póliza tiene como máximo %s caracteres.", "Eine Policennummer hat höchstens %s Zeichen.", mostPolicy))
	}
	switch {
	case p.Until.IsZero():
		wrong = append(wrong, l10n.Field("until", "Enter the last day of the insurance.", "Ingrese el último día del seguro.", "Geben Sie den letzten Tag der Versicherung ein."))
	case p.Until < today:
		wrong = append(wrong, l10n.Field("until", "This insurance is over already. Please send the proof of the one that runs now.", "Este seguro ya terminó. Envíe el comprobante del que está vigente.", "Diese Versicherung ist schon abgelaufen. Bitte senden Sie den Nachweis der laufenden."))
	case p.Until > today.AddDays(longestPolicy):
		wrong = append(wrong, l10n.Field("until", "That is more than two years ahead; a digit may be mistyped.", "Eso es dentro de más de dos años; tal vez hay un dígito equivocado.", "Das liegt mehr als zwei Jahre voraus; vielleicht ist eine Ziffer vertippt."))
	}
	return fault.Inputs(wrong)
}

// Garage is where a vehicle is usually kept.
type Garage struct {
	Line1, Line2, City, Region, PostalCode, Country string
	Since                                           time.Time // when it was told; none when it is the customer's own address
}

// mostLine bounds a line of an address.
const mostLine = 100

// Check returns a fault that names every wrong field: line1, line2, city, region, postal_code. Only addresses in the United States are taken; whoever
// moves elsewhere calls, since the contract may not allow it.
func (g *Garage) Check() error {
	for _, s := range []*string{&g.Line1, &g.Line2, &g.City, &g.Region, &g.PostalCode} {
		*s = strings.Join(strings.Fields(*s), " ")
	}
	g.Region, g.Country = strings.ToUpper(g.Region), "US"
	var wrong []fault.Field
	if g.Line1 == "" || utf8.RuneCountInString(g.Line1) > mostLine {
		wrong = append(wrong, l10n.Field("line1", "Enter the street and number.", "Ingrese la calle y el número.", "Geben Sie Straße und Hausnummer ein."))
	}
	if utf8.RuneCountInString(g.Line2) > mostLine {
		wrong = append(wrong, l10n.Field("line2", "This line is too long.", "Esta línea es demasiado larga.", "Diese Zeile ist zu lang."))
	}
	if g.City == "" || utf8.RuneCountInString(g.City) > mostLine {
		wrong = append(wrong, l10n.Field("city", "Enter the city.", "Ingrese la ciudad.", "Geben Sie den Ort ein."))
	}
	if !isState(g.Region) {
		wrong = append(wrong, l10n.Field("region", "Enter the two letters of the state, such as PA.", "Ingrese las dos letras del estado, como PA.", "Geben Sie die zwei Buchstaben des Bundesstaats ein, etwa PA."))
	}
	if !isZIP(g.PostalCode) {
		wrong = append(wrong, l10n.Field("postal_code", "Enter a ZIP code of five digits.", "Ingrese un código postal de cinco dígitos.", "Geben Sie eine Postleitzahl (ZIP) mit fünf Ziffern ein."))
	}
	return fault.Inputs(wrong)
}

// states are the postal codes of the states, the District of Columbia and the territories (USPS Publication 28, Appendix B).
const states = " AL AK AS AZ AR CA CO CT DE DC FL GA GU HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND MP OH OK OR PA PR RI SC SD TN TX UT VT VI VA WA WV WI WY "

func isState(s string) bool { return len(s) == 2 && strings.Contains(states, " "+s+" ") }

func isZIP(s string) bool {
	five, four, long := strings.Cut(s, "-")
	return len(five) == 5 && digits(five) && (!long || len(four) == 4 && digits(four))
}

func digits(s string) bool { return strings.Trim(s, "0123456789") == "" }
