package vehicles

import (
	"fmt"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/vehicle"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/seal"
	"marque/internal/store/engine"
)

// content marks the identifier of a file's content, which another topic keeps.
type content struct{}

func proofPlace(column string, p vehicle.ProofID) seal.Place {
	return seal.Place{Table: "insurance_proofs", Column: column, Row: p.String()}
}

// AddProof keeps a proof of insurance, whose file was kept under an id of another topic.
func AddProof(tx *engine.Tx, box *seal.Box, p vehicle.Proof, by access.UserID, file string) error {
	of, err := id.Parse[content](file)
	if err != nil {
		return err
	}
	policy, err := orNull(box, proofPlace("policy", p.ID), p.Policy)
	if err != nil {
		return err
	}
	name, err := box.Seal(proofPlace("name", p.ID), p.Name)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into insurance_proofs (contract_id, id, party_id, user_id, content_id, insurer, policy, until, name, kind, size, at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		p.Contract, p.ID, p.Party, by, of, p.Insurer, policy, p.Until, name, p.Kind, p.Size, engine.Micros(p.At))
	if err != nil {
		return fmt.Errorf("keep proof of insurance: %w", err)
	}
	return nil
}

// orNull seals a text; none is stored as null.
func orNull(box *seal.Box, at seal.Place, text string) (any, error) {
	if text == "" {
		return nil, nil
	}
	return box.Seal(at, text)
}

// mostProofs bounds a list: a proof a month for as long as a contract runs.
const mostProofs = 200

// Proofs lists a contract's proofs of insurance, the newest first.
func Proofs(r engine.Reader, box *seal.Box, contractID contract.ID) ([]vehicle.Proof, error) {
	rows, err := r.Query(`select contract_id, id, party_id, insurer, policy, until, name, kind, size, at, content_id from insurance_proofs
		where contract_id = $1 order by id desc limit $2`, contractID, mostProofs)
	all, err := engine.All(rows, err, func(rows *engine.Rows) (vehicle.Proof, error) {
		p, _, err := scanProof(rows, box)
		return p, err
	})
	if err != nil {
		return nil, fmt.Errorf("list proofs of insurance: %w", err)
	}
	return all, nil
}

// ProofByID returns one proof and the id of its file's content, or fault.NotFound.
func ProofByID(r engine.Reader, box *seal.Box, contractID contract.ID, proof vehicle.ProofID) (vehicle.Proof, string, error) {
	p, file, err := scanProof(r.QueryRow(`select contract_id, id, party_id, insurer, policy, until, name, kind, size, at, content_id from insurance_proofs
		where contract_id = $1 and id = $2`, contractID, proof), box)
	if engine.NoRows(err) {
		return p, "", fault.New(fault.NotFound, "There is no such file.")
	}
	if err != nil {
		return p, "", fmt.Errorf("read proof of insurance: %w", err)
	}
	return p, file, nil
}

func scanProof(row interface{ Scan(into ...any) error }, box *seal.Box) (vehicle.Proof, string, error) {
	var p vehicle.Proof
	var policy, name []byte
	var at int64
	var of id.Of[content]
	err := row.Scan(&p.Contract, &p.ID, &p.Party, &p.Insurer, &policy, &p.Until, &name, &p.Kind, &p.Size, &at, &of)
	if err != nil {
		return p, "", err
	}
	p.At = engine.FromMicros(at)
	if policy != nil {
		if p.Policy, err = box.Open(proofPlace("policy", p.ID), policy); err != nil {
			return p, "", err
		}
	}
	p.Name, err = box.Open(proofPlace("name", p.ID), name)
	return p, of.String(), err
}

// CountProofs counts the proofs that a contract's people sent since an instant.
func CountProofs(r engine.Reader, contractID contract.ID, since time.Time) (int, error) {
	var n int
	if err := r.QueryRow(`select count(*) from insurance_proofs where contract_id = $1 and at >= $2`, contractID, engine.Micros(since)).Scan(&n); err != nil {
		return 0, fmt.Errorf("count proofs of insurance: %w", err)
	}
	return n, nil
}

// garage marks the identifiers of garages.
type garage struct{}

// GarageID names a garage that was told.
type GarageID = id.Of[garage]

// NewGarage makes an identifier.
func NewGarage(ids *id.Source) GarageID { return id.New[garage](ids) }

func garagePlace(column string, g GarageID) seal.Place {
	return seal.Place{Table: "garages", Column: column, Row: g.String()}
}

// MoveGarage keeps where a vehicle is kept from now on.
func MoveGarage(tx *engine.Tx, box *seal.Box, contractID contract.ID, as GarageID, by access.Actor, g vehicle.Garage) error {
	line1, err := box.Seal(garagePlace("line1", as), g.Line1)
	if err != nil {
		return err
	}
	line2, err := orNull(box, garagePlace("line2", as), g.Line2)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into garages (contract_id, id, party_id, user_id, line1, line2, city, region, postal_code, country, at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		contractID, as, by.Party, by.User, line1, line2, g.City, g.Region, g.PostalCode, g.Country, engine.Micros(g.Since))
	if err != nil {
		return fmt.Errorf("keep where the vehicle is: %w", err)
	}
	return nil
}

// GarageOf returns where a contract's vehicle is kept, as told last; one that was never told has no Since.
func GarageOf(r engine.Reader, box *seal.Box, contractID contract.ID) (vehicle.Garage, error) {
	var g vehicle.Garage
	var as GarageID
	var line1, line2 []byte
	var at int64
	err := r.QueryRow(`select id, line1, line2, city, region, postal_code, country, at from garages where contract_id = $1 order by id desc limit 1`, contractID).
		Scan(&as, &line1, &line2, &g.City, &g.Region, &g.PostalCode, &g.Country, &at)
	if engine.NoRows(err) {
		return g, nil
	}
	if err != nil {
		return g, fmt.Errorf("read where the vehicle is: %w", err)
	}
	g.Since = engine.FromMicros(at)
	if g.Line1, err = box.Open(garagePlace("line1", as), line1); err == nil && line2 != nil {
		g.Line2, err = box.Open(garagePlace("line2", as), line2)
	}
	return g, err
}
