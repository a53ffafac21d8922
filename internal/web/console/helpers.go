package console

import (
	"net/http"

	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/help"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/service/assisting"
	"marque/internal/service/helping"
	"marque/internal/web/console/view"
	"marque/internal/web/guard"
	"marque/internal/web/ui"
)

// helpersOf lists whom a customer has let in.
func helpersOf(f ui.Frame, c helping.Circle) []view.Helper {
	var out []view.Helper
	for _, h := range c.Helpers {
		x := view.Helper{Name: h.Name(), Status: ui.Status{Tone: ui.Plain, Text: string(h.State)}}
		does := "reads"
		if h.Kind == access.HelpPay {
			does = "reads and pays"
		}
		x.Detail = "Contract " + h.Number + ", " + does + " until " + f.Day(h.Until) + "; let in by " + h.From
		if h.State == help.Open || h.State == help.Offered {
			x.Contract, x.Help = h.Contract.String(), h.ID.String()
		}
		if h.State == help.Open {
			x.Status.Tone = ui.OK
		}
		out = append(out, x)
	}
	return out
}

// stopHelp ends a help that a customer has given: when the customer asks by telephone, or something is wrong with it.
func (c *Console) stopHelp(w http.ResponseWriter, r *guard.Request) error {
	return c.act(w, r, func(a assisting.Act) (string, error) {
		on, err1 := id.Parse[contract.Contract](r.PostFormValue("contract"))
		which, err2 := id.Parse[help.Help](r.PostFormValue("help"))
		if err1 != nil || err2 != nil {
			return "", fault.New(fault.NotFound, "There is no such helper.")
		}
		return "stopped", c.Helping.Stop(r.Context(), a.By, on, which, a.Why)
	})
}
