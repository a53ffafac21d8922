package notice_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/notice"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/money"
)

var update = flag.Bool("update", false, "write the golden files")

func newYork() *time.Location {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		panic(err)
	}
	return zone
}

func head() notice.Head {
	return notice.Head{
		Brand: notice.Brand{Key: "aurelia", Name: "Aurelia Motor Finance", Site: "https://aurelia.example", Phone: "1-800-555-0142", Hours: "Mon-Fri 8-8"},
		Given: "Maya", Zone: newYork(), Reference: "7K4M-2Q9X",
	}
}

func at() time.Time { return time.Date(2026, time.November, 22, 15, 4, 0, 0, time.UTC) }

func payment() notice.Payment {
	return notice.Payment{Amount: 61_244, Currency: money.USD(), Date: civil.Must(2026, time.December, 1), Account: "6789", Vehicle: "2024 Aurelia Strada", Reference: "P-1"}
}

// token is that of a link.
const token = "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE"

func change(en, es, de string) notice.Change {
	next := l10n.T("You find it on the page of your contract.", "Lo encuentra en la página de su contrato.", "Sie finden es auf der Seite Ihres Vertrags.")
	return notice.Change{Vehicle: "2024 Aurelia Strada", Why: l10n.T(en, es, de), Next: next}
}

func closed() l10n.Text {
	return l10n.T("Your bank says that the account is closed.", "Su banco dice que la cuenta está cerrada.", "Ihre Bank sagt, dass das Konto geschlossen ist.")
}

func another() l10n.Text {
	return l10n.T("Please choose another account.", "Elija otra cuenta.", "Bitte wählen Sie ein anderes Konto.")
}

