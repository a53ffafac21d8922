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
	"marque/internal/l10n"
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
			x, status = failed(r, []fault.Field{likeDate("first", c.Today)}), http.StatusUnprocessableEntity
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
		page := view.Relief{Frame: f, Failure: x, Contract: contractOf(f, c), Done: reliefDone(f, r.FormValue(doneField))}
		fillRelief(f, &page, contractID, s)
		if last != nil {
			page.Arranged = arrangedOf(f, contractID, last)
		}
		if blocked == nil {
			page.Arrange.Go = arrangementPath(contractID)
		} else if last == nil || last.State != relief.Kept { // the one that is kept stands above
			page.Arrange.Blocked = whyNot(f, blocked)
		}
		if typed != "" {
			page.Move.Typed = typed
		}
		return page.Page()
	})
}

// reliefDone says what was just done; the address chooses among our own sentences only.
func reliefDone(f ui.Frame, what string) string {
	switch what {
	case "moved":
		return f.Say("Your due date has changed. A confirmation is on its way to you.", "Su fecha de vencimiento cambió. Una confirmación va en camino.", "Ihr Fälligkeitstag ist geändert. Eine Bestätigung ist zu Ihnen unterwegs.")
	case "signed":
		return f.Say("Your signature is kept.", "Su firma está guardada.", "Ihre Unterschrift ist gespeichert.")
	case "arranged":
		return f.Say("Your arrangement is made. A confirmation is on its way to you.", "Su acuerdo de pago está hecho. Una confirmación va en camino.", "Ihre Zahlungsvereinbarung ist geschlossen. Eine Bestätigung ist zu Ihnen unterwegs.")
	case "arranged-unpaid":
		return f.Say("Your arrangement is made, but not every part could be set up as a payment. Please look at your payments, and pay what is missing by its date.",
			"Su acuerdo de pago está hecho, pero no todas las partes se pudieron programar como pagos. Revise sus pagos y pague lo que falte en su fecha.",
			"Ihre Zahlungsvereinbarung ist geschlossen, aber nicht jeder Teil ließ sich als Zahlung einrichten. Bitte sehen Sie Ihre Zahlungen an, und zahlen Sie, was fehlt, bis zu seinem Tag.")
	case "withdrawn":
		return f.Say("The extension is withdrawn. Everybody on the contract is told.", "La prórroga se retiró. Se avisa a todas las personas del contrato.", "Die Verlängerung ist zurückgezogen. Alle im Vertrag werden benachrichtigt.")
	}
	return ""
}

func fillRelief(f ui.Frame, page *view.Relief, c contract.ID, s relieving.Relief) {
	path := reliefPath(c)
	if s.PastDue > 0 {
		page.PastDue = f.Say("%s is past due.", "%s está vencido.", "%s sind überfällig.", s.PastDue)
	}
	if !s.Now.Ends.IsZero() {
		page.Ways = []view.ReliefWay{
			wayOf(f, f.Say("No change", "Sin cambios", "Keine Änderung"), s.Now), wayOf(f, f.Say("Due date moved to %s", "Vencimiento pasado al %s", "Fälligkeitstag auf den %s verschoben", f.Locale.MonthDay(s.MoveTo)), s.Move.Outlook),
			wayOf(f, f.Say("One payment moved to the end", "Un pago pasado al final", "Eine Rate ans Ende verschoben"), s.Extend.Outlook), wayOf(f, f.Say("Payments computed anew", "Pagos calculados de nuevo", "Raten neu berechnet"), s.Relevel.Outlook),
		}
		page.Move = view.ReliefMove{Show: path, Typed: s.MoveTo.String()}
	}
	page.Move.Blocked, page.Extend.Blocked = whyNot(f, s.Move.Blocked), whyNot(f, s.Extend.Blocked)
	if s.Move.Blocked == nil {
		page.Move.Go = path + "/due-date?" + url.Values{"first": {s.MoveTo.String()}}.Encode()
	}
	waits := s.Latest != nil && s.Latest.State == relief.Open
	if s.Extend.Blocked == nil && !waits {
		page.Extend.Go = path + "/extension"
	}
	if waits {
		page.Extend.Blocked = f.Say("An extension waits for signatures; you find it above.", "Una prórroga espera firmas; la encuentra arriba.", "Eine Verlängerung wartet auf Unterschriften; Sie finden sie oben.")
	}
	if s.Latest != nil {
		page.Open = openOf(f, path, s)
	}
}

