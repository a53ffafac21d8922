package paying_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"marque/internal/app"
	"marque/internal/app/apptest"
	"marque/internal/config"
	"marque/internal/core/notice"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/service/paying"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// euros is a world with a creditor and a loan in euros.
func euros(t *testing.T, db *engine.DB) world {
	t.Helper()
	w := world{number: "E1"}
	w.World = apptest.OpenChanged(t, db, apptest.NewClock(morning), func(o *app.Options) {
		o.Config.Bank.SEPA = config.SEPA{Name: "Aurelia Finance SAS", CreditorID: "DE98ZZZ09999999999", IBAN: "DE89370400440532013000"}
	})
	loan := apptest.Loan("E1")
	loan["currency"] = "EUR"
	w.contract, w.by = w.Activate(t, loan)
	return w
}

// euro pays 563.65 tomorrow from an IBAN.
func (w world) euro(iban, key string) paying.Order {
	o := w.order(settles, key)
	o.New = payment.AccountInput{Type: "iban", Number: iban, Confirm: iban[len(iban)-4:]}
	return o
}

const dutch, french = "NL91ABNA0417164300", "FR1420041010050500013M02606"

// collect closes a day and takes the SEPA file into a folder.
func (w world) collect(t *testing.T, on string) string {
	t.Helper()
	w.close(t, on)
	out := t.TempDir()
	done, err := w.Paying.DeliverOn(t.Context(), operator(), payment.SEPA, w.Folder(out, ""))
	if err != nil || len(done) != 1 || !strings.HasPrefix(done[0].File, "sepa-"+on) {
		t.Fatalf("got %+v, %v, want one file", done, err)
	}
	content, err := os.ReadFile(filepath.Join(out, done[0].File))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// camt is a bank's notification of a debit that came back.
func camt(trace, amount, currency, reason string) []byte {
	return fmt.Appendf(nil, `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn><GrpHdr><MsgId>%[1]s</MsgId><CreDtTm>2026-03-02T08:00:00</CreDtTm></GrpHdr><Ntfctn><Id>1</Id>
<Ntry><Amt Ccy="%[3]s">%[2]s</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><NtryDtls><TxDtls><Refs><EndToEndId>%[1]s</EndToEndId></Refs>
<Amt Ccy="%[3]s">%[2]s</Amt><RtrInf><Rsn><Cd>%[4]s</Cd></Rsn></RtrInf></TxDtls></NtryDtls></Ntry></Ntfctn></BkToCstmrDbtCdtNtfctn></Document>`, trace, amount, currency, reason)
}

func TestADebitInEurosGoesByItsOwnFileAndReachesTheContract(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := euros(t, db)
		paid := w.pay(t, w.euro(dutch, "k1"))
		file := w.collect(t, "2026-02-25")
		trace := w.stands(t, paid).RailRef
		for _, want := range []string{"<EndToEndId>" + trace + "<", `Ccy="EUR">563.65<`, "<IBAN>" + dutch + "<", "<SeqTp>FRST<", "<DtOfSgntr>2026-02-24<", "<ReqdColltnDt>2026-02-26<"} {
			if !strings.Contains(file, want) {
				t.Errorf("got %s, want %s in it", file, want)
			}
		}
		if done, err := w.Paying.Deliver(t.Context(), operator(), w.Folder(t.TempDir(), "")); err != nil || len(done) != 0 {
			t.Errorf("got %+v, %v, want no NACHA file", done, err)
		}
		w.close(t, "2026-02-26")
		if p := w.stands(t, paid); p.State != payment.Settled {
			t.Errorf("got %s, want settled", p.State)
		}
		w.pay(t, func() paying.Order { o := w.euro(dutch, "k2"); o.Date = day("2026-03-02"); return o }())
		if file := w.collect(t, "2026-03-02"); !strings.Contains(file, "<SeqTp>RCUR<") || strings.Contains(file, "FRST") {
			t.Errorf("got %s, want the second debit of the mandate as recurring", file)
		}
		w.proved(t)
	})
}

// ibanOf is an IBAN of a number.
func ibanOf(n int) string {
	bban := fmt.Sprintf("ABNA%010d", n)
	return fmt.Sprintf("NL%02d%s", 98-payment.Mod97("NL00"+bban), bban)
}

