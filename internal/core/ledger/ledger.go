// Package ledger makes balanced double-entry transactions, or none, and adds them up. Which event books what is core/booking's; where
// entries are kept is store/ledgers'.
package ledger

import (
	"slices"
	"sort"

	"marque/internal/civil"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/money"
)

// Account is a number of the chart of accounts (money.md section 3), per legal entity and currency.
type Account int

// The chart.
const (
	Cash           Account = 1000
	BankTransit    Account = 1010 // ACH or SEPA on its way
	CardReceivable Account = 1020
	LoanPrincipal  Account = 1100
	Interest       Account = 1110 // interest receivable
	Fees           Account = 1120 // fees receivable
	LeasedVehicles Account = 1200 // net: the lease balance
	RentReceivable Account = 1210
	Unapplied      Account = 2000
	CustomerCredit Account = 2010
	Deposits       Account = 2020
	TaxPayable     Account = 2030
	DeferredRent   Account = 2040 // rents paid in advance
	ProductRefunds Account = 2050
	Opening        Account = 3000 // balances of contracts taken over from another book
	InterestIncome Account = 4000
	LateFees       Account = 4010
	ReturnFees     Account = 4020
	RentIncome     Account = 4030
	Depreciation   Account = 4040 // depreciation recovered through rents and sales
	LeaseEnd       Account = 4050 // disposition, mileage, wear, early termination
	OtherFees      Account = 4060
	Recoveries     Account = 4100
	CreditLoss     Account = 5000
	IncomeLoss     Account = 5010 // interest and fees charged off
	Waivers        Account = 5020 // goodwill
	SmallBalances  Account = 5030 // rounding and small balances
	VehicleExpense Account = 5040 // depreciation of leased vehicles, by constant yield
	VerifyExpense  Account = 5050 // micro entries that verify customers' bank accounts, less what their debits bring back
)

var chart = [...]struct {
	account Account
	name    string
}{
	{Cash, "cash"}, {BankTransit, "bank debits in transit"}, {CardReceivable, "card processor receivable"}, {LoanPrincipal, "loan principal"},
	{Interest, "interest receivable"}, {Fees, "fees receivable"}, {LeasedVehicles, "vehicles on lease, net"}, {RentReceivable, "rent receivable"},
	{Unapplied, "unapplied"}, {CustomerCredit, "customer credit balances"}, {Deposits, "deposits"}, {TaxPayable, "tax payable"},
	{DeferredRent, "deferred lease income"}, {ProductRefunds, "product refunds due"}, {Opening, "opening balances of converted contracts"},
	{InterestIncome, "interest income"}, {LateFees, "late fees"}, {ReturnFees, "returned payment fees"}, {RentIncome, "rent income"},
	{Depreciation, "depreciation recovery"}, {LeaseEnd, "disposition, mileage and wear"}, {OtherFees, "other fees"}, {Recoveries, "recoveries"},
	{CreditLoss, "credit loss"}, {IncomeLoss, "interest and fees charged off"}, {Waivers, "goodwill and waivers"},
	{SmallBalances, "rounding and small balances"}, {VehicleExpense, "depreciation of vehicles on lease"},
	{VerifyExpense, "verification of bank accounts"},
}

// Accounts returns the chart in ascending order.
func Accounts() []Account {
	all := make([]Account, len(chart))
	for i := range chart {
		all[i] = chart[i].account
	}
	return all
}

// Name returns the account's name in plain words; an unknown account has none.
func (a Account) Name() string {
	i := sort.Search(len(chart), func(i int) bool { return chart[i].account >= a })
	if i < len(chart) && chart[i].account == a {
		return chart[i].name
	}
	return ""
}

// ID names a transaction.
type ID = id.Of[Transaction]

// Posting is one side of a transaction: debits are positive, credits negative.
type Posting struct {
	Account Account
	Amount  money.Cents
}

// Phase tells whether a transaction counts. Only posted ones move balances; a pending one is posted or voided at most once.
type Phase uint8

// The phases.
const (
	Posted Phase = iota
	Pending
	Voided
)

// Transaction is a balanced entry of one contract. It is made by New and never changed.
type Transaction struct {
	ID        ID
	Contract  string     // the contract's id, as text
	Key       string     // what it books: stable, shared by an entry and its corrections
	Effective civil.Date // the day it counts from
	Posted    civil.Date // the day it came into the book
	Cause     string     // key of the event behind it
	Corrects  string     // id of the transaction it corrects, as text; none is a first entry
	Phase     Phase
	Postings  []Posting // one for each account, ascending, none of them zero
}

