package view

import (
	"cmp"

	"marque/internal/civil"
	"marque/internal/money"
	"marque/internal/web/ui"
)

// LeaseEnd is what can become of a leased vehicle, in numbers, and what is still to be done.
type LeaseEnd struct {
	ui.Frame
	Failure
	Contract  Contract
	Sections  []ui.Link
	Done      string
	Lead      string // when it ends
	Invoice   string // where the end's invoice is; empty while there is none
	Waiting   string // why there is none yet though the vehicle is back; may be empty
	Over      bool   // the lease has ended, or the time to choose has not come: only the lead is shown
	Chosen    *Chosen
	Action    string // where a choice goes
	Key       string
	Return    ReturnWay
	Buy       BuyWay
	Extend    ExtendWay
	Miles     []ui.Fact
	Pace      string // what the miles come to, a sentence
	Checklist []Check
	Signed    string // the odometer statement as it was signed; empty for none
	SignedOn  civil.Date
	Lessors   string // what the lessor added to it, a line each; empty for one that is older
	Paper     string // the same as a PDF
	Sign      string // where one is signed
	Photos    string // where pictures are sent
}

// Chosen is what was chosen last.
type Chosen struct {
	Words string
	On    string
	Talk  string // the conversation about it
}

// ReturnWay is returning the vehicle at the end.
type ReturnWay struct {
	Charge     money.Cents // negative is owed to the lessee
	Lines      []ui.Fact
	Early      []ui.Fact // ending it today; none once the term is over
	On         string    // as typed
	From, Last civil.Date
}

// BuyWay is buying the vehicle.
type BuyWay struct {
	Now, Then money.Cents
	End       civil.Date // when Then counts; none once the term is over
	Lines     []ui.Fact
	When      string // as chosen
}

// ExtendWay is keeping the vehicle longer.
type ExtendWay struct {
	Month   money.Cents
	Options []ui.Choice // by months
	Months  string      // as chosen
}

// Check is something to do before the vehicle goes back.
type Check struct {
	What string
	More string // a hint; may be empty
	Done bool
	Href string // where it is done; may be empty
}

func (p LeaseEnd) returnTitle() string {
	if p.Return.Charge < 0 {
		return p.Say("You get back", "Se le devuelve", "Sie bekommen zurück")
	}
	return p.Say("Comes to about", "Suma unos", "Kostet etwa")
}

func (p LeaseEnd) returnCharge() money.Cents { return max(p.Return.Charge, -p.Return.Charge) }

func (p LeaseEnd) returnField() ui.Field {
	return ui.Field{
		Name: "on", Label: p.Say("I bring it on", "Lo entrego el", "Ich bringe es am"), Type: "date", Short: true, Value: p.Return.On, Min: p.Return.From.String(), Max: p.Return.Last.String(), Errors: p.Fields,
	}
}

func (p LeaseEnd) buyChoices() ui.Choices {
	c := ui.Choices{Name: "when", Legend: p.Say("When", "Cuándo", "Wann"), Errors: p.Fields}
	if !p.Buy.End.IsZero() {
		c.Options = append(c.Options, ui.Choice{Value: "end", Label: p.Say("At the end, on %s", "Al final, el %s", "Am Ende, am %s", p.Locale.DateMedium(p.Buy.End)), Aside: p.Money(p.Buy.Then), Chosen: p.Buy.When != "now"})
	}
	return ui.Choices{Name: c.Name, Legend: c.Legend, Errors: c.Errors, Options: append(c.Options, ui.Choice{
		Value: "now", Label: p.Say("Now", "Ahora", "Jetzt"), Hint: p.nowHint(), Aside: p.Money(p.Buy.Now), Chosen: p.Buy.When == "now" || p.Buy.End.IsZero(),
	})}
}

func (p LeaseEnd) nowHint() string {
	if p.Buy.End.IsZero() {
		return ""
	}
	return p.Say("The payments that are left fall away.", "Los pagos restantes ya no se deben.", "Die restlichen Raten entfallen.")
}

