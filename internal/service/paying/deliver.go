package paying

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/payment"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/money"
	"marque/internal/store/bankfiles"
	"marque/internal/store/engine"
	"marque/internal/store/settings"
)

// Delivered is a file that left.
type Delivered struct {
	File    string      `json:"file"`
	Entries int         `json:"entries"`
	Debits  money.Cents `json:"debits"`
	Credits money.Cents `json:"credits"`
	Found   bool        `json:"found"` // it was there already, whole: an earlier run had got so far
}

// play hands what waits to the bank that is played. It comes at the beginning of a banking day's close, as a courier comes in the morning, so that what a day has put
// into a file waits until the next one and can be taken elsewhere (marque bank send --dir).
func (s *Service) play(ctx context.Context, day civil.Date) (int, error) {
	if s.Bank.Player == nil || !s.Calendar.IsBusiness(day) {
		return 0, nil
	}
	done, err := s.deliver(ctx, cycle(), errand{s.Bank.Player, payment.ACH, day})
	return len(done), err
}

// errand is one way to the bank, for the files of one rail.
type errand struct {
	way  Carrier
	rail payment.Rail
	day  civil.Date
}

// Deliver sends every ACH file that waits, by a carrier or, without one, the configured way.
func (s *Service) Deliver(ctx context.Context, by access.Actor, way Carrier) ([]Delivered, error) {
	return s.DeliverOn(ctx, by, payment.ACH, way)
}

// DeliverOn sends every file of a rail that waits. The configured way leads to the bank of the ACH files: others need one of their own.
func (s *Service) DeliverOn(ctx context.Context, by access.Actor, rail payment.Rail, way Carrier) ([]Delivered, error) {
	if way == nil && rail == payment.ACH {
		way = s.Bank.way()
	}
	if way == nil {
		return nil, fault.New(fault.Unavailable, "No way to this bank is configured. Name a folder with --dir, or see bank in the settings.")
	}
	today, err := s.today(ctx, by)
	if err != nil {
		return nil, err
	}
	return s.deliver(ctx, by, errand{way, rail, today})
}

func (b Bank) way() Carrier {
	if b.Player != nil {
		return b.Player
	}
	return b.Carrier
}

func (s *Service) deliver(ctx context.Context, by access.Actor, e errand) ([]Delivered, error) {
	var done []Delivered
	err := s.Alone(ctx, func() error {
		var waiting []bankfiles.File
		err := s.Door.Read(ctx, door.Pass{By: by, Do: access.BankStatus, On: system()}, func(r engine.Reader) error {
			if err := s.mayLeave(r, e.way); err != nil {
				return err
			}
			var err error
			waiting, err = bankfiles.Waiting(r)
			waiting = ofRail(waiting, e.rail)
			return err
		})
		for i := 0; err == nil && i < len(waiting); i++ {
			var one Delivered
			if one, err = s.deliverOne(ctx, by, e, waiting[i]); err == nil {
				done = append(done, one)
			}
		}
		return errors.Join(err, e.way.Close())
	})
	return done, err
}

