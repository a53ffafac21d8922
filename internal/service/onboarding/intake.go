package onboarding

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"

	"marque/internal/core/access"
	"marque/internal/core/feed"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/store/engine"
	"marque/internal/store/feeds"
)

// Message is one message as it came, before anybody has read it.
type Message struct {
	At   int    // its number, from 1
	Text []byte // good until the next one is asked for
	Long bool   // it is longer than any message may be, and Text is empty
}

// Intake is the one way for messages into the book, whichever way they come: by file, over HTTP, from a folder or fetched.
type Intake struct {
	By    access.Actor
	Zone  func(name string) bool   // tells whether a time zone exists
	Quiet bool                     // tell nobody
	From  func(source string) bool // tells whether messages may name a source; nil is any
	Batch int                      // messages to a transaction; 0 is MaxBatch
	Seen  func(Message)            // of each message, when somebody watches; may be nil
	Tell  func(Told) error         // of each message that did not simply go in; may be nil
	again bool                     // what is held is judged anew
}

// Report counts messages.
type Report struct {
	Lines     int               `json:"lines"`
	Contracts int               `json:"contracts"` // opened now
	Applied   int               `json:"applied"`
	Repeated  int               `json:"repeated"` // known before
	Held      int               `json:"held"`     // for somebody's decision
	Refused   int               `json:"refused"`
	Notes     int               `json:"notes"` // applied, with a remark
	Changes   int               `json:"changes"`
	Types     map[feed.Type]int `json:"types"` // applied, by type
}

// String is the summary for people.
func (r Report) String() string {
	held := ""
	if r.Held > 0 {
		held = fmt.Sprintf(", %d held for a decision", r.Held)
	}
	return fmt.Sprintf("%s, %s, %d repeated, %d refused%s, %s: %s.", count(r.Contracts, "contract"),
		count(r.Applied-r.Contracts, "other message"), r.Repeated, r.Refused, held, count(r.Notes, "remark"), count(r.Changes, "change"))
}

func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// Told is what became of a message that did not simply go in.
type Told struct {
	Line    int           `json:"line"` // its number
	ID      string        `json:"id,omitempty"`
	Type    feed.Type     `json:"type,omitempty"`
	Outcome string        `json:"outcome"` // refused, held or noted
	Field   string        `json:"field"`   // the first of Fields
	Message string        `json:"message"`
	Fields  []fault.Field `json:"fields"` // all that is to be mended, or looked at
}

// Take reads messages one after another, applies the good ones in batches and counts. An error means that it ended early: what was applied stays, and
// taking the same messages again goes on from there.
func (s *Service) Take(ctx context.Context, o Intake, in iter.Seq2[Message, error]) (Report, error) {
	if o.Batch < 1 || o.Batch > MaxBatch {
		o.Batch = MaxBatch
	}
	t := &taking{Intake: o, s: s, report: Report{Types: map[feed.Type]int{}}}
	for m, err := range in {
		if err == nil {
			err = t.take(ctx, m)
		}
		if err != nil {
			return t.report, err
		}
	}
	return t.report, t.apply(ctx)
}

// taking is one intake on its way.
type taking struct {
	Intake
	s      *Service
	report Report
	batch  []feed.Event
	at     []int // numbers of the batch

	refused []feeds.Refusal // of the batch and before it
}

// take reads one message into the batch, and applies the batch when it is full.
func (t *taking) take(ctx context.Context, m Message) error {
	if t.Seen != nil {
		t.Seen(m)
	}
	t.report.Lines++
	if m.Long {
		return t.tell(m.At, feed.Event{}, "refused", fault.Of(feed.TooLong()))
	}
	e, err := feed.Decode(m.Text, feed.Rules{Now: t.s.d.Now(), Zone: t.Zone})
	if err != nil {
		why := fault.Of(err)
		if why == nil {
			return fmt.Errorf("line %d: %w", m.At, err)
		}
		t.refuse(m.Text, e, why)
		if err := t.tell(m.At, e, "refused", why); err != nil || len(t.refused) < MaxBatch {
			return err
		}
		return t.keep(ctx)
	}
	if t.From != nil && !t.From(e.Source) {
		return t.tell(m.At, e, "refused", fault.Input("source", "Whoever has signed this may not speak for this source."))
	}
	t.batch, t.at = append(t.batch, e), append(t.at, m.At)
	if len(t.batch) == t.Batch {
		return t.apply(ctx)
	}
	return ctx.Err()
}

