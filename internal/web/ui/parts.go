package ui

import (
	"slices"
	"strconv"
	"strings"

	"marque/internal/fault"
	"marque/internal/money"
)

// Tone is what a colour means. It is always joined by an icon and words.
type Tone string

// The tones.
const (
	Plain Tone = "neutral"
	OK    Tone = "ok"
	Warn  Tone = "warn"
	Bad   Tone = "bad"
	Info  Tone = "info"
)

// Status is a state in words with its tone.
type Status struct {
	Tone Tone
	Text string
	Icon string // of the sprite; empty takes the tone's own
}

func (s Status) icon() string {
	if s.Icon != "" {
		return s.Icon
	}
	return toneIcon(s.Tone)
}

func toneIcon(t Tone) string {
	switch t {
	case OK:
		return "circle-check"
	case Warn:
		return "clock"
	case Bad:
		return "triangle-alert"
	case Info:
		return "info"
	default:
		return "circle-dot"
	}
}

// Field is one line of text to fill in.
type Field struct {
	Name         string // also the id, so that an error can link to it
	Label        string
	Hint         string
	Value        string // what was typed, kept when the form comes back
	Type         string // "text" when empty; "password", "email", "date", "tel"
	Autocomplete string // a token of the HTML standard; empty is "off"
	InputMode    string // "numeric", "decimal", "email"; empty leaves it to the browser
	Prefix       string // shown before the value, such as "$"
	MaxLength    int    // 0 is 200: longer input is refused by the server anyway
	Short        bool   // as narrow as what belongs in it
	Optional     bool
	Min, Max     string // for dates
	Errors       []fault.Field
}

// defaultMaxLength is longer than any name, address or password that is accepted.
const defaultMaxLength = 256

func (f Field) error() string { return message(f.Errors, f.Name) }

func (f Field) kind() string { return orElse(f.Type, "text") }

func (f Field) autocomplete() string { return orElse(f.Autocomplete, "off") }

func (f Field) maxLength() int {
	if f.MaxLength == 0 {
		return defaultMaxLength
	}
	return f.MaxLength
}

// describedBy names the elements that explain the field, for aria-describedby.
func (f Field) describedBy() string { return describedBy(f.Name, f.Hint != "", f.error() != "") }

func describedBy(name string, hint, failed bool) string {
	var ids []string
	if failed {
		ids = append(ids, name+"-error")
	}
	if hint {
		ids = append(ids, name+"-hint")
	}
	return strings.Join(ids, " ")
}

func orElse(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}

// Choice is one answer of several.
type Choice struct {
	Value  string
	Label  string
	Hint   string
	Aside  string // on the right, such as an amount
	Chosen bool
}

// Choices asks for one answer of several (Radios) or for any number of them (Boxes).
type Choices struct {
	Name    string
	Legend  string
	Hint    string
	Options []Choice
	Errors  []fault.Field
}

func (c Choices) error() string { return message(c.Errors, c.Name) }

// id of an answer: the first one carries the group's name, where an error links to.
func (c Choices) id(i int) string {
	if i == 0 {
		return c.Name
	}
	return c.Name + "-" + strconv.Itoa(i)
}

// List is the name by which a form or an address sends what is ticked in Boxes of a name: once for each.
func List(name string) string { return name + "[]" }

// Tick is one box to tick, never ticked beforehand by us.
type Tick struct {
	Name   string
	Label  string
	Hint   string
	Ticked bool // by the person, kept when the form comes back
	Errors []fault.Field
}

func (t Tick) error() string { return message(t.Errors, t.Name) }

// DateParts asks for a date that a person knows by heart, in the order of the language: the month first in American English only.
type DateParts struct {
	Name             string // fields are NAME_month, NAME_day, NAME_year
	Legend, Hint     string
	Month, Day, Year string
	Autocomplete     string // "bday" or empty
	Errors           []fault.Field
}

func (d DateParts) error() string { return message(d.Errors, d.Name) }

// yearPart is where the year stands in every language.
const yearPart = 2

func (d DateParts) parts(f Frame) []Field {
	complete := func(part string) string {
		if d.Autocomplete == "" {
			return ""
		}
		return d.Autocomplete + "-" + part
	}
	month := Field{Name: d.Name + "_month", Label: f.Say("Month", "Mes", "Monat"), Value: d.Month, Autocomplete: complete("month"), MaxLength: 2}
	day := Field{Name: d.Name + "_day", Label: f.Say("Day", "Día", "Tag"), Value: d.Day, Autocomplete: complete("day"), MaxLength: 2}
	year := Field{Name: d.Name + "_year", Label: f.Say("Year", "Año", "Jahr"), Value: d.Year, Autocomplete: complete("year"), MaxLength: 4}
	if f.Locale.MonthFirst() {
		return []Field{month, day, year}
	}
	return []Field{day, month, year}
}

