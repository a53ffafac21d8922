package adjustment_test

import (
	"strings"
	"testing"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/adjustment"
	"marque/internal/fault"
)

func TestANoteIsBoundedInCharactersAndNotInBytes(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)
	p := adjustment.Proposal{Kind: adjustment.Waiver, Of: "fee", Amount: 2500, Reason: adjustment.Goodwill, State: adjustment.Waiting, At: at, By: access.UserID{1}}
	for n, fits := range map[int]bool{1: true, 300: true, 301: false} {
		p.Note = strings.Repeat("ü", n)
		if err := p.Check(); (err == nil) != fits || err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("a note of %d characters: got %v", n, err)
		}
		if _, err := p.Decide(access.UserID{2}, false, p.Note, at); (err == nil) != fits {
			t.Errorf("an answer of %d characters: got %v", n, err)
		}
	}
}
