package e2e_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"marque/internal/app"
	"marque/internal/app/apptest"
	"marque/internal/config"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/seal"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/users"
)

// ruled is a town under a policy with one customer, who is signed in.
func ruled(t *testing.T, db *engine.DB, policy config.Policy) (*town, person) {
	t.Helper()
	w := serveWorld(t, openChanged(t, db, apptest.NewClock(opening), func(o *app.Options) {
		o.Config.Policy = policy
	}))
	n := &town{world: w, server: httptest.NewTLSServer(w.gate)}
	t.Cleanup(n.server.Close)
	who, _ := people("aurelia")
	who = w.enrol(t, w.activate(t, who))
	n.owner, n.stranger = n.visitor(t), n.visitor(t)
	n.owner.signIn(w, who)
	return n, who
}

// kept counts the owner's answers in the database.
func (n *town) kept(t *testing.T) int {
	t.Helper()
	box, err := seal.Load(filepath.Join(n.Config.Data, app.KeyFile), false)
	if err != nil {
		t.Fatal(err)
	}
	var all []identity.Answer
	err = n.DB.Read(t.Context(), func(r engine.Reader) error {
		all, err = users.New(box).Answers(r, n.owner.session(n.world).User.ID)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}

func given(first, second, third string) url.Values {
	return url.Values{"answer1": {first}, "answer2": {second}, "answer3": {third}}
}

func TestSecurityQuestionsAreAskedUnderLegacyOnly(t *testing.T) {
	t.Parallel()
	for _, policy := range []config.Policy{config.Strict, config.Standard} {
		t.Run(string(policy), func(t *testing.T) {
			t.Parallel()
			enginetest.Each(t, func(t *testing.T, db *engine.DB) {
				n, who := ruled(t, db, policy)
				if page := n.owner.get("/security").body; strings.Contains(page, "questions") {
					t.Error("the security page speaks of questions")
				}
				if got := n.owner.get("/security/questions"); got.to != "/security" {
					t.Errorf("got %d to %q, want no form", got.status, got.to)
				}
				if got := n.owner.post("/security", "/security/questions", given("Rex Otto", "Ford Model T", "Mrs Brown")); got.status != http.StatusNotFound {
					t.Errorf("got %d, want no such page", got.status)
				}
				if got := n.kept(t); got != 0 {
					t.Errorf("%d answers are stored", got)
				}
				if page := n.second(t, who); strings.Contains(page, `name="answer"`) {
					t.Errorf("the second step asks a question: %s", page)
				}
			})
		})
	}
	t.Run("legacy", func(t *testing.T) {
		t.Parallel()
		enginetest.Each(t, questionsUnderLegacy)
	})
}

func questionsUnderLegacy(t *testing.T, db *engine.DB) {
	n, who := ruled(t, db, config.Legacy)
	if page := n.owner.get("/security").body; !strings.Contains(page, "Security questions") || !strings.Contains(page, "Not answered") {
		t.Errorf("no way to the questions: %s", page)
	}
	for about, form := range map[string]url.Values{
		"you answered 2": given("Rex", "Ford Model T", ""), "at least 3 letters": given("Rex", "Ford Model T", "..x"), "Give each its own": given("Rex", "Ford Model T", "rex!"),
	} {
		got := n.owner.post("/security/questions", "/security/questions", form)
		if got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, about) || strings.Contains(got.body, "Ford Model T") {
			t.Errorf("%s: got %d: %s", about, got.status, got.body)
		}
	}
	if got := n.kept(t); got != 0 {
		t.Errorf("%d answers are stored of forms that failed", got)
	}
	if got := n.owner.post("/security/questions", "/security/questions", given("Rex", "Ford Model T", "Mrs. Brown")); got.to != "/security?done=questions" {
		t.Fatalf("got %d to %q: %s", got.status, got.to, got.body)
	}
	if page := n.owner.get("/security?done=questions").body; n.kept(t) != identity.MostAnswers || !strings.Contains(page, "Answered on") {
		t.Errorf("got %d answers: %s", n.kept(t), page)
	}
	page := n.second(t, who)
	right := ""
	for i, q := range identity.Questions()[:identity.MostAnswers] {
		if strings.Contains(page, q) {
			right = []string{" REX", "ford model-t", "mrs brown"}[i]
		}
	}
	if right == "" {
		t.Fatalf("no question: %s", page)
	}
	code := n.code(t, notice.KindRecoveryCode, who.phone)
	for left, typed := range []string{"", "Otto"} {
		got := n.stranger.post("/forgot/code", "/forgot/code", url.Values{"code": {code}, "answer": {typed}})
		if got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "Tries left: "+strconv.Itoa(identity.CodeTries-1-left)) {
			t.Errorf("%q: got %d to %q: %s", typed, got.status, got.to, got.body)
		}
	}
	if got := n.stranger.post("/forgot/code", "/forgot/code", url.Values{"code": {"000000"}, "answer": {right}}); got.status != http.StatusUnprocessableEntity {
		t.Errorf("an answer without the code: got %d to %q", got.status, got.to)
	}
	if got := n.stranger.post("/forgot/code", "/forgot/code", url.Values{"code": {code}, "answer": {right}}); got.to != "/forgot/password" {
		t.Errorf("got %d to %q: %s", got.status, got.to, got.body)
	}
}

// second begins a recovery as a stranger and returns the page of its second code.
func (n *town) second(t *testing.T, who person) string {
	t.Helper()
	n.stranger.post("/forgot", "/forgot", url.Values{"identifier": {who.username}})
	if page := n.stranger.get("/forgot/code").body; strings.Contains(page, `name="answer"`) {
		t.Errorf("the first step, which knows nobody, asks a question: %s", page)
	}
	got := n.stranger.post("/forgot/code", "/forgot/code", url.Values{"code": {n.code(t, notice.KindRecoveryCode, who.email)}})
	if got.to != "/forgot/code" {
		t.Fatalf("got %d to %q: %s", got.status, got.to, got.body)
	}
	return n.stranger.get("/forgot/code").body
}
