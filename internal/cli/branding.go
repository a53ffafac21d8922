package cli

import (
	"context"
	"fmt"
	"strings"

	"marque/internal/app"
)

// listBrands shows the brands of the program and what the settings make of them.
func listBrands(_ context.Context, c *call, a *app.App) error {
	all := a.Branding()
	lines := []string{"BRAND\tNAME\tSITE\tHOSTS\tMAIL FROM\tLETTERS SIGNED AS\tPHONE"}
	for _, b := range all {
		signed := b.DKIM
		if signed == "" {
			signed = "-"
		}
		lines = append(lines, fmt.Sprintf("%s\t%s\t%s\t%s\t%s\t%s\t%s", b.Key, b.Name, b.Site, strings.Join(b.Hosts, ","), b.MailFrom, signed, b.Phone))
	}
	return c.answer(all, fmt.Sprintf("%d brands. Another brand is a file in internal/web/ui/brands and a new build.", len(all)), table(lines)...)
}
