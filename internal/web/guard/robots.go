package guard

import (
	"cmp"
	"context"
	"net/http"
	"strings"
	"time"

	"marque/internal/core/identity"
	"marque/internal/l10n"
)

// SolutionField is the field that the page's script fills with the solution of the form's puzzle. It has ALTCHA's name.
const SolutionField = "altcha"

// stampMark stands between the form's token and a stranger's stamp. Both are in one field, so that no page can have one without the other.
const stampMark = "."

// mostHeld bounds the forms without solutions that wait at once: each costs a connection and no more.
const mostHeld = 500

func (g *Gate) signer() identity.Signer {
	return identity.Signer{Work: cmp.Or(g.c.Work, identity.DefaultWork()), MACs: g.c.MACs}
}

// stamp returns what a stranger's form carries against robots. A page can be shown while the database is away: then the work is the least.
func (r *Request) stamp() (string, error) {
	level, err := r.gate.c.SignIn.Level(r.Context(), r.Network)
	if err != nil {
		level = 0
	}
	return r.gate.signer().New(r.gate.c.Random, r.Network, level, r.gate.c.Now())
}

// checkRobot wants a stamp, unused, of every form that comes without a session: solved, or else later and not too often.
func (r *Request) checkRobot() error {
	g := r.gate
	_, text, _ := strings.Cut(r.PostForm.Get(FormField), stampMark)
	signer := g.signer()
	stamp, solved, err := signer.Read(text, r.PostForm.Get(SolutionField), r.Network, g.c.Now())
	if err != nil {
		return err
	}
	hold, err := g.c.SignIn.Stamped(r.Context(), signer.Work, stamp, r.Network, solved)
	if err != nil || hold == 0 {
		return err
	}
	return g.hold(r.Context(), hold)
}

// hold keeps a form waiting.
func (g *Gate) hold(ctx context.Context, d time.Duration) error {
	select {
	case g.held <- struct{}{}:
		defer func() { <-g.held }()
		return g.c.Hold(ctx, d)
	default:
		return l10n.Later(d, "Many people are here right now. Please wait a moment and try again.",
			"Hay muchas personas aquí en este momento. Espere un momento e inténtelo de nuevo.",
			"Gerade sind viele hier. Bitte warten Sie einen Moment, und versuchen Sie es noch einmal.")
	}
}

// sleep is the Hold of a Config that has none.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// missTime bounds the count of a failure, which does not end with the request: who hangs up is counted too.
const missTime = 20 * time.Second

// missed counts a stranger's form that passed the check and came to nothing.
func (g *Gate) missed(r *Request, status int) {
	if !r.robotChecked || status < http.StatusBadRequest || status >= http.StatusInternalServerError {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), missTime)
	defer cancel()
	if err := g.c.SignIn.Missed(ctx, r.Network); err != nil {
		g.c.Log.Error("count a failed form", "reference", r.Reference, "error", err)
	}
}
