// Package vehicles keeps vehicles by VIN, and what was told of them: readings, services, recalls, titles
// and changes of ownership. A fact may come before its contract, and before anything else is known of the vehicle. Facts are never changed.
package vehicles

import (
	"fmt"
	"strconv"
	"strings"

	"marque/internal/core/feed"
	"marque/internal/fault"
	"marque/internal/store/engine"
)

// Vehicle is what is known of a vehicle itself.
type Vehicle struct {
	VIN             string
	Make            string
	Model           string
	ModelYear       int
	Trim            string // empty when not given
	Condition       string // at delivery: new, used, demo; empty when not given
	AssemblyCountry string // ISO 3166, empty when not given
	PersonalUse     bool
	Plate           string // empty when not given
	Told            feed.Told
}

// Name is the vehicle as its owner would say it: model year, make, model.
func (v Vehicle) Name() string {
	name := strings.TrimSpace(v.Make + " " + v.Model)
	if v.ModelYear == 0 {
		return name
	}
	return strconv.Itoa(v.ModelYear) + " " + name
}

// ByVIN reads one vehicle.
func ByVIN(r engine.Reader, vin string) (Vehicle, error) {
	v, err := scan(r.QueryRow(`select vin, make, model, model_year, trim_level, condition, assembly_country, personal_use, plate, told_at, told_by
		from vehicles where vin = $1`, vin))
	switch {
	case engine.NoRows(err):
		return Vehicle{}, errNoVehicle()
	case err != nil:
		return Vehicle{}, fmt.Errorf("read vehicle: %w", err)
	}
	return v, nil
}

// ByVINs reads those of the vehicles that are stored.
func ByVINs(r engine.Reader, vins []string) ([]Vehicle, error) {
	var all []Vehicle
	for _, group := range engine.Groups(vins) {
		rows, err := r.Query(`select vin, make, model, model_year, trim_level, condition, assembly_country, personal_use, plate, told_at, told_by
			from vehicles where vin in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`, group...)
		found, err := engine.All(rows, err, func(rows *engine.Rows) (Vehicle, error) { return scan(rows) })
		if err != nil {
			return nil, fmt.Errorf("read vehicles: %w", err)
		}
		all = append(all, found...)
	}
	return all, nil
}

func scan(row interface{ Scan(into ...any) error }) (Vehicle, error) {
	var v Vehicle
	var at int64
	err := row.Scan(&v.VIN, &v.Make, &v.Model, &v.ModelYear, &v.Trim, &v.Condition, &v.AssemblyCountry, &v.PersonalUse, &v.Plate, &at, &v.Told.By)
	v.Told.At = engine.FromMicros(at)
	return v, err
}

func errNoVehicle() error { return fault.New(fault.NotFound, "There is no such vehicle here.") }

// Insert adds vehicles that are not stored yet.
func Insert(tx *engine.Tx, all []Vehicle) error {
	rows := make([][]any, len(all))
	for i, v := range all {
		rows[i] = []any{v.VIN, v.Make, v.Model, v.ModelYear, v.Trim, v.Condition, v.AssemblyCountry, v.PersonalUse, v.Plate, engine.Micros(v.Told.At), v.Told.By}
	}
	columns := []string{"vin", "make", "model", "model_year", "trim_level", "condition", "assembly_country", "personal_use", "plate", "told_at", "told_by"}
	if err := tx.Insert("vehicles", columns, rows); err != nil {
		return fmt.Errorf("insert vehicles: %w", err)
	}
	return nil
}

// Update writes what is known of a stored vehicle anew.
func Update(tx *engine.Tx, v Vehicle) error {
	n, err := tx.Exec(`update vehicles set make = $2, model = $3, model_year = $4, trim_level = $5, condition = $6, assembly_country = $7,
		personal_use = $8, plate = $9, told_at = $10, told_by = $11 where vin = $1`,
		v.VIN, v.Make, v.Model, v.ModelYear, v.Trim, v.Condition, v.AssemblyCountry, v.PersonalUse, v.Plate, engine.Micros(v.Told.At), v.Told.By)
	if err != nil {
		return fmt.Errorf("update vehicle: %w", err)
	}
	if n != 1 {
		return errNoVehicle()
	}
	return nil
}