func TestEachReasonOfASEPAReturnLeadsToItsStateAndWords(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := euros(t, db)
		paid := map[string]payment.ID{}
		for i, c := range payment.Reasons() {
			o := w.euro(ibanOf(7_000_000+i), "k"+c.Code)
			o.Amount = 10_000 + money.Cents(i)
			paid[c.Code] = w.pay(t, o)
		}
		w.collect(t, "2026-02-25")
		w.close(t, "2026-02-26")
		for i, c := range payment.Reasons() {
			if p := w.stands(t, paid[c.Code]); p.State != payment.Settled {
				t.Errorf("%s: got %s before it came back, want settled", c.Code, p.State)
			}
			amount := fmt.Sprintf("%d.%02d", 100+i/100, i%100)
			if got := w.one(t, camt(w.stands(t, paid[c.Code]).RailRef, amount, "EUR", c.Code)); got.Returned != 1 {
				t.Fatalf("%s: got %+v", c.Code, got)
			}
		}
		told := ""
		for _, m := range w.letters(t, notice.KindPaymentReturned) {
			told += m.Text
		}
		for _, c := range payment.Reasons() {
			p := w.stands(t, paid[c.Code])
			if p.State != payment.Returned || p.ReturnCode != c.Code {
				t.Errorf("%s: got %s %s", c.Code, p.State, p.ReturnCode)
			}
			if stopped := w.account(t, p.Account).Status == payment.Stopped; stopped != c.StopsAccount {
				t.Errorf("%s: account stopped %v, want %v", c.Code, stopped, c.StopsAccount)
			}
			if !strings.Contains(told, "because "+c.Plain.In(l10n.EnUS)+".") || !strings.Contains(told, p.Reference) {
				t.Errorf("%s: nobody was told of %s", c.Code, p.Reference)
			}
		}
		w.proved(t)
	})
}

func TestASEPAReturnThatFitsNothingIsKeptForAPerson(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := euros(t, db)
		paid := w.pay(t, w.euro(dutch, "k1"))
		w.collect(t, "2026-02-25")
		trace := w.stands(t, paid).RailRef
		for what, content := range map[string][]byte{
			"another amount": camt(trace, "563.64", "EUR", "AM04"), "another currency": camt(trace, "563.65", "CHF", "AM04"), "no entry of ours": camt("MQ-000000000099", "563.65", "EUR", "AM04"),
		} {
			if got := w.one(t, content); got.Quarantined != 1 || got.Returned != 0 {
				t.Errorf("%s: got %+v", what, got)
			}
			if kept := fmt.Sprint(w.status(t).Newest); !strings.Contains(kept, what) {
				t.Errorf("%s: got %s", what, kept)
			}
		}
		if got := w.one(t, []byte(`<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt/></Document>`)); !strings.Contains(got.Refused, "pain.002") {
			t.Errorf("got %+v, want it refused", got)
		}
		if p := w.stands(t, paid); p.State != payment.Sent {
			t.Errorf("got %s, want the payment untouched", p.State)
		}
	})
}

func TestAContractIsPaidFromAnAccountOfItsOwnRailOnly(t *testing.T) {
	t.Parallel()
	w := euros(t, enginetest.SQLite(t))
	if _, err := w.Paying.Prepare(t.Context(), w.by, w.order(settles, "k1")); fault.Of(err) == nil || !strings.Contains(err.Error(), "IBAN") {
		t.Errorf("a checking account for euros: got %v", err)
	}
	w.contract, w.by = w.Activate(t, apptest.Loan("C1"))
	if _, err := w.Paying.Prepare(t.Context(), w.by, w.euro(french, "k2")); fault.Of(err) == nil || !strings.Contains(err.Error(), "dollars") {
		t.Errorf("an IBAN for dollars: got %v", err)
	}
	plain := setup(t, enginetest.SQLite(t))
	loan := apptest.Loan("E2")
	loan["currency"] = "EUR"
	plain.contract, plain.by = plain.Activate(t, loan)
	if _, err := plain.Paying.Prepare(t.Context(), plain.by, plain.euro(dutch, "k3")); !fault.Is(err, fault.Unavailable) {
		t.Errorf("no creditor: got %v, want Unavailable", err)
	}
}
