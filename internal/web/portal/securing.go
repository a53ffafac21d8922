package portal

import (
	"net/http"
	"strings"
	"time"

	"marque/internal/civil"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/service/notifying"
	"marque/internal/service/securing"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

// shownSent is how many messages the security page shows before its link to all of them.
const shownSent = 3

// security shows how the account is kept.
func (p *Portal) security(w http.ResponseWriter, r *guard.Request) error {
	account, err := p.Securing.Account(r.Context(), r.Session)
	if err != nil {
		return err
	}
	sent, err := p.Notifying.Sent(r.Context(), r.By, r.By.Party, notice.MessageID{})
	if err != nil {
		return err
	}
	asked, err := p.Assisting.Mine(r.Context(), r.By)
	if err != nil {
		return err
	}
	return p.show(w, r, func(f ui.Frame) respond.Page {
		page := view.Security{
			Frame: f, Passkeys: p.passkeys(f, account), AddPasskey: pathPasskeyNew, Notice: securedWords(f, r.FormValue(doneField)), Proofs: p.proofs(f, account), Forget: pathForgetBrowser, AllSent: pathMessages,
		}
		for _, b := range account.Browsers {
			page.Browsers = append(page.Browsers, p.browser(f, b))
			if b.In && !b.Here {
				page.Others = pathSignOutOthers
			}
		}
		for _, m := range sent[:min(len(sent), shownSent)] {
			page.Messages = append(page.Messages, view.SentLine{Title: subjectOf(f, m), When: p.local(f, m.Created), Reference: m.Reference})
		}
		for _, q := range asked {
			page.Asked = append(page.Asked, p.askedFor(f, q))
		}
		return page.Page()
	})
}

// securedWords says what was just done; the address chooses among our own sentences only.
func securedWords(f ui.Frame, what string) string {
	switch what {
	case "password":
		return f.Say("Your password is changed. All other browsers are signed out.",
			"Su contraseña cambió. Todos los demás navegadores cerraron la sesión.",
			"Ihr Passwort ist geändert. Alle anderen Browser sind abgemeldet.")
	case "back":
		return f.Say("You are signed in again. With a passkey you need neither password nor code: add one here, and keep recovery codes for a lost phone.",
			"Inició sesión de nuevo. Con una llave de acceso no necesita contraseña ni código: agregue una aquí y guarde códigos de recuperación por si pierde su teléfono.",
			"Sie sind wieder angemeldet. Mit einem Passkey brauchen Sie weder Passwort noch Code: Fügen Sie hier einen hinzu, und bewahren Sie Wiederherstellungscodes für ein verlorenes Telefon auf.")
	case "questions":
		return f.Say("The answers to your security questions are kept.",
			"Las respuestas a sus preguntas de seguridad están guardadas.",
			"Die Antworten auf Ihre Sicherheitsfragen sind gespeichert.")
	case "email":
		return f.Say("Your email address is changed. We told the old one.",
			"Su correo electrónico cambió. Avisamos a la dirección anterior.",
			"Ihre E-Mail-Adresse ist geändert. Wir haben die alte benachrichtigt.")
	case "phone":
		return f.Say("Your phone number is changed. We told the old one.",
			"Su número de teléfono cambió. Avisamos al anterior.",
			"Ihre Telefonnummer ist geändert. Wir haben die alte benachrichtigt.")
	case "new-password":
		return f.Say("Your new password is set.", "Su contraseña nueva está guardada.", "Ihr neues Passwort ist gesetzt.")
	case "others":
		return f.Say("All other browsers are signed out.", "Todos los demás navegadores cerraron la sesión.", "Alle anderen Browser sind abgemeldet.")
	case "app":
		return f.Say("Your authenticator app is turned on.", "Su aplicación de autenticación está activada.", "Ihre Authenticator-App ist eingeschaltet.")
	case "no-app":
		return f.Say("Your authenticator app is removed.", "Su aplicación de autenticación se quitó.", "Ihre Authenticator-App ist entfernt.")
	case "passkey":
		return f.Say("Your passkey is added. You can sign in with it from now on.",
			"Su llave de acceso está agregada. Desde ahora puede iniciar sesión con ella.",
			"Ihr Passkey ist hinzugefügt. Ab jetzt können Sie sich damit anmelden.")
	case "passkey-name":
		return f.Say("Your passkey has its new name.", "Su llave de acceso tiene su nombre nuevo.", "Ihr Passkey hat seinen neuen Namen.")
	case "no-passkey":
		return f.Say("That passkey is removed. It opens nothing any more.",
			"Esa llave de acceso se eliminó. Ya no abre nada.",
			"Dieser Passkey ist entfernt. Er öffnet nichts mehr.")
	case "request":
		return f.Say("The request is canceled. Nothing is changed.",
			"La solicitud se canceló. No cambió nada.",
			"Die Anfrage ist abgebrochen. Nichts ist geändert.")
	case "browser":
		return f.Say("That browser is signed out and forgotten.",
			"La sesión de ese navegador está cerrada y el navegador, olvidado.",
			"Dieser Browser ist abgemeldet und vergessen.")
	}
	return ""
}

func (p *Portal) proofs(f ui.Frame, a securing.Account) []ui.Fact {
	facts := []ui.Fact{
		{Label: f.Say("Username", "Nombre de usuario", "Benutzername"), Value: a.Username},
		p.contactFact(f, f.Say("Email", "Correo electrónico", "E-Mail"), a.Email, a.EmailSince, pathEmail), p.contactFact(f, f.Say("Phone", "Teléfono", "Telefon"), a.Phone, a.PhoneSince, pathPhone),
	}
	if !a.EmailFailing.IsZero() {
		facts[1].Detail = f.Say("A letter to this address came back on %s. Please check it, or change it.",
			"Un mensaje a esta dirección fue devuelto el %s. Revísela o cámbiela.",
			"Eine Nachricht an diese Adresse kam am %s zurück. Bitte prüfen oder ändern Sie sie.", p.date(f, a.EmailFailing))
	}
	if !a.TextsStopped.IsZero() {
		facts = append(facts, ui.Fact{
			Label: f.Say("Texts", "Mensajes de texto", "SMS"), Value: f.Say("Stopped on %s", "Detenidos el %s", "Angehalten am %s", p.date(f, a.TextsStopped)),
			Detail: f.Say("Your phone replied STOP, so it gets no codes and no notices by text. Reply START to one of our texts to get them again.",
				"Su teléfono respondió STOP, así que no recibe códigos ni avisos por mensaje de texto. Responda START a uno de nuestros mensajes para volver a recibirlos.",
				"Ihr Telefon hat mit STOP geantwortet und bekommt keine Codes und Hinweise per SMS. Antworten Sie auf eine unserer SMS mit START, um sie wieder zu bekommen."),
		})
	}
	password := ui.Fact{Label: f.Say("Password", "Contraseña", "Passwort"), Value: f.Say("None", "Ninguna", "Keines"), Change: pathPassword}
	if !a.PasswordChanged.IsZero() {
		password.Value = f.Say("Set on %s", "Creada el %s", "Gesetzt am %s", p.date(f, a.PasswordChanged))
	}
	facts = append(facts, password)
	app := ui.Fact{Label: f.Say("Authenticator app", "Aplicación de autenticación", "Authenticator-App"), Value: f.Say("Not set up", "No configurada", "Nicht eingerichtet"), Change: pathApp}
	for _, x := range a.Factors {
		switch x.Factor {
		case identity.FactorApp:
			app.Value = f.Say("Set up on %s", "Configurada el %s", "Eingerichtet am %s", p.date(f, x.Since))
		case identity.FactorText:
			facts = append(facts, ui.Fact{
				Label: f.Say("Code by text", "Código por mensaje de texto", "Code per SMS"), Value: f.Say("To %s", "A %s", "An %s", x.Hint),
				Detail: f.Say("Others can read a text or have it sent to their phone. A passkey or an app is safer.",
					"Otras personas pueden leer un mensaje de texto o desviarlo a su teléfono. Una llave de acceso o una aplicación es más segura.",
					"Andere können eine SMS lesen oder auf ihr Telefon umleiten lassen. Ein Passkey oder eine App ist sicherer."),
			})
		case identity.FactorMail:
			facts = append(facts, ui.Fact{Label: f.Say("Code by email", "Código por correo electrónico", "Code per E-Mail"), Value: f.Say("To %s", "A %s", "An %s", x.Hint)})
		}
	}
	facts = append(facts, app, ui.Fact{Label: f.Say("Recovery codes", "Códigos de recuperación", "Wiederherstellungscodes"), Value: sparesWords(f, a.Spares), Change: pathCodes})
	if !p.Securing.AsksQuestions() {
		return facts
	}
	questions := ui.Fact{Label: f.Say("Security questions", "Preguntas de seguridad", "Sicherheitsfragen"), Value: f.Say("Not answered", "Sin responder", "Nicht beantwortet"), Change: pathQuestions}
	if !a.Answered.IsZero() {
		questions.Value = f.Say("Answered on %s", "Respondidas el %s", "Beantwortet am %s", p.date(f, a.Answered))
	}
	return append(facts, questions)
}

// sparesWords says how many recovery codes are left.
func sparesWords(f ui.Frame, n int) string {
	if n == 1 {
		return f.Say("1 code left", "Queda 1 código", "Noch 1 Code")
	}
	return f.Say("%s codes left", "Quedan %s códigos", "Noch %s Codes", n)
}

// browserWords says what a browser is called that was kept as "Firefox on Linux".
func browserWords(l l10n.Locale, label string) string {
	browser, system, on := strings.Cut(label, " on ")
	var name any = browser
	if browser == "" || browser == "A browser" {
		name = l10n.T("A browser", "Un navegador", "Ein Browser")
	}
	if !on {
		return l10n.T("%s", "%s", "%s", name).In(l)
	}
	return l10n.T("%s on %s", "%s en %s", "%s unter %s", name, system).In(l)
}

// contactFact shows an address, masked, and since when it counts.
func (p *Portal) contactFact(f ui.Frame, label, hint string, since time.Time, change string) ui.Fact {
	fact := ui.Fact{Label: label, Value: hint, Change: change}
	if hint == "" {
		fact.Value = f.Say("None on file", "No registrado", "Nicht hinterlegt")
	}
	if !since.IsZero() {
		fact.Detail = f.Say("Since %s", "Desde el %s", "Seit %s", p.date(f, since))
	}
	return fact
}

// date writes the day of an instant in the lender's zone.
func (p *Portal) date(f ui.Frame, t time.Time) string { return f.Locale.DateLong(civil.On(t, f.Zone)) }

func (p *Portal) browser(f ui.Frame, b securing.Browser) view.Browser {
	out := view.Browser{ID: b.ID.String(), Label: browserWords(f.Locale, b.Label), Here: b.Here, In: b.In,
		When: f.Say("Last used %s", "Usado por última vez el %s", "Zuletzt benutzt am %s", p.local(f, b.Last))}
	if !b.Trusted.IsZero() {
		out.Detail = f.Say("Signs in without a code until %s", "Inicia sesión sin código hasta el %s", "Meldet sich bis %s ohne Code an", p.date(f, b.Trusted))
	}
	return out
}

// subjectOf names a message; a text has no subject, so its first sentence stands for it.
func subjectOf(f ui.Frame, m notifying.Message) string {
	if m.Subject != "" {
		return m.Subject
	}
	first, _, _ := strings.Cut(m.Text, ". ")
	return f.Say("Text: %s", "Mensaje de texto: %s", "SMS: %s", first)
}

func (p *Portal) passwordForm(w http.ResponseWriter, r *guard.Request) error {
	account, err := p.Securing.Account(r.Context(), r.Session)
	if err != nil {
		return err
	}
	return p.show(w, r, func(f ui.Frame) respond.Page {
		return view.ChangePassword{Frame: f, Action: pathPassword, First: account.PasswordChanged.IsZero()}.Page()
	})
}

func (p *Portal) password(w http.ResponseWriter, r *guard.Request) error {
	account, err := p.Securing.Account(r.Context(), r.Session)
	if err != nil {
		return err
	}
	first := account.PasswordChanged.IsZero()
	if first {
		err = p.Securing.FirstPassword(r.Context(), r.Brand, r.Session, r.PostFormValue("password"))
	} else {
		err = p.Securing.ChangePassword(r.Context(), r.Brand, r.Session, r.PostFormValue("current"), r.PostFormValue("password"))
	}
	if f := fault.Of(err); f != nil {
		respond.RetryAfter(w, f)
		return p.showAs(w, r, respond.Status(f), func(fr ui.Frame) respond.Page {
			return view.ChangePassword{Frame: fr, Failure: problemOf(r, f), Action: pathPassword, First: first}.Page()
		})
	}
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, ui.PathSecurity+"?"+doneField+"=password")
}

