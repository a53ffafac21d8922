package notice

import (
	"encoding/json"
	"net/url"
	"regexp"

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
