package mail_test

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"marque/internal/fault"
	"marque/internal/gateway/mail"
	"marque/internal/gateway/mail/mailtest"
)

// keyFile writes a private key as openssl does.
func keyFile(t *testing.T, key crypto.Signer) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "dkim.pem")
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func rsaKey(t *testing.T, bits int) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func edKey(t *testing.T) ed25519.PrivateKey {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func signed(t *testing.T, domain, file string) *mail.DKIM {
	t.Helper()
	d, err := mail.LoadDKIM(domain, "m2026", file)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// python is Debian's, which finds Debian's packages.
const python = "/usr/bin/python3"

// verify asks Debian's python3-dkim, which shares no code with ours, whether the signature of each letter is that of a DNS record.
const verify = `import sys, json
try:
    import dkim, nacl
except ImportError:
    sys.exit(7)
out = []
for c in json.load(sys.stdin):
    def answer(asked, timeout=5, c=c): return c["Record"].encode() if asked == c["Name"].encode() + b"." else None
    try: out.append(dkim.verify(c["Letter"].encode(), dnsfunc=answer))
    except Exception: out.append(False)
print(json.dumps(out))`

// seen is a letter as somebody may get it, with what DNS says.
type seen struct {
	What, Letter, Name, Record string
	Holds                      bool
}

// verified compares what the verifier says of each letter with what we want.
func verified(t *testing.T, all []seen) {
	t.Helper()
	in, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(python, "-c", verify)
	cmd.Stdin = bytes.NewReader(in)
	out, err := cmd.Output()
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("python3-dkim: %v and CI=true", err)
		}
		t.Skipf("SKIPPED: python3-dkim: %v; apt-get install python3-dkim python3-nacl", err)
	}
	var got []bool
	if err := json.Unmarshal(out, &got); err != nil || len(got) != len(all) {
		t.Fatalf("got %s, %v", out, err)
	}
	for i, s := range all {
		if got[i] != s.Holds {
			t.Errorf("%s: got %v, want %v\n%s", s.What, got[i], s.Holds, s.Letter)
		}
	}
}

func TestALetterThatOpenSMTPDDeliveredIsSignedByItsBrand(t *testing.T) {
	t.Parallel()
	d := mailtest.Start(t, "customer.example")
	var all []seen
	for name, key := range map[string]crypto.Signer{"rsa-sha256": rsaKey(t, 2048), "ed25519-sha256": edKey(t)} {
		ours, norden := signed(t, "aurelia.example", keyFile(t, rsaKey(t, 2048))), signed(t, "norden.example", keyFile(t, key))
		m := driver(t, mail.Settings{
			Host: "127.0.0.1", Port: d.Port, TLS: mail.Off, From: "no-reply@aurelia.example", Now: now, DKIM: ours,
			FromOf: map[string]string{"norden": "Norden <service@mail.norden.example>"}, DKIMOf: map[string]*mail.DKIM{"norden": norden},
		})
		e := envelope()
		e.Brand, e.Reference, e.Letter.Text = "norden", name, e.Letter.Text+strings.Repeat("A line with  two spaces \n\n", 3)
		if _, err := m.Send(t.Context(), e); err != nil {
			t.Fatal(err)
		}
		letter := d.Letter(t, "X-Reference: "+name)
		if !strings.Contains(letter, "a="+name) {
			t.Errorf("want a signature by %s on\n%s", name, letter)
		}
		host, record, err := norden.Record()
		if err != nil || host != "m2026._domainkey.norden.example" {
			t.Fatalf("got %s, %v", host, err)
		}
		_, other, err := ours.Record()
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, seen{name, letter, host, record, true},
			seen{name + ", another key's record", letter, host, other, false},
			seen{name + ", a changed word", strings.Replace(letter, "491827", "491828", 1), host, record, false},
			seen{name + ", a changed subject", strings.Replace(letter, "Subject: ", "Subject: x", 1), host, record, false},
			seen{name + ", a second sender", strings.Replace(letter, "From: ", "From: evil@example.com\r\nFrom: ", 1), host, record, false})
	}
	verified(t, all)
}

func TestAKeyThatCannotSignIsNamed(t *testing.T) {
	t.Parallel()
	nonsense := filepath.Join(t.TempDir(), "nonsense.pem")
	if err := os.WriteFile(nonsense, []byte("no key"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string]string{"no file": nonsense + "x", "no key": nonsense, "a short key": keyFile(t, rsaKey(t, 1024))} {
		if _, err := mail.LoadDKIM("aurelia.example", "m2026", file); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v, want it named", name, err)
		}
	}
	if _, err := mail.LoadDKIM(strings.Repeat("long.", 14)+"example", "m2026", keyFile(t, edKey(t))); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want a domain that go-mail folds wrongly named", err)
	}
	s := mail.Settings{Host: "127.0.0.1", Port: 25, From: "no-reply@aurelia.example", Now: now, DKIM: signed(t, "norden.example", keyFile(t, edKey(t)))}
	if _, err := mail.New(s); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want a signature of another domain refused", err)
	}
	s.DKIM = signed(t, "example", keyFile(t, edKey(t)))
	if _, err := mail.New(s); err != nil {
		t.Errorf("got %v, want a domain above the sender's taken", err)
	}
}
