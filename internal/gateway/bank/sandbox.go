// Package bank moves money between bank accounts. The sandbox is a rail without a bank behind it: an account's number decides what
// becomes of a debit on it, as in the test modes of payment processors. When debits are sent and what a return means to a contract
// is service/paying's business.
package bank

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"marque/internal/civil"
	"marque/internal/core/payment"
	"marque/internal/fault"
)

// Sandbox is the rail of demos and tests. It remembers nothing and looks at no clock: the debits that were sent and the day decide, so
// the same question always has the same answer, in every process and after every restart.
//
// The last four digits of the account number say what happens:
//
//	00cc   comes back with return code Rcc on its own day
//	01cc   comes back with Rcc one banking day later, before it counts (an unauthorised one, see below, 40 days later)
//	02cc   comes back with Rcc two banking days later, when it has been credited already
//	other  settles
//
// The codes cc are 01 insufficient funds, 02 account closed, 03 no account, 04 invalid number, 05 unauthorised, 07 authorisation
// revoked, 08 payment stopped, 09 uncollected funds, 10 not authorised, 11 not as agreed, 16 frozen, 20 no transaction account and
// 29 corporate, not authorised. 05, 07, 10 and 11 are the ones a consumer has 60 days to declare (Nacha Operating Rules 3.12).
type Sandbox struct{ calendar civil.FederalReserve }

// NewSandbox returns a sandbox that keeps the Federal Reserve's banking days.
func NewSandbox() *Sandbox { return &Sandbox{} }

// MostDebits bounds a batch: a NACHA file counts its entries with six digits, and no caller comes near.
const MostDebits = 100_000

// Submit takes a batch and returns a reference, the same for the same batch. A debit that could not be written into a bank's file is
// refused, and the whole batch with it.
func (s *Sandbox) Submit(_ context.Context, debits []payment.Debit) (string, error) {
	if len(debits) == 0 || len(debits) > MostDebits {
		return "", fault.Newf(fault.Invalid, "A batch has between 1 and %d debits.", MostDebits)
	}
	seen := make(map[string]bool, len(debits))
	sum := sha256.New()
	for _, d := range debits {
		if err := s.check(d); err != nil {
			return "", err
		}
		if seen[d.Trace] {
			return "", fault.Newf(fault.Invalid, "Two debits of one batch have the trace %s.", d.Trace)
		}
		seen[d.Trace] = true
		fmt.Fprintf(sum, "%s|%d|%s\n", d.Trace, d.Amount, d.Date)
	}
	return "SBX-" + hex.EncodeToString(sum.Sum(nil)[:8]), nil
}

func (s *Sandbox) check(d payment.Debit) error {
	switch {
	case d.Trace == "":
		return fault.Input("trace", "A debit has a trace.")
	case d.Amount <= 0:
		return fault.Inputf("amount", "Debit %s draws nothing.", d.Trace)
	case !s.calendar.IsBusiness(d.Date):
		return fault.Inputf("date", "Debit %s is for a day on which no money moves.", d.Trace)
	case d.Number == "" || d.Routing == "":
		return fault.Inputf("number", "Debit %s names no account.", d.Trace)
	}
	return nil
}

// Returns tells which of the debits sent have come back by a day, in the order in which they were given, each with the banking day of
// its return.
func (s *Sandbox) Returns(_ context.Context, sent []payment.Debit, today civil.Date) ([]payment.Return, error) {
	var out []payment.Return
	for _, d := range sent {
		code, on, comes := s.fate(d)
		if comes && on <= today {
			out = append(out, payment.Return{Trace: d.Trace, Code: code, On: on})
		}
	}
	return out, nil
}

// lateDays is when an unauthorised debit comes back: well after it was final, within the consumer's 60 days.
const lateDays = 40

// known are the codes that the sandbox returns; unauthorised are those of them that come late.
func known() []string {
	return []string{"01", "02", "03", "04", "05", "07", "08", "09", "10", "11", "16", "20", "29"}
}

func unauthorised() []string { return []string{"05", "07", "10", "11"} }

// fate reads the account number.
func (s *Sandbox) fate(d payment.Debit) (code string, on civil.Date, comes bool) {
	const magic = 4
	if len(d.Number) < magic {
		return "", 0, false
	}
	last := d.Number[len(d.Number)-magic:]
	when, cc := last[:2], last[2:]
	if !slices.Contains(known(), cc) {
		return "", 0, false
	}
	switch {
	case when == "00":
		return "R" + cc, d.Date, true
	case when == "01" && slices.Contains(unauthorised(), cc):
		return "R" + cc, civil.OnOrAfter(s.calendar, d.Date.AddDays(lateDays)), true
	case when == "01":
		return "R" + cc, civil.AddBusiness(s.calendar, d.Date, 1), true
	case when == "02":
		return "R" + cc, civil.AddBusiness(s.calendar, d.Date, 2), true
	}
	return "", 0, false
}
