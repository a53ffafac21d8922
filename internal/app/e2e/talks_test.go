package e2e_test

import (
	"bytes"
	"crypto/rand"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/message"
	"marque/internal/core/notice"
	"marque/internal/core/vehicle"
	"marque/internal/service/messaging"
	"marque/internal/service/tending"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/web/guard"
)

// tinyPDF is a file that is taken for what it is.
const tinyPDF = "%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n"

// talked begins a conversation with a file in it.
func (n *town) talked(t *testing.T, by access.Actor, c contract.ID) (message.ID, message.FileID) {
	t.Helper()
	talk, err := n.Messaging.Open(t.Context(), by, messaging.Opening{
		Brand: "aurelia", Contract: c, Topic: message.Insurance, Subject: "My new policy", Text: "Here it is.", Key: "k-1", Files: []message.File{{Name: "policy.pdf", Content: []byte(tinyPDF)}},
	})
	if err != nil {
		t.Fatal(err)
	}
	said, err := n.Messaging.Read(t.Context(), by, talk, 0)
	if err != nil {
		t.Fatal(err)
	}
	return talk, said.Messages[0].Files[0].ID
}

// insured sends a proof of insurance.
func (n *town) insured(t *testing.T, by access.Actor, c contract.ID) vehicle.ProofID {
	t.Helper()
	until := civil.On(n.Clock.Now().AddDate(0, 6, 0), time.UTC)
	sent := tending.Sent{Proof: vehicle.Proof{Insurer: "Prairie Mutual", Until: until}, Name: "policy.pdf", Content: []byte(tinyPDF), Key: rand.Text()}
	if err := n.Tending.AddProof(t.Context(), by, c, sent); err != nil {
		t.Fatal(err)
	}
	look, err := n.Tending.Look(t.Context(), by, c)
	if err != nil {
		t.Fatal(err)
	}
	return look.Proofs[0].ID
}

// canned has the agent write a reply beforehand, and returns its id.
func (n *town) canned(t *testing.T) string {
	t.Helper()
	by := n.agent.actor(n.world)
	one := message.Canned{Title: "Office", Words: [3]string{"Call.", "Llame.", "Rufen Sie an."}}
	if err := n.Messaging.KeepCanned(t.Context(), by, one); err != nil {
		t.Fatal(err)
	}
	all, err := n.Messaging.Canned(t.Context(), by)
	if err != nil {
		t.Fatal(err)
	}
	return all[len(all)-1].ID.String()
}

// upload sends a form with files as a browser does.
func (v *visitor) upload(page, path string, form url.Values, files map[string]string) (answer, http.Header) {
	v.t.Helper()
	return v.uploadIn("files", page, path, form, files)
}

// uploadIn sends a form with files in a field.
func (v *visitor) uploadIn(field, page, path string, form url.Values, files map[string]string) (answer, http.Header) {
	v.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, values := range with(form, v.token(page)) {
		for _, value := range values {
			_ = w.WriteField(name, value) // a buffer takes everything
		}
	}
	for name, content := range files {
		part, err := w.CreateFormFile(field, name)
		if err == nil {
			_, err = part.Write([]byte(content))
		}
		if err != nil {
			v.t.Fatal(err)
		}
	}
	_ = w.Close() // as above
	r, err := http.NewRequestWithContext(v.t.Context(), http.MethodPost, v.server.URL+path, &body)
	if err != nil {
		v.t.Fatal(err)
	}
	r.Header.Set("Content-Type", w.FormDataContentType())
	return v.send(r)
}

// send sends a request and checks what every answer must have.
func (v *visitor) send(r *http.Request) (answer, http.Header) {
	v.t.Helper()
	resp, err := v.client.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer resp.Body.Close()
	var body bytes.Buffer
	if _, err := body.ReadFrom(resp.Body); err != nil {
		v.t.Fatal(err)
	}
	v.checkHeaders(r.Method+" "+r.URL.Path, resp.Header)
	return answer{status: resp.StatusCode, to: resp.Header.Get("Location"), body: body.String()}, resp.Header
}

var fileLink = regexp.MustCompile(`href="(/messages/[0-9a-f-]{36}/files/[0-9a-f-]{36})"`)

