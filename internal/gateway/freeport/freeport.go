// Package freeport finds ports of 127.0.0.1 for the servers that tests start: a program that is told its port by a file cannot ask for any free one.
package freeport

import (
	"fmt"
	"net"
	"os"
	"sync"
	"testing"
)

// The system gives ports from 32768 on to everybody who asks for any, and to each connection that goes out. A port below is taken by nobody between
// the moment it is found free and the moment its server listens: each process looks from a place of its own.
const (
	lowest  = 20_000
	highest = 32_000
	apart   = 97 // ports between the places of two processes that began after each other
)

var (
	mu     sync.Mutex
	looked int // ports that this process has looked at
)

// Find returns a port on which nobody listens, and which this process has not been given before.
func Find(t testing.TB) int {
	t.Helper()
	mu.Lock()
	defer mu.Unlock()
	for looked < highest-lowest {
		port := lowest + (os.Getpid()*apart+looked)%(highest-lowest)
		looked++
		l, err := net.Listen("tcp", at(port))
		if err == nil && l.Close() == nil {
			return port
		}
	}
	t.Fatalf("no free port between %d and %d", lowest, highest)
	return 0
}

// Address returns such a port with its host, as 127.0.0.1:23456.
func Address(t testing.TB) string {
	t.Helper()
	return at(Find(t))
}

func at(port int) string { return fmt.Sprintf("127.0.0.1:%d", port) }