// partID is the plain name for the first part, where an error links to.
func (d DateParts) partID(f Frame, i int) string {
	if i == 0 {
		return d.Name
	}
	return d.parts(f)[i].Name
}

// Fact is a line of a list of facts.
type Fact struct {
	Label, Value string
	Detail       string // smaller, under the value
	Code         bool   // a number to be copied, set evenly
	Change       string // where the fact can be changed; empty when it cannot
	Spoken       string // how a screen reader should say the value; empty says it as it stands
	Copy         string // what a button copies, where scripts run; see CopyScript
}

// longCode is how many characters of a code certainly fit in a line of a telephone.
const longCode = 20

// code is the value's class; a long code may be broken.
func (x Fact) code() string {
	switch {
	case !x.Code:
		return ""
	case len(x.Value) > longCode:
		return "code long"
	}
	return "code"
}

func changeable(facts []Fact) bool {
	return slices.ContainsFunc(facts, func(x Fact) bool { return x.Change != "" })
}

// Column of a table.
type Column struct {
	Label  string
	Figure bool // right-aligned
}

// Cell of a table.
type Cell struct {
	Text   string
	Href   string
	Unseen string // what a link says beyond its text to screen readers
	Status *Status
	Strong bool
}

// Table becomes a stack of cards on narrow screens.
type Table struct {
	Caption string
	Hidden  bool // the caption is for screen readers only
	Compact bool // of four columns: two lines a row on a phone, without labels
	Columns []Column
	Rows    [][]Cell
}

// Stretch is progress along a way with marks: months of a contract, miles of an allowance.
type Stretch struct {
	Label      string // what it measures, for screen readers
	Done, Of   int64  // Done may be larger than Of
	Expected   int64  // where it should stand today; 0 shows no marker
	Marks      int    // how many equal parts the way has; at most maxMarks
	Start, End string // under the two ends
	Words      string // the same in words: "38% paid"
	Tone       Tone   // Warn paints it so; empty is the accent
}

// maxMarks keeps marks apart on a phone.
const maxMarks = 60

const trackLength = 1000

func (s Stretch) along(n int64) int64 {
	if s.Of <= 0 {
		return 0
	}
	return min(max(n*trackLength/s.Of, 0), trackLength)
}

func (s Stretch) marks() []int64 {
	n := min(s.Marks, maxMarks)
	var out []int64
	for i := 1; i < n; i++ {
		out = append(out, int64(i)*trackLength/int64(n))
	}
	return out
}

// Line is an entry of an account's history that opens to its working.
type Line struct {
	Title    string
	Date     string
	Amount   money.Cents
	Credit   bool // the amount goes to the customer's good
	Still    bool // no money moved: no amount is shown
	Status   *Status
	After    string // the balance after it, written out
	AfterTag string // what After is: "Balance"
	Parts    []Fact // how the amount was divided
	Working  []Step
	Note     string
	Link     *Link // to what can be done about it
}

// Step is one line of a calculation that anyone can redo.
type Step struct {
	Label   string // "Interest"
	Formula string // "31 days × 5.74% × $21,344.80 ÷ 365"
	Result  string // "$104.05"
	Source  string // the clause or the rule
}

// last writes for the script whether nothing makes the session longer.
func (s SessionEnd) last() string {
	if s.Last {
		return "yes"
	}
	return "no"
}

// CopyScript is the module behind the buttons that copy.
const CopyScript = "copy.js"

// PasskeyScript is the module behind the buttons of passkeys.
const PasskeyScript = "passkey.js"

// PasskeyFailed is what the script says when nothing came of it, for it knows no words of its own.
func (f Frame) PasskeyFailed() string {
	return f.Say("Nothing was done: no passkey came, or it was cancelled. You can try again or go on another way.",
		"No se hizo nada: no llegó ninguna llave de acceso o se canceló. Puede intentarlo de nuevo o continuar de otra manera.",
		"Es ist nichts geschehen: Es kam kein Passkey, oder er wurde abgebrochen. Sie können es noch einmal versuchen oder anders weitermachen.")
}

// PasskeyKnown is what the script says when this device has a passkey already.
func (f Frame) PasskeyKnown() string {
	return f.Say("This device has a passkey for your account already.", "Este dispositivo ya tiene una llave de acceso para su cuenta.",
		"Dieses Gerät hat schon einen Passkey für Ihr Konto.")
}

// PasskeyButton is a button that asks for a passkey.
type PasskeyButton struct {
	Options string // where the script asks for options
	Words   string
	Primary bool // it stands out on its page
	Offer   bool // the browser may also offer passkeys beside the names that it knows
}

// Passkey is one card in a list of passkeys.
type Passkey struct {
	Name   string
	When   string // "Last used November 22, 2026 at 9:10 AM EST"
	Change string // its own page
	Off    bool   // it may have been copied and opens nothing
	Synced bool   // its owner's other devices have it too
}