func whyNot(f ui.Frame, err error) string {
	if why := fault.Of(err); why != nil {
		return plainFault(f.Locale, why)
	}
	return ""
}

func wayOf(f ui.Frame, name string, o relief.Outlook) view.ReliefWay {
	w := view.ReliefWay{Name: name, First: o.First, Payment: o.Payment, Ends: o.Ends, Last: o.Last, Maturity: o.Maturity, More: f.Money(o.More), Fee: o.Fee}
	return w
}

func openOf(f ui.Frame, path string, s relieving.Relief) *view.ReliefOpen {
	q := s.Latest
	out := &view.ReliefOpen{Signers: signersOf(f, q.Signers, s), Words: f.Say("It was asked for on %s.", "Se solicitó el %s.", "Sie wurde am %s beantragt.", q.Since)}
	one := path + "/extension/" + q.ID.String()
	switch q.State {
	case relief.Open:
		out.Status = ui.Status{Tone: ui.Warn, Text: f.Say("Waits for signatures", "Espera firmas", "Wartet auf Unterschriften"), Icon: "clock"}
		out.Words = f.Say("It counts when everybody has signed, each with their own sign-in. %s", "Cuenta cuando todos hayan firmado, cada uno con su propio acceso. %s",
			"Sie gilt, wenn alle unterschrieben haben, jeder mit der eigenen Anmeldung. %s", countdown(f, s))
		out.Read, out.Waits, out.Withdraw = one, q.Waits(), one+"/withdraw"
	case relief.Granted:
		out.Status, out.PDF = ui.Status{Tone: ui.OK, Text: f.Say("Signed by all", "Firmada por todos", "Von allen unterschrieben")}, one+"/agreement.pdf"
		out.Words = f.Say("It counts since %s: the payment that was next moved to the end of the contract.", "Cuenta desde el %s: el pago que seguía pasó al final del contrato.",
			"Sie gilt seit dem %s: Die nächste Rate ist ans Ende des Vertrags gerückt.", q.StateOn)
	case relief.Expired:
		out.Status = ui.Status{Tone: ui.Plain, Text: f.Say("Expired", "Vencida", "Abgelaufen")}
		out.Words = f.Say("Not everybody signed by %s, so it does not count.", "No todos firmaron antes del %s inclusive, así que no cuenta.", "Bis zum %s haben nicht alle unterschrieben, deshalb gilt sie nicht.", q.Expires)
	case relief.Changed:
		out.Status = ui.Status{Tone: ui.Plain, Text: f.Say("Does not count", "No cuenta", "Gilt nicht")}
		out.Words = f.Say("The contract changed before the last signature, so its dates or figures no longer hold.",
			"El contrato cambió antes de la última firma, así que sus fechas o cifras ya no valen.",
			"Der Vertrag hat sich vor der letzten Unterschrift geändert, deshalb stimmen Tage oder Zahlen nicht mehr.")
	default:
		out.Status = ui.Status{Tone: ui.Plain, Text: f.Say("Withdrawn", "Retirada", "Zurückgezogen")}
		out.Words = f.Say("It was withdrawn on %s.", "Se retiró el %s.", "Sie wurde am %s zurückgezogen.", q.StateOn)
	}
	return out
}

// countdown says until when it can be signed.
func countdown(f ui.Frame, s relieving.Relief) string {
	left, until := s.Latest.Expires.Sub(s.Today), clock(f, s.Latest.Until, s.Zone)
	if left <= 0 {
		return f.Say("It can be signed only today, until %s.", "Solo se puede firmar hoy, hasta el %s.", "Sie kann nur noch heute unterschrieben werden, bis %s.", until)
	}
	return f.Say("There are %s left: it ends by itself on %s.", "Quedan %s: termina sola el %s.", "Es bleiben %s: Sie endet von selbst am %s.",
		l10n.Count(left, l10n.T("day", "día", "Tag"), l10n.T("days", "días", "Tage")), until)
}

