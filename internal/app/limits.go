package app

import (
	"marque/internal/core/access"
	"marque/internal/core/adjustment"
	"marque/internal/money"
)

// waivers are the limits of what one person waives of fees: the program's, and what the settings say of a role in its place.
func (a *App) waivers() adjustment.Limits {
	limits := adjustment.DefaultLimits()
	for role, w := range a.Config.Desk.Waivers {
		limits[access.Role(role)] = adjustment.Limit{Act: money.Cents(w.Act), Day: money.Cents(w.Day)}
	}
	return limits
}
