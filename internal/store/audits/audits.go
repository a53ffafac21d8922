// Package audits keeps the append-only record of who did what to what, refusals too. Entries stand in hash chains, one for each
// contract, user or part of the house, so that a changed, removed or reordered entry is found without one row that all must lock.
package audits

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"time"

	"marque/internal/core/access"
	"marque/internal/id"
	"marque/internal/store/engine"
)

// Outcome says how it ended.
type Outcome string

// The outcomes.
const (
	Done    Outcome = "done"
	Refused Outcome = "refused"
	Looked  Outcome = "looked"
)

// ID names an entry.
type ID = id.Of[Entry]

// Entry is one line of the record. It holds no personal data.
type Entry struct {
	ID      ID
	At      time.Time
	By      access.Actor
	Do      access.Action
	On      access.Subject
	Outcome Outcome
	Reason  string // why it was refused
	Note    string // what the caller wants kept
}

// shards is how many chains a part of the house has, so that strangers' knocks do not queue behind one row.
const shards = 64

// chainOf returns the chain an entry belongs to.
func (e Entry) chainOf() string {
	if e.On.Kind == access.SystemSubject || e.Outcome == Refused {
		return fmt.Sprintf("%s/%02d", e.On.Kind, e.ID[15]%shards)
	}
	return string(e.On.Kind) + "/" + e.On.ID
}

// link returns the hash of an entry that follows another: SHA-256 over the length-prefixed fields.
func link(previous []byte, chain string, n int64, e Entry) []byte {
	h := sha256.New()
	var length [8]byte
	put := func(b []byte) {
		binary.BigEndian.PutUint64(length[:], uint64(len(b)))
		h.Write(length[:])
		h.Write(b)
	}
	put(previous)
	put([]byte(chain))
	put(binary.BigEndian.AppendUint64(nil, uint64(n)))
	put(e.ID[:])
	put(binary.BigEndian.AppendUint64(nil, uint64(engine.Micros(e.At))))
	for _, field := range []string{
		e.By.Kind.String(), e.By.ID(), string(e.Do), string(e.On.Kind), e.On.ID, string(e.Outcome), e.Reason, e.Note,
	} {
		put([]byte(field))
	}
	if through := e.through(); !through.IsZero() { // a field more, so that older entries keep their hash
		put(through[:])
	}
	return h.Sum(nil)
}

// through is the app through which a customer acted; a partner's program is the actor itself.
func (e Entry) through() access.ClientID {
	if e.By.Kind == access.PartnerKind {
		return access.ClientID{}
	}
	return e.By.Client
}

