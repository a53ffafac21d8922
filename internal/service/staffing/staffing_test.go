package staffing_test

import (
	"crypto/rand"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/core/passkey"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/service/servicetest"
	"marque/internal/service/signin"
	"marque/internal/service/staffing"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/users"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

const password = "lantern hedgehog velvet 41"

type office struct {
	*servicetest.World
	staffing *staffing.Service
	signin   *signin.Service
	desk     signin.From
}

func setup(t *testing.T, db *engine.DB) *office {
	t.Helper()
	w := &office{World: servicetest.New(t, db, rand.Reader), desk: signin.From{Network: "203.0.113.0/24", Brand: servicetest.Brand, Desk: true}}
	w.staffing = staffing.New(staffing.Deps{
		Door: w.Door, Box: w.Box, Now: w.Now, IDs: w.IDs, Random: rand.Reader, Passwords: w.Passwords, Courier: w.Courier,
		Brand: servicetest.Brand, Site: "https://aurelia.example",
	})
	w.signin = signin.New(signin.Deps{
		Door: w.Door, Box: w.Box, Now: w.Now, IDs: w.IDs, Random: rand.Reader, Passwords: w.Passwords, Courier: w.Courier, Limits: identity.DefaultLimits(),
	})
	return w
}

func admin() access.Actor { return access.System("admin") }

// add hires dana and returns the code of the invitation.
func (w *office) add(t *testing.T) string {
	t.Helper()
	in, err := w.staffing.Add(t.Context(), admin(), staffing.Hire{Username: "dana", Name: "Dana Whitfield", Email: "dana@lender.example", Roles: []access.Role{access.RoleAgent}})
	if err != nil {
		t.Fatal(err)
	}
	return codeOf(t, in)
}

func codeOf(t *testing.T, in staffing.Invited) string {
	t.Helper()
	u, err := url.Parse(in.Link)
	if err != nil || u.Path != staffing.WelcomePath {
		t.Fatalf("got link %q, %v", in.Link, err)
	}
	return u.Query().Get("code")
}

// code is what an app shows now.
func (w *office) code(s identity.TOTPSecret) string { return s.Code(w.Now().Unix() / 30) }

// enter walks through an invitation and returns the app's secret.
func (w *office) enter(t *testing.T, invitation string) identity.TOTPSecret {
	t.Helper()
	s, err := w.staffing.Choose(t.Context(), invitation, password)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.staffing.Confirm(t.Context(), s.Token, w.code(s.Secret)); err != nil {
		t.Fatal(err)
	}
	w.Advance(identity.TOTPPeriod)
	return s.Secret
}

// signIn gives password and app's code.
func (w *office) signIn(t *testing.T, s identity.TOTPSecret) (signin.SignedIn, error) {
	t.Helper()
	step, err := w.signin.Start(t.Context(), w.desk, signin.Attempt{Identifier: "dana", Password: password})
	if err != nil {
		return signin.SignedIn{}, err
	}
	return w.signin.Code(t.Context(), w.desk, step.Ask.Token, w.code(s), false)
}

func TestNothingOpensBeforeThePasswordIsChosenAndTheAppBound(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		invitation := w.add(t)
		if m := w.Messages(); len(m) != 1 || m[0].To != "dana@lender.example" || m[0].Kind != notice.KindStaffInvitation || !strings.Contains(m[0].Letter.Text, invitation) ||
			strings.Contains(m[0].Record.Text, invitation) {
			t.Errorf("got %+v", m)
		}
		if _, err := w.staffing.Choose(t.Context(), invitation, "dana whitfield"); fault.Of(err) == nil {
			t.Errorf("a password with the name in it: got %v", err)
		}
		s, err := w.staffing.Choose(t.Context(), invitation, password)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.signIn(t, s.Secret); err == nil || err.Error() != identity.Refused().Error() {
			t.Errorf("the password alone: got %v", err)
		}
		if err := w.staffing.Confirm(t.Context(), s.Token, "000000"); fault.Of(err) == nil {
			t.Errorf("a wrong code: got %v", err)
		}
		w.Advance(time.Minute)
		secret := w.enter(t, invitation)
		in, err := w.signIn(t, secret)
		if err != nil || !slices.Equal(in.Session.User.Roles, []access.Role{access.RoleAgent}) {
			t.Fatalf("got %+v, %v", in, err)
		}
		if _, err := w.staffing.Choose(t.Context(), invitation, password); !fault.Is(err, fault.Conflict) {
			t.Errorf("an invitation that was used: got %v", err)
		}
	})
}

