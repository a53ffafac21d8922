package app_test

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/websocket"

	"marque/internal/app"
	"marque/internal/app/apptest"
	"marque/internal/config"
	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/message"
	"marque/internal/gateway/freeport"
	"marque/internal/id"
	"marque/internal/seal"
	"marque/internal/service/messaging"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/users"
)

const (
	// liveChild makes the test program a process that serves pages and can be killed.
	liveChild = "APP_TEST_LIVE"

	talkers     = 50 // conversations
	linesOfSide = 10 // messages that each side writes in one
	liveHost    = "aurelia.localhost"
)

// runLive serves pages until somebody kills it.
func runLive(ctx context.Context) error {
	set := config.Default()
	set.Data, set.DatabaseURL, set.Redis = os.Getenv("LIVE_DATA"), os.Getenv("LIVE_URL"), config.Secret(os.Getenv("LIVE_REDIS"))
	var err error
	if set.Zone, err = time.LoadLocation(set.TimeZone); err != nil {
		return err
	}
	a, err := app.Open(ctx, app.Options{Config: set, Now: apptest.NewClock(chaosMorning).Now, Outside: app.Outside{Mail: &apptest.Post{}, Text: &apptest.Post{}}})
	if err != nil {
		return err
	}
	gate, err := a.Portal("test")
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", os.Getenv("LIVE_LISTEN"))
	if err != nil {
		return err
	}
	fmt.Println("ready")
	go func() { _, _ = io.Copy(io.Discard, os.Stdin) }()
	return a.Serve(ctx, listener, gate)
}

// redis starts a server of Debian's and returns its address. Where there is none, the test is skipped by name; on CI it fails.
func redis(t testing.TB) string {
	t.Helper()
	path, err := exec.LookPath("redis-server")
	switch {
	case err != nil && os.Getenv("CI") == "true":
		t.Fatal("redis-server is not installed; CI needs it (apt-get install redis-server)")
	case err != nil:
		t.Skip("NOT TESTED WITH SEVERAL PROCESSES: redis-server is not installed (apt-get install redis-server)")
	}
	_, port, _ := strings.Cut(freeport.Address(t), ":")
	cmd := exec.Command(path, "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", t.TempDir()) //nolint:gosec // a program of the system's
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	said := bufio.NewScanner(out)
	for said.Scan() && !strings.Contains(said.Text(), "eady to accept connections") {
	}
	var drained sync.WaitGroup
	drained.Go(func() { _, _ = io.Copy(io.Discard, out) })
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		drained.Wait()
		_ = cmd.Wait()
	})
	return "redis://127.0.0.1:" + port
}

// process starts a process that serves pages and returns what kills it.
func process(t *testing.T, url, data, redis, listen string) (kill func()) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$") //nolint:gosec // this very program
	cmd.Env = append(os.Environ(), liveChild+"=1", "LIVE_URL="+url, "LIVE_DATA="+data, "LIVE_REDIS="+redis, "LIVE_LISTEN="+listen)
	said := new(strings.Builder)
	cmd.Stderr = said
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "ready\n" {
		_ = cmd.Wait()
		t.Fatalf("the process said %q, %v: %s", line, err, said)
	}
	return sync.OnceFunc(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		_ = in.Close()
	})
}

// crowd is customers with a conversation each, and an agent who is in all of them.
type crowd struct {
	t      testing.TB
	w      *apptest.World
	users  *users.Store
	ids    *id.Source
	agent  string // the token of the agent's session
	talks  []message.ID
	tokens []string // of the customers' sessions
}

