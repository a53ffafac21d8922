package cli

import (
	"context"
	"fmt"
	"strings"

	"marque/internal/app"
)

func brandCommand() command {
	return command{
		name: "brand", summary: "Judge a folder of brands: fields, hosts, words, and colours that everybody can read", args: "check DIR",
		examples: []string{"marque brand check brands", "marque serve --brands brands"},
		run: func(_ context.Context, c *call) error {
			if len(c.args) != 2 || c.args[0] != "check" {
				return exit{statusUsage, "Say which folder: marque brand check DIR"}
			}
			return c.checkBrands(c.args[1])
		},
	}
}

// checkBrands prints a sentence for each fault and ends with one that sums them up.
func (c *call) checkBrands(dir string) error {
	n, faults := app.CheckBrands(dir)
	said := make([]string, len(faults))
	for i, f := range faults {
		said[i] = f.Error()
	}
	if len(faults) == 0 {
		return c.answer(map[string]any{"brands": n, "faults": said}, fmt.Sprintf("%d brands in %s can be used as they are.", n, dir))
	}
	if err := c.answer(map[string]any{"brands": n, "faults": said}, fmt.Sprintf("%d faults in %d brands:", len(faults), n), said...); err != nil {
		return err
	}
	return exit{statusFailed, "These brands would not be taken."}
}

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
	return c.answer(all, fmt.Sprintf("%d brands. Your own are a folder that the setting brands names. Try: marque brand --help", len(all)), table(lines)...)
}
