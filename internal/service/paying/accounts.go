package paying

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/core/payment"
	"marque/internal/courier"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/store/autopays"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/payments"
	"marque/internal/store/vehicles"
)

// Account is a bank account as its owner sees it.
type Account struct {
	ID       payment.AccountID
	Type     payment.AccountType
	LastFour string
	Nickname string
	Status   payment.AccountStatus
	Stopped  bool
	Default  bool
}

func shown(a payment.Account) Account {
	out := Account{ID: a.ID, Type: a.Type, Nickname: a.Nickname, Status: a.Status, Stopped: a.Status == payment.Stopped, Default: a.Default}
	if a.Number != "" {
		out.LastFour = a.LastFour()
	}
	return out
}

// BankAccount is a customer's account with everything that its page shows.
type BankAccount struct {
	Account
	Routing  string // of an IBAN its country
	Why      string // of its status: micro, prenote or debit, or a return code
	StatusOn civil.Date
	Added    time.Time
	Check    payment.Verification // the newest; without an ID there never was one
	ClearsOn civil.Date           // of a prenote that is open: from when on debits can be made
	Changes  []payment.Change     // by its bank, the newest first
	Autopay  []AutopayUse
	Waiting  []payments.Use
	Deposits error // a fault that tells why no deposits can be sent to verify it
}

// AutopayUse is a contract whose autopay draws on an account, or would.
type AutopayUse struct {
	Contract contract.ID
	Vehicle  string
	Fallback bool
}

// BankAccounts is what a customer has on file.
type BankAccounts struct {
	All    []BankAccount
	Today  civil.Date
	NoMore error // a fault that tells why none can be added
	Zone   *time.Location
}

// BankAccounts lists a customer's accounts, the one that is offered first at the head.
func (s *Service) BankAccounts(ctx context.Context, by access.Actor) (BankAccounts, error) {
	var out BankAccounts
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.BankAccountRead, On: access.OnParty(by.Party)}, func(r engine.Reader) error {
		out = BankAccounts{}
		var err error
		if out.Today, err = s.Book.Today(r); err != nil {
			return err
		}
		if out.Zone, err = s.zoneOf(r, by); err != nil {
			return err
		}
		all, err := payments.Accounts(r, s.Box, by.Party)
		if err != nil {
			return err
		}
		for _, a := range all {
			one, err := s.accountPage(r, by, a)
			if err != nil {
				return err
			}
			out.All = append(out.All, one)
		}
		out.NoMore, err = s.mayAdd(r, by.Party)
		return err
	})
	return out, err
}

// BankAccount returns one of a customer's accounts.
func (s *Service) BankAccount(ctx context.Context, by access.Actor, account payment.AccountID) (BankAccount, error) {
	var out BankAccount
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.BankAccountRead, On: access.OnParty(by.Party)}, func(r engine.Reader) error {
		a, err := payments.Listed(r, s.Box, by.Party, account)
		if err != nil {
			return err
		}
		out, err = s.accountPage(r, by, a)
		return err
	})
	return out, err
}

// accountPage gathers what one account's page shows.
func (s *Service) accountPage(r engine.Reader, by access.Actor, a payment.Account) (BankAccount, error) {
	out := BankAccount{Account: shown(a), Routing: a.Routing, Why: a.Why, StatusOn: a.StatusOn}
	var err error
	if out.Added, err = payments.AccountAdded(r, a.Party, a.ID); err != nil {
		return out, err
	}
	if out.Changes, err = payments.Changes(r, s.Box, a.Party, a.ID); err != nil {
		return out, err
	}
	out.Check, err = payments.LatestVerification(r, a.Party, a.ID)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return out, err
	}
	if out.Check.Open() && out.Check.Method == payment.ByPrenote {
		if out.ClearsOn, err = s.clearsOn(r, out.Check); err != nil {
			return out, err
		}
	}
	if out.Autopay, err = s.autopayUses(r, a); err != nil {
		return out, err
	}
	if out.Waiting, err = payments.UsesOf(r, a.Party, a.ID); err != nil {
		return out, err
	}
	out.Deposits = s.mayDeposit(r, by, a)
	if out.Deposits != nil && fault.Of(out.Deposits) == nil {
		return out, out.Deposits
	}
	return out, nil
}

