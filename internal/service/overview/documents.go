package overview

import (
	"context"

	"marque/internal/book"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/payment"
	"marque/internal/core/statement"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/paper"
)

// ReceiptFile returns the receipt of a payment as a PDF. It says where each cent went once the payment counts.
func (s *Service) ReceiptFile(ctx context.Context, by access.Actor, contractID contract.ID, paymentID payment.ID) ([]byte, error) {
	p, err := s.Payment(ctx, by, contractID, paymentID)
	if err != nil {
		return nil, err
	}
	if p.State == payment.Cancelled || p.State == payment.Returned {
		return nil, l10n.Fault(fault.Conflict,
			"There is no receipt for a payment that did not go through.",
			"No hay recibo de un pago que no se realizó.",
			"Für eine Zahlung, die nicht zustande kam, gibt es keine Quittung.")
	}
	who, err := s.Person(ctx, by)
	if err != nil {
		return nil, err
	}
	c, l := p.Contract, l10n.Match(who.Locale)
	r := statement.Receipt{
		Reference: p.Reference, Made: civil.On(p.CreatedAt, s.book.Zone()), Locale: l.Tag(), Brand: s.brands[c.Brand],
		Recipient: statement.Recipient{Names: []string{who.Given + " " + who.Family}}, Contract: factsOf(c), Amount: p.Amount, Counts: p.Date,
		Method: l10n.T("Bank account •••• %s", "Cuenta bancaria •••• %s", "Bankkonto •••• %s", p.LastFour).In(l),
	}
	if p.OfHelper {
		r.Method = l10n.T("An account of your helper", "Una cuenta de su ayudante", "Ein Konto Ihrer Hilfe").In(l)
	}
	if line := p.Line(); line != nil {
		r.Posted, r.To, r.Balance = true, statement.AllocationOf(line), balanceAfter(c, line)
	}
	file, err := paper.Receipt(r)
	return file.Bytes, err
}

// Line returns the line of the contract that the payment became, or nil when it has not counted.
func (p Payment) Line() *contract.Line {
	key := book.Key("payment", p.ID.String())
	for i := range p.Contract.State.Lines {
		if l := &p.Contract.State.Lines[i]; l.Key == key && l.Void == "" {
			return l
		}
	}
	return nil
}

// balanceAfter is what the paper calls the balance: a loan's principal, a lease's payments still to come.
func balanceAfter(c Contract, line *contract.Line) money.Cents {
	if c.Kind == contract.Lease {
		return statement.Debt(c.State)
	}
	return line.Balance
}

func factsOf(c Contract) statement.Facts {
	f := statement.Facts{
		Number: c.Number, Lease: c.Kind == contract.Lease, Currency: c.Terms.Currency, Vehicle: c.Vehicle.Name, VIN: c.Vehicle.VIN,
		Started: c.Terms.ContractDate, Maturity: c.State.Maturity, Regular: c.State.Payment, Count: len(c.State.Instalments), CountPaid: c.State.Paid,
	}
	if !f.Lease {
		f.Rate = c.State.Rate
	}
	return f
}

// Sample returns a statement of nobody, so that a customer can see whether statements open before agreeing to them (15 USC 7001(c)).
func (s *Service) Sample(brand string) ([]byte, error) {
	b, ok := s.brands[brand]
	if !ok {
		return nil, fault.New(fault.NotFound, "There is no such brand.")
	}
	closing := civil.Must(2026, 1, 11)
	file, err := paper.Statement(statement.Statement{
		Number: "1", Issued: closing, Period: statement.Period{From: closing.AddDays(-30), Through: closing}, Locale: l10n.EnUS.Tag(), Brand: b,
		Recipient: statement.Recipient{Names: []string{"Sample statement"}, Address: []string{"This is what a statement looks like."}},
		Contract: statement.Facts{
			Number: "SAMPLE", Currency: "USD", Vehicle: "Sample vehicle", VIN: "1M8GDM9AXKP042788", Rate: 59_900_000, Started: civil.Must(2025, 1, 15),
			Maturity: civil.Must(2030, 1, 31), Regular: 38652, Count: 60, CountPaid: 11,
		},
		Opening: 1_729_911, Closing: 1_699_907, Interest: 8_648,
		Payments: []statement.Payment{{
			Date: closing.AddDays(-11), Method: statement.ByACH, Amount: 38652, To: statement.Allocation{Interest: 8_648, Principal: 30_004},
			Balance: 1_699_907,
		}},
		Due: statement.Due{On: civil.Must(2026, 1, 31), Regular: 38652, Total: 38652},
	})
	return file.Bytes, err
}
