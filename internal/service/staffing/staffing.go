// Package staffing looks after the lender's own people: who may use the desk, in which roles, and how somebody new chooses a password and
// binds an authenticator app. Nobody here signs in; that is signin's, and pages are left to the edges.
package staffing

import (
	"context"
	"fmt"
	"io"
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/courier"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/hashing"
	"marque/internal/id"
	"marque/internal/seal"
	"marque/internal/store/engine"
	"marque/internal/store/users"
)

// Deps is what the service needs.
type Deps struct {
	Door      *door.Door
	Box       *seal.Box
	Now       civil.Clock
	IDs       *id.Source
	Random    io.Reader
	Passwords *hashing.Passwords
	Courier   *courier.Courier
	Brand     string // key of the brand whose name and address stand in invitations
	Site      string // that brand's address, no path
}

// Service looks after staff.
type Service struct {
	d     Deps
	users *users.Store
}

// New returns a service.
func New(d Deps) *Service { return &Service{d: d, users: users.New(d.Box)} }

// WelcomePath is where an invitation leads to.
const WelcomePath = "/desk/welcome"

// Member is one of the lender's own people, for a list.
type Member struct {
	Username string             `json:"username"`
	Name     string             `json:"name"`
	State    identity.UserState `json:"state"`
	Roles    []access.Role      `json:"roles"`
	App      bool               `json:"app"` // an authenticator app is bound
	Passkeys int                `json:"passkeys"`
	Since    time.Time          `json:"since"`
}

// Invited is an invitation that was made. Link is a secret and is shown once.
type Invited struct {
	Username string    `json:"username"`
	Link     string    `json:"link"`
	Expires  time.Time `json:"expires"`
	Mailed   bool      `json:"mailed"`
}

// Hire is somebody to be added.
type Hire struct {
	Username, Name, Email string // Email may be empty: then somebody hands the link over
	Roles                 []access.Role
}

// ReadRoles reads roles from words; one that does not exist is a fault of the field "roles".
func ReadRoles(words string) ([]access.Role, error) {
	var out []access.Role
	for word := range strings.SplitSeq(words, ",") {
		role := access.Role(strings.ToLower(strings.TrimSpace(word)))
		if !slices.Contains(access.Roles(), role) {
			return nil, fault.Inputf("roles", "%q is no role. The roles are %s.", string(role), roleWords())
		}
		if !slices.Contains(out, role) {
			out = append(out, role)
		}
	}
	return out, nil
}

func roleWords() string {
	var all []string
	for _, r := range access.Roles() {
		all = append(all, string(r))
	}
	return strings.Join(all, ", ")
}

// mostName bounds a person's name.
const mostName = 80

func (h *Hire) check() error {
	var err error
	if h.Username, err = identity.CheckUsername(h.Username); err != nil {
		return err
	}
	if h.Name = strings.TrimSpace(h.Name); h.Name == "" || len(h.Name) > mostName {
		return fault.Input("name", "Give the person's name, as customers will see it.")
	}
	if len(h.Roles) == 0 {
		return fault.Inputf("roles", "Give at least one role of %s.", roleWords())
	}
	if a, err := mail.ParseAddress(h.Email); h.Email != "" && (err != nil || a.Address != h.Email) {
		return fault.Input("email", "This is not an email address.")
	}
	return nil
}

// Add makes a new member of the staff, who can do nothing until the invitation was used.
func (s *Service) Add(ctx context.Context, by access.Actor, h Hire) (Invited, error) {
	if err := h.check(); err != nil {
		return Invited{}, err
	}
	u := identity.User{
		ID: id.New[access.User](s.d.IDs), State: identity.UserInvited, Username: h.Username, Name: h.Name, Email: h.Email, Roles: h.Roles, CreatedAt: s.d.Now(),
	}
	return s.invite(ctx, door.Pass{By: by, Do: access.StaffManage, On: access.OnUser(u.ID), Note: "added: " + rolesOf(u)}, func(tx *engine.Tx) (identity.User, error) {
		_, err := s.users.Insert(tx, u)
		return u, err
	})
}

// Reset takes away everything that a member proves with and sends another invitation; that is the way back for a lost phone.
func (s *Service) Reset(ctx context.Context, by access.Actor, username string) (Invited, error) {
	u, err := s.find(ctx, by, username)
	if err != nil {
		return Invited{}, err
	}
	return s.invite(ctx, door.Pass{By: by, Do: access.StaffManage, On: access.OnUser(u.ID), Note: "reset"}, func(tx *engine.Tx) (identity.User, error) {
		if err := s.users.Strip(tx, u.ID, s.d.Now()); err != nil {
			return u, err
		}
		u.State = identity.UserInvited
		return u, s.users.SetStanding(tx, u)
	})
}

