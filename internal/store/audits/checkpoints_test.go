package audits_test

import (
	"strings"
	"testing"
	"time"

	"marque/internal/seal"
	"marque/internal/store/audits"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

func take(t *testing.T, db *engine.DB, box *seal.Box) (audits.Checkpoint, bool) {
	t.Helper()
	var c audits.Checkpoint
	var made bool
	err := db.Write(t.Context(), func(tx *engine.Tx) error {
		var err error
		c, made, err = audits.Take(tx, time.Date(2026, 11, 22, 23, 0, 0, 0, time.UTC), box.Sign)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return c, made
}

// proved is everything that is found wrong, in the chains and in the checkpoints.
func proved(t *testing.T, db *engine.DB, box *seal.Box, kept ...audits.Checkpoint) []string {
	t.Helper()
	found, err := audits.VerifyCheckpoints(db.Reader(t.Context()), box.Signed, kept, 100)
	if err != nil {
		t.Fatal(err)
	}
	return append(verify(t, db), found...)
}

func TestACheckpointCoversWhatMovedSinceTheOneBefore(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		box := seal.NewTest()
		if _, made := take(t, db, box); made {
			t.Error("a checkpoint of nothing")
		}
		write(t, db, 3)
		first, made := take(t, db, box)
		if !made || first.N != 1 || first.Heads != 2 || len(first.Previous) != 0 {
			t.Errorf("got %+v, %v", first, made)
		}
		if _, made := take(t, db, box); made {
			t.Error("a second one though nothing has moved")
		}
		write(t, db, 1)
		second, _ := take(t, db, box)
		if second.N != 2 || second.Heads != 2 || string(second.Previous) != string(first.Root) {
			t.Errorf("got %+v", second)
		}
		if found := proved(t, db, box, first, second); len(found) != 0 {
			t.Errorf("got %v", found)
		}
		if found := proved(t, db, seal.NewTest(), first); len(found) < 3 {
			t.Errorf("another key proved it: got %v", found)
		}
	})
}

// strip takes the guards off the tables of the audit.
func strip(postgres bool) []string {
	if postgres {
		return []string{
			"drop trigger audit_checkpoints_append_only on audit_checkpoints", "drop trigger audit_checkpoint_heads_append_only on audit_checkpoint_heads",
		}
	}
	return []string{
		"drop trigger audit_checkpoints_no_update", "drop trigger audit_checkpoints_no_delete",
		"drop trigger audit_checkpoint_heads_no_update", "drop trigger audit_checkpoint_heads_no_delete",
	}
}

func TestWhatTheChainsAloneDoNotTellTheCheckpointsDo(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		sql  []string
		want string
	}{
		"a removed subject, head and all":    {[]string{"delete from audits", "delete from audit_heads"}, "is missing, though checkpoint 1 has it"},
		"a chain cut off together with head": {[]string{"delete from audits where n > 2", "update audit_heads set n = 2, hash = (select a.hash from audits a where a.chain = audit_heads.chain and a.n = 2)"}, "is missing, though checkpoint 1 has it"},
		"a removed row":                      {[]string{"delete from audits where n = 3"}, "entry 3 is missing"},
		"a flipped byte":                     {[]string{"update audits set note = 'entrz' where n = 2"}, "entry 2 does not match its hash"},
		"two rows in each other's place":     {[]string{"update audits set n = 99 where n = 2", "update audits set n = 2 where n = 3", "update audits set n = 3 where n = 99"}, "does not match its hash"},
		"a head of a checkpoint":             {[]string{"update audit_checkpoint_heads set n = 4"}, "its heads do not hash to its root"},
		"a removed head of a checkpoint":     {[]string{"delete from audit_checkpoint_heads where chain = (select min(chain) from audit_checkpoint_heads)"}, "its heads do not hash to its root"},
		"a checkpoint's instant":             {[]string{"update audit_checkpoints set at = at + 1"}, "does not have the signature"},
		"all checkpoints":                    {[]string{"delete from audit_checkpoint_heads", "delete from audit_checkpoints"}, "audit checkpoint 1 is missing, though it was kept apart"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			enginetest.Each(t, func(t *testing.T, db *engine.DB) {
				box := seal.NewTest()
				write(t, db, 5)
				kept, _ := take(t, db, box)
				tamper(t, db, append(strip(db.Postgres()), c.sql...)...)
				found := strings.Join(proved(t, db, box, kept), "\n")
				if !strings.Contains(found, c.want) {
					t.Errorf("got %q, want %q", found, c.want)
				}
			})
		})
	}
}

func TestAChainThatWasRewrittenTogetherWithItsHeadIsFound(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		box := seal.NewTest()
		on := write(t, db, 5)
		kept, _ := take(t, db, box)
		tamper(t, db, "delete from audits where subject_id = '"+on[0].ID+"'", "delete from audit_heads where chain = 'contract/"+on[0].ID+"'")
		rewrite(t, db, on[0], 5) // as the program itself would write it, with another note
		if found := verify(t, db); len(found) != 0 {
			t.Fatalf("got %v: the forgery is not good enough for this test", found)
		}
		if found := strings.Join(proved(t, db, box, kept), "\n"); !strings.Contains(found, "it was rewritten: entry 5") {
			t.Errorf("got %q", found)
		}
	})
}

func TestCheckpointsStandAsTheyWere(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		write(t, db, 1)
		take(t, db, seal.NewTest())
		for _, sql := range []string{"update audit_checkpoints set heads = 1", "delete from audit_checkpoint_heads", "delete from audit_checkpoints"} {
			if err := db.Write(t.Context(), func(tx *engine.Tx) error { _, err := tx.Exec(sql); return err }); err == nil {
				t.Errorf("%s went through", sql)
			}
		}
	})
}
