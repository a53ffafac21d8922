package e2e_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"marque/internal/core/upload"
	"marque/internal/store/engine/enginetest"
)

var proofLink = regexp.MustCompile(`href="(/contracts/[0-9a-f-]{36}/vehicle/insurance/[0-9a-f-]{36})"`)

func TestAProofOfInsuranceThatCouldDoHarmIsRefusedWithASentenceAndNothingIsServedToRun(t *testing.T) {
	t.Parallel()
	n := &town{world: serve(t, enginetest.SQLite(t))}
	n.server = httptest.NewTLSServer(n.gate)
	t.Cleanup(n.server.Close)
	p, _ := people("aurelia")
	v := n.visitor(t)
	v.signIn(n.world, n.enrol(t, n.activate(t, p)))
	page := "/contracts/" + v.contract() + "/vehicle"
	form := page + "/insurance"
	about := url.Values{"insurer": {"Prairie <b> Mutual"}, "until_month": {"5"}, "until_day": {"1"}, "until_year": {"2027"}, "_key": {"proof-1"}}
	zip := "PK\x05\x06" + strings.Repeat("\x00", 18)
	for name, c := range map[string]struct {
		file, content, says string
	}{
		"a page":                          {"policy.html", "<!doctype html><script>alert(1)</script>", "is not a PDF, JPEG or PNG file"},
		"a page called a PDF":             {"policy.pdf", "<!doctype html><script>alert(1)</script>", "is not a PDF, JPEG or PNG file"},
		"a drawing that runs":             {"policy.svg", `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`, "is not a PDF, JPEG or PNG file"},
		"an archive":                      {"policy.zip", "PK\x03\x04" + zip, "is not a PDF, JPEG or PNG file"},
		"a PDF that is an archive":        {"policy.pdf", tinyPDF + zip, "is not a PDF, JPEG or PNG file"},
		"a packed stream":                 {"policy.pdf.gz", "\x1f\x8b\x08", "is not a PDF, JPEG or PNG file"},
		"a file that is too large":        {"policy.pdf", "%PDF-1.7" + strings.Repeat("x", upload.MostFile) + "%%EOF", "A file has at most 6 MB"},
		"nothing":                         {"policy.pdf", "", "is empty"},
		"a picture that fills the memory": {"card.png", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\xea\x60\x00\x00\xea\x60\x08\x02\x00\x00\x00\x00\x00\x00\x00", "is not a PDF, JPEG or PNG file"},
	} {
		got, _ := v.uploadIn("proof", form, form, about, map[string]string{c.file: c.content})
		if got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, c.says) || !strings.Contains(got.body, "Prairie &lt;b&gt; Mutual") {
			t.Errorf("%s: got %d: %s", name, got.status, got.body)
		}
	}
	if got, _ := v.uploadIn("proof", form, form, about, map[string]string{"1.pdf": tinyPDF, "2.pdf": tinyPDF}); got.status != http.StatusUnprocessableEntity {
		t.Errorf("two files where one is asked for: got %d", got.status)
	}
	if got, _ := v.uploadIn("proof", form, form, about, map[string]string{`..\..\x/../"policy".exe`: tinyPDF}); got.to != page+"?done=proof" {
		t.Fatalf("got %d to %q: %s", got.status, got.to, got.body)
	}
	links := proofLink.FindAllStringSubmatch(v.get(page).body, -1)
	if len(links) != 1 {
		t.Fatalf("got the proofs %v, want one", links)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, v.server.URL+links[0][1], nil)
	if err != nil {
		t.Fatal(err)
	}
	got, h := v.send(r)
	if got.body != tinyPDF || h.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(h.Get("Content-Disposition"), "attachment; ") || strings.ContainsAny(h.Get("Content-Disposition"), `/\`) ||
		strings.Contains(h.Get("Content-Disposition"), "exe") || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("got %d with %v", got.status, h)
	}
}
