// Package verifying proves the book: every contract is folded again and compared with what is cached and booked, every sum is summed
// again, every chain walked, every sealed value opened. It changes nothing.
package verifying

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"time"

	"marque/internal/book"
	"marque/internal/core/access"
	"marque/internal/core/booking"
	"marque/internal/core/contract"
	"marque/internal/core/ledger"
	"marque/internal/core/payment"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/seal"
	"marque/internal/store/audits"
	"marque/internal/store/bankfiles"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/ledgers"
	"marque/internal/store/letters"
	"marque/internal/store/parties"
	"marque/internal/store/payments"
	"marque/internal/store/sealings"
	"marque/internal/store/statements"
)

// Deps is what the service needs.
type Deps struct {
	Door *door.Door
	Book *book.Book
	Box  *seal.Box
}

// Service proves.
type Service struct {
	Deps
	parties *parties.Store
}

// New returns a service.
func New(d Deps) *Service { return &Service{Deps: d, parties: parties.New(d.Box)} }

// Report is what was looked at and what was wrong.
type Report struct {
	Contracts int      `json:"contracts"`
	Events    int      `json:"events"`
	Findings  []string `json:"findings"`
}

// mostFindings bounds a report: a book with more is not repaired line by line.
const mostFindings = 200

// pageSize is how many contracts are looked up at a time.
const pageSize = 500

func (r *Report) add(format string, args ...any) {
	if len(r.Findings) < mostFindings {
		r.Findings = append(r.Findings, fmt.Sprintf(format, args...))
	}
}

// Verify looks at everything. Checkpoints that were kept apart are compared with those in the database. An error means that it could not look; what it found wrong is in the report.
func (s *Service) Verify(ctx context.Context, by access.Actor, kept ...audits.Checkpoint) (Report, error) {
	report := Report{Findings: []string{}}
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.BookVerify, On: access.OnSystem("book")}, func(r engine.Reader) error {
		chain, err := s.record(r, kept)
		if err != nil {
			return err
		}
		unbalanced, err := ledgers.Unbalanced(r)
		if err != nil {
			return err
		}
		sealed, err := s.opens(r)
		if err != nil {
			return err
		}
		for _, finding := range slices.Concat(chain, unbalanced, sealed) {
			report.add("%s", finding)
		}
		return s.eachContract(r, func(c contracts.Contract) error { return s.contract(r, c, &report) })
	})
	return report, err
}

// record proves the audit: its chains, and its checkpoints with those that were kept apart.
func (s *Service) record(r engine.Reader, kept []audits.Checkpoint) ([]string, error) {
	chain, err := audits.Verify(r, mostFindings)
	if err != nil {
		return nil, err
	}
	checkpoints, err := audits.VerifyCheckpoints(r, s.Box.Signed, kept, mostFindings)
	return append(chain, checkpoints...), err
}

// Record is what was found of the audit alone.
type Record struct {
	Findings   []string
	Newest     time.Time // when something was recorded last; zero when nothing was
	Checkpoint time.Time // when the newest checkpoint was made; zero when none was
}

// Record proves the audit alone, which is much sooner done than the book.
func (s *Service) Record(ctx context.Context, by access.Actor) (Record, error) {
	var out Record
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.BookVerify, On: access.OnSystem("audit")}, func(r engine.Reader) (err error) {
		if out.Findings, err = s.record(r, nil); err != nil {
			return err
		}
		if out.Newest, err = audits.Newest(r); err != nil {
			return err
		}
		last, err := audits.Last(r)
		if last.N > 0 {
			out.Checkpoint = last.At
		}
		return err
	})
	return out, err
}

func (s *Service) eachContract(r engine.Reader, visit func(contracts.Contract) error) error {
	var after contract.ID
	for {
		page, err := contracts.After(r, after, pageSize)
		if err != nil || len(page) == 0 {
			return err
		}
		for _, c := range page {
			if err := visit(c); err != nil {
				return err
			}
		}
		after = page[len(page)-1].ID
	}
}

// opens proves that every sealed value opens in its place. Statements are opened with their contracts.
func (s *Service) opens(r engine.Reader) (findings []string, err error) {
	for _, table := range sealings.Tables() {
		var after sealings.Row
		for more := table.Name != "statements"; more && len(findings) < mostFindings; {
			var broken []string
			if broken, after, more, err = table.Prove(r, s.Box, after); err != nil {
				return nil, err
			}
			findings = append(findings, broken...)
		}
	}
	return findings, nil
}

