package help_test

import (
	"testing"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/help"
	"marque/internal/fault"
	"marque/internal/id"
)

func TestAHelpGoesFromAnOfferToItsEndAndNeverBack(t *testing.T) {
	began := time.Date(2026, 11, 9, 15, 0, 0, 0, time.UTC)
	offered := help.Help{Kind: access.HelpView, CreatedAt: began, ExpiresAt: began.AddDate(0, 0, 14), OverAt: began.AddDate(0, 3, 0)}
	somebody, another := id.Derive[access.User]("somebody"), id.Derive[access.User]("else")
	if _, err := offered.Accept(somebody, true, began); !fault.Is(err, fault.Conflict) {
		t.Errorf("accepted by whoever is on the contract: got %v", err)
	}
	if _, err := offered.Accept(somebody, false, offered.ExpiresAt); !fault.Is(err, fault.Conflict) {
		t.Errorf("accepted when the offer is over: got %v", err)
	}
	open, err := offered.Accept(somebody, false, began.Add(time.Hour))
	if err != nil || open.User != somebody {
		t.Fatalf("accept: got %+v, %v", open, err)
	}
	if _, err := open.Accept(another, false, began.Add(2*time.Hour)); !fault.Is(err, fault.Conflict) {
		t.Errorf("accepted by another one: got %v", err)
	}
	ended, changed := open.End(help.ByCustomer, began.Add(3*time.Hour))
	if _, twice := ended.End(help.ByDesk, began.Add(4*time.Hour)); !changed || twice {
		t.Errorf("ended: got %t, and once more: %t", changed, twice)
	}
	for _, x := range []struct {
		h    help.Help
		at   time.Time
		want help.State
	}{
		{offered, began, help.Offered}, {offered, offered.ExpiresAt, help.Lapsed},
		{open, offered.ExpiresAt, help.Open}, {open, open.OverAt.Add(-time.Second), help.Open}, {open, open.OverAt, help.Over},
		{ended, began.Add(3 * time.Hour), help.Ended}, {ended, open.OverAt, help.Ended},
	} {
		if got := x.h.At(x.at); got != x.want {
			t.Errorf("at %s: got %v, want %v", x.at, got, x.want)
		}
	}
}
