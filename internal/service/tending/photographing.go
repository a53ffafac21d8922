package tending

import (
	"context"

	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/leaseend"
	"marque/internal/core/upload"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/messages"
	"marque/internal/store/vehicles"
)

// Shots are pictures as they come in, all about one line of the tariff.
type Shots struct {
	Contract contract.ID
	Wear     string // key of the tariff; empty for pictures that show that nothing is wrong
	Files    []upload.File
	Key      string // the same key keeps them once
}

// MostShots is how many pictures come at once.
const MostShots = 3

// Photograph keeps pictures that a lessee took of the vehicle before the return, sealed.
func (s *Service) Photograph(ctx context.Context, by access.Actor, n Shots) error {
	if n.Key == "" {
		return expired()
	}
	files, err := s.checkShots(ctx, n.Files)
	if err != nil {
		return err
	}
	pass := door.Pass{By: by, Do: access.PhotoAdd, On: access.OnContract(n.Contract), Key: n.Key}
	return once(s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		if err := contracts.Lock(tx, n.Contract); err != nil {
			return err
		}
		shown, err := s.mayPhotograph(tx, n, len(files))
		if err != nil {
			return err
		}
		shown.Party, shown.At = by.Party, s.d.Now()
		for _, file := range files {
			p := shown
			p.ID, p.Name, p.Kind, p.Size = id.New[leaseend.Photo](s.d.IDs), file.Name, file.Kind, len(file.Content)
			of, err := messages.Keep(tx, s.d.Box, by.Party, file, p.At)
			if err != nil {
				return err
			}
			if err := vehicles.AddPhoto(tx, s.d.Box, p, by.User, of.String()); err != nil {
				return err
			}
		}
		return nil
	}))
}

// checkShots takes pictures only, each of them harmless.
func (s *Service) checkShots(ctx context.Context, all []upload.File) ([]upload.File, error) {
	if len(all) == 0 || len(all) > MostShots {
		return nil, l10n.Input("photos", "Choose one to %s pictures.", "Elija de una a %s fotos.", "Wählen Sie ein bis %s Bilder.", MostShots)
	}
	var out []upload.File
	for _, x := range all {
		file, err := upload.Check("photos", x.Name, x.Content, upload.JPEG, upload.PNG, upload.HEIC)
		if err == nil {
			err = s.scan(ctx, "photos", file)
		}
		if err != nil {
			return nil, err
		}
		out = append(out, file)
	}
	return out, nil
}

// mayPhotograph refuses pictures before the time, after the end, too many, and of what the brand's tariff does not have. It returns what all of
// them say.
func (s *Service) mayPhotograph(tx *engine.Tx, n Shots, more int) (leaseend.Photo, error) {
	out := leaseend.Photo{Contract: n.Contract, Wear: n.Wear}
	f, err := s.leased(tx, n.Contract)
	if err != nil {
		return out, err
	}
	if ways, err := f.state.Ways(); err != nil || f.today < ways.Opens {
		return out, tooSoon(err, ways)
	}
	tariff := s.tariff(&f)
	line, known := tariff.Line(n.Wear)
	if n.Wear != "" && !known {
		return out, l10n.Input("wear", "Choose what the pictures show.", "Elija qué muestran las fotos.", "Wählen Sie, was die Bilder zeigen.")
	}
	out.What, out.Amount, out.Version = line.What, line.Price, tariff.Version
	have, err := vehicles.Photos(tx, s.d.Box, n.Contract)
	if err == nil && len(have)+more > vehicles.MostPhotos {
		err = l10n.Fault(fault.TooMany, "There are %s pictures at most. Please write to us instead.", "Hay un máximo de %s fotos. Escríbanos, por favor.", "Es gibt höchstens %s Bilder. Bitte schreiben Sie uns stattdessen.", vehicles.MostPhotos)
	}
	return out, err
}

// tariff is the tariff of excess wear that a contract's brand publishes.
func (s *Service) tariff(f *facts) leaseend.Tariff {
	return s.d.Tariffs.Of(f.stored.Terms.Brand, f.stored.Terms.Currency)
}

// Photo returns a picture's file.
func (s *Service) Photo(ctx context.Context, by access.Actor, contractID contract.ID, photo leaseend.PhotoID) (upload.File, error) {
	var out upload.File
	err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.PhotoRead, On: access.OnContract(contractID)}, func(r engine.Reader) error {
		p, of, err := vehicles.PhotoByID(r, s.d.Box, contractID, photo)
		if err != nil {
			return err
		}
		kept, err := id.Parse[messages.Content](of)
		if err != nil {
			return err
		}
		out = upload.File{Name: p.Name, Kind: p.Kind}
		out.Content, err = messages.Kept(r, s.d.Box, kept)
		return err
	})
	return out, err
}
