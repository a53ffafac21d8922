package message

import (
	"strings"
	"time"
	"unicode/utf8"

	"marque/internal/core/access"
	"marque/internal/id"
	"marque/internal/l10n"
)

// Promise marks the identifiers of promises of an answer that were kept or missed.
type Promise struct{}

// RatingID names a rating.
type RatingID = id.Of[Rating]

// Rating is what a customer said of a conversation after it was closed. There is one at most.
type Rating struct {
	ID     RatingID
	Thread ID
	At     time.Time
	Agent  access.UserID // who had it then; none when nobody had
	Score  int           // from 1, not at all, to BestScore
	Words  string        // may be empty
}

// The bounds of a rating.
const (
	BestScore = 5
	mostWords = 500 // characters
)

// ScoreWords says how well a conversation helped.
func ScoreWords(score int) l10n.Text {
	switch score {
	case 5:
		return l10n.T("Completely", "Por completo", "Voll und ganz")
	case 4:
		return l10n.T("Mostly", "En gran parte", "Größtenteils")
	case 3:
		return l10n.T("In part", "En parte", "Teilweise")
	case 2:
		return l10n.T("Hardly", "Apenas", "Kaum")
	}
	return l10n.T("Not at all", "En absoluto", "Gar nicht")
}

// Check makes what was typed clean, or says what is wrong.
func (r *Rating) Check() error {
	if r.Score < 1 || r.Score > BestScore {
		return l10n.Input("score", "Choose an answer.", "Elija una respuesta.", "Wählen Sie eine Antwort.")
	}
	r.Words = strings.TrimSpace(clean(r.Words))
	switch {
	case utf8.RuneCountInString(r.Words) > mostWords:
		return l10n.Input("words", "Use at most %s characters.", "Use como máximo %s caracteres.", "Höchstens %s Zeichen.", mostWords)
	case HoldsCard(r.Words):
		return errCard("words")
	}
	return nil
}

// Rateable tells whether a thread may be rated: it is closed, and somebody has answered in it.
func (t Thread) Rateable() bool { return t.State == Closed && !t.Answered.IsZero() }
