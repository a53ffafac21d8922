package messaging

import (
	"context"
	"errors"
	"strings"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/identity"
	"marque/internal/core/message"
	"marque/internal/core/notice"
	"marque/internal/courier"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/store/engine"
	"marque/internal/store/messages"
	"marque/internal/store/parties"
)

// mostThreads bounds a list of one customer's conversations.
const mostThreads = 200

// Opening is a conversation to be opened.
type Opening struct {
	Brand    string
	Contract contract.ID // may be none
	Topic    message.Topic
	Subject  string
	Text     string
	Files    []message.File
	Key      string // of the form: a second of the same opens nothing
}

func (n *Opening) check() error {
	var err error
	if n.Subject, err = message.CheckSubject(n.Subject); err != nil {
		return err
	}
	if !n.Topic.Valid() {
		return l10n.Input("topic", "Choose what it is about.", "Elija de qué se trata.", "Wählen Sie, worum es geht.")
	}
	if n.Files, err = message.CheckFiles(n.Files); err != nil {
		return err
	}
	n.Text, err = message.CheckText(n.Text, len(n.Files))
	return err
}

// Open begins a conversation with a first message.
func (s *Service) Open(ctx context.Context, by access.Actor, n Opening) (message.ID, error) {
	if err := n.check(); err != nil {
		return message.ID{}, err
	}
	if n.Key == "" || len(n.Key) > message.MostKey {
		return message.ID{}, fault.Input("key", "A conversation is opened under a key.")
	}
	if err := s.scan(ctx, n.Files); err != nil {
		return message.ID{}, err
	}
	thread := id.Derive[message.Thread]("thread", by.Party.String(), n.Key)
	pass := door.Pass{By: by, Do: access.MessageOpen, On: access.OnParty(by.Party), Key: "message.open/" + n.Key, Note: "conversation " + thread.String()}
	var t message.Thread
	err := s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		person, err := s.parties.ByID(tx, by.Party)
		if err != nil {
			return err
		}
		if err := s.mayOpen(tx, by, n); err != nil {
			return err
		}
		now := s.d.Now()
		t = message.Thread{
			ID: thread, Party: by.Party, Contract: n.Contract, Brand: n.Brand, Topic: n.Topic, Subject: n.Subject, Locale: person.Locale,
			State: message.Open, Team: message.TeamFor(n.Topic), Opened: now, Changed: now, Promised: s.promise(n.Brand),
		}
		if err := messages.Insert(tx, s.d.Box, t); err != nil {
			return err
		}
		return s.ask(tx, &t, person, message.Message{By: by.User, Body: n.Text, Files: n.Files, Key: n.Key})
	})
	if fault.Is(err, fault.Repeated) {
		return thread, nil
	}
	if err == nil {
		s.told(t)
	}
	return thread, err
}

// mayOpen looks at the contract and at how much is open already.
func (s *Service) mayOpen(tx *engine.Tx, by access.Actor, n Opening) error {
	if _, ok := s.d.Brands[n.Brand]; !ok {
		return fault.Input("brand", "There is no such brand.")
	}
	if !n.Contract.IsZero() {
		if on, err := parties.IsOn(tx, by.Party, n.Contract.String()); err != nil || !on {
			return errors.Join(err, l10n.Input("contract", "Choose one of your contracts.", "Elija uno de sus contratos.", "Wählen Sie einen Ihrer Verträge."))
		}
	}
	all, err := messages.OfParty(tx, s.d.Box, by.Party, mostThreads)
	if err != nil {
		return err
	}
	open := 0
	for _, t := range all {
		if t.State != message.Closed {
			open++
		}
	}
	if open >= message.MostOpen {
		return l10n.Fault(fault.Conflict, "You have %s conversations open. Please go on in one of them, or close one.",
			"Usted tiene %s conversaciones abiertas. Siga en una de ellas o cierre una, por favor.",
			"Sie haben %s offene Unterhaltungen. Bitte schreiben Sie in einer davon weiter, oder schließen Sie eine.", message.MostOpen)
	}
	return nil
}

