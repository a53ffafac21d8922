package message

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"marque/internal/core/access"
	"marque/internal/fault"
	"marque/internal/id"
)

// NoteID names a note of the desk about a thread.
type NoteID = id.Of[Note]

// Note is what colleagues tell each other about a thread. The customer never sees it.
type Note struct {
	ID       NoteID
	Thread   ID
	By       access.UserID
	At       time.Time
	Text     string
	Mentions []string // usernames
}

// mostNote bounds a note, in characters.
const mostNote = 2000

// mention is a colleague's username in a note.
var mention = regexp.MustCompile(`(?:^|[^\w@.])@([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)`)

// mostMentions bounds whom one note calls.
const mostMentions = 10

// CheckNote makes a note clean and finds whom it mentions, or says what is wrong.
func CheckNote(text string) (clean string, mentions []string, err error) {
	if clean, err = CheckText(text, 0); err != nil {
		return "", nil, fault.Input("note", fault.Of(err).Message)
	}
	if utf8.RuneCountInString(clean) > mostNote {
		return "", nil, fault.Inputf("note", "A note has at most %d characters.", mostNote)
	}
	for _, m := range mention.FindAllStringSubmatch(clean, -1) {
		if name := strings.ToLower(m[1]); !slices.Contains(mentions, name) {
			mentions = append(mentions, name)
		}
	}
	if len(mentions) > mostMentions {
		return "", nil, fault.Inputf("note", "A note mentions at most %d colleagues.", mostMentions)
	}
	return clean, mentions, nil
}

// The bounds of labels.
const (
	mostLabels = 8
	mostLabel  = 24
)

// ReadLabels reads labels from words with commas or blanks between them: small letters, digits and hyphens.
func ReadLabels(text string) ([]string, error) {
	var out []string
	for _, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return r == ',' || r == ' ' || r == '\n' || r == '\t' }) {
		if len(word) > mostLabel || strings.Trim(word, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			return nil, fault.Inputf("labels", "A label has at most %d small letters, digits and hyphens, such as late-fee.", mostLabel)
		}
		if !slices.Contains(out, word) {
			out = append(out, word)
		}
	}
	if len(out) > mostLabels {
		return nil, fault.Inputf("labels", "A conversation has at most %d labels.", mostLabels)
	}
	slices.Sort(out)
	return out, nil
}

// Held tells whether another agent has the thread, and may keep it: only a senior takes over from somebody else.
func (t Thread) Held(by access.Actor) bool {
	return !t.Agent.IsZero() && t.Agent != by.User && !slices.Contains(by.Roles, access.RoleSenior)
}

// GivenTo returns the thread in the hands of an agent, or with none back in a team's. Whose turn it is and until when an answer is promised
// does not change by it.
func (t Thread) GivenTo(agent access.UserID, team Team) Thread {
	t.Agent = agent
	if team != "" {
		t.Team = team
	}
	return t
}
