package cli

import (
	"fmt"
	"strings"

	"marque/internal/app"
	"marque/internal/core/identity"
)

// compliance needs the settings only: it also tells what another policy would mean.
func (c *call) compliance() error {
	set, err := c.config()
	if err != nil {
		return err
	}
	is := app.ComplianceOf(identity.Policy(set.Policy), set.TLS())
	var lines []string
	for _, d := range is.Deviations {
		lines = append(lines, strings.Join(d.IDs, ", "), "    what    "+d.What, "    why     "+d.Why, "    remedy  "+d.Remedy, "    shown   "+d.Test, "")
	}
	return c.answer(is, fmt.Sprintf("%d departures under policy %s. For TLS: %s.", len(is.Deviations), is.Policy, is.TLS), lines...)
}
