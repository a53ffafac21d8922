package paying

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/door"
	"marque/internal/money"
	"marque/internal/store/engine"
	"marque/internal/store/payments"
)

// What wants a fresh factor: a payment above a month's usual rate, since it empties somebody's account, and any from an account that came on
// file not long ago, since whoever takes a portal over adds one.
const (
	ConfirmAbove  money.Cents = 2_500_00
	NewAccountFor             = 10 * 24 * time.Hour
)

// Confirmation returns what a code for this order names and is bound to, and whether the order wants one.
func (s *Service) Confirmation(ctx context.Context, by access.Actor, o Order) (identity.Confirmation, bool, error) {
	var c identity.Confirmation
	wanted := false
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.PaymentPrepare, On: access.OnContract(o.Contract)}, func(r engine.Reader) error {
		st, err := s.standing(r, o.Contract)
		if err != nil {
			return err
		}
		account, err := s.account(r, by, o)
		if err != nil {
			return err
		}
		added, err := payments.AccountAdded(r, by.Party, account.ID)
		wanted = o.Amount > ConfirmAbove || s.Book.Now().Sub(added) < NewAccountFor
		c = identity.Confirmation{Hash: o.hash(), Amount: o.Amount, Currency: st.stored.Terms.Money().Code, Account: account.LastFour()}
		return err
	})
	return c, wanted, err
}

// hash is over everything that an order says.
func (o Order) hash() string {
	h := sha256.New()
	for _, part := range []string{o.Contract.String(), strconv.FormatInt(int64(o.Amount), 10), string(o.Kind), o.Date.String(), o.Account.String(), o.Key} {
		h.Write([]byte(part))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil))
}
