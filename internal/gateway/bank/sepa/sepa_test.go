package sepa_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"marque/internal/civil"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/gateway/bank/sepa"
	"marque/internal/money"
)

var update = flag.Bool("update", false, "write the golden files")

func creditor() sepa.Creditor {
	return sepa.Creditor{Name: "Aurelia Finance SAS", ID: "DE98ZZZ09999999999", IBAN: "DE89 3704 0044 0532 0130 00", BIC: "COBADEFFXXX"}
}

func rail(t testing.TB) *sepa.Rail {
	t.Helper()
	r, err := sepa.New(creditor())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// tuesday is a day on which TARGET is open.
func tuesday() civil.Date { return civil.MustParse("2026-12-01") }

func entry(r *sepa.Rail, n int64, sequence payment.Sequence) payment.Entry {
	return payment.Entry{
		Trace: r.Trace(n), Kind: payment.DebitEntry, Class: payment.Core, Amount: 61_244, Effective: tuesday(), Type: payment.IBAN, Number: "NL91ABNA0417164300",
		Name: "Božena Šafaříková & Söhne <Łukasiewicz>", Reference: "P-7K4M-2Q9X", Brand: "aurelia",
		Mandate: payment.Mandate{ID: "0190b7a2c1d27e0fa1b2c3d4e5f60718", Signed: civil.MustParse("2026-11-02"), Sequence: sequence},
	}
}

func file(entries ...payment.Entry) payment.File {
	return payment.File{Name: "sepa-2026-11-27-1.xml", Modifier: 'A', Made: time.Date(2026, 11, 27, 17, 5, 0, 0, time.UTC), Entries: entries}
}

// mixed is a file with every sequence type, two days and a debtor's bank by its BIC.
func mixed(r *sepa.Rail) payment.File {
	later, named := entry(r, 5, payment.Recurring), entry(r, 6, payment.Recurring)
	later.Effective, later.Amount = later.Effective+1, 5
	named.Routing, named.Number, named.Reference, named.Name = "BNPAFRPPXXX", "FR1420041010050500013M02606", "", "我们"
	return file(entry(r, 1, payment.FirstOf), entry(r, 2, payment.Recurring), entry(r, 3, payment.OneOff), entry(r, 4, payment.LastOf), later, named)
}

// valid lets xmllint hold a file against the ISO schema.
func valid(t *testing.T, path string) {
	t.Helper()
	if _, err := exec.LookPath("xmllint"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("xmllint is not installed: scripts/setup brings it")
		}
		t.Skip("xmllint is not installed")
	}
	out, err := exec.Command("xmllint", "--noout", "--nonet", "--schema", "testdata/pain.008.001.08.xsd", path).CombinedOutput()
	if err != nil {
		t.Errorf("%s: %v\n%s", path, err, out)
	}
}

