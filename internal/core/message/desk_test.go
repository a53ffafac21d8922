package message_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/message"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/money"
)

func TestAReplyWrittenBeforehandTellsTheFactsInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	facts := message.Facts{
		message.FactAmount: l10n.Amount{Cents: 61_244, Currency: money.USD()}, message.FactDue: civil.Must(2026, time.December, 1), message.FactName: "Maya {due}",
	}
	next := message.Ready()[0]
	for l, want := range map[l10n.Locale]string{
		l10n.EnUS: "Your next payment of $612.44 is due December 1, 2026.", l10n.DeDE: "Ihre nächste Zahlung von 612,44 $ ist am 1. Dezember 2026 fällig.",
	} {
		if got, err := message.Fill(next.In(l), facts, l); err != nil || strings.ReplaceAll(got, "\u00a0", " ") != want {
			t.Errorf("got %q, %v, want %q", got, err, want)
		}
	}
	if got, err := message.Fill("{name}!", facts, l10n.EnUS); err != nil || got != "Maya {due}!" {
		t.Errorf("got %q, %v: what a customer is called fills in nothing", got, err)
	}
	if _, err := message.Fill("{past_due} is past due.", facts, l10n.EnUS); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v for a fact that does not hold", err)
	}
}

func TestEveryReplyOfTheHouseIsWholeAndThoseOfALenderMustBe(t *testing.T) {
	t.Parallel()
	for _, c := range message.Ready() {
		if err := c.Check(); err != nil {
			t.Errorf("%s: %v", c.Title, err)
		}
	}
	for name, bad := range map[string]message.Canned{
		"no title": {Words: [3]string{"a", "b", "c"}}, "no German": {Title: "t", Words: [3]string{"a", "b", " "}}, "an unknown fact": {Title: "t", Words: [3]string{"{ssn}", "b", "c"}},
		"too long": {Title: "t", Words: [3]string{strings.Repeat("x", 2001), "b", "c"}},
	} {
		if err := bad.Check(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestANoteFindsWhomItMentions(t *testing.T) {
	t.Parallel()
	text, mentions, err := message.CheckNote(" Please look, @Sam.Okafor and @dana, mail x@sam.example. @dana! ")
	if err != nil || text != "Please look, @Sam.Okafor and @dana, mail x@sam.example. @dana!" || !slices.Equal(mentions, []string{"sam.okafor", "dana"}) {
		t.Errorf("got %q, %q, %v", text, mentions, err)
	}
	for _, bad := range []string{"", strings.Repeat("x", 2001), "card 4111111111111111", "@a1 @a2 @a3 @a4 @a5 @a6 @a7 @a8 @a9 @b1 @b2"} {
		if _, _, err := message.CheckNote(bad); fault.Of(err) == nil || fault.Of(err).Fields[0].Name != "note" {
			t.Errorf("%.20q: got %v", bad, err)
		}
	}
}

func TestLabelsAreFewAndPlain(t *testing.T) {
	t.Parallel()
	if got, err := message.ReadLabels("Late-Fee, goodwill late-fee"); err != nil || !slices.Equal(got, []string{"goodwill", "late-fee"}) {
		t.Errorf("got %q, %v", got, err)
	}
	if got, err := message.ReadLabels(" , "); err != nil || len(got) != 0 {
		t.Errorf("got %q, %v", got, err)
	}
	for _, bad := range []string{"späte", strings.Repeat("x", 25), "a b c d e f g h i"} {
		if _, err := message.ReadLabels(bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: got %v", bad, err)
		}
	}
}

func TestOnlyASeniorTakesAThreadFromSomebodyElse(t *testing.T) {
	t.Parallel()
	sam := id.Derive[access.User]("sam")
	free, hers := message.Thread{}, message.Thread{Agent: dana, Promised: noon}
	if free.Held(access.Agent(sam, access.RoleAgent)) || hers.Held(access.Agent(dana, access.RoleAgent)) || hers.Held(access.Agent(sam, access.RoleSenior)) {
		t.Error("what is nobody's, one's own or a senior's to take is not held")
	}
	if !hers.Held(access.Agent(sam, access.RoleAgent)) {
		t.Error("an agent takes a thread from another")
	}
	given := hers.GivenTo(access.UserID{}, message.Titles)
	if !given.Agent.IsZero() || given.Team != message.Titles || !given.Promised.Equal(noon) {
		t.Errorf("got %+v: passing on never moves a promise", given)
	}
}
