package portal

import (
	"net/http"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/identity"
	"marque/internal/core/leaseend"
	"marque/internal/core/upload"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/money"
	"marque/internal/service/tending"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

func photosPath(c contract.ID) string { return leaseEndPath(c) + "/photos" }

func (p *Portal) photosForm(w http.ResponseWriter, r *guard.Request) error {
	return p.showPhotos(w, r, http.StatusOK, view.Photos{}, "")
}

// showPhotos shows the tariff of excess wear, the pictures that were taken, and where more are sent.
func (p *Portal) showPhotos(w http.ResponseWriter, r *guard.Request, status int, page view.Photos, wear string) error {
	contractID, err := contractID(r)
	if err != nil {
		return err
	}
	c, err := p.Overview.Contract(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	l, err := p.Tending.Leaving(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	key, err := identity.NewToken(p.Random)
	if err != nil {
		return err
	}
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		f.Currency = c.Terms.Money()
		page.Frame, page.Contract, page.Key, page.Most = f, contractOf(f, c), string(key), tending.MostShots
		page.Back = leaseEndPath(c.ID)
		if !l.Ways.End.IsZero() && c.Today >= l.Ways.Opens {
			page.Action = photosPath(c.ID)
		}
		page.Shows = []ui.Choice{{Label: f.Say("Nothing is wrong here", "Aquí todo está bien", "Hier ist alles in Ordnung"), Chosen: wear == ""}}
		for _, x := range l.Tariff.Lines {
			page.Tariff = append(page.Tariff, view.WearLine{What: x.What.In(f.Locale), Free: x.Free.In(f.Locale), Price: x.Price})
			page.Shows = append(page.Shows, ui.Choice{Value: x.Key, Label: x.What.In(f.Locale), Chosen: x.Key == wear})
		}
		page.Version = l.Tariff.Version
		page.Taken, page.Sum = p.photosTaken(f, c.ID, l.Photos)
		if r.FormValue(doneField) == "sent" {
			page.Done = f.Say("Thank you. Your pictures are here.", "Gracias. Sus fotos están aquí.", "Danke. Ihre Bilder sind da.")
		}
		return page.Page()
	})
}

// photosTaken lists pictures, and what the damage that they show comes to: each line of the tariff that is named counts once, however many pictures show it.
func (p *Portal) photosTaken(f ui.Frame, c contract.ID, all []leaseend.Photo) ([]view.Photo, money.Cents) {
	var out []view.Photo
	sum, counted := money.Cents(0), map[string]bool{}
	for _, x := range all {
		what := f.Say("Nothing is wrong here", "Aquí todo está bien", "Hier ist alles in Ordnung")
		if damage := x.Shows(); !damage.IsZero() {
			what = damage.In(f.Locale)
		}
		if !counted[x.Wear] {
			counted[x.Wear] = true
			sum += x.Amount
		}
		out = append(out, view.Photo{What: what, Amount: x.Amount, On: civil.On(x.At, p.Zone), Name: x.Name, Size: fileSize(f, x.Size), Href: photosPath(c) + "/" + x.ID.String()})
	}
	return out, sum
}

// photos keeps pictures of the vehicle.
func (p *Portal) photos(w http.ResponseWriter, r *guard.Request) error {
	c, err := contractID(r)
	if err != nil {
		return err
	}
	files, err := r.Files("photos", tending.MostShots)
	if err != nil {
		return err
	}
	n := tending.Shots{Contract: c, Wear: r.PostFormValue("wear"), Key: r.PostFormValue(ui.KeyField)}
	for _, x := range files {
		n.Files = append(n.Files, upload.File{Name: x.Name, Content: x.Content})
	}
	err = p.Tending.Photograph(r.Context(), r.By, n)
	if f := fault.Of(err); f != nil && f.Kind != fault.NotFound {
		return p.showPhotos(w, r, respond.Status(f), view.Photos{Failure: noted(r, f)}, n.Wear)
	}
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, photosPath(c)+"?"+doneField+"=sent")
}

// photo sends a picture for saving only.
func (p *Portal) photo(w http.ResponseWriter, r *guard.Request) error {
	c, err := contractID(r)
	if err != nil {
		return err
	}
	photo, err := id.Parse[leaseend.Photo](r.PathValue("photo"))
	if err != nil {
		return err
	}
	file, err := p.Tending.Photo(r.Context(), r.By, c, photo)
	if err != nil {
		return err
	}
	respond.Attachment(w, file.Kind, file.Name, file.Content)
	return nil
}