// maxPostings bounds a transaction: the whole chart, each account once.
const maxPostings = len(chart)

// New returns the transaction with its postings merged by account and in order, or a fault when they do not balance.
func New(t Transaction) (Transaction, error) {
	switch {
	case t.ID.IsZero() || t.Key == "":
		return Transaction{}, fault.New(fault.Invalid, "A transaction needs an id and a key.")
	case t.Effective.IsZero() || t.Posted.IsZero():
		return Transaction{}, fault.New(fault.Invalid, "A transaction needs the day it counts from and the day it is posted.")
	}
	merged, err := Merge(t.Postings)
	if err != nil {
		return Transaction{}, err
	}
	sum := money.Cents(0)
	for _, p := range merged {
		sum += p.Amount
	}
	if sum != 0 {
		return Transaction{}, fault.Newf(fault.Invalid, "The transaction %s does not balance: it is off by %d.", t.Key, sum)
	}
	if len(merged) == 0 {
		return Transaction{}, fault.Newf(fault.Invalid, "The transaction %s books nothing.", t.Key)
	}
	t.Postings = merged
	return t, nil
}

// isMerged tells whether postings are what Merge returns.
func isMerged(postings []Posting) bool {
	for i, p := range postings {
		if p.Amount == 0 || p.Account.Name() == "" || i > 0 && postings[i-1].Account >= p.Account {
			return false
		}
	}
	return true
}

// Merge sums postings by account, leaves out what comes to nothing and sorts by account. What is so already is returned as it is.
func Merge(postings []Posting) ([]Posting, error) {
	if isMerged(postings) {
		return postings, nil
	}
	if len(postings) > 4*maxPostings {
		return nil, fault.New(fault.TooLarge, "A transaction has at most a few postings for each account.")
	}
	sorted := slices.Clone(postings)
	slices.SortFunc(sorted, func(a, b Posting) int { return int(a.Account) - int(b.Account) })
	out := sorted[:0]
	for _, p := range sorted {
		if p.Account.Name() == "" {
			return nil, fault.Newf(fault.Invalid, "The chart has no account %d.", p.Account)
		}
		if n := len(out); n > 0 && out[n-1].Account == p.Account {
			out[n-1].Amount += p.Amount
		} else {
			out = append(out, p)
		}
	}
	return slices.DeleteFunc(out, func(p Posting) bool { return p.Amount == 0 }), nil
}

// Post makes a pending transaction count, on the day it is posted.
func (t Transaction) Post(on civil.Date) (Transaction, error) { return t.decide(Posted, on) }

// Void drops a pending transaction.
func (t Transaction) Void(on civil.Date) (Transaction, error) { return t.decide(Voided, on) }

func (t Transaction) decide(phase Phase, on civil.Date) (Transaction, error) {
	if t.Phase != Pending {
		return t, fault.New(fault.Conflict, "Only a pending transaction can be posted or voided, and only once.")
	}
	t.Phase, t.Posted = phase, on
	return t, nil
}

// Balance is an account's balance: debits positive.
type Balance struct {
	Account Account
	Debit   money.Cents // sum of the debits
	Credit  money.Cents // sum of the credits, positive
}

// Net is debits less credits.
func (b Balance) Net() money.Cents { return b.Debit - b.Credit }

// Trial is a trial balance: every account that was touched, ascending.
type Trial []Balance

// TrialOf adds up the posted transactions by a day (none: all).
func TrialOf(all []Transaction, by civil.Date) Trial {
	sums := map[Account]Balance{}
	for i := range all {
		if all[i].Phase != Posted || by != 0 && all[i].Posted > by {
			continue
		}
		for _, p := range all[i].Postings {
			b := sums[p.Account]
			b.Account = p.Account
			b.Debit += max(p.Amount, 0)
			b.Credit += max(-p.Amount, 0)
			sums[p.Account] = b
		}
	}
	trial := make(Trial, 0, len(sums))
	for _, b := range sums {
		trial = append(trial, b)
	}
	slices.SortFunc(trial, func(a, b Balance) int { return int(a.Account) - int(b.Account) })
	return trial
}

// Off is what the trial balance is out by: 0 in a book that is right.
func (t Trial) Off() money.Cents {
	sum := money.Cents(0)
	for _, b := range t {
		sum += b.Net()
	}
	return sum
}

// Of returns the net balance of an account.
func (t Trial) Of(a Account) money.Cents {
	for _, b := range t {
		if b.Account == a {
			return b.Net()
		}
	}
	return 0
}
