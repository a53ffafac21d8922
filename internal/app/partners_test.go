package app_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	standard "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"marque/internal/app"
	"marque/internal/app/apptest"
	"marque/internal/config"
	"marque/internal/core/access"
	"marque/internal/core/hook"
	"marque/internal/service/onboarding"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// The secrets of the test's sender: the old one and the new one, and one that nobody knows here.
const (
	oldSecret   = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	newSecret   = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
	otherSecret = "whsec_plJ3nmyCDGBKInavdOK15jsl0JKo7ouY"
)

const partnersNow = "2026-11-22T09:00:00Z"

// dealer is a peer that hands messages over, with the library of Standard Webhooks itself.
type dealer struct {
	*apptest.World
	server *httptest.Server
}

func newDealer(t testing.TB, db *engine.DB) dealer {
	t.Helper()
	w := apptest.OpenChanged(t, db, apptest.NewClock(partnersNow), func(o *app.Options) {
		o.Config.Feed.Senders = []config.Sender{{Name: "dealer", Secrets: []config.Secret{oldSecret, newSecret}, Sources: []string{"/retail/core"}}}
	})
	gate, err := w.Portal("test")
	if err != nil {
		t.Fatal(err)
	}
	d := dealer{w, httptest.NewServer(gate)}
	t.Cleanup(d.server.Close)
	return d
}

// delivery is what a dealer posts.
type delivery struct {
	id, secret, kind string
	at               time.Time
	body             []byte
}

func (d dealer) delivery(id string, body []byte) delivery {
	return delivery{id, newSecret, "application/jsonl", d.Clock.Now(), body}
}

// post signs and posts, and returns the status, the headers and what was answered.
func (d dealer) post(t testing.TB, x delivery) (int, http.Header, map[string]any) {
	t.Helper()
	signer, err := standard.NewWebhook(x.secret)
	if err != nil {
		t.Fatal(err)
	}
	signature, err := signer.Sign(x.id, x.at, x.body)
	if err != nil {
		t.Fatal(err)
	}
	return d.postAs(t, x, signature)
}

func (d dealer) postAs(t testing.TB, x delivery, signature string) (int, http.Header, map[string]any) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, d.server.URL+"/feed/v1/events", bytes.NewReader(x.body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", x.kind)
	r.Header.Set(standard.HeaderWebhookID, x.id)
	r.Header.Set(standard.HeaderWebhookTimestamp, fmt.Sprint(x.at.Unix()))
	r.Header.Set(standard.HeaderWebhookSignature, signature)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatalf("%d: %v in %s", answer.StatusCode, err, text)
	}
	return answer.StatusCode, answer.Header, out
}

func retailLines(t testing.TB) [][]byte {
	t.Helper()
	data, err := os.ReadFile("../core/feed/testdata/retail.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Split(bytes.TrimSpace(data), []byte("\n"))
}

// another opens an empty database of the same engine.
func another(t testing.TB, db *engine.DB) *engine.DB {
	if db.Postgres() {
		return enginetest.Postgres(t)
	}
	return enginetest.SQLite(t)
}

func TestTheFeedByHTTPShuffledAndDoubledComesToTheSameBookAsByFile(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		lines := retailLines(t)
		file := apptest.Open(t, another(t, db), apptest.NewClock(partnersNow))
		in := onboarding.Intake{By: access.System("feed")}
		if report, err := file.Onboarding.Take(t.Context(), in, onboarding.Lines(bytes.NewReader(bytes.Join(lines, []byte("\n"))))); err != nil || report.Applied != 565 {
			t.Fatalf("by file: got %+v, %v", report, err)
		}
		want, err := file.Verifying.Digest(t.Context(), access.System("verify"))
		if err != nil {
			t.Fatal(err)
		}
		d := newDealer(t, db)
		mixed := append(slices.Clone(lines), lines[:200]...)
		random := rand.New(rand.NewPCG(5, 6))
		random.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		n := 0
		for batch := range slices.Chunk(mixed, 90) {
			x := d.delivery(fmt.Sprintf("msg_%d", n), bytes.Join(batch, []byte("\n")))
			if n%2 == 0 {
				x.kind, x.body = "application/cloudevents-batch+json", []byte("["+string(bytes.Join(batch, []byte(",")))+"]")
			}
			if status, _, answer := d.post(t, x); status != http.StatusOK || answer["events"] != float64(len(batch)) || answer["refused"] != 0.0 {
				t.Fatalf("got %d, %v", status, answer)
			}
			n++
		}
		got, err := d.Verifying.Digest(t.Context(), access.System("verify"))
		if err != nil || got != want {
			t.Errorf("got digest %s, %v, want %s as by file", got, err, want)
		}
	})
}

