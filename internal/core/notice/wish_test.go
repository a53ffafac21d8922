package notice_test

import (
	"strings"
	"testing"

	"marque/internal/core/notice"
)

func TestAWishForNoTextsIsHeardInPlainWordsAndNothingElseIs(t *testing.T) {
	t.Parallel()
	for _, yes := range []string{
		"Stop texting me", "Hello, my payment is late. Also please STOP sending me text messages!", "don’t text me anymore", "I do not want to get any more texts from you.",
		"no more texts please", "Unsubscribe me from your texts", "I want to opt out of texts", "take me off your text list", "I revoke my consent to texts",
		"Por favor, dejen de enviarme mensajes de texto", "No me manden más SMS", "no quiero recibir textos", "Bitte schicken Sie mir keine SMS mehr", "Ich möchte keine SMS", "SMS abbestellen", "never text me", strings.Repeat("My car is fine. ", 240) + "And stop texting me.",
	} {
		if !notice.WantsNoTexts(yes) {
			t.Errorf("%q: not heard", yes)
		}
	}
	for _, no := range []string{
		"", "Can I stop by your office?", "Please stop autopay and tell me by text when it is done", "I did not get the text with the code", "I don't get texts", "I never got your text",
		"Ich bekomme keine SMS", "No me llegan los textos", "What does the text of my contract say about the end of the lease?", "Stop the payment of March", "do not call my work",
	} {
		if notice.WantsNoTexts(no) {
			t.Errorf("%q: taken for a wish", no)
		}
	}
}
