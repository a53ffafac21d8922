package portal

import (
	"net/http"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/service/assisting"
	"marque/internal/service/securing"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

// lookedBy names who looked: one of us, a company that we work with, or the person's own app.
func lookedBy(l securing.Look) string {
	switch {
	case l.By == access.CustomerKind:
		return l.Agent + ", an app that you allowed"
	case l.By == access.PartnerKind:
		return l.Agent + ", a company we work with"
	case l.Agent == "":
		return "One of our staff"
	}
	return l.Agent
}

// lookWords says what somebody of us did, for the person whose account it is.
func lookWords(do access.Action, shown identity.ContactKind) string {
	switch do {
	case access.ContractRead, access.ContractList:
		return "Opened your contract"
	case access.BankAccountRead:
		return "Looked at your bank accounts"
	case access.NoticeRead:
		return "Read what we sent you"
	case access.StatementRead:
		return "Opened a statement"
	case access.SessionList:
		return "Looked at where you are signed in"
	case access.VehicleRead:
		return "Looked at your vehicle"
	case access.VehicleReport:
		return "Entered a reading of your odometer"
	case access.PaymentCreate:
		return "Ordered a payment"
	case access.PaymentCancel:
		return "Canceled a payment"
	case access.LetterIssue:
		return "Made a letter about your contract"
	case access.CustomerFind:
		return "Found you in a search"
	case access.CustomerHelp:
		return "Looked at why you could not sign in"
	case access.CustomerReveal:
		if shown == identity.ContactPhone {
			return "Saw your phone number in full"
		}
		return "Saw your email address in full"
	case access.CustomerProve:
		return "Checked who was calling"
	case access.CustomerUnlock:
		return "Unlocked your sign-in, or asked for it"
	case access.CustomerReset:
		return "Sent you a link for a new password, or asked for it"
	case access.RequestAsk:
		return "Asked to remove something that you sign in with"
	case access.RequestDecide:
		return "Decided what a colleague asked for"
	case access.RequestCancel:
		return "Canceled what a colleague asked for"
	}
	return "Worked on your account"
}

// whyWords says why somebody of us did something, after what it was.
func whyWords(why identity.Reason) string {
	switch why {
	case identity.ReasonCalled:
		return ", because of a call in your name"
	case identity.ReasonWrote:
		return ", because of a message in your name"
	case identity.ReasonFraud:
		return ", because we suspected fraud"
	case identity.ReasonReview:
		return ", to check our own work"
	}
	return ""
}

// askedFor tells the customer of a request that can still come to something.
func (p *Portal) askedFor(f ui.Frame, q assisting.Asked) view.Asked {
	out := view.Asked{ID: q.ID.String(), Title: f.Say("%s asked to %s", "%s pidió %s", "%s hat beantragt, %s", q.By, assisting.Words(q.Request)), Cancel: pathCancelRequest, When: "A second person decides first."}
	if q.State == identity.RequestApproved {
		out.When = "It happens on " + p.local(f, q.DueAt) + " unless you cancel it."
	}
	return out
}

func (p *Portal) cancelRequest(w http.ResponseWriter, r *guard.Request) error {
	request, err := id.Parse[identity.Request](r.PostFormValue("request"))
	if err != nil {
		return fault.New(fault.NotFound, "There is no such request.")
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
