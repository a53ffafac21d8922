package courier_test

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/notice"
	"marque/internal/courier"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/seal"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/outbox"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

func now() time.Time { return time.Date(2026, time.November, 22, 15, 0, 0, 0, time.UTC) }

func setup() (*courier.Courier, *seal.Box) {
	box := seal.NewTest()
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		panic(err)
	}
	return courier.New(courier.Deps{Box: box, IDs: id.NewSource(now, rand.Reader), Now: now, Zone: zone, Brands: map[string]notice.Brand{
		"aurelia": {Key: "aurelia", Name: "Aurelia Motor Finance", Site: "https://aurelia.example"},
	}}), box
}

func parcel() courier.Parcel {
	return courier.Parcel{
		Notice: notice.PasswordChanged{At: now()}, By: notice.Mail, To: "maya@customer.example", Brand: "aurelia", Party: id.Derive[access.Party]("maya"),
	}
}

func send(t *testing.T, db *engine.DB, c *courier.Courier, p courier.Parcel) (notice.MessageID, error) {
	t.Helper()
	var message notice.MessageID
	err := db.Write(t.Context(), func(tx *engine.Tx) (err error) { message, err = c.Send(tx, p); return err })
	return message, err
}

func jobs(t *testing.T, db *engine.DB) (n int) {
	t.Helper()
	if err := db.Reader(t.Context()).QueryRow(`select count(*) from river_job`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAParcelBecomesAMessageAndAJob(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		c, box := setup()
		message, err := send(t, db, c, parcel())
		if err != nil {
			t.Fatal(err)
		}
		m, err := outbox.ByID(db.Reader(t.Context()), box, message)
		if err != nil {
			t.Fatal(err)
		}
		if m.State != outbox.Queued || !m.Expires.Equal(now().Add(courier.DefaultValid)) || m.Record.HTML != "" || m.Letter.HTML == "" {
			t.Errorf("got %+v", m)
		}
		if !strings.Contains(m.Letter.Text, "10:00 AM EST") || !strings.Contains(m.Letter.Text, notice.ReferenceOf(message)) {
			t.Errorf("got %s, want the lender's zone and the reference", m.Letter.Text)
		}
		if got := jobs(t, db); got != 1 {
			t.Errorf("got %d jobs, want 1", got)
		}
	})
}

func TestAParcelOfTheSameNameGoesOnce(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		c, _ := setup()
		p := parcel()
		p.Once = "statement/7"
		for range 2 {
			if _, err := send(t, db, c, p); err != nil {
				t.Fatal(err)
			}
		}
		if got := jobs(t, db); got != 1 {
			t.Errorf("got %d jobs, want 1", got)
		}
	})
}

func TestAWrongParcelIsRefusedBeforeAnythingIsStored(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		c, _ := setup()
		for name, change := range map[string]func(*courier.Parcel){
			"two addresses":     func(p *courier.Parcel) { p.To = "a@x.example, b@y.example" },
			"a header":          func(p *courier.Parcel) { p.To = "a@x.example\r\nBcc: b@y.example" },
			"a name":            func(p *courier.Parcel) { p.To = "Maya <a@x.example>" },
			"a long address":    func(p *courier.Parcel) { p.To = strings.Repeat("a", 250) + "@x.example" },
			"no plus":           func(p *courier.Parcel) { p.By, p.To = notice.SMS, "2015550142" },
			"letters":           func(p *courier.Parcel) { p.By, p.To = notice.SMS, "+1201CALLME1" },
			"too short":         func(p *courier.Parcel) { p.By, p.To = notice.SMS, "+12345" },
			"too long":          func(p *courier.Parcel) { p.By, p.To = notice.SMS, "+1234567890123456" },
			"negative validity": func(p *courier.Parcel) { p.Valid = -time.Second },
			"incomplete":        func(p *courier.Parcel) { p.Notice = notice.PasswordChanged{} },
			"not by text": func(p *courier.Parcel) {
				p.Notice, p.By, p.To = notice.Welcome{Username: "m", At: now()}, notice.SMS, "+12015550142"
			},
		} {
			p := parcel()
			change(&p)
			if _, err := send(t, db, c, p); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: got %v, want a refusal", name, err)
			}
		}
		p := parcel()
		p.Brand = "unknown"
		if _, err := send(t, db, c, p); err == nil {
			t.Error("got a notice in nobody's name")
		}
		if got := jobs(t, db); got != 0 {
			t.Errorf("got %d jobs, want none", got)
		}
	})
}
