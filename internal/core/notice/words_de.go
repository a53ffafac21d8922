package notice

import "strconv"

// The words of every notice about registering, signing in and payments in German. GSM 7-bit's basic table has all its letters.

func (n Invitation) deDE(h Head) words {
	return words{
		subject: "Ihr Zugang bei " + h.Brand.Name + " kann eingerichtet werden",
		body: []string{
			"Ihr Vertrag" + forVehicleDE(n.Vehicle) + " läuft. Richten Sie Ihren Online-Zugang ein, um Ihren Saldo zu sehen, Zahlungen zu machen und Ihre Kontoauszüge zu lesen.",
			"Wenn die Schaltfläche nicht funktioniert, öffnen Sie " + h.Brand.Site + "/register und geben Sie diesen Code ein:",
		},
		action:  action{"Zugang einrichten", n.Link},
		code:    n.Code,
		closing: []string{"Link und Code gelten einmal, bis zum " + h.instant(n.Expires) + ". Wenn Sie diesen Vertrag nicht abgeschlossen haben, rufen Sie uns bitte an."},
	}
}

func (n ContactCode) deDE(h Head) words {
	if n.New {
		return words{
			subject: "Ihr Code, um diese Adresse zu bestätigen",
			body:    []string{"Mit diesem Code hinterlegen Sie diese Adresse bei " + h.Brand.Name + ":"},
			code:    n.Code,
			closing: []string{
				worksDE(n.Minutes) + ". " + neverTellDE,
				"Wenn Sie ihn nicht angefordert haben, hat sich jemand bei einer Adresse vertippt. Sie können diese Nachricht ignorieren.",
			},
			sms: codeTextDE(h, "Ihr Code zum Bestätigen dieser Nummer ist ", n.Code, n.Minutes),
		}
	}
	return words{
		subject: "Ihr Code für die Registrierung",
		body:    []string{"Mit diesem Code schließen Sie die Einrichtung Ihres Zugangs bei " + h.Brand.Name + " ab:"},
		code:    n.Code,
		closing: []string{
			worksDE(n.Minutes) + ". " + neverTellDE,
			"Wenn Sie keinen Zugang einrichten, können Sie diese Nachricht ignorieren. Nichts wurde geändert.",
		},
		sms: codeTextDE(h, "Ihr Code für die Registrierung ist ", n.Code, n.Minutes),
	}
}

func (n SignInCode) deDE(h Head) words {
	return words{
		subject: "Ihr Code zum Anmelden",
		body:    []string{"Mit diesem Code melden Sie sich bei " + h.Brand.Name + " an:"},
		code:    n.Code,
		closing: []string{
			worksDE(n.Minutes) + ". " + neverTellDE,
			"Wenn Sie sich gerade nicht anmelden, kennt jemand anderes Ihr Passwort. Bitte ändern Sie es.",
		},
		sms: codeTextDE(h, "Ihr Code zum Anmelden ist ", n.Code, n.Minutes),
	}
}

const neverTellDE = "Wir fragen nie danach, auch nicht am Telefon."

func worksDE(valid int) string { return "Er gilt einmal, " + minutesDE(valid) + " lang" }

func codeTextDE(h Head, what, code string, valid int) string {
	return h.Brand.Name + ": " + what + code + ". Er gilt " + minutesDE(valid) + ". Wir fragen nie danach.\n\n@" + h.Brand.host() + " #" + code
}

func minutesDE(n int) string {
	if n == 1 {
		return "1 Minute"
	}
	return strconv.Itoa(n) + " Minuten"
}

