package tape_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"marque/internal/civil"
	"marque/internal/core/tape"
	"marque/internal/fault"
	"marque/internal/money"
)

const header = "securitizationKey,reportDate,assetNumber,reportingPeriodBeginningDate,reportingPeriodEndingDate,originatorName," +
	"reportingPeriodBeginningLoanBalanceAmount,reportingPeriodInterestRatePercentage,actualInterestCollectedAmount,actualPrincipalCollectedAmount," +
	"interestPaidThroughDate,remainingTermToMaturityNumber,zeroBalanceCode,subvented\n"

// good is a row of the header.
const good = `Trust 2017-1,20170216, 17212466 ,01-01-2017,01-31-2017,  Ally Bank  ,5587,0.0804,40.51,107.1,01-09-2017,43,,"['1', '2']"` + "\n"

func read(t *testing.T, text string) *tape.Tape {
	t.Helper()
	got, err := tape.Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// row is good with one cell replaced.
func row(was, now string) string { return strings.Replace(good, was, now, 1) }

func TestARowBecomesALoanMonth(t *testing.T) {
	t.Parallel()
	got := read(t, "\ufeff"+header+"\n"+good)
	if len(got.Loans) != 1 || got.Faulty != 0 {
		t.Fatalf("got %d loans, %d faulty, want one loan", len(got.Loans), got.Faulty)
	}
	want := tape.LoanMonth{
		Filing: tape.Filing{Line: 3, Securitization: "Trust 2017-1", Originator: "Ally Bank", Asset: "17212466", Reported: civil.Must(2017, 2, 16),
			Begins: civil.Must(2017, 1, 1), Ends: civil.Must(2017, 1, 31), RemainingTerm: tape.Number{N: 43, Known: true}},
		Rate:  tape.Rate{Rate: 80_400_000, Known: true},
		Begin: tape.Amount{Cents: 558700, Known: true}, Interest: tape.Amount{Cents: 4051, Known: true}, Principal: tape.Amount{Cents: 10710, Known: true},
		PaidThrough: civil.Must(2017, 1, 9),
	}
	if got.Loans[0] != want {
		t.Errorf("got %+v, want %+v", got.Loans[0], want)
	}
	if name := got.Loans[0].Issuer(); name != "Ally Bank · Trust 2017-1" {
		t.Errorf("got issuer %q", name)
	}
}

func TestWhatIsAbsentIsNotZero(t *testing.T) {
	t.Parallel()
	for _, cell := range []string{"", " ", "NA", "n/a", "-", "--", ".", "NULL", "None", "nan", "#N/A"} {
		m := read(t, header+row("40.51", cell)).Loans[0]
		if m.Interest.Known || m.Interest.Or(7) != 7 {
			t.Errorf("%q: got %+v, want an unknown amount", cell, m.Interest)
		}
	}
	if m := read(t, header+row("40.51", "0")).Loans[0]; !m.Interest.Known || m.Interest.Or(7) != 0 {
		t.Errorf("got %+v, want a known 0", m.Interest)
	}
}

func TestAmountsAreReadToTheCent(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]money.Cents{
		"40.5": 4050, "-2.23": -223, "+3": 300, ".5": 50, "5.": 500, "82.7912969": 8279, "0.005": 1, "-0.005": -1, "0.0049999": 0,
		"000000000000012.30": 1230, "100000000000": 10_000_000_000_000, "-0": 0, "0.000000000000000000000000001": 0,
	} {
		if m := read(t, header+row("40.51", cell)).Loans[0]; m.Interest.Cents != want {
			t.Errorf("%s: got %d, want %d", cell, m.Interest.Cents, want)
		}
	}
}

func TestDatesAreReadInTheirForms(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]civil.Date{
		"01-09-2017": civil.Must(2017, 1, 9), "01/09/2017": civil.Must(2017, 1, 9), "1/9/2017": civil.Must(2017, 1, 9), "2017-01-09": civil.Must(2017, 1, 9),
		"20170109": civil.Must(2017, 1, 9), "2017-01-09 00:00:00": civil.Must(2017, 1, 9), "2017-01-09T00:00:00": civil.Must(2017, 1, 9),
		"02/2017": civil.Must(2017, 2, 1), "2017-02": civil.Must(2017, 2, 1), "02-29-2016": civil.Must(2016, 2, 29), "NA": 0, "-": 0,
	} {
		if m := read(t, header+row("01-09-2017", cell)).Loans[0]; m.PaidThrough != want {
			t.Errorf("%s: got %s, want %s", cell, m.PaidThrough, want)
		}
	}
}