func signersOf(f ui.Frame, signers []relieving.Signer, s relieving.Relief) []ui.Fact {
	var out []ui.Fact
	for _, who := range signers {
		x := ui.Fact{Label: who.Name, Value: f.Say("Not yet signed", "Aún sin firmar", "Noch nicht unterschrieben")}
		if who.You {
			x.Label = f.Say("%s (you)", "%s (usted)", "%s (Sie)", who.Name)
		}
		if !who.At.IsZero() {
			x.Value = f.Say("Signed %s", "Firmó el %s", "Unterschrieben am %s", clock(f, who.At, s.Zone))
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
		page.Title, page.Action = f.Say("Check the new due date", "Revise la nueva fecha de vencimiento", "Prüfen Sie den neuen Fälligkeitstag"), reliefPath(contractID)+"/due-date"
		page.Button = f.Say("Move my due date to %s", "Pasar mi vencimiento al %s", "Fälligkeitstag auf den %s verschieben", f.Locale.MonthDay(first))
		page.Lead = f.Say("Your next payment is due on %s instead of %s, and the ones after it on that day of the month. Interest for the longer period is part of the payments.",
			"Su próximo pago vence el %s en vez del %s, y los siguientes ese día del mes. Los intereses del período más largo son parte de los pagos.",
			"Ihre nächste Rate ist am %s statt am %s fällig, die danach an diesem Tag des Monats. Die Zinsen für den längeren Zeitraum sind Teil der Raten.", first, m.Now.First)
		if m.Then.Fee > 0 {
			page.Lead += f.Say(" The fee is %s.", " El cargo es de %s.", " Die Gebühr beträgt %s.", m.Then.Fee)
		}
		page.Ways = []view.ReliefWay{wayOf(f, f.Say("No change", "Sin cambios", "Keine Änderung"), m.Now), wayOf(f, f.Say("With the new due date", "Con la nueva fecha", "Mit dem neuen Fälligkeitstag"), m.Then)}
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
		return l10n.Fault(fault.Invalid, "Which day? Please begin again.", "¿Qué día? Comience otra vez.", "Welcher Tag? Bitte beginnen Sie neu.")
	}
	m.Shown, _ = hex.DecodeString(r.PostFormValue("shown")) // what cannot be read was not shown
	err = p.Relieving.MoveDue(r.Context(), r.By, m)
	if f := fault.Of(err); f != nil && (f.Kind == fault.Invalid || f.Kind == fault.Conflict) {
		return p.showMove(w, r, respond.Status(f), view.Failure{Problem: plainFault(r.Locale(), f)})
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
		page.Title, page.Action = f.Say("Move a payment to the end", "Pasar un pago al final", "Eine Rate ans Ende verschieben"), reliefPath(contractID)+"/extension"
		page.Button = f.Say("Sign and ask for the extension", "Firmar y solicitar la prórroga", "Unterschreiben und Verlängerung beantragen")
		page.Lead = f.Say("Please read it. By the button you sign it electronically.", "Léalo. Con el botón lo firma electrónicamente.", "Bitte lesen Sie sie. Mit der Schaltfläche unterschreiben Sie elektronisch.")
		page.Ways = []view.ReliefWay{wayOf(f, f.Say("No change", "Sin cambios", "Keine Änderung"), o.Now), wayOf(f, f.Say("With the extension", "Con la prórroga", "Mit der Verlängerung"), o.Then)}
		page.Text, page.Carried = o.Text, []view.Hidden{{Name: "shown", Value: hex.EncodeToString(relief.Digest(o.Text))}}
		if len(o.Signers) > 1 {
			page.Signers = signersOf(f, o.Signers, relieving.Relief{})
			page.Until = f.Say("Everybody signs with their own sign-in within 5 days. We send them a message.", "Cada persona firma con su propio acceso dentro de 5 días. Les enviamos un mensaje.", "Alle unterschreiben innerhalb von 5 Tagen mit der eigenen Anmeldung. Wir senden ihnen eine Nachricht.")
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
		return p.showExtension(w, r, respond.Status(f), view.Failure{Problem: plainFault(r.Locale(), f)})
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
		page.Title, page.Lead, page.Text, page.Signers, page.PDF = f.Say("Extension", "Prórroga", "Verlängerung"), state.Words, q.Text, state.Signers, state.PDF
		if state.Waits {
			page.Action, page.Button = state.Read, f.Say("Sign the extension", "Firmar la prórroga", "Verlängerung unterschreiben")
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
		return p.showRequest(w, r, respond.Status(f), notedProblem(r, f))
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
