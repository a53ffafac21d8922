package relieving_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"marque/internal/app/apptest"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/notice"
	"marque/internal/core/relief"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/paper/pdf/pdftest"
	"marque/internal/service/relieving"
	"marque/internal/service/servicing"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/parties"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

func day(s string) civil.Date { return civil.MustParse(s) }

// world is a loan of two people that may be extended and moved, on 24 February 2026. Its next payment is due on 1 March.
type world struct {
	*apptest.World
	contract contract.ID
	by, too  access.Actor
}

// policy is that of the loans in these tests.
func policy(p *contract.Product) {
	p.Extension = contract.ExtensionPolicy{SelfService: true, CurrentOnly: true, MostTimes: 1}
	p.DueDate = contract.DueDatePolicy{CurrentOnly: true, MostTimes: 1, Fees: []contract.DueDateFee{{UpToDays: 10}, {UpToDays: 15, Amount: 2_500}}}
}

func setup(t *testing.T, db *engine.DB, change func(*contract.Product)) world {
	t.Helper()
	w := world{World: apptest.Open(t, db, apptest.NewClock("2026-02-24T15:00:00Z"))}
	data := apptest.Loan("C1")
	first := data["parties"].([]any)[0].(map[string]any)
	second := map[string]any{}
	for k, v := range first {
		second[k] = v
	}
	second["role"], second["party_ref"], second["given_name"], second["email"] = "co_borrower", "P-C1-2", "Ana", "ana@example.com"
	data["parties"] = []any{first, second}
	w.contract, w.by = w.Activate(t, data)
	w.too = w.Customer(t, "C1", 1)
	w.repin(t, change)
	w.through(t, "2026-02-23")
	return w
}