// contract proves one contract: its cached state, its ledger, its payments, its people, its statements.
func (s *Service) contract(r engine.Reader, c contracts.Contract, report *Report) error {
	report.Contracts++
	events, err := contracts.Events(r, c.ID)
	if err != nil {
		report.add("contract %s: its events cannot be read: %v", c.Terms.Number, err)
		return nil
	}
	report.Events += len(events)
	for _, prove := range []func(engine.Reader, contracts.Contract, []contract.Event, *Report) error{
		s.provesState, s.provesBalances, s.provesPayments, s.provesPendings, s.provesEntries, s.provesRefunds, s.provesReceived, s.provesCards, s.provesVerifications, s.provesPeople,
		s.provesStatements,
	} {
		if err := prove(r, c, events, report); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) provesState(r engine.Reader, c contracts.Contract, events []contract.Event, report *Report) error {
	cached, err := contracts.StateOf(r, c.ID)
	if err != nil {
		report.add("contract %s: it has no cached state: %v", c.Terms.Number, err)
		return nil
	}
	state, err := contract.Fold(c.Terms, events, contract.At{AsOf: cached.AsOf})
	if err != nil {
		report.add("contract %s: it does not fold: %v", c.Terms.Number, err)
		return nil
	}
	want, err := book.Cache(c, state, events)
	if err != nil {
		return err
	}
	if !bytes.Equal(want.Digest, cached.Digest) {
		report.add("contract %s: its cached state is not what its terms and events fold to", c.Terms.Number)
	}
	if wakes := book.Wakes(state, events); cached.Wakes > wakes {
		report.add("contract %s: its close sleeps until %s and has something to do on %s", c.Terms.Number, cached.Wakes, wakes)
	}
	if n, err := ledgers.CountEntries(r, c.ID); err != nil || n != cached.Posted {
		report.add("contract %s: its state counts %d entries, and the ledger has %d (%v)", c.Terms.Number, cached.Posted, n, err)
	}
	want.Digest, cached.Digest = nil, nil
	if want.Balance != cached.Balance || want.DueNow != cached.DueNow || want.PastDue != cached.PastDue || want.Events != cached.Events ||
		want.Status != cached.Status || want.NextDue != cached.NextDue || want.NextAmount != cached.NextAmount || want.DaysPastDue != cached.DaysPastDue {
		report.add("contract %s: its cached figures are not those of its state", c.Terms.Number)
	}
	return s.provesLedger(r, c, state, report)
}

// provesLedger asks whether anything would still have to be booked: nothing may be missing and nothing too much.
func (s *Service) provesLedger(r engine.Reader, c contracts.Contract, state *contract.State, report *Report) error {
	booked, err := ledgers.Booked(r, c.ID)
	if err != nil {
		return err
	}
	wanted, err := booking.Want(&c.Terms, state)
	if err != nil {
		report.add("contract %s: it cannot be booked: %v", c.Terms.Number, err)
		return nil
	}
	missing, err := booking.Reconcile(c.ID, wanted, booked, state.AsOf)
	if err != nil {
		report.add("contract %s: its ledger cannot be compared: %v", c.Terms.Number, err)
		return nil
	}
	for _, t := range missing {
		report.add("contract %s: the ledger's %s is not what happened", c.Terms.Number, t.Key)
	}
	return nil
}

func (s *Service) provesBalances(r engine.Reader, c contracts.Contract, _ []contract.Event, report *Report) error {
	balances, err := ledgers.Balances(r, c.ID)
	if err != nil {
		return err
	}
	sums, err := ledgers.Sums(r, c.ID)
	if err != nil {
		return err
	}
	for _, account := range ledger.Accounts() {
		if balances[account] != sums[account] {
			report.add("contract %s: account %d stands at %d, but its postings sum to %d", c.Terms.Number, account, balances[account], sums[account])
		}
	}
	return nil
}

// provesPayments matches the payments that count with the events they became.
func (s *Service) provesPayments(r engine.Reader, c contracts.Contract, events []contract.Event, report *Report) error {
	rows, err := payments.Of(r, c.ID)
	if err != nil {
		return err
	}
	amounts := map[string]contract.Payment{}
	for _, e := range events {
		if p, ok := e.Body.(contract.Payment); ok {
			amounts[e.Key] = p
		}
	}
	for _, row := range rows {
		key := book.Key("payment", row.ID.String())
		event, counted := amounts[key]
		delete(amounts, key)
		if counts := row.State == payment.Settled || row.State == payment.Final; counts && !counted {
			report.add("contract %s: payment %s is settled but not on the contract", c.Terms.Number, row.Reference)
		}
		if counted && (event.Amount != row.Amount || row.State.InFlight() || row.State == payment.Cancelled) {
			report.add("contract %s: payment %s is on the contract otherwise than it was made", c.Terms.Number, row.Reference)
		}
	}
	for key := range amounts {
		if isOurs(key) {
			report.add("contract %s: %s is on the contract, but nobody made it", c.Terms.Number, key)
		}
	}
	return nil
}

// provesPendings matches what is on its way with the pending entries: sent money is pending, money that counted was posted, money that
// came back before was voided.
func (s *Service) provesPendings(r engine.Reader, c contracts.Contract, _ []contract.Event, report *Report) error {
	all, err := ledgers.Pendings(r, c.ID)
	if err != nil {
		return err
	}
	held := map[string]ledgers.Pending{}
	for _, p := range all {
		held[p.Key] = p
	}
	rows, err := payments.Of(r, c.ID)
	if err != nil {
		return err
	}
	for _, row := range rows {
		key := book.Key("payment", row.ID.String())
		p, is := held[key]
		delete(held, key)
		if is != (row.State != payment.Created && row.State != payment.Cancelled) || is && (p.Amount != row.Amount || !endsAs(row.State, p.Phase)) {
			report.add("contract %s: what is pending for payment %s is not where the payment stands", c.Terms.Number, row.Reference)
		}
	}
	for key := range held {
		report.add("contract %s: %s is pending, but nobody made it", c.Terms.Number, key)
	}
	return nil
}

// provesEntries matches payments with what stands in the files to the bank: each that was batched stands there once, with its amount and its trace,
// and came back there if it came back here.
func (s *Service) provesEntries(r engine.Reader, c contracts.Contract, _ []contract.Event, report *Report) error {
	rows, err := payments.Of(r, c.ID)
	if err != nil {
		return err
	}
	for _, row := range rows {
		entries, err := bankfiles.OfPayment(r, row.ID)
		if err != nil {
			return err
		}
		want := 1
		if row.State == payment.Created || row.State == payment.Cancelled {
			want = 0
		}
		if len(entries) != want {
			report.add("contract %s: payment %s stands %d times in the files to the bank", c.Terms.Number, row.Reference, len(entries))
			continue
		}
		for _, e := range entries {
			if e.Amount != row.Amount || e.Trace != row.RailRef && !e.File.IsZero() || e.ReturnCode != row.ReturnCode || e.Account != row.Account {
				report.add("contract %s: payment %s stands otherwise in the file to the bank", c.Terms.Number, row.Reference)
			}
		}
	}
	return nil
}

// provesRefunds matches credit balances that were paid out with the contract's events and with what stands in the files to the bank.
func (s *Service) provesRefunds(r engine.Reader, c contracts.Contract, events []contract.Event, report *Report) error {
	rows, err := payments.Refunds(r, c.ID)
	if err != nil || len(rows) == 0 {
		return err
	}
	out := map[string]contract.Body{}
	for i := range events {
		out[events[i].Key] = events[i].Body
	}
	for _, row := range rows {
		paid, is := out[book.Key("refund", row.ID.String())].(contract.CreditRefunded)
		_, undone := out[book.Key("refund-return", row.ID.String())]
		if !is || paid.Amount != row.Amount || undone != (row.State == payment.Returned) {
			report.add("contract %s: refund %s stands otherwise on the contract", c.Terms.Number, row.Reference)
		}
		e, err := bankfiles.EntryByID(r, row.Entry)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		if err != nil || e.Kind != payment.CreditEntry || e.Amount != row.Amount || e.Account != row.Account || e.ReturnCode != row.ReturnCode || e.Trace != row.RailRef && !e.File.IsZero() {
			report.add("contract %s: refund %s stands otherwise in the files to the bank", c.Terms.Number, row.Reference)
		}
	}
	return nil
}

// endsAs tells whether a pending entry may be in a phase while its payment is in a state.
func endsAs(state payment.State, phase ledger.Phase) bool {
	switch state {
	case payment.Batched, payment.Sent:
		return phase == ledger.Pending
	case payment.Returned:
		return phase != ledger.Pending
	}
	return phase == ledger.Posted
}

// isOurs tells whether an event's key names a payment that this program took; others came with the book.
func isOurs(key string) bool {
	prefix := book.Key("payment", "")
	return len(key) > len(prefix) && key[:len(prefix)] == prefix
}

func (s *Service) provesPeople(r engine.Reader, c contracts.Contract, _ []contract.Event, report *Report) error {
	members, err := parties.Members(r, c.ID)
	if err != nil {
		return err
	}
	if len(members) == 0 {
		report.add("contract %s: nobody is on it", c.Terms.Number)
	}
	for _, m := range members {
		if _, err := s.parties.ByID(r, m.Party); err != nil {
			report.add("contract %s: party %s cannot be read: %v", c.Terms.Number, m.Party, err)
			continue
		}
		if _, err := payments.Accounts(r, s.Box, m.Party); err != nil {
			report.add("contract %s: a bank account of party %s cannot be read: %v", c.Terms.Number, m.Party, err)
		}
	}
	return nil
}

func (s *Service) provesStatements(r engine.Reader, c contracts.Contract, _ []contract.Event, report *Report) error {
	list, err := statements.Of(r, c.ID)
	if err != nil {
		return err
	}
	for _, st := range list {
		file, stored, err := statements.File(r, s.Box, c.ID, st.ID)
		sum := sha256.Sum256(file)
		if err != nil || !bytes.Equal(sum[:], stored) {
			report.add("contract %s: the statement of %s is not the file that was issued", c.Terms.Number, st.Closed)
		}
	}
	return s.provesLetters(r, c, report)
}

func (s *Service) provesLetters(r engine.Reader, c contracts.Contract, report *Report) error {
	list, err := letters.Of(r, c.ID)
	if err != nil {
		return err
	}
	for i := range list {
		file, err := letters.File(r, s.Box, c.ID, list[i].ID)
		sum := sha256.Sum256(file)
		if err != nil || !bytes.Equal(sum[:], list[i].SHA256) {
			report.add("contract %s: the letter %q of %s is not the file that was issued", c.Terms.Number, list[i].Title, list[i].Issued)
		}
	}
	return nil
}
