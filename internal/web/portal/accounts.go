package portal

import (
	"net/http"
	"strconv"
	"strings"

	"marque/internal/core/identity"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/service/paying"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

// The paths of bank accounts that only handlers name.
const (
	pathAccountNew = ui.PathAccounts + "/new"
	pathAccount    = ui.PathAccounts + "/{account}"
)

func accountPath(a payment.AccountID) string { return ui.PathAccounts + "/" + a.String() }

// accounts lists what is on file.
func (p *Portal) accounts(w http.ResponseWriter, r *guard.Request) error {
	all, err := p.Paying.BankAccounts(r.Context(), r.By)
	if err != nil {
		return err
	}
	return p.show(w, r, func(f ui.Frame) respond.Page {
		page := view.BankAccounts{Frame: f, Add: pathAccountNew, Done: accountDone(r.FormValue(doneField))}
		if why := fault.Of(all.NoMore); why != nil {
			page.Add, page.NoMore = "", plainFault(why)
		}
		for _, a := range all.All {
			page.Accounts = append(page.Accounts, p.accountCard(f, a))
		}
		return page.Page()
	})
}

func (p *Portal) accountCard(f ui.Frame, a paying.BankAccount) view.BankAccountCard {
	status, words := p.accountState(f, a)
	card := view.BankAccountCard{
		Name: calledAs(a.Account), Detail: "Routing number " + a.Routing, Status: status, Words: words, First: a.Default, Href: accountPath(a.ID),
	}
	if a.Type == payment.IBAN {
		card.Detail = "Country " + a.Routing
	}
	if a.Nickname != "" {
		card.Detail = accountName(a.Type, a.LastFour) + ", " + strings.ToLower(card.Detail[:1]) + card.Detail[1:]
	}
	if len(a.Changes) > 0 {
		c := a.Changes[0]
		card.Changed = f.Say("Corrected by your bank on %s. %s", "Corregida por su banco el %s. %s", "Von Ihrer Bank am %s berichtigt. %s", c.On, c.Words())
	}
	for _, u := range a.Autopay {
		card.Uses = append(card.Uses, autopayUse(u))
	}
	return card
}

// calledAs is an account's nickname, or what it is.
func calledAs(a paying.Account) string {
	if a.Nickname != "" {
		return a.Nickname
	}
	return accountName(a.Type, a.LastFour)
}

// choiceOf is an account among others to choose from.
func choiceOf(a paying.Account) view.BankAccount {
	out := view.BankAccount{Value: a.ID.String(), Name: accountName(a.Type, a.LastFour), Hint: a.Nickname}
	if a.Status == payment.Unverified {
		out.Aside = "Not verified"
	}
	return out
}

func autopayUse(u paying.AutopayUse) string {
	if u.Fallback {
		return "Autopay for your " + u.Vehicle + " falls back on it."
	}
	return "Autopay for your " + u.Vehicle + " uses it."
}

// accountState says how an account stands.
func (p *Portal) accountState(f ui.Frame, a paying.BankAccount) (ui.Status, string) {
	switch {
	case a.Stopped:
		return ui.Status{Tone: ui.Bad, Text: "Stopped"}, stoppedWords(f, a)
	case a.Status == payment.Verified:
		return ui.Status{Tone: ui.OK, Text: "Verified"}, verifiedWords(f, a)
	case !a.Check.Open():
		return ui.Status{Tone: ui.Plain, Text: "New"}, newWords(f, a)
	case a.Check.Method == payment.ByPrenote:
		return ui.Status{Tone: ui.Info, Text: "Being verified"},
			"We are asking your bank whether it knows this account. If it does not say no, the account is verified on " + f.Day(a.ClearsOn) + "."
	case a.Check.State == payment.VerifyArrived:
		return ui.Status{Tone: ui.Warn, Text: "Waiting for you"}, "Two small deposits are in your account. Type their amounts by " + f.Day(a.Check.Until) + "."
	case a.Check.State == payment.VerifySent:
		return ui.Status{Tone: ui.Info, Text: "Being verified"}, "Two small deposits are on their way. They arrive in one or two banking days, and we tell you."
	}
	return ui.Status{Tone: ui.Info, Text: "Being verified"}, "Two small deposits leave with our next file to the bank. We tell you when they have arrived."
}

func stoppedWords(f ui.Frame, a paying.BankAccount) string {
	const then = " Nothing is taken from this account any more. Please use another one, or call us."
	if a.Why == "" || a.StatusOn.IsZero() {
		return "Your bank does not accept payments from this account." + then
	}
	return f.Say("On %s your bank answered that %s.", "El %s su banco respondió que %s.", "Am %s hat Ihre Bank geantwortet, dass %s.", a.StatusOn, payment.ReturnCodeOf(a.Why).Plain) + then
}

func verifiedWords(f ui.Frame, a paying.BankAccount) string {
	if a.StatusOn.IsZero() {
		return "A payment from this account has arrived."
	}
	on := f.Day(a.StatusOn)
	switch a.Why {
	case string(payment.ByMicro):
		return "You typed its two small deposits on " + on + "."
	case string(payment.ByPrenote):
		return "We asked your bank about it, and by " + on + " it had nothing against it."
	}
	return "A payment from this account arrived on " + on + "."
}

func newWords(f ui.Frame, a paying.BankAccount) string {
	words := "Not verified yet. Payments from it are bounded: at most " + f.Money(payment.UnverifiedMost) + " can be on the way, apart from a payoff."
	switch a.Check.State {
	case payment.VerifyFailed:
		if a.Check.Code != "" {
			return f.Say("The last try to verify it failed: your bank answered that %s. ", "El último intento de verificarla falló: su banco respondió que %s. ",
				"Der letzte Versuch, es zu bestätigen, schlug fehl: Ihre Bank hat geantwortet, dass %s. ", payment.ReturnCodeOf(a.Check.Code).Plain) + words
		}
		return "The last try to verify it failed: the amounts that were typed were wrong. " + words
	case payment.VerifyExpired:
		return "The last try to verify it is over: the amounts were not typed in time. " + words
	}
	return words
}

// accountDone says what was just done; the address chooses among our own sentences only.
func accountDone(what string) string {
	switch what {
	case "added":
		return "The account is added. We told you by email."
	case "sent":
		return "Two small deposits leave with our next file to the bank."
	case "verified":
		return "The account is verified."
	case "named":
		return "The name is kept."
	case "first":
		return "This account is offered first from now on."
	case "removed":
		return "The account is removed. We told you by email."
	}
	return ""
}

// account shows one account.
func (p *Portal) account(w http.ResponseWriter, r *guard.Request) error {
	return p.showAccount(w, r, http.StatusOK, view.BankAccountPage{Done: accountDone(r.FormValue(doneField))}, view.TypeAmounts{})
}

func accountID(r *guard.Request) (payment.AccountID, error) {
	return id.Parse[payment.Account](r.PathValue("account"))
}

func (p *Portal) showAccount(w http.ResponseWriter, r *guard.Request, status int, page view.BankAccountPage, typed view.TypeAmounts) error {
	which, err := accountID(r)
	if err != nil {
		return err
	}
	a, err := p.Paying.BankAccount(r.Context(), r.By, which)
	if err != nil {
		return err
	}
	key, err := identity.NewToken(p.Random)
	if err != nil {
		return err
	}
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		at := accountPath(which)
		page.Frame, page.Back, page.Name, page.First = f, ui.PathAccounts, calledAs(a.Account), a.Default
		page.Rename, page.Remove = at+"/name", at+"/remove"
		page.Status, page.Words = p.accountState(f, a)
		if page.Nickname == "" {
			page.Nickname = a.Nickname
		}
		if !a.Default && !a.Stopped {
			page.Prefer = at + "/first"
		}
		p.fillAccount(f, &page, a)
		if a.Check.State == payment.VerifyArrived {
			typed.Action, typed.Key, typed.Until = at+"/amounts", string(key), f.Day(a.Check.Until)
			if a.Check.Tries > 0 && !page.Failed() {
				typed.Tries = "Tries left: " + strconv.Itoa(a.Check.Left()) + "."
			}
			page.Amounts = &typed
		}
		return page.Page()
	})
}