// autopayUses lists the contracts whose autopay draws on an account.
func (s *Service) autopayUses(r engine.Reader, a payment.Account) ([]AutopayUse, error) {
	on, err := autopays.OfAccount(r, a.Party, a.ID)
	if err != nil {
		return nil, err
	}
	var out []AutopayUse
	for _, c := range on {
		e, err := autopays.Open(r, c)
		if err != nil {
			return nil, err
		}
		stored, err := contracts.ByID(r, c)
		if err != nil {
			return nil, err
		}
		v, err := vehicles.ByVIN(r, stored.VIN)
		if err != nil {
			return nil, err
		}
		out = append(out, AutopayUse{Contract: c, Vehicle: v.Name(), Fallback: e.Account != a.ID})
	}
	return out, nil
}

// aDay is what the limits by the day count.
const aDay = 24 * time.Hour

// mayAdd is a fault when a customer can add no account now; an error of another kind is one.
func (s *Service) mayAdd(r engine.Reader, party access.PartyID) (error, error) {
	if _, err := s.occasion(r, party); err != nil {
		if f := fault.Of(err); f != nil {
			return f, nil
		}
		return nil, err
	}
	all, added, err := payments.CountAccounts(r, party, s.Book.Now().Add(-aDay))
	switch {
	case err != nil:
		return nil, err
	case all >= payment.MostAccounts:
		return tooMany(), nil
	case added >= payment.MostAddedADay:
		return tooOften(), nil
	}
	return nil, nil
}

func tooMany() error {
	return l10n.Fault(fault.TooMany,
		"You have %s bank accounts here, which is the most. Remove one that you no longer use.",
		"Usted tiene aquí %s cuentas bancarias, que es el máximo. Elimine una que ya no use.",
		"Sie haben hier %s Bankkonten, mehr sind nicht möglich. Entfernen Sie eines, das Sie nicht mehr benutzen.", payment.MostAccounts)
}

func tooOften() error {
	return l10n.Fault(fault.TooMany,
		"%s bank accounts were added in the last 24 hours, which is the most. Please try again tomorrow, or call us.",
		"Se agregaron %s cuentas bancarias en las últimas 24 horas, que es el máximo. Inténtelo mañana o llámenos.",
		"In den letzten 24 Stunden wurden %s Bankkonten hinzugefügt, mehr sind nicht möglich. Bitte versuchen Sie es morgen wieder, oder rufen Sie uns an.", payment.MostAddedADay)
}

// occasion is the contract under whose brand, and in whose ledger, a customer's account is verified: the newest one in dollars.
func (s *Service) occasion(r engine.Reader, party access.PartyID) (contracts.Contract, error) {
	all, err := contracts.OfParty(r, party)
	if err != nil {
		return contracts.Contract{}, err
	}
	for i := len(all) - 1; i >= 0; i-- {
		if railOf(all[i]) == payment.ACH && s.Bank.takes(all[i]) == nil {
			return all[i], nil
		}
	}
	return contracts.Contract{}, l10n.Fault(fault.Unavailable,
		"No contract of yours is paid from an account of a bank in the United States. Please call us.",
		"Ningún contrato suyo se paga desde una cuenta de un banco en los Estados Unidos. Llámenos.",
		"Keiner Ihrer Verträge wird von einem Konto bei einer Bank in den USA bezahlt. Bitte rufen Sie uns an.")
}

// AddAccount puts an account that was typed on file, under a name of its owner's. The same account twice is the one that is there.
func (s *Service) AddAccount(ctx context.Context, by access.Actor, typed payment.AccountInput, nickname string) (Account, error) {
	account, wrong := payment.NewAccount(id.New[payment.Account](s.IDs), by.Party, typed)
	if wrong == nil && account.Rail() != payment.ACH {
		wrong = l10n.Input("account_type",
			"Choose checking or savings.",
			"Elija cuenta de cheques o de ahorros.",
			"Wählen Sie Girokonto oder Sparkonto.")
	}
	name, wrongName := payment.CheckNickname(nickname)
	if err := both(wrong, wrongName); err != nil {
		return Account{}, err
	}
	account.Nickname = name
	return s.keep(ctx, by, account)
}

