package feed_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"marque/internal/core/feed"
	"marque/internal/fault"
)

// now is after everything in the sample.
func now() time.Time { return time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC) }

func rules() feed.Rules {
	return feed.Rules{Now: now(), Zone: func(name string) bool {
		_, err := time.LoadLocation(name)
		return err == nil
	}}
}

func lines(t testing.TB, name string) [][]byte {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var out [][]byte
	scan := bufio.NewScanner(bytes.NewReader(data))
	scan.Buffer(nil, feed.MaxLine)
	for scan.Scan() {
		out = append(out, bytes.Clone(scan.Bytes()))
	}
	return out
}

func TestEveryLineOfTheSampleIsUnderstood(t *testing.T) {
	t.Parallel()
	got := map[feed.Type]int{}
	for i, line := range lines(t, "retail.jsonl") {
		e, err := feed.Decode(line, rules())
		if err != nil {
			t.Fatalf("line %d: %v", i+1, err)
		}
		for _, note := range e.Notes {
			if note.Name != "data.loan.payment" && note.Name != "data.loan.autopay_discount" {
				t.Errorf("line %d: unexpected note %v", i+1, note)
			}
		}
		got[e.Type]++
	}
	want := map[feed.Type]int{
		feed.ContractActivated: 240, feed.VehicleServiced: 143, feed.VehicleOdometer: 140, feed.TitleUpdated: 17,
		feed.VehicleRecall: 16, feed.OwnershipChanged: 9,
	}
	for kind, n := range want {
		if got[kind] != n {
			t.Errorf("%s: got %d, want %d", kind, got[kind], n)
		}
	}
}

func TestEveryBadLineIsRefusedForItsOwnReason(t *testing.T) {
	t.Parallel()
	bad := append(lines(t, "retail-bad.jsonl"), hugeLine())
	want := []struct{ field, says string }{
		{"line", "not complete JSON"},
		{"line", "a list"},
		{"type", "contract.exploded.v9"},
		{"data.vehicle.vin", "check digit"},
		{"data.vehicle.vin", "without I, O and Q"},
		{"data.loan.amount_financed", "negative"},
		{"data.loan.amount_financed", "2 digits"},
		{"data.loan.rate", "as 0.1299"},
		{"data.loan.term_months", "from 1 to"},
		{"data.loan.first_due", "before the contract date"},
		{"data.contract_date", "2025-02-30 is not a date"},
		{"data.parties", "between 1 and 16"},
		{"data.parties[0].email", "not an e-mail address"},
		{"data.parties[0].given_name", "control character or line break"},
		{},
		{"data.currency", `"ZZZ" is not known`},
		{"time", "far in the future"},
		{"line", "longer than 1 MiB"},
	}
	for i, line := range bad {
		_, err := feed.Decode(line, rules())
		if want[i].field == "" {
			if err != nil {
				t.Errorf("line %d: got %v, want it accepted", i+1, err)
			}
			continue
		}
		f := fault.Of(err)
		if f == nil || len(f.Fields) != 1 || f.Fields[0].Name != want[i].field || !strings.Contains(f.Fields[0].Message, want[i].says) {
			t.Errorf("line %d: got %+v, want only %s: …%s…", i+1, f, want[i].field, want[i].says)
		}
	}
}

func hugeLine() []byte {
	return []byte(`{"specversion":"1.0","id":"bad-017","data":{"name":"` + strings.Repeat("x", 2_000_000) + `"}}`)
}

func TestMarkupInANameIsKeptAsItIs(t *testing.T) {
	t.Parallel()
	e, err := feed.Decode(lines(t, "retail-bad.jsonl")[14], rules())
	if err != nil {
		t.Fatal(err)
	}
	if got := e.Data.(*feed.Activation).Parties[0].FamilyName; got != "<script>alert(1)</script>" {
		t.Errorf("got %q", got)
	}
}

// activation returns the first loan or lease of the sample as a tree that a test can change.
func activation(t *testing.T, kind string) map[string]any {
	t.Helper()
	for _, line := range lines(t, "retail.jsonl") {
		var e map[string]any
		if err := json.Unmarshal(line, &e); err != nil {
			t.Fatal(err)
		}
		if data := e["data"].(map[string]any); data["kind"] == kind {
			return e
		}
	}
	t.Fatal("no such line")
	return nil
}

// put sets the value at a path such as data.parties.0.email; a value of nil removes it.
func put(tree any, path string, value any) {
	head, rest, deeper := strings.Cut(path, ".")
	if items, ok := tree.([]any); ok {
		put(items[head[0]-'0'], rest, value)
		return
	}
	m := tree.(map[string]any)
	switch {
	case deeper:
		put(m[head], rest, value)
	case value == nil:
		delete(m, head)
	default:
		m[head] = value
	}
}

