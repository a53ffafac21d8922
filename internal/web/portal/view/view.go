// Package view holds the customers' pages as typed structs that render themselves. It decides nothing: handlers fill in what a service
// told them, already in words where words depend on rules.
package view

import (
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/web/ui"
)

// Failure is why a form came back. The zero value means that it has not been sent yet.
type Failure struct {
	Problem string        // about the form as a whole
	Fields  []fault.Field // about single fields, in the order of the page
}

// Failed tells whether there is anything to say; such a page answers 422.
func (x Failure) Failed() bool { return x.Problem != "" || len(x.Fields) > 0 }

// FailureOf turns an error for people into what a form shows, in the reader's language.
func FailureOf(l l10n.Locale, f *fault.Fault) Failure {
	f = l.Translate(f)
	if f == nil {
		return Failure{}
	}
	if len(f.Fields) > 0 {
		return Failure{Fields: f.Fields}
	}
	return Failure{Problem: f.Message}
}

// ProblemOf turns an error for people into one sentence above a form, whatever field it is about.
func ProblemOf(l l10n.Locale, f *fault.Fault) Failure {
	return Failure{Problem: l.Translate(f).Message}
}

// foreign tells whether words that are American English whatever the page's language are to be marked as such: what the authorities write, and
// what is signed in it.
func foreign(f ui.Frame) bool { return f.Locale != l10n.EnUS }

// Hidden is a value that a form carries along unseen.
type Hidden struct{ Name, Value string }

// head tells the frame about a page with a form, and which scripts make it kinder.
func head(title string, x Failure, w ui.Width, scripts ...string) ui.Head {
	return ui.Head{Title: title, Failed: x.Failed(), Width: w, Scripts: scripts}
}

// showPassword is the script behind the button beside a password.
const showPassword = "show-password.js"
