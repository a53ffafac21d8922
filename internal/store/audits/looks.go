package audits

import (
	"fmt"
	"time"

	"marque/internal/core/access"
	"marque/internal/store/engine"
)

// mostLooks bounds what a customer is shown of one subject; the whole record is the auditor's.
const mostLooks = 400

// ByOthers lists what members of the staff and partners' programs looked at or did about a subject, newest first.
func ByOthers(r engine.Reader, on access.Subject) ([]Row, error) {
	rows, err := r.Query(`select at, actor_kind, actor_id, action, subject_kind, subject_id, outcome, reason, note, client_id
		from audits where subject_kind = $1 and subject_id = $2 and actor_kind in ('agent', 'partner') order by at desc, id desc limit $3`,
		string(on.Kind), on.ID, mostLooks)
	return engine.All(rows, err, scanRow)
}

// ByApps lists what a user's apps did about a subject, newest first.
func ByApps(r engine.Reader, on access.Subject, user access.UserID) ([]Row, error) {
	rows, err := r.Query(`select at, actor_kind, actor_id, action, subject_kind, subject_id, outcome, reason, note, client_id
		from audits where subject_kind = $1 and subject_id = $2 and actor_id = $3 and client_id is not null order by at desc, id desc limit $4`,
		string(on.Kind), on.ID, user.String(), mostLooks)
	return engine.All(rows, err, scanRow)
}

// LookedSince tells whether an app's look for its customer stands in the record since an instant: a screen that asks again and again is one look.
func LookedSince(r engine.Reader, by access.Actor, do access.Action, on access.Subject, since time.Time) (bool, error) {
	var found int
	err := r.QueryRow(`select 1 from audits where subject_kind = $1 and subject_id = $2 and at > $3 and actor_id = $4 and client_id = $5 and action = $6 and outcome = $7
		limit 1`, string(on.Kind), on.ID, engine.Micros(since), by.ID(), by.Client, string(do), string(Looked)).Scan(&found)
	if err != nil && !engine.NoRows(err) {
		return false, fmt.Errorf("read looks of app: %w", err)
	}
	return found == 1, nil
}
