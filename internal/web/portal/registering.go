package portal

import (
	"net/http"
	"net/url"
	"time"

	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/service/enrolling"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

// sampleCookie remembers that the sample statement was opened, which is how one shows that PDF files can be read.
const sampleCookie = "__Host-sample"

func from(r *guard.Request) enrolling.From {
	return enrolling.From{Network: r.Network, Brand: r.Brand, Site: r.Site()}
}

// registerForm shows the first page. An invitation's link only fills the code in: mail scanners follow links.
func (p *Portal) registerForm(w http.ResponseWriter, r *guard.Request) error {
	code := r.FormValue("code")
	return p.showProof(w, r, http.StatusOK, view.RegisterProof{Invitation: code, Invited: code != "" || r.FormValue("by") == "invitation"})
}

func (p *Portal) showProof(w http.ResponseWriter, r *guard.Request, status int, page view.RegisterProof) error {
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		page.Frame, page.Action = f, ui.PathRegister
		page.InvitationHref, page.ContractHref = ui.PathRegister+"?by=invitation", ui.PathRegister
		return page.Page()
	})
}

func (p *Portal) register(w http.ResponseWriter, r *guard.Request) error {
	if r.PostForm.Has("invitation") {
		return p.registerByInvitation(w, r)
	}
	page := view.RegisterProof{
		ContractOrVIN: r.PostFormValue("contract"), LastName: r.PostFormValue("last_name"), By: r.PostFormValue("by"), PostalCode: r.PostFormValue("postal"),
		Month: r.PostFormValue("birth_month"), Day: r.PostFormValue("birth_day"), Year: r.PostFormValue("birth_year"),
	}
	facts := identity.Facts{Contract: page.ContractOrVIN, FamilyName: page.LastName}
	if page.By == "postal" {
		facts.PostalCode = page.PostalCode
	} else if page.Month+page.Day+page.Year != "" {
		facts.BirthDate = page.Month + "/" + page.Day + "/" + page.Year
	}
	begun, err := p.Enrolling.Claim(r.Context(), from(r), facts)
	if f := fault.Of(err); f != nil {
		page.Failure = noted(r, renamed(f, page.By))
		return p.showProof(w, r, respond.Status(f), page)
	}
	if err != nil {
		return err
	}
	return p.goOn(w, r, begun)
}

// renamed gives the fields of the facts the names that the form has.
func renamed(f *fault.Fault, by string) *fault.Fault {
	out := *f
	out.Fields = nil
	for _, field := range f.Fields {
		switch field.Name {
		case "family_name":
			field.Name = "last_name"
		case "birth_date":
			field.Name = "birth"
			if by == "postal" {
				field = l10n.Field("postal", "Enter the ZIP code of your home.", "Ingrese el código postal (ZIP) de su domicilio.", "Geben Sie die Postleitzahl Ihrer Wohnung ein.")
			}
		}
		out.Fields = append(out.Fields, field)
	}
	return &out
}

func (p *Portal) registerByInvitation(w http.ResponseWriter, r *guard.Request) error {
	typed := r.PostFormValue("invitation")
	begun, err := p.Enrolling.Open(r.Context(), from(r), typed)
	if f := fault.Of(err); f != nil {
		return p.showProof(w, r, respond.Status(f), view.RegisterProof{Invited: true, Invitation: typed, Failure: failureOf(r, f, "invitation")})
	}
	if err != nil {
		return err
	}
	return p.goOn(w, r, begun)
}

// goOn remembers the registration and goes to the page where it stands.
func (p *Portal) goOn(w http.ResponseWriter, r *guard.Request, at enrolling.Progress) error {
	r.Begin(at.Token)
	return respond.SeeOther(w, r.Request, pageOf(at.State))
}

func pageOf(state identity.ClaimState) string {
	switch state {
	case identity.ClaimBegun:
		return pathRegisterCode
	case identity.ClaimConfirmed:
		return pathRegisterChoose
	case identity.ClaimChosen:
		return pathRegisterConsents
	}
	return ui.PathSignIn
}

// standing returns where the registration stands, or sends the browser to the page where it should be and returns false.
func (p *Portal) standing(w http.ResponseWriter, r *guard.Request, wants ...identity.ClaimState) (enrolling.Progress, bool, error) {
	at, err := p.Enrolling.Where(r.Context(), r.Claim())
	if fault.Of(err) != nil {
		r.Finish()
		return at, false, respond.SeeOther(w, r.Request, ui.PathRegister)
	}
	if err != nil {
		return at, false, err
	}
	for _, want := range wants {
		if at.State == want {
			return at, true, nil
		}
	}
	return at, false, respond.SeeOther(w, r.Request, pageOf(at.State))
}

