package e2e_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// newAccountForm is a payment from an account that is typed now.
func newAccountForm(n *town) url.Values {
	return url.Values{
		"amount": {"other"}, "other": {"123.45"}, "date": {n.form.Get("date")}, "account": {"new"}, "account_kind": {"savings"}, "routing": {"021000021"},
		"account_number": {"000987654321"}, "account_last4": {"4321"},
	}
}

// again signs the owner in in the same browser and returns where it leads.
func (n *town) again(t *testing.T, v *visitor, who person, from string) string {
	t.Helper()
	_, next, _ := strings.Cut(from, "?")
	form := url.Values{"identifier": {who.username}, "password": {who.password}}
	for name, values := range mustParse(t, next) {
		form[name] = values
	}
	before := n.sent(notice.KindSignInCode, who.phone)
	got := v.post(from, "/login", form)
	if !strings.HasPrefix(got.to, "/login/code") {
		t.Fatalf("got %d to %q: %s", got.status, got.to, got.body)
	}
	return v.post(got.to, got.to, url.Values{"code": {n.newest(t, notice.KindSignInCode, who.phone, before)}}).to
}

func mustParse(t *testing.T, query string) url.Values {
	t.Helper()
	out, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestAFormWhoseSessionEndedWaitsForItsOwner(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := newTown(t, db)
		who, neighbour := people("aurelia")
		who = n.contacts(t, who)
		pay := "/contracts/" + n.paths["id"] + "/pay"
		token := n.owner.token(pay)
		operator := access.System("admin") // who changes the keys meanwhile: the form is still its owner's
		if err := errors.Join(n.Rekeying.Stage(t.Context(), operator), n.Rekeying.Promote(t.Context(), operator)); err != nil {
			t.Fatal(err)
		}
		n.Clock.Advance(identity.IdleLimit)
		if got := n.owner.do(http.MethodPost, pay, with(newAccountForm(n), "AAAA")); got.to != "/login" {
			t.Errorf("a form of another site: got %d to %q", got.status, got.to)
		}
		got := n.owner.do(http.MethodPost, pay, with(newAccountForm(n), token))
		if got.to != "/login?next=%2Fresume" {
			t.Fatalf("got %d to %q", got.status, got.to)
		}
		if to := n.again(t, n.owner, who, got.to); to != "/resume" {
			t.Fatalf("got to %q", to)
		}
		page := n.owner.get("/resume").body
		if !strings.Contains(page, "Go on with my payment") || strings.Contains(page, "000987654321") {
			t.Errorf("got %s", page)
		}
		got = n.owner.post("/resume", "/resume", nil)
		if !strings.HasPrefix(got.to, pay+"/review?") {
			t.Fatalf("got %d to %q: %s", got.status, got.to, got.body)
		}
		if page := n.owner.get(got.to).body; !strings.Contains(page, "$123.45") || !strings.Contains(page, "Savings •••• 4321") {
			t.Errorf("the review lacks what was typed: %s", page)
		}
		if got := n.owner.get("/resume"); got.to != "/" {
			t.Errorf("it waits still: got %d to %q", got.status, got.to)
		}
		n.strangersDraft(t, neighbour)
	})
}

// strangersDraft sees that a form is nobody else's, even in the same browser, and is thrown away after its time.
func (n *town) strangersDraft(t *testing.T, neighbour person) {
	t.Helper()
	pay := "/contracts/" + n.paths["id"] + "/pay"
	token := n.owner.token(pay)
	n.Clock.Advance(identity.IdleLimit)
	got := n.owner.do(http.MethodPost, pay, with(newAccountForm(n), token))
	neighbour.phone = n.Post.Sent(notice.KindContactCode)[1].To
	if to := n.again(t, n.owner, neighbour, got.to); to != "/resume" {
		t.Fatalf("got to %q", to)
	}
	if got := n.owner.get("/resume"); got.to != "/" {
		t.Errorf("somebody else is shown the form: %d to %q", got.status, got.to)
	}
	if got := n.owner.post("/security", "/resume", nil); got.status != http.StatusNotFound {
		t.Errorf("somebody else sends the form: %d to %q", got.status, got.to)
	}
}

func TestAFormWaitsHalfAnHourAndNotLonger(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := newTown(t, db)
		who, _ := people("aurelia")
		who = n.contacts(t, who)
		for _, c := range []struct {
			wait time.Duration
			want int
		}{{identity.DraftLife - time.Second, http.StatusOK}, {identity.DraftLife, http.StatusSeeOther}} {
			pay := "/contracts/" + n.paths["id"] + "/pay"
			token := n.owner.token(pay)
			n.Clock.Advance(identity.IdleLimit)
			got := n.owner.do(http.MethodPost, pay, with(newAccountForm(n), token))
			n.Clock.Advance(c.wait)
			n.again(t, n.owner, who, got.to)
			if got := n.owner.get("/resume"); got.status != c.want {
				t.Errorf("after %v: got %d to %q, want %d", c.wait, got.status, got.to, c.want)
			}
		}
	})
}