func (n NewDevice) deDE(h Head) words {
	what := "Am " + h.instant(n.At) + " hat sich ein Browser, den wir noch nicht kennen, in Ihrem Konto angemeldet"
	if device := n.device(" unter "); device != "" {
		what += ": " + device
	}
	if place := line(n.Place, maxPlace); place != "" {
		what += ", bei " + place
	}
	w := words{
		subject: "Neue Anmeldung in Ihrem Konto",
		body:    []string{what + ".", "Wenn Sie das waren, ist nichts zu tun."},
		action:  action{"Meine Geräte prüfen", h.Brand.Site + "/security"},
		closing: []string{"Wenn Sie das nicht waren, melden Sie dieses Gerät dort ab und ändern Sie Ihr Passwort" + orCallDE(h) + "."},
		sms:     h.Brand.Name + ": Ein neues Gerät hat sich am " + h.instant(n.At) + " in Ihrem Konto angemeldet. Nicht Sie? Ändern Sie Ihr Passwort" + orCallDE(h) + ".",
	}
	if n.Link != "" {
		w.action = action{"Das war ich nicht", h.notMe(n.Link)}
		w.closing = []string{"Damit wird dieser Browser abgemeldet und vergessen, und beim nächsten Anmelden ist ein neues Passwort nötig. Der Link gilt einmal, 14 Tage lang" + thenCallDE(h) + "."}
		w.sms = h.Brand.Name + ": Ein neues Gerät hat sich am " + h.instant(n.At) + " in Ihrem Konto angemeldet. Nicht Sie? " + h.notMe(n.Link)
	}
	return w
}

func (n ContactChanged) deDE(h Head) words {
	what, old := "E-Mail-Adresse", "die alte E-Mail-Adresse"
	if n.Phone {
		what, old = "Telefonnummer", "die alte Telefonnummer"
	}
	to := ""
	if hint := line(n.Hint, maxName); hint != "" {
		to = " auf " + hint
	}
	w := words{
		subject: "Ihre " + what + " wurde geändert",
		body: []string{
			"Die " + what + " Ihres Kontos bei " + h.Brand.Name + " wurde am " + h.instant(n.At) + to + " geändert.", "Wenn Sie das waren, ist nichts zu tun.",
		},
		closing: []string{"Wenn Sie das nicht waren, sagen Sie es uns bitte sofort" + calling(h) + "."},
		sms:     h.Brand.Name + ": Die " + what + " Ihres Kontos wurde geändert. Nicht Sie? Sagen Sie es uns sofort" + calling(h) + ".",
	}
	if n.Link != "" {
		w.action = action{"Das war ich nicht", h.notMe(n.Link)}
		w.closing = []string{"Damit gilt wieder " + old + ", alle werden abgemeldet, und beim nächsten Anmelden ist ein neues Passwort nötig. Der Link gilt einmal, 14 Tage lang" + thenCallDE(h) + "."}
		w.sms = h.Brand.Name + ": Die " + what + " Ihres Kontos wurde geändert. Nicht Sie? " + h.notMe(n.Link)
	}
	return w
}

func (n ResetAsked) deDE(h Head) words {
	return words{
		subject: "Jemand möchte ersetzen, womit Sie Ihre Anmeldung bestätigen",
		body: []string{
			"Am " + h.instant(n.At) + " hat jemand, der das Passwort Ihres Kontos bei " + h.Brand.Name + " kennt, angegeben, dass Telefon, App und Wiederherstellungscodes dazu verloren sind.",
			"Wenn Sie das waren, kommen Sie nach dem " + h.instant(n.Ready) + " wieder, melden Sie sich mit Ihrem Passwort an und geben Sie erneut an, dass Sie nichts davon benutzen können. Wenn Sie Ihr Telefon vorher finden, melden Sie sich einfach damit an.",
		},
		action:  action{"Das war ich nicht: anhalten", h.notMe(n.Link)},
		closing: []string{"Vor dem " + h.instant(n.Ready) + " ändert sich nichts. Wenn Sie das nicht waren, kennt jemand Ihr Passwort: Halten Sie es an und ändern Sie danach Ihr Passwort" + orCallDE(h) + "."},
		sms:     h.Brand.Name + ": Jemand möchte Ihr verlorenes Telefon ersetzen. Vor dem " + h.instant(n.Ready) + " ändert sich nichts. Nicht Sie? Anhalten: " + h.notMe(n.Link),
	}
}

