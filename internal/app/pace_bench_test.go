package app_test

import (
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"marque/internal/app"
	"marque/internal/web/guard"
)

// paced does something n times, so often a second on average, at moments that are as random as people are, and waits for none of it before it begins
// the next. It returns how long each took from the moment that it was meant for: what had to wait for others counts with its wait. The shortest is first.
func paced(n int, rate float64, do func(i int) (done time.Time)) []time.Duration {
	took := make([]time.Duration, n)
	gaps := rand.New(rand.NewPCG(1, 1)) //nolint:gosec // the same moments each time
	var all sync.WaitGroup
	moment := time.Now()
	for i := range n {
		moment = moment.Add(time.Duration(gaps.ExpFloat64() / rate * float64(time.Second)))
		if wait := time.Until(moment); wait > 0 {
			<-time.After(wait)
		}
		meant := moment
		all.Go(func() { took[i] = do(i).Sub(meant) })
	}
	all.Wait()
	slices.Sort(took)
	return took
}

// milliseconds is a quantile of sorted times.
func milliseconds(sorted []time.Duration, quantile float64) float64 {
	at := min(int(quantile*float64(len(sorted))), len(sorted)-1)
	return float64(sorted[at]) / float64(time.Millisecond)
}

// portalOf serves an installation's pages and returns their gate and where it is: host:port.
func portalOf(b *testing.B, a *app.App) (gate http.Handler, address string) {
	b.Helper()
	gate, err := a.Portal("bench")
	if err != nil {
		b.Fatal(err)
	}
	listener, err := new(net.ListenConfig).Listen(b.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	server := guard.Server(gate)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	b.Cleanup(func() {
		_ = server.Close()
		<-ended
	})
	return gate, listener.Addr().String()
}