// every returns one full notice of each kind.
func every() []notice.Notice {
	return []notice.Notice{
		notice.Invitation{Link: "https://aurelia.example/register?code=ABCD-EFGH", Code: "ABCD-EFGH", Vehicle: "2024 Aurelia Strada", Expires: at()},
		notice.ContactCode{Code: "491827", Minutes: 10},
		notice.SignInCode{Code: "491827", Minutes: 10},
		notice.NewDevice{At: at(), Device: "Firefox on Linux", Place: "Newark, New Jersey", Link: token},
		notice.Welcome{Username: "maya77", At: at()},
		notice.ContactChanged{Hint: "n••••@example.com", At: at(), Link: token},
		notice.ResetAsked{At: at(), Ready: at().Add(24 * time.Hour), Link: token},
		notice.ResetLink{Link: token, Minutes: 30},
		notice.PaymentCode{Code: "491827", Minutes: 10, Amount: 61_244, Currency: money.USD(), Account: "6789"},
		notice.PasswordChanged{At: at()},
		notice.RecoveryCode{Code: "491827", Minutes: 30, Username: "maya77"},
		notice.Unlocked{At: at()},
		notice.FactorChanged{What: l10n.T("An authenticator app was added.", "Se agregó una aplicación de autenticación.", "Eine Authenticator-App wurde hinzugefügt."), At: at()},
		notice.TextsStopped{}, notice.TextsStarted{}, notice.TextsHelp{},
		notice.PaymentScheduled{Payment: payment(), CancelUntil: at()},
		notice.PaymentReceived{Payment: payment(), Balance: 1_812_305},
		notice.PaymentReturned{Payment: payment(), Reason: l10n.T("There was not enough money in the account.", "No había suficiente dinero en la cuenta.", "Das Konto war nicht gedeckt."), Next: another()},
		notice.PaymentCancelled{Payment: payment()},
		notice.AutopayOn{Payment: payment()},
		notice.AutopayAhead{Payment: payment(), Usual: 59_900},
		notice.AutopaySkipped{Payment: payment()},
		notice.AutopayWaits{Vehicle: "2024 Aurelia Strada", Why: closed(), Next: another()},
		notice.AutopayOff{Vehicle: "2024 Aurelia Strada", Why: l10n.T("You turned it off.", "Usted lo desactivó.", "Sie haben ihn ausgeschaltet."), Next: another()},
		notice.ExtraChosen{Vehicle: "2024 Aurelia Strada", What: l10n.T("Extra money makes the next payments count as paid.", "El dinero adicional hace que los próximos pagos cuenten como pagados.", "Mit zusätzlichem Geld gelten die nächsten Zahlungen als bezahlt.")},
		notice.DueDateMoved{Change: change("Your next payment is due on December 12, 2026 instead of December 1, 2026.",
			"Su próximo pago vence el 12 de diciembre de 2026 en vez del 1 de diciembre de 2026.",
			"Ihre nächste Zahlung ist am 12. Dezember 2026 fällig statt am 1. Dezember 2026.")},
		notice.FeeWaived{Change: change("A fee of $29.00 was waived, as a courtesy.", "Se condonó un cargo de $29.00, como cortesía.", "Eine Gebühr von 29,00 $ wurde erlassen, aus Kulanz.")},
		notice.PaymentReversed{Change: change("The payment of $612.44 of November 3, 2026 was taken off the contract again.",
			"El pago de $612.44 del 3 de noviembre de 2026 se quitó del contrato.",
			"Die Zahlung über 612,44 $ vom 3. November 2026 wurde wieder aus dem Vertrag genommen.")},
		notice.ExtensionAsked{Change: change("Grace Kowalski asked to move one payment to the end of the contract.",
			"Grace Kowalski pidió mover un pago al final del contrato.",
			"Grace Kowalski möchte eine Zahlung an das Ende des Vertrags verschieben.")},
		notice.ExtensionGranted{Change: change("Everybody has signed. Your next payment is due on January 1, 2027.",
			"Todos firmaron. Su próximo pago vence el 1 de enero de 2027.",
			"Alle haben unterschrieben. Ihre nächste Zahlung ist am 1. Januar 2027 fällig.")},
		notice.ExtensionClosed{Change: change("Not everybody on the contract signed the extension in time, so it does not count.",
			"No todos firmaron la prórroga a tiempo, así que no cuenta.",
			"Nicht alle haben die Verlängerung rechtzeitig unterschrieben, deshalb gilt sie nicht.")},
		notice.ArrangementMade{Change: change("$612.44 is past due. I promise to pay it like this: $306.22 by December 1, 2026; $306.22 by December 15, 2026.",
			"Están vencidos $612.44. Prometo pagarlos así: $306.22 a más tardar el 1 de diciembre de 2026; $306.22 a más tardar el 15 de diciembre de 2026.",
			"612,44 $ sind überfällig. Ich verspreche, sie so zu zahlen: 306,22 $ bis zum 1. Dezember 2026; 306,22 $ bis zum 15. Dezember 2026.")},
		notice.ArrangementBroken{Change: change("A part of your arrangement was not there in time, so the arrangement has ended.",
			"Faltó una parte de su acuerdo, así que el acuerdo terminó.",
			"Ein Teil Ihrer Vereinbarung war nicht rechtzeitig da, deshalb ist sie beendet.")},
		notice.ArrangementCompleted{Change: change("You kept your arrangement: everything that it covered is paid.",
			"Usted cumplió su acuerdo: todo lo que abarcaba está pagado.",
			"Sie haben Ihre Vereinbarung erfüllt: Alles, was sie umfasste, ist bezahlt.")},
		notice.CaseOpened{Change: change("We have opened a case: a payment that is not right.",
			"Abrimos un caso: un pago que no es correcto.",
			"Wir haben ein Anliegen aufgenommen: eine Zahlung, die nicht stimmt.")},
		notice.CaseClosed{Change: change("Your case is closed: a payment that is not right.",
			"Su caso está cerrado: un pago que no es correcto.",
			"Ihr Anliegen ist abgeschlossen: eine Zahlung, die nicht stimmt.")},
		notice.BankDetailsCorrected{Old: "6789", New: "4321", What: l10n.T("The account number now ends in 4321.", "El número de cuenta ahora termina en 4321.", "Die Kontonummer endet jetzt auf 4321.")},
		notice.AccountAdded{Account: "6789", At: at()},
		notice.AccountDeposits{Account: "6789", Until: civil.Must(2026, time.December, 11)},
		notice.AccountVerified{Account: "6789", How: l10n.T("The two amounts were right.", "Los dos montos eran correctos.", "Die beiden Beträge stimmten.")},
		notice.AccountNotVerified{Account: "6789", Why: l10n.T("The amounts were wrong three times.", "Los montos fueron incorrectos tres veces.", "Die Beträge waren dreimal falsch."), Next: another()},
		notice.AccountStopped{Account: "6789", Reason: closed(), Next: another()},
		notice.AccountRemoved{Account: "6789", At: at()},
		notice.RefundSent{Payment: payment()},
		notice.RefundReturned{Payment: payment(), Reason: closed()},
		notice.StaffInvitation{Link: "https://aurelia.example/desk/welcome?code=ABCD-EFGH", Expires: at()},
		notice.PasswordLink{Link: "https://aurelia.example/password-link?token=abcdefgh", Minutes: 30},
		notice.CallerCode{Code: "491827", Minutes: 10},
		notice.CalledPaymentCode{Code: "491827", Minutes: 10, Amount: 61_244, Currency: money.USD(), Account: "6789", Date: civil.Must(2026, time.November, 23)},
		notice.CalledPayment{Payment: payment(), Name: "Maya Okafor", At: at(), CancelUntil: at().Add(8 * time.Hour)},
		notice.DeskAct{What: l10n.T("One of our agents asked to remove the phone that your codes go to.", "Uno de nuestros agentes pidió quitar el teléfono al que van sus códigos.", "Einer unserer Mitarbeiter möchte das Telefon entfernen, an das Ihre Codes gehen."), At: at(), Due: at().Add(24 * time.Hour)},
		notice.MessageWaiting{},
		notice.InterestReady{Year: 2026, Vehicle: "2024 Aurelia Strada"},
		notice.PaymentAhead{Amount: 61_244, Currency: money.USD(), Due: civil.Must(2026, time.December, 15), Vehicle: "2024 Aurelia Strada"},
		notice.PastDue{Amount: 61_244, Fees: 2_500, Currency: money.USD(), Since: civil.Must(2026, time.November, 1), Days: 30, Vehicle: "2024 Aurelia Strada"},
		notice.VehicleLeft{Vehicle: "2024 Aurelia Strada", Reason: contract.TotalLoss, On: civil.Must(2026, time.November, 20)},
		notice.RecallOpen{Vehicle: "2024 Aurelia Strada", Campaign: "26V-813", Title: "Inspect high-voltage connector"},
		notice.VehicleNews{Vehicle: "2024 Aurelia Strada", Subject: l10n.T("Where your vehicle is kept was changed", "Se cambió dónde se guarda su vehículo", "Der Standort Ihres Fahrzeugs wurde geändert"),
			Why: l10n.T("It is now kept in %s, %s.", "Ahora se guarda en %s, %s.", "Es steht jetzt in %s, %s.", "Duluth", "MN"), Next: l10n.T("There is nothing to do, unless this is wrong.", "No tiene que hacer nada, a menos que esto sea incorrecto.", "Es ist nichts zu tun, außer wenn das nicht stimmt.")},
		notice.TitleReleased{Vehicle: "2024 Aurelia Strada", On: civil.Must(2026, time.November, 20)},
		notice.ContractAmended{Vehicle: "2024 Aurelia Strada", On: civil.Must(2026, time.December, 1), What: []l10n.Text{
			l10n.T("The yearly rate is %s.", "La tasa anual es %s.", "Der Zinssatz im Jahr ist %s.", "4.99 %"),
		}},
		notice.ContractCancelled{Vehicle: "2024 Aurelia Strada", On: civil.Must(2026, time.November, 20)},
		notice.HelpOffered{From: "Maya Okafor", Pays: true, Until: civil.Must(2027, time.March, 31), Link: "https://aurelia.example/helping/offer?code=ABCD-EFGH", Expires: at()},
		notice.HelpChanged{Name: "Tom Reyes", Change: notice.HelpAccepted, Until: civil.Must(2027, time.March, 31), Vehicle: "2024 Aurelia Strada"},
		notice.HelpEnded{From: "Maya Okafor"},
		notice.StatementReady{Closing: civil.Must(2026, time.November, 30), Vehicle: "2024 Aurelia Strada", Due: 61_244, Currency: money.USD(), DueDate: civil.Must(2026, time.December, 15)},
	}
}

