package message

import "marque/internal/l10n"

// Topic is what a customer writes about. It is stored, so a name never changes.
type Topic string

// The topics.
const (
	Payments   Topic = "payments"
	Payoff     Topic = "payoff"
	Hardship   Topic = "hardship"
	Account    Topic = "account"
	Vehicle    Topic = "vehicle"
	Title      Topic = "title"
	Insurance  Topic = "insurance"
	LeaseEnd   Topic = "lease_end"
	Statements Topic = "statements"
	Other      Topic = "other"
)

// Topics lists every topic in the order in which they are offered.
func Topics() []Topic {
	return []Topic{Payments, Payoff, Hardship, Account, Vehicle, Title, Insurance, LeaseEnd, Statements, Other}
}

// Words says a topic.
func (t Topic) Words() l10n.Text {
	switch t {
	case Payments:
		return l10n.T("Payments and autopay", "Pagos y pagos automáticos", "Zahlungen und Lastschrift")
	case Payoff:
		return l10n.T("Paying it off", "Liquidar el contrato", "Ablösung")
	case Hardship:
		return l10n.T("I can’t pay right now", "No puedo pagar ahora", "Ich kann gerade nicht zahlen")
	case Account:
		return l10n.T("My details and signing in", "Mis datos y el acceso", "Meine Daten und das Anmelden")
	case Vehicle:
		return l10n.T("The vehicle", "El vehículo", "Das Fahrzeug")
	case Title:
		return l10n.T("Title and registration", "Título y registro", "Fahrzeugpapiere")
	case Insurance:
		return l10n.T("Insurance", "Seguro", "Versicherung")
	case LeaseEnd:
		return l10n.T("The end of my lease", "El final de mi arrendamiento", "Das Ende meines Leasings")
	case Statements:
		return l10n.T("Statements and letters", "Estados de cuenta y cartas", "Kontoauszüge und Schreiben")
	}
	return l10n.T("Something else", "Otro tema", "Etwas anderes")
}

// Valid tells whether there is such a topic.
func (t Topic) Valid() bool {
	for _, x := range Topics() {
		if x == t {
			return true
		}
	}
	return false
}

// Team is who looks after a kind of conversations. It is stored, so a name never changes.
type Team string

// The teams.
const (
	Service     Team = "service"
	Collections Team = "collections"
	Titles      Team = "titles"
	Specialists Team = "specialists"
)

// Teams lists every team.
func Teams() []Team { return []Team{Service, Collections, Titles, Specialists} }

// Words says a team.
func (t Team) Words() l10n.Text {
	switch t {
	case Collections:
		return l10n.T("payment help", "ayuda con los pagos", "Zahlungshilfe")
	case Titles:
		return l10n.T("titles and insurance", "títulos y seguros", "Fahrzeugpapiere und Versicherung")
	case Specialists:
		return l10n.T("senior staff", "personal especializado", "erfahrene Mitarbeitende")
	}
	return l10n.T("customer service", "atención al cliente", "Kundenservice")
}

// Valid tells whether there is such a team.
func (t Team) Valid() bool {
	for _, x := range Teams() {
		if x == t {
			return true
		}
	}
	return false
}

// TeamFor is who looks first at what is said about a topic.
func TeamFor(t Topic) Team {
	switch t {
	case Hardship:
		return Collections
	case Title, Insurance:
		return Titles
	}
	return Service
}
