package onboarding_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"marque/internal/book"
	"marque/internal/core/access"
	"marque/internal/core/feed"
	"marque/internal/core/notice"
	"marque/internal/courier"
	"marque/internal/door"
	"marque/internal/id"
	"marque/internal/seal"
	"marque/internal/service/onboarding"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

// now is after everything in the sample.
func now() time.Time { return time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC) }

type house struct {
	*onboarding.Service
	db  *engine.DB
	box *seal.Box
}

func setup(db *engine.DB) house {
	box, ids := seal.NewTest(), id.NewSource(now, rand.Reader)
	brands := map[string]notice.Brand{
		"aurelia": {Key: "aurelia", Name: "Aurelia", Site: "https://aurelia.example"}, "norden": {Key: "norden", Name: "Norden", Site: "https://norden.example"},
	}
	return house{db: db, box: box, Service: onboarding.New(onboarding.Deps{
		Door: door.New(db, ids, now), Book: book.New(now, time.UTC), Box: box, IDs: ids, Random: rand.Reader, Now: now, Brands: brands,
		Courier: courier.New(courier.Deps{Box: box, IDs: ids, Now: now, Zone: time.UTC, Brands: brands}),
	})}
}

func by() access.Actor { return access.System("feed") }

func rules() feed.Rules { return feed.Rules{Now: now()} }

// sample returns the sample's messages; sampleN the first n.
func sample(t testing.TB) []feed.Event {
	t.Helper()
	data, err := os.ReadFile("../../core/feed/testdata/retail.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var out []feed.Event
	for scan := bufio.NewScanner(bytes.NewReader(data)); scan.Scan(); {
		out = append(out, decode(t, scan.Bytes()))
	}
	return out
}

func decode(t testing.TB, line []byte) feed.Event {
	t.Helper()
	e, err := feed.Decode(line, rules())
	if err != nil {
		t.Fatalf("%v: %s", err, line)
	}
	return e
}

// altered returns a message of the sample with some values set: paths like data.loan.rate.
func altered(t testing.TB, id string, set map[string]any) feed.Event {
	t.Helper()
	data, err := os.ReadFile("../../core/feed/testdata/retail.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(data) {
		var tree map[string]any
		if err := json.Unmarshal(line, &tree); err != nil {
			t.Fatal(err)
		}
		if tree["id"] != id {
			continue
		}
		for path, value := range set {
			put(tree, strings.Split(path, "."), value)
		}
		out, err := json.Marshal(tree)
		if err != nil {
			t.Fatal(err)
		}
		return decode(t, out)
	}
	t.Fatalf("no message %s", id)
	return feed.Event{}
}

func put(tree any, path []string, value any) {
	if items, ok := tree.([]any); ok {
		put(items[path[0][0]-'0'], path[1:], value)
		return
	}
	if m := tree.(map[string]any); len(path) == 1 {
		m[path[0]] = value
	} else {
		put(m[path[0]], path[1:], value)
	}
}

// fact makes a message about a vehicle.
func fact(t testing.TB, id, kind, vin string, data string) feed.Event {
	t.Helper()
	return decode(t, fmt.Appendf(nil, `{"specversion":"1.0","id":%q,"source":"/retail/core","type":%q,"time":"2026-11-01T12:00:00Z","data":{"vin":%q,%s}}`,
		id, kind, vin, data))
}

// apply applies messages in batches and counts the results.
func (h house) apply(t testing.TB, events ...feed.Event) map[onboarding.Result]int {
	t.Helper()
	got := map[onboarding.Result]int{}
	for batch := range slices.Chunk(events, onboarding.MaxBatch) {
		out, err := h.Apply(context.Background(), by(), batch, onboarding.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if len(out) != len(batch) {
			t.Fatalf("got %d answers to %d messages", len(out), len(batch))
		}
		for i, o := range out {
			got[o.Result]++
			if o.Result == onboarding.Refused && o.Why == nil {
				t.Errorf("%s was refused without a reason", batch[i].ID)
			}
		}
	}
	return got
}

// content writes down everything that messages changed, without ids, recorded times and ciphertext.
func (h house) content(t testing.TB) []string {
	t.Helper()
	var out []string
	for _, q := range []string{
		`select 'contract', number, brand, kind, vin, terms, '' from contracts`,
		`select 'event', c.number, e.key, e.kind, e.effective, e.body, '' from contract_events e join contracts c on c.id = e.contract_id`,
		`select 'member', c.number, p.ref, m.role, m.position, '', '' from contract_parties m join contracts c on c.id = m.contract_id
			join parties p on p.id = m.party_id`,
		`select 'party', source, ref, given_name, family_norm, postal_code, told_by from parties`,
		`select 'vehicle', vin, make, model, model_year, plate, told_by from vehicles`,
		`select 'reading', vin, told_by, read_on, value, unit, source from vehicle_readings`,
		`select 'service', vin, told_by, serviced_on, dealer, summary, link from vehicle_services`,
		`select 'recall', vin, told_by, campaign, title, status, link from vehicle_recalls`,
		`select 'title', vin, told_by, updated_on, state, status, '' from vehicle_titles`,
		`select 'ownership', vin, told_by, changed_on, reason, '', '' from vehicle_ownership`,
		`select 'receipt', source, event_id, type, subject, outcome, reason from feed_events`,
		`select 'posted', c.number, p.account, cast(sum(p.amount) as bigint), '', '', '' from ledger_postings p join contracts c on c.id = p.contract_id
			group by c.number, p.account having sum(p.amount) <> 0`,
		`select 'state', c.number, s.status, s.balance, s.due_now, s.past_due, s.events from contract_states s join contracts c on c.id = s.contract_id`,
		`select 'invited', p.ref, i.brand, count(*), '', '', '' from invitations i join parties p on p.id = i.party_id group by p.ref, i.brand`,
	} {
		rows, err := h.db.Reader(context.Background()).Query(q)
		lines, err := engine.All(rows, err, func(rows *engine.Rows) (string, error) {
			var v [7]any
			err := rows.Scan(&v[0], &v[1], &v[2], &v[3], &v[4], &v[5], &v[6])
			return text(v[:]), err
		})
		if err != nil {
			t.Fatalf("%s: %v", q, err)
		}
		out = append(out, lines...)
	}
	slices.Sort(out)
	return out
}

// text writes values as both engines give them alike.
func text(values []any) string {
	var parts []string
	for _, v := range values {
		switch v := v.(type) {
		case time.Time:
			parts = append(parts, v.Format(time.DateOnly))
		case []byte:
			parts = append(parts, string(v))
		case interface{ Value() (any, error) }:
			n, _ := v.Value()
			parts = append(parts, fmt.Sprint(n))
		default:
			parts = append(parts, fmt.Sprint(v))
		}
	}
	return strings.Join(parts, "|")
}

func digest(lines []string) string {
	sum := sha256.Sum256([]byte(strings.Join(lines, "\n")))
	return hex.EncodeToString(sum[:])
}

// count asks for one number.
func (h house) count(t testing.TB, query string) int {
	t.Helper()
	var n int
	if err := h.db.Reader(context.Background()).QueryRow(query).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}
