package portal

import (
	"net/http"

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
		page := view.BankAccounts{Frame: f, Add: pathAccountNew, Done: accountDone(f, r.FormValue(doneField))}
		if why := fault.Of(all.NoMore); why != nil {
			page.Add, page.NoMore = "", plainFault(f.Locale, why)
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
		Name: calledAs(f, a.Account), Detail: bankOf(f, a), Status: status, Words: words, First: a.Default, Href: accountPath(a.ID),
	}
	if len(a.Changes) > 0 {
		c := a.Changes[0]
		card.Changed = f.Say("Corrected by your bank on %s. %s", "Corregido por su banco el %s. %s", "Von Ihrer Bank am %s berichtigt. %s", c.On, c.Words())
	}
	for _, u := range a.Autopay {
		card.Uses = append(card.Uses, autopayUse(f, u))
	}
	return card
}

// bankOf names an account's bank by its number, behind what the account is when it has a nickname.
func bankOf(f ui.Frame, a paying.BankAccount) string {
	name := accountName(f, a.Type, a.LastFour)
	switch {
	case a.Type == payment.IBAN && a.Nickname != "":
		return f.Say("%s, country %s", "%s, país %s", "%s, Land %s", name, a.Routing)
	case a.Type == payment.IBAN:
		return f.Say("Country %s", "País %s", "Land %s", a.Routing)
	case a.Nickname != "":
		return f.Say("%s, routing number %s", "%s, número de ruta %s", "%s, Bankleitzahl %s", name, a.Routing)
	}
	return f.Say("Routing number %s", "Número de ruta %s", "Bankleitzahl %s", a.Routing)
}

// calledAs is an account's nickname, or what it is.
func calledAs(f ui.Frame, a paying.Account) string {
	if a.Nickname != "" {
		return a.Nickname
	}
	return accountName(f, a.Type, a.LastFour)
}

// choiceOf is an account among others to choose from.
func choiceOf(f ui.Frame, a paying.Account) view.BankAccount {
	out := view.BankAccount{Value: a.ID.String(), Name: accountName(f, a.Type, a.LastFour), Hint: a.Nickname}
	if a.Status == payment.Unverified {
		out.Aside = f.Say("Not verified", "Sin verificar", "Nicht bestätigt")
	}
	return out
}

func autopayUse(f ui.Frame, u paying.AutopayUse) string {
	if u.Fallback {
		return f.Say("Autopay for your %s falls back on it.", "El pago automático de su %s la usa como reserva.", "Die automatische Zahlung für Ihren %s weicht darauf aus.", u.Vehicle)
	}
	return f.Say("Autopay for your %s uses it.", "El pago automático de su %s la usa.", "Die automatische Zahlung für Ihren %s nutzt es.", u.Vehicle)
}

// accountState says how an account stands.
func (p *Portal) accountState(f ui.Frame, a paying.BankAccount) (ui.Status, string) {
	switch {
	case a.Stopped:
		return ui.Status{Tone: ui.Bad, Text: f.Say("Stopped", "Detenida", "Gesperrt")}, stoppedWords(f, a)
	case a.Status == payment.Verified:
		return ui.Status{Tone: ui.OK, Text: f.Say("Verified", "Verificada", "Bestätigt")}, verifiedWords(f, a)
	case !a.Check.Open():
		return ui.Status{Tone: ui.Plain, Text: f.Say("New", "Nueva", "Neu")}, newWords(f, a)
	case a.Check.Method == payment.ByPrenote:
		return ui.Status{Tone: ui.Info, Text: f.Say("Being verified", "En verificación", "Wird bestätigt")},
			f.Say("We are asking your bank whether it knows this account. If it does not say no, the account is verified on %s.",
				"Estamos preguntando a su banco si conoce esta cuenta. Si no dice que no, la cuenta queda verificada el %s.",
				"Wir fragen Ihre Bank, ob sie dieses Konto kennt. Sagt sie nicht nein, ist das Konto am %s bestätigt.", a.ClearsOn)
	case a.Check.State == payment.VerifyArrived:
		return ui.Status{Tone: ui.Warn, Text: f.Say("Waiting for you", "Esperando por usted", "Wartet auf Sie")}, f.Say("Two small deposits are in your account. Type their amounts by %s.",
			"Hay dos depósitos pequeños en su cuenta. Escriba sus montos a más tardar el %s.",
			"Auf Ihrem Konto sind zwei kleine Gutschriften. Geben Sie ihre Beträge bis %s ein.", a.Check.Until)
	case a.Check.State == payment.VerifySent:
		return ui.Status{Tone: ui.Info, Text: f.Say("Being verified", "En verificación", "Wird bestätigt")}, f.Say("Two small deposits are on their way. They arrive in one or two banking days, and we tell you.",
			"Dos depósitos pequeños están en camino. Llegan en uno o dos días hábiles y le avisamos.",
			"Zwei kleine Gutschriften sind unterwegs. Sie kommen in ein oder zwei Bankarbeitstagen an, und wir sagen es Ihnen.")
	}
	return ui.Status{Tone: ui.Info, Text: f.Say("Being verified", "En verificación", "Wird bestätigt")}, f.Say("Two small deposits leave with our next file to the bank. We tell you when they have arrived.",
		"Dos depósitos pequeños salen con nuestro próximo archivo al banco. Le avisamos cuando hayan llegado.",
		"Zwei kleine Gutschriften gehen mit unserer nächsten Datei an die Bank. Wir sagen Ihnen, wenn sie angekommen sind.")
}

