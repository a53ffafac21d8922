package contract_test

import (
	"testing"

	"pgregory.net/rapid"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/money"
)

// cover is 1,200.00 for 1,000 days and 50,000 miles.
func cover() contract.AddOn {
	from := day("2026-01-01")
	return contract.AddOn{Price: 120_000, From: from, To: from.AddDays(1000), StartMiles: 100, Miles: 50_000}
}

func TestACancelledAddOnGivesBackTheWorseOfDaysAndMiles(t *testing.T) {
	t.Parallel()
	from := day("2026-01-01")
	for name, c := range map[string]struct {
		on       civil.Date
		odometer int
		change   func(*contract.AddOn)
		want     money.Cents
	}{
		"on the first day all of it":   {from, 100, nil, 120_000},
		"before it began all of it":    {from - 5, 100, nil, 120_000},
		"by days":                      {from.AddDays(250), 1100, nil, 90_000},
		"by miles, when more are gone": {from.AddDays(250), 25_100, nil, 60_000},
		"all miles driven":             {from.AddDays(10), 90_000, nil, 0},
		"after its end nothing":        {from.AddDays(2000), 100, nil, 0},
		"no limit of miles":            {from.AddDays(250), 90_000, func(a *contract.AddOn) { a.Miles = 0 }, 90_000},
		"less a fee":                   {from.AddDays(250), 1100, func(a *contract.AddOn) { a.Fee = 5000 }, 85_000},
		"a fee takes no more":          {from.AddDays(999), 1100, func(a *contract.AddOn) { a.Fee = 5000 }, 0},
		"half a cent is rounded up":    {from.AddDays(500), 100, func(a *contract.AddOn) { a.Price = 101 }, 51},
		"or cut, as the product says":  {from.AddDays(500), 100, func(a *contract.AddOn) { a.Price, a.Rounding = 101, money.Truncate }, 50},
	} {
		a := cover()
		if c.change != nil {
			c.change(&a)
		}
		if got, err := a.Refund(c.on, c.odometer); err != nil || got != c.want {
			t.Errorf("%s: got %d, %v, want %d", name, got, err, c.want)
		}
	}
}

func TestAnAddOnThatCannotBeIsRefused(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*contract.AddOn){
		"price":    func(a *contract.AddOn) { a.Price = -1 },
		"fee":      func(a *contract.AddOn) { a.Fee = money.MaxAmount + 1 },
		"40 years": func(a *contract.AddOn) { a.To = a.From },
		"miles":    func(a *contract.AddOn) { a.Miles = 20_000_000 },
		"reading":  func(a *contract.AddOn) { a.StartMiles = 9999 },
	} {
		a := cover()
		change(&a)
		_, err := a.Refund(day("2026-03-01"), 500)
		refused(t, name, err, name)
	}
}

func TestARefundFallsAsTimeAndMilesGoAndNeverLeavesThePrice(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		a := cover()
		days, miles := rapid.IntRange(0, 1200).Draw(r, "days"), rapid.IntRange(100, 70_000).Draw(r, "miles")
		now, err := a.Refund(a.From.AddDays(days), miles)
		if err != nil || now < 0 || now > a.Price {
			r.Fatalf("got %d, %v", now, err)
		}
		later, err := a.Refund(a.From.AddDays(days+rapid.IntRange(0, 100).Draw(r, "more days")), miles+rapid.IntRange(0, 5000).Draw(r, "more miles"))
		if err != nil || later > now {
			r.Fatalf("got %d, later %d, %v", now, later, err)
		}
	})
}

func TestARefundedAddOnLowersPrincipalFirst(t *testing.T) {
	t.Parallel()
	refund, err := cover().Refund(day("2026-01-01").AddDays(15), 100)
	if err != nil {
		t.Fatal(err)
	}
	s := fold(t, plain(t, nil), "2026-01-20", opened(event("gap", "2026-01-16", contract.Credit{Amount: refund, Source: contract.AddOnRefund}))...)
	if l := s.Lines[1]; l.Principal != refund || l.Interest != 0 {
		t.Errorf("got %d to principal and %d to interest of %d", l.Principal, l.Interest, refund)
	}
}
