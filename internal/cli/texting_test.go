package cli_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTheBudgetOfTextsIsShownAndGivenBack(t *testing.T) {
	t.Parallel()
	p := lite(t)
	if out := p.must(t, "texts"); out != "0 texts since midnight UTC, of 20000 a day." {
		t.Errorf("got %q", out)
	}
	if v := object(t, p.must(t, "texts", "reset", "--json")); v["used"] != 0.0 || v["stopped"] != false {
		t.Errorf("got %v", v)
	}
	if out := p.must(t, "texts", "status", "--sms-per-day", "0"); !strings.Contains(out, "no budget") {
		t.Errorf("got %q", out)
	}
}

func TestTheRecordOfASigningKeyIsPrinted(t *testing.T) {
	t.Parallel()
	p := lite(t)
	if out := p.must(t, "dkim"); !strings.HasPrefix(out, "No key is set") {
		t.Errorf("got %q", out)
	}
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	file := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})
	settings := `{"mail":{"dkim":{"domain":"aurelia.example","selector":"m2026","key_file":"dkim.pem"}}}`
	for name, text := range map[string]string{"dkim.pem": string(file), "marque.json": settings} {
		if err := os.WriteFile(filepath.Join(p.data, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if out := p.must(t, "dkim"); !strings.HasPrefix(out, `m2026._domainkey.aurelia.example. IN TXT ( "v=DKIM1; k=rsa; p=`) || strings.Count(out, `"`) != 4 {
		t.Errorf("got %q, want the record in two strings", out)
	}
}