func write(t *testing.T, n notice.Notice, h notice.Head, by notice.Channel) notice.Letter {
	t.Helper()
	l, err := notice.Write(n, h, by)
	if err != nil {
		t.Fatalf("%s by %s: %v", notice.KindOf(n), by, err)
	}
	return l
}

// variants are notices whose words depend on what they hold.
func variants() map[string]notice.Notice {
	skipped, last := notice.AutopaySkipped{Payment: payment(), Again: true}, notice.AutopayAhead{Payment: payment(), Final: true}
	return map[string]notice.Notice{
		"help_asked":       notice.HelpChanged{Name: "Tom Reyes", Change: notice.HelpAsked, Pays: true, Until: civil.Must(2027, time.March, 31)},
		"help_over":        notice.HelpChanged{Name: "Tom Reyes", Change: notice.HelpOver, Until: civil.Must(2027, time.March, 31)},
		"contact_code_new": notice.ContactCode{Code: "491827", Minutes: 10, New: true}, "autopay_skipped_again": skipped, "autopay_ahead_last": last,
		"autopay_changed": notice.AutopayOn{Payment: payment(), Changed: true}, "new_device_plain": notice.NewDevice{At: at()},
		"contact_changed_phone": notice.ContactChanged{Phone: true, Hint: "•••0142", At: at(), Link: token},
		"unlock_code":           notice.RecoveryCode{Code: "491827", Minutes: 1, Unlock: true}, "bank_details_same": notice.BankDetailsCorrected{Old: "6789", New: "6789"},
	}
}

