package paying

import (
	"strings"

	"marque/internal/civil"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/store/bankfiles"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/payments"
)

// rails are those on which files travel.
func rails() []payment.Rail { return []payment.Rail{payment.ACH, payment.SEPA} }

func (b Bank) rail(r payment.Rail) Rail {
	if r == payment.SEPA {
		return b.SEPA
	}
	return b.Rail
}

// writes tells whether files can be made on a rail.
func (b Bank) writes(r payment.Rail) bool { return r == payment.ACH || b.Euro && b.SEPA != nil }

// railOf is the rail of a contract by its currency. One of a currency that has none is not paid from an account at all: takes says so before anything is.
func railOf(c contracts.Contract) payment.Rail {
	rail, err := payment.RailOf(c.Terms.Money().Code)
	if err != nil {
		return payment.ACH
	}
	return rail
}

// takes tells whether debits on a contract can be made, or why not.
func (b Bank) takes(c contracts.Contract) error {
	rail, err := payment.RailOf(c.Terms.Money().Code)
	if err == nil && !b.writes(rail) {
		err = l10n.Fault(fault.Unavailable,
			"Payments in euros cannot be made from a bank account here. Please call us.",
			"Aquí no se pueden hacer pagos en euros desde una cuenta bancaria. Llámenos.",
			"Zahlungen in Euro sind hier von einem Bankkonto nicht möglich. Bitte rufen Sie uns an.")
	}
	return err
}

// fits tells whether an account can be debited for a contract.
func (b Bank) fits(c contracts.Contract, a payment.Account) error {
	if err := b.takes(c); err != nil {
		return err
	}
	switch rail := railOf(c); {
	case rail == a.Rail():
		return nil
	case rail == payment.SEPA:
		return l10n.Input("account",
			"This contract is paid in euros. Give an account with an IBAN.",
			"Este contrato se paga en euros. Indique una cuenta con IBAN.",
			"Dieser Vertrag wird in Euro bezahlt. Geben Sie ein Konto mit IBAN an.")
	}
	return l10n.Input("account",
		"This contract is paid in dollars. Give an account of a bank in the United States.",
		"Este contrato se paga en dólares. Indique una cuenta de un banco en los Estados Unidos.",
		"Dieser Vertrag wird in Dollar bezahlt. Geben Sie ein Konto bei einer Bank in den USA an.")
}

func (s *Service) calendarOf(r payment.Rail) civil.Calendar {
	if r == payment.SEPA {
		return r.Calendar()
	}
	return s.Calendar
}

// ofRail lists the files of a rail.
func ofRail(all []bankfiles.File, rail payment.Rail) []bankfiles.File {
	var out []bankfiles.File
	for _, f := range all {
		if f.Rail == rail {
			out = append(out, f)
		}
	}
	return out
}

// classOf says how a payment on a contract was agreed: on SEPA a mandate stands behind each, on ACH it matters whether one of us took it on the phone.
func classOf(r engine.Reader, c contracts.Contract, p payment.ID) (payment.EntryClass, error) {
	if railOf(c) == payment.SEPA {
		return payment.Core, nil
	}
	taken, err := payments.TakenOf(r, c.ID, p)
	if err == nil && !taken.At.IsZero() {
		return payment.Phone, nil
	}
	return payment.Web, err
}

// mandate is what lets us draw an entry: its owner gave it when he put the account on file, under the account's own id, and every debit since rests on it.
func (s *Service) mandate(r engine.Reader, row bankfiles.Entry) (payment.Mandate, error) {
	m := payment.Mandate{ID: strings.ReplaceAll(row.Account.String(), "-", ""), Sequence: payment.Recurring}
	added, err := payments.AccountAdded(r, row.Party, row.Account)
	if err != nil {
		return m, err
	}
	m.Signed = min(civil.On(added, s.Book.Zone()), row.Effective) // a pinned book may stand before the clock
	first, err := bankfiles.FirstTrace(r, row.Account)
	if first == row.Trace {
		m.Sequence = payment.FirstOf
	}
	return m, err
}
