package identity

import (
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"marque/internal/core/access"
	"marque/internal/id"
	"marque/internal/l10n"
)

// DraftLife is how long a form waits for its owner to sign in again or to give a fresh factor.
const DraftLife = 30 * time.Minute

// MostDraft bounds what is kept of one form: the same as a form may have.
const MostDraft = 64 << 10

// Draft is a form that was sent when its session had ended or wanted a fresh factor. Only its user gets it back, and it never goes back
// to the browser: it is sent again inside the house when its owner says so.
type Draft struct {
	ID        DraftID
	User      access.UserID
	Path      string // of ours, with its query
	Form      string // as it was sent, without secrets
	CreatedAt time.Time
	ExpiresAt time.Time
}

// DraftID names a draft.
type DraftID = id.Of[Draft]

// MostAnswers is how many security questions one person answers.
const MostAnswers = 3

// Answer is one to a security question, kept as a password's hash. Questions are asked under the policy Legacy only, beside a code that
// was sent, never alone and never to take a factor away: NIST SP 800-63B-4 and ASVS 6.4.2 forbid them for anything more.
type Answer struct {
	ID        AnswerID
	Question  string
	Hash      string // PHC text
	CreatedAt time.Time
}

// AnswerID names an answer.
type AnswerID = id.Of[Answer]

// Questions are those that can be chosen: none whose answer stands in public or on the contract.
func Questions() []string {
	var out []string
	for _, q := range questions() {
		out = append(out, q.In(l10n.EnUS))
	}
	return out
}

func questions() []l10n.Text {
	return []l10n.Text{
		l10n.T("What was the name of your first pet?", "¿Cómo se llamaba su primera mascota?", "Wie hieß Ihr erstes Haustier?"),
		l10n.T("What was the make and model of your first car?", "¿Cuál fue la marca y el modelo de su primer automóvil?", "Welche Marke und welches Modell war Ihr erstes Auto?"),
		l10n.T("What was the last name of your third-grade teacher?", "¿Cuál era el apellido de su maestro o maestra de tercer grado?", "Wie hieß Ihre Lehrerin oder Ihr Lehrer in der dritten Klasse mit Nachnamen?"),
		l10n.T("What was the name of the street where your best childhood friend lived?", "¿Cómo se llamaba la calle donde vivía su mejor amigo o amiga de la infancia?", "Wie hieß die Straße, in der Ihr bester Freund oder Ihre beste Freundin als Kind wohnte?"),
		l10n.T("What was the first concert you went to?", "¿Cuál fue el primer concierto al que asistió?", "Welches war Ihr erstes Konzert?"),
		l10n.T("What did you want to become as a child?", "¿Qué quería ser de niño o niña?", "Was wollten Sie als Kind werden?"),
	}
}

// QuestionIn returns one of the questions, which is kept in American English, in a language.
func QuestionIn(l l10n.Locale, question string) string {
	for _, q := range questions() {
		if q.In(l10n.EnUS) == question {
			return q.In(l)
		}
	}
	return question
}

// leastAnswer is how many letters an answer has at least.
const leastAnswer = 3

// NormalAnswer returns an answer for hashing: letters and digits in one form, without case, accents, blanks and punctuation, so that nobody
// has to remember how it was typed.
func NormalAnswer(typed string) (string, error) {
	folded := FoldName(norm.NFKC.String(cut(typed, mostFact)))
	if len(folded) < leastAnswer {
		return "", l10n.Input("answer", "An answer has at least %s letters or digits.", "Una respuesta tiene al menos %s letras o dígitos.", "Eine Antwort hat mindestens %s Buchstaben oder Ziffern.", leastAnswer)
	}
	return folded, nil
}

// IsQuestion tells whether a text is one of the questions.
func IsQuestion(text string) bool {
	for _, q := range Questions() {
		if strings.EqualFold(q, text) {
			return true
		}
	}
	return false
}