func TestAStepUpLosesNoFormAndItsCodeNamesThePayment(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := newTown(t, db)
		who, _ := people("aurelia")
		who = n.contacts(t, who)
		pay := "/contracts/" + n.paths["id"] + "/pay"
		n.Clock.Advance(identity.FreshFor) // signed in still, and not fresh
		got := n.owner.post(pay, pay, newAccountForm(n))
		if got.to != "/confirm?next=%2Fresume" {
			t.Fatalf("got %d to %q: %s", got.status, got.to, got.body)
		}
		got = n.owner.post(got.to, got.to, nil)
		if got = n.owner.post(got.to, got.to, url.Values{"code": {n.code(t, notice.KindSignInCode, who.phone)}}); got.to != "/resume" {
			t.Fatalf("got %d to %q", got.status, got.to)
		}
		review := n.owner.post("/resume", "/resume", nil).to
		if !strings.HasPrefix(review, pay+"/review?") {
			t.Fatalf("got to %q", review)
		}
		order := mustParse(t, review[strings.Index(review, "?")+1:])
		payments := "/contracts/" + n.paths["id"] + "/payments"
		// The code just given was for the account: it named no payment.
		confirm := n.owner.post(review, payments, order).to
		if !strings.HasPrefix(confirm, pay+"/confirm?") {
			t.Fatalf("a new account's payment: got to %q", confirm)
		}
		if page := n.owner.get(confirm).body; !strings.Contains(page, "$123.45") || !strings.Contains(page, "4321") {
			t.Errorf("the page does not name the payment: %s", page)
		}
		n.confirms(t, who, confirm, review, order)
	})
}

// confirms gives the code of an order, which is good for no other and for ten minutes.
func (n *town) confirms(t *testing.T, who person, confirm, review string, order url.Values) {
	t.Helper()
	payments := "/contracts/" + n.paths["id"] + "/payments"
	got := n.owner.post(confirm, confirm, nil)
	code := n.code(t, notice.KindPaymentCode, who.phone)
	text := n.Post.Sent(notice.KindPaymentCode)[0].Letter.Text
	if !strings.Contains(text, "$123.45") || !strings.Contains(text, "ending in 4321") {
		t.Errorf("the text does not name the payment: %s", text)
	}
	if got = n.owner.post(got.to, got.to, url.Values{"code": {code}}); got.to != review {
		t.Fatalf("got %d to %q, want the review: %s", got.status, got.to, got.body)
	}
	larger := url.Values{}
	for name, values := range order {
		larger[name] = values
	}
	larger.Set("cents", "99999")
	if got := n.owner.post(review, payments, larger); !strings.Contains(got.to, "/pay/confirm?") {
		t.Errorf("another amount passes by the same code: %d to %q", got.status, got.to)
	}
	n.Clock.Advance(identity.FreshFor - time.Second)
	got = n.owner.post(review, payments, order)
	if got.status != http.StatusSeeOther || !strings.HasPrefix(got.to, payments+"/") {
		t.Errorf("got %d to %q: %s", got.status, got.to, got.body)
	}
	n.Clock.Advance(time.Second)
	order.Set("key", order.Get("key")[1:]+"x")
	if got := n.owner.post(review, payments, order); !strings.Contains(got.to, "/pay/confirm?") {
		t.Errorf("the same once more is another order: got %d to %q", got.status, got.to)
	}
	n.provesTrue(t)
}

func TestAPaymentWhoseSessionEndedIsLookedAtOnceMore(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := newTown(t, db)
		who, _ := people("aurelia")
		who = n.contacts(t, who)
		order := url.Values{"cents": {"10000"}, "date": {n.form.Get("date")}, "account": {n.form.Get("account")}, "key": {"a-key-of-this-order"}}
		payments := "/contracts/" + n.paths["id"] + "/payments"
		token := n.owner.token("/security")
		n.Clock.Advance(identity.IdleLimit)
		got := n.owner.do(http.MethodPost, payments, with(order, token))
		if !strings.HasPrefix(got.to, "/login?next=") {
			t.Fatalf("got %d to %q", got.status, got.to)
		}
		to := n.again(t, n.owner, who, got.to)
		if !strings.HasPrefix(to, "/contracts/"+n.paths["id"]+"/pay/review?") {
			t.Fatalf("got to %q, want the review", to)
		}
		if page := n.owner.get(to).body; !strings.Contains(page, "$100.00") {
			t.Errorf("got %s", page)
		}
	})
}
