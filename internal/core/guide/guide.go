// Package guide knows what a support code is: a person asks for one, reads it to an agent on the telephone, and that agent then sees on which page
// and step the person's browser is, and the last sentence of an error — never what is typed. It keeps nothing itself.
package guide

import (
	"time"

	"marque/internal/core/access"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
)

// ID names a support code and what an agent sees by it.
type ID = id.Of[Guide]

// The bounds of a support code.
const (
	Life     = 15 * time.Minute // for an agent to take it
	Watch    = 30 * time.Minute // for the agent who took it, from then
	MostOpen = 1000             // codes that nobody has taken, over all: so that a guess among a million seldom meets one
)

// Guide is one support code, and where the browser that asked for it is.
type Guide struct {
	ID      ID
	Created time.Time
	Until   time.Time      // of the code, or of what the agent sees
	Agent   access.UserID  // who took the code; zero while nobody has
	Claimed time.Time      // when
	Party   access.PartyID // who is signed in in that browser; zero for a stranger
	Place   string         // the page, as the router's table names it; empty before the first one
	Step    string         // more of it, in fixed words
	Tries   int            // how often a form of this page came back, one after the other
	Fault   string         // the last error's sentence, without what was put into it
	Seen    time.Time      // when that was
	Ended   time.Time      // by the person or the agent; zero while it goes on
}

// Seen is what one page tells: nothing of what is typed, no ids, no query.
type Seen struct {
	Place, Step string
	Failed      bool
	Fault       string         // of a page that failed
	Party       access.PartyID // who is signed in
	At          time.Time
}

// mostText bounds each text that is kept.
const mostText = 300

// Open tells whether the code can be taken, or the agent sees the page.
func (g Guide) Open(now time.Time) bool {
	return !g.ID.IsZero() && g.Ended.IsZero() && now.Before(g.Until)
}

// Followed tells whether an agent sees the page now.
func (g Guide) Followed(now time.Time) bool { return g.Open(now) && !g.Agent.IsZero() }

// Claim gives the code to one agent, once.
func (g Guide) Claim(agent access.UserID, now time.Time) (Guide, error) {
	if !g.Open(now) || !g.Agent.IsZero() {
		return g, NoCode()
	}
	g.Agent, g.Claimed, g.Until = agent, now, now.Add(Watch)
	return g, nil
}

// At is the guide after another page. A form that comes back on the same page is one more try; another page begins anew.
func (g Guide) At(s Seen) Guide {
	if g.Place != s.Place {
		g.Tries, g.Fault = 0, ""
	}
	if s.Failed {
		g.Tries++
		g.Fault = bounded(s.Fault)
	}
	g.Place, g.Step, g.Party, g.Seen = bounded(s.Place), bounded(s.Step), s.Party, s.At
	return g
}

func bounded(s string) string {
	runes := []rune(s)
	return string(runes[:min(len(runes), mostText)])
}

// NoCode is the answer to a code that is none, is over, or was taken: all look the same.
func NoCode() *fault.Fault {
	return fault.Input("code", "There is no such code just now. Ask the caller to get a new one: it is good for 15 minutes, and for one agent.")
}

// Many is the answer when there are too many codes that nobody has taken.
func Many() *fault.Fault {
	return l10n.Later(Life, "Many people are asking for a code just now. Please call us without one.", "Muchas personas están pidiendo un código en este momento. Llámenos sin él.",
		"Gerade bitten viele um einen Code. Bitte rufen Sie uns ohne einen an.")
}
