package notice

import (
	"slices"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/fault"
	"marque/internal/l10n"
)

// The kinds about what the retail system tells us.
const (
	KindVehicleLeft       Kind = "vehicle_left"
	KindRecallOpen        Kind = "recall_open"
	KindTitleReleased     Kind = "title_released"
	KindContractAmended   Kind = "contract_amended"
	KindContractCancelled Kind = "contract_cancelled"
)

// VehicleLeft tells that the vehicle was reported as sold, traded in or a total loss, and what that does to the contract: the debt stays.
type VehicleLeft struct {
	Vehicle string // may be empty
	Reason  contract.OwnershipReason
	On      civil.Date
}

// RecallOpen tells of a maker's recall.
type RecallOpen struct {
	Vehicle  string // may be empty
	Campaign string
	Title    string // the maker's words, in the maker's language. Its page is not linked: links in our letters lead to us.
}

// TitleReleased tells that the lien was released and the title is on its way.
type TitleReleased struct {
	Vehicle string // may be empty
	On      civil.Date
}

// ContractAmended tells what was changed by agreement.
type ContractAmended struct {
	Vehicle string // may be empty
	On      civil.Date
	What    []l10n.Text // each a sentence
}

// ContractCancelled tells that the contract was undone.
type ContractCancelled struct {
	Vehicle string // may be empty
	On      civil.Date
}

func (VehicleLeft) about() (Kind, []Channel)       { return KindVehicleLeft, either() }
func (RecallOpen) about() (Kind, []Channel)        { return KindRecallOpen, either() }
func (TitleReleased) about() (Kind, []Channel)     { return KindTitleReleased, either() }
func (ContractAmended) about() (Kind, []Channel)   { return KindContractAmended, either() }
func (ContractCancelled) about() (Kind, []Channel) { return KindContractCancelled, either() }

func (n VehicleLeft) masked() Notice       { return n }
func (n RecallOpen) masked() Notice        { return n }
func (n TitleReleased) masked() Notice     { return n }
func (n ContractAmended) masked() Notice   { return n }
func (n ContractCancelled) masked() Notice { return n }

func (n VehicleLeft) check() error {
	if !slices.Contains([]contract.OwnershipReason{contract.Sold, contract.TradeIn, contract.TotalLoss}, n.Reason) || n.On.IsZero() {
		return fault.Input("reason", "This is told with its reason and its day.")
	}
	return nil
}

func (n RecallOpen) check() error {
	if n.Campaign == "" || n.Title == "" {
		return fault.Input("campaign", "A recall is told with its campaign and its title.")
	}
	return nil
}

func (n TitleReleased) check() error { return checkDay(n.On) }

func (n ContractAmended) check() error {
	if len(n.What) == 0 {
		return fault.Input("what", "An amendment is told with what it changes.")
	}
	return checkDay(n.On)
}

func (n ContractCancelled) check() error { return checkDay(n.On) }

func checkDay(on civil.Date) error {
	if on.IsZero() {
		return fault.Input("on", "This is told with its day.")
	}
	return nil
}

// theirs names the reader's vehicle within a sentence.
func theirs(vehicle string) l10n.Text {
	if vehicle == "" {
		return l10n.T("your vehicle", "su vehículo", "Ihr Fahrzeug")
	}
	name := line(vehicle, maxSentence)
	return l10n.T("your %s", "su %s", "Ihr %s", name)
}

// called asks to call when something is wrong.
func (h Head) called() string {
	if h.Brand.Phone == "" {
		return l10n.T("If you did not expect this, please tell us at once.", "Si no esperaba este mensaje, avísenos de inmediato.",
			"Wenn Sie das nicht erwartet haben, sagen Sie es uns bitte sofort.").In(h.Locale)
	}
	return l10n.T("If you did not expect this, please call us at once: %s.", "Si no esperaba este mensaje, llámenos de inmediato: %s.",
		"Wenn Sie das nicht erwartet haben, rufen Sie uns bitte sofort an: %s.", h.Brand.Phone).In(h.Locale)
}

