package portal

import (
	"encoding/hex"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"marque/internal/core/autopay"
	"marque/internal/core/contract"
	"marque/internal/core/identity"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/service/paying"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

func autopayPath(c contract.ID) string { return contractPath(c) + "/autopay" }

// autopay shows how autopay stands.
func (p *Portal) autopay(w http.ResponseWriter, r *guard.Request) error {
	return p.showAutopay(w, r, http.StatusOK, view.Failure{})
}

func (p *Portal) showAutopay(w http.ResponseWriter, r *guard.Request, status int, x view.Failure) error {
	contractID, err := contractID(r)
	if err != nil {
		return err
	}
	c, err := p.Overview.Contract(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	a, err := p.Paying.Autopay(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		f.Currency = c.Terms.Money()
		page := view.Autopay{Frame: f, Failure: x, Contract: contractOf(f, c), Done: autopayDone(f, r.FormValue(doneField)), SkipTo: autopayPath(contractID) + "/skip"}
		page.Status, page.Lead = autopayState(f, a)
		p.fillAutopay(&page, contractID, a)
		return page.Page()
	})
}

// autopayDone says what was just done; the address chooses among our own sentences only.
func autopayDone(f ui.Frame, what string) string {
	switch what {
	case "on":
		return f.Say("Autopay is on. A confirmation is on its way to you.", "El pago automático está activado. Una confirmación va en camino.", "Die automatische Zahlung ist an. Eine Bestätigung ist zu Ihnen unterwegs.")
	case "off":
		return f.Say("Autopay is off. A confirmation is on its way to you.", "El pago automático está desactivado. Una confirmación va en camino.", "Die automatische Zahlung ist aus. Eine Bestätigung ist zu Ihnen unterwegs.")
	case "skipped":
		return f.Say("This payment will be skipped. It stays due: please make it another way.", "Este pago se omitirá. Sigue pendiente: hágalo de otra forma.", "Diese Zahlung wird ausgelassen. Die Rate bleibt fällig: Bitte zahlen Sie sie anders.")
	case "taken":
		return f.Say("This payment will be taken after all.", "Este pago se cobrará de todos modos.", "Diese Zahlung wird doch eingezogen.")
	}
	return ""
}

// autopayState is the state in words.
func autopayState(f ui.Frame, a paying.Autopay) (ui.Status, string) {
	switch {
	case a.Enrolment.State == autopay.Paused:
		return ui.Status{Tone: ui.Warn, Text: f.Say("Waiting for you", "Esperando por usted", "Wartet auf Sie")},
			f.Say("Your bank refused a debit, so nothing is taken until you choose another account.", "Su banco rechazó un débito, así que no se cobra nada hasta que elija otra cuenta.", "Ihre Bank hat einen Einzug abgelehnt, deshalb wird nichts eingezogen, bis Sie ein anderes Konto wählen.")
	case a.On() && len(a.Next) == 0:
		return ui.Status{Tone: ui.Info, Text: f.Say("On", "Activado", "An")},
			f.Say("Autopay is on, and there is nothing for it to take at the moment.", "El pago automático está activado y por el momento no hay nada que cobrar.", "Die automatische Zahlung ist an, und zurzeit gibt es nichts einzuziehen.")
	case a.On():
		return ui.Status{Tone: ui.OK, Text: f.Say("On", "Activado", "An")},
			f.Say("Your payments are made automatically, from %s.", "Sus pagos se hacen automáticamente, desde %s.", "Ihre Raten werden automatisch gezahlt, von %s.", accountName(f, a.Account.Type, a.Account.LastFour))
	case a.Blocked != nil:
		return ui.Status{Tone: ui.Plain, Text: f.Say("Off", "Desactivado", "Aus")}, f.Locale.Translate(fault.Of(a.Blocked)).Message
	}
	return ui.Status{Tone: ui.Plain, Text: f.Say("Off", "Desactivado", "Aus"), Icon: "circle-dashed"},
		f.Say("With autopay your payments are made automatically on the day you choose. You see each amount before, and can skip one or stop at any time.",
			"Con el pago automático sus pagos se hacen automáticamente el día que usted elija. Verá cada monto antes, y puede omitir uno o detenerlo en cualquier momento.",
			"Mit der automatischen Zahlung werden Ihre Raten an dem Tag gezahlt, den Sie wählen. Sie sehen jeden Betrag vorher und können jederzeit eine Zahlung auslassen oder aufhören.")
}

func (p *Portal) fillAutopay(page *view.Autopay, c contract.ID, a paying.Autopay) {
	f := page.Frame
	page.On, page.Discount = a.On(), discountWords(f, a)
	if a.Blocked == nil {
		page.Begin = autopayPath(c) + "/set-up"
	}
	if a.Enrolment.State == "" || a.Enrolment.State == autopay.Ended {
		return
	}
	page.Debits = debitsOf(f, a.Next)
	page.Off, page.Copy = autopayPath(c)+"/off", autopayPath(c)+"/"+a.Enrolment.ID.String()+"/authorization.pdf"
	if len(a.Next) > 0 {
		page.Stop = f.Say("You can skip the next payment, change autopay or turn it off until %s.",
			"Puede omitir el próximo pago, cambiar el pago automático o desactivarlo hasta el %s.",
			"Sie können die nächste Zahlung bis zum %s auslassen, die automatische Zahlung ändern oder ausschalten.", clock(f, a.CutOff, a.Zone))
	}
	page.Settings = settingsOf(f, a)
	if a.PastDue+a.Fees > 0 {
		page.Owed = f.Say("%s is past due or owed in fees. Please pay it yourself, so that it does not grow.",
			"%s está vencido o se debe en cargos. Páguelo usted, para que no crezca.",
			"%s sind überfällig oder als Gebühren offen. Bitte zahlen Sie das selbst, damit es nicht wächst.", a.PastDue+a.Fees)
	}
}

func settingsOf(f ui.Frame, a paying.Autopay) []ui.Fact {
	out := []ui.Fact{
		{Label: f.Say("From", "Desde", "Von"), Value: accountName(f, a.Account.Type, a.Account.LastFour)},
		{Label: f.Say("When", "Cuándo", "Wann"), Value: leadWords(f, a.Enrolment.Lead)},
		{Label: f.Say("Takes", "Cobra", "Zieht ein"), Value: takesWords(f, a)},
	}
	if a.Fallback.LastFour != "" {
		out = append(out, ui.Fact{Label: f.Say("If refused", "Si se rechaza", "Bei Ablehnung"), Value: accountName(f, a.Fallback.Type, a.Fallback.LastFour)})
	}
	return append(out, ui.Fact{Label: f.Say("Since", "Desde el", "Seit"), Value: f.Day(a.Enrolment.Since)})
}

func takesWords(f ui.Frame, a paying.Autopay) string {
	if a.Enrolment.Extra > 0 {
		return f.Say("The scheduled payment and %s extra", "El pago programado y %s adicionales", "Die planmäßige Rate und %s zusätzlich", a.Enrolment.Extra)
	}
	return f.Say("The scheduled payment", "El pago programado", "Die planmäßige Rate")
}

func leadWords(f ui.Frame, days int) string {
	switch days {
	case 0:
		return f.Say("On the due date", "En la fecha de vencimiento", "Am Fälligkeitstag")
	case 1:
		return f.Say("1 day before the due date", "1 día antes de la fecha de vencimiento", "1 Tag vor dem Fälligkeitstag")
	}
	return f.Say("%s days before the due date", "%s días antes de la fecha de vencimiento", "%s Tage vor dem Fälligkeitstag", days)
}

// discountWords shows what autopay does to the rate, in money.
func discountWords(f ui.Frame, a paying.Autopay) string {
	d := a.Discount
	rate := f.Locale.Percent(d.Rate, rateDecimals)
	switch {
	case d.Rate == 0:
		return ""
	case d.On:
		return f.Say("While autopay is on, your rate is lower by %s.", "Mientras el pago automático está activado, su tasa es %s más baja.", "Solange die automatische Zahlung an ist, ist Ihr Zinssatz um %s niedriger.", rate)
	case d.Saves > 0:
		return f.Say("With autopay your rate is lower by %s: %s less interest over the rest of your contract, if every payment is made on its day.",
			"Con el pago automático su tasa es %s más baja: %s menos de intereses en lo que queda de su contrato, si cada pago se hace en su fecha.",
			"Mit der automatischen Zahlung ist Ihr Zinssatz um %s niedriger: %s weniger Zinsen bis zum Ende des Vertrags, wenn jede Rate pünktlich gezahlt wird.", rate, d.Saves)
	}
	return f.Say("With autopay your rate is lower by %s.", "Con el pago automático su tasa es %s más baja.", "Mit der automatischen Zahlung ist Ihr Zinssatz um %s niedriger.", rate)
}

// rateDecimals writes a quarter of a percent in full.
const rateDecimals = 2

func debitsOf(f ui.Frame, next []autopay.Debit) []view.AutopayDebit {
	var out []view.AutopayDebit
	for _, d := range next {
		x := view.AutopayDebit{Instalment: strconv.Itoa(d.Instalment), On: d.On, Due: d.Due, Amount: d.Amount, Skipped: d.Skipped}
		switch {
		case d.Final:
			x.Note = f.Say("The last payment: everything that is left.", "El último pago: todo lo que queda.", "Die letzte Rate: alles, was noch offen ist.")
		case d.Left > 0:
			x.Note = f.Say("%s more is due, which was not announced in time: please pay it yourself.",
				"Se deben %s más, que no se anunciaron a tiempo: páguelos usted.",
				"Weitere %s sind fällig, die nicht rechtzeitig angekündigt wurden: Bitte zahlen Sie sie selbst.", d.Left)
		case d.Extra > 0:
			x.Note = f.Say("With %s extra.", "Con %s adicionales.", "Mit %s zusätzlich.", d.Extra)
		}
		out = append(out, x)
	}
	return out
}

// autopayForm asks for account, day and extra.
func (p *Portal) autopayForm(w http.ResponseWriter, r *guard.Request) error {
	page := view.AutopayForm{Account: r.FormValue("account"), Fallback: r.FormValue("fallback"), Extra: r.FormValue("extra"), Before: r.FormValue("lead")}
	return p.showAutopayForm(w, r, http.StatusOK, page)
}

func (p *Portal) showAutopayForm(w http.ResponseWriter, r *guard.Request, status int, page view.AutopayForm) error {
	contractID, err := contractID(r)
	if err != nil {
		return err
	}
	c, err := p.Overview.Contract(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	a, err := p.Paying.Autopay(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	if a.Blocked != nil {
		return respond.SeeOther(w, r.Request, autopayPath(contractID))
	}
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		f.Currency = c.Terms.Money()
		page.Frame, page.Contract, page.Action, page.Lease = f, contractOf(f, c), autopayPath(contractID)+"/set-up", a.Kind == contract.Lease
		page.Changing = a.On()
		for _, x := range a.Accounts {
			page.Accounts = append(page.Accounts, choiceOf(f, x))
		}
		fromEnrolment(&page, a)
		return page.Page()
	})
}

// fromEnrolment fills a form that was not touched yet with what holds now.
func fromEnrolment(page *view.AutopayForm, a paying.Autopay) {
	if page.Before == "" {
		page.Before = strconv.Itoa(a.Enrolment.Lead)
	}
	if page.Account != "" {
		return
	}
	if a.On() {
		page.Account, page.Fallback = a.Enrolment.Account.String(), a.Enrolment.Fallback.String()
		if a.Enrolment.Extra > 0 {
			page.Extra = a.Enrolment.Extra.Text(a.Currency)
		}
	} else if len(page.Accounts) > 0 {
		page.Account = page.Accounts[0].Value
	}
}

// autopaySetUp checks the form, keeps a new account, and goes on to the page where it is signed.
func (p *Portal) autopaySetUp(w http.ResponseWriter, r *guard.Request) error {
	contractID, err := contractID(r)
	if err != nil {
		return err
	}
	page := view.AutopayForm{
		Account: r.PostFormValue("account"), Fallback: r.PostFormValue("fallback"), Extra: r.PostFormValue("extra"), Before: r.PostFormValue("lead"),
		New: view.NewAccount{Kind: r.PostFormValue("account_kind"), Routing: r.PostFormValue("routing")},
	}
	wish, wrong := wishOf(r, page)
	account, err := p.Paying.PrepareAutopay(r.Context(), r.By, contractID, wish, payment.AccountInput{
		Type: page.New.Kind, Routing: page.New.Routing, Number: r.PostFormValue("account_number"), Confirm: r.PostFormValue("account_last4"),
	})
	if f := fault.Of(err); f != nil {
		wrong = append(wrong, named(chosen(page.Account, f.Fields), wrong)...)
		if len(wrong) == 0 {
			page.Failure = noted(r, f)
			return p.showAutopayForm(w, r, respond.Status(f), page)
		}
	} else if err != nil {
		return err
	}
	if len(wrong) > 0 {
		page.Failure = failed(r, wrong)
		return p.showAutopayForm(w, r, http.StatusUnprocessableEntity, page)
	}
	key, err := identity.NewToken(p.Random)
	if err != nil {
		return err
	}
	wish.Account = account.ID
	return respond.SeeOther(w, r.Request, autopayPath(contractID)+"/review?"+carried(wish, string(key)).Encode())
}

// carried is a wish in an address: ids and figures, no bank account's number.
func carried(w autopay.Wish, key string) url.Values {
	v := url.Values{"account": {w.Account.String()}, "extra": {strconv.FormatInt(int64(w.Extra), 10)}, "lead": {strconv.Itoa(w.Lead)}, "key": {key}}
	if !w.Fallback.IsZero() {
		v.Set("fallback", w.Fallback.String())
	}
	return v
}

// wishOf reads the form; what cannot be read is returned as wrong fields.
func wishOf(r *guard.Request, page view.AutopayForm) (autopay.Wish, []fault.Field) {
	var wish autopay.Wish
	var wrong []fault.Field
	var err error
	if page.Account != "new" && page.Account != "" {
		if wish.Account, err = id.Parse[payment.Account](page.Account); err != nil {
			wrong = append(wrong, l10n.Field("account", "Choose one of your bank accounts.", "Elija una de sus cuentas bancarias.", "Wählen Sie eines Ihrer Bankkonten."))
		}
	}
	if page.Fallback != "none" && page.Fallback != "" {
		if wish.Fallback, err = id.Parse[payment.Account](page.Fallback); err != nil {
			wrong = append(wrong, l10n.Field("fallback", "Choose one of your bank accounts.", "Elija una de sus cuentas bancarias.", "Wählen Sie eines Ihrer Bankkonten."))
		}
	}
	if wish.Lead, err = strconv.Atoi(strings.TrimSpace(page.Before)); err != nil {
		wrong = append(wrong, l10n.Field("lead", "Enter a number of days between 0 and 10.", "Ingrese un número de días entre 0 y 10.",
			"Geben Sie eine Zahl von Tagen zwischen 0 und 10 ein."))
	}
	if page.Extra != "" {
		if wish.Extra, err = money.Parse(typedAmount(r, page.Extra), money.USD()); err != nil {
			wrong = append(wrong, l10n.Field("extra", "Enter an amount like 25.00, or leave it empty.", "Ingrese un monto como 25.00, o déjelo vacío.",
				"Geben Sie einen Betrag wie 25,00 ein, oder lassen Sie das Feld leer."))
		}
	}
	return wish, wrong
}

// consentOf reads what the review page carries.
func consentOf(r *guard.Request) (paying.Consent, error) {
	stale := l10n.Fault(fault.Conflict, "This page is not complete any more. Please begin again.", "Esta página ya no está completa. Comience otra vez.",
		"Diese Seite ist nicht mehr vollständig. Bitte beginnen Sie neu.")
	contractID, err := contractID(r)
	if err != nil {
		return paying.Consent{}, err
	}
	c := paying.Consent{Contract: contractID, Key: r.FormValue("key"), Network: r.Network, Methods: r.Session.Methods}
	if c.Key == "" {
		c.Key = r.FormValue(ui.KeyField)
	}
	cents, err1 := strconv.ParseInt(r.FormValue("extra"), 10, 64)
	lead, err2 := strconv.Atoi(r.FormValue("lead"))
	account, err3 := id.Parse[payment.Account](r.FormValue("account"))
	if err1 != nil || err2 != nil || err3 != nil || c.Key == "" {
		return c, stale
	}
	c.Wish = autopay.Wish{Account: account, Extra: money.Cents(cents), Lead: lead, Locale: r.Locale()}
	if other := r.FormValue("fallback"); other != "" {
		if c.Wish.Fallback, err = id.Parse[payment.Account](other); err != nil {
			return c, stale
		}
	}
	c.Shown, _ = hex.DecodeString(r.PostFormValue("shown")) // what cannot be read was not shown
	return c, nil
}

// signAgain is where a signature goes whose session ended or was not fresh: back to the page that is signed, to be read once more.
func signAgain(r *guard.Request) string {
	c, err := consentOf(r)
	if err != nil {
		return ""
	}
	return autopayPath(c.Contract) + "/review?" + carried(c.Wish, c.Key).Encode()
}

// autopayAgain is where a button of autopay's leads that was pressed too late: to the page on which it stands.
func autopayAgain(page string) func(*guard.Request) string {
	return func(r *guard.Request) string {
		c, err := contractID(r)
		if err != nil {
			return ""
		}
		return autopayPath(c) + page
	}
}

func (p *Portal) autopayReview(w http.ResponseWriter, r *guard.Request) error {
	c, err := consentOf(r)
	if err != nil {
		return err
	}
	return p.showAutopayReview(w, r, http.StatusOK, c, view.Failure{})
}

func (p *Portal) showAutopayReview(w http.ResponseWriter, r *guard.Request, status int, c paying.Consent, x view.Failure) error {
	seen, err := p.Overview.Contract(r.Context(), r.By, c.Contract)
	if err != nil {
		return err
	}
	words, err := p.Paying.AutopayText(r.Context(), r.By, c.Contract, c.Wish)
	if err != nil {
		return err
	}
	a, err := p.Paying.Autopay(r.Context(), r.By, c.Contract)
	if err != nil {
		return err
	}
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		f.Currency = seen.Terms.Money()
		values := carried(c.Wish, c.Key)
		page := view.AutopayReview{
			Frame: f, Failure: x, Action: autopayPath(c.Contract), Key: c.Key, Contract: contractOf(f, seen), Text: words.Text, Changing: a.On(),
			Account: accountName(f, words.Account.Type, words.Account.LastFour), Debits: debitsOf(f, words.Next),
			Carried: []view.Hidden{{Name: "shown", Value: hex.EncodeToString(paying.DigestOf(words.Text))}},
			Back: autopayPath(c.Contract) + "/set-up?" + url.Values{
				"account": {c.Wish.Account.String()}, "fallback": values["fallback"], "extra": {c.Wish.Extra.Text(f.Currency)}, "lead": {strconv.Itoa(c.Wish.Lead)},
			}.Encode(),
		}
		if !a.Discount.On {
			page.Discount = discountWords(f, a)
		}
		page.Asked, page.Left = askedWords(f, words)
		for _, name := range []string{"account", "fallback", "extra", "lead"} {
			if v := values.Get(name); v != "" {
				page.Carried = append(page.Carried, view.Hidden{Name: name, Value: v})
			}
		}
		return page.Page()
	})
}

