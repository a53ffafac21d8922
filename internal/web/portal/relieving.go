package portal

import (
	"encoding/hex"
	"net/http"
	"net/url"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/identity"
	"marque/internal/core/relief"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/service/overview"
	"marque/internal/service/relieving"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

func reliefPath(c contract.ID) string { return contractPath(c) + "/relief" }

// relief shows what can be changed, in numbers.
func (p *Portal) relief(w http.ResponseWriter, r *guard.Request) error {
	return p.showRelief(w, r, http.StatusOK, view.Failure{})
}

func (p *Portal) showRelief(w http.ResponseWriter, r *guard.Request, status int, x view.Failure) error {
	contractID, err := contractID(r)
	if err != nil {
		return err
	}
	c, err := p.Overview.Contract(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	first, typed := civil.Date(0), r.FormValue("first")
	if typed != "" {
		if first, err = civil.Parse(typed); err != nil {
			x, status = view.Failure{Fields: []fault.Field{{Name: "first", Message: "Enter a date like " + c.Today.String() + "."}}}, http.StatusUnprocessableEntity
		}
	}
	s, err := p.Relieving.Relief(r.Context(), r.By, contractID, first)
	if err != nil {
		return err
	}
	last, blocked, err := p.Relieving.Arrangement(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		f.Currency = s.Currency
		page := view.Relief{Frame: f, Failure: x, Contract: contractOf(f, c), Done: reliefDone(r.FormValue(doneField))}
		fillRelief(f, &page, contractID, s)
		if last != nil {
			page.Arranged = arrangedOf(f, contractID, last)
		}
		if blocked == nil {
			page.Arrange.Go = arrangementPath(contractID)
		} else if last == nil || last.State != relief.Kept { // the one that is kept stands above
			page.Arrange.Blocked = whyNot(blocked)
		}
		if typed != "" {
			page.Move.Typed = typed
		}
		return page.Page()
	})
}

// reliefDone says what was just done; the address chooses among our own sentences only.
func reliefDone(what string) string {
	switch what {
	case "moved":
		return "Your due date has changed. A confirmation is on its way to you."
	case "signed":
		return "Your signature is kept."
	case "arranged":
		return "Your arrangement is made. A confirmation is on its way to you."
	case "arranged-unpaid":
		return "Your arrangement is made, but not every part could be set up as a payment. Please look at your payments, and pay what is missing by its date."
	case "withdrawn":
		return "The extension is withdrawn. Everybody on the contract is told."
	}
	return ""
}

func fillRelief(f ui.Frame, page *view.Relief, c contract.ID, s relieving.Relief) {
	path := reliefPath(c)
	if s.PastDue > 0 {
		page.PastDue = f.Money(s.PastDue) + " is past due."
	}
	if !s.Now.Ends.IsZero() {
		page.Ways = []view.ReliefWay{
			wayOf(f, "No change", s.Now), wayOf(f, "Due date moved to "+f.Locale.MonthDay(s.MoveTo), s.Move.Outlook),
			wayOf(f, "One payment moved to the end", s.Extend.Outlook), wayOf(f, "Payments computed anew", s.Relevel.Outlook),
		}
		page.Move = view.ReliefMove{Show: path, Typed: s.MoveTo.String()}
	}
	page.Move.Blocked, page.Extend.Blocked = whyNot(s.Move.Blocked), whyNot(s.Extend.Blocked)
	if s.Move.Blocked == nil {
		page.Move.Go = path + "/due-date?" + url.Values{"first": {s.MoveTo.String()}}.Encode()
	}
	waits := s.Latest != nil && s.Latest.State == relief.Open
	if s.Extend.Blocked == nil && !waits {
		page.Extend.Go = path + "/extension"
	}
	if waits {
		page.Extend.Blocked = "An extension waits for signatures; you find it above."
	}
	if s.Latest != nil {
		page.Open = openOf(f, path, s)
	}
}

func whyNot(err error) string {
	if f := fault.Of(err); f != nil {
		return plainFault(f)
	}
	return ""
}

func wayOf(f ui.Frame, name string, o relief.Outlook) view.ReliefWay {
	w := view.ReliefWay{Name: name, First: o.First, Payment: o.Payment, Ends: o.Ends, Last: o.Last, Maturity: o.Maturity, More: f.Money(o.More), Fee: o.Fee}
	return w
}

func openOf(f ui.Frame, path string, s relieving.Relief) *view.ReliefOpen {
	q := s.Latest
	out := &view.ReliefOpen{Signers: signersOf(f, q.Signers, s), Words: "It was asked for on " + f.Day(q.Since) + "."}
	one := path + "/extension/" + q.ID.String()
	switch q.State {
	case relief.Open:
		out.Status = ui.Status{Tone: ui.Warn, Text: "Waits for signatures", Icon: "clock"}
		out.Words = "It counts when everybody has signed, each with their own sign-in. " + countdown(f, s)
		out.Read, out.Waits, out.Withdraw = one, q.Waits(), one+"/withdraw"
	case relief.Granted:
		out.Status, out.PDF = ui.Status{Tone: ui.OK, Text: "Signed by all"}, one+"/agreement.pdf"
		out.Words = "It counts since " + f.Day(q.StateOn) + ": the payment that was next moved to the end of the contract."
	case relief.Expired:
		out.Status, out.Words = ui.Status{Tone: ui.Plain, Text: "Expired"}, "Not everybody signed by "+f.Day(q.Expires)+", so it does not count."
	case relief.Changed:
		out.Status, out.Words = ui.Status{Tone: ui.Plain, Text: "Does not count"}, "The contract changed before the last signature, so its dates or figures no longer hold."
	default:
		out.Status, out.Words = ui.Status{Tone: ui.Plain, Text: "Withdrawn"}, "It was withdrawn on "+f.Day(q.StateOn)+"."
	}
	return out
}

// countdown says until when it can be signed.
func countdown(f ui.Frame, s relieving.Relief) string {
	left := "today"
	if n := s.Latest.Expires.Sub(s.Today); n > 0 {
		left = plural(n, "day")
	}
	if left == "today" {
		return "It can be signed only today, until " + clock(f, s.Latest.Until, s.Zone) + "."
	}
	return "There are " + left + " left: it ends by itself on " + clock(f, s.Latest.Until, s.Zone) + "."
}

func signersOf(f ui.Frame, signers []relieving.Signer, s relieving.Relief) []ui.Fact {
	var out []ui.Fact
	for _, who := range signers {
		x := ui.Fact{Label: who.Name, Value: "Not yet signed"}
		if who.You {
			x.Label += " (you)"
		}
		if !who.At.IsZero() {
			x.Value = "Signed " + clock(f, who.At, s.Zone)
		}
		out = append(out, x)
	}
	return out
}

// moveReview shows another due date once more, with its fee.
func (p *Portal) moveReview(w http.ResponseWriter, r *guard.Request) error {
	return p.showMove(w, r, http.StatusOK, view.Failure{})
}

func (p *Portal) showMove(w http.ResponseWriter, r *guard.Request, status int, x view.Failure) error {
	contractID, err := contractID(r)
	if err != nil {
		return err
	}
	c, err := p.Overview.Contract(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	first, err := civil.Parse(r.FormValue("first"))
	if err != nil {
		return respond.SeeOther(w, r.Request, reliefPath(contractID))
	}
	m, err := p.Relieving.PrepareMove(r.Context(), r.By, contractID, first)
	if f := fault.Of(err); f != nil && (f.Kind == fault.Invalid || f.Kind == fault.Conflict) {
		return respond.SeeOther(w, r.Request, reliefPath(contractID)+"?"+url.Values{"first": {first.String()}}.Encode())
	} else if err != nil {
		return err
	}
	key, err := identity.NewToken(p.Random)
	if err != nil {
		return err
	}
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		f.Currency = m.Currency
		page := reviewOf(f, c, x, string(key))
		page.Title, page.Action, page.Button = "Check the new due date", reliefPath(contractID)+"/due-date", "Move my due date to "+f.Locale.MonthDay(first)
		page.Lead = "Your next payment is due on " + f.Day(first) + " instead of " + f.Day(m.Now.First) + ", and the ones after it on that day of the month. Interest for the longer period is part of the payments."
		if m.Then.Fee > 0 {
			page.Lead += " The fee is " + f.Money(m.Then.Fee) + "."
		}
		page.Ways = []view.ReliefWay{wayOf(f, "No change", m.Now), wayOf(f, "With the new due date", m.Then)}
		page.Carried = []view.Hidden{{Name: "first", Value: first.String()}, {Name: "shown", Value: hex.EncodeToString(m.Digest())}}
		return page.Page()
	})
}

