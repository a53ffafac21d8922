package portal

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/identity"
	"marque/internal/core/statement"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/service/lettering"
	"marque/internal/service/overview"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

// payoff shows what ends the contract on a day.
func (p *Portal) payoff(w http.ResponseWriter, r *guard.Request) error {
	contractID, err := contractID(r)
	if err != nil {
		return err
	}
	c, err := p.Overview.Contract(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	page := view.Payoff{Date: r.FormValue("good_through"), Action: contractPath(contractID) + "/payoff", Lease: c.Kind == contract.Lease, Latest: c.Today.AddDays(lettering.MostAhead)}
	status := http.StatusOK
	on := c.Today
	if page.Date != "" {
		if on, err = civil.Parse(page.Date); err != nil {
			page.Failure, status, on = failed(r, []fault.Field{likeDate("good_through", c.Today)}), http.StatusUnprocessableEntity, c.Today
		}
	}
	q, err := p.Lettering.Quote(r.Context(), r.By, contractID, on)
	if f := fault.Of(err); f != nil && f.Kind != fault.NotFound {
		page.Failure, status = quoteFailure(r, f), respond.Status(f)
	} else if err != nil {
		return err
	}
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		f.Currency = c.Terms.Money()
		page.Frame, page.Contract = f, contractOf(f, c)
		fillPayoff(f, &page, c, q)
		return page.Page()
	})
}

// quoteFailure gives the core's field the name that the form has.
func quoteFailure(r *guard.Request, f *fault.Fault) view.Failure {
	x := noted(r, f)
	for i := range x.Fields {
		x.Fields[i].Name = "good_through"
	}
	return x
}

func fillPayoff(f ui.Frame, page *view.Payoff, c overview.Contract, q lettering.Quote) {
	if len(q.Days) == 0 {
		return
	}
	o := q.Payoff
	page.On, page.Amount, page.Parts = o.On, o.Amount, payoffParts(f, o, page.Lease)
	page.Letter = contractPath(c.ID) + "/letters/new?" + url.Values{"kind": {string(statement.PayoffLetter)}, "good_through": {o.On.String()}}.Encode()
	if o.PerDiem > 0 {
		page.PerDiem = f.Say("Interest grows by about %s a day; each day below is computed exactly.", "Los intereses crecen unos %s por día; cada día de abajo está calculado con exactitud.",
			"Die Zinsen wachsen um etwa %s am Tag; jeder Tag unten ist genau berechnet.", o.PerDiem)
	}
	if q.InFlight > 0 {
		page.InFlight = f.Say("%s is on its way and not counted here yet.", "%s está en camino y aún no se cuenta aquí.", "%s sind unterwegs und hier noch nicht gezählt.", q.InFlight)
	}
	if !page.Lease && o.Amount > 0 && c.State.Status == contract.Active {
		page.Pay = contractPath(c.ID) + "/pay?" + url.Values{"amount": {"payoff"}, "date": {o.On.String()}}.Encode()
	}
	for _, d := range q.Days {
		page.Days = append(page.Days, view.PayoffDay{On: d.On, Amount: d.Amount})
	}
}

func payoffParts(f ui.Frame, o contract.Payoff, lease bool) []ui.Fact {
	first := f.Say("Principal", "Capital", "Kapital")
	if lease {
		first = f.Say("Price of the vehicle", "Precio del vehículo", "Preis des Fahrzeugs")
	}
	out := []ui.Fact{{Label: first, Value: f.Money(o.Principal)}}
	for _, part := range []struct {
		label  string
		amount money.Cents
	}{
		{f.Say("Interest", "Intereses", "Zinsen"), o.Interest}, {f.Say("Fees and amounts due", "Cargos y montos vencidos", "Gebühren und Fälliges"), o.Fees},
		{f.Say("Tax", "Impuesto", "Steuer"), o.Tax}, {f.Say("Money held", "Dinero guardado", "Aufbewahrtes Geld"), -o.Unapplied},
	} {
		if part.amount != 0 {
			out = append(out, ui.Fact{Label: part.label, Value: f.Money(part.amount)})
		}
	}
	return out
}

