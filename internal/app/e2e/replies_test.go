package e2e_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// TestACustomerEndsTextsByTextAndStillSignsIn lets a telephone write STOP and START through the real Kannel: texts end with one last
// confirmation, the sign-in says why no code came and offers the other ways, and a code comes again after START.
func TestACustomerEndsTextsByTextAndStillSignsIn(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := newServed(t, db)
		n.texts.Ask(t, n.RepliesAt())
		n.texts.Stop()
		n.texts.Begin(t)
		in := n.enter(t)

		n.texts.Write(t, n.who.phone, "72000", "Stop, please")
		n.texts.Centre.Wait(t, "you will get no more texts")
		if page := in.get("/security").body; !strings.Contains(page, "Stopped on November 2, 2026") || !strings.Contains(page, "Reply START") {
			t.Error("the page of security does not say that texts are stopped")
		}
		if page := in.get("/security/messages").body; !strings.Contains(page, "you will get no more texts") {
			t.Error("the confirmation is not among the messages")
		}
		v := n.visitor(t)
		n.password(t, v)
		page := v.get("/login/code").body
		if !strings.Contains(page, "replied STOP") || !strings.Contains(page, "Send a code now") || !strings.Contains(page, "Try another way") || strings.Contains(page, "We sent a 6-digit code") {
			t.Errorf("got %s", page)
		}
		if got := v.post("/login/code", "/login/code/again", nil); got.status != http.StatusUnprocessableEntity && got.status != http.StatusConflict || !strings.Contains(got.body, "replied STOP") {
			t.Errorf("got %d: %s", got.status, got.body)
		}

		n.Clock.Advance(time.Minute)
		n.texts.Write(t, n.who.phone, "72000", "START")
		n.texts.Centre.Wait(t, "you will get our texts again")
		if got := v.post("/login/code", "/login/code/again", nil); got.to != "/login/code" {
			t.Fatalf("got %d to %q: %s", got.status, got.to, got.body)
		}
		if got := v.post("/login/code", "/login/code", map[string][]string{"code": {n.textCode(t)}}); got.to != "/" {
			t.Errorf("got %d to %q: %s", got.status, got.to, got.body)
		}
		n.provesTrue(t)
	})
}
