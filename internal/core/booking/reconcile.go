package booking

import (
	"cmp"
	"encoding/binary"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/ledger"
	"marque/internal/id"
	"marque/internal/money"
)

// Booked is what the journal holds under a key in an account, in sum.
type Booked struct {
	Key     string
	Account ledger.Account
	Amount  money.Cents
	Entries int // how many postings make up the sum: it keeps the ids of corrections apart; 0 counts as 1
}

// Expected is what the journal holds for a contract of which each wish was booked once and nothing was ever corrected, with a
// checksum. It holds in truth if the journal, which was brought to these wishes, has as many entries: every wish that comes to something has at least one.
func Expected(want []Entry) (e Expectation, err error) {
	e.Booked = make([]Booked, 0, 3*len(want))
	sum := fnv.New64a()
	var buf []byte
	for i := range want {
		merged, err := ledger.Merge(want[i].Postings)
		if err != nil {
			return Expectation{}, err
		}
		if len(merged) > 0 {
			e.Entries++
		}
		for _, p := range merged {
			e.Booked = append(e.Booked, Booked{Key: want[i].Key, Account: p.Account, Amount: p.Amount, Entries: 1})
			buf = binary.AppendVarint(binary.AppendVarint(append(buf[:0], want[i].Key...), int64(p.Account)), int64(p.Amount))
			_, _ = sum.Write(buf) // it cannot fail
		}
	}
	e.Sum = int64(sum.Sum64()) //nolint:gosec // its bits are stored as they are
	return e, nil
}

// Expectation is what Expected returns.
type Expectation struct {
	Booked  []Booked
	Entries int   // in which it stands
	Sum     int64 // FNV-1a of keys, accounts and amounts
}

// Reconcile compares what is wanted with what is booked, key by key, and returns the transactions that bring the journal there, posted on a
// day: a first entry for a new key, a correcting one, which names what it corrects, for a key that holds something else. When nothing differs
// it returns nothing, so that it can be run again at any time.
func Reconcile(contractID contract.ID, want []Entry, booked []Booked, posted civil.Date) ([]ledger.Transaction, error) {
	r := reconciler{contract: contractID.String(), posted: posted, held: byKey(booked)}
	for i := range want {
		if err := r.compare(&want[i]); err != nil {
			return nil, err
		}
	}
	return r.out, r.vanished(want)
}

// holding is what the journal holds under one key.
type holding struct {
	postings []ledger.Posting
	entries  int
	seen     bool
}

// house begins the keys of what the lender books for itself on the occasion of a contract.
const house = "house/"

// HouseKey is the key of an entry that no line of a fold wants, since it is not the customer's: what it cost the lender to verify an account. Reconcile leaves these alone.
func HouseKey(key string) string { return house + key }

// IsHouse tells whether a key is a HouseKey.
func IsHouse(key string) bool { return strings.HasPrefix(key, house) }

func byKey(booked []Booked) map[string]*holding {
	held := make(map[string]*holding, len(booked))
	for i := range booked {
		b := &booked[i]
		if IsHouse(b.Key) {
			continue
		}
		h := held[b.Key]
		if h == nil {
			h = &holding{}
			held[b.Key] = h
		}
		h.postings = append(h.postings, ledger.Posting{Account: b.Account, Amount: b.Amount})
		h.entries += max(b.Entries, 1)
	}
	return held
}

type reconciler struct {
	contract string
	posted   civil.Date
	held     map[string]*holding
	out      []ledger.Transaction
}

// compare books the difference between a wish and what is held.
func (r *reconciler) compare(e *Entry) error {
	h := r.held[e.Key]
	if h == nil {
		return r.book(e, e.Postings, 0)
	}
	h.seen = true
	difference := slices.Clone(e.Postings)
	for _, p := range h.postings {
		difference = append(difference, ledger.Posting{Account: p.Account, Amount: -p.Amount})
	}
	return r.book(e, difference, h.entries)
}

// vanished takes back what is held under keys that nothing wants any more.
func (r *reconciler) vanished(want []Entry) error {
	var keys []string
	for key, h := range r.held {
		if !h.seen {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, cmp.Compare[string])
	for _, key := range keys {
		e := Entry{Key: key, Effective: r.effective(key)}
		if len(want) > 0 {
			e.Latest = want[0].Latest
		}
		if err := r.compare(&e); err != nil {
			return err
		}
	}
	return nil
}

// effective is the day that a vanished key counted from: an accrual's is in its key, for others it is the day of the correction.
func (r *reconciler) effective(key string) civil.Date {
	if day, ok := strings.CutPrefix(key, accrualPrefix); ok {
		if d, err := civil.Parse(day); err == nil {
			return d
		}
	}
	return r.posted
}

// book makes a transaction of the postings unless they come to nothing.
func (r *reconciler) book(e *Entry, postings []ledger.Posting, held int) error {
	merged, err := ledger.Merge(postings)
	if err != nil || len(merged) == 0 {
		return err
	}
	t := ledger.Transaction{
		ID: r.id(e.Key, held), Contract: r.contract, Key: e.Key, Effective: e.Effective, Posted: r.posted, Cause: e.Cause, Postings: merged,
	}
	if held > 0 {
		t.Corrects = r.id(e.Key, 0).String()
	}
	if t.Cause == "" || held > 0 && len(e.Postings) > 0 { // what was undone knows by whom; what only changed, changed by the last news
		t.Cause = e.Latest
	}
	made, err := ledger.New(t)
	if err != nil {
		return err
	}
	r.out = append(r.out, made)
	return nil
}

// id is the name of a transaction: the same for the same wish, whoever books it.
func (r *reconciler) id(key string, held int) ledger.ID {
	return id.Derive[ledger.Transaction](r.contract, key, strconv.Itoa(held))
}
