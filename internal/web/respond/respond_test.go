package respond_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"marque/internal/fault"
	"marque/internal/web/respond"
)

type page func(w io.Writer) error

func (p page) Render(_ context.Context, w io.Writer) error { return p(w) }

func get() *http.Request { return httptest.NewRequest(http.MethodGet, "/", nil) }

func TestEveryKindHasAStatus(t *testing.T) {
	t.Parallel()
	for k := fault.Internal; k <= fault.TooLarge; k++ {
		if got := respond.Status(fault.New(k, "x")); got < 400 || got > 599 {
			t.Errorf("%v: got status %d", k, got)
		}
	}
	if got := respond.Status(errors.New("disk full")); got != 500 {
		t.Errorf("got %d for an ordinary error", got)
	}
	if got := respond.Status(nil); got != 200 {
		t.Errorf("got %d for no error", got)
	}
}

func TestDeniedLooksLikeNotFound(t *testing.T) {
	t.Parallel()
	if a, b := respond.Status(fault.New(fault.Denied, "")), respond.Status(fault.New(fault.NotFound, "")); a != b {
		t.Errorf("got %d and %d", a, b)
	}
}

func TestABrokenPageSendsNothing(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	broken := page(func(w io.Writer) error {
		_, _ = io.WriteString(w, "<h1>half")
		return errors.New("no balance")
	})
	if err := respond.HTML(w, get(), 200, broken); err == nil || w.Body.Len() != 0 {
		t.Errorf("got %v and %q", err, w.Body)
	}
}

func TestAPageIsSentWhole(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	whole := page(func(w io.Writer) error { _, err := io.WriteString(w, "<h1>Hi</h1>"); return err })
	if err := respond.HTML(w, get(), 422, whole); err != nil || w.Code != 422 || w.Body.String() != "<h1>Hi</h1>" {
		t.Errorf("got %v, %d, %q", err, w.Code, w.Body)
	}
	if got := w.Header().Get("Content-Length"); got != "11" {
		t.Errorf("got length %s", got)
	}
}

func TestAProblemTellsFieldsAndWait(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	respond.Problem(w, fmt.Errorf("pay: %w", fault.Input("amount", "Enter an amount.")), "r1")
	var p struct {
		Status int
		Detail string
		Errors []fault.Field
	}
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || p.Status != 422 || len(p.Errors) != 1 || p.Errors[0].Name != "amount" {
		t.Errorf("got %v, %s", err, w.Body)
	}
	w = httptest.NewRecorder()
	respond.Problem(w, fault.Later(1500*time.Millisecond, "Wait."), "r2")
	if got := w.Header().Get("Retry-After"); got != "2" {
		t.Errorf("got %q, want 2 whole seconds", got)
	}
}

func TestAnOrdinaryErrorIsNotShown(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	respond.Problem(w, errors.New("pq: password authentication failed"), "r3")
	if strings.Contains(w.Body.String(), "password") || !strings.Contains(w.Body.String(), "r3") {
		t.Errorf("got %s", w.Body)
	}
}

func TestADocumentIsNeverGuessedAt(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	respond.Document(w, "application/pdf", "statement.pdf", []byte("%PDF"))
	if w.Header().Get("X-Content-Type-Options") != "nosniff" || w.Body.String() != "%PDF" {
		t.Errorf("got %v", w.Header())
	}
	w = httptest.NewRecorder()
	if err := respond.SeeOther(w, get(), "/x"); err != nil || w.Code != 303 {
		t.Errorf("got %v, %d", err, w.Code)
	}
}