// invite changes a user and makes an invitation in one transaction.
func (s *Service) invite(ctx context.Context, pass door.Pass, change func(*engine.Tx) (identity.User, error)) (Invited, error) {
	i, code, err := identity.NewStaffInvitation(identity.StaffInvitation{ID: id.New[identity.StaffInvitation](s.d.IDs)}, s.d.Now(), s.d.Random)
	if err != nil {
		return Invited{}, err
	}
	out := Invited{Expires: i.ExpiresAt, Link: s.d.Site + WelcomePath + "?" + url.Values{"code": {code.Grouped()}}.Encode()}
	err = s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		u, err := change(tx)
		if err != nil {
			return err
		}
		i.User, out.Username, out.Mailed = u.ID, u.Username, u.Email != ""
		if err := s.users.InviteStaff(tx, i, code); err != nil || !out.Mailed {
			return err
		}
		_, err = s.d.Courier.Send(tx, courier.Parcel{
			Notice: notice.StaffInvitation{Link: out.Link, Expires: i.ExpiresAt}, By: notice.Mail, To: u.Email, Brand: s.d.Brand, Given: u.Name, Valid: identity.StaffInvitationLife,
		})
		return err
	})
	return out, err
}

// find reads a member by name for whoever looks after the staff.
func (s *Service) find(ctx context.Context, by access.Actor, username string) (identity.User, error) {
	var u identity.User
	err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.StaffList, On: access.OnSystem("staff")}, func(r engine.Reader) error {
		var err error
		u, err = s.users.ByUsername(r, username)
		return err
	})
	if fault.Is(err, fault.NotFound) {
		err = fault.Newf(fault.NotFound, "There is nobody called %q on the staff.", username)
	}
	return u, err
}

// SetRoles gives a member these roles and no others, and ends the sessions that had the old ones.
func (s *Service) SetRoles(ctx context.Context, by access.Actor, username string, roles []access.Role) error {
	if len(roles) == 0 {
		return fault.Inputf("roles", "Give at least one role of %s.", roleWords())
	}
	return s.change(ctx, by, username, func(u *identity.User) string {
		u.Roles = roles
		return "roles: " + rolesOf(*u)
	})
}

// Disable keeps a member out from now on. The user stays, since the audit names it; Reset lets the person in again.
func (s *Service) Disable(ctx context.Context, by access.Actor, username string) error {
	return s.change(ctx, by, username, func(u *identity.User) string {
		u.State = identity.UserClosed
		return "disabled"
	})
}

func (s *Service) change(ctx context.Context, by access.Actor, username string, to func(*identity.User) string) error {
	u, err := s.find(ctx, by, username)
	if err != nil {
		return err
	}
	note := to(&u)
	return s.d.Door.Write(ctx, door.Pass{By: by, Do: access.StaffManage, On: access.OnUser(u.ID), Note: note}, func(tx *engine.Tx) error {
		if err := s.users.SetStanding(tx, u); err != nil {
			return err
		}
		if u.State == identity.UserClosed {
			return s.users.Strip(tx, u.ID, s.d.Now())
		}
		_, err := s.users.EndAll(tx, u.ID, identity.SessionID{}, s.d.Now())
		return err
	})
}

func rolesOf(u identity.User) string {
	var all []string
	for _, r := range u.Roles {
		all = append(all, string(r))
	}
	return strings.Join(all, ",")
}

// List lists the staff by username.
func (s *Service) List(ctx context.Context, by access.Actor) ([]Member, error) {
	var out []Member
	err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.StaffList, On: access.OnSystem("staff")}, func(r engine.Reader) error {
		out = nil
		all, err := s.users.Staff(r)
		if err != nil {
			return err
		}
		for _, u := range all {
			proofs, err := s.users.Authenticators(r, u.ID)
			if err != nil {
				return fmt.Errorf("read authenticators: %w", err)
			}
			app := slices.ContainsFunc(proofs, func(a identity.Authenticator) bool { return a.Factor == identity.FactorApp })
			keys, err := s.users.Passkeys(r, u.ID)
			if err != nil {
				return fmt.Errorf("read passkeys: %w", err)
			}
			out = append(out, Member{Username: u.Username, Name: u.Name, State: u.State, Roles: u.Roles, App: app, Passkeys: len(keys), Since: u.CreatedAt})
		}
		return nil
	})
	return out, err
}
