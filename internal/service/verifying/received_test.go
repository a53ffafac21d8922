package verifying_test

import (
	"strings"
	"testing"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/payment"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

func TestAReceivedPaymentWhoseRowDiffersIsFound(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := book(t, db)
		p := payment.Received{Source: "lockbox", Reference: "1", Number: "C1", Amount: "10.00", On: civil.MustParse("2026-02-03"), Method: "check"}
		if _, err := w.Receiving.Record(t.Context(), access.System("payments"), p); err != nil {
			t.Fatal(err)
		}
		if found := findings(t, w); len(found) != 0 {
			t.Fatalf("a book in order: got %v", found)
		}
		for _, harm := range []string{`update received_payments set amount = 999`, `update received_payments set reference = '2', amount = 1000`} {
			tamper(t, db, "received_payments", harm)
			if found := strings.Join(findings(t, w), "\n"); !strings.Contains(found, "not on the contract as it was received") {
				t.Errorf("%s: got %q", harm, found)
			}
		}
	})
}
