package paying

import (
	"context"

	"marque/internal/book"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/notice"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
)

// Instructions lists what extra money can do, the usual first.
func Instructions() []contract.Extra {
	return []contract.Extra{contract.LowerDebt, contract.PayAhead, contract.Shorten, contract.LowerPayment}
}

// Instruction is one of the choices, in numbers.
type Instruction struct {
	Extra  contract.Extra
	Chosen bool
	Effect Effect // of the next payment and the amount asked for, made on the first day that can be had
}

// mostExtra bounds the amount that effects are shown for.
const mostExtra money.Cents = 1_000_000_00

// Instructions tells what each choice would do with an amount beyond what is due.
func (s *Service) Instructions(ctx context.Context, by access.Actor, contractID contract.ID, extra money.Cents) ([]Instruction, error) {
	if extra <= 0 || extra > mostExtra {
		return nil, l10n.Input("extra",
			"Enter an amount like 100.00.",
			"Ingrese un monto como 100.00.",
			"Geben Sie einen Betrag wie 100.00 ein.")
	}
	var out []Instruction
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.ContractRead, On: access.OnContract(contractID)}, func(r engine.Reader) error {
		st, err := s.standing(r, contractID)
		if err != nil {
			return err
		}
		if err := mayInstruct(st.state); err != nil {
			return err
		}
		o := Order{Contract: contractID, Kind: contract.RegularPayment, Date: st.earliest}
		o.Amount = mostExtra * 2
		most, err := st.most(st.earliest)
		if err != nil {
			return err
		}
		due, err := st.dueOf(o)
		if err != nil {
			return err
		}
		o.Amount = min(due+extra, most)
		out = nil
		for _, x := range Instructions() {
			effect, err := st.effect(o, x)
			if err != nil {
				return err
			}
			out = append(out, Instruction{Extra: x, Chosen: x == st.state.Extra, Effect: effect})
		}
		return nil
	})
	return out, err
}

func mayInstruct(s *contract.State) error {
	switch {
	case s.Kind == contract.Lease:
		return l10n.Fault(fault.Conflict,
			"On a lease, extra money pays the next rents; there is nothing to choose.",
			"En un arrendamiento, el dinero adicional paga los próximos pagos; no hay nada que elegir.",
			"Bei einem Leasing zahlt zusätzliches Geld die nächsten Raten; es gibt nichts zu wählen.")
	case s.Status != contract.Active:
		return l10n.Fault(fault.Conflict,
			"Only on an active loan can this be chosen.",
			"Esto solo se puede elegir en un préstamo activo.",
			"Das lässt sich nur bei einem laufenden Darlehen wählen.")
	}
	return nil
}

// Instruct records the customer's standing choice of what extra money does, for every channel, and tells the customer.
func (s *Service) Instruct(ctx context.Context, by access.Actor, contractID contract.ID, x contract.Extra, key string) error {
	body := contract.Instructed{Extra: x}
	if key == "" {
		return expired()
	}
	pass := door.Pass{By: by, Do: access.InstructionGive, On: access.OnContract(contractID), Key: key, Note: string(x)}
	err := s.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		if err := contracts.Lock(tx, contractID); err != nil {
			return err
		}
		st, err := s.standing(tx, contractID)
		if err != nil {
			return err
		}
		event := s.Book.Event(contractID, book.Key("instructed", key), st.today, body)
		if err := event.Validate(); err != nil {
			return err
		}
		if err := mayInstruct(st.state); err != nil || st.state.Extra == x {
			return err
		}
		if _, err := s.Book.AppendOn(tx, contractID, st.today, event); err != nil {
			return err
		}
		return s.tellInstructed(tx, &st, x)
	})
	if fault.Is(err, fault.Repeated) {
		return nil
	}
	return err
}

// InstructionWords says in a sentence what extra money does.
func InstructionWords(x contract.Extra) l10n.Text {
	switch x {
	case contract.PayAhead:
		return l10n.T(
			"Extra money makes the next payments count as paid, so your next due date moves ahead.",
			"El dinero adicional hace que los próximos pagos cuenten como hechos, así que su próxima fecha de vencimiento se adelanta.",
			"Zusätzliches Geld lässt die nächsten Raten als bezahlt gelten, Ihr nächster Fälligkeitstag rückt also nach hinten.")
	case contract.Shorten:
		return l10n.T(
			"Extra money lowers your balance, and the last payments fall away.",
			"El dinero adicional reduce su saldo, y los últimos pagos desaparecen.",
			"Zusätzliches Geld senkt Ihre Restschuld, und die letzten Raten entfallen.")
	case contract.LowerPayment:
		return l10n.T(
			"Extra money lowers your balance, and every payment after it is computed anew and becomes smaller.",
			"El dinero adicional reduce su saldo, y cada pago posterior se calcula de nuevo y es más pequeño.",
			"Zusätzliches Geld senkt Ihre Restschuld, und jede Rate danach wird neu berechnet und kleiner.")
	}
	return l10n.T(
		"Extra money lowers your balance, and your due date stays where it is.",
		"El dinero adicional reduce su saldo, y su fecha de vencimiento no cambia.",
		"Zusätzliches Geld senkt Ihre Restschuld, und Ihr Fälligkeitstag bleibt, wo er ist.")
}

// tellInstructed tells everybody on the contract: what one obligor chooses binds the debt of all.
func (s *Service) tellInstructed(tx *engine.Tx, st *standing, x contract.Extra) error {
	_, err := s.Courier.TellAll(tx, st.stored, func(vehicle string) notice.Notice {
		return notice.ExtraChosen{Vehicle: vehicle, What: InstructionWords(x)}
	})
	return err
}
