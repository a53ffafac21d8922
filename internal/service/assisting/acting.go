package assisting

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/courier"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/store/assists"
	"marque/internal/store/attempts"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/parties"
)

// Act is what an agent wants for a customer.
type Act struct {
	By    access.Actor
	Party access.PartyID
	Why   identity.Why
}

func (a Act) pass(do access.Action, note string) door.Pass {
	return door.Pass{By: a.By, Do: do, On: access.OnParty(a.Party), Note: note + ": " + a.Why.Note()}
}

// caller is whom an act is about.
type caller struct {
	user   identity.User
	person parties.Party
	brand  string // of the contract: whose words and address stand in notices
	all    []identity.Authenticator
	proved bool      // this agent checked who calls, not long ago
	newer  time.Time // a contact changed in the last fourteen days
}

// caller reads whom an act is about; somebody who has not registered has nothing to act on.
func (s *Service) caller(r engine.Reader, a Act) (caller, error) {
	var c caller
	var err error
	if c.user, err = s.users.ByParty(r, a.Party); err != nil {
		return c, err
	}
	if c.person, err = s.parties.ByID(r, a.Party); err != nil {
		return c, err
	}
	if c.brand, err = s.brandOf(r, a.Party); err != nil {
		return c, err
	}
	if c.all, err = s.users.Authenticators(r, c.user.ID); err != nil {
		return c, err
	}
	checks, err := assists.Checks(r, a.Party)
	if err != nil {
		return c, err
	}
	for _, check := range checks {
		c.proved = c.proved || check.Holds(a.By.User, s.d.Now())
	}
	contacts, err := s.parties.Contacts(r, a.Party)
	for _, x := range contacts {
		if s.fresh(x) {
			c.newer = x.Since
		}
	}
	return c, err
}

// brandOf returns the brand of the party's contract; of several, of the one whose number is the first.
func (s *Service) brandOf(r engine.Reader, party access.PartyID) (string, error) {
	all, err := contracts.OfParty(r, party)
	if err != nil || len(all) == 0 {
		return s.d.Brand, err
	}
	return all[0].Terms.Brand, nil
}

// errNotProved is the answer to an act for somebody who was not checked.
func errNotProved() error {
	return fault.New(fault.Conflict, "Check first who is calling. A check holds for 30 minutes, for you alone.")
}

// Unlock ends the locks on a customer's names and codes, and tells every address. It says whether it was done: when an address changed in
// the last fourteen days, a second person decides, and a request is made instead.
func (s *Service) Unlock(ctx context.Context, a Act) (done bool, err error) {
	if err := a.Why.Check(); err != nil {
		return false, err
	}
	err = s.d.Door.Write(ctx, a.pass(access.CustomerUnlock, "unlock"), func(tx *engine.Tx) error {
		c, err := s.caller(tx, a)
		if err != nil {
			return err
		}
		if !c.proved {
			return errNotProved()
		}
		if done = c.newer.IsZero(); !done {
			return s.ask(tx, a, c, identity.Request{Kind: identity.UnlockNow})
		}
		return s.unlock(tx, c)
	})
	return done && err == nil, err
}

func (s *Service) unlock(tx *engine.Tx, c caller) error {
	for _, name := range []string{c.user.Username, c.user.Email} {
		if err := s.users.Clear(tx, s.d.Limits.Account, identity.ReadIdentifier(name).Folded); err != nil {
			return err
		}
	}
	if err := s.users.Clear(tx, s.d.Limits.Codes, c.user.ID.String()); err != nil {
		return err
	}
	if err := s.endWaits(tx, c); err != nil {
		return err
	}
	return s.tell(tx, c, l10n.T(
		"One of our agents unlocked your sign-in after checking who was calling.",
		"Uno de nuestros agentes desbloqueó su inicio de sesión después de comprobar quién llamaba.",
		"Einer unserer Mitarbeiter hat Ihre Anmeldung entsperrt, nachdem er geprüft hat, wer anruft."), time.Time{})
}

