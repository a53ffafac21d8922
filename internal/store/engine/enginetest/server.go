package enginetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// Bin names the folder of initdb and postgres, where they are not in PATH or in Debian's place.
const Bin = "MARQUE_TEST_POSTGRES_BIN"

var errNoServer = errors.New("PostgreSQL's initdb and postgres are not in " + Bin + ", in PATH or in /usr/lib/postgresql/*/bin, and " +
	Env + " is not set")

// Server is a PostgreSQL of our own in a temporary folder. It listens on a Unix socket only, so no port is taken and
// nobody else reaches it; it forgets the disk (fsync=off), which only tests may do, unless it is durable.
type Server struct {
	URL string // of its own database, role postgres
	bin string
	set []string // settings of how it keeps what it is told
	dir string
	cmd *exec.Cmd
	log *bytes.Buffer
	end chan error // what Wait returned
}

// startWithin bounds the server's first answer; an idle machine needs less than a second.
const startWithin = 60 * time.Second

// StartServer makes a cluster and starts its server.
func StartServer(ctx context.Context) (*Server, error) {
	return startServer(ctx, "fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")
}

// StartDurable starts a server that keeps what it has acknowledged, as in earnest, so that it can be crashed.
func StartDurable(ctx context.Context) (*Server, error) {
	return startServer(ctx, "fsync=on", "synchronous_commit=on", "full_page_writes=on")
}

func startServer(ctx context.Context, set ...string) (*Server, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp(folder(), "marque-pg-")
	if err != nil {
		return nil, err
	}
	s := &Server{dir: dir, bin: bin, set: set, log: new(bytes.Buffer), end: make(chan error, 1)}
	if err := s.start(ctx); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return s, nil
}

func (s *Server) start(ctx context.Context) error {
	as, err := s.owner()
	if err != nil {
		return err
	}
	initdb := exec.CommandContext(ctx, filepath.Join(s.bin, "initdb"), "-D", s.data(), "-A", "trust", "-U", "postgres",
		"-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions")
	initdb.SysProcAttr, initdb.Dir = as, s.dir
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	s.URL = "postgres:///postgres?" + url.Values{"host": {s.dir}, "user": {"postgres"}}.Encode()
	return s.launch(ctx)
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// launch starts the program and waits for its first answer.
func (s *Server) launch(ctx context.Context) error {
	as, err := s.owner()
	if err != nil {
		return err
	}
	args := []string{
		"-D", s.data(), "-k", s.dir, "-c", "listen_addresses=", "-c", "max_connections=300", "-c", "shared_buffers=64MB", "-c", "max_wal_size=4GB",
		"-c", "deadlock_timeout=100ms",
	}
	for _, setting := range s.set {
		args = append(args, "-c", setting)
	}
	s.cmd = exec.Command(filepath.Join(s.bin, "postgres"), args...)
	s.cmd.SysProcAttr, s.cmd.Dir, s.cmd.Stderr = as, s.dir, s.log
	if err := s.cmd.Start(); err != nil {
		return fmt.Errorf("start postgres: %w", err)
	}
	go func() { s.end <- s.cmd.Wait() }()
	return s.ready(ctx)
}

// Crash kills the server without a word, lets the world be without it for a while, and starts it again: it recovers by itself.
func (s *Server) Crash(ctx context.Context, meanwhile func()) error {
	if err := s.cmd.Process.Kill(); err != nil {
		return fmt.Errorf("kill postgres: %w", err)
	}
	<-s.end
	meanwhile()
	// Its children notice that they are orphans and go; until the last has, the memory that they share keeps a new server out.
	var err error
	for range crashTries {
		s.end = make(chan error, 1)
		if err = s.launch(ctx); err == nil {
			return nil
		}
		time.Sleep(orphansGo)
	}
	return err
}

// A killed server's children need a moment to go.
const (
	crashTries = 100
	orphansGo  = 100 * time.Millisecond
)

// ready asks until the server answers.
func (s *Server) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startWithin)
	defer cancel()
	for {
		conn, err := pgx.Connect(ctx, s.URL)
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case ended := <-s.end:
			return fmt.Errorf("postgres ended at once: %w: %s", ended, s.log)
		case <-ctx.Done():
			return errors.Join(fmt.Errorf("postgres does not answer: %w", err), s.Stop())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// Stop ends the server and removes its folder.
func (s *Server) Stop() error {
	if err := s.cmd.Process.Signal(syscall.SIGQUIT); err != nil {
		return fmt.Errorf("stop postgres: %w", err)
	}
	<-s.end // its exit status tells of the signal, nothing more
	return os.RemoveAll(s.dir)
}

// owner says as whom the server runs: as the user "postgres" when we are root, which it refuses.
func (s *Server) owner() (*syscall.SysProcAttr, error) {
	attr := dieWithParent()
	if os.Geteuid() != 0 {
		return attr, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("postgres does not run as root, and there is no user for it: %w", err)
	}
	uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
	gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	attr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return attr, os.Chown(s.dir, int(uid), int(gid))
}

// binaries finds the folder of initdb and postgres: the named one, else in PATH, else Debian's newest.
func binaries() (string, error) {
	if named := os.Getenv(Bin); named != "" {
		if _, err := os.Stat(filepath.Join(named, "initdb")); err != nil {
			return "", errNoServer
		}
		return named, nil
	}
	if at, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(at), nil
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return "", errNoServer
	}
	newest := slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) })
	return filepath.Dir(newest), nil
}

func version(path string) int {
	n, err := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
	if err != nil {
		return 0
	}
	return n
}