// Words is what somebody writes in a thread.
type Words struct {
	Thread message.ID
	Text   string
	Files  []message.File
	Key    string // sent again under the same key, it is the same message
}

func (w *Words) check() error {
	var err error
	if len(w.Key) > message.MostKey {
		return fault.Inputf("key", "A key has at most %d characters.", message.MostKey)
	}
	if w.Files, err = message.CheckFiles(w.Files); err != nil {
		return err
	}
	w.Text, err = message.CheckText(w.Text, len(w.Files))
	return err
}

// Write adds what the customer writes. Sent twice under one key it is there once.
func (s *Service) Write(ctx context.Context, by access.Actor, w Words) (message.Message, error) {
	if err := w.check(); err != nil {
		return message.Message{}, err
	}
	if err := s.scan(ctx, w.Files); err != nil {
		return message.Message{}, err
	}
	pass, err := s.pass(ctx, by, access.MessageWrite, w.Thread)
	if err != nil {
		return message.Message{}, err
	}
	var said message.Message
	var t message.Thread
	err = s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		if t, err = s.lock(tx, w.Thread, w.Key, &said); err != nil {
			return err
		}
		if t, err = t.Asked(s.d.Now(), s.promise(t.Brand)); err != nil {
			return err
		}
		person, err := s.parties.ByID(tx, t.Party)
		if err != nil {
			return err
		}
		said = message.Message{By: by.User, Body: w.Text, Files: w.Files, Key: w.Key}
		said.Number = t.Last + 1
		return s.ask(tx, &t, person, said)
	})
	return said, s.wrote(t, err)
}

// wrote ends a write: a message that was there already is as good as written, a new one is told.
func (s *Service) wrote(t message.Thread, err error) error {
	if fault.Is(err, fault.Repeated) {
		return nil
	}
	if err == nil {
		s.told(t)
	}
	return err
}

// lock takes a thread to write in. When a message with the key is there already, it is returned with a fault of kind Repeated.
func (s *Service) lock(tx *engine.Tx, thread message.ID, key string, said *message.Message) (message.Thread, error) {
	t, err := messages.Lock(tx, s.d.Box, thread)
	if err != nil {
		return t, err
	}
	if key != "" {
		old, there, err := messages.ByKey(tx, s.d.Box, thread, key)
		if err != nil {
			return t, err
		}
		if there {
			*said = old
			return t, fault.New(fault.Repeated, "This message is there already.")
		}
	}
	if t.Last >= message.MostNumbers {
		return t, l10n.Fault(fault.Conflict, "This conversation has become very long. Please start a new one.", "Esta conversación se ha vuelto muy larga. Inicie una nueva, por favor.",
			"Diese Unterhaltung ist sehr lang geworden. Bitte beginnen Sie eine neue.")
	}
	return t, nil
}

// ask adds a customer's message to a locked thread, and does what its words ask for by themselves.
func (s *Service) ask(tx *engine.Tx, t *message.Thread, person parties.Party, m message.Message) error {
	if err := s.mayWrite(tx, t.Party, len(m.Files)); err != nil {
		return err
	}
	m.Author, m.Kind = message.ByCustomer, message.Text
	t.Seen = t.Last // whoever writes has read what stands above
	if err := s.add(tx, t, m); err != nil {
		return err
	}
	t.Seen = t.Last
	if notice.WantsNoTexts(m.Body) || t.Last == 1 && notice.WantsNoTexts(t.Subject) {
		if err := s.stopTexts(tx, t, person); err != nil {
			return err
		}
	}
	return messages.Change(tx, *t)
}

