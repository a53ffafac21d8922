package portal

import (
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/service/caseworking"
	"marque/internal/web/portal/view"
	"marque/internal/web/ui"
)

// caseAlerts tells a customer of the own cases on a contract: what happens next and by when, or what came of it.
func caseAlerts(f ui.Frame, on contract.ID, all []caseworking.Shown) []view.Notice {
	var out []view.Notice
	for _, k := range all {
		n := view.Notice{Tone: ui.Info, Title: k.Title.In(f.Locale), Text: k.Text.In(f.Locale), Link: &ui.Link{Text: f.Say("Write to us", "Escríbanos", "Schreiben Sie uns"), Href: talkNewPath(on)}}
		if !k.Open {
			n.Tone, n.More = ui.OK, f.Say("What came of it: %s", "El resultado: %s", "Das Ergebnis: %s", k.Outcome)
		}
		out = append(out, n)
	}
	return out
}

// caseLookWords says what somebody of us did with a case, for the person whose it is; nothing for anything else.
func caseLookWords(f ui.Frame, do access.Action) string {
	switch do {
	case access.CaseOpen:
		return f.Say("Opened a case on your contract", "Abrió un caso sobre su contrato", "Hat ein Anliegen zu Ihrem Vertrag aufgenommen")
	case access.CaseRead:
		return f.Say("Read a case on your contract", "Leyó un caso sobre su contrato", "Hat ein Anliegen zu Ihrem Vertrag gelesen")
	case access.CaseList:
		return f.Say("Saw which cases you have with us", "Vio qué casos tiene usted con nosotros", "Hat gesehen, welche Anliegen Sie bei uns haben")
	case access.CaseChange:
		return f.Say("Worked on a case on your contract", "Trabajó en un caso sobre su contrato", "Hat an einem Anliegen zu Ihrem Vertrag gearbeitet")
	case access.ChargeResolve:
		return f.Say("Answered what you dispute on your contract", "Respondió a lo que usted disputa de su contrato", "Hat beantwortet, was Sie an Ihrem Vertrag bestreiten")
	case access.CaseClose:
		return f.Say("Closed a case on your contract", "Cerró un caso sobre su contrato", "Hat ein Anliegen zu Ihrem Vertrag abgeschlossen")
	}
	return ""
}
