package notice

import "strconv"

// The words about bank accounts, autopay, changes of a contract, what our people do and answers to texts, in German.

func (n AccountAdded) deDE(h Head) words {
	return words{
		subject: "Ein Bankkonto wurde hinzugefügt",
		body: []string{
			"Ein Bankkonto mit den Endziffern " + n.Account + " wurde am " + h.instant(n.At) + " hinzugefügt. Von ihm kann gezahlt werden.",
			"Wenn Sie das nicht waren, sagen Sie es uns sofort" + calling(h) + ", und ändern Sie Ihr Passwort.",
		},
		action: h.seeAccounts(),
		sms:    h.Brand.Name + ": Ein Bankkonto mit den Endziffern " + n.Account + " wurde hinzugefügt. Nicht Sie? Sagen Sie es uns sofort" + calling(h) + ".",
	}
}

func (n AccountDeposits) deDE(h Head) words {
	return words{
		subject: "Auf Ihrem Bankkonto sind zwei kleine Gutschriften",
		body: []string{
			"Wir haben zwei Gutschriften von je weniger als einem Dollar auf Ihr Konto mit den Endziffern " + n.Account + " gesandt und ihre Summe zurückgenommen. In den Umsätzen Ihrer Bank heißen sie ACCTVERIFY.",
			"Bitte geben Sie die beiden Beträge bis zum " + h.day(n.Until) + " auf der Seite Ihrer Bankkonten ein. Dann ist das Konto bestätigt.",
		},
		action:  h.seeAccounts(),
		closing: []string{"Wir fragen nie am Telefon, per E-Mail oder SMS nach diesen Beträgen."},
		sms:     h.Brand.Name + ": Auf Ihrem Konto mit den Endziffern " + n.Account + " sind zwei kleine Gutschriften. Melden Sie sich an und geben Sie die Beträge bis zum " + h.day(n.Until) + " ein. Nennen Sie sie niemandem.",
	}
}

func (n AccountVerified) deDE(h Head) words {
	return words{
		subject: "Ihr Bankkonto ist bestätigt",
		body:    []string{"Ihr Bankkonto mit den Endziffern " + n.Account + " ist bestätigt. " + h.says(n.How), "Sie müssen nichts tun."},
		action:  h.seeAccounts(),
		sms:     h.Brand.Name + ": Ihr Bankkonto mit den Endziffern " + n.Account + " ist bestätigt. Sie müssen nichts tun.",
	}
}

func (n AccountNotVerified) deDE(h Head) words {
	return words{
		subject: "Ihr Bankkonto konnte nicht bestätigt werden",
		body:    []string{"Ihr Bankkonto mit den Endziffern " + n.Account + " konnte nicht bestätigt werden. " + h.says(n.Why), h.says(n.Next)},
		action:  h.seeAccounts(),
		sms:     h.Brand.Name + ": Ihr Bankkonto mit den Endziffern " + n.Account + " konnte nicht bestätigt werden. Bitte melden Sie sich an, um den Grund zu sehen.",
	}
}

func (n AccountStopped) deDE(h Head) words {
	return words{
		subject: "Wir benutzen eines Ihrer Bankkonten nicht mehr",
		body:    []string{"Von Ihrem Konto mit den Endziffern " + n.Account + " wird nichts mehr eingezogen. " + h.says(n.Reason), h.says(n.Next)},
		action:  h.seeAccounts(),
		sms:     h.Brand.Name + ": Von Ihrem Konto mit den Endziffern " + n.Account + " wird nichts mehr eingezogen. Bitte melden Sie sich an, um den Grund zu sehen.",
	}
}

func (n AccountRemoved) deDE(h Head) words {
	return words{
		subject: "Ein Bankkonto wurde entfernt",
		body: []string{
			"Das Bankkonto mit den Endziffern " + n.Account + " wurde am " + h.instant(n.At) + " entfernt. Von ihm kann nicht mehr neu gezahlt werden.",
			"Wenn Sie das nicht waren, sagen Sie es uns sofort" + calling(h) + ", und ändern Sie Ihr Passwort.",
		},
		action: h.seeAccounts(),
		sms:    h.Brand.Name + ": Das Bankkonto mit den Endziffern " + n.Account + " wurde entfernt. Nicht Sie? Sagen Sie es uns sofort" + calling(h) + ".",
	}
}

