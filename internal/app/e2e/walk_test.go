package e2e_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/notice"
	"marque/internal/core/payment"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/paper/pdf/pdftest"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// walk is one customer's way through the whole house, in one browser.
type walk struct {
	*tab
	w    *world
	who  person
	home string // the path of the contract
}

func TestACustomerWalksFromTheFeedToAStatement(t *testing.T) {
	t.Parallel()
	browser := chromium(t)
	for _, c := range []struct {
		window
		brand string
	}{
		{window{320, true}, "aurelia"}, {window{320, false}, "norden"}, {window{1280, true}, "norden"}, {window{1280, false}, "aurelia"},
	} {
		t.Run(c.window.String(), func(t *testing.T) {
			t.Parallel()
			enginetest.Each(t, func(t *testing.T, db *engine.DB) {
				w := serve(t, db)
				invited, claiming := people(c.brand)
				k := &walk{tab: open(t, browser, w.site(c.brand), c.window), w: w, who: w.activate(t, invited)}
				k.registersByInvitation()
				k.signsIn()
				k.looksAround()
				kept := k.pays("", "000123456789")
				called := k.pays("100.00", "")
				k.cancels(called)
				k.seesWhatBecameOfIt(kept)
				k.readsTheStatement(kept)
				k.signsOut()
				k.who = w.activate(t, claiming)
				k.registersByFacts()
				w.provesTrue(t)
			})
		})
	}
}

func (k *walk) registersByInvitation() {
	k.t.Helper()
	k.visit(k.w.invitation(k.t, k.who))
	k.is("Use your invitation")
	k.press("Continue")
	k.provesTheContact()
	k.choosesHowToSignIn()
}

// registersByFacts goes the way of somebody without an invitation: a wrong birth date looks like the right one and leads nowhere.
func (k *walk) registersByFacts() {
	k.t.Helper()
	for _, year := range []string{"1901", k.who.year} {
		k.visit("/register")
		k.is("Find your contract")
		k.fill("Contract number or VIN", strings.ToLower(k.who.number))
		k.fill("Last name", k.who.family)
		k.fill("Month", k.who.month)
		k.fill("Day", k.who.day)
		k.fill("Year", year)
		k.press("Continue")
		k.is("Enter your code")
	}
	k.provesTheContact()
	if n := k.w.sent(notice.KindContactCode, k.who.phone); n != 1 {
		k.t.Errorf("got %d codes sent to the telephone, want one for the right facts", n)
	}
	k.choosesHowToSignIn()
	k.signsIn()
}

func (k *walk) provesTheContact() {
	k.t.Helper()
	k.is("Enter your code")
	k.fill("Code", k.w.code(k.t, notice.KindContactCode, k.who.phone))
	k.press("Continue")
}

func (k *walk) choosesHowToSignIn() {
	k.t.Helper()
	k.is("Choose how you sign in")
	k.fill("Username", k.who.username)
	k.fill("Password", k.who.password)
	k.press("Continue")
	k.is("How should we reach you?")
	k.choose("Text me about payments")
	if sample := k.download("Open a sample statement"); !bytes.HasPrefix(sample, []byte("%PDF-")) {
		k.t.Errorf("the sample is no PDF: %.20q", sample)
	}
	k.choose("Send my statements online")
	k.press("Continue")
	k.is("Check your answers")
	k.says("Username "+k.who.username, "Statements Online", "Texts about payments Yes")
	k.press("Create my account")
	k.is("Your account is ready")
	k.follow("Sign in")
}

func (k *walk) signsIn() {
	k.t.Helper()
	k.is("Sign in")
	k.fill("Username or email", k.who.username)
	k.fill("Password", k.who.password)
	k.press("Sign in")
	k.is("Check your phone")
	k.says("•••• " + k.who.phone[len(k.who.phone)-2:])
	k.fill("Code", k.w.code(k.t, notice.KindSignInCode, k.who.phone))
	k.press("Continue")
}

// looksAround wants the first page to say what the fold says, and opens the first line of the history.
func (k *walk) looksAround() {
	k.t.Helper()
	var href string
	k.run("find the contract", chromedp.AttributeValue(link("Make a payment"), "href", &href, nil, chromedp.BySearch))
	c := k.w.contract(k.t, href)
	k.home = "/contracts/" + c.ID.String()
	k.is(c.Vehicle.Name)
	k.says(dollars(c.State.Balance()), dollars(c.State.NextDue.Amount), l10n.EnUS.DateFull(c.State.NextDue.Date), c.Number)
	k.follow("Every payment, every cent")
	k.is("Payment history")
	k.unfold("Balance taken over")
	k.follow(c.Vehicle.Name)
}

