package audits

import (
	"fmt"
	"math"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/store/engine"
)

// Watch says whose looks and acts a person wants to see, and from which entry on: the newest first, those before a key.
type Watch struct {
	User     access.UserID // whose account it is: what that one did without a program is not listed
	Staff    bool          // our own people
	Partners bool          // programs of companies we work with
	Apps     bool          // the person's own apps
	People   bool          // other customers: who is on the contract too, or was let in
	Before   Key           // none is the newest
	Limit    int
}

// Key is the place of an entry in a list.
type Key struct {
	At time.Time
	ID ID
}

// Others lists what a person may see of what others did about a subject, newest first. A stranger's knock that was refused is the auditor's. Of one of
// the staff who saw pages as the person does, each page is listed and not what it was put together from.
func Others(r engine.Reader, on access.Subject, w Watch) ([]Row, error) {
	before := engine.Micros(w.Before.At)
	if w.Before.At.IsZero() {
		before = math.MaxInt64
	}
	rows, err := r.Query(`select at, actor_kind, actor_id, action, subject_kind, subject_id, outcome, reason, note, client_id, id
		from audits where subject_kind = $1 and subject_id = $2 and (at < $3 or at = $3 and id < $4)
		and ($5 and actor_kind = 'agent' or $6 and actor_kind = 'partner' or $7 and actor_kind = 'customer' and actor_id = $9 and client_id is not null
			or $8 and actor_kind = 'customer' and actor_id <> $9 and outcome <> 'refused')
		and (outcome <> 'looked' or action = $11 or substr(note, 1, 8) <> $12)
		order by at desc, id desc limit $10`,
		string(on.Kind), on.ID, before, w.Before.ID, w.Staff, w.Partners, w.Apps, w.People, w.User.String(), w.Limit,
		string(access.ViewPage), identity.ViewingMark)
	return engine.All(rows, err, func(rows *engine.Rows) (Row, error) {
		var a Row
		var at int64
		err := rows.Scan(&at, &a.ActorKind, &a.ActorID, &a.Action, &a.SubjectKind, &a.SubjectID, &a.Outcome, &a.Reason, &a.Note, &a.Client, &a.ID)
		a.At = engine.FromMicros(at)
		return a, err
	})
}

// LookedSince tells whether a helper's look, or an app's for its customer, stands in the record since an instant: a screen that asks again and again
// is one look.
func LookedSince(r engine.Reader, by access.Actor, do access.Action, on access.Subject, since time.Time) (bool, error) {
	var found int
	err := r.QueryRow(`select 1 from audits where subject_kind = $1 and subject_id = $2 and at > $3 and actor_id = $4 and (client_id = $5 or client_id is null and $8) and action = $6 and outcome = $7
		limit 1`, string(on.Kind), on.ID, engine.Micros(since), by.ID(), by.Client, string(do), string(Looked), by.Client.IsZero()).Scan(&found)
	if err != nil && !engine.NoRows(err) {
		return false, fmt.Errorf("read looks of app: %w", err)
	}
	return found == 1, nil
}

// FollowedSince tells whether the same look of the same agent, under the same note, stands in the record since an instant.
func FollowedSince(r engine.Reader, e Entry, since time.Time) (bool, error) {
	var found int
	err := r.QueryRow(`select 1 from audits where subject_kind = $1 and subject_id = $2 and at > $3 and actor_id = $4 and action = $5 and note = $6 and outcome = $7
		limit 1`, string(e.On.Kind), e.On.ID, engine.Micros(since), e.By.ID(), string(e.Do), e.Note, string(Looked)).Scan(&found)
	if err != nil && !engine.NoRows(err) {
		return false, fmt.Errorf("read looks of agent: %w", err)
	}
	return found == 1, nil
}
