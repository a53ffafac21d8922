// Package card takes payments by card on a page of Stripe's (Checkout): it asks for the page, looks at what became of it, and proves the
// news that Stripe sends. No card number passes through here. It speaks the three calls it needs over plain HTTP: Stripe's own library is
// four hundred thousand lines, which every build of ours would pay for.
package card

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"marque/internal/civil"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/money"
)

// Settings is how Stripe is reached.
type Settings struct {
	Base    string // https://api.stripe.com; tests have another
	Key     string // the secret key
	Secrets []string
	Now     civil.Clock
	Client  *http.Client // nil is one with our bounds
}

// The bounds of the conversation.
const (
	answerWithin = 15 * time.Second
	mostAnswer   = 1 << 20
	mostNews     = 256 << 10
	tolerance    = 5 * time.Minute // Stripe's own libraries take news that are this old
	apiVersion   = "2025-03-31.basil"
)

// Stripe is a client.
type Stripe struct{ s Settings }

// New checks the settings and returns a client.
func New(s Settings) (*Stripe, error) {
	if s.Key == "" || len(s.Secrets) == 0 {
		return nil, fault.Input("cards.key", "Give Stripe's secret key, and the signing secret of its webhook.")
	}
	if s.Base == "" {
		s.Base = "https://api.stripe.com"
	}
	if s.Client == nil {
		s.Client = &http.Client{Timeout: answerWithin}
	}
	return &Stripe{s}, nil
}

// Open implements paying.Cards. The ask's id is the key under which Stripe makes one page only.
func (c *Stripe) Open(ctx context.Context, ask payment.CardAsk) (payment.CardPage, error) {
	form := url.Values{
		"mode": {"payment"}, "payment_method_types[0]": {"card"}, "client_reference_id": {ask.ID.String()}, "success_url": {ask.Back}, "cancel_url": {ask.Back},
		"expires_at": {strconv.FormatInt(ask.Until.Unix(), 10)}, "locale": {ask.Language}, "metadata[order]": {ask.ID.String()},
		"payment_intent_data[metadata][order]": {ask.ID.String()}, "line_items[0][quantity]": {"1"},
		"line_items[0][price_data][currency]":           {strings.ToLower(ask.Currency)},
		"line_items[0][price_data][unit_amount]":        {strconv.FormatInt(int64(ask.Amount), 10)},
		"line_items[0][price_data][product_data][name]": {ask.What},
	}
	return c.session(ctx, http.MethodPost, "/v1/checkout/sessions", form, ask.ID.String())
}

// Look implements paying.Cards.
func (c *Stripe) Look(ctx context.Context, session string) (payment.CardPage, error) {
	return c.session(ctx, http.MethodGet, "/v1/checkout/sessions/"+url.PathEscape(session), nil, "")
}

// session is Stripe's Checkout Session, as far as it concerns us.
type session struct {
	ID            string `json:"id"`
	URL           string `json:"url"`
	Status        string `json:"status"`         // open, complete, expired
	PaymentStatus string `json:"payment_status"` // paid, unpaid, no_payment_required
	AmountTotal   int64  `json:"amount_total"`
	Currency      string `json:"currency"`
	PaymentIntent string `json:"payment_intent"`
	Reference     string `json:"client_reference_id"`
}

func (s session) page() payment.CardPage {
	return payment.CardPage{
		Session: s.ID, Link: s.URL, Paid: s.Status == "complete" && s.PaymentStatus == "paid", Expired: s.Status == "expired",
		Amount: money.Cents(s.AmountTotal), Currency: strings.ToUpper(s.Currency), Receipt: s.PaymentIntent,
	}
}

func (c *Stripe) session(ctx context.Context, method, path string, form url.Values, once string) (payment.CardPage, error) {
	text, err := c.ask(ctx, method, path, form, once)
	if err != nil {
		return payment.CardPage{}, away(err)
	}
	var s session
	if err := json.Unmarshal(text, &s); err != nil || s.ID == "" {
		return payment.CardPage{}, away(errors.New("the answer is no session"))
	}
	return s.page(), nil
}

// ask puts one question to Stripe and returns the answer of one that it took.
func (c *Stripe) ask(ctx context.Context, method, path string, form url.Values, once string) ([]byte, error) {
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r, err := http.NewRequestWithContext(ctx, method, c.s.Base+path, body)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "Bearer "+c.s.Key)
	r.Header.Set("Stripe-Version", apiVersion)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Idempotency-Key", once)
	}
	answer, err := c.s.Client.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, mostAnswer))
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != http.StatusOK {
		return nil, refused(answer.StatusCode, text)
	}
	return text, nil
}

