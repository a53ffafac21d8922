package identity

import (
	"crypto/subtle"
	"slices"
	"strings"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/fault"
	"marque/internal/l10n"
)

// mostFact bounds each typed fact; no name or postcode is longer.
const mostFact = 200

// Facts are what somebody knows about a contract: its number or the vehicle's VIN, the last name, and a birth date or postcode.
type Facts struct {
	Contract   string // contract number or VIN
	FamilyName string
	BirthDate  string // YYYY-MM-DD or MM/DD/YYYY; empty when a postcode is given
	PostalCode string
}

// Claimed are facts that can be compared.
type Claimed struct {
	Contract   string // upper case, without blanks and hyphens
	Typed      string // as it was typed, without outer blanks
	FamilyName string // folded
	BirthDate  civil.Date
	PostalCode string // folded; empty when a birth date is given
}

// Read checks the form of the facts, never their truth.
func (f Facts) Read() (Claimed, error) {
	var wrong []fault.Field
	c := Claimed{Contract: FoldReference(f.Contract), Typed: strings.TrimSpace(cut(f.Contract, mostFact)), FamilyName: FoldName(f.FamilyName), PostalCode: FoldPostalCode(f.PostalCode)}
	if c.Contract == "" {
		wrong = append(wrong, l10n.Field("contract", "Enter your contract number or the vehicle’s VIN.", "Ingrese su número de contrato o el VIN del vehículo.", "Geben Sie Ihre Vertragsnummer oder die VIN des Fahrzeugs ein."))
	}
	if c.FamilyName == "" {
		wrong = append(wrong, l10n.Field("family_name", "Enter your last name as it is on the contract.", "Ingrese su apellido como aparece en el contrato.", "Geben Sie Ihren Nachnamen so ein, wie er im Vertrag steht."))
	}
	if typed := strings.TrimSpace(f.BirthDate); typed != "" {
		d, err := readBirthDate(typed)
		if err != nil {
			wrong = append(wrong, l10n.Field("birth_date", "Enter your birth date, such as %s.", "Ingrese su fecha de nacimiento, por ejemplo %s.", "Geben Sie Ihr Geburtsdatum ein, etwa %s.", civil.Must(1984, time.March, 27)))
		}
		c.BirthDate, c.PostalCode = d, ""
	} else if c.PostalCode == "" {
		wrong = append(wrong, l10n.Field("birth_date", "Enter your birth date or your ZIP code.", "Ingrese su fecha de nacimiento o su código postal (ZIP).", "Geben Sie Ihr Geburtsdatum oder Ihre Postleitzahl ein."))
	}
	return c, fault.Inputs(wrong)
}

func readBirthDate(typed string) (civil.Date, error) {
	if p := strings.Split(typed, "/"); len(p) == 3 && len(p[2]) == 4 && len(p[0]) <= 2 && len(p[1]) <= 2 {
		typed = p[2] + "-" + two(p[0]) + "-" + two(p[1])
	}
	return civil.Parse(typed)
}

func two(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

// FoldReference returns a contract number or VIN for comparison.
func FoldReference(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		}
		return -1
	}, cut(s, mostFact))
}

// FoldPostalCode returns a postcode for comparison. Of a ZIP+4 the first five digits count.
func FoldPostalCode(s string) string {
	f := FoldReference(s)
	if len(f) == 9 && strings.Trim(f, "0123456789") == "" {
		return f[:5]
	}
	return f
}

// Person is what a contract says about one of its parties.
type Person struct {
	Party      access.PartyID
	FamilyName string
	BirthDate  civil.Date
	PostalCode string
}

// Match returns the one person whom the facts describe, or none: two persons whom they both fit are told apart by nobody. All persons
// are compared whatever the first one says, and a fact that the contract does not have matches nothing.
func (c Claimed) Match(persons []Person) access.PartyID {
	var found access.PartyID
	matches := 0
	for _, p := range persons {
		if c.is(p) && p.Party != found {
			found, matches = p.Party, matches+1
		}
	}
	if matches != 1 {
		return access.PartyID{}
	}
	return found
}

func (c Claimed) is(p Person) bool {
	name := same(c.FamilyName, FoldName(p.FamilyName))
	second := same(c.PostalCode, FoldPostalCode(p.PostalCode))
	if !c.BirthDate.IsZero() {
		second = same(c.BirthDate.String(), p.BirthDate.String())
	}
	return name && second
}

// same compares without telling by time where two texts differ; nothing is the same as nothing.
func same(a, b string) bool {
	return a != "" && subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1
}

// ClaimLife is how long a registration may take from its first page to its last.
const ClaimLife = time.Hour

// ClaimState is how far a registration has come.
type ClaimState string

// The states of a claim. A step is open when the ones before it are done.
const (
	ClaimBegun     ClaimState = "begun"     // facts typed; a code is on its way to the contact on file, if they were right
	ClaimConfirmed ClaimState = "confirmed" // the code came back, or the invitation proved the contact
	ClaimChosen    ClaimState = "chosen"    // username and password are chosen
	ClaimDone      ClaimState = "done"
)

