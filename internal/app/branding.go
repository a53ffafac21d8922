package app

import (
	"cmp"
	"os"

	"marque/internal/config"
	"marque/internal/web/ui"
)

// loadBrands reads the brands of a folder, or those of the program.
func loadBrands(dir string) (*ui.Brands, error) {
	if dir == "" {
		return ui.LoadBrands(nil)
	}
	return ui.LoadBrands(os.DirFS(dir))
}

// CheckBrands judges the brands of a folder and returns their number and a sentence for each fault: what would keep a program from starting with them.
func CheckBrands(dir string) (int, []error) { return ui.CheckBrands(os.DirFS(dir)) }

// BrandIs is a brand as this installation shows it, for the operator.
type BrandIs struct {
	Key      string   `json:"key"`
	Name     string   `json:"name"`
	Site     string   `json:"site"`
	Hosts    []string `json:"hosts"`
	MailFrom string   `json:"mail_from"` // sender of letters; what the page "Is this site genuine?" says while mail does not leave
	DKIM     string   `json:"dkim"`      // domain that signs letters; empty when nothing does
	Phone    string   `json:"phone"`
}

// Branding lists the brands with what the settings make of them.
func (a *App) Branding() []BrandIs {
	var out []BrandIs
	for _, b := range a.Brands.All() {
		site, _ := a.Config.Site(b.Key)
		from := cmp.Or(site.MailFrom, a.Config.Mail.From)
		if a.Config.Mail.Driver != config.DriverSMTP {
			from = b.EmailFrom
		}
		out = append(out, BrandIs{
			Key: b.Key, Name: b.Name, Site: a.siteOf(b), Hosts: b.Hosts, MailFrom: from, DKIM: cmp.Or(site.DKIM.Domain, a.Config.Mail.DKIM.Domain), Phone: b.Phone,
		})
	}
	return out
}
