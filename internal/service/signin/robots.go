package signin

import (
	"context"
	"errors"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/l10n"
	"marque/internal/store/engine"
)

// Level tells how hard the check against robots is for a network now.
func (s *Service) Level(ctx context.Context, network string) (int, error) {
	level := 0
	err := s.d.Door.Read(ctx, anonymous(access.SessionUse, access.OnSystem("robots"), ""), func(r engine.Reader) error {
		ofNetwork, all, err := s.users.Misses(r, network, s.d.Now())
		level = identity.Level(ofNetwork, all)
		return err
	})
	return level, err
}

// Patience is how long a form without a solution may be made to wait before it is sent back instead.
const Patience = 5 * time.Second

// Stamped uses up the stamp of a stranger's form and tells how long the form must be held. One without a solution is counted against its
// network, and one that came much too fast keeps its stamp: sent once more later, it passes.
func (s *Service) Stamped(ctx context.Context, w identity.Work, form identity.Stamp, network string, solved bool) (hold time.Duration, err error) {
	var told error
	err = s.d.Door.Write(ctx, anonymous(access.SignInCount, access.OnSystem("robots"), ""), func(tx *engine.Tx) error {
		hold, told = 0, nil
		if !solved {
			if hold, told, err = s.unsolved(tx, w, form, network); told != nil || err != nil {
				return err
			}
		}
		used, err := s.users.Stamp(tx, form)
		if err == nil && !used {
			told = identity.StampOver()
		}
		return err
	})
	return hold, errors.Join(err, told)
}

func (s *Service) unsolved(tx *engine.Tx, w identity.Work, form identity.Stamp, network string) (hold time.Duration, told, err error) {
	now := s.d.Now()
	ofNetwork, all, err := s.users.Misses(tx, network, now)
	if err != nil {
		return 0, nil, err
	}
	if hold = w.Hold(form, identity.Level(ofNetwork, all), now); hold > Patience {
		return 0, tooFast(hold), nil
	}
	v, err := s.users.Take(tx, s.d.Limits.Unsolved, network, now)
	if err == nil && !v.Pass {
		told = tooFast(v.Until.Sub(now))
	}
	return hold, told, err
}

func tooFast(wait time.Duration) error {
	return l10n.Later(wait, "While much is going on, forms without JavaScript take turns. Wait a little, then load this page once more and let your browser send the form again.",
		"Cuando hay mucha actividad, los formularios sin JavaScript esperan su turno. Espere un poco, cargue esta página de nuevo y deje que su navegador envíe otra vez el formulario.",
		"Wenn viel los ist, kommen Formulare ohne JavaScript der Reihe nach dran. Warten Sie etwas, laden Sie diese Seite neu, und lassen Sie Ihren Browser das Formular noch einmal senden.")
}

// Missed counts a stranger's form that came to nothing.
func (s *Service) Missed(ctx context.Context, network string) error {
	return s.d.Door.Write(ctx, anonymous(access.SignInCount, access.OnSystem("robots"), ""), func(tx *engine.Tx) error {
		return s.users.Miss(tx, network, s.d.Now())
	})
}