// all is one full notice of each kind and each variant, by name.
func all() map[string]notice.Notice {
	out := variants()
	for _, n := range every() {
		out[string(notice.KindOf(n))] = n
	}
	return out
}

// in is a head in a language.
func in(l l10n.Locale) notice.Head {
	h := head()
	h.Locale = l
	return h
}

// goldenName is where the words of a notice stand; those in English have no folder of their own.
func goldenName(l l10n.Locale, name string) string {
	if l == l10n.EnUS {
		return name
	}
	return filepath.Join(l.Language(), name)
}

func TestTheWordsOfEveryNotice(t *testing.T) {
	t.Parallel()
	for _, l := range l10n.All() {
		for name, n := range all() {
			if notice.GoesBy(n, notice.Mail) {
				x := write(t, n, in(l), notice.Mail)
				golden(t, goldenName(l, name+".txt"), "Subject: "+x.Subject+"\n\n"+x.Text)
				if l == l10n.EnUS {
					golden(t, name+".html", x.HTML)
				}
			}
			if notice.GoesBy(n, notice.SMS) {
				golden(t, goldenName(l, name+".sms.txt"), write(t, n, in(l), notice.SMS).Text)
			}
		}
	}
}

func TestALetterIsWhollyInOneLanguage(t *testing.T) {
	t.Parallel()
	typical := map[l10n.Locale]*regexp.Regexp{
		l10n.EnUS: regexp.MustCompile(`(?i)\b(the|your|you|we|with|is|to|not|please|from|if|on|will)\b`),
		l10n.EsUS: regexp.MustCompile(`(?i)\b(el|los|su|usted|con|para|que|si|de)\b`),
		l10n.DeDE: regexp.MustCompile(`(?i)\b(der|das|und|ist|nicht|Ihr|Ihre|mit|wenn|auf|bitte|Sie|wir|werden|wird)\b`),
	}
	addresses := regexp.MustCompile(`https?://\S+|@\S+`)
	for _, l := range l10n.All() {
		for name, n := range all() {
			for _, by := range []notice.Channel{notice.Mail, notice.SMS} {
				if !notice.GoesBy(n, by) {
					continue
				}
				x := write(t, n, in(l), by)
				text := addresses.ReplaceAllString(x.Subject+"\n"+x.Text, "")
				for other, words := range typical {
					if found := words.FindString(text); (found != "") != (other == l) {
						t.Errorf("%s by %s in %s: got %q of %s", name, by, l, found, other)
					}
				}
				if by == notice.Mail && !strings.Contains(x.HTML, `<html lang="`+l.Tag()+`">`) {
					t.Errorf("%s in %s: the HTML names another language", name, l)
				}
			}
		}
	}
}

