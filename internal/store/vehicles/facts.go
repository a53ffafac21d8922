package vehicles

import (
	"fmt"
	"slices"

	"marque/internal/civil"
	"marque/internal/core/feed"
	"marque/internal/store/engine"
)

// Where readings come from.
const (
	Delivery = "delivery" // the contract itself
	Odometer = "odometer"
	Workshop = "service"
	Owner    = "owner"  // told by somebody on the contract
	Return   = "return" // when a lease's vehicle came back
)

// Reading is one odometer reading.
type Reading struct {
	VIN    string
	Told   feed.Told
	On     civil.Date
	Value  int
	Unit   string // mi or km
	Source string // Delivery, Odometer, Workshop, Owner or Return
}

// Service is one visit to a workshop.
type Service struct {
	VIN     string
	Told    feed.Told
	On      civil.Date
	Dealer  string
	Summary string
	Link    string
}

// Recall is what a maker said of a campaign. Of several with one campaign the last counts.
type Recall struct {
	VIN      string
	Told     feed.Told
	Campaign string
	Title    string
	Link     string
	Status   string
}

// Title is one step of the title.
type Title struct {
	VIN    string
	Told   feed.Told
	On     civil.Date
	State  string
	Status string
}

// Ownership is one change of ownership.
type Ownership struct {
	VIN    string
	Told   feed.Told
	On     civil.Date
	Reason string
}

// Facts is a bundle of what was told.
type Facts struct {
	Readings  []Reading
	Services  []Service
	Recalls   []Recall
	Titles    []Title
	Ownership []Ownership
}

// mostFacts bounds what is read of one kind for one vehicle: a reading a week for twenty years.
const mostFacts = 1000

// Record adds facts. A fact that is stored already breaks the key: whoever records knows which messages are new.
func Record(tx *engine.Tx, f Facts) error {
	var readings, services, recalls, titles, ownership [][]any
	for _, x := range f.Readings {
		readings = append(readings, []any{x.VIN, x.Told.By, engine.Micros(x.Told.At), x.On, x.Value, x.Unit, x.Source})
	}
	for _, x := range f.Services {
		services = append(services, []any{x.VIN, x.Told.By, engine.Micros(x.Told.At), x.On, x.Dealer, x.Summary, x.Link})
	}
	for _, x := range f.Recalls {
		recalls = append(recalls, []any{x.VIN, x.Told.By, engine.Micros(x.Told.At), x.Campaign, x.Title, x.Link, x.Status})
	}
	for _, x := range f.Titles {
		titles = append(titles, []any{x.VIN, x.Told.By, engine.Micros(x.Told.At), x.On, x.State, x.Status})
	}
	for _, x := range f.Ownership {
		ownership = append(ownership, []any{x.VIN, x.Told.By, engine.Micros(x.Told.At), x.On, x.Reason})
	}
	for _, insert := range []struct {
		table   string
		columns []string
		rows    [][]any
	}{
		{"vehicle_readings", []string{"vin", "told_by", "told_at", "read_on", "value", "unit", "source"}, readings},
		{"vehicle_services", []string{"vin", "told_by", "told_at", "serviced_on", "dealer", "summary", "link"}, services},
		{"vehicle_recalls", []string{"vin", "told_by", "told_at", "campaign", "title", "link", "status"}, recalls},
		{"vehicle_titles", []string{"vin", "told_by", "told_at", "updated_on", "state", "status"}, titles},
		{"vehicle_ownership", []string{"vin", "told_by", "told_at", "changed_on", "reason"}, ownership},
	} {
		if err := tx.Insert(insert.table, insert.columns, insert.rows); err != nil {
			return fmt.Errorf("record vehicle facts: %w", err)
		}
	}
	return nil
}

// Readings lists the odometer readings of a vehicle between two dates, both included, the oldest first. The caller says the dates,
// because a contract's people may see the vehicle's life with them and no more. Of what was told of its return the later told holds.
func Readings(r engine.Reader, vin string, from, to civil.Date) ([]Reading, error) {
	rows, err := r.Query(`select vin, told_by, told_at, read_on, value, unit, source from vehicle_readings
		where vin = $1 and read_on >= $2 and read_on <= $3 order by read_on, told_at, told_by limit $4`, vin, from, to, mostFacts)
	all, err := gather("readings", rows, err, func(rows *engine.Rows, x *Reading, told *feed.Told, at *int64) error {
		return rows.Scan(&x.VIN, &told.By, at, &x.On, &x.Value, &x.Unit, &x.Source)
	}, func(x *Reading, told feed.Told) { x.Told = told })
	var back Reading
	for _, x := range all {
		if x.Source == Return && (back.VIN == "" || x.Told.After(back.Told)) {
			back = x
		}
	}
	return slices.DeleteFunc(all, func(x Reading) bool { return x.Source == Return && x.Told.By != back.Told.By }), err
}

// Services lists the services of a vehicle between two dates, both included, the newest first.
func Services(r engine.Reader, vin string, from, to civil.Date) ([]Service, error) {
	rows, err := r.Query(`select vin, told_by, told_at, serviced_on, dealer, summary, link from vehicle_services
		where vin = $1 and serviced_on >= $2 and serviced_on <= $3 order by serviced_on desc, told_at desc, told_by desc limit $4`, vin, from, to, mostFacts)
	return gather("services", rows, err, func(rows *engine.Rows, x *Service, told *feed.Told, at *int64) error {
		return rows.Scan(&x.VIN, &told.By, at, &x.On, &x.Dealer, &x.Summary, &x.Link)
	}, func(x *Service, told feed.Told) { x.Told = told })
}

