package view

import "marque/internal/web/ui"

// TalkLine is a conversation in a list.
type TalkLine struct {
	Subject string
	Href    string
	About   string // topic, and when it changed
	Unread  int
	Status  ui.Status
	Found   string // where a search found something; empty elsewhere
}

// Talks lists the customer's conversations.
type Talks struct {
	ui.Frame
	New    string // where one is begun
	Search string // action of the search
	Term   string // what was searched for
	Sought bool
	All    []TalkLine
	Text   string // where all of it can be had as text
	JSON   string // and as data
}

// NewTalk begins a conversation.
type NewTalk struct {
	ui.Frame
	Failure
	Action, Key   string
	Topics        []ui.Choice
	Contracts     []ui.Choice // none to choose from when there is one only
	Subject, Text string
	Promise       string // until when an answer would come
}

// Talk is one conversation.
type Talk struct {
	ui.Frame
	Failure
	Action, Key string // of the form to write; no action when it was closed long ago
	Subject     string
	Status      ui.Status
	Promise     string // that an answer comes, and until when; empty when none is owed
	Facts       []ui.Fact
	Said        []ui.Said
	Live        *ui.Live // nil when it can’t be gone on with
	Text        string   // as typed
	Rate        *Rate    // nil when it is not asked
	Thanks      bool     // it was answered just now
	Close       string   // action that closes it; empty when it is closed
	AsText      string
	AsJSON      string
}

// filesHint says which files are taken.
func filesHint(f ui.Frame) string {
	return f.Say("Up to 3 files: PDF, JPEG, PNG or HEIC, 6 MB each.", "Hasta 3 archivos: PDF, JPEG, PNG o HEIC, de 6 MB cada uno.", "Bis zu 3 Dateien: PDF, JPEG, PNG oder HEIC, je 6 MB.")
}

// fileKinds is what browsers offer to choose.
const fileKinds = ".pdf,.jpg,.jpeg,.png,.heic,application/pdf,image/jpeg,image/png,image/heic"

// writeField asks for a message.
func writeField(f ui.Frame, text string, x Failure) ui.TextArea {
	return ui.TextArea{
		Name: "text", Label: f.Say("Your message", "Su mensaje", "Ihre Nachricht"), Value: text, Rows: 5, MaxLength: 4000, Errors: x.Fields,
		Hint: f.Say("Please no card numbers and no passwords: nobody here needs them.", "Sin números de tarjeta ni contraseñas, por favor: aquí nadie los necesita.", "Bitte keine Kartennummern und keine Passwörter: Niemand braucht sie hier."),
	}
}

func filesField(f ui.Frame, x Failure) ui.FileField {
	return ui.FileField{Name: "files", Label: f.Say("Attach files", "Adjuntar archivos", "Dateien anhängen"), Hint: filesHint(f), Accept: fileKinds, Errors: x.Fields}
}

// Rate asks how a closed conversation was.
type Rate struct {
	Action string
	Scores []ui.Choice
	Words  string // as typed
}

// head follows the conversation while it can be gone on with.
func (p Talk) head() ui.Head {
	h := talkHead(p.Subject, p.Failure, ui.Reading)
	if p.Live != nil {
		h.Scripts = append(h.Scripts, "live.js")
	}
	return h
}
