// Package sftp delivers files to the bank's SFTP server and fetches the bank's from there. The server is known by its key, we by ours; a file appears
// under its final name whole or not at all. Which files go and when is service/paying's business.
package sftp

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"

	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/gateway/bank/folder"
)

// Settings say where the server is and how both sides are known.
type Settings struct {
	Addr    string // host:port
	User    string
	KeyFile string // our private key in OpenSSH's or PEM form
	HostKey string // the server's public key as in known_hosts without the name ("ssh-ed25519 AAAA…"), or its fingerprint ("SHA256:…")
	Out     string // the folder that the bank reads
	In      string // the folder that the bank writes
	Timeout time.Duration
}

// DefaultTimeout bounds each step: connecting, and every wait for an answer.
const DefaultTimeout = 30 * time.Second

// Client speaks with one server. It connects when it is first needed, and anew after an error. It is safe for use by several goroutines.
type Client struct {
	s      Settings
	config *ssh.ClientConfig

	mu   sync.Mutex
	ssh  *ssh.Client
	sftp *sftp.Client
}

// New reads the keys and returns a client that has not connected yet.
func New(s Settings) (*Client, error) {
	if s.Timeout == 0 {
		s.Timeout = DefaultTimeout
	}
	raw, err := os.ReadFile(s.KeyFile)
	if err != nil {
		return nil, fault.Newf(fault.Unavailable, "The key file %s cannot be read.", s.KeyFile)
	}
	key, err := ssh.ParsePrivateKey(raw)
	if err != nil {
		return nil, fault.Newf(fault.Invalid, "The key file %s holds no private key without passphrase.", s.KeyFile)
	}
	pinned, algorithms, err := pin(s.HostKey)
	if err != nil {
		return nil, err
	}
	return &Client{s: s, config: &ssh.ClientConfig{
		User: s.User, Auth: []ssh.AuthMethod{ssh.PublicKeys(key)}, HostKeyCallback: pinned, HostKeyAlgorithms: algorithms, Timeout: s.Timeout,
	}}, nil
}

// pin returns what accepts one host key only.
func pin(text string) (ssh.HostKeyCallback, []string, error) {
	if strings.HasPrefix(text, "SHA256:") {
		return func(_ string, _ net.Addr, key ssh.PublicKey) error {
			if ssh.FingerprintSHA256(key) != text {
				return errors.New("the server's key is not the one that was agreed")
			}
			return nil
		}, nil, nil
	}
	key, _, _, _, err := ssh.ParseAuthorizedKey([]byte(text))
	if err != nil {
		return nil, nil, fault.Input("bank.sftp_host_key", "Give the server's public key, such as ssh-ed25519 AAAA…, or its fingerprint SHA256:….")
	}
	algorithms := []string{key.Type()}
	if key.Type() == ssh.KeyAlgoRSA {
		algorithms = []string{ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256}
	}
	return ssh.FixedHostKey(key), algorithms, nil
}

// patient is a connection whose every wait has an end.
type patient struct {
	net.Conn
	wait time.Duration
}

// Read implements net.Conn.
func (p patient) Read(b []byte) (int, error) {
	if err := p.SetReadDeadline(time.Now().Add(p.wait)); err != nil {
		return 0, err
	}
	return p.Conn.Read(b)
}

// Write implements net.Conn.
func (p patient) Write(b []byte) (int, error) {
	if err := p.SetWriteDeadline(time.Now().Add(p.wait)); err != nil {
		return 0, err
	}
	return p.Conn.Write(b)
}

// connect returns the open connection, or opens one.
func (c *Client) connect(ctx context.Context) (*sftp.Client, error) {
	if c.sftp != nil {
		return c.sftp, nil
	}
	dialer := net.Dialer{Timeout: c.s.Timeout}
	conn, err := dialer.DialContext(ctx, "tcp", c.s.Addr)
	if err != nil {
		return nil, fmt.Errorf("reach the bank's server: %w", err)
	}
	shake, channels, requests, err := ssh.NewClientConn(patient{conn, c.s.Timeout}, c.s.Addr, c.config)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("sign in to the bank's server: %w", err), conn.Close())
	}
	c.ssh = ssh.NewClient(shake, channels, requests)
	if c.sftp, err = sftp.NewClient(c.ssh); err != nil {
		return nil, errors.Join(fmt.Errorf("begin SFTP with the bank's server: %w", err), c.drop())
	}
	return c.sftp, nil
}

// drop closes the connection; the next step opens another.
func (c *Client) drop() error {
	var err error
	if c.sftp != nil {
		err = c.sftp.Close()
	}
	if c.ssh != nil {
		err = errors.Join(err, c.ssh.Close())
	}
	c.sftp, c.ssh = nil, nil
	if errors.Is(err, net.ErrClosed) || errors.Is(err, io.EOF) {
		err = nil
	}
	return err
}

