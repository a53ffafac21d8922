package paying_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"marque/internal/app/apptest"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/gateway/bank/ach"
	"marque/internal/service/paying"
	"marque/internal/service/staffing"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// hire returns an agent at the desk.
func (w world) hire(t *testing.T) access.Actor {
	t.Helper()
	h := staffing.Hire{Username: "dana.desk", Name: "Dana", Email: "dana@example.org", Roles: []access.Role{access.RoleAgent}}
	if _, err := w.Staffing.Add(t.Context(), access.System("admin"), h); err != nil {
		t.Fatal(err)
	}
	var user access.UserID
	if err := w.DB.Reader(t.Context()).QueryRow(`select id from users where username = $1`, h.Username).Scan(&user); err != nil {
		t.Fatal(err)
	}
	return access.Agent(user, access.RoleAgent)
}

// caller is the agent, acting for somebody on the phone.
func (w world) caller(t *testing.T, agent access.Actor, of contract.ID, party access.PartyID) (access.Actor, error) {
	t.Helper()
	return w.Paying.Caller(t.Context(), agent, of, party, identity.Why{Reason: identity.ReasonCalled})
}

// batchLines are the entries of a file, each as the class of its batch, transaction code, cents and payment type.
func batchLines(content []byte) []string {
	class, out := "", []string(nil)
	for line := range strings.Lines(string(content)) {
		switch line[0] {
		case '5':
			class = line[50:53]
		case '6':
			out = append(out, strings.TrimSpace(class+" "+line[1:3]+" "+strings.TrimLeft(line[29:39], "0")+" "+line[76:78]))
		}
	}
	slices.Sort(out)
	return out
}

func TestAPaymentTakenOnThePhoneLeavesAsTELAloneWithTheNoticeThatNachaAsks(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		by, err := w.caller(t, w.hire(t), w.contract, w.by.Party)
		if err != nil {
			t.Fatal(err)
		}
		own := w.small(t, "7700019999", 1111)
		account := w.add(t, settles)
		o := paying.Order{Contract: w.contract, Amount: 2222, Kind: contract.RegularPayment, Date: day("2026-02-25"), Account: account, Key: "call"}
		var all sync.WaitGroup
		ids, errs := make([]payment.ID, 4), make([]error, 4)
		for i := range ids {
			all.Go(func() { ids[i], errs[i] = w.Paying.TakeByPhone(t.Context(), by, o, identity.ContactPhone) })
		}
		all.Wait()
		for i := range ids {
			if errs[i] != nil || ids[i] != ids[0] {
				t.Fatalf("click %d: got %v, %v", i, ids[i], errs[i])
			}
		}
		for paid, phone := range map[payment.ID]bool{own: false, ids[0]: true} {
			if x, err := w.Overview.Payment(t.Context(), w.by, w.contract, paid); err != nil || x.ByPhone != phone {
				t.Errorf("got %v, %v, want by phone %v", x.ByPhone, err, phone)
			}
		}
		notices := w.letters(t, notice.KindCalledPayment)
		if len(notices) != 1 {
			t.Fatalf("got %d notices, want one", len(notices))
		}
		for _, fact := range []string{"Jiří Šafařík", "$22.22", "7890", "on or after February 25, 2026", "On February 24, 2026 at 9:00 AM CST", "ACH debit", "take your agreement back until February 25, 2026", "call (800) 555-0142", "tell us: (800) 555-0142"} {
			if !strings.Contains(notices[0].Text, fact) {
				t.Errorf("the notice does not say %q: %s", fact, notices[0].Text)
			}
		}
		if err := w.Paying.SendDeposits(t.Context(), w.by, w.add(t, "7700029999")); err != nil {
			t.Fatal(err)
		}
		out := t.TempDir()
		name, orders := w.deliver(t, out)
		content, err := os.ReadFile(filepath.Join(out, name))
		if err != nil {
			t.Fatal(err)
		}
		lines := batchLines(content)
		classes := map[string]int{}
		for _, line := range lines {
			classes[line[:3]]++
		}
		if !slices.Contains(lines, "TEL 27 2222 S") || !slices.Contains(lines, "WEB 27 1111 S") || classes["TEL"] != 1 || classes["PPD"] != 2 || classes["WEB"] != 2 {
			t.Errorf("got %q", lines)
		}
		i := slices.IndexFunc(orders, func(o ach.Order) bool { return o.Amount == 2222 })
		w.one(t, returns(t, ach.Back{Order: orders[i], Code: "R10"}))
		if got := w.stands(t, ids[0]); got.State != payment.Returned || got.ReturnCode != "R10" {
			t.Errorf("got %s %s, want it returned as unauthorized", got.State, got.ReturnCode)
		}
		w.proved(t)
	})
}

