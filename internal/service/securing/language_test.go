package securing_test

import (
	"strings"
	"testing"

	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/l10n"
	"marque/internal/service/servicetest"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

func TestAChosenLanguageIsKeptForEverySessionAndForLetters(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		if err := w.securing.ChooseLanguage(t.Context(), w.session, l10n.DeDE); err != nil {
			t.Fatal(err)
		}
		for _, token := range []identity.Token{w.token, w.enter(w.from, password).Token} {
			if v, err := w.signin.Check(t.Context(), token, false); err != nil || v.Locale != "de-DE" {
				t.Errorf("got a session in %q, %v", v.Locale, err)
			}
		}
		if err := w.securing.ChangePassword(t.Context(), servicetest.Brand, w.session, password, better); err != nil {
			t.Fatal(err)
		}
		letters := 0
		for _, m := range w.Messages() {
			if m.Kind == notice.KindPasswordChanged && strings.Contains(m.To, "@") {
				letters++
				if day := l10n.DeDE.DateAndClock(w.Now().UTC())[:6]; !strings.Contains(m.Letter.Text, day) {
					t.Errorf("got %s, want the date %q as Germans write it", m.Letter.Text, day)
				}
			}
		}
		if letters == 0 {
			t.Error("no letter was sent")
		}
	})
}