func (n RefundSent) deDE(h Head) words {
	return words{
		subject: "Wir senden Ihnen " + n.amount(h),
		body: []string{
			"Wir senden " + n.amount(h) + ", Ihr Guthaben, auf Ihr Konto mit den Endziffern " + n.Account + ".",
			"Das Geld geht mit der nächsten Datei an unsere Bank. Banken brauchen ein bis drei Bankarbeitstage, bis es auf Ihrem Konto erscheint.",
		},
		action:  action{"Meinen Vertrag ansehen", h.Brand.Site + "/"},
		closing: []string{"Referenz der Erstattung: " + n.Reference + ".", "Wenn Sie das nicht wollten, sagen Sie es uns bitte sofort" + calling(h) + "."},
		sms:     h.Brand.Name + ": " + n.amount(h) + " gehen auf Ihr Konto mit den Endziffern " + n.Account + ". Nicht Sie? Sagen Sie es uns sofort" + calling(h) + ".",
	}
}

func (n RefundReturned) deDE(h Head) words {
	return words{
		subject: "Ihre Erstattung kam zurück",
		body: []string{
			"Die " + n.amount(h) + ", die wir auf Ihr Konto mit den Endziffern " + n.Account + " gesandt haben, sind nicht angekommen. " + h.says(n.Reason),
			"Das Geld gehört weiter Ihnen: Es steht als Guthaben auf Ihrem Vertrag. Bitte wählen Sie ein anderes Bankkonto dafür oder rufen Sie uns an" + calling(h) + ".",
		},
		action:  h.seeAccounts(),
		closing: []string{"Referenz der Erstattung: " + n.Reference + "."},
		sms:     h.Brand.Name + ": Ihre Erstattung von " + n.amount(h) + " kam zurück. Bitte melden Sie sich an und wählen Sie ein anderes Konto.",
	}
}

func (n AutopayOn) deDE(h Head) words {
	what := "Die automatische Zahlung" + forVehicleDE(n.Vehicle) + " ist eingeschaltet. "
	if n.Changed {
		what = "Ihre automatische Zahlung" + forVehicleDE(n.Vehicle) + " wurde geändert. "
	}
	return words{
		subject: "Die automatische Zahlung ist eingeschaltet",
		body: []string{
			what + "Die erste Zahlung von " + n.amount(h) + " wird am " + h.day(n.Date) + n.fromAccountDE() + " eingezogen.",
			"Wenn ein Betrag vom vorigen abweicht, sagen wir es Ihnen mindestens 10 Tage vorher. Bis zum Tag der Zahlung können Sie online eine Zahlung aussetzen, die automatische Zahlung ändern oder ausschalten.",
		},
		action:  h.seeAutopay(),
		closing: []string{"Eine Kopie Ihrer Genehmigung liegt bei Ihrer automatischen Zahlung. Wenn Sie das nicht waren, sagen Sie es uns bitte sofort" + calling(h) + "."},
		sms:     h.Brand.Name + ": Automatische Zahlung eingeschaltet. Erste Zahlung: " + n.amount(h) + " am " + h.day(n.Date) + ". Nicht Sie? Sagen Sie es uns sofort" + calling(h) + ".",
	}
}

func (n AutopayAhead) deDE(h Head) words {
	subject := "Automatische Zahlung: " + n.amount(h) + " am " + h.day(n.Date)
	second := "Das weicht von den üblichen " + h.Locale.Money(n.Usual, n.Currency) + " ab, weil sich an Ihrem Vertrag etwas geändert hat: Die Seite Ihres Vertrags zeigt, was."
	if n.Final {
		subject = "Ihre letzte automatische Zahlung: " + n.amount(h) + " am " + h.day(n.Date)
		second = "Es ist die letzte: Sie bezahlt alles, was noch offen ist, und die automatische Zahlung endet damit."
	}
	return words{
		subject: subject,
		body: []string{
			"Ihre nächste automatische Zahlung" + forVehicleDE(n.Vehicle) + " beträgt " + n.amount(h) + " und geschieht am " + h.day(n.Date) + n.fromAccountDE() + ".", second,
			"Bis zum Tag der Zahlung können Sie sie online aussetzen, ändern oder ausschalten.",
		},
		action: h.seeAutopay(),
		sms:    h.Brand.Name + ": Ihre nächste automatische Zahlung beträgt " + n.amount(h) + ", am " + h.day(n.Date) + ".",
	}
}

