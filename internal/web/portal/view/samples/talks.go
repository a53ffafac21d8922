package samples

import (
	"strconv"
	"time"

	"marque/internal/civil"
	"marque/internal/core/message"
	"marque/internal/money"
	"marque/internal/web/portal/view"
	"marque/internal/web/ui"
)

// talkLines are conversations in every state.
func talkLines(f ui.Frame) []view.TalkLine {
	about := func(t message.Topic, when string) string { return t.Words().In(f.Locale) + " · " + when }
	href := "/messages/1"
	return []view.TalkLine{
		{Subject: "The late fee of October", Href: href, About: about(message.Payments, at(f, time.November, 22, 9, 10)), Unread: 2, Status: talkStatus(f, message.Waiting)},
		{Subject: "Proof of insurance for my new policy with a rather long name", Href: href, About: about(message.Insurance, at(f, time.November, 20, 16, 2)), Status: talkStatus(f, message.Open)},
		{Subject: "When does the title come?", Href: href, About: about(message.Title, at(f, time.October, 2, 11, 45)), Status: talkStatus(f, message.Closed)},
	}
}

// talkStatus shows whose turn it is.
func talkStatus(f ui.Frame, s message.State) ui.Status {
	out := ui.Status{Tone: ui.Plain, Text: s.Words().In(f.Locale)}
	switch s {
	case message.Open:
		out.Tone, out.Icon = ui.Info, "hourglass"
	case message.Waiting:
		out.Tone = ui.Warn
	case message.Closed:
		out.Icon = "lock"
	case message.Answered:
	}
	return out
}

// talks are the pages of conversations.
func talks(f ui.Frame) []Sample {
	list := view.Talks{Frame: f, New: "/messages/new", Search: "/messages/search", Text: "/messages/transcript.txt", JSON: "/messages/transcript.json"}
	full, found, none := list, list, list
	full.All = talkLines(f)
	found.All, found.Term, found.Sought = talkLines(f)[:1], "late fee", true
	found.All[0].Found = "… I paid on the 12th, so why is there a late fee on my account? My bank says the money left on …"
	none.Term, none.Sought = "refinancing", true
	return append([]Sample{{"talks", full.Page()}, {"talks-none", list.Page()}, {"talks-found", found.Page()}, {"talks-found-none", none.Page()}}, append(newTalks(f), oneTalk(f)...)...)
}

// newTalks are the form of a new conversation.
func newTalks(f ui.Frame) []Sample {
	page := view.NewTalk{
		Frame: f, Action: "/messages/new", Key: "key-1", Promise: at(f, time.November, 23, 16, 0), Topics: []ui.Choice{{Label: f.Say("Choose", "Elija", "Bitte wählen"), Chosen: true}},
		Contracts: []ui.Choice{{Value: "1", Label: "2023 Norden Vela Hybrid, C806105925", Chosen: true}, {Value: "none", Label: f.Say("None of them", "Ninguno de ellos", "Keiner davon")}},
	}
	for _, t := range message.Topics() {
		page.Topics = append(page.Topics, ui.Choice{Value: string(t), Label: t.Words().In(f.Locale)})
	}
	failed := page
	failed.Text, failed.Failure = "My card is 4111 1111 1111 1111", fields("topic", f.Say("Choose what it is about.", "Elija de qué se trata.", "Wählen Sie, worum es geht."))
	for _, err := range []error{of(message.CheckSubject("")), of(message.CheckText(failed.Text, 0)), of(message.CheckFiles([]message.File{{Name: "holiday.gif"}}))} {
		failed.Failure.Fields = append(failed.Failure.Fields, refused(f, err).Fields...)
	}
	return []Sample{{"talk-new", page.Page()}, {"talk-new-failed", failed.Page()}}
}

