package app

import (
	"context"
	"math"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"marque/internal/service/notifying"
	"marque/internal/service/paying"
	"marque/internal/store/texts"
)

// Metrics counts what the process does. No label holds anything about a person: routes are patterns, not paths.
type Metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
	returns  *prometheus.GaugeVec
	files    prometheus.Gauge
	kept     prometheus.Gauge
}

func newMetrics() *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "marque_http_request_seconds", Help: "Time to answer a request, by route.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5},
		}, []string{"route", "method", "status"}),
		returns: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "marque_bank_return_ratio", Help: "Debits of the last 60 days that came back, by kind of reason. Nacha's limits are 0.005, 0.03 and 0.15.",
		}, []string{"kind"}),
		files: prometheus.NewGauge(prometheus.GaugeOpts{Name: "marque_bank_files_waiting", Help: "Files to the bank that have not left."}),
		kept:  prometheus.NewGauge(prometheus.GaugeOpts{Name: "marque_bank_quarantine_lines", Help: "Lines of the bank's files that were kept for a person, ever."}),
	}
	m.registry.MustRegister(m.requests, m.returns, m.files, m.kept, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Seen counts one answered request.
func (m *Metrics) Seen(pattern, method string, status int, took time.Duration) {
	m.requests.WithLabelValues(pattern, method, strconv.Itoa(status)).Observe(took.Seconds())
}

// scrapeWithin bounds the question that a scrape asks the database.
const scrapeWithin = 2 * time.Second

// watchTexts shows how the day's budget of texts stands, for an alarm before and when it is used up.
func (m *Metrics) watchTexts(n *notifying.Service) {
	read := func(what func(texts.Status) int) func() float64 {
		return func() float64 {
			ctx, cancel := context.WithTimeout(context.Background(), scrapeWithin)
			defer cancel()
			s, err := n.Texts(ctx)
			if err != nil {
				return math.NaN()
			}
			return float64(what(s))
		}
	}
	stopped := func(s texts.Status) int {
		if s.Stopped {
			return 1
		}
		return 0
	}
	for name, g := range map[string]struct {
		help string
		read func(texts.Status) int
	}{
		"marque_texts_today":   {"Texts of this day (UTC), all processes together.", func(s texts.Status) int { return s.Used }},
		"marque_texts_budget":  {"Most texts of a day; 0 is no budget.", func(s texts.Status) int { return s.Budget }},
		"marque_texts_stopped": {"1 when the day's budget of texts is used up.", stopped},
	} {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: g.help}, read(g.read)))
	}
}

// Bank shows how things stand with the bank.
func (m *Metrics) Bank(s paying.Status) {
	const whole = 10_000
	for _, g := range s.Rates {
		m.returns.WithLabelValues(g.Name).Set(float64(g.Points) / whole)
	}
	m.files.Set(float64(len(s.Waiting)))
	m.kept.Set(float64(s.Quarantined))
}

// Handler serves the metrics.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Registry: m.registry})
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