func (n AutopaySkipped) deDE(h Head) words {
	if n.Again {
		return words{
			subject: "Die Zahlung wird doch automatisch eingezogen",
			body:    []string{"Wie gewünscht wird die Zahlung von " + n.amount(h) + forVehicleDE(n.Vehicle) + " am " + h.day(n.Date) + n.fromAccountDE() + " automatisch eingezogen."},
			action:  action{"Zahlung machen", h.Brand.Site + "/"},
			sms:     h.Brand.Name + ": " + n.amount(h) + " werden am " + h.day(n.Date) + " automatisch eingezogen.",
		}
	}
	return words{
		subject: "Eine Zahlung wird nicht automatisch eingezogen",
		body: []string{
			"Wie gewünscht wird die Zahlung von " + n.amount(h) + forVehicleDE(n.Vehicle) + ", die am " + h.day(n.Date) + " fällig ist, nicht automatisch eingezogen.",
			"Die Zahlung bleibt fällig: Bitte zahlen Sie bis dahin auf anderem Weg. Mit der nächsten geht die automatische Zahlung weiter.",
		},
		action: action{"Zahlung machen", h.Brand.Site + "/"},
		sms:    h.Brand.Name + ": Die Zahlung, die am " + h.day(n.Date) + " fällig ist, wird nicht automatisch eingezogen. Sie bleibt fällig.",
	}
}

func (n AutopayWaits) deDE(h Head) words {
	return words{
		subject: "Die automatische Zahlung braucht Ihre Hilfe",
		body:    []string{h.says(n.Why), h.says(n.Next)},
		action:  h.seeAutopay(),
		closing: []string{"Wenn Sie Fragen haben, rufen Sie uns bitte an" + calling(h) + "."},
		sms:     h.Brand.Name + ": Die automatische Zahlung braucht Ihre Hilfe. Bitte melden Sie sich an, um zu sehen, was zu tun ist.",
	}
}

func (n AutopayOff) deDE(h Head) words {
	return words{
		subject: "Die automatische Zahlung ist ausgeschaltet",
		body:    []string{"Die automatische Zahlung" + forVehicleDE(n.Vehicle) + " ist ausgeschaltet. " + h.says(n.Why), h.says(n.Next)},
		action:  action{"Meinen Vertrag ansehen", h.Brand.Site + "/"},
		closing: []string{"Wenn Sie das nicht erwartet haben, rufen Sie uns bitte an" + calling(h) + "."},
		sms:     h.Brand.Name + ": Die automatische Zahlung ist ausgeschaltet. " + h.says(n.Why),
	}
}

func (n DueDateMoved) deDE(h Head) words {
	return n.told(h, "Ihr Fälligkeitstag hat sich geändert", "Ihr Fälligkeitstag hat sich geändert.")
}

func (n FeeWaived) deDE(h Head) words {
	return n.told(h, "Eine Gebühr wurde erlassen", "Ihnen wurde eine Gebühr erlassen.")
}

func (n PaymentReversed) deDE(h Head) words {
	return n.told(h, "Eine Zahlung wurde aus Ihrem Vertrag genommen", "Eine Zahlung wurde wieder aus Ihrem Vertrag genommen.")
}

func (n ExtensionAsked) deDE(h Head) words {
	return n.told(h, "Eine Verlängerung wartet auf Ihre Unterschrift", "Eine Verlängerung wartet auf Ihre Unterschrift.")
}

func (n ExtensionGranted) deDE(h Head) words {
	return n.told(h, "Ihre Verlängerung gilt", "Ihre Verlängerung gilt.")
}

func (n ExtensionClosed) deDE(h Head) words {
	return n.told(h, "Ihre Verlängerung gilt nicht", "Die Verlängerung, von der wir Ihnen schrieben, gilt nicht.")
}