func TestACustomerWritesWithAFileAndTakesEverythingAlong(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := &town{world: serve(t, db)}
		n.server = httptest.NewTLSServer(n.gate)
		t.Cleanup(n.server.Close)
		p, _ := people("aurelia")
		mia := n.visitor(t)
		mia.signIn(n.world, n.enrol(t, n.activate(t, p)))
		const form = "/messages/new"
		if page := mia.get(form).body; !strings.Contains(page, "We answer by November 2, 2026 at 5:00 PM CST") {
			t.Errorf("the form promises nothing: %s", page)
		}
		asked := url.Values{"topic": {"insurance"}, "subject": {"My <new> policy"}, "text": {"Here it is.\nThank you."}, "_key": {"key-1"}}
		for name, c := range map[string]struct {
			form  url.Values
			files map[string]string
			says  string
		}{
			"a program":     {asked, map[string]string{"policy.pdf": "MZ\x90"}, "is not a PDF, JPEG, PNG or HEIC file"},
			"a large file":  {asked, map[string]string{"policy.pdf": "%PDF-" + strings.Repeat("x", message.MostFile) + "%%EOF"}, "A file has at most 6 MB"},
			"many files":    {asked, map[string]string{"1": tinyPDF, "2": tinyPDF, "3": tinyPDF, "4": tinyPDF, "5": tinyPDF}, "Attach at most 3 files"},
			"a card number": {merged(asked, url.Values{"text": {"4111 1111 1111 1111"}}), nil, "looks like the number of a payment card"},
		} {
			got, _ := mia.upload(form, form, c.form, c.files)
			if got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, c.says) || !strings.Contains(got.body, "My &lt;new&gt; policy") {
				t.Errorf("%s: got %d: %s", name, got.status, got.body)
			}
		}
		if got, _ := mia.upload(form, form, asked, map[string]string{"a": strings.Repeat("x", 17<<20)}); got.status != http.StatusRequestEntityTooLarge {
			t.Errorf("a flood: got %d", got.status)
		}
		got, _ := mia.upload(form, form, asked, map[string]string{`../policy "new".exe`: tinyPDF})
		if got.status != http.StatusSeeOther || !strings.HasPrefix(got.to, "/messages/") {
			t.Fatalf("got %d to %q: %s", got.status, got.to, got.body)
		}
		if again, _ := mia.upload(form, form, asked, map[string]string{"other.pdf": tinyPDF}); again.to != got.to {
			t.Errorf("the form sent twice: got %q, want %q", again.to, got.to)
		}
		page := mia.get(got.to).body
		m := fileLink.FindStringSubmatch(page)
		if m == nil || !strings.Contains(page, "policy new.pdf") || !strings.Contains(page, "Waiting for us") || strings.Contains(page, "<new>") {
			t.Fatalf("got %s", page)
		}
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, n.server.URL+m[1], nil)
		if err != nil {
			t.Fatal(err)
		}
		file, header := mia.send(r)
		if file.body != tinyPDF || !strings.HasPrefix(header.Get("Content-Disposition"), "attachment;") || header.Get("Content-Type") != "application/pdf" ||
			!strings.Contains(header.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("got %q with %v", file.body, header)
		}
		if text := mia.get(got.to + "/transcript.txt").body; !strings.Contains(text, "My <new> policy") || !strings.Contains(text, "Here it is.\nThank you.") || !strings.Contains(text, "Attached: policy") {
			t.Errorf("got %q", text)
		}
		if data := mia.get("/messages/transcript.json").body; !strings.Contains(data, `"author": "customer"`) || !strings.Contains(data, `"kind": "application/pdf"`) {
			t.Errorf("got %s", data)
		}
		if found := mia.post("/messages", "/messages/search", url.Values{"term": {"THANK"}}).body; !strings.Contains(found, got.to+"#m1") {
			t.Errorf("the search found nothing: %s", found)
		}
		if page := mia.get("/").body; !strings.Contains(page, got.to) || !strings.Contains(page, "Write to us") {
			t.Error("the first page does not lead to the conversation")
		}
		// A form that was sent after the session had ended waits for its owner, without its files.
		token := mia.token(got.to)
		n.Clock.Advance(guardIdle)
		if got := mia.do(http.MethodPost, got.to, url.Values{guard.FormField: {token}, "text": {"And another thing."}, "_key": {"key-9"}}); !strings.Contains(got.to, "next=%2Fresume") {
			t.Errorf("got %d to %q", got.status, got.to)
		}
		n.provesTrue(t)
	})
}

// guardIdle is longer than a session lives without work.
const guardIdle = 16 * time.Minute

var talkLink = regexp.MustCompile(`href="(/desk/queue/[0-9a-f-]{36})"`)

