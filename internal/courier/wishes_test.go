package courier_test

import (
	"slices"
	"testing"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/notice"
	"marque/internal/courier"
	"marque/internal/id"
	"marque/internal/money"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/outbox"
	"marque/internal/store/parties"
	"marque/internal/store/wishes"
)

// sent is a message as it waits: its kind, its way and when it may leave.
type sent struct {
	kind notice.Kind
	by   notice.Channel
	at   time.Time
}

func TestAReaderIsToldWhatTheReaderWantsAndWhatMustBeTold(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		c, box := setup()
		maya := parties.Party{ID: id.Derive[access.Party]("maya"), Source: "/t", Ref: "1", GivenName: "Maya", FamilyName: "N", Email: "maya@customer.example",
			Phone: "+12015550142", Locale: "es-MX", Address: parties.Address{TimeZone: "Pacific/Honolulu"}} // where it is five in the morning
		received := notice.PaymentReceived{Payment: notice.Payment{Amount: 100, Currency: money.USD(), Date: civil.MustParse("2026-11-22")}}
		due := notice.PaymentAhead{Amount: 100, Currency: money.USD(), Due: civil.MustParse("2026-12-01")}
		late := notice.PastDue{Amount: 100, Currency: money.USD(), Since: civil.MustParse("2026-11-01"), Days: 21}
		morning := now().Add(3 * time.Hour) // eight there
		tell := func(w *notice.Wishes) []sent {
			t.Helper()
			var out []sent
			err := db.Write(t.Context(), func(tx *engine.Tx) error {
				if w != nil {
					if err := wishes.Keep(tx, maya.ID, *w, now()); err != nil {
						return err
					}
				}
				for _, n := range []notice.Notice{received, due, late} {
					if _, err := c.SendAll(tx, courier.Parcel{Notice: n, Brand: "aurelia"}.ForAll([]parties.Party{maya})); err != nil {
						return err
					}
				}
				if err := c.Tell(tx, courier.Parcel{Notice: notice.PasswordChanged{At: now()}, Brand: "aurelia"}.For(maya), maya.Email, maya.Phone); err != nil {
					return err
				}
				all, err := outbox.Recent(tx, box, notice.MessageID{})
				for _, m := range all {
					out = append(out, sent{m.Kind, m.Channel, m.NotBefore})
				}
				if err == nil {
					_, err = tx.Exec(`delete from outbox`)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			slices.Reverse(out)
			return out
		}
		if err := db.Write(t.Context(), func(tx *engine.Tx) error { return parties.New(box).Insert(tx, []parties.Party{maya}) }); err != nil {
			t.Fatal(err)
		}
		safe := []sent{{notice.KindPasswordChanged, notice.Mail, now()}, {notice.KindPasswordChanged, notice.SMS, now()}}
		for _, x := range []struct {
			name string
			w    *notice.Wishes
			want []sent
		}{
			{"nothing chosen", nil, []sent{{notice.KindPaymentReceived, notice.Mail, now()}, {notice.KindPaymentAhead, notice.Mail, now()}, {notice.KindPastDue, notice.Mail, now()}}},
			{"nothing wanted", &notice.Wishes{NoMail: notice.Topics()}, []sent{{notice.KindPastDue, notice.Mail, now()}}},
			{"texts at any hour", &notice.Wishes{Text: notice.Topics()}, []sent{
				{notice.KindPaymentReceived, notice.Mail, now()}, {notice.KindPaymentReceived, notice.SMS, now()}, {notice.KindPaymentAhead, notice.Mail, now()},
				{notice.KindPaymentAhead, notice.SMS, now()}, {notice.KindPastDue, notice.Mail, now()}, {notice.KindPastDue, notice.SMS, now()},
			}},
			{
				"a text instead of a letter, not before eight",
				&notice.Wishes{NoMail: []notice.Topic{notice.TopicPayments}, Text: []notice.Topic{notice.TopicPayments}, Quiet: notice.Quiet{From: 21, Until: 8}},
				[]sent{{notice.KindPaymentReceived, notice.SMS, morning}, {notice.KindPaymentAhead, notice.Mail, now()}, {notice.KindPastDue, notice.Mail, now()}},
			},
		} {
			if got := tell(x.w); !same(got, append(x.want, safe...)) {
				t.Errorf("%s: got %v, want %v", x.name, got, x.want)
			}
		}
	})
}

func same(a, b []sent) bool {
	return slices.EqualFunc(a, b, func(a, b sent) bool { return a.kind == b.kind && a.by == b.by && a.at.Equal(b.at) })
}
