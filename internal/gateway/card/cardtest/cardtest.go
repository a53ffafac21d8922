// Package cardtest plays Stripe Checkout for tests: pages that are made once for each key, paid, left to expire or given back, with the
// signed news that Stripe would send.
package cardtest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	"marque/internal/civil"
)

// Key and Secret are what the played Stripe wants and signs with.
const (
	Key    = "sk_test_played"
	Secret = "whsec_played"
)

// Stripe is a played one.
type Stripe struct {
	URL string
	now civil.Clock

	mu     sync.Mutex
	pages  []*Page
	down   bool
	events int
}

// Page is one of its pages.
type Page struct {
	ID, Reference, Currency, Status, Paid, Intent, Key string
	Back, What, Locale                                 string
	Amount                                             int64
}

// Begin starts one; it ends with the test.
func Begin(t testing.TB, now civil.Clock) *Stripe {
	t.Helper()
	s := &Stripe{now: now}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/checkout/sessions", s.create)
	mux.HandleFunc("GET /v1/checkout/sessions/{id}", s.show)
	mux.HandleFunc("GET /v1/checkout/sessions", s.list)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

// Down makes every call fail until it is called again.
func (s *Stripe) Down(down bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down = down
}

// Pages returns the pages that were made.
func (s *Stripe) Pages() []Page {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]Page, len(s.pages))
	for i, p := range s.pages {
		out[i] = *p
	}
	return out
}

func (s *Stripe) create(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refuses(w, r) {
		return
	}
	key := r.Header.Get("Idempotency-Key")
	for _, p := range s.pages {
		if p.Key == key {
			write(w, p.json())
			return
		}
	}
	amount, err := strconv.ParseInt(r.FormValue("line_items[0][price_data][unit_amount]"), 10, 64)
	if err != nil || r.FormValue("mode") != "payment" || r.FormValue("success_url") == "" {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"error":{"type":"invalid_request_error","code":"parameter_missing"}}`))
		return
	}
	n := len(s.pages) + 1
	p := &Page{
		ID: fmt.Sprintf("cs_test_%d", n), Reference: r.FormValue("client_reference_id"), Currency: r.FormValue("line_items[0][price_data][currency]"),
		Status: "open", Paid: "unpaid", Intent: fmt.Sprintf("pi_%d", n), Key: key, Back: r.FormValue("success_url"),
		What: r.FormValue("line_items[0][price_data][product_data][name]"), Locale: r.FormValue("locale"), Amount: amount,
	}
	s.pages = append(s.pages, p)
	write(w, p.json())
}

func (s *Stripe) list(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.refuses(w, r) {
		write(w, map[string]any{"object": "list", "data": []any{}})
	}
}

func (s *Stripe) show(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refuses(w, r) {
		return
	}
	for _, p := range s.pages {
		if p.ID == r.PathValue("id") {
			write(w, p.json())
			return
		}
	}
	w.WriteHeader(http.StatusNotFound)
}

func (s *Stripe) refuses(w http.ResponseWriter, r *http.Request) bool {
	switch {
	case s.down:
		w.WriteHeader(http.StatusServiceUnavailable)
	case r.Header.Get("Authorization") != "Bearer "+Key:
		w.WriteHeader(http.StatusUnauthorized)
	default:
		return false
	}
	return true
}

func (p *Page) json() map[string]any {
	return map[string]any{
		"object": "checkout.session", "id": p.ID, "url": "https://checkout.stripe.example/c/pay/" + p.ID, "status": p.Status, "payment_status": p.Paid,
		"amount_total": p.Amount, "currency": p.Currency, "payment_intent": p.Intent, "client_reference_id": p.Reference,
	}
}

func write(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

// Pay pays the nth page and returns the news of it, with their signature.
func (s *Stripe) Pay(n int) (body []byte, signature string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pages[n].Status, s.pages[n].Paid = "complete", "paid"
	return s.sign("checkout.session.completed", s.pages[n].json())
}

// Expire lets the nth page expire.
func (s *Stripe) Expire(n int) (body []byte, signature string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pages[n].Status = "expired"
	return s.sign("checkout.session.expired", s.pages[n].json())
}

// Back gives so much of the nth page's money back.
func (s *Stripe) Back(n int, amount int64) (body []byte, signature string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.pages[n]
	return s.sign("charge.refunded", map[string]any{"object": "charge", "payment_intent": p.Intent, "amount": p.Amount, "amount_refunded": amount})
}

// Dispute takes the nth page's money back because its cardholder says so.
func (s *Stripe) Dispute(n int) (body []byte, signature string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.pages[n]
	return s.sign("charge.dispute.funds_withdrawn", map[string]any{"object": "dispute", "payment_intent": p.Intent, "amount": p.Amount, "reason": "fraudulent"})
}

func (s *Stripe) sign(kind string, object map[string]any) ([]byte, string) {
	s.events++
	body, _ := json.Marshal(map[string]any{"id": fmt.Sprintf("evt_%d", s.events), "object": "event", "type": kind, "data": map[string]any{"object": object}})
	return body, Sign(body, s.now)
}

// Sign signs a body as Stripe does.
func Sign(body []byte, now civil.Clock) string {
	at := strconv.FormatInt(now().Unix(), 10)
	mac := hmac.New(sha256.New, []byte(Secret))
	mac.Write([]byte(at + "." + string(body)))
	return strings.Join([]string{"t=" + at, "v1=" + hex.EncodeToString(mac.Sum(nil))}, ",")
}
