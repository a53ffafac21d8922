package cli_test

import (
	"strings"
	"testing"
)

func TestAnOperatorEntersAndEndsAnEndpointOfAPartner(t *testing.T) {
	t.Parallel()
	p := lite(t)
	added := object(t, p.must(t, "admin", "hooks", "add", "Dealer CRM", "https://crm.example/hooks", "--topics", "payment.posted,contract.paid_off", "--brand", "norden", "--json"))
	secret, _ := added["secret"].(string)
	if !strings.HasPrefix(secret, "whsec_") || added["topics"] != "payment.posted contract.paid_off" {
		t.Fatalf("got %v", added)
	}
	if rotated := p.must(t, "admin", "hooks", "rotate", "Dealer CRM"); !strings.Contains(rotated, "whsec_") || strings.Contains(rotated, secret) {
		t.Errorf("got %q", rotated)
	}
	if list := p.must(t, "admin", "hooks", "list"); !strings.Contains(list, "https://crm.example/hooks") || strings.Contains(list, "whsec_") {
		t.Errorf("got %q", list)
	}
	p.must(t, "admin", "hooks", "dead")
	p.must(t, "admin", "hooks", "end", "Dealer CRM")
	if list := p.must(t, "admin", "hooks", "list"); !strings.Contains(list, "(ended)") {
		t.Errorf("got %q", list)
	}
	for words, want := range map[string]string{
		"admin hooks": "hooks add", "admin hooks add CRM": "hooks add", "admin hooks list x": "hooks add", "admin hooks add CRM http://crm.example": "https only",
		"admin hooks add CRM https://crm.example --topics all": "no topic", "admin hooks end nobody": `named "nobody"`, "admin hooks replay nobody --from x": `named "nobody"`,
		"admin hooks add CRM https://crm.example --brand x": "no brand",
	} {
		if r := p.run(t, "", strings.Fields(words)...); r.status == 0 || !strings.Contains(r.err, want) {
			t.Errorf("%q: got %d, %q, want %q", words, r.status, r.err, want)
		}
	}
}
