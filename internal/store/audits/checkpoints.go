package audits

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"time"

	"marque/internal/store/engine"
)

// Checkpoint is a signed statement of where the chains stood: the heads of all that had moved since the one before, hashed into one root.
type Checkpoint struct {
	N         int64     `json:"n"`
	At        time.Time `json:"at"`
	Heads     int64     `json:"heads"` // how many chains had moved
	Root      []byte    `json:"root"`
	Previous  []byte    `json:"previous"` // the root of the checkpoint before
	KeyID     string    `json:"key_id"`
	Signature []byte    `json:"signature"`
}

// Signer signs a checkpoint and names its key.
type Signer func(message []byte) (keyID string, signature []byte)

// Prover tells whether a signature is the one of a key that is ours.
type Prover func(keyID string, message, signature []byte) bool

// Message is what is signed.
func (c Checkpoint) Message() []byte {
	m := []byte("marque audit checkpoint 1\n")
	for _, n := range []int64{c.N, engine.Micros(c.At), c.Heads} {
		m = binary.BigEndian.AppendUint64(m, uint64(n)) //nolint:gosec // none is negative
	}
	return append(append(m, c.Previous...), c.Root...)
}

// leaf is a chain's head at a checkpoint.
type leaf struct {
	chain string
	n     int64
	hash  []byte
}

// Take makes a checkpoint of the chains as they stand and signs it. When nothing has moved since the last one it makes none: false.
func Take(tx *engine.Tx, at time.Time, sign Signer) (Checkpoint, bool, error) {
	last, err := Last(tx)
	if err != nil {
		return last, false, err
	}
	rows, err := tx.Query(`select h.chain, h.n, h.hash from audit_heads h
		where h.n > coalesce((select max(c.n) from audit_checkpoint_heads c where c.chain = h.chain), 0) order by h.chain`)
	moved, err := engine.All(rows, err, scanLeaf)
	if err != nil {
		return last, false, fmt.Errorf("read audit heads: %w", err)
	}
	if len(moved) == 0 {
		return last, false, nil
	}
	c := Checkpoint{N: last.N + 1, At: engine.FromMicros(engine.Micros(at)), Heads: int64(len(moved)), Root: root(moved), Previous: orEmpty(last.Root)}
	c.KeyID, c.Signature = sign(c.Message())
	return c, true, c.insert(tx, moved)
}

func (c Checkpoint) insert(tx *engine.Tx, moved []leaf) error {
	_, err := tx.Exec(`insert into audit_checkpoints (n, at, heads, root, previous, key_id, signature) values ($1, $2, $3, $4, $5, $6, $7)`,
		c.N, engine.Micros(c.At), c.Heads, c.Root, c.Previous, c.KeyID, c.Signature)
	if err != nil {
		return fmt.Errorf("keep checkpoint: %w", err)
	}
	heads := make([][]any, len(moved))
	for i, l := range moved {
		heads[i] = []any{c.N, l.chain, l.n, l.hash}
	}
	if err := tx.Insert("audit_checkpoint_heads", []string{"checkpoint", "chain", "n", "hash"}, heads); err != nil {
		return fmt.Errorf("keep checkpoint: %w", err)
	}
	return nil
}

func orEmpty(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

func scanLeaf(rows *engine.Rows) (leaf, error) {
	var l leaf
	err := rows.Scan(&l.chain, &l.n, &l.hash)
	return l, err
}

// root hashes leaves in their order into one, as a Merkle tree (RFC 6962: leaves and nodes are told apart by their first byte).
func root(leaves []leaf) []byte {
	level := make([][]byte, len(leaves))
	for i, l := range leaves {
		level[i] = l.sum()
	}
	for len(level) > 1 {
		var up [][]byte
		for i := 0; i+1 < len(level); i += 2 {
			node := sha256.New()
			node.Write([]byte{1})
			node.Write(level[i])
			node.Write(level[i+1])
			up = append(up, node.Sum(nil))
		}
		if len(level)%2 == 1 {
			up = append(up, level[len(level)-1])
		}
		level = up
	}
	return level[0]
}

func (l leaf) sum() []byte {
	h := sha256.New()
	h.Write([]byte{0})
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(l.chain))))
	h.Write([]byte(l.chain))
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(l.n))) //nolint:gosec // never negative
	h.Write(l.hash)
	return h.Sum(nil)
}

