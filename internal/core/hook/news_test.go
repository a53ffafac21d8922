package hook_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/hook"
	"marque/internal/id"
)

// The document for partners shows one message of each topic, exactly as it is sent.
func TestTheDocumentedMessagesAreWhatIsSent(t *testing.T) {
	t.Parallel()
	document, err := os.ReadFile("../../../docs/integrator/webhooks.md")
	if err != nil {
		t.Fatal(err)
	}
	c, err := id.Parse[contract.Contract]("019abc12-3456-7890-abcd-ef0123456789")
	if err != nil {
		t.Fatal(err)
	}
	news := map[hook.Topic]hook.News{
		hook.ContractActivated: {On: civil.Must(2026, 11, 20), Status: "active"},
		hook.ContractPaidOff:   {On: civil.Must(2026, 11, 20), Status: "paid_off"},
		hook.ContractEnded:     {On: civil.Must(2026, 11, 20), Status: "terminated"},
		hook.ContractReopened:  {On: civil.Must(2026, 11, 20), Status: "active"},
		hook.PaymentPosted:     {On: civil.Must(2026, 11, 20), Amount: 61_244, Currency: "USD", Ref: "payment:019abc12-3456-7890-abcd-ef0123456780"},
		hook.PaymentReturned:   {On: civil.Must(2026, 11, 20), Ref: "payment:019abc12-3456-7890-abcd-ef0123456780", Code: "R01"},
		hook.TitleChanged:      {On: civil.Must(2026, 11, 20), Status: "lien_recorded"},
		hook.TitleReleased:     {On: civil.Must(2026, 11, 20), Status: hook.ReleasedStatus},
		hook.ContactChanged:    {Code: "email"},
	}
	for _, topic := range hook.Topics() {
		n, ok := news[topic]
		if !ok {
			t.Errorf("no example of %s", topic)
		}
		n.Topic, n.At, n.Contract, n.Number, n.Brand = topic, time.Date(2026, 11, 20, 15, 4, 5, 0, time.UTC), c, "AUR-2026-000123", "aurelia"
		body, err := n.Body()
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(document), "\n"+string(body)+"\n") {
			t.Errorf("docs/integrator/webhooks.md lacks\n%s", body)
		}
	}
}
