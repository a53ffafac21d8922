package payment

import (
	"encoding/csv"
	"slices"
	"strings"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/fault"
	"marque/internal/money"
)

// Received is a payment that came by another way than a customer's order: a check through a lockbox, a wire, cash over a dealer's counter. With
// Returned it is one that was told before and that its bank took back.
type Received struct {
	Source    string // who took it: the lockbox's name
	Reference string // by which the source knows it, unique there
	Number    string // of the contract, as printed on its papers
	Amount    string // in units with at most two decimals, 1234.56; in cents once its currency is known
	Currency  string // ISO 4217, or empty for the contract's own
	On        civil.Date
	Method    string // one of Methods
	Returned  string // why a bank took it back, in a word; empty of a payment
}

// Methods are the ways of payment that others take for the lender.
var Methods = []string{"check", "wire", "cash", "card"}

// The columns of a list of received payments. The first five are needed.
var receivedColumns = []string{"reference", "contract", "amount", "received_on", "method", "currency", "returned"}

const neededColumns = 5

// The bounds of a list's cells, in bytes.
const (
	MaxReceivedLine = 4096
	maxReference    = 60
	maxSource       = 30
	maxReceivedCell = 100
)

// ReceivedList reads the lines of a list under its header. Columns stand in any order; those it does not know are refused, so that a misspelt one is
// not passed over.
type ReceivedList struct {
	source string
	at     map[string]int // where each column stands
}

// NewReceivedList reads the header of a source's list, or returns a fault that says what is wrong with it.
func NewReceivedList(source, header string) (*ReceivedList, error) {
	if source == "" || len(source) > maxSource {
		return nil, fault.Inputf("source", "Name who took the payments, in at most %d characters.", maxSource)
	}
	names, err := cells(header)
	if err != nil {
		return nil, err
	}
	l := &ReceivedList{source: source, at: map[string]int{}}
	for i, name := range names {
		name = strings.ToLower(strings.TrimSpace(name))
		if !slices.Contains(receivedColumns, name) {
			return nil, fault.Inputf("header", "The column %q is not known here: the columns are %s.", name, strings.Join(receivedColumns, ", "))
		}
		if _, twice := l.at[name]; twice {
			return nil, fault.Inputf("header", "The column %q stands there twice.", name)
		}
		l.at[name] = i
	}
	for _, name := range receivedColumns[:neededColumns] {
		if _, ok := l.at[name]; !ok {
			return nil, fault.Inputf("header", "The column %q is missing from the first line.", name)
		}
	}
	return l, nil
}

// cells parts a line as RFC 4180 says.
func cells(line string) ([]string, error) {
	if len(line) > MaxReceivedLine {
		return nil, fault.Inputf("line", "A line has at most %d bytes.", MaxReceivedLine)
	}
	r := csv.NewReader(strings.NewReader(line))
	r.FieldsPerRecord = -1
	out, err := r.Read()
	if err != nil {
		return nil, fault.Input("line", "This is no line of comma-separated values: a quote is open or misplaced.")
	}
	return out, nil
}

// Line reads one payment, or returns a fault that names every wrong field.
func (l *ReceivedList) Line(line string) (Received, error) {
	row, err := cells(line)
	if err != nil {
		return Received{}, err
	}
	if len(row) != len(l.at) {
		return Received{}, fault.Inputf("line", "The line has %d values and the header %d.", len(row), len(l.at))
	}
	cell := func(name string) string {
		if i, ok := l.at[name]; ok {
			return strings.TrimSpace(row[i])
		}
		return ""
	}
	p := Received{
		Source: l.source, Reference: cell("reference"), Number: cell("contract"), Amount: cell("amount"),
		Currency: cell("currency"), Method: strings.ToLower(cell("method")), Returned: cell("returned"),
	}
	var wrong []fault.Field
	if p.On, err = civil.Parse(cell("received_on")); err != nil {
		wrong = append(wrong, fault.Field{Name: "received_on", Message: "Write the day as YYYY-MM-DD."})
	}
	return p, fault.Inputs(append(wrong, p.wrong()...))
}

func (p Received) wrong() []fault.Field {
	var wrong []fault.Field
	check := func(ok bool, name, message string) {
		if !ok {
			wrong = append(wrong, fault.Field{Name: name, Message: message})
		}
	}
	check(p.Reference != "" && len(p.Reference) <= maxReference, "reference", "Give the reference by which whoever took the payment knows it, at most 60 characters.")
	check(p.Number != "" && len(p.Number) <= maxReceivedCell, "contract", "Give the number of the contract.")
	check(slices.Contains(Methods, p.Method), "method", "The method is one of "+strings.Join(Methods, ", ")+".")
	check(len(p.Returned) <= maxReceivedCell, "returned", "Say in at most 100 characters why the payment was returned.")
	if _, err := money.Parse(p.Amount, money.USD()); err != nil {
		wrong = append(wrong, fault.Field{Name: "amount", Message: "Write the amount in figures, such as 1234.56."})
	}
	return wrong
}

// Cents is the amount in a contract's currency, or a fault: another currency, nothing, more than an amount can be.
func (p Received) Cents(in money.Currency) (money.Cents, error) {
	if p.Currency != "" && !strings.EqualFold(p.Currency, in.Code) {
		return 0, fault.Inputf("currency", "The contract is in %s.", in.Code)
	}
	amount, err := money.Parse(p.Amount, in)
	if err != nil || amount <= 0 || amount > money.MaxAmount {
		return 0, fault.Input("amount", "The amount must be more than 0 and less than a hundred thousand million.")
	}
	return amount, nil
}

// ReceivedKey begins the keys of the events that received payments become.
const ReceivedKey = "received:"

// Key is the payment's natural name among a contract's events.
func (p Received) Key() string { return ReceivedKey + p.Source + "/" + p.Reference }

// ReturnKey is the natural name of its return.
func (p Received) ReturnKey() string { return "received-return:" + p.Source + "/" + p.Reference }

// Body is what is appended to the contract.
func (p Received) Body(amount money.Cents) contract.Body {
	if p.Returned != "" {
		return contract.Returned{Payment: p.Key(), Code: p.Returned}
	}
	return contract.Payment{Amount: amount, Method: p.Method, Ref: p.Reference}
}
