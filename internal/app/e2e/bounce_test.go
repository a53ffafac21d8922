package e2e_test

import (
	"fmt"
	"strings"
	"testing"

	"marque/internal/core/notice"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// TestACustomerWhoseMailComesBackIsToldAfterSigningIn lets a mail server report that the customer's mailbox is gone.
func TestACustomerWhoseMailComesBackIsToldAfterSigningIn(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := newTown(t, db)
		e, v := w.Post.Sent(notice.KindWelcome)[0], w.owner
		if page := v.get("/").body; strings.Contains(page, "does not reach you") {
			t.Error("mail is said to come back before any did")
		}
		report := fmt.Sprintf("To: <bounces+%s@aurelia.example>\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"+
			"Reporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; x@y\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n", e.Bounce)
		if ours, err := w.CameBack(t.Context(), strings.NewReader(report), ""); err != nil || !ours {
			t.Fatalf("got %t, %v", ours, err)
		}
		if ours, err := w.CameBack(t.Context(), strings.NewReader(strings.Replace(report, "+", "+0", 1)), ""); err != nil || ours {
			t.Errorf("got %t, %v, want what we did not make left alone", ours, err)
		}
		if page := v.get("/").body; !strings.Contains(page, "Our mail does not reach you") || !strings.Contains(page, `href="/security/email"`) {
			t.Error("the first page does not say that mail comes back")
		}
		if page := v.get("/security").body; !strings.Contains(page, "came back on November 30, 2026") {
			t.Error("the page of security does not say it beside the address")
		}
		if page := v.get("/security/messages").body; !strings.Contains(page, "It came back") {
			t.Error("the messages do not say it")
		}
	})
}