// askedWords tell that the account's bank is asked first, and what autopay leaves to the customer for that.
func askedWords(f ui.Frame, words paying.Authorisation) (asked, left string) {
	if words.Asked.IsZero() {
		return "", ""
	}
	asked = f.Say("This account is new here, so we ask your bank about it first. Debits can be made from it from %s on.",
		"Esta cuenta es nueva aquí, así que primero consultamos a su banco. Se pueden hacer débitos desde ella a partir del %s.",
		"Dieses Konto ist hier neu, deshalb fragen wir zuerst Ihre Bank. Ab dem %s kann davon eingezogen werden.", words.Asked)
	switch n := len(words.Left); n {
	case 0:
	case 1:
		left = f.Say("Autopay does not take the payment due on %s: please make it yourself.", "El pago automático no cobra el pago que vence el %s: hágalo usted.",
			"Die automatische Zahlung zieht die am %s fällige Rate nicht ein: Bitte zahlen Sie sie selbst.", words.Left[0])
	default:
		left = f.Say("Autopay does not take the payments due until %s: please make them yourself.", "El pago automático no cobra los pagos que vencen hasta el %s: hágalos usted.",
			"Die automatische Zahlung zieht die bis zum %s fälligen Raten nicht ein: Bitte zahlen Sie sie selbst.", words.Left[n-1])
	}
	return asked, left
}

