package cli_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"reflect"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"marque/internal/cli"
	"marque/internal/gateway/freeport"
	"marque/internal/store/engine/enginetest"
)

// server is marque in a process of its own, which said its first line.
type server struct {
	cmd *exec.Cmd
	err *bytes.Buffer
	say map[string]any
}

// start runs a command that goes on, until it has said where it listens.
func (p place) start(t *testing.T, args ...string) *server {
	t.Helper()
	s := &server{cmd: p.process(append(args, "--json")...), err: new(bytes.Buffer)}
	s.cmd.Stderr = s.err
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.cmd.Process.Kill() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		_ = s.cmd.Wait()
		t.Fatalf("marque %v: %v, %s", args, err, s.err)
	}
	if err := json.Unmarshal([]byte(line), &s.say); err != nil {
		t.Fatalf("got %q: %v", line, err)
	}
	return s
}

// stop ends it as a service manager does, and fails when it does not end by itself, soon and well.
func (s *server) stop(t *testing.T) {
	t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- s.cmd.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("got %v after SIGTERM: %s", err, s.err)
		}
	case <-time.After(patience):
		t.Errorf("not ended %s after SIGTERM", patience)
	}
}

// get asks for a page and returns its status and text.
func get(t *testing.T, url string) (int, string) {
	t.Helper()
	client := http.Client{Timeout: patience}
	answer, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

func TestTheDemoFillsADirectoryOnceAndStopsCleanly(t *testing.T) {
	t.Parallel()
	p := lite(t)
	first := p.start(t, "demo", "--port", "0", "--date", "2026-11-20", "--seed", "7")
	url, _ := first.say["url"].(string)
	customers, _ := first.say["customers"].([]any)
	if first.say["business_date"] != "2026-11-20" || len(customers) < 2 {
		t.Fatalf("got %v", first.say)
	}
	for _, c := range customers {
		if who, _ := c.(map[string]any); who["username"] == "" || who["password"] == "" || who["brand"] == "" {
			t.Errorf("got %v, want a name and a password", who)
		}
	}
	for _, path := range []string{"/healthz", "/readyz", "/demo/outbox"} {
		if status, _ := get(t, url+path); status != http.StatusOK {
			t.Errorf("%s: got status %d", path, status)
		}
	}
	staff, _ := first.say["staff"].([]any)
	_, outbox := get(t, url+"/demo/outbox")
	for _, s := range staff {
		who, _ := s.(map[string]any)
		secret, _ := who["totp_secret"].(string)
		otpauth, _ := who["otpauth"].(string)
		username, _ := who["username"].(string)
		if who["password"] == "" || len(secret) != 32 || !strings.HasPrefix(otpauth, "otpauth://totp/") || !strings.Contains(outbox, username) {
			t.Errorf("got %v, want somebody who can sign in at the desk", who)
		}
	}
	if len(staff) != 2 || first.say["desk"] != url+"/desk" {
		t.Errorf("got the desk %v and its staff %v, want an agent and a senior", first.say["desk"], staff)
	}
	first.stop(t)
	p.must(t, "verify")
	p.isWell(t)

	p.must(t, "cycle", "--date", "2026-11-22")
	second := p.start(t, "demo", "--port", "0", "--date", "2020-01-01", "--seed", "8")
	again, _ := second.say["customers"].([]any)
	if now, _ := second.say["staff"].([]any); !reflect.DeepEqual(now, staff) {
		t.Errorf("a second time: got the staff %v, want %v", now, staff)
	}
	if second.say["business_date"] != "2026-11-22" || len(again) != len(customers) {
		t.Errorf("a second time: got %v, want the book that is there, where the cycle left it", second.say["business_date"])
	}
	second.stop(t)
}

func TestTheSameDateAndSeedGiveTheSameDemo(t *testing.T) {
	t.Parallel()
	if os.Getenv(enginetest.Quick) != "" {
		t.Skip("NOT TESTED: two more demos take a while")
	}
	digest := func(seed string) string {
		p := lite(t)
		p.start(t, "demo", "--port", "0", "--date", "2026-11-20", "--seed", seed).stop(t)
		return p.must(t, "verify", "--digest")
	}
	first := demoed(t).must(t, "verify", "--digest")
	if again := digest("7"); again != first {
		t.Errorf("got digest %s, want %s", again, first)
	}
	if other := digest("8"); other == first {
		t.Error("another seed: got the same book")
	}
}

func TestADirectoryWithABookTakesNoDemo(t *testing.T) {
	t.Parallel()
	p := lite(t)
	p.must(t, "import", "feed", some(t, 3))
	digest := p.must(t, "verify", "--digest")
	r := p.run(t, "", "demo", "--port", "0")
	if r.status != 1 || !strings.Contains(r.err, "There is a book in this data directory already.") {
		t.Errorf("got %+v", r)
	}
	if again := p.must(t, "verify", "--digest"); again != digest {
		t.Error("the refused demo has changed the book")
	}
}

func TestAPortThatIsTakenIsOneSentence(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	p := lite(t)
	p.must(t, "migrate")
	for _, flag := range []string{"--listen", "--admin-listen"} {
		args := []string{"serve", "--listen", "127.0.0.1:0", flag, taken.Addr().String()}
		sentence(t, flag, p.run(t, "", args...), 1, "Cannot listen on "+taken.Addr().String())
	}
	_, port, _ := net.SplitHostPort(taken.Addr().String())
	sentence(t, "demo", p.run(t, "", "demo", "--port", port), 1, "Try another --port")
}

func TestServeAnswersCountsAndStopsWithJobsOnTheirWay(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p place) {
		p.must(t, "import", "feed", goodFeed)
		letters := p.count(t, `select count(*) from outbox`)
		admin := freeport.Address(t)
		s := p.start(t, "serve", "--listen", "127.0.0.1:0", "--admin-listen", admin)
		address, _ := s.say["listening"].(string)
		for _, path := range []string{"/healthz", "/readyz"} {
			if status, text := get(t, "http://"+address+path); status != http.StatusOK {
				t.Errorf("%s: got status %d: %s", path, status, text)
			}
		}
		if status, _ := get(t, "http://"+address+"/metrics"); status != http.StatusNotFound {
			t.Errorf("metrics at the customers' address: got status %d", status)
		}
		status, text := get(t, "http://"+admin+"/metrics")
		if status != http.StatusOK || !strings.Contains(text, "marque_http_request_seconds_count") || !strings.Contains(text, "go_goroutines") {
			t.Errorf("metrics: got status %d and %d bytes", status, len(text))
		}
		for _, m := range regexp.MustCompile(`route="([^"]*)"`).FindAllStringSubmatch(text, -1) {
			if strings.Contains(m[1], "@") || regexp.MustCompile(`\d{4}`).MatchString(m[1]) {
				t.Errorf("the label %q is no pattern", m[1])
			}
		}
		s.stop(t) // while hundreds of letters are on their way
		if n := p.count(t, `select count(*) from river_job where state = 'running'`); n != 0 {
			t.Errorf("got %d jobs that nobody runs any more, want them finished or given back", n)
		}
		sent := p.count(t, `select count(*) from outbox where state = 'sent'`)
		if queued := p.count(t, `select count(*) from outbox where state = 'queued'`); sent+queued != letters {
			t.Errorf("got %d sent and %d queued of %d letters", sent, queued, letters)
		}
		if jobs := p.count(t, `select count(*) from river_job where state in ('available', 'retryable', 'scheduled')`); jobs != letters-sent {
			t.Errorf("got %d jobs for %d letters that were not sent", jobs, letters-sent)
		}
		p.must(t, "verify")
	})
}

// isWell fails unless the doctor finds a book well, by the clock of this machine: the one of the database is it too.
func (p place) isWell(t *testing.T) {
	t.Helper()
	var out, errOut bytes.Buffer
	env := p.env()
	getenv := func(name string) (string, bool) { v, ok := env[name]; return v, ok }
	status := cli.Main(t.Context(), cli.Env{In: strings.NewReader(""), Out: &out, Err: &errOut, Now: time.Now, Getenv: getenv}, []string{"doctor"})
	if status != 0 || !strings.Contains(out.String(), "The audit's chains and checkpoints are whole.") {
		t.Errorf("got status %d: %s%s", status, out.String(), errOut.String())
	}
}
