package portal

import (
	"net/http"

	"marque/internal/core/contract"
	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/money"
	"marque/internal/service/paying"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

// usualExtra is what the numbers are shown for until somebody types another amount.
const usualExtra = "100.00"

// extraForm shows what extra money can do, with the numbers of an amount.
func (p *Portal) extraForm(w http.ResponseWriter, r *guard.Request) error {
	return p.showExtra(w, r, http.StatusOK, view.Extra{Amount: r.FormValue("extra")})
}

func (p *Portal) showExtra(w http.ResponseWriter, r *guard.Request, status int, page view.Extra) error {
	contractID, err := contractID(r)
	if err != nil {
		return err
	}
	c, err := p.Overview.Contract(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	if page.Amount == "" {
		page.Amount = usualExtra
	}
	options, err := p.instructions(r, contractID, page.Amount)
	if f := fault.Of(err); f != nil && f.Kind != fault.NotFound {
		page.Failure, status = noted(r, f), max(status, respond.Status(f))
	} else if err != nil {
		return err
	}
	key, err := identity.NewToken(p.Random)
	if err != nil {
		return err
	}
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		f.Currency = c.Terms.Money()
		page.Frame, page.Contract, page.Action, page.Key = f, contractOf(f, c), contractPath(contractID)+"/extra", string(key)
		if r.FormValue(doneField) == "kept" {
			page.Done = f.Say("Your choice is kept. A confirmation is on its way to you.", "Su elección está guardada. Una confirmación va en camino.", "Ihre Wahl ist gespeichert. Eine Bestätigung ist zu Ihnen unterwegs.")
		}
		for _, x := range options {
			page.Options = append(page.Options, extraOption(f, x))
		}
		return page.Page()
	})
}

func (p *Portal) instructions(r *guard.Request, c contract.ID, typed string) ([]paying.Instruction, error) {
	amount, err := money.Parse(typedAmount(r, typed), money.USD())
	if err != nil {
		return nil, fault.Inputs([]fault.Field{likeAmount("extra", usualExtra)})
	}
	return p.Paying.Instructions(r.Context(), r.By, c, amount)
}

func extraOption(f ui.Frame, x paying.Instruction) view.ExtraOption {
	out := view.ExtraOption{Value: string(x.Extra), What: paying.InstructionWords(x.Extra).In(f.Locale), Chosen: x.Chosen}
	switch x.Extra {
	case contract.PayAhead:
		out.Label = f.Say("Pay ahead", "Pagar por adelantado", "Im Voraus zahlen")
	case contract.Shorten:
		out.Label = f.Say("Shorten the loan", "Acortar el préstamo", "Das Darlehen verkürzen")
	case contract.LowerPayment:
		out.Label = f.Say("Lower the payment", "Bajar el pago", "Die Rate senken")
	default:
		out.Label = f.Say("Lower the debt", "Bajar la deuda", "Die Schuld senken")
	}
	if words := effectWords(f, x.Effect); len(words) > 1 {
		out.Numbers = words[1]
	}
	return out
}

// extra keeps the choice; the same form posted again changes nothing.
func (p *Portal) extra(w http.ResponseWriter, r *guard.Request) error {
	c, err := contractID(r)
	if err != nil {
		return err
	}
	err = p.Paying.Instruct(r.Context(), r.By, c, contract.Extra(r.PostFormValue("instruction")), r.PostFormValue(ui.KeyField))
	if f := fault.Of(err); f != nil && (f.Kind == fault.Invalid || f.Kind == fault.Conflict) {
		return p.showExtra(w, r, respond.Status(f), view.Extra{Failure: view.Failure{Problem: plainFault(r.Locale(), f)}})
	}
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, contractPath(c)+"/extra?"+doneField+"=kept")
}