// endWaits ends the waits on each network and browser that the customer's names were tried from: the caller sits at one of them.
func (s *Service) endWaits(tx *engine.Tx, c caller) error {
	tried, err := attempts.Of(tx, s.d.Box, c.user.ID)
	if err != nil {
		return err
	}
	devices, err := s.users.DevicesOf(tx, c.user.ID)
	if err != nil {
		return err
	}
	places := map[string]bool{}
	for _, a := range tried {
		places["network "+a.Network] = true
	}
	for _, d := range devices {
		places["device "+d.ID.String()] = true
	}
	for _, name := range []string{c.user.Username, c.user.Email} {
		for _, place := range slices.Sorted(maps.Keys(places)) {
			if err := s.users.Clear(tx, s.d.Limits.Pair, identity.ReadIdentifier(name).Folded+" "+place); err != nil {
				return err
			}
		}
	}
	return nil
}

// tell tells every address on file, old ones of the last changes too. No agent can keep it back.
func (s *Service) tell(tx *engine.Tx, c caller, what l10n.Text, due time.Time) error {
	addresses := []string{c.user.Email, c.person.Email, c.person.Phone}
	for _, a := range c.all {
		if a.Factor == identity.FactorText || a.Factor == identity.FactorMail {
			addresses = append(addresses, a.Secret)
		}
	}
	changes, err := s.parties.ContactChanges(tx, c.person.ID)
	if err != nil {
		return err
	}
	for _, x := range changes {
		if s.fresh(x) {
			addresses = append(addresses, x.Former)
		}
	}
	p := courier.Parcel{Notice: notice.DeskAct{What: what, At: s.d.Now(), Due: due}, Brand: c.brand}.For(c.person)
	return s.d.Courier.Tell(tx, p, addresses...)
}

// AskRemoval asks for the removal of a lost factor. Somebody else decides, and then it waits a day.
func (s *Service) AskRemoval(ctx context.Context, a Act, factor identity.Factor) error {
	if err := a.Why.Check(); err != nil {
		return err
	}
	if factor != identity.FactorApp && factor != identity.FactorText {
		return fault.Input("factor", "Choose the factor that was lost.")
	}
	return s.d.Door.Write(ctx, a.pass(access.RequestAsk, "remove "+string(factor)), func(tx *engine.Tx) error {
		c, err := s.caller(tx, a)
		if err != nil {
			return err
		}
		if !c.proved {
			return errNotProved()
		}
		bound := false
		for _, x := range c.all {
			bound = bound || x.Factor == factor
		}
		if !bound {
			return fault.Input("factor", "This customer has no such factor.")
		}
		return s.ask(tx, a, c, identity.Request{Kind: identity.RemoveFactor, Factor: factor})
	})
}

// ask keeps a request and tells the customer of it. One of a kind at a time is enough.
func (s *Service) ask(tx *engine.Tx, a Act, c caller, q identity.Request) error {
	all, err := assists.Of(tx, a.Party)
	if err != nil {
		return err
	}
	for _, old := range all {
		if old.Kind == q.Kind && old.Factor == q.Factor && old.Open(s.d.Now()) {
			return fault.New(fault.Conflict, "This was asked for already and waits.")
		}
	}
	q.ID, q.Party, q.User, q.Why = id.New[identity.Request](s.d.IDs), a.Party, c.user.ID, a.Why
	q.State, q.AskedBy, q.AskedAt = identity.RequestWaiting, a.By.User, s.d.Now()
	if err := assists.Insert(tx, q); err != nil {
		return err
	}
	return s.tell(tx, c, l10n.T(
		"One of our agents asked to %s. A second person decides first.",
		"Uno de nuestros agentes pidió %s. Antes decide una segunda persona.",
		"Einer unserer Mitarbeiter hat beantragt, %s. Zuerst entscheidet eine zweite Person.", Words(q)), time.Time{})
}

