// Package view holds the pages of the agents' desk as typed structs that render themselves. It decides nothing: handlers fill in what a
// service told them, values already masked.
package view

import (
	"marque/internal/fault"
	"marque/internal/web/ui"
)

// Failure is why a form came back. The zero value means that it has not been sent yet.
type Failure struct {
	Problem string        // about the form as a whole
	Fields  []fault.Field // about single fields, in the order of the page
}

// Failed tells whether there is anything to say; such a page answers 422.
func (x Failure) Failed() bool { return x.Problem != "" || len(x.Fields) > 0 }

// FailureOf turns an error for people into what a form shows. A sentence that names no field stands above the form.
func FailureOf(f *fault.Fault) Failure {
	if f == nil {
		return Failure{}
	}
	if len(f.Fields) > 0 {
		return Failure{Fields: f.Fields}
	}
	return Failure{Problem: f.Message}
}

// head tells the frame about a page with a form.
func head(title string, x Failure, w ui.Width, s ui.Section) ui.Head {
	return ui.Head{Title: title, Failed: x.Failed(), Width: w, Section: s}
}

// passwordHead is head for a page that asks for a password, which a button can show, or for a passkey in its place.
func passwordHead(title string, x Failure) ui.Head {
	h := head(title, x, ui.Narrow, ui.NoSection)
	h.Scripts = []string{"show-password.js", ui.PasskeyScript}
	return h
}

// passkeyHead is head for a page whose script asks for a passkey.
func passkeyHead(title string, x Failure) ui.Head {
	h := head(title, x, ui.Narrow, ui.NoSection)
	h.Scripts = []string{ui.PasskeyScript}
	return h
}

// deskHead is head for a page of the desk, where "/" leads to the search.
func deskHead(title string, x Failure, s ui.Section) ui.Head {
	h := head(title, x, ui.Reading, s)
	h.Scripts = []string{keys}
	return h
}