// Check asks Stripe for one page of those that were made, which needs the key and nothing else.
func (c *Stripe) Check(ctx context.Context) error {
	_, err := c.ask(ctx, http.MethodGet, "/v1/checkout/sessions?limit=1", nil, "")
	return err
}

// away is a fault for the customer with the reason for us behind it.
func away(err error) error {
	return errors.Join(fault.New(fault.Unavailable, "Payments by card are not available just now. Nothing was taken. Please try again in a few minutes, or pay from a bank account."),
		fmt.Errorf("ask the card processor: %w", err))
}

// refused says what Stripe disliked, without what was sent.
func refused(status int, text []byte) error {
	var said struct {
		Error struct{ Type, Code, Param string }
	}
	_ = json.Unmarshal(text, &said) // what cannot be read says nothing
	return fmt.Errorf("status %d, type %q, code %q, parameter %q", status, said.Error.Type, said.Error.Code, said.Error.Param)
}

// event is what Stripe sends by itself.
type event struct {
	ID   string `json:"id"`
	Type string `json:"type"`
	Data struct {
		Object json.RawMessage `json:"object"`
	} `json:"data"`
}

// Read implements paying.Cards.
func (c *Stripe) Read(body []byte, header func(string) string) (payment.CardNews, bool, error) {
	if len(body) > mostNews {
		return payment.CardNews{}, false, fault.New(fault.TooLarge, "This is longer than news of a payment are.")
	}
	if err := c.prove(body, header("Stripe-Signature")); err != nil {
		return payment.CardNews{}, false, err
	}
	var e event
	if err := json.Unmarshal(body, &e); err != nil || e.ID == "" {
		return payment.CardNews{}, false, fault.New(fault.Invalid, "This is no event.")
	}
	news, ok, err := e.news()
	news.ID = e.ID
	return news, ok, err
}

func (e event) news() (payment.CardNews, bool, error) {
	switch e.Type {
	case "checkout.session.completed", "checkout.session.async_payment_succeeded", "checkout.session.expired":
		return e.ofPage()
	case "charge.refunded", "charge.dispute.funds_withdrawn":
		return e.ofMoney()
	}
	return payment.CardNews{}, false, nil
}

func (e event) ofPage() (payment.CardNews, bool, error) {
	var s session
	if err := json.Unmarshal(e.Data.Object, &s); err != nil || s.ID == "" {
		return payment.CardNews{}, false, fault.New(fault.Invalid, "This is no checkout session.")
	}
	order, err := id.Parse[payment.Card](s.Reference)
	if err != nil {
		return payment.CardNews{}, false, nil //nolint:nilerr // a page that somebody else made at the same account
	}
	page := s.page()
	return payment.CardNews{Order: order, Page: page}, page.Paid || page.Expired, nil
}

// ofMoney reads a refund (a Charge) or a dispute.
func (e event) ofMoney() (payment.CardNews, bool, error) {
	var m struct {
		PaymentIntent string `json:"payment_intent"`
		Amount        int64  `json:"amount"`
		Refunded      int64  `json:"amount_refunded"`
		Reason        string `json:"reason"`
	}
	if err := json.Unmarshal(e.Data.Object, &m); err != nil || m.PaymentIntent == "" {
		return payment.CardNews{}, false, nil //nolint:nilerr // money of another kind
	}
	out := payment.CardNews{Page: payment.CardPage{Receipt: m.PaymentIntent}, Returned: true, Reason: "refunded"}
	if e.Type == "charge.refunded" {
		out.Partly = m.Refunded < m.Amount
		return out, true, nil
	}
	out.Reason = "disputed"
	return out, true, nil
}

// prove checks Stripe's signature: HMAC-SHA256 over the time, a dot and the body, under any of our secrets, not long ago.
func (c *Stripe) prove(body []byte, signature string) error {
	wrong := fault.New(fault.Denied, "This was not signed by the card processor.")
	at, signatures := "", []string{}
	for part := range strings.SplitSeq(signature, ",") {
		switch name, value, _ := strings.Cut(strings.TrimSpace(part), "="); name {
		case "t":
			at = value
		case "v1":
			signatures = append(signatures, value)
		}
	}
	seconds, err := strconv.ParseInt(at, 10, 64)
	if age := c.s.Now().Sub(time.Unix(seconds, 0)); err != nil || age > tolerance || age < -tolerance {
		return wrong
	}
	for _, secret := range c.s.Secrets {
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write([]byte(at + "."))
		mac.Write(body)
		want := hex.EncodeToString(mac.Sum(nil))
		for _, got := range signatures {
			if hmac.Equal([]byte(got), []byte(want)) {
				return nil
			}
		}
	}
	return wrong
}