// mailed are the notices that go by mail.
func mailed() []notice.Notice {
	return slices.DeleteFunc(every(), func(n notice.Notice) bool { return !notice.GoesBy(n, notice.Mail) })
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
	}
}

func TestEveryLetterCanBeCheckedByItsReader(t *testing.T) {
	t.Parallel()
	for _, n := range mailed() {
		l := write(t, n, head(), notice.Mail)
		for _, want := range []string{"7K4M-2Q9X", "aurelia.example", "Maya"} {
			if !strings.Contains(l.Text, want) || !strings.Contains(l.HTML, want) {
				t.Errorf("%s: %q is missing", notice.KindOf(n), want)
			}
		}
		for _, bad := range []string{"<script", "<img", "style=", "http://"} {
			if strings.Contains(l.HTML, bad) {
				t.Errorf("%s: the HTML holds %s", notice.KindOf(n), bad)
			}
		}
	}
}

func TestTextsAreShortAndPlain(t *testing.T) {
	t.Parallel()
	foreign := map[string]bool{"factor_changed": true, "desk_act": true, "autopay_off": true} // a sentence from outside stands in them
	for _, l := range l10n.All() {
		for name, n := range all() {
			if !notice.GoesBy(n, notice.SMS) {
				continue
			}
			text := write(t, n, in(l), notice.SMS).Text
			parts, wide := notice.Parts(text)
			if wide && !(l == l10n.EsUS && foreign[name]) {
				t.Errorf("%s in %s: %q is not in GSM's basic table", name, l, text)
			}
			if parts > 2 && !wide || parts > 5 {
				t.Errorf("%s in %s: got %d parts of a text: %s", name, l, parts, text)
			}
			if strings.Contains(text, "Maya") {
				t.Errorf("%s: a text shows on a locked phone and must not name its reader", name)
			}
		}
	}
}

func TestTextsAreCountedAsTheyAreSent(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct {
		parts int
		wide  bool
	}{
		"": {1, false}, strings.Repeat("ñ", 160): {1, false}, strings.Repeat("é", 161): {2, false}, strings.Repeat("€", 80): {1, false}, strings.Repeat("€", 81): {2, false},
		strings.Repeat("ó", 70): {1, true}, strings.Repeat("ó", 71): {2, true}, strings.Repeat("a", 134) + "á": {3, true}, strings.Repeat("🚗", 35): {1, true}, strings.Repeat("🚗", 36): {2, true},
	} {
		if parts, wide := notice.Parts(text); parts != want.parts || wide != want.wide {
			t.Errorf("%.12s, %d bytes: got %d, %t, want %+v", text, len(text), parts, wide, want)
		}
	}
}

func TestACodeCanBeFilledInByThePhoneOnOurSiteOnly(t *testing.T) {
	t.Parallel()
	h := head()
	h.Brand.Site = "http://aurelia.localhost:8080"
	for _, n := range []notice.Notice{notice.SignInCode{Code: "000123", Minutes: 10}, notice.ContactCode{Code: "000123", Minutes: 1}} {
		for _, l := range l10n.All() {
			h.Locale = l
			text := write(t, n, h, notice.SMS).Text
			if !strings.HasSuffix(text, "\n\n@aurelia.localhost #000123") {
				t.Errorf("got %q, want the last line @host #code", text)
			}
		}
		if text := write(t, n, h, notice.SMS).Text; !strings.HasSuffix(text, "\n\n@aurelia.localhost #000123") {
			t.Errorf("got %q, want the last line @host #code", text)
		}
	}
}

