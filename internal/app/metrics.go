package app

import (
	"context"
	"math"
	"net"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/VictoriaMetrics/metrics"

	"marque/internal/core/access"
	"marque/internal/core/incident"
	"marque/internal/service/informing"
	"marque/internal/service/notifying"
	"marque/internal/service/paying"
	"marque/internal/store/texts"
	"marque/internal/web/live"
)

// Metrics counts what the process does, in Prometheus' text format. No label holds anything about a person: routes are patterns, not paths.
type Metrics struct {
	set     *metrics.Set
	returns sync.Map // kind of return to its share, as *atomic.Int64 of a ten-thousandth
	files   atomic.Int64
	kept    atomic.Int64
}

func newMetrics() *Metrics {
	m := &Metrics{set: metrics.NewSet()}
	m.set.NewGauge("marque_bank_files_waiting", func() float64 { return float64(m.files.Load()) })
	m.set.NewGauge("marque_bank_quarantine_lines", func() float64 { return float64(m.kept.Load()) })
	return m
}

// buckets are the upper bounds of answering times, in seconds.
func buckets() []float64 { return []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5} }

// Seen counts one answered request.
func (m *Metrics) Seen(pattern, method string, status int, took time.Duration) {
	name := "marque_http_request_seconds{route=" + strconv.Quote(pattern) + ",method=" + strconv.Quote(method) + ",status=\"" + strconv.Itoa(status) + "\"}"
	m.set.GetOrCreatePrometheusHistogramExt(name, buckets()).Update(took.Seconds())
}

// scrapeWithin bounds the question that a scrape asks the database.
const scrapeWithin = 2 * time.Second

// scraped makes a question to the database the value of a gauge; without an answer there is none.
func scraped(ask func(ctx context.Context) (float64, error)) func() float64 {
	return func() float64 {
		ctx, cancel := context.WithTimeout(context.Background(), scrapeWithin)
		defer cancel()
		v, err := ask(ctx)
		if err != nil {
			return math.NaN()
		}
		return v
	}
}

// watchTexts shows how the day's budget of texts stands, for an alarm before and when it is used up.
func (m *Metrics) watchTexts(n *notifying.Service) {
	read := func(what func(texts.Status) int) func() float64 {
		return scraped(func(ctx context.Context) (float64, error) {
			s, err := n.Texts(ctx)
			return float64(what(s)), err
		})
	}
	stopped := func(s texts.Status) int {
		if s.Stopped {
			return 1
		}
		return 0
	}
	m.set.NewGauge("marque_texts_today", read(func(s texts.Status) int { return s.Used }))
	m.set.NewGauge("marque_texts_budget", read(func(s texts.Status) int { return s.Budget }))
	m.set.NewGauge("marque_texts_stopped", read(stopped))
}

// watchWork shows what waits and what was given up, for an alarm when nobody works or nothing leaves.
func (a *App) watchWork() {
	by := access.System("metrics")
	a.Metrics.set.NewGauge("marque_jobs_given_up", scraped(func(ctx context.Context) (float64, error) {
		all, err := a.Operating.Failed(ctx, by)
		return float64(len(all)), err
	}))
	a.Metrics.set.NewGauge("marque_jobs_wait_seconds", scraped(func(ctx context.Context) (float64, error) {
		oldest, err := a.Operating.Waits(ctx, by)
		if err != nil || oldest.IsZero() {
			return 0, err
		}
		return a.now().Sub(oldest).Seconds(), nil
	}))
	a.Metrics.set.NewGauge("marque_days_open", scraped(func(ctx context.Context) (float64, error) {
		_, at, err := a.Billing.Day(ctx)
		return float64(a.openDays(at)), err
	}))
	for channel, of := range map[string]func(informing.Board) incident.Sending{
		"mail": func(b informing.Board) incident.Sending { return b.Mail }, "text": func(b informing.Board) incident.Sending { return b.Texts },
	} {
		a.Metrics.set.NewGauge("marque_messages_waiting{channel="+strconv.Quote(channel)+"}", func() float64 { return float64(of(a.Informing.Board()).Waiting) })
		a.Metrics.set.NewGauge("marque_messages_refused{channel="+strconv.Quote(channel)+"}", func() float64 { return float64(of(a.Informing.Board()).Refused) })
	}
}

// watchLive shows how many pages are connected.
func (m *Metrics) watchLive(h *live.Hub) {
	m.set.NewGauge("marque_live_connections", func() float64 { return float64(h.Connected()) })
}

// Bank shows how things stand with the bank.
func (m *Metrics) Bank(s paying.Status) {
	const whole = 10_000
	for _, g := range s.Rates {
		points := int64(g.Points)
		held, known := m.returns.LoadOrStore(g.Name, new(atomic.Int64))
		share, _ := held.(*atomic.Int64)
		share.Store(points)
		if !known {
			m.set.GetOrCreateGauge("marque_bank_return_ratio{kind="+strconv.Quote(g.Name)+"}", func() float64 { return float64(share.Load()) / whole })
		}
	}
	m.files.Store(int64(len(s.Waiting)))
	m.kept.Store(int64(s.Quarantined))
}

// Handler serves the metrics.
func (m *Metrics) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		m.set.WritePrometheus(w)
		metrics.WriteProcessMetrics(w)
		metrics.WriteFDMetrics(w)
	})
}

// ServeAdmin answers on the operator's own address until ctx ends: metrics, readiness and compliance, nothing of a customer.
func (a *App) ServeAdmin(ctx context.Context, listener net.Listener) error {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", a.Metrics.Handler())
	mux.HandleFunc("GET /compliance", a.compliance())
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		if err := a.Ready(r.Context()); err != nil {
			http.Error(w, "not ready: "+err.Error(), http.StatusServiceUnavailable)
			return
		}
		_, _ = w.Write([]byte("ready\n"))
	})
	return a.serveBeside(ctx, listener, mux)
}
