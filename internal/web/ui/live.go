package ui

// Live is what a page needs that follows a conversation as it goes on. Without its script the page says how things stood when it was loaded.
type Live struct {
	Socket string // where it connects
	News   string // where it asks for what is new
	Side   string // whose page it is: customer or desk
	Last   int    // the number of the newest message on the page
	Closed bool   // the conversation is
	Now    string // who is here, in words; may be empty
	Typing string // what the script shows while the other side types
	Away   string // while it is not connected
	Again  string // while a message waits for the network
	Over   string // when the session has ended
}

// News is what is new in a conversation, for the page's script.
type News struct {
	Last    int      `json:"last"` // the number of the newest message
	Said    []Said   `json:"said"` // what the page does not have, in order
	Now     string   `json:"now"`
	Typing  string   `json:"typing"`
	Chip    NewsChip `json:"chip"`
	Promise string   `json:"promise"` // empty when no answer is owed
	Closed  bool     `json:"closed"`
}

// NewsChip is a status for the page's script.
type NewsChip struct {
	Tone string `json:"tone"`
	Text string `json:"text"`
	Icon string `json:"icon"`
}

// ChipOf says a status for the page's script.
func ChipOf(s Status) NewsChip { return NewsChip{Tone: string(s.Tone), Text: s.Text, Icon: s.icon()} }

// blank is how a message looks, for the script to fill in: one that somebody wrote, and an event.
func blank() []Said {
	const at = "2000-01-01T00:00:00Z"
	return []Said{
		{Anchor: "new-said", Who: "…", When: "…", At: at, Text: "…", Files: []FileLink{{Name: "…", Size: "…", Href: "#"}},
			Offer: &SaidOffer{Title: "…", Facts: []SaidFact{{Label: "…", Value: "…"}}, Lapsed: "…", Go: "…", Href: "#"}},
		{Anchor: "new-event", Event: true, When: "…", At: at, Text: "…"},
	}
}