// repin changes the settings that are pinned to the contract, as an agreement of another make would have them.
func (w world) repin(t *testing.T, change func(*contract.Product)) {
	t.Helper()
	err := w.DB.Write(t.Context(), func(tx *engine.Tx) error {
		stored, err := contracts.ByID(tx, w.contract)
		if err != nil {
			return err
		}
		change(&stored.Terms.Product)
		terms, err := json.Marshal(stored.Terms)
		if err == nil {
			_, err = tx.Exec(`update contracts set terms = $1 where id = $2`, string(terms), w.contract)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (w world) through(t *testing.T, until string) {
	t.Helper()
	if err := w.Cycle.Through(t.Context(), day(until), nil, func(apptest.Day) {}); err != nil {
		t.Fatal(err)
	}
}

func (w world) put(t *testing.T, key, on string, body contract.Body) {
	t.Helper()
	if _, err := w.Servicing.Record(t.Context(), access.System("test"), "C1", []servicing.Entry{{Key: key, Effective: day(on), Body: body}}); err != nil {
		t.Fatal(err)
	}
}

func (w world) state(t *testing.T) *contract.State {
	t.Helper()
	c, err := w.Overview.Contract(t.Context(), w.by, w.contract)
	if err != nil {
		t.Fatal(err)
	}
	return c.State
}

// told counts notices of a kind.
func (w world) told(t *testing.T, kind notice.Kind) int {
	t.Helper()
	sent, err := w.Notifying.Recent(t.Context(), access.System("demo"), notice.MessageID{})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, m := range sent {
		if m.Kind == kind {
			n++
		}
	}
	return n
}

func (w world) verify(t *testing.T) {
	t.Helper()
	report, err := w.Verifying.Verify(t.Context(), access.System("verify"))
	if err != nil || len(report.Findings) != 0 {
		t.Errorf("verify: got %v, %v", report.Findings, err)
	}
}

// ask asks for an extension as the page does.
func (w world) ask(t *testing.T, key string) relief.ID {
	t.Helper()
	o, err := w.Relieving.Offer(t.Context(), w.by, w.contract, 1)
	if err != nil {
		t.Fatal(err)
	}
	q, err := w.Relieving.AskExtension(t.Context(), w.by, 1, relieving.Consent{
		Contract: w.contract, Key: key, Shown: relief.Digest(o.Text), Network: "203.0.113.0/24", Methods: "password,app",
	})
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func (w world) sign(t *testing.T, by access.Actor, q relief.ID) error {
	t.Helper()
	seen, err := w.Relieving.Request(t.Context(), by, w.contract, q)
	if err != nil {
		t.Fatal(err)
	}
	return w.Relieving.SignExtension(t.Context(), by, q, relieving.Consent{Contract: w.contract, Shown: relief.Digest(seen.Text), Network: "198.51.100.0/24", Methods: "passkey"})
}

func (w world) request(t *testing.T, q relief.ID) *relieving.Pending {
	t.Helper()
	seen, err := w.Relieving.Request(t.Context(), w.by, w.contract, q)
	if err != nil {
		t.Fatal(err)
	}
	return seen
}

func TestAnExtensionCountsWhenTheLastOneSignedAndNotBefore(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, policy)
		offer, err := w.Relieving.Offer(t.Context(), w.by, w.contract, 1)
		if err != nil || offer.Then.First != day("2026-04-01") || offer.Then.More <= 0 || offer.Then.Maturity != day("2030-03-01") {
			t.Fatalf("got %+v, %v", offer.Then, err)
		}
		q := w.ask(t, "k")
		if again := w.ask2(t, "k"); again != q {
			t.Errorf("the same form: got %v, want %v", again, q)
		}
		if s := w.state(t); s.NextDue.Date != day("2026-03-01") || w.request(t, q).State != relief.Open || w.told(t, notice.KindExtensionAsked) != 2 {
			t.Errorf("after one signature: due %s, %s", s.NextDue.Date, w.request(t, q).State)
		}
		if _, err := w.Relieving.AgreementFile(t.Context(), w.by, w.contract, q); !fault.Is(err, fault.NotFound) {
			t.Errorf("an agreement before it is one: got %v", err)
		}
		for range 2 { // pressing twice is no mistake
			if err := w.sign(t, w.too, q); err != nil {
				t.Fatal(err)
			}
		}
		s := w.state(t)
		end, err := s.Outlook()
		if err != nil || s.NextDue.Date != offer.Then.First || s.Maturity != offer.Then.Maturity || end.PayoffDate != offer.Then.Ends || end.Interest != offer.Then.Interest {
			t.Errorf("got %s, %s and %+v, want what was signed: %+v, %v", s.NextDue.Date, s.Maturity, end, offer.Then, err)
		}
		file, err := w.Relieving.AgreementFile(t.Context(), w.too, w.contract, q)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Join(strings.Fields(pdftest.Text(t, file)), " ")
		for _, want := range []string{"Extension agreement", "Signed by Jiří Šafařík", "Signed by Ana Šafařík", "passkey", "198.51.100.0/24", "April 1, 2026 instead of March 1, 2026"} {
			if !strings.Contains(text, want) {
				t.Errorf("want %q in the agreement: %s", want, text)
			}
		}
		if w.told(t, notice.KindExtensionGranted) != 2 {
			t.Errorf("told %d, want both", w.told(t, notice.KindExtensionGranted))
		}
		if _, err := w.Relieving.Offer(t.Context(), w.by, w.contract, 1); !fault.Is(err, fault.Conflict) {
			t.Errorf("a second extension: got %v, want the policy's no", err)
		}
		w.verify(t)
	})
}

func TestAnAgreementIsInTheLanguageOfEverybodyWhoSignsIt(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, policy)
		speaks := func(who access.Actor, locale string) {
			t.Helper()
			if err := db.Write(t.Context(), func(tx *engine.Tx) error { return parties.Choose(tx, who.Party, locale, true) }); err != nil {
				t.Fatal(err)
			}
		}
		speaks(w.by, "es-US")
		if o, err := w.Relieving.Offer(t.Context(), w.by, w.contract, 1); err != nil || o.Locale != l10n.EnUS {
			t.Errorf("two who read different languages: got %s, %v", o.Locale, err)
		}
		speaks(w.too, "es-US")
		q := w.ask(t, "k")
		if err := w.sign(t, w.too, q); err != nil {
			t.Fatal(err)
		}
		file, err := w.Relieving.AgreementFile(t.Context(), w.too, w.contract, q)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Join(strings.Fields(pdftest.Text(t, file)), " ")
		for _, want := range []string{"Acuerdo de prórroga", "Firmado por Jiří Šafařík", "1 de abril de 2026 en vez del 1 de marzo de 2026", "extension-2026-11-es"} {
			if !strings.Contains(text, want) {
				t.Errorf("want %q in the agreement: %s", want, text)
			}
		}
		if english := regexp.MustCompile(`(?i)\b(the|payment|agreement|signed)\b`).FindString(text); english != "" {
			t.Errorf("got %q in a Spanish agreement: %s", english, text)
		}
	})
}

// ask2 posts a form again: what is shown now does not matter for a key that was used.
func (w world) ask2(t *testing.T, key string) relief.ID {
	t.Helper()
	q, err := w.Relieving.AskExtension(t.Context(), w.by, 1, relieving.Consent{Contract: w.contract, Key: key})
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func TestTwoWhoSignAtOnceMakeOneExtension(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, policy)
		third := w.join(t)
		q := w.ask(t, "k")
		var all sync.WaitGroup
		errs := make([]error, 6)
		for i := range errs {
			by := []access.Actor{w.too, third}[i%2]
			all.Go(func() { errs[i] = w.sign(t, by, q) })
		}
		all.Wait()
		for _, err := range errs {
			if err != nil {
				t.Error(err)
			}
		}
		n := 0
		for _, l := range w.state(t).Lines {
			if l.Kind == contract.KindExtension {
				n++
			}
		}
		if n != 1 || w.request(t, q).State != relief.Granted || w.state(t).NextDue.Date != day("2026-04-01") {
			t.Errorf("got %d extensions, %s, due %s", n, w.request(t, q).State, w.state(t).NextDue.Date)
		}
	})
}