// Claim is one registration on its way. When the facts were wrong it has no party: every page looks the same and no code is right.
type Claim struct {
	ID         ClaimID
	State      ClaimState
	Party      access.PartyID // none: a claim that will come to nothing
	Invitation InvitationID   // none: by facts
	Brand      string
	Username   string
	Password   string // PHC text
	CreatedAt  time.Time
	ExpiresAt  time.Time
}

// At tells whether the claim is alive and stands at one of the states.
func (c Claim) At(now time.Time, states ...ClaimState) error {
	if now.Before(c.ExpiresAt) {
		for _, s := range states {
			if c.State == s {
				return nil
			}
		}
	}
	return l10n.Fault(fault.Conflict, "This registration has ended or was left too long. Please start again.",
		"Este registro terminó o quedó abierto demasiado tiempo. Comience de nuevo.",
		"Diese Registrierung ist beendet oder lag zu lange. Bitte beginnen Sie von vorn.")
}

// ConsentKind is something a person agrees to, each by itself and none ticked beforehand.
type ConsentKind string

// The consents. Electronic statements are agreed to by opening a sample (ESIGN, 15 U.S.C. 7001(c)(1)(C)(ii)).
const (
	ConsentStatements ConsentKind = "e-statements"
	ConsentTexts      ConsentKind = "texts"
)

// Consent is kept as evidence: what was agreed to, in which wording, when, from where, and how it was shown that it can be read.
type Consent struct {
	Kind    ConsentKind
	Given   bool
	Version string // of the wording that was shown
	Shown   string // how it was demonstrated: "sample opened"
	At      time.Time
	Network string
}

// Words are what a consent says, and More what belongs to it.
func (k ConsentKind) Words() l10n.Text {
	if k == ConsentTexts {
		return l10n.T("Text me about payments and due dates",
			"Enviarme mensajes de texto sobre pagos y fechas de vencimiento",
			"SMS zu Zahlungen und Fälligkeiten senden")
	}
	return l10n.T("Send my statements online, not on paper",
		"Enviar mis estados de cuenta en línea, no en papel",
		"Meine Kontoauszüge online statt auf Papier")
}

// More is what belongs to the words of a consent.
func (k ConsentKind) More() l10n.Text {
	if k == ConsentTexts {
		return l10n.T("About four a month; your phone company may charge for them. Reply STOP to end.",
			"Unos cuatro al mes; su compañía telefónica puede cobrarle por ellos. Responda STOP para cancelarlos.",
			"Etwa vier im Monat; Ihr Anbieter kann dafür etwas berechnen. Antworten Sie STOP, um sie zu beenden.")
	}
	return l10n.T("We email you when one is ready. You need a program that opens PDF files.",
		"Le avisamos por correo electrónico cuando haya uno listo. Necesita un programa que abra archivos PDF.",
		"Wir schreiben Ihnen eine E-Mail, wenn einer bereitliegt. Sie brauchen ein Programm, das PDF-Dateien öffnet.")
}

// Version names the wording of a consent as it is shown today.
func (k ConsentKind) Version() string {
	if k == ConsentTexts {
		return "texts 1"
	}
	return "e-statements 1"
}

// Standing are the newest decisions of each kind, of a list with the newest first.
func Standing(consents []Consent) []Consent {
	var out []Consent
	seen := map[ConsentKind]bool{}
	for _, c := range consents {
		if !seen[c.Kind] {
			seen[c.Kind] = true
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b Consent) int { return strings.Compare(string(a.Kind), string(b.Kind)) })
	return out
}

// CheckConsents refuses what cannot be evidence: an unknown or doubled kind, no version, statements without the sample opened.
func CheckConsents(consents []Consent) error {
	seen := map[ConsentKind]bool{}
	for _, c := range consents {
		if c.Kind != ConsentStatements && c.Kind != ConsentTexts || seen[c.Kind] {
			return l10n.Input("consent", "This is not a consent we ask for.", "No pedimos ese consentimiento.", "Nach dieser Zustimmung fragen wir nicht.")
		}
		seen[c.Kind] = true
		if c.Version == "" || len(c.Version) > mostFact {
			return l10n.Input(string(c.Kind), "The wording that was agreed to is missing.", "Falta el texto que se aceptó.", "Der Wortlaut, dem zugestimmt wurde, fehlt.")
		}
		if c.Kind == ConsentStatements && c.Given && c.Shown == "" {
			return l10n.Input(string(c.Kind), "Open the sample statement first, so that we know you can read it.",
				"Primero abra el estado de cuenta de muestra, para que sepamos que puede leerlo.",
				"Öffnen Sie zuerst den Musterauszug, damit wir wissen, dass Sie ihn lesen können.")
		}
	}
	return nil
}