// with does one thing over the connection. When the context ends, the connection does; after an error of the connection it is opened anew.
func (c *Client) with(ctx context.Context, what string, do func(*sftp.Client) error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	client, err := c.connect(ctx)
	if err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { _ = client.Close() })
	defer stop()
	if err := do(client); err != nil {
		if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission) {
			_ = c.drop() // whatever was wrong, the next step begins afresh
		}
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// Close ends the connection.
func (c *Client) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.drop()
}

func (c *Client) final(name string) string { return path.Join(c.s.Out, name) }
func (c *Client) temp(name string) string  { return path.Join(c.s.Out, "."+name+".part") }

// Look tells how far the delivery of a file has come.
func (c *Client) Look(ctx context.Context, name string, content []byte) (payment.Stage, error) {
	stage := payment.Absent
	err := c.with(ctx, "look for "+name, func(s *sftp.Client) error {
		there, err := fetch(s, c.final(name), int64(len(content))+1)
		switch {
		case err == nil && bytes.Equal(there, content):
			stage = payment.There
			return nil
		case err == nil:
			stage = payment.Other
			return nil
		case !errors.Is(err, fs.ErrNotExist):
			return err
		}
		_, err = s.Stat(c.temp(name))
		if err == nil {
			stage = payment.Begun
		} else if errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
		return err
	})
	return stage, err
}

// Begin makes the temporary name exist.
func (c *Client) Begin(ctx context.Context, name string) error {
	return c.with(ctx, "begin "+name, func(s *sftp.Client) error {
		file, err := s.OpenFile(c.temp(name), os.O_CREATE|os.O_WRONLY|os.O_TRUNC)
		if err != nil {
			return err
		}
		return file.Close()
	})
}

// Put uploads the file under its temporary name, asks how long it has become, and gives it its final name.
func (c *Client) Put(ctx context.Context, name string, content []byte) error {
	return c.with(ctx, "deliver "+name, func(s *sftp.Client) error {
		if err := upload(s, c.temp(name), content); err != nil {
			return err
		}
		info, err := s.Stat(c.temp(name))
		if err != nil {
			return err
		}
		if info.Size() != int64(len(content)) {
			return fmt.Errorf("%d of %d bytes arrived", info.Size(), len(content))
		}
		return s.Rename(c.temp(name), c.final(name)) // of SFTP's version 3: it never takes another file's place
	})
}

func upload(s *sftp.Client, name string, content []byte) error {
	file, err := s.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_TRUNC)
	if err != nil {
		return err
	}
	if _, err := file.ReadFrom(bytes.NewReader(content)); err != nil {
		return errors.Join(err, file.Close())
	}
	if err := file.Sync(); err != nil && !unsupported(err) {
		return errors.Join(err, file.Close())
	}
	return file.Close()
}

// unsupported tells whether a server only lacks an extension.
func unsupported(err error) bool {
	status, ok := errors.AsType[*sftp.StatusError](err)
	return ok && status.FxCode() == sftp.ErrSSHFxOpUnsupported
}

// mostWaiting bounds how many files are looked at at once.
const mostWaiting = 10_000

// Inbox lists the files that the bank has left, by name.
func (c *Client) Inbox(ctx context.Context) ([]payment.Arrival, error) {
	var out []payment.Arrival
	err := c.with(ctx, "list the bank's files", func(s *sftp.Client) error {
		all, err := s.ReadDirContext(ctx, c.s.In)
		if err != nil {
			return err
		}
		for _, info := range all[:min(len(all), mostWaiting)] {
			if info.Mode().IsRegular() && !folder.Unfinished(info.Name()) {
				out = append(out, payment.Arrival{
					Name: info.Name(), Size: info.Size(), Mark: fmt.Sprintf("%s|%d|%d", info.Name(), info.Size(), info.ModTime().Unix()),
				})
			}
		}
		slices.SortFunc(out, func(a, b payment.Arrival) int { return strings.Compare(a.Name, b.Name) })
		return nil
	})
	return out, err
}

// Check signs in and looks whether both folders are there. It leaves nothing behind.
func (c *Client) Check(ctx context.Context) error {
	return c.with(ctx, "look at the bank's folders", func(s *sftp.Client) error {
		for _, folder := range []string{c.s.Out, c.s.In} {
			info, err := s.Stat(folder)
			if err != nil {
				return fmt.Errorf("%s: %w", folder, err)
			}
			if !info.IsDir() {
				return fault.Newf(fault.Unavailable, "%s is no folder", folder)
			}
		}
		return nil
	})
}

// Fetch reads a file of the bank's.
func (c *Client) Fetch(ctx context.Context, a payment.Arrival) ([]byte, error) {
	var content []byte
	err := c.with(ctx, "fetch "+a.Name, func(s *sftp.Client) error {
		var err error
		content, err = fetch(s, path.Join(c.s.In, path.Base(a.Name)), payment.MostBytes+1)
		return err
	})
	return content, err
}

func fetch(s *sftp.Client, name string, most int64) ([]byte, error) {
	file, err := s.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, most))
}
