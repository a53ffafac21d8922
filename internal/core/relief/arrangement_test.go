package relief_test

import (
	"testing"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/relief"
	"marque/internal/fault"
	"marque/internal/money"
)

func TestAPlanIsLaidOutWithinItsBounds(t *testing.T) {
	t.Parallel()
	today := civil.MustParse("2026-03-12")
	for _, c := range []struct {
		plan  relief.Plan
		owed  money.Cents
		want  []relief.Part
		wrong string
	}{
		{relief.Plan{Parts: 3, First: civil.MustParse("2026-03-20"), Every: 14}, 100_00, []relief.Part{
			{On: civil.MustParse("2026-03-20"), Amount: 33_34}, {On: civil.MustParse("2026-04-03"), Amount: 33_33}, {On: civil.MustParse("2026-04-17"), Amount: 33_33}}, ""},
		{relief.Plan{Parts: 1, First: civil.MustParse("2026-03-14"), Every: 7}, 100_00, []relief.Part{{On: civil.MustParse("2026-03-16"), Amount: 100_00}}, ""}, // a Saturday
		{relief.Plan{Parts: 5, First: civil.MustParse("2026-03-20"), Every: 7}, 100_00, nil, "parts"},
		{relief.Plan{Parts: 0, First: civil.MustParse("2026-03-20"), Every: 7}, 100_00, nil, "parts"},
		{relief.Plan{Parts: 1, First: today, Every: 7}, 100_00, nil, "first"},
		{relief.Plan{Parts: 1, First: civil.MustParse("2026-03-27"), Every: 7}, 100_00, nil, "first"},
		{relief.Plan{Parts: 1, First: civil.MustParse("2026-03-20"), Every: 1}, 100_00, nil, "every"},
		{relief.Plan{Parts: 3, First: civil.MustParse("2026-03-20"), Every: 30}, 100_00, nil, "parts"}, // past sixty days
	} {
		got, err := c.plan.Lay(c.owed, today, civil.FederalReserve{})
		if c.wrong != "" {
			if f := fault.Of(err); f == nil || len(f.Fields) != 1 || f.Fields[0].Name != c.wrong {
				t.Errorf("%+v: got %v, want %s to be wrong", c.plan, err, c.wrong)
			}
			continue
		}
		if err != nil || len(got) != len(c.want) {
			t.Fatalf("%+v: got %v, %v", c.plan, got, err)
		}
		sum := money.Cents(0)
		for i := range got {
			if sum += got[i].Amount; got[i] != c.want[i] {
				t.Errorf("part %d: got %+v, want %+v", i, got[i], c.want[i])
			}
		}
		if sum != c.owed {
			t.Errorf("got parts of %d together, want %d", sum, c.owed)
		}
	}
}

func TestAnArrangementIsJudgedByWhatIsLeft(t *testing.T) {
	t.Parallel()
	day := civil.MustParse
	a := relief.Arrangement{Owed: 100, State: relief.Kept, Since: day("2026-03-12"), Parts: []relief.Part{{On: day("2026-03-20"), Amount: 50}, {On: day("2026-04-03"), Amount: 50}}}
	state := func(left money.Cents) *contract.State {
		return &contract.State{Status: contract.Active, PastDue: left, Instalments: []contract.Instalment{{Number: 1, Due: day("2026-03-01"), Amount: 100, Paid: 100 - left}}}
	}
	for _, c := range []struct {
		on          string
		left, onWay money.Cents
		want        relief.ArrangementState
	}{
		{"2026-03-19", 100, 0, relief.Kept}, {"2026-03-21", 100, 0, relief.Kept}, {"2026-03-22", 100, 0, relief.Broken}, {"2026-03-22", 100, 50, relief.Kept},
		{"2026-03-22", 50, 0, relief.Kept}, {"2026-03-22", 51, 0, relief.Broken}, {"2026-04-05", 50, 0, relief.Broken}, {"2026-04-05", 50, 50, relief.Kept},
		{"2026-03-13", 0, 0, relief.Completed},
	} {
		if got := a.Judge(state(c.left), c.onWay, day(c.on)); got != c.want {
			t.Errorf("%s with %d left and %d on its way: got %s, want %s", c.on, c.left, c.onWay, got, c.want)
		}
	}
	if next, ok := a.Next(80); !ok || next.Amount != 30 || next.On != day("2026-03-20") {
		t.Errorf("got %+v", next)
	}
	if next, ok := a.Next(40); !ok || next.Amount != 40 || next.On != day("2026-04-03") {
		t.Errorf("got %+v", next)
	}
	if _, err := a.End(relief.Broken, day("2026-03-22")); err != nil {
		t.Error(err)
	}
}