// fillAccount adds what is known of an account.
func (p *Portal) fillAccount(f ui.Frame, page *view.BankAccountPage, a paying.BankAccount) {
	page.Details = []ui.Fact{{Label: "Account", Value: accountName(a.Type, a.LastFour)}, {Label: "Routing number", Value: a.Routing, Code: true}, {Label: "Added", Value: p.date(f, a.Added)}}
	if a.Type == payment.IBAN {
		page.Details[1] = ui.Fact{Label: "Country", Value: a.Routing}
	}
	if a.Default {
		page.Details = append(page.Details, ui.Fact{Label: "Payments", Value: "Offered first"})
	}
	for _, c := range a.Changes {
		page.Changes = append(page.Changes, f.Day(c.On)+": "+c.Words().In(f.Locale))
	}
	for _, u := range a.Autopay {
		page.Uses = append(page.Uses, ui.Link{Text: autopayUse(u), Href: autopayPath(u.Contract)})
	}
	for _, x := range a.Waiting {
		what := "A payment of "
		if x.Refund {
			what = "A refund of "
		}
		page.Waiting = append(page.Waiting, what+f.Money(x.Amount)+" for "+f.Day(x.Date)+" is on its way.")
	}
	if a.Deposits == nil {
		page.Send = accountPath(a.ID) + "/deposits"
	} else if why := fault.Of(a.Deposits); why != nil && a.Status == payment.Unverified && !a.Check.Open() {
		page.NoSend = plainFault(why)
	}
}