func read(t testing.TB, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestWhatIsWrittenIsValidByTheSchemaAndStaysTheSameToTheByte(t *testing.T) {
	t.Parallel()
	r := rail(t)
	got, err := r.Write(mixed(r))
	if err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/mixed.golden.xml"
	if *update {
		if err := os.WriteFile(golden, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if want := read(t, "mixed.golden.xml"); !bytes.Equal(got, want) {
		t.Errorf("got\n%s\nwant what stands in %s", got, golden)
	}
	valid(t, golden)
}

func TestTheSampleOfAnotherProgramIsValidByTheSchema(t *testing.T) {
	t.Parallel()
	valid(t, "testdata/00800108.xml")
}

func TestTheSameEntriesInAnyOrderGiveTheSameBytes(t *testing.T) {
	t.Parallel()
	r := rail(t)
	f := mixed(r)
	want, err := r.Write(f)
	if err != nil {
		t.Fatal(err)
	}
	for seed := range uint64(20) {
		rand.New(rand.NewPCG(seed, 1)).Shuffle(len(f.Entries), func(i, j int) { f.Entries[i], f.Entries[j] = f.Entries[j], f.Entries[i] })
		if got, err := r.Write(f); err != nil || !bytes.Equal(got, want) {
			t.Fatalf("order %d: got other bytes, %v", seed, err)
		}
	}
}

func TestEachSequenceTypeHasABlockWithSumsOfItsOwn(t *testing.T) {
	t.Parallel()
	r := rail(t)
	got, err := r.Write(mixed(r))
	if err != nil {
		t.Fatal(err)
	}
	text := string(got)
	for want, times := range map[string]int{
		"<SeqTp>FRST</SeqTp>": 1, "<SeqTp>RCUR</SeqTp>": 2, "<SeqTp>OOFF</SeqTp>": 1, "<SeqTp>FNAL</SeqTp>": 1, "<NbOfTxs>6</NbOfTxs>": 1, "<CtrlSum>3062.25</CtrlSum>": 1,
		"<NbOfTxs>2</NbOfTxs>": 1, "<CtrlSum>1224.88</CtrlSum>": 1, `<InstdAmt Ccy="EUR">0.05</InstdAmt>`: 1, "<CtrlSum>0.05</CtrlSum>": 1,
		"<EndToEndId>MQ-000000000001</EndToEndId>": 1, "<DtOfSgntr>2026-11-02</DtOfSgntr>": 6, "<MndtId>0190b7a2c1d27e0fa1b2c3d4e5f60718</MndtId>": 6,
		"<Nm>Bozena Safarikova Sohne Lukasiewicz</Nm>": 5, "<Nm>Account holder</Nm>": 1, "NOTPROVIDED": 5, "<BICFI>BNPAFRPPXXX</BICFI>": 1, "DE89370400440532013000": 5,
	} {
		if n := strings.Count(text, want); n != times {
			t.Errorf("%s: got %d times, want %d", want, n, times)
		}
	}
}

func TestAnEntryThatCannotBeDrawnSpoilsTheWholeFile(t *testing.T) {
	t.Parallel()
	r := rail(t)
	for what, spoil := range map[string]func(e *payment.Entry){
		"an amount of nothing":             func(e *payment.Entry) { e.Amount = 0 },
		"more than SEPA carries":           func(e *payment.Entry) { e.Amount = 100_000_000_000 },
		"a credit":                         func(e *payment.Entry) { e.Kind = payment.CreditEntry },
		"an American account":              func(e *payment.Entry) { e.Type = payment.Checking },
		"an IBAN with a wrong digit":       func(e *payment.Entry) { e.Number = "NL92ABNA0417164300" },
		"an IBAN with blanks":              func(e *payment.Entry) { e.Number = "NL91 ABNA 0417 1643 00" },
		"a BIC that is none":               func(e *payment.Entry) { e.Routing = "021000021" },
		"no mandate":                       func(e *payment.Entry) { e.Mandate.ID = "" },
		"a mandate of 36 characters":       func(e *payment.Entry) { e.Mandate.ID = strings.Repeat("a", 36) },
		"a mandate without a date":         func(e *payment.Entry) { e.Mandate.Signed = 0 },
		"a mandate signed later":           func(e *payment.Entry) { e.Mandate.Signed = e.Effective + 1 },
		"no sequence type":                 func(e *payment.Entry) { e.Mandate.Sequence = "" },
		"Christmas":                        func(e *payment.Entry) { e.Effective = civil.MustParse("2026-12-25") },
		"the trace of another":             func(e *payment.Entry) { e.Trace = r.Trace(2) },
		"a trace that would need escaping": func(e *payment.Entry) { e.Trace = "<x>" },
	} {
		e := entry(r, 1, payment.FirstOf)
		spoil(&e)
		if got, err := r.Write(file(e, entry(r, 2, payment.Recurring))); !fault.Is(err, fault.Invalid) || got != nil {
			t.Errorf("%s: got %d bytes, %v, want a fault", what, len(got), err)
		}
	}
	if _, err := r.Write(file()); !fault.Is(err, fault.Invalid) {
		t.Errorf("no entries: got %v", err)
	}
	if _, err := sepa.Reader().Write(file(entry(r, 1, payment.FirstOf))); !fault.Is(err, fault.Unavailable) {
		t.Errorf("no creditor: got %v, want Unavailable", err)
	}
}

func TestACreditorIsCheckedBeforeAnythingIsWritten(t *testing.T) {
	t.Parallel()
	for field, spoil := range map[string]func(c *sepa.Creditor){
		"bank.sepa.iban":        func(c *sepa.Creditor) { c.IBAN = "DE88370400440532013000" },
		"bank.sepa.creditor_id": func(c *sepa.Creditor) { c.ID = "DE97ZZZ09999999999" },
		"bank.sepa.name":        func(c *sepa.Creditor) { c.Name = "Müller <GmbH>" },
		"bank.sepa.bic":         func(c *sepa.Creditor) { c.BIC = "COBADEF" },
	} {
		c := creditor()
		spoil(&c)
		_, err := sepa.New(c)
		if f := fault.Of(err); f == nil || len(f.Fields) != 1 || f.Fields[0].Name != field {
			t.Errorf("%s: got %v", field, err)
		}
	}
}

// expected is what another program's reader made of camt054.v8.xml, as far as we read it.
type expected struct {
	Entries []struct {
		Amount struct {
			Amount   string `json:"getAmount"`
			Currency struct {
				Code string `json:"getCode"`
			} `json:"getCurrency"`
		} `json:"getAmount"`
		Servicer string `json:"getAccountServicerReference"`
		Batch    string `json:"getBatchPaymentId"`
		Reversal bool   `json:"getReversalIndicator"`
		Status   string `json:"getStatus"`
		Booked   struct {
			At string `json:"0"`
		} `json:"getBookingDate"`
		Value struct {
			At string `json:"0"`
		} `json:"getValueDate"`
		Code struct {
			Domain struct {
				Code   string `json:"getCode"`
				Family struct {
					Code string `json:"getCode"`
					Sub  string `json:"getSubFamilyCode"`
				} `json:"getFamily"`
			} `json:"getDomain"`
		} `json:"getBankTransactionCode"`
		Record struct {
			Account struct {
				IBAN string `json:"getIdentification"`
			} `json:"getAccount"`
		} `json:"getRecord"`
		First   json.RawMessage   `json:"getTransactionDetail"`
		Details []json.RawMessage `json:"getTransactionDetails"` // the first one is named only
	} `json:"getEntries"`
	Header struct {
		Message string `json:"getMessageId"`
	} `json:"getGroupHeader"`
}

type expectedDetail struct {
	Amount struct {
		Amount   string `json:"getAmount"`
		Currency struct {
			Code string `json:"getCode"`
		} `json:"getCurrency"`
	} `json:"getAmount"`
	Reference struct {
		EndToEnd    string `json:"getEndToEndId"`
		Instruction string `json:"getInstructionId"`
		Batch       string `json:"getPaymentInformationId"`
	} `json:"getReference"`
	Parties []struct {
		Account struct {
			IBAN string `json:"getIdentification"`
		} `json:"getAccount"`
		Party struct {
			Class string `json:"__CLASS__"`
			Name  string `json:"getName"`
		} `json:"getRelatedPartyType"`
	} `json:"getRelatedParties"`
}

func cents(t *testing.T, text string) money.Cents {
	t.Helper()
	var n money.Cents
	if err := json.Unmarshal([]byte(text), &n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestANotificationReadsAsAnotherProgramReadsIt(t *testing.T) {
	t.Parallel()
	var want expected
	if err := json.Unmarshal(read(t, "camt054.v8.json"), &want); err != nil {
		t.Fatal(err)
	}
	got, err := sepa.ReadNotice(read(t, "camt054.v8.xml"))
	if err != nil || len(got.Bookings) != len(want.Entries) || got.Message != want.Header.Message {
		t.Fatalf("got %+v, %v", got, err)
	}
	for i, w := range want.Entries {
		b := got.Bookings[i]
		code := strings.Join([]string{w.Code.Domain.Code, w.Code.Domain.Family.Code, w.Code.Domain.Family.Sub}, "/")
		if b.Amount != cents(t, w.Amount.Amount) || b.Currency != w.Amount.Currency.Code || b.Reference != w.Servicer || b.Batch != w.Batch || b.Reversal != w.Reversal ||
			b.Booked != (w.Status == "BOOK") || b.BookedOn.String() != w.Booked.At[:10] || b.Value.String() != w.Value.At[:10] || b.Code != code || b.Account != w.Record.Account.IBAN {
			t.Errorf("got %+v, want %+v", b, w)
		}
		w.Details[0] = w.First
		if len(b.Details) != len(w.Details) {
			t.Fatalf("got %d details, want %d", len(b.Details), len(w.Details))
		}
		for j, raw := range w.Details {
			compare(t, b.Details[j], raw)
		}
	}
}

func compare(t *testing.T, d sepa.Detail, raw []byte) {
	t.Helper()
	var w expectedDetail
	if err := json.Unmarshal(raw, &w); err != nil {
		t.Fatal(err)
	}
	if d.Amount != cents(t, w.Amount.Amount) || d.Currency != w.Amount.Currency.Code || d.EndToEnd != w.Reference.EndToEnd || d.Instruction != w.Reference.Instruction ||
		d.Batch != w.Reference.Batch || d.Reason != "" {
		t.Errorf("got %+v, want %+v", d, w)
	}
	for _, p := range w.Parties {
		side := d.Debtor
		if strings.HasSuffix(p.Party.Class, "Creditor") {
			side = d.Creditor
		}
		if side.Name != p.Party.Name || side.IBAN != p.Account.IBAN {
			t.Errorf("got %+v, want %+v", side, p)
		}
	}
}

func TestAFileOfReturnsTellsWhichOrderCameBackAndWhy(t *testing.T) {
	t.Parallel()
	got, err := rail(t).Read(read(t, "camt054-returns.xml"))
	if err != nil || len(got.Returns) != 1 || len(got.Odd) != 0 || got.Made != civil.MustParse("2019-05-20") {
		t.Fatalf("got %+v, %v", got, err)
	}
	want := payment.ReturnLine{Line: 56, Trace: "EndToEndId-004-01-01", Code: "AC01", Amount: 40_000, Currency: "CHF"}
	if got.Returns[0] != want {
		t.Errorf("got %+v, want %+v", got.Returns[0], want)
	}
}

// notice is a notification with bookings of ours.
func notice(bookings string) []byte {
	return []byte(`<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn><GrpHdr><MsgId>M</MsgId>` +
		`<CreDtTm>2026-12-03T08:00:00</CreDtTm></GrpHdr><Ntfctn><Id>1</Id>` + bookings + `</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>`)
}

func TestWhatIsNoReturnIsNotedOrKeptForAPerson(t *testing.T) {
	t.Parallel()
	const head = `<Amt Ccy="EUR">612.44</Amt><CdtDbtInd>`
	for what, c := range map[string]struct {
		booking              string
		returns, booked, odd int
	}{
		"a debit of ours that came":  {head + `CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><NtryDtls><TxDtls><Refs><EndToEndId>MQ-000000000001</EndToEndId></Refs></TxDtls></NtryDtls>`, 0, 1, 0},
		"the sum of a block of ours": {head + `CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><NtryDtls><Btch><PmtInfId>sepa-2026-11-27-1-1</PmtInfId></Btch></NtryDtls>`, 0, 1, 0},
		"a transfer of somebody's":   {head + `CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><NtryDtls><TxDtls><Refs><EndToEndId>rent</EndToEndId></Refs></TxDtls></NtryDtls>`, 0, 0, 1},
		"a booking without details":  {head + `DBIT</CdtDbtInd><Sts>BOOK</Sts>`, 0, 0, 1},
		"a return that is announced": {head + `DBIT</CdtDbtInd><Sts>PDNG</Sts><NtryDtls><TxDtls><RtrInf><Rsn><Cd>AM04</Cd></Rsn></RtrInf></TxDtls></NtryDtls>`, 0, 0, 1},
		"a return with charges": {`<Amt Ccy="EUR">615.44</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><NtryDtls><TxDtls><Amt Ccy="EUR">615.44</Amt><AmtDtls><InstdAmt>` +
			`<Amt Ccy="EUR">612.44</Amt></InstdAmt></AmtDtls><RtrInf><Rsn><Cd>AM04</Cd></Rsn></RtrInf></TxDtls></NtryDtls>`, 1, 0, 0},
	} {
		got, err := rail(t).Read(notice("<Ntry>" + c.booking + "</Ntry>"))
		if err != nil || len(got.Returns) != c.returns || got.Booked != c.booked || len(got.Odd) != c.odd {
			t.Errorf("%s: got %+v, %v", what, got, err)
		}
		if c.returns == 1 && got.Returns[0].Amount != 61_244 {
			t.Errorf("%s: got %d, want the amount that was ordered", what, got.Returns[0].Amount)
		}
	}
}

func TestAFileThatIsSomethingElseIsRefusedWithASentence(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("<Ntry>", 40) + strings.Repeat("</Ntry>", 40)
	for reason, content := range map[string][]byte{
		"orders to debit (pain.008)":    read(t, "00800108.xml"),
		"status report (pain.002)":      []byte(`<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt/></Document>`),
		"statement (camt.053)":          []byte(`<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt/></Document>`),
		"no notification of bookings":   []byte(`<Document xmlns="urn:example"><BkToCstmrDbtCdtNtfctn/></Document>`),
		"line 2 declares a type":        []byte("<?xml version=\"1.0\"?>\n<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>" + string(notice(""))),
		"no sound XML in line 1":        notice("<Ntry><Amt>&a;</Amt></Ntry>"),
		"nested too deep":               notice(deep),
		"larger than":                   notice(strings.Repeat(" ", 17<<20)),
		"the file holds nothing":        []byte("  "),
		"a second document":             append(notice(""), notice("")...),
		"line 1 has no amount that can": notice(`<Ntry><Amt Ccy="EUR">1.005</Amt><CdtDbtInd>CRDT</CdtDbtInd></Ntry>`),
		"neither a debit nor a credit":  notice(`<Ntry><Amt Ccy="EUR">1</Amt></Ntry>`),
		"sound XML in line 3":           []byte("<Document>\n<A>\n</B></Document>"),
	} {
		_, err := rail(t).Read(content)
		if bad, ok := errors.AsType[payment.Unreadable](err); !ok || !strings.Contains(bad.Reason, reason) {
			t.Errorf("%s: got %v", reason, err)
		}
	}
}

func TestElementsThatNobodyKnowsAreIgnored(t *testing.T) {
	t.Parallel()
	got, err := rail(t).Read(notice(`<Future><Ntry><Amt>x</Amt></Ntry></Future><Ntry><Amt Ccy="EUR">1</Amt><New>9</New><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts></Ntry>`))
	if err != nil || len(got.Odd) != 1 {
		t.Errorf("got %+v, %v, want the one booking", got, err)
	}
}

func FuzzRead(f *testing.F) {
	for _, name := range []string{"camt054-returns.xml", "camt054.v8.xml", "00800108.xml"} {
		f.Add(read(f, name))
	}
	f.Add(notice(""))
	r := rail(f)
	f.Fuzz(func(t *testing.T, content []byte) {
		got, err := r.Read(content)
		if _, ok := errors.AsType[payment.Unreadable](err); err != nil && !ok {
			t.Fatalf("got %v, want an Unreadable", err)
		}
		for _, line := range got.Returns {
			if line.Amount < 0 || line.Code == "" {
				t.Errorf("got %+v", line)
			}
		}
	})
}
