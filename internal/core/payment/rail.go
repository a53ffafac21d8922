package payment

import (
	"strings"
	"time"

	"marque/internal/civil"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/money"
)

// EntryID names an entry; FileID a file.
type (
	EntryID = id.Of[Entry]
	FileID  = id.Of[File]
)

// EntryKind says what an entry in a file to the bank does.
type EntryKind string

// The kinds. A prenote moves nothing and asks whether the account is there; a micro entry moves less than a dollar so that its owner can tell
// how much it was; a reversal gives back a debit that should never have been sent.
const (
	DebitEntry    EntryKind = "debit"
	CreditEntry   EntryKind = "credit"
	PrenoteEntry  EntryKind = "prenote"
	MicroEntry    EntryKind = "micro"
	MicroDebit    EntryKind = "micro_debit" // takes back what two micro entries gave
	ReversalEntry EntryKind = "reversal"
)

// IsDebit tells whether an entry of this kind takes money from the account.
func (k EntryKind) IsDebit() bool { return k == DebitEntry || k == MicroDebit }

// Verifies tells whether an entry of this kind is there to verify an account.
func (k EntryKind) Verifies() bool { return k == PrenoteEntry || k == MicroEntry || k == MicroDebit }

// EntryClass is how the account's owner agreed: in the portal, on the phone or on paper (Nacha standard entry class codes).
type EntryClass string

// The classes.
const (
	Web   EntryClass = "WEB"
	Phone EntryClass = "TEL" // one debit alone, and never a credit
	Paper EntryClass = "PPD"
	Core  EntryClass = "CORE" // SEPA core direct debit
)

// Rail is a way of money between banks.
type Rail string

// The rails.
const (
	ACH  Rail = "ach"
	SEPA Rail = "sepa"
)

// Rail is the rail on which entries of a class travel.
func (c EntryClass) Rail() Rail {
	if c == Core {
		return SEPA
	}
	return ACH
}

// RailOf is the rail on which debits in a currency travel, or a fault when there is none.
func RailOf(currency string) (Rail, error) {
	switch currency {
	case "USD":
		return ACH, nil
	case "EUR":
		return SEPA, nil
	}
	return "", l10n.Fault(fault.Unavailable,
		"Payments in %s cannot be made from a bank account here. Please call us.",
		"Aquí no se pueden hacer pagos en %s desde una cuenta bancaria. Llámenos.",
		"Zahlungen in %s sind hier von einem Bankkonto nicht möglich. Bitte rufen Sie uns an.", currency)
}

// Calendar tells on which days a rail moves money.
func (r Rail) Calendar() civil.Calendar {
	if r == SEPA {
		return civil.TARGET{}
	}
	return civil.FederalReserve{}
}

// Currency is the one in which a rail moves money.
func (r Rail) Currency() string {
	if r == SEPA {
		return "EUR"
	}
	return "USD"
}

// Sequence is an entry's place among those of its mandate (ISO 20022 SequenceType3Code). Since 2016 a first one may also be called recurring.
type Sequence string

// The sequence types.
const (
	FirstOf   Sequence = "FRST"
	Recurring Sequence = "RCUR"
	OneOff    Sequence = "OOFF"
	LastOf    Sequence = "FNAL"
)

// Mandate is what lets us draw a SEPA direct debit.
type Mandate struct {
	ID       string
	Signed   civil.Date
	Sequence Sequence
}

// Entry is one order to the bank: draw this amount from that account, or give it. Its trace is ours and comes back with whatever the bank
// says of it.
type Entry struct {
	ID        EntryID
	Trace     string // 15 digits on ACH, the end-to-end id on SEPA
	Kind      EntryKind
	Class     EntryClass
	Recurring bool // part of a standing order, by autopay
	Retry     bool // presented again after it came back
	Amount    money.Cents
	Effective civil.Date // the banking day on which the money should move
	Type      AccountType
	Routing   string // on SEPA the BIC, or nothing
	Number    string
	Name      string // the account holder
	Reference string // what the account holder reads and quotes
	Brand     string // whose name stands on the bank statement
	Mandate   Mandate
}

// File is everything that goes to the bank at once. The same file always becomes the same bytes.
type File struct {
	Name     string
	Modifier byte      // tells apart the files of one day: A to Z, then 0 to 9
	Made     time.Time // in the lender's zone
	Entries  []Entry
}

// MostEntries bounds a file: a batch counts its entries and addenda with six digits.
const MostEntries = 100_000

// Report is what the bank tells in a file of its own.
type Report struct {
	Made     civil.Date
	Returns  []ReturnLine
	Changes  []ChangeLine
	Receipts []Receipt
	Booked   int   // debits of ours that arrived, where a bank says so: there is nothing to do
	Forward  int   // entries that are orders, as our own files hold them
	Odd      []Odd // lines that cannot be taken for anything, though the file as a whole is sound
}

// ReturnLine is an entry that came back.
type ReturnLine struct {
	Line      int
	Trace     string // of the entry that we sent
	Code      string // Nacha return code: R01 …, or SEPA reason: AC04 …
	Amount    money.Cents
	Currency  string     // where the bank says it
	Effective civil.Date // of the entry that we sent, as far as the bank repeats it
}

// ChangeLine is a notice of change: the entry was processed, but the account's details must be corrected.
type ChangeLine struct {
	Line  int
	Trace string
	Code  string // Nacha change code: C01 …
	New   Details
}

// Details are an account's details; what is empty stays as it is.
type Details struct {
	Routing string
	Number  string
	Type    AccountType
	Name    string
}

// Receipt is the bank's word on a whole file.
type Receipt struct {
	File     string
	Accepted bool
	Reason   string
}

// Odd is a line that is kept for a person.
type Odd struct {
	Line   int
	Reason string
}

// Unreadable is a file that is not what it should be; nothing of it is used.
type Unreadable struct {
	Line   int // 0 is the file as a whole
	Reason string
}

// Error implements error.
func (u Unreadable) Error() string { return u.Reason }

// ASCII writes a name as bank files need it: no accents and nothing beyond the printable characters, at most so many of them.
func ASCII(s string, most int) string {
	var out strings.Builder
	for _, r := range folded(s) {
		if r < ' ' || r > '~' {
			r = ' '
		}
		out.WriteRune(r)
	}
	text := strings.Join(strings.Fields(out.String()), " ")
	return strings.TrimSpace(text[:min(len(text), most)])
}

// Stage is how far the delivery of a file has come, as the place where it goes shows it.
type Stage uint8

// The stages. A file that was begun has not been delivered: its temporary name becomes the final one in one step.
const (
	Absent Stage = iota // nothing of it is there
	Begun               // its temporary name is there
	There               // its final name is there, with the same bytes
	Other               // its final name is there, with other bytes
)

// Arrival is a file of the bank's that waits to be fetched.
type Arrival struct {
	Name string
	Size int64
	Mark string // name, size and time: another mark is another file
}

// MostBytes bounds a file of the bank's: a hundred thousand returns with their addenda are 20 MB.
const MostBytes = 32 << 20
