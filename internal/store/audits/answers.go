package audits

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"marque/internal/core/access"
	"marque/internal/id"
	"marque/internal/store/engine"
)

// MostAnswers bounds one answer; whoever gets as many asks for a shorter time.
const MostAnswers = 10_000

// ByActor lists what an actor looked at, did or was refused from one instant until before another, oldest first.
func ByActor(r engine.Reader, actor string, from, until time.Time) ([]Row, error) {
	rows, err := r.Query(`select at, actor_kind, actor_id, action, subject_kind, subject_id, outcome, reason, note, client_id
		from audits where actor_id = $1 and at >= $2 and at < $3 order by at, id limit $4`, actor, engine.Micros(from), engine.Micros(until), MostAnswers)
	all, err := engine.All(rows, err, scanRow)
	if err != nil {
		return nil, fmt.Errorf("read audits of actor: %w", err)
	}
	return all, nil
}

// AboutByOthers lists what members of the staff and programs looked at, did or were refused about a subject in a time, oldest first.
func AboutByOthers(r engine.Reader, on access.Subject, from, until time.Time) ([]Row, error) {
	rows, err := r.Query(`select at, actor_kind, actor_id, action, subject_kind, subject_id, outcome, reason, note, client_id
		from audits where subject_kind = $1 and subject_id = $2 and at >= $3 and at < $4 and (actor_kind in ('agent', 'partner') or client_id is not null)
		order by at, id limit $5`, string(on.Kind), on.ID, engine.Micros(from), engine.Micros(until), MostAnswers)
	all, err := engine.All(rows, err, scanRow)
	if err != nil {
		return nil, fmt.Errorf("read audits of subject: %w", err)
	}
	return all, nil
}

// Person is somebody whose records are meant.
type Person struct {
	Ref      string `json:"ref"`
	Given    string `json:"given_name"`
	Family   string `json:"family_name"`
	Contract string `json:"contract,omitempty"` // the number, when a contract was looked at
}

// mostPeople bounds the people of one subject.
const mostPeople = 100

// PeopleOf lists whose records a subject holds: everybody on a contract, a party itself, the party of a user.
func PeopleOf(r engine.Reader, kind access.SubjectKind, subject string) ([]Person, error) {
	key, err := id.Parse[Person](subject)
	if err != nil {
		return nil, nil // a part of the house
	}
	var rows *engine.Rows
	switch kind {
	case access.ContractSubject:
		rows, err = r.Query(`select p.ref, p.given_name, p.family_name, c.number from contract_parties m join parties p on p.id = m.party_id
			join contracts c on c.id = m.contract_id where m.contract_id = $1 order by m.position limit $2`, key, mostPeople)
	case access.PartySubject:
		rows, err = r.Query(`select p.ref, p.given_name, p.family_name, '' from parties p where p.id = $1 limit $2`, key, mostPeople)
	case access.UserSubject:
		rows, err = r.Query(`select p.ref, p.given_name, p.family_name, '' from users u join parties p on p.id = u.party_id where u.id = $1 limit $2`, key, mostPeople)
	default:
		return nil, nil
	}
	all, err := engine.All(rows, err, func(rows *engine.Rows) (Person, error) {
		var p Person
		err := rows.Scan(&p.Ref, &p.Given, &p.Family, &p.Contract)
		return p, err
	})
	if err != nil {
		return nil, fmt.Errorf("find whose records: %w", err)
	}
	return all, nil
}

// SubjectsOf lists under which names the record knows a customer: as party, as user, and by each contract. The customer is given by the
// number of a contract (then all on it are meant), by a reference of the feed, or by a username.
func SubjectsOf(r engine.Reader, name string) ([]access.Subject, error) {
	rows, err := r.Query(`select id from parties where ref = $1
		union select party_id from users where username_norm = $2 and party_id is not null
		union select m.party_id from contract_parties m join contracts c on c.id = m.contract_id where c.number = $1 limit $3`,
		name, strings.ToLower(name), mostPeople)
	parties, err := engine.All(rows, err, scanName)
	if err != nil {
		return nil, fmt.Errorf("find customer: %w", err)
	}
	var out []access.Subject
	for _, party := range parties {
		out = append(out, access.Subject{Kind: access.PartySubject, ID: party.String()})
		for kind, sql := range map[access.SubjectKind]string{
			access.UserSubject:     `select id from users where party_id = $1 limit $2`,
			access.ContractSubject: `select contract_id from contract_parties where party_id = $1 limit $2`,
		} {
			rows, err := r.Query(sql, party, mostPeople)
			more, err := engine.All(rows, err, scanName)
			if err != nil {
				return nil, fmt.Errorf("find customer: %w", err)
			}
			for _, one := range more {
				if on := (access.Subject{Kind: kind, ID: one.String()}); !slices.Contains(out, on) { // two people may be on one contract
					out = append(out, on)
				}
			}
		}
	}
	return out, nil
}

func scanName(rows *engine.Rows) (id.Of[Person], error) {
	var name id.Of[Person]
	err := rows.Scan(&name)
	return name, err
}

// ActorNamed finds the id of the user with a username, or of the program with a name; an id stands for itself.
func ActorNamed(r engine.Reader, name string) (string, error) {
	if user, err := id.Parse[access.User](name); err == nil {
		return user.String(), nil
	}
	var found id.Of[Person]
	err := r.QueryRow(`select id from users where username_norm = $1 union all select id from clients where name = $2 limit 1`,
		strings.ToLower(name), name).Scan(&found)
	if engine.NoRows(err) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("find user: %w", err)
	}
	return found.String(), nil
}

// Names tells the names that people know users and programs by.
func Names(r engine.Reader, actors []string) (map[string]string, error) {
	out := map[string]string{}
	for _, name := range actors {
		key, err := id.Parse[Person](name)
		if err != nil || out[name] != "" {
			continue
		}
		var username string
		err = r.QueryRow(`select username from users where id = $1 union all select name from clients where id = $1 limit 1`, key).Scan(&username)
		if err != nil && !engine.NoRows(err) {
			return nil, fmt.Errorf("find user: %w", err)
		}
		out[name] = username
	}
	return out, nil
}

// Newest returns when something was recorded last; zero when nothing was. Ids grow with time.
func Newest(r engine.Reader) (time.Time, error) {
	var at int64
	err := r.QueryRow(`select at from audits order by id desc limit 1`).Scan(&at)
	if engine.NoRows(err) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("read the newest entry of the audit: %w", err)
	}
	return engine.FromMicros(at), nil
}