func TestAnInvitationLivesThreeDaysAndTheNewestOnlyCounts(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		first := w.add(t)
		again, err := w.staffing.Reset(t.Context(), admin(), "dana")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.staffing.Invited(t.Context(), first); !fault.Is(err, fault.Conflict) {
			t.Errorf("the first invitation: got %v", err)
		}
		w.Advance(identity.StaffInvitationLife - time.Second)
		if u, err := w.staffing.Invited(t.Context(), codeOf(t, again)); err != nil || u.Username != "dana" {
			t.Errorf("got %+v, %v", u, err)
		}
		w.Advance(time.Second)
		if _, err := w.staffing.Invited(t.Context(), codeOf(t, again)); !fault.Is(err, fault.Conflict) {
			t.Errorf("after three days: got %v", err)
		}
	})
}

func TestWhoIsDisabledResetOrGivenOtherRolesIsSignedOutAtOnce(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		secret := w.enter(t, w.add(t))
		out := func(what string, change func() error) {
			t.Helper()
			in, err := w.signIn(t, secret)
			if err != nil {
				t.Fatal(err)
			}
			if err := change(); err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			if _, err := w.signin.Check(t.Context(), in.Token, true); !fault.Is(err, fault.SignedOut) {
				t.Errorf("%s: the session goes on: %v", what, err)
			}
			w.Advance(identity.TOTPPeriod)
		}
		out("roles", func() error {
			return w.staffing.SetRoles(t.Context(), admin(), "dana", []access.Role{access.RoleSenior, access.RoleAuditor})
		})
		out("reset", func() error {
			in, err := w.staffing.Reset(t.Context(), admin(), "dana")
			if err == nil {
				if _, err := w.signIn(t, secret); err == nil {
					t.Error("the lost phone still signs in")
				}
				secret = w.enter(t, codeOf(t, in))
			}
			return err
		})
		out("disable", func() error { return w.staffing.Disable(t.Context(), admin(), "dana") })
		if _, err := w.signIn(t, secret); err == nil {
			t.Error("who is disabled signs in")
		}
		all, err := w.staffing.List(t.Context(), admin())
		if err != nil || len(all) != 1 || all[0].State != identity.UserClosed || all[0].App || len(all[0].Roles) != 2 {
			t.Errorf("got %+v, %v", all, err)
		}
	})
}

func TestAResetTakesPasskeysAwayToo(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		in, err := w.signIn(t, w.enter(t, w.add(t)))
		if err != nil {
			t.Fatal(err)
		}
		w.Write(func(tx *engine.Tx) error {
			return users.New(w.Box).BindPasskey(tx, passkey.Passkey{
				ID: id.New[passkey.Passkey](w.IDs), User: in.Session.User.ID, Handle: []byte("h"), Host: "aurelia.example", Name: "Key", Key: passkey.Key{Credential: []byte("c"), Public: []byte("p")},
				CreatedAt: w.Now(),
			})
		})
		keys := func() int {
			all, err := w.staffing.List(t.Context(), admin())
			if err != nil || len(all) != 1 {
				t.Fatalf("got %+v, %v", all, err)
			}
			return all[0].Passkeys
		}
		if keys() != 1 {
			t.Fatalf("got %d passkeys before, want 1", keys())
		}
		if _, err := w.staffing.Reset(t.Context(), admin(), "dana"); err != nil {
			t.Fatal(err)
		}
		if keys() != 0 {
			t.Error("whoever found the lost phone still signs in with its passkey")
		}
	})
}

func TestNobodyOfTheStaffHiresOrChoosesRoles(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		w.add(t)
		for _, role := range access.Roles() {
			by := access.Agent(access.UserID{1}, role)
			if _, err := w.staffing.Add(t.Context(), by, staffing.Hire{Username: "eve.x", Name: "Eve", Roles: access.Roles()}); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s adds: got %v", role, err)
			}
			if err := w.staffing.SetRoles(t.Context(), by, "dana", access.Roles()); err == nil {
				t.Errorf("%s sets roles", role)
			}
		}
		for name, h := range map[string]staffing.Hire{
			"no name": {Username: "eve.x", Roles: access.Roles()}, "no roles": {Username: "eve.x", Name: "Eve"},
			"no address": {Username: "eve.x", Name: "Eve", Roles: access.Roles(), Email: "x"}, "a taken name": {Username: "DANA", Name: "Eve", Roles: access.Roles()},
		} {
			if _, err := w.staffing.Add(t.Context(), admin(), h); fault.Of(err) == nil {
				t.Errorf("%s: got %v", name, err)
			}
		}
		if _, err := staffing.ReadRoles("agent,boss"); fault.Of(err) == nil {
			t.Error("boss is a role")
		}
	})
}
