package mail_test

import (
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"marque/internal/core/notice"
	"marque/internal/gateway/mail"
	"marque/internal/gateway/mail/mailtest"
)

const mark = "019a1b2c3d4e7f60818283848586878889aabbccddeeff00"

// refusing is a far server that knows nobody.
type refusing struct{ with *smtp.SMTPError }

func (r refusing) NewSession(*smtp.Conn) (smtp.Session, error) { return r, nil }
func (refusing) Reset()                                        {}
func (refusing) Logout() error                                 { return nil }
func (refusing) Mail(string, *smtp.MailOptions) error          { return nil }
func (r refusing) Rcpt(string, *smtp.RcptOptions) error        { return r.with }
func (refusing) Data(io.Reader) error                          { return nil }

func farServer(t *testing.T, with *smtp.SMTPError) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := smtp.NewServer(refusing{with})
	s.Domain = "far.example"
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(l) }()
	t.Cleanup(func() { s.Close(); <-ended })
	return l.Addr().String()
}

// TestRealOpenSMTPDReportsWhatComesBack sends a letter through OpenSMTPD to a server that does not know its reader, and one to a mailbox that
// is full, and reads the reports that OpenSMTPD sends to the address for bounces.
func TestRealOpenSMTPDReportsWhatComesBack(t *testing.T) {
	t.Parallel()
	nobody := farServer(t, &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "There is nobody of that name"})
	full := farServer(t, &smtp.SMTPError{Code: 552, EnhancedCode: smtp.EnhancedCode{5, 2, 2}, Message: "The mailbox is full"})
	d := mailtest.StartRelaying(t, map[string]string{"gone.example": nobody, "full.example": full}, "aurelia.example")
	m := driver(t, mail.Settings{
		Host: "127.0.0.1", Port: d.Port, TLS: mail.Off, From: "no-reply@aurelia.example", Bounce: "bounces@aurelia.example", Now: now,
	})
	for domain, hard := range map[string]bool{"gone.example": true, "full.example": false} {
		e := envelope()
		e.To, e.Bounce = "maya@"+domain, strings.Replace(mark, "019a", map[bool]string{true: "aaaa", false: "bbbb"}[hard], 1)
		if _, err := m.Send(t.Context(), e); err != nil {
			t.Fatalf("%v; OpenSMTPD said %q", err, d.Said())
		}
		raw := d.Letter(t, "bounces+"+e.Bounce+"@aurelia.example", "delivery-status")
		b, ok, err := mail.ReadBounce(strings.NewReader(raw), "")
		if err != nil || !ok || b.About != e.Bounce || b.Hard != hard || !b.Final {
			t.Errorf("%s: got %+v, %t, %v from\n%s", domain, b, ok, err, raw)
		}
	}
}

func report(to, fields string) string {
	return "From: MAILER-DAEMON@far.example\r\nTo: " + to + "\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n" +
		"Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n" +
		"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; far.example\r\n\r\n" + fields + "\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\nx\r\n--b--\r\n"
}

func TestReportsOfManyServersAreRead(t *testing.T) {
	t.Parallel()
	ours := "<bounces+" + mark + "@aurelia.example>"
	for name, c := range map[string]struct {
		letter, recipient string
		want              notice.Bounce
		none              bool
	}{
		"no such mailbox": {letter: report(ours, "Final-Recipient: rfc822; a@b.example\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 unknown\r\n"),
			want: notice.Bounce{About: mark, Final: true, Hard: true, Status: "5.1.1"}},
		"full":                       {letter: report(ours, "Action: failed\r\nStatus: 5.2.2\r\n"), want: notice.Bounce{About: mark, Final: true, Status: "5.2.2"}},
		"given up late":              {letter: report(ours, "Action: failed\r\nStatus: 4.4.7\r\n"), want: notice.Bounce{About: mark, Final: true, Status: "4.4.7"}},
		"still trying":               {letter: report(ours, "Action: delayed\r\nStatus: 4.4.1\r\n"), want: notice.Bounce{About: mark, Status: "4.4.1"}},
		"policy":                     {letter: report(ours, "Action: failed\r\nStatus: 5.7.1\r\n"), want: notice.Bounce{About: mark, Final: true, Status: "5.7.1"}},
		"vague":                      {letter: report(ours, "Action: failed\r\nStatus: 5.0.0\r\nDiagnostic-Code: smtp; 550 No such user\r\n"), want: notice.Bounce{About: mark, Final: true, Hard: true, Status: "5.0.0"}},
		"vague, exact":               {letter: report(ours, "Action: failed\r\nStatus: 5.0.0\r\nDiagnostic-Code: smtp; 552 5.2.2 full\r\n"), want: notice.Bounce{About: mark, Final: true, Status: "5.2.2"}},
		"our own fault":              {letter: report(ours, "Action: failed\r\nStatus: 5.1.8\r\n"), want: notice.Bounce{About: mark, Final: true, Status: "5.1.8"}},
		"by the server":              {letter: report("<postmaster@aurelia.example>", "Action: failed\r\nStatus: 5.1.1\r\n"), recipient: "BOUNCES+" + strings.ToUpper(mark) + "@aurelia.example", want: notice.Bounce{About: mark, Final: true, Hard: true, Status: "5.1.1"}},
		"delivered":                  {letter: report(ours, "Action: delivered\r\nStatus: 2.0.0\r\n"), none: true},
		"to nobody":                  {letter: report("<bounces@aurelia.example>", "Action: failed\r\nStatus: 5.1.1\r\n"), none: true},
		"a vacation note":            {letter: "To: " + ours + "\r\nAuto-Submitted: auto-replied\r\nContent-Type: text/plain\r\n\r\nI am away.", none: true},
		"a read receipt":             {letter: strings.ReplaceAll(report(ours, "Action: failed\r\n"), "delivery-status", "disposition-notification"), none: true},
		"nothing":                    {none: true},
		"no letter":                  {letter: "\x00\x01 : \r\n", none: true},
		"cut off":                    {letter: report(ours, "")[:200], none: true},
		"too long before its report": {letter: strings.Replace(report(ours, "Action: failed\r\nStatus: 5.1.1\r\n"), "Sorry.", strings.Repeat("x", 300<<10), 1), none: true},
		"long original":              {letter: report(ours, "Action: failed\r\nStatus: 5.1.1\r\n") + strings.Repeat("x", 2<<20), want: notice.Bounce{About: mark, Final: true, Hard: true, Status: "5.1.1"}},
	} {
		got, ok, err := mail.ReadBounce(strings.NewReader(c.letter), c.recipient)
		if err != nil || ok == c.none || ok && got != c.want {
			t.Errorf("%s: got %+v, %t, %v", name, got, ok, err)
		}
	}
}

func TestAnAddressForBouncesFitsItsPlace(t *testing.T) {
	t.Parallel()
	for box, good := range map[string]bool{"": true, "bounces@aurelia.example": true, "much-too-long-for-it@aurelia.example": false, "bounces": false, "@aurelia.example": false, "a+b@c.example": false} {
		_, err := mail.New(mail.Settings{Host: "h", Port: 25, From: "a@b.example", Bounce: box, Now: time.Now})
		if (err == nil) != good {
			t.Errorf("%q: got %v", box, err)
		}
	}
}
