package exporting_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"marque/internal/app/apptest"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/service/exporting"
	"marque/internal/service/paying"
	"marque/internal/service/servicing"
	"marque/internal/store/audits"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

// taken is what a test looks at of a document.
type taken struct {
	You struct {
		Phone      string
		FamilyName string `json:"family_name"`
	}
	People   []struct{ Role string }
	Lines    []struct{ Kind, Recorded string }
	Events   []struct{ Kind string }
	Payments []struct {
		Account string `json:"account_last4"`
		State   string
	}
	Messages []struct{ Subject, Text string }
	Terms    struct {
		Lease struct {
			BaseResidual int `json:"base_residual"`
		}
	}
}

func take(t *testing.T, w *apptest.World, by access.Actor, c contract.ID) (taken, string) {
	t.Helper()
	var out bytes.Buffer
	if err := w.Exporting.Contract(t.Context(), by, c, &out); err != nil {
		t.Fatal(err)
	}
	if err := exporting.Valid(out.Bytes()); err != nil {
		t.Errorf("the document is not as its schema says: %v\n%s", err, out.String())
	}
	var d taken
	if err := json.Unmarshal(out.Bytes(), &d); err != nil {
		t.Fatal(err)
	}
	return d, out.String()
}

func TestACustomerTakesTheWholeContractAsTheSchemaSaysAndNothingOfAnybodyElse(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := apptest.Open(t, db, apptest.NewClock("2026-02-24T15:00:00Z"))
		loan := apptest.Loan("C1")
		people, _ := loan["parties"].([]any)
		first, _ := people[0].(map[string]any)
		second := map[string]any{}
		for k, v := range first {
			second[k] = v
		}
		second["role"], second["party_ref"], second["phone"], second["given_name"], second["email"] = "co_borrower", "P-2", "+12015550199", "Ana", "ana@example.com"
		loan["parties"] = append(people, second)
		c, by := w.Activate(t, loan)
		she := w.Customer(t, "C1", 1)
		order := paying.Order{Contract: c, Amount: 56365, Kind: contract.RegularPayment, Date: civil.MustParse("2026-02-24"), Key: "k1",
			New: payment.AccountInput{Type: "savings", Routing: "021000021", Number: "1234567890", Confirm: "7890"}}
		account, err := w.Paying.Prepare(t.Context(), by, order)
		if err != nil {
			t.Fatal(err)
		}
		order.Account = account.ID
		if _, err := w.Paying.PayOnce(t.Context(), by, order); err != nil {
			t.Fatal(err)
		}
		record(t, w, "C1", contract.FeeAssessed{Fee: contract.OtherFee, Amount: 900}, contract.Title{State: "TX", Status: "lien_recorded"}, contract.Payment{Amount: 60_000, Method: "check"})
		his, text := take(t, w, by, c)
		if his.You.Phone != "+12015550123" || len(his.People) != 2 || len(his.Payments) != 1 || his.Payments[0].Account != "7890" || len(his.Events) != 4 || len(his.Messages) == 0 {
			t.Errorf("got %+v", his)
		}
		if strings.Contains(text, "+12015550199") || strings.Contains(text, "ana@example.com") || strings.Contains(text, "1234567890") {
			t.Errorf("his file tells what is not his: %s", text)
		}
		hers, text := take(t, w, she, c)
		if hers.You.Phone != "+12015550199" || len(hers.Payments) != 1 || hers.Payments[0].Account != "" || strings.Contains(text, "+12015550123") {
			t.Errorf("her file: %s", text)
		}
		recorded(t, db, c, 2)
		lease, lessee := w.Activate(t, apptest.Lease("L1"))
		record(t, w, "L1", contract.Inspection{Items: []contract.WearItem{{What: "Scratch", Amount: 1}}}, contract.TurnIn{Miles: 900})
		if d, _ := take(t, w, lessee, lease); d.Terms.Lease.BaseResidual != 0 || len(d.Lines) != 7 {
			t.Errorf("got %+v", d)
		}
		if err := w.Exporting.Contract(t.Context(), lessee, c, &bytes.Buffer{}); !fault.Is(err, fault.NotFound) {
			t.Errorf("a neighbour got %v", err)
		}
		if err := w.Exporting.Contract(t.Context(), by, c, broken{}); !errors.Is(err, errBroken) {
			t.Errorf("a reader who is gone: got %v", err)
		}
	})
}

func record(t *testing.T, w *apptest.World, number string, bodies ...contract.Body) {
	t.Helper()
	var all []servicing.Entry
	for _, b := range bodies {
		all = append(all, servicing.Entry{Key: "test:" + string(b.Kind()), Effective: civil.MustParse("2026-02-20"), Body: b})
	}
	if _, err := w.Servicing.Record(t.Context(), access.System("test"), number, all); err != nil {
		t.Fatal(err)
	}
}

// recorded wants each file that was taken in the record of the contract.
func recorded(t *testing.T, db *engine.DB, c contract.ID, want int) {
	t.Helper()
	rows, err := audits.On(db.Reader(t.Context()), access.OnContract(c))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, row := range rows {
		if row.Action == access.DataTake && row.Outcome == audits.Done {
			n++
		}
	}
	if n != want {
		t.Errorf("got %d files on record, want %d", n, want)
	}
}

var errBroken = errors.New("gone")

type broken struct{}

// Write implements io.Writer.
func (broken) Write([]byte) (int, error) { return 0, errBroken }
