package e2e_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/core/payment"
	"marque/internal/money"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// deposits reads the amounts of the newest small deposits, as their owner would from a bank statement.
func (w *world) deposits(t *testing.T) [2]string {
	t.Helper()
	rows, err := w.DB.Reader(t.Context()).Query(`select e.amount from bank_entries e join account_verifications v on v.entry_1 = e.id or v.entry_2 = e.id
		where v.state in ('ordered', 'sent', 'arrived') order by e.amount`)
	all, err := engine.All(rows, err, func(rows *engine.Rows) (money.Cents, error) {
		var c money.Cents
		err := rows.Scan(&c)
		return c, err
	})
	if err != nil || len(all) != 2 {
		t.Fatalf("got %v, %v, want two deposits", all, err)
	}
	return [2]string{all[0].Text(money.USD()), all[1].Text(money.USD())}
}

// bankAccount is an account as it is typed on its own page.
func bankAccount(verify string) url.Values {
	return url.Values{
		"account_kind": {"savings"}, "routing": {"021000021"}, "account_number": {"000555444333"}, "account_last4": {"4333"}, "nickname": {"Rainy day"}, "verify": {verify},
	}
}

// The journey as a browser without scripts makes it: add, read the amounts, mistype them, type them, name, offer first, remove.
func TestABankAccountIsAddedVerifiedAndRemovedByFormsAlone(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := newTown(t, db)
		if page := n.other.get("/accounts").body; !strings.Contains(page, "None yet") || !strings.Contains(n.other.get("/security").body, `href="/accounts"`) {
			t.Fatalf("want an empty list: %s", page)
		}
		form := bankAccount("deposits")
		form.Set("routing", "021000022")
		got := n.other.post("/accounts/new", "/accounts/new", form)
		if got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "Check the routing number") || strings.Contains(got.body, "000555444333") || !strings.Contains(got.body, "Rainy day") {
			t.Fatalf("a wrong routing number: got %d: %s", got.status, got.body)
		}
		got = n.other.post("/accounts/new", "/accounts/new", bankAccount("deposits"))
		home, _, _ := strings.Cut(got.to, "?")
		if !regexp.MustCompile(`^/accounts/[0-9a-f-]{36}$`).MatchString(home) {
			t.Fatalf("got %d to %q: %s", got.status, got.to, got.body)
		}
		if again := n.other.post("/accounts/new", "/accounts/new", bankAccount("deposits")); again.to != got.to {
			t.Errorf("the same form again: got %d to %q", again.status, again.to)
		}
		n.read(t, notice.KindAccountAdded, n.neighbour(t).email)
		if page := n.other.get(home).body; !strings.Contains(page, "Two small deposits leave with our next file") || strings.Contains(page, "000555444333") {
			t.Errorf("got %s", page)
		}
		if got := n.owner.get(home); got.status != http.StatusNotFound {
			t.Errorf("somebody else's account: got %d", got.status)
		}
		n.closeDays(t, "2026-12-03")
		n.enters(t)
		page := n.other.get(home).body
		if !strings.Contains(page, "Which two amounts did you get?") || !strings.Contains(n.other.get("/accounts").body, "Waiting for you") {
			t.Fatalf("want the amounts asked for: %s", page)
		}
		amounts := n.deposits(t)
		typed := hidden(page)
		typed.Set("first", "1.00")
		typed.Set("second", amounts[1])
		if got := n.other.post(home, home+"/amounts", typed); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "Enter the cents of one deposit") {
			t.Errorf("a dollar: got %d: %s", got.status, got.body)
		}
		typed.Set("first", amounts[1])
		for range 2 { // a double click is one try
			if got := n.other.post(home, home+"/amounts", typed); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "You have 2 tries left") {
				t.Errorf("a wrong amount: got %d: %s", got.status, got.body)
			}
		}
		typed = hidden(n.other.get(home).body)
		typed.Set("first", "$"+amounts[1])
		typed.Set("second", strings.TrimPrefix(amounts[0], "0"))
		if got := n.other.post(home, home+"/amounts", typed); got.to != home+"?done=verified" || !strings.Contains(n.other.get(got.to).body, "You typed its two small deposits") {
			t.Fatalf("the right ones: got %d to %q: %s", got.status, got.to, got.body)
		}
		if got := n.other.post(home, home+"/name", url.Values{"nickname": {"000555444333"}}); got.status != http.StatusUnprocessableEntity {
			t.Errorf("a number as a name: got %d", got.status)
		}
		if got := n.other.post(home, home+"/name", url.Values{"nickname": {"Vacation"}}); got.to != home+"?done=named" || !strings.Contains(n.other.get("/contracts/"+n.theirs+"/pay").body, "Vacation") {
			t.Errorf("named: got %d to %q", got.status, got.to)
		}
		if got := n.other.post(home, home+"/first", nil); got.to != home+"?done=first" || !strings.Contains(n.other.get(home).body, "Offered first") {
			t.Errorf("first: got %d to %q", got.status, got.to)
		}
		n.removesWhatIsUsed(t, home)
		n.provesTrue(t)
	})
}