func TestARecordHoldsNoSecret(t *testing.T) {
	t.Parallel()
	for _, n := range every() {
		for _, by := range []notice.Channel{notice.Mail, notice.SMS} {
			if !notice.GoesBy(n, by) {
				continue
			}
			l, err := notice.Record(n, head(), by)
			if err != nil {
				t.Fatalf("%s: %v", notice.KindOf(n), err)
			}
			for _, secret := range []string{"491827", "ABCD-EFGH"} {
				if strings.Contains(l.Subject+l.Text+l.HTML, secret) {
					t.Errorf("%s by %s: the record holds %s", notice.KindOf(n), by, secret)
				}
			}
		}
	}
}

func TestNoSubjectHoldsASecret(t *testing.T) {
	t.Parallel()
	for _, n := range mailed() {
		subject := write(t, n, head(), notice.Mail).Subject
		if strings.Contains(subject, "491827") || strings.Contains(subject, "ABCD-EFGH") {
			t.Errorf("got %q, want no code where a lock screen shows it", subject)
		}
	}
}

func TestNothingFromOutsideCanEndAHeaderOrOpenATag(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		hostile := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
			"Eve\r\nBcc: all@example.com", "<script>alert(1)</script>", "a\u202eb", "\"><a href=x>", "x\x00y", strings.Repeat("long ", 2000), "\xff\xfe",
		})).Draw(t, "value")
		h := head()
		h.Given, h.Brand.Name, h.Reference = hostile, "B"+hostile, hostile
		p := payment()
		p.Vehicle, p.Reference = hostile, hostile
		for _, n := range []notice.Notice{
			notice.PaymentReturned{Payment: p, Reason: same("r" + hostile), Next: same("n" + hostile)},
			notice.NewDevice{At: at(), Device: hostile, Place: hostile},
		} {
			l, err := notice.Write(n, h, notice.Mail)
			if err != nil {
				t.Fatal(err)
			}
			if strings.IndexFunc(l.Subject, unicode.IsControl) >= 0 || len(l.Subject) > 4*160 {
				t.Fatalf("got subject %q", l.Subject)
			}
			if strings.Contains(l.HTML, "<script") || strings.Contains(l.HTML, "<a href=x") || strings.ContainsAny(l.Text, "\r\x00\u202e") {
				t.Fatalf("got %q", l.HTML+l.Text)
			}
		}
	})
}

// same is a text that is the same in every language.
func same(s string) l10n.Text { return l10n.T(s, s, s) }

func TestIncompleteNoticesAreRefused(t *testing.T) {
	t.Parallel()
	p := payment()
	with := func(change func(*notice.Payment)) notice.Notice {
		q := p
		change(&q)
		return notice.PaymentCancelled{Payment: q}
	}
	cases := []struct {
		n     notice.Notice
		field string
	}{
		{notice.Invitation{Link: "javascript:alert(1)", Code: "A", Expires: at()}, "link"},
		{notice.Invitation{Link: "https://a.example/\r\nx", Code: "A", Expires: at()}, "link"},
		{notice.Invitation{Link: "https://a.example", Expires: at()}, "code"},
		{notice.Invitation{Link: "https://a.example", Code: "A"}, "expires"},
		{notice.SignInCode{Code: "12345", Minutes: 10}, "code"},
		{notice.SignInCode{Code: "12345a", Minutes: 10}, "code"},
		{notice.ContactCode{Code: "123456"}, "minutes"},
		{notice.ContactCode{Code: "123456", Minutes: 1441}, "minutes"},
		{notice.NewDevice{}, "at"},
		{notice.PasswordChanged{}, "at"},
		{notice.Welcome{At: at()}, "username"},
		{with(func(p *notice.Payment) { p.Amount = 0 }), "amount"},
		{with(func(p *notice.Payment) { p.Currency = money.Currency{} }), "currency"},
		{with(func(p *notice.Payment) { p.Date = 0 }), "date"},
		{with(func(p *notice.Payment) { p.Account = "0123456789" }), "account"},
		{notice.PaymentReturned{Payment: p, Reason: closed()}, "reason"},
		{notice.StatementReady{}, "closing"},
		{notice.StatementReady{Closing: p.Date, DueDate: p.Date}, "currency"},
	}
	for _, c := range cases {
		_, err := notice.Write(c.n, head(), notice.Mail)
		if f := fault.Of(err); f == nil || len(f.Fields) != 1 || f.Fields[0].Name != c.field {
			t.Errorf("%#v: got %v, want a fault at %s", c.n, err, c.field)
		}
	}
}