func (n ArrangementMade) deDE(h Head) words {
	return n.told(h, "Ihre Zahlungsvereinbarung", "Ihre Vereinbarung, Überfälliges zu zahlen, ist getroffen.")
}

func (n ArrangementBroken) deDE(h Head) words {
	return n.told(h, "Ihre Zahlungsvereinbarung ist beendet", "Ein Teil Ihrer Zahlungsvereinbarung fehlte, deshalb ist sie beendet.")
}

func (n ArrangementCompleted) deDE(h Head) words {
	return n.told(h, "Sie haben Ihre Zahlungsvereinbarung erfüllt", "Alles, was Ihre Zahlungsvereinbarung umfasste, ist bezahlt. Vielen Dank.")
}

func (n CaseOpened) deDE(h Head) words {
	return n.told(h, "Ihr Anliegen ist bei uns in Arbeit", "Ihr Anliegen ist bei uns in Arbeit.")
}

func (n CaseClosed) deDE(h Head) words {
	return n.told(h, "Ihr Anliegen ist abgeschlossen", "Ihr Anliegen ist abgeschlossen.")
}

func (n ExtraChosen) deDE(h Head) words {
	return words{
		subject: "Was zusätzliches Geld ab jetzt bewirkt",
		body: []string{
			"Sie haben gewählt, was geschieht, wenn Sie" + forVehicleDE(n.Vehicle) + " mehr zahlen, als fällig ist. " + h.says(n.What),
			"Das gilt für jede Zahlung ab jetzt, auf welchem Weg sie auch kommt. Was vorher gezahlt wurde, bleibt, wie es ist.",
		},
		action:  action{"Meinen Vertrag ansehen", h.Brand.Site + "/"},
		closing: []string{"Wenn Sie das nicht waren, sagen Sie es uns bitte sofort" + calling(h) + "."},
		sms:     h.Brand.Name + ": Ihre Wahl für zusätzliches Geld wurde geändert. Nicht Sie? Sagen Sie es uns sofort" + calling(h) + ".",
	}
}

func (n PaymentAhead) deDE(h Head) words {
	amount := h.Locale.Money(n.Amount, n.Currency)
	return words{
		subject: "Ihre nächste Zahlung ist am " + h.day(n.Due) + " fällig",
		body: []string{
			"Eine freundliche Erinnerung: " + amount + forVehicleDE(n.Vehicle) + " sind am " + h.day(n.Due) + " fällig.",
			"Wenn Sie schon gezahlt oder es mit Ihrer eigenen Bank eingerichtet haben, ist nichts zu tun.",
		},
		action: action{"Zahlung machen", h.Brand.Site + "/"},
		sms:    h.Brand.Name + ": " + amount + " sind am " + h.day(n.Due) + " fällig. Wenn Sie schon gezahlt haben, ist nichts zu tun.",
	}
}

func (n PastDue) deDE(h Head) words {
	amount := h.Locale.Money(n.Amount, n.Currency)
	days := "einem Tag"
	if n.Days != 1 {
		days = strconv.Itoa(n.Days) + " Tagen"
	}
	what := amount + forVehicleDE(n.Vehicle) + " sind seit dem " + h.day(n.Since) + " überfällig, also seit " + days + "."
	if n.Fees > 0 {
		what += " Dazu kommen Gebühren von " + h.Locale.Money(n.Fees, n.Currency) + "."
	}
	return words{
		subject: "Ihre Zahlung ist überfällig",
		body:    []string{what, n.nextDE()},
		action:  action{"Zahlen oder einen Weg finden", h.Brand.Site + "/"},
		closing: []string{"Wenn Sie inzwischen gezahlt haben, vielen Dank; dann ist nichts zu tun. Wenn Sie nicht alles zahlen können, sprechen Sie bitte mit uns" + calling(h) + "."},
		sms:     h.Brand.Name + ": " + amount + " sind seit dem " + h.day(n.Since) + " überfällig. Bitte melden Sie sich an, um zu zahlen oder mit uns einen Weg zu finden.",
	}
}