func reviewOf(f ui.Frame, c overview.Contract, x view.Failure, key string) view.ReliefReview {
	return view.ReliefReview{Frame: f, Failure: x, Contract: contractOf(f, c), Key: key, Back: reliefPath(c.ID)}
}

// move moves the due date; the same form posted again moves nothing more.
func (p *Portal) move(w http.ResponseWriter, r *guard.Request) error {
	c, err := contractID(r)
	if err != nil {
		return err
	}
	m := relieving.Move{Contract: c, Key: r.PostFormValue(ui.KeyField)}
	if m.First, err = civil.Parse(r.PostFormValue("first")); err != nil {
		return fault.New(fault.Invalid, "Which day? Please begin again.")
	}
	m.Shown, _ = hex.DecodeString(r.PostFormValue("shown")) // what cannot be read was not shown
	err = p.Relieving.MoveDue(r.Context(), r.By, m)
	if f := fault.Of(err); f != nil && (f.Kind == fault.Invalid || f.Kind == fault.Conflict) {
		return p.showMove(w, r, respond.Status(f), view.Failure{Problem: plainFault(f)})
	}
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, reliefPath(c)+"?"+doneField+"=moved")
}

// extensionReview shows the agreement that an extension would be.
func (p *Portal) extensionReview(w http.ResponseWriter, r *guard.Request) error {
	return p.showExtension(w, r, http.StatusOK, view.Failure{})
}

