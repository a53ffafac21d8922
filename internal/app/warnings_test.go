package app_test

import (
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"

	"marque/internal/app"
	"marque/internal/app/apptest"
	"marque/internal/config"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// lines keeps what is logged.
type lines struct {
	mu   sync.Mutex
	text strings.Builder
}

// Write implements io.Writer.
func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *lines) count(what string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Count(l.text.String(), what)
}

func TestAServerFromWhichNothingLeavesSaysSo(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		keys := t.TempDir()
		for _, c := range []struct {
			demo bool
			mail string
			want int
		}{{false, config.DriverLog, 2}, {false, config.DriverSMTP, 1}, {true, config.DriverLog, 0}} {
			var said lines
			w := apptest.OpenChanged(t, db, apptest.NewClock("2026-11-20T15:00:00Z"), func(o *app.Options) {
				o.Config.Data = keys
				o.Demo, o.Config.Mail.Driver, o.Log = c.demo, c.mail, slog.New(slog.NewTextHandler(&said, nil))
			})
			serve(t, w.App, http.NotFoundHandler()).end(t)
			if got := said.count("nothing leaves: the driver is log"); got != c.want {
				t.Errorf("demo %v, mail by %s: got %d warnings, want %d", c.demo, c.mail, got, c.want)
			}
		}
	})
}