// seeContract is the button to the reader's contracts.
func (h Head) seeContract() action {
	return action{l10n.T("See my contract", "Ver mi contrato", "Meinen Vertrag ansehen").In(h.Locale), h.Brand.Site + "/"}
}

// said writes texts in the reader's language.
func (h Head) said(texts ...l10n.Text) []string {
	out := make([]string, len(texts))
	for i, t := range texts {
		out[i] = t.In(h.Locale)
	}
	return out
}

// Their words stand side by side in the three languages, and the head says which is read.

func (n VehicleLeft) enUS(h Head) words       { return n.in(h) }
func (n RecallOpen) enUS(h Head) words        { return n.in(h) }
func (n TitleReleased) enUS(h Head) words     { return n.in(h) }
func (n ContractAmended) enUS(h Head) words   { return n.in(h) }
func (n ContractCancelled) enUS(h Head) words { return n.in(h) }

func (n VehicleLeft) esUS(h Head) words       { return n.in(h) }
func (n RecallOpen) esUS(h Head) words        { return n.in(h) }
func (n TitleReleased) esUS(h Head) words     { return n.in(h) }
func (n ContractAmended) esUS(h Head) words   { return n.in(h) }
func (n ContractCancelled) esUS(h Head) words { return n.in(h) }

func (n VehicleLeft) deDE(h Head) words       { return n.in(h) }
func (n RecallOpen) deDE(h Head) words        { return n.in(h) }
func (n TitleReleased) deDE(h Head) words     { return n.in(h) }
func (n ContractAmended) deDE(h Head) words   { return n.in(h) }
func (n ContractCancelled) deDE(h Head) words { return n.in(h) }

func (n VehicleLeft) in(h Head) words {
	what := map[contract.OwnershipReason]l10n.Text{
		contract.Sold: l10n.T("We were told that %[1]s was sold on %[2]s.", "Nos informaron que %[1]s se vendió el %[2]s.", "Uns wurde gemeldet, dass %[1]s am %[2]s verkauft wurde.",
			theirs(n.Vehicle), n.On),
		contract.TradeIn: l10n.T("We were told that %[1]s was traded in on %[2]s.", "Nos informaron que %[1]s se entregó como parte de pago el %[2]s.",
			"Uns wurde gemeldet, dass %[1]s am %[2]s in Zahlung gegeben wurde.", theirs(n.Vehicle), n.On),
		contract.TotalLoss: l10n.T("We were told that %[1]s was declared a total loss on %[2]s. We are sorry.", "Nos informaron que %[1]s fue declarado pérdida total el %[2]s. Lo sentimos.",
			"Uns wurde gemeldet, dass %[1]s am %[2]s zum Totalschaden erklärt wurde. Das tut uns leid.", theirs(n.Vehicle), n.On),
	}[n.Reason]
	who := l10n.T("Usually the dealer pays it off; please make sure of that.", "Por lo general el concesionario lo liquida; asegúrese de que sea así.",
		"Üblicherweise löst der Händler sie ab; bitte vergewissern Sie sich.")
	if n.Reason == contract.TotalLoss {
		who = l10n.T("Usually the insurer pays us directly; what the insurance does not cover, you still owe.", "Por lo general la aseguradora nos paga directamente; lo que el seguro no cubra lo sigue debiendo usted.",
			"Üblicherweise zahlt die Versicherung direkt an uns; was sie nicht deckt, schulden Sie weiterhin.")
	}
	return words{
		subject: l10n.T("Your vehicle and what you still owe", "Su vehículo y lo que aún debe", "Ihr Fahrzeug und was noch offen ist").In(h.Locale),
		body: h.said(what,
			l10n.T("What you owe on the contract stays the same, and payments stay due on their dates. %s", "Lo que debe por el contrato no cambia, y los pagos siguen venciendo en sus fechas. %s",
				"Was Sie aus dem Vertrag schulden, bleibt gleich, und die Raten werden weiter an ihren Tagen fällig. %s", who),
			l10n.T("If autopay is on, it ends: the next payments are not taken by themselves. A payoff letter for the dealer or the insurer is under your documents.",
				"Si tiene pagos automáticos, terminan: los próximos pagos no se cobran solos. Entre sus documentos hay una carta de liquidación para el concesionario o la aseguradora.",
				"Eine automatische Zahlung endet: Die nächsten Raten werden nicht von selbst eingezogen. Ein Ablöseschreiben für den Händler oder die Versicherung finden Sie bei Ihren Dokumenten.")),
		action: h.seeContract(), closing: []string{h.called()},
		sms: l10n.T("%s: your vehicle was reported as no longer yours. What you owe stays due and autopay ends. Please sign in to read more.",
			"%s: nos informaron que su vehiculo ya no es suyo. Lo que debe sigue venciendo y los pagos automaticos terminan. Inicie sesion para leer mas.",
			"%s: Ihr Fahrzeug wurde als nicht mehr Ihres gemeldet. Was offen ist, bleibt fällig; automatische Zahlung endet. Mehr nach der Anmeldung.", h.Brand.Name).In(h.Locale),
	}
}