// join puts a guarantor on the contract, who signs as well.
func (w world) join(t *testing.T) access.Actor {
	t.Helper()
	third := apptest.Loan("C9")
	p := third["parties"].([]any)[0].(map[string]any)
	p["given_name"], p["email"] = "Gus", "gus@example.com"
	_, by := w.Activate(t, third)
	err := w.DB.Write(t.Context(), func(tx *engine.Tx) error {
		_, err := tx.Exec(`insert into contract_parties (contract_id, party_id, role, position) values ($1, $2, $3, $4)`, w.contract, by.Party, "guarantor", 2)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return by
}

func TestAnUnsignedRequestEndsOnItsFifthDayAndEverybodyIsTold(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, closed string
		want         relief.State
	}{{"the fourth day is over", "2026-02-28", relief.Open}, {"the fifth day is over", "2026-03-01", relief.Expired}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			enginetest.Each(t, func(t *testing.T, db *engine.DB) {
				w := setup(t, db, policy)
				q := w.ask(t, "k") // on 24 February
				w.Clock.Advance(time.Duration(day(c.closed).Sub(day("2026-02-24"))) * 24 * time.Hour)
				w.through(t, c.closed)
				w.through(t, c.closed) // once more does nothing
				if got := w.request(t, q).State; got != c.want {
					t.Fatalf("got %s, want %s", got, c.want)
				}
				err := w.sign(t, w.too, q)
				if c.want == relief.Open {
					if err != nil || w.request(t, q).State != relief.Granted {
						t.Errorf("on the fifth morning: got %v, %s", err, w.request(t, q).State)
					}
					return
				}
				if !fault.Is(err, fault.Conflict) || w.told(t, notice.KindExtensionClosed) != 2 || w.state(t).NextDue.Date == day("2026-04-01") && w.state(t).PastDue == 0 {
					t.Errorf("got %v, told %d, due %s", err, w.told(t, notice.KindExtensionClosed), w.state(t).NextDue.Date)
				}
			})
		})
	}
}

func TestARequestCannotBeSignedAfterItsDaysEvenBeforeTheClose(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, policy)
		q := w.ask(t, "k")
		w.Clock.Advance(6 * 24 * time.Hour)
		if err := w.sign(t, w.too, q); !fault.Is(err, fault.Conflict) || w.request(t, q).State != relief.Open {
			t.Errorf("got %v, %s", err, w.request(t, q).State)
		}
	})
}

func TestAnExtensionWhoseNumbersNoLongerHoldDoesNotCount(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, policy)
		q := w.ask(t, "k")
		w.put(t, "paid", "2026-02-24", contract.Payment{Amount: 565_12}) // the payment that was to move
		if err := w.sign(t, w.too, q); err != nil {
			t.Fatal(err)
		}
		if got := w.request(t, q).State; got != relief.Changed || w.told(t, notice.KindExtensionClosed) != 2 || w.state(t).Maturity != day("2030-02-01") {
			t.Errorf("got %s, told %d, maturity %s", got, w.told(t, notice.KindExtensionClosed), w.state(t).Maturity)
		}
		if _, err := w.Relieving.AgreementFile(t.Context(), w.by, w.contract, q); !fault.Is(err, fault.NotFound) {
			t.Errorf("got %v", err)
		}
	})
}

func TestWordsThatWereNotShownAreNotSigned(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, policy)
		if _, err := w.Relieving.AskExtension(t.Context(), w.by, 1, relieving.Consent{Contract: w.contract, Key: "k", Shown: []byte("other")}); !fault.Is(err, fault.Conflict) {
			t.Errorf("got %v", err)
		}
		q := w.ask(t, "k2")
		if err := w.Relieving.SignExtension(t.Context(), w.too, q, relieving.Consent{Contract: w.contract, Shown: []byte("other")}); !fault.Is(err, fault.Conflict) {
			t.Errorf("got %v", err)
		}
		if err := w.Relieving.WithdrawExtension(t.Context(), w.too, w.contract, q); err != nil || w.request(t, q).State != relief.Withdrawn {
			t.Errorf("got %v, %s", err, w.request(t, q).State)
		}
		if err := w.sign(t, w.too, q); !fault.Is(err, fault.Conflict) {
			t.Errorf("a withdrawn one: got %v", err)
		}
		w.ask(t, "k3") // and it can be asked for anew
		o, err := w.Relieving.Offer(t.Context(), w.too, w.contract, 1)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Relieving.AskExtension(t.Context(), w.too, 1, relieving.Consent{Contract: w.contract, Key: "k4", Shown: relief.Digest(o.Text)}); !fault.Is(err, fault.Conflict) {
			t.Errorf("a second open request: got %v", err)
		}
	})
}