// oneTalk is a conversation, from the first message to what was said of it.
func oneTalk(f ui.Frame) []Sample {
	const agent = "Dana Whitfield"
	live := ui.Live{Socket: "/messages/1/live", News: "/messages/1/news", Side: "customer", Last: 5, Now: f.Say("%s is here now.", "%s está aquí ahora.", "%s ist jetzt hier.", agent),
		Typing: f.Say("%s is writing …", "%s está escribiendo…", "%s schreibt …", agent)}
	talk := view.Talk{
		Frame: f, Action: "/messages/1", Key: "key-2", Subject: "The late fee of October", Status: talkStatus(f, message.Waiting), Said: said(f), Close: "/messages/1/close",
		Facts: []ui.Fact{{Label: f.Say("About", "Sobre", "Worum es geht"), Value: message.Payments.Words().In(f.Locale)}, {Label: f.Say("Begun", "Iniciada", "Begonnen"), Value: at(f, time.November, 20, 9, 10)},
			{Label: f.Say("Contract", "Contrato", "Vertrag"), Value: "C806105925", Code: true}, {Label: f.Say("Looked after by", "A cargo de", "Betreut von"), Value: agent}},
		AsText: "/messages/1/transcript.txt", AsJSON: "/messages/1/transcript.json", Live: &live,
	}
	back, over := talk, talk
	back.Failure, back.Text, back.Promise, back.Status = refused(f, of(message.CheckText("", 0))), "", f.Say("We answer by %s.", "Respondemos antes del %s.", "Wir antworten bis %s.", at(f, time.November, 23, 16, 0)), talkStatus(f, message.Open)
	over.Live, over.Action, over.Close, over.Status = nil, "", "", talkStatus(f, message.Closed)
	rated, unrated := over, over
	rated.Thanks = true
	unrated.Rate = &view.Rate{Action: "/messages/1/rating"}
	for score := message.BestScore; score > 0; score-- {
		unrated.Rate.Scores = append(unrated.Rate.Scores, ui.Choice{Value: strconv.Itoa(score), Label: message.ScoreWords(score).In(f.Locale)})
	}
	again := unrated
	again.Failure = refused(f, new(message.Rating).Check())
	return []Sample{
		{"talk", talk.Page()}, {"talk-failed", back.Page()}, {"talk-closed", over.Page()},
		{"talk-rate", unrated.Page()}, {"talk-rate-failed", again.Page()}, {"talk-rated", rated.Page()},
	}
}

// said is a conversation with everything that can stand in one.
func said(f ui.Frame) []ui.Said {
	const agent = "Dana Whitfield"
	you := f.Say("You", "Usted", "Sie")
	when := func(hour, minute int) string { return at(f, time.November, 20, hour, minute) }
	return []ui.Said{
		{Anchor: "m1", Who: you, Mine: true, When: when(9, 10), At: "2026-11-20T14:10:00Z", Text: "I paid on the 12th, so why is there a late fee on my account?\n\nMy bank says the money left on time."},
		{Anchor: "m2", Event: true, When: when(9, 42), At: "2026-11-20T14:42:00Z", Text: message.Message{Kind: message.Joined, Body: agent}.Words(f.Brand.Name).In(f.Locale)},
		{Anchor: "m3", Who: agent, When: when(9, 44), At: "2026-11-20T14:44:00Z", Text: "Could you send us a picture of your bank’s line for it? Then we look into it at once."},
		{Anchor: "m4", Who: you, Mine: true, When: when(9, 51), At: "2026-11-20T14:51:00Z", Text: "Here you are.",
			Files: []ui.FileLink{{Name: "statement-of-my-bank-november-2026-page-1-of-2.pdf", Size: fileSize(f, 214), Href: "/messages/1/files/1"}, {Name: "IMG_2041.heic", Size: fileSize(f, 3911), Href: "/messages/1/files/2"}}},
		{Anchor: "m5", Who: agent, When: when(10, 5), At: "2026-11-20T15:05:00Z", Text: "Thank you. https://a-very-long-address.example/that-goes-on-and-on-without-any-place-to-break-it-into-lines"},
		{Anchor: "m6", Who: agent, When: when(10, 12), At: "2026-11-20T15:12:00Z", Text: "This is what would end your loan.", Offer: &ui.SaidOffer{
			Title: message.OfferPayoff.Words().In(f.Locale), Go: f.Say("Look at it and decide", "Verla y decidir", "Ansehen und entscheiden"), Href: "/contracts/1/payoff?good_through=2026-11-30",
			Facts: offered(f, f.Say("Payoff amount", "Monto de liquidación", "Ablösebetrag"), 1_661_108, f.Say("Good through", "Válida hasta el", "Gültig bis"), civil.Must(2026, time.November, 30))}},
		{Anchor: "m7", Who: agent, When: when(10, 15), At: "2026-11-20T15:15:00Z", Text: "And this would be your next payment.", Offer: &ui.SaidOffer{
			Title: message.OfferPayment.Words().In(f.Locale), Lapsed: message.LapseDone.Words().In(f.Locale),
			Facts: offered(f, f.Say("Amount", "Monto", "Betrag"), 61_244, f.Say("Proposed for", "Propuesto para el", "Vorgeschlagen für"), civil.Must(2026, time.December, 1))}},
	}
}

// offered are the figures of an offer.
func offered(f ui.Frame, amount string, cents money.Cents, through string, day civil.Date) []ui.SaidFact {
	return []ui.SaidFact{{Label: f.Say("Contract", "Contrato", "Vertrag"), Value: "C806105925"}, {Label: amount, Value: f.Money(cents)}, {Label: through, Value: f.Locale.DateLong(day)}}
}

// fileSize is a size in kilobytes.
func fileSize(f ui.Frame, kilobytes int) string { return f.Say("%s KB", "%s KB", "%s KB", kilobytes) }