func TestTheDeskAnswersWhatACustomerWrote(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		d := newDesk(t, db)
		d.mia.signIn(d.world, d.mine)
		asked, _ := d.mia.upload("/messages/new", "/messages/new", url.Values{"topic": {"payments"}, "subject": {"My next payment"}, "text": {"When is it?"}, "_key": {"k1"}}, map[string]string{"a.pdf": tinyPDF})
		queue := d.dana.get("/desk/queue").body
		m := talkLink.FindStringSubmatch(queue)
		if m == nil || strings.Contains(queue, "My next payment") || strings.Contains(queue, d.mine.family) || !strings.Contains(queue, "By Nov 2, 6:00 PM EST") {
			t.Fatalf("the queue: got %s", queue)
		}
		at := m[1]
		page := d.dana.get(at).body
		for _, want := range []string{"My next payment", d.mine.given, "When is it?", at + "/files/", d.mine.number} {
			if !strings.Contains(page, want) {
				t.Errorf("the conversation lacks %q", want)
			}
		}
		if got := d.dana.post(at, at+"/claim", nil); !strings.HasSuffix(got.to, "?done=claimed") {
			t.Errorf("claim: got %d to %q", got.status, got.to)
		}
		if page := d.sam.get(at).body; !strings.Contains(page, "Agent dana has this open too.") {
			t.Error("a colleague is not told of the other one")
		}
		if got := d.sam.post(at, at+"/watch", url.Values{"typing": {"yes"}}); !strings.Contains(got.body, `"words":"Agent dana has this open too."`) {
			t.Errorf("watch: got %s", got.body)
		}
		choice := regexp.MustCompile(`<option value="([0-9a-f-]{36})">Next payment</option>`).FindStringSubmatch(page)
		if choice == nil {
			t.Fatalf("no replies in %s", page)
		}
		filled, _ := d.dana.upload(at, at, url.Values{"do": {"fill"}, "canned": {choice[1]}, "text": {"Hello!"}}, nil)
		due := regexp.MustCompile(`Hello!\n\nYour next payment of \$[0-9,.]+ is due [A-Z][a-z]+ \d+, 20\d\d\.`).FindString(filled.body)
		if due == "" {
			t.Fatalf("fill: got %d: %s", filled.status, filled.body)
		}
		sent, _ := d.dana.upload(at, at, url.Values{"do": {"send"}, "text": {due}, "read": {"2"}, "_key": {"k2"}}, nil)
		if !strings.HasSuffix(sent.to, "?done=said#m3") {
			t.Errorf("send: got %d to %q: %s", sent.status, sent.to, sent.body)
		}
		crossed, _ := d.sam.upload(at, at, url.Values{"do": {"send"}, "text": {"Mine"}, "read": {"2"}, "_key": {"k3"}}, nil)
		if crossed.status != http.StatusConflict || !strings.Contains(crossed.body, "Agent dana answered while you were writing") || !strings.Contains(crossed.body, ">Mine</textarea>") {
			t.Errorf("crossed: got %d: %s", crossed.status, crossed.body)
		}
		if got := d.dana.post(at, at+"/notes", url.Values{"note": {"All done, @sam."}}); !strings.HasSuffix(got.to, "?done=noted") {
			t.Errorf("note: got %d to %q", got.status, got.to)
		}
		if page := d.sam.get("/desk/queue?view=calls").body; !strings.Contains(page, at) {
			t.Errorf("nobody is called: %s", page)
		}
		letter := d.read(t, notice.KindMessageWaiting, d.mine.email).Letter
		if strings.Contains(letter.Text, "payment") || !strings.Contains(letter.Text, "aurelia.localhost/messages") {
			t.Errorf("got the letter %q", letter.Text)
		}
		if first := d.mia.get("/").body; !strings.Contains(first, "You have a message from us") {
			t.Error("the first page does not tell of the message")
		}
		talk := d.mia.get(asked.to).body
		for want, there := range map[string]bool{due[8:]: true, "Agent dana": true, "Answered": true, "All done": false, "@sam": false} {
			if strings.Contains(talk, want) != there {
				t.Errorf("%q on the customer's page: want %t", want, there)
			}
		}
		security := d.mia.get("/profile/looks").body
		for _, want := range []string{"Read a conversation with you, because of a message in your name", "Took over a conversation with you", "Wrote to you", "Opened your contract"} {
			if !strings.Contains(security, want) {
				t.Errorf("who looked does not say %q", want)
			}
		}
		d.provesTrue(t)
	})
}
