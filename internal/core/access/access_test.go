package access_test

import (
	"crypto/rand"
	"slices"
	"testing"
	"time"

	"marque/internal/core/access"
	"marque/internal/id"
)

func people() (alice, bob access.Actor) {
	s := id.NewSource(time.Now, rand.Reader)
	return access.Customer(id.New[access.User](s), id.New[access.Party](s)), access.Customer(id.New[access.User](s), id.New[access.Party](s))
}

func TestNobodyMayDoWhatTheTableDoesNotList(t *testing.T) {
	t.Parallel()
	alice, _ := people()
	for _, by := range []access.Actor{access.Anonymous(), alice, access.Agent(alice.User, access.Roles()...), access.System("feed")} {
		if access.May(by, "contract.explode") {
			t.Errorf("%v may do an unknown action", by.Kind)
		}
	}
}

func TestAStrangerMayOnlyKnock(t *testing.T) {
	t.Parallel()
	allowed := map[access.Action]bool{}
	for _, a := range access.Actions() {
		if access.May(access.Anonymous(), a) {
			allowed[a] = true
		}
	}
	for _, a := range []access.Action{access.ContractRead, access.PaymentCreate, access.StatementRead, access.FeedApply, access.NoticeRead} {
		if allowed[a] {
			t.Errorf("a stranger may %s", a)
		}
	}
	if !allowed[access.SignIn] || !allowed[access.UserRegister] {
		t.Error("a stranger must be able to sign in and to register")
	}
}

func TestNoRoleMovesMoneyBeforeTheDeskIsBuilt(t *testing.T) {
	t.Parallel()
	alice, _ := people()
	for _, role := range access.Roles() {
		if by := access.Agent(alice.User, role); access.May(by, access.PaymentCreate) || access.May(by, access.ContractRecord) {
			t.Errorf("%s may move money", role)
		}
	}
}

func TestARoleGivesItsOwnRightsOnly(t *testing.T) {
	t.Parallel()
	alice, _ := people()
	if access.May(access.Agent(alice.User), access.ContractRead) {
		t.Error("an agent without a role may read contracts")
	}
	if !access.May(access.Agent(alice.User, access.RoleAgent), access.ContractRead) || access.May(access.Agent(alice.User, access.RoleOperator), access.ContractRead) {
		t.Error("agents read contracts, operators do not")
	}
}

func TestCustomersNeedARelationAndOthersDoNot(t *testing.T) {
	t.Parallel()
	alice, bob := people()
	contract := access.Subject{Kind: access.ContractSubject, ID: "x"}
	if got := access.RelationOf(alice, contract); got != access.MustBeOnIt {
		t.Errorf("got %v", got)
	}
	if got := access.RelationOf(access.System("cycle"), contract); got != access.NoRelation {
		t.Errorf("got %v", got)
	}
	if access.RelationOf(alice, access.OnUser(bob.User)) != access.MustBeItself || access.IsItself(alice, access.OnUser(bob.User)) {
		t.Error("alice is not bob")
	}
	if !access.IsItself(alice, access.OnParty(alice.Party)) || access.IsItself(alice, contract) {
		t.Error("alice is her own party and no contract")
	}
}

func TestActorsAreNamedInTheAudit(t *testing.T) {
	t.Parallel()
	alice, _ := people()
	if access.System("cycle").ID() != "cycle" || alice.ID() != alice.User.String() || access.Anonymous().ID() != "" {
		t.Error("an actor's name is its user id or the part of the house it is")
	}
}

// A viewer is an agent who sees a customer's pages as the customer does. What is open to it is named here once more, so that a new action is not by oversight.
func TestAViewerReadsAFewThingsAndWritesNothing(t *testing.T) {
	t.Parallel()
	alice, bob := people()
	open := []access.Action{
		access.CaseSee, access.ContractList, access.ContractRead, access.HelpList, access.MessageRead, access.StatementRead, access.ViewPage, access.ViewProfile,
	}
	for _, role := range access.Roles() {
		viewer := access.Viewer(access.Agent(alice.User, role), bob.Party, "")
		sees := role == access.RoleAgent || role == access.RoleSenior
		for _, do := range access.Actions() {
			if access.MayWrite(viewer, do) {
				t.Errorf("a viewer of the role %s may write by %s", role, do)
			}
			if got, want := access.May(viewer, do), sees && slices.Contains(open, do); got != want {
				t.Errorf("a viewer of the role %s and %s: got %v, want %v", role, do, got, want)
			}
		}
	}
	viewer := access.Viewer(access.Agent(alice.User, access.RoleAgent), bob.Party, "")
	for on, want := range map[access.Subject]access.Relation{
		access.OnParty(bob.Party): access.MustBeItself, access.OnUser(alice.User): access.Never, access.OnSystem("book"): access.Never,
		{Kind: access.ContractSubject, ID: "x"}: access.MustBeOnIt,
	} {
		if got := access.RelationOf(viewer, on); got != want {
			t.Errorf("a viewer and a %s: got %v, want %v", on.Kind, got, want)
		}
	}
	if access.IsItself(viewer, access.OnParty(alice.Party)) || !access.IsItself(viewer, access.OnParty(bob.Party)) {
		t.Error("a viewer sees one customer")
	}
	if by := viewer.Recorded(); by.Kind != access.AgentKind || by.User != alice.User || !by.Party.IsZero() {
		t.Errorf("in the record a viewer is the agent: got %+v", by)
	}
}
