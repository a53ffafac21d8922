// Package idptest runs a real identity provider, zitadel's OpenID Connect server, on a free port of this machine for a test, and signs people in at it
// as their browser would.
package idptest

import (
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"
	"golang.org/x/text/language"
)

// The client that the provider knows us as.
const (
	ClientID = "marque"
	Secret   = "a secret of the test"
	Password = "verysecure"
)

// Person is somebody whom the provider knows.
type Person struct {
	ID, Username, Email string
	Verified            bool
}

// Start runs a provider that knows these people and sends them back to an address, and returns its issuer.
func Start(t testing.TB, redirect string, people ...Person) (issuer string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	issuer = "http://localhost:" + port
	known := &crowd{UserStore: storage.NewUserStore(issuer), people: people}
	store := storage.NewStorageWithClients(known, map[string]*storage.Client{ClientID: storage.WebClient(ClientID, Secret, redirect)})
	server := httptest.NewUnstartedServer(exampleop.SetupServer(issuer, store, slog.New(slog.NewTextHandler(io.Discard, nil)), false))
	server.Listener.Close()
	server.Listener = listener
	server.Start()
	t.Cleanup(server.Close)
	return issuer
}

// crowd is who the provider knows.
type crowd struct {
	storage.UserStore
	people []Person
}

func (c *crowd) user(p Person) *storage.User {
	return &storage.User{
		ID: p.ID, Username: p.Username, Password: Password, FirstName: "Ada", LastName: "Agent", Email: p.Email, EmailVerified: p.Verified,
		PreferredLanguage: language.English,
	}
}

// GetUserByID implements storage.UserStore.
func (c *crowd) GetUserByID(id string) *storage.User {
	for _, p := range c.people {
		if p.ID == id {
			return c.user(p)
		}
	}
	return nil
}

// GetUserByUsername implements storage.UserStore.
func (c *crowd) GetUserByUsername(name string) *storage.User {
	for _, p := range c.people {
		if p.Username == name {
			return c.user(p)
		}
	}
	return nil
}

// Visit goes to the provider as a browser does, types name and password, and returns the address that it is sent back to.
func Visit(t testing.TB, address, username string) (back *url.URL) {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	at, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if r.URL.Host != at.Host {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	page, err := browser.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer page.Body.Close()
	form := url.Values{"username": {username}, "password": {Password}, "id": {page.Request.URL.Query().Get("authRequestID")}}
	sent, err := browser.Post("http://"+at.Host+"/login/username", "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	defer sent.Body.Close()
	back, err = sent.Location()
	if err != nil {
		body, _ := io.ReadAll(io.LimitReader(sent.Body, 2000))
		t.Fatalf("the provider sent nobody back: %d, %s", sent.StatusCode, body)
	}
	return back
}
