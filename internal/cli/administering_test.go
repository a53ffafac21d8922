package cli_test

import (
	crand "crypto/rand"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/door"
	"marque/internal/id"
	"marque/internal/store/engine"
)

// keysOf counts the keys of this place by state.
func (p place) keysOf(t *testing.T) map[string]int {
	t.Helper()
	out := map[string]int{}
	for _, k := range object(t, p.must(t, "admin", "keys", "list", "--json"))["keys"].([]any) {
		out[k.(map[string]any)["state"].(string)]++
	}
	return out
}

func TestKeysRotateWhileAServerRunsAndOldOnesGoWhenNothingNeedsThem(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p place) {
		p.must(t, "import", "feed", some(t, 60))
		digest := p.must(t, "verify", "--digest")
		s := p.start(t, "serve", "--listen", "127.0.0.1:0", "--admin-listen", "")
		address, _ := s.say["listening"].(string)

		done := object(t, p.must(t, "admin", "keys", "rotate", "--json"))
		if done["renewed"] == 0.0 || done["sealing"] == 0.0 || done["indexed"] == 0.0 {
			t.Errorf("got %v", done)
		}
		if again := object(t, p.must(t, "admin", "keys", "rotate", "--json")); again["renewed"] != 0.0 {
			t.Errorf("again: got %v, want nothing left to do", again)
		}
		if got := p.keysOf(t); got["in use"] != 4 || got["old"] != 4 {
			t.Errorf("got %v", got)
		}
		if status, text := get(t, "http://"+address+"/readyz"); status != 200 {
			t.Errorf("the server under the new keys: got %d %s", status, text)
		}
		if got := p.must(t, "verify", "--digest"); got != digest {
			t.Error("another digest under new keys")
		}
		p.must(t, "admin", "keys", "retire")
		if got := p.keysOf(t); got["old"] != 1 { // the public half of the signing key
			t.Errorf("got %v", got)
		}
		p.must(t, "verify")
		if got := p.must(t, "verify", "--digest"); got != digest {
			t.Error("another digest without the old keys")
		}
		sentence(t, "retired twice", p.run(t, "", "admin", "keys", "retire"), 1, "There are no old keys.")
		s.stop(t)
	})
}

func TestOldKeysStayWhileAnythingNeedsThem(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p place) {
		p.must(t, "import", "feed", some(t, 40))
		sentence(t, "none", p.run(t, "", "admin", "keys", "retire"), 1, "There are no old keys.")
		before, err := os.ReadFile(filepath.Join(p.data, "keys.json"))
		if err != nil {
			t.Fatal(err)
		}
		p.must(t, "admin", "keys", "rotate", "--stage")
		sentence(t, "staged", p.run(t, "", "admin", "keys", "retire"), 1, "Run: marque admin keys rotate")

		// A process with the old file only: it seals with the old key after the change.
		behind := place{data: t.TempDir(), url: p.url}
		if p.url == "" {
			return // one SQLite directory has one file
		}
		if err := os.WriteFile(filepath.Join(behind.data, "keys.json"), before, 0o600); err != nil {
			t.Fatal(err)
		}
		s := behind.start(t, "serve", "--listen", "127.0.0.1:0", "--admin-listen", "")
		sentence(t, "another machine without the keys", p.run(t, "", "admin", "keys", "rotate"), 1, "These processes do not have the new keys yet")
		copyKeys := func() {
			data, err := os.ReadFile(filepath.Join(p.data, "keys.json"))
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(behind.data, "keys.json"), data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		copyKeys()
		sentence(t, "another machine that does not use them", p.run(t, "", "admin", "keys", "rotate"), 1, "These processes do not have the new keys yet")
		sentence(t, "old keys of another machine", p.run(t, "", "admin", "keys", "retire"), 1, "do not use the new keys yet")
		copyKeys()
		p.must(t, "admin", "keys", "rotate")
		p.must(t, "admin", "keys", "retire")
		s.stop(t)
		p.must(t, "verify")
	})
}

