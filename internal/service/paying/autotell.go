package paying

import (
	"crypto/sha256"
	"encoding/base32"

	"marque/internal/core/access"
	"marque/internal/core/autopay"
	"marque/internal/core/contract"
	"marque/internal/core/notice"
	"marque/internal/core/statement"
	"marque/internal/courier"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/store/engine"
	"marque/internal/store/payments"
	"marque/internal/store/vehicles"
)

// autopayReference is what the copy of an authorisation is called.
func autopayReference(e autopay.ID) string {
	sum := sha256.Sum256(append([]byte("autopay-reference|"), e[:]...))
	const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ" // Crockford's: no letter that is read as a figure
	s := base32.NewEncoding(alphabet).EncodeToString(sum[:5])
	return "A-" + s[:4] + "-" + s[4:]
}

// authorisationParts is the copy of an authorisation: its words, the first debits, and how it was signed.
func authorisationParts(words Authorisation, c Consent, e autopay.Enrolment, currency money.Currency) []statement.Part {
	first := statement.Part{Heading: "The first payments", Columns: []string{"Payment due", "Taken", "Amount"}}
	for _, d := range words.Next {
		amount := "skipped"
		if !d.Skipped {
			amount = l10n.EnUS.Money(d.Amount, currency)
		}
		first.Rows = append(first.Rows, []string{l10n.EnUS.DateLong(d.Due), l10n.EnUS.DateLong(d.On), amount})
	}
	return []statement.Part{
		{Paragraphs: words.Text},
		first,
		{Heading: "How it was signed", Facts: []statement.Fact{
			{Name: "Signed", Value: e.At.UTC().Format("2006-01-02 15:04:05 UTC")},
			{Name: "Identity proved by", Value: c.Methods},
			{Name: "From the network", Value: c.Network},
			{Name: "Version of the words", Value: words.Version},
		}},
	}
}

// offWhy says why autopay has ended.
func offWhy(why autopay.Reason, a *ahead) string {
	switch why {
	case autopay.ByCustomer:
		return "You turned it off."
	case autopay.Unauthorised:
		return "Your bank says that a payment was not authorized, so nothing more is taken from that account."
	}
	switch a.state.AutopayStops {
	case string(contract.PaidOff):
		return "Everything is paid."
	case string(contract.TotalLoss), string(contract.Sold), string(contract.TradeIn):
		return "The vehicle is no longer yours, so no more payments are taken by themselves."
	case string(contract.Ended), string(contract.Terminated):
		return "Your lease has ended."
	}
	return "Your contract does not take payments by autopay any more."
}

// offNext says what to do when autopay has ended.
func offNext(why autopay.Reason) string {
	switch why {
	case autopay.ContractOver:
		return "There is nothing to do. If anything is still owed you find it on the page of your contract."
	case autopay.Unauthorised:
		return "If that is a mistake, talk to your bank and turn autopay on again. Payments stay due on their dates."
	}
	return "Payments stay due on their dates: please make them yourself, or turn autopay on again at any time."
}

// tellOn confirms an authorisation with its first debit.
func (s *Service) tellOn(tx *engine.Tx, a *ahead, e autopay.Enrolment, words Authorisation, changed bool) error {
	first := autopay.Debit{On: a.from, Amount: a.state.Payment}
	for _, d := range words.Next {
		if !d.Skipped {
			first = d
			break
		}
	}
	n := notice.AutopayOn{Changed: changed, Payment: notice.Payment{
		Amount: first.Amount, Currency: a.stored.Terms.Money(), Date: first.On, Account: words.Account.LastFour,
	}}
	return s.tellAutopay(tx, a, e, n, "")
}

// tellAutopay writes a notice about autopay to whoever signed it. With once, it is told once only.
func (s *Service) tellAutopay(tx *engine.Tx, a *ahead, e autopay.Enrolment, n notice.Notice, once string) error {
	reader, err := s.parties.ByID(tx, e.Party)
	if err != nil || reader.Email == "" {
		return err
	}
	v, err := vehicles.ByVIN(tx, a.stored.VIN)
	if err != nil {
		return err
	}
	p := courier.Parcel{Notice: about(n, v.Name()), By: notice.Mail, To: reader.Email, Brand: a.stored.Terms.Brand, Contract: a.stored.ID}.For(reader)
	if once != "" {
		p.Once = "autopay/" + once
	}
	_, err = s.Courier.Send(tx, p)
	return err
}

// about puts the vehicle into a notice about autopay.
func about(n notice.Notice, vehicle string) notice.Notice {
	switch n := n.(type) {
	case notice.AutopayOn:
		n.Vehicle = vehicle
		return n
	case notice.AutopayAhead:
		n.Vehicle = vehicle
		return n
	case notice.AutopaySkipped:
		n.Vehicle = vehicle
		return n
	case notice.AutopayWaits:
		n.Vehicle = vehicle
		return n
	case notice.AutopayOff:
		n.Vehicle = vehicle
		return n
	}
	return n
}

// lastFour returns what may be shown of an enrolment's account.
func (s *Service) lastFour(r engine.Reader, party access.PartyID, e autopay.Enrolment) (string, error) {
	a, err := payments.Account(r, s.Box, party, e.Account)
	if err != nil {
		return "", err
	}
	return a.LastFour(), nil
}