// apply applies the batch and tells what became of it.
func (t *taking) apply(ctx context.Context) error {
	outcomes, err := t.s.Apply(ctx, t.By, t.batch, Options{Quiet: t.Quiet, Again: t.again})
	if err != nil {
		return fmt.Errorf("apply lines %d to %d: %w", t.at[0], t.at[len(t.at)-1], err)
	}
	for i, outcome := range outcomes {
		if outcome.Result == Refused {
			t.refuse(t.batch[i].Line, t.batch[i], outcome.Why)
		}
		if err := t.count(t.at[i], t.batch[i], outcome); err != nil {
			return err
		}
	}
	t.batch, t.at = t.batch[:0], t.at[:0]
	return t.keep(ctx)
}

func (t *taking) count(at int, e feed.Event, o Outcome) error {
	switch o.Result {
	case Refused:
		return t.tell(at, e, "refused", o.Why)
	case Held:
		return t.tell(at, e, "held", o.Why)
	case Repeated:
		t.report.Repeated++
		return nil
	}
	t.report.Applied++
	t.report.Changes++
	t.report.Types[e.Type]++
	if e.Type == feed.ContractActivated {
		t.report.Contracts++
	}
	if len(o.Notes) == 0 {
		return nil
	}
	return t.tell(at, e, "noted", &fault.Fault{Message: o.Notes[0].Message, Fields: o.Notes})
}

// tell counts a message that did not simply go in, and tells of it.
func (t *taking) tell(at int, e feed.Event, outcome string, why *fault.Fault) error {
	switch outcome {
	case "refused":
		t.report.Refused++
	case "held":
		t.report.Held++
	default:
		t.report.Notes++
	}
	if t.Tell == nil {
		return nil
	}
	fields := why.Fields
	if len(fields) == 0 {
		fields = []fault.Field{{Name: "line", Message: why.Message}}
	}
	return t.Tell(Told{Line: at, ID: e.ID, Type: e.Type, Outcome: outcome, Field: fields[0].Name, Message: fields[0].Message, Fields: fields})
}

// bufferBytes holds one line of the greatest length with its line end, so that a longer one is known by a full buffer.
const bufferBytes = feed.MaxLine + 2

// Lines reads messages that stand one to a line. Blank lines count, and are no messages.
func Lines(in io.Reader) iter.Seq2[Message, error] {
	return func(yield func(Message, error) bool) {
		lines := bufio.NewReaderSize(in, bufferBytes)
		for at := 1; ; at++ {
			line, whole, err := next(lines)
			if at == 1 {
				line = bytes.TrimPrefix(line, []byte("\ufeff")) // some editors begin a file with a byte order mark
			}
			if (!whole || len(bytes.TrimSpace(line)) > 0) && !yield(Message{At: at, Text: line, Long: !whole}, nil) {
				return
			}
			switch {
			case errors.Is(err, io.EOF):
				return
			case err != nil:
				yield(Message{}, fmt.Errorf("read line %d: %w", at+1, err))
				return
			}
		}
	}
}

// next returns a line, and whether it fits the bound; of one that does not, the rest is passed over.
func next(in *bufio.Reader) (line []byte, whole bool, err error) {
	line, err = in.ReadSlice('\n')
	if !errors.Is(err, bufio.ErrBufferFull) {
		return line, true, err
	}
	for errors.Is(err, bufio.ErrBufferFull) {
		_, err = in.ReadSlice('\n')
	}
	return nil, false, err
}

// Each makes messages of texts, numbered from 1.
func Each(texts [][]byte) iter.Seq2[Message, error] {
	return func(yield func(Message, error) bool) {
		for i, text := range texts {
			if !yield(Message{At: i + 1, Text: text, Long: len(text) > feed.MaxLine}, nil) {
				return
			}
		}
	}
}

// Delivery is a signed bundle of messages, as its sender names it.
type Delivery = feeds.Delivery

// Accept notes that a delivery has come, or refuses one that is played again. A sender that had no answer signs the same anew: then its messages are
// taken once more, which changes nothing where they went in.
func (s *Service) Accept(ctx context.Context, by access.Actor, d Delivery) error {
	pass := door.Pass{By: by, Do: access.FeedApply, On: access.OnSystem("feed"), Note: "delivery " + d.ID + " of " + d.Sender}
	return s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error { return feeds.Accept(tx, d, s.d.Now()) })
}
