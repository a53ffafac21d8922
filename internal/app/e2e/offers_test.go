package e2e_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/payment"
	"marque/internal/l10n"
	"marque/internal/service/paying"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// offering is a conversation in which an agent puts cards beside answers.
type offering struct {
	*desk
	t        *testing.T
	at, hers string // the conversation at the desk and at the customer's
	on       contracts.Contract
	today    civil.Date
	sent     int
}

func (d *desk) offering(t *testing.T) *offering {
	t.Helper()
	d.mia.signIn(d.world, d.mine)
	asked, _ := d.mia.upload("/messages/new", "/messages/new", url.Values{"topic": {"payments"}, "subject": {"How could it end?"}, "text": {"What would it cost?"}, "_key": {"o1"}}, nil)
	m := talkLink.FindStringSubmatch(d.dana.get("/desk/queue").body)
	if m == nil {
		t.Fatal("nothing in the queue")
	}
	o := &offering{desk: d, t: t, at: m[1], hers: asked.to, today: civil.On(d.Clock.Now(), d.Config.Zone)}
	o.on = o.numbered(d.mine.number)
	return o
}

func (o *offering) numbered(number string) contracts.Contract {
	o.t.Helper()
	c, err := contracts.ByNumber(o.DB.Reader(o.t.Context()), number)
	if err != nil {
		o.t.Fatal(err)
	}
	return c
}

// offers sends an answer of an agent's with a card beside it.
func (o *offering) offers(v *visitor, kind string, on contract.ID, through civil.Date) answer {
	o.t.Helper()
	o.sent++
	got, _ := v.upload(o.at, o.at, url.Values{"do": {"send"}, "text": {"See beside."}, "read": {"99"}, "_key": {"offer" + string(rune('0'+o.sent))},
		"offer": {kind}, "offer_contract": {on.String()}, "offer_through": {through.String()}}, nil)
	return got
}

// card is the newest card on the customer's page: its amount, where it leads, and its words.
func (o *offering) card() (amount, leads, words string) {
	o.t.Helper()
	all := regexp.MustCompile(`(?s)<div class="said-offer">.*?</div>\s*</li>`).FindAllString(o.mia.get(o.hers).body, -1)
	if len(all) == 0 {
		o.t.Fatal("there is no card")
	}
	last := all[len(all)-1]
	if m := regexp.MustCompile(`<a class="button second small" href="([^"]+)"`).FindStringSubmatch(last); m != nil {
		leads = html.UnescapeString(m[1])
	}
	return regexp.MustCompile(`\$[0-9,]+\.\d\d`).FindString(last), leads, last
}

func TestACardCarriesTheFiguresOfTheCustomersOwnPageAndLeadsThere(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		o := newDesk(t, db).offering(t)
		day := o.today.AddDays(5)
		if got := o.offers(o.dana, "payoff", o.on.ID, day); got.status != http.StatusSeeOther {
			t.Fatalf("got %d: %s", got.status, got.body)
		}
		amount, leads, _ := o.card()
		quote, err := o.Lettering.Quote(t.Context(), o.mia.actor(o.world), o.on.ID, day)
		if err != nil || amount != l10n.EnUS.Money(quote.Payoff.Amount, quote.Currency) {
			t.Errorf("the card says %q, the payoff is %v, %v", amount, quote.Payoff.Amount, err)
		}
		if page := o.mia.get(leads); !strings.Contains(leads, "/payoff?good_through="+day.String()) || page.status != http.StatusOK || !strings.Contains(page.body, amount) {
			t.Errorf("%s: got %d, which does not say %s", leads, page.status, amount)
		}
		if got := o.offers(o.sam, "extension", o.on.ID, day); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "Please talk to us about moving a payment") {
			t.Errorf("an extension that cannot be had: got %d", got.status)
		}
		o.repin(t, o.on.ID)
		if got := o.offers(o.sam, "extension", o.on.ID, day); got.status != http.StatusSeeOther {
			t.Fatalf("an extension: got %d: %s", got.status, got.body)
		}
		_, leads, words := o.card()
		if page := o.mia.get(leads); page.status != http.StatusOK || !strings.Contains(page.body, "Sign and ask for the extension") || !strings.Contains(words, "Last payment then") {
			t.Errorf("%s: got %d", leads, page.status)
		}
		if got := o.offers(o.dana, "payment", o.on.ID, day); got.status != http.StatusSeeOther {
			t.Fatalf("a payment: got %d: %s", got.status, got.body)
		}
		amount, leads, _ = o.card()
		if page := o.mia.get(leads); page.status != http.StatusOK || !strings.Contains(page.body, `value="`+strings.NewReplacer("$", "", ",", "").Replace(amount)+`"`) || !strings.Contains(page.body, `value="`+day.String()+`"`) {
			t.Errorf("%s: got %d, not filled in", leads, page.status)
		}
		o.takenAlong(amount)
		o.lapses(day)
	})
}

