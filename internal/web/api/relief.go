package api

import (
	"marque/internal/core/relief"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/service/relieving"
	"marque/internal/web/guard"
)

// Outlook is how the contract goes on.
type Outlook struct {
	First    string `json:"next_due,omitempty" format:"date"`
	Payment  Money  `json:"payment"`
	Count    int    `json:"payments_left"`
	Ends     string `json:"ends,omitempty" format:"date"`
	Last     Money  `json:"last_payment"`
	Interest Money  `json:"interest_ahead" doc:"Still to be paid."`
	More     Money  `json:"more_interest" doc:"Against no change; negative is less."`
	Fee      *Money `json:"fee,omitempty" doc:"For the change itself."`
}

func outlookOf(p purse, o relief.Outlook) *Outlook {
	return &Outlook{
		First: day(o.First), Payment: p.of(o.Payment), Count: o.Count, Ends: day(o.Ends), Last: p.of(o.Last), Interest: p.of(o.Interest), More: p.of(o.More), Fee: p.some(o.Fee),
	}
}

// Way is one way to go on.
type Way struct {
	Possible bool     `json:"possible" doc:"It can be had on the portal."`
	Why      string   `json:"why_not,omitempty"`
	Outlook  *Outlook `json:"outlook,omitempty" doc:"Of a loan: its numbers, whether or not it can be had."`
}

// Relief is what can be had.
type Relief struct {
	Today       string   `json:"today" format:"date"`
	PastDue     Money    `json:"past_due"`
	Now         *Outlook `json:"now,omitempty" doc:"Of a loan: without any change."`
	MoveTo      string   `json:"move_to,omitempty" format:"date" doc:"The day that the numbers of another due date are for."`
	DueDate     Way      `json:"due_date"`
	Extension   Way      `json:"extension" doc:"Of one payment."`
	Arrangement Way      `json:"arrangement" doc:"Of what is past due, in dated parts."`
}

type reliefIn struct {
	OfContract
	MoveTo string `query:"move_to" maxLength:"10" doc:"The next due date to look at; none is a week later."`
}

func (a *API) relief(r *guard.Request, in *reliefIn) (*out[Relief], error) {
	contractID, err := in.contract()
	if err != nil {
		return nil, err
	}
	moveTo, err := parseDay("move_to", in.MoveTo)
	if err != nil {
		return nil, err
	}
	x, err := a.Relieving.Relief(r.Context(), r.By, contractID, moveTo)
	if err != nil {
		return nil, err
	}
	_, blocked, err := a.Relieving.Arrangement(r.Context(), r.By, contractID)
	if err != nil {
		return nil, err
	}
	p, l := purse(x.Currency.Code), locale(r)
	body := Relief{
		Today: day(x.Today), PastDue: p.of(x.PastDue), MoveTo: day(x.MoveTo), DueDate: wayOf(p, l, x.Move), Extension: wayOf(p, l, x.Extend),
		Arrangement: wayOf(p, l, relieving.Choice{Blocked: blocked}),
	}
	if x.Now.Count > 0 {
		body.Now = outlookOf(p, x.Now)
	}
	return &out[Relief]{body}, nil
}

func wayOf(p purse, l l10n.Locale, c relieving.Choice) Way {
	w := Way{Possible: c.Blocked == nil}
	if f := fault.Of(c.Blocked); f != nil {
		w.Why = l.Translate(f).Message
	}
	if c.Count > 0 {
		w.Outlook = outlookOf(p, c.Outlook)
	}
	return w
}