func (n PastDue) nextDE() string {
	switch {
	case n.Days >= threeMonthLate:
		return "Das gefährdet den Vertrag und das Fahrzeug. Bitte zahlen Sie oder rufen Sie uns jetzt an: Je früher wir sprechen, desto mehr lässt sich tun."
	case n.Days >= twoMonthsLate:
		return "Bitte zahlen Sie heute, was Sie können, oder rufen Sie uns diese Woche an, damit wir gemeinsam einen Weg finden, bevor der Vertrag gefährdet ist."
	case n.Days >= aMonthLate:
		return "Die Zahlung ist mehr als einen Monat überfällig. Bitte zahlen Sie, oder sagen Sie uns, was Sie wann zahlen können: Die Wege dazu finden Sie unter Zahlungserleichterung und Änderungen."
	}
	return "Sie können online alles oder einen Teil zahlen. Wenn der Fälligkeitstag nicht passt oder das Geld knapp ist, finden Sie unter Zahlungserleichterung und Änderungen, was möglich ist."
}

func (n InterestReady) deDE(h Head) words {
	year := strconv.Itoa(n.Year)
	return words{
		subject: "Ihre Zinsbescheinigung für " + year,
		body: []string{
			"Die Bescheinigung der Zinsen, die Sie " + year + forVehicleDE(n.Vehicle) + " gezahlt haben, ist fertig. Sie finden sie unter Kontoauszüge.",
			"Bitte bewahren Sie sie für Ihre Steuererklärung auf. Darin steht, ob wir sie der Steuerbehörde der USA (IRS) melden.",
		},
		action: action{"Zinsbescheinigung lesen", h.Brand.Site + "/statements"},
	}
}

func (n StaffInvitation) deDE(h Head) words {
	return words{
		subject: "Ihr Zugang zum Arbeitsplatz von " + h.Brand.Name,
		body: []string{
			"Sie haben Zugang zum Arbeitsplatz der Mitarbeiter bekommen. Wählen Sie ein Passwort und verbinden Sie eine Authenticator-App; halten Sie Ihr Telefon bereit.",
		},
		action:  action{"Zugang einrichten", n.Link},
		closing: []string{"Der Link gilt einmal, bis zum " + h.instant(n.Expires) + ". Wenn Sie nichts erwartet haben, sagen Sie es bitte Ihrem Administrator."},
	}
}

func (n PasswordLink) deDE(h Head) words {
	return words{
		subject: "Wählen Sie ein neues Passwort",
		body: []string{
			"Sie haben jemanden von uns um ein neues Passwort gebeten. Wir haben geprüft, wer anruft, und können Ihr Passwort weder sehen noch setzen.",
		},
		action: action{"Neues Passwort wählen", n.Link},
		closing: []string{
			"Der Link gilt einmal, " + minutesDE(n.Minutes) + " lang. Danach melden Sie sich wie immer an, mit einem Code.",
			"Wenn Sie nicht darum gebeten haben, sagen Sie es uns bitte sofort" + calling(h) + ".",
		},
	}
}

func (n CallerCode) deDE(h Head) words {
	return words{
		subject: "Ihr Code für unseren Mitarbeiter",
		body:    []string{"Jemand hat uns wegen Ihres Kontos angerufen. Wenn Sie das waren, lesen Sie unserem Mitarbeiter diesen Code vor:"},
		code:    n.Code,
		closing: []string{
			worksDE(n.Minutes) + ", nur am Telefon mit uns, und niemand kann sich damit anmelden.",
			"Wenn Sie uns nicht angerufen haben, nennen Sie diesen Code niemandem und sagen Sie es uns" + calling(h) + ".",
		},
		sms: h.Brand.Name + ": Code " + n.Code + " ist für unseren Mitarbeiter, nur wenn Sie uns selbst angerufen haben. Er gilt " + minutesDE(n.Minutes) + ". Nicht angerufen? Nennen Sie ihn niemandem.",
	}
}

