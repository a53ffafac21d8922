package leaseend

import (
	"slices"
	"strings"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
)

// Claim is what a lessee certifies of a reading (49 CFR 580.7(c)). It is stored, so a name never changes.
type Claim string

// The claims.
const (
	Actual    Claim = "actual"
	OverLimit Claim = "over_limit" // of an odometer that has turned over
	NotActual Claim = "not_actual" // it was changed, or stood still
)

// Claims lists every claim in the order in which they are offered.
func Claims() []Claim { return []Claim{Actual, OverLimit, NotActual} }

// Words say a claim in the lessee's voice.
func (c Claim) Words() l10n.Text {
	switch c {
	case OverLimit:
		return l10n.T("I certify that to the best of my knowledge the reading is the part of the mileage above the odometer’s mechanical limit.",
			"Certifico que, a mi leal saber y entender, la lectura es la parte del millaje que supera el límite mecánico del odómetro.",
			"Ich versichere, dass der Tacho nach meinem besten Wissen nur den Teil der Laufleistung über seiner mechanischen Grenze zeigt.")
	case NotActual:
		return l10n.T("I certify that the reading is not the actual mileage and should not be relied upon.", "Certifico que la lectura no es el millaje real y que no se debe confiar en ella.",
			"Ich versichere, dass der Stand nicht die tatsächliche Laufleistung ist und man sich nicht auf ihn verlassen soll.")
	}
	return l10n.T("I certify that to the best of my knowledge the reading is the actual mileage of the vehicle.", "Certifico que, a mi leal saber y entender, la lectura es el millaje real del vehículo.",
		"Ich versichere, dass der Stand nach meinem besten Wissen die tatsächliche Laufleistung des Fahrzeugs ist.")
}

// Body is a vehicle's body type, which a statement names (49 CFR 580.7(b)(6)) and no feed tells; the lessee says it.
type Body string

// bodies are the body types with their words, in the order in which they are offered.
func bodies() []struct {
	body  Body
	words l10n.Text
} {
	return []struct {
		body  Body
		words l10n.Text
	}{
		{"sedan", l10n.T("Sedan", "Sedán", "Limousine")},
		{"suv", l10n.T("SUV", "SUV", "SUV")},
		{"pickup", l10n.T("Pickup truck", "Camioneta pickup", "Pick-up")},
		{"hatchback", l10n.T("Hatchback", "Hatchback", "Schrägheck")},
		{"coupe", l10n.T("Coupe", "Cupé", "Coupé")},
		{"convertible", l10n.T("Convertible", "Convertible", "Cabrio")},
		{"wagon", l10n.T("Station wagon", "Familiar", "Kombi")},
		{"van", l10n.T("Van or minivan", "Van o minivan", "Van oder Minivan")},
	}
}

// Bodies lists every body type in the order in which they are offered.
func Bodies() []Body {
	var out []Body
	for _, b := range bodies() {
		out = append(out, b.body)
	}
	return out
}

// Words name a body type; nothing for one that is not known.
func (b Body) Words() l10n.Text {
	for _, known := range bodies() {
		if known.body == b {
			return known.words
		}
	}
	return l10n.Text{}
}

// Mileage is a lessee's odometer statement, with the evidence of its signature and the lessor's part (49 CFR 580.7(b)).
type Mileage struct {
	ID       MileageID
	Contract contract.ID
	Party    access.PartyID
	User     access.UserID
	Miles    int
	Claim    Claim
	On       civil.Date
	Version  string
	Locale   string
	Words    string // as they were signed
	Network  string
	Methods  string // by which the session was proved
	At       time.Time

	Lessor        string     // in law; empty in a statement that is older than this part
	LessorAddress string     // one line
	Noticed       civil.Date // when the lessor told the lessee of the duty
	Received      civil.Date // when the statement was with the lessor
}

// MileageID names an odometer statement.
type MileageID = id.Of[Mileage]

// Notice says that the lessor told the people of a lease of their duty (49 CFR 580.7(a)).
type Notice struct {
	ID       NoticeID
	Contract contract.ID
	On       civil.Date
	Version  string // of Law
	Letter   bool   // by a letter; else on the page of the statement
	At       time.Time
}

// NoticeID names a notice.
type NoticeID = id.Of[Notice]

// Version names the words of Law and Sign; new words get a new name.
const Version = "mileage-2026-12"

// Law is what a lessee must be told before the statement (49 U.S.C. 32705(c), 49 CFR 580.7(a)).
func Law() l10n.Text {
	return l10n.T("Federal law (49 U.S.C. 32705, 49 CFR 580.7) requires a lessee to tell the lessor the mileage in writing when the vehicle changes hands. Not completing this statement, or a false one, may lead to fines or imprisonment.",
		"La ley federal (49 U.S.C. 32705, 49 CFR 580.7) exige que el arrendatario informe por escrito el millaje al arrendador cuando el vehículo cambia de manos. No completar esta declaración, o hacerla con datos falsos, puede llevar a multas o prisión.",
		"Das Bundesrecht der USA (49 U.S.C. 32705, 49 CFR 580.7) verlangt, dass Leasingnehmer dem Leasinggeber die Laufleistung schriftlich mitteilen, wenn das Fahrzeug den Eigentümer wechselt. Wer diese Erklärung nicht oder falsch abgibt, kann mit Geldstrafe oder Haft bestraft werden.")
}

