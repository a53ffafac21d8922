package notice_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"

	"marque/internal/civil"
	"marque/internal/core/notice"
	"marque/internal/fault"
	"marque/internal/id"
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

func change(why string) notice.Change {
	return notice.Change{Vehicle: "2024 Aurelia Strada", Why: why, Next: "You find it on the page of your contract."}
}

// every returns one full notice of each kind.
func every() []notice.Notice {
	return []notice.Notice{
		notice.Invitation{Link: "https://aurelia.example/register?code=ABCD-EFGH", Code: "ABCD-EFGH", Vehicle: "2024 Aurelia Strada", Expires: at()},
		notice.ContactCode{Code: "491827", Minutes: 10},
		notice.SignInCode{Code: "491827", Minutes: 10},
		notice.NewDevice{At: at(), Device: "Firefox on Linux", Place: "Newark, New Jersey", Link: token},
		notice.Welcome{Username: "maya77", At: at()},
		notice.ContactChanged{What: "email address", Hint: "n••••@example.com", At: at(), Link: token},
		notice.ResetAsked{At: at(), Ready: at().Add(24 * time.Hour), Link: token},
		notice.ResetLink{Link: token, Minutes: 30},
		notice.PaymentCode{Code: "491827", Minutes: 10, Amount: 61_244, Currency: money.USD(), Account: "6789"},
		notice.PasswordChanged{At: at()},
		notice.RecoveryCode{Code: "491827", Minutes: 30, Username: "maya77"},
		notice.Unlocked{At: at()},
		notice.FactorChanged{What: "An authenticator app was added.", At: at()},
		notice.TextsStopped{}, notice.TextsStarted{}, notice.TextsHelp{},
		notice.PaymentScheduled{Payment: payment(), CancelUntil: at()},
		notice.PaymentReceived{Payment: payment(), Balance: 1_812_305},
		notice.PaymentReturned{Payment: payment(), Reason: "There was not enough money in the account.", Next: "Please make the payment again by December 11."},
		notice.PaymentCancelled{Payment: payment()},
		notice.AutopayOn{Payment: payment()},
		notice.AutopayAhead{Payment: payment(), Usual: 59_900},
		notice.AutopaySkipped{Payment: payment()},
		notice.AutopayWaits{Vehicle: "2024 Aurelia Strada", Why: "Your bank says that the account is closed.", Next: "Please choose another account for autopay."},
		notice.AutopayOff{Vehicle: "2024 Aurelia Strada", Why: "You turned it off on November 22, 2026.", Next: "Payments are due as before; please make them yourself."},
		notice.ExtraChosen{Vehicle: "2024 Aurelia Strada", What: "Extra money makes the next payments count as paid."},
		notice.DueDateMoved{Change: change("Your next payment is due on December 12, 2026 instead of December 1, 2026.")},
		notice.ExtensionAsked{Change: change("Grace Kowalski asked to move one payment to the end of the contract.")},
		notice.ExtensionGranted{Change: change("Everybody has signed. Your next payment is due on January 1, 2027.")},
		notice.ExtensionClosed{Change: change("Not everybody on the contract signed the extension in time, so it does not count.")},
		notice.ArrangementMade{Change: change("$612.44 is past due. I promise to pay it like this: $306.22 by December 1, 2026; $306.22 by December 15, 2026.")},
		notice.ArrangementBroken{Change: change("A part of your arrangement was not there in time, so the arrangement has ended.")},
		notice.ArrangementCompleted{Change: change("You kept your arrangement: everything that it covered is paid.")},
		notice.BankDetailsCorrected{Old: "6789", New: "4321", What: "The account number now ends in 4321."},
		notice.AccountAdded{Account: "6789", At: at()},
		notice.AccountDeposits{Account: "6789", Until: civil.Must(2026, time.December, 11)},
		notice.AccountVerified{Account: "6789", How: "The two amounts were right."},
		notice.AccountNotVerified{Account: "6789", Why: "The amounts were wrong three times.", Next: "You can start again, or pay from another account."},
		notice.AccountStopped{Account: "6789", Reason: "Your bank says that the account is closed.", Next: "Please choose another account."},
		notice.AccountRemoved{Account: "6789", At: at()},
		notice.RefundSent{Payment: payment()},
		notice.RefundReturned{Payment: payment(), Reason: "Your bank sent it back because the account is closed."},
		notice.StaffInvitation{Link: "https://aurelia.example/desk/welcome?code=ABCD-EFGH", Expires: at()},
		notice.PasswordLink{Link: "https://aurelia.example/password-link?token=abcdefgh", Minutes: 30},
		notice.CallerCode{Code: "491827", Minutes: 10},
		notice.DeskAct{What: "One of our agents asked to remove the phone that your codes go to.", At: at(), Due: at().Add(24 * time.Hour)},
		notice.InterestReady{Year: 2026, Vehicle: "2024 Aurelia Strada"},
		notice.PaymentAhead{Amount: 61_244, Currency: money.USD(), Due: civil.Must(2026, time.December, 15), Vehicle: "2024 Aurelia Strada"},
		notice.PastDue{Amount: 61_244, Fees: 2_500, Currency: money.USD(), Since: civil.Must(2026, time.November, 1), Days: 30, Vehicle: "2024 Aurelia Strada"},
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

func TestTheWordsOfEveryNotice(t *testing.T) {
	t.Parallel()
	for _, n := range every() {
		name := string(notice.KindOf(n))
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if notice.GoesBy(n, notice.Mail) {
				l := write(t, n, head(), notice.Mail)
				golden(t, name+".txt", "Subject: "+l.Subject+"\n\n"+l.Text)
				golden(t, name+".html", l.HTML)
			}
			if notice.GoesBy(n, notice.SMS) {
				golden(t, name+".sms.txt", write(t, n, head(), notice.SMS).Text)
			}
		})
	}
}

