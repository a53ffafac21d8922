package console

import (
	"net/http"
	"strconv"

	"marque/internal/core/message"
	"marque/internal/l10n"
	"marque/internal/service/messaging"
	"marque/internal/web/console/view"
	"marque/internal/web/guard"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

// ratings shows what customers said of closed conversations.
func (c *Console) ratings(w http.ResponseWriter, r *guard.Request) error {
	all, err := c.Messaging.Ratings(r.Context(), r.By)
	if err != nil {
		return err
	}
	return c.show(w, r, func(f ui.Frame) respond.Page {
		return view.Ratings{Frame: f, Facts: ratingFacts(all), Rows: c.ratingTable(f, all)}.Page()
	})
}

func ratingFacts(all messaging.Ratings) []ui.Fact {
	n := 0
	for _, many := range all.Scores {
		n += many
	}
	mean := "None yet"
	if tenths := all.Mean(); tenths > 0 {
		mean = strconv.Itoa(tenths/10) + "." + strconv.Itoa(tenths%10) + " of 5"
	}
	out := []ui.Fact{{Label: "Mean", Value: mean}, {Label: "Answers", Value: strconv.Itoa(n)}}
	for score := message.BestScore; score > 0; score-- {
		out = append(out, ui.Fact{Label: message.ScoreWords(score).In(l10n.EnUS), Value: strconv.Itoa(all.Scores[score])})
	}
	return out
}

func (c *Console) ratingTable(f ui.Frame, all messaging.Ratings) ui.Table {
	t := ui.Table{Caption: "What customers said, newest first", Hidden: true, Columns: []ui.Column{{Label: "When"}, {Label: "It helped"}, {Label: "Who had it"}, {Label: "What they said"}}}
	for _, x := range all.Last {
		holder := all.Names[x.Agent]
		if holder == "" {
			holder = "Nobody"
		}
		t.Rows = append(t.Rows, []ui.Cell{
			{Text: c.local(f, x.At), Href: deskTalkPath(x.Thread), Unseen: ", the conversation"}, {Text: message.ScoreWords(x.Score).In(l10n.EnUS)}, {Text: holder}, {Text: x.Words},
		})
	}
	return t
}