func (p *Portal) forgetBrowser(w http.ResponseWriter, r *guard.Request) error {
	browser, err := id.Parse[identity.Device](r.PostFormValue("browser"))
	if err != nil {
		return l10n.Fault(fault.NotFound, "There is no such browser.", "No existe ese navegador.", "Diesen Browser gibt es nicht.")
	}
	if err := p.SignIn.Forget(r.Context(), r.Session, browser); err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, ui.PathSecurity+"?"+doneField+"=browser")
}

func (p *Portal) signOutOthers(w http.ResponseWriter, r *guard.Request) error {
	if _, err := p.SignIn.SignOutElsewhere(r.Context(), r.Session); err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, ui.PathSecurity+"?"+doneField+"=others")
}

// messages lists what we sent, a page at a time.
func (p *Portal) messages(w http.ResponseWriter, r *guard.Request) error {
	before, err := messageID(r.FormValue("before"))
	if err != nil {
		return err
	}
	sent, err := p.Notifying.Sent(r.Context(), r.By, r.By.Party, before)
	if err != nil {
		return err
	}
	more := len(sent) > outboxPage
	sent = sent[:min(len(sent), outboxPage)]
	return p.show(w, r, func(f ui.Frame) respond.Page {
		page := view.Messages{Frame: f}
		for _, m := range sent {
			page.Messages = append(page.Messages, view.Message{
				Text: m.Channel == notice.SMS, To: m.To, Subject: m.Subject, At: p.local(f, m.Created), Body: strings.TrimSpace(m.Text),
				State: stateOf(f, m),
			})
		}
		if !before.IsZero() {
			page.Newest = pathMessages
		}
		if more {
			page.Older = pathMessages + "?before=" + sent[len(sent)-1].ID.String()
		}
		return page.Page()
	})
}
