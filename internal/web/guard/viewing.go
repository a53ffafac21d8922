package guard

import (
	"net/http"

	"marque/internal/core/access"
	"marque/internal/core/identity"
)

// view lets one of the staff, whose session sees a customer's pages as the customer does, to those pages and to no others of the customer's. Whoever
// acts on them is a viewer, for whom the door opens nothing but looks; the session stays the agent's, and each page is in the record before it is
// shown. Outside of the desk nothing is sent meanwhile, save the way out.
func (r *Request) view(route Route) error {
	if r.By.Kind != access.AgentKind || route.Guard.staffs() || r.gate.c.Viewing == nil {
		return nil
	}
	seen, err := r.gate.c.Viewing.Of(r.Context(), r.Session)
	if err != nil || !seen.Goes() {
		return err
	}
	r.Viewing = seen
	switch {
	case route.Out:
		return nil
	case r.Method == http.MethodPost || route.Guard.customers() && route.Viewed == "":
		return identity.ViewingOnly()
	case route.Viewed == "":
		return nil
	}
	r.By, err = r.gate.c.Viewing.Look(r.Context(), r.Session, seen, route.Viewed, r.PathValue("id"))
	return err
}