// neighbour is the other one as the messages know that person: who registered after the owner.
func (n *town) neighbour(t *testing.T) person {
	t.Helper()
	_, theirs := people("aurelia")
	theirs.phone, theirs.email = n.Post.Sent(notice.KindContactCode)[1].To, n.Post.Sent(notice.KindInvitation)[1].To
	return theirs
}

// enters signs the other one in once more, after days.
func (n *town) enters(t *testing.T) {
	t.Helper()
	n.other = n.visitor(t)
	n.other.signIn(n.world, n.neighbour(t))
}

// removesWhatIsUsed wants a payment from an account to keep it on the list until it is called off.
func (n *town) removesWhatIsUsed(t *testing.T, home string) {
	t.Helper()
	account := strings.TrimPrefix(home, "/accounts/")
	pay := "/contracts/" + n.theirs + "/pay"
	form := url.Values{"amount": {"other"}, "other": {"20.00"}, "account": {account}, "date": {earliest.FindStringSubmatch(n.other.get(pay).body)[1]}}
	review := n.other.post(pay, pay, form).to
	order := hidden(n.other.get(review).body)
	got := n.other.post(review, "/contracts/"+n.theirs+"/payments", order)
	if !strings.Contains(got.to, "/payments/") {
		t.Fatalf("got %d to %q: %s", got.status, got.to, got.body)
	}
	if page := n.other.get(home).body; !strings.Contains(page, "It cannot be removed while something above uses it") || !strings.Contains(page, "$20.00") {
		t.Errorf("want what uses it: %s", page)
	}
	if got := n.other.post(home, home+"/remove", nil); got.status != http.StatusConflict || !strings.Contains(got.body, "is to come from this account") {
		t.Errorf("remove: got %d to %q", got.status, got.to)
	}
	if got := n.other.post(got.to, got.to+"/cancel", nil); got.status != http.StatusSeeOther {
		t.Fatalf("cancel: got %d", got.status)
	}
	if got := n.other.post(home, home+"/remove", nil); got.to != "/accounts?done=removed" || !strings.Contains(n.other.get(got.to).body, "The account is removed") {
		t.Errorf("remove: got %d to %q: %s", got.status, got.to, got.body)
	}
	if got := n.other.get(home); got.status != http.StatusNotFound {
		t.Errorf("what was removed: got %d", got.status)
	}
	n.read(t, notice.KindAccountRemoved, n.neighbour(t).email)
	if added := n.sent(notice.KindAccountAdded, n.neighbour(t).email); added != 1 {
		t.Errorf("got %d letters that it was added, want one", added)
	}
}

func TestABankAccountWantsAFreshFactorAndItsFormWaits(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := newTown(t, db)
		who, _ := people("aurelia")
		who = n.contacts(t, who)
		token := n.owner.token("/accounts/new")
		home := "/accounts/" + n.paths["account"]
		n.Clock.Advance(identity.FreshFor)
		if got := n.owner.get("/accounts/new"); got.to != "/confirm?next="+url.QueryEscape("/accounts/new") {
			t.Errorf("the form: got %d to %q", got.status, got.to)
		}
		for _, do := range []string{"/name", "/first", "/deposits", "/amounts", "/remove"} {
			if got := n.owner.post("/security", home+do, nil); got.to != "/confirm?next="+url.QueryEscape(home) {
				t.Errorf("%s: got %d to %q, want the account's page after a fresh factor", do, got.status, got.to)
			}
		}
		got := n.owner.do(http.MethodPost, "/accounts/new", with(bankAccount("later"), token))
		if got.to != "/confirm?next=%2Fresume" {
			t.Fatalf("not fresh: got %d to %q", got.status, got.to)
		}
		got = n.owner.post(got.to, got.to, nil)
		if got = n.owner.post(got.to, got.to, url.Values{"code": {n.code(t, notice.KindSignInCode, who.phone)}}); got.to != "/resume" {
			t.Fatalf("got %d to %q", got.status, got.to)
		}
		if page := n.owner.get("/resume").body; !strings.Contains(page, "Go on adding my bank account") || strings.Contains(page, "000555444333") {
			t.Errorf("got %s", page)
		}
		if got := n.owner.post("/resume", "/resume", nil); !strings.HasSuffix(got.to, "?done=added") {
			t.Errorf("got %d to %q: %s", got.status, got.to, got.body)
		}
	})
}

