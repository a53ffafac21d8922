package hook_test

import (
	"strconv"
	"testing"
	"time"

	standard "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"marque/internal/core/hook"
	"marque/internal/fault"
)

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

func TestAPeersSignatureIsOurs(t *testing.T) {
	t.Parallel()
	peer, err := standard.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	ours, err := hook.ParseSecret(secret + "\n")
	if err != nil {
		t.Fatal(err)
	}
	at, body := time.Unix(1_795_338_000, 0), []byte(`{"a":1}`)
	theirs, err := peer.Sign("msg_1", at, body)
	if err != nil || theirs != ours.Sign("msg_1", at, body) {
		t.Errorf("got %s, %v, want %s", theirs, err, ours.Sign("msg_1", at, body))
	}
	for _, id := range []string{"", "with.point", "msg_2"} {
		m := hook.Signed{ID: id, Stamp: strconv.FormatInt(at.Unix(), 10), Signature: theirs}
		if _, err := m.Verify([]hook.Secret{ours}, body, at); !fault.Is(err, fault.SignedOut) {
			t.Errorf("id %q: got %v", id, err)
		}
	}
}

func TestASecretThatIsNoneIsRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "whsec_", "whsec_AAAA", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_!!!!"} {
		if s, err := hook.ParseSecret(text); !fault.Is(err, fault.Invalid) || s.String() != "(set)" {
			t.Errorf("%q: got %v", text, err)
		}
	}
}