// letterForm asks which letter is wanted.
func (p *Portal) letterForm(w http.ResponseWriter, r *guard.Request) error {
	return p.showLetterForm(w, r, http.StatusOK, view.NewLetter{Through: r.FormValue("good_through"), Year: r.FormValue("year")}, r.FormValue("kind"))
}

func (p *Portal) showLetterForm(w http.ResponseWriter, r *guard.Request, status int, page view.NewLetter, kind string) error {
	contractID, err := contractID(r)
	if err != nil {
		return err
	}
	c, err := p.Overview.Contract(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	key, err := identity.NewToken(p.Random)
	if err != nil {
		return err
	}
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		page.Frame, page.Contract, page.Action, page.Key = f, contractOf(f, c), contractPath(contractID)+"/letters", string(key)
		page.Earliest, page.Latest, page.Interest = c.Today, c.Today.AddDays(lettering.MostAhead), c.Kind == contract.Loan
		page.Kinds = letterKinds(f, c, kind)
		if page.Through == "" {
			page.Through = c.Today.AddDays(lettering.QuoteDays).String()
		}
		if page.Year == "" {
			page.Year = strconv.Itoa(c.Today.Year() - 1)
		}
		return page.Page()
	})
}

// letterKinds offers the letters that the contract can have.
func letterKinds(f ui.Frame, c overview.Contract, chosen string) []ui.Choice {
	var out []ui.Choice
	add := func(kind statement.LetterKind, label, hint string) {
		out = append(out, ui.Choice{Value: string(kind), Label: label, Hint: hint, Chosen: string(kind) == chosen || chosen == "" && len(out) == 0})
	}
	_, err := c.State.Invoice()
	if err == nil {
		add(statement.LeaseEndLetter, f.Say("Invoice of the lease’s end", "Factura del final del arrendamiento", "Rechnung zum Ende des Leasings"),
			f.Say("Each line with its working, and what is to be paid by when.", "Cada línea con su cálculo, y qué se debe pagar y hasta cuándo.", "Jede Zeile mit ihrer Rechnung, und was bis wann zu zahlen ist."))
	}
	switch {
	case c.State.Status == contract.PaidOff:
		add(statement.PaidInFullLetter, f.Say("Paid in full", "Pagado en su totalidad", "Vollständig bezahlt"),
			f.Say("That nothing is owed any more.", "Que ya no se debe nada.", "Dass nichts mehr geschuldet wird."))
	case err != nil: // what has an invoice of its end has no payoff any more
		add(statement.PayoffLetter, f.Say("Payoff", "Liquidación", "Ablösung"),
			f.Say("What ends the contract, day by day, for a buyer, a dealer or an insurer.", "Lo que termina el contrato, día por día, para un comprador, un concesionario o una aseguradora.",
				"Was den Vertrag beendet, Tag für Tag, für Käufer, Händler oder Versicherer."))
		add(statement.StandingLetter, f.Say("Good standing", "Al día", "Vertrag in Ordnung"),
			f.Say("That every payment that fell due was made.", "Que se hizo cada pago que venció.", "Dass jede fällige Rate gezahlt wurde."))
	}
	if c.Kind == contract.Loan {
		add(statement.InterestLetter, f.Say("Interest paid in a year", "Intereses pagados en un año", "Gezahlte Zinsen eines Jahres"),
			f.Say("For your tax return.", "Para su declaración de impuestos.", "Für Ihre Steuererklärung."))
	}
	return out
}

