package paper

import (
	"fmt"

	"marque/internal/core/statement"
)

func german() words {
	return words{
		receipt: "Zahlungsbeleg", issued: "Ausgestellt am", reference: "Referenz",
		amountDue: "Zu zahlen", nothingDue: "Nichts ist fällig", dueNow: "Jetzt zu zahlen",
		payment: "Rate", pastDue: "Überfällig", fees: "Gebühren", total: "Summe",
		thisPeriod: "Dieser Zeitraum", opening: "Restschuld vorher", closing: "Restschuld jetzt",
		interestGrown: "Zinsen des Zeitraums", toPrincipal: "Getilgt", changed: "Rückgaben, Gutschriften und anderes",
		leftBefore: "Offene Raten vorher", leftAfter: "Offene Raten jetzt", paidBase: "Bezahlte Leasingraten",
		yourLoan: "Ihr Kredit", yourLease: "Ihr Leasing", contract: "Vertrag",
		vehicle: "Fahrzeug", vin: "FIN", rate: "Jährlicher Sollzins", maturity: "Ende",
		paymentsMade: "Bezahlte Raten", regular: "Regelmäßige Rate",
		whereItWent: "Wohin jeder Cent ging", noPayment: "In diesem Zeitraum ging keine Zahlung ein.",
		date: "Datum", method: "Bezahlt durch", amount: "Betrag", interest: "Zinsen",
		principal: "Tilgung", base: "Leasingrate", tax: "Steuer", credit: "Guthaben", balance: "Restschuld",
		left: "Noch offen", otherChanges: "Gebühren und andere Änderungen", what: "Was geschah",
		yearPaid: func(y int) string { return fmt.Sprintf("%d bezahlt", y) },
		mileage:  "Laufleistung", allowance: "Frei für die Laufzeit", allowedSoFar: "Frei bis jetzt",
		driven: "Gefahren", perMile: "Jede Meile darüber",
		messages: "Mitteilungen", goodToKnow: "Gut zu wissen", questions: "Fragen?",
		loanNotes: []string{
			"Zinsen entstehen jeden Tag auf die Restschuld. Eine Zahlung deckt zuerst die Zinsen bis zu ihrem Tag; der Rest senkt die Restschuld. Früher oder mehr zu zahlen spart Zinsen.",
			"Wenn Sie den Kredit ablösen möchten, fragen Sie nach dem Ablösebetrag: Er enthält die Zinsen bis zu dem Tag, den Sie wählen.",
		},
		leaseNotes: []string{
			"Offene Raten sind die Leasingraten, die noch kommen, mit Steuer. Sie sind nicht der Preis des Fahrzeugs und nicht, was ein früheres Ende kostet: Fragen Sie uns danach.",
		},
		methods: map[string]string{
			"": "Zahlung", statement.ByACH: "Lastschrift", statement.ByCard: "Karte", statement.ByCheck: "Scheck",
			statement.ByWire: "Überweisung", statement.ByCash: "Bar",
		},
		happened: germanChanges(),
		made:     "Erstellt am", counts: "Zählt ab", paidWith: "Bezahlt mit", after: "nach dieser Zahlung",
		happensNext: "So geht es weiter", received: "Zahlung eingegangen", scheduled: "Zahlung geplant",
		statementOf: func(month string) string { return "Kontoauszug " + month },
		page:        func(n, of int) string { return fmt.Sprintf("Seite %d von %d", n, of) },
		of:          func(n, all int) string { return fmt.Sprintf("%d von %d", n, all) },
		until:       func(from, through string) string { return from + " bis " + through },
		byDate:      func(label, date string) string { return label + " bis zum " + date },
		autopay: func(amount, date, account string) string {
			return amount + " werden am " + date + accountEnding(" von ", account) + " automatisch eingezogen."
		},
		payBy: func(fee, date string) string {
			return "Nach dem " + date + " kann eine Gebühr von bis zu " + fee + " dazukommen."
		},
		isPastDue: func(amount string) string {
			return "Davon sind " + amount + " überfällig. Bitte zahlen Sie jetzt oder rufen Sie an: Wir helfen."
		},
		miles:     func(n string) string { return n + " Meilen" },
		milesRead: func(n, date string) string { return n + " Meilen am " + date },
		call:      func(phone, hours string) string { return join(", ", "Telefon "+phone, hours) + "." },
	}
}

func germanChanges() map[string]string {
	return map[string]string{
		"correction": "Berichtigung früherer Monate", "activated": "Vertragsbeginn", "converted": "Vertrag aus einem anderen System übernommen",
		"returned": "Zahlung von der Bank zurückgegeben", "returned/R01": "Zahlung von der Bank zurückgegeben: Konto nicht gedeckt",
		"returned/R09": "Zahlung von der Bank zurückgegeben: Konto nicht gedeckt", "returned/R02": "Zahlung von der Bank zurückgegeben: Konto geschlossen",
		"returned/R03": "Zahlung von der Bank zurückgegeben: Konto nicht gefunden", "returned/R04": "Zahlung von der Bank zurückgegeben: Konto nicht gefunden",
		"returned/R08": "Zahlung von der Bank zurückgegeben: Zahlung gesperrt", "reversed": "Buchung berichtigt",
		"fee_assessed": "Gebühr", "fee_assessed/late": "Mahngebühr", "fee_assessed/returned": "Gebühr für Rücklastschrift",
		"fee_assessed/due_date": "Gebühr für neuen Fälligkeitstag", "fee_assessed/extension": "Gebühr für Stundung", "fee_assessed/property_tax": "Vermögensteuer",
		"fee_assessed/disposition": "Verwertungsgebühr", "fee_assessed/mileage": "Mehrmeilen", "fee_assessed/wear": "Übermäßige Abnutzung",
		"fee_assessed/early_termination": "Kosten der vorzeitigen Beendigung", "fee_assessed/converted": "Frühere Gebühren",
		"fee_waived": "Gebühr erlassen", "credit": "Gutschrift", "credit/insurance": "Zahlung der Versicherung", "credit/add_on": "Erstattung eines gekündigten Produkts",
		"credit/goodwill": "Kulanz", "credit/deposit": "Kaution", "credit/sale_of_car": "Verkauf des Fahrzeugs",
		"credit_refunded": "Guthaben ausgezahlt", "rate_segment": "Zinssatz geändert", "scra": "Zinsgrenze für Militärangehörige",
		"extension": "Raten verschoben", "due_date_change": "Fälligkeitstag geändert", "reamortised": "Rate neu berechnet",
		"charged_off": "Ausgebucht", "recovery": "Zahlung auf eine ausgebuchte Schuld", "small_balance": "Kleinbetrag ausgebucht",
		"cancelled": "Vertrag rückgängig gemacht", "given_back": "Ihre Zahlungen, zurückgegeben",
		"lease_extension": "Leasing verlängert", "turn_in": "Fahrzeug zurückgegeben", "purchase": "Fahrzeug gekauft",
		"early_termination": "Leasing vorzeitig beendet",
	}
}
