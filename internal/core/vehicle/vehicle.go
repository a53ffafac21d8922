package vehicle

import (
	"strconv"

	"marque/internal/civil"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
)

// ID names a vehicle.
type ID = id.Of[Vehicle]

// Condition is what a vehicle was when it was delivered.
type Condition string

// The conditions.
const (
	New  Condition = "new"
	Used Condition = "used"
	Demo Condition = "demo"
)

// Vehicle is what a contract is about. The contract's words for make and model win over what the VIN says: a VIN's model year repeats
// after thirty years.
type Vehicle struct {
	VIN             VIN
	Make            string
	Model           string
	ModelYear       int
	Trim            string
	Condition       Condition
	AssemblyCountry string // ISO 3166, empty when not known
	PersonalUse     bool
	Plate           string
	Delivered       Odometer // at delivery; no date when not known
}

// Name is what people call it: "2023 Aurelia A5 Coupe".
func (v *Vehicle) Name() string {
	name := v.Make + " " + v.Model
	if v.ModelYear > 0 {
		name = strconv.Itoa(v.ModelYear) + " " + name
	}
	return name
}

// AssembledInUS tells whether final assembly was in the United States, by what the lender holds or by the VIN (IRS Notice 2025-57).
func (v *Vehicle) AssembledInUS() bool { return v.AssemblyCountry == "US" || v.VIN.AssembledInUS() }

// Unit is what an odometer counts in.
type Unit string

// The units.
const (
	Miles      Unit = "mi"
	Kilometres Unit = "km"
)

// The bounds of a reading, and of a pace that a person can drive: beyond them a digit was mistyped.
const (
	MaxOdometer = 2_000_000
	maxPerDay   = 1_600 // a day and a night without stopping
)

// Odometer is a reading.
type Odometer struct {
	Value  int // whole units
	Unit   Unit
	ReadOn civil.Date
}

// NewOdometer checks a reading against today: not ahead of it, not negative, not absurd.
func NewOdometer(value int, unit Unit, readOn, today civil.Date) (Odometer, error) {
	switch {
	case unit != Miles && unit != Kilometres:
		return Odometer{}, fault.Input("unit", "An odometer counts in mi or km.")
	case value < 0 || value > MaxOdometer:
		return Odometer{}, l10n.Input("value", "A reading is between 0 and %s.", "Una lectura está entre 0 y %s.", "Ein Stand liegt zwischen 0 und %s.", MaxOdometer)
	case readOn.IsZero():
		return Odometer{}, l10n.Input("read_on", "The day of the reading is missing.", "Falta el día de la lectura.", "Der Tag der Ablesung fehlt.")
	case readOn > today:
		return Odometer{}, l10n.Input("read_on", "The day of the reading lies ahead.", "El día de la lectura está en el futuro.", "Der Tag der Ablesung liegt in der Zukunft.")
	}
	return Odometer{Value: value, Unit: unit, ReadOn: readOn}, nil
}

// Miles returns the reading in whole miles, rounded down: nobody pays for a mile that was not driven.
func (o Odometer) Miles() int {
	if o.Unit == Kilometres {
		return o.Value * 1_000_000 / 1_609_344 // a mile is 1,609.344 m (NIST SP 811, B.8)
	}
	return o.Value
}

// Follows returns a fault when the reading cannot come after an earlier one: it goes back, or faster than anybody drives. The caller
// decides whether it is refused or only marked for a look, since an odometer may have been changed.
func (o Odometer) Follows(earlier Odometer) error {
	if earlier.ReadOn.IsZero() {
		return nil
	}
	driven, days := o.Miles()-earlier.Miles(), o.ReadOn.Sub(earlier.ReadOn)
	switch {
	case days < 0:
		return l10n.Input("read_on", "This reading is older than that of %s.", "Esta lectura es anterior a la del %s.", "Dieser Stand ist älter als der vom %s.", earlier.ReadOn)
	case driven < 0 && o.Unit == earlier.Unit, driven < -1:
		return l10n.Input("value", "The odometer showed %s %s on %s already.", "El odómetro ya marcaba %s %s el %s.", "Der Tacho zeigte schon %s %s am %s.", earlier.Value, string(earlier.Unit), earlier.ReadOn)
	case driven > maxPerDay*(days+1):
		return l10n.Input("value", "That would be %s miles in %s days; a digit may be mistyped.", "Serían %s millas en %s días; tal vez hay un dígito equivocado.",
			"Das wären %s Meilen in %s Tagen; vielleicht ist eine Ziffer vertippt.", driven, days)
	}
	return nil
}
