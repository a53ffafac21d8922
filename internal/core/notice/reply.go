package notice

import (
	"strings"
	"unicode"
)

// Word is what a text that came back to us wants.
type Word string

// The words. They are stored, so a name never changes.
const (
	WordStop  Word = "stop"  // send no more texts to this phone
	WordStart Word = "start" // send them again
	WordHelp  Word = "help"
	WordOther Word = "other" // anything else: nobody reads it, so it is answered as help is
)

// The words that stand alone. The first seven end texts in the United States whatever else a sender offers (47 CFR 64.1200(a)(10)); the
// others are what carriers and people of our languages use.
const (
	stopWords  = " stop quit end revoke optout cancel unsubscribe stopall stopp alto parar cancelar baja basta abmelden abbestellen "
	startWords = " start unstop resume subscribe optin reanudar empezar iniciar starten "
	helpWords  = " help info ayuda hilfe "
	// fillers may stand beside such a word.
	fillers = " please pls plz por favor bitte all the these this those your my me sending text texts texting sms message messages messaging now thanks thank you gracias danke "
)

// Within a longer text these mean the same: whoever asks in plain words by any reasonable means is to be heard, and too much silence is
// undone by one word.
var stopPhrases = [...]string{
	" stop ", " unsubscribe ", " opt out ", " optout ", " opting out ", " revoke ", " remove me ", " take me off ", " do not text ", " dont text ", " no more text",
	" leave me alone ", " do not contact ", " dont contact ", " keine sms ", " no mas mensajes ", " no mas textos ",
}

// longestReply is what is read of a text: ten parts of one.
const longestReply = 1600

// ReadReply says what somebody wants who answered one of our texts. Case, accents, punctuation and politeness do not count.
func ReadReply(text string) Word {
	words := plainWords(text[:min(len(text), longestReply)])
	alone := ""
	for _, w := range words {
		switch {
		case strings.Contains(fillers, " "+w+" "):
		case alone != "":
			alone = " " // more than one
		default:
			alone = w
		}
	}
	joined := " " + strings.Join(words, " ") + " "
	if joined == " opt out " || joined == " opt in " {
		alone = strings.ReplaceAll(strings.TrimSpace(joined), " ", "")
	}
	switch one := " " + alone + " "; {
	case alone == "" || alone == " ":
	case strings.Contains(stopWords, one):
		return WordStop
	case strings.Contains(startWords, one):
		return WordStart
	case strings.Contains(helpWords, one):
		return WordHelp
	}
	for _, phrase := range stopPhrases {
		if strings.Contains(joined, phrase) {
			return WordStop
		}
	}
	return WordOther
}

// plainWords takes a text apart into words of small letters and digits without accents.
func plainWords(text string) []string {
	plain := strings.NewReplacer("á", "a", "é", "e", "í", "i", "ó", "o", "ú", "u", "ñ", "n", "'", "", "’", "")
	return strings.FieldsFunc(plain.Replace(strings.ToLower(text)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// TextsStopped confirms, once, that a phone gets no more texts. It goes to that phone only.
type TextsStopped struct{}

// TextsStarted confirms that a phone gets texts again.
type TextsStarted struct{}

// TextsHelp answers whoever writes to us by text.
type TextsHelp struct{}

// The kinds of answers to texts.
const (
	KindTextsStopped Kind = "texts_stopped"
	KindTextsStarted Kind = "texts_started"
	KindTextsHelp    Kind = "texts_help"
)

// Answers tells whether a kind answers a text: such a one may go to a phone that gets no others.
func (k Kind) Answers() bool {
	return k == KindTextsStopped || k == KindTextsStarted || k == KindTextsHelp
}

func (TextsStopped) about() (Kind, []Channel) { return KindTextsStopped, []Channel{SMS} }
func (TextsStarted) about() (Kind, []Channel) { return KindTextsStarted, []Channel{SMS} }
func (TextsHelp) about() (Kind, []Channel)    { return KindTextsHelp, []Channel{SMS} }

func (n TextsStopped) masked() Notice { return n }
func (n TextsStarted) masked() Notice { return n }
func (n TextsHelp) masked() Notice    { return n }

func (TextsStopped) check() error { return nil }
func (TextsStarted) check() error { return nil }
func (TextsHelp) check() error    { return nil }