// autopaySign signs; the same form posted again signs nothing new.
func (p *Portal) autopaySign(w http.ResponseWriter, r *guard.Request) error {
	c, err := consentOf(r)
	if err != nil {
		return err
	}
	_, err = p.Paying.EnrolAutopay(r.Context(), r.By, c)
	if f := fault.Of(err); f != nil && (f.Kind == fault.Invalid || f.Kind == fault.Conflict) {
		return p.showAutopayReview(w, r, respond.Status(f), c, notedProblem(r, f))
	}
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, autopayPath(c.Contract)+"?"+doneField+"=on")
}

// autopaySkip leaves a payment out, or takes it in again.
func (p *Portal) autopaySkip(w http.ResponseWriter, r *guard.Request) error {
	c, err := contractID(r)
	if err != nil {
		return err
	}
	instalment, err := strconv.Atoi(r.PostFormValue("instalment"))
	if err != nil {
		return l10n.Fault(fault.Invalid, "Which payment? Please load the page again.", "¿Qué pago? Cargue la página otra vez.", "Welche Zahlung? Bitte laden Sie die Seite neu.")
	}
	skip := r.PostFormValue("skip") != "no"
	err = p.Paying.SkipAutopay(r.Context(), r.By, c, instalment, skip)
	if f := fault.Of(err); f != nil && f.Kind == fault.Conflict {
		return p.showAutopay(w, r, respond.Status(f), notedProblem(r, f))
	}
	if err != nil {
		return err
	}
	done := "taken"
	if skip {
		done = "skipped"
	}
	return respond.SeeOther(w, r.Request, autopayPath(c)+"?"+doneField+"="+done)
}

