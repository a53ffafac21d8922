package e2e_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/identity"
	"marque/internal/core/payment"
	"marque/internal/id"
	"marque/internal/service/paying"
	"marque/internal/service/servicing"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/payments"
)

// verified puts an account on file that a payment has proved.
func (n *town) verified(t *testing.T, by access.Actor, c contract.ID) payment.AccountID {
	t.Helper()
	today, err := n.Overview.Today(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	a, err := n.Paying.Prepare(t.Context(), by, paying.Order{
		Contract: c, Amount: 10000, Kind: contract.RegularPayment, Date: today.AddDays(7),
		New: payment.AccountInput{Type: "checking", Routing: "021000021", Number: "000123454242", Confirm: "4242"},
	})
	if err == nil {
		err = n.DB.Write(t.Context(), func(tx *engine.Tx) error {
			_, err := payments.Verify(tx, by.Party, a.ID, payment.ByDebit, today)
			return err
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	return a.ID
}

// refunded gives a contract a refund whose credit turns out not to have been there, so that it goes on as it was but for the dollar.
func (n *town) refunded(t *testing.T, by access.Actor, c contract.ID) payment.RefundID {
	t.Helper()
	account := n.verified(t, by, c)
	invited, _ := people("aurelia")
	n.record(t, invited.number, "credit", contract.Credit{Amount: 90_000_00, Source: contract.Goodwill})
	refund, err := n.Paying.Refund(t.Context(), by, paying.RefundOrder{Contract: c, Account: account, Amount: 100, Key: "town"})
	if err != nil {
		t.Fatal(err)
	}
	n.record(t, invited.number, "no credit", contract.Reversed{Of: "credit"})
	return refund
}

// record puts something on the contract of a number today.
func (n *town) record(t *testing.T, number, key string, body contract.Body) {
	t.Helper()
	today, err := n.Overview.Today(t.Context())
	if err == nil {
		_, err = n.Servicing.Record(t.Context(), access.System("test"), number, []servicing.Entry{{Key: key, Effective: today, Body: body}})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// A credit balance is paid out by forms alone: asked for, looked at once more, once however often the form is sent, and only with a fresh factor.
func TestACreditBalanceIsPaidOutByFormsAlone(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := newTown(t, db)
		c, err := id.Parse[contract.Contract](n.theirs)
		if err != nil {
			t.Fatal(err)
		}
		home, by := "/contracts/"+n.theirs, n.other.actor(n.world)
		if got := n.other.get(home + "/refund"); !strings.Contains(got.body, "There is nothing to pay out.") {
			t.Fatalf("without a credit: got %d: %s", got.status, got.body)
		}
		account := n.verified(t, by, c)
		_, claiming := people("aurelia")
		n.record(t, claiming.number, "credit", contract.Credit{Amount: 90_000_00, Source: contract.Goodwill})
		if got := n.other.get("/").body; !strings.Contains(got, "You have a credit of") || !strings.Contains(got, home+"/refund") {
			t.Fatalf("the first page does not offer it: %s", got)
		}
		got := n.other.post(home+"/refund", home+"/refund", url.Values{"amount": {"lots"}, "account": {""}})
		if got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "Enter an amount like 100.00.") || !strings.Contains(got.body, "Choose one of your bank accounts.") || !strings.Contains(got.body, `value="lots"`) {
			t.Errorf("got %d: %s", got.status, got.body)
		}
		form := url.Values{"amount": {"120.50"}, "account": {account.String()}}
		got = n.other.post(home+"/refund", home+"/refund", form)
		if !strings.HasPrefix(got.to, home+"/refund/review?") {
			t.Fatalf("got %d to %q: %s", got.status, got.to, got.body)
		}
		review := got.to
		page := n.other.get(review).body
		if !strings.Contains(page, "Send me $120.50") || !strings.Contains(page, "Checking •••• 4242") {
			t.Fatalf("the review: %s", page)
		}
		send, first := hidden(page), ""
		for range 2 {
			got := n.other.post(home+"/refund", home+"/refunds", send)
			if got.status != http.StatusSeeOther || first != "" && got.to != first {
				t.Fatalf("got %d to %q, want %q: %s", got.status, got.to, first, got.body)
			}
			first = got.to
		}
		if page = n.other.get(first).body; !strings.Contains(page, "Checking •••• 4242") || !strings.Contains(page, "Ordered") {
			t.Errorf("the receipt: %s", page)
		}
		if got := n.owner.get(first); got.status != http.StatusNotFound {
			t.Errorf("somebody else's receipt: got %d", got.status)
		}
		all, err := n.Paying.Refunds(t.Context(), by, c)
		if err != nil || len(all) != 1 || all[0].Amount != 120_50 {
			t.Errorf("got %+v, %v, want one refund", all, err)
		}
		n.Clock.Advance(identity.FreshFor)
		if got := n.other.post(home+"/refund", home+"/refunds", send); !strings.HasPrefix(got.to, "/confirm?") || !strings.Contains(got.to, "review") {
			t.Fatalf("without a fresh factor: got %d to %q", got.status, got.to)
		}
		n.provesTrue(t)
	})
}