func encode(t testing.TB, v any) []byte {
	t.Helper()
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestOneWrongFieldIsRefusedByItsPath(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind, path string
		value      any
		field      string // empty: accepted
	}{
		{"loan", "specversion", "0.3", "specversion"},
		{"loan", "specversion", nil, "specversion"},
		{"loan", "id", nil, "id"},
		{"loan", "id", "", "id"},
		{"loan", "id", strings.Repeat("x", 129), "id"},
		{"loan", "id", 7, "id"},
		{"loan", "source", nil, "source"},
		{"loan", "subject", "C000", "subject"},
		{"loan", "subject", nil, ""},
		{"loan", "time", "yesterday", "time"},
		{"loan", "time", "0001-01-01T00:00:00Z", "time"},
		{"loan", "time", "2026-11-23T09:00:00Z", ""},
		{"loan", "datacontenttype", "text/xml", "datacontenttype"},
		{"loan", "data", "text", "data"},
		{"loan", "data", nil, "data"},
		{"loan", "data.contract_number", "C 61", "data.contract_number"},
		{"loan", "data.brand", "Aurelia!", "data.brand"},
		{"loan", "data.kind", "gift", "data.kind"},
		{"loan", "data.lease", map[string]any{}, "data.lease"},
		{"loan", "data.loan", nil, "data.loan"},
		{"loan", "data.loan.amount_financed", "0.00", "data.loan.amount_financed"},
		{"loan", "data.loan.amount_financed", 1000.5, ""},
		{"loan", "data.loan.amount_financed", 1e30, "data.loan.amount_financed"},
		{"loan", "data.loan.amount_financed", "10000000000000000", "data.loan.amount_financed"},
		{"loan", "data.loan.amount_financed", "1,000.00", "data.loan.amount_financed"},
		{"loan", "data.loan.rate", "-0.01", "data.loan.rate"},
		{"loan", "data.loan.rate", "0", ""},
		{"loan", "data.loan.rate", "0.0574", ""},
		{"loan", "data.loan.term_months", 601, "data.loan.term_months"},
		{"loan", "data.loan.term_months", 36.5, "data.loan.term_months"},
		{"loan", "data.loan.term_months", "36", "data.loan.term_months"},
		{"loan", "data.loan.due_day", 32, "data.loan.due_day"},
		{"loan", "data.loan.first_due", "9999-01-01", "data.loan.first_due"},
		{"loan", "data.loan.first_due", "2025-02-10", "data.loan.first_due"},
		{"loan", "data.loan.day_count", "ACT/999", "data.loan.day_count"},
		{"loan", "data.loan.late_fee.percent", "5", "data.loan.late_fee.percent"},
		{"loan", "data.conversion.instalments_paid", 37, "data.conversion.instalments_paid"},
		{"loan", "data.conversion.as_of", "2020-01-01", "data.conversion.as_of"},
		{"loan", "data.conversion.principal", "99999.00", "data.conversion.principal"},
		{"loan", "data.conversion.interest_paid_through", "2027-01-01", "data.conversion.interest_paid_through"},
		{"loan", "data.parties.0.role", "owner", "data.parties[0].role"},
		{"loan", "data.parties.0.role", "lessee", "data.parties"},
		{"loan", "data.parties.0.role", "co_borrower", "data.parties"},
		{"loan", "data.parties.0.family_name", "", "data.parties[0].family_name"},
		{"loan", "data.parties.0.family_name", strings.Repeat("ř", 100), ""},
		{"loan", "data.parties.0.family_name", strings.Repeat("ř", 101), "data.parties[0].family_name"},
		{"loan", "data.parties.0.given_name", "a\u202egpj.exe", "data.parties[0].given_name"},
		{"loan", "data.parties.0.given_name", "a\u0000b", "data.parties[0].given_name"},
		{"loan", "data.parties.0.birth_date", "1850-01-01", "data.parties[0].birth_date"},
		{"loan", "data.parties.0.birth_date", nil, ""},
		{"loan", "data.parties.0.email", "Eve <eve@example.com>", "data.parties[0].email"},
		{"loan", "data.parties.0.email", "a@b", "data.parties[0].email"},
		{"loan", "data.parties.0.email", "a@-b.com", "data.parties[0].email"},
		{"loan", "data.parties.0.email", `"a b"@example.com`, "data.parties[0].email"},
		{"loan", "data.parties.0.email", "a@example.com, b@example.com", "data.parties[0].email"},
		{"loan", "data.parties.0.email", "a@[127.0.0.1]", "data.parties[0].email"},
		{"loan", "data.parties.0.email", "first.last+car@mail.example.co.uk", ""},
		{"loan", "data.parties.0.phone", "2015550131", "data.parties[0].phone"},
		{"loan", "data.parties.0.phone", "+11015550131", "data.parties[0].phone"},
		{"loan", "data.parties.0.phone", "+4930123456", ""},
		{"loan", "data.parties.0.tax_id_last4", "12345", "data.parties[0].tax_id_last4"},
		{"loan", "data.parties.0.locale", "english", "data.parties[0].locale"},
		{"loan", "data.parties.0.address.region", "Pennsylvania", "data.parties[0].address.region"},
		{"loan", "data.parties.0.address.postal_code", "1522", "data.parties[0].address.postal_code"},
		{"loan", "data.parties.0.address.country", "us", "data.parties[0].address.country"},
		{"loan", "data.parties.0.address.country", nil, "data.parties[0].address.country"},
		{"loan", "data.parties.0.address.time_zone", "America/Gotham", "data.parties[0].address.time_zone"},
		{"loan", "data.parties.0.address.time_zone", "../../etc/passwd", "data.parties[0].address.time_zone"},
		{"loan", "data.vehicle.model_year", 1899, "data.vehicle.model_year"},
		{"loan", "data.vehicle.model_year", 2030, "data.vehicle.model_year"},
		{"loan", "data.vehicle.vin", "1G1", "data.vehicle.vin"},
		{"loan", "data.vehicle.vin", "WVWZZZ3CZEE140287", ""},
		{"loan", "data.vehicle.odometer.unit", "leagues", "data.vehicle.odometer.unit"},
		{"loan", "data.vehicle.odometer.value", -1, "data.vehicle.odometer.value"},
		{"loan", "data.vehicle.plate", "ABC 1234", ""},
		{"lease", "data.lease.money_factor", "12.99", "data.lease.money_factor"},
		{"lease", "data.lease.residual", "9999999.00", "data.lease.residual"},
		{"lease", "data.lease.cap_cost_reduction", "99999.00", "data.lease.cap_cost_reduction"},
		{"lease", "data.lease.tax.method", "on_moonlight", "data.lease.tax.method"},
		{"lease", "data.conversion.rents_paid", 40, "data.conversion.rents_paid"},
		{"lease", "data.parties.0.role", "borrower", "data.parties"},
	} {
		e := activation(t, c.kind)
		put(e, c.path, c.value)
		if c.path == "data.contract_number" {
			delete(e, "subject")
		}
		_, err := feed.Decode(encode(t, e), rules())
		switch f := fault.Of(err); {
		case c.field == "" && err != nil:
			t.Errorf("%s = %v: got %v, want it accepted", c.path, c.value, err)
		case c.field != "" && (f == nil || len(f.Fields) != 1 || f.Fields[0].Name != c.field):
			t.Errorf("%s = %.50v: got %+v, want only %s", c.path, c.value, f, c.field)
		}
	}
}