// deliverOne brings one file to the bank, once. That it is on its way is on record before its final name can be there, and its temporary name is there
// before that is on record: so whatever moment a process dies at, the next one can tell from the place itself what has happened.
//
//	on record   at the bank   what has happened               what is done
//	written     nothing       nothing                         begin, record, put
//	written     begun         begun, not recorded             record, put
//	written     there         the database is older           record that it was sent
//	sending     begun         died while it was put           put
//	sending     there         died before it was recorded     record that it was sent
//	sending     nothing       the bank has taken it, or lost  a person must say
//	any         other bytes   not ours                        a person must say
func (s *Service) deliverOne(ctx context.Context, by access.Actor, e errand, f bankfiles.File) (Delivered, error) {
	way, day := e.way, e.day
	done := Delivered{File: f.Name, Entries: f.Entries, Debits: f.Debits, Credits: f.Credits}
	content, err := s.sealed(ctx, by, f)
	if err != nil {
		return done, err
	}
	stage, err := way.Look(ctx, f.Name, content)
	if err != nil {
		return done, err
	}
	switch {
	case stage == payment.Other:
		return done, fault.Newf(fault.Conflict, "There is another file named %s where the bank's files go. Nothing was sent; move that one away first.", f.Name)
	case stage == payment.Absent && f.State == bankfiles.Sending:
		return done, fault.Newf(fault.Conflict,
			"%s was on its way when the program stopped, and it is not there any more: the bank has taken it, or it was lost. Ask your bank, then run marque bank send with --taken %s or --again %s.",
			f.Name, f.Name, f.Name)
	case stage == payment.There:
		done.Found = true
		return done, s.recordSent(ctx, by, f, day)
	case stage == payment.Absent:
		if err := way.Begin(ctx, f.Name); err != nil {
			return done, err
		}
	}
	if f.State == bankfiles.Written {
		if err := s.moveFile(ctx, by, f, bankfiles.Sending); err != nil {
			return done, err
		}
		f.State = bankfiles.Sending
	}
	if err := way.Put(ctx, f.Name, content); err != nil {
		return done, err
	}
	return done, s.recordSent(ctx, by, f, day)
}

// sealed opens a file's bytes and proves that they are those of which the hash was kept.
func (s *Service) sealed(ctx context.Context, by access.Actor, f bankfiles.File) ([]byte, error) {
	var content []byte
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.BankStatus, On: system()}, func(r engine.Reader) error {
		var err error
		content, err = bankfiles.Content(r, s.Box, f.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	if sum := sha256.Sum256(content); !bytes.Equal(sum[:], f.SHA256) {
		return nil, fault.Newf(fault.Internal, "The file %s is not what was written. It is not sent.", f.Name)
	}
	return content, nil
}

func (s *Service) moveFile(ctx context.Context, by access.Actor, f bankfiles.File, to bankfiles.State) error {
	return s.Door.Write(ctx, door.Pass{By: by, Do: access.BankDeliver, On: system(), Note: f.Name + " " + string(to)}, func(tx *engine.Tx) error {
		return bankfiles.Move(tx, f, to, s.Book.Now())
	})
}

// recordSent moves a file and all of its payments at once.
func (s *Service) recordSent(ctx context.Context, by access.Actor, f bankfiles.File, day civil.Date) error {
	f.SentOn = day
	return s.Door.Write(ctx, door.Pass{By: by, Do: access.BankDeliver, On: system(), Note: f.Name + " sent"}, func(tx *engine.Tx) error {
		if err := bankfiles.Move(tx, f, bankfiles.Sent, s.Book.Now()); err != nil {
			return err
		}
		if _, err := bankfiles.PaymentsSent(tx, f.ID, day); err != nil {
			return err
		}
		if _, err := bankfiles.RefundsSent(tx, f.ID, day); err != nil {
			return err
		}
		return bankfiles.VerificationsSent(tx, f.ID, day)
	})
}

// Decide records what nobody but the bank can know: whether a file that was on its way has arrived (taken), or is to be sent again. Of a book that was
// restored every file that waits may have arrived.
func (s *Service) Decide(ctx context.Context, by access.Actor, name string, taken bool) error {
	var f bankfiles.File
	var today civil.Date
	var made time.Time
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.BankStatus, On: system()}, func(r engine.Reader) error {
		var err error
		if made, err = settings.Restored(r); err != nil {
			return err
		}
		if f, err = bankfiles.ByID(r, bankfiles.OutID(name)); err != nil {
			return err
		}
		today, err = s.Book.Today(r)
		return err
	})
	if err != nil {
		return err
	}
	if f.State != bankfiles.Sending && (made.IsZero() || f.State != bankfiles.Written) {
		return fault.Newf(fault.Conflict, "%s is %s: there is nothing to decide.", name, f.State)
	}
	return s.Alone(ctx, func() error {
		if taken {
			return s.recordSent(ctx, by, f, today)
		}
		return s.moveFile(ctx, by, f, bankfiles.Written)
	})
}
