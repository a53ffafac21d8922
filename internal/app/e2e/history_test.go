package e2e_test

import (
	"encoding/csv"
	"net/http"
	"strings"
	"testing"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/service/servicing"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// A customer finds what happened without scripts, pages through it, takes it along, and sees what is to come; a neighbour sees none of it.
func TestACustomerFindsAndTakesAlongWhatHappened(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := newTown(t, db)
		home := "/contracts/" + n.theirs
		var entries []servicing.Entry
		for day := range 26 {
			entries = append(entries, servicing.Entry{Key: "small:" + civil.Must(2026, 11, day+1).String(), Effective: civil.Must(2026, 11, day+1), Body: contract.Payment{Amount: 1_00, Method: "check", Ref: "4711"}})
		}
		entries = append(entries, servicing.Entry{Key: "fee", Effective: civil.Must(2026, 11, 27), Body: contract.FeeAssessed{Fee: contract.OtherFee, Amount: 12_34}})
		if _, err := n.Servicing.Record(t.Context(), access.System("test"), n.they.number, entries); err != nil {
			t.Fatal(err)
		}
		all := n.other.get(home + "/history").body
		older := between(all, `rel="next"`, `<a href="`, `"`)
		if !strings.Contains(all, "$12.34") || older == "" {
			t.Fatalf("want the fee and older pages: %s", all)
		}
		if page := n.other.get(older).body; strings.Contains(page, "$12.34") || !strings.Contains(page, "Newest") {
			t.Errorf("want the second page: %s", page)
		}
		if page := n.other.get(home + "/history?kind=charges&year=2026&q=12.34").body; !strings.Contains(page, "1 entry found.") || strings.Contains(page, "4711") {
			t.Errorf("want the fee alone: %s", page)
		}
		if page := n.other.get(home + "/history?q=%3Cscript%3E").body; !strings.Contains(page, "Nothing here looks like that") || strings.Contains(page, "<script>") {
			t.Errorf("want nothing found: %s", page)
		}
		table := n.other.get(home + "/history/history.csv?kind=payments&q=4711")
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(table.body, "\ufeff"))).ReadAll()
		if err != nil || len(rows) != 27 || !strings.HasPrefix(table.kind, "text/csv") {
			t.Errorf("got %d rows of %s, %v, want a head and 26 payments", len(rows), table.kind, err)
		}
		file := n.other.get(home + "/history/history.ofx")
		if !strings.HasPrefix(file.body, "OFXHEADER:100\r\n") || strings.Count(file.body, "<STMTTRN>") < 28 || !strings.Contains(file.body, "<TRNAMT>-12.34") {
			t.Errorf("got %s", file.body)
		}
		ahead := n.other.get(home + "/upcoming")
		if !strings.Contains(ahead.body, "payments are left") || !strings.Contains(n.other.get(home+"/upcoming?all=yes").body, "Balance after it") {
			t.Errorf("got %s", ahead.body)
		}
		story := n.other.get(home + "/timeline").body
		for _, want := range []string{"Your contract", "A payment of $1.00 was made.", "Your statement was issued.", "/statement.pdf"} {
			if !strings.Contains(story, want) {
				t.Errorf("the timeline tells no %q: %s", want, story)
			}
		}
		for _, path := range []string{"/history", "/history/history.csv", "/history/history.ofx", "/upcoming", "/timeline"} {
			if got := n.owner.get(home + path); got.status != http.StatusNotFound {
				t.Errorf("a neighbour got %d for %s", got.status, path)
			}
		}
	})
}

// A customer gives up paper after opening the sample, has it back, and finds a document by its kind and year; all by forms.
func TestStatementsComeOnPaperUntilTheCustomerAgreesToDoWithoutIt(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := newTown(t, db)
		page := "/contracts/" + n.theirs + "/paper"
		if list := n.other.get("/statements").body; !strings.Contains(list, "Online and on paper") || !strings.Contains(list, `href="`+page+`"`) || !strings.Contains(list, "November 2026") {
			t.Fatalf("want the statement, and how it comes: %s", list)
		}
		if list := n.other.get("/statements?kind=interest").body; !strings.Contains(list, "0 documents found.") || strings.Contains(list, "statement.pdf") {
			t.Errorf("want no statement of interest: %s", list)
		}
		if list := n.other.get("/statements?kind=statement&year=2026").body; !strings.Contains(list, "statement.pdf") {
			t.Errorf("want the statement: %s", list)
		}
		form := hidden(n.other.get(page).body)
		if got := n.other.post(page, page, form); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "Tick the box if you agree") {
			t.Errorf("unticked: got %d", got.status)
		}
		form.Set("online", "yes")
		if got := n.other.post(page, page, form); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "Open the sample statement first") {
			t.Errorf("without the sample: got %d", got.status)
		}
		if got := n.other.get(page + "/sample.pdf"); got.kind != "application/pdf" {
			t.Fatalf("got %d %s for the sample", got.status, got.kind)
		}
		for range 2 { // the second click changes nothing
			if got := n.other.post(page, page, form); got.to != page+"?done=kept" {
				t.Fatalf("got %d to %q: %s", got.status, got.to, got.body)
			}
		}
		if !strings.Contains(n.other.get(page).body, "Your statements come online only") || !strings.Contains(n.other.get("/statements").body, "Online only") {
			t.Error("the choice is not shown")
		}
		form = hidden(n.other.get(page).body)
		form.Set("online", "no")
		n.other.post(page, page, form)
		if !strings.Contains(n.other.get("/statements").body, "Online and on paper") {
			t.Error("paper was not had back")
		}
	})
}

// between returns what stands between two marks before the last of a page's marks.
func between(page, before, from, to string) string {
	at := strings.Index(page, before)
	if at < 0 {
		return ""
	}
	start := strings.LastIndex(page[:at], from)
	if start < 0 {
		return ""
	}
	rest := page[start+len(from):]
	link, _, _ := strings.Cut(rest, to)
	return strings.ReplaceAll(link, "&amp;", "&")
}