// pays an amount, or what is due when none is given, from a new account or the one on file, and returns the receipt's path.
func (k *walk) pays(amount, account string) string {
	k.t.Helper()
	c := k.w.contract(k.t, k.site+k.home)
	k.visit(k.home)
	k.follow("Make a payment")
	k.is("Make a payment")
	date, cents := c.Today, c.State.NextDue.Amount
	if amount != "" {
		date, cents = c.Today.AddDays(7), 10000
		k.choose("Another amount")
		k.fill("Amount", amount)
		k.types("On which day?", date)
	}
	if account != "" {
		k.choose("Savings")
		k.fill("Routing number", "021000021")
		k.fill("Account number", account)
		k.fill("Its last 4 digits", account[len(account)-4:])
	}
	k.press("Continue to review")
	k.is("Check your payment")
	k.says("Savings •••• 6789", c.Vehicle.Name, dollars(cents))
	k.press("Pay " + dollars(cents) + " on " + l10n.EnUS.MonthDay(date))
	k.is("Your payment")
	receipt := k.address()
	k.says(dollars(cents), l10n.EnUS.DateFull(date), "What happens next")
	k.lead("reload the receipt", 200, chromedp.Reload())
	if got := k.address(); got != receipt {
		k.t.Errorf("a reload went from %s to %s", receipt, got)
	}
	return strings.TrimPrefix(receipt, k.site)
}

// types a day into the browser's own field for dates, which takes month, day and year.
func (k *walk) types(label string, day civil.Date) {
	k.t.Helper()
	iso := day.String()
	at := labelled(label)
	k.run("type into "+label, chromedp.SendKeys(at, iso[5:7]+iso[8:]+iso[:4], chromedp.BySearch))
	var got string
	k.run("read "+label, chromedp.Value(at, &got, chromedp.BySearch))
	if got != iso {
		k.t.Fatalf("%s: got %s, want %s", label, got, iso)
	}
}

func (k *walk) cancels(receipt string) {
	k.t.Helper()
	k.visit(receipt)
	k.press("Cancel this payment")
	k.is("Your payment")
	k.says("Cancelled")
	k.w.read(k.t, notice.KindPaymentCancelled, k.who.email)
}

// seesWhatBecameOfIt lets the days go by that the bank needs. The session has ended by then: signing in again leads to the page that
// was wanted, where the payment's line says to the cent what the fold says.
func (k *walk) seesWhatBecameOfIt(receipt string) {
	k.t.Helper()
	k.w.closeDays(k.t, "2026-11-02")
	k.w.closeDays(k.t, "2026-11-09")
	k.visit(k.home + "/history")
	k.signsIn()
	k.is("Payment history")
	line := k.line(receipt)
	if line.Interest == 0 || line.Principal == 0 || line.Interest+line.Principal+line.Fee != line.Amount {
		k.t.Errorf("got interest %d, principal %d and fee %d of %d", line.Interest, line.Principal, line.Fee, line.Amount)
	}
	k.unfold("Payment")
	k.says("How we worked it out", "Interest "+dollars(line.Interest), "Principal "+dollars(line.Principal), "Balance "+dollars(line.Balance))
	k.w.read(k.t, notice.KindPaymentReceived, k.who.email)
	k.visit(receipt)
	k.says("Posted", "Principal "+dollars(line.Principal))
	text := pdftest.Text(k.t, k.download("Receipt as PDF"))
	wantText(k.t, text, k.who.given+" "+k.who.family, dollars(line.Amount), dollars(line.Principal))
}

// line is what the payment of a receipt became on its contract.
func (k *walk) line(receipt string) contract.Line {
	k.t.Helper()
	c := k.w.contract(k.t, receipt)
	paid := receipt[strings.LastIndex(receipt, "/")+1:]
	for _, p := range c.Payments {
		if p.ID.String() == paid && p.State != payment.Settled && p.State != payment.Final {
			k.t.Errorf("got the payment in the state %s", p.State)
		}
	}
	for _, l := range c.State.Lines {
		if l.Kind == contract.KindPayment && strings.HasSuffix(l.Key, paid) {
			return l
		}
	}
	k.t.Fatalf("the contract has no line of %s", receipt)
	return contract.Line{}
}

func (k *walk) readsTheStatement(receipt string) {
	k.t.Helper()
	k.w.closeDays(k.t, "2026-11-30") // every due day of the sample has its statement by then
	k.visit("/statements")
	k.signsIn()
	k.is("Statements and letters")
	line := k.line(receipt)
	file := k.download("November 2026")
	if !bytes.HasPrefix(file, []byte("%PDF-")) {
		k.t.Fatalf("the statement is no PDF: %.20q", file)
	}
	wantText(k.t, pdftest.Text(k.t, file), k.who.given+" "+k.who.family, k.who.number, dollars(line.Amount), dollars(line.Interest),
		dollars(line.Principal), dollars(line.Balance))
	k.w.read(k.t, notice.KindStatementReady, k.who.email)
}

func (k *walk) signsOut() {
	k.t.Helper()
	k.press("Sign out")
	k.is("You are signed out")
	k.visit(k.home)
	k.is("Sign in")
}

func dollars(c money.Cents) string { return l10n.EnUS.Money(c, money.USD()) }

// wantText wants words in a text, whatever is between them.
func wantText(t *testing.T, text string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(plain(text), plain(want)) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
}