func TestARotationThatWasKilledGoesOnToTheSameEnd(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p place) {
		p.must(t, "import", "feed", some(t, 200))
		digest := p.must(t, "verify", "--digest")
		random := rand.New(rand.NewPCG(5, 5))
		killed := 0
		for range 5 {
			killed += p.killedSoon(t, time.Duration(50+random.Int64N(250))*time.Millisecond, "admin", "keys", "rotate")
		}
		p.must(t, "verify") // readable in the midst of it
		if killed == 0 {
			t.Error("every rotation ended before it was killed: the test did not test")
		}
		p.must(t, "admin", "keys", "rotate")
		if got := p.keysOf(t); got["in use"] != 4 || got["old"] != 4 || got["next"] != 0 {
			t.Errorf("got %v after %d kills, want one change of keys", got, killed)
		}
		p.must(t, "admin", "keys", "retire")
		if got := p.must(t, "verify", "--digest"); got != digest {
			t.Error("another digest")
		}
	})
}

// killedSoon starts a command, kills it after a while and returns 1 when it had not ended by then.
func (p place) killedSoon(t *testing.T, after time.Duration, args ...string) int {
	t.Helper()
	cmd := p.process(args...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(after) // the moment of death is what is tested
	_ = cmd.Process.Kill()
	if cmd.Wait() != nil {
		return 1
	}
	return 0
}

func TestAKillInTheMidstOfWritesLeavesWholeChainsAndCheckpoints(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p place) {
		p.must(t, "import", "feed", some(t, 5))
		random := rand.New(rand.NewPCG(6, 6))
		killed := 0
		for range 4 {
			killed += p.killedSoon(t, time.Duration(60+random.Int64N(200))*time.Millisecond, "import", "feed", goodFeed)
			p.must(t, "admin", "audit", "checkpoint")
			p.must(t, "verify", "--checkpoints", filepath.Join(p.data, "checkpoints"))
		}
		if killed == 0 {
			t.Error("every import ended before it was killed: the test did not test")
		}
	})
}

func TestACheckpointIsKeptApartAndMissedWhenItIsRemoved(t *testing.T) {
	t.Parallel()
	p := lite(t)
	p.must(t, "import", "feed", some(t, 20))
	apart := filepath.Join(t.TempDir(), "apart")
	if v := object(t, p.must(t, "admin", "audit", "checkpoint", "--out", apart, "--json")); v["made"] != true || v["n"] != 1.0 || v["written"] != 1.0 {
		t.Errorf("got %v", v)
	}
	p.must(t, "verify", "--checkpoints", apart)
	sentence(t, "an empty folder", p.run(t, "", "verify", "--checkpoints", t.TempDir()), 1, "holds none")
	db := p.open(t)
	for _, sql := range []string{
		"drop trigger audit_checkpoints_no_delete", "drop trigger audit_checkpoint_heads_no_delete",
		"delete from audit_checkpoint_heads", "delete from audit_checkpoints",
	} {
		if err := db.Write(t.Context(), func(tx *engine.Tx) error { _, err := tx.Exec(sql); return err }); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	p.must(t, "verify")
	if r := p.run(t, "", "verify", "--checkpoints", apart); r.status != 1 || !strings.Contains(r.out, "checkpoint 1 is missing") {
		t.Errorf("got %+v", r)
	}
}

func TestRetentionTellsFirstAndRemovesWhenAsked(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p place) {
		p.must(t, "migrate")
		db := p.open(t)
		err := db.Write(t.Context(), func(tx *engine.Tx) error {
			_, err := tx.Exec(`insert into key_holders (process, keys, seen_at) values ('gone', 'k', 1)`)
			return err
		})
		if err != nil || db.Close() != nil {
			t.Fatal(err)
		}
		line := func(text string) map[string]any {
			var v struct{ Rules []map[string]any }
			if err := json.Unmarshal([]byte(text), &v); err != nil {
				t.Fatal(err)
			}
			for _, r := range v.Rules {
				if r["name"] == "processes" {
					return r
				}
			}
			return nil
		}
		if r := line(p.must(t, "admin", "retention", "--json")); r["due"] != 1.0 || r["removed"] != 0.0 {
			t.Errorf("got %v", r)
		}
		if out := p.must(t, "admin", "retention"); !strings.Contains(out, "Nothing was removed.") || !strings.Contains(out, "16 CFR 314.4") {
			t.Errorf("got %s", out)
		}
		if r := line(p.must(t, "admin", "retention", "--apply", "--json")); r["removed"] != 1.0 {
			t.Errorf("got %v", r)
		}
		if r := line(p.must(t, "admin", "retention", "--json")); r["due"] != 0.0 {
			t.Errorf("got %v", r)
		}
	})
}