func (n RecallOpen) in(h Head) words {
	title, campaign := line(n.Title, maxSentence), line(n.Campaign, maxName)
	return words{
		subject: l10n.T("A recall for your vehicle", "Un llamado a revisión para su vehículo", "Ein Rückruf für Ihr Fahrzeug").In(h.Locale),
		body: h.said(
			l10n.T("The maker has recalled %s. Campaign %s: %s.", "El fabricante ha llamado a revisión a %s. Campaña %s: %s.", "Der Hersteller hat einen Rückruf veröffentlicht für: %s. Aktion %s: %s.",
				theirs(n.Vehicle), campaign, title),
			l10n.T("The work is free of charge at any dealer of the brand. Please make an appointment soon. The page of your contract shows it with the maker’s link.",
				"La reparación es gratuita en cualquier concesionario de la marca. Pida cita pronto. La página de su contrato lo muestra con el enlace del fabricante.",
				"Die Arbeit ist bei jedem Händler der Marke kostenlos. Bitte vereinbaren Sie bald einen Termin. Die Seite Ihres Vertrags zeigt ihn mit dem Link des Herstellers.")),
		action: h.seeContract(),
		sms: l10n.T("%s: the maker has recalled your vehicle (%s). The work is free at any dealer of the brand.", "%s: el fabricante llamo a revision a su vehiculo (%s). La reparacion es gratuita en cualquier concesionario de la marca.",
			"%s: Rückruf des Herstellers für Ihr Fahrzeug (%s). Die Arbeit ist bei jedem Händler der Marke kostenlos.", h.Brand.Name, campaign).In(h.Locale),
	}
}

func (n TitleReleased) in(h Head) words {
	return words{
		subject: l10n.T("Your title is on its way", "Su título está en camino", "Ihr Fahrzeugbrief ist unterwegs").In(h.Locale),
		body: h.said(
			l10n.T("On %[2]s our lien on %[1]s was released, and the title is on its way to you.", "El %[2]s se liberó nuestro gravamen sobre %[1]s, y el título está en camino a usted.",
				"Am %[2]s wurde unser Pfandrecht aufgehoben (%[1]s); der Fahrzeugbrief ist unterwegs zu Ihnen.", theirs(n.Vehicle), n.On),
			l10n.T("In states that keep titles electronically, the state’s office sends it. If it has not come within 30 days, please call us.",
				"En los estados que guardan los títulos en forma electrónica, lo envía la oficina del estado. Si no ha llegado en 30 días, llámenos.",
				"In Bundesstaaten mit elektronischen Fahrzeugbriefen schickt ihn die Behörde. Ist er nach 30 Tagen nicht da, rufen Sie uns bitte an.")),
		action: h.seeContract(),
		sms: l10n.T("%s: our lien was released and your title is on its way.", "%s: se libero nuestro gravamen y su titulo esta en camino.", "%s: Unser Pfandrecht ist aufgehoben, der Fahrzeugbrief ist unterwegs.",
			h.Brand.Name).In(h.Locale),
	}
}

