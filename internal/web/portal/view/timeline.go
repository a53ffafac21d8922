package view

import "marque/internal/web/ui"

// Timeline is everything that happened to a contract, in words, the newest first.
type Timeline struct {
	ui.Frame
	Contract Contract
	Sections []ui.Link
	Years    []TimelineYear
	Older    string // keyset link; empty at the end
	Newest   string // back to the first page; empty when this is it
}

// TimelineYear is a year with its moments.
type TimelineYear struct {
	Year    string
	Moments []Moment
}

// Moment is one thing that happened.
type Moment struct {
	When string // "November 22"
	Icon string
	Text string
	More string // smaller; may be empty
	Href string // where it can be opened; may be empty
	Open string // the words of that link
}