func TestThePolicySaysWhyInPlainWords(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, func(*contract.Product) {})
		s, err := w.Relieving.Relief(t.Context(), w.by, w.contract, 0)
		if err != nil || !strings.Contains(fault.Of(s.Extend.Blocked).Message, "talk to us") || s.Move.Blocked != nil || s.MoveTo != day("2026-03-08") {
			t.Errorf("the plain product: got %v and %v, %v", s.Extend.Blocked, s.Move.Blocked, err)
		}
		w.repin(t, policy)
		w.Clock.Advance(10 * 24 * time.Hour) // 6 March: past due
		if s, err = w.Relieving.Relief(t.Context(), w.by, w.contract, 0); err != nil || s.Extend.Blocked == nil || s.Move.Blocked == nil || s.PastDue != 565_12 {
			t.Errorf("past due: got %v and %v, %v", s.Extend.Blocked, s.Move.Blocked, err)
		}
	})
}

// Each side of each bound of another due date, its fee, and one odd period.
func TestADueDateMovesWithinItsPolicyAndForItsFee(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, policy)
		for _, c := range []struct {
			first string
			fee   money.Cents
			want  bool
		}{{"2026-03-01", 0, false}, {"2026-03-02", 0, true}, {"2026-03-11", 0, true}, {"2026-03-12", 2_500, true}, {"2026-03-16", 2_500, true}, {"2026-03-17", 0, false}} {
			m, err := w.Relieving.PrepareMove(t.Context(), w.by, w.contract, day(c.first))
			if (err == nil) != c.want || m.Then.Fee != c.fee {
				t.Errorf("%s: got a fee of %d, %v", c.first, m.Then.Fee, err)
			}
		}
		m, err := w.Relieving.PrepareMove(t.Context(), w.by, w.contract, day("2026-03-12"))
		if err != nil {
			t.Fatal(err)
		}
		move := relieving.Move{Contract: w.contract, First: day("2026-03-12"), Key: "k", Shown: []byte("other")}
		if err := w.Relieving.MoveDue(t.Context(), w.by, move); !fault.Is(err, fault.Conflict) {
			t.Errorf("numbers that were not shown: got %v", err)
		}
		move.Shown = m.Digest()
		for range 2 {
			if err := w.Relieving.MoveDue(t.Context(), w.by, move); err != nil {
				t.Fatal(err)
			}
		}
		s := w.state(t)
		end, err := s.Outlook()
		if err != nil || s.NextDue.Date != day("2026-03-12") || s.Instalments[1].Due != day("2026-04-12") || s.Fees != 2_500 || s.Maturity != m.Then.Maturity || end.Interest != m.Then.Interest {
			t.Errorf("got %s, then %s, fees %d, %+v, %v", s.NextDue.Date, s.Instalments[1].Due, s.Fees, end, err)
		}
		if w.told(t, notice.KindDueDateMoved) != 2 {
			t.Errorf("told %d, want both once", w.told(t, notice.KindDueDateMoved))
		}
		move.Key, move.First = "k2", day("2026-03-14")
		if err := w.Relieving.MoveDue(t.Context(), w.by, move); !fault.Is(err, fault.Conflict) {
			t.Errorf("a second move: got %v, want the policy's no", err)
		}
		w.verify(t)
	})
}

func TestNobodyElseSeesOrSignsAndALeaseIsTalkedOver(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, policy)
		q := w.ask(t, "k")
		lease, other := w.Activate(t, apptest.Lease("L1"))
		if _, err := w.Relieving.Request(t.Context(), other, w.contract, q); !fault.Is(err, fault.NotFound) {
			t.Errorf("got %v", err)
		}
		if err := w.Relieving.SignExtension(t.Context(), other, q, relieving.Consent{Contract: lease}); !fault.Is(err, fault.NotFound) {
			t.Errorf("a request of another contract: got %v", err)
		}
		s, err := w.Relieving.Relief(t.Context(), other, lease, 0)
		if err != nil || s.Extend.Blocked == nil || s.Move.Blocked == nil {
			t.Errorf("got %+v, %v", s, err)
		}
		if _, err := w.Relieving.Offer(t.Context(), other, lease, 1); !fault.Is(err, fault.Conflict) {
			t.Errorf("got %v", err)
		}
	})
}
