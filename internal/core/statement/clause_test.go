package statement_test

import (
	"reflect"
	"testing"

	"marque/internal/core/statement"
)

func TestAClauseStandsOnThePapersOfItsStatesKindAndDays(t *testing.T) {
	t.Parallel()
	both := []string{statement.OnStatements, statement.OnLetters}
	named := func(title string, c statement.Clause) statement.Clause {
		c.Title, c.Words = map[string]string{"en-US": title, "de-DE": title + "!"}, map[string]string{"en-US": "One.\nTwo.", "de-DE": "Eins."}
		return c
	}
	brand := statement.Brand{Clauses: []statement.Clause{
		named("all", statement.Clause{Papers: both}),
		named("texas", statement.Clause{Papers: both, States: []string{"TX", "OK"}}),
		named("letter", statement.Clause{Papers: []string{statement.OnLetters}}),
		named("lease", statement.Clause{Papers: both, Contract: "lease"}),
		named("march", statement.Clause{Papers: both, From: on("2026-03-01"), Through: on("2026-03-31")}),
	}}
	for _, c := range []struct {
		paper, state string
		lease        bool
		day          string
		want         []string
	}{
		{statement.OnStatements, "OH", false, "2026-02-28", []string{"all"}},
		{statement.OnStatements, "TX", false, "2026-03-01", []string{"all", "texas", "march"}},
		{statement.OnLetters, "OK", true, "2026-03-31", []string{"all", "texas", "letter", "lease", "march"}},
		{statement.OnLetters, "", false, "2026-04-01", []string{"all", "letter"}},
	} {
		var got []string
		for _, part := range brand.Carries(c.paper, c.state, c.lease, on(c.day), "en-US") {
			got = append(got, part.Heading)
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%+v: got %v", c, got)
		}
	}
	want := statement.Part{Heading: "all!", Paragraphs: []string{"Eins."}}
	if got := brand.Carries(statement.OnStatements, "OH", false, on("2026-02-28"), "de-DE"); !reflect.DeepEqual(got, []statement.Part{want}) {
		t.Errorf("in German: got %v", got)
	}
	if got := brand.Carries(statement.OnStatements, "OH", false, on("2026-02-28"), "en-US"); len(got[0].Paragraphs) != 2 {
		t.Errorf("two lines: got %v", got)
	}
}
