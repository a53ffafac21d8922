package notice

import (
	"encoding/json"
	"net/url"
	"regexp"
	"strings"

	"marque/internal/fault"
)

// Reports says how a gateway's words for the end of a text are read. The zero value reads what Kannel, Twilio and Vonage say.
type Reports struct {
	field             string
	delivered, failed *regexp.Regexp
}

// The defaults: Kannel's %d, Twilio's MessageStatus, Vonage's status.
const (
	defaultField     = "status"
	defaultDelivered = `^(1|delivered|DELIVRD|read)$`
	defaultFailed    = `^(2|16|failed|undelivered|rejected|expired|canceled|UNDELIV|EXPIRED|REJECTD|DELETED)$`
)

// NewReports reads the settings; what is empty is the default.
func NewReports(field, delivered, failed string) (Reports, error) {
	r := Reports{field: field}
	if field == "" {
		r.field = defaultField
	}
	for _, p := range []struct {
		into            **regexp.Regexp
		name, text, own string
	}{{&r.delivered, "sms.report.delivered", delivered, defaultDelivered}, {&r.failed, "sms.report.failed", failed, defaultFailed}} {
		if p.text == "" {
			p.text = p.own
		}
		var err error
		if *p.into, err = regexp.Compile(p.text); err != nil {
			return r, fault.Input(p.name, "This is not a regular expression.")
		}
	}
	return r, nil
}

// Read finds the gateway's word in what it sent: a query or form, or else the body in JSON. What speaks of no end is not final.
func (r Reports) Read(form url.Values, body []byte) (delivered, final bool) {
	word := form.Get(r.field)
	if word == "" {
		word = inJSON(body, r.field)
	}
	switch {
	case word == "" || r.delivered == nil:
		return false, false
	case r.delivered.MatchString(word):
		return true, true
	}
	return false, r.failed.MatchString(word)
}

// inJSON reads a text or a number of an object.
func inJSON(body []byte, field string) string {
	var all map[string]json.RawMessage
	if json.Unmarshal(body, &all) != nil {
		return ""
	}
	var text string
	if json.Unmarshal(all[field], &text) == nil {
		return text
	}
	return string(all[field])
}

// Inbound says in which fields a gateway hands over a text that came to us. The zero value reads what Kannel, Twilio and Vonage say.
type Inbound struct{ From, Text string }

// Read finds sender, in E.164, and words in a query or form, or else in a body in JSON. It is false when the sender is none that could be
// answered.
func (n Inbound) Read(form url.Values, body []byte) (from, text string, ok bool) {
	froms, texts := []string{n.From}, []string{n.Text}
	if n.From == "" {
		froms = []string{"from", "From", "msisdn"}
	}
	if n.Text == "" {
		texts = []string{"text", "Body"}
	}
	from = "+" + strings.TrimLeft(firstOf(form, body, froms), "+ ") // a plus in a query that nobody escaped is a blank
	const shortest, longest = 8, 16                                 // with the plus: ITU-T E.164
	if len(from) < shortest || len(from) > longest || strings.Trim(from[1:], "0123456789") != "" {
		return "", "", false
	}
	return from, firstOf(form, body, texts), true
}

func firstOf(form url.Values, body []byte, names []string) string {
	for _, name := range names {
		if v := form.Get(name); v != "" {
			return v
		}
		if v := inJSON(body, name); v != "" {
			return v
		}
	}
	return ""
}