func (p *Portal) showExtension(w http.ResponseWriter, r *guard.Request, status int, x view.Failure) error {
	contractID, err := contractID(r)
	if err != nil {
		return err
	}
	c, err := p.Overview.Contract(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	o, err := p.Relieving.Offer(r.Context(), r.By, contractID, 1)
	if f := fault.Of(err); f != nil && f.Kind == fault.Conflict {
		return respond.SeeOther(w, r.Request, reliefPath(contractID))
	} else if err != nil {
		return err
	}
	key, err := identity.NewToken(p.Random)
	if err != nil {
		return err
	}
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		f.Currency = c.Terms.Money()
		page := reviewOf(f, c, x, string(key))
		page.Title, page.Action, page.Button = "Move a payment to the end", reliefPath(contractID)+"/extension", "Sign and ask for the extension"
		page.Lead = "Please read it. By the button you sign it electronically."
		page.Ways = []view.ReliefWay{wayOf(f, "No change", o.Now), wayOf(f, "With the extension", o.Then)}
		page.Text, page.Carried = o.Text, []view.Hidden{{Name: "shown", Value: hex.EncodeToString(relief.Digest(o.Text))}}
		if len(o.Signers) > 1 {
			page.Signers = signersOf(f, o.Signers, relieving.Relief{})
			page.Until = "Everybody signs with their own sign-in within 5 days. We send them a message."
		}
		return page.Page()
	})
}

