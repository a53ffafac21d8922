package api

import (
	"marque/internal/core/contract"
	"marque/internal/core/statement"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/service/lettering"
	"marque/internal/service/overview"
	"marque/internal/web/guard"
)

// Statement is a statement in a list.
type Statement struct {
	ID      string `json:"id" format:"uuid"`
	From    string `json:"from" format:"date" doc:"The first day of its period."`
	Through string `json:"through" format:"date" doc:"The last day of its period."`
	Due     string `json:"due,omitempty" format:"date"`
	Amount  Money  `json:"amount_due"`
	Balance Money  `json:"balance"`
	Pages   int    `json:"pages"`
	File    string `json:"file" format:"uri-reference" doc:"Where its PDF is."`
}

type statementsIn struct {
	OfContract
	Paging
}

func (a *API) statements(r *guard.Request, in *statementsIn) (*out[page[Statement]], error) {
	contractID, err := in.contract()
	if err != nil {
		return nil, err
	}
	all, err := a.Overview.Statements(r.Context(), r.By, contractID)
	if err != nil {
		return nil, err
	}
	p, err := a.purse(r, contractID)
	if err != nil {
		return nil, err
	}
	body, err := cut(all, in.Paging, func(s overview.Statement) string { return s.ID.String() }, func(s overview.Statement) Statement {
		return Statement{
			ID: s.ID.String(), From: day(s.Opened), Through: day(s.Closed), Due: day(s.Due), Amount: p.of(s.AmountDue), Balance: p.of(s.Balance), Pages: s.Pages,
			File: pathOf(contractID) + "/statements/" + s.ID.String() + "/statement.pdf",
		}
	})
	return &out[page[Statement]]{body}, err
}

func pathOf(c contract.ID) string { return Prefix + "/contracts/" + c.String() }

// purse is the currency of a contract's documents.
func (a *API) purse(r *guard.Request, c contract.ID) (purse, error) {
	currency, err := a.Overview.Currency(r.Context(), r.By, c)
	return purse(currency.Code), err
}

// file is a document, exactly as it was rendered.
type file struct {
	Type string `header:"Content-Type"`
	Name string `header:"Content-Disposition"`
	Body []byte
}

func pdf(name string, body []byte) *file {
	return &file{Type: "application/pdf", Name: `inline; filename="` + name + `"`, Body: body}
}

type ofStatement struct {
	OfContract
	Statement string `path:"statement" doc:"The statement's id." example:"0193a7c2-7f00-7000-8000-000000000003"`
}

func (a *API) statementFile(r *guard.Request, in *ofStatement) (*file, error) {
	contractID, err := in.contract()
	if err != nil {
		return nil, err
	}
	s, err := id.Parse[overview.Statement](in.Statement)
	if err != nil {
		return nil, err
	}
	body, err := a.Overview.StatementFile(r.Context(), r.By, contractID, s)
	return pdf("statement.pdf", body), err
}

// Letter is a letter in a list.
type Letter struct {
	ID      string `json:"id" format:"uuid"`
	Kind    string `json:"kind" enum:"payoff,good_standing,interest,interest_year,paid_in_full,amendment,cancellation,lease_end"`
	Title   string `json:"title"`
	Issued  string `json:"issued" format:"date"`
	Through string `json:"good_through,omitempty" format:"date" doc:"The last day on which it holds."`
	Amount  *Money `json:"amount,omitempty"`
	Pages   int    `json:"pages"`
	File    string `json:"file" format:"uri-reference" doc:"Where its PDF is."`
}

func letterOf(p purse, l lettering.Letter) Letter {
	return Letter{
		ID: l.ID.String(), Kind: string(l.Kind), Title: l.Title, Issued: day(l.Issued), Through: day(l.GoodThrough), Amount: p.some(l.Amount), Pages: l.Pages,
		File: pathOf(l.Contract) + "/letters/" + l.ID.String() + "/letter.pdf",
	}
}

func (a *API) letters(r *guard.Request, in *statementsIn) (*out[page[Letter]], error) {
	contractID, err := in.contract()
	if err != nil {
		return nil, err
	}
	all, err := a.Lettering.Letters(r.Context(), r.By, contractID)
	if err != nil {
		return nil, err
	}
	p, err := a.purse(r, contractID)
	if err != nil {
		return nil, err
	}
	body, err := cut(all, in.Paging, func(l lettering.Letter) string { return l.ID.String() }, func(l lettering.Letter) Letter { return letterOf(p, l) })
	return &out[page[Letter]]{body}, err
}

// NewLetter is a letter that is asked for.
type NewLetter struct {
	Kind    string `json:"kind" enum:"payoff,good_standing,interest,paid_in_full,lease_end"`
	Through string `json:"good_through,omitempty" format:"date" doc:"Of a payoff letter: the last day on which the amount holds, at most 30 days ahead."`
	Year    int    `json:"year,omitempty" minimum:"1990" maximum:"2200" doc:"Of a letter of interest."`
}

type createLetterIn struct {
	OfContract
	Once
	Body NewLetter
}

// Issued is a letter that was issued now or before under the same key.
type Issued struct {
	ID   string `json:"id" format:"uuid"`
	File string `json:"file" format:"uri-reference"`
}

func (a *API) createLetter(r *guard.Request, in *createLetterIn) (*out[Issued], error) {
	contractID, err := in.contract()
	if err != nil {
		return nil, err
	}
	o := lettering.Order{Contract: contractID, Kind: statement.LetterKind(in.Body.Kind), Year: in.Body.Year, Key: in.under(r.By)}
	if o.GoodThrough, err = parseDay("good_through", in.Body.Through); err != nil {
		return nil, err
	}
	switch {
	case o.Kind == statement.PayoffLetter && o.GoodThrough.IsZero():
		return nil, fault.Input("good_through", "A payoff letter holds until a day.")
	case o.Kind == statement.InterestLetter && o.Year == 0:
		return nil, fault.Input("year", "A letter of interest is about a year.")
	}
	l, err := a.Lettering.Issue(r.Context(), r.By, o)
	if err != nil {
		return nil, err
	}
	return &out[Issued]{Issued{l.String(), pathOf(contractID) + "/letters/" + l.String() + "/letter.pdf"}}, nil
}

type ofLetter struct {
	OfContract
	Letter string `path:"letter" doc:"The letter's id." example:"0193a7c2-7f00-7000-8000-000000000004"`
}

func (a *API) letterFile(r *guard.Request, in *ofLetter) (*file, error) {
	contractID, err := in.contract()
	if err != nil {
		return nil, err
	}
	l, err := id.Parse[statement.Letter](in.Letter)
	if err != nil {
		return nil, err
	}
	body, err := a.Lettering.File(r.Context(), r.By, contractID, l)
	return pdf("letter.pdf", body), err
}
