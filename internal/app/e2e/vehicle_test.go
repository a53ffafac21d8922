package e2e_test

import (
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"marque/internal/app"
	"marque/internal/app/apptest"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/leaseend"
	"marque/internal/core/upload"
	"marque/internal/id"
	"marque/internal/seal"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/messages"
	"marque/internal/store/vehicles"
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

func TestALesseeChoosesAtTheEndAndSignsTheMileageAndTheDeskIsTold(t *testing.T) {
	t.Parallel()
	n := &town{world: serve(t, enginetest.SQLite(t))}
	n.server = httptest.NewTLSServer(n.gate)
	t.Cleanup(n.server.Close)
	data := apptest.Lease("L1")
	data["lease"].(map[string]any)["term_months"] = 12 // it ends on January 15, 2027
	n.Activate(t, data)
	p := person{brand: "aurelia", number: "L1", given: "Jiří", family: "Šafařík", email: "customer.L1@example.com", phone: "+12015550123", zip: "78701", house: "1", tax: "1234", year: "1985", month: "04", day: "27"}
	v := n.visitor(t)
	v.signIn(n.world, n.enrol(t, p.named("jiri.safarik", "lantern hedgehog velvet 41")))
	page := "/contracts/" + v.contract() + "/lease-end"
	if first := v.get("/").body; !strings.Contains(first, page) || !strings.Contains(first, "Your lease ends on January 15, 2027") {
		t.Error("the first page does not lead to the lease's end")
	}
	if got := v.get(page).body; !strings.Contains(got, "$395.00") || !strings.Contains(got, "6 months, until Jul 15, 2027") || !strings.Contains(got, "$22,000.00") {
		t.Errorf("got %s", got)
	}
	if got := v.post(page, page, url.Values{"way": {"return"}, "on": {"2027-09-01"}, "_key": {"k1"}}); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, `value="2027-09-01"`) {
		t.Errorf("a day that is too late: got %d", got.status)
	}
	for key, form := range map[string]url.Values{"k2": {"way": {"buy"}, "when": {"end"}}, "k3": {"way": {"return"}, "on": {"2027-01-15"}}} {
		form["_key"] = []string{key}
		for range 2 {
			if got := v.post(page, page, form); got.to != page+"?done=chosen" {
				t.Fatalf("got %d to %q: %s", got.status, got.to, got.body)
			}
		}
	}
	m := regexp.MustCompile(`href="(/messages/[0-9a-f-]{36})"`).FindStringSubmatch(v.get(page).body)
	if m == nil {
		t.Fatal("the page does not lead to the conversation")
	}
	if talk := v.get(m[1]).body; strings.Count(talk, "I want to buy the vehicle on January 15, 2027") != 1 || strings.Count(talk, "I want to return the vehicle on January 15, 2027") != 1 || !strings.Contains(talk, "The end of my lease") {
		t.Errorf("got the conversation %s", talk)
	}
	sign := page + "/odometer"
	form := url.Values{"value": {"9,120"}, "body": {"coupe"}, "claim": {"actual"}, "_key": {"s1"}}
	if got := v.post(sign, sign, form); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "Tick the box to sign") || !strings.Contains(got.body, `value="9,120"`) ||
		!strings.Contains(got.body, `<option value="coupe" selected`) {
		t.Errorf("not signed: got %d", got.status)
	}
	form.Set("sign", "yes")
	if got := v.post(sign, sign, form); got.to != page+"?done=signed" {
		t.Fatalf("got %d to %q: %s", got.status, got.to, got.body)
	}
	if got := v.get(page).body; !strings.Contains(got, "shows 9,120 miles, without tenths") || !strings.Contains(got, "49 CFR 580.7") ||
		!strings.Contains(got, "Told the lessee of this duty on") || !strings.Contains(got, sign+".pdf") {
		t.Errorf("got %s", got)
	}
	if resp, file := v.sendAny("GET", sign+".pdf", nil, nil); resp.StatusCode != http.StatusOK || resp.Header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(file, "%PDF-") {
		t.Errorf("the statement to take along: got %d, %s", resp.StatusCode, resp.Header.Get("Content-Type"))
	}
	n.photographed(t, v, page+"/photos")
}

// pictured puts a picture on a contract past the service, which takes them for leases only.
func (n *town) pictured(t *testing.T, by access.Actor, c contract.ID) leaseend.PhotoID {
	t.Helper()
	box, err := seal.Load(filepath.Join(n.Config.Data, app.KeyFile), false)
	if err != nil {
		t.Fatal(err)
	}
	p := leaseend.Photo{ID: id.New[leaseend.Photo](id.NewSource(n.Clock.Now, rand.Reader)), Contract: c, Party: by.Party, Version: leaseend.Published().Version, Name: "front.heic", Kind: upload.HEIC, Size: 1, At: n.Clock.Now()}
	err = n.DB.Write(t.Context(), func(tx *engine.Tx) error {
		of, err := messages.Keep(tx, box, by.Party, upload.File{Kind: p.Kind, Content: []byte("x")}, p.At)
		if err != nil {
			return err
		}
		return vehicles.AddPhoto(tx, box, p, by.User, of.String())
	})
	if err != nil {
		t.Fatal(err)
	}
	return p.ID
}

var photoLink = regexp.MustCompile(`href="(/contracts/[0-9a-f-]{36}/lease-end/photos/[0-9a-f-]{36})"`)

// photographed sends pictures of the vehicle; what is none is refused, and one comes back for saving only.
func (n *town) photographed(t *testing.T, v *visitor, page string) {
	t.Helper()
	about := url.Values{"wear": {"dent"}, "_key": {"p1"}}
	for name, content := range map[string]string{"door.svg": `<svg onload="alert(1)"/>`, "door.jpg": "<script>", "door.pdf": tinyPDF} {
		if got, _ := v.uploadIn("photos", page, page, about, map[string]string{name: content}); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "is not a JPEG, PNG or HEIC file") {
			t.Errorf("%s: got %d: %s", name, got.status, got.body)
		}
	}
	const heic = "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00heicmif1\x00\x00\x00\x10meta\x00\x00\x00\x00\x00\x00\x00\x00"
	for range 2 { // the second click keeps nothing more
		if got, _ := v.uploadIn("photos", page, page, about, map[string]string{"../door.exe": heic}); got.to != page+"?done=sent" {
			t.Fatalf("got %d to %q: %s", got.status, got.to, got.body)
		}
	}
	got := v.get(page).body
	links := photoLink.FindAllStringSubmatch(got, -1)
	if len(links) != 1 || !strings.Contains(got, "this damage comes to about $125.00") || !strings.Contains(got, `download="door.heic"`) {
		t.Fatalf("got %v on %s", links, got)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, v.server.URL+links[0][1], nil)
	if err != nil {
		t.Fatal(err)
	}
	if file, h := v.send(r); file.body != heic || h.Get("Content-Type") != "image/heic" || !strings.HasPrefix(h.Get("Content-Disposition"), "attachment;") || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("got %d with %v", file.status, h)
	}
}
