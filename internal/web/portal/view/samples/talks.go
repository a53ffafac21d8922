package samples

import (
	"marque/internal/web/portal/view"
	"marque/internal/web/ui"
)

// talkLines are conversations in every state.
func talkLines() []view.TalkLine {
	at := "/messages/1"
	return []view.TalkLine{
		{Subject: "The late fee of October", Href: at, About: "Payments and autopay · November 22, 2026 at 9:10 AM EST", Unread: 2, Status: ui.Status{Tone: ui.Warn, Text: "Waiting for you"}},
		{Subject: "Proof of insurance for my new policy with a rather long name", Href: at, About: "Insurance · November 20, 2026 at 4:02 PM EST", Status: ui.Status{Tone: ui.Info, Text: "Waiting for us", Icon: "hourglass"}},
		{Subject: "When does the title come?", Href: at, About: "Title and registration · October 2, 2026 at 11:45 AM EDT", Status: ui.Status{Tone: ui.Plain, Text: "Closed", Icon: "lock"}},
	}
}

// talks are the pages of conversations.
func talks(f ui.Frame) []Sample {
	list := view.Talks{Frame: f, New: "/messages/new", Search: "/messages/search", Text: "/messages/transcript.txt", JSON: "/messages/transcript.json"}
	full, found, none := list, list, list
	full.All = talkLines()
	found.All, found.Term, found.Sought = talkLines()[:1], "late fee", true
	found.All[0].Found = "… I paid on the 12th, so why is there a late fee on my account? My bank says the money left on …"
	none.Term, none.Sought = "refinancing", true
	fresh := view.NewTalk{
		Frame: f, Action: "/messages/new", Key: "key-1", Promise: "November 23, 2026 at 4:00 PM EST",
		Topics:    []ui.Choice{{Label: "Choose", Chosen: true}, {Value: "payments", Label: "Payments and autopay"}, {Value: "other", Label: "Something else"}},
		Contracts: []ui.Choice{{Value: "1", Label: "2023 Norden Vela Hybrid, C806105925", Chosen: true}, {Value: "none", Label: "None of them"}},
	}
	failed := fresh
	failed.Text, failed.Failure = "My card is 4111 1111 1111 1111", fields("topic", "Choose what it is about.", "subject", "Say in a few words what it is about.",
		"text", "This looks like the number of a payment card, so we did not keep it. Please take it out.", "files", "“holiday.gif” is not a PDF, JPEG, PNG or HEIC file. Please save it as one of these.")
	live := ui.Live{Socket: "/messages/1/live", News: "/messages/1/news", Side: "customer", Last: 5, Now: "Dana Whitfield is here now.", Typing: "Dana Whitfield is writing …"}
	talk := view.Talk{
		Frame: f, Action: "/messages/1", Key: "key-2", Subject: "The late fee of October", Status: ui.Status{Tone: ui.Warn, Text: "Waiting for you"}, Said: said(), Close: "/messages/1/close",
		Facts:  []ui.Fact{{Label: "About", Value: "Payments and autopay"}, {Label: "Contract", Value: "C806105925", Code: true}, {Label: "Looked after by", Value: "Dana Whitfield"}},
		AsText: "/messages/1/transcript.txt", AsJSON: "/messages/1/transcript.json", Live: &live,
	}
	back, over := talk, talk
	back.Failure, back.Text, back.Promise, back.Status = fields("text", "Write your message."), "", "We answer by November 23, 2026 at 4:00 PM EST.", ui.Status{Tone: ui.Info, Text: "Waiting for us", Icon: "hourglass"}
	over.Live, over.Action, over.Close, over.Status = nil, "", "", ui.Status{Tone: ui.Plain, Text: "Closed", Icon: "lock"}
	rated, unrated := over, over
	rated.Thanks = true
	unrated.Rate = &view.Rate{Action: "/messages/1/rating", Scores: []ui.Choice{{Value: "5", Label: "Completely"}, {Value: "4", Label: "Mostly"}, {Value: "3", Label: "In part"}, {Value: "2", Label: "Hardly"}, {Value: "1", Label: "Not at all"}}}
	again := unrated
	again.Failure = fields("score", "Choose an answer.")
	return []Sample{
		{"talk-rate", unrated.Page()}, {"talk-rate-failed", again.Page()}, {"talk-rated", rated.Page()},
		{"talks", full.Page()}, {"talks-none", list.Page()}, {"talks-found", found.Page()}, {"talks-found-none", none.Page()},
		{"talk-new", fresh.Page()}, {"talk-new-failed", failed.Page()}, {"talk", talk.Page()}, {"talk-failed", back.Page()}, {"talk-closed", over.Page()},
	}
}

// said is a conversation with everything that can stand in one.
func said() []ui.Said {
	return []ui.Said{
		{Anchor: "m1", Who: "You", Mine: true, When: "November 20, 2026 at 9:10 AM EST", At: "2026-11-20T14:10:00Z", Text: "I paid on the 12th, so why is there a late fee on my account?\n\nMy bank says the money left on time."},
		{Anchor: "m2", Event: true, When: "November 20, 2026 at 9:42 AM EST", At: "2026-11-20T14:42:00Z", Text: "Dana Whitfield joined the conversation."},
		{Anchor: "m3", Who: "Dana Whitfield", When: "November 20, 2026 at 9:44 AM EST", At: "2026-11-20T14:44:00Z", Text: "Could you send us a picture of your bank’s line for it? Then we look into it at once."},
		{Anchor: "m4", Who: "You", Mine: true, When: "November 20, 2026 at 9:51 AM EST", At: "2026-11-20T14:51:00Z", Text: "Here you are.",
			Files: []ui.FileLink{{Name: "statement-of-my-bank-november-2026-page-1-of-2.pdf", Size: "214 KB", Href: "/messages/1/files/1"}, {Name: "IMG_2041.heic", Size: "3,911 KB", Href: "/messages/1/files/2"}}},
		{Anchor: "m5", Who: "Dana Whitfield", When: "November 20, 2026 at 10:05 AM EST", At: "2026-11-20T15:05:00Z", Text: "Thank you. https://a-very-long-address.example/that-goes-on-and-on-without-any-place-to-break-it-into-lines"},
		{Anchor: "m6", Who: "Dana Whitfield", When: "November 20, 2026 at 10:12 AM EST", At: "2026-11-20T15:12:00Z", Text: "This is what would end your loan.", Offer: &ui.SaidOffer{Title: "Payoff quote", Go: "Look at it and decide", Href: "/contracts/1/payoff?good_through=2026-11-30",
			Facts: []ui.SaidFact{{Label: "Contract", Value: "C806105925"}, {Label: "Payoff amount", Value: "$16,611.08"}, {Label: "Good through", Value: "November 30, 2026"}}}},
		{Anchor: "m7", Who: "Dana Whitfield", When: "November 20, 2026 at 10:15 AM EST", At: "2026-11-20T15:15:00Z", Text: "And this would be your next payment.", Offer: &ui.SaidOffer{Title: "Make a payment", Lapsed: "This is done already.",
			Facts: []ui.SaidFact{{Label: "Contract", Value: "C806105925"}, {Label: "Amount", Value: "$612.44"}, {Label: "Proposed for", Value: "December 1, 2026"}}}},
	}
}