// Signed is who signs which statement about what.
type Signed struct {
	Name, Address   string // of the lessee
	Lessor, Vehicle string // the lessor with its address; the vehicle with year, make and model
	Body            Body
	VIN             string
	Miles           int
	Claim           Claim
	On              civil.Date
}

// sentences is how many lines of a statement are sentences: its title, the law, the reading and the claim. Each of the others is a fact with its name.
const sentences = 4

// Sign writes what is signed, in a language: a line for each of Law, the reading and what 49 CFR 580.7(b) asks of the lessee.
func Sign(s Signed, l l10n.Locale) string {
	lines := []l10n.Text{
		l10n.T("Odometer statement of a leased vehicle", "Declaración del odómetro de un vehículo arrendado", "Tachoerklärung für ein geleastes Fahrzeug"), Law(),
		l10n.T("I, %s, state that the odometer shows %s miles, without tenths, on %s.", "Yo, %s, declaro que el odómetro marca %s millas, sin décimas, el %s.", "Ich, %s, erkläre, dass der Tacho %s Meilen zeigt, ohne Zehntel, am %s.", s.Name, s.Miles, s.On),
		s.Claim.Words(),
		l10n.T("Vehicle: %s, VIN %s", "Vehículo: %s, VIN %s", "Fahrzeug: %s, VIN %s", s.Vehicle, s.VIN),
		l10n.T("Body type: %s", "Tipo de carrocería: %s", "Karosserie: %s", s.Body.Words()),
		l10n.T("Lessee: %s, %s", "Arrendatario: %s, %s", "Leasingnehmer: %s, %s", s.Name, s.Address),
		l10n.T("Lessor: %s", "Arrendador: %s", "Leasinggeber: %s", s.Lessor),
		l10n.T("Signature of the lessee: %s, with the sign-in, as if by hand, on %s", "Firma del arrendatario: %s, con su acceso, como si fuera a mano, el %s", "Unterschrift des Leasingnehmers: %s, mit der Anmeldung, wie von Hand, am %s", s.Name, s.On),
	}
	return strings.Join(l.Write(lines), "\n")
}

// Title is the first line of what was signed.
func (m Mileage) Title() string { title, _, _ := strings.Cut(m.Words, "\n"); return title }

// Said is what stands below the title: its sentences, and then the facts, each with its name.
func (m Mileage) Said() (sentence []string, facts [][2]string) {
	for n, line := range strings.Split(m.Words, "\n") {
		name, says, ok := strings.Cut(line, ": ")
		switch {
		case n == 0:
		case n < sentences || !ok:
			sentence = append(sentence, line)
		default:
			facts = append(facts, [2]string{name, says})
		}
	}
	return sentence, facts
}

// Line is a line of the lessor's part: what it is, and what it says.
type Line struct{ Name, Says l10n.Text }

// LessorsPart is what the lessor adds to a statement that came in; nothing for one that is older. The program signs for it, as 15 U.S.C. 7001(h) allows.
func (m Mileage) LessorsPart() []Line {
	if m.Lessor == "" {
		return nil
	}
	return []Line{
		{l10n.T("Name", "Nombre", "Name"), l10n.Name(m.Lessor)},
		{l10n.T("Address", "Dirección", "Anschrift"), l10n.Name(m.LessorAddress)},
		{l10n.T("Told the lessee of this duty on", "Informó al arrendatario de este deber el", "Wies auf diese Pflicht hin am"), l10n.T("%s", "%s", "%s", m.Noticed)},
		{l10n.T("Received the completed statement on", "Recibió la declaración completa el", "Erhielt die ausgefüllte Erklärung am"), l10n.T("%s", "%s", "%s", m.Received)},
		{l10n.T("Signature of the lessor", "Firma del arrendador", "Unterschrift des Leasinggebers"), l10n.T("%s, by its electronic agent (15 U.S.C. 7001(h)), on %s", "%s, por su agente electrónico (15 U.S.C. 7001(h)), el %s", "%s, durch ihr elektronisches System (15 U.S.C. 7001(h)), am %s", m.Lessor, m.Received)},
	}
}

// Text is the lessor's part as text, a line each, as Words are the lessee's.
func (m Mileage) Text(l l10n.Locale) string {
	var out []string
	for _, x := range m.LessorsPart() {
		out = append(out, x.Name.In(l)+": "+x.Says.In(l))
	}
	return strings.Join(out, "\n")
}

// CheckSigned returns a fault that names every wrong field: body, claim, sign.
func CheckSigned(b Body, c Claim, signed bool) error {
	var wrong []fault.Field
	if !slices.Contains(Bodies(), b) {
		wrong = append(wrong, l10n.Field("body", "Choose the body type of the vehicle.", "Elija el tipo de carrocería del vehículo.", "Wählen Sie die Karosserie des Fahrzeugs."))
	}
	if c != Actual && c != OverLimit && c != NotActual {
		wrong = append(wrong, l10n.Field("claim", "Choose what is true of the reading.", "Elija qué es cierto de la lectura.", "Wählen Sie, was auf den Stand zutrifft."))
	}
	if !signed {
		wrong = append(wrong, l10n.Field("sign", "Tick the box to sign.", "Marque la casilla para firmar.", "Kreuzen Sie das Kästchen an, um zu unterschreiben."))
	}
	return fault.Inputs(wrong)
}