func (n ResetLink) deDE(h Head) words {
	return words{
		subject: "Weiter mit Ihrem neuen Telefon",
		body:    []string{"Die Wartezeit ist vorbei. Öffnen Sie diese Seite, geben Sie Ihre neue Mobilnummer ein und bestätigen Sie sie mit dem Code, den wir dorthin senden:"},
		action:  action{"Neues Telefon einrichten", h.Brand.Site + "/lost?link=" + n.Link},
		closing: []string{"Der Link gilt einmal, " + minutesDE(n.Minutes) + " lang. Wenn Sie ihn nicht angefordert haben, rufen Sie uns bitte sofort an" + calling(h) + "."},
	}
}

func (n PaymentCode) deDE(h Head) words {
	what, from := h.Locale.Money(n.Amount, n.Currency), ""
	if n.Account != "" {
		from = " vom Konto mit den Endziffern " + n.Account
	}
	return words{
		subject: "Ihr Code zum Bestätigen einer Zahlung",
		body:    []string{"Mit diesem Code bestätigen Sie eine Zahlung von " + what + from + " an " + h.Brand.Name + ":"},
		code:    n.Code,
		closing: []string{
			worksDE(n.Minutes) + ", nur für diese Zahlung. " + neverTellDE,
			"Wenn Sie diese Zahlung nicht machen, benutzen Sie ihn nicht, und rufen Sie uns bitte an" + calling(h) + ".",
		},
		sms: codeTextDE(h, "Zahlung von "+what+from+" mit Code ", n.Code, n.Minutes),
	}
}

func (n Welcome) deDE(h Head) words {
	return words{
		subject: "Ihr Zugang ist eingerichtet",
		body: []string{
			"Ihr Zugang bei " + h.Brand.Name + " wurde am " + h.instant(n.At) + " eingerichtet. Ihr Benutzername ist " + line(n.Username, maxName) + ".",
			"Sie können jetzt online Ihren Saldo sehen, Zahlungen machen und Ihre Kontoauszüge lesen.",
		},
		action:  action{"Anmelden", h.Brand.Site + "/login"},
		closing: []string{"Wenn Sie das nicht waren, sagen Sie es uns bitte sofort" + calling(h) + "."},
	}
}

func (n PasswordChanged) deDE(h Head) words {
	return words{
		subject: "Ihr Passwort wurde geändert",
		body:    []string{"Das Passwort Ihres Kontos bei " + h.Brand.Name + " wurde am " + h.instant(n.At) + " geändert. Alle anderen Geräte wurden abgemeldet.", "Wenn Sie das waren, ist nichts zu tun."},
		closing: []string{"Wenn Sie das nicht waren, sagen Sie es uns bitte sofort" + calling(h) + "."},
		sms:     h.Brand.Name + ": Ihr Passwort wurde am " + h.instant(n.At) + " geändert. Nicht Sie? Sagen Sie es uns sofort" + calling(h) + ".",
	}
}

func (n RecoveryCode) deDE(h Head) words {
	what, sms := "wählen Sie ein neues Passwort für Ihr Konto bei "+h.Brand.Name, "Ihr Code für ein neues Passwort ist "
	if n.Unlock {
		what, sms = "entsperren Sie Ihr Konto bei "+h.Brand.Name, "Ihr Code zum Entsperren ist "
	}
	var named []string
	if name := line(n.Username, maxName); name != "" {
		named = []string{"Ihr Benutzername ist " + name + "."}
	}
	return words{
		subject: "Ihr Code, um wieder hineinzukommen",
		body:    append(named, "Mit diesem Code "+what+", auf der Seite, auf der Sie ihn angefordert haben:"),
		code:    n.Code,
		closing: []string{
			worksDE(n.Minutes) + ", zusammen mit einem zweiten Code an Ihr Telefon. " + neverTellDE,
			"Wenn Sie ihn nicht angefordert haben, können Sie diese Nachricht ignorieren: Nichts wurde geändert, und mit diesem Code allein geht es auch nicht.",
		},
		sms: codeTextDE(h, sms, n.Code, n.Minutes),
	}
}

