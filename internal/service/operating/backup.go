package operating

import (
	"context"
	"time"

	"marque/internal/core/access"
	"marque/internal/door"
	"marque/internal/store/audits"
	"marque/internal/store/engine"
	"marque/internal/store/settings"
	"marque/internal/store/users"
)

// backups is what backups and restores are recorded on.
func backups() access.Subject { return access.OnSystem("backups") }

// BackupBegins records that a copy of everything is made, before it is: so the copy holds it too. The text by which the keys are known goes
// with the copy.
func (s *Service) BackupBegins(ctx context.Context, by access.Actor, note string) (keysCheck string, err error) {
	err = s.d.Door.Write(ctx, door.Pass{By: by, Do: access.BackupMake, On: backups(), Note: note}, func(tx *engine.Tx) error {
		keysCheck, err = settings.KeysCheck(tx)
		return err
	})
	return keysCheck, err
}

// Restored makes a book that was just restored safe to serve: nothing leaves for the bank until a person has settled with it what it has had,
// and everybody is signed out, since a sign-out or a new password from after the backup is not in it. No instant means that another tool has
// restored it: then it goes as far as the last entry of the audit.
func (s *Service) Restored(ctx context.Context, by access.Actor, made time.Time) (Restored, error) {
	out := Restored{Made: made}
	if made.IsZero() {
		err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.BackupRestore, On: backups()}, func(r engine.Reader) (err error) {
			out.Made, err = audits.Newest(r)
			return err
		})
		if err != nil {
			return out, err
		}
	}
	pass := door.Pass{By: by, Do: access.BackupRestore, On: backups(), Note: "as of " + out.Made.UTC().Format(time.RFC3339)}
	err := s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		if err := settings.SetRestored(tx, out.Made); err != nil {
			return err
		}
		var err error
		out.Sessions, err = users.EndEverybodys(tx, s.d.Now())
		return err
	})
	return out, err
}

// Restored is a book that was restored.
type Restored struct {
	Made     time.Time `json:"made"`     // as of when
	Sessions int64     `json:"sessions"` // that were ended
}
