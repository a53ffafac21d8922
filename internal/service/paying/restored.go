package paying

import (
	"context"
	"time"

	"marque/internal/core/access"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/store/engine"
	"marque/internal/store/settings"
)

// mayLeave refuses every way to a real bank from a book that was restored: what had left after its backup was made is not in it, and would
// leave twice.
func (s *Service) mayLeave(r engine.Reader, way Carrier) error {
	made, err := settings.Restored(r)
	if err != nil || made.IsZero() || s.Bank.Player != nil && way == Carrier(s.Bank.Player) {
		return err
	}
	return fault.Newf(fault.Conflict, "This book was restored from a backup of %s, so nothing leaves for the bank by itself. Ask your bank which files it has had since; "+
		"say of each that waits here too: marque bank send --taken NAME. Then: marque bank send --release", made.Format("2006-01-02 15:04 MST"))
}

// Held tells from when the backup is that this book was restored from, while nothing leaves for the bank because of it; else the zero time.
func (s *Service) Held(ctx context.Context, by access.Actor) (time.Time, error) {
	var made time.Time
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.BankStatus, On: system()}, func(r engine.Reader) (err error) {
		made, err = settings.Restored(r)
		return err
	})
	return made, err
}

// Release lets files leave for the bank again, once a person has settled with it what it has had.
func (s *Service) Release(ctx context.Context, by access.Actor) error {
	return s.Door.Write(ctx, door.Pass{By: by, Do: access.BankDeliver, On: system(), Note: "released after a restore"}, settings.Release)
}