func (p LeaseEnd) extendMenu() ui.Menu {
	return ui.Menu{Name: "months", Label: p.Say("How long", "Cuánto tiempo", "Wie lange"), Options: p.Extend.Options, Errors: p.Fields}
}

// OdometerStatement is where a lessee signs what the odometer shows.
type OdometerStatement struct {
	ui.Frame
	Failure
	Contract       Contract
	Vehicle        Vehicle
	Lessee, Lessor string
	Address        string // of the lessee, in one line; empty where it is not shown
	Law            string
	Miles          string // as typed
	Doubt          string // why the typed reading should be looked at once more; empty for none
	Bodies         []ui.Choice
	Claims         []ui.Choice
	Action, Key    string
}

func (p OdometerStatement) bodyMenu() ui.Menu {
	return ui.Menu{Name: "body", Label: p.Say("Body type of the vehicle", "Tipo de carrocería del vehículo", "Karosserie des Fahrzeugs"), Options: p.Bodies, Errors: p.Fields}
}

func (p OdometerStatement) field() ui.Field {
	return ui.Field{
		Name: "value", Label: p.Say("What the odometer shows today", "Lo que marca hoy el odómetro", "Was der Tacho heute zeigt"), Hint: p.Say("Whole miles, without tenths.", "Millas enteras, sin décimas.", "Ganze Meilen, ohne Zehntel."),
		Value: p.Miles, InputMode: "numeric", MaxLength: mostOdometer, Short: true, Errors: p.Fields,
	}
}

func (p OdometerStatement) facts() []ui.Fact {
	return []ui.Fact{
		{Label: p.Say("Vehicle", "Vehículo", "Fahrzeug"), Value: p.Vehicle.Name}, {Label: "VIN", Value: vinGroups(p.Vehicle.VIN), Spoken: spelled(p.Vehicle.VIN), Code: true},
		{Label: p.Say("Lessee", "Arrendatario", "Leasingnehmer"), Value: p.Lessee}, {Label: p.Say("Address", "Dirección", "Anschrift"), Value: cmp.Or(p.Address, p.Say("not shown here", "no se muestra aquí", "wird hier nicht gezeigt"))},
		{Label: p.Say("Lessor", "Arrendador", "Leasinggeber"), Value: p.Lessor},
	}
}

// Photos is the tariff of excess wear, and the pictures that a lessee took before the return.
type Photos struct {
	ui.Frame
	Failure
	Contract Contract
	Back     string
	Done     string
	Tariff   []WearLine
	Version  string // of the tariff
	Taken    []Photo
	Sum      money.Cents // of the damage that the pictures show
	Shows    []ui.Choice // what a picture may show
	Most     int         // pictures at once
	Action   string      // empty when none is taken
	Key      string
}

// WearLine is a line of the tariff.
type WearLine struct {
	What, Free string
	Price      money.Cents
}

// Photo is a picture that was taken.
type Photo struct {
	What   string
	Amount money.Cents
	On     civil.Date
	Name   string
	Size   string
	Href   string
}

func (p Photos) tariff() ui.Table {
	t := ui.Table{Caption: p.Say("Tariff of excess wear", "Tarifa de desgaste excesivo", "Tarif für übermäßige Abnutzung"), Hidden: true, Columns: []ui.Column{
		{Label: p.Say("Damage", "Daño", "Schaden")}, {Label: p.Say("Costs nothing", "No cuesta nada", "Kostet nichts")}, {Label: p.Say("Beyond that", "Más allá", "Darüber")},
	}}
	t.Columns[2].Figure = true
	for _, x := range p.Tariff {
		t.Rows = append(t.Rows, []ui.Cell{{Text: x.What}, {Text: x.Free}, {Text: p.Money(x.Price), Strong: true}})
	}
	return t
}