func TestABankAccountIsAddedAndVerifiedByKeyboard(t *testing.T) {
	t.Parallel()
	browser := chromium(t)
	w := serve(t, enginetest.SQLite(t))
	who, _ := people("aurelia")
	who = w.enrol(t, w.activate(t, who))
	b := open(t, browser, w.site(who.brand), window{390, true})
	b.visit("/login")
	b.enters(w, who)
	b.visit("/accounts")
	b.is("Bank accounts")
	b.reach("Add a bank account")
	b.lead("press enter", 200, chromedp.KeyEvent(kb.Enter))
	b.is("Add a bank account")
	b.reach("Checking")
	b.reach("Routing number")
	for typed, want := range map[string]string{"021000022": "A digit may be mistyped", "02100002x": "nine digits and nothing else"} {
		b.run("mistype", chromedp.KeyEvent(typed), chromedp.WaitVisible(`.routing-words:not(:empty)`, chromedp.ByQuery))
		b.says(want)
		b.run("take it back", chromedp.KeyEvent(strings.Repeat(kb.Backspace, len(typed))))
	}
	b.run("type it right", chromedp.KeyEvent("021000021"), chromedp.WaitVisible(`.routing-words:not(:empty)`, chromedp.ByQuery))
	b.says("This can be a routing number")
	b.reach("Account number")
	b.run("type the number", chromedp.KeyEvent("000555444333"))
	b.reach("Its last 4 digits")
	b.run("type its end", chromedp.KeyEvent("4333"))
	b.reach("Add this account")
	b.lead("press enter", 200, chromedp.KeyEvent(kb.Enter))
	b.is("Checking •••• 4333")
	home := b.address()
	b.says("The account is added", "Two small deposits leave with our next file")
	w.closeDays(t, "2026-11-02")
	w.closeDays(t, "2026-11-09")
	page, _, _ := strings.Cut(strings.TrimPrefix(home, b.site), "?")
	b.visit(page)
	b.enters(w, who)
	b.says("Which two amounts did you get?")
	amounts := w.deposits(t)
	b.reach("One deposit")
	b.run("type the first", chromedp.KeyEvent(amounts[0]))
	b.reach("The other deposit")
	b.run("type the second", chromedp.KeyEvent(amounts[1]))
	b.reach("Verify this account")
	b.lead("press enter", 200, chromedp.KeyEvent(kb.Enter))
	b.says("The account is verified", "You typed its two small deposits")
	w.read(t, notice.KindAccountVerified, who.email)
	w.provesTrue(t)
}

// What the browser's script says of a routing number is what the server says.
func TestTheScriptAndTheServerSayTheSameOfARoutingNumber(t *testing.T) {
	t.Parallel()
	browser := chromium(t)
	w := serve(t, enginetest.SQLite(t))
	who, _ := people("aurelia")
	who = w.enrol(t, w.activate(t, who))
	b := open(t, browser, w.site(who.brand), window{390, true})
	b.visit("/login")
	b.enters(w, who)
	b.visit("/accounts/new")
	for _, number := range []string{"021000021", "061102400", "322271628", "777888995", "121042882", "000000000", "800000003", "231380105", "021000022", "330000006", "130000000"} {
		var got string
		b.run("type "+number, chromedp.SetValue("#routing", number, chromedp.ByQuery),
			chromedp.Evaluate(`document.getElementById("routing").dispatchEvent(new Event("input")); document.querySelector(".routing-words").textContent`, &got))
		if fits := payment.CheckRouting(number) == nil; fits != strings.HasPrefix(got, "This can be") {
			t.Errorf("%s: the script says %q, the server %v", number, got, fits)
		}
	}
}