// Append adds an entry to its chain. The chain's head row is locked until the transaction ends.
func Append(tx *engine.Tx, e Entry) error {
	chain := e.chainOf()
	var n int64
	var previous []byte
	err := tx.QueryRow(`insert into audit_heads (chain, n, hash) values ($1, 0, $2)
		on conflict (chain) do update set chain = excluded.chain returning n, hash`, chain, []byte{}).Scan(&n, &previous)
	if err != nil {
		return fmt.Errorf("lock audit chain: %w", err)
	}
	n++
	hash := link(previous, chain, n, e)
	if _, err := tx.Exec(`insert into audits
		(id, chain, n, at, actor_kind, actor_id, action, subject_kind, subject_id, outcome, reason, note, hash, client_id)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		e.ID, chain, n, engine.Micros(e.At), e.By.Kind.String(), e.By.ID(), string(e.Do), string(e.On.Kind), e.On.ID,
		string(e.Outcome), e.Reason, e.Note, hash, e.through()); err != nil {
		return fmt.Errorf("append audit: %w", err)
	}
	if _, err := tx.Exec(`update audit_heads set n = $2, hash = $3 where chain = $1`, chain, n, hash); err != nil {
		return fmt.Errorf("move audit head: %w", err)
	}
	return nil
}

// Row is a stored entry as people read it.
type Row struct {
	At          time.Time
	ActorKind   string
	ActorID     string
	Action      access.Action
	SubjectKind access.SubjectKind
	SubjectID   string
	Outcome     Outcome
	Reason      string
	Note        string
	Client      access.ClientID // the app through which a customer acted
	ID          ID              // of Others only
}

// pageSize bounds one page of the record.
const pageSize = 200

// On lists the entries about a subject, newest first, at most one page.
func On(r engine.Reader, on access.Subject) ([]Row, error) {
	rows, err := r.Query(`select at, actor_kind, actor_id, action, subject_kind, subject_id, outcome, reason, note, client_id
		from audits where subject_kind = $1 and subject_id = $2 order by at desc, id desc limit $3`, string(on.Kind), on.ID, pageSize)
	return engine.All(rows, err, scanRow)
}

func scanRow(rows *engine.Rows) (Row, error) {
	var a Row
	var at int64
	err := rows.Scan(&at, &a.ActorKind, &a.ActorID, &a.Action, &a.SubjectKind, &a.SubjectID, &a.Outcome, &a.Reason, &a.Note, &a.Client)
	a.At = engine.FromMicros(at)
	return a, err
}

// Verify walks every chain and reports each break as a sentence, at most limit of them.
func Verify(r engine.Reader, limit int) ([]string, error) {
	heads, err := readHeads(r)
	if err != nil {
		return nil, err
	}
	w := walker{heads: heads, limit: limit}
	rows, err := r.Query(`select chain, n, id, at, actor_kind, actor_id, action, subject_kind, subject_id, outcome, reason, note, hash, client_id
		from audits order by chain, n`)
	if err != nil {
		return nil, fmt.Errorf("read audits: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var s stored
		if err := s.scan(rows); err != nil {
			return nil, fmt.Errorf("read audits: %w", err)
		}
		w.step(s)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read audits: %w", err)
	}
	return w.finish(), nil
}

type head struct {
	n    int64
	hash []byte
}

func readHeads(r engine.Reader) (map[string]head, error) {
	rows, err := r.Query(`select chain, n, hash from audit_heads where n > 0`)
	if err != nil {
		return nil, fmt.Errorf("read audit heads: %w", err)
	}
	defer rows.Close()
	heads := map[string]head{}
	for rows.Next() {
		var chain string
		var h head
		if err := rows.Scan(&chain, &h.n, &h.hash); err != nil {
			return nil, fmt.Errorf("read audit heads: %w", err)
		}
		heads[chain] = h
	}
	return heads, rows.Err()
}

// stored is an entry with its place in the chain.
type stored struct {
	chain              string
	n                  int64
	entry              Entry
	actorKind, actorID string
	hash               []byte
}

func (s *stored) scan(rows *engine.Rows) error {
	var at int64
	var client access.ClientID
	e := &s.entry
	err := rows.Scan(&s.chain, &s.n, &e.ID, &at, &s.actorKind, &s.actorID, &e.Do, &e.On.Kind, &e.On.ID, &e.Outcome, &e.Reason, &e.Note, &s.hash, &client)
	e.At = engine.FromMicros(at)
	e.By = actorOf(s.actorKind, s.actorID)
	if !client.IsZero() {
		e.By.Client = client
	}
	return err
}

// actorOf rebuilds as much of the actor as the hash covers.
func actorOf(kind, name string) access.Actor {
	for _, k := range []access.ActorKind{access.CustomerKind, access.AgentKind} {
		if k.String() == kind {
			user, err := id.Parse[access.User](name)
			if err != nil {
				return access.System("damaged")
			}
			return access.Actor{Kind: k, User: user}
		}
	}
	switch kind {
	case access.SystemKind.String():
		return access.System(name)
	case access.PartnerKind.String():
		client, err := id.Parse[access.Client](name)
		if err != nil {
			return access.System("damaged")
		}
		return access.Partner(client, "", "", nil)
	}
	return access.Anonymous()
}

// walker follows the chains in order.
type walker struct {
	heads    map[string]head
	limit    int
	findings []string
	chain    string
	n        int64
	previous []byte
}

func (w *walker) report(format string, args ...any) {
	if len(w.findings) < w.limit {
		w.findings = append(w.findings, fmt.Sprintf(format, args...))
	}
}

func (w *walker) step(s stored) {
	if s.chain != w.chain {
		w.closeChain()
		w.chain, w.n, w.previous = s.chain, 0, []byte{}
	}
	if s.n != w.n+1 {
		w.report("audit chain %s: entry %d is missing", s.chain, w.n+1)
	}
	if want := link(w.previous, s.chain, s.n, s.entry); !bytes.Equal(want, s.hash) && s.n == w.n+1 {
		w.report("audit chain %s: entry %d does not match its hash", s.chain, s.n)
	}
	w.n, w.previous = s.n, s.hash
}

func (w *walker) closeChain() {
	if w.chain == "" {
		return
	}
	h, ok := w.heads[w.chain]
	delete(w.heads, w.chain)
	if !ok || h.n != w.n || !bytes.Equal(h.hash, w.previous) {
		w.report("audit chain %s: its end is not where the head says (%d entries, head %d)", w.chain, w.n, h.n)
	}
}

func (w *walker) finish() []string {
	w.closeChain()
	for chain, h := range w.heads {
		w.report("audit chain %s: all %d entries are missing", chain, h.n)
	}
	return w.findings
}