// keep puts an account on file and tells its owner. A process of ours is not bound by a customer's limits.
func (s *Service) keep(ctx context.Context, by access.Actor, account payment.Account) (Account, error) {
	name := account.Nickname
	pass := door.Pass{By: by, Do: access.BankAccountAdd, On: access.OnParty(by.Party), Note: account.ID.String()}
	err := s.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		if err := payments.LockParty(tx, by.Party); err != nil {
			return err
		}
		kept, added, err := payments.AddAccount(tx, s.Box, account, s.Book.Now())
		if err != nil {
			return err
		}
		account.ID, account.Status = kept.ID, kept.Status
		if name != "" {
			if err := payments.Rename(tx, s.Box, by.Party, account.ID, name); err != nil {
				return err
			}
		}
		if !added {
			return nil
		}
		return s.added(tx, by, account)
	})
	if err == nil && account.Status == payment.Stopped {
		err = stopped()
	}
	return shown(account), err
}

// added holds a new account against the limits and tells its owner.
func (s *Service) added(tx *engine.Tx, by access.Actor, account payment.Account) error {
	all, today, err := payments.CountAccounts(tx, by.Party, s.Book.Now().Add(-aDay))
	switch {
	case err != nil:
		return err
	case by.Kind == access.SystemKind:
	case all > payment.MostAccounts:
		return tooMany()
	case today > payment.MostAddedADay:
		return tooOften()
	}
	now := s.Book.Now()
	return s.tellOwner(tx, account, notice.AccountAdded{Account: account.LastFour(), At: now}, fmt.Sprintf("account-added/%s/%d", account.ID, now.UnixMicro()), true)
}

func stopped() error {
	return l10n.Input("account",
		"Your bank does not accept payments from this account any more. Choose another one.",
		"Su banco ya no acepta pagos desde esta cuenta. Elija otra.",
		"Ihre Bank nimmt von diesem Konto keine Zahlungen mehr an. Wählen Sie ein anderes.")
}

// RenameAccount keeps what its owner calls an account.
func (s *Service) RenameAccount(ctx context.Context, by access.Actor, account payment.AccountID, nickname string) error {
	name, err := payment.CheckNickname(nickname)
	if err != nil {
		return err
	}
	return s.onAccount(ctx, by, account, "renamed", func(tx *engine.Tx, a payment.Account) error {
		return payments.Rename(tx, s.Box, a.Party, a.ID, name)
	})
}

// PreferAccount makes an account the one that is offered first.
func (s *Service) PreferAccount(ctx context.Context, by access.Actor, account payment.AccountID) error {
	return s.onAccount(ctx, by, account, "preferred", func(tx *engine.Tx, a payment.Account) error {
		if a.Status == payment.Stopped {
			return l10n.Fault(fault.Conflict,
				"Your bank does not accept payments from this account any more, so it cannot be offered first.",
				"Su banco ya no acepta pagos desde esta cuenta, así que no se puede ofrecer primero.",
				"Ihre Bank nimmt von diesem Konto keine Zahlungen mehr an, deshalb kann es nicht zuerst angeboten werden.")
		}
		return payments.Prefer(tx, a.Party, a.ID, s.Book.Now())
	})
}

// onAccount does something to a customer's account that is on the list.
func (s *Service) onAccount(ctx context.Context, by access.Actor, account payment.AccountID, what string, do func(*engine.Tx, payment.Account) error) error {
	pass := door.Pass{By: by, Do: access.BankAccountKeep, On: access.OnParty(by.Party), Note: what + " " + account.String()}
	return s.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		a, err := payments.Listed(tx, s.Box, by.Party, account)
		if err != nil {
			return err
		}
		return do(tx, a)
	})
}

// RemoveAccount takes an account off the list. It is a Conflict, and the fault says why, while something is still to be drawn on it or given to it. What waits to verify it goes
// with it; what has left for the bank is booked all the same.
func (s *Service) RemoveAccount(ctx context.Context, by access.Actor, account payment.AccountID) error {
	return s.onAccount(ctx, by, account, "removed", func(tx *engine.Tx, a payment.Account) error {
		if err := s.holdContracts(tx, a.Party); err != nil {
			return err
		}
		if err := s.unused(tx, a); err != nil {
			return err
		}
		if err := s.withdraw(tx, a); err != nil {
			return err
		}
		now := s.Book.Now()
		if err := payments.Remove(tx, a.Party, a.ID, now); err != nil {
			return err
		}
		return s.tellOwner(tx, a, notice.AccountRemoved{Account: a.LastFour(), At: now}, fmt.Sprintf("account-removed/%s/%d", a.ID, now.UnixMicro()), true)
	})
}

