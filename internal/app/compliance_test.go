package app_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"marque/internal/app"
	"marque/internal/config"
	"marque/internal/core/identity"
)

func TestDeparturesAreToldAtTheStartAndOnTheOperatorsPage(t *testing.T) {
	t.Parallel()
	log := &logged{}
	a, _ := withFiles(t, log)
	ctx, stop := context.WithCancel(t.Context())
	public, admin := listening(t), listening(t)
	ended, adminEnded := make(chan error, 1), make(chan error, 1)
	go func() { ended <- a.Serve(ctx, public, http.NotFoundHandler()) }()
	go func() { adminEnded <- a.ServeAdmin(ctx, admin) }()
	answer, err := http.Get("http://" + admin.Addr().String() + "/compliance")
	if err != nil {
		t.Fatal(err)
	}
	page, err := io.ReadAll(answer.Body)
	if err != nil || answer.Body.Close() != nil {
		t.Fatal(err)
	}
	stop()
	await(t, ended, "the server")
	await(t, adminEnded, "the operator's address")
	said := log.String()
	for _, d := range identity.Deviations(identity.Standard) {
		if ids := strings.Join(d.IDs, ", "); !strings.Contains(said, ids) || !strings.Contains(string(page), "<h2>"+ids) {
			t.Errorf("%s is not in the log or not on the page", ids)
		}
	}
	if strings.Contains(string(page), "TestLegacyLocksKnownDevicesToo") || !strings.Contains(string(page), "the program ends TLS") {
		t.Errorf("the page is not that of this policy and these settings:\n%s", page)
	}
}

func TestComplianceFollowsThePolicy(t *testing.T) {
	t.Parallel()
	set := config.Default()
	set.Data, set.Zone, set.Policy = t.TempDir(), time.UTC, config.Strict
	a, err := app.Open(t.Context(), app.Options{Config: set, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	got := a.Compliance()
	if got.Policy != identity.Strict || len(got.Deviations) != len(identity.Deviations(identity.Strict)) || strings.Contains(got.TLS, "program") {
		t.Errorf("got %+v", got)
	}
}
