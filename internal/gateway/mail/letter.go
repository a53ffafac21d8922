package mail

import (
	"fmt"
	netmail "net/mail"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"marque/internal/core/notice"
	"marque/internal/fault"
)

// letter makes the message of RFC 5322: plain text first, simple HTML beside it.
func (m *Server) letter(e notice.Envelope) (*gomail.Msg, error) {
	from := m.from(e)
	to, err := netmail.ParseAddress(e.To)
	if err != nil || to.Address != e.To {
		return nil, fault.New(fault.Invalid, "This is not an e-mail address.")
	}
	if strings.ContainsAny(e.Letter.Subject+e.Reference+from.Name, "\r\n\x00") {
		return nil, fault.New(fault.Invalid, "This letter's subject has more than one line.")
	}
	_, domain, _ := strings.Cut(from.Address, "@")
	now := m.set.Now()
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	msg.FromMailAddress(from)
	msg.ToMailAddress(to)
	if name, at, ok := strings.Cut(m.set.Bounce, "@"); ok && e.Bounce != "" {
		if err := msg.EnvelopeFrom(name + "+" + e.Bounce + "@" + at); err != nil {
			return nil, fmt.Errorf("set the address for bounces: %w", err)
		}
	}
	msg.Subject(e.Letter.Subject)
	msg.SetDateWithValue(now)
	// The same id at every attempt: a server that got the letter twice can drop one, and so can the reader's mail program.
	msg.SetMessageIDWithValue(e.ID.String() + "@" + domain)
	for _, h := range headers(e, domain, now) {
		msg.SetGenHeader(gomail.Header(h[0]), h[1])
	}
	msg.SetBodyString(gomail.TypeTextPlain, e.Letter.Text)
	if e.Letter.HTML != "" {
		msg.AddAlternativeString(gomail.TypeTextHTML, e.Letter.HTML)
	}
	if d := m.dkim(e.Brand); d != nil {
		msg.SetDKIM(m.signer(d))
	}
	return msg, nil
}

func headers(e notice.Envelope, domain string, now time.Time) [][2]string {
	return [][2]string{
		{"Auto-Submitted", "auto-generated"}, // RFC 3834: no vacation answers
		{"X-Auto-Response-Suppress", "All"},
		{"List-Id", "<" + string(e.Kind) + ".account." + domain + ">"}, // RFC 2919: readers can sort by kind
		{"Expires", now.Add(e.Valid).Format(time.RFC1123Z)},
		{"X-Reference", e.Reference},
	}
}

// from is the brand's sender, under the brand's name unless the settings give another.
func (m *Server) from(e notice.Envelope) *netmail.Address {
	chosen := m.chosen(e.Brand)
	name := chosen.Name
	if name == "" {
		name = e.BrandName
	}
	return &netmail.Address{Name: name, Address: chosen.Address}
}
