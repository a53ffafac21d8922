package console

import (
	"net/http"
	"net/url"
	"strings"

	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/service/signin"
	"marque/internal/service/staffing"
	"marque/internal/web/console/view"
	"marque/internal/web/guard"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

func (c *Console) signInForm(w http.ResponseWriter, r *guard.Request) error {
	if r.IsSignedIn() {
		return respond.SeeOther(w, r.Request, r.Next(ui.PathDesk))
	}
	return c.show(w, r, func(f ui.Frame) respond.Page {
		page := c.signInPage(r, f)
		if r.FormValue("done") == "welcome" {
			page.Notice = "Your access is set up. Sign in with your password and your app."
		}
		return page.Page()
	})
}

// signInPage is the sign-in page as a stranger finds it.
func (c *Console) signInPage(r *guard.Request, f ui.Frame) view.SignIn {
	return view.SignIn{Frame: f, Next: r.Next(""), Company: c.companyPath(r.Next("")), Passkey: pathPasskey, Options: asksAt(r, pathPasskeyAsk)}
}

func (c *Console) signIn(w http.ResponseWriter, r *guard.Request) error {
	typed := signin.Attempt{Identifier: r.PostFormValue("identifier"), Password: r.PostFormValue("password")}
	step, err := c.SignIn.Start(r.Context(), r.FromDesk(), typed)
	if f := fault.Of(err); f != nil {
		respond.RetryAfter(w, f)
		return c.showAs(w, r, respond.Status(f), func(fr ui.Frame) respond.Page {
			page := c.signInPage(r, fr)
			page.Failure, page.Identifier = view.FailureOf(f), typed.Identifier
			if pause := signin.PausedOf(err); pause != nil {
				page.Problem = f.Message + " You can try again in " + wait(pause.Until.Sub(c.Now())) + "."
			}
			return page.Page()
		})
	}
	if err != nil {
		return err
	}
	if step.In != nil {
		r.Enter(*step.In)
		return respond.SeeOther(w, r.Request, r.Next(ui.PathDesk))
	}
	r.Ask(step.Ask.Token)
	return respond.SeeOther(w, r.Request, withNext(pathCode, r.Next("")))
}

func (c *Console) codeForm(w http.ResponseWriter, r *guard.Request) error {
	return c.showCode(w, r, http.StatusOK, view.Failure{})
}

func (c *Console) showCode(w http.ResponseWriter, r *guard.Request, status int, x view.Failure) error {
	return c.showAs(w, r, status, func(f ui.Frame) respond.Page {
		return view.Code{
			Frame: f, Failure: x, Action: withNext(pathCode, r.Next("")), Heading: "Open your authenticator app",
			Lead: "Type the 6-digit code that it shows for the desk now.", Back: ui.PathDeskSignIn, DemoOutbox: c.demoOutbox(),
		}.Page()
	})
}

// demoOutbox is where the demo shows what the apps of its staff show; empty elsewhere.
func (c *Console) demoOutbox() string {
	if c.Demo {
		return ui.PathOutbox
	}
	return ""
}

func (c *Console) code(w http.ResponseWriter, r *guard.Request) error {
	in, err := c.SignIn.Code(r.Context(), r.FromDesk(), r.Challenge(), r.PostFormValue("code"), false)
	if f := fault.Of(err); f != nil {
		respond.RetryAfter(w, f)
		return c.showCode(w, r, respond.Status(f), besideCode(f))
	}
	if err != nil {
		return err
	}
	r.Enter(in)
	return respond.SeeOther(w, r.Request, r.Next(ui.PathDesk))
}

// besideCode puts a sentence that names no field beside the only field of a form.
func besideCode(f *fault.Fault) view.Failure {
	if len(f.Fields) == 0 {
		return view.Failure{Fields: []fault.Field{{Name: "code", Message: strings.TrimSpace(f.Message)}}}
	}
	return view.FailureOf(f)
}

func (c *Console) confirmForm(w http.ResponseWriter, r *guard.Request) error {
	return c.showConfirm(w, r, http.StatusOK, view.Failure{})
}

func (c *Console) showConfirm(w http.ResponseWriter, r *guard.Request, status int, x view.Failure) error {
	page := view.Code{
		DemoOutbox: c.demoOutbox(), Failure: x, Action: withNext(pathConfirm, r.Next("")), Heading: "Confirm that it is you", Back: r.Next(ui.PathDesk),
		Lead: "What you want to do needs a fresh proof that it is you. Type the code that your app shows now; it holds for ten minutes.",
	}
	if r.Session.ByCompany() {
		page.Company = c.companyPath(r.Next(""))
	}
	keyed, err := c.here(r)
	if err != nil {
		return err
	}
	if keyed {
		page.Passkey, page.Options = withNext(pathConfirmPasskey, r.Next("")), pathConfirmPasskeyAsk
		page.Lead = "What you want to do needs a fresh proof that it is you: your passkey, or the code that your app shows now. It holds for ten minutes."
	}
	return c.showAs(w, r, status, func(f ui.Frame) respond.Page { page.Frame = f; return page.Page() })
}

// confirm takes a fresh code in one step: an app's code is not sent, so there is nothing to wait for.
func (c *Console) confirm(w http.ResponseWriter, r *guard.Request) error {
	ask, err := c.SignIn.StepUp(r.Context(), r.FromDesk(), r.Session)
	var in signin.SignedIn
	if err == nil {
		in, err = c.SignIn.Code(r.Context(), r.FromDesk(), ask.Token, r.PostFormValue("code"), false)
	}
	if f := fault.Of(err); f != nil {
		respond.RetryAfter(w, f)
		return c.showConfirm(w, r, respond.Status(f), besideCode(f))
	}
	if err != nil {
		return err
	}
	r.Enter(in)
	return respond.SeeOther(w, r.Request, r.Next(ui.PathDesk))
}

func (c *Console) welcomeForm(w http.ResponseWriter, r *guard.Request) error {
	return c.showWelcome(w, r, http.StatusOK, view.Failure{})
}

func (c *Console) showWelcome(w http.ResponseWriter, r *guard.Request, status int, x view.Failure) error {
	code := r.FormValue("code")
	who, err := c.Staffing.Invited(r.Context(), code)
	if err != nil {
		return err
	}
	return c.showAs(w, r, status, func(f ui.Frame) respond.Page {
		return view.Welcome{Frame: f, Failure: x, Action: staffing.WelcomePath, Invited: code, Username: who.Username, Name: who.Name}.Page()
	})
}

func (c *Console) welcome(w http.ResponseWriter, r *guard.Request) error {
	setup, err := c.Staffing.Choose(r.Context(), r.PostFormValue("code"), r.PostFormValue("password"))
	if f := fault.Of(err); f != nil && fault.Is(err, fault.Invalid) {
		return c.showWelcome(w, r, respond.Status(f), view.FailureOf(f))
	}
	if err != nil {
		return err
	}
	return c.showSetup(w, r, http.StatusOK, setup, view.Failure{})
}

// showSetup is not redirected to: the secret is shown once and stands in no address.
func (c *Console) showSetup(w http.ResponseWriter, r *guard.Request, status int, s staffing.Setup, x view.Failure) error {
	code, err := ui.DrawQR(s.Secret.URI(c.brand(r.Brand).Name+" desk", s.Username))
	if err != nil {
		return err
	}
	return c.showAs(w, r, status, func(f ui.Frame) respond.Page {
		return view.AppSetup{Frame: f, Failure: x, QR: code, Action: pathWelcomeApp, Token: string(s.Token), Secret: s.Secret.Grouped()}.Page()
	})
}

func (c *Console) welcomeApp(w http.ResponseWriter, r *guard.Request) error {
	token := identity.Token(r.PostFormValue("setup"))
	err := c.Staffing.Confirm(r.Context(), token, r.PostFormValue("code"))
	if err == nil {
		return respond.SeeOther(w, r.Request, ui.PathDeskSignIn+"?done=welcome")
	}
	f := fault.Of(err)
	if f == nil {
		return err
	}
	setup, gone := c.Staffing.Setup(r.Context(), token)
	if gone != nil {
		return err
	}
	return c.showSetup(w, r, respond.Status(f), setup, besideCode(f))
}

// me shows somebody's own access.
func (c *Console) me(w http.ResponseWriter, r *guard.Request) error {
	u := r.Session.User
	roles := make([]string, len(u.Roles))
	for i, role := range u.Roles {
		roles[i] = string(role)
	}
	keys, err := c.SignIn.Passkeys(r.Context(), r.Session)
	if err != nil {
		return err
	}
	add := pathPasskeyNew
	if r.Session.ByCompany() {
		add = ""
	}
	notice, _ := doneWords(r.FormValue("done"))
	return c.show(w, r, func(f ui.Frame) respond.Page {
		return view.Me{Frame: f, Notice: notice, Passkeys: c.cards(f, keys), Add: add, Rows: []ui.Fact{
			{Label: "Username", Value: u.Username},
			{Label: "Roles", Value: strings.Join(roles, ", ")},
			{Label: "Signed in by", Value: strings.ReplaceAll(r.Session.Methods, ",", " and ")},
			{Label: "This session ends", Value: c.local(f, r.Session.LastEnd()), Detail: "or after 15 minutes without work"},
		}}.Page()
	})
}

// withNext adds where to go afterwards.
func withNext(path, next string) string {
	if next == "" || next == ui.PathDesk {
		return path
	}
	return path + "?" + url.Values{"next": {next}}.Encode()
}

// companyPath is where a sign-in at the company begins, or nothing when there is none.
func (c *Console) companyPath(next string) string {
	if !c.SignIn.HasCompany() {
		return ""
	}
	return withNext(pathCompany, next)
}

// company sends somebody to the company's identity provider.
func (c *Console) company(w http.ResponseWriter, r *guard.Request) error {
	if !c.SignIn.HasCompany() {
		return c.signInForm(w, r)
	}
	address, state, err := c.SignIn.AskCompany(r.Context(), r.FromDesk(), r.Next(ui.PathDesk))
	if err != nil {
		return err
	}
	r.Ask(state)
	return respond.SeeOther(w, r.Request, address)
}

// companyBack takes the provider's answer.
func (c *Console) companyBack(w http.ResponseWriter, r *guard.Request) error {
	if !c.SignIn.HasCompany() {
		return c.signInForm(w, r)
	}
	in, next, err := c.SignIn.Company(r.Context(), r.FromDesk(), r.Challenge(), r.FormValue("state"), r.FormValue("code"))
	if f := fault.Of(err); f != nil && f.Kind != fault.NotFound {
		return c.showAs(w, r, respond.Status(f), func(fr ui.Frame) respond.Page {
			page := c.signInPage(r, fr)
			page.Failure, page.Next = view.FailureOf(f), ""
			return page.Page()
		})
	}
	if err != nil {
		return err
	}
	r.Enter(in)
	return respond.SeeOther(w, r.Request, next)
}
