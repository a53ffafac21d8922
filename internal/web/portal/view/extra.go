package view

import "marque/internal/web/ui"

// Extra asks what money beyond what is due shall do, each choice with its numbers.
type Extra struct {
	ui.Frame
	Failure
	Action   string
	Key      string
	Contract Contract
	Done     string
	Amount   string // that the numbers are shown for, as typed
	Options  []ExtraOption
}

// ExtraOption is one of the choices.
type ExtraOption struct {
	Value, Label, What string
	Numbers            string
	Chosen             bool
}

func (p Extra) choices() ui.Choices {
	c := ui.Choices{Name: "instruction", Legend: p.Say("What should extra money do?", "¿Qué debe hacer el dinero adicional?", "Was soll zusätzliches Geld bewirken?"), Errors: p.Fields}
	for _, x := range p.Options {
		c.Options = append(c.Options, ui.Choice{Value: x.Value, Label: x.Label, Hint: x.What + " " + x.Numbers, Chosen: x.Chosen})
	}
	return c
}