func TestADeliveryIsBelievedOnceWithinFiveMinutesAndBySignatureOnly(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		d := newDealer(t, db)
		lines := retailLines(t)
		n := 0
		fresh := func() delivery {
			n++
			return d.delivery(fmt.Sprintf("msg_%d", n), lines[n])
		}
		for name, c := range map[string]struct {
			change func(*delivery)
			want   int
		}{
			"as it should be":             {func(*delivery) {}, 200},
			"by the old secret":           {func(x *delivery) { x.secret = oldSecret }, 200},
			"by another's secret":         {func(x *delivery) { x.secret = otherSecret }, 401},
			"five minutes old":            {func(x *delivery) { x.at = x.at.Add(-hook.Window) }, 200},
			"older than that":             {func(x *delivery) { x.at = x.at.Add(-hook.Window - time.Second) }, 401},
			"five minutes ahead":          {func(x *delivery) { x.at = x.at.Add(hook.Window) }, 200},
			"further ahead":               {func(x *delivery) { x.at = x.at.Add(hook.Window + time.Second) }, 401},
			"of a type that is not read":  {func(x *delivery) { x.kind = "text/plain" }, 422},
			"a single event":              {func(x *delivery) { x.kind = "application/cloudevents+json" }, 200},
			"a batch that is not one":     {func(x *delivery) { x.kind = "application/cloudevents-batch+json" }, 422},
			"larger than any delivery is": {func(x *delivery) { x.body = bytes.Repeat([]byte(" "), 4<<20+1) }, 413},
		} {
			x := fresh()
			c.change(&x)
			if status, header, answer := d.post(t, x); status != c.want || status >= 400 && header.Get("Content-Type") != "application/problem+json" {
				t.Errorf("%s: got %d, %v, want %d", name, status, answer, c.want)
			}
		}
		x := fresh()
		if status, _, _ := d.post(t, x); status != 200 {
			t.Fatalf("got %d", status)
		}
		if status, _, _ := d.post(t, x); status != 409 {
			t.Errorf("played again: got %d", status)
		}
		x.at = x.at.Add(time.Second)
		if status, _, answer := d.post(t, x); status != 200 || answer["repeated"] != 1.0 {
			t.Errorf("signed anew by a sender that had no answer: got %d, %v", status, answer)
		}
		x.at, x.body = x.at.Add(time.Second), lines[n+1]
		if status, _, _ := d.post(t, x); status != 409 {
			t.Errorf("its id with another body: got %d", status)
		}
		y := fresh()
		for _, forged := range []string{"", "v1,", "v1,AAAA", "v2,AAAA", strings.Repeat("v1,AAAA ", 20)} {
			if status, _, _ := d.postAs(t, y, forged); status != 401 {
				t.Errorf("signature %.20q: got %d", forged, status)
			}
		}
	})
}

func TestABadEventIsRefusedWithItsFieldAndTheOthersGoIn(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		d := newDealer(t, db)
		lines := retailLines(t)
		body := bytes.Join([][]byte{
			lines[0], bytes.Replace(lines[3], []byte(`"rate": "`), []byte(`"rate": "9`), 1), bytes.Replace(lines[1], []byte("/retail/core"), []byte("/somebody/else"), 1), []byte("no json"),
		}, []byte("\n"))
		status, header, answer := d.post(t, d.delivery("msg_1", body))
		if status != 422 || header.Get("Content-Type") != "application/problem+json" || answer["applied"] != 1.0 || answer["refused"] != 3.0 {
			t.Fatalf("got %d, %v", status, answer)
		}
		var fields []string
		for _, e := range answer["errors"].([]any) {
			fields = append(fields, fmt.Sprint(e.(map[string]any)["line"], " ", e.(map[string]any)["field"]))
		}
		if want := []string{"2 data.loan.rate", "3 source", "4 line"}; !slices.Equal(slices.Sorted(slices.Values(fields)), want) {
			t.Errorf("got %v, want %v", fields, want)
		}
	})
}
