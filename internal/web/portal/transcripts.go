package portal

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"marque/internal/service/messaging"
	"marque/internal/web/guard"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

// talkText sends one conversation as plain text.
func (p *Portal) talkText(w http.ResponseWriter, r *guard.Request) error {
	t, err := p.oneTalk(r)
	if err != nil {
		return err
	}
	return p.sendText(w, r, []messaging.Talk{t})
}

// talkJSON sends one conversation as data.
func (p *Portal) talkJSON(w http.ResponseWriter, r *guard.Request) error {
	t, err := p.oneTalk(r)
	if err != nil {
		return err
	}
	return p.sendJSON(w, r, []messaging.Talk{t})
}

// talksText sends all conversations as plain text.
func (p *Portal) talksText(w http.ResponseWriter, r *guard.Request) error {
	all, err := p.Messaging.All(r.Context(), r.By)
	if err != nil {
		return err
	}
	return p.sendText(w, r, all)
}

// talksJSON sends all conversations as data.
func (p *Portal) talksJSON(w http.ResponseWriter, r *guard.Request) error {
	all, err := p.Messaging.All(r.Context(), r.By)
	if err != nil {
		return err
	}
	return p.sendJSON(w, r, all)
}

func (p *Portal) oneTalk(r *guard.Request) (messaging.Talk, error) {
	talk, err := talkID(r)
	if err != nil {
		return messaging.Talk{}, err
	}
	return p.Messaging.Read(r.Context(), r.By, talk, 0)
}

func (p *Portal) sendText(w http.ResponseWriter, r *guard.Request, all []messaging.Talk) error {
	f, err := p.frame(r)
	if err != nil {
		return err
	}
	var b strings.Builder
	for _, t := range all {
		b.WriteString(t.Subject + "\n" + strings.Repeat("=", len([]rune(t.Subject))) + "\n")
		for _, fact := range p.talkFacts(f, t) {
			b.WriteString(fact.Label + ": " + fact.Value + "\n")
		}
		for _, s := range p.said(f, t) {
			b.WriteString("\n[" + s.When + "] " + s.Who + "\n" + s.Text + "\n")
			if s.Offer != nil {
				b.WriteString("— " + s.Offer.Title + "\n")
				for _, fact := range s.Offer.Facts {
					b.WriteString("  " + fact.Label + ": " + fact.Value + "\n")
				}
				if s.Offer.Lapsed != "" {
					b.WriteString("  " + s.Offer.Lapsed + "\n")
				}
			}
			for _, x := range s.Files {
				b.WriteString(f.Say("Attached: %s (%s)", "Adjunto: %s (%s)", "Anhang: %s (%s)", x.Name, x.Size) + "\n")
			}
		}
		b.WriteString("\n\n")
	}
	respond.Attachment(w, "text/plain; charset=utf-8", f.Brand.Key+"-messages.txt", []byte(b.String()))
	return nil
}

// transcript is a conversation as data. Names of fields never change.
type transcript struct {
	ID       string       `json:"id"`
	Subject  string       `json:"subject"`
	Topic    string       `json:"topic"`
	State    string       `json:"state"`
	Contract string       `json:"contract,omitempty"`
	Opened   time.Time    `json:"opened"`
	Messages []transcribe `json:"messages"`
}

type transcribe struct {
	Number int              `json:"number"`
	At     time.Time        `json:"at"`
	Author string           `json:"author"` // customer, agent or house
	Name   string           `json:"name"`
	Kind   string           `json:"kind"`
	Text   string           `json:"text"`
	Files  []transcribeFile `json:"files,omitempty"`
	Card   *transcribeOffer `json:"card,omitempty"`
}

type transcribeFile struct {
	Name string `json:"name"`
	Kind string `json:"kind"`
	Size int    `json:"size"`
	Path string `json:"path"`
}

func (p *Portal) sendJSON(w http.ResponseWriter, r *guard.Request, all []messaging.Talk) error {
	f, err := p.frame(r)
	if err != nil {
		return err
	}
	out := make([]transcript, 0, len(all))
	for _, t := range all {
		out = append(out, p.transcript(f, t))
	}
	body, err := json.MarshalIndent(struct {
		Conversations []transcript `json:"conversations"`
	}{out}, "", "  ")
	if err != nil {
		return err
	}
	respond.Attachment(w, "application/json", f.Brand.Key+"-messages.json", body)
	return nil
}

func (p *Portal) transcript(f ui.Frame, t messaging.Talk) transcript {
	out := transcript{ID: t.ID.String(), Subject: t.Subject, Topic: string(t.Topic), State: string(t.State), Contract: t.Number, Opened: t.Opened}
	for i, s := range p.said(f, t) {
		m := t.Messages[i]
		one := transcribe{Number: m.Number, At: m.At, Author: string(m.Author), Name: s.Who, Kind: string(m.Kind), Text: s.Text}
		if m.Offer != nil {
			one.Card = transcribed(*m.Offer)
		}
		for j, x := range m.Files {
			one.Files = append(one.Files, transcribeFile{x.Name, x.Kind, x.Size, s.Files[j].Href})
		}
		out.Messages = append(out.Messages, one)
	}
	return out
}
