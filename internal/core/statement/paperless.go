package statement

import (
	"time"

	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
)

// PaperChoice is how a person wants the papers of a contract, with the evidence of it (15 U.S.C. 7001(c)).
type PaperChoice struct {
	ID       id.Of[PaperChoice]
	Contract contract.ID
	Party    access.PartyID
	User     access.UserID
	Online   bool
	Version  string // of the words
	Locale   string
	Words    string // as they were shown
	Shown    string // how it was shown that the files can be read: "sample opened"; empty when paper is chosen
	Network  string
	Methods  string // by which the session was proved
	At       time.Time
}

// PaperlessVersion names the words of Paperless; new words get a new name.
const PaperlessVersion = "paperless 1"

// Paperless is what whoever gives up paper must be told first (15 U.S.C. 7001(c)(1)(B) and (C)), a sentence a line.
func Paperless() []l10n.Text {
	return []l10n.Text{
		l10n.T("This is about this contract only: its monthly statements and the notices that come with them. Letters that the law wants on paper still come on paper.",
			"Se trata solo de este contrato: sus estados de cuenta mensuales y los avisos que los acompañan. Las cartas que la ley exige en papel siguen llegando en papel.",
			"Es geht nur um diesen Vertrag: um die monatlichen Kontoauszüge und die Mitteilungen, die dazu gehören. Schreiben, die das Gesetz auf Papier verlangt, kommen weiter auf Papier."),
		l10n.T("You have a right to paper. You can come back to it here at any time, without a fee; it counts from the next statement on.",
			"Usted tiene derecho al papel. Puede volver a él aquí en cualquier momento, sin cargo; vale a partir del siguiente estado de cuenta.",
			"Sie haben ein Recht auf Papier. Sie können hier jederzeit kostenlos dazu zurückkehren; es gilt ab dem nächsten Kontoauszug."),
		l10n.T("Of any statement you can have a paper copy without a fee: call us, or print it yourself.",
			"De cualquier estado de cuenta puede tener una copia en papel sin cargo: llámenos o imprímala usted.",
			"Von jedem Kontoauszug können Sie kostenlos eine Kopie auf Papier haben: Rufen Sie uns an, oder drucken Sie ihn selbst."),
		l10n.T("We write to your email address or phone when a statement is ready, so keep them up to date under Profile.",
			"Le escribimos a su correo electrónico o teléfono cuando un estado de cuenta está listo; manténgalos al día en Perfil.",
			"Wir schreiben an Ihre E-Mail-Adresse oder Ihr Telefon, wenn ein Kontoauszug bereitliegt; halten Sie beide unter Profil aktuell."),
		l10n.T("You need a browser that is kept up to date and a program that opens PDF files, such as the browser itself.",
			"Necesita un navegador actualizado y un programa que abra archivos PDF, como el propio navegador.",
			"Sie brauchen einen aktuellen Browser und ein Programm, das PDF-Dateien öffnet, etwa den Browser selbst."),
	}
}

// maxEvidence bounds the short texts of a choice.
const maxEvidence = 200

// Check refuses what cannot be evidence: no words, or paper given up by somebody who has not shown that the files can be read.
func (c PaperChoice) Check() error {
	switch {
	case c.Version == "" || c.Words == "" || c.Locale == "" || max(len(c.Version), len(c.Locale), len(c.Shown), len(c.Network), len(c.Methods)) > maxEvidence:
		return fault.New(fault.Invalid, "The words that were agreed to are missing.")
	case c.Online && c.Shown == "":
		return l10n.Input("online", "Open the sample statement first, so that we know you can read it.",
			"Abra primero el estado de cuenta de muestra, para que sepamos que puede leerlo.",
			"Öffnen Sie zuerst den Musterkontoauszug, damit wir wissen, dass Sie ihn lesen können.")
	}
	return nil
}