// takenAlong looks for the cards in all that the customer takes along, and on who looked.
func (o *offering) takenAlong(amount string) {
	o.t.Helper()
	if text := o.mia.get(o.hers + "/transcript.txt").body; !strings.Contains(text, "Amount: "+amount) || !strings.Contains(text, "— Payoff quote") {
		o.t.Errorf("the transcript: %s", text)
	}
	if data := o.mia.get(o.hers + "/transcript.json").body; strings.Count(data, `"card": {`) != 3 {
		o.t.Errorf("the transcript as data: %s", data)
	}
	var file strings.Builder
	if err := o.Exporting.Contract(o.t.Context(), o.mia.actor(o.world), o.on.ID, &file); err != nil || strings.Count(file.String(), `"conversation_id"`) != 3 {
		o.t.Errorf("the data of the contract: %v, %d cards", err, strings.Count(file.String(), `"conversation_id"`))
	}
	if page := o.mia.get("/profile/looks").body; !strings.Contains(page, "Put a card with figures into a conversation with you") {
		o.t.Error("who looked does not tell of it")
	}
}

// lapses has the customer pay what the newest card asks for, and then lets the days of the others go by.
func (o *offering) lapses(day civil.Date) {
	o.t.Helper()
	by := o.mia.actor(o.world)
	choices, err := o.Paying.Choices(o.t.Context(), by, o.on.ID)
	if err != nil {
		o.t.Fatal(err)
	}
	o.Clock.Advance(time.Minute)
	order := paying.Order{Contract: o.on.ID, Amount: choices.ToPay, Kind: contract.RegularPayment, Date: choices.Earliest, Key: "p1",
		New: payment.AccountInput{Type: "savings", Routing: "021000021", Number: "1234567890", Confirm: "7890"}}
	account, err := o.Paying.Prepare(o.t.Context(), by, order)
	if err != nil {
		o.t.Fatal(err)
	}
	order.Account = account.ID
	if _, err := o.Paying.PayOnce(o.t.Context(), by, order); err != nil {
		o.t.Fatal(err)
	}
	page := o.mia.get(o.hers).body
	if _, leads, words := o.card(); leads != "" || !strings.Contains(words, "This is done already.") || strings.Count(page, `class="said-offer-lapsed"`) > 2 {
		o.t.Errorf("a payment that is made: leads to %q, says %s", leads, words)
	}
	if !strings.Contains(page, "/payoff?good_through="+day.String()) {
		o.t.Error("the quote lapsed with a payment that is not posted yet")
	}
}

func TestACardIsOfferedOnTheCustomersOwnContractsOnly(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		o := newDesk(t, db).offering(t)
		_, other := people("aurelia")
		theirs := o.numbered(o.activate(t, other).number)
		day := o.today.AddDays(5)
		for _, kind := range []string{"payoff", "extension", "payment"} {
			if got := o.offers(o.dana, kind, theirs.ID, day); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "That is no contract of this customer.") || !strings.Contains(got.body, ">See beside.</textarea>") {
				t.Errorf("%s: got %d: %s", kind, got.status, got.body)
			}
		}
		if got := o.offers(o.dana, "payoff", o.on.ID, o.today.AddDays(31)); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "Choose a day from today to 30 days ahead.") {
			t.Errorf("too far ahead: got %d", got.status)
		}
		if page := o.mia.get(o.hers).body; strings.Contains(page, "See beside.") || strings.Contains(page, "Payoff quote") {
			t.Error("something was said, or offered")
		}
		if got := o.offers(o.as(t, access.RoleAuditor), "payoff", o.on.ID, day); got.status != http.StatusNotFound {
			t.Errorf("who may not answer: got %d", got.status)
		}
	})
}