func stoppedWords(f ui.Frame, a paying.BankAccount) string {
	if a.Why == "" || a.StatusOn.IsZero() {
		return f.Say("Your bank does not accept payments from this account. Nothing is taken from this account any more. Please use another one, or call us.",
			"Su banco no acepta pagos desde esta cuenta. Ya no se cobra nada de esta cuenta. Use otra o llámenos.",
			"Ihre Bank nimmt von diesem Konto keine Zahlungen an. Davon wird nichts mehr eingezogen. Bitte benutzen Sie ein anderes, oder rufen Sie uns an.")
	}
	return f.Say("On %s your bank answered that %s. Nothing is taken from this account any more. Please use another one, or call us.",
		"El %s su banco respondió que %s. Ya no se cobra nada de esta cuenta. Use otra o llámenos.",
		"Am %s antwortete Ihre Bank, dass %s. Von diesem Konto wird nichts mehr eingezogen. Bitte benutzen Sie ein anderes, oder rufen Sie uns an.",
		a.StatusOn, payment.ReturnCodeOf(a.Why).Plain)
}

func verifiedWords(f ui.Frame, a paying.BankAccount) string {
	if a.StatusOn.IsZero() {
		return f.Say("A payment from this account has arrived.", "Llegó un pago desde esta cuenta.", "Eine Zahlung von diesem Konto ist angekommen.")
	}
	switch a.Why {
	case string(payment.ByMicro):
		return f.Say("You typed its two small deposits on %s.", "Usted escribió sus dos depósitos pequeños el %s.", "Sie haben die beiden kleinen Gutschriften am %s eingegeben.", a.StatusOn)
	case string(payment.ByPrenote):
		return f.Say("We asked your bank about it, and by %s it had nothing against it.", "Consultamos a su banco y hasta el %s no tuvo nada en contra.", "Wir haben Ihre Bank danach gefragt, und bis zum %s hatte sie nichts dagegen.", a.StatusOn)
	}
	return f.Say("A payment from this account arrived on %s.", "Un pago desde esta cuenta llegó el %s.", "Eine Zahlung von diesem Konto kam am %s an.", a.StatusOn)
}

func newWords(f ui.Frame, a paying.BankAccount) string {
	words := f.Say("Not verified yet. Payments from it are bounded: at most %s can be on the way, apart from a payoff.",
		"Aún sin verificar. Los pagos desde ella están limitados: puede haber como máximo %s en camino, aparte de una liquidación.",
		"Noch nicht bestätigt. Zahlungen davon sind begrenzt: Höchstens %s können unterwegs sein, abgesehen von einer Ablösung.", payment.UnverifiedMost)
	switch a.Check.State {
	case payment.VerifyFailed:
		if a.Check.Code != "" {
			return f.Say("The last try to verify it failed: your bank answered that %s. %s", "El último intento de verificarla falló: su banco respondió que %s. %s",
				"Der letzte Versuch, es zu bestätigen, ist gescheitert: Ihre Bank antwortete, dass %s. %s", payment.ReturnCodeOf(a.Check.Code).Plain, words)
		}
		return f.Say("The last try to verify it failed: the amounts that were typed were wrong. %s", "El último intento de verificarla falló: los montos escritos no eran correctos. %s",
			"Der letzte Versuch, es zu bestätigen, ist gescheitert: Die eingegebenen Beträge waren falsch. %s", words)
	case payment.VerifyExpired:
		return f.Say("The last try to verify it is over: the amounts were not typed in time. %s", "El último intento de verificarla terminó: los montos no se escribieron a tiempo. %s",
			"Der letzte Versuch, es zu bestätigen, ist vorbei: Die Beträge wurden nicht rechtzeitig eingegeben. %s", words)
	}
	return words
}

