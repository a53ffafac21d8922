package notice

import (
	"slices"
	"time"

	"marque/internal/l10n"
)

// Topic is what notices are about, as far as their reader chooses; it is stored, so a name never changes.
type Topic string

// The topics.
const (
	TopicSecurity  Topic = "security"  // who gets in, and where money can go
	TopicContract  Topic = "contract"  // what law or the contract asks us to tell
	TopicPayments  Topic = "payments"  // what a payment does
	TopicReminders Topic = "reminders" // what falls due soon
)

// Topics lists every topic, in the order of a page.
func Topics() []Topic { return []Topic{TopicPayments, TopicReminders, TopicContract, TopicSecurity} }

// topics holds the topic of each kind. A kind that is not here counts as security: what nobody has thought about is never kept back.
var topics = map[Kind]Topic{
	KindPaymentScheduled: TopicPayments, KindPaymentReceived: TopicPayments, KindPaymentCancelled: TopicPayments, KindAutopaySkipped: TopicPayments,
	KindAccountDeposits: TopicPayments, KindAccountVerified: TopicPayments, KindAccountNotVerified: TopicPayments,

	KindPaymentAhead: TopicReminders,

	KindStatementReady: TopicContract, KindInterestReady: TopicContract, KindPastDue: TopicContract, KindPaymentReturned: TopicContract,
	KindRefundSent: TopicContract, KindRefundReturned: TopicContract, KindAccountStopped: TopicContract, KindBankDetails: TopicContract,
	KindAutopayOn: TopicContract, KindAutopayAhead: TopicContract, KindAutopayWaits: TopicContract, KindAutopayOff: TopicContract,
	KindExtraChosen: TopicContract, KindDueDateMoved: TopicContract, KindMessageWaiting: TopicContract,
	KindFeeWaived: TopicContract, KindPaymentReversed: TopicContract, KindCalledPayment: TopicContract,
	KindExtensionAsked: TopicContract, KindExtensionGranted: TopicContract, KindExtensionClosed: TopicContract,
	KindArrangementMade: TopicContract, KindArrangementBroken: TopicContract, KindArrangementCompleted: TopicContract,
	KindCaseOpened: TopicContract, KindCaseClosed: TopicContract,
	KindVehicleLeft: TopicContract, KindRecallOpen: TopicContract, KindTitleReleased: TopicContract,
	KindContractAmended: TopicContract, KindContractCancelled: TopicContract,
}

// Topic says what a kind of notice is about.
func (k Kind) Topic() Topic {
	if t, known := topics[k]; known {
		return t
	}
	return TopicSecurity
}

// Always returns why a topic cannot be switched off on a channel, or nothing when its reader chooses.
func (t Topic) Always(by Channel) l10n.Text {
	switch {
	case t == TopicSecurity:
		return l10n.T("Always on: so nobody gets into your account unnoticed.",
			"Siempre activado: para que nadie entre en su cuenta sin que usted lo note.",
			"Immer an: damit niemand unbemerkt in Ihr Konto kommt.")
	case t == TopicContract && by == Mail:
		return l10n.T("Always on: the law or your contract asks us to tell you.",
			"Siempre activado: la ley o su contrato nos pide informarle.",
			"Immer an: Das Gesetz oder Ihr Vertrag verlangt, dass wir es Ihnen sagen.")
	}
	return l10n.Text{}
}

// Wishes are what a reader wants to be told, and how. The zero value is everything by mail, and by text nothing but what keeps the account
// safe, at any hour.
type Wishes struct {
	NoMail []Topic `json:"no_mail,omitempty"` // not told by mail
	Text   []Topic `json:"text,omitempty"`    // told by text as well
	Quiet  Quiet   `json:"quiet"`
}

// DefaultWishes are those of somebody who has chosen nothing.
func DefaultWishes() Wishes { return Wishes{Quiet: Quiet{From: 21, Until: 8}} }

// WithTexts are the wishes of somebody who has agreed to texts about payments and due dates.
func (w Wishes) WithTexts() Wishes {
	w.Text = []Topic{TopicPayments, TopicReminders}
	return w
}

// Wants tells whether a reader wants a kind of notice on a channel.
func (w Wishes) Wants(k Kind, by Channel) bool {
	t := k.Topic()
	switch {
	case !t.Always(by).IsZero():
		return true
	case by == SMS:
		return slices.Contains(w.Text, t)
	}
	return !slices.Contains(w.NoMail, t)
}

// Texts tells whether a reader wants any text beyond those that keep the account safe.
func (w Wishes) Texts() bool { return len(w.Text) > 0 }

// Kept returns the wishes without what cannot be wished, each topic once and in order: what may be stored.
func (w Wishes) Kept() Wishes {
	out := Wishes{Quiet: w.Quiet.kept()}
	for _, t := range Topics() {
		if t.Always(Mail).IsZero() && slices.Contains(w.NoMail, t) {
			out.NoMail = append(out.NoMail, t)
		}
		if t.Always(SMS).IsZero() && slices.Contains(w.Text, t) {
			out.Text = append(out.Text, t)
		}
	}
	return out
}

// Quiet are the hours in which no text comes that can wait, by the reader's clock: from a full hour until another, over midnight too. Two
// equal hours are none.
type Quiet struct {
	From  int `json:"from"`
	Until int `json:"until"`
}

const hoursOfDay = 24

func (q Quiet) kept() Quiet {
	if q.From < 0 || q.Until < 0 || q.From >= hoursOfDay || q.Until >= hoursOfDay {
		return Quiet{}
	}
	return q
}

// After returns the first instant from t on at which a text may come, by the clock of t's zone.
func (q Quiet) After(t time.Time) time.Time {
	hour := t.Hour()
	within := q.From < q.Until && hour >= q.From && hour < q.Until || q.From > q.Until && (hour >= q.From || hour < q.Until)
	if !within {
		return t
	}
	y, m, d := t.Date()
	if hour >= q.Until {
		d++
	}
	return time.Date(y, m, d, q.Until, 0, 0, 0, t.Location())
}