// gather makes a crowd, past registering and signing in, which have their own tests.
func gather(t testing.TB, w *apptest.World, n int) *crowd {
	t.Helper()
	box, err := seal.Load(filepath.Join(w.Config.Data, app.KeyFile), false)
	if err != nil {
		t.Fatal(err)
	}
	c := &crowd{t: t, w: w, users: users.New(box), ids: id.NewSource(w.Clock.Now, rand.Reader)}
	c.agent = c.enters(identity.User{ID: id.New[access.User](c.ids), State: identity.UserActive, Username: "dana", Name: "Dana Whitfield", Roles: []access.Role{access.RoleAgent}}, "password,app")
	for i := range n {
		_, by := w.Activate(t, apptest.Loan(fmt.Sprintf("C%03d", i)))
		c.tokens = append(c.tokens, c.enters(identity.User{ID: by.User, State: identity.UserActive, Username: fmt.Sprintf("customer.%d", i), Party: by.Party}, "password,text"))
		talk, err := w.Messaging.Open(t.Context(), by, messaging.Opening{Brand: "aurelia", Topic: message.Payments, Subject: "My payment", Text: "first", Key: "k"})
		if err != nil {
			t.Fatal(err)
		}
		c.talks = append(c.talks, talk)
	}
	return c
}

