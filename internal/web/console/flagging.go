package console

import (
	"net/http"

	"marque/internal/core/access"
	"marque/internal/core/flag"
	"marque/internal/fault"
	"marque/internal/service/assisting"
	"marque/internal/web/console/view"
	"marque/internal/web/guard"
	"marque/internal/web/ui"
)

// flag raises one on a customer or takes it down.
func (c *Console) flag(w http.ResponseWriter, r *guard.Request) error {
	if !access.May(r.By, access.CustomerFlag) {
		return fault.New(fault.NotFound, "There is no such page.")
	}
	return c.act(w, r, func(a assisting.Act) (string, error) {
		kind, err := flag.Parse("flag", r.PostFormValue("flag"))
		if err != nil {
			return "", err
		}
		switch r.PostFormValue("do") {
		case "raise":
			return "flagged", c.Assisting.Raise(r.Context(), a, kind)
		case "lower":
			return "unflagged", c.Assisting.Lower(r.Context(), a, kind)
		}
		return "", fault.Input("do", "Raise the flag or take it down.")
	})
}

// flags is what is to be known of a customer, and the forms for those who may change it.
func (c *Console) flags(f ui.Frame, r *guard.Request, party access.PartyID, up []flag.Flag) view.Flags {
	out := view.Flags{}
	if access.May(r.By, access.CustomerFlag) {
		out.Action = pathCustomers + party.String() + "/flags"
	}
	known := map[flag.Kind]bool{}
	for _, x := range up {
		known[x.Kind] = true
		out.Up = append(out.Up, view.Flag{Kind: string(x.Kind), Title: x.Kind.Title(), Advice: x.Kind.Advice(), Since: "Since " + c.local(f, x.At)})
	}
	for _, k := range flag.Kinds() {
		if !known[k] {
			out.More = append(out.More, ui.Choice{Value: string(k), Label: k.Title(), Hint: k.Advice()})
		}
	}
	return out
}
