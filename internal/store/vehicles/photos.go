package vehicles

import (
	"encoding/json"
	"fmt"

	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/leaseend"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/seal"
	"marque/internal/store/engine"
)

func photoPlace(p leaseend.PhotoID) seal.Place {
	return seal.Place{Table: "lease_photos", Column: "name", Row: p.String()}
}

// AddPhoto keeps a picture of a leased vehicle, whose file was kept under an id of another topic.
func AddPhoto(tx *engine.Tx, box *seal.Box, p leaseend.Photo, by access.UserID, file string) error {
	of, err := id.Parse[content](file)
	if err != nil {
		return err
	}
	name, err := box.Seal(photoPlace(p.ID), p.Name)
	if err != nil {
		return err
	}
	what, err := textOf(p.What)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into lease_photos (contract_id, id, party_id, user_id, content_id, wear, what, amount, version, name, kind, size, at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		p.Contract, p.ID, p.Party, by, of, p.Wear, what, p.Amount, p.Version, name, p.Kind, p.Size, engine.Micros(p.At))
	if err != nil {
		return fmt.Errorf("keep photo: %w", err)
	}
	return nil
}

// MostPhotos bounds the pictures of one contract: all sides, and every piece of damage twice.
const MostPhotos = 60

// Photos lists a contract's pictures, the oldest first.
func Photos(r engine.Reader, box *seal.Box, contractID contract.ID) ([]leaseend.Photo, error) {
	rows, err := r.Query(`select contract_id, id, party_id, wear, what, amount, version, name, kind, size, at, content_id from lease_photos
		where contract_id = $1 order by id limit $2`, contractID, MostPhotos)
	all, err := engine.All(rows, err, func(rows *engine.Rows) (leaseend.Photo, error) {
		p, _, err := scanPhoto(rows, box)
		return p, err
	})
	if err != nil {
		return nil, fmt.Errorf("list photos: %w", err)
	}
	return all, nil
}

// PhotoByID returns one picture and the id of its file's content, or fault.NotFound.
func PhotoByID(r engine.Reader, box *seal.Box, contractID contract.ID, photo leaseend.PhotoID) (leaseend.Photo, string, error) {
	p, file, err := scanPhoto(r.QueryRow(`select contract_id, id, party_id, wear, what, amount, version, name, kind, size, at, content_id from lease_photos
		where contract_id = $1 and id = $2`, contractID, photo), box)
	if engine.NoRows(err) {
		return p, "", fault.New(fault.NotFound, "There is no such file.")
	}
	if err != nil {
		return p, "", fmt.Errorf("read photo: %w", err)
	}
	return p, file, nil
}

func scanPhoto(row interface{ Scan(into ...any) error }, box *seal.Box) (leaseend.Photo, string, error) {
	var p leaseend.Photo
	var name []byte
	var at int64
	var of id.Of[content]
	var what *string
	if err := row.Scan(&p.Contract, &p.ID, &p.Party, &p.Wear, &what, &p.Amount, &p.Version, &name, &p.Kind, &p.Size, &at, &of); err != nil {
		return p, "", err
	}
	p.At = engine.FromMicros(at)
	var err error
	if p.What, err = ofText(what); err != nil {
		return p, "", err
	}
	p.Name, err = box.Open(photoPlace(p.ID), name)
	return p, of.String(), err
}

// textOf writes a text as JSON, by BCP 47 tag; none is null.
func textOf(t l10n.Text) (*string, error) {
	if t.IsZero() {
		return nil, nil
	}
	raw, err := json.Marshal(t.Words())
	if err != nil {
		return nil, fmt.Errorf("write words: %w", err)
	}
	s := string(raw)
	return &s, nil
}

func ofText(s *string) (l10n.Text, error) {
	if s == nil {
		return l10n.Text{}, nil
	}
	var words map[string]string
	if err := json.Unmarshal([]byte(*s), &words); err != nil {
		return l10n.Text{}, fmt.Errorf("read words: %w", err)
	}
	return l10n.OfWords(words), nil
}
