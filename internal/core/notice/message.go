package notice

// MessageWaiting tells that somebody of us wrote in a conversation, and nothing of what: mail is read over shoulders. No agent can keep it
// back.
type MessageWaiting struct{}

// KindMessageWaiting is the kind of MessageWaiting.
const KindMessageWaiting Kind = "message_waiting"

func (MessageWaiting) about() (Kind, []Channel) { return KindMessageWaiting, either() }

func (n MessageWaiting) masked() Notice { return n }

func (MessageWaiting) check() error { return nil }

func (n MessageWaiting) enUS(h Head) words {
	return words{
		subject: "You have a message",
		body:    []string{"We wrote to you. Sign in to read it and to answer."},
		action:  action{"Read the message", h.Brand.Site + "/messages"},
		closing: []string{"For your safety nothing of it stands in this mail. Please do not answer here: nobody reads this mailbox."},
		sms:     h.Brand.Name + ": you have a message. Sign in to read it: " + h.Brand.Site + "/messages",
	}
}

func (n MessageWaiting) esUS(h Head) words {
	return words{
		subject: "Tiene un mensaje",
		body:    []string{"Le escribimos. Entre en su cuenta para leerlo y responder."},
		action:  action{"Leer el mensaje", h.Brand.Site + "/messages"},
		closing: []string{"Por su seguridad, este correo no contiene nada de él. No responda aquí, por favor: nadie lee este buzón."},
		sms:     h.Brand.Name + ": tiene un mensaje nuestro. Entre en su cuenta para leerlo: " + h.Brand.Site + "/messages",
	}
}

func (n MessageWaiting) deDE(h Head) words {
	return words{
		subject: "Sie haben eine Nachricht",
		body:    []string{"Wir haben Ihnen geschrieben. Melden Sie sich an, um es zu lesen und zu antworten."},
		action:  action{"Nachricht lesen", h.Brand.Site + "/messages"},
		closing: []string{"Zu Ihrer Sicherheit steht nichts davon in dieser Mail. Bitte antworten Sie hier nicht: Dieses Postfach liest niemand."},
		sms:     h.Brand.Name + ": Sie haben eine Nachricht. Zum Lesen anmelden: " + h.Brand.Site + "/messages",
	}
}
