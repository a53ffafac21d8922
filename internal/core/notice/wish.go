package notice

import (
	"slices"
	"strings"
)

// A wish for no more texts in a longer writing is one of these beginnings and, behind it and nothing but fillers, a word for texts. It is
// read more narrowly than an answer to a text: somebody who writes about something else may well say "stop".
var (
	wishBeginnings = []string{
		"stop", "quit", "end", "unsubscribe", "unsubscribe me", "opt out", "optout", "opting out", "opt me out", "no more", "do not", "dont", "do not want", "dont want",
		"remove me", "take me off", "revoke", "never",
		"deje de", "dejen de", "dejar de", "pare de", "paren de", "no me", "no mas", "no quiero", "cancele", "cancelen", "dar de baja", "dame de baja", "basta de",
		"schicken sie mir keine", "senden sie mir keine", "schreiben sie mir keine", "schickt mir keine", "ich will keine", "ich möchte keine", "ich wünsche keine", "bitte keine",
	}
	wishFillers = []string{
		"sending", "send", "me", "us", "the", "all", "any", "your", "these", "those", "more", "further", "from", "of", "by", "with", "to", "my", "phone", "number", "please", "marketing",
		"automated", "message", "messages", "messaging", "consent", "for", "list", "ever",
		"enviarme", "mandarme", "enviar", "mandar", "envie", "envien", "mande", "manden", "mas", "los", "mis", "sus", "mensajes", "mensaje", "de", "recibir", "por",
		"weiteren", "mehr", "werbe",
	}
	// wishWanted may stand behind a beginning that says what is wanted; "do not get" alone complains that none came.
	wishWanted  = []string{"get", "receive", "be", "have"}
	wishTargets = []string{"text", "texts", "texting", "texted", "sms", "textos", "texto", "textnachrichten", "kurznachrichten"}
	wishPhrases = []string{
		" sms abbestellen ", " sms abmelden ", " sms stoppen ", " sms beenden ", " keine sms mehr senden ", " keine sms mehr schicken ", " keine sms mehr schreiben ", " keine sms mehr bitte ",
	}
)

// WantsNoTexts tells whether somebody who wrote to us, at any length and about anything, also asks us to send no more texts ("stop texting
// me"). Case, accents and punctuation do not count.
func WantsNoTexts(text string) bool {
	words := plainWords(text)
	joined := " " + strings.Join(words, " ") + " "
	for _, phrase := range wishPhrases {
		if strings.Contains(joined, phrase) {
			return true
		}
	}
	for i := range words {
		for _, beginning := range wishBeginnings {
			begins := strings.Fields(beginning)
			if end := i + len(begins); end < len(words) && slices.Equal(words[i:end], begins) && leadsToTexts(words[end:], begins[len(begins)-1] == "want") {
				return true
			}
		}
	}
	return false
}

// leadsToTexts passes over fillers to a word for texts.
func leadsToTexts(words []string, wanted bool) bool {
	for _, w := range words {
		switch {
		case slices.Contains(wishTargets, w):
			return true
		case slices.Contains(wishFillers, w), wanted && slices.Contains(wishWanted, w):
		default:
			return false
		}
	}
	return false
}