func TestEveryWrongFieldOfALineIsToldAtOnce(t *testing.T) {
	t.Parallel()
	e := activation(t, "loan")
	put(e, "data.parties.0.email", "nobody@")
	put(e, "data.loan.rate", "12.99")
	put(e, "data.vehicle.vin", "short")
	_, err := feed.Decode(encode(t, e), rules())
	if f := fault.Of(err); f == nil || len(f.Fields) != 3 {
		t.Errorf("got %+v, want three fields", f)
	}
}

func TestAPersonStandsOnceOnAContract(t *testing.T) {
	t.Parallel()
	e := activation(t, "loan")
	data := e["data"].(map[string]any)
	second := map[string]any{}
	for k, v := range data["parties"].([]any)[0].(map[string]any) {
		second[k] = v
	}
	second["role"] = "co_borrower"
	data["parties"] = append(data["parties"].([]any), second)
	_, err := feed.Decode(encode(t, e), rules())
	if f := fault.Of(err); f == nil || f.Fields[0].Name != "data.parties[1].party_ref" {
		t.Errorf("got %v, want the second party_ref refused", err)
	}
}

func TestBrokenLinesAreRefusedAsAWhole(t *testing.T) {
	t.Parallel()
	for name, line := range map[string]string{
		"empty": "", "blank": "  \t", "null": "null", "two values": `{} {}`, "trailing comma": `{"a":1,}`, "single quotes": `{'a':1}`,
		"name twice": `{"id":"1","id":"2"}`, "name twice inside": `{"data":{"a":1,"a":1}}`, "not UTF-8": "{\"id\":\"\xff\"}",
		"too deep": strings.Repeat(`{"a":`, 20) + "1" + strings.Repeat("}", 20), "too wide": `{"a":[` + strings.Repeat("1,", 1001) + `1]}`,
		"too many members": `{` + manyMembers(300) + `}`, "byte order mark": "\ufeff{}",
	} {
		_, err := feed.Decode([]byte(line), rules())
		if f := fault.Of(err); f == nil || len(f.Fields) != 1 || f.Fields[0].Name != "line" {
			t.Errorf("%s: got %v, want a fault about the line", name, err)
		}
	}
}

