package payment_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"marque/internal/core/access"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/id"
)

func TestEachReasonOfASEPAReturnLeadsToAStateAndWords(t *testing.T) {
	t.Parallel()
	all := payment.Reasons()
	if !slices.IsSortedFunc(all, func(a, b payment.ReturnCode) int { return strings.Compare(a.Code, b.Code) }) {
		t.Error("the table is not in order")
	}
	form := regexp.MustCompile(`^[A-Z]{2}[0-9]{2}$|^[CD]NOR$`)
	for _, c := range all {
		if !form.MatchString(c.Code) || c.Title == "" || c.Plain.IsZero() || c.Next().IsZero() || payment.ReturnCodeOf(c.Code).Title != c.Title {
			t.Errorf("got %+v", c)
		}
	}
	for code, want := range map[string]struct{ again, stops, unauthorized bool }{
		"AC04": {stops: true}, "AM04": {again: true}, "MD01": {stops: true, unauthorized: true}, "MS03": {}, "MD06": {}, "XX99": {stops: true},
	} {
		if c := payment.ReturnCodeOf(code); c.Again != want.again || c.StopsAccount != want.stops || c.Unauthorized != want.unauthorized {
			t.Errorf("%s: got %+v, want %+v", code, c, want)
		}
	}
	if payment.Web.LateReturns() >= payment.Core.LateReturns() || payment.Core.LateReturns() < 13*30 {
		t.Error("an unauthorised SEPA debit may come back for thirteen months")
	}
}

func TestAnIBANIsAnAccountToDebit(t *testing.T) {
	t.Parallel()
	make := func(iban, confirm string) (payment.Account, error) {
		return payment.NewAccount(payment.AccountID{1}, access.PartyID(id.Of[access.Party]{2}), payment.AccountInput{Type: "iban", Number: iban, Confirm: confirm})
	}
	a, err := make("nl91 abna 0417 1643 00", "4300")
	if err != nil || a.Number != "NL91ABNA0417164300" || a.Routing != "NL" || a.LastFour() != "4300" || a.Rail() != payment.SEPA {
		t.Errorf("got %+v, %v", a, err)
	}
	for field, in := range map[string][2]string{"account": {"NL92ABNA0417164300", "4300"}, "confirm": {"NL91ABNA0417164300", "4301"}} {
		_, err := make(in[0], in[1])
		if f := fault.Of(err); f == nil || f.Fields[0].Name != field {
			t.Errorf("%v: got %v, want a word at %s", in, err, field)
		}
	}
}
