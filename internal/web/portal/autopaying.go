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
		page := view.Autopay{Frame: f, Failure: x, Contract: contractOf(f, c), Done: autopayDone(r.FormValue(doneField)), SkipTo: autopayPath(contractID) + "/skip"}
		page.Status, page.Lead = autopayState(a)
		p.fillAutopay(&page, contractID, a)
		return page.Page()
	})
}

// autopayDone says what was just done; the address chooses among our own sentences only.
func autopayDone(what string) string {
	switch what {
	case "on":
		return "Autopay is on. A confirmation is on its way to you."
	case "off":
		return "Autopay is off. A confirmation is on its way to you."
	case "skipped":
		return "This payment will be skipped. It stays due: please make it another way."
	case "taken":
		return "This payment will be taken after all."
	}
	return ""
}

// autopayState is the state in words.
func autopayState(a paying.Autopay) (ui.Status, string) {
	switch {
	case a.Enrolment.State == autopay.Paused:
		return ui.Status{Tone: ui.Warn, Text: "Waiting for you"}, "Your bank refused a debit, so nothing is taken until you choose another account."
	case a.On() && len(a.Next) == 0:
		return ui.Status{Tone: ui.Info, Text: "On"}, "Autopay is on, and there is nothing for it to take at the moment."
	case a.On():
		return ui.Status{Tone: ui.OK, Text: "On"}, "Your payments are made automatically, from " + accountName(a.Account.Type, a.Account.LastFour) + "."
	case a.Blocked != nil:
		return ui.Status{Tone: ui.Plain, Text: "Off"}, fault.Of(a.Blocked).Message
	}
	return ui.Status{Tone: ui.Plain, Text: "Off", Icon: "circle-dashed"},
		"With autopay your payments are made automatically on the day you choose. You see each amount before, and can skip one or stop at any time."
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
		page.Stop = "You can skip the next payment, change autopay or turn it off until " + clock(f, a.CutOff, a.Zone) + "."
	}
	page.Settings = settingsOf(f, a)
	if a.PastDue+a.Fees > 0 {
		page.Owed = f.Money(a.PastDue+a.Fees) + " is past due or owed in fees. Please pay it yourself, so that it does not grow."
	}
}

func settingsOf(f ui.Frame, a paying.Autopay) []ui.Fact {
	out := []ui.Fact{
		{Label: "From", Value: accountName(a.Account.Type, a.Account.LastFour)},
		{Label: "When", Value: leadWords(a.Enrolment.Lead)},
		{Label: "Takes", Value: takesWords(f, a)},
	}
	if a.Fallback.LastFour != "" {
		out = append(out, ui.Fact{Label: "If refused", Value: accountName(a.Fallback.Type, a.Fallback.LastFour)})
	}
	return append(out, ui.Fact{Label: "Since", Value: f.Day(a.Enrolment.Since)})
}

func takesWords(f ui.Frame, a paying.Autopay) string {
	if a.Enrolment.Extra > 0 {
		return "The scheduled payment and " + f.Money(a.Enrolment.Extra) + " extra"
	}
	return "The scheduled payment"
}

func leadWords(days int) string {
	switch days {
	case 0:
		return "On the due date"
	case 1:
		return "1 day before the due date"
	}
	return strconv.Itoa(days) + " days before the due date"
}

// discountWords shows what autopay does to the rate, in money.
func discountWords(f ui.Frame, a paying.Autopay) string {
	d := a.Discount
	switch {
	case d.Rate == 0:
		return ""
	case d.On:
		return "While autopay is on, your rate is lower by " + f.Locale.Percent(d.Rate, rateDecimals) + "."
	case d.Saves > 0:
		return "With autopay your rate is lower by " + f.Locale.Percent(d.Rate, rateDecimals) + ": " + f.Money(d.Saves) + " less interest over the rest of your contract, if every payment is made on its day."
	}
	return "With autopay your rate is lower by " + f.Locale.Percent(d.Rate, rateDecimals) + "."
}

// rateDecimals writes a quarter of a percent in full.
const rateDecimals = 2