// accountDone says what was just done; the address chooses among our own sentences only.
func accountDone(f ui.Frame, what string) string {
	switch what {
	case "added":
		return f.Say("The account is added. We told you by email.", "La cuenta se agregó. Le avisamos por correo electrónico.", "Das Konto ist hinzugefügt. Wir haben es Ihnen per E-Mail mitgeteilt.")
	case "sent":
		return f.Say("Two small deposits leave with our next file to the bank.", "Dos depósitos pequeños salen con nuestro próximo archivo al banco.", "Zwei kleine Gutschriften gehen mit unserer nächsten Datei an die Bank.")
	case "verified":
		return f.Say("The account is verified.", "La cuenta está verificada.", "Das Konto ist bestätigt.")
	case "named":
		return f.Say("The name is kept.", "El nombre está guardado.", "Der Name ist gespeichert.")
	case "first":
		return f.Say("This account is offered first from now on.", "Desde ahora esta cuenta se ofrece primero.", "Dieses Konto wird ab jetzt zuerst angeboten.")
	case "removed":
		return f.Say("The account is removed. We told you by email.", "La cuenta se eliminó. Le avisamos por correo electrónico.", "Das Konto ist entfernt. Wir haben es Ihnen per E-Mail mitgeteilt.")
	}
	return ""
}

// account shows one account.
func (p *Portal) account(w http.ResponseWriter, r *guard.Request) error {
	return p.showAccount(w, r, http.StatusOK, view.BankAccountPage{}, view.TypeAmounts{})
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
		page.Frame, page.Back, page.Name, page.First = f, ui.PathAccounts, calledAs(f, a.Account), a.Default
		if r.Method == http.MethodGet {
			page.Done = accountDone(f, r.FormValue(doneField))
		}
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
				typed.Tries = f.Say("Tries left: %s.", "Intentos restantes: %s.", "Verbleibende Versuche: %s.", a.Check.Left())
			}
			page.Amounts = &typed
		}
		return page.Page()
	})
}

// fillAccount adds what is known of an account.
func (p *Portal) fillAccount(f ui.Frame, page *view.BankAccountPage, a paying.BankAccount) {
	page.Details = []ui.Fact{
		{Label: f.Say("Account", "Cuenta", "Konto"), Value: accountName(f, a.Type, a.LastFour)},
		{Label: f.Say("Routing number", "Número de ruta", "Bankleitzahl"), Value: a.Routing, Code: true},
		{Label: f.Say("Added", "Agregada", "Hinzugefügt"), Value: p.date(f, a.Added)},
	}
	if a.Type == payment.IBAN {
		page.Details[1] = ui.Fact{Label: f.Say("Country", "País", "Land"), Value: a.Routing}
	}
	if a.Default {
		page.Details = append(page.Details, ui.Fact{Label: f.Say("Payments", "Pagos", "Zahlungen"), Value: f.Say("Offered first", "Se ofrece primero", "Zuerst angeboten")})
	}
	for _, c := range a.Changes {
		page.Changes = append(page.Changes, f.Say("%s: %s", "%s: %s", "%s: %s", c.On, c.Words()))
	}
	for _, u := range a.Autopay {
		page.Uses = append(page.Uses, ui.Link{Text: autopayUse(f, u), Href: autopayPath(u.Contract)})
	}
	for _, x := range a.Waiting {
		words := f.Say("A payment of %s for %s is on its way.", "Un pago de %s para el %s está en camino.", "Eine Zahlung von %s für den %s ist unterwegs.", x.Amount, x.Date)
		if x.Refund {
			words = f.Say("A refund of %s for %s is on its way.", "Un reembolso de %s para el %s está en camino.", "Eine Erstattung von %s für den %s ist unterwegs.", x.Amount, x.Date)
		}
		page.Waiting = append(page.Waiting, words)
	}
	if a.Deposits == nil {
		page.Send = accountPath(a.ID) + "/deposits"
	} else if why := fault.Of(a.Deposits); why != nil && a.Status == payment.Unverified && !a.Check.Open() {
		page.NoSend = plainFault(f.Locale, why)
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
		page.Failure = noted(r, f)
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
		page := view.BankAccountPage{Failure: noted(r, f), Nickname: r.PostFormValue("nickname")}
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
