package ach

import (
	"errors"
	"strings"

	"marque/internal/core/payment"
)

// corrected reads the corrected data of a notice of change by its code (Nacha Operating Rules, Appendix Five).
func corrected(code, data string) (payment.Details, error) {
	var d payment.Details
	fields := strings.Fields(data)
	need := func(n int) bool { return len(fields) == n }
	switch {
	case code == "C01" && need(1):
		d.Number = fields[0]
	case code == "C02" && need(1):
		d.Routing = fields[0]
	case code == "C03" && need(2):
		d.Routing, d.Number = fields[0], fields[1]
	case code == "C04" && len(fields) > 0:
		d.Name = strings.Join(fields, " ")
	case code == "C05" && need(1):
		d.Type = typeOf(fields[0])
	case code == "C06" && need(2):
		d.Number, d.Type = fields[0], typeOf(fields[1])
	case code == "C07" && len(data) > routingWidth:
		return threeFields(data)
	case payment.ChangeCodeOf(code).Account:
		return d, errors.New("the corrected data cannot be read")
	}
	return d, plausible(code, d)
}

// threeFields reads C07: routing number and account number stand together, the transaction code after them.
func threeFields(data string) (payment.Details, error) {
	rest := strings.Fields(data[routingWidth:])
	if len(rest) != 2 {
		return payment.Details{}, errors.New("the corrected data cannot be read")
	}
	d := payment.Details{Routing: data[:routingWidth], Number: rest[0], Type: typeOf(rest[1])}
	return d, plausible("C07", d)
}

// plausible refuses details that no account can have.
func plausible(code string, d payment.Details) error {
	const least, most = 4, 17
	switch {
	case d.Routing != "" && payment.CheckRouting(d.Routing) != nil:
		return errors.New("the corrected routing number is none")
	case d.Number != "" && (len(d.Number) < least || len(d.Number) > most || !digits(d.Number)):
		return errors.New("the corrected account number is none that we can keep")
	case d.Type == "" && (code == "C05" || code == "C06" || code == "C07"):
		return errors.New("the corrected transaction code is none of a debit")
	}
	return nil
}

// typeOf reads the type of account from a transaction code.
func typeOf(code string) payment.AccountType {
	switch {
	case len(code) != 2 || !digits(code):
		return ""
	case code[0] == '2':
		return payment.Checking
	case code[0] == '3':
		return payment.Savings
	}
	return ""
}