// holdContracts keeps others from ordering anything from a customer's accounts until the transaction ends: whoever does locks a contract first.
func (s *Service) holdContracts(tx *engine.Tx, party access.PartyID) error {
	all, err := contracts.OfParty(tx, party)
	if err != nil {
		return err
	}
	ids := make([]contract.ID, len(all))
	for i, c := range all {
		ids[i] = c.ID
	}
	_, err = contracts.LockAll(tx, ids)
	return err
}

// unused is a Conflict that names what still needs an account.
func (s *Service) unused(r engine.Reader, a payment.Account) error {
	uses, err := s.autopayUses(r, a)
	if err != nil {
		return err
	}
	switch {
	case len(uses) > 0 && uses[0].Fallback:
		return l10n.Fault(fault.Conflict,
			"Autopay for your %s falls back on this account. Choose another one for it first.",
			"El pago automático de su %s usa esta cuenta como reserva. Elija primero otra para él.",
			"Die automatische Zahlung für Ihren %s weicht auf dieses Konto aus. Wählen Sie dafür zuerst ein anderes.", uses[0].Vehicle)
	case len(uses) > 0:
		return l10n.Fault(fault.Conflict,
			"Autopay for your %s uses this account. Choose another one for it first, or turn autopay off.",
			"El pago automático de su %s usa esta cuenta. Elija primero otra para él, o desactívelo.",
			"Die automatische Zahlung für Ihren %s benutzt dieses Konto. Wählen Sie dafür zuerst ein anderes, oder schalten Sie sie aus.", uses[0].Vehicle)
	}
	waiting, err := payments.UsesOf(r, a.Party, a.ID)
	if err != nil || len(waiting) == 0 {
		return err
	}
	w := waiting[0]
	switch {
	case w.Refund:
		return l10n.Fault(fault.Conflict,
			"A refund of %s is on its way to this account. You can remove the account once it has arrived.",
			"Un reembolso del %s está en camino a esta cuenta. Podrá eliminar la cuenta cuando haya llegado.",
			"Eine Erstattung vom %s ist zu diesem Konto unterwegs. Sie können das Konto entfernen, sobald sie angekommen ist.", w.Date)
	case w.State == payment.Created:
		return l10n.Fault(fault.Conflict,
			"A payment on %s is to come from this account. Cancel it first, or wait until it is made.",
			"Un pago del %s debe salir de esta cuenta. Cancélelo primero o espere a que se haga.",
			"Eine Zahlung am %s soll von diesem Konto kommen. Stornieren Sie sie zuerst, oder warten Sie, bis sie ausgeführt ist.", w.Date)
	}
	return l10n.Fault(fault.Conflict,
		"A payment of %s from this account is at your bank. You can remove the account once it has arrived.",
		"Un pago del %s desde esta cuenta está en su banco. Podrá eliminar la cuenta cuando haya llegado.",
		"Eine Zahlung vom %s von diesem Konto ist bei Ihrer Bank. Sie können das Konto entfernen, sobald sie angekommen ist.", w.Date)
}

// tellOwner writes to an account's owner, by text when there is no e-mail address, under the brand of the newest contract; everywhere also to an address that was replaced not long ago, for whoever takes a portal over
// changes that first.
func (s *Service) tellOwner(tx *engine.Tx, a payment.Account, n notice.Notice, once string, everywhere bool) error {
	owner, err := s.parties.ByID(tx, a.Party)
	if err != nil {
		return err
	}
	all, err := contracts.OfParty(tx, a.Party)
	if err != nil || len(all) == 0 {
		return err
	}
	addresses := []string{cmp.Or(owner.Email, owner.Phone)}
	if everywhere {
		changes, err := s.parties.ContactChanges(tx, a.Party)
		if err != nil {
			return err
		}
		for _, c := range changes {
			if c.Kind == identity.ContactEmail && s.Book.Now().Sub(c.Since) < formerFor {
				addresses = append(addresses, c.Former)
			}
		}
	}
	parcel := courier.Parcel{Notice: n, Brand: all[len(all)-1].Terms.Brand}.For(owner)
	for i, to := range addresses {
		parcel.Once = once
		if i > 0 {
			parcel.Once = fmt.Sprintf("%s/%d", once, i)
		}
		if err := s.Courier.Tell(tx, parcel, to); err != nil {
			return err
		}
	}
	return nil
}

// formerFor is how long an address that was replaced is still told.
const formerFor = 14 * aDay
