package api

import (
	"marque/internal/core/contract"
	"marque/internal/core/message"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/service/messaging"
	"marque/internal/web/guard"
)

// Conversation is a conversation in a list.
type Conversation struct {
	ID       string `json:"id" format:"uuid"`
	Contract string `json:"contract_id,omitempty" format:"uuid" doc:"What it is about."`
	Topic    string `json:"topic" enum:"payments,payoff,hardship,account,vehicle,title,insurance,lease_end,statements,other"`
	Subject  string `json:"subject"`
	State    string `json:"state" enum:"open,waiting,answered,closed" doc:"Open: the lender owes an answer. Waiting: the lender asked the customer for something."`
	Opened   string `json:"opened_at" format:"date-time"`
	Changed  string `json:"changed_at" format:"date-time"`
	Promised string `json:"promised_by,omitempty" format:"date-time" doc:"Until when the lender answers."`
	Last     int    `json:"last" doc:"The number of the newest message; they count from 1."`
	Unread   int    `json:"unread"`
}

func conversationOf(t message.Thread) Conversation {
	out := Conversation{
		ID: t.ID.String(), Topic: string(t.Topic), Subject: t.Subject, State: string(t.State), Opened: instant(t.Opened), Changed: instant(t.Changed), Last: t.Last, Unread: t.Unread(),
	}
	if !t.Contract.IsZero() {
		out.Contract = t.Contract.String()
	}
	if !t.Promised.IsZero() {
		out.Promised = instant(t.Promised)
	}
	return out
}

func (a *API) threads(r *guard.Request, in *struct{ Paging }) (*out[page[Conversation]], error) {
	all, err := a.Messaging.Threads(r.Context(), r.By)
	if err != nil {
		return nil, err
	}
	body, err := cut(all, in.Paging, func(t message.Thread) string { return t.ID.String() }, conversationOf)
	return &out[page[Conversation]]{body}, err
}

// Said is one message.
type Said struct {
	Number int    `json:"number"`
	At     string `json:"at" format:"date-time"`
	Author string `json:"author" enum:"customer,agent,house"`
	Name   string `json:"name,omitempty" doc:"Of a person."`
	Text   string `json:"text"`
	Files  int    `json:"files" doc:"How many are attached: they are read on the portal."`
}

// Talk is a conversation with what was said.
type Talk struct {
	Conversation
	Messages []Said `json:"messages" nullable:"false" doc:"In order."`
}

// OfThread is what an operation on one conversation takes.
type OfThread struct {
	Thread string `path:"talk" doc:"The conversation's id." example:"0193a7c2-7f00-7000-8000-000000000005"`
}

func (in OfThread) id() (message.ID, error) { return id.Parse[message.Thread](in.Thread) }

type threadIn struct {
	OfThread
	Behind int `query:"behind" minimum:"0" maximum:"1000000" doc:"Only messages behind this number."`
}

func (a *API) thread(r *guard.Request, in *threadIn) (*out[Talk], error) {
	t, err := in.id()
	if err != nil {
		return nil, err
	}
	talk, err := a.Messaging.Read(r.Context(), r.By, t, in.Behind)
	if err != nil {
		return nil, err
	}
	body := Talk{Conversation: conversationOf(talk.Thread), Messages: []Said{}}
	for _, m := range talk.Messages {
		body.Messages = append(body.Messages, Said{
			Number: m.Number, At: instant(m.At), Author: string(m.Author), Name: talk.Name(m), Text: m.Words(a.Brand(talk.Brand)).In(locale(r)), Files: len(m.Files),
		})
	}
	return &out[Talk]{body}, nil
}

// NewConversation is a conversation that is begun.
type NewConversation struct {
	Contract string `json:"contract_id,omitempty" format:"uuid" doc:"What it is about."`
	Topic    string `json:"topic,omitempty" enum:"payments,payoff,hardship,account,vehicle,title,insurance,lease_end,statements,other" default:"other"`
	Subject  string `json:"subject" minLength:"1" maxLength:"200"`
	Text     string `json:"text" minLength:"1" maxLength:"10000"`
}

type openThreadIn struct {
	Once
	Body NewConversation
}

func (a *API) openThread(r *guard.Request, in *openThreadIn) (*out[Talk], error) {
	n := messaging.Opening{Brand: r.Brand, Topic: message.Topic(in.Body.Topic), Subject: in.Body.Subject, Text: in.Body.Text, Key: in.under(r.By)}
	if in.Body.Contract != "" {
		var err error
		if n.Contract, err = id.Parse[contract.Contract](in.Body.Contract); err != nil {
			return nil, fault.Input("contract_id", "Choose one of the customer's contracts.")
		}
	}
	t, err := a.Messaging.Open(r.Context(), r.By, n)
	if err != nil {
		return nil, err
	}
	return a.thread(r, &threadIn{OfThread: OfThread{t.String()}})
}

// NewMessage is what is written.
type NewMessage struct {
	Text string `json:"text" minLength:"1" maxLength:"10000"`
}

type createMessageIn struct {
	OfThread
	Once
	Body NewMessage
}

// Written is a message that stands in its conversation.
type Written struct {
	Number int `json:"number"`
}

func (a *API) createMessage(r *guard.Request, in *createMessageIn) (*out[Written], error) {
	t, err := in.id()
	if err != nil {
		return nil, err
	}
	m, err := a.Messaging.Write(r.Context(), r.By, messaging.Words{Thread: t, Text: in.Body.Text, Key: in.under(r.By)})
	return &out[Written]{Written{m.Number}}, err
}

// NewMark is how far somebody has read.
type NewMark struct {
	Number int `json:"number" minimum:"1" maximum:"1000000"`
}

func (a *API) seen(r *guard.Request, in *struct {
	OfThread
	Body NewMark
}) (*out[Written], error) {
	t, err := in.id()
	if err != nil {
		return nil, err
	}
	return &out[Written]{Written(in.Body)}, a.Messaging.Seen(r.Context(), r.By, t, in.Body.Number)
}
