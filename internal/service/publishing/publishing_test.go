package publishing_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	standard "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"marque/internal/app/apptest"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/hook"
	"marque/internal/fault"
	"marque/internal/herald"
	"marque/internal/money"
	"marque/internal/service/servicing"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/settings"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

func admin() access.Actor { return access.System("admin") }

// peer is a partner's server: it answers what it is told to, and keeps what came.
type peer struct {
	*httptest.Server
	mu     sync.Mutex
	answer int
	came   []message
}

type message struct {
	header http.Header
	body   []byte
}

func newPeer(t *testing.T) *peer {
	t.Helper()
	p := &peer{answer: http.StatusNoContent}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		p.came = append(p.came, message{r.Header, body})
		w.WriteHeader(p.answer)
	}))
	t.Cleanup(p.Close)
	return p
}

// answers sets what is answered from now on and returns what came until now.
func (p *peer) answers(status int) []message {
	p.mu.Lock()
	defer p.mu.Unlock()
	came := p.came
	p.answer, p.came = status, nil
	return came
}

// told is one message as a partner reads it.
type told struct {
	Type string
	Data struct {
		Number string `json:"contract_number"`
		Amount struct{ Cents int64 }
		Status string
		Code   string
		On     string `json:"effective"`
	}
}

// proved reads messages that the library of the standard believes under a secret.
func proved(t *testing.T, secret string, came []message) []told {
	t.Helper()
	by, err := standard.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	var out []told
	for _, m := range came {
		if err := by.VerifyIgnoringTimestamp(m.body, m.header); err != nil {
			t.Errorf("the partner does not believe %s: %v", m.body, err)
		}
		var one told
		if err := json.Unmarshal(m.body, &one); err != nil {
			t.Fatal(err)
		}
		out = append(out, one)
	}
	return out
}

func types(all []told) (out []string) {
	for _, one := range all {
		out = append(out, one.Type)
	}
	return out
}

type world struct {
	*apptest.World
	t *testing.T
}

func open(t *testing.T, db *engine.DB) world {
	return world{apptest.Open(t, db, apptest.NewClock("2026-03-02T15:00:00Z")), t}
}

func (w world) add(e hook.Endpoint) (hook.EndpointID, string) {
	w.t.Helper()
	x, err := w.Publishing.Add(w.t.Context(), admin(), e)
	if err != nil {
		w.t.Fatal(err)
	}
	return x.ID, x.Secret
}

func (w world) record(number, key, on string, body contract.Body) {
	w.t.Helper()
	if _, err := w.Servicing.Record(w.t.Context(), access.System("test"), number, []servicing.Entry{{Key: key, Effective: civil.MustParse(on), Body: body}}); err != nil {
		w.t.Fatal(err)
	}
}

func (w world) send(e hook.EndpointID) {
	w.t.Helper()
	if err := w.Publishing.Send(w.t.Context(), herald.Job{Endpoint: e}); err != nil {
		w.t.Fatal(err)
	}
}

// counts returns how many messages to an endpoint wait, arrived and were given up.
func (w world) counts(e hook.EndpointID) [3]int {
	w.t.Helper()
	all, err := w.Publishing.List(w.t.Context(), admin())
	if err != nil {
		w.t.Fatal(err)
	}
	for _, one := range all {
		if one.ID == e {
			return [3]int{one.Waiting, one.Delivered, one.Dead}
		}
	}
	return [3]int{}
}