func debitsOf(f ui.Frame, next []autopay.Debit) []view.AutopayDebit {
	var out []view.AutopayDebit
	for _, d := range next {
		x := view.AutopayDebit{Instalment: strconv.Itoa(d.Instalment), On: d.On, Due: d.Due, Amount: d.Amount, Skipped: d.Skipped}
		switch {
		case d.Final:
			x.Note = "The last payment: everything that is left."
		case d.Left > 0:
			x.Note = f.Money(d.Left) + " more is due, which was not announced in time: please pay it yourself."
		case d.Extra > 0:
			x.Note = "With " + f.Money(d.Extra) + " extra."
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
			page.Accounts = append(page.Accounts, choiceOf(x))
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
	wish, wrong := wishOf(page)
	account, err := p.Paying.PrepareAutopay(r.Context(), r.By, contractID, wish, payment.AccountInput{
		Type: page.New.Kind, Routing: page.New.Routing, Number: r.PostFormValue("account_number"), Confirm: r.PostFormValue("account_last4"),
	})
	if f := fault.Of(err); f != nil {
		wrong = append(wrong, named(chosen(page.Account, f.Fields), wrong)...)
		if len(wrong) == 0 {
			page.Failure = view.FailureOf(r.Locale(), f)
			return p.showAutopayForm(w, r, respond.Status(f), page)
		}
	} else if err != nil {
		return err
	}
	if len(wrong) > 0 {
		page.Failure = view.Failure{Fields: wrong}
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
func wishOf(page view.AutopayForm) (autopay.Wish, []fault.Field) {
	var wish autopay.Wish
	var wrong []fault.Field
	var err error
	if page.Account != "new" && page.Account != "" {
		if wish.Account, err = id.Parse[payment.Account](page.Account); err != nil {
			wrong = append(wrong, fault.Field{Name: "account", Message: "Choose one of your bank accounts."})
		}
	}
	if page.Fallback != "none" && page.Fallback != "" {
		if wish.Fallback, err = id.Parse[payment.Account](page.Fallback); err != nil {
			wrong = append(wrong, fault.Field{Name: "fallback", Message: "Choose one of your bank accounts."})
		}
	}
	if wish.Lead, err = strconv.Atoi(strings.TrimSpace(page.Before)); err != nil {
		wrong = append(wrong, fault.Field{Name: "lead", Message: "Enter a number of days between 0 and 10."})
	}
	if page.Extra != "" {
		if wish.Extra, err = money.Parse(plainAmount(page.Extra), money.USD()); err != nil {
			wrong = append(wrong, fault.Field{Name: "extra", Message: "Enter an amount like 25.00, or leave it empty."})
		}
	}
	return wish, wrong
}

// consentOf reads what the review page carries.
func consentOf(r *guard.Request) (paying.Consent, error) {
	stale := fault.New(fault.Conflict, "This page is not complete any more. Please begin again.")
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
			Account: accountName(words.Account.Type, words.Account.LastFour), Debits: debitsOf(f, words.Next),
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
	asked = "This account is new here, so we ask your bank about it first. Debits can be made from it from " + f.Day(words.Asked) + " on."
	switch n := len(words.Left); n {
	case 0:
	case 1:
		left = "Autopay does not take the payment due on " + f.Day(words.Left[0]) + ": please make it yourself."
	default:
		left = "Autopay does not take the payments due until " + f.Day(words.Left[n-1]) + ": please make them yourself."
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
		return p.showAutopayReview(w, r, respond.Status(f), c, view.ProblemOf(r.Locale(), f))
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
		return fault.New(fault.Invalid, "Which payment? Please load the page again.")
	}
	skip := r.PostFormValue("skip") != "no"
	err = p.Paying.SkipAutopay(r.Context(), r.By, c, instalment, skip)
	if f := fault.Of(err); f != nil && f.Kind == fault.Conflict {
		return p.showAutopay(w, r, respond.Status(f), view.ProblemOf(r.Locale(), f))
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
			page.Next = "The payment of " + f.Money(a.Next[0].Amount) + " on " + f.Day(a.Next[0].On) + " will not be taken."
		}
		if a.Discount.On {
			page.Discount = "Your rate goes up by " + f.Locale.Percent(a.Discount.Rate, rateDecimals) + " from today, because the autopay discount ends."
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
