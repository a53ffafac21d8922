package app

import (
	_ "embed"
	"html/template"
	"net/http"
	"strings"

	"marque/internal/core/identity"
)

//go:embed compliance.html
var compliancePage string

// Compliance is where an installation departs from the standards, by its policy.
type Compliance struct {
	Policy     identity.Policy      `json:"policy"`
	TLS        string               `json:"tls"`
	Deviations []identity.Deviation `json:"deviations"`
}

// Compliance says what the settings mean for ASVS 5.0 and NIST SP 800-63B-4.
func (a *App) Compliance() Compliance {
	return ComplianceOf(identity.Policy(a.Config.Policy), a.Config.TLS())
}

// ComplianceOf says the same without an open installation.
func ComplianceOf(policy identity.Policy, ownTLS bool) Compliance {
	c := Compliance{Policy: policy, TLS: "a proxy ends TLS, and these tests say nothing of it", Deviations: identity.Deviations(policy)}
	if ownTLS {
		c.TLS = "the program ends TLS: 1.3, or 1.2 with AEAD suites"
	}
	return c
}

// announce writes each departure into the log, once at the start.
func (a *App) announce() {
	for _, d := range a.Compliance().Deviations {
		a.Log.Info("departs from a standard", "policy", a.Config.Policy, "requirements", strings.Join(d.IDs, ", "), "what", d.What, "remedy", d.Remedy)
	}
}

// compliance shows the same to an operator.
func (a *App) compliance() http.HandlerFunc {
	page := template.Must(template.New("compliance").Funcs(template.FuncMap{"join": strings.Join}).Parse(compliancePage))
	return func(w http.ResponseWriter, _ *http.Request) {
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-store")
		var body strings.Builder
		if err := page.Execute(&body, a.Compliance()); err != nil {
			a.Log.Error("compliance page", "error", err)
			http.Error(w, "The page could not be made.", http.StatusInternalServerError)
			return
		}
		_, _ = w.Write([]byte(body.String()))
	}
}