// consent reads how we know who signed, and what was on the page.
func consent(r *guard.Request, c contract.ID) relieving.Consent {
	shown, _ := hex.DecodeString(r.PostFormValue("shown")) // what cannot be read was not shown
	return relieving.Consent{Contract: c, Key: r.PostFormValue(ui.KeyField), Shown: shown, Network: r.Network, Methods: r.Session.Methods, Locale: r.Locale()}
}

func (p *Portal) extensionAsk(w http.ResponseWriter, r *guard.Request) error {
	c, err := contractID(r)
	if err != nil {
		return err
	}
	_, err = p.Relieving.AskExtension(r.Context(), r.By, 1, consent(r, c))
	if f := fault.Of(err); f != nil && (f.Kind == fault.Invalid || f.Kind == fault.Conflict) {
		return p.showExtension(w, r, respond.Status(f), view.Failure{Problem: plainFault(f)})
	}
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, reliefPath(c)+"?"+doneField+"=signed")
}

// ofRequest reads the ids in the path.
func ofRequest(r *guard.Request) (contract.ID, relief.ID, error) {
	c, err := contractID(r)
	if err != nil {
		return c, relief.ID{}, err
	}
	q, err := id.Parse[relief.Request](r.PathValue("request"))
	return c, q, err
}

// extensionForm shows a request to somebody who is to sign it.
func (p *Portal) extensionForm(w http.ResponseWriter, r *guard.Request) error {
	return p.showRequest(w, r, http.StatusOK, view.Failure{})
}

func (p *Portal) showRequest(w http.ResponseWriter, r *guard.Request, status int, x view.Failure) error {
	contractID, request, err := ofRequest(r)
	if err != nil {
		return err
	}
	q, err := p.Relieving.Request(r.Context(), r.By, contractID, request)
	if err != nil {
		return err
	}
	c, err := p.Overview.Contract(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	zone, err := p.Paying.Zone(r.Context(), r.By)
	if err != nil {
		return err
	}
	s := relieving.Relief{Today: c.Today, Latest: q, Zone: zone}
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		f.Currency = c.Terms.Money()
		page := reviewOf(f, c, x, "")
		state := openOf(f, reliefPath(contractID), s)
		page.Title, page.Lead, page.Text, page.Signers, page.PDF = "Extension", state.Words, q.Text, state.Signers, state.PDF
		if state.Waits {
			page.Action, page.Button = state.Read, "Sign the extension"
			page.Carried = []view.Hidden{{Name: "shown", Value: hex.EncodeToString(relief.Digest(q.Text))}}
		}
		return page.Page()
	})
}

func (p *Portal) extensionSign(w http.ResponseWriter, r *guard.Request) error {
	c, request, err := ofRequest(r)
	if err != nil {
		return err
	}
	err = p.Relieving.SignExtension(r.Context(), r.By, request, consent(r, c))
	if f := fault.Of(err); f != nil && f.Kind == fault.Conflict {
		return p.showRequest(w, r, respond.Status(f), view.ProblemOf(r.Locale(), f))
	}
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, reliefPath(c)+"?"+doneField+"=signed")
}

func (p *Portal) extensionWithdraw(w http.ResponseWriter, r *guard.Request) error {
	c, request, err := ofRequest(r)
	if err != nil {
		return err
	}
	if err := p.Relieving.WithdrawExtension(r.Context(), r.By, c, request); err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, reliefPath(c)+"?"+doneField+"=withdrawn")
}

// extensionFile is the agreement that everybody signed.
func (p *Portal) extensionFile(w http.ResponseWriter, r *guard.Request) error {
	c, request, err := ofRequest(r)
	if err != nil {
		return err
	}
	file, err := p.Relieving.AgreementFile(r.Context(), r.By, c, request)
	if err != nil {
		return err
	}
	respond.Document(w, "application/pdf", "extension-agreement.pdf", file)
	return nil
}