func (n CalledPaymentCode) deDE(h Head) words {
	what := h.Locale.Money(n.Amount, n.Currency) + " vom Konto mit den Endziffern " + n.Account + " am " + h.Locale.DateLong(n.Date)
	return words{
		subject: "Ihr Code, um einer Zahlung am Telefon zuzustimmen",
		body:    []string{"Sie haben unseren Mitarbeiter am Telefon um eine Zahlung von " + what + " gebeten. Wenn Sie zustimmen, lesen Sie ihm diesen Code vor:"},
		code:    n.Code,
		closing: []string{
			worksDE(n.Minutes) + ", nur für diese Zahlung. Lesen Sie ihn nur vor, wenn Sie zustimmen.",
			"Wenn Sie nicht mit uns telefonieren, nennen Sie diesen Code niemandem und sagen Sie es uns" + calling(h) + ".",
		},
		sms: h.Brand.Name + ": Zahlung von " + what + ". Stimmen Sie zu? Dann lesen Sie unserem Mitarbeiter Code " + n.Code + " vor. Er gilt " + minutesDE(n.Minutes) + ". Nicht angerufen? Nennen Sie ihn niemandem.",
	}
}

func (n CalledPayment) deDE(h Head) words {
	debit := n.debit("eine einzelne ACH-Lastschrift", "eine einzelne Lastschrift")
	return words{
		subject: "Am Telefon zugestimmt: Zahlung von " + n.amount(h) + " am " + h.day(n.Date),
		body: append([]string{
			"Am " + h.instant(n.At) + " haben Sie, " + line(n.Name, maxName) + ", am Telefon mit einem Code von uns einer Zahlung zugestimmt. Auf diese Zustimmung hin ziehen wir " + debit + " ein:",
			n.amount(h) + forVehicleDE(n.Vehicle) + n.fromAccountDE() + ", am oder nach dem " + h.day(n.Date) + ".",
			"Sie können Ihre Zustimmung bis zum " + h.instant(n.CancelUntil) + " zurücknehmen: Stornieren Sie die Zahlung auf unserer Seite" + orCallDE(h) + ".",
			"Wenn Sie eine Frage haben oder dem nicht zugestimmt haben, sagen Sie es uns" + calling(h) + ".",
		}, n.referredDE()...),
		action: action{"Meine Zahlungen ansehen", h.Brand.Site + "/"},
		sms: h.Brand.Name + ": am Telefon zugestimmt: " + n.amount(h) + n.fromAccountDE() + ", am oder nach dem " + h.day(n.Date) +
			". Stornieren bis " + h.instant(n.CancelUntil) + " auf unserer Seite" + orCallDE(h) + ".",
	}
}

func (n DeskAct) deDE(h Head) words {
	what := h.says(n.What)
	body := []string{what + " Das war am " + h.instant(n.At) + "."}
	sms := h.Brand.Name + ": " + what
	if !n.Due.IsZero() {
		body = append(body, "Es gilt ab dem "+h.instant(n.Due)+", wenn Sie es nicht vorher unter „Sicherheit“ abbrechen."+mayCallDE(h))
		sms += " Es gilt ab dem " + h.instant(n.Due) + ", wenn Sie es nicht abbrechen."
	}
	return words{
		subject: "An Ihrem Konto wurde etwas getan",
		body:    body,
		action:  action{"Sicherheit", h.Brand.Site + "/security"},
		closing: []string{"Wenn Sie nicht darum gebeten haben, sagen Sie es uns bitte sofort" + calling(h) + "."},
		sms:     sms + " Nicht Sie? Sagen Sie es uns sofort" + calling(h) + ".",
	}
}

func (n TextsStopped) deDE(h Head) words {
	return words{sms: h.Brand.Name + ": Sie bekommen keine SMS mehr von uns, auch keine Codes zum Anmelden. Um sie wieder zu bekommen, antworten Sie START. Fragen? " + reachedDE(h)}
}

func (n TextsStarted) deDE(h Head) words {
	return words{sms: h.Brand.Name + ": Sie bekommen unsere SMS wieder. Antworten Sie STOP, um sie zu beenden, HELP für Hilfe."}
}

func (n TextsHelp) deDE(h Head) words {
	return words{sms: h.Brand.Name + ": Codes und Nachrichten zu Ihrem Konto. Antworten liest hier niemand. Es können Kosten für Nachrichten und Daten anfallen. Antworten Sie STOP, um SMS zu beenden. " + reachedDE(h)}
}

func reachedDE(h Head) string {
	if h.Brand.Phone == "" {
		return "Hilfe: " + h.Brand.Site + "/help"
	}
	return "Telefon " + h.Brand.Phone + " oder " + h.Brand.Site + "/help"
}
