// Package incident is how we say that something of ours does not work: which part, since when, and in which words, in every language.
// It also judges from the outbox whether letters and texts go out. What is kept and shown where is left to others.
package incident

import (
	"slices"
	"strings"
	"time"

	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
)

// ID names an incident.
type ID = id.Of[Incident]

// Incident is something that does not work as it should, or work on it that was planned.
type Incident struct {
	ID    ID
	Brand string // its key; empty is every brand
	Part  Part
	Own   [3]string // own words by l10n.Locale; where one is empty the part's usual words stand
	Begun time.Time // may be ahead of us, for planned work
	Ended time.Time // zero while nobody knows; may be ahead of us
}

// The bounds of what an operator writes: a banner is read in passing, and planned work further ahead is a calendar's matter.
const (
	MostWords = 400
	mostAhead = 60 * 24 * time.Hour
	// mostBehind is how long ago an incident may have begun: one that was noticed late.
	mostBehind = 30 * 24 * time.Hour
	// MostOpen bounds the banners on a page; whoever needs more says "the site".
	MostOpen = 10
)

// Check refuses an incident that cannot be told, naming the wrong fields: part, en, es, de, from, until.
func (i Incident) Check(now time.Time) error {
	var wrong []fault.Field
	say := func(bad bool, name, words string) {
		if bad {
			wrong = append(wrong, fault.Field{Name: name, Message: words})
		}
	}
	say(!slices.Contains(Parts(), i.Part), "part", "The part is one of "+partWords()+".")
	for n, l := range l10n.All() {
		say(len([]rune(i.Own[n])) > MostWords, l.Language(), "Say it in at most 400 characters: it stands on every page.")
		say(strings.ContainsFunc(i.Own[n], unprintable), l.Language(), "Write it in one line of ordinary characters.")
	}
	say(i.Own[l10n.EnUS] == "" && (i.Own[l10n.EsUS] != "" || i.Own[l10n.DeDE] != ""), "en", "Own words in another language need English ones too: the desk reads those.")
	say(i.Begun.After(now.Add(mostAhead)), "from", "Planned work can be told 60 days ahead.")
	say(i.Begun.Before(now.Add(-mostBehind)), "from", "An incident can have begun 30 days ago at most.")
	say(!i.Ended.IsZero() && !i.Ended.After(i.Begun), "until", "The end must come after the beginning.")
	return fault.Inputs(wrong)
}

func unprintable(r rune) bool { return r < ' ' || r == 0x7f || r == '\u2028' || r == '\u2029' }

// Words is what people read.
func (i Incident) Words() l10n.Text {
	usual := i.Part.Usual()
	said := make([]string, len(i.Own))
	for n, l := range l10n.All() {
		if said[n] = i.Own[n]; said[n] == "" {
			said[n] = usual.In(l)
		}
	}
	return l10n.T(said[l10n.EnUS], said[l10n.EsUS], said[l10n.DeDE])
}

// Said is words in a language.
type Said struct{ Language, Words string }

// All is what is said in every language, for the operator.
func (i Incident) All() []Said {
	var out []Said
	for _, l := range l10n.All() {
		out = append(out, Said{l.Language(), i.Words().In(l)})
	}
	return out
}

// Concerns tells whether customers of a brand are meant.
func (i Incident) Concerns(brand string) bool { return i.Brand == "" || i.Brand == brand }

// Phase is where an incident stands at an instant.
type Phase string

// The phases.
const (
	Planned Phase = "planned"
	Going   Phase = "open"
	Over    Phase = "over"
)

// At returns the phase at an instant.
func (i Incident) At(now time.Time) Phase {
	switch {
	case !i.Ended.IsZero() && !i.Ended.After(now):
		return Over
	case i.Begun.After(now):
		return Planned
	}
	return Going
}

// End ends an incident that is not over.
func (i Incident) End(now time.Time) (Incident, error) {
	if i.At(now) == Over {
		return i, fault.New(fault.Conflict, "This incident has ended already.")
	}
	i.Ended = now
	if i.Begun.After(now) { // work that was planned and does not take place
		i.Begun = now
	}
	return i, nil
}
