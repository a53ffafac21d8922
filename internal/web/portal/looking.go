package portal

import (
	"net/http"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/service/assisting"
	"marque/internal/service/securing"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

// lookedBy names who looked: one of us, a company that we work with, or the person's own app.
func lookedBy(f ui.Frame, l securing.Look) string {
	switch {
	case l.Other && l.On:
		return f.Say("%s, who is on the contract too", "%s, que también está en el contrato", "%s, ebenfalls im Vertrag", someone(f, l.Agent))
	case l.Other:
		return f.Say("%s, whom you let in", "%s, a quien usted dio acceso", "%s, von Ihnen hereingelassen", someone(f, l.Agent))
	case l.By == access.CustomerKind:
		return f.Say("%s, an app that you allowed", "%s, una aplicación que usted autorizó", "%s, eine von Ihnen zugelassene App", l.Agent)
	case l.By == access.PartnerKind:
		return f.Say("%s, a company we work with", "%s, una empresa con la que trabajamos", "%s, ein Partnerunternehmen", l.Agent)
	case l.Agent == "":
		return f.Say("One of our staff", "Una persona de nuestro equipo", "Jemand von uns")
	}
	return l.Agent
}

// someone is a name, or that there is none any more.
func someone(f ui.Frame, name string) string {
	if name == "" {
		return f.Say("Somebody", "Alguien", "Jemand")
	}
	return name
}

// lookWords says what somebody of us did, for the person whose account it is.
func lookWords(f ui.Frame, do access.Action, shown identity.ContactKind) string {
	switch do {
	case access.ContractList:
		return f.Say("Saw where your contracts stand", "Vio el estado de sus contratos", "Hat gesehen, wie Ihre Verträge stehen")
	case access.MessageList:
		return f.Say("Saw what you wrote to us about", "Vio sobre qué nos escribió", "Hat gesehen, worüber Sie uns geschrieben haben")
	case access.ContractRead:
		return f.Say("Opened your contract", "Abrió su contrato", "Hat Ihren Vertrag geöffnet")
	case access.ConflictRead:
		return f.Say("Looked at what the dealer’s system told about your contract", "Vio lo que el sistema del concesionario informó sobre su contrato", "Hat angesehen, was das System des Händlers über Ihren Vertrag gemeldet hat")
	case access.ConflictDecide:
		return f.Say("Decided which details of your contract hold, ours or the dealer’s", "Decidió qué datos de su contrato valen, los nuestros o los del concesionario",
			"Hat entschieden, welche Angaben zu Ihrem Vertrag gelten, unsere oder die des Händlers")
	case access.BankAccountRead:
		return f.Say("Looked at your bank accounts", "Vio sus cuentas bancarias", "Hat Ihre Bankkonten angesehen")
	case access.NoticeRead:
		return f.Say("Read what we sent you", "Leyó lo que le enviamos", "Hat gelesen, was wir Ihnen gesendet haben")
	case access.StatementRead:
		return f.Say("Opened a statement", "Abrió un estado de cuenta", "Hat einen Kontoauszug geöffnet")
	case access.SessionList:
		return f.Say("Looked at where you are signed in", "Vio dónde tiene la sesión abierta", "Hat angesehen, wo Sie angemeldet sind")
	case access.VehicleRead:
		return f.Say("Looked at your vehicle", "Vio su vehículo", "Hat Ihr Fahrzeug angesehen")
	case access.ProofRead:
		return f.Say("Opened a proof of insurance of yours", "Abrió un comprobante de su seguro", "Hat einen Versicherungsnachweis von Ihnen geöffnet")
	case access.PhotoRead:
		return f.Say("Opened a picture of your vehicle", "Abrió una foto de su vehículo", "Hat ein Bild Ihres Fahrzeugs geöffnet")
	case access.VehicleReport:
		return f.Say("Entered a reading of your odometer", "Registró una lectura de su odómetro", "Hat Ihren Kilometerstand eingetragen")
	case access.PaymentCreate:
		return f.Say("Ordered a payment", "Ordenó un pago", "Hat eine Zahlung beauftragt")
	case access.PaymentCancel:
		return f.Say("Canceled a payment", "Canceló un pago", "Hat eine Zahlung storniert")
	case access.LetterIssue:
		return f.Say("Made a letter about your contract", "Emitió una carta sobre su contrato", "Hat ein Schreiben zu Ihrem Vertrag erstellt")
	case access.CustomerFind:
		return f.Say("Found you in a search", "Lo encontró en una búsqueda", "Hat Sie bei einer Suche gefunden")
	case access.CustomerHelp:
		return f.Say("Looked at why you could not sign in", "Revisó por qué no podía iniciar sesión", "Hat geprüft, warum Sie sich nicht anmelden konnten")
	case access.CustomerFlag:
		return f.Say("Entered or removed something that our people should know first", "Anotó o quitó algo que nuestro personal debe saber primero", "Hat eingetragen oder entfernt, was unsere Leute zuerst wissen sollen")
	case access.CustomerReveal:
		if shown == identity.ContactPhone {
			return f.Say("Saw your phone number in full", "Vio su número de teléfono completo", "Hat Ihre ganze Telefonnummer gesehen")
		}
		return f.Say("Saw your email address in full", "Vio su correo electrónico completo", "Hat Ihre ganze E-Mail-Adresse gesehen")
	case access.CustomerProve:
		return f.Say("Checked who was calling", "Verificó quién llamaba", "Hat geprüft, wer anruft")
	case access.CustomerUnlock:
		return f.Say("Unlocked your sign-in, or asked for it", "Desbloqueó su inicio de sesión o lo pidió", "Hat Ihre Anmeldung entsperrt oder darum gebeten")
	case access.CustomerReset:
		return f.Say("Sent you a link for a new password, or asked for it",
			"Le envió un enlace para una contraseña nueva o lo pidió",
			"Hat Ihnen einen Link für ein neues Passwort gesendet oder darum gebeten")
	case access.RequestAsk:
		return f.Say("Asked to remove something that you sign in with",
			"Pidió quitar algo con lo que inicia sesión",
			"Hat gebeten, etwas zu entfernen, womit Sie sich anmelden")
	case access.RequestDecide:
		return f.Say("Decided what a colleague asked for", "Decidió lo que pidió un colega", "Hat über die Bitte eines Kollegen entschieden")
	case access.RequestCancel:
		return f.Say("Canceled what a colleague asked for", "Canceló lo que pidió un colega", "Hat die Bitte eines Kollegen zurückgenommen")
	}
	if words := talkLookWords(f, do); words != "" {
		return words
	}
	if words := caseLookWords(f, do); words != "" {
		return words
	}
	if words := helpLookWords(f, do); words != "" {
		return words
	}
	if words := adjustmentLookWords(f, do); words != "" {
		return words
	}
	if words := viewingLookWords(f, do); words != "" {
		return words
	}
	return f.Say("Worked on your account", "Trabajó en su cuenta", "Hat an Ihrem Konto gearbeitet")
}

// helpLookWords say what had to do with helpers.
func helpLookWords(f ui.Frame, do access.Action) string {
	switch do {
	case access.HelpRead, access.PaymentRead:
		return f.Say("Looked at your contract and its payments", "Vio su contrato y sus pagos", "Hat Ihren Vertrag und seine Zahlungen angesehen")
	case access.PaymentPrepare:
		return f.Say("Looked at what can be paid", "Vio lo que se puede pagar", "Hat angesehen, was gezahlt werden kann")
	case access.HelpOffer:
		return f.Say("Invited somebody to help", "Invitó a alguien a ayudar", "Hat jemanden zum Helfen eingeladen")
	case access.HelpEnd, access.HelpStop:
		return f.Say("Ended somebody’s help", "Terminó la ayuda de alguien", "Hat eine Hilfe beendet")
	case access.HelpSee:
		return f.Say("Looked at who helps you", "Vio quién le ayuda", "Hat gesehen, wer Ihnen hilft")
	case access.HelpLeave:
		return f.Say("Stopped helping", "Dejó de ayudar", "Hilft nicht mehr")
	}
	return ""
}

// adjustmentLookWords say what was done to the money of a contract by hand, or proposed.
func adjustmentLookWords(f ui.Frame, do access.Action) string {
	switch do {
	case access.PaymentTake:
		return f.Say("Took a payment on the phone, or asked you for its code", "Tomó un pago por teléfono o le pidió su código", "Hat am Telefon eine Zahlung aufgenommen oder Sie nach dem Code gefragt")
	case access.FeeWaive:
		return f.Say("Waived a fee, or proposed to", "Condonó un cargo o propuso hacerlo", "Hat eine Gebühr erlassen oder das vorgeschlagen")
	case access.PaymentReverse:
		return f.Say("Proposed to take a payment off your contract", "Propuso quitar un pago de su contrato", "Hat vorgeschlagen, eine Zahlung aus Ihrem Vertrag zu nehmen")
	case access.ProposalRead:
		return f.Say("Looked at what a colleague proposed for your contract", "Vio lo que un colega propuso para su contrato", "Hat angesehen, was ein Kollege für Ihren Vertrag vorgeschlagen hat")
	case access.ProposalDecide:
		return f.Say("Decided what a colleague proposed for your contract", "Decidió lo que un colega propuso para su contrato", "Hat über den Vorschlag eines Kollegen zu Ihrem Vertrag entschieden")
	case access.ProposalWithdraw:
		return f.Say("Took back a proposal for your contract", "Retiró una propuesta para su contrato", "Hat einen Vorschlag zu Ihrem Vertrag zurückgenommen")
	}
	return ""
}

// lookWhy says what somebody of us did and, where one was given, the reason.
func lookWhy(f ui.Frame, l securing.Look) string {
	did := lookWords(f, l.Do, l.Shown)
	if l.Do == access.ViewPage {
		did = viewedWords(f, l.Page)
	}
	if why := whyWords(f, l.Why); why != "" {
		did = f.Say("%s, %s", "%s, %s", "%s, %s", did, why)
	}
	if l.Words != "" {
		return f.Say("%s: “%s”", "%s: «%s»", "%s: „%s“", did, l.Words)
	}
	return did
}

// whyWords says why somebody of us did something, after what it was.
func whyWords(f ui.Frame, why identity.Reason) string {
	switch why {
	case identity.ReasonCalled:
		return f.Say("because of a call in your name", "por una llamada en su nombre", "wegen eines Anrufs in Ihrem Namen")
	case identity.ReasonWrote:
		return f.Say("because of a message in your name", "por un mensaje en su nombre", "wegen einer Nachricht in Ihrem Namen")
	case identity.ReasonFraud:
		return f.Say("because we suspected fraud", "porque sospechamos un fraude", "weil wir Betrug vermuteten")
	case identity.ReasonReview:
		return f.Say("to check our own work", "para revisar nuestro propio trabajo", "um unsere eigene Arbeit zu prüfen")
	}
	return ""
}

// askedFor tells the customer of a request that can still come to something.
func (p *Portal) askedFor(f ui.Frame, q assisting.Asked) view.Asked {
	out := view.Asked{ID: q.ID.String(), Title: f.Say("%s asked to %s", "%s pidió %s", "%s hat beantragt, %s", q.By, assisting.Words(q.Request)), Cancel: pathCancelRequest,
		When: f.Say("A second person decides first.", "Primero decide una segunda persona.", "Zuerst entscheidet eine zweite Person.")}
	if q.State == identity.RequestApproved {
		out.When = f.Say("It happens on %s unless you cancel it.", "Se hará el %s, a menos que usted lo cancele.", "Es geschieht am %s, wenn Sie es nicht abbrechen.", p.local(f, q.DueAt))
	}
	return out
}

func (p *Portal) cancelRequest(w http.ResponseWriter, r *guard.Request) error {
	request, err := id.Parse[identity.Request](r.PostFormValue("request"))
	if err != nil {
		return l10n.Fault(fault.NotFound, "There is no such request.", "No existe esa solicitud.", "Diese Anfrage gibt es nicht.")
	}
	if err := p.Assisting.Cancel(r.Context(), r.By, request); err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, ui.PathSecurity+"?"+doneField+"=request")
}

// calledForm is where the link leads that an agent had sent. Opening it uses nothing up: mail scanners open links.
func (p *Portal) calledForm(w http.ResponseWriter, r *guard.Request) error {
	l, err := p.Recovering.Link(r.Context(), identity.Token(r.FormValue(linkField)))
	if err == nil && l.Purpose != identity.LinkPassword {
		err = identity.LinkOver()
	}
	if f := fault.Of(err); f != nil {
		return p.linkOver(w, r, f)
	}
	if err != nil {
		return err
	}
	return p.show(w, r, func(f ui.Frame) respond.Page {
		return view.Called{Frame: f, Action: assisting.PasswordPath, Link: r.FormValue(linkField)}.Page()
	})
}

func (p *Portal) called(w http.ResponseWriter, r *guard.Request) error {
	stage, err := p.Recovering.BeginCalled(r.Context(), recoverFrom(r), identity.Token(r.PostFormValue(linkField)))
	if f := fault.Of(err); f != nil {
		return p.linkOver(w, r, f)
	}
	if err != nil {
		return err
	}
	return p.recoverOn(w, r, stage)
}
