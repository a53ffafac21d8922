package onboarding

import (
	"context"
	"fmt"
	"iter"

	"marque/internal/core/access"
	"marque/internal/core/feed"
	"marque/internal/door"
	"marque/internal/store/engine"
	"marque/internal/store/feeds"
)

// Pages is where a feed is fetched.
type Pages interface {
	// Fetch asks for the page of an address, and for nothing when it still has this tag.
	Fetch(ctx context.Context, address, tag string) (feed.Page, error)
}

// Pulled is what one reading of a fetched feed did.
type Pulled struct {
	Report
	Pages int `json:"pages"` // that held something new, or might have
}

// MostPages bounds one reading; the next one goes on from there.
const MostPages = 1000

// Pull reads a feed from where it stands to its end. A page's messages are taken first and the place is noted then: who is killed between takes the page
// again, which changes nothing. The last page is asked for again each time, as long as it has no successor.
func (s *Service) Pull(ctx context.Context, o Intake, from Pages, address string) (Pulled, error) {
	out := Pulled{Report: Report{Types: map[feed.Type]int{}}}
	stand, err := s.stand(ctx, o.By, address)
	for more := err == nil; more && out.Pages < MostPages; {
		var page feed.Page
		if page, err = from.Fetch(ctx, stand.Page, stand.Tag); err != nil {
			return out, err
		}
		if !page.Same {
			out.Pages++
			report, err := s.Take(ctx, o, numbered(page.Texts, out.Lines))
			out.add(report)
			if err != nil {
				return out, err
			}
		}
		if stand, more, err = s.move(ctx, o.By, address, stand, page); err != nil {
			return out, err
		}
	}
	return out, err
}

func (s *Service) stand(ctx context.Context, by access.Actor, address string) (feeds.Stand, error) {
	var out feeds.Stand
	err := s.d.Door.Read(ctx, ofFeed(by, "where a feed stands"), func(r engine.Reader) error {
		var err error
		out, err = feeds.StandOf(r, address)
		return err
	})
	return out, err
}

// move notes where a feed stands behind a page, and tells whether there is more to read now. An empty page with a successor is the end for now.
func (s *Service) move(ctx context.Context, by access.Actor, address string, at feeds.Stand, p feed.Page) (next feeds.Stand, more bool, err error) {
	switch {
	case p.Next != "" && p.Next != at.Page:
		next, more = feeds.Stand{Page: p.Next}, len(p.Texts) > 0 || p.Same
	case p.Same:
		return at, false, nil
	default:
		next = feeds.Stand{Page: at.Page, Tag: p.Tag}
	}
	if next == at {
		return at, false, nil
	}
	pass := door.Pass{By: by, Do: access.FeedApply, On: access.OnSystem("feed"), Note: "a page of a fetched feed taken"}
	return next, more, s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error { return feeds.Move(tx, address, at, next, s.d.Now()) })
}

// numbered makes messages of texts, numbered behind those that came before.
func numbered(texts [][]byte, before int) iter.Seq2[Message, error] {
	return func(yield func(Message, error) bool) {
		for m, err := range Each(texts) {
			m.At += before
			if !yield(m, err) {
				return
			}
		}
	}
}

func (r *Report) add(more Report) {
	r.Lines, r.Contracts, r.Applied, r.Repeated = r.Lines+more.Lines, r.Contracts+more.Contracts, r.Applied+more.Applied, r.Repeated+more.Repeated
	r.Held, r.Refused, r.Notes, r.Changes = r.Held+more.Held, r.Refused+more.Refused, r.Notes+more.Notes, r.Changes+more.Changes
	for t, n := range more.Types {
		r.Types[t] += n
	}
}

// String is the summary for people.
func (p Pulled) String() string { return fmt.Sprintf("%s: %s", count(p.Pages, "page"), p.Report) }
