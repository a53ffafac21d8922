package ui

import "marque/internal/fault"

// TextArea is several lines of text to fill in.
type TextArea struct {
	Name      string // also the id
	Label     string
	Hint      string
	Value     string
	Rows      int
	MaxLength int
	Optional  bool
	Errors    []fault.Field
}

func (a TextArea) error() string       { return message(a.Errors, a.Name) }
func (a TextArea) describedBy() string { return describedBy(a.Name, a.Hint != "", a.error() != "") }

// FileField is a field for files.
type FileField struct {
	Name   string // also the id
	Label  string
	Hint   string // kinds and sizes
	Accept string // what the browser offers to choose
	One    bool   // one file, and it is wanted
	Errors []fault.Field
}

func (x FileField) error() string       { return message(x.Errors, x.Name) }
func (x FileField) describedBy() string { return describedBy(x.Name, x.Hint != "", x.error() != "") }

// Menu is one answer of many, folded up.
type Menu struct {
	Name    string // also the id
	Label   string
	Hint    string
	Options []Choice
	Errors  []fault.Field
}

func (m Menu) error() string       { return message(m.Errors, m.Name) }
func (m Menu) describedBy() string { return describedBy(m.Name, m.Hint != "", m.error() != "") }

// Said is one message of a conversation.
type Said struct {
	Anchor string     `json:"anchor"`          // its id on the page: m and its number
	Who    string     `json:"who"`             // empty for an event
	Mine   bool       `json:"mine,omitempty"`  // of whoever looks
	Event  bool       `json:"event,omitempty"` // nobody wrote it: something happened
	When   string     `json:"when"`
	At     string     `json:"at"`   // the same for machines, RFC 3339
	Text   string     `json:"text"` // its line ends count
	Files  []FileLink `json:"files,omitempty"`
	Offer  *SaidOffer `json:"offer,omitempty"` // nil is none
}

// SaidOffer is what stands beside a message for the customer to act on.
type SaidOffer struct {
	Title  string     `json:"title"`
	Facts  []SaidFact `json:"facts"`
	Lapsed string     `json:"lapsed,omitempty"` // why it holds no more; empty while it does
	Go     string     `json:"go,omitempty"`     // what leads to the customer's own page; empty where nothing does
	Href   string     `json:"href,omitempty"`
}

// SaidFact is a figure of it.
type SaidFact struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

// FileLink is a file that can be downloaded.
type FileLink struct {
	Name string `json:"name"`
	Size string `json:"size"`
	Href string `json:"href"`
}
