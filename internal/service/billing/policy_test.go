package billing_test

import (
	"encoding/json"
	"testing"

	"marque/internal/app/apptest"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/service/servicing"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// repin changes the settings that are pinned to a contract, as an agreement of another make would have them.
func repin(t *testing.T, w *apptest.World, c contract.ID, change func(*contract.Product)) {
	t.Helper()
	err := w.DB.Write(t.Context(), func(tx *engine.Tx) error {
		stored, err := contracts.ByID(tx, c)
		if err != nil {
			return err
		}
		change(&stored.Terms.Product)
		terms, err := json.Marshal(stored.Terms)
		if err != nil {
			return err
		}
		_, err = tx.Exec(`update contracts set terms = $1 where id = $2`, string(terms), c)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func enter(t *testing.T, w *apptest.World, entries ...servicing.Entry) {
	t.Helper()
	if _, err := w.Servicing.Record(t.Context(), access.System("desk"), "C1", entries); err != nil {
		t.Fatal(err)
	}
}

func TestAReturnedPaymentCostsItsFeeAtTheCloseOfTheDayAndOnce(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, c, by := setup(t, db)
		repin(t, w, c, func(p *contract.Product) {
			p.ReturnFee = contract.ReturnFeeRule{Amount: 2000, Citation: "N.J.S.A. 17:16C-42"}
		})
		enter(t, w, servicing.Entry{Key: "lockbox:1", Effective: day("2026-02-05"), Body: contract.Payment{Amount: 57_000, Method: "check"}},
			servicing.Entry{Key: "lockbox:1:back", Effective: day("2026-02-05"), Body: contract.Returned{Payment: "lockbox:1", Code: "R01"}})
		if done := through(t, w, "2026-02-06"); done.Fees != 1 {
			t.Errorf("got %d fees, want the one of the return", done.Fees)
		}
		if done := through(t, w, "2026-02-20"); done.Fees != 0 {
			t.Errorf("got %d more", done.Fees)
		}
		if got := look(t, w, by, c).State.Fees; got != 2000 {
			t.Errorf("got fees of %d, want 20.00", got)
		}
		clean(t, w)
	})
}

func TestALossIsCountedOrChargedOffAsTheProductSays(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, c, by := setup(t, db)
		repin(t, w, c, func(p *contract.Product) { p.ChargeOff.LossDays = 10 })
		if done := through(t, w, "2026-03-10"); done.Losses+done.ChargedOff != 0 {
			t.Errorf("nine days are no loss: got %+v", done)
		}
		if done := through(t, w, "2026-03-11"); done.Losses != 1 || done.ChargedOff != 0 {
			t.Errorf("got %+v, want one that waits for a person", done)
		}
		repin(t, w, c, func(p *contract.Product) { p.ChargeOff.Automatic = true })
		if done := through(t, w, "2026-03-12"); done.ChargedOff != 1 || done.Losses != 0 {
			t.Errorf("got %+v, want one charged off", done)
		}
		if done := through(t, w, "2026-03-13"); done.ChargedOff+done.Losses != 0 {
			t.Errorf("got %+v, want it once", done)
		}
		if got := look(t, w, by, c).State; got.Status != contract.ChargedOut || got.ChargedOff == 0 {
			t.Errorf("got %s with %d charged off", got.Status, got.ChargedOff)
		}
		clean(t, w)
	})
}
