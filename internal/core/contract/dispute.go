package contract

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"unicode/utf8"

	"marque/internal/civil"
	"marque/internal/fault"
)

// Disputed says that the customer disputes a fee of a lease or, with Over, that the dispute is over and the fee stands. What is in dispute is not due, and
// nothing pays it: no money that comes in, no deposit and no credit balance. What the customer says is told elsewhere; why it stands is the answer, and stays.
type Disputed struct {
	Fee    string `json:"fee"`            // its key
	Case   string `json:"case,omitempty"` // the desk's case in which it is looked into
	Over   bool   `json:"over,omitempty"`
	Reason string `json:"reason,omitempty"` // of one that is over: why the fee stands, in the words that the customer reads
}

// MostStandsReason bounds why a disputed fee stands, in characters: a message tells it whole.
const MostStandsReason = 300

// Kind implements Body.
func (Disputed) Kind() EventKind { return KindDisputed }

func (b Disputed) validate() error {
	if utf8.RuneCountInString(b.Reason) > MostStandsReason {
		return fault.Inputf("reason", "Use at most %d characters.", MostStandsReason)
	}
	if err := oneOf(b.Over || b.Reason == "", "reason", "Only the end of a dispute has a reason."); err != nil {
		return err
	}
	return oneOf(b.Fee != "" && len(b.Fee) <= maxKey && len(b.Case) <= maxKey, "fee", "A dispute names its fee.")
}

// Dispute is what was said of a fee: that it is disputed, and how that ended. The zero value is a fee of which nothing was said.
type Dispute struct {
	Case   string
	On     civil.Date // when it was disputed
	Over   civil.Date // when it was said that it stands; zero while it is in dispute
	Reason string     // why it stands
}

// apply marks the fee. One that the fold charges later, on the same day or after a correction, is charged in dispute; of several words the last holds. When
// it is over, a credit balance pays what is due now.
func (b Disputed) apply(f *fold, e *Event) error {
	l := f.line(e)
	if f.lease == nil {
		f.note(NoteNotPossible, e)
		return nil
	}
	f.lease.said(b, e.Effective)
	for i := range f.fees {
		if fee := &f.fees[i]; fee.Key == b.Fee {
			fee.Disputed = !b.Over && fee.Open > 0
			l.Code = string(fee.Kind)
		}
	}
	if b.Over && f.lease.settled != nil {
		f.useDeposit(e)
	}
	return nil
}

// said remembers the word on a fee.
func (le *lease) said(b Disputed, on civil.Date) {
	if le.disputes == nil {
		le.disputes = map[string]Dispute{}
	}
	said := Dispute{Case: b.Case, On: on}
	if b.Over {
		said = le.disputes[b.Fee]
		said.Over, said.Reason = on, b.Reason
	}
	le.disputes[b.Fee] = said
}

// DisputeKey names the next word on a dispute, after so many others that are not in the state yet. Words are counted through, so that those of one day, which
// are folded in the order of their keys, stay in the order in which they were said; one that was undone keeps its number.
func (s *State) DisputeKey(others int, fee string) string {
	n := 1 + others
	for i := range s.Lines {
		if s.Lines[i].Kind == KindDisputed {
			n++
		}
	}
	sum := sha256.Sum256([]byte(fee))
	return fmt.Sprintf("dispute:%05d:%s", n, hex.EncodeToString(sum[:8]))
}
