package fault_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"marque/internal/fault"
)

func TestAWrappedFaultKeepsItsKind(t *testing.T) {
	t.Parallel()
	err := fmt.Errorf("pay contract 7: %w", fault.New(fault.Conflict, "Already sent."))
	if got := fault.KindOf(err); got != fault.Conflict {
		t.Errorf("got %v, want conflict", got)
	}
	if !fault.Is(err, fault.Conflict) || fault.Is(err, fault.NotFound) {
		t.Error("Is disagrees with KindOf")
	}
}

func TestAnOrdinaryErrorIsInternal(t *testing.T) {
	t.Parallel()
	err := errors.New("disk full")
	if got := fault.KindOf(err); got != fault.Internal {
		t.Errorf("got %v, want internal", got)
	}
	if fault.Is(err, fault.Internal) {
		t.Error("an ordinary error holds no fault, so it is a fault of no kind")
	}
	if fault.Of(nil) != nil {
		t.Error("nil holds no fault")
	}
}

func TestAnInputFaultNamesItsField(t *testing.T) {
	t.Parallel()
	f := fault.Inputf("vin", "A VIN has %d characters.", 17).Under("vehicle")
	if got, want := f.Error(), "vehicle.vin: A VIN has 17 characters."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestInputsIsNilWhenNothingIsWrong(t *testing.T) {
	t.Parallel()
	if err := fault.Inputs(nil); err != nil {
		t.Errorf("got %v, want nil", err)
	}
	err := fault.Inputs([]fault.Field{{Name: "a", Message: "A."}, {Name: "b", Message: "B."}})
	if got, want := err.Error(), "A."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestLaterSaysHowLong(t *testing.T) {
	t.Parallel()
	f := fault.Of(fmt.Errorf("sign in: %w", fault.Later(30*time.Second, "Please wait.")))
	if f == nil || f.RetryAfter != 30*time.Second || f.Kind != fault.TooMany {
		t.Errorf("got %+v", f)
	}
}

func TestKindsHaveNames(t *testing.T) {
	t.Parallel()
	for k := fault.Internal; k <= fault.TooLarge; k++ {
		if k.String() == "" {
			t.Errorf("kind %d has no name", k)
		}
	}
	if got := fault.Kind(200).String(); got != "internal" {
		t.Errorf("got %q for an unknown kind", got)
	}
}

// What somebody may be told who must not see what was typed is the sentence as it stands in the program.
func TestFixedWordsHoldNothingThatWasPutIntoASentence(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		f    *fault.Fault
		want string
	}{
		{fault.New(fault.Conflict, "It is over."), "It is over."},
		{fault.Newf(fault.Conflict, "No %q here, %[2]s and 5%%.", "walrus", "horse"), "No … here, … and 5%."},
		{fault.Inputf("a", "At most %d characters, not %s.", 12, "walrus"), "At most … characters, not …."},
		{&fault.Fault{Message: "walrus", Fields: []fault.Field{{Message: "walrus"}, {Message: "Enter 1 walrus", Fixed: "Enter … …"}}}, "Enter … …"},
	} {
		if got := x.f.FixedWords(); got != x.want {
			t.Errorf("got %q, want %q", got, x.want)
		}
	}
}