// Told reads everything that was told of these vehicles and matters to their contracts: readings between delivery and return, titles, changes of
// ownership, in no particular order. For one kind of fact of one group of vehicles there is a bound; nothing real comes near it.
func Told(r engine.Reader, vins []string) (Facts, error) {
	var all Facts
	for _, group := range engine.Groups(vins) {
		rows, err := r.Query(`select 'reading', vin, told_by, told_at, read_on, value, unit, source from vehicle_readings
			where source not in ('delivery', 'return') and vin in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
			union all select 'title', vin, told_by, told_at, updated_on, 0, state, status from vehicle_titles
			where vin in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
			union all select 'ownership', vin, told_by, told_at, changed_on, 0, reason, '' from vehicle_ownership
			where vin in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) limit $17`,
			append(group, engine.GroupSize*mostFacts)...)
		found, err := engine.All(rows, err, scanTold)
		if err != nil {
			return all, fmt.Errorf("read what was told of vehicles: %w", err)
		}
		for _, f := range found {
			all.Readings, all.Titles, all.Ownership = append(all.Readings, f.Readings...), append(all.Titles, f.Titles...), append(all.Ownership, f.Ownership...)
		}
	}
	return all, nil
}

// scanTold reads one fact.
func scanTold(rows *engine.Rows) (Facts, error) {
	var kind, vin, first, second string
	var told feed.Told
	var at, value int64
	var on civil.Date
	err := rows.Scan(&kind, &vin, &told.By, &at, &on, &value, &first, &second)
	told.At = engine.FromMicros(at)
	switch kind {
	case "reading":
		return Facts{Readings: []Reading{{VIN: vin, Told: told, On: on, Value: int(value), Unit: first, Source: second}}}, err
	case "title":
		return Facts{Titles: []Title{{VIN: vin, Told: told, On: on, State: first, Status: second}}}, err
	}
	return Facts{Ownership: []Ownership{{VIN: vin, Told: told, On: on, Reason: first}}}, err
}

// Recalls lists the last word on each campaign of a vehicle, the newest first.
func Recalls(r engine.Reader, vin string) ([]Recall, error) {
	rows, err := r.Query(`select vin, told_by, told_at, campaign, title, link, status from vehicle_recalls
		where vin = $1 order by told_at desc, told_by desc limit $2`, vin, mostFacts)
	all, err := gather("recalls", rows, err, func(rows *engine.Rows, x *Recall, told *feed.Told, at *int64) error {
		return rows.Scan(&x.VIN, &told.By, at, &x.Campaign, &x.Title, &x.Link, &x.Status)
	}, func(x *Recall, told feed.Told) { x.Told = told })
	seen := map[string]bool{}
	last := all[:0]
	for _, x := range all {
		if !seen[x.Campaign] {
			seen[x.Campaign] = true
			last = append(last, x)
		}
	}
	return last, err
}

// Titles lists the steps of a vehicle's title between two dates, both included, the newest first.
func Titles(r engine.Reader, vin string, from, to civil.Date) ([]Title, error) {
	rows, err := r.Query(`select vin, told_by, told_at, updated_on, state, status from vehicle_titles
		where vin = $1 and updated_on >= $2 and updated_on <= $3 order by updated_on desc, told_at desc, told_by desc limit $4`, vin, from, to, mostFacts)
	return gather("titles", rows, err, func(rows *engine.Rows, x *Title, told *feed.Told, at *int64) error {
		return rows.Scan(&x.VIN, &told.By, at, &x.On, &x.State, &x.Status)
	}, func(x *Title, told feed.Told) { x.Told = told })
}

// Changes lists the changes of a vehicle's ownership between two dates, both included, the newest first.
func Changes(r engine.Reader, vin string, from, to civil.Date) ([]Ownership, error) {
	rows, err := r.Query(`select vin, told_by, told_at, changed_on, reason from vehicle_ownership
		where vin = $1 and changed_on >= $2 and changed_on <= $3 order by changed_on desc, told_at desc, told_by desc limit $4`, vin, from, to, mostFacts)
	return gather("changes of ownership", rows, err, func(rows *engine.Rows, x *Ownership, told *feed.Told, at *int64) error {
		return rows.Scan(&x.VIN, &told.By, at, &x.On, &x.Reason)
	}, func(x *Ownership, told feed.Told) { x.Told = told })
}

// gather collects facts of one kind with the message that each rests on.
func gather[T any](what string, rows *engine.Rows, err error, scan func(*engine.Rows, *T, *feed.Told, *int64) error, set func(*T, feed.Told)) ([]T, error) {
	all, err := engine.All(rows, err, func(rows *engine.Rows) (T, error) {
		var x T
		var told feed.Told
		var at int64
		err := scan(rows, &x, &told, &at)
		told.At = engine.FromMicros(at)
		set(&x, told)
		return x, err
	})
	if err != nil {
		return nil, fmt.Errorf("read a vehicle's %s: %w", what, err)
	}
	return all, nil
}