func (n Unlocked) deDE(h Head) words {
	return words{
		subject: "Ihr Konto wurde entsperrt",
		body: []string{
			"Das Anmelden in Ihrem Konto bei " + h.Brand.Name + " war nach zu vielen Versuchen angehalten. Es wurde am " + h.instant(n.At) + " mit Codes an Ihre E-Mail-Adresse und Ihr Telefon entsperrt.",
			"Wenn Sie das waren, ist nichts zu tun.",
		},
		closing: []string{"Wenn Sie das nicht waren, sagen Sie es uns bitte sofort" + calling(h) + "."},
		sms:     h.Brand.Name + ": Ihr Konto wurde am " + h.instant(n.At) + " entsperrt. Nicht Sie? Sagen Sie es uns sofort" + calling(h) + ".",
	}
}

func (n FactorChanged) deDE(h Head) words {
	return words{
		subject: "Ihre Anmeldung wurde geändert",
		body:    []string{h.says(n.What) + " Das geschah in Ihrem Konto bei " + h.Brand.Name + " am " + h.instant(n.At) + ".", "Wenn Sie das waren, ist nichts zu tun."},
		action:  action{"Meine Anmeldung prüfen", h.Brand.Site + n.page()},
		closing: []string{"Wenn Sie das nicht waren, sagen Sie es uns bitte sofort" + calling(h) + "."},
		sms:     h.Brand.Name + ": " + h.says(n.What) + " Nicht Sie? Sagen Sie es uns sofort" + calling(h) + ".",
	}
}

func (n PaymentScheduled) deDE(h Head) words {
	body := []string{"Ihre Zahlung von " + n.amount(h) + forVehicleDE(n.Vehicle) + n.fromAccountDE() + " ist für den " + h.day(n.Date) + " geplant."}
	if !n.CancelUntil.IsZero() {
		body = append(body, "Sie können sie bis zum "+h.instant(n.CancelUntil)+" stornieren.")
	}
	return words{
		subject: "Zahlung geplant: " + n.amount(h) + " am " + h.day(n.Date),
		body:    append(body, n.referredDE()...),
		action:  action{"Meine Zahlungen ansehen", h.Brand.Site + "/"},
		sms:     h.Brand.Name + ": Ihre Zahlung von " + n.amount(h) + " ist für den " + h.day(n.Date) + " geplant.",
	}
}

func (n PaymentReceived) deDE(h Head) words {
	return words{
		subject: "Zahlung eingegangen: " + n.amount(h),
		body: append([]string{
			"Vielen Dank. Ihre Zahlung von " + n.amount(h) + forVehicleDE(n.Vehicle) + n.fromAccountDE() + " wurde am " + h.day(n.Date) + " gutgeschrieben.",
			"Ihr Saldo beträgt jetzt " + h.Locale.Money(n.Balance, n.Currency) + ".",
		}, n.referredDE()...),
		action: action{"Ansehen, wohin sie ging", h.Brand.Site + "/"},
		sms:    h.Brand.Name + ": Vielen Dank, Ihre Zahlung von " + n.amount(h) + " wurde am " + h.day(n.Date) + " gutgeschrieben.",
	}
}

func (n PaymentReturned) deDE(h Head) words {
	return words{
		subject: "Ihre Zahlung von " + n.amount(h) + " kam zurück",
		body: append([]string{
			"Ihre Bank hat die Zahlung von " + n.amount(h) + forVehicleDE(n.Vehicle) + n.fromAccountDE() + " vom " + h.day(n.Date) + " zurückgegeben. " + h.says(n.Reason),
			h.says(n.Next),
		}, n.referredDE()...),
		action:  action{"Zahlung machen", h.Brand.Site + "/"},
		closing: []string{"Wenn das Geld gerade knapp ist, gibt es oft einen Weg. Bitte sprechen Sie mit uns" + calling(h) + "."},
		sms:     h.Brand.Name + ": Ihre Bank hat die Zahlung von " + n.amount(h) + " vom " + h.day(n.Date) + " zurückgegeben. Bitte melden Sie sich an, um zu sehen, wie es weitergeht.",
	}
}

