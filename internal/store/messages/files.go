package messages

import (
	"crypto/sha256"
	"fmt"
	"strconv"
	"strings"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/message"
	"marque/internal/core/upload"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/seal"
	"marque/internal/store/engine"
)

// Content marks the identifiers of contents, part those of their parts.
type (
	Content struct{}
	part    struct{}
)

// ContentID names a content that was kept.
type ContentID = id.Of[Content]

// partSize is how much of a content one row holds: a change of keys seals a hundred rows at a time in memory.
const partSize = 256 << 10

func namePlace(f message.FileID) seal.Place {
	return seal.Place{Table: "message_files", Column: "name", Row: f.String()}
}

func partPlace(p id.Of[part]) seal.Place {
	return seal.Place{Table: "message_parts", Column: "part", Row: p.String()}
}

// Keep keeps a customer's file by its content, sealed and in parts; a content that was kept for this customer before is not kept again.
// Whatever else takes files keeps them here too.
func Keep(tx *engine.Tx, box *seal.Box, party access.PartyID, f upload.File, at time.Time) (ContentID, error) {
	sum := sha256.Sum256(f.Content)
	of := id.Derive[Content]("message content", party.String(), string(sum[:]))
	added, err := tx.Exec(`insert into message_contents (party_id, id, kind, size, sha256, at) values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
		party, of, f.Kind, len(f.Content), sum[:], engine.Micros(at))
	if err == nil && added == 1 {
		err = addParts(tx, box, of, f.Content)
	}
	if err != nil {
		return of, fmt.Errorf("keep file: %w", err)
	}
	return of, nil
}

// Kept returns the whole of what Keep kept.
func Kept(r engine.Reader, box *seal.Box, of ContentID) ([]byte, error) {
	rows, err := r.Query(`select id, part from message_parts where content_id = $1 order by n`, of)
	all, err := parts(box, rows, err)
	if err != nil {
		return nil, fmt.Errorf("read content %s: %w", of, err)
	}
	return all, nil
}

// parts opens the parts of a content and joins them.
func parts(box *seal.Box, rows *engine.Rows, err error) ([]byte, error) {
	texts, err := engine.All(rows, err, func(rows *engine.Rows) (string, error) {
		var p id.Of[part]
		var sealed []byte
		if err := rows.Scan(&p, &sealed); err != nil {
			return "", err
		}
		return box.Open(partPlace(p), sealed)
	})
	return []byte(strings.Join(texts, "")), err
}

// addFile names a content in a message, and keeps the content when it was not kept before.
func addFile(tx *engine.Tx, box *seal.Box, party access.PartyID, m message.Message, f message.File, n int) error {
	of, err := Keep(tx, box, party, upload.File{Kind: f.Kind, Content: f.Content}, m.At)
	if err != nil {
		return err
	}
	name, err := box.Seal(namePlace(f.ID), f.Name)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into message_files (thread_id, id, message_id, content_id, n, name) values ($1, $2, $3, $4, $5, $6)`, m.Thread, f.ID, m.ID, of, n, name)
	if err != nil {
		return fmt.Errorf("name file: %w", err)
	}
	return nil
}

func addParts(tx *engine.Tx, box *seal.Box, of id.Of[Content], all []byte) error {
	for n := 0; len(all) > 0; n++ {
		size := min(len(all), partSize)
		p := id.Derive[part]("message part", of.String(), strconv.Itoa(n))
		sealed, err := box.Seal(partPlace(p), string(all[:size]))
		if err != nil {
			return err
		}
		if _, err := tx.Exec(`insert into message_parts (content_id, id, n, part) values ($1, $2, $3, $4)`, of, p, n, sealed); err != nil {
			return err
		}
		all = all[size:]
	}
	return nil
}

// filesOf lists the files of a thread's messages between two numbers, by message.
func filesOf(r engine.Reader, box *seal.Box, thread message.ID, from, until int) (map[message.MessageID][]message.File, error) {
	rows, err := r.Query(`select f.message_id, f.id, f.name, c.kind, c.size from message_files f
		join messages m on m.thread_id = f.thread_id and m.id = f.message_id join message_contents c on c.id = f.content_id
		where f.thread_id = $1 and m.number between $2 and $3 order by m.number, f.n`, thread, from, until)
	out := map[message.MessageID][]message.File{}
	_, err = engine.All(rows, err, func(rows *engine.Rows) (struct{}, error) {
		var of message.MessageID
		f, err := scanFile(rows, box, &of)
		out[of] = append(out[of], f)
		return struct{}{}, err
	})
	return out, err
}

func scanFile(row scanner, box *seal.Box, of *message.MessageID) (message.File, error) {
	var f message.File
	var name []byte
	err := row.Scan(of, &f.ID, &name, &f.Kind, &f.Size)
	if err == nil {
		f.Name, err = box.Open(namePlace(f.ID), name)
	}
	return f, err
}

// File returns a file of a thread with its content, or fault.NotFound.
func File(r engine.Reader, box *seal.Box, thread message.ID, file message.FileID) (message.File, error) {
	var of message.MessageID
	f, err := scanFile(r.QueryRow(`select f.message_id, f.id, f.name, c.kind, c.size from message_files f join message_contents c on c.id = f.content_id
		where f.thread_id = $1 and f.id = $2`, thread, file), box, &of)
	if engine.NoRows(err) {
		return f, fault.New(fault.NotFound, "There is no such file.")
	}
	if err != nil {
		return f, fmt.Errorf("read file: %w", err)
	}
	rows, err := r.Query(`select p.id, p.part from message_parts p join message_files f on f.content_id = p.content_id
		where f.thread_id = $1 and f.id = $2 order by p.n`, thread, file)
	f.Content, err = parts(box, rows, err)
	if err == nil && len(f.Content) != f.Size {
		err = fmt.Errorf("read file %s: %d of %d bytes are there", file, len(f.Content), f.Size)
	}
	return f, err
}