func TestAWrongCellLeavesItsRowOutAndNamesLineAndField(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ was, now, field, says string }{
		{"40.51", "40,51", "line", "15 fields"},
		{"40.51", "$40.51", "actualInterestCollectedAmount", "not a decimal number"},
		{"40.51", "1e3", "actualInterestCollectedAmount", "not a decimal number"},
		{"40.51", "1.2.3", "actualInterestCollectedAmount", "not a decimal number"},
		{"40.51", "+", "actualInterestCollectedAmount", "not a decimal number"},
		{"40.51", "9999999999999", "actualInterestCollectedAmount", "larger than any contract"},
		{"40.51", "100000000000.01", "actualInterestCollectedAmount", "larger than any contract"},
		{"0.0804", "-0.01", "reportingPeriodInterestRatePercentage", "between 0 and 100 per cent"},
		{"0.0804", "100.1", "reportingPeriodInterestRatePercentage", "between 0 and 100 per cent"},
		{"0.0804", "abc", "reportingPeriodInterestRatePercentage", "not a decimal number"},
		{"01-09-2017", "02-30-2017", "interestPaidThroughDate", "not a date"},
		{"01-09-2017", "12-31-2150", "interestPaidThroughDate", "not a date"},
		{"01-09-2017", "12-31-1949", "interestPaidThroughDate", "not a date"},
		{"01-09-2017", "13/2017", "interestPaidThroughDate", "not a date"},
		{"01-09-2017", "1-2-3-4", "interestPaidThroughDate", "not a date"},
		{"01-09-2017", "01-09-99999", "interestPaidThroughDate", "not a date"},
		{"01-09-2017", "-1-09-2017", "interestPaidThroughDate", "not a date"},
		{",43,", ",4.5,", "remainingTermToMaturityNumber", "whole number"},
		{",43,", ",123456789,", "remainingTermToMaturityNumber", "whole number"},
		{",43,,", ",43,100,", "zeroBalanceCode", "not a code"},
		{" 17212466 ", "  ", "assetNumber", "missing"},
		{" 17212466 ", strings.Repeat("x", 201), "assetNumber", "at most 200"},
		{" 17212466 ", "\xff", "assetNumber", "UTF-8"},
		{"01-31-2017", "", "reportingPeriodEndingDate", "missing"},
		{"  Ally Bank  ", `"Ally`, "line", "quote"},
	} {
		got := read(t, header+good+row(c.was, c.now))
		if len(got.Loans) != 1 || got.Faulty != 1 || got.Faults[0].Line != 3 || got.Faults[0].Field != c.field || !strings.Contains(got.Faults[0].Message, c.says) {
			t.Errorf("%q: got %d loans, faults %+v, want line 3, %s, %q", c.now, len(got.Loans), got.Faults, c.field, c.says)
		}
	}
}

func TestNumbersAndCodesAsToolsWriteThem(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]int{"-2": -2, "0": 0, "12.0": 12, "99999999": 99_999_999} {
		if m := read(t, header+row(",43,", ","+cell+",")).Loans[0]; m.RemainingTerm != (tape.Number{N: want, Known: true}) {
			t.Errorf("%s: got %+v, want %d", cell, m.RemainingTerm, want)
		}
	}
	for cell, want := range map[string]int{"1": 1, "4.0": 4, "2; 1": 2, `"['98', '1']"`: 98, "NA": 0, "[]": 0} {
		if m := read(t, header+row(",43,,", ",43,"+cell+",")).Loans[0]; m.ZeroBalance != want {
			t.Errorf("%s: got %d, want %d", cell, m.ZeroBalance, want)
		}
	}
}

func TestAnAssetNumberIsAnyText(t *testing.T) {
	t.Parallel()
	for _, asset := range []string{"0001694010 - 000401", "/C0+MNO/1HeyhXP50b4DLA==", "NA", "-", "=1+1", "äöü", `<b>`} {
		if m := read(t, header+row(" 17212466 ", asset)).Loans[0]; m.Asset != asset {
			t.Errorf("got %q, want %q", m.Asset, asset)
		}
	}
	if m := read(t, header+row(" 17212466 ", `"a ""b"", c"`)).Loans[0]; m.Asset != `a "b", c` {
		t.Errorf("got %q from a quoted field", m.Asset)
	}
}

func TestRatesInPerCentAreFound(t *testing.T) {
	t.Parallel()
	rates := func(cells ...string) []money.Rate {
		text := header
		for _, cell := range cells {
			text += row("0.0804", cell)
		}
		var got []money.Rate
		for _, m := range read(t, text).Loans {
			got = append(got, m.Rate.Rate)
		}
		return got
	}
	for _, c := range []struct {
		cells []string
		want  []money.Rate
	}{
		{[]string{"0.1299"}, []money.Rate{129_900_000}},
		{[]string{"12.99"}, []money.Rate{129_900_000}},
		{[]string{"12.99", "0.9", "5", "0"}, []money.Rate{129_900_000, 9_000_000, 50_000_000, 0}}, // 0.9 % beside others in per cent
		{[]string{"0.0804", "0.9", "12.99"}, []money.Rate{80_400_000, 900_000_000, 129_900_000}},  // one slip of the pen
		{[]string{"1", "100"}, []money.Rate{1_000_000_000, 1_000_000_000}},
		{[]string{"0.12345678"}, []money.Rate{123_456_780}},
	} {
		if got := rates(c.cells...); fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%v: got %v, want %v", c.cells, got, c.want)
		}
	}
}