func TestAPartnerHearsOfAContractsLifeSignedAndOnce(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, p := open(t, db), newPeer(t)
		w.Activate(t, apptest.Loan("BEFORE"))
		all, secret := w.add(hook.Endpoint{Name: "CRM", URL: p.URL})
		some, _ := w.add(hook.Endpoint{Name: "Titles", URL: p.URL, Topics: []hook.Topic{hook.TitleReleased}})
		other, _ := w.add(hook.Endpoint{Name: "Norden", URL: p.URL, Brand: "norden"})
		c, by := w.Activate(t, apptest.Loan("C1"))
		w.record("C1", "p1", "2026-03-01", contract.Payment{Amount: 60_000, Method: "check"})
		w.record("C1", "p1", "2026-03-01", contract.Payment{Amount: 60_000, Method: "check"}) // told again: once
		w.record("C1", "t1", "2026-03-02", contract.Title{State: "TX", Status: "lien_recorded"})
		quote, err := w.Lettering.Quote(t.Context(), by, c, civil.MustParse("2026-03-02"))
		if err != nil {
			t.Fatal(err)
		}
		w.record("C1", "p2", "2026-03-02", contract.Payment{Amount: quote.Payoff.Amount, Method: "wire", For: contract.PayoffPayment})
		w.record("C1", "r2", "2026-03-02", contract.Returned{Payment: "p2", Code: "R01"})
		w.record("C1", "f1", "2026-03-02", contract.FeeAssessed{Fee: contract.OtherFee, Amount: 500})
		w.record("C1", "x1", "2026-03-02", contract.Reversed{Of: "f1"}) // no payment: no news
		w.record("C1", "x2", "2026-03-02", contract.Reversed{Of: "p1"})
		w.record("C1", "t2", "2026-03-02", contract.Title{State: "TX", Status: hook.ReleasedStatus})
		w.send(all)
		got := proved(t, secret, p.answers(204))
		want := []string{"contract.activated", "payment.posted", "title.changed", "payment.posted", "contract.paid_off", "payment.returned", "contract.reopened", "payment.returned", "title.released"}
		if !reflect.DeepEqual(types(got), want) {
			t.Fatalf("got %v, want %v", types(got), want)
		}
		for _, one := range got {
			if one.Data.Number != "C1" {
				t.Errorf("got news of %s", one.Data.Number)
			}
		}
		if got[1].Data.Amount.Cents != 60_000 || got[1].Data.On != "2026-03-01" || got[5].Data.Code != "R01" || got[4].Data.Status != "paid_off" || got[6].Data.Status != "active" {
			t.Errorf("got %+v", got)
		}
		w.send(all)
		w.send(other)
		if again := p.answers(204); len(again) != 0 {
			t.Errorf("sent again: %s", again[0].body)
		}
		w.send(some)
		if only := p.answers(204); len(only) != 1 || !strings.Contains(string(only[0].body), "title.released") || strings.Contains(string(only[0].body), "example.com") {
			t.Errorf("one topic: got %d messages", len(only))
		}
		if got := w.counts(all); got != [3]int{0, 9, 0} {
			t.Errorf("got %v", got)
		}
	})
}

func TestAMessageThatFailsIsTriedForDaysThenGivenUpAndSentAgainWhenAsked(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, p := open(t, db), newPeer(t)
		e, secret := w.add(hook.Endpoint{Name: "CRM", URL: p.URL, Topics: []hook.Topic{hook.ContractActivated}})
		w.Activate(t, apptest.Loan("C1"))
		p.answers(503)
		began, ids := w.Clock.Now(), map[string]bool{}
		attempts := 0
		for w.counts(e)[0] > 0 && attempts < 50 {
			w.send(e)
			for _, m := range p.answers(503) {
				attempts++
				ids[m.header.Get(hook.HeaderID)] = true
			}
			w.send(e) // not due yet: nothing leaves
			w.Clock.Advance(12 * time.Hour)
		}
		if lasted := w.Clock.Now().Sub(began); attempts != 11 || len(ids) != 1 || lasted < 3*24*time.Hour {
			t.Errorf("got %d attempts of %d messages in %s", attempts, len(ids), lasted)
		}
		dead, err := w.Publishing.Dead(t.Context(), admin())
		if err != nil || len(dead) != 1 || dead[0].Answer != 503 || !strings.Contains(dead[0].Reason, "503") {
			t.Fatalf("got %+v, %v", dead, err)
		}
		if _, err := w.Publishing.Replay(t.Context(), admin(), e, "", w.Clock.Now()); !fault.Is(err, fault.NotFound) {
			t.Errorf("nothing since now: got %v", err)
		}
		if n, err := w.Publishing.Replay(t.Context(), admin(), e, "", began); err != nil || n != 1 {
			t.Fatalf("got %d, %v", n, err)
		}
		p.answers(200)
		w.send(e)
		if got := proved(t, secret, p.answers(200)); len(got) != 1 || w.counts(e) != [3]int{0, 1, 0} {
			t.Errorf("got %v and %v", got, w.counts(e))
		}
		if n, err := w.Publishing.Replay(t.Context(), admin(), e, dead[0].News, time.Time{}); err != nil || n != 1 {
			t.Errorf("one that arrived, asked for by name: got %d, %v", n, err)
		}
	})
}

func TestWhereNobodyAnswersEverythingWaitsAndOneMessageAsks(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, p := open(t, db), newPeer(t)
		e, _ := w.add(hook.Endpoint{Name: "CRM", URL: p.URL})
		w.Activate(t, apptest.Loan("C1"))
		for i, key := range []string{"a", "b", "c"} {
			w.record("C1", key, "2026-03-02", contract.Payment{Amount: money.Cents(100 + i), Method: "check"})
		}
		p.Close()
		w.send(e)
		w.send(e)
		reader := db.Reader(t.Context())
		var tried, waiting int
		if err := reader.QueryRow(`select coalesce(sum(attempts), 0), count(*) from hook_deliveries where state = 'waiting'`).Scan(&tried, &waiting); err != nil || tried != 1 || waiting != 4 {
			t.Errorf("got %d attempts of %d that wait, %v: want one of four", tried, waiting, err)
		}
		if _, err := w.Publishing.End(t.Context(), admin(), e); err != nil || w.counts(e) != [3]int{0, 0, 4} {
			t.Errorf("ended: got %v, %v", w.counts(e), err)
		}
		w.record("C1", "d", "2026-03-02", contract.Payment{Amount: 1, Method: "check"})
		if w.counts(e) != [3]int{0, 0, 4} {
			t.Error("something was written for an endpoint that has ended")
		}
		if _, err := w.Publishing.Replay(t.Context(), admin(), e, "", time.Time{}); !fault.Is(err, fault.Conflict) {
			t.Errorf("replay to an ended one: got %v", err)
		}
	})
}

