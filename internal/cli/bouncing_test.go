package cli_test

import (
	"strings"
	"testing"
)

func TestAPipeOfAMailServerNeverSeesAnErrorForAStrangersLetter(t *testing.T) {
	t.Parallel()
	p := lite(t)
	for _, letter := range []string{"", "Subject: hello\r\n\r\nBuy this.\r\n", "To: <bounces+" + strings.Repeat("0", 48) + "@a.example>\r\n" +
		"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nX: y\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n"} {
		got := p.run(t, letter, "mail", "bounce")
		if got.status != 0 || !strings.Contains(got.out, "no report on a letter of ours") {
			t.Errorf("got %d, %q, %q", got.status, got.out, got.err)
		}
	}
	if got := (place{data: "/proc/nowhere"}).run(t, "", "mail", "bounce"); got.status != 75 {
		t.Errorf("got %d, want the mail server asked to come again", got.status)
	}
	if got := p.run(t, "", "mail"); got.status != 2 {
		t.Errorf("got %d", got.status)
	}
}