func TestWhatIsNoTapeIsRefusedWithASentence(t *testing.T) {
	t.Parallel()
	for text, says := range map[string]string{
		"":                                    "empty",
		"\ufeff":                              "empty",
		"a,b,c\n1,2,3\n":                      "does not name these columns of Schedule AL: assetNumber",
		"assetNumber,assetnumber\n":           "names the column \"assetnumber\" twice",
		`"assetNumber` + "\n":                 "does not name",
		strings.Repeat(",", 501):              "does not name at most 500 columns",
		strings.Repeat("x", 70_000):           "Line 1 is longer than 65536 bytes",
		header + row("40.51", "x"):            "No row of this tape could be read. Line 2, actualInterestCollectedAmount",
		"reportingPeriodEndDate,x\n":          "securitizationDiscountRate",
		"<html></html>":                       `The root element is "html"`,
		"<assetData/>":                        "neither that of automobile loans nor that of leases",
		"<":                                   "This XML cannot be read",
		"<!-- nothing -->":                    "ends early, at line 1",
		xmlOf("<assets>"):                     "cannot be read: line",
		xmlOf("<asset></asset>"):              `"asset" stands where an element assets should`,
		xmlOf("<assets><a><b/></a></assets>"): "fields are flat",
		xmlOf("<assets><a>" + strings.Repeat("x", 70_000) + "</a></assets>"): "More than 65536 bytes stand between two tags",
		`<?xml version="1.0" encoding="UTF-16"?>` + xmlOf(""):                "cannot be read",
	} {
		_, err := tape.Read(strings.NewReader(text))
		if err == nil || !strings.Contains(err.Error(), says) || fault.Of(err) == nil {
			t.Errorf("%.40q: got %v, want a fault with %q", text, err, says)
		}
	}
}

func xmlOf(inner string) string {
	return `<assetData xmlns="http://www.sec.gov/edgar/document/absee/autoloan/assetdata">` + inner + `</assetData>`
}

func TestAnEX102ReadsAsTheSameCSV(t *testing.T) {
	t.Parallel()
	got := read(t, `<?xml version="1.0" encoding="UTF-8"?>
<assetData xmlns="http://www.sec.gov/edgar/document/absee/autoloan/assetdata">
<!-- one loan -->
<assets>
 <assetTypeNumber>Sponsor Assigned</assetTypeNumber>
 <assetNumber>17&amp;212</assetNumber>
 <reportingPeriodBeginningDate>01-01-2017</reportingPeriodBeginningDate>
 <reportingPeriodEndingDate>01-31-2017</reportingPeriodEndingDate>
 <originatorName>Ally Bank </originatorName>
 <subvented>1</subvented><subvented>2</subvented>
 <reportingPeriodBeginningLoanBalanceAmount>5587.00000000</reportingPeriodBeginningLoanBalanceAmount>
 <reportingPeriodInterestRatePercentage>8.04</reportingPeriodInterestRatePercentage>
 <actualInterestCollectedAmount>40.51</actualInterestCollectedAmount>
 <actualPrincipalCollectedAmount>107.10</actualPrincipalCollectedAmount>
 <interestPaidThroughDate>01-09-2017</interestPaidThroughDate>
 <zeroBalanceCode>3</zeroBalanceCode><zeroBalanceCode>4</zeroBalanceCode>
</assets>
<assets><assetNumber>2</assetNumber><reportingPeriodEndingDate>soon</reportingPeriodEndingDate></assets>
</assetData>`)
	if len(got.Loans) != 1 || got.Faulty != 1 || got.Faults[0].Line != 18 || got.Faults[0].Field != "reportingPeriodEndingDate" {
		t.Fatalf("got %d loans, faults %+v", len(got.Loans), got.Faults)
	}
	m := got.Loans[0]
	if m.Asset != "17&212" || m.Rate.Rate != 80_400_000 || m.Begin.Cents != 558700 || m.Interest.Cents != 4051 || m.ZeroBalance != 3 || m.Line != 4 {
		t.Errorf("got %+v", m)
	}
	if m.Issuer() != "Ally Bank" {
		t.Errorf("got issuer %q", m.Issuer())
	}
}