func (n ContractAmended) in(h Head) words {
	body := h.said(l10n.T("As agreed with your dealer, the contract for %[1]s changes from %[2]s:", "Como se acordó con su concesionario, el contrato de %[1]s cambia desde el %[2]s:",
		"Wie mit Ihrem Händler vereinbart, ändert sich Ihr Vertrag (%[1]s) ab dem %[2]s:", theirs(n.Vehicle), n.On))
	body = append(append(body, h.said(n.What...)...), h.said(l10n.T("Autopay follows by itself: you are told of another amount before it is taken. A letter about the change is under your documents.",
		"Los pagos automáticos se ajustan solos: se le avisa de otro importe antes de cobrarlo. Entre sus documentos hay una carta sobre el cambio.",
		"Die automatische Zahlung folgt von selbst: Ein anderer Betrag wird Ihnen vorher angekündigt. Ein Schreiben über die Änderung finden Sie bei Ihren Dokumenten."))...)
	return words{
		subject: l10n.T("Your contract has changed", "Su contrato ha cambiado", "Ihr Vertrag hat sich geändert").In(h.Locale),
		body:    body, action: h.seeContract(), closing: []string{h.called()},
		sms: l10n.T("%s: your contract has changed as agreed. Please sign in to read what.", "%s: su contrato ha cambiado segun lo acordado. Inicie sesion para leer que cambio.",
			"%s: Ihr Vertrag hat sich wie vereinbart geändert. Was, lesen Sie nach der Anmeldung.", h.Brand.Name).In(h.Locale),
	}
}

func (n ContractCancelled) in(h Head) words {
	return words{
		subject: l10n.T("Your contract was cancelled", "Su contrato fue anulado", "Ihr Vertrag wurde rückgängig gemacht").In(h.Locale),
		body: h.said(
			l10n.T("The contract for %[1]s was cancelled as of %[2]s. You owe nothing on it any more.", "El contrato de %[1]s fue anulado con fecha %[2]s. Ya no debe nada por él.",
				"Ihr Vertrag (%[1]s) wurde zum %[2]s rückgängig gemacht. Sie schulden daraus nichts mehr.", theirs(n.Vehicle), n.On),
			l10n.T("What you have paid on it is your credit balance: you can ask for it on the page of your contract. Payments that were scheduled are not made, and autopay is off.",
				"Lo que pagó es ahora su saldo a favor: puede pedirlo en la página de su contrato. Los pagos programados no se hacen, y los pagos automáticos terminan.",
				"Was Sie gezahlt haben, ist Ihr Guthaben: Sie können es auf der Seite Ihres Vertrags anfordern. Geplante Zahlungen werden nicht ausgeführt, und die automatische Zahlung endet."),
			l10n.T("A letter about the cancellation is under your documents.", "Entre sus documentos hay una carta sobre la anulación.", "Ein Schreiben darüber finden Sie bei Ihren Dokumenten.")),
		action: h.seeContract(), closing: []string{h.called()},
		sms: l10n.T("%s: your contract was cancelled. You owe nothing, and what you paid is yours. Please sign in to read more.", "%s: su contrato fue anulado. No debe nada, y lo que pago es suyo. Inicie sesion para leer mas.",
			"%s: Ihr Vertrag wurde rückgängig gemacht. Sie schulden nichts; was Sie gezahlt haben, gehört Ihnen. Mehr nach der Anmeldung.", h.Brand.Name).In(h.Locale),
	}
}