func TestTheWordsForAContactThatIsToComeOnFile(t *testing.T) {
	t.Parallel()
	l := write(t, notice.ContactCode{Code: "491827", Minutes: 10, New: true}, head(), notice.Mail)
	golden(t, "contact_code_new.txt", "Subject: "+l.Subject+"\n\n"+l.Text)
	golden(t, "contact_code_new.sms.txt", write(t, notice.ContactCode{Code: "491827", Minutes: 10, New: true}, head(), notice.SMS).Text)
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
	for _, n := range every() {
		if !notice.GoesBy(n, notice.SMS) {
			continue
		}
		text := write(t, n, head(), notice.SMS).Text
		if len(text) > 2*153 {
			t.Errorf("%s: got %d characters, want at most two parts of a text", notice.KindOf(n), len(text))
		}
		if i := strings.IndexFunc(text, func(r rune) bool { return r > unicode.MaxASCII || strings.ContainsRune("[]{}\\^~|`", r) }); i >= 0 {
			t.Errorf("%s: %q is not in GSM's basic table", notice.KindOf(n), text[i:])
		}
		if strings.Contains(text, "Maya") {
			t.Errorf("%s: a text shows on a locked phone and must not name its reader", notice.KindOf(n))
		}
	}
}

func TestACodeCanBeFilledInByThePhoneOnOurSiteOnly(t *testing.T) {
	t.Parallel()
	h := head()
	h.Brand.Site = "http://aurelia.localhost:8080"
	for _, n := range []notice.Notice{notice.SignInCode{Code: "000123", Minutes: 10}, notice.ContactCode{Code: "000123", Minutes: 1}} {
		text := write(t, n, h, notice.SMS).Text
		if !strings.HasSuffix(text, "\n\n@aurelia.localhost #000123") {
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
			notice.PaymentReturned{Payment: p, Reason: "r" + hostile, Next: "n" + hostile},
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
		{notice.PaymentReturned{Payment: p, Reason: "x"}, "reason"},
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
