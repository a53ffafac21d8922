package portal

import (
	"io"
	"net/http"
	"net/url"
	"strings"

	"marque/internal/core/notice"
	"marque/internal/service/notifying"
	"marque/internal/web/guard"
	"marque/internal/web/ui"
)

// mostReport bounds what a gateway says about one text.
const mostReport = 16 << 10

// textReport takes a gateway's word on what became of a text. The path proves that we gave it out; the same word again changes nothing,
// and one that speaks of no end is thanked for and forgotten.
func (p *Portal) textReport(w http.ResponseWriter, r *guard.Request) error {
	message, err := p.Notifying.Proved(r.PathValue("message"), r.PathValue("proof"))
	if err != nil {
		return err
	}
	said, body, err := saidBy(w, r)
	if err != nil {
		return err
	}
	if delivered, final := p.Reports.Read(said, body); final {
		if err := p.Notifying.Report(r.Context(), message, delivered); err != nil {
			return err
		}
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err = io.WriteString(w, "ok\n")
	return err
}

// saidBy reads what a gateway sent: query and form together, and the body.
func saidBy(w http.ResponseWriter, r *guard.Request) (said url.Values, body []byte, err error) {
	if body, err = io.ReadAll(http.MaxBytesReader(w, r.Body, mostReport)); err != nil {
		return nil, nil, err
	}
	said = r.URL.Query()
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		form, _ := url.ParseQuery(string(body)) // what cannot be read says nothing
		for name, values := range form {
			said[name] = append(said[name], values...)
		}
	}
	return said, body, nil
}

// textReply takes a text that came to us. There is nothing in the answer: gateways send a body on to the phone, and the service answers by a
// text of its own.
func (p *Portal) textReply(w http.ResponseWriter, r *guard.Request) error {
	if err := p.Notifying.ProvedReplies(r.PathValue("replies")); err != nil {
		return err
	}
	said, body, err := saidBy(w, r)
	if err != nil {
		return err
	}
	if from, text, ok := p.Inbound.Read(said, body); ok {
		if err := p.Notifying.Heard(r.Context(), from, text); err != nil {
			return err
		}
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// stateOf says what became of a message, as far as we know.
func stateOf(f ui.Frame, m notifying.Message) string {
	switch {
	case m.State == notifying.Queued:
		return f.Say("On its way", "En camino", "Unterwegs")
	case m.State == notifying.Expired:
		return f.Say("Not sent: its time was over before it could be sent.", "No se envió: su plazo venció antes de poder enviarlo.",
			"Nicht gesendet: Ihre Zeit war vorbei, bevor es gelang.")
	case m.State != notifying.Sent:
		return f.Say("Not sent: it could not be handed over.", "No se envió: no fue posible entregarlo.", "Nicht gesendet: Sie ließ sich nicht übergeben.")
	case m.Report == notifying.Delivered:
		return f.Say("Delivered to your phone", "Entregado a su teléfono", "Auf Ihrem Telefon angekommen")
	case m.Report == notifying.Undelivered && m.Channel == notice.Mail:
		return f.Say("It came back: your mail provider did not take it",
			"Fue devuelto: su proveedor de correo no lo aceptó",
			"Sie kam zurück: Ihr Mailanbieter hat sie nicht angenommen")
	case m.Report == notifying.Undelivered:
		return f.Say("Your carrier says that it could not be delivered",
			"Su compañía telefónica dice que no se pudo entregar",
			"Ihr Mobilfunkanbieter sagt, dass sie nicht zugestellt werden konnte")
	}
	return ""
}
