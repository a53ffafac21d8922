package courier

import (
	"marque/internal/core/notice"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/parties"
	"marque/internal/store/vehicles"
)

// TellAll sends a notice to everybody on a contract who has a mailbox; say writes it, with the name of the contract's vehicle. It returns to how many it
// goes: not to those who have switched it off.
func (c *Courier) TellAll(tx *engine.Tx, on contracts.Contract, say func(vehicle string) notice.Notice) (told int, err error) {
	v, err := vehicles.ByVIN(tx, on.VIN)
	if err != nil {
		return 0, err
	}
	people, err := parties.New(c.d.Box).OnContract(tx, on.ID)
	if err != nil {
		return 0, err
	}
	sent, err := c.SendAll(tx, Parcel{Notice: say(v.Name()), Brand: on.Terms.Brand, Contract: on.ID}.ForAll(people))
	for _, m := range sent {
		if !m.IsZero() {
			told++
		}
	}
	return told, err
}
