package feed_test

import (
	"strings"
	"testing"

	"marque/internal/core/feed"
	"marque/internal/core/vehicle"
	"marque/internal/fault"
)

func TestAPersonIsReadWhole(t *testing.T) {
	t.Parallel()
	e := activation(t, "loan")
	put(e, "data.parties.0.given_name", "  Tomáš ") // decomposed, with blanks around it
	got, err := feed.Decode(encode(t, e), rules())
	if err != nil {
		t.Fatal(err)
	}
	p := got.Data.(*feed.Activation).Parties[0]
	want := feed.Person{
		Role: feed.Borrower, Ref: "P000131", GivenName: "Tomáš", FamilyName: "Smith-Jones", BirthDate: p.BirthDate, Email: "customer131@example.com",
		Phone: "+12015550131", TaxIDLast4: "7616", Locale: "es-US", Address: feed.Address{
			Line1: "7696 Cedar St", City: "Pittsburgh", Region: "PA", PostalCode: "15222", Country: "US", TimeZone: "America/New_York",
		},
	}
	if p != want || p.BirthDate.String() != "1983-02-05" {
		t.Errorf("got %+v, want %+v", p, want)
	}
}

func TestWhatIsNotKnownOfAPersonMayBeLeftOut(t *testing.T) {
	t.Parallel()
	e := activation(t, "loan")
	for _, name := range []string{"birth_date", "email", "phone", "tax_id_last4", "locale"} {
		put(e, "data.parties.0."+name, nil)
	}
	put(e, "data.parties.0.address.time_zone", nil)
	got, err := feed.Decode(encode(t, e), rules())
	if err != nil {
		t.Fatal(err)
	}
	if p := got.Data.(*feed.Activation).Parties[0]; p.Email != "" || p.BirthDate != 0 || p.Locale != "" {
		t.Errorf("got %+v", p)
	}
}

func TestAddressesOutsideTheUnitedStatesHaveTheirOwnForms(t *testing.T) {
	t.Parallel()
	e := activation(t, "loan")
	put(e, "data.parties.0.address.country", "DE")
	put(e, "data.parties.0.address.region", nil)
	put(e, "data.parties.0.address.postal_code", "80331")
	put(e, "data.parties.0.address.time_zone", "Europe/Berlin")
	if _, err := feed.Decode(encode(t, e), rules()); err != nil {
		t.Errorf("got %v", err)
	}
}

func TestPersonalDataIsNotRepeatedInARefusal(t *testing.T) {
	t.Parallel()
	for path, value := range map[string]string{
		"birth_date": "1983-02-31", "email": "secret@nowhere", "phone": "555-867-5309", "tax_id_last4": "123-45-6789",
		"family_name": "Secret\nPerson", "given_name": strings.Repeat("Secret", 40),
	} {
		e := activation(t, "loan")
		put(e, "data.parties.0."+path, value)
		_, err := feed.Decode(encode(t, e), rules())
		f := fault.Of(err)
		if f == nil || f.Fields[0].Name != "data.parties[0]."+path {
			t.Errorf("%s: got %v, want it refused", path, err)
			continue
		}
		if strings.Contains(f.Fields[0].Message, value[:6]) {
			t.Errorf("%s: the refusal repeats the value: %s", path, f.Fields[0].Message)
		}
	}
}

func TestTheRolesOfEachKind(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind  string
		roles []string
		want  string // the refused field
	}{
		{"loan", []string{"borrower", "co_borrower", "guarantor"}, ""},
		{"loan", []string{"borrower", "borrower"}, "data.parties"},
		{"loan", []string{"guarantor"}, "data.parties"},
		{"lease", []string{"lessee", "co_lessee"}, ""},
		{"lease", []string{"lessee", "borrower"}, "data.parties"},
	} {
		e := activation(t, c.kind)
		data := e["data"].(map[string]any)
		first := data["parties"].([]any)[0].(map[string]any)
		var people []any
		for i, role := range c.roles {
			p := map[string]any{}
			for k, v := range first {
				p[k] = v
			}
			p["role"], p["party_ref"] = role, "P"+string(rune('a'+i))
			people = append(people, p)
		}
		data["parties"] = people
		_, err := feed.Decode(encode(t, e), rules())
		if f := fault.Of(err); c.want == "" && err != nil || c.want != "" && (f == nil || f.Fields[0].Name != c.want) {
			t.Errorf("%s of %v: got %v, want %q refused", c.kind, c.roles, err, c.want)
		}
	}
}

func TestAVehicleIsReadWhole(t *testing.T) {
	t.Parallel()
	e := activation(t, "loan")
	put(e, "data.vehicle.vin", "1g174g4a8pa607131") // small letters are put right
	got, err := feed.Decode(encode(t, e), rules())
	if err != nil {
		t.Fatal(err)
	}
	v := got.Data.(*feed.Activation).Vehicle
	want := vehicle.Vehicle{
		VIN: "1G174G4A8PA607131", Make: "Aurelia", Model: "A5 Coupe", ModelYear: 2023, Trim: "Base", Condition: vehicle.Used, AssemblyCountry: "US",
		PersonalUse: true, Delivered: vehicle.Odometer{Value: 67927, Unit: vehicle.Miles, ReadOn: v.Delivered.ReadOn},
	}
	if v != want || v.Delivered.ReadOn.String() != "2023-01-15" {
		t.Errorf("got %+v, want %+v", v, want)
	}
}

func TestAWrongCheckDigitIsNotedOutsideNorthAmerica(t *testing.T) {
	t.Parallel()
	e := activation(t, "loan")
	put(e, "data.vehicle.vin", "WVWZZZ3CZEE140287") // genuine, and fails the check
	got, err := feed.Decode(encode(t, e), rules())
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range got.Notes {
		if n.Name == "data.vehicle.vin" {
			return
		}
	}
	t.Errorf("got notes %v, want one about the VIN", got.Notes)
}

func TestLinksAreShownToCustomersAndSoAreOnlyPages(t *testing.T) {
	t.Parallel()
	for link, ok := range map[string]bool{
		"https://service.example.com/r/1": true, "": true, "http://service.example.com": false, "javascript:alert(1)": false,
		"https://user:secret@example.com/": false, "//example.com": false, "https:///path": false, "https://" + strings.Repeat("x", 500) + ".com": false,
	} {
		line := encode(t, map[string]any{
			"specversion": "1.0", "id": "1", "source": "/s", "type": "vehicle.recall.v1", "time": "2026-01-01T00:00:00Z",
			"data": map[string]any{"vin": "4T1JS871XPL828167", "campaign": "26V-1", "title": "Hose", "status": "open", "link": link},
		})
		if _, err := feed.Decode(line, rules()); (err == nil) != ok {
			t.Errorf("%s: got %v", link, err)
		}
	}
}

func TestASubjectInSmallLettersIsTheSameVehicle(t *testing.T) {
	t.Parallel()
	line := `{"specversion":"1.0","id":"1","source":"/s","type":"title.updated.v1","time":"2026-01-06T00:00:00Z","subject":"4t1js871xpl828167",
		"data":{"vin":"4t1js871xpl828167","state":"CA","status":"title_received","on":"2026-01-05"}}`
	e, err := feed.Decode([]byte(line), rules())
	if err != nil || e.Subject != "4T1JS871XPL828167" || e.Data.(*feed.Title).VIN != e.Subject {
		t.Errorf("got %+v, %v", e, err)
	}
}
