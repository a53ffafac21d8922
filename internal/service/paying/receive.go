package paying

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/payment"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/store/bankfiles"
	"marque/internal/store/engine"
)

// Received is what a file of the bank's held.
type Received struct {
	File        string `json:"file"`
	Returned    int    `json:"returned"`    // entries that came back
	Corrected   int    `json:"corrected"`   // accounts whose details were corrected
	Receipts    int    `json:"receipts"`    // files of ours that the bank spoke about
	Repeated    int    `json:"repeated"`    // what we knew already
	Quarantined int    `json:"quarantined"` // lines kept for a person
	Refused     string `json:"refused"`     // why the file as a whole was put into quarantine
	Line        int    `json:"line"`        // of the refusal
	Known       bool   `json:"known"`       // the same file was read before
}

// Receive reads what the bank has left, by a carrier or, without one, the configured way. A file that was read before, under whatever name, does
// nothing; one that was interrupted is read to its end.
func (s *Service) Receive(ctx context.Context, by access.Actor, way Carrier) ([]Received, error) {
	if way == nil {
		way = s.Bank.Carrier
	}
	if way == nil {
		return nil, fault.New(fault.Unavailable, "No way from a bank is configured. Name a folder with --dir, or see bank in the settings.")
	}
	day, err := s.today(ctx, by)
	if err != nil {
		return nil, err
	}
	var done []Received
	err = s.Alone(ctx, func() error {
		waiting, err := way.Inbox(ctx)
		for i := 0; err == nil && i < len(waiting); i++ {
			var one *Received
			if one, err = s.receiveOne(ctx, by, way, waiting[i], day); err == nil && one != nil {
				done = append(done, *one)
			}
		}
		return errors.Join(err, way.Close())
	})
	return done, err
}

func (s *Service) today(ctx context.Context, by access.Actor) (civil.Date, error) {
	var today civil.Date
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.BankStatus, On: system()}, func(r engine.Reader) error {
		var err error
		today, err = s.Book.Today(r)
		return err
	})
	return today, err
}

// receiveOne fetches a file unless its mark is known.
func (s *Service) receiveOne(ctx context.Context, by access.Actor, way Carrier, a payment.Arrival, day civil.Date) (*Received, error) {
	known := false
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.BankStatus, On: system()}, func(r engine.Reader) error {
		var err error
		known, err = bankfiles.Known(r, a.Mark)
		return err
	})
	if err != nil || known {
		return &Received{File: a.Name, Known: true}, err
	}
	content, err := way.Fetch(ctx, a)
	if err != nil {
		return nil, err
	}
	one, err := s.takeFile(ctx, by, arrived{a, content, day})
	return &one, err
}

// arrived is a file of the bank's in hand.
type arrived struct {
	payment.Arrival
	content []byte
	day     civil.Date
}

// takeFile reads one file of the bank's and does what it says, line by line, each in a transaction of its own.
func (s *Service) takeFile(ctx context.Context, by access.Actor, a arrived) (Received, error) {
	out := Received{File: a.Name}
	sum := sha256.Sum256(a.content)
	f := bankfiles.File{
		ID: id.Derive[payment.File]("in", hex.EncodeToString(sum[:])), Direction: bankfiles.In, Name: a.Name, Day: a.day, State: bankfiles.Reading,
		Made: s.Book.Now(), SHA256: sum[:],
	}
	err := s.Door.Write(ctx, door.Pass{By: by, Do: access.BankReceive, On: system(), Note: a.Name}, func(tx *engine.Tx) error {
		var err error
		f, err = bankfiles.Receive(tx, s.Box, f, a.content, a.Mark)
		return err
	})
	if err != nil {
		return out, err
	}
	if f.State != bankfiles.Reading {
		out.Known = true
		return out, nil
	}
	report, err := s.read(a.content)
	if refused, ok := errors.AsType[payment.Unreadable](err); ok {
		out.Refused, out.Line = refused.Reason, refused.Line
		f.Reason, f.Line = refused.Reason, refused.Line
		return out, s.endFile(ctx, by, f, bankfiles.Quarantined)
	}
	if err != nil {
		return out, err
	}
	in := &intake{Service: s, by: by, file: f, day: a.day, out: &out}
	if err := in.all(ctx, report); err != nil {
		return out, err
	}
	return out, s.endFile(ctx, by, f, bankfiles.Read)
}

// read reads a file that speaks of something: orders are ours to give, not the bank's.
func (s *Service) read(content []byte) (payment.Report, error) {
	report, err := s.reader(content).Read(content)
	if err != nil {
		return report, err
	}
	if len(report.Returns)+len(report.Changes)+len(report.Receipts)+len(report.Odd)+report.Booked == 0 {
		return report, payment.Unreadable{Reason: fmt.Sprintf("the file holds %d orders and no answer: the bank does not send us orders", report.Forward)}
	}
	if report.Forward > 0 {
		report.Odd = append(report.Odd, payment.Odd{Reason: fmt.Sprintf("the file holds %d entries that are neither returns nor changes", report.Forward)})
	}
	return report, nil
}

// reader is the rail that a file of the bank's speaks of, by its content: XML is SEPA's.
func (s *Service) reader(content []byte) Rail {
	start := bytes.TrimLeft(bytes.TrimPrefix(content, []byte("\ufeff")), " \t\r\n")
	if s.Bank.SEPA != nil && bytes.HasPrefix(start, []byte("<")) {
		return s.Bank.SEPA
	}
	return s.Bank.Rail
}

func (s *Service) endFile(ctx context.Context, by access.Actor, f bankfiles.File, to bankfiles.State) error {
	return s.Door.Write(ctx, door.Pass{By: by, Do: access.BankReceive, On: system(), Note: f.Name + " " + string(to)}, func(tx *engine.Tx) error {
		return bankfiles.Move(tx, f, to, s.Book.Now())
	})
}

// answered asks the bank that is played what it would have sent by a day, and takes it as if it had come by file.
func (s *Service) answered(ctx context.Context, day civil.Date) (int, error) {
	if s.Bank.Player == nil {
		return 0, nil
	}
	var sent []bankfiles.File
	err := s.Door.Read(ctx, door.Pass{By: cycle(), Do: access.BankStatus, On: system()}, func(r engine.Reader) error {
		var err error
		sent, err = bankfiles.SentSince(r, day.AddDays(-payment.LateReturns))
		sent = ofRail(sent, payment.ACH) // the bank that is played is American
		return err
	})
	returned := 0
	for i := 0; err == nil && i < len(sent); i++ {
		var n int
		n, err = s.answer(ctx, sent[i], day)
		returned += n
	}
	return returned, err
}

func (s *Service) answer(ctx context.Context, f bankfiles.File, day civil.Date) (int, error) {
	content, err := s.sealed(ctx, cycle(), f)
	if err != nil {
		return 0, err
	}
	back, err := s.Bank.Player.Answer(content, day)
	if err != nil || back == nil {
		return 0, err
	}
	sum := sha256.Sum256(back)
	one, err := s.takeFile(ctx, cycle(), arrived{payment.Arrival{Name: "returns-of-" + f.Name, Mark: hex.EncodeToString(sum[:])}, back, day})
	return one.Returned, err
}
