package notifying

import (
	"context"
	"crypto/subtle"
	"encoding/hex"

	"marque/internal/core/access"
	"marque/internal/core/notice"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/store/engine"
	"marque/internal/store/outbox"
	"marque/internal/store/queue"
	"marque/internal/store/texts"
)

// ReportsPath is where gateways report on texts: each under its message and a proof that we gave out the path.
const ReportsPath = "/hooks/texts/"

// reportPath is the path for one message.
func (s *Service) reportPath(id notice.MessageID) string {
	now, _ := s.proofs(id)
	return ReportsPath + id.String() + "/" + now
}

// proofs show that a path is ours: 128 bits of a keyed hash, which the gateway gets with the text and nobody else. While keys are changed a path
// that was given out before is right too.
func (s *Service) proofs(id notice.MessageID) (now, other string) {
	const enough = 16
	a, b := s.d.Box.MACs("text report", id[:])
	return hex.EncodeToString(a[:enough]), hex.EncodeToString(b[:enough])
}

// Proved returns the message of a report's path. What was not given out by us is fault.NotFound, whatever is wrong with it.
func (s *Service) Proved(message, proof string) (notice.MessageID, error) {
	m, err := id.Parse[notice.Message](message)
	now, other := s.proofs(m)
	if err != nil || subtle.ConstantTimeCompare([]byte(proof), []byte(now))|subtle.ConstantTimeCompare([]byte(proof), []byte(other)) != 1 {
		return notice.MessageID{}, fault.New(fault.NotFound, "There is no such page.")
	}
	return m, nil
}

func reportOf(delivered bool) outbox.Report {
	if delivered {
		return outbox.Delivered
	}
	return outbox.Undelivered
}

// Report notes what a gateway said later about a message that it took. The same report again changes nothing.
func (s *Service) Report(ctx context.Context, id notice.MessageID, delivered bool) error {
	report := reportOf(delivered)
	return s.d.Door.Write(ctx, s.pass(string(report), id), func(tx *engine.Tx) error {
		return outbox.SetReport(tx, id, report)
	})
}

// Receipt is the kind of the job that notes what a short message centre said; its argument is a Said.
const Receipt = "text.receipt"

// Said is what a centre said of a text, by its own name for it.
type Said struct {
	Name      string `json:"name"`
	Delivered bool   `json:"delivered"`
}

// Hear keeps what a centre said, to be noted by a job: it may come before we have noted the centre's name for the text.
func (s *Service) Hear(ctx context.Context, said Said) error {
	said.Name = bounded(said.Name)
	p := door.Pass{By: by(), Do: access.NoticeSend, On: access.OnSystem("outbox"), Note: "receipt"}
	return s.d.Door.Write(ctx, p, func(tx *engine.Tx) error {
		return queue.Add(tx, queue.Job{Kind: Receipt, Args: said})
	})
}

// mostHeard is how often a receipt looks for its text before it is taken for somebody else's, who shares the account at the centre.
const mostHeard = 5

// Note notes what a centre said. It is an error, worth another attempt, while no text of that name is known.
func (s *Service) Note(ctx context.Context, said Said, attempt int) error {
	p := door.Pass{By: by(), Do: access.NoticeSend, On: access.OnSystem("outbox"), Note: string(reportOf(said.Delivered))}
	err := s.d.Door.Write(ctx, p, func(tx *engine.Tx) error {
		return outbox.SetReportNamed(tx, said.Name, reportOf(said.Delivered))
	})
	if fault.Is(err, fault.NotFound) && attempt >= mostHeard {
		return nil
	}
	return err
}

// Texts tells how the day's budget of texts stands.
func (s *Service) Texts(ctx context.Context) (texts.Status, error) {
	var out texts.Status
	err := s.d.Door.Read(ctx, door.Pass{By: by(), Do: access.TextsRead, On: access.OnSystem("texts")}, func(r engine.Reader) (err error) {
		out, err = s.d.Texts.Status(r, s.d.Now())
		return err
	})
	return out, err
}

// ResetTexts gives the day its whole budget again.
func (s *Service) ResetTexts(ctx context.Context, actor access.Actor) error {
	p := door.Pass{By: actor, Do: access.TextsReset, On: access.OnSystem("texts"), Note: "budget of texts reset"}
	return s.d.Door.Write(ctx, p, func(tx *engine.Tx) error { return texts.Reset(tx, s.d.Now()) })
}