func TestALeaseIsReadFromCSVAndXML(t *testing.T) {
	t.Parallel()
	fields := [][2]string{
		{"assetNumber", "66758007126"}, {"reportingPeriodBeginDate", "02-01-2017"}, {"reportingPeriodEndDate", "02-28-2017"}, {"originatorName", "Ford Credit"},
		{"baseResidualValue", "19517"}, {"contractResidualValue", "23962.5"}, {"remainingTermNumber", "18"},
		{"reportingPeriodSecuritizationValueAmount", "22991.12"}, {"securitizationDiscountRate", "0.072"}, {"nextReportingPeriodPaymentAmountDue", "356.91"},
		{"reportingPeriodEndingActualBalanceAmount", "30029.97"}, {"reportingPeriodScheduledPaymentAmount", "327.44"}, {"totalActualAmountPaid", "327.44"},
		{"actualOtherCollectedAmount", "0"}, {"reportingPeriodEndActualSecuritizationAmount", "22801.63"},
	}
	var names, cells, elements []string
	for _, f := range fields {
		names, cells = append(names, f[0]), append(cells, f[1])
		elements = append(elements, "<"+f[0]+">"+f[1]+"</"+f[0]+">")
	}
	csv := read(t, strings.Join(names, ",")+"\r\n"+strings.Join(cells, ",")+"\r\n")
	xml := read(t, `<assetData xmlns="http://www.sec.gov/edgar/document/absee/autolease/assetdata"><assets>`+strings.Join(elements, "")+`</assets></assetData>`)
	csv.Leases[0].Line, xml.Leases[0].Line = 0, 0
	if csv.Leases[0] != xml.Leases[0] {
		t.Errorf("CSV %+v and XML %+v differ", csv.Leases[0], xml.Leases[0])
	}
	if m := csv.Leases[0]; m.BaseResidual.Cents != 1951700 || m.ContractResidual.Cents != 2396250 || m.DiscountRate.Rate != 72_000_000 || m.RemainingTerm.N != 18 {
		t.Errorf("got %+v", m)
	}
}

func TestJoinedTapesKeepTheirNumbers(t *testing.T) {
	t.Parallel()
	all, err := tape.Join(read(t, header+good), read(t, header+good+row("40.51", "x")))
	if err != nil {
		t.Fatal(err)
	}
	if len(all.Loans) != 2 || all.Loans[0].Tape != 0 || all.Loans[1].Tape != 1 || all.Faulty != 1 || all.Faults[0].Tape != 1 {
		t.Errorf("got %+v", all)
	}
}

func TestOnlySoManyFaultsAreKeptInWords(t *testing.T) {
	t.Parallel()
	got := read(t, header+good+strings.Repeat(row("40.51", "x"), tape.MaxFaults+5))
	if got.Faulty != tape.MaxFaults+5 || len(got.Faults) != tape.MaxFaults {
		t.Errorf("got %d faulty, %d kept", got.Faulty, len(got.Faults))
	}
	all, err := tape.Join(got, got)
	if err != nil || all.Faulty != 2*got.Faulty || len(all.Faults) != tape.MaxFaults {
		t.Errorf("joined: got %d faulty, %d kept, %v", all.Faulty, len(all.Faults), err)
	}
}

func TestTheRealTapesReadWhole(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][2]int{"loans_americredit_2016_2021.csv": {1479, 0}, "loans_2017_8trusts_raw.csv": {2081, 0}, "lease_example_1.csv": {0, 1}} {
		f, err := os.Open(filepath.Join("..", "..", "service", "shadowing", "testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		got, err := tape.Read(f)
		if err != nil || got.Faulty != 0 || len(got.Loans) != want[0] || len(got.Leases) != want[1] {
			t.Errorf("%s: got %d loans, %d leases, %d faulty, %v", name, len(got.Loans), len(got.Leases), got.Faulty, err)
		}
		_ = f.Close()
	}
}

func FuzzRead(f *testing.F) {
	f.Add(header + good)
	f.Add(header + row("40.51", "-1e9") + row("0.0804", "12.99"))
	f.Add(xmlOf("<assets><assetNumber>1</assetNumber><reportingPeriodEndingDate>01-31-2017</reportingPeriodEndingDate></assets>"))
	f.Add(`<assetData xmlns="http://www.sec.gov/edgar/document/absee/autolease/assetdata"><assets><assetNumber>1</assetNumber></assets></assetData>`)
	f.Fuzz(func(t *testing.T, text string) {
		got, err := tape.Read(strings.NewReader(text))
		if err != nil {
			if fault.Of(err) == nil {
				t.Errorf("%v is no fault", err)
			}
			return
		}
		for _, m := range got.Loans {
			if m.Asset == "" || m.Ends == 0 || m.Rate.Rate < 0 || m.Rate.Rate > money.One || m.Begin.Cents > money.MaxAmount || m.Begin.Cents < -money.MaxAmount {
				t.Errorf("got %+v", m)
			}
		}
	})
}
