package explain

import (
	"marque/internal/core/contract"
	"marque/internal/l10n"
)

// ruleWords are what the rules are called, as they stand within a line: what an amount goes to, or what it is.
var ruleWords = map[contract.Rule]l10n.Text{
	contract.RulePrincipal:       l10n.T("principal", "capital", "Tilgung"),
	contract.RuleFees:            l10n.T("fees", "cargos", "Gebühren"),
	contract.RulePayoff:          l10n.T("to pay it off", "para liquidarlo", "zur Ablösung"),
	contract.RuleUnapplied:       l10n.T("money held for you", "dinero que guardamos para usted", "Geld, das wir für Sie aufbewahren"),
	contract.RuleCredit:          l10n.T("your credit balance", "su saldo a favor", "Ihr Guthaben"),
	contract.RuleSmallBalance:    l10n.T("small balance", "saldo pequeño", "kleiner Rest"),
	contract.RuleRecovery:        l10n.T("recovery", "recuperación", "Zahlung auf Abgeschriebenes"),
	contract.RuleWaived:          l10n.T("waived", "condonado", "erlassen"),
	contract.RuleRefundedTooMuch: l10n.T("paid out though it was not there", "pagado sin que lo hubiera", "ausgezahlt, obwohl es nicht da war"),
	contract.RuleChargedOff:      l10n.T("charged off", "pasado a pérdidas", "abgeschrieben"),
	contract.RuleCancelled:       l10n.T("cancelled", "anulado", "rückgängig gemacht"),
	contract.RuleGivenBack:       l10n.T("given back to you", "devuelto a usted", "an Sie zurück"),
	contract.RuleRentCharge:      l10n.T("rent charge", "cargo por arrendamiento", "Finanzierungsanteil"),
	contract.RuleDepreciation:    l10n.T("depreciation", "depreciación", "Wertverlust"),
	contract.RuleTax:             l10n.T("tax", "impuesto", "Steuer"),
	contract.RuleRent:            l10n.T("lease payment", "pago de arrendamiento", "Leasingrate"),
	contract.RuleFee:             l10n.T("fees", "cargos", "Gebühren"),
	contract.RuleTermEnd:         l10n.T("end of the lease", "fin del arrendamiento", "Ende des Leasings"),
	contract.RuleLeaseBalance:    l10n.T("lease balance", "saldo del arrendamiento", "Leasingsaldo"),
	contract.RuleEndCosts:        l10n.T("fee, tax and expenses", "cargo, impuesto y gastos", "Gebühr, Steuer und Auslagen"),
	contract.RuleRealised:        l10n.T("what the vehicle brought", "lo que se obtuvo por el vehículo", "was das Fahrzeug erbrachte"),
	contract.RuleEarlyEnd:        l10n.T("for ending the lease early", "por terminar antes el arrendamiento", "für das vorzeitige Ende des Leasings"),
	contract.RuleGraceOver:       l10n.T("open at the end of grace", "pendiente al final del período de gracia", "offen am Ende der Nachfrist"),
	contract.RuleLateFee:         l10n.T("late fee", "cargo por demora", "Mahngebühr"),
	contract.RuleContractLimit:   l10n.T("contract", "el contrato", "dem Vertrag"),
	contract.RuleStateLimit:      l10n.T("law of the state", "la ley del estado", "dem Recht des Bundesstaates"),
	contract.RuleAsCharged:       l10n.T("amount first charged", "el monto que se cobró primero", "dem zuerst berechneten Betrag"),
	contract.RuleReturnedPayment: l10n.T("returned payment fee", "cargo por pago devuelto", "Rücklastschriftgebühr"),
	contract.RuleTotal:           l10n.T("total", "total", "Summe"),
	contract.RuleMaturity:        l10n.T("last due date", "última fecha de vencimiento", "letzter Fälligkeitstag"),
	contract.RuleDueDate:         l10n.T("due date", "fecha de vencimiento", "Fälligkeitstag"),
	contract.RulePayment:         l10n.T("regular payment", "pago regular", "reguläre Rate"),
	contract.RulePause:           l10n.T("pause", "pausa", "Pause"),
	contract.RuleRateChanged:     l10n.T("interest rate", "tasa de interés", "Zinssatz"),
	contract.RuleAutopayDiscount: l10n.T("interest rate with the autopay discount", "tasa de interés con el descuento por pago automático",
		"Zinssatz mit dem Nachlass für automatische Zahlung"),
	contract.RuleRateCap:      l10n.T("interest rate under the cap", "tasa de interés con el límite", "Zinssatz mit der Obergrenze"),
	contract.RulePrice:        l10n.T("price of the vehicle", "precio del vehículo", "Preis des Fahrzeugs"),
	contract.RulePurchaseFee:  l10n.T("purchase fee", "cargo por compra", "Kaufgebühr"),
	contract.RuleOfficialFees: l10n.T("fees that are open", "cargos pendientes", "offene Gebühren"),
	contract.RuleExcessMiles:  l10n.T("miles over the allowance", "millas por encima del límite", "Meilen über der Freigrenze"),
	contract.RuleWearLine:     l10n.T("line of the inspection", "línea de la inspección", "Zeile der Begutachtung"),
	contract.RuleDisposition:  l10n.T("disposition fee of the contract", "cargo por disposición del contrato", "Verwertungsgebühr des Vertrags"),
	contract.RulePastDue:      l10n.T("lease payments that are due", "pagos de arrendamiento que ya vencieron", "fällige Leasingraten"),
}