// Last returns the newest checkpoint; without any its number is 0.
func Last(r engine.Reader) (Checkpoint, error) {
	rows, err := r.Query(`select n, at, heads, root, previous, key_id, signature from audit_checkpoints order by n desc limit 1`)
	all, err := engine.All(rows, err, scanCheckpoint)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("read checkpoints: %w", err)
	}
	if len(all) == 0 {
		return Checkpoint{}, nil
	}
	return all[0], nil
}

// mostCheckpoints bounds a list: more than a hundred years of days.
const mostCheckpoints = 50_000

// Checkpoints lists those after a number, oldest first.
func Checkpoints(r engine.Reader, after int64) ([]Checkpoint, error) {
	rows, err := r.Query(`select n, at, heads, root, previous, key_id, signature from audit_checkpoints where n > $1 order by n limit $2`, after, mostCheckpoints)
	all, err := engine.All(rows, err, scanCheckpoint)
	if err != nil {
		return nil, fmt.Errorf("read checkpoints: %w", err)
	}
	return all, nil
}

func scanCheckpoint(rows *engine.Rows) (Checkpoint, error) {
	var c Checkpoint
	var at int64
	err := rows.Scan(&c.N, &at, &c.Heads, &c.Root, &c.Previous, &c.KeyID, &c.Signature)
	c.At = engine.FromMicros(at)
	return c, err
}

// VerifyCheckpoints proves every checkpoint: its signature, its link to the one before, its root, and that each head it names still is
// the entry of that number, so that a chain that was rewritten together with its head is found. What was kept apart must be there too.
func VerifyCheckpoints(r engine.Reader, proves Prover, kept []Checkpoint, limit int) ([]string, error) {
	w := walker{limit: limit}
	all, err := Checkpoints(r, 0)
	if err != nil {
		return nil, err
	}
	previous := []byte{}
	for i, c := range all {
		if c.N != int64(i)+1 || !bytes.Equal(c.Previous, previous) {
			w.report("audit checkpoint %d does not follow the one before: some are missing or out of order", c.N)
		}
		if !proves(c.KeyID, c.Message(), c.Signature) {
			w.report("audit checkpoint %d does not have the signature of a key of ours", c.N)
		}
		if err := w.leaves(r, c); err != nil {
			return nil, err
		}
		previous = c.Root
	}
	w.compare(all, kept, proves)
	return w.findings, nil
}

func (w *walker) leaves(r engine.Reader, c Checkpoint) error {
	rows, err := r.Query(`select c.chain, c.n, c.hash, a.hash from audit_checkpoint_heads c
		left join audits a on a.chain = c.chain and a.n = c.n where c.checkpoint = $1 order by c.chain`, c.N)
	var there [][]byte
	leaves, err := engine.All(rows, err, func(rows *engine.Rows) (leaf, error) {
		var l leaf
		var now []byte
		err := rows.Scan(&l.chain, &l.n, &l.hash, &now)
		there = append(there, now)
		return l, err
	})
	if err != nil {
		return fmt.Errorf("read checkpoint %d: %w", c.N, err)
	}
	if int64(len(leaves)) != c.Heads || len(leaves) == 0 || !bytes.Equal(root(leaves), c.Root) {
		w.report("audit checkpoint %d: its heads do not hash to its root", c.N)
	}
	for i, l := range leaves {
		switch {
		case there[i] == nil:
			w.report("audit chain %s: entry %d is missing, though checkpoint %d has it", l.chain, l.n, c.N)
		case !bytes.Equal(there[i], l.hash):
			w.report("audit chain %s: it was rewritten: entry %d is not the one of checkpoint %d", l.chain, l.n, c.N)
		}
	}
	return nil
}

// compare looks for what was kept apart: whoever can remove all checkpoints from the database cannot remove it there.
func (w *walker) compare(all, kept []Checkpoint, proves Prover) {
	for _, k := range kept {
		switch {
		case !proves(k.KeyID, k.Message(), k.Signature):
			w.report("the checkpoint %d that was kept apart does not have the signature of a key of ours", k.N)
		case k.N < 1 || k.N > int64(len(all)):
			w.report("audit checkpoint %d is missing, though it was kept apart", k.N)
		case !bytes.Equal(all[k.N-1].Message(), k.Message()):
			w.report("audit checkpoint %d is not the one that was kept apart", k.N)
		}
	}
}
