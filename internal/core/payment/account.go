package payment

import (
	"strings"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/fault"
	"marque/internal/l10n"
)

// AccountType is how a bank books an account.
type AccountType string

// The types of account that a debit can be drawn on.
const (
	Checking AccountType = "checking"
	Savings  AccountType = "savings"
	IBAN     AccountType = "iban" // in the Single Euro Payments Area: Number is the IBAN, Routing its country
)

// Words name the type of account.
func (t AccountType) Words() l10n.Text {
	switch t {
	case Checking:
		return l10n.T("checking account", "cuenta de cheques", "Girokonto")
	case Savings:
		return l10n.T("savings account", "cuenta de ahorros", "Sparkonto")
	}
	return l10n.T("bank account", "cuenta bancaria", "Bankkonto")
}

// AccountStatus says whether debits may be drawn.
type AccountStatus string

// The statuses. A new account is unverified until micro entries, a prenote or its first debit have shown that it works; a hard return stops it.
const (
	Unverified AccountStatus = "unverified"
	Verified   AccountStatus = "verified"
	Stopped    AccountStatus = "stopped"
)

// Account is a bank account that a party lets us debit. The numbers are personal data: sealed at rest, shown by the last four.
type Account struct {
	ID      AccountID
	Party   access.PartyID
	Type    AccountType
	Routing string // nine digits, or of an IBAN its country
	Number  string // 4 to 17 digits (Nacha: DFI account number), or an IBAN
	Status  AccountStatus

	Nickname string
	Default  bool       // offered first
	StatusOn civil.Date // since when; none for what nobody noted
	Why      string     // of Verified: micro, prenote or debit; of Stopped: the return code
}

// ByDebit is why an account is Verified when a debit from it has settled.
const ByDebit = "debit"

// AccountInput is what a customer types.
type AccountInput struct {
	Type    string
	Routing string
	Number  string
	Confirm string // the last four digits once more
}

// The bounds of an account number by the Nacha file format.
const (
	leastNumber = 4
	mostNumber  = 17
)

// NewAccount checks what was typed, or returns a fault that names every wrong field: account_type, routing, account, confirm.
func NewAccount(id AccountID, party access.PartyID, in AccountInput) (Account, error) {
	a := Account{ID: id, Party: party, Type: AccountType(in.Type), Routing: compact(in.Routing), Number: compact(in.Number), Status: Unverified}
	if a.Type == IBAN {
		return newIBAN(a, in)
	}
	var wrong []fault.Field
	if a.Type != Checking && a.Type != Savings {
		wrong = append(wrong, l10n.Field("account_type",
			"Choose checking or savings.",
			"Elija cuenta de cheques o de ahorros.",
			"Wählen Sie Girokonto oder Sparkonto."))
	}
	if err := CheckRouting(a.Routing); err != nil {
		wrong = append(wrong, l10n.Field("routing",
			"Check the routing number: it has nine digits and stands at the bottom left of a check.",
			"Revise el número de ruta: tiene nueve dígitos y está en la parte inferior izquierda de un cheque.",
			"Prüfen Sie die Bankleitzahl: Sie hat neun Ziffern und steht unten links auf einem Scheck."))
	}
	if n := len(a.Number); n < leastNumber || n > mostNumber || !onlyDigits(a.Number) {
		wrong = append(wrong, l10n.Field("account",
			"Enter the account number: 4 to 17 digits.",
			"Ingrese el número de cuenta: de 4 a 17 dígitos.",
			"Geben Sie die Kontonummer ein: 4 bis 17 Ziffern."))
	} else if compact(in.Confirm) != a.LastFour() {
		wrong = append(wrong, l10n.Field("confirm",
			"These are not the last four digits of the account number above.",
			"Estos no son los últimos cuatro dígitos del número de cuenta de arriba.",
			"Das sind nicht die letzten vier Ziffern der Kontonummer oben."))
	}
	return a, fault.Inputs(wrong)
}

// newIBAN checks an account that is named by its IBAN alone.
func newIBAN(a Account, in AccountInput) (Account, error) {
	iban, wrong := parseIBAN(in.Number)
	if iban == "" {
		return a, l10n.Input("account", "Check the IBAN. %s", "Revise el IBAN. %s", "Prüfen Sie die IBAN. %s", wrong)
	}
	if a.Routing, a.Number = iban[:2], iban; strings.ToUpper(compact(in.Confirm)) != a.LastFour() {
		return a, l10n.Input("confirm",
			"These are not the last four characters of the IBAN above.",
			"Estos no son los últimos cuatro caracteres del IBAN de arriba.",
			"Das sind nicht die letzten vier Zeichen der IBAN oben.")
	}
	return a, nil
}

// Rail is the rail on which an account can be debited.
func (a Account) Rail() Rail {
	if a.Type == IBAN {
		return SEPA
	}
	return ACH
}

// LastFour returns what may be shown of the number.
func (a Account) LastFour() string { return a.Number[max(0, len(a.Number)-4):] }

// With returns the account with details corrected by its bank; what is empty stays.
func (a Account) With(d Details) Account {
	if d.Routing != "" {
		a.Routing = d.Routing
	}
	if d.Number != "" {
		a.Number = d.Number
	}
	if d.Type != "" {
		a.Type = d.Type
	}
	return a
}

// compact drops the spaces and hyphens that people write in numbers.
func compact(s string) string {
	return strings.NewReplacer(" ", "", "-", "", "\u00a0", "").Replace(strings.TrimSpace(s))
}

func onlyDigits(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0
}
