package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"marque/internal/core/access"
	"marque/internal/fault"
	"marque/internal/gateway/clamd"
)

// Health is how one part of an installation is.
type Health string

// The healths. Only a fault makes an installation ill.
const (
	Well  Health = "ok"
	Mind  Health = "mind" // works, and somebody should know
	Fault Health = "fault"
)

// Finding is what was found of one part, in a sentence.
type Finding struct {
	Part  string `json:"part"`
	State Health `json:"state"`
	Says  string `json:"says"`
}

// ExamineOptions says how far an examination goes.
type ExamineOptions struct {
	Quick bool // leaves out the proof of the audit, which reads every entry
}

// examiner looks at one installation.
type examiner struct {
	o     Options
	a     *App // knows the settings and has no database: what lies outside is reached with it
	found []Finding
}

func (e *examiner) say(part string, state Health, format string, args ...any) {
	e.found = append(e.found, Finding{part, state, fmt.Sprintf(format, args...)})
}

// told says what an error means: a sentence, whatever it was wrapped in.
func (e *examiner) told(part string, state Health, err error) {
	text := err.Error()
	if f := fault.Of(err); f != nil && len(f.Fields) > 0 {
		for _, field := range f.Fields {
			e.say(part, state, "%s: %s", field.Name, field.Message)
		}
		return
	} else if f != nil {
		text = f.Error()
	}
	e.say(part, state, "%s.", strings.TrimSuffix(strings.Join(strings.Fields(text), " "), "."))
}

// Misset are the findings when the settings cannot be used: nothing else can be looked at then.
func Misset(err error) []Finding {
	e := &examiner{}
	e.told("settings", Fault, err)
	return e.found
}

// Examine looks whether an installation is well: settings, this machine, the database and what is in it, and everything outside that the
// settings name. It sends nothing to anybody and changes nothing; that it looked stands in the audit.
func Examine(ctx context.Context, o Options, how ExamineOptions) []Finding {
	e := &examiner{o: o, a: &App{Config: o.Config, Log: quietest(), now: o.Now}}
	e.settings()
	e.machine()
	e.outside(ctx)
	e.book(ctx, how)
	seen := map[Finding]bool{}
	return slices.DeleteFunc(e.found, func(f Finding) bool { // one wrong file may be in the way of several parts
		known := seen[f]
		seen[f] = true
		return known
	})
}

// Ill tells whether something is wrong.
func Ill(found []Finding) bool {
	return slices.ContainsFunc(found, func(f Finding) bool { return f.State == Fault })
}

// checker is what lies outside and can be asked whether it is there.
type checker interface {
	Check(ctx context.Context) error
}

// checkWithin bounds each question to the outside: what needs longer does not work either.
const checkWithin = 10 * time.Second

// question is one question to the outside.
type question struct {
	part, well, ill string
	make            func() (any, error) // what is asked
}

// outside asks everybody at once.
func (e *examiner) outside(ctx context.Context) {
	all := e.questions()
	answers := make([]examiner, len(all))
	var asked sync.WaitGroup
	for i, q := range all {
		asked.Go(func() { answers[i].ask(ctx, q) })
	}
	asked.Wait()
	for _, a := range answers {
		e.found = append(e.found, a.found...)
	}
}

func (e *examiner) ask(ctx context.Context, q question) {
	who, err := q.make()
	if err != nil {
		e.told(q.part, Fault, err)
		return
	}
	c, ok := who.(checker)
	if !ok {
		e.say(q.part, Mind, "%s", q.well)
		return
	}
	ctx, cancel := context.WithTimeout(ctx, checkWithin)
	defer cancel()
	err = c.Check(ctx)
	if closer, ok := who.(interface{ Close() error }); ok {
		_ = closer.Close() // it was opened for this question only
	}
	switch {
	case err != nil && fault.Of(err) == nil:
		e.told(q.part, Fault, fmt.Errorf("%s: %w", q.ill, err))
	case err != nil:
		e.told(q.part, Fault, err)
	default:
		e.say(q.part, Well, "%s", q.well)
	}
}

// questions are those to everybody whom the settings name.
func (e *examiner) questions() []question {
	c := e.o.Config
	out := []question{
		{"mail", "", "The mail server cannot be used", func() (any, error) { return e.a.mailer() }},
		{"texts", "", "The text centre does not take us in", func() (any, error) { return e.a.texter() }},
		{"bank", "", "The way to the bank cannot be used", func() (any, error) {
			b, err := e.a.bank()
			return b.Carrier, err
		}},
	}
	nothing := "The driver is log: nothing leaves, and nobody gets a code."
	out[0].well = cmp.Or(map[string]string{"smtp": "The mail server " + c.Mail.Host + " takes us in."}[c.Mail.Driver], nothing)
	out[1].well = cmp.Or(map[string]string{
		"http": "The text gateway is there. No text was sent, so user and password are not proved.", "smpp": "The text centre takes us in.",
	}[c.SMS.Driver], nothing)
	out[2].well = cmp.Or(map[string]string{
		"folder": "Both folders of the bank can be used.", "sftp": "The bank's server takes us in, and both folders are there.",
	}[c.Bank.Driver], "The bank is played: no money moves.")
	if c.Scanner != "" {
		out = append(out, question{"scanner", "The scanner answers.", "The scanner does not answer, so no file is taken", func() (any, error) { return clamd.New(c.Scanner) }})
	}
	if c.Cards.Driver != "" {
		out = append(out, question{"cards", "The card processor knows our key.", "The card processor does not answer as it should", func() (any, error) { return e.a.cards() }})
	}
	if c.Desk.Issuer != "" {
		out = append(out, question{"sign-in of staff", "The identity provider tells its addresses.", "The identity provider cannot be reached", func() (any, error) { return e.a.companyAt("https://localhost"), nil }})
	}
	return out
}

// examinedBy is who looks.
func examinedBy() access.Actor { return access.System("doctor") }
