package granting_test

import (
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/service/granting"
	"marque/internal/service/servicetest"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

const network = "203.0.113.0/24"

var admin = access.System("admin")

// house is a world with the service, as often as there are processes.
type house struct {
	*servicetest.World
	*granting.Service
}

func setup(t *testing.T, db *engine.DB) *house {
	t.Helper()
	w := servicetest.New(t, db, rand.Reader)
	return &house{w, another(w)}
}

func another(w *servicetest.World) *granting.Service {
	return granting.New(granting.Deps{Door: w.Door, Box: w.Box, Now: w.Now, IDs: w.IDs, Random: rand.Reader, Limits: identity.DefaultLimits(), Brands: []string{servicetest.Brand}})
}

func (h *house) partner(t *testing.T) granting.Entered {
	t.Helper()
	c, err := h.Add(t.Context(), admin, granting.Client{Kind: identity.PartnerClient, Name: "Insurer", Brand: servicetest.Brand, Scopes: []access.Scope{access.ContractsRead, access.VehiclesRead}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func code(err error) string {
	if e, ok := errors.AsType[*identity.OAuthError](err); ok {
		return e.Code
	}
	return ""
}

func TestAPartnerGetsATokenForItsSecretAndNoMoreThanItWasGiven(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(t, db)
		c := h.partner(t)
		token, err := h.Enter(t.Context(), network, c.ID.String(), c.Secret, "vehicles:read")
		if err != nil {
			t.Fatal(err)
		}
		by, rate, err := h.Caller(t.Context(), token.Token)
		if err != nil || by.Kind != access.PartnerKind || by.Name != "Insurer" || by.Brand != servicetest.Brand || rate != identity.PartnerRate ||
			!slices.Equal(by.Scopes, []access.Scope{access.VehiclesRead}) {
			t.Errorf("got %+v, %d, %v", by, rate, err)
		}
		if _, err := h.Enter(t.Context(), network, c.ID.String(), c.Secret, "payments:write"); code(err) != identity.OAuthInvalidScope {
			t.Errorf("more than it was given: got %v", err)
		}
		h.Advance(identity.PartnerTokenLife)
		if _, _, err := h.Caller(t.Context(), token.Token); !fault.Is(err, fault.SignedOut) {
			t.Errorf("a token that is over: got %v", err)
		}
		other, err := h.Enter(t.Context(), network, c.ID.String(), c.Secret, "")
		if err != nil || len(other.Client.Scopes) != 2 {
			t.Fatalf("all scopes: got %+v, %v", other, err)
		}
		if err := h.Leave(t.Context(), network, c.ID.String(), c.Secret, other.Token.Marked(identity.PartnerTokenMark)); err != nil {
			t.Fatal(err)
		}
		if _, _, err := h.Caller(t.Context(), other.Token); !fault.Is(err, fault.SignedOut) {
			t.Errorf("a token that was given back: got %v", err)
		}
		if all := strings.Join(h.Audit(access.OnSystem("clients")), "\n"); strings.Contains(all, c.Secret) || !strings.Contains(all, "client "+c.ID.String()) {
			t.Errorf("the record: %s", all)
		}
	})
}

func TestASecretIsReplacedWithADayOfOverlapAndAnEndIsAtOnce(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(t, db)
		c := h.partner(t)
		next, err := h.Rotate(t.Context(), admin, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		enters := func(secret string) bool {
			_, err := h.Enter(t.Context(), network, c.ID.String(), secret, "")
			return err == nil
		}
		if !enters(c.Secret) || !enters(next.Secret) {
			t.Error("within the day both work")
		}
		h.Advance(identity.SecretOverlap)
		if enters(c.Secret) || !enters(next.Secret) {
			t.Error("after a day only the new one works")
		}
		token, err := h.Enter(t.Context(), network, c.ID.String(), next.Secret, "")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.End(t.Context(), admin, c.ID); err != nil {
			t.Fatal(err)
		}
		if _, _, err := h.Caller(t.Context(), token.Token); !fault.Is(err, fault.SignedOut) || enters(next.Secret) {
			t.Errorf("it has ended, and asks: %v", err)
		}
		if _, err := h.Rotate(t.Context(), admin, c.ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("a secret for what has ended: got %v", err)
		}
		if _, err := h.Add(t.Context(), admin, granting.Client{Kind: identity.PartnerClient, Name: "Insurer", Scopes: access.Scopes()}); !fault.Is(err, fault.Conflict) {
			t.Errorf("its name again: got %v", err)
		}
		all, err := h.List(t.Context(), admin)
		if err != nil || len(all) != 1 || all[0].Alive() {
			t.Errorf("got %+v, %v", all, err)
		}
		if _, err := h.End(t.Context(), admin, id.New[access.Client](h.IDs)); !fault.Is(err, fault.NotFound) {
			t.Errorf("what there is not: got %v", err)
		}
	})
}

func TestWrongSecretsAreAnsweredAlikeAndSlowedDown(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(t, db)
		c := h.partner(t)
		nobody := id.New[access.Client](h.IDs).String()
		other := "mqs_" + strings.Repeat("A", 43)
		var first string
		for i := range identity.DefaultLimits().Clients.LockWithin {
			x := [][2]string{{c.ID.String(), other}, {nobody, c.Secret}, {"x", c.Secret}, {c.ID.String(), ""}}[i%4]
			_, err := h.Enter(t.Context(), network, x[0], x[1], "")
			if i == 0 && err != nil {
				first = err.Error()
			}
			if code(err) != identity.OAuthInvalidClient || err.Error() != first {
				t.Fatalf("%v: got %v", x, err)
			}
		}
		if _, err := h.Enter(t.Context(), network, nobody, other, ""); !fault.Is(err, fault.TooMany) {
			t.Errorf("one too many: got %v", err)
		}
		if _, err := h.Enter(t.Context(), network, c.ID.String(), c.Secret, ""); err != nil {
			t.Errorf("who has the right secret waits for others' mistakes: %v", err)
		}
	})
}

func TestNoNumberOfProcessesGivesOutMoreThanAMinuteHas(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(t, db)
		const limit = 100
		caller := id.New[access.Client](h.IDs).String()
		processes := []*granting.Service{h.Service, another(h.World), another(h.World)}
		var all sync.WaitGroup
		var mu sync.Mutex
		passed := 0
		for i := range 6 {
			all.Go(func() {
				for range 50 {
					rate, err := processes[i%3].Spend(t.Context(), caller, limit)
					if err != nil && (!fault.Is(err, fault.TooMany) || fault.Of(err).RetryAfter != rate.Reset) {
						t.Errorf("got %v with %+v", err, rate)
					}
					mu.Lock()
					if err == nil {
						passed++
					}
					mu.Unlock()
				}
			})
		}
		all.Wait()
		if passed > limit || passed < limit-3*(limit/20) {
			t.Errorf("%d of 300 passed, want %d or what three processes hold fewer", passed, limit)
		}
		h.Advance(time.Minute)
		rate, err := h.Spend(t.Context(), caller, limit)
		if err != nil || rate.Left != limit-1 || rate.Limit != limit || rate.Reset <= 0 || rate.Reset > time.Minute {
			t.Errorf("the next minute: got %+v, %v", rate, err)
		}
	})
}
