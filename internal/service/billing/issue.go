package billing

import (
	"crypto/sha256"
	"fmt"
	"strconv"

	"marque/internal/book"
	"marque/internal/civil"
	"marque/internal/core/autopay"
	"marque/internal/core/contract"
	"marque/internal/core/notice"
	"marque/internal/core/payment"
	"marque/internal/core/statement"
	"marque/internal/courier"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/paper"
	"marque/internal/store/autopays"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/parties"
	"marque/internal/store/payments"
	"marque/internal/store/statements"
	"marque/internal/store/vehicles"
)

// issue is a finished statement that waits to be stored.
type issue struct {
	row        statements.Statement
	file, page []byte
	readers    []parties.Party
	vehicle    string
}

// issue renders the statement whose period ends on a day, or returns nil when none does.
func (s *Service) issue(r engine.Reader, stored contracts.Contract, state *contract.State, day civil.Date) (*issue, error) {
	if !statement.Closes(state, day) {
		return nil, nil
	}
	before, err := statements.Of(r, stored.ID)
	if err != nil {
		return nil, err
	}
	src := statement.Source{
		Number: strconv.Itoa(len(before) + 1), Issued: day, Terms: &stored.Terms, After: state, VIN: stored.VIN, Brand: s.Brands[stored.Terms.Brand],
		Period: statement.Period{From: periodStart(stored, state, day), Through: day},
	}
	if len(before) > 0 {
		src.Period.From, src.Carried = before[0].Closed+1, &before[0].Balance
	}
	if src.Period.From > day || len(before) > 0 && quiet(state, src.Period.From) {
		return nil, nil
	}
	if src.Before, err = s.Book.Fold(r, stored, src.Period.From-1); err != nil {
		return nil, err
	}
	out := &issue{}
	if out.readers, err = s.people(r, stored, &src); err != nil {
		return nil, err
	}
	if err := s.circumstances(r, stored, &src); err != nil {
		return nil, err
	}
	out.vehicle = src.Vehicle
	return out, s.render(out, stored, src)
}

func (s *Service) render(out *issue, stored contracts.Contract, src statement.Source) error {
	st, err := statement.From(src)
	if err != nil {
		return fmt.Errorf("make statement %s: %w", src.Number, err)
	}
	printed, err := paper.Statement(*st)
	if err != nil {
		return fmt.Errorf("print statement %s: %w", src.Number, err)
	}
	out.file = printed.Bytes
	if out.page, err = printed.Page.Pack(); err != nil {
		return fmt.Errorf("pack statement %s: %w", src.Number, err)
	}
	sum := sha256.Sum256(out.file)
	out.row = statements.Statement{
		ID: id.Derive[statements.Statement](stored.ID.String(), src.Period.Through.String()), Contract: stored.ID, Opened: src.Period.From,
		Closed: src.Period.Through, Due: st.Due.On, AmountDue: st.Due.Total, Balance: st.Closing, Pages: printed.Pages, SHA256: sum[:], Rendered: s.Book.Now(),
	}
	return nil
}

// quiet tells whether nothing happened since a day and nothing is owed: such a month needs no statement.
func quiet(state *contract.State, since civil.Date) bool {
	if state.Balance() != 0 || state.Credit != 0 || state.NextDue.Amount != 0 {
		return false
	}
	for i := range state.Lines {
		if state.Lines[i].Effective >= since {
			return false
		}
	}
	return true
}

// periodStart is where the first statement begins: after the closing day before, or where the contract came into the book.
func periodStart(stored contracts.Contract, state *contract.State, day civil.Date) civil.Date {
	start := stored.Terms.ContractDate
	for i := range state.Lines {
		if l := &state.Lines[i]; l.Kind == contract.KindConverted {
			start = max(start, l.Effective)
		}
	}
	return max(start, day.AddMonths(-1, day.Day())+1)
}

