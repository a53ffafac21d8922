package access_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"marque/internal/core/access"
)

var update = flag.Bool("update", false, "write docs/security/roles.md anew")

// roleWords say what each role is for; a role without words fails the test.
var roleWords = map[access.Role]string{
	access.RoleAgent:       "answers customers: what they write, finds them, sees why they cannot sign in, checks who calls, unlocks, waives small fees, asks for what a second person decides",
	access.RoleSenior:      "the same, and decides what others ask for; never what they asked for themselves",
	access.RoleCollections: "looks after contracts that are past due: sees, answers what customers write, changes nothing",
	access.RoleOperator:    "runs the installation: proves the book, sees the ledger and the staff; sees no customer",
	access.RoleAuditor:     "sees everything that is recorded, changes nothing",
}

// matrix writes the table of rights for people.
func matrix() string {
	var b strings.Builder
	b.WriteString("# Who may do what\n\nWritten from the table of rights by `go test ./internal/core/access -run Matrix -update`; the test fails when it differs. What is not here is\nnobody's. A customer needs the relation to the subject as well: the own contract, sign-in or person. Staff are asked for a fresh code of their app\nbefore they change anything on another person's account, and every look and act is in the audit with its reason.\n\n")
	for _, r := range access.Roles() {
		b.WriteString("- **" + string(r) + "** " + roleWords[r] + ".\n")
	}
	b.WriteString("\nA program asks the API with scopes: a partner's with any of those in the last column, an app for its customer with one of them and the customer's right.\n")
	b.WriteString("\nA viewer is an agent or a senior who sees a customer's pages as the customer does: it needs the customer's relation, only reads, and is in the record as the agent.\n")
	b.WriteString("\n| action | stranger | customer | viewer | system |")
	for _, r := range access.Roles() {
		b.WriteString(" " + string(r) + " |")
	}
	b.WriteString(" program |\n|---|---|---|---|---|" + strings.Repeat("---|", len(access.Roles())+1) + "\n")
	actors := []access.Actor{access.Anonymous(), access.Customer(access.UserID{1}, access.PartyID{1}), access.Viewer(access.Agent(access.UserID{1}, access.RoleAgent), access.PartyID{1}, ""), access.System("x")}
	for _, r := range access.Roles() {
		actors = append(actors, access.Agent(access.UserID{1}, r))
	}
	for _, do := range access.Actions() {
		b.WriteString("| `" + string(do) + "` |")
		for _, by := range actors {
			if access.May(by, do) {
				b.WriteString(" yes |")
			} else {
				b.WriteString(" |")
			}
		}
		b.WriteString(" " + access.WriteScopes(access.RightOf(do).Scopes) + " |\n")
	}
	return strings.ReplaceAll(b.String(), "|  |", "| |")
}

func TestTheMatrixOfRolesAndActionsStandsInTheDocuments(t *testing.T) {
	t.Parallel()
	path := filepath.Join("..", "..", "..", "docs", "security", "roles.md")
	got := matrix()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || string(want) != got {
		t.Errorf("docs/security/roles.md is not what the table of rights says (%v); write it anew with -update and read the difference", err)
	}
	for _, r := range access.Roles() {
		if roleWords[r] == "" {
			t.Errorf("no words for the role %s", r)
		}
	}
}

func TestOnlyASeniorDecidesAndNobodyOfTheStaffLetsStaffIn(t *testing.T) {
	t.Parallel()
	for _, r := range access.Roles() {
		by := access.Agent(access.UserID{1}, r)
		if got, want := access.May(by, access.RequestDecide), r == access.RoleSenior; got != want {
			t.Errorf("%s may decide: got %v, want %v", r, got, want)
		}
		if access.May(by, access.StaffManage) {
			t.Errorf("%s may hire", r)
		}
		looksOnly := r == access.RoleCollections || r == access.RoleAuditor || r == access.RoleOperator
		for _, do := range []access.Action{access.CustomerProve, access.CustomerUnlock, access.CustomerReset, access.CustomerReveal, access.RequestAsk} {
			if access.May(by, do) == looksOnly {
				t.Errorf("%s and %s: got %v", r, do, !looksOnly)
			}
		}
	}
}
