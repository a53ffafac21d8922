package apptest

import (
	"encoding/json"
	"fmt"
	"testing"

	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/feed"
	"marque/internal/id"
	"marque/internal/service/onboarding"
	"marque/internal/store/contracts"
	"marque/internal/store/parties"
)

// Loan is the data of a loan's activation: 24,000.00 at 6 % over 48 months, made on 15 January 2026, due on the 1st. Change what a test is about.
func Loan(number string) map[string]any {
	return activation(number, "loan", map[string]any{
		"amount_financed": "24000.00", "rate": "0.06", "term_months": 48, "first_due": "2026-03-01", "due_day": 1, "day_count": "ACT/365F",
		"prepaid_finance_charge": "0.00", "balloon": "0.00", "late_fee": map[string]any{"grace_days": 10, "percent": "0.05", "max": "25.00"},
		"autopay_discount": "0.0000",
	})
}

// Lease is the data of a lease's activation: 36 months from 15 January 2026.
func Lease(number string) map[string]any {
	return activation(number, "lease", map[string]any{
		"msrp": "42000.00", "agreed_value": "40500.00", "fees_capitalised": "895.00", "cap_cost_reduction": "2500.00", "residual": "22000.00",
		"base_residual": "20000.00", "money_factor": "0.00180", "term_months": 36, "first_due": "2026-01-15", "due_day": 15,
		"tax": map[string]any{"method": "on_payment", "rate": "0.07"}, "mileage": map[string]any{"per_year": 12000, "excess_per_mile": "0.25"},
		"security_deposit": "0.00", "disposition_fee": "395.00", "purchase_fee": "300.00", "early_termination": "adjusted_balance",
	})
}

func activation(number, kind string, terms map[string]any) map[string]any {
	role := "borrower"
	if kind == "lease" {
		role = "lessee"
	}
	return map[string]any{
		"contract_number": number, "brand": "aurelia", "kind": kind, "currency": "USD", "contract_date": "2026-01-15",
		"dealer": map[string]any{"id": "D1", "name": "Aurelia of Austin"}, kind: terms,
		"parties": []any{map[string]any{
			"role": role, "party_ref": "P-" + number, "given_name": "Jiří", "family_name": "Šafařík", "birth_date": "1985-04-27",
			"email": "customer." + number + "@example.com", "phone": "+12015550123", "tax_id_last4": "1234", "locale": "en-US",
			"address": map[string]any{
				"line1": "1 Oak St", "city": "Austin", "region": "TX", "postal_code": "78701", "country": "US", "time_zone": "America/Chicago",
			},
		}},
		"vehicle": map[string]any{
			"vin": vinOf(number), "make": "Aurelia", "model": "Strada", "model_year": 2026, "trim": "Base", "condition": "new", "assembly_country": "US",
			"personal_use": true, "odometer": map[string]any{"value": 12, "unit": "mi", "read_on": "2026-01-15"}, "plate": nil,
		},
	}
}

// vinOf makes a VIN that differs by number; its maker is European, where the check digit is advisory.
func vinOf(number string) string {
	return "WVWZZZ3CZTE" + fmt.Sprintf("%06d", hash(number)%1_000_000)
}

func hash(s string) uint32 {
	h := uint32(2166136261) // FNV-1a
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}

// Activate opens a contract by a message of the feed and returns its id, and its first party as a signed-in customer.
func (w *World) Activate(t testing.TB, data map[string]any) (contract.ID, access.Actor) {
	t.Helper()
	number, _ := data["contract_number"].(string)
	line, err := json.Marshal(map[string]any{
		"specversion": "1.0", "id": "act-" + number, "source": "/test", "type": "contract.activated.v1", "subject": number,
		"time": "2026-01-15T15:00:00Z", "datacontenttype": "application/json", "data": data,
	})
	if err != nil {
		t.Fatal(err)
	}
	event, err := feed.Decode(line, feed.Rules{Now: w.Clock.Now()})
	if err != nil {
		t.Fatal(err)
	}
	outcomes, err := w.Onboarding.Apply(t.Context(), access.System("feed"), []feed.Event{event}, onboarding.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if outcomes[0].Result != onboarding.Applied {
		t.Fatalf("activate %s: %v", number, outcomes[0].Why)
	}
	return w.customerOf(t, number)
}

func (w *World) customerOf(t testing.TB, number string) (contract.ID, access.Actor) {
	t.Helper()
	c, people := w.members(t, number)
	return c, customer(people[0])
}

// Customer is one of the people on a contract as a signed-in customer, by position.
func (w *World) Customer(t testing.TB, number string, position int) access.Actor {
	t.Helper()
	_, people := w.members(t, number)
	return customer(people[position])
}

func customer(m parties.Member) access.Actor {
	return access.Customer(id.Derive[access.User]("test", m.Party.String()), m.Party)
}

func (w *World) members(t testing.TB, number string) (contract.ID, []parties.Member) {
	t.Helper()
	r := w.DB.Reader(t.Context())
	c, err := contracts.ByNumber(r, number)
	if err != nil {
		t.Fatal(err)
	}
	members, err := parties.Members(r, c.ID)
	if err != nil || len(members) == 0 {
		t.Fatalf("members of %s: %v, %v", number, members, err)
	}
	return c.ID, members
}