// autopayOffForm asks once more before autopay is turned off.
func (p *Portal) autopayOffForm(w http.ResponseWriter, r *guard.Request) error {
	contractID, err := contractID(r)
	if err != nil {
		return err
	}
	c, err := p.Overview.Contract(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	a, err := p.Paying.Autopay(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	if a.Enrolment.State == "" || a.Enrolment.State == autopay.Ended {
		return respond.SeeOther(w, r.Request, autopayPath(contractID))
	}
	return p.show(w, r, func(f ui.Frame) respond.Page {
		f.Currency = c.Terms.Money()
		page := view.AutopayOff{Frame: f, Contract: contractOf(f, c), Action: autopayPath(contractID) + "/off", Back: autopayPath(contractID)}
		if len(a.Next) > 0 && !a.Next[0].Skipped {
			page.Next = f.Say("The payment of %s on %s will not be taken.", "El pago de %s del %s no se cobrará.", "Die Zahlung von %s am %s wird nicht eingezogen.", a.Next[0].Amount, a.Next[0].On)
		}
		if a.Discount.On {
			page.Discount = f.Say("Your rate goes up by %s from today, because the autopay discount ends.",
				"Su tasa sube %s desde hoy, porque termina el descuento por pago automático.",
				"Ihr Zinssatz steigt ab heute um %s, weil der Nachlass für automatische Zahlung endet.", f.Locale.Percent(a.Discount.Rate, rateDecimals))
		}
		return page.Page()
	})
}

func (p *Portal) autopayOff(w http.ResponseWriter, r *guard.Request) error {
	c, err := contractID(r)
	if err != nil {
		return err
	}
	if err := p.Paying.CancelAutopay(r.Context(), r.By, c); err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, autopayPath(c)+"?"+doneField+"=off")
}

// autopayFile is the copy of what was signed.
func (p *Portal) autopayFile(w http.ResponseWriter, r *guard.Request) error {
	c, err := contractID(r)
	if err != nil {
		return err
	}
	enrolment, err := id.Parse[autopay.Enrolment](r.PathValue("autopay"))
	if err != nil {
		return err
	}
	file, err := p.Paying.AutopayFile(r.Context(), r.By, c, enrolment)
	if err != nil {
		return err
	}
	respond.Document(w, "application/pdf", "autopay-authorization.pdf", file)
	return nil
}
