package leaseend

import (
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
		return l10n.T("To the best of my knowledge the reading is the part of the mileage above the odometer’s mechanical limit.",
			"A mi leal saber y entender, la lectura es la parte del millaje que supera el límite mecánico del odómetro.",
			"Nach bestem Wissen zeigt der Tacho nur den Teil der Laufleistung über seiner mechanischen Grenze.")
	case NotActual:
		return l10n.T("The reading is not the actual mileage.", "La lectura no es el millaje real.", "Der Stand ist nicht die tatsächliche Laufleistung.")
	}
	return l10n.T("To the best of my knowledge the reading is the actual mileage of the vehicle.", "A mi leal saber y entender, la lectura es el millaje real del vehículo.", "Nach bestem Wissen ist der Stand die tatsächliche Laufleistung des Fahrzeugs.")
}

// Mileage is a lessee's odometer statement, with the evidence of its signature. The lessor's part of it, its signature and the day on which it came
// in, is not here.
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
}

// MileageID names an odometer statement.
type MileageID = id.Of[Mileage]

// Version names the words of Law and Sign; new words get a new name.
const Version = "mileage-2026-11"

// Law is what a lessee must be told before the statement (49 U.S.C. 32705(c), 49 CFR 580.7(a)).
func Law() l10n.Text {
	return l10n.T("Federal law (49 U.S.C. 32705, 49 CFR 580.7) requires a lessee to tell the lessor the mileage in writing when the vehicle changes hands. Not completing this statement, or a false one, may lead to fines or imprisonment.",
		"La ley federal (49 U.S.C. 32705, 49 CFR 580.7) exige que el arrendatario informe por escrito el millaje al arrendador cuando el vehículo cambia de manos. No completar esta declaración, o hacerla con datos falsos, puede llevar a multas o prisión.",
		"Das Bundesrecht der USA (49 U.S.C. 32705, 49 CFR 580.7) verlangt, dass Leasingnehmer dem Leasinggeber die Laufleistung schriftlich mitteilen, wenn das Fahrzeug den Eigentümer wechselt. Wer diese Erklärung nicht oder falsch abgibt, kann mit Geldstrafe oder Haft bestraft werden.")
}

// Signed is who signs which statement about what.
type Signed struct {
	Name, Address   string // of the lessee
	Lessor, Vehicle string // the vehicle with year, make and model
	VIN             string
	Miles           int
	Claim           Claim
	On              civil.Date
}

// Sign writes what is signed, in a language.
func Sign(s Signed, l l10n.Locale) string {
	lines := []l10n.Text{
		l10n.T("Odometer statement of a leased vehicle", "Declaración del odómetro de un vehículo arrendado", "Tachoerklärung für ein geleastes Fahrzeug"), Law(),
		l10n.T("I, %s, state that the odometer shows %s miles, without tenths, on %s.", "Yo, %s, declaro que el odómetro marca %s millas, sin décimas, el %s.", "Ich, %s, erkläre, dass der Tacho %s Meilen zeigt, ohne Zehntel, am %s.", s.Name, s.Miles, s.On),
		s.Claim.Words(),
		l10n.T("Vehicle: %s, VIN %s", "Vehículo: %s, VIN %s", "Fahrzeug: %s, VIN %s", s.Vehicle, s.VIN),
		l10n.T("Lessee: %s, %s", "Arrendatario: %s, %s", "Leasingnehmer: %s, %s", s.Name, s.Address),
		l10n.T("Lessor: %s", "Arrendador: %s", "Leasinggeber: %s", s.Lessor),
	}
	return strings.Join(l.Write(lines), "\n")
}

// CheckSigned returns a fault that names every wrong field: claim, sign.
func CheckSigned(c Claim, signed bool) error {
	var wrong []fault.Field
	if c != Actual && c != OverLimit && c != NotActual {
		wrong = append(wrong, l10n.Field("claim", "Choose what is true of the reading.", "Elija qué es cierto de la lectura.", "Wählen Sie, was auf den Stand zutrifft."))
	}
	if !signed {
		wrong = append(wrong, l10n.Field("sign", "Tick the box to sign.", "Marque la casilla para firmar.", "Kreuzen Sie das Kästchen an, um zu unterschreiben."))
	}
	return fault.Inputs(wrong)
}