func (p *Portal) registerCodeForm(w http.ResponseWriter, r *guard.Request) error {
	at, here, err := p.standing(w, r, identity.ClaimBegun)
	if !here {
		return err
	}
	return p.showRegisterCode(w, r, http.StatusOK, at, view.Failure{}, "")
}

func (p *Portal) showRegisterCode(w http.ResponseWriter, r *guard.Request, status int, at enrolling.Progress, x view.Failure, typed string) error {
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		page := view.RegisterCode{Frame: f, Failure: x, Action: pathRegisterCode, Typed: typed}
		if at.TriesLeft < identity.CodeTries {
			page.TriesLeft = at.TriesLeft
		}
		page.Resend, page.WaitWords = again(f.Locale, pathRegisterAgain, at.ResendAt, p.Now())
		if p.Demo {
			page.DemoOutbox = ui.PathOutbox
		}
		return page.Page()
	})
}

func (p *Portal) registerCode(w http.ResponseWriter, r *guard.Request) error {
	typed := r.PostFormValue("code")
	at, err := p.Enrolling.Confirm(r.Context(), r.Claim(), typed)
	if err == nil {
		return respond.SeeOther(w, r.Request, pageOf(at.State))
	}
	return p.registerCodeFailed(w, r, err, typed)
}

func (p *Portal) registerCodeFailed(w http.ResponseWriter, r *guard.Request, err error, typed string) error {
	f := fault.Of(err)
	if f == nil {
		return err
	}
	at, here, err := p.standing(w, r, identity.ClaimBegun)
	if !here {
		return err
	}
	return p.showRegisterCode(w, r, respond.Status(f), at, failureOf(r, f, "code"), typed)
}

func (p *Portal) registerCodeAgain(w http.ResponseWriter, r *guard.Request) error {
	if _, err := p.Enrolling.Resend(r.Context(), from(r), r.Claim(), identity.FactorText); err != nil {
		return p.registerCodeFailed(w, r, err, "")
	}
	return respond.SeeOther(w, r.Request, pathRegisterCode)
}

func (p *Portal) registerChooseForm(w http.ResponseWriter, r *guard.Request) error {
	at, here, err := p.standing(w, r, identity.ClaimConfirmed, identity.ClaimChosen)
	if !here {
		return err
	}
	return p.show(w, r, func(f ui.Frame) respond.Page {
		return view.RegisterPassword{Frame: f, Action: pathRegisterChoose, Username: at.Username, Passkey: asksAt(r, pathRegisterPasskeyAsk)}.Page()
	})
}

// chooseFailed shows the step again with what was wrong.
func (p *Portal) chooseFailed(w http.ResponseWriter, r *guard.Request, f *fault.Fault) error {
	return p.showAs(w, r, respond.Status(f), func(fr ui.Frame) respond.Page {
		return view.RegisterPassword{
			Frame: fr, Failure: noted(r, f), Action: pathRegisterChoose, Username: r.PostFormValue("username"), Passkey: asksAt(r, pathRegisterPasskeyAsk),
		}.Page()
	})
}

func (p *Portal) registerChoose(w http.ResponseWriter, r *guard.Request) error {
	_, err := p.Enrolling.Choose(r.Context(), r.Claim(), r.PostFormValue("username"), r.PostFormValue("password"))
	if f := fault.Of(err); f != nil {
		return p.chooseFailed(w, r, f)
	}
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, pathRegisterConsents)
}

// registerSample shows a statement of nobody and remembers that it was opened.
func (p *Portal) registerSample(w http.ResponseWriter, r *guard.Request) error {
	file, err := p.Overview.Sample(r.Brand)
	if err != nil {
		return err
	}
	http.SetCookie(w, &http.Cookie{
		Name: sampleCookie, Value: "opened", Path: "/", MaxAge: int(identity.ClaimLife / time.Second), Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
	respond.Document(w, "application/pdf", "sample-statement.pdf", file)
	return nil
}

func (p *Portal) registerConsentsForm(w http.ResponseWriter, r *guard.Request) error {
	if _, here, err := p.standing(w, r, identity.ClaimChosen); !here {
		return err
	}
	return p.showConsents(w, r, http.StatusOK, view.RegisterConsents{Statements: r.FormValue("statements") != "", Texts: r.FormValue("texts") != ""})
}

func (p *Portal) showConsents(w http.ResponseWriter, r *guard.Request, status int, page view.RegisterConsents) error {
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		page.Frame, page.Action, page.Sample, page.Phone = f, pathRegisterConsents, pathRegisterSample, f.Say("the phone on your contract", "el teléfono de su contrato", "das Telefon in Ihrem Vertrag")
		return page.Page()
	})
}