func TestAnAgentTakesOnlyFromTheAccountOfWhoIsOnTheContractAndCanBeWrittenTo(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		agent := w.hire(t)
		other, stranger := w.Activate(t, apptest.Loan("C2"))
		if _, err := w.caller(t, agent, w.contract, stranger.Party); !fault.Is(err, fault.NotFound) {
			t.Errorf("a caller of another contract: got %v", err)
		}
		if _, err := w.caller(t, w.by, w.contract, w.by.Party); !fault.Is(err, fault.NotFound) {
			t.Errorf("a customer as agent: got %v", err)
		}
		by, err := w.caller(t, agent, w.contract, w.by.Party)
		if err != nil {
			t.Fatal(err)
		}
		account := w.add(t, settles)
		theirs, err := w.Paying.AddAccount(t.Context(), stranger, typed("7700039999"), "")
		if err != nil {
			t.Fatal(err)
		}
		o := paying.Order{Contract: w.contract, Amount: 2222, Kind: contract.RegularPayment, Date: day("2026-02-25"), Account: account, Key: "call"}
		for name, change := range map[string]func(*access.Actor, *paying.Order){
			"another's account":   func(_ *access.Actor, o *paying.Order) { o.Account = theirs.ID },
			"no account":          func(_ *access.Actor, o *paying.Order) { o.Account = payment.AccountID{} },
			"another's contract":  func(_ *access.Actor, o *paying.Order) { o.Contract = other },
			"nobody on the phone": func(a *access.Actor, _ *paying.Order) { a.Party = access.PartyID{} },
			"an auditor":          func(a *access.Actor, _ *paying.Order) { a.Roles = []access.Role{access.RoleAuditor} },
			"no key":              func(_ *access.Actor, o *paying.Order) { o.Key = "" },
			"more than is owed":   func(_ *access.Actor, o *paying.Order) { o.Amount = 99_000_00 },
			"yesterday":           func(_ *access.Actor, o *paying.Order) { o.Date = day("2026-02-23") },
		} {
			a, bad := by, o
			change(&a, &bad)
			if _, err := w.Paying.TakeByPhone(t.Context(), a, bad, identity.ContactPhone); fault.Of(err) == nil {
				t.Errorf("%s: got %v, want a refusal", name, err)
			}
		}
		brand := w.Paying.Brands["aurelia"]
		mute := brand
		mute.Phone = ""
		w.Paying.Brands["aurelia"] = mute
		if _, err := w.Paying.TakeByPhone(t.Context(), by, o, identity.ContactPhone); !fault.Is(err, fault.Conflict) {
			t.Errorf("of a brand without a number: got %v", err)
		}
		w.Paying.Brands["aurelia"] = brand
		if err := db.Write(t.Context(), func(tx *engine.Tx) error {
			_, err := tx.Exec(`update parties set email = null, email_index = null where id = $1`, w.by.Party)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Paying.TakeByPhone(t.Context(), by, o, identity.ContactPhone); !fault.Is(err, fault.Conflict) {
			t.Errorf("without a mailbox: got %v", err)
		}
		if c, err := w.Overview.Contract(t.Context(), w.by, w.contract); err != nil || len(c.Payments) != 0 {
			t.Errorf("got %d payments, %v, want none", len(c.Payments), err)
		}
	})
}