// letter makes a letter and leads to where all of them are.
func (p *Portal) letter(w http.ResponseWriter, r *guard.Request) error {
	contractID, err := contractID(r)
	if err != nil {
		return err
	}
	page := view.NewLetter{Through: r.PostFormValue("good_through"), Year: r.PostFormValue("year")}
	o := lettering.Order{Contract: contractID, Kind: statement.LetterKind(r.PostFormValue("kind")), Key: r.PostFormValue(ui.KeyField), Locale: r.Locale()}
	switch o.Kind {
	case statement.PayoffLetter:
		if o.GoodThrough, err = civil.Parse(page.Through); err != nil {
			page.Failure = failed(r, []fault.Field{l10n.Field("good_through", "Enter the last day on which the amount should hold.",
				"Ingrese el último día en que debe valer el monto.", "Geben Sie den letzten Tag ein, an dem der Betrag gelten soll.")})
		}
	case statement.InterestLetter:
		if o.Year, err = strconv.Atoi(strings.TrimSpace(page.Year)); err != nil {
			page.Failure = failed(r, []fault.Field{l10n.Field("year", "Enter a year of your contract.", "Ingrese un año de su contrato.",
				"Geben Sie ein Jahr Ihres Vertrags ein.")})
		}
	}
	if page.Failed() {
		return p.showLetterForm(w, r, http.StatusUnprocessableEntity, page, string(o.Kind))
	}
	made, err := p.Lettering.Issue(r.Context(), r.By, o)
	if f := fault.Of(err); f != nil && (f.Kind == fault.Invalid || f.Kind == fault.Conflict) {
		page.Failure = noted(r, f)
		if o.Kind == statement.PayoffLetter {
			page.Failure = quoteFailure(r, f)
		}
		return p.showLetterForm(w, r, respond.Status(f), page, string(o.Kind))
	}
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, letterPath(contractID, made))
}

func letterPath(c contract.ID, l statement.LetterID) string {
	return contractPath(c) + "/letters/" + l.String() + "/letter.pdf"
}

func (p *Portal) letterFile(w http.ResponseWriter, r *guard.Request) error {
	c, err := contractID(r)
	if err != nil {
		return err
	}
	letter, err := id.Parse[statement.Letter](r.PathValue("letter"))
	if err != nil {
		return err
	}
	file, err := p.Lettering.File(r.Context(), r.By, c, letter)
	if err != nil {
		return err
	}
	respond.Document(w, "application/pdf", "letter.pdf", file)
	return nil
}

// verify tells anybody whether a letter is genuine.
func (p *Portal) verify(w http.ResponseWriter, r *guard.Request) error {
	const most = 64 // characters: a code has 16, with what people type between them
	typed := r.FormValue("code")
	typed = typed[:min(len(typed), most)]
	page := view.VerifyLetter{Code: typed, Asked: strings.TrimSpace(typed) != ""}
	var found lettering.Verified
	if page.Asked {
		var err error
		found, err = p.Lettering.Verify(r.Context(), typed)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		page.Found = err == nil
	}
	return p.show(w, r, func(f ui.Frame) respond.Page {
		page.Frame = f
		if page.Found {
			f.Currency = found.Currency
			page.Title, page.Lender, page.Stale = found.Title, found.Lender, found.Expired
			page.Says = verifiedFacts(f, found)
		}
		return page.Page()
	})
}

func verifiedFacts(f ui.Frame, v lettering.Verified) []ui.Fact {
	out := []ui.Fact{{Label: f.Say("Issued", "Emitida", "Ausgestellt"), Value: f.Day(v.Issued)}, {Label: f.Say("Contract ending in", "Contrato que termina en", "Vertrag mit den Endziffern"), Value: v.Ending}}
	if !v.GoodThrough.IsZero() {
		out = append(out, ui.Fact{Label: f.Say("Good through", "Válida hasta", "Gültig bis"), Value: f.Day(v.GoodThrough)})
	}
	if v.Amount != 0 {
		out = append(out, ui.Fact{Label: f.Say("Amount", "Monto", "Betrag"), Value: f.Money(v.Amount)})
	}
	return out
}
