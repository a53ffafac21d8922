package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"marque/internal/app"
	"marque/internal/core/access"
	"marque/internal/service/staffing"
)

// staffOptions are the flags of marque admin users.
type staffOptions struct{ name, email, roles string }

func (o *staffOptions) bind(c *call) {
	c.set.StringVar(&o.name, "name", "", "users add: the person's name, as customers will see it")
	c.set.StringVar(&o.email, "email", "", "users add: where the invitation is mailed to; without it the link is only printed")
	c.set.StringVar(&o.roles, "roles", "", "users add and roles: agent, senior, collections, operator, auditor; several by comma")
}

// staffWork says what to do with the staff, or nothing when the words say nothing.
func (c *call) staffWork() adminWork {
	tasks := map[string]adminWork{
		"add": addStaff, "list": listStaff, "roles": setStaffRoles, "disable": disableStaff, "reset": resetStaff,
	}
	if len(c.args) < 2 || c.args[0] != "users" || (len(c.args) == 2) != (c.args[1] == "list") || len(c.args) > 3 {
		return nil
	}
	return tasks[c.args[1]]
}

func addStaff(ctx context.Context, c *call, a *app.App) error {
	roles, err := staffing.ReadRoles(c.opts.admin.staff.roles)
	if err != nil {
		return err
	}
	invited, err := a.Staffing.Add(ctx, adminBy(), staffing.Hire{Username: c.args[2], Name: c.opts.admin.staff.name, Email: c.opts.admin.staff.email, Roles: roles})
	if err != nil {
		return err
	}
	return c.answerInvited(a, invited)
}

// answerInvited shows the link once: it is not kept anywhere.
func (c *call) answerInvited(a *app.App, i staffing.Invited) error {
	sentence := fmt.Sprintf("%s can set up access until %s. Hand over this link; it works once:", i.Username, i.Expires.In(a.Config.Zone).Format("2006-01-02 15:04 MST"))
	if i.Mailed {
		sentence = fmt.Sprintf("%s can set up access until %s. The link is on its way by mail, and is this:", i.Username, i.Expires.In(a.Config.Zone).Format("2006-01-02 15:04 MST"))
	}
	return c.answer(i, sentence, i.Link)
}

func listStaff(ctx context.Context, c *call, a *app.App) error {
	all, err := a.Staffing.List(ctx, adminBy())
	if err != nil {
		return err
	}
	var lines []string
	for _, m := range all {
		app := "no app"
		if m.App {
			app = "app"
		}
		lines = append(lines, fmt.Sprintf("%-24s %-8s %-7s %-32s %s", m.Username, m.State, app, roleList(m.Roles), m.Name))
	}
	return c.answer(all, fmt.Sprintf("%d on the staff.", len(all)), lines...)
}

func roleList(roles []access.Role) string {
	words := make([]string, len(roles))
	for i, r := range roles {
		words[i] = string(r)
	}
	return strings.Join(words, ",")
}

func setStaffRoles(ctx context.Context, c *call, a *app.App) error {
	roles, err := staffing.ReadRoles(c.opts.admin.staff.roles)
	if err != nil {
		return err
	}
	if err := a.Staffing.SetRoles(ctx, adminBy(), c.args[2], roles); err != nil {
		return err
	}
	return c.answer(map[string]any{"username": c.args[2], "roles": roles}, fmt.Sprintf("%s has the roles %s, and must sign in again.", c.args[2], roleList(roles)))
}

func disableStaff(ctx context.Context, c *call, a *app.App) error {
	if err := a.Staffing.Disable(ctx, adminBy(), c.args[2]); err != nil {
		return err
	}
	return c.answer(map[string]any{"username": c.args[2], "disabled": true}, c.args[2]+" is signed out and cannot sign in any more.")
}

func resetStaff(ctx context.Context, c *call, a *app.App) error {
	invited, err := a.Staffing.Reset(ctx, adminBy(), c.args[2])
	if err != nil {
		return err
	}
	return c.answerInvited(a, invited)
}

// roleActions is what a role may do.
type roleActions struct {
	Role    access.Role     `json:"role"`
	Actions []access.Action `json:"actions"`
}

// listRoles shows the table of rights by role; docs/security/roles.md is the same by action.
func listRoles(_ context.Context, c *call, _ *app.App) error {
	var all []roleActions
	var lines []string
	for _, role := range access.Roles() {
		x := roleActions{Role: role}
		words := []string{}
		for _, do := range access.Actions() {
			if slices.Contains(access.RightOf(do).Roles, role) {
				x.Actions, words = append(x.Actions, do), append(words, string(do))
			}
		}
		all, lines = append(all, x), append(lines, string(role)+"\t"+strings.Join(words, ", "))
	}
	return c.answer(all, "Give everybody the least that does: marque admin users roles NAME --roles agent,senior", table(lines)...)
}