// people addresses the statement: to every party, at the first one's address, in the first one's language.
func (s *Service) people(r engine.Reader, stored contracts.Contract, src *statement.Source) ([]parties.Party, error) {
	members, err := parties.Members(r, stored.ID)
	if err != nil {
		return nil, err
	}
	var all []parties.Party
	for _, m := range members {
		p, err := s.parties.ByID(r, m.Party)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
		src.Recipient.Names = append(src.Recipient.Names, p.GivenName+" "+p.FamilyName)
	}
	src.Locale = l10n.EnUS.Tag()
	if len(all) > 0 {
		a := all[0].Address
		src.Locale = l10n.Match(all[0].Locale).Tag()
		src.Recipient.State = a.Region
		src.Recipient.Address = lines(a.Line1, a.Line2, a.City+", "+a.Region+" "+a.PostalCode)
	}
	return all, nil
}

func lines(all ...string) []string {
	var out []string
	for _, line := range all {
		if line != "" && line != ",  " {
			out = append(out, line)
		}
	}
	return out
}

// circumstances adds what is not in the contract's own events: the vehicle's name, and from which account a payment came.
func (s *Service) circumstances(r engine.Reader, stored contracts.Contract, src *statement.Source) error {
	v, err := vehicles.ByVIN(r, stored.VIN)
	if err != nil {
		return err
	}
	src.Vehicle = v.Name()
	events, err := contracts.Events(r, stored.ID)
	if err != nil {
		return err
	}
	src.Methods = map[string]string{}
	for _, e := range events {
		if p, ok := e.Body.(contract.Payment); ok {
			src.Methods[e.Key] = p.Method
		}
	}
	rows, err := payments.Of(r, stored.ID)
	if err != nil {
		return err
	}
	for _, row := range rows {
		a, err := payments.Account(r, s.Box, row.Party, row.Account)
		if err != nil {
			return err
		}
		src.Methods[book.Key("payment", row.ID.String())] = accountWords(a)
	}
	src.LateFee = mostLateFee(&stored.Terms.Product.LateFee)
	src.Autopay, err = s.autopay(r, stored, events, rows, src.Period.Through)
	return err
}

// autopay says on the statement what will be taken next, as autopay derives it.
func (s *Service) autopay(r engine.Reader, stored contracts.Contract, events []contract.Event, rows []payments.Row, day civil.Date) (statement.Autopay, error) {
	e, err := autopays.Open(r, stored.ID)
	if fault.Is(err, fault.NotFound) || err == nil && !e.Runs() {
		return statement.Autopay{}, nil
	}
	if err != nil {
		return statement.Autopay{}, err
	}
	by := autopay.Standing{Terms: stored.Terms, Events: events, From: day + 1}
	for _, row := range rows {
		if row.State.InFlight() {
			by.OnWay = append(by.OnWay, row.Event(book.Key("payment", row.ID.String())))
		}
	}
	next, err := e.Upcoming(by, 1)
	if err != nil || len(next) == 0 || next[0].Skipped {
		return statement.Autopay{}, err
	}
	account, err := payments.Account(r, s.Box, e.Party, e.Account)
	if err != nil {
		return statement.Autopay{}, err
	}
	return statement.Autopay{On: true, Next: next[0].On, Amount: next[0].Amount, Account: account.LastFour()}, nil
}

// accountWords names an account by its last four digits, in no language.
func accountWords(a payment.Account) string { return "•••• " + a.LastFour() }

// mostLateFee is the cap that the contract states; without one nothing is said.
func mostLateFee(rule *contract.LateFeeRule) money.Cents { return max(rule.Max, rule.Fixed) }

// announce tells everybody on the contract that the statement is there.
func (s *Service) announce(tx *engine.Tx, w *turn) error {
	st := w.issue.row
	_, err := s.Courier.SendAll(tx, courier.Parcel{
		Notice: notice.StatementReady{
			Closing: st.Closed, Vehicle: w.issue.vehicle, Due: st.AmountDue, Currency: w.Terms.Money(), DueDate: st.Due,
		},
		Brand: w.Terms.Brand, Contract: w.ID, Once: "statement/" + st.ID.String(),
	}.ForAll(w.issue.readers))
	return err
}