var bucketWords = map[contract.Bucket]l10n.Text{
	contract.PastDuePenalty: l10n.T("late and returned payment fees past due", "cargos vencidos por demora y por pagos devueltos",
		"überfällige Mahn- und Rücklastschriftgebühren"),
	contract.PastDueFee:       l10n.T("fees past due", "cargos vencidos", "überfällige Gebühren"),
	contract.PastDueInterest:  l10n.T("interest past due", "intereses vencidos", "überfällige Zinsen"),
	contract.PastDuePrincipal: l10n.T("principal past due", "capital vencido", "überfällige Tilgung"),
	contract.DuePenalty: l10n.T("late and returned payment fees", "cargos por demora y por pagos devueltos",
		"Mahn- und Rücklastschriftgebühren"),
	contract.DueFee:       l10n.T("fees", "cargos", "Gebühren"),
	contract.DueInterest:  l10n.T("interest", "intereses", "Zinsen"),
	contract.DuePrincipal: l10n.T("principal", "capital", "Tilgung"),
	contract.AdvancePenalty: l10n.T("late and returned payment fees ahead", "cargos por demora y por pagos devueltos, por adelantado",
		"Mahn- und Rücklastschriftgebühren im Voraus"),
	contract.AdvanceFee:       l10n.T("fees ahead", "cargos por adelantado", "Gebühren im Voraus"),
	contract.AdvanceInterest:  l10n.T("interest ahead", "intereses por adelantado", "Zinsen im Voraus"),
	contract.AdvancePrincipal: l10n.T("principal, beyond what was due", "capital, además de lo que vencía", "Tilgung, über das Fällige hinaus"),
}

// words are the words of a rule.
func words(r contract.Rule) l10n.Text {
	if b, ok := r.Bucket(); ok {
		return bucketWords[b]
	}
	return ruleWords[r]
}

// roundingWords say how exact interest became cents.
func roundingWords(r contract.Rule) l10n.Text {
	switch r.String() {
	case "half-up":
		return l10n.T("rounded to the nearest cent", "redondeado al centavo más cercano", "auf den nächsten Cent gerundet")
	case "truncate":
		return l10n.T("cut to whole cents", "cortado a centavos enteros", "auf ganze Cent gekürzt")
	case "half-even":
		return l10n.T("rounded to the nearest cent, a half to the even one", "redondeado al centavo más cercano; la mitad, al par",
			"auf den nächsten Cent gerundet, ein halber auf den geraden")
	}
	return l10n.T("rounded up to the next cent", "redondeado hacia arriba al centavo siguiente", "auf den nächsten Cent aufgerundet")
}

