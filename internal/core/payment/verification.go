package payment

import (
	"strings"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/money"
)

// VerificationID names a verification.
type VerificationID = id.Of[Verification]

// Method is a way to find out whether an account is there, and whose it is.
type Method string

// The methods. Micro entries prove that the customer can read the account: two deposits of less than a dollar whose amounts come back typed, and a debit of their sum (Nacha
// Operating Rules 2.7). A prenote moves nothing and proves that the bank knows the account (2.6).
const (
	ByMicro   Method = "micro"
	ByPrenote Method = "prenote"
)

// VerificationState is a step of a verification.
type VerificationState string

// The states: ordered → sent → arrived (micro entries only) → passed, or failed, expired, withdrawn on the way.
const (
	VerifyOrdered   VerificationState = "ordered"
	VerifySent      VerificationState = "sent"
	VerifyArrived   VerificationState = "arrived"
	VerifyPassed    VerificationState = "passed"
	VerifyFailed    VerificationState = "failed"
	VerifyExpired   VerificationState = "expired"
	VerifyWithdrawn VerificationState = "withdrawn"
)

// The bounds of a verification.
const (
	MostTries        = 3  // of typing the two amounts: three of 4,851 pairs
	TypeDays         = 14 // calendar days after the deposits have arrived in which the amounts can be typed
	PrenoteDays      = 3  // banking days after a prenote settles before a debit may (Nacha Operating Rules 2.6.2)
	MostOfAnAccount  = 3  // micro entries that are sent to one account, ever: whoever cannot read it does not get more chances
	MostVerifiesADay = 3  // of one customer
	MostAccounts     = 10 // that one customer may have
	MostAddedADay    = 5  // by one customer
)

// microLeast and microMost bound a micro entry: a cent to less than a dollar.
const (
	microLeast money.Cents = 1
	microMost  money.Cents = 99
)

// UnverifiedMost is what may be on its way altogether from an account that nothing has verified yet. A payoff is not bounded: what secures the loan is only given free after
// the return window.
const UnverifiedMost money.Cents = 5_000_00

// Verification is one attempt to verify an account.
type Verification struct {
	ID       VerificationID
	Party    access.PartyID
	Account  AccountID
	Contract contract.ID // on whose occasion: its brand stands on the bank statement, its ledger holds the cost
	Method   Method
	State    VerificationState
	Date     civil.Date // the business day on which it was ordered
	SentOn   civil.Date // none before its file has left
	BookedOn civil.Date // of micro entries: the day on which their money was booked; none before
	Until    civil.Date // the last day on which amounts can be typed; none before they have arrived
	Tries    int        // how often wrong amounts were typed
	Code     string     // of the return that failed it
	EndedOn  civil.Date
	By       access.UserID
	At       time.Time
}

// Open tells whether it has not ended.
func (v Verification) Open() bool {
	return v.State == VerifyOrdered || v.State == VerifySent || v.State == VerifyArrived
}

// EntryCount is how many entries the method sends.
func (m Method) EntryCount() int {
	if m == ByMicro {
		return 3
	}
	return 1
}

// Entry is the id of the nth entry, from 1: two deposits and the debit of their sum, or the one prenote.
func (v Verification) Entry(n int) EntryID {
	return id.Derive[Entry]("verification", v.ID.String(), string(rune('0'+n)))
}

// MicroAmounts makes two different amounts of random bytes. Of 99 amounts each bias towards the lower ones is 1 in 660, for 65,536 is not a multiple of 99.
func MicroAmounts(random [4]byte) (first, second money.Cents) {
	first = microLeast + money.Cents(uint16(random[0])<<8|uint16(random[1]))%microMost
	second = microLeast + money.Cents(uint16(random[2])<<8|uint16(random[3]))%(microMost-1)
	if second >= first {
		second++ // two amounts that are the same would be one thing to guess
	}
	return first, second
}

// ReadMicro reads an amount as people type it: 0.32, .32, 32 cents, $0.32. It returns false for what is no amount below a dollar.
func ReadMicro(typed string) (money.Cents, bool) {
	s := strings.ToLower(strings.TrimSpace(typed))
	s = strings.TrimSpace(strings.TrimPrefix(s, "$"))
	for _, word := range []string{"cents", "cent", "¢"} {
		s = strings.TrimSpace(strings.TrimSuffix(s, word))
	}
	s = strings.Replace(s, ",", ".", 1) // as Germans type it
	if rest, dot := strings.CutPrefix(s, "0."); dot {
		s = rest
	} else if rest, dot := strings.CutPrefix(s, "."); dot {
		s = rest
	} else if len(s) == 1 {
		s = "0" + s
	}
	if len(s) != 2 || !onlyDigits(s) {
		return 0, false
	}
	c := money.Cents(s[0]-'0')*10 + money.Cents(s[1]-'0')
	return c, c >= microLeast
}

// ArrivesOn is the banking day on which the entries of a file that has left are taken to have arrived.
func (v Verification) ArrivesOn(c civil.Calendar) civil.Date { return ArrivesOn(v.Date, v.SentOn, c) }

// ClearsOn is the first banking day on which a debit may settle after a prenote, if its file leaves as it should.
func ClearsOn(ordered, leaves civil.Date, c civil.Calendar) civil.Date {
	return civil.AddBusiness(c, EffectiveOn(ordered, leaves, c), PrenoteDays)
}

// ClearsOn is that of this one: by the day on which it left, or from the day on which it would leave.
func (v Verification) ClearsOn(leaves civil.Date, c civil.Calendar) civil.Date {
	if v.SentOn.IsZero() {
		return ClearsOn(v.Date, leaves, c)
	}
	return civil.AddBusiness(c, v.ArrivesOn(c), PrenoteDays)
}