func TestTheWordsOfAdminAreChecked(t *testing.T) {
	t.Parallel()
	p := lite(t)
	for line, want := range map[string]string{
		"admin":             "say what to do",
		"admin keys":        "say what to do",
		"admin audit looks": "say whose looks",
		"admin audit looks --agent a --from yesterday": "not an instant",
	} {
		sentence(t, line, p.run(t, "", strings.Fields(line)...), 2, want)
	}
	sentence(t, "nobody", p.run(t, "", "admin", "audit", "looks", "--agent", "nobody"), 1, "There is no user and no program named")
	sentence(t, "no customer", p.run(t, "", "admin", "audit", "looks", "--customer", "nobody"), 1, "There is no customer")
}

func TestTheRecordTellsWhoseRecordsAnAgentSawAndWhoSawACustomer(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p place) {
		p.must(t, "migrate")
		p.must(t, "import", "feed", some(t, 20))
		for _, name := range []string{"mia.wong", "ben.okafor"} {
			p.must(t, "admin", "users", "add", name, "--name", "Agent "+name, "--roles", "agent")
		}
		number := p.look(t, "mia.wong", "caller asks for the payoff, ticket 81")
		entries := func(args ...string) []any {
			return object(t, p.must(t, append([]string{"admin", "audit", "looks", "--json"}, args...)...))["entries"].([]any)
		}
		for _, asked := range [][]string{{"--agent", "mia.wong"}, {"--agent", "mia.wong", "--from", "2026-11-03T00:30:00Z", "--until", "2026-11-03T00:30:01Z"}, {"--customer", number}} {
			all := entries(asked...)
			if len(all) != 1 {
				t.Fatalf("%v: got %v, want the one look", asked, all)
			}
			e, _ := all[0].(map[string]any)
			people, _ := e["people"].([]any)
			if e["agent"] != "mia.wong" || e["outcome"] != "looked" || e["action"] != "contract.read" || !strings.Contains(e["note"].(string), "ticket 81") || len(people) == 0 {
				t.Errorf("%v: got %v", asked, e)
			}
			if who, _ := people[0].(map[string]any); who["contract"] != number || who["family_name"] == "" {
				t.Errorf("%v: got %v, want whose contract it is", asked, people)
			}
		}
		for _, asked := range [][]string{{"--agent", "ben.okafor"}, {"--agent", "mia.wong", "--until", "2026-11-03T00:30:00Z"}, {"--agent", "mia.wong", "--from", "2026-11-03T00:30:01Z"}} {
			if all := entries(asked...); len(all) != 0 {
				t.Errorf("%v: got %v", asked, all)
			}
		}
		if out := p.must(t, "admin", "audit", "looks", "--agent", "mia.wong"); !strings.Contains(out, number) || !strings.Contains(out, "ticket 81") {
			t.Errorf("got %s", out)
		}
	})
}

// look reads a contract as an agent does, through the door, and returns the contract's number.
func (p place) look(t *testing.T, agent, reason string) (number string) {
	t.Helper()
	db := p.open(t)
	defer db.Close()
	var on contract.ID
	var user access.UserID
	r := db.Reader(t.Context())
	if err := r.QueryRow(`select id, number from contracts order by number limit 1`).Scan(&on, &number); err != nil {
		t.Fatal(err)
	}
	if err := r.QueryRow(`select id from users where username = $1`, agent).Scan(&user); err != nil {
		t.Fatal(err)
	}
	pass := door.Pass{By: access.Agent(user, access.RoleAgent), Do: access.ContractRead, On: access.OnContract(on), Note: reason}
	err := door.New(db, id.NewSource(now, crand.Reader), now).Read(t.Context(), pass, func(engine.Reader) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	return number
}