func TestAHeadNeedsBrandAndSite(t *testing.T) {
	t.Parallel()
	for field, change := range map[string]func(*notice.Brand){
		"brand.name": func(b *notice.Brand) { b.Name = " \n" },
		"brand.site": func(b *notice.Brand) { b.Site = "https://a.example/path" },
	} {
		h := head()
		change(&h.Brand)
		_, err := notice.Write(notice.PasswordChanged{At: at()}, h, notice.Mail)
		if f := fault.Of(err); f == nil || f.Fields[0].Name != field {
			t.Errorf("got %v, want a fault at %s", err, field)
		}
	}
}

func TestAnInvitationDoesNotGoByText(t *testing.T) {
	t.Parallel()
	if _, err := notice.Write(every()[0], head(), notice.SMS); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want a refusal", err)
	}
}

func TestWhatIsOptionalLeavesNoHole(t *testing.T) {
	t.Parallel()
	h := head()
	h.Given, h.Brand.Phone, h.Brand.Hours, h.Zone = "", "", "", nil
	p := payment()
	p.Account, p.Vehicle, p.Reference = "", "", ""
	for _, n := range []notice.Notice{
		notice.PaymentScheduled{Payment: p}, notice.NewDevice{At: at()}, notice.StatementReady{Closing: p.Date},
		notice.PasswordChanged{At: at()}, notice.Invitation{Link: "https://a.example/r", Code: "A", Expires: at()},
	} {
		text := write(t, n, h, notice.Mail).Text
		for _, hole := range []string{"  for", " .", " ,", "%!", "  ending", ": .", "Hello ,"} {
			if strings.Contains(text, hole) {
				t.Errorf("%s: got %q, want no hole", notice.KindOf(n), text)
			}
		}
		if !strings.HasPrefix(text, "Hello,\n") {
			t.Errorf("got %q, want a greeting without a name", text[:20])
		}
	}
}

func TestAReferenceBelongsToItsMessage(t *testing.T) {
	t.Parallel()
	a, b := id.Derive[notice.Message]("a"), id.Derive[notice.Message]("b")
	got := notice.ReferenceOf(a)
	if got != notice.ReferenceOf(a) || got == notice.ReferenceOf(b) {
		t.Errorf("got %s and %s, want one reference for one message", got, notice.ReferenceOf(b))
	}
	if len(got) != 9 || got[4] != '-' || strings.ContainsAny(got, "ILOU") {
		t.Errorf("got %s, want XXXX-XXXX without look-alikes", got)
	}
}

func BenchmarkWrite(b *testing.B) {
	n, h := every()[7], head()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := notice.Write(n, h, notice.Mail); err != nil {
			b.Fatal(err)
		}
	}
}

func TestALettersFootNamesTheOperatorAndLeadsToItsLegalTexts(t *testing.T) {
	t.Parallel()
	h := head()
	h.Brand.Operator, h.Locale = "Aurelia & Co LLC, 1 Square, NMLS ID 1", l10n.DeDE
	h.Brand.Texts = []notice.Text{{Name: l10n.T("Imprint", "Aviso legal", "Impressum"), Path: "/legal/imprint"}}
	got, err := notice.Write(notice.MessageWaiting{}, h, notice.Mail)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(got.Text, "\nAurelia & Co LLC, 1 Square, NMLS ID 1\nImpressum: https://aurelia.example/legal/imprint\n") {
		t.Errorf("got %s", got.Text)
	}
	if want := "<br>\nAurelia &amp; Co LLC, 1 Square, NMLS ID 1<br>\n<a href=\"https://aurelia.example/legal/imprint\">Impressum</a></small>"; !strings.Contains(got.HTML, want) {
		t.Errorf("got %s", got.HTML)
	}
}
