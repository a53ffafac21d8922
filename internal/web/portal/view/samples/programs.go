package samples

import (
	"marque/internal/core/access"
	"marque/internal/l10n"
	"marque/internal/web/portal/view"
	"marque/internal/web/ui"
)

// programs are the pages about the interface for programs.
func programs(stranger, f ui.Frame) []Sample {
	ask := view.Authorize{
		Frame: f, Action: "/oauth/authorize", Client: "Aurelia Mobile", Back: "app.aurelia.example", Scopes: access.Scopes(),
		Stays:   l10n.Count(90, l10n.T("day", "día", "Tag"), l10n.T("days", "días", "Tage")),
		Carried: []view.Hidden{{Name: "client_id", Value: "1"}, {Name: "redirect_uri", Value: "https://app.aurelia.example/back"}},
	}
	money := view.APIField{Name: "amount", Type: "money", Text: "For a payoff, the amount of its day.", Required: true}
	docs := view.APIDocs{
		Frame: stranger, Version: "1.0", About: []string{"Vehicle loans and leases for programs.", "Amounts are whole cents with their currency."}, Document: "/api/v1/openapi.json",
		Authorize: "/oauth/authorize", Token: "/api/v1/oauth/token",
		Groups: []view.APIGroup{{Name: "Payments", Text: "Paying, once.", Operations: []view.APIOperation{
			{
				ID: "createPayment", Method: "POST", Path: "/contracts/{id}/payments", Title: "Order a payment, once", Text: "The same Idempotency-Key orders one payment however often it is sent.",
				Scope: "payments:write", Try: true, Example: "{\n  \"amount\": {\"cents\": 10000, \"currency\": \"USD\"}\n}",
				Params: []view.APIField{
					{Name: "id", Type: "uuid", Where: "path", Text: "The contract's id.", Required: true}, {Name: "Idempotency-Key", Type: "string", Where: "header", Text: "Your own, new for each order.", Required: true},
				},
				Body: []view.APIField{money, {Name: "kind", Type: "regular | payoff | principal_only"}}, Answer: []view.APIField{{Name: "id", Type: "uuid", Required: true}, money},
			},
			{ID: "getStatementFile", Method: "GET", Path: "/contracts/{id}/statements/{statement}/statement.pdf", Title: "A statement exactly as it was rendered", Text: "A statement exactly as it was rendered.", File: true},
		}}},
	}
	return []Sample{{"authorize", ask.Page()}, {"api", docs.Page()}}
}
