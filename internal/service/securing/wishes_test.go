package securing_test

import (
	"testing"

	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/fault"
	"marque/internal/service/securing"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/users"
)

func (w *town) profile() securing.Profile {
	w.t.Helper()
	p, err := w.securing.Profile(w.t.Context(), w.session)
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

func TestTheFirstWishForTextsIsAConsentAndTheLastOneThatGoesWithdrawsIt(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		wish := func(x notice.Wishes) {
			t.Helper()
			if err := w.securing.Wish(t.Context(), w.session, "203.0.113.0/24", x); err != nil {
				t.Fatal(err)
			}
		}
		count := func() int {
			t.Helper()
			all, err := users.New(w.Box).Consents(w.DB.Reader(t.Context()), w.user.ID)
			if err != nil {
				t.Fatal(err)
			}
			return len(all)
		}
		if p := w.profile(); p.Wishes.Quiet != (notice.Quiet{From: 21, Until: 8}) || p.Wishes.Texts() || len(p.Consents) != 0 || p.Phone != "•••• 42" {
			t.Errorf("got %+v of somebody who chose nothing", p)
		}
		texts := notice.Wishes{Text: []notice.Topic{notice.TopicReminders, notice.TopicSecurity}, NoMail: notice.Topics(), Quiet: notice.Quiet{From: 22, Until: 7}}
		wish(texts)
		wish(texts) // nothing new is agreed to
		p := w.profile()
		if len(p.Wishes.Text) != 1 || len(p.Wishes.NoMail) != 2 || p.Wishes.Quiet.From != 22 || count() != 1 {
			t.Errorf("got %+v and %d consents", p.Wishes, count())
		}
		if c := p.Consents; len(c) != 1 || !c[0].Given || c[0].Kind != identity.ConsentTexts || c[0].Version != "texts 1" || c[0].Network != "203.0.113.0/24" || !c[0].At.Equal(w.Now()) {
			t.Errorf("got %+v", c)
		}
		wish(notice.Wishes{})
		if c := w.profile().Consents; count() != 2 || len(c) != 1 || c[0].Given {
			t.Errorf("got %+v", c)
		}
		wish(texts)
		if err := w.securing.Withdraw(t.Context(), w.session, "n", identity.ConsentTexts); err != nil {
			t.Fatal(err)
		}
		if p := w.profile(); p.Wishes.Texts() || p.Consents[0].Given || len(p.Wishes.NoMail) != 2 {
			t.Errorf("got %+v after the consent was taken back", p)
		}
		if err := w.securing.Withdraw(t.Context(), w.session, "n", "everything"); !fault.Is(err, fault.Invalid) {
			t.Errorf("got %v", err)
		}
	})
}

func TestATimeZoneIsKeptWithThePerson(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		for _, bad := range []string{"", "Local", "Mars/Olympus", "../../etc/passwd"} {
			if err := w.securing.ChooseZone(t.Context(), w.session, bad); !fault.Is(err, fault.Invalid) {
				t.Errorf("%q: got %v", bad, err)
			}
		}
		if err := w.securing.ChooseZone(t.Context(), w.session, "Pacific/Honolulu"); err != nil {
			t.Fatal(err)
		}
		v, err := w.signin.Check(t.Context(), w.token, false)
		if err != nil || v.Zone != "Pacific/Honolulu" {
			t.Errorf("got %q, %v", v.Zone, err)
		}
	})
}
