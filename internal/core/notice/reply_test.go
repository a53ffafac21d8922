package notice_test

import (
	"net/url"
	"strings"
	"testing"

	"marque/internal/core/notice"
)

func TestATextThatCameBackIsUnderstood(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]notice.Word{
		"STOP": notice.WordStop, "stop": notice.WordStop, " Stop. ": notice.WordStop, "STOPALL": notice.WordStop, "Stop all": notice.WordStop, "UNSUBSCRIBE": notice.WordStop,
		"Cancel": notice.WordStop, "END": notice.WordStop, "quit!": notice.WordStop, "Revoke": notice.WordStop, "opt out": notice.WordStop, "Opt-Out": notice.WordStop,
		"OPTOUT": notice.WordStop, "please stop texting me": notice.WordStop, "Don’t text me anymore": notice.WordStop, "I revoke my consent": notice.WordStop,
		"take me off your list": notice.WordStop, "ALTO": notice.WordStop, "Stopp bitte": notice.WordStop, "no más mensajes": notice.WordStop,
		"\u200bSTOP\u00a0": notice.WordStop,
		"START":            notice.WordStart, "unstop": notice.WordStart, "opt in": notice.WordStart, "Start texts please": notice.WordStart,
		"Reanudar por favor": notice.WordStart, "bitte starten": notice.WordStart,
		"HELP": notice.WordHelp, "info": notice.WordHelp, "Ayuda": notice.WordHelp,
		"": notice.WordOther, "123456": notice.WordOther, "I will pay at the end of the month": notice.WordOther, "Can I cancel a payment?": notice.WordOther,
		"thanks": notice.WordOther, "start the payment tomorrow": notice.WordOther, "where is the nonstop flight": notice.WordOther, "🛑": notice.WordOther,
		strings.Repeat("x", 1600) + " stop": notice.WordOther,
	} {
		if got := notice.ReadReply(text); got != want {
			t.Errorf("%.40q: got %s, want %s", text, got, want)
		}
	}
}

func TestGatewaysNameTheirFieldsInTheirWay(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		in         notice.Inbound
		form, body string
		from, text string
	}{
		"Kannel":          {form: "from=%2B12015550142&text=STOP", from: "+12015550142", text: "STOP"},
		"Kannel, no plus": {form: "from=12015550142&text=STOP", from: "+12015550142", text: "STOP"},
		"Twilio":          {form: "From=%2B12015550142&Body=Stop&To=72000", from: "+12015550142", text: "Stop"},
		"Vonage":          {body: `{"msisdn":"12015550142","text":"HELP"}`, from: "+12015550142", text: "HELP"},
		"own names":       {in: notice.Inbound{From: "sender", Text: "words"}, form: "sender=4930123456&words=x", from: "+4930123456", text: "x"},
		"a word":          {form: "from=AURELIA&text=STOP"},
		"too long":        {form: "from=%2B1234567890123456&text=STOP"},
		"too short":       {form: "from=72000&text=STOP"},
		"nothing":         {},
		"odd":             {body: `["msisdn"]`},
	} {
		form, err := url.ParseQuery(c.form)
		if err != nil {
			t.Fatal(err)
		}
		from, text, ok := c.in.Read(form, []byte(c.body))
		if from != c.from || ok != (c.from != "") || ok && text != c.text {
			t.Errorf("%s: got %q, %q, %t", name, from, text, ok)
		}
	}
}
