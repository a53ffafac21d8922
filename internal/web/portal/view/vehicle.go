package view

import (
	"marque/internal/civil"
	"marque/internal/web/ui"
)

// VehiclePage is all that is known of the vehicle of a contract.
type VehiclePage struct {
	ui.Frame
	Failure
	Contract Contract
	Sections []ui.Link
	Done     string
	Vehicle  Vehicle
	Maker    string // "Aurelia Motors, Germany"; empty when the VIN does not tell
	Odometer Odometer
	Recalls  []Recall
	Visits   []Visit
	Links    []ui.Link // the brand's own pages
	Insured  ui.Status
	Proofs   []Proof
	SendNew  string // where a proof is sent; empty when the vehicle is gone
	Title    []TitleStep
	TitleBy  string // the deadline with its law; empty for none
	Garage   []string
	Told     string     // since when it is kept there; empty for the address on file
	Move     string     // where that is changed; empty when the vehicle is gone
	Back     civil.Date // when a leased vehicle went back; none while it has not
}

// Odometer is what is known of the miles, and the form for today's.
type Odometer struct {
	Miles   int64
	On      civil.Date
	Source  string // who told it
	Finding string // where a lease is heading; empty for a loan
	Action  string // empty when the vehicle is gone
	Key     string
	Value   string // as typed
	Doubt   string // why the typed reading should be looked at once more; empty for none
}

// Recall is a campaign of the maker.
type Recall struct {
	Title, Campaign string
	Open            bool
	Link            string
}

// Visit is a service at a workshop.
type Visit struct {
	On     civil.Date
	What   string
	Dealer string
	Link   string
}

// Proof is a proof of insurance that was sent.
type Proof struct {
	Insurer string
	Policy  string
	Until   civil.Date
	Sent    string
	Name    string
	Size    string
	Href    string
}

// TitleStep is a step of the title: done, or still to come.
type TitleStep struct {
	When string // empty for one to come
	What string
	Done bool
}

func (p VehiclePage) facts() []ui.Fact {
	v := p.Vehicle
	facts := []ui.Fact{{Label: "VIN", Value: vinGroups(v.VIN), Spoken: spelled(v.VIN), Code: true, Copy: v.VIN}}
	if p.Maker != "" {
		facts = append(facts, ui.Fact{Label: p.Say("Made by", "Fabricado por", "Hersteller"), Value: p.Maker, Detail: p.Say("as the VIN says", "según el VIN", "laut VIN")})
	}
	plate := v.Plate
	if plate == "" {
		plate = p.Say("not told to us", "no nos consta", "uns nicht bekannt")
	}
	return append(facts, ui.Fact{Label: p.Say("Plate", "Placa", "Kennzeichen"), Value: plate, Code: v.Plate != ""})
}

func (p VehiclePage) gauge() ui.Stretch {
	return Dashboard{Frame: p.Frame, Contract: p.Contract}.milesGauge()
}

func (p VehiclePage) odometerField() ui.Field {
	return ui.Field{
		Name: "value", Label: p.Say("What it shows today", "Lo que marca hoy", "Was er heute zeigt"), Hint: p.Say("Whole miles, without tenths.", "Millas enteras, sin décimas.", "Ganze Meilen, ohne Zehntel."),
		Value: p.Odometer.Value, InputMode: "numeric", MaxLength: mostOdometer, Short: true, Errors: p.Fields,
	}
}

// mostOdometer is as long as a reading with its separators may be.
const mostOdometer = 12

func (p VehiclePage) recallStatus(r Recall) ui.Status {
	if r.Open {
		return ui.Status{Tone: ui.Warn, Text: p.Say("Open", "Abierta", "Offen"), Icon: "triangle-alert"}
	}
	return ui.Status{Tone: ui.OK, Text: p.Say("Done", "Hecha", "Erledigt")}
}

// InsuranceProof is where a proof of insurance is sent.
type InsuranceProof struct {
	ui.Frame
	Failure
	Contract         Contract
	Insurer, Policy  string
	Month, Day, Year string
	Action, Key      string
	Kinds            string // what is taken
}

// GaragePage is where it is told where the vehicle is kept.
type GaragePage struct {
	ui.Frame
	Failure
	Contract                               Contract
	Line1, Line2, City, Region, PostalCode string
	Action, Key                            string
}

func (p GaragePage) fields() []ui.Field {
	return []ui.Field{
		{Name: "line1", Label: p.Say("Street and number", "Calle y número", "Straße und Hausnummer"), Value: p.Line1, Autocomplete: "off", Errors: p.Fields},
		{Name: "line2", Label: p.Say("Apartment or unit", "Apartamento o unidad", "Wohnung"), Value: p.Line2, Optional: true, Errors: p.Fields},
		{Name: "city", Label: p.Say("City", "Ciudad", "Ort"), Value: p.City, Errors: p.Fields},
		{Name: "region", Label: p.Say("State", "Estado", "Bundesstaat"), Hint: p.Say("Two letters, such as PA.", "Dos letras, como PA.", "Zwei Buchstaben, etwa PA."), Value: p.Region, MaxLength: 2, Short: true, Errors: p.Fields},
		{Name: "postal_code", Label: p.Say("ZIP code", "Código postal", "Postleitzahl (ZIP)"), Value: p.PostalCode, InputMode: "numeric", MaxLength: 10, Short: true, Errors: p.Fields},
	}
}