func TestASecretChangesWithADayOfBothAndAPartnerMayTakeItselfOff(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, p := open(t, db), newPeer(t)
		e, before := w.add(hook.Endpoint{Name: "CRM", URL: p.URL})
		if _, err := w.Publishing.Add(t.Context(), admin(), hook.Endpoint{Name: "CRM", URL: p.URL}); !fault.Is(err, fault.Conflict) {
			t.Errorf("the same name: got %v", err)
		}
		now, err := w.Publishing.Rotate(t.Context(), admin(), e)
		if err != nil || now.Secret == before {
			t.Fatalf("got %v", err)
		}
		w.Activate(t, apptest.Loan("C1"))
		w.send(e)
		came := p.answers(204)
		if len(proved(t, before, came)) != 1 || len(proved(t, now.Secret, came)) != 1 {
			t.Errorf("got %d messages", len(came))
		}
		w.Clock.Advance(24 * time.Hour)
		w.Activate(t, apptest.Loan("C2"))
		p.answers(hook.Gone)
		w.send(e)
		came = p.answers(204)
		old, err := standard.NewWebhook(before)
		if err != nil {
			t.Fatal(err)
		}
		if len(proved(t, now.Secret, came)) != 1 || old.VerifyIgnoringTimestamp(came[0].body, came[0].header) == nil {
			t.Error("after a day the secret before still signs")
		}
		w.Activate(t, apptest.Loan("C3"))
		if w.counts(e) != [3]int{0, 1, 1} {
			t.Errorf("after 410: got %v", w.counts(e))
		}
	})
}

func TestALostJobIsFoundAndABusyEndpointIsLeftAlone(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, p := open(t, db), newPeer(t)
		e, _ := w.add(hook.Endpoint{Name: "CRM", URL: p.URL})
		w.Activate(t, apptest.Loan("C1"))
		err := db.Write(t.Context(), func(tx *engine.Tx) error {
			if _, err := tx.Exec(`delete from river_job where kind = $1`, herald.Send); err != nil {
				return err
			}
			_, err := tx.Exec(`update hook_endpoints set busy_until = $1`, engine.Micros(w.Clock.Now().Add(time.Minute)))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		w.send(e)
		if came := p.answers(204); len(came) != 0 {
			t.Error("sent beside another hand")
		}
		jobs := func() (n int) {
			if err := db.Reader(t.Context()).QueryRow(`select count(*) from river_job where kind = $1`, herald.Send).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		if err := w.Publishing.Sweep(t.Context()); err != nil || jobs() != 0 {
			t.Errorf("too early: got %d jobs, %v", jobs(), err)
		}
		w.Clock.Advance(3 * time.Minute)
		if err := w.Publishing.Sweep(t.Context()); err != nil || jobs() != 1 {
			t.Errorf("got %d jobs, %v", jobs(), err)
		}
		err = db.Write(t.Context(), func(tx *engine.Tx) error { return settings.SetRestored(tx, w.Clock.Now()) })
		if err != nil {
			t.Fatal(err)
		}
		w.send(e)
		if came := p.answers(204); len(came) != 0 {
			t.Error("a restored book has told something")
		}
		if err := db.Write(t.Context(), settings.Release); err != nil {
			t.Fatal(err)
		}
		w.send(e) // the hand before has died: its lease is over
		if came := p.answers(204); len(came) != 1 {
			t.Errorf("got %d messages", len(came))
		}
	})
}

func TestWhatIsNoEndpointIsRefused(t *testing.T) {
	t.Parallel()
	w := open(t, enginetest.SQLite(t))
	for _, e := range []hook.Endpoint{
		{Name: "", URL: "https://a.example/x"}, {Name: "x", URL: "http://a.example/x"}, {Name: "x", URL: "ftp://a.example"}, {Name: "x", URL: "https://u:p@a.example"},
		{Name: "x", URL: "https://"}, {Name: "x", URL: "https://a.example/" + strings.Repeat("x", 500)}, {Name: strings.Repeat("x", 81), URL: "https://a.example"},
		{Name: "x", URL: "https://a.example", Brand: "nobody"}, {Name: "x", URL: "http://localhost/x"},
	} {
		if _, err := w.Publishing.Add(t.Context(), admin(), e); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: got %v", e, err)
		}
	}
	if _, err := hook.ReadTopics("payment.posted,nothing"); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v", err)
	}
}