// enters makes a user with a session, and returns its token.
func (c *crowd) enters(u identity.User, methods string) string {
	c.t.Helper()
	token, err := identity.NewToken(rand.Reader)
	if err != nil {
		c.t.Fatal(err)
	}
	now := c.w.Clock.Now()
	err = c.w.DB.Write(c.t.Context(), func(tx *engine.Tx) error {
		if _, err := c.users.Insert(tx, u); err != nil {
			return err
		}
		return c.users.Begin(tx, identity.Session{ID: id.New[identity.Session](c.ids), User: u, Methods: methods, FactorAt: now, CreatedAt: now, ActiveAt: now}, token)
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return string(token)
}

// speaker is one side of a conversation: a page with its script.
type speaker struct {
	t         testing.TB
	processes []string // host:port; the first is preferred
	side      string
	path      string
	token     string // of the session
	form      string // of its forms
	client    *http.Client
	wrote     *atomic.Int64 // messages of everybody that were acknowledged
	asked     *atomic.Int64 // news that nobody told and that were found by asking

	mu   sync.Mutex
	got  []string // by number, from 1
	full chan struct{}
	want int
}

func (c *crowd) speaker(i int, side string, processes []string, wrote, asked *atomic.Int64) *speaker {
	s := &speaker{t: c.t, processes: processes, side: side, path: "/messages/" + c.talks[i].String(), token: c.tokens[i], wrote: wrote, asked: asked, full: make(chan struct{}), want: 1 + 2*linesOfSide, client: crowdClient}
	if side == "desk" {
		s.path, s.token, s.processes = "/desk/queue/"+c.talks[i].String(), c.agent, []string{processes[1], processes[0]}
	}
	return s
}

var crowdClient = &http.Client{
	Transport:     &http.Transport{MaxIdleConnsPerHost: 200},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	Timeout:       10 * time.Second,
}

// call sends a request to one process after the other until one answers it as a page's script wants.
func (s *speaker) call(ctx context.Context, method, path string, form url.Values) ([]byte, error) {
	for tries := 0; ; tries++ {
		var body io.Reader
		if form != nil {
			body = strings.NewReader(form.Encode())
		}
		r, err := http.NewRequestWithContext(ctx, method, "http://"+s.processes[tries%len(s.processes)]+path, body)
		if err != nil {
			return nil, err
		}
		r.Host = liveHost
		r.Header.Set("Cookie", "__Host-session="+s.token)
		r.Header.Set("Accept", "application/json")
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		answer, err := s.client.Do(r)
		if err == nil {
			text, failed := io.ReadAll(answer.Body)
			_ = answer.Body.Close()
			if failed == nil && answer.StatusCode == http.StatusOK {
				return text, nil
			}
			err = fmt.Errorf("%s %s: got %d to %q: %.300s", method, path, answer.StatusCode, answer.Header.Get("Location"), text)
			if failed == nil && answer.StatusCode < 500 {
				return nil, err
			}
		}
		select {
		case <-ctx.Done():
			return nil, errors.Join(err, ctx.Err())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

var formToken = regexp.MustCompile(`name="_csrf" value="([^"]+)"`)

// load opens the page.
func (s *speaker) load(ctx context.Context) error {
	page, err := s.call(ctx, http.MethodGet, s.path, nil)
	if err != nil {
		return err
	}
	m := formToken.FindSubmatch(page)
	if m == nil {
		return errors.New("no form on the page")
	}
	s.form = string(m[1])
	return nil
}

// write sends a message under its key until it is acknowledged.
func (s *speaker) write(ctx context.Context, text string) error {
	_, err := s.call(ctx, http.MethodPost, s.path, url.Values{"_csrf": {s.form}, "_key": {"key " + text}, "text": {text}, "read": {"1000"}, "do": {"send"}})
	if err == nil {
		s.wrote.Add(1)
	}
	return err
}

// ask gets what is after the last number, and wants it to go on without a gap.
func (s *speaker) ask(ctx context.Context) (found int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	text, err := s.call(ctx, http.MethodGet, s.path+"/news?after="+strconv.Itoa(len(s.got)), nil)
	if err != nil {
		return 0, err
	}
	var news struct {
		Said []struct{ Anchor, Text string }
	}
	if err := json.Unmarshal(text, &news); err != nil {
		return 0, err
	}
	for _, said := range news.Said {
		if want := "m" + strconv.Itoa(len(s.got)+1); said.Anchor != want {
			return 0, fmt.Errorf("%s: got %s, want %s", s.path, said.Anchor, want)
		}
		if s.got = append(s.got, said.Text); len(s.got) == s.want {
			close(s.full)
		}
	}
	return len(news.Said), nil
}

// hang connects to a process.
func (s *speaker) hang(ctx context.Context, process string) (*websocket.Conn, error) {
	c, err := websocket.NewConfig("ws://"+process+s.path+"/live", "http://"+process)
	if err != nil {
		return nil, err
	}
	c.Header.Set("Cookie", "__Host-session="+s.token)
	conn, err := c.DialContext(ctx)
	if err == nil {
		err = websocket.Message.Send(conn, `{"id":1,"connect":{}}`)
	}
	return conn, err
}

// listen keeps a live connection and asks whenever it hears of something, as the page's script does.
func (s *speaker) listen(ctx context.Context) {
	for tries := 0; ctx.Err() == nil; tries++ {
		conn, err := s.hang(ctx, s.processes[tries%len(s.processes)])
		if err == nil {
			done := context.AfterFunc(ctx, func() { _ = conn.Close() })
			s.hear(ctx, conn)
			done()
			_ = conn.Close()
		}
		select {
		case <-ctx.Done():
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func (s *speaker) hear(ctx context.Context, conn *websocket.Conn) {
	for {
		var text string
		if websocket.Message.Receive(conn, &text) != nil {
			return
		}
		if text == "{}" {
			_ = websocket.Message.Send(conn, "{}")
			continue
		}
		if !strings.Contains(text, `"n":`) && !strings.Contains(text, `"connect"`) {
			continue
		}
		if _, err := s.ask(ctx); err != nil && ctx.Err() == nil {
			s.t.Errorf("ask: %v", err)
			return
		}
	}
}

// asks asks by itself now and then, as the page does every half minute: a process that is killed after it has kept a message tells nobody.
func (s *speaker) asks(ctx context.Context) {
	tick := time.NewTicker(2 * time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.full:
			return
		case <-tick.C:
			if found, err := s.ask(ctx); err == nil {
				s.asked.Add(int64(found))
			}
		}
	}
}

// talk loads the page, listens, and writes its messages.
func (s *speaker) talk(ctx context.Context, told *sync.WaitGroup) error {
	if err := s.load(ctx); err != nil {
		return err
	}
	told.Go(func() { s.listen(ctx) })
	told.Go(func() { s.asks(ctx) })
	for n := range linesOfSide {
		if err := s.write(ctx, fmt.Sprintf("%s %d", s.side, n)); err != nil {
			return err
		}
	}
	select {
	case <-s.full:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("%s has %d of %d: %w", s.path, len(s.got), s.want, ctx.Err())
	}
}

// TestTwoProcessesServeOneConversationAndOneOfThemIsKilled lets fifty customers and an agent talk over two processes, PostgreSQL and Redis. One process
// is killed in mid-conversation and comes back. Each of a thousand messages must be there once, and both sides must have read them in one order.
func TestTwoProcessesServeOneConversationAndOneOfThemIsKilled(t *testing.T) {
	t.Parallel()
	if raced {
		t.Skip("not here: scripts/test runs it without the race detector")
	}
	if os.Getenv(enginetest.Quick) != "" {
		t.Skip("NOT TESTED: quick tests kill no servers")
	}
	shared := redis(t)
	where, data := enginetest.PostgresURL(t), t.TempDir()
	db, err := engine.Open(t.Context(), engine.Config{URL: where})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	c := gather(t, apptest.OpenIn(t, db, apptest.NewClock(chaosMorning), data), talkers)
	processes := []string{freeport.Address(t), freeport.Address(t)}
	kill := process(t, where, data, shared, processes[0])
	t.Cleanup(process(t, where, data, shared, processes[1]))
	t.Cleanup(func() { kill() })

	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	listening, hangUp := context.WithCancel(ctx)
	var wrote, asked atomic.Int64
	var all []*speaker
	var talking, told sync.WaitGroup
	for i := range talkers {
		for _, side := range []string{"customer", "desk"} {
			s := c.speaker(i, side, processes, &wrote, &asked)
			all = append(all, s)
			talking.Go(func() {
				if err := s.talk(listening, &told); err != nil {
					t.Error(err)
				}
			})
		}
	}
	for wrote.Load() < 300 && ctx.Err() == nil {
		<-time.After(time.Millisecond)
	}
	kill()
	at := wrote.Load()
	kill = process(t, where, data, shared, processes[0])
	talking.Wait()
	hangUp()
	told.Wait()
	readings := int64(talkers * 2 * (1 + 2*linesOfSide))
	t.Logf("killed at message %d of %d; %d of %d readings were found by asking only", at, wrote.Load(), asked.Load(), readings)
	if asked.Load() > readings/2 {
		t.Error("pages were not told, they only asked")
	}
	if at >= talkers*2*linesOfSide {
		t.Error("the process was killed too late to test anything")
	}
	c.proves(all)
}

// proves compares what each side has read with what is kept.
func (c *crowd) proves(all []*speaker) {
	c.t.Helper()
	for i, talk := range c.talks {
		var keys int
		err := c.w.DB.Read(c.t.Context(), func(r engine.Reader) error {
			return r.QueryRow(`select count(distinct key) from messages where thread_id = $1`, talk).Scan(&keys)
		})
		customer, desk := all[2*i], all[2*i+1]
		kept := customer.got
		if err != nil || len(kept) != customer.want || keys != customer.want || !slices.Equal(kept, desk.got) {
			c.t.Errorf("conversation %d: %d keys, %v; the customer read %v, the desk %v", i, keys, err, kept, desk.got)
			continue
		}
		for _, s := range []*speaker{customer, desk} {
			var own []string
			for _, text := range kept {
				if strings.HasPrefix(text, s.side) {
					own = append(own, text)
				}
			}
			for n, text := range own {
				if text != fmt.Sprintf("%s %d", s.side, n) {
					c.t.Errorf("conversation %d: the %s's messages are %v", i, s.side, own)
					break
				}
			}
			if len(own) != linesOfSide {
				c.t.Errorf("conversation %d: got %d of the %s's messages", i, len(own), s.side)
			}
		}
	}
}