// Words says what a request is for, after "asked to".
func Words(q identity.Request) l10n.Text {
	switch {
	case q.Kind == identity.UnlockNow:
		return l10n.T("unlock your sign-in", "desbloquear su inicio de sesión", "Ihre Anmeldung zu entsperren")
	case q.Kind == identity.SendReset:
		return l10n.T("send you a link for a new password", "enviarle un enlace para una contraseña nueva", "Ihnen einen Link für ein neues Passwort zu senden")
	case q.Factor == identity.FactorApp:
		return l10n.T(
			"remove the authenticator app from your sign-in",
			"quitar la aplicación de autenticación de su inicio de sesión",
			"die Authenticator-App von Ihrer Anmeldung zu entfernen")
	}
	return l10n.T(
		"remove the phone that your codes go to from your sign-in",
		"quitar de su inicio de sesión el teléfono al que van sus códigos",
		"das Telefon, an das Ihre Codes gehen, von Ihrer Anmeldung zu entfernen")
}

// Waiting lists the requests that wait for a second person, and those that wait for their time.
func (s *Service) Waiting(ctx context.Context, by access.Actor) ([]Asked, error) {
	var out []Asked
	err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.RequestList, On: access.OnSystem("desk")}, func(r engine.Reader) error {
		out = nil
		for _, state := range []identity.RequestState{identity.RequestWaiting, identity.RequestApproved} {
			all, err := assists.In(r, state)
			if err != nil {
				return err
			}
			named, err := s.named(r, all)
			if err != nil {
				return err
			}
			out = append(out, named...)
		}
		return nil
	})
	return out, err
}

// Mine lists the requests about a customer that can still come to something, for the customer.
func (s *Service) Mine(ctx context.Context, by access.Actor) ([]Asked, error) {
	var out []Asked
	err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.RequestList, On: access.OnParty(by.Party)}, func(r engine.Reader) error {
		all, err := assists.Of(r, by.Party)
		if err != nil {
			return err
		}
		all = slices.DeleteFunc(all, func(q identity.Request) bool { return !q.Open(s.d.Now()) })
		out, err = s.named(r, all)
		return err
	})
	return out, err
}

// Decide approves or refuses what somebody else asked for. What can take an account over waits a day more, and every address is told.
func (s *Service) Decide(ctx context.Context, by access.Actor, request identity.RequestID, yes bool) error {
	return s.change(ctx, by, request, access.RequestDecide, func(q identity.Request) (identity.Request, error) { return q.Decide(by.User, yes, s.d.Now()) })
}

// Cancel ends a request before it is carried out.
func (s *Service) Cancel(ctx context.Context, by access.Actor, request identity.RequestID) error {
	return s.change(ctx, by, request, access.RequestCancel, func(q identity.Request) (identity.Request, error) { return q.Cancel(s.d.Now()) })
}

// change moves a request on. Of two at once one is refused.
func (s *Service) change(ctx context.Context, by access.Actor, request identity.RequestID, do access.Action, step func(identity.Request) (identity.Request, error)) error {
	q, err := s.request(ctx, by, request)
	if err != nil {
		return err
	}
	pass := door.Pass{By: by, Do: do, On: access.OnParty(q.Party), Note: string(q.Kind) + ": " + q.Why.Note()}
	return s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		old, err := assists.ByID(tx, request)
		if err != nil {
			return err
		}
		next, err := step(old)
		if err != nil {
			return err
		}
		if moved, err := assists.Change(tx, next, old.State); err != nil || !moved {
			return errors.Join(err, fault.New(fault.Conflict, "This request was decided or ended already."))
		}
		c, err := s.caller(tx, Act{By: by, Party: next.Party})
		if err != nil {
			return err
		}
		return s.follow(tx, c, next)
	})
}

func (s *Service) request(ctx context.Context, by access.Actor, request identity.RequestID) (identity.Request, error) {
	var q identity.Request
	err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.RequestList, On: access.OnSystem("desk")}, func(r engine.Reader) error {
		var err error
		q, err = assists.ByID(r, request)
		return err
	})
	return q, err
}