func manyMembers(n int) string {
	var parts []string
	for i := range n {
		parts = append(parts, `"`+strings.Repeat("m", i+1)+`":1`)
	}
	return strings.Join(parts, ",")
}

func TestAHalfSurrogateIsNoName(t *testing.T) {
	t.Parallel()
	line := bytes.Replace(lines(t, "retail-bad.jsonl")[14], []byte(`"Dmitri"`), []byte(`"Dm\ud800itri"`), 1)
	_, err := feed.Decode(line, rules())
	if f := fault.Of(err); f == nil || f.Fields[0].Name != "data.parties[0].given_name" {
		t.Errorf("got %v, want the name refused", err)
	}
}

func TestTheSameContentHasTheSameHash(t *testing.T) {
	t.Parallel()
	line := lines(t, "retail.jsonl")[0]
	var spaced bytes.Buffer
	if err := json.Indent(&spaced, line, "", " "); err != nil {
		t.Fatal(err)
	}
	reordered := encode(t, activation(t, "loan")) // json.Marshal sorts the names
	first, err := feed.Decode(line, rules())
	if err != nil {
		t.Fatal(err)
	}
	for _, other := range [][]byte{spaced.Bytes(), reordered} {
		e, err := feed.Decode(other, rules())
		if err != nil || e.Hash != first.Hash || e.Content != first.Content {
			t.Errorf("got another hash, or %v", err)
		}
	}
	changed := activation(t, "loan")
	put(changed, "id", "evt-other")
	e, err := feed.Decode(encode(t, changed), rules())
	if err != nil || e.Hash == first.Hash || e.Content != first.Content {
		t.Errorf("another id: want another hash and the same content, got %v", err)
	}
	put(changed, "data.loan.rate", "0.0575")
	if e, err = feed.Decode(encode(t, changed), rules()); err != nil || e.Content == first.Content {
		t.Errorf("another rate: want another content, got %v", err)
	}
}

func TestUnknownFieldsAreNoted(t *testing.T) {
	t.Parallel()
	e := activation(t, "loan")
	put(e, "data.loan.baloon", "100.00")
	put(e, "data.colour", "red")
	got, err := feed.Decode(encode(t, e), rules())
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, n := range got.Notes {
		paths = append(paths, n.Name)
	}
	if strings.Join(paths, " ") != "data.loan.baloon data.loan.payment data.colour" {
		t.Errorf("got notes %v", got.Notes)
	}
}

func TestFactsSayTheirVehicleAndDay(t *testing.T) {
	t.Parallel()
	for i, line := range lines(t, "retail.jsonl") {
		e, err := feed.Decode(line, rules())
		if err != nil {
			t.Fatal(err)
		}
		if f, ok := e.Data.(feed.Fact); ok {
			if vin, on := f.About(); vin != e.Subject || on == 0 {
				t.Errorf("line %d: got %s on %s", i+1, vin, on)
			}
		}
	}
}

func TestAFactIsNotDatedAfterItsMessage(t *testing.T) {
	t.Parallel()
	line := `{"specversion":"1.0","id":"1","source":"/s","type":"ownership.changed.v1","time":"2026-01-01T00:00:00Z",
		"data":{"vin":"4T1JS871XPL828167","reason":"sold","on":"2026-01-05"}}`
	_, err := feed.Decode([]byte(line), rules())
	if f := fault.Of(err); f == nil || f.Fields[0].Name != "data.on" {
		t.Errorf("got %v, want data.on refused", err)
	}
}

func TestLaterMessagesWinWhateverTheirOrder(t *testing.T) {
	t.Parallel()
	old, young := feed.Told{At: now(), By: "b"}, feed.Told{At: now().Add(time.Second), By: "a"}
	if !young.After(old) || old.After(young) || !(feed.Told{At: now(), By: "c"}).After(old) || old.After(old) {
		t.Error("the later message must win, and of one instant the greater name")
	}
}

func FuzzDecode(f *testing.F) {
	for _, name := range []string{"retail-bad.jsonl", "retail.jsonl"} {
		for i, line := range lines(f, name) {
			if i%20 == 0 {
				f.Add(line)
			}
		}
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		e, err := feed.Decode(line, rules())
		if err != nil {
			if fault.Of(err) == nil {
				t.Errorf("an error for nobody: %v", err)
			}
			return
		}
		if e.ID == "" || e.Source == "" || e.Subject == "" || e.Data == nil || e.Time.IsZero() {
			t.Errorf("accepted with gaps: %+v", e)
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	all := lines(b, "retail.jsonl")
	r := rules()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := feed.Decode(all[i%len(all)], r); err != nil {
			b.Fatal(err)
		}
	}
}
