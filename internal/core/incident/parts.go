package incident

import (
	"slices"
	"strings"

	"marque/internal/l10n"
)

// Part is a part of our services, as an operator names it.
type Part string

// The parts.
const (
	Site       Part = "site"
	SignIn     Part = "sign_in"
	Payments   Part = "payments"
	Mail       Part = "mail"
	Texts      Part = "texts"
	Statements Part = "statements"
	Phones     Part = "phones"
)

// Parts lists every part in the order of the status page.
func Parts() []Part { return []Part{Site, SignIn, Payments, Mail, Texts, Statements, Phones} }

func partWords() string {
	var all []string
	for _, p := range Parts() {
		all = append(all, string(p))
	}
	return strings.Join(all, ", ")
}

// Known tells whether there is such a part.
func (p Part) Known() bool { return slices.Contains(Parts(), p) }

// Name is what people call the part.
func (p Part) Name() l10n.Text {
	switch p {
	case SignIn:
		return l10n.T("Signing in", "Inicio de sesión", "Anmelden")
	case Payments:
		return l10n.T("Payments", "Pagos", "Zahlungen")
	case Mail:
		return l10n.T("Our emails", "Nuestros correos electrónicos", "Unsere E-Mails")
	case Texts:
		return l10n.T("Our text messages", "Nuestros mensajes de texto", "Unsere SMS")
	case Statements:
		return l10n.T("Statements and documents", "Estados de cuenta y documentos", "Kontoauszüge und Dokumente")
	case Phones:
		return l10n.T("Our phone lines", "Nuestras líneas telefónicas", "Unsere Telefonleitungen")
	}
	return l10n.T("This site", "Este sitio", "Diese Website")
}

// Usual is what is said of the part, after its name, when the operator has no time for words: what happens, what it means for money, what to
// do meanwhile.
func (p Part) Usual() l10n.Text {
	switch p {
	case SignIn:
		return l10n.T("Some people cannot sign in right now. We are working on it. Payments that are set up go on as planned.",
			"Algunas personas no pueden iniciar sesión en este momento. Estamos trabajando en ello. Los pagos programados siguen su curso.",
			"Manche können sich gerade nicht anmelden. Wir arbeiten daran. Eingerichtete Zahlungen laufen wie geplant weiter.")
	case Payments:
		return l10n.T("Payments may be slow or may not go through right now. A payment counts only once you see its receipt. If yours becomes late by this, please tell us.",
			"Los pagos pueden tardar o no completarse en este momento. Un pago cuenta solo cuando usted ve su recibo. Si por esto su pago se atrasa, avísenos.",
			"Zahlungen dauern gerade länger oder gelingen nicht. Eine Zahlung zählt erst, wenn Sie die Quittung sehen. Kommt Ihre dadurch zu spät, sagen Sie uns bitte Bescheid.")
	case Mail:
		return l10n.T("They are late. Codes by email may take some minutes or not arrive; please choose another way where you can.",
			"Llegan con retraso. Los códigos por correo pueden tardar unos minutos o no llegar; elija otra opción si puede.",
			"Sie kommen verspätet an. Codes per E-Mail können einige Minuten dauern oder ausbleiben; wählen Sie bitte wenn möglich einen anderen Weg.")
	case Texts:
		return l10n.T("They are late. Codes by text may take some minutes or not arrive; please choose another way where you can.",
			"Llegan con retraso. Los códigos por mensaje pueden tardar unos minutos o no llegar; elija otra opción si puede.",
			"Sie kommen verspätet an. Codes per SMS können einige Minuten dauern oder ausbleiben; wählen Sie bitte wenn möglich einen anderen Weg.")
	case Statements:
		return l10n.T("Some statements and documents cannot be opened right now. Nothing is lost, and what is due does not change.",
			"Algunos estados de cuenta y documentos no se pueden abrir en este momento. No se perdió nada y lo que usted debe no cambia.",
			"Manche Kontoauszüge und Dokumente lassen sich gerade nicht öffnen. Nichts ist verloren, und was fällig ist, ändert sich nicht.")
	case Phones:
		return l10n.T("They are disturbed. If you cannot get through, please write to us or try again later.",
			"Tienen problemas. Si no logra comunicarse, escríbanos o intente más tarde.",
			"Sie sind gestört. Wenn Sie uns nicht erreichen, schreiben Sie uns bitte oder versuchen Sie es später noch einmal.")
	}
	return l10n.T("It is slow or cannot be reached at times. We are working on it. Payments that are set up go on as planned.",
		"Está lento o a veces no responde. Estamos trabajando en ello. Los pagos programados siguen su curso.",
		"Sie ist langsam oder zeitweise nicht erreichbar. Wir arbeiten daran. Eingerichtete Zahlungen laufen wie geplant weiter.")
}
