package incident_test

import (
	"strings"
	"testing"
	"time"

	"marque/internal/core/incident"
	"marque/internal/fault"
	"marque/internal/l10n"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func TestAnIncidentIsPlannedThenOpenThenOver(t *testing.T) {
	t.Parallel()
	i := incident.Incident{Part: incident.Payments, Begun: noon, Ended: noon.Add(time.Hour)}
	for at, want := range map[time.Duration]incident.Phase{-time.Second: incident.Planned, 0: incident.Going, time.Hour - 1: incident.Going, time.Hour: incident.Over} {
		if got := i.At(noon.Add(at)); got != want {
			t.Errorf("after %s: got %s, want %s", at, got, want)
		}
	}
	open := incident.Incident{Part: incident.Texts, Begun: noon}
	ended, err := open.End(noon.Add(time.Minute))
	if err != nil || ended.At(noon.Add(time.Minute)) != incident.Over {
		t.Errorf("got %+v, %v", ended, err)
	}
	if _, err := ended.End(noon.Add(time.Hour)); !fault.Is(err, fault.Conflict) {
		t.Errorf("got %v, want an end once only", err)
	}
	off, err := incident.Incident{Part: incident.Site, Begun: noon.Add(time.Hour)}.End(noon)
	if err != nil || off.At(noon) != incident.Over || off.Begun.After(off.Ended) {
		t.Errorf("got %+v, %v of work that does not take place", off, err)
	}
}

func TestEveryReaderReadsAnIncidentInTheirLanguage(t *testing.T) {
	t.Parallel()
	for _, p := range incident.Parts() {
		seen := map[string]bool{}
		for _, l := range l10n.All() {
			words := incident.Incident{Part: p}.Words().In(l)
			if words == "" || seen[words] || len([]rune(words)) > incident.MostWords || p.Name().In(l) == "" {
				t.Errorf("%s in %s: got %q", p, l, words)
			}
			seen[words] = true
		}
	}
	own := incident.Incident{Part: incident.Texts, Own: [3]string{"Only Verizon is late.", "", "Nur Verizon ist 100 % verspätet."}}
	if en, es, de := own.Words().In(l10n.EnUS), own.Words().In(l10n.EsUS), own.Words().In(l10n.DeDE); en != own.Own[0] || es != incident.Texts.Usual().In(l10n.EsUS) || de != own.Own[2] {
		t.Errorf("got %q, %q, %q: where own words are missing the usual ones stand", en, es, de)
	}
}

func TestAnIncidentThatCannotBeToldIsRefusedByField(t *testing.T) {
	t.Parallel()
	good := incident.Incident{Part: incident.Mail, Begun: noon}
	if err := good.Check(noon); err != nil {
		t.Errorf("got %v", err)
	}
	for field, change := range map[string]func(*incident.Incident){
		"part":  func(i *incident.Incident) { i.Part = "moon" },
		"en":    func(i *incident.Incident) { i.Own[1] = "Solo en español." },
		"es":    func(i *incident.Incident) { i.Own = [3]string{"One", strings.Repeat("ñ", incident.MostWords+1)} },
		"de":    func(i *incident.Incident) { i.Own = [3]string{"One", "", "Zwei\nZeilen"} },
		"from":  func(i *incident.Incident) { i.Begun = noon.AddDate(0, 0, 61) },
		"until": func(i *incident.Incident) { i.Ended = noon },
	} {
		bad := good
		change(&bad)
		if f := fault.Of(bad.Check(noon)); f == nil || len(f.Fields) != 1 || f.Fields[0].Name != field {
			t.Errorf("%s: got %+v", field, f)
		}
	}
}

func TestAChannelIsJudgedByWhatWaitsAndWhatWasSentLast(t *testing.T) {
	t.Parallel()
	ago := func(d time.Duration) time.Time { return noon.Add(-d) }
	for name, c := range map[string]struct {
		s    incident.Sending
		want incident.Standing
	}{
		"nothing was ever sent":                  {incident.Sending{}, incident.Working},
		"many wait for seconds":                  {incident.Sending{Waiting: 900, Oldest: ago(time.Minute), Last: ago(time.Second)}, incident.Working},
		"one is put off by its server":           {incident.Sending{Waiting: 1, Oldest: ago(9 * time.Hour), Last: ago(9 * time.Hour)}, incident.Working},
		"some wait long while others leave":      {incident.Sending{Waiting: 40, Oldest: ago(20 * time.Minute), Last: ago(time.Second)}, incident.Slow},
		"some wait long and none leaves":         {incident.Sending{Waiting: 3, Oldest: ago(16 * time.Minute), Last: ago(16 * time.Minute)}, incident.Down},
		"all are refused":                        {incident.Sending{Refused: 10, Last: ago(2 * time.Hour)}, incident.Down},
		"some are refused, as every day":         {incident.Sending{Refused: 50, Last: ago(time.Minute)}, incident.Working},
		"the budget of the day is used up":       {incident.Sending{Stopped: true, Last: ago(time.Second)}, incident.Down},
		"three wait, the oldest for six minutes": {incident.Sending{Waiting: 3, Oldest: ago(6 * time.Minute)}, incident.Slow},
	} {
		if got := c.s.At(noon); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}