func (n PaymentCancelled) deDE(h Head) words {
	return words{
		subject: "Zahlung storniert: " + n.amount(h),
		body: append([]string{
			"Ihre Zahlung von " + n.amount(h) + forVehicleDE(n.Vehicle) + " für den " + h.day(n.Date) + " wurde storniert. Dafür wird nichts eingezogen.",
			"Wenn eine Zahlung fällig ist, wählen Sie bitte einen anderen Tag.",
		}, n.referredDE()...),
		action: action{"Zahlung machen", h.Brand.Site + "/"},
		sms:    h.Brand.Name + ": Ihre Zahlung von " + n.amount(h) + " für den " + h.day(n.Date) + " wurde storniert.",
	}
}

func (n StatementReady) deDE(h Head) words {
	body := []string{"Ihr Kontoauszug" + forVehicleDE(n.Vehicle) + " bis zum " + h.day(n.Closing) + " ist fertig."}
	if !n.DueDate.IsZero() {
		body = append(body, "Fällig am "+h.day(n.DueDate)+": "+h.Locale.Money(n.Due, n.Currency)+".")
	}
	return words{
		subject: "Ihr Kontoauszug ist fertig",
		body:    body,
		action:  action{"Kontoauszug lesen", h.Brand.Site + "/"},
		sms:     h.Brand.Name + ": Ihr Kontoauszug bis zum " + h.day(n.Closing) + " kann online gelesen werden.",
	}
}

func (n BankDetailsCorrected) deDE(h Head) words {
	same := "Die Angaben zu Ihrem Bankkonto mit den Endziffern " + n.Old + " wurden berichtigt."
	if n.New != n.Old {
		same = "Ihr Bankkonto mit den Endziffern " + n.Old + " hat jetzt die Endziffern " + n.New + "."
	}
	return words{
		subject: "Ihre Bank hat Ihre Kontodaten berichtigt",
		body: []string{
			"Ihre Bank hat uns eine Änderung zu Ihrem Bankkonto mit den Endziffern " + n.Old + " mitgeteilt. " + h.says(n.What.Or(corrected())),
			"Wir benutzen ab jetzt die neuen Angaben. Sie müssen nichts tun, und Ihre Zahlungen laufen weiter wie bisher.",
		},
		closing: []string{"Wenn das nicht stimmt, sagen Sie es uns bitte" + calling(h) + "."},
		sms:     h.Brand.Name + ": " + same + " Das hat uns Ihre Bank mitgeteilt; Sie müssen nichts tun.",
	}
}

func (p Payment) fromAccountDE() string {
	if p.Account == "" {
		return ""
	}
	return " vom Konto mit den Endziffern " + p.Account
}

func (p Payment) referredDE() []string {
	if r := line(p.Reference, maxName); r != "" {
		return []string{"Referenz der Zahlung: " + r + "."}
	}
	return nil
}

func forVehicleDE(vehicle string) string {
	if v := line(vehicle, maxName); v != "" {
		return " für Ihren " + v
	}
	return ""
}

func orCallDE(h Head) string {
	if h.Brand.Phone == "" {
		return ""
	}
	return " oder rufen Sie an: " + h.Brand.Phone
}

func mayCallDE(h Head) string {
	if h.Brand.Phone == "" {
		return ""
	}
	return " Sie können auch anrufen: " + h.Brand.Phone + "."
}

func thenCallDE(h Head) string {
	if h.Brand.Phone == "" {
		return ""
	}
	return "; danach rufen Sie bitte an: " + h.Brand.Phone
}