func (v Verification) end(state VerificationState, on civil.Date) (Verification, error) {
	if !v.Open() {
		return v, fault.Newf(fault.Conflict, "This verification is %s already.", v.State)
	}
	v.State, v.EndedOn = state, on
	return v, nil
}

// Arrive records that the money of micro entries is there. The amounts can be typed from now on.
func (v Verification) Arrive(on civil.Date) (Verification, error) {
	if v.State != VerifySent || v.Method != ByMicro {
		return v, fault.Newf(fault.Conflict, "This verification is %s: no deposits of it can arrive.", v.State)
	}
	v.State, v.Until = VerifyArrived, on.AddDays(TypeDays)
	return v, nil
}

// Try compares two amounts, in whatever order they were typed, with those that were sent, on a day. What comes back has passed, has one try less, or has failed with the last.
func (v Verification) Try(typed, sent [2]money.Cents, on civil.Date) (Verification, error) {
	switch {
	case v.State == VerifyOrdered || v.State == VerifySent:
		return v, l10n.Fault(fault.Conflict,
			"The two deposits are not in your account yet.",
			"Los dos depósitos todavía no están en su cuenta.",
			"Die beiden Gutschriften sind noch nicht auf Ihrem Konto.")
	case v.State != VerifyArrived || v.Method != ByMicro:
		return v, l10n.Fault(fault.Conflict,
			"Nothing waits for amounts on this account.",
			"Esta cuenta no espera ningún monto.",
			"Für dieses Konto werden keine Beträge erwartet.")
	case on > v.Until:
		return v, l10n.Fault(fault.Conflict,
			"The time for typing these amounts is over. Start again to get new deposits.",
			"El plazo para escribir estos montos terminó. Comience de nuevo para recibir otros depósitos.",
			"Die Frist für diese Beträge ist vorbei. Beginnen Sie neu, dann erhalten Sie neue Gutschriften.")
	}
	if typed == sent || typed == [2]money.Cents{sent[1], sent[0]} {
		return v.end(VerifyPassed, on)
	}
	if v.Tries++; v.Tries >= MostTries {
		return v.end(VerifyFailed, on)
	}
	return v, nil
}

// Left is how many tries there are.
func (v Verification) Left() int { return max(MostTries-v.Tries, 0) }

// Pass records that a prenote was not answered in its time.
func (v Verification) Pass(on civil.Date) (Verification, error) { return v.end(VerifyPassed, on) }

// Expire records that nobody typed the amounts in time.
func (v Verification) Expire(on civil.Date) (Verification, error) { return v.end(VerifyExpired, on) }

// Withdraw records that the account was removed before anything was sent.
func (v Verification) Withdraw(on civil.Date) (Verification, error) {
	return v.end(VerifyWithdrawn, on)
}

// Fails tells whether a return of an entry of this kind ends the verification: a debit that comes back for want of money says nothing about the account.
func (c ReturnCode) Fails(kind EntryKind) bool { return kind != MicroDebit || c.StopsAccount }

// Return records that the bank sent an entry back.
func (v Verification) Return(code string, on civil.Date) (Verification, error) {
	next, err := v.end(VerifyFailed, on)
	if err == nil {
		next.Code = code
	}
	return next, err
}

// Change is what a bank corrected of an account, and when.
type Change struct {
	Account  AccountID
	On       civil.Date
	Code     string // Nacha change code
	Old, New Details
}

// Words tell what changed, in sentences of which no number but the last four digits is part.
func (c Change) Words() l10n.Text {
	var out l10n.Text
	if c.Old.Routing != c.New.Routing {
		out = l10n.T("The routing number is now %s.", "El número de ruta ahora es %s.", "Die Bankleitzahl ist jetzt %s.", c.New.Routing)
	}
	if c.Old.Number != c.New.Number {
		out = out.Then(l10n.T("The account number now ends in %s.", "El número de cuenta ahora termina en %s.", "Die Kontonummer endet jetzt auf %s.", lastFourOf(c.New.Number)))
	}
	if c.Old.Type != c.New.Type {
		out = out.Then(l10n.T("It is a %s.", "Es una %s.", "Es ist ein %s.", c.New.Type.Words()))
	}
	return out.Or(l10n.T("Its details were corrected.", "Se corrigieron sus datos.", "Die Angaben dazu wurden berichtigt."))
}

func lastFourOf(number string) string { return number[max(0, len(number)-4):] }

// CheckNickname returns a nickname that can be kept: at most twenty-four characters of one line, and none that looks like an account's number.
func CheckNickname(typed string) (string, error) {
	const most, digits = 24, 5
	name := strings.Join(strings.Fields(typed), " ")
	if n := len([]rune(name)); n > most {
		return "", l10n.Input("nickname",
			"Use at most %s characters.",
			"Use como máximo %s caracteres.",
			"Verwenden Sie höchstens %s Zeichen.", most)
	}
	if strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return "", l10n.Input("nickname",
			"Use letters, figures and blanks.",
			"Use letras, números y espacios.",
			"Verwenden Sie Buchstaben, Ziffern und Leerzeichen.")
	}
	found := 0
	for _, r := range name {
		if r >= '0' && r <= '9' {
			found++
		}
	}
	if found >= digits {
		return "", l10n.Input("nickname",
			"Do not write a number of your account here.",
			"No escriba aquí un número de su cuenta.",
			"Schreiben Sie hier keine Nummer Ihres Kontos hin.")
	}
	return name, nil
}
