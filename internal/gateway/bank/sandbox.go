// Package bank plays a bank for demos and tests: what becomes of a debit depends on its account's number, as in the test modes of payment
// processors. The real rail and the ways to a real bank are the packages below. When files go and what a return means to a contract is
// service/paying's business.
package bank

import (
	"context"
	"slices"

	"marque/internal/civil"
	"marque/internal/core/payment"
	"marque/internal/gateway/bank/ach"
)

// Sandbox is a bank without money. It takes every file of ours and answers with files of returns in the bank's own format. It remembers nothing
// and looks at no clock: the file that was sent and the day decide, so the same question always has the same answer, in every process and after
// every restart.
//
// The last four digits of the account number say what happens:
//
//	00cc   comes back with return code Rcc on the day on which the file was made
//	01cc   comes back with Rcc on the day on which the money should move, before it counts (an unauthorised one, see below, 40 days later)
//	02cc   comes back with Rcc one banking day after that, when it has been credited already
//	03cc   as 01cc, but only what verifies the account: a prenote or micro entries
//	0411   settles, and on that day a notice of change C01 says that the number ends in 9911
//	0412   settles, and a notice of change C02 says that the bank's routing number is another one
//	other  settles
//
// What verifies an account comes back by 03cc only, so that the other numbers can be used where accounts are verified first.
//
// The codes cc are 01 insufficient funds, 02 account closed, 03 no account, 04 invalid number, 05 unauthorised, 07 authorisation
// revoked, 08 payment stopped, 09 uncollected funds, 10 not authorised, 11 not as agreed, 16 frozen, 20 no transaction account and
// 29 corporate, not authorised. 05, 07, 10 and 11 are the ones a consumer has 60 days to declare (Nacha Operating Rules 3.12).
type Sandbox struct {
	rail     *ach.Rail
	calendar civil.FederalReserve
}

// NewSandbox returns a sandbox that keeps the Federal Reserve's banking days and writes its files by a rail.
func NewSandbox(rail *ach.Rail) *Sandbox { return &Sandbox{rail: rail} }

// Nobody is the originator of an installation that has no bank: its routing number is of no bank either.
func Nobody() ach.Originator {
	return ach.Originator{
		Destination: "000000013", DestinationName: "Sandbox Bank", Origin: "9000000001", OriginName: "Marque", Company: ach.Company{Name: "Vehicle finance", ID: "9000000001"},
	}
}

// Answer returns the file of returns that the bank would have made of a file of ours by a day, or nothing. Until more comes back the answer stays
// the same to the byte.
func (s *Sandbox) Answer(sent []byte, today civil.Date) ([]byte, error) {
	orders, err := ach.Orders(sent)
	if err != nil {
		return nil, err
	}
	var backs []ach.Back
	last := civil.Date(0)
	for _, o := range orders {
		back, on, comes := s.fate(o)
		if comes && on <= today {
			backs, last = append(backs, back), max(last, on)
		}
	}
	if len(backs) == 0 {
		return nil, nil
	}
	return s.rail.Returns(backs, last), nil
}

// Look, Begin, Put, Inbox, Fetch and Close make the sandbox a place where files go: every file is taken, and nothing waits.

// Look tells that a file may be put.
func (s *Sandbox) Look(context.Context, string, []byte) (payment.Stage, error) {
	return payment.Begun, nil
}

// Begin does nothing.
func (s *Sandbox) Begin(context.Context, string) error { return nil }

// Put takes a file that a bank could read.
func (s *Sandbox) Put(_ context.Context, _ string, content []byte) error {
	_, err := ach.Orders(content)
	return err
}

// Inbox lists nothing: Answer says what comes back.
func (s *Sandbox) Inbox(context.Context) ([]payment.Arrival, error) { return nil, nil }

// Fetch finds nothing.
func (s *Sandbox) Fetch(context.Context, payment.Arrival) ([]byte, error) { return nil, nil }

// Close ends nothing.
func (s *Sandbox) Close() error { return nil }

// lateDays is when an unauthorised debit comes back: well after it was final, within the consumer's 60 days.
const lateDays = 40

// known are the codes that the sandbox returns; unauthorised are those of them that come late.
func known() []string {
	return []string{"01", "02", "03", "04", "05", "07", "08", "09", "10", "11", "16", "20", "29"}
}

func unauthorised() []string { return []string{"05", "07", "10", "11"} }

// fate reads the account number.
func (s *Sandbox) fate(o ach.Order) (back ach.Back, on civil.Date, comes bool) {
	const magic = 4
	if len(o.Number) < magic {
		return back, 0, false
	}
	head, last := o.Number[:len(o.Number)-magic], o.Number[len(o.Number)-magic:]
	switch last {
	case "0411":
		return ach.Back{Order: o, Code: "C01", Corrected: head + "9911"}, o.Effective, true
	case "0412":
		if o.Routing == otherBank {
			return back, 0, false
		}
		return ach.Back{Order: o, Code: "C02", Corrected: otherBank}, o.Effective, true
	}
	if !slices.Contains(known(), last[2:]) {
		return back, 0, false
	}
	code, on := s.comesBack(o, last[:2], last[2:])
	return ach.Back{Order: o, Code: code}, on, code != ""
}

// otherBank is where the accounts of 0412 are.
const otherBank = "121042882"

// comesBack tells by which code and when an order comes back, if it does.
func (s *Sandbox) comesBack(o ach.Order, when, cc string) (code string, on civil.Date) {
	if o.Verifies() != (when == "03") {
		return "", 0
	}
	switch {
	case when == "00":
		return "R" + cc, civil.OnOrAfter(s.calendar, o.Made)
	case when == "01" && slices.Contains(unauthorised(), cc):
		return "R" + cc, civil.OnOrAfter(s.calendar, o.Made.AddDays(lateDays))
	case when == "01" || when == "03":
		return "R" + cc, o.Effective
	case when == "02":
		return "R" + cc, civil.AddBusiness(s.calendar, o.Effective, 1)
	}
	return "", 0
}
