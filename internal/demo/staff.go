package demo

import (
	"context"
	"fmt"
	"net/url"

	"marque/internal/app"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/service/staffing"
)

// Agent is one of the lender's own people who can sign in at the demo's desk.
type Agent struct {
	Role     access.Role         `json:"role"`
	Name     string              `json:"name"`
	Username string              `json:"username"`
	Password string              `json:"password"`
	Secret   identity.TOTPSecret `json:"totp_secret"` // of the authenticator app, in base 32
	OTPAuth  string              `json:"otpauth"`     // the same, as a QR code would tell it to an app
	Try      string              `json:"try"`
}

// agents are who works at the demo's desk: two, since some things want two.
func agents() []Agent {
	return []Agent{
		{
			Role: access.RoleAgent, Name: "Dana Whitfield", Username: "demo.agent", Password: "Lantern-gravel-47-meadow",
			Try: "find a customer who cannot sign in, check who calls, ask to remove a lost phone",
		},
		{
			Role: access.RoleSenior, Name: "Sam Okafor", Username: "demo.senior", Password: "Thicket-marble-92-signal",
			Try: "agree to what somebody else asked for, or refuse it",
		},
	}
}

// Hire adds the demo's staff by the same steps as in earnest: an invitation, a password, an authenticator app and its first code.
func Hire(ctx context.Context, a *app.App, now civil.Clock) ([]Agent, error) {
	all := agents()
	for i := range all {
		if err := all[i].join(ctx, a, now); err != nil {
			return nil, fmt.Errorf("hire %s: %w", all[i].Username, err)
		}
	}
	return all, nil
}

func (x *Agent) join(ctx context.Context, a *app.App, now civil.Clock) error {
	invited, err := a.Staffing.Add(ctx, access.System("demo"), staffing.Hire{Username: x.Username, Name: x.Name, Roles: []access.Role{x.Role}})
	if err != nil {
		return err
	}
	link, err := url.Parse(invited.Link)
	if err != nil {
		return fault.New(fault.Internal, "The invitation has no link.")
	}
	setup, err := a.Staffing.Choose(ctx, link.Query().Get("code"), x.Password)
	if err != nil {
		return err
	}
	x.Secret, x.OTPAuth = setup.Secret, setup.Secret.URI("Marque demo desk", x.Username)
	// The step before this one: each step is taken once, and whoever reads the sign-ins uses the present one. It is told again when it ended meanwhile.
	confirm := func() error {
		return a.Staffing.Confirm(ctx, setup.Token, setup.Secret.Code(identity.TOTPStep(now())-1))
	}
	if err := confirm(); !fault.Is(err, fault.Invalid) {
		return err
	}
	return confirm()
}
