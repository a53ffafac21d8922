// Package access says who may do what on what: actors, actions, subjects, roles and the rights between them. It is a
// table and the questions one can ask of it; the door asks them.
package access

import "marque/internal/id"

// User marks the identifiers of sign-ins.
type User struct{}

// Party marks the identifiers of people and companies on contracts.
type Party struct{}

// UserID names a sign-in; PartyID names a person or company on a contract. A customer's sign-in belongs to one party.
type (
	UserID  = id.Of[User]
	PartyID = id.Of[Party]
)

// ActorKind tells whose hand it is.
type ActorKind uint8

// The kinds of actor.
const (
	AnonymousKind ActorKind = iota
	CustomerKind
	AgentKind
	SystemKind
	PartnerKind
	ViewerKind // one of us who sees a customer's pages as that customer does; never in the record, where it is an agent
)

var actorKinds = [...]string{"anonymous", "customer", "agent", "system", "partner", "viewer"}

// String returns the kind's name; all but a viewer's stand so in the audit.
func (k ActorKind) String() string { return actorKinds[k] }

// Role is a set of rights an agent can be given.
type Role string

// The roles of the desk.
const (
	RoleAgent       Role = "agent"
	RoleSenior      Role = "senior"
	RoleCollections Role = "collections"
	RoleOperator    Role = "operator"
	RoleAuditor     Role = "auditor"
)

// Roles lists every role.
func Roles() []Role {
	return []Role{RoleAgent, RoleSenior, RoleCollections, RoleOperator, RoleAuditor}
}

// Actor is who does something. It is passed as a parameter and never hidden in a context.
type Actor struct {
	Kind  ActorKind
	User  UserID  // customers and agents; of a viewer the agent's
	Party PartyID // customers; of a viewer the customer's
	Name  string  // of a system actor: "feed", "cycle"; of a program: what people know it by
	Roles []Role  // of an agent

	Client ClientID // a partner's program, or the app through which a customer acts
	Scopes []Scope  // what that program was given leave for
	Brand  string   // whose contracts a partner sees; empty is all
	Why    string   // of a viewer: what the record says of each look
}

// Anonymous is somebody whom we do not know.
func Anonymous() Actor { return Actor{Kind: AnonymousKind} }

// Customer is a signed-in party of one or more contracts.
func Customer(user UserID, party PartyID) Actor {
	return Actor{Kind: CustomerKind, User: user, Party: party}
}

// Agent is a signed-in member of the lender's staff.
func Agent(user UserID, roles ...Role) Actor {
	return Actor{Kind: AgentKind, User: user, Roles: roles}
}

// System is one of our own processes, such as the feed or the day's cycle.
func System(name string) Actor { return Actor{Kind: SystemKind, Name: name} }

// Viewer is one of the lender's staff who sees the pages of a party as that customer does, and can do nothing on them.
func Viewer(agent Actor, party PartyID, why string) Actor {
	return Actor{Kind: ViewerKind, User: agent.User, Roles: agent.Roles, Party: party, Why: why}
}

// Recorded is the actor as it stands in the record: a viewer is the agent that it is.
func (a Actor) Recorded() Actor {
	if a.Kind == ViewerKind {
		return Agent(a.User, a.Roles...)
	}
	return a
}

// ID returns the text that names the actor in the audit.
func (a Actor) ID() string {
	switch a.Kind {
	case CustomerKind, AgentKind, ViewerKind:
		return a.User.String()
	case SystemKind:
		return a.Name
	case PartnerKind:
		return a.Client.String()
	}
	return ""
}

// SubjectKind tells what something is done to.
type SubjectKind string

// The kinds of subject.
const (
	ContractSubject SubjectKind = "contract"
	UserSubject     SubjectKind = "user"
	PartySubject    SubjectKind = "party"
	SystemSubject   SubjectKind = "system"
)

// Subject is what something is done to.
type Subject struct {
	Kind SubjectKind
	ID   string
}

// OnContract names a contract by its id.
func OnContract[T any](contract id.Of[T]) Subject { return Subject{ContractSubject, contract.String()} }

// OnUser names a sign-in.
func OnUser(user UserID) Subject { return Subject{UserSubject, user.String()} }

// OnParty names a person or company.
func OnParty(party PartyID) Subject { return Subject{PartySubject, party.String()} }

// OnSystem names a part of the house itself, such as "feed" or "signin".
func OnSystem(part string) Subject { return Subject{SystemSubject, part} }
