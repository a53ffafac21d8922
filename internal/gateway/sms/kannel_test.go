package sms_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"testing"
	"time"

	"marque/internal/core/notice"
	"marque/internal/fault"
	"marque/internal/gateway/sms"
	"marque/internal/gateway/sms/smstest"
)

// TestRealKannel sends through Debian's Kannel to its fake short message centre, and hears of the delivery.
func TestRealKannel(t *testing.T) {
	t.Parallel()
	reports := make(chan url.Values, 10)
	back := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { reports <- r.URL.Query() }))
	t.Cleanup(back.Close)
	k := smstest.StartKannel(t)
	settings := kannelSettings(k)
	settings.URL += "&dlr-mask=31&dlr-url=" + url.QueryEscape(back.URL+"/dlr?status=%d&message=") + "{dedup}"
	g := driver(t, settings)

	e := envelope()
	e.Letter.Text = "Aurelia: your code is 491827.\n\n@aurelia.example #491827"
	if _, err := g.Send(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	k.Centre.Wait(t, "<Aurelia +12015550142 text Aurelia: your code is 491827.>")
	k.Centre.Wait(t, "<@aurelia.example #491827>")
	// 8 says that the centre accepted the text, 1 that the telephone has it.
	var got []string
	for !slices.Contains(got, "1") {
		select {
		case r := <-reports:
			if r.Get("message") != e.ID.String() {
				t.Errorf("got a report on %q, want one on our message", r.Get("message"))
			}
			got = append(got, r.Get("status"))
		case <-time.After(20 * time.Second):
			t.Fatalf("got reports %v, want one of delivery; the centre said %q", got, k.Centre.Seen())
		}
	}
}

func TestRealKannelSaysNo(t *testing.T) {
	t.Parallel()
	k := smstest.StartKannel(t)
	wrong := kannelSettings(k)
	wrong.Password = "wrong"
	if _, err := driver(t, wrong).Send(t.Context(), envelope()); !fault.Is(err, fault.Unavailable) {
		t.Errorf("got %v, want a wrong password to wait for the operator", err)
	}
	nobody := envelope()
	nobody.To = ""
	if _, err := driver(t, kannelSettings(k)).Send(t.Context(), nobody); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want a text to nobody refused for good", err)
	}
	empty := notice.Envelope{To: "+12015550142", Valid: time.Minute}
	if _, err := driver(t, kannelSettings(k)).Send(t.Context(), empty); err != nil && !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want it taken or refused for good", err)
	}
}

func kannelSettings(k *smstest.Kannel) sms.Settings {
	s := kannelLike(fmt.Sprintf("http://127.0.0.1:%d", k.Port))
	s.Password = "right"
	return s
}