// accountForm asks for an account.
func (p *Portal) accountForm(w http.ResponseWriter, r *guard.Request) error {
	return p.showAccountForm(w, r, http.StatusOK, view.BankAccountNew{})
}

func (p *Portal) showAccountForm(w http.ResponseWriter, r *guard.Request, status int, page view.BankAccountNew) error {
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		page.Frame, page.Back, page.Action = f, ui.PathAccounts, pathAccountNew
		return page.Page()
	})
}

// accountAdd puts an account on file and, when its owner wants that, sends two small deposits. The same form again finds the account that is there.
func (p *Portal) accountAdd(w http.ResponseWriter, r *guard.Request) error {
	page := view.BankAccountNew{
		New: view.NewAccount{Kind: r.PostFormValue("account_kind"), Routing: r.PostFormValue("routing")}, Nickname: r.PostFormValue("nickname"), Verify: r.PostFormValue("verify"),
	}
	a, err := p.Paying.AddAccount(r.Context(), r.By, payment.AccountInput{
		Type: page.New.Kind, Routing: page.New.Routing, Number: r.PostFormValue("account_number"), Confirm: r.PostFormValue("account_last4"),
	}, page.Nickname)
	if f := fault.Of(err); f != nil {
		page.Failure = view.FailureOf(r.Locale(), f)
		page.Fields = named(page.Fields, nil)
		return p.showAccountForm(w, r, respond.Status(f), page)
	}
	if err != nil {
		return err
	}
	if page.Verify != "later" {
		err := p.Paying.SendDeposits(r.Context(), r.By, a.ID)
		if err != nil && fault.Of(err) == nil {
			return err
		} // else the account's own page says why nothing was sent
	}
	return respond.SeeOther(w, r.Request, accountPath(a.ID)+"?"+doneField+"=added")
}

// accountChange does something to the account of the address, and shows its page again when that is refused.
func (p *Portal) accountChange(w http.ResponseWriter, r *guard.Request, to, done string, change func(payment.AccountID) error) error {
	which, err := accountID(r)
	if err != nil {
		return err
	}
	err = change(which)
	if f := fault.Of(err); f != nil && f.Kind != fault.NotFound {
		page := view.BankAccountPage{Failure: view.FailureOf(r.Locale(), f), Nickname: r.PostFormValue("nickname")}
		return p.showAccount(w, r, respond.Status(f), page, view.TypeAmounts{First: r.PostFormValue("first"), Second: r.PostFormValue("second")})
	}
	if err != nil {
		return err
	}
	if to == "" {
		to = accountPath(which)
	}
	return respond.SeeOther(w, r.Request, to+"?"+doneField+"="+done)
}

func (p *Portal) accountName(w http.ResponseWriter, r *guard.Request) error {
	return p.accountChange(w, r, "", "named", func(a payment.AccountID) error {
		return p.Paying.RenameAccount(r.Context(), r.By, a, r.PostFormValue("nickname"))
	})
}

func (p *Portal) accountFirst(w http.ResponseWriter, r *guard.Request) error {
	return p.accountChange(w, r, "", "first", func(a payment.AccountID) error { return p.Paying.PreferAccount(r.Context(), r.By, a) })
}

func (p *Portal) accountDeposits(w http.ResponseWriter, r *guard.Request) error {
	return p.accountChange(w, r, "", "sent", func(a payment.AccountID) error { return p.Paying.SendDeposits(r.Context(), r.By, a) })
}

func (p *Portal) accountAmounts(w http.ResponseWriter, r *guard.Request) error {
	return p.accountChange(w, r, "", "verified", func(a payment.AccountID) error {
		return p.Paying.TypeDeposits(r.Context(), r.By, a, r.PostFormValue("first"), r.PostFormValue("second"), r.PostFormValue(ui.KeyField))
	})
}

func (p *Portal) accountRemove(w http.ResponseWriter, r *guard.Request) error {
	return p.accountChange(w, r, ui.PathAccounts, "removed", func(a payment.AccountID) error { return p.Paying.RemoveAccount(r.Context(), r.By, a) })
}

// accountAgain is where a button of an account's page leads that wanted a fresh factor: to the page on which it stands.
func accountAgain(r *guard.Request) string {
	which, err := accountID(r)
	if err != nil {
		return ""
	}
	return accountPath(which)
}
