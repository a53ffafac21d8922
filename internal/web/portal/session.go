package portal

import (
	"encoding/json"
	"net/http"
	"time"

	"marque/internal/core/identity"
	"marque/internal/web/guard"
	"marque/internal/web/ui"
)

// sessionEnd tells when a session ends if nothing more is done.
func (p *Portal) sessionEnd(f ui.Frame, v identity.Session) ui.SessionEnd {
	end, last := v.End()
	local := end.In(f.Zone)
	zone, _ := local.Zone()
	return ui.SessionEnd{Until: f.Locale.Clock(local) + " " + zone, Left: int(end.Sub(p.Now()) / time.Second), Last: last}
}

// sessionLeft answers the script that warns before a session ends. Got, it is only looked at and is no activity: its route is passive. Posted,
// it is one, and the session goes on.
func (p *Portal) sessionLeft(w http.ResponseWriter, r *guard.Request) error {
	end, last := r.Session.End()
	body, err := json.Marshal(struct {
		Left int  `json:"left"`
		Last bool `json:"last"`
	}{max(int(end.Sub(p.Now())/time.Second), 0), last})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	_, err = w.Write(body)
	return err
}
