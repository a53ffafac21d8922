package app_test

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"testing"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/service/granting"
	"marque/internal/service/signin"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// BenchmarkAPI measures a contract by the API, as an app reads it with its token, against the statements that it sends to the database and nothing
// else. Both are measured in turns, on all cores.
func BenchmarkAPI(b *testing.B) {
	enginetest.Bench(b, func(b *testing.B, db *engine.DB) {
		s := open(b, db)
		requests := s.apps(b)
		s.request = requests[0]
		statements := s.statements(b)
		if size := s.page(b); size < 500 {
			b.Fatalf("got an answer of %d bytes, want a contract", size)
		}
		const turn = 100
		var answers, queries time.Duration
		turns := 0
		for b.Loop() {
			s.request = requests[turns%len(requests)]
			answers += together(turn, func() { s.page(b) })
			queries += together(turn, func() { s.replay(b, statements) })
			turns++
		}
		n := float64(turns * turn)
		b.ReportMetric(n/answers.Seconds(), "answers/s")
		b.ReportMetric(n/queries.Seconds(), "queried/s")
		b.ReportMetric(queries.Seconds()/answers.Seconds(), "of-queries")
	})
}

// mostApps is how many sessions take turns: the clock stands, so each has the requests of one minute.
const mostApps = 16

// apps lets an app in for the customer as often, and returns what each asks.
func (s *stand) apps(b *testing.B) [][]byte {
	b.Helper()
	const back, verifier = "com.example.app:/back", "a-verifier-that-is-as-long-as-rfc-7636-wants-it"
	client, err := s.world.Granting.Add(b.Context(), access.System("bench"), granting.Client{
		Kind: identity.AppClient, Name: "Bench", Scopes: access.Scopes(), Redirects: []string{back}, Rate: identity.MostRate,
	})
	if err != nil {
		b.Fatal(err)
	}
	session, err := s.world.SignIn.Check(b.Context(), s.token, true)
	if err != nil {
		b.Fatal(err)
	}
	sum := sha256.Sum256([]byte(verifier))
	from := signin.From{Network: "127.0.0.0/24", Brand: s.contract.Brand}
	var requests [][]byte
	for range mostApps {
		code, err := s.world.SignIn.Approve(b.Context(), from, session, identity.AppRequest{
			Client: client.ID.String(), ResponseType: "code", Redirect: back, Challenge: base64.RawURLEncoding.EncodeToString(sum[:]), ChallengeMethod: "S256",
		})
		if err != nil {
			b.Fatal(err)
		}
		in, err := s.world.SignIn.Redeem(b.Context(), from, identity.Exchange{
			Client: client.ID.String(), Code: code.Marked(identity.AppCodeMark), Redirect: back, Verifier: verifier,
		})
		if err != nil {
			b.Fatal(err)
		}
		s.token, s.customer = in.Token, in.Session.Actor()
		requests = append(requests, fmt.Appendf(nil, "GET /api/v1/contracts/%s HTTP/1.1\r\nHost: aurelia.localhost\r\nAuthorization: Bearer %s\r\n\r\n",
			s.contract.ID, in.Token.Marked(identity.AppTokenMark)))
	}
	return requests
}
