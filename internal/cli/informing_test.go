package cli_test

import (
	"strings"
	"testing"

	"marque/internal/store/engine"
	"marque/internal/store/queue"
)

func TestAnIncidentIsToldListedAndEndedFromTheCommandLine(t *testing.T) {
	t.Parallel()
	p := lite(t)
	told := object(t, p.must(t, "admin", "incidents", "add", "--part", "texts", "--brand", "aurelia", "--en", "One carrier is late.", "--from", "2026-11-03T00:00:00Z", "--json"))
	words, _ := told["words"].(map[string]any)
	if words["en"] != "One carrier is late." || words["de"] == "" || told["phase"] != "open" || told["begun"] != "2026-11-03T00:00:00Z" {
		t.Errorf("got %v", told)
	}
	id, _ := told["id"].(string)
	if out := p.must(t, "admin", "incidents", "list"); !strings.Contains(out, id) || !strings.Contains(out, "1 incidents.") {
		t.Errorf("got %q", out)
	}
	for words, want := range map[string]string{
		"incidents add": "part", "incidents end soon": "no incident", "incidents end": "incidents add|list|end", "incidents add --part site --until yesterday": "--until",
		"incidents add --part site --brand lada": "no brand", "jobs retry x": "no job", "jobs retry 4711": "no such job",
	} {
		if r := p.run(t, "", append([]string{"admin"}, strings.Fields(words)...)...); r.status == 0 || !strings.Contains(r.err, want) {
			t.Errorf("%q: got %d, %q, want %q", words, r.status, r.err, want)
		}
	}
	p.must(t, "admin", "incidents", "end", id)
	if r := p.run(t, "", "admin", "incidents", "end", id); r.status != 1 || !strings.Contains(r.err, "has ended already") {
		t.Errorf("got %d, %q", r.status, r.err)
	}
	if out := p.must(t, "admin", "incidents", "list", "--past"); !strings.Contains(out, "over") {
		t.Errorf("got %q", out)
	}
}

func TestTheOperatorSeesBrandsRolesAndJobsThatWereGivenUp(t *testing.T) {
	t.Parallel()
	p := lite(t)
	if out := p.must(t, "admin", "brands", "list", "--site", "aurelia=https://pay.aurelia.example"); !strings.Contains(out, "https://pay.aurelia.example") || !strings.Contains(out, "norden") {
		t.Errorf("got %q", out)
	}
	if out := p.must(t, "admin", "roles", "list"); !strings.Contains(out, "senior") || !strings.Contains(out, "request.decide") {
		t.Errorf("got %q", out)
	}
	db := p.open(t)
	err := db.Write(t.Context(), func(tx *engine.Tx) error {
		return queue.Add(tx, queue.Job{Kind: "notice.deliver", Args: map[string]string{"message": "m-1"}})
	})
	if err == nil {
		err = db.Write(t.Context(), func(tx *engine.Tx) error {
			_, err := tx.Exec(`update river_job set state = 'discarded', finalized_at = scheduled_at, attempt = 12`)
			return err
		})
	}
	if err != nil || db.Close() != nil {
		t.Fatal(err)
	}
	if out := p.must(t, "admin", "jobs", "failed"); !strings.Contains(out, "notice.deliver") || !strings.Contains(out, "m-1") {
		t.Errorf("got %q", out)
	}
	p.must(t, "admin", "jobs", "retry", "all")
	if out := p.must(t, "admin", "jobs", "failed"); !strings.Contains(out, "0 jobs") {
		t.Errorf("got %q", out)
	}
}