func (p *Portal) registerConsents(w http.ResponseWriter, r *guard.Request) error {
	page := view.RegisterConsents{Statements: r.PostFormValue("statements") != "", Texts: r.PostFormValue("texts") != ""}
	if err := identity.CheckConsents(p.consents(r)); err != nil {
		page.Failure = failureOf(r, fault.Of(err), "statements")
		return p.showConsents(w, r, respond.Status(err), page)
	}
	q := url.Values{}
	if page.Statements {
		q.Set("statements", "yes")
	}
	if page.Texts {
		q.Set("texts", "yes")
	}
	return respond.SeeOther(w, r.Request, pathRegisterCheck+"?"+q.Encode())
}

// sampleOpened tells whether this browser opened the sample statement a while ago.
func sampleOpened(r *guard.Request) bool {
	c, err := r.Cookie(sampleCookie)
	return err == nil && c.Value == "opened"
}

// consents reads what was ticked as evidence.
func (p *Portal) consents(r *guard.Request) []identity.Consent {
	shown := ""
	if sampleOpened(r) {
		shown = "sample opened"
	}
	return []identity.Consent{
		{Kind: identity.ConsentStatements, Given: r.FormValue("statements") != "", Version: identity.ConsentStatements.Version(), Shown: shown},
		{Kind: identity.ConsentTexts, Given: r.FormValue("texts") != "", Version: identity.ConsentTexts.Version()},
	}
}

func (p *Portal) registerCheck(w http.ResponseWriter, r *guard.Request) error {
	at, here, err := p.standing(w, r, identity.ClaimChosen)
	if !here {
		return err
	}
	return p.showCheck(w, r, http.StatusOK, at, view.Failure{})
}

func (p *Portal) showCheck(w http.ResponseWriter, r *guard.Request, status int, at enrolling.Progress, x view.Failure) error {
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		page := view.RegisterCheck{Frame: f, Failure: x, Action: pathRegisterCheck, Answers: []ui.Fact{
			{Label: f.Say("Username", "Nombre de usuario", "Benutzername"), Value: at.Username, Change: pathRegisterChoose},
			{Label: choice(at.Passkey, f.Say("Passkey", "Llave de acceso", "Passkey"), f.Say("Password", "Contraseña", "Passwort")), Value: choice(at.Passkey, f.Say("Set up on this device", "Configurada en este dispositivo", "Auf diesem Gerät eingerichtet"), f.Say("The one you chose", "La que usted eligió", "Wie von Ihnen gewählt")), Change: pathRegisterChoose},
			{Label: f.Say("Statements", "Estados de cuenta", "Kontoauszüge"), Value: choice(r.FormValue("statements") != "", f.Say("Online", "En línea", "Online"), f.Say("On paper", "En papel", "Auf Papier")), Change: pathRegisterConsents},
			{Label: f.Say("Texts about payments", "Mensajes de texto sobre pagos", "SMS zu Zahlungen"), Value: choice(r.FormValue("texts") != "", f.Say("Yes", "Sí", "Ja"), f.Say("No", "No", "Nein")), Change: pathRegisterConsents},
		}}
		for _, name := range []string{"statements", "texts"} {
			if r.FormValue(name) != "" {
				page.Carried = append(page.Carried, view.Hidden{Name: name, Value: "yes"})
			}
		}
		return page.Page()
	})
}

func choice(value bool, yes, no string) string {
	if value {
		return yes
	}
	return no
}

func (p *Portal) registerFinish(w http.ResponseWriter, r *guard.Request) error {
	_, err := p.Enrolling.Finish(r.Context(), from(r), r.Claim(), p.consents(r))
	f := fault.Of(err)
	if err != nil && f == nil {
		return err
	}
	if f == nil {
		r.Finish()
		return respond.SeeOther(w, r.Request, pathRegisterDone)
	}
	at, here, err := p.standing(w, r, identity.ClaimChosen)
	if !here {
		return err
	}
	return p.showCheck(w, r, respond.Status(f), at, noted(r, f))
}

func (p *Portal) registerDone(w http.ResponseWriter, r *guard.Request) error {
	return p.show(w, r, func(f ui.Frame) respond.Page {
		return view.RegisterDone{Frame: f, Next: []ui.Link{{Text: f.Say("Sign in", "Iniciar sesión", "Anmelden"), Href: ui.PathSignIn}}}.Page()
	})
}
