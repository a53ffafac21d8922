package notice_test

import (
	"net/url"
	"testing"

	"marque/internal/core/notice"
	"marque/internal/fault"
)

func TestWhatGatewaysSayOfTheEndIsRead(t *testing.T) {
	t.Parallel()
	usual, err := notice.NewReports("", "", "")
	if err != nil {
		t.Fatal(err)
	}
	own, err := notice.NewReports("MessageStatus", "^delivered$", "^(failed|undelivered)$")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		r                string
		form             url.Values
		body             string
		delivered, final bool
	}{
		{form: url.Values{"status": {"1"}}, delivered: true, final: true}, // Kannel
		{form: url.Values{"status": {"2"}}, final: true},
		{form: url.Values{"status": {"16"}}, final: true},
		{form: url.Values{"status": {"8"}}}, // the centre has it
		{form: url.Values{"status": {"11"}}},
		{body: `{"status":"delivered","to":"1"}`, delivered: true, final: true}, // Vonage
		{body: `{"status":1}`, delivered: true, final: true},
		{body: `{"status":"rejected"}`, final: true},
		{body: `{"status":{}}`}, {body: `nonsense`}, {},
		{r: "own", form: url.Values{"MessageStatus": {"delivered"}}, delivered: true, final: true}, // Twilio
		{r: "own", form: url.Values{"MessageStatus": {"undelivered"}}, final: true},
		{r: "own", form: url.Values{"MessageStatus": {"sent"}}},
	} {
		r := usual
		if c.r == "own" {
			r = own
		}
		if delivered, final := r.Read(c.form, []byte(c.body)); delivered != c.delivered || final != c.final {
			t.Errorf("%v %s: got %v, %v", c.form, c.body, delivered, final)
		}
	}
	if _, err := notice.NewReports("", "(", ""); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v", err)
	}
}