func (s *Service) mayWrite(tx *engine.Tx, party access.PartyID, files int) error {
	now := s.d.Now()
	written, _, err := messages.Asked(tx, party, now.Add(-time.Hour))
	if err != nil {
		return err
	}
	_, sent, err := messages.Asked(tx, party, now.Add(-24*time.Hour))
	if err != nil {
		return err
	}
	if written >= message.MostInHour || files > 0 && sent+files > message.MostFilesADay {
		f := l10n.Fault(fault.TooMany, "That is a lot at once. Please wait a little before you send more.", "Es mucho de una vez. Espere un poco antes de enviar más, por favor.",
			"Das ist viel auf einmal. Bitte warten Sie etwas, bevor Sie mehr senden.")
		f.RetryAfter = time.Hour
		return f
	}
	return nil
}

// add puts a message at the end of a locked thread; the caller writes the thread.
func (s *Service) add(tx *engine.Tx, t *message.Thread, m message.Message) error {
	event := m.Kind == message.Joined || m.Kind == message.Passed
	if event && t.Seen == t.Last {
		t.Seen++ // who has read everything has nothing to read in who looks after it
	}
	m.ID, m.Thread, m.Number, m.At = id.New[message.Message](s.d.IDs), t.ID, t.Last+1, s.d.Now()
	for i := range m.Files {
		m.Files[i].ID = id.New[message.File](s.d.IDs)
	}
	t.Last, t.Changed = m.Number, m.At
	if err := messages.Add(tx, s.d.Box, t.Party, m); err != nil || m.Offer == nil {
		return err
	}
	o := *m.Offer
	o.ID, o.Thread, o.Message = id.New[message.Offer](s.d.IDs), m.Thread, m.ID
	return messages.AddOffer(tx, o)
}

// stopTexts ends texts to every phone of a customer who asked for it, as a STOP by text does, and says so.
func (s *Service) stopTexts(tx *engine.Tx, t *message.Thread, person parties.Party) error {
	phones, err := s.phones(tx, person)
	if err != nil {
		return err
	}
	var ended []string
	for _, phone := range phones {
		changed, err := s.d.Courier.Hear(tx, courier.Heard{Phone: phone, Word: notice.WordStop, Who: person, Brand: t.Brand})
		if err != nil {
			return err
		}
		if changed {
			ended = append(ended, identity.Hint(identity.FactorText, phone))
		}
	}
	answer := message.Message{Author: message.ByHouse, Kind: message.TextsStopped, Body: strings.Join(ended, ", ")}
	if len(ended) == 0 {
		answer.Kind = message.NoTexts
	}
	return s.add(tx, t, answer)
}

// phones are where our texts to a customer go: the one on file, and those that codes go to.
func (s *Service) phones(r engine.Reader, person parties.Party) ([]string, error) {
	var out []string
	add := func(phone string) {
		for _, p := range out {
			if p == phone {
				return
			}
		}
		if phone != "" {
			out = append(out, phone)
		}
	}
	add(person.Phone)
	user, err := s.users.ByParty(r, person.ID)
	if fault.Is(err, fault.NotFound) {
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	all, err := s.users.Authenticators(r, user.ID)
	for _, a := range all {
		if a.Factor == identity.FactorText {
			add(a.Secret)
		}
	}
	return out, err
}

// Close ends a conversation that the customer holds for settled.
func (s *Service) Close(ctx context.Context, by access.Actor, thread message.ID) error {
	pass, err := s.pass(ctx, by, access.MessageClose, thread)
	if err != nil {
		return err
	}
	var t message.Thread
	err = s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		if t, err = messages.Lock(tx, s.d.Box, thread); err != nil {
			return err
		}
		t, err = s.end(tx, t, by)
		return err
	})
	return s.wrote(t, err)
}

// end closes a locked thread and says so in it.
func (s *Service) end(tx *engine.Tx, t message.Thread, by access.Actor) (message.Thread, error) {
	t, err := t.End(s.d.Now())
	if err != nil {
		return t, err
	}
	m := message.Message{Author: message.ByHouse, Kind: message.Ended}
	if by.Kind == access.CustomerKind {
		t.Seen = t.Last + 1
	}
	if err := s.add(tx, &t, m); err != nil {
		return t, err
	}
	return t, messages.Change(tx, t)
}
