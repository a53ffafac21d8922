package portal

import (
	"time"

	"marque/internal/core/access"
	"marque/internal/l10n"
	"marque/internal/web/guard"
	"marque/internal/web/ui"
)

// The pages that one of the staff may see as the customer does, as the record names them. Files and pages with an address in full are not among them,
// since a caller is asked for parts of it; nor is anything about how the customer signs in.
const (
	viewedOverview   = "overview"
	viewedHistory    = "history"
	viewedUpcoming   = "upcoming"
	viewedTimeline   = "timeline"
	viewedVehicle    = "vehicle"
	viewedStatements = "statements"
	viewedMessages   = "messages"
	viewedProfile    = "profile"
)

// masked stands where one of the staff is not shown what the customer sees.
const masked = "••••••"

// viewed makes the frame that of a customer whose pages one of the staff sees: nothing on them can be sent, and above them stands who sees what.
func (p *Portal) viewed(f *ui.Frame, r *guard.Request) {
	f.Person, f.Zone = r.Viewing.Name, p.zoneOf(r.Viewing.Zone)
	until := r.Viewing.Until.In(p.Zone)
	zone, _ := until.Zone()
	f.Viewing = ui.Viewing{
		Name: r.Viewing.Name, By: r.Session.User.Name, Until: l10n.EnUS.Clock(until) + " " + zone, Minutes: int((r.Viewing.Until.Sub(p.Now()) + time.Minute - 1) / time.Minute),
	}
}

// viewedWords says which page one of the staff saw, for the person whose page it is.
func viewedWords(f ui.Frame, page string) string {
	switch page {
	case viewedOverview:
		return f.Say("Saw your overview as you see it", "Vio su resumen como lo ve usted", "Hat Ihre Übersicht so gesehen wie Sie")
	case viewedHistory:
		return f.Say("Saw your history as you see it", "Vio su historial como lo ve usted", "Hat Ihren Verlauf so gesehen wie Sie")
	case viewedUpcoming:
		return f.Say("Saw your payments to come as you see them", "Vio sus próximos pagos como los ve usted", "Hat Ihre kommenden Zahlungen so gesehen wie Sie")
	case viewedTimeline:
		return f.Say("Saw your timeline as you see it", "Vio su cronología como la ve usted", "Hat Ihre Zeitleiste so gesehen wie Sie")
	case viewedVehicle:
		return f.Say("Saw your vehicle’s page as you see it, the address hidden", "Vio la página de su vehículo como la ve usted, con la dirección oculta", "Hat die Seite Ihres Fahrzeugs so gesehen wie Sie, die Adresse verdeckt")
	case viewedStatements:
		return f.Say("Saw your list of statements as you see it", "Vio su lista de estados de cuenta como la ve usted", "Hat Ihre Liste der Kontoauszüge so gesehen wie Sie")
	case viewedMessages:
		return f.Say("Saw your list of messages as you see it", "Vio su lista de mensajes como la ve usted", "Hat Ihre Liste der Nachrichten so gesehen wie Sie")
	case viewedProfile:
		return f.Say("Saw your profile as you see it", "Vio su perfil como lo ve usted", "Hat Ihr Profil so gesehen wie Sie")
	}
	return f.Say("Saw a page as you see it", "Vio una página como la ve usted", "Hat eine Seite so gesehen wie Sie")
}

// viewingLookWords say that one of the staff began or stopped seeing a person's pages.
func viewingLookWords(f ui.Frame, do access.Action) string {
	switch do {
	case access.ViewBegin:
		return f.Say("Began to see your pages as you see them, without being able to change anything", "Empezó a ver sus páginas como las ve usted, sin poder cambiar nada", "Hat begonnen, Ihre Seiten so zu sehen wie Sie, ohne etwas ändern zu können")
	case access.GuideSee:
		return f.Say("Saw which page you were on, by your support code", "Vio en qué página estaba usted, con su código de soporte", "Hat mit Ihrem Support-Code gesehen, auf welcher Seite Sie waren")
	case access.ViewEnd:
		return f.Say("Stopped seeing your pages", "Dejó de ver sus páginas", "Sieht Ihre Seiten nicht mehr")
	}
	return ""
}
