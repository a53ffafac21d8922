package paying

import (
	"context"
	"fmt"

	"marque/internal/core/access"
	"marque/internal/core/notice"
	"marque/internal/core/payment"
	"marque/internal/courier"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/store/bankfiles"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/payments"
)

// changed corrects an account's details as its bank says they are, and tells its owner (Nacha asks for the correction within six banking days or
// before the next entry, whichever is later).
func (in *intake) changed(ctx context.Context, line payment.ChangeLine) error {
	kept := bankfiles.Kept{Line: line.Line, Code: line.Code, Trace: line.Trace}
	all, err := in.candidates(ctx, line.Trace)
	if err != nil {
		return err
	}
	young := filter(all, func(e bankfiles.Entry) bool { return e.Effective.AddDays(e.Class.LateReturns()) >= in.day })
	if len(young) == 0 {
		kept.Reason = "no entry of ours in its time has this trace"
		return in.keep(ctx, kept)
	}
	if code := payment.ChangeCodeOf(line.Code); !code.Account {
		kept.Reason = "for a person: " + code.Title
		return in.keep(ctx, kept)
	}
	e, fresh := young[0], false
	err = in.Door.Write(ctx, door.Pass{By: in.by, Do: access.BankReceive, On: access.OnParty(e.Party), Note: line.Code + " " + e.Account.String()}, func(tx *engine.Tx) error {
		var err error
		fresh, err = in.correct(tx, e, line)
		return err
	})
	switch {
	case fault.Is(err, fault.Conflict):
		kept.Reason = "the corrected account is on file beside this one"
		return in.keep(ctx, kept)
	case err != nil:
		return err
	case fresh:
		in.out.Corrected++
	default:
		in.out.Repeated++
	}
	return nil
}

// correct stores the new details and tells the customer; it returns false when they were stored already.
func (in *intake) correct(tx *engine.Tx, e bankfiles.Entry, line payment.ChangeLine) (bool, error) {
	old, err := payments.Account(tx, in.Box, e.Party, e.Account)
	if err != nil {
		return false, err
	}
	next := old.With(line.New)
	if next == old {
		return false, nil
	}
	if err := payments.Correct(tx, in.Box, next); err != nil {
		return false, err
	}
	c := payment.Change{Account: e.Account, On: in.day, Code: line.Code, Old: detailsOf(old), New: detailsOf(next)}
	if err := payments.AddChange(tx, in.Box, e.Party, c, in.file.ID.String()); err != nil {
		return false, err
	}
	return true, in.tellCorrected(tx, e, old, c)
}

func detailsOf(a payment.Account) payment.Details {
	return payment.Details{Routing: a.Routing, Number: a.Number, Type: a.Type}
}

func (in *intake) tellCorrected(tx *engine.Tx, e bankfiles.Entry, old payment.Account, c payment.Change) error {
	owner, err := in.parties.ByID(tx, e.Party)
	if err != nil || owner.Email == "" {
		return err
	}
	brand := e.Brand
	if !e.Contract.IsZero() {
		stored, err := contracts.ByID(tx, e.Contract)
		if err != nil {
			return err
		}
		brand = stored.Terms.Brand
	}
	return in.Courier.Tell(tx, courier.Parcel{
		Notice: notice.BankDetailsCorrected{Old: old.LastFour(), New: payment.Account{Number: c.New.Number}.LastFour(), What: c.Words()}, Brand: brand, Contract: e.Contract,
		Once: fmt.Sprintf("bank-details/%s/%s", e.Account, in.file.ID),
	}.For(owner), owner.Email)
}

// receipt records what the bank says of a whole file of ours.
func (in *intake) receipt(ctx context.Context, r payment.Receipt) error {
	why := ""
	err := in.Door.Write(ctx, door.Pass{By: in.by, Do: access.BankReceive, On: system(), Note: "receipt " + r.File}, func(tx *engine.Tx) error {
		why = ""
		f, err := bankfiles.ByID(tx, bankfiles.OutID(r.File))
		switch {
		case fault.Is(err, fault.NotFound):
			why = "no file of ours has the name " + r.File
		case err != nil:
			return err
		case f.State == bankfiles.Sent && r.Accepted:
			return bankfiles.Move(tx, f, bankfiles.Acknowledged, in.Book.Now())
		case f.State == bankfiles.Sent:
			why, err = in.refused(tx, f, r.Reason)
			return err
		case r.Accepted != (f.State == bankfiles.Acknowledged):
			why = fmt.Sprintf("the receipt does not fit our file %s, which is %s", f.Name, f.State)
		}
		return nil
	})
	if err != nil {
		return err
	}
	in.out.Receipts++
	if why != "" {
		return in.keep(ctx, bankfiles.Kept{Reason: why})
	}
	return nil
}

// refused takes a file back that the bank refused as a whole: no money moved, so what was in it goes into the next file. A person is told.
func (in *intake) refused(tx *engine.Tx, f bankfiles.File, reason string) (string, error) {
	f.Reason = reason
	if err := bankfiles.Move(tx, f, bankfiles.Rejected, in.Book.Now()); err != nil {
		return "", err
	}
	stay, err := bankfiles.Reopen(tx, f.ID)
	why := "the bank refused our file " + f.Name + ": " + reason + "; its entries go into the next file"
	if stay > 0 {
		why += fmt.Sprintf(", but %d, which were taken for settled, need a person", stay)
	}
	return why, err
}