var titles = map[contract.EventKind]l10n.Text{
	contract.KindActivated: l10n.T("Contract started", "Inicio del contrato", "Vertragsbeginn"),
	contract.KindConverted: l10n.T("Balance taken over from the earlier system", "Saldo que viene del sistema anterior",
		"Saldo aus dem früheren System übernommen"),
	contract.KindPayment:          l10n.T("Payment", "Pago", "Zahlung"),
	contract.KindReturned:         l10n.T("Payment returned by the bank", "Pago devuelto por el banco", "Zahlung von der Bank zurückgegeben"),
	contract.KindReversed:         l10n.T("Entry reversed", "Asiento anulado", "Buchung storniert"),
	contract.KindFeeWaived:        l10n.T("Fee waived", "Cargo condonado", "Gebühr erlassen"),
	contract.KindRateSegment:      l10n.T("Interest rate changed", "Cambio de la tasa de interés", "Zinssatz geändert"),
	contract.KindSCRA:             l10n.T("Military service protection", "Protección por servicio militar", "Schutz bei Militärdienst"),
	contract.KindExtension:        l10n.T("Payments moved later", "Pagos pospuestos", "Raten verschoben"),
	contract.KindDueDateChange:    l10n.T("Due date changed", "Cambio de la fecha de vencimiento", "Fälligkeitstag geändert"),
	contract.KindReamortised:      l10n.T("Payment amount recalculated", "Pago recalculado", "Rate neu berechnet"),
	contract.KindInstructed:       l10n.T("Instruction for extra money", "Instrucción para el dinero adicional", "Anweisung für zusätzliches Geld"),
	contract.KindPaused:           l10n.T("Past-due count paused", "Conteo de atraso en pausa", "Zählung der Überfälligkeit angehalten"),
	contract.KindCredit:           l10n.T("Credit", "Crédito", "Gutschrift"),
	contract.KindCreditRefunded:   l10n.T("Credit refunded", "Saldo a favor reembolsado", "Guthaben ausgezahlt"),
	contract.KindChargedOff:       l10n.T("Charged off", "Pasado a pérdidas", "Abgeschrieben"),
	contract.KindRecovery:         l10n.T("Recovery", "Recuperación", "Zahlung auf Abgeschriebenes"),
	contract.KindTitle:            l10n.T("Title update", "Novedad del título", "Neues zum Fahrzeugbrief"),
	contract.KindOwnershipChanged: l10n.T("Ownership of the vehicle changed", "Cambio de dueño del vehículo", "Eigentum am Fahrzeug geändert"),
	contract.KindOdometer:         l10n.T("Odometer reading", "Lectura del odómetro", "Tachostand"),
	contract.KindLeaseExtension:   l10n.T("Lease extended", "Arrendamiento extendido", "Leasing verlängert"),
	contract.KindTurnIn:           l10n.T("Vehicle returned", "Vehículo devuelto", "Fahrzeug zurückgegeben"),
	contract.KindInspection:       l10n.T("Inspection", "Inspección", "Begutachtung"),
	contract.KindPurchase:         l10n.T("Vehicle bought", "Vehículo comprado", "Fahrzeug gekauft"),
	contract.KindEarlyTermination: l10n.T("Lease ended early", "Arrendamiento terminado antes", "Leasing vorzeitig beendet"),
	contract.KindCancelled:        l10n.T("Contract cancelled", "Contrato anulado", "Vertrag rückgängig gemacht"),
	contract.KindDisputed:         l10n.T("Charge disputed", "Cargo en disputa", "Betrag bestritten"),
	contract.LineDeposit:          l10n.T("Deposit used", "Depósito usado", "Kaution verwendet"),
	contract.LineGivenBack:        l10n.T("Payments given back", "Pagos devueltos", "Zahlungen zurückgegeben"),
	contract.LineRentDue:          l10n.T("Lease payment due", "Pago de arrendamiento que vence", "Leasingrate fällig"),
	contract.LineSmallBalance:     l10n.T("Small balance written off", "Saldo pequeño condonado", "Kleiner Rest ausgebucht"),
}

var feeTitles = map[contract.FeeKind]l10n.Text{
	contract.LateFee:        l10n.T("Late fee", "Cargo por demora", "Mahngebühr"),
	contract.ReturnedFee:    l10n.T("Returned payment fee", "Cargo por pago devuelto", "Rücklastschriftgebühr"),
	contract.DispositionFee: l10n.T("Disposition fee", "Cargo por disposición", "Verwertungsgebühr"),
	contract.MileageFee:     l10n.T("Excess mileage", "Exceso de millas", "Mehrmeilen"),
	contract.WearFee:        l10n.T("Excess wear", "Desgaste excesivo", "Übermäßige Abnutzung"),
	contract.PropertyTax:    l10n.T("Property tax", "Impuesto a la propiedad", "Vermögensteuer"),
	contract.ExtensionFee:   l10n.T("Extension fee", "Cargo por prórroga", "Gebühr für die Verlängerung"),
	contract.DueDateMove:    l10n.T("Fee for moving the due date", "Cargo por mover la fecha de vencimiento", "Gebühr für das Verschieben des Fälligkeitstags"),
	contract.EarlyEndFee:    l10n.T("Early termination", "Terminación anticipada", "Vorzeitige Beendigung"),
}

// Title names a line of the history.
func Title(l *contract.Line) l10n.Text {
	switch {
	case l.Kind == contract.KindPayment && l.Void != "":
		return l10n.T("Payment, undone", "Pago anulado", "Zahlung, rückgängig gemacht")
	case l.Kind == contract.KindFeeAssessed, l.Kind == contract.LineEndCharge:
		if t, ok := feeTitles[contract.FeeKind(l.Code)]; ok {
			return t
		}
		return l10n.T("Fee", "Cargo", "Gebühr")
	}
	if t, ok := feeTitles[contract.FeeKind(l.Code)]; ok && l.Kind == contract.KindDisputed {
		return l10n.T("%s: %s", "%s: %s", "%s: %s", titles[l.Kind], t)
	}
	if t, ok := titles[l.Kind]; ok {
		return t
	}
	return l10n.T("Entry", "Asiento", "Buchung")
}
