package message_test

import (
	"testing"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/message"
	"marque/internal/fault"
	"marque/internal/id"
)

var (
	noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	dana = id.Derive[access.User]("dana")
)

func TestAThreadSaysWhoseTurnItIs(t *testing.T) {
	t.Parallel()
	asked, err := message.Thread{State: message.Open}.Asked(noon, noon.Add(4*time.Hour))
	if err != nil || asked.State != message.Open || !asked.Promised.Equal(noon.Add(4*time.Hour)) {
		t.Fatalf("got %+v, %v", asked, err)
	}
	again, _ := asked.Asked(noon.Add(time.Hour), noon.Add(5*time.Hour))
	if !again.Promised.Equal(asked.Promised) {
		t.Errorf("got a promise until %s: who asks again waits no longer", again.Promised)
	}
	waiting := again.Replied(dana, true, noon.Add(2*time.Hour))
	if waiting.State != message.Waiting || !waiting.Promised.IsZero() || waiting.Agent != dana || !waiting.Answered.Equal(noon.Add(2*time.Hour)) {
		t.Errorf("got %+v", waiting)
	}
	answered := waiting.Replied(id.Derive[access.User]("sam"), false, noon.Add(3*time.Hour))
	if answered.State != message.Answered || answered.Agent != dana || !answered.Answered.Equal(noon.Add(2*time.Hour)) {
		t.Errorf("got %+v: a colleague's word takes nothing over and is no first answer", answered)
	}
	closed, err := answered.End(noon.Add(4 * time.Hour))
	if err != nil || closed.State != message.Closed {
		t.Fatalf("got %+v, %v", closed, err)
	}
	if _, err := closed.End(noon); !fault.Is(err, fault.Conflict) {
		t.Errorf("got %v for a thread closed twice", err)
	}
	back, err := closed.Asked(closed.Closed.AddDate(0, 0, 30), noon)
	if err != nil || back.State != message.Open || !back.Agent.IsZero() || !back.Closed.IsZero() {
		t.Errorf("got %+v, %v, want it open again and nobody's", back, err)
	}
	if _, err := closed.Asked(closed.Closed.AddDate(0, 0, 30).Add(time.Second), noon); !fault.Is(err, fault.Conflict) {
		t.Errorf("got %v for one closed long ago", err)
	}
}

func TestEveryTopicHasATeamAndWords(t *testing.T) {
	t.Parallel()
	for _, topic := range message.Topics() {
		if !topic.Valid() || !message.TeamFor(topic).Valid() || topic.Words().In(0) == "" {
			t.Errorf("%s is incomplete", topic)
		}
	}
	if message.Topic("").Valid() || message.Team("x").Valid() || message.TeamFor(message.Hardship) != message.Collections {
		t.Error("what is not listed is no topic and no team")
	}
}
