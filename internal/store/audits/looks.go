package audits

import (
	"marque/internal/core/access"
	"marque/internal/store/engine"
)

// mostLooks bounds what a customer is shown of one subject; the whole record is the auditor's.
const mostLooks = 50

// ByAgents lists what members of the staff looked at or did about a subject, newest first.
func ByAgents(r engine.Reader, on access.Subject) ([]Row, error) {
	rows, err := r.Query(`select at, actor_kind, actor_id, action, subject_kind, subject_id, outcome, reason, note
		from audits where subject_kind = $1 and subject_id = $2 and actor_kind = $3 order by at desc, id desc limit $4`,
		string(on.Kind), on.ID, access.AgentKind.String(), mostLooks)
	return engine.All(rows, err, scanRow)
}
