package e2e_test

import (
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"marque/internal/app/apptest"
	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/paper/pdf/pdftest"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

var letterCode = regexp.MustCompile(`([0-9A-Z]{4}-){6}[0-9A-Z]{2}`)

func TestACodeFromALetterOpensTheRegistrationOfSomebodyWithoutAMailbox(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := serve(t, db)
		n := &town{world: w, server: httptest.NewTLSServer(w.gate)}
		t.Cleanup(n.server.Close)
		data := apptest.Loan("C100000001")
		data["parties"].([]any)[0].(map[string]any)["email"] = nil
		w.Activate(t, data)
		letters, err := w.Enrolling.Letters(t.Context(), access.System("test"))
		if err != nil || len(letters) != 1 {
			t.Fatalf("got %d letters, %v", len(letters), err)
		}
		if again, err := w.Enrolling.Letters(t.Context(), access.System("test")); err != nil || len(again) != 0 {
			t.Errorf("while the code works: got %d letters, %v", len(again), err)
		}
		text := pdftest.Tool(t, letters[0].File, []string{"pdftotext", "-layout"}, "-")
		code := letterCode.FindString(text)
		for _, want := range []string{"1 Oak St", "Austin, TX 78701", "/register"} {
			if !strings.Contains(text, want) {
				t.Errorf("the letter lacks %q: %s", want, text)
			}
		}
		v := n.visitor(t)
		got := v.post("/register?by=invitation", "/register", url.Values{"invitation": {strings.ToLower(strings.ReplaceAll(code, "-", " "))}})
		if got.to != "/register/code" {
			t.Fatalf("got %d to %q: %s", got.status, got.to, got.body)
		}
		const phone = "+12015550123"
		if got = v.post(got.to, got.to, url.Values{"code": {n.code(t, notice.KindContactCode, phone)}}); got.to != "/register/sign-in" {
			t.Fatalf("got %d to %q: %s", got.status, got.to, got.body)
		}
		w.Clock.Advance(identity.InvitationLife)
		if later, err := w.Enrolling.Letters(t.Context(), access.System("test")); err != nil || len(later) != 1 {
			t.Errorf("after its fourteen days: got %d letters, %v", len(later), err)
		}
	})
}