// follow does what a request's new state asks for, and tells the customer.
func (s *Service) follow(tx *engine.Tx, c caller, q identity.Request) error {
	switch q.State {
	case identity.RequestApproved:
		return s.tell(tx, c, l10n.T(
			"Two of our agents agreed to %s.",
			"Dos de nuestros agentes acordaron %s.",
			"Zwei unserer Mitarbeiter haben beschlossen, %s.", Words(q)), q.DueAt)
	case identity.RequestDone:
		return s.carryOut(tx, c, q)
	}
	return s.tell(tx, c, l10n.T(
		"The request to %s was ended. Nothing was changed.",
		"Terminó la solicitud de %s. No se cambió nada.",
		"Der Antrag, %s, ist beendet. Nichts wurde geändert.", Words(q)), time.Time{})
}

func (s *Service) carryOut(tx *engine.Tx, c caller, q identity.Request) error {
	switch q.Kind {
	case identity.UnlockNow:
		return s.unlock(tx, c)
	case identity.SendReset:
		return s.sendLink(tx, c)
	}
	return s.remove(tx, c, q)
}

// remove takes the factor away and ends what it opened. Who has no second factor left gets codes at the contact on file: the owner must
// be able to get in.
func (s *Service) remove(tx *engine.Tx, c caller, q identity.Request) error {
	now := s.d.Now()
	if _, err := s.users.Unbind(tx, c.user.ID, q.Factor); err != nil {
		return err
	}
	if _, err := s.users.EndAll(tx, c.user.ID, identity.SessionID{}, now); err != nil {
		return err
	}
	if err := s.users.Distrust(tx, c.user.ID); err != nil {
		return err
	}
	if next, ok := s.instead(c, q.Factor); ok {
		next.ID, next.User, next.CreatedAt = id.New[identity.Authenticator](s.d.IDs), c.user.ID, now
		if err := s.users.Bind(tx, next); err != nil {
			return err
		}
	}
	what := l10n.T(
		"The authenticator app was removed from your sign-in.",
		"Se quitó la aplicación de autenticación de su inicio de sesión.",
		"Die Authenticator-App wurde von Ihrer Anmeldung entfernt.")
	if q.Factor == identity.FactorText {
		what = l10n.T(
			"The phone that your codes went to was removed from your sign-in.",
			"Se quitó de su inicio de sesión el teléfono al que iban sus códigos.",
			"Das Telefon, an das Ihre Codes gingen, wurde von Ihrer Anmeldung entfernt.")
	}
	return s.tell(tx, c, what, time.Time{})
}

// instead returns what codes go to when nothing is left after a removal.
func (s *Service) instead(c caller, lost identity.Factor) (identity.Authenticator, bool) {
	for _, a := range c.all {
		if a.Factor != lost && a.DisabledAt.IsZero() && (a.Factor == identity.FactorApp || a.Factor == identity.FactorText || a.Factor == identity.FactorMail) {
			return a, false
		}
	}
	if lost != identity.FactorText && c.person.Phone != "" {
		return identity.Authenticator{Factor: identity.FactorText, Secret: c.person.Phone}, true
	}
	return identity.Authenticator{Factor: identity.FactorMail, Secret: c.person.Email}, c.person.Email != ""
}

// Carry carries out the requests whose time has come; the schedule calls it.
func (s *Service) Carry(ctx context.Context) error {
	by := access.System("desk")
	var due []identity.Request
	err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.RequestCarry, On: access.OnSystem("desk")}, func(r engine.Reader) error {
		var err error
		due, err = assists.In(r, identity.RequestApproved)
		return err
	})
	for _, q := range due {
		if s.d.Now().Before(q.DueAt) {
			continue
		}
		pass := door.Pass{By: by, Do: access.RequestCarry, On: access.OnParty(q.Party), Note: string(q.Kind)}
		err = errors.Join(err, s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error { return s.carry(tx, q) }))
	}
	return err
}

func (s *Service) carry(tx *engine.Tx, q identity.Request) error {
	next, err := q.Carry(s.d.Now())
	if err != nil {
		return err
	}
	if moved, err := assists.Change(tx, next, q.State); err != nil || !moved {
		return err // another process was first
	}
	c, err := s.caller(tx, Act{Party: q.Party})
	if err != nil {
		return err
	}
	return s.follow(tx, c, next)
}
