package payment_test

import (
	"strings"
	"testing"

	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/money"
)

const receivedHeader = "reference,contract,amount,received_on,method"

func TestAListOfReceivedPaymentsIsReadByItsHeader(t *testing.T) {
	l, err := payment.NewReceivedList("lockbox", `Method,"amount",received_on,contract,reference,currency`)
	if err != nil {
		t.Fatal(err)
	}
	p, err := l.Line(`check,"1234.56",2026-03-02,C1,"4711, second",USD`)
	if err != nil || p.Reference != "4711, second" || p.Number != "C1" || p.On.String() != "2026-03-02" || p.Method != "check" {
		t.Fatalf("got %+v, %v", p, err)
	}
	if amount, err := p.Cents(money.USD()); err != nil || amount != 123456 {
		t.Errorf("got %v, %v", amount, err)
	}
}

func TestAWrongHeaderSaysWhichColumn(t *testing.T) {
	for header, want := range map[string]string{
		"reference,contract,amount,received_on": `"method" is missing`,
		receivedHeader + ",colour":              `"colour" is not known`,
		receivedHeader + ",amount":              `"amount" stands there twice`,
		`reference,"contract`:                   "a quote is open",
	} {
		if _, err := payment.NewReceivedList("lockbox", header); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", header, err, want)
		}
	}
	for _, source := range []string{"", strings.Repeat("x", 31)} {
		if _, err := payment.NewReceivedList(source, receivedHeader); !fault.Is(err, fault.Invalid) {
			t.Errorf("source %q: got %v", source, err)
		}
	}
}

func TestAWrongLineNamesEveryFieldThatIsWrong(t *testing.T) {
	l, err := payment.NewReceivedList("lockbox", receivedHeader)
	if err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string]string{
		",C1,1.00,2026-03-02,check":                               "reference",
		strings.Repeat("r", 61) + ",C1,1.00,2026-03-02,check":     "reference",
		"r,,1.00,2026-03-02,check":                                "contract",
		"r,C1,1.234,2026-03-02,check":                             "amount",
		"r,C1,many,2026-03-02,check":                              "amount",
		"r,C1,1.00,02.03.2026,check":                              "received_on",
		"r,C1,1.00,2026-03-02,shells":                             "method",
		",,,,":                                                    "received_on reference contract method amount",
		"r,C1,1.00,2026-03-02":                                    "line",
		`r,C1,1.00,2026-03-02,"check`:                             "line",
		strings.Repeat("r", payment.MaxReceivedLine) + ",C1,1,,x": "line",
	} {
		_, err := l.Line(line)
		var got []string
		for _, f := range fault.Of(err).Fields {
			got = append(got, f.Name)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%.80s: got %v, want %s", line, got, want)
		}
	}
}

func TestAReceivedAmountIsInTheContractsCurrency(t *testing.T) {
	euro, err := money.CurrencyOf("EUR")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (payment.Received{Amount: "1.00", Currency: "USD"}).Cents(euro); !fault.Is(err, fault.Invalid) {
		t.Errorf("dollars on a contract in euros: got %v", err)
	}
	for _, amount := range []string{"0.00", "-1.00", "200000000000.00"} {
		if got, err := (payment.Received{Amount: amount}).Cents(euro); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v, %v", amount, got, err)
		}
	}
}
