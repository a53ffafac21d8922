package identity_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"marque/internal/core/identity"
)

func TestStricterPoliciesDepartLess(t *testing.T) {
	t.Parallel()
	strict, standard, legacy := identity.Deviations(identity.Strict), identity.Deviations(identity.Standard), identity.Deviations(identity.Legacy)
	if len(strict) == 0 || len(strict) >= len(standard) || len(standard) >= len(legacy) || len(legacy) != len(identity.AllDeviations()) {
		t.Errorf("got %d, %d and %d departures", len(strict), len(standard), len(legacy))
	}
	for _, d := range strict {
		if !slices.ContainsFunc(standard, func(s identity.Deviation) bool { return s.What == d.What }) {
			t.Errorf("strict departs where standard does not: %s", d.What)
		}
	}
}

func TestEveryDepartureIsExplained(t *testing.T) {
	t.Parallel()
	for _, d := range identity.AllDeviations() {
		if len(d.IDs) == 0 || len(d.Under) == 0 || d.What == "" || d.Why == "" || d.Remedy == "" || !strings.HasPrefix(d.Test, "Test") {
			t.Errorf("got %+v", d)
		}
		for _, at := range d.IDs {
			if !strings.HasPrefix(at, "ASVS ") && !strings.HasPrefix(at, "NIST SP 800-63B-4 ") {
				t.Errorf("got %q: name the standard", at)
			}
		}
	}
}

func TestAPolicyTakesFactors(t *testing.T) {
	t.Parallel()
	app := []identity.Authenticator{{Factor: identity.FactorText}, {Factor: identity.FactorApp}}
	disabled := []identity.Authenticator{{Factor: identity.FactorText}, {Factor: identity.FactorApp, DisabledAt: time.Unix(1, 0)}}
	for _, c := range []struct {
		policy identity.Policy
		factor identity.Factor
		all    []identity.Authenticator
		want   bool
	}{
		{identity.Standard, identity.FactorMail, nil, true},
		{identity.Strict, identity.FactorMail, nil, false},
		{identity.Standard, identity.FactorText, app, true},
		{identity.Strict, identity.FactorText, app, false},
		{identity.Strict, identity.FactorText, app[:1], true},
		{identity.Strict, identity.FactorText, disabled, true},
		{identity.Strict, identity.FactorApp, app, true},
		{identity.Legacy, identity.FactorPassword, nil, false},
		{identity.Legacy, identity.FactorRecovery, nil, false},
	} {
		if got := c.policy.Takes(c.factor, c.all); got != c.want {
			t.Errorf("%s, %s beside %d: got %v", c.policy, c.factor, len(c.all), got)
		}
	}
}
